"""How a cell of the matrix looks: a shape, a fill and an outline for each state and stance.

The four states differ in shape, so that they can be told apart in print and without colour: a filled square
(with the stance cut out of it), a ring, a dot, a pale empty square.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from litmatrix.charts import measure
from litmatrix.charts.style import BLUE, GREY, PALE, PURPLE, SIZE, VERMILION, WHITE
from litmatrix.vocabulary import DUE, MENTIONED, NOT_MENTIONED, UNREAD

FOR, AGAINST, BOTH = "mentioned, for (+)", "mentioned, against (−)", "mentioned, both ways (~)"
LOOKED_FOR, NOT_YET, NOT_AT_ALL = "not mentioned", "due: not yet looked at", "unread: no cell looked at"
LOOKS = (MENTIONED, FOR, AGAINST, BOTH, LOOKED_FOR, NOT_YET, NOT_AT_ALL)
_BY_STANCE = {"": MENTIONED, "+": FOR, "-": AGAINST, "~": BOTH}
_BY_STATE = {NOT_MENTIONED: LOOKED_FOR, DUE: NOT_YET, UNREAD: NOT_AT_ALL}


def look(state: str, stance: str) -> str:
    """Return the name of the look of a cell, as the legend prints it."""
    return _BY_STANCE[stance] if state == MENTIONED else _BY_STATE[state]


def legend_columns(names: Sequence[str], room: float) -> int:
    """Return how many entries of a legend fit side by side, where each column is as wide as its widest."""
    for columns in range(len(names), 1, -1):
        widths = [
            max(measure.width(name, SIZE) for name in names[start::columns]) + 38 for start in range(columns)
        ]
        if sum(widths) <= room:
            return columns
    return 1


def _path(*points: tuple[float, float]) -> str:
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in points) + "Z"


def _wave(side: int) -> list[tuple[float, float]]:
    """Return one edge of a tilde, from left to right."""
    return [
        (round(x / 10, 2), round(0.26 * math.sin(math.pi * x / 7) + side * 0.18, 3)) for x in range(-7, 8)
    ]


# Vega draws a path within -1 and 1; one that runs the other way round than the square is cut out of it.
_SQUARE = _path((-1, -1), (1, -1), (1, 1), (-1, 1))
_PLUS = _path(
    (-0.17, -0.65), (-0.17, -0.17), (-0.65, -0.17), (-0.65, 0.17), (-0.17, 0.17), (-0.17, 0.65),
    (0.17, 0.65), (0.17, 0.17), (0.65, 0.17), (0.65, -0.17), (0.17, -0.17), (0.17, -0.65),
)  # fmt: skip
_MINUS = _path((-0.65, -0.17), (-0.65, 0.17), (0.65, 0.17), (0.65, -0.17))
_TILDE = _path(*reversed(_wave(-1)), *_wave(1))
_RING = "M-0.85,0A0.85,0.85,0,1,1,0.85,0A0.85,0.85,0,1,1,-0.85,0Z"
_DOT = "M-0.22,0A0.22,0.22,0,1,1,0.22,0A0.22,0.22,0,1,1,-0.22,0Z"

SHAPES = {
    MENTIONED: _SQUARE, FOR: _SQUARE + _PLUS, AGAINST: _SQUARE + _MINUS, BOTH: _SQUARE + _TILDE,
    LOOKED_FOR: _RING, NOT_YET: _DOT, NOT_AT_ALL: _SQUARE,
}  # fmt: skip
FILLS = {
    MENTIONED: "#4D4D4D", FOR: BLUE, AGAINST: VERMILION, BOTH: PURPLE, LOOKED_FOR: WHITE, NOT_YET: GREY, NOT_AT_ALL: WHITE,
}  # fmt: skip
STROKES = {
    MENTIONED: "#4D4D4D", FOR: BLUE, AGAINST: VERMILION, BOTH: PURPLE, LOOKED_FOR: GREY, NOT_YET: GREY, NOT_AT_ALL: PALE,
}  # fmt: skip
