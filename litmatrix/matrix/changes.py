"""The changes of the protocol as history/ holds them: what each did to review.toml, and to what follows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from litmatrix.files import hunks, journal
from litmatrix.files.hunks import Hunk
from litmatrix.matrix.columns import Reshaping, read_reshaping
from litmatrix.model import Problem
from litmatrix.vocabulary import DECISIONS, MATRIX, PROTOCOL


@dataclass(frozen=True)
class Change(journal.Record):
    """One change of the protocol: what it did in words, to the lines and members of review.toml, to the matrix, to names.

    `members` lists each member that it changed: its table, the id or place of the entry, its name, and its value before
    and after as JSON has it (None: there was none). `reshaping` is what it did to the matrix (None: nothing); `person` are
    the name of a reviewer before and after, where that is what it changed, else None; `were` then holds by file the texts
    of decisions that other programs wrote.
    """

    what: str = field(init=False, compare=False)
    members: tuple[tuple[str, str | int, str, Any, Any], ...] = field(init=False, compare=False)
    mended: tuple[str, ...] = field(init=False, compare=False)
    hunks: tuple[Hunk, ...] = field(init=False, compare=False)
    reshaping: Reshaping | None = field(init=False, compare=False)
    person: tuple[str, str] | None = field(init=False, compare=False)
    were: Mapping[str, str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Take what undoing needs from the record; raise `LookupError`, `TypeError` or `ValueError` where it is not there."""
        plan, cells, names = (self.parts[name] for name in (PROTOCOL, MATRIX, DECISIONS))
        self._take(
            what=str(self.about["what"]),
            members=tuple(
                (str(table), id, str(name), before, after)
                for table, id, name, before, after in plan["members"]
            ),
            mended=tuple(map(str, plan["mended"])),
            hunks=tuple(hunks.read(one) for one in plan["lines"]),
            reshaping=None if cells is None else read_reshaping(cells),
            person=None if names is None else (str(names["from"]), str(names["to"])),
            were={} if names is None else {str(name): str(text) for name, text in names["were"].items()},
        )


def read_changes(folder: Path) -> tuple[tuple[Change, ...], tuple[Problem, ...]]:
    """Return the changes of the protocol in a history folder, oldest first, and a problem for each file that is not read."""
    return journal.read(folder, journal.PLAN, Change)


def check_changes(changes: Iterable[Change]) -> tuple[Problem, ...]:
    """Return a problem for each change that stopped half-way, or whose undoing did."""
    return journal.unfinished(
        changes, "unfinished-protocol-change", lambda one: f"change of {one.what}", "litmatrix plan undo"
    )
