"""The cells of the matrix that differ, row by row and column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from litmatrix import coding
from litmatrix.comparing.differences.keys import Keys
from litmatrix.comparing.differences.lineage import Lineage
from litmatrix.comparing.differences.of_excerpts import compare_row
from litmatrix.comparing.differences.values import MOVED, CellDifference, Change, ExcerptDifference
from litmatrix.matrix.excerpts import recognise
from litmatrix.review import Review
from litmatrix.vocabulary import BLANK


def compare_cells(
    before: Review, after: Review, keys: Keys, lineage: Lineage
) -> tuple[tuple[CellDifference, ...], Counter[int]]:
    """Return the cells that differ, in the order of the matrix of today (then the rows that are gone), and how many
    excerpts each step of the lineage took along."""
    comparing = _Comparing(before, after, keys, lineage)
    found: list[CellDifference] = []
    for former, key in keys.pairs(before.matrix.index, after.matrix.index):
        found += comparing.row(former, key)
    return tuple(found), comparing.moved


class _Side:
    """The matrix of one state: its columns, its cells by key, and the cells' states by theme and key of today."""

    def __init__(self, review: Review, today: Mapping[str, str]) -> None:
        self.columns = tuple(review.matrix.columns)
        self.cells: dict[str, dict[str, str]] = review.matrix.to_dict("index")  # type: ignore[assignment]
        states = coding.states(review)
        self.states = states.set_axis([today.get(key, key) for key in states.index]).to_dict()

    def row(self, key: str) -> dict[str, str]:
        return self.cells[key] if key else dict.fromkeys(self.columns, "")


class _Comparing:
    """A comparison under way: which columns go together, and what the steps moved so far."""

    def __init__(self, before: Review, after: Review, keys: Keys, lineage: Lineage) -> None:
        self.keys, self.lineage = keys, lineage
        self.then, self.now = _Side(before, keys.earlier), _Side(after, keys.later)
        protocols = before.protocol, after.protocol
        self.names: dict[str, str] = {}
        for each in protocols:
            self.names |= {one.id: one.name or one.id for one in each.descriptors}
            self.names |= {one.id: one.name or one.id for one in each.themes}
        self.themes = {theme.id for each in protocols for theme in each.themes}
        self.parents: dict[str, list[str]] = {}
        for theme in self.then.columns:
            for target in lineage.themes(theme) if theme in self.themes else ():
                self.parents.setdefault(target, []).append(theme)
        self.themes |= set(self.parents)
        # Columns that no step touches: where their text is the same, nothing differs.
        self.plain = {
            theme
            for theme, parents in self.parents.items()
            if parents == [theme] and lineage.themes(theme) == (theme,) and lineage.rests(theme)
        }
        self.order = tuple(dict.fromkeys((*self.now.columns, *self.parents, *self.then.columns)))
        self.moved: Counter[int] = Counter()

    def row(self, former: str, key: str) -> list[CellDifference]:
        """Return the cells that differ in one row, known by its keys then and now, in the order of the columns."""
        today = self.keys.today(former, key)
        then, now = self.then.row(former), self.now.row(key)
        told, moved = compare_row(self._opened(then, now), self._opened(now, then), self.lineage)
        self.moved += moved
        left = {
            column
            for changes in told.values()
            for one in changes
            if one.change == MOVED
            for column in self.lineage.themes(one.source)
        }
        found = []
        for column in self.order:
            old, new = then.get(column, ""), now.get(column, "")
            changes = tuple(map(self._with_source, told.get(column, ())))
            is_theme = column in self.themes
            value = Change(column, old, new) if not is_theme and old != new else None
            states = self._states(column, today) if is_theme else ()
            plain = column in self.plain and column not in left and not changes
            layout = _layout(old, new) if plain and old != new else ""
            # What moved is told where it stands now; the cell that it left, only if that stands elsewhere for it.
            if changes or value or layout or (column in left and states):
                name = self.names.get(column, column)
                found.append(
                    CellDifference(
                        key or former,
                        self.keys.reference(today),
                        column,
                        name,
                        changes,
                        value,
                        states,
                        layout,
                    )
                )
        return found

    def _opened(self, cells: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
        """Return the cells of themes whose excerpts must be compared: all but those that are plainly the same."""
        return {
            column: text
            for column, text in cells.items()
            if column in self.themes and not (column in self.plain and text == others.get(column, ""))
        }

    def _with_source(self, one: ExcerptDifference) -> ExcerptDifference:
        return one._replace(source_name=self.names.get(one.source, one.source))

    def _states(self, column: str, key: str) -> tuple[str, ...]:
        parents = self.parents.get(column, [])
        old = self.then.states.get(parents[0], {}).get(key) if len(parents) == 1 else None
        new = self.now.states.get(column, {}).get(key)
        return (old, new) if old and new and old != new else ()


def _layout(old: str, new: str) -> str:
    """Return how a cell's text differs whose excerpts are the same."""
    content = [[one for one in recognise(text) if one.kind != BLANK] for text in (old, new)]
    return "order" if content[0] != content[1] and Counter(content[0]) == Counter(content[1]) else "writing"
