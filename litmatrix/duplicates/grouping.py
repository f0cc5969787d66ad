"""From judged pairs to groups: no group holds two records that are known, or seen, to be different works."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Edge(NamedTuple):
    """A pair of places that belong together, and how sure that is."""

    one: int
    other: int
    score: float


class Groups(NamedTuple):
    """`of`: the number of the group of each place; `members`: the places of each group; `refused`: edges that would
    have put two different works together."""

    of: dict[int, int]
    members: dict[int, list[int]]
    refused: list[Edge]


def gather(
    edges: Iterable[Edge], apart: dict[int, set[int]], fixed: Iterable[tuple[int, int]] = ()
) -> Groups:
    """Return the groups that edges make, the surest first; `fixed` pairs are together whatever else is said.

    An edge is refused if a member of the one group is `apart` from one of the other: so a record with few fields, which
    fits two works, does not make one of them.
    """
    of: dict[int, int] = {}
    members: dict[int, list[int]] = {}

    def join(one: int, other: int) -> None:
        first, second = of.setdefault(one, one), of.setdefault(other, other)
        members.setdefault(first, [first])
        members.setdefault(second, [second])
        if first == second:
            return
        if len(members[first]) < len(members[second]):
            first, second = second, first
        for place in members[second]:
            of[place] = first
        members[first] += members.pop(second)

    for one, other in fixed:
        join(one, other)
    refused = []
    for edge in sorted(edges, key=lambda edge: (-edge.score, edge.one, edge.other)):
        first = members.get(of.get(edge.one, -1), [edge.one])
        second = members.get(of.get(edge.other, -1), [edge.other])
        if first is not second and _divided(first, second, apart):
            refused.append(edge)
        else:
            join(edge.one, edge.other)
    return Groups(of, members, refused)


def _divided(first: list[int], second: list[int], apart: dict[int, set[int]]) -> bool:
    few, many = sorted((first, second), key=len)
    other = set(many)
    return any(not other.isdisjoint(apart[place]) for place in few if place in apart)
