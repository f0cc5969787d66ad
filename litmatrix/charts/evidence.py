"""The evidence map: themes down, values across, a circle in each cell for the sources that mention the theme."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import altair as alt

from litmatrix import coding
from litmatrix.charts import fitting, mapmarks, measure, style
from litmatrix.charts.crossing import Cell, Crossing, crossed
from litmatrix.charts.maplayout import SMALL, SOURCES, TOTAL, Layout, fitted, total_text, turned_lines
from litmatrix.charts.mapmarks import PARTS, Row, Spot, parts_told, written
from litmatrix.charts.picking import MOST_DESCRIBED
from litmatrix.charts.style import INK, SOFT, Chart, inline, listing, many, numbered, of_matrix
from litmatrix.errors import Misuse
from litmatrix.review import Review

#: The room at the sides of a picture.
PADDING = 26
LEAST_TITLE = 420
_NAME = "evidence_map"
_GRID, _APART = "#E2E2E2", "#F5F5F5"
_NOT_YET = "No source was looked at yet: write down what it says at the coding desk, in 02-code-themes."


@fitting.fits
def evidence_map(
    review: Review,
    by: str = "source_type",
    across: str | None = None,
    split: bool = False,
    *,
    width: float = fitting.ROOM,
) -> Chart:
    """Show how many sources mention which theme: themes down, across the values of `by`, a descriptor or `year`.

    In each cell the area of a circle, and the number in or beside it, stand for the sources that mention the theme; 0
    says that sources were looked at and none does. A ring is as much of a full one as the share of the sources that are
    not yet looked at: they are never counted as not mentioning it. At the margins stand how many sources have each value,
    and for each theme “n of N”: of N looked at, n mention it. `split` parts each circle by stance (for, both ways,
    against, neutral), with the numbers below it.

    With `across` the map is one of two descriptors: the values of `by` stand down in place of the themes, those of
    `across` across, and a circle stands for the sources that have both values.

    Rows and columns stand by falling number of sources, years and numbers in their order, what is not stated last; of
    more than 12 values (fewer in a narrow picture) the rarest share a column. Values that no source has, and themes that
    nobody looked for yet, are not drawn, and the subtitle says so. Raises `Misuse` for a descriptor that the review does
    not have, for the same one twice, for `split` with `across`, and for a `width` that has no room for a column.
    """
    if across is not None and split:
        raise Misuse(
            "split: sources take a side on a theme, and with across no theme is drawn. Leave one out."
        )
    sources = coding.sources(review)
    if empty := style.nothing(review, "Evidence map", _NAME, sources, themes=across is None, width=width):
        return empty
    sides = functools.partial(_sides, review) if split else _no_sides
    crossing, layout = fitted(
        functools.partial(crossed, review, by, across),
        width - PADDING,
        lambda one: [*map(parts_told, sides(one).values())],
    )
    if not crossing.rows:
        return style.message("Evidence map", _NOT_YET, _NAME, width)
    spots = _spots(crossing, layout, sides(crossing))
    room = max(layout.width, min(width - PADDING, LEAST_TITLE))
    found = mapmarks.entries(list(spots.values()), layout, crossing.themes)
    key, height = mapmarks.key(found, layout.size, room, layout.height + 12)
    layers = [
        *_ground(crossing, layout), *mapmarks.drawn(spots.values(), layout).layers(layout.size), *key.layers(layout.size),
        *_labels(crossing, layout, len(sources)), _areas(_told(review, crossing, layout, spots), crossing),
    ]  # fmt: skip
    chart = alt.layer(*layers, width=round(room), height=round(height))
    title = f"Evidence map: {'themes' if crossing.themes else style.lowered(crossing.down)} by {style.lowered(crossing.across)}"
    subtitle = of_matrix(
        review, many(len(sources), "included source"), *_facts(crossing, spots), *crossing.notes
    )
    return style.titled(
        chart, title, subtitle, f"Map of circles. {_in_words(crossing)}", room, _NAME, width=width
    )


def mapped(review: Review, by: str, across: str | None = None, width: float = fitting.ROOM) -> Crossing:
    """Return what the evidence map of this width draws: it leads from what picks a circle to the sources behind it."""
    return fitted(functools.partial(crossed, review, by, across), width - PADDING, lambda one: ())[0]


# --- cells -----------------------------------------------------------------------------------------------------------


Sides = Mapping[tuple[int, int], Mapping[str, int]]


def _sides(review: Review, crossing: Crossing) -> Sides:
    """Return how many of the sources of each cell speak for, against and both ways, and how many take no side."""
    stances = coding.stances(review).to_dict()
    return {
        (row, column): Counter(stances[crossing.rows[row].pick][key] for key in cell.found)
        for (row, column), cell in crossing.cells.items()
    }


def _no_sides(crossing: Crossing) -> Sides:
    return {}


def _spots(crossing: Crossing, layout: Layout, sides: Sides) -> dict[tuple[int, int], Spot]:
    up = layout.below * measure.height(1, SMALL) / 2
    return {
        (row, column): Spot(
            layout.x(column), round(layout.y(row, column) - up, 2), cell, sides.get((row, column), {})
        )
        for (row, column), cell in crossing.cells.items()
    }


def _told(
    review: Review, crossing: Crossing, layout: Layout, spots: Mapping[tuple[int, int], Spot]
) -> list[Row]:
    """Return the box of each cell with what its tooltip and a screen reader say; none where there can be no source."""
    references = coding.sources(review)["reference"].to_dict()
    wide = layout.pitch / 2
    rows = []
    for (row, column), spot in spots.items():
        cell, line, head = spot.cell, crossing.rows[row], crossing.columns[column]
        if not cell.sources:
            continue
        x, y, tall = layout.x(column), layout.y(row, column), layout.rows[row] / 2
        found = numbered(len(cell.found), cell.looked) + " looked at" if cell.looked else "none looked at"
        found = found if crossing.themes else many(len(cell.found), "source")
        sides = ", ".join(
            f"{spot.sides[stance]} {name}" for stance, (_, _, name) in PARTS.items() if spot.sides.get(stance)
        )
        waiting = f", {len(cell.waiting):,} not yet" if cell.waiting else ""
        rows.append({
            "x": round(x - wide, 2), "x2": round(x + wide, 2), "y": round(y - tall, 2), "y2": round(y + tall, 2),
            "row": line.label, "column": head.label, "found": found, "waiting": f"{len(cell.waiting):,}", "sides": sides,
            "listed": listing(references, cell.found), "pick": f"{line.pick} {head.pick}",
            "words": f"{line.label}, {head.label}: {found}{waiting}",
        })  # fmt: skip
    return rows


# --- words -----------------------------------------------------------------------------------------------------------


def _facts(crossing: Crossing, spots: Mapping[tuple[int, int], Spot]) -> Iterator[str]:
    """Yield how to read the map."""
    if not crossing.themes:
        yield "a circle's area and number: sources that have both values"
        return
    yield "a circle's area and number: sources that mention the theme"
    if any(spot.sides for spot in spots.values()):
        yield "its parts, with their numbers below: for (+), both ways (~), against (−), neutral ( )"
    if any(spot.cell.waiting for spot in spots.values()):
        yield "a ring: the share not yet looked at"
    yield "n of N: of N sources looked at, n mention the theme"


def _in_words(crossing: Crossing) -> str:
    return style.worded(
        f"{line.label}, {total_text(crossing, row)}: "
        + "; ".join(
            f"{head.label} {_counted(crossing.cells[row, column], crossing.themes)}"
            for column, head in enumerate(crossing.columns)
            if crossing.cells[row, column].sources
        )
        for row, line in enumerate(crossing.rows)
    )


def _counted(cell: Cell, themes: bool) -> str:
    if not themes:
        return f"{len(cell.found):,}"
    waiting = f"{len(cell.waiting):,} not yet looked at" if cell.waiting else ""
    looked = numbered(len(cell.found), cell.looked) if cell.looked else ""
    return ", ".join(part for part in (looked, waiting) if part)


# --- drawing ---------------------------------------------------------------------------------------------------------


def _ground(crossing: Crossing, layout: Layout) -> Iterator[alt.Chart]:
    """Yield the boxes of the cells; those of what is not stated, and of the rest, are shaded."""
    wide = layout.pitch / 2
    boxes = [
        {
            "x": layout.x(column) - wide, "x2": layout.x(column) + wide, "y": layout.y(row, column) - layout.rows[row] / 2,
            "y2": layout.y(row, column) + layout.rows[row] / 2, "fill": _APART if line.apart or head.apart else style.WHITE,
        }
        for row, line in enumerate(crossing.rows)
        for column, head in enumerate(crossing.columns)
    ]  # fmt: skip
    mark = alt.Chart(inline(boxes)).mark_rect(stroke=_GRID, strokeWidth=1, opacity=1, aria=False)
    yield mark.encode(**style.box(), fill=alt.Fill("fill:N", scale=None, legend=None))


def _areas(rows: Sequence[Row], crossing: Crossing) -> alt.Chart:
    """Return the cells as areas that tell what is in them."""
    parted = {"sides": "Of these"} if any(row["sides"] for row in rows) else {}
    themes = {"found": "Mentioned in", **parted, "waiting": "Not yet looked at", "listed": "Mentioned by"}
    told = themes if crossing.themes else {"found": "Sources", "listed": "Which ones"}
    mark = alt.Chart(inline(rows)).mark_rect(fill="transparent", opacity=1, aria=len(rows) <= MOST_DESCRIBED)
    tooltip = style.tips(row=crossing.down, column=crossing.across, **told)
    return mark.encode(**style.box(), tooltip=tooltip, description=alt.Description("words:N"))


def _labels(crossing: Crossing, layout: Layout, sources: int) -> Iterator[alt.Chart]:
    """Yield the names of rows and columns in each block, and the numbers at the margins."""
    names, turned, heads, ends = [], [], [], []
    for block in range(layout.blocks):
        sums = layout.top(block) - layout.sums / 2 - 1
        ends.append(written(layout.label - 8, sums, SOURCES, SOFT))
        for row, lines in enumerate(layout.names):
            y = layout.y(row, block * layout.wide)
            names += _stacked(layout.label - 8, y, lines, layout)
    for column, head in enumerate(crossing.columns):
        top = layout.top(column // layout.wide)
        colour = SOFT if head.apart else INK
        heads.append(written(layout.x(column), top - layout.sums / 2 - 1, f"{len(head.keys):,}", SOFT))
        if layout.angle:
            turned += [written(x, y, text, colour) for x, y, text in turned_lines(layout, column)]
        else:
            lines = layout.heads[column]
            y = top - layout.sums - 2 - len(lines) * layout.line / 2
            heads += _stacked(layout.x(column), y, lines, layout, colour)
    right = layout.label + layout.wide * layout.pitch + layout.total - 2
    top = layout.top(0)
    ends.append(written(right, top - layout.sums - 2 - layout.line / 2, TOTAL))
    ends.append(written(right, top - layout.sums / 2 - 1, f"{sources:,}", SOFT))
    for row, lines in enumerate(layout.ends):
        ends += _stacked(right, layout.y(row, 0), lines, layout)
    own = alt.Color("colour:N", scale=None, legend=None)
    yield style.texts([*names, *ends], "right", fontSize=layout.size).encode(color=own)
    yield style.texts(heads, "center", fontSize=layout.size).encode(color=own)
    if turned:
        angle = {"angle": 360 - layout.angle, "fontSize": layout.size}
        yield style.texts(turned, **angle).encode(color=own)


def _stacked(x: float, y: float, lines: Sequence[str], layout: Layout, colour: str = INK) -> list[Row]:
    """Return lines of text below each other, y in their middle."""
    return [
        written(x, y + (place - (len(lines) - 1) / 2) * layout.line, text, colour)
        for place, text in enumerate(lines)
    ]
