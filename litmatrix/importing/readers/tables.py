"""Tables: CSV with any delimiter, Web of Science's tab-delimited files, spreadsheets. Columns are told by their headings."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from litmatrix.errors import Misuse, Unreadable
from litmatrix.importing.readers import names
from litmatrix.importing.readers.composing import Draft, compose
from litmatrix.importing.readers.csljson import TYPES as CSL_TYPES
from litmatrix.importing.readers.dates import is_spreadsheet_date
from litmatrix.importing.readers.headings import PEOPLE, field_for, folded, recognised
from litmatrix.importing.readers.refer import type_named
from litmatrix.importing.readers.ris import TAGS as RIS_TAGS
from litmatrix.importing.readers.ris import TYPES as RIS_TYPES
from litmatrix.importing.readers.values import ImportedRecord, Read, is_placeholder, not_read, warning
from litmatrix.importing.readers.wos import TAGS, wos_record
from litmatrix.model import Problem

__all__ = ["Layout", "Row", "layout_of", "program_of", "read_cells", "read_rows", "rows_of", "turned_rows"]

_DELIMITERS = ",;\t|"
_LIMIT = 1 << 30
# After so many rows whose quotation marks are out of step, the rest is given up: the time must stay linear.
_MOST_GIVEN_UP = 200
# How many rows are looked at for the one that holds the headings: some programs write a line or two before it.
_HEAD = 12
_FIELD_NAME = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)
_WOS_TAG = re.compile(r"[A-Z][A-Z0-9]\Z")
_PAGES_TOO = {"start": "pages", "end": "pages", "kind": "type", "citation": ""}
# What some tags of RIS mean only in some types of record.
_OF_TAGS = {
    "second": "editor",
    "third": "series",
    "visited": "urldate",
    "kind": "",
    "number_of_article": "eid",
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


class Row(NamedTuple):
    """One row: its cells, the line that it starts on, and how many lines it takes."""

    cells: list[str]
    line: int
    height: int


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
        for row in _head(lines, delimiter):
            cells, above = [cell.strip() for cell in row.cells], row.line - 1 + row.height
            first = lines[row.line - 1]
            broken = '"' in first and not _well_quoted("\n".join(lines[row.line - 1 : above]), delimiter)
            if broken or (
                row.height > 1 and _swallowing(lines[row.line : above], delimiter, first.count(delimiter) + 1)
            ):
                cells, above = [cell.strip(' "') for cell in first.split(delimiter)], row.line
            found = recognised(cells) + 2 * sum(want in cells for want in wanted)
            tags = sum(bool(_WOS_TAG.match(cell)) for cell in cells)
            if delimiter == "\t" and cells[:1] == ["PT"] and tags > 8:
                found = tags
            if found and (best is None or found > best.found):
                best = Layout(delimiter, above, tuple(cells), found)
    if best is not None and len(best.headings) == 1 and not wanted:
        # One column only: a word on a line of its own makes no table, unless it is the first and others follow.
        return best if best.above == 1 and any(line.strip() for line in lines[1:]) else None
    return best


def _head(lines: list[str], delimiter: str) -> list[Row]:
    return list(itertools.islice(rows_of(lines[:200], delimiter, 1), _HEAD))


def rows_of(lines: list[str], delimiter: str, first: int) -> Iterator[Row]:
    """Yield the rows of lines, with the line that each starts on."""
    limit = csv.field_size_limit(_LIMIT)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    start = 0
    try:
        for cells in reader:
            yield Row(cells, first + start, reader.line_num - start)
            start = reader.line_num
    except csv.Error:
        # Only a NUL or a field over the limit raises without `strict`; neither is left by then.
        return
    finally:
        csv.field_size_limit(limit)


def program_of(headings: Sequence[str], rows: Sequence[Row]) -> str:
    """Return the format that a table is in by its headings: of Web of Science, Rayyan, ASReview, or any."""
    if headings[:1] == ("PT",) and sum(bool(_WOS_TAG.match(each)) for each in headings) > 8:
        return "wos-tab"
    folds = {folded(heading) for heading in headings}
    if {"key", "title", "authors", "issn", "notes"} <= folds or any(
        "RAYYAN-INCLUSION" in cell for row in rows[:50] for cell in row.cells
    ):
        return "rayyan-csv"
    if any(
        fold.startswith("asreview") or fold in ("labelincluded", "finalincluded", "includedlabel")
        for fold in folds
    ):
        return "asreview-csv"
    return (
        "rayyan-csv"
        if {"key", "title", "authors", "issn", "volume", "issue", "pages", "notes"} <= folds
        else "csv"
    )


def read_rows(
    lines: list[str], name: str, layout: Layout, columns: Mapping[str, str] | None = None
) -> tuple[Read, str]:
    """Return the records of a delimited table, and its format."""
    problems: list[Problem] = []
    if turned := _turned(lines, layout, name, problems):
        read = read_cells(turned[0].cells, turned[1:], name, "csv", columns)
        return Read(read.records, [*problems, *read.problems], read.declared, read.columns), "csv"
    head = lines[layout.above - 1]
    whole = len(head.split(layout.delimiter)) == len(layout.headings)
    if '"' in head and whole and not _well_quoted(head, layout.delimiter):
        message = (
            "a quotation mark stands inside a heading; look whether the columns are those that were meant."
        )
        problems.append(warning("bad-quoting", f"{name}:{layout.above}", message))
    rows = list(_sound(lines, layout, name, problems))
    program = program_of(layout.headings, rows)
    read = read_cells(layout.headings, rows, name, program, columns)
    return Read(read.records, [*problems, *read.problems], read.declared, read.columns), program


def _sound(lines: list[str], layout: Layout, name: str, problems: list[Problem]) -> Iterator[Row]:
    """Yield the rows under the headings that have their width; the others are reported.

    A row whose quotation marks are broken is read as it was meant, where that gives it its width, and pointed out.
    One that swallowed others, for want of a quotation mark, is given up, and reading goes on with the next line.
    """
    width = len(layout.headings)
    at, given_up = layout.above, 0
    while at < len(lines):
        start, at = at, len(lines)
        for row in rows_of(lines[start:], layout.delimiter, start + 1):
            swallowing = broken = _out_of_step(row, lines, layout)
            end = row.line if broken else row.line - 1 + row.height
            text = "\n".join(lines[row.line - 1 : end])
            if '"' in text and (swallowing or not _well_quoted(text, layout.delimiter)):
                meant = as_meant(text, layout.delimiter, width)
                spaced = _strictly(text, layout.delimiter, spaces=True)
                if not swallowing and len(spaced) == width:
                    # Spaces stand before its quotation marks, and all else is in order.
                    yield Row(spaced, row.line, row.height)
                    continue
                given_up += swallowing
                swallowing = swallowing and not meant
                row = Row(meant, row.line, end - row.line + 1) if meant else row
                if not swallowing:
                    message = "a quotation mark stands inside a cell of this row; look whether its cells were read as meant."
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


def _well_quoted(text: str, delimiter: str) -> bool:
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
    cells: list[str] = []
    at, end = 0, len(text)
    closes = re.compile(rf'"[ \t]*(?={re.escape(delimiter)}|\Z)' if delimiter != "\t" else r'" *(?=\t|\Z)')
    opens = re.compile(r' *"')
    while True:
        begin = opens.match(text, at)
        if begin is None:
            stop = text.find(delimiter, at)
            cells.append(text[at : stop if stop >= 0 else end])
            if stop < 0:
                return cells
            at = stop + 1
            continue
        at, cell = begin.end(), ""
        while True:
            mark = text.find('"', at)
            cell += text[at : mark if mark >= 0 else end]
            if mark < 0:
                return []
            if doubled and text[mark + 1 : mark + 2] == '"':
                cell, at = f'{cell}"', mark + 2
            elif closed := closes.match(text, mark):
                cells.append(cell)
                if closed.end() == end:
                    return cells
                at = closed.end() + 1
                break
            elif cell[-1:] == delimiter:
                # The cell before was not closed.
                cells.append(cell[:-1])
                at = mark
                break
            else:
                cell, at = f'{cell}"', mark + 1


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
            not_read(where, message, "Put quotation marks round a cell that holds the delimiter.")
        )
        return None
    if len(cells) < width:
        message = f"this row has {len(cells)} cells, the headings are {width}; the missing ones were taken as empty."
        problems.append(warning("ragged-row", where, message, "Look whether the file is cut short here."))
    return Row(cells + [""] * (width - len(cells)), row.line, row.height)


def _out_of_step(row: Row, lines: list[str], layout: Layout) -> bool:
    """Say whether a row of several lines swallowed others: it does not fit, or one of its lines is a row by itself."""
    if row.height < 2:
        return False
    width = len(layout.headings)
    return len(row.cells) != width or _swallowing(
        lines[row.line : row.line - 1 + row.height], layout.delimiter, width
    )


def _swallowing(lines: list[str], delimiter: str, width: int) -> bool:
    """Say whether one of the lines is a whole row by itself: of `width` cells (0: of four or more), its quotes in pairs."""
    for line in lines:
        if line.count('"') % 2 == 0 and line.count(delimiter) >= max(width - 1, 3 if not width else 1):
            cells = len(next(csv.reader([line], delimiter=delimiter), []))
            if cells == width or (not width and cells > 3):
                return True
    return False


# --- fields in rows --------------------------------------------------------------------------------------


def _turned(lines: list[str], layout: Layout, name: str, problems: list[Problem]) -> list[Row]:
    """Return the rows of `turned_rows` for lines; one that swallowed others is pointed out."""
    every = rows_of(lines, layout.delimiter, 1)
    rows = [row for row in itertools.islice(every, _TURNED) if any(map(str.strip, row.cells))]
    if not turned_rows(rows):
        return []
    rows += [row for row in every if any(map(str.strip, row.cells))]
    names = {row.cells[0] for row in rows}
    for row in rows:
        for line in lines[row.line : row.line - 1 + row.height]:
            if line.split(layout.delimiter)[0].strip(' "') in names:
                message = "this row goes on over others, for want of a quotation mark; what follows is read as part of it."
                problems.append(
                    warning("bad-quoting", f"{name}:{row.line}", message, "Close it, and import again.")
                )
                break
    return turned_rows(rows, f"{layout.delimiter} ")


def turned_rows(rows: Sequence[Row], joint: str = ", ") -> list[Row]:
    """Return headings and one row a record, of a table that has its fields in rows and their names in the first column.

    Nothing of any other table. `rows` are those that hold anything; where blank ones lie between is told by their lines.
    A record begins with the field that the first one begins with, behind a blank row, or where a field that is given
    once comes again.
    """
    names = [row.cells[0].strip() for row in rows]
    head = [name for name in names[:_TURNED] if name]
    known = {name: field for name in set(head) if (field := field_for(name))}
    if len(set(known.values())) < 3 or "title" not in known.values():
        return []
    if sum(name in known for name in head) < 0.6 * len(head):
        return []
    known |= {name: field for name in set(names) if name and (field := field_for(name))}
    begin = next(at for at, name in enumerate(names) if name in known or (name and names.count(name) > 1))
    if len(names) - begin == len(set(names[begin:])) and _columns_of(rows[begin:], known) > 1:
        return [
            Row(
                [row.cells[at].strip() if at < len(row.cells) else "" for row in rows[begin:]],
                rows[begin].line,
                1,
            )
            for at in range(max(len(row.cells) for row in rows[begin:]))
        ]
    first = names[begin]
    gaps = [at > begin and rows[at - 1].line + rows[at - 1].height < row.line for at, row in enumerate(rows)]
    behind = [name for name, gap in zip(names, gaps, strict=True) if gap]
    parted = 2 * behind.count(first) > len(behind)
    records: list[tuple[int, dict[str, list[str]]]] = []
    name = ""
    for at in range(begin, len(rows)):
        given, row = names[at], rows[at]
        again = bool(records) and given in records[-1][1] and (gaps[at] or known.get(given) in _GIVEN_ONCE)
        if not records or given == first or again or (parted and gaps[at]):
            records.append((row.line, {}))
        name = given or name
        records[-1][1].setdefault(name, []).extend(cell.strip() for cell in row.cells[1:] if cell.strip())
    headings = list(dict.fromkeys(name for _, values in records for name in values))
    lists = {"keywords", "affiliation", *PEOPLE}
    return [
        Row(headings, rows[begin].line, 1),
        *(
            Row(
                [
                    ("; " if known.get(name) in lists else joint).join(values.get(name, ()))
                    for name in headings
                ],
                line,
                1,
            )
            for line, values in records
        ),
    ]


# So many rows are looked at to tell such a table.
_TURNED = 300
_GIVEN_ONCE = frozenset(
    {"title", "year", "date", "doi", "pmid", "volume", "number", "journal", "pages", "start"}
)


def _columns_of(rows: Sequence[Row], known: Mapping[str, str]) -> int:
    """Return how many values the fields have that a record has once: more than one, and each is of another record."""
    counts = [
        sum(bool(cell.strip()) for cell in row.cells[1:])
        for row in rows
        if known.get(row.cells[0].strip()) in ("year", "date", "doi", "volume", "pmid")
    ]
    return min(counts, default=0)


# --- cells as records -----------------------------------------------------------------------------------


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
        at: names.comma_style(row.cells[at] for row in rows[:2000])
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
            message = f"a date stands here ({value.strip()}): a spreadsheet made it of a number such as 8-9 or 10/1."
            found.append(
                warning("date-in-cell", where, message, "Look up what it was, and correct the entry.")
            )
    return found


_NUMBERS = frozenset({"pages", "start", "end", "volume", "number", "eid"})
_TELLS = frozenset({"title", "author", "doi", "abstract", "pmid", "url"})


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
            f"{name}: no column is known to hold titles. Say which does; the columns are {there}."
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
        if field in PEOPLE:
            for person in names.people(value, styles.get(at, "")):
                draft.put(field, person, tag)
        elif field == "key":
            key = value.strip()
        elif field == "kind":
            kind = kind or value.strip()
            if folded(value) not in _PLAIN:
                draft.put("", value, tag)
        elif field == "keywords":
            for word in _words(value):
                draft.put(field, word, tag)
        elif field == "url" and " " in value.strip() and value.count("://") > 1:
            for address in re.split(r"[\s;,]+(?=\w+://)", value.strip()):
                draft.put(field, address, tag)
        else:
            draft.put(field, value, tag)
    if not draft.has("author"):
        for value, _ in draft.slots.get(f"{prefix}_authors", []):
            for person in names.people(value):
                draft.put("author", person, "authors")
    _tidied(draft)
    return compose(draft, _kind(kind, draft), key)


_PLAIN = frozenset({"article", "journalarticle", "jour", "book", "articlejournal"})


def _words(value: str) -> list[str]:
    if listed := names.listed_values(value):
        return listed
    return re.split(r"\s*(?:;|\||\n)\s*", value) if re.search(r"[;|\n]", value) else [value]


def _tidied(draft: Draft) -> None:
    """Mend what tables do to values: years as decimals, a list of addresses where one of them is a DOI."""
    for slot in ("year", "volume", "number", "start", "end", "pmid"):
        if slot in draft.slots:
            draft.slots[slot] = [
                (re.sub(r"\A(\d+)\.0\Z", r"\1", value), own) for value, own in draft.slots[slot]
            ]
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
            several = tag in ("AU", "AF", "BA", "BF", "BE", "ED", "CA", "GP") or (
                tag == "C1" and "[" not in cell
            )
            values[tag or "blank"] = [part.strip() for part in cell.split(";")] if several else [cell]
    return wos_record(values, row.line)
