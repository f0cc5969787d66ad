"""What a file says of itself: the DOIs and the words of its first pages, and the title and DOI that its maker put into it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from litmatrix.bibliography.identifiers import doi_key
from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.files import store
from litmatrix.coding.fulltext import pages, pdf

#: So many pages are looked at from the first on: some begin with a cover of a library.
PAGES = 2
#: So much of a page's text is looked at.
_MOST = 12_000
#: Titles that a program wrote, and no author.
_MADE = re.compile(
    r"\s*(?:untitled.*|microsoft word.*|.*\.(?:docx?|pdf|indd|tex|dvi|qxd|rtf|pages)|pii:.*|doi:.*|\S{0,24}|title|layout \d+)\s*",
    re.IGNORECASE | re.DOTALL,
)
_PACKET = re.compile(rb"<x:xmpmeta\b.{0,200000}?</x:xmpmeta>", re.DOTALL)
_XMP_DOI = re.compile(
    r"<(?:prism:doi|pdfx:doi|crossmark:DOI|dc:identifier|prism:url)[^>]*>([^<]{7,300})<"
    r"|\b(?:prism:doi|pdfx:doi|crossmark:DOI)=\"([^\"]{7,300})\"",
    re.IGNORECASE,
)
_XMP_TITLE = re.compile(r"<dc:title\b[^>]*>.{0,200}?<rdf:li\b[^>]*>([^<]{1,1000})<", re.DOTALL)


class Front(NamedTuple):
    """What a file says of itself: the texts of its first pages, the titles and DOIs that its maker wrote into it, how many
    pages it has, and, in words, why its text could not be had (empty where it was)."""

    texts: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    dois: tuple[str, ...] = ()
    length: int = 0
    why: str = ""


def read_front(path: Path, name: str) -> Front:
    """Return what a file says of itself; what is wrong with it is told in `why` and raises nothing."""
    try:
        size = path.stat().st_size
    except OSError as error:
        return Front(why=f"{name}: it cannot be read ({error.strerror}).")
    if not size:
        return Front(why=f"{name}: the file is empty (0 bytes). Download it again.")
    try:
        if PurePosixPath(name).suffix.lower() != ".pdf":
            document = pages.read_document(path, name)
            heads = [one.title for one in document.outline if one.level == 1]
            texts = tuple(page.text[:_MOST] for page in document.pages[:PAGES])
            return Front(texts, _titles(heads[:1]), length=len(document.pages))
        found, told, count = pdf.front(path, name, PAGES)
        texts = tuple(text[:_MOST] for text in found)
        packet = _packet(path)
        dois = (doi_key(one) for one in (*told.values(), *_of(_XMP_DOI, packet)))
        titles = _titles([told.get("Title", ""), *_of(_XMP_TITLE, packet)])
        why = "" if any(text.strip() for text in texts) else "its first pages have no text: they are pictures"
        return Front(texts, titles, tuple(dict.fromkeys(filter(None, dois))), count, why and f"{name}: {why}.")
    except Misuse as error:
        return Front(why=str(error))
    except LitmatrixError as error:
        return Front(why=str(error).replace(f"{path}:", f"{name}:"))


def _packet(path: Path) -> str:
    """Return what a publisher's program wrote of the work (XMP); nothing where it is packed or not there."""
    found = _PACKET.search(store.read_bytes(path))
    return found[0].decode("utf-8", errors="replace") if found else ""


def _of(pattern: re.Pattern[str], packet: str) -> Iterable[str]:
    for found in pattern.finditer(packet):
        yield html.unescape(next(filter(None, found.groups()), ""))


def _titles(found: Iterable[str]) -> tuple[str, ...]:
    clean = (" ".join(one.split()) for one in found)
    return tuple(dict.fromkeys(one for one in clean if one and not _MADE.fullmatch(one)))
