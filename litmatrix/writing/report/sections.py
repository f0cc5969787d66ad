"""The report and its supplement as sections, in the order of a reader, with all that is numbered in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.writing.report import basis, ends, found, method, supplement
from litmatrix.writing.report.numbering import REPORT, SUPPLEMENT, Label, labelled
from litmatrix.writing.report.pictures import Picture
from litmatrix.writing.report.values import Section


class Laid(NamedTuple):
    """The sections of the report and of its supplement (none, where all fits), and the labels of what both number."""

    report: tuple[Section, ...]
    supplement: tuple[Section, ...]
    labels: Mapping[str, Label]


def laid_out(review: Review, made: Mapping[str, Table], pictures: Iterable[Picture]) -> Laid:
    """Return the report: what was found, what that rests on, how it was done; and what is too long for it.

    Pictures and tables that have nothing to show are left out, and named once, among the problems.
    """
    drawn = tuple(pictures)
    shown = tuple(one for one in drawn if not one.nothing)
    paged = any(one.kind == basis.PAGE for one in shown)
    kind = basis.PAGE if paged else basis.MAP
    shown = tuple(one._replace(kind=kind) if one.name == basis.MAP else one for one in shown)
    checked = ends.checks(review)
    main = (
        ends.in_short(review, checked),
        *found.sections(review, made, shown),
        *basis.sections(made, shown),
        *method.sections(review, made, shown),
        ends.references(review),
        ends.problems(checked, ends.not_shown(drawn, made)),
    )
    more = supplement.sections(review, made, shown, checked)
    main = tuple(one for one in main if one.pieces)
    return Laid(main, more, {**labelled(main, REPORT), **labelled(more, SUPPLEMENT, "S")})
