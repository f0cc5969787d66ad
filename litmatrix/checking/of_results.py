"""Checks of what comes of the review: the included records, and the numbers that its report states."""

from __future__ import annotations

from collections.abc import Iterator

from litmatrix import bibliography, screening
from litmatrix.checking import counts
from litmatrix.checking.places import entry_place, meant
from litmatrix.model import Problem
from litmatrix.review import Review
from litmatrix.screening import criteria
from litmatrix.vocabulary import ERROR, PROTOCOL, WARNING

__all__ = ["check_claims", "check_criteria"]


def check_criteria(review: Review) -> Iterator[Problem]:
    """Included records that the check of a criterion speaks against, and checks of fields that do not exist."""
    suggested = criteria.suggestions(review, screening.included(review).index)
    for key, criterion, _, why in suggested[suggested["verdict"] == criteria.FAILS].itertuples(index=False):
        yield Problem(
            "fails-criterion",
            WARNING,
            entry_place(review, key),
            f"{key} is included, but seems to fail {criterion}: {why}.",
            key=key,
            fix="Decide again, or accept it with the reason.",
        )
    fields = {*review.records.columns, *(one.id for one in review.protocol.descriptors), *bibliography.FIELDS}
    for one in review.protocol.criteria:
        if one.check and one.check.field not in fields:
            yield Problem(
                "unknown-field",
                WARNING,
                f"{PROTOCOL}, criteria {one.id}",
                f"its check asks for {one.check.field}, which no entry and no descriptor has.",
                key=one.id,
                fix=meant(one.check.field, sorted(fields), "Name a field of the entries, or a descriptor."),
            )


def check_claims(review: Review) -> Iterator[Problem]:
    """Claims of the report that its own data do not bear out, and claims on numbers that do not exist."""
    for row in counts.claims(review).itertuples():
        where = f"{PROTOCOL}, claims {row.Index}"
        if row.count and not row.counted:
            near = counts.nearest(review, row.count)
            yield Problem(
                "claim",
                ERROR,
                where,
                f"there is no computed number {row.count}.",
                key=row.Index,
                fix=f"Did you mean {near}?" if near else "litmatrix status --json lists the names.",
            )
        elif row.holds == counts.DIFFERS:
            yield Problem(
                "claim",
                WARNING,
                where,
                f"the report states {row.stated}, counted are {row.counted} ({row.count}).",
                key=row.Index,
                fix="Correct the report or the data, or accept it with why.",
            )
