"""Which columns a person chose for the record list of a review, remembered on this machine."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

from litmatrix.errors import LitmatrixError
from litmatrix.files import personal, store


def columns(folder: Path) -> tuple[str, ...]:
    """Return the ids of the columns that were chosen last for the review in a folder; none where nothing is remembered."""
    try:
        found = json.loads(store.read_bytes(_file(folder)))
    except (LitmatrixError, ValueError, RecursionError):
        return ()
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def remember(folder: Path, chosen: Sequence[str]) -> None:
    """Remember which columns are shown; where that cannot be written, they hold as long as the desk is open."""
    path = _file(folder)
    with contextlib.suppress(OSError, LitmatrixError):
        store.make_folder(path.parent)
        store.write(path, json.dumps(list(chosen)).encode("utf-8"))


def _file(folder: Path) -> Path:
    return personal.place_of(folder, "record-list", ".json")
