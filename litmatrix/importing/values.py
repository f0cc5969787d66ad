"""What an export holds: its records in plain text, and what was not read of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from litmatrix.model import Problem

__all__ = ["Export", "ImportedRecord"]


@dataclass(frozen=True)
class ImportedRecord:
    """One record of an export.

    `type` is a BibTeX entry type, `key` the key that the file gives (or empty), `fields` BibTeX field names with
    plain Unicode text; people are “Family, Given and Family, Given”, an organisation stands in braces. `line` is
    where it begins; `raw` is the block's text, of a .bib.
    """

    type: str
    key: str
    fields: dict[str, str]
    line: int
    raw: str = ""


@dataclass(frozen=True)
class Export:
    """One file of search results: declared = the number of records read + those that `problems` report."""

    name: str
    format: str
    encoding: str
    declared: int
    records: tuple[ImportedRecord, ...]
    problems: tuple[Problem, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
