"""What is asked of the protocol, worked out: edits, what is merged, what is refused."""

from __future__ import annotations

import pytest

from litmatrix import planning
from litmatrix.errors import ChangedOutside, Misuse
from litmatrix.matrix import parse_matrix
from litmatrix.matrix.columns import Column
from litmatrix.planning import values
from litmatrix.protocol import AddTable, RemoveTable, SetValue

FILE = {
    "title": "A review",
    "questions": ["What is a peer?", "What does it cost?"],
    "reviewers": ["ann"],
    "searches": [{"id": "db", "kind": "database", "source": "PsycInfo", "hits": 4}],
    "criteria": [
        {"id": "year", "include": "from 2010", "check": {"field": "year", "from": 2010}},
        {"id": "uk", "include": "UK", "exclude": "elsewhere"},
    ],
    "descriptors": [{"id": "kind", "type": "choices", "values": ["grey", "academic"]}],
    "themes": [{"id": "peer", "name": "Peer", "question": "What is a peer?"}],
    "claims": [{"text": "4 sources", "value": 4}],
}
MATRIX = parse_matrix("key,kind,other,peer\na,grey; academic,x,\nb,academic,,\n")


def worked_out(decided=False, file=FILE, **asked):
    return planning.worked_out(asked, file, MATRIX, decided)


def shown(table, id="", file=FILE):
    found = (
        file
        if not table
        else file.get(table, {})
        if id == ""
        else next(one for at, one in enumerate(file[table]) if id in (at, one.get("id")))
    )
    return values.shown(table, found)


def test_only_the_members_that_a_person_changed_are_set():
    given = {
        **shown("searches", "db"),
        "source": "Medline",
        "hits": " 1,200 ",
        "date": "2026-01-02",
        "note": "  ",
    }
    plan = worked_out(op="set", table="searches", id="db", shown=shown("searches", "db"), given=given)
    assert plan.what == "search db: source, date, hits"
    assert [edit._replace(value=str(edit.value)) for edit in plan.edits] == [
        SetValue("searches", "db", "source", "Medline"),
        SetValue("searches", "db", "date", "2026-01-02"),
        SetValue("searches", "db", "hits", "1200"),
    ]


def test_what_somebody_else_changed_meanwhile_stays_and_is_no_hindrance():
    was = {**shown("searches", "db"), "source": "Psyc"}
    plan = worked_out(op="set", table="searches", id="db", shown=was, given={**was, "hits": "5"})
    assert plan.edits == (SetValue("searches", "db", "hits", 5),)


def test_a_member_that_both_changed_is_told_with_both_texts_and_nothing_is_done():
    was = {**shown("searches", "db"), "source": "Psyc"}
    with pytest.raises(ChangedOutside, match="source is now “PsycInfo”, and you wrote “Medline”"):
        worked_out(op="set", table="searches", id="db", shown=was, given={**was, "source": "Medline"})


def test_a_member_that_is_emptied_goes_but_a_list_that_a_comment_may_explain_stays():
    plan = worked_out(op="set", table="", shown=shown(""), given={"title": " ", "questions": "\n"})
    assert plan.edits == (SetValue("", "", "title", None), SetValue("", "", "questions", []))


def test_a_question_takes_the_themes_that_answer_it_along():
    given = {"questions": ["Who is a peer?", "What does it cost?"]}
    renamed = {"What is a peer?": "Who is a peer?"}
    plan = worked_out(op="set", table="", shown=shown(""), given=given, renamed=renamed)
    assert plan.edits[1:] == (SetValue("themes", "peer", "question", "Who is a peer?"),)


@pytest.mark.parametrize(("decided", "effect", "members"), [
    (False, "", ["include"]), (True, "same", ["include"]), (True, "narrowed", ["include", "history"]),
])  # fmt: skip
def test_a_new_wording_is_kept_in_the_history_where_it_changes_what_was_decided(decided, effect, members):
    was = shown("criteria", "uk")
    plan = worked_out(
        decided,
        op="set",
        table="criteria",
        id="uk",
        shown=was,
        given={**was, "include": "British"},
        effect=effect,
    )
    assert [edit.member for edit in plan.edits] == members
    if "history" in members:
        (change,) = plan.edits[-1].value
        assert {name: change[name] for name in ("effect", "include", "exclude")} == {
            "effect": "narrowed", "include": "UK", "exclude": "elsewhere",
        }  # fmt: skip


