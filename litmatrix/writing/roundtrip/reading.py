"""Other versions of the matrix as values: a workbook that was exported, a co-author's CSV, an earlier revision."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from litmatrix import matrix
from litmatrix.comparing import git
from litmatrix.errors import Misuse, Unreadable
from litmatrix.files import store
from litmatrix.importing.readers import archive
from litmatrix.importing.readers.spreadsheet import LAST_ROW, rows_within
from litmatrix.matrix.file import Matrix
from litmatrix.matrix.rows import Row
from litmatrix.model import Problem
from litmatrix.tables.grids import clean
from litmatrix.vocabulary import ERROR, KEY, MATRIX
from litmatrix.writing.editable import MATRIX_SHEET, NAMES, REFERENCE, STATE_SHEET, shown_text
from litmatrix.writing.state import State, unpack

_WORKBOOKS = (".xlsx", ".xlsm")
_TABLES = (".csv", ".tsv", ".txt")
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
# What Excel writes for a carriage return in a cell; openpyxl leaves it.
_RETURN = re.compile(r"_x000D_\n?")


@dataclass(frozen=True)
class Source:
    """A version of the matrix from elsewhere: its name, its cells, and the base that it began with, if known.

    `taken_for` says of the cells that hold no text what they hold: date, number, boolean, error, formula, or
    `cut` for a cell that was shown cut and lost the sign of it. `title` is that of the review that was
    exported, `notes` what one should know of the reading.
    """

    name: str
    matrix: Matrix
    base: Matrix | None = None
    base_name: str = ""
    taken_for: dict[tuple[str, str], str] = field(default_factory=dict)
    title: str = ""
    notes: tuple[str, ...] = ()


def read_source(path: Path) -> Source:
    """Return the version of the matrix in a file, .xlsx or .csv; raises `Unreadable`, or `Misuse` for another kind."""
    ending = path.suffix.lower()
    if ending in _WORKBOOKS:
        return read_workbook(path)
    if ending in _TABLES:
        return read_table(path)
    if ending in (".ods", ".xls", ".numbers"):
        raise Misuse(
            f"{path.name}: files of this kind are not read. Save it as .xlsx (Excel 2007-365), and import that."
        )
    raise Misuse(f"{path.name}: its name must end in .xlsx (a workbook) or .csv.")


def read_base(folder: Path, given: str) -> tuple[Matrix, str]:
    """Return the version to compare with, and its name: a file (.csv or an exported .xlsx), or a revision of git.

    Raises `Unreadable` where there is neither, or what there is has a fault that leaves its cells in doubt.
    """
    path = Path(given).expanduser()
    if path.suffix.lower() in _WORKBOOKS:
        source = read_workbook(path)
        if source.base is None:
            raise Unreadable(
                f"{path.name}: it has no hidden copy of what was exported, so it cannot be the base."
            )
        return source.base, f"the state exported in {path.name}"
    if path.is_file():
        found, name = matrix.read_matrix(path), path.name
    else:
        text = store.decode(_at_revision(folder, given), f"{MATRIX} at {given}")
        found, name = matrix.parse_matrix(text.text, f"{MATRIX} at {given}"), f"{MATRIX} at {given}"
        found = replace(found, problems=(*text.problems, *found.problems))
    for problem in found.problems if found.fatal else ():
        raise Unreadable(f"it cannot be the base: {problem}")
    return matrix.without_empty(found), name


def _at_revision(folder: Path, revision: str) -> bytes:
    """Return matrix.csv as it was at a revision of git."""
    if not revision or revision.startswith("-") or ":" in revision:
        raise Misuse(f"{revision!r} is not a file or a revision of git.")
    try:
        done = git.run(folder, "cat-file", "blob", f"{revision}:./{MATRIX}")
    except git.NoGit:
        raise Unreadable(f"{revision}: there is no such file, and no git to look for a version.") from None
    if done.returncode:
        said = git.said(done).split("\n")[0]
        raise Unreadable(f"{revision}: there is no such file, and git has no {MATRIX} there ({said}).")
    return done.stdout


# --- a table of any kind --------------------------------------------------------------------------------


def _matrix(name: str, rows: Iterable[tuple[int, Sequence[str]]]) -> Matrix:
    """Return the matrix in numbered rows of texts, the first the header; what is for orientation only is left out."""
    rows = iter(rows)
    number, first = next(rows, (1, ()))
    head = [cell.strip() for cell in first]
    while head and not head[-1]:
        head.pop()
    lower = [cell.casefold() for cell in head]
    if KEY not in lower:
        shown = ", ".join(filter(None, head[:6]))[:200] or "nothing"
        raise Unreadable(f"{name}, row {number}: there is no column {KEY}; the first row says: {shown}.")
    at = lower.index(KEY)
    head[at] = KEY
    for column in dict.fromkeys(filter(None, head)):
        if head.count(column) > 1:
            raise Unreadable(
                f"{name}, row {number}: the column {column} is there more than once. Rename or delete one."
            )
    places = [place for place, column in enumerate(head) if column and column != REFERENCE]
    header = tuple(head[place] for place in places)
    found: dict[str, Row] = {}
    problems = []
    for number, cells in rows:
        padded = [*cells, *[""] * (len(head) - len(cells))]
        key = padded[at].strip()
        if key == NAMES or not any(cell.strip() for cell in padded):
            continue
        where = f"{name}, row {number}"
        if any(cell.strip() for place, cell in enumerate(padded) if place >= len(head) or not head[place]):
            message = "the row has text under no column's name; it is not read."
            problems.append(Problem("ragged-row", ERROR, where, message, key))
        if not key:
            problems.append(Problem("no-key", ERROR, where, "the row has text but no key; it is not read."))
        elif key in found:
            message = f"the key {key} has a row above already (row {found[key].line}); this one is not read."
            problems.append(Problem("duplicate-row", ERROR, where, message, key))
        else:
            texts = tuple(key if place == at else padded[place] for place in places)
            found[key] = Row(texts, number, "")
    return Matrix(header, found, tuple(problems), name=name)


# --- CSV ------------------------------------------------------------------------------------------------


def read_table(path: Path) -> Source:
    """Return the version of the matrix in a text file, whatever its encoding and whatever parts its columns.

    It is only compared, never written, so what would make matrix.csv read-only (another encoding, semicolons)
    is read and noted. Raises `Unreadable` where the columns or rows cannot be told.
    """
    read = store.read_text(path)
    notes = []
    for problem in read.problems:
        if problem.check != "encoding":
            raise Unreadable(str(problem))
        notes.append(f"{path.name} is not UTF-8; it was read as {read.encoding.upper()}.")
    text = read.text
    if told := re.match(r"sep=(.)\r?\n", text):
        text = text[told.end() :]
    delimiter = _delimiter(text, path.name)
    if delimiter != ",":
        notes.append(f"the columns of {path.name} are separated by {_DELIMITERS[delimiter]}.")
    return Source(path.name, _matrix(path.name, _csv_rows(text, delimiter, path.name)), notes=tuple(notes))


def _delimiter(text: str, name: str) -> str:
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    for delimiter in _DELIMITERS:
        if KEY in [cell.strip().strip('"').strip().casefold() for cell in first.split(delimiter)]:
            return delimiter
    raise Unreadable(
        f"{name}, row 1: there is no column {KEY}; the first row says: {first[:200] or 'nothing'}."
    )


def _csv_rows(text: str, delimiter: str, name: str) -> list[tuple[int, list[str]]]:
    limit = csv.field_size_limit(1 << 30)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append((len(rows) + 1, cells))
    except csv.Error as error:
        raise Unreadable(f"{name}, row {len(rows) + 1}: the rows cannot be told apart ({error}).") from None
    finally:
        csv.field_size_limit(limit)
    return rows


# --- a workbook -----------------------------------------------------------------------------------------


def read_workbook(path: Path) -> Source:
    """Return the matrix in a workbook's sheet “Matrix”, and the state that was exported with it as its base.

    Values that are no text are turned to text, and told in `taken_for`. Where a cell shows what was exported,
    it is the exported text, whole. Without a sound exported state there is no base. Raises `Unreadable`.
    """
    import openpyxl

    data = store.read_bytes(path)
    if data.startswith(b"PK"):
        archive.opened(data, path.name).close()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out, nothing is read
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
            try:
                sheet = _matrix_sheet(book, path.name)
                values = _values(sheet, path.name)
                packed = [str(cell.value or "") for _, row in _rows(book[STATE_SHEET], path.name) for cell in row[:1]] if STATE_SHEET in book.sheetnames else []  # fmt: skip
            finally:
                book.close()
    except Unreadable:
        raise
    except Exception as error:  # a broken zip, broken XML, whatever stands in it
        raise Unreadable(
            f"{path.name}: it is not an .xlsx workbook that can be read, or it has a password ({type(error).__name__})."
        ) from None
    found = _matrix(path.name, [(number, [text for text, _ in row]) for number, row in values])
    state, note = _state(packed, path.name)
    source = Source(path.name, found, taken_for=_taken_for(found, values))
    if state is None:
        return replace(source, notes=(note,))
    return _with_base(source, state)


def _matrix_sheet(book: Any, name: str) -> Any:
    if MATRIX_SHEET in book.sheetnames:
        return book[MATRIX_SHEET]
    for sheet in book.worksheets:
        _, first = next(_rows(sheet, name), (0, ()))
        if KEY in [str(cell.value or "").strip().casefold() for cell in first]:
            return sheet
    raise Unreadable(
        f"{name}: it has no sheet {MATRIX_SHEET}, and no other sheet whose first row has a column {KEY}."
    )


def _rows(sheet: Any, name: str) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the numbered rows of a sheet that hold anything; raises `Unreadable` for one beyond the last there can be."""
    for number, cells in rows_within(sheet):
        if number > LAST_ROW:
            raise Unreadable(
                f"{name}: the sheet {sheet.title} goes on below row {LAST_ROW:,}, the last that a spreadsheet has. "
                "Delete what is there, and save it again."
            )
        yield number, cells


