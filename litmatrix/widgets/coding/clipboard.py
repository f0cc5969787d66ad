"""A block of cells as the clipboard has it: rows in lines, cells parted by tabs, as Excel, Calc and Sheets write them.

A spreadsheet puts a cell into quotation marks where it holds a line end or a tab, and then writes each mark in it twice.
Other cells stand as they are, though they begin with a quotation mark: a quotation of a single line keeps its marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from litmatrix.writing.cells import harmless, unguarded

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\r\n]|\Z)')
_PLAIN = re.compile(r"[^\t\r\n]*")
_ROW_END = re.compile(r"\r\n?|\n")

Block = tuple[tuple[str, ...], ...]


def read_block(text: str) -> Block:
    """Return the rows of a block that was copied in a spreadsheet; rows may be of different length, no text is no row.

    A line end behind the last row ends it and begins no other. Line ends within a cell are single ones.

    >>> read_block('a\\t"two\\nlines"\\r\\n"They decide" (p. 3)\\t')
    (('a', 'two\\nlines'), ('"They decide" (p. 3)', ''))
    """
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    at = 0
    while at < len(text) or row:
        cell, at = _cell(text, at)
        row.append(unguarded(cell))
        if text[at : at + 1] == "\t":
            at += 1
            continue
        end = _ROW_END.match(text, at)
        at = end.end() if end else len(text)
        rows.append(tuple(row))
        row = []
    return tuple(rows)


def _cell(text: str, at: int) -> tuple[str, int]:
    """Return the cell that begins at a place, and where it ends."""
    found = _QUOTED.match(text, at)
    if found and (not found[1] or '""' in found[1] or re.search(r"[\t\r\n]", found[1])):
        return _ROW_END.sub("\n", found[1].replace('""', '"')), found.end()
    plain = _PLAIN.match(text, at)
    assert plain is not None
    return plain[0], plain.end()


def write_block(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a spreadsheet takes them from the clipboard; none of the cells becomes a formula there.

    `read_block` gives the same rows again, but for the kind of line ends within a cell.
    """
    return "".join("\t".join(map(_written, row)) + "\r\n" for row in rows)


def _written(cell: str) -> str:
    text = harmless(_ROW_END.sub("\n", cell))
    if text.startswith('"') or re.search(r"[\t\n]", text):
        return '"' + text.replace('"', '""') + '"'
    return text
