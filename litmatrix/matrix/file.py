"""matrix.csv: one row per source, one column per descriptor and theme; read strictly, saved cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import store
from litmatrix.matrix import excerpts
from litmatrix.matrix.rows import Row, parts, render, rendered, split
from litmatrix.matrix.three_way import CONFLICT, OURS, THEIRS, whose
from litmatrix.model import Problem
from litmatrix.vocabulary import BLANK, ERROR, FATAL, KEY, MATRIX

if TYPE_CHECKING:
    import pandas as pd

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
    name: str = MATRIX

    @property
    def fatal(self) -> bool:
        """Whether the file is opened read-only."""
        return any(problem.severity == FATAL for problem in self.problems)

    @property
    def quoted(self) -> bool:
        """Whether all cells of the header stand in quotes, and so shall new ones."""
        return self.header_raw.startswith('"') and self.header_raw.count('"') >= 2 * len(self.header)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each column with a name stands."""
        return {name: place for place, name in enumerate(self.header) if name}

    def cell(self, key: str, column: str) -> str:
        """Return the text of a cell; empty where there is no such row or column."""
        row, place = self.rows.get(key), self.places.get(column)
        return "" if row is None or place is None else row.cells[place]


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


# --- reading --------------------------------------------------------------------------------------------


def read_matrix(path: Path) -> Matrix:
    """Return the matrix in a file; raises `Unreadable` if the file cannot be had.

    A ragged row, an unclosed quote, another delimiter, a conflict marker, a torn last row, a repeated
    column or key is a problem with its row; one that is fatal makes the file read-only.
    """
    text, _, bom, problems = store.read_text(path)
    matrix = parse_matrix(text, path.name)
    found = () if any(problem.check in _UNFIT for problem in problems) else matrix.problems
    return replace(matrix, bom=bom, problems=(*problems, *found, *store.conflicted_copies(path)))


def parse_matrix(text: str, name: str = MATRIX) -> Matrix:
    """Return the matrix in a text; `name` stands in the problems."""
    newline = "\r\n" if re.match(r"[^\n]*\r\n", text) else "\n"
    empty = Matrix((), {}, text=text, newline=newline, name=name)
    if not text.strip():
        fix = "Its first row must name the columns: key, descriptors, themes."
        return replace(empty, problems=(_fatal("empty-file", f"{name}, row 1", "the file is empty.", fix),))
    found, torn = split(text, name)
    header = tuple(cell.strip() for cell in found[0].cells)
    body = [_fitted(row, header) for row in found[1:]]
    if body and len(body[-1].cells) == len(header):
        torn = [problem for problem in torn if problem.check != "torn-row"]
    problems = _header_problems(header, body, text, name)
    if KEY in header:
        problems += torn
    elif torn and not header and problems[0].check == "no-key-column":
        problems = torn
    matrix = replace(empty, header=header, header_raw=found[0].raw, problems=tuple(problems))
    return _with_rows(matrix, body) if KEY in header else matrix


def _fitted(row: Row, header: tuple[str, ...]) -> Row:
    """Return a row as wide as the header, if what it has more or less are cells that hold nothing.

    Spreadsheets add empty columns, and leave them out of some rows.
    """
    width = len(header)
    if len(row.cells) > width and not any(map(str.strip, row.cells[width:])):
        return row._replace(cells=row.cells[:width])
    if 1 < len(row.cells) < width and not any(header[len(row.cells) :]):
        return row._replace(cells=(*row.cells, *[""] * (width - len(row.cells))))
    return row


def without_empty(matrix: Matrix) -> Matrix:
    """Return the matrix without the columns that have no name and hold nothing; all else keeps its bytes."""
    rows = matrix.rows.values()
    named = [
        bool(name) or any(row.cells[place].strip() for row in rows)
        for place, name in enumerate(matrix.header)
    ]
    if matrix.fatal or all(named):
        return matrix

    def kept(raw: str) -> str:
        texts, ending = parts(raw)
        return ",".join(text for text, keep in zip(texts, named, strict=False) if keep) + ending

    numbered = [(number + 0.5, row.raw) for number, row in enumerate(rows)]
    body = sorted([*numbered, *matrix.extra], key=lambda row: row[0])
    text = "".join(kept(raw) for raw in (matrix.header_raw, *(raw for _, raw in body)))
    return replace(parse_matrix(text, matrix.name), bom=matrix.bom)


