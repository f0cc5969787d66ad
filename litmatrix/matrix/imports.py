"""The matrix imports as history/ holds them: which cells each wrote, and what it takes to undo it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from litmatrix.files import journal
from litmatrix.matrix.columns import Reshaping, read_reshaping
from litmatrix.model import Problem
from litmatrix.vocabulary import MATRIX


@dataclass(frozen=True)
class MatrixImport(journal.Record):
    """One import of what a spreadsheet or a co-author changed: the name of the file, and what it did to the matrix.

    `themes` are the times in the theme history as it was: they tell which operations were done, or undone, since.
    """

    file: str = field(init=False, compare=False)
    themes: tuple[str, ...] = field(init=False, compare=False)
    reshaping: Reshaping = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Take what undoing needs from the record; raise `LookupError`, `TypeError` or `ValueError` where it is not there."""
        about = self.about
        self._take(
            file=str(about["file"]),
            themes=tuple(about["themes"]),
            reshaping=read_reshaping(self.parts[MATRIX]),
        )


def read_matrix_imports(folder: Path) -> tuple[tuple[MatrixImport, ...], tuple[Problem, ...]]:
    """Return the matrix imports in a history folder, oldest first, and a problem for each file that is not read."""
    return journal.read(folder, journal.MATRIX_IMPORT, MatrixImport)


def check_matrix_imports(imports: Iterable[MatrixImport]) -> tuple[Problem, ...]:
    """Return a problem for each matrix import that stopped half-way, or whose undoing did."""
    return journal.unfinished(
        imports,
        "unfinished-matrix-import",
        lambda one: f"import of {one.file} into {MATRIX}",
        "litmatrix matrix import --undo",
    )
