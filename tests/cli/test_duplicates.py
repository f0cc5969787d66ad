"""The command litmatrix duplicates: what it prints and records, and its exit status."""

from __future__ import annotations

import json

import pytest
from making import entry, sound, write_review

import litmatrix
from litmatrix import screening
from litmatrix.cli import duplicates as command
from litmatrix.cli import main
from litmatrix.screening import deciding

WORK = {
    "title": "Peer support workers in acute wards: a trial", "author": "Smith, John and Brown, Mary", "year": "2015",
    "journal": "Trials", "volume": "20", "pages": "30--38",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nobody(monkeypatch, tmp_path):
    """A machine that remembers nobody."""
    monkeypatch.setattr(deciding, "_name_file", lambda *_: tmp_path / "config" / "reviewer.txt")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    entries = [
        entry("a", doi="10.1000/a", **WORK),
        entry("b", **WORK),
        entry("c", **{**WORK, "journal": "medRxiv", "volume": "", "pages": ""}),
    ]
    place = write_review(tmp_path / "review", **sound(entries=entries, events=[], cells={}))
    monkeypatch.chdir(place)
    return place


def state(folder):
    return {
        path.name: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def test_json_names_the_sure_groups_and_the_doubtful_pairs_and_changes_nothing(folder, capsys):
    before = state(folder)
    assert main(["duplicates", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "sure": [["a", "b"]],
        "doubtful": [["a", "c"]],
        "held": {},
        "lacking": [],
    }
    assert state(folder) == before


def test_the_list_says_why(folder, capsys):
    assert main(["duplicates"]) == 0
    out = capsys.readouterr().out
    assert "a: Smith, John; Brown, Mary. 2015. Peer support workers in acute wards: a trial\n" in out
    assert "    = b: same title; same authors; same year; same journal; same volume; same pages\n" in out
    assert "    ? c: same title; same authors; same year; journal differs Trials / medRxiv\n" in out
    assert (
        "Sure duplicates: 1 record in 1 group (of each group one record is kept).\n" in out
        and "1 possible duplicate." in out
    )


def test_settling_lists_and_records_and_is_undone_by_one_command(folder, capsys):
    assert main(["duplicates", "--settle", "--yes", "--reviewer", "ann"]) == 0
    out = capsys.readouterr().out
    assert "    = b: same title" in out
    assert "1 record recorded as duplicates of 1 record kept, by ann.\n" in out
    assert dict(screening.duplicates(litmatrix.open(folder))[0]) == {"b": "a"}
    assert main(["duplicates", "--settle", "--yes", "--reviewer", "ann"]) == 0
    assert capsys.readouterr().out == (
        "No sure duplicates.\n1 possible duplicate to decide: litmatrix duplicates lists them.\n"
    )
    assert main(["undo", "--stage", "identification", "--reviewer", "ann"]) == 0
    assert screening.duplicates(litmatrix.open(folder))[0] == {}


def test_nothing_is_recorded_where_nobody_can_be_asked_or_the_answer_is_no(folder, capsys, monkeypatch):
    before = state(folder)
    assert main(["duplicates", "--settle", "--reviewer", "ann"]) == 1
    assert "because there is no terminal to ask you. Add --yes" in capsys.readouterr().out
    monkeypatch.setattr(command, "at_terminal", lambda: True)
    monkeypatch.setattr(command, "agreed", lambda question: False)
    assert main(["duplicates", "--settle", "--reviewer", "ann"]) == 0
    assert state(folder) == before
    monkeypatch.setattr(command, "agreed", lambda question: True)
    assert main(["duplicates", "--settle", "--reviewer", "ann"]) == 0
    assert state(folder) != before


def test_pairs_of_another_program_are_listed_and_recorded(folder, capsys):
    (folder / "pairs.csv").write_text("key,other\na,c\n")
    assert main(["duplicates", "--from", "pairs.csv", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "sure": [["a", "c"]],
        "doubtful": [],
        "held": {},
        "lacking": [],
    }
    assert main(["duplicates", "--from", "pairs.csv", "--settle", "--yes", "--reviewer", "ann"]) == 0
    assert dict(screening.duplicates(litmatrix.open(folder))[0]) == {"c": "a"}


def test_fields_are_taken_over_and_given_back(folder, capsys):
    before = state(folder)
    assert main(["duplicates", "take", "b", "a", "doi"]) == 0
    assert capsys.readouterr().out.startswith("Copied to b: doi (from a).\n")
    assert litmatrix.open(folder).records.at["b", "doi"] == "10.1000/a"
    assert main(["duplicates", "take", "b", "a", "doi", "--undo"]) == 0
    assert state(folder) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["duplicates", "--yes"], "--yes belongs to --settle"),
        (["duplicates", "one", "two"], "one review folder"),
        (["duplicates", "--undo"], "one review folder"),
        (["duplicates", "take", "a", "b"], "take KEY OTHER FIELD"),
        (["duplicates", "--settle", "--yes"], "who are you"),
        (["duplicates", "--from", "nowhere.csv"], "nowhere.csv"),
    ],
)
def test_wrong_use_says_what_is_right(folder, capsys, arguments, message):
    assert main(arguments) == 2
    assert message in capsys.readouterr().err