def _values(sheet: Any, name: str) -> list[tuple[int, list[tuple[str, str]]]]:
    """Return the rows that hold anything: their numbers, and each cell's text and what it is if it is no text.

    Of what stands beyond the columns of the first row only the first cell is kept: that there is some is told.
    """
    rows: list[tuple[int, list[tuple[str, str]]]] = []
    for number, row in _rows(sheet, name):
        cells = [_value(cell.value, getattr(cell, "data_type", "")) for cell in row]
        if any(text for text, _ in cells):
            width = len(rows[0][1]) if rows else len(cells)
            beyond = [cell for cell in cells[width:] if cell[0].strip()][:1]
            rows.append((number, cells[:width] + beyond))
    return rows


def _value(value: Any, kind: str) -> tuple[str, str]:
    if value is None:
        return "", ""
    if kind == "f" or hasattr(value, "ref"):
        return str(getattr(value, "text", value)), "formula"
    if kind == "e":
        return str(value), "error"
    if isinstance(value, bool):
        return str(value).upper(), "boolean"
    if isinstance(value, int | float):
        return (str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)), "number"
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00"), "date"
    if isinstance(value, date | time | timedelta):
        return str(value), "date"
    return _RETURN.sub("\n", str(value)), ""


def _taken_for(
    found: Matrix, values: Iterable[tuple[int, list[tuple[str, str]]]]
) -> dict[tuple[str, str], str]:
    by_number = dict(values)
    head = [text.strip() for text, _ in next(iter(by_number.values()), [])]
    return {
        (key, head[place]): kind
        for key, row in found.rows.items()
        for place, (_, kind) in enumerate(by_number[row.line][: len(head)])
        if kind and head[place] in found.header and head[place] != KEY
    }


