"""The full texts in fulltext/, named by the key of their record: kept, found, read page by page, shown as pictures."""

from litmatrix.files.fulltexts import FOLDER, find, find_many, found, keep, place_for, too_long
from litmatrix.coding.fulltext.pages import PDF, TEXT, Document, Heading, Page, read_document, read_pages
from litmatrix.coding.fulltext.pictures import PagePicture, Run, page_picture

__all__ = [
    "FOLDER",
    "PDF",
    "TEXT",
    "Document",
    "Heading",
    "Page",
    "PagePicture",
    "Run",
    "find",
    "find_many",
    "found",
    "keep",
    "page_picture",
    "place_for",
    "read_document",
    "read_pages",
    "too_long",
]
