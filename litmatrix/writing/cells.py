"""The cells of a table as files have them: harmless to spreadsheets, and how much room they take on a page."""

from __future__ import annotations

import math
import re

from litmatrix.tables.grids import Grid

_BREAKS = re.compile(r"[\s/_.:;,–-]+")

# What a spreadsheet would take for the start of a formula (OWASP, "CSV injection"; with the full-width forms), behind
# spaces and quotation marks too; a cell that is a number with its sign, or a sign alone, is none.
_SKIPPED = "(?:['\"\u200b\ufeff]|[^\\S\t\r\n])*"
FORMULA = rf"{_SKIPPED}[=+\-@＝＋－＠]"
NUMBER = r"[-+][\d.,]*%?\Z"
# A cell begins where the text does, and where a spreadsheet cuts it: some take semicolons or tabs for what parts
# columns, and then the quotation marks around the text mean nothing to them, nor do they at its line ends.
_FIRST = rf"(?={FORMULA}|{_SKIPPED}[\t\r\n])"
_LIVE = re.compile(rf"\A{_FIRST}|(?<=[;\t\r\n])(?={FORMULA})")
_GUARDED = re.compile(rf"\A'{_FIRST}|(?<=[;\t\r\n])'(?={FORMULA})")


def harmless(cell: str, first: bool = False) -> str:
    """Return a cell of which no spreadsheet runs any part as a formula: with an apostrophe where one might begin.

    The `first` cell of a row goes on with the next one where semicolons part columns, so there a number is no number.

    >>> harmless("=1+1"), harmless("a;=1+1;b"), harmless("-5"), harmless("a; b = c")
    ("'=1+1", "a;'=1+1;b", '-5', 'a; b = c')
    """
    return cell if not first and re.match(NUMBER, cell) else _LIVE.sub("'", cell)


def unguarded(cell: str) -> str:
    """Return the text that `harmless` was given."""
    return _GUARDED.sub("", cell)


def shares(table: Grid, line: int) -> tuple[float, ...]:
    """Return how much of a page's width, `line` characters, each column should have: they add up to 1.

    A column gets what its longest word needs (within reason); what is left goes to those that hold more,
    though less than in proportion.
    """
    least, wanted = [], []
    for place, name in enumerate(table.header):
        cells = table.column(place)
        words = [len(word) for cell in cells[:1000] for word in _BREAKS.split(cell)]
        headings = [len(word) * 1.2 for word in _BREAKS.split(name)]
        least.append(2 + min(max([*words, *headings], default=1), 12))
        mean = sum(len(cell) for cell in cells) / max(len(cells), 1)
        longest = max((len(part) for cell in cells for part in cell.split("\n")), default=1)
        wanted.append(mean**0.85 if longest > least[-1] else 0.01)
    spare = max(line - sum(least), 0) / sum(wanted)
    widths = [need + spare * want for need, want in zip(least, wanted, strict=True)]
    return tuple(width / sum(widths) for width in widths)


def wide(table: Grid) -> bool:
    """Return whether a table is too wide to be read on a page held upright."""
    return len(table.header) > 6 or tallest(table, 100) > 45


def tallest(table: Grid, line: int) -> int:
    """Return how many lines the tallest row takes where `line` characters fit across the page."""
    room = [max(share * line - 2, 1) for share in shares(table, line)]
    return max((row_lines(row, room) for row in table.rows), default=0)


def row_lines(row: tuple[str, ...], room: list[float]) -> int:
    """Return how many lines a row takes in columns with room for so many characters."""
    return max(
        sum(max(1, math.ceil(len(line) / width)) for line in cell.split("\n"))
        for cell, width in zip(row, room, strict=True)
    )
