"""Decisions as text: one event a line, and each line that is none reported."""

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.decisions import events
from litmatrix.decisions.events import Event
from litmatrix.model import Problem
from litmatrix.vocabulary import STAGES

NAME = "decisions/anna@mac.jsonl"
ONE = Event("anna", "smith_2020", "screening", "exclude", "date", id="1f", time="2026-11-22T10:00:00.000Z")
TWO = Event(
    "anna", "jönes", "screening", "include", note='said "yes", {}\n', id="2f", time="2026-11-22T10:00:20.000Z"
)
MEMBERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)


@st.composite
def any_event(draw) -> Event:
    stage = draw(st.sampled_from(sorted(STAGES)))
    return Event(
        reviewer=draw(MEMBERS.filter(bool)),
        key=draw(MEMBERS.filter(bool)),
        stage=stage,
        decision=draw(st.sampled_from([*STAGES[stage], "withdraw"])),
        reason=draw(MEMBERS),
        other=draw(MEMBERS.filter(bool)),
        of=draw(MEMBERS.filter(bool)),
        note=draw(MEMBERS),
        id=draw(st.text("0123456789abcdef", min_size=1, max_size=3)),
        time=draw(st.integers(0, 9).map("2026-11-22T10:00:0{}.000Z".format)),
    )


def placed(event: Event, line: int) -> Event:
    """The event as read from that line."""
    return Event(**{**event.__dict__, "file": NAME, "line": line})


def read(data: bytes) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    return events.parse_decisions(data, NAME)


def faults(data: bytes) -> list[tuple[str, str, str]]:
    return [(problem.check, problem.severity, problem.where) for problem in read(data)[1]]


def signed(ascii: bool = False, **members: object) -> bytes:
    """A line with a right checksum, whatever it holds."""
    one = {name: value for name, value in ONE.__dict__.items() if value and name in events.COLUMNS}
    text = json.dumps({**one, **members}, ensure_ascii=ascii, separators=(",", ":"))
    return f'{text[:-1]},"crc":"{zlib.crc32(text.encode()):08x}"}}\n'.encode()


# --- there and back ---------------------------------------------------------------------------------------


def test_a_line_is_json_that_ends_with_its_checksum():
    assert events.format_event(ONE) == (
        b'{"id":"1f","time":"2026-11-22T10:00:00.000Z","reviewer":"anna","key":"smith_2020","stage":"screening",'
        b'"decision":"exclude","reason":"date","crc":"8493e7ad"}\n'
    )


@given(st.lists(any_event()), st.sampled_from([b"", b"\xef\xbb\xbf"]), st.sampled_from([b"\n", b"\r\n"]))
def test_events_that_are_written_are_read_back(written, bom, newline):
    data = bom + b"".join(map(events.format_event, written)).replace(b"\n", newline)
    assert read(data) == (tuple(placed(event, line) for line, event in enumerate(written, start=1)), ())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_file_saved_as_utf_16_is_read_and_reported(encoding):
    data = (events.format_event(ONE) + events.format_event(TWO)).decode().encode(encoding)
    data = data if encoding == "utf-16" else b"\xfe\xff" + data
    found, problems = read(data)
    assert found == (placed(ONE, 1), placed(TWO, 2))
    assert [(problem.check, problem.where) for problem in problems] == [("encoding", f"{NAME}:1")]


def test_a_line_that_another_program_laid_out_anew_still_counts():
    values = json.loads(events.format_event(ONE))
    assert read(json.dumps(values, indent=None, separators=(", ", ": ")).encode()) == ((placed(ONE, 1),), ())


# --- lines that are none ----------------------------------------------------------------------------------


def test_a_line_torn_at_any_byte_loses_only_itself():
    first, torn, last = (events.format_event(one) for one in (ONE, TWO, ONE))
    for length in range(len(torn)):
        found, problems = read(first + torn[:length].rstrip(b"\n") + b"\n" + last)
        whole = length == len(torn) - 1
        assert found == (placed(ONE, 1), *((placed(TWO, 2),) if whole else ()), placed(ONE, 3))
        assert [(problem.where, problem.severity) for problem in problems] == (
            []
            if whole or not length
            else [(f"{NAME}:2", "error" if torn[:length].endswith(b"}") else "warning")]
        )


