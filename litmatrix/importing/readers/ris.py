"""RIS, in the dialects of the databases: what each tag means is data in one table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from litmatrix.bibliography.identifiers import doi, doi_in
from litmatrix.importing.readers.composing import Draft, compose
from litmatrix.importing.readers.refer import of_a_master, serial_slot
from litmatrix.importing.readers.tagged import BLANK, END, TAG, TEXT, Block, Form, Line
from litmatrix.importing.readers.values import PEOPLE, ImportedRecord

_TAG = re.compile(
    r"[ \t\u00a0]{0,3}([A-Za-z][A-Za-z0-9])[ \t\u00a0]{2,3}-(?:[ \t\u00a0](.*)|())\Z", re.DOTALL
)
# A dialect that writes one space; and a tag without the space behind it, or in small letters.
_NARROW = re.compile(r"[ \t]*([A-Z][A-Z0-9])[ \t\u00a0]{0,3}-[ \t]?(.*)\Z", re.DOTALL)
_BEGINS = re.compile(r"[ \t\u00a0]*TY[ \t\u00a0]{1,3}-", re.IGNORECASE)
_BEGIN_WIDE = re.compile(r"[ \t\u00a0]*TY[ \t\u00a0]{2,3}-", re.IGNORECASE)
_ENDS = re.compile(r"[ \t\u00a0]*ER[ \t\u00a0]{1,3}-\s*\Z", re.IGNORECASE)
# Ovid's own tagged format has no TY: a number in brackets begins a record.
_OVID = re.compile(r"\s*<\d+\s*\.\s*>\s*\Z")

#: What each tag fills; a tag that is not here has a field of its own.
TAGS = {
    "TI": "title", "T1": "title", "CT": "title", "AU": "author", "A1": "author", "A2": "second", "ED": "editor",
    "JF": "journal", "T2": "journal", "BT": "booktitle", "JO": "shortjournal", "JA": "shortjournal", "J2": "shortjournal",
    "J1": "shortjournal", "JI": "shortjournal", "J9": "shortjournal", "JT": "journal", "T3": "series", "PY": "year", "Y1": "year",
    "DA": "date", "Y2": "visited", "VL": "volume", "IS": "number", "SP": "start", "EP": "end", "DO": "doi", "DI": "doi",
    "M3": "kind", "L2": "link", "L3": "link", "UR": "url", "SN": "serial", "PB": "publisher", "PU": "publisher",
    "CY": "address", "PP": "address", "PI": "address", "KW": "keywords", "AB": "abstract", "N2": "abstract", "N1": "note", "LA": "language",
    "AD": "affiliation", "ET": "edition", "NV": "volumes", "ST": "shorttitle", "C7": "eid", "AR": "eid", "A4": "translator",
}  # fmt: skip

#: What the tags of Ovid's own format mean where RIS means something else by them, or nothing.
OVID = {
    "LG": "language", "DG": "date", "DP": "date", "YR": "year", "IB": "isbn", "JN": "journal", "JT": "journal", "TA": "shortjournal",
    "VI": "volume", "IP": "number", "PG": "pages", "IN": "affiliation", "UI": "", "SO": "", "IS": "issn", "ID": "keywords", "MH": "keywords",
    "SH": "keywords", "EN": "edition", "CY": "", "DA": "", "SP": "", "EP": "", "ED": "editor", "DI": "doi",
}  # fmt: skip
TYPES = {
    "JOUR": "article", "MGZN": "article", "NEWS": "article", "EJOUR": "article", "JFULL": "periodical", "ABST": "article",
    "INPR": "article", "BOOK": "book", "EBOOK": "book", "EDBOOK": "collection", "SER": "book", "CLSWK": "book", "DICT": "book",
    "ENCYC": "inreference", "CHAP": "incollection", "ECHAP": "incollection", "CONF": "inproceedings", "CPAPER": "inproceedings",
    "THES": "phdthesis", "RPRT": "techreport", "GOVDOC": "techreport", "STAND": "standard", "ELEC": "online",
    "WEB": "online", "BLOG": "online", "ICOMM": "online", "UNPB": "unpublished", "MANSCPT": "unpublished", "GEN": "misc",
    "DATA": "dataset", "COMP": "software", "PAT": "patent", "VIDEO": "video", "SOUND": "audio", "MUSIC": "music",
    "PAMP": "booklet", "ART": "artwork", "STAT": "legislation", "CASE": "jurisdiction", "PCOMM": "letter",
}  # fmt: skip

#: What stands in a note as “PMID: 123”, for want of a tag, by the names that CSL (and Zotero's “Extra”) has for it.
NOTED = {
    "PMID": "pmid", "PMCID": "pmcid", "event-title": "eventtitle", "event-place": "venue", "event-date": "eventdate",
    "number-of-pages": "pagetotal", "chapter-number": "chapter", "status": "pubstate", "version": "version",
    "howpublished": "howpublished", "titleaddon": "titleaddon", "issuetitle": "issuetitle", "addendum": "addendum",
    "eprint": "eprint", "eprinttype": "eprinttype",
}  # fmt: skip
_NOTED = re.compile(rf"\s*({'|'.join(NOTED)}):\s+(\S.*)")

#: The note that there are more people of a role than those who are named.
FURTHER = "There are further {}s, who are not named."
_FURTHER = {FURTHER.format(role): role for role in PEOPLE}

# Types whose SN is a number of their own, in the words of EndNote.
_NUMBERED = {"PAT": "patent", "RPRT": "report", "GOVDOC": "report", "STAND": "standard", "STAT": "statute", "CASE": "case", "BILL": "bill", "LEGAL": "legal", "GRNT": "grant"}  # fmt: skip

# Types that say all that their entry type says; any other is kept in a field of its own.
_PLAIN_TYPES = {
    "JOUR", "BOOK", "CHAP", "CONF", "CPAPER", "THES", "RPRT", "ELEC", "WEB", "UNPB", "GEN", "EDBOOK", "ENCYC", "JFULL", "STAND",
    "DATA", "COMP", "PAT", "VIDEO", "SOUND", "MUSIC", "PAMP", "ART", "STAT", "CASE", "PCOMM",
}  # fmt: skip
_THESES = {"phd thesis": "phdthesis", "master's thesis": "mastersthesis"}


def _lexed(lines: Sequence[str], first: int) -> list[Line]:
    """Return the lines as RIS sees them; a record whose TY has one space behind it has all its tags so."""
    found: list[Line] = []
    narrow = False
    for number, line in enumerate(lines, first):
        if not line.strip():
            kind, tag, text = BLANK, "", ""
        elif begins := _BEGINS.match(line):
            kind, tag, text = TAG, "TY", line[begins.end() :]
            narrow = not _BEGIN_WIDE.match(line)
            if found and _OVID.match(found[-1].raw):
                found[-1] = found[-1]._replace(kind=BLANK)
        elif _OVID.match(line):
            kind, tag, text = TAG, "TY", line
        elif _ENDS.match(line):
            kind, tag, text = END, "ER", ""
            narrow = False
        elif tagged := (_NARROW if narrow else _TAG).match(line):
            tag, text = tagged[1].upper(), tagged[2] or ""
            kind = END if tag == "ER" else TAG
        else:
            kind, tag, text = TEXT, "", line
        found.append(Line(number, kind, tag, text, line))
    return found


def _record(block: Block) -> ImportedRecord:
    draft = Draft("ris", block.line)
    values = [(tag, value.rstrip() if "\n" in value else value) for tag, value in block.texts()]
    ovid = any(tag == "TY" and _OVID.match(value) for tag, value in values)
    # Ovid's own records end where the next one begins.
    block.ended = block.ended or ovid
    given = "" if ovid else next((value.strip() for tag, value in values if tag == "TY"), "")
    type = TYPES.get(given.upper(), "article" if ovid else "misc")
    tags = {tag for tag, value in values if value.strip()}
    if given == "CONF" and tags & {"A2", "ED"} and not tags & {"AU", "A1", "T2", "BT", "JF", "JO"}:
        type = "proceedings"
    key = "" if ovid else next((value.strip() for tag, value in values if tag == "ID"), "")
    # PY is the year of publication; Y1 may be that of another day. The number of a patent goes before its others.
    first = "SN" if given.upper() == "PAT" else "PY"
    for tag, value in sorted(values, key=lambda each: each[0] != first):
        if tag == "TY":
            if given and given.upper() not in _PLAIN_TYPES:
                draft.put("", given, tag)
            continue
        slot = OVID.get(tag, TAGS.get(tag, "")) if ovid else TAGS.get(tag, "")
        if slot == "serial":
            slot = serial_slot(_NUMBERED.get(given.upper(), ""), value)
        _put(draft, slot, tag, value, type)
    if draft.first("start").lower() == "no" and draft.first("end").lower() == "specified":
        # Ovid's “No Pagination Specified”.
        draft.take("start"), draft.take("end")
    if type == "phdthesis":
        type = genre(draft)
    _found_doi(draft)
    return compose(draft, type, key)


def genre(draft: Draft) -> str:
    """Return the type of a thesis; what kind it is (the field `type`) is left in the draft only where that says more."""
    said = draft.first("type").lower()
    if said in _THESES:
        draft.take("type")
    return _THESES.get(said, "mastersthesis" if of_a_master(said) else "phdthesis")


def _put(draft: Draft, slot: str, tag: str, value: str, type: str) -> None:
    """Put a value where its tag says; some tags mean one thing in one type and another in the next."""
    if slot == "second":
        # Of an article, PsycINFO lists here whom it cites.
        slot = "" if type == "article" else "editor"
    elif slot == "visited":
        found = re.fullmatch(r"\s*(\d{4})(?:[-/](\d\d?))?(?:[-/](\d\d?))?/*\s*", value)
        slot = "urldate" if found else ""
        value = "-".join(part.zfill(2) for part in found.groups() if part) if found else value
    elif slot == "kind":
        if re.match(r"\s*(?:doi:?\s*|https?://(?:dx\.)?doi\.org/)?10\.\d{4,}/", value, re.IGNORECASE):
            slot = "doi"
        else:
            slot = "type" if type in ("phdthesis", "techreport") else ""
    elif slot == "note" and (told := _NOTED.fullmatch(value)):
        slot, value = NOTED[told[1]], told[2]
    elif slot == "note" and value.strip() in _FURTHER:
        slot, value = _FURTHER[value.strip()], "others"
    elif slot == "translator" and type in ("video", "audio", "music"):
        slot = ""  # who plays in it
    elif slot == "keywords" and "\n" in value:
        for part in value.split("\n"):
            draft.put(slot, part, tag)
        return
    draft.put(slot, value, tag)


def _found_doi(draft: Draft) -> None:
    """Take a DOI out of a note, an id or an address where no tag of its own gives it."""
    if draft.has("doi"):
        return
    for slot in ("note", "url", "ris_id", "ris_l1", "ris_c3", "ris_an", "ris_m1"):
        for value, own in draft.slots.get(slot, []):
            marked = re.search(r"\bdoi\b[^\n]{0,12}?10\.\d{4,9}/|\bdoi\.org/10\.", value, re.IGNORECASE)
            whole = slot != "note" and re.fullmatch(r"10\.\d{4,9}/\S+", value)
            if not marked and not whole:
                continue
            # An address or a number is the DOI, whole; in a note it ends somewhere.
            found = doi_in(value[marked.start() :]) if marked and slot == "note" else doi(value)
            if found:
                draft.slots["doi"] = [(found, own)]
                return


_TITLES = frozenset({"TI", "T1", "CT", "BT"})
FORM = Form(
    "ris",
    begins=re.compile(r"[ \t\u00a0]*TY[ \t\u00a0]{1,3}-(?:\s|\w|\Z)|\s*<\d+\s*\.\s*>\s*\Z", re.IGNORECASE),
    looks=re.compile(r"(?:AU|TI|AB|A1|T1|T2|N2|PY|Y1|JO|JF|ER|KW|UR|DO|SN|SP|EP|VL|M3)  - ?"),
    declares=(_BEGINS, _OVID),
    tag=_TAG,
    opening="TY",
    titles=_TITLES,
    heads=_TITLES | {"AU", "A1", "A2", "ED", "DO"},
    record=_record,
    is_type=re.compile(r"\s*(?:[A-Z]{2,8})?\s*\Z").match,
    ending="ER",
    closes=re.compile(r"\s*ER\s*-"),
    leads=True,
    lexed=_lexed,
)
