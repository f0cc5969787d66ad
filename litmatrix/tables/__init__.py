"""The tables of a review, which a notebook shows whole and `exports` writes.

Each function takes a `Review` and returns a new `Table`. Its frame has column names in words and a named index; counts
are whole numbers, everything else is text. A review without records or themes gives frames without rows, with the
same columns. `shown` makes a table of any other frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from litmatrix.review import Review, derived
from litmatrix.tables.frames import NOT_STATED, captioned, filled, theme_names
from litmatrix.tables.of_coding import Code, Codebook, codebook, codes, examples, owed
from litmatrix.tables.of_people import team
from litmatrix.tables.of_protocol import claims, criteria, searches
from litmatrix.tables.of_sources import characteristics, excluded
from litmatrix.tables.of_themes import Finding, findings, matrix, quoted, synthesis, themes
from litmatrix.tables.table import Table, shown
from litmatrix.vocabulary import slug

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
    "examples",
    "excluded",
    "filled",
    "findings",
    "matrix",
    "named",
    "owed",
    "quoted",
    "searches",
    "shown",
    "slug",
    "synthesis",
    "team",
    "themes",
    "titles",
]


#: Every table by name, in the order of a report, but the findings, which are one a theme, and the team, which is no result.
ALL: dict[str, Callable[[Review], Table]] = {
    "synthesis": synthesis, "themes": themes, "matrix": matrix, "codebook": codebook, "owed": owed,
    "characteristics": characteristics, "criteria": criteria, "searches": searches, "excluded": excluded, "claims": claims,
}  # fmt: skip


@derived(lasting=True)
def titles(review: Review) -> dict[str, str]:
    """Return the title of every table of the review by name; told by the tables of the same review without a record."""
    bare = replace(
        review, records=review.records[:0], matrix=review.matrix[:0], decisions=review.decisions[:0], rows={}
    )
    return {name: table.title for name, table in named(bare).items()}


def named(review: Review) -> dict[str, Table]:
    """Return every table of the review by name: those of `ALL`, and after the themes a `findings-THEME` each."""
    result: dict[str, Table] = {}
    for name, make in ALL.items():
        result[name] = make(review)
        if name == "themes":
            for theme in theme_names(review):
                table = findings(review, theme)
                own = slug(table.name, result)
                result[own] = replace(table, name=own)
    return result
