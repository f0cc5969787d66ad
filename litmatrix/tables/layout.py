"""How a table is laid out to be read on a screen: what of a cell is seen at once, how wide its columns are, where it goes on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from litmatrix.tables.frames import KEY, QUERY
from litmatrix.tables.grids import Grid

#: A cell of more characters or lines folds: its first words stay, the rest opens.
FOLDED, LINES = 360, 9
_FIRST_WORDS, _FIRST_LINES = 220, 6

#: The height from which on a table is put into a frame that scrolls; in em, as all that follows.
HEIGHT = 40
# The width that a notebook has in a window of 1,000 pixels and a little more.
_WIDTH = 66
# The width of a letter, and of one set as it is typed; the height of a line, and what a row takes beside its lines.
_LETTER, _TYPED, _LINE, _ROW = 0.55, 0.62, 1.3, 1.0
# The widths of columns: up to the first, one takes what its longest line needs; what is to be read gets more, up to the second.
# In a window too narrow for all they shrink, but not below the last two: of short texts, and of those to be read.
_SHORT, _WIDEST, _LEAST, _READABLE = 22, 42, 8, 20


class Column(NamedTuple):
    """How a column is set: to the right or not, as typed or not, how wide, and how narrow it may become."""

    name: str
    number: bool
    typed: bool
    width: float
    least: float


def columns(table: Grid, kinds: Mapping[str, str]) -> tuple[Column, ...]:
    """Return how each column is set, by what its cells hold; `kinds` names keys and search strings."""
    return tuple(_column(table, place, kinds.get(name, "")) for place, name in enumerate(table.header))


def _column(table: Grid, place: int, kind: str) -> Column:
    name, typed = table.header[place], kind in (KEY, QUERY)
    seen = [cell for cell in (parted(cell)[0] for cell in table.column(place)) if cell]
    longest = max((len(line) for cell in seen for line in cell.split("\n")), default=0)
    width = longest * (_TYPED if typed else _LETTER)
    if width > _SHORT:
        # A text is easily read in a block of a certain shape; the longest alone does not make a column wide.
        lengths = [len(cell) for cell in seen]
        block = math.sqrt(max(lengths) * sum(lengths) / len(lengths))
        width = min(width, _WIDEST, max(_SHORT, 2.3 * math.sqrt(block)))
    width = max(width, _in_two_lines(name) * _LETTER * 1.15)
    return Column(name, table.numeric[place], typed, width, min(width, max(width * 0.5, _LEAST), _READABLE))


def _in_two_lines(name: str) -> int:
    """Return how many letters wide a heading is that takes two lines at most."""
    words = name.split() or [""]
    return min(max(len(" ".join(words[:at])), len(" ".join(words[at:]))) for at in range(1, len(words) + 1))


def beyond(table: Grid, columns: Sequence[Column]) -> tuple[bool, bool]:
    """Return whether a table goes on to the right, and below, of what is seen: as far as one can tell without the window."""
    height = _ROW + 2 * _LINE
    for row in table.rows:
        height += _ROW + _LINE * max(map(_lines, row, columns))
        if height > HEIGHT:
            break
    return sum(column.least + 1 for column in columns) > _WIDTH, height > HEIGHT


def _lines(cell: str, column: Column) -> int:
    letters = max(column.width / (_TYPED if column.typed else _LETTER), 1)
    return sum(max(1, math.ceil(len(line) / letters)) for line in parted(cell)[0].split("\n"))


def parted(cell: str) -> tuple[str, str]:
    """Return what of a cell is seen at once, and what opens: parted at a line end, or between words.

    >>> parted("short"), parted("one two " * 60)[1][:9]
    (('short', ''), 'two one t')
    """
    text = cell.strip("\n")
    lines = text.split("\n")
    if len(text) <= FOLDED and len(lines) <= LINES:
        return text, ""
    first = "\n".join(lines[:_FIRST_LINES])
    if len(lines) > LINES and len(first) <= _FIRST_WORDS:
        return first, "\n".join(lines[_FIRST_LINES:])
    at = text.rfind("\n", _FIRST_WORDS // 3, FOLDED)
    if at < 0:
        at = text.rfind(" ", _FIRST_WORDS // 2, _FIRST_WORDS)
    if at < 0:
        at = _FIRST_WORDS
    return text[:at].rstrip(), text[at:].lstrip("\n").removeprefix(" ")
