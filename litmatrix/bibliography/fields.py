"""The fields in the text of one BibTeX entry: where they stand, and one of them set or taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: How an entry begins: its type, its brace or bracket, and its key.
HEAD = re.compile(r"@\s*\w+\s*(?:\{\s*(?P<braced>[^\s,={}\"]*)|\(\s*(?P<bracketed>[^\s,={}()\"]*))")
_NO_COMMA = re.compile(r"(@\s*+\w++\s*+[{(]\s*+[^\s,={}()\"]++)(?=\s++[^\s,={}()\"]++\s*+=)")
_LAST_WORD = re.compile(r"[\s;]*[^\s,;={}()\"#]+\s*\Z")
_BRACES = re.compile(r"(?<!\\)[{}]")
_MARKS = re.compile(r'(?<!\\)[{}",=#)@]')


class Span(NamedTuple):
    """Where a field stands in an entry's text: its name, and its value with braces or quotes."""

    name: str
    start: int
    value_start: int
    value_end: int


def balanced(value: str) -> bool:
    """Say whether a value can stand in braces: as many are closed as opened, escaped ones included or not."""
    for braces in (_BRACES.findall(value), re.findall("[{}]", value)):
        depth = 0
        for brace in braces:
            depth += 1 if brace == "{" else -1
            if depth < 0:
                return False
        if depth:
            return False
    return not value.endswith("\\")


def closing(head: re.Match[str]) -> str:
    """Return what closes an entry that begins with this `HEAD`."""
    return "}" if "{" in head[0] else ")"


def marks(text: str, start: int, limit: int) -> Iterator[tuple[str, int]]:
    """Yield the marks ``, = # ) } @`` that stand outside braces and quotes, with their places.

    As bibtexparser reads them: within quotes braces do not count, and ``{"}`` does not close.
    """
    depth, quoted = 0, False
    for found in _MARKS.finditer(text, start, limit):
        mark, at = found[0], found.start()
        if quoted:
            quoted = mark != '"' or text[at - 1 : at + 2] == '{"}'
        elif mark == "{":
            depth += 1
        elif mark == "}" and depth:
            depth -= 1
        elif depth == 0:
            if mark == '"':
                quoted = True
            else:
                yield mark, at


def field_spans(raw: str) -> tuple[Span, ...]:
    """Return where each field stands in an entry's text, in order."""
    return _fields(raw)[1]


def with_field(raw: str, name: str, value: str) -> str:
    """Return an entry's text with the field set, in the style that its other fields have."""
    key_end, spans = _fields(raw)
    for span in spans:
        if span.name.lower() == name.lower():
            text = _enclosed(value, raw[span.value_start : span.value_end])
            return raw[: span.value_start] + text + raw[span.value_end :]
    at = spans[-1].value_end if spans else key_end
    return f"{raw[:at]}{_new_field(raw, key_end, spans, name, value)}{raw[at:]}"


def without_field(raw: str, name: str) -> str:
    """Return an entry's text without the field and the comma before it."""
    at, spans = _fields(raw)
    for span in spans:
        if span.name.lower() == name.lower():
            return raw[:at] + raw[span.value_end :]
        at = span.value_end
    return raw


def mended(raw: str) -> str:
    """Return an entry's text with the commas put in that are missing, and each repeated field under a name of its own."""
    raw = _NO_COMMA.sub(r"\1,", raw, count=1) if _NO_COMMA.match(raw) else raw
    head = HEAD.match(raw)
    if head is None:
        return raw
    parts: list[str] = []
    last, valued, comma = 0, False, -1
    for mark, at in marks(raw, head.end(), len(raw)):
        if mark == "=" and valued and (word := _LAST_WORD.search(raw[max(last, at - 300) : at])):
            word_start = at - len(word[0].lstrip("; \t\r\n"))
            end = at - len(word[0])
            parts += (raw[last:end], ",", raw[end:word_start].replace(";", ""))
            last = word_start
        elif mark == "," and comma >= 0 and not raw[comma + 1 : at].strip():
            parts.append(raw[last:at])
            last = at + 1
        comma = at if mark == "," else -1
        valued = mark == "=" or (valued and mark not in (",", closing(head)))
    raw = "".join([*parts, raw[last:]])
    _, spans = _fields(raw)
    taken = {span.name.lower() for span in spans}
    counted: dict[str, int] = {}
    parts, last = [], 0
    for span in spans:
        number = counted[span.name.lower()] = counted.get(span.name.lower(), 0) + 1
        if number > 1:
            while (name := f"{span.name}_{number}").lower() in taken:
                number += 1
            counted[span.name.lower()] = number
            parts += (raw[last : span.start], name)
            last = span.start + len(span.name)
            taken.add(name.lower())
    return "".join([*parts, raw[last:]])


def _fields(raw: str) -> tuple[int, tuple[Span, ...]]:
    """Return where the key of an entry ends, and where each field stands."""
    head = HEAD.match(raw)
    if head is None:
        return len(raw), ()
    end = closing(head)
    spans = []
    start, equals = head.end(), 0
    for mark, at in marks(raw, head.end(), len(raw)):
        if mark == "=" and not equals:
            equals = at
        elif mark in (",", end):
            if equals:
                name = raw[start:equals]
                value = raw[equals + 1 : at]
                name_start = equals - len(name.lstrip())
                value_start = at - len(value.lstrip())
                spans.append(Span(name.strip(), name_start, value_start, value_start + len(value.strip())))
            start, equals = at + 1, 0
    return head.end(), tuple(spans)


def _enclosed(value: str, old: str) -> str:
    """Return a value in quotes, bare or in braces, as the old one is, where that can be."""
    if old[:1] == '"' and '"' not in value:
        return f'"{value}"'
    if old[:1] not in ("{", '"') and value.isascii() and value.isdigit():
        return value
    return f"{{{value}}}"


def _new_field(raw: str, key_end: int, spans: tuple[Span, ...], name: str, value: str) -> str:
    """Return the text of a field that comes after the last one, with its comma, laid out as that one is."""
    if not spans:
        rest = raw[key_end:]
        newline = "\r\n" if "\r\n" in rest else "\n" if "\n" in rest else ""
        return f",{newline + '  ' if newline else ' '}{name} = {{{value}}}"
    last = spans[-1]
    before = raw[spans[-2].value_end if len(spans) > 1 else key_end : last.start]
    separator = before if before.strip() == "," else ", "
    between = raw[last.start + len(last.name) : last.value_start]
    padding = len(between) - len(between.lstrip())
    widths = {span.value_start - span.start for span in spans}
    if padding > 1 or (len(widths) == 1 and len(spans) > 1 and padding):
        padding = max(padding + len(last.name) - len(name), 1)
    shown = name.upper() if last.name.isupper() else name
    enclosed = _enclosed(value, '"' if raw.startswith('"', last.value_start) else "{")
    return f"{separator}{shown}{' ' * padding}{between.lstrip()}{enclosed}"
