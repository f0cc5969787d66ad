"""The matrix back from a spreadsheet, or from a co-author: what they changed, what to take, taking it, and taking it back."""

from litmatrix.writing.roundtrip.doing import Undoing, apply, undo, undoing
from litmatrix.writing.roundtrip.proposals import Plan, Proposal, column_now, plan
from litmatrix.writing.roundtrip.reading import Source, read_base, read_source, read_table, read_workbook

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
