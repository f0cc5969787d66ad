"""The table of the people who screen."""

from __future__ import annotations

from making import decided, entry, review

from litmatrix import tables


def test_the_table_says_who_did_how_much_at_each_stage():
    events = [decided("ann", "a", "screening", "include"), decided("bob", "b", "screening", "exclude")]
    table = tables.team(review([entry("a"), entry("b"), entry("c")], events, reviewers=["ann", "bob"]))
    assert table.frame.index.tolist() == ["ann", "bob", "ann", "bob", "ann", "bob"]
    assert table.frame["Stage"].tolist() == [
        *["title and abstract"] * 2, *["retrieval"] * 2, *["full text"] * 2,
    ]  # fmt: skip
    assert table.frame.iloc[0].drop(["First day", "Last day"]).to_dict() == {
        "Stage": "title and abstract", "Decided": 1, "Decisions": "include 1", "Pace": "", "Time": "", "Still to do": 1,
    }  # fmt: skip
    assert "Who did how much" in table._repr_html_()


def test_without_a_record_the_table_says_what_fills_it():
    assert "No decisions yet" in tables.team(review())._repr_html_()


def test_how_fast_people_work_is_no_part_of_the_report():
    assert "team" not in tables.ALL
