"""Problems accepted, with why, and acceptances withdrawn: in review.toml, by the smallest edit, each act undone as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from litmatrix import protocol
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.files import hunks, journal
from litmatrix.files.journal import Change
from litmatrix.matrix.three_way import merged
from litmatrix.model import Problem
from litmatrix.protocol import acceptances
from litmatrix.protocol.acceptances import AcceptanceChange, Place, read_acceptances, written
from litmatrix.protocol.blocks import loads
from litmatrix.review import Review, changeable
from litmatrix.vocabulary import FATAL, HISTORY, PROTOCOL, counted

#: The check that finds acceptances which nothing needs, and where it says so.
UNUSED = "unused-acceptance"
_AT = f"{PROTOCOL}, accepted "


def place_of_unused(check: str) -> str:
    """Return where a problem of `UNUSED` stands: in the acceptances of a check."""
    return _AT + check


def needless(problem: Problem) -> Place | None:
    """Return the place of the acceptance that a problem says nothing needs; None for any other problem."""
    return (problem.where.removeprefix(_AT), problem.key) if problem.check == UNUSED else None


def why_not(problem: Problem) -> str:
    """Return why a problem cannot be accepted, with what to do; nothing if it can be."""
    if problem.severity == FATAL:
        return "A fatal problem cannot be accepted: its file is read-only until it is fixed."
    if needless(problem):
        return "This acceptance is no longer needed: remove it (w)."
    return ""


def standing(review: Review, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those of these problems that review.toml does not accept."""
    known = acceptances.whys(review.protocol.accepted)
    return tuple(one for one in problems if one.severity == FATAL or (one.check, one.key) not in known)


def accept(review: Review, problems: Iterable[Problem], why: str, by: str = "") -> AcceptanceChange:
    """Accept problems for a reason, in words: review.toml says so when this returns, and it can be undone (see `undo`).

    An acceptance is of a check and a key, so all problems of the same two are accepted with these. Where an acceptance of
    the same check has the same why, its keys grow. Raises `Misuse` without a why, for a problem that cannot be accepted
    (`why_not`) and for none; `ChangedOutside` where one was accepted meanwhile for another reason; `NotSaved`, also while
    review.toml or history/ is not read whole. Nothing is then changed.
    """
    problems = tuple(problems)
    why = why.strip()
    if not why:
        raise Misuse("enter a reason: it is shown with the problem, in the report and to your colleagues.")
    for problem in problems:
        if told := why_not(problem):
            raise Misuse(f"{problem.where}: {told}")
    asked = dict.fromkeys(((problem.check, problem.key) for problem in problems), why)

    def change(now: Mapping[Place, str]) -> dict[Place, str | None]:
        for place in asked:
            if place in now and now[place] != why:
                raise ChangedOutside(
                    f"{_told(place)} was accepted meanwhile, for another reason: “{now[place]}”. Check again."
                )
        return {place: why for place in asked if place not in now}

    return _act(review.folder, change, why, by, "these problems are accepted already.")


def withdraw(review: Review, places: Iterable[Place], by: str = "", why: str = "") -> AcceptanceChange:
    """Withdraw acceptances: their keys go from review.toml, and a table with its last key; it can be undone (see `undo`).

    Raises `ChangedOutside` where one is gone by now, or has another why than the review as it was opened; `Misuse` for
    none; `NotSaved` as `accept` does. Nothing is then changed.
    """
    places = tuple(places)
    shown = acceptances.whys(review.protocol.accepted)

    def change(now: Mapping[Place, str]) -> dict[Place, str | None]:
        for place in places:
            if place not in now or now[place] != shown.get(place, now[place]):
                raise ChangedOutside(
                    f"the acceptance of {_told(place)} was changed or removed meanwhile. Check again."
                )
        return dict.fromkeys(places)

    return _act(review.folder, change, why.strip(), by, "no accepted problem was chosen.")


