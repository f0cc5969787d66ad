"""Where the files of a review are, as a page names and links them."""

from __future__ import annotations

from pathlib import Path

from litmatrix.files.written import File
from litmatrix.vocabulary import OUT


def places(folder: Path) -> list[str]:
    """Return a review's folder as a server of Jupyter may name it, from its root or from the person's home."""
    home = Path.home()
    names = [folder.as_posix()]
    if folder.is_relative_to(home):
        names.append((Path("~") / folder.relative_to(home)).as_posix())
    return names


def link(path: Path, holds: str = "") -> dict[str, str]:
    """Return what a page needs to name a file and to link it: its path within the review, and what is in it."""
    return {"name": File(path).name, "holds": holds}


def shortened(note: str, folder: Path) -> str:
    """Return a note with paths as they are within the review."""
    return note.replace(f"{folder / OUT}", OUT).replace(f"{folder}/", "")
