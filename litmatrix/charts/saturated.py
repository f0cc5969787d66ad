"""When themes and subthemes first appeared, in the order of reading."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from litmatrix import coding
from litmatrix.charts import measure, style
from litmatrix.charts.style import (
    BLUE,
    GREY,
    INK,
    PALE,
    SIZE,
    VERMILION,
    WHITE,
    Chart,
    inline,
    many,
    numbered,
    of_matrix,
    pixels,
)
from litmatrix.coding import saturation
from litmatrix.review import Review

__all__ = ["saturation_curve"]

WIDTH = 560
HEIGHT = 190
BARS = 70
GAP = 26
#: Up to so many sources are named below the bars; more are numbered.
MOST_NAMED = 40
NAME_ROOM = 120
RUN, BASE, THRESHOLD = 2, 4, 0.05

_THEMES, _SUBTHEMES = "themes", "subthemes"
#: Colour, dash and mark of a line, and the fill of its bars, so that they differ without colour.
_LOOKS = {_THEMES: (BLUE, [1, 0], "circle", BLUE), _SUBTHEMES: (VERMILION, [6, 3], "square", WHITE)}


def saturation_curve(review: Review) -> Chart:
    """Show how many themes and subthemes had appeared after each source, in the order in which they were read.

    The order is that of the log's first `read` events; a code counts where it has its first evidence today (see
    `saturation.curve`). Where nobody logged a reading, the chart says that it cannot be drawn.
    """
    title = "When themes and subthemes first appeared"
    sources = coding.sources(review)
    if sources.empty:
        return style.nothing_included(review, title, "saturation")
    table = saturation.curve(review)
    missing = saturation.unlogged(review)
    if table.empty:
        said = (
            "Not available: no source that is included has a “read” event in the log, so the order of reading is "
            "not known. Marking sources as read, when they are, makes it known from then on."
        )
        return style.message(title, said, "saturation")
    subtitle = of_matrix(review, *_facts(table, missing, len(sources)))
    ends = {_THEMES: int(table["themes"].iloc[-1]), _SUBTHEMES: int(table["subthemes"].iloc[-1])}
    words = (
        f"Step chart above, bars of the new ones below. After {many(len(table), 'source')}: "
        f"{many(ends[_THEMES], 'theme')} and {many(ends[_SUBTHEMES], 'subtheme')}. {_told(table)}"
    )
    return style.titled(_drawn(table), title, subtitle, words, WIDTH + 130, "saturation")


def _facts(table: pd.DataFrame, missing: pd.DataFrame, included: int) -> list[str]:
    """Return what the subtitle says: of how many sources, what is missing, what the curve is not."""
    logged = f"{numbered(len(table), included)} included sources have a “read” event"
    facts = [logged]
    if unseen := int(missing["evidence"].sum()):
        facts.append(
            f"{many(unseen, 'source')} with excerpts but without one {'is' if unseen == 1 else 'are'} not in it"
        )
    new = saturation.new_information(table, BASE, RUN)
    if len(new):
        in_base, last = (
            int(table["new_codes"].iloc[part].sum()) for part in (slice(BASE), slice(-RUN, None))
        )
        at = saturation.reached(table, THRESHOLD, BASE, RUN)
        facts.append(
            f"codes of the finest level that are new in the last {RUN} sources: {last:,}, against {in_base:,} in the first {BASE} "
            f"({100 * float(new.iloc[-1]):.0f} %); new information of at most {100 * THRESHOLD:.0f} % "
            + (f"reached at {at} + {RUN}" if at else "not reached")
            + " (Guest, Namey and Chen 2020)"
        )
    facts.append(
        "counts when codes first appear in the reading order that was logged, today’s excerpts at each source’s first reading; "
        "it does not prove that nothing is left to find"
    )
    return facts


def _told(table: pd.DataFrame) -> str:
    """Say in words at which sources something new appeared."""
    parts = [
        f"{place}, {row['reference']}: {_new(row)}"
        for place, row in enumerate(table.to_dict("records"), start=1)
        if row["new_themes"] or row["new_subthemes"]
    ]
    return style.worded(["; ".join(parts)]) if parts else "No source brought a code."


def _new(row: Mapping[str, Any]) -> str:
    counts = ((row["new_themes"], "new theme"), (row["new_subthemes"], "new subtheme"))
    return ", ".join(many(number, word) for number, word in counts if number) or "nothing new"


def _drawn(table: pd.DataFrame) -> Chart:
    step = WIDTH / len(table)
    rows = table.to_dict("records")
    shown = [name for name in (_THEMES, _SUBTHEMES) if name == _THEMES or int(table[name].iloc[-1])]
    top = max(1, *(int(table[name].iloc[-1]) for name in shown))
    floor = HEIGHT + GAP + BARS
    most = max(1, *(row["new_themes"] + row["new_subthemes"] for row in rows))
    lines, marks, bars = [], [], []
    for name in shown:
        before = 0
        for place, row in enumerate(rows):
            x, x2 = round(step * place, 2), round(step * (place + 1), 2)
            y = round(HEIGHT - HEIGHT * row[name] / top, 2)
            about = _about(place, row)
            if place == 0:
                lines.append({"name": name, "x": x, "y": HEIGHT})
            lines += [{"name": name, "x": x, "y": y}, {"name": name, "x": x2, "y": y}]
            if row[name] > before:
                words = f"{about['place']}, {row['reference']}: {many(row[name] - before, f'new {name[:-1]}')}, {row[name]:,} so far"
                marks.append(
                    {
                        "name": name,
                        "x": round(x + step / 2, 2),
                        "y": y,
                        "sofar": many(row[name], name[:-1]),
                        "words": words,
                        **about,
                    }
                )
            before = row[name]
    for place, row in enumerate(rows):
        y = floor
        for name in shown:
            number = row[f"new_{name}"]
            tall = round(BARS * number / most, 2)
            if number:
                words = f"{place + 1}, {row['reference']}: {many(number, f'new {name[:-1]}')}"
                inset = min(step * 0.14, 4)
                bars.append({
                    "name": name, "x": round(step * place + inset, 2), "x2": round(step * (place + 1) - inset, 2), "y": round(y - tall, 2), "y2": y,
                    "sofar": many(row[name], name[:-1]), "words": words, **_about(place, row),
                })  # fmt: skip
                y = round(y - tall, 2)
    layers = [
        *_axes(rows, step, top, most, floor),
        _lines(lines, shown),
        _points(marks, shown, len(rows)),
        _bars(bars, shown),
        *_ends(rows[-1], shown, top),
    ]
    return alt.layer(*layers, width=WIDTH, height=floor)


def _about(place: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the tooltip of a source says."""
    return {
        "place": place + 1, "source": row["reference"], "day": row["time"][:10], "readers": row["readers"], "new": _new(row),
        "first": measure.cut(row["first"], SIZE, 2400) or "–",
    }  # fmt: skip


