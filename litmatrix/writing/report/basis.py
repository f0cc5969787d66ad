"""What the findings rest on: the sources, how far they were looked at, and what is thought of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from litmatrix import tables
from litmatrix.tables import Table
from litmatrix.writing.report import words
from litmatrix.writing.report.lengths import in_report
from litmatrix.writing.report.numbering import referring
from litmatrix.writing.report.pictures import Picture
from litmatrix.writing.report.values import Figure, Pieces, Section, Sub

PART = "What it rests on"
#: The pictures of every source against every theme: one, or one for each sixty sources.
MAP, PAGE = "heatmap", "heatmap-page"


def sections(made: Mapping[str, Table], shown: tuple[Picture, ...]) -> tuple[Section, ...]:
    """Return the sources: what they are, then every one against every theme."""
    appraisal = shortened(made["appraisal"])
    subs = (
        Sub("appraisal", appraisal.title, in_report(appraisal)),
        Sub("source-map", "Every source against every theme", _map(shown)),
    )
    filled = tuple(one for one in subs if one.pieces)
    figures = tuple(Figure(one) for one in shown if one.kind == "source")
    body = (*figures, *in_report(characteristics(made)), *words.parted(filled))
    return (Section(PART, "sources", "The sources", body, words.contents(filled)),)


def characteristics(made: Mapping[str, Table]) -> Table:
    """Return the table of the sources as a reader has it: the keys are for those who work with the files."""
    table = made["characteristics"]
    return shortened(replace(table, frame=table.frame.drop(columns="Key", errors="ignore")))


def shortened(table: Table) -> Table:
    """Return a table without the columns that say nothing; those in which nothing is stated are named."""
    told, note = tables.filled(table.frame), table.note
    if told.unstated:
        note = f"{note} Not stated anywhere: {', '.join(name.lower() for name in told.unstated)}.".strip()
    return replace(table, frame=told.frame, note=note)


def _map(shown: tuple[Picture, ...]) -> Pieces:
    pages = [Figure(one) for one in shown if one.kind == PAGE]
    if not pages:
        return tuple(Figure(one) for one in shown if one.kind == MAP)
    return (
        "<p>",
        *referring(pages),
        " in the supplement show each source and theme, sixty sources a page.</p>\n",
    )
