"""What changed between two texts of a cell, excerpt by excerpt."""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

__all__ = ["LineChange", "items", "line_changes"]

# A line that begins with two spaces continues the excerpt above (see `excerpts`).
_ITEM_END = re.compile(r"\n(?!  )")


class LineChange(NamedTuple):
    """One excerpt's text, and its sign: ``-`` it went, ``+`` it came, a space: it stayed."""

    sign: str
    text: str


def items(text: str) -> list[str]:
    """Return the texts of a cell's excerpts, with their continuation lines; an empty cell has none."""
    return _ITEM_END.split(text) if text else []


def line_changes(before: str, after: str) -> tuple[LineChange, ...]:
    """Return the excerpts of two texts of a cell in order: what went, what came, and what stayed between them."""
    old, new = items(before), items(after)
    changes: list[LineChange] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            changes += [LineChange(" ", text) for text in old[first:last]]
        else:
            changes += [LineChange("-", text) for text in old[first:last]]
            changes += [LineChange("+", text) for text in new[start:end]]
    return tuple(changes)
