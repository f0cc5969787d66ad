"""The table of the coding desk, filled: one cell, many as one act, and what others do meanwhile; and news of all kinds."""

from __future__ import annotations

import json

import pytest
from reading_folder import cell, cells_changed, make, sit

import litmatrix
from litmatrix import screening
from litmatrix.coding import operations, themes
from litmatrix.decisions.log import Event, append_events, reviewer_file
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import store
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.matrix.file import CellChange
from litmatrix.matrix.imports import read_matrix_imports
from litmatrix.vocabulary import SUMMARY
from litmatrix.widgets.coding.desk import CodingDesk
from litmatrix.writing import roundtrip

from .test_coding_desk import A, B, C, asked, made, told


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path / "review")


def fill(desk, key, column, before, text, id=1):
    return told(desk, act="fill", id=id, key=key, column=column, before=before, text=text)


def records(folder):
    return read_matrix_imports(folder / "history")[0]


# --- one cell ---------------------------------------------------------------------------------------------------------


def test_a_cell_is_filled_as_it_reads_and_undone(folder):
    desk = made(folder)
    told(desk, act="view", view="table")
    state = fill(desk, B, "peer", "", '[Pay] "new" (p. 2)')
    assert (state["filled"]["id"], state["filled"]["ok"], state["saved"]["ok"]) == (1, True, True)
    assert cell(folder, B, "peer") == '[Pay] "new" (p. 2)'
    assert "Pay" in litmatrix.open(folder).protocol.themes[0].subthemes
    assert state["undo"] == "Peer of Clark 2012 filled"
    fill(desk, B, "design", "", "Survey")
    assert cell(folder, B, "design") == "survey"
    told(desk, act="undo")
    told(desk, act="undo")
    assert (cell(folder, B, "peer"), cell(folder, B, "design")) == ("", "")
    assert "Pay" not in litmatrix.open(folder).protocol.themes[0].subthemes
    assert records(folder) == ()


def test_a_text_that_cannot_stand_is_told_and_nothing_is_written(folder):
    desk = made(folder)
    before = (folder / "matrix.csv").read_bytes()
    state = fill(desk, B, "size", "", "many")
    assert (state["filled"]["ok"], state["filled"]["why"]) == (
        False,
        "“many” is not a number. Write digits only.",
    )
    assert (state["filled"]["text"], state["message"][:10]) == ("many", "Not done: ")
    assert (folder / "matrix.csv").read_bytes() == before


def test_a_cell_that_changed_meanwhile_keeps_both_texts(folder):
    desk = made(folder)
    other = sit(folder, "bob")
    other.add(B, "peer", [Excerpt(SUMMARY, "theirs")])
    state = fill(desk, B, "peer", "", "mine")
    assert cell(folder, B, "peer") == "theirs"
    assert (state["filled"]["ok"], state["saved"]["ok"]) == (False, False)
    assert state["conflicts"] == [[B, "Clark 2012", "peer", "Peer"]]
    answer = desk._ask_whole({"key": B, "column": "peer"})[0]
    assert answer["cell"]["conflict"] == {"theirs": "theirs", "ours": "mine"}
    told(desk, act="settle", key=B, theme="peer", choice="both")
    assert cell(folder, B, "peer") == "theirs\nmine"


def test_what_was_seen_when_one_began_to_type_counts_and_not_what_was_taken_in_since(folder):
    desk = made(folder)
    sit(folder, "bob").describe(B, "size", "3")
    assert desk.fresh()
    fill(desk, B, "size", "", "4")
    assert cell(folder, B, "size") == "3"
    assert desk.reading.conflicts[B, "size"].ours == "4"


def test_a_full_disk_leaves_the_text_with_the_page(folder, monkeypatch):
    def full(path, data):
        raise NotSaved(f"{path}: not saved: the disk is full.")

    desk = made(folder)
    with monkeypatch.context() as patch:
        patch.setattr(store, "write", full)
        state = fill(desk, B, "peer", "", "x")
    assert (state["filled"]["ok"], state["filled"]["text"]) == (False, "x")
    assert "the disk is full" in state["filled"]["why"]


# --- a block ----------------------------------------------------------------------------------------------------------


def paste(desk, monkeypatch, text, column, keys=(A, B, C), without=(), **more):
    answer, _ = asked(desk, monkeypatch, act="pasting", text=text, keys=list(keys), column=column, **more)
    assert "error" not in answer, answer
    return answer, told(desk, act="paste", block=answer["block"], without=list(without))


