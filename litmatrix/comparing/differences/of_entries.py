"""Entries of the bibliography and rows of the matrix that came, went, changed, or got another key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litmatrix.comparing.differences.keys import Keys
from litmatrix.comparing.differences.values import (
    ADDED,
    CHANGED,
    MERGED,
    REMOVED,
    RENAMED,
    Change,
    EntryDifference,
    RowDifference,
    changed_members,
)
from litmatrix.review import Review
from litmatrix.vocabulary import FORMER_KEYS

if TYPE_CHECKING:
    import pandas as pd

# Where an entry stands in its file, and its bytes: what reads the same is the same.
_NOT_CONTENT = ["line", "raw"]
# biblatex's names of fields, whose text stands in the frame under the usual name too.
_TWINS = ("journaltitle", "institution", "organization", "school")


def compare_entries(before: Review, after: Review, keys: Keys) -> tuple[EntryDifference, ...]:
    """Return the entries that differ: first the added and changed ones in the order of today, then those that are gone."""
    then, now = _contents(before.records), _contents(after.records)
    found = []
    for former, key in keys.pairs(then, now):
        today = keys.today(former, key)
        if not former:
            found.append(EntryDifference(ADDED, key, keys.reference(key)))
        elif not key and today != former and today in now:
            found.append(EntryDifference(MERGED, today, keys.reference(today), former))
        elif not key:
            found.append(EntryDifference(REMOVED, former, keys.reference(former)))
        else:
            other = former if former != key else ""
            changes = _changes(then[former], now[key], other)
            if changes or other:
                change = CHANGED if changes else RENAMED
                found.append(EntryDifference(change, key, keys.reference(key), other, changes))
    return tuple(found)


def _contents(records: pd.DataFrame) -> dict[str, dict[str, str]]:
    return records.drop(columns=_NOT_CONTENT, errors="ignore").to_dict("index")  # type: ignore[return-value]


def _changes(then: dict[str, str], now: dict[str, str], former: str) -> tuple[Change, ...]:
    """Return the fields that differ; a former key that `ids` now names is told as the change of the key."""
    found: list[Change] = []
    for one in changed_members(then, now):
        twin = one.what in _TWINS and one[1:] in [other[1:] for other in found]
        named = one.what == FORMER_KEYS and former and _listed(one.after) - {former} == _listed(one.before)
        if not twin and not named:
            found.append(one)
    return tuple(found)


def _listed(text: str) -> set[str]:
    return {part.strip() for part in text.split(",") if part.strip()}


def compare_rows(before: Review, after: Review, keys: Keys) -> tuple[RowDifference, ...]:
    """Return the rows of the matrix that came, went, or stand under another key."""
    found = []
    for former, key in keys.pairs(before.matrix.index, after.matrix.index):
        name = keys.reference(keys.today(former, key))
        if not former or not key:
            found.append(RowDifference(REMOVED if former else ADDED, key or former, name))
        elif former != key:
            found.append(RowDifference(RENAMED, key, name, former))
    return tuple(found)
