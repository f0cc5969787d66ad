"""The themes' operations as history/ holds them, and the story that they and review.toml tell together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from litmatrix.files import hunks, journal
from litmatrix.files.hunks import Hunk
from litmatrix.matrix.columns import Reshaping, read_reshaping
from litmatrix.model import Problem, ThemeChange
from litmatrix.vocabulary import ERROR, HISTORY, MATRIX, PROTOCOL


@dataclass(frozen=True)
class Entry(journal.Record):
    """One operation; `time` is that of its entry in the theme history.

    `before` and `after` are the ids that went or changed and those that came of them: of themes, or of the subthemes of
    `theme`. `reshaping` is what it did to the matrix (None: nothing), `hunks` what it did to the lines of review.toml,
    `members` to the themes' tables: by id and member, a sum over the value before and after (None: there was none).
    """

    theme: str = field(init=False, compare=False)
    before: tuple[str, ...] = field(init=False, compare=False)
    after: tuple[str, ...] = field(init=False, compare=False)
    reshaping: Reshaping | None = field(init=False, compare=False)
    hunks: tuple[Hunk, ...] = field(init=False, compare=False)
    members: Mapping[str, Mapping[str, tuple[str | None, str | None]]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Take what undoing needs from the record; raise `LookupError`, `TypeError` or `ValueError` where it is not there."""
        about, matrix, plan = self.about, self.parts[MATRIX], self.parts[PROTOCOL]
        self._take(
            theme=str(about["theme"]),
            before=tuple(about["from"]),
            after=tuple(about["to"]),
            reshaping=None if matrix is None else read_reshaping(matrix),
            hunks=tuple(hunks.read(one) for one in plan["lines"]),
            members={
                id: {name: (before, after) for name, (before, after) in table.items()}
                for id, table in plan["members"].items()
            },
        )


class Step(NamedTuple):
    """One step in the story of the themes.

    `time` is UTC, or the day or words that review.toml has. `undone` says when it was taken back, None: it stands.
    `recorded` says whether history/ holds what it takes to undo it.
    """

    time: datetime | date | str
    change: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    theme: str
    why: str
    by: str
    recorded: bool
    undone: datetime | None = None
    undone_by: str = ""
    undone_why: str = ""


def read_history(folder: Path) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return the operations in a history folder, oldest first, and a problem for each file that is not read."""
    return journal.read(folder, journal.THEMES, Entry)


def next_time(entries: Iterable[Entry], changes: Iterable[ThemeChange]) -> datetime:
    """Return now, to the second, or the first second after every operation that is known."""
    return journal.next_time(entries, (moment for one in changes if (moment := instant(one.time))))


def instant(time: datetime | date | str) -> datetime | None:
    """Return a time of the theme history in UTC; None for a day, or words."""
    if not isinstance(time, datetime):
        return None
    try:
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except OverflowError:  # the first or last day of all, somewhere else on earth
        return None


def story(entries: Sequence[Entry], changes: Iterable[ThemeChange]) -> tuple[Step, ...]:
    """Return the story of the themes, oldest first: the theme history of review.toml, and of history/ what was undone.

    A change that was written into review.toml by hand is told too; one that gives no time stays behind the one above.
    """
    known = {entry.time: entry for entry in entries}
    steps: list[tuple[datetime, Step]] = []
    latest = datetime.min.replace(tzinfo=UTC)
    for one in changes:
        moment = instant(one.time)
        found = known.pop(moment, None) if moment else None
        if moment is None and isinstance(one.time, date):
            moment = datetime(one.time.year, one.time.month, one.time.day, tzinfo=UTC)
        latest = moment or latest
        step = Step(
            instant(one.time) or one.time, one.change, one.before, one.after, one.theme, one.why, one.by, found is not None
        )  # fmt: skip
        steps.append((latest, step))
    for entry in known.values():
        step = Step(
            entry.time, entry.change, entry.before, entry.after, entry.theme, entry.why, entry.by, True,
            entry.undone, entry.undone_by, entry.undone_why,
        )  # fmt: skip
        steps.append((entry.time, step))
    return tuple(step for _, step in sorted(steps, key=lambda one: one[0]))


def check_history(entries: Sequence[Entry], changes: Iterable[ThemeChange]) -> tuple[Problem, ...]:
    """Return a problem if the last operation stopped half-way: its record is there, its entry in review.toml is not."""
    last = journal.latest(entries)
    if last is None or last.time in {instant(change.time) for change in changes}:
        return ()
    what = f"{last.change} of {', '.join((*last.before, *last.after)[:4])}"
    message = f"the {what} ({last.time:%Y-%m-%d %H:%M:%S} UTC) is not in the theme history of {PROTOCOL}: it was interrupted, or deleted by hand."
    fix = "Run “litmatrix theme undo” to undo what was done of it."
    return (Problem("unfinished-change", ERROR, f"{HISTORY}/{last.name}.json", message, fix=fix),)
