"""One field of an entry set or taken out, in every style of writing, with nothing else touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.bibliography import bibtex, fields


def read(text: str) -> dict[str, dict[str, str]]:
    return {key: entry.fields for key, entry in bibtex.parse(text, "b.bib").entries.items()}


STYLES = {
    "braces": "@article{k,\n  title = {x},\n  year = {2001}\n}",
    "trailing comma": "@article{k,\n  title = {x},\n  year = {2001},\n}",
    "quotes": '@article{k,\n  title = "x",\n  year = "2001"\n}',
    "bare number": "@article{k,\n  title = {x},\n  year = 2001\n}",
    "macro": "@article{k,\n  title = {x},\n  month = jan,\n}",
    "joined": '@article{k,\n  title = "x" # { y},\n  year = {2001},\n}',
    "aligned": "@article{k,\n  title        = {x},\n  year         = {2001},\n}",
    "no spaces": "@article{k,title={x},year={2001}}",
    "one line": "@article{k, title = {x}, year = {2001}}",
    "one line, trailing comma": "@article{k, title = {x}, year = {2001}, }",
    "closing brace behind the last value": "@article{k,\n  title = {x},\n  year = {2001}}",
    "capitals": "@ARTICLE{k,\nTITLE = {x},\nYEAR = {2001}\n}",
    "tabs": "@article{k,\n\ttitle\t= {x},\n\tyear\t= {2001},\n}",
    "CRLF": "@article{k,\r\n  title = {x},\r\n  year = {2001},\r\n}",
    "round brackets": "@article(k,\n  title = {x (y)},\n  year = {2001}\n)",
    "commas first": "@article{k\n , title = {x}\n , year = {2001}\n}",
    "blank lines": "@article{k,\n\n  title = {x},\n\n  year = {2001},\n\n}",
    "one field": "@article{k,\n  title = {x}\n}",
    "no field": "@article{k,\n}",
    "no field, no comma": "@article{k}",
    "no field, one line": "@article{k, }",
    "space before the comma": "@article{k ,\n  title = {x} ,\n  year = {2001} ,\n}",
    "quotes in braces in quotes": '@article{k,\n  title = "a {"}b{"} c",\n  year = {2001}\n}',
    "braces in a value": "@article{k,\n  title = {a, b = {c}, d},\n  year = {2001}\n}",
}
styles = pytest.mark.parametrize("raw", STYLES.values(), ids=STYLES)
values = st.lists(
    st.sampled_from(
        ["x", " ", "{y}", "é", "\n  ", "=", ",", '"', "#", "%", "@lab{z}", "\\&", "2001", "}", "{", "\\"]
    )
).map("".join)


@styles
def test_a_field_that_is_added_and_taken_out_leaves_the_text_as_it_was(raw):
    changed = fields.with_field(raw, "note", "seen")
    assert bibtex.parse(changed, "b.bib").problems == ()
    assert read(changed) == {"k": {**read(raw)["k"], "note": "seen"}}
    assert fields.without_field(changed, "note") == raw


@styles
def test_a_field_that_is_set_to_what_it_is_changes_nothing_but_its_marks(raw):
    for name, value in read(raw)["k"].items():
        assert read(fields.with_field(raw, name, value)) == read(raw)


@styles
def test_a_field_that_is_taken_out_takes_no_other_with_it(raw):
    for name in read(raw)["k"]:
        left = {field: value for field, value in read(raw)["k"].items() if field != name}
        changed = fields.without_field(raw, name)
        assert bibtex.parse(changed, "b.bib").problems == ()
        assert read(changed) == {"k": left}


@given(
    st.sampled_from(sorted(STYLES.values())),
    st.sampled_from(["title", "year", "note"]),
    values.map(str.strip).filter(fields.balanced),
)
def test_any_balanced_value_is_set_and_nothing_else(raw, name, value):
    changed = fields.with_field(raw, name, value)
    # A value may look like the start of an entry, which is pointed out.
    assert {problem.check for problem in bibtex.parse(changed, "b.bib").problems} <= {"entry-in-entry"}
    assert read(changed) == {"k": {**read(raw)["k"], name: value}}


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("braces", "@article{k,\n  title = {x},\n  year = {2001},\n  note = {n}\n}"),
        ("trailing comma", "@article{k,\n  title = {x},\n  year = {2001},\n  note = {n},\n}"),
        ("quotes", '@article{k,\n  title = "x",\n  year = "2001",\n  note = "n"\n}'),
        ("aligned", "@article{k,\n  title        = {x},\n  year         = {2001},\n  note         = {n},\n}"),
        ("no spaces", "@article{k,title={x},year={2001},note={n}}"),
        ("one line", "@article{k, title = {x}, year = {2001}, note = {n}}"),
        ("capitals", "@ARTICLE{k,\nTITLE = {x},\nYEAR = {2001},\nNOTE = {n}\n}"),
        ("CRLF", "@article{k,\r\n  title = {x},\r\n  year = {2001},\r\n  note = {n},\r\n}"),
        ("commas first", "@article{k\n , title = {x}\n , year = {2001}\n , note = {n}\n}"),
        ("no field", "@article{k,\n  note = {n},\n}"),
        ("no field, no comma", "@article{k, note = {n}}"),
    ],
)
def test_a_new_field_looks_like_the_others(style, expected):
    assert fields.with_field(STYLES[style], "note", "n") == expected


def test_a_field_that_is_set_keeps_its_marks_where_they_can_hold_the_value():
    raw = STYLES["bare number"]
    assert fields.with_field(raw, "year", "2002") == raw.replace("2001", "2002")
    assert fields.with_field(raw, "year", "c. 2002") == raw.replace("2001", "{c. 2002}")
    assert fields.with_field(STYLES["quotes"], "title", 'a "b"') == STYLES["quotes"].replace('"x"', '{a "b"}')


@pytest.mark.parametrize("value", ["{", "}", "}{", "a \\{ b", "a\\", "{a}}"])
def test_a_value_that_would_break_its_braces_is_not_balanced(value):
    assert not fields.balanced(value)


@pytest.mark.parametrize("value", ["", "{a} {{b}}", "a \\{ b \\} c", "\\'e"])
def test_a_value_that_braces_can_hold_is_balanced(value):
    assert fields.balanced(value)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("@misc{k, a={x}, b={y}}", "@misc{k, a={x}, b={y}}"),
        ("@misc{k,\n a={x}\n b={y}\n}", "@misc{k,\n a={x},\n b={y}\n}"),
        ("@misc{k, a={x}b={y}}", "@misc{k, a={x},b={y}}"),
        ("@misc{k, a=2001 b = jan c={z}}", "@misc{k, a=2001, b = jan, c={z}}"),
        ('@misc(k, a="x" b={y})', '@misc(k, a="x", b={y})'),
        ("@misc{k, a={x}; b={y}; }", "@misc{k, a={x}, b={y}; }"),
        ("@misc{k, a={x},, b={y}, ,}", "@misc{k, a={x}, b={y}, }"),
        ("@misc{k\n a={x}\n}", "@misc{k,\n a={x}\n}"),
        ("@misc{k, a={x}, A={y}, a={z}}", "@misc{k, a={x}, A_2={y}, a_3={z}}"),
        ("@misc{k, a={x}, a={y}, a_2={z}}", "@misc{k, a={x}, a_3={y}, a_2={z}}"),
        ("@misc{k, a={x = 1, y}, b={@c{d}}}", "@misc{k, a={x = 1, y}, b={@c{d}}}"),
    ],
)
def test_commas_are_put_in_and_repeated_fields_get_names_of_their_own(raw, expected):
    assert fields.mended(raw) == expected
