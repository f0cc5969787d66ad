"""What was changed in a Word file without being tracked: its paragraphs before the tracked changes, against those of a base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from litmatrix.writing.returned.aligning import aligned, words


class Change(NamedTuple):
    """A paragraph that differs: its text in the base and now, empty where it is not there, and the numbers of both; of one that is
    not there, the number of the paragraph that comes next."""

    before: str
    after: str
    base: int
    now: int


def find_untracked(base: Sequence[str], now: Sequence[str]) -> tuple[Change, ...]:
    """Return the paragraphs that differ between two lists of them, in their order; white space and empty ones do not count."""
    from rapidfuzz.distance import LCSseq

    old, new = _numbered(base), _numbered(now)
    found: list[Change] = []
    at, there = 0, 0
    codes = LCSseq.opcodes([text for _, text in old], [text for _, text in new])
    stretches = [
        (code.src_start, code.src_end, code.dest_start, code.dest_end)
        for code in codes
        if code.tag == "equal"
    ]
    for start, end, first, last in [*stretches, (len(old), len(old), len(new), len(new))]:
        found += _changes(
            old[at:start], new[there:first], _number(old, start, base), _number(new, first, now)
        )
        at, there = end, last
    return tuple(found)


def share_kept(base: Sequence[str], now: Sequence[str]) -> float:
    """Return which share of the base's paragraphs, or of those now if they are fewer, is in the other, as it was or edited."""
    old, new = ([words(text) for text in texts if text.strip()] for texts in (base, now))
    return len(aligned(old, new)) / max(min(len(old), len(new)), 1)


_Numbered = Sequence[tuple[int, str]]


def _numbered(texts: Sequence[str]) -> list[tuple[int, str]]:
    return [(number, flat) for number, text in enumerate(texts) if (flat := " ".join(text.split()))]


def _number(numbered: _Numbered, place: int, texts: Sequence[str]) -> int:
    return numbered[place][0] if place < len(numbered) else len(texts)


def _changes(old: _Numbered, new: _Numbered, next_old: int, next_new: int) -> Iterator[Change]:
    """Yield the changes between two stretches that have no paragraph in common."""
    pairs = aligned([words(text) for _, text in old], [words(text) for _, text in new])
    kept = [
        (one, other)
        for one, other in pairs.items()
        if all(other > pairs[above] for above in pairs if above < one)
    ]
    at, there = 0, 0
    for one, other in [*kept, (len(old), len(new))]:
        gone, come = old[at:one], new[there:other]
        here = (old[one][0] if one < len(old) else next_old, new[other][0] if other < len(new) else next_new)
        if len(gone) == len(come):  # one for one
            yield from (
                Change(was, text, base, now) for (base, was), (now, text) in zip(gone, come, strict=True)
            )
        else:
            yield from (Change(was, "", number, come[0][0] if come else here[1]) for number, was in gone)
            yield from (Change("", text, here[0], number) for number, text in come)
        if one < len(old):
            yield Change(old[one][1], new[other][1], *here)
        at, there = one + 1, other + 1
