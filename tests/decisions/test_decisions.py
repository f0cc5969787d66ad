"""decisions/: appended only, every file read, each event once, and the latest that was not withdrawn stands."""

import codecs
import errno
import os
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix import decisions
from litmatrix.decisions.log import Event, append_events, format_event, read_decisions
from litmatrix.errors import Misuse, NotSaved, Unreadable

ANNA = Event("anna", "smith_2020", "screening", "exclude", "date")


def anna(folder: Path) -> Path:
    return decisions.reviewer_file(folder / "decisions", "anna", "mac")


def write(path: Path, *events: Event) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"".join(map(format_event, events)))
    return path


def read(folder: Path) -> list[Event]:
    """The events without the places where they were read."""
    events, problems = read_decisions(folder / "decisions")
    assert problems == ()
    return [replace(event, file="", line=0) for event in events]


def at(second: int, **members: str) -> Event:
    return replace(ANNA, time=f"2026-11-22T10:00:{second:02}.000Z", **{"id": f"{second:02}", **members})


# --- appending --------------------------------------------------------------------------------------------


def test_what_is_appended_is_read_with_an_id_and_a_time(tmp_path):
    before = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    (first,) = append_events(anna(tmp_path), [ANNA])
    (second,) = append_events(anna(tmp_path), [replace(ANNA, decision="include", reason="", note='ü "x"\n')])
    assert read(tmp_path) == [first, second]
    assert replace(first, id="", time="") == ANNA
    assert before <= first.time < second.time
    assert first.id != second.id


def test_nothing_to_append_makes_no_file(tmp_path):
    assert append_events(anna(tmp_path), []) == ()
    assert not anna(tmp_path).exists()


def test_of_a_batch_the_later_decision_stands(tmp_path):
    batch = [replace(ANNA, decision=decision, reason="") for decision in ("include", "exclude") * 20]
    written = append_events(anna(tmp_path), batch)
    assert read(tmp_path) == list(written)
    assert decisions.standing(decisions.frame(written))["id"].tolist() == [written[-1].id]


def test_a_clock_that_went_back_does_not_turn_the_order_round(tmp_path):
    ahead = replace(ANNA, id="f", time="2999-01-01T00:00:00.000Z")
    path = write(anna(tmp_path), ahead)
    written = [append_events(path, [replace(ANNA, note=str(number))])[0] for number in range(20)]
    assert read(tmp_path) == [ahead, *written]
    assert written[0].time == "2999-01-01T00:00:00.001Z"


@pytest.mark.parametrize("note", ["x", "x" * 100_000, "x" * 700_000], ids=len)
def test_the_last_time_is_found_behind_lines_of_any_length(tmp_path, note):
    path = write(anna(tmp_path), replace(ANNA, id="f", time="2999-01-01T00:00:00.000Z", note=note))
    with path.open("ab") as stream:
        stream.write(b"torn" * 30_000)
    (event,) = append_events(path, [ANNA])
    assert event.time == "2999-01-01T00:00:00.001Z"


def test_the_last_moment_that_there_is_does_no_harm(tmp_path):
    path = write(anna(tmp_path), replace(ANNA, id="f", time="9999-12-31T23:59:59.999Z"))
    assert len(append_events(path, [ANNA])) == 1


def test_a_decision_is_later_than_those_of_the_reviewers_other_machines_and_than_what_is_asked(tmp_path):
    folder = tmp_path / "decisions"
    other = decisions.reviewer_file(folder, "anna", "laptop")
    write(other, replace(ANNA, id="f", time="2999-01-01T00:00:00.000Z"))
    write(
        decisions.reviewer_file(folder, "anna maria", "mac"),
        replace(ANNA, id="g", time="3999-01-01T00:00:00.000Z"),
    )
    decisions.reviewer_file(folder, "anna", "broken").write_bytes(codecs.BOM_UTF16_LE)
    assert append_events(anna(tmp_path), [ANNA])[0].time == "2999-01-01T00:00:00.001Z"
    (event,) = append_events(anna(tmp_path), [ANNA], "3001-01-01T00:00:00.000Z")
    assert event.time == "3001-01-01T00:00:00.001Z"


