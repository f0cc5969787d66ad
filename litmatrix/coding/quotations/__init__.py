"""Quotations looked for in the full texts that they were taken from."""

from litmatrix.coding.quotations.levelling import as_quoted
from litmatrix.coding.quotations.looking import (
    COLUMNS,
    FOUND,
    NEARLY,
    NO_FULL_TEXT,
    NO_TEXT,
    NOT_FOUND,
    OTHER_PAGE,
    OUTCOMES,
    UNREADABLE,
    Found,
    Told,
    count,
    find_quotation,
    look_for,
)
from litmatrix.coding.quotations.paging import page_name

__all__ = [
    "COLUMNS",
    "FOUND",
    "NEARLY",
    "NOT_FOUND",
    "NO_FULL_TEXT",
    "NO_TEXT",
    "OTHER_PAGE",
    "OUTCOMES",
    "UNREADABLE",
    "Found",
    "Told",
    "as_quoted",
    "count",
    "find_quotation",
    "look_for",
    "page_name",
]
