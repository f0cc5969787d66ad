"""Full texts put into fulltext/ in one act, told file by file, and taken away again in one.

    before the act     fulltext/.stored/TIME.json: which files it puts where, and the sum of each
    the act            an older file that is replaced is first copied to fulltext/.replaced/TIME/, then each is written
    when it is undone  the same record says so

git ignores fulltext/, and so what was put there is known where it was put and nowhere else: history/, which is shared,
has no part in it. Undoing takes away what the act put there and nobody changed since; what was replaced stands again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from litmatrix.errors import LitmatrixError, Misuse, NotSaved
from litmatrix.files import fulltexts, store

ACTS = f"{fulltexts.FOLDER}/.stored"
REPLACED = f"{fulltexts.FOLDER}/.replaced"

FORMAT = 1

#: What is done where another file stands already: it is refused, replaced, or kept beside the new one.
REFUSE, REPLACE, BESIDE = "refuse", "replace", "beside"

#: What came of a file.
STORED, REPLACED_OLD, KEPT_BESIDE, SAME, FAILED = "stored", "replaced", "beside", "same", "failed"


class Wanted(NamedTuple):
    """A file to be stored: where it is now, how it is called there, the key of its record, and what to do where one stands."""

    path: Path
    name: str
    key: str
    how: str = REFUSE


class Put(NamedTuple):
    """What came of one file: `outcome`, its place, the sum of its bytes, and why it was not stored."""

    name: str
    key: str
    outcome: str
    place: str = ""
    sum: str = ""
    old: str = ""
    why: str = ""


@dataclass(frozen=True)
class Act:
    """An act of storing: when (its name too), by whom, what came of each file, and the batch of decisions with it."""

    time: str
    by: str = ""
    files: tuple[Put, ...] = ()
    batch: str = ""
    undone: str = ""

    @property
    def stored(self) -> tuple[Put, ...]:
        """The files that it put into fulltext/."""
        return tuple(one for one in self.files if one.outcome in (STORED, REPLACED_OLD, KEPT_BESIDE))


class Undone(NamedTuple):
    """What undoing took away, by place, what stands again, and what it left, with why."""

    away: tuple[str, ...]
    again: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


def store_all(
    folder: Path,
    wanted: Sequence[Wanted],
    by: str = "",
    progress: Callable[[int, int, str], None] = lambda *_: None,
) -> Act:
    """Put files into fulltext/ of a review, each under the key of its record, as one act; return what came of each.

    One that cannot be read or written is told in its `why`, and stops no other. A file that stands there with other
    content is replaced or kept beside only if `how` says so; with the same content nothing is written. `progress` is told
    the number of the file, of how many, and its name. Raises `NotSaved` where nothing at all can be written.
    """
    store.make_folder(folder / ACTS)
    with store.lock(folder / ACTS / "acts"):
        act = Act(_next(folder), by)
        plan: dict[str, str] = {}
        planned = [_planned(folder, one, act.time, plan) for one in wanted]
        # The record first: what a crash leaves behind can be taken away too.
        _write(folder, replace(act, files=tuple(planned)))
        done = []
        for number, (one, put) in enumerate(zip(wanted, planned, strict=True), start=1):
            progress(number, len(wanted), one.name)
            done.append(_done(folder, one, put))
        act = replace(act, files=tuple(done))
        if act.stored:
            _write(folder, act)
        else:
            with contextlib.suppress(NotSaved):
                store.remove(folder / ACTS / f"{act.time}.json")
    return act


def with_batch(folder: Path, act: Act, batch: str) -> Act:
    """Note the batch of decisions that was recorded with an act, and return it."""
    with store.lock(folder / ACTS / "acts"):
        # It may have been undone meanwhile.
        act = replace(next((one for one in acts(folder) if one.time == act.time), act), batch=batch)
        _write(folder, act)
    return act


def acts(folder: Path) -> tuple[Act, ...]:
    """Return the acts of storing on this machine, oldest first; a record that cannot be read is left out."""
    found = []
    for path in sorted((folder / ACTS).glob("*.json")):
        with contextlib.suppress(LitmatrixError, ValueError, LookupError, TypeError, AttributeError):
            found.append(_read(json.loads(store.read_bytes(path).decode("utf-8")), path.stem))
    return tuple(found)


def latest(folder: Path) -> Act | None:
    """Return the last act that stands, or None."""
    return next((one for one in reversed(acts(folder)) if not one.undone), None)


def undo(folder: Path, time: str = "") -> tuple[Act, Undone]:
    """Take back the last act of storing (or the one of that time), and return it and what was done.

    What was changed since, or is gone, is left and named; an act of which something could not be written can be undone again.
    Raises `Misuse` where there is none to undo, `NotSaved`.
    """
    store.make_folder(folder / ACTS)
    with store.lock(folder / ACTS / "acts"):
        act = next(
            (one for one in reversed(acts(folder)) if not one.undone and time in ("", one.time)),
            None,
        )
        if act is None:
            raise Misuse("there is nothing to undo: no full texts were added.")
        away: list[str] = []
        again: list[str] = []
        left: list[tuple[str, str]] = []
        whole = True
        for one in reversed(act.stored):
            try:
                why = _taken_back(folder, one)
            except LitmatrixError as error:
                why, whole = str(error), False
            if why:
                left.append((one.place, why))
            else:
                (again if one.old else away).append(one.place)
        if whole:
            act = replace(act, undone=_now())
            _write(folder, act)
    return act, Undone(tuple(reversed(away)), tuple(reversed(again)), tuple(reversed(left)))


def _planned(folder: Path, one: Wanted, time: str, plan: dict[str, str]) -> Put:
    """Return what would come of a file; `plan` has the places, with their sums, of those before it in the act."""
    try:
        data = store.read_bytes(one.path)
        if not data:
            raise Misuse(f"{one.name}: the file is empty (0 bytes).")
        place = fulltexts.place_for(folder, one.key, one.name)
        sum, old = sum_of(data), plan.get(place, "")
        if not old and (folder / place).exists():
            old = sum_of(store.read_bytes(folder / place))
        if old == sum:
            return Put(one.name, one.key, SAME, place, sum)
        put = Put(one.name, one.key, STORED, place, sum)
        if old and one.how == REPLACE and place not in plan:
            put = put._replace(outcome=REPLACED_OLD, old=f"{REPLACED}/{time}/{place.rpartition('/')[2]}")
        elif old and one.how in (REPLACE, BESIDE):
            beside = fulltexts.place_for(folder, one.key, one.name, beside=True, taken=plan)
            put = put._replace(outcome=KEPT_BESIDE, place=beside)
        elif old:
            raise Misuse(f"{place} is there already, with other content; it was not replaced.")
        plan[put.place] = sum
        return put
    except LitmatrixError as error:
        return Put(one.name, one.key, FAILED, why=str(error))


def _done(folder: Path, one: Wanted, put: Put) -> Put:
    """Write a file as planned, the older one kept first; return what came of it."""
    if put.outcome in (SAME, FAILED):
        return put
    try:
        data = store.read_bytes(one.path)
        if sum_of(data) != put.sum:
            raise NotSaved(f"{one.name}: it was changed while it was being saved. Do it again.")
        if put.old:
            store.make_folder((folder / put.old).parent)
            store.write(folder / put.old, store.read_bytes(folder / put.place))
        elif (folder / put.place).exists():
            raise NotSaved(f"{put.place}: another file was put there meanwhile; it was not replaced.")
        store.write(folder / put.place, data)
    except LitmatrixError as error:
        return Put(one.name, one.key, FAILED, why=str(error))
    return put


def _taken_back(folder: Path, one: Put) -> str:
    """Take one file away again, or put the older one in its place; return why not, where it was left."""
    path = folder / one.place
    if not path.exists():
        return "it is not there any more"
    if sum_of(store.read_bytes(path)) != one.sum:
        return "it was changed since"
    if not one.old:
        store.remove(path)
        return ""
    store.write(path, store.read_bytes(folder / one.old))
    store.remove(folder / one.old)
    with contextlib.suppress(OSError):
        (folder / one.old).parent.rmdir()
    return ""


def sum_of(data: bytes) -> str:
    """Return a sum over the bytes of a file."""
    return hashlib.sha256(data).hexdigest()


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%f}Z"


def _next(folder: Path) -> str:
    """Return a time that no act has, later than all."""
    known = sorted(path.stem for path in (folder / ACTS).glob("*.json"))
    now = _now()
    return now if not known or now > known[-1] else f"{known[-1]}+"


def _write(folder: Path, act: Act) -> None:
    values = {
        "format": FORMAT,
        "by": act.by,
        "batch": act.batch,
        "undone": act.undone,
        "files": [one._asdict() for one in act.files],
    }
    text = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    store.write(folder / ACTS / f"{act.time}.json", text.encode("utf-8", errors="surrogatepass"))


def _read(values: Mapping[str, Any], time: str) -> Act:
    if values["format"] != FORMAT:
        raise ValueError("another format")
    files: Iterable[Mapping[str, Any]] = values["files"]
    puts = tuple(Put(*(str(one[name]) for name in Put._fields)) for one in files)
    for one in puts:
        _require_own(one)
    return Act(time, str(values["by"]), puts, str(values["batch"]), str(values["undone"]))


def _require_own(put: Put) -> None:
    """Raise `ValueError` where a record, which may have come with an unpacked folder, names a file elsewhere: undoing would move it."""
    for text, folder, depth in ((put.place, fulltexts.FOLDER, 2), (put.old, REPLACED, 4)):
        parts = PurePath(text).parts
        if text and (not text.startswith(f"{folder}/") or len(parts) != depth or ".." in parts):
            raise ValueError(f"{text} is no place of a full text")
