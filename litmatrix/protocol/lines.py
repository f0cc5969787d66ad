"""The lines of a text that is meant to be TOML, whether it is or not: its headers, and what stands below them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

KEY = re.compile(r"""\s*([\w-]+|"[^"\n]*"|'[^'\n]*')\s*=""")
HEADER = re.compile(r"\s*(?=\[\[[^\[\]]+\]\]\s*$|\[[^\[\]]+\]\s*$)(\[\[?)\s*([\w.-]+)\s*\]\]?\s*$")
_BEHIND_SIGN = re.compile(r"\s*#[#\s]*\[\[?\s*([\w.]+)\s*\]\]?\s*(?:#.*)?$")
TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)|' + r"'''.*?(?:'''|\Z)" + r"""|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*""",
    re.DOTALL,
)


class Header(NamedTuple):
    """A header: its line, its opening brackets, and the name of its table."""

    line: int
    brackets: str
    table: str


class Left(NamedTuple):
    """Members whose table header is still a comment: the line of the header, its table, the members, their lines."""

    header: int
    table: str
    members: tuple[str, ...]
    lines: range


def blanked(text: str) -> str:
    """Return a text with what stands in strings and comments blanked, line by line as it was."""

    def blank(found: re.Match[str]) -> str:
        token = found[0]
        if token[0] == "#":
            return " " * len(token)
        inner = re.sub(r"[^\n]", "_", token[1:])
        return token[0] + (inner[:-1] + token[0] if inner.endswith("_") else inner)

    return TOKEN.sub(blank, text)


def open_brackets(codes: Sequence[str]) -> list[tuple[str, int]]:
    """Return the brackets that are open behind these lines, each with its line."""
    stack: list[tuple[str, int]] = []
    for number, line in enumerate(codes, 1):
        if HEADER.match(line) and not stack:
            continue
        for sign in line:
            if sign in "[{":
                stack.append((sign, number))
            elif sign in "]}" and stack:
                stack.pop()
    return stack


def headers_in(codes: Sequence[str]) -> list[Header]:
    """Return the headers among lines, in their order."""
    found = [(number, HEADER.match(one)) for number, one in enumerate(codes, 1)]
    return [Header(number, *match.groups()) for number, match in found if match]


def line_of_header(text: str, name: str, brackets: str) -> int:
    """Return the first line with the header of a table in these brackets, 0 if there is none."""
    headers = headers_in(blanked(text).split("\n"))
    return next((one.line for one in headers if (one.table, one.brackets) == (name, brackets)), 0)


def line_of_key(lines: Sequence[str], name: str, above: int = 0) -> int:
    """Return the first line below another that gives a member of this name, 0 if there is none."""
    found = ((number, KEY.match(one)) for number, one in enumerate(lines[above:], above + 1))
    return next((number for number, match in found if match and match[1] == name), 0)


def left_behind(text: str, tables: Mapping[str, Collection[str]]) -> tuple[str, tuple[Left, ...]]:
    """Return the text without the members whose table header is still a comment, and what these are.

    `tables` are the names of tables with those of their members, the one that none may lack first. Lines stay where they are.
    """
    lines, codes = text.split("\n"), blanked(text).split("\n")
    spans = {
        text.count("\n", 0, token.start()) + 1: text.count("\n", 0, token.end()) + 1
        for token in TOKEN.finditer(text)
        if "\n" in token[0]
    }
    found: list[Left] = []
    table, number = "", 0
    while number < len(lines):
        number += 1
        if header := HEADER.match(codes[number - 1]):
            table = header[2]
            continue
        behind = _BEHIND_SIGN.match(lines[number - 1]) if not codes[number - 1].strip() else None
        if behind is None or behind[1] not in tables:
            continue
        known = tables[behind[1]]
        members, first, last = [], 0, 0
        at = number
        while at < len(lines):
            code = codes[at]
            key = KEY.match(code)
            if key and key[1] in known:
                end = _end(codes, spans, at)
                members.append(key[1])
                first, last, at = first or at + 1, end, end
            elif code.strip() or (lines[at].strip() and not re.match(r"\s*#\s*[\w-]+\s*=", lines[at])):
                break
            else:
                at += 1
        strange = [one for one in members if one not in tables.get(table, ())]
        if members and (next(iter(known)) in members or strange):
            found.append(Left(number, behind[1], tuple(members), range(first, last + 1)))
            lines[first - 1 : last] = [""] * (last - first + 1)
    return "\n".join(lines), tuple(found)


def _end(codes: list[str], spans: Mapping[int, int], at: int) -> int:
    """Return the last line of the statement that begins behind `at` lines; `spans` are texts of several lines."""
    end = at + 1
    while end < len(codes):
        further = max(spans.get(line, 0) for line in range(at + 1, end + 1))
        if further > end:
            end = further
        elif open_brackets(codes[at:end]):
            end += 1
        else:
            break
    return end
