"""One cell of the matrix as excerpts: `parse` reads its text, `format` writes it back.

A cell holds one excerpt a line; a line that begins with two spaces continues the one above::

    [Boundaries] "Role confusion" (pp. 11-12) staff unsure how to relate
    [Power -] "always of lower status" (p. 399, quoting mowbray_1998)
    [Boundaries] roles blur most in informal groups (sec. 4)
    # check the annex for the job description
    none 2026-11-03 cs

Any text is valid: what is not recognised is part of a summary or a note, and
``format(parse(text)) == text`` for every text.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from litmatrix.errors import Misuse
from litmatrix.vocabulary import BLANK, EVIDENCE, MEMO, NONE, QUOTATION, STANCES, SUMMARY


class Excerpt(NamedTuple):
    """One line of a cell.

    `kind` is quotation, summary, memo, none or blank. `stance` is ``+`` (for), ``-`` (against),
    ``~`` (both ways) or empty (neutral). `locator` is as printed in the cell (``pp. 11-12``),
    `origin` what stands behind ``quoting``. A `none` keeps its date in `locator` and its reader
    in `note`. `raw` is the text as read where it differs from what `format` would write.
    """

    kind: str
    text: str = ""
    subtheme: str = ""
    stance: str = ""
    locator: str = ""
    origin: str = ""
    note: str = ""
    raw: str = ""


class Sides(NamedTuple):
    """How many excerpts of a cell speak for, against, both ways, and take no side: stance belongs to excerpts."""

    supporting: int = 0
    opposing: int = 0
    both: int = 0
    neutral: int = 0

    @classmethod
    def of(cls, stances: Iterable[str]) -> Sides:
        """Return the sides that the stances of a cell's evidence come to."""
        counts = Counter(stances)
        return cls(*(counts[stance] for stance in STANCES))

    @property
    def taken(self) -> int:
        """How many excerpts take a side."""
        return self.supporting + self.opposing + self.both

    @property
    def stance(self) -> str:
        """The one stance of those that take a side; ``~`` where they differ, empty where there are none."""
        there = [stance for stance, number in zip(STANCES, self, strict=True) if number and stance]
        return there[0] if len(there) == 1 else "~" if there else ""

    def told(self) -> str:
        """Say who takes which side, and out of how many: “1 of 4 against”, “2 for, 1 against of 5”, “all 3 for”."""
        total = sum(self)
        parts = [
            (number, word)
            for number, word in zip(self, STANCES.values(), strict=True)
            if number and word != STANCES[""]
        ]
        if len(parts) == 1:
            number, word = parts[0]
            if number == total:
                return word if total == 1 else f"all {total:,} {word}"
            return f"{number:,} of {total:,} {word}"
        told = ", ".join(f"{number:,} {word}" for number, word in parts)
        return f"{told} of {total:,}" if told and self.neutral else told


_NUMBER = r"[0-9A-Za-z][\w.:/\-–—]*"
_MORE = r"(?:,\s*\d[\w.:/\-–—]*)*"
_LOCATOR = (
    rf"(?:(?:pp?|pts?|paras?)\.\s*{_NUMBER}{_MORE}"
    rf"|(?:slides?|lines?)\s+{_NUMBER}{_MORE}"
    r"|(?:secs?|chs?|figs?)\.\s*[^(),\s][^(),]*"
    r"|\d{1,3}:\d{2}(?::\d{2})?(?:\s*[-–]\s*\d{1,3}:\d{2}(?::\d{2})?)?"
    r"|n\.p\.)"
)
_GROUP = re.compile(
    rf"\s*\((?P<locator>{_LOCATOR}(?:,\s*{_LOCATOR})*)?"
    r"(?(locator)(?:,\s*quoting\s+(?P<origin>[^()\s](?:[^()]|\([^()]*\))*))?"
    r"|quoting\s+(?P<only>[^()\s](?:[^()]|\([^()]*\))*))\)"
)
_ITEM_END = re.compile(r"\n(?!  )")
_NONE = re.compile(r"none(?:\s+(?P<date>\d{4}-\d{2}-\d{2})(?:\s+(?P<reader>\S.*))?)?", re.IGNORECASE)
_CLOSING = {'"': '"', "“": "”"}
_BEHIND_TAG = (" ", "\t", *_CLOSING)
_PAGES = re.compile(r"\bpp?\.\s*(?P<pages>[\dA-Za-z][\w:/\-–—.]*(?:,\s*\d[\w:/\-–—.]*)*)")
_RANGE = re.compile(r"(\d+)\s*[-–—]+\s*(\d+)|(\d+)")
# A longer number is no page (and more than Python likes to read).
_MOST_DIGITS = 12
_KEY_LIST = re.compile(r"[^\s;,(){}]+(?:\s*;\s*[^\s;,(){}]+)*")


