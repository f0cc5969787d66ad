"""The tables of a review, as frames of plain text that a notebook shows and `exports` writes.

Each function takes a `Review` and returns a new frame with column names in words and a named index; counts
are whole numbers, everything else is text. A review without records or themes gives empty frames with the
same columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from litmatrix.review import Review
from litmatrix.tables.frames import NOT_STATED, theme_names
from litmatrix.tables.of_coding import Code, Codebook, codebook, codes, owed
from litmatrix.tables.of_protocol import claims, criteria, searches
from litmatrix.tables.of_sources import characteristics, excluded
from litmatrix.tables.of_themes import Finding, findings, matrix, quoted, synthesis, themes

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ALL",
    "NOT_STATED",
    "Code",
    "Codebook",
    "Finding",
    "Table",
    "captioned",
    "characteristics",
    "claims",
    "codebook",
    "codes",
    "criteria",
    "excluded",
    "findings",
    "matrix",
    "named",
    "owed",
    "quoted",
    "searches",
    "slug",
    "synthesis",
    "themes",
    "titles",
]


class Table(NamedTuple):
    """A table ready to be written: a name that can be a file's, a title, the frame, and how to read it."""

    name: str
    title: str
    frame: pd.DataFrame
    note: str = ""


class _Kind(NamedTuple):
    title: str
    make: Callable[[Review], pd.DataFrame]
    note: str = ""
    of_matrix: bool = False


#: Every table by name, in the order of a report, but the findings, which are one a theme.
ALL = {
    "synthesis": _Kind("Synthesis", synthesis, "Each cell gives the number of sources and names them. Not yet looked "
                       "at is not the same as saying nothing.", True),
    "themes": _Kind("Themes", themes, "Sources: how many mention the theme, of those looked at for it. Due: not yet "
                    "looked at for this theme. Unread: not yet looked at for any.", True),
    "matrix": _Kind("Matrix", matrix, "A blank cell was not looked at yet; “none” means looked for and not found. "
                    "+, - or ~ after a subtheme: for, against, both ways. Lines that begin with # are memos.", True),
    "codebook": _Kind("Codebook", codebook, "Sources: how many mention the theme, of those looked at for it. Example quotations "
                      "are chosen by rule: with a locator, of readable length, from different sources and subthemes.", True),
    "owed": _Kind("Cells that are owed", owed, "Due: the source was read, not yet for this theme. Unread: no cell of the "
                  "source was looked at. Begun sources come first, those that owe least before the others.", True),
    "characteristics": _Kind("Characteristics of the included sources", characteristics),
    "criteria": _Kind("Criteria", criteria, "Applied in this order. A check only suggests: a person decides."),
    "searches": _Kind("Search log", searches, "Records: how many entries of the bibliography are traced to the search."),
    "excluded": _Kind("Excluded records", excluded),
    "claims": _Kind("Stated against counted", claims, "Each number that the report states, beside the number computed "
                    "from these files."),
}  # fmt: skip


class _Plan(NamedTuple):
    title: str
    make: Callable[[], pd.DataFrame]
    note: str


def titles(review: Review) -> dict[str, str]:
    """Return the title of every table of the review by name; none is made."""
    return {name: plan.title for name, plan in _plans(review).items()}


def named(review: Review) -> dict[str, Table]:
    """Return every table of the review by name: those of `ALL`, and after the themes a `findings-THEME` each."""
    return {name: Table(name, plan.title, plan.make(), plan.note) for name, plan in _plans(review).items()}


def _plans(review: Review) -> dict[str, _Plan]:
    result: dict[str, _Plan] = {}
    for name, kind in ALL.items():
        note = captioned(review, kind.note) if kind.of_matrix else kind.note
        result[name] = _Plan(kind.title, partial(kind.make, review), note)
        if name == "themes":
            for theme, label in theme_names(review).items():
                own = slug(f"findings-{theme}", result)
                make = partial(findings, review, theme)
                result[own] = _Plan(f"Findings: {label}", make, captioned(review))
    return result


def captioned(review: Review, note: str = "") -> str:
    """Return a note on what rests on the matrix: the protocol's caption before it."""
    caption = review.protocol.caption.rstrip(".")
    return " ".join(part for part in (caption and f"{caption[:1].upper()}{caption[1:]}.", note) if part)


def slug(name: str, taken: Iterable[str]) -> str:
    """Return a name that can be a file's on every system, and is not taken (capitals aside)."""
    base = re.sub(r"\W+", "-", name).strip("-")[:60]
    folded = {other.casefold() for other in taken}
    number = 1
    while (found := base if number == 1 else f"{base}-{number}").casefold() in folded:
        number += 1
    return found
