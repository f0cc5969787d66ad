"""What is wrong with a review: each check is a function from the review to its problems."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from litmatrix import bibliography, counts, excerpts, flow, screening
from litmatrix.matrix import ExcerptRow
from litmatrix.model import Acceptance, Problem
from litmatrix.review import Review
from litmatrix.vocabulary import (
    BIBLIOGRAPHY,
    ERROR,
    EVIDENCE,
    FATAL,
    MATRIX,
    PROTOCOL,
    QUOTATION,
    SUMMARY,
    UNKNOWN,
    WARNING,
)

__all__ = ["CHECKS", "Checked", "check", "check_review"]

Check = Callable[[Review], Iterable[Problem]]
Limits = tuple[str, tuple[tuple[int, int], ...]]

_NONE_LIKE = re.compile(r"[-–—]+|n\s*/\s*a\.?|n\.a\.|na|nil|nothing|keine|not mentioned|no mention|none\b.{0,30}", re.IGNORECASE)
_OPENING = '"“„«'


class Checked(NamedTuple):
    """What `check` found: the problems that stand, and those that review.toml accepts, each with why."""

    problems: tuple[Problem, ...]
    accepted: tuple[tuple[Problem, str], ...]

    @property
    def sound(self) -> bool:
        """Whether nothing stands that is not accepted."""
        return not self.problems


def check(review: Review) -> Checked:
    """Return what is wrong with a review, most severe first, then by place; accepted problems apart.

    A `fatal` problem of reading cannot be accepted. An acceptance that nothing needs is itself a problem.
    """
    found = check_review(review)
    reasons = _Acceptances(review.protocol.accepted)
    standing, accepted = [], []
    for problem in found:
        why = reasons.of(problem)
        if why is None:
            standing.append(problem)
        else:
            accepted.append((problem, why))
    standing.extend(reasons.unused())
    order = {FATAL: 0, ERROR: 1, WARNING: 2}
    standing.sort(key=lambda problem: order[problem.severity])
    return Checked(tuple(standing), tuple(accepted))


def check_review(review: Review) -> tuple[Problem, ...]:
    """Return all problems of a review, those met on reading first, accepted or not.

    Checks that need a file that could not be read are left out: what they would say only follows from it.
    """
    broken = {problem.where.split(":")[0].split(",")[0] for problem in review.problems if problem.severity == FATAL}
    found = list(review.problems)
    for needs, one in CHECKS:
        if broken.isdisjoint(needs):
            found.extend(one(review))
    return tuple(found)


class _Acceptances:
    """The acceptances of review.toml, and which of their keys were needed."""

    def __init__(self, accepted: tuple[Acceptance, ...]) -> None:
        self._reasons = {(one.check, key): one.why for one in accepted for key in one.keys or ("",)}
        self._used: set[tuple[str, str]] = set()

    def of(self, problem: Problem) -> str | None:
        place = (problem.check, problem.key)
        if problem.severity == FATAL or place not in self._reasons:
            return None
        self._used.add(place)
        return self._reasons[place]

    def unused(self) -> Iterator[Problem]:
        for check_name, key in self._reasons:
            if (check_name, key) not in self._used:
                about = f" of {key}" if key else ""
                yield Problem(
                    "unused-acceptance", WARNING, f"{PROTOCOL}, accepted {check_name}",
                    f"no problem {check_name}{about} is found any more.", key=key, fix="Delete this acceptance, or its key.",
                )  # fmt: skip


# --- keys and rows ---------------------------------------------------------------------------------------------------


def check_orphans(review: Review) -> Iterator[Problem]:
    """Keys in the matrix, the decisions, or behind `quoting` that the bibliography does not have."""
    known = set(review.records.index)
    renamed = screening.former_keys(review)
    for key in review.matrix.index:
        if key not in known:
            yield _orphan(key, f"{_row_place(review, key)}, column key", f"the matrix has a row for {key}", known, renamed)
    seen: set[str] = set()
    for key, other, file, line in zip(
        review.decisions["key"], review.decisions["other"], review.decisions["file"], review.decisions["line"], strict=True
    ):
        for one in (key, other):
            if one and one not in known and one not in renamed and one not in seen:
                seen.add(one)
                yield _orphan(one, f"{file}:{line}", f"a decision is about {one}", known, renamed)
    for excerpt in review.excerpt_rows:
        parts = excerpts.origin_keys(excerpt.origin)
        # One word may be a name in words; it is taken for a key only where it looks like one or others are keys.
        for one in parts:
            if one not in known and one not in renamed and (re.search(r"[\d_:]", one) or len(parts) > 1):
                where = f"{_row_place(review, excerpt.key)}, column {excerpt.theme}"
                yield _orphan(one, where, f"an excerpt of {excerpt.key} is said to quote {one}", known, renamed)


def _orphan(key: str, where: str, what: str, known: set[str], renamed: dict[str, str]) -> Problem:
    if key in renamed:
        fix = f"It was renamed: write {renamed[key]}."
    else:
        near = difflib.get_close_matches(key, known, 1)
        fix = f"Did you mean {near[0]}?" if near else "Add its entry, or correct the key."
    return Problem("orphan-key", ERROR, where, f"{what}, which {BIBLIOGRAPHY} does not have.", key=key, fix=fix)


def check_rows(review: Review) -> Iterator[Problem]:
    """Included sources without a row, rows of records that are not included, columns that are missing."""
    table = screening.outcomes(review)
    status = dict(zip(table.index, table["status"], strict=True))
    rows = set(review.matrix.index)
    for key in table.index[table["status"] == screening.INCLUDED]:
        if key not in rows:
            yield Problem("missing-row", WARNING, _entry_place(review, key), f"{key} is included but has no row in {MATRIX}.",
                          key=key, fix=f"Add a row that begins with {key}.")  # fmt: skip
    for key in review.matrix.index:
        if key not in review.records.index:
            continue
        stands = status.get(key, "cited only (its entry has no origin)")
        if stands in (screening.EXCLUDED, screening.NOT_RETRIEVED, screening.DUPLICATE) or key not in status:
            yield Problem("row-of-excluded", WARNING, f"{_row_place(review, key)}", f"{key} has a row but is {stands}; no chart counts it.",
                          key=key, fix="Take the row out, or decide again.")  # fmt: skip
    wanted = [*(one.id for one in review.protocol.descriptors), *(one.id for one in review.protocol.themes if not one.retired)]
    for column in wanted:
        if column not in review.matrix.columns:
            yield Problem("missing-column", ERROR, f"{MATRIX}, row 1", f"{PROTOCOL} declares {column}, but the matrix has no such column.",
                          key=column, fix="Add the column, or take the declaration out.")  # fmt: skip


def check_descriptors(review: Review) -> Iterator[Problem]:
    """Descriptor values outside their vocabulary, and numbers that are none."""
    for descriptor in review.protocol.descriptors:
        if descriptor.type == "text" or descriptor.id not in review.matrix.columns:
            continue
        for key, value in review.matrix[descriptor.id].items():
            where = f"{_row_place(review, key)}, column {descriptor.id}"
            if descriptor.type == "number":
                if value.strip() and value != UNKNOWN and not re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", value.strip()):
                    yield Problem("descriptor-value", ERROR, where, f"“{value}” is not a number.", key=key, fix="Write digits only.")
                continue
            given = [part.strip() for part in value.split(";")] if descriptor.type == "choices" else [value.strip()]
            for part in given:
                if part and part not in descriptor.values:
                    near = difflib.get_close_matches(part, descriptor.values, 1)
                    fix = f"Did you mean {near[0]}?" if near else f"Allowed: {', '.join(descriptor.values)}."
                    yield Problem("descriptor-value", ERROR, where, f"“{part}” is no value of {descriptor.name}.", key=key, fix=fix)


# --- excerpts --------------------------------------------------------------------------------------------------------


def check_excerpts(review: Review) -> Iterator[Problem]:
    """What is odd in the cells: subthemes, locators, repetitions, unclosed marks, stand-ins for `none`."""
    declared = {theme.id: theme.subthemes for theme in review.protocol.themes}
    limits = _page_limits(review)
    seen: set[tuple[str, str, str]] = set()
    for one in review.excerpt_rows:
        for problem in _excerpt_problems(one, declared.get(one.theme, ()), limits.get(one.key), seen):
            yield replace(problem, where=f"{_row_place(review, one.key)}, column {one.theme}")


def _excerpt_problems(one: ExcerptRow, subthemes: tuple[str, ...], limits: Limits | None, seen: set) -> Iterator[Problem]:
    """Yield what is odd in one excerpt, without its place; `seen` gathers the quotations met so far."""
    if one.subtheme and one.subtheme not in subthemes:
        yield _unknown_subtheme(one, subthemes)
    if one.kind == QUOTATION:
        if not one.locator:
            yield Problem("no-locator", WARNING, "", f"a quotation has no locator: “{_shortened(one.text)}”.",
                          key=one.key, fix="Add one, for example (p. 12), or (n.p.) if the source has no pages.")  # fmt: skip
        place = (one.key, one.theme, " ".join(one.text.casefold().split()))
        if place in seen:
            yield Problem("repeated-quotation", WARNING, "", f"the same quotation stands twice in this cell: “{_shortened(one.text)}”.",
                          key=one.key, fix="Delete one of the two.")  # fmt: skip
        seen.add(place)
    elif one.kind == SUMMARY:
        yield from _odd_summary(one)
    if limits and one.locator and one.kind in EVIDENCE:
        yield from _outside(one, limits)


def _unknown_subtheme(one: ExcerptRow, declared: tuple[str, ...]) -> Problem:
    near = difflib.get_close_matches(one.subtheme, declared, 1)
    fix = f"Did you mean {near[0]}?" if near else f"Declare it in {PROTOCOL}, or choose one of: {', '.join(declared) or '(none declared)'}."
    return Problem("unknown-subtheme", WARNING, "", f"“{one.subtheme}” is no subtheme of {one.theme}.", key=one.key, fix=fix)


def _odd_summary(one: ExcerptRow) -> Iterator[Problem]:
    text = one.text.strip()
    if _NONE_LIKE.fullmatch(text):
        yield Problem("none-like", WARNING, "", f"“{_shortened(text)}” reads as a summary, so it counts as evidence.",
                      key=one.key, fix="If the source says nothing on this theme, write: none")  # fmt: skip
    elif text[0] in _OPENING:
        yield Problem("unclosed-quote", WARNING, "", f"a quotation mark is never closed: {_shortened(text)}",
                      key=one.key, fix="Close it, or the line is read as a summary.")  # fmt: skip


def _outside(one: ExcerptRow, limits: Limits) -> Iterator[Problem]:
    shown, ranges = limits
    for first, last in excerpts.locator_pages(one.locator):
        if not any(low <= first and last <= high for low, high in ranges):
            yield Problem("locator-range", WARNING, "", f"{one.locator} lies outside the pages of {one.key} ({shown}).",
                          key=one.key, fix="Correct the locator, or the entry.")  # fmt: skip
            return


def _page_limits(review: Review) -> dict[str, Limits]:
    """Return the pages that each entry can have: from its `pages`, else from 1 to its `pagetotal`."""
    limits = {}
    totals = review.records["pagetotal"] if "pagetotal" in review.records else [""] * len(review.records)
    for key, pages, total in zip(review.records.index, review.records["pages"], totals, strict=True):
        ranges = excerpts.page_ranges(pages) if re.search(r"\d\s*[-–—]+\s*\d", pages) else ()
        if ranges:
            limits[key] = (f"pages {pages}", ranges)
        elif total.strip().isdigit():
            limits[key] = (f"{total} pages", ((1, int(total)),))
    return limits


# --- screening and claims --------------------------------------------------------------------------------------------


def check_criteria(review: Review) -> Iterator[Problem]:
    """Included records that the check of a criterion speaks against, and checks of fields that do not exist."""
    suggested = screening.suggestions(review, screening.included(review).index)
    for key, criterion, _, why in suggested[suggested["verdict"] == screening.FAILS].itertuples(index=False):
        yield Problem("fails-criterion", WARNING, _entry_place(review, key), f"{key} is included, but seems to fail {criterion}: {why}.",
                      key=key, fix="Decide again, or accept it with the reason.")  # fmt: skip
    fields = {*review.records.columns, *(one.id for one in review.protocol.descriptors)}
    for criterion in review.protocol.criteria:
        if criterion.check and criterion.check.field not in fields and criterion.check.field not in bibliography.FIELDS:
            yield Problem("unknown-field", WARNING, f"{PROTOCOL}, criteria {criterion.id}", f"its check asks for {criterion.check.field}, which no entry and no descriptor has.",
                          key=criterion.id, fix="Name a field of the entries, or a descriptor.")  # fmt: skip


def check_claims(review: Review) -> Iterator[Problem]:
    """Claims of the report that its own data do not bear out, and claims on numbers that do not exist."""
    for row in counts.claims(review).itertuples():
        where = f"{PROTOCOL}, claims {row.Index}"
        if row.count and not row.counted:
            near = counts.nearest(review, row.count)
            yield Problem("claim", ERROR, where, f"there is no computed number {row.count}.", key=row.Index,
                          fix=f"Did you mean {near}?" if near else "See litmatrix status --json for the names.")  # fmt: skip
        elif row.holds == counts.DIFFERS:
            yield Problem("claim", WARNING, where, f"the report states {row.stated}, counted are {row.counted} ({row.count}).",
                          key=row.Index, fix="Correct the report or the data, or accept it with why.")  # fmt: skip


#: Each check, with the files without which it would only repeat that they are broken.
CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (
    ((BIBLIOGRAPHY, MATRIX), check_orphans),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL), check_rows),
    ((MATRIX, PROTOCOL), check_descriptors),
    ((MATRIX, PROTOCOL), check_excerpts),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL), check_criteria),
    ((BIBLIOGRAPHY, PROTOCOL), flow.check_flow),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL), check_claims),
)


def _row_place(review: Review, key: str) -> str:
    line = review.rows.get(key)
    number = review.matrix.index.get_loc(key) + 2
    return f"{MATRIX}, row {number} (line {line})" if line else f"{MATRIX}, row {number}"


def _entry_place(review: Review, key: str) -> str:
    return f"{BIBLIOGRAPHY}:{review.records['line'].get(key, 1)}"


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"
