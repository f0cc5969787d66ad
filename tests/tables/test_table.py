"""The value that every table function returns."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
import small_review

from litmatrix import tables


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return small_review.make(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize("name", [*tables.ALL, "findings"])
def test_every_table_function_gives_a_table_with_a_name_a_title_and_what_would_fill_it(review, name):
    table = getattr(tables, name)(review)
    assert isinstance(table, tables.Table)
    assert table.name == {"findings": "findings-peer"}.get(name, name)
    assert table.title[:1].isupper()
    assert table.nothing.endswith(".")
    assert set(table.kinds) <= {table.frame.index.name, *table.frame.columns}


@pytest.mark.parametrize("name", [*tables.ALL, "findings"])
def test_a_table_of_an_empty_review_says_what_would_fill_it_and_shows_no_empty_grid(tmp_path, name):
    table = getattr(tables, name)(small_review.empty(tmp_path))
    shown = table._repr_html_()
    assert table.nothing in shown
    assert "<table" not in shown


def test_a_table_is_not_changed_and_has_a_short_text(review):
    table = tables.searches(review)
    assert repr(table) == "Search log: a table of 1 row and 15 columns; its .frame is for pandas."
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.title = "Another"  # type: ignore[misc]


def test_what_rests_on_the_matrix_begins_its_note_with_the_caption_of_the_review(review):
    notes = {name: table.note for name, table in tables.named(review).items()}
    assert [name for name, note in notes.items() if note.startswith("As read by us.")] == [
        "synthesis", "themes", "findings-peer", "findings-role", "findings_summary", "matrix", "codebook", "owed",
        "appraisal",
    ]  # fmt: skip


def test_the_findings_of_a_theme_are_titled_with_its_name(review):
    assert tables.findings(review, "role").title == "Findings: Role"


def test_any_frame_can_be_shown_as_a_table():
    frame = pd.DataFrame({"reference": ["A 2010"]}, index=pd.Index(["a_2010"], name="key"))
    table = tables.shown(frame, "Records that match")
    assert (table.name, table.title, table.note) == ("Records-that-match", "Records that match", "")
    assert table.frame is frame
    assert repr(tables.shown(frame)) == "table: a table of 1 row and 1 column; its .frame is for pandas."
    assert "A 2010" in table._repr_html_()