def _act(
    folder: Path,
    change: Callable[[Mapping[Place, str]], dict[Place, str | None]],
    why: str,
    by: str,
    none: str,
) -> AcceptanceChange:
    """Do what `change` makes of the acceptances as they are now."""
    with journal.locked(folder, PROTOCOL):
        text, bom, _ = changeable(folder)
        known, problems = read_acceptances(folder / HISTORY)
        for problem in problems:
            raise NotSaved(f"nothing was done: fix this first. {problem}")
        now = written(text)
        wanted = change(now)
        if not wanted:
            raise Misuse(none)
        after = protocol.edited(text, acceptances.edits_to(text, wanted))
        lines = [hunk._asdict() for hunk in hunks.between(text, after)]
        about = acceptances.about({place: (now.get(place), then) for place, then in wanted.items()})
        record = AcceptanceChange(
            journal.next_time(known), journal.ACCEPTANCE, by.strip(), why, about, journal.plain({PROTOCOL: {"lines": lines}})
        )  # fmt: skip
        journal.act(folder, record, (Change.of(PROTOCOL, text, after, bom),), marked=False)
    return record


def last(folder: Path) -> AcceptanceChange | None:
    """Return the act that `undo` would take back."""
    return journal.latest(read_acceptances(folder / HISTORY)[0])


def undo(folder: Path, by: str = "", why: str = "") -> AcceptanceChange:
    """Take back the last act that stands, and return it; what was changed in review.toml since then stays.

    If nothing was, the file has the bytes again that it had before. Raises `Misuse` if there is none, `NotSaved` where the
    reason of an acceptance was written anew since; nothing is then changed.
    """
    with journal.locked(folder, PROTOCOL):
        found = journal.last(*read_acceptances(folder / HISTORY), "there is nothing to undo.")
        text, bom, _ = changeable(folder)
        back = Change.of(PROTOCOL, text, _back(text, found), bom)
        return journal.undo(folder, found, (back,), by, why)


def _back(text: str, found: AcceptanceChange) -> str:
    """Return review.toml with an act taken back: base is what the act wrote, ours what stands, theirs what stood before."""
    base, theirs = ({place: change[at] for place, change in found.places.items()} for at in (1, 0))
    now = written(text)
    ours = {place: now.get(place) for place in found.places}
    wanted, clashes = merged(base, ours, theirs)
    if clashes:
        named = ", ".join(_told(clash.place) for clash in clashes)
        raise NotSaved(
            f"{PROTOCOL}: not undone: the reason for accepting {named} was changed since. Change it by hand."
        )
    edits = acceptances.edits_to(
        text, {place: wanted.get(place) for place in ours if ours[place] != wanted.get(place)}
    )
    by_edits = protocol.edited(text, edits) if edits else text
    try:
        exact = hunks.reverted(text, found.hunks, PROTOCOL)
        if _same(exact, by_edits):
            return exact
    except (NotSaved, ValueError):
        pass  # the lines were moved or changed since: what the edits give says the same
    return by_edits


def _same(one: str, other: str) -> bool:
    """Whether two texts of review.toml say the same, in whatever order they accept."""
    rest = [
        {name: value for name, value in loads(text).items() if name != "accepted"} for text in (one, other)
    ]
    return rest[0] == rest[1] and written(one) == written(other)


def headline(act: AcceptanceChange) -> str:
    """Return in words what an act did: “accepted no-locator of 3 keys”."""
    checks = {check: [key for one, key in act.places if one == check] for check, _ in act.places}
    told = ", ".join(
        _told((check, keys[0])) if len(keys) == 1 else f"{check} of {counted(len(keys), 'key')}"
        for check, keys in checks.items()
    )
    return f"{'accepted' if act.accepts else 'no longer accepted:'} {told}"


def _told(place: Place) -> str:
    check, key = place
    return f"{check} of {key}" if key else check
