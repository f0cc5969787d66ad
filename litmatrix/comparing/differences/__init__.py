"""What changed between two states of a review: themes, cells, decisions, entries, protocol.

`find_differences` compares two opened reviews; `versions` opens the earlier one; the command line and
`report.differences` show what was found.
"""

from __future__ import annotations

from litmatrix.comparing.differences.keys import match_keys
from litmatrix.comparing.differences.lineage import Lineage
from litmatrix.comparing.differences.of_cells import compare_cells
from litmatrix.comparing.differences.of_decisions import compare_decisions, compare_events, compare_outcomes
from litmatrix.comparing.differences.of_entries import compare_entries, compare_rows
from litmatrix.comparing.differences.of_protocol import compare_protocol, compare_totals
from litmatrix.comparing.differences.of_themes import compare_themes
from litmatrix.comparing.differences.values import Differences
from litmatrix.review import Review

__all__ = ["Differences", "find_differences"]


def find_differences(before: Review, after: Review) -> Differences:
    """Return all that differs between two states of a review; both are left as they are.

    An entry whose key changed (`ids` of either state says so) is one entry, with one row, and one record that
    decisions are about. A theme that the new entries of the theme history rename, merge or split is followed: the
    excerpts that only went along are counted with that entry, and are no differences of cells. What reads the same is the same:
    the layout of files, LaTeX for an accent, and the order of rows, columns and entries are not compared.
    """
    keys = match_keys(before, after)
    lineage = Lineage(before, after)
    cells, moved = compare_cells(before, after, keys, lineage)
    return Differences(
        totals=compare_totals(before, after),
        themes=compare_themes(before, after, lineage, moved),
        rows=compare_rows(before, after, keys),
        cells=cells,
        events=compare_events(before, after),
        decisions=compare_decisions(before, after, keys),
        outcomes=compare_outcomes(before, after, keys),
        entries=compare_entries(before, after, keys),
        protocol=compare_protocol(before.protocol, after.protocol),
    )
