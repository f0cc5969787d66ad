"""history/: what each theme operation changed, before and after, one file an operation: the store of undo.

A file is written before the operation touches anything, and never changed afterwards; that an operation was undone is
said by a second file beside it. So a crash in between is seen, and can be taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix.errors import NotSaved, Unreadable
from litmatrix.files import store
from litmatrix.matrix.columns import Column, Reshaping
from litmatrix.model import Problem, ThemeChange
from litmatrix.vocabulary import ERROR, HISTORY, PROTOCOL

__all__ = [
    "Entry",
    "Hunk",
    "Step",
    "check_history",
    "hunks",
    "next_time",
    "read_history",
    "read_hunk",
    "reverted",
    "story",
    "undone",
    "write_entry",
]

FORMAT = 1
_UNDONE = ".undone.json"
_IMPORT = "-import"


class Hunk(NamedTuple):
    """Lines of a text that were changed: where they stand (from 0), what they were, what they became.

    `above` and `below` are lines around them, as many as it takes to tell the place from any other in the text.
    `alone` says of either whether it takes no more than them: else only both together tell the place.
    """

    at: int
    above: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    below: tuple[str, ...]
    alone: tuple[bool, bool] = (True, True)


@dataclass(frozen=True)
class Entry:
    """One operation: when (UTC, to the second: the time of its entry in the theme history), what, why, and how to undo it.

    `made` holds the tables of themes that it added to review.toml, by id, their dates as text.
    """

    time: datetime
    change: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    theme: str = ""
    why: str = ""
    by: str = ""
    reshaping: Reshaping | None = None
    hunks: tuple[Hunk, ...] = ()
    made: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    undone: datetime | None = None
    undone_by: str = ""
    undone_why: str = ""

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.time:%Y-%m-%dT%H%M%SZ}-{self.change}"


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


# --- files ----------------------------------------------------------------------------------------------


def read_history(folder: Path) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return the operations in a history folder, oldest first, and a problem for each file that is not read."""
    entries, problems = [], []
    names = sorted(folder.glob("*.json")) if folder.is_dir() else []
    for path in names:
        # What an import of search results left is read by `importlog`.
        if path.name.endswith(_UNDONE) or path.name.startswith(".") or _IMPORT in path.name:
            continue
        try:
            entry = _entry(_loaded(path), path.with_name(path.stem + _UNDONE))
        except (Unreadable, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            told = f"no {error} in it" if isinstance(error, KeyError) else str(error)
            message = f"it is no record of a theme operation ({told}), which therefore cannot be undone."
            fix = "Restore it from git or a backup; nobody edits these files by hand."
            problems.append(Problem("history", ERROR, f"{folder.name}/{path.name}", message, fix=fix))
            continue
        if path.stem == entry.name:
            entries.append(entry)
        else:
            message = f"this looks like a second version of {entry.name}.json; it is not read."
            fix = "Compare the two, then delete this one."
            problems.append(Problem("history", ERROR, f"{folder.name}/{path.name}", message, fix=fix))
    return tuple(sorted(entries, key=lambda entry: entry.time)), tuple(problems)


def write_entry(folder: Path, entry: Entry) -> Path:
    """Write the record of an operation and return its path; raises `NotSaved`, also where one stands there already."""
    path = folder / f"{entry.name}.json"
    store.make_folder(folder)
    if path.exists():
        raise NotSaved(f"{path}: not saved: another operation of this second stands there. Try again.")
    shape = entry.reshaping
    _dump(
        path,
        {
            "format": FORMAT,
            "time": _moment(entry.time),
            "change": entry.change,
            "theme": entry.theme,
            "from": entry.before,
            "to": entry.after,
            "why": entry.why,
            "by": entry.by,
            "matrix": None
            if shape is None
            else {
                "before": shape.before,
                "after": [[column.name, column.source] for column in shape.after],
                "heads": shape.heads,
                "lost": shape.lost,
                "changed": shape.changed,
            },
            "protocol": [hunk._asdict() for hunk in entry.hunks],
            "made": entry.made,
        },
    )
    return path


def undone(folder: Path, entry: Entry, by: str = "", why: str = "") -> Path:
    """Write down that an operation was undone, and return the path; raises `NotSaved`."""
    path = folder / f"{entry.name}{_UNDONE}"
    _dump(path, {"format": FORMAT, "time": _moment(datetime.now(UTC)), "by": by, "why": why})
    return path


def next_time(entries: Iterable[Entry], changes: Iterable[ThemeChange]) -> datetime:
    """Return now, to the second, or the first second after every operation that is known."""
    known = [entry.time for entry in entries] + [moment for one in changes if (moment := instant(one.time))]
    now = datetime.now(UTC).replace(microsecond=0)
    return max([now, *(time.replace(microsecond=0) + timedelta(seconds=1) for time in known)])


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
    standing = [entry for entry in entries if entry.undone is None]
    if not standing or standing[-1].time in {instant(change.time) for change in changes}:
        return ()
    last = standing[-1]
    what = f"{last.change} of {', '.join((*last.before, *last.after)[:4])}"
    message = f"the {what} ({last.time:%Y-%m-%d %H:%M:%S} UTC) is not in the theme history of {PROTOCOL}: it stopped half-way, or was edited out."
    fix = "Run “litmatrix theme undo”: it takes back what was done of it."
    return (Problem("unfinished-change", ERROR, f"{HISTORY}/{last.name}.json", message, fix=fix),)


def _loaded(path: Path) -> dict[str, Any]:
    values = json.loads(store.read_bytes(path).decode("utf-8", errors="surrogatepass"))
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise ValueError("it is of another format")
    return values


def _entry(values: dict[str, Any], mark: Path) -> Entry:
    shape = values["matrix"]
    gone = _loaded(mark) if mark.exists() else None
    return Entry(
        datetime.fromisoformat(values["time"]).astimezone(UTC),
        values["change"],
        tuple(values["from"]),
        tuple(values["to"]),
        values["theme"],
        values["why"],
        values["by"],
        None
        if shape is None
        else Reshaping(
            tuple(shape["before"]),
            tuple(Column(*column) for column in shape["after"]),
            shape["heads"],
            shape["lost"],
            {
                name: {key: tuple(pair) for key, pair in cells.items()}
                for name, cells in shape["changed"].items()
            },
        ),
        tuple(read_hunk(one) for one in values["protocol"]),
        dict(values["made"]),
        datetime.fromisoformat(gone["time"]).astimezone(UTC) if gone else None,
        gone["by"] if gone else "",
        gone["why"] if gone else "",
    )


def _dump(path: Path, values: dict[str, Any]) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    store.write(path, text.encode("utf-8", errors="surrogatepass"))


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


# --- texts ----------------------------------------------------------------------------------------------


def hunks(before: str, after: str) -> tuple[Hunk, ...]:
    """Return what differs between two texts, line by line."""
    old, new = before.split("\n"), after.split("\n")
    places = _places(new)
    found = []
    for kind, first, last, start, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            above, below, alone = _around(new, places, start, stop)
            found.append(Hunk(start, above, tuple(old[first:last]), tuple(new[start:stop]), below, alone))
    return tuple(found)


def read_hunk(values: Mapping[str, Any]) -> Hunk:
    """Return a hunk as a file of history/ holds it."""
    above, below = values["alone"]
    return Hunk(
        values["at"], tuple(values["above"]), tuple(values["before"]), tuple(values["after"]), tuple(values["below"]),
        (above, below),
    )  # fmt: skip


def reverted(text: str, changes: Sequence[Hunk], name: str) -> str:
    """Return a text with changes taken back; what else was changed since then stays.

    Raises `NotSaved` where the lines that a change wrote are not there any more, or where it cannot be told where
    those stood that it took out.
    """
    lines = text.split("\n")
    places = _places(lines)
    spans = []
    end = 0
    for hunk in changes:
        at = _found(lines, places, hunk)
        if at is None or at < end:
            near = (*hunk.after, *reversed(hunk.above), *hunk.below)
            shown = next((line.strip() for line in near if line.strip()), "")
            raise NotSaved(
                f"{name}: not undone: lines that the operation wrote were changed since then, near “{shown[:80]}”. "
                "Change it back by hand first."
            )
        end = at + len(hunk.after)
        spans.append((at, end, hunk.before))
    for at, end, were in reversed(spans):
        lines[at:end] = were
    return "\n".join(lines)


def _places(lines: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        places.setdefault(line, []).append(at)
    return places


def _around(
    lines: Sequence[str], places: Mapping[str, list[int]], start: int, stop: int
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[bool, bool]]:
    """Return the lines above a span and those below it that it takes, each with the span, to find it again.

    And whether they are enough: lines that come again and again may need both.
    """
    top = start
    while top and (top == start or len(_standing(lines, places, lines[top:stop])) > 1):
        top -= 1
    bottom = stop
    while bottom < len(lines) and (bottom == stop or len(_standing(lines, places, lines[start:bottom])) > 1):
        bottom += 1
    alone = tuple(
        bool(wanted) and len(_standing(lines, places, wanted)) == 1
        for wanted in (lines[top:stop], lines[start:bottom])
    )
    return tuple(lines[top:start]), tuple(lines[stop:bottom]), (alone[0], alone[1])


def _standing(lines: Sequence[str], places: Mapping[str, list[int]], wanted: Sequence[str]) -> list[int]:
    """Return where these lines stand one after the other."""
    wanted = list(wanted)
    return [at for at in places.get(wanted[0], ()) if lines[at : at + len(wanted)] == wanted]


def _found(lines: Sequence[str], places: Mapping[str, list[int]], hunk: Hunk) -> int | None:
    """Return where the lines that a change wrote stand now: between the lines around them, else next to some of them."""
    ways = ((hunk.above, hunk.below, True), (hunk.above, (), hunk.alone[0]), ((), hunk.below, hunk.alone[1]))
    for above, below, enough in ways:
        wanted = (*above, *hunk.after, *below)
        found = _standing(lines, places, wanted) if wanted and enough else []
        if len(found) == 1:
            return found[0] + len(above)
    return None
