"""The two files that a theme operation changes: read together, and written so that neither is left half done."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from litmatrix import protocol
from litmatrix.files import store
from litmatrix.files.changes import Change
from litmatrix.matrix.file import Matrix, parse_matrix
from litmatrix.model import Protocol
from litmatrix.review import require_whole
from litmatrix.vocabulary import FATAL, MATRIX, PROTOCOL

__all__ = ["Files", "changes", "locked", "read"]


class Files(NamedTuple):
    """The two files as they are now."""

    matrix: Matrix
    text: str
    bom: bool
    protocol: Protocol


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the locks of both files."""
    with store.lock(folder / MATRIX), store.lock(folder / PROTOCOL):
        yield


def read(folder: Path) -> Files:
    """Return the two files as they are; raises `NotSaved` if one cannot be changed.

    Rows that were set aside keep no theme from another name: what changes cells asks again (see `columns.reshaped`).
    """
    text, _, bom, faults = store.read_text(folder / MATRIX)
    matrix = parse_matrix(text, MATRIX)
    matrix = replace(matrix, bom=bom, problems=(*faults, *matrix.problems))
    text, _, bom, faults = store.read_text(folder / PROTOCOL)
    plan, problems = protocol.parse_protocol(text, PROTOCOL)
    require_whole((one for one in (*faults, *problems, *matrix.problems) if one.severity == FATAL), plan)
    return Files(matrix, text, bom, plan)


def changes(now: Files, matrix: Matrix, text: str) -> tuple[Change, ...]:
    """Return what the two files hold and shall hold, the matrix first; raises `Misuse` for what no file can hold."""
    return (
        Change(
            MATRIX,
            store.encode(now.matrix.text, now.matrix.bom, MATRIX),
            store.encode(matrix.text, matrix.bom, MATRIX),
        ),
        Change(PROTOCOL, store.encode(now.text, now.bom, PROTOCOL), store.encode(text, now.bom, PROTOCOL)),
    )
