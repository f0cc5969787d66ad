"""What is wrong with a review: each check is a function from the review to its problems."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from litmatrix.checking import of_quotations
from litmatrix.checking.of_cells import check_descriptors, check_excerpts
from litmatrix.checking.of_decisions import check_dates, check_dropped, check_retrieval
from litmatrix.checking.of_flow import check_flow
from litmatrix.checking.of_keys import (
    check_columns,
    check_former_keys,
    check_lookalikes,
    check_orphans,
    check_rows,
)
from litmatrix.checking.of_names import check_names
from litmatrix.checking.of_quotations import check_quotations
from litmatrix.checking.of_results import check_claims, check_criteria
from litmatrix.model import Acceptance, Problem
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, FATAL, MATRIX, PROTOCOL, SEVERITIES, WARNING

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CHECKS",
    "Checked",
    "check",
    "check_claims",
    "check_columns",
    "check_criteria",
    "check_dates",
    "check_descriptors",
    "check_dropped",
    "check_excerpts",
    "check_flow",
    "check_former_keys",
    "check_lookalikes",
    "check_names",
    "check_orphans",
    "check_quotations",
    "check_retrieval",
    "check_review",
    "check_rows",
]

Check = Callable[[Review], Iterable[Problem]]

#: Each check, with the files without which it would only repeat that they are broken.
CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (
    ((BIBLIOGRAPHY, MATRIX), check_orphans),
    ((BIBLIOGRAPHY,), check_former_keys),
    ((BIBLIOGRAPHY,), check_names),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), check_lookalikes),
    ((MATRIX, PROTOCOL), check_columns),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), check_rows),
    ((MATRIX, PROTOCOL), check_descriptors),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL), check_excerpts),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), check_criteria),
    ((BIBLIOGRAPHY, PROTOCOL, DECISIONS), check_flow),
    ((), check_dates),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), check_dropped),
    ((BIBLIOGRAPHY, PROTOCOL, DECISIONS), check_retrieval),
    ((BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS), check_claims),
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
    quoted = () if looked is None else check_quotations(review, looked)
    found = sorted((*check_review(review), *quoted), key=_order)
    reasons = _Acceptances(review.protocol.accepted)
    standing, accepted = [], []
    for problem in found:
        why = reasons.of(problem)
        if why is None:
            standing.append(problem)
        else:
            accepted.append((problem, why))
    if not any(problem.severity == FATAL for problem in found):
        standing.extend(reasons.unused(found, of_quotations.looked_at(looked)))
    return Checked(tuple(standing), tuple(accepted))


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

    def unused(self, found: Iterable[Problem], searched: frozenset[str]) -> Iterator[Problem]:
        """Yield a problem for each acceptance that nothing needs; `searched` are keys whose quotations were looked for."""
        names = {problem.check for problem in found}
        for name, key in self._reasons:
            unasked = name in of_quotations.NAMES and key not in searched
            if (name, key) not in self._used and not unasked:
                about = f" of {key}" if key else ""
                near = [] if name in names else difflib.get_close_matches(name, names, 1)
                yield Problem(
                    "unused-acceptance",
                    WARNING,
                    f"{PROTOCOL}, accepted {name}",
                    f"no problem {name}{about} is found.",
                    key=key,
                    fix=f"Did you mean {near[0]}?" if near else "Delete this acceptance, or its key.",
                )
