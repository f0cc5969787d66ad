"""Exports of other programs, read: BibTeX, RIS, PubMed, EndNote, Web of Science, RefWorks, NoteExpress, tables, CSL-JSON, zips.

The format and the encoding are told by what a file holds, never by its name. Every record that a plain scan
counts is either among the records or reported with its line: declared = read + reported. No field is dropped:
what has no home in BibTeX is kept under a name of its own (`ris_c1`, `wos_z9`, `pubmed_pt`, `csv_cited_by`).
"""

from litmatrix.importing.readers.reading import read_export
from litmatrix.importing.readers.values import NOT_READ, Export, ImportedRecord

__all__ = ["NOT_READ", "Export", "ImportedRecord", "read_export"]
