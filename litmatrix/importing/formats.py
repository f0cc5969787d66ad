"""Which format a text is in, told by what it holds."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Part", "html", "parts_of", "xml_root"]

#: What begins a record in each format of tagged lines, and what the line before it, if not blank, looks like.
_BEGINS = {
    "ris": re.compile(r"[ \t\u00a0]*TY[ \t\u00a0]{1,3}-(?:\s|\w|\Z)|\s*<\d+\s*\.\s*>\s*\Z", re.IGNORECASE),
    "pubmed": re.compile(r"PMID ?- ?\d"),
    "wos": re.compile(r"(?:FN (?:Clarivate|Thomson|ISI)|PT (?:[JBSPC]|Journal|Book)\s*\Z)"),
    "enw": re.compile(r"%0(?:\s|\Z)"),
    "bibtex": re.compile(r"\s*@[ \t]*(?:[A-Za-z]+)[ \t]*[{(]"),
}
# What ends a record in a format; a blank line does in each.
_CLOSES = {
    "ris": re.compile(r"\s*ER\s*-"),
    "wos": re.compile(r"E[RF]\s*\Z"),
    "bibtex": re.compile(r".*[})]\s*,?\s*\Z"),
}
_NOT_BIBTEX = re.compile(r"\s*@(?:media|import|font-face)\b", re.IGNORECASE)

# A tag of each format: what tells it where the lines that begin records are lost.
_TAGS = {
    "ris": re.compile(r"(?:AU|A1|TI|T1|T2|AB|N2|PY|Y1|JO|JF|ER|KW|UR|DO|SN)  - ?"),
    "pubmed": re.compile(r"(?:OWN |STAT|DCOM|FAU |JT  |LID |MH  |DEP |PHST|SO  )- "),
    "wos": re.compile(r"(?:AU|AF|TI|SO|LA|DT|ER|UT|PY|VL|C1)(?: |\Z)"),
    "enw": re.compile(r"%[A-Z0-9@] \S"),
}
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|title|script|div|table|meta)\b", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")


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


def xml_root(text: str) -> str:
    """Return the name of a text's first element that tells the kind of XML, or nothing."""
    if not text.lstrip().startswith("<"):
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
    if not parts and (kind := _by_tags(lines)):
        parts = [(kind, 0)]
    if not parts:
        return []
    parts[0] = (parts[0][0], 0)
    ends = [start for _, start in parts[1:]] + [len(lines)]
    return [Part(kind, start, end) for (kind, start), end in zip(parts, ends, strict=True)]


def _kind(line: str) -> str:
    head = line[:6].lstrip()
    if not head or head[0] not in "TtPF%@<\u00a0":
        return ""
    for kind, begins in _BEGINS.items():
        if begins.match(line) and not _NOT_BIBTEX.match(line):
            return kind
    return ""


def _by_tags(lines: list[str]) -> str:
    counts = {kind: sum(bool(tag.match(line)) for line in lines[:400]) for kind, tag in _TAGS.items()}
    kind = max(counts, key=lambda each: counts[each])
    return kind if counts[kind] >= 3 else ""