def _with_rows(matrix: Matrix, body: list[Row]) -> Matrix:
    """Return a matrix with its rows by key; those that cannot be told apart by key are kept apart."""
    header, problems = matrix.header, list(matrix.problems)
    at = header.index(KEY)
    torn = len(body) - 1 if any(problem.check == "torn-row" for problem in problems) else -1
    rows: dict[str, Row] = {}
    extra: list[tuple[int, str]] = []
    for number, row in enumerate(body):
        key = row.cells[at].strip() if at < len(row.cells) else ""
        if key and len(row.cells) == len(header) and key not in rows:
            rows[key] = row
            continue
        extra.append((len(rows), row.raw))
        if not any(map(str.strip, row.cells)):
            continue
        where = f"{matrix.name}, row {number + 2} (line {row.line})"
        if len(row.cells) != len(header):
            if number != torn:
                problems.append(_ragged(row, header, where, key))
        elif key:
            message = f"the source {key} has a row on line {rows[key].line}; this one is kept but not read."
            fix = "Merge the two into one row."
            problems.append(Problem("duplicate-row", ERROR, f"{where}, column {KEY}", message, key, fix))
        else:
            message = "the row has no key, so its cells belong to no source."
            fix = "Write the key of its entry in bibliography.bib."
            problems.append(Problem("no-key", ERROR, f"{where}, column {KEY}", message, fix=fix))
    return replace(matrix, rows=rows, extra=tuple(extra), problems=tuple(problems))


def _header_problems(header: tuple[str, ...], body: list[Row], text: str, name: str) -> list[Problem]:
    where = f"{name}, row 1"
    first = text.split("\n", 1)[0].removesuffix("\r")
    if "\r" in first and (not header or any("\r" in cell for cell in header)):
        message = "the lines end in bare carriage returns, as on old Macs."
        fix = "Save the file as “CSV UTF-8”, not as “CSV (Macintosh)”."
        return [_fatal("line-ends", where, message, fix)]
    if KEY not in header:
        for delimiter, shown in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if KEY in [cell.strip().strip('"') for cell in first.split(delimiter)]:
                message = f"the columns are separated by {shown}; litmatrix needs commas."
                fix = "Save the file as “CSV, comma delimited, UTF-8”."
                return [_fatal("delimiter", where, message, fix)]
        shown = ", ".join(header[:6])[:200] or "nothing"
        message = f"there is no column {KEY}; the first row says: {shown}."
        fix = f"The first row must name the columns, one of them {KEY}."
        return [_fatal("no-key-column", where, message, fix)]
    problems = []
    for column in sorted({column for column in header if column and header.count(column) > 1}):
        places = ", ".join(str(number) for number, other in enumerate(header, start=1) if other == column)
        message = f"the column {column} is there more than once (columns {places})."
        problems.append(_fatal("duplicate-column", where, message, "Rename one, or merge the two."))
    for number, column in enumerate(header, start=1):
        if not column and any("".join(row.cells[number - 1 : number]).strip() for row in body):
            place = f"{where}, column {number}"
            message, fix = "the column has no name.", "Name it, or delete it."
            problems.append(Problem("nameless-column", ERROR, place, message, fix=fix))
    return problems


def _ragged(row: Row, header: tuple[str, ...], where: str, key: str) -> Problem:
    many = "more" if len(row.cells) > len(header) else "fewer"
    message = f"the row has {len(row.cells)} cells, the header {len(header)}: {many} commas than columns."
    fix = "Put a cell with a comma in quotation marks, or add the missing commas."
    return _fatal("ragged-row", where, message, fix, key)


def _fatal(check: str, where: str, message: str, fix: str, key: str = "") -> Problem:
    return Problem(check, FATAL, where, message, key, fix)


# --- frames ---------------------------------------------------------------------------------------------


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
                found = [excerpt for excerpt in excerpts.recognise(text) if excerpt.kind != BLANK]
                rows += [
                    ExcerptRow._make((key, theme, number, *excerpt[:7]))
                    for number, excerpt in enumerate(found, start=1)
                ]
    return tuple(rows)


def excerpt_frame(rows: Iterable[ExcerptRow]) -> pd.DataFrame:
    """Return excerpts as a frame, one row each in the order given, with the members of `ExcerptRow` as columns."""
    import pandas as pd

    columns = ExcerptRow._fields
    result = pd.DataFrame(list(rows), columns=list(columns))
    return result.astype({name: "int64" if name == "number" else "str" for name in columns})


# --- writing --------------------------------------------------------------------------------------------


def write_cells(
    path: Path, changes: Iterable[CellChange], known: Matrix | None = None, whole: bool = False
) -> Saved:
    """Save cell changes: lock the file, read it again, merge cell by cell, and write it in one step.

    A cell that someone else changed meanwhile (it holds neither `before` nor `after`) is a conflict: it is
    not written, the others are (if the changes are one `whole`, none is). A key without a row gets one, at the end. Rows that do not change keep
    their bytes. Pass the `known` state to save parsing the file again when nothing changed outside.
    Raises `NotSaved` or, for a change that makes no sense, `Misuse`; the file is then as it was.
    """
    changes = tuple(changes)
    with store.lock(path):
        text, _, bom, problems = store.read_text(path)
        current = known if known is not None and known.text == text else parse_matrix(text, path.name)
        saved = edited(replace(current, problems=(*problems, *current.problems)), changes)
        if whole and saved.conflicts:
            saved = Saved(current, saved.conflicts)
        if saved.matrix.text != text:
            store.write(path, store.encode(saved.matrix.text, bom, path.name))
    return Saved(replace(saved.matrix, bom=bom, problems=current.problems), saved.conflicts)


