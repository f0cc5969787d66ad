"""PDF files through pypdfium2: opened with a clear word when they cannot be, and read page by page."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from litmatrix.files import store
from litmatrix.errors import Misuse, Unreadable
from litmatrix.coding.fulltext import layout

#: What is read of one file: a longer one, or one that takes longer, is read up to there.
MOST_PAGES = 3_000
MOST_SECONDS = 120.0
MOST_CHARACTERS = 200_000
MOST_BOOKMARKS = 2_000

# PDFium keeps its state for the whole process, and takes one call at a time.
_ONE_AT_A_TIME = threading.RLock()
_RIGHT_TO_LEFT = re.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# The mark that PDFium puts for a hyphen and the line end behind it.
_HYPHENS = str.maketrans({"\ufffe": "-\n", "\x02": "-\n"})


#: A page of a PDF: its number (from 1), its label, its text.
Read = tuple[int, str, str]
#: A bookmark: how deep it stands (from 1), its title, and the number of its page (0: it leads nowhere).
Bookmark = tuple[int, str, int]


def read(path: Path, place: str) -> tuple[list[Read], int, list[Bookmark]]:
    """Return each page, how many pages were left out, and the bookmarks.

    Raises `Misuse` without pypdfium2, `Unreadable` for a file that is encrypted, damaged or gone.
    """
    found: list[Read] = []
    with opened(path, place) as document:
        marks = bookmarks(document)
        until = time.monotonic() + MOST_SECONDS
        count = len(document)
        for index in range(min(count, MOST_PAGES)):
            if time.monotonic() > until:
                break
            with contextlib.suppress(*failures()):  # one damaged page does not take the others away
                found.append((index + 1, document.get_page_label(index) or "", _text(document, index)))
    if count and not found:
        raise Unreadable(f"{place}: none of its {count} pages can be read: the PDF is damaged. Download it again.")
    return found, count - len(found), marks


def bookmarks(document: Any) -> list[Bookmark]:
    """Return the bookmarks of an opened PDF; those that cannot be read are left out."""
    found: list[Bookmark] = []
    with contextlib.suppress(*failures()):
        for one in document.get_toc():
            title = " ".join(_CONTROL.sub("", one.get_title()).split())
            target = one.get_dest()
            index = target.get_index() if target else None
            if title:
                found.append((one.level + 1, title, 0 if index is None else index + 1))
            if len(found) >= MOST_BOOKMARKS:
                break
    return found


def front(path: Path, place: str, pages: int) -> tuple[list[str], dict[str, str], int]:
    """Return the texts of the first pages of a PDF, what it says of itself (Title, Author, …), and how many pages it has.

    Raises as `read` does.
    """
    texts: list[str] = []
    with opened(path, place) as document:
        count = len(document)
        told: dict[str, str] = {}
        with contextlib.suppress(*failures()):
            told = {name: _CONTROL.sub("", value) for name, value in document.get_metadata_dict().items()}
        for index in range(min(count, pages)):
            texts.append("")
            with contextlib.suppress(*failures()):
                texts[-1] = _text(document, index)
    return texts, told, count


@contextlib.contextmanager
def opened(path: Path, place: str) -> Iterator[Any]:
    """Open a PDF, which nobody else may touch meanwhile; raises as `read` does."""
    pdfium = _library(place)
    with _ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(store.read_bytes(path))
        except failures() as error:
            raise _unreadable(path, place, error) from None
        try:
            yield document
        finally:
            document.close()


@contextlib.contextmanager
def opened_page(document: Any, index: int) -> Iterator[tuple[Any, Any]]:
    """Open a page of a PDF, with its text; raises `failures`."""
    page = document[index]
    try:
        text = page.get_textpage()
        try:
            yield page, text
        finally:
            text.close()
    finally:
        page.close()


def characters(text: Any) -> list[layout.Character]:
    """Return the characters of a page's text in the order of the file, with their boxes in points."""
    import ctypes

    import pypdfium2.raw as raw

    found = []
    box = raw.FS_RECTF()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(min(text.count_chars(), MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, index)
        one = chr(code) if 0 < code < 0x110000 else ""
        one = "-" if one in ("\ufffe", "\x02") else one
        if raw.FPDFText_GetLooseCharBox(text, index, box):
            place = (box.left, box.bottom, box.right, box.top)
        elif raw.FPDFText_GetCharBox(text, index, left, right, bottom, top):
            place = (left.value, bottom.value, right.value, top.value)
        else:
            continue
        size = raw.FPDFText_GetFontSize(text, index)
        found.append(layout.Character(one, *place, size, bool(raw.FPDFText_IsGenerated(text, index) == 1)))
    return layout.with_whole_characters(found)


def right_to_left(text: str) -> bool:
    """Whether a page has letters that are written from right to left."""
    return bool(_RIGHT_TO_LEFT.search(text))


def _text(document: Any, index: int) -> str:
    with opened_page(document, index) as (_, text):
        found = text.get_text_range(0, min(text.count_chars(), MOST_CHARACTERS)).translate(_HYPHENS)
        if right_to_left(found):
            # PDFium turns some words round and leaves others: only where the letters stand is certain.
            found = "\n".join(run.text for run in layout.runs(characters(text), right_to_left=True))
        return _CONTROL.sub("", found.replace("\r\n", "\n").replace("\r", "\n"))


def _library(place: str) -> Any:
    try:
        import pypdfium2
    except ImportError:
        raise Misuse(
            f'{place}: to read PDF files, litmatrix needs pypdfium2. Install it: pip install "litmatrix[pdf]"'
        ) from None
    return pypdfium2


def failures() -> tuple[type[Exception], ...]:
    import pypdfium2

    return (pypdfium2.PdfiumError, OSError, ValueError)


def _unreadable(path: Path, place: str, error: Exception) -> Unreadable:
    import pypdfium2.raw as raw

    code = getattr(error, "err_code", None)
    if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return Unreadable(
            f"{place}: the PDF is encrypted and asks for a password. Open it with the password and print it to a new PDF."
        )
    head = store.read_bytes(path)[:1024]  # says why, if the file cannot be had at all
    if re.match(rb"\s*<", head):
        return Unreadable(
            f"{place}: this is a web page, not a PDF (perhaps a login page saved by mistake). Download it again, signed in."
        )
    what = "it is damaged or cut short" if b"%PDF-" in head else "this is not a PDF"
    return Unreadable(f"{place}: it cannot be opened: {what}. Download it again.")
