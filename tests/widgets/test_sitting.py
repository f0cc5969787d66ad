"""A sitting at the screening desk, driven without a widget."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import (
    assert_left_alone,
    criterion,
    decided,
    entry,
    review,
    search,
    sound,
    withdrawn,
    write_review,
)

import litmatrix
from litmatrix import decisions, screening
from litmatrix.decisions.log import Event
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import store
from litmatrix.screening import criteria, deciding
from litmatrix.widgets.screening import logic as module
from litmatrix.widgets.screening.logic import DecidedElsewhere, Sitting

CRITERIA = [criterion("year", {"field": "year", "from": 2010}), criterion("topic")]


@pytest.fixture
def folder(tmp_path):
    """Five records; decisions stand in the file of this machine."""
    return write_review(
        tmp_path,
        [entry(f"r{number}", year="2005") for number in range(5)],
        searches=[search()],
        criteria=CRITERIA,
    )


def sit(folder, reviewer="ann", stage="screening", queue="pending", **narrow):
    return Sitting(litmatrix.open(folder), reviewer, stage, queue, **narrow)


def standing(folder):
    """What stands on disk: the decision of each reviewer on each key."""
    table = screening.standing(litmatrix.open(folder))
    return dict(zip(zip(table["reviewer"], table["key"], strict=True), table["decision"], strict=True))


def lines(folder):
    return sum(len(path.read_bytes().splitlines()) for path in (folder / "decisions").glob("*.jsonl"))


# --- alone ------------------------------------------------------------------------------------------------------------


def test_one_decides_goes_back_undoes_and_goes_on(folder):
    desk = sit(folder)
    assert (desk.keys, desk.key, desk.can_undo) == (("r0", "r1", "r2", "r3", "r4"), "r0", False)
    desk.decide("r0", "include")
    desk.decide("r1", "exclude", "year", "too old")
    assert (desk.key, desk.can_undo) == ("r2", True)
    desk.go(-1)
    assert (desk.key, desk.mine()["r1"].decision) == ("r1", "exclude")
    desk.decide("r1", "maybe")
    assert (desk.key, desk.mine()["r1"].decision) == ("r2", "maybe")
    assert [event.decision for event in desk.undo()] == ["maybe"]
    assert (desk.key, desk.mine()["r1"].reason) == ("r1", "year")
    assert [event.decision for event in desk.undo() + desk.undo()] == ["exclude", "include"]
    assert (desk.key, desk.mine(), desk.can_undo, desk.undo()) == ("r0", {}, False, ())
    assert standing(folder) == {}


def test_a_decision_is_on_disk_before_the_next_record_is_current(folder, monkeypatch):
    desk, seen = sit(folder), []
    monkeypatch.setattr(desk, "_advance", lambda: seen.append(standing(folder)))
    desk.decide("r0", "include")
    assert seen == [{("ann", "r0"): "include"}]


def test_only_the_record_that_is_shown_can_be_decided(folder):
    desk = sit(folder)
    with pytest.raises(Misuse, match="another record is shown by now; nothing was recorded"):
        desk.decide("r1", "include")
    with pytest.raises(Misuse):
        desk.decide("r0", "awaiting")
    assert (desk.key, standing(folder)) == ("r0", {})


def test_the_ends_of_the_queue_stop_going(folder):
    desk = sit(folder)
    desk.go(-1)
    assert desk.key == "r0"
    for _ in range(9):
        desk.go(1)
    assert (desk.key, desk.position) == (None, 5)
    with pytest.raises(Misuse):
        desk.decide("r4", "include")
    desk.show("r3")
    desk.show("nine")
    assert desk.key == "r3"


def test_records_passed_over_come_up_at_the_end(folder):
    desk = sit(folder)
    desk.go(1)
    shown = []
    while desk.key:
        shown.append(desk.key)
        desk.decide(desk.key, "include")
    assert (shown, desk.position) == (["r1", "r2", "r3", "r4", "r0"], 5)


def test_another_sitting_goes_on_where_this_one_stopped(folder):
    desk = sit(folder)
    desk.decide("r0", "include")
    desk.decide("r1", "include")
    again = sit(folder)
    assert (again.keys, again.can_undo) == (("r2", "r3", "r4"), True)
    again.undo()
    assert (again.keys, again.key) == (("r1", "r2", "r3", "r4"), "r1")


def test_a_cell_that_is_run_again_with_the_old_review_knows_the_new_decisions(folder):
    opened = litmatrix.open(folder)
    Sitting(opened, "ann").decide("r0", "maybe")
    assert Sitting(opened, "ann").keys == ("r1", "r2", "r3", "r4")
    assert Sitting(opened, "ann", queue="maybe").keys == ("r0",)
    assert opened.decisions.empty


def test_progress_counts_what_is_decided_and_what_is_looked_at_once_more_since_it_was_chosen(folder):
    desk = sit(folder)
    desk.decide("r0", "include")
    desk.decide("r1", "exclude")
    desk.go(-1)
    desk.decide("r1", "include")
    expected = {
        "done": 2,
        "left": 3,
        "total": 5,
        "pace": "",
        "counts": {"include": 2, "exclude": 0, "maybe": 0},
    }
    assert desk.progress() == expected
    desk.undo()
    assert desk.progress() == {**expected, "counts": {"include": 1, "exclude": 1, "maybe": 0}}
    desk.undo()
    assert desk.progress() == {
        **expected,
        "done": 1,
        "left": 4,
        "counts": {"include": 1, "exclude": 0, "maybe": 0},
    }
    mine = sit(folder, queue="mine")
    assert mine.progress()["done"] == 1
    mine.decide("r0", "maybe")
    assert (mine.progress()["done"], mine.progress()["counts"]["maybe"]) == (1, 1)
    maybe = sit(folder, queue="maybe")
    assert maybe.progress()["done"] == 0
    maybe.decide("r0", "include")
    assert maybe.progress()["done"] == 1


def test_what_is_counted_step_by_step_is_what_a_new_sitting_counts(folder):
    desk = sit(folder)
    for key, decision in zip(desk.keys, ("include", "maybe", "exclude", "include", "maybe"), strict=True):
        desk.decide(key, decision)
        assert desk.progress()["counts"] == sit(folder).progress()["counts"]
    for _ in range(5):
        desk.undo()
        assert desk.progress()["counts"] == sit(folder).progress()["counts"]


def test_the_pace_leaves_pauses_out():
    start = datetime(2026, 11, 22, tzinfo=UTC)
    marks = [start + timedelta(seconds=second) for second in (0, 10, 20, 30, 3000, 3012)]
    assert module._pace(marks, 60) == "10 s a record, about 10 min left"
    assert module._pace(marks, 6000) == "10 s a record, about 16.7 hours left"
    assert module._pace(marks[:3], 60) == ""
    assert module._pace(marks, 0) == ""


def test_a_record_whose_key_changed_keeps_its_decision(tmp_path):
    write_review(
        tmp_path, [entry("new", ids="old"), entry("b")], [decided("ann", "old", "screening", "maybe")]
    )
    desk = sit(tmp_path)
    assert (desk.keys, desk.mine()["new"].decision) == (("b",), "maybe")


def test_rounds_are_written_down_with_the_decision(tmp_path):
    rounds = [{"id": "pilot", "purpose": "pilot", "stage": "screening", "seed": 1, "size": 2}]
    write_review(tmp_path, [entry(f"r{number}") for number in range(9)], rounds=rounds)
    desk = sit(tmp_path, round_="pilot")
    assert (len(desk.keys), desk.decide(desk.key, "include").round) == (2, "pilot")


def test_a_withdrawal_that_was_itself_withdrawn_is_none():
    events = [decided("ann", "a", "screening", "include"), withdrawn("ann", "e1"), withdrawn("ann", "e2")]
    assert Sitting(review([entry("a")], events), "ann").mine()["a"].decision == "include"


# --- two windows ------------------------------------------------------------------------------------------------------


def test_two_kernels_lose_double_and_mistake_nothing(folder):
    one, two = sit(folder), sit(folder)
    one.decide("r0", "include")
    assert two.key == "r0"
    with pytest.raises(
        DecidedElsewhere,
        match=r"you already decided on this record in another window \(include\). Decide again to change it\.",
    ):
        two.decide("r0", "exclude", "year")
    assert (two.key, two.mine()["r0"].decision, lines(folder)) == ("r0", "include", 1)
    two.decide("r0", "exclude", "year")
    assert two.key == "r1"
    two.decide("r1", "include")
    one.go(1)
    one.decide("r2", "maybe")
    assert one.key == "r3"
    two.decide("r2", "maybe") if two.key == "r2" and "r2" in two.mine() else None
    assert standing(folder) == {("ann", "r0"): "exclude", ("ann", "r1"): "include", ("ann", "r2"): "maybe"}


def test_the_next_record_is_one_that_no_other_window_decided(folder):
    one, two = sit(folder), sit(folder)
    for key in ("r0", "r1", "r2"):
        one.decide(key, "include")
    two.go(1), two.go(1), two.go(1)
    two.decide("r3", "include")
    assert two.key == "r4"


def test_what_was_undone_in_another_window_is_told(folder):
    one, two = sit(folder), sit(folder)
    one.decide("r0", "include")
    with pytest.raises(DecidedElsewhere):
        two.decide("r0", "exclude")
    one.undo()
    with pytest.raises(
        DecidedElsewhere, match="you already undid your decision on this record in another window"
    ):
        two.decide("r0", "exclude")
    assert two.mine() == {}


def test_undo_takes_back_what_another_window_did_last(folder):
    one, two = sit(folder), sit(folder)
    one.decide("r0", "include")
    assert [event.key for event in two.undo()] == ["r0"]
    assert two.undo() == ()
    assert standing(folder) == {}


def test_two_windows_at_random_agree_with_the_disk(folder):
    import random

    draw = random.Random(3)
    desks = [sit(folder), sit(folder)]
    acknowledged = {}
    for _ in range(120):
        desk = draw.choice(desks)
        if draw.random() < 0.3 or desk.key is None:
            desk.go(draw.choice((-1, 1)))
        elif draw.random() < 0.15:
            desk.undo()
            acknowledged = None
        else:
            key, decision = desk.key, draw.choice(("include", "exclude", "maybe"))
            try:
                assert desk.decide(key, decision).key == key
            except DecidedElsewhere:
                continue
            if acknowledged is not None:
                acknowledged[("ann", key)] = decision
        if acknowledged is None:
            acknowledged = standing(folder)
    assert standing(folder) == acknowledged
    for desk in desks:
        desk.refresh()
        assert {("ann", key): event.decision for key, event in desk.mine().items()} == acknowledged


def test_a_file_that_git_replaced_is_read_from_its_beginning(folder):
    desk = sit(folder)
    desk.decide("r0", "include")
    path = desk.path
    elsewhere = decisions.append_events(
        folder / "elsewhere.jsonl", [Event("ann", "r1", "screening", "maybe", note="x" * 99)]
    )
    merged = decisions.format_event(elsewhere[0]) + path.read_bytes()
    (folder / "new").write_bytes(merged)
    (folder / "new").replace(path)
    with pytest.raises(DecidedElsewhere):
        desk.decide("r1", "include")
    assert {key: event.decision for key, event in desk.mine().items()} == {"r0": "include", "r1": "maybe"}


def test_a_line_that_is_still_being_written_is_read_when_it_is_whole(folder):
    desk = sit(folder)
    (event,) = decisions.append_events(folder / "elsewhere.jsonl", [Event("ann", "r0", "screening", "maybe")])
    line = decisions.format_event(event)
    desk.path.parent.mkdir(exist_ok=True)
    desk.path.write_bytes(line[:40])
    assert (desk.refresh(), desk.mine()) == ((), {})
    with desk.path.open("ab") as stream:
        stream.write(line[40:])
    assert [one.id for one in desk.refresh()] == [event.id]


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_record_where_it_is(folder, monkeypatch):
    def full(path, data):
        raise NotSaved(f"{path}: not saved: the disk is full.")

    desk = sit(folder)
    desk.decide("r0", "include")
    with monkeypatch.context() as patch:
        patch.setattr(store, "append", full)
        for act in (lambda: desk.decide("r1", "include"), desk.undo):
            with pytest.raises(NotSaved):
                act()
            assert (desk.key, desk.progress()["done"], desk.can_undo) == ("r1", 1, True)
    assert standing(folder) == {("ann", "r0"): "include"}
    desk.decide("r1", "exclude")
    assert standing(folder) == {("ann", "r0"): "include", ("ann", "r1"): "exclude"}


def test_a_line_that_a_full_disk_tore_is_no_decision(folder, monkeypatch):
    def torn(path, data):
        with Path(path).open("ab") as stream:
            stream.write(data[:30])
        raise NotSaved(f"{path}: not saved: the disk is full.")

    desk = sit(folder)
    with monkeypatch.context() as patch:
        patch.setattr(store, "append", torn)
        with pytest.raises(NotSaved):
            desk.decide("r0", "include")
    desk.decide("r0", "maybe")
    assert (desk.key, standing(folder)) == ("r1", {("ann", "r0"): "maybe"})


# --- conflicts, rules -------------------------------------------------------------------------------------------------


@pytest.fixture
def quarrel(folder):
    for name, decision in (("ann", "include"), ("bob", "exclude")):
        for key in ("r0", "r1"):
            deciding.decide(litmatrix.open(folder), key, decision, name)
    return folder


def test_conflicts_are_settled_by_consensus_and_undone(quarrel):
    desk = sit(quarrel, queue="conflicts")
    assert (desk.keys, desk.mine(), desk.progress()["done"]) == (("r0", "r1"), {}, 0)
    assert desk.decide("r0", "exclude", "year").reviewer == "consensus"
    assert (desk.key, desk.mine()["r0"].decision, desk.progress()["done"]) == ("r1", "exclude", 1)
    assert sit(quarrel, queue="conflicts").keys == ("r1",)
    desk.undo()
    assert (desk.key, sit(quarrel, queue="conflicts").keys) == ("r0", ("r0", "r1"))


def test_a_conflict_settled_in_another_window_is_told(quarrel):
    one, two = sit(quarrel, queue="conflicts"), sit(quarrel, queue="conflicts")
    one.decide("r0", "exclude")
    with pytest.raises(DecidedElsewhere, match=r"in another window \(exclude\)"):
        two.decide("r0", "include")


def test_a_rule_s_exclusions_are_undone_as_one_and_come_back_to_the_queue(folder):
    criteria.exclude_failing(litmatrix.open(folder), "year", ["r0", "r1", "r3"], "ann")
    desk = sit(folder)
    assert (desk.keys, desk.can_undo) == (("r2", "r4"), True)
    assert len(desk.undo()) == 3
    assert desk.keys == ("r0", "r1", "r3", "r2", "r4")
    assert (desk.key, desk.progress()["left"], desk.can_undo) == ("r3", 5, False)


def test_another_person_s_decisions_are_not_mine_to_undo(quarrel):
    assert not sit(quarrel, "cy").can_undo
    assert sit(quarrel, "cy").undo() == ()


def test_rereading_brings_what_others_decided(folder):
    desk = sit(folder, "bob")
    deciding.decide(litmatrix.open(folder), "r0", "include", "ann")
    desk.choose("screening", "pending")
    assert desk.keys[0] == "r0"
    desk.reread()
    desk.choose("screening", "pending")
    assert (desk.keys[0], desk.mine()) == ("r1", {})


def test_a_queue_that_does_not_exist_leaves_the_old_one(folder):
    desk = sit(folder)
    with pytest.raises(Misuse):
        desk.choose("screening", "urgent")
    assert (desk.queue, desk.key) == ("pending", "r0")


def test_it_does_not_change_its_argument():
    assert_left_alone(review(**sound()), lambda one: Sitting(one, "ann").keys)


def test_a_file_that_cannot_be_read_again_makes_a_decision_not_unsaved(folder, monkeypatch):
    desk = sit(folder)
    desk.decide("r0", "include")
    real, (path,) = store.opened, (folder / "decisions").glob("*.jsonl")

    def broken(place):
        if place == path and path.stat().st_size > size:
            raise OSError(5, "Input/output error")
        return real(place)

    size = path.stat().st_size
    monkeypatch.setattr(store, "opened", broken)
    desk.decide("r1", "exclude", "topic")
    assert (desk.key, desk.mine()["r1"].decision) == ("r2", "exclude")
    monkeypatch.undo()
    assert standing(folder) == {("ann", "r0"): "include", ("ann", "r1"): "exclude"}
    assert desk.refresh() == ()


def test_nothing_is_undone_while_a_line_of_mine_is_set_aside(folder):
    desk = sit(folder)
    desk.decide("r0", "include")
    desk.decide("r1", "include")
    (path,) = (folder / "decisions").glob("*.jsonl")
    text = path.read_bytes()
    path.write_bytes(text.replace(b'"r1"', b'"r2"'))
    with pytest.raises(NotSaved, match="fix this first"):
        desk.undo()
    assert standing(folder) == {("ann", "r0"): "include"}
    path.write_bytes(text)
    assert [event.key for event in desk.undo()] == ["r1"]


def test_a_decision_at_the_card_stands_though_another_machine_of_mine_is_ahead(folder):
    ahead = Event("ann", "r0", "screening", "include", time="2099-01-01T10:00:00.000Z")
    desk = sit(folder)
    decisions.append_events(decisions.reviewer_file(folder / "decisions", "ann", "laptop"), [ahead])
    desk.decide("r0", "exclude", "topic")
    assert standing(folder) == {("ann", "r0"): "exclude"}
    assert sit(folder, queue="mine").mine()["r0"].decision == "exclude"


# --- removed before screening ---


def test_a_record_that_is_removed_leaves_the_queue_and_comes_back_when_it_is_undone(folder):
    sitting = sit(folder, "ann")
    first, second = sitting.keys[:2]
    total = len(sitting.keys)
    event = sitting.remove(first, "retracted")
    assert (event.stage, event.decision, event.reason) == ("identification", "removed", "retracted")
    assert (sitting.key, len(sitting.keys), sitting.progress()["left"]) == (second, total - 1, total - 1)
    assert sitting.can_undo
    assert first not in sit(folder, "ben").keys
    assert [one.id for one in sitting.undo()] == [event.id]
    assert (sitting.key, len(sitting.keys), sitting.can_undo) == (first, total, False)
    assert first in sit(folder, "ben").keys


def test_only_the_record_that_is_shown_is_removed_and_only_with_a_reason(folder):
    sitting = sit(folder, "ann")
    for key, why in ((sitting.keys[1], "retracted"), (sitting.keys[0], " ")):
        with pytest.raises(Misuse):
            sitting.remove(key, why)
    assert not sitting.can_undo


def test_the_last_record_of_a_queue_can_be_removed(folder):
    sitting = sit(folder, "ann")
    for key in sitting.keys:
        sitting.remove(key, "test import")
    assert (sitting.key, sitting.keys, sitting.progress()["left"]) == (None, (), 0)


# --- thousands of acts ------------------------------------------------------------------------------------------------

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["include", "exclude", "label", "undo", "elsewhere", "back"]), st.integers(0, 4)
    ),
    max_size=25,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_whatever_was_done_the_sitting_knows_what_a_new_one_would_read(tmp_path_factory, acts):
    folder = write_review(
        tmp_path_factory.mktemp("sitting"), [entry(f"r{number}") for number in range(5)], searches=[search()]
    )
    desk = sit(folder, queue="all")
    for act, number in acts:
        desk.show(f"r{number}")
        if act in ("include", "exclude"):
            desk.refresh()
            desk.decide(desk.key, act)
        elif act == "label":
            desk.label(desk.key, f"l{number}", number % 2 == 0)
        elif act == "undo":
            desk.undo()
        elif act == "elsewhere":
            deciding.decide(litmatrix.open(folder), f"r{number}", "maybe", "ann", "screening")
            desk.refresh()
        else:
            deciding.undo(litmatrix.open(folder), "ann")
            desk.refresh()
    again = sit(folder, queue="all")
    assert {key: one.id for key, one in desk.mine().items()} == {
        key: one.id for key, one in again.mine().items()
    }
    assert desk.progress()["counts"] == again.progress()["counts"]
    assert [desk.labels(f"r{number}") for number in range(5)] == [
        again.labels(f"r{number}") for number in range(5)
    ]
    assert [one.id for one in desk._undone()] == [one.id for one in again._undone()]


def test_the_last_act_is_found_behind_hundreds_that_were_undone_and_a_batch_is_one(folder):
    opened = litmatrix.open(folder)
    batch = [Event("ann", f"r{number}", "screening", "include") for number in range(5)]
    deciding.decide_many(opened, batch, "ann")
    for _ in range(150):
        deciding.decide(opened, "r0", "maybe", "ann", "screening")
        deciding.undo(opened, "ann")
    desk = sit(folder, queue="all")
    assert [one.key for one in desk.undo()] == ["r0", "r1", "r2", "r3", "r4"]
    assert (desk.mine(), desk.can_undo) == ({}, False)
