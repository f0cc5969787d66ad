"""Spreadsheets (.xlsx), read as tables: every sheet that has headings of records."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from litmatrix.errors import Unreadable
from litmatrix.importing.headings import recognised
from litmatrix.importing.tables import Row, program_of, read_cells
from litmatrix.importing.values import Read, warning
from litmatrix.model import Problem

__all__ = ["read_spreadsheet"]

_HEAD = 12


def read_spreadsheet(data: bytes, name: str, columns: Mapping[str, str] | None = None) -> Read:
    """Return the records of a workbook; raises `Unreadable` if no sheet has headings of records."""
    records, problems, declared = [], [], []
    shown: dict[str, str] = {}
    found = False
    for title, rows in _sheets(data, name):
        wanted = set(columns or ())
        at = max(
            range(min(len(rows), _HEAD)),
            key=lambda number: recognised(rows[number].cells) + 2 * len(wanted & set(rows[number].cells)),
            default=0,
        )
        known = bool(rows) and bool(recognised(rows[at].cells) or wanted & set(rows[at].cells))
        if not known:
            if any(any(row.cells) for row in rows):
                problems.append(_skipped(name, title))
            continue
        found = True
        headings = tuple(cell.strip() for cell in rows[at].cells)
        body = [row for row in rows[at + 1 :] if any(cell.strip() for cell in row.cells)]
        read = read_cells(headings, body, name, program_of(headings, body), columns)
        records += read.records
        problems += read.problems
        declared += read.declared
        shown.update(read.columns)
    if not found:
        raise Unreadable(
            f"{name}: no sheet has a row of headings such as Title, Authors, Year. Say which columns hold what."
        )
    return Read(records, problems, declared, shown)


def _skipped(name: str, title: str) -> Problem:
    message = f"the sheet {title} has no headings of records and was left out."
    return warning("sheet-left-out", f"{name}, {title}", message)


def _sheets(data: bytes, name: str) -> Iterator[tuple[str, list[Row]]]:
    import openpyxl

    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it does not know; values are all that is read here.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                rows = [
                    Row([_text(cell) for cell in cells], number, 1)
                    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)
                ]
                width = max((len(row.cells) for row in rows), default=0)
                yield (
                    str(sheet.title),
                    [Row(row.cells + [""] * (width - len(row.cells)), row.line, 1) for row in rows],
                )
            book.close()
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises many kinds on a damaged workbook
        raise Unreadable(
            f"{name}: this spreadsheet cannot be read ({error}). Save it again, as .xlsx or CSV."
        ) from error


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
