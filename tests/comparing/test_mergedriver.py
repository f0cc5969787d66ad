"""The merge driver, called as git calls it, and in real merges."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from making import sound, write_review

from litmatrix.cli import main
from litmatrix.comparing import merge_driver
from litmatrix.errors import Misuse
from litmatrix.files import store
from litmatrix.matrix.file import parse_matrix, read_matrix

BASE = 'key,kind,benefits\na_2010,academic,"""one"" (p. 1)"\nb_2011,grey,\n'


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Write three files as git does, in a folder that holds a review.toml; return their paths."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "review.toml").write_text(
        'format = 1\n[[themes]]\nid = "benefits"\nname = "B"\n', encoding="utf-8"
    )

    def write(ours: str | bytes, theirs: str | bytes, base: str | bytes = BASE) -> list[Path]:
        paths = [tmp_path / f".merge_file_{name}" for name in "bot"]
        for path, text in zip(paths, (base, ours, theirs), strict=True):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return paths

    return write


def test_a_clean_merge_is_written_over_ours_in_its_style(files):
    ours = b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").replace("grey", "book").encode()
    base, path, theirs = files(ours, BASE.replace("grey,", "grey,none"), BASE.replace("\n", "\r\n"))
    theirs.write_bytes(BASE.replace("\n", "\r\n").replace("grey,", "grey,none").encode())
    assert merge_driver.merge_files(base, path, theirs) == merge_driver.Outcome(True)
    assert path.read_bytes() == ours.replace(b"book,", b"book,none")


def test_excerpts_that_both_added_to_a_theme_of_the_review_are_all_kept(files):
    paths = files(BASE.replace("grey,", "grey,mine"), BASE.replace("grey,", "grey,theirs"))
    assert merge_driver.merge_files(*paths) == merge_driver.Outcome(True)
    assert parse_matrix(paths[1].read_text()).rows["b_2011"].cells[2] == "mine\ntheirs"


@pytest.mark.parametrize("protocol", [None, "format = ", b"\xff\xfe"])
def test_without_a_readable_protocol_nothing_is_merged_by_lines(files, tmp_path, protocol):
    paths = files(BASE.replace("grey,", "grey,mine"), BASE.replace("grey,", "grey,theirs"))
    (tmp_path / "review.toml").unlink()
    if protocol is not None:
        (tmp_path / "review.toml").write_bytes(protocol if isinstance(protocol, bytes) else protocol.encode())
    assert merge_driver.merge_files(*paths).clean is False


def test_a_clash_names_its_cell_and_leaves_a_file_that_opens_read_only(files, tmp_path):
    paths = files(BASE.replace("grey", "book"), BASE.replace("grey", "report"))
    outcome = merge_driver.merge_files(*paths, "matrix.csv")
    assert outcome == merge_driver.Outcome(
        False,
        ("matrix.csv: both changed b_2011, column kind: the row is there twice, between conflict markers. "
         "Make one row of the two, and delete the markers.",),
    )  # fmt: skip
    text = paths[1].read_text()
    assert text == BASE.replace(
        "b_2011,grey,\n", "<<<<<<< ours\nb_2011,book,\n=======\nb_2011,report,\n>>>>>>> theirs\n"
    )
    (tmp_path / "matrix.csv").write_text(text)
    found = read_matrix(tmp_path / "matrix.csv")
    assert found.fatal
    assert {problem.check for problem in found.problems} == {"conflict-marker"}


@pytest.mark.parametrize("side", [0, 1, 2])
def test_a_version_with_a_fault_is_merged_as_text_and_left_to_be_looked_at(files, side):
    texts = [BASE, BASE.replace("academic", "mine"), BASE.replace("b_2011,grey", "b_2011,book")]
    texts[side] = texts[side].replace("key,kind", "name,kind")
    paths = files(texts[1], texts[2], texts[0])
    outcome = merge_driver.merge_files(*paths)
    assert outcome.clean is False
    assert outcome.notes[0].startswith("matrix.csv: it cannot be merged by key and column: ")
    assert "mine" in paths[1].read_text()
    assert "book" in paths[1].read_text()


def test_the_command_tells_git_by_its_status_and_a_person_by_its_words(files, capsys):
    paths = [str(path) for path in files(BASE.replace("grey", "book"), BASE)]
    assert (main(["merge-driver", *paths, "matrix.csv"]), *capsys.readouterr()) == (0, "", "")
    paths = [str(path) for path in files(BASE.replace("grey", "book"), BASE.replace("grey", "report"))]
    status, out, err = (main(["merge-driver", *paths, "matrix.csv"]), *capsys.readouterr())
    assert (status, out) == (1, "")
    assert err.startswith("litmatrix: matrix.csv: both changed b_2011, column kind")
    assert main(["merge-driver", "gone", *paths[1:]]) == 1


# --- setting up, and git itself ---------------------------------------------------------------------------


