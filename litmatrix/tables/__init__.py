"""The tables of a review, which a notebook shows whole and `exports` writes.

Each function takes a `Review` and returns a new `Table`. Its frame has column names in words and a named index; counts
are whole numbers, everything else is text. Where a table names or quotes sources, `Table.cited` has the citations as
values. A review without records or themes gives frames without rows, with the
same columns. `shown` makes a table of any other frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from litmatrix.review import Review, derived
from litmatrix.tables.frames import KEY, NOT_STATED, NUMBER, captioned, filled, theme_names
from litmatrix.tables.of_appraisal import appraisal, extraction_form
from litmatrix.tables.of_changes import deviations
from litmatrix.tables.of_coding import Code, Codebook, codebook, codes, examples, owed
from litmatrix.tables.of_decisions import decisions_record
from litmatrix.tables.of_excerpts import counts, excerpts, presence
from litmatrix.tables.of_findings import findings_summary
from litmatrix.tables.of_framework import Framework, framework
from litmatrix.tables.of_manuscript import manuscript_problems
from litmatrix.tables.of_people import team
from litmatrix.tables.of_protocol import claims, criteria, searches
from litmatrix.tables.of_records import all_records
from litmatrix.tables.of_screening import agreement, exclusions, flow, not_retrieved
from litmatrix.tables.of_sources import characteristics, excluded
from litmatrix.tables.of_themes import Finding, findings, matrix, quoted, synthesis, themes
from litmatrix.tables.table import Table, shown
from litmatrix.vocabulary import slug

__all__ = [
    "ALL",
    "APART",
    "KEY",
    "NOT_STATED",
    "NUMBER",
    "Code",
    "Codebook",
    "Finding",
    "Framework",
    "Table",
    "agreement",
    "all_records",
    "apart",
    "appraisal",
    "captioned",
    "characteristics",
    "claims",
    "codebook",
    "codes",
    "collected",
    "counts",
    "criteria",
    "decisions_record",
    "deviations",
    "examples",
    "excerpts",
    "excluded",
    "exclusions",
    "extraction_form",
    "filled",
    "findings",
    "findings_summary",
    "flow",
    "framework",
    "manuscript_problems",
    "matrix",
    "named",
    "not_retrieved",
    "owed",
    "presence",
    "quoted",
    "searches",
    "shown",
    "slug",
    "synthesis",
    "team",
    "themes",
    "titles",
]


#: Every table by name, in the order of a report, but the findings, which are one a theme, and the team and the
#: manuscript's problems, which are no results.
ALL: dict[str, Callable[[Review], Table]] = {
    "synthesis": synthesis, "themes": themes, "findings_summary": findings_summary, "matrix": matrix, "codebook": codebook,
    "owed": owed, "characteristics": characteristics, "appraisal": appraisal, "criteria": criteria, "searches": searches,
    "agreement": agreement, "deviations": deviations, "excluded": excluded, "exclusions": exclusions, "not_retrieved": not_retrieved,
    "claims": claims,
}  # fmt: skip

#: What is exported and built by name like them, and stands in no report: one is drawn, three are long, one is blank, and two are for
#: those who compute with them.
APART: dict[str, Callable[[Review], Table]] = {
    "flow": flow, "decisions_record": decisions_record, "all_records": all_records, "extraction_form": extraction_form,
    "excerpts": excerpts, "presence": presence, "counts": counts,
}  # fmt: skip

#: What a workbook of all tables has, in the order of a reader: the parts, with their tables by name. Behind the themes stand the
#: findings, one a theme.
PARTS: dict[str, tuple[str, ...]] = {
    "What was found": ("synthesis", "findings_summary", "themes", "matrix", "excerpts"),
    "What it rests on": ("characteristics", "appraisal", "codebook", "owed"),
    "How the sources were found and chosen": (
        "flow", "searches", "criteria", "exclusions", "not_retrieved", "excluded", "agreement", "decisions_record", "deviations",
        "claims",
    ),
    "The bibliography": ("all_records",),
}  # fmt: skip


@derived(lasting=True)
def titles(review: Review) -> dict[str, str]:
    """Return the title of every table of the review by name; told by the tables of the same review without a record."""
    bare = replace(
        review, records=review.records[:0], matrix=review.matrix[:0], decisions=review.decisions[:0], rows={}
    )
    return {name: table.title for name, table in (named(bare) | apart(bare)).items()}


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


def collected(review: Review, made: Mapping[str, Table] | None = None) -> dict[str, Table]:
    """Return the tables of a workbook by name, in the order of `PARTS`, each with its part; `made` are those of `named`, and of
    `apart` too, where they are made already."""
    every = named(review) if made is None else made
    known = {*APART, *(name for names in PARTS.values() for name in names)}
    of_themes = [name for name in every if name not in known]
    result: dict[str, Table] = {}
    for part, names in PARTS.items():
        for name in names:
            for one in (name, *(of_themes if name == "themes" else ())):
                table = every[one] if one in every else APART[one](review)
                result[one] = replace(table, part=part)
    return result


def apart(review: Review) -> dict[str, Table]:
    """Return the tables of `APART` by name."""
    return {name: make(review) for name, make in APART.items()}
