"""The framework matrix as one HTML page: heads that stay, quotations folded under their cell, filter and search; no network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from litmatrix.reporting import Stamp
from litmatrix.tables.grids import clean
from litmatrix.tables.of_framework import Cell, Framework, Group, Grouping, Passage, Source, Theme
from litmatrix.vocabulary import MENTIONED, NOT_MENTIONED, STANCES, counted
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.framework import wording
from litmatrix.writing.framework.wording import MARKS, MEANINGS
from litmatrix.writing.markup import skeleton

_HERE = Path(__file__).parent
_SCRIPTS = ("cells.js", "search.js", "printing.js", "page.js", "groups.js")

_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_BODY = """<header><h1>Framework matrix{of}</h1>
<p class="note">{note}</p></header>
<main>
{body}
</main>
<footer><p class="note">{stamp}</p></footer>{script}"""
_TOOLS = """<div class="tools" hidden>
<div class="searching" role="search"><label>Search <input type="search" id="search" autocomplete="off" spellcheck="false"></label>
<button type="button" id="previous" aria-label="Previous hit">↑</button><button type="button" id="next" aria-label="Next hit">↓</button></div>
{grouping}<label><span id="by">{by}</span> <select id="group"><option value="">all</option>{groups}</select></label>
<label>Cells <select id="state"><option value="">all</option>{states}</select></label>
<label class="of-theme">Theme <select id="theme"><option value="">all</option>{themes}</select></label>
<details class="menu"><summary>Columns</summary><fieldset><legend>Themes shown</legend>
<button type="button" id="every">All</button> <button type="button" id="no-column">None</button>
{boxes}</fieldset></details>
<button type="button" id="unfold" aria-pressed="false">Unfold all</button>
<details class="menu"><summary>Keys</summary><dl>{keys}</dl></details>
<span id="hits" role="status"></span> <span id="count" role="status"></span>
</div>
"""
_KEYS = (
    ("/", "search"), ("Enter, Shift + Enter", "next and previous hit, while searching"), ("Esc", "end the search"),
    ("arrows, Home, End, Page Up, Page Down", "from cell to cell, once in the matrix (Tab goes there)"),
    ("Ctrl + Home, Ctrl + End", "first and last cell"), ("Enter or Space", "unfold or fold a cell"),
    ("u", "unfold or fold all; what is unfolded is printed"), ("[ and ]", "previous and next theme alone"),
)  # fmt: skip
_STATES = (
    ("m", "mentioned"), ("p", "that speak for"), ("c", "that speak against"), ("b", "that speak both ways"), ("n", "looked for, not found"),
    ("d", "not yet looked at"),
)  # fmt: skip
_SIDES = {"+": "p", "-": "c", "~": "b", "": ""}


def page(framework: Framework, stamp: Stamp) -> str:
    """Return the matrix as a page that holds all that it needs, and asks no network for anything.

    Without script the page is whole: quotations unfold, and only filter, search and keys are missing.
    """
    script = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    drawn = not framework.nothing
    body = _BODY.format(
        of=f' <span dir="auto">{escape_html(framework.title)}</span>' if framework.title else "",
        note=_note(framework),
        body=_tools(framework) + _matrix(framework) if drawn else "",
        stamp=escape_html(stamp),
        script=f'\n<script type="application/json" id="groups">{_groupings(framework)}</script>\n'
        f"<script>\n(() => {{\n{script}\n}})();\n</script>"
        if drawn
        else "",
    )
    return skeleton(wording.title(framework), (_HERE / "page.css").read_text(encoding="utf-8"), body, _POLICY)


def _note(framework: Framework) -> str:
    """Return what stands above the matrix; the descriptor's name in it follows the choice of another one."""
    if framework.nothing:
        return escape_html(wording.note(framework))
    by = f'<span id="grouped">{escape_html(framework.by)}</span>'
    return f"{escape_html(framework.size)}, grouped by {by}. {escape_html(wording.reading(framework))}"


def _tools(framework: Framework) -> str:
    groups = ((place, f"{one.label} ({len(one.sources):,})") for place, one in enumerate(framework.groups))
    boxes = (
        f'<label><input type="checkbox" checked value="{place}"> <span dir="auto">{escape_html(one.name)}</span></label>'
        for place, one in enumerate(framework.themes)
    )
    grouping = _options(enumerate((framework.by, *(one.by for one in framework.others))))
    return _TOOLS.format(
        grouping=f'<label>Grouped by <select id="grouping">{grouping}</select></label>\n'
        if framework.others
        else "",
        by=escape_html(framework.by),
        groups=_options(groups),
        states=_options(_STATES),
        themes=_options((place, one.name) for place, one in enumerate(framework.themes)),
        boxes="\n".join(boxes),
        keys="".join(f"<dt>{escape_html(key)}</dt><dd>{escape_html(does)}</dd>" for key, does in _KEYS),
    )


