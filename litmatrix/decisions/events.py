"""Decisions as text: one event a line, each with a checksum.

A line is a JSON object whose last member, `crc`, is the CRC-32 (eight hexadecimal digits) of the UTF-8
bytes of the line without that member. A line whose sum is wrong, or that breaks off, is set aside and
reported.
"""

from __future__ import annotations

import codecs
import json
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from litmatrix.model import Problem
from litmatrix.vocabulary import ERROR, LABEL, REMOVED, STAGES, WARNING, WITHDRAW

COLUMNS = (
    "id", "time", "reviewer", "key", "stage", "decision", "reason", "other", "of", "batch", "round", "note",
)  # fmt: skip
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)

#: How a file begins that another program saved as UTF-16.
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Event:
    """One line of a decisions file; `file` and `line` say where it was read.

    `time` is UTC, ISO 8601, with milliseconds.
    """

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


#: What makes an event the same as another, wherever it was read: its `COLUMNS`.
content = attrgetter(*COLUMNS)


def parse_decisions(data: bytes, name: str) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """Return the events in the bytes of one file, in its order, and a problem for each line that is none."""
    events: list[Event] = []
    problems: list[Problem] = []
    if data.startswith(UTF16):
        data = data.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
        message = "the file was saved as UTF-16 by another program; its lines are read, but none is added."
        problems.append(Problem("encoding", ERROR, f"{name}:1", message, fix="Save it as UTF-8."))
    for number, line in enumerate(data.removeprefix(codecs.BOM_UTF8).split(b"\n"), start=1):
        # A crash can leave zeros at the end of a file.
        body = line.strip(b"\0\r\t ")
        if body:
            event, problem = read_line(body, name, number)
            if event is not None:
                events.append(event)
            if problem is not None:
                problems.append(problem)
    return tuple(events), tuple(problems)


def read_line(body: bytes, name: str, number: int) -> tuple[Event | None, Problem | None]:
    """Return the event that a line holds, or the problem with it."""
    where = f"{name}:{number}"
    if body.startswith((b"<<<<<<<", b">>>>>>>", b"=======", b"|||||||")):
        message = "there is a merge conflict in the file; the lines of both sides are read."
        return None, Problem("conflict-marker", ERROR, where, message, fix="Delete the marker lines.")
    try:
        text = body.decode("utf-8")
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        return None, _broken(body, where)
    given = values.pop("crc", None)
    if not isinstance(given, str) or not _sum_holds(text, values, given):
        message = "the line's checksum does not fit its content: it was edited or damaged; it is set aside."
        key = str(values.get("key", ""))
        return None, Problem("wrong-sum", ERROR, where, message, key, "Restore it from git, or decide again.")
    known = {member: values.get(member, "") for member in COLUMNS}
    texts = set(map(type, known.values())) == {str}
    if not texts or "\\u" in text:
        known = {member: _whole(value) for member, value in known.items()}
    event = Event(**known, file=name, line=number)
    wrong = fault(event) if texts else "a value in this line is not text"
    if not wrong:
        return event, None
    message = f"{wrong}; the line is set aside."
    fix = "It was written by another program or version: decide again."
    return None, Problem("bad-event", ERROR, where, message, event.key, fix)


def _broken(body: bytes, where: str) -> Problem:
    """Return the problem with a line that is no JSON: it was cut off while being written, or damaged later."""
    if body.startswith(b"{") and not body.endswith(b"}") and b"\0" not in body:
        message = "the line breaks off (a crash, a full disk); it is set aside."
        fix = "The decision in it was not saved: decide again. Accept this in review.toml, or leave the line."
        return Problem("torn-line", WARNING, where, message, fix=fix)
    message = "the line was damaged and cannot be read; it is set aside."
    return Problem("damaged-line", ERROR, where, message, fix="Restore it from git, or decide again.")


def _whole(value: object) -> str:
    """Return a member as text, with half characters (which no file can hold) replaced."""
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def fault(event: Event) -> str:
    """Return what keeps an event from being one, or nothing."""
    missing = [name for name in ("id", "time", "reviewer", "stage", "decision") if not getattr(event, name)]
    if not event.key and event.decision != WITHDRAW:
        missing.append("key")
    if missing:
        return f"the event lacks {', '.join(missing)}"
    if moment(event.time) is None:
        return f"the time {event.time} is not of the form 2026-11-22T14:03:22.000Z"
    if event.stage not in STAGES:
        return f"there is no stage {event.stage} (the stages are {', '.join(STAGES)})"
    if event.decision == WITHDRAW:
        return "" if event.of else "an undone decision needs the id of what it undoes"
    if event.decision not in STAGES[event.stage]:
        allowed = ", ".join(STAGES[event.stage])
        return f"{event.decision} is not a decision at {event.stage} (allowed: {allowed})"
    if event.stage == "identification" and not event.other and event.decision != REMOVED:
        return f"{event.decision} needs the other record of the pair"
    if event.stage == LABEL and not event.other:
        return f"{event.decision} needs the label, in `other`"
    return ""


def _sum_holds(text: str, values: dict, given: str) -> bool:
    head, mark, tail = text.rpartition(',"crc":')
    if mark and tail == f'"{given}"}}' and _crc(head + "}") == given:
        return True
    # A line that another JSON writer laid out differently still holds what it held.
    return _crc(_dumped(values)) == given


def _dumped(values: dict) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _crc(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def moment(time: str) -> datetime | None:
    """Return the moment that a time in a file names, or None if it names none."""
    if not _TIME.fullmatch(time):
        return None
    try:
        return datetime.fromisoformat(time.replace("Z", "+00:00"))
    except ValueError:
        return None


def format_event(event: Event) -> bytes:
    """Return the line of an event, with its checksum and line end; empty members are left out."""
    text = _dumped({field: value for field in COLUMNS if (value := getattr(event, field))})
    return f'{text[:-1]},"crc":"{_crc(text)}"}}\n'.encode("utf-8", "surrogatepass")
