"""Spreadsheets (.xlsx), read as tables: every sheet that has headings of records."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from litmatrix.errors import Unreadable
from litmatrix.importing.readers.headings import recognised
from litmatrix.importing.readers.rows import Row
from litmatrix.importing.readers.tables import program_of, read_cells
from litmatrix.importing.readers.turned import turned_rows
from litmatrix.importing.readers.values import ImportedRecord, Read, not_read, warning
from litmatrix.model import Problem

#: The last row of a sheet in Excel and LibreOffice.
LAST_ROW = 1_048_576
_HEAD = 12


def read_spreadsheet(data: bytes, name: str, columns: Mapping[str, str] | None = None) -> Read:
    """Return the records of a workbook; raises `Unreadable` if no sheet has headings of records."""
    records: list[ImportedRecord] = []
    problems: list[Problem] = []
    declared: list[int] = []
    shown: dict[str, str] = {}
    found = False
    for title, rows in _sheets(data, name, problems):
        if turned := turned_rows(rows):
            rows = turned
        wanted = set(columns or ())
        at = max(
            range(min(len(rows), _HEAD)),
            key=lambda number: recognised(rows[number].cells) + 2 * len(wanted & set(rows[number].cells)),
            default=0,
        )
        known = bool(rows) and bool(recognised(rows[at].cells) or wanted & set(rows[at].cells))
        if not known:
            if rows:
                message = f"the sheet {title} has no headings of records and was left out."
                problems.append(warning("sheet-left-out", f"{name}, {title}", message))
            continue
        found = True
        headings = tuple(cell.strip() for cell in rows[at].cells)
        body = rows[at + 1 :]
        read = read_cells(headings, body, name, program_of(headings, body), columns)
        records += read.records
        problems += read.problems
        declared += read.declared
        shown.update(read.columns)
    if not found:
        raise Unreadable(
            f"{name}: no sheet has a row of headings such as Title, Authors, Year. Choose what each column contains."
        )
    return Read(records, problems, declared, shown)


def _sheets(data: bytes, name: str, problems: list[Problem]) -> Iterator[tuple[str, list[Row]]]:
    import openpyxl

    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it does not know; values are all that is read here.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                yield str(sheet.title), _rows(sheet, name, problems)
            book.close()
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises many kinds on a damaged workbook
        raise Unreadable(
            f"{name}: this spreadsheet cannot be read ({error}). Save it again, as .xlsx or CSV."
        ) from error


def rows_within(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the number and the cells of each row of a sheet that holds any, without the empty ones at its end.

    What a file says of its own size may be wrong, so it is not asked. The first row beyond the last that a spreadsheet
    can have is yielded without cells, and nothing after it.
    """
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number > LAST_ROW:
            yield number, ()
            return
        end = len(cells)
        while end and cells[end - 1].value is None:
            end -= 1
        if end:
            yield number, cells[:end]


def _rows(sheet: Any, name: str, problems: list[Problem]) -> list[Row]:
    """Return the rows of a sheet that hold text, without the columns that hold none."""
    places: dict[int, int] = {}
    rows: list[tuple[int, dict[int, str]]] = []
    for number, cells in rows_within(sheet):
        if number > LAST_ROW:
            message = f"the sheet {sheet.title} goes on below the last row that a spreadsheet has; nothing there is read."
            problems.append(not_read(f"{name}:{number}", message, "Delete what is there, and save it again."))
            break
        texts = {at: text for at, cell in enumerate(cells) if (text := _text(cell.value)).strip()}
        if texts:
            rows.append((number, texts))
            places |= dict.fromkeys(texts.keys() - places.keys(), 0)
    order = sorted(places)
    return [Row([texts.get(at, "") for at in order], number, 1) for number, texts in rows]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