_TOOLTIP = (
    ("place", "Read as number"), ("source", "Source"), ("day", "First read (UTC)"), ("readers", "By"), ("new", "New"), ("first", "They are"),
    ("sofar", "So far"),
)  # fmt: skip


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N", title=title) for name, title in _TOOLTIP]


def _scaled(channel: type, part: int, shown: Sequence[str]) -> Any:
    values = [_LOOKS[name][part] for name in shown]
    return channel("name:N", scale=alt.Scale(domain=list(shown), range=values), legend=None)


def _lines(rows: Sequence[Mapping[str, Any]], shown: Sequence[str]) -> Chart:
    return (
        alt.Chart(inline(rows))
        .mark_line(strokeWidth=1.8, aria=False)
        .encode(
            x=pixels("x"), y=pixels("y", alt.Y), stroke=_scaled(alt.Stroke, 0, shown), strokeDash=_scaled(alt.StrokeDash, 1, shown),
            order=alt.value(0),
        )
    )  # fmt: skip


def _points(rows: Sequence[Mapping[str, Any]], shown: Sequence[str], sources: int) -> Chart:
    return (
        alt.Chart(inline(rows))
        .mark_point(size=30 if sources <= 60 else 14, opacity=1, strokeWidth=1.4, fill=WHITE, aria=len(rows) <= 400)
        .encode(
            x=pixels("x"), y=pixels("y", alt.Y), stroke=_scaled(alt.Stroke, 0, shown), shape=_scaled(alt.Shape, 2, shown), tooltip=_tooltip(),
            description="words:N",
        )
    )  # fmt: skip


