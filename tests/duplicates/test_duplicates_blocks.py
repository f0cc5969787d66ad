"""Which pairs are compared: each block brings two records together that share nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from litmatrix.duplicates import blocks
from litmatrix.duplicates.plain import read_records


def pairs(*rows):
    plain = read_records(
        pd.DataFrame(list(rows), index=[f"k{place}" for place in range(len(rows))]).fillna("")
    )
    return list(zip(*(places.tolist() for places in blocks.find_pairs(plain)), strict=True))


LETTERS = "abcdefghijklmnopqrstuvwx"
# What two records share, and one thing less, with which they are not compared.
SHARED = [
    ({"doi": "10.1000/x"}, {"doi": ""}),
    ({"title": "Peer"}, {"title": ""}),
    ({"author": "Smith, J.", "year": "2015", "pages": "30"}, {"pages": ""}),
    ({"author": "Smith, J.", "year": "2015", "volume": "6"}, {"author": ""}),
    ({"author": "Smith, J.", "year": "2015", "journal": "Lancet"}, {"year": ""}),
    ({"author": "Smith, J.", "pages": "30-38"}, {"author": ""}),
    ({"volume": "6", "pages": "30-38"}, {"volume": ""}),
    ({"volume": "6", "pages": "30", "journal": "Lancet"}, {"journal": "", "pages": ""}),
    ({"abstract": "a" * 60}, {"abstract": "a" * 59}),
]


@pytest.mark.parametrize(("shared", "less"), SHARED)
def test_records_that_share_so_much_are_compared_and_no_less(shared, less):
    assert pairs(shared, shared) == [(0, 1)]
    assert pairs(shared, {**shared, **less}) == []


@pytest.mark.parametrize(
    ("one", "other", "compared"),
    [
        # 24 letters from the beginning or the end
        (f"{LETTERS}aa", f"{LETTERS}zz", True), (f"aa{LETTERS}", f"zz{LETTERS}", True),
        (f"{LETTERS[1:]}aa", f"{LETTERS[1:]}zz", False), (f"aa{LETTERS[1:]}", f"zz{LETTERS[1:]}", False),
        # without the subtitle, in the other language, by its two rarest words
        ("Abcdefgh ijklmnopq", "Abcdefgh ijklmnopq: things", True), ("Peer support on the wards = Genesungsbegleitung auf Stationen", "Genesungsbegleitung auf Stationen", True),
        ("Recovery on wards", "Wards and recovery", True), ("Recovery on wards", "Recovery at home", False),
    ],
)  # fmt: skip
def test_titles_that_are_compared(one, other, compared):
    assert pairs({"title": one}, {"title": other}) == [(0, 1)] * compared


def test_the_same_page_of_a_volume_in_a_year_is_compared_whatever_the_last():
    one = {"volume": "6", "pages": "30-38", "year": "2015"}
    assert pairs(one, {**one, "pages": "30-40"}) == [(0, 1)]
    assert pairs(one, {**one, "pages": "30-40", "year": ""}) == []


def test_the_same_author_year_and_first_letters_are_compared():
    one = {"author": "Smith, J.", "year": "2015", "title": "Recove things"}
    assert pairs(one, {**one, "title": "Recovery"}) == [(0, 1)]
    assert pairs(one, {**one, "title": "Recounts"}) == []


@pytest.mark.parametrize(("size", "most"), [(25, 24), (26, 8)])
def test_in_a_large_block_records_are_compared_with_their_neighbours(size, most):
    rows = [{"doi": "10.1000/x", "title": f"{sign}{sign}"} for sign in "abcdefghijklmnopqrstuvwxyz"[:size]]
    found = pairs(*rows)
    assert max(np.subtract(*np.array(found).T[::-1])) == most
    assert len(found) == sum(size - step for step in range(1, most + 1))
