"""The sections of the report: HTML, in which all text of the review is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from litmatrix import checking, coding, reporting, screening, tables
from litmatrix.bibliography import references
from litmatrix.model import About, Problem, Theme
from litmatrix.reporting import Paragraph, Sentence
from litmatrix.review import Review
from litmatrix.tables import Finding, Table
from litmatrix.vocabulary import ORIGIN
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.processed import linked
from litmatrix.writing.report.pictures import Picture

if TYPE_CHECKING:
    import pandas as pd

_NOT_SILENCE = "A source that was not yet looked at for a theme may still mention it."
_MOST_PROBLEMS = 200
_SYNTHESIS_GROUPS = (
    "Speak for",
    "Speak against",
    "Speak both ways",
    "Neutral",
    "Not mentioned",
    "Not yet looked at",
)


class Look(NamedTuple):
    """How a document shows a table (with its note) and a chart: a page and a Word document differ in this."""

    table: Callable[[Table], str]
    picture: Callable[[Picture], str]


class Section(NamedTuple):
    """A section of the report: its anchor, title and HTML, and its parts for the contents."""

    id: str
    title: str
    html: str
    parts: tuple[tuple[str, str], ...] = ()


def all_sections(
    review: Review, made: Mapping[str, Table], pictures: Iterable[Picture], look: Look
) -> tuple[Section, ...]:
    """Return the sections of the report, in order."""
    drawn = tuple(pictures)
    return (
        _plan(review, made, drawn, look),
        _synthesis(review, made["synthesis"]),
        *_conclusions(made["findings_summary"], look),
        _themes(made, drawn, look),
        Section("coding", "How the coding went", _shown(drawn, "coding", look)),
        _findings(review, drawn, look),
        _sources(made, drawn, look),
        Section("matrix", "The matrix", _table(made["matrix"], look)),
        Section("numbers", "Stated numbers", _table(made["claims"], look)),
        Section("excluded", "Excluded records", _table(made["excluded"], look)),
        _references(review),
        _problems(review),
    )


def _table(table: Table, look: Look) -> str:
    """Return a table without the columns that say nothing; those in which nothing is stated are named."""
    told, note = tables.filled(table.frame), table.note
    if told.unstated:
        note = f"{note} Not stated anywhere: {', '.join(name.lower() for name in told.unstated)}.".strip()
    return look.table(replace(table, frame=told.frame, note=note))


def _shown(pictures: Iterable[Picture], kind: str, look: Look, of: str | None = None) -> str:
    shown = "".join(look.picture(one) for one in pictures if one.kind == kind and of in (None, one.of))
    return f'<div class="charts">{shown}</div>\n' if shown else ""


def _plan(review: Review, made: Mapping[str, Table], pictures: tuple[Picture, ...], look: Look) -> Section:
    questions = "".join(f"<li>{escape_html(question)}</li>" for question in review.protocol.questions)
    asked = f"<ol>{questions}</ol>" if questions else "<p>No question yet.</p>"
    about = _about(review.protocol.about)
    sections = {
        ("questions", "Questions"): asked,
        **({("about", "About the review"): about} if about else {}),
        ("flow", "Flow of the records"): _shown(pictures, "flow", look),
        ("criteria", "Criteria"): _table(made["criteria"], look),
        ("searches", "Search log"): _table(made["searches"], look),
        **_if_filled("agreement", made["agreement"], look),
        **_if_filled("deviations", made["deviations"], look),
        ("methods", "Methods in sentences"): _told(reporting.methods(review)),
        ("statement", "Data, code and statements"): _told(reporting.statement(review)),
    }
    return Section("plan", "Questions and method", _parted(sections, sections.values()), tuple(sections))


def _if_filled(id: str, table: Table, look: Look) -> dict[tuple[str, str], str]:
    """Return a part of a section, by its anchor and title; none of a table without rows, which not every review has."""
    return {(id, table.title): _table(table, look)} if len(table.frame) else {}


def _conclusions(table: Table, look: Look) -> tuple[Section, ...]:
    return tuple(
        Section(id, title, html) for (id, title), html in _if_filled("conclusions", table, look).items()
    )


def _told(paragraphs: Iterable[Paragraph]) -> str:
    """Return paragraphs under their headings; a sentence with a gap is marked."""
    return "".join(
        f"<h4>{escape_html(one.heading)}</h4><p>{' '.join(map(_sentence, one.sentences))}</p>\n"
        for one in paragraphs
    )


def _sentence(one: Sentence) -> str:
    text = escape_html(one.text)
    return f"<mark>{text}</mark>" if one.gap else text


#: What a review says about itself, as the report heads it.
_ABOUT = {
    "aims": "Aims", "position": "Position of the authors", "limitations": "Limitations", "registration": "Registration",
    "funding": "Funding", "competing_interests": "Competing interests", "availability": "Data and code",
}  # fmt: skip


def _about(about: About) -> str:
    """Return what a review says about itself; nothing where it says nothing."""
    said = [
        ("Authors", ", ".join(about.authors)),
        *((head, getattr(about, name)) for name, head in _ABOUT.items()),
    ]
    return "".join(f"<h4>{head}</h4>{_paragraphs(text)}" for head, text in said if text)


def _parted(parts: Iterable[tuple[str, str]], bodies: Iterable[str]) -> str:
    return "".join(
        f'<h3 id="{id}">{escape_html(title)}</h3>\n{body}\n'
        for (id, title), body in zip(parts, bodies, strict=True)
    )


def _synthesis(review: Review, table: Table) -> Section:
    """Return a block a theme: the question, the review's own statement, and which sources stand where."""
    blocks = []
    for theme, row in zip(table.frame.index, table.frame.to_dict("records"), strict=True):
        question = (
            f'<p class="question"><em>{escape_html(row["Question"])}</em></p>' if row["Question"] else ""
        )
        said = row["What the review says"]
        statement = (
            _paragraphs(said) if said else '<p class="note">The review makes no statement on it yet.</p>'
        )
        groups = [(name, row[name]) for name in _SYNTHESIS_GROUPS if row[name] not in ("", "0")]
        listed = "".join(f"<dt>{name}</dt><dd>{_lines(text)}</dd>" for name, text in groups)
        zero = [name.lower() for name in _SYNTHESIS_GROUPS if row[name] == "0"]
        none = f'<p class="note">No source: {", ".join(zero)}.</p>' if zero else ""
        sources = f"<dl>{listed}</dl>{none}" if listed or none else ""
        blocks.append(
            f'<section class="card"><h3>{escape_html(theme)}</h3>{question}{statement}{sources}</section>'
        )
    body = "\n".join(blocks) or "<p>No theme yet.</p>"
    return Section("synthesis", "Synthesis", f"{_caption(review, _NOT_SILENCE)}{body}")


