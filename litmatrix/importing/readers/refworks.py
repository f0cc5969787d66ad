"""RefWorks' tagged format, which CNKI, ProQuest and EBSCO write, and NoteExpress's, which CNKI and Wanfang do."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from litmatrix.importing.readers.composing import compose
from litmatrix.importing.readers.refer import is_type, record_of
from litmatrix.importing.readers.tagged import Block, Form
from litmatrix.importing.readers.values import PEOPLE, ImportedRecord

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

LABELS = {
    "Title": "title", "Author": "author", "Secondary Author": "editor", "Subsidiary Author": "translator", "Author Address": "affiliation",
    "Author Affiliation": "affiliation", "Journal": "journal", "Secondary Title": "journal", "Tertiary Title": "series", "Year": "year",
    "Date": "date", "Volume": "volume", "Issue": "number", "Number": "number", "Pages": "pages", "Keywords": "keywords", "Abstract": "abstract",
    "DOI": "doi", "URL": "url", "ISBN/ISSN": "serial", "ISSN": "serial", "ISBN": "serial", "Notes": "note", "Language": "language",
    "Publisher": "publisher", "Place Published": "address", "Edition": "edition", "Short Title": "shorttitle", "Number of Volumes": "volumes",
}  # fmt: skip
_LABEL = re.compile(r"\s*\{([A-Z][\w /()-]{1,30})\}: ?(.*)\Z")


def _record(block: Block, prefix: str, slots: Mapping[str, str], opening: str) -> ImportedRecord:
    several = {*PEOPLE, "keywords"}
    trimmed = {"language", "affiliation"}
    return compose(*record_of(block, prefix, slots, opening, {"Type of Work", "ED", "CL"}, several, trimmed))


REFWORKS = Form(
    "refworks",
    begins=re.compile(r"RT (?:[A-Z][a-z]+|\d+|\w*[\u3400-\u9fff])"),
    looks=re.compile(r"(?:SR|A1|T1|JF|YR|FD|VO|OP|K1|AB|IS|SP|LK|DS|UL) [^\s-]"),
    declares=(re.compile(r"RT(?:\s|\Z)"),),
    tag=_TAG,
    opening="RT",
    titles=frozenset({"T1"}),
    heads=frozenset({"T1", "A1"}),
    record=functools.partial(_record, prefix="refworks", slots=TAGS, opening="RT"),
    is_type=is_type,
)
NOTEEXPRESS = Form(
    "noteexpress",
    begins=re.compile(r"\{Reference Type\}:"),
    looks=re.compile(r"\{[A-Z][\w/ ]+\}: "),
    declares=(re.compile(r"\s*\{Reference Type\}:"),),
    tag=_LABEL,
    opening="Reference Type",
    titles=frozenset({"Title"}),
    heads=frozenset({"Title", "Author"}),
    record=functools.partial(_record, prefix="noteexpress", slots=LABELS, opening="Reference Type"),
    is_type=is_type,
)
