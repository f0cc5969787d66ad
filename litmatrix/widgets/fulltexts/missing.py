"""The records that have no full text in fulltext/, with where it may be had and how far getting it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from litmatrix import screening
from litmatrix.bibliography import references
from litmatrix.coding import fulltext
from litmatrix.files import results
from litmatrix.files.written import File, Written
from litmatrix.review import Review
from litmatrix.tables import Table, frames
from litmatrix.vocabulary import OUT, counted
from litmatrix.writing import delimited

#: Where the list is written.
FILE = f"{OUT}/full-texts-missing.csv"

_RETRIEVAL = {
    "requested": "requested", "not_retrieved": "not retrieved", "retrieved": "retrieved, but the file is not here",
    screening.CONFLICT: "conflict: was it retrieved?",
}  # fmt: skip
_COLUMNS = ("Reference", "Title", "Authors", "Year", "Where published", "DOI", "URL", "Status", "Retrieval")


class Missing(NamedTuple):
    """A record without a full text: how it is named, its addresses (empty where there is none), where it stands and how far getting
    it is, in words."""

    key: str
    reference: str
    title: str
    authors: str
    year: str
    where: str
    doi: str
    url: str
    stands: str
    retrieval: str


def wanted(review: Review, everything: bool = False) -> tuple[str, ...]:
    """Return the keys of the records that a full text is wanted of: included, or waiting for it or at full text; or of all that
    are in the review."""
    table = screening.outcomes(review)
    table = table[~table["status"].isin(screening.GONE)]
    if everything:
        return tuple(table.index)
    there = set(screening.at_stage(review, "retrieval").index) | set(
        table.index[table["status"] == screening.INCLUDED]
    )
    return tuple(key for key in table.index if key in there)


def find_missing(review: Review, everything: bool = False) -> tuple[Missing, ...]:
    """Return the records that have no full text; without `everything` those of which one is wanted (see `wanted`), but none that
    was excluded."""
    outcomes = screening.outcomes(review)
    status = outcomes["status"].to_dict()
    keys = [key for key in wanted(review, everything) if everything or status[key] != screening.EXCLUDED]
    have = fulltext.find_many(review.folder, keys)
    left = [key for key in keys if key not in have]
    names = screening.names(review)
    rows = outcomes.loc[left].to_dict("index")
    records = review.records.loc[left].to_dict("index")
    return tuple(_missing(str(key), names[key], records[key], rows[key]) for key in left)


def _missing(key: str, name: str, record: Mapping[str, str], outcome: Mapping[str, str]) -> Missing:
    addresses = references.addresses(record)
    doi = references.link(record["doi"], "")
    doi = doi if doi in addresses else ""
    url = next((one for one in addresses if one != doi), "")
    if not doi and url.startswith("https://doi.org/"):
        doi, url = url, ""
    got = outcome["retrieval"]
    retrieval = _RETRIEVAL.get(got, "not requested yet")
    if got == "retrieved" and outcome["eligibility"] not in ("", screening.PENDING):
        retrieval = "decided at full text, but the file is not here"
    return Missing(
        key, name, record["title"], record["author"] or record["editor"], record["year"], references.published(record),
        doi, url, stands(outcome), retrieval,
    )  # fmt: skip


def stands(outcome: Mapping[str, str] | None) -> str:
    """Return in words where a record stands; `outcome` is its row of `screening.outcomes`, None for one that is cited only."""
    if outcome is None:
        return "cited only"
    status, stage = outcome["status"], outcome["stage"]
    if status == screening.PENDING:
        waits = {
            "screening": "title and abstract",
            "retrieval": "retrieval",
            "eligibility": "full text",
        }
        return f"to do: {waits.get(stage, stage)}"
    if status == screening.EXCLUDED:
        return f"excluded at {'full text' if stage == 'eligibility' else 'title and abstract'}"
    return {screening.CONFLICT: "conflict", screening.AWAITING: "awaiting classification"}.get(status, status)


def as_text(rows: tuple[Missing, ...]) -> str:
    """Return the list as text to be pasted: columns parted by tabs, one record a line, without what a spreadsheet would run."""
    shown = [(one.reference, one.title, one.doi, one.url, one.retrieval) for one in rows]
    return delimited.csv_text(
        [("Reference", "Title", "DOI", "URL", "Retrieval"), *(map(_flat, row) for row in shown)],
        delimiter="\t",
        lineterminator="\n",
        quoting=3,
        quotechar=None,
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def export(review: Review, everything: bool = False) -> Written:
    """Write the list as CSV into out/, and return what was written; raises as `results.write` does."""
    rows = find_missing(review, everything)
    data = [(*one[1:],) for one in rows]
    table = Table(
        "full-texts-missing",
        "Full texts that are missing",
        frames.frame(("key", [one.key for one in rows]), _COLUMNS, data),
    )
    path = review.folder / FILE
    results.write(review.folder, path, delimited.spreadsheet_csv(table).encode("utf-8-sig"))
    return Written((File(path, counted(len(rows), "record")),))