def test_a_block_is_shown_then_written_as_one_act_that_history_keeps_and_undone_as_one(folder, monkeypatch):
    desk = made(folder)
    was = (folder / "matrix.csv").read_bytes()
    text = '"[Pay] ""a"" (p. 2)\n# b"\tnone 2026-01-02 cy\r\n=1+1\tn/a\r\n'
    done = {}
    changed = cells_changed(
        folder, lambda: done.update(zip("as", paste(desk, monkeypatch, text, "role", (B, C)), strict=True))
    )
    answer, state = done["a"], done["s"]
    assert answer["counts"] == {"new": 3, "changed": 0, "same": 0, "left": 0, "refused": 1}
    assert [(one["source"], one["name"], one["before"], one["after"], one["verdict"]) for one in answer["cells"]] == [
        ("Clark 2012", "Role", "", '[Pay] "a" (p. 2)\n# b', "new"), ("Clark 2012", "Cost", "", "none 2026-01-02 cy", "new"),
        ("Egan 2013", "Role", "", "=1+1", "new"), ("Egan 2013", "Cost", "", "n/a", "refused"),
    ]  # fmt: skip
    assert changed == {
        (B, "role"): ("", '[Pay] "a" (p. 2)\n# b'), (B, "cost"): ("", "none 2026-01-02 cy"), (C, "role"): ("", "=1+1"),
    }  # fmt: skip
    assert state["message"] == (
        "3 cells written in one step; one Undo takes all of them back. 1 cell could not be written."
    )
    (entry,) = records(folder)
    assert (entry.by, entry.file, state["undo"]) == (
        "ann",
        "cells filled at the coding desk",
        "3 cells filled",
    )
    assert litmatrix.open(folder).protocol.themes[1].subthemes == ("Power", "Pay")
    told(desk, act="undo")
    assert (folder / "matrix.csv").read_bytes() == was
    assert litmatrix.open(folder).protocol.themes[1].subthemes == ("Power",)
    assert records(folder)[0].undone_by == "ann"


def test_a_cell_that_changed_since_the_block_was_shown_is_not_overwritten(folder, monkeypatch):
    desk = made(folder)
    answer, _ = asked(desk, monkeypatch, act="pasting", text="mine\nmine too", keys=[B, C], column="peer")
    sit(folder, "bob").add(B, "peer", [Excerpt(SUMMARY, "theirs")])
    state = told(desk, act="paste", block=answer["block"])
    assert (cell(folder, B, "peer"), cell(folder, C, "peer")) == ("theirs", "mine too")
    assert state["conflicts"] == [[B, "Clark 2012", "peer", "Peer"]] and not state["saved"]["ok"]
    assert state["message"].startswith("1 cell written")
    assert desk.reading.conflicts[B, "peer"].ours == "mine"


def test_what_was_left_out_and_another_block_are_not_written(folder, monkeypatch):
    desk = made(folder)
    paste(desk, monkeypatch, "x\ny", "peer", (B, C), without=[0])
    assert (cell(folder, B, "peer"), cell(folder, C, "peer")) == ("", "y")
    answer, _ = asked(desk, monkeypatch, act="pasting", text="z", keys=[B], column="peer")
    asked(desk, monkeypatch, act="pasting", text="w", keys=[B], column="peer")
    assert told(desk, act="paste", block=answer["block"])["message"].startswith(
        "Not done: there is a newer preview"
    )
    assert told(desk, act="paste", block=answer["block"] + 1, without=[0])["message"].startswith(
        "Not done: there is no cell to write"
    )
    assert cell(folder, B, "peer") == ""


def test_more_of_a_block_is_shown_by_what_comes_of_it(folder, monkeypatch):
    desk = made(folder)
    answer, _ = asked(desk, monkeypatch, act="pasting", text="x\tn/a\ny\tn/a", keys=[B, C], column="role")
    refused, _ = asked(desk, monkeypatch, act="pasted", block=answer["block"], verdict="refused", start=1)
    assert [one["place"] for one in refused["cells"]] == [3]
    assert "error" in asked(desk, monkeypatch, act="pasted", block=0, verdict="", start=0)[0]
    assert (
        "nothing to paste"
        in asked(desk, monkeypatch, act="pasting", text=" ", keys=[B], column="role")[0]["error"]
    )


def test_undo_of_a_block_leaves_what_was_written_over_it_since(folder, monkeypatch):
    desk = made(folder)
    paste(desk, monkeypatch, "x\ny", "peer", (B, C))
    sit(folder, "bob").add(B, "peer", [Excerpt(SUMMARY, "more")])
    state = told(desk, act="undo")
    assert state["message"].startswith(
        "Not done: matrix.csv: not undone: text written since then would be lost"
    )
    assert (cell(folder, B, "peer"), cell(folder, C, "peer"), state["undo"]) == ("x\nmore", "y", "")


def test_undo_of_a_block_that_was_undone_elsewhere_is_told(folder, monkeypatch):
    desk = made(folder)
    paste(desk, monkeypatch, "x\ny", "peer", (B, C))
    roundtrip.undo(folder, "bob")
    assert "undone elsewhere" in told(desk, act="undo")["message"]


