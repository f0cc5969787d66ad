"""The refer format of EndNote (.enw), Google Scholar and others: lines that begin with ``%`` and a sign."""

from __future__ import annotations

import re

from litmatrix.importing.readers.composing import Draft, compose
from litmatrix.importing.readers.tagged import Block, Form, finish, lexed, sort_out
from litmatrix.importing.readers.values import ImportedRecord, Read

__all__ = ["of_a_master", "read_refer", "serial_slot", "type_named"]

_TAG = re.compile(r"\s{0,3}%([0-9A-Za-z@!?*#$&()+^~<>=|\[\]])(?:[ \t](.*)|)\Z")
_BEGINS = re.compile(r"\s{0,3}%0(?:\s|\Z)")

TAGS = {
    "A": "author", "E": "editor", "T": "title", "J": "journal", "B": "journal", "S": "series", "V": "volume", "N": "number", "P": "pages",
    "D": "year", "8": "date", "I": "publisher", "C": "address", "X": "abstract", "K": "keywords", "U": "url", "R": "doi",
    "@": "serial", "Z": "note", "O": "note", "7": "edition", "G": "language", "+": "affiliation", "!": "shorttitle", "6": "volumes",
    "Q": "group", "?": "translator",
}  # fmt: skip

# Signs that cannot stand in the name of a field.
_NAMED = {
    "*": "reviewed", "#": "hash", "$": "dollar", "&": "section", "(": "original", ")": "reprint", "^": "accession2", "~": "database",
    "<": "research_notes", ">": "file", "=": "source", "|": "provider", "[": "accessed", "]": "bracket", "!": "shorttitle",
    "@": "serial", "+": "affiliation", "?": "subsidiary",
}  # fmt: skip

_KINDS = (
    ("chapter", "incollection"), ("book section", "incollection"), ("book, section", "incollection"), ("conference proceedings", "inproceedings"),
    ("conference paper", "inproceedings"), ("conference", "inproceedings"), ("journal", "article"), ("magazine", "article"),
    ("newspaper", "article"), ("electronic article", "article"), ("thesis", "phdthesis"), ("dissertation", "phdthesis"),
    ("report", "techreport"), ("government document", "techreport"), ("standard", "techreport"), ("book", "book"), ("web", "online"),
    ("online", "online"), ("blog", "online"), ("unpublished", "unpublished"), ("manuscript", "unpublished"), ("article", "article"),
)  # fmt: skip
_MASTER = re.compile(r"master|\bm\.? ?sc\b|\bmagist|maestr[ií]a|mestrado|硕士|碩士|修士|석사", re.IGNORECASE)
_NUMBERED = re.compile(
    r"patent|report|standard|statute|legal|\bcase\b|\bbill\b|\bgrant\b|government", re.IGNORECASE
)
_CANONICAL = frozenset(
    {
        "journal article",
        "book section",
        "book",
        "thesis",
        "dissertation/thesis",
        "report",
        "conference proceedings",
        "conference paper",
        "web page",
        "generic",
        "unpublished work",
    }
)


def type_named(kind: str, of: str = "") -> tuple[str, bool]:
    """Return the entry type for a type of reference in EndNote's words, and whether that says all."""
    low = kind.strip().lower()
    type = next((type for word, type in _KINDS if word in low), "misc")
    if type == "phdthesis" and of_a_master(f"{low} {of}"):
        type = "mastersthesis"
    return type, low in _CANONICAL


def of_a_master(words: str) -> bool:
    """Say whether the words on a thesis are those of a master's."""
    return bool(_MASTER.search(words))


def serial_slot(kind: str, value: str) -> str:
    """Return what the number of a work is, by its kind in EndNote's words: that of a patent is no ISSN."""
    if not _NUMBERED.search(kind):
        return "serial"
    whole = re.fullmatch(r"\s*(?:\d{4}-\d{3}[\dXx]|97[89][\d -]{10,14})\b.*", value, re.DOTALL)
    return "serial" if whole and "patent" not in kind.lower() else "number"


_FORM = Form(
    "0",
    "",
    frozenset({"T"}),
    frozenset({"T", "A", "E"}),
    lambda value: (
        not value.strip() or type_named(value)[1] or type_named(value)[0] != "misc" or value.istitle()
    ),
    several=True,
)


def read_refer(lines: list[str], name: str, first: int = 1) -> Read:
    """Return the records of refer lines: a blank line parts them, and so does a second ``%0``.

    Several ``%0`` in a row are types of one record.
    """
    found = lexed(lines, first, _TAG)
    declared, apart, last = [], True, ""
    for number, line in enumerate(lines, first):
        if _BEGINS.match(line) and (apart or not _BEGINS.match(last)):
            declared.append(number)
        apart, last = not line.strip(), line
    return finish(sort_out(found, _FORM), declared, name, _FORM, _record)


def _record(block: Block) -> ImportedRecord:
    draft = Draft("enw", block.line)
    values = [(tag, "\n".join(lines)) for tag, lines in block.tags]
    kinds = [value.strip() for tag, value in values if tag == "0" and value.strip()]
    type, whole = type_named(
        kinds[0] if kinds else "", " ".join(value for tag, value in values if tag == "9")
    )
    if kinds and (len(kinds) > 1 or not whole):
        draft.put("", "; ".join(kinds), "type")
    kind = "".join(kinds[:1])
    # The number of a patent goes before those of its application and its class.
    for tag, value in sorted(values, key=lambda each: "patent" in kind.lower() and each[0] != "@"):
        if tag == "0":
            continue
        slot = TAGS.get(tag, "")
        if slot == "serial":
            slot = serial_slot(kind, value)
        if slot == "keywords":
            for part in re.split(r"[;；\n]", value):
                draft.put(slot, part, tag)
            continue
        if slot == "journal" and tag == "B" and type == "article":
            slot = "booktitle"
        draft.put(slot, value, _NAMED.get(tag, tag))
    return compose(draft, type)
