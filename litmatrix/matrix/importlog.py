"""history/: what each import of search results added, one file an import: the store of its undo.

A file is written before the import touches anything and never changed afterwards. A second file beside it says that
the import is whole; it goes when undoing begins, and a third says that it was undone. So a crash in between is seen.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from litmatrix.errors import NotSaved, Unreadable
from litmatrix.files import store
from litmatrix.matrix.history import Hunk, read_hunk
from litmatrix.model import Problem
from litmatrix.vocabulary import ERROR, HISTORY

__all__ = [
    "Import",
    "check_imports",
    "next_time",
    "read_imports",
    "undoing_began",
    "undone",
    "whole",
    "write_import",
]

FORMAT = 1
_WHOLE, _UNDONE = ".whole.json", ".undone.json"


@dataclass(frozen=True)
class Import:
    """One import: when (UTC, to the second), for which search, and what it takes to undo it.

    `files` accounts for each file (name, format, encoding, declared, new, again, reported). `added` maps the key of
    each entry that it added to a sum over the entry's text; `tail` is the length of all that was appended to the
    bibliography, and a sum over it. `origins` maps the key of each record that was found again to the text of its
    field `origin` before (None: it had none) and after. `prints` maps a sum over each record, as the file gave it, to
    the key that it has here. `made` says whether the search is new; `table` is its table in review.toml afterwards,
    `members` what was changed of one that was there, `hunks` the lines.
    """

    time: datetime
    search: str
    by: str = ""
    files: tuple[Mapping[str, Any], ...] = ()
    added: Mapping[str, str] = field(default_factory=dict)
    tail: tuple[int, str] = (0, "")
    origins: Mapping[str, tuple[str | None, str]] = field(default_factory=dict)
    prints: Mapping[str, str] = field(default_factory=dict)
    made: bool = False
    table: Mapping[str, Any] = field(default_factory=dict)
    members: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    hunks: tuple[Hunk, ...] = ()
    whole: bool = False
    undone: datetime | None = None

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.time:%Y-%m-%dT%H%M%SZ}-import"


def read_imports(folder: Path) -> tuple[tuple[Import, ...], tuple[Problem, ...]]:
    """Return the imports in a history folder, oldest first, and a problem for each file that is not read."""
    imports, problems = [], []
    for path in sorted(folder.glob("*-import*.json")) if folder.is_dir() else []:
        if path.name.endswith((_WHOLE, _UNDONE)) or path.name.startswith("."):
            continue
        where = f"{folder.name}/{path.name}"
        try:
            one = _import(path)
        except (Unreadable, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            told = f"no {error} in it" if isinstance(error, KeyError) else str(error)
            message = f"it is no record of an import ({told}), which therefore cannot be undone."
            fix = "Restore it from git or a backup; nobody edits these files by hand."
            problems.append(Problem("history", ERROR, where, message, fix=fix))
            continue
        if path.stem == one.name:
            imports.append(one)
        else:
            message = f"this looks like a second version of {one.name}.json; it is not read."
            problems.append(
                Problem("history", ERROR, where, message, fix="Compare the two, then delete this one.")
            )
    return tuple(sorted(imports, key=lambda one: one.time)), tuple(problems)


def check_imports(imports: Iterable[Import]) -> tuple[Problem, ...]:
    """Return a problem for each import that stopped half-way, or whose undoing did."""
    return tuple(
        Problem(
            "unfinished-import",
            ERROR,
            f"{HISTORY}/{one.name}.json",
            f"the import for {one.search} ({one.time:%Y-%m-%d %H:%M:%S} UTC), or its undoing, stopped half-way.",
            fix="Run “litmatrix import --undo”: it takes back what was done of it. Then import again.",
        )
        for one in imports
        if one.undone is None and not one.whole
    )


def next_time(imports: Iterable[Import]) -> datetime:
    """Return now, to the second, or the first second after every import that is known."""
    now = datetime.now(UTC).replace(microsecond=0)
    return max([now, *(one.time + timedelta(seconds=1) for one in imports)])


def write_import(folder: Path, one: Import) -> Path:
    """Write the record of an import and return its path; raises `NotSaved`, also where one stands there already."""
    path = folder / f"{one.name}.json"
    store.make_folder(folder)
    if path.exists():
        raise NotSaved(f"{path}: not saved: another import of this second stands there. Try again.")
    values = {
        "format": FORMAT, "time": _moment(one.time), "change": "import", "search": one.search, "by": one.by,
        "files": one.files, "added": one.added, "tail": one.tail, "origins": one.origins, "prints": one.prints,
        "made": one.made, "table": one.table, "members": one.members, "hunks": [hunk._asdict() for hunk in one.hunks],
    }  # fmt: skip
    _dump(path, values)
    return path


def whole(folder: Path, one: Import) -> None:
    """Write down that all of an import is on disk; raises `NotSaved`."""
    _dump(folder / f"{one.name}{_WHOLE}", {"format": FORMAT, "time": _moment(datetime.now(UTC))})


def undoing_began(folder: Path, one: Import) -> None:
    """Take out the mark that an import is whole, before anything of it is taken back; raises `NotSaved`."""
    path = folder / f"{one.name}{_WHOLE}"
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise store.not_saved(path, error) from error


def undone(folder: Path, one: Import, by: str = "", why: str = "") -> None:
    """Write down that an import was undone; raises `NotSaved`."""
    values = {"format": FORMAT, "time": _moment(datetime.now(UTC)), "by": by, "why": why}
    _dump(folder / f"{one.name}{_UNDONE}", values)


def _import(path: Path) -> Import:
    values = _loaded(path)
    gone = None
    with contextlib.suppress(Unreadable):
        gone = datetime.fromisoformat(_loaded(path.with_name(path.stem + _UNDONE))["time"]).astimezone(UTC)
    return Import(
        datetime.fromisoformat(values["time"]).astimezone(UTC),
        str(values["search"]),
        str(values["by"]),
        tuple(dict(one) for one in values["files"]),
        dict(values["added"]),
        (int(values["tail"][0]), str(values["tail"][1])),
        {key: (before, str(after)) for key, (before, after) in values["origins"].items()},
        dict(values["prints"]),
        bool(values["made"]),
        dict(values["table"]),
        {member: (before, after) for member, (before, after) in values["members"].items()},
        tuple(read_hunk(one) for one in values["hunks"]),
        path.with_name(path.stem + _WHOLE).exists(),
        gone,
    )


def _loaded(path: Path) -> dict[str, Any]:
    values = json.loads(store.read_bytes(path).decode("utf-8", errors="surrogatepass"))
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise ValueError("it is of another format")
    return values


def _dump(path: Path, values: Mapping[str, Any]) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=1, default=str) + "\n"
    store.write(path, text.encode("utf-8", errors="surrogatepass"))


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
