"""How the framework matrix words a cell, in every format: marks, quotation marks, and what of it is seen while it is folded."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from litmatrix import vocabulary
from litmatrix.matrix.excerpts import Sides
from litmatrix.tables.grids import clean
from litmatrix.tables.of_framework import Cell, Framework, Passage, Share
from litmatrix.vocabulary import DUE, NOT_MENTIONED, QUOTATION, UNREAD, counted
from litmatrix.writing.escapes import curled

#: What stands in a cell without evidence, and what that means.
MARKS = {NOT_MENTIONED: "–", DUE: "·", UNREAD: "·"}
MEANINGS = {
    NOT_MENTIONED: "looked for and not found",
    DUE: "not yet looked at for this theme",
    UNREAD: "not yet read",
}
#: What stands before a passage that takes a side, and what that means.
STANCES = {"+": ("+", "speaks for"), "-": ("−", "speaks against"), "~": ("~", "speaks both ways")}

#: A lone quotation of at most so many characters is not folded; of a longer one so many are seen.
SHORT, FIRST = 140, 80

_LEVELS = str.maketrans("“”„", "‘’‚")


class Lead(NamedTuple):
    """What of a cell is seen at once (`shown`), what is folded, and the line over the fold: first `words`, and how `many`, and which sides they take."""

    shown: tuple[Passage, ...]
    folded: tuple[Passage, ...]
    words: str = ""
    many: str = ""


def lead(cell: Cell) -> Lead:
    """Return how a cell folds: summaries are seen, quotations open; without a summary the first one's first words stand for it."""
    summaries, quotations = cell.summaries, cell.quotations
    if not quotations or (not summaries and len(quotations) == 1 and len(quotations[0].text) <= SHORT):
        return Lead(cell.passages, ())
    sides = Sides.of(one.stance for one in quotations)
    many = counted(len(quotations), "quotation") + (f" ({sides.told()})" if sides.taken else "")
    return Lead(summaries, quotations, "" if summaries else _first_words(quotations[0].text), many)


def said(one: Passage) -> str:
    """Return the words of a passage: typographic, and in quotation marks if it is a quotation."""
    return quoted(one.text) if one.kind == QUOTATION else typographic(one.text)


def quoted(text: str) -> str:
    """Return a text in “…”, with what it quotes itself in ‘…’.

    >>> quoted('what "peer" means'), quoted("a 'peer' isn't")
    ('“what ‘peer’ means”', '“a ‘peer’ isn’t”')
    """
    return f"“{typographic(text).translate(_LEVELS)}”"


def typographic(text: str) -> str:
    """Return clean text with straight quotation marks made typographic."""
    return "\n".join(map(curled, clean(text).split("\n")))


def tag(one: Passage) -> str:
    """Return what stands above a passage: its stance as a mark, then its subtheme; empty without both."""
    return " ".join(filter(None, (STANCES[one.stance][0] if one.stance else "", clean(one.subtheme))))


def place(one: Passage) -> str:
    """Return where a passage stands, in brackets; empty where that is not known."""
    return f"({clean(one.place)})" if one.place else ""


def line(one: Passage) -> str:
    """Return a passage as plain text: subtheme, stance in words, what it says, its place, and the note on a line of its own."""
    side = f"({vocabulary.STANCES[one.stance]})" if one.stance else ""
    above = " ".join(filter(None, (clean(one.subtheme), side)))
    text = " ".join(filter(None, (above and f"{above}:", said(one), place(one))))
    return f"{text}\n{typographic(one.note)}" if one.note else text


def is_rtl(text: str) -> bool:
    """Return whether a text is written from right to left: its first letter that has a direction tells."""
    sides = (unicodedata.bidirectional(letter) for letter in text)
    return next((side for side in sides if side in ("L", "R", "AL")), "L") != "L"


def mark(cell: Cell) -> str:
    """Return the mark of a cell without evidence."""
    return MARKS.get(cell.state, "")


def few(share: Share) -> str:
    """Return in a word or two how many of a group mention a theme: “4 of 6”, or the mark where none was looked at."""
    return str(share) if share.looked_at else MARKS[DUE]


def total(share: Share) -> str:
    """Return how many of all sources mention a theme, as its head says it."""
    return f"{share} mention it" if share.looked_at else "not yet looked at"


def title(framework: Framework) -> str:
    """Return what a matrix is called."""
    return f"Framework matrix: {framework.title}" if framework.title else "Framework matrix"


def note(framework: Framework) -> str:
    """Return what stands above a matrix: how large it is, what it rests on, what its marks mean; or what is missing."""
    if framework.nothing:
        return framework.nothing
    return f"{framework.size}, grouped by {framework.by}. {reading(framework)}"


def reading(framework: Framework) -> str:
    """Return how a matrix is read: what it rests on, and what its marks mean."""
    return " ".join(filter(None, (framework.note, legend(framework))))


def legend(framework: Framework) -> str:
    """Return what the marks mean that occur in a matrix."""
    cells = [cell for source in framework.sources for cell in source.cells]
    states = {cell.state for cell in cells}
    stances = {one.stance for cell in cells for one in cell.passages}
    told = []
    if NOT_MENTIONED in states:
        told.append(f"{MARKS[NOT_MENTIONED]} looked for and not found")
    if states & {DUE, UNREAD}:
        told.append(f"{MARKS[DUE]} (shaded) not yet looked at")
    told += [f"{mark} {words}" for stance, (mark, words) in STANCES.items() if stance in stances]
    told.append("n of N: sources that mention the theme, of those looked at for it")
    return "; ".join(told) + "."


def _first_words(text: str) -> str:
    """Return the first words of a quotation in its quotation marks, with “…” where it goes on."""
    line = " ".join(text.split())
    if len(line) <= FIRST:
        return quoted(line)
    at = line.rfind(" ", FIRST // 2, FIRST)
    return f"{quoted(line[: at if at > 0 else FIRST].rstrip(' ,;:.–-'))[:-1]} …”"
