"""A fresh review folder."""

from __future__ import annotations

import json
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from litmatrix import store
from litmatrix.errors import Misuse, NotSaved
from litmatrix.vocabulary import DECISIONS, PROTOCOL

__all__ = ["make_review"]

#: Files whose names begin with a dot are kept in the package without it.
_HIDDEN = ("gitignore", "gitattributes")


def make_review(folder: Path, title: str = "") -> tuple[str, ...]:
    """Make a review folder: protocol, empty data files and the notebooks. Return what was written, relative to it.

    Raises `Misuse` if the folder exists and is not empty, `NotSaved` if it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Misuse(f"{folder}: it exists already and is not empty; nothing was written. Choose another name.")
    template = resources.files("litmatrix") / "template"
    written = []
    try:
        (folder / DECISIONS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotSaved(f"{folder}: the folder cannot be made ({error.strerror}).") from error
    for source, name in _files(template, ""):
        text = source.read_bytes()
        if name == PROTOCOL:
            shown = json.dumps(title.strip() or folder.resolve().name, ensure_ascii=False)
            text = text.replace(b"@TITLE@", shown.encode("utf-8"))
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        store.write(path, text)
        written.append(name)
    return tuple(written)


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
