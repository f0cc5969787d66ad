"""Markdown as the page draws it: paragraphs, lists, quotations, tables and figures, as values whose text stays text.

It reads what blocks hold and what prose mostly is made of. What it does not know stands there as it was written: nothing
of it becomes an element, a link or a picture by itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

#: So many rows of a table, and so many elements, are shown; how many there are beside them is said.
MOST_ROWS, MOST_ELEMENTS = 40, 400

#: Words with their look: letters of b (strong), i (emphasis), c (a citation), n (a computed number), k (as typed).
Words = list[list[str]]

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_CELLS = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DIV = re.compile(r"\s*:{3,}.*")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*(?:\{[^{}]*\})?\s*")
_ITEM = re.compile(r"\s*(?:[-*+]|(\d{1,3}|#)[.)])\s+(.*)")
_CAPTION = re.compile(r"(?:Table)?:\s+(.*?)\s*(?:\{[^{}]*\})?\s*")
_FIGURE = re.compile(r"!\[(.*)\]\(([^()\s]*)\)(\{.*\})?\s*")
_CHART = re.compile(r"#fig-([\w.-]+)")
_ALT = re.compile(r'fig-alt="([^"]*)"')
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_KEY = re.compile(r"-?@(?:\{(?P<braced>[^{}\s]+)\}|(?P<bare>[^\W_](?:\w|[:.#$%&+?<>~/-](?=\w))*|_\w+))")
_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`+)(?P<code>.+?)(?P=ticks)"
    r"|\{\{\s*(?P<number>[^{}\n]*?)\s*\}\}"
    r"|\[(?P<group>[^\[\]]*@[^\[\]]*)\]"
    rf"|(?<![\w@\\/.])(?P<cite>{re.sub(r'[?]P<[a-z]+>', '?:', _KEY.pattern)})"
    r"|!?\[(?P<link>[^\[\]]*)\]\([^()]*\)(?:\{[^{}]*\})?"
    r"|(?P<marks>\*{1,3}|(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w))"
    r"|(?P<br><br\s*/?>)"
    r"|(?P<entity>&(?:\#\d+|\w+);)"
)
_REFERRED = {"fig": "figure", "tbl": "table", "sec": "section", "eq": "equation", "lst": "listing"}


class Known(NamedTuple):
    """What the review knows of what stands in a text: the names of sources by key, and the computed numbers as printed."""

    names: Mapping[str, str]
    numbers: Mapping[str, str]


NOTHING = Known({}, {})


def elements(text: str, known: Known = NOTHING) -> list[dict[str, Any]]:
    """Return a text of Markdown as elements, each with what it `is`: heading, words, list, quote, table, figure, code, more."""
    lines = _COMMENT.sub("", text).splitlines()
    found: list[dict[str, Any]] = []
    for element in _elements(lines, known):
        if len(found) == MOST_ELEMENTS:
            found.append(
                {"is": "more", "told": "The rest is not shown here; open the manuscript to read on."}
            )
            break
        found.append(element)
    return found


def plain(line: str, known: Known = NOTHING) -> str:
    """Return a line of Markdown as the words that it prints; of a row of a table the cells, parted by bars."""
    if line.lstrip().startswith("|"):
        return " | ".join(plain(cell, known) for cell in _cells(line))
    item = _ITEM.fullmatch(line)
    text = item[2] if item else line.lstrip("> ")
    caption = _CAPTION.fullmatch(text) or _FIGURE.fullmatch(text)
    return "".join(part[0] for part in words(caption[1] if caption else text, known))


def is_rule(line: str) -> bool:
    """Whether a line is the one below the head of a table, which prints nothing."""
    return "-" in line and _RULE.fullmatch(line) is not None


def words(text: str, known: Known = NOTHING) -> Words:
    """Return a line of Markdown as words with their look."""
    found: Words = []
    bold = italic = False
    place = 0
    for sign in _INLINE.finditer(text):
        _add(found, text[place : sign.start()], bold, italic)
        place = sign.end()
        if marks := sign["marks"]:
            # A mark that neither opens nor closes is a sign like any other.
            alone = text[place : place + 1].isspace() and text[: sign.start()][-1:].isspace()
            if alone:
                _add(found, marks, bold, italic)
            bold, italic = bold ^ (len(marks) > 1 and not alone), italic ^ (len(marks) % 2 == 1 and not alone)
        elif sign["number"] is not None:
            number = known.numbers.get(sign["number"])
            found.append([sign[0] if number is None else number, "n", sign[0]])
        elif sign["group"]:
            found.append([f"({_named(sign['group'], known)})", "c", sign[0]])
        elif sign["cite"]:
            found.append([_named(sign["cite"], known), "c", sign[0]])
        elif sign["code"]:
            found.append([sign["code"], "k"])
        elif sign["br"]:
            _add(found, "\n", bold, italic)
        else:
            said = next((sign[name] for name in ("escaped", "link") if sign[name] is not None), "")
            _add(found, html.unescape(sign["entity"]) if sign["entity"] else said, bold, italic)
    _add(found, text[place:], bold, italic)
    return found


def _add(found: Words, text: str, bold: bool, italic: bool) -> None:
    look = "b" * bold + "i" * italic
    if found and found[-1][1] == look and text:
        found[-1][0] += text
    elif text:
        found.append([text, look])


def _named(cited: str, known: Known) -> str:
    """Return what a citation says, with the names of sources in the place of their keys."""

    def name(found: re.Match[str]) -> str:
        key = found["braced"] or found["bare"]
        kind, _, rest = key.partition("-")
        if kind in _REFERRED and rest:
            return f"{_REFERRED[kind]} {rest}"
        return known.names.get(key, found[0])

    return re.sub(r"\{([^{}]*)\}", r"\1", _KEY.sub(name, cited)).replace("\\", "")


# --- elements ---


def _elements(lines: Sequence[str], known: Known) -> Iterator[dict[str, Any]]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip() or _DIV.fullmatch(line):
            at += 1
        elif fence := _FENCE.match(line):
            end = next(
                (n for n in range(at + 1, len(lines)) if lines[n].lstrip().startswith(fence[1])), len(lines)
            )
            yield {"is": "code", "text": "\n".join(lines[at + 1 : end])}
            at = end + 1
        elif heading := _HEADING.fullmatch(line):
            yield {"is": "heading", "level": len(heading[1]), "words": words(heading[2], known)}
            at += 1
        elif "|" in line and at + 1 < len(lines) and "|" in lines[at + 1] and is_rule(lines[at + 1]):
            end = _run(lines, at, lambda one: "|" in one)
            table = _table(lines[at:end], known)
            at = _captioned(lines, end, table, known)
            yield table
        elif figure := _FIGURE.fullmatch(line):
            yield _figure(figure, known)
            at += 1
        elif line.lstrip().startswith(">"):
            end = _run(lines, at, str.strip)
            yield {"is": "quote", "words": words(" ".join(one.lstrip("> ") for one in lines[at:end]), known)}
            at = end
        elif _ITEM.fullmatch(line):
            end = _run(lines, at, lambda one: bool(one.strip()))
            yield _list(lines[at:end], known)
            at = end
        else:
            end = _run(lines, at, lambda one: bool(one.strip()) and not _DIV.fullmatch(one))
            yield {"is": "words", "words": words(" ".join(one.strip() for one in lines[at:end]), known)}
            at = end


def _run(lines: Sequence[str], at: int, goes_on: Any) -> int:
    """Return where the lines from one on end that go on with it."""
    return next((n for n in range(at + 1, len(lines)) if not goes_on(lines[n])), len(lines))


def _list(lines: Iterable[str], known: Known) -> dict[str, Any]:
    items: list[str] = []
    ordered = False
    for line in lines:
        item = _ITEM.fullmatch(line)
        if item:
            ordered = ordered or (not items and bool(item[1]))
            items.append(item[2])
        elif items:
            items[-1] += f" {line.strip()}"
    return {"is": "list", "ordered": ordered, "items": [words(one, known) for one in items]}


def _table(lines: Sequence[str], known: Known) -> dict[str, Any]:
    head, rule, *rows = lines
    right = [cell.strip().endswith(":") for cell in _cells(rule)]
    return {
        "is": "table",
        "head": [words(cell, known) for cell in _cells(head)],
        "right": right,
        "rows": [[words(cell, known) for cell in _cells(row)] for row in rows[:MOST_ROWS]],
        "more": max(0, len(rows) - MOST_ROWS),
        "caption": [],
    }


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.strip() for cell in _CELLS.split(inner)]


def _captioned(lines: Sequence[str], at: int, table: dict[str, Any], known: Known) -> int:
    """Take the caption below a table, if there is one; return where the text goes on."""
    place = next((n for n in range(at, min(at + 2, len(lines))) if lines[n].strip()), None)
    caption = _CAPTION.fullmatch(lines[place]) if place is not None else None
    if caption is None or place is None:
        return at
    table["caption"] = words(caption[1], known)
    return place + 1


def _figure(found: re.Match[str], known: Known) -> dict[str, Any]:
    caption, path, said = found.groups()
    chart, alt = _CHART.search(said or ""), _ALT.search(said or "")
    return {
        "is": "figure",
        "name": chart[1] if chart else "",
        "path": path,
        "caption": words(caption, known),
        "alt": "".join(part[0] for part in words(alt[1])) if alt else "",
    }
