"""What is owed: the cells that nobody has looked at yet, by theme and by source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from litmatrix import coding
from litmatrix.charts import measure, style
from litmatrix.charts.cells import legend_columns
from litmatrix.charts.style import INK, PALE, SIZE, WHITE, Chart, inline, listed, many, numbered, of_matrix
from litmatrix.charts.themes import STYLES
from litmatrix.review import Review
from litmatrix.vocabulary import DUE, UNREAD

__all__ = ["owed"]

LABEL_ROOM = 210
BAR_ROOM = 200
STEP = 21
HALF = 6.5
GAP = 46
#: More sources than this are not named one by one: the rest stand in one row, counted.
MOST_SOURCES = 40
_STATES = (DUE, UNREAD)
_LEGEND = {
    DUE: "due: the source was read, not for this theme",
    UNREAD: "unread: no cell of the source was looked at",
}


def owed(review: Review) -> Chart:
    """Show how many cells are due or unread: by theme (of all sources) and by source (of all themes).

    Themes stand in the protocol's order, sources by falling number; those that owe nothing are left out, and of
    many sources those that owe least are counted in one row. The outline of a bar is as long as all cells.
    """
    title = "What is owed"
    sources = coding.sources(review)
    themes = review.protocol.current_themes
    if sources.empty:
        return style.nothing_included(review, title, "owed")
    if not themes:
        return style.message(title, "No themes are declared in review.toml.", "owed")
    states = coding.states(review)
    cells = states.size
    due, unread = (int((states == state).sum().sum()) for state in _STATES)
    if not due + unread:
        said = f"Nothing: {many(cells, 'cell')} of {many(len(sources), 'included source')} and {many(len(themes), 'theme')} were all looked at."
        return style.message(title, said, "owed")
    title = f"What is owed: {numbered(due + unread, cells)} cells"
    parts = [f"{number:,} {state}" for number, state in ((due, DUE), (unread, UNREAD)) if number]
    facts = [", ".join(parts), f"{many(len(sources), 'included source')} × {many(len(themes), 'theme')}"]
    by_theme = _by_theme(states, {theme.id: theme.name for theme in themes}, sources["reference"])
    by_source, left_out = _by_source(states, {theme.id: theme.name for theme in themes}, sources["reference"])
    if left_out:
        facts.append(left_out)
    words = style.worded(
        f"By {what}: {'; '.join(row['words'] for row in rows)}"
        for what, rows in (("theme", by_theme), ("source", by_source))
    )
    chart, room = _drawn(by_theme, by_source, len(sources), len(themes))
    return style.titled(chart, title, of_matrix(review, *facts), f"Two bar charts. {words}", room, "owed")


# --- rows ------------------------------------------------------------------------------------------------------------


def _row(label: str, groups: Mapping[str, Sequence[str]], of: int) -> dict[str, Any]:
    """Return one row: its label, how many cells are due and unread, which, and of how many."""
    counts = {state: len(groups[state]) for state in _STATES}
    text = ", ".join(f"{number:,} {state}" for state, number in counts.items() if number)
    listing = {state: listed(groups[state]) for state in _STATES}
    return {
        "label": label,
        "counts": counts,
        "of": of,
        "text": text,
        "listed": listing,
        "words": f"{label}: {text} of {of:,}",
    }


def _by_theme(states: pd.DataFrame, names: Mapping[str, str], references: pd.Series) -> list[dict[str, Any]]:
    rows = []
    for theme, name in names.items():
        column = states[theme]
        groups = {
            state: sorted(references[column.index[column == state]], key=str.casefold) for state in _STATES
        }
        if any(groups.values()):
            rows.append(_row(name, groups, len(states)))
    return rows


def _by_source(
    states: pd.DataFrame, names: Mapping[str, str], references: pd.Series
) -> tuple[list[dict[str, Any]], str]:
    """Return a row a source, most owed first, and what the subtitle says of those that have none."""
    found = []
    for key, *cells in states.itertuples():
        groups = {
            state: [name for name, cell in zip(names.values(), cells, strict=True) if cell == state]
            for state in _STATES
        }
        if any(groups.values()):
            found.append(_row(references[key], groups, len(names)))
    found.sort(key=lambda row: (-sum(row["counts"].values()), row["label"].casefold()))
    rest = found[MOST_SOURCES:]
    if not rest:
        return found, ""
    cells_left = sum(sum(row["counts"].values()) for row in rest)
    return (
        found[:MOST_SOURCES],
        f"{many(len(rest), 'further source owes', 'further sources owe')} {many(cells_left, 'cell')}, without a row here",
    )


# --- drawing ---------------------------------------------------------------------------------------------------------


def _drawn(
    by_theme: Sequence[Mapping[str, Any]], by_source: Sequence[Mapping[str, Any]], sources: int, themes: int
) -> tuple[Chart, float]:
    """Return both charts side by side, the sources right of the themes, and how wide they are together."""
    left_text = max(measure.width(row["text"], SIZE) for row in by_theme) + 8
    right_label = min(LABEL_ROOM, max(measure.width(row["label"], SIZE) for row in by_source))
    second = round(BAR_ROOM + left_text + GAP + right_label, 2)
    bars, outlines, numbers, names, tall = [], [], [], [], 0.0
    for rows, start, of in ((by_theme, 0.0, sources), (by_source, second, themes)):
        unit, top = BAR_ROOM / of, 0.0
        for row in rows:
            # The mark that this sets keeps a year with its letter behind names that run from right to left.
            label = (
                measure.cut_reference(row["label"], SIZE, 2 * LABEL_ROOM)
                if rows is by_source
                else row["label"]
            )
            lines = measure.wrapped(label, SIZE, LABEL_ROOM, most=2)
            step = max(STEP, measure.height(len(lines), SIZE) + 6)
            y = round(top + step / 2, 2)
            x = start
            outlines.append({"x": start, "x2": start + BAR_ROOM, "y": y - HALF, "y2": y + HALF})
            for state in _STATES:
                if number := row["counts"][state]:
                    x2 = round(x + unit * number, 2)
                    bars.append({
                        "x": x, "x2": x2, "y": y - HALF, "y2": y + HALF, "state": _LEGEND[state], "of": f"{number:,} of {of:,} cells",
                        "label": row["label"], "listed": row["listed"][state], "words": f"{row['label']}: {number:,} {state}",
                    })  # fmt: skip
                    x = x2
            numbers.append({"x": start + BAR_ROOM + 6, "y": y, "text": row["text"]})
            names.append({"x": start - 9, "y": y, "text": "\n".join(lines)})
            top += step
        tall = max(tall, top)
    heads = [
        {"x": 0, "y": -10, "text": f"by theme, of {many(sources, 'source')} each"},
        {"x": second, "y": -10, "text": f"by source, of {many(themes, 'theme')} each"},
    ]
    width = second + BAR_ROOM + max(measure.width(row["text"], SIZE) for row in by_source) + 8
    layers = [
        alt.Chart(inline(outlines)).mark_bar(fill=WHITE, stroke=PALE, strokeWidth=1, opacity=1, aria=False).encode(**style.box()),
        _bars(bars, width), style.texts(numbers), style.texts(names, "right", color=INK), style.texts(heads, color="#4A4A4A"),
    ]  # fmt: skip
    return alt.layer(*layers, width=round(width), height=round(tall)), LABEL_ROOM + width


def _bars(rows: Sequence[Mapping[str, Any]], width: float) -> Chart:
    shown = [_LEGEND[state] for state in _STATES if any(row["state"] == _LEGEND[state] for row in rows)]
    kinds = {_LEGEND[state]: STYLES[state] for state in _STATES}
    legend = alt.Legend(
        title=None, orient="top", columns=legend_columns(shown, max(width, 400)), symbolType="square", symbolStrokeWidth=1,
        offset=26,
    )  # fmt: skip

    def scaled(part: int) -> dict[str, Any]:
        return {
            "scale": alt.Scale(domain=shown, range=[kinds[name][part] for name in shown]),
            "legend": legend,
        }

    tooltip = [("label", "Of"), ("state", "They are"), ("of", "Cells"), ("listed", "Which")]
    return (
        alt.Chart(inline(rows))
        .mark_bar(strokeWidth=1, opacity=1)
        .encode(
            **style.box(), fill=alt.Fill("state:N", **scaled(0)), stroke=alt.Stroke("state:N", **scaled(1)),
            strokeDash=alt.StrokeDash("state:N", **scaled(2)), tooltip=[alt.Tooltip(f"{name}:N", title=shown) for name, shown in tooltip],
            description="words:N",
        )
    )  # fmt: skip
