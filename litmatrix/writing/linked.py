"""Charts and what stands behind them: the excerpts of a cell, the sources of a bar; as values, and as one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from litmatrix import coding, screening, tables
from litmatrix.matrix.excerpts import Sides
from litmatrix.reporting import Stamp, stamped
from litmatrix.review import Review, derived
from litmatrix.vocabulary import MEMO, MENTIONED, NONE, QUOTATION, STANCES, STATES, counted
from litmatrix.writing.escapes import escape_html

if TYPE_CHECKING:
    from litmatrix.charts.style import Chart

_HERE = Path(__file__).parent

#: The files that draw a panel of passages, in a page and in a widget.
PASSAGES = (_HERE / "passages.js", _HERE / "passages.css")

CELL_HINT = "Click a cell of the heat map, or choose a source and a theme."
BAR_HINT = "Click a bar, or choose one from the menu."

#: The page of more sources than this would be slow to open: the others are left out of its heat map, and it says so.
MOST_SOURCES = 200

Panel = dict[str, Any]


class Group(NamedTuple):
    """What stands behind a bar: its label in a menu, the heading of its panel, and its sources."""

    label: str
    heading: str
    keys: tuple[str, ...]


class Bars(NamedTuple):
    """A chart of bars: its title, the chart, and what stands behind each bar, by what picks it."""

    title: str
    chart: Chart
    groups: dict[str, Group]


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
    shown = [{member: value for member, value in one.items() if member != "evidence"} for one in passages]
    return {"heading": f"{reference} on {name}", "state": _SAID.get(said, said), "passages": shown}


_SAID = {
    "not mentioned": "not mentioned: somebody looked, and the source says nothing on it", "due": "due: the source was read, but not yet for this theme",
    "unread": "unread: no cell of this source was looked at",
}  # fmt: skip


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
    from litmatrix.charts.groups import SOURCE_TYPE

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
    passages = [_source(named[key], titles[key]) for key in _ordered(group.keys, named)]
    return {"heading": group.heading, "state": counted(len(passages), "source"), "passages": passages}


def _source(name: str, title: str) -> dict[str, Any]:
    return {"text": name, "quoted": False, "cite": "", "tags": [], "note": title}


def _ordered(keys: Iterable[str], named: Mapping[str, str]) -> list[str]:
    return sorted(keys, key=lambda key: (named[key].casefold(), key))


def _of_descriptor(review: Review, by: str, chart: Chart) -> Bars:
    from litmatrix.charts.groups import grouped
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


# --- the page --------------------------------------------------------------------------------------------------------

# Vega compiles its expressions; nothing may be asked of any network.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_STYLE = """
:root { color: #1d2733; background: #fff; }
body { margin: 0 auto; padding: 1rem clamp(.8rem, 3vw, 2.5rem) 3rem; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .4rem 0; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .4rem; border-bottom: 1px solid #d5dae0; padding-bottom: .2rem; }
.note { color: #5b6673; margin: .2rem 0 .8rem; font-size: .92rem; max-width: 70em; }
.menus { display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; margin: .6rem 0; }
.menus label { display: flex; gap: .5rem; align-items: baseline; min-width: 0; }
select { font: inherit; max-width: min(28rem, 70vw); padding: .1rem .3rem; }
select:focus-visible { outline: 3px solid #0072b2; outline-offset: 1px; }
.drawing { overflow: auto; }
#passages { position: sticky; bottom: .5rem; max-height: 42vh; box-shadow: 0 0 .8rem #0003; z-index: 1; }
#sources { max-height: none; }
#vg-tooltip-element table tr td.value { max-width: 420px; max-height: none; }
@media print { #passages { position: static; max-height: none; box-shadow: none; } }
"""
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header><h1>{title}</h1>
<p class="note">{note}</p></header>
<main>
<section aria-labelledby="cells-head"><h2 id="cells-head">Themes by source</h2>
<div class="menus"><label>Source <select id="source"></select></label><label>Theme <select id="theme"></select></label></div>
<div class="drawing" id="heatmap"></div>
<div id="passages"></div></section>
<section aria-labelledby="bars-head"><h2 id="bars-head">Sources by descriptor</h2>
<div class="menus"><label>Chart <select id="chart"></select></label><label>Bar <select id="bar"></select></label></div>
<div class="drawing" id="bars"></div>
<div id="sources"></div></section>
</main>
<footer><p class="note">{stamp}</p></footer>
<noscript><p>This page needs JavaScript, which is in the page itself.</p></noscript>
<script type="application/json" id="data">{data}</script>
<script>
{library}
</script>
<script>
(() => {{
{passages}
{page}
}})();
</script>
</body>
</html>
"""


def linked_page(review: Review, stamp: Stamp | None = None) -> str:
    """Return one HTML page in which a click on a cell lists its excerpts and a click on a bar its sources.

    It holds all that it needs and asks no network for anything. Menus do the same as clicks. Of more than 200
    included sources the first of the heat map's order are in it, and it says so.
    """
    from litmatrix.charts import saving

    data = _data(review)
    style = PASSAGES[1].read_text(encoding="utf-8") + _STYLE
    return _PAGE.format(
        policy=_POLICY, title=escape_html(review.protocol.title or "Linked charts"), note=escape_html(data.pop("note")),
        stamp=escape_html(stamp or stamped(review.folder)), style=style,
        data=saving.script(data), library=saving.library(),
        passages=PASSAGES[0].read_text(encoding="utf-8"), page=(_HERE / "linked.js").read_text(encoding="utf-8"),
    )  # fmt: skip


def _data(review: Review) -> dict[str, Any]:
    """Return what the page's script works on."""
    from litmatrix import charts
    from litmatrix.charts.picking import pickable, picks

    states, sides = coding.states(review), coding.sides(review)
    chart = pickable(charts.heatmap(review, most=MOST_SOURCES))
    drawn = {pick.rpartition(" ")[0] for pick in picks(chart)}
    keys = [key for key in states.index if key in drawn]
    short = screening.included_names(review)
    names = {theme.id: theme.name for theme in review.protocol.current_themes}
    panels = {
        f"{key} {theme}": _panel(
            review, key, theme, short[key], name, states.at[key, theme], sides.get((key, theme), Sides())
        )
        for key in keys
        for theme, name in names.items()
    }
    cells = {
        "spec": chart.to_dict(), "panels": panels, "hint": CELL_HINT, "themes": list(names.items()),
        "sources": sorted(((key, short[key]) for key in keys), key=lambda one: (one[1].casefold(), one[0])),
    }  # fmt: skip
    named = coding.sources(review)["reference"].to_dict()
    titles = review.records["title"].to_dict()
    order = _ordered(named, named)
    bars = [_for_page(one, {key: number for number, key in enumerate(order)}) for one in bar_charts(review)]
    return {
        "cells": cells, "bars": bars, "hint": BAR_HINT, "note": _note(review, len(keys), len(states)),
        "sources": [[named[key], titles[key]] for key in order],
    }  # fmt: skip


def _for_page(one: Bars, places: Mapping[str, int]) -> dict[str, Any]:
    """Return a chart of bars as the page's script takes it: sources by their place, since many bars have them all."""
    panels = {
        pick: {"heading": group.heading, "state": counted(len(group.keys), "source"), "sources": sorted(places[key] for key in group.keys)}
        for pick, group in one.groups.items()
    }  # fmt: skip
    names = [[pick, group.label] for pick, group in one.groups.items()]
    return {"title": one.title, "spec": one.chart.to_dict(), "names": names, "panels": panels}


def _note(review: Review, shown: int, all_: int) -> str:
    left_out = (
        f"Of {all_:,} included sources, the first {shown:,} of the heat map are in it; the others are left out."
        if shown < all_ and shown
        else ""
    )
    click = "Click a cell and its excerpts appear below, click a bar and its sources are listed; the menus do the same."
    return tables.captioned(review, " ".join(part for part in (click, left_out) if part))
