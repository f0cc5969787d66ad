"""The heat map's order and measures: which source stands beside which, and how large all is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from litmatrix.charts import measure
from litmatrix.vocabulary import MENTIONED, NOT_MENTIONED, UNREAD

SORTS = ("structure", "reference", "year", "bibliography")

#: Up to so many sources, rows are as tall as text asks; beyond, all is drawn smaller.
ROOMY_ROWS = 60
MOST_LABEL, LEAST_LABEL = 300, 92
HEADER_ROOM = 170
FEW_THEMES = 14
PAGE = 1.35
#: From the themes to the number of those that a source mentions.
COUNT_GAP = 4
COUNTED = "themes mentioned"
#: A column for a mark with a number beside it.
NUMBERED = 32


class _Way(NamedTuple):
    """A way to draw: how large text is and how names slant, the least width of a column, and of references of any length."""

    size: float
    angle: float
    column: float
    label: float


def _ways(small: bool, plain: float) -> tuple[_Way, ...]:
    """Return the ways to draw, the best first; `plain` is how wide a column is at least without a number beside its mark."""
    size = 9.5 if small else 11.0
    roomy = (*((angle, 180) for angle in (50.0, 60.0, 75.0)), *((angle, 140) for angle in (60.0, 75.0, 90.0)))
    numbered = () if small else tuple(_Way(size, angle, NUMBERED, label) for angle, label in roomy)
    tight = tuple(_Way(size, angle, plain, 140) for angle in (60.0, 75.0, 90.0))
    return (*numbered, *tight, _Way(min(size, 10.0), 90.0, plain, LEAST_LABEL))


class Layout(NamedTuple):
    """The measures of the drawing, in pixels.

    Rows fold into `panels` side by side, `tall` rows each and `pitch` apart; themes into blocks below each other, `across`
    themes each and `block` high. `numbered`: there is room for a number beside a mark.
    """

    row: float
    column: float
    label: float
    header: float
    size: float
    angle: float
    line: float
    numbered: bool
    panels: int
    tall: int
    pitch: float
    across: int
    block: float
    names: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> float:
        return self.pitch * self.panels

    @property
    def blocks(self) -> int:
        return math.ceil(len(self.names) / self.across)

    def x(self, row: int, column: int) -> float:
        left = row // self.tall * self.pitch + self.label
        return round(left + (column % self.across + 0.5) * self.column, 2)

    def y(self, row: int, column: int = 0) -> float:
        top = column // self.across * self.block + self.header
        return round(top + (row % self.tall + 0.5) * self.row, 2)

    def columns(self, block: int) -> range:
        """Return the themes of a block, by number."""
        return range(block * self.across, min((block + 1) * self.across, len(self.names)))

    def counts(self, row: int) -> float:
        """Return the x of the number of themes that a source mentions, right of the last of them."""
        return self.x(row, len(self.names) - 1) + self.column / 2 + COUNT_GAP + _count(self.size) / 2


# --- order -----------------------------------------------------------------------------------------------------------


def ordered(states: pd.DataFrame, sources: pd.DataFrame, sort: str) -> list[str]:
    """Return the keys of the sources in the order in which they are drawn (see `SORTS`)."""
    alphabetical = sorted(states.index, key=lambda key: (str(sources["reference"][key]).casefold(), key))
    if sort == "bibliography":
        return list(states.index)
    if sort == "reference":
        return alphabetical
    if sort == "year":
        known = sources["year"].dropna().astype(int).to_dict()
        return sorted(alphabetical, key=lambda key: known.get(key, math.inf))
    return _by_structure(states.loc[alphabetical])


def _by_structure(states: pd.DataFrame) -> list[str]:
    """Order sources by falling number of themes mentioned; among equals, each beside the one most like it."""
    mentioned, looked = _masks(states, (MENTIONED,)), _masks(states, (MENTIONED, NOT_MENTIONED))
    unread = _masks(states, (UNREAD,))
    buckets: dict[int, list[str]] = {}
    for key in states.index:
        buckets.setdefault(-1 if unread[key] else mentioned[key].bit_count(), []).append(key)
    chain: list[str] = []
    for number in sorted(buckets, reverse=True):
        left = buckets[number]
        while left:
            last = (mentioned[chain[-1]], looked[chain[-1]]) if chain else (0, 0)
            nearest = 0
            if number >= 0:
                distances = [
                    ((last[0] ^ mentioned[key]).bit_count(), (last[1] ^ looked[key]).bit_count())
                    for key in left
                ]
                nearest = distances.index(min(distances))
            chain.append(left.pop(nearest))
    return chain


def _masks(states: pd.DataFrame, wanted: Sequence[str]) -> dict[str, int]:
    """Return for each source which themes stand in one of these states, as the bits of a number."""
    return {
        key: sum(1 << place for place, state in enumerate(row) if state in wanted)
        for key, *row in states.itertuples()
    }


# --- layout ----------------------------------------------------------------------------------------------------------


def measured(
    themes: Sequence[str], references: Sequence[str], room: float, below: float, plain: float
) -> Layout:
    """Measure the drawing within a width: numbers beside the marks and names that slant little, where there is room.

    `below` is how high the totals are, `plain` how wide a column is at least. Many sources are drawn smaller, in panels
    side by side; themes that do not fit beside each other stand in blocks below each other.
    """
    small = len(references) > ROOMY_ROWS
    for way in _ways(small, plain):
        names = _broken(themes, way)
        column = _column(names, way)
        widest = max(LEAST_LABEL - 14, *(measure.width(reference, way.size) + 9 for reference in references))
        across, beside = len(names), column * len(names) + _right(names, column, way)
        if beside + min(widest, way.label) <= room:
            break
    else:
        across = max(int((room - min(widest, way.label) - COUNT_GAP - _count(way.size) - 6) // column), 1)
        across = math.ceil(len(names) / math.ceil(len(names) / across))
        beside = column * across + _right(names[-across:], column, way)
    size, row, line = way.size, 12.0 if small else 19.0, measure.height(1, way.size)
    label = math.ceil(min(widest, MOST_LABEL, max(room - beside, LEAST_LABEL)))
    slope, run = math.sin(math.radians(way.angle)), math.cos(math.radians(way.angle))
    longest = max(measure.width(part, size) for name in (*names, (COUNTED,)) for part in name)
    header = math.ceil(longest * slope + max(map(len, names)) * line * run + 10)
    pitch = math.ceil(label + beside)
    panels = _panels(len(references), pitch, header, row, max(int(room // pitch), 1)) if small else 1
    tall = math.ceil(len(references) / panels)
    block = header + tall * row + below
    numbered = way.column == NUMBERED
    return Layout(
        row, column, label, header, size, way.angle, line, numbered, panels, tall, pitch, across, block, names
    )


def _broken(themes: Sequence[str], way: _Way) -> tuple[tuple[str, ...], ...]:
    few = len(themes) <= FEW_THEMES and way.column == NUMBERED
    room = HEADER_ROOM if few else 2 * HEADER_ROOM
    return tuple(measure.wrapped(name, way.size, room, most=3) for name in themes)


def _column(names: Sequence[Sequence[str]], way: _Way) -> float:
    """Return how wide a column is, so that slanted names of so many lines do not touch."""
    tall = max(map(len, names)) * measure.height(1, way.size) + 0.5
    return max(way.column, math.ceil(tall / math.sin(math.radians(way.angle))))


def _count(size: float) -> float:
    """Return how wide the column of the counts is: its name is slanted as those of the themes are."""
    return 2 * size


def _right(names: Sequence[Sequence[str]], column: float, way: _Way) -> float:
    """Return what the counts take right of the themes, and what slanted names reach beyond them."""
    slope, run = math.sin(math.radians(way.angle)), math.cos(math.radians(way.angle))
    size, line = way.size, measure.height(1, way.size)

    def reach(parts: Sequence[str]) -> float:
        return max(measure.width(part, size) for part in parts) * run + len(parts) * line * slope / 2

    ends = [reach(name) - (len(names) - place - 0.5) * column for place, name in enumerate(names)]
    count = COUNT_GAP + _count(size)
    return math.ceil(max(count, *ends, reach((COUNTED,)) + count - _count(size) / 2) + 6)


def _panels(rows: int, pitch: float, header: float, row: float, most: int) -> int:
    """Return how many panels, of those that there is room for, bring the drawing nearest to the shape of a page."""
    return min(
        range(1, most + 1),
        key=lambda panels: abs(math.log((header + math.ceil(rows / panels) * row) / (panels * pitch) / PAGE)),
    )
