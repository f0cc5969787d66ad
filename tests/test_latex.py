"""BibTeX values as plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix import latex

latex_text = st.lists(
    st.sampled_from(["\\", "{", "}", "$", "~", "--", "a", "é", " ", "\n", "'", '"', "\\alpha", "\\c", "and", ",", "%", "&", "\\url{"])
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ""),
        ("plain text, as it is", "plain text, as it is"),
        ("The {NHS} and {{its} staff}", "The NHS and its staff"),
        ('M{\\"u}ller', "Müller"),
        ("{\\'E}mile \\'{E}mile \\'Emile", "Émile Émile Émile"),
        ("Fran\\c{c}ois, Fran\\c cois", "François, François"),
        ("\\v{S}koda \\o re \\aa{} \\ss", "Škoda øre å ß"),
        ('na\\"{\\i}ve', "naïve"),
        ("50\\% \\& more \\_ \\# \\$5", "50% & more _ # $5"),
        ("\\{kept\\}", "{kept}"),
        ("soft\\-hyphen\\/ed", "softhyphened"),
        ("\\emph{a {b} c} d", "a b c d"),
        ("$\\alpha$-level", "α-level"),
        ("a price of $5", "a price of $5"),
        ("pp.~3--7 --- or more", "pp.\u00a03–7 — or more"),
        ("\\url{https://example.org/~me_and_you}", "https://example.org/~me_and_you"),
        ("two\n   lines\n\n and a  paragraph", "two lines\n\nand a paragraph"),
        ("unclosed {brace \\textbf{x", "unclosed brace x"),
    ],
)
def test_latex_becomes_plain_text(value, expected):
    assert latex.plain(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Repper, Julie and Carter, Tim", "Repper, Julie; Carter, Tim"),
        ("Julie Repper and Tim Carter", "Repper, Julie; Carter, Tim"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("{World Health Organization} and others", "World Health Organization; others"),
        ("{Smith and Sons} and Jones, A.", "Smith and Sons; Jones, A."),
        ('M{\\"u}ller, A.\n  AND Smith, B.', "Müller, A.; Smith, B."),
        ("Mind", "Mind"),
        ("King, Jr., Martin", "King, Jr., Martin"),
        ("", ""),
        (" and ", ""),
    ],
)
def test_names_are_put_in_order(value, expected):
    assert latex.names_text(value) == expected


@given(st.one_of(latex_text, st.text()))
def test_any_value_has_a_text_and_names(value):
    assert isinstance(latex.plain(value), str)
    assert isinstance(latex.names_text(value), str)


@given(st.text(alphabet=st.characters(blacklist_characters="\\{}$~-\n\t \r\1\2\3")))
def test_text_without_latex_stays_as_it_is(value):
    assert latex.plain(value) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012", 2012),
        ("c. 2012", 2012),
        ("2012-05-01", 2012),
        ("2021a", 2021),
        ("in press", None),
        ("12012", None),
        ("", None),
        ("٢٠١٢", None),
        ("1066", None),
    ],
)
def test_the_year_of_a_text_is_a_number(text, expected):
    assert latex.year_number(text) == expected
