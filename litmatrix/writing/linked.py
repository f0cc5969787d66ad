"""What stands behind the marks of charts: the sources of a circle with their excerpts, the excerpts of a cell, the sources
of a bar. As values, for a widget and for the page (`linked_page`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from litmatrix import coding, screening, tables
from litmatrix.coding.groups import SOURCE_TYPE, grouped
from litmatrix.matrix.excerpts import Sides
from litmatrix.review import Review, derived
from litmatrix.vocabulary import MEMO, MENTIONED, NONE, QUOTATION, STANCES, STATES, counted

if TYPE_CHECKING:
    from litmatrix.charts.crossing import Cell, Crossing
    from litmatrix.charts.style import Chart

_HERE = Path(__file__).parent

#: The files that draw a panel of passages, in a page and in a widget.
PASSAGES = (_HERE / "passages.js", _HERE / "passages.css")

MAP_HINT = "Click a circle of the evidence map, or choose a theme and a value."
CELL_HINT = "Click a cell of the heat map, or choose a source and a theme."
BAR_HINT = "Click a bar, or choose one from the menu."

Panel = dict[str, Any]


class Group(NamedTuple):
    """What stands behind a bar: its label in a menu, the heading of its panel, and its sources."""

    label: str
    heading: str
    keys: tuple[str, ...]


class Map(NamedTuple):
    """An evidence map: its title, the chart, and what it counts, from which `map_panel` lists what stands behind a cell."""

    title: str
    chart: Chart
    crossing: Crossing


class Bars(NamedTuple):
    """A chart of bars: its title, the chart, and what stands behind each bar, by what picks it."""

    title: str
    chart: Chart
    groups: dict[str, Group]


# --- evidence maps ---------------------------------------------------------------------------------------------------


def map_names(review: Review) -> dict[str, str]:
    """Return the evidence maps that there are, by type, by year and by each other descriptor: what stands across, and its
    name. None where nothing was looked at yet."""
    from litmatrix.charts.crossing import YEAR

    if not coding.coverage(review)["looked_at"].any():
        return {}
    others = {one.id: one.name or one.id for one in review.protocol.descriptors if one.id != SOURCE_TYPE}
    return {SOURCE_TYPE: grouped(review, SOURCE_TYPE).name, YEAR: "Year", **others}


def map_of(review: Review, by: str) -> Map:
    """Return the evidence map with the values of a descriptor, or years, across."""
    from litmatrix import charts
    from litmatrix.charts.evidence import mapped
    from litmatrix.charts.picking import pickable

    chart = charts.evidence_map(review, by)
    return Map(_title(chart), pickable(chart), mapped(review, by))


def map_panel(review: Review, crossing: Crossing, row: int, column: int) -> Panel:
    """Return what is listed for a circle of a map of themes: `heading`, `state` (how many of how many) and `parts`.

    A part has a `heading`, a `note` and `passages`: first the sources that mention the theme, each with its title and its
    excerpts on it, then in one part each those that do not and those not yet looked at.
    """
    theme, value, cell = crossing.rows[row], crossing.columns[column], crossing.cells[row, column]
    named = coding.sources(review)["reference"].to_dict()
    titles = review.records["title"].to_dict()
    passages = _passages(review)[0]
    parts = [
        {"heading": named[key], "note": titles[key], "passages": _shown(passages.get((key, theme.pick), ()))}
        for key in ordered(cell.found, named)
    ]
    for heading, keys in ((WITHOUT, cell.without), (WAITING, cell.waiting)):
        if keys:
            listed = [source(named[key], titles[key]) for key in ordered(keys, named)]
            parts.append({"heading": f"{heading} ({len(keys):,})", "note": "", "passages": listed})
    return {"heading": f"{theme.label}: {value.label}", "state": told(cell), "parts": parts}


#: The headings of those that do not mention a theme, and of those of which that is not known.
WITHOUT, WAITING = "Looked at, not mentioned", "Not yet looked at"


def told(cell: Cell) -> str:
    """Say how many sources of a cell of a map mention the theme."""
    looked = f"{len(cell.found):,} of {cell.looked:,} sources looked at mention it" if cell.looked else ""
    waiting = f"{len(cell.waiting):,} not yet looked at" if cell.waiting else ""
    return ", ".join(part for part in (looked, waiting) if part)


# --- cells -----------------------------------------------------------------------------------------------------------


def cell_panel(review: Review, key: str, theme: str) -> Panel:
    """Return what is listed for a cell: `heading`, `state` in words, and `passages`.

    A passage has `text`, whether it is `quoted`, its `cite`, `tags` (subtheme, stance, or that it is a memo) and
    `note`. Evidence by subtheme comes first, then what else the cell holds. Of a source that is not included, or a
    theme that is not in use, there is nothing.
    """
    states = coding.states(review)
    if key not in states.index or theme not in states.columns:
        return {}
    reference = screening.included_names(review)[key]
    name = next(one.name for one in review.protocol.current_themes if one.id == theme)
    return _panel(
        review,
        key,
        theme,
        reference,
        name,
        states.at[key, theme],
        coding.sides(review).get((key, theme), Sides()),
    )


def _panel(
    review: Review, key: str, theme: str, reference: str, name: str, state: str, sides: Sides
) -> Panel:
    passages = list(_passages(review)[0].get((key, theme), ()))
    said = state
    if state == MENTIONED:
        number = sum(one.get("evidence", False) for one in passages)
        said += f", {counted(number, 'excerpt')}" + (f": {sides.told()}" if sides.taken else "")
    return {"heading": f"{reference} on {name}", "state": SAID.get(said, said), "passages": _shown(passages)}


def _shown(passages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{member: value for member, value in one.items() if member != "evidence"} for one in passages]


#: What is said of the states in which a cell has no evidence.
SAID = {
    "not mentioned": "not mentioned: somebody looked, and the source says nothing on it", "due": "due: the source was read, but not yet for this theme",
    "unread": "unread: no cell of this source was looked at",
}  # fmt: skip


#: The members of a passage.
MEMBERS = ("text", "quoted", "cite", "tags", "note")


def cell_panels(review: Review) -> Iterator[tuple[str, str, Panel]]:
    """Yield the panel of each cell that has passages, after its key and theme: what `cell_panel` gives, for all at once."""
    states, sides = coding.states(review).to_dict(), coding.sides(review)
    named = coding.sources(review)["reference"].to_dict()
    names = {one.id: one.name for one in review.protocol.current_themes}
    for key, theme in _passages(review)[0]:
        if key in named and theme in names:
            side = sides.get((key, theme), Sides())
            yield key, theme, _panel(review, key, theme, named[key], names[theme], states[theme][key], side)


@derived
def _passages(review: Review) -> tuple[dict[tuple[str, str], list[dict[str, Any]]]]:
    """Return the passages of each cell that has any."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for theme in review.protocol.current_themes:
        for one in tables.quoted(review, theme.id):
            tags = [tag for tag in (one.subtheme, one.stance if one.stance != STANCES[""] else "") if tag]
            found.setdefault((one.key, theme.id), []).append({
                "text": one.text, "quoted": one.kind == QUOTATION, "cite": one.citation, "tags": tags, "note": one.note, "evidence": True,
            })  # fmt: skip
    for row in review.excerpt_rows:
        if row.kind in (MEMO, NONE):
            when = " ".join(part for part in (row.locator, row.note) if part)
            text = row.text if row.kind == MEMO else f"none {when}".strip()
            tag = "memo" if row.kind == MEMO else "not mentioned"
            found.setdefault((row.key, row.theme), []).append(
                {"text": text, "quoted": False, "cite": "", "tags": [tag], "note": ""}
            )
    return (found,)


