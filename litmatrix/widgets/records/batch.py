"""One act for many records: what it would do to each is worked out first, listed, and recorded as it was listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from litmatrix import screening
from litmatrix.bibliography import references
from litmatrix.decisions import Event
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.screening import deciding, labels, team
from litmatrix.vocabulary import LABEL, REMOVED, STAGES, counted
from litmatrix.widgets.records.columns import DECISION_WORDS, PARTED, STAGE_WORDS, Facts

_DONE = {
    "include": "included {}", "exclude": "excluded {}", "maybe": "marked {} as maybe", "awaiting": "set {} to awaiting classification",
    REMOVED: "marked {} as removed",
}  # fmt: skip
GIVE, TAKE, REMOVE = "label", "unlabel", "remove"


@dataclass(frozen=True)
class Asked:
    """What is to be done: a decision at a stage (`exclude` for a criterion), a label given or taken away, or a removal.

    `text` is the label, or why the records are removed.
    """

    act: str
    stage: str = "screening"
    reason: str = ""
    text: str = ""


class Row(NamedTuple):
    """What would happen to a record: what it `was` and what it `becomes`, in words; or why it is `left` out."""

    key: str
    was: str
    becomes: str
    left: str = ""


class Plan(NamedTuple):
    """What an act would do: `title` says it in words, `rows` what happens first and what is left out after it."""

    asked: Asked
    title: str
    rows: tuple[Row, ...]

    @property
    def keys(self) -> list[str]:
        """The records that something happens to."""
        return [row.key for row in self.rows if not row.left]

    @property
    def left(self) -> dict[str, int]:
        """How many records are left out, by why."""
        return dict(Counter(row.left for row in self.rows if row.left).most_common())


def plan(facts: Facts, keys: Iterable[str], asked: Asked) -> Plan:
    """Return what an act by the person of `facts` would do to these records, in their order.

    Raises `Misuse` for what nobody could do: no person, no reason at full text, no label, nothing to remove for.
    """
    review, person = facts.review, facts.person
    if not person:
        raise Misuse("first enter your name: press “enter your name”, above.")
    deciding.check_reviewer(review, person)
    known = set(facts.keys)
    chosen = [key for key in dict.fromkeys(keys) if key in known]
    if not chosen:
        raise Misuse("no record is selected.")
    if asked.act in (GIVE, TAKE):
        title, rows = _labelled(facts, chosen, asked)
    elif asked.act == REMOVE:
        title, rows = _removed(facts, chosen, asked)
    else:
        title, rows = _decided(facts, chosen, asked)
    return Plan(asked, title, (*(one for one in rows if not one.left), *(one for one in rows if one.left)))


def record(review: Review, person: str, planned: Plan, note: str = "") -> tuple[Event, ...]:
    """Record what is planned as one act of the person, and return it; raises as `deciding.decide_many` does."""
    asked = planned.asked
    if asked.act in (GIVE, TAKE):
        return deciding.label(review, planned.keys, asked.text, person, asked.act == GIVE)
    if asked.act == REMOVE:
        events = [
            Event(person, key, "identification", REMOVED, reason=" ".join(asked.text.split()), note=note)
            for key in planned.keys
        ]
    else:
        events = [
            Event(person, key, asked.stage, asked.act, reason=asked.reason, note=note) for key in planned.keys
        ]
    return deciding.decide_many(review, events, person)


# --- what would happen to each --------------------------------------------------------------------------------------------


def _decided(facts: Facts, keys: list[str], asked: Asked) -> tuple[str, list[Row]]:
    review, stage = facts.review, asked.stage
    if stage not in STAGE_WORDS or asked.act not in STAGES[stage]:
        raise Misuse(f"{asked.act} is not a decision at this stage.")
    reasons = review.protocol.exclusions
    if asked.reason and (asked.act != "exclude" or asked.reason not in reasons):
        raise Misuse("the reason must be one of the criteria, and belongs to an exclusion.")
    if asked.act == "exclude" and stage == "eligibility" and not asked.reason:
        raise Misuse(
            "choose the reason: an exclusion at full text needs one."
            if reasons
            else "an exclusion at full text needs a reason, and there are no criteria yet: add them in 00-plan-review, under Criteria."
        )
    mine = facts.mine
    here = set(screening.at_stage(review, stage).index)
    gone = _gone(facts)
    becomes = _said(asked.act, asked.reason, reasons)
    elsewhere = _elsewhere(facts, stage)
    rows = []
    for key in keys:
        decision, reason, *_ = mine.get(key, ("", "", "", ""))
        was = _said(decision, reason, reasons) if decision else "not decided by you"
        if key in gone:
            rows.append(Row(key, was, "", gone[key]))
        elif key not in here:
            rows.append(Row(key, was, "", elsewhere(key)))
        elif (decision, reason) == (asked.act, asked.reason):
            rows.append(Row(key, was, "", "this is already your decision"))
        else:
            rows.append(Row(key, was, becomes))
    verb = team.word(asked.act)
    why = f": {reasons[asked.reason]}" if asked.reason else ""
    return f"{verb} at {STAGE_WORDS[stage]}{why}", rows


def _said(decision: str, reason: str, reasons: dict[str, str]) -> str:
    words = DECISION_WORDS.get(decision, decision)
    return f"{words}: {reasons.get(reason, reason)}" if reason else words


def _gone(facts: Facts) -> dict[str, str]:
    """Return the records that left before screening, with why nothing is decided on them."""
    kept, _ = screening.duplicates(facts.review)
    found = dict.fromkeys(kept, "removed as a duplicate of another record")
    for key, status in zip(facts.keys, facts.outcomes["status"], strict=True):
        if status == REMOVED:
            found[key] = "removed before screening"
    return found


def _elsewhere(facts: Facts, stage: str) -> Callable[[str], str]:
    """Return a function that says why a record is not at the stage."""
    states = dict(
        zip(facts.keys, zip(facts.outcomes["status"], facts.outcomes["stage"], strict=True), strict=True)
    )

    def why(key: str) -> str:
        status, at = states[key]
        if stage == "screening":
            return "not screened by title and abstract: it was not found in a database"
        if status == screening.NOT_RETRIEVED:
            return "its full text was not retrieved"
        if at == "screening":
            return {
                screening.EXCLUDED: "excluded at title and abstract",
                screening.CONFLICT: "in conflict at title and abstract",
            }.get(status, "not at full text yet: title and abstract come first")
        return "not at full text: an earlier version of the review included it"

    return why


def _labelled(facts: Facts, keys: list[str], asked: Asked) -> tuple[str, list[Row]]:
    label = labels.spelled(facts.review, asked.text)
    kept, _ = screening.duplicates(facts.review)
    given = labels.of(facts.review, facts.person)
    on = asked.act == GIVE
    rows = []
    for key in keys:
        now = given.get(key, ())
        was = PARTED.join(now) or "no label of yours"
        after = (*now, label) if on else tuple(one for one in now if one != label)
        if key in kept:
            rows.append(Row(key, was, "", "removed as a duplicate of another record"))
        elif (label in now) == on:
            rows.append(
                Row(key, was, "", "it has this label already" if on else "it has no such label of yours")
            )
        else:
            rows.append(Row(key, was, PARTED.join(after) or "no label of yours"))
    return (f"Add the label “{label}”" if on else f"Remove the label “{label}”"), rows


def _removed(facts: Facts, keys: list[str], asked: Asked) -> tuple[str, list[Row]]:
    why = " ".join(asked.text.split())
    if not why:
        raise Misuse("enter the reason for removing them (retracted, not a publication, a test import …).")
    gone = _gone(facts)
    status = facts.columns["status"]
    stands = dict(zip(facts.keys, facts.texts("status"), strict=True))
    rows = [
        Row(key, status.said(stands[key]), "", gone[key])
        if key in gone
        else Row(key, status.said(stands[key]), f"removed before screening: {why}")
        for key in keys
    ]
    return f"Mark as removed before screening: {why}", rows


# --- undo, in words -------------------------------------------------------------------------------------------------------


def undoable(review: Review, person: str) -> tuple[Event, ...]:
    """Return the person's last act on this machine that still stands, of those that are taken back here.

    These are decisions at title and abstract and at full text, labels, and removals. Raises as `deciding.own_events`.
    """
    if not person:
        return ()
    return deciding.undone_events(
        event
        for event in deciding.own_events(review, person)
        if event.of or event.stage in (*STAGE_WORDS, LABEL) or event.decision == REMOVED
    )


def told(review: Review, events: tuple[Event, ...]) -> str:
    """Say what an act was: “excluded 213 records”, “gave the label “x” to Miller 2000”."""
    if not events:
        return ""
    last = events[-1]
    if len(events) > 1:
        whom = counted(len(events), "record")
    elif last.key in review.records.index:
        whom = references.short(review.records.loc[[last.key]]).iloc[0]
    else:
        whom = last.key
    if last.stage == LABEL:
        given = last.decision == "set"
        return (
            f"{'added' if given else 'removed'} the label “{last.other}” {'to' if given else 'from'} {whom}"
        )
    return _DONE[last.decision].format(whom)
