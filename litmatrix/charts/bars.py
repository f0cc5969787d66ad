"""Bars of sources: by type, by any descriptor, by the subthemes of a theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from litmatrix import coding
from litmatrix.charts import fitting, style
from litmatrix.charts.panels import Side, panel, single, widest
from litmatrix.charts.style import BLUE, GREY, WHITE, Chart, Look, many, numbered, of_matrix
from litmatrix.coding.groups import SOURCE_TYPE, grouped
from litmatrix.coding.themes.names import find_themes
from litmatrix.model import Theme
from litmatrix.review import Review
from litmatrix.vocabulary import DUE, MENTIONED, UNREAD

BAR_ROOM = 340
#: So many values that nothing has are shown, as 0: they are gaps. More of them are a page of nothing, and only counted.
MOST_EMPTY = 3

#: How bars look, by whether they stand apart.
LOOKS = {False: Look(BLUE, BLUE), True: Look(WHITE, GREY, (3, 2))}


class Section(NamedTuple):
    """Bars that belong together, under a heading and a line below it (empty: none)."""

    rows: list[dict[str, Any]]
    heading: str = ""
    note: str = ""

    def shown(self) -> Section:
        """Return the section without its rows of nothing, where these are many."""
        some = [row for row in self.rows if row["sources"]]
        return self._replace(rows=some) if some and len(self.rows) - len(some) > MOST_EMPTY else self


# --- descriptors -----------------------------------------------------------------------------------------------------


@fitting.fits
def source_types(review: Review, *, width: float = fitting.ROOM) -> Chart:
    """Show how many included sources there are of each type.

    The descriptor `source_type` says the type; where the review has none, the entry's BibTeX type does.
    """
    if any(one.id == SOURCE_TYPE for one in review.protocol.descriptors):
        return _by_descriptor(review, SOURCE_TYPE, "Sources by type", width)
    return _by_descriptor(
        review, SOURCE_TYPE, "Sources by type", width, "the type is that of the BibTeX entry", caption=False
    )


@fitting.fits
def descriptor(review: Review, by: str, *, width: float = fitting.ROOM) -> Chart:
    """Show how many included sources have each value of a descriptor, those without a known value apart.

    Declared values stand in their order, also those that no source has, unless these are more than three: then the
    subtitle counts them. Other texts stand by falling number, numbers in bins of a round width. Raises `Misuse` for a
    descriptor that the review does not have.
    """
    grouping = grouped(review, by)
    note = "a source can have several values" if grouping.several else ""
    return _by_descriptor(review, by, f"Sources by {style.lowered(grouping.name)}", width, note)


@fitting.fits
def descriptors(review: Review, *, width: float = fitting.ROOM) -> Chart:
    """Show all descriptors of the review in one chart, one below the other, on one measure."""
    title = "Sources by descriptor"
    sources = coding.sources(review)
    if empty := style.nothing(review, title, "descriptors", sources, themes=False, width=width):
        return empty
    ids = [one.id for one in review.protocol.descriptors]
    if not ids:
        none = "No descriptors yet: add one in 00-plan-review, under Descriptors."
        return style.message(title, none, "descriptors", width)
    groupings = [grouped(review, by) for by in ids]
    sections, without = shown(
        [Section(_descriptor_rows(review, by), one.name) for by, one in zip(ids, groupings, strict=True)]
    )
    several = ", ".join(one.name for one in groupings if one.several)
    note = f"a source can have several values of: {several}" if several else ""
    subtitle = of_matrix(review, many(len(sources), "included source"), note, _of_no_source(without))
    tooltip = style.tips(heading="Descriptor", label="Value", sources="Sources", listed="Which ones")
    return bar_chart(sections, tooltip, title, subtitle, "descriptors", width)


def _by_descriptor(
    review: Review, by: str, title: str, width: float, note: str = "", caption: bool = True
) -> Chart:
    """Return the bars of a descriptor; `caption`: they are of the matrix, and have the protocol's caption."""
    name = grouped(review, by).name
    sources = coding.sources(review)
    if empty := style.nothing(review, title, "descriptor", sources, themes=False, width=width):
        return empty
    sections, without = shown([Section(_descriptor_rows(review, by))])
    facts = (many(len(sources), "included source"), note, _of_no_source(without))
    subtitle = of_matrix(review, *facts) if caption else " · ".join(fact for fact in facts if fact)
    tooltip = style.tips(label=name, sources="Sources", listed="Which ones")
    return bar_chart(sections, tooltip, title, subtitle, "descriptor", width)


def _of_no_source(values: int) -> str:
    return f"{many(values, 'value')} of no source not shown" if values else ""


def _descriptor_rows(review: Review, by: str) -> list[dict[str, Any]]:
    references = coding.sources(review)["reference"]
    return [
        bar_row(
            one.label, len(one.keys), f"{len(one.keys):,}", style.listing(references, one.keys), one.apart
        )
        | {"pick": f"{by} {place}"}
        for place, one in enumerate(grouped(review, by).groups)
    ]


# --- subthemes -------------------------------------------------------------------------------------------------------


