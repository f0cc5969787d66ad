"""decisions/NAME@HOST.jsonl: what each reviewer decided, one event a line, only ever appended (see `events`)."""

from __future__ import annotations

import contextlib
import glob
import re
import secrets
import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from litmatrix.decisions import rule
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
from litmatrix.vocabulary import ERROR, FATAL, LABEL, WARNING

if TYPE_CHECKING:
    import pandas as pd

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
        raise Unreadable(f"{folder}: this must be a folder with one file per reviewer.") from None
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
            message, fix = str(error).removeprefix(f"{path}: "), "Until then its decisions are missing."
            problems.append(Problem("unreadable", FATAL, name, message, fix=fix))
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
                f"the event id {event.id} belongs to another decision in {place}; this one is set aside."
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
            'it may not be empty, begin with a dot or contain any of \\ / : * ? " < > | @.'
        )
    if re.search(r"[\ud800-\udfff]", name):
        raise Misuse("a reviewer's name cannot have half a character: delete it and type it again.")
    if len(name.encode("utf-8")) > 120:
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
    given = tuple(events)
    with store.lock(path):
        time = _after(max(after, _last_time(path), *_last_elsewhere(path)))
        ids = sorted(new_id() for _ in given)
        written = [
            replace(event, id=event.id or new, time=event.time or time, file="", line=0)
            for event, new in zip(given, ids, strict=True)
        ]
        if lines := b"".join(map(_line, written)):
            store.append(path, lines)
    return tuple(written)


def new_id() -> str:
    """Return an id that no other event has."""
    return secrets.token_hex(13)


def _line(event: Event) -> bytes:
    """Return the line of an event; raises `Misuse` unless it is an event, and reads back as what it is."""
    wrong = fault(event)
    if event.stage == "eligibility" and event.decision == "exclude" and not event.reason:
        wrong = "an exclusion at full text needs its reason, the id of one criterion"
    if not wrong:
        line = format_event(event)
        back, _ = read_line(line.rstrip(b"\n"), "", 0)
        if back is not None and content(back) == content(event):
            return line
        wrong = "it has half a character, or something that is not text"
    raise Misuse(f"this decision cannot be recorded: {wrong}.")


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


def _last_elsewhere(path: Path) -> Iterator[str]:
    """Yield the time of the last event in each of the reviewer's files from other machines, as far as they can be read."""
    for other in path.parent.glob(f"{glob.escape(path.name.partition('@')[0])}@*.jsonl"):
        if other != path and other.is_file():
            with contextlib.suppress(NotSaved):
                yield _last_time(other)


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


# --- what stands ----------------------------------------------------------------------------------------


def frame(events: Iterable[Event]) -> pd.DataFrame:
    """Return events as a frame, one row each in the order given: `COLUMNS` as text, then file and line."""
    import pandas as pd

    names = (*COLUMNS, "file", "line")
    result = pd.DataFrame(list(map(attrgetter(*names), events)), columns=names)
    return result.astype({name: "int64" if name == "line" else "str" for name in names})


def standing(events: pd.DataFrame) -> pd.DataFrame:
    """Return each reviewer's standing decision on each key (or pair) and stage (see `rule.latest`).

    The same columns as `frame`, in its order. The events must be in order of (time, id), as `read_decisions` gives them.
    """
    return events.iloc[rule.latest(_acts(events))].reset_index(drop=True)


def live(events: pd.DataFrame) -> pd.DataFrame:
    """Return the decisions that their reviewer did not withdraw, in the order given, also those decided anew later."""
    return events.iloc[rule.live(_acts(events))]


def live_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the decisions among events that their reviewer did not withdraw, each id once, by (time, id)."""
    ordered = sorted({event.id: event for event in events}.values(), key=attrgetter("time", "id"))
    return tuple(ordered[place] for place in rule.live(list(map(attrgetter(*rule.MEMBERS), ordered))))


def _acts(events: pd.DataFrame) -> list[tuple[str, ...]]:
    # As lists: taking the values out of a column one by one costs many times more.
    return list(zip(*(events[name].tolist() for name in rule.MEMBERS), strict=True))


def renamed(events: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return events with the records under other keys; a label keeps its name, whatever it is called."""
    if not names:
        return events
    keys = [names.get(key, key) for key in events["key"]]
    others = [
        one if stage == LABEL else names.get(one, one)
        for one, stage in zip(events["other"], events["stage"], strict=True)
    ]
    return events.assign(key=keys, other=others).astype({"key": "str", "other": "str"})
