"""The acts that history/ can take back, done to a small review: for killing them, and for system calls that fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import small_review

import litmatrix
from litmatrix import checking, importing, planning
from litmatrix.checking import accepting
from litmatrix.coding import operations, themes
from litmatrix.importing.readers import Export, ImportedRecord
from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, MATRIX, PROTOCOL
from litmatrix.writing import roundtrip
from litmatrix.writing.roundtrip import Proposal

FILES = (BIBLIOGRAPHY, MATRIX, PROTOCOL)


class Act(NamedTuple):
    """An act of one kind, and the taking back of the last."""

    do: Callable[[Path], object]
    undo: Callable[[Path], object]


def _merge(folder: Path) -> None:
    operations.apply(
        folder, lambda plan, found: themes.merge(plan, found, ["peer", "role"], "work"), "one", "ann"
    )


def _import(folder: Path) -> None:
    fields = {"author": "Smith, Anna", "title": "Peer work", "year": "2019"}
    again = {"author": "Adams, Zoë", "title": "Peers", "year": "2011", "doi": "10.1000/x1"}
    records = (ImportedRecord("article", "", fields, 1, ""), ImportedRecord("article", "", again, 9, ""))
    export = Export("pm.nbib", "pubmed", "utf-8", len(records), records, ())
    importing.apply(folder, importing.plan(litmatrix.open(folder), [export], "pm"), "ann")


def _import_matrix(folder: Path) -> None:
    accepted = [
        Proposal("adams_2011", "source_type", "academic", "grey", True, "", "theirs"),
        Proposal("egan_2013", "role", "", '"as told" (p. 1)', True, "", "theirs", new_row=True),
    ]
    roundtrip.apply(litmatrix.open(folder), accepted, "matrix.xlsx", "ann")


def _change_protocol(folder: Path) -> None:
    values = [{"value": "ward", "definition": "In a hospital."}, {"value": "home"}]
    given = {"id": "setting", "name": "Setting", "type": "choice", "values": values}
    planning.change(litmatrix.open(folder), {"op": "add", "table": "descriptors", "given": given}, "ann")


def _rename_reviewer(folder: Path) -> None:
    planning.change(litmatrix.open(folder), {"op": "rename", "old": "ann", "new": "Ann Other"}, "ann")


def _accept(folder: Path) -> None:
    review = litmatrix.open(folder)
    accepting.accept(review, checking.check(review).problems, "It is known.", "ann")


ACTS = {
    "themes": Act(_merge, operations.undo),
    "imports": Act(_import, importing.undo),
    "protocol changes": Act(_change_protocol, planning.undo),
    "new names of a reviewer": Act(_rename_reviewer, planning.undo),
    "matrix imports": Act(_import_matrix, roundtrip.undo),
    "acceptances": Act(_accept, accepting.undo),
}


def prepare(folder: Path) -> tuple[bytes, ...]:
    """Make the review, its matrix without a line end behind the last row, and return its bytes."""
    small_review.make(folder, matrix=small_review.MATRIX.rstrip("\n"))
    return state(folder)


def state(folder: Path) -> tuple[bytes, ...]:
    decided = (path for path in sorted((folder / DECISIONS).iterdir()) if path.suffix == ".jsonl")
    return (
        *((folder / name).read_bytes() for name in FILES),
        *(part for path in decided for part in (path.name.encode(), path.read_bytes())),
    )


def unfinished(folder: Path) -> list[str]:
    """Return the checks that an opened review fails: none, or that an act stopped half-way."""
    return [problem.check for problem in litmatrix.open(folder).problems]


def heal(act: Act, folder: Path, before: tuple[bytes, ...]) -> None:
    """Look at what an act left behind that did not come to its end: the state is before, after, or can be made so."""
    checks = unfinished(folder)
    # Events that stand in two files, under the old name and the new, are told apart too, until it is mended.
    checks = (
        [check for check in checks if check != "id-clash"]
        if "unfinished-protocol-change" in checks
        else checks
    )
    assert len(checks) <= 1 and all(check.startswith("unfinished-") for check in checks), checks
    if checks or state(folder) != before:
        act.undo(folder)
    assert state(folder) == before
    assert unfinished(folder) == []
