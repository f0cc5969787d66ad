"""Whether a file was changed by others: what one look at it tells of its content."""

from __future__ import annotations

from pathlib import Path

from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, HISTORY, MATRIX, PROTOCOL

#: Which file it is, when it was last written (nanoseconds), its size in bytes.
Stamp = tuple[int, int, int]


def stamp(path: Path) -> Stamp:
    """Return what changes when a file is written or replaced; zeros for one that is not there."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def of_review(folder: Path) -> dict[str, Stamp | dict[str, Stamp]]:
    """Return by name what tells whether a file of a review, or its folder of decisions, was written to."""
    files: dict[str, Stamp | dict[str, Stamp]] = {
        name: stamp(folder / name) for name in (BIBLIOGRAPHY, MATRIX, PROTOCOL, HISTORY)
    }
    return {**files, DECISIONS: stamps(folder / DECISIONS)}


def stamps(folder: Path) -> dict[str, Stamp]:
    """Return the stamp of each file of events in a folder, by name, in their order."""
    return {path.name: stamp(path) for path in sorted(folder.glob("*.jsonl"))}
