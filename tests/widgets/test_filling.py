"""What a person fills into the table: what may stand, and a block laid over the cells."""

from __future__ import annotations

from datetime import date

import pytest
from reading_folder import MATRIX, make, sit

from litmatrix.errors import Misuse
from litmatrix.widgets.coding import filling
from litmatrix.widgets.coding.filling import Options

A, B, C = "adams_2011", "clark_2012", "egan_2013"
PEER = '[Bonds +] "close ties" (pp. 11-12) nearly\n[Power -]  "always of lower status"  (p. 13)\n# look again'
NONE = f"none {date.today():%Y-%m-%d} ann"


@pytest.fixture
def reading(tmp_path):
    return sit(make(tmp_path / "review"))


def cells(plan):
    return [(one.key, one.column, one.after, one.verdict) for one in plan.cells]


def whys(plan):
    return [(one.source, one.name, one.why.split(":")[0].split(".")[0]) for one in plan.cells if one.why]


# --- one text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text", "after"),
    [
        ("design", " Survey ", "survey"),
        ("methods", "B;a", "b; a"),
        ("size", "12", "12"),
        ("size", "", ""),
        ("peer", '"a" (p. 12)\r\n# b\r\n', '"a" (p. 12)\n# b'),
        ("peer", "=1+1", "=1+1"),
        ("peer", "None", NONE),
        ("peer", "none 2026-01-02 cy", "none 2026-01-02 cy"),
        ("peer", '"a line\n  and the next" (p. 12)', '"a line\n  and the next" (p. 12)'),
    ],
)
def test_a_text_that_may_stand_is_taken_as_it_is_read(reading, column, text, after):
    assert filling.told(reading, A, column, "", text)[:2] == (after, "")


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("design", "guess", "“guess” is not a value of Design. Allowed: survey, interview."),
        ("methods", "a; x", "“x” is not a value of methods. Allowed: a, b."),
        ("size", "many", "“many” is not a number."),
        ("peer", '"never closed (p. 3)', "a quotation mark is never closed"),
        ("peer", '"first line\nsecond line" (p. 3)', "a quotation mark is never closed"),
        ("peer", "n/a", "“n/a” counts as a summary, and so as evidence."),
        ("peer", "«autre»", "this counts as a summary, because its quotation marks are of another kind"),
        ("peer", 'none\n"a" (p. 1)', "it says “none” (not mentioned) but also has a quotation or a summary"),
        ("peer", "a\x00b", "it has a character that cannot be saved (U+0000)"),
        ("peer", "a\ud800", "it has a character that cannot be saved (U+D800)"),
        ("nowhere", "a", "matrix.csv has no column nowhere"),
    ],
)
def test_a_text_that_would_be_something_else_is_refused_with_why(reading, column, text, why):
    assert filling.told(reading, A, column, "", text).why.startswith(why)


def test_what_was_odd_already_is_no_reason_to_refuse_more(reading):
    odd = '"never closed (p. 3)'
    assert filling.told(reading, A, "peer", odd, f'{odd}\n"new" (p. 12)').why == ""
    assert filling.told(reading, A, "peer", "", f'{odd}\n"new" (p. 12)').why != ""


def test_a_subtheme_that_is_new_is_said_to_be(reading):
    found = filling.told(reading, A, "peer", PEER, f'{PEER}\n[Powr] "a" (p. 12)\n[Pay] b')
    assert (found.subthemes, found.why) == (("Powr", "Pay"), "")
    assert found.notes == (
        "“Powr” is a new subtheme, which will be added to the theme. Did you mean Power?",
        "“Pay” is a new subtheme, which will be added to the theme.",
    )


# --- a block ----------------------------------------------------------------------------------------------------------


def test_a_block_is_laid_from_the_chosen_cell_on_and_each_cell_says_what_comes_of_it(reading):
    plan = filling.plan(reading, (("a", "b"), ("", "c"), ("d", "e")), [A, B, C], "peer")
    assert cells(plan) == [
        (A, "peer", "a", "changed"), (A, "role", "b", "new"), (B, "role", "c", "new"), (C, "peer", "d", "new"),
        (C, "role", "e", "new"),
    ]  # fmt: skip
    assert (plan.cells[0].before, plan.size, dict(plan.counts)) == (PEER, (3, 2), {"changed": 1, "new": 4})
    assert [one.key for one in plan.written] == [A, A, B, C, C]


def test_what_lies_beyond_the_table_is_refused(reading):
    plan = filling.plan(reading, (("a", "b"), ("c", "d")), [C], "cost")
    assert [one.verdict for one in plan.cells] == ["new", "refused", "refused", "refused"]
    assert whys(plan) == [
        ("Egan 2013", "column 2 of the pasted table", "there is no column for it"),
        ("line 2 of the pasted table", "Cost", "there is no row for it"),
        ("line 2 of the pasted table", "column 2 of the pasted table", "there is no row for it"),
    ]


