"""Figures and tables numbered in the order of reading, S1 and so on in the supplement, and what refers to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from litmatrix.tables import Table
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.report.pictures import Picture
from litmatrix.writing.report.values import Figure, Listed, Pieces, Ref, Section

#: The files that have what is numbered.
REPORT, SUPPLEMENT = "report.html", "supplement.html"


class Label(NamedTuple):
    """What a figure or table is called, such as “Table S2”, its title, and where it stands: file and anchor."""

    name: str
    title: str
    file: str
    id: str


class Look(NamedTuple):
    """How a document shows a figure and a table under their labels, and what the file is called that it stands in."""

    figure: Callable[[Picture, Label], str]
    table: Callable[[Table, Label], str]
    file: str


def labelled(sections: Iterable[Section], file: str, prefix: str = "") -> dict[str, Label]:
    """Return the labels of the figures and tables of a document, by their id, in order."""
    found: dict[str, Label] = {}
    counts = {"Figure": 0, "Table": 0}
    for section in sections:
        for piece in section.pieces:
            if isinstance(piece, (Figure, Listed)):
                word = "Figure" if isinstance(piece, Figure) else "Table"
                counts[word] += 1
                found[piece.id] = Label(f"{word} {prefix}{counts[word]}", piece.title, file, piece.id)
    return found


def referring(figures: Sequence[Figure]) -> Pieces:
    """Return a reference to figures that stand one after the other: the first, and to which they go."""
    first: Pieces = tuple(Ref(one.id) for one in figures[:1])
    return (*first, " to ", Ref(figures[-1].id)) if len(figures) > 1 else first


def printed(pieces: Pieces, labels: Mapping[str, Label], look: Look) -> str:
    """Return pieces as HTML; what refers to a figure or table that stands nowhere is left out."""
    found = []
    for piece in pieces:
        if isinstance(piece, str):
            found.append(piece)
        elif isinstance(piece, Ref):
            found.append(_link(labels[piece.id], look.file) if piece.id in labels else "")
        elif isinstance(piece, Figure):
            found.append(look.figure(piece.picture, labels[piece.id]))
        else:
            found.append(look.table(piece.table, labels[piece.id]))
    return "".join(found)


def listing(labels: Iterable[Label], file: str) -> str:
    """Return a list of figures and tables, each leading to its place; nothing without any."""
    entries = "".join(f"<li>{_link(one, file)}. {escape_html(one.title)}</li>" for one in labels)
    return f"<ul>{entries}</ul>" if entries else ""


def _link(label: Label, file: str) -> str:
    away = "" if label.file == file else label.file
    return f'<a href="{away}#{label.id}">{label.name}</a>'
