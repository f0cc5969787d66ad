"""Texts levelled, so that what printing, extraction and house style change makes no difference.

Levelled text has no spaces, hyphens, dashes, quotation marks, apostrophes or bullets, no ligatures, no signs that
are not seen, and no vowel points; what is left is compared letter by letter.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from litmatrix.coding.fulltext import Document

#: What stands between the words of a text; all of it is dropped in levelling.
_BETWEEN = "\\s\\-\\u00ad\\u2010-\\u2015\\u2212\\ufe58\\ufe63\\uff0d\"'`*_•‘’‚‛“”„‟«»‹›"
_WORD = re.compile(f"[^{_BETWEEN}]+")
_DROPPED_KINDS = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cn", "Co", "Pd", "Pi", "Pf"})
_DROPPED = frozenset("\u2212\"'`´*_•◦▪‣·●○■□‚„″′「」『』\u0640\u00ad")
_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_BROKEN_WORD = re.compile("(\\w+)([-\u2010\u00ad])[^\\S\\n]*\\n\\s*(\\w+)")
_POINTING = ".,;:!?。，"
_LINE_BREAK = re.compile("[-\u2010\u00ad][^\\S\\n]*(?:\\n|$)")
_PRINTED_FORMS = re.compile("[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]")
# Chinese and Japanese are written without spaces.
_UNSPACED = "\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_UNSPACED_BREAK = re.compile(f"(?<=[{_UNSPACED}])\\s*\\n\\s*(?=[{_UNSPACED}])")


class _Table(dict):
    """What `str.translate` makes of a character, found out when it is first met."""

    def __missing__(self, code: int) -> str | None:
        one = chr(code)
        dropped = one in _DROPPED or unicodedata.category(one) in _DROPPED_KINDS or bool(_POINTS.match(one))
        self[code] = kept = None if dropped else one
        return kept


_TABLE = _Table()


def level(text: str) -> str:
    """Return a text levelled (see the module)."""
    return unicodedata.normalize("NFKC", text).translate(_TABLE)


def lowered(text: str) -> str:
    """Return a text in small letters, letter for letter at its place."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(_small(one) for one in text)


def as_quoted(text: str, document: Document | None = None) -> str:
    """Return a passage as a quotation has it: on one line, with words joined that a line's end broke, no ligatures.

    A hyphen at a line's end is kept where `document` writes the word with one elsewhere, or where a capital or a
    number follows.
    """

    def joined(found: re.Match[str]) -> str:
        first, hyphen, second = found.groups()
        kept = second[0].isdigit() or second[0].isupper()
        if document and not kept and hyphen != "\u00ad":
            compound = re.compile(rf"\b{first}-{second}\b", re.IGNORECASE)
            kept = any(compound.search(page.text) for page in document.pages)
        return f"{first}-{second}" if kept else first + second

    text = _BROKEN_WORD.sub(joined, text).replace("\u00ad", "")
    text = _PRINTED_FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return " ".join(_UNSPACED_BREAK.sub("", text).split())


class Levelled:
    """A document levelled: its `text` in one piece, where its pages begin in it, and the way back."""

    def __init__(self, document: Document) -> None:
        pages = [level(page.text) for page in document.pages]
        self.document = document
        self.text = "".join(pages)
        self.starts = [0]
        for page in pages:
            self.starts.append(self.starts[-1] + len(page))
        self._words: dict[int, list[_Word]] = {}

    @functools.cached_property
    def small(self) -> str:
        """The text in small letters."""
        return lowered(self.text)

    def page(self, at: int) -> int:
        """Return the index of the page on which a place in the text stands."""
        return min(bisect_right(self.starts, at), len(self.starts) - 1) - 1

    def edge(self, at: int) -> bool:
        """Whether a word can begin or end at a place: no letter or digit of the same word is on both sides.

        Letters of scripts without capitals count as words of their own: they are written without spaces, or with
        articles and the like joined to the word.
        """
        if at <= 0 or at >= len(self.text):
            return True
        if not (_worded(self.text[at - 1]) and _worded(self.text[at])):
            return True
        words = self._words_of(self.page(at))
        number = bisect_left(words, at, key=lambda word: word.start)
        return number < len(words) and words[number].start == at

    def edges(self, first: int, last: int) -> list[int]:
        """Return the places from one to another where a word can begin or end."""
        return [at for at in range(max(first, 0), min(last, len(self.text)) + 1) if self.edge(at)]

    def passage(self, pieces: Sequence[tuple[int, int]]) -> str:
        """Return the words that stand at some places of the text (start and end), as the document has them."""
        parts = []
        for start, end in pieces:
            last = self.page(end - 1)
            for index in range(self.page(start), last + 1):
                parts.append(self._part(index, start, end if index == last else self.starts[index + 1]))
        return as_quoted("\n".join(parts), self.document)

    def _part(self, index: int, start: int, end: int) -> str:
        """Return the words of a page between two places, with the hyphen or closing mark that belongs to the last."""
        words = [word for word in self._words_of(index) if word.start < end and word.end > start]
        if not words:
            return ""
        page = self.document.pages[index].text
        first, last = words[0].first, words[-1].last
        if words[0].one_to_one and start > words[0].start and self.edge(start):
            first += start - words[0].start
        if words[-1].one_to_one and end < words[-1].end and self.edge(end):
            last -= words[-1].end - end
            last += len(page[last : words[-1].last]) - len(page[last : words[-1].last].lstrip(_POINTING))
        text, behind = page[first:last], page[last : last + 1]
        closing = (behind == "”" and text.count("“") > text.count("”")) or (
            behind == '"' and text.count('"') % 2 == 1
        )
        broken = _LINE_BREAK.match(page, last) is not None
        return text + behind if closing or broken else text

    def _words_of(self, index: int) -> list[_Word]:
        if index not in self._words:
            words, at = [], self.starts[index]
            for found in _WORD.finditer(self.document.pages[index].text):
                length = len(level(found[0]))
                if length:
                    words.append(_Word(at, at + length, *found.span()))
                    at += length
            self._words[index] = words
        return self._words[index]


class _Word(NamedTuple):
    """A word: where it stands in the levelled text, and where on its page."""

    start: int
    end: int
    first: int
    last: int

    @property
    def one_to_one(self) -> bool:
        """Whether each letter on the page is one of the levelled text (a ligature is more)."""
        return self.end - self.start == self.last - self.first


@functools.lru_cache(maxsize=8)
def levelled(document: Document) -> Levelled:
    """Return a document levelled, once for all that is looked for in it."""
    return Levelled(document)


def _small(one: str) -> str:
    small = one.lower()
    return small if len(small) == 1 else one


def _worded(one: str) -> bool:
    return unicodedata.category(one) in ("Lu", "Ll", "Lt", "Nd")
