"""Exports of databases and reference managers, read as records in plain text."""

from litmatrix.importing.values import Export, ImportedRecord

__all__ = ["Export", "ImportedRecord"]
