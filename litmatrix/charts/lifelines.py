"""The life of the themes: one lane a theme, from left to right as the changes came."""

from __future__ import annotations

from collections.abc import Sequence
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
    VERMILION,
    WHITE,
    Chart,
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
ROOM = 640
LEAST_ROOM = 240
DAY_PITCH = 14
WIDEST_STEP, NARROWEST_STEP = 46, 15
SMALL = SIZE - 1

#: How each kind of change is drawn: shape, fill and outline. The shapes differ, so that colour is not needed.
_LOOKS = {
    "added": ("circle", BLUE, BLUE), "renamed": ("diamond", WHITE, PURPLE), "redefined": ("square", WHITE, INK),
    "merged": ("triangle-right", VERMILION, VERMILION), "split": ("triangle-left", VERMILION, VERMILION),
    "retired": ("M-.9,-.6L-.6,-.9L0,-.3L.6,-.9L.9,-.6L.3,0L.9,.6L.6,.9L0,.3L-.6,.9L-.9,.6L-.3,0Z", INK, INK),
    "subtheme": ("stroke", GREY, GREY),
}  # fmt: skip
_NAMES = {"subtheme": "subtheme changed"}
_ENDINGS = {
    lives.RETIRED: "retired", lives.MERGED: "merged into another", lives.SPLIT: "split into others", lives.GONE: lives.GONE,
}  # fmt: skip


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
    title = "The life of the themes"
    found = lives.trace(review.protocol)
    if not found.lives:
        return style.message(title, "No themes are declared in review.toml.", "theme_life")
    place = _placed(found)
    changes = len(found.days)
    former = sum(life.ending != lives.IN_USE for life in found.lives)
    facts = [
        f"{many(len(found.lives) - former, 'theme')} in use",
        *([many(former, "former theme")] if former else []),
        f"{many(changes, 'change')}, by day (UTC), not to scale" if changes else "the history has no changes",
    ]
    if found.reordered:
        facts.append(f"put in another order: {style.listed(list(found.reordered), 3)}")
    words = style.worded(_told(life) for life in found.lives)
    return style.titled(
        _drawn(found, place),
        title,
        " · ".join(facts),
        f"One line a theme. {words}",
        LABEL_ROOM + place.right,
        "theme_life",
    )


def _told(life: Life) -> str:
    """Say the life of one theme in words."""
    first = life.spans[0].first is None
    parts = ["from the start, or not dated"] if first else []
    parts += [f"{mark.what} ({mark.when})" if mark.when else mark.what for mark in life.marks]
    state = "" if life.ending == lives.IN_USE else f", {life.ending}"
    return f"{life.name}{state}: {'; '.join(parts)}"


# --- places ----------------------------------------------------------------------------------------------------------


def _placed(found: Lives) -> _Place:
    """Give each step its column: changes of a day share one, unless they touch the same lanes or cross each other."""
    touched: dict[int, set[int]] = {}
    for number, life in enumerate(found.lives):
        for mark in life.marks:
            touched.setdefault(mark.step, set()).add(number)
    reach = {step: range(min(lanes), max(lanes) + 1) for step, lanes in touched.items()}
    linked = {link.step for link in found.links}
    column: list[int] = []
    days: list[str] = []
    taken: list[list[tuple[int, bool]]] = []
    for step, day in enumerate(found.days):
        lanes = reach[step] if step in linked and step in reach else touched.get(step, set())
        start = len(days) if not days or days[-1] != day else days.index(day)
        spot = start
        for at in range(start, len(days)):
            if any(lane in lanes for lane in taken[at]):
                spot = at + 1
        if spot == len(days):
            days.append(day)
            taken.append([])
        taken[spot] += lanes
        column.append(spot)
    step_width = max(NARROWEST_STEP, min(WIDEST_STEP, ROOM / max(len(days), 1)))
    xs, x = [], float(LEAD)
    for number, day in enumerate(days):
        x += step_width if number == 0 else _pitch(days[number - 1], day, step_width)
        xs.append(round(x, 2))
    ys = tuple(round(LANE * (number + 0.5), 2) for number in range(len(found.lives)))
    return _Place(
        tuple(xs), tuple(column), tuple(days), ys, round(max(x + max(step_width, 40), LEAST_ROOM), 2)
    )


