"""The protocol desk, driven without a page."""

from __future__ import annotations

import pytest
import small_review
from making import sound, write_review

import litmatrix
from litmatrix import widgets
from litmatrix.model import Protocol
from litmatrix.planning import values
from litmatrix.protocol.members import members
from litmatrix.screening import deciding
from litmatrix.widgets.protocol.logic import Planning
from litmatrix.widgets.protocol.sections import SECTIONS


def desk_of(folder, name=""):
    return widgets.protocol_desk(litmatrix.open(folder), name)


def tell(desk, **message):
    desk._answer(None, message, [])
    return desk.state


def save(desk, form=1, **asked):
    return tell(desk, act="save", form=form, asked=asked)


def asked(desk, **message):
    told = []
    desk.send = lambda content, buffers=None: told.append(content)
    desk._answer(None, message, [])
    return told[0]


def test_every_member_of_review_toml_has_a_field_but_for_those_that_other_desks_keep():
    fields = {(one.table, field.name) for one in SECTIONS for field in one.fields}
    fields |= {(table, field.name) for one in SECTIONS for table, listed in one.tables for field in listed}
    named = {name for name, one in members(Protocol).items() if one.kind in ("table", "tables")}
    wanted = {(table, name) for table in ("", *named) for name in values.kinds(table)}
    elsewhere = {("", "format"), ("", "reviewers"), ("criteria", "history")}
    assert fields == {
        one for one in wanted - elsewhere if one[0] not in ("themes", "theme_history", "divide")
    }


def test_every_example_can_be_taken_as_it_stands(tmp_path):
    write_review(tmp_path)
    desk = desk_of(tmp_path)
    for number, section in enumerate((one for one in SECTIONS if one.example), start=1):
        how = {"op": "add", "table": section.table}
        if not section.table:
            table = section.tables[0][0]
            how = {"op": "set", "table": table, "shown": desk.state["values"][table]}
        state = save(desk, number, **how, given=dict(section.example))
        assert (state["finished"], state["saved"]["ok"]) == (number, True), state["message"]
    assert litmatrix.open(tmp_path).problems == ()
    protocol = litmatrix.open(tmp_path).protocol
    assert [one.id for one in (*protocol.searches, *protocol.criteria, *protocol.descriptors, *protocol.rounds)] == [
        "db", "pubmed", "published_from_2010", "method", "pilot_of_the",
    ]  # fmt: skip


def test_a_new_wording_tells_how_many_decisions_are_due_again(tmp_path):
    write_review(tmp_path, **sound())
    desk = desk_of(tmp_path)
    was = next(one for one in desk.state["values"]["criteria"] if one["id"] == "year")
    new = {"op": "set", "table": "criteria", "id": "year", "shown": was, "given": {"include": "from 2012"}}
    assert save(desk, **new)["message"].startswith("Not done: choose whether")
    state = save(desk, 2, **new, effect="narrowed")
    assert state["message"] == (
        "Saved: criterion year: include. 3 decisions have to be made again: see the queue “to decide again” of the screening card."
    )


def test_a_check_is_tried_before_it_is_saved(tmp_path):
    write_review(tmp_path, **sound())
    desk = desk_of(tmp_path)
    assert asked(desk, act="try", asked=7, check={"field": "year", "from": "2011", "to": ""}) == {
        "answer": "try", "asked": 7, "of": 4, "fails": 2, "unknown": 0,
        "examples": ["Adams 2010: year 2010 is before 2011", "Brown 2005: year 2005 is before 2011"],
    }  # fmt: skip
    assert asked(desk, act="try", check={"field": "kind", "is": ["grey"]})["unknown"] == 3
    assert asked(desk, act="try", check={"field": "year"})["fails"] is None
    assert "must be a whole number" in asked(desk, act="try", check={"field": "year", "from": "x"})["error"]


def test_numbers_and_problems_are_told_when_they_are_asked_for(tmp_path):
    write_review(tmp_path, **sound())
    desk = desk_of(tmp_path)
    assert ("included", 1) in asked(desk, act="counts")["counts"]
    assert asked(desk, act="problems")["problems"] == []


def test_what_was_changed_outside_shows_with_the_next_act_and_undo_is_told(tmp_path):
    small_review.make(tmp_path)
    desk = desk_of(tmp_path)
    path = tmp_path / "review.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("A small review", "Mine"), encoding="utf-8")
    assert tell(desk, act="refresh")["values"][""]["title"] == "Mine"
    state = save(desk, op="set", table="", id="", shown={"title": "Mine"}, given={"title": "Ours"})
    assert (state["last"], state["message"]) == ("review: title", "Saved: review: title.")
    assert tell(desk, act="undo")["message"] == "Undone: review: title."
    assert [one["undone"] for one in desk.state["changes"]] == [True]
    assert tell(desk, act="undo")["message"] == "Not done: there is no change of the protocol to undo."


def test_a_broken_protocol_is_told_and_nothing_is_saved(tmp_path):
    small_review.make(tmp_path, toml="title = “curly”\n")
    desk = desk_of(tmp_path)
    assert desk.state["fatal"]
    assert desk.state["message"].startswith("Nothing can be changed until this is fixed. review.toml:1")
    assert save(desk, op="set", table="", shown={}, given={"title": "x"})["saved"]["text"].startswith(
        "NOT SAVED: "
    )


def test_a_question_that_is_worded_anew_takes_its_themes_along(tmp_path):
    small_review.make(tmp_path)
    Planning(litmatrix.open(tmp_path)).save({
        "op": "set", "table": "", "id": "", "shown": {"questions": ["What is a peer?", "What does it cost?"]},
        "given": {"questions": "Who is a peer?\nWhat does it cost?"},
    })  # fmt: skip
    assert litmatrix.open(tmp_path).protocol.themes[0].question == "Who is a peer?"


