"""What changed between two texts of a cell, excerpt by excerpt."""

from __future__ import annotations

import difflib
from typing import NamedTuple

from litmatrix.matrix.three_way import items


class LineChange(NamedTuple):
    """One excerpt's text, and its sign: ``-`` it went, ``+`` it came, a space: it stayed."""

    sign: str
    text: str


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
