"""The included sources counted crosswise: what stands down and across, in which order, and what adds up."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import assert_left_alone, descriptor, entry, review, search, theme

from litmatrix import coding
from litmatrix.charts.crossing import Cell, crossed, values
from litmatrix.errors import Misuse

YES, NO = '"yes" (p. 1)', "none"


def made(rows, *descriptors, themes=("peer", "cost"), years=None):
    """A review of sources k0, k1 …, each with the cells that are given."""
    years = years or ["2010"] * len(rows)
    return review(
        searches=[search("old", "previous")],
        entries=[
            entry(f"k{place}", origin="old", author="Adams, Ann", year=year)
            for place, year in enumerate(years)
        ],
        cells={f"k{place}": row for place, row in enumerate(rows)},
        descriptors=list(descriptors),
        themes=[theme(name) for name in themes],
    )


def labels(lines):
    return [(one.label, len(one.keys)) for one in lines]


def test_a_cell_tells_those_that_mention_a_theme_from_those_that_do_not_and_those_not_looked_at():
    rows = [
        {"kind": "grey", "peer": YES, "cost": NO},
        {"kind": "grey", "peer": NO},
        {"kind": "grey"},
        {"kind": "academic", "peer": YES, "cost": YES},
    ]
    found = crossed(made(rows, descriptor("kind", "academic", "grey")), "kind")
    assert labels(found.columns) == [("grey", 3), ("academic", 1)]
    assert labels(found.rows) == [("Peer", 2), ("Cost", 1)]
    assert found.cells == {
        (0, 0): Cell(("k0",), ("k1",), ("k2",)),
        (0, 1): Cell(("k3",)),
        (1, 0): Cell((), ("k0",), ("k1", "k2")),
        (1, 1): Cell(("k3",)),
    }
    assert found.totals == (Cell(("k0", "k3"), ("k1",), ("k2",)), Cell(("k3",), ("k0",), ("k1", "k2")))
    assert (found.down, found.across, found.themes, found.notes) == ("Theme", "kind", True, ())


def test_values_stand_by_number_of_sources_the_rest_shares_a_column_and_what_is_not_stated_is_last():
    kinds = ["c"] * 3 + ["b"] * 2 + ["a", "d", "", "unknown", "e"]
    rows = [{"kind": kind, "peer": YES} for kind in kinds]
    found = values(made(rows, descriptor("kind", "a", "b", "c", "d", "e", "f", "unknown")), "kind", 5)
    assert labels(found.lines) == [
        ("c", 3),
        ("b", 2),
        ("3 other values", 3),
        ("unknown", 1),
        ("not stated", 1),
    ]
    assert [one.apart for one in found.lines] == [False, False, True, True, True]
    assert found.notes == ("not drawn: 1 value of kind that no source has",)


def test_a_value_that_nobody_declared_stands_among_the_others_and_says_so():
    rows = [{"kind": "new"}, {"kind": "new"}, {"kind": "a"}]
    found = values(made(rows, descriptor("kind", "a")), "kind", 12)
    assert labels(found.lines) == [("new (not in the list of values)", 2), ("a", 1)]


def test_a_source_with_several_values_is_counted_with_each_and_it_is_said():
    found = values(
        made([{"kind": "a; b"}, {"kind": "b"}], descriptor("kind", "a", "b", type="choices")), "kind", 12
    )
    assert labels(found.lines) == [("b", 2), ("a", 1)]
    assert found.notes == ("a source can have several values of: kind",)


def test_years_stand_in_their_order_one_a_column_or_in_spans_where_they_are_many():
    one = made([{}] * 4, years=["2012", "2010", "", "2010"])
    assert labels(values(one, "year", 12).lines) == [("2010", 2), ("2012", 1), ("not stated", 1)]
    assert values(one, "year", 12).notes == ("not drawn: years without a source",)
    many = made([{}] * 30, years=[str(1990 + place) for place in range(30)])
    assert labels(values(many, "year", 6).lines) == [
        (f"{first}–{first + 4}", 5) for first in range(1990, 2020, 5)
    ]
    assert values(many, "year", 6).notes == ()


def test_numbers_stand_in_their_order_in_at_most_so_many_bins():
    rows = [{"size": str(number)} for number in (5, 95, 15, 12, 55)] + [{"size": "many"}]
    found = values(made(rows, descriptor("size", type="number")), "size", 12)
    assert [one.label for one in found.lines] == [
        "0 to 9",
        "10 to 19",
        "50 to 59",
        "90 to 99",
        "not a number",
    ]
    assert len(values(made(rows, descriptor("size", type="number")), "size", 4).lines) <= 4


def test_two_descriptors_count_the_sources_that_have_both_values():
    rows = [{"kind": "a", "how": "x; y"}, {"kind": "a", "how": "x"}, {"kind": "b", "how": ""}]
    data = made(rows, descriptor("kind", "a", "b"), descriptor("how", "x", "y", type="choices"))
    found = crossed(data, "kind", "how")
    assert (labels(found.rows), labels(found.columns)) == (
        [("a", 2), ("b", 1)],
        [("x", 2), ("y", 1), ("not stated", 1)],
    )
    assert {place: cell.found for place, cell in found.cells.items() if cell.found} == {
        (0, 0): ("k0", "k1"),
        (0, 1): ("k0",),
        (1, 2): ("k2",),
    }
    assert (found.down, found.across, found.themes) == ("kind", "how", False)


def test_a_theme_that_nobody_looked_for_is_left_out_and_named():
    found = crossed(made([{"peer": YES}]), "year")
    assert labels(found.rows) == [("Peer", 1)]
    assert found.notes == ("not drawn, since nobody looked for it yet: Cost",)


@pytest.mark.parametrize(
    ("by", "across", "said"),
    [("kind", "kind", "the same as by"), ("x", None, "no such descriptor"), ("kind", "x", "no such")],
)
def test_what_cannot_be_crossed_is_misuse(by, across, said):
    with pytest.raises(Misuse, match=said):
        crossed(made([{"kind": "a"}], descriptor("kind", "a")), by, across)


def test_counting_leaves_the_review_alone():
    assert_left_alone(
        made([{"kind": "a", "peer": YES}], descriptor("kind", "a")), lambda one: (crossed(one, "kind"),)
    )


_CELLS = st.sampled_from([YES, NO, ""])
_ROWS = st.lists(
    st.fixed_dictionaries({
        "kind": st.sampled_from(["", "unknown", *string.ascii_lowercase]), "peer": _CELLS, "cost": _CELLS,
    }),
    min_size=1, max_size=40,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(_ROWS, st.integers(3, 12))
def test_what_is_counted_adds_up_to_the_review(rows, most):
    data = made(rows, descriptor("kind", *"abcdef"))
    found = crossed(data, "kind", most=most)
    counts = coding.coverage(data)
    assert sum(len(one.keys) for one in found.columns) == len(rows)
    assert len(found.columns) <= most
    for row, line in enumerate(found.rows):
        cells = [found.cells[row, column] for column in range(len(found.columns))]
        whole = counts.loc[line.pick]
        assert sum(len(cell.found) for cell in cells) == len(found.totals[row].found) == whole["mentioned"]
        assert sum(cell.looked for cell in cells) == found.totals[row].looked == whole["looked_at"]
        assert [cell.sources for cell in cells] == [len(one.keys) for one in found.columns]
