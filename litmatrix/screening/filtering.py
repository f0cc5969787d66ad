"""Which records match: by words, stage, search, criterion, label, descriptor and year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from litmatrix import screening
from litmatrix.bibliography.latex import folded, year_number
from litmatrix.errors import Misuse
from litmatrix.review import Review, derived
from litmatrix.screening import criteria, labels
from litmatrix.vocabulary import STAGES

if TYPE_CHECKING:
    import pandas as pd

#: The columns of `overview` beside the descriptors.
COLUMNS = ("reference", "title", "year", "type", "status", "stage", "reason", "origin")

#: The fields in which `words` are looked for.
SEARCHED = (
    "title", "author", "year", "journal", "booktitle", "publisher", "keywords", "abstract", "note", "shortauthor",
)  # fmt: skip


@derived
def overview(review: Review) -> pd.DataFrame:
    """Return the records that a search found, as one looks through them: index `key`, bibliography's order.

    Columns: reference, title, year (nullable integer), type, status, stage, reason, origin, then one column
    a descriptor (empty for records without a row in the matrix; one that has the name of another column is left
    out).
    """
    import pandas as pd

    records = review.found
    table, names = screening.outcomes(review), screening.names(review)
    result = pd.DataFrame(index=records.index)
    result["reference"] = pd.Series(names, dtype="str").reindex(records.index)
    result["title"] = records["title"]
    result["year"] = pd.array([year_number(year) for year in records["year"]], dtype="Int64")
    result["type"] = records["type"]
    for name in ("status", "stage", "reason"):
        result[name] = table[name]
    result["origin"] = records["origin"]
    given = criteria.described(review, records.index)
    for name in given.columns.difference(COLUMNS, sort=False):
        result[name] = given[name]
    return result


def filter_records(
    review: Review,
    *,
    words: str = "",
    status: str = "",
    stage: str = "",
    search: str = "",
    criterion: str = "",
    verdict: str = criteria.FAILS,
    label: str = "",
    years: tuple[int | None, int | None] = (None, None),
    descriptors: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the rows of `overview` that match everything that is asked; an empty value asks for nothing.

    `words` must all stand in the record, whatever their case, accents and hyphens. `criterion` with `verdict`
    (meets, fails, unknown) asks what its check finds; `label` which of them somebody gave that label. `years` are inclusive bounds, None for open; a record
    without a year matches only if both are open. Raises `Misuse` for a value that does not exist.
    """
    protocol = review.protocol
    _require("status", status, screening.STATUSES)
    _require("stage", stage, STAGES)
    _require("search", search, [one.id for one in protocol.searches])
    _require("criterion", criterion, [one.id for one in protocol.criteria])
    _require("verdict", verdict, criteria.VERDICTS)
    table = overview(review)
    for column, value in (("status", status), ("stage", stage)):
        if value:
            table = table[table[column] == value]
    if search:
        searches = screening.origins(review)
        table = table.loc[[search in searches[key] for key in table.index]]
    _require("label", label, labels.known(review))
    if label:
        has = labels.of(review)
        table = table.loc[[label in has.get(key, ()) for key in table.index]]
    given = criteria.described(review, table.index)
    for name, value in (descriptors or {}).items():
        _require("descriptor", name, given.columns)
        if value:
            told = given.loc[table.index, name]
            table = table.loc[[value in map(str.strip, text.split(";")) for text in told]]
    first, last = years
    if first is not None:
        table = table[(table["year"] >= first).fillna(False).astype(bool)]
    if last is not None:
        table = table[(table["year"] <= last).fillna(False).astype(bool)]
    if criterion:
        found = criteria.suggestions(review, table.index)
        matching = found[(found["criterion"] == criterion) & (found["verdict"] == verdict)]
        table = table[table.index.isin(matching["key"])]
    if wanted := folded(words).split():
        found = texts(review)
        table = table.loc[[all(word in found[key] for word in wanted) for key in table.index]]
    return table


@derived(lasting=True)
def texts(review: Review) -> dict[str, str]:
    """Return what `words` are looked for in, by key: folded once, since a person's every keystroke asks."""
    records = review.records[[name for name in SEARCHED if name in review.records.columns]]
    return {row[0]: folded(" ".join(row)) for row in records.itertuples(name=None)}


def _require(what: str, value: str, allowed: Collection[str]) -> None:
    if value and value not in allowed:
        raise Misuse(f"there is no {what} {value}; known: {', '.join(allowed) or 'none'}.")