def test_two_programs_that_append_at_the_same_time_lose_nothing(tmp_path):
    path = anna(tmp_path)

    def decide(name: str) -> list[str]:
        return [append_events(path, [replace(ANNA, note=name * 5000)])[0].id for _ in range(20)]

    with ThreadPoolExecutor() as pool:
        ids = [id for written in pool.map(decide, "ab") for id in written]
    assert sorted(event.id for event in read(tmp_path)) == sorted(ids)


def test_events_are_not_changed_by_being_appended(tmp_path):
    events = (ANNA, replace(ANNA, key="other"))
    append_events(anna(tmp_path), events)
    assert events == (ANNA, replace(ANNA, key="other"))


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (replace(ANNA, key=""), "the event lacks key"),
        (replace(ANNA, reviewer="", stage=""), "the event lacks reviewer, stage"),
        (replace(ANNA, stage="reading"), "there is no stage reading"),
        (replace(ANNA, decision="awaiting"), "awaiting is not a decision at screening"),
        (
            replace(ANNA, stage="identification", decision="duplicate"),
            "duplicate needs the other record of the pair",
        ),
        (replace(ANNA, decision="withdraw"), "an undone decision needs the id"),
        (replace(ANNA, time="now"), "the time now is not of the form"),
        (replace(ANNA, time="2026-02-30T00:00:00.000Z"), "is not of the form"),
        (replace(ANNA, stage="eligibility", reason=""), "an exclusion at full text needs its reason"),
        (replace(ANNA, note="\ud83d"), "it has half a character"),
        (replace(ANNA, key=7), "something that is not text"),
    ],
)
def test_what_is_no_decision_is_refused_and_nothing_is_written(tmp_path, event, message):
    with pytest.raises(Misuse, match=f"this decision cannot be recorded: .*{message}"):
        append_events(anna(tmp_path), [ANNA, event])
    assert not anna(tmp_path).exists()


@pytest.mark.parametrize("name", ["", " ", ".hidden", "a/b", "a\\b", "a@b", "a:b", "a\nb", "a?"])
def test_a_name_that_no_file_can_have_is_refused(tmp_path, name):
    with pytest.raises(Misuse, match="cannot be a reviewer's name"):
        decisions.reviewer_file(tmp_path, name)


def test_each_reviewer_has_a_file_on_each_machine(tmp_path):
    assert decisions.reviewer_file(tmp_path, " Zoë O'Neil ", "her mac/1").name == "Zoë O'Neil@her-mac-1.jsonl"
    assert decisions.reviewer_file(tmp_path, "anna").name.startswith("anna@")


def test_a_torn_line_is_left_as_it_is_and_what_comes_after_it_counts(tmp_path):
    path = write(anna(tmp_path), at(1))
    path.write_bytes(path.read_bytes() + format_event(at(2))[:40])
    before = path.read_bytes()
    (event,) = append_events(path, [ANNA])
    assert path.read_bytes().startswith(before + b"\n")
    events, problems = read_decisions(path.parent)
    assert [one.id for one in events] == ["01", event.id]
    assert [(problem.check, problem.where) for problem in problems] == [
        ("torn-line", "decisions/anna@mac.jsonl:2")
    ]


def test_nothing_is_added_to_a_file_that_another_program_saved_as_utf_16(tmp_path):
    path = write(anna(tmp_path), at(1))
    path.write_bytes(codecs.BOM_UTF16_LE + path.read_bytes().decode().encode("utf-16-le"))
    before = path.read_bytes()
    with pytest.raises(NotSaved, match=r"saved the file as UTF-16\. Save it as UTF-8\."):
        append_events(path, [ANNA])
    events, problems = read_decisions(path.parent)
    assert (path.read_bytes(), [event.id for event in events]) == (before, ["01"])
    assert [problem.check for problem in problems] == ["encoding"]


