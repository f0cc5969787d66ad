"""What differs in review.toml beside the themes, and the numbers that differ."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from litmatrix import coding
from litmatrix.checking import counts
from litmatrix.comparing.differences.values import (
    ADDED,
    CHANGED,
    REMOVED,
    REORDERED,
    Change,
    ProtocolDifference,
    Total,
    changed_members,
    text,
)
from litmatrix.model import Acceptance, Protocol
from litmatrix.protocol.members import members
from litmatrix.review import Review
from litmatrix.vocabulary import STATES

#: The numbers that are worth a line of their own, in order.
TOTALS = (
    "records", "cited_only", "included", "studies", "themes", "themes.with_evidence", "quotations", "excerpts",
)  # fmt: skip


def compare_protocol(before: Protocol, after: Protocol) -> tuple[ProtocolDifference, ...]:
    """Return what differs: title and caption, questions, reviewers, then the tables entry by entry, then the rest."""
    compared: dict[str, Callable[..., _Differences]] = {
        "text": _text_differences, "texts": _list_differences, "tables": _table_differences, "table": _map_differences,
    }  # fmt: skip
    return tuple(
        ProtocolDifference(name, change, id, fields)
        for kind, compare in compared.items()
        for name, member in members(Protocol).items()
        if member.kind == kind and name not in ("themes", "theme_history")
        for change, id, fields in compare(name, getattr(before, name), getattr(after, name))
    )


# What became of a member, the id of the entry in it, and what changed.
_Differences = Iterator[tuple[str, str, tuple[Change, ...]]]


def _text_differences(name: str, old: str, new: str) -> _Differences:
    if old != new:
        yield CHANGED, "", (Change(name, old, new),)


def _map_differences(name: str, old: Any, new: Any) -> _Differences:
    """Yield what differs in a table that is one: a mapping, or a value with fields."""
    old, new = (one if isinstance(one, Mapping) else vars(one) for one in (old, new))
    if changes := changed_members(old, dict.fromkeys(old) | dict(new)):
        yield CHANGED, "", changes


def _list_differences(name: str, old: Sequence[str], new: Sequence[str]) -> _Differences:
    """Yield the texts of a list that came, went or changed in their place, or that it stands in another order."""
    if sorted(old) == sorted(new):
        if old != new:
            yield REORDERED, "", (Change("order", text(old), text(new)),)
        return
    for what, first, last, start, end in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if what != "equal":
            gone, come = old[first:last], new[start:end]
            both = min(len(gone), len(come))
            for pair in zip(gone, come, strict=False):
                yield CHANGED, "", (Change(name, *pair),)
            for one in gone[both:]:
                yield REMOVED, "", (Change(name, one, ""),)
            for one in come[both:]:
                yield ADDED, "", (Change(name, "", one),)


def _table_differences(name: str, old: Sequence[Any], new: Sequence[Any]) -> _Differences:
    """Yield the entries of a list of tables that came, went or changed, by their ids, and whether their order did."""
    then, now = _by_id(old), _by_id(new)
    for id in dict.fromkeys((*now, *then)):
        if then.get(id) != now.get(id):
            change = CHANGED if id in then and id in now else ADDED if id in now else REMOVED
            yield change, id, changed_members(then.get(id, _NOTHING)[1], now.get(id, _NOTHING)[1])
    orders = [[id for id in side if id in then and id in now] for side in (then, now)]
    if orders[0] != orders[1]:
        yield REORDERED, "", (Change("order", *map(", ".join, orders)),)


_NOTHING: tuple[Any, dict[str, str]] = (None, {})


def _by_id(entries: Sequence[Any]) -> dict[str, tuple[Any, dict[str, str]]]:
    """Return entries and what their members say by their ids (of what is accepted, the check and keys).

    The second of one id is called “id (2)”.
    """
    found: dict[str, tuple[Any, dict[str, str]]] = {}
    for entry in entries:
        id = f"{entry.check} {', '.join(entry.keys)}".strip() if isinstance(entry, Acceptance) else entry.id
        number, name = 1, id
        while name in found:
            number += 1
            name = f"{id} ({number})"
        found[name] = entry, {member: text(value) for member, value in vars(entry).items() if member != "id"}
    return found


def compare_totals(before: Review, after: Review) -> tuple[Total, ...]:
    """Return the numbers that differ: those of `TOTALS`, and the cells of included sources in each state."""
    then, now = _numbers(before), _numbers(after)
    return tuple(Total(name, then[name], now[name]) for name in now if then[name] != now[name])


def _numbers(review: Review) -> dict[str, int]:
    known, covered = counts.count_all(review), coding.coverage(review)
    cells = {f"cells.{state}": int(covered[state].sum()) for state in STATES}
    return {**{name: int(known.get(name, 0)) for name in TOTALS}, "decisions": len(review.decisions), **cells}
