"""litmatrix: a literature review workbench on plain files.

`litmatrix.open(folder)` reads a review folder; the rooms compute, show and write what is in it.
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

_ROOMS = frozenset(
    {
        "bibliography",
        "charts",
        "checking",
        "coding",
        "comparing",
        "decisions",
        "duplicates",
        "errors",
        "files",
        "importing",
        "matrix",
        "model",
        "protocol",
        "reporting",
        "review",
        "screening",
        "tables",
        "vocabulary",
        "widgets",
        "writing",
    }
)
#: What else the notebooks of a review import, by the names that stand there.
_IN_NOTEBOOKS = {"criteria": "screening.criteria", "exports": "writing", "filtering": "screening.filtering"}


def open(folder: str | Path = ".") -> Review:
    """Return the review in a folder, see `Review.open`."""
    return import_module("litmatrix.review").Review.open(folder)


def __getattr__(name: str) -> Any:
    if name == "Review":
        return import_module("litmatrix.review").Review
    if name in _ROOMS:
        return import_module(f"litmatrix.{name}")
    if name in _IN_NOTEBOOKS:
        return import_module(f"litmatrix.{_IN_NOTEBOOKS[name]}")
    raise AttributeError(f"module 'litmatrix' has no attribute {name!r}")
