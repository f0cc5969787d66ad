"""What differs in review.toml beside the themes, and the numbers that differ."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from litmatrix import coding
from litmatrix.checking import counts
from litmatrix.comparing.differences.of_themes import text
from litmatrix.comparing.differences.values import ADDED, CHANGED, REMOVED, Change, ProtocolDifference, Total
from litmatrix.model import Acceptance, Protocol
from litmatrix.review import Review
from litmatrix.vocabulary import STATES

__all__ = ["REORDERED", "compare_protocol", "compare_totals"]

REORDERED = "reordered"

_TABLES = ("searches", "criteria", "descriptors", "rounds", "claims", "accepted")
_LISTS = ("questions", "reviewers")
_MEMBERS = ("title", "caption")
_MAPS = ("agree", "keys", "highlight")

#: The numbers that are worth a line of their own, in order.
TOTALS = (
    "records", "cited_only", "included", "studies", "themes", "themes.with_evidence", "quotations", "excerpts",
)  # fmt: skip


def compare_protocol(before: Protocol, after: Protocol) -> tuple[ProtocolDifference, ...]:
    """Return what differs: title and caption, questions, reviewers, then the tables entry by entry, then the rest."""
    found = []
    for name in _MEMBERS:
        found += _member(name, getattr(before, name), getattr(after, name))
    for name in _LISTS:
        found += _listed(name, getattr(before, name), getattr(after, name))
    for name in _TABLES:
        found += _tables(name, getattr(before, name), getattr(after, name))
    for name in _MAPS:
        found += _mapped(name, getattr(before, name), getattr(after, name))
    return tuple(found)


def _member(name: str, old: str, new: str) -> list[ProtocolDifference]:
    return [ProtocolDifference(name, CHANGED, fields=(Change(name, old, new),))] if old != new else []


def _mapped(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[ProtocolDifference]:
    changes = [
        Change(member, text(old.get(member)), text(new.get(member)))
        for member in dict.fromkeys((*old, *new))
        if old.get(member) != new.get(member)
    ]
    return [ProtocolDifference(name, CHANGED, fields=tuple(changes))] if changes else []


def _listed(name: str, old: Sequence[str], new: Sequence[str]) -> list[ProtocolDifference]:
    """Return the texts of a list that came, went or changed in their place, or that it stands in another order."""
    if sorted(old) == sorted(new):
        if old == new:
            return []
        return [ProtocolDifference(name, REORDERED, fields=(Change("order", text(old), text(new)),))]
    found = []
    for what, first, last, start, end in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if what == "equal":
            continue
        gone, come = old[first:last], new[start:end]
        both = min(len(gone), len(come))
        found += [
            ProtocolDifference(name, CHANGED, fields=(Change(name, *pair),))
            for pair in zip(gone, come, strict=False)
        ]
        found += [ProtocolDifference(name, REMOVED, fields=(Change(name, one, ""),)) for one in gone[both:]]
        found += [ProtocolDifference(name, ADDED, fields=(Change(name, "", one),)) for one in come[both:]]
    return found


def _tables(name: str, old: Sequence[Any], new: Sequence[Any]) -> list[ProtocolDifference]:
    """Return the entries of a list of tables that came, went or changed, by their ids, and whether their order did."""
    then, now = _by_id(old), _by_id(new)
    found = []
    for id, entry in now.items():
        if id not in then:
            found.append(ProtocolDifference(name, ADDED, _shown(id), _members(None, entry)))
        elif entry != then[id] or _said(entry) != _said(then[id]):
            found.append(ProtocolDifference(name, CHANGED, _shown(id), _members(then[id], entry)))
    found += [
        ProtocolDifference(name, REMOVED, _shown(id), _members(entry, None))
        for id, entry in then.items()
        if id not in now
    ]
    orders = [[_shown(id) for id in side if id in then and id in now] for side in (then, now)]
    if orders[0] != orders[1]:
        found.append(ProtocolDifference(name, REORDERED, fields=(Change("order", *map(", ".join, orders)),)))
    return found


def _by_id(entries: Sequence[Any]) -> dict[tuple[str, int], Any]:
    """Return entries by what tells them apart: the id (of what is accepted, the check and keys), and which of those."""
    found: dict[tuple[str, int], Any] = {}
    for entry in entries:
        id = f"{entry.check} {', '.join(entry.keys)}".strip() if isinstance(entry, Acceptance) else entry.id
        number = 0
        while (id, number) in found:
            number += 1
        found[id, number] = entry
    return found


def _shown(id: tuple[str, int]) -> str:
    name, number = id
    return f"{name} ({number + 1})" if number else name


def _said(entry: Any) -> dict[str, str]:
    return {member.name: text(getattr(entry, member.name)) for member in fields(entry) if member.name != "id"}


def _members(one: Any, other: Any) -> tuple[Change, ...]:
    then, now = _said(one) if one is not None else {}, _said(other) if other is not None else {}
    return tuple(
        Change(name, then.get(name, ""), now.get(name, ""))
        for name in dict.fromkeys((*now, *then))
        if then.get(name, "") != now.get(name, "")
    )


def compare_totals(before: Review, after: Review) -> tuple[Total, ...]:
    """Return the numbers that differ: those of `TOTALS`, and the cells of included sources in each state."""
    then, now = _numbers(before), _numbers(after)
    return tuple(
        Total(name, then.get(name, 0), now.get(name, 0)) for name in now if then.get(name, 0) != now[name]
    )


def _numbers(review: Review) -> dict[str, int]:
    known = counts.count_all(review)
    covered = coding.coverage(review)
    cells = {f"cells.{state}": int(covered[state].sum()) for state in STATES}
    return {**{name: known.get(name, 0) for name in TOTALS}, "decisions": len(review.decisions), **cells}
