"""Where the boxes of the flow diagram stand: columns for the arms, rows for the steps, text broken to fit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from litmatrix.charts import measure
from litmatrix.charts.style import SIZE
from litmatrix.screening.flow import Box

MAIN, SIDE, GAP, BETWEEN, PHASE_WIDTH = 196.0, 178.0, 26.0, 34.0, 22.0
PADDING, ROW_GAP, STACK_GAP = 8.0, 26.0, 8.0
INDENT = 10.0
INSET = 34.0

ARMS = ("previous", "database", "other")
STEPS = ("identified", "screened", "sought", "assessed")
#: The row of each box beside the main line, by the end of its id; those after the first of a row are not PRISMA's.
BESIDE = {
    "removed": 0, "screening_excluded": 1, "screening_pending": 1, "not_retrieved": 2, "retrieval_pending": 2,
    "excluded": 3, "awaiting": 3, "assessment_pending": 3,
}  # fmt: skip
PHASES = (("Identification", (0,)), ("Screening", (1, 2, 3)), ("Included", (4, 5)))


class Placed(NamedTuple):
    """A box with its place: its left upper corner, its size, and the row in which it stands."""

    box: Box
    row: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def centre(self) -> float:
        return self.x + self.width / 2


# --- text ------------------------------------------------------------------------------------------------------------


def _headline(box: Box) -> str:
    """Return the label and the number; one that nobody recorded is not stated."""
    return f"{box.label} ({'n not stated' if box.n is None else f'n = {box.n:,}'}){box.mark}"


def lines_of(box: Box) -> list[str]:
    """Return the text of a box: its headline, then one item a line."""
    return [_headline(box), *(text for _, text in _items(box))]


def _items(box: Box) -> list[tuple[int, str]]:
    """Return the lines under the headline, each with how deep it stands."""
    return [
        (depth, f"{label}: {text}" if "(" in text else f"{label} ({text})")
        for depth, label, text in box.lines()
    ]


def _wrapped_lines(box: Box, width: float) -> list[tuple[float, str]]:
    """Return the lines of a box, each with how far it is set in."""
    room = (width - 2 * PADDING) * 0.97
    first = 0.0 if box.arm in ("included", "previous") else INDENT
    lines = [(0.0, line) for line in measure.wrapped(_held(_headline(box)), SIZE, room)]
    for depth, item in _items(box):
        indent = first + depth * INDENT
        lines += [(indent, line) for line in measure.wrapped(_held(item), SIZE, room - indent)]
    return lines


def _held(text: str) -> str:
    """Keep “n = 12” on one line."""
    return re.sub(r"\bn (?:= \d[\d,]*|not stated)", lambda found: found[0].replace(" ", "\u00a0"), text)


def text_rows(one: Placed) -> list[dict[str, Any]]:
    line = measure.height(1, SIZE)
    return [
        {"x": one.x + PADDING + indent, "y": one.y + PADDING - 1 + line * (number + 0.5), "text": text}
        for number, (indent, text) in enumerate(_wrapped_lines(one.box, one.width))
    ]


# --- layout ----------------------------------------------------------------------------------------------------------


def arranged(
    boxes: Sequence[Box], words: Mapping[str, str]
) -> tuple[dict[str, Placed], list[dict[str, Any]], float]:
    """Place the boxes in columns and rows; return them with the heads of the columns and the height of all.

    `words` are those of the heads, by arm.
    """
    cells: dict[tuple[str, int], list[Box]] = {}
    for box in boxes:
        column, row = _cell(box, boxes)
        cells.setdefault((column, row), []).append(box)
    lefts, widths, heads = _columns(cells, words)
    head_height = max(measure.height(len(head["lines"]), SIZE) for head in heads) + 10
    for head in heads:
        head["height"] = head_height
    placed: dict[str, Placed] = {}
    top = head_height + 14
    for row in sorted({row for _, row in cells}):
        tall = {
            column: sum(_height(box, widths[column] - _inset(box)) + STACK_GAP for box in stack) - STACK_GAP
            for (column, at), stack in cells.items()
            if at == row
        }
        high = max(tall.values())
        if row == 0:
            high = max(high, measure.width(PHASES[0][0], SIZE, bold=True) + 12)
        for column, used in tall.items():
            y = top + (high - used) / 2
            for box in cells[column, row]:
                width = widths[column] - _inset(box)
                placed[box.id] = Placed(box, row, lefts[column] + _inset(box), y, width, _height(box, width))
                y += placed[box.id].height + STACK_GAP
        top += high + ROW_GAP
    return placed, heads, top - ROW_GAP


def _cell(box: Box, boxes: Sequence[Box]) -> tuple[str, int]:
    """Return the column (arm, or arm and “beside”) and the row of a box."""
    if box.arm == "previous":
        return "previous", 0
    if box.arm == "included":
        return _home(boxes), 4 if box.id == "included_new" else 5
    step = box.id.removeprefix(f"{box.arm}_")
    if step in STEPS:
        return box.arm, STEPS.index(step)
    return f"{box.arm} beside", BESIDE.get(step, 3)


def _home(boxes: Sequence[Box]) -> str:
    """Return the column under which the included stand: the first arm whose records come so far."""
    ids = {box.id for box in boxes}
    arms = [arm for arm in ("database", "other") if f"{arm}_assessed" in ids]
    arms += [arm for arm in ("database", "other", "previous") if any(box.arm == arm for box in boxes)]
    return arms[0]


def _inset(box: Box) -> float:
    """Return how far a box stands in from its column: what the previous version loses hangs on its line."""
    return INSET if box.id == "previous_removed" else 0.0


def _height(box: Box, width: float) -> float:
    return measure.height(len(_wrapped_lines(box, width)), SIZE) + 2 * PADDING - 2


def _columns(
    cells: Mapping[tuple[str, int], Sequence[Box]], words: Mapping[str, str]
) -> tuple[dict[str, float], dict[str, float], list[dict[str, Any]]]:
    """Return the left edge and width of each column, and the heads that stand over them."""
    used = {column for column, _ in cells}
    lefts: dict[str, float] = {}
    widths: dict[str, float] = {}
    heads: list[dict[str, Any]] = []
    x = PHASE_WIDTH + 16
    for arm in ARMS:
        if not {arm, f"{arm} beside"} & used:
            continue
        start = x
        lefts[arm], widths[arm] = x, SIDE if arm == "previous" else MAIN
        x += widths[arm]
        if f"{arm} beside" in used:
            lefts[f"{arm} beside"], widths[f"{arm} beside"] = x + GAP, SIDE
            x += GAP + SIDE
        lines = measure.wrapped(words[arm], SIZE, x - start - 12, bold=True)
        heads.append({"x": start, "x2": x, "lines": lines, "arm": arm})
        x += BETWEEN
    return lefts, widths, heads