def parse(text: str) -> tuple[Excerpt, ...]:
    """Return the excerpts of a cell, in order; an empty cell has none."""
    if "\n" not in text:
        return (_read(text),) if text else ()
    return tuple(map(_read, _ITEM_END.split(text)))


def recognise(text: str) -> tuple[Excerpt, ...]:
    """Return the excerpts of a cell as `parse` does, without their raw text: faster, for those who only read."""
    if "\n" not in text:
        return (_recognise(text.strip()),) if text else ()
    return tuple(_recognise(item.replace("\n  ", "\n").strip()) for item in _ITEM_END.split(text))


def format(excerpts: Iterable[Excerpt]) -> str:
    """Return the text of a cell that holds these excerpts.

    Raises `Misuse` for a value that would not read back as what it is (a summary that looks like a
    memo, a note that ends in a locator, a subtheme with a bracket …). A lone blank line is an empty cell.
    """
    return "\n".join(_write(excerpt, number) for number, excerpt in enumerate(excerpts))


def evidence(excerpts: Iterable[Excerpt]) -> tuple[Excerpt, ...]:
    """Return the excerpts that count as evidence: quotations and summaries."""
    return tuple(excerpt for excerpt in excerpts if excerpt.kind in EVIDENCE)


@functools.lru_cache(maxsize=1 << 14)
def locator_pages(locator: str) -> tuple[tuple[int, int], ...]:
    """Return the page ranges that a locator names, as (first, last); none for other locators.

    ``pp. 73-6`` is read as 73 to 76, as journals print it.
    """
    return tuple(
        span
        for found in _PAGES.finditer(locator)
        for part in found["pages"].split(",")
        for span in page_ranges(part)[:1]
    )


def page_ranges(pages: str) -> tuple[tuple[int, int], ...]:
    """Return the numeric ranges in a BibTeX `pages` value or a locator's number, as (first, last)."""
    ranges = []
    for first, last, single in _RANGE.findall(pages):
        if len(first or single) > _MOST_DIGITS or len(last) > _MOST_DIGITS:
            continue
        if single:
            ranges.append((int(single), int(single)))
            continue
        if len(last) < len(first):
            last = first[: len(first) - len(last)] + last
        ranges.append((int(first), int(last)))
    return tuple(ranges)


def origin_keys(origin: str) -> tuple[str, ...]:
    """Return the citation keys of a second-hand origin; none where it is told in words.

    A single word is a key; words with spaces between them are not, unless ``;`` parts them.
    """
    if not origin or not _KEY_LIST.fullmatch(origin):
        return ()
    return tuple(part.strip() for part in origin.split(";"))


def _read(item: str) -> Excerpt:
    body = item.replace("\n  ", "\n") if "\n" in item else item
    excerpt = _recognise(body.strip())
    return excerpt if _render(excerpt) == item else Excerpt(*excerpt[:7], item)


def _recognise(body: str) -> Excerpt:
    if not body:
        return Excerpt(BLANK)
    first = body[0]
    if first == "#":
        return Excerpt(MEMO, body[1:].strip())
    if first in "nN" and (none := _NONE.fullmatch(body)):
        return Excerpt(NONE, locator=none["date"] or "", note=none["reader"] or "")
    subtheme, stance, body = _tagged(body) if first == "[" else ("", "", body)
    if body[0] in _CLOSING and (quotation := _quotation(body)):
        text, locator, origin, note = quotation
        return Excerpt(QUOTATION, text, subtheme, stance, locator, origin, note)
    text, locator, origin = _summary(body)
    return Excerpt(SUMMARY, text, subtheme, stance, locator, origin)


