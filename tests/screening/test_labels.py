"""Labels: each reader's own words on a record, set and unset, which follow the record."""

from __future__ import annotations

import pytest
from making import decided, duplicate, entry, review, search, write_review

import litmatrix
from litmatrix import decisions, duplicates, screening
from litmatrix.checking import check_review
from litmatrix.decisions.log import Event
from litmatrix.errors import Misuse
from litmatrix.screening import deciding, filtering, labels
from litmatrix.writing.interchange import records_text

ENTRIES = [entry("r0"), entry("r1"), entry("r2", ids="old")]


def labelled(key: str, label: str, by: str = "ann", on: bool = True) -> Event:
    return Event(by, key, "label", "set" if on else "unset", other=label)


@pytest.fixture
def desk(tmp_path):
    write_review(tmp_path, ENTRIES, searches=[search()], reviewers=["ann", "bob"])
    return litmatrix.open(tmp_path)


def test_each_reader_has_labels_of_their_own_and_the_latest_word_holds():
    events = [
        labelled("r0", "RCT"), labelled("r0", "pilot"), labelled("r0", "RCT", "bob"), labelled("r1", "pilot"),
        labelled("r1", "pilot", on=False),
    ]  # fmt: skip
    made = review(ENTRIES, searches=[search()], events=events)
    assert labels.of(made) == {"r0": ("RCT", "pilot")}
    assert labels.of(made, "bob") == {"r0": ("RCT",)}
    assert labels.known(made) == ("pilot", "RCT")


def test_a_label_is_no_decision_on_its_record():
    made = review(ENTRIES, searches=[search()], events=[labelled("r0", "RCT")])
    assert screening.standing(made).empty
    assert screening.outcomes(made)["status"].tolist() == ["pending"] * 3
    assert "0 decisions by" in made.lines()[2]


def test_a_label_goes_with_a_renamed_record_and_keeps_its_name_if_that_is_a_former_key():
    made = review(ENTRIES, searches=[search()], events=[labelled("old", "old")])
    assert labels.of(made) == {"r2": ("old",)}
    assert [one for one in check_review(made) if one.check == "orphan-key"] == []


def test_a_label_of_a_removed_duplicate_counts_for_the_record_that_is_kept():
    made = review(ENTRIES, searches=[search()], events=[labelled("r1", "RCT"), duplicate("r1", "r0")])
    assert labels.of(made) == {"r0": ("RCT",)}


def test_a_label_of_a_removed_duplicate_is_taken_away_from_the_record_that_is_kept():
    events = [labelled("r1", "RCT"), duplicate("r1", "r0"), labelled("r0", "RCT", on=False)]
    assert labels.of(review(ENTRIES, searches=[search()], events=events)) == {}


def test_a_labelled_record_says_so_before_it_is_removed():
    made = review(ENTRIES, searches=[search()], events=[labelled("r1", "RCT"), labelled("r1", "pilot")])
    assert str(duplicates.held(made, ["r1"])["r1"]) == "labelled RCT; pilot"
    assert duplicates.ranks(made) == {"r1": 1}


def test_a_label_of_a_record_that_is_not_there_is_reported():
    made = review(ENTRIES, searches=[search()], events=[labelled("gone", "RCT")])
    found = [one for one in check_review(made) if one.check == "orphan-key"]
    assert [(one.key, one.where) for one in found] == [("gone", "decisions/ann@desk.jsonl:1")]


def test_labels_are_set_and_taken_away_as_one_act_and_undone_as_one(desk):
    done = deciding.label(desk, ["r0", "r1"], " RCT ", "ann")
    assert [(one.key, one.other, one.decision) for one in done] == [
        ("r0", "RCT", "set"),
        ("r1", "RCT", "set"),
    ]
    now = desk.current()
    assert deciding.label(now, ["r0", "r1", "r2"], "rct", "ann")[0].key == "r2"
    now = now.current()
    assert labels.of(now) == {"r0": ("RCT",), "r1": ("RCT",), "r2": ("RCT",)}
    assert [one.key for one in deciding.label(now, ["r2", "r1"], "RCT", "ann", on=False)] == ["r2", "r1"]
    assert labels.of(now.current()) == {"r0": ("RCT",)}
    assert len(deciding.undo(now, "ann")) == 2
    assert len(labels.of(now.current())) == 3


def test_nothing_is_recorded_where_all_are_labelled_so_already(desk):
    assert deciding.label(desk, ["r0"], "RCT", "ann", on=False) == ()
    assert not (desk.folder / "decisions").exists() or not [*(desk.folder / "decisions").glob("*.jsonl")]


@pytest.mark.parametrize(
    ("label", "told"),
    [
        (" ", "type a label first"),
        ("x" * 61, "at most 60 characters; this one has 61"),
        ("a; b", "a semicolon"),
        ("a\u202eb", "a control character"),
    ],
)
def test_a_text_that_can_be_no_label_is_refused(desk, label, told):
    with pytest.raises(Misuse, match=told):
        deciding.label(desk, ["r0"], label, "ann")


def test_a_label_needs_a_record_that_a_search_found(desk):
    with pytest.raises(Misuse, match="no entry nobody"):
        deciding.label(desk, ["nobody"], "RCT", "ann")


def test_a_line_that_labels_with_nothing_is_set_aside(tmp_path):
    line = decisions.format_event(Event("ann", "r0", "label", "set", id="1", time="2026-11-22T10:00:00.000Z"))
    events, problems = decisions.parse_decisions(line, "ann@desk.jsonl")
    assert events == ()
    assert [one.check for one in problems] == ["bad-event"]
    assert "needs the label" in problems[0].message


def test_what_was_decided_stands_beside_the_labels():
    events = [decided("ann", "r0", "screening", "include"), labelled("r0", "RCT"), labelled("r0", "b")]
    made = review(ENTRIES, searches=[search()], events=events)
    assert screening.standing(made)["decision"].tolist() == ["include"]


def test_records_are_filtered_by_a_label_of_anybody():
    made = review(ENTRIES, searches=[search()], events=[labelled("r0", "RCT"), labelled("r2", "RCT", "bob")])
    assert filtering.filter_records(made, label="RCT").index.tolist() == ["r0", "r2"]


def test_rayyan_gets_the_labels_in_its_own_notes():
    made = review(
        ENTRIES, searches=[search()], events=[labelled("r0", "RCT, blind | old"), labelled("r0", "b")]
    )
    text, _ = records_text(made, "rayyan")
    assert "RAYYAN-LABELS: RCT blind ¦ old,b" in text
