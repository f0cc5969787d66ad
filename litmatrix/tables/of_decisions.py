"""The record of decisions: everything that anybody decided, also what does not stand any more."""

from __future__ import annotations

from litmatrix import decisions, screening
from litmatrix.matrix.citations import Citation, Cited
from litmatrix.review import Review
from litmatrix.tables.frames import KEY, STAGE_NAMES, frame
from litmatrix.tables.table import Table
from litmatrix.vocabulary import DECISION_NAMES, LABEL, WITHDRAW

STANDS, REPLACED, WITHDRAWN = "stands", "decided anew later", "withdrawn"

_COLUMNS = (
    "Person", "Record", "Stage", "Decision", "Other record", "Reason", "Note", "Round", "Made in one step", "Status", "Key",
)  # fmt: skip


def decisions_record(review: Review) -> Table:
    """Return every decision that was recorded, a row each, by time: index `Time (UTC)`.

    Columns: Person, Record (short reference; the key of one that is not in the bibliography), Stage, Decision, Other
    record (of a pair), Reason (the criterion in words), Note, Round, Made in one step (decisions with the same word there were
    made together), Status (stands, decided anew later, or withdrawn and when) and Key. Labels are no decisions, and a
    withdrawal is told with what it withdrew.
    """
    events = decisions.renamed(review.decisions, screening.former_keys(review))
    withdrawals = events[events["decision"] == WITHDRAW]
    when = dict(
        zip(zip(withdrawals["reviewer"], withdrawals["of"], strict=True), withdrawals["time"], strict=True)
    )
    live, standing = ({*table["id"]} for table in (decisions.live(events), decisions.standing(events)))
    events = events[(events["decision"] != WITHDRAW) & (events["stage"] != LABEL)]
    names, words = screening.names(review), review.protocol.reason_in_words
    times, rows = [], []
    cited: list[Cited] = []
    for one in events.itertuples(index=False):
        status = STANDS if one.id in standing else REPLACED
        if one.id not in live:
            status = f"{WITHDRAWN} {_moment(when.get((one.reviewer, one.id), ''))}".rstrip()
        times.append(_moment(one.time))
        rows.append((
            one.reviewer, names.get(one.key, one.key), STAGE_NAMES.get(one.stage, one.stage),
            DECISION_NAMES.get(one.decision, one.decision).replace("_", " "), names.get(one.other, one.other), words(one.reason),
            one.note, one.round, one.batch, status, one.key,
        ))  # fmt: skip
        cited.append((Citation(one.key, narrative=True),) if one.key in names else (one.key,))
    made = frame(("Time (UTC)", times), _COLUMNS, rows)
    return Table(
        "decisions_record",
        "Record of decisions",
        made,
        "All decisions as they were recorded, also those that do not stand any more.",
        "No decisions yet: screen records in 01-filter-sources.",
        {"Key": KEY},
        {"Record": cited},
    )


def _moment(time: str) -> str:
    """Return a time of the log to the second, as a person and a spreadsheet read it.

    >>> _moment("2026-11-22T10:00:00.000Z")
    '2026-11-22 10:00:00'
    """
    return time[:19].replace("T", " ")
