"""Checklists of reporting standards, filled in with what the data of a review say; the rest is named as yours to write."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import partial
from typing import Protocol

from litmatrix import tables
from litmatrix.reporting.checklists import standards
from litmatrix.reporting.checklists.answers import ANSWERS, NOT_FOR_THIS
from litmatrix.reporting.checklists.places import places as of_manuscript
from litmatrix.reporting.checklists.standards import Item
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.tables.frames import frame

__all__ = ["CHECKLISTS", "YOURS", "checklist", "helped"]

#: What the text of an item says that no data can help with.
YOURS = "Yours to write"
COLUMNS = ("Section", "Item", "Where it stands", "Text")
# A cell of a checklist is read on a page, and a row of a spreadsheet holds no more lines; what is longer stands elsewhere.
_LINE, _LINES = 85, 26

#: The sections of the report, by their anchor in report.html.
SECTIONS = {
    "questions": "Questions", "about": "About the review", "flow": "Flow of the records", "criteria": "Criteria",
    "searches": "Search log", "methods": "Methods in sentences", "statement": "Data, code and statements",
    "synthesis": "Synthesis", "themes": "Themes", "coding": "How the coding went", "findings": "Findings, theme by theme",
    "sources": "The sources", "matrix": "The matrix", "excluded": "Excluded records",
}  # fmt: skip
#: Those that only some reviews have, each by its table, which has rows then.
OF_TABLES = {
    "agreement": tables.agreement, "deviations": tables.deviations, "appraisal": tables.appraisal, "conclusions": tables.findings_summary,
}  # fmt: skip


class Made(Protocol):
    """What makes a checklist of a review; `places` says what else stands where (see `checklist`)."""

    def __call__(self, review: Review, places: Mapping[str, str] | None = None) -> Table: ...


def checklist(name: str, review: Review, places: Mapping[str, str] | None = None) -> Table:
    """Return a checklist filled in: index `No.` (the item's number in the standard).

    Columns: Section, Item (a label of our own: what the item asks is in the source that the note names), Where it stands
    (sections of report.html, tables, figures), Text (what the data give, or “Yours to write”, or “Does not apply: …”).

    `places` says of a manuscript under which heading something stands, and comes first; without it, manuscript.md is asked. Its names are those of the files of
    the standards: paragraphs (“selection”), sections (“#flow”), tables (“table searches”), what is yours (“rationale”).
    Raises `Misuse` for a checklist that there is not.
    """
    standard = standards.standard(name)
    places = of_manuscript(review) if places is None else places
    texts = [_text(review, one) for one in standard.items]
    rows = [
        (one.section, one.topic, _where(review, one, places, text), text)
        for one, text in zip(standard.items, texts, strict=True)
    ]
    note = (
        f"After {standard.source} ({standard.url}) The labels of the items are our own: what an item asks is there. "
        f"“{YOURS}” marks what no data can say; [missing: …] what they could, and nobody recorded."
    )
    made = frame(("No.", [one.number for one in standard.items]), COLUMNS, rows)
    return Table(name, standard.title, made, note)


def helped(table: Table) -> int:
    """Return how many items of a checklist have a text that the data give, whole or with a gap in it."""
    return sum(map(_is_told, table.frame["Text"]))


def _is_told(text: str) -> bool:
    return not text.startswith((YOURS, NOT_FOR_THIS))


def _text(review: Review, item: Item) -> str:
    told = [text for name in item.text if (text := ANSWERS[name](review).strip())]
    said = [text for text in told if not text.startswith(NOT_FOR_THIS)]
    return _cut("\n".join(said or told[:1]) or YOURS)


def _cut(text: str) -> str:
    """Return a text that a page and a row have room for: of a longer one the beginning, up to the end of a line or sentence."""
    kept = ""
    for piece in re.split(r"(?<=[\n])|(?<=\.) ", text):
        end = "" if piece.endswith("\n") else " "
        longer = f"{kept}{piece}{end}"
        lines = sum(max(1, math.ceil(len(line) / _LINE)) for line in longer.rstrip().split("\n"))
        if lines > _LINES:
            return f"{kept.rstrip() or piece[: _LINE * (_LINES - 1)]} […]"
        kept = longer
    return text


def _where(review: Review, item: Item, places: Mapping[str, str], text: str) -> str:
    """Return where an item stands: what the manuscript says first, then the report, tables and figures that have its text."""
    found = [places[name] for name in item.where if name in places]
    some = {id: make(review) for id, make in OF_TABLES.items() if f"#{id}" in item.where}
    empty = {f"table {table.name}" for table in some.values() if not len(table.frame)}
    for name in item.where if _is_told(text) else ():
        if name.startswith(("table ", "figure ")):
            found += [] if name in empty else [name]
        elif name.startswith("#") and (title := _section(review, some, name[1:])):
            found.append(f"report.html{name} ({title})")
    return "\n".join(dict.fromkeys(found))


def _section(review: Review, some: Mapping[str, Table], id: str) -> str:
    """Return the title of a section of the report, or nothing where this review has none."""
    if id in some:
        return some[id].title if len(some[id].frame) else ""
    return "" if id == "about" and not any(vars(review.protocol.about).values()) else SECTIONS[id]


#: What makes each checklist, by its name.
CHECKLISTS: dict[str, Made] = {name: partial(checklist, name) for name in standards.NAMES}
