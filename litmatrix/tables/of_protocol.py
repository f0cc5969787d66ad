"""Tables of the protocol: the criteria, the search log, and the report's numbers against those counted."""

from __future__ import annotations

from collections import Counter

from litmatrix import screening
from litmatrix.checking import counts
from litmatrix.model import CriterionChange, FieldCheck
from litmatrix.review import Review
from litmatrix.tables.frames import NOT_STATED, QUERY, STAGE_NAMES, frame
from litmatrix.tables.table import Table

_SEARCH_COLUMNS = (
    "Kind", "Source", "Platform", "Strand", "Query", "Limits", "Filters", "Date", "Hits", "Removed", "Examined", "Records",
    "Peer review", "Update of", "File", "Note",
)  # fmt: skip


def criteria(review: Review) -> Table:
    """Return the criteria in the order in which they are applied: index `Criterion` (its id).

    Columns: Include, Exclude, Applied to, Check (what suggests an answer), Changed.
    """
    rows = []
    for one in review.protocol.criteria:
        changed = "\n".join(_change_in_words(change) for change in one.history)
        applied = STAGE_NAMES.get(one.stage, one.stage)
        rows.append((one.include, one.exclude, applied, check_in_words(one.check), changed))
    ids = [one.id for one in review.protocol.criteria]
    return Table(
        "criteria",
        "Criteria",
        frame(("Criterion", ids), ("Include", "Exclude", "Applied to", "Check", "Changed"), rows),
        "Applied in this order. A check only suggests: a person decides.",
        "No criterion yet: add one in 00-plan-review, under Criteria.",
    )


def searches(review: Review) -> Table:
    """Return the search log: index `Search` (its id). What was not recorded says “not stated”.

    Columns: Kind, Source, Platform, Strand, Query, Limits, Filters, Date, Hits, Removed (before the file was made,
    and why; only where a search says so), Examined, Records (how many of the bibliography are traced to it, a
    number), Peer review, Update of, File, Note.
    """
    traced = Counter(id for ids in screening.origins(review).values() for id in ids)
    rows = []
    for one in review.protocol.searches:
        where = (one.source, one.platform, one.strand)
        removed = f"{one.removed}: {one.removed_why or 'no reason given'}" if one.removed else one.removed
        how = (one.query, one.limits, one.filters, one.date, one.hits, removed, one.examined)
        said = [_stated(value) for value in (*where, *how)]
        rows.append(
            (one.kind, *said, traced[one.id], _stated(one.peer_review), one.updates, one.file, one.note)
        )
    ids = [one.id for one in review.protocol.searches]
    table = frame(("Search", ids), _SEARCH_COLUMNS, rows, numbers=("Records",))
    if all(one.removed is None for one in review.protocol.searches):
        table = table.drop(columns="Removed")
    return Table(
        "searches",
        "Search log",
        table,
        "Records: how many records of the bibliography were found by the search.",
        "No search yet: import its results in 01-filter-sources, or add it in 00-plan-review, under Searches.",
        {"Query": QUERY},
    )


def claims(review: Review) -> Table:
    """Return the numbers that the report states beside those counted: index `Short name` (its id).

    Columns: Sentence, Stated, Counted, Agrees (yes, no, not computed), Note.
    """
    table = counts.claims(review)
    rows = table[["text", "stated", "counted", "holds", "note"]].to_numpy().tolist()
    return Table(
        "claims",
        "Stated numbers",
        frame(
            ("Short name", table.index.tolist()), ("Sentence", "Stated", "Counted", "Agrees", "Note"), rows
        ),
        "Each number that your text states, compared with the number counted from the files.",
        "No stated number yet: add one in 00-plan-review, under Stated numbers.",
    )


def _stated(value: object) -> str:
    return NOT_STATED if value is None or value == "" else str(value)


def check_in_words(check: FieldCheck | None) -> str:
    if check is None:
        return "none: a person decides"
    parts = [check.field]
    if check.first is not None:
        parts.append(f"from {check.first}")
    if check.last is not None:
        parts.append(f"to {check.last}")
    if check.contains:
        parts.append("contains " + " or ".join(f"“{word}”" for word in check.contains))
    if check.values:
        parts.append("is " + " or ".join(check.values))
    return " ".join(parts)


def _change_in_words(change: CriterionChange) -> str:
    before = "; ".join(part for part in (change.include, change.exclude) if part)
    return f"{change.effect} {change.date}" + (f", before: {before}" if before else "")
