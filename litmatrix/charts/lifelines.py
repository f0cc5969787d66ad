"""The life of the themes: one lane a theme, from left to right as the changes came."""

from __future__ import annotations

from typing import Any, NamedTuple

import altair as alt

from litmatrix.charts import measure, style
from litmatrix.charts.cells import legend_columns
from litmatrix.charts.style import (
    BLUE,
    GREY,
    INK,
    PALE,
    PURPLE,
    SIZE,
    SOFT,
    VERMILION,
    WHITE,
    Chart,
    Look,
    inline,
    many,
    pixels,
)
from litmatrix.coding import lives
from litmatrix.coding.lives import Life, Lives
from litmatrix.review import Review

LABEL_ROOM = 230
LANE = 28
LEAD = 26
ROOM, LEAST_ROOM = 640, 240
DAY_PITCH = 14
WIDEST_STEP, NARROWEST_STEP = 46, 15
SMALL = SIZE - 1

#: How each kind of change is drawn. The shapes differ, so that colour is not needed.
LOOKS = {
    "added": Look(BLUE, BLUE, shape="circle"), "renamed": Look(WHITE, PURPLE, shape="diamond"), "redefined": Look(WHITE, INK),
    "merged": Look(VERMILION, VERMILION, shape="triangle-right"), "split": Look(VERMILION, VERMILION, shape="triangle-left"),
    "retired": Look(INK, INK, shape="M-.9,-.6L-.6,-.9L0,-.3L.6,-.9L.9,-.6L.3,0L.9,.6L.6,.9L0,.3L-.6,.9L-.9,.6L-.3,0Z"),
    "subtheme changed": Look(GREY, GREY, shape="stroke"),
}  # fmt: skip
_KINDS = {"subtheme": "subtheme changed"}
_ENDINGS = {lives.MERGED: "merged into another", lives.SPLIT: "split into others"}


class _Place(NamedTuple):
    """Where everything stands: the x of each column, the column of each step, the day of each column, the y of each lane."""

    xs: tuple[float, ...]
    column: tuple[int, ...]
    days: tuple[str, ...]
    ys: tuple[float, ...]
    right: float

    def x(self, step: int) -> float:
        return self.xs[self.column[step]]


def theme_life(review: Review) -> Chart:
    """Show the life of each theme: when it was added, renamed, redefined, merged, split, retired, and its former ids.

    Lines join where themes were merged and fork where one was split. A column holds changes of one day, those that
    touch one theme one after the other; the space between columns is not to scale. Themes that nothing dates are
    there from the start.
    """
    title = "Theme history"
    found = lives.trace(review.protocol)
    if not found.lives:
        return style.message(title, style.NO_THEMES, "theme_life")
    changes = len(found.days)
    former = sum(life.ending != lives.IN_USE for life in found.lives)
    facts = [
        f"{many(len(found.lives) - former, 'theme')} in use",
        many(former, "former theme") if former else "",
        f"{many(changes, 'change')}, by day (UTC), not to scale" if changes else "the history has no changes",
        f"reordered: {style.listed(list(found.reordered), 3)}" if found.reordered else "",
    ]
    place = _placed(found)
    height = LANE * len(found.lives)
    chart = alt.layer(
        *_days(place, height), *_lines(found, place), *_names(found, place), *_marks(found, place), width=round(place.right), height=height,
    )  # fmt: skip
    subtitle = " · ".join(fact for fact in facts if fact)
    words = f"One line per theme. {style.worded(map(_life_in_words, found.lives))}"
    return style.titled(chart, title, subtitle, words, LABEL_ROOM + place.right, "theme_life")


def _life_in_words(life: Life) -> str:
    parts = [f"{mark.what} ({mark.when})" if mark.when else mark.what for mark in life.marks]
    state = "" if life.ending == lives.IN_USE else f", {life.ending}"
    return f"{life.name}{state}: {'; '.join([*_undated(life), *parts])}"


def _undated(life: Life) -> list[str]:
    return ["from the start, or not dated"] if life.spans[0].first is None else []


# --- places ----------------------------------------------------------------------------------------------------------


def _placed(found: Lives) -> _Place:
    """Give each step its column: changes of a day share one, unless they touch the same lanes or cross each other."""
    touched: dict[int, set[int]] = {}
    for number, life in enumerate(found.lives):
        for mark in life.marks:
            touched.setdefault(mark.step, set()).add(number)
    linked = {link.step for link in found.links}
    column: list[int] = []
    days: list[str] = []
    taken: list[set[int]] = []
    for step, day in enumerate(found.days):
        lanes = touched.get(step, set())
        if step in linked and lanes:
            lanes = set(range(min(lanes), max(lanes) + 1))
        start = days.index(day) if days and days[-1] == day else len(days)
        spot = max((at + 1 for at in range(start, len(days)) if taken[at] & lanes), default=start)
        if spot == len(days):
            days.append(day)
            taken.append(set())
        taken[spot] |= lanes
        column.append(spot)
    step_width = max(NARROWEST_STEP, min(WIDEST_STEP, ROOM / max(len(days), 1)))
    xs, x = [], float(LEAD)
    for number, day in enumerate(days):
        # Less space within a day.
        within = number > 0 and days[number - 1] == day
        x += max(step_width * 0.62, NARROWEST_STEP) if within else step_width
        xs.append(round(x, 2))
    ys = tuple(round(LANE * (number + 0.5), 2) for number in range(len(found.lives)))
    right = round(max(x + max(step_width, 40), LEAST_ROOM), 2)
    return _Place(tuple(xs), tuple(column), tuple(days), ys, right)


# --- drawing ---------------------------------------------------------------------------------------------------------


