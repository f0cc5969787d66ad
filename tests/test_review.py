"""An opened review: one snapshot, whatever state its files are in."""

import errno
import html
import os
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import small_review
from making import sound, write_review

import litmatrix
from litmatrix import bibliography, decisions, matrix, protocol
from litmatrix.errors import Misuse, NotSaved, Unreadable
from litmatrix.files import journal
from litmatrix.matrix import history
from litmatrix.review import Review, changeable, derived
from litmatrix.screening import filtering

FILES = {
    "review.toml": (
        'format = 1\ntitle = "Peers <b>"\n[[searches]]\nid = "s"\nkind = "database"\n'
        '[[themes]]\nid = "power"\nname = "Power"\n[[themes]]\nid = "old"\nname = "Old"\nretired = 2026-01-01\n'
    ),
    "bibliography.bib": "@misc{a, title = {A}, origin = {s}}\n\n@misc{b, title = {B}}\n",
    "matrix.csv": 'key,power,old\na,"""low"" (p. 1)\n# memo",lost\n',
    "decisions/anna@mac.jsonl": "",
}
EVENT = decisions.Event("anna", "a", "screening", "include", id="1", time="2026-11-22T10:00:00.000Z")
BAD = {
    "empty": b"",
    "one line end": b"\n",
    "spaces": b"   ",
    "a byte order mark alone": b"\xef\xbb\xbf",
    "UTF-16": "key,power\na,x\n".encode("utf-16"),
    "UTF-16 without a mark": "key,power\na,x\n".encode("utf-16-le"),
    "cp1252": "# caf\xe9 \u201cx\u201d\nkey,power\n@misc{a, title = {caf\xe9}}\n".encode("cp1252"),
    "zeros": b"\0" * 5000,
    "noise": bytes(range(256)) * 20,
    "a web page": b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "an archive": b"PK\x03\x04\x14\0\6\0\x08\0",
    "conflict markers": b"<<<<<<< HEAD\nkey,power\n=======\nkey,old\n>>>>>>> branch\n",
    "quotes": b'"' * 5001,
    "braces": b"@misc{" * 500,
    "brackets": b"a = " + b"[" * 20_000,
    "one long line": b"key," + b"x" * 2_000_000,
    "carriage returns": b"key,power\ra,x\r",
}


def make(folder: Path, **contents: bytes | None) -> Path:
    """A review folder; `contents` replace a file by the first letter of its name, None leaves it out."""
    for name, text in FILES.items():
        data = decisions.format_event(EVENT) if name.startswith("decisions") else text.encode()
        data = contents.get(name[0], data)
        if data is not None:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
    return folder


def faults(review: Review) -> list[tuple[str, str, str]]:
    return [(problem.check, problem.severity, problem.where) for problem in review.problems]


# --- opening ----------------------------------------------------------------------------------------------


def test_a_review_is_opened_whole(tmp_path):
    review = litmatrix.open(make(tmp_path))
    assert isinstance(review, litmatrix.Review)
    assert (review.folder, review.problems, review.rows) == (tmp_path, (), {"a": 2})
    assert review.protocol.title == "Peers <b>"
    assert review.records["title"].tolist() == ["A", "B"]
    assert review.found.index.tolist() == ["a"]
    assert review.matrix.loc["a"].tolist() == ['"low" (p. 1)\n# memo', "lost"]
    assert review.decisions["id"].tolist() == ["1"]


def test_it_says_in_five_lines_what_is_in_it(tmp_path):
    review = Review.open(make(tmp_path))
    assert repr(review) == (
        "Review: Peers <b>\n"
        "  1 record from 1 search, 1 cited only\n"
        "  1 decision by 1 reviewer, 0 criteria\n"
        "  matrix of 1 source × 1 theme: 1 excerpt\n"
        "  no problem found on reading"
    )
    assert review._repr_html_() == (
        "<div><b>Peers &lt;b&gt;</b><br>1 record from 1 search, 1 cited only<br>1 decision by 1 reviewer, 0 criteria"
        "<br>matrix of 1 source × 1 theme: 1 excerpt<br>no problem found on reading</div>"
    )


