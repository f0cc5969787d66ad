"""Citations as marks in running text that a reference manager finds and replaces: Zotero's RTF Scan, and EndNote.

RTF Scan comes with Zotero: a document that is saved as .rtf is searched for ``{Author, Year, pages}`` (its documentation:
zotero.org/support/rtf_scan; what it takes for a mark is said by ``rtfScan.jsx`` in Zotero's sources). EndNote takes
``{Author, Year @pages}`` for a temporary citation, which “Update Citations and Bibliography” formats (“Components of a
Temporary Citation” in its help, docs.endnote.com; what comes after @ is printed by styles that have “Cited Pages”). Both
look for the work in the person's own library, so its records must be there: an export as .ris brings them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from litmatrix.bibliography import references
from litmatrix.bibliography.latex import year_number
from litmatrix.matrix.citations import Citation, as_text
from litmatrix.writing.citations import Say

if TYPE_CHECKING:
    import pandas as pd

# A name that RTF Scan knows for one: up to four words without stops, the last of which begins with a capital.
_NAME = re.compile(r"(?:[^\s.,;{}\"\\]{2,} ){0,3}[A-Z][^\s.,;{}\"\\]+")
# What would end a part of a mark.
_ENDS = re.compile(r"[,:;{}#@\\`\"“”]")
_PAGES = re.compile(r"[\dA-Za-z]+(?:[-–—]+[\dA-Za-z]+)?(?:, ?[\dA-Za-z]+(?:[-–—]+[\dA-Za-z]+)?)*")
_DASHES = re.compile(r"[-–—]+")


class _Work(NamedTuple):
    """What a mark can say of a work: its authors (or editors) by their family names, whether they are all, year, title.

    `number` is the year as a number, if it is one.
    """

    people: tuple[str, ...]
    whole: bool
    year: str
    number: int | None
    title: str


# Returns a mark for a work, with pages in it if it can hold them; nothing where the work cannot be marked.
_Mark = Callable[[_Work, str], str]


def zotero(records: pd.DataFrame, names: Mapping[str, str]) -> Say:
    """Return what prints citations as marks of RTF Scan: “{Adams and Brown, 2011, 11-12}”, “{Clark et al., 2012}”.

    A title stands in a mark where others of the `records` would be found by author and year too: “{Mind, "Toolkit,"
    2017}”. A place that is no page stands behind the mark in words, and what was read in another work is two marks. A work
    without a year, or without a name in Latin letters, cannot be found by RTF Scan: it is printed as text, with its short
    reference in `names`.
    """
    works = _works(records)

    def mark(work: _Work, pages: str) -> str:
        found = [_scanned(name) for name in work.people]
        if not found or "" in found or not work.number:
            return ""
        one = len(found) > 2 or not work.whole
        who = f"{found[0]} et al." if one else " and ".join(found)
        # It looks for the last word of each name.
        sought = [name.rsplit(" ", 1)[-1] for name in found[: 1 if one else None]]
        title = _telling(work, works.values(), sought)
        said = f'{who}, "{title}," {work.number}' if title else f"{who}, {work.number}"
        return f"{{{said}, {pages.replace(' ', '')}}}" if pages else f"{{{said}}}"

    return lambda one: _printed(one, works, mark, names)


def endnote(records: pd.DataFrame, names: Mapping[str, str]) -> Say:
    """Return what prints citations as EndNote's temporary ones: “{Adams, 2011 @11-12}”, the first author's name alone.

    Words of the title stand in a mark where others of the `records` would be found by author and year too (“{Mind, 2017,
    Toolkit}”), and where there is no author or no year; then the pages are behind it in words, as every place that is no
    page is. What was read in another work is two marks.
    """
    works = _works(records)

    def mark(work: _Work, pages: str) -> str:
        first = _ENDS.split(work.people[0])[0].strip() if work.people else ""
        known = bool(first and work.year)
        title = _telling(work, works.values(), [first]) if known else " ".join(_runs(work.title)[:1])
        if title:
            return f"{{{first}, {work.year}, {title}}}"
        said = f"{first}, {work.year}"
        return (f"{{{said} @{pages}}}" if pages and "," not in pages else f"{{{said}}}") if known else ""

    return lambda one: _printed(one, works, mark, names)


def _printed(one: Citation, works: Mapping[str, _Work], mark: _Mark, names: Mapping[str, str]) -> str:
    """Return a citation as marks, with what they cannot say in words around them; as text where its source has no mark."""

    def marked(key: str, pages: str = "") -> str:
        return mark(works[key], pages) if key in works else ""

    pages = _pages(one)
    source = marked(one.key, pages)
    if not source:
        return as_text(one, names)
    within = bool(pages) and source != marked(one.key)
    place = f" ({one.locator})" if one.locator and not within else ""
    said = "; ".join(marked(key) or names.get(key, key) for key in one.origins) or " ".join(
        one.origin.split()
    )
    return f"{said}, as cited in {source}{place}" if said and not one.narrative else f"{source}{place}"


def _pages(one: Citation) -> str:
    """Return the pages that a citation names, as reference managers take them; nothing if it names something else too."""
    if len(one.places) != 1 or one.places[0].kind != "page" or not _PAGES.fullmatch(one.places[0].value):
        return ""
    return _DASHES.sub("-", one.places[0].value)


# --- telling works apart ---------------------------------------------------------------------------------------------


def _works(records: pd.DataFrame) -> dict[str, _Work]:
    columns = (records[name] for name in ("author", "editor", "title", "year"))
    found = {}
    for key, author, editor, title, year in zip(records.index, *columns, strict=True):
        people = references.names(author or editor)
        named = tuple(name for name in people if name != "others")
        found[key] = _Work(named, len(named) == len(people), year, year_number(year), title)
    return found


def _scanned(name: str) -> str:
    """Return what of a name RTF Scan knows for one, the last words at least; nothing if that is none."""
    words = name.split()
    parts = (" ".join(words[start:]) for start in range(len(words)))
    return next((part for part in parts if _NAME.fullmatch(part)), "")


def _telling(work: _Work, works: Iterable[_Work], sought: Iterable[str]) -> str:
    """Return the fewest words of a title that tell a work from others that have these names and its year; none without such."""
    parts = [part.casefold() for part in sought]
    alike = [
        other.title.casefold()
        for other in works
        if other is not work
        and other.number == work.number
        and all(any(part in name.casefold() for name in other.people) for part in parts)
    ]
    if not alike:
        return ""
    runs = _runs(work.title)
    telling = (run for run in runs if not any(run.casefold() in other for other in alike))
    return next(telling, runs[-1] if runs else "")


def _runs(title: str) -> list[str]:
    """Return the words of a title, up to what would end a part of a mark: three of them, four, and so on."""
    words = next((part.split() for part in _ENDS.split(title) if part.strip()), [])
    return [" ".join(words[:end]) for end in range(min(3, len(words)), len(words) + 1)] if words else []
