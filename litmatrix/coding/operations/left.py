"""Splits that a person left before each excerpt had its place: kept on this machine until they are done or thrown away.

Nothing half-done stands in matrix.csv, review.toml or history/. What was placed so far is a file of its own in the person's
configuration folder, replaced in one step whenever an excerpt is placed:

    splits/ID.json      format, folder (of the review), inode, time, by, asked (see `asked`), total, steps

A review whose folder was moved or renamed on the same disk finds its splits again.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix.coding.themes import Placed
from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.files import personal, store

FORMAT = 1

_ID = re.compile(r"[0-9a-f]{12}")


class Left(NamedTuple):
    """A split that was left: what was asked, how many excerpts it has to place, and those that were, step by step.

    `fault` says why its file cannot be read; all but `id` is then empty.
    """

    id: str
    time: datetime
    by: str = ""
    asked: Mapping[str, Any] = {}
    total: int = 0
    steps: tuple[tuple[Placed, ...], ...] = ()
    fault: str = ""

    @property
    def done(self) -> int:
        return sum(map(len, self.steps))


def new_id() -> str:
    """Return an id for a split that is begun."""
    return secrets.token_hex(6)


def read_left(folder: Path) -> tuple[Left, ...]:
    """Return the splits of the review in a folder that were left, the one that was worked at last first."""
    found = []
    for path in sorted(_place().glob("*.json")):
        if _ID.fullmatch(path.stem) is None:
            continue
        try:
            values = json.loads(store.read_bytes(path).decode("utf-8"))
            if _is_of(values, folder):
                found.append(_read(path.stem, values))
        except (LitmatrixError, ValueError, LookupError, TypeError, AttributeError) as error:
            if _names(path, folder):
                found.append(Left(path.stem, datetime.min.replace(tzinfo=UTC), fault=f"{path}: {error}"))
    return tuple(sorted(found, key=lambda one: one.time, reverse=True))


def keep(folder: Path, left: Left) -> None:
    """Write what was placed so far; raises `NotSaved`."""
    values = {
        "format": FORMAT, "folder": str(folder), "inode": _inode(folder), "time": left.time.isoformat(timespec="seconds"),
        "by": left.by, "asked": left.asked, "total": left.total, "steps": left.steps,
    }  # fmt: skip
    text = json.dumps(values, ensure_ascii=False)
    try:
        store.make_folder(_place())
        store.write(_path(left.id), text.encode("utf-8", errors="surrogatepass"))
    except OSError as error:
        raise store.not_saved(_path(left.id), error) from error


def throw_away(id: str) -> None:
    """Forget a split that was left; raises `NotSaved`."""
    store.remove(_path(id))


def _read(id: str, values: Mapping[str, Any]) -> Left:
    if values["format"] != FORMAT:
        raise ValueError(f"it is of format {values['format']}; this version reads format {FORMAT}.")
    steps = tuple(
        tuple(Placed(str(key), int(number), str(said), str(part)) for key, number, said, part in step)
        for step in values["steps"]
    )
    time = datetime.fromisoformat(values["time"]).astimezone(UTC)
    return Left(id, time, str(values["by"]), dict(values["asked"]), int(values["total"]), steps)


def _is_of(values: Mapping[str, Any], folder: Path) -> bool:
    """Whether a file is of the review in this folder, which may have stood elsewhere then."""
    if values["folder"] == str(folder):
        return True
    return values.get("inode") == _inode(folder) != 0 and not Path(values["folder"]).exists()


def _names(path: Path, folder: Path) -> bool:
    """Whether a file that cannot be read names this folder: so far as it can be told, it is of this review."""
    with contextlib.suppress(LitmatrixError):
        told = json.dumps(str(folder), ensure_ascii=False)
        return told.encode("utf-8", errors="surrogatepass") in store.read_bytes(path)
    return False


def _inode(folder: Path) -> int:
    try:
        return folder.stat().st_ino
    except OSError:
        return 0


def _path(id: str) -> Path:
    if _ID.fullmatch(id) is None:
        raise Misuse(f"{id!r} is not a split that you started and kept.")
    return _place() / f"{id}.json"


def _place() -> Path:
    return personal.place("splits")