def test_a_first_line_of_columns_and_a_first_column_of_sources_say_where_the_cells_go(reading):
    block = (
        ("Source", "Cost", "DESIGN", "Weather"),
        ("Egan 2013", "x", "Survey", "y"),
        ("nobody", "z", "", ""),
    )
    plan = filling.plan(reading, block, [A], "peer")
    assert (plan.options.heads, plan.options.keys) == (True, True)
    assert cells(plan) == [
        (C, "cost", "x", "new"), (C, "design", "survey", "new"), (C, "", "y", "refused"), ("", "cost", "z", "refused"),
    ]  # fmt: skip
    assert [one.why for one in plan.cells[2:]] == [
        "“Weather” is neither a theme nor a descriptor.",
        "“nobody” is not an included source, or two have this name: use the key.",
    ]
    told = filling.plan(reading, block, [A, B, C], "peer", options=Options(heads=False, keys=False))
    assert [(one.key, one.column, one.after) for one in told.cells[:2]] == [
        (A, "peer", "Source"),
        (A, "role", "Cost"),
    ]


def test_what_to_do_with_cells_that_hold_something(reading):
    def plan(held, text):
        return filling.plan(reading, ((text,),), [A], "peer", options=Options(held=held)).cells[0]

    assert plan("replace", "x").after == "x"
    assert (plan("leave", "x").verdict, plan("leave", "x").why) == (
        "left",
        "the cell is not empty, and is not changed.",
    )
    assert plan("add", "x").after == f"{PEER}\nx"
    assert plan("add", "# look again").verdict == "same"
    assert plan("add", "none").why.startswith("it says “none”")
    reading.none(B, "role")
    assert filling.plan(reading, (("x",),), [B], "role", options=Options(held="add")).cells[0].after == "x"
    assert filling.plan(reading, (("none",),), [B], "role").cells[0].verdict == "same"
    with pytest.raises(Misuse, match="choose one of"):
        plan("burn", "x")


def test_blank_cells_change_nothing_unless_they_are_to_clear(reading):
    block = (("x", " "), ("", ""))
    assert len(filling.plan(reading, block, [A, B], "design").cells) == 1
    clearing = filling.plan(reading, block, [A, B], "design", options=Options(blanks=True))
    assert [(one.key, one.column, one.verdict) for one in clearing.cells] == [
        (A, "design", "refused"), (A, "methods", "changed"), (B, "design", "same"), (B, "methods", "same"),
    ]  # fmt: skip


def test_one_cell_fills_all_that_are_chosen(reading):
    plan = filling.plan(reading, (("none",),), [B, C], "role", (2, 2))
    assert cells(plan) == [(key, column, NONE, "new") for key in (B, C) for column in ("role", "cost")]


def test_what_a_spreadsheet_seems_to_have_damaged_is_pointed_out(reading):
    plan = filling.plan(reading, (("#NAME?", "Ã¼ber"),), [B], "peer")
    assert [one.doubtful for one in plan.cells] == [True, True]
    assert plan.cells[0].notes == ("#NAME? is a spreadsheet's error, because it read a text as a formula.",)


def test_a_cell_that_the_block_holds_twice_is_refused(reading):
    block = (("key", "Cost"), (B, "x"), (B, "y"))
    plan = filling.plan(reading, block, [A], "peer")
    assert [(one.verdict, one.why) for one in plan.cells] == [
        ("refused", "the pasted table has this cell more than once.")
    ] * 2


def test_a_column_that_the_matrix_has_not_is_refused(tmp_path):
    reading = sit(make(tmp_path / "r", matrix=MATRIX.replace(",size,", ",siz,")))
    assert (
        filling.plan(reading, (("1",),), [A], "size").cells[0].why.startswith("matrix.csv has no column size")
    )


@pytest.mark.parametrize(("block", "column"), [((), "peer"), (((" ",),), "peer"), ((("x",),), "nowhere")])
def test_nothing_and_nowhere_are_misuse(reading, block, column):
    with pytest.raises(Misuse):
        filling.plan(reading, block, [A], column)


def test_some_cells_of_a_plan_are_left_out_and_shown_by_what_comes_of_them(reading):
    plan = filling.plan(reading, (("a", "b"), ("c", "n/a")), [A, B], "peer")
    assert [place for place, _ in filling.window(plan, "refused", 0, 9)] == [3]
    assert [place for place, _ in filling.window(plan, "", 1, 2)] == [1, 2]
    left = filling.without(plan, [0, 3])
    assert [one.verdict for one in left.cells] == ["left", "new", "new", "refused"]
    assert left.counts["left"] == 1 and plan.counts["left"] == 0
