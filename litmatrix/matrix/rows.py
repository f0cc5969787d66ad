"""CSV text as rows: split strictly, each with its own text and line, and one row written anew."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import NamedTuple

from litmatrix.model import Problem
from litmatrix.vocabulary import FATAL

# Python's csv refuses fields over 128 kB; cells of a megabyte are read.
_LIMIT = 1 << 30
_BARE_RETURN = re.compile(r"\r(?!\n)")
_NEEDS_QUOTES = re.compile(r'[",\r\n]|\A\s|\s\Z')
_LINE_END = re.compile(r"\r?\n\Z")
_PART = re.compile(r'"[^"]*(?:""[^"]*)*"|[^,]*')


class Row(NamedTuple):
    """One row: its cells, the line of the file that it starts on, and its text with its line end."""

    cells: tuple[str, ...]
    line: int
    raw: str


def split(text: str, name: str) -> tuple[list[Row], list[Problem]]:
    """Split a text into rows with the csv module; a fault that leaves the rest in doubt ends it."""
    lines = text.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    rows: list[Row] = []
    problems: list[Problem] = []
    # A bare carriage return would split a row: the csv module is fed a sign that does not occur in its place.
    bare = "\r" in text.replace("\r\n", "")
    stand_in = next(sign for sign in map(chr, range(0xE000, 0x110000)) if sign not in text) if bare else ""
    fed = (_BARE_RETURN.sub(stand_in, line) for line in lines) if bare else lines
    limit = csv.field_size_limit(_LIMIT)
    reader = csv.reader(fed, strict=True)
    start = 0
    try:
        for cells in reader:
            raw = "".join(lines[start : reader.line_num])
            given = (cell.replace(stand_in, "\r") for cell in cells) if bare else cells
            rows.append(Row(tuple(given), start + 1, raw))
            start = reader.line_num
    except csv.Error as error:
        problems.append(_csv_problem(str(error), start, reader.line_num, len(rows) + 1, name))
        if not rows:
            rows.append(Row((), 1, "".join(lines)))
    finally:
        csv.field_size_limit(limit)
    last = rows[-1]
    if not problems and len(rows) > 1 and len(last.cells) < len(rows[0].cells) and not text.endswith("\n"):
        where = f"{name}, row {len(rows)} (line {last.line})"
        message = "the last row breaks off in the middle."
        fix = "The file was cut short: get the rest from a backup or from git."
        problems.append(Problem("torn-row", FATAL, where, message, fix=fix))
    return rows, problems


def _csv_problem(error: str, start: int, at: int, number: int, name: str) -> Problem:
    if "unexpected end" in error:
        where = f"{name}, row {number} (line {start + 1})"
        message = "a quotation mark that opens a cell in this row is never closed; what follows is not read."
        fix = 'Close it. Inside a quoted cell, each " is written twice ("").'
        return Problem("unclosed-row", FATAL, where, message, fix=fix)
    where = f"{name}, row {number} (line {max(at, start + 1)})"
    message = "a quoted cell goes on after its closing quotation mark; what follows is not read."
    fix = 'Put the whole cell in quotation marks and write each " inside it twice ("").'
    return Problem("bad-quoting", FATAL, where, message, fix=fix)


def render(cells: Iterable[str], quoted: bool, ending: str) -> str:
    """Return the text of a row; cells are quoted where they must be, or all if `quoted`.

    Not csv.writer: which cells with line ends it quotes depends on its own line end, and on Python's version.
    """
    return ",".join(rendered(cell, quoted) for cell in cells) + ending


def parts(raw: str) -> tuple[tuple[str, ...], str]:
    """Return the text of each cell of a row as it stands in the file, quotes and all, and the row's line end.

    Joined by commas, with the line end behind them, they are the row again. The row must be one that `split` read.
    """
    found = _LINE_END.search(raw)
    end = found.start() if found else len(raw)
    cells, at = [], 0
    while True:
        part = _PART.match(raw, at, end)
        cells.append(part[0] if part else "")
        at += len(cells[-1])
        if at >= end:
            return tuple(cells), raw[end:]
        at += 1


def rendered(cell: str, quoted: bool = False) -> str:
    """Return the text of a cell as it stands in a file: in quotes where it must be, or if `quoted`."""
    if quoted or _NEEDS_QUOTES.search(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def plain(raw: str) -> str:
    """Return the cell that a text stands for, as `parts` gives it: without its quotes."""
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