def _groupings(framework: Framework) -> str:
    """Return how each descriptor groups the rows, by their places in the page, as a script may hold it."""
    places = {one.key: place for place, one in enumerate(framework.sources)}
    own = Grouping(
        framework.by,
        tuple((group.label, tuple(one.key for one in group.sources)) for group in framework.groups),
        {one.key: one.also for one in framework.sources if one.also},
    )
    found = [
        {
            "by": clean(one.by),
            "groups": [[clean(label), [places[key] for key in keys]] for label, keys in one.groups],
            "also": {places[key]: clean("; ".join(more)) for key, more in one.also.items()},
        }
        for one in (own, *framework.others)
    ]
    return json.dumps(found, ensure_ascii=False).replace("<", "\\u003c")


def _options(named: Iterable[tuple[object, str]]) -> str:
    return "".join(f'<option value="{value}">{escape_html(name)}</option>' for value, name in named)


def _matrix(framework: Framework) -> str:
    names = [escape_html(one.name) for one in framework.themes]
    heads = "".join(
        f'<th role="columnheader" scope="col"><span dir="auto">{name}</span><small>{wording.total(share)}</small></th>'
        for name, share in zip(names, framework.shares, strict=True)
    )
    statements = [one.statement for one in framework.themes]
    says = _says(framework.themes, names) if any(statements) else ""
    groups = "\n".join(_group(place, one, names) for place, one in enumerate(framework.groups))
    return (
        '<div class="box" tabindex="0" role="region" aria-label="The matrix">\n'
        f'<table role="grid" aria-label="Framework matrix" style="--n:{len(names)}">\n'
        f'<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Source</th>{heads}</tr></thead>\n'
        f"{says}{groups}\n</table></div>"
    )


def _says(themes: Sequence[Theme], names: Sequence[str]) -> str:
    """Return the row of what the review says on each theme."""
    cells = "".join(
        f'<td role="gridcell" data-of="{name}"><p dir="auto">{escape_html(wording.typographic(one.statement))}</p></td>'
        for one, name in zip(themes, names, strict=True)
    )
    head = '<th role="rowheader" scope="row"><b>What the review says</b></th>'
    return f'<tbody role="rowgroup" class="says"><tr role="row">{head}{cells}</tr></tbody>\n'


def _group(place: int, group: Group, names: Sequence[str]) -> str:
    shares = "".join(f'<td role="gridcell">{wording.few(share)}</td>' for share in group.shares)
    number = counted(len(group.sources), "source")
    head = f'<th role="rowheader" scope="rowgroup"><span dir="auto">{escape_html(group.label)}</span> <small>{number}</small></th>'
    rows = "\n".join(_row(one, names) for one in group.sources)
    return f'<tbody role="rowgroup" data-group="{place}">\n<tr role="row" class="g">{head}{shares}</tr>\n{rows}\n</tbody>'


def _row(source: Source, names: Sequence[str]) -> str:
    also = f'<span class="also">{escape_html(_also(source.also))}</span>'
    title = f'<span class="ti" dir="auto">{escape_html(source.title)}</span>' if source.title else ""
    cells = "".join(_cell(cell, name) for cell, name in zip(source.cells, names, strict=True))
    return (
        f'<tr role="row" class="r"><th role="rowheader" scope="row"><div><b dir="auto">{escape_html(source.reference)}</b>{title}'
        f'<span class="key">{escape_html(source.key)}</span>{also}</div></th>{cells}</tr>'
    )


def _also(values: Sequence[str]) -> str:
    return f"also: {'; '.join(values)}" if values else ""


def _cell(cell: Cell, name: str) -> str:
    if cell.state != MENTIONED:
        meaning = MEANINGS[cell.state] + (f" ({cell.looked})" if cell.looked else "")
        kind = "n" if cell.state == NOT_MENTIONED else "d"
        return (
            f'<td role="gridcell" class="{kind}" data-of="{name}" title="{escape_html(meaning)}">'
            f'<span aria-hidden="true">{MARKS[cell.state]}</span><span class="vh">{escape_html(meaning)}</span></td>'
        )
    lead = wording.lead(cell)
    kinds = " ".join(
        filter(
            None, ("m", *(_SIDES[mark] for mark in STANCES if mark in {one.stance for one in cell.passages}))
        )
    )
    said = "".join(map(_passage, lead.shown))
    if lead.folded:
        words = f'<span class="lead" dir="auto">{escape_html(lead.words)}</span> ' if lead.words else ""
        said += (
            f'<details><summary>{words}<span class="many">{lead.many}</span></summary>'
            f"{''.join(map(_passage, lead.folded))}</details>"
        )
    return f'<td role="gridcell" class="{kinds}" data-of="{name}">{said}</td>'


def _passage(one: Passage) -> str:
    mark, meaning = wording.STANCES.get(one.stance, ("", ""))
    stance = f'<b aria-hidden="true">{mark}</b><span class="vh">{meaning}: </span>' if mark else ""
    tag = f'<p class="t" dir="auto">{stance}{escape_html(one.subtheme)}</p>' if stance or one.subtheme else ""
    place = f' <bdi class="w">({escape_html(one.place)})</bdi>' if one.place else ""
    note = f'<p class="o" dir="auto">{escape_html(wording.typographic(one.note))}</p>' if one.note else ""
    return f'<div class="x">{tag}<p dir="auto">{escape_html(wording.said(one))}{place}</p>{note}</div>'
