"""A file of any format read as one export, or as several."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from litmatrix.errors import Misuse, Unreadable
from litmatrix.files import store
from litmatrix.importing.readers import archive, blocks, formats, markup
from litmatrix.importing.readers.bib import read_bib
from litmatrix.importing.readers.csljson import is_json, read_csl_json
from litmatrix.importing.readers.decoding import decode, lines_of
from litmatrix.importing.readers.garbled import find_garbled
from litmatrix.importing.readers.people import find_doubtful
from litmatrix.importing.readers.rows import rows_of
from litmatrix.importing.readers.spreadsheet import read_spreadsheet
from litmatrix.importing.readers.tables import Layout, layout_of, read_rows
from litmatrix.importing.readers.values import Export, Read, account, warning
from litmatrix.model import Problem
from litmatrix.vocabulary import ERROR

_READ_HERE = "What is read: RIS, BibTeX, PubMed .nbib, EndNote XML or .enw, Web of Science text, RefWorks, NoteExpress, CSV, Excel .xlsx, CSL-JSON."

# How many rows show whether lines are a table.
_LOOKED_AT = 60

# What a file that is no text begins with, and what to do instead.
_BINARY = (
    (b"%PDF", "a PDF. Export the records, not the articles, as RIS or CSV."),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file. Open it and save it as .xlsx or CSV."),
    (b"\x1f\x8b", "packed with gzip. Unpack it first."),
    (b"Rar!", "packed with RAR. Unpack it first."),
    (b"7z\xbc\xaf", "packed with 7-Zip. Unpack it first."),
    (b"\x89PNG", "a picture."),
    (b"\xff\xd8\xff", "a picture."),
    (b"SQLite format 3", "a database. Export its records as RIS or BibTeX."),
)


def read_export(
    path: Path, columns: Mapping[str, str] | None = None, encoding: str = ""
) -> tuple[Export, ...]:
    """Return what a file holds: one export, or one for each file in a zip.

    The format and the encoding are told by the content; an `encoding` that is given goes before the guess (any name that
    Python knows). `columns` maps headings of a table to BibTeX fields (an empty one: a field of its own) likewise. In each export, the number declared is the number
    of records plus the number reported (problems named `record-not-read`).

    Raises `Unreadable` if the file cannot be had, is empty, or is in no format that is known (a web page, a PDF, a
    zip file beyond the bounds); `Misuse` if `columns` names a column that is not there, or the file is no table, or there is no such encoding.
    """
    path = Path(path)
    if path.is_dir():
        raise Misuse(f"{path} is a folder; name the files in it.")
    data = store.read_bytes(path)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, path.name, columns, encoding)
    return (_read(data, path.name, columns, encoding),)


def _zipped(data: bytes, name: str, columns: Mapping[str, str] | None, encoding: str) -> tuple[Export, ...]:
    with archive.opened(data, name) as zipped:
        if archive.is_workbook(zipped):
            return (_export(name, "xlsx", "", read_spreadsheet(data, name, columns)),)
        if any(member in zipped.namelist() for member in ("word/document.xml", "content.xml")):
            raise Unreadable(
                f"{name}: this is a document or an OpenDocument file. Save a table as .xlsx or CSV. {_READ_HERE}"
            )
        exports = []
        for shown, content in archive.members(zipped, name):
            try:
                exports.append(_member(content, shown, columns, encoding))
            except (Unreadable, Misuse) as error:
                problem = Problem("file-not-read", ERROR, shown, str(error).removeprefix(f"{shown}: "))
                exports.append(Export(shown, "", "", 0, (), (problem,)))
    if not any(export.format for export in exports):
        why = " ".join(str(problem) for export in exports for problem in export.problems[:1])
        raise Unreadable(f"{name}: there is no file of records in this zip file. {why or _READ_HERE}")
    return tuple(exports)


def _member(content: bytes | str, name: str, columns: Mapping[str, str] | None, encoding: str) -> Export:
    if isinstance(content, str):
        raise Unreadable(f"{name}: {content}")
    if content.startswith(b"PK\x03\x04"):
        with archive.opened(content, name) as inner:
            if archive.is_workbook(inner):
                return _export(name, "xlsx", "", read_spreadsheet(content, name, columns))
        raise Unreadable(f"{name}: a zip file in a zip file is not opened. Unpack it first.")
    return _read(content, name, columns, encoding)


def _read(data: bytes, name: str, columns: Mapping[str, str] | None, encoding: str) -> Export:
    for start, what in _BINARY:
        if data.startswith(start):
            raise Unreadable(f"{name}: this is {what}")
    decoded = decode(data, name, encoding)
    if not decoded.text.strip():
        raise Unreadable(f"{name}: the file is empty.")
    lines = lines_of(decoded.text)
    parts = formats.parts_of(lines)
    told = _structured("\n".join(lines), lines, parts, name) if not columns else None
    if told is None:
        layout = layout_of(lines, tuple(columns or ()))
        if layout is not None and (columns or _tabular(layout, lines, parts)):
            read, format = read_rows(lines, name, layout, columns)
            return _export(name, format, decoded.encoding, read, decoded.problems)
        told = _by_lines(decoded.text, lines, parts, name, layout)
    read, format = told
    if columns:
        raise Misuse(f"{name}: this is not a table ({format}): it has no columns to choose for.")
    return _export(name, format, decoded.encoding, read, decoded.problems)


def _tabular(layout: Layout, lines: list[str], parts: list[formats.Part]) -> bool:
    """Say whether a row of headings is one: of tagged lines, no record begins before it, and what follows fits it."""
    if not parts:
        return True
    if len(layout.headings) == 1 or formats.parts_of(lines[: layout.above]):
        return False
    rows = [
        len(row.cells)
        for row in itertools.islice(rows_of(lines[layout.above :], layout.delimiter, 1), _LOOKED_AT)
        if any(cell.strip() for cell in row.cells)
    ]
    return sum(width == len(layout.headings) for width in rows) > len(rows) / 2


def _structured(text: str, lines: list[str], parts: list[formats.Part], name: str) -> tuple[Read, str] | None:
    """Return what is JSON or XML as read, or None; a few lines may stand before it."""
    at = formats.json_start(lines)
    if at == 0 or (at > 0 and formats.json_start(lines[at:]) == 0 and is_json("\n".join(lines[at:]))):
        # Line feeds in place of what came before keep the numbers of the lines right.
        read = read_csl_json("\n" * at + "\n".join(lines[at:]), name)
        if read.records or '"type"' in text:
            return read, "csl-json"
    root = formats.xml_root(text) if not parts or text.lstrip().startswith("<") else ""
    if kind := markup.KINDS.get(root):
        return markup.read(text, name, kind), kind.format
    if formats.html(text) and not parts:
        raise Unreadable(
            f"{name}: this is a web page, perhaps of a login. Export the records again, and look into the file."
        )
    if root and not parts:
        raise Unreadable(f"{name}: this is XML of a kind that is not known (<{root}>). {_READ_HERE}")
    return None


def _by_lines(
    text: str, lines: list[str], parts: list[formats.Part], name: str, layout: Layout | None
) -> tuple[Read, str]:
    if not parts:
        if '"type"' in text and (read := read_csl_json(text, name)).records:
            # JSON that lost its beginning.
            return read, "csl-json"
        raise Unreadable(f"{name}: no format of records is recognised. {_READ_HERE}")
    if len(parts) == 1 and parts[0].format == "bibtex":
        return read_bib(text if "\n" in text else "\n".join(lines), name), "bibtex"
    read, format = _of_parts(parts, lines, name)
    if not formats.begins(lines):
        near = [kind for kind in formats.alike(lines) if kind != format]
        near += ["a table"] if layout and len(layout.headings) > 1 else []
        also = f", but it also looks like {', '.join(near)}" if near else ""
        message = (
            f"no line begins a record as usual in {format}; the format was recognised by its tags{also}."
        )
        fix = "Look at the records below; if they are wrong, export it again in another format."
        read.problems.append(warning("format-guessed", f"{name}:1", message, fix))
    return read, format


def _of_parts(parts: list[formats.Part], lines: list[str], name: str) -> tuple[Read, str]:
    together = Read([], [], [])
    sizes: Counter[str] = Counter()
    for format, start, end in parts:
        if format == formats.BIBTEX:
            # Line feeds in place of what came before keep the numbers of the lines right.
            read = read_bib("\n" * start + "\n".join(lines[start:end]), name)
        else:
            read = blocks.read(lines[start:end], name, start + 1, formats.FORMS[format])
        sizes[format] += len(read.records) or 1
        together = Read(
            together.records + read.records,
            together.problems + read.problems,
            together.declared + read.declared,
        )
    if len(sizes) > 1:
        line = parts[1].start + 1
        message = f"the file goes on in another format here ({', '.join(part.format for part in parts[:4])})."
        together.problems.append(warning("several-formats", f"{name}:{line}", message))
    return together, sizes.most_common(1)[0][0]


def _export(name: str, format: str, encoding: str, read: Read, before: tuple[Problem, ...] = ()) -> Export:
    declared, problems = account(read, name)
    problems += find_doubtful(read.records, name)
    if not declared:
        message = "no record was found in this file."
        fix = "Look whether it is what was to be exported."
        problems.append(warning("no-records", f"{name}:1", message, fix))
    problems += find_garbled(read.records, name)
    return Export(
        name, format, encoding, declared, tuple(read.records), (*before, *problems), dict(read.columns)
    )