def _bars(rows: Sequence[Mapping[str, Any]], shown: Sequence[str]) -> Chart:
    return (
        alt.Chart(inline(rows))
        .mark_bar(strokeWidth=1, opacity=1, aria=len(rows) <= 400)
        .encode(
            **style.box(), fill=_scaled(alt.Fill, 3, shown), stroke=_scaled(alt.Stroke, 0, shown), tooltip=_tooltip(), description="words:N",
        )
    )  # fmt: skip


def _ends(last: Mapping[str, Any], shown: Sequence[str], top: int) -> list[Chart]:
    """Return the names of the lines right of their ends, moved apart where they would touch."""
    line = measure.height(1, SIZE) + 2
    spots = sorted((round(HEIGHT - HEIGHT * last[name] / top, 2), name) for name in shown)
    texts, marks = [], []
    lowest = -math.inf
    for y, name in spots:
        at = max(y, lowest + line)
        lowest = at
        number = last[name]
        texts.append({"x": WIDTH + 24, "y": at, "text": many(number, name[:-1])})
        marks.append({"name": name, "x": WIDTH + 14, "y": at})
    signs = (
        alt.Chart(inline(marks))
        .mark_point(size=44, opacity=1, strokeWidth=1.6, fill=WHITE, aria=False)
        .encode(
            x=pixels("x"), y=pixels("y", alt.Y), stroke=_scaled(alt.Stroke, 0, shown), shape=_scaled(alt.Shape, 2, shown)
        )
    )  # fmt: skip
    return [signs, style.texts(texts)]


def _axes(rows: Sequence[Mapping[str, Any]], step: float, top: int, most: int, floor: float) -> list[Chart]:
    """Return rules with their numbers, for the lines and for the bars, and what stands below."""
    rules, numbers = [], []
    for height, base, limit in ((HEIGHT, HEIGHT, top), (BARS, floor, most)):
        every = _round_step(limit / (5 if height == HEIGHT else 2))
        for number in range(0, limit + 1, every):
            y = round(base - height * number / limit, 2)
            rules.append({"x": 0, "x2": WIDTH, "y": y, "y2": y})
            numbers.append({"x": -8, "y": y, "text": f"{number:,}"})
    heads = [
        {"x": 0, "y": -12, "text": "so far"},
        {"x": 0, "y": HEIGHT + GAP - 12, "text": "new at this source"},
    ]
    return [
        alt.Chart(inline(rules)).mark_rule(color=PALE, aria=False).encode(**style.box()),
        style.texts(numbers, "right"),
        style.texts(heads, color="#4A4A4A"),
        *_below(rows, step, floor),
    ]


def _below(rows: Sequence[Mapping[str, Any]], step: float, floor: float) -> list[Chart]:
    """Return the references below the bars, slanted; of many sources the numbers in the order of reading."""
    if len(rows) <= MOST_NAMED:
        names = [
            {"x": round(step * (place + 0.5) + 3, 2), "y": floor + 8, "text": measure.cut_reference(row["reference"], SIZE, NAME_ROOM)}
            for place, row in enumerate(rows)
        ]  # fmt: skip
        return [style.texts(names, "right", angle=310, color=INK, fontSize=SIZE if step >= 18 else 9)]
    every = _round_step(len(rows) / 8)
    places = [1, *range(every, len(rows) + 1, every)]
    marks = [{"x": round(step * (place - 0.5), 2), "y": floor + 12, "text": f"{place:,}"} for place in places]
    name = {"x": WIDTH / 2, "y": floor + 30, "text": "sources in the order of their first reading"}
    return [style.texts([*marks, name], "center", color=GREY)]


def _round_step(least: float) -> int:
    """Return the round number (1, 2, 5, 10 …) that is at least this."""
    power = 10 ** max(math.floor(math.log10(max(least, 1))), 0)
    return next(round(power * factor) for factor in (1, 2, 5, 10) if power * factor >= least)
