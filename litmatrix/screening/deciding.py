"""Recording decisions: each is appended to the decider's own file and on disk before anything else happens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from litmatrix import decisions, screening
from litmatrix.bibliography.identifiers import meant
from litmatrix.decisions.log import Event
from litmatrix.errors import LitmatrixError, Misuse, NotSaved, Unreadable
from litmatrix.files import results, store
from litmatrix.review import Review, require_whole
from litmatrix.screening import criteria, held
from litmatrix.vocabulary import (
    AUTOMATION,
    BIBLIOGRAPHY,
    CONSENSUS,
    DECISIONS,
    PROTOCOL,
    REMOVED,
    STAGES,
    WARNING,
    WITHDRAW,
)

__all__ = [
    "check_decision",
    "check_reviewer",
    "decide",
    "decide_many",
    "exclude_failing",
    "held_by",
    "own_events",
    "remember_reviewer",
    "remembered_for",
    "remembered_reviewer",
    "send",
    "settle",
    "standing_events",
    "take_in",
    "undo",
    "undone_events",
    "withdraw",
]  # fmt: skip


def decide(
    review: Review,
    key: str,
    decision: str,
    reviewer: str,
    stage: str = "screening",
    *,
    reason: str = "",
    note: str = "",
    other: str = "",
    round_: str = "",
    drop: bool = False,
) -> Event:
    """Record one decision of a reviewer and return it; it is on disk when this returns.

    A record that was decided on or coded leaves the review as a duplicate only if `drop` says so. Raises `Misuse` for one
    without that, for a record, decision, reason or reviewer that does not exist, or an exclusion at full text without a
    reason; `NotSaved` if it could not be written.
    """
    check_decision(review, key, decision, reviewer, stage, reason, other)
    if decision == screening.DUPLICATE and not drop:
        _check_kept(review, {key: other})
    event = Event(
        reviewer, key, stage, decision, reason=reason.strip(), note=note.strip(), other=other, round=round_
    )
    return _append(review, reviewer, [event])[0]


def decide_many(review: Review, events: Iterable[Event], reviewer: str) -> tuple[Event, ...]:
    """Record many decisions of one reviewer as one act (a batch), which is undone as one; raises as `decide` does.

    If one of them cannot be recorded, none is. Raises `NotSaved`, too, where the files of the review were not read whole.
    """
    events = [replace(event, reviewer=reviewer, note=event.note.strip()) for event in events]
    if not events:
        return ()
    review.require_whole(BIBLIOGRAPHY, PROTOCOL, DECISIONS)
    _check_kept(review, {event.key: event.other for event in events if event.decision == screening.DUPLICATE})
    for event in events:
        check_decision(review, event.key, event.decision, reviewer, event.stage, event.reason, event.other)
    batch = decisions.new_id()
    return _append(review, reviewer, [replace(event, batch=batch) for event in events])


def settle(
    review: Review,
    key: str,
    decision: str,
    by: str,
    stage: str = "screening",
    *,
    reason: str = "",
    note: str = "",
) -> Event:
    """Record the outcome of a conflict as `consensus`, in the file of the person who writes it down.

    Raises as `decide` does, and `NotSaved` where the decisions were not read whole: there may be others.
    """
    review.require_whole(DECISIONS)
    check_decision(review, key, decision, by, stage, reason)
    told = f"{note.strip()} (recorded by {by})".strip()
    return _append(review, by, [Event(CONSENSUS, key, stage, decision, reason=reason, note=told)])[0]


def exclude_failing(
    review: Review, criterion: str, keys: Iterable[str], by: str, stage: str = "screening"
) -> tuple[Event, ...]:
    """Record that a person told the rule of a criterion to exclude these records: one batch, by `automation`.

    Each record is taken once. Raises `Misuse` for a record that the criterion's check does not speak against,
    and for what nobody could decide; `NotSaved` where a file was not read whole. Nothing is then recorded.
    """
    review = review.reread()
    review.require_whole()
    keys = list(dict.fromkeys(keys))
    check_reviewer(review, by)
    for key in keys:
        check_decision(review, key, "exclude", by, stage, criterion)
    found = criteria.suggestions(review, keys)
    failing = set(found[(found["criterion"] == criterion) & (found["verdict"] == criteria.FAILS)]["key"])
    if wrong := [key for key in keys if key not in failing]:
        raise Misuse(
            f"the check of {criterion} does not speak against {', '.join(wrong[:5])}; nothing was recorded."
        )
    batch = decisions.new_id()
    events = [
        Event(AUTOMATION, key, stage, "exclude", reason=criterion, batch=batch, note=f"told by {by}")
        for key in keys
    ]
    return _append(review, by, events)


def undo(review: Review, reviewer: str, stage: str = "") -> tuple[Event, ...]:
    """Withdraw the reviewer's last act that still stands (a batch as one) and return what was withdrawn.

    The acts are those in the reviewer's own file on this machine, `automation` and `consensus` that they told
    included. Nothing to undo: an empty tuple. Raises as `own_events` does.
    """
    return withdraw(review, reviewer, undone_events(own_events(review, reviewer), stage))


def own_events(review: Review, person: str) -> tuple[Event, ...]:
    """Return what a person recorded on this machine, as it stands in the file now.

    Raises `NotSaved` where lines of it were set aside, for then the last act cannot be told; a torn one was no act.
    """
    path = decisions.reviewer_file(review.folder / DECISIONS, person)
    if not path.exists():
        return ()
    events, problems = decisions.parse_decisions(store.read_bytes(path), f"{DECISIONS}/{path.name}")
    require_whole((one for one in problems if one.check != "torn-line"), review.protocol)
    return events


def withdraw(review: Review, person: str, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Withdraw decisions that a person recorded, in the person's file, and return them."""
    undone = [Event(one.reviewer, one.key, one.stage, WITHDRAW, of=one.id, other=one.other) for one in events]
    # A withdrawal counts whatever its time, so it need not be later than anything.
    decisions.append_events(decisions.reviewer_file(review.folder / DECISIONS, person), undone)
    return events


