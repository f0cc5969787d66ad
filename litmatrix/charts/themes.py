"""Themes as rows of bars: how many sources were looked at and mention them, over all and by a descriptor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from litmatrix import coding
from litmatrix.charts import measure
from litmatrix.charts.cells import legend_columns
from litmatrix.charts.groups import Group, grouped
from litmatrix.charts.heat import told_coverage
from litmatrix.charts.style import (  # fmt: skip
    BLUE,
    GREY,
    SIZE,
    WHITE,
    Chart,
    box,
    inline,
    listing,
    lowered,
    many,
    message,
    nothing_included,
    numbered,
    of_matrix,
    pixels,
    texts,
    titled,
    worded,
)
from litmatrix.model import Theme
from litmatrix.review import Review
from litmatrix.vocabulary import DUE, MENTIONED, NOT_MENTIONED, STATES, UNREAD

__all__ = ["coverage", "theme_by_descriptor"]

LABEL_ROOM = 220
BAR_ROOM = 260
CELL_ROOM = 84
MOST_GROUPS = 8
STEP = 24
HALF = 7

#: Fill, outline and dashes of a bar, by what it stands for.
STYLES = {
    MENTIONED: (BLUE, BLUE, [1, 0]),
    NOT_MENTIONED: (WHITE, GREY, [1, 0]),
    DUE: ("#E6E6E6", GREY, [4, 2]),
    UNREAD: (WHITE, GREY, [1, 2]),
}


def coverage(review: Review) -> Chart:
    """Show for each theme in how many of the sources looked at it is mentioned, as “n of N”.

    Sources that are due (not yet looked at for this theme) or unread stand apart, to the right: they are
    never counted as not mentioning it.
    """
    title = "Coverage by theme"
    themes = review.protocol.current_themes
    counts = coding.coverage(review)
    sources = coding.sources(review)
    if sources.empty or not themes:
        return _nothing(review, title, "coverage", sources)
    tops, labels, height = _rows(themes)
    unit = BAR_ROOM / len(sources)
    looked = [
        numbered(row[MENTIONED], row["looked_at"]) if row["looked_at"] else "none looked at"
        for _, row in counts.iterrows()
    ]
    waiting = [_waiting(row) for _, row in counts.iterrows()]
    left_end = max(unit * counts["looked_at"] + [measure.width(text, SIZE) + 8 for text in looked])
    second = round(max(left_end, measure.width("looked at", SIZE)) + 34, 2) if any(waiting) else 0
    bars = _coverage_bars(review, themes, tops, unit, second, sources["reference"])
    numbers = [
        {"x": round(start + unit * number + 5, 2), "y": top, "text": text}
        for theme, top, first, rest in zip(themes, tops, looked, waiting, strict=True)
        for start, number, text in (
            (0, counts.loc[theme.id, "looked_at"], first),
            (second, counts.loc[theme.id, DUE] + counts.loc[theme.id, UNREAD], rest),
        )
        if text
    ]
    heads = [
        {"x": 0, "text": "looked at: mentioned in n of N"},
        *([{"x": second, "text": "not yet looked at"}] if second else []),
    ]
    if second and measure.width(heads[0]["text"], SIZE) > second - 12:
        heads[0]["text"] = "looked at:\nn of N"
    width = round(
        max(
            second
            + max(
                unit * (counts[DUE] + counts[UNREAD]) + [measure.width(text, SIZE) + 8 for text in waiting]
            ),
            left_end,
        )
    )
    shown = [
        state
        for state in STATES
        if any(bar["state"] == state for bar in bars) or state in (MENTIONED, NOT_MENTIONED)
    ]
    chart = alt.layer(
        _state_bars(bars, shown, width), texts(numbers), _heads(heads), texts(labels, "right"), width=width, height=height,
    )  # fmt: skip
    subtitle = of_matrix(review, many(len(sources), "included source"), many(len(themes), "theme"))
    return titled(
        chart, title, subtitle, f"Bar chart. {told_coverage(review)}", LABEL_ROOM + width, "coverage"
    )


def theme_by_descriptor(review: Review, by: str = "source_type") -> Chart:
    """Show for each theme and each value of a descriptor how many of the sources looked at mention it, as
    “n of N”; a bar n long in an outline N long, all on one measure. Sources not yet looked at are not in N.

    Raises `Misuse` for a descriptor that the review does not have.
    """
    grouping = grouped(review, by, MOST_GROUPS)
    title = f"Themes by {lowered(grouping.name)}"
    themes = review.protocol.current_themes
    sources = coding.sources(review)
    if sources.empty or not themes:
        return _nothing(review, title, "theme_by_descriptor", sources)
    groups = [group for group in grouping.groups if group.keys]
    cells = _crossed(coding.states(review), themes, groups, sources["reference"])
    unit = CELL_ROOM / max([1, *(cell["of"] for cell in cells)])
    tops, labels, height = _rows(themes)
    heads = [
        (*measure.wrapped(group.label, SIZE, CELL_ROOM + 40, most=4), f"({many(len(group.keys), 'source')})")
        for group in groups
    ]
    text_room = max(measure.width(cell["text"], SIZE) for cell in cells) + 5
    pitch = (
        max(CELL_ROOM + text_room, *(max(measure.width(line, SIZE) for line in head) for head in heads)) + 18
    )
    for cell in cells:
        left = round(cell["group"] * pitch, 2)
        top, end = tops[cell["row"]], round(left + unit * cell["of"], 2)
        cell |= {
            "x": left,
            "y": top - HALF,
            "y2": top + HALF,
            "x2": end,
            "filled": round(left + unit * cell["n"], 2),
            "middle": top,
        }
        cell["beside"] = end + (5 if cell["of"] else 0)
    width = round(pitch * len(groups) - 18)
    chart = alt.layer(
        *_crossed_bars(cells, grouping.name), _heads([{"x": round(place * pitch, 2), "text": "\n".join(head)} for place, head in enumerate(heads)]),
        texts(labels, "right"), width=width, height=height,
    )  # fmt: skip
    key = "n of N: of the sources looked at, those that mention the theme (–: none looked at)"
    several = "a source can have several values" if grouping.several else ""
    subtitle = of_matrix(review, many(len(sources), "included source"), key, several)
    words = worded(
        f"{theme.name}: "
        + "; ".join(
            f"{cell['value']} {cell['text'] if cell['of'] else 'none looked at'}"
            for cell in cells
            if cell["row"] == row
        )
        for row, theme in enumerate(themes)
    )
    return titled(
        chart, title, subtitle, f"Table of bars. {words}", LABEL_ROOM + width, "theme_by_descriptor"
    )


def _nothing(review: Review, title: str, name: str, sources: pd.DataFrame) -> Chart:
    if sources.empty:
        return nothing_included(review, title, name)
    return message(title, "No themes are declared in review.toml.", name)


def _rows(themes: Sequence[Theme]) -> tuple[list[float], list[dict[str, Any]], float]:
    """Return the middle of each theme's row, the labels left of them, and the height of all rows."""
    labels = [measure.wrapped(theme.name, SIZE, LABEL_ROOM) for theme in themes]
    step = max(STEP, measure.height(max(map(len, labels)), SIZE) + 8)
    tops = [step * (place + 0.5) for place in range(len(themes))]
    rows = [{"x": -10, "y": top, "text": "\n".join(lines)} for top, lines in zip(tops, labels, strict=True)]
    return tops, rows, step * len(themes)