def test_a_finding_keeps_a_theme_that_was_renamed_since(tmp_path):
    history = [{"time": "2026-11-20", "change": "rename", "from": ["good"], "to": ["benefits"]}]
    write_review(
        tmp_path,
        **sound(theme_history=history, findings=[{"id": "f", "statement": "It helps.", "theme": "good"}]),
    )
    desk = desk_of(tmp_path)
    was = desk.state["values"]["findings"][0]
    given = {"theme": "good", "confidence": "low"}
    assert save(desk, op="set", table="findings", id="f", shown=was, given=given)["saved"]["ok"]
    assert litmatrix.open(tmp_path).protocol.findings[0].confidence == "low"


def test_a_value_that_is_called_otherwise_takes_its_sources_along(tmp_path):
    small_review.make(tmp_path)
    desk = desk_of(tmp_path)
    was = desk.state["values"]["descriptors"][0]
    rows = [{"was": "academic", "value": "scholarly", "definition": ""}, {"was": "grey", "value": "grey"}]
    save(desk, op="set", table="descriptors", id="source_type", shown=was, given={"values": rows})
    assert litmatrix.open(tmp_path).matrix.at["adams_2011", "source_type"] == "scholarly"


def test_whoever_is_called_otherwise_goes_on_under_the_new_name(tmp_path):
    write_review(tmp_path, **sound())
    deciding.remember_reviewer("ann")
    desk = desk_of(tmp_path)
    assert save(desk, op="rename", old="ann", new="Ann Adams")["who"]["name"] == "Ann Adams"
    assert deciding.remembered_reviewer() == "Ann Adams"
    assert desk.state["people"] == {"Ann Adams": 5, "bob": 0}
    assert tell(desk, act="undo")["who"]["name"] == deciding.remembered_reviewer() == "ann"


def test_whatever_the_page_sends_the_desk_answers_in_words(tmp_path):
    small_review.make(tmp_path)
    desk = desk_of(tmp_path)
    title = {"op": "set", "table": "", "given": {"title": "x"}, "shown": {"title": "A small review"}}
    for message in (
        None,
        [],
        {"op": 1},
        {"op": "set", "table": "", "given": [1]},
        {"op": "rename", "old": [], "new": 1},
    ):
        assert "this page is older than litmatrix" in tell(desk, act="save", form=1, asked=message)["message"]
    assert "which is not possible here" in asked(desk, act="try", check=5)["error"]
    assert tell(desk, act="save", form="x", asked=title)["saved"]["ok"]


@pytest.mark.parametrize(("asked", "message"), [
    ({"table": "descriptors", "given": {"id": "year", "type": "text"}}, "the name year is used by litmatrix itself"),
    ({"table": "descriptors", "given": {"id": "Peer", "type": "text"}}, "Peer and peer differ only in capitals"),
    ({"table": "searches", "given": {"id": "DB", "kind": "other"}}, "DB and db differ only in capitals"),
    ({"table": "criteria", "given": {"include": "x", "check": {"field": "yeer", "from": 1}}}, "neither a field of a record nor a descriptor. Did you mean year?"),
    ({"op": "set", "table": "criteria", "id": "full", "shown": {}, "given": {"check": {"field": "zzz", "is": ["x"]}}, "effect": "same"}, "the check uses zzz"),
    ({"table": "criteria", "given": {"include": "x", "check": {"field": "year", "from": 2, "to": 1}}}, "from (2) is above to (1)"),
    ({"table": "claims", "given": {"text": "t", "value": "1", "count": "includet"}}, "no computed number includet. Did you mean included?"),
    ({"table": "accepted", "given": {"check": "no-key", "key": "x", "why": "so"}}, "no problem no-key of x at present"),
    ({"table": "findings", "given": {"statement": "It helps.", "theme": "pear"}}, "there is no theme pear. Did you mean peer?"),
    ({"table": "findings", "given": {"statement": "It helps.", "coherence": "some"}}, "the coherence is some. Allowed: none or very minor, minor"),
    ({"table": "rounds", "given": {"purpose": "p", "stage": "screening", "size": "-5"}}, "size is -5, and cannot be below 0"),
])  # fmt: skip
def test_what_a_check_would_find_wrong_at_once_is_not_saved(tmp_path, asked, message):
    small_review.make(tmp_path)
    before = (tmp_path / "review.toml").read_bytes()
    state = save(desk_of(tmp_path), **{"op": "add", **asked})
    assert message in state["message"] + state["saved"]["text"]
    assert (tmp_path / "review.toml").read_bytes() == before


def test_a_short_name_is_made_that_can_be_one(tmp_path):
    small_review.make(tmp_path)
    desk = desk_of(tmp_path)
    for name in ("Title", "Peer", "Key"):
        assert save(desk, op="add", table="descriptors", given={"name": name, "type": "text"})["saved"]["ok"]
    assert [one["id"] for one in desk.state["values"]["descriptors"]][1:] == ["title_2", "peer_2", "key_2"]


def test_a_protocol_that_holds_the_wrong_kinds_of_values_can_be_looked_at(tmp_path):
    small_review.make(
        tmp_path, toml="questions = 5\ntitle = 10:00:00\nsearches = [5]\ncriteria = 5\nabout = 5\n"
    )
    assert desk_of(tmp_path).state["values"][""]["title"] == "10:00:00"


def test_looking_at_the_desk_changes_no_file(tmp_path):
    small_review.make(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    desk = desk_of(tmp_path, "ann")
    asked(desk, act="problems")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
