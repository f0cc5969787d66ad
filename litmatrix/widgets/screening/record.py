"""What the card shows of one record: its fields, the criteria, what was decided on it, what may be the same work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litmatrix import screening
from litmatrix.bibliography import abstracts, references
from litmatrix.coding import fulltext
from litmatrix.decisions import Event
from litmatrix.review import Review
from litmatrix.screening import criteria
from litmatrix.widgets.screening.logic import Sitting

#: Names on the buttons.
LABELS = {
    "include": "Include", "exclude": "Exclude", "maybe": "Maybe", "awaiting": "Awaiting classification",
    "requested": "Requested", "retrieved": "Retrieved", "not_retrieved": "Not retrieved", "removed": "Removed before screening",
}  # fmt: skip

#: More authors than this are folded away.
AUTHORS = 12


def card(
    review: Review, sitting: Sitting, id: str, twins: Mapping[str, Sequence[str]]
) -> dict[str, Any] | None:
    """Return what is shown of the record that a sitting has come to; None past the end of its queue."""
    key = sitting.key
    if key is None:
        return None
    record = review.records.loc[key]
    people = [name.strip() for name in record["author"].split(";") if name.strip()]
    mine = sitting.mine().get(key)
    return {
        "id": id,
        "key": key,
        "title": record["title"],
        "authors": "; ".join(people[:AUTHORS]),
        "all_authors": "; ".join(people),
        "more_authors": max(0, len(people) - AUTHORS),
        "where": references.published(record),
        "type": record["type"],
        "abstract": [list(part) for part in abstracts.parts(record["abstract"])] if record["abstract"] else [],
        "keywords": record["keywords"],
        "entry_note": record["note"],
        "links": list(references.addresses(record)),
        "searches": _searches(review, record["origin"]),
        "criteria": _criteria(review, sitting, record),
        "duplicates": [f"{short(review, one)}: {review.records.at[one, 'title']} ({one})" for one in _twins_of(review, key, twins)],
        "votes": _votes(review, sitting) if sitting.queue == "conflicts" else [],
        "mine": _decided(review, mine) if mine else "",
        "labels": list(sitting.labels(key)),
        "note": mine.note if mine else "",
        "fulltext": fulltext.find(review.folder, key),
    }  # fmt: skip


def short(review: Review, key: str) -> str:
    """Return a record's short reference; of one alone, for to tell all apart would take a second of a large review."""
    records = review.records
    return str(references.short(records.loc[[key]]).iloc[0]) if key in records.index else key


def _decided(review: Review, mine: Event) -> str:
    """Return a decision in words, with its reason."""
    reason = review.protocol.exclusions.get(mine.reason, mine.reason)
    return f"{LABELS.get(mine.decision, mine.decision)}{f': {reason}' if reason else ''}"


def _searches(review: Review, origin: str) -> list[str]:
    names = {one.id: one.source or one.id for one in review.protocol.searches}
    return [names.get(part.strip(), part.strip()) for part in origin.split(",")]


def _twins_of(review: Review, key: str, twins: Mapping[str, Sequence[str]]) -> list[str]:
    """Return some of the records that may be the same work, without those that somebody decided on already."""
    others = twins.get(key, ())
    decided = {frozenset((pair.key, pair.other)) for pair in screening.pairs(review)} if others else set()
    return [other for other in others if frozenset((key, other)) not in decided][:5]


def _criteria(review: Review, sitting: Sitting, record: Any) -> list[dict[str, str]]:
    """Return the criteria of the stage (at full text all of them), each with what its check finds in the record."""
    protocol, table = review.protocol, review.matrix
    values = record.to_dict()
    if record.name in table.index:
        # A descriptor goes before the field of the same name.
        given = table.loc[record.name]
        values.update(
            (one.id, given[one.id]) for one in protocol.descriptors if one.id in given.index and given[one.id]
        )
    told, reasons = [], review.protocol.exclusions
    for one in protocol.criteria:
        if one.stage in ("", sitting.stage) or sitting.stage == "eligibility":
            verdict, why = criteria.finding(one, values) or ("", "")
            told.append(
                {
                    "id": one.id,
                    "include": one.include,
                    "exclude": reasons[one.id],
                    "verdict": verdict,
                    "why": why,
                }
            )
    return told


def _votes(review: Review, sitting: Sitting) -> list[dict[str, str]]:
    now = screening.standing(review)
    now = now[(now["key"] == sitting.key) & (now["stage"] == sitting.stage)]
    reasons = review.protocol.exclusions
    return [
        {
            "reviewer": reviewer,
            "decision": LABELS.get(decision, decision),
            "reason": reasons.get(reason, reason),
            "note": note,
        }
        for reviewer, decision, reason, note in now[["reviewer", "decision", "reason", "note"]].itertuples(
            index=False, name=None
        )
    ]
