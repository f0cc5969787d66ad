"""`litmatrix import`: what it shows, asks, takes in and takes back, and its exit status."""

from __future__ import annotations

import json
import sys
import zipfile

import pytest
import small_review

import litmatrix
from litmatrix.cli import main, terminal
from litmatrix.screening import deciding

FILES = ("bibliography.bib", "review.toml")


def ris(*titles: str, extra: str = "") -> str:
    """A RIS file with these records."""
    return "".join(
        f"TY  - JOUR\nTI  - {title}\nAU  - Smith, Anna\nPY  - 2019\nDO  - 10.1/{abs(hash(title))}\n{extra}ER  - \n\n"
        for title in titles
    )


@pytest.fixture(autouse=True)
def ann(monkeypatch, tmp_path):
    """A machine that remembers ann, and no terminal."""
    place = tmp_path / "reviewer.txt"
    place.write_text("ann")
    monkeypatch.setattr(deciding, "_name_file", lambda *_: place)
    monkeypatch.setattr(terminal, "at_terminal", lambda: False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    place = small_review.make(tmp_path / "review").folder
    (place / "pubmed.ris").write_text(ris("Peer work", "Other work"))
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def person(monkeypatch):
    """Someone at a terminal who gives these answers, one to each question."""

    def answers(*given):
        left, asked = list(given), []
        monkeypatch.setattr(terminal, "at_terminal", lambda: True)
        monkeypatch.setattr("builtins.input", lambda question: (asked.append(question), left.pop(0))[1])
        return asked

    return answers


def run(capsys, *arguments):
    status = main(["import", *(str(argument) for argument in arguments)])
    return (status, *capsys.readouterr())


def held(folder):
    return [(folder / name).read_bytes() for name in FILES]


def test_an_import_accounts_for_every_record_and_can_be_taken_back(capsys, folder):
    before = held(folder)
    status, told, _ = run(
        capsys, "pubmed.ris", "--search", "pm", "--source", "PubMed", "--hits", "declared", "--yes"
    )
    assert status == 0
    assert told == (
        "pubmed.ris (ris, utf-8): 2 records = 2 new + 0 already in the review + 0 not read\n"
        "search pm: a new search; written to review.toml: kind database, source PubMed, hits 2, file pubmed.ris\n"
        "  new: smith_2019: Peer work\n"
        "  new: smith_2019_other: Other work\n"
        "note: 1 record is cited only (no search found it): not compared for duplicates.\n"
        "Written to bibliography.bib and review.toml. Undo it with: litmatrix import --undo\n"
    )
    assert litmatrix.open(folder).records.loc["smith_2019", "origin"] == "pm"
    assert run(capsys, "--undo", "--yes")[0] == 0
    assert held(folder) == before


def test_the_same_file_again_adds_nothing_and_says_so(capsys, folder):
    run(capsys, "pubmed.ris", "--yes")
    before = held(folder)
    status, told, _ = run(capsys, "pubmed.ris", "--yes")
    assert status == 0 and held(folder) == before
    assert "2 records = 0 new + 2 already in the review + 0 not read" in told
    assert told.endswith("Nothing to add: all records are in the review already.\n")


def test_a_preview_writes_nothing_and_knows_what_earlier_files_bring(capsys, folder):
    (folder / "scopus.ris").write_text(ris("Other work", "Third work"))
    before = held(folder)
    status, told, _ = run(capsys, "pubmed.ris", "scopus.ris", "--dry-run")
    assert status == 0 and held(folder) == before and not (folder / "history").exists()
    assert "scopus.ris (ris, utf-8): 2 records = 1 new + 1 already in the review + 0 not read" in told
    assert told.endswith("Nothing was written: this was a preview.\n")
    status, told, _ = run(capsys, "pubmed.ris", "scopus.ris", "--yes")
    assert told.endswith("4 records in all: 3 new, 1 already in the review, 0 not read.\n")
    assert litmatrix.open(folder).records.loc["smith_2019_other", "origin"] == "pubmed, scopus"


def test_without_a_terminal_nothing_is_written_unless_told_so(capsys, folder):
    before = held(folder)
    status, told, _ = run(capsys, "pubmed.ris")
    assert (status, held(folder)) == (1, before)
    assert told.endswith(
        "Nothing was written, because there is no terminal to ask you. Add --yes to do it.\n"
    )
    run(capsys, "pubmed.ris", "--yes")
    before = held(folder)
    status, _, told = run(capsys, "--undo")
    assert (status, held(folder)) == (1, before) and "--yes" in told


def test_a_person_is_asked_for_the_search_and_whether_to_do_it(capsys, folder, person):
    asked = person("pm", "PubMed", "", "", '"peers"', "2026-11-02", "declared", "y")
    assert run(capsys, "pubmed.ris")[0] == 0
    assert len(asked) == 8 and asked[-1] == "Import this? [y/n] "
    search = litmatrix.open(folder).protocol.searches[1]
    assert (search.id, search.source, search.kind, search.query, str(search.date), search.hits, search.file) == (
        "pm", "PubMed", "database", '"peers"', "2026-11-02", 2, "pubmed.ris",
    )  # fmt: skip
    before = held(folder)
    person("n")
    assert run(capsys, "--undo")[0] == 1 and held(folder) == before
    person("y")
    assert run(capsys, "--undo")[0] == 0 and held(folder) != before


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("3", "by Zotero"), (3, "by Zotero")),
        (("3", ""), (3, "duplicates")),
        (("",), (None, "")),
    ],
)
def test_a_person_is_asked_what_became_of_hits_that_are_no_records(capsys, folder, person, given, expected):
    asked = person(*given, "y")
    status, out, _ = run(capsys, "pubmed.ris", "--search", "db", "--hits", "9")
    assert (status, "3 hits of db are not in this file." in out) == (0, True)
    assert asked[0].startswith("How many of them were removed before it was made")
    search = litmatrix.open(folder).protocol.searches[0]
    assert (search.hits, search.removed, search.removed_why) == (9, *expected)
    assert ("note: it is not recorded what became of 3 of the 9 hits of db" in out) == (expected[0] is None)


