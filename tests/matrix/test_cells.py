"""One cell of the matrix changed: what was asked for, and no byte beside."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import decided, entry, review, theme

from litmatrix import coding
from litmatrix.errors import Misuse
from litmatrix.matrix import cells, excerpts
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.vocabulary import BLANK, EVIDENCE, MEMO, NONE, QUOTATION, SUMMARY

DAY = date(2026, 11, 3)

LINES = st.one_of(
    st.sampled_from(
        [
            '[Power -] "always lower" (p. 399, quoting m_1998)', '“he said "no"” (pp. 1-2) a note', '  "odd spaces"   (p. 3)  ',
            "a summary (sec. 4)", "# a memo", "#memo without a space", "none", "none 2026-11-03 cs", "NONE", "", " ", "\t", "“unclosed",
            "[ Odd  + ]  x", "goes on\n  below\n    deeper", "«autre»", "اقتباس", "引用「文」", "[+] for", "   three spaces",
        ]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
)  # fmt: skip
CELLS = st.lists(LINES, max_size=6).map("\n".join)
NEW = st.sampled_from(
    [
        Excerpt(QUOTATION, "new words", "Power", "+", "p. 7", "k_2001", "a note"),
        Excerpt(QUOTATION, 'she said "yes"'),
        Excerpt(SUMMARY, "they agree", locator="sec. 2"),
        Excerpt(MEMO, "look again"),
    ]
)


def lines(text):
    """The lines of a cell as they are written: a line that begins with two spaces belongs to the one above."""
    return [one.raw or excerpts.format([one]) for one in excerpts.parse(text)]


def spoken(text):
    """The lines that say something, and their numbers' excerpts."""
    return [
        (line, one) for line, one in zip(lines(text), excerpts.parse(text), strict=True) if one.kind != BLANK
    ]


# --- what stays -------------------------------------------------------------------------------------------------------


@given(CELLS, NEW)
def test_adding_keeps_every_other_line_byte_for_byte_but_none_where_evidence_comes(text, new):
    got = cells.added(text, [new])
    goes = NONE if new.kind in EVIDENCE else ""
    assert [line for line, _ in spoken(got)] == [
        *(line for line, one in spoken(text) if one.kind != goes),
        excerpts.format([new]),
    ]
    if any(one.kind not in (BLANK, goes) for one in excerpts.parse(text)):
        blank = [one.kind for one in excerpts.parse(text)].count(BLANK)
        assert [one.kind for one in excerpts.parse(got)].count(BLANK) == blank


@given(CELLS, NEW, st.integers(1, 6))
def test_replacing_keeps_every_other_line_byte_for_byte(text, new, number):
    before = [line for line, _ in spoken(text)]
    if number > len(before):
        with pytest.raises(Misuse, match=rf"the cell has no excerpt {number}; it has {len(before)}\."):
            cells.replaced(text, number, new)
        return
    got = cells.replaced(text, number, new)
    expected = [*before[: number - 1], excerpts.format([new]), *before[number:]]
    assert [line for line, _ in spoken(got)] == expected
    assert len(lines(got)) == len(lines(text))


@given(CELLS, st.integers(-1, 6))
def test_taking_out_keeps_every_other_line_byte_for_byte(text, number):
    before = [line for line, _ in spoken(text)]
    if not 0 < number <= len(before):
        with pytest.raises(Misuse):
            cells.removed(text, number)
        return
    got = cells.removed(text, number)
    assert [line for line, _ in spoken(got)] == [*before[: number - 1], *before[number:]]
    assert got == "" or len(lines(got)) == len(lines(text)) - 1


