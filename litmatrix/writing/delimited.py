"""Tables as CSV, of which no spreadsheet runs a cell as a formula. matrix.csv is data, and is written elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from litmatrix.tables import Table
from litmatrix.tables.grids import grid
from litmatrix.writing.cells import harmless
from litmatrix.writing.keyed import keyed


def spreadsheet_csv(table: Table) -> str:
    """Return a table as CSV for a spreadsheet: every cell quoted, and none of which it would run a part as a formula.

    Whatever parts its columns (see `cells.harmless`). The file is written as UTF-8 with a byte order mark: without it
    Excel reads accents and quotation marks as mojibake. matrix.csv itself is another file and is never written this way.
    What a table cites stands in columns of its own (see `keyed`).
    """
    cells = grid(keyed(table))
    return csv_text((cells.header, *cells.rows), quoting=csv.QUOTE_ALL)


def csv_text(rows: Iterable[Iterable[str]], **how: Any) -> str:
    """Return rows as CSV with no cell that a spreadsheet runs; `how` is for `csv.writer`. All .csv but matrix.csv come from here."""
    stream = io.StringIO()
    writer = csv.writer(stream, **{"lineterminator": "\r\n", **how})
    writer.writerows([harmless(cell, not place) for place, cell in enumerate(row)] for row in rows)
    return stream.getvalue()
