"""Whether a record is in the review already: the same record of the same database, not merely the same work.

Conservative, for files that are imported again and searches that are run again. The same work in another database is a
record of its own, for it has fields of its own: it is looked into when duplicates are, where a person can be asked.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from litmatrix.bibliography.frame import NAMES, titled
from litmatrix.bibliography.latex import plain, year_number
from litmatrix.importing.readers import ImportedRecord
from litmatrix.importing.readers.dates import month_and_day, read_date
from litmatrix.matrix import importlog
from litmatrix.vocabulary import FORMER_KEYS, ORIGIN, STUDY

if TYPE_CHECKING:
    import pandas as pd

#: Fields that name a record in a database, each under its names.
IDENTIFIERS: Mapping[str, tuple[str, ...]] = {
    "doi": ("doi",),
    "pmid": ("pmid", "pubmed_pmid", "pubmed_id"),
    "pmcid": ("pmcid", "pmc"),
    "wos": ("unique-id", "unique_id", "wos_ut", "isi"),
    "eid": ("eid", "scopus_eid"),
    "accession": ("accession", "ris_an", "ris_id", "ris_u2", "endnote_accession_num", "wos_an", "csv_id"),
}  # fmt: skip
_NAMES = {name: kind for kind, names in IDENTIFIERS.items() for name in names}

# Identifiers that are given by one database, to one record: two that differ are two records.
_CERTAIN = ("doi", "pmid", "wos")

_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*|pmid:\s*|wos:|isi:|medline:)", re.IGNORECASE)
# Fields that are litmatrix's own.
_OURS = frozenset([ORIGIN, STUDY, FORMER_KEYS])
_AND = re.compile(r"\s+and\s+")
_PAGE = re.compile(r"\s*([^\W_]+)")

# Words that make another work of a title that is the same otherwise.
_ANOTHER = frozenset(
    ["erratum", "errata", "corrigendum", "correction", "comment", "commentary", "reply", "response", "retraction",
     "retracted", "editorial", "letter", "part", "protocol", "update", "updated", "author", "authors"]
)  # fmt: skip

# Titles of these words alone are those of many works.
_GENERIC = frozenset(
    [*_ANOTHER, "book", "review", "reviews", "abstracts", "foreword", "preface", "introduction", "index", "news", "to",
     "the", "from", "of", "in", "this", "issue", "editors", "guest", "a", "an", "and", "on", "conclusion", "contents"]
)  # fmt: skip


class Traits(NamedTuple):
    """What two records are compared by, without accents, capitals and punctuation."""

    title: str
    author: str
    year: int | None
    page: str
    pages: str
    volume: str
    number: str
    journal: str
    abstract: str
    ids: tuple[tuple[str, str], ...]
    words: frozenset[str]


def fingerprint(record: ImportedRecord) -> str:
    """Return a sum over a record as its file gives it: the same for the same record in another file."""
    told = record.raw.strip() or json.dumps([record.type, sorted(record.fields.items())], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", errors="surrogatepass")).hexdigest()[:20]


class Known:
    """The records that are in a review or were just taken into it, to be looked up."""

    def __init__(self, prints: Mapping[str, str], names: Mapping[str, str]) -> None:
        self._prints = dict(prints)
        self._names = names
        self._keys: set[str] = set()
        self._traits: dict[str, Traits] = {}
        self._by_id: dict[tuple[str, str], list[str]] = {}
        self._by_sign: dict[tuple[object, ...], list[str]] = {}

    @classmethod
    def of(cls, records: pd.DataFrame, imports: Iterable[importlog.Import]) -> Known:
        """Return the records of a review, with what earlier imports know of how their files gave them."""
        now = {key: key for key in records.index}
        for key, ids in zip(records.index, records[FORMER_KEYS], strict=True):
            for former in ids.split(",") if ids else ():
                now.setdefault(former.strip(), key)
        known = cls(
            {mark: now[key] for one in imports for mark, key in one.prints.items() if key in now}, now
        )
        left_out = ("raw", "line", "type", "note", "keywords")
        wanted = {name: records[name].tolist() for name in records.columns if name not in left_out}
        for key, *values in zip(records.index, *wanted.values(), strict=True):
            known.add(
                key, traits_of({name: value for name, value in zip(wanted, values, strict=True) if value})
            )
        return known

    def take(self, key: str, mark: str) -> None:
        """Add a record that was just taken in: only the very same record is found again in its own import."""
        self._keys.add(key)
        self._prints[mark] = key

    def add(self, key: str, traits: Traits) -> None:
        """Add a record of the review under its key."""
        self._keys.add(key)
        self._traits[key] = traits
        for one in traits.ids:
            self._by_id.setdefault(one, []).append(key)
        self._by_sign.setdefault(_sign(traits), []).append(key)

    def find(
        self, traits: Traits, mark: str, given: str, same: Callable[[str], bool], may: Callable[[str], bool]
    ) -> tuple[str, str]:
        """Return the key of the record that this one is, and how that is known; empty where it is new.

        `given` is the key that its file gives it, today's or a former one of a record that `same` then compares it
        with. `may` is asked whether a record that is not the very same, but looks like it, may be taken for it.
        """
        key = self._prints.get(mark, "")
        if key in self._keys:
            return key, "the same record was imported before"
        key = self._names.get(given, "")
        if key and _same_author(traits, self._traits[key]) and same(key):
            return key, f"it has the same key, {given}, and the same content"
        for one in traits.ids:
            for key in self._by_id.get(one, ()):
                if _same_by_id(traits, self._traits[key], one[0]) and may(key):
                    return key, f"same {one[0].upper() if len(one[0]) < 6 else one[0]} {one[1]}"
        for key in self._by_sign.get(_sign(traits), ()):
            if _same_by_sign(traits, self._traits[key]) and may(key):
                return key, "same title, first author, year and pages"
        return "", ""


def traits_of(fields: Mapping[str, str]) -> Traits:
    """Return the traits of a record from its fields in plain text; people parted by semicolons or “and”."""
    title = titled(fields).get("title", "")
    pages = fields.get("pages", "")
    page = _PAGE.match(pages)
    first = re.split(r"\s+and\s+|;", fields.get("author", "") or fields.get("editor", ""), maxsplit=1)[0]
    folded = _folded(title)
    return Traits(
        re.sub(r"\W+", "", folded),
        "".join(sorted(re.findall(r"\w+", _folded(first)))),
        year_number(fields.get("year", "") or fields.get("date", "")),
        page[1].casefold() if page else "",
        _bare(pages),
        _bare(fields.get("volume", "")),
        _bare(fields.get("number", "")),
        _bare(fields.get("journal", "") or fields.get("journaltitle", "") or fields.get("booktitle", "")),
        _bare(fields.get("abstract", "")[:400]),
        tuple(_identifiers(fields)),
        frozenset(re.findall(r"\w+", folded)),
    )


def loses_nothing(fields: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether all that a record says stands in another one too, but for accents, capitals and punctuation."""
    for name, value in titled(fields).items():
        told = _AND.sub(";", value) if name in NAMES else value
        if _bare(told) not in ("", _bare(str(other.get(name.lower(), "")))):
            return False
    return True


