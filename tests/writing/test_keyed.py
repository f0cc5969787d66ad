"""The columns of keys, locators and works that are quoted in others, by one rule for every table."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
import small_review

from litmatrix import tables, writing
from litmatrix.matrix.citations import Citation, named
from litmatrix.tables import KEY, Table
from litmatrix.writing.keyed import keyed


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return small_review.make(tmp_path_factory.mktemp("small"))


def made(cells, index=None, kinds=None, column="Said"):
    frame = pd.DataFrame({column: ["x"] * len(cells)}, index=pd.Index(["r"] * len(cells), name="Row"))
    cited = {column: cells} if index is None else {column: cells, "Row": index}
    return keyed(Table("t", "T", frame, kinds=kinds or {}, cited=cited))


def columns(frame):
    return {name: frame[name].tolist() for name in frame.columns[1:]}


def test_the_key_is_the_work_whose_words_they_are():
    found = made([
        ("“x” ", Citation("b", "p. 6")), ("“x” ", Citation("b", "p. 7", "a")), ("“x” ", Citation("b", "p. 8", "a; c")),
        ("“x” ", Citation("b", "p. 9", "a poster")), ("nothing",), (),
    ])  # fmt: skip
    assert columns(found) == {
        "key": ["b", "a", "a; c", "b", "", ""], "locator": ["p. 6", "p. 7", "p. 8; p. 8", "p. 9", "", ""],
        "quoted in": ["", "b", "b; b", "", "", ""],
    }  # fmt: skip


def test_a_row_about_a_source_has_its_key_and_nothing_of_its_cells():
    assert columns(made([("“x” ", Citation("b", "p. 6", "a"))], index=[named("b")])) == {"key": ["b"]}


def test_several_are_parted_and_a_name_says_nothing_beside_a_place():
    found = made([
        (*named("a"), "; ", *named("b")), (*named("a"), Citation("a", "p. 6"), Citation("a", "p. 6"), Citation("b", "p. 7")),
    ])  # fmt: skip
    assert columns(found) == {"key": ["a; b", "a; b"], "locator": ["", "p. 6; p. 7"]}


def test_a_table_with_a_column_of_keys_gets_no_second_one():
    assert columns(made([("“x” ", Citation("b", "p. 6"))], kinds={"Said": KEY})) == {"locator": ["p. 6"]}


def test_a_column_of_that_name_stays_what_it_is():
    assert columns(made([named("a")], column="key")) == {"key_": ["a"]}


def test_the_tables_of_a_review_in_csv(review):
    found = {}
    for name, table in (tables.named(review) | tables.apart(review)).items():
        head, *rows = csv.reader(io.StringIO(writing.csv(table), newline=""))
        found[name] = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(row["key"], row["locator"], row["quoted in"]) for row in found["findings-peer"]] == [
        ("hall_1998", "p. 13", "adams_2011"), ("adams_2011", "pp. 11-12", ""), ("clark_2012", "ch. 2", ""), ("clark_2012", "p. 4", ""),
    ]  # fmt: skip
    assert [row["key"] for row in found["matrix"]] == ["adams_2011", "clark_2012", "egan_2013"]
    assert found["synthesis"][0]["key"] == "adams_2011; clark_2012; egan_2013"
    assert (found["codebook"][0]["key"], found["codebook"][0]["locator"], found["codebook"][0]["quoted in"]) == (
        "hall_1998; adams_2011; clark_2012", "p. 13; pp. 11-12; p. 4", "adams_2011; ; ",
    )  # fmt: skip
    with_their_own = ("owed", "characteristics", "excluded", "excerpts", "presence", "counts")
    assert [name for name in with_their_own if {"key_", "locator", "quoted in"} & set(found[name][0])] == []
    assert [
        name for name in ("owed", "characteristics", "excluded", "excerpts") if "key" in found[name][0]
    ] == []


def test_a_frame_is_not_changed(review):
    table = tables.findings(review, "peer")
    before = table.frame.copy()
    keyed(table)
    pd.testing.assert_frame_equal(table.frame, before)
