"""Curves: one a thing that is counted, a mark at each change, and beside them where each one ends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from litmatrix.charts import style
from litmatrix.charts.style import WHITE, Look

#: Of more marks than this, none is described on its own: the chart's description says it all.
MOST_DESCRIBED = 400


def curves(
    steps: Sequence[Mapping[str, Any]],
    marks: Sequence[Mapping[str, Any]],
    x: alt.X,
    y: alt.Y,
    looks: Mapping[str, Look],
    ends: Mapping[str, str],
    tooltip: Sequence[alt.Tooltip],
    interpolate: str,
    size: float = 36,
    beside: bool = True,
) -> list[alt.Chart]:
    """Return lines through `steps` and the `marks` on them, told apart by colour, dash and shape.

    Both are mappings with a `name`, by which they look; `ends` says how the legend, `beside` or above, calls each.
    """
    said = alt.Legend(
        title=None, orient="right" if beside else "top", columns=1, offset=28, symbolSize=60, symbolStrokeWidth=1.6,
        labelExpr=f"{json.dumps(ends)}[datum.value]",
    )  # fmt: skip
    # Under another name the dashes stay out of the marks of the legend.
    named = style.inline({**step, "dash": step["name"]} for step in steps)
    at = {"x": x, "y": y, **style.looks("name", looks, said, "stroke")}
    lines = alt.Chart(named).mark_line(strokeWidth=1.8, interpolate=interpolate, aria=False)
    points = alt.Chart(style.inline(marks)).mark_point(
        size=size, opacity=1, strokeWidth=1.4, fill=WHITE, aria=len(marks) <= MOST_DESCRIBED
    )
    shapes = style.looks("name", looks, said, "shape")
    return [
        lines.encode(**at, **style.looks("dash", looks, None, "strokeDash")),
        points.encode(**at, **shapes, tooltip=list(tooltip), description=alt.Description("words:N")),
    ]


def numbers(ticks: int, **changes: Any) -> alt.Axis:
    """Return an axis of whole numbers, with fine rules at about so many of them."""
    return alt.Axis(
        format=",d", tickMinStep=1, tickCount=ticks, domain=False, ticks=False, labelPadding=8, **{"title": None} | changes
    )  # fmt: skip