def says_the_same(fields: Mapping[str, str], key: str, other: Mapping[str, str]) -> bool:
    """Whether a record says nothing that another one does not, in whatever field and form: as an export of the other would.

    What the file's format alone has a place for (``ris_…``, ``csl_…``), and the key, are no part of it.
    """
    values = {name: _bare(str(value)) for name, value in other.items() if name not in ("line", "raw")}
    said = [
        *values.values(),
        *map(_bare, str(other.get("note", "")).split()),
        _bare(plain(str(other.get("raw", "")))),
    ]
    when = read_date(str(other.get("date", "")))
    titles = {name: _bare(str(other.get(name, ""))) for name in ("title", "booktitle", "journal")}
    for name, value in titled(fields).items():
        bare, theirs = _bare(value), str(other.get(name, "")) if name != "type" else ""
        if not bare or value == key or name in _OURS or name.startswith(("ris_", "csl_")):
            continue
        if name in NAMES:
            agree = _words(value) == _words(theirs)
        elif name in ("keywords", "note"):
            agree = _parts(value) <= _parts(theirs) or bare == values[name]
        elif name == "year":
            agree = bare == values["year"] or year_number(value) == year_number(theirs) is not None
        elif name == "month":
            month, _ = month_and_day(value)
            agree = value in (theirs, when.month) or 0 < month == month_and_day(theirs)[0]
        elif name == "day":
            agree = value.lstrip("0") in (
                theirs.lstrip("0"),
                when.day,
                str(month_and_day(str(other.get("month", "")))[1]),
            )
        elif name == "url":
            agree = bare in values["url"]
        elif theirs and bare == values[name]:
            agree = True
        elif theirs and name not in titles:
            agree = False
        else:
            agree = (
                bare in titles.values()
                if name in titles
                else any(bare == one or (len(bare) > 5 and bare in one) for one in said)
            )
        if not agree:
            return False
    return True


def _same_author(one: Traits, other: Traits) -> bool:
    """Whether two records that bear one key can be one work: title, first author and year are those that the key was made of."""
    return (one.title, one.author, one.year) == (other.title, other.author, other.year) and not _differ(
        one, other
    )


def _parts(text: str) -> set[str]:
    return {_bare(part) for part in re.split("[;,]", text)}


def _words(text: str) -> list[str]:
    return sorted(word for word in re.findall(r"\w+", _folded(text)) if word != "and")


def _identifiers(fields: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for name in fields.keys() & _NAMES.keys():
        value = _PREFIX.sub("", fields[name].strip()).strip().casefold()
        if value:
            yield _NAMES[name], value


def _same_by_id(one: Traits, other: Traits, kind: str) -> bool:
    """Whether two records with the same identifier are one: several works can share a DOI, and any can be mistaken."""
    if one.page and other.page and one.page != other.page:
        return False
    if _differ(one, other) or (one.words ^ other.words) & _ANOTHER:
        return False
    if not one.title or not other.title:
        return kind in _CERTAIN  # a number of a row says nothing by itself
    if one.title == other.title:
        return True
    shorter, longer = sorted((one.title, other.title), key=len)
    if longer.startswith(shorter) and 2 * len(shorter) > len(longer):
        return True
    shared = len(one.words & other.words)
    return kind != "doi" and 2 * shared >= len(one.words | other.words)


def _same_by_sign(one: Traits, other: Traits) -> bool:
    placed = one.pages or one.volume or one.number or one.abstract
    if not one.title or not (placed or (one.author and one.words - _GENERIC)):
        return False  # "Editorial", and nothing that tells it from the next one
    if _differ(one, other) or (one.abstract and other.abstract and one.abstract != other.abstract):
        return False
    return (one.volume, one.number, one.journal, one.pages) == (
        other.volume,
        other.number,
        other.journal,
        other.pages,
    )


def _differ(one: Traits, other: Traits) -> bool:
    """Whether two records have different identifiers of a kind of which a record has one."""
    mine, theirs = dict(one.ids), dict(other.ids)
    return any(mine[kind] != theirs[kind] for kind in _CERTAIN if kind in mine and kind in theirs)


def _sign(traits: Traits) -> tuple[object, ...]:
    return (traits.title, traits.author, traits.year, traits.page)


def _folded(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return text.casefold().replace("_", " ")


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", _folded(text))
