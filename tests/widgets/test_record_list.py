"""The record list as a desk, driven without a page: what it shows, what it answers, and what is done under whose name."""

from __future__ import annotations

import json

import pytest
from making import entry, sound, write_review

import litmatrix
from litmatrix import widgets
from litmatrix.decisions import read_decisions
from litmatrix.screening import deciding
from litmatrix.widgets.records.desk import CELL

HOSTILE = "<img src=x onerror=alert(1)>"
STATE = {
    "ask", "who", "keys", "message", "saved", "answers", "stage", "stages", "decisions", "reasons", "reason_required", "labels",
    "columns", "offered", "sorts", "fields", "chips", "words", "total", "matching", "version", "data", "compared", "plan", "done",
    "last", "empty",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    return write_review(tmp_path / "review", **sound())


@pytest.fixture
def desk(folder):
    return widgets.record_list(litmatrix.open(folder), "ann")


def told(desk, /, **message):
    """Send one message, as the page does, and return what the page is shown then."""
    before = desk.state
    desk._answer(None, message, [])
    assert desk.state != before, "the page waits for a new state after each message"
    json.dumps(desk.state)
    return desk.state


def asked(desk, /, **question):
    """Ask one question, as the page does, and return the answer and its buffers."""
    sent = []
    desk.send = lambda content, buffers=None: sent.append((content, buffers))
    before = desk.state
    desk._answer(None, {**question, "asked": 7}, [])
    assert desk.state is before, "a question changes nothing"
    [(answer, buffers)] = sent
    json.dumps(answer)
    assert (answer.pop("answer"), answer.pop("asked")) == (question["act"], 7)
    return answer, buffers


def numbers(data):
    return [int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4)]


def decisions(folder):
    return [(one.reviewer, one.key, one.decision) for one in read_decisions(folder / "decisions")[0][5:]]


def test_the_state_says_all_that_the_page_shows(desk):
    state = desk.state
    assert state.keys() == STATE
    assert (state["ask"], state["total"], state["matching"], state["plan"], state["last"]) == (
        None,
        4,
        4,
        None,
        None,
    )
    assert [one["name"] for one in state["columns"]] == ["Reference", "Title", "Year", "Published in", "Status", "My decision", "My labels"]  # fmt: skip
    assert state["decisions"] == [
        {"decision": "include", "label": "Include", "key": "i"},
        {"decision": "exclude", "label": "Exclude", "key": "e"},
        {"decision": "maybe", "label": "Maybe", "key": "m"},
    ]
    assert state["reasons"] == [{"id": "year", "text": "fails year"}, {"id": "topic", "text": "fails topic"}]
    assert told(desk, act="stage", stage="eligibility")["decisions"][2] == {"decision": "awaiting", "label": "Awaiting", "key": "m"}  # fmt: skip


def test_the_old_name_gives_the_same_desk_with_matches(folder):
    desk = widgets.source_filter(litmatrix.open(folder))
    assert isinstance(desk, widgets.RecordList)
    assert desk.matches[["reference", "year", "status", "reason"]].index.tolist() == ["a_2010", "b_2005", "c_2012", "d_2013"]  # fmt: skip
    told(desk, act="filter", field="status", values=["excluded"])
    assert desk.matches.index.tolist() == ["b_2005", "c_2012"]


def test_the_page_asks_for_the_order_and_for_the_rows_in_sight(desk):
    told(desk, act="sort", column="year", descending=True)
    answer, [data] = asked(desk, act="order")
    assert (answer, numbers(data)) == ({"version": desk.state["version"], "gone": []}, [3, 2, 0, 1])
    answer, _ = asked(desk, act="rows", numbers=[1, 3, 77, "x"])
    assert answer == {
        "data": desk.state["data"],
        "rows": {
            "1": ["b_2005", "exclude", "Brown 2005", "Old support", "2005", "", "excluded", "exclude", ""],
            "3": ["d_2013", "", "Davis 2013", "New support", "2013", "", "to screen", "", ""],
        },
    }
    answer, [data] = asked(desk, act="order", only=[1, 2, 50])
    assert (answer["gone"], numbers(data)) == ([50], [2, 1])


