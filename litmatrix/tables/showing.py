"""A table as a notebook shows it: HTML whose look stands in its elements, in fonts and colours of the page around it.

JupyterLab takes out of a notebook that is not trusted, such as a fresh clone, every style sheet, and of the styles of an
element all that is not on its list: `var()`, `sticky`, `inherit` and `currentColor` as colours, the units of the window. What
is left is used: lengths in em, and half-transparent greys, which do on light ground and on dark. The one thing that is lost
there is that head and first column stay where they are while the frame scrolls.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from litmatrix.tables.frames import filled
from litmatrix.tables.grids import Grid, clean, grid

if TYPE_CHECKING:
    import pandas as pd

#: The kinds of columns that are set as they are typed: keys, and search strings as they were run.
KEY, QUERY = "key", "query"

NOTHING = "There is nothing to list yet."

#: A cell of more characters or lines folds: its first words stay, the rest opens.
FOLDED, LINES, FIRST_WORDS = 360, 9, 220
#: A notebook shows no more rows of one table, and grows by no more characters; the rest is left to the frame and the exports.
MOST_ROWS, LARGEST = 2_000, 1_000_000

# The frame: its height, and the width (of a notebook in a small window) from which on it says that it goes on; in em.
_HEIGHT, _WIDTH = 40, 78
# The width of a letter, and of one set as typed; the height of a line, and what a row has beside its lines.
_LETTER, _TYPED, _LINE, _ROW = 0.52, 0.62, 1.3, 1.0
# The widths of columns: up to the first, one takes what its longest line needs; up to the second, what is to be read gets more.
# Where a window is too narrow for all, they shrink, but not below the last two: of short texts, and of those to be read.
_SHORT, _WIDEST, _LEAST, _READABLE = 22, 42, 8, 20

_FRAME = "display:inline-block;vertical-align:top;box-sizing:border-box;max-width:100%;overflow:auto;margin:0.4em 0;border:1px solid #8884"
# How a frame shows that the table goes on to the right, and below.
_SHADOWS = ("inset -7px 0 7px -7px #8888", "inset 0 -7px 7px -7px #8888")

_GROUND = "var(--jp-layout-color0,var(--vscode-editor-background,Canvas))"
_CELL, _NUMBER = "text-align:left;vertical-align:top", "text-align:right;vertical-align:top"
_HEAD = f"position:sticky;top:0;z-index:1;background:{_GROUND};vertical-align:bottom;box-shadow:inset 0 -2px 0 #8888"
_CORNER = _HEAD.replace("top:0;z-index:1", "top:0;left:0;z-index:2")
_FIRST = f"position:sticky;left:0;background:{_GROUND};{_CELL}"
_TYPE = "font-family:monospace;font-size:92%;line-height:1.5;white-space:pre-wrap"
_SOFT = "opacity:0.75"

# Scripts that run from right to left: such a cell finds its direction by itself.
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
# A longer word may break, behind a mark if it has one: a column is as wide as its longest piece.
_LONG_WORD = re.compile(r"\S{25,}")
_PIECE = re.compile(r".{8,23}?[/_.:;,?&=|)\-](?=\w)|\w{24}(?=\w)|[!-~]{24}")


class _Column(NamedTuple):
    """How a column is set: as typed or not, the width that it takes, and the least that it is left; in em."""

    name: str
    number: bool
    typed: bool
    width: float
    least: float


def page(
    frame: pd.DataFrame,
    title: str = "",
    note: str = "",
    nothing: str = "",
    kinds: Mapping[str, str] | None = None,
) -> str:
    """Return a frame as HTML for a notebook, with its title and note; `nothing` is said of one without rows.

    Columns that are empty in all rows, or in which nothing is stated, are left out and named. No mathematics is set, no
    text of a record becomes an element. The same frame gives the same bytes on every machine.
    """
    above = _line(title, "font-weight:600") + _line(note, _SOFT)
    if not len(frame):
        return _block(above + _line(nothing or NOTHING, ""))
    whole = filled(frame)
    table = grid(whole.frame.head(MOST_ROWS))
    if whole.frame.index.name is None and (table.numeric[0] or not table.header[0]) and len(table.header) > 1:
        table = Grid(table.header[1:], tuple(row[1:] for row in table.rows), table.numeric[1:])
    columns = [_column(table, place, (kinds or {}).get(name, "")) for place, name in enumerate(table.header)]
    rows = _rows(table, columns)
    beyond = _beyond(table, columns)
    shadows = [shadow for shadow, there in zip(_SHADOWS, beyond, strict=True) if there]
    box = (
        _FRAME
        + (f";max-height:{_HEIGHT}em" if beyond[1] else "")
        + (f";box-shadow:{', '.join(shadows)}" if shadows else "")
    )
    head = "".join(_heading(column, not place) for place, column in enumerate(columns))
    body = "".join(rows)
    told = [_counted(len(rows), len(frame), len(columns), beyond)]
    if whole.blank:
        told.append(f"Empty, left out: {', '.join(map(clean, whole.blank))}.")
    if whole.unstated:
        told.append(f"Not stated anywhere: {', '.join(map(clean, whole.unstated))}.")
    return _block(
        f'{above}<div style="{box}"><table style="margin:0;table-layout:auto"><thead><tr style="border:0">{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{_line(' '.join(told), _SOFT)}"
    )


def _block(inner: str) -> str:
    # Both names under which MathJax knows that a part is not to be set: that of JupyterLab, and that of nbconvert.
    return f'<div class="mathjax_ignore tex2jax_ignore">{inner}</div>'


def _line(text: str, style: str) -> str:
    if not text:
        return ""
    return (
        f'<div dir="auto" style="{style}">{_text(text)}</div>'
        if style
        else f'<div dir="auto">{_text(text)}</div>'
    )


def _counted(shown: int, rows: int, columns: int, beyond: tuple[bool, bool]) -> str:
    """Return how much there is, and where the frame goes on."""
    where = " and ".join(way for way, there in zip(("right", "down"), beyond, strict=True) if there)
    onward = f": scroll {where} for more" if where else ""
    across = f"{columns} column{'s' * (columns > 1)}"
    if shown < rows:
        return f"The first {shown:,} of {rows:,} rows, {across}{onward}. The frame and the exports hold all rows."
    return f"{rows:,} row{'s' * (rows > 1)}, {across}{onward}."


# --- the columns ---------------------------------------------------------------------------------------------------


def _column(table: Grid, place: int, kind: str) -> _Column:
    name, number, typed = table.header[place], table.numeric[place], kind in (KEY, QUERY)
    letter = _TYPED if typed else _LETTER
    seen = [cell for cell in (_parted(cell)[0] for cell in table.column(place)) if cell]
    heading = _in_two_lines(name) * _LETTER * 1.15
    longest = max((len(line) for cell in seen for line in cell.split("\n")), default=0) * letter
    if longest > _SHORT:
        lengths = [len(cell) for cell in seen]
        area = math.sqrt(max(lengths) * sum(lengths) / len(lengths))
        longest = min(max(2.3 * math.sqrt(area), _SHORT), _WIDEST, longest)
    width = max(longest, heading)
    return _Column(name, number, typed, width, min(width, max(width * 0.6, _LEAST), _READABLE))


def _in_two_lines(name: str) -> int:
    """Return how many letters wide a heading is that takes two lines at most."""
    words = name.split() or [""]
    return min(max(len(" ".join(words[:at])), len(" ".join(words[at:]))) for at in range(1, len(words) + 1))


def _beyond(table: Grid, columns: Sequence[_Column]) -> tuple[bool, bool]:
    """Return whether a table goes on to the right of its frame and below it, as far as one can tell without the window."""
    height = _ROW + 2 * _LINE
    for row in table.rows:
        height += _ROW + _LINE * max(
            sum(
                max(1, math.ceil(len(line) * _LETTER / max(column.width, 1)))
                for line in _parted(cell)[0].split("\n")
            )
            for cell, column in zip(row, columns, strict=True)
        )
        if height > _HEIGHT:
            break
    return sum(column.least + 1 for column in columns) > _WIDTH, height > _HEIGHT


def _heading(column: _Column, corner: bool) -> str:
    side = "right" if column.number else "left"
    style = f"{_CORNER if corner else _HEAD};text-align:{side};width:{column.width:.1f}em;min-width:{column.least:.1f}em"
    return f'<th scope="col" style="{style}">{_text(column.name)}</th>'


# --- the rows ------------------------------------------------------------------------------------------------------


def _rows(table: Grid, columns: Sequence[_Column]) -> list[str]:
    """Return the rows as HTML, up to the size that a notebook can carry; one at least."""
    result: list[str] = []
    size, above = 0, None
    for first, *others in table.rows:
        # A heading that stands for several rows is bold in the first of them.
        weight = "normal" if first == above else "600"
        cells = [_cell("th", first, columns[0], f"{_FIRST};font-weight:{weight}", ' scope="row"')]
        cells += [
            _cell("td", text, column, _NUMBER if column.number else _CELL)
            for text, column in zip(others, columns[1:], strict=True)
        ]
        made = f'<tr style="background:none;border-top:1px solid #8884">{"".join(cells)}</tr>'
        size, above = size + len(made), first
        if result and size > LARGEST:
            break
        result.append(made)
    return result


def _cell(element: str, text: str, column: _Column, style: str, more: str = "") -> str:
    if column.typed:
        style = f"{style};{_TYPE}"
    direction = ' dir="auto"' if _LEFTWARD.search(text) else ""
    return f'<{element}{more}{direction} style="{style}">{_folded(text)}</{element}>'


def _folded(text: str) -> str:
    seen, rest = _parted(text)
    if not rest:
        return _text(text)
    return f'<details><summary style="cursor:pointer">{_text(seen)} …</summary>{_text(rest)}</details>'


def _parted(text: str) -> tuple[str, str]:
    """Return what of a cell is seen at once, and what opens: parted at a line end or between words."""
    text = text.strip("\n")
    lines = text.split("\n")
    if len(text) <= FOLDED and len(lines) <= LINES:
        return text, ""
    first = "\n".join(lines[: LINES - 3])
    if len(first) <= FIRST_WORDS and len(lines) > LINES:
        return first, "\n".join(lines[LINES - 3 :])
    at = text.rfind("\n", FIRST_WORDS // 3, FOLDED)
    if at < 0:
        at = text.rfind(" ", FIRST_WORDS // 2, FIRST_WORDS)
    if at < 0:
        at = FIRST_WORDS
    return text[:at].rstrip(), text[at:].lstrip("\n").lstrip(" ")


def _text(text: str) -> str:
    """Return text as HTML that shows it as it stands: nothing in it is an element, its lines are kept, long words may break."""
    pieces = []
    last = 0
    text = clean(text)
    for found in _LONG_WORD.finditer(text):
        pieces.append(html.escape(text[last : found.start()], quote=False))
        broken = _PIECE.sub(lambda piece: f"{piece[0]}\0", found[0])
        pieces.append(html.escape(broken, quote=False).replace("\0", "<wbr>"))
        last = found.end()
    pieces.append(html.escape(text[last:], quote=False))
    return "".join(pieces).replace("\n", "<br>")
