"""Where the full texts are: put into fulltext/ under the key of their record, and found again."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

from litmatrix.errors import Misuse
from litmatrix.files import store
from litmatrix.vocabulary import FULLTEXT

FOLDER = FULLTEXT

#: How many bytes of a file's name a key may take: some of the 255 are for its ending, and for what stands before it meanwhile.
LONGEST = 200
# Names that Windows keeps for devices, whatever their ending.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|\Z)", re.IGNORECASE)

# A file that was kept beside another of the same record; no key of BibTeX has a space.
_BESIDE = re.compile(r"(?P<stem>.+) \((?P<number>[2-9]|[1-9]\d+)\)", re.DOTALL)

#: Of several files of one record the first of these is the full text, then any other by its name.
_FIRST = (".pdf", ".html", ".htm", ".xhtml", ".txt", ".md")


def find(folder: Path, key: str) -> str:
    """Return the place of a record's full text within the review folder, or nothing.

    Where there are several, a PDF comes first, then what can be read besides (a web page, a text), then any other.
    """
    return next(iter(found(folder, key)), "")


def found(folder: Path, key: str) -> tuple[str, ...]:
    """Return the places of all files of a record: its full text, then the others, then those kept beside (“KEY (2).pdf”)."""
    return find_many(folder, [key]).get(key, ())


def find_many(folder: Path, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the places of the files of many records, by key, from one look into fulltext/; see `found`.

    Records without any are left out.
    """
    by_stem: dict[str, list[tuple[int, str]]] = {}
    try:
        with os.scandir(folder / FOLDER) as inside:
            names = [one.name for one in inside if not one.name.startswith(".") and not one.is_dir()]
    except OSError:
        return {}
    for name in names:
        path = PurePosixPath(unicodedata.normalize("NFC", name))
        if path.suffix:
            by_stem.setdefault(path.stem, []).append((1, name))
            if beside := _BESIDE.fullmatch(path.stem):
                by_stem.setdefault(beside["stem"], []).append((int(beside["number"]), name))
    places = {}
    for key in keys:
        # A person who puts a file there by hand names it as the key is.
        stems = dict.fromkeys((stem_of(key), unicodedata.normalize("NFC", key)))
        own = [one for stem in stems for one in by_stem.get(stem, ())]
        if own:
            ranked = sorted(own, key=lambda one: (one[0], _rank(one[1])))
            places[key] = tuple(f"{FOLDER}/{name}" for _, name in ranked)
    return places


def place_for(folder: Path, key: str, name: str, beside: bool = False, taken: Collection[str] = ()) -> str:
    """Return where a file of this name would be kept for a record: “fulltext/KEY.pdf”; `beside` what is there: “KEY (2).pdf”.

    `taken` are places that are no more free. A key that is too long names no file, and a name without an ending says not what it is: `Misuse`.
    """
    if too_long(key):
        raise Misuse(f"{key[:60]}…: the key is too long for a file's name. Give the entry a shorter one.")
    ending = PurePosixPath(name).suffix.lower()
    if not re.fullmatch(r"\.[a-z0-9]{1,8}", ending):
        raise Misuse(f"{name}: the file's name has no ending that says what it is (.pdf, .txt, …).")
    stem, number = stem_of(key), 2
    if not beside:
        return f"{FOLDER}/{stem}{ending}"
    while (place := f"{FOLDER}/{stem} ({number}){ending}") in taken or os.path.lexists(folder / place):
        number += 1
    return place


def keep(folder: Path, key: str, name: str, data: bytes) -> str:
    """Put a file into fulltext/ under the record's key, with the ending of its name; return its place.

    A file that is there already with other content is not replaced, an empty one is not kept, and a key that is too
    long names no file: `Misuse`. Raises `NotSaved`.
    """
    place = place_for(folder, key, name)
    if not data:
        raise Misuse(f"{name}: the file is empty; it was not kept.")
    path = folder / place
    store.make_folder(path.parent)
    if path.exists():
        if store.read_bytes(path) != data:
            raise Misuse(
                f"{place} is there already, with other content; it was not replaced. Move it away first."
            )
        return place
    store.write(path, data)
    return place


def too_long(key: str) -> bool:
    """Say whether a key is longer than the name of a file can be."""
    return len(stem_of(key).encode("utf-8", errors="replace")) > LONGEST


def _rank(name: str) -> tuple[int, str]:
    ending = PurePosixPath(name).suffix.lower()
    return _FIRST.index(ending) if ending in _FIRST else len(_FIRST), name


def stem_of(key: str) -> str:
    """Return the key as a file name that every system takes; two keys never get the same."""
    text = unicodedata.normalize("NFC", key)
    text = re.sub(r'[\\/:*?"<>|%\x00-\x1f]|^\.|[. ]\Z', lambda found: f"%{ord(found[0]):02X}", text)
    return f"%{ord(text[0]):02X}{text[1:]}" if _DEVICES.match(text) else text
