"""The framework matrix as PDF on turned pages, by typst: heads and groups repeated on each page."""

from __future__ import annotations

import json
from collections.abc import Iterable

from litmatrix.reporting import Stamp
from litmatrix.tables.grids import clean
from litmatrix.tables.of_framework import Cell, Framework, Group, Passage, Source
from litmatrix.vocabulary import MENTIONED, NOT_MENTIONED, counted
from litmatrix.writing import pdf
from litmatrix.writing.framework import wording
from litmatrix.writing.framework.paper import Part, parts

_SETUP = """#set document(title: {title}, description: {stamp}, date: datetime(year: {year}, month: {month}, day: {day}))
#set page(paper: "a4", flipped: true, margin: (x: 11mm, top: 11mm, bottom: 13mm), numbering: "1 of 1", footer-descent: 30%)
#set text(size: 8pt, lang: "en", fill: rgb("#1d2733"))
#set par(leading: .48em, spacing: .6em)
#show heading: set block(below: .7em)
#show heading.where(level: 2): set text(size: 9.5pt)
#let soft = rgb("#55606c")
#let due = tiling(size: (5pt, 5pt))[#place(line(start: (0%, 100%), end: (100%, 0%), stroke: .35pt + rgb("#c3cbd3")))]
#let n = table.cell(align: center)[#text(fill: soft)[–]]
#let d = table.cell(align: center, fill: due)[#text(fill: soft)[·]]
#let rtl-side = direction.rtl
#let word(it, rtl) = if rtl {{ text(dir: rtl-side, it) }} else {{ it }}
#let q(tag, said, place, note, rtl) = {{
  if tag != "" {{ block(below: .5em, sticky: true, text(weight: "bold", fill: rgb("#1f5f8b"), tag)) }}
  block(below: .7em, word([#said#if place != "" [ #text(fill: soft, place)]], rtl))
  if note != "" {{ block(above: .35em, below: .7em, text(fill: soft, note)) }}
}}
#let head(name, share) = [*#name* \\ #text(fill: soft, weight: "regular", share)]
#let group(name, number) = [*#name* #h(.4em) #text(fill: soft, number)]
#let few(it) = text(fill: soft, it)
#let source(name, title, also) = [*#name*#if title != "" [ \\ #text(fill: soft, title)]#if also != "" [ \\ #text(fill: soft, also)]]
"""
_TABLE = """#table(columns: ({widths}), stroke: .3pt + rgb("#b5bec7"), inset: (x: 3.5pt, y: 3pt), align: left + top,
table.header(repeat: true, {head}),
{rows}
)
"""
_FILLED = 'table.cell(fill: rgb("{}"), {})'
_HEAD, _GROUP, _SAYS = "#eef2f5", "#dfe6ec", "#fffdf4"


def document(framework: Framework, stamp: Stamp) -> tuple[bytes, tuple[str, ...]]:
    """Return the matrix as PDF, all quotations in it under the summaries, and what one should know of it; raises `NoTypst`."""
    title = wording.title(framework)
    day = stamp.moment
    pieces = [
        _SETUP.format(
            title=_text(title), stamp=_text(str(stamp)), year=day.year, month=day.month, day=day.day
        ),
        f"#heading({_text(title)})\n#text(fill: soft, {_text(wording.note(framework))})\n",
    ]
    if not framework.nothing:
        for number, part in enumerate(parts(framework)):
            pieces += ["#pagebreak()\n"] if number else []
            pieces += [f"#heading(level: 2, {_text(part.name)})\n"] if part.name else []
            pieces.append(_table(framework, part))
    pieces.append(f"#text(size: 7pt, fill: soft, {_text(str(stamp))})\n")
    source = "".join(pieces)
    missing = pdf.unprintable(source)
    notes = tuple(
        f"no font of this computer has {script.capitalize()} letters ({letters} …): boxes stand in their place. Install one, such as Noto."
        for script, letters in missing.items()
    )
    return pdf.typeset(source), notes


def _table(framework: Framework, part: Part) -> str:
    themes = [framework.themes[place] for place in part.places]
    heads = ["[*Source*]"]
    heads += [f"head({_text(framework.themes[place].name)}, {_text(wording.total(framework.shares[place]))})" for place in part.places]  # fmt: skip
    rows = []
    if any(one.statement for one in framework.themes):
        said = [
            "[*What the review says*]",
            *(f"[#{_text(wording.typographic(one.statement))}]" for one in themes),
        ]
        rows.append(_filled(said, _SAYS))
    for group in framework.groups:
        rows.append(f"table.header(level: 2, repeat: true, {_filled(_of_group(group, part), _GROUP)}),")
        rows += [_of_source(source, part) for source in group.sources]
    widths = ", ".join(f"{share * 100:.2f}fr" for share in part.widths)
    return _TABLE.format(widths=widths, head=_filled(heads, _HEAD), rows="\n".join(rows))


def _filled(cells: Iterable[str], colour: str) -> str:
    return " ".join(f"{_FILLED.format(colour, cell)}," for cell in cells)


def _of_group(group: Group, part: Part) -> list[str]:
    number = counted(len(group.sources), "source")
    shares = (f"few({_text(wording.few(group.shares[place]))})" for place in part.places)
    return [f"group({_text(group.label)}, {_text(number)})", *shares]


def _of_source(source: Source, part: Part) -> str:
    also = f"also: {'; '.join(source.also)}" if source.also else ""
    first = f"source({_text(source.reference)}, {_text(source.title)}, {_text(also)})"
    breakable = "true" if part.is_tall(source) else "false"
    cells = [first, *map(_cell, part.cells(source))]
    return " ".join(
        f"{cell}," if cell in ("n", "d") else f"table.cell(breakable: {breakable}, {cell})," for cell in cells
    )


def _cell(cell: Cell) -> str:
    if cell.state != MENTIONED:
        return "n" if cell.state == NOT_MENTIONED else "d"
    return f"{{{' '.join(map(_passage, (*cell.summaries, *cell.quotations)))}}}"


def _passage(one: Passage) -> str:
    said = wording.said(one)
    words = (wording.tag(one), said, wording.place(one), wording.typographic(one.note))
    return f"q({', '.join(map(_text, words))}, {'true' if wording.is_rtl(said) else 'false'});"


def _text(text: str) -> str:
    """Return a text as typst reads a string; nothing in it is markup."""
    return json.dumps(clean(text), ensure_ascii=False)
