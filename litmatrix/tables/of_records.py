"""All records of the bibliography, and where each stands."""

from __future__ import annotations

from typing import Any

from litmatrix import screening
from litmatrix.bibliography.latex import year_number
from litmatrix.review import Review
from litmatrix.tables.frames import KEY, NUMBER, frame
from litmatrix.tables.table import Table
from litmatrix.vocabulary import stage_in_words

CITED_ONLY = "cited only"

_COLUMNS = ("Type", "Authors", "Year", "Title", "Published in", "DOI", "Standing", "Reason", "Found by")
_PUBLISHED_IN = ("journal", "booktitle", "publisher")
#: What these records wait for, or where they left, the table says beside their status.
_WITH_STAGE = (screening.EXCLUDED, screening.AWAITING, screening.PENDING, screening.CONFLICT)


def all_records(review: Review) -> Table:
    """Return every record of the bibliography, in its order: index `Key`.

    Columns: Type (of the entry), Authors (else editors), Year (a whole number, missing where there is none), Title, Published
    in, DOI, Standing (included, excluded or pending and where, not retrieved, duplicate of which key, removed, or cited only:
    no search found it), Reason (the criterion in words; of what was removed before screening, the words given), Found by
    (the ids of the searches).
    """
    import pandas as pd

    records = review.records
    found = {row.Index: row for row in screening.outcomes(review).itertuples()}
    origins = screening.origins(review)
    words = {one.id: one.reason for one in review.protocol.criteria}
    wanted = ("type", "author", "editor", "title", *_PUBLISHED_IN, "doi")
    rows = []
    for key, type, author, editor, title, *places, doi in zip(
        records.index, *(records[name].tolist() for name in wanted), strict=True
    ):
        row = found.get(key)
        where = next(filter(None, places), "")
        reason = words.get(row.reason, row.reason) if row else ""
        rows.append(
            (
                type,
                author or editor,
                "",
                title,
                where,
                doi,
                _standing(row),
                reason,
                ", ".join(origins.get(key, ())),
            )
        )
    made = frame(("Key", records.index), _COLUMNS, rows)
    made["Year"] = pd.array([year_number(year) for year in records["year"]], dtype="Int64")
    return Table(
        "all_records",
        "All records, and where each stands",
        made,
        "Every entry of the bibliography. Cited only: no search found it.",
        "No record yet: import the results of a search in 01-filter-sources.",
        {"Key": KEY, "Year": NUMBER},
    )


def _standing(row: Any) -> str:
    """Return where a record stands in the flow, in words; `row` is that of `screening.outcomes`."""
    if row is None:
        return CITED_ONLY
    if row.status == screening.DUPLICATE:
        return f"{row.status} of {row.duplicate_of}"
    return f"{row.status} {stage_in_words(row.stage)}" if row.status in _WITH_STAGE else row.status
