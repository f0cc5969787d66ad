"""decisions/NAME@HOST.jsonl: what each reviewer decided, one event a line, only ever appended (see `events`)."""

from __future__ import annotations

import contextlib
import glob
import re
import secrets
import socket
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from litmatrix.decisions.events import (
    COLUMNS,
    UTF16,
    Event,
    content,
    fault,
    format_event,
    moment,
    parse_decisions,
    read_line,
)
from litmatrix.errors import Misuse, NotSaved, Unreadable
from litmatrix.files import store
from litmatrix.model import Problem
from litmatrix.vocabulary import ERROR, FATAL, WARNING, WITHDRAW

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "LAST",
    "Event",
    "append_events",
    "format_event",
    "frame",
    "live",
    "new_id",
    "now",
    "parse_decisions",
    "read_decisions",
    "reviewer_file",
    "standing",
]

_TICK = timedelta(milliseconds=1)

#: The last moment that an event can have: none is later.
LAST = "9999-12-31T23:59:59.999Z"


# --- reading --------------------------------------------------------------------------------------------


def read_decisions(folder: Path) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """Return the events of all files in the folder, by (time, id), each id once, and the problems met.

    A missing folder holds no events; a file that cannot be had is a fatal problem, the others are read.
    Raises `Unreadable` if the folder is none or cannot be listed.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".jsonl" and path.name[0] != ".")
    except FileNotFoundError:
        return (), ()
    except NotADirectoryError:
        raise Unreadable(f"{folder}: this must be a folder with one file a reviewer.") from None
    except OSError as error:
        raise Unreadable(f"{folder}: it cannot be read ({error.strerror}).") from None
    copies = {copy for path in paths for copy in store.copies(path)}
    events: list[Event] = []
    problems: list[Problem] = []
    for path in paths:
        name = f"{folder.name}/{path.name}"
        try:
            found, faults = parse_decisions(store.read_bytes(path), name)
        except Unreadable as error:
            message = str(error).removeprefix(f"{path}: ")
            problems.append(
                Problem("unreadable", FATAL, name, message, fix="Until then its decisions are missing.")
            )
            continue
        events += found
        problems += faults
        if path in copies or "conflict" in path.name.lower():
            message = f"this looks like a sync client's second version; its {len(found)} events are read."
            fix = "Nothing is lost by keeping it. To tidy up, append its lines to the reviewer's own file."
            problems.append(Problem("conflicted-copy", WARNING, f"{name}:1", message, fix=fix))
    united, clashes = _united(events)
    return united, (*problems, *clashes)


def _united(events: Iterable[Event]) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """Return each event once, by (time, id), and a problem for each id that stands for two decisions."""
    by_id: dict[str, Event] = {}
    problems = []
    for event in sorted(events, key=lambda event: (event.time, event.id, content(event))):
        first = by_id.setdefault(event.id, event)
        if content(first) != content(event):
            place = f"{first.file}:{first.line}"
            message = (
                f"the event id {event.id} stands for another decision in {place}; this one is set aside."
            )
            fix = "One of the two lines was edited by hand: restore it from git."
            where = f"{event.file}:{event.line}"
            problems.append(Problem("id-clash", ERROR, where, message, event.key, fix))
    return tuple(by_id.values()), tuple(problems)


# --- writing --------------------------------------------------------------------------------------------


def reviewer_file(folder: Path, reviewer: str, host: str | None = None) -> Path:
    """Return the file that holds the reviewer's decisions on this machine (or on `host`).

    Raises `Misuse` for a name that no file can have.
    """
    name = reviewer.strip()
    if not name or name.startswith(".") or re.search(r'[\\/:*?"<>|@\x00-\x1f]', name):
        raise Misuse(
            f"{reviewer!r} cannot be a reviewer's name: "
            'it may not be empty, begin with a dot or hold any of \\ / : * ? " < > | @.'
        )
    if len(name.encode("utf-8", errors="replace")) > 120:
        raise Misuse(
            f"{name[:40]}… is too long for a reviewer's name: it is the name of a file. Use a shorter one."
        )
    machine = re.sub(r"[^\w.-]+", "-", host or socket.gethostname().split(".")[0])[:60] or "machine"
    return folder / f"{name}@{machine}.jsonl"


def append_events(path: Path, events: Iterable[Event], after: str = "") -> tuple[Event, ...]:
    """Append events to a reviewer's file with one call and flush them to disk; return them with id and time.

    Where no time is given it is now, but always later than `after`, and than the last of the reviewer's files, from
    whatever machine; events that get the same time have ids in the order given. Raises `Misuse` for an event that is none,
    `NotSaved` if they could not all be written: none is then (see `store.append`).
    """
    store.make_folder(path.parent)
    name = f"{path.parent.name}/{path.name}"
    given = tuple(events)
    with store.lock(path):
        time = _after(max(after, _last_time(path), _last_elsewhere(path)))
        ids = sorted(new_id() for _ in given)
        written = [
            replace(event, id=event.id or new, time=event.time or time, file="", line=0)
            for event, new in zip(given, ids, strict=True)
        ]
        lines = [_line(event, name) for event in written]
        if lines:
            store.append(path, b"".join(lines))
    return tuple(written)


def new_id() -> str:
    """Return an id that no other event has."""
    return secrets.token_hex(13)


def _line(event: Event, name: str) -> bytes:
    """Return the line of an event; raises `Misuse` unless it is an event, and reads back as what it is."""
    wrong = fault(event)
    if event.stage == "eligibility" and event.decision == "exclude" and not event.reason:
        wrong = "an exclusion at eligibility needs its reason, the id of one criterion"
    line = b"" if wrong else format_event(event)
    if not wrong:
        back, problem = read_line(line.rstrip(b"\n"), name, 0)
        if problem is not None or back is None or content(back) != content(event):
            wrong = "it holds half a character, or something that is no text"
    if wrong:
        raise Misuse(f"this decision cannot be recorded: {wrong}.")
    return line


def _last_time(path: Path) -> str:
    """Return the time of a file's last event, or nothing; raises `NotSaved` if the file cannot be added to."""
    try:
        if not path.exists():
            return ""
        with store.opened(path) as stream:
            if stream.read(2) in UTF16:
                raise NotSaved(
                    f"{path}: not saved: another program saved the file as UTF-16. Save it as UTF-8."
                )
            start = length = stream.seek(0, 2)
            events: tuple[Event, ...] = ()
            while start and not events:
                start = max(0, length - 8 * (length - start or 1024))
                stream.seek(start)
                events, _ = parse_decisions(stream.read(), path.name)
    except Unreadable as error:
        raise NotSaved(f"{path}: not saved: {str(error).removeprefix(f'{path}: ')}") from error
    except OSError as error:
        raise store.not_saved(path, error) from error
    return max((event.time for event in events), default="")


