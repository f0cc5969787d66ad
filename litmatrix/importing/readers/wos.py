"""Web of Science's plain text (FN, VR, PT … ER, EF), which INSPEC and other ISI exports share.

The tags: https://images.webofknowledge.com/images/help/WOS/hs_wos_fieldtags.html; the same tags head the columns of
its tab-delimited files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from litmatrix.importing.readers.composing import Draft, compose
from litmatrix.importing.readers.tagged import BLANK, END, TAG, TEXT, Block, Form, Line
from litmatrix.importing.readers.values import ImportedRecord

_TAG = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|)\Z")
_BEGINS = re.compile(r"PT (?:[A-Z]|Journal|Book|Series|Patent)\s*\Z")

TAGS = {
    "TI": "title", "SO": "journal", "SE": "series", "BS": "series", "LA": "language", "CT": "eventtitle", "CL": "venue", "CY": "eventdate",
    "DE": "keywords", "ID": "keywords", "AB": "abstract", "C1": "affiliation", "PU": "publisher", "PI": "address", "SN": "issn", "EI": "issn",
    "BN": "isbn", "J9": "shortjournal", "JI": "shortjournal", "PD": "month", "PY": "year", "VL": "volume", "IS": "number",
    "BP": "start", "EP": "end", "PS": "pages", "AR": "eid", "DI": "doi", "PM": "pmid", "ED": "editor", "BE": "editor", "CA": "group", "GP": "group",
}  # fmt: skip

# Tags whose lines are values of their own; the lines of the others are one text.
_LISTED = frozenset({"AU", "AF", "BA", "BF", "BE", "ED", "CA", "GP", "CR", "C1", "C3", "EM", "FU"})
NAMES = frozenset({"AU", "AF", "BA", "BF", "BE", "ED"})
_TYPES = {"J": "article", "B": "book", "S": "incollection", "C": "inproceedings", "P": "misc"}


def _lexed(lines: Sequence[str], first: int) -> list[Line]:
    return [_line(line, number) for number, line in enumerate(lines, first)]


def _line(line: str, number: int) -> Line:
    found = _TAG.match(line)
    if not line.strip() or (found and found[1] in ("FN", "VR")) or line.rstrip() == "EF":
        return Line(number, BLANK, "", "", line)
    if line.rstrip() == "ER":
        return Line(number, END, "ER", "", line)
    # Words behind a tag that never has any are text that was wrapped without its margin.
    if found and (_BEGINS.match(line) or found[1] not in ("PT", "ER", "EF")):
        return Line(number, TAG, found[1], found[2] or "", line)
    return Line(number, TEXT, "", line, line)


def _record(block: Block) -> ImportedRecord:
    values: dict[str, list[str]] = {}
    for tag, found in block.by_tag().items():
        for lines in found:
            if tag == "C1":
                values.setdefault(tag, []).extend(_places(lines))
            elif tag in _LISTED:
                # MEDLINE's people stand on one line, with semicolons between.
                joint = ";" if tag in NAMES else "\0"
                parts = [part.strip() for line in lines for part in line.split(joint)]
                values.setdefault(tag, []).extend(part for part in parts if part)
            else:
                values.setdefault(tag, []).append("\n".join(lines))
    return wos_record(values, block.line)


def _places(lines: Sequence[str]) -> list[str]:
    """Return addresses, of which each begins a line; a line that only goes on is joined to the one before."""
    places: list[str] = []
    for line in lines:
        if places and not line.strip().startswith("[") and not places[-1].endswith("."):
            places[-1] = f"{places[-1]} {line.strip()}"
        else:
            places.append(line.strip())
    return places


def wos_record(values: Mapping[str, Sequence[str]], line: int) -> ImportedRecord:
    """Return a record from its values by Web of Science tag."""
    draft = Draft("wos", line)
    names = _authors(draft, values)
    for tag, found in values.items():
        if tag in names:
            continue
        slot = TAGS.get(tag, "")
        for value in found:
            parts = re.split(r";\s", value) if tag in ("DE", "ID") and "/ " not in value else [value]
            for part in parts:
                draft.put("" if tag == "ID" and re.search(r"[\[\]$]", value) else slot, part, tag)
    kind = "".join(values.get("PT", ())).strip()[:1]
    type = _TYPES.get(kind, "misc")
    described = " ".join(values.get("DT", ())).lower()
    if "proceedings paper" in described and (kind in ("C", "S", "B") or "article" not in described):
        type = "inproceedings"
    elif kind == "B" and ("chapter" in described or draft.has("journal")) and draft.has("title"):
        type = "incollection" if draft.first("journal") != draft.first("title") else "book"
    if kind in ("J", "B", "S", "C"):
        draft.take("wos_pt")
    return compose(draft, type)


def _authors(draft: Draft, values: Mapping[str, Sequence[str]]) -> set[str]:
    """Put the authors, under their full names where these are given; return the tags that are used up."""
    used = set()
    for full, short in (("AF", "AU"), ("BF", "BA")):
        given, brief = values.get(full, ()), values.get(short, ())
        complete = len(given) >= len(brief)
        tag = full if given and complete else short
        if full == "BF" and ("AF" in values or "AU" in values):
            continue
        for value in values.get(tag, ()):
            draft.put("author", value, tag)
        used |= {tag, short} if complete else {tag}
    return used


FORM = Form(
    "wos",
    begins=re.compile(r"(?:FN (?:Clarivate|Thomson|ISI)|PT (?:[JBSPC]|Journal|Book)\s*\Z)"),
    looks=re.compile(r"(?:AU|AF|TI|SO|LA|DT|UT|PY|VL|C1|AB|IS|BP) [^\s-]|ER\Z"),
    declares=(_BEGINS,),
    tag=_TAG,
    opening="PT",
    titles=frozenset({"TI"}),
    heads=frozenset({"TI", "AU", "AF", "BA", "BF", "SO", "DI", "UT"}),
    record=_record,
    ending="ER",
    closes=re.compile(r"E[RF]\s*\Z"),
    lexed=_lexed,
)
