"""What is shown of the records that files bring: their titles, and each of them whole, with its fields as they will stand."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from litmatrix import bibliography
from litmatrix.bibliography.fields import with_field
from litmatrix.importing import NOT_READ, Intake, Stand
from litmatrix.model import Problem
from litmatrix.vocabulary import FORMER_KEYS, KEY, ORIGIN, STUDY

#: So many titles go to the page at once.
PAGE = 100
#: The lists that there are: what is new, found again, reported as not read, and what should be looked at.
KINDS = ("new", "again", "reported", "told")

_LABELS = {
    "author": "Authors", "editor": "Editors", "year": "Year", "date": "Date", "journal": "Journal", "booktitle": "In", "volume": "Volume",
    "number": "Issue", "pages": "Pages", "publisher": "Publisher", "doi": "DOI", "pmid": "PMID", "url": "Link", "keywords": "Keywords",
    "language": "Language", "issn": "ISSN", "isbn": "ISBN", "note": "Note", "type": "Kind of entry", KEY: "Key", ORIGIN: "Found by",
    STUDY: "Study", FORMER_KEYS: "Former keys",
}  # fmt: skip
_FIRST = ("author", "year", "journal", "booktitle", "volume", "number", "pages")
_LAST = ("type", KEY, ORIGIN)
_APART = ("title", "abstract", "raw", "line")


def sizes(intake: Intake) -> dict[str, int]:
    """Return how many there are of each kind."""
    reported = sum(account.reported for account in intake.accounts)
    return {
        "new": len(intake.new),
        "again": len(intake.again),
        "reported": reported,
        "told": len(_told(intake)),
    }


def rows(intake: Intake, kind: str, first: int, there: Container[str]) -> list[dict[str, str]]:
    """Return a page of what there is of a kind: the title, and what is said of it; `there` are the keys of the review."""
    if kind == "new":
        return [{"title": one.title, "about": one.key} for one in intake.new[first : first + PAGE]]
    if kind == "again":
        return [
            {
                "title": one.title,
                "about": f"{one.key}: {one.why if one.key in there else 'it comes in here already'}",
            }
            for one in intake.again[first : first + PAGE]
        ]
    if kind == "reported":
        found = [_problem(one) for one in intake.problems if _is_unread(one)]
    else:
        found = _told(intake)
    return found[first : first + PAGE]


def whole(
    intake: Intake, stand: Stand, kind: str, at: int, there: Container[str], names: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return a record as it will stand, or, found again, as it stands; None where there is none.

    `names` are the ids that searches have by now, by those under which they were worked out.
    """
    if kind == "new" and 0 <= at < len(intake.new):
        new = intake.new[at]
        return _shown(
            new.key,
            new.raw,
            _fields(new.raw),
            f"New. It is written to bibliography.bib under the key {new.key}.",
            new.where,
        )
    if kind == "again" and 0 <= at < len(intake.again):
        again = intake.again[at]
        if again.key not in stand.records.index:
            raw = _named(next(one.raw for one in intake.new if one.key == again.key), names)
            told = f"This search has it twice. It is imported once, under the key {again.key}."
            return _shown(again.key, raw, _fields(raw), told, again.where)
        row = stand.records.loc[again.key].to_dict()
        if again.key in there:
            told = f"Already in the review as {again.key} ({again.why}). It stays as it is"
        else:
            told = f"Found by another search here too, as {again.key}. It is imported once"
        told += (
            "."
            if again.before == again.after
            else f"; {names.get(intake.search, intake.search)} is added to the searches that found it."
        )
        return _shown(
            again.key,
            _named(row["raw"], names),
            {**row, ORIGIN: _renamed(again.after, names)},
            told,
            again.where,
        )
    return None


def lacking(intake: Intake) -> dict[str, int]:
    """Return how many of the new records have no title, authors, year or abstract, of those that lack one."""
    counts = dict.fromkeys(("title", "author", "year", "abstract"), 0)
    new = {one.where for one in intake.new}
    for export in intake.exports:
        for record in export.records:
            if f"{export.name}:{record.line}" not in new:
                continue
            has = {
                "title": record.fields.get("title"),
                "author": record.fields.get("author") or record.fields.get("editor"),
                "year": record.fields.get("year") or record.fields.get("date"),
                "abstract": record.fields.get("abstract"),
            }
            for name, value in has.items():
                counts[name] += not value
    return {name: number for name, number in counts.items() if number}


def _renamed(origin: str, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(one.strip(), one.strip()) for one in origin.split(","))


def _named(raw: str, names: Mapping[str, str]) -> str:
    """Return an entry's text with the names that the searches of its origin have by now."""
    if all(before == after for before, after in names.items()):
        return raw
    origin = _fields(raw).get(ORIGIN, "")
    renamed = _renamed(origin, names) if origin else ""
    return with_field(raw, ORIGIN, renamed) if renamed != origin else raw


def _fields(raw: str) -> Mapping[str, Any]:
    """Return the fields of an entry's text in plain text, as a row of the records has them."""
    parsed = bibliography.records(bibliography.parse_bibliography(raw))
    return parsed.iloc[0].to_dict() if len(parsed) else {}


def _shown(key: str, raw: str, row: Mapping[str, Any], told: str, where: str) -> dict[str, Any]:
    """Return a record for the page: title, what tells where it stands, abstract, all other fields that it has, its text."""
    fields = {name: value for name, value in row.items() if value and name not in _APART} | {KEY: key}
    return {
        "title": str(row.get("title", "")),
        "abstract": str(row.get("abstract", "")),
        "fields": [_field(name, fields) for name in _FIRST if name in fields],
        "more": [_field(name, fields) for name in _others(fields)],
        "raw": raw,
        "told": told,
        "where": where,
    }


def _field(name: str, fields: Mapping[str, Any]) -> list[str]:
    return [_LABELS.get(name, name), str(fields[name])]


def _others(fields: Mapping[str, Any]) -> Sequence[str]:
    others = [name for name in fields if name not in (*_FIRST, *_LAST)]
    return [name for name in (*others, *_LAST) if name in fields]


def _is_unread(problem: Problem) -> bool:
    return problem.check in (NOT_READ, "unfit-record")


def _problem(problem: Problem) -> dict[str, str]:
    return {"title": problem.message, "about": " ".join(filter(None, (problem.where, problem.fix)))}


def _told(intake: Intake) -> list[dict[str, str]]:
    notes = [{"title": note, "about": ""} for note in intake.told]
    return [*notes, *(_problem(one) for one in intake.problems if not _is_unread(one))]
