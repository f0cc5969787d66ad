"""Tables and bibliographies as files: CSV, Markdown, HTML, LaTeX, Word, one workbook; BibTeX, RIS, CSL-JSON.

Functions named after a format return its text (or bytes); `save` and `save_bibliography` write a file, in
one step, in the format that its name ends with. All text of records is taken as hostile and escaped.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from litmatrix import store
from litmatrix.errors import Misuse
from litmatrix.exports.bibliographies import WHICH, bibtex, csl_json, ris
from litmatrix.exports.latex import latex
from litmatrix.exports.markup import csv, html, markdown
from litmatrix.exports.word import NoPandoc, docx
from litmatrix.exports.workbook import workbook
from litmatrix.review import Review
from litmatrix.tables import Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BIBLIOGRAPHY_FORMATS",
    "TABLE_FORMATS",
    "WHICH",
    "NoPandoc",
    "bibliography_bytes",
    "bibtex",
    "csl_json",
    "csv",
    "docx",
    "html",
    "latex",
    "markdown",
    "ris",
    "save",
    "save_bibliography",
    "table_bytes",
    "workbook",
]

#: The endings of a table's file, and of a bibliography's.
TABLE_FORMATS = ("csv", "md", "html", "tex", "docx", "xlsx")
BIBLIOGRAPHY_FORMATS = ("bib", "ris", "json")


def save(frame: pd.DataFrame, path: str | Path, title: str = "", note: str = "") -> Path:
    """Write a table to a file, in the format of its ending (.csv .md .html .tex .docx .xlsx), and return the path.

    Raises `Misuse` for another ending, `NotSaved` if it cannot be written, `NoPandoc` for .docx without pandoc.
    """
    path = Path(path)
    table = Table(path.stem, title or path.stem.replace("-", " ").replace("_", " ").capitalize(), frame, note)
    data = table_bytes(table, _ending(path, TABLE_FORMATS))
    store.write(path, data)
    return path


def save_bibliography(review: Review, path: str | Path, which: str = "included") -> Path:
    """Write the included, excluded or all records to a file (.bib .ris .json), and return the path."""
    path = Path(path)
    data = bibliography_bytes(review, which, _ending(path, BIBLIOGRAPHY_FORMATS))
    store.write(path, data)
    return path


def table_bytes(table: Table, form: str) -> bytes:
    """Return a table as the bytes of a file in one of `TABLE_FORMATS`."""
    name, title, frame, note = table
    if form == "csv":
        return store.encode(csv(frame), bom=True)
    if form == "xlsx":
        return workbook([table], title).data
    if form == "docx":
        return docx(html(frame, title, note))
    texts = {"md": markdown, "html": html}
    text = latex(frame, title, note, name) if form == "tex" else texts[form](frame, title, note)
    return text.encode("utf-8")


def bibliography_bytes(review: Review, which: str, form: str) -> bytes:
    """Return a bibliography as the bytes of a file in one of `BIBLIOGRAPHY_FORMATS`."""
    text = {"bib": bibtex, "ris": ris, "json": csl_json}[form](review, which)
    return text.encode("utf-8", errors="replace")


def _ending(path: Path, allowed: tuple[str, ...]) -> str:
    form = path.suffix.lower().lstrip(".")
    if form not in allowed:
        raise Misuse(f"{path.name}: the name must end in one of {', '.join('.' + one for one in allowed)}.")
    return form