@fitting.fits
def subthemes(review: Review, theme: str | None = None, *, width: float = fitting.ROOM) -> Chart:
    """Show how many included sources have evidence under each subtheme of a theme, or of every theme.

    Subthemes stand as declared, also those without evidence, unless these are more than three: then the subtitle counts
    them. Then those that nobody declared, then what names none. Without `theme`, those themes are drawn that have
    subthemes. A former id gives the theme, or the themes, that it became, with a `FormerName` warning. Raises `Misuse`
    for a theme that the review does not have.
    """
    found = find_themes(review.protocol, theme) if theme is not None else ()
    chosen = found[0] if len(found) == 1 else None
    title = f"Subthemes of {chosen.name}" if chosen else "Subthemes by theme"
    sources = coding.sources(review)
    if empty := style.nothing(review, title, "subthemes", sources, themes=False, width=width):
        return empty
    themes = found or review.protocol.current_themes
    drawn = found if chosen else [one for one in themes if any(coding.subtheme_counts(review, one.id).index)]
    every = [Section(_subtheme_rows(review, one), one.name, _standing(review, one)) for one in drawn]
    if not any(section.rows for section in every):
        none = "This theme has no subthemes, and no included source mentions it."
        return style.message(title, none if chosen else "No theme has subthemes.", "subthemes", width)
    sections, empty_ones = shown(every)
    unseen = f"{many(empty_ones, 'subtheme')} without evidence not shown" if empty_ones else ""
    members = {"label": "Subtheme", "sources": "Sources", "excerpts": "Excerpts", "listed": "Which ones"}
    if chosen:
        subtitle = of_matrix(review, sections[0].note, unseen)
        alone = [Section(sections[0].rows)]
        return bar_chart(alone, style.tips(**members), title, subtitle, "subthemes", width)
    left_out = len(themes) - len(drawn)
    without = f"{many(left_out, 'theme', 'themes')} without subthemes not shown" if left_out else ""
    subtitle = of_matrix(review, many(len(sources), "included source"), without, unseen)
    return bar_chart(sections, style.tips(heading="Theme", **members), title, subtitle, "subthemes", width)


def _standing(review: Review, theme: Theme) -> str:
    """Say how many of the sources looked at mention a theme, how many are not yet looked at, how many excerpts there are."""
    standing = coding.coverage(review).loc[theme.id]
    waiting, looked = int(standing[DUE] + standing[UNREAD]), int(standing["looked_at"])
    parts = (
        f"mentioned in {numbered(int(standing[MENTIONED]), looked)} sources looked at" if looked else "",
        f"{waiting:,} not yet looked at" if waiting else "",
        many(int((coding.evidence(review)["theme"] == theme.id).sum()), "excerpt"),
    )
    return " · ".join(part for part in parts if part)


def _subtheme_rows(review: Review, theme: Theme) -> list[dict[str, Any]]:
    references = coding.sources(review)["reference"]
    counts = coding.subtheme_counts(review, theme.id)
    found = coding.evidence(review)
    keys_by_name = found[found["theme"] == theme.id].groupby("subtheme")["key"].unique()
    rows = []
    for name, excerpts, declared in zip(counts.index, counts["excerpts"], counts["declared"], strict=True):
        label = (name if declared else f"{name} (not in the list of the theme)") if name else "(no subtheme)"
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


def shown(sections: Sequence[Section]) -> tuple[list[Section], int]:
    """Return the sections without rows of nothing where these are many, and how many were left out."""
    kept = [section.shown() for section in sections]
    return kept, sum(len(before.rows) - len(after.rows) for before, after in zip(sections, kept, strict=True))


def bar_chart(
    sections: Sequence[Section],
    tooltip: Sequence[alt.Tooltip],
    title: str,
    subtitle: str,
    name: str,
    width: float,
) -> Chart:
    """Return sections of bars, one below the other on one measure, as one chart with its title."""
    rows = [row for section in sections for row in section.rows]
    most = max(row["sources"] for row in rows)
    labels = [row["label"] for row in rows]
    ends = [(row["sources"], row["text"]) for row in rows]
    whole = Side(labels, ends, most)
    room = single(whole, style.inside(width), BAR_ROOM)
    indent = widest(labels, room.label)
    drawn = [
        panel(
            [row["label"] for row in one.rows],
            [{**row, "row": place, "start": 0, "end": row["sources"], "heading": one.heading} for place, row in enumerate(one.rows)],
            [(row["sources"], row["text"]) for row in one.rows],
            most, "apart", LOOKS, tooltip, room, heading=one.heading, note=one.note, indent=indent,
        )
        for one in sections
    ]  # fmt: skip
    chart = drawn[0] if len(drawn) == 1 else alt.vconcat(*drawn, spacing=18)
    said = style.worded(
        (f"{section.heading}: " if section.heading else "") + "; ".join(row["words"] for row in section.rows)
        for section in sections
    )
    across = indent + whole.reach(room.bar)
    return style.titled(chart, title, subtitle, f"Bar chart. {said}", across, name, width=width)
