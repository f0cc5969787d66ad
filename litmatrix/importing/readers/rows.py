"""Lines of delimited text as rows, whatever became of their quotation marks: none swallows another unseen."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

from litmatrix.importing.readers.values import not_read, warning
from litmatrix.model import Problem

_LIMIT = 1 << 30
# After so many rows whose quotation marks are out of step, the rest is given up: the time must stay linear.
_MOST_GIVEN_UP = 200


class Row(NamedTuple):
    """One row: its cells, the line that it starts on, and how many lines it takes."""

    cells: list[str]
    line: int
    height: int


def rows_of(lines: list[str], delimiter: str, first: int) -> Iterator[Row]:
    """Yield the rows of lines, with the line that each starts on."""
    limit = csv.field_size_limit(_LIMIT)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    start = 0
    try:
        for cells in reader:
            yield Row(cells, first + start, reader.line_num - start)
            start = reader.line_num
    finally:
        csv.field_size_limit(limit)


def sound_rows(
    lines: list[str], above: int, delimiter: str, width: int, name: str, problems: list[Problem]
) -> Iterator[Row]:
    """Yield the rows below the first lines that have a width; the others are reported.

    A row whose quotation marks are broken is read as it was meant, where that gives it its width, and pointed out.
    One that swallowed others, for want of a quotation mark, is given up, and reading goes on with the next line.
    """
    at, given_up = above, 0
    while at < len(lines):
        start, at = at, len(lines)
        for row in rows_of(lines[start:], delimiter, start + 1):
            swallowing = broken = _out_of_step(row, lines, delimiter, width)
            end = row.line if broken else row.line - 1 + row.height
            text = "\n".join(lines[row.line - 1 : end])
            if '"' in text and (swallowing or not well_quoted(text, delimiter)):
                meant = as_meant(text, delimiter, width)
                spaced = _strictly(text, delimiter, spaces=True)
                if not swallowing and len(spaced) == width:
                    # Spaces stand before its quotation marks, and all else is in order.
                    yield Row(spaced, row.line, row.height)
                    continue
                given_up += swallowing
                swallowing = swallowing and not meant
                row = Row(meant, row.line, end - row.line + 1) if meant else row
                if not swallowing:
                    message = "there is a quotation mark inside a cell of this row; check that its cells were read correctly."
                    fix = 'Inside a cell in quotation marks, each " is written twice ("").'
                    problems.append(warning("bad-quoting", f"{name}:{row.line}", message, fix))
            if swallowing or given_up > _MOST_GIVEN_UP:
                where = f"{name}:{row.line}"
                if given_up > _MOST_GIVEN_UP:
                    message = "quotation marks are out of step again and again; this row and all below it are not read."
                    problems.append(not_read(where, message, "Export the file again."))
                    return
                message = f"this row goes over {row.height} lines and does not fit the {width} headings; it is not read."
                problems.append(not_read(where, message, "Look for a quotation mark too many or too few."))
            elif fitted := _fitted(row, width, name, problems):
                yield fitted
            if broken:
                at = end
                break


def well_quoted(text: str, delimiter: str) -> bool:
    """Say whether each quotation mark in a row is written as CSV has it, and none opens a cell behind a space."""
    cells = _strictly(text, delimiter)
    return bool(cells) and not any(cell[:1] == " " and cell.lstrip()[:1] == '"' for cell in cells)


def _strictly(text: str, delimiter: str, spaces: bool = False) -> list[str]:
    lines = (f"{line}\n" for line in text.split("\n"))
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=spaces), [])
    except csv.Error:
        return []


def as_meant(text: str, delimiter: str, width: int) -> list[str]:
    """Return the cells of a row whose quotation marks are broken, if they can be told apart and are as many as `width`.

    >>> as_meant('"Last, no end,"Birch, E.",2005', ",", 3), as_meant('"A "new" thing","Birch, E."', ",", 2)
    (['Last, no end', 'Birch, E.', '2005'], ['A "new" thing', 'Birch, E.'])
    """
    for doubled in (True, False):
        cells = _tolerant(text, delimiter, doubled)
        if len(cells) == width:
            return cells
    return []


def _tolerant(text: str, delimiter: str, doubled: bool) -> list[str]:
    """Split a row: a quotation mark closes a cell only before a delimiter, and one right behind a delimiter opens one."""
    part, gap = re.escape(delimiter), " *" if delimiter == "\t" else r"[ \t]*"
    sign, mark = ('(?>""|.)', '"(?!")') if doubled else (".", '"')
    # A cell that is not closed ends where the next one is opened.
    ends = rf'"{gap}(?:{part}|(?P<last>\Z))|{part}(?={mark})(?!"{gap}(?:{part}|\Z))'
    quoted = re.compile(rf' *"(?P<cell>{sign}*?)(?:{ends})', re.DOTALL)
    bare = re.compile(rf"(?P<cell>.*?)(?:{part}|(?P<last>\Z))", re.DOTALL)
    opens = re.compile(' *"')
    cells: list[str] = []
    at, last = 0, False
    while not last:
        is_quoted = bool(opens.match(text, at))
        found = (quoted if is_quoted else bare).match(text, at)
        if found is None:
            return []
        cells.append(found["cell"].replace('""', '"') if doubled and is_quoted else found["cell"])
        at, last = found.end(), found["last"] is not None
    return cells


def _fitted(row: Row, width: int, name: str, problems: list[Problem]) -> Row | None:
    """Return a row with as many cells as there are headings, or None if it is blank or has too many."""
    cells = list(row.cells)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if not any(cell.strip() for cell in cells):
        return None
    where = f"{name}:{row.line}"
    if len(cells) > width:
        message = f"this row has {len(cells)} cells, the headings are {width}; it is not read."
        problems.append(
            not_read(where, message, "Put quotation marks around a cell that contains the delimiter.")
        )
        return None
    if len(cells) < width:
        message = (
            f"this row has {len(cells)} cells, the headings are {width}; the missing ones were read as empty."
        )
        problems.append(warning("ragged-row", where, message, "Look whether the file is cut short here."))
    return Row(cells + [""] * (width - len(cells)), row.line, row.height)


def _out_of_step(row: Row, lines: list[str], delimiter: str, width: int) -> bool:
    """Say whether a row of several lines swallowed others: it does not fit, or one of its lines is a row by itself."""
    if row.height < 2:
        return False
    return len(row.cells) != width or swallows(lines[row.line : row.line - 1 + row.height], delimiter, width)


def swallows(lines: list[str], delimiter: str, width: int) -> bool:
    """Say whether one of the lines is a whole row by itself: of `width` cells (0: of four or more), its quotes in pairs."""
    for line in lines:
        if line.count('"') % 2 == 0 and line.count(delimiter) >= max(width - 1, 3 if not width else 1):
            cells = len(next(csv.reader([line], delimiter=delimiter), []))
            if cells == width or (not width and cells > 3):
                return True
    return False
