"""What was written says so by itself: the same on every machine, and safe on a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from litmatrix.files.written import File, Written


@pytest.fixture
def review(tmp_path, monkeypatch):
    folder = tmp_path / "my review"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "review.toml").write_text("format = 1\n")
    monkeypatch.chdir(folder / "notebooks")
    return folder


def test_a_file_is_named_from_its_review_and_linked_from_the_notebook(review):
    for path in (review / "out" / "a b.csv", Path("../out/a b.csv")):
        assert (File(path).name, File(path).href) == ("out/a b.csv", "../out/a%20b.csv")


def test_a_file_outside_of_a_review_has_its_whole_path(tmp_path, review):
    assert File(tmp_path / "x.csv").name == (tmp_path / "x.csv").as_posix()


def test_it_says_what_was_written_and_what_one_should_know(review):
    one = Written((File(review / "out" / "a.csv", "3 rows"),), ("a.csv, row 2 was cut",))
    other = Written((File(review / "out" / "b.xlsx"),))
    assert repr(one) == "Wrote out/a.csv: 3 rows\nnote: a.csv, row 2 was cut"
    assert repr(one + other) == "Wrote 2 files\nout/a.csv: 3 rows\nout/b.xlsx\nnote: a.csv, row 2 was cut"
    assert (one + other)._repr_html_() == (
        '<div><b>Wrote</b><ul><li><a href="../out/a.csv">out/a.csv</a>: 3 rows</li>'
        '<li><a href="../out/b.xlsx" download>out/b.xlsx</a></li></ul>Notes<ul><li>a.csv, row 2 was cut</li></ul></div>'
    )


def test_where_nothing_was_written_that_is_said():
    none = Written(notes=("there is none yet.",))
    assert repr(none) == "Nothing was written\nnote: there is none yet."
    assert none._repr_html_() == (
        "<div><b>Nothing was written</b><br>Notes<ul><li>there is none yet.</li></ul></div>"
    )


def test_no_text_becomes_markup(review):
    hostile = '"><img src=x onerror=alert(1)>'
    shown = Written((File(review / "out" / hostile, hostile),), (hostile,))._repr_html_()
    assert "<img" not in shown
    assert shown.count("&lt;img") == 3
