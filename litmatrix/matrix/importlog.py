"""The imports of search results as history/ holds them: what each added, and what it takes to undo it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from litmatrix.files import hunks, journal
from litmatrix.files.hunks import Hunk
from litmatrix.model import Problem
from litmatrix.vocabulary import BIBLIOGRAPHY, PROTOCOL


@dataclass(frozen=True)
class Import(journal.Record):
    """One import: what it did to bibliography.bib and review.toml.

    `search` is the id of the search, `made` says whether it is new, `files` accounts for each file (name, format,
    encoding, declared, new, again, reported), `prints` maps a sum over each record, as the file gave it, to the key that
    it has here. `added` maps the key of each entry that it added to a sum over the entry's text; `tail` is the length of
    all that was appended, and a sum over it; `origins` maps the key of each record that was found again to the text of its
    field `origin` before (None: it had none) and after. `table` holds, by member of the search's table that changed, its
    value before (None: it had none) and after, dates as text; `hunks` the lines of review.toml.
    """

    search: str = field(init=False, compare=False)
    made: bool = field(init=False, compare=False)
    files: tuple[Mapping[str, Any], ...] = field(init=False, compare=False)
    prints: Mapping[str, str] = field(init=False, compare=False)
    added: Mapping[str, str] = field(init=False, compare=False)
    tail: tuple[int, str] = field(init=False, compare=False)
    origins: Mapping[str, tuple[str | None, str]] = field(init=False, compare=False)
    table: Mapping[str, tuple[Any, Any]] = field(init=False, compare=False)
    hunks: tuple[Hunk, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Take what undoing needs from the record; raise `LookupError`, `TypeError` or `ValueError` where it is not there."""
        about, works, plan = self.about, self.parts[BIBLIOGRAPHY], self.parts[PROTOCOL]
        length, total = works["tail"]
        self._take(
            search=str(about["search"]),
            made=bool(about["made"]),
            files=tuple(dict(one) for one in about["files"]),
            prints=dict(about["prints"]),
            added=dict(works["added"]),
            tail=(int(length), str(total)),
            origins={key: (before, str(after)) for key, (before, after) in works["origins"].items()},
            table={name: (before, after) for name, (before, after) in plan["table"].items()},
            hunks=tuple(hunks.read(one) for one in plan["lines"]),
        )


def read_imports(folder: Path) -> tuple[tuple[Import, ...], tuple[Problem, ...]]:
    """Return the imports in a history folder, oldest first, and a problem for each file that is not read."""
    return journal.read(folder, journal.IMPORT, Import)


def check_imports(imports: Iterable[Import]) -> tuple[Problem, ...]:
    """Return a problem for each import that stopped half-way, or whose undoing did."""
    return journal.unfinished(
        imports, "unfinished-import", lambda one: f"import for {one.search}", "litmatrix import --undo"
    )