def _lines(found: Lives, place: _Place) -> list[Chart]:
    """Return the lines: those of themes in use strong and dark, of former ones thinner and grey; and what joins or forks them."""
    rows = []
    for life, y in zip(found.lives, place.ys, strict=True):
        in_use = life.ending == lives.IN_USE
        story = "; ".join([*_undated(life), *(f"{mark.when} {mark.what}".strip() for mark in life.marks)])
        for span in life.spans:
            rows.append({
                "x": 0.0 if span.first is None else place.x(span.first), "x2": place.right if span.last is None else place.x(span.last),
                "y": y, "y2": y, "colour": "#4D4D4D" if in_use else "#9A9A9A", "wide": 2.4 if in_use else 1.6, "theme": life.name,
                "state": _ENDINGS.get(life.ending, life.ending), "words": _life_in_words(life), "told": story,
            })  # fmt: skip
    spans = alt.Chart(inline(rows)).mark_rule().encode(
        **style.box(), stroke=alt.Stroke("colour:N", scale=None), strokeWidth=alt.StrokeWidth("wide:Q", scale=None), description="words:N",
        tooltip=style.tips(theme="Theme", state="State", told="History"),
    )  # fmt: skip
    links = []
    for link in found.links:
        x, y, y2 = place.x(link.step), place.ys[link.source], place.ys[link.target]
        # They end short of the marks, so that these stay readable.
        short = 5.4 if y2 > y else -5.4
        links.append({"x": x, "x2": x, "y": y + short, "y2": y2 - short, "split": link.kind == "split"})
    joins = alt.Chart(inline(links)).mark_rule(strokeWidth=1.4, stroke=VERMILION, aria=False).encode(
        **style.box(), strokeDash=alt.when(alt.datum.split).then(alt.value([4, 2])).otherwise(alt.value([1, 0])),
    )  # fmt: skip
    return [spans, joins] if links else [spans]


def _names(found: Lives, place: _Place) -> list[Chart]:
    """Return the names of today left of the lanes, what became of former themes after them, and where there is room the
    former ids, above the line up to the change that ended them."""
    names: dict[str, list[dict[str, Any]]] = {INK: [], "#666666": []}
    former = []
    for life, y in zip(found.lives, place.ys, strict=True):
        in_use = life.ending == lives.IN_USE
        text = life.name if in_use else f"{life.name} ({_ENDINGS.get(life.ending, life.ending)})"
        lines = measure.wrapped(text, SIZE, LABEL_ROOM, most=2)
        names[INK if in_use else "#666666"].append({"x": -12, "y": y, "text": "\n".join(lines)})
        left = 0.0 if life.spans[0].first is None else place.x(life.spans[0].first)
        for step, name in life.former:
            right = place.x(step) - 5
            text = measure.cut(name, SMALL - 1, right - left)
            if len(text) > 2:
                former.append({"x": right, "y": y - 8, "text": text})
            left = right + 8
    layers: list[Chart] = [style.texts(rows, "right", color=colour) for colour, rows in names.items() if rows]
    if former:
        layers.append(style.texts(former, "right", fontSize=SMALL - 1, fontStyle="italic", color=SOFT))
    return layers


def _days(place: _Place, height: float) -> list[Chart]:
    """Return a fine rule where a day begins, and the days below, so many that they do not touch."""
    starts = [number for number, day in enumerate(place.days) if number == 0 or place.days[number - 1] != day]
    labels: list[dict[str, Any]] = [{"x": 0, "y": height + 8, "text": "start"}]
    last = measure.width("start", SMALL) / 2 + 4
    for number in starts:
        if place.xs[number] > last:
            text = place.days[number] or "not dated"
            labels.append({"x": place.xs[number] + 3, "y": height + 8, "text": text})
            last = place.xs[number] + DAY_PITCH
    rules = [{"x": x, "x2": x, "y": 0, "y2": height} for x in (0, *(place.xs[number] for number in starts))]
    return [
        alt.Chart(inline(rules)).mark_rule(color=PALE, strokeWidth=1, aria=False).encode(**style.box()),
        style.texts(labels, "right", angle=310, fontSize=SMALL, color=SOFT),
    ]


def _marks(found: Lives, place: _Place) -> list[Chart]:
    """Return the marks of the changes with their legend."""
    rows = [
        {
            "kind": _KINDS.get(mark.kind, mark.kind), "x": place.x(mark.step), "y": y, "theme": life.name, "when": mark.when or "not dated",
            "what": mark.what, "why": mark.why or "not stated", "by": mark.by or "not stated",
            "words": f"{life.name}, {mark.when or 'not dated'}: {mark.what}" + (f", because: {mark.why}" if mark.why else ""),
        }
        for life, y in zip(found.lives, place.ys, strict=True)
        for mark in life.marks
    ]  # fmt: skip
    if not rows:
        return []
    shown = {kind: look for kind, look in LOOKS.items() if any(row["kind"] == kind for row in rows)}
    columns = legend_columns(list(shown), max(place.right, 400))
    legend = alt.Legend(
        title=None, orient="top", columns=columns, symbolSize=90, symbolStrokeWidth=1.4, offset=8
    )
    marks = alt.Chart(inline(rows)).mark_point(size=80, strokeWidth=1.5, opacity=1, aria=len(rows) <= 600)
    return [
        marks.encode(
            x=pixels("x"), y=pixels("y", alt.Y), **style.looks("kind", shown, legend, "shape", "fill", "stroke"), description="words:N",
            tooltip=style.tips(theme="Theme", when="When", what="What", why="Why", by="By"),
        )
    ]  # fmt: skip
