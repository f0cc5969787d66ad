"""What was decided meanwhile: events, standing decisions, and where records stand after them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from litmatrix import screening
from litmatrix.comparing.differences.keys import Keys
from litmatrix.comparing.differences.values import (
    ADDED,
    CHANGED,
    DecisionDifference,
    EventCount,
    OutcomeDifference,
    Ruling,
)
from litmatrix.review import Review
from litmatrix.vocabulary import STAGES, WITHDRAW

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare_decisions", "compare_events", "compare_outcomes"]

WITHDRAWN = "withdrawn"
MISSING = "missing"

# A new record that waits is told by its entry alone.
_UNTOLD = ("pending at screening", "pending at retrieval")


def compare_events(before: Review, after: Review) -> tuple[EventCount, ...]:
    """Return how many events the log has more, then how many are gone from it: by reviewer, stage and decision."""
    then, now = _events(before.decisions), _events(after.decisions)
    found = []
    for lost, some, others in ((False, now, then), (True, then, now)):
        counted = Counter(kind for id, kind in some.items() if id not in others)
        found += [EventCount(*kind, counted[kind], lost) for kind in sorted(counted, key=_order)]
    return tuple(found)


def _events(events: pd.DataFrame) -> dict[str, tuple[str, str, str]]:
    # The stage of a withdrawal says nothing.
    return {
        id: (reviewer, "" if decision == WITHDRAW else stage, decision)
        for id, reviewer, stage, decision in zip(
            *(events[name].tolist() for name in ("id", "reviewer", "stage", "decision")), strict=True
        )
    }


def _order(kind: tuple[str, str, str]) -> tuple[int, str, int, str]:
    reviewer, stage, decision = kind
    known = (*STAGES, "")
    allowed = STAGES.get(stage, ())
    return (
        known.index(stage) if stage in known else len(known), reviewer,
        allowed.index(decision) if decision in allowed else len(allowed), decision,
    )  # fmt: skip


class _Held(NamedTuple):
    """A standing decision: the record, the event's id, and what it says."""

    key: str
    id: str
    ruling: Ruling

    @property
    def content(self) -> tuple[str, ...]:
        return (self.ruling.decision, self.ruling.reason, self.ruling.other, self.ruling.note)


def compare_decisions(before: Review, after: Review, keys: Keys) -> tuple[DecisionDifference, ...]:
    """Return the standing decisions that differ: by stage, then reviewer, then as they were taken."""
    then, now = _standing(before, keys.earlier), _standing(after, keys.later)
    still = set(after.decisions["id"])
    found = []
    for place in dict.fromkeys((*now, *then)):
        reviewer, stage, _ = place
        old, new = then.get(place), now.get(place)
        if new is not None:
            if old is not None and old.content == new.content:
                continue
            change, key = (ADDED if old is None else CHANGED), new.key
        else:
            change, key = (WITHDRAWN if then[place].id in still else MISSING), then[place].key
        found.append(
            DecisionDifference(
                change, reviewer, stage, key, keys.reference(key), old and old.ruling, new and new.ruling
            )
        )
    return tuple(sorted(found, key=lambda one: _order((one.reviewer, one.stage, ""))[:2]))


def _standing(review: Review, today: dict[str, str]) -> dict[tuple[str, str, str], _Held]:
    """Return the standing decisions by reviewer, stage and record (or pair), under the keys of today."""
    table = screening.standing(review)
    names = ("reviewer", "stage", "key", "other", "id", "decision", "reason", "note", "time")
    found = {}
    for reviewer, stage, key, other, id, decision, reason, note, time in zip(
        *(table[name].tolist() for name in names), strict=True
    ):
        key, other = today.get(key, key), today.get(other, other)
        pair = " ".join(sorted((key, other)))
        if decision == "distinct":
            # It does not matter which of the two is named first.
            key, other = sorted((key, other))
        found[reviewer, stage, pair] = _Held(key, id, Ruling(decision, reason, other, note, time))
    return found


def compare_outcomes(before: Review, after: Review, keys: Keys) -> tuple[OutcomeDifference, ...]:
    """Return the records that stand elsewhere, in the order of today; those that are gone come last.

    A record that was added or removed is among them only where something had come of it.
    """
    then, now = _outcomes(before, keys.earlier), _outcomes(after, keys.later)
    found = []
    for key in dict.fromkeys((*now, *then)):
        old, new = then.get(key, ""), now.get(key, "")
        if old != new and not (not old and new in _UNTOLD) and not (not new and old in _UNTOLD):
            found.append(OutcomeDifference(key, keys.reference(key), old, new))
    return tuple(found)


def _outcomes(review: Review, today: dict[str, str]) -> dict[str, str]:
    table = screening.outcomes(review)
    found: dict[str, str] = {}
    for key, status, stage, reason, original in zip(
        table.index,
        *(table[name].tolist() for name in ("status", "stage", "reason", "duplicate_of")),
        strict=True,
    ):
        if original:
            words = f"duplicate of {today.get(original, original)}"
        elif status in (screening.INCLUDED, screening.NOT_RETRIEVED, screening.AWAITING):
            words = status
        else:
            words = f"{status} at {stage}" + (f" ({reason})" if reason else "")
        found.setdefault(today.get(str(key), str(key)), words)
    return found
