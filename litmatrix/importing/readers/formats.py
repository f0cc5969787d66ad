"""Which format a text is in, told by what it holds."""

from __future__ import annotations

import re
from typing import NamedTuple

from litmatrix.importing.readers import markup, pubmed, refer, refworks, ris, wos

#: The formats of tagged lines, in the order in which they are told: a new one is a module with its `Form`, and its name here.
FORMS = {
    form.name: form
    for form in (ris.FORM, pubmed.FORM, wos.FORM, refworks.REFWORKS, refer.FORM, refworks.NOTEEXPRESS)
}
BIBTEX = "bibtex"
_BIBTEX_BEGINS = re.compile(r"\s*@[ \t]*(?:[A-Za-z]+)[ \t]*[{(]")
_BIBTEX_CLOSES = re.compile(r".*[})]\s*,?\s*\Z")
_NOT_BIBTEX = re.compile(r"\s*@(?:media|import|font-face)\b", re.IGNORECASE)

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
    for wanted in markup.KINDS:
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
        form = FORMS.get(parts[-1][0]) if parts else None
        closes = form.closes if form else _BIBTEX_CLOSES
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
    if not line[:6].strip():
        return ""  # nothing begins further in
    for form in FORMS.values():
        if form.begins.match(line):
            return form.name
    return BIBTEX if _BIBTEX_BEGINS.match(line) and not _NOT_BIBTEX.match(line) else ""


def begins(lines: list[str]) -> bool:
    """Say whether any line begins a record as its format has it."""
    return any(map(_kind, lines))


def alike(lines: list[str]) -> list[str]:
    """Return the formats whose tags lines have, the best first: those that have at least half as many as it."""
    counts = {name: sum(bool(form.looks.match(line)) for line in lines[:400]) for name, form in FORMS.items()}
    most = max(counts.values())
    ranked = sorted(counts, key=lambda kind: -counts[kind])
    return [kind for kind in ranked if counts[kind] >= max(3, most / 2)] if most >= 3 else []
