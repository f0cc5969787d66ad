"""The report on one page and for Word, and `build`: every chart, table and export of a review."""

from litmatrix.writing.codebook import codebook_markdown, codebook_page
from litmatrix.writing.linkedpage import linked_page
from litmatrix.writing.report.building import build
from litmatrix.writing.report.built import Built
from litmatrix.writing.report.page import page

__all__ = ["Built", "build", "codebook_markdown", "codebook_page", "linked_page", "page"]
