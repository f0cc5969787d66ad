"""Tables as Markdown and HTML. All text is taken as hostile and escaped."""

from __future__ import annotations

from collections.abc import Sequence

from litmatrix.matrix.citations import Cited
from litmatrix.reporting import Stamp
from litmatrix.tables import Table
from litmatrix.tables.frames import FILL
from litmatrix.tables.grids import Grid, grid
from litmatrix.tables.showing import NOTHING
from litmatrix.writing.cells import wide
from litmatrix.writing.citations import as_pandoc
from litmatrix.writing.cited import cells, printed
from litmatrix.writing.escapes import escape_html, escape_markdown
from litmatrix.writing.processed import OWN, Processed

#: The look of every page and table: light, printable, readable on a phone, no colour that carries meaning.
STYLE = """
:root { --ink: #1d2733; --soft: #5b6673; --line: #d5dae0; --tint: #f4f6f8; --mark: #1f5f8b; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { color: var(--ink); background: #fff; margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem;
  max-width: 74rem; font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
a { color: var(--mark); }
.note { color: var(--soft); font-size: .9rem; margin: .2rem 0 .6rem; }
.scroll { overflow-x: auto; margin: .4rem 0 1.6rem; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: .86rem; line-height: 1.4; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .38rem .6rem; border-top: 1px solid var(--line); }
thead th { border-top: 0; border-bottom: 2px solid var(--ink); vertical-align: bottom; background: #fff; }
tbody th { font-weight: 600; }
tbody tr:nth-child(even) > * { background: var(--tint); }
th.fill { min-width: 22rem; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scroll.box { max-height: 44rem; overflow: auto; }
table.wide td.t { min-width: 9rem; }
table.wide td, table.wide th { padding-left: .4rem; padding-right: .4rem; }
.references { list-style: none; padding: 0; }
.references li { padding-left: 1.6rem; text-indent: -1.6rem; margin-bottom: .35rem; }
.smallcaps { font-variant: small-caps; }
.box thead th { position: sticky; top: 0; z-index: 1; box-shadow: 0 2px var(--ink); border: 0; }
.box tbody th { position: sticky; left: 0; min-width: 9rem; background: #fff; }
.box tbody tr:nth-child(even) > th { background: var(--tint); }
.box thead th:first-child { left: 0; z-index: 2; }
@media print { body { font-size: 10pt; padding: 0; max-width: none; } a { color: inherit; text-decoration: none; }
  .scroll { overflow: visible; border: 0; } tr { break-inside: avoid; } thead { display: table-header-group; } }
@media print, (max-width: 46rem) {
  .scroll.box { max-height: none; overflow: visible; }
  table.wide, table.wide tbody, table.wide tr, table.wide th, table.wide td { display: block; position: static;
    width: auto; min-width: 0; text-align: left; white-space: normal; }
  table.wide thead { display: none; }
  table.wide tr { border-top: 2px solid var(--ink); padding: .3rem 0 .8rem; }
  table.wide th, table.wide td { border: 0; padding: .15rem 0; }
  table.wide tbody tr:nth-child(even) > * { background: none; }
  table.wide tr { break-inside: auto; }
  table.wide td:not(.t) { display: inline-block; margin-right: 1.4rem; }
  table.wide td[data-of]::before { content: attr(data-of) ": "; color: var(--soft); font-weight: 600; }
  table.wide td:empty { display: none; }
}
"""


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

    A stamp stands at its foot.
    """
    heading = f"<h1>{escape_html(table.title)}</h1>\n" if table.title else ""
    foot = f'\n<footer><p class="note">{escape_html(stamp)}</p></footer>' if stamp else ""
    body = html_table(table, processed) + reference_list(table, processed)
    return document(table.title or "Table", heading + body + foot)


def reference_list(table: Table, processed: Processed) -> str:
    """Return the references that a table cites, under a heading; nothing without any."""
    listed = "\n".join(f"<li>{reference}</li>" for reference in processed.cited_by(table))
    return f'\n<h2>References</h2>\n<ul class="references">{listed}</ul>' if listed else ""


def document(title: str, body: str, style: str = "") -> str:
    """Return an HTML page; `body` is HTML. It may load nothing and run nothing, and says so to the browser."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape_html(title)}</title>\n<style>{STYLE}{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def html_table(table: Table, processed: Processed = OWN) -> str:
    """Return a table as HTML, to stand within a page that has `STYLE`; its note is printed above it, its title is not."""
    text = grid(table.frame)
    is_wide = wide(text)
    above = f'<p class="note">{escape_html(table.note)}</p>\n' if table.note else ""
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
    body = "\n".join(_html_row(text.header, row, kinds, is_wide) for row in rows)
    kind = ' class="wide"' if is_wide else ""
    box = ' class="scroll box" tabindex="0"' if len(text.header) > 9 else ' class="scroll"'
    return (
        f"{above}<div{box}><table{kind}>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _html_row(header: Sequence[str], row: Sequence[str], kinds: Sequence[str], is_wide: bool) -> str:
    said = [f'<th scope="row">{row[0]}</th>']
    for name, kind, cell in list(zip(header, kinds, row, strict=True))[1:]:
        of = f' data-of="{escape_html(name)}"' if is_wide else ""
        said.append(f"<td{kind}{of}>{cell}</td>")
    return f"<tr>{''.join(said)}</tr>"


def _kind(table: Grid, place: int) -> str:
    """Return the class of a column: n for numbers, t for long text."""
    if table.numeric[place]:
        return ' class="n"'
    return ' class="t"' if max(len(cell) for cell in table.column(place)) > 40 else ""
