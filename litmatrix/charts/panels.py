"""Panels of horizontal bars: a row a thing that is counted, its label at the left, a text after its bars."""

from __future__ import annotations

import json
import math
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import altair as alt

from litmatrix.charts import measure, style
from litmatrix.charts.cells import legend_columns
from litmatrix.charts.style import INK, PALE, SIZE, SOFT, WHITE, Chart, Look
from litmatrix.errors import Misuse

LABEL_ROOM = 220
BAR_ROOM = 260
STEP, THICK = 22, 15
#: From a label to its bar, and from a bar to the text after it.
BEFORE, AFTER = 8, 6
#: How wide labels may be at most: the next narrower, where bars would be shorter than `ENOUGH`. Shorter than `LEAST` they tell nothing.
LABEL_ROOMS = (LABEL_ROOM, 180, 150, 120, 96, 84)
ENOUGH, LEAST = 72, 40
#: No label is broken within a word that is no wider than this.
LONGEST_WORD = 120


class Side(NamedTuple):
    """What stands in one of the panels side by side: labels (none where another has the same), the places and texts after
    bars, up to where their measure goes, and how wide the panel is at least."""

    labels: Sequence[str]
    ends: Sequence[tuple[int, str]]
    most: int
    least: float = 0

    def reach(self, bar: float) -> float:
        """Return how far a panel reaches from its labels to the right if `most` is so long."""
        unit = bar / max(self.most, 1)
        texts = (unit * at + AFTER + 1.02 * measure.width(text, SIZE) for at, text in self.ends if text)
        return max([bar, self.least, *texts])


class Room(NamedTuple):
    """How wide the labels of panels may be at most, and how long their longest bar."""

    label: float
    bar: float


def fitted(
    sides: Sequence[Side],
    width: float,
    cap: float = BAR_ROOM,
    gap: float = 0,
    rooms: Sequence[float] = LABEL_ROOMS,
) -> Room | None:
    """Return the room in which panels side by side keep within `width` pixels; None if there is none.

    Bars are no longer than `cap`, labels no wider than one of `rooms`: the first that leaves bars long enough.
    """
    found = None
    for given in rooms:
        room = unbroken([label for side in sides for label in side.labels], given)
        labels = sum(widest(side.labels, room) for side in sides)
        left = width - labels - gap * (len(sides) - 1)
        bar = _longest(sides, left, int(cap))
        if bar and (found is None or bar > found.bar):
            found = Room(room, bar)
        if bar >= min(ENOUGH, cap):
            break
    return found


def single(side: Side, width: float, cap: float = BAR_ROOM) -> Room:
    """Return the room of one panel within `width` pixels; raises `Misuse` where there is none, and says how much it takes."""
    if room := fitted([side], width, cap):
        return room
    least = widest(side.labels, unbroken(side.labels, LABEL_ROOMS[-1])) + side.reach(LEAST) + style.AROUND
    raise Misuse(
        f"{width + style.AROUND:.0f} pixels: this chart needs a width of at least {math.ceil(least)}."
    )


def _longest(sides: Sequence[Side], left: float, cap: int) -> int:
    """Return how long bars can be in so much room, at most `cap`; 0 where they cannot be as long as `LEAST`."""
    bars = range(LEAST, cap + 1)
    # Panels that share all that decides on their width are measured once.
    alike = Counter((tuple(side.ends), side.most, side.least) for side in sides)
    measured = [(Side((), *one), number) for one, number in alike.items()]
    place = bisect(bars, left, key=lambda bar: sum(side.reach(bar) * number for side, number in measured))
    return LEAST - 1 + place if place else 0


def unbroken(labels: Sequence[str], room: float) -> float:
    """Return the room of labels, or somewhat more where a word would have to be broken in it."""
    words = (measure.width(word, SIZE) for label in labels for word in label.split())
    return max([room, *(wide for wide in words if wide <= LONGEST_WORD)])


def widest(labels: Sequence[str], room: float) -> float:
    """Return what labels take of a panel's width, where none is wider than `room`; nothing if there are none."""
    return min(room, max(measure.width(label, SIZE) for label in labels)) + BEFORE if labels else 0


