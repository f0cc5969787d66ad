"""What was decided meanwhile: events, standing decisions, and where records stand after them."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from litmatrix import decisions, screening
from litmatrix.comparing.differences.keys import Keys
from litmatrix.comparing.differences.values import (
    ADDED,
    CHANGED,
    MISSING,
    WITHDRAWN,
    DecisionDifference,
    EventCount,
    OutcomeDifference,
    Ruling,
)
from litmatrix.review import Review
from litmatrix.vocabulary import LABEL, STAGE_NAMES, STAGES, WITHDRAW


def at(stage: str) -> str:
    """Return where something was decided, as a sentence goes on with it: “at full text”, “before screening”."""
    name = STAGE_NAMES.get(stage, stage)
    return name if stage == "identification" else f"at {name}"


# A new record that waits is told by its entry alone.
_UNTOLD = ("", *(f"{screening.PENDING} {at(stage)}" for stage in ("screening", "retrieval")))


def compare_events(before: Review, after: Review) -> tuple[EventCount, ...]:
    """Return how many events the log has more, then how many are gone from it: by reviewer, stage and decision."""
    then, now = _events(before), _events(after)
    found = []
    for lost, some, others in ((False, now, then), (True, then, now)):
        counted = Counter(kind for id, kind in some.items() if id not in others)
        found += [EventCount(*kind, counted[kind], lost) for kind in sorted(counted, key=_order)]
    return tuple(found)


def _events(review: Review) -> dict[str, tuple[str, str, str]]:
    """Return reviewer, stage and decision of each event by its id; the stage of a withdrawal says nothing."""
    return {
        one.id: (one.reviewer, "" if one.decision == WITHDRAW else one.stage, one.decision)
        for one in review.decisions.itertuples(index=False)
    }


def _order(kind: tuple[str, str, str]) -> tuple[int, str, int, str]:
    reviewer, stage, decision = kind
    stages, decisions = (*STAGES, ""), STAGES.get(stage, ())
    place = stages.index(stage) if stage in stages else len(stages)
    return (
        place,
        reviewer,
        decisions.index(decision) if decision in decisions else len(decisions),
        decision,
    )


class _Standing(NamedTuple):
    """A standing decision: the record's key today, the event's id, and what it says."""

    key: str
    id: str
    ruling: Ruling


def compare_decisions(before: Review, after: Review, keys: Keys) -> tuple[DecisionDifference, ...]:
    """Return the standing decisions that differ: by stage, then reviewer, then as they were taken."""
    then, now = _standing(before, keys.earlier), _standing(after, keys.later)
    still = set(after.decisions["id"])
    found = []
    for place in dict.fromkeys((*now, *then)):
        old, new = then.get(place), now.get(place)
        if old and new and old.ruling[:-1] == new.ruling[:-1]:
            continue  # the same, taken at another time
        change = (
            CHANGED if old and new else ADDED if new else WITHDRAWN if old and old.id in still else MISSING
        )
        key = (new or then[place]).key
        rulings = old and old.ruling, new and new.ruling
        found.append(DecisionDifference(change, *place[:2], key, keys.reference(key), *rulings))
    return tuple(sorted(found, key=lambda one: _order((one.reviewer, one.stage, ""))))


def _standing(review: Review, today: dict[str, str]) -> dict[tuple[str, str, str], _Standing]:
    """Return the standing decisions by reviewer, stage and record (or pair), under the keys of today."""
    found = {}
    for one in decisions.standing(decisions.renamed(review.decisions, today)).itertuples(index=False):
        pair = [one.key, one.other] if one.stage == LABEL else sorted((one.key, one.other))
        # Of two distinct records it does not matter which is named first.
        key, other = pair if one.decision == "distinct" else (one.key, one.other)
        ruling = Ruling(one.decision, one.reason, other, one.note, one.time)
        found[one.reviewer, one.stage, " ".join(pair)] = _Standing(key, one.id, ruling)
    return found


def compare_outcomes(before: Review, after: Review, keys: Keys) -> tuple[OutcomeDifference, ...]:
    """Return the records that stand elsewhere, in the order of today; those that are gone come last.

    A record that was added or removed is among them only where something had come of it.
    """
    then, now = _outcomes(before, keys.earlier), _outcomes(after, keys.later)
    both = {key: (then.get(key, ""), now.get(key, "")) for key in dict.fromkeys((*now, *then))}
    return tuple(
        OutcomeDifference(key, keys.reference(key), old, new)
        for key, (old, new) in both.items()
        if old != new and not ("" in (old, new) and old in _UNTOLD and new in _UNTOLD)
    )


def _outcomes(review: Review, today: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in screening.outcomes(review).itertuples():
        if one.duplicate_of:
            words = f"duplicate of {today.get(one.duplicate_of, one.duplicate_of)}"
        elif one.status in (screening.INCLUDED, screening.NOT_RETRIEVED, screening.AWAITING):
            words = one.status
        else:
            words = f"{one.status} {at(one.stage)}" + (f" ({one.reason})" if one.reason else "")
        found.setdefault(today.get(one.Index, one.Index), words)
    return found
