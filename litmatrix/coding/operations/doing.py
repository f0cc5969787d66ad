"""A theme operation done: its record in history/ first, then the matrix, then review.toml."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix import protocol
from litmatrix.coding.operations import files
from litmatrix.coding.themes import Plan
from litmatrix.errors import ChangedOutside, NotSaved
from litmatrix.files.changes import differs, write
from litmatrix.matrix import history
from litmatrix.matrix.columns import Column, Reshaping, reshaped
from litmatrix.matrix.file import Matrix, without_empty
from litmatrix.matrix.history import Entry
from litmatrix.model import Protocol
from litmatrix.protocol import toml
from litmatrix.protocol.toml import AddTable
from litmatrix.vocabulary import HISTORY, MATRIX, PROTOCOL

__all__ = ["Done", "Operation", "apply", "plain", "plan", "theme_tables"]

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
    with files.locked(folder):
        now = files.read(folder)
        known, problems = history.read_history(folder / HISTORY)
        for problem in (*problems, *history.check_history(known, now.protocol.theme_history)):
            raise NotSaved(f"not done: mend this first. {problem}")
        found = operation(now.protocol, without_empty(now.matrix))
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
        changes = files.changes(now, matrix, text)
        entry = Entry(
            time, found.change, found.before, found.after, found.theme, why.strip(), by.strip(), reshaping,
            history.hunks(now.text, text), _made(now.text, text, found.change),
        )  # fmt: skip
        history.write_entry(folder / HISTORY, entry)
        try:
            write(folder, changes)
        except BaseException:
            # What was written of it was taken back; if the disk refused that, or refuses this, the next check says so.
            if not any(differs(folder, change.name, change.before) for change in changes):
                with contextlib.suppress(NotSaved):
                    history.undone(folder / HISTORY, entry, by.strip(), "it could not be written whole")
            raise
    return Done(entry, found)


def _changed(matrix: Matrix, found: Plan) -> tuple[Matrix, Reshaping | None]:
    """Return the matrix with what a plan asks for, and what it takes to undo that (None: nothing changes)."""
    whole = without_empty(matrix)
    same = found.columns == tuple(Column(name, name) for name in whole.header)
    if same and not any(found.cells.values()):
        return matrix, None
    return reshaped(whole, found.columns, found.cells)


def _made(before: str, after: str, change: str) -> dict[str, dict[str, Any]]:
    """Return the tables of themes that are new in a text; one that is only called otherwise is not."""
    if change == "rename":
        return {}
    known = theme_tables(toml.loads(before))
    return {id: plain(table) for id, table in theme_tables(toml.loads(after)).items() if id not in known}


def theme_tables(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the tables of themes by id."""
    return {str(table.get("id")): table for table in values.get("themes", ()) if isinstance(table, dict)}


def plain(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table as history/ keeps it: its dates as text."""
    return dict(json.loads(json.dumps(table, default=str)))