def test_the_page_is_told_which_values_there_are_to_tick(desk):
    told(desk, act="filter", field="mine", values=["include"], isnt=True)
    answer, _ = asked(desk, act="values", field="mine", find="not")
    assert answer == {
        "field": "mine",
        "isnt": True,
        "values": [["include", "include", 2, True], ["", "not decided by me", 1, False]],
        "more": 0,
        "all": 3,
    }
    told(desk, act="filter", field="years", values=["2010", ""])
    assert asked(desk, act="values", field="years")[0] == {"field": "years", "first": "2010", "last": ""}
    assert [chip["text"] for chip in desk.state["chips"]] == ["My decision: not include", "Year: from 2010"]
    assert "error" in asked(desk, act="values", field="title")[0]


def test_many_are_excluded_after_they_were_listed_and_that_is_undone_as_one(desk, folder):
    state = told(desk, act="prepare", do="exclude", reason="topic", chosen=[3, 0, 1])
    assert state["plan"] == {
        "number": 1, "title": "Exclude at title and abstract: fails topic", "count": 3, "changes": 3, "left": [],
        "stale": 0, "takes_note": True,
    }  # fmt: skip
    answer, _ = asked(desk, act="plan", plan=1, first=0, last=2)
    assert answer == {
        "rows": {
            "0": ["Adams 2010", "Peer support", "include", "exclude: fails topic", ""],
            "1": ["Brown 2005", "Old support", "exclude: fails year", "exclude: fails topic", ""],
        }
    }
    assert decisions(folder) == []
    state = told(desk, act="record", plan=1, note="seen")
    assert decisions(folder) == [("ann", key, "exclude") for key in ("a_2010", "b_2005", "d_2013")]
    assert state["message"] == "Done: you excluded 3 records. One Undo takes all of it back."
    assert state["saved"]["text"].startswith("saved ")
    assert state["last"]["text"] == "excluded 3 records"
    state = told(desk, act="undo", last=state["last"]["id"])
    assert state["message"] == "Undone: you excluded 3 records."
    assert [one[2] for one in decisions(folder)[3:]] == ["withdraw"] * 3


def test_a_press_that_was_meant_for_another_list_records_nothing(desk, folder):
    told(desk, act="prepare", do="include", chosen=[3])
    told(desk, act="prepare", do="maybe", chosen=[3])
    told(desk, act="record", plan=1)
    assert (decisions(folder), desk.state["plan"]["number"]) == ([], 2)
    told(desk, act="leave")
    told(desk, act="record", plan=2)
    assert decisions(folder) == []


def test_what_cannot_be_done_is_said_and_leaves_no_list(desk):
    told(desk, act="stage", stage="eligibility")
    state = told(desk, act="prepare", do="exclude", chosen=[0])
    assert state["message"] == "Not done: choose the reason: an exclusion at full text needs one."
    assert state["plan"] is None


def test_what_was_decided_in_between_is_told_and_listed_anew(desk, folder):
    told(desk, act="prepare", do="include", chosen=[3, 1])
    deciding.decide(litmatrix.open(folder), "d_2013", "include", "ann")
    state = told(desk, act="record", plan=1)
    assert state["message"].startswith(
        "Not done: nothing was recorded: 1 record changed since they were listed."
    )
    assert (state["plan"]["number"], state["plan"]["changes"]) == (2, 1)
    told(desk, act="record", plan=2)
    assert decisions(folder)[1:] == [("ann", "b_2005", "include")]


def test_coming_back_takes_in_decisions_labels_and_files_and_leaves_what_is_open(desk, folder):
    told(desk, act="sort", column="title")
    told(desk, act="prepare", do="maybe", chosen=[3, 1])
    before = desk.state
    review = litmatrix.open(folder)
    deciding.label(review, ["d_2013"], "later", "ann")
    deciding.decide(review, "d_2013", "maybe", "ann")
    desk._answer(None, {"act": "fresh"}, [])
    state = desk.state
    assert state["plan"] == {
        **before["plan"],
        "number": 2,
        "changes": 1,
        "left": [["this is already your decision", 1]],
        "stale": 1,
    }
    assert (state["labels"], state["sorts"], state["answers"]) == (
        ["later"],
        [["title", False]],
        before["answers"],
    )


