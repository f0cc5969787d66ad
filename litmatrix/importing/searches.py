"""The table of a search in review.toml: what an import writes there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from litmatrix.bibliography.identifiers import difference, twin
from litmatrix.errors import Misuse
from litmatrix.model import Protocol, Search
from litmatrix.protocol.members import is_id
from litmatrix.protocol.toml import AddTable, Edit, SetValue
from litmatrix.vocabulary import PROTOCOL, SEARCH_KINDS

#: What can be told of a search, in the order in which it stands in review.toml.
MEMBERS = ("kind", "source", "platform", "strand", "query", "limits", "filters", "date", "hits", "removed",
           "removed_why", "examined", "updates", "peer_review", "note")  # fmt: skip

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# What is meant as a day and is none, or begins with what nobody can tell: a month or a day.
_NO_DAY = re.compile(r"\d{1,4}\s*[./-]\s*\d{1,4}\s*[./-]\s*\d{1,4}")
_NUMBERS = ("hits", "removed", "examined")


def id_of(name: str, taken: Iterable[str] = ()) -> str:
    """Return an id for a search after the name of its file, which is not in use.

    >>> id_of("PubMed export (1).nbib")
    'pubmed_export_1'
    """
    stem = re.sub(r"\.\w{1,5}$", "", name.rsplit("/", 1)[-1])
    base = re.sub(r"\W+", "_", stem.casefold()).strip("_") or "search"
    used = set(taken)
    return next(id for id in (base, *(f"{base}_{number}" for number in range(2, 10_000))) if id not in used)


def check_id(id: str, known: Iterable[str] = ()) -> None:
    """Raise `Misuse` for what cannot be the id of a search, or looks like that of a known one and is not it."""
    if not is_id(id):
        raise Misuse(f"the search is called {id!r}, and must be one word without spaces, commas or brackets.")
    known = tuple(known)
    if id not in known and (alike := twin(id, known)):
        raise Misuse(
            f"there is a search {alike}, which differs {difference(id, alike)} from {id}. Write it as in "
            f"{PROTOCOL}, or give the new search another id."
        )


def sound_about(plan: Protocol, id: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of a search, with numbers and the date as such; raises `Misuse` for what cannot be."""
    check_id(id)
    told: dict[str, Any] = {}
    for member, value in about.items():
        if member not in MEMBERS:
            raise Misuse(f"a search has no {member}. Known: {', '.join(MEMBERS)}.")
        if isinstance(value, str):
            value = value.strip()
        if value is None or value == "":
            continue
        told[member] = _number(member, value) if member in _NUMBERS else value
    if "kind" in told and told["kind"] not in SEARCH_KINDS:
        raise Misuse(f"the kind of a search is {told['kind']!r}. Allowed: {', '.join(SEARCH_KINDS)}.")
    if isinstance(told.get("date"), str):
        told["date"] = _when(told["date"])
    _check_removed(_standing_with(plan, id, told))
    known = {search.id for search in plan.searches} - {id}
    if "updates" in told and told["updates"] not in known:
        raise Misuse(
            f"{PROTOCOL} has no search {told['updates']} to be updated. Known: {', '.join(sorted(known)) or 'none'}."
        )
    return told


def in_effect(plan: Protocol, id: str, about: Mapping[str, Any]) -> Search:
    """Return a search as it will stand: what is told of it goes before what review.toml says; raises `Misuse`."""
    return _standing_with(plan, id, sound_about(plan, id, about))


def _standing_with(plan: Protocol, id: str, told: Mapping[str, Any]) -> Search:
    there = next((one for one in plan.searches if one.id == id), Search(id, "database"))
    return replace(there, **told)


def _check_removed(search: Search) -> None:
    if search.removed and not search.removed_why:
        raise Misuse(
            f"{search.removed:,} hits were removed, but the reason is missing: duplicates, marked by a tool, or another reason."
        )
    if search.removed_why and search.removed is None:
        raise Misuse(
            f"there is a reason for removed hits ({search.removed_why}), but not how many: give their number."
        )
    if (search.removed or 0) > (search.removed or 0 if search.hits is None else search.hits):
        raise Misuse(
            f"{search.removed:,} hits were removed, which is more than the {search.hits:,} hits found."
        )


def related(plan: Protocol, id: str, about: Mapping[str, Any]) -> frozenset[str]:
    """Return the searches of the same database: the search, those that it updates or that update it, and of its source."""
    search = next((one for one in plan.searches if one.id == id), None)
    source = str(about.get("source") or (search.source if search else "")).strip().casefold()
    found = {id, *(one.id for one in plan.searches if source and one.source.casefold() == source)}
    if about.get("updates"):
        found.add(str(about["updates"]))
    while True:
        more = {one.id for one in plan.searches if one.updates in found}
        more |= {one.updates for one in plan.searches if one.id in found and one.updates}
        if more <= found:
            return frozenset(found)
        found |= more


def search_edits(plan: Protocol, id: str, about: Mapping[str, Any], files: Iterable[str]) -> tuple[Edit, ...]:
    """Return what is to be written in review.toml: a new search, or what is new of one that is there.

    What is told goes before what stands there; nothing that is not told is taken out. A further file is added to those
    that are named.
    """
    told = sound_about(plan, id, about)
    search = next((one for one in plan.searches if one.id == id), None)
    if search is None:
        ordered = {member: told[member] for member in MEMBERS if member in told}
        values = {"id": id, "kind": "database", **ordered, "file": "; ".join(dict.fromkeys(files))}
        return (AddTable("searches", values),)
    named = [name for name in search.file.split("; ") if name]
    told["file"] = "; ".join(dict.fromkeys([*named, *files]))
    return tuple(
        SetValue("searches", id, member, value)
        for member, value in told.items()
        if value != getattr(search, member)
    )


def _when(text: str) -> date | str:
    """Return the day that a text is, else words that hold a year, such as “spring 2019”; raises `Misuse` for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    if not _YEAR.search(text) or _NO_DAY.fullmatch(text):
        raise Misuse(
            f"the date is {text!r}, and must be year, month and day, 2026-11-22, or words with a year, such as “spring 2019”."
        )
    return text


def _number(member: str, value: Any) -> int:
    try:
        number = int(str(value).replace(",", ""))
    except ValueError:
        number = -1
    if number < 0:
        raise Misuse(f"{member} is {value!r}, and must be a whole number.")
    return number
