"""A fresh review folder."""

from __future__ import annotations

import errno
import re
import tomllib
from pathlib import Path

import pytest

import litmatrix
from litmatrix import checking
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import folder, store

WRITTEN = (
    "bibliography.bib", ".gitattributes", ".gitignore", "manuscript.md", "matrix.csv", "memos.md",
    "notebooks/00-plan-review.ipynb",
    "notebooks/01-filter-sources.ipynb", "notebooks/02-code-themes.ipynb", "notebooks/03-chart-types-and-themes.ipynb",
    "notebooks/04-build-tables.ipynb", "notebooks/05-write.ipynb", "review.toml",
)  # fmt: skip


def title_of(place):
    return tomllib.loads((place / "review.toml").read_text(encoding="utf-8"))["title"]


def test_a_fresh_review_has_all_its_files_and_is_sound(tmp_path):
    place = tmp_path / "deep" / "peer support"
    assert folder.make_review(place) == WRITTEN
    files = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert (files, (place / "decisions").is_dir()) == (set(WRITTEN), True)
    made = litmatrix.open(place)
    assert (made.problems, checking.check(made), len(made.records)) == ((), checking.Checked((), ()), 0)


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("", "the folder"),
        ("   ", "the folder"),
        ('Say "peer" \\ \n\t{x}', 'Say "peer" \\ \n\t{x}'),
        ("Υποστήριξη – دعم", "Υποστήριξη – دعم"),
        ("delete\x7f, half a pair \ud800", "delete?, half a pair ?"),
        ("@TITLE@", "@TITLE@"),
    ],
)
def test_the_title_is_the_one_given_or_the_name_of_the_folder(tmp_path, given, title):
    folder.make_review(tmp_path / "the folder", given)
    assert title_of(tmp_path / "the folder") == title


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "empty").mkdir()
    assert folder.make_review(tmp_path / "empty") == WRITTEN


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Misuse) as caught:
        folder.make_review(tmp_path)
    assert (
        str(caught.value)
        == f"{tmp_path}: it exists already and is not empty; nothing was written. Choose another name."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_hidden_files_are_no_hindrance_but_those_that_a_review_has_too(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    assert folder.make_review(tmp_path) == WRITTEN
    assert (tmp_path / ".DS_Store").read_bytes() == b"\0"
    other = tmp_path / "other"
    other.mkdir()
    (other / ".gitignore").write_text("mine")
    with pytest.raises(Misuse, match="it exists already and is not empty"):
        folder.make_review(other)
    assert [(path.name, path.read_text()) for path in other.iterdir()] == [(".gitignore", "mine")]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Misuse, match="it exists already and is not empty"):
        folder.make_review(tmp_path / "file")
    with pytest.raises(NotSaved, match=r"file/new: the folder cannot be made \(Not a directory\)\.$"):
        folder.make_review(tmp_path / "file" / "new")


def test_a_folder_that_may_not_be_made_is_told_of(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(NotSaved, match=r"new: the folder cannot be made \(Permission denied\)\.$"):
        folder.make_review(tmp_path / "new")


def test_a_full_disk_is_told_of(tmp_path, monkeypatch):
    def full(path, data):
        raise NotSaved(f"{path}: not saved: the disk is full. Make room and save again.")

    monkeypatch.setattr(store, "write", full)
    with pytest.raises(NotSaved, match="the disk is full"):
        folder.make_review(tmp_path / "new")


def test_the_example_tables_of_the_template_are_sound_once_their_signs_are_taken_away(tmp_path):
    place = tmp_path / "review"
    folder.make_review(place)
    text = (place / "review.toml").read_text(encoding="utf-8")
    (place / "review.toml").write_text(
        re.sub(r"(?m)^# (?=\[{1,2}\w+\]{1,2}$|\w+ = )", "", text), encoding="utf-8"
    )
    header = (place / "matrix.csv").read_text(encoding="utf-8").strip()
    (place / "matrix.csv").write_text(f"{header},country,benefits\n", encoding="utf-8")
    made = litmatrix.open(place)
    assert made.problems == ()
    protocol = made.protocol
    assert [len(part) for part in (protocol.searches, protocol.criteria, protocol.descriptors, protocol.themes, protocol.claims, protocol.findings, protocol.accepted)] == [
        1, 2, 2, 1, 1, 1, 1,
    ]  # fmt: skip
    assert [(problem.check, problem.key) for problem in checking.check(made).problems] == [
        ("claim", "included"),
        ("finding-sources", "clear_role"),
        ("hits-above-records", "pubmed"),
        ("unused-acceptance", "smith_2014"),
    ]
