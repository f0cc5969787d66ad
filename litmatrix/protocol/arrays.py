"""A list in TOML text changed item by item: what stays keeps its text, and comments go where their item goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

# What can stand between two items, beside a comma.
_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=\r?\n)")


class Item(NamedTuple):
    """One item: space and comments above it, its text, what stands between it and its comma, what stands behind that."""

    above: str
    text: str
    gap: str = ""
    behind: str = ""


def split(array: Any) -> tuple[list[Item], bool, str]:
    """Return the items of a list of tomlkit's, whether a comma stands behind the last, and what stands before the bracket.

    Raises `ValueError` where tomlkit's items are not those of its text. `joined` gives the text back.
    """
    text = array.as_string()
    items: list[Item] = []
    at, comma = 1, False
    for value in array:
        written = value.as_string()
        above = _matched(_SPACE, text, at)
        at += len(above)
        if not text.startswith(written, at):
            raise ValueError("this is another list")
        at += len(written)
        gap = _matched(_SPACE, text, at)
        comma = text.startswith(",", at + len(gap))
        if comma:
            at += len(gap) + 1
        behind = _matched(_REST_OF_LINE, text, at)
        at += len(behind)
        items.append(Item(above, written, gap if comma else "", behind))
    return items, comma, text[at:-1]


def joined(items: Sequence[Item], comma: bool, end: str) -> str:
    """Return the text of a list; a comment is closed with a line end where none stands behind it."""
    texts, before = ["["], ""
    for number, (above, value, gap, behind) in enumerate(items, start=1):
        texts += [_below(before, above), value, gap, "," if comma or number < len(items) else "", behind]
        before = behind
    return "".join([*texts, _below(before, end), "]"])


def changed(array: Any, wanted: Sequence[Any], write: Callable[[Any], str]) -> str:
    """Return the text of a list of tomlkit's as one of the values that are `wanted`; `write` gives the text of one.

    A value that is there already keeps its text and comments, wherever it goes; a new one in the place of one
    that goes keeps that one's comments, for it is the same under another name.
    """
    values = array.unwrap()
    items, comma, end = split(array)
    spaces = [re.match(r"\s*", item.above)[0] for item in items]  # type: ignore[index]
    if not spaces:
        spaces = ["\n  "] if "\n" in end else [""]
    if len(spaces) == 1:
        spaces.append(spaces[0] if "\n" in spaces[0] else " ")
    result = []
    for number, (value, old) in enumerate(zip(wanted, _paired(values, wanted), strict=True)):
        space = spaces[min(number, len(spaces) - 1)]
        if old is None:
            result.append(Item(space, write(value)))
            continue
        item = items[old]
        above = item.above if "#" in item.above else space
        result.append(item._replace(above=above, text=item.text if values[old] == value else write(value)))
    return joined(result, comma and bool(result), end)


def _paired(values: Sequence[Any], wanted: Sequence[Any]) -> list[int | None]:
    """Return for each value that is wanted the place of the old one that it is, or takes the place of."""
    free = list(range(len(values)))
    pairs: list[int | None] = []
    for value in wanted:
        found = next((at for at in free if values[at] == value), None)
        if found is not None:
            free.remove(found)
        pairs.append(found)
    for number, old in enumerate(pairs):
        left = pairs[number - 1] if number else -1
        if old is None and left is not None and left + 1 in free:
            pairs[number] = left + 1
            free.remove(left + 1)
    return pairs


def _matched(pattern: re.Pattern[str], text: str, at: int) -> str:
    found = pattern.match(text, at)
    return found[0] if found else ""


def _below(behind: str, text: str) -> str:
    """Return what follows an item, on a line of its own if that ends in a comment."""
    return text if "#" not in behind or re.match(r"[ \t]*\r?\n", text) else "\n" + text
