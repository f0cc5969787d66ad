"""Settling duplicates: what a person, or one act over the sure ones, says of pairs of records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from litmatrix import bibliography, deciding
from litmatrix.bibliography import Bibliography, Edit, RemoveField, SetField
from litmatrix.decisions import Event
from litmatrix.errors import ChangedOutside, Misuse
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY

__all__ = ["give_back", "settle_pair", "settle_sure", "take_fields"]

STAGE = "identification"

#: The field of an entry that says which of its fields come from another, now a duplicate: `abstract: other_2010`.
TAKEN = "taken"


def settle_sure(review: Review, groups: Iterable[Sequence[str]], reviewer: str) -> tuple[Event, ...]:
    """Record that in each group all but the first record are duplicates of it: one batch, undone as one."""
    events = [
        Event(reviewer, key, STAGE, "duplicate", other=group[0]) for group in groups for key in group[1:]
    ]
    return deciding.decide_many(review, events, reviewer)


def settle_pair(review: Review, key: str, other: str, decision: str, reviewer: str, keep: str = "") -> Event:
    """Record that two records are one work (`duplicate`; `keep` is kept, else `other`) or two (`distinct`)."""
    if keep and keep not in (key, other):
        raise Misuse(f"{keep} is neither {key} nor {other}.")
    if decision == "duplicate" and keep == key:
        key, other = other, key
    return deciding.decide(review, key, decision, reviewer, STAGE, other=other)


def take_fields(review: Review, kept: str, from_: str, fields: Iterable[str]) -> Bibliography:
    """Fill missing fields of the kept entry from another entry, and note there where they come from."""
    path = review.folder / BIBLIOGRAPHY
    known = bibliography.read_bibliography(path)
    entry, other = (_entry(known, key) for key in (kept, from_))
    fields = tuple(fields)
    for name in fields:
        if not other.fields.get(name):
            raise Misuse(f"{from_} has no field {name}.")
    notes = [entry.fields.get(TAKEN, ""), *(f"{name}: {from_}" for name in fields)]
    edits: list[Edit] = [SetField(kept, name, other.fields[name], before="") for name in fields]
    edits.append(SetField(kept, TAKEN, "; ".join(note for note in notes if note)))
    return bibliography.write_bibliography(path, edits, known)


def give_back(review: Review, kept: str, from_: str, fields: Iterable[str]) -> Bibliography:
    """Take out again what `take_fields` put in; raises `ChangedOutside` where it is not what the other has."""
    path = review.folder / BIBLIOGRAPHY
    known = bibliography.read_bibliography(path)
    entry, other = (_entry(known, key) for key in (kept, from_))
    fields = tuple(fields)
    notes = [note.strip() for note in entry.fields.get(TAKEN, "").split(";")]
    for name in fields:
        if f"{name}: {from_}" not in notes or entry.fields.get(name) != other.fields.get(name):
            raise ChangedOutside(f"{name} of {kept} was changed since it was taken; nothing was undone.")
        notes.remove(f"{name}: {from_}")
    left = "; ".join(note for note in notes if note)
    edits: list[Edit] = [RemoveField(kept, name) for name in fields]
    edits.append(SetField(kept, TAKEN, left) if left else RemoveField(kept, TAKEN))
    return bibliography.write_bibliography(path, edits, known)


def _entry(known: Bibliography, key: str) -> bibliography.Entry:
    if key not in known.entries:
        raise Misuse(f"{known.name} has no entry {key}.")
    return known.entries[key]
