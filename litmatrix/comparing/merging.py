"""Two versions of matrix.csv that began as one, merged by key and column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from litmatrix.comparing import find_renamed
from litmatrix.comparing.lines import items
from litmatrix.errors import Misuse
from litmatrix.matrix import excerpts
from litmatrix.matrix.file import Matrix
from litmatrix.matrix.rows import render
from litmatrix.vocabulary import EVIDENCE, FATAL, KEY, NONE

__all__ = ["Clash", "Merged", "NotMergeable", "merge", "merge_cell"]

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


class _Version(NamedTuple):
    """A version with its columns under our names."""

    matrix: Matrix
    places: dict[str, int]

    def row(self, key: str) -> dict[str, str] | None:
        found = self.matrix.rows.get(key)
        return None if found is None else {name: found.cells[place] for name, place in self.places.items()}


def merge(
    base: Matrix,
    ours: Matrix,
    theirs: Matrix,
    themes: Collection[str] = (),
    names: tuple[str, str] = ("ours", "theirs"),
) -> Merged:
    """Merge two versions of a matrix by key and column, in the order and the style of ours.

    A cell that one side changed is as that side has it; one that both changed to the same text, too. In a
    column of `themes`, excerpts that both only added are all kept (see `merge_cell`). Otherwise the cell
    clashes: its row is written twice between conflict markers with these `names`, our cell in one, theirs in
    the other, all else merged in both. Rows and columns that either side added are kept, those that one side
    took out and the other left alone are gone; a column that one side renamed is known by its cells. Rows
    that come out as they are in ours keep their bytes. The arguments are left alone.

    Raises `NotMergeable` for a version with a fatal problem, for rows without a key of their own that
    differ, and for a column that one side took out and the other changed.
    """
    versions = _checked(base, ours, theirs)
    columns = _merged_columns(*versions)
    rows, clashes = _merged_rows(*versions, columns, frozenset(themes))
    return Merged(_assembled(ours, columns, rows, names), tuple(clashes))


def merge_cell(base: str, ours: str, theirs: str) -> str | None:
    """Return the text of a theme's cell that both changed by only adding excerpts; None where that is not clear.

    Each side's excerpts stay where that side put them, theirs after ours; one that both added stands once.
    It is not clear where a side changed or took out an excerpt of the base, or where one side says `none` and
    the other has evidence.
    """
    old, mine, other = items(base), items(ours), items(theirs)
    our_gaps, their_gaps = _gaps(old, mine), _gaps(old, other)
    if our_gaps is None or their_gaps is None:
        return None
    added = {item for gap in our_gaps for item in gap}
    parts: list[str] = []
    for number, (one, two) in enumerate(zip(our_gaps, their_gaps, strict=True)):
        parts += [*one, *(item for item in two if item not in added), *old[number : number + 1]]
    text = "\n".join(parts)
    if _contradicts(text) and not _contradicts(ours) and not _contradicts(theirs):
        return None
    # An item that begins with two spaces would now continue the one before it.
    return text if items(text) == parts else None


def _gaps(old: Sequence[str], new: Sequence[str]) -> list[list[str]] | None:
    """Return what stands in `new` before each item of `old` and after the last; None if not all of old is there."""
    gaps: list[list[str]] = [[]]
    for item in new:
        if len(gaps) <= len(old) and item == old[len(gaps) - 1]:
            gaps.append([])
        else:
            gaps[-1].append(item)
    return gaps if len(gaps) == len(old) + 1 else None


def _contradicts(text: str) -> bool:
    kinds = {excerpt.kind for excerpt in excerpts.recognise(text)}
    return NONE in kinds and bool(kinds & set(EVIDENCE))


# --- columns --------------------------------------------------------------------------------------------


def _checked(base: Matrix, ours: Matrix, theirs: Matrix) -> tuple[_Version, _Version, _Version]:
    """Return the versions with their columns under the names of the result; raises `NotMergeable`."""
    if not base.text.strip():  # both sides made the file
        base = Matrix((KEY,), {})
    for version, whose in ((base, "the common base"), (ours, "our version"), (theirs, "their version")):
        for problem in version.problems:
            if problem.severity == FATAL:
                raise NotMergeable(f"{whose} has a fault: {problem}")
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
    return _placed(base, new), _placed(ours, new), _placed(theirs, new)


def _blank(raw: str) -> bool:
    """Say whether a row holds nothing but commas, quotation marks and spaces, as spreadsheets leave them."""
    return not raw.translate({ord(","): "", ord('"'): ""}).strip()


def _placed(matrix: Matrix, new: dict[str, str]) -> _Version:
    places = {new.get(name, name): place for place, name in enumerate(matrix.header) if name != KEY}
    if len(places) < len(matrix.header) - 1:
        raise NotMergeable("two columns have the same name, or none.")
    return _Version(matrix, places)


def _merged_columns(base: _Version, ours: _Version, theirs: _Version) -> list[str]:
    """Return the columns of the result in our order, theirs that are new after those that they follow."""
    for one, other in ((ours, theirs), (theirs, ours)):
        for name in base.places.keys() & other.places.keys() - one.places.keys():
            if _changed_in(name, base, other):
                raise NotMergeable(f"the column {name} was taken out on one side and changed on the other.")
    kept = [name for name in ours.places if name in theirs.places or name not in base.places]
    added = [name for name in theirs.places if name not in ours.places and name not in base.places]
    return _inserted(kept, list(theirs.places), added, {name for name in kept if name not in base.places})


def _changed_in(name: str, base: _Version, other: _Version) -> bool:
    for key in other.matrix.rows:
        text = (other.row(key) or {})[name]
        old = base.row(key)
        if text != (old[name] if old else ""):
            return True
    return False


def _inserted(
    order: Sequence[str], theirs: Sequence[str], added: Iterable[str], ours_new: Collection[str]
) -> list[str]:
    """Return our order with what they added put after what it follows in theirs, and after what we added there."""
    result = list(order)
    for name in added:
        before = next((other for other in reversed(theirs[: theirs.index(name)]) if other in result), None)
        place = result.index(before) + 1 if before is not None else 0
        while place < len(result) and result[place] in ours_new:
            place += 1
        result.insert(place, name)
    return result


# --- rows -----------------------------------------------------------------------------------------------

#: The cells of a row as ours, and as theirs where the two clash (None: the row is not there).
_Sides = tuple[dict[str, str] | None, dict[str, str] | None]


def _merged_rows(
    base: _Version, ours: _Version, theirs: _Version, columns: Sequence[str], themes: Collection[str]
) -> tuple[dict[str, _Sides], list[Clash]]:
    added = [key for key in theirs.matrix.rows if key not in ours.matrix.rows]
    new = {key for key in ours.matrix.rows if key not in base.matrix.rows}
    rows: dict[str, _Sides] = {}
    clashes: list[Clash] = []
    for key in _inserted(list(ours.matrix.rows), list(theirs.matrix.rows), added, new):
        old, mine, other = base.row(key), ours.row(key), theirs.row(key)
        if old is not None and (mine is None or other is None):
            left, side = (mine, "ours") if mine is not None else (other, "theirs")
            if left is not None and any(text != old.get(name, "") for name, text in left.items()):
                whole = {name: left.get(name, "") for name in columns}
                rows[key] = (whole, None) if side == "ours" else (None, whole)
                texts = tuple("" if row is None else "the row" for row in (old, mine, other))
                clashes.append(Clash(key, "", *texts))
            continue
        one, two = _merged_row(key, old or {}, mine, other, columns, themes, clashes)
        rows[key] = (one, two)
    return rows, clashes


def _merged_row(
    key: str, old: dict[str, str], mine: dict[str, str] | None, other: dict[str, str] | None,
    columns: Sequence[str], themes: Collection[str], clashes: list[Clash],
) -> tuple[dict[str, str], dict[str, str]]:  # fmt: skip
    """Return a row as ours and as theirs, alike but for the cells that clash, which are added to the list."""
    one: dict[str, str] = {}
    two: dict[str, str] = {}
    for name in columns:
        base = old.get(name, "")
        # A side that has not the row, or not the column, has not changed the cell.
        ours = base if mine is None else mine.get(name, base)
        theirs = base if other is None else other.get(name, base)
        text: str | None = theirs if ours == base else ours
        if base not in (ours, theirs) and ours != theirs:
            text = merge_cell(base, ours, theirs) if name in themes else None
        if text is None:
            clashes.append(Clash(key, name, base, ours, theirs))
        one[name], two[name] = (ours, theirs) if text is None else (text, text)
    return one, two


# --- the file -------------------------------------------------------------------------------------------


def _assembled(ours: Matrix, columns: Sequence[str], rows: dict[str, _Sides], names: tuple[str, str]) -> str:
    """Return the text of the result: our rows keep their bytes where their cells are as they were."""
    at = min(ours.header.index(KEY), len(columns))
    header = (*columns[:at], KEY, *columns[at:])
    quoted = ours.header_raw.startswith('"') and ours.header_raw.count('"') >= 2 * len(ours.header)
    numbers = {key: number for number, key in enumerate(ours.rows)}
    loose = list(ours.extra)
    if len(header) != len(ours.header):
        loose = [(at, raw) for at, raw in loose if not _blank(raw)]
    if len(header) != len(ours.header) and loose:
        raise NotMergeable("our version has rows without a key, or with a key that is used twice.")
    parts = [ours.header_raw if header == ours.header else render(header, quoted, ours.newline)]
    for key, (one, two) in rows.items():
        while loose and key in numbers and loose[0][0] <= numbers[key]:
            parts.append(loose.pop(0)[1])
        texts = [_row_text(ours, header, key, row, quoted) for row in (one, two)]
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


def _row_text(
    ours: Matrix, header: tuple[str, ...], key: str, row: dict[str, str] | None, quoted: bool
) -> str:
    if row is None:
        return ""
    was = ours.rows.get(key)
    shown = was.cells[ours.header.index(KEY)] if was is not None else key
    cells = tuple(shown if name == KEY else row[name] for name in header)
    if was is None:
        return render(cells, quoted, ours.newline)
    if was.cells == cells:
        return was.raw
    ending = was.raw[len(was.raw.rstrip("\r\n")) :][-2:]
    return render(cells, quoted, ending if ending in ("\n", "\r\n", "") else "\n")


def _ended(text: str, newline: str) -> str:
    return text if text.endswith("\n") else text + newline
