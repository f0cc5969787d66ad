"""bibliography.bib: blocks, fields, LaTeX as text, entries as they are written, references."""

from litmatrix.bibliography.file import (
    ALIASES,
    FIELDS,
    AppendEntry,
    Bibliography,
    Edit,
    RemoveEntry,
    RemoveField,
    SetField,
    bibtex,
    crossref,
    edited,
    no_records,
    parse_bibliography,
    read_bibliography,
    records,
    write_bibliography,
)

__all__ = [
    "ALIASES",
    "FIELDS",
    "AppendEntry",
    "Bibliography",
    "Edit",
    "RemoveEntry",
    "RemoveField",
    "SetField",
    "bibtex",
    "crossref",
    "edited",
    "no_records",
    "parse_bibliography",
    "read_bibliography",
    "records",
    "write_bibliography",
]
