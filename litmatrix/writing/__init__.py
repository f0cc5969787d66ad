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
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.flowword import flow_document
from litmatrix.writing.framework import FORMATS as FRAMEWORK_FORMATS
from litmatrix.writing.framework import listed as framework_sheet
from litmatrix.writing.framework import written as framework_bytes
from litmatrix.writing.interchange import prisma2020
from litmatrix.writing.latex import latex
from litmatrix.writing.linkedpage import linked_page
from litmatrix.writing.markup import html, markdown
from litmatrix.writing.pandoc import NoPandoc
from litmatrix.writing.pasted import cite
from litmatrix.writing.processed import OWN, Processed
from litmatrix.writing.styles import USUAL, find_style
from litmatrix.writing.word import docx, word_image, word_references, word_table
from litmatrix.writing.workbook import workbook
from litmatrix.writing.works_cited import styled

__all__ = [
    "BIBLIOGRAPHY_FORMATS",
    "FRAMEWORK_FORMATS",
    "OWN",
    "REFERENCE_FORMATS",
    "TABLE_FORMATS",
    "WHICH",
    "NoPandoc",
    "bibliography_bytes",
    "bibtex",
    "cite",
    "codebook_markdown",
    "codebook_page",
    "csl_json",
    "csv",
    "docx",
    "editable",
    "export",
    "export_table",
    "flow_document",
    "framework_bytes",
    "framework_sheet",
    "html",
    "latex",
    "linked_page",
    "markdown",
    "ris",
    "styled",
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
#: The formats of a table that print citations, and a list of references, in a citation style.
STYLED_FORMATS = ("html", "docx")
_TEXTS = {"md": markdown, "tex": latex}
#: What can be exported besides the tables, and the forms of the codebook that are documents.
OTHERS = ("bibliography", "tables", "linked", "framework", "prisma2020")
_CODEBOOK = ("md", "html")


def export(
    review: Review,
    what: str,
    path: str | Path,
    records: str = "included",
    without: Sequence[str] = (),
    force: bool = False,
    style: str = "",
    by: str = "",
) -> Written:
    """Write one thing to a file, in the format that its name ends with; what is returned says what was written.

    `what` is ``bibliography`` (.bib .ris .json, or .docx .html .md .tex .pdf in a citation `style`, which is a name such as
    vancouver, or a .csl file in the review's folder; `records` are included, excluded, all or cited (in the manuscript), `without`
    fields that are left out), ``tables`` (.xlsx, a
    sheet a table), ``linked`` (.html, the page of linked charts), ``framework`` (.html .xlsx .docx .pdf, the framework matrix with its sources
    grouped `by` a descriptor, or by the type of source), ``prisma2020`` (.csv, the flow for the R package and app of
    that name), or the name of a table, such as ``matrix``, or of a checklist, such as ``prisma-2020`` (.csv .md .html .tex .docx
    .xlsx). In .docx and .html a table's citations are processed, with the references at the end, in the citation `style` (a
    name such as apa or vancouver, or a .csl file; see `styles.find_style`), or the usual one; in .md they are pandoc's, in
    .tex biblatex's, and .csv and .xlsx have columns for them. The matrix as .xlsx is the workbook that can be edited and taken in again (see
    `editable`); of the ``codebook``, .md and .html give the readable document, not the wide table. ``flow`` as .docx is the PRISMA diagram in shapes
    that Word edits, with its numbers, and needs no pandoc. Folders that are
    missing are made. A file that litmatrix did not make, or that was changed since, is replaced only with `force`, the
    review's own never (see `results.write`). Raises `Misuse` for these and for another word or ending, `NotSaved` if the
    file cannot be written, `NoPandoc` for .docx without pandoc, `NoStyles` and `NoTypst` for a style and for .pdf likewise.
    """
    path = Path(path)
    data, holds, notes = _made(review, what, path, records, without, style, by)
    results.write(review.folder, path, data, force)
    return Written((File(path, holds),), tuple(f"{path.name}, {note}" for note in notes))


def _made(
    review: Review, what: str, path: Path, records: str, without: Sequence[str], style: str, by: str
) -> tuple[bytes, str, tuple[str, ...]]:
    """Return the bytes of what is exported, how much is in it, and what one should know of it."""
    if without and what != "bibliography":
        raise Misuse(f"fields are left out of a bibliography only, not of {what}.")
    if by and what != "framework":
        raise Misuse(f"only the framework matrix groups its sources by a descriptor, not {what}.")
    if style:
        _check_style(what, path)
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
        every = tables.collected(review)
        framework = framework_sheet(tables.framework(review))
        data, notes = workbook(every.values(), review.protocol.title, stamp, [framework])
        return data, counted(len(every), "table"), notes
    if what == "linked":
        _ending(path, LINKED_FORMATS)
        return linked_page(review, stamp).encode("utf-8"), "", ()
    if what == "framework":
        form = _ending(path, FRAMEWORK_FORMATS)
        made_of = tables.framework(review, *([by] if by else []))
        data, notes = framework_bytes(made_of, form, stamp)
        return data, made_of.size, notes
    if what == "prisma2020":
        _ending(path, FLOW_FORMATS)
        made = prisma2020.filled(review)
        return made.text.encode("utf-8"), "", tuple(f"which has no row for: {box}." for box in made.left)
    if what == "codebook" and (form := _ending(path, TABLE_FORMATS)) in _CODEBOOK:
        themes = counted(len(review.protocol.current_themes), "theme")
        processed = styled(review, [tables.codebook(review)], style) if form == "html" else OWN
        text = codebook_page(review, stamp, processed) if form == "html" else codebook_markdown(review, stamp)
        return text.encode("utf-8"), themes, _noted(processed)
    form = _ending(path, TABLE_FORMATS)
    if form == "xlsx" and what == "matrix":
        data, notes = editable(review)
        return data, counted(len(review.matrix), "row"), notes
    table = _table(review, what)
    rows = counted(len(table.frame), "row")
    if form == "docx" and what == "flow":
        return flow_document(review, stamp), rows, ()
    if form == "xlsx":
        data, notes = workbook([table], review.protocol.title, stamp)
        return data, rows, notes
    processed = styled(review, [table], style) if form in STYLED_FORMATS else OWN
    return table_bytes(table, form, stamp, processed), rows, _noted(processed)


def _check_style(what: str, path: Path) -> None:
    """Raise `Misuse` where a citation style would mean nothing."""
    allowed = REFERENCE_FORMATS if what == "bibliography" else () if what in OTHERS else STYLED_FORMATS
    if path.suffix.lower().lstrip(".") not in allowed:
        raise Misuse(
            f"{path.name}: a citation style is for a bibliography as {_endings(REFERENCE_FORMATS)}, and for a table as "
            f"{_endings(STYLED_FORMATS)}."
        )


def _noted(processed: Processed) -> tuple[str, ...]:
    return (f"citations are as litmatrix prints them: {processed.note}",) if processed.note else ()


def export_table(folder: Path, table: Table, path: str | Path, force: bool = False) -> Written:
    """Write any table to a file, in the format that its name ends with (.csv .md .html .tex .docx .xlsx); see `export`.

    `folder` is the review's: what it holds itself is never written over.
    """
    path = Path(path)
    form = _ending(path, TABLE_FORMATS)
    results.write(folder, path, table_bytes(table, form, reporting.stamped(folder)), force)
    return Written((File(path, counted(len(table.frame), "row")),))


def table_bytes(table: Table, form: str, stamp: Stamp | None = None, processed: Processed = OWN) -> bytes:
    """Return a table as the bytes of a file: csv, md, html, tex, docx or xlsx; a .csv, which is data, has no stamp.

    A page and a document print the citations that are `processed` (see `styled`), and what they cite at their end.
    """
    if form == "xlsx":
        return workbook([table], table.title, stamp)[0]
    if form == "docx":
        turned = table.name in reporting.CHECKLISTS
        foot = f"<p><em>{escape_html(stamp)}</em></p>" if stamp else ""
        body = word_table(table, turned, processed) + word_references(table, processed) + foot
        return docx(table.title, body, stamp=stamp, turned=turned)
    if form == "html":
        return html(table, stamp, processed).encode("utf-8")
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
        words = (*OTHERS, *known, *tables.APART, *reporting.CHECKLISTS)
        near = difflib.get_close_matches(name, words, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Misuse(f"there is no table {name!r}; what can be exported: {', '.join(words)}.{hint}")
    return known[name]
