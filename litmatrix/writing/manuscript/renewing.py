"""The blocks of a manuscript, made anew from the review; what a person wrote stays byte for byte."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
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


class Difference(NamedTuple):
    """A block that somebody edited: its line, what its comment says, and how it differs from what litmatrix would write."""

    line: int
    said: str
    lines: tuple[str, ...]


class Renewed(NamedTuple):
    """A manuscript with its blocks made anew.

    `text` is the whole text; `changed` the blocks whose content is another one now, `kept` those that were edited and stay,
    with the difference. `problems` are what `check_manuscript` finds in it. Where it has a block that is not ended, its text
    is as it was.
    """

    text: str
    changed: tuple[Block, ...] = ()
    kept: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()


def renewed(review: Review, manuscript: Manuscript, draw: Draw) -> Renewed:
    """Return a manuscript with the content of each block as the review has it now."""
    if manuscript.problems:
        return Renewed(manuscript.text, problems=manuscript.problems)
    contents: dict[int, str] = {}
    changed: list[Block] = []
    kept: list[Difference] = []
    empty: list[Problem] = []
    for number, block in enumerate(manuscript.blocks):
        if list(check_block(review, manuscript.name, block)):
            continue
        try:
            content = fill(review, block, draw).strip()
        except Misuse as error:
            empty.append(Problem("block", WARNING, f"{manuscript.name}:{block.line}", str(error)))
            continue
        there = manuscript.content(block)
        if manuscript.edited(block) and there != content:
            lines = difflib.unified_diff(
                there.splitlines(),
                content.splitlines(),
                "in the manuscript",
                "from the review",
                lineterm="",
                n=1,
            )
            kept.append(Difference(block.line, block.said, tuple(lines)))
            continue
        contents[number] = content
        if there != content:
            changed.append(block)
    text = replaced(manuscript, contents)
    found = check_manuscript(review, split(text, manuscript.name))
    return Renewed(text, tuple(changed), tuple(kept), (*empty, *found))


def numbered(review: Review, text: str) -> str:
    """Return a text with the computed numbers in the place of their placeholders; an unknown one stays."""
    numbers: Mapping[str, int | float] = counts.count_all(review)
    pieces, last = [], 0
    for one in split(text).placeholders:
        name = counts.named_today(review, one.name)
        if name in numbers:
            pieces += [
                text[last : one.start],
                f"{numbers[name]:,}" if isinstance(numbers[name], int) else counts.shown(numbers[name]),
            ]
            last = one.end
    return "".join([*pieces, text[last:]])
