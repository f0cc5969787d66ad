"""BibTeX and BibLaTeX: blocks byte for byte, fields decoded; a block whose key is no good is read without it."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from litmatrix.bibliography import bibtex, crossref
from litmatrix.bibliography.bibtex import Entry, Parsed
from litmatrix.bibliography.fields import HEAD, balanced, field_spans, mended, with_field, without_field
from litmatrix.bibliography.frame import FIELDS, NAMES, VERBATIM
from litmatrix.bibliography.latex import name_text, names, plain
from litmatrix.bibliography.values import MONTHS
from litmatrix.importing.readers.values import ImportedRecord, Read, is_placeholder, not_read, warning
from litmatrix.model import Problem
from litmatrix.vocabulary import ERROR, WARNING

_BEGINS = re.compile(r"^[ \t]*@[ \t]*(\w+)[ \t]*[{(]", re.MULTILINE)
_NOT_ENTRIES = frozenset({"comment", "string", "preamble"})
_MENDED = {
    "duplicate-field": "The others are kept, each in a field of its own.",
    "missing-comma": "It was added.",
}
_REPORTED = frozenset({"broken-entry", "duplicate-key", "no-key", "no-type"})
_NO_GOOD_KEY = re.compile(
    r"(@\s*+\w++\s*+[{(])(?!\s*+[\w-]++\s*+=)([^\n]{0,300}?,)?(?=\s*+[\w-]++\s*+=)|(@\s*+\w++\s*+[{(])"
)
_UNREAD = re.compile(r"(?: and|; (?:it|this entry) is) not read")
# Where a database prints a word for “none”; in a person's own fields (`rating = {none}`) it may be one.
_OF_DATABASES = frozenset({*FIELDS, *NAMES, "issn", "isbn", "journaltitle", "date", "month", "affiliation", "language", "publisher", "address"}) - {"origin", "study", "ids", "note"}  # fmt: skip


def read_bib(text: str, name: str) -> Read:
    """Return the entries of BibTeX text; an entry whose key is missing, broken or used before has the key ""."""
    parsed = bibtex.parse(text, name)
    problems: list[Problem] = []
    found, odd = dict(parsed.entries), {}
    for problem in parsed.problems:
        if problem.check in _MENDED and (entry := found.get(problem.key)) and problem.key not in odd:
            odd[entry.key] = _mended(entry, name, parsed.strings)
    found.update({key: entry for key, entry in odd.items() if entry})
    whole, stored = crossref.inherited(found), crossref.inherited(found, ["xdata"])
    records = []
    for entry in found.values():
        if entry.type not in crossref.NO_RECORDS:
            sound = all(key in found for _, key in crossref.parents(entry, ["xdata"]))
            raw = _with_stored(entry, stored[entry.key]) if entry.key in stored and sound else entry.raw
            fields = dict(whole.get(entry.key, entry.fields))
            if raw is not entry.raw:
                del fields["xdata"]
            records.append(_record(replace(entry, fields=fields, raw=raw), parsed.strings))
    starts = [found.start() for found in _BEGINS.finditer(text) if found[1].lower() not in _NOT_ENTRIES]
    line_starts = [0, *(found.end() for found in re.finditer("\n", text))]
    met: set[str] = set()
    for problem in (*parsed.problems, *crossref.check_parents(found, name)):
        if problem.check in _REPORTED and problem.severity == ERROR:
            first = problem.where not in met
            met.add(problem.where)
            record = _recovered(text, line_starts, starts, problem, name, parsed) if first else None
            if record is None:
                problem = not_read(problem.where, problem.message, problem.fix, problem.key)
            else:
                records.append(record)
                how = "" if record.key else " under a new key"
                message = _UNREAD.sub("", problem.message)
                problem = warning("no-key", problem.where, f"{message} It was corrected and read{how}.")
        elif problem.check == "stray-fields":
            problem = not_read(problem.where, problem.message, problem.fix)
        elif odd.get(problem.key) and problem.check in _MENDED:
            message = f"{problem.message} {_MENDED[problem.check]}"
            problem = replace(problem, severity=WARNING, message=message, fix="")
        problems.append(problem)
    records.sort(key=lambda record: record.line)
    return Read(records, problems, _declared(text, parsed.entries.values()))


def _declared(text: str, entries: Iterable[Entry]) -> list[int]:
    """The plain scan: the lines that begin an entry, but for what looks like one within an entry that was read."""
    inside = sorted((entry.start, entry.start + len(entry.raw)) for entry in entries)
    lines, line, at, block = [], 1, 0, 0
    for found in _BEGINS.finditer(text):
        start = found.end() - len(found[0].lstrip())
        line += text.count("\n", at, start)
        at = start
        while block < len(inside) and inside[block][1] <= start:
            block += 1
        within = block < len(inside) and inside[block][0] < start
        if found[1].lower() not in _NOT_ENTRIES | crossref.NO_RECORDS and not within:
            lines.append(line)
    return lines


def _mended(entry: Entry, name: str, strings: Mapping[str, str]) -> Entry | None:
    """Return an entry with what is odd in it mended, or None where that is not enough."""
    again = bibtex.parse(mended(entry.raw), name, strings.items())
    if [*again.entries] != [entry.key] or any(problem.severity == ERROR for problem in again.problems):
        return None
    return replace(again.entries[entry.key], start=entry.start, line=entry.line)


def _recovered(
    text: str, line_starts: list[int], starts: list[int], problem: Problem, name: str, parsed: Parsed
) -> ImportedRecord | None:
    """Return the record of an entry that was given up for its key or the comma behind it alone, or None."""
    line = int(problem.where.rsplit(":", 1)[1])
    begin = line_starts[line - 1]
    # The entry's own @ may stand in from the margin: the next one that begins a line comes after it.
    own = bisect.bisect_right(starts, begin)
    own += own < len(starts) and not text[begin : starts[own]].strip()
    limit = starts[own] if own < len(starts) else len(text)
    block = text[begin:limit].strip()
    entry = _only(mended(block), name, parsed.strings)
    if entry is not None and entry.key not in parsed.entries and problem.check != "duplicate-key":
        return _record(replace(entry, line=line), parsed.strings)
    given = entry.key if entry is not None else ""
    if entry is None and (found := _NO_GOOD_KEY.match(block)):
        given = (found[2] or "").strip(" ,")
        block = f"{found[1] or found[3]}litmatrix-key,{block[found.end() :]}"
        entry = _only(mended(block), name, parsed.strings)
    if entry is None or entry.type in crossref.NO_RECORDS:
        return None
    record = _record(entry, parsed.strings)
    return ImportedRecord(record.type, "", record.fields | ({"bibtex_key": given} if given else {}), line, "")


def _only(block: str, name: str, strings: Mapping[str, str]) -> Entry | None:
    """Return the one entry in a text, or None: there are more, or it is broken."""
    entries, _, problems = bibtex.parse(block, name, strings.items())
    sound = len(entries) == 1 and not any(problem.severity == ERROR for problem in problems)
    return next(iter(entries.values())) if sound else None


def _with_stored(entry: Entry, fields: Mapping[str, str]) -> str:
    """Return an entry's text with what it has from stores of fields (`xdata`) put in: those are no records."""
    raw = without_field(entry.raw, "xdata")
    for name, value in fields.items():
        if name not in entry.fields and balanced(value):
            raw = with_field(raw, name, value)
    return raw


