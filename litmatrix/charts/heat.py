"""The heat map of sources × themes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from litmatrix import coding
from litmatrix.charts import fitting, heatmargins, measure, style
from litmatrix.charts.cells import LOOKS, legend_columns, look
from litmatrix.charts.heatlayout import COUNTED, SORTS, Layout, measured, ordered
from litmatrix.charts.style import GREY, INK, SOFT, Chart, inline, many, numbered, of_matrix, pixels
from litmatrix.errors import Misuse
from litmatrix.matrix.excerpts import Sides
from litmatrix.review import Review
from litmatrix.vocabulary import DUE, MENTIONED, STANCES, UNREAD

THEME_ORDERS = ("protocol", "coverage")
#: Up to so many cells, each has a description of its own for screen readers; beyond, the chart's says it all.
MOST_DESCRIBED = 1500
MOST_QUOTED = 160
#: Between blocks of themes.
GAP = 16
#: So many sources are a picture: as many rows as a page holds.
PAGE_ROWS = 60


@fitting.fits
def heatmap(
    review: Review,
    sort: str = "structure",
    themes: str = "protocol",
    most: int | None = None,
    *,
    page: int = 1,
    width: float = fitting.ROOM,
) -> Chart:
    """Show every included source against every theme: mentioned (and whether for, against or both ways), not
    mentioned, due, unread, each with a shape of its own; below, of all sources, how many mention each theme and how
    they speak of it, and beside each source how many themes it mentions.

    `sort` orders the sources: `structure` (those that mention most themes first, like beside like, unread
    ones last), `reference`, `year` or `bibliography`; `themes` the themes: `protocol` or `coverage` (most
    mentioned first). A picture has 60 sources: the first 60 in this order, or those of another `page` (see
    `heatmap_pages`), and the subtitle says so. With `most`, the first so many are in one picture; more than 60 are drawn
    smaller and fold into panels side by side. Where there is room, the number of excerpts stands beside a mark, if it is
    more than one. Raises `Misuse` for another order and a page that there is not.
    """
    for value, allowed in ((sort, SORTS), (themes, THEME_ORDERS)):
        if value not in allowed:
            raise Misuse(f"{value}: there is no such order. Allowed are: {', '.join(allowed)}.")
    pages = heatmap_pages(review)
    if not 1 <= page <= max(pages, 1):
        raise Misuse(f"page {page}: the heat map of this review has {many(pages, 'page')}.")
    title = "Themes by source"
    sources = coding.sources(review)
    if empty := style.nothing(review, title, "heatmap", sources, width=width):
        return empty
    states = coding.states(review)
    columns = list(states.columns)
    if themes == "coverage":
        mentioned = (states == MENTIONED).sum()
        columns.sort(key=lambda theme: -int(mentioned[theme]))
    start, size = (0, most) if most else ((page - 1) * PAGE_ROWS, PAGE_ROWS)
    rows = ordered(states[columns], sources, sort)[start : start + size]
    names = {theme.id: theme.name for theme in review.protocol.current_themes}
    called = [names[theme] for theme in columns]
    totals = heatmargins.totals(review, columns)
    room = style.inside(width)
    references, below = list(sources["reference"].loc[rows]), heatmargins.height(totals) + GAP
    layout = measured(called, references, room, below, heatmargins.widest(totals))
    cells = _cells(review, rows, columns, layout)
    note = "numbers: excerpts, where more than one" if any(cell["number"] for cell in cells) else ""
    if any("/" in cell["number"] for cell in cells):
        note += " (1/4: one of four excerpts)"
    facts = (_which(start, len(rows), len(sources), len(columns)), note)
    layers = [
        *_drawn(cells, rows, sources, layout, room), *heatmargins.below(totals, called, layout), heatmargins.beside(review, rows, layout),
    ]  # fmt: skip
    chart = alt.layer(*layers, width=round(layout.width), height=round(layout.block * layout.blocks - GAP))
    words = f"Heat map. {coverage_in_words(review)} {_stances_in_words(review, names)}".strip()
    return style.titled(chart, title, of_matrix(review, *facts), words, layout.width, "heatmap", width=width)


def heatmap_pages(review: Review) -> int:
    """Return how many pictures of 60 sources the heat map of a review takes; 0 where there is nothing to draw."""
    return math.ceil(len(coding.sources(review)) / PAGE_ROWS) if review.protocol.current_themes else 0


def _which(start: int, shown: int, of: int, themes: int) -> str:
    """Say which of the sources are drawn."""
    across = f"× {many(themes, 'theme')}"
    if shown == of:
        return f"{many(of, 'included source')} {across}"
    which = f"sources {start + 1:,} to {start + shown:,}" if start else f"the first {shown:,}"
    return f"{which} of {of:,} included sources {across} · totals below: of all {of:,}"


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
                "x": layout.x(place, column), "y": layout.y(place, column), "source": references[key], "theme": names[theme],
                "look": look(state, side.stance), "state": f"{state}{said}", "excerpts": len(excerpts),
                "number": number if len(excerpts) > 1 and layout.numbered else "",
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
    sources: pd.DataFrame,
    layout: Layout,
    room: float,
) -> list[Chart]:
    side = min(layout.row - 2.5, layout.column - 2, 14)
    layers = [_rules(rows, layout), _marks(cells, side, layout.numbered, room)]
    if numbers := [
        {"x": cell["x"] + side / 2 - 2, "y": cell["y"], "text": cell["number"]}
        for cell in cells
        if cell["number"]
    ]:
        layers.append(style.texts(numbers, fontSize=fitting.SMALLEST, color=SOFT))
    return [*layers, _row_labels(rows, sources, layout), _headers(layout)]


def _marks(cells: Sequence[Mapping[str, Any]], side: float, beside: bool, room: float) -> Chart:
    """Return the marks with their legend, in which are those that occur."""
    there = {cell["look"] for cell in cells}
    shown = {name: one for name, one in LOOKS.items() if name in there}
    legend = alt.Legend(title=None, orient="top", columns=legend_columns(list(shown), room), offset=4)
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
        description=alt.Description("words:N"),
    )  # fmt: skip


def _row_labels(rows: Sequence[str], sources: pd.DataFrame, layout: Layout) -> Chart:
    """Return the short references left of the rows of each block; one that is cut to fit is whole in its tooltip."""
    values = [
        {
            "x": layout.x(place, 0) - layout.column / 2 - 6, "y": layout.y(place, layout.columns(block)[0]), "source": sources["reference"][key],
            "text": measure.cut_reference(sources["reference"][key], layout.size, layout.label - 8),
        }
        for block in range(layout.blocks)
        for place, key in enumerate(rows)
    ]  # fmt: skip
    labels = style.texts(values, "right", fontSize=layout.size)
    return labels.encode(tooltip=style.tips(source="Source"))


def _headers(layout: Layout) -> Chart:
    """Return the theme names, slanted, line by line, above the columns of each panel, and what the counts beside them are."""
    slope, run = math.sin(math.radians(layout.angle)), math.cos(math.radians(layout.angle))
    values: list[dict[str, Any]] = []

    def put(lines: Sequence[str], centre: float, top: float, colour: str) -> None:
        for number, text in enumerate(lines):
            shift = (number - (len(lines) - 1) / 2) * layout.line
            y = top - 6 - (len(lines) - 1) / 2 * layout.line * run + shift * run
            values.append(
                {"x": round(centre + shift * slope, 2), "y": round(y, 2), "text": text, "colour": colour}
            )

    for panel in range(layout.panels):
        first = panel * layout.tall
        for column, lines in enumerate(layout.names):
            put(lines, layout.x(first, column), layout.y(0, column) - layout.row / 2, INK)
        last = layout.y(0, len(layout.names) - 1) - layout.row / 2
        put((COUNTED,), layout.counts(first), last, GREY)
    texts = style.texts(values, angle=360 - layout.angle, fontSize=layout.size)
    return texts.encode(color=alt.Color("colour:N", scale=None))


def _rules(rows: Sequence[str], layout: Layout) -> Chart:
    """Return fine lines between the rows, a stronger one after every fifth, that lead the eye to the name."""
    half = layout.column / 2
    values = []
    for block in range(layout.blocks):
        columns = layout.columns(block)
        for place in range(len(rows)):
            left, right = layout.x(place, columns[0]) - half, layout.x(place, columns[-1]) + half
            in_panel = place % layout.tall + 1
            strong = in_panel % 5 == 0 or in_panel == layout.tall or place == len(rows) - 1
            y = layout.y(place, columns[0])
            if in_panel == 1:
                values.append({"x": left, "x2": right, "y": y - layout.row / 2, "colour": GREY})
            bottom = round(y + layout.row / 2, 2)
            values.append({"x": left, "x2": right, "y": bottom, "colour": "#BDBDBD" if strong else "#EDEDED"})
    return (
        alt.Chart(inline(values))
        .mark_rule(strokeWidth=1, aria=False)
        .encode(
            x=pixels("x"), x2=alt.X2("x2:Q"), y=pixels("y", alt.Y), stroke=alt.Stroke("colour:N", scale=None)
        )
    )
