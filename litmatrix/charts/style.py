"""What all charts share: colours, type, title and subtitle, lists of sources, and the chart that says that nothing is there."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from litmatrix.charts import measure
from litmatrix.review import Review

Chart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart | alt.ConcatChart

# Okabe and Ito's palette, which people with any of the common colour blindnesses can tell apart.
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#8A4F7D"
INK = "#222222"
SOFT = "#4A4A4A"
GREY = "#767676"
PALE = "#D9D9D9"
WHITE = "#FFFFFF"

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
SIZE = 11
SMALL = 10
TITLE_SIZE = 15
#: The white around a chart.
PADDING = 12
#: What a picture is wider than its drawing: the white at both sides, and what fonts may differ by.
AROUND = 2 * PADDING + 4
LINE = measure.height(1, SIZE)
#: How wide a picture is that says that there is nothing.
MESSAGE_WIDTH = 588
#: A title is no narrower than this, where the picture may be so wide.
TITLE_ROOM = 420

LISTED = 15
#: The member of a chart's `usermeta` by which one that draws nothing says why.
NOTHING = "litmatrix-nothing"
NO_THEMES = "No themes yet: add one at the theme desk, in 02-code-themes."

#: What all charts look like, as a Vega-Lite config. The description says in words what axes and legends say.
LOOK: dict[str, Any] = {
    "font": FONT,
    "lineBreak": "\n",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": SIZE, "titleFontSize": SIZE, "titleFontWeight": "normal", "labelColor": INK, "titleColor": INK,
        "labelLimit": 0, "titleLimit": 0, "titlePadding": 8, "labelLineHeight": LINE, "titleLineHeight": LINE,
        "gridColor": PALE, "domainColor": GREY, "tickColor": GREY, "aria": False,
    },
    "legend": {
        "labelFontSize": SIZE, "labelColor": INK, "labelLimit": 0, "titleLimit": 0, "symbolSize": 150, "symbolStrokeWidth": 1.2,
        "labelOffset": 3, "columnPadding": 14, "rowPadding": 3, "aria": False,
    },
    "text": {"font": FONT, "fontSize": SIZE, "color": INK, "baseline": "middle", "lineHeight": LINE},
}  # fmt: skip


class Look(NamedTuple):
    """How a mark is told apart from others: by more than colour."""

    fill: str
    stroke: str
    strokeDash: tuple[int, ...] = (1, 0)
    shape: str = "square"


# --- words -----------------------------------------------------------------------------------------------------------


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


def listing(references: Mapping[str, str] | pd.Series, keys: Iterable[str]) -> str:
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


# --- parts of a chart ------------------------------------------------------------------------------------------------


def unchecked() -> AbstractContextManager[Any]:
    """Let Altair take what it is given without checking it against its schema, which takes it as long as all else: tests check."""
    return debug_mode(False)


class _Rows(alt.InlineData):
    """Rows that nobody changes: Altair copies a chart whenever it is put into another, and copying these is half its time."""

    def __deepcopy__(self, memo: Any) -> _Rows:
        return self


def inline(rows: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    """Return rows as the data of a chart. Given so, they are what is drawn, and no row limit raises.

    Altair would check them value by value against its schema, here and again on writing: once is enough.
    """
    with unchecked():
        return _Rows(values=[dict(row) for row in rows])


def tips(**fields: str) -> list[alt.Tooltip]:
    """Return a tooltip: the members of a row, each under the words given for it."""
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in fields.items()]


_CHANNELS = {"fill": alt.Fill, "stroke": alt.Stroke, "strokeDash": alt.StrokeDash, "shape": alt.Shape}


def looks(field: str, known: Mapping[Any, Look], legend: alt.Legend | None, *channels: str) -> dict[str, Any]:
    """Return the encoding of a field by the looks of its values, in fill, stroke, strokeDash or shape."""
    return {
        channel: _CHANNELS[channel](
            f"{field}:N",
            scale=alt.Scale(domain=list(known), range=[getattr(look, channel) for look in known.values()]),
            legend=legend,
        )
        for channel in channels
    }


def label_lookup(labels: Iterable[Sequence[str]], first: int = 0) -> str:
    """Return a Vega expression that gives a place on a scale (from `first` on) its label, line by line."""
    return f"{json.dumps([list(lines) for lines in labels])}[datum.value - {first}]"


def pixels(field: str, axis: type = alt.X) -> Any:
    """Return an encoding of a field that already holds pixels: no scale, no axis."""
    return axis(f"{field}:Q", scale=None, axis=None)


def box() -> dict[str, Any]:
    """Return the encoding of a rectangle whose corners x, y, x2, y2 are pixels."""
    return {"x": pixels("x"), "y": pixels("y", alt.Y), "x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}


def texts(rows: Iterable[Mapping[str, Any]], align: str = "left", **marks: Any) -> alt.Chart:
    """Return text at pixels x and y; several lines stand around y, the middle."""
    placed = [{**row, "y": row["y"] - LINE * row["text"].count("\n") / 2} for row in rows]
    mark = alt.Chart(inline(placed)).mark_text(**{"align": align, "aria": False} | marks)
    return mark.encode(x=pixels("x"), y=pixels("y", alt.Y), text=alt.Text("text:N"))


def inside(width: float) -> float:
    """Return how much of a picture's width its drawing may take."""
    return width - AROUND


