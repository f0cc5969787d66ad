"""The command line: what it prints, and its exit status."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from making import decided, entry, review, search, sound, write_review
from pdfs import page, pdf

from litmatrix import checking, writing
from litmatrix.checking import counts
from litmatrix.cli import main
from litmatrix.files import results
from litmatrix.files.written import Written
from litmatrix.screening import flow
from litmatrix.writing import report, styles

ROOT = Path(__file__).resolve().parents[2]
#: What a check of a sound review has no use for.
UNNEEDED = {
    "altair",
    "ipywidgets",
    "anywidget",
    "vl_convert",
    "openpyxl",
    "xlsxwriter",
    "tomlkit",
    "rispy",
    "sklearn",
    "pypandoc",
    "pypdfium2",
}


@pytest.fixture
def folder(tmp_path):
    """A sound review folder, in which the command line is."""
    return write_review(tmp_path / "review", **sound())


@pytest.fixture
def faulty(tmp_path):
    """A review with one problem that stands and one that is accepted."""
    rows = {"a_2010": {**sound()["cells"]["a_2010"], "benefits": '"it helped"', "costs": "-"}}
    return write_review(
        tmp_path / "faulty",
        **sound(cells=rows, accepted=[{"check": "none-like", "key": "a_2010", "why": "a\n  dash"}]),
    )


def run(capsys, *arguments):
    """Run the command line; return its status and what it printed."""
    status = main([str(argument) for argument in arguments])
    return (status, *capsys.readouterr())


# --- usage ---


def test_without_a_command_the_help_is_shown_as_wrong_usage(capsys):
    status, out, err = run(capsys)
    assert (status, out, err.startswith("usage: litmatrix [-h] [--version] COMMAND ...")) == (2, "", True)


def test_help_and_version_are_fine(capsys):
    status, out, _ = run(capsys, "--help")
    assert status == 0
    for command in ("new", "check", "status", "flow", "build", "export", "lab", "app"):
        assert f"\n    {command} " in out
    assert "exit status: 0 fine, 1 problems found, 2 wrong usage or unreadable" in out
    assert run(capsys, "--version") == (0, "litmatrix 0.1.0\n", "")
    assert run(capsys, "check", "--help")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("chekc",),
        ("check", "--jsn"),
        ("check", "one", "two"),
        ("new",),
        ("export", "matrix"),
        ("export", "a", "b", "--records", "x"),
    ],
)
def test_wrong_usage_is_status_2(capsys, arguments):
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("usage: litmatrix")


@pytest.mark.parametrize("command", ["check", "status", "flow", "build"])
def test_a_folder_that_is_no_review_is_status_2(capsys, tmp_path, command):
    (tmp_path / "file.txt").write_text("text")
    (tmp_path / "empty").mkdir()
    assert run(capsys, command, tmp_path / "gone") == (
        2,
        "",
        f"litmatrix: {tmp_path / 'gone'}: there is no such folder.\n",
    )
    assert run(capsys, command, tmp_path / "file.txt") == (
        2, "", f"litmatrix: {tmp_path / 'file.txt'}: this is a file; give the folder with review.toml in it.\n",
    )  # fmt: skip
    assert run(capsys, command, tmp_path / "empty") == (
        2, "", f"litmatrix: {tmp_path / 'empty'}: this is not a review folder: it has no review.toml, bibliography.bib or matrix.csv. "
        "Make one with: litmatrix new FOLDER\n",
    )  # fmt: skip


def test_a_subfolder_that_is_named_points_to_its_review(capsys, folder):
    (folder / "notebooks").mkdir()
    status, _, err = run(capsys, "check", folder / "notebooks")
    assert (status, err.endswith(f"Did you mean {folder}?\n")) == (2, True)


# --- new ---


def test_new_makes_a_review_and_says_what_to_do_next(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, "new", "my review", "--title", "Mine")
    lines = out.splitlines()
    assert (status, err, lines[0], lines[-3:]) == (
        0, "", "A new review was made in my review:", ["", "Next, to open its notebooks in your browser, type:", '  litmatrix lab "my review"'],
    )  # fmt: skip
    assert all((tmp_path / "my review" / line.strip()).exists() for line in lines[1:-3])
    assert run(capsys, "check", "my review") == (0, "No problem.\n", "")
    assert run(capsys, "new", "my review") == (
        2, "", "litmatrix: my review: it exists already and is not empty; nothing was written. Choose another name.\n",
    )  # fmt: skip


# --- check ---


def test_check_of_a_sound_review(capsys, folder):
    assert run(capsys, "check", folder) == (0, "No problem.\n", "")


def test_check_prints_each_problem_with_its_place_and_what_to_do(capsys, faulty):
    assert run(capsys, "check", faulty) == (
        1,
        "warning: matrix.csv, row 2 (line 2), column benefits: a quotation has no page or other place: “it helped”. [no-locator]\n"
        "    Add one, for example (p. 12), or (n.p.) if the source has no pages.\n"
        "1 problem. 1 is accepted in review.toml, with reasons (litmatrix check --accepted lists them).\n",
        "",
    )


def test_check_lists_what_is_accepted_with_why(capsys, faulty):
    _, out, _ = run(capsys, "check", faulty, "--accepted")
    assert out.endswith(
        "accepted in review.toml:\n"
        "  matrix.csv, row 2 (line 2), column costs: “-” counts as a summary, and so as evidence. [none-like]\n"
        "    a dash\n"
        "1 problem. 1 is accepted in review.toml, with reasons.\n"
    )


def test_check_as_json(capsys, faulty):
    status, out, err = run(capsys, "check", faulty, "--json")
    place = "matrix.csv, row 2 (line 2), column "
    assert (status, err) == (1, "")
    assert json.loads(out) == {
        "sound": False,
        "problems": [
            {"check": "no-locator", "severity": "warning", "key": "a_2010", "where": f"{place}benefits",
             "message": "a quotation has no page or other place: “it helped”.", "fix": "Add one, for example (p. 12), or (n.p.) if the source has no pages."},
        ],
        "accepted": [
            {"check": "none-like", "severity": "warning", "key": "a_2010", "where": f"{place}costs",
             "message": "“-” counts as a summary, and so as evidence.", "fix": "If the source does not mention this theme, write: none (at the coding desk: 0)", "why": "a\n  dash"},
        ],
    }  # fmt: skip


def quoting(tmp_path):
    """A review whose quotations stand in full texts: one right, one on another page, one without, two unreadable."""
    quoted = {key: {"benefits": '"it harmed all" (p. 1)'} for key in ("b_2005", "c_2012", "d_2013")}
    rows = {"a_2010": {"benefits": '"it helped" (p. 2)\n"it helped all" (p. 1)'}, **quoted}
    place = write_review(tmp_path / "quoting", **sound(cells=rows, claims=[]))
    (place / "fulltext").mkdir()
    (place / "fulltext" / "a_2010.pdf").write_bytes(pdf([page("Cover"), page("It helped", "all.")]))
    (place / "fulltext" / "c_2012.pdf").write_bytes(pdf([page()]))
    (place / "fulltext" / "d_2013.pdf").write_bytes(b"no pdf")
    return place


def test_check_of_quotations_says_where_they_stand_and_what_was_searched(capsys, tmp_path):
    place = quoting(tmp_path)
    _, plain, _ = run(capsys, "check", place)
    status, out, err = run(capsys, "check", place, "--quotations")
    added = out.splitlines()[len(plain.splitlines()) - 1 :]
    found = [line for line in out.splitlines() if line not in plain.splitlines()]
    assert (status, err, len(added)) == (1, "", 9)
    assert found[:4] == [
        "warning: fulltext/d_2013.pdf: the quotations from d_2013 were not looked for: fulltext/d_2013.pdf: it cannot be opened: "
        "this is not a PDF. Download it again. [full-text-unreadable]",
        "    Replace the file with one that can be read, or delete it.",
        "warning: matrix.csv, row 2 (line 2), column benefits: “it helped all” is on p. 2, not on p. 1 "
        "(fulltext/a_2010.pdf, page 2 of the file). [quotation-other-page]",
        "    Write (p. 2) if that is right.",
    ]
    assert found[-4:] == [
        "2 quotations looked for in 1 full text.",
        "1 quoted source has no full text in fulltext/.",
        "c_2012: its full text is scanned: it has no text to search.",
        "d_2013: not looked for: fulltext/d_2013.pdf: it cannot be opened: this is not a PDF. Download it again.",
    ]


def test_check_of_quotations_as_json(capsys, tmp_path):
    place = quoting(tmp_path)
    told = json.loads(run(capsys, "check", place, "--quotations", "--json")[1])
    assert [one["key"] for one in told["problems"] if one["check"] == "quotation-other-page"] == ["a_2010"]
    assert told["quotations"] == {
        "looked_for": 2,
        "full_texts": 1,
        "without": ["b_2005"],
        "scanned": ["c_2012"],
        "unreadable": [
            {
                "key": "d_2013",
                "why": "fulltext/d_2013.pdf: it cannot be opened: this is not a PDF. Download it again.",
            }
        ],
    }
    assert "quotations" not in json.loads(run(capsys, "check", place, "--json")[1])


def test_check_of_quotations_where_there_are_no_full_texts(capsys, folder):
    assert run(capsys, "check", folder, "--quotations") == (
        0,
        "No problem.\n0 quotations looked for in 0 full texts.\n1 quoted source has no full text in fulltext/.\n",
        "",
    )


def test_check_of_quotations_without_pypdfium2_says_how_to_get_it(capsys, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    status, out, err = run(capsys, "check", quoting(tmp_path), "--quotations")
    assert (status, out, 'pip install "litmatrix[pdf]"' in err) == (2, "", True)


def test_check_of_the_worked_review(capsys):
    assert run(capsys, "check", ROOT) == (
        0,
        "No open problem. 46 are accepted in review.toml, with reasons (litmatrix check --accepted lists them).\n",
        "",
    )


# --- status ---


def test_status_says_what_is_there_and_what_is_left(capsys, folder):
    assert run(capsys, "status", folder) == (
        0,
        f"""\
