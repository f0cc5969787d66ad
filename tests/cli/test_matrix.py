"""The commands of the matrix: what they print, ask and write, and their exit status."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from making import sound, write_review

from litmatrix import matrix
from litmatrix.cli import main, terminal
from litmatrix.matrix.file import CellChange


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A review folder, in which the command line is, with its exported workbook changed in three cells."""
    folder = write_review(tmp_path / "review", **sound())
    monkeypatch.chdir(folder)
    assert main(["export", "matrix", "m.xlsx"]) == 0
    book = openpyxl.load_workbook("m.xlsx")
    book["Matrix"]["C3"] = "grey"
    book["Matrix"]["E3"] = 44228
    book["Matrix"]["G3"] = "none 2026-11-22 ann\n# a memo"
    book["Matrix"]["D3"] = True
    book.save("m.xlsx")
    return folder


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main(["matrix", "import", *arguments])
    return (status, *capsys.readouterr())


def row(folder: Path) -> tuple[str, ...]:
    return matrix.read_matrix(folder / "matrix.csv").rows["a_2010"].cells[1:]


BEFORE = tuple(sound()["cells"]["a_2010"].values())


def test_without_a_terminal_the_changes_are_shown_and_nothing_is_written(capsys, folder):
    status, out, err = run(capsys, "m.xlsx")
    assert (status, err, row(folder)) == (1, "", BEFORE)
    lines = out.split("\n")
    assert lines[0].startswith("m.xlsx: 4 cells to look at, compared with the state exported 20")
    assert lines[1:4] == ["", "[1/4] a_2010, column kind: they changed it.", "    - academic"]
    assert (
        "[2/4] a_2010, column methods: it looks damaged: a spreadsheet turned “survey; interview” into TRUE or FALSE."
        in lines
    )
    assert lines[-4:-1] == ["    + # a memo", "", (
        "Nothing was written. 3 of 4 changes are suggested. To import those: litmatrix matrix import m.xlsx --take-undamaged; or run it "
        "on a terminal without --dry-run, to be asked for each."
    )]  # fmt: skip
    assert "      none 2026-11-22 ann" in lines


def test_what_is_suggested_is_taken_and_the_rest_named(capsys, folder):
    status, out, _ = run(capsys, "m.xlsx", "--take-undamaged")
    assert status == 1
    assert row(folder) == ("grey", "survey; interview", "44228", BEFORE[3], "none 2026-11-22 ann\n# a memo")
    assert (
        "Wrote 3 cells to matrix.csv; 1 changes were not imported.\nnot imported: a_2010, column methods: it looks damaged"
        in out
    )


def test_all_are_taken_on_demand_and_then_nothing_is_left(capsys, folder):
    assert run(capsys, "m.xlsx", "--all")[0] == 0
    assert row(folder)[1] == "TRUE"
    status, out, _ = run(capsys, "m.xlsx", "--all")
    assert (status, out.split("\n")[-2]) == (0, "Nothing to import: matrix.csv stays as it is.")


def test_a_dry_run_writes_nothing_whatever_is_asked_for(capsys, folder):
    assert run(capsys, "m.xlsx", "--all", "--dry-run")[0] == 1
    assert row(folder) == BEFORE


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["y", "n", "n", "n"], ("grey", *BEFORE[1:])),
        (["", "", "", ""], ("grey", BEFORE[1], "44228", BEFORE[3], BEFORE[4] + "\n# a memo")),
        (["what", "n", "y", "q"], (BEFORE[0], "TRUE", *BEFORE[2:])),
        (["n", "a"], (BEFORE[0], "TRUE", "44228", BEFORE[3], BEFORE[4] + "\n# a memo")),
        (["q"], BEFORE),
        ([], BEFORE),
    ],
)
def test_on_a_terminal_each_cell_is_asked_for(capsys, folder, monkeypatch, answers, expected):
    given, asked = iter(answers), []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", answer)
    run(capsys, "m.xlsx", "--interactive")
    assert row(folder) == expected
    assert asked[0] == "import it? [Y/n/a/q] "
    assert "import it? [y/N/a/q] " in asked or len(asked) == 1


def test_a_terminal_is_asked_without_an_option(capsys, folder, monkeypatch):
    monkeypatch.setattr(terminal, "at_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", lambda prompt: "q")
    assert "Import each change? y: yes" in run(capsys, "m.xlsx")[1]


def test_a_cell_that_both_changed_shows_what_was_exported_too(capsys, folder):
    matrix.write_cells(folder / "matrix.csv", [CellChange("a_2010", "kind", "academic", "unknown")])
    out = run(capsys, "m.xlsx")[1]
    assert (
        "[1/4] a_2010, column kind: both changed it: importing theirs would replace yours.\n"
        "    - unknown\n    + grey\n    (when it was exported)\n    = academic\n"
    ) in out


