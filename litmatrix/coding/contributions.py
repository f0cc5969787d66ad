"""Which sources a finding of the review rests on: those with evidence on its theme, and how they speak to it."""

from __future__ import annotations

from typing import NamedTuple

from litmatrix import coding
from litmatrix.matrix.excerpts import Sides
from litmatrix.model import ReviewFinding
from litmatrix.protocol import theme_history
from litmatrix.review import Review
from litmatrix.vocabulary import MENTIONED, NOT_MENTIONED, STANCES


class Contribution(NamedTuple):
    """What a finding rests on.

    `themes` are the ids of the themes in use that its theme stands for today: itself, what it was renamed to or merged into,
    its parts if it was split; none if there is none. `sources` are the keys of the sources with evidence on one of them, by
    stance (for, against, both ways, neutral). `looked_at` of `of` included sources were looked at for one of them.
    """

    themes: tuple[str, ...]
    sources: dict[str, tuple[str, ...]]
    looked_at: int
    of: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all sources that contribute, by stance."""
        return tuple(key for keys in self.sources.values() for key in keys)


def contribution(review: Review, finding: ReviewFinding) -> Contribution:
    """Return what a finding rests on: computed from the excerpts, never typed."""
    states = coding.states(review)
    there = tuple(id for id in theme_history.now(review.protocol, finding.theme) if id in states.columns)
    sides = coding.sides(review)
    sources: dict[str, tuple[str, ...]] = {}
    for key in states.index:
        if found := [sides[key, id] for id in there if (key, id) in sides]:
            stance = STANCES[Sides(*map(sum, zip(*found, strict=True))).stance]
            sources[stance] = (*sources.get(stance, ()), key)
    looked = states[list(there)].isin([MENTIONED, NOT_MENTIONED]).any(axis=1)
    ordered = {stance: sources[stance] for stance in STANCES.values() if stance in sources}
    return Contribution(there, ordered, int(looked.sum()), len(states))