def _caption(review: Review, more: str = "") -> str:
    note = tables.captioned(review, more)
    return f'<p class="note">{escape_html(note)}</p>\n' if note else ""


def _themes(made: Mapping[str, Table], pictures: tuple[Picture, ...], look: Look) -> Section:
    shown = _shown(pictures, "map", look) + _shown(pictures, "theme", look)
    return Section("themes", "Themes", shown + _table(made["themes"], look))


def _findings(review: Review, pictures: tuple[Picture, ...], look: Look) -> Section:
    parts, bodies = [], []
    coverage = coding.coverage(review)
    for number, theme in enumerate(review.protocol.current_themes, start=1):
        parts.append((f"theme-{number}", theme.name))
        counted = coverage.loc[theme.id]
        found = tables.quoted(review, theme.id)
        share = f"{counted['mentioned']} of the {counted['looked_at']} sources looked at mention it; {len(found)} excerpts."
        facts = " ".join(part for part in (theme.definition, share) if part)
        chart = _shown(pictures, "subthemes", look, theme.id)
        bodies.append(f"<p>{escape_html(facts)}</p>\n{chart}\n{_quotations(theme, found)}")
    body = _parted(parts, bodies) or "<p>No theme yet.</p>"
    return Section("findings", "Findings, theme by theme", _caption(review) + body, tuple(parts))


