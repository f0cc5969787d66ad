"""The record of decisions."""

from __future__ import annotations

import pandas as pd
from making import assert_left_alone, criterion, decided, distinct, duplicate, entry, review, sound, withdrawn

from litmatrix import tables
from litmatrix.matrix.citations import Citation

ENTRIES = [
    entry("a", author="Adams, Ann", year="2010", ids="old"),
    entry("b", author="Brown, Bob", year="2011"),
    entry("c", author="Clark, Cy", year="2012"),
]


def test_every_decision_has_a_row_also_what_was_withdrawn_or_decided_anew():
    events = [
        decided("ann", "old", "screening", "include"),
        decided("ann", "b", "screening", "exclude", "uk", note="Canada", round="pilot"),
        withdrawn("ann", "e2"),
        decided("ann", "a", "screening", "exclude", "uk", batch="x1"),
        duplicate("c", "b"),
        decided("ann", "b", "retrieval", "not_retrieved"),
        decided("ann", "b", "label", "set", other="funny"),
        decided("bob", "gone", "identification", "removed", "a test import"),
    ]
    table = tables.decisions_record(
        review(ENTRIES, events, criteria=[criterion("uk", exclude="not from the UK")])
    )
    wanted = pd.DataFrame(
        [
            ("ann", "Adams 2010", "title and abstract", "include", "", "", "", "", "", "decided anew later", "a"),
            ("ann", "Brown 2011", "title and abstract", "exclude", "", "not from the UK", "Canada", "pilot", "",
             "withdrawn 2026-11-22 10:00:02", "b"),
            ("ann", "Adams 2010", "title and abstract", "exclude", "", "not from the UK", "", "", "x1", "stands", "a"),
            ("ann", "Clark 2012", "before screening", "duplicate", "Brown 2011", "", "", "", "", "stands", "c"),
            ("ann", "Brown 2011", "retrieval", "not retrieved", "", "", "", "", "", "stands", "b"),
            ("bob", "gone", "before screening", "removed", "", "a test import", "", "", "", "stands", "gone"),
        ],
        columns=["Person", "Record", "Stage", "Decision", "Other record", "Reason", "Note", "Round", "Made in one step", "Status", "Key"],
        index=pd.Index([f"2026-11-22 10:00:0{second}" for second in (0, 1, 3, 4, 5, 7)], name="Time (UTC)", dtype="str"),
        dtype="str",
    )  # fmt: skip
    pd.testing.assert_frame_equal(table.frame, wanted)
    keys = [("a",), ("b",), ("a",), ("c",), ("b",)]
    assert table.cited["Record"] == [*((Citation(key, narrative=True),) for (key,) in keys), ("gone",)]
    assert table.kinds == {"Key": "key"}


def test_a_withdrawal_that_was_withdrawn_itself_leaves_the_decision_standing():
    events = [decided("ann", "a", "screening", "include"), withdrawn("ann", "e1"), withdrawn("ann", "e2")]
    table = tables.decisions_record(review(ENTRIES, events))
    assert table.frame["Status"].tolist() == ["stands"]


def test_a_pair_names_both_records():
    table = tables.decisions_record(review(ENTRIES, [distinct("a", "b")]))
    assert table.frame.iloc[0][["Record", "Decision", "Other record"]].tolist() == [
        "Adams 2010", "not a duplicate", "Brown 2011",
    ]  # fmt: skip


def test_without_decisions_it_says_what_fills_it_and_making_it_changes_nothing():
    empty = tables.decisions_record(review())
    assert len(empty.frame) == 0
    assert empty.nothing == "No decisions yet: screen records in 01-filter-sources."
    assert_left_alone(review(**sound()), tables.decisions_record)
