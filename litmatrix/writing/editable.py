"""The matrix as a workbook that goes to a spreadsheet and back: every cell text, the keys locked, its state kept."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from litmatrix import __version__, reporting, screening
from litmatrix.model import Descriptor, Theme
from litmatrix.reporting import Stamp
from litmatrix.review import Review
from litmatrix.tables.grids import Grid, clean
from litmatrix.vocabulary import BIBLIOGRAPHY, KEY, MATRIX
from litmatrix.writing.state import State, pack
from litmatrix.writing.workbook import Workbook, new
from litmatrix.writing.workbook.limits import ROWS, cut
from litmatrix.writing.workbook.pages import Layout, laid_out, set_page
from litmatrix.writing.workbook.sizes import Width, column_widths, row_height

#: The sheets, the column and the row that reading knows by their names.
MATRIX_SHEET, STATE_SHEET, REFERENCE, NAMES = (
    "Matrix",
    "litmatrix",
    "reference (not read back)",
    "(names, not read back)",
)

_LISTS = "Lists"
_COMMENT = 2_000

_HOW = """\
How to use this workbook
It contains {matrix} of “{title}”, as it was on {exported}. Change cells in the sheet “{sheet}”, save the file as .xlsx, and import the changes with
    litmatrix matrix import FILE.xlsx
or in a notebook with
    widgets.import_matrix(review)
Each change is then shown beside the old text, and nothing is written before you accept it. What others changed in {matrix} meanwhile is kept.

What you can do
Write in any cell right of the reference: one excerpt a line (Alt+Enter begins a line; in LibreOffice Ctrl+Enter), a quotation in quotation marks with its page: "…" (p. 12). A line that begins with two spaces continues the one above. Write “none” where you looked and found nothing.
Filter, hide rows and columns, make them wider or higher.
For a source that has no row yet, write its key (from {bibliography}) in the first free row.

What is not read back
The first row and the first two columns are locked: litmatrix finds each cell by its key and the name of its column. The references, the row of names, colours and comments are for you. A row or column that you delete is not deleted in {matrix}.
To sort, first remove the protection (Review, Unprotect Sheet; it has no password); the order of rows does not matter.

What a spreadsheet may do to your text
All cells are text, so that 1-2 stays 1-2 and 001 stays 001. Typing can still turn straight quotation marks into curly ones, hyphens into dashes, and three points into one character: switch off AutoCorrect if you can. Such changes are pointed out on import, and are only imported if you say so.
A cell holds at most 32,767 characters; a longer one is shown cut, and is left as it is unless you change it.
Do not save as .csv or .ods: the hidden sheet “{state}”, with the state that your changes are compared with, would be lost.

Where it comes from
{stamp}"""


def shown_text(text: str) -> str:
    """Return the text of a cell as the workbook shows it: line ends as line feeds, cut at a spreadsheet's limit."""
    return cut(clean(text), MATRIX)[0]


def editable(review: Review, now: datetime | None = None) -> Workbook:
    """Return the matrix of a review as a workbook for editing, and the notes on cells that it shows cut.

    The sheet “Matrix” has the columns of matrix.csv, by their ids, after the key and a reference; the keys and
    the ids are locked, without a password. A hidden sheet keeps all texts whole, as the base of the
    comparison on import (see `state.pack`). `now` is the time of the export.
    """
    moment = (now or reporting.now()).astimezone(UTC).replace(microsecond=0)
    stamp = reporting.stamped(review.folder)._replace(moment=moment)
    exported = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    columns = tuple(map(str, review.matrix.columns))
    cells = review.matrix.to_numpy(dtype=object).tolist()
    rows = dict(zip(map(str, review.matrix.index), map(tuple, cells), strict=True))
    stream = io.BytesIO()
    book = new(stream, review.protocol.title, stamp)
    looks = _looks(book)
    sheet = book.add_worksheet(MATRIX_SHEET)
    how = book.add_worksheet("How to use")
    lists = book.add_worksheet(_LISTS)
    keeping = book.add_worksheet(STATE_SHEET)
    notes = _write_matrix(sheet, review, columns, rows, looks, stamp)
    _write_lists(lists, sheet, review, columns, looks)
    _write_how(how, review, stamp, looks)
    state = State(columns, rows, review.protocol.title, exported, __version__)
    for number, text in enumerate(pack(state)):
        keeping.write_string(number, 0, text, looks["plain"])
    keeping.very_hidden()
    book.close()
    return Workbook(stream.getvalue(), tuple(notes))


