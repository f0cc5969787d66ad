"""All tables in one .xlsx workbook: text cells, so that nothing in them can run or turn into a date, and numbers to compute with.

`sheets` writes a table, `sizes` and `pages` say how it stands on a screen and on paper, `looks` how its cells look.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from litmatrix.reporting import Stamp, now
from litmatrix.tables import Table
from litmatrix.tables.grids import grid
from litmatrix.vocabulary import counted
from litmatrix.writing.keyed import keyed
from litmatrix.writing.workbook.limits import NAME, cut
from litmatrix.writing.workbook.looks import FONT, MEANINGS, SIZE, Looks
from litmatrix.writing.workbook.pages import Layout, set_page
from litmatrix.writing.workbook.sheets import write_table
from litmatrix.writing.workbook.sizes import row_height

CONTENTS = "Contents"
_HEADS, _WIDTHS = ("Sheet", "Table", "Rows", "How to read it"), [30.0, 42.0, 8.0, 72.0]
#: What is never a formula, a link or a number because it looks like one.
_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT, "font_size": SIZE, "font_scheme": False, "theme": -1},
}  # fmt: skip


class Workbook(NamedTuple):
    """The bytes of a workbook, and what could not be put into it whole."""

    data: bytes
    notes: tuple[str, ...]


class Sheet(NamedTuple):
    """A sheet that is no table: how the list of sheets names it, and what adds it to a workbook and returns what was cut."""

    name: str
    title: str
    rows: int
    note: str
    add: Callable[[Any], tuple[str, ...]]


class _Listed(NamedTuple):
    """What the list of sheets has: the name of a sheet (none of a table without rows), and what one should know of it."""

    sheet: str
    title: str
    rows: int
    said: str
    part: str = ""
    coloured: bool = False


def new(stream: io.BytesIO, title: str, stamp: Stamp | None) -> Any:
    """Return a workbook of xlsxwriter, in which text stays text; in its properties its title, when it was made, and from what."""
    import xlsxwriter

    book = xlsxwriter.Workbook(stream, _OPTIONS)
    moment = stamp.moment if stamp else now().replace(microsecond=0)
    told = {"comments": str(stamp)} if stamp else {}
    book.set_properties({"title": title[:200], "created": moment.replace(tzinfo=None), **told})
    return book


def workbook(
    tables: Iterable[Table], title: str = "", stamp: Stamp | None = None, first: Iterable[Sheet] = ()
) -> Workbook:
    """Return a workbook with a sheet a table, after a list of them by their parts: to be read, filtered and printed on A4.

    Before the tables come the sheets that are to be `first`.

    What a table cites stands in columns of its own (see `keyed`); whole numbers and the numbers of columns that are computed
    with (`NUMBER`) are numbers, all else is text. Where a table says the states of its cells, they have fills, and those
    without a text say it in words. A table without rows has no sheet beside others, and the list says what would fill it. A
    stamp stands below the list, at the foot of each page, and in the file's properties with its date, which else is that of
    now. A cell over a spreadsheet's limit is cut, says so at its end, and is named in the notes.
    """
    every = list(tables)
    stream = io.BytesIO()
    book = new(stream, title, stamp)
    looks = Looks(book)
    contents = book.add_worksheet(CONTENTS)
    taken = {CONTENTS.casefold(), "history"}
    notes: list[str] = []
    listed = []
    for one in first:
        taken.add(one.name.casefold())
        notes += one.add(book)
        listed.append(_Listed(one.name, one.title, one.rows, one.note))
    for table in every:
        if not len(table.frame) and len(every) > 1:
            listed.append(_Listed("", table.title, 0, table.nothing, table.part))
            continue
        name = _sheet_name(table, taken)
        taken.add(name.casefold())
        written = write_table(book.add_worksheet(name), table, grid(keyed(table)), looks, name, title, stamp)
        notes += written.notes
        said = f"The text of {counted(written.higher, 'row')} goes on beyond what a row can show: click on a cell to read it whole."
        told = " ".join(filter(None, (table.note, said if written.higher else "")))
        listed.append(_Listed(name, table.title, len(table.frame), told, table.part, bool(table.states)))
    _write_contents(contents, listed, looks, title, stamp)
    book.close()
    return Workbook(stream.getvalue(), tuple(notes))


def _write_contents(sheet: Any, listed: list[_Listed], looks: Looks, title: str, stamp: Stamp | None) -> None:
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, title[:1000] or "Tables of the review", looks.of("title"))
    sheet.set_row(0, 22)
    for place, header in enumerate(_HEADS):
        sheet.write_string(2, place, header, looks.of("head"))
    number, part = 3, ""
    for name, title_of, rows, said, of, _ in listed:
        if of != part:
            part = of
            sheet.write_string(number, 0, part, looks.of("part"))
            sheet.set_row(number, 22)
            number += 1
        if name:
            quoted = name.replace("'", "''")
            sheet.write_url(number, 0, f"internal:'{quoted}'!A1", looks.of("link"), name)
        else:
            sheet.write_string(number, 0, "no sheet", looks.of("none"))
        sheet.write_string(number, 1, cut(title_of, "")[0], looks.of("text"))
        sheet.write_number(number, 2, rows, looks.of("counted"))
        sheet.write_string(number, 3, cut(said, "")[0], looks.of("text"))
        sheet.set_row(number, row_height((name, title_of, "", said), _WIDTHS))
        number += 1
    coloured = [one.sheet for one in listed if one.coloured]
    if coloured:
        number = _write_legend(sheet, number + 1, coloured, looks)
    if stamp:
        sheet.write_string(number + 1, 0, str(stamp), looks.of("words"))
        number += 2
    sheet.freeze_panes(3, 0)
    set_page(sheet, Layout(_WIDTHS), title, stamp, number, heads=range(2, 3))


def _write_legend(sheet: Any, number: int, names: list[str], looks: Looks) -> int:
    """Write what the fills of these sheets mean; return the row behind it."""
    sheet.write_string(number, 0, f"Cells of {', '.join(names)}", looks.of("part"))
    for state, meaning in MEANINGS.items():
        number += 1
        sheet.write_string(number, 0, state, looks.of("text", state))
        sheet.write_string(number, 1, meaning, looks.of("words"))
    return number + 1


def _sheet_name(table: Table, taken: set[str]) -> str:
    """Return a valid name that no sheet has yet: at most 31 characters, none of ``[]:*?/\\``."""
    words = table.name.replace("-", " ").replace("_", " ").strip().capitalize()
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", words).strip(" '") or "Table"
    name, number = base[:NAME].rstrip(" '"), 1
    while name.casefold() in taken:
        number += 1
        end = f" {number}"
        name = base[: NAME - len(end)].rstrip(" '") + end
    return name
