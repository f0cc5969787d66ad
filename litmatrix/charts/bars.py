"""Bars of sources: by type, by any descriptor, by the subthemes of a theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt

from litmatrix import coding
from litmatrix.charts import measure, style
from litmatrix.charts.groups import SOURCE_TYPE, grouped
from litmatrix.charts.style import BLUE, GREY, INK, SIZE, WHITE, Chart, many, numbered, of_matrix
from litmatrix.coding.themes.names import find_themes
from litmatrix.model import Theme
from litmatrix.review import Review
from litmatrix.vocabulary import DUE, MENTIONED, UNREAD

__all__ = ["Section", "bar_chart", "bar_row", "descriptor", "descriptors", "source_types", "subthemes"]

LABEL_ROOM = 210
BAR_ROOM = 340
HALF = 8
BETWEEN = 18


class Section(NamedTuple):
    """Bars that belong together, under a heading and a line below it (empty: none)."""

    rows: list[dict[str, Any]]
    heading: str = ""
    note: str = ""


# --- descriptors -----------------------------------------------------------------------------------------------------


def source_types(review: Review) -> Chart:
    """Show how many included sources there are of each type.

    The descriptor `source_type` says the type; where the review has none, the entry's BibTeX type does.
    """
    if any(one.id == SOURCE_TYPE for one in review.protocol.descriptors):
        return _by_descriptor(review, SOURCE_TYPE, "Sources by type", of_matrix(review))
    return _by_descriptor(review, SOURCE_TYPE, "Sources by type", "the type is that of the BibTeX entry")


def descriptor(review: Review, by: str) -> Chart:
    """Show how many included sources have each value of a descriptor, those without a known value apart.

    Declared values stand in their order, also those that no source has; other texts by falling number;
    numbers in bins of a round width. Raises `Misuse` for a descriptor that the review does not have.
    """
    grouping = grouped(review, by)
    note = "a source can have several values" if grouping.several else ""
    return _by_descriptor(review, by, f"Sources by {style.lowered(grouping.name)}", of_matrix(review, note))


def descriptors(review: Review) -> Chart:
    """Show all descriptors of the review in one chart, one below the other, on one measure."""
    title = "Sources by descriptor"
    sources = coding.sources(review)
    if sources.empty:
        return style.nothing_included(review, title, "descriptors")
    ids = [one.id for one in review.protocol.descriptors]
    if not ids:
        return style.message(title, "No descriptors are declared in review.toml.", "descriptors")
    sections = [Section(_descriptor_rows(review, by), grouped(review, by).name) for by in ids]
    several = [grouped(review, by).name for by in ids if grouped(review, by).several]
    note = f"a source can have several values of: {', '.join(several)}" if several else ""
    subtitle = of_matrix(review, many(len(sources), "included source"), note)
    tooltip = [("heading", "Descriptor"), ("label", "Value"), ("sources", "Sources"), ("listed", "They are")]
    return bar_chart(sections, tooltip, title, subtitle, "descriptors")


def _by_descriptor(review: Review, by: str, title: str, facts: str) -> Chart:
    name = grouped(review, by).name
    sources = coding.sources(review)
    if sources.empty:
        return style.nothing_included(review, title, "descriptor")
    subtitle = " · ".join(part for part in (many(len(sources), "included source"), facts) if part)
    tooltip = [("label", name), ("sources", "Sources"), ("listed", "They are")]
    return bar_chart([Section(_descriptor_rows(review, by))], tooltip, title, subtitle, "descriptor")


def _descriptor_rows(review: Review, by: str) -> list[dict[str, Any]]:
    references = coding.sources(review)["reference"]
    return [
        bar_row(
            group.label,
            len(group.keys),
            f"{len(group.keys):,}",
            style.listing(references, group.keys),
            group.apart,
        )
        | {"pick": f"{by} {place}"}
        for place, group in enumerate(grouped(review, by).groups)
    ]


# --- subthemes -------------------------------------------------------------------------------------------------------


def subthemes(review: Review, theme: str | None = None) -> Chart:
    """Show how many included sources have evidence under each subtheme of a theme, or of every theme.

    Subthemes stand as declared, also those without evidence; then those that nobody declared, then what
    names none. Without `theme`, those themes are drawn that have subthemes. A former id gives the theme, or the
    themes, that it became, with a `FormerName` warning. Raises `Misuse` for a theme that the review does not have.
    """
    found = find_themes(review.protocol, theme) if theme is not None else ()
    chosen = found[0] if len(found) == 1 else None
    title = f"Subthemes of {chosen.name}" if chosen else "Subthemes by theme"
    sources = coding.sources(review)
    if sources.empty:
        return style.nothing_included(review, title, "subthemes")
    if chosen:
        rows = _subtheme_rows(review, chosen)
        if not rows:
            said = "No subtheme is declared, and no included source has evidence for this theme."
            return style.message(title, said, "subthemes")
        subtitle = of_matrix(review, *_told(review, chosen))
        tooltip = [
            ("label", "Subtheme"),
            ("sources", "Sources"),
            ("excerpts", "Excerpts"),
            ("listed", "They are"),
        ]
        return bar_chart([Section(rows)], tooltip, title, subtitle, "subthemes")
    return _all_subthemes(review, title, found or review.protocol.current_themes)


def _all_subthemes(review: Review, title: str, themes: Sequence[Theme]) -> Chart:
    shown = [theme for theme in themes if any(coding.subtheme_counts(review, theme.id).index)]
    if not shown:
        return style.message(title, "No theme has subthemes.", "subthemes")
    sections = [
        Section(
            _subtheme_rows(review, theme),
            theme.name,
            " · ".join(part for part in _told(review, theme) if part),
        )
        for theme in shown
    ]
    left_out = len(themes) - len(shown)
    subtitle = of_matrix(
        review,
        many(len(coding.sources(review)), "included source"),
        f"{many(left_out, 'theme has', 'themes have')} no subthemes and no place here" if left_out else "",
    )
    tooltip = [
        ("heading", "Theme"), ("label", "Subtheme"), ("sources", "Sources"), ("excerpts", "Excerpts"), ("listed", "They are"),
    ]  # fmt: skip
    return bar_chart(sections, tooltip, title, subtitle, "subthemes")


def _told(review: Review, theme: Theme) -> tuple[str, ...]:
    """Say how many of the sources looked at mention a theme, how many are not yet looked at, how many excerpts there are."""
    standing = coding.coverage(review).loc[theme.id]
    waiting = int(standing[DUE] + standing[UNREAD])
    found = coding.evidence(review)
    return (
        f"mentioned in {numbered(int(standing[MENTIONED]), int(standing['looked_at']))} sources looked at",
        f"{waiting:,} not yet looked at" if waiting else "",
        many(int((found["theme"] == theme.id).sum()), "excerpt"),
    )


def _subtheme_rows(review: Review, theme: Theme) -> list[dict[str, Any]]:
    references = coding.sources(review)["reference"]
    counts = coding.subtheme_counts(review, theme.id)
    found = coding.evidence(review)
    found = found[found["theme"] == theme.id]
    keys_by_name = found.groupby("subtheme")["key"].unique()
    rows = []
    for name, excerpts, declared in zip(counts.index, counts["excerpts"], counts["declared"], strict=True):
        label = (name if declared else f"{name} (not declared)") if name else "(no subtheme)"
        keys = list(keys_by_name.get(name, []))
        text = f"{many(len(keys), 'source')}, {many(int(excerpts), 'excerpt')}" if keys else "0"
        row = bar_row(label, len(keys), text, style.listing(references, keys), not declared)
        rows.append(row | {"excerpts": int(excerpts)})
    return rows


# --- drawing ---------------------------------------------------------------------------------------------------------


def bar_row(label: str, number: int, text: str, sources: str, apart: bool) -> dict[str, Any]:
    """Return one bar: its label, its length, the text after it, what it stands for, and whether it stands apart."""
    return {
        "label": label, "sources": number, "text": text, "listed": sources, "apart": apart, "words": f"{label}: {text}",
    }  # fmt: skip


def bar_chart(
    sections: Sequence[Section], tooltip: Sequence[tuple[str, str]], title: str, subtitle: str, name: str
) -> Chart:
    """Return sections of bars as one chart with its title; `tooltip` names the members of a bar and what they are called."""
    said = style.worded(
        (f"{section.heading}: " if section.heading else "") + "; ".join(row["words"] for row in section.rows)
        for section in sections
    )
    rows = [row for section in sections for row in section.rows]
    widest = max(min(measure.width(row["label"], SIZE), LABEL_ROOM) for row in rows)
    return style.titled(
        _bars(sections, tooltip), title, subtitle, f"Bar chart. {said}", widest + BAR_ROOM + 20, name
    )


def _bars(sections: Sequence[Section], tooltip: Sequence[tuple[str, str]]) -> Chart:
    """Return horizontal bars, one a row, all on one measure; those that stand apart are hollow with a broken outline."""
    unit = BAR_ROOM / max([1, *(row["sources"] for section in sections for row in section.rows)])
    placed: list[dict[str, Any]] = []
    names, headings, grounds = [], [], []
    top = 0.0
    for section in sections:
        for text, weight, colour in ((section.heading, "bold", INK), (section.note, "normal", "#4A4A4A")):
            for line in measure.wrapped(text, SIZE, BAR_ROOM + 120, bold=True) if text else ():
                headings.append({"x": 0, "y": top + 9, "text": line, "weight": weight, "colour": colour})
                top += measure.height(1, SIZE)
        top += 3 if section.heading else 0
        start = top
        for row in section.rows:
            lines = measure.wrapped(row["label"], SIZE, LABEL_ROOM, most=4)
            step = max(24, measure.height(len(lines), SIZE) + 8)
            middle = top + step / 2
            box = {"x": 0, "x2": round(unit * row["sources"], 2), "y": middle - HALF, "y2": middle + HALF}
            placed.append({**row, **box, "heading": section.heading})
            names.append({"x": -9, "y": middle, "text": "\n".join(lines)})
            top += step
        grounds.append({"x": 0, "y": start, "x2": 0, "y2": top})
        top += BETWEEN if section is not sections[-1] else 0
    numbers = [{"x": row["x2"] + 6, "y": row["y"] + HALF, "text": row["text"]} for row in placed]
    width = max(number["x"] + measure.width(number["text"], SIZE) for number in numbers)
    layers = [_marks(placed, tooltip), _grounds(grounds), style.texts(numbers), style.texts(names, "right")]
    if headings:
        for weight in ("bold", "normal"):
            chosen = [heading for heading in headings if heading["weight"] == weight]
            layers += [style.texts(chosen, fontWeight=weight, color=chosen[0]["colour"])] if chosen else []
    return alt.layer(*layers, width=round(width), height=top)


def _marks(rows: Sequence[Mapping[str, Any]], tooltip: Sequence[tuple[str, str]]) -> Chart:
    apart = alt.datum.apart
    return (
        alt.Chart(style.inline(rows))
        .mark_bar(strokeWidth=1, opacity=1)
        .encode(
            **style.box(),
            fill=alt.when(apart).then(alt.value(WHITE)).otherwise(alt.value(BLUE)),
            stroke=alt.when(apart).then(alt.value(GREY)).otherwise(alt.value(BLUE)),
            strokeDash=alt.when(apart).then(alt.value([3, 2])).otherwise(alt.value([1, 0])),
            tooltip=[alt.Tooltip(f"{field}:N", title=title) for field, title in tooltip],
            description="words:N",
        )
    )


def _grounds(rows: Sequence[Mapping[str, Any]]) -> Chart:
    return alt.Chart(style.inline(rows)).mark_rule(color=GREY, aria=False).encode(**style.box())
