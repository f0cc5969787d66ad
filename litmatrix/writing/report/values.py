"""What the report and its supplement are made of: sections, and the pieces in them; a page and a Word document print each in their way."""

from __future__ import annotations

from typing import NamedTuple

from litmatrix.tables import Table
from litmatrix.writing.report.pictures import Picture


class Ref(NamedTuple):
    """A figure or table that a text refers to, by its `id`; it is printed as its number, which leads there."""

    id: str


class Figure(NamedTuple):
    """A picture with its caption."""

    picture: Picture

    @property
    def id(self) -> str:
        return f"figure-{self.picture.name}"

    @property
    def title(self) -> str:
        return self.picture.caption.title or self.picture.name


class Listed(NamedTuple):
    """A table with its caption."""

    table: Table

    @property
    def id(self) -> str:
        return f"table-{self.table.name}"

    @property
    def title(self) -> str:
        return self.table.title


#: What stands in a section: HTML, in which all text of the review is escaped, and what is numbered.
Piece = str | Ref | Figure | Listed
Pieces = tuple[Piece, ...]


class Section(NamedTuple):
    """A section: the part of the report that it belongs to, its anchor, title and content, and its parts for the contents."""

    part: str
    id: str
    title: str
    pieces: Pieces
    parts: tuple[tuple[str, str], ...] = ()


class Sub(NamedTuple):
    """A part of a section: its anchor, title and content."""

    id: str
    title: str
    pieces: Pieces