def undone_events(events: Iterable[Event], stage: str = "") -> tuple[Event, ...]:
    """Return the last act among events that was not withdrawn: one event, or all of its batch."""
    live = [event for event in standing_events(events) if stage in ("", event.stage)]
    if not live:
        return ()
    last = max(live, key=lambda event: (event.time, event.id))
    return tuple(event for event in live if event is last or (last.batch and event.batch == last.batch))


def standing_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the decisions among events that their reviewer did not withdraw, each id once, by (time, id).

    A withdrawal that is withdrawn itself counts for nothing.
    """
    ordered = sorted({event.id: event for event in events}.values(), key=lambda event: (event.time, event.id))
    gone: set[tuple[str, str]] = set()
    for event in reversed(ordered):
        if event.decision == WITHDRAW and (event.reviewer, event.id) not in gone:
            gone.add((event.reviewer, event.of))
    return tuple(
        event for event in ordered if event.decision != WITHDRAW and (event.reviewer, event.id) not in gone
    )


def send(review: Review, reviewer: str, destination: Path) -> tuple[Path, ...]:
    """Copy the files of a reviewer's decisions (one a machine), to hand to a colleague; return the copies.

    `destination` is a folder that exists, or a file's name, which must be the name of the one file that there
    is: `take_in` knows by it whose decisions they are. A copy from before is replaced. Raises `Misuse` if there
    is nothing to send, or something else stands there; `NotSaved`.
    """
    decisions.reviewer_file(Path(), reviewer)
    own = sorted(
        path
        for path in (review.folder / DECISIONS).glob("*@*.jsonl")
        if path.stem.partition("@")[0] == reviewer
    )
    if not own:
        raise Misuse(
            f"{reviewer} decided nothing here: {review.folder / DECISIONS} holds no file of that name."
        )
    if not destination.is_dir() and [destination.name] != [path.name for path in own]:
        raise Misuse(
            f"{destination}: give a folder that exists; the copy keeps its name, {', '.join(path.name for path in own)}."
        )
    copies = tuple(destination / path.name if destination.is_dir() else destination for path in own)
    for path, copy in zip(own, copies, strict=True):
        results.check_place(copy, review.folder)
        if copy.exists():
            known = {event.id for event in decisions.parse_decisions(store.read_bytes(path), path.name)[0]}
            there, _ = decisions.parse_decisions(store.read_bytes(copy), copy.name)
            if not there or not {event.id for event in there} <= known:
                raise Misuse(
                    f"{copy}: another file of this name stands there, and was not replaced. Take it away first."
                )
    for path, copy in zip(own, copies, strict=True):
        store.write(copy, store.read_bytes(path))
    return copies


def take_in(review: Review, path: Path) -> tuple[int, int]:
    """Add the decisions in a colleague's file to the review: return how many were new, and how many were known.

    The file keeps its name, so that it stays the colleague's (without the “(1)” of a second download). A torn
    line is passed over: the decision in it was not acknowledged. Raises `Misuse` if the file holds no decision,
    or anything else that is not sound; nothing is then taken in. Raises `Unreadable`, and `NotSaved`, also where the
    decisions here were not read whole: what is known cannot be told then.
    """
    review.require_whole(DECISIONS)
    found, problems = decisions.parse_decisions(store.read_bytes(path), path.name)
    for problem in problems:
        if problem.severity != WARNING:
            raise Misuse(f"{path}: not taken in: {problem}")
    name = re.sub(r" ?\(\d+\)$", "", path.stem)
    if not found or path.suffix != ".jsonl" or not re.fullmatch(r"[^.@][^@]*@[^@]+", name):
        raise Misuse(
            f"{path}: this is no file of decisions: its name is NAME@HOST.jsonl and it holds one event a line."
        )
    events = {event.id: event for event in found}
    target = review.folder / DECISIONS / f"{name}.jsonl"
    store.make_folder(target.parent)
    with store.lock(target):
        known = set(review.decisions["id"])
        if target.exists():
            known |= {
                event.id for event in decisions.parse_decisions(store.read_bytes(target), target.name)[0]
            }
        new = [event for id, event in events.items() if id not in known]
        if new:
            store.append(target, b"".join(decisions.format_event(event) for event in new))
    return len(new), len(events) - len(new)


def check_decision(
    review: Review, key: str, decision: str, reviewer: str, stage: str, reason: str = "", other: str = ""
) -> None:
    """Raise `Misuse` if this cannot be decided: who, what, where and why must all exist, and so must the other record of a pair."""
    if stage not in STAGES or decision not in STAGES[stage]:
        allowed = ", ".join(STAGES.get(stage, STAGES))
        elsewhere = [one for one, decisions in STAGES.items() if decision in decisions]
        hint = f" It is one at {' and '.join(elsewhere)}." if elsewhere else ""
        raise Misuse(
            f"{decision} is no decision at {stage}; allowed: {allowed}.{hint}"
            if stage in STAGES
            else f"there is no stage {stage}; known: {allowed}."
        )
    check_reviewer(review, reviewer)
    if key not in review.records.index:
        raise Misuse(f"the bibliography has no entry {key}.{meant(key, review.records.index)}")
    if not review.records.at[key, "origin"] and (
        decision == REMOVED or stage not in ("identification", "coding")
    ):
        raise Misuse(
            f"{key} is cited only: its entry names no search in `origin`, so nothing is decided on it."
        )
    if decision == REMOVED:
        if other or not reason.strip():
            raise Misuse(
                "removed needs its reason in words (retracted, not a publication, …), and no other record."
            )
        return
    if stage == "identification" and (other not in review.records.index or other == key):
        hint = meant(other, review.records.index) if other and other != key else ""
        raise Misuse(f"{decision} needs the other record of the pair; {other or 'nothing'} is none.{hint}")
    known = [one.id for one in review.protocol.criteria]
    if reason and decision != "exclude":
        raise Misuse(f"a reason belongs to an exclusion; {decision} has none.")
    if reason and reason not in known:
        raise Misuse(
            f"the reason {reason} is none of the criteria: {', '.join(known) or 'none'}.{meant(reason, known)}"
        )
    if decision == "exclude" and stage == "eligibility" and not reason:
        raise Misuse(
            f"an exclusion at full text needs its reason: {', '.join(known) or 'a criterion (review.toml has none)'}."
        )


def check_reviewer(review: Review, name: str) -> None:
    """Raise `Misuse` if this person may not decide: review.toml names others, or no file can have the name."""
    names = review.protocol.reviewers
    if name != name.strip():
        raise Misuse(f"{name!r} has a gap before or after it; leave it out.")
    if names and name not in names:
        raise Misuse(
            f"{name or 'nobody'} is not among the reviewers of review.toml: {', '.join(names)}.{meant(name, names)}"
        )
    if name in (CONSENSUS, AUTOMATION):
        raise Misuse(f"{name} is no person; name yourself.")
    decisions.reviewer_file(Path(), name)


def held_by(review: Review, key: str, kept: str) -> str:
    """Return in words what would leave the review with a record, if it were removed now as a duplicate of another; else nothing.

    What an earlier version of the review included stays in with the record kept, unless somebody decided on that.
    """
    removed, _ = screening.duplicates(review)
    ranks = held.ranks(review)
    decided = ranks.get(removed.get(kept, kept)) == held.DECIDED
    if key in removed or ranks.get(key, 0) < (held.EARLIER if decided else held.DECIDED):
        return ""
    return str(held.held(review, [key])[key])


def _check_kept(review: Review, gone: Mapping[str, str]) -> None:
    """Raise `Misuse` if a record that becomes a duplicate of another was decided on or coded; `NotSaved` if none can tell."""
    if gone:
        review.require_whole()
    for key, kept in gone.items():
        if told := held_by(review, key, kept):
            raise Misuse(
                f"{key} has {told}, and would leave the review with that; nothing was recorded. To keep it: litmatrix decide "
                f"{kept} duplicate --stage identification --other {key}. To remove it all the same, add --yes (drop=True)."
            )


def _append(review: Review, person: str, events: list[Event]) -> tuple[Event, ...]:
    path = decisions.reviewer_file(review.folder / DECISIONS, person)
    return decisions.append_events(path, events, _latest(review, events))


def _latest(review: Review, events: Sequence[Event]) -> str:
    """Return the time of the last decision known that these must be later than to stand; nothing, if none is in the future.

    That are those of the same reviewer (of `consensus`: on the same record), and on a pair those of anyone on its records.
    Raises `NotSaved` where no time is later.
    """
    now = decisions.now()
    if not (review.decisions["time"] > now).any():
        return ""
    ahead = decisions.live(review.decisions)
    ahead = ahead[ahead["time"] > now]
    renamed = screening.former_keys(review)

    def keys(key: str, other: str) -> set[str]:
        return {renamed.get(one, one) for one in (key, other) if one}

    found = ""
    for time, reviewer, stage, key, other in zip(
        *(ahead[name].tolist() for name in ("time", "reviewer", "stage", "key", "other")), strict=True
    ):
        for event in events:
            same = not keys(key, other).isdisjoint(keys(event.key, event.other))
            own = reviewer == event.reviewer and (same or reviewer != CONSENSUS)
            if own or (same and stage == event.stage == "identification"):
                found = max(found, time)
    if found >= decisions.LAST:
        raise NotSaved(
            f"nothing was recorded: an earlier decision is dated {found}, and none could be later and stand. Withdraw that one "
            "first, on the machine that recorded it."
        )
    return found


# --- who I am --------------------------------------------------------------------------------------------------------


def remembered_reviewer() -> str:
    """Return the name that this machine remembers for the person who works at it, or nothing."""
    try:
        return store.read_bytes(_name_file()).decode("utf-8").strip()
    except (Unreadable, UnicodeDecodeError):
        return ""


def remembered_for(review: Review) -> str:
    """Return the remembered name if it may decide in this review, or nothing."""
    name = remembered_reviewer()
    return name if name and (not review.protocol.reviewers or name in review.protocol.reviewers) else ""


def remember_reviewer(name: str) -> str:
    """Remember who works at this machine, and return the name; raises `Misuse` for one that no file can have."""
    decisions.reviewer_file(Path(), name)
    path = _name_file()
    try:
        store.make_folder(path.parent)
        store.write(path, name.strip().encode("utf-8"))
    except (OSError, LitmatrixError) as error:
        raise Misuse(f"the name could not be remembered in {path}: {error}") from error
    return name.strip()


def _name_file() -> Path:
    import platformdirs

    return Path(platformdirs.user_config_dir("litmatrix", appauthor=False)) / "reviewer.txt"
