"""Numbers that somebody typed, and that the review counts: offered as placeholders, which follow the review."""

from __future__ import annotations

import re
from typing import NamedTuple

from litmatrix.checking import counts
from litmatrix.errors import Misuse
from litmatrix.manuscript import Manuscript
from litmatrix.manuscript.splices import Splice
from litmatrix.review import Review
from litmatrix.screening import criteria

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# “One” and “zero” are seldom numbers that somebody counted.
_SPELLED = {word: number for number, word in enumerate(_ONES) if number > 1} | {
    (f"{ten}-{one}" if number else ten): place * 10 + number
    for place, ten in enumerate(_TENS, 2)
    for number, one in enumerate(("", *_ONES[1:10]))
}
_NUMBER = re.compile(
    rf"(?=[\da-z])(?<![\w.,:/@#\[{{-])(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|(?:{'|'.join(sorted(_SPELLED, key=len, reverse=True))}))(?![\w%:/}}-]|[.,]\d)",
    re.IGNORECASE,
)
# Where a number counts nothing: in a citation, a link, a heading's or a list's beginning, a reference to a place.
_ELSEWHERE = re.compile(
    r"^#{1,6}\s.*$|\[[^\]]*\]|\([^()]*\)\{|https?://\S+|^[ \t]*\d+[.)]\s|\b(?:table|figure|fig|section|sec|chapter|page|pages|pp?|para|appendix|item|version)s?\b\.?\s*\d[\d–-]*"
    r"|\b(?:19|20)\d\d\b|\b\d{1,2}\s+(?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
    re.IGNORECASE | re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d_]+")
#: Words of a paper for what is counted under another name.
_MEANT = {
    "source": "included",
    "study": "included",
    "paper": "included",
    "article": "included",
    "publication": "included",
}
_AROUND, _MOST = 60, 3


class Offer(NamedTuple):
    """A typed number: its line, itself, the names of the computed numbers that it may be, likeliest first, the words around it,
    and where in the text it begins."""

    line: int
    number: str
    names: tuple[str, ...]
    around: str
    start: int

    def placeholder(self, name: str) -> Splice:
        """Return the change that puts a placeholder in its place; raises `Misuse` for a name that is none of its own."""
        if name not in self.names:
            raise Misuse(f"{name}: no such number is offered for {self.number} in line {self.line}.")
        return Splice(self.start, self.number, f"{{{{{name}}}}}")


def offers(review: Review, manuscript: Manuscript) -> tuple[Offer, ...]:
    """Return the numbers of the prose, in figures or words, that a claim or a computed number equals and the words around name.

    Years, places in sources, and numbers that begin a line of a list are none.
    """
    known = counts.count_all(review)
    claimed = {claim.count: _stems(claim.text) for claim in review.protocol.claims if claim.count in known}
    named = {name: _stems(name.replace(".", " ").replace("_", " ")) for name in known}
    prose = _ELSEWHERE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), manuscript.prose)
    found = []
    for match in _NUMBER.finditer(prose):
        value = _SPELLED.get(match[0].lower(), criteria.number(match[0]))
        around = prose[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        near = _stems(around)
        scored = sorted(
            (-max(_alike(named[name], near), _alike(claimed.get(name, set()), near)), name)
            for name, number in known.items()
            if number == value
        )
        names = tuple(name for score, name in scored if score <= -0.5)[:_MOST]
        if names:
            line = manuscript.text.count("\n", 0, match.start()) + 1
            found.append(Offer(line, match[0], names, " ".join(around.split()), match.start()))
    return tuple(found)


def _alike(words: set[str], near: set[str]) -> float:
    return len(words & near) / len(words) if words else 0.0


def _stems(text: str) -> set[str]:
    found = {re.sub(r"(?:ies|y)$", "y", word.lower()).removesuffix("s") for word in _WORD.findall(text)}
    return found | {_MEANT[word] for word in found if word in _MEANT}
