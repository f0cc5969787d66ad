"""The page of linked charts: one file with all that it needs, in which a click lists what stands behind a mark.

Its data are short: sources and themes are named once, a cell is a sign in a line of signs, and the page puts panels together
when they are asked for. So it opens as fast with a thousand sources as with ten.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from litmatrix import coding, tables
from litmatrix.reporting import Stamp, stamped
from litmatrix.review import Review
from litmatrix.vocabulary import counted
from litmatrix.writing import linked
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.linked import PASSAGES, Bars, Map
from litmatrix.writing.markup import skeleton

_HERE = Path(__file__).parent
#: The files that are the page's own script, one after the other, and its look.
SCRIPTS = ("passages.js", "linkedmap.js", "linkedcells.js", "linked.js")
_STYLE = "linked.css"

#: So many sources of the source map are drawn at a time.
A_PAGE = 60
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

# Vega compiles its expressions; nothing may be asked of any network.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_BODY = """<header><h1>{title}</h1>
<p class="note">{note}</p></header>
<main>
<section aria-labelledby="map-head" id="map-part"><h2 id="map-head">Evidence map</h2>
<div class="menus"><label>Across <select id="map-by"></select></label><label>Theme <select id="map-theme"></select></label>
<label>Value <select id="map-value"></select></label></div>
<div class="drawing" id="map" tabindex="0" role="region" aria-label="Evidence map"></div>
<div id="map-sources"></div></section>
<section aria-labelledby="cells-head" id="cells-part"><h2 id="cells-head">Themes by source</h2>
<div class="menus"><label>Source <select id="source"></select></label><label>Theme <select id="theme"></select></label></div>
<div class="menus" id="turning"></div>
<ul id="looks"></ul>
<div class="drawing" id="cells" tabindex="0" role="region" aria-labelledby="cells-head"></div>
<div id="passages"></div></section>
<section aria-labelledby="bars-head"><h2 id="bars-head">Sources by descriptor</h2>
<div class="menus"><label>Chart <select id="chart"></select></label><label>Bar <select id="bar"></select></label></div>
<div class="drawing" id="bars" tabindex="0" role="region" aria-label="Bars"></div>
<div id="sources"></div></section>
</main>
<footer><p class="note">{stamp}</p></footer>
<noscript><p>This page needs JavaScript, which is in the page itself.</p></noscript>
<script type="application/json" id="data">{data}</script>
<script type="application/json" id="texts">{texts}</script>
<script>
{library}
</script>
<script>
(() => {{
{script}
}})();
</script>"""


def linked_page(review: Review, stamp: Stamp | None = None) -> str:
    """Return one HTML page in which a click on a circle of the evidence map lists its sources with their excerpts, a click
    on a cell of the source map its excerpts, and a click on a bar its sources.

    It holds all included sources and all that it needs, and asks no network for anything. Menus do the same as clicks. The
    source map shows 60 sources at a time.
    """
    from litmatrix.charts import saving

    said = "Click a circle, a cell or a bar, and what stands behind it appears below; the menus do the same."
    style = PASSAGES[1].read_text(encoding="utf-8") + (_HERE / _STYLE).read_text(encoding="utf-8")
    title = review.protocol.title or "Linked charts"
    body = _BODY.format(
        title=escape_html(title), note=escape_html(tables.captioned(review, said)), stamp=escape_html(stamp or stamped(review.folder)),
        data=saving.script(_data(review)), texts=saving.script(_texts(review)), library=saving.library(),
        script="\n".join((_HERE / name).read_text(encoding="utf-8") for name in SCRIPTS),
    )  # fmt: skip
    return skeleton(title, style, body, _POLICY)


def _data(review: Review) -> dict[str, Any]:
    """Return what the page is drawn from: sources by their place in the order of their names, themes by theirs."""
    from litmatrix.charts.cells import LOOKS, STANCED, look
    from litmatrix.charts.heatlayout import ordered

    sources, states, sides = coding.sources(review), coding.states(review), coding.stances(review)
    named, titles = sources["reference"].to_dict(), review.records["title"].to_dict()
    order = linked.ordered(named, named)
    places = {key: place for place, key in enumerate(order)}
    signs = {name: str(place) for place, name in enumerate(LOOKS)}
    said = ["mentioned", *STANCED, *linked.SAID.values()]
    numbers = coding.evidence(review).groupby(["key", "theme"]).size().to_dict()
    rows, takes = states.to_dict("index"), sides.to_dict("index")
    return {
        "hints": [linked.MAP_HINT, linked.CELL_HINT, linked.BAR_HINT], "page": A_PAGE,
        "sources": [[named[key], titles[key]] for key in order],
        "themes": [[theme.id, theme.name] for theme in review.protocol.current_themes],
        "looks": [[name, one.fill, one.stroke, one.shape, words] for (name, one), words in zip(LOOKS.items(), said, strict=True)],
        "cells": ["".join(signs[look(state, takes[key][theme])] for theme, state in rows[key].items()) for key in order],
        "excerpts": ["".join(_DIGITS[min(numbers.get((key, theme), 0), 35)] for theme in states.columns) for key in order],
        "order": [places[key] for key in (ordered(states, sources, "structure") if len(states.columns) else order)],
        "maps": [_map(linked.map_of(review, by), places) for by in linked.map_names(review)],
        "parts": [linked.WITHOUT, linked.WAITING],
        "bars": [_bars(one, places) for one in linked.bar_charts(review)],
    }  # fmt: skip


def _map(one: Map, places: Mapping[str, int]) -> dict[str, Any]:
    """Return an evidence map as the page's script takes it: which sources mention what it knows from the cells."""
    columns = [
        [line.pick, line.label, sorted(places[key] for key in line.keys)] for line in one.crossing.columns
    ]
    return {
        "title": one.title,
        "across": one.crossing.across,
        "spec": one.chart.to_dict(validate=False),
        "columns": columns,
    }


def _bars(one: Bars, places: Mapping[str, int]) -> dict[str, Any]:
    """Return a chart of bars as the page's script takes it."""
    panels = {
        pick: {"heading": group.heading, "state": counted(len(group.keys), "source"), "sources": sorted(places[key] for key in group.keys)}
        for pick, group in one.groups.items()
    }  # fmt: skip
    names = [[pick, group.label] for pick, group in one.groups.items()]
    return {"title": one.title, "spec": one.chart.to_dict(validate=False), "names": names, "panels": panels}


def _texts(review: Review) -> dict[str, Any]:
    """Return what cells hold, by the places of source and theme: their state in words, and their passages as lists."""
    named = coding.sources(review)["reference"].to_dict()
    places = {key: place for place, key in enumerate(linked.ordered(named, named))}
    themes = {theme.id: place for place, theme in enumerate(review.protocol.current_themes)}
    found = {}
    for key, theme, panel in linked.cell_panels(review):
        passages = [[one[member] for member in linked.MEMBERS] for one in panel["passages"]]
        found[f"{places[key]} {themes[theme]}"] = [panel["state"], passages]
    return found
