"""The blocks of a manuscript, made anew from the review; what a person wrote stays byte for byte."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from litmatrix.checking import counts
from litmatrix.checking.of_manuscript import check_block, check_manuscript
from litmatrix.errors import Misuse
from litmatrix.manuscript import Block, Manuscript, split
from litmatrix.manuscript.text import replaced
from litmatrix.model import Problem
from litmatrix.review import Review
from litmatrix.vocabulary import WARNING
from litmatrix.writing.manuscript.blocks import Draw, fill

#: How a block stands: as the review has it; not so since the review changed; never filled; edited by somebody; filled by nothing.
CURRENT, OUTDATED, EMPTY, EDITED, STUCK = "current", "outdated", "empty", "edited", "stuck"
STATES = (CURRENT, OUTDATED, EMPTY, EDITED, STUCK)


# Where the name of a table or figure stands, behind its caption.
_NAMED = re.compile(r"\{#(?P<id>(?:fig|tbl)-[^\s}]+)")


class Difference(NamedTuple):
    """A block that somebody edited: its line, what its comment says, and how it differs from what litmatrix would write."""

    line: int
    said: str
    lines: tuple[str, ...]


class Standing(NamedTuple):
    """A block as it stands: its number (from 0), what is in it, what the review has for it now, whether somebody edited it.

    `problems` are why nothing fills it: then it keeps what it has, and `content` is empty.
    """

    number: int
    block: Block
    there: str
    content: str
    edited: bool
    problems: tuple[Problem, ...] = ()

    @property
    def state(self) -> str:
        """One of `STATES`."""
        if self.problems:
            return STUCK
        if self.there == self.content:
            return CURRENT
        if self.edited:
            return EDITED
        return OUTDATED if self.there else EMPTY

    @property
    def renews(self) -> bool:
        """Whether renewing writes it: it can be filled, and nobody's edit stands there."""
        return self.state in (CURRENT, OUTDATED, EMPTY)


class Renewed(NamedTuple):
    """A manuscript with its blocks made anew.

    `text` is the whole text, and `was` the one before; `changed` the blocks whose content is another one now, `kept` those that were edited and stay,
    with the difference. `problems` are what `check_manuscript` finds in it. Where it has a block that is not ended, its text
    is as it was.
    """

    text: str
    changed: tuple[Block, ...] = ()
    kept: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    was: str = ""


def standing(review: Review, manuscript: Manuscript, fill: Callable[[Block], str]) -> tuple[Standing, ...]:
    """Return each block of a manuscript as it stands; `fill` gives what is to be in a block, and raises `Misuse` where nothing is."""
    taken: set[str] = set()
    found = []
    for number, block in enumerate(manuscript.blocks):
        one = _standing(review, manuscript, number, block, fill)
        found.append(one._replace(content=_named_apart(one.content, taken)))
    return tuple(found)


def _named_apart(content: str, taken: set[str]) -> str:
    """Return the content of a block whose table or figure has a name that no earlier one has: ``#tbl-criteria-2``."""

    def apart(found: re.Match[str]) -> str:
        name = next(one for one in _names(found["id"]) if one not in taken)
        taken.add(name)
        return f"{{#{name}"

    return _NAMED.sub(apart, content)


def _names(id: str) -> Iterator[str]:
    yield id
    yield from (f"{id}-{number}" for number in itertools.count(2))


def _standing(
    review: Review, manuscript: Manuscript, number: int, block: Block, fill: Callable[[Block], str]
) -> Standing:
    there, edited = manuscript.content(block), manuscript.edited(block)
    problems = tuple(check_block(review, manuscript.name, block))
    content = ""
    if not problems:
        try:
            content = fill(block).strip()
        except Misuse as error:
            problems = (Problem("block", WARNING, f"{manuscript.name}:{block.line}", str(error)),)
    return Standing(number, block, there, content, edited, problems)


def renewed(review: Review, manuscript: Manuscript, draw: Draw) -> Renewed:
    """Return a manuscript with the content of each block as the review has it now."""
    if manuscript.problems:
        return Renewed(manuscript.text, problems=manuscript.problems, was=manuscript.text)
    blocks = standing(review, manuscript, lambda block: fill(review, block, draw))
    text = replaced(manuscript, {one.number: one.content for one in blocks if one.renews})
    empty = [problem for one in blocks for problem in one.problems if problem.severity == WARNING]
    return Renewed(
        text,
        tuple(one.block for one in blocks if one.renews and one.state != CURRENT),
        tuple(_difference(one) for one in blocks if one.state == EDITED),
        (*empty, *check_manuscript(review, split(text, manuscript.name))),
        manuscript.text,
    )


def _difference(one: Standing) -> Difference:
    sides = one.there.splitlines(), one.content.splitlines()
    lines = difflib.unified_diff(*sides, "in the manuscript", "from the review", lineterm="", n=1)
    return Difference(one.block.line, one.block.said, tuple(lines))


def numbered(review: Review, text: str) -> str:
    """Return a text with the computed numbers in the place of their placeholders; an unknown one stays."""
    numbers: Mapping[str, int | float] = counts.count_all(review)
    pieces, last = [], 0
    for one in split(text).placeholders:
        name = counts.named_today(review, one.name)
        if name in numbers:
            pieces += [text[last : one.start], as_printed(numbers[name])]
            last = one.end
    return "".join([*pieces, text[last:]])


def as_printed(number: int | float) -> str:
    """Return a computed number as a document prints it.

    >>> as_printed(1200), as_printed(0.704)
    ('1,200', '0.70')
    """
    return f"{number:,}" if isinstance(number, int) else counts.shown(number)
