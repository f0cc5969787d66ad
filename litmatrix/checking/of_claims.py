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


def check_criteria(review: Review) -> Iterator[Problem]:
    """Included records that the check of a criterion speaks against, and checks of fields that do not exist."""
    suggested = criteria.suggestions(review, screening.included(review).index)
    for key, criterion, _, why in suggested[suggested["verdict"] == criteria.FAILS].itertuples(index=False):
        message = f"{key} is included, but seems to fail {criterion}: {why}."
        fix = "Decide again, or accept it with the reason."
        yield Problem("fails-criterion", WARNING, entry_place(review, key), message, key, fix)
    fields = fields_of(review)
    for one in review.protocol.criteria:
        if one.check and one.check.field not in fields:
            message = (
                f"its check uses {one.check.field}, which is neither a field of a record nor a descriptor."
            )
            fix = meant(one.check.field, sorted(fields), "Choose a field of the records, or a descriptor.")
            yield Problem("unknown-field", WARNING, f"{PROTOCOL}, criteria {one.id}", message, one.id, fix)


def fields_of(review: Review) -> set[str]:
    """Return what the check of a criterion can ask for: the fields of entries, and the descriptors."""
    return {*review.records.columns, *(one.id for one in review.protocol.descriptors), *bibliography.FIELDS}


def check_claims(review: Review) -> Iterator[Problem]:
    """Claims of the report that its own data do not bear out, and claims on numbers that do not exist."""
    for row in counts.claims(review).itertuples():
        where = f"{PROTOCOL}, claims {row.Index}"
        if row.count and not row.counted:
            near = counts.nearest(review, row.count)
            message = f"there is no computed number {row.count}."
            fix = f"Did you mean {near}?" if near else "litmatrix status --json lists the names."
            yield Problem("claim", ERROR, where, message, row.Index, fix)
        elif row.holds == counts.DIFFERS:
            message = f"your text says {row.stated}, but litmatrix counts {row.counted} ({row.count})."
            fix = "Correct the text or the data, or accept this with a reason."
            yield Problem("claim", WARNING, where, message, row.Index, fix)
