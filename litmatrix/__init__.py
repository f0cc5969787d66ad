"""litmatrix: a literature review workbench on plain files.

`litmatrix.open(folder)` reads a review folder; the modules compute, show and write what is in it.
Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module

# Not from typing: with “python -m litmatrix” a file of that name in the folder would be run (see __main__).
TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from litmatrix.review import Review

__version__ = "0.1.0"
__all__ = ["Review", "open"]

_MODULES = frozenset(
    {
        "agreement", "arrays", "bibliography", "bibtex", "blocks", "cells", "charts", "checks", "coding", "columns",
        "comparing", "counts", "criteria", "deciding", "decisions", "differences", "duplicates", "errors", "events",
        "excerpts", "exports", "fields", "filtering", "flow", "folder", "fulltext", "git", "history", "importing",
        "importlog", "intake", "interchange", "latex", "lives", "matrix", "members", "mergedriver", "merging",
        "model", "protocol", "queues", "quotations", "references", "report", "results", "review", "roundtrip", "rows",
        "saturation", "screening", "settling", "store", "tables", "themes", "theming", "toml", "versions",
        "vocabulary", "widgets",
    }
)  # fmt: skip


def open(folder: str | Path = ".") -> Review:
    """Return the review in a folder, see `Review.open`."""
    return import_module("litmatrix.review").Review.open(folder)


def __getattr__(name: str) -> Any:
    if name == "Review":
        return import_module("litmatrix.review").Review
    if name in _MODULES:
        return import_module(f"litmatrix.{name}")
    raise AttributeError(f"module 'litmatrix' has no attribute {name!r}")
