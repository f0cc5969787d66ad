"""The refer format of EndNote (.enw), Google Scholar and others: lines that begin with ``%`` and a sign."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from litmatrix.importing.readers.composing import Draft, compose
from litmatrix.importing.readers.tagged import Block, Form
from litmatrix.importing.readers.values import ImportedRecord

_TAG = re.compile(r"\s{0,3}%([0-9A-Za-z@!?*#$&()+^~<>=|\[\]])(?:[ \t](.*)|)\Z")

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
_CANONICAL = frozenset({
    "journal article", "book section", "book", "thesis", "dissertation/thesis", "report", "conference proceedings", "conference paper",
    "web page", "generic", "unpublished work",
})  # fmt: skip


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


def is_type(value: str) -> bool:
    """Say whether words can be a type of reference, rather than text."""
    type, whole = type_named(value)
    return whole or type != "misc" or value.istitle() or not value.strip()


def record_of(
    block: Block, prefix: str, slots: Mapping[str, str], opening: str, describing: Set[str], several: Set[str],
    trimmed: Set[str] = frozenset(),
) -> tuple[Draft, str]:  # fmt: skip
    """Return the draft of a record whose type stands in EndNote's words behind its opening tag, and its entry type.

    `describing` are tags of what tells the kind of a thesis, `several` slots whose values semicolons part, `trimmed` those that they end.
    """
    draft, values = Draft(prefix, block.line), block.texts()
    kinds = [value.strip() for tag, value in values if tag == opening and value.strip()]
    kind = "".join(kinds[:1])
    type, whole = type_named(kind, " ".join(value for tag, value in values if tag in describing))
    if kinds and (len(kinds) > 1 or not whole):
        draft.put("", "; ".join(kinds), "type")
    # The number of a patent goes before those of its application and its class.
    for tag, value in sorted(
        values, key=lambda each: "patent" in kind.lower() and slots.get(each[0]) != "serial"
    ):
        slot = slots.get(tag, "")
        if slot == "serial":
            slot = serial_slot(kind, value)
        if slot == "journal" and tag == "B" and type == "article":
            slot = "booktitle"
        if slot in trimmed:
            value = value.rstrip(" ;；")
        if tag != opening:
            for part in re.split(r"[;；\n]", value) if slot in several else [value]:
                draft.put(slot, part, _NAMED.get(tag, tag))
    return draft, type


def _record(block: Block) -> ImportedRecord:
    return compose(*record_of(block, "enw", TAGS, "0", {"9"}, {"keywords"}))


FORM = Form(
    "enw",
    begins=re.compile(r"%0(?:\s|\Z)"),
    looks=re.compile(r"%[A-Z0-9@] \S"),
    declares=(re.compile(r"\s{0,3}%0(?:\s|\Z)"),),
    tag=_TAG,
    opening="0",
    titles=frozenset({"T"}),
    heads=frozenset({"T", "A", "E"}),
    record=_record,
    is_type=is_type,
    several=True,
)
