"""Two texts word by word: what stayed, went and came."""

from __future__ import annotations

import difflib
import re
from itertools import groupby, takewhile

# One sign of a script without spaces between words, a run of letters and digits of others, white space, or one other sign.
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+|\s+|[\W_]")
#: Texts that share less than this of the longer one are not told word by word: shreds say nothing.
_LEAST_SHARED = 0.3
#: Of longer texts (words between the first and last that differ), the one is told to have gone and the other to have come.
_MOST_WORDS = 4_000


def word_changes(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Return the pieces of two texts, in order: (`=`, what both have), (`-`, only before), (`+`, only after).

    Those with `=` and `-` put together are the text before, those with `=` and `+` the text after.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    first = _shared(old, new)
    last = _shared(old[first:][::-1], new[first:][::-1])
    middle = _middle(old[first : len(old) - last], new[first : len(new) - last])
    pieces = [("=", "".join(old[:first])), *middle, ("=", "".join(old[len(old) - last :]))]
    # Between two pieces that stayed, what went stands in one and what came in one.
    found = []
    for stayed, group in groupby((piece for piece in pieces if piece[1]), lambda piece: piece[0] == "="):
        parts = list(group)
        for sign in "=" if stayed else "-+":
            text = "".join(part for other, part in parts if other == sign)
            found += [(sign, text)] if text else []
    shared = sum(len(text) for sign, text in found if sign == "=")
    if before and after and shared < _LEAST_SHARED * max(len(before), len(after)):
        return (("-", before), ("+", after))
    return tuple(found)


def _shared(old: list[str], new: list[str]) -> int:
    """Return how many words two lists begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _middle(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    if not old or not new or len(old) + len(new) > _MOST_WORDS:
        return [("-", "".join(old)), ("+", "".join(new))]
    found = []
    codes = difflib.SequenceMatcher(None, old, new, False).get_opcodes()
    for place, (what, first, last, start, end) in enumerate(codes):
        gone, come = "".join(old[first:last]), "".join(new[start:end])
        # A lone space between two changes would cut them into shreds.
        shred = 0 < place < len(codes) - 1 and not gone.strip()
        found += [("=", gone)] if what == "equal" and not shred else [("-", gone), ("+", come)]
    return found
