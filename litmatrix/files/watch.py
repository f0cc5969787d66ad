"""Whether a file was changed by others: what one look at it tells of its content."""

from __future__ import annotations

from pathlib import Path

#: Which file it is, when it was last written (nanoseconds), its size in bytes.
Stamp = tuple[int, int, int]


def stamp(path: Path) -> Stamp:
    """Return what changes when a file is written or replaced; zeros for one that is not there."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def stamps(folder: Path) -> dict[str, Stamp]:
    """Return the stamp of each file of events in a folder, by name, in their order."""
    return {path.name: stamp(path) for path in sorted(folder.glob("*.jsonl"))}
