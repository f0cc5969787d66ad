"""The table of what is wrong in the manuscript."""

from __future__ import annotations

from litmatrix.checking import accepting
from litmatrix.checking.of_manuscript import check_file
from litmatrix.review import Review
from litmatrix.tables.frames import frame
from litmatrix.tables.table import Table
from litmatrix.vocabulary import MANUSCRIPT


def manuscript_problems(review: Review) -> Table:
    """Return what is wrong in manuscript.md and is not accepted: index `Line`.

    Columns: Severity, Problem, What to do. It is not part of the report, and has no rows where there is no manuscript.
    """
    found = accepting.standing(review, check_file(review))
    rows = [(one.severity, one.message, one.fix) for one in found]
    nothing = (
        "No problem in your manuscript."
        if (review.folder / MANUSCRIPT).exists()
        else "No manuscript yet: start one at the desk above."
    )
    lines = [one.where.removeprefix(MANUSCRIPT).lstrip(":") for one in found]
    columns = ("Severity", "Problem", "What to do")
    return Table(
        "manuscript-problems",
        "Problems in the manuscript",
        frame(("Line", lines), columns, rows),
        nothing=nothing,
    )
