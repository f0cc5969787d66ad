"""history/: what acts on several files changed, one record an act, so that each can be undone.

    before the act      its record is written: the texts of before, and a sum of each text of after
    the act             the files are written one after the other; if one cannot be, the others get their bytes again
    when all stands     TIME-CHANGE.whole.json beside the record says so
    before undoing      that mark goes, so a crash on the way back is seen too
    when it is undone   TIME-CHANGE.undone.json beside the record says when, by whom and why

A record is never changed and never deleted: with its marks it is the story of what was done and taken back. A record
without either mark stopped half-way, and undoing it takes back what was done of it. (Changes of themes need no mark:
their entry in review.toml, which is written last and taken out first, says the same. Nor do acceptances: they are in
one file, which is replaced in one step.)

Undoing is a merge in which base is what the act wrote, ours what stands now, and theirs what stood before (see
`three_way`): what was written elsewhere since stays, and what would be lost is named. This module knows nothing of
columns, themes or entries: `about` and `parts` are plain values of whoever acts, and files are bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from litmatrix.errors import ChangedOutside, Misuse, NotSaved, Unreadable
from litmatrix.files import store
from litmatrix.model import Problem
from litmatrix.vocabulary import ERROR, HISTORY

FORMAT = 2

#: The kinds of acts, as the names of their files tell them; a change of themes has the name of the change.
IMPORT, MATRIX_IMPORT, PLAN, ACCEPTANCE, THEMES = "import", "matrix-import", "protocol", "acceptance", ""
_CALLED = {
    MATRIX_IMPORT: "a matrix import", IMPORT: "an import", PLAN: "a change of the protocol", ACCEPTANCE: "an accepted problem",
    THEMES: "a change of a theme",
}  # fmt: skip

_WHOLE, _UNDONE = ".whole.json", ".undone.json"


@dataclass(frozen=True)
class Record:
    """One act: when (UTC, to the second), what, by whom and why, and all that it takes to undo it.

    `about` says what it did, for people and for later acts; `parts` holds, by file, the texts of before and the sums
    of after. Both are plain: what JSON holds.
    """

    time: datetime
    change: str
    by: str = ""
    why: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False
    undone: datetime | None = None
    undone_by: str = ""
    undone_why: str = ""

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return f"{self.time:%Y-%m-%dT%H%M%SZ}-{self.change}"

    def _take(self, **values: Any) -> None:
        """Hold values that a class found in `about` and `parts`; for its `__post_init__`."""
        for name, value in values.items():
            object.__setattr__(self, name, value)


class Change(NamedTuple):
    """What a file of the review holds, and what it shall hold; None where it is not there, or shall not be."""

    name: str
    before: bytes | None
    after: bytes | None

    @classmethod
    def of(cls, name: str, before: str, after: str, bom: bool) -> Change:
        """Return the change of a text; raises `Misuse` for what no file can hold."""
        return cls(name, store.encode(before, bom, name), store.encode(after, bom, name))


Seen = TypeVar("Seen", bound=Record)


def sum_of(text: str) -> str:
    """Return a sum over a text."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()[:20]


def plain(values: Any) -> Any:
    """Return values as a record holds them: lists for tuples, dates as text."""
    return json.loads(json.dumps(values, default=str))


# --- reading --------------------------------------------------------------------------------------------


