"""Recording decisions: each is appended to the decider's own file and on disk before anything else happens."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from litmatrix import criteria, decisions, store
from litmatrix.decisions import Event
from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.review import Review
from litmatrix.vocabulary import AUTOMATION, CONSENSUS, DECISIONS, STAGES, WITHDRAW

__all__ = [
    "check_decision", "check_reviewer", "decide", "exclude_failing", "remember_reviewer", "remembered_reviewer", "settle", "take_in", "undo", "undone_events",
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
) -> Event:
    """Record one decision of a reviewer and return it; it is on disk when this returns.

    Raises `Misuse` for a record, decision, reason or reviewer that does not exist, or an exclusion at full
    text without a reason; `NotSaved` if it could not be written.
    """
    check_decision(review, key, decision, reviewer, stage, reason)
    event = Event(reviewer, key, stage, decision, reason=reason, note=note.strip(), other=other, round=round_)
    return _append(review, reviewer, [event])[0]


def settle(review: Review, key: str, decision: str, by: str, stage: str = "screening", *, reason: str = "", note: str = "") -> Event:
    """Record the outcome of a conflict as `consensus`, in the file of the person who writes it down."""
    check_decision(review, key, decision, by, stage, reason)
    told = f"{note.strip()} (recorded by {by})".strip()
    return _append(review, by, [Event(CONSENSUS, key, stage, decision, reason=reason, note=told)])[0]


def exclude_failing(review: Review, criterion: str, keys: Iterable[str], by: str, stage: str = "screening") -> tuple[Event, ...]:
    """Record that a person told the rule of a criterion to exclude these records: one batch, by `automation`.

    Only records that the criterion's check speaks against are allowed. Raises `Misuse` otherwise.
    """
    keys = list(keys)
    found = criteria.suggestions(review, keys)
    failing = set(found[(found["criterion"] == criterion) & (found["verdict"] == criteria.FAILS)]["key"])
    if wrong := [key for key in keys if key not in failing]:
        raise Misuse(f"the check of {criterion} does not speak against {', '.join(wrong[:5])}; nothing was recorded.")
    batch = decisions.new_id()
    events = [Event(AUTOMATION, key, stage, "exclude", reason=criterion, batch=batch, note=f"told by {by}") for key in keys]
    return _append(review, by, events)


def undo(review: Review, reviewer: str, stage: str = "") -> tuple[Event, ...]:
    """Withdraw the reviewer's last act that still stands (a batch as one) and return what was withdrawn.

    The acts are those in the reviewer's own file on this machine, `automation` and `consensus` that they told
    included. Nothing to undo: an empty tuple.
    """
    path = decisions.reviewer_file(review.folder / DECISIONS, reviewer)
    if not path.exists():
        return ()
    events, _ = decisions.parse_decisions(store.read_bytes(path), path.name)
    last = undone_events(events, stage)
    _append(review, reviewer, [Event(one.reviewer, one.key, one.stage, WITHDRAW, of=one.id, other=one.other) for one in last])
    return last


def undone_events(events: Iterable[Event], stage: str = "") -> tuple[Event, ...]:
    """Return the last act among events that was not withdrawn: one event, or all of its batch."""
    events = list({event.id: event for event in events}.values())
    withdrawn = {event.of for event in events if event.decision == WITHDRAW}
    live = [event for event in events if event.decision != WITHDRAW and event.id not in withdrawn and stage in ("", event.stage)]
    if not live:
        return ()
    last = max(live, key=lambda event: (event.time, event.id))
    return tuple(event for event in live if event is last or (last.batch and event.batch == last.batch))


def take_in(review: Review, path: Path) -> tuple[int, int]:
    """Add the decisions in a colleague's file to the review: return how many were new, and how many were known.

    The file keeps its name, so that it stays the colleague's. Raises `Misuse` if it holds none, or anything
    that is not sound; nothing is then taken in.
    """
    events, problems = decisions.parse_decisions(store.read_bytes(path), path.name)
    if problems:
        raise Misuse(f"{path}: not taken in: {problems[0]}")
    if not events or "@" not in path.stem:
        raise Misuse(f"{path}: this is no file of decisions: its name is NAME@HOST.jsonl and it holds one event a line.")
    target = review.folder / DECISIONS / path.name
    known = set(review.decisions["id"])
    if target.exists():
        known |= {event.id for event in decisions.parse_decisions(store.read_bytes(target), target.name)[0]}
    new = [event for event in events if event.id not in known]
    if new:
        target.parent.mkdir(parents=True, exist_ok=True)
        with store.lock(target):
            store.append(target, b"".join(decisions.format_event(event) for event in new))
    return len(new), len(events) - len(new)


def check_decision(review: Review, key: str, decision: str, reviewer: str, stage: str, reason: str = "") -> None:
    """Raise `Misuse` if this cannot be decided: who, what, where and why must all exist."""
    if stage not in STAGES or decision not in STAGES[stage]:
        allowed = ", ".join(STAGES.get(stage, STAGES))
        raise Misuse(f"{decision} is no decision at {stage}; allowed: {allowed}." if stage in STAGES else f"there is no stage {stage}; known: {allowed}.")
    check_reviewer(review, reviewer)
    if key not in review.records.index:
        raise Misuse(f"the bibliography has no entry {key}.")
    if not review.records.at[key, "origin"] and stage not in ("identification", "coding"):
        raise Misuse(f"{key} is cited only: its entry names no search in `origin`, so nothing is decided on it.")
    known = [one.id for one in review.protocol.criteria]
    if reason and reason not in known:
        raise Misuse(f"the reason {reason} is none of the criteria: {', '.join(known) or 'none'}.")
    if decision == "exclude" and stage == "eligibility" and not reason:
        raise Misuse(f"an exclusion at full text needs its reason: {', '.join(known) or 'a criterion (review.toml has none)'}.")


def check_reviewer(review: Review, name: str) -> None:
    """Raise `Misuse` if this person may not decide: review.toml names others, or no file can have the name."""
    names = review.protocol.reviewers
    if names and name not in names:
        raise Misuse(f"{name or 'nobody'} is not among the reviewers of review.toml: {', '.join(names)}.")
    if name in (CONSENSUS, AUTOMATION):
        raise Misuse(f"{name} is no person; name yourself.")
    decisions.reviewer_file(Path(), name)


def _append(review: Review, person: str, events: list[Event]) -> tuple[Event, ...]:
    return decisions.append_events(decisions.reviewer_file(review.folder / DECISIONS, person), events)


# --- who I am --------------------------------------------------------------------------------------------------------


def remembered_reviewer() -> str:
    """Return the name that this machine remembers for the person who works at it, or nothing."""
    try:
        return _name_file().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def remember_reviewer(name: str) -> str:
    """Remember who works at this machine, and return the name; raises `Misuse` for one that no file can have."""
    decisions.reviewer_file(Path(), name)
    path = _name_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        store.write(path, name.strip().encode("utf-8"))
    except (OSError, LitmatrixError) as error:
        raise Misuse(f"the name could not be remembered in {path}: {error}") from error
    return name.strip()


def _name_file() -> Path:
    import platformdirs

    return Path(platformdirs.user_config_dir("litmatrix", appauthor=False)) / "reviewer.txt"
