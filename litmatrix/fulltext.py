"""The full texts in fulltext/, named by the key of their record."""

from __future__ import annotations

import re
from pathlib import Path

from litmatrix import store
from litmatrix.errors import Misuse

__all__ = ["FOLDER", "find", "keep"]

FOLDER = "fulltext"


def find(folder: Path, key: str) -> str:
    """Return the place of a record's full text within the review folder, or nothing."""
    stem = _stem(key)
    found = sorted(path.name for path in (folder / FOLDER).glob("*") if path.stem == stem and path.is_file())
    return f"{FOLDER}/{found[0]}" if found else ""


def keep(folder: Path, key: str, name: str, data: bytes) -> str:
    """Put a file into fulltext/ under the record's key, with the ending of its name; return its place.

    A file that is there already with other content is not replaced: `Misuse`. Raises `NotSaved`.
    """
    ending = Path(name).suffix.lower()
    if not re.fullmatch(r"\.[a-z0-9]{1,8}", ending):
        raise Misuse(f"{name}: the file's name has no ending that says what it is (.pdf, .txt, …).")
    place = f"{FOLDER}/{_stem(key)}{ending}"
    path = folder / place
    if path.exists() and path.read_bytes() != data:
        raise Misuse(f"{place} is there already, with other content; it was not replaced. Take it away first.")
    path.parent.mkdir(exist_ok=True)
    store.write(path, data)
    return place


def _stem(key: str) -> str:
    """Return the key as a file name that every system takes."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", key)
