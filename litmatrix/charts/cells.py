"""How a cell of the matrix looks: a shape, a fill and an outline for each state and stance.

The four states differ in shape, so that they can be told apart in print and without colour: a filled square
(with the stance cut out of it), a ring, a dot, a pale empty square.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from litmatrix.charts import measure
from litmatrix.charts.style import BLUE, GREY, PALE, PURPLE, SIZE, VERMILION, WHITE, Look
from litmatrix.vocabulary import DUE, MENTIONED, NOT_MENTIONED, UNREAD


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

_DARK = "#4D4D4D"
# What nobody has looked at is quieter than anything that was found, or looked for.
QUIET = "#A3A3A3"

#: How a cell looks by what it says, in the words of the legend; and those words by state, of mentions by stance.
LOOKS = {
    MENTIONED: Look(_DARK, _DARK, shape=_SQUARE),
    "mentioned, for (+)": Look(BLUE, BLUE, shape=_SQUARE + _PLUS),
    "mentioned, against (−)": Look(VERMILION, VERMILION, shape=_SQUARE + _MINUS),
    "mentioned, both ways (~)": Look(PURPLE, PURPLE, shape=_SQUARE + _TILDE),
    NOT_MENTIONED: Look(WHITE, GREY, shape=_RING),
    "due: not yet looked at": Look(QUIET, QUIET, shape=_DOT),
    "unread: no cell looked at": Look(WHITE, PALE, shape=_SQUARE),
}
STANCED = tuple(LOOKS)[1:4]
_BY_STANCE = dict(zip(("", "+", "-", "~"), LOOKS, strict=False))
_BY_STATE = dict(zip((NOT_MENTIONED, DUE, UNREAD), tuple(LOOKS)[4:], strict=True))


def look(state: str, stance: str) -> str:
    """Return the name of the look of a cell, as the legend prints it."""
    return _BY_STANCE[stance] if state == MENTIONED else _BY_STATE[state]
