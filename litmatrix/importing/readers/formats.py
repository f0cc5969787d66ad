"""Which format a text is in, told by what it holds."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Part", "alike", "begins", "html", "json_start", "parts_of", "xml_root"]

#: What begins a record in each format of tagged lines, and what the line before it, if not blank, looks like.
_BEGINS = {
    "ris": re.compile(r"[ \t\u00a0]*TY[ \t\u00a0]{1,3}-(?:\s|\w|\Z)|\s*<\d+\s*\.\s*>\s*\Z", re.IGNORECASE),
    "pubmed": re.compile(r"PMID ?- ?\d"),
    "wos": re.compile(r"(?:FN (?:Clarivate|Thomson|ISI)|PT (?:[JBSPC]|Journal|Book)\s*\Z)"),
    "enw": re.compile(r"%0(?:\s|\Z)"),
    "refworks": re.compile(r"RT (?:[A-Z][a-z]+|\d+|\w*[\u3400-\u9fff])"),
    "noteexpress": re.compile(r"\{Reference Type\}:"),
    "bibtex": re.compile(r"\s*@[ \t]*(?:[A-Za-z]+)[ \t]*[{(]"),
}
# What ends a record in a format; a blank line does in each.
_CLOSES = {
    "ris": re.compile(r"\s*ER\s*-"),
    "wos": re.compile(r"E[RF]\s*\Z"),
    "bibtex": re.compile(r".*[})]\s*,?\s*\Z"),
}
_NOT_BIBTEX = re.compile(r"\s*@(?:media|import|font-face)\b", re.IGNORECASE)

# Tags of each format: what tells it where no line begins a record as it should. RIS and MEDLINE have three of them in common.
_TAGS = {
    "ris": re.compile(r"(?:AU|TI|AB|A1|T1|T2|N2|PY|Y1|JO|JF|ER|KW|UR|DO|SN|SP|EP|VL|M3)  - ?"),
    "pubmed": re.compile(
        r"(?:AU  |TI  |AB  |OWN |STAT|DCOM|FAU |JT  |LID |AID |MH  |DEP |PHST|SO  |VI  |IP  |PG  |DP  |PT  |TA  |OT  |DE  |ISSN|EISSN|LA  ) ?- "
    ),
    "wos": re.compile(r"(?:AU|AF|TI|SO|LA|DT|UT|PY|VL|C1|AB|IS|BP) [^\s-]|ER\Z"),
    "refworks": re.compile(r"(?:SR|A1|T1|JF|YR|FD|VO|OP|K1|AB|IS|SP|LK|DS|UL) [^\s-]"),
    "enw": re.compile(r"%[A-Z0-9@] \S"),
    "noteexpress": re.compile(r"\{[A-Z][\w/ ]+\}: "),
}
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|title|script|div|table|meta)\b", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_JSON = re.compile(r"\s*(?:\[\s*)*(?:\{\s*[\"}]|\[\s*\])")
_XML = re.compile(r"\A\s*<|^\s*<(?:\?xml|xml|records?|PubmedArticle)\b", re.MULTILINE)
# XML whose beginning is lost.
_CUT = re.compile(r"<(?:record|PubmedArticle)[\s>].*</", re.DOTALL)
# How many lines may stand before JSON or XML that is that all the same.
_HEAD = 12


class Part(NamedTuple):
    """A stretch of lines in one format; `start` and `end` count from 0."""

    format: str
    start: int
    end: int


def html(text: str) -> bool:
    """Say whether a text is a web page."""
    head = text[:2000].lstrip()
    return (head.startswith("<") and bool(_HTML.match(head))) or bool(
        _HTML.search(head[:600]) and "</" in head and "<xml" not in head[:600]
    )


def json_start(lines: list[str]) -> int:
    """Return the line, from 0, on which JSON begins, or -1; a few lines may stand before it."""
    return next(
        (at for at in range(min(_HEAD, len(lines))) if _JSON.match("\n".join(lines[at : at + 4]))), -1
    )


def xml_root(text: str) -> str:
    """Return the name of a text's first element that tells the kind of XML, or nothing; a few lines may stand before it."""
    head = text[:4000]
    if not _XML.search("\n".join(head.split("\n")[:_HEAD])) and not _CUT.search(head):
        return ""
    for wanted in ("PubmedArticle", "ref-type", "record"):
        if re.search(rf"<{wanted}[\s>]", text):
            return wanted
    found = _ROOT.search(text)
    return found[1] if found else "xml"


def parts_of(lines: list[str]) -> list[Part]:
    """Return the stretches of tagged or BibTeX lines, each in one format; none if no line begins a record.

    A new stretch begins only where the record before it is closed, so that what an abstract quotes is no record.
    """
    parts: list[tuple[str, int]] = []
    closed = True
    for number, line in enumerate(lines):
        kind = _kind(line)
        if kind and (not parts or (kind != parts[-1][0] and closed)):
            parts.append((kind, number))
        closes = _CLOSES.get(parts[-1][0]) if parts else None
        # A line of a megabyte is not run through: what closes a record is short, or stands at its end.
        closed = not line or line.isspace() or bool(closes and closes.match(line[-200:]))
    if not parts and (kinds := alike(lines)):
        parts = [(kinds[0], 0)]
    if not parts:
        return []
    parts[0] = (parts[0][0], 0)
    ends = [start for _, start in parts[1:]] + [len(lines)]
    return [Part(kind, start, end) for (kind, start), end in zip(parts, ends, strict=True)]


def _kind(line: str) -> str:
    head = line[:6].lstrip()
    if not head or head[0] not in "TtPFR{%@<\u00a0":
        return ""
    for kind, begins in _BEGINS.items():
        if begins.match(line) and not _NOT_BIBTEX.match(line):
            return kind
    return ""


def begins(lines: list[str]) -> bool:
    """Say whether any line begins a record as its format has it."""
    return any(map(_kind, lines))


def alike(lines: list[str]) -> list[str]:
    """Return the formats whose tags lines have, the best first: those that have at least half as many as it."""
    counts = {kind: sum(bool(tag.match(line)) for line in lines[:400]) for kind, tag in _TAGS.items()}
    most = max(counts.values())
    ranked = sorted(counts, key=lambda kind: -counts[kind])
    return [kind for kind in ranked if counts[kind] >= max(3, most / 2)] if most >= 3 else []
