"""What an evidence map is drawn of, as rows of data: arcs (circles, their parts, rings) and texts, and the key to them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt

from litmatrix.charts import measure, style
from litmatrix.charts.crossing import Cell
from litmatrix.charts.maplayout import BESIDE, RING, SMALL, Layout, holds, parts_below
from litmatrix.charts.style import BLUE, GREY, INK, SOFT, WHITE, inline, many, pixels

_ROUND = 2 * math.pi
#: How thick a ring is, and how far it stands from the middle of a cell without a circle.
_THICK, _ALONE = 1.3, 8.0
_RING = "#8C8C8C"
#: The parts of a circle by stance, in their order from the top: how a part is filled, its sign, its name. From dark to
#: light, so that they differ in grey too.
PARTS = {
    "+": ("#004B78", "+", "for"),
    "~": ("#A06C98", "~", "both ways"),
    "-": ("#F2A35E", "−", "against"),
    "": ("#DDDDDD", "( )", "neutral"),
}

Row = dict[str, Any]


class Spot(NamedTuple):
    """A cell as it is drawn: its middle, what is in it, how many sources take which side (empty: not parted)."""

    x: float
    y: float
    cell: Cell
    sides: Mapping[str, int]


class Drawn(NamedTuple):
    """Rows of data: arcs, and texts: around their place, right of it, and small ones below a circle."""

    arcs: list[Row]
    texts: dict[str, list[Row]]

    def layers(self, size: float) -> list[alt.Chart]:
        """Return the layers that draw them."""
        colour = alt.Color("colour:N", scale=None, legend=None)
        sizes = {"center": size, "left": size, "below": SMALL}
        drawn = [
            style.texts(rows, "left" if place == "left" else "center", fontSize=sizes[place]).encode(color=colour)
            for place, rows in self.texts.items()
            if rows
        ]  # fmt: skip
        return [_arcs(self.arcs), *drawn] if self.arcs else drawn


def drawn(spots: Iterable[Spot], layout: Layout) -> Drawn:
    """Return what stands in the cells."""
    arcs: list[Row] = []
    texts: dict[str, list[Row]] = {}
    for spot in spots:
        for align, text in _spot(spot, layout, arcs):
            texts.setdefault(align, []).append(text)
    return Drawn(arcs, texts)


def _spot(spot: Spot, layout: Layout, arcs: list[Row]) -> Iterator[tuple[str, Row]]:
    """Add the arcs of a cell, and yield its texts with how they are aligned."""
    number, r, x, y = len(spot.cell.found), layout.r(len(spot.cell.found)), spot.x, spot.y
    waiting = len(spot.cell.waiting) / spot.cell.sources if spot.cell.waiting else 0
    text = f"{number:,}"
    ring = r + RING if number else _ALONE
    inside = holds(r, text, layout.size)
    if number and layout.below and not spot.sides and not inside:
        yield "below", written(x, y + (ring if waiting else r) + SMALL / 2 + 1, text)
    elif number and not spot.sides and not inside:
        # A pair of circle and number that would reach into the next cell stands a little to the left.
        after = (ring if waiting else r) + BESIDE
        x -= max(0.0, after + measure.width(text, layout.size) - layout.pitch / 2 + 1)
        yield "left", written(x + after, y, text)
    elif number and not spot.sides:
        yield "center", written(x, y, text, WHITE)
    elif number:
        line = measure.height(1, SMALL)
        for place, part in enumerate(parts_below(parts_told(spot.sides), layout.pitch)):
            yield "below", written(x, y + layout.radius + RING + (place + 0.5) * line, part)
    elif spot.cell.looked:
        yield "center", written(x, y, "0", SOFT)
    if waiting:
        arcs.append(arc(x, y, ring, _RING, 0, waiting, ring - _THICK))
    arcs.extend(_circle(x, y, r, spot.sides))


def _circle(x: float, y: float, r: float, sides: Mapping[str, int]) -> Iterator[Row]:
    total = sum(sides.values())
    if not total and r:
        yield arc(x, y, r, BLUE)
    start = 0
    for stance, (fill, _, _) in PARTS.items():
        if number := sides.get(stance, 0):
            yield arc(
                x, y, r, fill, start / total, (start + number) / total, edge=WHITE if number < total else fill
            )
            start += number
    # The palest part would end nowhere.
    if sides.get(""):
        yield arc(x, y, r, _RING, inner=max(r - 0.6, 0))


def parts_told(sides: Mapping[str, int]) -> str:
    """Return the numbers by stance with their signs, that of neutral ones in brackets: “+5 ~1 −2 (4)”."""
    signed = [
        f"{sign}{sides[stance]:,}" for stance, (_, sign, _) in PARTS.items() if stance and sides.get(stance)
    ]
    return " ".join([*signed, *([f"({sides['']:,})"] if sides.get("") else [])])


# --- the key ---------------------------------------------------------------------------------------------------------


class Entry(NamedTuple):
    """An entry of the key: how wide its mark is, its words, and what draws the mark around a place."""

    wide: float
    words: str
    r: float = 0.0
    fill: str = BLUE
    ring: bool = False
    edged: bool = False
    text: str = ""


def entries(spots: Sequence[Spot], layout: Layout, themes: bool) -> list[Entry]:
    """Return the entries of the key: sizes and marks that occur, and no others."""
    there = sorted({len(spot.cell.found) for spot in spots} - {0})
    made: list[Entry] = []
    for place, number in enumerate(sizes := _sizes(there)):
        words = many(number, "source") if place == len(sizes) - 1 else f"{number:,}"
        r = layout.r(number)
        made.append(Entry(2 * r, words, r, GREY if any(spot.sides for spot in spots) else BLUE))
    stances = [stance for stance in PARTS if any(spot.sides.get(stance) for spot in spots)]
    for stance in stances:
        fill, sign, words = PARTS[stance]
        made.append(Entry(10, f"{sign} {words}", 5, fill, edged=not stance))
    if any(spot.cell.waiting for spot in spots):
        made.append(Entry(2 * _ALONE, "share not yet looked at", _ALONE, ring=True))
    if themes and any(spot.cell.looked and not spot.cell.found for spot in spots):
        made.append(Entry(measure.width("0", layout.size), "looked at, none mentions it", text="0"))
    return made


def _sizes(numbers: Sequence[int]) -> list[int]:
    """Return up to three of the numbers that occur: the least, the largest, and the one in between by area."""
    if len(numbers) < 3:
        return list(numbers)
    middle = min(
        numbers[1:-1],
        key=lambda number: abs(math.sqrt(number) - (math.sqrt(numbers[0]) + math.sqrt(numbers[-1])) / 2),
    )
    return [numbers[0], middle, numbers[-1]]


def key(found: Sequence[Entry], size: float, room: float, top: float) -> tuple[Drawn, float]:
    """Return the key from `top` on, as many entries beside each other as there is room for, and where it ends."""
    arcs: list[Row] = []
    texts: dict[str, list[Row]] = {"left": [], "center": []}
    for line in _lines(found, size, room):
        tall = max([measure.height(1, size) + 2, *(2 * entry.r + 3 for entry, _ in line)])
        y = round(top + tall / 2, 2)
        for entry, x in line:
            middle = x + entry.wide / 2
            if entry.ring:
                arcs.append(arc(middle, y, entry.r, _RING, 0, 0.35, entry.r - _THICK))
            elif entry.r:
                arcs.append(arc(middle, y, entry.r, entry.fill, edge=_RING if entry.edged else ""))
            if entry.text:
                texts["center"].append(written(middle, y, entry.text, SOFT))
            texts["left"].append(written(x + entry.wide + 4, y, entry.words))
        top += tall
    return Drawn(arcs, texts), math.ceil(top)


def _lines(found: Sequence[Entry], size: float, room: float) -> Iterator[list[tuple[Entry, float]]]:
    """Yield the entries line by line, each with where it begins."""
    line: list[tuple[Entry, float]] = []
    x = 0.0
    for entry in found:
        wide = entry.wide + 4 + measure.width(entry.words, size)
        if line and x + wide > room:
            yield line
            line, x = [], 0.0
        line.append((entry, round(x, 2)))
        x += wide + 16
    if line:
        yield line


# --- rows of data ----------------------------------------------------------------------------------------------------


def arc(
    x: float,
    y: float,
    r: float,
    fill: str,
    start: float = 0,
    end: float = 1,
    inner: float = 0,
    edge: str = "",
) -> Row:
    """Return a part of a circle, or of a ring, from one share of the whole turn to another."""
    turn = {"start": round(start * _ROUND, 4), "end": round(end * _ROUND, 4)}
    return {
        "x": round(x, 2),
        "y": y,
        "r": round(r, 2),
        "inner": round(inner, 2),
        "fill": fill,
        "edge": edge or fill,
        **turn,
    }


def written(x: float, y: float, text: str, colour: str = INK) -> Row:
    return {"x": round(x, 2), "y": round(y, 2), "text": text, "colour": colour}


def _arcs(rows: Iterable[Row]) -> alt.Chart:
    return alt.Chart(inline(rows)).mark_arc(strokeWidth=0.8, opacity=1, aria=False).encode(
        x=pixels("x"), y=pixels("y", alt.Y),
        theta=alt.Theta("start:Q", scale=None, stack=None), theta2=alt.Theta2("end:Q"),
        radius=alt.Radius("r:Q", scale=None, stack=None), radius2=alt.Radius2("inner:Q"),
        fill=alt.Fill("fill:N", scale=None, legend=None), stroke=alt.Stroke("edge:N", scale=None, legend=None),
    )  # fmt: skip
