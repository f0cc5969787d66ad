"""When codes first appear in the order of reading: from the log's read events alone."""

from __future__ import annotations

import pytest
from making import assert_left_alone, decided, entry, review, search, theme, withdrawn

from litmatrix.coding import saturation
from litmatrix.decisions.log import Event
from litmatrix.errors import Misuse

CELLS = {
    "a": {"t0": '[Self] "x" (p. 1)\n[Self] y', "t1": "none"},
    "b": {"t0": '[Others] "z" (p. 2)', "t1": '"w" (p. 3)'},
    "c": {"t0": '[Self] "v" (p. 4)', "t1": '[Self] "u" (p. 5)'},
    "d": {"t0": '[Odd] "s" (p. 6)'},
}


def read(reviewer, key, time=""):
    return decided(reviewer, key, "coding", "read", **({"time": time} if time else {}))


def made(events=(), cells=CELLS, entries="abcd", **changes):
    return review(
        entries=[entry(key, origin="old", author=f"{key.upper()}, X.", year="2011") for key in entries],
        searches=[search("old", "previous")],
        themes=[theme("t0", "Self", "Others"), theme("t1", name="Costs")],
        cells=cells,
        events=events,
        **changes,
    )


def rows(table):
    return [tuple(row) for row in table.reset_index().itertuples(index=False)]


def test_a_code_counts_at_the_first_source_read_that_has_evidence_for_it():
    table = saturation.curve(made([read("ann", "b"), read("ann", "a"), read("bob", "c")]))
    assert list(table.columns) == list(saturation.COLUMNS)
    assert table.index.name == "key"
    assert rows(table) == [
        ("b", "B 2011", "2026-11-22T10:00:00.000Z", "ann", 2, 1, 2, 1, 1, "T0; Costs; T0: Others"),
        ("a", "A 2011", "2026-11-22T10:00:01.000Z", "ann", 0, 1, 2, 2, 1, "T0: Self"),
        ("c", "C 2011", "2026-11-22T10:00:02.000Z", "bob", 0, 1, 2, 3, 1, "Costs: Self"),
    ]


def test_the_order_is_by_time_and_a_source_counts_at_its_first_reading_by_anyone():
    events = [
        read("bob", "a", "2026-11-22T12:00:00.000Z"),
        read("ann", "b", "2026-11-22T11:00:00.000Z"),
        read("ann", "a", "2026-11-22T10:00:00.000Z"),
        read("ann", "a", "2026-11-22T13:00:00.000Z"),
    ]
    table = saturation.curve(made(events))
    assert table.index.tolist() == ["a", "b"]
    assert table["readers"].tolist() == ["ann, bob", "ann"]
    assert table["time"].iloc[0] == "2026-11-22T10:00:00.000Z"


def test_a_reading_that_was_withdrawn_does_not_count_and_an_earlier_one_does_again():
    events = [
        read("ann", "a"),
        read("ann", "b"),
        read("ann", "a"),
        withdrawn("ann", "e2"),
        withdrawn("ann", "e3"),
    ]
    table = saturation.curve(made(events))
    assert [(key, time) for key, _, time, *_ in rows(table)] == [("a", "2026-11-22T10:00:00.000Z")]


def test_only_included_sources_are_in_it_and_a_key_of_before_is_found():
    entries = [
        entry("a", origin="old", ids="oldname"), entry("x", origin="db"),
    ]  # fmt: skip
    found = review(
        entries=entries, searches=[search("old", "previous"), search("db")], themes=[theme("t0")],
        cells={"a": {"t0": '"x"'}, "x": {"t0": '"y"'}},
        events=[read("ann", "x"), read("ann", "oldname"), read("ann", "nobody")],
    )  # fmt: skip
    assert saturation.curve(found).index.tolist() == ["a"]


def test_a_none_or_a_memo_is_no_code_and_a_retired_theme_neither():
    found = review(
        entries=[entry("a", origin="old")], searches=[search("old", "previous")],
        themes=[theme("t0"), theme("t1"), theme("gone", retired="2026-01-01")],
        cells={"a": {"t0": "none", "t1": "# look", "gone": '[S] "x"'}}, events=[read("ann", "a")],
    )  # fmt: skip
    assert saturation.curve(found)[["new_themes", "new_subthemes"]].values.tolist() == [[0, 0]]


def test_sources_that_nobody_logged_are_listed_with_whether_they_hold_evidence():
    table = saturation.unlogged(made([read("ann", "b")], cells={"a": CELLS["a"], "b": CELLS["b"]}))
    assert rows(table) == [("a", "A 2011", True), ("c", "C 2011", False), ("d", "D 2011", False)]


@pytest.mark.parametrize("found", [review(searches=[]), made()])
def test_without_read_events_the_curve_is_empty_with_its_columns(found):
    table = saturation.curve(found)
    assert (len(table), list(table.columns)) == (0, list(saturation.COLUMNS))
    assert saturation.new_information(table).tolist() == []


def counted(*new):
    """A curve with so many new codes of the finest level a source; what is new above it has no part."""
    import pandas as pd

    return pd.DataFrame(
        {"new_themes": 3, "new_subthemes": 7, "new_codes": new},
        index=[f"s{n}" for n in range(1, len(new) + 1)],
    )


def test_new_information_divides_the_new_codes_of_overlapping_runs_by_those_of_the_base():
    # Ten codes in the first four; then 4, 3, 1, 0 new ones: runs of two overlap.
    table = counted(6, 2, 1, 1, 4, 3, 1, 0)
    assert saturation.new_information(table).to_dict() == {"s6": 0.7, "s7": 0.4, "s8": 0.1}
    assert saturation.new_information(table, run=3).to_dict() == {"s7": 0.8, "s8": 0.4}


def test_new_information_is_empty_where_there_are_too_few_sources_or_no_code_in_the_base():
    assert saturation.new_information(counted(1, 1, 1, 1, 1)).tolist() == []
    assert saturation.new_information(counted(0, 0, 0, 0, 1, 1)).tolist() == []


def test_saturation_is_reached_before_the_run_that_shows_it():
    """Guest, Namey and Chen 2020: base 4, run 2; “reached at 6 + 2” where sources 7 and 8 bring at most 5 %."""
    table = counted(20, 10, 5, 5, 3, 1, 2, 0, 0, 0)
    assert saturation.new_information(table).round(3).tolist() == [0.1, 0.075, 0.05, 0.0, 0.0]
    assert (saturation.reached(table), saturation.reached(table, 0.0)) == (6, 7)
    assert saturation.reached(counted(1, 1, 1, 1, 1, 1)) is None


def test_codes_are_counted_at_their_finest_level_only():
    cells = {
        "a": {"t0": '[Self] "x" (p. 1)', "t1": '"w" (p. 3)'},
        "b": {"t0": '"general" (p. 2)\n[Others] "z" (p. 2)', "t1": '"w" (p. 3)'},
    }
    table = saturation.curve(made([read("ann", "a"), read("ann", "b")], cells))
    assert table[["new_themes", "new_subthemes", "new_codes"]].to_numpy().tolist() == [[2, 1, 2], [0, 1, 1]]


@pytest.mark.parametrize(("base", "run"), [(0, 2), (4, 0)])
def test_a_base_or_run_below_one_is_misuse(base, run):
    with pytest.raises(Misuse, match=r"both must be at least 1\.$"):
        saturation.new_information(counted(1), base, run)


def test_the_functions_leave_the_review_alone():
    found = made([read("ann", "b"), Event("ann", "a", "coding", "read")])
    assert_left_alone(found, saturation.curve)
    assert_left_alone(found, saturation.unlogged)