def read(folder: Path, kind: str, seen: type[Seen]) -> tuple[tuple[Seen, ...], tuple[Problem, ...]]:
    """Return the records of a kind in a history folder, oldest first, as values of a class that knows what they hold.

    With a problem for each file that is not read: one that is no record, is of another format, or is a second version
    of another. What the class needs it must look at when it is made, and raise `LookupError`, `TypeError` or
    `ValueError` where that is not there.
    """
    records, problems = [], []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        if path.name.startswith(".") or path.name.endswith((_WHOLE, _UNDONE)) or _kind(path.name) != kind:
            continue
        where = f"{folder.name}/{path.name}"
        try:
            values = _loaded(path)
            if told := _other_format(values):
                problems.append(Problem("history", ERROR, where, told[0], fix=told[1]))
                continue
            record = _record(path, values, seen)
        except (Unreadable, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            why = f"no {error} in it" if isinstance(error, KeyError) else str(error)
            message = f"it is not a record of {_CALLED[kind]} ({why}), which therefore cannot be undone."
            fix = "Restore it from git or a backup; do not edit these files by hand."
            problems.append(Problem("history", ERROR, where, message, fix=fix))
            continue
        if path.stem == record.name:
            records.append(record)
        else:
            message = f"this looks like a second version of {record.name}.json; it is not read."
            fix = "Compare the two, then delete this one."
            problems.append(Problem("history", ERROR, where, message, fix=fix))
    return tuple(sorted(records, key=lambda record: record.time)), tuple(problems)


def _kind(name: str) -> str:
    return next(kind for kind in _CALLED if f"-{kind}" in name or not kind)


def _other_format(values: Any) -> tuple[str, str] | None:
    """Return the message for a record of another format, and what to do; None for one that is read here."""
    found = values.get("format") if isinstance(values, dict) else None
    if not isinstance(found, int) or found == FORMAT:
        return None
    message = (
        f"it is of format {found}; this version reads format {FORMAT}, so what it did cannot be undone here."
    )
    way = "Update litmatrix" if found > FORMAT else "Undo it with the version that wrote it"
    return message, f"{way}, or move the file out of {HISTORY}/: what it did is kept."


def _loaded(path: Path) -> Any:
    return json.loads(store.read_bytes(path).decode("utf-8", errors="surrogatepass"))


def _record(path: Path, values: Any, seen: type[Seen]) -> Seen:
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise ValueError("it names no format")
    mark = path.with_name(path.stem + _UNDONE)
    gone = _loaded(mark) if mark.exists() else {}
    undone = (_utc(gone["time"]), str(gone["by"]), str(gone["why"])) if mark.exists() else (None, "", "")
    return seen(
        _utc(values["time"]), str(values["change"]), str(values["by"]), str(values["why"]),
        dict(values["about"]), dict(values["parts"]), path.with_name(path.stem + _WHOLE).exists(),
        *undone,
    )  # fmt: skip


def _utc(time: str) -> datetime:
    return datetime.fromisoformat(time).astimezone(UTC)


def latest(records: Sequence[Seen]) -> Seen | None:
    """Return the last record that stands, of records oldest first; None if there is none."""
    return next((record for record in reversed(records) if record.undone is None), None)


def last(records: Sequence[Seen], problems: Iterable[Problem], none: str) -> Seen:
    """Return the last record that stands, for it alone can be undone.

    Raises `NotSaved` while a record is not read, `Misuse` with the words of `none` if there is none to undo.
    """
    for problem in problems:
        raise NotSaved(f"not undone: fix this first. {problem}")
    found = latest(records)
    if found is None:
        raise Misuse(none)
    return found


def next_time(records: Iterable[Record], others: Iterable[datetime] = ()) -> datetime:
    """Return now, to the second, or the first second after every time that is known."""
    known = [*(record.time for record in records), *others]
    now = datetime.now(UTC).replace(microsecond=0)
    return max([now, *(time.replace(microsecond=0) + timedelta(seconds=1) for time in known)])


def unfinished(
    records: Iterable[Record], check: str, called: Callable[[Any], str], way: str
) -> tuple[Problem, ...]:
    """Return a problem for each record that stopped half-way, or whose undoing did, called so and undone this way."""
    return tuple(
        Problem(
            check,
            ERROR,
            f"{HISTORY}/{one.name}.json",
            f"the {called(one)} ({one.time:%Y-%m-%d %H:%M:%S} UTC), or undoing it, was interrupted.",
            fix=f"Run “{way}” to undo what was done of it. Then do it again.",
        )
        for one in records
        if one.undone is None and not one.whole
    )


def check_shown(same: bool, act: str, names: Sequence[str]) -> None:
    """Raise `ChangedOutside` unless what would be done now is the `same` as what a person was shown."""
    if not same:
        raise ChangedOutside(
            f"{act}: {' or '.join(names)} was changed meanwhile, so this would do something other than what was shown. "
            "Look at it again."
        )


# --- acting ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def locked(folder: Path, *names: str) -> Iterator[None]:
    """Hold the locks of files of the review, taken in this order."""
    with contextlib.ExitStack() as locks:
        for name in names:
            locks.enter_context(store.lock(folder / name))
        yield


def act(folder: Path, record: Record, changes: Sequence[Change], marked: bool = True) -> None:
    """Write a record to history/ of the review in a folder, then the files in this order, then the mark that all stands.

    `marked` says whether there is such a mark (else the last of the files says it). Raises `NotSaved`, also where
    another act of this second has a record already; what was written is then taken back, and the record says so.
    """
    path = folder / HISTORY / f"{record.name}.json"
    store.make_folder(path.parent)
    if path.exists():
        called = _CALLED.get(record.change, _CALLED[THEMES]).split(" ", 1)[1]
        raise NotSaved(f"{path}: not saved: another {called} was saved in the same second. Try again.")
    _dump(path, {"format": FORMAT, **{one: getattr(record, one) for one in ("change", "by", "why", "about", "parts")}}, record.time)  # fmt: skip
    try:
        _write(folder, changes)
    except BaseException:
        # If the disk refused to take back what was written, or refuses this, the next check says so.
        if not any(_differs(folder, change.name, change.before) for change in changes):
            with contextlib.suppress(NotSaved):
                _mark_undone(folder, record, record.by, "it could not be written whole")
        raise
    if marked:
        _mark_whole(folder, record)


def undo(folder: Path, record: Seen, changes: Sequence[Change], by: str = "", why: str = "") -> Seen:
    """Write the files in this order, then the mark that the act is undone; return the record with it.

    Raises `NotSaved`; the files are then as they were and the act stands, or, where the disk refuses that too, it is one
    that stopped half-way.
    """
    by, why = by.strip(), why.strip()
    mark = folder / HISTORY / f"{record.name}{_WHOLE}"
    try:
        mark.unlink(missing_ok=True)
    except OSError as error:
        raise store.not_saved(mark, error) from error
    try:
        _write(folder, changes)
    except BaseException:
        if record.whole and not any(_differs(folder, change.name, change.before) for change in changes):
            with contextlib.suppress(NotSaved):
                _mark_whole(folder, record)
        raise
    time = _mark_undone(folder, record, by, why)
    return replace(record, whole=False, undone=time, undone_by=by, undone_why=why)


def _mark_whole(folder: Path, record: Record) -> None:
    _dump(folder / HISTORY / f"{record.name}{_WHOLE}", {"format": FORMAT}, datetime.now(UTC))


def _mark_undone(folder: Path, record: Record, by: str, why: str) -> datetime:
    time = datetime.now(UTC)
    _dump(folder / HISTORY / f"{record.name}{_UNDONE}", {"format": FORMAT, "by": by, "why": why}, time)
    return time


def _write(folder: Path, changes: Sequence[Change]) -> None:
    """Write the files that change; if one cannot be written, those that were get their old bytes again."""
    started = []
    try:
        for change in changes:
            if change.before != change.after:
                started.append(change)
                _put(folder / change.name, change.after)
    except BaseException:
        for change in started:
            with contextlib.suppress(NotSaved, Unreadable):
                if _differs(folder, change.name, change.before):
                    _put(folder / change.name, change.before)
        raise


def _put(path: Path, data: bytes | None) -> None:
    if data is None:
        store.remove(path)
    else:
        store.write(path, data)


def _differs(folder: Path, name: str, data: bytes | None) -> bool:
    """Whether a file holds other bytes than these, or cannot be read; one that is not there holds none."""
    try:
        return (store.read_bytes(folder / name) if (folder / name).exists() else b"") != (data or b"")
    except Unreadable:
        return True


def _dump(path: Path, values: Mapping[str, Any], time: datetime) -> None:
    stamp = time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    text = json.dumps({"time": stamp, **values}, ensure_ascii=False, indent=1) + "\n"
    store.write(path, text.encode("utf-8", errors="surrogatepass"))
