"""Copies of the worked review, for the browser tests to do with as they like."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = ("bibliography.bib", "matrix.csv", "review.toml", "memos.md")


def copy_worked(folder: Path, *more: str) -> Path:
    """Copy the worked review, and further folders of it (`notebooks`), to where nothing is yet."""
    folder.mkdir()
    for name in FILES:
        shutil.copy2(ROOT / name, folder / name)
    for name in ("decisions", *more):
        ignored = shutil.ignore_patterns("*.lock", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    return folder
