"""Entries of the bibliography that were added, removed, changed, or got another key."""

from __future__ import annotations

from collections.abc import Mapping
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
)
from litmatrix.review import Review
from litmatrix.vocabulary import FORMER_KEYS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare_entries", "compare_rows", "paired"]

# Where an entry stands in its file, and its bytes: what reads the same is the same.
_NOT_CONTENT = ("line", "raw")
# biblatex's names of fields, whose text stands in the frame under the usual name too.
_TWINS = ("journaltitle", "institution", "organization", "school")


def compare_entries(before: Review, after: Review, keys: Keys) -> tuple[EntryDifference, ...]:
    """Return the entries that differ: first the added and changed ones in the order of today, then those that are gone."""
    then, now = _contents(before.records), _contents(after.records)
    pairs, gone = paired(then, now, keys)
    found = []
    for key, fields in now.items():
        name = keys.reference(key)
        former = pairs.get(key)
        if former is None:
            found.append(EntryDifference(ADDED, key, name))
            continue
        changes = _changes(then[former], fields, former if former != key else "")
        if changes or former != key:
            change = RENAMED if former != key and not changes else CHANGED
            found.append(EntryDifference(change, key, name, former if former != key else "", changes))
    for key in gone:
        today = keys.before(key)
        if today != key and today in now:
            found.append(EntryDifference(MERGED, today, keys.reference(today), key))
        else:
            found.append(EntryDifference(REMOVED, key, keys.reference(key)))
    return tuple(found)


def paired(
    then: Mapping[str, object], now: Mapping[str, object], keys: Keys
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the key of before for each key of after that had one, and the keys of before that have none after.

    One that kept its key comes first, then the first of those that are now called so.
    """
    pairs = {key: key for key in now if key in then}
    taken = set(pairs)
    by_today: dict[str, str] = {}
    for key in now:
        by_today.setdefault(keys.after(key), key)
    gone = []
    for key in then:
        if key in taken:
            continue
        today = by_today.get(keys.before(key))
        if today is None or today in pairs:
            gone.append(key)
        else:
            pairs[today] = key
    return pairs, tuple(gone)


def _contents(records: pd.DataFrame) -> dict[str, dict[str, str]]:
    names = [name for name in records.columns if name not in _NOT_CONTENT]
    columns = [records[name].tolist() for name in names]
    rows = zip(*columns, strict=True) if columns else ()
    return {
        str(key): dict(zip(names, row, strict=True)) for key, row in zip(records.index, rows, strict=True)
    }


def _changes(then: dict[str, str], now: dict[str, str], former: str) -> tuple[Change, ...]:
    """Return the fields that differ; a former key that `ids` now names is told as the change of the key."""
    if then == now:
        return ()
    found: list[Change] = []
    for name in dict.fromkeys((*now, *then)):
        old, new = then.get(name, ""), now.get(name, "")
        if old == new or (name == FORMER_KEYS and former and _listed(new) - {former} == _listed(old)):
            continue
        if name in _TWINS and any((one.before, one.after) == (old, new) for one in found):
            continue
        found.append(Change(name, old, new))
    return tuple(found)


def _listed(text: str) -> set[str]:
    return {part.strip() for part in text.split(",") if part.strip()}


def compare_rows(before: Review, after: Review, keys: Keys) -> tuple[RowDifference, ...]:
    """Return the rows of the matrix that came, went, or stand under another key."""
    then = dict.fromkeys(map(str, before.matrix.index))
    now = dict.fromkeys(map(str, after.matrix.index))
    pairs, gone = paired(then, now, keys)
    found: list[RowDifference] = []
    for key in now:
        name = keys.reference(keys.after(key))
        if key not in pairs:
            found.append(RowDifference(ADDED, key, name))
        elif pairs[key] != key:
            found.append(RowDifference(RENAMED, key, name, pairs[key]))
    found += [RowDifference(REMOVED, key, keys.reference(keys.before(key))) for key in gone]
    return tuple(found)