# --- bars ------------------------------------------------------------------------------------------------------------


def bar_charts(review: Review) -> tuple[Bars, ...]:
    """Return the charts whose bars list their sources: types, descriptors, coverage by theme."""
    from litmatrix import charts

    made = [_of_descriptor(review, SOURCE_TYPE, charts.source_types(review))]
    made += [
        _of_descriptor(review, one.id, charts.descriptor(review, one.id))
        for one in review.protocol.descriptors
        if one.id != SOURCE_TYPE
    ]
    return (*made, _of_coverage(review, charts.coverage(review)))


def bar_panel(review: Review, group: Group) -> Panel:
    """Return what is listed for a bar: `heading`, `state` (how many), and a passage a source, with its title."""
    named = coding.sources(review)["reference"].to_dict()
    titles = review.records["title"].to_dict()
    passages = [source(named[key], titles[key]) for key in ordered(group.keys, named)]
    return {"heading": group.heading, "state": counted(len(passages), "source"), "passages": passages}


def source(name: str, title: str) -> dict[str, Any]:
    """Return a source as a passage: its name, and its title as a note."""
    return {"text": name, "quoted": False, "cite": "", "tags": [], "note": title}


def ordered(keys: Iterable[str], named: Mapping[str, str]) -> list[str]:
    """Return keys in the order of the names of their sources."""
    return sorted(keys, key=lambda key: (named[key].casefold(), key))


def _of_descriptor(review: Review, by: str, chart: Chart) -> Bars:
    from litmatrix.charts.picking import pickable

    grouping = grouped(review, by)
    groups = {
        f"{by} {place}": Group(f"{one.label} ({len(one.keys):,})", f"{grouping.name}: {one.label}", one.keys)
        for place, one in enumerate(grouping.groups)
    }
    return Bars(_title(chart), pickable(chart), groups)


def _of_coverage(review: Review, chart: Chart) -> Bars:
    from litmatrix.charts.picking import pickable

    states = coding.states(review)
    groups = {}
    for theme in review.protocol.current_themes:
        column = states[theme.id]
        for state in STATES:
            keys = tuple(column.index[column == state])
            if keys:
                said = f"{theme.name}: {state}"
                groups[f"{theme.id} {state}"] = Group(f"{said} ({len(keys):,})", said, keys)
    return Bars(_title(chart), pickable(chart), groups)


def _title(chart: Chart) -> str:
    return " ".join(chart.title.text)
