"""One act for many records: listed first, left out with why, recorded as one batch, undone as one."""

from __future__ import annotations

import pytest
from making import criterion, decided, duplicate, entry, search, sound, write_review

import litmatrix
from litmatrix.decisions import Event, read_decisions
from litmatrix.errors import Misuse
from litmatrix.screening import deciding, labels
from litmatrix.widgets.records import batch
from litmatrix.widgets.records.batch import Asked, Row
from litmatrix.widgets.records.logic import Listing, PlanChanged


@pytest.fixture
def folder(tmp_path):
    """`new` waits, `mine` I included, `old` I excluded already, `twin` is a duplicate, `gone` removed, `web` of the other arm."""
    keys = ("new", "mine", "old", "twin", "gone", "web")
    entries = [entry(key, title=f"The {key}", origin="web" if key == "web" else "db") for key in keys]
    events = [
        decided("ann", "mine", "screening", "include"),
        decided("ann", "old", "screening", "exclude", "topic"),
        duplicate("twin", "new"),
        decided("ann", "gone", "identification", "removed", "retracted"),
        decided("bob", "new", "screening", "include"),
    ]
    return write_review(
        tmp_path / "review", entries, events, searches=[search("db"), search("web", "website")],
        criteria=[criterion("year"), criterion("topic", exclude="not about it")], agree={"screening": 2},
    )  # fmt: skip


def listing(folder, person="ann"):
    return Listing(litmatrix.open(folder), person)


def recorded(folder, since=0):
    events, problems = read_decisions(folder / "decisions")
    assert problems == ()
    return [
        (one.reviewer, one.key, one.stage, one.decision, one.reason, one.other, one.note)
        for one in events[since:]
    ]


def test_each_record_is_listed_with_what_it_was_and_becomes_or_why_it_is_left_out(folder):
    one = listing(folder)
    plan = one.prepare(Asked("exclude", reason="topic"), ["web", "gone", "twin", "old", "mine", "new"])
    assert plan.title == "Exclude at title and abstract: not about it"
    assert plan.rows == (
        Row("new", "not decided by you", "exclude: not about it"),
        Row("mine", "include", "exclude: not about it"),
        Row("old", "exclude: not about it", "", "this is already your decision"),
        Row("twin", "not decided by you", "", "removed as a duplicate of another record"),
        Row("gone", "not decided by you", "", "removed before screening"),
        Row("web", "not decided by you", "", "not screened by title and abstract: it was not found in a database"),
    )  # fmt: skip
    assert plan.keys == ["new", "mine"]
    assert sum(plan.left.values()) == 4
    assert recorded(folder, 5) == [], "nothing is recorded by listing"


def test_what_is_listed_is_recorded_as_one_batch_of_that_person_and_undone_as_one(folder):
    one = listing(folder)
    one.prepare(Asked("exclude", reason="topic"), ["new", "mine", "old"])
    events = one.record("all of them")
    assert recorded(folder, 5) == [
        ("ann", "new", "screening", "exclude", "topic", "", "all of them"),
        ("ann", "mine", "screening", "exclude", "topic", "", "all of them"),
    ]
    assert len({event.batch for event in events}) == 1 and events[0].batch
    assert (one.plan, one.facts.texts("mine")[:2]) == (None, ["exclude", "exclude"])
    assert batch.told(one.review, one.last()) == "excluded 2 records"
    undone = one.undo(one.last()[-1].id)
    assert [event.key for event in undone] == ["new", "mine"]
    assert one.facts.texts("mine")[:2] == ["", "include"]
    assert one.last() == (), "what was recorded on another machine is not undone on this one"
    with pytest.raises(Misuse, match="nothing to undo"):
        one.undo("")


def test_undo_takes_back_what_was_shown_and_nothing_else(folder):
    one = listing(folder)
    deciding.decide(one.review, "old", "include", "ann")
    shown = one.last()[-1].id
    deciding.decide(one.review, "new", "maybe", "ann")
    with pytest.raises(
        Misuse, match=r"your last step is now another one: marked The new n.d. as maybe. Press again"
    ):
        one.undo(shown)
    assert one.undo(one.last()[-1].id)[0].key == "new"


def test_undo_leaves_alone_what_other_desks_recorded_at_other_stages(folder):
    one = listing(folder)
    deciding.decide(one.review, "old", "removed", "ann", "identification", reason="retracted")
    deciding.decide(one.review, "new", "retrieved", "ann", "retrieval")
    assert batch.told(one.review, one.last()) == "marked The old n.d. as removed"


def test_at_full_text_an_exclusion_needs_a_reason_and_what_is_not_there_is_left_out(tmp_path):
    made = write_review(tmp_path / "review", **sound())
    one = listing(made)
    one.take(one.review, stage="eligibility")
    with pytest.raises(Misuse, match="choose the reason"):
        one.prepare(Asked("exclude"), ["a_2010"])
    plan = one.prepare(Asked("exclude", reason="topic"), ["a_2010", "b_2005", "c_2012", "d_2013"])
    assert plan.title == "Exclude at full text: fails topic"
    assert plan.rows == (
        Row("a_2010", "include", "exclude: fails topic"),
        Row("b_2005", "not decided by you", "", "excluded at title and abstract"),
        Row("c_2012", "exclude: fails topic", "", "this is already your decision"),
        Row("d_2013", "not decided by you", "", "not at full text yet: title and abstract come first"),
    )
    one.take(one.review, stage="screening")
    assert one.plan is None, "another stage, another act"


