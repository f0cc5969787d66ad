"""The margins of the heat map: of each theme how many sources mention it and how they speak of it, of each source how many themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from litmatrix import coding
from litmatrix.charts import measure, style
from litmatrix.charts.cells import LOOKS, STANCED
from litmatrix.charts.heatlayout import COUNTED, Layout
from litmatrix.charts.style import SMALL, SOFT, Chart, inline, many, numbered
from litmatrix.review import Review
from litmatrix.vocabulary import MENTIONED, NOT_MENTIONED, STANCES

ROW = measure.height(1, SMALL) + 1
GAP = 8
#: How high the bar of the stances is, and how much of a column it takes.
BAR, BAR_PART = 7, 0.8


class Total(NamedTuple):
    """A row below the themes: what it counts, in few words and in more, and a number for each theme."""

    label: str
    short: str
    numbers: tuple[int, ...]


def totals(review: Review, columns: Sequence[str]) -> list[Total]:
    """Return how many of the included sources mention each theme, of how many looked at, and, where any has a stance, with which."""
    counts, stances = coding.coverage(review), coding.stances(review)
    mentioned = tuple(int(counts.at[theme, MENTIONED]) for theme in columns)
    looked = tuple(int(counts.at[theme, "looked_at"]) for theme in columns)
    found = [
        Total("sources that mention it", "mention it", mentioned),
        Total("of those looked at", "of looked at", looked),
    ]
    spoken = [tuple(int((stances[theme] == sign).sum()) for theme in columns) for sign in STANCES if sign]
    if any(map(any, spoken)):
        none = tuple(whole - sum(parts) for whole, *parts in zip(mentioned, *spoken, strict=True))
        words = [name.removeprefix(f"{MENTIONED}, ") for name in STANCED]
        found += [
            Total(word, word, numbers) for word, numbers in zip(words, spoken, strict=True) if any(numbers)
        ]
        found.append(Total("no stance", "no stance", none))
    return found


def height(rows: Sequence[Total]) -> float:
    """Return how high the totals are."""
    return GAP + ROW * len(rows) + (BAR + 4 if len(rows) > 2 else 0)


def widest(rows: Sequence[Total]) -> float:
    """Return how wide the column of a theme is at least, so that its numbers do not touch those beside them."""
    return max(14, *(measure.width(f"{number:,}", SMALL) + 3 for total in rows for number in total.numbers))


def below(rows: Sequence[Total], names: Sequence[str], layout: Layout) -> list[Chart]:
    """Return the totals below the themes of each block, with a bar of how sources that mention a theme speak of it."""
    labels: list[dict[str, Any]] = []
    numbers: list[dict[str, Any]] = []
    bars: list[dict[str, Any]] = []
    for block in range(layout.blocks):
        columns = layout.columns(block)
        top = layout.y(layout.tall - 1, columns[0]) + layout.row / 2 + GAP
        for place, total in enumerate(rows):
            y = top + ROW * (place + 0.5) + (BAR + 4 if place > 1 else 0)
            fits = measure.width(total.label, SMALL) <= layout.label - 8
            labels.append({"x": layout.label - 6, "y": y, "text": total.label if fits else total.short})
            for column in columns:
                mentioned, looked = rows[0].numbers[column], rows[1].numbers[column]
                numbers.append({
                    "x": layout.x(0, column), "y": y, "text": f"{total.numbers[column]:,}", "theme": names[column],
                    "looked": f"{numbered(mentioned, looked)} looked at",
                })  # fmt: skip
        for column in columns:
            bars += _bar(rows, column, top + ROW * 2 + BAR / 2 + 1, layout)
    layers: list[Chart] = [style.texts(labels, "right", fontSize=SMALL, color=SOFT)]
    told = style.texts(numbers, "center", fontSize=SMALL).encode(
        tooltip=style.tips(theme="Theme", looked="Mentioned in")
    )
    layers.append(told)
    if bars:
        drawn = alt.Chart(inline(bars)).mark_bar(strokeWidth=0, opacity=1, aria=False)
        layers.append(drawn.encode(**style.box(), fill=alt.Fill("fill:N", scale=None)))
    return layers


def _bar(rows: Sequence[Total], column: int, y: float, layout: Layout) -> list[dict[str, Any]]:
    """Return the parts of a theme's bar: one for each stance, in their order, as shares of the sources that mention it."""
    whole = rows[0].numbers[column]
    looks = {name.removeprefix(f"{MENTIONED}, "): look for name, look in LOOKS.items() if name in STANCED}
    room = layout.column * BAR_PART
    left = layout.x(0, column) - room / 2
    parts = []
    for total in rows[2:] if whole else ():
        wide = room * total.numbers[column] / whole
        look = looks.get(total.label, LOOKS[MENTIONED])
        if wide:
            # A gap between them, so that they are told apart without colour.
            right = left + max(wide - 1, min(wide, 0.5))
            parts.append({"x": left, "x2": right, "y": y - BAR / 2, "y2": y + BAR / 2, "fill": look.fill})
        left += wide
    return parts


def beside(review: Review, rows: Sequence[str], layout: Layout) -> Chart:
    """Return right of each source how many themes it mentions; “–” where none was looked at."""
    states = coding.states(review).loc[list(rows)]
    last = len(layout.names) - 1
    values = []
    for place, key in enumerate(rows):
        found = states.loc[key]
        mentioned = int((found == MENTIONED).sum())
        looked = mentioned + int((found == NOT_MENTIONED).sum())
        values.append({
            "x": layout.counts(place), "y": layout.y(place, last), "text": f"{mentioned:,}" if looked else "–",
            "looked": f"{numbered(mentioned, looked)} looked at" if looked else f"none of {many(len(found), 'theme')} looked at",
        })  # fmt: skip
    texts = style.texts(values, "center", fontSize=min(SMALL, layout.size))
    return texts.encode(tooltip=style.tips(looked=COUNTED.capitalize()))
