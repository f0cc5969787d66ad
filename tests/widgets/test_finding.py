"""All excerpts, looked through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_folder import make, sit

from litmatrix.errors import Misuse
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.vocabulary import MEMO, QUOTATION, SUMMARY
from litmatrix.widgets.coding.finding import Finder, Query, marked, words

A, B, C = "adams_2011", "clark_2012", "egan_2013"


@pytest.fixture
def reading(tmp_path):
    found = sit(make(tmp_path / "review"))
    found.add(B, "role", [Excerpt(SUMMARY, "STATUS of peers"), Excerpt(MEMO, "Überprüfung der υποστήριξη")])
    found.add(C, "peer", [Excerpt(QUOTATION, "lived-experience workers", "Power", "-", "p. 3")])
    return found


def found(reading, **query):
    return [tuple(hit) for hit in Finder(reading).find(Query(**query))]


def test_each_of_the_words_must_stand_in_one_excerpt_whatever_case_accents_and_hyphens(reading):
    assert found(reading, words="Status") == [(A, "peer", 2), (B, "role", 1)]
    assert found(reading, words="always status") == [(A, "peer", 2)]
    assert found(reading, words="close status") == []
    assert found(reading, words="uberprufung ΥΠΟΣΤΗΡΙΞΗ") == [(B, "role", 2)]
    assert found(reading, words='"lived experience"') == [(C, "peer", 1)]
    assert found(reading, words='"experience lived"') == []
    assert found(reading, words="power") == [(A, "peer", 2), (C, "peer", 1)]
    assert found(reading, words="none") == []


def test_without_words_all_are_listed_by_source_or_by_theme_and_none_is_no_excerpt(reading):
    by_source = [
        (A, "peer", 1),
        (A, "peer", 2),
        (A, "peer", 3),
        (B, "role", 1),
        (B, "role", 2),
        (C, "peer", 1),
    ]
    assert found(reading) == by_source
    assert found(reading, order="theme") == [*by_source[:3], by_source[5], *by_source[3:5]]


def test_filters_by_theme_kind_stance_and_source(reading):
    assert found(reading, theme="role") == [(B, "role", 1), (B, "role", 2)]
    assert found(reading, kind="memo") == [(A, "peer", 3), (B, "role", 2)]
    assert found(reading, stance="-") == [(A, "peer", 2), (C, "peer", 1)]
    assert found(reading, stance="neutral") == [(B, "role", 1)]
    assert found(reading, source="egan") == found(reading, source="ROLES") == [(C, "peer", 1)]
    assert found(reading, source="2012", kind="summary") == [(B, "role", 1)]


@pytest.mark.parametrize(
    "query", [{"kind": "none"}, {"stance": "x"}, {"order": "size"}, {"theme": "nowhere"}]
)
def test_what_does_not_exist_is_misuse(reading, query):
    with pytest.raises(Misuse):
        Finder(reading).find(Query(**query))


def test_a_cell_that_changed_is_read_anew(reading):
    finder = Finder(reading)
    assert len(finder.find(Query(words="fresh"))) == 0
    reading.add(B, "cost", [Excerpt(SUMMARY, "fresh words")])
    assert finder.find(Query(words="fresh")) == ((B, "cost", 1),)


def test_a_window_of_what_is_found_has_all_that_the_list_shows(reading):
    finder = Finder(reading)
    got = finder.rows(Query(words="experience"), 0, 60)
    assert got == {
        "total": 1, "sources": 1, "start": 0,
        "rows": [{
            "key": C, "theme": "peer", "number": 1, "reference": "Egan 2013", "name": "Peer", "kind": "quotation", "stance": "-",
            "text": [["lived-", False], ["experience", True], [" workers", False]], "subtheme": [["Power", False]],
            "locator": [["p. 3", False]], "note": [], "first": True,
        }],
    }  # fmt: skip
    rows = finder.rows(Query(), 1, 3)["rows"]
    assert [(row["key"], row["number"], row["first"]) for row in rows] == [
        (A, 2, False),
        (A, 3, False),
        (B, 1, True),
    ]
    assert finder.rows(Query(), 99, 3)["rows"] == []


def test_of_a_long_excerpt_what_is_around_the_first_hit_is_shown():
    text = "word " * 300 + "needle" + " word" * 300
    pieces = marked(text, ["needle"], 200)
    assert (pieces[0], pieces[-1], [one for one, hit in pieces if hit]) == (
        ["…", False],
        ["…", False],
        ["needle"],
    )
    assert sum(len(one) for one, _ in pieces) == 202


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=4), max_size=3))
def test_the_pieces_of_a_text_are_the_text(text, wanted):
    pieces = marked(text, words(" ".join(wanted)))
    assert "".join(one for one, _ in pieces) == text
    assert all(one for one, _ in pieces)


@given(st.text(max_size=40))
def test_a_text_is_found_in_itself(text):
    for word in words(text):
        assert any(hit for _, hit in marked(text, [word]))
