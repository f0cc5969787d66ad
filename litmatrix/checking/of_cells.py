"""Checks of what stands in the cells of the matrix: descriptors and excerpts."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from litmatrix import coding
from litmatrix.checking.places import meant, row_place, shortened
from litmatrix.matrix import excerpts
from litmatrix.matrix.file import ExcerptRow
from litmatrix.model import Descriptor, Problem
from litmatrix.review import Review
from litmatrix.screening import criteria, filtering
from litmatrix.vocabulary import ERROR, EVIDENCE, PROTOCOL, QUOTATION, SUMMARY, UNKNOWN, WARNING

Limits = tuple[str, tuple[tuple[int, int], ...]]

_NONE_LIKE = re.compile(
    r"(?:[-–—]+|n\s*/\s*a|n\.\s*a|na|nil|nothing|keine|not "
    r"(?:applicable|mentioned|found|reported|stated)|no mention"
    # “none” and a remark; not a sentence about none of them.
    r"|none\b(?!\s+(?:of|was|were|is|are|has|had|have|who|could|would|can|did|do|but|other|the|felt|said)\b).{0,40})\.?",
    re.IGNORECASE,
)
# Other pairs of marks in which people quote; litmatrix reads "…" and “…” only.
_OTHER_MARKS = re.compile(r"«.*|„.*|‚.*[‘’]|‘.*’|'.*'|‹.*›|「.*」|『.*』", re.DOTALL)


# --- descriptors ---

#: What no descriptor can be called: columns that litmatrix has beside them.
RESERVED = frozenset({*coding.COLUMNS, *filtering.COLUMNS})


def check_descriptors(review: Review) -> Iterator[Problem]:
    """Descriptor values outside their vocabulary, numbers that are none, and descriptors with a reserved name."""
    for descriptor in review.protocol.descriptors:
        if descriptor.id in RESERVED:
            where = f"{PROTOCOL}, descriptors {descriptor.id}"
            message = f"the name {descriptor.id} is used by litmatrix itself for another column, and that one is shown."
            fix = "Choose another id, and rename the column of the matrix with it."
            yield Problem("reserved-name", ERROR, where, message, descriptor.id, fix)
        if descriptor.type == "text" or descriptor.id not in review.matrix.columns:
            continue
        for key, value in zip(review.matrix.index, review.matrix[descriptor.id], strict=True):
            for message, fix in odd_value(descriptor, value.strip()):
                where = f"{row_place(review, key)}, column {descriptor.id}"
                yield Problem("descriptor-value", ERROR, where, message, key=key, fix=fix)


def odd_value(descriptor: Descriptor, value: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a value, and what to do; a declared value and an empty one are right."""
    if not value or value in descriptor.values:
        return
    if descriptor.type == "number":
        if value != UNKNOWN and criteria.number(value) is None:
            yield f"“{shortened(value)}” is not a number.", "Write digits only."
        return
    if not descriptor.values:
        return
    given = [part.strip() for part in value.split(";")] if descriptor.type == "choices" else [value]
    for part in given:
        if part and part not in descriptor.values:
            fix = meant(part, descriptor.values, f"Allowed: {', '.join(descriptor.values)}.")
            yield f"“{shortened(part)}” is not a value of {descriptor.name or descriptor.id}.", fix


# --- excerpts ---


def check_excerpts(review: Review) -> Iterator[Problem]:
    """What is odd in the cells: subthemes, locators, repetitions, unclosed marks, stand-ins for `none`."""
    declared = {theme.id: theme.subthemes for theme in review.protocol.themes}
    limits = page_limits(review)
    for (key, theme), rows in itertools.groupby(review.excerpt_rows, key=lambda one: (one.key, one.theme)):
        where = ""
        for _, problem in odd_in_cell(rows, declared.get(theme, ()), limits.get(key)):
            where = where or f"{row_place(review, key)}, column {theme}"
            yield replace(problem, where=where)


