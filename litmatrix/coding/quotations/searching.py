"""Where a quotation stands in a levelled document: as it is, over a page's end, with gaps, or nearly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from litmatrix.coding.quotations.levelling import Levelled, level, lowered

#: How far the words behind an omission may stand from those before it, in letters: about a page and a half.
_OMITTED = 5_000
#: How many letters of the source a bracketed insertion may stand for.
_REPLACED = 200
_GAP = re.compile(
    r"\[(?P<inside>[^\[\]]{0,200})\]|\((?:\s*\.){2,}\s*\)|\(\s*…\s*\)|…[\s.…]*|\.(?:\s?\.){2,}", re.DOTALL
)
_ENDS = ".,;:"
_MOST = 1_000
#: Shorter pieces are not looked for beyond a page's end, or with other letters: they would be found anywhere.
_SHORTEST_BROKEN = 20
_SHORTEST_NEAR = 10
_NEAR = 90.0
#: What can stand between the words of two pages, in letters: notes, the foot of one and the head of the next.
_BETWEEN_PAGES = 2_500

Span = tuple[int, int]
Occurrence = tuple[Span, ...]


class Place(NamedTuple):
    """Where a quotation stands: its fragments, in order; each in one piece, or in two where a page ends in it."""

    fragments: tuple[Occurrence, ...]

    @property
    def start(self) -> int:
        return self.fragments[0][0][0]

    @property
    def end(self) -> int:
        return self.fragments[-1][-1][1]


class _Fragment(NamedTuple):
    """A part of a quotation that stands in the source in one piece; how far from the one before, and which edges are words'."""

    text: str
    reach: int
    open_start: bool
    open_end: bool


def exact(source: Levelled, text: str) -> list[Place]:
    """Return each place where a quotation stands: first word for word, else with its omissions and insertions."""
    whole = _trimmed(level(text))
    if not whole:
        return []
    if found := _occurrences(source, _Fragment(whole, 0, True, True)):
        return [Place((one,)) for one in found]
    fragments = _fragments(text)
    if len(fragments) == 1 and fragments[0].text == whole:
        return []
    return _chained([_occurrences(source, fragment) for fragment in fragments], fragments)


def nearly(source: Levelled, text: str) -> list[Place]:
    """Return the likeliest place of a quotation that differs in a few letters (a tenth of them at most)."""
    fragments = _fragments(text)
    found: list[list[Occurrence]] = []
    for fragment in fragments:
        found.append(_occurrences(source, fragment) or _near(source, fragment.text))
        if not found[-1]:
            return []
    return _chained(found, fragments)


def _trimmed(levelled: str) -> str:
    return levelled.strip(_ENDS)


def _fragments(text: str) -> list[_Fragment]:
    """Part a quotation at omissions and bracketed insertions."""
    fragments: list[_Fragment] = []
    reach, at, open_start = 0, 0, True
    for gap in [*_GAP.finditer(text), None]:
        end = gap.start() if gap else len(text)
        inside = gap["inside"] if gap else None
        omission = gap is not None and (inside is None or not inside.strip(" .…\t\n"))
        # An insertion can stand for a part of a word: “[T]he”.
        one = _Fragment(_trimmed(level(text[at:end])), reach, open_start, omission or gap is None)
        if one.text:
            fragments.append(one)
            reach = 0
        if gap:
            reach = max(reach, _OMITTED if omission else _REPLACED)
            open_start, at = omission, gap.end()
    return fragments


def _occurrences(source: Levelled, fragment: _Fragment) -> list[Occurrence]:
    """Return where a fragment stands letter for letter, its first letter large or small; else over a page's end."""
    found: list[Occurrence] = []
    for text in dict.fromkeys((fragment.text, fragment.text[:1].swapcase() + fragment.text[1:])):
        for at in _all(source.text, text):
            end = at + len(text)
            if (not fragment.open_start or source.edge(at)) and (not fragment.open_end or source.edge(end)):
                found.append(((at, end),))
        if not found and len(text) >= _SHORTEST_BROKEN:
            found = _over_pages(source, text)
        if found:
            break
    return sorted(found)


