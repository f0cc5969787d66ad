"""The tables for those who compute: every excerpt a row, and sources against themes."""

from __future__ import annotations

import io

import making
import openpyxl
import pandas as pd
import pytest
import small_review

from litmatrix import coding, tables, writing


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return small_review.make(tmp_path_factory.mktemp("small"))


def as_rows(frame):
    return [
        tuple(None if value is pd.NA else value for value in row)
        for row in frame.reset_index().astype(object).to_numpy().tolist()
    ]


def test_every_excerpt_is_a_row_in_the_order_of_the_matrix(review):
    table = tables.excerpts(review)
    assert (table.frame.index.name, list(table.frame.columns)) == (
        "Key",
        ["Reference", "Year", "Theme", "Subtheme", "Stance", "Kind", "Text", "Locator", "Origin", "Note"],
    )
    assert as_rows(table.frame) == [
        ("adams_2011", "Adams and Brown 2011", 2011, "Peer", "Bonds", "for", "quotation", "close ties", "pp. 11-12", "", "nearly"),
        ("adams_2011", "Adams and Brown 2011", 2011, "Peer", "Power", "against", "quotation", "always of lower status", "p. 13", "hall_1998", ""),
        ("clark_2012", "Clark et al 2012", 2012, "Peer", "", "neutral", "quotation", "a friend", "p. 4", "", ""),
        ("clark_2012", "Clark et al 2012", 2012, "Peer", "Bonds", "both ways", "summary", "ties help and hinder", "ch. 2", "", ""),
    ]  # fmt: skip


def test_excerpts_stand_by_source_and_within_one_by_theme():
    made = making.review(
        entries=[making.entry(key, origin="old", year="") for key in ("b", "a")], searches=[making.search("old", "previous")],
        themes=[making.theme("one"), making.theme("two")],
        cells={"a": {"two": "x (p. 1)", "one": "y\nz"}, "b": {"two": "v", "one": "none\n# memo"}},
    )  # fmt: skip
    found = tables.excerpts(made).frame
    assert list(zip(found.index, found["Theme"], found["Text"], strict=True)) == [
        ("b", "Two", "v"), ("a", "One", "y"), ("a", "One", "z"), ("a", "Two", "x"),
    ]  # fmt: skip
    assert found["Year"].isna().all()


def test_the_excerpts_of_the_worked_review_are_its_evidence(worked):
    found = tables.excerpts(worked).frame
    assert len(found) == len(coding.evidence(worked))
    assert sorted(found["Text"]) == sorted(coding.evidence(worked)["text"])


def test_zero_is_not_mentioned_and_what_nobody_looked_at_is_missing(review):
    assert as_rows(tables.presence(review).frame) == [
        ("adams_2011", "Adams and Brown 2011", 1, 0), ("clark_2012", "Clark et al 2012", 1, None),
        ("egan_2013", "Egan and Fox Trust 2013", None, None),
    ]  # fmt: skip
    assert as_rows(tables.counts(review).frame) == [
        ("adams_2011", "Adams and Brown 2011", 2, 0), ("clark_2012", "Clark et al 2012", 2, None),
        ("egan_2013", "Egan and Fox Trust 2013", None, None),
    ]  # fmt: skip
    assert list(tables.presence(review).frame.columns) == ["reference", "peer", "role"]
    assert (
        tables.presence(review).note
        == "As read by us. An empty cell was not looked at yet; peer: Peer; role: Role."
    )


def test_presence_adds_up_to_the_coverage_of_the_themes(worked):
    coverage = coding.coverage(worked)
    found = tables.presence(worked).frame.drop(columns="reference")
    assert found.sum().to_dict() == coverage["mentioned"].to_dict()
    assert found.notna().sum().to_dict() == coverage["looked_at"].to_dict()
    assert tables.counts(worked).frame.drop(columns="reference").sum().sum() == len(coding.evidence(worked))


def test_a_theme_with_the_id_of_a_column_has_another_name_there(tmp_path):
    toml = small_review.TOML.replace('id = "role"', 'id = "reference"')
    table = tables.presence(small_review.make(tmp_path, toml=toml, matrix="key,source_type,peer,reference\n"))
    assert list(table.frame.columns) == ["reference", "peer", "reference_"]
    assert table.note.endswith("reference_: Role.")


@pytest.mark.parametrize(
    ("name", "numbers"), [("presence", {0, 1}), ("counts", {0, 2}), ("excerpts", {2011, 2012})]
)
def test_numbers_are_numbers_in_a_workbook_and_a_missing_one_is_an_empty_cell(review, name, numbers):
    table = tables.APART[name](review)
    sheet = openpyxl.load_workbook(io.BytesIO(writing.workbook([table]).data)).worksheets[1]
    head, *rows = sheet.iter_rows(values_only=True)
    typed = [place for place, column in enumerate(head) if table.kinds.get(column) == tables.NUMBER]
    values = {row[place] for row in rows for place in typed}
    assert values - {None} == numbers
    assert (None in values) == bool(table.frame.isna().any().any())


def test_a_missing_number_is_an_empty_field_in_csv(review):
    assert writing.csv(tables.presence(review)).split("\r\n")[:3] == [
        '"key","reference","peer","role"', '"adams_2011","Adams and Brown 2011","1","0"',
        '"clark_2012","Clark et al 2012","1",""',
    ]  # fmt: skip


def test_a_notebook_shows_them(review):
    assert "Clark et al 2012" in tables.counts(review)._repr_html_()
    assert "ties help and hinder" in tables.excerpts(review)._repr_html_()


def test_they_do_not_make_the_report_longer(review):
    from litmatrix.writing import report

    page, made = report.page(review), tables.apart(review)
    assert tables.characteristics(review).title in page
    assert not [name for name in ("excerpts", "presence", "counts") if made[name].note in page]
    assert not {"excerpts", "presence", "counts"} & tables.named(review).keys()