A review
4 records from 2 searches
5 decisions by 1 reviewer, 2 criteria
matrix of 1 source × 2 themes: 2 excerpts

Status of the records
  1  included (databases and registers)
  1  excluded at title and abstract (databases and registers)
  1  excluded at full text (databases and registers)
  1  pending at title and abstract (databases and registers)

Decisions
  1  ann: exclude at full text
  1  ann: include at full text
  1  ann: exclude at title and abstract
  2  ann: include at title and abstract

Cells of the matrix, for included sources
  1  mentioned
  1  not mentioned
  0  due
  0  unread

Problems: 0 (0 accepted); litmatrix check lists them.
State of the files: {results.state_of(folder)} (a report says from which state it was made)
""",
        "",
    )


def test_status_as_json_has_every_number(capsys, faulty):
    status, out, err = run(capsys, "status", faulty, "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert {name: told[name] for name in ("title", "problems", "accepted")} == {
        "title": "A review",
        "problems": 1,
        "accepted": 1,
    }
    assert told["records"][0] == {"arm": "database", "status": "included", "stage": "eligibility", "n": 1}
    assert told["decisions"][0] == {"reviewer": "ann", "stage": "eligibility", "decision": "exclude", "n": 1}
    assert told["counts"] == counts.count_all(
        review(
            **sound(cells={"a_2010": {**sound()["cells"]["a_2010"], "benefits": '"it helped"', "costs": "-"}})
        )
    )


def test_status_of_a_new_review(capsys, tmp_path):
    main(["new", str(tmp_path / "new")])
    capsys.readouterr()
    status, out, _ = run(capsys, "status", tmp_path / "new")
    assert (status, "  0  no records yet\n" in out, "  0  none yet\n" in out) == (0, True, True)


# --- flow ---


def test_flow_prints_the_boxes(capsys, tmp_path):
    entries = [entry("old", origin="old"), entry("a", origin="web"), entry("b", origin="web")]
    searches = [search("old", "previous"), search("web", "website", source="Web", hits=1200, examined=40)]
    place = write_review(
        tmp_path / "review", entries, [decided("ann", "a", "screening", "exclude")], searches=searches
    )
    assert run(capsys, "flow", place) == (
        0,
        """\
