"""The full texts in fulltext/, named by the key of their record: kept, found, read page by page, shown as pictures."""

from litmatrix.files.fulltexts import FOLDER, find, keep, too_long
from litmatrix.coding.fulltext.pages import PDF, TEXT, Document, Page, read_document, read_pages
from litmatrix.coding.fulltext.pictures import PagePicture, Run, page_picture

__all__ = [
    "FOLDER",
    "PDF",
    "TEXT",
    "Document",
    "Page",
    "PagePicture",
    "Run",
    "find",
    "keep",
    "page_picture",
    "read_document",
    "read_pages",
    "too_long",
]
