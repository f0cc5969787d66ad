"""The framework matrix as a value: groups, rows, cells, and what stands in none of them."""

from __future__ import annotations

import pytest
from making import assert_left_alone, descriptor, entry, review, search, sound, theme

from litmatrix import coding, tables
from litmatrix.errors import Misuse
from litmatrix.tables.of_framework import Cell, Group, Grouping, Passage, Share, Source, Theme, framework


def matrix(**changes):
    """Four sources in three groups; every state, kind and stance; a memo; a quotation of another's words."""
    values = {
        "entries": [
            entry("a_2010", author="Adams, A.", year="2010", title="Peers"),
            entry("b_2011", author="Brown, B.", year="2011", title="Roles"),
            entry("c_2012", author="Clark, C.", year="2012"),
            entry("d_2013", author="Davis, D.", year="2013"),
            entry("m_1998", origin="", author="Mowbray, M.", year="1998"),
        ],
        "searches": [search("db", "previous")],
        "descriptors": [descriptor("kind", "grey", "academic"), descriptor("methods", "survey", "interview", type="choices")],
        "themes": [theme("power", "High", "Low", statement="Power counts."), theme("costs")],
        "cells": {
            "a_2010": {
                "kind": "academic", "methods": "interview; survey",
                "power": '[Low -] "of \'lower\' status" (p. 399, quoting m_1998)\n# ask again\n[High] it is shared (sec. 4)\n"both" (p. 2) a note',
                "costs": "none 2026-11-03 cs",
            },
            "b_2011": {"kind": "grey", "power": "# only a memo", "costs": '[~] "cheap"'},
            "c_2012": {"kind": "academic", "methods": "survey"},
        },
        **changes,
    }  # fmt: skip
    return review(**values)


def test_sources_stand_in_groups_in_the_order_of_the_values_with_their_cells():
    made = framework(matrix(), "kind")
    assert (made.title, made.by, made.nothing) == ("A review", "kind", "")
    assert made.themes == (Theme("power", "Power", "", "Power counts."), Theme("costs", "Costs", "", ""))
    power = Cell("mentioned", (
        Passage("summary", "it is shared", "High", "", "sec. 4", ""),
        Passage("quotation", "of 'lower' status", "Low", "-", "p. 399, quoting Mowbray 1998", ""),
        Passage("quotation", "both", "", "", "p. 2", "a note"),
    ))  # fmt: skip
    assert made.groups == (
        Group("grey", (Source("b_2011", "Brown 2011", "2011", "Roles", (), (
            Cell("due"), Cell("mentioned", (Passage("quotation", "cheap", "", "~", "", ""),)))),)),
        Group("academic", (
            Source("a_2010", "Adams 2010", "2010", "Peers", (), (power, Cell("not mentioned", (), "2026-11-03, cs"))),
            Source("c_2012", "Clark 2012", "2012", "", (), (Cell("unread"), Cell("unread"))),
        )),
        Group("not stated", (Source("d_2013", "Davis 2013", "2013", "", (), (Cell("unread"), Cell("unread"))),)),
    )  # fmt: skip
    assert [one.key for one in made.sources] == ["b_2011", "a_2010", "c_2012", "d_2013"]
    assert [len(cell) for cell in (power.summaries, power.quotations)] == [1, 2]
    assert power.sides.told() == "1 of 3 against"


def test_a_share_is_of_the_cells_looked_at():
    made = framework(matrix(), "kind")
    assert made.shares == (Share(1, 1), Share(1, 2))
    assert [group.shares for group in made.groups] == [(Share(0, 0), Share(1, 1)), (Share(1, 1), Share(0, 1)), (Share(0, 0),) * 2]  # fmt: skip
    assert (str(made.shares[1]), made.size) == ("1 of 2", "4 sources and 2 themes")


def test_a_source_with_several_values_stands_once_under_its_first_and_names_the_others():
    made = framework(matrix(), "methods")
    assert [(group.label, [(one.key, one.also) for one in group.sources]) for group in made.groups] == [
        ("survey", [("c_2012", ())]),
        ("interview", [("a_2010", ("survey",))]),
        ("not stated", [("b_2011", ()), ("d_2013", ())]),
    ]


def test_without_a_descriptor_of_source_types_the_types_of_the_entries_are_the_groups():
    made = framework(matrix())
    assert (made.by, [group.label for group in made.groups]) == ("Type of entry", ["article"])


def test_the_groups_of_other_descriptors_stand_by_it_unless_they_part_nothing():
    assert framework(matrix(), "kind").others == (
        Grouping(
            "methods",
            (("survey", ("c_2012",)), ("interview", ("a_2010",)), ("not stated", ("b_2011", "d_2013"))),
            {"a_2010": ("survey",)},
        ),
    )
    assert [one.by for one in framework(matrix()).others] == ["kind", "methods"]
    alone = matrix(cells={"a_2010": {"kind": "grey"}}, entries=[entry("a_2010")])
    assert framework(alone, "kind").others == ()


def test_a_descriptor_that_the_review_does_not_have_is_misuse():
    with pytest.raises(Misuse, match=r"colour: review\.toml has no such descriptor\. It has: kind, methods"):
        framework(matrix(), "colour")


def test_without_sources_or_themes_it_says_what_is_missing():
    none = framework(matrix(entries=[], cells={}))
    assert (none.groups, none.shares, none.nothing) == (
        (),
        (Share(0, 0),) * 2,
        tables.of_framework.NO_SOURCE_YET,
    )
    bare = framework(matrix(themes=[], cells={}), "kind")
    assert (bare.themes, len(bare.sources), bare.shares, bare.nothing) == (
        (),
        4,
        (),
        tables.of_framework.NO_THEME_YET,
    )


def test_every_excerpt_is_in_it_once_and_no_memo():
    opened = matrix()
    passages = [one for source in framework(opened).sources for cell in source.cells for one in cell.passages]
    assert sorted(one.text for one in passages) == sorted(coding.evidence(opened)["text"])
    assert not [one for one in passages if "ask again" in one.text or "memo" in one.text]


def test_the_review_is_left_alone():
    assert_left_alone(matrix(), lambda opened: framework(opened, "kind"))
    assert_left_alone(review(**sound()), framework)
