"""A citation as a value: which place of which source is meant. Whoever writes prints it in a dialect of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from litmatrix.bibliography import references
from litmatrix.matrix import excerpts
from litmatrix.vocabulary import BLANK, EVIDENCE, MEMO, NONE, QUOTATION

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
        return excerpts.origin_keys(self.origin)

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


def named(key: str) -> Cited:
    """Return a text that names a source, and says nothing else."""
    return (Citation(key, narrative=True),)


def words(kind: str, said: str) -> str:
    """Return what an excerpt says: in quotation marks if it is a quotation."""
    return f"“{said}”" if kind == QUOTATION else said


def of_cell(cell: str, key: str) -> Cited:
    """Return a cell of the matrix with each quotation and summary cited from the source whose row it is in.

    An excerpt a line, as in the cell: its tag, its words, the citation, the note. Memos and `none` cite nothing.
    """
    pieces: list[str | Citation] = []
    for one in excerpts.recognise(cell):
        if one.kind == BLANK:
            continue
        pieces.append("\n" if pieces else "")
        if one.kind in EVIDENCE:
            tag = " ".join(filter(None, (one.subtheme, one.stance)))
            said = words(one.kind, one.text).replace("\n", "\n  ")
            pieces += [f"[{tag}] {said} " if tag else f"{said} ", Citation(key, one.locator, one.origin)]
            pieces.append(f" {one.note}".replace("\n", "\n  ") if one.note else "")
        else:
            pieces.append(
                {MEMO: f"# {one.text}", NONE: " ".join(filter(None, ("none", one.locator, one.note)))}[
                    one.kind
                ]
            )
    return joined(pieces)


def joined(pieces: Iterable[str | Citation]) -> Cited:
    """Return a text of these pieces: what is no citation between two of them is one piece, and none is empty."""
    whole: list[str | Citation] = []
    for one in pieces:
        if isinstance(one, str) and whole and isinstance(whole[-1], str):
            whole[-1] += one
        elif one != "":
            whole.append(one)
    return tuple(whole)


def as_text(one: Citation, names: Mapping[str, str]) -> str:
    """Return a citation as the worked report prints it: “(Repper and Carter 2010: 4)”, “(X in Author Year: page)”."""
    source = names.get(one.key, one.key)
    if one.narrative:
        return source
    said = "; ".join(names.get(key, key) for key in one.origins) or one.origin
    return references.cited(f"{said} in {source}" if said else source, one.locator)


def text(cited: Cited, names: Mapping[str, str]) -> str:
    """Return a text with each citation in it as `as_text` prints it; `names` are short references by key."""
    return "".join(one if isinstance(one, str) else as_text(one, names) for one in cited)