def test_a_new_wording_needs_to_be_told_once_there_are_decisions():
    was = shown("criteria", "uk")
    with pytest.raises(
        Misuse, match="choose whether the criterion now includes more records, fewer, or the same"
    ):
        worked_out(True, op="set", table="criteria", id="uk", shown=was, given={**was, "include": "British"})


def test_the_check_of_a_criterion_is_one_value():
    was = shown("criteria", "year")
    check = {"field": "year", "from": "2012", "to": "2020"}
    plan = worked_out(op="set", table="criteria", id="year", shown=was, given={**was, "check": check})
    assert plan.edits == (SetValue("criteria", "year", "check", {"field": "year", "from": 2012, "to": 2020}),)
    none = worked_out(op="set", table="criteria", id="year", shown=was, given={**was, "check": None})
    assert none.edits == (SetValue("criteria", "year", "check", None),)


def test_a_new_descriptor_brings_its_column_behind_the_others():
    given = {
        "id": "setting",
        "type": "choice",
        "values": [{"value": "ward", "definition": ""}, {"value": ""}],
    }
    plan = worked_out(op="add", table="descriptors", given=given)
    assert plan.edits[0] == AddTable("descriptors", {
        "id": "setting", "name": None, "type": "choice", "values": ["ward"], "group": None,
    })  # fmt: skip
    assert plan.columns == (
        Column("key", "key"), Column("kind", "kind"), Column("setting"), Column("other", "other"), Column("peer", "peer"),
    )  # fmt: skip


def test_a_column_that_is_there_already_becomes_the_descriptors():
    assert worked_out(op="add", table="descriptors", given={"id": "other"}).columns == ()


def test_a_value_with_another_name_takes_the_cells_along():
    was = shown("descriptors", "kind")
    rows = [{"value": "grey literature", "definition": "Not by a publisher."}, {"value": "academic"}]
    plan = worked_out(
        op="set", table="descriptors", id="kind", shown=was, given={**was, "values": rows},
        renamed={"grey": "grey literature", "academic": "academic"},
    )  # fmt: skip
    assert plan.cells == {"kind": {"a": "grey literature; academic"}}
    assert plan.edits == (SetValue("descriptors", "kind", "values", [
        {"value": "grey literature", "definition": "Not by a publisher."}, {"value": "academic"},
    ]),)  # fmt: skip


VALUES = {"op": "set", "table": "descriptors", "id": "kind"}


def with_values(*rows, renamed=(), file=FILE, **more):
    was = shown("descriptors", "kind", file)
    given = {**was, "values": [{"value": one} for one in rows], **more}
    return worked_out(file=file, **VALUES, shown=was, given=given, renamed=dict(renamed))


def test_values_can_change_places_and_what_asks_for_them_goes_along():
    check = {"field": "kind", "is": ["grey", "other"]}
    file = {
        **FILE,
        "criteria": [
            {"id": "sort", "include": "x", "check": check},
            {"id": "year", "include": "y", "check": {"field": "year", "is": ["grey"]}},
        ],
    }
    swapped = {"grey": "academic", "academic": "grey"}
    plan = with_values("academic", "grey", renamed=swapped, file=file)
    assert plan.cells == {"kind": {"a": "academic; grey", "b": "grey"}}
    assert plan.edits[1:] == (
        SetValue("criteria", "sort", "check", {"field": "kind", "is": ["academic", "other"]}),
    )
    chain = with_values("academic", "book", renamed={"grey": "academic", "academic": "book"})
    assert chain.cells == {"kind": {"a": "academic; book", "b": "book"}}


def test_a_value_that_the_matrix_holds_does_not_go_and_one_that_it_does_not_hold_does():
    file = {**FILE, "descriptors": [{"id": "kind", "type": "choices", "values": ["grey", "academic", "web"]}]}
    assert with_values("grey", "academic", file=file).cells == {}
    with pytest.raises(
        Misuse, match=r"the matrix has the value grey for a\. Rename the value, or change the cell"
    ):
        with_values("academic", "web", file=file)
    assert with_values(file=file, type="text").cells == {}


def test_only_a_value_that_there_is_has_another_name_and_one_that_there_will_be():
    assert with_values("grey", "academic", "x", renamed={"academic": "nothing", "web": "x"}).cells == {}


