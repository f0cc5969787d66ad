"""Where a text stopped being TOML, and what is said of it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from typing import NamedTuple


class Slip(NamedTuple):
    """What is wrong in a line (counted from 1), and what to write."""

    line: int
    message: str
    fix: str


class Place(NamedTuple):
    """Where tomllib stopped: the lines, the same without the text of strings and comments, and why."""

    lines: list[str]
    codes: list[str]
    line: int
    column: int
    reason: str
    lists: Collection[str]

    @property
    def raw(self) -> str:
        return self.lines[self.line - 1]

    @property
    def code(self) -> str:
        return self.codes[self.line - 1]

    @property
    def rest(self) -> str:
        """What stands at the place and behind it, without a comment."""
        return self.code[self.column - 1 :].strip()

    def slip(self, message: str, otherwise: str, *tries: str) -> Slip:
        """Return a slip in this line: to be written is the first of the tries that is TOML, else what is said otherwise."""
        return Slip(self.line, message, next(filter(None, map(written, tries)), otherwise))


def written(line: str) -> str:
    """Return “Write: …” for a line that is TOML by itself, or as items of a list; else nothing."""
    line = line.strip()
    for text in (line, f"items = [\n{line}\n]"):
        try:
            tomllib.loads(text)
        except (ValueError, RecursionError):
            continue
        return f"Write: {line}"
    return ""
