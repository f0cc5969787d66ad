"""Theme operations done and undone: matrix.csv and review.toml change together, and history/ keeps how to take it back."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix import history, protocol, store, toml
from litmatrix.columns import Column, Reshaping, reshaped, restored
from litmatrix.errors import ChangedOutside, Misuse, NotSaved, Unreadable
from litmatrix.history import Entry
from litmatrix.matrix import Matrix, parse_matrix
from litmatrix.model import Protocol
from litmatrix.themes import Plan
from litmatrix.toml import AddTable
from litmatrix.vocabulary import FATAL, HISTORY, MATRIX, PROTOCOL

__all__ = ["Done", "apply", "plan", "undo"]

#: What an operation may write in the tables of themes that are there before and after it.
_WRITES = {
    "rename": ("id", "name"),
    "redefine": ("definition",),
    "retire": ("retired",),
    "merge": ("name", "definition", "subthemes", "statement", "question", "note"),
    "split": ("name", "definition", "subthemes"),
}

Operation = Callable[[Protocol, Matrix], Plan]


class Done(NamedTuple):
    """An operation that was done: its record in history/, and what it did."""

    entry: Entry
    plan: Plan


class _Change(NamedTuple):
    """What a file holds, and what it shall hold."""

    name: str
    before: bytes
    after: bytes


class _Files(NamedTuple):
    """The two files as they are now."""

    matrix: Matrix
    text: str
    bom: bool
    protocol: Protocol


def plan(folder: Path, operation: Operation) -> Plan:
    """Return what an operation would do to the review in a folder; raises `Misuse`, `NotSaved`, `Unreadable`."""
    return operation(*_values(_read(folder)))


def apply(folder: Path, operation: Operation, why: str = "", by: str = "", shown: Plan | None = None) -> Done:
    """Do an operation: write its record to history/, then the matrix, then review.toml, all on disk when this returns.

    `operation` takes the protocol and the matrix, and returns a `Plan` (see `themes`). `shown` is the plan that
    the person agreed to. Raises `ChangedOutside` if the files have changed so that it would do something else now,
    `Misuse`, `Unreadable` or `NotSaved`; nothing is then changed.
    """
    with _locked(folder):
        now = _read(folder)
        known, problems = history.read_history(folder / HISTORY)
        for problem in (*problems, *history.check_history(known, now.protocol.theme_history)):
            raise NotSaved(f"not done: mend this first. {problem}")
        found = operation(now.protocol, now.matrix)
        if shown is not None and found != shown:
            raise ChangedOutside(
                f"not done: {MATRIX} or {PROTOCOL} was changed meanwhile, so this would do something else than was "
                "shown. Look at it again."
            )
        time = history.next_time(known, now.protocol.theme_history)
        told = {
            "time": time, "change": found.change, "theme": found.theme, "from": list(found.before), "to": list(found.after),
            "why": why.strip(), "by": by.strip(),
        }  # fmt: skip
        text = protocol.edited(now.text, [*found.edits, AddTable("theme_history", told)], PROTOCOL)
        matrix, reshaping = _changed(now.matrix, found)
        changes = _changes(now, matrix, text)
        entry = Entry(
            time, found.change, found.before, found.after, found.theme, why.strip(), by.strip(), reshaping,
            history.hunks(now.text, text), _made(now.text, text, found.change),
        )  # fmt: skip
        history.write_entry(folder / HISTORY, entry)
        try:
            _write(folder, changes)
        except BaseException:
            # What was written of it was taken back; if the disk refused that, or refuses this, the next check says so.
            if not any(_differs(folder, change.name, change.before) for change in changes):
                with contextlib.suppress(NotSaved):
                    history.undone(folder / HISTORY, entry, by.strip(), "it could not be written whole")
            raise
    return Done(entry, found)


def undo(folder: Path, by: str = "", why: str = "") -> Entry:
    """Take back the last operation that stands, and return it; what was changed elsewhere since then stays.

    If nothing was, both files have the bytes again that they had before. An operation that stopped half-way is
    taken back as far as it was done. Raises `Misuse` if there is none, `Unreadable`, or `NotSaved` where what was
    written since then would be lost; nothing is then changed.
    """
    with _locked(folder):
        known, problems = history.read_history(folder / HISTORY)
        for problem in problems:
            raise NotSaved(f"not undone: mend this first. {problem}")
        standing = [entry for entry in known if entry.undone is None]
        if not standing:
            raise Misuse("there is no theme operation to undo.")
        last = standing[-1]
        now = _read(folder)
        told = last.time in {history.instant(change.time) for change in now.protocol.theme_history}
        if not told:
            _check_half_way(now.protocol, last)
        text = history.reverted(now.text, last.hunks, PROTOCOL) if told else now.text
        matrix = now.matrix
        if last.reshaping is not None and (told or _as_after(matrix, last.reshaping)):
            matrix = restored(matrix, last.reshaping)
        _check_protocol(now.text, text, last)
        # review.toml first: if it stops in between, this is an operation that stopped half-way, and is seen.
        _write(folder, tuple(reversed(_changes(now, matrix, text))))
        history.undone(folder / HISTORY, last, by.strip(), why.strip())
    return replace(last, undone=datetime.now(UTC), undone_by=by.strip(), undone_why=why.strip())


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with store.lock(folder / MATRIX), store.lock(folder / PROTOCOL):
        yield


def _read(folder: Path) -> _Files:
    """Return the two files as they are; raises `NotSaved` if one cannot be changed."""
    text, _, bom, faults = store.read_text(folder / MATRIX)
    matrix = parse_matrix(text, MATRIX)
    matrix = replace(matrix, bom=bom, problems=(*faults, *matrix.problems))
    text, _, bom, faults = store.read_text(folder / PROTOCOL)
    plan, problems = protocol.parse_protocol(text, PROTOCOL)
    for problem in (*faults, *problems, *matrix.problems):
        if problem.severity == FATAL:
            raise NotSaved(f"nothing can be changed before this is mended. {problem}")
    return _Files(matrix, text, bom, plan)


def _values(now: _Files) -> tuple[Protocol, Matrix]:
    return now.protocol, now.matrix


def _changed(matrix: Matrix, found: Plan) -> tuple[Matrix, Reshaping | None]:
    """Return the matrix with what a plan asks for, and what it takes to undo that (None: nothing changes)."""
    same = found.columns == tuple(Column(name, name) for name in matrix.header)
    if same and not any(found.cells.values()):
        return matrix, None
    return reshaped(matrix, found.columns, found.cells)


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


def _changes(now: _Files, matrix: Matrix, text: str) -> tuple[_Change, ...]:
    """Return what the two files hold and shall hold, the matrix first; raises `Misuse` for what no file can hold."""
    return (
        _Change(
            MATRIX,
            store.encode(now.matrix.text, now.matrix.bom, MATRIX),
            store.encode(matrix.text, matrix.bom, MATRIX),
        ),
        _Change(PROTOCOL, store.encode(now.text, now.bom, PROTOCOL), store.encode(text, now.bom, PROTOCOL)),
    )


def _write(folder: Path, changes: Sequence[_Change]) -> None:
    """Write the files that change; if one cannot be written, those that were get their old bytes again."""
    started = []
    try:
        for change in changes:
            if change.before != change.after:
                started.append(change)
                store.write(folder / change.name, change.after)
    except BaseException:
        for change in started:
            with contextlib.suppress(NotSaved, Unreadable):
                if _differs(folder, change.name, change.before):
                    store.write(folder / change.name, change.before)
        raise


def _differs(folder: Path, name: str, data: bytes) -> bool:
    try:
        return store.read_bytes(folder / name) != data
    except Unreadable:
        return True


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


def _made(before: str, after: str, change: str) -> dict[str, dict[str, Any]]:
    """Return the tables of themes that are new in a text; one that is only called otherwise is not."""
    if change == "rename":
        return {}
    known = _themes(toml.loads(before))
    return {id: _plain(table) for id, table in _themes(toml.loads(after)).items() if id not in known}


def _themes(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {str(table.get("id")): table for table in values.get("themes", ()) if isinstance(table, dict)}


def _plain(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table as history/ keeps it: its dates as text."""
    return dict(json.loads(json.dumps(table, default=str)))


def _check_protocol(now: str, text: str, last: Entry) -> None:
    """Raise `NotSaved` if taking an operation back would give review.toml a fault, or change more than it wrote."""
    if text == now:
        return
    was, will = toml.loads(now), toml.loads(text)
    themes, before = _themes(was), _themes(will)
    lost = [id for id, table in last.made.items() if id not in themes or _plain(themes[id]) != table]
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
