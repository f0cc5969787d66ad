"""Settling duplicates: recording which records are one work, and taking over what the record kept lacks."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from litmatrix import bibliography, duplicates, screening
from litmatrix.bibliography import bibtex
from litmatrix.decisions.log import Event
from litmatrix.duplicates import Found
from litmatrix.errors import Misuse, Unreadable
from litmatrix.files import store
from litmatrix.review import Review
from litmatrix.screening import deciding
from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, FATAL, FORMER_KEYS, ORIGIN, STUDY

#: The field of an entry that says what was taken over from which other entry.
TAKEN = "taken"

# What is a record's own, and is never taken over.
_OWN = frozenset({ORIGIN, STUDY, FORMER_KEYS, TAKEN, "crossref", "xdata", "key"})
_ALIASES = {"journal": "journaltitle", "journaltitle": "journal", "year": "date", "date": "year"}
# The columns of a table of pairs: ours, and those of Splink and of recordlinkage.
_COLUMNS = (("key", "other"), ("unique_id_l", "unique_id_r"), ("id_left", "id_right"))


def find(review: Review) -> Found:
    """Return the duplicates among the records that searches found, after what was decided in the review."""
    return duplicates.find_duplicates(review.found, _decided(review), duplicates.ranks(review))


def from_pairs(review: Review, pairs: Iterable[tuple[str, str]]) -> Found:
    """Return the groups that pairs of another program make; raises `Misuse` for a key that no search found."""
    return duplicates.group_pairs(review.found, pairs, _decided(review), duplicates.ranks(review))


def _decided(review: Review) -> list[tuple[str, str, str]]:
    return [(pair.key, pair.other, pair.decision) for pair in screening.pairs(review)]


def read_pairs(path: Path) -> tuple[tuple[str, str], ...]:
    """Return the pairs in a CSV file with the columns key and other (or unique_id_l and unique_id_r, as Splink names them).

    Other columns are passed over. Raises `Unreadable` if there are no such columns, or a row lacks a key.
    """
    text, _, _, problems = store.read_text(path)
    if fatal := [problem for problem in problems if problem.severity == FATAL]:
        raise Unreadable(f"{path}: {fatal[0]}")
    rows = csv.DictReader(text.splitlines())
    names = next((names for names in _COLUMNS if set(names) <= set(rows.fieldnames or ())), None)
    if names is None:
        raise Unreadable(
            f"{path}: a table of pairs has the columns key and other (or unique_id_l and unique_id_r)."
        )
    pairs = []
    for row in rows:
        one, other = ((row[name] or "").strip() for name in names)
        if not one or not other:
            raise Unreadable(f"{path}:{rows.line_num}: the row lacks one of the two keys.")
        pairs.append((one, other))
    return tuple(pairs)


# --- deciding -------------------------------------------------------------------------------------------------------


def settle_sure(review: Review, groups: Iterable[Sequence[str]], reviewer: str) -> tuple[Event, ...]:
    """Record that the records of each group are one work, the first of which is kept: one batch, undone as one.

    What was settled before is followed: a record that is removed already stands for the one kept of it. So no circle can
    come of it. Raises `Misuse`, and records nothing, for a key that is not there or stands in two groups, for a group
    with two records that were said to be distinct, and for one that would remove a record that was decided on or coded;
    `NotSaved`, also where the files of the review were not read whole.
    """
    review = review.reread()
    groups = [tuple(group) for group in groups]
    keys = [key for group in groups for key in group]
    if twice := [key for key, times in Counter(keys).items() if times > 1]:
        raise Misuse(f"{twice[0]} is in two groups, or twice in one; nothing was recorded.")
    removed, _ = screening.duplicates(review)
    number = {key: place for place, group in enumerate(groups) for key in group}
    for pair in screening.pairs(review):
        if pair.decision == "distinct" and pair.key in number and number[pair.key] == number.get(pair.other):
            raise Misuse(
                f"{pair.key} and {pair.other} were marked as not duplicates ({pair.where}); nothing was recorded."
            )
    gone: dict[str, str] = {}
    for group in groups:
        ends = [_followed(removed.get(key, key), gone) for key in group]
        gone |= {end: ends[0] for end in ends if end != ends[0]}
    events = [Event(reviewer, key, "identification", "duplicate", other=kept) for key, kept in gone.items()]
    return deciding.decide_many(review, events, reviewer)


def _followed(key: str, gone: Mapping[str, str]) -> str:
    """Return the record that stands for this one in the end."""
    while key in gone:
        key = gone[key]
    return key


def settle_pair(
    review: Review, key: str, other: str, decision: str, reviewer: str, keep: str = "", drop: bool = False
) -> Event:
    """Record that two records are one work (`duplicate`) or two (`distinct`), and return the decision.

    `keep` is the one of them that is kept; unless given, the one that was decided on or coded, then the fullest. A record
    that is removed already stands for the one kept of it. Raises `Misuse` for another decision or `keep`, for two that are
    settled as one already, and for one that was decided on or coded and would be removed, unless `drop` says that it may be;
    `NotSaved`.
    """
    if decision not in ("duplicate", "distinct"):
        raise Misuse(
            f"{decision} is not a decision on a pair; allowed: duplicate, distinct (not a duplicate)."
        )
    if decision == "distinct":
        return deciding.decide(review, key, "distinct", reviewer, "identification", other=other)
    deciding.check_decision(review, key, "duplicate", reviewer, "identification", "", other)
    if keep not in ("", key, other):
        raise Misuse(f"{keep} is not one of the two; keep {key} or {other}.")
    removed, _ = screening.duplicates(review)
    ends = removed.get(key, key), removed.get(other, other)
    if ends[0] == ends[1]:
        raise Misuse(f"{key} and {other} are already recorded as duplicates; {ends[0]} is kept.")
    kept = removed.get(keep, keep) if keep else best(review, ends)
    gone = ends[1] if kept == ends[0] else ends[0]
    return deciding.decide(review, gone, "duplicate", reviewer, "identification", other=kept, drop=drop)


def best(review: Review, keys: Sequence[str]) -> str:
    """Return which of records that are one work is best kept: one that was decided on or coded, then the fullest."""
    return duplicates.fullest(review.records, keys, duplicates.ranks(review))


# --- taking over ----------------------------------------------------------------------------------------------------


def missing(kept: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, str]:
    """Return what the record that is kept lacks and another has: fields of its entry, each with its plain text."""
    entries, _, _ = bibtex.parse(str(other["raw"]), "entry")
    own = {name for entry in entries.values() for name in entry.fields} - _OWN
    return {
        name: str(text)
        for name, text in other.items()
        if name in own and text and not kept.get(name) and not kept.get(bibliography.ALIASES.get(name, name))
    }


def take_fields(review: Review, kept: str, from_: str, fields: Iterable[str]) -> tuple[str, ...]:
    """Fill fields that an entry lacks from another entry of bibliography.bib, byte for byte, and return their names.

    The entry's field `taken` then says what came from where (“abstract from smith_2010”); `give_back` undoes it. Raises
    `Misuse`, and changes nothing, for a field that the one has, the other lacks, or that is never taken (origin, study, ids),
    and for two records that were said to be distinct; `NotSaved`, also where that cannot be told for sure.
    """
    review.require_whole(BIBLIOGRAPHY, DECISIONS)
    names = tuple(dict.fromkeys(name.strip().lower() for name in fields))
    path, known = _bibliography(review, kept, from_)
    if any(
        {pair.key, pair.other} == {kept, from_} and pair.decision == "distinct"
        for pair in screening.pairs(review)
    ):
        raise Misuse(f"{kept} and {from_} are not duplicates; nothing was copied.")
    have, give = known.entries[kept].fields, known.entries[from_].fields
    edits: list[bibliography.Edit] = []
    for name in names:
        if name in _OWN:
            raise Misuse(f"{name} belongs to each record itself and is not copied.")
        if not give.get(name):
            raise Misuse(f"{from_} has no {name}; it has {', '.join(sorted(set(give) - _OWN))}.")
        if have.get(name) or have.get(_ALIASES.get(name, name)):
            raise Misuse(f"{kept} has its own {name}; only missing fields are copied.")
        edits.append(bibliography.SetField(kept, name, give[name], before=have.get(name, "")))
    if not edits:
        return ()
    told = [*_taken(have), *(f"{name} from {from_}" for name in names)]
    edits.append(bibliography.SetField(kept, TAKEN, "; ".join(told), before=have.get(TAKEN, "")))
    bibliography.write_bibliography(path, edits, known)
    return names


def give_back(review: Review, kept: str, from_: str, fields: Iterable[str] = ()) -> tuple[str, ...]:
    """Undo `take_fields`: take out the fields that an entry took from another (all, unless some are named).

    Raises `Misuse`, and changes nothing, for a field that was not taken from there, or was changed since; `NotSaved`.
    """
    review.require_whole(BIBLIOGRAPHY)
    path, known = _bibliography(review, kept, from_)
    have, give = known.entries[kept].fields, known.entries[from_].fields
    told = _taken(have)
    taken = [one.removesuffix(f" from {from_}") for one in told if one.endswith(f" from {from_}")]
    names = tuple(dict.fromkeys(name.strip().lower() for name in fields)) or tuple(taken)
    for name in names:
        if name not in taken:
            raise Misuse(
                f"{kept} has no {name} copied from {from_}; copied were: {', '.join(taken) or 'none'}."
            )
        if have.get(name, "") not in ("", give.get(name, "")):
            raise Misuse(
                f"the {name} of {kept} was changed since it was copied from {from_}; remove it by hand."
            )
    if not names:
        return ()
    edits: list[bibliography.Edit] = [bibliography.RemoveField(kept, name) for name in names]
    left = [one for one in told if one not in {f"{name} from {from_}" for name in names}]
    edits.append(
        bibliography.SetField(kept, TAKEN, "; ".join(left)) if left else bibliography.RemoveField(kept, TAKEN)
    )
    bibliography.write_bibliography(path, edits, known)
    return names


def _taken(fields: dict[str, str]) -> list[str]:
    return [part.strip() for part in fields.get(TAKEN, "").split(";") if part.strip()]


def _bibliography(review: Review, *keys: str) -> tuple[Path, bibliography.Bibliography]:
    """Return the file and what it holds now; raises `Misuse` if it lacks one of the entries, or two are the same."""
    path = review.folder / BIBLIOGRAPHY
    known = bibliography.read_bibliography(path)
    if len(set(keys)) < len(keys):
        raise Misuse(f"{keys[0]} cannot copy fields from itself.")
    if missing := [key for key in keys if key not in known.entries]:
        raise Misuse(f"{BIBLIOGRAPHY} has no entry {missing[0]}.")
    return path, known