Previous studies
  Studies included in previous version of review (n = 1)
      Reports of studies included in previous version of review: n = 1

Identification of new studies via other methods
  Records identified from other methods (n = 2)
      Websites: n = 2
          Web: n = 2 of 1,200 hits
  Records screened by title (n = 2)
  Records excluded before retrieval (n = 1)
  Reports sought for retrieval (n = 1)
  Reports not retrieved (n = 0)
  Reports not yet retrieved (n = 1)
  Reports assessed for eligibility (n = 0)
  Reports excluded (n = 0)

Included
  New studies included in review (n = 0)
      Reports of new included studies: n = 0
  Total studies included in review (n = 1)
      Reports of total included studies: n = 1
""",
        "",
    )


def test_flow_as_json(capsys, folder):
    status, out, _ = run(capsys, "flow", folder, "--json")
    boxes = flow.boxes(review(**sound()))
    told = json.loads(out)
    assert (status, told["problems"]) == (0, [])
    assert told["boxes"] == [
        {
            "id": box.id,
            "arm": box.arm,
            "label": box.label,
            "n": box.n,
            "parts": [list(part) for part in box.parts],
            "under": {label: [list(line) for line in lines] for label, lines in box.under.items()},
            "keys": list(box.keys),
        }
        for box in boxes
    ]
    assert told["heads"]["database"] == "Identification of studies via databases and registers"
    assert [note[:26] for note in told["notes"]] == [
        "* Consider, if feasible to",
        "** If automation tools wer",
    ]


def test_flow_explains_studies_and_reports_where_they_differ(capsys, tmp_path):
    names = {"a": "Adams", "b": "Brown"}
    entries = [entry(key, author=f"{name}, C.", year="2011", study="trial") for key, name in names.items()]
    events = [decided("ann", key, "eligibility", "include") for key in ("a", "b")]
    place = write_review(tmp_path / "review", entries, events)
    told = (
        "2 reports are included (the sources of this review), of 1 study: 1 study has more than one report (Adams 2011 and Brown "
        "2011)."
    )
    assert run(capsys, "flow", place)[1].endswith(f"\n\n{told}\n")
    assert json.loads(run(capsys, "flow", place, "--json")[1])["notes"][-1] == told


def test_flow_tells_of_its_own_problems_only_and_not_of_accepted_ones(capsys, tmp_path):
    values = sound(searches=[search("db", hits=3)], cells={"a_2010": {"benefits": '"no locator"'}})
    standing = write_review(tmp_path / "standing", **values)
    status, _, err = run(capsys, "flow", standing)
    assert (status, err) == (
        1, "\nerror: review.toml, searches db: it states 3 hits, but 4 records name it as their origin. Correct hits, or the origin of the records.\n",
    )  # fmt: skip
    assert json.loads(run(capsys, "flow", standing, "--json")[1])["problems"][0]["check"] == "search-hits"
    accepted = write_review(
        tmp_path / "accepted",
        **values,
        accepted=[{"check": "search-hits", "key": "db", "why": "typed in by hand"}],
    )
    status, _, err = run(capsys, "flow", accepted)
    assert (status, err) == (0, "")


# --- build, export ---


def test_build_writes_to_out_and_says_what(capsys, folder, monkeypatch):
    out = folder / "out"

    def build(made, place, progress, force):
        assert (made.folder, place, force) == (folder, out, False)
        progress(1, 10, "the charts")
        names = [
            place / "report.html",
            place / "tables" / "matrix.csv",
            *(place / "charts" / f"c{number}.svg" for number in range(9)),
        ]
        return report.Built(tuple(names), ("a cell was cut",), out=place)

    monkeypatch.setattr(report, "build", build)
    assert run(capsys, "build", folder) == (
        0,
        f"""\
