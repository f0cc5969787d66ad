"""decisions/NAME@HOST.jsonl: what each reviewer decided, one event a line, only ever appended.

A line is a JSON object whose last member, `crc`, is the CRC-32 (eight hexadecimal digits) of the UTF-8
bytes of the line without that member. A line whose sum is wrong, or that breaks off, is set aside and
reported; a line whose id was seen before is the same event.
"""

from __future__ import annotations

import json
import re
import secrets
import socket
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from litmatrix import store
from litmatrix.errors import Misuse, Unreadable
from litmatrix.model import Problem
from litmatrix.vocabulary import ERROR, STAGES, WARNING, WITHDRAW

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Event", "append_events", "format_event", "frame", "new_id", "parse_decisions", "read_decisions", "reviewer_file", "standing"]

COLUMNS = ("id", "time", "reviewer", "key", "stage", "decision", "reason", "other", "of", "batch", "round", "note")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@dataclass(frozen=True)
class Event:
    """One line of a decisions file; `file` and `line` say where it was read. `time` is UTC, ISO 8601, milliseconds."""

    reviewer: str
    key: str
    stage: str
    decision: str
    reason: str = ""
    other: str = ""
    of: str = ""
    batch: str = ""
    round: str = ""
    note: str = ""
    id: str = ""
    time: str = ""
    file: str = ""
    line: int = 0


# --- reading --------------------------------------------------------------------------------------------


def read_decisions(folder: Path) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """Return the events of all files in the folder, by (time, id), each id once, and the problems met.

    A missing folder holds no events. Raises `Unreadable` if a file cannot be had.
    """
    if not folder.exists():
        return (), ()
    if not folder.is_dir():
        raise Unreadable(f"{folder}: this must be a folder with one file a reviewer.")
    events: dict[str, Event] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.jsonl")):
        found, faults = parse_decisions(store.read_bytes(path), f"{folder.name}/{path.name}")
        problems.extend(faults)
        if "conflict" in path.name.lower():
            problems.append(
                Problem(
                    "conflicted-copy", WARNING, f"{folder.name}/{path.name}:1",
                    f"this looks like a sync client's second version; its {len(found)} events are read.",
                    fix="Nothing is lost by keeping it. To tidy up, append its lines to the reviewer's own file.",
                )  # fmt: skip
            )
        for event in found:
            first = events.setdefault(event.id, event)
            if first is not event and _content(first) != _content(event):
                problems.append(
                    Problem(
                        "id-clash", ERROR, f"{event.file}:{event.line}",
                        f"the event id {event.id} was used for another decision in {first.file}:{first.line}; this one is set aside.",
                        key=event.key, fix="One of the two lines was edited by hand: restore it from git.",
                    )  # fmt: skip
                )
    return tuple(sorted(events.values(), key=lambda event: (event.time, event.id))), tuple(problems)


def parse_decisions(data: bytes, name: str) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """Return the events in the bytes of one file, in its order, and a problem for each line that is none."""
    events: list[Event] = []
    problems: list[Problem] = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        body = line.strip(b"\r\xef\xbb\xbf") if number == 1 else line.rstrip(b"\r")
        if not body.strip():
            continue
        event, fault = _read(body, name, number)
        if event is not None:
            events.append(event)
        if fault is not None:
            problems.append(fault)
    return tuple(events), tuple(problems)


def _read(body: bytes, name: str, number: int) -> tuple[Event | None, Problem | None]:
    where = f"{name}:{number}"
    if body.startswith((b"<<<<<<<", b">>>>>>>", b"=======", b"|||||||")):
        return None, Problem("conflict-marker", ERROR, where, "a merge conflict stands in the file; both sides' lines are read.",
                             fix="Delete the marker lines.")  # fmt: skip
    try:
        text = body.decode("utf-8")
        values = json.loads(text)
        if not isinstance(values, dict):
            raise ValueError("not an object")
    except (UnicodeDecodeError, ValueError):
        return None, Problem(
            "torn-line", WARNING, where, "the line breaks off or was damaged (a crash, a full disk); it is set aside.",
            fix="The decision it held was not acknowledged: decide again. Accept this in review.toml, or leave the line.",
        )  # fmt: skip
    given = values.pop("crc", None)
    if given is None or not _sum_holds(text, values, str(given)):
        return None, Problem(
            "wrong-sum", ERROR, where, "the line's checksum does not fit its content: it was edited or damaged; it is set aside.",
            key=str(values.get("key", "")), fix="Restore it from git, or decide again.",
        )  # fmt: skip
    known = {field: str(values.get(field, "")) for field in COLUMNS}
    event = Event(**known, file=name, line=number)
    return _checked(event, where)


