"""A manuscript section by section: its headings, and how much of it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from litmatrix.manuscript.text import Manuscript, front_matter

# Headings as pandoc reads them: signs before the words, or a line of signs below them.
_HEADING = re.compile(
    r"^[ ]{0,3}(?P<signs>\#{1,6})[ \t]+(?P<words>[^\r\n]*?)[ \t]*(?=\r?$)"
    r"|(?:(?<=\n\n)|(?<=\n\r\n)|\A)[ ]{0,3}(?P<over>[^\s#>|:+*=~-][^\r\n]*?)[ \t]*\r?\n(?P<line>=+|-+)[ \t]*(?=\r?$)",
    re.MULTILINE,
)
_AFTER_WORDS = re.compile(r"[ \t]+#+$|[ \t]*\{[^{}]*\}$")
_MARKS = re.compile(r"(?<!\\)[*_`]+|\\(?=[!-/:-@\[-`{-~])")
#: What `start` leaves for her to write.
_LEFT = re.compile(r"\*Yours to write: [^*\r\n]*\*|^[ \t]*Yours to write\.", re.MULTILINE)
# What is no word of hers: citations, where a link leads, attributes, fences, her placeholders' names.
_NO_WORDS = re.compile(
    r"\[[^\]\n]*@[^\]]*\]|(?<=\])\([^()\s]*\)|\{\{[^{}\n]*\}\}|\{[^{}\n]*\}|^[ \t]*:::.*$|https?://\S+",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W_]+(?:['’.,:–-][^\W_]+)*")
_NUMBER = re.compile(r"\{\{[^{}\n]*\}\}")
_ABSTRACT = re.compile(
    r"^abstract:[ \t]*(?:[|>][-+]?[ \t]*\r?\n(?P<below>(?:[ \t]+[^\r\n]*\r?\n|\r?\n)*)|(?P<beside>[^\r\n]*))",
    re.MULTILINE,
)


class Section(NamedTuple):
    """What stands under a heading, up to the next one: its title, level (0: what stands before the first heading) and line.

    `first` is where the heading begins, `start` where the text below it does, `end` where that ends. `words` counts her
    prose, a placeholder as one word; of what stands before the first heading those of the abstract too. `left` is how often
    it says “Yours to write”.
    """

    title: str
    level: int
    line: int
    first: int
    start: int
    end: int
    words: int
    left: int


def outline(manuscript: Manuscript) -> tuple[Section, ...]:
    """Return the sections of a manuscript in their order; the first is what stands before the first heading, if anything."""
    head = front_matter(manuscript.text)
    headings = list(_headings(manuscript, len(head)))
    opening, *ends = [*(first for _, _, first, _ in headings), len(manuscript.text)]
    found = []
    if manuscript.text[:opening].strip():
        found.append(_section(manuscript, "", 0, 0, len(head), opening))
    found += [
        _section(manuscript, title, level, first, start, end)
        for (title, level, first, start), end in zip(headings, ends, strict=True)
    ]
    return tuple(found)


def _headings(manuscript: Manuscript, after: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield the title and level of each heading, where it begins, and where its text does."""
    for found in _HEADING.finditer(manuscript.prose, after):
        start, end = found.span("words" if found["signs"] else "over")
        title = manuscript.text[start:end]
        level = len(found["signs"]) if found["signs"] else 1 + (found["line"][0] == "-")
        while title != (shorter := _AFTER_WORDS.sub("", title)):
            title = shorter
        yield " ".join(_MARKS.sub("", title).split()), level, found.start(), found.end()


def _section(manuscript: Manuscript, title: str, level: int, first: int, start: int, end: int) -> Section:
    said = manuscript.prose[start:end]
    if not level:
        said = f"{abstract_of(manuscript.text)}\n{said}"
    line = manuscript.text.count("\n", 0, first) + 1
    return Section(title, level, line, first, start, end, count_words(said), len(_LEFT.findall(said)))


def abstract_of(text: str) -> str:
    """Return the abstract that the front matter of a manuscript has; nothing where it has none."""
    found = _ABSTRACT.search(front_matter(text))
    if found is None:
        return ""
    return "\n".join(line.strip() for line in (found["below"] or found["beside"] or "").splitlines()).strip(
        "\"'\n"
    )


def count_words(prose: str) -> int:
    """Return how many words a text of hers has, without citations and what she has still to write.

    >>> count_words("We found {{included}} sources [@a_2010, p. 3]; *Yours to write: more.*")
    4
    """
    said = _LEFT.sub(" ", prose)
    return len(_NUMBER.findall(said)) + len(_WORD.findall(_NO_WORDS.sub(" ", said)))
