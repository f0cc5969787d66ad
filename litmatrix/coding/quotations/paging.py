"""What the pages of a file are called: by their labels, by the numbers printed on them, by the entry's pages."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from litmatrix.coding.fulltext import Document, Page
from litmatrix.matrix import excerpts

_LINES = 3  # at the top and at the foot of a page, where its number can stand
_MOST_COVERS = 2
_AT_START = re.compile(r"\W*(?:page\s+|p\.\s*)?(\d{1,5})(?![\w.,]*\d)\b", re.IGNORECASE)
_AT_END = re.compile(r"(?<![\w.,])(\d{1,5})(?:\s*(?:of|/|von|de|sur)\s*\d{1,5})?\W*$", re.IGNORECASE)
_RANGE = re.compile(r"([A-Za-z]{0,3})(\d{1,9})\s*[-–—]+\s*[A-Za-z]{0,3}\d{1,9}")
_CITED = re.compile(r"\bpp?\.\s*([0-9A-Za-z][\w.:/\-–—]*(?:,\s*\d[\w.:/\-–—]*)*)")


def page_name(document: Document, record: Mapping[str, Any] | None, number: int) -> str:
    """Return how a reader cites the `number`th page of a file: “p. 399”; nothing where that is not known.

    `record` is its row of `review.records` (or any mapping with `pages`). In this order: the page's label in the
    PDF, unless the labels only count the pages; the number printed at its top or foot, where these count on
    through the file; its place in the entry's `pages`, if the file has as many pages (one or two covers allowed);
    its number in the file. A page before the first that is numbered has no name.
    """
    known = names(document, pages_of(record))
    at = next((place for place, page in enumerate(document.pages) if page.number == number), None)
    return named([known[at][0]]) if at is not None and known[at] else ""


def pages_of(record: Mapping[str, Any] | None) -> str:
    return str(record.get("pages", "") or "") if record is not None else ""


def named(found: Iterable[str]) -> str:
    """Return page names as a locator: “p. 399”, “pp. 399-400”."""
    known = list(dict.fromkeys(name for name in found if name))
    if not known:
        return ""
    return f"p. {known[0]}" if len(known) == 1 else f"pp. {known[0]}-{known[-1]}"


def stands_on(locator: str, found: Iterable[tuple[str, ...]], pages: str = "") -> bool | None:
    """Whether a locator names one of some pages, each given with all its names; `pages` are the entry's.

    None where that cannot be said: the locator names no page, the pages have no names, or the locator keeps to the
    entry's pages and the file is numbered in another way (an author's manuscript, a preprint).
    """
    numbers, words = _cited(locator)
    known = [name for page in found for name in page]
    if not known or not (numbers or words):
        return None
    if any(name.casefold() in words or _within(name, numbers) for name in known):
        return True
    entry = _ranges(pages)
    told = any(low <= first and last <= high for first, last in numbers for low, high in entry)
    return None if told and not any(_within(name, entry) for name in known) else False


@functools.lru_cache(maxsize=8)
def names(document: Document, pages: str = "") -> tuple[tuple[str, ...], ...]:
    """Return all that each page of a document may be called, how it is cited first (see `page_name`)."""
    if not document.pages or not document.pages[0].number:
        return ((),) * len(document.pages)
    labels = _labels(document)
    first = _RANGE.search(pages)
    shift = _printed_shift(document.pages, int(first[2]) if first else 0)
    counted = _from_entry(document, pages, shift)
    found = []
    agreed = shift is not None and any(
        str(page.number + shift) in others for page, others in zip(document.pages, counted, strict=True)
    )
    for page, label, others in zip(document.pages, labels, counted, strict=True):
        printed = str(page.number + shift) if shift is not None and page.number + shift > 0 else ""
        if agreed and printed not in others:
            printed = ""  # a cover, or a licence at the end
        found.append(tuple(dict.fromkeys(name for name in (label, printed, *others) if name)))
    if any(found):
        return tuple(found)
    return tuple((str(page.number),) for page in document.pages)


def _labels(document: Document) -> list[str]:
    """Return the pages' labels, or empty ones where they say no more than the file's own count."""
    labels = [re.sub(r"(?i)^page\s+", "", page.label.strip())[:20] for page in document.pages]
    told = any(
        label and label != str(page.number) for label, page in zip(labels, document.pages, strict=True)
    )
    return labels if told else [""] * len(labels)


def _printed_shift(pages: tuple[Page, ...], first: int) -> int | None:
    """Return by how much the printed numbers differ from the file's, if they count on through it.

    Each page votes for what the numbers at its top and foot would make it; a year or a volume, which is the same
    on each page, gets one vote for each difference, and so wins none. Where two counts run through the file, the
    one that agrees with the entry's `first` page is the printed one, else the one that is not the file's own.
    """
    votes: Counter[int] = Counter()
    written = 0
    for page in pages:
        lines = [line for line in page.text.split("\n") if line.strip()]
        written += bool(lines)
        edges = [line[:200] for line in (*lines[:_LINES], *lines[-_LINES:])]
        numbers = {
            int(found[1])
            for line in edges
            for found in (_AT_START.match(line), _AT_END.search(line))
            if found
        }
        votes.update({number - page.number for number in numbers})
    need = max(2, -(-written * 2 // 5))
    passing = {shift: number for shift, number in votes.items() if number >= need}
    for covers in range(_MOST_COVERS + 1):
        if first and first - 1 - covers in passing:
            return first - 1 - covers
    most = max(passing.values(), default=0)
    likely = {shift: number for shift, number in passing.items() if number * 5 >= most * 3}
    if len(likely) > 1:
        likely.pop(0, None)
    best = max(likely.values(), default=0)
    winners = [shift for shift, number in likely.items() if number == best]
    return winners[0] if len(winners) == 1 else None


def _from_entry(document: Document, pages: str, shift: int | None) -> list[tuple[str, ...]]:
    """Return the numbers that the entry's `pages` give each page of the file, the likelier one first."""
    none: list[tuple[str, ...]] = [()] * len(document.pages)
    first = _RANGE.search(pages)
    if not first:
        return none
    printed = [
        f"{first[1]}{number}"
        for low, high in _ranges(pages)
        for number in range(low, min(high, low + 10_000) + 1)
    ]
    total = len(document.pages) + document.left_out
    spare = total - len(printed)
    if not 0 <= spare <= _MOST_COVERS:
        return none
    start = int(first[2])
    if shift is not None and -_MOST_COVERS <= start - 1 - shift <= spare and shift <= start - 1:
        covers = [start - 1 - shift]
    else:
        covers = sorted({0, spare})
    return [
        tuple(
            printed[page.number - 1 - before]
            for before in covers
            if 0 <= page.number - 1 - before < len(printed)
        )
        for page in document.pages
    ]


def _ranges(pages: str) -> tuple[tuple[int, int], ...]:
    """Return the ranges of an entry's `pages`, e101--e120 among them; none where it is a single number."""
    return excerpts.page_ranges(re.sub(r"[A-Za-z]{1,3}(?=\d)", "", pages)) if _RANGE.search(pages) else ()


@functools.lru_cache(maxsize=1 << 12)
def _cited(locator: str) -> tuple[tuple[tuple[int, int], ...], frozenset[str]]:
    """Return the page ranges that a locator names, and pages that are no numbers (iv, A3)."""
    words = {
        part.strip().casefold()
        for found in _CITED.finditer(locator)
        for whole in found[1].split(",")
        # “iv-v” are two pages, “T-2” is one.
        for part in (whole, *re.split("[-–—]", whole))
        if part.strip() and not part.strip().isdigit()
    }
    return excerpts.locator_pages(locator), frozenset(words)


def _within(name: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    found = re.fullmatch(r"[A-Za-z.]{0,3}(\d{1,9})", name)
    return found is not None and any(low <= int(found[1]) <= high for low, high in ranges)