def edited(matrix: Matrix, changes: Iterable[CellChange]) -> Saved:
    """Return the matrix with the changes merged in, and the conflicts; the argument is left alone.

    Raises `NotSaved` for a matrix with a fatal problem, `Misuse` for a column that is not there. The
    problems stay those that were met on reading.
    """
    for problem in matrix.problems:
        if problem.severity == FATAL:
            raise NotSaved(f"{matrix.name}: not saved: the file is opened read-only. {problem}")
    places = {name: place for name, place in matrix.places.items() if name != KEY}
    drafts: dict[str, list[str]] = {}
    conflicts = []
    for change in changes:
        if change.column not in places:
            known = ", ".join(places)[:300]
            raise Misuse(f"{matrix.name} has no column {change.column}; its columns are {known}.")
        if not change.key.strip() or change.key != change.key.strip():
            raise Misuse(f"{change.key!r} cannot be the key of a row.")
        cells = drafts.get(change.key) or _cells(matrix, change.key)
        place = places[change.column]
        kind = whose(change.before, cells[place], change.after)
        if kind in (CONFLICT, OURS):
            conflicts.append(Conflict(change.key, change.column, change.before, cells[place], change.after))
        elif kind == THEIRS or change.key not in matrix.rows:
            cells[place] = change.after
            drafts[change.key] = cells
    return Saved(_assembled(matrix, drafts) if drafts else matrix, tuple(conflicts))


def _cells(matrix: Matrix, key: str) -> list[str]:
    """Return the cells of a row as a list of its own, or those of a new row."""
    if key in matrix.rows:
        return list(matrix.rows[key].cells)
    return [key if name == KEY else "" for name in matrix.header]


def _assembled(matrix: Matrix, drafts: dict[str, list[str]]) -> Matrix:
    """Return the matrix with these rows changed or added, its text put together, its lines counted anew."""
    rows = dict(matrix.rows)
    extra = list(matrix.extra)
    texts = [matrix.header_raw]
    shift = passed = 0
    for number, (key, row) in enumerate(matrix.rows.items()):
        while passed < len(extra) and extra[passed][0] <= number:
            texts.append(extra[passed][1])
            passed += 1
        if key in drafts:
            raw = _redrawn(row, drafts[key], matrix.quoted)
            rows[key] = Row(tuple(drafts[key]), row.line + shift, raw)
            shift += raw.count("\n") - row.raw.count("\n")
            row = rows[key]
        elif shift:
            rows[key] = row = row._replace(line=row.line + shift)
        texts.append(row.raw)
    texts += [raw for _, raw in extra[passed:]]
    matrix = replace(matrix, rows=rows, text="".join(texts))
    new = {key: cells for key, cells in drafts.items() if key not in rows}
    return _appended(matrix, new) if new else matrix


def _redrawn(row: Row, cells: list[str], quoted: bool) -> str:
    """Return the text of a row with these cells; those that stay what they were keep their bytes."""
    texts, ending = parts(row.raw)
    drawn = [
        text if cell == was else rendered(cell, quoted or text != rendered(was))
        for cell, was, text in zip(cells, row.cells, texts, strict=False)
    ]
    return ",".join((*drawn, *texts[len(cells) :])) + ending


def _appended(matrix: Matrix, new: dict[str, list[str]]) -> Matrix:
    """Return the matrix with new rows at its end; a last row that has no line end gets one."""
    rows, extra, header_raw, text = dict(matrix.rows), list(matrix.extra), matrix.header_raw, matrix.text
    if not text.endswith("\n"):
        text += matrix.newline
        if extra and extra[-1][0] == len(rows):
            extra[-1] = (len(rows), extra[-1][1] + matrix.newline)
        elif rows:
            key, row = next(reversed(rows.items()))
            rows[key] = row._replace(raw=row.raw + matrix.newline)
        else:
            header_raw += matrix.newline
    line = text.count("\n") + 1
    for key, cells in new.items():
        rows[key] = Row(tuple(cells), line, render(cells, matrix.quoted, matrix.newline))
        line += rows[key].raw.count("\n")
    text = "".join((text, *(rows[key].raw for key in new)))
    return replace(matrix, rows=rows, extra=tuple(extra), header_raw=header_raw, text=text)
