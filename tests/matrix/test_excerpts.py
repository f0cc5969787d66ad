"""Cells of the matrix as excerpts: what each kind of line is read as, and that nothing is lost on the way back."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.errors import Misuse
from litmatrix.matrix import excerpts
from litmatrix.matrix.excerpts import Excerpt, Sides

PIECES = (
    '"', "“", "”", "'", "(", ")", "[", "]", "#", "+", "-", "~", ",", ";", " ", "  ", "\n", "\n  ", "\t", "\r",
    "p. 3", "pp. 11-12", "sec. 4", "12:34", "n.p.", "quoting mowbray_1998", "quoting ", "none", "none 2026-11-03 cs",
    "Power", "roles blur", "é", "\u00a0", "0",
)  # fmt: skip
texts = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join))
built = st.builds(
    Excerpt,
    kind=st.sampled_from(("quotation", "summary", "memo", "none", "blank", "nonsense")),
    text=texts,
    subtheme=st.one_of(st.just(""), texts),
    stance=st.sampled_from(("", "", "+", "-", "~", "?")),
    locator=st.one_of(st.sampled_from(("", "", "p. 3", "pp. 11-12", "2026-11-03", "12:34")), texts),
    origin=st.one_of(st.sampled_from(("", "", "mowbray_1998", "a (b) c", "a; b")), texts),
    note=st.one_of(st.just(""), texts),
    raw=st.one_of(st.just(""), texts),
)


def meaning(parsed: tuple[Excerpt, ...]) -> tuple[Excerpt, ...]:
    """Excerpts without the text as read."""
    return tuple(excerpt._replace(raw="") for excerpt in parsed)


# --- there and back ---------------------------------------------------------------------------------------


@given(texts)
def test_any_text_of_a_cell_comes_back_as_it_was(text):
    assert excerpts.format(excerpts.parse(text)) == text


@given(texts)
def test_what_is_only_read_is_the_same(text):
    assert excerpts.recognise(text) == meaning(excerpts.parse(text))


@given(built)
def test_an_excerpt_reads_back_as_what_it_is_or_is_refused(excerpt):
    try:
        text = excerpts.format([excerpt])
    except Misuse:
        return
    assert meaning(excerpts.parse(text)) == (() if text == "" else meaning((excerpt,)))


@given(st.lists(texts.flatmap(lambda text: st.sampled_from(excerpts.parse(text) or (Excerpt("blank"),)))))
def test_excerpts_from_anywhere_put_together_stay_apart(chosen):
    text = excerpts.format(chosen)
    assert meaning(excerpts.parse(text)) == (() if text == "" else meaning(tuple(chosen)))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '[Boundaries] "Role confusion (among peers and existing staff)" (pp. 11-12) staff unsure how to relate',
            Excerpt(
                "quotation", "Role confusion (among peers and existing staff)", "Boundaries", "", "pp. 11-12", "",
                "staff unsure how to relate",
            ),
        ),
        (
            '[Power -] "always of lower status than the other professionals" (p. 399, quoting mowbray_1998)',
            Excerpt(
                "quotation", "always of lower status than the other professionals", "Power", "-", "p. 399",
                "mowbray_1998",
            ),
        ),
        (
            "[Boundaries] roles blur most in informal groups (sec. 4)",
            Excerpt("summary", "roles blur most in informal groups", "Boundaries", "", "sec. 4"),
        ),
        ("# check the annex for the job description", Excerpt("memo", "check the annex for the job description")),
        ("none 2026-11-03 cs", Excerpt("none", locator="2026-11-03", note="cs")),
        ("none", Excerpt("none")),
        ("none of them says so", Excerpt("summary", "none of them says so")),
        ("[~] it depends", Excerpt("summary", "it depends", "", "~")),
        ("[Trust +]", Excerpt("summary", "[Trust +]")),
        ("[a [b] c] d", Excerpt("summary", "[a [b] c] d")),
        ('“she said "no" twice” (12:34)', Excerpt("quotation", 'she said "no" twice', "", "", "12:34")),
        (
            '"he wrote "peers" (2004) and more" (p. 3) note',
            Excerpt("quotation", 'he wrote "peers" (2004) and more', "", "", "p. 3", "", "note",
                    '"he wrote "peers" (2004) and more" (p. 3) note'),
        ),
        ('"no locator" and a note', Excerpt("quotation", "no locator", note="and a note")),
        ('"never closed (p. 3)', Excerpt("summary", '"never closed', locator="p. 3")),
        ('"all of it" (quoting a web page (2019))', Excerpt("quotation", "all of it", origin="a web page (2019)")),
        ("as they say (quoting a; b)", Excerpt("summary", "as they say", origin="a; b")),
        ("a remark (in passing)", Excerpt("summary", "a remark (in passing)")),
        ('"x" (n.p.)', Excerpt("quotation", "x", locator="n.p.")),
        ('"x" (p. 3, sec. 4)', Excerpt("quotation", "x", locator="p. 3, sec. 4")),
        ('"one\n  two" (p. 3)', Excerpt("quotation", "one\ntwo", locator="p. 3")),
    ],
)  # fmt: skip
def test_a_line_is_read_as_its_kind(line, expected):
    assert excerpts.parse(line) == (expected,)


def test_a_cell_holds_one_excerpt_a_line_and_two_spaces_continue_it():
    assert excerpts.parse("# one\n  more\ntwo\n\nthree") == (
        Excerpt("memo", "one\nmore"),
        Excerpt("summary", "two"),
        Excerpt("blank"),
        Excerpt("summary", "three"),
    )


def test_an_empty_cell_holds_nothing():
    assert excerpts.parse("") == ()
    assert excerpts.format(()) == ""


def test_only_quotations_and_summaries_are_evidence():
    cell = excerpts.parse('"a" (p. 1)\nb\n# c\nnone')
    assert excerpts.evidence(cell) == cell[:2]


@pytest.mark.parametrize(
    "excerpt",
    [
        Excerpt("summary", "# not a memo"),
        Excerpt("summary", "none"),
        Excerpt("summary", "ends in a locator (p. 3)"),
        Excerpt("summary", "[looks] like a subtheme"),
        Excerpt("summary", " begins with a space"),
        Excerpt("quotation", ""),
        Excerpt("quotation", "a", "sub]theme"),
        Excerpt("quotation", "a", locator="page three"),
        Excerpt("quotation", "a", note="(p. 3)"),
        Excerpt("quotation", "a", stance="?"),
        Excerpt("none", note="cs"),
        Excerpt("quotes", "a"),
    ],
)
def test_what_would_not_read_back_is_refused(excerpt):
    with pytest.raises(Misuse, match="cannot be saved as it is"):
        excerpts.format([excerpt])


def test_a_line_that_began_with_spaces_is_not_glued_to_the_one_before_it():
    first, second = excerpts.parse("one")[0], excerpts.parse("  two")[0]
    assert excerpts.format([first, second]) == "one\ntwo"


def test_a_line_that_can_only_be_written_as_it_was_loses_its_first_spaces_and_nothing_else():
    odd = """  "it "helped" me” and “so on”"""
    (second,) = excerpts.parse(odd)
    assert excerpts.format([Excerpt("summary", "one"), second]) == f"one\n{odd.strip()}"
    assert excerpts.format([second]) == odd


