"""Theme operations done and undone: matrix.csv and review.toml change together, and history/ keeps how to take it back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from litmatrix import history, protocol, store
from litmatrix.columns import Column, Reshaping, reshaped, restored
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.history import Entry, Hunk
from litmatrix.matrix import Matrix, parse_matrix
from litmatrix.model import Protocol
from litmatrix.themes import Plan, TouchedCell
from litmatrix.toml import AddTable
from litmatrix.vocabulary import FATAL, HISTORY, MATRIX, PROTOCOL

__all__ = ["Done", "Undoing", "apply", "plan", "undo", "undoing"]

Operation = Callable[[Protocol, Matrix], Plan]


class Done(NamedTuple):
    """An operation that was done: its record in history/, and what it did."""

    entry: Entry
    plan: Plan


class Undoing(NamedTuple):
    """What undoing the last operation would do: to the cells, the columns that there will be, the lines of review.toml."""

    entry: Entry
    touched: tuple[TouchedCell, ...]
    columns: tuple[str, ...]
    lines: tuple[Hunk, ...]


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
    `Misuse`, or `NotSaved`; nothing is then changed.
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
        data = store.encode(text, now.bom, PROTOCOL)
        rows = store.encode(matrix.text, matrix.bom, MATRIX)
        entry = Entry(
            time, found.change, found.before, found.after, found.theme, why.strip(), by.strip(), reshaping,
            history.hunks(now.text, text),
        )  # fmt: skip
        history.write_entry(folder / HISTORY, entry)
        try:
            if matrix.text != now.matrix.text:
                store.write(folder / MATRIX, rows)
            store.write(folder / PROTOCOL, data)
        except NotSaved:
            # What was written of it is taken back at once; if the disk refuses that too, the next check says so.
            if matrix.text != now.matrix.text:
                store.write(folder / MATRIX, store.encode(now.matrix.text, now.matrix.bom, MATRIX))
            history.undone(folder / HISTORY, entry, by.strip(), "it could not be written whole")
            raise
    return Done(entry, found)


def undoing(folder: Path) -> Undoing:
    """Return what `undo` would do now; raises what it would."""
    return _undoing(folder)[0]


def undo(folder: Path, by: str = "", why: str = "", shown: Undoing | None = None) -> Entry:
    """Take back the last operation that stands, and return it; what was changed elsewhere since then stays.

    If nothing was, both files have the bytes again that they had before. An operation that stopped half-way is
    taken back as far as it was done. `shown` is what the person agreed to. Raises `Misuse` if there is none,
    `NotSaved` where what was written since then would be lost, `ChangedOutside` where undoing would do something
    else than was shown; nothing is then changed.
    """
    with _locked(folder):
        found, now, text, matrix = _undoing(folder)
        if shown is not None and found != shown:
            raise ChangedOutside(
                f"not undone: {MATRIX} or {PROTOCOL} was changed meanwhile, so this would do something else than was "
                "shown. Look at it again."
            )
        if text != now.text:
            store.write(folder / PROTOCOL, store.encode(text, now.bom, PROTOCOL))
        if matrix.text != now.matrix.text:
            store.write(folder / MATRIX, store.encode(matrix.text, matrix.bom, MATRIX))
        history.undone(folder / HISTORY, found.entry, by.strip(), why.strip())
    return replace(found.entry, undone=datetime.now(UTC), undone_by=by.strip(), undone_why=why.strip())


def _undoing(folder: Path) -> tuple[Undoing, _Files, str, Matrix]:
    """Return what undoing the last operation would do, the files as they are, and both as they would be."""
    known, problems = history.read_history(folder / HISTORY)
    for problem in problems:
        raise NotSaved(f"not undone: mend this first. {problem}")
    standing = [entry for entry in known if entry.undone is None]
    if not standing:
        raise Misuse("there is no theme operation to undo.")
    last = standing[-1]
    now = _read(folder)
    told = last.time in {history.instant(change.time) for change in now.protocol.theme_history}
    text = history.reverted(now.text, last.hunks, PROTOCOL) if told else now.text
    matrix = now.matrix
    if last.reshaping is not None and (told or _as_after(matrix, last.reshaping)):
        matrix = restored(matrix, last.reshaping)
    _check_protocol(text, now.text)
    touched = () if matrix is now.matrix else _touched(now.matrix, matrix, last.reshaping)
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
    """Whether the matrix holds what a change of columns wrote."""
    after = [column.name for column in reshaping.after]
    if [name for name in matrix.header if name in after] != after:
        return False
    return after != list(reshaping.before) or any(
        matrix.rows[key].cells[matrix.header.index(name)] == text
        for name, cells in reshaping.changed.items()
        for key, (_, text) in cells.items()
        if key in matrix.rows
    )


def _check_protocol(text: str, now: str) -> None:
    """Raise `NotSaved` if review.toml would have a problem more than it has."""
    known = {problem.message for problem in protocol.parse_protocol(now, PROTOCOL)[1]}
    for problem in protocol.parse_protocol(text, PROTOCOL)[1]:
        if problem.message not in known:
            raise NotSaved(f"{PROTOCOL}: not undone: {problem}")
