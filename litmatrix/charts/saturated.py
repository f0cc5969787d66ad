"""When themes and subthemes first appeared, in the order of reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from litmatrix import coding
from litmatrix.charts import fitting, measure, style
from litmatrix.charts.curves import MOST_DESCRIBED, curves, numbers
from litmatrix.charts.style import (
    BLUE,
    SIZE,
    SMALL,
    SOFT,
    VERMILION,
    WHITE,
    Chart,
    Look,
    inline,
    many,
    numbered,
    of_matrix,
)
from litmatrix.coding import saturation as counted
from litmatrix.review import Review

#: How wide the curves are at most; and what stands beside them: the numbers, and the legend where there is room for it.
WIDTH, NUMBERS, LEGEND = 560, 44, 130
EDGE = 12
#: Narrower than this, the legend stands above.
NARROW = 480
HEIGHT = 190
BARS = 70
#: Up to so many sources are named below the bars; more are numbered.
MOST_NAMED = 40
NAME_ROOM = 120
#: The least distance of slanted names.
NAME_PITCH = 13
RUN, BASE, THRESHOLD = 2, 4, 0.05

#: How the line, the marks and the bars of each look, so that they differ without colour.
LOOKS = {
    "themes": Look(BLUE, BLUE, (1, 0), "circle"),
    "subthemes": Look(WHITE, VERMILION, (6, 3), "square"),
}
_NOT_LOGGED = (
    "Not available: no included source is marked as read, so the order of reading is "
    "not known. Mark each source as read at the coding desk (key r) when you have read it."
)
_CAUTION = (
    "shows when themes and subthemes first appear, in the order in which sources were marked as read, with the excerpts of today; "
    "it does not prove that nothing is left to find"
)


@fitting.fits
def saturation(review: Review, *, width: float = fitting.ROOM) -> Chart:
    """Show how many themes and subthemes had appeared after each source, in the order in which they were read.

    The order is that of the log's first `read` events; a code counts where it has its first evidence today (see
    `saturation.curve`). Where nobody logged a reading, the chart says that it cannot be drawn.
    """
    title = "When themes and subthemes first appeared"
    sources = coding.sources(review)
    if empty := style.nothing(review, title, "saturation", sources, themes=False, width=width):
        return empty
    table = counted.curve(review)
    if table.empty:
        return style.message(title, _NOT_LOGGED, "saturation", width)
    facts = [f"{numbered(len(table), len(sources))} included sources are marked as read"]
    if unseen := int(counted.unlogged(review)["evidence"].sum()):
        facts.append(
            f"{many(unseen, 'source')} with excerpts {'is' if unseen == 1 else 'are'} not marked as read and not shown"
        )
    facts += [*_new_information(table), _CAUTION]
    rows = table.to_dict("records")
    told = "; ".join(
        f"{place}, {row['reference']}: {_new(row)}" for place, row in enumerate(rows, start=1) if row["first"]
    )
    words = (
        f"Step chart above, bars of the new ones below. After {many(len(table), 'source')}: "
        f"{many(rows[-1]['themes'], 'theme')} and {many(rows[-1]['subthemes'], 'subtheme')}. "
        f"{style.worded([told or 'No source brought a theme'])}"
    )
    inside = style.inside(width)
    beside = NUMBERS + (LEGEND if inside >= NARROW else EDGE)
    room = min(WIDTH, inside - beside)
    subtitle = of_matrix(review, *facts)
    return style.titled(
        _drawn(rows, room, inside >= NARROW), title, subtitle, words, room + beside, "saturation", width=width
    )


def _new_information(table: pd.DataFrame) -> list[str]:
    """Return the measure of Guest, Namey and Chen in words, where there are sources enough for it."""
    new = counted.new_information(table, BASE, RUN)
    if not len(new):
        return []
    in_base, last = (int(table["new_codes"].iloc[part].sum()) for part in (slice(BASE), slice(-RUN, None)))
    at = counted.reached(table, THRESHOLD, BASE, RUN)
    return [
        f"new subthemes (or themes without subthemes) in the last {RUN} sources: {last:,}, against {in_base:,} in the first {BASE} "
        f"({100 * float(new.iloc[-1]):.0f} %); new information of at most {100 * THRESHOLD:.0f} % "
        + (f"reached at {at} + {RUN}" if at else "not reached")
        + " (Guest, Namey and Chen 2020)"
    ]


def _new(row: Mapping[str, Any]) -> str:
    counts = ((row["new_themes"], "new theme"), (row["new_subthemes"], "new subtheme"))
    return ", ".join(many(number, word) for number, word in counts if number) or "nothing new"


def _drawn(rows: Sequence[Mapping[str, Any]], room: float, beside: bool) -> Chart:
    """Return the steps so far, and below them what is new at each source."""
    looks = {name: look for name, look in LOOKS.items() if name == "themes" or rows[-1][name]}
    steps, bars = [], []
    for place, row in enumerate(rows, start=1):
        start = 0
        for name in looks:
            new = row[f"new_{name}"]
            words = f"{place}, {row['reference']}: {many(new, f'new {name[:-1]}')}"
            step = {
                "name": name, "place": place, "number": row[name], "source": row["reference"],
                "day": row["time"][:10], "readers": row["readers"], "new": _new(row), "first": measure.cut(row["first"], SIZE, 2400) or "–",
                "sofar": many(row[name], name[:-1]), "gained": new, "words": f"{words}, {row[name]:,} so far",
            }  # fmt: skip
            steps.append(step)
            if new:
                bars.append({**step, "words": words, "low": start, "high": start + new})
                start += new
    ends = {name: many(rows[-1][name], name[:-1]) for name in looks}
    tooltip = style.tips(
        place="Place in the reading order", source="Source", day="First read (UTC)", readers="By", new="New", first="Which ones", sofar="So far",
    )  # fmt: skip
    whole = alt.Scale(domain=[0.5, len(rows) + 0.5], nice=False, zero=False)

    def up(field: str, title: str, ticks: int) -> alt.Y:
        head = {"titleAngle": 0, "titleAlign": "left", "titleX": 0, "titleY": -10, "titleColor": SOFT}
        return alt.Y(f"{field}:Q", axis=numbers(ticks, title=title, **head))

    above = curves(
        steps, [step for step in steps if step["gained"]], alt.X("place:Q", scale=whole, axis=None), up("number", "so far", 5), looks, ends,
        tooltip, "step", 30 if len(rows) <= 60 else 14, beside=beside,
    )  # fmt: skip
    pitch = room / len(rows)
    below = alt.Chart(inline(bars), width=room, height=BARS).mark_bar(
        width=pitch - min(pitch * 0.28, 8), strokeWidth=1, opacity=1, aria=len(rows) <= MOST_DESCRIBED
    )
    below = below.encode(
        x=alt.X("place:Q", scale=whole, axis=_sources(rows, room)), y=up("low", "new at this source", 2), y2=alt.Y2("high:Q"), tooltip=tooltip,
        description=alt.Description("words:N"), **style.looks("name", looks, None, "fill", "stroke"),
    )  # fmt: skip
    both = alt.vconcat(alt.layer(*above, width=room, height=HEIGHT), below, spacing=26)
    return both.resolve_scale(stroke="independent", shape="independent")


def _sources(rows: Sequence[Mapping[str, Any]], room: float) -> alt.Axis:
    """Return the references below the bars, slanted; of many sources the numbers in the order of reading."""
    plain = {"ticks": False, "grid": False, "domain": False}
    if len(rows) > min(MOST_NAMED, room / NAME_PITCH):
        title = "sources in the order of their first reading"
        return alt.Axis(title=title, labelExpr="datum.value < 1 ? '' : datum.label", tickMinStep=1, **plain)
    size = SIZE if room / len(rows) >= 18 else SMALL
    names = [[measure.cut_reference(row["reference"], size, NAME_ROOM)] for row in rows]
    return alt.Axis(
        title=None, values=list(range(1, len(rows) + 1)), labelExpr=style.label_lookup(names, 1), labelAngle=310, labelAlign="right",
        labelBaseline="top", labelOverlap=False, labelFontSize=size, **plain,
    )  # fmt: skip
