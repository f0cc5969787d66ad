"""PubMed's .nbib (MEDLINE) format; its tags: https://www.nlm.nih.gov/bsd/mms/medlineelements.html."""

from __future__ import annotations

import re
from collections.abc import Sequence

from litmatrix.importing.readers.composing import Draft, compose
from litmatrix.importing.readers.tagged import TAG, Block, Form, Line
from litmatrix.importing.readers.values import ImportedRecord

_TAG = re.compile(r"(?=.{2,6}-)([A-Z][A-Z0-9]{1,4}) {0,2}-(?: (.*)|)\Z")

TAGS = {
    "TI": "title", "BTI": "booktitle", "CTI": "booktitle", "JT": "journal", "TA": "shortjournal", "VI": "volume", "IP": "number",
    "PG": "pages", "DP": "date", "AB": "abstract", "OAB": "abstract", "LA": "language", "OT": "keywords", "MH": "keywords",
    "AD": "affiliation", "PMID": "pmid", "PMC": "pmcid", "CN": "group", "PB": "publisher", "CP": "chapter", "EN": "edition",
    "ISBN": "isbn", "IS": "issn", "ISSN": "issn", "EISSN": "issn", "VTI": "series", "CTDT": "", "GN": "note",
}  # fmt: skip

_TYPES = (
    ("book chapter", "incollection"),
    ("congress", "inproceedings"),
    ("book", "book"),
    ("documents", "book"),
)
# What begins a record of a file without PMIDs (ERIC), where no blank line does.
_OPENINGS = ("OWN", "UI", "AN", "STAT", "TI")


def _fitted(form: Form, lines: Sequence[Line]) -> Form:
    """Return the form for a file: a PMID line begins a record, or in a file without any the tag that all begin with."""
    tags = [line.tag for line in lines if line.kind == TAG]
    if "PMID" in tags:
        return form
    opening = tags[0] if tags[:1] and tags[0] in _OPENINGS else ""
    declares = (re.compile(rf"{opening} *- "),) if opening else form.declares
    return form._replace(opening=opening or "PMID", declares=declares, is_type=lambda value: True)


def _record(block: Block) -> ImportedRecord:
    draft = Draft("pubmed", block.line)
    found = block.by_tag()
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
        draft.put(TAGS[tag], re.sub(r"\A\s*E?IS[SB]N[-: ]*", "", value), tag)
    else:
        draft.put(TAGS.get(tag, ""), value, tag)


FORM = Form(
    "pubmed",
    begins=re.compile(r"PMID ?- ?\d"),
    looks=re.compile(
        r"(?:AU  |TI  |AB  |OWN |STAT|DCOM|FAU |JT  |LID |AID |MH  |DEP |PHST|SO  |VI  |IP  |PG  |DP  |PT  |TA  |OT  |DE  |ISSN|EISSN|LA  ) ?- "
    ),
    declares=(re.compile(r"PMID ?- "),),
    tag=_TAG,
    opening="PMID",
    titles=frozenset({"TI", "BTI"}),
    heads=frozenset({"TI", "BTI", "AU", "FAU"}),
    record=_record,
    is_type=re.compile(r"\s*\d+\s*\Z").match,
    fitted=_fitted,
)
