"""Sources by year, one row of bars a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from litmatrix import coding
from litmatrix.charts import measure
from litmatrix.charts.groups import Group, grouped
from litmatrix.charts.style import (  # fmt: skip
    BLUE,
    GREY,
    INK,
    PALE,
    SIZE,
    WHITE,
    Chart,
    inline,
    label_lookup,
    listing,
    lowered,
    many,
    nothing_included,
    of_matrix,
    pixels,
    texts,
    titled,
    worded,
)
from litmatrix.review import Review

__all__ = ["years"]

MOST_ROWS = 9
MOST_COLUMNS = 60
ROOM = 560
ROW_HEIGHT = 60
MOST_UNIT = 24
LABEL_ROOM = 150
UNKNOWN_YEAR = "not known"
ALL = "all sources"


class _Axis(NamedTuple):
    """The columns from left to right: their labels, the years in each, and the column of the unknown, if any."""

    labels: tuple[str, ...]
    first: int
    step: int
    unknown: int | None

    def place(self, year: int | None) -> int | None:
        return self.unknown if year is None else (year - self.first) // self.step


def years(review: Review, by: str | None = "source_type") -> Chart:
    """Show the included sources by year, a row for each value of a descriptor; unknown years stand apart.

    All rows share one scale. `by=None` gives one row. Raises `Misuse` for a descriptor that the review does
    not have.
    """
    sources = coding.sources(review)
    grouping = grouped(review, by, MOST_ROWS) if by is not None else None
    name = grouping.name if grouping else ""
    title = f"Sources by year and {lowered(name)}" if name else "Sources by year"
    if sources.empty:
        return nothing_included(review, title, "years")
    groups = [Group(ALL, tuple(sources.index))]
    if grouping:
        parts = [group for group in grouping.groups if group.keys]
        groups = [*groups, *parts] if len(parts) > 1 else parts
    known = {
        key: None if year is None else int(year)
        for key, year in sources["year"].astype(object).where(sources["year"].notna(), None).items()
    }
    axis = _axis(
        [year for year in known.values() if year is not None], any(year is None for year in known.values())
    )
    rows = [row for place, group in enumerate(groups) for row in _cells(place, group, known, axis, sources)]
    matrix = by is not None and any(one.id == by for one in review.protocol.descriptors)
    several = "a source can have several values" if grouping and grouping.several else ""
    counted = many(len(sources), "included source")
    subtitle = of_matrix(review, counted, several) if matrix else counted
    words = worded(
        _told(group, [row for row in rows if row["group"] == place]) for place, group in enumerate(groups)
    )
    chart = _drawn(rows, groups, axis, name)
    room = LABEL_ROOM + len(axis.labels) * _step(len(axis.labels))
    return titled(chart, title, subtitle, f"Bar chart, one row a group. {words}", room, "years")


def _axis(known: Sequence[int], with_unknown: bool) -> _Axis:
    """Return the columns: every year from the first to the last, or spans of 5, 10 … years where they are many."""
    labels: tuple[str, ...] = ()
    first, step = (min(known), 1) if known else (0, 1)
    if known:
        last = max(known)
        steps = (1, 5, 10, 25, 50, 100, 500, 1000)
        step = next((step for step in steps if last // step - first // step < MOST_COLUMNS), 10_000)
        first = first // step * step
        labels = tuple(
            str(year) if step == 1 else f"{year}–{year + step - 1}" for year in range(first, last + 1, step)
        )
    if not with_unknown:
        return _Axis(labels, first, step, None)
    gap: tuple[str, ...] = ()
    if labels:
        apart = (measure.width(labels[-1], SIZE) + measure.width(UNKNOWN_YEAR, SIZE)) / 2 + 10
        while (len(gap) + 1) * _step(len(labels) + len(gap) + 1) < apart:
            gap += ("",)
    return _Axis((*labels, *gap, UNKNOWN_YEAR), first, step, len(labels) + len(gap))


def _cells(
    place: int, group: Group, known: dict[str, int | None], axis: _Axis, sources: Any
) -> list[dict[str, Any]]:
    found: dict[int, list[str]] = {}
    for key in group.keys:
        column = axis.place(known[key])
        if column is not None:
            found.setdefault(column, []).append(key)
    return [
        {
            "group": place, "label": group.label, "column": column, "year": axis.labels[column], "sources": len(keys),
            "apart": column == axis.unknown, "whole": place == 0 and group.label == ALL, "listed": listing(sources["reference"], keys),
            "words": f"{group.label}, {'year not known' if column == axis.unknown else axis.labels[column]}: {many(len(keys), 'source')}",
        }
        for column, keys in sorted(found.items())
    ]  # fmt: skip


def _told(group: Group, rows: Sequence[dict[str, Any]]) -> str:
    parts = [f"{'year not known' if row['apart'] else row['year']}: {row['sources']}" for row in rows]
    return f"{group.label} ({len(group.keys)}): {', '.join(parts)}"


def _step(columns: int) -> float:
    """Return the width of a column in pixels, so that all fit the room."""
    return max(9, min(34, ROOM / columns))


def _drawn(rows: Sequence[dict[str, Any]], groups: Sequence[Group], axis: _Axis, name: str) -> Chart:
    """Return the rows of bars: years on a band scale, heights in pixels, so that all rows share one measure."""
    unit = min(
        MOST_UNIT, (ROW_HEIGHT if len(groups) > 1 else 2 * ROW_HEIGHT) / max(row["sources"] for row in rows)
    )
    labels = [_label(group) for group in groups]
    floors = _floors(rows, labels, unit)
    width, height = _step(len(axis.labels)) * len(axis.labels), floors[-1]
    at_year = alt.X("column:O", title="year of publication", scale=alt.Scale(domain=list(range(len(axis.labels))), padding=0.12)).axis(
        values=_shown(axis), labelExpr=label_lookup([label] for label in axis.labels), labelAngle=0, labelOverlap=False, ticks=False,
        grid=False, domain=False, labelPadding=6,
    )  # fmt: skip
    drawn = [
        {**row, "floor": floors[row["group"]], "top": round(floors[row["group"]] - unit * row["sources"], 2)}
        for row in rows
    ]
    base = alt.Chart(inline(drawn)).encode(x=at_year, y=pixels("top", alt.Y))
    bars = base.mark_bar(strokeWidth=1).encode(
        y2="floor:Q",
        fill=alt.when(alt.datum.apart).then(alt.value(WHITE)).when(alt.datum.whole).then(alt.value(GREY)).otherwise(alt.value(BLUE)),
        stroke=alt.when(alt.datum.apart | alt.datum.whole).then(alt.value(GREY)).otherwise(alt.value(BLUE)),
        strokeDash=alt.when(alt.datum.apart).then(alt.value([3, 2])).otherwise(alt.value([1, 0])),
        tooltip=[alt.Tooltip("label:N", title=name or "Sources"), alt.Tooltip("year:N", title="Year"), alt.Tooltip("sources:Q", title="Sources"),
                 alt.Tooltip("listed:N", title="They are")],
        description="words:N",
    )  # fmt: skip
    numbers = base.mark_text(baseline="bottom", dy=-2, fontSize=SIZE - 1, color=INK, aria=False).encode(
        text="sources:Q"
    )
    line = measure.height(1, SIZE)
    beside = [
        {"y": floor - line * len(lines) / 2 + 1, "text": "\n".join(lines)}
        for lines, floor in zip(labels, floors, strict=True)
    ]
    names = texts(beside, "right", x=-12)
    grounds = alt.Chart(inline({"floor": floor} for floor in floors)).mark_rule(color=PALE, aria=False)
    rules = grounds.encode(y=pixels("floor", alt.Y), x=alt.value(0), x2=alt.value(width))
    return alt.layer(rules, bars, numbers, names, width=width, height=height)


def _label(group: Group) -> tuple[str, ...]:
    if group.label == ALL:
        return (f"all {many(len(group.keys), 'source')}" if len(group.keys) > 1 else "1 source",)
    return (*measure.wrapped(group.label, SIZE, LABEL_ROOM, most=3), many(len(group.keys), "source"))


def _floors(rows: Sequence[dict[str, Any]], labels: Sequence[Sequence[str]], unit: float) -> list[float]:
    """Return where each row's bars stand, from the top: as high as its highest bar and its label ask."""
    floors: list[float] = []
    for place, label in enumerate(labels):
        most = max([0, *(row["sources"] for row in rows if row["group"] == place)])
        need = max(unit * most + measure.height(1, SIZE), measure.height(len(label), SIZE))
        floors.append(round((floors[-1] if floors else 0) + need + 14, 2))
    return floors


def _shown(axis: _Axis) -> list[int]:
    """Return the columns that are labelled: so many that the labels do not touch."""
    known = [place for place in range(len(axis.labels)) if axis.labels[place] and place != axis.unknown]
    room = max([0, *(measure.width(axis.labels[place], SIZE) for place in known)]) + 8
    every = next(
        every for every in (1, 2, 5, 10, 20, 50, 100, 1000) if every * _step(len(axis.labels)) >= room
    )
    shown = [
        place for place in known if (place if axis.step > 1 else axis.first + place) % every == 0
    ] or known[:1]
    return [*shown, axis.unknown] if axis.unknown is not None else shown