def _looks(book: Any) -> dict[str, Any]:
    """Return the formats by name; every cell is text (“@”), and all but those to be written in are locked."""
    line = "#D3D8DE"
    cell = {
        "num_format": "@",
        "text_wrap": True,
        "valign": "top",
        "bottom": 1,
        "bottom_color": line,
        "left": 1,
        "left_color": line,
    }
    grey = {"bg_color": "#eef1f4", "font_color": "#3c4650"}
    looks = {
        "plain": {"num_format": "@"},
        "id": {**cell, **grey, "bold": True},
        "names": {**cell, **grey, "italic": True, "bottom": 2},
        "key": {**cell, **grey},
        "reference": {**cell, **grey, "italic": True},
        "open": {**cell, "locked": False},
        "head": {"num_format": "@", "bold": True, "font_size": 12},
        "words": {"num_format": "@", "text_wrap": True, "valign": "top"},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _write_matrix(
    sheet: Any,
    review: Review,
    columns: Sequence[str],
    rows: dict[str, tuple[str, ...]],
    looks: dict[str, Any],
    stamp: Stamp,
) -> list[str]:
    short = screening.included_names(review)
    head = (KEY, REFERENCE, *columns)
    known: dict[str, Descriptor | Theme] = {one.id: one for one in review.protocol.descriptors}
    known.update({one.id: one for one in review.protocol.themes})
    names = (NAMES, "", *(_name(known.get(column), column) for column in columns))
    body = [(key, short.get(key, f"(no entry in {BIBLIOGRAPHY})"), *cells) for key, cells in rows.items()]
    shown = [tuple(shown_text(cell) for cell in row) for row in body[: ROWS - 2]]
    table = Grid(head, tuple(shown), (False,) * len(head))
    # A column in which nobody wrote yet has room for those who will.
    room = [24 if isinstance(known.get(name), Theme) else 14 for name in head]
    needed = column_widths(table, {KEY: KEY})
    layout = laid_out(
        [Width(max(one.best, least), max(one.least, least)) for one, least in zip(needed, room, strict=True)],
        repeated=2,
    )
    widths = layout.widths
    for place, width in enumerate(widths):
        # Free rows below the last are open too, so that a key can be written there.
        sheet.set_column(place, place, width, looks["reference" if place == 1 else "open"])
        sheet.write_string(0, place, head[place], looks["id"])
        sheet.write_string(1, place, names[place], looks["names"])
        if place > 1 and (told := _meaning(known.get(head[place]))):
            sheet.write_comment(1, place, told[:_COMMENT], {"x_scale": 2.5, "y_scale": 2})
    sheet.set_row(1, min(row_height(names, widths), 60))
    notes = []
    for number, (row, whole) in enumerate(zip(shown, body, strict=False), start=2):
        sheet.set_row(number, row_height(row, widths))
        for place, text in enumerate(row):
            look = looks[{0: "key", 1: "reference"}.get(place, "open")]
            if text:
                sheet.write_string(number, place, text, look)
            else:
                sheet.write_blank(number, place, None, look)
            if len(text) < len(whole[place]) and text != clean(whole[place]):
                where = f"row {number + 1} ({row[0][:40]}), column {head[place]}"
                notes.append(
                    f"sheet {MATRIX_SHEET}, {where}: shown cut; it is left as it is unless you change it."
                )
    if len(body) > len(shown):
        notes.append(
            f"sheet {MATRIX_SHEET}: only the first {len(shown):,} of {len(body):,} rows fit into a spreadsheet."
        )
    last = len(shown) + 1
    sheet.freeze_panes(2, 2)
    sheet.autofilter(1, 0, last, len(head) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    set_page(sheet, layout, review.protocol.title, stamp, last + 1, repeated=2, heads=range(2))
    return notes


def _name(known: Descriptor | Theme | None, column: str) -> str:
    name = known.name if known else ""
    return clean(name) if name and name != column else "" if known else "(not in review.toml)"


def _meaning(known: Descriptor | Theme | None) -> str:
    """Return what a column is for, for a comment: the definition and subthemes, or the values."""
    if isinstance(known, Theme):
        subthemes = f"Subthemes: {'; '.join(known.subthemes)}" if known.subthemes else ""
        return clean("\n".join(filter(None, (known.definition.strip(), subthemes))))
    if known is None or not known.values:
        return ""
    several = "A cell can hold several, separated by semicolons:\n" if known.type == "choices" else ""
    return clean(
        several + "\n".join(f"{value}: {what}" if what else value for value, what in known.values.items())
    )


def _write_lists(
    lists: Any, sheet: Any, review: Review, columns: Sequence[str], looks: dict[str, Any]
) -> None:
    """Offer the values of each descriptor that takes one of several; another value is warned of, not refused."""
    place = 0
    for descriptor in review.protocol.descriptors:
        if descriptor.type != "choice" or descriptor.id not in columns or not descriptor.values:
            continue
        for number, value in enumerate(descriptor.values):
            lists.write_string(number, place, cut(clean(value), "review.toml")[0], looks["plain"])
        letters = _letters(place)
        column = columns.index(descriptor.id) + 2
        sheet.data_validation(
            2, column, max(len(review.matrix) + 201, 1000), column,
            {
                "validate": "list", "source": f"={_LISTS}!${letters}$1:${letters}${len(descriptor.values)}",
                "error_type": "warning", "error_title": "Not in the list",
                "error_message": "This value is not in the list in review.toml. Keep it anyway?",
            },
        )  # fmt: skip
        place += 1
    lists.hide()


def _letters(place: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(place))


def _write_how(sheet: Any, review: Review, stamp: Stamp, looks: dict[str, Any]) -> None:
    title = clean(review.protocol.title)[:200] or "this review"
    text = _HOW.format(matrix=MATRIX, bibliography=BIBLIOGRAPHY, sheet=MATRIX_SHEET, state=STATE_SHEET,
                       title=title, exported=f"{stamp.moment:%Y-%m-%d %H:%M:%S} UTC", stamp=stamp)  # fmt: skip
    sheet.set_column(0, 0, 100, looks["words"])
    before = ""
    for number, line in enumerate(text.split("\n")):
        if line:
            sheet.write_string(number, 0, line, looks["head" if not before else "words"])
            sheet.set_row(number, row_height((line,), [104]) + (6 if not before else 0))
        before = line
    set_page(sheet, Layout([100.0]), review.protocol.title, stamp, number + 1, heads=range(0))
