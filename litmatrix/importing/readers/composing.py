"""A record put together: what a reader found, by its meaning, as the fields of a BibTeX entry.

Readers of every format put values into slots. Most slots are BibTeX fields; the others are what formats have in
common and BibTeX does not: `journal` (whatever a work appeared in), `date`, `start` and `end` (pages), `serial`
(ISSN or ISBN), `link` (a place where a DOI may hide), `group` (an author that is an organisation), `citation` (where and
when it appeared, in one value).
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from litmatrix.bibliography.identifiers import doi as doi_of
from litmatrix.bibliography.identifiers import doi_in, isbns
from litmatrix.bibliography.values import MONTHS
from litmatrix.importing.readers import names, people
from litmatrix.importing.readers.citations import read_citation
from litmatrix.importing.readers.dates import When, is_spreadsheet_date, read_date
from litmatrix.importing.readers.values import PEOPLE, ImportedRecord, is_placeholder

_ENTITY = re.compile(r"&(?:[a-z]{2,8}\d?|#\d{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_SERIAL = re.compile(r"[\dXx][\dXx-]{6,16}[\dXx]")
# What may stand behind a DOI and says nothing more.
_BESIDE_DOI = frozenset({"doi", "epub", "pub", "print", "pii", "pmid", "pmcid", "http", "https", "and"})
_ADDRESSES = re.compile(r"(?:\s+and|[,;])?\s+(?=https?://)|;(?=https?://)")
_DASH = re.compile(r"\s*[-–—]+\s*")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")

#: Fields that hold several values, and what stands between them.
_JOINTS = {
    "author": " and ",
    "editor": " and ",
    "translator": " and ",
    "abstract": "\n\n",
    "issn": ", ",
    "isbn": ", ",
}
_LISTS = {"keywords": "; ", "note": "; ", "affiliation": "; ", **_JOINTS}

#: What a work of each type appeared in.
_CONTAINERS = {
    "article": "journal", "incollection": "booktitle", "inbook": "booktitle", "inproceedings": "booktitle", "inreference": "booktitle",
    "collection": "series", "book": "series", "proceedings": "series", "techreport": "series", "phdthesis": "series", "mastersthesis": "series",
    "online": "organization",
}  # fmt: skip
_PUBLISHERS = {"phdthesis": "school", "mastersthesis": "school", "techreport": "institution"}
_NO_SCHOOL = re.compile(
    r"\b(?:dissertation|these?s|proquest|abstracts|department|faculty|library)", re.IGNORECASE
)

#: What a citation says, each with what else may have said it.
_SAID = (
    ("year", ("date",)),
    ("month", ("date",)),
    ("volume", ()),
    ("number", ()),
    ("pages", ("start", "eid")),
    ("eid", ("pages", "start")),
)

#: The order in which an entry lists its fields; the others follow as they came.
_ORDER = (
    "author", "editor", "translator", "title", "journal", "booktitle", "series", "shortjournal", "year", "month", "day",
    "volume", "number", "pages", "eid", "edition", "publisher", "school", "institution", "address", "doi", "issn",
    "isbn", "url", "urldate", "language", "keywords", "abstract", "note",
)  # fmt: skip


@dataclass
class Draft:
    """A record in the making: `slots` hold values, each with the field of its own that it falls back to."""

    prefix: str
    line: int
    slots: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def put(self, slot: str, value: str, tag: str = "") -> None:
        """Put a value into a slot; an empty slot name means a field of its own, named after the tag.

        What programs print for “none” is no value.
        """
        if (value := _tidy(value)) and not is_placeholder(value, slot):
            name = slug(tag or slot)
            own = name if name.startswith(f"{self.prefix}_") else f"{self.prefix}_{name}"
            self.slots.setdefault(slot or own, []).append((value, own))

    def has(self, slot: str) -> bool:
        return slot in self.slots

    def first(self, slot: str) -> str:
        """Return the first value of a slot, or nothing."""
        return self.slots[slot][0][0] if slot in self.slots else ""

    def take(self, slot: str) -> list[tuple[str, str]]:
        """Return a slot's values and empty it."""
        return self.slots.pop(slot, [])


def compose(draft: Draft, type: str, key: str = "") -> ImportedRecord:
    """Return the record that a draft makes; the draft is used up."""
    done = _Composed()
    _people(draft, done)
    _cited(draft)
    _appeared(draft, done, type)
    _dated(draft, done)
    _paged(draft, done)
    _identified(draft, done)
    for slot in list(draft.slots):
        done.add_all(slot, draft.take(slot))
    return ImportedRecord(type, key, done.fields(), draft.line)


