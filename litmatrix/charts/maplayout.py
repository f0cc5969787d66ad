"""The measures of an evidence map: what stands where, in pixels, for the width that there is."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from litmatrix.charts import measure
from litmatrix.charts.crossing import MOST_ACROSS, Crossing
from litmatrix.charts.style import numbered
from litmatrix.errors import Misuse

#: Up to here labels are as small as they may be.
NARROW = 560
SIZE, SMALL = 11.0, 9.5
#: A figure that is higher than this fits no page: rather than that it has fewer columns.
PAGE = 900.0
FEWEST = 3
LABEL, LABEL_SHARE = 210.0, 0.34
#: How wide columns are: at most, and at least where there is text below circles.
WIDEST, PARTED = 92, 46
#: The radius of the largest circle, also in a narrow picture, and of one that stands for a single source.
LARGEST, LARGEST_NARROW, OF_ONE = 18.0, 13.0, 9.0
LEAST = 1.6
#: How far a ring stands off its circle, with its own line.
RING = 3.2
#: How far a number stands off the circle, or its ring, that is too small for it.
BESIDE = 2
#: How far heads are turned that are wider than their columns; in a narrow picture they reach less far to the right.
ANGLE, ANGLE_NARROW = 60.0, 74.0
#: Turned heads are at most as long as the first of these at which none is cut.
_LENGTHS = (100.0, 130.0, 160.0, 200.0)
TOTAL, SOURCES = "All", "Sources"


class Layout(NamedTuple):
    """The measures; the columns stand in `blocks` one below the other, `wide` columns each."""

    size: float
    label: float
    pitch: float
    rows: tuple[float, ...]
    head: float
    total: float
    radius: float
    most: int
    blocks: int
    wide: int
    names: tuple[tuple[str, ...], ...]
    heads: tuple[tuple[str, ...], ...]
    ends: tuple[tuple[str, ...], ...]
    angle: float
    sums: float
    below: int

    @property
    def block(self) -> float:
        """How high a block is: its heads, its sums, its rows, and the room below them."""
        return self.head + self.sums + sum(self.rows) + 16

    @property
    def height(self) -> float:
        return self.block * self.blocks - 16

    @property
    def width(self) -> float:
        return self.label + self.pitch * self.wide + self.total

    @property
    def line(self) -> float:
        return measure.height(1, self.size)

    def x(self, column: int) -> float:
        """The middle of a column."""
        return round(self.label + (column % self.wide + 0.5) * self.pitch, 2)

    def top(self, block: int) -> float:
        """Where the rows of a block begin."""
        return round(block * self.block + self.head + self.sums, 2)

    def y(self, row: int, column: int) -> float:
        """The middle of a cell."""
        return round(self.top(column // self.wide) + sum(self.rows[:row]) + self.rows[row] / 2, 2)

    def r(self, number: int) -> float:
        """The radius of a circle whose area stands for a number."""
        return _scaled(number, self.radius, self.most)


def fitted(
    count: Callable[[int], Crossing], room: float, told: Callable[[Crossing], Sequence[str]]
) -> tuple[Crossing, Layout]:
    """Return what is drawn in a room so wide, and how: all columns where they fit beside or below each other on a page,
    else fewer, with one more for the rest. `told` gives the texts that stand below circles, if any.

    Raises `Misuse` where there is no room for a column.
    """
    for most in range(MOST_ACROSS, FEWEST - 1, -1):
        crossing = count(most)
        texts = told(crossing)
        for under in (True,) if texts else (False, True):
            layout = measured(crossing, room, texts, under)
            if layout.blocks == 1 or layout.height <= PAGE:
                return crossing, layout
    return crossing, layout


def measured(crossing: Crossing, room: float, told: Sequence[str], under: bool) -> Layout:
    """Measure a drawing of a crossing, with such texts below its circles, or (`under`) the numbers that they cannot hold."""
    narrow = room < NARROW
    size = SMALL if narrow else SIZE
    line = measure.height(1, size)
    limit = min(LABEL, room * LABEL_SHARE)
    names = tuple(measure.wrapped(one.label, size, limit, most=4) for one in crossing.rows)
    label = math.ceil(max(measure.width(part, size) for name in (*names, (SOURCES,)) for part in name)) + 10
    ends = tuple(_end(total_text(crossing, row), narrow) for row in range(len(crossing.rows)))
    total = (
        math.ceil(max(measure.width(text, size) for end in (*ends, (TOTAL, "1,000")) for text in end)) + 10
    )
    numbers = {len(cell.found) for cell in crossing.cells.values()} - {0}
    largest = LARGEST_NARROW if narrow else LARGEST
    least = PARTED if told else _under(numbers, size) if under else _beside(numbers, size, largest)
    left = room - label - total
    if left < least and not under:
        return measured(crossing, room, told, True)
    if left < least:
        raise Misuse(f"width: an evidence map needs {math.ceil(room + least - left) + 26} pixels or more.")
    columns = len(crossing.columns)
    blocks = math.ceil(columns / math.floor(left / least))
    wide = math.ceil(columns / blocks)
    pitch = min(WIDEST, math.floor(left / wide))
    turned = ANGLE_NARROW if narrow else ANGLE
    beyond = [pitch * (wide - 1 - place % wide) + total for place in range(columns)]
    heads, angle = _heads([one.label for one in crossing.columns], size, pitch, beyond, turned)
    longest = max(measure.width(part, size) for one in heads for part in one)
    lines = max(map(len, heads)) * line
    head = math.ceil(longest * _sine(angle) + lines * _cosine(angle) + 8) if angle else lines + 4
    most = max(numbers, default=1)
    radius = _radius(pitch, most, largest)
    below = max((len(parts_below(text, pitch)) for text in told), default=int(under))
    tall = 2 * (radius + RING) + 4 + below * measure.height(1, SMALL)
    rows = tuple(
        math.ceil(max(tall, max(len(name), len(end)) * line + 6))
        for name, end in zip(names, ends, strict=True)
    )
    return Layout(
        size, label, pitch, rows, head, total, radius, most, blocks, wide, names, heads, ends, angle, line + 4, below
    )  # fmt: skip


def _radius(pitch: float, most: int, largest: float) -> float:
    """Return the radius of the largest circle of columns so wide."""
    return min(pitch / 2 - RING - 1, largest, OF_ONE * math.sqrt(most))


def _scaled(number: int, radius: float, most: int) -> float:
    return max(round(radius * math.sqrt(number / most), 2), LEAST) if number else 0.0


def _under(numbers: Collection[int], size: float) -> float:
    """Return how narrow columns may be of which no number is wider."""
    return max([2.6 * size, *(measure.width(f"{number:,}", SMALL) + 4 for number in numbers)])


def _beside(numbers: Collection[int], size: float, largest: float) -> float:
    """Return how narrow columns may be in which each number stands in its circle, or beside it and in the same cell."""

    def fits(pitch: int) -> bool:
        radius = _radius(pitch, max(numbers), largest)
        return all(
            holds(r := _scaled(number, radius, max(numbers)), f"{number:,}", size)
            or 2 * (r + RING) + BESIDE + measure.width(f"{number:,}", size) <= pitch - 1
            for number in numbers
        )

    widths = range(math.ceil(2.6 * size), WIDEST)
    return next((pitch for pitch in widths if not numbers or fits(pitch)), WIDEST)


def holds(r: float, text: str, size: float) -> bool:
    """Whether a number can be read within a circle."""
    return r >= math.hypot(measure.width(text, size), 0.72 * size) / 2 + 1


def parts_below(text: str, pitch: float) -> tuple[str, ...]:
    """Return the lines of a text that stands below a circle."""
    return measure.wrapped(text, SMALL, pitch - 4)


def total_text(crossing: Crossing, row: int) -> str:
    """Return what stands at the end of a row: “n of N” looked at, or how many sources have the value."""
    whole = crossing.totals[row]
    return numbered(len(whole.found), whole.looked) if crossing.themes else f"{whole.sources:,}"


def _end(text: str, narrow: bool) -> tuple[str, ...]:
    """Return the lines of a total: in a narrow picture “n” stands over “of N”."""
    number, of, rest = text.partition(" of ")
    return (number, f"of {rest}") if narrow and of else (text,)


def _heads(
    labels: Sequence[str], size: float, pitch: float, beyond: Sequence[float], angle: float
) -> tuple[tuple[tuple[str, ...], ...], float]:
    """Return the heads of columns line by line, and how far they are turned: not, unless a word is wider than its column.

    `beyond`: how much room there is to the right of each column, into which its head may reach.
    """
    room = pitch - 6
    upright = tuple(measure.wrapped(label, size, room) for label in labels)
    words = max(measure.width(word, size) for label in labels for word in label.split())
    if words <= room and max(map(len, upright)) <= 3:
        return upright, 0.0
    line = measure.height(1, size)
    lines = max(1, math.floor(pitch * _sine(angle) / line))
    bounds = [(pitch / 2 + room - lines * line / 2) / _cosine(angle) for room in beyond]
    for length in _LENGTHS:
        slanted = tuple(
            measure.wrapped(label, size, min(length, bound), most=lines)
            for label, bound in zip(labels, bounds, strict=True)
        )
        if not any(one[-1].endswith("…") for one in slanted):
            break
    return slanted, angle


def turned_lines(layout: Layout, column: int) -> Iterator[tuple[float, float, str]]:
    """Yield the lines of a head that is turned: where each begins, and its text."""
    lines = layout.heads[column]
    slope, run = _sine(layout.angle), _cosine(layout.angle)
    bottom = layout.top(column // layout.wide) - layout.sums - 3
    for number, text in enumerate(lines):
        shift = (number - (len(lines) - 1) / 2) * layout.line
        x = layout.x(column) + shift * slope
        y = bottom - (len(lines) - 1) / 2 * layout.line * run + shift * run
        yield round(x, 2), round(y, 2), text


def _sine(angle: float) -> float:
    return math.sin(math.radians(angle))


def _cosine(angle: float) -> float:
    return math.cos(math.radians(angle))
