"""A fresh review folder."""

from __future__ import annotations

import json
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import store
from litmatrix.vocabulary import DECISIONS, MANUSCRIPT, PROTOCOL

#: Files whose names begin with a dot are kept in the package without it.
_HIDDEN = ("gitignore", "gitattributes")


def make_review(folder: Path, title: str = "") -> tuple[str, ...]:
    """Make a review folder: protocol, empty data files and the notebooks. Return what was written, relative to it.

    Raises `Misuse` if the folder exists and is not empty, `NotSaved` if it cannot be written. Hidden files, which systems and
    git put into any folder, may be there, but for those that a review has too.
    """
    template = _files(resources.files("litmatrix") / "template", "")
    try:
        if folder.exists() and not (folder.is_dir() and is_empty(folder)):
            raise Misuse(
                f"{folder}: it exists already and is not empty; nothing was written. Choose another name."
            )
        for place in (folder / DECISIONS, *(folder.joinpath(name).parent for _, name in template)):
            place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotSaved(f"{folder}: the folder cannot be made ({error.strerror}).") from error
    for source, name in template:
        text = source.read_bytes()
        if name in (PROTOCOL, MANUSCRIPT):
            text = text.replace(b"@TITLE@", _quoted(title.strip() or folder.resolve().name))
        store.write(folder / name, text)
    return tuple(name for _, name in template)


def is_empty(folder: Path) -> bool:
    """Whether a review may be made in a folder that exists: nothing stands there but hidden files that a review has not."""
    own = {f".{name}" for name in _HIDDEN}
    return all(one.name.startswith(".") and one.name not in own for one in folder.iterdir())


def _quoted(title: str) -> bytes:
    """Return a title as a string of TOML, and of YAML; what no text file can hold becomes a question mark."""
    return json.dumps(title.replace("\x7f", "?"), ensure_ascii=False).encode("utf-8", errors="replace")


def _files(place: Traversable, prefix: str) -> list[tuple[Traversable, str]]:
    found: list[tuple[Traversable, str]] = []
    for part in sorted(place.iterdir(), key=lambda one: one.name):
        if part.name.startswith((".", "__")):
            continue
        name = f".{part.name}" if part.name in _HIDDEN else part.name
        if part.is_dir():
            found.extend(_files(part, f"{prefix}{name}/"))
        else:
            found.append((part, prefix + name))
    return found
