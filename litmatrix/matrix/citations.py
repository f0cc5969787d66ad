"""A citation as a value: which place of which source is meant. Whoever writes prints it in a dialect of its own."""

from __future__ import annotations

import re
from typing import NamedTuple

from litmatrix.matrix.excerpts import origin_keys

#: What a locator counts, by the word that it begins with (as the cells of the matrix have it); a time and “n.p.” have none.
KINDS = {
    "p.": "page", "pp.": "page", "pt.": "part", "pts.": "part", "para.": "paragraph", "paras.": "paragraph", "sec.": "section",
    "secs.": "section", "ch.": "chapter", "chs.": "chapter", "fig.": "figure", "figs.": "figure", "slide": "slide", "slides": "slide",
    "line": "line", "lines": "line",
}  # fmt: skip
TIME, UNPAGED, OTHER = "time", "unpaged", "other"

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?"
_WORD = "|".join(re.escape(word) for word in sorted(KINDS, key=len, reverse=True))
_PLACE = re.compile(
    rf"(?P<word>{_WORD})\s*(?P<value>\S.*)|(?P<time>{_TIME}(?:\s*[-–]\s*{_TIME})?)|n\.p\.", re.DOTALL
)
# A comma parts two locators only where another one begins behind it: “pp. 3, 7, sec. 2”.
_NEXT = re.compile(rf",\s*(?=(?:{_WORD})\s*\S|{_TIME}|n\.p\.)")


class Place(NamedTuple):
    """One part of a locator: what it counts (see `KINDS`; time, unpaged, other), and the number or name without its word."""

    kind: str
    value: str


class Citation(NamedTuple):
    """A source that is cited, and where in it.

    `key` is the source that was read, `locator` as the cell has it (``pp. 11-12``), `origin` whose words it quotes: keys
    parted by semicolons, or words. `narrative`: the author stands in the sentence (“Repper and Carter (2010)”).
    """

    key: str
    locator: str = ""
    origin: str = ""
    narrative: bool = False

    @property
    def origins(self) -> tuple[str, ...]:
        """The keys of the works that it quotes; none where the origin is told in words, or there is none."""
        return origin_keys(self.origin)

    @property
    def places(self) -> tuple[Place, ...]:
        """The parts of the locator."""
        return places(self.locator)


#: Text with citations in it, in order.
Cited = tuple[str | Citation, ...]


def places(locator: str) -> tuple[Place, ...]:
    """Return the parts of a locator; what is none that is known is kept as it stands.

    >>> places("pp. 3, 7, sec. Roles"), places("12:34"), places("n.p."), places("")
    ((Place(kind='page', value='3, 7'), Place(kind='section', value='Roles')), (Place(kind='time', value='12:34'),), (Place(kind='unpaged', value=''),), ())
    """
    found = []
    for part in filter(None, (part.strip() for part in _NEXT.split(locator))):
        place = _PLACE.fullmatch(part)
        if place is None:
            found.append(Place(OTHER, part))
        elif place["word"]:
            found.append(Place(KINDS[place["word"]], place["value"].strip()))
        else:
            found.append(Place(TIME, part) if place["time"] else Place(UNPAGED, ""))
    return tuple(found)


def citations(cited: Cited) -> tuple[Citation, ...]:
    """Return the citations in a text, in order."""
    return tuple(one for one in cited if isinstance(one, Citation))
