"""The stamp: when, from what and by which version, in the same words on every document."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import making
import openpyxl
import pypdfium2
import pytest
import small_review
from comparing.test_versions import commit, git, shut_off

import litmatrix
from litmatrix import reporting, tables, writing
from litmatrix.comparing.differences import find_differences
from litmatrix.errors import Misuse
from litmatrix.files import results
from litmatrix.reporting import Stamp
from litmatrix.writing import report
from litmatrix.writing.pandoc import NoPandoc, find_pandoc
from litmatrix.writing.report.differences import differences_page

MADE = datetime(2026, 11, 22, 10, 3, tzinfo=UTC)


@pytest.fixture
def review(tmp_path):
    return small_review.make(tmp_path / "review")


def test_a_stamp_says_when_from_what_and_by_which_version():
    words = "Made with litmatrix 0.9 on 2026-11-22 at 10:03 UTC from "
    assert str(Stamp(MADE, "1f2e3d", version="0.9")) == f"{words}state 1f2e3d of the review’s files."
    assert str(Stamp(MADE, "1f2e3d", "abc1234", version="0.9")) == (
        f"{words}commit abc1234 (state 1f2e3d of the review’s files)."
    )
    assert str(Stamp(MADE, "1f2e3d", "abc1234", True, "0.9")) == (
        f"{words}commit abc1234 and changes that are not committed (state 1f2e3d of the review’s files)."
    )


def test_the_time_is_that_of_source_date_epoch_to_the_minute_or_the_clocks(review, monkeypatch):
    assert reporting.stamped(review.folder) == Stamp(MADE, results.state_of(review.folder))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86459")
    assert reporting.now() == datetime(1970, 1, 2, 0, 0, 59, tzinfo=UTC)
    assert reporting.stamped(review.folder).moment == datetime(1970, 1, 2, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert abs((datetime.now(UTC) - reporting.now()).total_seconds()) < 60


@pytest.mark.parametrize("given", ["yesterday", "1.5", "9" * 30])
def test_a_source_date_epoch_that_is_no_time_is_refused_with_what_to_do(given, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(Misuse, match="set it to a number of seconds since 1970, or to nothing"):
        reporting.now()


def test_under_git_it_names_the_commit_and_that_a_file_differs_from_it(review, monkeypatch, tmp_path):
    shut_off(monkeypatch, tmp_path)
    git(review.folder, "init", "-q", "-b", "main")
    commit(review.folder, "Begin", "2026-11-01T10:00:00+0000")
    name = git(review.folder, "rev-parse", "--short", "HEAD")
    assert reporting.stamped(review.folder)[2:4] == (name, False)
    (review.folder / "matrix.csv").write_text("key,peer\n")
    assert reporting.stamped(review.folder)[2:4] == (name, True)


def test_every_document_of_a_build_bears_the_same_stamp(review):
    built = report.build(review, review.folder / "out")
    words = str(reporting.stamped(review.folder))
    for path in built.paths:
        place = path.relative_to(built.out)
        if place.parts[0] in ("charts", "figures") or path.suffix in (".csv", ".bib", ".ris", ".json"):
            continue  # pictures and data
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            assert any(words == cell.value for row in book["Contents"].iter_rows() for cell in row), place
            assert (book.properties.description, book.properties.created.replace(tzinfo=UTC)) == (words, MADE)
        elif path.suffix == ".docx":
            assert words in _text_of(path), place
            assert _core(path) == [words, "2026-11-22T10:03:00Z", "2026-11-22T10:03:00Z"]
        elif path.suffix == ".pdf":
            with pypdfium2.PdfDocument(path) as document:
                assert document.get_metadata_dict()["Subject"] == words
        else:
            text = path.read_text(encoding="utf-8")
            assert text.count(words) == 1, place
            if path.suffix == ".md":
                assert text.endswith(f"\n\n{words}\n")
            if path.suffix == ".tex":
                assert f"\n% {words}\n" in text


def _text_of(path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "".join(re.findall(r"<w:t\b[^>]*>([^<]*)", archive.read("word/document.xml").decode("utf-8")))


def _core(path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        text = archive.read("docProps/core.xml").decode("utf-8")
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 22, 10, 3, 0)}
    return re.findall(r"<(?:dc:description|dcterms:created|dcterms:modified)[^>]*>([^<]*)", text)


def test_the_workbook_for_editing_bears_the_stamp_with_its_second(review):
    book = openpyxl.load_workbook(io.BytesIO(writing.editable(review).data))
    assert book["How to use"].cell(book["How to use"].max_row, 1).value == str(
        reporting.stamped(review.folder)
    )
    assert book.properties.created == datetime(2026, 11, 22, 10, 3)


def test_a_page_of_differences_bears_it_where_it_is_given(review):
    page = differences_page(
        find_differences(review, review), "T", "the beginning", stamp=reporting.stamped(review.folder)
    )
    assert str(reporting.stamped(review.folder)) in page


def test_a_table_that_is_shown_in_a_notebook_depends_on_no_day(review, monkeypatch):
    shown = {name: table._repr_html_() for name, table in tables.named(review).items()}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    again = small_review.make(review.folder)
    assert {name: table._repr_html_() for name, table in tables.named(again).items()} == shown


def test_a_later_build_of_the_same_leaves_all_as_it_is_and_one_of_a_changed_review_bears_its_own_stamp(
    review, quick, monkeypatch
):
    out = review.folder / "out"
    report.build(review, out)
    first = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795341840")  # a minute later
    later = report.build(review, out)
    assert {path: path.read_bytes() for path in first} == first
    (review.folder / "memos.md").write_text("A thought.\n", encoding="utf-8")
    changed = report.build(review, out)
    for built in (later, changed):
        assert (built.kept, built.notes, built.failed) == ((), (), ())
        assert {*built.paths, out / ".built"} == set(first)
    new = str(reporting.stamped(review.folder))
    assert {path for path in first if path.read_bytes() != first[path]} >= {
        out / "report.html",
        out / "codebook.md",
    }
    assert new in (out / "codebook.md").read_text() and "10:04" in new
    assert {path for path in out.rglob("*") if path.is_file()} == set(first)


def test_an_export_that_is_done_again_later_replaces_its_own(review, monkeypatch):
    path = review.folder / "synthesis.md"
    writing.export(review, "synthesis", path)
    first = path.read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795341840")
    writing.export(review, "synthesis", path)
    assert path.read_bytes() == first.replace(b"at 10:03 UTC", b"at 10:04 UTC") != first


@pytest.mark.parametrize("moment", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)])
def test_a_time_that_no_archive_can_have_makes_a_document_all_the_same(moment):
    try:
        find_pandoc()
    except NoPandoc:
        pytest.skip("no pandoc here: pip install litmatrix[word]")
    data = writing.docx("T", "<p>x</p>", stamp=Stamp(moment, "1f2e3d"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert f"{moment:%Y-%m-%dT%H:%M:%SZ}" in archive.read("docProps/core.xml").decode("utf-8")
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_that_there_are_no_problems_is_said_only_where_none_is_accepted_either(quick, tmp_path):
    def page(name: str, **changes: object) -> str:
        folder = making.write_review(tmp_path / name, **making.sound(**changes))
        return report.page(litmatrix.open(folder))

    nothing = "The checks found no problems."
    found = page("sound")
    assert "<li>no problems</li>" in found
    assert nothing in found
    cells = {"a_2010": {**making.sound()["cells"]["a_2010"], "costs": '"dear"'}}
    accepted = [{"check": "no-locator", "key": "a_2010", "why": "a talk"}]
    found = page("accepted", cells=cells, accepted=accepted)
    assert "<li>no open problems; 1 known problem, with why (see Problems)</li>" in found
    assert nothing not in found
    assert "a talk" in found[found.index('id="problems-accepted"') :]
