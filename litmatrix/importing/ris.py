"""RIS, in the dialects of the databases: what each tag means is data in one table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from litmatrix.identifiers import doi_in
from litmatrix.importing.composing import Draft, compose
from litmatrix.importing.tagged import two_titles
from litmatrix.importing.values import ImportedRecord, Read, not_read, warning
from litmatrix.model import Problem

__all__ = ["FURTHER", "NOTED", "TAGS", "TYPES", "genre", "read_ris"]

_TAG = re.compile(
    r"[ \t\u00a0]{0,3}([A-Za-z][A-Za-z0-9])[ \t\u00a0]{2,3}-(?:[ \t\u00a0](.*)|())\Z", re.DOTALL
)
# A dialect that writes one space; and a tag without the space behind it, or in small letters.
_NARROW = re.compile(r"[ \t]*([A-Z][A-Z0-9])[ \t\u00a0]{0,3}-[ \t]?(.*)\Z", re.DOTALL)
_BEGINS = re.compile(r"[ \t\u00a0]*TY[ \t\u00a0]{1,3}-", re.IGNORECASE)
_BEGIN_WIDE = re.compile(r"[ \t\u00a0]*TY[ \t\u00a0]{2,3}-", re.IGNORECASE)
_ENDS = re.compile(r"[ \t\u00a0]*ER[ \t\u00a0]{1,3}-\s*\Z", re.IGNORECASE)
# What stands between records in some exports: a number, a rule, the name of who provides them.
_BETWEEN = re.compile(
    r"\s*(?:<?\d+>?[.)]?|[-=*_]{3,}|(?:Provider|Database|Content|Export(?:ed)? ?Date)\s*:.*|Record #\d+ of \d+|Link to the .*)?\s*",
    re.IGNORECASE,
)
# Ovid's own tagged format has no TY: a number in brackets begins a record.
_OVID = re.compile(r"\s*<\d+\s*\.\s*>\s*\Z")

#: What each tag fills; a tag that is not here has a field of its own.
TAGS = {
    "TI": "title", "T1": "title", "CT": "title", "AU": "author", "A1": "author", "A2": "second", "ED": "editor",
    "JF": "journal", "T2": "journal", "BT": "booktitle", "JO": "shortjournal", "JA": "shortjournal", "J2": "shortjournal",
    "J1": "shortjournal", "JI": "shortjournal", "J9": "shortjournal", "JT": "journal", "T3": "third", "PY": "year", "Y1": "year",
    "DA": "date", "Y2": "visited", "VL": "volume", "IS": "number", "SP": "start", "EP": "end", "DO": "doi", "DI": "doi",
    "M3": "kind", "L2": "link", "L3": "link", "UR": "url", "SN": "serial", "PB": "publisher", "PU": "publisher",
    "CY": "address", "PP": "address", "PI": "address", "KW": "keywords", "AB": "abstract", "N2": "abstract", "N1": "note", "LA": "language",
    "AD": "affiliation", "ET": "edition", "NV": "volumes", "ST": "shorttitle", "C7": "number_of_article", "AR": "eid", "A4": "translator",
}  # fmt: skip

#: What the tags of Ovid's own format mean where RIS means something else by them, or nothing.
OVID = {
    "LG": "language", "DG": "date", "DP": "date", "YR": "year", "IB": "isbn", "JN": "journal", "JT": "journal", "TA": "shortjournal",
    "VI": "volume", "IP": "number", "PG": "pages", "IN": "affiliation", "UI": "", "SO": "", "IS": "issn", "ID": "keywords", "MH": "keywords",
    "SH": "keywords", "EN": "edition", "CY": "", "DA": "", "SP": "", "EP": "", "ED": "editor", "DI": "doi",
}  # fmt: skip
# What a record has that is one; tags after an end that have none of these belong to the record before.
_TELLING = frozenset({"TI", "T1", "AU", "A1", "AB", "N2", "PY", "Y1", "T2", "JF", "DO", "BT", "ED", "A2"})

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
_FURTHER = {FURTHER.format(role): role for role in ("author", "editor", "translator")}

# Types that say all that their entry type says; any other is kept in a field of its own.
_PLAIN_TYPES = {
    "JOUR", "BOOK", "CHAP", "CONF", "CPAPER", "THES", "RPRT", "ELEC", "WEB", "UNPB", "GEN", "EDBOOK", "ENCYC", "JFULL", "STAND",
    "DATA", "COMP", "PAT", "VIDEO", "SOUND", "MUSIC", "PAMP", "ART", "STAT", "CASE", "PCOMM",
}  # fmt: skip
_THESES = {"phd thesis": "phdthesis", "master's thesis": "mastersthesis"}


@dataclass
class _Block:
    """The lines of one record: its tags with their values and lines, and whether its end was met."""

    line: int
    tags: list[tuple[str, list[str], int]] = field(default_factory=list)
    begun: bool = True
    ended: bool = False
    narrow: bool = False
    ovid: bool = False


def read_ris(lines: list[str], name: str, first: int = 1) -> Read:
    """Return the records of RIS lines, of which the first is line `first` of the file `name`.

    A record that lacks its TY or its ER is read, with a problem; one that holds nothing is reported.
    """
    problems: list[Problem] = []
    records = []
    blocks = _attached(_split(lines, name, first, problems))
    for block in blocks:
        where = f"{name}:{block.line}"
        if not any(_said(value) for tag, value, _ in block.tags if tag != "TY"):
            problems.append(not_read(where, "this record holds nothing but its type.", "Delete it."))
            continue
        if not block.begun:
            message = "this record has no TY line; it was read as a record of no type."
            problems.append(warning("no-begin", where, message))
        if not block.ended:
            message = (
                "this record has no ER line: the file may be cut short."
                if block is blocks[-1]
                else "this record has no ER line."
            )
            problems.append(warning("no-end", where, message, "Look whether the record is whole."))
        if any(sum(tag == title for tag, _, _ in block.tags) > 1 for title in ("TI", "T1", "TY")):
            problems.append(two_titles(where))
        records.append(_record(block))
    return Read(records, problems, _declared(lines, first))


def _declared(lines: list[str], first: int) -> list[int]:
    """The plain scan: where a TY line stands; in Ovid's own format, where a number does."""
    found = [number for number, line in enumerate(lines, first) if _BEGINS.match(line)]
    return found or [number for number, line in enumerate(lines, first) if _OVID.match(line)]


