"""Versions of the matrix compared by key and column: who changed which cell, and which rows and columns differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from litmatrix.matrix.file import Matrix
from litmatrix.vocabulary import KEY

__all__ = [
    "ALIKE",
    "CONFLICT",
    "DIFFERS",
    "OURS",
    "THEIRS",
    "Comparison",
    "Difference",
    "compare",
    "find_renamed",
]

#: Who changed a cell since the base: they alone, we alone, both to the same text, both to different ones;
#: without a base all that can be said is that the two differ.
THEIRS, OURS, ALIKE, CONFLICT, DIFFERS = "theirs", "ours", "alike", "conflict", "differs"

# A column that went and one that came are the same, renamed, if so much of what they hold is the same.
_SAME_SHARE = 0.8


class Difference(NamedTuple):
    """One cell that is not the same in all versions; `base` is None where there is no base to compare with."""

    key: str
    column: str
    base: str | None
    ours: str
    theirs: str
    kind: str


@dataclass(frozen=True)
class Comparison:
    """What differs between our matrix and theirs, in the order of ours; what is only theirs follows in their order.

    `rows_added` and `columns_added` are only theirs, `rows_removed` and `columns_removed` only ours;
    `rows_gone` and `columns_gone` are in theirs and in the base, and were taken out of ours since (without
    a base they cannot be told, and count as added or removed). `columns_renamed` are pairs of our name and
    theirs that hold the same cells, and are in none of the others. `repeated` are keys that stand more than
    once in theirs, of which the first row is compared; `unknown` keys of rows added that are no known ones.
    """

    cells: tuple[Difference, ...] = ()
    has_base: bool = False
    rows_added: tuple[str, ...] = ()
    rows_removed: tuple[str, ...] = ()
    rows_gone: tuple[str, ...] = ()
    rows_reordered: bool = False
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    columns_gone: tuple[str, ...] = ()
    columns_renamed: tuple[tuple[str, str], ...] = ()
    columns_reordered: bool = False
    repeated: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def of_kind(self, *kinds: str) -> tuple[Difference, ...]:
        """Return the cells of these kinds, in order."""
        return tuple(cell for cell in self.cells if cell.kind in kinds)


def compare(
    base: Matrix | None, ours: Matrix, theirs: Matrix, known: Container[str] | None = None
) -> Comparison:
    """Compare our matrix with theirs, cell by cell, against the base that both began with, if there is one.

    With a base each cell is told who changed it. A row or column that is missing in a version counts as
    empty there, but a cell is compared only where ours and theirs both have its column, and theirs its row.
    Without a base (None) every difference is `DIFFERS`. `known` are the keys that a row may have (None: any).
    """
    before = base if base is not None else ours
    renamed = find_renamed(before, theirs)
    new_names = {new for _, new in renamed}
    added_rows = _missing(theirs.rows, ours.rows)
    in_base = set(base.rows) if base is not None else set()
    rows_added = tuple(key for key in added_rows if key not in in_base)
    our_columns, their_columns, base_columns = (
        [name for name in version.header if name and name != KEY] for version in (ours, theirs, before)
    )
    came = [name for name in _missing(their_columns, our_columns) if name not in new_names]
    gone = tuple(name for name in came if base is not None and name in base_columns)
    # Where we took a column out ourselves, a rename by them is not ours to mend either.
    went = {old for old, _ in renamed}
    return Comparison(
        cells=tuple(_differences(base, ours, theirs, rows_added)),
        has_base=base is not None,
        rows_added=rows_added,
        rows_removed=tuple(key for key in _missing(ours.rows, theirs.rows) if base is None or key in in_base),
        rows_gone=tuple(key for key in added_rows if key in in_base),
        rows_reordered=_reordered(before.rows, theirs.rows),
        columns_added=tuple(name for name in came if name not in gone),
        columns_removed=tuple(
            name
            for name in _missing(our_columns, their_columns)
            if name not in went and (base is None or name in base_columns)
        ),
        columns_gone=gone,
        columns_renamed=renamed,
        columns_reordered=_reordered(base_columns, their_columns),
        repeated=tuple(
            dict.fromkeys(problem.key for problem in theirs.problems if problem.check == "duplicate-row")
        ),
        unknown=tuple(key for key in rows_added if known is not None and key not in known),
    )


def find_renamed(before: Matrix, after: Matrix) -> tuple[tuple[str, str], ...]:
    """Return the columns that seem renamed, as (old name, new name): one went, one came, with the same cells.

    At least four fifths of the filled cells, of the rows that both have, must be the same; an empty column
    is never taken for a renamed one.
    """
    went, came = _missing(before.header, after.header), _missing(after.header, before.header)
    shared = [key for key in before.rows if key in after.rows]
    pairs, taken = [], set()
    for old in filter(None, went):
        texts = _column(before, old, shared)
        found = []
        for new in filter(None, came):
            others = _column(after, new, shared)
            filled = sum(bool(text or other) for text, other in zip(texts, others, strict=True))
            same = sum(bool(text) and text == other for text, other in zip(texts, others, strict=True))
            if same and same >= _SAME_SHARE * filled and new not in taken:
                found.append((same, new))
        if len(found) == 1 or (found and max(found)[0] > sorted(found)[-2][0]):
            new = max(found)[1]
            taken.add(new)
            pairs.append((old, new))
    return tuple(pairs)


def _differences(
    base: Matrix | None, ours: Matrix, theirs: Matrix, added: Iterable[str]
) -> Iterable[Difference]:
    """Yield the cells that differ, row by row; the cells of a version that lacks them are empty."""
    places = [(name, place, theirs.header.index(name), base.header.index(name) if base and name in base.header else -1)
              for place, name in enumerate(ours.header) if name and name != KEY and name in theirs.header]  # fmt: skip
    for key in (*(key for key in ours.rows if key in theirs.rows), *added):
        mine = ours.rows[key].cells if key in ours.rows else ()
        other = theirs.rows[key].cells
        old = base.rows[key].cells if base is not None and key in base.rows else ()
        if mine == other == old and theirs.header == ours.header:
            continue
        for name, our_place, their_place, base_place in places:
            our_text = mine[our_place] if mine else ""
            their_text = other[their_place]
            if base is None:
                if our_text != their_text:
                    yield Difference(key, name, None, our_text, their_text, DIFFERS)
                continue
            base_text = old[base_place] if old and base_place >= 0 else ""
            if kind := _kind(base_text, our_text, their_text):
                yield Difference(key, name, base_text, our_text, their_text, kind)


def _kind(base: str, ours: str, theirs: str) -> str:
    if ours == theirs:
        return ALIKE if ours != base else ""
    if ours == base:
        return THEIRS
    return OURS if theirs == base else CONFLICT


def _column(matrix: Matrix, name: str, keys: Iterable[str]) -> list[str]:
    place = matrix.header.index(name)
    return [matrix.rows[key].cells[place] for key in keys]


def _missing(names: Iterable[str], other: Iterable[str]) -> list[str]:
    """Return the names that the other has not, in order, each once."""
    there = set(other)
    return [name for name in dict.fromkeys(names) if name not in there]


def _reordered(names: Iterable[str], other: Iterable[str]) -> bool:
    names, other = list(names), list(other)
    shared = Counter(names) & Counter(other)
    return [name for name in names if name in shared] != [name for name in other if name in shared]