def _checked(event: Event, where: str) -> tuple[Event | None, Problem | None]:
    missing = [name for name in ("id", "time", "reviewer", "stage", "decision") if not getattr(event, name)]
    if not event.key and event.decision != WITHDRAW:
        missing.append("key")
    message = ""
    if missing:
        message = f"the event lacks {', '.join(missing)}"
    elif not _TIME.fullmatch(event.time):
        message = f"the time {event.time} is not of the form 2026-11-22T14:03:22.000Z"
    elif event.stage not in STAGES:
        message = f"there is no stage {event.stage} (the stages are {', '.join(STAGES)})"
    elif event.decision != WITHDRAW and event.decision not in STAGES[event.stage]:
        message = f"{event.decision} is no decision at {event.stage} (allowed: {', '.join(STAGES[event.stage])})"
    elif event.stage == "identification" and event.decision != WITHDRAW and not event.other:
        message = f"{event.decision} needs the other record of the pair"
    elif event.decision == WITHDRAW and not event.of:
        message = "a withdrawal needs the id of the event that it undoes"
    if not message:
        return event, None
    problem = Problem("bad-event", ERROR, where, f"{message}; the line is set aside.", key=event.key,
                      fix="It was written by another program or version: decide again.")  # fmt: skip
    return None, problem


def _content(event: Event) -> tuple:
    return tuple(getattr(event, name) for name in COLUMNS)


def _sum_holds(text: str, values: dict, given: str) -> bool:
    head, mark, _ = text.rpartition(',"crc":')
    if mark and _crc(head + "}") == given:
        return True
    # A line that another JSON writer laid out differently still holds what it held.
    return _crc(_dumped(values)) == given


def _dumped(values: dict) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _crc(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


# --- writing --------------------------------------------------------------------------------------------


def reviewer_file(folder: Path, reviewer: str, host: str | None = None) -> Path:
    """Return the file that holds the reviewer's decisions on this machine (or on `host`).

    Raises `Misuse` for a name that no file can have.
    """
    name = reviewer.strip()
    if not name or name.startswith(".") or re.search(r'[\\/:*?"<>|@\x00-\x1f]', name):
        raise Misuse(f"{reviewer!r} cannot be a reviewer's name: it may not be empty, begin with a dot or hold any of \\ / : * ? \" < > | @.")
    machine = re.sub(r"[^\w.-]+", "-", host or socket.gethostname().split(".")[0]) or "machine"
    return folder / f"{name}@{machine}.jsonl"


def append_events(path: Path, events: Iterable[Event]) -> tuple[Event, ...]:
    """Append events to a reviewer's file with one call and flush them to disk; return them with id and time.

    A time is never before the file's last. Raises `Misuse` for an event that is none, `NotSaved` if it could
    not be written whole.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    name = f"{path.parent.name}/{path.name}"
    with store.lock(path):
        stamp = _after(_last_time(path))
        written = []
        lines = []
        for event in events:
            values = {field: getattr(event, field) for field in COLUMNS}
            values["id"] = values["id"] or new_id()
            values["time"] = values["time"] or stamp
            checked, fault = _checked(Event(**values), name)
            if checked is None:
                raise Misuse(f"this decision cannot be recorded: {fault.message if fault else ''}")
            lines.append(format_event(checked))
            written.append(checked)
        if lines:
            store.append(path, b"".join(lines))
    return tuple(written)


def new_id() -> str:
    """Return an id that no other event has."""
    return secrets.token_hex(13)


def format_event(event: Event) -> bytes:
    """Return the line of an event, with its checksum and line end; empty members are left out."""
    text = _dumped({field: value for field in COLUMNS if (value := getattr(event, field))})
    return f'{text[:-1]},"crc":"{_crc(text)}"}}\n'.encode("utf-8", "surrogatepass")


def _last_time(path: Path) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as stream:
        stream.seek(0, 2)
        stream.seek(max(0, stream.tell() - 65536))
        tail = stream.read()
    events, _ = parse_decisions(tail, path.name)
    return max((event.time for event in events), default="")


def _after(last: str) -> str:
    now = datetime.now(UTC)
    if last and _TIME.fullmatch(last):
        now = max(now, datetime.fromisoformat(last.replace("Z", "+00:00")))
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


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

    The same columns as `frame`, in its order. A pair counts as one whichever of its keys comes first. The
    events must be in order of (time, id), as `read_decisions` gives them.
    """
    withdrawals = events[events["decision"] == WITHDRAW]
    own = set(zip(withdrawals["reviewer"], withdrawals["of"], strict=True))
    live = events[events["decision"] != WITHDRAW]
    if own:
        live = live[[pair not in own for pair in zip(live["reviewer"], live["id"], strict=True)]]
    if (live["other"] != "").any():
        pair = [" ".join(sorted(two)) for two in zip(live["key"], live["other"], strict=True)]
    else:
        pair = live["key"].tolist()
    latest = live.assign(_pair=pair).drop_duplicates(["reviewer", "stage", "_pair"], keep="last")
    return latest.drop(columns="_pair").reset_index(drop=True)
