"""Which paragraph of one text is which of another, though both were edited."""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

Words = tuple[str, ...]

#: How much of two paragraphs is alike at least (twice the words in common, in their order, of all): in order, and elsewhere.
LEAST, LEAST_ELSEWHERE = 0.5, 0.7
# How many paragraphs that share rare words are compared with one; words in more paragraphs than this say little.
_MOST, _COMMON = 8, 200

# A sign of a script without spaces between words is a word.
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def words(text: str) -> Words:
    """Return the words of a text, small letters only.

    >>> words("Roles blur: “most” of all.")
    ('roles', 'blur', 'most', 'of', 'all')
    """
    return tuple(word for _, word in placed_words(text))


def placed_words(text: str) -> Iterator[tuple[int, str]]:
    """Yield the words of a text, small letters only, and where each begins in it."""
    return ((found.start(), found[0].casefold()) for found in _WORD.finditer(text))


def aligned(old: Sequence[Words], new: Sequence[Words]) -> dict[int, int]:
    """Return which paragraph of `new` each one of `old` is, by their numbers; one that is none is left out.

    They keep their order, in the way that brings the most words together; of what is left, those that are alike enough stand
    elsewhere. The rule for those in order is the heaviest increasing subsequence (Jacobson and Vo 1992).
    """
    pairs = list(_alike(old, new))
    best = _heaviest(pairs, [len(one) for one in old])
    taken = set(best.values())
    for score, place, other in sorted(
        ((score, place, other) for place, other, score in pairs), key=lambda one: (-one[0], *one[1:])
    ):
        if score >= LEAST_ELSEWHERE and place not in best and other not in taken:
            best[place] = other
            taken.add(other)
    return dict(sorted(best.items()))


def _alike(old: Sequence[Words], new: Sequence[Words]) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs that are alike, and how much."""
    from rapidfuzz.distance import Indel

    same: dict[Words, list[int]] = defaultdict(list)
    having: dict[str, list[int]] = defaultdict(list)
    for other, those in enumerate(new):
        same[those].append(other)
        for word in set(those):
            having[word].append(other)
    for place, these in enumerate(old):
        if not these:
            continue
        # Of many that are the very same, those that stand about as far down.
        copies, share = same.get(these, []), place * len(new) // len(old)
        near = bisect_left(copies, share)
        close = copies[max(near - _MOST // 2, 0) : near + _MOST // 2]
        shared: dict[int, float] = defaultdict(float)
        for word in dict.fromkeys(these) if not close else ():
            there = having.get(word, ())
            for other in there if len(there) <= _COMMON else ():
                shared[other] += 1 / len(there)
        for other in sorted({*close, *heapq.nlargest(_MOST, shared, key=shared.__getitem__)}):
            score = Indel.normalized_similarity(these, new[other])
            if score >= LEAST:
                yield place, other, score


def _heaviest(pairs: Sequence[tuple[int, int, float]], lengths: Sequence[int]) -> dict[int, int]:
    """Return the pairs that go up on both sides and weigh the most together; longer paragraphs weigh more."""
    # The best chains so far, by where in `new` they end; the further down one ends, the more it weighs.
    ends: list[int] = []
    weights: list[float] = []
    last: list[int] = []
    before: dict[int, int] = {}
    for number in sorted(range(len(pairs)), key=lambda one: (pairs[one][0], -pairs[one][1])):
        place, other, score = pairs[number]
        at = bisect_left(ends, other)
        weight = score * (1 + lengths[place]) + (weights[at - 1] if at else 0)
        beaten = at
        while beaten < len(ends) and weights[beaten] <= weight:
            beaten += 1
        if at < len(ends) and ends[at] == other and beaten == at:
            continue
        before[number] = last[at - 1] if at else -1
        ends[at:beaten], weights[at:beaten], last[at:beaten] = [other], [weight], [number]
    found = {}
    number = last[-1] if last else -1
    while number >= 0:
        place, other, _ = pairs[number]
        found[place] = other
        number = before[number]
    return found
