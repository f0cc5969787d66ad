"""The BibTeX text of a record that is taken in: plain text escaped, or the block of a .bib as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from litmatrix.bibliography import bibtex
from litmatrix.bibliography.fields import HEAD, balanced, field_spans, marks, with_field
from litmatrix.bibliography.frame import NAMES, VERBATIM
from litmatrix.bibliography.values import MONTHS
from litmatrix.importing.readers import ImportedRecord
from litmatrix.importing.readers.dates import is_spreadsheet_date
from litmatrix.importing.style import DEFAULT, Style, rendered
from litmatrix.vocabulary import ERROR, FORMER_KEYS, ORIGIN, STUDY

# What means something to litmatrix, and something else to the program that wrote the file.
_OURS = (ORIGIN, STUDY, FORMER_KEYS)
# Where a reader keeps a key that may be no more than a number: nothing is said by it once the entry bears it.
_OWN_KEYS = ("ris_id", "csl_id")
_NOT_TYPES = ("comment", "string", "preamble")

_SPECIAL = {
    "\\": "\\textbackslash{}", "%": "\\%", "&": "\\&", "#": "\\#", "_": "\\_", "$": "\\$",
    "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
}  # fmt: skip
_MARKS = re.compile(r"[\\%&#_$~^]")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DASH = "[-\u2010-\u2015]"
_PAGE = r"[A-Za-z]{0,3}\d+[A-Za-z]?"
# A hyphen parts first and last page where it is the only one; among others, where it is longer or stands apart, or
# where both sides begin alike (41103-1-41103-3).
_RANGE = re.compile(rf"(?<![\w/]|{_DASH})({_PAGE})\s*{_DASH}\s*({_PAGE})(?![\w/]|\s?{_DASH})")
_CLEAR_RANGE = re.compile(r"(\w+(?:-\w+)+)(?:\s*(?:[\u2012-\u2015]|--)\s*|\s+-\s+)(\w+(?:-\w+)*)")
_ALIKE_RANGE = re.compile(r"((\w+(?:-\w+)*-)\w+)-(\2\w+)")
_BRACED = re.compile(r"\{[^{}]*\}")


def escaped(value: str, name: str = "") -> str:
    """Return plain text as BibTeX text for a field: read again, it is the same plain text.

    Paragraphs stay apart, other space is one space. Signs that no text file holds become U+FFFD.

    >>> escaped("50 % of R&D {sic")
    '50 \\\\% of R\\\\&D \\\\textbraceleft{}sic'
    """
    value = _UNFIT.sub("\ufffd", value)
    if name in VERBATIM:
        value = " ".join(value.split())
        if not balanced(value):
            value = value.replace("{", "%7B").replace("}", "%7D")
        return f"{value[:-1]}%5C" if value.endswith("\\") else value
    paragraphs = [
        " ".join(part.split()) for part in re.split(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)\s*", value)
    ]
    kept = _in_names if name in NAMES else _in_text
    shown = [kept(part) for part in paragraphs if part]
    if name == "pages" and len(shown) == 1:
        shown = [_ranged(shown[0])]
    # A line that begins so would be taken for a block of its own, or for a merge conflict.
    shown = [f"{{{part[0]}}}{part[1:]}" if part[0] in "@<>|" else part for part in shown]
    return "\n\n".join(shown)


def _ranged(pages: str) -> str:
    """Return pages with their ranges as BibTeX writes them, where it is clear which hyphen parts one; a date stays."""
    if is_spreadsheet_date(pages):
        return pages
    if clear := _CLEAR_RANGE.fullmatch(pages):
        return f"{clear[1]}--{clear[2]}"
    if alike := _ALIKE_RANGE.fullmatch(pages):
        return f"{alike[1]}--{alike[3]}"
    return _RANGE.sub(_range, pages)


def _range(found: re.Match[str]) -> str:
    """Return first and last page as a range; where the last is before the first (41103-1), it is one number."""
    first, last = (re.sub(r"\D", "", page) for page in found.groups())
    return found[0] if int(first[: -len(last)] + last) < int(first) else f"{found[1]}--{found[2]}"


def _in_text(text: str) -> str:
    text = _MARKS.sub(lambda found: _SPECIAL[found[0]], text.replace("{", "\1").replace("}", "\2"))
    return text.replace("\1", "\\textbraceleft{}").replace("\2", "\\textbraceright{}")


def _in_names(text: str) -> str:
    """Return names with braces around organisations as they are."""
    parts, at = [], 0
    for found in _BRACED.finditer(text):
        parts += [_in_text(text[at : found.start()]), "{", _in_text(found[0][1:-1]), "}"]
        at = found.end()
    return "".join([*parts, _in_text(text[at:])])


def bibtex_fields(record: ImportedRecord, search: str) -> dict[str, str]:
    """Return the fields of a record as BibTeX text, with the search as its origin.

    A field that means something else here (`origin`, `study`, `ids`) is kept as `origin_given` and so on.
    """
    fields: dict[str, str] = {}
    for given, value in record.fields.items():
        name = re.sub(r"[^A-Za-z0-9_+-]", "_", given).lower()
        if name in _OURS:
            name = f"{name}_given"
        if not re.match(r"[a-z]", name):
            name = f"x_{name}"
        while name in fields:
            name += "_"
        if text := escaped(value, name):
            fields[name] = text
    return {**fields, ORIGIN: search}


def block(record: ImportedRecord, key: str, search: str) -> str:
    """Return the block of a .bib with `origin` added; its key, and macros of its file, are put in where they must.

    Empty where the block does not stand by itself: it is then made anew of its fields.
    """
    raw = record.raw.strip().replace("\r\n", "\n").replace("\r", "\n")
    head = HEAD.match(raw)
    if head is None or _UNFIT.search(raw):
        return ""
    given = head["braced"] or head["bracketed"] or ""
    for span in reversed(field_spans(raw)):
        value = raw[span.value_start : span.value_end]
        name = span.name.lower()
        if value[:1] not in ("{", '"') or any(mark == "#" for mark, _ in marks(value, 0, len(value))):
            if value.isdigit() or value.lower() in MONTHS:
                continue
            text = escaped(record.fields.get(name, value), name)
            raw = f"{raw[: span.value_start]}{{{text}}}{raw[span.value_end :]}"
        if name == ORIGIN:
            raw = f"{raw[: span.start]}{span.name}_given{raw[span.start + len(span.name) :]}"
    raw = with_field(raw, ORIGIN, search)
    if key != given:
        raw = f"{raw[: head.end() - len(given)]}{key}{raw[head.end() :]}"
    return raw


class Written(NamedTuple):
    """A record as it is written: its entry's text, and the fields that this must have (None: those of the text itself)."""

    record: ImportedRecord
    text: str
    fields: Mapping[str, str] | None


