"""How the entries of a .bib file are laid out, and a new entry laid out like them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from litmatrix.bibliography.fields import HEAD, field_spans
from litmatrix.vocabulary import ORIGIN

#: The order of fields that the file has no habit for.
ORDER = (
    "author", "title", "subtitle", "journal", "booktitle", "editor", "publisher", "address", "series", "edition", "year",
    "month", "volume", "number", "pages", "doi", "url", "issn", "isbn", "pmid", "language", "keywords", "abstract", "note",
)  # fmt: skip

# Entries that are looked at: the last ones of the file, for a habit changes.
_SAMPLE = 300

# From where on in an entry `origin` is one of its last fields, behind those that the file has no habit for.
_LATE = 0.6


@dataclass(frozen=True)
class Style:
    """A layout. `parting` stands between two fields, `first` before the first, `tail` after the last one.

    `equals` is what stands between name and value; where names are padded, `column` is where the equals sign stands,
    or `value_column` where the value does. `order` gives the place of a field among the others, from 0 to 1.
    """

    type_case: Callable[[str], str] = str.lower
    name_case: Callable[[str], str] = str.lower
    brackets: str = "{}"
    first: str = ",\n  "
    parting: str = ",\n  "
    equals: str = " = "
    column: int = 0
    value_column: int = 0
    tail: str = ",\n"
    quotes: bool = False
    bare: bool = False
    order: Mapping[str, float] = field(default_factory=dict)


DEFAULT = Style()


def style_of(raws: Iterable[str]) -> Style:
    """Return the layout that most of these entries have; the default one where there are none."""
    texts = [raw.replace("\r\n", "\n").replace("\r", "\n") for raw in [*raws][-_SAMPLE:]]
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    gaps: list[tuple[int, str]] = []
    places: defaultdict[str, list[float]] = defaultdict(list)
    for raw in texts:
        head, spans = HEAD.match(raw), field_spans(raw)
        if head is None or not spans:
            continue
        seen["type"][_case(re.findall(r"\w+", head[0])[0])] += 1
        seen["brackets"]["{}" if "{" in head[0] else "()"] += 1
        seen["first"][raw[head.end() : spans[0].start]] += 1
        seen["tail"][raw[spans[-1].value_end : -1]] += 1
        seen["parting"].update(raw[before.value_end : after.start] for before, after in pairwise(spans))
        for number, span in enumerate(spans):
            seen["name"][_case(span.name)] += 1
            gaps.append((len(span.name), raw[span.start + len(span.name) : span.value_start]))
            places[span.name.lower()].append(number / max(len(spans) - 1, 1))
            value = raw[span.value_start : span.value_end]
            seen["enclosed"]["digits" if value.isdigit() else value[:1]] += 1
            seen["enclosed"]["enclosed digits"] += not value.isdigit() and value[1:-1].isdigit()
    if not gaps:
        return DEFAULT
    first = _most(seen["first"], lambda text: text.strip() == ",", DEFAULT.first)
    equals, column, value_column = _equals(gaps)
    return Style(
        type_case=_CASES[seen["type"].most_common(1)[0][0]],
        name_case=_CASES[seen["name"].most_common(1)[0][0]],
        brackets=seen["brackets"].most_common(1)[0][0],
        first=first,
        parting=_most(seen["parting"], lambda text: text.strip() == ",", first),
        equals=equals,
        column=column,
        value_column=value_column,
        tail=_most(seen["tail"], lambda text: text.strip() in ("", ","), DEFAULT.tail),
        quotes=seen["enclosed"]['"'] > seen["enclosed"]["{"],
        bare=seen["enclosed"]["digits"] > seen["enclosed"]["enclosed digits"],
        order={name: sum(found) / len(found) for name, found in places.items()},
    )


def rendered(style: Style, type: str, key: str, fields: Mapping[str, str]) -> str:
    """Return an entry in a layout; the values are BibTeX text, whose braces balance."""
    lines = []
    for name in sorted(fields, key=lambda name: _place(style, name)):
        shown = style.name_case(name)
        value = fields[name]
        between = style.equals
        if style.column:
            between = " " * max(style.column - len(shown), 1 if between[:1] == " " else 0) + between.lstrip()
        elif style.value_column:
            between = between.rstrip() + " " * max(style.value_column - len(shown) - len(between.rstrip()), 1)
        if style.bare and value.isascii() and value.isdigit():
            lines.append(f"{shown}{between}{value}")
        elif style.quotes and '"' not in value:
            lines.append(f'{shown}{between}"{value}"')
        else:
            lines.append(f"{shown}{between}{{{value}}}")
    opening, closing = style.brackets[0], style.brackets[1]
    body = f"{style.first}{style.parting.join(lines)}" if lines else ","
    return f"@{style.type_case(type)}{opening}{key}{body}{style.tail}{closing}"


def _place(style: Style, name: str) -> tuple[int, float, int, str]:
    """Return the place of a field: where the file has it, else behind those in the usual order, `origin` last."""
    known = style.order.get(name)
    usual = ORDER.index(name) if name in ORDER else len(ORDER)
    if known is None:
        return (3 if name == ORIGIN else 2), 0.0, usual, name
    return (3 if name == ORIGIN and known > _LATE else 1), known, usual, name


def _equals(gaps: list[tuple[int, str]]) -> tuple[str, int, int]:
    """Return what stands between names and values, and the column where they align, if they do."""
    most, number = Counter(gap for _, gap in gaps).most_common(1)[0]
    if 10 * number >= 9 * len(gaps) or len({length for length, _ in gaps}) == 1:
        return most, 0, 0
    column, aligned = Counter(length + gap.index("=") for length, gap in gaps).most_common(1)[0]
    if 10 * aligned >= 6 * len(gaps):
        shortest = Counter(f"{' ' if gap[0] == ' ' else ''}{gap.lstrip()}" for _, gap in gaps)
        return shortest.most_common(1)[0][0], column, 0
    column, aligned = Counter(length + len(gap) for length, gap in gaps).most_common(1)[0]
    return most, 0, column if 10 * aligned >= 6 * len(gaps) else 0


def _most(counted: Counter[str], fits: Callable[[str], bool], otherwise: str) -> str:
    return next((text for text, _ in counted.most_common() if fits(text)), otherwise)


def _case(word: str) -> str:
    if word.isupper() and len(word) > 1:
        return "upper"
    return "title" if word[:1].isupper() and word[1:].islower() else "lower"


_CASES = {"lower": str.lower, "upper": str.upper, "title": str.capitalize}
