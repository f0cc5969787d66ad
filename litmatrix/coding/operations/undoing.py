"""The last theme operation taken back: shown first, refused where something written since would be lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix import protocol
from litmatrix.coding.operations import files
from litmatrix.coding.operations.doing import plain, theme_tables
from litmatrix.coding.themes import TouchedCell
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.files.changes import write
from litmatrix.matrix import history
from litmatrix.matrix.columns import Reshaping, restored
from litmatrix.matrix.file import Matrix, without_empty
from litmatrix.matrix.history import Entry, Hunk
from litmatrix.model import Protocol
from litmatrix.protocol import toml
from litmatrix.vocabulary import HISTORY, MATRIX, PROTOCOL

__all__ = ["Undoing", "undo", "undoing"]

#: What an operation may write in the tables of themes that are there before and after it.
_WRITES = {
    "rename": ("id", "name"),
    "redefine": ("definition",),
    "retire": ("retired",),
    "merge": ("name", "definition", "subthemes", "statement", "question", "note"),
    "split": ("name", "definition", "subthemes"),
}


class Undoing(NamedTuple):
    """What undoing the last operation would do: to the cells, the columns that there will be, the lines of review.toml."""

    entry: Entry
    touched: tuple[TouchedCell, ...]
    columns: tuple[str, ...]
    lines: tuple[Hunk, ...]


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
    with files.locked(folder):
        found, now, text, matrix = _undoing(folder)
        if shown is not None and found != shown:
            raise ChangedOutside(
                f"not undone: {MATRIX} or {PROTOCOL} was changed meanwhile, so this would do something else than was "
                "shown. Look at it again."
            )
        # review.toml first: if it stops in between, this is an operation that stopped half-way, and is seen.
        write(folder, tuple(reversed(files.changes(now, matrix, text))))
        history.undone(folder / HISTORY, found.entry, by.strip(), why.strip())
    return replace(found.entry, undone=datetime.now(UTC), undone_by=by.strip(), undone_why=why.strip())


def _undoing(folder: Path) -> tuple[Undoing, files.Files, str, Matrix]:
    """Return what undoing the last operation would do, the files as they are, and both as they would be."""
    known, problems = history.read_history(folder / HISTORY)
    for problem in problems:
        raise NotSaved(f"not undone: mend this first. {problem}")
    standing = [entry for entry in known if entry.undone is None]
    if not standing:
        raise Misuse("there is no theme operation to undo.")
    last = standing[-1]
    now = files.read(folder)
    told = last.time in {history.instant(change.time) for change in now.protocol.theme_history}
    if not told:
        _check_half_way(now.protocol, last)
    text = history.reverted(now.text, last.hunks, PROTOCOL) if told else now.text
    matrix, whole = now.matrix, without_empty(now.matrix)
    if last.reshaping is not None and (told or _as_after(whole, last.reshaping)):
        matrix = restored(whole, last.reshaping)
    _check_protocol(now.text, text, last)
    touched = () if matrix is now.matrix else _touched(whole, matrix, last.reshaping)
    return Undoing(last, touched, matrix.header, history.hunks(now.text, text)), now, text, matrix


def _touched(now: Matrix, then: Matrix, reshaping: Reshaping | None) -> tuple[TouchedCell, ...]:
    """Return the cells that differ between the matrix of now and that of then; a column that is renamed is the same."""
    names = {column.source: column.name for column in reshaping.after if column.source} if reshaping else {}
    pairs = [(name, names.get(name, name)) for name in then.header]
    gone = set(now.header) - {name for _, name in pairs}
    found = []
    for key, row in then.rows.items():
        texts = dict(zip(now.header, now.rows[key].cells, strict=True))
        was = {name: texts[name] for name in now.header if name in gone and texts[name]}
        will = {}
        for (name, today), text in zip(pairs, row.cells, strict=True):
            if text == texts.get(today, ""):
                continue
            if texts.get(today):
                was[today] = texts[today]
            if text:
                will[name] = text
        if was or will:
            found.append(TouchedCell(key, was, will))
    return tuple(found)


def _as_after(matrix: Matrix, reshaping: Reshaping) -> bool:
    """Whether the matrix holds what a change of columns wrote; raises `NotSaved` where this cannot be told."""
    before, after = list(reshaping.before), [column.name for column in reshaping.after]
    if before != after:
        now = [name for name in matrix.header if name in (*before, *after)]
        if now not in (before, after):
            raise NotSaved(
                f"{MATRIX}: not undone: its columns were changed since then. Make them {', '.join(before)} again."
            )
        return now == after
    return any(
        matrix.rows[key].cells[matrix.header.index(name)] == text
        for name, cells in reshaping.changed.items()
        for key, (_, text) in cells.items()
        if key in matrix.rows
    )


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
    """Raise `NotSaved` if taking an operation back would give review.toml a fault, or change more than it wrote."""
    if text == now:
        return
    was, will = toml.loads(now), toml.loads(text)
    themes, before = theme_tables(was), theme_tables(will)
    lost = [id for id, table in last.made.items() if id not in themes or plain(themes[id]) != table]
    lost += [
        id for id, table in themes.items() if id not in last.made and not _comes_back(id, table, before, last)
    ]
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


def _comes_back(
    id: str, table: Mapping[str, Any], before: Mapping[str, Mapping[str, Any]], last: Entry
) -> bool:
    """Whether the table of a theme is there before an operation as well, but for what the operation wrote."""
    if last.change == "rename" and not last.theme and id in last.after:
        id = last.before[0]
    own = (last.theme,) if last.theme else (*last.before, *last.after)
    wrote = ("subthemes",) if last.theme else _WRITES.get(last.change, ())
    was = before.get(id)
    return was is not None and all(
        table.get(member) == was.get(member)
        for member in {*table, *was}.difference(wrote if id in own else ())
    )
