"""The cells of the matrix that differ, row by row and column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from litmatrix import coding
from litmatrix.comparing.differences.keys import Keys
from litmatrix.comparing.differences.lineage import Lineage
from litmatrix.comparing.differences.of_entries import paired
from litmatrix.comparing.differences.of_excerpts import compare_row
from litmatrix.comparing.differences.values import MOVED, CellDifference, Change, ExcerptDifference
from litmatrix.matrix import excerpts
from litmatrix.review import Review
from litmatrix.vocabulary import BLANK

__all__ = ["compare_cells"]

ORDER = "order"
WRITING = "writing"


class _Side(NamedTuple):
    """The matrix of one state: its columns, its cells by key, and the cells' states by theme and key of today."""

    columns: tuple[str, ...]
    cells: dict[str, tuple[str, ...]]
    states: dict[str, dict[str, str]]

    def row(self, key: str | None) -> dict[str, str]:
        cells = self.cells.get(key) if key is not None else None
        return dict(zip(self.columns, cells, strict=True)) if cells else dict.fromkeys(self.columns, "")


def compare_cells(
    before: Review, after: Review, keys: Keys, lineage: Lineage
) -> tuple[tuple[CellDifference, ...], Counter[int]]:
    """Return the cells that differ, in the order of the matrix of today (then the rows that are gone), and how many
    excerpts each step of the lineage took along."""
    comparing = _Comparing(before, after, keys, lineage)
    pairs, gone = paired(comparing.then.cells, comparing.now.cells, keys)
    found: list[CellDifference] = []
    for key in comparing.now.cells:
        found += comparing.row(keys.after(key), pairs.get(key), key)
    for key in gone:
        found += comparing.row(keys.before(key), key, None)
    return tuple(found), comparing.moved


class _Comparing:
    """A comparison under way: which columns go together, and what the steps moved so far."""

    def __init__(self, before: Review, after: Review, keys: Keys, lineage: Lineage) -> None:
        self.keys, self.lineage = keys, lineage
        self.then, self.now = _side(before, keys.earlier), _side(after, keys.later)
        self.themes = {theme.id for review in (before, after) for theme in review.protocol.themes}
        self.names = _names(before) | _names(after)
        self.moved: Counter[int] = Counter()
        became = {theme: lineage.themes(theme) for theme in self.then.columns if theme in self.themes}
        self.parents: dict[str, list[str]] = {}
        for theme, targets in became.items():
            for target in targets:
                self.parents.setdefault(target, []).append(theme)
        self.themes |= set(self.parents)
        # Columns that no step touches: where their text is the same, nothing differs.
        self.plain = {
            theme
            for theme, targets in became.items()
            if targets == (theme,) == tuple(self.parents[theme]) and lineage.rests(theme)
        }
        self.order = tuple(dict.fromkeys((*self.now.columns, *self.parents, *self.then.columns)))

    def row(self, today: str, former: str | None, key: str | None) -> list[CellDifference]:
        """Return the cells that differ in one row, known by its keys then and now, in the order of the columns."""
        then, now = self.then.row(former), self.now.row(key)
        old, new = self._opened(then, now), self._opened(now, then)
        told: dict[str, list[ExcerptDifference]] = {}
        if any(old.values()) or any(new.values()):
            told, moved = compare_row(old, new, self.lineage)
            self.moved += moved
        shown = key or former or today
        left = {
            column
            for changes in told.values()
            for one in changes
            if one.change == MOVED
            for column in self.lineage.themes(one.source)
        }
        found = []
        for column in self.order:
            if column in self.themes:
                changes = told.get(column, [])
                layout = "" if changes or column in left else self._layout(column, then, now)
                cell = self._cell(shown, today, column, changes, layout)
                # What moved is told where it stands now; the cell that it left, only if that stands elsewhere for it.
                if changes or layout or (column in left and cell.states):
                    found.append(cell)
            elif then.get(column, "") != now.get(column, ""):
                value = Change(column, then.get(column, ""), now.get(column, ""))
                found.append(self._cell(shown, today, column, (), "", value))
        return found

    def _opened(self, cells: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
        """Return the cells of themes whose excerpts must be compared: all but those that are plainly the same."""
        return {
            column: text
            for column, text in cells.items()
            if column in self.themes and not (column in self.plain and text == others.get(column, ""))
        }

    def _layout(self, column: str, then: Mapping[str, str], now: Mapping[str, str]) -> str:
        """Say how a cell's text differs whose excerpts are the same; a cell that the history moved is not asked."""
        if column not in self.plain or then.get(column, "") == now.get(column, ""):
            return ""
        old, new = excerpts.recognise(then.get(column, "")), excerpts.recognise(now.get(column, ""))
        content = [[one for one in side if one.kind != BLANK] for side in (old, new)]
        return ORDER if content[0] != content[1] and Counter(content[0]) == Counter(content[1]) else WRITING

    def _cell(
        self,
        key: str,
        today: str,
        column: str,
        changes: Iterable[ExcerptDifference],
        layout: str,
        value: Change | None = None,
    ) -> CellDifference:
        changes = tuple(
            one._replace(source_name=self.names.get(one.source, one.source)) if one.source else one
            for one in changes
        )
        return CellDifference(
            key, self.keys.reference(today), column, self.names.get(column, column), changes, value,
            () if value else self._states(column, today), layout,
        )  # fmt: skip

    def _states(self, column: str, key: str) -> tuple[str, ...]:
        parents = self.parents.get(column, [])
        old = self.then.states.get(parents[0], {}).get(key) if len(parents) == 1 else None
        new = self.now.states.get(column, {}).get(key)
        return (old, new) if old and new and old != new else ()


def _side(review: Review, today: Mapping[str, str]) -> _Side:
    columns = tuple(str(name) for name in review.matrix.columns)
    values = [review.matrix[name].tolist() for name in review.matrix.columns]
    rows = zip(*values, strict=True) if values else (() for _ in review.matrix.index)
    table = coding.states(review)
    index = [today.get(str(key), str(key)) for key in table.index]
    states = {str(theme): dict(zip(index, table[theme].tolist(), strict=True)) for theme in table.columns}
    return _Side(columns, dict(zip(map(str, review.matrix.index), rows, strict=True)), states)


def _names(review: Review) -> dict[str, str]:
    named = [(one.id, one.name) for one in review.protocol.descriptors]
    named += [(one.id, one.name) for one in review.protocol.themes]
    return {id: name or id for id, name in named}
