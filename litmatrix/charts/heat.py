"""The heat map of sources × themes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from litmatrix import coding
from litmatrix.charts import measure, style
from litmatrix.charts.cells import LOOKS, STANCED, legend_columns, look
from litmatrix.charts.heatlayout import NUMBERED_ROWS, SORTS, Layout, measured, ordered
from litmatrix.charts.style import GREY, INK, SOFT, Chart, inline, many, numbered, of_matrix, pixels
from litmatrix.errors import Misuse
from litmatrix.matrix.excerpts import Sides
from litmatrix.review import Review
from litmatrix.vocabulary import DUE, MENTIONED, STANCES, UNREAD

THEME_ORDERS = ("protocol", "coverage")
#: Up to so many cells, each has a description of its own for screen readers; beyond, the chart's says it all.
MOST_DESCRIBED = 1500
MOST_QUOTED = 160
#: More sources than this nobody reads as rows, and no screen or printer draws.
MOST_ROWS = 1000


def heatmap(
    review: Review, sort: str = "structure", themes: str = "protocol", most: int | None = None
) -> Chart:
    """Show every included source against every theme: mentioned (and whether for, against or both ways), not
    mentioned, due, unread, each with a shape of its own.

    `sort` orders the sources: `structure` (those that mention most themes first, like beside like, unread
    ones last), `reference`, `year` or `bibliography`; `themes` the themes: `protocol` or `coverage` (most
    mentioned first). Up to 60 sources the number of excerpts stands beside a mark, where it is more than
    one; more sources are drawn smaller and fold into panels side by side; of more than `most` (1,000) the first
    are drawn, and the subtitle says so. Raises `Misuse` for another order.
    """
    for value, allowed in ((sort, SORTS), (themes, THEME_ORDERS)):
        if value not in allowed:
            raise Misuse(f"{value}: there is no such order. Allowed are: {', '.join(allowed)}.")
    title = "Themes by source"
    sources = coding.sources(review)
    if empty := style.nothing(review, title, "heatmap", sources):
        return empty
    states = coding.states(review)
    columns = list(states.columns)
    if themes == "coverage":
        mentioned = (states == MENTIONED).sum()
        columns.sort(key=lambda theme: -int(mentioned[theme]))
    rows = ordered(states[columns], sources, sort)[: most or MOST_ROWS]
    names = {theme.id: theme.name for theme in review.protocol.current_themes}
    layout = measured([names[theme] for theme in columns], list(sources["reference"].loc[rows]))
    cells = _cells(review, rows, columns, layout)
    note = "numbers: excerpts, where more than one" if any(cell["number"] for cell in cells) else ""
    if any("/" in cell["number"] for cell in cells):
        note += " (1/4: one of four excerpts)"
    if len(rows) < len(sources):
        note = f"the first {len(rows):,} in this order are drawn"
    size = f"{many(len(sources), 'included source')} × {many(len(columns), 'theme')}"
    chart = _drawn(cells, rows, len(columns), sources, layout)
    words = f"Heat map. {coverage_in_words(review)} {_stances_in_words(review, names)}".strip()
    return style.titled(
        chart, title, of_matrix(review, size, note), words, layout.pitch * layout.panels, "heatmap"
    )


def coverage_in_words(review: Review) -> str:
    """Say in words how many of the sources looked at mention each theme, and how many are not yet looked at."""
    counts = coding.coverage(review)
    names = {theme.id: theme.name for theme in review.protocol.current_themes}
    return style.worded(
        f"{names[theme]}: mentioned in {numbered(row[MENTIONED], row['looked_at'])} looked at"
        + (f", {row[DUE]:,} due" if row[DUE] else "")
        + (f", {row[UNREAD]:,} unread" if row[UNREAD] else "")
        for theme, row in counts.to_dict("index").items()
    )


def _stances_in_words(review: Review, names: Mapping[str, str]) -> str:
    table = coding.stances(review)
    said = []
    for sign, word in STANCES.items():
        counts = {names[theme]: int((table[theme] == sign).sum()) for theme in table.columns} if sign else {}
        parts = [f"{name} {number}" for name, number in counts.items() if number]
        said.append(f"Sources that speak {word}: {', '.join(parts)}" if parts else "")
    return style.worded(said)


# --- cells -----------------------------------------------------------------------------------------------------------


def _cells(
    review: Review, rows: Sequence[str], columns: Sequence[str], layout: Layout
) -> list[dict[str, Any]]:
    """Return what is drawn of each cell: its place, its look, and what its tooltip says."""
    states, sides = coding.states(review).to_dict("index"), coding.sides(review)
    references = coding.sources(review)["reference"].to_dict()
    names = {theme.id: theme.name for theme in review.protocol.current_themes}
    found: dict[tuple[str, str], list[Any]] = {}
    for one in coding.evidence(review).itertuples(index=False):
        found.setdefault((one.key, one.theme), []).append(one)
    cells = []
    for place, key in enumerate(rows):
        for column, theme in enumerate(columns):
            state, side = states[key][theme], sides.get((key, theme), Sides())
            excerpts = found.get((key, theme), [])
            counted = f", {many(len(excerpts), 'excerpt')}" if excerpts else ""
            said = f": {side.told()}" if side.taken else ""
            number = f"{side.taken}/{len(excerpts)}" if 0 < side.taken < len(excerpts) else str(len(excerpts))
            cell = {
                "x": layout.x(place, column), "y": layout.y(place), "source": references[key], "theme": names[theme],
                "look": look(state, side.stance), "state": f"{state}{said}", "excerpts": len(excerpts),
                "number": number if len(excerpts) > 1 and len(rows) <= NUMBERED_ROWS else "",
                "words": f"{references[key]}, {names[theme]}: {state}{counted}{said}", "pick": f"{key} {theme}",
            }  # fmt: skip
            cells.append(cell | _quoted(excerpts))
    return cells


def _quoted(excerpts: Sequence[Any]) -> dict[str, str]:
    """Return the subthemes of a cell and the beginning of its first excerpt."""
    if not excerpts:
        return {"subthemes": "", "first": ""}
    text, locator = excerpts[0].text, excerpts[0].locator
    shown = text if len(text) <= MOST_QUOTED else text[: MOST_QUOTED - 1].rstrip() + "…"
    subthemes = dict.fromkeys(one.subtheme for one in excerpts if one.subtheme)
    return {"subthemes": "; ".join(subthemes), "first": f"{shown} ({locator})" if locator else shown}


# --- drawing ---------------------------------------------------------------------------------------------------------


def _drawn(
    cells: Sequence[Mapping[str, Any]],
    rows: Sequence[str],
    columns: int,
    sources: pd.DataFrame,
    layout: Layout,
) -> Chart:
    side = min(layout.row - 2.5, 14)
    beside = any(cell["number"] for cell in cells)
    layers = [_rules(rows, columns, layout), _marks(cells, side, beside, layout)]
    if beside:
        numbers = [
            {"x": cell["x"] + side / 2 - 2, "y": cell["y"], "text": cell["number"]}
            for cell in cells
            if cell["number"]
        ]
        layers.append(style.texts(numbers, fontSize=8.5, color=SOFT))
    layers += [_row_labels(rows, sources, layout), _headers(columns, layout)]
    height = round(layout.header + layout.tall * layout.row + 2)
    return alt.layer(*layers, width=round(layout.pitch * layout.panels), height=height)


def _marks(cells: Sequence[Mapping[str, Any]], side: float, beside: bool, layout: Layout) -> Chart:
    """Return the marks with their legend; states are always in it, stances where there are any."""
    there = {cell["look"] for cell in cells}
    shown = {name: one for name, one in LOOKS.items() if name in there or name not in STANCED}
    columns = legend_columns(list(shown), max(layout.pitch * layout.panels, 400))
    legend = alt.Legend(title=None, orient="top", columns=columns, offset=4)
    marks = alt.Chart(inline(cells)).mark_point(
        size=side**2,
        strokeWidth=1.2,
        opacity=1,
        aria=len(cells) <= MOST_DESCRIBED,
        xOffset=-5 if beside else 0,
    )
    tooltip = style.tips(
        source="Source", theme="Theme", state="State", excerpts="Excerpts", subthemes="Subthemes", first="The first"
    )  # fmt: skip
    return marks.encode(
        x=pixels("x"), y=pixels("y", alt.Y), **style.looks("look", shown, legend, "shape", "fill", "stroke"), tooltip=tooltip,
        description="words:N",
    )  # fmt: skip


def _row_labels(rows: Sequence[str], sources: pd.DataFrame, layout: Layout) -> Chart:
    """Return the short references left of the rows; one that is cut to fit is whole in its tooltip."""
    values = [
        {
            "x": layout.x(place, 0) - layout.column / 2 - 6, "y": layout.y(place), "source": sources["reference"][key],
            "text": measure.cut_reference(sources["reference"][key], layout.size, layout.label - 8),
        }
        for place, key in enumerate(rows)
    ]  # fmt: skip
    labels = style.texts(values, "right", fontSize=layout.size)
    return labels.encode(tooltip=style.tips(source="Source"))


def _headers(columns: int, layout: Layout) -> Chart:
    """Return the theme names, slanted, line by line, above the columns of each panel."""
    slope, run = math.sin(math.radians(layout.angle)), math.cos(math.radians(layout.angle))
    values = []
    for panel in range(layout.panels):
        for column in range(columns):
            lines = layout.names[column]
            for number, text in enumerate(lines):
                shift = (number - (len(lines) - 1) / 2) * layout.line
                x = layout.x(panel * layout.tall, column) + shift * slope
                y = layout.header - 6 - (len(lines) - 1) / 2 * layout.line * run + shift * run
                values.append({"x": round(x, 2), "y": round(y, 2), "text": text})
    return style.texts(values, angle=360 - layout.angle, fontSize=layout.size, color=INK)


def _rules(rows: Sequence[str], columns: int, layout: Layout) -> Chart:
    """Return fine lines between the rows, a stronger one after every fifth, that lead the eye to the name."""
    half = layout.column / 2
    values = []
    for place in range(len(rows)):
        left, right = layout.x(place, 0) - half, layout.x(place, columns - 1) + half
        strong = (
            (place % layout.tall + 1) % 5 == 0 or (place + 1) % layout.tall == 0 or place == len(rows) - 1
        )
        if place % layout.tall == 0:
            values.append({"x": left, "x2": right, "y": layout.header, "colour": GREY})
        bottom = round(layout.y(place) + layout.row / 2, 2)
        values.append({"x": left, "x2": right, "y": bottom, "colour": "#BDBDBD" if strong else "#EDEDED"})
    return (
        alt.Chart(inline(values))
        .mark_rule(strokeWidth=1, aria=False)
        .encode(x=pixels("x"), x2="x2:Q", y=pixels("y", alt.Y), stroke=alt.Stroke("colour:N", scale=None))
    )