def _over_pages(source: Levelled, text: str) -> list[Occurrence]:
    """Return where a text begins on one page and goes on on the next, with a foot, notes and a head between."""
    half = len(text) // 2
    for at in _all(source.text, text[:half]):
        page = source.page(at)
        stop = source.starts[page + 1]
        same = half + _alike(text[half:], source.text[at + half : stop])
        if stop - (at + same) > _BETWEEN_PAGES or page + 2 >= len(source.starts):
            continue
        # The first letters of a page's foot can be those of the quotation's next word.
        for cut in range(same, max(half, same - 3) - 1, -1):
            rest = text[cut:]
            behind = source.text.find(rest, stop, stop + _reach(rest) + len(rest))
            if behind >= 0:
                return [((at, at + cut), (behind, behind + len(rest)))]
    for at in _all(source.text, text[half:]):
        page = source.page(at)
        begin = source.starts[page]
        same = _alike(text[:half][::-1], source.text[max(begin, at - half) : at][::-1])
        if at - same - begin > _BETWEEN_PAGES or page == 0:
            continue
        for cut in range(half - same, min(half, half - same + 3) + 1):
            rest = text[:cut]
            before = source.text.rfind(rest, max(begin - _reach(rest) - len(rest), 0), begin) if rest else -1
            if before >= 0:
                return [((before, before + cut), (at - (half - cut), at + len(text) - half))]
    return []


def _all(text: str, part: str) -> Iterator[int]:
    """Yield where a part stands in a text, a thousand times at most."""
    at = text.find(part)
    for _ in range(_MOST):
        if at < 0:
            return
        yield at
        at = text.find(part, at + 1)


def _reach(rest: str) -> int:
    """Return how far from a page's edge a rest may stand: a short one would be found anywhere."""
    return _BETWEEN_PAGES if len(rest) >= _SHORTEST_BROKEN else 60 * len(rest)


def _alike(one: str, other: str) -> int:
    """Return how many letters two texts have in common from their beginning."""
    number = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        number += 1
    return number


def _chained(occurrences: list[list[Occurrence]], fragments: list[_Fragment]) -> list[Place]:
    """Return each way in which the fragments follow each other, each no farther from the last than it may be."""
    if not occurrences:
        return []
    places = []
    for first in occurrences[0]:
        chain = [first]
        for found, fragment in zip(occurrences[1:], fragments[1:], strict=True):
            end = chain[-1][-1][1]
            near = next((one for one in found if end <= one[0][0] <= end + fragment.reach), None)
            if near is None:
                break
            chain.append(near)
        else:
            places.append(Place(tuple(chain)))
    return places


def _near(source: Levelled, text: str) -> list[Occurrence]:
    """Return the place that is most like a fragment, in whole words, if nine tenths of the letters are the same."""
    from rapidfuzz import fuzz

    small = lowered(text)
    if len(small) < _SHORTEST_NEAR:
        places = ((at, at + len(small)) for at in _all(source.small, small))
        whole = next((one for one in places if source.edge(one[0]) and source.edge(one[1])), None)
        return [(whole,)] if whole else []
    if len(source.small) < len(small) // 2:
        return []
    found = fuzz.partial_ratio_alignment(small, source.small, score_cutoff=_NEAR)
    if found is None:
        return []
    # The match is as long as the fragment; what the source really has may be longer or shorter.
    slack = len(small) // 8 + 12
    start, end = found.dest_start, found.dest_end
    ends = [at for at in source.edges(end - slack, end + slack) if at > start]
    end = max(ends or [end], key=lambda at: fuzz.ratio(small, source.small[start:at]))
    starts = [at for at in source.edges(start - slack, start + slack) if at < end]
    start = max(starts or [start], key=lambda at: fuzz.ratio(small, source.small[at:end]))
    return [((start, end),)]
