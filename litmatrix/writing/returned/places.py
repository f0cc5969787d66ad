"""Which line of manuscript.md a paragraph of the Word file comes from, told by its words: it was rendered, and edited since."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from litmatrix.manuscript import Manuscript
from litmatrix.writing.returned.aligning import Words, aligned, placed_words, words
from litmatrix.writing.returned.text import SIGN

_COMMENT = re.compile(r"<!--.*?-->")
# Lines that part others: a fence, the line under a heading, and those in a table.
_FENCE = re.compile(r"`{3}|~{3}|:{3}|[-=|:+ ]+$")
# What begins a paragraph without an empty line before it: a heading, an item, a quotation, a note, a table's row.
_BEGIN = re.compile(r"(?:#{1,6}\s|[-*+]\s|\(?[\divxlc]{1,5}[.)]\s|\[\^[^\]]+\]:|\||>)", re.IGNORECASE)
_FIELD = re.compile(r"[\w-]+:(?:\s+[|>][+-]?\s*$|\s|$)|\s*-\s")
# What pandoc prints in other words, or not at all: attributes, citations, placeholders, addresses of links and pictures.
_CITED = re.compile(r"\[[^\[\]]*@[^\[\]]*\]|(?<!\w)-?@[\w{][\w:.#$%&+?<>~/}-]*(?:\s*\[[^\[\]]*\])?")
_MARKUP = re.compile(
    r"\{\{.*?\}\}|\{(?:[#.=:]|[\w-]+=)[^{}]*\}|\]\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[\^[^\]]*\]|</?\w[^<>]*>|&\w+;"
)
# Of the printed text, what stands for citations: brackets with a number in them. And numbers by themselves, which change.
_PRINTED = re.compile(r"\([^()]*\d[^()]*\)|\[[^\[\]]*\d[^\[\]]*\]")
_NOTE = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
# Words compared with words, within one paragraph: beyond this its first line is told.
_MOST_COMPARED = 25_000_000
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True)
class Source:
    """A paragraph of manuscript.md: its words and the line of each, and the block of litmatrix that it stands in."""

    words: Words
    lines: tuple[int, ...]
    block: str = ""


def sources(manuscript: Manuscript) -> tuple[Source, ...]:
    """Return the paragraphs of a manuscript, with what can be told again of their words; notes stand behind theirs."""
    found: list[Source] = []
    now: list[tuple[int, str, str]] = []  # the lines of one: number, text, block
    in_head = in_comment = False
    place = 0

    def close() -> None:
        if now:
            found.extend(
                _sources("\n".join(text for _, text, _ in now), [number for number, *_ in now], now[0][2])
            )
            now.clear()

    for number, line in enumerate(manuscript.text.split("\n"), start=1):
        block = next((one.said for one in manuscript.blocks if one.first <= place < one.last), "")
        place += len(line) + 1
        if number == 1 and line.rstrip() == "---":
            in_head = True
            continue
        text = _COMMENT.sub(" ", line)
        if in_comment:
            _, ended, text = text.partition("-->")
            in_comment = not ended
        text, begun, _ = text.partition("<!--")
        in_comment = in_comment or bool(begun)
        if not text.strip() or _FENCE.match(text.strip()):
            close()
            in_head = in_head and line.rstrip() not in ("---", "...")
        elif text.lstrip().startswith("|"):
            close()
            for cell in re.split(r"(?<!\\)\|", text):
                found.extend(_sources(cell, [number], block))
        else:
            begin = (_FIELD if in_head else _BEGIN).match(text if in_head else text.lstrip())
            if begin:
                close()
            now.append((number, text[begin.end() :] if begin and in_head else text, block))
    close()
    return tuple(found)


def _sources(markdown: str, numbers: Sequence[int], block: str) -> Iterator[Source]:
    """Yield a paragraph, and the notes that stand in it."""
    notes = [(found.start(), found[1]) for found in _NOTE.finditer(markdown)]
    for start, text in ((0, _NOTE.sub(_blank, markdown)), *notes):
        first = markdown.count("\n", 0, start)
        told = [(word, numbers[first + above]) for word, above in _source_words(text)]
        if told:
            yield Source(tuple(word for word, _ in told), tuple(line for _, line in told), block)


def _source_words(markdown: str) -> Iterator[tuple[str, int]]:
    """Yield the words of Markdown that are the same when it is printed, and how many lines are above them."""
    for above, text in enumerate(_MARKUP.sub(_blank, _CITED.sub(_blank, markdown)).split("\n")):
        yield from ((word, above) for word in words(text) if not _NUMBER.search(word))


def _blank(found: re.Match[str]) -> str:
    """Return white space with the same lines."""
    return " " + "\n" * found[0].count("\n")


def printed_words(text: str) -> Words:
    """Return the words of printed text that manuscript.md has too: nothing in brackets with numbers, and no numbers.

    >>> printed_words("Of 32 small trials most were short (Adams, 2010, p. 3; Brown, 2012).")
    ('of', 'small', 'trials', 'most', 'were', 'short')
    """
    return tuple(word for _, word in _printed(text))


def _printed(text: str) -> list[tuple[int, str]]:
    """Return those words, and where each begins in the text."""
    bare = SIGN.sub(_spaces, _PRINTED.sub(_spaces, text))
    return [(start, word) for start, word in placed_words(bare) if not _NUMBER.search(word)]


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found[0])


@dataclass(frozen=True)
class Lines:
    """Where in manuscript.md some printed paragraphs come from: the paragraph there of each one that is known again."""

    texts: Sequence[str]
    known: Mapping[int, Source]
    # Of paragraphs that were asked for: where their words begin, and the line of each.
    words: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict, repr=False, compare=False)

    def at(self, paragraph: int, offset: int) -> tuple[int, str]:
        """Return the line of a place in a paragraph, 0 if it is not known or in a block of litmatrix; and the block."""
        source = self.known.get(paragraph)
        if source is None:
            return 0, self._block(paragraph)
        if source.block:
            return 0, source.block
        if paragraph not in self.words:
            self.words[paragraph] = _lines(source, self.texts[paragraph])
        starts, told = self.words[paragraph]
        return told[min(bisect_left(starts, offset), len(told) - 1)], ""

    def _block(self, paragraph: int) -> str:
        """Return the block of a paragraph that is not known, told by those around it."""
        above = next((self.known[one] for one in range(paragraph - 1, -1, -1) if one in self.known), None)
        below = next(
            (self.known[one] for one in range(paragraph + 1, len(self.texts)) if one in self.known), None
        )
        return above.block if above is not None and below is not None and above.block == below.block else ""


def lines(texts: Sequence[str], manuscript: Sequence[Source]) -> Lines:
    """Return where in a manuscript some printed texts come from."""
    found = aligned([printed_words(text) for text in texts], [one.words for one in manuscript])
    return Lines(texts, {place: manuscript[other] for place, other in found.items()})


def _lines(source: Source, text: str) -> tuple[list[int], list[int]]:
    """Return where the words of a printed paragraph begin, and the line of the manuscript that each stands on."""
    from rapidfuzz.distance import Indel

    found = _printed(text)
    whole = [word for _, word in found]
    if source.lines[0] == source.lines[-1] or len(source.words) * len(whole) > _MOST_COMPARED:
        return [0], [source.lines[0]]
    told: list[int] = []
    for code in Indel.opcodes(source.words, whole):
        for place in range(code.dest_end - code.dest_start):
            at = min(code.src_start + place, max(code.src_end - 1, code.src_start), len(source.lines) - 1)
            told.append(source.lines[at])
    return [start for start, _ in found], told
