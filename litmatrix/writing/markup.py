"""Tables as Markdown and HTML. All text is taken as hostile and escaped."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from litmatrix.matrix.citations import Cited
from litmatrix.reporting import Stamp
from litmatrix.tables import Table
from litmatrix.tables.frames import FILL
from litmatrix.tables.grids import Grid, grid
from litmatrix.tables.showing import NOTHING
from litmatrix.writing.cells import shares, tallest, wide
from litmatrix.writing.citations import as_pandoc
from litmatrix.writing.cited import cells, printed
from litmatrix.writing.escapes import escape_html, escape_markdown
from litmatrix.writing.processed import OWN, Processed

#: The look of every page and table: light, printable, readable on a phone, no colour that carries meaning.
_STYLE = Path(__file__).with_name("page.css")
#: What a frame says above what does not fit across it; the page shows it there only.
GOES_ON = '<p class="goes-on" aria-hidden="true">scrolls sideways →</p>'
#: How many characters fit across a printed page that lies, and one held upright, at the size that tables have there.
_LYING, _UPRIGHT = 165, 105
#: A wide table is printed on a page that lies where a row would take more lines than this on one held upright.
_LINES = 6
#: A row of more lines than this may go on over pages: it would leave the rest of one white.
_WHOLE = 30


def markdown(table: Table, stamp: Stamp | None = None) -> str:
    """Return a table as Markdown (a pipe table; line ends in cells are ``<br>``), with citations as pandoc reads them.

    A stamp is its last line.
    """
    text = grid(table.frame)
    lines = [f"# {escape_markdown(table.title)}", ""] if table.title else []
    lines += [escape_markdown(table.note), ""] if table.note else []
    lines.append(_markdown_row([(name,) for name in text.header]))
    lines.append("| " + " | ".join("---:" if numeric else "---" for numeric in text.numeric) + " |")
    lines += [_markdown_row(row) for row in cells(table, text, table.cited)]
    lines += ["", escape_markdown(stamp)] if stamp else []
    return "\n".join(lines) + "\n"


def _markdown_row(row: Sequence[Cited]) -> str:
    return "| " + " | ".join(printed(cell, escape_markdown, as_pandoc) for cell in row) + " |"


def html(table: Table, stamp: Stamp | None = None, processed: Processed = OWN) -> str:
    """Return a table as an HTML page of its own, that loads nothing from elsewhere; after it the references it cites.

    A stamp stands at its foot, and at that of each printed page. A wide table is printed on pages that lie.
    """
    heading = f"<h1>{escape_html(table.title)}</h1>\n" if table.title else ""
    foot = f'\n<footer><p class="note">{escape_html(stamp)}</p></footer>' if stamp else ""
    body = html_table(table, processed) + reference_list(table, processed)
    return document(table.title or "Table", heading + body + foot, "", stamp, lies(grid(table.frame)))


def reference_list(table: Table, processed: Processed) -> str:
    """Return the references that a table cites, under a heading; nothing without any."""
    listed = "\n".join(f"<li>{reference}</li>" for reference in processed.cited_by(table))
    return f'\n<h2>References</h2>\n<ul class="references">{listed}</ul>' if listed else ""


def document(title: str, body: str, style: str = "", stamp: Stamp | None = None, turned: bool = False) -> str:
    """Return an HTML page; `body` is HTML. It may load nothing and run nothing, and says so to the browser.

    Printed, it stands on A4 (lying, if `turned`), and each page says at its foot which of how many it is, and the stamp.
    """
    foot = _foot(stamp) + ("@page { size: A4 landscape; }\n" if turned else "")
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    return skeleton(title, f"\n{_look()}{foot}{style}", body, policy)


def skeleton(title: str, style: str, body: str, policy: str) -> str:
    """Return an HTML page; `style` is CSS, `body` HTML, and `policy` says to the browser what the page may load and run."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape_html(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


@functools.cache
def _look() -> str:
    return _STYLE.read_text(encoding="utf-8")


def _foot(stamp: Stamp | None) -> str:
    """Return what stands at the foot of each printed page, as CSS."""
    small = "font: 7pt system-ui, sans-serif; color: #5b6673; vertical-align: top; padding-top: 2mm;"
    said = f'@bottom-left {{ content: "{_css(str(stamp))}"; width: 82%; {small} }}' if stamp else ""
    numbered = f'@bottom-right {{ content: "page " counter(page) " of " counter(pages); {small} }}'
    return f"@page {{ {said} {numbered} }}\n"


def _css(text: str) -> str:
    """Return text as it may stand in a string of CSS within a page: nothing in it can end the string or the style."""
    return "".join(one if one.isalnum() or one in " .,:-()" else f"\\{ord(one):x} " for one in text)


def html_table(table: Table, processed: Processed = OWN, id: str = "", label: str = "") -> str:
    """Return a table as HTML, to stand within a page that has our look; its note is printed above it.

    Its title is not, unless it has an `id` and a `label` (“Table 3”): then they make a caption. What does not fit across the page scrolls, by
    keyboard too, and says so; printed, it is as wide as the page.
    """
    text = grid(table.frame)
    is_wide = wide(text)
    name = escape_html(table.title or table.name)
    above = f'<p class="caption"><b>{escape_html(label)}.</b> {name}</p>\n' if label else ""
    above += f'<p class="note">{escape_html(table.note)}</p>\n' if table.note else ""
    if not text.rows:
        return f'{above}<p class="note">{NOTHING}</p>'
    kinds = [_kind(text, place) for place in range(len(text.header))]
    heads = [
        ' class="fill"' if table.kinds.get(name) == FILL else kind
        for name, kind in zip(text.header, kinds, strict=True)
    ]
    head = "".join(
        f'<th scope="col"{kind}>{escape_html(name)}</th>'
        for name, kind in zip(text.header, heads, strict=True)
    )
    rows = [[processed.printed(cell) for cell in row] for row in cells(table, text, processed.of(table))]
    body = "\n".join(_html_row(row, kinds) for row in rows)
    turned = lies(text)
    columns = "".join(
        f'<col style="--share: {share:.1%}">' for share in shares(text, _LYING if turned else _UPRIGHT)
    )
    high = tallest(text, _LYING if turned else _UPRIGHT) > _WHOLE
    looks = " ".join(name for name, so in (("wide", is_wide), ("high", high)) if so)
    kind = f' class="{looks}"' if looks else ""
    region = f' role="region" tabindex="0" aria-label="{f"{escape_html(label)}. " if label else ""}{name}"'
    which = f' id="{id}"' if id else ""
    lying = " turned" if turned and label else ""
    return (
        f'<div class="tabled{lying}"{which}>{above}<div class="scroll"{region}>{GOES_ON}<table{kind}>\n'
        f"<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div></div>"
    )


def lies(table: Grid) -> bool:
    """Return whether a table is printed on pages that lie."""
    return wide(table) and (len(table.header) > 9 or tallest(table, _UPRIGHT) > _LINES)


def _html_row(row: Sequence[str], kinds: Sequence[str]) -> str:
    said = "".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds[1:], row[1:], strict=True))
    return f'<tr><th scope="row">{row[0]}</th>{said}</tr>'


def _kind(table: Grid, place: int) -> str:
    """Return the class of a column: n for numbers, t for long text."""
    if table.numeric[place]:
        return ' class="n"'
    return ' class="t"' if max(len(cell) for cell in table.column(place)) > 40 else ""