def titled(
    chart: Chart,
    title: str,
    subtitle: str,
    description: str,
    room: float,
    name: str,
    gap: float = 14,
    width: float = math.inf,
) -> Chart:
    """Give a chart its title and subtitle, its description, and the look of all charts.

    The titles are broken to fit the `room` of the drawing, or a little more where that is narrow, and keep within the
    `width` of the whole picture.
    """
    room = min(max(room, TITLE_ROOM), inside(width))
    # A line may end with the point between two facts, none begins with it.
    facts = measure.balanced(subtitle.replace(" ·", "\u00a0·"), SIZE + 1, room) if subtitle else ()
    heading = alt.TitleParams(
        text=list(measure.balanced(title, TITLE_SIZE, room, bold=True)),
        subtitle=[line.replace("\u00a0·", " ·") for line in facts],
        anchor="start", frame="bounds", fontSize=TITLE_SIZE, fontWeight="bold", color=INK, lineHeight=TITLE_SIZE * 1.25,
        subtitleFontSize=SIZE + 1, subtitleColor=SOFT, subtitlePadding=5, subtitleLineHeight=(SIZE + 1) * 1.3, offset=gap,
    )  # fmt: skip
    words = worded([title, subtitle, description])
    # Not `properties`, which copies all that is drawn, and checks the look of all charts for each.
    told: Chart = chart.copy(deep=False)
    parts = {
        "title": heading,
        "description": words,
        "name": name,
        "background": WHITE,
        "padding": PADDING,
        "config": LOOK,
    }
    for part, value in parts.items():
        setattr(told, part, value)
    return told


# --- charts that say that there is nothing ---------------------------------------------------------------------------


def message(title: str, text: str, name: str, width: float = MESSAGE_WIDTH) -> Chart:
    """Return a small chart that says why there is nothing to draw."""
    room = inside(min(width, MESSAGE_WIDTH))
    lines = measure.balanced(text, SIZE + 2, room)
    mark = alt.Chart(inline([{"text": "\n".join(lines)}])).mark_text(
        align="left", baseline="top", fontSize=SIZE + 2, lineHeight=(SIZE + 2) * 1.3, color=SOFT
    )
    chart = mark.encode(
        text=alt.Text("text:N"), x=alt.XValue(0), y=alt.YValue(2), description=alt.Description("text:N")
    ).properties(width=room, height=measure.height(len(lines), SIZE + 2) + 6)
    told = titled(chart, title, "", text, room, name, gap=4, width=width)
    return told.properties(usermeta={NOTHING: text})


def nothing(
    review: Review,
    title: str,
    name: str,
    sources: pd.DataFrame,
    themes: bool = True,
    width: float = MESSAGE_WIDTH,
) -> Chart | None:
    """Return the chart of a review that includes no source or (where `themes` are drawn) has no theme, else None."""
    if sources.empty:
        waiting = len(review.found)
        found = f"{many(waiting, 'record was', 'records were')} found; " if waiting else ""
        screen = "include records with the screening card, in 01-filter-sources."
        return message(title, f"No included sources yet: {found}{screen}", name, width)
    if themes and not review.protocol.current_themes:
        return message(title, NO_THEMES, name, width)
    return None
