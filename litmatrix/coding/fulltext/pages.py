"""Full texts read page by page: PDFs through pypdfium2 (an extra), texts and web pages by themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from litmatrix.files import store
from litmatrix.errors import Misuse, Unreadable
from litmatrix.files import fulltexts
from litmatrix.coding.fulltext import pdf, webpage

PDF = "pdf"
TEXT = "text"

_TEXTS = (".txt", ".text", ".md", ".markdown")
_WEB_PAGES = (".html", ".htm", ".xhtml")
#: A text longer than this is no article and no book.
_MOST_BYTES = 64 * 1024 * 1024
_MOST_PAGES = 10_000


@dataclass(frozen=True)
class Page:
    """A page of a full text: its number in the file (from 1; 0 where the file has no pages), its label in the
    PDF (empty without one), and its text, one line a line."""

    number: int
    label: str
    text: str


@dataclass(frozen=True)
class Document:
    """A full text as read. `place` is its path within the review folder, `kind` pdf or text (web pages too).

    `left_out` counts the pages that could not be read, or are beyond what is read of one file; they are not among
    `pages`. A scanned PDF has pages whose text is empty: see `has_text`.
    """

    place: str
    kind: str
    pages: tuple[Page, ...]
    left_out: int = 0

    @property
    def has_text(self) -> bool:
        """Whether there are words in it; a scanned PDF has pictures only."""
        return any(page.text.strip() for page in self.pages)


def read_pages(folder: Path, key: str) -> Document:
    """Return the full text of a record, page by page; `folder` is the review's.

    PDF, plain text and Markdown (form feeds part the pages; without any it is one page without a number), and web
    pages (likewise one). Raises `Misuse` if there is none, if it is of another kind, or if a PDF is to be read and
    pypdfium2 is missing; `Unreadable` for a file that is encrypted, damaged or gone.
    """
    place = fulltexts.find(folder, key)
    if not place:
        raise Misuse(f"{fulltexts.FOLDER}/: there is no full text of {key}. Put it there as {key}.pdf (or .txt).")
    return read_document(folder / place, place)


def read_document(path: Path, place: str = "") -> Document:
    """Return any one file, page by page, as `read_pages` does; `place` is how it is named (by its own name)."""
    place = place or path.name
    ending = PurePosixPath(path.name).suffix.lower()
    if ending == ".pdf":
        found, left_out = pdf.read(path, place)
        pages = tuple(Page(number, label, text) for number, label, text in found)
        return Document(place, PDF, pages, left_out)
    if ending in _TEXTS:
        return _paged(store.decode(_bounded(path, place), place).text, place)
    if ending in _WEB_PAGES:
        text = webpage.text(webpage.decode(_bounded(path, place), place))
        return Document(place, TEXT, (Page(0, "", text),))
    raise Misuse(
        f"{place}: a {ending or 'nameless'} file cannot be read page by page. "
        "Save or print it as PDF (or as .txt), and put that into fulltext/ beside it."
    )


def _paged(text: str, place: str) -> Document:
    text = re.sub(r"\r\n?", "\n", text)
    pages = text.split("\f")
    if len(pages) > 1 and not pages[-1].strip():
        pages.pop()  # many programs end each page with a form feed, the last one too
    elif len(pages) == 1:
        return Document(place, TEXT, (Page(0, "", text),))
    read = tuple(Page(number, "", one) for number, one in enumerate(pages[:_MOST_PAGES], start=1))
    return Document(place, TEXT, read, len(pages) - len(read))


def _bounded(path: Path, place: str) -> bytes:
    """Return the bytes of a file that is not too long; raises `Unreadable`."""
    try:
        size = path.stat().st_size
    except OSError:
        size = 0  # reading it says why it cannot be had
    if size > _MOST_BYTES:
        raise Unreadable(
            f"{place}: it is too long to be read ({size // 1024**2} MB of text). Cut out what is needed."
        )
    return store.read_bytes(path)
