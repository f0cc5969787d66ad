"""Full texts read page by page: PDFs through pypdfium2 (an extra), texts, web pages, Word documents and e-books by themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from litmatrix.files import store
from litmatrix.errors import Misuse, Unreadable
from litmatrix.files import fulltexts
from litmatrix.coding.fulltext import packed, pdf, webpage

PDF = "pdf"
TEXT = "text"

_MARKDOWN = (".md", ".markdown")
_TEXTS = (".txt", ".text", *_MARKDOWN)
_WEB_PAGES = (".html", ".htm", ".xhtml")
#: A text longer than this is no article and no book.
_MOST_BYTES = 64 * 1024 * 1024
_MOST_PAGES = 10_000
_MOST_HEADINGS = 2_000

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$|^ {0,3}(?:```|~~~)", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A page of a full text: its number in the file (from 1; 0 where the file has no pages), its label in the
    PDF (empty without one), and its text, one line a line."""

    number: int
    label: str
    text: str


class Heading(NamedTuple):
    """A line of the outline: how deep it stands (from 1), its title, its page's place in `pages` (-1: it leads nowhere), and
    where in the text of that page it stands (0 in a PDF)."""

    level: int
    title: str
    page: int
    offset: int = 0


@dataclass(frozen=True)
class Document:
    """A full text as read. `place` is its path within the review folder, `kind` pdf or text (web pages too).

    `left_out` counts the pages that could not be read, or are beyond what is read of one file; they are not among
    `pages`. A scanned PDF has pages whose text is empty: see `has_text`. `outline` has the bookmarks of a PDF, and the
    headings of a web page or of Markdown.
    """

    place: str
    kind: str
    pages: tuple[Page, ...]
    left_out: int = 0
    outline: tuple[Heading, ...] = ()

    @property
    def has_text(self) -> bool:
        """Whether there are words in it; a scanned PDF has pictures only."""
        return any(page.text.strip() for page in self.pages)


def read_pages(folder: Path, key: str) -> Document:
    """Return the full text of a record, page by page; `folder` is the review's.

    PDF, plain text and Markdown (form feeds part the pages; without any it is one page without a number), web
    pages and Word documents (likewise one), and e-books (a page without a number for each chapter). Raises `Misuse` if there is none, if it is of another kind, or if a PDF is to be read and
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
        found, left_out, marks = pdf.read(path, place)
        pages = tuple(Page(number, label, text) for number, label, text in found)
        at = {page.number: at for at, page in enumerate(pages)}
        outline = tuple(Heading(level, title, at.get(number, -1)) for level, title, number in marks)
        return Document(place, PDF, pages, left_out, outline)
    if ending in _TEXTS:
        document = _paged(store.decode(_bounded(path, place), place).text, place)
        return replace(document, outline=_headings(document)) if ending in _MARKDOWN else document
    if ending in _WEB_PAGES:
        text, headings = webpage.read(webpage.decode(_bounded(path, place), place))
        outline = tuple(Heading(level, title, 0, offset) for level, title, offset in headings)
        return Document(place, TEXT, (Page(0, "", text),), outline=outline)
    if ending == ".docx":
        text, headings = packed.read_docx(_bounded(path, place), place)
        outline = tuple(Heading(level, title, 0, offset) for level, title, offset in headings)
        return Document(place, TEXT, (Page(0, "", text),), outline=outline)
    if ending == ".epub":
        chapters = packed.read_epub(_bounded(path, place), place)
        outline = tuple(
            Heading(level, title, at, offset)
            for at, (_, headings) in enumerate(chapters)
            for level, title, offset in headings
        )
        return Document(place, TEXT, tuple(Page(0, "", text) for text, _ in chapters), outline=outline)
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


def _headings(document: Document) -> tuple[Heading, ...]:
    """Return the headings of Markdown; what is fenced as code has none."""
    found: list[Heading] = []
    fenced = False
    for at, page in enumerate(document.pages):
        for one in _HEADING.finditer(page.text):
            if one[1] is None:
                fenced = not fenced
            elif one[2] and not fenced:
                found.append(Heading(len(one[1]), one[2], at, one.start()))
    return tuple(found[:_MOST_HEADINGS])


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
