"""One value for a table: what every table function returns, what a notebook shows and every exporter takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from litmatrix.matrix.citations import Cited
from litmatrix.tables import showing
from litmatrix.vocabulary import counted, slug

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """A table: a name that can be a file's, a title, the frame, and how to read it.

    A notebook shows it whole; `frame` is the pandas frame. `nothing` says of a table without rows what would fill it,
    `kinds` which columns hold what is set as it is typed (`frames.KEY`, `frames.QUERY`) or computed with
    (`frames.NUMBER`). `cited` has, for a column (or
    the index, by its name), what its cells say with the citations in it as values: a `Cited` a row. The frame prints
    them as text; a format that knows citations prints them in its own way. `states` has, for a column, where each of its
    cells stands (see `vocabulary.state_in_words`), for a format that can show it. `part` says of a table that stands among
    others which part of the review it tells of.
    """

    name: str
    title: str
    frame: pd.DataFrame
    note: str = ""
    nothing: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    cited: Mapping[str, Sequence[Cited]] = field(default_factory=dict)
    states: Mapping[str, Sequence[str]] = field(default_factory=dict)
    part: str = ""

    def __repr__(self) -> str:
        rows, columns = self.frame.shape
        return (
            f"{self.title or self.name}: a table of {counted(rows, 'row')} and {counted(columns, 'column')}; "
            "its .frame is for pandas."
        )

    def _repr_html_(self) -> str:
        return showing.page(self.frame, self.title, self.note, self.nothing, self.kinds)


def shown(frame: pd.DataFrame, title: str = "") -> Table:
    """Return any frame as a table, which a notebook shows whole: text wrapped, nothing cut."""
    return Table(slug(title, ()) or "table", title, frame)
