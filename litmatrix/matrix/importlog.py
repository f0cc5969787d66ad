"""The imports of search results as history/ holds them: what each added, and what it takes to undo it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litmatrix.files import hunks, journal
from litmatrix.files.hunks import Hunk
from litmatrix.model import Problem
from litmatrix.vocabulary import BIBLIOGRAPHY, PROTOCOL

__all__ = ["Import", "check_imports", "read_imports"]


@dataclass(frozen=True)
class Import(journal.Record):
    """One import: for which search, and what it did to bibliography.bib and review.toml."""

    def __post_init__(self) -> None:
        """Raise `LookupError`, `TypeError` or `ValueError` where the record does not hold what undoing needs."""
        _ = (self.search, self.files, self.prints, self.added, self.tail, self.origins)
        _ = (self.made, self.table, self.hunks)

    @property
    def search(self) -> str:
        """The id of the search."""
        return str(self.about["search"])

    @property
    def files(self) -> tuple[Mapping[str, Any], ...]:
        """An account of each file: name, format, encoding, declared, new, again, reported."""
        return tuple(dict(one) for one in self.about["files"])

    @property
    def prints(self) -> dict[str, str]:
        """A sum over each record, as the file gave it, to the key that it has here."""
        return dict(self.about["prints"])

    @property
    def made(self) -> bool:
        """Whether the search is new."""
        return bool(self.about["made"])

    @property
    def added(self) -> dict[str, str]:
        """The key of each entry that it added, to a sum over the entry's text."""
        return dict(self.parts[BIBLIOGRAPHY]["added"])

    @property
    def tail(self) -> tuple[int, str]:
        """The length of all that was appended to the bibliography, and a sum over it."""
        length, total = self.parts[BIBLIOGRAPHY]["tail"]
        return int(length), str(total)

    @property
    def origins(self) -> dict[str, tuple[str | None, str]]:
        """By the key of each record that was found again: the text of its field `origin` before (None: it had none) and after."""
        return {
            key: (before, str(after)) for key, (before, after) in self.parts[BIBLIOGRAPHY]["origins"].items()
        }

    @property
    def table(self) -> dict[str, tuple[Any, Any]]:
        """By member of the search's table that changed: its value before (None: it had none) and after, dates as text."""
        return {name: (before, after) for name, (before, after) in self.parts[PROTOCOL]["table"].items()}

    @property
    def hunks(self) -> tuple[Hunk, ...]:
        """What it did to the lines of review.toml."""
        return tuple(hunks.read(one) for one in self.parts[PROTOCOL]["lines"])


def read_imports(folder: Path) -> tuple[tuple[Import, ...], tuple[Problem, ...]]:
    """Return the imports in a history folder, oldest first, and a problem for each file that is not read."""
    return journal.read(folder, journal.IMPORT, Import)


def check_imports(imports: Iterable[Import]) -> tuple[Problem, ...]:
    """Return a problem for each import that stopped half-way, or whose undoing did."""
    return journal.unfinished(
        imports, "unfinished-import", lambda one: f"import for {one.search}", "litmatrix import --undo"
    )
