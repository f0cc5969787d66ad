"""Recording decisions: what may be decided, undone, settled and taken in."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest
from making import assert_left_alone, criterion, entry, review, search, write_review

import litmatrix
from litmatrix import decisions, screening
from litmatrix.decisions.log import Event
from litmatrix.errors import Misuse, NotSaved, Unreadable
from litmatrix.files import store
from litmatrix.screening import criteria, deciding

CRITERIA = [criterion("year", {"field": "year", "from": 2010}), criterion("topic")]
ENTRIES = [*(entry(f"r{number}", year=str(2005 + number)) for number in range(8)), entry("cited", origin="")]


@pytest.fixture
def desk(tmp_path):
    write_review(tmp_path, ENTRIES, searches=[search()], criteria=CRITERIA, reviewers=["ann", "bob"])
    return litmatrix.open(tmp_path)


def stored(review):
    """What stands in the files: reviewer, key, stage, decision, reason, note."""
    table = review.with_new_decisions().decisions
    return table[["reviewer", "key", "stage", "decision", "reason", "note"]].apply(tuple, axis=1).tolist()


def standing(review):
    table = screening.standing(review.with_new_decisions())
    return list(zip(table["reviewer"], table["key"], table["decision"], strict=True))


def test_a_source_that_is_cited_only_is_logged_as_read(desk):
    event = deciding.decide(desk, "cited", "read", "ann", "coding")
    assert stored(desk) == [("ann", "cited", "coding", "read", "", "")]
    assert deciding.withdraw(desk, "ann", (event,)) == (event,)


# --- what would be thrown out -------------------------------------------------------------------------------------------


def test_a_record_that_was_decided_on_is_a_duplicate_only_if_it_may_go(desk):
    deciding.decide(desk, "r0", "include", "bob")
    desk = desk.with_new_decisions()
    assert deciding.held_by(desk, "r0", "r1") == "include at title and abstract by bob"
    assert deciding.held_by(desk, "r1", "r0") == ""
    with pytest.raises(
        Misuse, match="r0 has include at title and abstract by bob, which would no longer count"
    ):
        deciding.decide(desk, "r0", "duplicate", "ann", "identification", other="r1")
    events = [Event("", key, "identification", "duplicate", other="r2") for key in ("r1", "r0")]
    with pytest.raises(Misuse, match="r0 has include"):
        deciding.decide_many(desk, events, "ann")
    assert len(stored(desk)) == 1
    deciding.decide(desk, "r0", "duplicate", "ann", "identification", other="r1", drop=True)
    desk = desk.with_new_decisions()
    # It is removed already: of what it is a duplicate can be said anew.
    deciding.decide(desk, "r0", "duplicate", "ann", "identification", other="r2")
    assert dict(screening.duplicates(desk.with_new_decisions())[0]) == {"r0": "r2"}


# --- clocks -------------------------------------------------------------------------------------------------------------

AHEAD = "2099-01-01T10:00:00.000Z"


def ahead(desk, *events):
    path = decisions.reviewer_file(desk.folder / "decisions", "ann", "laptop")
    path.parent.mkdir(exist_ok=True)
    decisions.append_events(path, events)
    return desk.with_new_decisions()


def test_every_act_is_later_than_what_is_known_of_its_reviewer(desk):
    known = [
        Event("ann", "r0", "screening", "include", time=AHEAD),
        Event("automation", "r1", "screening", "exclude", reason="topic", time=AHEAD),
        Event("consensus", "r2", "screening", "include", time=AHEAD),
    ]
    desk = ahead(desk, *known)
    after = "2099-01-01T10:00:00.001Z"
    (event,) = criteria.exclude_failing(desk, "year", ["r0"], "bob")
    assert event.time == after
    assert deciding.decide(desk, "r4", "read", "ann", "coding").time == after


def test_consensus_is_later_than_consensus_on_the_same_record(desk):
    desk = ahead(desk, Event("consensus", "r2", "screening", "include", time=AHEAD))
    assert deciding.settle(desk, "r2", "exclude", "bob").time == "2099-01-01T10:00:00.001Z"


def test_consensus_on_another_record_and_another_person_keep_their_own_time(desk):
    desk = ahead(desk, Event("consensus", "r2", "screening", "include", time=AHEAD))
    assert deciding.settle(desk, "r3", "exclude", "bob").time < AHEAD
    assert deciding.decide(desk, "r2", "exclude", "bob").time < AHEAD


def test_a_withdrawn_decision_of_the_future_moves_no_clock(desk):
    path = decisions.reviewer_file(desk.folder / "decisions", "ann", "laptop")
    path.parent.mkdir(exist_ok=True)
    (event,) = decisions.append_events(path, [Event("consensus", "r2", "screening", "include", time=AHEAD)])
    decisions.append_events(path, [Event("consensus", "r2", "screening", "withdraw", of=event.id)])
    assert deciding.settle(desk.with_new_decisions(), "r2", "exclude", "bob").time < AHEAD


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_a_decision_is_on_disk_when_it_is_returned(desk):
    event = deciding.decide(desk, "r0", "exclude", "ann", reason="year", note="  too old\n", round_="pilot")
    assert (event.reviewer, event.key, event.stage, event.decision, event.reason) == (
        "ann",
        "r0",
        "screening",
        "exclude",
        "year",
    )
    assert (event.note, event.round, bool(event.id), bool(event.time)) == ("too old", "pilot", True, True)
    events, problems = decisions.read_decisions(desk.folder / "decisions")
    assert ([one.id for one in events], problems) == ([event.id], ())
    assert [path.name for path in (desk.folder / "decisions").glob("*.jsonl")] == [
        decisions.reviewer_file(Path(), "ann").name
    ]


def test_the_review_that_was_given_stays_as_it_was(desk):
    assert_left_alone(desk, lambda one: (deciding.decide(one, "r0", "include", "ann").key,))
    assert desk.decisions.empty
    assert len(desk.with_new_decisions().decisions) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("r0", "awaiting", "ann"),
            "awaiting is not a decision at title and abstract; allowed: include, exclude, maybe.",
        ),
        (("r0", "withdraw", "ann"), "withdraw is not a decision at title and abstract"),
        (
            ("r0", "include", "ann", "reading"),
            "there is no stage reading; known: identification, screening, retrieval, eligibility, coding, label.",
        ),
        (("nine", "include", "ann"), "the bibliography has no entry nine."),
        (
            ("cited", "include", "ann"),
            "cited is cited only: no search found it (its entry has no `origin`), so it is not screened.",
        ),
        (("r0", "include", "cy"), "cy is not among the reviewers of review.toml: ann, bob."),
        (("r0", "include", ""), "nobody is not among the reviewers"),
        (("r0", "include", "ann "), "'ann ' begins or ends with a space"),
        (("r0", "exclude", "ann", "eligibility"), "an exclusion at full text needs its reason: year, topic."),
        (
            ("r0", "duplicate", "ann", "identification"),
            "duplicate needs the other record of the pair; nothing is not one.",
        ),
    ],
)
def test_what_does_not_exist_cannot_be_decided(desk, arguments, message):
    with pytest.raises(Misuse, match="^" + re.escape(message)):
        deciding.decide(desk, *arguments)
    assert stored(desk) == []


def test_reasons_are_criteria_and_belong_to_exclusions(desk):
    with pytest.raises(Misuse, match=r"the reason tired is not one of the criteria: year, topic\."):
        deciding.decide(desk, "r0", "exclude", "ann", reason="tired")
    with pytest.raises(Misuse, match="only an exclusion has a reason; include has none"):
        deciding.decide(desk, "r0", "include", "ann", reason="year")


@pytest.mark.parametrize("other", ["r0", "nine", ""])
def test_a_pair_is_of_two_records(desk, other):
    with pytest.raises(Misuse, match="needs the other record"):
        deciding.decide(desk, "r0", "distinct", "ann", "identification", other=other)
    assert deciding.decide(desk, "r0", "distinct", "ann", "identification", other="r1").other == "r1"


@pytest.mark.parametrize("name", ["", ".ann", "a/b", "a@b", "consensus", "automation", " ann", 'a"b'])
def test_names_that_no_file_can_have_or_that_are_no_persons_are_misuse(tmp_path, name):
    write_review(tmp_path, ENTRIES)
    with pytest.raises(Misuse):
        deciding.decide(litmatrix.open(tmp_path), "r0", "include", name)
    assert not (tmp_path / "decisions").exists()


def test_a_full_disk_is_said(desk, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "write", full)
    with pytest.raises(NotSaved, match="the disk is full"):
        deciding.decide(desk, "r0", "include", "ann")
    monkeypatch.undo()
    assert stored(desk) == []


# --- many at once, consensus, rules ------------------------------------------------------------------------------------


def test_consensus_stands_in_the_file_of_who_wrote_it_down(desk):
    event = deciding.settle(desk, "r0", "exclude", "bob", reason="year", note="talked")
    assert (event.reviewer, event.note) == ("consensus", "talked (recorded by bob)")
    assert decisions.reviewer_file(desk.folder / "decisions", "bob").exists()
    assert deciding.settle(desk, "r1", "include", "bob").note == "(recorded by bob)"


def test_a_rule_excludes_what_its_check_speaks_against_as_one_act(desk):
    events = criteria.exclude_failing(desk, "year", ["r0", "r2", "r0"], "ann")
    assert [(one.reviewer, one.key, one.decision, one.reason, one.note) for one in events] == [
        ("automation", "r0", "exclude", "year", "run by ann"),
        ("automation", "r2", "exclude", "year", "run by ann"),
    ]
    assert len({one.batch for one in events} - {""}) == 1
    assert {one.key for one in deciding.undo(desk, "ann")} == {"r0", "r2"}
    assert standing(desk) == []


@pytest.mark.parametrize(
    ("criterion", "keys", "by", "message"),
    [
        (
            "year",
            ["r0", "r7"],
            "ann",
            "r7: not found to fail the check of year; nothing was recorded",
        ),
        ("topic", ["r0"], "ann", "r0: not found to fail the check of topic"),
        ("mood", ["r0"], "ann", "the reason mood is not one of the criteria"),
        ("year", ["nine"], "ann", "the bibliography has no entry nine"),
        ("year", ["cited"], "ann", "cited is cited only"),
        ("year", ["r0"], "cy", "cy is not among the reviewers"),
    ],
)
def test_a_rule_excludes_nothing_else(desk, criterion, keys, by, message):
    with pytest.raises(Misuse, match=message):
        criteria.exclude_failing(desk, criterion, keys, by)
    assert stored(desk) == []


def test_many_decisions_are_one_act_or_none(desk):
    events = [Event("", key, "screening", "include") for key in ("r0", "r1")]
    assert [one.key for one in deciding.decide_many(desk, events, "ann")] == ["r0", "r1"]
    with pytest.raises(Misuse):
        deciding.decide_many(desk, [*events, Event("", "nine", "screening", "include")], "ann")
    assert len(deciding.undo(desk, "ann")) == 2
    assert deciding.decide_many(desk, [], "ann") == ()
    assert standing(desk) == []


# --- undoing ----------------------------------------------------------------------------------------------------------


def test_undo_goes_back_act_by_act_and_then_has_nothing_left(desk):
    first, second = (
        deciding.decide(desk, "r0", "include", "ann"),
        deciding.decide(desk, "r0", "exclude", "ann"),
    )
    deciding.decide(desk, "r1", "include", "bob")
    assert [one.id for one in deciding.undo(desk, "ann")] == [second.id]
    assert standing(desk) == [("ann", "r0", "include"), ("bob", "r1", "include")]
    assert [one.id for one in deciding.undo(desk, "ann")] == [first.id]
    assert deciding.undo(desk, "ann") == deciding.undo(desk, "cy") == ()
    assert standing(desk) == [("bob", "r1", "include")]


def test_undo_at_a_stage_leaves_the_others(desk):
    deciding.decide(desk, "r0", "include", "ann")
    deciding.decide(desk, "r0", "retrieved", "ann", "retrieval")
    assert [one.stage for one in deciding.undo(desk, "ann", "screening")] == ["screening"]
    assert standing(desk) == [("ann", "r0", "retrieved")]


def test_undo_takes_consensus_back_as_consensus(desk):
    deciding.settle(desk, "r0", "include", "ann")
    deciding.undo(desk, "ann")
    assert (standing(desk), [one[0] for one in stored(desk)]) == ([], ["consensus", "consensus"])


# --- a colleague's decisions -------------------------------------------------------------------------------------------


@pytest.fixture
def parcel(tmp_path_factory):
    """The file that bob sends: two decisions, in a folder of its own."""
    path = tmp_path_factory.mktemp("parcel") / "bob@attic.jsonl"
    decisions.append_events(path, [Event("bob", key, "screening", "include") for key in ("r0", "r1")])
    return path


def test_taking_the_same_file_in_twice_changes_nothing(desk, parcel):
    assert deciding.take_in(desk, parcel) == (2, 0)
    before = (desk.folder / "decisions" / parcel.name).read_bytes()
    assert before == parcel.read_bytes()
    assert deciding.take_in(desk, parcel) == deciding.take_in(desk.with_new_decisions(), parcel) == (0, 2)
    assert (desk.folder / "decisions" / parcel.name).read_bytes() == before


def test_what_the_colleague_decided_since_is_added(desk, parcel):
    deciding.take_in(desk, parcel)
    decisions.append_events(parcel, [Event("bob", "r0", "screening", "exclude")])
    assert deciding.take_in(desk, parcel) == (1, 2)
    assert standing(desk) == [("bob", "r1", "include"), ("bob", "r0", "exclude")]


def test_a_second_download_goes_to_the_same_file_and_a_torn_line_is_no_hindrance(desk, parcel):
    torn = parcel.with_name("bob@attic (1).jsonl")
    torn.write_bytes(parcel.read_bytes() * 2 + b'{"id":"x","rev')
    assert deciding.take_in(desk, torn) == (2, 0)
    assert [path.name for path in (desk.folder / "decisions").glob("*.jsonl")] == ["bob@attic.jsonl"]
    assert desk.with_new_decisions().problems == ()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bob.jsonl", None, "this is not a file of decisions"),
        ("bob@attic.csv", None, "this is not a file of decisions"),
        ("bob@attic.jsonl", b"", "this is not a file of decisions"),
        ("bob@attic.jsonl", b"key,label\nr0,1\n", "not imported"),
    ],
)
def test_what_is_no_file_of_decisions_is_not_taken_in(desk, parcel, name, content, message):
    path = parcel.with_name(name)
    path.write_bytes(parcel.read_bytes() if content is None else content)
    with pytest.raises(Misuse, match=message):
        deciding.take_in(desk, path)
    assert stored(desk) == []


def test_a_line_that_was_edited_keeps_the_whole_file_out(desk, parcel):
    parcel.write_bytes(parcel.read_bytes().replace(b"r1", b"r2"))
    with pytest.raises(Misuse, match=r"not imported: .*checksum"):
        deciding.take_in(desk, parcel)
    with pytest.raises(Unreadable):
        deciding.take_in(desk, parcel.with_name("missing@x.jsonl"))
    assert stored(desk) == []


def test_what_one_sends_the_other_takes_in(desk, parcel, tmp_path):
    deciding.decide(desk, "r0", "include", "ann")
    (copy,) = deciding.send(desk, "ann", parcel.parent)
    other = write_review(tmp_path / "other", ENTRIES)
    assert deciding.take_in(litmatrix.open(other), copy) == (1, 0)
    assert deciding.send(desk, "ann", parcel.parent) == (copy,)
    with pytest.raises(Misuse, match="bob has no decisions here"):
        deciding.send(desk, "bob", parcel.parent)


# --- who I am ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def config(monkeypatch, tmp_path):
    import platformdirs

    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(tmp_path / "config"))
    return tmp_path / "config"


def test_a_name_is_remembered_on_the_machine(config):
    assert deciding.remembered_reviewer() == ""
    assert deciding.remember_reviewer("Ånn ") == "Ånn"
    assert deciding.remembered_reviewer() == "Ånn"
    assert deciding.remember_reviewer("bob") == deciding.remembered_reviewer() == "bob"


def test_a_name_that_cannot_be_remembered_is_said(config):
    with pytest.raises(Misuse, match="cannot be a reviewer's name"):
        deciding.remember_reviewer("a@b")
    config.write_text("a file where the folder would be")
    with pytest.raises(Misuse, match="the name could not be remembered"):
        deciding.remember_reviewer("ann")
    assert deciding.remembered_reviewer() == ""


def test_a_remembered_name_is_taken_only_where_it_may_decide(config):
    assert deciding.remembered_for(review([])) == ""
    deciding.remember_reviewer("ann")
    assert deciding.remembered_for(review([])) == "ann"
    assert deciding.remembered_for(review([], reviewers=["bob", "ann"])) == "ann"
    assert deciding.remembered_for(review([], reviewers=["bob"])) == ""


def test_a_file_that_holds_no_name_is_none(config):
    config.mkdir()
    (config / "reviewer.txt").write_bytes(b"\xff\xfe\xff")
    assert deciding.remembered_reviewer() == ""