@functools.lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Return a name for a field: small letters, digits and underscores.

    >>> slug("Author(s) ID"), slug("Année")
    ('author_s_id', 'annee')
    """
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", flat).strip("_") or "field"


@dataclass
class _Composed:
    """The fields so far; a second value of a field that takes one goes to a field of its own."""

    found: dict[str, list[str]] = field(default_factory=dict)
    known: set[tuple[str, str]] = field(default_factory=set)

    def add(self, name: str, value: str, own: str) -> None:
        values = self.found.setdefault(name, [])
        if not values or name in _LISTS or not name.isidentifier() or name == own:
            if (name, value) not in self.known:
                self.known.add((name, value))
                values.append(value)
        elif value.casefold() != values[0].casefold():
            self.add(own if name != own else f"{own}_2", value, own if name != own else f"{own}_2")

    def add_all(self, name: str, values: Iterable[tuple[str, str]]) -> None:
        for value, own in values:
            self.add(name, value, own)

    def fields(self) -> dict[str, str]:
        joined = {name: _LISTS.get(name, "; ").join(values) for name, values in self.found.items() if values}
        first = {name: joined[name] for name in _ORDER if name in joined}
        return first | joined


def _tidy(value: str) -> str:
    """Return a value on one line a paragraph, with entities such as ``&amp;`` as what they mean."""
    if "&" in value and _ENTITY.search(value):
        value = _ENTITY.sub(lambda found: html.unescape(found[0]), value)
    value = value.strip()
    if "\n" in value:
        return "\n\n".join(" ".join(part.split()) for part in _BLANK_LINE.split(value))
    return re.sub(r"[ \t]+", " ", value)


def _people(draft: Draft, done: _Composed) -> None:
    for slot in PEOPLE:
        given = [(name, own) for value, own in draft.take(slot) for name in people.named(value)]
        if given:
            done.found[slot] = people.each_once(given)
    for value, own in draft.take("group"):
        done.add("author", names.organisation(value), own)


def _cited(draft: Draft) -> None:
    """Take a citation that stands in place of a journal, or beside it, apart; what it says is taken where nothing else does."""
    for slot in ("journal", "shortjournal", "citation"):
        for at, (value, own) in enumerate(draft.slots.get(slot, [])):
            said = read_citation(value)
            if said is None:
                continue
            if slot == "citation":
                said = said._replace(journal="" if draft.has("journal") else said.journal, whole=False)
            else:
                draft.slots[slot][at] = (said.journal, own)
            if slot == "citation" and said.journal:
                draft.put("journal", said.journal, own)
            if not said.whole and slot != "citation":
                draft.put("", value, own)
            if draft.first("year") not in ("", said.year):
                said = said._replace(month="")
            for part, others in _SAID:
                if not any(map(draft.has, (part, *others))):
                    draft.put(part, getattr(said, part), part)
            if not draft.has("doi"):
                draft.put("doi", doi_in(value), own)
    for value, own in draft.take("citation"):
        draft.slots.setdefault(own, []).append((value, own))


def _appeared(draft: Draft, done: _Composed, type: str) -> None:
    """What it appeared in, and who brought it out."""
    container = _CONTAINERS.get(type, "journal")
    done.add_all("title", draft.take("title"))
    if container == "series" and "title" not in done.found:
        done.add_all("title", draft.take("booktitle")[:1])
    if _PUBLISHERS.get(type) == "school" and not draft.has("publisher"):
        # What a thesis appeared in is its school, unless it is a department or a collection of theses.
        for slot in ("journal", "booktitle", "shortjournal"):
            if not draft.has("publisher") and draft.has(slot) and not _NO_SCHOOL.search(draft.first(slot)):
                draft.slots["publisher"] = draft.take(slot)
    for slot in ("booktitle", "journal") if container == "booktitle" else ("journal", "booktitle"):
        done.add_all(container, draft.take(slot))
    for value, own in draft.take("shortjournal"):
        target = "shortjournal" if container in done.found else container
        if value.casefold() != "".join(done.found.get(container, [])[:1]).casefold():
            done.add(target, value, own)
    done.add_all(_PUBLISHERS.get(type, "publisher"), draft.take("publisher"))


def _dated(draft: Draft, done: _Composed) -> None:
    """Year and month, from whichever value has them; a value that says more is kept beside."""
    years, months = draft.take("year"), draft.take("month")
    seasons = draft.take("season")
    dates = draft.take("date")
    for place, (value, own) in enumerate(dates):
        if found := re.fullmatch(r"(\d{4})///(\S.*)", value):
            dates[place] = (found[1], own)
            seasons.append((found[2], own))
    # “In press” is the year only of a record that no other value dates.
    dated = sorted([*years, *dates], key=lambda each: not read_date(each[0]).year)
    for value, own in (*dated, *months):
        numbered = (value, own) in months and re.fullmatch(r"0?[1-9]|1[0-2]", value)
        when = When("", MONTHS[int(value) - 1], True) if numbered else read_date(value)
        known = done.found.get("year", [""])[0]
        if not when.year and not when.month and (value, own) in years and not known and value.strip("0/- "):
            done.add("year", value, own)
            continue
        same = not when.year or not known or when.year == known
        if when.year and not known:
            suffixed = re.fullmatch(r"(\d{4}[a-z])", value)
            done.add("year", suffixed[1] if suffixed else when.year, own)
            if suffixed:
                continue
        if when.month and same and "month" not in done.found:
            done.add("month", when.month, own)
        told = when.whole and same and (not when.month or [when.month] == done.found.get("month"))
        if told and when.day and "day" not in done.found:
            done.add("day", when.day, own)
        if not told or (when.day and [when.day] != done.found.get("day")):
            done.add(own, value, own)
    for value, own in seasons:
        done.add("month" if "month" not in done.found else own, value, own)


def _paged(draft: Draft, done: _Composed) -> None:
    """Pages as they stand; a first and a last page are joined, and a range stays what it is."""
    # An article number is given as a page too for those who know no other.
    done.add_all("pages", (page for page in draft.take("pages") if page[0] != draft.first("eid")))
    starts, ends = draft.take("start"), draft.take("end")
    if not ends and [value for value, _ in starts] == [draft.first("eid")]:
        return
    if "pages" in done.found:
        held = re.findall(r"\w+", done.found["pages"][0])
        for value, own in (*starts, *ends):
            if value not in held and value != done.found["pages"][0]:
                done.add(own, value, own)
        return
    start, end = (starts or [("", "")])[0], (ends or [("", "")])[0]
    start = (start[0].rstrip("-–— ") if end[0] else start[0], start[1])
    if start[0] and end[0] and start[0] != end[0] and not _is_range(start[0], end[0]):
        # A hyphen within a page number is no dash between two.
        dash = "–" if "-" in start[0] + end[0] else "-"
        done.add("pages", f"{start[0]}{dash}{end[0]}", start[1])
    elif start[0] or end[0]:
        done.add("pages", *(start if start[0] else end))
        if start[0] and end[0] and start[0] != end[0]:
            done.add(end[1], end[0], end[1])
    for value, own in (*starts[1:], *ends[1:]):
        if value not in (start[0], end[0]):
            done.add(own, value, own)


def _is_range(start: str, end: str) -> bool:
    """Say whether the first page is given as a range already, or no range can be made: one is a date."""
    parts = _DASH.split(start)
    given = len(parts) > 1 and (
        parts[-1] == end or not re.search(r"\d", end) or end.endswith(f"{parts[0]}{parts[-1]}")
    )
    numbered = len(parts) == 2 and bool(re.search(r"\d", parts[-1]))
    short = numbered and not _DASH.search(end) and end.endswith(parts[-1])
    return given or short or is_spreadsheet_date(start) or is_spreadsheet_date(end)


def _identified(draft: Draft, done: _Composed) -> None:
    """DOI, ISSN, ISBN and address; what stands around them is kept where it says more."""
    for value, own in draft.take("doi"):
        doi = doi_of(value)
        done.add("doi" if doi else own, doi or value, own)
        if doi and set(re.findall(r"[^\W\d_]{3,}", value.partition(doi)[2].casefold())) - _BESIDE_DOI:
            done.add(own, value, own)
    for value, own in draft.take("link"):
        doi = doi_of(value)
        if doi and "doi" not in done.found:
            done.add("doi", doi, own)
        if not doi or value != doi:
            done.add(own, value, own)
    for value, own in draft.take("url"):
        value, *more = _ADDRESSES.split(value)
        done.add("url", value, own)
        done.add_all("url", ((other, own) for other in more))
        if "doi" not in done.found and re.match(r"https?://(?:dx\.)?doi\.org/", value) and doi_of(value):
            done.add("doi", doi_of(value), own)
    for slot in ("serial", "issn", "isbn"):
        for value, own in draft.take(slot):
            _add_serials(done, value, own, slot)


def _add_serials(done: _Composed, value: str, own: str, slot: str) -> None:
    rest = value
    numbers = _SERIAL.findall(value) or isbns(value)
    for number in numbers:
        digits = len(number.replace("-", ""))
        kind = {8: "issn", 10: "isbn", 13: "isbn"}.get(digits, "" if slot == "serial" else slot)
        if kind:
            done.add(kind, number, own)
            rest = rest.replace(number, "", 1)
    if re.search(r"\w", rest):
        done.add(own, value, own)


def joined(parts: Iterable[str], joint: str = " ") -> str:
    """Return the parts that hold something, joined."""
    return joint.join(part for part in parts if part)
