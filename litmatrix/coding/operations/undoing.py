"""The last theme operation taken back: shown first, refused where something written since would be lost."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from litmatrix import protocol, screening
from litmatrix.coding.operations import files
from litmatrix.coding.themes import TouchedCell
from litmatrix.errors import NotSaved
from litmatrix.files import hunks, journal
from litmatrix.files.hunks import Hunk
from litmatrix.matrix import history
from litmatrix.matrix.columns import Reshaping, followed, missing_rows, restored, stands
from litmatrix.matrix.file import Matrix, without_empty
from litmatrix.matrix.history import Entry
from litmatrix.matrix.three_way import merged
from litmatrix.model import Protocol
from litmatrix.protocol import toml
from litmatrix.review import Review
from litmatrix.vocabulary import HISTORY, MATRIX, PROTOCOL


class Undoing(NamedTuple):
    """What undoing the last operation would do: to the cells, the columns that there will be, the lines of review.toml.

    `passed` are the keys of rows that the operation wrote and that are not there any more.
    """

    entry: Entry
    touched: tuple[TouchedCell, ...]
    columns: tuple[str, ...]
    lines: tuple[Hunk, ...]
    passed: tuple[str, ...] = ()


def undoing(folder: Path) -> Undoing:
    """Return what `undo` would do now; raises what it would."""
    return _undoing(folder)[0]


def undo(folder: Path, by: str = "", why: str = "", shown: Undoing | None = None) -> Entry:
    """Take back the last operation that stands, and return it; what was changed elsewhere since then stays.

    If nothing was, both files have the bytes again that they had before. An operation that stopped half-way is
    taken back as far as it was done. `shown` is what the person agreed to. Raises `Misuse` if there is none, `Unreadable`,
    `NotSaved` where what was written since then would be lost, `ChangedOutside` where undoing would do something
    else than was shown; nothing is then changed.
    """
    with journal.locked(folder, MATRIX, PROTOCOL):
        found, now, text, matrix = _undoing(folder)
        journal.check_shown(shown in (None, found), "not undone", (MATRIX, PROTOCOL))
        # review.toml first: if it stops in between, this is an operation that stopped half-way, and is seen.
        changes = tuple(reversed(files.changes(now, matrix, text)))
        return journal.undo(folder, found.entry, changes, by, why)


def _undoing(folder: Path) -> tuple[Undoing, files.Files, str, Matrix]:
    """Return what undoing the last operation would do, the files as they are, and both as they would be."""
    last = journal.last(*history.read_history(folder / HISTORY), "there is no theme operation to undo.")
    now = files.read(folder)
    told = last.time in {history.instant(change.time) for change in now.protocol.theme_history}
    if not told:
        _check_half_way(now.protocol, last)
    text = hunks.reverted(now.text, last.hunks, PROTOCOL) if told else now.text
    matrix, whole = now.matrix, without_empty(now.matrix)
    passed: tuple[str, ...] = ()
    if last.reshaping is not None:
        reshaping = followed(last.reshaping, whole, lambda: screening.former_keys(Review.open(folder)))
        if told or stands(whole, reshaping):
            matrix, passed = restored(whole, reshaping), missing_rows(reshaping, whole)
    _check_protocol(now.text, text, last)
    touched = () if matrix is now.matrix else _touched(whole, matrix, last.reshaping)
    return Undoing(last, touched, matrix.header, hunks.between(now.text, text), passed), now, text, matrix


def _touched(now: Matrix, then: Matrix, reshaping: Reshaping | None) -> tuple[TouchedCell, ...]:
    """Return the cells that differ between the matrix of now and that of then; a column that is renamed is the same."""
    names = {column.source: column.name for column in reshaping.after if column.source} if reshaping else {}
    pairs = [(name, names.get(name, name)) for name in then.header]
    gone = set(now.header) - {today for _, today in pairs}
    found = []
    for key in then.rows:
        was = {name: now.cell(key, name) for name in now.header if name in gone}
        will = {}
        for name, today in pairs:
            if now.cell(key, today) != then.cell(key, name):
                was[today], will[name] = now.cell(key, today), then.cell(key, name)
        was, will = ({name: text for name, text in texts.items() if text} for texts in (was, will))
        if was or will:
            found.append(TouchedCell(key, was, will))
    return tuple(found)


def _check_half_way(plan: Protocol, last: Entry) -> None:
    """Raise `NotSaved` if review.toml has what an operation made, though its entry in the theme history is gone."""
    if last.theme:
        known = {name for theme in plan.themes if theme.id == last.theme for name in theme.subthemes}
        gone = []
    else:
        known = {theme.id for theme in plan.themes}
        gone = [id for id in last.before if id not in known]
    made = [id for id in last.after if id in known and id not in last.before]
    if gone or made:
        found = f"{made[0]} is there" if made else f"{gone[0]} is not there"
        raise NotSaved(
            f"{PROTOCOL}: not undone: its theme history has no entry of {last.time:%Y-%m-%d %H:%M:%S} UTC, though {found}. "
            f"Write the entry again, as {HISTORY}/{last.name}.json says it, or take review.toml from git."
        )


def _check_protocol(now: str, text: str, last: Entry) -> None:
    """Raise `NotSaved` if taking an operation back would give review.toml a fault, or change more than it wrote.

    The lines that come back must say what a merge of the members comes to: base is what the operation wrote.
    """
    if text == now:
        return
    was, will = toml.loads(now), toml.loads(text)
    lost = _misplaced(files.members(was), files.members(will), last)
    others = [name for name in (*was, *will) if name not in ("themes", "theme_history")]
    lost += [name for name in others if was.get(name) != will.get(name)]
    told = [one for one in was.get("theme_history", ()) if history.instant(one.get("time")) != last.time]
    lost += ["theme_history"] if told != will.get("theme_history", []) else []
    if lost:
        raise NotSaved(
            f"{PROTOCOL}: not undone, for what was written since then would be lost or misplaced: "
            f"{', '.join(dict.fromkeys(lost))}. Move or take out these texts first."
        )
    known = {problem.message for problem in protocol.parse_protocol(now, PROTOCOL)[1]}
    for problem in protocol.parse_protocol(text, PROTOCOL)[1]:
        if problem.message not in known:
            raise NotSaved(f"{PROTOCOL}: not undone: {problem}")


def _misplaced(now: files.Members, will: files.Members, last: Entry) -> list[str]:
    """Return the ids of themes, as they are now, whose members would not be what a merge makes of them."""
    was = {}
    if last.change == "rename" and not last.theme:
        was = {new: old for old, new in zip(last.before, last.after, strict=True) if old != new}
    is_now = {old: new for new, old in was.items()}
    ours = {(was.get(id, id), name): value for (id, name), value in now.items()}
    # What the operation did not write is in all three as it is now.
    base: dict[tuple[str, str], str | None] = dict(ours)
    theirs: dict[tuple[str, str], str | None] = dict(ours)
    for id, table in last.members.items():
        for name, (before, after) in table.items():
            if id not in is_now:
                base[was.get(id, id), name] = after
            if id not in was:
                theirs[id, name] = before
    expected, clashes = merged(base, ours, theirs)
    tables = {id for id, _ in ours}
    places = [one for one in {**ours, **will} if one[0] in tables and expected.get(one) != will.get(one)]
    return [is_now.get(id, id) for id, _ in (*places, *(clash.place for clash in clashes))]