def _waiting(row: pd.Series) -> str:
    parts = [f"{row[state]:,} {state}" for state in (DUE, UNREAD) if row[state]]
    return ", ".join(parts)


def _coverage_bars(
    review: Review,
    themes: Sequence[Theme],
    tops: Sequence[float],
    unit: float,
    second: float,
    references: pd.Series,
) -> list[dict[str, Any]]:
    states = coding.states(review)
    bars = []
    for theme, top in zip(themes, tops, strict=True):
        column = states[theme.id]
        looked = int(column.isin([MENTIONED, NOT_MENTIONED]).sum())
        for start, pair in ((0.0, (MENTIONED, NOT_MENTIONED)), (second, (DUE, UNREAD))):
            for state in pair:
                keys = list(column.index[column == state])
                if not keys:
                    continue
                share = (
                    numbered(len(keys), looked) + " looked at"
                    if state in (MENTIONED, NOT_MENTIONED)
                    else many(len(keys), "source")
                )
                bars.append({
                    "x": round(start, 2), "x2": round(start + unit * len(keys), 2), "y": top - HALF, "y2": top + HALF, "theme": theme.name,
                    "state": state, "sources": share, "listed": listing(references, keys),
                    "words": f"{theme.name}, {state}: {share}", "pick": f"{theme.id} {state}",
                })  # fmt: skip
                start += unit * len(keys)
    return bars


