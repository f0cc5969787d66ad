"""Panels of horizontal bars: a row a thing that is counted, its label at the left, a text after its bars."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from litmatrix.charts import measure, style
from litmatrix.charts.style import INK, PALE, SIZE, SOFT, WHITE, Chart, Look

LABEL_ROOM = 220
BAR_ROOM = 260
STEP, THICK = 22, 15


def stacked(row: int, parts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the bars of a row, one after the other, each as long as its `number`; those of nothing are left out."""
    bars: list[dict[str, Any]] = []
    for part in parts:
        if part["number"]:
            start = bars[-1]["end"] if bars else 0
            bars.append({**part, "row": row, "start": start, "end": start + part["number"]})
    return bars


def panel(
    labels: Sequence[str],
    bars: Sequence[Mapping[str, Any]],
    ends: Sequence[tuple[int, str]],
    most: int,
    by: str,
    looks: Mapping[Any, Look],
    tooltip: Sequence[alt.Tooltip],
    *,
    heading: str = "",
    note: str = "",
    room: float = BAR_ROOM,
    named: bool = True,
    legend: alt.Legend | None = None,
    outlined: bool = False,
) -> Chart:
    """Return a row for each label, in it bars from `start` to `end` on a measure up to `most`, and a text after them.

    A bar is a mapping with `row`, `start`, `end`, `words` (what a screen reader says) and what its tooltip has; its
    member `by` says which of the `looks` it has. `ends` are the places and the texts after the rows. The labels are left
    out where the panel stands beside another one with the same (`named`). `outlined`: each row has the outline of `most`.
    """
    lines = [measure.wrapped(label, SIZE, LABEL_ROOM, most=4) for label in labels]
    tall = [style.LINE * len(one) for one in lines]
    # One label of two lines between shorter ones asks for no more room.
    step = max(STEP, tall[0], tall[-1], *((one + other) / 2 + 4 for one, other in pairwise(tall)))
    # Vega puts the first line of a label where its middle belongs.
    up = json.dumps([-style.LINE / 2 * (len(one) - 1) for one in lines])
    axis = alt.Axis(
        labelExpr=style.label_lookup(lines), labelOffset=alt.ExprRef(f"{up}[datum.value]"), labelPadding=8, ticks=False,
        labelOverlap=False, labels=named, title=None, zindex=1, translate=0,
    )  # fmt: skip
    y = alt.Y("row:O", scale=alt.Scale(domain=list(range(len(lines)))), axis=axis)

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, max(most, 1)], nice=False), axis=None)

    drawn = alt.Chart(style.inline(bars)).mark_bar(height=THICK, strokeWidth=1, opacity=1).encode(
        x=across("start"), x2="end:Q", y=y, tooltip=list(tooltip), description="words:N",
        **style.looks(by, looks, legend, "fill", "stroke", "strokeDash"),
    )  # fmt: skip
    after = style.inline({"row": row, "at": at, "text": text} for row, (at, text) in enumerate(ends))
    numbers = (
        alt.Chart(after).mark_text(align="left", dx=6, aria=False).encode(x=across("at"), y=y, text="text:N")
    )
    layers = [drawn, numbers]
    if outlined:
        whole = alt.Chart(after).mark_bar(
            height=THICK, fill=WHITE, stroke=PALE, strokeWidth=1, opacity=1, aria=False
        )
        layers.insert(0, whole.encode(x=across("at"), x2=alt.datum(0), y=y))
    title = _head(heading, note, room) if heading or note else alt.Undefined
    return alt.layer(*layers, width=room, height=alt.Step(step), title=title)


def _head(heading: str, note: str, room: float) -> alt.TitleParams:
    """Return what stands over a panel: a heading, and in grey how to read it or of how many it is."""
    above, below = (list(measure.wrapped(text, SIZE, room + 60, bold=True)) for text in (heading, note))
    return alt.TitleParams(
        text=above, subtitle=below if note else alt.Undefined, anchor="start", frame="group", fontSize=SIZE, fontWeight="bold", color=INK,
        lineHeight=style.LINE, subtitleFontSize=SIZE, subtitleColor=SOFT, subtitleLineHeight=style.LINE, subtitlePadding=2, offset=6,
    )  # fmt: skip


def legend(**changes: Any) -> alt.Legend:
    """Return the legend above bars."""
    return alt.Legend(title=None, orient="top", symbolType="square", symbolStrokeWidth=1, offset=8, **changes)
