"""The outputs desk, driven without a page: checked, built with progress, exported, and how far people agree."""

from __future__ import annotations

import json

import pytest
import small_review
from making import decided, entry, search, write_review

import litmatrix
from litmatrix import widgets, writing
from litmatrix.errors import Misuse, NotSaved
from litmatrix.widgets.outputs.logic import OTHERS, Making
from litmatrix.writing import report

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def review(tmp_path):
    return small_review.make(tmp_path / "review")


@pytest.fixture
def panel(review):
    return widgets.outputs(review)


def told(panel, /, **message):
    """Send one message, as the page does, and return what the page is shown then."""
    before = panel.state
    panel._answer(None, message, [])
    assert panel.state != before, "the page waits for a new state after each message"
    json.dumps(panel.state)
    return panel.state


def test_the_state_says_all_that_the_page_shows(review):
    state = widgets.outputs(review).state
    assert set(state) == {
        "ask",
        "who",
        "saved",
        "message",
        "answers",
        "progress",
        "result",
        "choices",
        "places",
    }
    assert state["places"][0] == review.folder.as_posix()
    assert [one["id"] for one in state["choices"]][:7] == [*OTHERS, "synthesis", "themes"]
    assert {
        "id": "findings-peer",
        "title": "Findings: Peer",
        "formats": ("csv", "md", "html", "tex", "docx", "xlsx"),
    } in state["choices"]


# --- check --------------------------------------------------------------------------------------------------------------


def test_the_check_says_how_many_problems_stand_and_lists_them(panel, review):
    result = told(panel, act="check")["result"]
    assert (result["told"], result["more"], len(result["rows"])) == ("2 warnings.", 0, 2)
    assert result["rows"][0] == {
        "severity": "warning", "check": "missing-row", "where": "bibliography.bib:31",
        "message": "egan_2013 is included but has no row in matrix.csv.", "fix": "Add a row that begins with egan_2013.",
    }  # fmt: skip
    # The files are read as they are at the press.
    matrix = review.folder / "matrix.csv"
    matrix.write_text(matrix.read_text() + "egan_2013,grey,,\n")
    assert told(panel, act="check")["result"]["told"] == "1 warning."


def test_the_check_of_a_sound_review_says_no_problem(worked):
    state = told(widgets.outputs(worked), act="check")
    assert (state["result"]["told"], state["result"]["rows"]) == (
        "No open problems. 46 are accepted in review.toml, each with a reason.", [],
    )  # fmt: skip


# --- build --------------------------------------------------------------------------------------------------------------


def test_a_build_tells_what_is_made_as_it_goes_and_then_links_all(panel, review):
    seen = []
    panel.observe(lambda change: seen.append(change["new"]["progress"]), names="state")
    result = told(panel, act="build")["result"]
    steps = [one for one in seen if one]
    total = steps[0]["total"]
    assert steps[0] == {"number": 1, "total": total, "what": "chart evidence-map"}
    assert [one["number"] for one in steps] == list(range(1, total + 1))
    assert seen[-1] is None
    written = [
        path for path in (review.folder / "out").rglob("*") if path.is_file() and path.name != ".built"
    ]
    linked = [*result["files"], *(one for folder in result["folders"] for one in folder["files"])]
    assert {one["name"] for one in linked} == {path.relative_to(review.folder).as_posix() for path in written}
    assert (result["told"], result["first"]["name"]) == (
        f"Wrote {len(written)} files to out/.",
        "out/report.html",
    )
    assert [one["name"] for one in result["folders"]] == ["charts", "figures", "tables", "checklists"]
    assert (result["kept"], result["failed"], result["notes"]) == (
        [],
        [],
        ["2 open problems in the review."],
    )
    assert panel.state["saved"]["ok"]


def test_a_file_that_somebody_changed_is_left_untouched_and_told(panel, review):
    told(panel, act="build")
    own = review.folder / "out" / "codebook.md"
    own.write_text("My own words.")
    result = told(panel, act="build")["result"]
    assert own.read_text() == "My own words."
    assert result["kept"] == [{"name": "out/codebook.md", "holds": ""}]
    assert result["notes"][0] == (
        "out/codebook.md: it was changed since litmatrix wrote it, so it was kept; the new one is out/codebook.new.md."
    )


