"""How wide the columns of a sheet are, and how high its rows, to be read on a screen and on paper."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from litmatrix.tables import KEY
from litmatrix.tables.frames import FILL
from litmatrix.tables.grids import Grid
from litmatrix.writing.workbook.limits import HEIGHT

#: The height of a line of the sheets' font, and what a row has beside its lines; in points.
LINE, ROW = 13.0, 3.0
#: How many lines a row shows.
LINES = int((HEIGHT - ROW) // LINE)
# Widths in characters: of short texts at most, of what is to be read, of what would else be higher than a row, of a key, of what is
# filled in by hand, of the longest word that stays whole. A heading has its button for the filter beside it.
_SHORT, _WHOLE, _TEXT, _WIDEST, _KEY, _ROOM, _WORD, _LEAST, _BUTTON = (
    24,
    40,
    (24, 30, 50),
    70,
    40,
    60.0,
    26,
    6,
    3,
)
# Letters of a text are narrower than the digits by which a column is measured.
_LETTER = 1.1
# Scripts whose signs take the room of two letters.
_DOUBLE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60]|[\U0001f300-\U0001faff]"
)


class Width(NamedTuple):
    """The width of a column in characters: the one that it is read at best, and the least that will do."""

    best: float
    least: float


def column_widths(table: Grid, kinds: Mapping[str, str]) -> list[Width]:
    """Return how wide each column should be; `kinds` names keys and what is filled in by hand."""
    return [_width(table, place, kinds.get(name, "")) for place, name in enumerate(table.header)]


def _width(table: Grid, place: int, kind: str) -> Width:
    if kind == FILL:
        return Width(_ROOM, _ROOM)
    word = max((len(word) for word in table.header[place].split()), default=0)
    head = min(word * 1.1, _WORD) + _BUTTON
    cells = [cell for cell in table.column(place) if cell]
    lines = sorted(len(line) for cell in cells for line in cell.split("\n"))
    longest = lines[-1] + 2 if lines else 0
    if kind == KEY or table.numeric[place] or longest <= _SHORT:
        width = max(min(longest, _KEY), head, _LEAST)
        return Width(width, width)
    usual = longest if longest <= _WHOLE else lines[int((len(lines) - 1) * 0.9)] + 2
    word = max(len(word) for cell in cells for word in cell.split()) + 2
    least = max(min(usual, _TEXT[0]), min(word, _WORD), head)
    sizes = sorted(map(len, cells))
    wanted = min(max(sizes[int((len(sizes) - 1) * 0.9)] / 4, _TEXT[1]), _TEXT[2])
    best = max(min(usual, wanted), least)
    # A row that would be too high for its text is made lower by a wider column, within reason.
    tall = [cell for cell in cells if len(cell) > LINES * least or cell.count("\n") >= LINES]
    return Width(_low(tall, best), _low(tall, least))


def _low(cells: Sequence[str], width: float) -> float:
    """Return the least width from this one on in which no cell is higher than a row can be; the widest if there is none."""
    while width < _WIDEST and any(lines(cell, width) > LINES for cell in cells):
        width = min(width + 5, _WIDEST)
    return width


def row_height(row: Sequence[str], widths: Sequence[float]) -> float:
    """Return a row's height in points: not every program finds it from wrapped text on its own."""
    most = max(lines(cell, width) for cell, width in zip(row, widths, strict=True))
    return min(most * LINE + ROW, HEIGHT)


def lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column: it is broken between words, and a word only where it is wider.

    >>> lines("one two three", 8), lines("a\\nb", 8), lines("x" * 20, 8), lines("", 8)
    (2, 2, 3, 1)
    """
    width *= _LETTER
    if not text.isascii():
        text = _DOUBLE.sub("xx", text)
    if len(text) <= width and "\n" not in text:
        return 1
    return sum(1 if len(line) <= width else _broken(line, width) for line in text.split("\n"))


def _broken(line: str, width: float) -> int:
    count, room = 1, width
    for word in line.split(" "):
        size = len(word)
        if size > room:
            if room < width:
                count += 1
            count += math.ceil(size / width) - 1
            room = width - (size % width if size > width else size)
        else:
            room -= size
        room -= 1
    return count
