"""Results: where they may go, and what is known to be litmatrix's own."""

import os

import pytest

from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import results


@pytest.fixture
def review(tmp_path):
    folder = tmp_path / "r"
    (folder / "decisions").mkdir(parents=True)
    for name in ("review.toml", "bibliography.bib", "decisions/a@b.jsonl"):
        (folder / name).write_bytes(b"own")
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "review.toml", "REVIEW.toml", "matrix.csv", "memos.md", "manuscript.md", ".gitattributes", ".git/config",
        "decisions", "decisions/new.csv", "Decisions/a/b.csv", "history/x", "fulltext/x.pdf", "notebooks/x.html",
        "out/../matrix.csv", "matrix.csv. ", "decisions /x.csv",
    ],
)  # fmt: skip
def test_what_a_review_holds_is_no_place_for_a_result(review, name):
    with pytest.raises(Misuse, match="belongs to the review in"):
        results.check_place(review / name)


@pytest.mark.parametrize(
    "name", ["x.csv", "out/matrix.csv", "tables/review.toml.csv", "matrix-2.csv", "my decisions/x"]
)
def test_any_other_place_is_fine(review, name):
    results.check_place(review / name)
    results.check_place(review / name, review)


def test_links_and_hard_links_to_what_a_review_holds_are_known(review, tmp_path):
    os.link(review / "decisions/a@b.jsonl", tmp_path / "hard.bib")
    (tmp_path / "soft").symlink_to(review / "decisions")
    (tmp_path / "soft.bib").symlink_to(review / "bibliography.bib")
    for name in ("hard.bib", "soft/x.csv", "soft.bib"):
        with pytest.raises(Misuse, match="belongs to the review in"):
            results.check_place(tmp_path / name, review)


def test_a_bibliography_that_lies_elsewhere_is_the_review_s_own_too(review, tmp_path):
    (tmp_path / "library.bib").write_bytes(b"years of work")
    (review / "bibliography.bib").unlink()
    (review / "bibliography.bib").symlink_to(tmp_path / "library.bib")
    with pytest.raises(Misuse, match=r"bibliography\.bib belongs"):
        results.write(review, tmp_path / "library.bib", b"new", force=True)
    assert (tmp_path / "library.bib").read_bytes() == b"years of work"


def test_a_result_is_replaced_while_it_is_as_it_was_made(review, tmp_path):
    place = tmp_path / "deep" / "x.csv"
    for data in (b"one", b"two", b"two"):
        results.write(review, place, data)
        assert place.read_bytes() == data
    place.write_bytes(b"two, and mine")
    with pytest.raises(Misuse, match="or replace it with --force"):
        results.write(review, place, b"three")
    results.write(review, place, b"two, and mine")  # the same, so nothing is lost
    results.write(review, place, b"three", force=True)
    assert place.read_bytes() == b"three"


@pytest.mark.parametrize(
    "make", [lambda path: path.mkdir(), os.mkfifo, lambda path: path.symlink_to("nowhere")]
)
def test_what_is_no_file_is_never_replaced(review, tmp_path, make):
    make(tmp_path / "x.csv")
    for force in (False, True):
        with pytest.raises(Misuse, match="this is not a file"):
            results.write(review, tmp_path / "x.csv", b"new", force)


def test_a_folder_that_cannot_keep_the_list_still_gets_its_result(review, tmp_path, monkeypatch):
    def full(*_):
        raise NotSaved("not saved: the disk is full")

    monkeypatch.setattr(results, "note", full)
    results.write(review, tmp_path / "x.csv", b"one")
    assert (tmp_path / "x.csv").read_bytes() == b"one"


def test_a_list_is_read_whatever_stands_in_it(tmp_path):
    sum = results.sum_of(b"x")
    lines = [
        f"{sum} a.csv",
        sum,
        "old.csv",
        "../out.csv",
        f"{sum} /abs.csv",
        f"{sum} b/../../c",
        "",
        f"{sum[:9]} cut",
        f"{sum} {'f' * 64} of these.csv",
        f"{sum} {'f' * 63} not of these",
    ]
    (tmp_path / ".built").write_text("\n".join(lines))
    assert [tuple(one) for one in results.listed(tmp_path)] == [
        (sum, "a.csv", ""), (sum, "", ""), ("", "old.csv", ""), ("", f"{sum[:9]} cut", ""), (sum, "of these.csv", "f" * 64),
        (sum, f"{'f' * 63} not of these", ""),
    ]  # fmt: skip
    assert results.made(tmp_path, tmp_path / "none") == {sum}
    (tmp_path / ".built").write_bytes(b"\xff\xfe")
    assert results.listed(tmp_path) == ()


def test_the_state_is_that_of_the_content_whatever_the_line_ends(review):
    first = results.state_of(review)
    (review / "memos.md").write_bytes(b"a note")
    assert results.state_of(review) == first
    (review / "bibliography.bib").write_bytes(b"a\nb")
    second = results.state_of(review)
    (review / "bibliography.bib").write_bytes(b"a\r\nb")
    assert results.state_of(review) == second != first
    (review / "decisions" / "c@d.jsonl").write_bytes(b"")
    assert results.state_of(review) not in (first, second)