@given(CELLS, st.integers(1, 6), st.integers(-7, 7))
def test_moving_up_and_down_changes_the_order_alone(text, number, by):
    before = [one for _, one in spoken(text)]
    if number > len(before):
        return
    got = cells.moved(text, number, by)
    place = max(1, min(len(before), number + by))
    after = [one for _, one in spoken(got)]
    assert after[place - 1][:7] == before[number - 1][:7]
    assert sorted(one[:7] for one in after) == sorted(one[:7] for one in before)
    back = [one[:7] for one in cells.numbered(cells.moved(got, place, number - place))]
    assert back == [one[:7] for one in before]


@given(CELLS)
def test_none_is_said_once_and_taken_back_and_everything_else_stays(text):
    found = excerpts.parse(text)
    if any(one.kind in EVIDENCE for one in found):
        with pytest.raises(Misuse, match="it cannot be “not mentioned”"):
            cells.with_none(text, DAY, "cs")
    else:
        told = cells.with_none(text, DAY, " c  s ")
        others = [line for line, one in spoken(text) if one.kind != NONE]
        assert [line for line, _ in spoken(told)] == [*others, "none 2026-11-03 c s"]
        assert cells.with_none(told, DAY, "c s") == told
        assert [line for line, _ in spoken(cells.without_none(told))] == others
    silent = cells.without_none(text)
    assert [line for line, _ in spoken(silent)] == [line for line, one in spoken(text) if one.kind != NONE]
    assert cells.without_none(silent) == silent


@given(CELLS)
def test_excerpts_are_numbered_as_everywhere_else(text):
    assert [one[:7] for one in cells.numbered(text)] == [
        one[:7] for one in excerpts.recognise(text) if one.kind != BLANK
    ]


def test_a_blank_line_between_two_stays_where_it_is():
    assert cells.added("a\n\nb\n", [Excerpt(SUMMARY, "c")]) == "a\n\nb\nc\n"
    assert cells.added("\n \n", [Excerpt(SUMMARY, "c")]) == "c"
    assert cells.removed("a\n\nb", 2) == "a\n"
    assert cells.removed("a\n", 1) == ""
    assert cells.moved("a\n\nb", 2, -1) == "b\n\na"


def test_none_without_a_reader_is_dated_alone():
    assert cells.with_none("# memo", DAY) == "# memo\nnone 2026-11-03"


# --- what a person enters ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        ('"…" (p. 12)', {}, [Excerpt(QUOTATION, "…", locator="p. 12")]),
        (' “he "x" said” (pp. 1-2, quoting b_1999) note\n', {}, [Excerpt(QUOTATION, 'he "x" said', "", "", "pp. 1-2", "b_1999", "note")]),
        ('[Power -] "low" (p. 3)', {"subtheme": "Bonds", "stance": "+", "locator": "p. 4"}, [Excerpt(QUOTATION, "low", "Bonds", "+", "p. 4")]),
        ('[Power -] "low" (p. 3)', {"note": "n", "origin": "in words"}, [Excerpt(QUOTATION, "low", "Power", "-", "p. 3", "in words", "n")]),
        ("# look\nagain", {}, [Excerpt(MEMO, "look\nagain")]),
        ("two lines\r\nof a summary", {}, [Excerpt(SUMMARY, "two lines\nof a summary")]),
        ("one paragraph\n\nanother", {}, [Excerpt(SUMMARY, "one paragraph\n\nanother")]),
        ('"a" (p. 1)\n\n"b" (p. 2)', {"subtheme": "S"}, [Excerpt(QUOTATION, "a", "S", "", "p. 1"), Excerpt(QUOTATION, "b", "S", "", "p. 2")]),
        ("“اقتباس” (p. 3)", {}, [Excerpt(QUOTATION, "اقتباس", locator="p. 3")]),
        ("none of them agreed", {}, [Excerpt(SUMMARY, "none of them agreed")]),
    ],
)  # fmt: skip
def test_what_is_typed_or_pasted_is_read_as_the_cell_would(text, parts, expected):
    assert [one[:7] for one in cells.entered(text, **parts)] == [one[:7] for one in expected]


