"""RefWorks' tagged format, which CNKI, ProQuest and EBSCO write, and NoteExpress's, which CNKI and Wanfang do."""

from __future__ import annotations

import re
from collections.abc import Mapping

from litmatrix.importing.readers.composing import Draft, compose
from litmatrix.importing.readers.refer import serial_slot, type_named
from litmatrix.importing.readers.tagged import Block, Form, finish, lexed, sort_out
from litmatrix.importing.readers.values import ImportedRecord, Read

__all__ = ["read_noteexpress", "read_refworks"]

TAGS = {
    "A1": "author", "A2": "editor", "A3": "", "A4": "translator", "T1": "title", "T2": "booktitle", "T3": "series", "JF": "journal",
    "JO": "shortjournal", "YR": "year", "FD": "date", "VO": "volume", "IS": "number", "SP": "start", "OP": "end", "K1": "keywords",
    "AB": "abstract", "NO": "note", "ED": "edition", "PB": "publisher", "PP": "address", "SN": "serial", "AD": "affiliation",
    "LA": "language", "DO": "doi", "UL": "url", "LK": "url", "ST": "shorttitle", "OT": "", "WT": "journal", "RD": "",
}  # fmt: skip
# Tags that have no home in BibTeX; a line that begins with any other word is text.
_OTHERS = (
    "RT", "SR", "ID", "AN", "AV", "CL", "CN", "CR", "DB", "DS", "IP", "LL", "OL", "SF", "SL", "WP", "WV", "A5", "A6", "NP", "RP", "VL", "PM", "PN", "CO", "CY", "DI", "M1", "M2", "M3", "GE", "CT",
    "U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8", "U9",
)  # fmt: skip
_TAG = re.compile(rf"({'|'.join((*TAGS, *_OTHERS))})(?: (.*)|)\Z")
_BEGINS = re.compile(r"RT(?:\s|\Z)")

LABELS = {
    "Title": "title", "Author": "author", "Secondary Author": "editor", "Subsidiary Author": "translator", "Author Address": "affiliation",
    "Author Affiliation": "affiliation", "Journal": "journal", "Secondary Title": "journal", "Tertiary Title": "series", "Year": "year",
    "Date": "date", "Volume": "volume", "Issue": "number", "Number": "number", "Pages": "pages", "Keywords": "keywords", "Abstract": "abstract",
    "DOI": "doi", "URL": "url", "ISBN/ISSN": "serial", "ISSN": "serial", "ISBN": "serial", "Notes": "note", "Language": "language",
    "Publisher": "publisher", "Place Published": "address", "Edition": "edition", "Short Title": "shorttitle", "Number of Volumes": "volumes",
}  # fmt: skip
_LABEL = re.compile(r"\s*\{([A-Z][\w /()-]{1,30})\}: ?(.*)\Z")
_BEGINS_LABELLED = re.compile(r"\s*\{Reference Type\}:")

_PEOPLE = frozenset({"author", "editor", "translator"})


def _is_type(value: str) -> bool:
    return type_named(value)[0] != "misc" or value.istitle() or not value.strip()


_FORM = Form("RT", "", frozenset({"T1"}), frozenset({"T1", "A1"}), _is_type)
_LABELLED = Form("Reference Type", "", frozenset({"Title"}), frozenset({"Title", "Author"}), _is_type)


def read_refworks(lines: list[str], name: str, first: int = 1) -> Read:
    """Return the records of RefWorks' tagged lines: an RT line begins one."""
    declared = [number for number, line in enumerate(lines, first) if _BEGINS.match(line)]
    done = sort_out(lexed(lines, first, _TAG), _FORM)
    return finish(done, declared, name, _FORM, lambda block: _record(block, "refworks", TAGS))


def read_noteexpress(lines: list[str], name: str, first: int = 1) -> Read:
    """Return the records of NoteExpress's lines: ``{Reference Type}:`` begins one."""
    declared = [number for number, line in enumerate(lines, first) if _BEGINS_LABELLED.match(line)]
    done = sort_out(lexed(lines, first, _LABEL), _LABELLED)
    return finish(done, declared, name, _LABELLED, lambda block: _record(block, "noteexpress", LABELS))


def _record(block: Block, prefix: str, slots: Mapping[str, str]) -> ImportedRecord:
    draft = Draft(prefix, block.line)
    values = [(tag, "\n".join(lines)) for tag, lines in block.tags]
    given = [value.strip() for tag, value in values if tag in ("RT", "Reference Type") and value.strip()]
    described = " ".join(value for tag, value in values if tag in ("Type of Work", "ED", "CL"))
    type, whole = type_named("".join(given[:1]), described)
    if given and not whole:
        draft.put("", "; ".join(given), "type")
    for tag, value in values:
        if tag in ("RT", "Reference Type"):
            continue
        slot = slots.get(tag, "")
        if slot == "serial":
            slot = serial_slot("".join(given[:1]), value)
        if slot in ("language", "affiliation"):
            value = value.rstrip(" ;；")
        several = slot in _PEOPLE or slot == "keywords"
        for part in re.split(r"[;；\n]", value) if several else [value]:
            draft.put(slot, part, tag)
    return compose(draft, type)
