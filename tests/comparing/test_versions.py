"""An earlier state of a review: revisions, dates and copies, in real git repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from making import decided, entry, sound, write_review

from litmatrix.comparing.commits import head_of, open_version
from litmatrix.comparing.differences import find_differences
from litmatrix.errors import Misuse, Unreadable
from litmatrix.review import Review

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="no git here")

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def shut_off(patch, folder):
    """No settings of the person who runs the tests, and no repository above the temporary folder."""
    patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    patch.setenv("GIT_CEILING_DIRECTORIES", str(folder))
    patch.setenv("TZ", "UTC")


@pytest.fixture(autouse=True)
def _own_git(monkeypatch, tmp_path):
    shut_off(monkeypatch, tmp_path)


def git(folder, *arguments, date=""):
    environment = {**os.environ, **({"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date} if date else {})}
    done = subprocess.run(
        ["git", "-c", "user.name=Ann", "-c", "user.email=ann@desk", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def commit(folder, subject, date):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", subject, date=date)


def write(folder, title):
    """The sound review under another title."""
    return write_review(folder, **sound(title=title, events=[]))


@pytest.fixture(scope="module")
def committed(tmp_path_factory):
    """A review with three commits; the files were changed once more since. To be copied, not changed."""
    folder = tmp_path_factory.mktemp("committed") / "review"
    with pytest.MonkeyPatch.context() as patch:
        shut_off(patch, folder.parent)
        write(folder, "First")
        git(folder, "init", "-q", "-b", "main")
        commit(folder, "Begin", "2026-11-01T10:00:00+0000")
        write(folder, "Second")
        commit(folder, "Read “Adams”", "2026-11-10T10:00:00+0000")
        git(folder, "tag", "pilot")
        write(folder, "Third")
        commit(folder, "Read more", "2026-11-20T10:00:00+0000")
        write(folder, "Now")
    return folder


@pytest.fixture
def folder(committed, tmp_path):
    return shutil.copytree(committed, tmp_path / "review")


def title(version):
    return version.review.protocol.title


# --- revisions --------------------------------------------------------------------------------------------------


def test_nothing_given_is_the_last_commit(folder):
    version = open_version(folder)
    assert (title(version), version.notes) == ("Third", ())
    assert (
        version.label
        == f"commit {git(folder, 'rev-parse', '--short', 'HEAD')} of 2026-11-20 10:00 by Ann: Read more"
    )


@pytest.mark.parametrize(("what", "expected"), [("HEAD", "Third"), ("HEAD~2", "First"), ("pilot", "Second"), ("main^", "Second")])  # fmt: skip
def test_a_revision_is_opened_as_it_was(folder, what, expected):
    assert title(open_version(folder, what)) == expected


def test_a_hash_is_opened_and_is_the_whole_review(folder):
    version = open_version(folder, git(folder, "rev-parse", "HEAD~1"))
    assert version.review.folder == folder
    assert find_differences(version.review, Review.open(folder)).protocol[0].fields[0] == (
        "title",
        "Second",
        "Now",
    )
    assert find_differences(version.review, open_version(folder, "pilot").review).nothing


def test_the_work_tree_and_the_repository_are_left_alone(folder):
    def state():
        files = {
            path: (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        return files, git(folder, "stash", "list")

    before = state()
    open_version(folder, "HEAD~1")
    open_version(folder, "2026-11-15", NOW)
    assert state() == before
    assert [path.name for path in folder.parent.iterdir()] == ["review"]


def test_decisions_are_those_of_the_commit(tmp_path):
    folder = write_review(tmp_path / "review", **sound())
    git(folder, "init", "-q")
    commit(folder, "Begin", "2026-11-01T10:00:00+0000")
    write_review(
        folder,
        events=[decided("bob", "d_2013", "screening", "maybe", id="x", time="2026-11-23T10:00:00.000Z")],
    )
    assert [len(one.decisions) for one in (open_version(folder).review, Review.open(folder))] == [5, 6]


def test_a_review_in_a_folder_of_the_repository_is_opened(tmp_path):
    whole = tmp_path / "my thesis"
    folder = write(whole / "chapters" / "revüe 1", "First")
    (whole / "notes.txt").write_text("x", encoding="utf-8")
    git(whole, "init", "-q")
    commit(whole, "Begin", "2026-11-01T10:00:00+0000")
    write(folder, "Now")
    version = open_version(folder, "HEAD")
    assert (title(version), version.review.problems) == ("First", ())
    assert len(version.review.records) == 4


def test_a_commit_without_the_review_is_said_to_hold_none(tmp_path):
    whole = tmp_path / "thesis"
    whole.mkdir()
    git(whole, "init", "-q")
    (whole / "notes.txt").write_text("x", encoding="utf-8")
    commit(whole, "Begin", "2026-11-01T10:00:00+0000")
    folder = write(whole / "review", "Now")
    with pytest.raises(
        Misuse, match=r"commit \w+ of 2026-11-01 10:00 by Ann: Begin: there is no review in .*review\."
    ):
        open_version(folder)


def test_a_file_that_was_not_there_yet_is_a_note_and_no_problem(tmp_path):
    folder = write(tmp_path / "review", "First")
    (folder / "matrix.csv").unlink()
    git(folder, "init", "-q")
    commit(folder, "Begin", "2026-11-01T10:00:00+0000")
    version = open_version(folder)
    assert version.notes == ("there was no matrix.csv yet.",)
    assert version.review.problems == ()
    assert len(version.review.matrix) == 0


def test_a_link_is_left_out_and_said_to_be(tmp_path):
    folder = write(tmp_path / "review", "First")
    (folder / "matrix.csv").rename(folder / "shared.csv")
    (folder / "matrix.csv").symlink_to("shared.csv")
    git(folder, "init", "-q")
    commit(folder, "Begin", "2026-11-01T10:00:00+0000")
    assert open_version(folder).notes == (
        "matrix.csv is a link in that commit: what it leads to is not in git, and is left out.",
        "there was no matrix.csv yet.",
    )


def test_line_ends_and_a_byte_order_mark_are_as_in_a_checkout(tmp_path):
    folder = write(tmp_path / "review", "First")
    for name in ("matrix.csv", "bibliography.bib", "review.toml"):
        data = (folder / name).read_bytes().replace(b"\n", b"\r\n")
        (folder / name).write_bytes((b"\xef\xbb\xbf" if name == "matrix.csv" else b"") + data)
    (folder / ".gitattributes").write_text("*.csv text eol=crlf\n*.bib text eol=crlf\n", encoding="utf-8")
    git(folder, "init", "-q")
    git(folder, "config", "core.safecrlf", "false")
    commit(folder, "Begin", "2026-11-01T10:00:00+0000")
    version = open_version(folder)
    assert version.review.problems == Review.open(folder).problems
    assert find_differences(version.review, Review.open(folder)).nothing


def test_a_commit_with_a_broken_file_is_opened_with_its_problem(folder):
    (folder / "matrix.csv").write_text('key,benefits\na_2010,"open\n', encoding="utf-8")
    commit(folder, "Break", "2026-11-21T10:00:00+0000")
    assert [problem.severity for problem in open_version(folder).review.problems][:1] == ["fatal"]


def test_variables_that_a_hook_sets_do_not_lead_to_another_repository(folder, tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert title(open_version(folder)) == "Third"


# --- dates ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("2026-11-20", "Second"),
        ("2026-11-20 10:01", "Third"),
        ("2026-11-20T09:59:00Z", "Second"),
        ("2026-11-21", "Third"),
        ("2027-01-01", "Third"),
        ("2026-11-02", "First"),
        ("yesterday", "Third"),
        ("2 weeks ago", "Second"),
        ("3 Weeks Ago", "First"),
        ("a week ago", "Second"),
        ("120 hours ago", "Second"),
    ],
)
def test_a_date_is_the_last_commit_before_it(folder, what, expected):
    assert title(open_version(folder, what, NOW)) == expected


def test_a_date_says_which_commit_it_is(folder):
    assert open_version(folder, "2026-11-15").label.endswith(" of 2026-11-10 10:00 by Ann: Read “Adams”")


def test_a_date_before_the_first_commit_is_refused_and_names_that(folder):
    first = git(folder, "rev-parse", "--short", "HEAD~2")
    with pytest.raises(Misuse, match=f"there is no commit before 2026-10-01 00:00.* litmatrix diff {first}$"):
        open_version(folder, "2026-10-01")


def test_what_a_colleague_had_elsewhere_by_then_was_not_here_yet(folder):
    git(folder, "stash", "-q")
    git(folder, "checkout", "-q", "-b", "bob", "HEAD~2")
    write(folder, "Bob’s")
    commit(folder, "Read at Bob’s", "2026-11-12T10:00:00+0000")
    git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "-s", "ours", "-m", "Merge", "bob", date="2026-11-22T10:00:00+0000")
    assert title(open_version(folder, "2026-11-15")) == "Second"


# --- copies -----------------------------------------------------------------------------------------------------


def test_another_folder_is_a_copy_and_needs_no_git(tmp_path, monkeypatch):
    here, copy = write(tmp_path / "here", "Now"), write(tmp_path / "copy", "Copy")
    version = open_version(here, str(copy))
    assert (title(version), version.label, version.notes) == ("Copy", f"the copy in {copy}", ())
    assert version.review.folder == copy
    monkeypatch.setenv("PATH", "")
    assert title(open_version(here, str(copy))) == "Copy"


def test_the_same_folder_is_said_to_be_it(folder):
    assert open_version(folder, str(folder)).notes == ("this is the folder of the review itself.",)


def test_a_folder_goes_before_a_revision_of_the_same_name_and_that_is_said(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "pilot", "The folder")
    version = open_version(folder, "pilot")
    assert title(version) == "The folder"
    assert version.notes == (
        "pilot is a folder and a revision of git as well: compared with the folder (the revision is pilot^0).",
    )
    assert title(open_version(folder, "pilot^0")) == "Second"


def test_a_revision_goes_before_a_date_and_that_is_said(folder):
    git(folder, "tag", "2026-11-21", "HEAD~2")
    version = open_version(folder, "2026-11-21")
    assert title(version) == "First"
    assert version.notes == (
        "2026-11-21 is a revision of git as well as a date: compared with the revision.",
    )


def test_a_folder_that_holds_no_review_is_refused(folder, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(Unreadable, match="this is not a review folder"):
        open_version(folder, str(tmp_path / "empty"))


# --- what cannot be had -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["nonsense", "2026-13-01", "0 fortnights ago", "main..HEAD", "a\0b", "x" * 5000, "HEAD:review.toml"])  # fmt: skip
def test_what_is_neither_a_folder_nor_a_revision_nor_a_date_is_refused(folder, what):
    with pytest.raises(
        Misuse, match="there is no such folder, git knows no such revision, and it is not a date"
    ):
        open_version(folder, what)


@pytest.mark.parametrize("what", ["--output=x", "-1"])
def test_an_option_of_git_is_never_passed_on(folder, what):
    with pytest.raises(Misuse, match="not a folder, a revision or a date"):
        open_version(folder, what)
    assert not (folder / "x").exists()


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("", "so the last commit cannot be read"),
        ("2026-11-01", "so the state of 2026-11-01 cannot be read"),
        ("HEAD~1", "so HEAD~1, which is not a folder, cannot be read"),
    ],
)
def test_without_a_repository_it_says_what_to_do(tmp_path, what, said):
    here = write(tmp_path / "here", "Now")
    with pytest.raises(Misuse, match=f"not under git, {said}.*litmatrix diff FOLDER.*git init"):
        open_version(here, what)


def test_without_git_it_says_so(tmp_path, monkeypatch):
    here = write(tmp_path / "here", "Now")
    monkeypatch.setenv("PATH", "")
    for what in ("", "2026-11-01", "HEAD"):
        with pytest.raises(Misuse, match=r"git is not installed here.*litmatrix diff FOLDER"):
            open_version(here, what)


def test_a_repository_without_a_commit_says_so(tmp_path):
    here = write(tmp_path / "here", "Now")
    git(here, "init", "-q")
    for what in ("", "2026-11-01"):
        with pytest.raises(Misuse, match="there is no commit yet"):
            open_version(here, what)


def test_a_folder_that_is_not_there_is_said_not_to_be(tmp_path):
    with pytest.raises(Unreadable, match="there is no such folder"):
        open_version(tmp_path / "nowhere")


def test_git_that_does_not_answer_is_given_up(folder, monkeypatch):
    def stuck(*arguments, timeout, **named):
        raise subprocess.TimeoutExpired("git", timeout)

    monkeypatch.setattr(subprocess, "run", stuck)
    with pytest.raises(Unreadable, match="git took more than 120 seconds"):
        open_version(folder)


def test_a_large_bibliography_is_had_whole(tmp_path):
    entries = [entry(f"k{number}", title="T" * 200, year="2010") for number in range(3000)]
    folder = write_review(tmp_path / "review", entries=entries)
    git(folder, "init", "-q")
    commit(folder, "Begin", "2026-11-01T10:00:00+0000")
    assert len(open_version(folder).review.records) == 3000


# --- the commit that the files stand on --------------------------------------------------------------------------


def head(folder):
    return git(folder, "rev-parse", "--short", "HEAD")


def test_the_files_stand_on_the_last_commit_and_may_differ_from_it(folder):
    assert head_of(folder) == (head(folder), True)
    git(folder, "checkout", "-q", "--", ".")
    assert head_of(folder) == (head(folder), False)
    (folder / "notes.md").write_text("none of the review's files")
    assert head_of(folder) == (head(folder), False)


@pytest.mark.parametrize("name", ["matrix.csv", "decisions/bob@desk.jsonl"])
def test_a_file_that_is_new_or_gone_differs_from_the_commit(tmp_path, name):
    folder = write_review(tmp_path / "review", **sound())
    git(folder, "init", "-q")
    commit(folder, "Begin", "2026-11-01T10:00:00+0000")
    assert head_of(folder) == (head(folder), False)
    path = folder / name
    if path.exists():
        path.unlink()
    else:
        path.write_text("")
    assert head_of(folder) == (head(folder), True)


def test_line_ends_make_no_difference_to_the_commit(folder):
    git(folder, "checkout", "-q", "--", ".")
    path = folder / "review.toml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert head_of(folder) == (head(folder), False)


def test_a_review_in_a_folder_of_a_repository_stands_on_its_commit(tmp_path):
    whole = tmp_path / "thesis"
    folder = write(whole / "chapters" / "revüe 1", "First")
    git(whole, "init", "-q")
    commit(whole, "Begin", "2026-11-01T10:00:00+0000")
    assert head_of(folder) == (head(whole), False)


def test_without_a_repository_a_commit_or_the_review_in_it_there_is_no_commit(tmp_path):
    folder = write(tmp_path / "review", "First")
    assert head_of(folder) is None
    assert head_of(tmp_path / "nowhere") is None
    git(folder, "init", "-q")
    assert head_of(folder) is None
    (folder / "notes.txt").write_text("x")
    git(folder, "add", "notes.txt")
    git(folder, "commit", "-q", "-m", "Notes")
    assert head_of(folder) is None


def test_files_that_git_keeps_otherwise_than_they_are_here_have_no_commit(folder):
    (folder / ".gitattributes").write_text("matrix.csv filter=secret\n")
    assert head_of(folder) is None


def test_without_git_there_is_no_commit(folder, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert head_of(folder) is None
