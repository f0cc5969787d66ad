"""Records that may be the same work."""

from __future__ import annotations

import pytest
from making import assert_left_alone, entry, review

from litmatrix.duplicates.alike import SHARED, twins


def found(*entries):
    return twins(review(entries).found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Peer support in practice", "PEER SUPPORT: in-practice."),
        ("Pair émulation à l’hôpital", "Pair emulation a l'hopital"),
        ("同伴支持工作者", "同伴支持工作者。"),
        ("دعم الأقران في الصحة", "دَعم الأقران في الصحة"),
    ],
)
def test_the_same_title_points_to_the_other_whatever_its_signs(one, other):
    assert found(entry("a", title=one), entry("b", title=other), entry("c", title="Quite another work")) == {
        "a": ("b",),
        "b": ("a",),
    }


@pytest.mark.parametrize("title", ["", "Editorial", "?!?!?!?!?!?!?!", "序言"])
def test_a_title_of_few_letters_says_nothing(title):
    assert found(entry("a", title=title), entry("b", title=title)) == {}


@pytest.mark.parametrize(
    "other", ["10.1/AB", "https://doi.org/10.1/ab", "http://dx.doi.org/10.1/ab", "doi:10.1/ab"]
)
def test_the_same_doi_points_to_the_other_however_it_is_written(other):
    assert found(entry("a", title="One", doi="10.1/ab"), entry("b", title="Two", doi=other)) == {
        "a": ("b",),
        "b": ("a",),
    }


def test_each_other_is_named_once_in_the_order_of_the_file():
    same = [entry(key, title="Peer support works", doi="10.1/ab") for key in "abc"]
    assert found(*same) == {"a": ("b", "c"), "b": ("a", "c"), "c": ("a", "b")}


def test_what_more_than_twenty_records_share_says_nothing():
    letters = [entry(f"r{number}", title="Letter to the editor") for number in range(SHARED + 1)]
    assert found(*letters) == {}
    assert len(found(*letters[1:])) == SHARED


def test_it_does_not_change_its_argument():
    assert_left_alone(review([entry("a", doi="1"), entry("b", doi="1")]), lambda one: twins(one.found))
