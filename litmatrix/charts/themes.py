"""Themes as rows of bars: how many sources were looked at and mention them, over all and by a descriptor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from litmatrix import coding
from litmatrix.charts import style
from litmatrix.charts.groups import grouped
from litmatrix.charts.heat import coverage_in_words
from litmatrix.charts.panels import BAR_ROOM, LABEL_ROOM, legend, panel, stacked
from litmatrix.charts.style import BLUE, GREY, WHITE, Chart, Look, listing, many, numbered, of_matrix
from litmatrix.review import Review
from litmatrix.vocabulary import DUE, MENTIONED, NOT_MENTIONED, UNREAD

CELL_ROOM = 84
MOST_GROUPS = 8

LOOKED, WAITING = (MENTIONED, NOT_MENTIONED), (DUE, UNREAD)
#: How a bar looks, by what it stands for.
LOOKS = {
    MENTIONED: Look(BLUE, BLUE),
    NOT_MENTIONED: Look(WHITE, GREY),
    DUE: Look("#E6E6E6", GREY, (4, 2)),
    UNREAD: Look(WHITE, GREY, (1, 2)),
}


def coverage(review: Review) -> Chart:
    """Show for each theme in how many of the sources looked at it is mentioned, as “n of N”.

    Sources that are due (not yet looked at for this theme) or unread stand apart, to the right: they are
    never counted as not mentioning it.
    """
    title = "Coverage by theme"
    sources, themes = coding.sources(review), review.protocol.current_themes
    if empty := style.nothing(review, title, "coverage", sources):
        return empty
    states, counts = coding.states(review), coding.coverage(review).to_dict("index")
    names = [theme.name for theme in themes]
    looks = {
        state: look for state, look in LOOKS.items() if state in LOOKED or any(row[state] for row in counts.values())
    }  # fmt: skip
    tooltip = style.tips(theme="Theme", state="State", sources="Sources", listed="Which ones")

    def drawn(among: Sequence[str], ends: list[tuple[int, str]], **parts: Any) -> Chart:
        bars = []
        for row, theme in enumerate(themes):
            found = _by_state(states[theme.id], among, sources["reference"])
            for one in found:
                number, state = one["number"], one["state"]
                looked = f"{numbered(number, counts[theme.id]['looked_at'])} looked at"
                share = looked if state in LOOKED else many(number, "source")
                one |= {"theme": theme.name, "sources": share, "pick": f"{theme.id} {state}"}
                one["words"] = f"{theme.name}, {state}: {share}"
            bars += stacked(row, found)
        return panel(names, bars, ends, len(sources), "state", looks, tooltip, legend=legend(), **parts)

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
    chart = drawn(LOOKED, looked, heading="looked at", note="mentioned in n of N")
    if any(text for _, text in waiting):
        chart = alt.hconcat(
            chart,
            drawn(WAITING, waiting, heading="not yet looked at", note="due or unread", named=False),
            spacing=30,
        )
    subtitle = of_matrix(review, many(len(sources), "included source"), many(len(themes), "theme"))
    words = f"Bar chart. {coverage_in_words(review)}"
    return style.titled(chart, title, subtitle, words, LABEL_ROOM + 2 * BAR_ROOM, "coverage")


def theme_by_descriptor(review: Review, by: str = "source_type") -> Chart:
    """Show for each theme and each value of a descriptor how many of the sources looked at mention it, as
    “n of N”; a bar n long in an outline N long, all on one measure. Sources not yet looked at are not in N.

    Raises `Misuse` for a descriptor that the review does not have.
    """
    grouping = grouped(review, by, MOST_GROUPS)
    title = f"Themes by {style.lowered(grouping.name)}"
    sources, themes = coding.sources(review), review.protocol.current_themes
    if empty := style.nothing(review, title, "theme_by_descriptor", sources):
        return empty
    states = coding.states(review)
    names = [theme.name for theme in themes]
    groups = [group for group in grouping.groups if group.keys]
    looks = {state: LOOKS[state] for state in LOOKED}
    tooltip = style.tips(
        theme="Theme", value=grouping.name, looked="Mentioned in", waiting="Not yet looked at", listed="Mentioned by",
    )  # fmt: skip
    said: dict[str, list[str]] = {theme.id: [] for theme in themes}
    panels: list[Chart] = []
    most = max(int(states.loc[list(group.keys)].isin(LOOKED).sum().max()) for group in groups)
    for group in groups:
        bars, ends = [], []
        for row, theme in enumerate(themes):
            column = states[theme.id].loc[list(group.keys)]
            found = _by_state(column, LOOKED, sources["reference"])
            of = sum(one["number"] for one in found)
            text = numbered(found[0]["number"], of) if of else "–"
            looked, waiting = f"{text} looked at" if of else "none looked at", len(column) - of
            for one in found:
                one |= {
                    "theme": theme.name,
                    "value": group.label,
                    "looked": looked,
                    "waiting": waiting,
                    "listed": found[0]["listed"],
                }
                one["words"] = f"{theme.name}, {group.label}: {looked}, {waiting} not yet"
            bars += stacked(row, found)
            ends.append((of, text))
            said[theme.id].append(f"{group.label} {text if of else 'none looked at'}")
        heading = {"heading": group.label, "note": many(len(group.keys), "source"), "named": not panels}
        panels.append(panel(names, bars, ends, most, "state", looks, tooltip, room=CELL_ROOM, **heading))
    key = "n of N: of the sources looked at, those that mention the theme (–: none looked at)"
    several = "a source can have several values" if grouping.several else ""
    subtitle = of_matrix(review, many(len(sources), "included source"), key, several)
    words = style.worded(f"{theme.name}: {'; '.join(said[theme.id])}" for theme in themes)
    room = LABEL_ROOM + (CELL_ROOM + 60) * len(groups)
    chart = alt.hconcat(*panels, spacing=18)
    return style.titled(chart, title, subtitle, f"Table of bars. {words}", room, "theme_by_descriptor")


def _by_state(
    column: pd.Series, among: Sequence[str], references: Mapping[str, str] | pd.Series
) -> list[dict[str, Any]]:
    """Return for each of these states how many sources of a theme stand in it, and which."""
    groups = {state: column.index[column == state] for state in among}
    return [
        {"state": state, "number": len(keys), "listed": listing(references, keys)}
        for state, keys in groups.items()
    ]