@pytest.mark.parametrize("call", ["mkdir", "open", "write"])
def test_a_disk_that_fails_is_said_and_nothing_is_lost(tmp_path, monkeypatch, call):
    def fail(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    path = anna(tmp_path)
    if call != "mkdir":
        append_events(path, [replace(ANNA, note="kept")])
    with monkeypatch.context() as patch:
        patch.setattr(*{"mkdir": (Path, "mkdir"), "open": (os, "open"), "write": (os, "write")}[call], fail)
        with pytest.raises(NotSaved, match="not saved: the disk is full"):
            append_events(path, [ANNA])
    (event,) = append_events(path, [ANNA])
    assert [one.note for one in read(tmp_path)] == (["kept", ""] if call != "mkdir" else [""])
    assert read(tmp_path)[-1] == event


def test_of_a_batch_that_a_full_disk_cut_off_nothing_stands(tmp_path, monkeypatch):
    batch = [replace(ANNA, key=f"k{number}") for number in range(5)]
    real = os.write
    room = [2 * len(format_event(at(1))) + 90]

    def write_until_full(descriptor: int, data: memoryview) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "no space")
        done = real(descriptor, bytes(data)[: room[0]])
        room[0] -= done
        return done

    monkeypatch.setattr(os, "write", write_until_full)
    with pytest.raises(NotSaved, match="the disk is full"):
        append_events(anna(tmp_path), batch)
    monkeypatch.undo()
    again = append_events(anna(tmp_path), batch)
    events, problems = read_decisions(tmp_path / "decisions")
    assert [event.id for event in events] == [event.id for event in again]
    assert problems == ()
    assert decisions.standing(decisions.frame(events))["key"].tolist() == ["k0", "k1", "k2", "k3", "k4"]


# --- reading ----------------------------------------------------------------------------------------------


def test_a_missing_folder_holds_no_events(tmp_path):
    assert read_decisions(tmp_path / "decisions") == ((), ())


def test_a_file_where_the_folder_should_be_is_unreadable(tmp_path):
    (tmp_path / "decisions").write_text("x")
    with pytest.raises(Unreadable, match="this must be a folder with one file per reviewer"):
        read_decisions(tmp_path / "decisions")


def test_a_file_that_cannot_be_had_is_fatal_and_the_others_are_read(tmp_path):
    write(anna(tmp_path), at(1))
    (tmp_path / "decisions" / "ben@pc.jsonl").mkdir()
    events, problems = read_decisions(tmp_path / "decisions")
    assert [event.id for event in events] == ["01"]
    assert [str(problem) for problem in problems] == [
        "decisions/ben@pc.jsonl: this is a folder, not a file. Until then its decisions are missing."
    ]
    assert problems[0].severity == "fatal"


def test_hidden_files_and_other_files_are_passed_over(tmp_path):
    write(anna(tmp_path), at(1))
    for name in (".anna@mac.jsonl.lock", "._anna@mac.jsonl", "notes.txt", ".DS_Store"):
        (tmp_path / "decisions" / name).write_bytes(b"\0\5\x16\7")
    assert read(tmp_path) == [at(1)]


@pytest.mark.parametrize(
    "name",
    [
        "anna@mac (1).jsonl",
        "anna@mac (conflicted copy).jsonl",
        "anna@mac.sync-conflict-20261122.jsonl",
        "anna@mac 2.jsonl",
    ],
)
def test_a_sync_clients_second_version_is_read_and_reported(tmp_path, name):
    write(anna(tmp_path), at(1), at(2))
    write(tmp_path / "decisions" / name, at(1), at(3))
    events, problems = read_decisions(tmp_path / "decisions")
    assert [event.id for event in events] == ["01", "02", "03"]
    assert [(problem.check, problem.severity, problem.where) for problem in problems] == [
        ("conflicted-copy", "warning", f"decisions/{name}:1")
    ]


