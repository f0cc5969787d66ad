"""The matrix back from a spreadsheet, or from a co-author: what they changed, what to take, and taking it."""

from litmatrix.writing.roundtrip.proposals import Plan, Proposal, apply, column_now, plan
from litmatrix.writing.roundtrip.reading import Source, read_base, read_source, read_table, read_workbook

__all__ = [
    "Plan",
    "Proposal",
    "Source",
    "apply",
    "column_now",
    "plan",
    "read_base",
    "read_source",
    "read_table",
    "read_workbook",
]