@pytest.mark.parametrize("value", ["a; b", "a\nb"])
def test_a_value_that_no_cell_can_hold_is_refused(value):
    with pytest.raises(Misuse, match="cannot be used: a value has no semicolon"):
        with_values("grey", "academic", value)
    given = {"id": "new", "type": "choices", "values": [{"value": value}]}
    with pytest.raises(Misuse, match="cannot be used: a value has no semicolon"):
        worked_out(op="add", table="descriptors", given=given)


def test_of_two_entries_with_one_id_none_is_changed():
    file = {"claims": [{"id": "n", "text": "a", "value": 1}, {"id": "n", "text": "b", "value": 2}]}
    with pytest.raises(Misuse, match="several claims have the id n"):
        worked_out(file=file, op="set", table="claims", id="n", given={"value": "3"}, shown={})


def test_a_descriptor_goes_with_its_empty_column_and_stays_with_a_full_one():
    file = {**FILE, "descriptors": [*FILE["descriptors"], {"id": "peer"}]}
    plan = worked_out(
        file=file, op="remove", table="descriptors", id="peer", shown=shown("descriptors", "peer", file)
    )
    assert plan.edits == (RemoveTable("descriptors", "peer"),)
    assert "peer" not in [column.name for column in plan.columns]
    with pytest.raises(Misuse, match="the column kind of the matrix is filled for a, b"):
        worked_out(op="remove", table="descriptors", id="kind", shown=shown("descriptors", "kind"))


def test_an_entry_without_an_id_is_known_by_its_place():
    plan = worked_out(op="set", table="claims", id=0, shown=shown("claims", 0), given={"value": "5"})
    assert plan.edits == (SetValue("claims", 0, "value", 5),)