def test_cells_are_cleared_and_come_back(folder):
    desk = made(folder)
    was = (folder / "matrix.csv").read_bytes()
    state = told(desk, act="clear", keys=[A, B], columns=["design", "peer"])
    assert state["message"] == "2 cells cleared. Undo brings the texts back."
    assert (cell(folder, A, "design"), cell(folder, A, "peer")) == ("", "")
    assert (
        told(desk, act="clear", keys=[A], columns=["peer"])["message"]
        == "Not done: these cells are empty already."
    )
    told(desk, act="undo")
    assert (folder / "matrix.csv").read_bytes() == was
    told(desk, act="clear", keys=[A], columns=["size"])
    assert cell(folder, A, "size") == "" and len(records(folder)) == 1


def test_a_block_is_copied_as_a_spreadsheet_takes_it(folder, monkeypatch):
    desk = made(folder)
    answer, _ = asked(desk, monkeypatch, act="copied", keys=[A, B], columns=["design", "peer"])
    first = '"[Bonds +] ""close ties"" (pp. 11-12) nearly\n[Power -]  ""always of lower status""  (p. 13)\n# look again"'
    assert answer["text"] == f"survey\t{first}\r\n\t\r\n"


def test_filling_is_for_included_sources_and_columns_that_are_there(folder):
    reading = sit(folder)
    for change in (CellChange("nobody", "peer", "", "x"), CellChange(A, "nowhere", "", "x")):
        with pytest.raises(Misuse):
            reading.fill_all([change])
        with pytest.raises(Misuse):
            reading.fill(*change)
    assert reading.last_act == ""


# --- the subtheme used last -------------------------------------------------------------------------------------------


def test_the_subtheme_used_last_is_known_by_theme(folder):
    desk = made(folder)
    assert desk.state["lately"] == {}
    message = {"act": "add", "key": A, "theme": "peer", "text": "x"}
    assert told(desk, **message, subtheme="Power")["lately"] == {"peer": "Power"}
    assert told(desk, **{**message, "text": "# memo"})["lately"] == {"peer": "Power"}
    assert told(desk, **message)["lately"] == {"peer": ""}
    told(desk, **{**message, "theme": "role"}, subtheme="New")
    operations.apply(folder, lambda plan, rows: themes.rename(plan, rows, "role", "work", "Work"))
    assert desk.fresh()
    assert desk.reading.lately == {"peer": "", "work": "New"}


# --- news -------------------------------------------------------------------------------------------------------------


def fresh(desk):
    desk._answer(None, {"act": "fresh"}, [])
    json.dumps(desk.state)
    return desk.state


def test_a_theme_that_is_added_elsewhere_is_there_at_once(tmp_path):
    folder = make(
        tmp_path / "r",
        toml='format = 1\n[[searches]]\nid = "db"\nkind = "database"\n',
        matrix="key\nadams_2011\n",
    )
    desk = made(folder, group="source")
    assert desk.state["empty"].startswith("No theme yet")
    operations.apply(folder, lambda plan, rows: themes.add(plan, rows, "pay", "Pay"))
    state = fresh(desk)
    assert ([one["id"] for one in state["themes"]], state["source"]["key"], state["theme"]) == (
        ["pay"],
        A,
        "pay",
    )
    assert told(desk, act="add", key=A, theme="pay", text="x")["saved"]["ok"]
    assert cell(folder, A, "pay") == "x"


def test_cells_and_sources_and_readings_that_change_elsewhere_are_there_at_once(folder):
    desk = made(folder)
    told(desk, act="view", view="table")
    version = desk.state["version"]
    sit(folder, "bob").add(B, "peer", [Excerpt(SUMMARY, "theirs")])
    state = fresh(desk)
    assert state["version"] > version and state["table"]["version"] == state["version"]
    sources = state["table"]["sources"]
    append_events(
        reviewer_file(folder / "decisions", "cy", "x"), [Event("cy", C, "eligibility", "exclude", reason="r")]
    )
    assert fresh(desk)["table"]["sources"] > sources
    assert [key for key, _ in desk._ask_rows({})[0]["rows"]] == [A, B]
    before = desk.state
    fresh(desk)
    assert desk.state is before


def test_a_full_text_that_comes_is_there_at_once(folder):
    desk = made(folder)
    assert desk.state["source"]["fulltext"]["place"] == ""
    (folder / "fulltext").mkdir()
    (folder / "fulltext" / f"{A}.txt").write_text("One page.")
    assert fresh(desk)["source"]["fulltext"]["place"] == f"fulltext/{A}.txt"
    before = desk.state
    fresh(desk)
    assert desk.state is before


def test_who_the_review_knows_is_there_at_once_while_nobody_is_named(folder):
    desk = CodingDesk(litmatrix.open(folder), "")
    text = (folder / "review.toml").read_text()
    (folder / "review.toml").write_text(text.replace('title = "To code"', 'title = "x"\nreviewers = ["ann"]'))
    assert fresh(desk)["ask"] == ["ann"]
    assert screening.included(desk.review).shape[0] == 3
