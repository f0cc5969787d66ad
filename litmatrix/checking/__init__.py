"""What is wrong with a review: each check is a function from the review to its problems."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from litmatrix.checking import (
    of_cells,
    of_claims,
    of_decisions,
    of_findings,
    of_keys,
    of_manuscript,
    of_names,
    of_quotations,
)
from litmatrix.checking.accepting import UNUSED, place_of_unused
from litmatrix.checking.of_flow import check_flow
from litmatrix.model import Problem
from litmatrix.protocol.acceptances import whys
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, FATAL, MATRIX, PROTOCOL, SEVERITIES, WARNING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHECKS", "Checked", "check", "check_flow", "check_review"]

Check = Callable[[Review], Iterable[Problem]]

#: Each check, with the files without which it would only repeat that they are broken.
CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (
    ((BIBLIOGRAPHY, MATRIX), of_keys.check_orphans),
    ((BIBLIOGRAPHY,), of_keys.check_former_keys),
    ((BIBLIOGRAPHY,), of_names.check_names),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), of_keys.check_lookalikes),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), of_keys.check_long_keys),
    ((MATRIX, PROTOCOL), of_keys.check_columns),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), of_keys.check_rows),
    ((MATRIX, PROTOCOL), of_cells.check_descriptors),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL), of_cells.check_excerpts),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), of_claims.check_criteria),
    ((BIBLIOGRAPHY, PROTOCOL, DECISIONS), check_flow),
    ((), of_decisions.check_dates),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), of_decisions.check_dropped),
    ((BIBLIOGRAPHY, PROTOCOL, DECISIONS), of_decisions.check_retrieval),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), of_claims.check_claims),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), of_manuscript.check_file),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), of_findings.check_findings),
)


class Checked(NamedTuple):
    """What `check` found: the problems that stand, and those that review.toml accepts, each with why."""

    problems: tuple[Problem, ...]
    accepted: tuple[tuple[Problem, str], ...]

    @property
    def sound(self) -> bool:
        """Whether nothing stands that is not accepted."""
        return not self.problems


def check(review: Review, looked: pd.DataFrame | None = None) -> Checked:
    """Return what is wrong with a review, most severe first, then by place; accepted problems apart, by place.

    A `fatal` problem of reading cannot be accepted. An acceptance that nothing needs is itself a problem
    (unless a file could not be read: then its checks were left out). With what `quotations.look_for` found, the
    problems of quotations are among them; acceptances of these are needless only where a full text was searched.
    """
    quoted = () if looked is None else of_quotations.check_quotations(review, looked)
    found = sorted((*check_review(review), *quoted), key=_order)
    reasons = whys(review.protocol.accepted)
    told = [(one, None if one.severity == FATAL else reasons.get((one.check, one.key))) for one in found]
    standing = [one for one, why in told if why is None]
    accepted = [(one, why) for one, why in told if why is not None]
    if not any(problem.severity == FATAL for problem in found):
        needless = reasons.keys() - {(one.check, one.key) for one, _ in accepted}
        searched = of_quotations.looked_at(looked)
        names = {problem.check for problem in found}
        standing += [
            _unused(name, key, names)
            for name, key in reasons
            if (name, key) in needless and not (name in of_quotations.NAMES and key not in searched)
        ]
    return Checked(tuple(standing), tuple(accepted))


def _unused(name: str, key: str, names: Collection[str]) -> Problem:
    """Return a problem for an acceptance that nothing needs; `names` are the checks that found something."""
    near = [] if name in names else difflib.get_close_matches(name, names, 1)
    message = f"no problem {name}{f' of {key}' if key else ''} is found."
    fix = f"Did you mean {near[0]}?" if near else "Delete this accepted problem, or correct its key."
    return Problem(UNUSED, WARNING, place_of_unused(name), message, key, fix)


def check_review(review: Review) -> tuple[Problem, ...]:
    """Return all problems of a review, those met on reading first, accepted or not.

    Checks that need a file that could not be read are left out: what they would say only follows from it.
    """
    broken = {re.split("[:,]", problem.where)[0] for problem in review.problems if problem.severity == FATAL}
    found = list(review.problems)
    for needs, one in CHECKS:
        if broken.isdisjoint(needs):
            found.extend(one(review))
    return tuple(found)


def _order(problem: Problem) -> tuple:
    """Sort by severity, then by file and, as a person counts, by the numbers in the place."""
    parts = re.split(r"(\d+)", problem.where)
    return SEVERITIES.index(problem.severity), [
        (int(part[-18:]), "") if number % 2 else (0, part) for number, part in enumerate(parts)
    ]