def test_what_is_wrong_is_said_where_it_is_shown_the_fatal_first_and_as_text(tmp_path):
    review = Review.open(
        make(tmp_path, r=b'title = \xe2\x80\x9cPeers"\n', b=b"@misc{a, title = {<img src=x>}\n@misc{b}\n")
    )
    (fatal,) = (str(one) for one in review.problems if one.severity == "fatal")
    assert fatal.startswith("review.toml:1:9: ")
    assert repr(review).splitlines()[:2] == [
        "Review: (a review without a title: review.toml is not read)",
        f"  FATAL: {fatal}",
    ]
    shown = review._repr_html_()
    red = shown.index(f"Fix this first</b><ul><li>{html.escape(fatal)}</li></ul>")
    folded = shown.index("<details>")
    assert red < folded
    assert [f"<li>{html.escape(str(one))}</li>" in shown for one in review.problems] == [True] * len(
        review.problems
    )
    assert "<img" not in shown


def test_of_many_problems_some_are_shown_and_the_others_counted(tmp_path):
    review = Review.open(make(tmp_path, b=b"@misc{\n" * 1_234))
    assert review._repr_html_().count("<li>") == 21
    assert "<li>and 1,214 more: litmatrix check</li></ul></details>" in review._repr_html_()


def test_only_excerpts_of_the_current_themes_are_read(tmp_path):
    review = Review.open(make(tmp_path))
    assert review.excerpts[["theme", "kind", "text"]].values.tolist() == [
        ["power", "quotation", "low"],
        ["power", "memo", "memo"],
    ]


def test_the_folder_may_be_given_as_text_and_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(make(tmp_path))
    assert litmatrix.open().folder == litmatrix.open(str(tmp_path)).folder == tmp_path


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing", "there is no such folder"),
        ("file", r"this is a file; give the folder with review\.toml"),
        (
            "empty",
            r"this is not a review folder: it has no review\.toml, bibliography\.bib or matrix\.csv\. Make one with: litmatrix new",
        ),
        ("review/decisions", "this is not a review folder: .* Did you mean .*review?"),
        ("~nobody-of-this-name/x", "cannot be opened"),
        ("circle/x", "cannot be opened|there is no such folder"),
        ("a\0b", "cannot be opened"),
        ("x" * 5000, "cannot be opened"),
    ],
)
def test_what_is_no_review_folder_is_said(tmp_path, name, message):
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "review").mkdir()
    make(tmp_path / "review")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(Unreadable, match=message):
        Review.open(name if name.startswith("~") else f"{tmp_path}/{name}")


