"""Two texts word by word: what stayed, went and came."""

from __future__ import annotations

import difflib
import re

__all__ = ["word_changes"]

# A run of letters and digits, one sign of a script without spaces between words, white space, or one other sign.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|[^\W_]+|\s+|[\W_]")
_SCRIPT = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
#: Texts that share less than this of the longer one are not told word by word: shreds say nothing.
_LEAST_SHARED = 0.3
#: Of longer texts (words between the first and last that differ), the one is told to have gone and the other to have come.
_MOST_WORDS = 4_000


def word_changes(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Return the pieces of two texts, in order: (`=`, what both have), (`-`, only before), (`+`, only after).

    Those with `=` and `-` put together are the text before, those with `=` and `+` the text after.
    """
    old, new = _words(before), _words(after)
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    middle = old[first : len(old) - last], new[first : len(new) - last]
    pieces = [("=", "".join(old[:first])), *_middle(*middle), ("=", "".join(old[len(old) - last :]))]
    found: list[tuple[str, str]] = []
    for sign, text in pieces:
        if text and found and found[-1][0] == sign:
            found[-1] = (sign, found[-1][1] + text)
        elif text:
            found.append((sign, text))
    shared = sum(len(text) for sign, text in found if sign == "=")
    if before and after and shared < _LEAST_SHARED * max(len(before), len(after)):
        return (("-", before), ("+", after))
    return tuple(found)


def _words(text: str) -> list[str]:
    return [
        part
        for word in _WORD.findall(text)
        for part in (_SCRIPT.split(word) if len(word) > 1 else [word])
        if part
    ]


def _middle(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    if not old or not new or len(old) + len(new) > _MOST_WORDS:
        return [("-", "".join(old)), ("+", "".join(new))]
    found = []
    codes = difflib.SequenceMatcher(None, old, new, False).get_opcodes()
    for place, (what, first, last, start, end) in enumerate(codes):
        gone, come = "".join(old[first:last]), "".join(new[start:end])
        if what == "equal" and 0 < place < len(codes) - 1 and not gone.strip():
            # A lone space between two changes would cut them into shreds.
            found += [("-", gone), ("+", gone)]
        elif what == "equal":
            found.append(("=", gone))
        else:
            found += [("-", gone), ("+", come)]
    return _joined(found)


def _joined(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pieces with what went and what came between two that stayed each in one."""
    found: list[tuple[str, str]] = []
    gone = come = ""
    for sign, text in [*pieces, ("=", "")]:
        if sign == "=":
            found += [("-", gone), ("+", come), ("=", text)]
            gone = come = ""
        elif sign == "-":
            gone += text
        else:
            come += text
    return found
