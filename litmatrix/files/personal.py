"""What this machine keeps for the person who works at it, beside the reviews: where its files are."""

from __future__ import annotations

import hashlib
from pathlib import Path


def place(*parts: str) -> Path:
    """Return a file or folder of the person's own configuration of litmatrix."""
    import platformdirs

    return Path(platformdirs.user_config_dir("litmatrix", appauthor=False), *parts)


def place_of(folder: Path, room: str, ending: str) -> Path:
    """Return the file of a room that is a review folder's own, wherever that folder lies."""
    path = str(folder).encode("utf-8", "surrogatepass")
    return place(room, f"{hashlib.blake2b(path, digest_size=12).hexdigest()}{ending}")
