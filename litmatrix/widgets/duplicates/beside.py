"""Two records side by side, field by field, with the words marked in which they differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from litmatrix.bibliography import latex, references
from litmatrix.vocabulary import FORMER_KEYS, KEY, ORIGIN, STUDY

#: The fields in the order in which a person looks at them; what else a record has stands before the abstract.
FIRST = (
    "title",
    "author",
    "editor",
    "year",
    "journal",
    "booktitle",
    "volume",
    "number",
    "pages",
    "doi",
    "type",
)
LAST = ("abstract", "keywords", ORIGIN, STUDY, "note")

#: Names on the page, where the field's own says too little.
LABELS = {
    "author": "authors",
    "editor": "editors",
    "number": "issue",
    "doi": "DOI",
    "url": "URL",
    ORIGIN: "found by",
}

#: Longer texts are cut on the page, which says so; words beyond so many are not compared.
LENGTH = 20_000
WORDS = 3_000

# No field of the work, or another name of a field that is shown.
_HIDDEN = frozenset({
    KEY, "line", "raw", FORMER_KEYS, "journaltitle", "date", "institution", "organization", "school",
})  # fmt: skip
# Where scripts put no spaces between words (kana, Han, Thai, Lao, Khmer), each sign is one.
_SIGNS = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1780-\u17ff"
_WORD = re.compile(rf"[{_SIGNS}]|[^\W{_SIGNS}]+")
_OUTER = re.compile(r"^[\W_]+|[\W_]+$")


class Part(NamedTuple):
    """A piece of a text, and whether the other record's has it not."""

    text: str
    differs: bool


class Row(NamedTuple):
    """A field of two records: whether it says the same in both, and the text of each in parts."""

    field: str
    label: str
    same: bool
    left: tuple[Part, ...]
    right: tuple[Part, ...]


def rows(left: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[Row, ...]:
    """Return the fields that one of two records (rows of the records frame) has, in the order of reading.

    Capitals, accents, punctuation and the resolver of a DOI make no difference; where one record lacks a field,
    nothing in the other's is marked. Nor are the searches: that two found one work says nothing against it.
    """
    others = sorted({*left, *right} - {*FIRST, *LAST} - _HIDDEN)
    found = []
    for field in (*FIRST, *others, *LAST):
        one, other = (_text(record, field) for record in (left, right))
        if not one and not other:
            continue
        same = _compared(field, one) == _compared(field, other)
        quiet = same or not one or not other or field == ORIGIN
        parts = (_whole(one), _whole(other)) if quiet else marked(one, other)
        found.append(Row(field, LABELS.get(field, field), same, *parts))
    return tuple(found)


def marked(left: str, right: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return two texts in parts, the words marked that the other has not at that place."""
    from rapidfuzz.distance import Indel

    texts = (_cut(left), _cut(right))
    spans = tuple([found.span() for found in _WORD.finditer(text)][:WORDS] for text in texts)
    words = tuple(
        [latex.folded(text[start:end]) for start, end in own] for text, own in zip(texts, spans, strict=True)
    )
    differing: tuple[set[int], set[int]] = (set(), set())
    for block in Indel.opcodes(*words):
        if block.tag != "equal":
            differing[0].update(range(block.src_start, block.src_end))
            differing[1].update(range(block.dest_start, block.dest_end))
    return _parts(texts[0], spans[0], differing[0]), _parts(texts[1], spans[1], differing[1])


def _parts(text: str, spans: list[tuple[int, int]], differing: set[int]) -> tuple[Part, ...]:
    """Return a text in parts: neighbouring words that differ are one, with what stands between them."""
    parts: list[Part] = []
    done = 0
    for number, (start, end) in enumerate(spans):
        if number not in differing:
            continue
        if parts and parts[-1].differs and number - 1 in differing:
            parts[-1] = Part(parts[-1].text + text[done:end], True)
        else:
            if start > done:
                parts.append(Part(text[done:start], False))
            parts.append(Part(text[start:end], True))
        done = end
    if done < len(text):
        parts.append(Part(text[done:], False))
    return tuple(parts)


def _whole(text: str) -> tuple[Part, ...]:
    return (Part(_cut(text), False),) if text else ()


def _cut(text: str) -> str:
    return text if len(text) <= LENGTH else f"{text[:LENGTH]} … (cut: {len(text) - LENGTH:,} more characters)"


def _text(record: Mapping[str, Any], field: str) -> str:
    return str(record.get(field) or "").strip()


def _compared(field: str, text: str) -> str:
    if field == "doi" and text:
        text = references.link(text, "")
    return " ".join(_WORD.findall(latex.folded(text))) or _OUTER.sub("", text)
