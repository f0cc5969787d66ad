"""The framework matrix, the page that a supervisor reads: as a page (.html), a sheet (.xlsx), and documents (.docx, .pdf)."""

from __future__ import annotations

from litmatrix.reporting import Stamp
from litmatrix.tables.of_framework import Framework
from litmatrix.writing.framework.page import page
from litmatrix.writing.framework.sheet import listed, workbook
from litmatrix.writing.framework.typeset import document as pdf
from litmatrix.writing.framework.word import document as docx

__all__ = ["FORMATS", "docx", "listed", "page", "pdf", "workbook", "written"]

#: The endings of its files.
FORMATS = ("html", "xlsx", "docx", "pdf")


def written(framework: Framework, form: str, stamp: Stamp) -> tuple[bytes, tuple[str, ...]]:
    """Return the matrix as the bytes of a file, and what one should know of it; raises `NoPandoc`, `NoTypst`."""
    if form == "html":
        return page(framework, stamp).encode("utf-8"), ()
    if form == "docx":
        return docx(framework, stamp), ()
    return pdf(framework, stamp) if form == "pdf" else workbook(framework, stamp)
