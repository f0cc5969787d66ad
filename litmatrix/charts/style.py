"""What all charts share: colours, type, title and subtitle, lists of sources, and the chart that says that nothing is there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from litmatrix.charts import measure
from litmatrix.review import Review

__all__ = [
    "Chart", "box", "inline", "label_lookup", "listed", "listing", "lowered", "many", "message", "nothing_included", "numbered",
    "of_matrix", "pixels", "texts", "titled", "worded",
]  # fmt: skip

Chart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart

# Okabe and Ito's palette, which people with any of the common colour blindnesses can tell apart.
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#8A4F7D"
INK = "#222222"
GREY = "#767676"
PALE = "#D9D9D9"
WHITE = "#FFFFFF"

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
SIZE = 11
TITLE_SIZE = 15

LISTED = 15

#: What all charts look like, as a Vega-Lite config.
LOOK: dict[str, Any] = {
    "font": FONT,
    "lineBreak": "\n",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": SIZE, "titleFontSize": SIZE, "titleFontWeight": "normal", "labelColor": INK, "titleColor": INK,
        "labelLimit": 0, "titleLimit": 0, "titlePadding": 8,
    },
    "legend": {
        "labelFontSize": SIZE, "labelColor": INK, "labelLimit": 0, "titleLimit": 0, "symbolSize": 150,
    },
    "text": {"font": FONT, "fontSize": SIZE, "color": INK},
}  # fmt: skip


def inline(rows: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    """Return rows as the data of a chart. Given so, they are what is drawn, and no row limit raises.

    Altair would check them value by value against its schema, here and again on writing: once is enough.
    """
    with debug_mode(False):
        return alt.InlineData(values=[dict(row) for row in rows])


def many(number: int, one: str, more: str = "") -> str:
    """Return “1 source”, “12 sources”."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def numbered(number: int, of: int) -> str:
    """Return “n of N”."""
    return f"{number:,} of {of:,}"


def listed(references: Sequence[str], most: int = LISTED) -> str:
    """Return references as one text, cut visibly after `most`."""
    shown = "; ".join(references[:most])
    rest = len(references) - most
    return shown + (f" … and {rest:,} more" if rest > 0 else "") or "none"


def listing(references: Mapping[str, str] | pd.Series, keys: Sequence[str]) -> str:
    """Return the short references of sources as one text, in alphabetical order, cut visibly."""
    return listed(sorted((references[key] for key in keys), key=str.casefold))


def lowered(name: str) -> str:
    """Return a name as it stands within a title: “Source type” becomes “source type”, “NHS trust” stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() or len(name) == 1 else name


def worded(parts: Iterable[str]) -> str:
    """Return sentences for a description: each ends with a full stop, none is empty."""
    return " ".join(part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in parts if part)


def of_matrix(review: Review, *facts: str) -> str:
    """Return the subtitle of a chart of the matrix: its facts, then the protocol's caption."""
    return " · ".join(fact for fact in (*facts, review.protocol.caption) if fact)


def label_lookup(labels: Iterable[Sequence[str]]) -> str:
    """Return a Vega expression that gives the place on a scale (0, 1, 2 …) its label, line by line."""
    return f"{json.dumps([list(lines) for lines in labels])}[datum.value]"


def pixels(field: str, axis: type = alt.X) -> Any:
    """Return an encoding of a field that already holds pixels: no scale, no axis."""
    return axis(f"{field}:Q", scale=None, axis=None)


def box() -> dict[str, Any]:
    """Return the encoding of a rectangle whose corners x, y, x2, y2 are pixels."""
    return {"x": pixels("x"), "y": pixels("y", alt.Y), "x2": "x2:Q", "y2": "y2:Q"}


def texts(
    rows: Iterable[Mapping[str, Any]], align: str = "left", x: float | None = None, **marks: Any
) -> alt.Chart:
    """Return text at x and y (or all at one `x`); several lines stand around y, the middle."""
    line = measure.height(1, SIZE)
    placed = [{**row, "y": row["y"] - line * row["text"].count("\n") / 2} for row in rows]
    mark = alt.Chart(inline(placed)).mark_text(
        **{"align": align, "baseline": "middle", "lineHeight": line, "aria": False} | marks
    )
    return mark.encode(x=pixels("x") if x is None else alt.value(x), y=pixels("y", alt.Y), text="text:N")


def titled(
    chart: Chart, title: str, subtitle: str, description: str, room: float, name: str, gap: float = 14
) -> Chart:
    """Give a chart its title and subtitle, broken to fit `room` pixels, its description, and the look of all charts."""
    room = max(room, 420)
    heading = alt.TitleParams(
        text=list(measure.wrapped(title, TITLE_SIZE, room, bold=True)),
        subtitle=list(measure.wrapped(subtitle, SIZE + 1, room)) if subtitle else [],
        anchor="start", frame="bounds", fontSize=TITLE_SIZE, fontWeight="bold", color=INK, lineHeight=TITLE_SIZE * 1.25,
        subtitleFontSize=SIZE + 1, subtitleColor="#4A4A4A", subtitlePadding=5, subtitleLineHeight=(SIZE + 1) * 1.3, offset=gap,
    )  # fmt: skip
    words = worded([title, subtitle, description])
    return chart.properties(
        title=heading, description=words, name=name, background=WHITE, padding=12, config=LOOK
    )


def message(title: str, text: str, name: str) -> Chart:
    """Return a small chart that says why there is nothing to draw."""
    lines = measure.wrapped(text, SIZE + 2, 340)
    chart = (
        alt.Chart(inline([{"text": "\n".join(lines)}]))
        .mark_text(
            align="left", baseline="top", fontSize=SIZE + 2, lineHeight=(SIZE + 2) * 1.3, color="#4A4A4A"
        )
        .encode(text="text:N", x=alt.value(0), y=alt.value(2), description="text:N")
        .properties(width=360, height=measure.height(len(lines), SIZE + 2) + 6)
    )
    return titled(chart, title, "", text, 360, name, gap=4)


def nothing_included(review: Review, title: str, name: str) -> Chart:
    """Return the chart of a review in which no source is included."""
    waiting = len(review.found)
    rest = f" {many(waiting, 'record was', 'records were')} found." if waiting else ""
    return message(title, f"No included sources yet.{rest}", name)
