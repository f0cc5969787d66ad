"""Fields that an entry has from another: by `crossref`, as BibTeX and biblatex pass them on, and by `xdata`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from litmatrix.bibliography.bibtex import Entry
from litmatrix.model import Problem
from litmatrix.vocabulary import FORMER_KEYS, ORIGIN, STUDY, WARNING

#: Types of entries that stand for no work: a store of fields, and several works cited as one.
NO_RECORDS = frozenset({"xdata", "set"})

_REFERENCES = ("xdata", "crossref")
# What says of one entry where it stands and what it is, and is nobody else's.
_OWN = frozenset({
    *_REFERENCES, "xref", "entryset", "related", "relatedtype", "relatedstring", "options", "label", "execute", "presort",
    "sortkey", "shorthand", "key", ORIGIN, STUDY, FORMER_KEYS,
})  # fmt: skip
# What a book says of itself alone: a chapter with the address, pages or abstract of its book would be taken for it.
_OF_THE_PARENT = frozenset({
    "doi", "url", "urldate", "urlyear", "urlmonth", "urlday", "eprint", "pmid", "pmcid", "eid", "pages", "pagetotal",
    "abstract", "keywords", "note", "annote", "annotation", "file", "shorttitle", "sorttitle", "indextitle",
    "indexsorttitle", "timestamp", "creationdate", "modificationdate", "owner",
})  # fmt: skip
_TITLES = ("title", "subtitle", "titleaddon")
_SEVERAL_VOLUMES = frozenset({"mvbook", "mvcollection", "mvreference", "mvproceedings"})
_VOLUMES = frozenset({"book", "collection", "reference", "proceedings"})
_PARTS = frozenset({
    "inbook", "bookinbook", "suppbook", "incollection", "inreference", "suppcollection", "inproceedings", "conference",
})  # fmt: skip
_DATES = frozenset({"date", "year", "month", "day"})


def parents(entry: Entry, by: Iterable[str] = _REFERENCES) -> list[tuple[str, str]]:
    """Return what an entry refers to: pairs of the field and the key that stands there."""
    return [
        (name, key.strip()) for name in by for key in entry.fields.get(name, "").split(",") if key.strip()
    ]


def inherited(entries: Mapping[str, Entry], by: Iterable[str] = _REFERENCES) -> dict[str, dict[str, str]]:
    """Return by key all fields, its own and its parents', of each entry that refers to one; circles are broken."""
    return _walked(entries, by)[0]


def with_parents(entries: Mapping[str, Entry], keys: Iterable[str]) -> list[str]:
    """Return keys, and after them those of the entries that these take fields from, by whatever way."""
    found = dict.fromkeys(keys)
    folded = _folded(entries)
    waiting = list(found)
    for key in waiting:
        for _, named in parents(entries[key]) if key in entries else ():
            if (parent := _found(named, entries, folded)) and parent not in found:
                found[parent] = None
                waiting.append(parent)
    return list(found)


def check_parents(entries: Mapping[str, Entry], file: str) -> Iterator[Problem]:
    """Yield a problem for each entry that refers to one that is not there, or to itself by whatever way."""
    whole, circular = _walked(entries, _REFERENCES)
    folded = _folded(entries) if whole else {}
    for entry in (entries[key] for key in entries if key in whole):
        where = f"{file}:{entry.line}"
        for name, key in parents(entry):
            if not _found(key, entries, folded):
                message = f"{entry.key} takes fields from {key} ({name}), which {file} does not have."
                fix = "Add that entry, or correct the key."
                yield Problem("missing-parent", WARNING, where, message, entry.key, fix)
        if entry.key in circular:
            message = f"{entry.key} takes fields from itself, by crossref or xdata."
            yield Problem(
                "parent-of-itself", WARNING, where, message, entry.key, "Delete one of these fields."
            )


def _walked(entries: Mapping[str, Entry], by: Iterable[str]) -> tuple[dict[str, dict[str, str]], set[str]]:
    """Return what `inherited` does, and the keys of the entries that are among their own parents."""
    referring = [key for key, entry in entries.items() if not entry.fields.keys().isdisjoint(by)]
    whole: dict[str, dict[str, str]] = {}
    circular: set[str] = set()
    folded = _folded(entries) if referring else {}
    for key in referring:
        way = {} if key in whole else {key: None}
        while way:
            last = next(reversed(way))
            known = [(name, _found(parent, entries, folded)) for name, parent in parents(entries[last], by)]
            for one in (one for _, one in known if one in way):
                steps = list(way)
                circular.update(steps[steps.index(one) :])
            ahead = (one for _, one in known if one and one not in whole and one not in way)
            if parent := next((one for one in ahead if parents(entries[one], by)), ""):
                way[parent] = None
                continue
            given = [
                (name, entries[one].type, whole.get(one, entries[one].fields)) for name, one in known if one
            ]
            whole[last] = _with_parents(entries[last], given)
            del way[last]
    return whole, circular


def _folded(entries: Iterable[str]) -> dict[str, str]:
    return {key.casefold(): key for key in entries}


def _found(key: str, entries: Mapping[str, Entry], folded: Mapping[str, str]) -> str:
    """Return the key that is meant, capitals not counted as in BibTeX, or nothing."""
    return key if key in entries else folded.get(key.casefold(), "")


def _with_parents(entry: Entry, given: Iterable[tuple[str, str, Mapping[str, str]]]) -> dict[str, str]:
    fields = dict(entry.fields)
    for name, type, theirs in given:
        dated = any(fields.get(one) for one in _DATES)
        for field, value in _passed_on(name, entry.type, type, theirs):
            if value and not fields.get(field) and not (dated and field in _DATES):
                fields[field] = value
    return fields


def _passed_on(name: str, type: str, parent: str, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the fields that an entry of a type has from a parent, under the names that they have there."""
    if name == "xdata":
        yield from ((field, value) for field, value in fields.items() if field not in _OWN)
        return
    prefix = ""
    if parent in _SEVERAL_VOLUMES and type in _VOLUMES | _PARTS:
        prefix = "main"
    elif type in _PARTS and parent not in _PARTS:
        prefix = "book"
    elif parent == "periodical":
        prefix = "journal"
    for field, value in fields.items():
        if field not in _OWN and field not in _OF_THE_PARENT and not (prefix and field in _TITLES):
            yield field, value
    if prefix:
        yield from ((f"{prefix}{field}", fields[field]) for field in _TITLES if field in fields)
