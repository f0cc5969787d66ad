"""Recording decisions: each is appended to the decider's own file and on disk before anything else happens."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from litmatrix import decisions, protocol, screening
from litmatrix.bibliography.identifiers import meant
from litmatrix.decisions.log import Event
from litmatrix.errors import LitmatrixError, Misuse, NotSaved, Unreadable
from litmatrix.files import personal, results, store
from litmatrix.review import Review, require_whole
from litmatrix.screening import held, labels
from litmatrix.vocabulary import (
    AUTOMATION,
    BIBLIOGRAPHY,
    CONSENSUS,
    DECISIONS,
    LABEL,
    PROTOCOL,
    REMOVED,
    STAGES,
    WARNING,
    WITHDRAW,
    stage_in_words,
)


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
    return record(review, reviewer, [event])[0]


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
    return record(review, reviewer, events, batch=decisions.new_id())


def label(
    review: Review, keys: Iterable[str], label: str, reviewer: str, on: bool = True
) -> tuple[Event, ...]:
    """Give records a reviewer's label, or take it away, as one act; return what was recorded: nothing, where all are so already.

    Raises as `labels.spelled` and `decide_many` do.
    """
    return decide_many(review, labels.events(review, keys, label, reviewer, on), reviewer)


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
    return record(review, by, [Event(CONSENSUS, key, stage, decision, reason=reason, note=told)])[0]


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
    _check_called(review, person)
    # A withdrawal counts whatever its time, so it need not be later than anything.
    decisions.append_events(decisions.reviewer_file(review.folder / DECISIONS, person), undone)
    return events


def undone_events(events: Iterable[Event], stage: str = "") -> tuple[Event, ...]:
    """Return the last act among events that was not withdrawn: one event, or all of its batch."""
    live = [event for event in decisions.live_events(events) if stage in ("", event.stage)]
    return tuple(
        event for event in live if event is live[-1] or (event.batch and event.batch == live[-1].batch)
    )


def record(review: Review, person: str, events: Sequence[Event], batch: str = "") -> tuple[Event, ...]:
    """Append events, checked before, to a person's file, as one act if `batch` names it; return them with id and time.

    Each is later than the last decision known that it must be later than to stand: those of the same reviewer (of
    `consensus`: on the same record), and on a pair those of anyone on its records. Raises `NotSaved`; `Misuse` where the
    person is called otherwise by now, for what stands under the former name is nobody's.
    """
    _check_called(review, person)
    path = decisions.reviewer_file(review.folder / DECISIONS, person)
    if batch:
        events = [replace(event, batch=batch) for event in events]
    return decisions.append_events(path, events, _latest(review, events))


def _check_called(review: Review, person: str) -> None:
    """Raise `Misuse` where review.toml, written since the review was read, names this person no more: a name was changed."""
    if PROTOCOL in review.changed():
        with contextlib.suppress(Unreadable):
            plan, _ = protocol.read_protocol(review.folder / PROTOCOL)
            check_reviewer(replace(review, protocol=plan), person)


def _latest(review: Review, events: Sequence[Event]) -> str:
    """Return the time that events must be later than (see `record`); nothing, if none is in the future.

    Raises `NotSaved` where no time is later.
    """
    now = decisions.now()
    if not (review.decisions["time"] > now).any():
        return ""
    renamed = screening.former_keys(review)
    ahead = decisions.live(decisions.renamed(review.decisions, renamed))
    found = ""
    for one in ahead[ahead["time"] > now].itertuples(index=False):
        for event in events:
            labelled = event.stage == LABEL
            keys = {renamed.get(key, key) for key in (event.key, "" if labelled else event.other) if key}
            same = one.key in keys or (one.other in keys and one.stage != LABEL)
            own = one.reviewer == event.reviewer and (same or one.reviewer != CONSENSUS)
            if own or (same and one.stage == event.stage == "identification"):
                found = max(found, one.time)
    if found >= decisions.LAST:
        raise NotSaved(
            f"nothing was recorded: an earlier decision is dated {found}, in the future, so a new one would not count. Undo that one "
            "first, on the computer that recorded it."
        )
    return found


# --- what may be decided ------------------------------------------------------------------------------------------------


def check_decision(
    review: Review, key: str, decision: str, reviewer: str, stage: str, reason: str = "", other: str = ""
) -> None:
    """Raise `Misuse` if this cannot be decided: who, what, where and why must all exist, and so must the other record of a pair."""
    if stage not in STAGES:
        raise Misuse(f"there is no stage {stage}; known: {', '.join(STAGES)}.")
    if decision not in STAGES[stage]:
        elsewhere = [one for one, decisions in STAGES.items() if decision in decisions]
        hint = f" It is one {' and '.join(map(stage_in_words, elsewhere))}." if elsewhere else ""
        raise Misuse(
            f"{decision} is not a decision {stage_in_words(stage)}; allowed: {', '.join(STAGES[stage])}.{hint}"
        )
    check_reviewer(review, reviewer)
    if key not in review.records.index:
        raise Misuse(f"the bibliography has no entry {key}.{meant(key, review.records.index)}")
    if not review.records.at[key, "origin"] and (
        decision == REMOVED or stage not in ("identification", "coding")
    ):
        raise Misuse(
            f"{key} is cited only: no search found it (its entry has no `origin`), so it is not screened."
        )
    if decision == REMOVED:
        if other or not reason.strip():
            raise Misuse(
                "removed needs its reason in words (retracted, not a publication, …), and no other record."
            )
        return
    if stage == LABEL:
        if not other.strip() or reason:
            raise Misuse(f"{decision} needs the label, and has no reason.")
        return
    if stage == "identification" and (other not in review.records.index or other == key):
        hint = meant(other, review.records.index) if other and other != key else ""
        raise Misuse(f"{decision} needs the other record of the pair; {other or 'nothing'} is not one.{hint}")
    known = [one.id for one in review.protocol.criteria]
    listed = ", ".join(known)
    if reason and decision != "exclude":
        raise Misuse(f"only an exclusion has a reason; {decision} has none.")
    if reason and reason not in known:
        raise Misuse(
            f"the reason {reason} is not one of the criteria: {listed or 'none'}.{meant(reason, known)}"
        )
    if decision == "exclude" and stage == "eligibility" and not reason:
        raise Misuse(
            f"an exclusion at full text needs its reason: {listed or 'a criterion (review.toml has none)'}."
        )


def check_reviewer(review: Review, name: str) -> None:
    """Raise `Misuse` if this person may not decide: review.toml names others, or no file can have the name."""
    names = review.protocol.reviewers
    if name != name.strip():
        raise Misuse(f"{name!r} begins or ends with a space; delete it.")
    if names and name not in names:
        raise Misuse(
            f"{name or 'nobody'} is not among the reviewers of review.toml: {', '.join(names)}.{meant(name, names)}"
        )
    if name in (CONSENSUS, AUTOMATION):
        raise Misuse(f"{name} is not a person's name here; enter your own.")
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
                f"{key} has {told}, which would no longer count; nothing was recorded. To keep {key}: litmatrix decide "
                f"{kept} duplicate --stage identification --other {key}. To remove it all the same, add --yes (drop=True)."
            )


# --- between people -----------------------------------------------------------------------------------------------------


def send(review: Review, reviewer: str, destination: Path) -> tuple[Path, ...]:
    """Copy the files of a reviewer's decisions (one a machine), to hand to a colleague; return the copies.

    `destination` is a folder that exists, or a file's name, which must be the name of the one file that there
    is: `take_in` knows by it whose decisions they are. A copy from before is replaced. Raises `Misuse` if there
    is nothing to send, or something else stands there; `NotSaved`.
    """
    decisions.reviewer_file(Path(), reviewer)
    there = review.folder / DECISIONS
    own = sorted(path for path in there.glob("*@*.jsonl") if path.stem.partition("@")[0] == reviewer)
    if not own:
        raise Misuse(f"{reviewer} has no decisions here: {there} has no file of that name.")
    names = [path.name for path in own]
    if not destination.is_dir() and [destination.name] != names:
        raise Misuse(
            f"{destination}: give a folder that exists; the copy keeps its name, {', '.join(names)}."
        )
    copies = [destination / name if destination.is_dir() else destination for name in names]
    for path, copy in zip(own, copies, strict=True):
        results.check_place(copy, review.folder)
        if copy.exists() and not (_ids(copy) and _ids(copy) <= _ids(path)):
            raise Misuse(
                f"{copy}: there is another file of this name, which was not replaced. Move it away first."
            )
    for path, copy in zip(own, copies, strict=True):
        store.write(copy, store.read_bytes(path))
    return tuple(copies)


def _ids(path: Path) -> set[str]:
    return {event.id for event in decisions.parse_decisions(store.read_bytes(path), path.name)[0]}


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
            raise Misuse(f"{path}: not imported: {problem}")
    name = re.sub(r" ?\(\d+\)$", "", path.stem)
    if not found or path.suffix != ".jsonl" or not re.fullmatch(r"[^.@][^@]*@[^@]+", name):
        raise Misuse(
            f"{path}: this is not a file of decisions. Such a file is called NAME@HOST.jsonl and has one decision per line."
        )
    events = {event.id: event for event in found}
    target = review.folder / DECISIONS / f"{name}.jsonl"
    store.make_folder(target.parent)
    with store.lock(target):
        known = {*review.decisions["id"], *(_ids(target) if target.exists() else ())}
        new = [event for id, event in events.items() if id not in known]
        if new:
            store.append(target, b"".join(decisions.format_event(event) for event in new))
    return len(new), len(events) - len(new)


# --- who I am --------------------------------------------------------------------------------------------------------


def remembered_reviewer(folder: Path | None = None) -> str:
    """Return who works at this machine, in a review folder if one is given and somebody said so there, or nothing."""
    return _remembered(_name_file(folder)) or (_remembered(_name_file()) if folder else "")


def reviewer_in(folder: Path) -> str:
    """Return who said that they work in this review folder, on this machine, or nothing."""
    return _remembered(_name_file(folder))


def _remembered(path: Path) -> str:
    try:
        return store.read_bytes(path).decode("utf-8").strip()
    except (Unreadable, UnicodeDecodeError):
        return ""


def remembered_for(review: Review) -> str:
    """Return the name that is remembered for a review if it may decide there, or nothing."""
    known = review.protocol.reviewers
    names = (_remembered(_name_file(review.folder)), _remembered(_name_file()))
    return next((name for name in names if name and (not known or name in known)), "")


def remember_reviewer(name: str, folder: Path | None = None) -> str:
    """Remember who works at this machine, in a review folder if one is given, and in reviews where nobody said so yet.

    Returns the name; raises `Misuse` for one that no file can have.
    """
    decisions.reviewer_file(Path(), name)
    for path in (_name_file(folder), _name_file()) if folder else (_name_file(),):
        _remember(name, path)
    return name.strip()


def stay_reviewer(name: str, folder: Path) -> None:
    """Remember who works in a review folder, whatever is said in other reviews later; raises `Misuse` as `remember_reviewer` does."""
    if not reviewer_in(folder):
        _remember(name, _name_file(folder))


def _remember(name: str, path: Path) -> None:
    try:
        store.make_folder(path.parent)
        store.write(path, name.strip().encode("utf-8"))
    except (OSError, LitmatrixError) as error:
        raise Misuse(f"the name could not be remembered in {path}: {error}") from error


def _name_file(folder: Path | None = None) -> Path:
    return personal.place_of(folder, "reviewers", ".txt") if folder else personal.place("reviewer.txt")