def _record(entry: Entry, strings: Mapping[str, str]) -> ImportedRecord:
    none = [
        field
        for field, value in entry.fields.items()
        if field in _OF_DATABASES and is_placeholder(plain(value), field)
    ]
    fields = {field: _decoded(field, value) for field, value in entry.fields.items() if field not in none}
    fields = {field: value for field, value in fields.items() if value}
    raw = _without_macros(entry, strings) if strings else entry.raw
    for field in none:
        raw = without_field(raw, field)
    return ImportedRecord(entry.type, entry.key, fields, entry.line, raw)


def _decoded(field: str, value: str) -> str:
    if field in VERBATIM or not value:
        return value[1:-1].strip() if value[:1] + value[-1:] == "{}" else value
    return _people(value) if field in NAMES else plain(value)


def _people(value: str) -> str:
    """Return a list of names as “Family, Given and {Organisation}”, in plain text."""
    shown = []
    for name in names(value):
        text = name_text(name)
        whole = name.startswith("{") and name.endswith("}") and "," not in text
        shown.append(f"{{{text}}}" if whole and " " in text else text)
    return " and ".join(name for name in shown if name)


def _without_macros(entry: Entry, strings: Mapping[str, str]) -> str:
    """Return the block's text with the file's own macros put in: they are not defined elsewhere."""
    raw = entry.raw
    head = HEAD.match(raw)
    for span in field_spans(raw) if head else ():
        value = raw_value = entry.raw[span.value_start : span.value_end]
        words = re.sub(r"\{.*\}|\"[^\"]*\"", " ", value, flags=re.DOTALL)
        used = {word.lower() for word in re.findall(r"[^\s#,]+", words)} & strings.keys()
        if used - {*MONTHS} and raw_value:
            raw = with_field(raw, span.name, f"{entry.fields[span.name.lower()]}")
    return raw
