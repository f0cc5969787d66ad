"""Which records match: by words, stage, search, criterion, descriptor and year."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from litmatrix import references, screening
from litmatrix.bibliography import year_number
from litmatrix.errors import Misuse
from litmatrix.review import Review, derived
from litmatrix.vocabulary import STAGES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["filter_records", "overview"]

#: The fields in which `words` are looked for.
SEARCHED = ("title", "author", "year", "journal", "booktitle", "publisher", "keywords", "abstract", "note", "shortauthor")


@derived
def overview(review: Review) -> pd.DataFrame:
    """Return the records that a search found, as one looks through them: index `key`, bibliography's order.

    Columns: reference, title, year (nullable integer), type, status, stage, reason, origin, then one column
    a descriptor (empty for records without a row in the matrix).
    """
    import pandas as pd

    records = review.found
    table = screening.outcomes(review)
    result = pd.DataFrame(index=records.index)
    result["reference"] = references.short(review.records).loc[records.index]
    result["title"] = records["title"]
    result["year"] = pd.array([year_number(year) for year in records["year"]], dtype="Int64")
    result["type"] = records["type"]
    for name in ("status", "stage", "reason"):
        result[name] = table[name]
    result["origin"] = records["origin"]
    for descriptor in review.protocol.descriptors:
        given = review.matrix[descriptor.id] if descriptor.id in review.matrix.columns else pd.Series(dtype="str")
        result[descriptor.id] = given.reindex(records.index, fill_value="").astype("str")
    return result


def filter_records(
    review: Review,
    *,
    words: str = "",
    status: str = "",
    stage: str = "",
    search: str = "",
    criterion: str = "",
    verdict: str = screening.FAILS,
    years: tuple[int | None, int | None] = (None, None),
    descriptors: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the rows of `overview` that match everything that is asked; an empty value asks for nothing.

    `words` must all stand in the record, whatever their case and accents. `criterion` with `verdict`
    (meets, fails, unknown) asks what its check finds. `years` are inclusive bounds, None for open; a record
    without a year matches only if both are open. Raises `Misuse` for a value that does not exist.
    """
    protocol = review.protocol
    _require("status", status, screening.STATUSES)
    _require("stage", stage, STAGES)
    _require("search", search, [one.id for one in protocol.searches])
    _require("criterion", criterion, [one.id for one in protocol.criteria])
    _require("verdict", verdict, (screening.MEETS, screening.FAILS, screening.UNKNOWN))
    table = overview(review)
    if status:
        table = table[table["status"] == status]
    if stage:
        table = table[table["stage"] == stage]
    if search:
        table = table[[search in [part.strip() for part in origin.split(",")] for origin in table["origin"]]]
    for name, value in (descriptors or {}).items():
        _require("descriptor", name, [one.id for one in protocol.descriptors])
        if value:
            table = table[[value in [part.strip() for part in given.split(";")] for given in table[name]]]
    first, last = years
    if first is not None:
        table = table[(table["year"] >= first).fillna(False).astype(bool)]
    if last is not None:
        table = table[(table["year"] <= last).fillna(False).astype(bool)]
    if criterion:
        found = screening.suggestions(review, table.index)
        matching = found[(found["criterion"] == criterion) & (found["verdict"] == verdict)]
        table = table[table.index.isin(matching["key"])]
    return _with_words(review, table, words)


def _with_words(review: Review, table: pd.DataFrame, words: str) -> pd.DataFrame:
    wanted = _folded(words).split()
    if not wanted:
        return table
    records = review.records.loc[table.index, [name for name in SEARCHED if name in review.records.columns]]
    texts = [_folded(" ".join((key, *row))) for key, *row in records.itertuples(name=None)]
    return table[[all(word in text for word in wanted) for text in texts]]


def _require(what: str, value: str, allowed) -> None:
    if value and value not in allowed:
        raise Misuse(f"there is no {what} {value}; known: {', '.join(allowed) or 'none'}.")


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()