def _quotations(theme: Theme, found: tuple[Finding, ...]) -> str:
    groups: dict[str, list[Finding]] = {name: [] for name in theme.subthemes}
    for one in found:
        groups.setdefault(one.subtheme, []).append(one)
    pieces = []
    for name, members in groups.items():
        if name or len(groups) > 1:
            pieces.append(f"<h4>{escape_html(name or 'Without a subtheme')}</h4>")
        pieces += [_quotation(one) for one in members] or [
            '<p class="note">No source has an excerpt here.</p>'
        ]
    return "\n".join(pieces) or '<p class="note">No source has an excerpt here.</p>'


def _quotation(one: Finding) -> str:
    stance = "" if one.stance == "neutral" else f' <span class="stance">{escape_html(one.stance)}</span>'
    note = f'<br><span class="note">{_lines(one.note)}</span>' if one.note else ""
    cited = f"<cite>{escape_html(one.citation)}</cite>"
    return f'<blockquote class="{escape_html(one.kind)}"><p>{_lines(one.words)} {cited}{stance}{note}</p></blockquote>'


def _sources(made: Mapping[str, Table], pictures: tuple[Picture, ...], look: Look) -> Section:
    appraised = _if_filled("appraisal", made["appraisal"], look)
    body = _shown(pictures, "source", look) + _table(made["characteristics"], look)
    return Section("sources", "The sources", body + _parted(appraised, appraised.values()), tuple(appraised))


def _references(review: Review) -> Section:
    """Return the full references: of the included sources, of the other records, and of works that are only cited."""
    keys = screening.included(review).index
    records = review.records
    inside = records.index.isin(keys)
    found = records[ORIGIN] != ""
    groups = (
        ("references-included", "Included sources", records[inside]),
        ("references-others", "Records that are not included", records[~inside & found]),
        ("references-cited", "Works that are cited only", records[~inside & ~found]),
    )
    names = screening.names(review)
    filled = [group for group in groups if len(group[2])]
    parts = tuple((id, title) for id, title, _ in filled)
    body = (
        _parted(parts, [_reference_list(group, names) for _, _, group in filled])
        or "<p>The bibliography is empty.</p>"
    )
    return Section("references", "References", body, parts)


def _reference_list(records: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return full references under the short ones that the text cites, which sort them."""
    listed = [(names[key], text) for key, text in references.full(records).items()]
    items = [
        f"<li><strong>{escape_html(name)}</strong>: {linked(text)}</li>"
        for name, text in sorted(listed, key=lambda one: one[0].casefold())
    ]
    return '<ul class="references">' + "\n".join(items) + "</ul>"


def _problems(review: Review) -> Section:
    checked = checking.check(review)
    parts, bodies = [], []
    if checked.problems:
        parts.append(("problems-open", "Open problems"))
        bodies.append(_standing(checked.problems))
    if checked.accepted:
        parts.append(("problems-accepted", "Accepted problems, with reasons"))
        bodies.append(_accepted(checked.accepted))
    body = _parted(parts, bodies) or "<p>The checks found no problems.</p>"
    return Section("problems", "Problems", body, tuple(parts))


def _standing(problems: tuple[Problem, ...]) -> str:
    listed = "\n".join(f"<li>{_problem(one)}</li>" for one in problems[:_MOST_PROBLEMS])
    rest = len(problems) - _MOST_PROBLEMS
    more = f"<p>And {rest:,} more: <code>litmatrix check</code> lists them all.</p>" if rest > 0 else ""
    return f"<ul>{listed}</ul>{more}"


def _accepted(accepted: Iterable[tuple[Problem, str]]) -> str:
    """Return the accepted problems grouped by the reason why they stay."""
    groups: dict[str, list[Problem]] = {}
    for problem, why in accepted:
        groups.setdefault(why, []).append(problem)
    pieces = []
    for why, problems in groups.items():
        listed = "".join(f"<li>{_problem(one)}</li>" for one in problems)
        pieces.append(f"<p>{_lines(why)}</p>\n<ul>{listed}</ul>")
    return "\n".join(pieces)


def _problem(problem: Problem) -> str:
    return f'{escape_html(problem.message)} <span class="note">{escape_html(problem.where)}</span>'


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{_lines(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def _lines(text: str) -> str:
    return escape_html(text).replace("\n", "<br>")