def _state_bars(bars: Sequence[Mapping[str, Any]], shown: Sequence[str], width: float) -> Chart:
    legend = alt.Legend(
        title=None,
        orient="top",
        columns=legend_columns(shown, max(width, 400)),
        symbolType="square",
        symbolStrokeWidth=1,
        offset=22,
    )
    fills, strokes, dashes = ([STYLES[state][part] for state in shown] for part in range(3))
    return (
        alt.Chart(inline(bars))
        .mark_bar(strokeWidth=1, opacity=1)
        .encode(
            **box(),
            fill=alt.Fill("state:N", scale=alt.Scale(domain=shown, range=fills), legend=legend),
            stroke=alt.Stroke("state:N", scale=alt.Scale(domain=shown, range=strokes), legend=legend),
            strokeDash=alt.StrokeDash("state:N", scale=alt.Scale(domain=shown, range=dashes), legend=legend),
            tooltip=[alt.Tooltip("theme:N", title="Theme"), alt.Tooltip("state:N", title="State"), alt.Tooltip("sources:N", title="Sources"),
                     alt.Tooltip("listed:N", title="They are")],
            description="words:N",
        )
    )  # fmt: skip


def _crossed(
    states: pd.DataFrame, themes: Sequence[Theme], groups: Sequence[Group], references: pd.Series
) -> list[dict[str, Any]]:
    cells = []
    for row, theme in enumerate(themes):
        column = states[theme.id]
        for place, group in enumerate(groups):
            part = column.loc[list(group.keys)]
            mentioning = list(part.index[part == MENTIONED])
            looked, waiting = (
                int(part.isin([MENTIONED, NOT_MENTIONED]).sum()),
                int(part.isin([DUE, UNREAD]).sum()),
            )
            text = numbered(len(mentioning), looked) if looked else "–"
            cells.append({
                "row": row, "group": place, "theme": theme.name, "value": group.label, "n": len(mentioning), "of": looked, "text": text,
                "looked": f"{text} looked at" if looked else "none looked at", "waiting": waiting,
                "listed": listing(references, mentioning),
                "words": f"{theme.name}, {group.label}: {f'{text} looked at' if looked else 'none looked at'}, {waiting} not yet",
            })  # fmt: skip
    return cells


def _crossed_bars(cells: Sequence[Mapping[str, Any]], name: str) -> list[alt.Chart]:
    data = alt.Chart(inline(cells))
    tooltip = [
        alt.Tooltip("theme:N", title="Theme"), alt.Tooltip("value:N", title=name), alt.Tooltip("looked:N", title="Mentioned in"),
        alt.Tooltip("waiting:Q", title="Not yet looked at"), alt.Tooltip("listed:N", title="Mentioned by"),
    ]  # fmt: skip
    outlines = data.transform_filter("datum.of > 0").mark_rect(
        fill=WHITE, stroke=GREY, strokeWidth=1, opacity=1
    )
    filled = data.transform_filter("datum.n > 0").mark_rect(
        fill=BLUE, stroke=BLUE, strokeWidth=1, opacity=1, aria=False
    )
    numbers = data.mark_text(align="left", baseline="middle", aria=False)
    return [
        outlines.encode(**box(), tooltip=tooltip, description="words:N"),
        filled.encode(**box() | {"x2": "filled:Q"}, tooltip=tooltip),
        numbers.encode(x=pixels("beside"), y=pixels("middle", alt.Y), text="text:N", tooltip=tooltip),
    ]


def _heads(rows: Sequence[Mapping[str, Any]]) -> Chart:
    """Return headings above the rows, the last line of each just over them."""
    line = measure.height(1, SIZE)
    return texts(
        ({**row, "y": -6 - line * (row["text"].count("\n") + 1) / 2} for row in rows), color="#4A4A4A"
    )
