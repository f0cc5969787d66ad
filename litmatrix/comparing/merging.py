"""Two versions of matrix.csv that began as one, merged by key and column into the text of one file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from litmatrix.comparing.versions import find_renamed
from litmatrix.errors import Misuse
from litmatrix.matrix.file import Matrix
from litmatrix.matrix.rows import render
from litmatrix.matrix.three_way import inserted, merge_cell, merged
from litmatrix.vocabulary import FATAL, KEY

_MARKS = ("<<<<<<< ", "=======", ">>>>>>> ")


class NotMergeable(Misuse):
    """The versions cannot be merged by key and column: one is broken, or they differ in more than cells."""


class Clash(NamedTuple):
    """A cell that both changed; `column` is empty where one changed the row and the other took it out."""

    key: str
    column: str
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """The text of the merged file, and the cells that clash: their rows stand in it twice, between conflict markers."""

    text: str
    clashes: tuple[Clash, ...] = ()


#: The cells of a row by column; those of a row as ours, and as theirs where the two clash (None: it is not there).
_Cells = dict[str, str]
_Sides = tuple[_Cells | None, _Cells | None]


class _Version(NamedTuple):
    """A version with its columns under the names of the result."""

    matrix: Matrix
    columns: tuple[str, ...]
    rows: Mapping[str, _Cells]

    def differs(self, key: str, base: _Version, columns: Sequence[str] = ()) -> bool:
        """Whether a row holds something else than in the base, in these columns (none: in any)."""
        row, old = self.rows[key], base.rows.get(key, {})
        return any(row[name] != old.get(name, "") for name in columns or row)


def merge(
    base: Matrix,
    ours: Matrix,
    theirs: Matrix,
    themes: Collection[str] = (),
    names: tuple[str, str] = ("ours", "theirs"),
) -> Merged:
    """Merge two versions of a matrix by key and column (see `three_way`), in the order and the style of ours.

    In a column of `themes`, excerpts that both only added are all kept. A cell that clashes has its row written twice
    between conflict markers with these `names`, our cell in one, theirs in the other, all else merged in both. Rows and
    columns that either side added are kept, those that one side took out and the other left alone are gone; a column
    that one side renamed is known by its cells. Rows that come out as they are in ours keep their bytes. The arguments
    are left alone.

    Raises `NotMergeable` for a version with a fatal problem, for rows without a key of their own that
    differ, and for a column that one side took out and the other changed.
    """
    versions = _checked(base, ours, theirs)
    columns = _merged_columns(*versions)
    rows, clashes = _merged_rows(*versions, columns, frozenset(themes))
    return Merged(_assembled(ours, columns, rows, names), clashes)


# --- columns --------------------------------------------------------------------------------------------


def _checked(base: Matrix, ours: Matrix, theirs: Matrix) -> tuple[_Version, _Version, _Version]:
    """Return the versions with their columns under the names of the result; raises `NotMergeable`."""
    if not base.text.strip():  # both sides made the file
        base = Matrix((KEY,), {})
    for version, whose in ((base, "the common base"), (ours, "our version"), (theirs, "their version")):
        for problem in version.problems:
            if problem.severity == FATAL:
                raise NotMergeable(f"{whose} has an error: {problem}")
    loose = [
        sorted(raw.strip() for _, raw in version.extra if not _blank(raw)) for version in (base, ours, theirs)
    ]
    if loose[2] not in (loose[0], loose[1]):
        raise NotMergeable("rows without a key, or with a key that is used twice, differ in their version.")
    ours_new, theirs_new = dict(find_renamed(base, ours)), dict(find_renamed(base, theirs))
    for old in ours_new.keys() & theirs_new.keys():
        if ours_new[old] != theirs_new[old]:
            raise NotMergeable(f"the column {old} was renamed to {ours_new[old]} and to {theirs_new[old]}.")
    new = {**ours_new, **theirs_new}
    return _named(base, new), _named(ours, new), _named(theirs, new)


def _blank(raw: str) -> bool:
    """Say whether a row holds nothing but commas, quotation marks and spaces, as spreadsheets leave them."""
    return not raw.translate({ord(","): "", ord('"'): ""}).strip()


def _named(matrix: Matrix, new: Mapping[str, str]) -> _Version:
    places = {new.get(name, name): place for place, name in enumerate(matrix.header) if name != KEY}
    if len(places) < len(matrix.header) - 1:
        raise NotMergeable("two columns have the same name, or none.")
    rows = {
        key: {name: row.cells[place] for name, place in places.items()} for key, row in matrix.rows.items()
    }
    return _Version(matrix, tuple(places), rows)


def _merged_columns(base: _Version, ours: _Version, theirs: _Version) -> list[str]:
    """Return the columns of the result in our order, theirs that are new after those that they follow."""
    for one, other in ((ours, theirs), (theirs, ours)):
        for name in base.columns:
            gone = name in other.columns and name not in one.columns
            if gone and any(other.differs(key, base, [name]) for key in other.rows):
                raise NotMergeable(f"the column {name} was deleted on one side and changed on the other.")
    kept = [name for name in ours.columns if name in theirs.columns or name not in base.columns]
    added = [name for name in theirs.columns if name not in ours.columns and name not in base.columns]
    return inserted(kept, theirs.columns, added, {name for name in kept if name not in base.columns})


# --- rows -----------------------------------------------------------------------------------------------


def _merged_rows(
    base: _Version, ours: _Version, theirs: _Version, columns: Sequence[str], themes: Collection[str]
) -> tuple[dict[str, _Sides], tuple[Clash, ...]]:
    added = [key for key in theirs.rows if key not in ours.rows]
    new = {key for key in ours.rows if key not in base.rows}
    rows: dict[str, _Sides] = {}
    clashes: list[Clash] = []

    def both(name: str, *three: str) -> str | None:
        return merge_cell(*three) if name in themes else None

    for key in inserted(list(ours.rows), list(theirs.rows), added, new):
        old, mine, other = base.rows.get(key), ours.rows.get(key), theirs.rows.get(key)
        if old is not None and (mine is None or other is None):
            side = ours if mine is not None else theirs
            if key in side.rows and side.differs(key, base):
                whole = {name: side.rows[key].get(name, "") for name in columns}
                rows[key] = (whole, None) if side is ours else (None, whole)
                clashes.append(
                    Clash(key, "", *("" if row is None else "the row" for row in (old, mine, other)))
                )
            continue
        # A side that has not the row, or not the column, has not changed the cell.
        start = {name: (old or {}).get(name, "") for name in columns}
        one, two = (
            {**start, **{n: t for n, t in (row or {}).items() if n in start}} for row in (mine, other)
        )
        cells, found = merged(start, one, two, both)
        rows[key] = cells, {**cells, **{clash.place: clash.theirs for clash in found}}
        clashes += [Clash(key, *clash) for clash in found]
    return rows, tuple(clashes)


# --- the file -------------------------------------------------------------------------------------------


def _assembled(ours: Matrix, columns: Sequence[str], rows: dict[str, _Sides], names: tuple[str, str]) -> str:
    """Return the text of the result: our rows keep their bytes where their cells are as they were."""
    at = min(ours.header.index(KEY), len(columns))
    header = (*columns[:at], KEY, *columns[at:])
    numbers = {key: number for number, key in enumerate(ours.rows)}
    loose = list(ours.extra)
    if len(header) != len(ours.header):
        loose = [(at, raw) for at, raw in loose if not _blank(raw)]
    if len(header) != len(ours.header) and loose:
        raise NotMergeable("our version has rows without a key, or with a key that is used twice.")
    parts = [ours.header_raw if header == ours.header else render(header, ours.quoted, ours.newline)]
    for key, (one, two) in rows.items():
        while loose and key in numbers and loose[0][0] <= numbers[key]:
            parts.append(loose.pop(0)[1])
        texts = [_row_text(ours, header, key, row) for row in (one, two)]
        if one == two:
            parts.append(texts[0])
        else:
            first, second = (_ended(text, ours.newline) if text else "" for text in texts)
            marks = [
                f"{mark}{name}{ours.newline}"
                for mark, name in zip(_MARKS, (names[0], "", names[1]), strict=True)
            ]
            parts.append(f"{marks[0]}{first}{marks[1]}{second}{marks[2]}")
    parts += [raw for _, raw in loose]
    # A last row without a line end gets one only if something now follows it.
    return "".join([*(_ended(part, ours.newline) for part in parts[:-1]), parts[-1]])


def _row_text(ours: Matrix, header: tuple[str, ...], key: str, row: _Cells | None) -> str:
    """Return the text of a row (None: nothing), ours as it stands where it is the same."""
    if row is None:
        return ""
    was = ours.rows.get(key)
    shown = ours.cell(key, KEY) or key
    cells = tuple(shown if name == KEY else row[name] for name in header)
    if was is None:
        return render(cells, ours.quoted, ours.newline)
    if was.cells == cells:
        return was.raw
    ending = was.raw[len(was.raw.rstrip("\r\n")) :][-2:]
    return render(cells, ours.quoted, ending if ending in ("\n", "\r\n", "") else "\n")


def _ended(text: str, newline: str) -> str:
    return text if text.endswith("\n") else text + newline