def git(folder: Path, *arguments: str, status: int = 0) -> str:
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    name = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", *name, *arguments],
        cwd=folder,
        env={**os.environ, **quiet},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def review(tmp_path):
    """A review in a repository, in a folder with a space below its top."""
    folder = write_review(tmp_path / "my project" / "the review", **sound())
    git(tmp_path / "my project", "init")
    return folder


def test_setting_up_twice_changes_nothing_and_other_attributes_stay(review, capsys):
    (review / ".gitattributes").write_bytes(b"*.csv -text\r\n*.bib -text")
    status, out = main(["setup-git", str(review)]), capsys.readouterr().out
    assert status == 0
    assert "Set merge.litmatrix-matrix.driver" in out
    text = (review / ".gitattributes").read_bytes()
    assert text.startswith(b"*.csv -text\r\n*.bib -text\r\n\r\n# Merged by key")
    assert text.endswith(b"\r\nmatrix.csv merge=litmatrix-matrix\r\n")
    config = (review.parent / ".git" / "config").read_bytes()
    assert main(["setup-git", str(review)]) == 0
    assert (
        capsys.readouterr().out
        == "git does so already: matrix.csv is merged by source and column here; nothing was changed.\n"
    )
    assert ((review / ".gitattributes").read_bytes(), (review.parent / ".git" / "config").read_bytes()) == (
        text,
        config,
    )
    assert merge_driver.set_up(review) == ()


def test_the_driver_runs_this_python_and_no_folder_of_the_repository(review):
    merge_driver.set_up(review)
    driver = git(review, "config", "merge.litmatrix-matrix.driver").strip()
    assert driver == f'"{Path(sys.executable).as_posix()}" -P -m litmatrix merge-driver %O %A %B %P'


def test_outside_a_repository_and_without_git_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(Misuse, match=r"it is not in a git repository\. Make one first: git init"):
        merge_driver.set_up(tmp_path)
    with pytest.raises(Misuse, match="there is no such folder"):
        merge_driver.set_up(tmp_path / "gone")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Misuse, match="git was not found"):
        merge_driver.set_up(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_new_review_and_this_project_name_the_driver():
    root = Path(__file__).resolve().parents[2]
    for path in (root / ".gitattributes", root / "litmatrix" / "template" / "gitattributes"):
        assert merge_driver.ATTRIBUTE in path.read_text(encoding="utf-8").splitlines()


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "matrix.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    git(folder, "commit", "-a", "-m", "edit")


def test_git_merges_two_branches_that_changed_cells_of_one_row(review):
    merge_driver.set_up(review)
    (review / "litmatrix").mkdir()
    (review / "litmatrix" / "__init__.py").write_text("raise SystemExit(9)")
    git(review, "add", ".")
    git(review, "commit", "-m", "start")
    git(review, "checkout", "-b", "theirs")
    edit(review, "12,", "14,")
    edit(review, "none 2026-11-22 ann", "none 2026-11-23 bob")
    git(review, "checkout", "main")
    edit(review, "[Self]", "[Others]")
    edit(review, "survey; interview", "survey")
    git(review, "merge", "theirs")
    row = read_matrix(review / "matrix.csv").rows["a_2010"].cells
    assert row == (
        "a_2010", "academic", "survey", "14", '[Others] "it helped me" (p. 3)\n[Others +] helped others too (p. 4)',
        "none 2026-11-23 bob",
    )  # fmt: skip
    assert git(review, "status", "--porcelain") == ""


def test_git_stops_at_a_cell_that_both_changed_and_says_which(review):
    merge_driver.set_up(review)
    git(review, "add", ".")
    git(review, "commit", "-m", "start")
    git(review, "checkout", "-b", "theirs")
    edit(review, "12,", "14,")
    git(review, "checkout", "main")
    edit(review, "12,", "13,")
    said = git(review, "merge", "theirs", status=1)
    assert "both changed a_2010, column size" in said
    assert "CONFLICT (content): Merge conflict in the review/matrix.csv" in said
    text = (review / "matrix.csv").read_text()
    assert [problem.check for problem in store.unfit(text, "matrix.csv")] == [
        "conflict-marker",
        "conflict-marker",
    ]
    assert ",13," in text
    assert ",14," in text


@pytest.mark.parametrize("side", ["ours", "theirs", "both"])
@pytest.mark.parametrize(("more", "blank"), [(",,", ",,,,\n"), (",", " , ,,\n"), (",", "   \n")])
def test_columns_and_rows_that_a_spreadsheet_added_stop_no_merge(files, side, more, blank):
    added = BASE.replace("\n", f"{more}\n") + blank
    mine, other = (added if side in (who, "both") else BASE for who in ("ours", "theirs"))
    paths = files(mine.replace("grey,", "book,"), other.replace("grey,", "grey,none"))
    assert merge_driver.merge_files(*paths) == merge_driver.Outcome(True)
    merged = parse_matrix(paths[1].read_text())
    assert (merged.problems, merged.header) == ((), ("key", "kind", "benefits"))
    assert merged.rows["b_2011"].cells == ("b_2011", "book", "none")
    assert len(merged.rows) == 2
