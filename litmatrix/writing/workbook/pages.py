"""How a sheet is printed: which columns stand on which page, at what scale, and what stands above and below them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from litmatrix.reporting import Stamp
from litmatrix.tables.grids import clean
from litmatrix.writing.workbook.limits import MARGIN, units
from litmatrix.writing.workbook.looks import FONT
from litmatrix.writing.workbook.sizes import Width

#: The width of A4 held across without its margins, in pixels, less what programs differ in the width of a letter; and the least
#: scale at which a sheet is printed: 10 points become 6.
PAGE, SCALE = 970, 0.6
_A4 = 9
# The margins of a page in inches; above and below there is a line of text in them.
_SIDE, _ABOVE, _FOOT = 0.47, 0.75, 0.3
# The size of the letters there, in points, and how many of them there is room for beside the rest.
_SIZE, _LETTERS = 8, 170
# Within a line above or below, & begins a command. What xlsxwriter takes for a picture is told apart by the size of the letters.
_COMMAND = re.compile(r"&&(?=[G\[])")


class Layout(NamedTuple):
    """The widths of the columns, the places before which a new page begins, and the scale in percent (0: fitted to one page)."""

    widths: list[float]
    breaks: tuple[int, ...] = ()
    scale: int = 0


def laid_out(columns: Sequence[Width], repeated: int = 1) -> Layout:
    """Return columns on as few pages side by side as can be read, as wide as these have room for; the first are `repeated` on each."""
    if sum(_pixels(one.best) for one in columns) <= PAGE:
        return Layout([one.best for one in columns], scale=100)
    every = PAGE / SCALE
    if sum(_pixels(one.least) for one in columns) <= every:
        return Layout(_stretched(columns, lambda widths: sum(map(_pixels, widths)) <= every))
    first, others = [one.least for one in columns[:repeated]], columns[repeated:]
    held = sum(map(_pixels, first))
    pages = len(_parted([one.least for one in others], every - held))
    widths = _stretched(others, lambda widths: len(_parted(widths, every - held)) <= pages)
    parts = _parted(widths, _evenly(widths, pages, every - held))
    breaks = tuple(repeated + sum(map(len, parts[:number])) for number in range(1, len(parts)))
    widest = held + max(sum(map(_pixels, part)) for part in parts)
    return Layout(first + widths, breaks, min(int(100 * PAGE / widest), 100))


def _pixels(width: float) -> float:
    return 7 * width + 5


def _stretched(columns: Sequence[Width], fits: Callable[[list[float]], bool]) -> list[float]:
    """Return the widths nearest to the best that fit; the least do."""
    for tenths in range(10, -1, -1):
        widths = [one.least + (one.best - one.least) * tenths / 10 for one in columns]
        if tenths == 0 or fits(widths):
            break
    return widths


def _parted(widths: Sequence[float], room: float) -> list[list[float]]:
    """Return the columns of each page, as many as there is room for."""
    parts: list[list[float]] = []
    left = 0.0
    for width in widths:
        if not parts or _pixels(width) > left:
            parts.append([])
            left = room
        parts[-1].append(width)
        left -= _pixels(width)
    return parts


def _evenly(widths: Sequence[float], pages: int, room: float) -> float:
    """Return the least room by which these columns take no more pages."""
    low, high = 0.0, room
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_parted(widths, middle)) <= pages else (middle, high)
    return high


def set_page(
    sheet: Any,
    layout: Layout,
    title: str,
    stamp: Stamp | None,
    rows: int,
    repeated: int = 1,
    heads: range = range(1),
) -> None:
    """Set how a sheet is printed: across, the rows of its `heads` on every page, and columns where they stand on several."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(_SIDE, _SIDE, _ABOVE, _ABOVE)
    sheet.hide_gridlines(2)
    if heads:
        sheet.repeat_rows(heads[0], heads[-1])
    if layout.scale:
        sheet.set_print_scale(layout.scale)
    else:
        sheet.fit_to_pages(1, 0)
    if layout.breaks:
        sheet.set_v_pagebreaks(layout.breaks)
        sheet.repeat_columns(0, repeated - 1)
        sheet.print_across()
    sheet.print_area(0, 0, max(rows - 1, 0), len(layout.widths) - 1)
    sheet.set_header(_line(title, "&A"), {"margin": _FOOT, "scale_with_doc": False})
    sheet.set_footer(_line(str(stamp or ""), "page &P of &N"), {"margin": _FOOT, "scale_with_doc": False})


def _line(left: str, right: str) -> str:
    """Return what stands above or below a page: a text at the left, cut to what there is room for, and commands at the right."""
    begin, end = f'&L&{_SIZE}&"{FONT},Regular"', f'&R&{_SIZE}&"{FONT},Regular"{right}'
    text = clean(" ".join(left.split()))
    room = min(len(text), _LETTERS)
    while True:
        shown = text if room >= len(text) else f"{text[:room].rstrip()}…"
        line = begin + _COMMAND.sub(rf"\g<0>&{_SIZE}", shown.replace("&", "&&")) + end
        if units(line) <= MARGIN:
            return line
        room -= 1