def test_a_folder_that_may_not_be_looked_into_is_said(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", refuse)
    with pytest.raises(Unreadable, match=r"it cannot be opened \(Permission denied\)"):
        Review.open(tmp_path)


@pytest.mark.parametrize("name", ["review.toml", "bibliography.bib", "matrix.csv"])
def test_a_missing_file_is_a_fatal_problem_and_the_others_are_read(tmp_path, name):
    review = Review.open(make(tmp_path, **{name[0]: None}))
    assert faults(review) == [("unreadable", "fatal", name)]
    assert str(review.problems[0]) == (
        f"{name}: there is no such file. Put it back from git or a backup, or make a new one."
    )
    assert (review.protocol.title == "", review.records.empty, review.matrix.empty) == (
        name == "review.toml",
        name == "bibliography.bib",
        name == "matrix.csv",
    )
    fatal = sum(problem.severity == "fatal" for problem in review.problems)
    assert len(repr(review).splitlines()) == 5 + fatal


def test_a_review_without_decisions_is_sound(tmp_path):
    review = Review.open(make(tmp_path, d=None))
    assert (review.problems, len(review.decisions)) == ((), 0)


def test_folders_in_the_place_of_files_are_problems(tmp_path):
    make(tmp_path, m=None, d=None)
    (tmp_path / "matrix.csv").mkdir()
    (tmp_path / "decisions").write_text("")
    assert faults(Review.open(tmp_path)) == [
        ("unreadable", "fatal", "matrix.csv"),
        ("unreadable", "fatal", "decisions"),
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_another_program_holds_is_a_problem_and_the_others_are_read(tmp_path, monkeypatch, name):
    make(tmp_path)
    real = os.open

    def held(path, *more, **options):
        if Path(path).name == Path(name).name:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *more, **options)

    monkeypatch.setattr(os, "open", held)
    review = Review.open(tmp_path)
    assert [problem[:2] for problem in faults(review)] == [("unreadable", "fatal")]
    assert "Close the program that has it open" in review.problems[0].message
    assert Path(name).name in review.problems[0].where


# --- bad input, of every kind in every file -----------------------------------------------------------------


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_reported_or_harmless_and_never_an_error_or_a_loss(tmp_path, name, content):
    make(tmp_path, **{name[0]: content})
    review = Review.open(tmp_path)
    for problem in review.problems:
        assert problem.where.startswith((name, "matrix.csv", "review.toml"))
        assert problem.message.endswith(".")
    fatal = sum(problem.severity == "fatal" for problem in review.problems)
    assert len(repr(review).splitlines()) == 5 + fatal
    if name == "matrix.csv":
        assert any(problem.severity == "fatal" for problem in review.problems) == (len(content) < 1_000_000)

    def save() -> None:
        if name == "matrix.csv":
            matrix.write_cells(tmp_path / name, [matrix.CellChange("a", "power", "x", "y")])
        elif name == "bibliography.bib":
            bibliography.write_bibliography(
                tmp_path / name, [bibliography.AppendEntry("@misc{new, title = {N}}")]
            )
        elif name == "review.toml":
            protocol.write_protocol(tmp_path / name, [protocol.SetValue("", "", "caption", "c")])
        else:
            decisions.append_events(tmp_path / name, [EVENT])

    try:
        save()
    except (NotSaved, Misuse) as error:
        assert len(str(error)) < 1000
        assert (tmp_path / name).read_bytes() == content
    else:
        # What was there is still there: nothing but what was asked for came to it.
        after = (tmp_path / name).read_bytes()
        assert after.startswith(content) or name == "review.toml"
        assert litmatrix.open(tmp_path).folder == tmp_path


def test_a_message_is_in_one_line_and_tells_the_place(tmp_path):
    review = Review.open(make(tmp_path, m=b"key;power\n", b=b"@misc{a, title = {x}\n"))
    assert [str(problem) for problem in review.problems] == [
        "bibliography.bib:1: the entry a is broken and not read: Unexpectedly reached end of file. "
        "Look for a brace, quotation mark or comma too many or too few.",
        "matrix.csv, row 1: the columns are separated by semicolons; litmatrix needs commas. "
        "Save the file as “CSV, comma delimited, UTF-8”.",
    ]


@pytest.mark.skipif(os.name == "nt" or not os.path.exists("/proc/mounts"), reason="needs a Linux mount")
def test_a_read_only_folder_is_read_and_every_save_says_why(tmp_path, monkeypatch):
    make(tmp_path)

    def refuse(*_args: object, **_options: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    review = Review.open(tmp_path)
    monkeypatch.setattr(os, "open", refuse)
    for save in (
        lambda: matrix.write_cells(tmp_path / "matrix.csv", [matrix.CellChange("a", "old", "lost", "y")]),
        lambda: bibliography.write_bibliography(
            tmp_path / "bibliography.bib", [bibliography.RemoveEntry("a")]
        ),
        lambda: protocol.write_protocol(
            tmp_path / "review.toml", [protocol.SetValue("", "", "caption", "c")]
        ),
        lambda: decisions.append_events(tmp_path / "decisions" / "anna@mac.jsonl", [EVENT]),
    ):
        with pytest.raises(NotSaved, match=r"not saved: the disk is read-only\. Copy the review folder"):
            save()
    monkeypatch.undo()
    again = Review.open(tmp_path)
    pd.testing.assert_frame_equal(again.matrix, review.matrix)
    pd.testing.assert_frame_equal(again.records, review.records)


# --- the snapshot -----------------------------------------------------------------------------------------


def test_it_cannot_be_assigned_to(tmp_path):
    review = Review.open(make(tmp_path))
    with pytest.raises(FrozenInstanceError):
        review.folder = Path("elsewhere")


def test_each_caller_gets_excerpts_of_its_own(tmp_path):
    review = Review.open(make(tmp_path))
    mine = review.excerpts
    mine.loc[0, "text"] = "changed"
    assert review.excerpts.loc[0, "text"] == "low"


def test_what_is_written_later_is_not_in_it(tmp_path):
    review = Review.open(make(tmp_path))
    matrix.write_cells(tmp_path / "matrix.csv", [matrix.CellChange("a", "old", "lost", "found")])
    assert review.matrix.loc["a", "old"] == "lost"
    assert Review.open(tmp_path).matrix.loc["a", "old"] == "found"


def test_new_decisions_make_a_new_review(tmp_path):
    review = Review.open(make(tmp_path))
    path = tmp_path / "decisions" / "anna@mac.jsonl"
    decisions.append_events(path, [decisions.Event("anna", "b", "screening", "exclude")])
    with path.open("ab") as stream:
        stream.write(b'{"torn')
    read = review.excerpt_rows
    later = review.with_new_decisions()
    assert later.excerpt_rows is read
    assert (len(review.decisions), len(later.decisions)) == (1, 2)
    assert [problem.check for problem in later.problems] == ["torn-line"]
    assert later.with_new_decisions().problems == later.problems
    assert later.records is review.records


def test_what_is_derived_is_computed_once_and_each_caller_gets_a_copy(tmp_path):
    calls = []

    @derived
    def counted(review: Review) -> dict[str, int]:
        calls.append(review)
        return {"records": len(review.records)}

    @derived
    def listed(review: Review) -> tuple[str, ...]:
        return tuple(review.records.index)

    first, second = Review.open(make(tmp_path)), Review.open(tmp_path)
    counted(first)["records"] = 7
    assert (counted(first), listed(first), counted(second)) == ({"records": 2}, ("a", "b"), {"records": 2})
    assert calls == [first, second]


def test_a_review_with_new_decisions_keeps_what_no_decision_changes_and_no_more(tmp_path):
    calls = []

    def counts(what: str, lasting: bool):
        def same_name(review: Review) -> tuple[str, ...]:
            calls.append(what)
            return (what,)

        return derived(lasting=lasting)(same_name)

    lasts, ends = counts("lasts", True), counts("ends", False)
    review = Review.open(make(tmp_path))
    for _ in range(3):
        for one in (review, review):
            assert (lasts(one), ends(one)) == (("lasts",), ("ends",))
        review = review.with_new_decisions()
    assert calls == ["lasts", "ends", "ends", "ends"]
    assert lasts(review.with_new_matrix()) == ("lasts",)
    assert calls == ["lasts", "ends", "ends", "ends", "lasts"]


def test_the_words_of_the_records_are_folded_once_however_many_decisions_come(tmp_path, monkeypatch):
    review = Review.open(make(tmp_path))
    assert list(filtering.filter_records(review, words="a").index) == ["a"]
    folded = filtering.folded
    seen: list[str] = []
    monkeypatch.setattr(filtering, "folded", lambda text: seen.append(text) or folded(text))
    assert list(filtering.filter_records(review.with_new_decisions(), words="a").index) == ["a"]
    assert seen == ["a"]


def test_a_theme_operation_that_stopped_half_way_and_a_broken_record_are_reported(tmp_path):
    folder = write_review(tmp_path / "review", **sound())
    time = datetime(2026, 11, 25, 10, 0, 0, tzinfo=UTC)
    about = {"theme": "", "from": ["costs"], "to": []}
    parts = {"matrix.csv": None, "review.toml": {"lines": [], "members": {}}}
    journal.act(folder, history.Entry(time, "retire", about=about, parts=parts), (), marked=False)
    (folder / "history" / "2026-11-26T100000Z-add.json").write_text("{")
    found = [(problem.check, problem.where) for problem in litmatrix.open(folder).problems]
    assert found == [
        ("history", "history/2026-11-26T100000Z-add.json"),
        ("unfinished-change", "history/2026-11-25T100000Z-retire.json"),
    ]


def test_the_worked_review_opens_without_a_problem(worked):
    assert worked.problems == ()
    assert (len(worked.records), len(worked.matrix), len(worked.protocol.current_themes)) == (48, 32, 12)


def test_a_new_matrix_is_read_with_its_protocol_and_all_else_stays(tmp_path):
    review = small_review.make(tmp_path / "changed")
    changed = small_review.MATRIX.replace("a friend", "a good friend") + "gray_2001,,,\n"
    (review.folder / "matrix.csv").write_text(changed, encoding="utf-8")
    text = small_review.TOML.replace('name = "Role"', 'name = "Part"')
    (review.folder / "review.toml").write_text(text, encoding="utf-8")
    before = small_review.MATRIX.count("a friend")
    fresh, opened = review.with_new_matrix(), litmatrix.open(review.folder)
    assert fresh.matrix.equals(opened.matrix)
    assert (fresh.protocol, fresh.rows) == (opened.protocol, opened.rows)
    assert set(fresh.problems) == set(opened.problems)
    assert fresh.records is review.records
    assert fresh.decisions is review.decisions
    assert (before, review.protocol.themes[1].name) == (1, "Role")
    (review.folder / "matrix.csv").write_text('key,peer\na,"torn', encoding="utf-8")
    assert set(review.with_new_matrix().problems) == set(litmatrix.open(review.folder).problems)


@pytest.mark.parametrize("name", [*FILES, "history/"])
def test_a_review_is_current_until_a_file_of_it_changes(tmp_path, name):
    review = Review.open(make(tmp_path))
    assert review.current() is review
    path = tmp_path / name
    if name == "history/":
        path.mkdir()
    else:
        path.write_bytes(path.read_bytes() + (b"" if "jsonl" in name else b"\n"))
        os.utime(path, ns=(1, 1))
    fresh = review.current()
    assert fresh is not review
    assert fresh.current() is fresh


def test_what_is_not_read_anew_stays_as_it_was(tmp_path):
    review = Review.open(make(tmp_path))
    (tmp_path / "matrix.csv").write_text('key,power,old\nb,"new",\n', encoding="utf-8")
    fresh = review.current()
    assert (list(review.matrix.index), list(fresh.matrix.index)) == (["a"], ["b"])
    assert fresh.records is review.records
    assert fresh.decisions is review.decisions
    (tmp_path / "bibliography.bib").write_text("@misc{c, title = {C}}\n", encoding="utf-8")
    assert list(fresh.current().records.index) == ["c"]


def test_faults_of_the_history_are_met_anew_with_the_matrix(tmp_path):
    review = small_review.make(tmp_path / "faulty")
    bad = review.folder / "history" / "2026-11-25T100000Z-retire.json"
    bad.parent.mkdir(exist_ok=True)
    bad.write_text("{", encoding="utf-8")
    (review.folder / "history" / "2026-11-26T100000Z-import.json").write_text("[]", encoding="utf-8")
    known = [problem.where for problem in review.problems]
    found = [problem.where for problem in review.with_new_matrix().problems]
    assert sorted(set(found) - set(known)) == [
        "history/2026-11-25T100000Z-retire.json",
        "history/2026-11-26T100000Z-import.json",
    ]
    assert len(found) == len(known) + 2
    again = review.with_new_matrix()
    bad.unlink()
    assert [one.where for one in again.with_new_matrix().problems if one.check == "history"] == [
        "history/2026-11-26T100000Z-import.json"
    ]


def test_a_folder_of_decisions_that_can_be_read_again_is_a_problem_no_more(tmp_path):
    folder = small_review.make(tmp_path / "away").folder
    (folder / "decisions").rename(folder / "elsewhere")
    (folder / "decisions").write_text("no folder", encoding="utf-8")
    review = litmatrix.open(folder)
    assert [problem.where for problem in review.problems if problem.check == "unreadable"] == ["decisions"]
    with pytest.raises(NotSaved, match=r"fix this first\. decisions"):
        review.require_whole()
    review.require_whole("matrix.csv", "review.toml")
    (folder / "decisions").unlink()
    (folder / "elsewhere").rename(folder / "decisions")
    review.with_new_decisions().require_whole()


def test_the_protocol_to_be_changed_is_the_text_its_mark_and_what_it_says(tmp_path):
    text = 'format = 1\ntitle = "Peers"\n'
    (tmp_path / "review.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert changeable(tmp_path)[:2] == (text, True)
    assert changeable(tmp_path).protocol.title == "Peers"
    (tmp_path / "review.toml").write_text("format = 1\ntitle = ", encoding="utf-8")
    with pytest.raises(NotSaved, match=r"fix this first\. review\.toml:2"):
        changeable(tmp_path)
    (tmp_path / "review.toml").unlink()
    with pytest.raises(Unreadable):
        changeable(tmp_path)
