"""Comparing versions of the matrix, and telling what a spreadsheet did from what a person did."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matrix.test_rows import CELL

from litmatrix.comparing import (
    ALIKE,
    CONFLICT,
    DIFFERS,
    OURS,
    THEIRS,
    Comparison,
    Difference,
    LineChange,
    compare,
    find_damage,
    find_renamed,
    line_changes,
)
from litmatrix.matrix.file import parse_matrix

BASE = "key,a,b\nk,1,x\nl,2,y\n"


def compared(base: str | None, ours: str, theirs: str, known: set[str] | None = None) -> Comparison:
    start = parse_matrix(base) if base is not None else None
    return compare(start, parse_matrix(ours), parse_matrix(theirs), known)


# --- versions ---------------------------------------------------------------------------------------------


def test_each_cell_that_differs_is_told_by_who_changed_it_in_the_order_of_ours():
    ours = "key,b,a\nl,y2,2\nk,both,3\n"
    theirs = "key,a,b\nk,3,other\nl,2x,y\n"
    found = compared(BASE, ours, theirs)
    assert found.cells == (
        Difference("l", "b", "y", "y2", "y", OURS),
        Difference("l", "a", "2", "2", "2x", THEIRS),
        Difference("k", "b", "x", "both", "other", CONFLICT),
        Difference("k", "a", "1", "3", "3", ALIKE),
    )
    assert found.of_kind(CONFLICT, ALIKE) == found.cells[2:]
    assert (found.rows_reordered, found.columns_reordered) == (False, False)


def test_without_a_base_every_difference_only_differs():
    assert compared(None, "key,a\nk,1\nl,2\n", "key,a\nk,1\nl,\nm,3\n") == Comparison(
        (Difference("l", "a", None, "2", "", DIFFERS), Difference("m", "a", None, "", "3", DIFFERS))
    )


def test_rows_and_columns_that_came_went_or_moved_are_told():
    ours = "key,a,b,mine\nk,1,x,\nl,2,y,\n"
    found = compared(BASE, ours, "key,b,new\nl,y,5\nz,7,8\n", {"k", "l"})
    assert (found.rows_removed, found.unknown) == (("k",), ("z",))
    assert (found.columns_added, found.columns_removed) == (("new",), ("a",))
    moved = compared(BASE, BASE, "key,b,a\nl,y,2\nk,x,1\n")
    assert moved == Comparison(rows_reordered=True, columns_reordered=True)


def test_what_we_took_out_since_the_base_is_told_from_what_they_added():
    found = compared(BASE, "key,a\nk,1\n", "key,a,b,c\nk,1,x,\nl,9,y,\nm,,,\n", {"k"})
    assert (found.rows_gone, found.unknown, found.columns_gone, found.columns_added) == (
        ("l",), ("m",), ("b",), ("c",),
    )  # fmt: skip


def test_a_renamed_column_is_known_by_its_cells():
    found = compared(BASE, BASE, "key,alpha,b\nk,1,x\nl,2,y2\n")
    assert found == Comparison(
        (Difference("l", "b", "y", "y", "y2", THEIRS),), columns_renamed=(("a", "alpha"),)
    )
    assert find_renamed(parse_matrix("key,a\nk,\n"), parse_matrix("key,b\nk,\n")) == ()
    assert find_renamed(parse_matrix("key,a\nk,1\n"), parse_matrix("key,b\nk,2\n")) == ()
    assert find_renamed(parse_matrix("key,a\nk,1\n"), parse_matrix("key,b,c\nk,1,1\n")) == ()


def test_of_a_repeated_key_the_first_row_is_compared():
    found = compared(BASE, BASE, "key,a,b\nk,9,x\nk,8,x\nl,2,y\n")
    assert found.cells == (Difference("k", "a", "1", "1", "9", THEIRS),)


TABLES = st.lists(
    st.tuples(st.sampled_from("klmn"), st.sampled_from(["", "1", "2"]), st.sampled_from(["", "x", "y"])),
    max_size=4, unique_by=lambda row: row[0],
).map(lambda rows: "".join(["key,a,b\n", *(",".join(row) + "\n" for row in rows)]))  # fmt: skip


@given(TABLES, TABLES, TABLES)
def test_comparing_is_even_handed_and_changes_none_of_its_arguments(base, ours, theirs):
    versions = [parse_matrix(text) for text in (base, ours, theirs)]
    before = copy.deepcopy(versions)
    one, other = compare(*versions), compare(versions[0], versions[2], versions[1])
    assert versions == before
    swapped = {THEIRS: OURS, OURS: THEIRS}
    there = set(versions[1].rows) & set(versions[2].rows)
    assert {(c.key, c.column, swapped.get(c.kind, c.kind)) for c in one.cells if c.key in there} == {
        (c.key, c.column, c.kind) for c in other.cells if c.key in there
    }
    assert compare(versions[0], versions[1], versions[1]).of_kind(THEIRS, OURS, CONFLICT) == ()


# --- lines ------------------------------------------------------------------------------------------------


def test_changes_of_a_cell_are_told_excerpt_by_excerpt():
    assert line_changes("one\ntwo\n  more\nthree", "one\nnew\nthree\nfour") == (
        LineChange(" ", "one"), LineChange("-", "two\n  more"), LineChange("+", "new"), LineChange(" ", "three"),
        LineChange("+", "four"),
    )  # fmt: skip
    assert line_changes("", "x") == (LineChange("+", "x"),)


@given(CELL, CELL)
def test_both_texts_stand_in_the_changes(before, after):
    changes = line_changes(before, after)
    assert "\n".join(text for sign, text in changes if sign != "+") == before
    assert "\n".join(text for sign, text in changes if sign != "-") == after


# --- damage -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        *((text, made, ["date"]) for text, made in [
            ("1-2", "2-Jan"), ("1-2", "01-Feb"), ("1-2", "2026-02-01"), ("1-2", "44228"), ("1-2", "2026-02-01 00:00:00"),
            ("3/4", "4-Mar"), ("3/4", "03.04.2026"), ("12:34", "12:34:00"), ("12:34", "0.523611111"), ("MAR1", "1-Mar"),
            ("SEPT2", "2-Sep"),
        ]),
        ("001", "1", ["leading-zeros"]),
        ("007.5", "7.5", ["leading-zeros"]),
        ("2e5", "200000", ["scientific"]),
        ("123456", "1.23456E+05", ["scientific"]),
        ("1234567890123456", "1.23457E+15", ["digits"]),
        ("12345678901234567", "12345678901234500", ["digits"]),
        ("1.0", "1", ["number"]),
        ("1,5", "1.5", ["number"]),
        ("50%", "0.5", ["number"]),
        ("true", "TRUE", ["boolean", "capitals"]),
        ("-see below", "#NAME?", ["error"]),
        ("=1+1", "#VALUE!", ["error"]),
        ("=1+1", "Err:508", ["error"]),
        ("'tis so", "tis so", ["apostrophe"]),
        ("=1+1", "'=1+1", ["apostrophe"]),
        ("x" * 40_000, "x" * 32_767, ["cut"]),
        ("a long text", "a long", ["cut"]),
        ("first\nsecond", "first", ["cut"]),
        ('"so" (p. 1)', "“so” (p. 1)", ["quotes"]),
        ("it's", "it’s", ["quotes"]),
        ("a--b", "a–b", ["dashes"]),
        ('[Power -] "x"', '[Power –] "x"', ["dashes", "reading"]),
        ("and so on...", "and so on…", ["ellipsis"]),
        ("(c) 2020", "© 2020", ["autocorrect"]),
        ("a\u00a0b", "a b", ["spaces"]),
        ("none", "None", ["capitals"]),
        ("a\nb", "a\r\nb", ["line-ends"]),
        ("a\nb", "a b", ["lines"]),
        ("one\n  two\nthree", "one\ntwo\nthree", ["continuation"]),
        (" a ", "a", ["trimmed"]),
        ("Zoë", "ZoÃ«", ["mojibake"]),
        ("it’s", "itâ€™s", ["mojibake"]),
        ("Ωmega", "Î©mega", ["mojibake"]),
        ("日本", "??", ["mojibake"]),
        ("Zoë", "Zo\ufffd", ["mojibake"]),
        ('"so" (p. 1)', "„so“ (p. 1)", ["quotes", "reading"]),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_does_is_recognised(before, after, kinds):
    found = find_damage(before, after)
    assert [one.kind for one in found] == kinds
    assert all(one.words.endswith(".") for one in found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "new text"), ("old text", ""), ("12", "13"), ("2019", "2020"), ("1-2", "1-3"), ("a\nb\nc", "a\nb"),
        ('"so" (p. 1)', '"so" (p. 1)\n“more” (p. 2)'), ("grey", "academic"), ("none", '"found" (p. 3)'),
        ("Zoë", "Zoë and Åsa"), ("", "« liberté » et “groß”"), ("x (p. 1)", "x (p. 2)"), ("", "1-2"), ("academic", "Grey"),
        ("peer", "peer\n  and more"), ("αβγ", "αβγδ"), ("سلام", "سلام عليكم"),
    ],
)  # fmt: skip
def test_what_a_person_does_is_not_taken_for_damage(before, after):
    assert find_damage(before, after) == ()


@pytest.mark.parametrize(
    ("taken_for", "before", "after", "kinds"),
    [
        ("date", "", "2026-02-01", ["date"]),
        ("boolean", "", "TRUE", ["boolean"]),
        ("number", "12 to 14", "13", ["number"]),
        ("formula", "x", "=A1", ["formula"]),
        ("number", "", "12", []),
    ],
)
def test_a_value_that_is_no_text_is_damage_where_text_stood(taken_for, before, after, kinds):
    assert [one.kind for one in find_damage(before, after, taken_for=taken_for)] == kinds


def test_a_text_that_reads_as_another_kind_is_told_only_of_themes():
    before, after = '"so" (p. 1)', "„so“ (p. 1)"
    assert str(find_damage(before, after)[-1]) == 'a quotation now reads as a summary: “"so" (p. 1)”.'
    assert [one.kind for one in find_damage(before, after, theme=False)] == ["quotes"]


@given(CELL)
def test_the_same_text_is_never_damaged(text):
    assert find_damage(text, text) == ()


@given(CELL, CELL)
def test_any_change_can_be_looked_at(before, after):
    assert all(one.kind and one.words for one in find_damage(before, after))
