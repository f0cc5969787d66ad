"""Tables: CSV with any delimiter, Web of Science's tab-delimited files, spreadsheets. Columns are told by their headings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from litmatrix.errors import Misuse, Unreadable
from litmatrix.importing.readers import people
from litmatrix.importing.readers.composing import Draft, compose
from litmatrix.importing.readers.csljson import TYPES as CSL_TYPES
from litmatrix.importing.readers.dates import is_spreadsheet_date
from litmatrix.importing.readers.headings import field_for, folded, recognised
from litmatrix.importing.readers.refer import type_named
from litmatrix.importing.readers.ris import TAGS as RIS_TAGS
from litmatrix.importing.readers.ris import TYPES as RIS_TYPES
from litmatrix.importing.readers.rows import Row, rows_of, sound_rows, swallows, well_quoted
from litmatrix.importing.readers.turned import turned_lines
from litmatrix.importing.readers.values import PEOPLE, ImportedRecord, Read, is_placeholder, not_read, warning
from litmatrix.importing.readers.wos import NAMES as WOS_NAMES
from litmatrix.importing.readers.wos import TAGS, wos_record
from litmatrix.model import Problem

_DELIMITERS = ",;\t|"
# How many rows are looked at for the one that holds the headings: some programs write a line or two before it.
_HEAD = 12
_FIELD_NAME = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)
_WOS_TAG = re.compile(r"[A-Z][A-Z0-9]\Z")
_DECIMAL = re.compile(r"\A(\d+)\.0\Z")
# Fields in which a spreadsheet may have made a date of a number, and those without which a row tells of no work.
_NUMBERS = frozenset({"pages", "start", "end", "volume", "number", "eid"})
_TELLS = frozenset({"title", "author", "doi", "abstract", "pmid", "url"})
# Kinds that say no more than their entry type.
_PLAIN = frozenset({"article", "journalarticle", "jour", "book", "articlejournal"})
_PAGES_TOO = {"start": "pages", "end": "pages", "kind": "type", "citation": ""}
# What some tags of RIS mean only in some types of record.
_OF_TAGS = {
    "second": "editor",
    "visited": "urldate",
    "kind": "",
}
_OWN_KINDS = {
    "j": "article", "b": "book", "c": "inproceedings", "s": "book", "article": "article", "journalarticle": "article", "review": "article", "conferencepaper": "inproceedings", "proceedingspaper": "inproceedings",
    "bookchapter": "incollection", "book": "book", "conferencereview": "misc", "letter": "article", "editorial": "article", "note": "article",
    "shortsurvey": "article", "erratum": "article", "articleinpress": "article", "incollection": "incollection", "inproceedings": "inproceedings",
    "phdthesis": "phdthesis", "mastersthesis": "mastersthesis", "techreport": "techreport", "online": "online", "misc": "misc", "unpublished": "unpublished",
    "conference": "inproceedings", "conferences": "inproceedings", "journals": "article", "ieeeconferences": "inproceedings", "ieeejournals": "article",
    "preprint": "misc", "dataset": "misc", "bookseries": "book", "scholarlyjournals": "article", "dissertationsandtheses": "phdthesis",
    "dissertacao": "mastersthesis", "dissertacaodemestrado": "mastersthesis", "tesedemestrado": "mastersthesis", "masterarbeit": "mastersthesis",
    "tese": "phdthesis", "tesededoutorado": "phdthesis", "tesis": "phdthesis", "tesisdoctoral": "phdthesis", "these": "phdthesis", "thesededoctorat": "phdthesis",
    "doktorarbeit": "phdthesis", "artigo": "article", "articulo": "article", "zeitschriftenartikel": "article", "aufsatz": "article", "articlederevue": "article",
    "livro": "book", "libro": "book", "livre": "book", "buch": "book", "monographie": "book", "capitulodelivro": "incollection", "capitulodelibro": "incollection",
    "buchkapitel": "incollection", "chapitre": "incollection", "referenceworkentry": "incollection", "referencework": "book",
    "dissertationsampthesis": "phdthesis", "dissertationsampthesesdissertationthesis": "phdthesis",
}  # fmt: skip


class Layout(NamedTuple):
    """How a table is laid out: the delimiter, the lines before its first row (headings included), the headings."""

    delimiter: str
    above: int
    headings: tuple[str, ...]
    found: int


def layout_of(lines: list[str], wanted: Sequence[str] = ()) -> Layout | None:
    """Return how lines are laid out as a table of records, or None if no row names a title, a DOI or a PMID.

    `wanted` are headings that are known to stand in it.
    """
    best: Layout | None = None
    for delimiter in _DELIMITERS:
        for row in itertools.islice(rows_of(lines[:200], delimiter, 1), _HEAD):
            cells, above = [cell.strip() for cell in row.cells], row.line - 1 + row.height
            first = lines[row.line - 1]
            broken = '"' in first and not well_quoted("\n".join(lines[row.line - 1 : above]), delimiter)
            if broken or (
                row.height > 1 and swallows(lines[row.line : above], delimiter, first.count(delimiter) + 1)
            ):
                cells, above = [cell.strip(' "') for cell in first.split(delimiter)], row.line
            found = recognised(cells) + 2 * sum(want in cells for want in wanted)
            if delimiter == "\t" and _of_wos(cells):
                found = sum(bool(_WOS_TAG.match(cell)) for cell in cells)
            if found and (best is None or found > best.found):
                best = Layout(delimiter, above, tuple(cells), found)
    if best is not None and len(best.headings) == 1 and not wanted:
        # One column only: a word on a line of its own makes no table, unless it is the first and others follow.
        return best if best.above == 1 and any(line.strip() for line in lines[1:]) else None
    return best


def program_of(headings: Sequence[str], rows: Sequence[Row]) -> str:
    """Return the format that a table is in by its headings: of Web of Science, Rayyan, ASReview, or any."""
    if _of_wos(headings):
        return "wos-tab"
    folds = {folded(heading) for heading in headings}
    marked = any("RAYYAN-INCLUSION" in cell for row in rows[:50] for cell in row.cells)
    if marked or folds >= {"key", "title", "authors", "issn", "notes"}:
        return "rayyan-csv"
    of_asreview = folds & {"labelincluded", "finalincluded", "includedlabel"} or any(
        fold.startswith("asreview") for fold in folds
    )
    return "asreview-csv" if of_asreview else "csv"


def _of_wos(headings: Sequence[str]) -> bool:
    return headings[:1] in (("PT",), ["PT"]) and sum(bool(_WOS_TAG.match(each)) for each in headings) > 8


def read_rows(
    lines: list[str], name: str, layout: Layout, columns: Mapping[str, str] | None = None
) -> tuple[Read, str]:
    """Return the records of a delimited table, and its format."""
    problems: list[Problem] = []
    if turned := turned_lines(lines, layout.delimiter, name, problems):
        read = read_cells(turned[0].cells, turned[1:], name, "csv", columns)
        return Read(read.records, [*problems, *read.problems], read.declared, read.columns), "csv"
    head = lines[layout.above - 1]
    whole = len(head.split(layout.delimiter)) == len(layout.headings)
    if '"' in head and whole and not well_quoted(head, layout.delimiter):
        message = "there is a quotation mark inside a heading; check that the columns are the right ones."
        problems.append(warning("bad-quoting", f"{name}:{layout.above}", message))
    rows = list(sound_rows(lines, layout.above, layout.delimiter, len(layout.headings), name, problems))
    program = program_of(layout.headings, rows)
    read = read_cells(layout.headings, rows, name, program, columns)
    return Read(read.records, [*problems, *read.problems], read.declared, read.columns), program


def read_cells(
    headings: Sequence[str],
    rows: Sequence[Row],
    name: str,
    program: str,
    columns: Mapping[str, str] | None = None,
) -> Read:
    """Return the records of a table's rows; `columns` maps headings to fields and goes before the guess.

    Raises `Misuse` if a column that it names is not there, or a field has no name that BibTeX can hold.
    """
    declared = [row.line for row in rows]
    if program == "wos-tab" and not columns:
        records = [_wos(headings, row) for row in rows]
        shown = {tag: _PAGES_TOO.get(TAGS.get(tag, ""), TAGS.get(tag, "")) for tag in headings if tag}
        meant = [TAGS.get(tag, "") for tag in headings]
        dates = [problem for row in rows for problem in _dates(headings, row, meant, name)]
        return Read(records, dates, declared, shown | {tag: "author" for tag in ("AU", "AF") if tag in shown})
    fields = _mapped(headings, name, columns)
    styles = {
        at: people.comma_style(row.cells[at] for row in rows[:2000])
        for at, field in enumerate(fields)
        if field in PEOPLE
    }
    prefix = {"rayyan-csv": "rayyan", "asreview-csv": "asreview"}.get(program, "csv")
    records, problems = [], []
    for row in rows:
        record = _record(headings, row, fields, styles, prefix)
        problems += _dates(headings, row, fields, name)
        if record.fields.keys() & _TELLS:
            records.append(record)
        else:
            message = "this row has neither a title nor an author, a DOI or an abstract; it is not read."
            problems.append(not_read(f"{name}:{row.line}", message, "Delete it, or fill its title."))
    shown = {
        heading: _PAGES_TOO.get(field, field)
        for heading, field in zip(headings, fields, strict=True)
        if heading
    }
    return Read(records, problems, declared, shown)


def _dates(headings: Sequence[str], row: Row, fields: Sequence[str], name: str) -> list[Problem]:
    """Return a warning for each cell with a date in place of pages, volume or issue."""
    found = []
    for heading, field, value in zip(headings, fields, row.cells, strict=True):
        if field in _NUMBERS and is_spreadsheet_date(value):
            where = f"{name}:{row.line}, column {heading}"
            message = f"there is a date here ({value.strip()}): a spreadsheet made it from a number such as 8-9 or 10/1."
            fix = "Look up what it was, and correct the entry."
            found.append(warning("date-in-cell", where, message, fix))
    return found


def _mapped(headings: Sequence[str], name: str, columns: Mapping[str, str] | None) -> list[str]:
    given = dict(columns or {})
    if unknown := [heading for heading in given if heading not in headings]:
        there = ", ".join(heading for heading in headings if heading)
        raise Misuse(f"{name}: there is no column {unknown[0]}; its columns are {there}.")
    for heading, field in given.items():
        if field and not _FIELD_NAME.match(field):
            raise Misuse(
                f"{name}: {field!r} (for the column {heading}) cannot be the name of a field: letters, digits and _ only."
            )
    taken = {field for field in given.values() if field}
    fields = []
    tags = _tags(headings)
    for heading in headings:
        guessed = tags.get(heading) or field_for(heading, headings)
        if heading in given:
            fields.append(given[heading].lower())
        else:
            fields.append("" if guessed in taken and guessed not in ("keywords", "note") else guessed)
    if not set(fields) & _TELLS:
        there = ", ".join(heading for heading in headings if heading)
        raise Unreadable(
            f"{name}: no column of titles was recognised. Choose which one has them; the columns are {there}."
        )
    return fields


def _tags(headings: Sequence[str]) -> Mapping[str, str]:
    """Return the fields of a table whose headings are tags, of RIS or of Web of Science; nothing of any other."""
    named = [heading for heading in headings if heading]
    ris = {tag: _OF_TAGS.get(field, field) for tag, field in RIS_TAGS.items()} | {"TY": "kind"}
    wos = TAGS | {"AU": "" if "AF" in named else "author", "AF": "author", "DT": "kind"}
    known = max((ris, wos), key=lambda tags: sum(heading in tags for heading in named))
    return known if 2 * sum(heading in known for heading in named) > len(named) > 2 else {}


def _record(
    headings: Sequence[str], row: Row, fields: Sequence[str], styles: Mapping[int, str], prefix: str
) -> ImportedRecord:
    draft = Draft(prefix, row.line)
    key = kind = ""
    for at, (heading, field, value) in enumerate(zip(headings, fields, row.cells, strict=True)):
        tag = heading if heading and folded(heading).isascii() else f"column_{at + 1}"
        if not value or not value.strip() or is_placeholder(value, field):
            continue
        if field == "key":
            key = value.strip()
        elif field == "kind":
            kind = kind or value.strip()
            if folded(value) not in _PLAIN:
                draft.put("", value, tag)
        else:
            for part in _parts(field, value, styles.get(at, "")):
                draft.put(field, part, tag)
    if not draft.has("author"):
        for value, _ in draft.slots.get(f"{prefix}_authors", []):
            for person in people.named(value):
                draft.put("author", person, "authors")
    _tidied(draft)
    return compose(draft, _kind(kind, draft), key)


def _parts(field: str, value: str, style: str) -> list[str]:
    """Return the values that a cell holds."""
    if field in PEOPLE:
        return people.named(value, style)
    if field == "keywords":
        return people.listed_values(value) or re.split(r"\s*[;|\n]\s*", value)
    if field == "url" and " " in value.strip() and value.count("://") > 1:
        return re.split(r"[\s;,]+(?=\w+://)", value.strip())
    return [value]


def _tidied(draft: Draft) -> None:
    """Mend what tables do to values: years as decimals, a list of addresses where one of them is a DOI."""
    for slot in ("year", "volume", "number", "start", "end", "pmid"):
        if slot in draft.slots:
            draft.slots[slot] = [(_DECIMAL.sub(r"\1", value), own) for value, own in draft.slots[slot]]
    if "pmid" in draft.slots:
        # “PUBMED 123”
        draft.slots["pmid"] = [
            (re.sub(r"\A\D+(\d+)\Z", r"\1", value), own) for value, own in draft.slots["pmid"]
        ]


def _kind(kind: str, draft: Draft) -> str:
    fold = folded(kind)
    if type := _OWN_KINDS.get(fold) or RIS_TYPES.get(kind.upper()) or CSL_TYPES.get(kind.lower()):
        return type
    if kind:
        type = type_named(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind))[0]
        return type if type != "misc" or not draft.has("journal") else "article"
    if draft.has("booktitle"):
        return "incollection"
    defended = any(own.endswith("_defesa") for _, own in draft.slots.get("year", ()))
    if (draft.has("school") or defended) and not draft.has("journal"):
        return "phdthesis"
    return "article" if draft.has("journal") or draft.has("volume") or not draft.has("publisher") else "book"


def _wos(headings: Sequence[str], row: Row) -> ImportedRecord:
    values: dict[str, list[str]] = {}
    for tag, cell in zip(headings, row.cells, strict=True):
        if cell.strip():
            several = tag in (*WOS_NAMES, "CA", "GP") or (tag == "C1" and "[" not in cell)
            values[tag or "blank"] = [part.strip() for part in cell.split(";")] if several else [cell]
    return wos_record(values, row.line)