def written(record: ImportedRecord, key: str, search: str, style: Style) -> Written:
    """Return the entry of a record: its own block where it has one, else laid out in a style."""
    if record.raw and (text := block(record, key, search)):
        return Written(record, text, None)
    if record.key == key:
        kept = {name: value for name, value in record.fields.items() if value != key or name not in _OWN_KEYS}
        record = replace(record, fields=kept)
    return _laid_out(record, key, bibtex_fields(record, search), style)


def otherwise(one: Written, key: str, search: str, style: Style) -> Iterator[Written]:
    """Yield other texts of an entry that does not read back: its block laid out anew, then what any parser takes."""
    fields = bibtex_fields(one.record, search)
    if one.fields is None:
        yield _laid_out(one.record, key, fields, style)
    plainest = {name: " ".join(value.split()) for name, value in fields.items()}
    yield _laid_out(one.record, key, plainest, DEFAULT)


def _laid_out(record: ImportedRecord, key: str, fields: Mapping[str, str], style: Style) -> Written:
    type = record.type.strip()
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", type) or type.lower() in _NOT_TYPES:
        type = "misc"
    return Written(record, rendered(style, type, key, fields), fields)


def sound_texts(wanted: Mapping[str, Written]) -> dict[str, str]:
    """Return by key the text of each entry that reads back as what it is."""
    parsed, _, problems = bibtex.parse("\n\n".join(one.text for one in wanted.values()), "new")
    odd = {problem.key for problem in problems if problem.severity == ERROR}
    return {
        key: one.text
        for key, one in wanted.items()
        if key in parsed
        and key not in odd
        and parsed[key].raw == one.text
        and (one.fields is None or {**parsed[key].fields} == {**one.fields})
    }
