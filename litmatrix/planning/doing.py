"""A change of the protocol done: its record in history/ first, then the matrix, then review.toml. And taken back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from litmatrix import protocol
from litmatrix.errors import NotSaved
from litmatrix.files import hunks, journal, store
from litmatrix.matrix.changes import Change, check_changes, read_changes
from litmatrix.matrix.columns import Column, reshaped, restored, stands
from litmatrix.matrix.file import Matrix, parse_matrix, without_empty
from litmatrix.planning import asked as asking
from litmatrix.planning import back
from litmatrix.planning.asked import Asked
from litmatrix.planning.people import files_of, renamed_files
from litmatrix.planning.used import require_unused
from litmatrix.protocol import toml
from litmatrix.review import Review, require_whole
from litmatrix.vocabulary import DECISIONS, FATAL, HISTORY, MATRIX, PROTOCOL

class Now(NamedTuple):
    """The two files as they are."""

    text: str
    bom: bool
    matrix: Matrix


def change(review: Review, asked: Asked, by: str = "") -> Change | None:
    """Do what is asked of the protocol (see `asked`), and return its record; None where there was nothing to do.

    All is on disk when this returns. Raises `Misuse` for what cannot be, `ChangedOutside` where somebody else changed the
    same, `NotSaved` where a file cannot be changed, or the protocol would have a problem more; nothing is then changed.
    """
    review, folder = review.current(), review.folder
    require_unused(review, asked)
    person = str(asked.get("old")) if asked.get("op") == "rename" else ""
    with _locked(folder, person):
        now = _read(folder)
        plan = asking.worked_out(
            asked, toml.loads(now.text), without_empty(now.matrix), not review.decisions.empty
        )
        if not plan.edits and not plan.person:
            return None
        known = _whole(folder)
        text = protocol.edited(now.text, plan.edits, PROTOCOL)
        matrix, reshaping = now.matrix, None
        if plan.columns or plan.cells:
            whole = without_empty(now.matrix)
            columns = plan.columns or [Column(name, name) for name in whole.header]
            matrix, reshaping = reshaped(whole, columns, plan.cells)
        table = str(asked.get("table") or "review")
        record = Change(
            journal.next_time(known), f"{journal.PLAN}-{table}", by.strip(), "", {"what": plan.what},
            journal.plain({
                PROTOCOL: {
                    "lines": [hunk._asdict() for hunk in hunks.between(now.text, text)],
                    "members": [*back.between(now.text, text)],
                    "mended": back.mended(now.text, text),
                },
                MATRIX: None if reshaping is None else reshaping._asdict(),
                DECISIONS: plan.person and {"from": plan.person[0], "to": plan.person[1]},
            }),
        )  # fmt: skip
        files = renamed_files(folder, *plan.person) if plan.person else ()
        journal.act(folder, record, _changes(now, matrix, text, files))
    return replace(record, whole=True)


def undo(folder: Path, by: str = "") -> Change:
    """Take back the last change of the protocol that stands, and return its record; what was changed elsewhere since stays.

    One that stopped half-way is taken back as far as it was done. Raises `Misuse` if there is none, `NotSaved` where what
    was written since then would be lost; nothing is then changed.
    """
    latest = last(folder)
    with _locked(folder, latest.person[1] if latest and latest.person else ""):
        found = journal.last(*read_changes(folder / HISTORY), "there is no change of the protocol to undo.")
        now = _read(folder)
        text = back.text_back(now.text, found)
        matrix = now.matrix
        if found.reshaping is not None:
            whole = without_empty(matrix)
            matrix = (
                restored(whole, found.reshaping) if found.whole or stands(whole, found.reshaping) else matrix
            )
        files = _names_back(folder, found) if found.person else ()
        return journal.undo(folder, found, tuple(_changes(now, matrix, text, files)), by)


def last(folder: Path) -> Change | None:
    """Return the change that `undo` would take back; None where there is none."""
    standing = [one for one in read_changes(folder / HISTORY)[0] if one.undone is None]
    return standing[-1] if standing else None


def _whole(folder: Path) -> tuple[Change, ...]:
    """Return the changes so far; raises `NotSaved` while one is not read, or stopped half-way."""
    known, problems = read_changes(folder / HISTORY)
    for problem in (*problems, *check_changes(known)):
        raise NotSaved(f"not saved: mend this first. {problem}")
    return known


def _read(folder: Path) -> Now:
    """Return the two files as they are; raises `NotSaved` if review.toml cannot be changed."""
    text, _, bom, faults = store.read_text(folder / PROTOCOL)
    plan, problems = protocol.parse_protocol(text, PROTOCOL)
    require_whole((one for one in (*faults, *problems) if one.severity == FATAL), plan)
    cells, _, mark, met = store.read_text(folder / MATRIX)
    matrix = parse_matrix(cells, MATRIX)
    return Now(text, bom, replace(matrix, bom=mark, problems=(*met, *matrix.problems)))


def _changes(
    now: Now, matrix: Matrix, text: str, decided: Sequence[journal.Change] = ()
) -> tuple[journal.Change, ...]:
    """Return what is written, in this order: no file of decisions goes before all else stands."""
    found = [one for one in decided if one.after is not None]
    if matrix is not now.matrix:
        found.append(journal.Change.of(MATRIX, now.matrix.text, matrix.text, now.matrix.bom))
    found.append(journal.Change.of(PROTOCOL, now.text, text, now.bom))
    return (*found, *(one for one in decided if one.after is None))


@contextlib.contextmanager
def _locked(folder: Path, person: str) -> Iterator[None]:
    """Hold the locks of the files that a change writes; also of those of a reviewer who is renamed."""
    files = [f"{DECISIONS}/{path.name}" for path in files_of(folder, person)] if person else []
    with journal.locked(folder, *files, MATRIX, PROTOCOL):
        yield


def _names_back(folder: Path, found: Change) -> tuple[journal.Change, ...]:
    """Return what becomes of the files of a reviewer who was renamed, also where that stopped half-way."""
    old, new = found.person or ("", "")
    if found.whole or not files_of(folder, old):
        return renamed_files(folder, new, old)
    # Both are there: those of the old name hold all.
    return tuple(
        journal.Change(f"{DECISIONS}/{path.name}", store.read_bytes(path), None)
        for path in files_of(folder, new)
        if path.with_name(f"{old}@{path.name.partition('@')[2]}").exists()
    )
