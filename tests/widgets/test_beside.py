"""Two records side by side: which fields, and which words are marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.widgets.duplicates.beside import LENGTH, Part, marked, rows


def texts(parts):
    return "".join(part.text for part in parts)


def differing(parts):
    return [part.text for part in parts if part.differs]


def test_the_words_that_the_other_has_not_are_marked_and_neighbours_are_one_mark():
    left, right = marked("Peer support: a review of evidence", "Peer support, a wide and systematic review")
    assert left == (Part("Peer support: a review ", False), Part("of evidence", True))
    assert right == (
        Part("Peer support, a ", False),
        Part("wide and systematic", True),
        Part(" review", False),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Peer Support", "peer support."),
        ("Müller, J.", "Muller, J"),
        ("pages 73–76", "pages 73--76"),
        ("Ελληνικά και", "ελληνικα ΚΑΙ"),
    ],
)
def test_capitals_accents_and_punctuation_make_no_difference(one, other):
    assert differing(marked(one, other)[0]) == differing(marked(one, other)[1]) == []
    assert rows({"title": one}, {"title": other})[0].same


def test_where_a_script_puts_no_spaces_a_single_sign_is_marked():
    left, right = marked("同伴支持工作者", "同伴支援工作者")
    assert (differing(left), differing(right)) == (["持"], ["援"])


def test_arabic_words_are_marked_as_words():
    left, right = marked("دعم الأقران في الصحة", "دعم الأقران في المجتمع")
    assert (differing(left), differing(right)) == (["الصحة"], ["المجتمع"])


@given(st.text(), st.text())
def test_the_parts_of_a_text_are_the_text(one, other):
    left, right = marked(one, other)
    assert (texts(left), texts(right)) == (one, other)


def test_a_long_text_is_cut_and_says_so():
    left, _ = marked("a" * (LENGTH + 5), "b")
    assert texts(left).endswith("a … (cut: 5 more characters)")


def test_the_fields_stand_in_the_order_of_reading_with_what_one_of_them_has():
    left = {"abstract": "x", "doi": "10.1/A", "title": "T", "raw": "@", "line": 3, "type": "article", "ids": "old", "note": "", "origin": "db"}  # fmt: skip
    right = {"title": "T", "doi": "https://doi.org/10.1/a", "issn": "1", "type": "book", "note": " ", "origin": "web"}  # fmt: skip
    found = rows(left, right)
    assert [(row.field, row.label, row.same) for row in found] == [
        ("title", "title", True),
        ("doi", "DOI", True),
        ("type", "type", False),
        ("issn", "issn", False),
        ("abstract", "abstract", False),
        ("origin", "found by", False),
    ]
    kind, issn, abstract, origin = found[2:]
    assert (kind.left, kind.right) == ((Part("article", True),), (Part("book", True),))
    assert (issn.left, issn.right) == ((), (Part("1", False),))
    assert (abstract.left, abstract.right) == ((Part("x", False),), ())
    # Two searches that found one work say nothing against it.
    assert (origin.left, origin.right) == ((Part("db", False),), (Part("web", False),))


def test_a_difference_beyond_the_cut_is_still_one():
    long = "word " * LENGTH
    row = rows({"abstract": long + "a"}, {"abstract": long + "b"})[0]
    assert not row.same
    assert differing(row.left) == []


def test_records_are_left_alone():
    left, right = {"title": "A b"}, {"title": "A c"}
    rows(left, right)
    assert (left, right) == ({"title": "A b"}, {"title": "A c"})
