"""Where the full texts are: put into fulltext/ under the key of their record, and found again."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path, PurePosixPath

from litmatrix.errors import Misuse
from litmatrix.files import store
from litmatrix.vocabulary import FULLTEXT

FOLDER = FULLTEXT

#: How many bytes of a file's name a key may take: some of the 255 are for its ending, and for what stands before it meanwhile.
LONGEST = 200
# Names that Windows keeps for devices, whatever their ending.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|\Z)", re.IGNORECASE)

#: Of several files of one record the first of these is the full text, then any other by its name.
_FIRST = (".pdf", ".html", ".htm", ".xhtml", ".txt", ".md")


def find(folder: Path, key: str) -> str:
    """Return the place of a record's full text within the review folder, or nothing.

    Where there are several, a PDF comes first, then what can be read besides (a web page, a text), then any other.
    """
    # A person who puts a file there by hand names it as the key is.
    stems = (_stem(key), unicodedata.normalize("NFC", key))
    try:
        names = [
            name
            for name in os.listdir(folder / FOLDER)
            if PurePosixPath(unicodedata.normalize("NFC", name)).stem in stems
        ]
    except OSError:
        return ""
    found = (
        name
        for name in sorted(names, key=_rank)
        if PurePosixPath(name).suffix and not (folder / FOLDER / name).is_dir()
    )
    return next((f"{FOLDER}/{name}" for name in found), "")


def keep(folder: Path, key: str, name: str, data: bytes) -> str:
    """Put a file into fulltext/ under the record's key, with the ending of its name; return its place.

    A file that is there already with other content is not replaced, an empty one is not kept, and a key that is too
    long names no file: `Misuse`. Raises `NotSaved`.
    """
    if too_long(key):
        raise Misuse(f"{key[:60]}…: the key is too long for a file's name. Give the entry a shorter one.")
    ending = PurePosixPath(name).suffix.lower()
    if not re.fullmatch(r"\.[a-z0-9]{1,8}", ending):
        raise Misuse(f"{name}: the file's name has no ending that says what it is (.pdf, .txt, …).")
    if not data:
        raise Misuse(f"{name}: the file is empty; it was not kept.")
    place = f"{FOLDER}/{_stem(key)}{ending}"
    path = folder / place
    store.make_folder(path.parent)
    if path.exists():
        if store.read_bytes(path) != data:
            raise Misuse(
                f"{place} is there already, with other content; it was not replaced. Take it away first."
            )
        return place
    store.write(path, data)
    return place


def too_long(key: str) -> bool:
    """Say whether a key is longer than the name of a file can be."""
    return len(_stem(key).encode("utf-8", errors="replace")) > LONGEST


def _rank(name: str) -> tuple[int, str]:
    ending = PurePosixPath(name).suffix.lower()
    return _FIRST.index(ending) if ending in _FIRST else len(_FIRST), name


def _stem(key: str) -> str:
    """Return the key as a file name that every system takes; two keys never get the same."""
    text = unicodedata.normalize("NFC", key)
    text = re.sub(r'[\\/:*?"<>|%\x00-\x1f]|^\.|[. ]\Z', lambda found: f"%{ord(found[0]):02X}", text)
    return f"%{ord(text[0]):02X}{text[1:]}" if _DEVICES.match(text) else text
