"""The lives of the themes, told from the history and the themes' own dates."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime

import pytest

from litmatrix.coding import lives
from litmatrix.coding.lives import Link, Mark, Span
from litmatrix.model import Protocol, Theme, ThemeChange


def change(time, kind, before="", after="", why="", by=""):
    return ThemeChange(time, kind, tuple(before.split()), tuple(after.split()), why, by)


def traced(themes, *history):
    declared = tuple(one if isinstance(one, Theme) else Theme(one, one.upper()) for one in themes)
    return lives.trace(Protocol(themes=declared, theme_history=history))


def of(found, id):
    (life,) = [one for one in found.lives if one.id == id]
    return life


def told(life):
    return [(mark.step, mark.kind, mark.what) for mark in life.marks]


def test_a_theme_without_history_is_there_from_the_start_and_until_today():
    (life,) = traced(["a"]).lives
    assert life == lives.Life("a", "A", (Span(None, None),), (), (), "in use")


def test_no_themes_have_no_lives():
    assert lives.trace(Protocol()) == lives.Lives((), (), (), ())


def test_a_theme_that_was_added_begins_there_and_the_mark_says_when_why_and_by_whom():
    moment = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    found = traced(["a", "b"], change(moment, "add", "", "b", "it emerged", "cs"))
    assert of(found, "b").marks == (Mark(0, "2026-11-22 09:05", "added", "added", "it emerged", "cs"),)
    assert of(found, "b").spans == (Span(0, None),)
    assert found.days == ("2026-11-22",)


def test_a_theme_s_own_dates_tell_where_the_history_does_not():
    found = traced(
        [Theme("a", "A", added=date(2026, 1, 2), retired="2026-03-04"), Theme("b", "B", added="2026-01-02")]
    )
    assert told(of(found, "a")) == [(0, "added", "added"), (2, "retired", "retired")]
    assert (of(found, "a").spans, of(found, "a").ending) == ((Span(0, 2),), "retired")
    assert found.days == ("2026-01-02", "2026-01-02", "2026-03-04")


def test_a_date_that_the_history_tells_too_is_told_once():
    found = traced(
        [Theme("a", "A", added=date(2026, 1, 2), retired=date(2026, 5, 5))],
        change(date(2026, 1, 2), "add", "", "a"), change(date(2026, 5, 5), "retire", "a"),
    )  # fmt: skip
    assert told(of(found, "a")) == [(0, "added", "added"), (1, "retired", "retired")]


def test_a_life_goes_on_through_renames_under_the_name_of_today():
    found = traced(
        [Theme("c", "Costs", added=date(2026, 1, 1))],
        change(date(2026, 2, 1), "rename", "a", "b"), change(date(2026, 3, 1), "rename", "b", "c"),
        change(date(2026, 4, 1), "rename", "c", "c"), change(date(2026, 5, 1), "redefine", "c", "c"),
    )  # fmt: skip
    (life,) = found.lives
    assert (life.id, life.name, life.former) == ("c", "Costs", ((1, "a"), (2, "b")))
    assert told(life) == [
        (0, "added", "added"), (1, "renamed", "renamed, from a to b"), (2, "renamed", "renamed, from b to c"),
        (3, "renamed", "renamed"), (4, "redefined", "redefined"),
    ]  # fmt: skip


def test_a_freed_id_that_is_used_again_is_another_life():
    found = traced(
        ["a", "b"], change(date(2026, 2, 1), "rename", "a", "b"), change(date(2026, 3, 1), "add", "", "a")
    )
    assert told(of(found, "a")) == [(1, "added", "added")]
    assert of(found, "b").former == ((0, "a"),)


def test_merged_themes_end_where_they_join_and_stand_after_what_they_went_into():
    found = traced(["x", "c"], change(date(2026, 2, 1), "merge", "a b", "c", "one thing"))
    assert [life.id for life in found.lives] == ["x", "c", "a", "b"]
    assert found.links == (Link(0, "merged", 2, 1), Link(0, "merged", 3, 1))
    assert told(of(found, "c")) == [(0, "merged", "merged: now includes “a”, “b”")]
    assert of(found, "c").spans == (Span(0, None),)
    assert (of(found, "a").spans, of(found, "a").ending) == ((Span(None, 0),), "merged")
    assert told(of(found, "a")) == [(0, "merged", "merged into “C”")]


def test_a_theme_that_takes_in_another_goes_on():
    found = traced(["a"], change(date(2026, 2, 1), "merge", "a b", "a"))
    assert (of(found, "a").spans, of(found, "a").ending) == ((Span(None, None),), "in use")
    assert found.links == (Link(0, "merged", 1, 0),)


def test_a_theme_into_which_one_other_was_merged_was_there_before():
    found = traced(["c"], change(date(2026, 2, 1), "merge", "a", "c"))
    assert of(found, "c").spans == (Span(None, None),)
    assert found.links == (Link(0, "merged", 1, 0),)


def test_a_split_theme_stands_before_its_parts_and_one_that_keeps_its_id_goes_on():
    found = traced(["x", "b", "c"], change(date(2026, 2, 1), "split", "a", "b c"))
    assert [life.id for life in found.lives] == ["x", "a", "b", "c"]
    assert found.links == (Link(0, "split", 1, 2), Link(0, "split", 1, 3))
    assert (of(found, "a").ending, of(found, "b").spans) == ("split", (Span(0, None),))
    kept = traced(["a", "c"], change(date(2026, 2, 1), "split", "a", "a c"))
    assert (of(kept, "a").ending, kept.links) == ("in use", (Link(0, "split", 0, 1),))


def test_a_theme_that_was_retired_and_added_again_has_two_spans():
    found = traced(["a"], change(date(2026, 2, 1), "retire", "a"), change(date(2026, 3, 1), "add", "", "a"))
    assert of(found, "a").spans == (Span(None, 0), Span(1, None))
    assert [what for _, _, what in told(of(found, "a"))] == ["retired", "added again"]


def test_what_the_protocol_says_of_today_counts_whatever_the_history_ended():
    found = traced(["a"], change(date(2026, 2, 1), "retire", "a"))
    assert (of(found, "a").spans, of(found, "a").ending) == ((Span(None, None),), "in use")


def test_a_theme_that_only_the_history_knows_ends_with_its_last_mark():
    found = traced(
        [], change(date(2026, 2, 1), "add", "", "a"), change(date(2026, 3, 1), "redefine", "a", "a")
    )
    assert (of(found, "a").name, of(found, "a").spans, of(found, "a").ending) == (
        "a", (Span(0, 1),), "no longer in review.toml",
    )  # fmt: skip


def test_dates_times_and_texts_stand_in_one_order_and_what_is_no_date_keeps_its_place():
    found = traced(
        ["a"],
        change("2026-03-01T10:00:00+02:00", "redefine", "a", why="third"),
        change(datetime(2026, 3, 1, 7, 30), "redefine", "a", why="second"),
        change("some day in spring", "redefine", "a", why="fourth"),
        change(date(2026, 1, 1), "redefine", "a", why="first"),
    )
    marks = of(found, "a").marks
    # The undated entry leaves the order of its day to the file.
    assert [mark.why for mark in marks] == ["first", "third", "second", "fourth"]
    assert [mark.when for mark in marks] == [
        "2026-01-01", "2026-03-01 08:00", "2026-03-01 07:30", "some day in spring",
    ]  # fmt: skip


def test_within_a_day_times_count_where_all_entries_have_one():
    found = traced(
        ["a"],
        change(datetime(2026, 3, 1, 9, 0), "redefine", "a", why="later"),
        change(datetime(2026, 3, 1, 8, 0), "redefine", "a", why="earlier"),
    )
    assert [mark.why for mark in of(found, "a").marks] == ["earlier", "later"]


def test_reorderings_are_told_apart_and_are_no_step_of_a_life():
    found = traced(["a", "b"], change(date(2026, 3, 1), "reorder", "a b", "b a"))
    assert (found.reordered, found.days) == (("2026-03-01",), ())
    assert all(life.marks == () for life in found.lives)


@pytest.mark.parametrize(
    ("kind", "before", "after", "words"),
    [
        ("add", "", "Pay", "subtheme “Pay” added"), ("rename", "Pay", "Money", "subtheme “Pay” renamed to “Money”"),
        ("merge", "Pay Money", "Pay", "subthemes “Pay”, “Money” merged into “Pay”"),
        ("split", "Pay", "Wage Time", "subtheme “Pay” split into “Wage”, “Time”"),
        ("retire", "Pay", "", "subtheme “Pay” retired"), ("reorder", "Pay Wage", "Wage Pay", "subthemes reordered"),
    ],
)  # fmt: skip
def test_changes_of_subthemes_are_marks_on_the_life_of_their_theme(kind, before, after, words):
    entry = ThemeChange(date(2026, 3, 1), kind, tuple(before.split()), tuple(after.split()), theme="a")
    found = lives.trace(Protocol(themes=(Theme("a", "A"),), theme_history=(entry,)))
    assert [life.id for life in found.lives] == ["a"]
    assert told(of(found, "a")) == [(0, "subtheme", words)]


def test_incomplete_entries_are_told_as_far_as_they_go():
    found = traced(
        ["a", "b"], change("2026-01-01", "merge", "a"), change("2026-01-02", "split", "", "b"),
        change("2026-01-03", "rename", "b"), change("2026-01-04", "add"), change("2026-01-05", "polish", "b"),
    )  # fmt: skip
    assert [what for _, _, what in told(of(found, "a"))] == ["merged (the history does not say into what)"]
    assert [what for _, _, what in told(of(found, "b"))] == ["split off from another", "renamed", "polish"]


def test_lives_that_split_in_a_circle_are_each_told_once():
    found = traced(
        ["z"], change("2026-01-01", "split", "x", "y"), change("2026-01-02", "split", "y", "x"),
        change("2026-01-03", "split", "x", "z"),
    )  # fmt: skip
    assert sorted(life.id for life in found.lives) == ["x", "y", "z"]


def test_tracing_does_not_change_the_protocol():
    protocol = Protocol(themes=(Theme("a", "A"),), theme_history=(change("2026-01-01", "rename", "b", "a"),))
    before = copy.deepcopy(protocol)
    assert lives.trace(protocol) == lives.trace(protocol)
    assert protocol == before