def test_as_json_all_is_told_and_nothing_asked(capsys, folder):
    status, out, _ = run(capsys, "m.xlsx", "--json", "--take-undamaged")
    told = json.loads(out)
    assert (status, told["file"], told["written"], told["left_out"], told["changed_meanwhile"]) == (
        1,
        "m.xlsx",
        3,
        [],
        [],
    )
    assert told["changes"][1] == {
        "key": "a_2010", "column": "methods", "before": "survey; interview", "after": "TRUE", "theirs": "TRUE",
        "base": "survey; interview", "kind": "theirs", "suggested": False,
        "why": "it looks damaged: a spreadsheet turned “survey; interview” into TRUE or FALSE.", "damage": ["boolean"],
        "written": False,
    }  # fmt: skip
    assert [one["written"] for one in told["changes"]] == [True, False, True, True]
    assert json.loads(run(capsys, "m.xlsx", "--json")[1])["written"] == 0


def test_a_csv_with_and_without_its_base(capsys, folder):
    Path("old.csv").write_bytes(Path("matrix.csv").read_bytes())
    text = Path("matrix.csv").read_text()
    Path("their.csv").write_text(text.replace("academic", "grey"))
    assert (
        "it is not known what it began with, so everything that differs from matrix.csv is shown"
        in run(capsys, "their.csv")[1]
    )
    status, out, _ = run(capsys, "their.csv", "--base", "old.csv", "--take-undamaged")
    assert (status, row(folder)[0]) == (0, "grey")
    assert out.startswith("their.csv: 1 cell to look at, compared with old.csv.")


def test_text_that_a_terminal_would_obey_is_shown_as_a_sign(capsys, folder):
    text = Path("matrix.csv").read_text()
    Path("their.csv").write_text(text.replace("academic", "\x1b[2Jacad\u202eemic"))
    assert "    + \\x1b[2Jacad\\u202eemic\n" in run(capsys, "their.csv")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("gone.xlsx",), "gone.xlsx: there is no such file"),
        (("m.ods",), "files of this kind are not read"),
        (("m.xlsx", "--base", "nowhere"), "nowhere: there is no such file, and git has no matrix.csv there"),
    ],
)
def test_what_cannot_be_read_is_status_2(capsys, folder, arguments, message):
    status, _, err = run(capsys, *arguments)
    assert (status, message in err) == (2, True)


def test_wrong_usage_is_status_2(capsys, folder):
    assert run(capsys)[0] == 2
    assert run(capsys, "m.xlsx", "--all", "--take-undamaged")[0] == 2
    assert main(["matrix"]) == 2


def test_a_review_with_a_fatal_fault_is_not_imported_into(capsys, folder):
    (folder / "matrix.csv").write_text("<<<<<<< x\n")
    status, _, err = run(capsys, "m.xlsx", "--all")
    assert (status, "nothing was imported. Fix this first." in err) == (1, True)


# --- taking back --------------------------------------------------------------------------------------------


def test_an_import_is_shown_and_taken_back(capsys, folder):
    _, out, _ = run(capsys, "m.xlsx", "--take-undamaged", "--by", "ann")
    assert out.endswith("\nUndo it with: litmatrix matrix import --undo\n")
    after = row(folder)
    status, out, _ = run(capsys, "--undo", "--dry-run")
    assert (status, row(folder)) == (0, after)
    lines = out.split("\n")
    assert lines[0].startswith("The matrix import of m.xlsx, 20") and lines[0].endswith(" UTC by ann:")
    assert lines[1:6] == [
        "  3 cells of matrix.csv will be as before", "", "a_2010, column kind:", "    - grey", "    + academic",
    ]  # fmt: skip
    assert lines[-2] == "Nothing was written: this was a preview."
    assert run(capsys, "--undo")[::2] == (1, "Nothing was written. Add --yes to do it without being asked.\n")
    status, out, _ = run(capsys, "--undo", "--yes")
    assert (status, out.split("\n")[-2], row(folder)) == (0, "Undone.", BEFORE)
    assert run(capsys, "--undo", "--yes")[::2] == (2, "litmatrix: there is no matrix import to undo.\n")


def test_taking_back_as_json_tells_the_cells(capsys, folder):
    run(capsys, "m.xlsx", "--take-undamaged")
    told = json.loads(run(capsys, "--undo", "--json", "--yes")[1])
    assert (told["file"], told["written"], told["rows"], row(folder)) == ("m.xlsx", True, [], BEFORE)
    assert told["cells"][0] == {"key": "a_2010", "column": "kind", "before": "grey", "after": "academic"}


def test_taking_back_can_be_declined_and_agreed_to(capsys, folder, monkeypatch):
    run(capsys, "m.xlsx", "--take-undamaged")
    after = row(folder)
    monkeypatch.setattr(terminal, "at_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: "n")
    assert (run(capsys, "--undo")[0], row(folder)) == (1, after)
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert (run(capsys, "--undo")[0], row(folder)) == (0, BEFORE)