def test_without_a_name_one_looks_and_cannot_decide(folder):
    desk = widgets.record_list(litmatrix.open(folder))
    assert (desk.state["ask"], desk.state["who"]["first"]) == (None, False)
    state = told(desk, act="prepare", do="include", chosen=[3])
    assert state["message"] == "Not done: first enter your name: press “enter your name”, above."
    told(desk, act="name", name="bob")
    assert desk.person == "bob"
    told(desk, act="prepare", do="include", chosen=[3])
    told(desk, act="record", plan=1)
    assert decisions(folder) == [("bob", "d_2013", "include")]


def test_others_show_only_after_they_are_compared_and_nothing_changes_by_it(folder):
    deciding.label(litmatrix.open(folder), ["a_2010"], "hers", "bob")
    desk = widgets.record_list(litmatrix.open(folder), "bob")
    record = asked(desk, act="whole", number=0)[0]["record"]
    assert (record["everybody"], record["mine"], record["labels"]) == (
        None,
        [{"who": "bob", "stage": "label", "decision": "hers", "reason": "", "note": ""}],
        ["hers"],
    )
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    state = told(desk, act="compare", on=True)
    assert state["compared"]
    record = asked(desk, act="whole", number=0)[0]["record"]
    assert [(one["who"], one["stage"], one["decision"]) for one in record["everybody"]] == [
        ("ann", "title and abstract", "include"),
        ("ann", "full text", "include"),
        ("bob", "label", "hers"),
    ]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == files


def test_one_record_is_shown_in_full(desk):
    assert asked(desk, act="whole", number=1)[0] == {
        "number": 1,
        "record": {
            "key": "b_2005", "reference": "Brown 2005", "title": "Old support", "authors": "Brown, Bob", "where": "2005", "links": [],
            "abstract": "", "facts": [["Key", "b_2005"], ["Type", "article"], ["Found by", "Database"]],
            "status": "excluded, at title and abstract: fails year",
            "mine": [{"who": "ann", "stage": "title and abstract", "decision": "exclude", "reason": "fails year", "note": ""}],
            "labels": [],
            "checks": [
                {"include": "meets year", "verdict": "fails", "why": "year 2005 is before 2010"},
                {"include": "meets topic", "verdict": "", "why": ""},
            ],
            "everybody": None,
        },
    }  # fmt: skip
    assert asked(desk, act="whole", number=99)[0] == {"error": "this record is no longer there."}


def test_the_list_is_exported_and_where_only_some_are_shown_only_those(desk, folder):
    state = told(desk, act="export", form="csv")
    assert state["message"] == "4 records written to out/records.csv."
    told(desk, act="sort", column="year", descending=True)
    told(desk, act="export", form="csv", chosen=[1, 0])
    lines = (folder / "out" / "records.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ['"key"', '"a_2010"', '"b_2005"']
    assert (
        told(desk, act="export", form="pdf")["message"]
        == "Not done: a list is exported as CSV or as an Excel workbook."
    )


def test_a_long_text_is_cut_in_a_cell_and_whole_beside_the_list(tmp_path):
    title = f"{HOSTILE} " + "word " * 500
    made = write_review(tmp_path / "review", [entry("a", title=title)])
    desk = widgets.record_list(litmatrix.open(made), "ann")
    cells = asked(desk, act="rows", numbers=[0])[0]["rows"]["0"]
    assert (len(cells[3]), cells[3][-1]) == (CELL, "…")
    assert asked(desk, act="whole", number=0)[0]["record"]["title"] == title.strip()


def test_an_empty_review_says_what_fills_it(tmp_path):
    desk = widgets.record_list(litmatrix.open(write_review(tmp_path / "review")), "ann")
    assert desk.state["empty"] == "No record yet.\nImport search results, or add a source, above."


def test_odd_messages_are_refused_and_nothing_breaks(desk, folder):
    for message in (
        {"act": "filter"}, {"act": "filter", "field": "mine", "values": "include"}, {"act": "sort", "column": "x"},
        {"act": "columns", "columns": None}, {"act": "prepare"}, {"act": "prepare", "do": "label", "text": "x", "chosen": ["a", None, -1]},
        {"act": "undo"}, {"act": "stage"}, {"act": "other"},
    ):  # fmt: skip
        told(desk, **message)
    assert decisions(folder) == []
