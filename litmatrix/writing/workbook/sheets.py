"""A table as a sheet: its cells, frozen heads, filters, and its pages."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from litmatrix.reporting import Stamp
from litmatrix.tables import NUMBER, Table
from litmatrix.tables.grids import Grid
from litmatrix.vocabulary import MATRIX
from litmatrix.writing.workbook.limits import HEIGHT, ROWS, cut
from litmatrix.writing.workbook.looks import Looks
from litmatrix.writing.workbook.pages import laid_out, set_page
from litmatrix.writing.workbook.sizes import column_widths, row_height

# A number that a spreadsheet keeps as it is: it has no more than fifteen digits.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?")


class Written(NamedTuple):
    """What one should know of a sheet: what was cut, and how many rows hold more than a row can show."""

    notes: tuple[str, ...]
    higher: int


def write_table(
    sheet: Any, source: Table, table: Grid, looks: Looks, name: str, title: str, stamp: Stamp | None
) -> Written:
    """Write a table, whose `Grid` this is, to a sheet of this name; return what one should know of it."""
    # What is cited stands at the end, in columns for those who compute: these are not printed.
    printed = len(source.frame.columns) + 1
    every = column_widths(table, source.kinds)
    layout = laid_out(every[:printed])
    widths = [*layout.widths, *(one.least for one in every[printed:])]
    kinds = [
        "counted" if numeric or source.kinds.get(header) == NUMBER else "text"
        for header, numeric in zip(table.header, table.numeric, strict=True)
    ]
    for place, header in enumerate(table.header):
        sheet.write_string(0, place, cut(header, "")[0], looks.of("head"))
        sheet.set_column(place, place, widths[place])
    sheet.set_row(0, row_height(table.header, [width / 1.1 - 1 for width in widths]))
    states = [source.states.get(header, ()) for header in table.header]
    of_matrix = source.name in ("matrix", "excerpts") or source.name.startswith("findings")
    where = MATRIX if of_matrix else "the review's files"
    notes, higher, above = [], 0, None
    for number, row in enumerate(table.rows[: ROWS - 1], start=1):
        height = row_height(row[:printed], layout.widths)
        higher += height == HEIGHT
        sheet.set_row(number, height)
        for place, cell in enumerate(row):
            kind = kinds[place] if place or row[0] == above or kinds[0] != "text" else "first"
            state = states[place][number - 1] if states[place] else ""
            look = looks.of(kind, state)
            text = cell or state
            if not text:
                sheet.write_blank(number, place, None, look)
            elif kinds[place] == "counted" and _NUMBER.fullmatch(cell):
                sheet.write_number(number, place, float(cell), look)
            else:
                text, lost = cut(text, where)
                if lost:
                    told = f"row {number + 1} ({row[0][:40]}), column {table.header[place]}"
                    notes.append(f"sheet {name}, {told}: cut by {lost:,} characters; they are in {where}.")
                sheet.write_string(number, place, text, look)
        above = row[0]
    if len(table.rows) >= ROWS:
        notes.append(
            f"sheet {name}: only the first {ROWS - 1:,} of {len(table.rows):,} rows fit into a spreadsheet."
        )
    if not table.rows and source.nothing:
        sheet.write_string(1, 0, source.nothing, looks.of("nothing"))
    last = max(min(len(table.rows), ROWS - 1), 1)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(table.header) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    set_page(sheet, layout, title, stamp, last + 1)
    return Written(tuple(notes), higher)
