"""Small changes of a manuscript at one place: a placeholder for a typed number, a block at the end of a section."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from litmatrix.errors import ChangedOutside, Misuse
from litmatrix.manuscript.outline import Section
from litmatrix.manuscript.text import END, Manuscript, filled, split

_BARE = re.compile(r'[^\s"“”=<>]+')
_QUOTATION_MARKS = {"“", "”"}


class Splice(NamedTuple):
    """A change of a text at one place: where it begins, what stands there, and what is to."""

    start: int
    old: str
    new: str


def spliced(text: str, change: Splice) -> str:
    """Return a text with a change made; all else is the same. Raises `ChangedOutside` where something else stands there."""
    end = change.start + len(change.old)
    if text[change.start : end] != change.old:
        raise ChangedOutside("something else stands at that place by now; nothing was changed.")
    return text[: change.start] + change.new + text[end:]


def comment(kind: str, name: str = "", options: Mapping[str, str] | None = None) -> str:
    """Return the text of the comment that begins a block, as `split` reads it back: ``findings costs most=3``.

    Options without a value are left out. Raises `Misuse` for a value that no comment can hold.

    >>> comment("findings", "costs", {"subtheme": "Being triggered", "most": "3", "as": ""})
    'findings costs subtheme="Being triggered" most=3'
    """
    words = [kind, *([_value(name)] if name.strip() else [])]
    words += [f"{option}={_value(value)}" for option, value in (options or {}).items() if value.strip()]
    return " ".join(words)


def lines_of(said: str) -> tuple[str, str]:
    """Return the two comments of a block, each a line."""
    return f"<!-- litmatrix: {said} -->", f"<!-- litmatrix: {END} -->"


def block_at_end(manuscript: Manuscript, section: Section, said: str, content: str = "") -> Splice:
    """Return the change that puts a block at the end of a section, before the next heading, apart by an empty line.

    Raises `Misuse` where no block can stand there, such as in code that nobody ended.
    """
    text, newline = manuscript.text, manuscript.newline
    place = section.start + len(text[section.start : section.end].rstrip())
    after = text[place : section.end]
    first, last = lines_of(said)
    stands = filled(content, newline) if content.strip() else newline
    lacking = 0 if section.end == len(text) and after.endswith("\n") else 2 - after.count("\n")
    if section.end == len(text):
        lacking = min(lacking, 1)
    above = text[:place]
    before = newline * (2 - above.endswith("\n")) if above.strip() else ""
    change = Splice(place, "", f"{before}{first}{stands}{last}{newline * max(lacking, 0)}")
    told = [(block.said, block.first) for block in split(spliced(text, change)).blocks]
    if (" ".join(said.split()), place + len(before)) not in told:
        raise Misuse("no block can stand there: see whether a comment or code above it is not ended.")
    return change


def _value(value: str) -> str:
    text = " ".join(value.split())
    if _BARE.fullmatch(text):
        return text
    if "-->" in text or ('"' in text and not _QUOTATION_MARKS.isdisjoint(text)):
        raise Misuse(f"{text}: no comment can hold this; leave out --> and one kind of quotation marks.")
    return f"“{text}”" if '"' in text else f'"{text}"'