# --- locators and origins -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ("p. 4", ((4, 4),)),
        ("pp. 73-6", ((73, 76),)),
        ("pp. 11–12, 15", ((11, 12), (15, 15))),
        ("p. 3, sec. 4", ((3, 3),)),
        ("sec. 4", ()),
        ("n.p.", ()),
        ("p. e12", ((12, 12),)),
        (f"p. {'9' * 5000}", ()),
    ],
)
def test_the_pages_of_a_locator_are_ranges(locator, expected):
    assert excerpts.locator_pages(locator) == expected


@given(texts)
def test_any_text_has_page_ranges_or_none(text):
    assert all(isinstance(first, int) and isinstance(last, int) for first, last in excerpts.page_ranges(text))


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("mowbray_1998", ("mowbray_1998",)),
        ("a; b;c", ("a", "b", "c")),
        ("a service user in Leeds", ()),
        ("", ()),
        ("(b)", ()),
    ],
)
def test_an_origin_is_keys_or_words(origin, expected):
    assert excerpts.origin_keys(origin) == expected


# --- large cells ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "x" * 1_000_000,
        "line\n" * 200_000,
        "a\n" + "  b\n" * 200_000,
        " (a)" * 250_000,
        "[" + " " * 1_000_000,
        "[" * 1_000_000,
        '"' * 1_000_000,
        '"a' + '" (quoting x' * 80_000,
        '"a' + '" (quoting x (b)' * 60_000 + ")",
        "(" * 500_000 + ")" * 500_000,
        "none " * 200_000,
    ],
    ids=lambda cell: repr(cell[:12]),
)
def test_a_cell_of_a_megabyte_is_read_and_written_in_no_time_that_grows_with_its_square(cell):
    start = time.process_time()
    assert excerpts.format(excerpts.parse(cell)) == cell
    assert time.process_time() - start < 20


# --- sides ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stances", "stance", "taken", "told"),
    [
        ("", "", 0, ""),
        (" ", "", 0, ""),
        ("-", "-", 1, "against"),
        ("-   ", "-", 1, "1 of 4 against"),
        ("---", "-", 3, "all 3 against"),
        ("+ ", "+", 1, "1 of 2 for"),
        ("~~ ", "~", 2, "2 of 3 both ways"),
        ("++-", "~", 3, "2 for, 1 against"),
        ("+-~ ", "~", 3, "1 for, 1 against, 1 both ways of 4"),
    ],
)
def test_a_cell_takes_the_sides_of_its_excerpts_and_says_of_how_many(stances, stance, taken, told):
    sides = Sides.of(one.strip() for one in stances)
    assert (sides.stance, sides.taken, sides.told()) == (stance, taken, told)
    assert sum(sides) == len(stances)
