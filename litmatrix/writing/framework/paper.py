"""The framework matrix laid out for paper: in parts of a few themes, with columns as wide as what they hold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from litmatrix.tables.grids import Grid
from litmatrix.tables.of_framework import Cell, Framework, Source
from litmatrix.writing.cells import row_lines, shares
from litmatrix.writing.framework import wording

#: So many themes stand beside each other on a page: a column of fewer letters could not be read.
MOST = 6
# How many letters fit across a turned page at the size of the matrix, and from how many lines on a row may be torn.
_LINE, _TALL = 165, 22
# The share of the page that the sources have.
_FIRST = 0.14


class Part(NamedTuple):
    """Some themes, by their places: what the part is called (nothing where it is the only one), and the widths, which add up to 1."""

    places: tuple[int, ...]
    name: str
    widths: tuple[float, ...]

    def cells(self, source: Source) -> tuple[Cell, ...]:
        """Return the cells of a source that stand in this part."""
        return tuple(source.cells[place] for place in self.places)

    def is_tall(self, source: Source) -> bool:
        """Return whether the row of a source is so high that it may be torn between two pages."""
        texts = (text(cell) for cell in self.cells(source))
        return row_lines(tuple(texts), [max(width * _LINE - 2, 1) for width in self.widths[1:]]) > _TALL


def parts(framework: Framework) -> Iterator[Part]:
    """Yield the parts in which a matrix stands on paper, as equal as they can be."""
    number = len(framework.themes)
    size = math.ceil(number / max(math.ceil(number / MOST), 1))
    for first in range(0, number, size or 1):
        places = tuple(range(first, min(first + size, number)))
        span = f"Themes {first + 1} to {places[-1] + 1}" if len(places) > 1 else f"Theme {first + 1}"
        yield Part(places, f"{span} of {number}" if number > size else "", _widths(framework, places))


def text(cell: Cell) -> str:
    """Return all that a cell says, as plain text."""
    return "\n".join(map(wording.line, (*cell.summaries, *cell.quotations))) or wording.mark(cell)


def _widths(framework: Framework, places: tuple[int, ...]) -> tuple[float, ...]:
    names = tuple(framework.themes[place].name for place in places)
    rows = tuple(tuple(text(source.cells[place]) for place in places) for source in framework.sources)
    found = shares(Grid(names, rows, (False,) * len(names)), round(_LINE * (1 - _FIRST)))
    # No column is so narrow that its text becomes a tower.
    held = [max(share, 0.75 / len(names)) for share in found]
    return (_FIRST, *(share / sum(held) * (1 - _FIRST) for share in held))
