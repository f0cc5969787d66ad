"""A change of the protocol done: its record in history/ first, then the matrix, then review.toml. And taken back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from litmatrix import decisions, protocol
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import hunks, journal, store
from litmatrix.matrix.changes import Change, check_changes, read_changes
from litmatrix.matrix.columns import Column, reshaped, restored, stands
from litmatrix.matrix.file import Matrix, parse_matrix, without_empty
from litmatrix.planning import asked as asking
from litmatrix.planning import back, messages
from litmatrix.planning.asked import Asked
from litmatrix.planning.people import as_they_were, files_in, renamed_files
from litmatrix.planning.used import require_unused
from litmatrix.protocol import toml
from litmatrix.review import Review, changeable
from litmatrix.vocabulary import DECISIONS, HISTORY, MATRIX, PROTOCOL


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
    asked, folder = messages.read(asked), review.folder
    names = (asked.get("old", ""), asked.get("new", "").strip()) if asked["op"] == "rename" else None
    with _locked(folder, names):
        # Only now: what names an entry may have come while this waited.
        review = review.current()
        require_unused(review, asked)
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
        files = renamed_files(folder, *plan.person) if plan.person else ()
        record = Change(
            journal.next_time(known), f"{journal.PLAN}-{asked.get('table') or 'review'}", by.strip(), "", {"what": plan.what},
            journal.plain({
                PROTOCOL: {
                    "lines": [hunk._asdict() for hunk in hunks.between(now.text, text)],
                    "members": [*back.between(now.text, text)],
                    "mended": back.mended(now.text, text),
                },
                MATRIX: None if reshaping is None else reshaping._asdict(),
                DECISIONS: plan.person
                and {"from": plan.person[0], "to": plan.person[1], "were": as_they_were(files, *plan.person)},
            }),
        )  # fmt: skip
        journal.act(folder, record, _changes(now, matrix, text, files))
    return replace(record, whole=True)


def undo(folder: Path, by: str = "") -> Change:
    """Take back the last change of the protocol that stands, and return its record; what was changed elsewhere since stays.

    One that stopped half-way is taken back as far as it was done. Raises `Misuse` if there is none, `NotSaved` where what
    was written since then would be lost; nothing is then changed.
    """
    latest = last(folder)
    with _locked(folder, latest.person if latest else None):
        found = journal.last(*read_changes(folder / HISTORY), "there is no change of the protocol to undo.")
        now = _read(folder)
        text = back.text_back(now.text, found)
        matrix = now.matrix
        if found.reshaping is not None:
            whole = without_empty(matrix)
            matrix = (
                restored(whole, found.reshaping) if found.whole or stands(whole, found.reshaping) else matrix
            )
        files: tuple[journal.Change, ...] = ()
        if found.person:
            old, new = found.person
            files = renamed_files(folder, new, old, found.were, half=not found.whole)
        return journal.undo(folder, found, tuple(_changes(now, matrix, text, files)), by)


def last(folder: Path) -> Change | None:
    """Return the change that `undo` would take back; None where there is none."""
    return journal.latest(read_changes(folder / HISTORY)[0])


def _whole(folder: Path) -> tuple[Change, ...]:
    """Return the changes so far; raises `NotSaved` while one is not read, or stopped half-way."""
    known, problems = read_changes(folder / HISTORY)
    for problem in (*problems, *check_changes(known)):
        raise NotSaved(f"not saved: fix this first. {problem}")
    return known


def _read(folder: Path) -> Now:
    """Return the two files as they are; raises `NotSaved` if review.toml cannot be changed."""
    text, bom, _ = changeable(folder)
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
def _locked(folder: Path, names: tuple[str, str] | None) -> Iterator[None]:
    """Hold the locks of the files that a change writes: where a reviewer is renamed, also of all decisions.

    Those of both names on this machine are held before there are any: nobody decides meanwhile.
    """
    files: list[str] = []
    if names and (folder / DECISIONS).is_dir():
        known = files_in(folder)
        for name in names:
            with contextlib.suppress(Misuse):  # a name that no file can have
                known.append(decisions.reviewer_file(folder / DECISIONS, name))
        files = sorted({f"{DECISIONS}/{path.name}" for path in known})
    with journal.locked(folder, *files, MATRIX, PROTOCOL):
        if files and not {*files_in(folder)} <= {folder / name for name in files}:
            raise NotSaved(f"{DECISIONS}: not saved: a file of decisions came meanwhile. Try again.")
        yield
