"""What was accepted of another version written into matrix.csv with its record in history/, and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from litmatrix import matrix, protocol, screening
from litmatrix.errors import NotSaved
from litmatrix.files import journal
from litmatrix.files.journal import Change
from litmatrix.matrix.columns import difference, followed, missing_rows, restored
from litmatrix.matrix.file import CellChange, Matrix, Saved, edited
from litmatrix.matrix.history import Entry, read_history
from litmatrix.matrix.imports import MatrixImport, check_matrix_imports, read_matrix_imports
from litmatrix.model import Protocol
from litmatrix.protocol.theme_history import BECAME
from litmatrix.review import Review, require_whole
from litmatrix.vocabulary import HISTORY, MATRIX, PROTOCOL
from litmatrix.writing.roundtrip.proposals import Proposal


class Undoing(NamedTuple):
    """What undoing the last matrix import would do: the cells as they are and would be, and the rows that go.

    `passed` are the keys of rows that the import wrote and that are not there any more.
    """

    entry: MatrixImport
    cells: tuple[CellChange, ...]
    rows: tuple[str, ...]
    passed: tuple[str, ...] = ()


def apply(review: Review, accepted: Iterable[Proposal], file: str = "", by: str = "") -> Saved:
    """Write the accepted proposals into matrix.csv, cell by cell (see `matrix.write_cells`), so that it can be undone.

    `file` is the name of the version that they are from. A cell that was changed since the plan was made is a conflict,
    and is not written. Raises `NotSaved`, or `Misuse` for a text that no matrix can hold; the file is then as it was.
    """
    with journal.locked(review.folder, MATRIX):
        now = matrix.read_matrix(review.folder / MATRIX)
        require_whole(now.problems, review.protocol)
        known, problems = read_matrix_imports(review.folder / HISTORY)
        for problem in (*problems, *check_matrix_imports(known)):
            raise NotSaved(f"not imported: fix this first. {problem}")
        saved = edited(now, [CellChange(one.key, one.column, one.before, one.after) for one in accepted])
        if saved.matrix.text != now.text:
            parts = {MATRIX: difference(now, saved.matrix)._asdict()}
            about = {"file": file, "themes": _times(protocol.read_protocol(review.folder / PROTOCOL)[0])}
            entry = MatrixImport(
                journal.next_time(known), journal.MATRIX_IMPORT, by.strip(), about=about, parts=journal.plain(parts)
            )  # fmt: skip
            journal.act(review.folder, entry, [Change.of(MATRIX, now.text, saved.matrix.text, now.bom)])
    return saved


def undoing(folder: Path) -> Undoing:
    """Return what `undo` would do now; raises what it would."""
    return _undoing(folder)[0]


def undo(folder: Path, by: str = "", why: str = "", shown: Undoing | None = None) -> Undoing:
    """Take back the last matrix import that stands; what was changed elsewhere since then stays.

    The cells that it wrote hold again what they held, and rows that it added go; if nothing else was changed, the file
    has the bytes again that it had. A theme that was renamed since is followed. An import that stopped half-way is taken
    back as far as it was done. `shown` is what the person agreed to. Raises `Misuse` if there is none, `Unreadable`,
    `NotSaved` where what was written since then would be lost, `ChangedOutside` where undoing would do something
    else than was shown; nothing is then changed.
    """
    with journal.locked(folder, MATRIX):
        found, now, then = _undoing(folder)
        journal.check_shown(shown in (None, found), "not undone", (MATRIX,))
        change = Change.of(MATRIX, now.text, then.text, now.bom)
        return found._replace(entry=journal.undo(folder, found.entry, [change], by, why))


def _undoing(folder: Path) -> tuple[Undoing, Matrix, Matrix]:
    """Return what undoing the last import would do, the matrix as it is, and as it would be."""
    last = journal.last(*read_matrix_imports(folder / HISTORY), "there is no matrix import to undo.")
    now = matrix.read_matrix(folder / MATRIX)
    plan, _ = protocol.read_protocol(folder / PROTOCOL)
    records, _ = read_history(folder / HISTORY)
    names = {name: _today(name, last, plan, records) for name in last.reshaping.changed}
    changed = {names[name]: cells for name, cells in last.reshaping.changed.items()}
    reshaping = followed(
        last.reshaping._replace(changed=changed), now, lambda: screening.former_keys(Review.open(folder))
    )
    then = restored(now, reshaping)
    cells = tuple(
        CellChange(key, column, text, back)
        for key, row in then.rows.items()
        for column, text, back in zip(now.header, now.rows[key].cells, row.cells, strict=True)
        if text != back
    )
    gone = tuple(key for key in now.rows if key not in then.rows)
    return Undoing(last, cells, gone, missing_rows(reshaping, now) if last.whole else ()), now, then


def _times(plan: Protocol) -> list[str]:
    return list(map(str, journal.plain([change.time for change in plan.theme_history])))


def _today(name: str, last: MatrixImport, plan: Protocol, changes: Iterable[Entry]) -> str:
    """Return the name that a column of an import has today, by the operations that were undone and done since.

    Raises `NotSaved` where its theme became another: a column that has its name by now holds something else.
    """
    if name in {one.id for one in plan.descriptors}:
        return name
    times = _times(plan)
    pairs = zip(times, last.themes, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    records = {str(journal.plain(one.time)): one for one in changes if one.undone}
    for time in reversed(last.themes[same:]):
        reshaping = records[time].reshaping if time in records else None
        if reshaping is not None:
            name = {one.name: one.source for one in reshaping.after if one.source}.get(name, name)
    for change in plan.theme_history[same:]:
        if not change.theme and change.change in BECAME and name in {*change.before} - {*change.after}:
            if change.change != "rename":
                became = f"{BECAME[change.change]} {', '.join(change.after)}"
                raise NotSaved(
                    f"{MATRIX}: not undone: the theme {name} was {became} since. Undo that first (at the theme desk, or with “litmatrix theme undo”)."
                )
            name = dict(zip(change.before, change.after, strict=False)).get(name, name)
    return name
