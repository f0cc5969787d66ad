"""Checklists of reporting standards, filled in with what the data of a review say; the rest is named as yours to write."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Protocol

from litmatrix.reporting.checklists import standards
from litmatrix.reporting.checklists.answers import ANSWERS, NOT_FOR_THIS
from litmatrix.reporting.checklists.standards import Item
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.tables.frames import frame

__all__ = ["CHECKLISTS", "YOURS", "checklist", "helped"]

#: What the text of an item says that no data can help with.
YOURS = "Yours to write"
COLUMNS = ("Section", "Item", "Where it stands", "Text")
#: A cell of a checklist is read on a page: what is longer stands where the row says.
LONGEST = 1_800

#: The sections of the report, by their anchor in report.html.
SECTIONS = {
    "questions": "Questions", "about": "About the review", "flow": "Flow of the records", "criteria": "Criteria",
    "searches": "Search log", "methods": "Methods in sentences", "statement": "Data, code and statements",
    "synthesis": "Synthesis", "themes": "Themes", "coding": "How the coding went", "findings": "Findings, theme by theme",
    "sources": "The sources", "matrix": "The matrix", "excluded": "Excluded records",
}  # fmt: skip


class Made(Protocol):
    """What makes a checklist of a review; `places` says what else stands where (see `checklist`)."""

    def __call__(self, review: Review, places: Mapping[str, str] = {}) -> Table: ...


def checklist(name: str, review: Review, places: Mapping[str, str] = {}) -> Table:
    """Return a checklist filled in: index `No.` (the item's number in the standard).

    Columns: Section, Item (a label of our own: what the item asks is in the source that the note names), Where it stands
    (sections of report.html, tables, figures), Text (what the data give, or “Yours to write”, or “Does not apply: …”).

    `places` says of a manuscript under which heading something stands, by the names that the files of the standards
    give: paragraphs (“selection”), sections (“#flow”), tables (“table searches”), what is yours (“rationale”). It comes first. Raises `Misuse` for an unknown name.
    """
    standard = standards.standard(name)
    rows = [
        (one.section, one.topic, _where(review, one, places), _text(review, one)) for one in standard.items
    ]
    note = (
        f"After {standard.source} {standard.url} The labels of the items are our own: what an item asks is there. "
        f"“{YOURS}” marks what no data can say; [missing: …] what they could, and nobody recorded."
    )
    made = frame(("No.", [one.number for one in standard.items]), COLUMNS, rows)
    return Table(name, standard.title, made, note)


def helped(table: Table) -> int:
    """Return how many items of a checklist have a text that the data give, whole or with a gap in it."""
    return sum(not text.startswith((YOURS, NOT_FOR_THIS)) for text in table.frame["Text"])


def _text(review: Review, item: Item) -> str:
    told = [text for name in item.text if (text := ANSWERS[name](review).strip())]
    said = [text for text in told if not text.startswith(NOT_FOR_THIS)]
    text = "\n".join(said or told[:1]) or YOURS
    if len(text) <= LONGEST:
        return text
    cut = max(text.rfind("\n", 0, LONGEST), text.rfind(". ", 0, LONGEST) + 1, LONGEST - 200)
    return f"{text[:cut].rstrip()} […]"


def _where(review: Review, item: Item, places: Mapping[str, str]) -> str:
    """Return where an item stands: what the manuscript says first, then the report, tables and figures."""
    found = [places[name] for name in item.where if name in places]
    for name in item.where:
        anchor = name.removeprefix("#")
        if name.startswith(("table ", "figure ")):
            found.append(name)
        elif anchor != name and (anchor != "about" or any(vars(review.protocol.about).values())):
            found.append(f"report.html{name} ({SECTIONS[anchor]})")
    return "\n".join(dict.fromkeys(found))


#: What makes each checklist, by its name.
CHECKLISTS: dict[str, Made] = {name: partial(checklist, name) for name in standards.names()}