def _state(packed: Sequence[str], name: str) -> tuple[State | None, str]:
    if not packed:
        return None, (
            f"{name} no longer has the hidden copy of what was exported, so it is not known what was changed: "
            "everything that differs is shown."
        )
    try:
        return unpack(packed), ""
    except ValueError as error:
        return None, (
            f"the state that {name} was exported with is damaged ({error}), so it is not known what was changed: "
            "everything that differs is shown."
        )


def _with_base(source: Source, state: State) -> Source:
    """Return the source with its base; cells that show what was exported hold what was exported."""
    header = (KEY, *state.columns)
    base = Matrix(
        header, {key: Row((key, *cells), 0, "") for key, cells in state.rows.items()}, name=source.name
    )
    places = {name: place for place, name in enumerate(state.columns)}
    taken_for = dict(source.taken_for)
    rows = {}
    for key, row in source.matrix.rows.items():
        texts = list(row.cells)
        for place, column in enumerate(source.matrix.header):
            if key not in state.rows or column not in places:
                continue
            text, whole = _restored(texts[place], state.rows[key][places[column]])
            texts[place] = text
            if not whole:
                taken_for.setdefault((key, column), "cut")
        rows[key] = row._replace(cells=tuple(texts))
    when = state.exported.replace("T", " ").replace("Z", " UTC")
    return replace(
        source, matrix=replace(source.matrix, rows=rows), base=base, base_name=f"the state exported {when}",
        taken_for=taken_for, title=state.title,
    )  # fmt: skip


def _restored(text: str, exported: str) -> tuple[str, bool]:
    """Return what a cell holds, given what was exported, and whether it is whole.

    A cell that was cut ends in a note that says so; while that stands, the rest of the text stands behind it.
    """
    if text == exported:
        return exported, True
    shown = shown_text(exported)
    if text == shown:
        return exported, True
    plain = clean(exported)
    if shown != plain:
        kept = shown[: shown.rindex("[… cut:")]
        note = shown[len(kept) :]
        if not text.endswith(note):
            return text, False
        text = text.removesuffix(note) + plain[len(kept) :]
    if "\r\n" in exported and exported.count("\r\n") == exported.count("\n"):
        text = text.replace("\n", "\r\n")
    return text, True