@pytest.mark.parametrize(
    ("asked", "person", "message"),
    [
        (Asked("include"), "", "first enter your name"),
        (Asked("include"), "automation", "not a person's name"),
        (Asked("awaiting"), "ann", "not a decision at this stage"),
        (Asked("include", reason="topic"), "ann", "belongs to an exclusion"),
        (Asked("exclude", reason="nothing"), "ann", "one of the criteria"),
        (Asked("label", text=" "), "ann", "type a label first"),
        (Asked("remove", text=" "), "ann", "enter the reason"),
    ],
)
def test_what_nobody_could_do_is_not_listed(folder, asked, person, message):
    one = listing(folder, person)
    with pytest.raises(Misuse, match=message):
        one.prepare(asked, ["new"])
    with pytest.raises(Misuse, match="no record is selected"):
        listing(folder).prepare(Asked("include"), ["nowhere"])


def test_labels_are_given_and_taken_away_for_many(folder):
    one = listing(folder)
    deciding.label(one.review, ["mine"], "Cost", "ann")
    plan = one.prepare(Asked("label", text="cost"), ["new", "mine", "twin"])
    assert plan.title == "Add the label “Cost”"
    assert plan.rows == (
        Row("new", "no label of yours", "Cost"),
        Row("mine", "Cost", "", "it has this label already"),
        Row("twin", "no label of yours", "", "removed as a duplicate of another record"),
    )
    events = one.record()
    assert batch.told(one.review, events) == "added the label “Cost” to The new n.d."
    assert labels.of(one.review) == {"mine": ("Cost",), "new": ("Cost",)}
    plan = one.prepare(Asked("unlabel", text="COST"), ["new", "mine", "old"])
    assert [row.left for row in plan.rows] == ["", "", "it has no such label of yours"]
    assert batch.told(one.review, one.record()) == "removed the label “Cost” from 2 records"
    assert labels.of(one.review) == {}


def test_records_are_marked_as_removed_before_screening_with_why(folder):
    one = listing(folder)
    plan = one.prepare(Asked("remove", text=" not a \n publication"), ["new", "mine", "gone", "twin"])
    assert plan.rows[:2] == (
        Row("new", "to screen", "removed before screening: not a publication"),
        Row("mine", "to screen", "removed before screening: not a publication"),
    )
    assert batch.told(one.review, one.record()) == "marked 2 records as removed"
    assert recorded(folder, 5) == [
        ("ann", key, "identification", "removed", "not a publication", "", "") for key in ("new", "mine")
    ]


def test_a_record_that_was_decided_in_between_is_noticed_and_listed_anew(folder):
    one = listing(folder)
    one.prepare(Asked("include"), ["new", "old"])
    deciding.decide(one.review, "new", "include", "ann")
    with pytest.raises(PlanChanged, match="1 record changed since they were listed"):
        one.record()
    assert recorded(folder, 6) == []
    assert [(row.key, row.left) for row in one.plan.rows] == [
        ("old", ""),
        ("new", "this is already your decision"),
    ]
    assert [event.key for event in one.record()] == ["old"]


def test_what_another_person_decides_in_between_changes_nothing_that_was_listed(folder):
    one = listing(folder)
    one.prepare(Asked("include"), ["new"])
    deciding.decide(one.review, "mine", "exclude", "bob")
    assert [event.key for event in one.record()] == ["new"]


def test_a_list_that_is_open_when_news_come_is_worked_out_anew_and_then_recorded_as_shown(folder):
    one = listing(folder)
    one.prepare(Asked("include"), ["new", "old"])
    shown = one.planned
    deciding.decide(one.review, "new", "include", "ann")
    assert one.fresh()
    assert (one.plan_changed, one.planned) == (1, shown + 1)
    assert [event.key for event in one.record()] == ["old"]


def test_another_person_at_the_desk_takes_over_no_list(folder):
    one = listing(folder)
    one.prepare(Asked("include"), ["new"])
    one.take(one.review, person="bob")
    assert one.plan is None
    with pytest.raises(Misuse, match="nothing to record"):
        one.record()


def test_where_nothing_would_change_nothing_is_recorded(folder):
    one = listing(folder)
    one.prepare(Asked("exclude", reason="topic"), ["old"])
    with pytest.raises(Misuse, match="none of these records would change"):
        one.record()
    assert recorded(folder, 5) == []


def test_a_reviewer_of_another_machine_is_not_undone(folder):
    assert batch.undoable(litmatrix.open(folder), "bob") == ()
    assert batch.undoable(litmatrix.open(folder), "") == ()
    assert batch.told(litmatrix.open(folder), ()) == ""
    assert (
        batch.told(litmatrix.open(folder), (Event("a", "nowhere", "screening", "maybe"),))
        == "marked nowhere as maybe"
    )
