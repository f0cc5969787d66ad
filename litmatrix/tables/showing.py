"""A table as a notebook shows it: HTML whose look stands in its elements, in the fonts and colours of the page around it.

JupyterLab takes out of a notebook that is not trusted, such as a fresh clone, every style sheet, and of the styles of an
element all that is not on its list: `var()`, `sticky`, colours by `inherit` or `currentColor`, the units of the window. What
is left is used: lengths in em, and half-transparent greys, which do on light ground and on dark. The one thing that is lost
there is that head and first column stay while the frame scrolls.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from litmatrix.tables.frames import filled
from litmatrix.tables.grids import Grid, clean, grid
from litmatrix.tables.layout import HEIGHT, Column, beyond, columns, parted
from litmatrix.vocabulary import counted

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "There is nothing to list yet."

#: A notebook shows no more rows of one table, and grows by no more characters; the rest is left to the frame and the exports.
MOST_ROWS, LARGEST = 2_000, 1_000_000

_FRAME = ("position:relative;z-index:0;display:inline-block;vertical-align:top;box-sizing:border-box;max-width:100%;overflow:auto;"
          "margin:0.4em 0;border:1px solid #8884")  # fmt: skip
# How a frame shows that the table goes on: to the right, and below.
_SHADOWS = ("inset -7px 0 7px -7px #8888", "inset 0 -7px 7px -7px #8888")
_WAYS = ("right", "down")

# What stays over what scrolls needs a ground: JupyterLab's, else VS Code's, else the page's.
_GROUND = "var(--jp-layout-color0,var(--vscode-editor-background,Canvas))"
_CELL, _NUMBER = "text-align:left;vertical-align:top", "text-align:right;vertical-align:top"
_ROW = "background:none;border-top:1px solid #8884"
_FIRST = f"position:sticky;left:0;background:{_GROUND};{_CELL}"
_HEAD = f"position:sticky;top:0;z-index:1;background:{_GROUND};vertical-align:bottom;box-shadow:inset 0 -2px 0 #8888"
_CORNER = f"{_HEAD};left:0;z-index:2"
_TYPED = "font-family:monospace;font-size:92%;line-height:1.5;white-space:pre-wrap"
_SOFT, _STRONG = "opacity:0.75", "font-weight:600"
# Lines that are longer than a column is wide stand apart: else one could not tell where the next excerpt begins.
_APART, _LONG_LINE = "margin-top:0.5em", 60

# Where the next excerpt of a cell begins: a line that begins with two spaces goes on with the one above.
_NEXT = re.compile("\n(?!  )")
# Scripts that run from right to left: such a cell finds its direction by itself.
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
# A long word may break, behind a mark if it has one: else one word would make its column as wide as it is long.
_LONG_WORD = re.compile(r"\S{25,}")
_PIECE = re.compile(r".{8,23}?[/_.:;,?&=|)\-](?=\w)|\w{24}(?=\w)|[!-~]{24}")


def page(
    frame: pd.DataFrame, title: str, note: str = "", nothing: str = "", kinds: Mapping[str, str] | None = None
) -> str:
    """Return a frame as HTML for a notebook, with its title and note; `nothing` is said of one without rows.

    Columns that are empty in all rows, or in which nothing is stated, are left out and named. No text of a record becomes
    an element, none is set as mathematics. The same frame gives the same bytes on every machine.
    """
    above = _line(title, _STRONG) + _line(note, _SOFT)
    if not len(frame):
        return _block(above + _line(nothing or NOTHING))
    whole = filled(frame)
    table = _grid(whole.frame)
    layout = columns(table, kinds or {})
    rows, further = _rows(table, layout), beyond(table, layout)
    told = [_counted(len(rows), len(frame), table.header, further)]
    if whole.blank:
        told.append(f"Empty, left out: {', '.join(whole.blank)}.")
    if whole.unstated:
        told.append(f"Not stated anywhere: {', '.join(whole.unstated)}.")
    return _block(
        f'{above}<div style="{_frame(further)}"><table cellpadding="6" style="margin:0;border-collapse:collapse;table-layout:auto">'
        f"<thead>{_head(layout)}</thead><tbody>{''.join(rows)}</tbody></table></div>{_line(' '.join(told), _SOFT)}"
    )


def _grid(frame: pd.DataFrame) -> Grid:
    """Return the rows that may be shown, without an index that only counts them."""
    table = grid(frame.head(MOST_ROWS).round(4))
    if any(frame.index.names) or not table.numeric[0] or len(table.header) == 1:
        return table
    return Grid(table.header[1:], tuple(row[1:] for row in table.rows), table.numeric[1:])


def _block(inner: str) -> str:
    # By the first class JupyterLab's MathJax knows that a part is not to be set, by the second that of nbconvert.
    return f'<div class="mathjax_ignore tex2jax_ignore">{inner}</div>'


def _line(text: str, style: str = "margin:0") -> str:
    return f'<div dir="auto" style="{style}">{_text(text)}</div>' if text else ""


def _frame(further: tuple[bool, bool]) -> str:
    shadows = [shadow for shadow, there in zip(_SHADOWS, further, strict=True) if there]
    height = [f"max-height:{HEIGHT}em"] if further[1] else []
    return ";".join([_FRAME, *height, *([f"box-shadow:{', '.join(shadows)}"] if shadows else [])])


def _counted(shown: int, rows: int, header: Sequence[str], further: tuple[bool, bool]) -> str:
    """Return how much there is, where to scroll for it, and by which column one knows that one has seen it all."""
    where = " and ".join(way for way, there in zip(_WAYS, further, strict=True) if there)
    onward = f": scroll {where} for more" if where else ""
    across = counted(len(header), "column") + (
        f" (“{header[0]}” to “{header[-1]}”)" if len(header) > 4 else ""
    )
    if shown < rows:
        return f"The first {shown:,} of {rows:,} rows, {across}{onward}. The frame and the exports have all rows."
    return f"{counted(rows, 'row')}, {across}{onward}."


def _head(layout: Sequence[Column]) -> str:
    cells: list[str] = []
    for column in layout:
        look = _HEAD if cells else _CORNER
        side = "right" if column.number else "left"
        width = f"width:{column.width:.1f}em;min-width:{column.least:.1f}em"
        cells.append(f'<th scope="col" style="{look};text-align:{side};{width}">{_text(column.name)}</th>')
    return f'<tr style="border:0">{"".join(cells)}</tr>'


def _rows(table: Grid, layout: Sequence[Column]) -> list[str]:
    """Return the rows as HTML, up to the size by which a notebook may grow; one at least."""
    result: list[str] = []
    size, above = 0, None
    for first, *others in table.rows:
        # What stands for several rows is bold in the first of them.
        look = f"{_FIRST};font-weight:{'normal' if first == above else 600}"
        cells = [_cell('th scope="row"', first, layout[0], look)]
        for text, column in zip(others, layout[1:], strict=True):
            cells.append(_cell("td", text, column, _NUMBER if column.number else _CELL))
        row = f'<tr style="{_ROW}">{"".join(cells)}</tr>'
        size, above = size + len(row), first
        if result and size > LARGEST:
            break
        result.append(row)
    return result


def _cell(opening: str, text: str, column: Column, style: str) -> str:
    direction = ' dir="auto"' if _LEFTWARD.search(text) else ""
    look = f"{style};{_TYPED}" if column.typed else style
    return f'<{opening}{direction} style="{look}">{_folded(text)}</{opening[:2]}>'


def _folded(text: str) -> str:
    apart = "\n" in text and max(map(len, text.split("\n"))) > _LONG_LINE
    seen, rest = parted(text)
    if not rest:
        return _lines(seen, apart)
    opened = f'<div style="{_APART}">{_lines(rest, apart)}</div>' if apart else _text(rest)
    return (
        f'<details><summary style="cursor:pointer">{_lines(f"{seen} …", apart)}</summary>{opened}</details>'
    )


def _lines(text: str, apart: bool) -> str:
    if not apart:
        return _text(text)
    first, *others = map(_text, _NEXT.split(text))
    return first + "".join(f'<div style="{_APART}">{line}</div>' for line in others)


def _text(text: str) -> str:
    """Return text as HTML that shows it as it stands: nothing in it is an element, its lines are kept, long words may break."""
    # NUL marks the breaks until the text is escaped: no clean text holds one.
    broken = _LONG_WORD.sub(lambda word: _PIECE.sub(lambda piece: f"{piece[0]}\0", word[0]), clean(text))
    return html.escape(broken, quote=False).replace("\0", "<wbr>").replace("\n", "<br>")
