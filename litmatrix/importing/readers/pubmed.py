"""PubMed's .nbib (MEDLINE) format; its tags: https://www.nlm.nih.gov/bsd/mms/medlineelements.html."""

from __future__ import annotations

import re

from litmatrix.importing.readers.composing import Draft, compose
from litmatrix.importing.readers.tagged import TAG, Block, Form, finish, grouped, lexed, sort_out
from litmatrix.importing.readers.values import ImportedRecord, Read

__all__ = ["read_pubmed"]

_TAG = re.compile(r"(?=.{2,6}-)([A-Z][A-Z0-9]{1,4}) {0,2}-(?: (.*)|)\Z")
_BEGINS = re.compile(r"PMID ?- ")

TAGS = {
    "TI": "title", "BTI": "booktitle", "CTI": "booktitle", "JT": "journal", "TA": "shortjournal", "VI": "volume", "IP": "number",
    "PG": "pages", "DP": "date", "AB": "abstract", "OAB": "abstract", "LA": "language", "OT": "keywords", "MH": "keywords",
    "AD": "affiliation", "PMID": "pmid", "PMC": "pmcid", "CN": "group", "PB": "publisher", "CP": "chapter", "EN": "edition",
    "ISBN": "isbn", "ISSN": "issn", "EISSN": "issn", "VTI": "series", "CTDT": "", "GN": "note",
}  # fmt: skip

_TYPES = (
    ("book chapter", "incollection"),
    ("congress", "inproceedings"),
    ("book", "book"),
    ("documents", "book"),
)


_FORM = Form(
    "PMID",
    "",
    frozenset({"TI", "BTI"}),
    frozenset({"TI", "BTI", "AU", "FAU"}),
    re.compile(r"\s*\d+\s*\Z").match,
)
# What begins a record of a file without PMIDs (ERIC), where no blank line does.
_OPENINGS = ("OWN", "UI", "AN", "STAT", "TI")


def read_pubmed(lines: list[str], name: str, first: int = 1) -> Read:
    """Return the records of MEDLINE lines; a PMID line begins one, or in a file without any the tag that all begin with."""
    found = lexed(lines, first, _TAG)
    tags = [line.tag for line in found if line.kind == TAG]
    form = _FORM
    if "PMID" not in tags:
        opening = tags[0] if tags[:1] and tags[0] in _OPENINGS else ""
        form = _FORM._replace(opening=opening or "PMID", is_type=lambda value: True)
    begins = _BEGINS if form.opening == "PMID" else re.compile(rf"{form.opening} *- ")
    declared = [number for number, line in enumerate(lines, first) if begins.match(line)]
    return finish(sort_out(found, form), declared, name, form, _record)


def _record(block: Block) -> ImportedRecord:
    draft = Draft("pubmed", block.line)
    found = grouped(block)
    for full, short, slot in (("FAU", "AU", "author"), ("FED", "ED", "editor")):
        _put_people(draft, block, full, short, slot)
    for tag, values in found.items():
        if tag in ("FAU", "AU", "FED", "ED"):
            continue
        for parts in values:
            _put(draft, tag, "\n".join(parts))
    if not draft.has("title") and not draft.has("booktitle"):
        # A title that was not translated.
        for value, own in draft.take("pubmed_tt"):
            draft.put("title", value, own)
    kinds = "; ".join("\n".join(parts) for parts in found.get("PT", [])).lower()
    type = next((type for word, type in _TYPES if word in kinds), "article")
    if type in ("article", "book") and draft.has("booktitle") and draft.has("title"):
        type = "incollection"
    return compose(draft, type if draft.has("booktitle") or type != "incollection" else "article")


def _put_people(draft: Draft, block: Block, full: str, short: str, slot: str) -> None:
    """Put the full names, and the short form of each that has no full one."""
    expecting = False
    for tag, lines in block.tags:
        value = " ".join(" ".join(lines).split())
        if tag == full:
            draft.put(slot, value, tag)
            expecting = True
        elif tag == short:
            if not expecting:
                draft.put(slot, value, tag)
            expecting = False


def _put(draft: Draft, tag: str, value: str) -> None:
    if tag in ("LID", "AID") and value.rstrip().endswith("[doi]"):
        draft.put("doi", value.rstrip()[: -len("[doi]")], tag)
    elif tag in ("IS", "ISSN", "EISSN", "ISBN"):
        # ERIC writes ISSN-1234-5678.
        draft.put("isbn" if tag == "ISBN" else "issn", re.sub(r"\A\s*E?IS[SB]N[-: ]*", "", value), tag)
    elif tag == "AB" or tag == "OAB":
        draft.put("abstract", value, tag)
    else:
        draft.put(TAGS.get(tag, ""), value, tag)
