"""Records as the items of CSL-JSON, which Zotero, pandoc and other citation processors read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from litmatrix.importing.readers.csljson import OWN, TYPES
from litmatrix.importing.readers.ris import NOTED
from litmatrix.tables.grids import clean
from litmatrix.writing.records import PEOPLE, genre, iso, issued, named, of_type, people_of, record_rows

if TYPE_CHECKING:
    import pandas as pd

# Variables that are taken from one column each, as text.
_TEXT = {
    "volume": "volume", "page": "pages", "publisher": "publisher", "publisher-place": "address", "collection-title": "series",
    "DOI": "doi", "URL": "url", "ISBN": "isbn", "ISSN": "issn", "abstract": "abstract", "keyword": "keywords", "note": "note",
    "language": "language", "edition": "edition", "title-short": "shorttitle", "container-title-short": "shortjournal",
    "number-of-volumes": "volumes", **{variable: column for variable, column in NOTED.items() if column not in ("eventdate", *OWN)},
}  # fmt: skip


def csl_items(records: pd.DataFrame) -> list[dict[str, Any]]:
    """Return records (columns of `review.records`) as items: names split, dates as numbers."""
    return [item(row) for row in record_rows(records)]


def item(given: dict[str, str]) -> dict[str, Any]:
    """Return a record (see `record_rows`) as an item; what CSL has no variable for stands in its `custom`."""
    row = defaultdict(
        str,
        {column: clean(value).strip() for column, value in given.items() if column not in ("line", "raw")},
    )
    kind = of_type(row, "csl_type", TYPES, 1)
    found: dict[str, Any] = {"id": row["key"], "type": kind, "title": row["title"]}
    found |= {variable: row[column] for variable, column in _TEXT.items()}
    for role in PEOPLE:
        found[role] = [{part: clean(text) for part, text in name.items()} for name in people_of(given, role)]
        if "others" in named(row[role]):
            found[role].append({"literal": "others"})  # which is how citeproc prints “et al.”
    found["issue" if kind in ("article-journal", "periodical") else "number"] = row["number"]
    found["container-title"] = row["journal"] or row["booktitle"]
    found["genre"] = genre(given)
    found["publisher-place"] = row["address"] or row["location"]
    found["language"] = row["language"] or row["langid"]
    found["page"] = row["pages"] or row["eid"]
    found["publisher"] = row["publisher"] or row["howpublished"]
    dates, season = issued(row)
    if dates:
        found["issued"] = {"date-parts": dates, **({"season": season} if season else {})}
    elif row["year"]:
        found["issued"] = {"literal": row["year"]}
    for variable, column in (("accessed", "urldate"), ("event-date", "eventdate")):
        if dates := iso(row[column]):
            found[variable] = {"date-parts": dates}
        elif row[column]:
            found[variable] = {"literal": row[column]}
    # What CSL has no variable for, and what its own words would not give back (a book that is a collection).
    own = {column: row[column] for column in OWN if row[column]}
    if TYPES.get(kind) != row["type"]:
        own["type"] = row["type"]
    return {variable: value for variable, value in {**found, "custom": own}.items() if value}