def _tagged(body: str) -> tuple[str, str, str]:
    """Split off a leading ``[subtheme stance]``: return subtheme, stance and what follows (never empty)."""
    end = body.find("]")
    tag, rest = body[1:end], body[end + 1 :]
    if end < 0 or "[" in tag or "\n" in tag or not rest.startswith(_BEHIND_TAG):
        return "", "", body
    signed = tag[-1:] in ("+", "-", "~") and (len(tag) == 1 or tag[-2].isspace())
    name, stance = (tag[:-1].strip(), tag[-1]) if signed else (tag.strip(), "")
    return (name, stance, rest.strip()) if name or stance else ("", "", body)


def _quotation(body: str) -> tuple[str, str, str, str] | None:
    """Split a quotation at its last closing mark before a locator, else at its last closing mark."""
    closing = _CLOSING[body[0]]
    last = body.rfind(closing, 1)
    if last < 1:
        closing = '"' if closing == "”" else "”"
        last = body.rfind(closing, 1)
    if last < 1:
        return None
    at = last
    while at > 0:
        if found := _GROUP.match(body, at + 1):
            return _parts(body[1:at], found, body[found.end() :])
        at = body.rfind(closing, 1, at)
    text = body[1:last].strip()
    return (text, "", "", body[last + 1 :].strip()) if text else None


def _parts(text: str, group: re.Match[str], note: str) -> tuple[str, str, str, str] | None:
    text = text.strip()
    locator, origin, only = group.groups()
    return (text, locator or "", (origin or only or "").strip(), note.strip()) if text else None


def _summary(body: str) -> tuple[str, str, str]:
    at = _last_group(body)
    if at > 0 and (found := _GROUP.fullmatch(body, at)):
        return body[:at].strip(), found["locator"] or "", (found["origin"] or found["only"] or "").strip()
    return body, "", ""


def _last_group(body: str) -> int:
    """Return where the space before the bracket stands that the last character closes, or -1."""
    if not body.endswith(")"):
        return -1
    depth = 0
    for at in range(len(body) - 1, 0, -1):
        if body[at] == ")":
            depth += 1
        elif body[at] == "(":
            depth -= 1
            if depth == 0:
                return at - 1 if body[at - 1] == " " else -1
    return -1


def _write(excerpt: Excerpt, number: int) -> str:
    """Return the line of an excerpt, the `number`th of its cell; a first line alone may begin with two spaces."""
    raw = excerpt.raw.lstrip(" ") if number and excerpt.raw.startswith("  ") else excerpt.raw
    if raw and _reads_back(raw, excerpt):
        return raw
    text = _render(excerpt)
    if not _reads_back(text, excerpt):
        raise Misuse(
            f"this {excerpt.kind} cannot be saved as it is, because it would be read as something else: {text!r}. "
            "Change its first or last words, its brackets or its quotation marks."
        )
    return text


def _reads_back(text: str, excerpt: Excerpt) -> bool:
    return not _ITEM_END.search(text) and _read(text)[:-1] == excerpt[:-1]


def _rendered_evidence(excerpt: Excerpt) -> str:
    kind, text, subtheme, stance, locator, origin, note, _ = excerpt
    if origin:
        locator = f"{locator}, quoting {origin}" if locator else f"quoting {origin}"
    if kind == QUOTATION:
        text = f"“{text}”" if '"' in text or ('"' in note and not locator) else f'"{text}"'
    if stance:
        subtheme = f"{subtheme} {stance}" if subtheme else stance
    head = f"[{subtheme}] " if subtheme else ""
    place = f" ({locator})" if locator else ""
    return f"{head}{text}{place} {note}" if note else f"{head}{text}{place}"


def _render(excerpt: Excerpt) -> str:
    if excerpt.kind in EVIDENCE:
        text = _rendered_evidence(excerpt)
    elif excerpt.kind == NONE:
        text = " ".join(filter(None, ("none", excerpt.locator, excerpt.note)))
    elif excerpt.kind == MEMO:
        text = f"# {excerpt.text}"
    else:
        return "" if excerpt.kind == BLANK else _rendered_evidence(excerpt)
    return text.replace("\n", "\n  ") if "\n" in text else text
