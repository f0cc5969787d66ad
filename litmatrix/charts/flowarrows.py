"""The lines of the flow diagram, in the order in which records pass: each a way of points, its arrow at the end."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from litmatrix.charts.flowlayout import INSET, STEPS, Laid, Placed

Point = tuple[float, float]
Way = tuple[Point, ...]


def ways(laid: Laid) -> tuple[Way, ...]:
    """Return the lines between the boxes of a diagram that is laid out."""
    found = [way for arm in ("database", "other") for way in _of_arm(laid, arm)]
    boxes = laid.boxes
    if "included_total" in boxes:
        found.append(_down(boxes["included_new"], boxes["included_total"]))
        if "previous_included" in boxes:
            found += _of_previous(laid)
    return tuple(found)


def angle(way: Way) -> int:
    """Return where the arrow of a line points, in degrees clockwise from the right."""
    (x, y), (x2, y2) = way[-2:]
    if x == x2:
        return 90 if y2 > y else 270
    return 0 if x2 > x else 180


def _of_arm(laid: Laid, arm: str) -> Iterator[Way]:
    boxes = laid.boxes
    main = [boxes[f"{arm}_{step}"] for step in STEPS if f"{arm}_{step}" in boxes]
    if not main:
        return
    yield from (_down(start, end) for start, end in itertools.pairwise(main))
    by_row = {one.row: one for one in main}
    for one in boxes.values():
        if one.box.arm == arm and one not in main:
            yield _right(by_row.get(one.row, main[0]), one)
    if f"{arm}_assessed" in boxes and "included_new" in boxes:
        yield _into(boxes[f"{arm}_assessed"], boxes["included_new"], laid.lanes.get(arm))


def _of_previous(laid: Laid) -> Iterator[Way]:
    """Yield the ways of the previous version's studies into the total, past what is not included now."""
    start, end, gone = (
        laid.boxes.get(id) for id in ("previous_included", "included_total", "previous_removed")
    )
    assert start and end
    lane = laid.lanes.get("previous")
    if lane is not None:
        if gone:
            yield _down(start, gone)
        yield ((start.x, start.middle), (lane, start.middle), (lane, end.middle), (end.x, end.middle))
        return
    trunk = start.x + INSET / 2 if gone else start.centre
    if gone:
        yield ((trunk, start.foot), (trunk, gone.middle), (gone.x, gone.middle))
    yield ((trunk, start.foot), (trunk, end.middle), (end.x, end.middle))


def _down(start: Placed, end: Placed) -> Way:
    return ((start.centre, start.foot), (start.centre, end.y))


def _right(start: Placed, end: Placed) -> Way:
    """Return the way from a main box to one beside it: straight where it can be, else with a bend between them."""
    middle = end.middle if start.y + 4 <= end.middle <= start.foot - 4 else start.middle
    right = start.x + start.width
    if middle == end.middle:
        return ((right, middle), (end.x, middle))
    bend = (right + end.x) / 2
    return ((right, middle), (bend, middle), (bend, end.middle), (end.x, end.middle))


def _into(start: Placed, end: Placed, lane: float | None) -> Way:
    """Return the way into the included: straight down, by a line beside what stands between, or down and then sideways."""
    if lane is not None:
        return ((start.x, start.middle), (lane, start.middle), (lane, end.middle), (end.x, end.middle))
    if start.x == end.x:
        return _down(start, end)
    edge = end.x if start.centre < end.x else end.x + end.width
    return ((start.centre, start.foot), (start.centre, end.middle), (edge, end.middle))