def odd_in_cell(
    rows: Iterable[ExcerptRow], subthemes: tuple[str, ...], limits: Limits | None
) -> Iterator[tuple[int, Problem]]:
    """Yield the number of each excerpt of a cell in which something is odd, and what: a problem without its place.

    `subthemes` are those of its theme, `limits` what `page_limits` says of its source.
    """
    quoted: dict[str, set[str]] = {}
    for one in rows:
        if one.kind not in EVIDENCE:
            continue
        for problem in _odd_excerpt(one, subthemes, limits):
            yield one.number, problem
        if one.kind == QUOTATION:
            # Two texts are compared whole only if they begin alike: most do not, and there may be many.
            others = quoted.setdefault(one.text[:1].casefold(), set())
            if one.text in others or (others and _levelled(one.text) in map(_levelled, others)):
                message = f"the same quotation is twice in this cell: “{shortened(one.text)}”."
                fix = "Delete one of the two."
                yield one.number, Problem("repeated-quotation", WARNING, "", message, one.key, fix)
            others.add(one.text)


def _odd_excerpt(one: ExcerptRow, subthemes: tuple[str, ...], limits: Limits | None) -> Iterator[Problem]:
    """Yield what is odd in a quotation or summary taken by itself, without its place."""
    if one.subtheme and one.subtheme not in subthemes:
        declared = ", ".join(subthemes) or "(it has none)"
        message = f"“{shortened(one.subtheme)}” is not a subtheme of {one.theme}."
        fix = meant(
            one.subtheme,
            subthemes,
            f"Add it at the theme desk (or in {PROTOCOL}), or choose one of: {declared}.",
        )
        yield Problem("unknown-subtheme", WARNING, "", message, one.key, fix)
    if one.kind == SUMMARY:
        yield from _odd_summary(one)
    elif not one.locator:
        message = f"a quotation has no page or other place: “{shortened(one.text)}”."
        fix = "Add one, for example (p. 12), or (n.p.) if the source has no pages."
        yield Problem("no-locator", WARNING, "", message, one.key, fix)
    if limits and one.locator and _outside(one.locator, limits[1]):
        message = f"{one.locator} is outside the pages of {one.key} ({limits[0]})."
        yield Problem(
            "locator-range",
            WARNING,
            "",
            message,
            one.key,
            "Correct the page here, or the pages in the bibliography.",
        )


def _levelled(text: str) -> str:
    return " ".join(text.casefold().split())


@functools.lru_cache(maxsize=1 << 14)
def _outside(locator: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    cited = excerpts.locator_pages(locator)
    return any(not any(low <= first and last <= high for low, high in ranges) for first, last in cited)


def _odd_summary(one: ExcerptRow) -> Iterator[Problem]:
    text = one.text.strip()
    if _NONE_LIKE.fullmatch(text):
        message = f"“{shortened(text)}” counts as a summary, and so as evidence."
        fix = "If the source does not mention this theme, write: none (at the coding desk: 0)"
        yield Problem("none-like", WARNING, "", message, one.key, fix)
    elif _OTHER_MARKS.fullmatch(text):
        message = (
            f"this counts as a summary, because its quotation marks are of another kind: {shortened(text)}"
        )
        fix = 'Write a quotation in "…" or “…”.'
        yield Problem("other-quote-marks", WARNING, "", message, one.key, fix)
    elif text.count('"') % 2 or text.count("“") > text.count("”"):
        message = f"a quotation mark is never closed: {shortened(text)}"
        fix = "Close it; a line that continues the one above begins with two spaces."
        yield Problem("unclosed-quote", WARNING, "", message, one.key, fix)


def page_limits(review: Review) -> dict[str, Limits]:
    """Return the pages that each entry can have: from its `pages`, else from 1 to its `pagetotal`."""
    limits: dict[str, Limits] = {}
    totals = review.records["pagetotal"] if "pagetotal" in review.records else [""] * len(review.records)
    for key, pages, total in zip(review.records.index, review.records["pages"], totals, strict=True):
        ranges = excerpts.page_ranges(pages) if re.search(r"\d\s*[-–—]+\s*\d", pages) else ()
        if ranges:
            limits[key] = (f"pages {pages}", ranges)
        elif re.fullmatch(r"\s*\d{1,6}\s*", total):
            limits[key] = (f"{total.strip()} pages", ((1, int(total)),))
    return limits