def test_a_byte_changed_anywhere_is_found():
    line = events.format_event(TWO)
    for place in range(len(line) - 1):
        changed = bytearray(line)
        changed[place] ^= 1
        found, problems = read(events.format_event(ONE) + bytes(changed) + events.format_event(ONE))
        assert found == (placed(ONE, 1), placed(ONE, 3))
        assert [problem.where for problem in problems] == [f"{NAME}:2"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"id":"1f"', ("torn-line", "warning")),
        (b'{"id":"1f"\0\0\0', ("torn-line", "warning")),
        (b"\xff\xfe\xfd", ("damaged-line", "error")),
        (b'{"id":"\xe9"}', ("damaged-line", "error")),
        (b"[1]", ("damaged-line", "error")),
        (b"1" * 5000, ("damaged-line", "error")),
        (b"[" * 100_000, ("damaged-line", "error")),
        (b'{"id":"1f"}', ("wrong-sum", "error")),
        (b'{"id":"1f","crc":1}', ("wrong-sum", "error")),
        (events.format_event(ONE).replace(b"exclude", b"include"), ("wrong-sum", "error")),
        (b"<<<<<<< HEAD", ("conflict-marker", "error")),
        (b"=======", ("conflict-marker", "error")),
        (signed(decision="perhaps"), ("bad-event", "error")),
        (signed(stage="reading"), ("bad-event", "error")),
        (signed(key=""), ("bad-event", "error")),
        (signed(key=7), ("bad-event", "error")),
        (signed(note=None), ("bad-event", "error")),
        (signed(time="yesterday"), ("bad-event", "error")),
        (signed(time="2026-13-45T10:00:00.000Z"), ("bad-event", "error")),
        (signed(time="٢٠٢٦-11-22T10:00:00.000Z"), ("bad-event", "error")),
        (signed(stage="identification", decision="duplicate"), ("bad-event", "error")),
        (signed(decision="withdraw"), ("bad-event", "error")),
    ],
)
def test_a_line_that_is_no_event_is_set_aside_and_reported(line, expected):
    found, problems = read(events.format_event(TWO) + line.rstrip(b"\n") + b"\n" + events.format_event(ONE))
    assert found == (placed(TWO, 1), placed(ONE, 3))
    assert [(problem.check, problem.severity, problem.where) for problem in problems] == [
        (*expected, f"{NAME}:2")
    ]


def test_blank_lines_are_passed_over():
    assert read(b"\n \n" + events.format_event(ONE) + b"\n\r\n\0\0\0") == ((placed(ONE, 3),), ())


def test_half_a_character_in_a_line_of_another_program_does_no_harm():
    line = signed(ascii=True, note="\ud83d!")
    assert b"ud83d!" in line
    (found,), problems = read(line)
    assert (found.note, problems) == ("\ufffd!", ())


@given(st.binary())
def test_any_bytes_are_read_without_an_error(data):
    found, problems = read(data)
    assert len(found) + len(problems) <= data.count(b"\n") + 2


def test_messages_say_what_is_wrong_and_what_to_do():
    data = b'{"id":"1f"\n' + signed(decision="perhaps") + events.format_event(ONE).replace(b"date", b"uk")
    assert read(data)[1] == (
        Problem(
            "torn-line",
            "warning",
            f"{NAME}:1",
            "the line breaks off (a crash, a full disk); it is set aside.",
            fix="The decision in it was not saved: decide again. "
            "Accept this in review.toml, or leave the line.",
        ),
        Problem(
            "bad-event",
            "error",
            f"{NAME}:2",
            "perhaps is not a decision at screening (allowed: include, exclude, maybe); the line is set aside.",
            "smith_2020",
            "It was written by another program or version: decide again.",
        ),
        Problem(
            "wrong-sum",
            "error",
            f"{NAME}:3",
            "the line's checksum does not fit its content: it was edited or damaged; it is set aside.",
            "smith_2020",
            "Restore it from git, or decide again.",
        ),
    )
