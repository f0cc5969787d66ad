"""How a block differs from what the review has: line by line, and within a line that changed word by word."""

from __future__ import annotations

import difflib
import re
from typing import Any

from litmatrix.widgets.manuscript.preview import Known, is_rule, plain

#: So many lines that differ are listed.
MOST = 60
#: Lines that have less in common are two, not one that changed.
_ALIKE = 0.5
_WORDS = re.compile(r"\s+|[^\s]+")

#: A line of the manuscript that the review has not; the other way round; one that is another now.
GONE, NEW, CHANGED = "gone", "new", "changed"


def differences(there: str, content: str, known: Known) -> tuple[list[dict[str, Any]], int]:
    """Return the lines that differ, as the page draws them, and how many more there are.

    Each is `GONE`, `NEW` or `CHANGED`, and has what stands there (`old`) and what would (`new`) as pieces: a text, and
    whether it is in this one only. Lines are told apart by what they print.
    """
    old, new = _lines(there, known), _lines(content, known)
    rows: list[dict[str, Any]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        before, after = old[a:b], new[c:d]
        while before and after:
            rows += _pair(before.pop(0), after.pop(0))
        rows += [_row(GONE, line, "") for line in before] + [_row(NEW, "", line) for line in after]
    return rows[:MOST], max(0, len(rows) - MOST)


def _lines(text: str, known: Known) -> list[str]:
    return [plain(line, known) for line in text.splitlines() if line.strip() and not is_rule(line)]


def _row(kind: str, old: str, new: str) -> dict[str, Any]:
    return {"kind": kind, "old": [[old, True]] if old else [], "new": [[new, True]] if new else []}


def _pair(old: str, new: str) -> list[dict[str, Any]]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [_row(GONE, old, ""), _row(NEW, "", new)]
    sides: tuple[list[list[Any]], list[list[Any]]] = ([], [])
    for tag, a, b, c, d in matcher.get_opcodes():
        for side, piece in zip(sides, ("".join(before[a:b]), "".join(after[c:d])), strict=True):
            if piece:
                side.append([piece, tag != "equal"])
    return [{"kind": CHANGED, "old": sides[0], "new": sides[1]}]