def test_a_machine_whose_name_ends_in_a_number_is_no_second_version(tmp_path):
    write(tmp_path / "decisions" / "anna@lab-pc-2.jsonl", at(1))
    write(tmp_path / "decisions" / "anna@lab-pc-3.jsonl", at(2))
    assert read(tmp_path) == [at(1), at(2)]


def test_the_same_event_twice_is_once(tmp_path):
    write(anna(tmp_path), at(1), at(1), at(2), at(1))
    write(tmp_path / "decisions" / "ben@pc.jsonl", at(2), at(3))
    assert read(tmp_path) == [at(1), at(2), at(3)]


def test_events_are_in_order_of_time_then_id_wherever_they_stand(tmp_path):
    write(anna(tmp_path), at(3), at(1, id="b"))
    write(tmp_path / "decisions" / "ben@pc.jsonl", at(1, id="a", reviewer="ben"), at(2))
    assert [event.id for event in read(tmp_path)] == ["a", "b", "02", "03"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_id_that_stands_for_two_decisions_is_reported_and_the_same_one_counts_always(tmp_path, order):
    two = [at(1), at(1, decision="include", reason="")]
    for name, number in zip(("anna@mac", "ben@pc"), order, strict=True):
        write(tmp_path / "decisions" / f"{name}.jsonl", two[number])
    events, problems = read_decisions(tmp_path / "decisions")
    assert [event.decision for event in events] == ["exclude"]
    assert [(problem.check, problem.severity, problem.key) for problem in problems] == [
        ("id-clash", "error", "smith_2020")
    ]


EVENTS = st.lists(
    st.builds(
        at,
        st.integers(0, 59),
        reviewer=st.sampled_from(["anna", "ben"]),
        key=st.sampled_from(["k", "l"]),
        decision=st.sampled_from(["include", "exclude", "maybe", "withdraw"]),
        of=st.integers(0, 59).map("{:02}".format),
    )
    .map(lambda event: event if event.of < event.id else replace(event, of=""))
    .filter(lambda event: event.of or event.decision != "withdraw"),
    unique_by=lambda event: event.id,
    max_size=12,
)


@given(EVENTS, st.randoms(use_true_random=False), st.integers(0, 12))
def test_files_that_are_united_in_any_order_give_the_same_standing(tmp_path_factory, events, chance, cut):
    standings = []
    for _ in range(2):
        folder = tmp_path_factory.mktemp("review")
        shuffled = chance.sample(events, len(events))
        shared = chance.sample(events, len(events) // 2)
        write(folder / "decisions" / "anna@mac.jsonl", *shuffled[:cut], *shared)
        write(folder / "decisions" / "anna@pc.jsonl", *shared, *shuffled[cut:])
        found, problems = read_decisions(folder / "decisions")
        assert problems == ()
        standings.append(decisions.standing(decisions.frame(found)).drop(columns=["file", "line"]))
    pd.testing.assert_frame_equal(standings[0], standings[1])


# --- frames ---------------------------------------------------------------------------------------------


def test_the_frame_holds_all_members_as_text_and_the_place():
    frame = decisions.frame([replace(at(1), file="f", line=3)])
    assert frame.columns.tolist() == [*decisions.COLUMNS, "file", "line"]
    assert frame.iloc[0].tolist() == [*decisions.content(at(1)), "f", 3]
    assert decisions.frame([]).dtypes.equals(frame.dtypes)


def test_ten_thousand_decisions_are_read(tmp_path):
    chance = random.Random(1)
    events = [
        at(chance.randrange(60), id=f"{number:05}", key=f"k{number % 3000}") for number in range(10_000)
    ]
    write(anna(tmp_path), *events)
    assert len(read(tmp_path)) == 10_000