@pytest.mark.parametrize(("asked", "message"), [
    ({"op": "burn"}, "this page is older than litmatrix"),
    ({"op": "add", "table": "themes", "given": {"id": "x", "name": "X"}}, "this page is older than litmatrix"),
    ({"op": "set", "table": "nothing"}, "this page is older than litmatrix"),
    ({"op": "add", "table": "criteria", "given": {"id": "x"}}, "include is missing"),
    ({"op": "add", "table": "criteria", "given": {"id": "uk", "include": "x"}}, "there is a criterion uk already"),
    ({"op": "add", "table": "criteria", "given": {"id": "a b", "include": "x"}}, "must be one word"),
    ({"op": "set", "table": "criteria", "id": "uk", "given": {"include": ""}, "shown": {"include": "UK"}}, "include is missing"),
    ({"op": "set", "table": "criteria", "id": "uk", "given": {"id": "gb"}, "shown": {"id": "uk"}}, "the short name cannot be changed"),
    ({"op": "set", "table": "searches", "id": "db", "given": {"hits": "many"}, "shown": {"hits": 4}}, "must be a whole number"),
    ({"op": "set", "table": "searches", "id": "db", "given": {"date": "1.2.2020"}, "shown": {}}, "must be a date"),
    ({"op": "set", "table": "searches", "id": "db", "given": {"date": "2026-02-30"}, "shown": {}}, "must be a date"),
    ({"op": "set", "table": "themes", "id": "peer", "given": {"name": "x"}, "shown": {}}, "this page is older than litmatrix"),
    ({"op": "set", "table": "", "given": {"title": ["x"]}}, "title is .*which is not possible here"),
    ({"op": "set", "table": "", "given": {"title": True}}, "title is 'True', which is not possible here"),
    ({"op": "set", "table": "", "given": {"questions": ["x", 1]}}, "questions is .*which is not possible here"),
    ({"op": "set", "table": "criteria", "id": "uk", "given": {"check": "year"}}, "check is 'year', which is not possible here"),
    ({"op": "set", "table": "criteria", "id": "uk", "given": {"check": {"field": ["year"]}}}, "field is .*which is not possible here"),
    ({"op": "set", "table": "descriptors", "id": "kind", "given": {"values": ["a"]}}, "values is .*which is not possible here"),
    ({"op": "set", "table": "descriptors", "id": "kind", "given": {"values": [{"value": 1}]}}, "values is .*which is not possible here"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_with_why(asked, message):
    with pytest.raises(Misuse, match=message):
        worked_out(**asked)


@pytest.mark.parametrize("part", [
    {"op": None}, {"op": ["set"]}, {"table": {}}, {"id": True}, {"id": -1}, {"id": 1.0}, {"given": []}, {"given": {1: "x"}},
    {"shown": "x"}, {"effect": 1}, {"renamed": {"a": 1}}, {"ids": "abc"}, {"ids": [1]}, {"old": 1}, {"new": []},
    {"op": "order", "shown": {}}, {"stage": 1}, {"people": "ann"}, {"people": [1]}, {"number": True}, {"number": "2"},
], ids=str)  # fmt: skip
def test_a_message_of_another_shape_is_refused_as_one(part):
    with pytest.raises(Misuse, match="this page is older than litmatrix"):
        worked_out(**{"op": "set", "table": "", **part})


@pytest.mark.parametrize("asked", [None, [], "set", {1: 2}])
def test_what_is_no_message_is_refused_as_one(asked):
    with pytest.raises(Misuse, match="this page is older than litmatrix"):
        planning.worked_out(asked, FILE, MATRIX)


def test_what_the_person_did_not_touch_is_not_judged():
    """A file that somebody wrote by hand may hold what a form would not take."""
    file = {"searches": [{"id": "db", "kind": "database", "date": "2026-02-30", "hits": "many"}]}
    was = shown("searches", "db", file)
    plan = worked_out(file=file, op="set", table="searches", id="db", shown=was, given={**was, "note": "x"})
    assert plan.edits == (SetValue("searches", "db", "note", "x"),)


@pytest.mark.parametrize(("table", "given", "expected"), [
    ("", {"questions": 5, "title": ["x"], "reviewers": "ann"}, {"questions": None, "title": "['x']", "reviewers": ["ann"]}),
    ("criteria", {"check": "year", "history": 5}, {"check": None, "history": None}),
    ("criteria", {"history": [5, {"date": 5, "other": 1}]}, {"history": [{"date": 5}]}),
    ("descriptors", {"values": 5}, {"values": None}),
    ("claims", {"value": float("inf"), "id": 5}, {"value": "inf", "id": 5}),
])  # fmt: skip
def test_whatever_stands_in_the_file_a_form_can_show_it(table, given, expected):
    found = values.shown(table, given)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("asked", [
    {"op": "set", "table": "criteria", "id": "gone", "given": {"include": "x"}},
    {"op": "remove", "table": "criteria", "id": "uk", "shown": {"id": "uk", "include": "other"}},
    {"op": "order", "table": "criteria", "ids": ["uk", "year"], "shown": ["uk", "year"]},
])  # fmt: skip
def test_what_is_not_any_more_as_it_was_shown_is_left_alone(asked):
    with pytest.raises(ChangedOutside):
        worked_out(**asked)


def test_working_out_leaves_the_values_alone():
    import copy

    file, asked = copy.deepcopy(FILE), {"op": "set", "table": "", "shown": shown(""), "given": {"title": "x"}}
    before = copy.deepcopy(asked)
    planning.worked_out(asked, file, MATRIX)
    assert (file, asked) == (FILE, before)


def divided(file=FILE, shown=None, **asked):
    """The plan of a division of title and abstract, of a file that says nothing of one."""
    shown = {"people": [], "number": 1} if shown is None else shown
    return worked_out(
        file=file, **{"op": "divide", "table": "divide", "stage": "screening", "shown": shown, **asked}
    )


def test_a_division_sets_the_people_and_how_many_each_record_needs_in_one_act():
    file = {**FILE, "reviewers": ["ann", "bob"]}
    plan = divided(file, people=["bob", "ann"], number=2)
    assert plan.what == "title and abstract, each record needs 2 people, divided among bob, ann"
    assert plan.edits == (
        SetValue("agree", "", "screening", 2),
        SetValue("divide", "", "screening", ["bob", "ann"]),
    )
    assert divided(file, people=[], number=1).edits == ()


def test_a_division_that_ends_takes_the_people_out_and_leaves_other_stages():
    file = {"agree": {"screening": 2}, "divide": {"screening": ["ann", "bob"], "eligibility": ["ann"]}}
    was = {"people": ["ann", "bob"], "number": 2}
    assert divided(file, was, people=[], number=2).edits == (SetValue("divide", "", "screening", None),)
    with pytest.raises(ChangedOutside, match="the division was changed meanwhile"):
        divided(file, people=["ann"], number=1)


def test_who_is_called_otherwise_keeps_their_records():
    file = {**FILE, "divide": {"screening": ["ann ", "bob"], "eligibility": ["bob"]}}
    plan = worked_out(file=file, op="rename", table="", old="ann", new="Ann A")
    assert SetValue("divide", "", "screening", ["Ann A", "bob"]) in plan.edits
    assert [edit for edit in plan.edits if edit.table == "divide" and edit.member == "eligibility"] == []