def test_nothing_is_built_or_exported_from_files_that_cannot_be_read(panel, review):
    (review.folder / "matrix.csv").write_text('key,"peer\n')
    for message in ({"act": "build"}, {"act": "export", "what": "themes", "name": "themes.csv"}):
        state = told(panel, **message)
        assert state["saved"]["ok"] is False
        assert "its numbers would be wrong. Fix this first. matrix.csv" in state["saved"]["text"]
        assert (state["progress"], state["result"]) == (None, None)
    assert not (review.folder / "out").exists()


def test_a_build_that_fails_stops_being_shown_as_going_on(panel, monkeypatch):
    def fail(_review, _out, progress):
        progress(1, 2, "chart flow")
        raise NotSaved("the disk is full.")

    monkeypatch.setattr(report, "build", fail)
    state = told(panel, act="build")
    assert (state["progress"], state["saved"]) == (
        None,
        {"ok": False, "text": "NOT SAVED: the disk is full."},
    )


# --- export -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "name", "holds"),
    [
        ({"what": "bibliography", "records": "all"}, "all.ris", "5 records"),
        ({"what": "excluded"}, "tables/excluded.csv", "1 row"),
        ({"what": "matrix"}, "matrix.xlsx", "2 rows"),
        ({"what": "codebook"}, "codebook.md", "2 themes"),
        ({"what": "tables"}, "review.xlsx", "22 tables"),
        ({"what": "linked"}, "linked.html", ""),
        (
            {"what": "records", "program": "rayyan"},
            "records-rayyan.csv",
            "4 records, with the decisions at screening",
        ),
    ],
)
def test_an_export_says_what_it_wrote(panel, review, asked, name, holds, monkeypatch):
    monkeypatch.setattr(writing, "linked_page", lambda review, stamp: "<p></p>")
    result = told(panel, act="export", name=name, **asked)["result"]
    assert (result["told"], result["files"]) == ("Wrote", [{"name": f"out/{name}", "holds": holds}])
    assert (review.folder / "out" / name).is_file()


@pytest.mark.parametrize("name", ["", " ", "../matrix.csv", "/etc/x.csv"])
def test_an_export_stays_within_the_folder_of_results(review, name):
    with pytest.raises(Misuse, match="give the file a name within out/"):
        Making(review).export("themes", name)


def test_an_export_over_what_somebody_changed_is_refused(panel, review):
    own = review.folder / "out" / "themes.csv"
    own.parent.mkdir()
    own.write_text("mine")
    state = told(panel, act="export", what="themes", name="themes.csv")
    assert "litmatrix did not make, or that was changed since" in state["message"]
    assert (own.read_text(), state["result"]) == ("mine", None)


# --- people -------------------------------------------------------------------------------------------------------------


def test_where_one_person_screens_that_is_said_plainly(panel):
    assert [one["alone"] for one in told(panel, act="agreement")["result"]["stages"]] == [
        "Only ann decided at this stage; agreement needs two people.",
        "Only ann decided at this stage; agreement needs two people.",
    ]
    assert told(panel, act="conflicts")["result"]["rows"] == []


def test_agreement_and_conflicts_are_told_by_stage(tmp_path):
    keys = [f"k{number}" for number in range(6)]
    events = [decided("ann", key, "screening", "include") for key in keys]
    events += [decided("bob", key, "screening", "exclude" if key == "k0" else "include") for key in keys]
    events += [decided("cy", "k1", "screening", "include")]
    write_review(tmp_path, [entry(key) for key in keys], searches=[search("db")], events=events)
    panel = widgets.outputs(litmatrix.open(tmp_path))
    screening, eligibility = told(panel, act="agreement")["result"]["stages"]
    first = screening["pairs"][0]
    assert {name: first[name] for name in ("people", "both", "alike", "share", "paradox")} == {
        "people": "ann and bob", "both": 6, "alike": 5, "share": "83.3 %", "paradox": True,
    }  # fmt: skip
    assert first["kappa"].startswith("0.00")
    assert (screening["all"]["people"], screening["all"]["both"]) == ("all 3", 6)
    assert eligibility["alone"] == "Nobody decided at this stage; agreement needs two people."
    (conflict,) = told(panel, act="conflicts")["result"]["rows"]
    assert (conflict["key"], conflict["stage"]) == ("k0", "screening")
    assert [(one["reviewer"], one["decision"]) for one in conflict["decisions"]] == [
        ("ann", "include"), ("bob", "exclude"),
    ]  # fmt: skip
