"""What a block can be, and the options that it takes: one table for those who check, fill and explain blocks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from litmatrix.vocabulary import STANCES, slug

#: How findings are printed, and in which order.
LIST, TABLE, QUOTES = "list", "table", "quotes"
ORDERS = ("subtheme", "source", "year", "stance")
#: The tables and figures of every review, by name; those of a theme (findings-THEME, subthemes-THEME) and of a descriptor beside them.
TABLES = (
    "synthesis", "themes", "findings_summary", "matrix", "codebook", "owed", "characteristics", "appraisal", "criteria", "searches",
    "agreement", "deviations", "excluded", "exclusions", "not_retrieved", "claims",
)  # fmt: skip
FIGURES = (
    "evidence-map", "flow", "source-types", "years", "heatmap", "coverage", "theme-life", "saturation", "owed",
)  # fmt: skip
#: The parts of the methods.
PARTS = ("registration", "eligibility", "sources", "selection", "data", "synthesis")
OF_ONE_THEME = ("findings", "subthemes")
OF_ONE_DESCRIPTOR = ("descriptor", "themes-by", "map-by")


class Kind(NamedTuple):
    """A kind of block: what its name names (a theme, a table, a figure, a part of the methods; “?” if it may be left out),
    its options, and what it prints, in words."""

    names: str
    options: tuple[str, ...]
    prints: str


#: Every kind by its word.
KINDS: Mapping[str, Kind] = {
    "findings": Kind("theme?", ("subtheme", "sources", "stance", "words", "most", "order", "as", "level", "caption"), "the quotations and summaries of a theme; without one, of all, each under a heading"),
    "synthesis": Kind("theme?", ("themes", "as"), "which sources speak for, against and both ways, theme by theme"),
    "statement": Kind("theme?", (), "what the review says on a theme; without one, the data and code statement"),
    "methods": Kind("part?", (), "what was done, in computed sentences"),
    "table": Kind("table", ("themes", "sources", "columns", "most", "caption"), "a table by its name"),
    "figure": Kind("figure", ("width", "caption"), "a chart by its name"),
    "flow": Kind("", ("width", "caption"), "the PRISMA 2020 flow diagram"),
    **{name: Kind("", ("themes", "sources", "columns", "most", "caption"), f"the table “{name}”") for name in TABLES if name != "synthesis"},
}  # fmt: skip

#: What the value of an option may be; another is free text, and lists are parted by commas or semicolons.
WORDS: Mapping[str, tuple[str, ...]] = {
    "as": (LIST, TABLE, QUOTES),
    "order": ORDERS,
    "stance": tuple(STANCES.values()),
}
#: The levels that headings can have.
LEVELS = ("1", "2", "3", "4", "5", "6")
_PARTS = re.compile(r"\s*[,;]\s*")


def listed(value: str) -> tuple[str, ...]:
    """Return the parts of an option's value.

    >>> listed("roles; values , costs")
    ('roles', 'values', 'costs')
    """
    return tuple(filter(None, _PARTS.split(value.strip())))


def number(value: str) -> int | None:
    """Return a whole number from 1 on; None for another text."""
    return int(value) if value.isascii() and value.isdigit() and 0 < len(value) < 7 and int(value) else None


def is_figure(name: str, themes: Collection[str], descriptors: Collection[str]) -> bool:
    """Whether a figure has this name: one of every review, or one of a theme or descriptor."""
    return (
        name in FIGURES
        or _of_one(name, ("subthemes",), themes)
        or _of_one(name, OF_ONE_DESCRIPTOR, descriptors)
    )


def is_table(name: str, themes: Collection[str]) -> bool:
    """Whether a table has this name: one of every review, or the findings of a theme."""
    return name in TABLES or _of_one(name, ("findings",), themes)


def _of_one(name: str, heads: Collection[str], ids: Collection[str]) -> bool:
    return name in {slug(f"{head}-{id}", ()) for head in heads for id in ids}
