"""All tables in one .xlsx workbook: text cells, so that nothing in them can run or turn into a date, and numbers to compute with."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from litmatrix.reporting import Stamp, now
from litmatrix.tables import NUMBER, Table
from litmatrix.tables.frames import FILL
from litmatrix.tables.grids import Grid, grid
from litmatrix.vocabulary import MATRIX
from litmatrix.writing.cells import row_lines
from litmatrix.writing.keyed import keyed

#: A spreadsheet's limits: characters in a cell (Excel counts UTF-16), rows, and characters in a sheet's name.
CELL, ROWS, NAME = 32_767, 1_048_576, 31
#: How high a row can be, in points.
HEIGHT = 409
# How wide a column is at most, and where a row would be too high for its text; how high a line is, how many are in a row.
_WIDE, _WIDEST = 50, 90
_LINE = 15
_LINES = HEIGHT // _LINE
# How wide a column is that is filled in by hand.
_ROOM = 60.0


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


def workbook(
    tables: Iterable[Table], title: str = "", stamp: Stamp | None = None, first: Iterable[Sheet] = ()
) -> Workbook:
    """Return a workbook with a sheet a table, after a list of them: wrapped, with frozen headers and filters.

    Before the tables come the sheets that are to be `first`.

    What a table cites stands in columns of its own (see `keyed`); the numbers of columns that are computed with (`NUMBER`)
    are numbers, all else is text. A stamp stands below the list, and in the file's properties with its date, which else is
    that of now. A cell over a spreadsheet's limit is cut, says so at its end, and is named in the notes.
    """
    import xlsxwriter

    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties(properties(title, stamp))
    looks = {
        "head": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "num_format": "@"}
        ),
        "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
        "number": book.add_format({"valign": "top", "align": "right", "num_format": "@"}),
        "counted": book.add_format({"valign": "top", "align": "right"}),
        "title": book.add_format({"bold": True, "font_size": 14, "num_format": "@"}),
        "link": book.add_format(
            {"font_color": "#1f5f8b", "underline": 1, "num_format": "@", "valign": "top"}
        ),
    }
    contents = book.add_worksheet("Contents")
    taken = {"contents", "history"}
    notes: list[str] = []
    listed = []
    for one in first:
        taken.add(one.name.casefold())
        notes += one.add(book)
        listed.append(one)
    for table in tables:
        name = _sheet_name(table, taken)
        taken.add(name.casefold())
        notes += _write_sheet(book.add_worksheet(name), grid(keyed(table)), looks, table, name)
        listed.append(Sheet(name, table.title, len(table.frame), table.note, lambda _: ()))
    _write_contents(contents, listed, looks, title, stamp)
    book.close()
    return Workbook(stream.getvalue(), tuple(notes))


def properties(title: str, stamp: Stamp | None) -> dict[str, Any]:
    """Return what stands in the properties of a workbook: its title, when it was made, and from what."""
    moment = stamp.moment if stamp else now().replace(microsecond=0)
    told = {"comments": str(stamp)} if stamp else {}
    return {"title": title[:200], "created": moment.replace(tzinfo=None), **told}


def _write_sheet(sheet: Any, table: Grid, looks: dict, source: Table, name: str) -> list[str]:
    notes = []
    widths = [
        _ROOM if source.kinds.get(name) == FILL else column_width(table, place)
        for place, name in enumerate(table.header)
    ]
    counted = [source.kinds.get(header) == NUMBER for header in table.header]
    for place, header in enumerate(table.header):
        sheet.write_string(0, place, cut(header, "")[0], looks["head"])
        sheet.set_column(place, place, widths[place], looks["counted" if counted[place] else "text"])
    sheet.set_row(0, row_height(table.header, [width - 3 for width in widths]))
    of_matrix = source.name in ("matrix", "excerpts") or source.name.startswith("findings")
    where = MATRIX if of_matrix else "the review's files"
    for number, row in enumerate(table.rows[: ROWS - 1], start=1):
        sheet.set_row(number, row_height(row, widths))
        for place, cell in enumerate(row):
            if cell and counted[place]:
                sheet.write_number(number, place, int(cell), looks["counted"])
                continue
            text, lost = cut(cell, where)
            if lost:
                place_name = f"row {number + 1} ({row[0][:40]}), column {table.header[place]}"
                notes.append(f"sheet {name}, {place_name}: cut by {lost:,} characters; they are in {where}.")
            if text:
                sheet.write_string(number, place, text, looks["number" if table.numeric[place] else "text"])
    if len(table.rows) >= ROWS:
        notes.append(
            f"sheet {name}: only the first {ROWS - 1:,} of {len(table.rows):,} rows fit into a spreadsheet."
        )
    last = max(min(len(table.rows), ROWS - 1), 1)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(table.header) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    sheet.repeat_rows(0)
    _set_page(sheet)
    return notes


def _set_page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_contents(sheet: Any, listed: list[Sheet], looks: dict, title: str, stamp: Stamp | None) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 2, 8)
    sheet.set_column(3, 3, 80)
    sheet.write_string(0, 0, title[:1000] or "Tables of the review", looks["title"])
    for place, header in enumerate(("Sheet", "Table", "Rows", "How to read it")):
        sheet.write_string(2, place, header, looks["head"])
    for number, one in enumerate(listed, start=3):
        quoted = one.name.replace("'", "''")
        sheet.write_url(number, 0, f"internal:'{quoted}'!A1", looks["link"], one.name)
        sheet.write_string(number, 1, cut(one.title, "")[0], looks["text"])
        sheet.write_string(number, 2, str(one.rows), looks["number"])
        sheet.write_string(number, 3, cut(one.note, "")[0], looks["text"])
        sheet.set_row(number, row_height((one.name, one.title, "", one.note), [34, 44, 8, 80]))
    if stamp:
        sheet.write_string(len(listed) + 4, 0, str(stamp))
    sheet.ignore_errors({"number_stored_as_text": f"A1:D{len(listed) + 3}"})
    sheet.freeze_panes(3, 0)
    _set_page(sheet)


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


def cut(text: str, where: str) -> tuple[str, int]:
    """Return a text that a cell holds, and how many characters had to go."""
    if len(text) <= CELL // 2 or _units(text) <= CELL:
        return text, 0
    kept = text[: CELL - 120]
    while _units(kept) > CELL - 120:
        kept = kept[: len(kept) - max(1, (_units(kept) - CELL + 120) // 2)]
    lost = len(text) - len(kept)
    return f"{kept}[… cut: {lost:,} characters more in {where or 'the files of the review'}]", lost


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def column_width(table: Grid, place: int) -> float:
    """Return a column's width in characters: enough for most of what it holds, and not more than can be read."""
    cells = table.column(place)
    lines = sorted(len(line) for cell in cells for line in cell.split("\n")) or [0]
    usual = lines[int((len(lines) - 1) * 0.9)]
    word = max((len(word) for word in table.header[place].split()), default=4)
    tallest = max((row_lines((cell,), [_WIDE]) for cell in cells), default=0)
    most = _WIDEST if tallest > _LINES else _WIDE
    return min(max(usual + 2, word + 4, 8), most)


def row_height(row: tuple[str, ...], widths: list[float]) -> float:
    """Return a row's height in points: not every program finds it from wrapped text on its own."""
    return min(row_lines(row, widths) * _LINE, HEIGHT)
