"""Where the text of a chart stands, read from its SVG: for tests that nothing is cut and nothing overlaps."""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple
from xml.etree import ElementTree

from litmatrix.charts import measure
from litmatrix.charts.drawing import engine
from litmatrix.charts.saving import svg_text
from litmatrix.charts.style import FONT

# --- what a chart is made of ---


def views(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The views of a chart: itself, or those that stand beside or below each other."""
    parts = [part for name in ("hconcat", "vconcat", "concat") for part in spec.get(name, ())]
    for part in parts:
        yield from views(part)
    if not parts:
        yield spec


def layers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [layer for view in views(spec) for layer in view.get("layer", [view])]


def data_of(spec: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    given = layer.get("data", {})
    return given.get("values") or spec.get("datasets", {}).get(given.get("name"), [])


def rows(chart: Any, mark: str, having: str = "") -> list[dict[str, Any]]:
    """The data behind the first layer of each view with a mark (and, if asked for, a field)."""
    spec = chart.to_dict(validate=False)
    found: list[dict[str, Any]] = []
    for view in views(spec):
        for layer in view.get("layer", [view]):
            data = data_of(spec, layer) or data_of(spec, view) or data_of(spec, spec)
            if layer.get("mark", {}).get("type") == mark and data and (not having or having in data[0]):
                found += data
                break
    assert found, f"no layer with {mark} {having}"
    return found


def picked(chart: Any, mark: str, *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(row[field] for field in fields) for row in rows(chart, mark, fields[0])]


def titles(chart: Any) -> tuple[str, str]:
    title = chart.to_dict(validate=False)["title"]
    return " ".join(title["text"]), " ".join(title.get("subtitle", []))


def marks_without_a_tooltip(chart: Any) -> list[dict[str, Any]]:
    """The layers that a screen reader tells of and that do not list what stands behind them."""
    told = [
        layer for layer in layers(chart.to_dict(validate=False)) if "description" in layer.get("encoding", {})
    ]
    assert told
    return [layer for layer in told if "tooltip" not in layer["encoding"]]


# --- what is drawn ---


def svg_of(chart: Any) -> str:
    """The chart as it is saved; one that several tests look at is drawn once."""
    return _svg_of(json.dumps(chart.to_dict(validate=False)))


@functools.cache
def _svg_of(spec: str) -> str:
    return svg_text(json.loads(spec))


def assert_readable(chart: Any) -> None:
    """No text is cut, and none lies over another."""
    svg = svg_of(chart)
    assert (outside(svg), overlapping(svg)) == ([], [])


_MOVE = re.compile(r"translate\(([-\d.e]+)[, ]+([-\d.e]+)\)(?:\s*rotate\(([-\d.e]+)\))?")


class Line(NamedTuple):
    """A line of text: its anchor in pixels, its box relative to the anchor before it is turned, its angle."""

    text: str
    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float
    angle: float

    def corners(self, angle: float | None = None) -> list[tuple[float, float]]:
        turn = math.radians(self.angle if angle is None else angle)
        return [
            (
                self.x + x * math.cos(turn) - y * math.sin(turn),
                self.y + x * math.sin(turn) + y * math.cos(turn),
            )
            for x in (self.left, self.right)
            for y in (self.top, self.bottom)
        ]


def true_width(text: str, size: float, bold: bool) -> float:
    """The width of a line as vl-convert measures and draws it."""
    weight = "bold" if bold else "normal"
    mark = {"text": text, "font": FONT, "fontSize": 10 * size, "fontWeight": weight, "x": 0}
    spec = {
        "width": 1, "height": 1, "padding": 0, "autosize": "pad",
        "marks": [{"type": "text", "encode": {"enter": {name: {"value": value} for name, value in mark.items()}}}],
    }  # fmt: skip
    return engine().vega_to_scenegraph(spec)["width"] / 10


def lines(svg: str) -> list[Line]:
    """All lines of text of an SVG."""
    found: list[Line] = []
    _walk(ElementTree.fromstring(svg), 0.0, 0.0, found)
    return found


def view(svg: str) -> tuple[float, float]:
    """The width and height of what is shown."""
    left, top, width, height = map(float, ElementTree.fromstring(svg).attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    return width, height


def _walk(element: ElementTree.Element, x: float, y: float, found: list[Line]) -> None:
    moved = _MOVE.search(element.attrib.get("transform", ""))
    angle = 0.0
    if moved:
        x, y, angle = x + float(moved[1]), y + float(moved[2]), float(moved[3] or 0)
    if element.tag.endswith("}text"):
        found.extend(_lines_of(element, x, y, angle))
        return
    for child in element:
        _walk(child, x, y, found)


def _lines_of(element: ElementTree.Element, x: float, y: float, angle: float) -> list[Line]:
    size = float(element.attrib["font-size"].removesuffix("px"))
    bold = element.attrib.get("font-weight") == "bold"
    parts, down = [], 0.0
    for span in list(element) or [element]:
        down += float(span.attrib.get("dy", 0)) if span is not element else 0
        parts.append((span.text or "", down))
    result = []
    for text, dy in parts:
        wide = measure.width(text, size, bold)
        start = {"middle": -wide / 2, "end": -wide}.get(element.attrib.get("text-anchor", "start"), 0.0)
        if text.strip():
            result.append(Line(text, x, y, start, start + wide, dy - 0.72 * size, dy + 0.2 * size, angle))
    return result


def outside(svg: str, slack: float = 1.5) -> list[str]:
    """The lines of text that reach beyond the view."""
    width, height = view(svg)
    return [
        line.text
        for line in lines(svg)
        if any(x < -slack or y < -slack or x > width + slack or y > height + slack for x, y in line.corners())
    ]


def overlapping(svg: str) -> list[tuple[str, str]]:
    """The pairs of lines, turned alike, that overlap by more than a pixel."""
    by_angle: dict[float, list[tuple[str, float, float, float, float]]] = {}
    for line in lines(svg):
        turn = math.radians(-line.angle)
        corners = [
            (x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn))
            for x, y in line.corners()
        ]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        by_angle.setdefault(line.angle, []).append((line.text, min(xs), max(xs), min(ys), max(ys)))
    pairs = []
    for boxes in by_angle.values():
        boxes.sort(key=lambda box: box[3])
        for one, other in combinations(boxes, 2) if len(boxes) < 400 else _near(boxes):
            if (
                min(one[2], other[2]) - max(one[1], other[1]) > 1
                and min(one[4], other[4]) - max(one[3], other[3]) > 1
            ):
                pairs.append((one[0], other[0]))
    return pairs


def _near(boxes: list[tuple[str, float, float, float, float]]):
    """Pairs of boxes of which the second begins above the end of the first; `boxes` are sorted by their top."""
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            if other[3] > one[4]:
                break
            yield one, other