def _last_elsewhere(path: Path) -> str:
    """Return the time of the last event in the same reviewer's files from other machines, as far as they can be read."""
    found = ""
    for other in path.parent.glob(f"{glob.escape(path.name.partition('@')[0])}@*.jsonl"):
        if other != path and other.is_file():
            with contextlib.suppress(NotSaved):
                found = max(found, _last_time(other))
    return found


def _after(last: str) -> str:
    """Return now, or the next millisecond after the last time where the clock is behind that."""
    latest = moment(last)
    if latest is None or last < now() or last >= LAST:
        return now()
    return _written(latest + _TICK)


def now() -> str:
    """Return the time by this machine's clock, as an event has it."""
    return _written(datetime.now(UTC))


def _written(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


# --- frames ---------------------------------------------------------------------------------------------


def frame(events: Iterable[Event]) -> pd.DataFrame:
    """Return events as a frame, one row each in the order given: `COLUMNS` as text, then file and line."""
    import pandas as pd

    names = [field.name for field in fields(Event)]
    ordered = [*COLUMNS, *(name for name in names if name not in COLUMNS)]
    result = pd.DataFrame([[getattr(event, name) for name in ordered] for event in events], columns=ordered)
    return result.astype({name: "int64" if name == "line" else "str" for name in ordered})


def standing(events: pd.DataFrame) -> pd.DataFrame:
    """Return each reviewer's standing decision on each key (or pair) and stage: the latest not withdrawn.

    The same columns as `frame`, in its order. A pair counts as one whichever of its keys comes first, and a
    withdrawal can be withdrawn. The events must be in order of (time, id), as `read_decisions` gives them.
    """
    kept = live(events)
    pairs = [" ".join(sorted((key, other))) for key, other in _rows(kept, "key", "other")]
    latest = kept.assign(_pair=pairs).drop_duplicates(["reviewer", "stage", "_pair"], keep="last")
    return latest.drop(columns="_pair").reset_index(drop=True)


def live(events: pd.DataFrame) -> pd.DataFrame:
    """Return the decisions that their reviewer did not withdraw, in the order given, also those decided anew later."""
    import pandas as pd

    gone = _withdrawn(events)
    stays = [
        decision != WITHDRAW and (reviewer, id) not in gone
        for reviewer, id, decision in _rows(events, "reviewer", "id", "decision")
    ]
    return events[pd.Series(stays, index=events.index, dtype="bool")]


def _withdrawn(events: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the reviewer and id of each event that its reviewer withdrew, and did not take back."""
    withdrawals = events[events["decision"] == WITHDRAW]
    against: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for reviewer, id, of in _rows(withdrawals, "reviewer", "id", "of"):
        against.setdefault((reviewer, of), []).append((reviewer, id))
    return {event for event in against if not _stands(event, against, ())}


def _stands(event: tuple[str, str], against: Mapping, path: tuple[tuple[str, str], ...]) -> bool:
    """Say whether no withdrawal of an event stands itself; `path` leads to it, so that a circle ends."""
    acts = [act for act in against.get(event, ()) if act not in path] if len(path) < 100 else []
    return not any(_stands(act, against, (*path, event)) for act in acts)


def _rows(events: pd.DataFrame, *columns: str) -> Iterable[tuple[str, ...]]:
    # As lists: taking the values out of a column one by one costs many times more.
    return zip(*(events[column].tolist() for column in columns), strict=True)
