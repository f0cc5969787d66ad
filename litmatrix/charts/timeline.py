"""Sources by year, one row of bars a group."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt

from litmatrix import coding
from litmatrix.charts import fitting, measure, style
from litmatrix.charts.style import (
    BLUE,
    GREY,
    LINE,
    PALE,
    SIZE,
    WHITE,
    Chart,
    Look,
    listing,
    many,
    numbered,
    of_matrix,
)
from litmatrix.coding.groups import Group, grouped
from litmatrix.review import Review

MOST_ROWS = 9
MOST_PITCH, LEAST_PITCH = 34, 9
ROW_HEIGHT = 60
MOST_UNIT = 24
LABEL_ROOM, LEAST_LABEL = 150, 90
#: Between a row and what stands beside it; and what the year of the last column may reach beyond it.
BESIDE, EDGE = 12, 28
UNKNOWN_YEAR = "not known"
ALL = "all sources"
SPANS = (1, 5, 10, 25, 50, 100, 500, 1000, 10_000)

#: How bars look: of all sources, of a group, of sources of which the year is not known.
LOOKS = {"all": Look(GREY, GREY), "group": Look(BLUE, BLUE), "apart": Look(WHITE, GREY, (3, 2))}


class _Columns(NamedTuple):
    """The columns from left to right: their labels, the years in each, the column of the unknown, if any, and their width."""

    labels: tuple[str, ...]
    first: int
    step: int
    unknown: int | None
    pitch: float

    def place(self, year: int | None) -> int | None:
        return self.unknown if year is None else (year - self.first) // self.step

    def labelled(self) -> list[int]:
        """Return the columns that have their label drawn: so many that they do not touch."""
        known = [place for place, label in enumerate(self.labels) if label and place != self.unknown]
        room = max([0, *(measure.width(self.labels[place], SIZE) for place in known)]) + 8
        every = next(every for every in (1, 2, 5, 10, 20, 50, 100) if every * self.pitch >= room)
        offset = self.first if self.step == 1 else 0
        shown = [place for place in known if (place + offset) % every == 0] or known[:1]
        return shown if self.unknown is None else [*shown, self.unknown]


@fitting.fits
def years(review: Review, by: str | None = "source_type", *, width: float = fitting.ROOM) -> Chart:
    """Show the included sources by year, a row for each value of a descriptor; unknown years stand apart.

    All rows share one scale. Of more than nine values the rarer ones have one row. `by=None` gives one row. Where all
    sources are of one year, the chart says so. Raises `Misuse` for a descriptor that the review does not have.
    """
    sources = coding.sources(review)
    grouping = grouped(review, by, MOST_ROWS) if by is not None else None
    name = grouping.name if grouping else ""
    title = f"Sources by year and {style.lowered(name)}" if name else "Sources by year"
    if empty := style.nothing(review, title, "years", sources, themes=False, width=width):
        return empty
    known = {key: int(year) for key, year in sources["year"].dropna().items()}
    if len(set(known.values())) < 2:
        return style.message(title, _of_one_year(known, len(sources)), "years", width)
    groups = [Group(ALL, tuple(sources.index))]
    if grouping:
        parts = _folded([group for group in grouping.groups if group.keys])
        groups = [*groups, *parts] if len(parts) > 1 else parts
    room = min(LABEL_ROOM, max(style.inside(width) / 3, LEAST_LABEL))
    labels = [_label(group, room) for group in groups]
    beside = max(measure.width(line, SIZE) for label in labels for line in label) + BESIDE
    columns = _columns(list(known.values()), len(known) < len(sources), style.inside(width) - beside - EDGE)
    rows = [_bars(group, known, columns, sources["reference"]) for group in groups]
    matrix = by is not None and any(one.id == by for one in review.protocol.descriptors)
    several = "a source can have several values" if grouping and grouping.several else ""
    counted = many(len(sources), "included source")
    words = style.worded(
        f"{group.label} ({len(group.keys)}): " + ", ".join(bar["counted"] for bar in bars)
        for group, bars in zip(groups, rows, strict=True)
    )
    return style.titled(
        _drawn(rows, labels, columns, name or "Sources"), title, of_matrix(review, counted, several) if matrix else counted,
        f"Bar chart, one row per group. {words}", beside + len(columns.labels) * columns.pitch, "years", width=width,
    )  # fmt: skip


def _of_one_year(known: Mapping[str, int], sources: int) -> str:
    """Say of which year all sources are, where there is nothing to compare."""
    if not known:
        none = (
            "the included source is not" if sources == 1 else f"none of the {sources:,} included sources is"
        )
        return f"The year of {none} known."
    unknown = f", and the year of {sources - len(known):,} is not known" if len(known) < sources else ""
    verb = "is" if len(known) == 1 else "are"
    return (
        f"{numbered(len(known), sources)} included sources {verb} of {next(iter(known.values()))}{unknown}."
    )


def _folded(groups: Sequence[Group]) -> list[Group]:
    """Return the groups in their order; of many, the rarer ones as one."""
    named = sorted((group for group in groups if not group.apart), key=lambda group: -len(group.keys))
    rare = named[MOST_ROWS - 1 :] if len(named) > MOST_ROWS else []
    if not rare:
        return list(groups)
    keys = dict.fromkeys(key for group in rare for key in group.keys)
    left = [group for group in groups if group not in rare]
    at = sum(not group.apart for group in left)
    return [*left[:at], Group(f"{len(rare)} other values", tuple(keys), True), *left[at:]]


def _label(group: Group, room: float) -> tuple[str, ...]:
    """Return what stands beside a row."""
    sources = many(len(group.keys), "source")
    if group.label == ALL:
        return (f"all {sources}" if len(group.keys) > 1 else sources,)
    return (*measure.wrapped(group.label, SIZE, room, most=3), sources)


def _columns(known: Sequence[int], with_unknown: bool, room: float) -> _Columns:
    """Return the columns: every year from the first to the last, or spans of 5, 10 … years where they are many."""
    unknown = measure.width(UNKNOWN_YEAR, SIZE)
    first, last = min(known), max(known)
    for step in SPANS:
        start = first // step * step
        labels = [
            str(year) if step == 1 else f"{year}–{year + step - 1}" for year in range(start, last + 1, step)
        ]
        # Where most years have no source, they need not be wide.
        cap = MOST_PITCH if 2 * len({year // step for year in known}) > len(labels) else LEAST_PITCH * 2
        apart = (measure.width(labels[-1], SIZE) + unknown) / 2 + 12 if with_unknown else 0
        pitch = min(cap, (room - apart) / (len(labels) + with_unknown))
        if pitch >= LEAST_PITCH or step == SPANS[-1]:
            break
    if not with_unknown:
        return _Columns(tuple(labels), start, step, None, pitch)
    gap = math.ceil(apart / pitch) - 1
    return _Columns((*labels, *[""] * gap, UNKNOWN_YEAR), start, step, len(labels) + gap, pitch)


def _bars(
    group: Group, known: Mapping[str, int], columns: _Columns, references: Mapping[str, str]
) -> list[dict[str, Any]]:
    found: dict[int, list[str]] = {}
    for key in group.keys:
        if (column := columns.place(known.get(key))) is not None:
            found.setdefault(column, []).append(key)
    bars = []
    for column, keys in sorted(found.items()):
        apart = column == columns.unknown
        told = "year not known" if apart else columns.labels[column]
        bars.append({
            "label": group.label, "column": column, "year": columns.labels[column], "sources": len(keys), "apart": apart, "counted": f"{told}: {len(keys)}",
            "look": "apart" if apart else "all" if group.label == ALL else "group", "listed": listing(references, keys),
            "words": f"{group.label}, {told}: {many(len(keys), 'source')}",
        })  # fmt: skip
    return bars


def _drawn(
    rows: Sequence[Sequence[dict[str, Any]]], labels: Sequence[tuple[str, ...]], columns: _Columns, name: str
) -> Chart:
    """Return the rows of bars, each as high as its highest bar and its label ask; a source is as high in all of them."""
    room = ROW_HEIGHT if len(rows) > 1 else 2 * ROW_HEIGHT
    unit = min(MOST_UNIT, room / max(bar["sources"] for bars in rows for bar in bars))
    tooltip = style.tips(label=name, year="Year", sources="Sources", listed="Which ones")
    scale = alt.Scale(domain=list(range(len(columns.labels))), padding=0.12)
    drawn = []
    for place, (label, bars) in enumerate(zip(labels, rows, strict=True)):
        height = max(unit * max(bar["sources"] for bar in bars), LINE * (len(label) - 1))
        last = place == len(rows) - 1
        below = alt.Axis(
            values=columns.labelled(), labelExpr=style.label_lookup([label] for label in columns.labels), labels=last, labelAngle=0,
            labelOverlap=False, labelPadding=6, ticks=False, domainColor=PALE, title="year of publication" if last else None,
        )  # fmt: skip
        beside = alt.Axis(
            title=list(label), titleAngle=0, titleAlign="right", titleBaseline="bottom", titleX=-BESIDE, titleY=height - LINE * (len(label) - 1),
            labels=False, ticks=False, domain=False, grid=False,
        )  # fmt: skip
        base = alt.Chart(style.inline(bars)).encode(
            x=alt.X("column:O", scale=scale, axis=below),
            y=alt.Y("sources:Q", scale=alt.Scale(domain=[0, height / unit], nice=False), axis=beside),
        )
        marks = base.mark_bar(strokeWidth=1, opacity=1).encode(
            tooltip=tooltip,
            description=alt.Description("words:N"),
            **style.looks("look", LOOKS, None, "fill", "stroke", "strokeDash"),
        )
        numbers = base.mark_text(baseline="bottom", dy=-2, fontSize=SIZE - 1, aria=False).encode(
            text=alt.Text("sources:Q")
        )
        drawn.append(alt.layer(marks, numbers, width=columns.pitch * len(columns.labels), height=height))
    return drawn[0] if len(drawn) == 1 else alt.vconcat(*drawn, spacing=LINE + 12)
