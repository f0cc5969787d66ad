"""The heat map's order and measures: which source stands beside which, and how large all is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from litmatrix.charts import measure
from litmatrix.vocabulary import MENTIONED, NOT_MENTIONED, UNREAD

SORTS = ("structure", "reference", "year", "bibliography")

#: Up to so many sources, rows are tall enough for a number beside a mark; beyond, all is drawn smaller.
NUMBERED_ROWS = 60
LABEL_ROOM = 190
HEADER_ROOM = 170
FEW_THEMES = 14
PAGE = 1.35


class Layout(NamedTuple):
    """The measures of the drawing, in pixels; the rows fold into `panels` side by side, `tall` rows each."""

    row: float
    column: float
    label: float
    header: float
    size: float
    angle: float
    line: float
    panels: int
    tall: int
    pitch: float
    names: tuple[tuple[str, ...], ...]

    def x(self, row: int, column: int) -> float:
        return round(row // self.tall * self.pitch + self.label + (column + 0.5) * self.column, 2)

    def y(self, row: int) -> float:
        return round(self.header + (row % self.tall + 0.5) * self.row, 2)


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


def measured(themes: Sequence[str], references: Sequence[str]) -> Layout:
    """Measure the drawing: columns as wide as slanted names ask, fewer lines of them where themes are many."""
    small = len(references) > NUMBERED_ROWS
    size, row, angle = (9.0, 12.0, 60.0) if small else (11.0, 19.0, 50.0)
    slope, run = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    names = tuple(
        measure.wrapped(name, size, HEADER_ROOM if len(themes) <= FEW_THEMES else 2 * HEADER_ROOM)
        for name in themes
    )
    lines, line = max(map(len, names)), measure.height(1, size)
    column = max(13.0 if small else 32.0, math.ceil((lines * line + 0.5) / slope))
    room = LABEL_ROOM * size / 11
    label = math.ceil(min(room, max(measure.width(reference, size) for reference in references)) + 9)
    longest = max(measure.width(part, size) for name in names for part in name)
    header = math.ceil(longest * slope + lines * line * run + 10)
    overhang = longest * run + lines * line * slope / 2 - column / 2
    pitch = math.ceil(label + column * len(themes) + max(16, overhang - label + 16))
    panels = _panels(len(references), pitch, header, row) if small else 1
    tall = math.ceil(len(references) / panels)
    return Layout(row, column, label, header, size, angle, line, panels, tall, pitch, names)


def _panels(rows: int, pitch: float, header: float, row: float) -> int:
    """Return how many panels bring the drawing nearest to the shape of a page."""
    return min(
        range(1, 25),
        key=lambda panels: abs(math.log((header + math.ceil(rows / panels) * row) / (panels * pitch) / PAGE)),
    )