@pytest.mark.parametrize(
    ("text", "parts", "message"),
    [
        ("", {}, "type some text first"),
        (" \n\t", {}, "type some text first"),
        ("none", {}, "use the button “Not mentioned”"),
        ("None 2026-01-01 cs", {}, "use the button “Not mentioned”"),
        ("a summary", {"note": "a note"}, "only a quotation can have a note"),
        ("# memo", {"locator": "p. 4"}, "a memo is plain text"),
        ("words", {"subtheme": "a [b]"}, "cannot be saved as it is"),
        ("words", {"locator": "on page 4"}, "cannot be saved as it is"),
        ('"words" (p. 1)', {"subtheme": "ends in +"}, "cannot be saved as it is"),
        ('"words"', {"note": "(p. 4) so"}, "cannot be saved as it is"),
    ],
)
def test_what_a_cell_cannot_hold_is_refused(text, parts, message):
    with pytest.raises(Misuse, match=message):
        cells.entered(text, **parts)


@given(
    st.sampled_from([QUOTATION, SUMMARY, MEMO]), *[st.text(st.characters(exclude_categories=("Cs",)), max_size=12)] * 2,
    st.sampled_from(["", "+", "-", "~"]), st.sampled_from(["", "p. 3", "pp. 1-2", "n.p.", "x"]),
)  # fmt: skip
def test_what_is_made_reads_back_as_what_it_is_or_is_refused(kind, text, subtheme, stance, locator):
    try:
        one = cells.made(kind, text, subtheme, stance, locator)
    except Misuse:
        return
    assert [found[:7] for found in cells.numbered(cells.added("", [one]))] == [one[:7]]
    assert one.kind == kind and one.text == text.strip().replace("\r\n", "\n").replace("\r", "\n")


def test_each_kind_is_made_of_its_parts():
    assert cells.made(QUOTATION, " x ", " S ", "+", " p. 1 ", " k ", " n ") == Excerpt(
        QUOTATION, "x", "S", "+", "p. 1", "k", "n"
    )
    assert cells.made(SUMMARY, "x", "S", "-", "p. 1", "k") == Excerpt(SUMMARY, "x", "S", "-", "p. 1", "k")
    assert cells.made(MEMO, "x") == Excerpt(MEMO, "x")
    with pytest.raises(Misuse, match="a memo is plain text"):
        cells.made(MEMO, "x", "S")
    with pytest.raises(Misuse, match="type some text first"):
        cells.made(MEMO, " ")


# --- where the cells of a row stand -----------------------------------------------------------------------------------


@given(
    st.lists(st.lists(st.one_of(st.just(""), CELLS), min_size=3, max_size=3), min_size=1, max_size=4),
    st.booleans(),
)
def test_the_states_of_a_row_are_those_of_the_whole_review(rows, retired):
    themes = [theme("a"), theme("b"), theme("c", **({"retired": "2026-01-01"} if retired else {}))]
    texts = [[cell.replace("\r", "").replace("\0", "") for cell in row] for row in rows]
    given_cells = {f"k{number}": dict(zip("abc", row, strict=True)) for number, row in enumerate(texts)}
    made = review(
        [entry(key) for key in given_cells], [decided("ann", key, "eligibility", "include") for key in given_cells],
        given_cells, themes=themes,
    )  # fmt: skip
    # What a file of CSV says of them, which may end a line elsewhere.
    texts = [[made.matrix.loc[key, name] for name in "abc"] for key in given_cells]
    expected = coding.states(made)
    for key, row in zip(given_cells, texts, strict=True):
        got = dict(zip("abc", cells.row_states(row), strict=True))
        assert {name: got[name] for name in expected.columns} == expected.loc[key].to_dict()


def test_a_row_without_cells_has_no_states():
    assert cells.row_states([]) == ()
    assert cells.row_states(["", "# memo"]) == ("unread", "unread")
    assert cells.row_states(["", "none", "x"]) == ("due", "not mentioned", "mentioned")