def test_nobody_is_asked_where_the_hits_add_up(capsys, folder, person):
    assert len(person("y")) == 0
    run(capsys, "pubmed.ris", "--search", "db", "--hits", "6")
    assert litmatrix.open(folder).protocol.searches[0].hits == 6


def test_hits_are_not_invented(capsys, folder):
    run(capsys, "pubmed.ris", "--search", "pm", "--yes")
    assert litmatrix.open(folder).protocol.searches[1].hits is None


def test_records_that_are_not_read_are_told_and_make_the_status_one(capsys, folder):
    (folder / "two.ris").write_text(ris("Good one") + "TY  - JOUR\n")
    status, told, _ = run(capsys, "two.ris", "--yes")
    values = [line for line in told.splitlines() if line.startswith("two.ris (")]
    assert status in (0, 1) and ("not read" in values[0])
    declared, new, again, reported = (int(n) for n in __import__("re").findall(r"(\d+) (?:records|new|already|not)", values[0]))  # fmt: skip
    assert declared == new + again + reported


def test_json_says_the_same(capsys, folder):
    status, told, _ = run(capsys, "pubmed.ris", "--json", "--yes", "--search", "pm")
    (one,) = json.loads(told)["imports"]
    assert status == 0 and one["new"] == ["smith_2019", "smith_2019_other"] and one["written"]
    assert one["files"] == [
        {
            "name": "pubmed.ris",
            "format": "ris",
            "encoding": "utf-8",
            "declared": 2,
            "new": 2,
            "again": 0,
            "reported": 0,
        }
    ]
    assert json.loads(run(capsys, "pubmed.ris", "--json", "--dry-run")[1])["imports"][0]["written"] is False
    undone = json.loads(run(capsys, "--undo", "--json", "--yes")[1])
    assert undone["removed"] == ["smith_2019", "smith_2019_other"] and undone["written"]


def test_columns_of_a_table_are_shown_and_can_be_mapped(capsys, folder):
    (folder / "t.csv").write_text(
        'Article name,Who,When\nA title,"Smith, A.",2019\nB title,"Brown, B.",2018\n'
    )
    status, told, _ = run(
        capsys, "t.csv", "--column", "Article name=title", "--column", "Who=author", "--column", "When=year", "--yes"
    )  # fmt: skip
    assert status == 0 and "column “Article name” is imported as title" in told
    assert {"smith_2019", "brown_2018"} <= set(litmatrix.open(folder).records.index)
    assert run(capsys, "t.csv", "--column", "nothing")[0] == 2


def test_a_zip_gives_the_records_of_all_its_files(capsys, folder):
    with zipfile.ZipFile(folder / "all.zip", "w") as zipped:
        zipped.writestr("a.ris", ris("In a"))
        zipped.writestr("b.ris", ris("In b"))
    assert run(capsys, "all.zip", "--search", "pm", "--yes")[0] == 0
    assert sum(litmatrix.open(folder).records["origin"] == "pm") == 2


def test_hostile_text_does_not_reach_the_terminal(capsys, folder):
    (folder / "x.ris").write_text(ris("A \x1b[31mred\u202e one"))
    _, told, _ = run(capsys, "x.ris", "--dry-run")
    assert "\x1b" not in told and "\u202e" not in told


def test_what_stops_an_undo_is_named(capsys, folder):
    run(capsys, "pubmed.ris", "--yes", "--search", "pm")
    deciding.decide(litmatrix.open(folder), "smith_2019", "include", "ann")
    before = held(folder)
    status, told, error = run(capsys, "--undo", "--yes")
    assert status == 2 and held(folder) == before
    assert "stays: smith_2019 was screened" in told and "--keep-changed" in error
    assert run(capsys, "--undo", "--yes", "--keep-changed")[0] == 1
    assert "smith_2019_other" not in litmatrix.open(folder).records.index


@pytest.mark.parametrize(
    "arguments",
    [[], ["missing.ris"], ["pubmed.ris", "--search", "a b"], ["pubmed.ris", "--date", "May", "--yes"]],
)
def test_wrong_usage_is_said_and_changes_nothing(capsys, folder, arguments):
    before = held(folder)
    status, _, error = run(capsys, *arguments)
    assert status == 2 and error.startswith("litmatrix: ") and held(folder) == before


def test_progress_is_told_on_a_terminal_only(capsys, folder, monkeypatch):
    assert run(capsys, "pubmed.ris", "--dry-run")[2] == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert "reading pubmed.ris" in run(capsys, "pubmed.ris", "--dry-run")[2]
