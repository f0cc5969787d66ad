"""Texts that come packed as a zip file: Word documents (.docx) and e-books (.epub), with their headings."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from litmatrix.errors import Unreadable
from litmatrix.coding.fulltext import webpage
from litmatrix.importing.readers import archive

#: A part of a file: its text, and its headings: how deep, the title, and where in the text it stands.
Part = tuple[str, list[tuple[int, str, int]]]

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_HEADING = re.compile(
    r"(?:heading|überschrift|berschrift|titre|título|titulo|titolo|kop|rubrik|nagłówek|заголовок)\s*(\d)",
    re.IGNORECASE,
)


def read_docx(data: bytes, place: str) -> Part:
    """Return what is to be read in a Word document; raises `Unreadable`."""
    packed = _opened(data, place)
    body = tree(packed, "word/document.xml", place)
    styles = heading_levels(packed, place)
    lines: list[str] = []
    headings: list[tuple[int, str, int]] = []
    length = 0
    for paragraph in body.iter(f"{_WORD}p"):
        text = "".join(_words(paragraph)).rstrip()
        if not text.strip():
            continue
        style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
        id = style.get(f"{_WORD}val", "") if style is not None else ""
        if level := styles.get(id) or heading_level(id):
            headings.append((level, " ".join(text.split()), length))
        lines.append(text)
        length += len(text) + 1
    return "\n".join(lines), headings


def read_epub(data: bytes, place: str) -> list[Part]:
    """Return what is to be read in an e-book, chapter by chapter in its order; raises `Unreadable`."""
    packed = _opened(data, place)
    container = tree(packed, "META-INF/container.xml", place)
    root = next((one.get("full-path", "") for one in container.iter() if _tag(one) == "rootfile"), "")
    book = tree(packed, root, place)
    items = {one.get("id"): one.get("href", "") for one in book.iter() if _tag(one) == "item"}
    chapters = [items.get(one.get("idref"), "") for one in book.iter() if _tag(one) == "itemref"]
    names = set(packed.namelist())
    found = []
    for href in chapters:
        name = posixpath.normpath(posixpath.join(posixpath.dirname(root), unquote(href.partition("#")[0])))
        if href and name in names:
            found.append(webpage.read(webpage.decode(_bytes(packed, name, place), place)))
    parts = [one for one in found if one[0].strip()]
    if not parts:
        raise Unreadable(f"{place}: no chapter of this e-book can be read. Save or print it as PDF.")
    return parts


def _opened(data: bytes, place: str) -> zipfile.ZipFile:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise Unreadable(f"{place}: it is damaged, or not the kind of file that its name says. Download it again.")
    return archive.opened(data, place)


def _words(paragraph: Any) -> Iterator[str]:
    """Yield the words of a paragraph, without what was struck out and is kept for a reviewer, or is a field's own code."""
    for one in paragraph.iter():
        tag = _tag(one)
        if tag == "t":
            yield one.text or ""
        elif tag == "tab":
            yield "\t"
        elif tag in ("br", "cr"):
            yield "\n"
        elif tag == "noBreakHyphen":
            yield "-"


def heading_levels(packed: zipfile.ZipFile, place: str) -> dict[str, int]:
    """Return how deep the headings of each style stand, by its id."""
    if "word/styles.xml" not in packed.namelist():
        return {}
    found = {}
    for style in tree(packed, "word/styles.xml", place).iter(f"{_WORD}style"):
        name, outline = style.find(f"{_WORD}name"), style.find(f"{_WORD}pPr/{_WORD}outlineLvl")
        level = heading_level(name.get(f"{_WORD}val", "")) if name is not None else 0
        if not level and outline is not None and outline.get(f"{_WORD}val", "9").isdigit():
            deep = int(outline.get(f"{_WORD}val", "9"))
            level = deep + 1 if deep < 9 else 0
        if level:
            found[style.get(f"{_WORD}styleId", "")] = level
    return found


def heading_level(name: str) -> int:
    """Return how deep a heading stands that has a style of this name; 0 if it is none."""
    found = _HEADING.fullmatch(name.strip())
    return int(found[1]) if found else 0


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def tree(packed: zipfile.ZipFile, name: str, place: str) -> Any:
    """Return the root of a part of a packed file that is XML; what the strict form of Word's format calls otherwise has its
    common name. Raises `Unreadable` for a part that is missing, damaged or declares entities."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        return fromstring(_bytes(packed, name, place).replace(_STRICT, _WORD[1:-1].encode()))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Unreadable(f"{place}: it is damaged ({name}: {error}). Download it again.") from None


def _bytes(packed: zipfile.ZipFile, name: str, place: str) -> bytes:
    try:
        return packed.read(name)
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as error:  # fmt: skip
        raise Unreadable(
            f"{place}: it is damaged, or not the kind of file that its name says ({error})."
        ) from None
