"""How the report begins and ends: in short, the references, the problems, and what it does not show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from litmatrix import checking, coding, screening
from litmatrix.checking import Checked
from litmatrix.model import Problem
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.vocabulary import ORIGIN, counted
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.processed import lines
from litmatrix.writing.report import words
from litmatrix.writing.report.lengths import FEW, ROWS, few
from litmatrix.writing.report.numbering import SUPPLEMENT
from litmatrix.writing.report.pictures import Picture
from litmatrix.writing.report.values import Section, Sub

PART = "References and state"
# Sections that checklists name in every review, by the picture or table in them.
_ANCHORS = ("flow", "criteria", "searches")
# What a reader would miss where it has no rows; other tables stand in some reviews only.
_EXPECTED = ("themes", "characteristics", "criteria", "searches", "excluded", "claims")


def in_short(review: Review, checked: Checked) -> Section:
    """Return the questions, what there is, and in one sentence what is known to be wrong."""
    asked = "".join(f"<li>{escape_html(question)}</li>" for question in review.protocol.questions)
    questions = f"<ol>{asked}</ol>\n" if asked else "<p>No question yet.</p>\n"
    said = (*review.lines()[1:-1], *_looked(review), state(checked))
    body = f'<h3 id="questions">Questions</h3>\n{questions}{words.listed(map(escape_html, said), "counts")}'
    return Section("", "short", "In short", (body,))


def _looked(review: Review) -> tuple[str, ...]:
    counts = coding.coverage(review)
    cells = len(counts) * len(screening.included(review))
    if not cells:
        return ()
    return (f"{counts['looked_at'].sum():,} of {cells:,} cells of the matrix are looked at",)


def state(checked: Checked) -> str:
    """Return in one sentence what the checks found."""
    standing, accepted = len(checked.problems), len(checked.accepted)
    told = counted(standing, "open problem") if standing else f"no {'open ' if accepted else ''}problems"
    told += (
        f"; {counted(accepted, 'known problem')}, {'each ' if accepted > 1 else ''}with why"
        if accepted
        else ""
    )
    return f"{told} (see Problems)" if standing or accepted else told


def not_shown(pictures: Iterable[Picture], made: Mapping[str, Table]) -> str:
    """Return what is left out because it has nothing to show, by the reason; nothing where all is shown."""
    why: dict[str, list[str]] = {}
    for one in pictures:
        if one.nothing:
            why.setdefault(one.nothing, []).append(_named(one.name, one.caption.title or one.name))
    for name in _EXPECTED:
        if not len(made[name].frame):
            reason = made[name].nothing or "There is nothing to list yet."
            why.setdefault(reason, []).append(_named(name, made[name].title))
    told = (f"{'; '.join(names)}: {escape_html(reason)}" for reason, names in why.items())
    return (
        f'<h3 id="not-shown">Not shown, because there is nothing to show yet</h3>\n{words.listed(told)}'
        if why
        else ""
    )


def _named(name: str, title: str) -> str:
    """Return the title of what is not shown; where a checklist names its section, that leads here."""
    return f'<span id="{name}">{escape_html(title)}</span>' if name in _ANCHORS else escape_html(title)


def groups(review: Review) -> tuple[tuple[str, str, str], ...]:
    """Return the references as HTML: of the included sources, of the other records, and of works that are only cited."""
    records = review.records
    inside = records.index.isin(screening.included(review).index)
    found = records[ORIGIN] != ""
    names = screening.names(review)
    each = (
        ("references-included", "Included sources", records[inside]),
        ("references-others", "Records that are not included", records[~inside & found]),
        ("references-cited", "Works that are cited only", records[~inside & ~found]),
    )
    return tuple((id, title, words.reference_list(group, names)) for id, title, group in each if len(group))


def others(review: Review) -> bool:
    """Return whether the records that are not included are too many for the report."""
    keys = screening.included(review).index
    return int(((review.records[ORIGIN] != "") & ~review.records.index.isin(keys)).sum()) > ROWS


def references(review: Review) -> Section:
    away = others(review)
    there = f'<p>They are in the <a href="{SUPPLEMENT}#s-references">supplement</a>.</p>\n'
    subs = tuple(
        Sub(id, title, (there if away and id == "references-others" else html,))
        for id, title, html in groups(review)
    )
    body = words.parted(subs) or ("<p>The bibliography is empty.</p>",)
    return Section(PART, "references", "References", body, words.contents(subs))


def problems(checked: Checked, left_out: str) -> Section:
    """Return the problems that stand, those that are known by the reason why they stay, and what is not shown."""
    subs = []
    if checked.problems:
        subs.append(Sub("problems-open", "Open problems", (_listed(checked.problems, "s-open"),)))
    if checked.accepted:
        each = "".join(
            f"<p>{lines(why)}</p>\n{_listed(found, 's-known')}" for why, found in by_reason(checked).items()
        )
        subs.append(Sub("problems-accepted", "Known problems, each with why", (each,)))
    body = words.parted(subs) or ("<p>The checks found no problems.</p>",)
    return Section(PART, "problems", "Problems", (*body, left_out), words.contents(subs))


def by_reason(checked: Checked) -> dict[str, list[Problem]]:
    """Return the accepted problems by why they stay."""
    found: dict[str, list[Problem]] = {}
    for problem, why in checked.accepted:
        found.setdefault(why, []).append(problem)
    return found


def _listed(found: tuple[Problem, ...] | list[Problem], anchor: str) -> str:
    shown = [words.problem(one) for one in few(found)]
    if rest := len(found) - len(shown):
        shown.append(f'<a href="{SUPPLEMENT}#{anchor}">{rest:,} more in the supplement</a>')
    return words.listed(shown)


def too_many(found: Iterable[Problem]) -> bool:
    """Return whether the report shows only some of the problems."""
    return len(tuple(found)) > FEW + 1


def checks(review: Review) -> Checked:
    return checking.check(review)
