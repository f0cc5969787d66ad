"""A theme operation done: its record in history/ first, then the matrix, then review.toml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from litmatrix import protocol
from litmatrix.coding.operations import files
from litmatrix.coding.themes import Plan, names_of
from litmatrix.errors import NotSaved
from litmatrix.files import hunks, journal
from litmatrix.matrix import history
from litmatrix.matrix.columns import Column, Reshaping, reshaped
from litmatrix.matrix.file import Matrix, without_empty
from litmatrix.matrix.history import Entry
from litmatrix.model import Protocol
from litmatrix.protocol.toml import AddTable
from litmatrix.vocabulary import HISTORY, MATRIX, PROTOCOL

Operation = Callable[[Protocol, Matrix], Plan]


class Done(NamedTuple):
    """An operation that was done: its record in history/, and what it did."""

    entry: Entry
    plan: Plan


def plan(folder: Path, operation: Operation) -> Plan:
    """Return what an operation would do to the review in a folder; raises `Misuse`, `NotSaved`, `Unreadable`."""
    now = files.read(folder)
    return operation(now.protocol, without_empty(now.matrix))


def apply(folder: Path, operation: Operation, why: str = "", by: str = "", shown: Plan | None = None) -> Done:
    """Do an operation: write its record to history/, then the matrix, then review.toml, all on disk when this returns.

    `operation` takes the protocol and the matrix, and returns a `Plan` (see `themes`). `shown` is the plan that
    the person agreed to. Raises `ChangedOutside` if the files have changed so that it would do something else now,
    `Misuse`, `Unreadable` or `NotSaved`; nothing is then changed.
    """
    why, by = why.strip(), by.strip()
    with journal.locked(folder, MATRIX, PROTOCOL):
        now = files.read(folder)
        known, problems = history.read_history(folder / HISTORY)
        for problem in (*problems, *history.check_history(known, now.protocol.theme_history)):
            raise NotSaved(f"not done: fix this first. {problem}")
        found = operation(now.protocol, without_empty(now.matrix))
        journal.check_shown(shown in (None, found), "not done", (MATRIX, PROTOCOL))
        time = history.next_time(known, now.protocol.theme_history)
        about = {"theme": found.theme, "from": list(found.before), "to": list(found.after)}
        told = {"time": time, "change": found.change, **about, "why": why, "by": by}
        names = names_of(found, now.protocol)
        called = {"theme": names.theme, "from": list(names.before), "to": list(names.after)}
        text = protocol.edited(now.text, [*found.edits, AddTable("theme_history", told)], PROTOCOL)
        matrix, reshaping = _changed(now.matrix, found)
        parts = {
            MATRIX: None if reshaping is None else reshaping._asdict(),
            PROTOCOL: {
                "lines": [hunk._asdict() for hunk in hunks.between(now.text, text)],
                "members": files.members_between(now.text, text),
                **files.tables_between(now.text, text),
            },
        }
        entry = Entry(time, found.change, by, why, {**about, "names": called}, journal.plain(parts))
        # review.toml last: its entry in the theme history is the mark that all of it stands.
        journal.act(folder, entry, files.changes(now, matrix, text), marked=False)
    return Done(entry, found)


def _changed(matrix: Matrix, found: Plan) -> tuple[Matrix, Reshaping | None]:
    """Return the matrix with what a plan asks for, and what it takes to undo that (None: nothing changes)."""
    whole = without_empty(matrix)
    same = found.columns == tuple(Column(name, name) for name in whole.header)
    if same and not any(found.cells.values()):
        return matrix, None
    return reshaped(whole, found.columns, found.cells)
