"""A theme operation taken back: shown first, refused where something written since would be lost.

It is the last that stands; an order of themes or subthemes can be taken back though others came after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from litmatrix import screening
from litmatrix.coding import themes
from litmatrix.coding.operations import back, cells_back, files
from litmatrix.coding.themes import Names, TouchedCell
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import hunks, journal
from litmatrix.files.hunks import Hunk
from litmatrix.matrix import history
from litmatrix.matrix.columns import (
    Column,
    Reshaping,
    WrittenSince,
    followed,
    missing_rows,
    restored,
    stands,
)
from litmatrix.matrix.file import Matrix, without_empty
from litmatrix.matrix.history import Entry
from litmatrix.model import Protocol
from litmatrix.review import Review
from litmatrix.vocabulary import HISTORY, MATRIX, PROTOCOL

#: So many cells are named in a message.
_NAMED = 5


class Undoing(NamedTuple):
    """What undoing an operation would do: to the cells, the columns that there will be, the lines of review.toml.

    `passed` are the keys of rows that the operation wrote and that are not there any more. `names` is what its themes are
    called, `known` the name of each theme that there is or was, by id.
    """

    entry: Entry
    touched: tuple[TouchedCell, ...]
    columns: tuple[str, ...]
    lines: tuple[Hunk, ...]
    passed: tuple[str, ...]
    names: Names
    known: Mapping[str, str]


def undoing(folder: Path, name: str = "") -> Undoing:
    """Return what `undo` would do now; raises what it would."""
    return _undoing(folder, name)[0]


def undo(folder: Path, by: str = "", why: str = "", shown: Undoing | None = None, name: str = "") -> Entry:
    """Take back the last operation that stands, and return it; what was changed elsewhere since then stays.

    If nothing was, both files have the bytes again that they had before. An operation that stopped half-way is
    taken back as far as it was done. `name` is that of another record, of an order that others came after. `shown` is what
    the person agreed to. Raises `Misuse` if there is none, or it is no order; `Unreadable`,
    `NotSaved` where text written since then would be lost, `ChangedOutside` where undoing would do something
    else than was shown; nothing is then changed.
    """
    with journal.locked(folder, MATRIX, PROTOCOL):
        found, now, text, matrix = _undoing(folder, name)
        journal.check_shown(shown in (None, found), "not undone", (MATRIX, PROTOCOL))
        # review.toml first: if it stops in between, this is an operation that stopped half-way, and is seen.
        changes = tuple(reversed(files.changes(now, matrix, text)))
        return journal.undo(folder, found.entry, changes, by, why)


def _undoing(folder: Path, name: str) -> tuple[Undoing, files.Files, str, Matrix]:
    """Return what undoing an operation would do, the files as they are, and both as they would be."""
    entries, problems = history.read_history(folder / HISTORY)
    last = journal.last(entries, problems, "there is no change of a theme to undo.")
    if name and name != last.name:
        last = _earlier(entries, name)
    now = files.read(folder)
    known = themes.known_names(now.protocol, entries)
    told = last.time in {history.instant(change.time) for change in now.protocol.theme_history}
    if not told:
        _check_half_way(now.protocol, last)
    text = back.text_back(now, last, known) if told else now.text
    matrix, whole = now.matrix, without_empty(now.matrix)
    passed: tuple[str, ...] = ()
    reshaping = _of_today(last, now.protocol, whole)
    if reshaping is not None:
        reshaping = followed(reshaping, whole, lambda: screening.former_keys(Review.open(folder)))
        if told:
            reshaping = cells_back.since(whole, reshaping, last)
        if told or stands(whole, reshaping):
            matrix, passed = _restored(whole, reshaping, known), missing_rows(reshaping, whole)
    touched = () if matrix is now.matrix else _touched(whole, matrix, reshaping)
    names = themes.names_in(last, known)
    found = Undoing(last, touched, matrix.header, hunks.between(now.text, text), passed, names, known)
    return found, now, text, matrix


def _earlier(entries: tuple[Entry, ...], name: str) -> Entry:
    """Return the order of this name that stands; raises `Misuse` where there is none, or it is something else."""
    found = next((one for one in entries if one.name == name and one.undone is None), None)
    if found is None:
        raise Misuse("this change was undone already, or is no longer in the history of this review.")
    if found.change != "reorder":
        raise Misuse("other changes came after this one: undo those first, the last one first.")
    return found


def _of_today(last: Entry, plan: Protocol, matrix: Matrix) -> Reshaping | None:
    """Return what an operation did to the matrix, an order under the names that its columns have today."""
    if last.reshaping is None or last.change != "reorder":
        return last.reshaping
    called, _ = back.today(plan, last)
    before = [called(id) for id in last.reshaping.before]
    after = [called(column.name) for column in last.reshaping.after]
    # A column that was merged or split since has no place in the order any more.
    there = {id for id in before if id in matrix.header} & set(after)
    return last.reshaping._replace(
        before=tuple(id for id in before if id in there),
        after=tuple(Column(id, id) for id in after if id in there),
    )


def _restored(matrix: Matrix, reshaping: Reshaping, known: Mapping[str, str]) -> Matrix:
    """Return the matrix as it was before; raises `NotSaved` with the names of themes where something would be lost."""
    there = [*(column.name for column in reshaping.after), *reshaping.changed]
    if missing := [name for name in there if name not in matrix.header]:
        called = f"of “{known[missing[0]]}”" if missing[0] in known else missing[0]
        raise NotSaved(f"{MATRIX}: not undone: the column {called} is no longer there.")
    try:
        return restored(matrix, reshaping)
    except WrittenSince as error:
        places = [f"{key}, “{known.get(column, column)}”" for key, column in error.places]
        more = f" and {len(places) - _NAMED:,} more" if len(places) > _NAMED else ""
        raise NotSaved(
            f"{MATRIX}: not undone: text written since then would be lost: {'; '.join(places[:_NAMED])}{more}. "
            "Move or delete these texts first."
        ) from None


def _touched(now: Matrix, then: Matrix, reshaping: Reshaping | None) -> tuple[TouchedCell, ...]:
    """Return the cells that differ between the matrix of now and that of then; a column that is renamed is the same."""
    names = {column.source: column.name for column in reshaping.after if column.source} if reshaping else {}
    pairs = [(name, names.get(name, name)) for name in then.header]
    gone = set(now.header) - {today for _, today in pairs}
    found = []
    for key in then.rows:
        was = {name: now.cell(key, name) for name in now.header if name in gone}
        will = {}
        for name, today in pairs:
            if now.cell(key, today) != then.cell(key, name):
                was[today], will[name] = now.cell(key, today), then.cell(key, name)
        was, will = ({name: text for name, text in texts.items() if text} for texts in (was, will))
        if was or will:
            found.append(TouchedCell(key, was, will))
    return tuple(found)


def _check_half_way(plan: Protocol, last: Entry) -> None:
    """Raise `NotSaved` if review.toml has what an operation made, though its entry in the theme history is gone."""
    if last.theme:
        known = {name for theme in plan.themes if theme.id == last.theme for name in theme.subthemes}
        gone = []
    else:
        known = {theme.id for theme in plan.themes}
        gone = [id for id in last.before if id not in known]
    made = [id for id in last.after if id in known and id not in last.before]
    if gone or made:
        found = f"{made[0]} is there" if made else f"{gone[0]} is not there"
        raise NotSaved(
            f"{PROTOCOL}: not undone: its theme history has no entry of {last.time:%Y-%m-%d %H:%M:%S} UTC, though {found}. "
            f"Write the entry again, as {HISTORY}/{last.name}.json has it, or get review.toml from git."
        )