def panel(
    labels: Sequence[str],
    bars: Sequence[Mapping[str, Any]],
    ends: Sequence[tuple[int, str]],
    most: int,
    by: str,
    looks: Mapping[Any, Look],
    tooltip: Sequence[alt.Tooltip],
    room: Room,
    *,
    heading: str = "",
    note: str = "",
    named: bool = True,
    indent: float = 0,
    least: float = 0,
    legend: alt.Legend | None = None,
    outlined: bool = False,
) -> Chart:
    """Return a row for each label, in it bars from `start` to `end` on a measure up to `most`, and a text after them.

    A bar is a mapping with `row`, `start`, `end`, `words` (what a screen reader says) and what its tooltip has; its
    member `by` says which of the `looks` it has. `ends` are the places and the texts after the rows. The labels are left
    out where the panel stands beside another one with the same (`named`). The heading begins `indent` pixels left of the
    bars, and takes their room, or `least`. `outlined`: each row has the outline of `most`.
    """
    lines = _broken(labels, room.label)
    # Vega puts the first line of a label where its middle belongs.
    up = json.dumps([-style.LINE / 2 * (len(one) - 1) for one in lines])
    axis = alt.Axis(
        labelExpr=style.label_lookup(lines), labelOffset=alt.ExprRef(f"{up}[datum.value]"), labelPadding=BEFORE, ticks=False,
        labelOverlap=False, labels=named, title=None, zindex=1, translate=0,
    )  # fmt: skip
    y = alt.Y("row:O", scale=alt.Scale(domain=list(range(len(lines)))), axis=axis)

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, max(most, 1)], nice=False), axis=None)

    drawn = alt.Chart(style.inline(bars)).mark_bar(height=THICK, strokeWidth=1, opacity=1).encode(
        x=across("start"), x2=alt.X2("end:Q"), y=y, tooltip=list(tooltip), description=alt.Description("words:N"),
        **style.looks(by, looks, legend, "fill", "stroke", "strokeDash"),
    )  # fmt: skip
    after = style.inline({"row": row, "at": at, "text": text} for row, (at, text) in enumerate(ends))
    numbers = (
        alt.Chart(after)
        .mark_text(align="left", dx=AFTER, aria=False)
        .encode(x=across("at"), y=y, text=alt.Text("text:N"))
    )
    layers = [drawn, numbers]
    if outlined:
        whole = alt.Chart(after).mark_bar(
            height=THICK, fill=WHITE, stroke=PALE, strokeWidth=1, opacity=1, aria=False
        )
        layers.insert(0, whole.encode(x=across("at"), x2=alt.X2Datum(0), y=y))
    above = indent + Side((), ends, most, least).reach(room.bar)
    title = _head(heading, note, above, indent) if heading or note else alt.Undefined
    return alt.layer(*layers, width=room.bar, height=alt.Step(_step(lines)), title=title)


def height(labels: Sequence[str], room: float) -> float:
    """Return how high a panel is whose labels may be so wide, with its heading."""
    return _step(_broken(labels, room)) * len(labels) + 3 * style.LINE


def _broken(labels: Sequence[str], room: float) -> list[tuple[str, ...]]:
    # As much of a label is shown, however narrow it is.
    most = math.ceil(4 * LABEL_ROOM / room)
    return [measure.wrapped(label, SIZE, room, most=most) for label in labels]


def _step(lines: Sequence[Sequence[str]]) -> float:
    """Return how far rows stand apart: one label of two lines between shorter ones asks for no more room."""
    tall = [style.LINE * len(one) for one in lines]
    return max(STEP, tall[0], tall[-1], *((one + other) / 2 + 4 for one, other in pairwise(tall)))


def beside(panels: Sequence[Chart], below: bool, gap: float) -> Chart:
    """Return panels side by side, or one below the other."""
    if len(panels) == 1:
        return panels[0]
    return alt.vconcat(*panels, spacing=18) if below else alt.hconcat(*panels, spacing=gap)


def stacked(row: int, parts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the bars of a row, one after the other, each as long as its `number`; those of nothing are left out."""
    bars: list[dict[str, Any]] = []
    for part in parts:
        if part["number"]:
            start = bars[-1]["end"] if bars else 0
            bars.append({**part, "row": row, "start": start, "end": start + part["number"]})
    return bars


def _head(heading: str, note: str, room: float, indent: float) -> alt.TitleParams:
    """Return what stands over a panel: a heading, and in grey how to read it or of how many it is."""
    above = list(measure.wrapped(heading, SIZE, room, bold=True))
    below = list(measure.wrapped(note, SIZE, room))
    return alt.TitleParams(
        text=above, subtitle=below if note else alt.Undefined, anchor="start", frame="group", dx=-indent, fontSize=SIZE, fontWeight="bold", color=INK,
        lineHeight=style.LINE, subtitleFontSize=SIZE, subtitleColor=SOFT, subtitleLineHeight=style.LINE, subtitlePadding=2, offset=6,
    )  # fmt: skip


def legend(names: Sequence[str], room: float) -> alt.Legend:
    """Return the legend above bars: so many of the names side by side as there is room for."""
    columns = legend_columns(names, room)
    return alt.Legend(
        title=None, orient="top", symbolType="square", symbolStrokeWidth=1, offset=8, columns=columns
    )
