"""Bars of sources: by type, by any descriptor, by the subthemes of a theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from litmatrix import coding
from litmatrix.charts import measure
from litmatrix.charts.groups import SOURCE_TYPE, in_order, grouped
from litmatrix.charts.style import (
    BLUE, GREY, INK, SIZE, WHITE, Chart, inline, label_lookup, listed, many, message, nothing_included, numbered, of_matrix,
    titled, worded,
)  # fmt: skip
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.vocabulary import DUE, MENTIONED, UNREAD

__all__ = ["descriptor", "source_types", "subthemes", "theme_named"]

LABEL_ROOM = 210
BAR_ROOM = 340


def source_types(review: Review) -> Chart:
    """Show how many included sources there are of each type.

    The descriptor `source_type` says the type; where the review has none, the entry's BibTeX type does.
    """
    if any(one.id == SOURCE_TYPE for one in review.protocol.descriptors):
        return _grouped_bars(review, SOURCE_TYPE, "Sources by type", of_matrix(review))
    return _grouped_bars(review, SOURCE_TYPE, "Sources by type", "the type is that of the BibTeX entry")


def descriptor(review: Review, by: str) -> Chart:
    """Show how many included sources have each value of a descriptor, those without a known value apart.

    Declared values stand in their order, also those that no source has; other texts by falling number;
    numbers in bins of a round width. Raises `Misuse` for a descriptor that the review does not have.
    """
    grouping = grouped(review, by)
    note = "a source can have several values" if grouping.several else ""
    return _grouped_bars(review, by, f"Sources by {_lowered(grouping.name)}", of_matrix(review, note))


def subthemes(review: Review, theme: str) -> Chart:
    """Show how many included sources have evidence under each subtheme of a theme.

    Subthemes stand as declared, also those without evidence; then those that nobody declared, then what
    names none. Raises `Misuse` for a theme that the review does not have.
    """
    chosen = theme_named(review, theme)
    title = f"Subthemes of {chosen.name}"
    sources = coding.sources(review)
    if sources.empty:
        return nothing_included(review, title, "subthemes")
    counts = coding.subtheme_counts(review, chosen.id)
    if counts.empty:
        return message(title, "No subtheme is declared, and no included source has evidence for this theme.", "subthemes")
    found = coding.evidence(review)
    found = found[found["theme"] == chosen.id]
    by_subtheme = found.groupby("subtheme")["key"].unique()
    rows = []
    for name, excerpts, declared in zip(counts.index, counts["excerpts"], counts["declared"], strict=True):
        label = (name if declared else f"{name} (not declared)") if name else "(no subtheme)"
        keys = by_subtheme.get(name, [])
        text = f"{many(len(keys), 'source')}, {many(int(excerpts), 'excerpt')}" if len(keys) else "0"
        rows.append(_row(label, len(keys), text, listed(in_order(sources, keys)), not declared) | {"excerpts": int(excerpts)})
    standing = coding.coverage(review).loc[chosen.id]
    waiting = int(standing[DUE] + standing[UNREAD])
    subtitle = of_matrix(
        review,
        f"mentioned in {numbered(int(standing[MENTIONED]), int(standing['looked_at']))} sources looked at",
        f"{waiting} not yet looked at" if waiting else "",
        many(len(found), "excerpt"),
    )
    words = worded(f"{row['label']}: {row['text']}" for row in rows)
    tooltip = [("label", "Subtheme"), ("sources", "Sources"), ("excerpts", "Excerpts"), ("listed", "They are")]
    return titled(_bars(rows, tooltip), title, subtitle, f"Bar chart. {words}", _room(rows), "subthemes")


def theme_named(review: Review, theme: str) -> Any:
    """Return a current theme by its id; raise `Misuse` for one that is unknown or retired."""
    current = {one.id: one for one in review.protocol.current_themes}
    if theme not in current:
        retired = any(one.id == theme for one in review.protocol.themes)
        what = "this theme is retired" if retired else "review.toml has no such theme"
        raise Misuse(f"{theme}: {what}. It has: {', '.join(current) or 'none'}.")
    return current[theme]


def _grouped_bars(review: Review, by: str, title: str, facts: str) -> Chart:
    grouping = grouped(review, by)
    sources = coding.sources(review)
    if sources.empty:
        return nothing_included(review, title, "descriptor")
    rows = [
        _row(group.label, len(group.keys), str(len(group.keys)), listed(in_order(sources, group.keys)), group.apart)
        for group in grouping.groups
    ]
    subtitle = " · ".join(part for part in (many(len(sources), "included source"), facts) if part)
    words = worded(f"{row['label']}: {row['text']}" for row in rows)
    tooltip = [("label", grouping.name), ("sources", "Sources"), ("listed", "They are")]
    return titled(_bars(rows, tooltip), title, subtitle, f"Bar chart. {words}", _room(rows), "descriptor")


def _row(label: str, number: int, text: str, sources: str, apart: bool) -> dict[str, Any]:
    return {"label": label, "sources": number, "text": text, "listed": sources, "apart": apart, "words": f"{label}: {text}"}


def _bars(rows: Sequence[Mapping[str, Any]], tooltip: Sequence[tuple[str, str]]) -> alt.LayerChart:
    """Return horizontal bars, one a row; those that stand apart are hollow with a broken outline."""
    labels = [measure.wrapped(row["label"], SIZE, LABEL_ROOM, most=4) for row in rows]
    step = max(24, measure.height(max(map(len, labels)), SIZE) + 8)
    most = max([1, *(row["sources"] for row in rows)])
    base = alt.Chart(inline({**row, "place": place} for place, row in enumerate(rows))).encode(
        y=alt.Y("place:O", title=None, scale=alt.Scale(paddingInner=0.28, paddingOuter=0.14), sort=None).axis(
            labelExpr=label_lookup(labels), ticks=False, domain=True, labelPadding=8, labelLineHeight=SIZE * measure.LINE
        ),
        x=alt.X("sources:Q", title="sources", scale=alt.Scale(domain=[0, most], nice=True)).axis(
            format=",d", tickMinStep=1, tickCount=min(most, 8), grid=False, labelFlush=False
        ),
    )
    bars = base.mark_bar(strokeWidth=1).encode(
        fill=alt.when(alt.datum.apart).then(alt.value(WHITE)).otherwise(alt.value(BLUE)),
        stroke=alt.when(alt.datum.apart).then(alt.value(GREY)).otherwise(alt.value(BLUE)),
        strokeDash=alt.when(alt.datum.apart).then(alt.value([3, 2])).otherwise(alt.value([1, 0])),
        tooltip=[alt.Tooltip(f"{field}:N", title=title) for field, title in tooltip],
        description="words:N",
    )
    numbers = base.mark_text(align="left", dx=5, color=INK, aria=False).encode(text="text:N")
    return alt.layer(bars, numbers).properties(width=BAR_ROOM, height=step * len(rows))


def _room(rows: Sequence[Mapping[str, Any]]) -> float:
    """Return about how wide the chart will be, for its title."""
    widest = max(min(measure.width(row["label"], SIZE), LABEL_ROOM) for row in rows)
    return widest + BAR_ROOM + 20


def _lowered(name: str) -> str:
    """Return a name as it stands within a sentence: “Source type” becomes “source type”, “NHS trust” stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() or len(name) == 1 else name
