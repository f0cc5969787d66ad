"""What a build makes again, and what it leaves as it stands."""

import shutil
from dataclasses import replace

import pytest
import small_review

import litmatrix
from litmatrix import tables, writing
from litmatrix.files import results
from litmatrix.writing import report
from litmatrix.writing.report import building, inputs, output


@pytest.fixture
def review(tmp_path):
    return small_review.make(tmp_path / "review")


@pytest.fixture
def drawn(quick, monkeypatch):
    """The names of the charts that were drawn. What a chart is made from is what its sources are."""
    found = []
    real = building.drawn

    def told(sketch):
        found.append(sketch.plan.name)
        return real(sketch)

    monkeypatch.setattr(building, "drawn", told)
    return found


def files(out):
    return {
        path.relative_to(out).as_posix(): path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()
    }


def changed(review):
    """The review, after a word in one cell was changed."""
    path = review.folder / "matrix.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("close ties", "closer ties"), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    return litmatrix.open(review.folder)


def test_a_second_build_writes_no_file_and_tells_of_them_all(drawn, review):
    out = review.folder / "out"
    first = report.build(review, out)
    before, met = files(out), len(drawn)
    second = report.build(review, out)
    assert ({*second.paths}, second.notes) == ({*first.paths}, first.notes)
    assert (first.stood, second.stood) == (0, len(first.paths))
    assert (
        repr(second)
        == f"Wrote 0 files to out; {len(first.paths)} stand as they were, for they would be the same"
    )
    before.pop(".built")
    assert {name: time for name, time in files(out).items() if name != ".built"} == before
    assert len(drawn) == met


def test_after_a_change_of_one_cell_only_what_holds_it_is_written(drawn, review):
    out = review.folder / "out"
    report.build(review, out)
    before = files(out)
    again = report.build(changed(review), out)
    written = {name for name, time in files(out).items() if before[name] != time}
    assert {
        "report.html",
        "tables/matrix.csv",
        "review.xlsx",
        "tables/excerpts.csv",
    } <= written
    assert (
        not {"tables/criteria.csv", "tables/searches.html", "tables/flow.csv", "checklists/raise.md"}
        & written
    )
    assert {path.relative_to(out).as_posix() for path in again.paths} == set(before) - {".built"}


@pytest.mark.parametrize(
    "name", ["charts/years.png", "tables/criteria.md", "codebook.html", "checklists/jbi.xlsx"]
)
def test_a_file_that_is_gone_is_made_again_and_one_that_a_person_changed_is_kept(drawn, review, name):
    out = review.folder / "out"
    report.build(review, out)
    whole = (out / name).read_bytes()
    (out / name).unlink()
    report.build(review, out)
    assert (out / name).read_bytes() == whole
    (out / name).write_bytes(b"mine")
    kept = report.build(review, out)
    assert kept.kept == (name,)
    assert (out / name).read_bytes() == b"mine"
    beside = (out / name).with_name(f"{(out / name).stem}.new{(out / name).suffix}")
    assert beside.read_bytes() == whole


def test_another_version_of_what_draws_makes_all_anew(drawn, review, monkeypatch):
    report.build(review, review.folder / "out")
    met = len(drawn)
    monkeypatch.setattr(output, "of_program", lambda: "another")
    report.build(review, review.folder / "out")
    assert len(drawn) == 2 * met


def test_what_had_something_to_say_says_it_each_time(drawn, review, monkeypatch):
    monkeypatch.setattr(building, "WORD_EXCERPTS", 0)
    notes = [report.build(review, review.folder / "out").notes for _ in range(2)]
    assert notes[0] == notes[1]
    assert any(note.startswith("report.docx was left out") for note in notes[0])


def test_the_list_knows_what_each_file_was_made_from(drawn, review):
    out = review.folder / "out"
    report.build(review, out)
    listed = {one.name: one.inputs for one in results.listed(out)}
    assert len(listed["charts/years.svg"]) == 64
    assert listed["charts/years.svg"] == listed["charts/years.png"] != listed["tables/criteria.csv"]


# --- sums ---


def test_the_sum_of_parts_depends_on_where_one_ends():
    assert inputs.sum_of("ab", "c") != inputs.sum_of("a", "bc") != inputs.sum_of("abc")
    assert inputs.sum_of("a", b"b") == inputs.sum_of("a", "b")


def test_the_sum_of_a_review_follows_every_file_that_is_read_and_no_result(review, tmp_path):
    out = tmp_path / "elsewhere"
    sums = [inputs.of_review(review.folder, out)]

    def seen():
        sums.append(inputs.of_review(review.folder, out))
        return sums[-1] != sums[-2]

    (review.folder / "out").mkdir()
    (review.folder / "out" / "report.html").write_text("a result")
    assert not seen()
    for name in (
        "memos.md",
        "manuscript.md",
        "decisions/eve@desk.jsonl",
        "history/one.json",
        "house.csl",
        "matrix.csv",
    ):
        (review.folder / name).parent.mkdir(exist_ok=True)
        (review.folder / name).write_text("one")
        assert seen(), name
        (review.folder / name).write_text("two")
        assert seen(), name
    (review.folder / "fulltext").mkdir()
    (review.folder / "fulltext" / "a.pdf").write_text("one")
    assert seen()


def test_results_that_lie_in_the_review_under_another_name_are_not_of_it(review):
    out = review.folder / "results"
    before = inputs.of_review(review.folder, out)
    out.mkdir()
    (out / "report.html").write_text("a result")
    assert inputs.of_review(review.folder, out) == before


def test_the_sum_of_a_table_follows_its_words_and_its_numbers(review):
    table = tables.themes(review)
    sums = {
        inputs.of_table(one, writing.OWN)
        for one in (
            table,
            replace(table, note="Another."),
            replace(table, frame=table.frame.iloc[:1]),
            tables.themes(review),
        )
    }
    assert len(sums) == 3


def test_the_sum_of_the_program_is_the_same_twice_and_another_with_another_library(monkeypatch):
    first = inputs.of_program()
    assert inputs.of_program() == first
    monkeypatch.setattr(inputs, "_version", lambda name: "9")
    assert inputs.of_program() != first


def test_a_build_in_a_copy_of_the_review_is_the_same_work(drawn, review, tmp_path):
    report.build(review, review.folder / "out")
    copy = tmp_path / "copy"
    shutil.copytree(review.folder, copy)
    met = len(drawn)
    report.build(litmatrix.open(copy), copy / "out")
    assert len(drawn) == met
