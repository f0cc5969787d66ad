"""Themes as rows of bars: how many sources were looked at and mention them, over all and by a descriptor."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from litmatrix import coding
from litmatrix.charts import fitting, measure, style
from litmatrix.charts.heat import coverage_in_words
from litmatrix.charts.panels import (
    BAR_ROOM,
    LABEL_ROOMS,
    Room,
    Side,
    beside,
    fitted,
    height,
    legend,
    panel,
    single,
    stacked,
    unbroken,
    widest,
)
from litmatrix.charts.style import BLUE, GREY, SIZE, WHITE, Chart, Look, listing, many, numbered, of_matrix
from litmatrix.coding.groups import Group, folded, grouped
from litmatrix.model import Theme
from litmatrix.review import Review
from litmatrix.vocabulary import DUE, MENTIONED, NOT_MENTIONED, UNREAD

CELL_ROOM = 84
#: Between the panels of the coverage, and of values of a descriptor.
GAP, APART, ROWS_APART = 30, 18, 22
MOST_GROUPS = 8
MOST_VALUES = 12

LOOKED, WAITING = (MENTIONED, NOT_MENTIONED), (DUE, UNREAD)
#: How a bar looks, by what it stands for.
LOOKS = {
    MENTIONED: Look(BLUE, BLUE),
    NOT_MENTIONED: Look(WHITE, GREY),
    DUE: Look("#E6E6E6", GREY, (4, 2)),
    UNREAD: Look(WHITE, GREY, (1, 2)),
}


@fitting.fits
def coverage(review: Review, *, width: float = fitting.ROOM) -> Chart:
    """Show for each theme in how many of the sources looked at it is mentioned, as “n of N”.

    Sources that are due (not yet looked at for this theme) or unread stand apart, to the right (below, where it is
    narrow): they are never counted as not mentioning it.
    """
    title = "Coverage by theme"
    sources, themes = coding.sources(review), review.protocol.current_themes
    if empty := style.nothing(review, title, "coverage", sources, width=width):
        return empty
    states, counts = coding.states(review), coding.coverage(review).to_dict("index")
    names = [theme.name for theme in themes]
    looks = {
        state: look for state, look in LOOKS.items() if state in LOOKED or any(row[state] for row in counts.values())
    }  # fmt: skip
    tooltip = style.tips(theme="Theme", state="State", sources="Sources", listed="Which ones")
    looked = [
        (
            row["looked_at"],
            numbered(row[MENTIONED], row["looked_at"]) if row["looked_at"] else "none looked at",
        )
        for row in counts.values()
    ]
    waiting = [
        (
            sum(row[state] for state in WAITING),
            ", ".join(f"{row[state]:,} {state}" for state in WAITING if row[state]),
        )
        for row in counts.values()
    ]
    some_wait = any(text for _, text in waiting)
    left, right = Side(names, looked, len(sources)), Side((), waiting, len(sources))
    room = fitted([left, right] if some_wait else [left], style.inside(width), gap=GAP)
    below = room is None
    if room is None:
        room = single(Side(names, looked + waiting, len(sources)), style.inside(width))

    def drawn(among: Sequence[str], ends: list[tuple[int, str]], **parts: Any) -> Chart:
        bars = []
        for row, theme in enumerate(themes):
            found = _by_state(states[theme.id], among, sources["reference"])
            for one in found:
                number, state = one["number"], one["state"]
                of = f"{numbered(number, counts[theme.id]['looked_at'])} looked at"
                share = of if state in LOOKED else many(number, "source")
                one |= {"theme": theme.name, "sources": share, "pick": f"{theme.id} {state}"}
                one["words"] = f"{theme.name}, {state}: {share}"
            bars += stacked(row, found)
        key = legend(list(looks), style.inside(width) - widest(names, room.label))
        return panel(names, bars, ends, len(sources), "state", looks, tooltip, room, legend=key, **parts)

    panels = [drawn(LOOKED, looked, heading="looked at", note="mentioned in n of N")]
    if some_wait:
        panels.append(drawn(WAITING, waiting, heading="not yet looked at", note="due or unread", named=below))
    chart = beside(panels, below, GAP)
    subtitle = of_matrix(review, many(len(sources), "included source"), many(len(themes), "theme"))
    words = f"Bar chart. {coverage_in_words(review)}"
    across = widest(names, room.label) + left.reach(room.bar)
    across += 0 if below or not some_wait else GAP + right.reach(room.bar)
    return style.titled(chart, title, subtitle, words, across, "coverage", width=width)


@fitting.fits
def theme_by_descriptor(review: Review, by: str = "source_type", *, width: float = fitting.ROOM) -> Chart:
    """Show for each theme and each value of a descriptor how many of the sources looked at mention it, as
    “n of N”; a bar n long in an outline N long, all on one measure. Sources not yet looked at are not in N.

    Values that no source has are left out, more than twelve end in “n other values”; those that do not fit side by side stand below. Raises `Misuse` for a
    descriptor that the review does not have.
    """
    grouping = grouped(review, by, MOST_GROUPS)
    title = f"Themes by {style.lowered(grouping.name)}"
    sources, themes = coding.sources(review), review.protocol.current_themes
    if empty := style.nothing(review, title, "theme_by_descriptor", sources, width=width):
        return empty
    states = coding.states(review)
    names = [theme.name for theme in themes]
    groups = _shown(grouping.groups)
    looks = {state: LOOKS[state] for state in LOOKED}
    tooltip = style.tips(
        theme="Theme", value=grouping.name, looked="Mentioned in", waiting="Not yet looked at", listed="Mentioned by",
    )  # fmt: skip
    most = max(int(states.loc[list(group.keys)].isin(LOOKED).sum().max()) for group in groups)
    columns = [_column(group, states, themes, sources["reference"]) for group in groups]
    across, room = _folded(
        [Side(names, ends, most, _head(group)) for group, (_, ends) in zip(groups, columns, strict=True)],
        style.inside(width),
    )
    panels = [
        panel(
            names, bars, ends, most, "state", looks, tooltip, room, heading=group.label, least=_head(group), note=many(len(group.keys), "source"),
            named=place % across == 0,
        )
        for place, (group, (bars, ends)) in enumerate(zip(groups, columns, strict=True))
    ]  # fmt: skip
    chart = beside(panels, False, APART)
    if across < len(panels):
        apart = {"row": ROWS_APART, "column": APART}
        chart = alt.concat(*panels, columns=across, align="each", spacing=apart)
    key = "n of N: of the sources looked at, those that mention the theme (–: none looked at)"
    several = "a source can have several values" if grouping.several else ""
    subtitle = of_matrix(review, many(len(sources), "included source"), key, several)
    words = style.worded(
        f"{theme.name}: "
        + "; ".join(
            f"{group.label} {ends[row][1] if ends[row][0] else 'none looked at'}"
            for group, (_, ends) in zip(groups, columns, strict=True)
        )
        for row, theme in enumerate(themes)
    )
    reach = max(
        max(_head(group), Side((), ends, most).reach(room.bar))
        for group, (_, ends) in zip(groups, columns, strict=True)
    )
    drawn = widest(names, room.label) + across * (reach + APART) - APART
    return style.titled(
        chart, title, subtitle, f"Table of bars. {words}", drawn, "theme_by_descriptor", width=width
    )


def _shown(groups: Sequence[Group]) -> list[Group]:
    """Return the groups that have sources: of more values than `MOST_VALUES` the most frequent, and the rest as one."""
    known = [group for group in groups if group.keys and not group.apart]
    if len(known) > MOST_VALUES:
        known = folded(sorted(known, key=lambda group: -len(group.keys)), MOST_VALUES)
    return [*known, *(group for group in groups if group.keys and group.apart)]


def _column(
    group: Group, states: pd.DataFrame, themes: Sequence[Theme], references: pd.Series
) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    """Return the bars of the sources of a group, theme by theme, and the places and texts after them."""
    bars: list[dict[str, Any]] = []
    ends: list[tuple[int, str]] = []
    for row, theme in enumerate(themes):
        column = states[theme.id].loc[list(group.keys)]
        found = _by_state(column, LOOKED, references)
        of = sum(one["number"] for one in found)
        text = numbered(found[0]["number"], of) if of else "–"
        looked, waiting = f"{text} looked at" if of else "none looked at", len(column) - of
        for one in found:
            one |= {
                "theme": theme.name, "value": group.label, "looked": looked, "waiting": waiting, "listed": found[0]["listed"],
                "words": f"{theme.name}, {group.label}: {looked}, {waiting} not yet",
            }  # fmt: skip
        bars += stacked(row, found)
        ends.append((of, text))
    return bars, ends


def _head(group: Group) -> float:
    """Return how wide the panel of a group is at least, so that no word of its heading is broken."""
    words = (measure.width(word, SIZE, bold=True) for word in group.label.split())
    return max(
        [measure.width(many(len(group.keys), "source"), SIZE), *(word for word in words if word <= CELL_ROOM)]
    )


def _folded(sides: Sequence[Side], width: float) -> tuple[int, Room]:
    """Return how many panels stand side by side so that all together are as low as can be, and their room."""
    # Each as wide as the widest, and labels at the first of a row.
    ends = [*dict.fromkeys(end for side in sides for end in side.ends)]
    least = max(side.least for side in sides)
    first = sides[0]._replace(ends=ends, least=least)
    found = []
    for label in LABEL_ROOMS:
        tall = height(first.labels, unbroken(first.labels, label)) + ROWS_APART
        for across in range(1, len(sides) + 1):
            row = [first, *[first._replace(labels=())] * (across - 1)]
            if room := fitted(row, width, CELL_ROOM if len(sides) > 1 else BAR_ROOM, APART, (label,)):
                found.append((math.ceil(len(sides) / across) * tall, -label, across, room))
    return min(found)[2:] if found else (1, single(first, width, CELL_ROOM))


def _by_state(
    column: pd.Series, among: Sequence[str], references: Mapping[str, str] | pd.Series
) -> list[dict[str, Any]]:
    """Return for each of these states how many sources of a theme stand in it, and which."""
    groups = {state: column.index[column == state] for state in among}
    return [
        {"state": state, "number": len(keys), "listed": listing(references, keys)}
        for state, keys in groups.items()
    ]