def _pitch(before: str, day: str, step: float) -> float:
    """Return the space between two columns: less within a day."""
    return max(step * 0.62, NARROWEST_STEP) if day == before else step


# --- drawing ---------------------------------------------------------------------------------------------------------


def _drawn(found: Lives, place: _Place) -> Chart:
    height = LANE * len(found.lives)
    layers = [
        *_days(place, height),
        _spans(found, place),
        *([_links(found, place)] if found.links else []),
        *_labels(found, place),
    ]
    former = _former(found, place)
    if former:
        layers.append(style.texts(former, "right", fontSize=SMALL - 1, fontStyle="italic", color="#4A4A4A"))
    if marks := _marks(found, place):
        layers.append(_mark_layer(marks, place.right))
    return alt.layer(*layers, width=round(place.right), height=height)


def _spans(found: Lives, place: _Place) -> Chart:
    """Return the lines: those of themes in use strong and dark, those of former ones thinner and grey."""
    rows = []
    for life, y in zip(found.lives, place.ys, strict=True):
        in_use = life.ending == lives.IN_USE
        for span in life.spans:
            x = 0.0 if span.first is None else place.x(span.first)
            x2 = place.right if span.last is None else place.x(span.last)
            rows.append({
                "x": x, "x2": x2, "y": y, "y2": y, "colour": "#4D4D4D" if in_use else "#9A9A9A", "wide": 2.4 if in_use else 1.6,
                "theme": life.name, "state": _ENDINGS.get(life.ending, life.ending), "words": _told(life), "told": _story(life),
            })  # fmt: skip
    return (
        alt.Chart(inline(rows))
        .mark_rule()
        .encode(
            **style.box(), stroke=alt.Stroke("colour:N", scale=None), strokeWidth=alt.StrokeWidth("wide:Q", scale=None),
            tooltip=[alt.Tooltip("theme:N", title="Theme"), alt.Tooltip("state:N", title="It is"), alt.Tooltip("told:N", title="Its life")],
            description="words:N",
        )
    )  # fmt: skip


def _story(life: Life) -> str:
    parts = ["from the start, or not dated"] if life.spans[0].first is None else []
    return "; ".join([*parts, *(f"{mark.when} {mark.what}".strip() for mark in life.marks)])


def _links(found: Lives, place: _Place) -> Chart:
    """Return the lines that join or fork, from lane to lane."""
    rows = []
    for link in found.links:
        x = place.x(link.step)
        y, y2 = place.ys[link.source], place.ys[link.target]
        toward = 9 if y2 > y else -9
        # They end short of the marks, so that these stay readable.
        rows.append(
            {"x": x, "x2": x, "y": y + toward * 0.6, "y2": y2 - toward * 0.6, "split": link.kind == "split"}
        )
    return (
        alt.Chart(inline(rows))
        .mark_rule(strokeWidth=1.4, stroke=VERMILION, aria=False)
        .encode(
            **style.box(),
            strokeDash=alt.when(alt.datum.split).then(alt.value([4, 2])).otherwise(alt.value([1, 0])),
        )
    )


def _labels(found: Lives, place: _Place) -> list[Chart]:
    """Return the names of today left of the lanes, what became of former themes after them."""
    plain: list[dict[str, Any]] = []
    grey: list[dict[str, Any]] = []
    for life, y in zip(found.lives, place.ys, strict=True):
        in_use = life.ending == lives.IN_USE
        text = life.name if in_use else f"{life.name} ({_ENDINGS.get(life.ending, life.ending)})"
        lines = measure.wrapped(text, SIZE, LABEL_ROOM, most=2)
        (plain if in_use else grey).append({"x": -12, "y": y, "text": "\n".join(lines)})
    layers: list[Chart] = []
    if plain:
        layers.append(style.texts(plain, "right", color=INK))
    if grey:
        layers.append(style.texts(grey, "right", color="#666666"))
    return layers


