"""Files that change together: written so that none is left half done."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from litmatrix.errors import NotSaved, Unreadable
from litmatrix.files import store

__all__ = ["Change", "differs", "write"]


class Change(NamedTuple):
    """What a file holds, and what it shall hold."""

    name: str
    before: bytes
    after: bytes


def write(folder: Path, changes: Sequence[Change]) -> None:
    """Write the files that change; if one cannot be written, those that were get their old bytes again."""
    started = []
    try:
        for change in changes:
            if change.before != change.after:
                started.append(change)
                store.write(folder / change.name, change.after)
    except BaseException:
        for change in started:
            with contextlib.suppress(NotSaved, Unreadable):
                if differs(folder, change.name, change.before):
                    store.write(folder / change.name, change.before)
        raise


def differs(folder: Path, name: str, data: bytes) -> bool:
    """Whether a file holds other bytes than these, or cannot be read."""
    try:
        return store.read_bytes(folder / name) != data
    except Unreadable:
        return True
