"""How the review was done: its plan, the way of the records, the searches, the coding, and the methods in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from litmatrix import reporting
from litmatrix.model import About
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.report import words
from litmatrix.writing.report.basis import shortened
from litmatrix.writing.report.lengths import HIGH, LETTERS, in_report, letters
from litmatrix.writing.report.numbering import SUPPLEMENT
from litmatrix.writing.report.pictures import Picture
from litmatrix.writing.report.values import Figure, Piece, Pieces, Ref, Section, Sub

PART = "How it was done"
#: What a review says about itself, as the report heads it.
_ABOUT = {
    "aims": "Aims", "position": "Position of the authors", "limitations": "Limitations", "registration": "Registration",
    "funding": "Funding", "competing_interests": "Competing interests", "availability": "Data and code",
}  # fmt: skip


def sections(review: Review, made: Mapping[str, Table], shown: tuple[Picture, ...]) -> tuple[Section, ...]:
    about = _about(review.protocol.about)
    subs = (
        Sub("about", "About the review", (about,) if about else ()),
        Sub("methods", "Methods in sentences", (words.told(reporting.methods(review)),)),
        Sub("coding", "How the coding went", _coding(shown)),
        Sub("flow", "Flow of the records", _of(shown, "flow")),
        Sub("criteria", "Criteria", _table(made["criteria"])),
        Sub("searches", "Search log", _searches(review, made["searches"])),
        Sub("agreement", made["agreement"].title, _table(made["agreement"])),
        Sub("deviations", made["deviations"].title, _table(made["deviations"])),
        Sub("excluded", "Excluded records", _table(excluded(made))),
        Sub("numbers", "Stated numbers", _table(made["claims"])),
        Sub("statement", "Data, code and statements", (words.told(reporting.statement(review)),)),
    )
    filled = tuple(one for one in subs if one.pieces)
    return (Section(PART, "plan", "Method", words.parted(filled), words.contents(filled)),)


def _of(shown: tuple[Picture, ...], kind: str) -> Pieces:
    return tuple(Figure(one) for one in shown if one.kind == kind)


def long_charts(shown: tuple[Picture, ...]) -> tuple[Figure, ...]:
    """Return the charts of the coding that are too high for the report."""
    return tuple(Figure(one) for one in shown if one.kind == "coding" and one.size[1] > HIGH)


def _coding(shown: tuple[Picture, ...]) -> Pieces:
    long = long_charts(shown)
    more: list[Piece] = []
    for one in long:
        more += ["<p>", Ref(one.id), f" in the supplement: {escape_html(one.title)}.</p>\n"]
    return (*(one for one in _of(shown, "coding") if one not in long), *more)


def _table(table: Table) -> Pieces:
    return in_report(shortened(table))


def excluded(made: Mapping[str, Table]) -> Table:
    """Return the table of excluded records as a reader has it, without their keys."""
    table = made["excluded"]
    return replace(table, frame=table.frame.drop(columns="Key", errors="ignore"))


def long_searches(review: Review) -> tuple[tuple[str, str], ...]:
    """Return the searches whose string is too long for a table of the report: name and string."""
    named = (
        (f"{one.id}: {one.source}" if one.source else one.id, one.query) for one in review.protocol.searches
    )
    return tuple((name, query) for name, query in named if len(query) > LETTERS)


def _searches(review: Review, table: Table) -> Pieces:
    frame = table.frame.assign(Query=[letters(str(text)) for text in table.frame["Query"]])
    more = f'<p><a href="{SUPPLEMENT}#s-searches">The whole search strings</a> are in the supplement.</p>\n'
    return (*_table(replace(table, frame=frame)), *((more,) if long_searches(review) else ()))


def _about(about: About) -> str:
    """Return what a review says about itself; nothing where it says nothing."""
    said = [
        ("Authors", ", ".join(about.authors)),
        *((head, getattr(about, name)) for name, head in _ABOUT.items()),
    ]
    return "".join(f"<h4>{head}</h4>{words.paragraphs(text)}" for head, text in said if text)
