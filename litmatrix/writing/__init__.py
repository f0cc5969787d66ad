"""Tables and bibliographies as files: CSV, Markdown, HTML, LaTeX, Word, one workbook; BibTeX, RIS, CSL-JSON, any citation style.

Functions named after a format return its text (or bytes); `export` writes one file, in the format that its
name ends with. All text of records is taken as hostile and escaped.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from litmatrix import reporting, tables
from litmatrix.errors import Misuse
from litmatrix.files import results
from litmatrix.files.written import File, Written
from litmatrix.reporting import Stamp
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.vocabulary import counted
from litmatrix.writing import reference_lists
from litmatrix.writing.bibliographies import WHICH, bibtex, chosen, csl_json, ris
from litmatrix.writing.codebook import codebook_markdown, codebook_page
from litmatrix.writing.delimited import spreadsheet_csv as csv
from litmatrix.writing.editable import editable
from litmatrix.writing.interchange import prisma2020
from litmatrix.writing.latex import latex
from litmatrix.writing.linked import linked_page
from litmatrix.writing.markup import escape_html, html, markdown
from litmatrix.writing.pandoc import NoPandoc
from litmatrix.writing.styles import USUAL, find_style
from litmatrix.writing.word import docx, word_image, word_table
from litmatrix.writing.workbook import workbook

__all__ = [
    "BIBLIOGRAPHY_FORMATS",
    "REFERENCE_FORMATS",
    "TABLE_FORMATS",
    "WHICH",
    "NoPandoc",
    "bibliography_bytes",
    "bibtex",
    "codebook_markdown",
    "codebook_page",
    "csl_json",
    "csv",
    "docx",
    "editable",
    "export",
    "export_table",
    "html",
    "latex",
    "linked_page",
    "markdown",
    "ris",
    "styled_bibliography",
    "table_bytes",
    "word_image",
    "word_table",
    "workbook",
]

#: The endings of a table's file, of all tables', of a bibliography's for other programs, and of one in a citation style.
TABLE_FORMATS = ("csv", "md", "html", "tex", "docx", "xlsx")
WORKBOOK_FORMATS = ("xlsx",)
BIBLIOGRAPHY_FORMATS = ("bib", "ris", "json")
REFERENCE_FORMATS = reference_lists.FORMS
LINKED_FORMATS = ("html",)
FLOW_FORMATS = ("csv",)
_TEXTS = {"md": markdown, "html": html, "tex": latex}
_CODEBOOK = {"md": codebook_markdown, "html": codebook_page}


def export(
    review: Review,
    what: str,
    path: str | Path,
    records: str = "included",
    without: Sequence[str] = (),
    force: bool = False,
    style: str = "",
) -> Written:
    """Write one thing to a file, in the format that its name ends with; what is returned says what was written.

    `what` is ``bibliography`` (.bib .ris .json, or .docx .html .md .tex .pdf in a citation `style`, which is a name such as
    vancouver, or a .csl file in the review's folder; `records` are included, excluded, all or cited (in the manuscript), `without`
    fields that are left out), ``tables`` (.xlsx, a
    sheet a table), ``linked`` (.html, the page of linked charts), ``prisma2020`` (.csv, the flow for the R package and app of
    that name), or the name of a table, such as ``matrix``, or of a checklist, such as ``prisma-2020`` (.csv .md .html .tex .docx
    .xlsx). The matrix as .xlsx is the workbook that can be edited and taken in again (see
    `editable`); of the ``codebook``, .md and .html give the readable document, not the wide table. Folders that are
    missing are made. A file that litmatrix did not make, or that was changed since, is replaced only with `force`, the
    review's own never (see `results.write`). Raises `Misuse` for these and for another word or ending, `NotSaved` if the
    file cannot be written, `NoPandoc` for .docx without pandoc, `NoStyles` and `NoTypst` for a style and for .pdf likewise.
    """
    path = Path(path)
    data, holds, notes = _made(review, what, path, records, without, style)
    results.write(review.folder, path, data, force)
    return Written((File(path, holds),), tuple(f"{path.name}, {note}" for note in notes))


def _made(
    review: Review, what: str, path: Path, records: str, without: Sequence[str], style: str
) -> tuple[bytes, str, tuple[str, ...]]:
    """Return the bytes of what is exported, how much is in it, and what one should know of it."""
    if without and what != "bibliography":
        raise Misuse(f"fields are left out of a bibliography only, not of {what}.")
    if style and (what != "bibliography" or path.suffix.lower().lstrip(".") in BIBLIOGRAPHY_FORMATS):
        raise Misuse(f"{path.name}: a citation style is for a bibliography as {_endings(REFERENCE_FORMATS)}.")
    stamp = reporting.stamped(review.folder)
    if what == "bibliography":
        form = _ending(path, BIBLIOGRAPHY_FORMATS + REFERENCE_FORMATS)
        number = counted(len(chosen(review, records)), "record")
        if form in REFERENCE_FORMATS:
            data, notes = styled_bibliography(review, records, form, style, without, stamp)
            return data, number, notes
        return bibliography_bytes(review, records, form, without), number, ()
    if what == "tables":
        _ending(path, WORKBOOK_FORMATS)
        every = tables.named(review)
        data, notes = workbook(every.values(), review.protocol.title, stamp)
        return data, counted(len(every), "table"), notes
    if what == "linked":
        _ending(path, LINKED_FORMATS)
        return linked_page(review, stamp).encode("utf-8"), "", ()
    if what == "prisma2020":
        _ending(path, FLOW_FORMATS)
        made = prisma2020.filled(review)
        return made.text.encode("utf-8"), "", tuple(f"which has no row for: {box}." for box in made.left)
    if what == "codebook" and (form := _ending(path, TABLE_FORMATS)) in _CODEBOOK:
        themes = counted(len(review.protocol.current_themes), "theme")
        return _CODEBOOK[form](review, stamp).encode("utf-8"), themes, ()
    form = _ending(path, TABLE_FORMATS)
    if form == "xlsx" and what == "matrix":
        data, notes = editable(review)
        return data, counted(len(review.matrix), "row"), notes
    table = _table(review, what)
    rows = counted(len(table.frame), "row")
    if form == "xlsx":
        data, notes = workbook([table], review.protocol.title, stamp)
        return data, rows, notes
    return table_bytes(table, form, stamp), rows, ()


def export_table(folder: Path, table: Table, path: str | Path, force: bool = False) -> Written:
    """Write any table to a file, in the format that its name ends with (.csv .md .html .tex .docx .xlsx); see `export`.

    `folder` is the review's: what it holds itself is never written over.
    """
    path = Path(path)
    form = _ending(path, TABLE_FORMATS)
    results.write(folder, path, table_bytes(table, form, reporting.stamped(folder)), force)
    return Written((File(path, counted(len(table.frame), "row")),))


def table_bytes(table: Table, form: str, stamp: Stamp | None = None) -> bytes:
    """Return a table as the bytes of a file: csv, md, html, tex, docx or xlsx; a .csv, which is data, has no stamp."""
    if form == "xlsx":
        return workbook([table], table.title, stamp)[0]
    if form == "docx":
        turned = table.name in reporting.CHECKLISTS
        foot = f"<p><em>{escape_html(stamp)}</em></p>" if stamp else ""
        return docx(table.title, word_table(table, turned) + foot, stamp=stamp, turned=turned)
    if form == "csv":
        return csv(table).encode("utf-8-sig")
    return _TEXTS[form](table, stamp).encode("utf-8")


def bibliography_bytes(review: Review, records: str, form: str, without: Sequence[str] = ()) -> bytes:
    """Return the included, excluded or all records, without some fields, as the bytes of a file: bib, ris or json."""
    text = {"bib": bibtex, "ris": ris, "json": csl_json}[form](review, records, without)
    return text.encode("utf-8")


def styled_bibliography(
    review: Review,
    records: str,
    form: str,
    style: str = "",
    without: Sequence[str] = (),
    stamp: Stamp | None = None,
) -> tuple[bytes, tuple[str, ...]]:
    """Return the included, excluded, all or cited records in a citation style as the bytes of a file, and what one should know of it.

    `form` is one of `REFERENCE_FORMATS`; `style` is that of `find_style`, the usual one if there is none.
    """
    found = find_style(style or USUAL, review.folder)
    return reference_lists.written(
        reference_lists.reference_list(review, records, found, without), form, stamp
    )


def _endings(allowed: Sequence[str]) -> str:
    return ", ".join(f".{one}" for one in allowed)


def _ending(path: Path, allowed: tuple[str, ...]) -> str:
    form = path.suffix.lower().lstrip(".")
    if form not in allowed:
        raise Misuse(f"{path.name}: its name must end in {_endings(allowed)}, which says the format.")
    return form


def _table(review: Review, name: str) -> Table:
    if name in reporting.CHECKLISTS:
        return reporting.CHECKLISTS[name](review)
    if name in tables.APART:
        return tables.APART[name](review)
    known = tables.named(review)
    if name not in known:
        words = (
            "bibliography",
            "tables",
            "linked",
            "prisma2020",
            *known,
            *tables.APART,
            *reporting.CHECKLISTS,
        )
        near = difflib.get_close_matches(name, words, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Misuse(f"there is no table {name!r}; what can be exported: {', '.join(words)}.{hint}")
    return known[name]
