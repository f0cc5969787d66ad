"""bibliography.bib: blocks, fields, LaTeX as text, entries as they are written, references."""

from litmatrix.bibliography.file import (
    AppendEntry,
    Bibliography,
    Edit,
    RemoveEntry,
    RemoveField,
    SetField,
    edited,
    parse_bibliography,
    read_bibliography,
    write_bibliography,
)
from litmatrix.bibliography.frame import ALIASES, FIELDS, no_records, records

__all__ = [
    "ALIASES",
    "FIELDS",
    "AppendEntry",
    "Bibliography",
    "Edit",
    "RemoveEntry",
    "RemoveField",
    "SetField",
    "edited",
    "no_records",
    "parse_bibliography",
    "read_bibliography",
    "records",
    "write_bibliography",
]
