"""Where the tables of a TOML text stand in it. What is a header, and where a statement ends, the parser says."""

from __future__ import annotations

import itertools
import re
import tomllib
from typing import Any, NamedTuple


def loads(text: str) -> dict[str, Any]:
    """Return the values in a TOML text; raises `tomllib.TOMLDecodeError` for all that is none."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("Brackets are nested too deeply (at line 1, column 1)") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise tomllib.TOMLDecodeError(f"{error} (at line 1, column 1)") from None


class Block(NamedTuple):
    """A table as it stands in the text: its header, and what belongs to it, up to the next header.

    `table` is the name of the list or table at the top that it is part of, `starts` whether an entry of a list begins here.
    """

    table: str
    starts: bool
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    """Return the tables of a text in their order, what stands above the first header first.

    What a header is, the parser says: a line that begins with a bracket, and is none within a text or list of several
    lines, for what stands above it is whole.
    """
    starts = [0]
    for line in re.finditer(r"^[ \t]*(?=\[)", text, re.MULTILINE):
        if is_whole(text[starts[-1] : line.start()]):
            starts.append(line.start())
    found: list[Block] = []
    for start, end in itertools.pairwise([*starts, len(text)]):
        head = text[start:end].split("\n", 1)[0].strip()
        table, value = next(iter(loads(head).items())) if found else ("", None)
        found.append(Block(table, isinstance(value, list), start, end))
    return found


def is_whole(text: str) -> bool:
    try:
        loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def statements_end(text: str, start: int, end: int) -> int:
    """Return where the last statement of a table ends: behind it are only comments and empty lines."""
    while end > start:
        line = text.rfind("\n", start, end - 1) + 1 or start
        behind = text[line:end].strip()
        if (behind and not behind.startswith("#")) or not is_whole(text[start:line]):
            break
        end = line
    return end


def spans(text: str, table: str) -> list[tuple[int, int]]:
    """Return where each entry of a list of tables begins, with its header, and where the last statement in it ends."""
    found: list[tuple[int, int]] = []
    for block in blocks(text):
        if block.table == table:
            start = block.start if block.starts else found.pop()[0]
            found.append((start, block.end))
    return [(start, statements_end(text, start, end)) for start, end in found]
