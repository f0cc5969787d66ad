"""The matrix back from a spreadsheet, or from a co-author: what they changed, what to take, taking it, and taking it back."""

from litmatrix.roundtrip.doing import Undoing, apply, undo, undoing
from litmatrix.roundtrip.proposals import Plan, Proposal, column_now, plan
from litmatrix.roundtrip.reading import Source, read_base, read_source, read_table, read_workbook

__all__ = [
    "Plan",
    "Proposal",
    "Source",
    "Undoing",
    "apply",
    "column_now",
    "plan",
    "read_base",
    "read_source",
    "read_table",
    "read_workbook",
    "undo",
    "undoing",
]
