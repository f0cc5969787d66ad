"""A table as rows of clean text, which is what a notebook shows and every format writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

# Characters that no document format takes: controls but tab and line feed, halves of surrogate pairs,
# the two code points that XML forbids.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")


class Grid(NamedTuple):
    """A table as text: the column names (the index first), the rows, and which columns hold numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]

    def column(self, place: int) -> list[str]:
        """Return the cells of one column."""
        return [row[place] for row in self.rows]


def clean(value: object) -> str:
    """Return a value as text that every format can hold: line ends are line feeds, unfit characters are �."""
    return _UNFIT.sub("\ufffd", _LINE_END.sub("\n", str(value)))


def grid(frame: pd.DataFrame) -> Grid:
    """Return a frame, its index first, as clean text; what is missing is empty."""
    table = frame.reset_index(names=[str(name or "") for name in frame.index.names], allow_duplicates=True)
    columns = [["" if missing else clean(value) for value, missing in zip(column, column.isna(), strict=True)]
               for _, column in table.items()]  # fmt: skip
    numeric = tuple(column.dtype.kind in "iuf" for _, column in table.items())
    header = tuple(clean(name) for name in table.columns)
    return Grid(header, tuple(zip(*columns, strict=True)), numeric)