[ 1/10] the charts

Wrote 11 files to {out}:
  report.html
  charts{os.sep}  9 files (.svg)
  tables{os.sep}matrix.csv

Open {out / "report.html"} in a browser; beside it, matrix.html is the framework matrix to read.
note: a cell was cut
""",
        "",
    )


@pytest.mark.parametrize(
    ("arguments", "word"), [(("build",), "built"), (("export", "matrix", "matrix.csv"), "exported")]
)
def test_nothing_is_written_from_a_review_that_cannot_be_read(capsys, folder, monkeypatch, arguments, word):
    (folder / "matrix.csv").write_bytes(b"key,kind\na,b,c\n")
    monkeypatch.chdir(folder)
    before = sorted(path.name for path in folder.iterdir())
    status, out, err = run(capsys, *arguments)
    assert (status, out, sorted(path.name for path in folder.iterdir())) == (1, "", before)
    assert err.startswith("fatal: matrix.csv, row 2 (line 2): ")
    assert err.splitlines()[-1].startswith(f"litmatrix: nothing was {word}: ")


def test_export_hands_on_what_was_asked(capsys, folder, monkeypatch):
    asked = []
    monkeypatch.setattr(
        writing,
        "export",
        lambda made, what, path, records, without, force, style, by: (
            asked.append((made.folder, what, path, records, without, force, style, by))
            or Written(notes=("row 3 was cut",))
        ),
    )
    asks = (
        "export",
        "bibliography",
        "all.md",
        "--records",
        "all",
        "--without",
        "abstract, note",
        "--style",
        "bmj",
        "--by",
        "country",
    )
    assert run(capsys, *asks, "--folder", folder) == (
        0,
        "note: row 3 was cut\nWrote all.md\n",
        "",
    )
    assert asked == [
        (folder, "bibliography", Path("all.md"), "all", ("abstract", "note"), False, "bmj", "country")
    ]


def test_export_of_something_that_does_not_exist_is_status_2(capsys, folder, tmp_path):
    status, out, err = run(capsys, "export", "nothing", tmp_path / "x.csv", "--folder", folder)
    assert (status, out, err.startswith("litmatrix: "), (tmp_path / "x.csv").exists()) == (2, "", True, False)


def test_styles_are_listed_by_words(capsys, monkeypatch):
    known = (
        styles.Listed("apa", "APA Style 7th edition"),
        styles.Listed("nlm-citation-sequence", "NLM/Vancouver"),
    )
    monkeypatch.setattr(styles, "_listed", lambda: known)
    assert run(capsys, "styles") == (
        0,
        "apa                    APA Style 7th edition (also: apa7)\nnlm-citation-sequence  NLM/Vancouver (also: vancouver)\n",
        "",
    )
    assert run(capsys, "styles", "7TH", "apa")[1] == "apa  APA Style 7th edition (also: apa7)\n"
    assert json.loads(run(capsys, "styles", "vancouver", "--json")[1]) == [
        {"name": "nlm-citation-sequence", "title": "NLM/Vancouver"}
    ]
    assert run(capsys, "styles", "zzz") == (1, "", "No style has all of these words in its name or title.\n")


# --- where one is ---


def test_commands_find_the_review_from_a_subfolder(capsys, folder, monkeypatch):
    deep = folder / "notebooks" / "old"
    deep.mkdir(parents=True)
    for place in (folder, folder / "notebooks", deep):
        monkeypatch.chdir(place)
        assert run(capsys, "check") == (0, "No problem.\n", "")


def test_outside_of_any_review_the_folder_is_named(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, _, err = run(capsys, "check")
    assert (status, err.startswith(f"litmatrix: {tmp_path}: this is not a review folder")) == (2, True)


def test_a_folder_that_was_taken_away_is_told_of(capsys, tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run(capsys, "check") == (
        2,
        "",
        "litmatrix: the folder that you are in no longer exists; go to another.\n",
    )


# --- what goes wrong ---

# What is broken: the file, what it holds (None: it is missing), the check that tells of it, and whether it is fatal.
BROKEN = {
    "an empty bibliography": ("bibliography.bib", b"", "orphan-key", False),
    "an empty matrix": ("matrix.csv", b"", "empty-file", True),
    "an empty protocol": ("review.toml", b"", "unknown-search", False),
    "no bibliography": ("bibliography.bib", None, "unreadable", True),
    "no matrix": ("matrix.csv", None, "unreadable", True),
    "no protocol": ("review.toml", None, "unreadable", True),
    "a protocol that is no TOML": ("review.toml", b'title = "A\n', "toml", True),
    "a protocol of another format": ("review.toml", b"format = 2\n", "protocol", True),
    "a matrix with semicolons": ("matrix.csv", b"key;kind\na_2010;academic\n", "delimiter", True),
    "a matrix in UTF-16": ("matrix.csv", "key,kind\na_2010,academic\n".encode("utf-16"), "encoding", True),
    "a matrix in cp1252": ("matrix.csv", "key,kind\na_2010,é\n".encode("cp1252"), "encoding", True),
    "a matrix with an unclosed quote": ("matrix.csv", b'key,kind\na_2010,"academic\n', "unclosed-row", True),
    "a matrix with a conflict": (
        "matrix.csv",
        b"key,kind\n<<<<<<< HEAD\na_2010,x\n=======\na_2010,y\n>>>>>>> b\n",
        "conflict-marker",
        True,
    ),
    "a matrix with a row twice": (
        "matrix.csv",
        b"key,kind,methods,size,benefits,costs\na_2010,grey,,,,\na_2010,grey,,,,\n",
        "duplicate-row",
        False,
    ),
    "a web page for a matrix": ("matrix.csv", b"<!DOCTYPE html><html>", "web-page", True),
    "a bibliography that breaks off": (
        "bibliography.bib",
        b"@article{a_2010, title = {Peer",
        "broken-entry",
        False,
    ),
    "a bibliography with a zero byte": ("bibliography.bib", b"@article{a_2010,\0}", "zero-byte", True),
    "decisions of another version": (
        "decisions/ann@desk.jsonl",
        b'{"version":2,"what":"something else"}\n',
        "wrong-sum",
        False,
    ),
    "decisions that break off": (
        "decisions/ann@desk.jsonl",
        b'{"id":"e1","time":"2026-11-22T10:00:00.000Z","rev',
        "torn-line",
        False,
    ),
    "decisions that are no text": ("decisions/ann@desk.jsonl", bytes(range(256)), "damaged-line", False),
}


@pytest.mark.parametrize(("name", "data", "expected", "fatal"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_told_of_by_every_command_without_a_traceback(
    capsys, folder, name, data, expected, fatal
):
    path = folder / name
    path.unlink() if data is None else path.write_bytes(data)
    status, out, err = run(capsys, "check", folder, "--json")
    told = [problem for problem in json.loads(out)["problems"] if problem["check"] == expected]
    assert (status, err, bool(told)) == (1, "", True)
    assert [problem["severity"] == "fatal" for problem in told] == [fatal] * len(told)
    for command in ("status", "flow"):
        status, out, err = run(capsys, command, folder)
        if fatal:
            assert (status, err.splitlines()[-1]) == (
                1,
                "litmatrix: these numbers are wrong until this is fixed.",
            )
            assert f"fatal: {told[0]['where']}: {told[0]['message']} {told[0]['fix']}\n" in err
        else:
            assert "fatal" not in err
        assert "Traceback" not in out + err
        assert "did not foresee" not in err


def test_a_fault_of_litmatrix_is_a_message_and_no_traceback(capsys, folder, monkeypatch):
    def fail(_):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(checking, "check", fail)
    monkeypatch.delenv("LITMATRIX_DEBUG", raising=False)
    status, out, err = run(capsys, "check", folder)
    assert (status, out) == (2, "")
    assert err.startswith("litmatrix: an unexpected error (ZeroDivisionError: division by zero).")
    monkeypatch.setenv("LITMATRIX_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["check", str(folder)])


def test_stopping_it_is_no_fault(capsys, folder, monkeypatch):
    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "check", stop)
    assert run(capsys, "check", folder) == (130, "", "\nlitmatrix: stopped.\n")


# --- as a program ---


def program(*arguments, **options):
    environment = {**os.environ, "PYTHONPATH": "", **options.pop("env", {})}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, timeout=300, **options
    )


def test_it_runs_as_a_module_and_as_a_command(folder):
    assert program("-m", "litmatrix", "check", folder).stdout == "No problem.\n"
    command = shutil.which("litmatrix", path=str(Path(sys.executable).parent))
    assert command is not None
    done = subprocess.run([command, "check"], cwd=folder, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout, done.stderr) == (0, "No problem.\n", "")


def test_a_reader_that_leaves_is_no_fault(folder):
    started = subprocess.Popen(
        [sys.executable, "-m", "litmatrix", "status", str(folder), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert started.stdout is not None and started.stderr is not None
    started.stdout.close()
    err = started.stderr.read()
    started.stderr.close()
    assert (started.wait(timeout=300), err) == (0, b"")


def test_a_terminal_that_cannot_show_a_character_shows_another(faulty):
    done = program("-m", "litmatrix", "check", faulty, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (done.returncode, done.stderr) == (1, "")
    assert "a quotation has no page or other place: ?it helped?. [no-locator]" in done.stdout


LOADED = "import sys; print(' '.join(sorted({name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names))))"


@pytest.mark.parametrize(
    "code",
    [
        "import litmatrix",
        "from litmatrix.cli import main; sys.stdout = open('/dev/null', 'w'); main(['--help']); sys.stdout = sys.__stdout__",
        "from litmatrix.cli import main; main(['--version'])",
    ],
    ids=["import", "--help", "--version"],
)
def test_it_starts_without_loading_anything_but_the_standard_library(code):
    bare = set(program("-c", LOADED).stdout.split())
    loaded = set(program("-c", f"import sys; {code}; {LOADED}").stdout.splitlines()[-1].split())
    assert loaded - bare == {"litmatrix"}


def test_check_loads_only_what_it_needs(folder):
    code = f"from litmatrix.cli import main; main(['check', {str(folder)!r}]); {LOADED}"
    loaded = set(program("-c", code).stdout.splitlines()[-1].split())
    assert "pandas" in loaded
    assert not loaded & UNNEEDED