def _split(lines: list[str], name: str, first: int, problems: list[Problem]) -> list[_Block]:
    blocks: list[_Block] = []
    block: _Block | None = None
    stray: list[int] = []
    for number, line in enumerate(lines, first):
        begins = _BEGINS.match(line)
        if _OVID.match(line):
            block = _Block(number, ended=True, ovid=True)
            blocks.append(block)
            continue
        if begins:
            if block is not None and block.ovid and not block.tags:
                blocks.pop()
            block = _Block(number, narrow=not _BEGIN_WIDE.match(line))
            blocks.append(block)
            block.tags.append(("TY", [line[begins.end() :]], number))
            continue
        if _ENDS.match(line):
            if block is not None:
                block.ended = True
            block = None
            continue
        found = (_NARROW if block is not None and block.narrow else _TAG).match(line)
        if found and block is None:
            if found[1].upper() == "ER":
                continue
            block = _Block(number, begun=False)
            blocks.append(block)
        if found and block is not None:
            if found[1].upper() == "ER":
                block.ended = True
                block.tags.append(("ER", [found[2] or ""], number))
                block = None
                continue
            block.tags.append((found[1].upper(), [found[2] or ""], number))
        elif (
            block is not None
            and not block.begun
            and not line.strip()
            and blocks[-1].tags[0][0] not in _TELLING
        ):
            block = None
        elif block is not None and block.tags:
            block.tags[-1][1].append(line)
        elif not _BETWEEN.fullmatch(line):
            stray.append(number)
    if stray:
        problems.append(_outside(stray, name, bool(blocks)))
    return blocks


def _attached(blocks: list[_Block]) -> list[_Block]:
    """Return the blocks; tags after an end that are no record of their own go to the record before (Ovid's NL)."""
    kept: list[_Block] = []
    for block in blocks:
        if not block.begun and kept and not _TELLING & {tag for tag, _, _ in block.tags}:
            kept[-1].tags += block.tags
        else:
            kept.append(block)
    return kept


def _outside(stray: list[int], name: str, any_record: bool) -> Problem:
    more = f" (and {len(stray) - 1} more lines)" if len(stray) > 1 else ""
    message = f"text that belongs to no record{more} was left out."
    return warning("text-outside", f"{name}:{stray[0]}", message, "Look whether a record lost its tags here.")


def _said(value: Iterable[str]) -> bool:
    return any(part.strip() for part in value)


def _record(block: _Block) -> ImportedRecord:
    draft = Draft("ris", block.line)
    values = [(tag, _value(parts)) for tag, parts, _ in block.tags]
    given = next((value.strip() for tag, value in values if tag == "TY"), "")
    type = TYPES.get(given.upper(), "article" if block.ovid else "misc")
    tags = {tag for tag, value in values if value.strip()}
    if given == "CONF" and tags & {"A2", "ED"} and not tags & {"AU", "A1", "T2", "BT", "JF", "JO"}:
        type = "proceedings"
    key = next((value.strip() for tag, value in values if tag == "ID"), "")
    for tag, value in values:
        if tag == "TY":
            if given and given.upper() not in _PLAIN_TYPES:
                draft.put("", given, tag)
            continue
        slot = OVID.get(tag, TAGS.get(tag, "")) if block.ovid else TAGS.get(tag, "")
        _put(draft, slot, tag, value, type)
    if draft.first("start").lower() == "no" and draft.first("end").lower() == "specified":
        # Ovid's “No Pagination Specified”.
        draft.take("start"), draft.take("end")
    if type == "phdthesis":
        type = genre(draft)
    _found_doi(draft)
    return compose(draft, type, "" if block.ovid else key)


def genre(draft: Draft) -> str:
    """Return the type of a thesis; what kind it is (the field `type`) is left in the draft only where that says more."""
    said = draft.first("type").lower()
    if said in _THESES:
        draft.take("type")
    return _THESES.get(said, "mastersthesis" if "master" in said else "phdthesis")


def _value(parts: list[str]) -> str:
    return "\n".join(parts).rstrip() if len(parts) > 1 else parts[0]


def _put(draft: Draft, slot: str, tag: str, value: str, type: str) -> None:
    """Put a value where its tag says; some tags mean one thing in one type and another in the next."""
    if slot == "second":
        # Of an article, PsycINFO lists here whom it cites.
        slot = "" if type == "article" else "editor"
    elif slot == "third":
        slot = "series"
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
    elif slot == "number_of_article":
        slot = "eid"
    elif slot == "volumes":
        slot = "volumes"
    elif slot == "translator" and type in ("video", "audio", "music"):
        slot = ""  # who plays in it
    elif slot == "author" and value.count(";"):
        for part in value.split(";"):
            draft.put(slot, part, tag)
        return
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
            if (marked or whole) and (doi := doi_in(value[marked.start() :] if marked else value)):
                draft.slots["doi"] = [(doi, own)]
                return
