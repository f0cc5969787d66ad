"""A table with what it cites in columns of its own, for the formats that know no citations: CSV and workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from litmatrix.matrix.citations import Citation, Cited, citations
from litmatrix.tables import KEY, Table
from litmatrix.tables.frames import free

if TYPE_CHECKING:
    import pandas as pd

#: The columns, in this order.
COLUMNS = ("key", "locator", "quoted in")


def keyed(table: Table) -> pd.DataFrame:
    """Return the frame of a table with the columns `key`, `locator` and `quoted in` at its end, where it cites works.

    One rule for all tables. A row that is about a source (its index cites one) has the key of that source. Any other has
    what its cells cite, row by row: `key` is the work whose words they are, `locator` the place; where these were read in
    another work, that is `quoted in`, and the place is a place there. Where an origin is told in words, `key` is the
    source that was read, and the words stay in the text. What names a source without a place says nothing beside a
    citation of it in the same row. Several citations, and several works of one, are parted by “; ”, so that the first
    of each column go together. A column that would be empty in every row is left out, and `key` in a table that has a
    column of keys.
    """
    if not table.cited:
        return table.frame
    rows = [_row(cells) for cells in _rows(table)]
    frame = table.frame.copy()
    for place, name in enumerate(COLUMNS):
        column = [row[place] for row in rows]
        if any(column) and not (name == "key" and KEY in table.kinds.values()):
            frame.insert(len(frame.columns), free(name, (frame.index.name, *frame.columns)), column)
    return frame


def _rows(table: Table) -> Iterator[Sequence[Citation]]:
    """Yield what each row cites: the source that it is about, or what its cells cite, each once."""
    about = table.cited.get(str(table.frame.index.name))
    if about is not None:
        yield from map(citations, about)
        return
    columns: list[Sequence[Cited]] = [
        table.cited[name] for name in map(str, table.frame.columns) if name in table.cited
    ]
    for row in zip(*columns, strict=True):
        found = dict.fromkeys(one._replace(narrative=False) for cell in row for one in citations(cell))
        placed = {one.key for one in found if one != Citation(one.key)}
        yield [one for one in found if one != Citation(one.key) or one.key not in placed]


def _row(cited: Iterable[Citation]) -> tuple[str, str, str]:
    parts = [
        (key, one.locator, one.key if one.origins else "")
        for one in cited
        for key in (one.origins or (one.key,))
    ]
    columns = zip(*parts, strict=True) if parts else ((), (), ())
    key, locator, read = ("; ".join(column) if any(column) else "" for column in columns)
    return key, locator, read
