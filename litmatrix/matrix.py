"""matrix.csv: one row per source, one column per descriptor and theme; read strictly, saved cell by cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from litmatrix import excerpts, store
from litmatrix.errors import Misuse, NotSaved
from litmatrix.model import Problem
from litmatrix.vocabulary import BLANK, ERROR, FATAL, KEY

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CellChange",
    "Conflict",
    "ExcerptRow",
    "Matrix",
    "Row",
    "Saved",
    "edited",
    "excerpt_frame",
    "excerpt_rows",
    "frame",
    "parse_matrix",
    "read_matrix",
    "write_cells",
]

# Python's csv refuses fields over 128 kB; cells of a megabyte are read.
_LIMIT = 1 << 30
_BARE_RETURN = re.compile(r"\r(?!\n)")
_STAND_IN = "\ufdd0"

# Where a file has one of these, what else seems wrong with its rows only follows from it.
_UNFIT = frozenset({"web-page", "conflict-marker", "zero-byte"})



class ExcerptRow(NamedTuple):
    """One excerpt of the matrix: the source and theme of its cell, its number in it (from 1), and what it is."""

    key: str
    theme: str
    number: int
    kind: str
    text: str
    subtheme: str
    stance: str
    locator: str
    origin: str
    note: str


class Row(NamedTuple):
    """One row: its cells, the line of the file that it starts on, and its text with its line end."""

    cells: tuple[str, ...]
    line: int
    raw: str


@dataclass(frozen=True)
class Matrix:
    """A matrix file as read: the header, the rows by key, in order, and the problems.

    `extra` holds the text of rows that cannot be told apart by key (repeated, or without one), with the
    number of good rows before them; they are kept in place and written back.
    """

    header: tuple[str, ...]
    rows: dict[str, Row]
    problems: tuple[Problem, ...] = ()
    header_raw: str = ""
    text: str = ""
    bom: bool = False
    newline: str = "\n"
    extra: tuple[tuple[int, str], ...] = ()
    name: str = "matrix.csv"

    @property
    def fatal(self) -> bool:
        """Whether the file is opened read-only."""
        return any(problem.severity == FATAL for problem in self.problems)


class CellChange(NamedTuple):
    """One cell to change: what it held when the change was made, and what it shall hold."""

    key: str
    column: str
    before: str
    after: str


class Conflict(NamedTuple):
    """A cell that someone else changed meanwhile: what it held, holds now, and was to hold."""

    key: str
    column: str
    before: str
    theirs: str
    ours: str


class Saved(NamedTuple):
    """What a save came to: the matrix as it is now, and the cells that were not written because both changed them."""

    matrix: Matrix
    conflicts: tuple[Conflict, ...]


# --- reading ---------------------------------------------------------------------------------------------------------


def read_matrix(path: Path) -> Matrix:
    """Return the matrix in a file; raises `Unreadable` if the file cannot be had.

    A ragged row, an unclosed quote, another delimiter, a conflict marker, a torn last row, a repeated
    column or key is a problem with its row; one that is fatal makes the file read-only.
    """
    text, _, bom, problems = store.read_text(path)
    matrix = parse_matrix(text, path.name)
    found = () if any(problem.check in _UNFIT for problem in problems) else matrix.problems
    return replace(matrix, bom=bom, problems=(*problems, *found, *store.conflicted_copies(path)))


def parse_matrix(text: str, name: str = "matrix.csv") -> Matrix:
    """Return the matrix in a text; `name` stands in the problems."""
    newline = "\r\n" if text.split("\n", 1)[0].endswith("\r") else "\n"
    if not text.strip():
        problem = _fatal("empty-file", f"{name}, row 1", "the file is empty.", "Its first row must name the columns: key, descriptors, themes.")
        return Matrix((), {}, (problem,), text=text, newline=newline, name=name)
    records, torn = _split(text, name)
    (header_cells, _, header_raw), body = records[0], records[1:]
    header = tuple(cell.strip() for cell in header_cells)
    problems = [*_header_problems(header, text, name), *torn]
    if any(problem.severity == FATAL for problem in problems) and KEY not in header:
        return Matrix(header, {}, tuple(problems), header_raw, text, newline=newline, name=name)
    at = header.index(KEY)
    rows: dict[str, Row] = {}
    extra: list[tuple[int, str]] = []
    for number, row in enumerate(body, start=2):
        cells, line, raw = row
        where = f"{name}, row {number} (line {line})"
        if not any(cells) and len(cells) <= 1:
            extra.append((len(rows), raw))
            continue
        if len(cells) != len(header):
            if not (torn and number == len(records)):
                problems.append(_ragged(cells, header, at, where))
            extra.append((len(rows), raw))
            continue
        key = cells[at].strip()
        if not key:
            filled = any(cell.strip() for cell in cells)
            if filled:
                problems.append(
                    Problem("no-key", ERROR, f"{where}, column {KEY}", "the row has no key, so its cells belong to no source.",
                            fix="Write the key of its entry in bibliography.bib."),
                )  # fmt: skip
            extra.append((len(rows), raw))
        elif key in rows:
            problems.append(
                Problem(
                    "duplicate-row", ERROR, f"{where}, column {KEY}",
                    f"the source {key} already has a row on line {rows[key].line}; this one is kept but not read.",
                    key=key, fix="Bring the two together into one row.",
                )  # fmt: skip
            )
            extra.append((len(rows), raw))
        else:
            rows[key] = row
    return Matrix(header, rows, tuple(problems), header_raw, text, False, newline, tuple(extra), name)


def _split(text: str, name: str) -> tuple[list[Row], list[Problem]]:
    """Split a text into rows with the csv module; a fault that leaves the rest in doubt ends it."""
    lines = text.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    limit = csv.field_size_limit(_LIMIT)
    rows: list[Row] = []
    problems: list[Problem] = []
    # A bare carriage return would split a row: the csv module is fed a stand-in (a character that is never text).
    bare = "\r" in text.replace("\r\n", "")
    reader = csv.reader((_BARE_RETURN.sub(_STAND_IN, line) for line in lines) if bare else lines, strict=True)
    start = 0
    try:
        for cells in reader:
            end = reader.line_num
            raw = "".join(lines[start:end])
            rows.append(Row(tuple(cell.replace(_STAND_IN, "\r") for cell in cells) if bare else tuple(cells), start + 1, raw))
            start = end
    except csv.Error as error:
        problems.append(_csv_problem(str(error), lines, start, reader.line_num, len(rows) + 1, name))
        raw = "".join(lines[start:])
        if not rows:
            rows.append(Row((), 1, raw))
    finally:
        csv.field_size_limit(limit)
    if not problems and len(rows) > 1 and len(rows[-1].cells) < len(rows[0].cells) and not text.endswith("\n"):
        problems.append(
            _fatal("torn-row", f"{name}, row {len(rows)} (line {rows[-1].line})", "the last row breaks off in the middle.",
                   "The file was cut short: take the rest from a backup or from git.")
        )  # fmt: skip
    return rows, problems


def _csv_problem(error: str, lines: list[str], start: int, at: int, number: int, name: str) -> Problem:
    if "unexpected end" in error:
        return _fatal(
            "unclosed-row", f"{name}, row {number} (line {start + 1})",
            "a quotation mark that opens a cell in this row is never closed; what follows is not read.",
            'Close it. Inside a quoted cell, each " is written twice ("").',
        )  # fmt: skip
    return _fatal(
        "bad-quoting", f"{name}, row {number} (line {max(at, start + 1)})",
        "a quoted cell goes on after its closing quotation mark; what follows is not read.",
        'Put the whole cell in quotation marks and write each " inside it twice ("").',
    )  # fmt: skip


def _header_problems(header: tuple[str, ...], text: str, name: str) -> list[Problem]:
    where = f"{name}, row 1"
    problems = []
    if KEY not in header:
        first = text.split("\n", 1)[0]
        for delimiter, shown in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if KEY in [cell.strip().strip('"') for cell in first.split(delimiter)]:
                return [_fatal("delimiter", where, f"the columns are parted by {shown}; litmatrix needs commas.",
                               "Save the file as “CSV, comma delimited, UTF-8”.")]  # fmt: skip
        shown = ", ".join(header[:6]) or "nothing"
        return [_fatal("no-key-column", where, f"there is no column {KEY}; the first row says: {shown}.",
                       f"The first row must name the columns, one of them {KEY}.")]  # fmt: skip
    for column in sorted({column for column in header if header.count(column) > 1}):
        place = ", ".join(str(number) for number, other in enumerate(header, start=1) if other == column)
        if column:
            problems.append(_fatal("duplicate-column", where, f"the column {column} stands more than once (columns {place}).",
                                   "Rename one, or bring the two together."))  # fmt: skip
    for number, column in enumerate(header, start=1):
        if not column:
            problems.append(
                Problem("nameless-column", ERROR, f"{where}, column {number}", "the column has no name.", fix="Name it, or delete it.")
            )
    return problems


def _ragged(cells: Sequence[str], header: Sequence[str], at: int, where: str) -> Problem:
    key = cells[at].strip() if at < len(cells) else ""
    many = "more" if len(cells) > len(header) else "fewer"
    return _fatal(
        "ragged-row", where, f"the row has {len(cells)} cells where the header has {len(header)}: {many} commas than columns.",
        "Put a cell that holds a comma in quotation marks, or add the missing commas.", key,
    )  # fmt: skip


def _fatal(check: str, where: str, message: str, fix: str, key: str = "") -> Problem:
    return Problem(check, FATAL, where, message, key=key, fix=fix)


# --- frames ----------------------------------------------------------------------------------------------------------


def frame(matrix: Matrix) -> pd.DataFrame:
    """Return the cells as a frame of text: index `key`, the other columns of the file in their order."""
    import pandas as pd

    at = matrix.header.index(KEY) if KEY in matrix.header else None
    places = {name: place for place, name in enumerate(matrix.header) if place != at and name}
    rows = [row.cells for row in matrix.rows.values()]
    columns = {name: [cells[place] for cells in rows] for name, place in places.items()}
    index = pd.Index(list(matrix.rows), name=KEY, dtype="str")
    return pd.DataFrame(columns, index=index, columns=list(places), dtype="str")


def excerpt_rows(cells: pd.DataFrame, themes: Iterable[str]) -> tuple[ExcerptRow, ...]:
    """Return the excerpts in the theme columns, theme by theme, then in the order of the file."""
    rows: list[ExcerptRow] = []
    keys = cells.index.to_numpy(dtype=object).tolist()
    for theme in themes:
        if theme not in cells.columns:
            continue
        for key, text in zip(keys, cells[theme].to_numpy(dtype=object).tolist(), strict=True):
            if text:
                found = [excerpt for excerpt in excerpts.parse(text) if excerpt.kind != BLANK]
                rows.extend(ExcerptRow(key, theme, number, *excerpt[:7]) for number, excerpt in enumerate(found, start=1))
    return tuple(rows)


def excerpt_frame(rows: Iterable[ExcerptRow]) -> pd.DataFrame:
    """Return excerpts as a frame, one row each in the order given, with the members of `ExcerptRow` as columns."""
    import pandas as pd

    columns = ExcerptRow._fields
    result = pd.DataFrame(list(rows), columns=list(columns))
    return result.astype({name: "int64" if name == "number" else "str" for name in columns})


# --- writing ---------------------------------------------------------------------------------------------------------


def write_cells(path: Path, changes: Iterable[CellChange], known: Matrix | None = None) -> Saved:
    """Save cell changes: lock the file, read it again, merge cell by cell, and write it in one step.

    A cell that someone else changed meanwhile (it holds neither `before` nor `after`) is a conflict: it is
    not written, the others are. A key without a row gets one, at the end. Rows that do not change keep
    their bytes. Pass the `known` state to save parsing the file again when nothing changed outside.
    Raises `NotSaved`; the file is then as it was.
    """
    changes = tuple(changes)
    with store.lock(path):
        text, _, bom, problems = store.read_text(path)
        fatal = [problem for problem in problems if problem.severity == FATAL]
        current = known if known is not None and known.text == text else parse_matrix(text, path.name)
        fatal += [problem for problem in current.problems if problem.severity == FATAL]
        if fatal:
            raise NotSaved(f"{path}: not saved: the file is opened read-only. {fatal[0]}")
        saved = edited(current, changes)
        if saved.matrix.text != text:
            store.write(path, store.encode(saved.matrix.text, bom))
    return Saved(replace(saved.matrix, bom=bom), saved.conflicts)


def edited(matrix: Matrix, changes: Iterable[CellChange]) -> Saved:
    """Return the matrix with the changes merged in, and the conflicts; the argument is left alone."""
    places = {name: place for place, name in enumerate(matrix.header)}
    rows = dict(matrix.rows)
    drafts: dict[str, list[str]] = {}
    conflicts = []
    for change in changes:
        if change.column not in places or change.column == KEY:
            raise Misuse(f"{matrix.name} has no column {change.column}; its columns are {', '.join(matrix.header)}.")
        if not change.key.strip() or change.key != change.key.strip():
            raise Misuse(f"{change.key!r} cannot be the key of a row.")
        if change.key in drafts:
            cells = drafts[change.key]
        elif change.key in rows:
            cells = list(rows[change.key].cells)
        else:
            cells = [""] * len(matrix.header)
            cells[places[KEY]] = change.key
        now = cells[places[change.column]]
        if now == change.after and change.key in rows:
            continue
        if now not in (change.before, change.after):
            conflicts.append(Conflict(change.key, change.column, change.before, now, change.after))
            continue
        cells[places[change.column]] = change.after
        drafts[change.key] = cells
    if not drafts:
        return Saved(matrix, tuple(conflicts))
    all_quoted = matrix.header_raw.startswith('"') and matrix.header_raw.count('"') >= 2 * len(matrix.header)
    for key, cells in drafts.items():
        ending = matrix.newline
        if key in rows and not rows[key].raw.endswith("\n"):
            ending = ""
        rows[key] = Row(tuple(cells), 0, _rendered(cells, all_quoted, ending))
    return Saved(_assembled(matrix, rows), tuple(conflicts))


def _assembled(matrix: Matrix, rows: dict[str, Row]) -> Matrix:
    """Return the matrix with these rows, its text put together and its line numbers counted anew."""
    pieces: list[tuple[str, str]] = [("", matrix.header_raw)]
    kept = list(matrix.extra)
    for number, (key, row) in enumerate(rows.items()):
        while kept and kept[0][0] <= number:
            pieces.append(("", kept.pop(0)[1]))
        pieces.append((key, row.raw))
    pieces.extend(("", raw) for _, raw in kept)
    line, parts = 1, []
    placed: dict[str, Row] = {}
    for number, (key, raw) in enumerate(pieces, start=1):
        if number < len(pieces) and not raw.endswith("\n"):
            raw += matrix.newline
        if key:
            row = rows[key]
            placed[key] = row if row.line == line and row.raw is raw else Row(row.cells, line, raw)
        parts.append(raw)
        line += raw.count("\n")
    extra = tuple((number, raw if raw.endswith("\n") else raw + matrix.newline) for number, raw in matrix.extra)
    return replace(matrix, rows=placed, text="".join(parts), header_raw=parts[0], extra=extra)


def _rendered(cells: Iterable[str], all_quoted: bool, ending: str) -> str:
    stream = io.StringIO()
    quoting = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    csv.writer(stream, quoting=quoting, lineterminator="").writerow(cells)
    return stream.getvalue() + ending
