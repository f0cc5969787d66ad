"""The supplement: what is too long for the report, whole, in the same order. A small review needs none."""

from __future__ import annotations

from collections.abc import Mapping

from litmatrix import tables
from litmatrix.checking import Checked
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.processed import lines
from litmatrix.writing.report import basis, ends, found, method, words
from litmatrix.writing.report.lengths import in_supplement
from litmatrix.writing.report.pictures import Picture
from litmatrix.writing.report.values import Figure, Pieces, Section, Sub

_EVERY = 10**9


def sections(
    review: Review, made: Mapping[str, Table], shown: tuple[Picture, ...], checked: Checked
) -> tuple[Section, ...]:
    """Return the sections of the supplement; none where the report holds all."""
    synthesis = found.synthesis(review, made["synthesis"], _EVERY) if found.is_cut(made["synthesis"]) else ()
    excerpts = _excerpts(review)
    searches = tuple(
        f'<h4>{escape_html(name)}</h4><p class="query">{lines(query)}</p>\n'
        for name, query in method.long_searches(review)
    )
    others = tuple(
        html for id, _, html in ends.groups(review) if id == "references-others" and ends.others(review)
    )
    each: tuple[tuple[str, str, Pieces], ...] = (
        ("s-maps", "Evidence maps by other descriptors", found.maps(shown)[1]),
        ("s-synthesis", "Synthesis, with all sources named", synthesis),
        ("s-conclusions", made["findings_summary"].title, in_supplement(made["findings_summary"])),
        ("s-findings", "Excerpts, theme by theme", words.parted(excerpts)),
        ("s-sources", "The sources", in_supplement(basis.characteristics(made))),
        ("s-appraisal", made["appraisal"].title, in_supplement(basis.shortened(made["appraisal"]))),
        ("s-map", "Every source against every theme", tuple(Figure(one) for one in shown if one.kind == basis.PAGE)),
        ("s-criteria", "Criteria", in_supplement(basis.shortened(made["criteria"]))),
        ("s-log", "Search log", in_supplement(basis.shortened(made["searches"]))),
        ("s-searches", "Search strings", searches),
        ("s-coding", "How the coding went", method.long_charts(shown)),
        ("s-excluded", "Excluded records", in_supplement(basis.shortened(method.excluded(made)))),
        ("s-numbers", "Stated numbers", in_supplement(basis.shortened(made["claims"]))),
        ("s-references", "Records that are not included", others),
        ("s-open", "Open problems", (words.listed(map(words.problem, checked.problems)),) if ends.too_many(checked.problems) else ()),
        ("s-known", "Known problems, each with why", _known(checked)),
    )  # fmt: skip
    return tuple(
        Section("", id, title, pieces, words.contents(excerpts) if id == "s-findings" else ())
        for id, title, pieces in each
        if pieces
    )


def _excerpts(review: Review) -> tuple[Sub, ...]:
    """Return the themes of which the report shows only some excerpts, with all of them."""
    every = (
        (number, theme, tables.quoted(review, theme.id))
        for number, theme in enumerate(review.protocol.current_themes, 1)
    )
    return tuple(
        Sub(f"s-theme-{number}", theme.name, (found.quotations(theme, quoted),))
        for number, theme, quoted in every
        if not found.all_fit(theme, quoted)
    )


def _known(checked: Checked) -> Pieces:
    each = ends.by_reason(checked)
    if not any(map(ends.too_many, each.values())):
        return ()
    return tuple(f"<p>{lines(why)}</p>\n{words.listed(map(words.problem, of))}" for why, of in each.items())
