"""The life of the themes: one lane a theme, from left to right as the changes came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt

from litmatrix.charts import fitting, measure, style
from litmatrix.charts.cells import legend_columns
from litmatrix.charts.style import (
    BLUE,
    GREY,
    INK,
    PALE,
    PURPLE,
    SIZE,
    SMALL,
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

LABEL_ROOM, LEAST_LABEL = 230, 110
LANE = 28
LEAD = 26
LEAST_ROOM = 240
DAY_PITCH = 14
WIDEST_STEP, NARROWEST_STEP = 46, 15
#: Former ids, above the lines.
SMALLER = 9.5

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
    """Where everything of a band stands: the x of its steps and the y of its lanes, by number, and where each day begins."""

    xs: Mapping[int, float]
    ys: Mapping[int, float]
    days: tuple[tuple[float, str], ...]
    right: float
    height: float
    label: float

    def x(self, step: int) -> float:
        """Return where a step stands; at an edge, if it belongs to a band before or after."""
        return self.xs[step] if step in self.xs else 0.0 if step < min(self.xs) else self.right


@fitting.fits
def theme_life(review: Review, *, width: float = fitting.ROOM) -> Chart:
    """Show the life of each theme: when it was added, renamed, redefined, merged, split, retired, and its former ids.

    Lines join where themes were merged and fork where one was split. A column holds changes of one day, those that
    touch one theme one after the other; the space between columns is not to scale. More columns than there is room for
    go on below. Themes that nothing dates are there from the start; those without a change are counted in the subtitle.
    """
    title = "Theme history"
    found = lives.trace(review.protocol)
    if not found.lives:
        return style.message(title, style.NO_THEMES, "theme_life", width)
    in_use = many(sum(life.ending == lives.IN_USE for life in found.lives), "theme")
    changed = _touched(found)
    if not changed:
        none = f"No theme has changed since the review began: {in_use} in use."
        return style.message(title, none, "theme_life", width)
    former = sum(life.ending != lives.IN_USE for life in found.lives)
    still = len(found.lives) - len(set().union(*changed.values()))
    facts = [
        f"{in_use} in use",
        many(former, "former theme") if former else "",
        f"{many(len(found.days), 'change')}, by day (UTC), not to scale",
        f"{many(still, 'theme')} without changes not shown" if still else "",
        f"reordered: {style.listed(list(found.reordered), 3)}" if found.reordered else "",
    ]
    places = _placed(found, style.inside(width))
    shown = {
        kind: look
        for kind, look in LOOKS.items()
        if any(_KINDS.get(mark.kind, mark.kind) == kind for life in found.lives for mark in life.marks)
    }
    room = style.inside(width) - places[0].label
    columns = legend_columns(list(shown), room)
    legend = alt.Legend(
        title=None, orient="top", columns=columns, symbolSize=90, symbolStrokeWidth=1.4, offset=8
    )
    bands = [
        alt.layer(
            *_days(place), *_lines(found, place), *_names(found, place), _marks(found, place, shown, legend),
            width=round(place.right), height=place.height,
        )
        for place in places
    ]  # fmt: skip
    chart = bands[0] if len(bands) == 1 else alt.vconcat(*bands, spacing=18)
    subtitle = " · ".join(fact for fact in facts if fact)
    words = f"One line per theme. {style.worded(map(_life_in_words, found.lives))}"
    across = places[0].label + max(place.right for place in places)
    return style.titled(chart, title, subtitle, words, across, "theme_life", width=width)


def _life_in_words(life: Life) -> str:
    parts = [f"{mark.what} ({mark.when})" if mark.when else mark.what for mark in life.marks]
    state = "" if life.ending == lives.IN_USE else f", {life.ending}"
    return f"{life.name}{state}: {'; '.join([*_undated(life), *parts])}"


def _undated(life: Life) -> list[str]:
    return ["from the start, or not dated"] if life.spans[0].first is None else []


# --- places ----------------------------------------------------------------------------------------------------------


def _placed(found: Lives, room: float) -> list[_Place]:
    """Return the places of the bands, each no wider than `room` with its names."""
    column, days = _columns(found)
    label = min(LABEL_ROOM, max(room / 3, LEAST_LABEL))
    touched = _touched(found)
    names = [_named(found.lives[number], label) for number in set().union(*touched.values())]
    label = max(measure.width(line, SIZE) for lines in names for line in lines) + 12
    lane = max(LANE, style.LINE * max(map(len, names)) + 4)
    room -= label
    wide = max(NARROWEST_STEP, min(WIDEST_STEP, (room - LEAD) / (len(days) + 1)))
    bands: list[dict[int, float]] = []
    x = float(LEAD)
    for number, day in enumerate(days):
        # Less space within a day.
        within = number > 0 and days[number - 1] == day
        x += max(wide * 0.62, NARROWEST_STEP) if within else wide
        if not bands or x + NARROWEST_STEP > room:
            x = LEAD + wide
            bands.append({})
        bands[-1][number] = round(x, 2)
    places = [_place(touched, band, column, days, lane, label, min(room, LEAST_ROOM)) for band in bands]
    return [place for place in places if place.ys]


def _touched(found: Lives) -> dict[int, set[int]]:
    """Return which lanes each step changes."""
    touched: dict[int, set[int]] = {}
    for number, life in enumerate(found.lives):
        for mark in life.marks:
            touched.setdefault(mark.step, set()).add(number)
    for link in found.links:
        touched.setdefault(link.step, set()).update((link.source, link.target))
    return touched


def _place(
    touched: Mapping[int, set[int]],
    band: Mapping[int, float],
    column: Sequence[int],
    days: Sequence[str],
    lane: float,
    label: float,
    least: float,
) -> _Place:
    """Return the places of the columns of one band, and of the lanes that change in it."""
    xs = {step: band[at] for step, at in enumerate(column) if at in band}
    lanes = sorted({number for step in xs for number in touched.get(step, ())})
    ys = {number: round(lane * (place + 0.5), 2) for place, number in enumerate(lanes)}
    starts = tuple(
        (x, days[at] or "not dated")
        for at, x in band.items()
        if at - 1 not in band or days[at - 1] != days[at]
    )
    right = round(max(max(band.values()) + NARROWEST_STEP, least), 2)
    return _Place(xs, ys, starts, right, round(lane * len(lanes)), label)


def _columns(found: Lives) -> tuple[list[int], list[str]]:
    """Give each step its column: changes of a day share one, unless they touch the same lanes or cross each other."""
    touched = _touched(found)
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
    return column, days


# --- drawing ---------------------------------------------------------------------------------------------------------


def _lines(found: Lives, place: _Place) -> list[Chart]:
    """Return the lines: those of themes in use strong and dark, of former ones thinner and grey; and what joins or forks them."""
    rows = []
    for number, y in place.ys.items():
        life = found.lives[number]
        in_use = life.ending == lives.IN_USE
        story = "; ".join([*_undated(life), *(f"{mark.when} {mark.what}".strip() for mark in life.marks)])
        for span in life.spans:
            left = 0.0 if span.first is None else place.x(span.first)
            right = place.right if span.last is None else place.x(span.last)
            if left < right:
                rows.append({
                    "x": left, "x2": right, "y": y, "y2": y, "colour": "#4D4D4D" if in_use else "#9A9A9A", "wide": 2.4 if in_use else 1.6,
                    "theme": life.name, "state": _ENDINGS.get(life.ending, life.ending), "words": _life_in_words(life), "told": story,
                })  # fmt: skip
    spans = alt.Chart(inline(rows)).mark_rule().encode(
        **style.box(), stroke=alt.Stroke("colour:N", scale=None), strokeWidth=alt.StrokeWidth("wide:Q", scale=None), description=alt.Description("words:N"),
        tooltip=style.tips(theme="Theme", state="State", told="History"),
    )  # fmt: skip
    links = []
    for link in found.links:
        if link.step in place.xs:
            x, y, y2 = place.x(link.step), place.ys[link.source], place.ys[link.target]
            # They end short of the marks, so that these stay readable.
            short = 5.4 if y2 > y else -5.4
            links.append({"x": x, "x2": x, "y": y + short, "y2": y2 - short, "split": link.kind == "split"})
    joins = alt.Chart(inline(links)).mark_rule(strokeWidth=1.4, stroke=VERMILION, aria=False).encode(
        **style.box(), strokeDash=alt.when(alt.datum.split).then(alt.value([4, 2])).otherwise(alt.value([1, 0])),
    )  # fmt: skip
    return [spans, joins] if links else [spans]


def _named(life: Life, room: float) -> tuple[str, ...]:
    """Return the name of today, with what became of a former theme, as it stands left of a lane."""
    text = (
        life.name
        if life.ending == lives.IN_USE
        else f"{life.name} ({_ENDINGS.get(life.ending, life.ending)})"
    )
    return measure.wrapped(text, SIZE, room, most=4 if room < LABEL_ROOM else 2)


def _names(found: Lives, place: _Place) -> list[Chart]:
    """Return the names left of the lanes, and where there is room the former ids, above the line up to the change that ended them."""
    names: dict[str, list[dict[str, Any]]] = {INK: [], "#666666": []}
    former = []
    for number, y in place.ys.items():
        life = found.lives[number]
        text = "\n".join(_named(life, place.label - 12))
        names[INK if life.ending == lives.IN_USE else "#666666"].append({"x": -12, "y": y, "text": text})
        left = 0.0 if life.spans[0].first is None else place.x(life.spans[0].first)
        for step, name in life.former:
            right = place.x(step) - 5
            text = measure.cut(name, SMALLER, right - left) if step in place.xs else ""
            if len(text) > 2:
                former.append({"x": right, "y": y - 8, "text": text})
            left = right + 8
    layers: list[Chart] = [style.texts(rows, "right", color=colour) for colour, rows in names.items() if rows]
    if former:
        layers.append(style.texts(former, "right", fontSize=SMALLER, fontStyle="italic", color=SOFT))
    return layers


def _days(place: _Place) -> list[Chart]:
    """Return a fine rule where a day begins, and the days below, so many that they do not touch."""
    at_start = min(place.xs) == 0
    labels: list[dict[str, Any]] = [{"x": 0, "y": place.height + 8, "text": "start"}] if at_start else []
    last = measure.width("start", SMALL) / 2 + 4 if at_start else 0
    for x, day in place.days:
        if x > last:
            labels.append({"x": x + 3, "y": place.height + 8, "text": day})
            last = x + DAY_PITCH
    rules = [{"x": x, "x2": x, "y": 0, "y2": place.height} for x in (0, *(x for x, _ in place.days))]
    return [
        alt.Chart(inline(rules)).mark_rule(color=PALE, strokeWidth=1, aria=False).encode(**style.box()),
        style.texts(labels, "right", angle=310, fontSize=SMALL, color=SOFT),
    ]


def _marks(found: Lives, place: _Place, shown: Mapping[str, Look], legend: alt.Legend) -> Chart:
    """Return the marks of the changes with their legend."""
    rows = [
        {
            "kind": _KINDS.get(mark.kind, mark.kind), "x": place.x(mark.step), "y": y, "theme": life.name, "when": mark.when or "not dated",
            "what": mark.what, "why": mark.why or "not stated", "by": mark.by or "not stated",
            "words": f"{life.name}, {mark.when or 'not dated'}: {mark.what}" + (f", because: {mark.why}" if mark.why else ""),
        }
        for number, y in place.ys.items()
        for life in [found.lives[number]]
        for mark in life.marks
        if mark.step in place.xs
    ]  # fmt: skip
    marks = alt.Chart(inline(rows)).mark_point(size=80, strokeWidth=1.5, opacity=1, aria=len(rows) <= 600)
    return marks.encode(
        x=pixels("x"), y=pixels("y", alt.Y), **style.looks("kind", shown, legend, "shape", "fill", "stroke"), description=alt.Description("words:N"),
        tooltip=style.tips(theme="Theme", when="When", what="What", why="Why", by="By"),
    )  # fmt: skip
