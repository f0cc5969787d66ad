"""A table's cells with the citations in them as values, for the formats that print citations in a way of their own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence

from litmatrix.matrix.citations import Citation, Cited, citations
from litmatrix.tables import Table
from litmatrix.tables.grids import Grid, clean
from litmatrix.writing.citations import Say

# Stands in the place of a citation while the text around it is escaped: no character, so that no text needs it.
_MARK, _UNFIT = "\ufdd0", "\ufffd"


def cells(table: Table, grid: Grid, cited: Mapping[str, Sequence[Cited]]) -> list[list[Cited]]:
    """Return the rows of a table whose text is `grid`, with the citations in the columns of `cited` as values."""
    columns: list[Iterable[Cited]] = [
        cited[name] if name in cited else [(cell,) for cell in grid.column(place)]
        for place, name in enumerate(_columns(table))
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def printed(cell: Cited, escape: Callable[[str], str], say: Say) -> str:
    """Return a cell as a format prints it: the whole text escaped, and each citation in it as `say` gives it."""
    whole = "".join(_MARK if isinstance(one, Citation) else clean(one).replace(_MARK, _UNFIT) for one in cell)
    first, *others = escape(whole).split(_MARK)
    said = zip(map(say, citations(cell)), others, strict=True)
    return first + "".join(itertools.chain.from_iterable(said))


def cited_in(table: Table) -> tuple[Citation, ...]:
    """Return what a table cites, each once, in the order of reading: row by row, the index first."""
    rows = zip(*(table.cited[name] for name in _columns(table) if name in table.cited), strict=True)
    return tuple(dict.fromkeys(one for row in rows for cell in row for one in citations(cell)))


def keys_of(cited: Iterable[Citation]) -> tuple[str, ...]:
    """Return the keys of the works that are cited, each once, in that order."""
    return tuple(dict.fromkeys(key for one in cited for key in (*one.origins, one.key)))


def _columns(table: Table) -> list[str]:
    """Return the names of the index and the columns."""
    return [str(name) for name in (table.frame.index.name, *table.frame.columns)]
