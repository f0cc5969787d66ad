"""Versions of the matrix compared by key and column: who changed which cell, and which rows and columns differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from litmatrix.matrix.file import Matrix
from litmatrix.matrix.three_way import whose
from litmatrix.vocabulary import KEY

#: Without a base all that can be said of a cell is that the two differ; with one, who changed it (see `three_way`).
DIFFERS = "differs"

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

    `columns_added` are only theirs, `rows_removed` and `columns_removed` only ours; `rows_gone` and `columns_gone` are in
    theirs and in the base, and were taken out of ours since (without a base they cannot be told, and count as added or
    removed). `columns_renamed` are pairs of our name and theirs that hold the same cells, and are in none of the others.
    `unknown` are keys of rows that only theirs has and that are no known ones.
    """

    cells: tuple[Difference, ...] = ()
    rows_removed: tuple[str, ...] = ()
    rows_gone: tuple[str, ...] = ()
    rows_reordered: bool = False
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    columns_gone: tuple[str, ...] = ()
    columns_renamed: tuple[tuple[str, str], ...] = ()
    columns_reordered: bool = False
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
    old_names, new_names = ({pair[side] for pair in renamed} for side in (0, 1))
    our_columns, their_columns, base_columns = (
        [name for name in version.header if name and name != KEY] for version in (ours, theirs, before)
    )
    shared_rows = before.rows if base is not None else ()
    shared_columns = base_columns if base is not None else ()
    added = _missing(theirs.rows, ours.rows)
    new = [key for key in added if key not in shared_rows]
    came = [name for name in _missing(their_columns, our_columns) if name not in new_names]
    # Where we took a column out ourselves, a rename by them is not ours to mend either.
    went = [name for name in _missing(our_columns, their_columns) if name not in old_names]
    return Comparison(
        cells=tuple(_differences(base, ours, theirs, new)),
        rows_removed=tuple(key for key in _missing(ours.rows, theirs.rows) if key in before.rows),
        rows_gone=tuple(key for key in added if key in shared_rows),
        rows_reordered=_reordered(before.rows, theirs.rows),
        columns_added=tuple(name for name in came if name not in shared_columns),
        columns_removed=tuple(name for name in went if name in base_columns),
        columns_gone=tuple(name for name in came if name in shared_columns),
        columns_renamed=renamed,
        columns_reordered=_reordered(base_columns, their_columns),
        unknown=tuple(key for key in new if known is not None and key not in known),
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
        texts = [before.cell(key, old) for key in shared]
        found = []
        for new in filter(None, came):
            others = [after.cell(key, new) for key in shared]
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
    columns = [name for name in ours.header if name and name != KEY and name in theirs.header]
    for key in (*(key for key in ours.rows if key in theirs.rows), *added):
        for name in columns:
            mine, other = ours.cell(key, name), theirs.cell(key, name)
            old = None if base is None else base.cell(key, name)
            kind = (DIFFERS if mine != other else "") if old is None else whose(old, mine, other)
            if kind:
                yield Difference(key, name, old, mine, other, kind)


def _missing(names: Iterable[str], other: Iterable[str]) -> list[str]:
    """Return the names that the other has not, in order, each once."""
    there = set(other)
    return [name for name in dict.fromkeys(names) if name not in there]


def _reordered(names: Iterable[str], other: Iterable[str]) -> bool:
    names, other = list(names), list(other)
    shared = Counter(names) & Counter(other)
    return [name for name in names if name in shared] != [name for name in other if name in shared]