def _days(place: _Place, height: float) -> list[Chart]:
    """Return a fine rule where a day begins, and the days below, so many that they do not touch."""
    starts = [number for number, day in enumerate(place.days) if number == 0 or place.days[number - 1] != day]
    rules = [{"x": place.xs[number], "x2": place.xs[number], "y": 0, "y2": height} for number in starts]
    rules.append({"x": 0, "x2": 0, "y": 0, "y2": height})
    labels: list[dict[str, Any]] = [{"x": 0, "y": height + 8, "text": "start"}]
    last = measure.width("start", SMALL) / 2 + 4
    for number in starts:
        text = place.days[number] or "not dated"
        if place.xs[number] > last:
            labels.append({"x": place.xs[number] + 3, "y": height + 8, "text": text})
            last = place.xs[number] + DAY_PITCH
    turned = style.texts(labels, "right", angle=310, fontSize=SMALL, color="#4A4A4A")
    return [
        alt.Chart(inline(rules)).mark_rule(color=PALE, strokeWidth=1, aria=False).encode(**style.box()),
        turned,
    ]


def _former(found: Lives, place: _Place) -> list[dict[str, Any]]:
    """Return the former ids, above the line up to the change that ended them, where there is room."""
    rows = []
    for life, y in zip(found.lives, place.ys, strict=True):
        left = 0.0 if life.spans[0].first is None else place.x(life.spans[0].first)
        for step, name in life.former:
            right = place.x(step) - 5
            text = measure.cut(name, SMALL - 1, right - left)
            if len(text) > 2:
                rows.append({"x": right, "y": y - 8, "text": text})
            left = right + 8
    return rows


def _marks(found: Lives, place: _Place) -> list[dict[str, Any]]:
    return [
        {
            "kind": _NAMES.get(mark.kind, mark.kind), "x": place.x(mark.step), "y": y, "theme": life.name, "when": mark.when or "not dated",
            "what": mark.what, "why": mark.why or "not stated", "by": mark.by or "not stated",
            "words": f"{life.name}, {mark.when or 'not dated'}: {mark.what}" + (f", because: {mark.why}" if mark.why else ""),
        }
        for life, y in zip(found.lives, place.ys, strict=True)
        for mark in life.marks
    ]  # fmt: skip


def _mark_layer(rows: Sequence[dict[str, Any]], width: float) -> Chart:
    there = {row["kind"] for row in rows}
    kinds = [kind for kind in _LOOKS if _NAMES.get(kind, kind) in there]
    shown = [_NAMES.get(kind, kind) for kind in kinds]
    legend = alt.Legend(
        title=None, orient="top", columns=legend_columns(shown, max(width, 400)), symbolSize=90, symbolStrokeWidth=1.4,
        labelOffset=3, columnPadding=14, rowPadding=3, offset=8,
    )  # fmt: skip

    def scaled(part: int) -> dict[str, Any]:
        return {
            "scale": alt.Scale(domain=shown, range=[_LOOKS[kind][part] for kind in kinds]),
            "legend": legend,
        }

    tooltip = [("theme", "Theme"), ("when", "When"), ("what", "What"), ("why", "Why"), ("by", "By")]
    return (
        alt.Chart(inline(rows))
        .mark_point(size=80, strokeWidth=1.5, opacity=1, aria=len(rows) <= 600)
        .encode(
            x=pixels("x"), y=pixels("y", alt.Y), shape=alt.Shape("kind:N", **scaled(0)), fill=alt.Fill("kind:N", **scaled(1)),
            stroke=alt.Stroke("kind:N", **scaled(2)), tooltip=[alt.Tooltip(f"{name}:N", title=shown) for name, shown in tooltip],
            description="words:N",
        )
    )  # fmt: skip
