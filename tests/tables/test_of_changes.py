"""The deviations from the protocol: what history/ and review.toml tell of changes since screening began."""

from __future__ import annotations

import datetime
import re

import small_review
from making import (
    assert_left_alone,
    criterion,
    decided,
    entry,
    review,
    search,
    sound,
    theme,
    withdrawn,
    write_review,
)

import litmatrix
from litmatrix import importing, planning, tables
from litmatrix.coding import operations, themes
from litmatrix.planning import values
from litmatrix.protocol import toml


def day(number):
    return datetime.date(2026, 11, number)


def told(folder, *columns):
    frame = tables.deviations(litmatrix.open(folder)).frame
    return [tuple(row) for row in frame[list(columns) or [*frame.columns]].to_numpy().tolist()]


def set_members(folder, table, id="", effect="", by="ann", **given):
    file = toml.loads((folder / "review.toml").read_text(encoding="utf-8"))
    found = file if not table else file.get(table, {})
    if id != "":
        found = next(one for one in found if one.get("id") == id)
    asked = {"op": "set", "table": table, "id": id, "shown": values.shown(table, found), "given": given, "effect": effect}  # fmt: skip
    assert planning.change(litmatrix.open(folder), asked, by)


def test_each_change_of_the_protocol_says_what_was_before_what_is_now_and_by_whom(tmp_path):
    write_review(tmp_path, **sound(questions=["What helps?"]))
    set_members(tmp_path, "", questions="What helps whom?")
    set_members(tmp_path, "agree", screening="2")
    set_members(tmp_path, "criteria", "year", "widened", include="from 2005", exclude="before 2005")
    planning.change(
        litmatrix.open(tmp_path),
        {"op": "add", "table": "searches", "given": {"id": "late", "kind": "database", "source": "CINAHL", "date": "2026-12-01"}},
        "bob",
    )  # fmt: skip
    planning.change(
        litmatrix.open(tmp_path),
        {"op": "add", "table": "claims", "given": {"text": "We had 3", "value": "3"}},
    )
    set_members(tmp_path, "about", aims="To see.")
    set_members(tmp_path, "", title="Another title")
    rows = told(tmp_path)
    assert rows == [
        ("questions changed", "What helps?", "What helps whom?", "not stated", "ann"),
        ("how many must agree changed", "", "title and abstract: 2", "not stated", "ann"),
        (
            "criterion year changed: widened",
            "include: meets year\nexclude: fails year",
            "include: from 2005\nexclude: before 2005",
            "not stated",
            "ann",
        ),
        ("search late added", "", "kind: database\nsource: CINAHL\ndate: 2026-12-01", "not stated", "bob"),
    ]
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", when)
        for when in tables.deviations(litmatrix.open(tmp_path)).frame.index
    )


def test_what_was_undone_is_no_deviation(tmp_path):
    write_review(tmp_path, **sound())
    set_members(tmp_path, "criteria", "year", "narrowed", include="from 2012")
    operations.apply(tmp_path, lambda protocol, matrix: themes.rename(protocol, matrix, "costs", "prices"))
    assert len(told(tmp_path)) == 2
    operations.undo(tmp_path)
    planning.undo(tmp_path)
    assert told(tmp_path) == []


def test_a_removed_entry_and_another_order_are_told(tmp_path):
    write_review(tmp_path, **sound())
    file = toml.loads((tmp_path / "review.toml").read_text(encoding="utf-8"))
    web = values.shown("searches", file["searches"][1])
    planning.change(litmatrix.open(tmp_path), {"op": "order", "table": "criteria", "ids": ["topic", "year"], "shown": ["year", "topic"]})  # fmt: skip
    planning.change(
        litmatrix.open(tmp_path), {"op": "remove", "table": "searches", "id": "web", "shown": web}
    )
    assert told(tmp_path, "What", "Before", "After") == [
        ("the criteria in another order", "year; topic", "topic; year"),
        ("search web removed", "kind: website\nsource: Web", ""),
    ]


def test_a_search_that_an_import_made_is_told_once(tmp_path):
    folder = small_review.make(tmp_path).folder
    for id, title in (("pm", "Peer work"), ("db", "Other work")):
        fields = {"title": title, "author": "Smith, Anna", "year": "2019"}
        found = importing.ImportedRecord("article", "", fields, 1, "")
        export = importing.Export(f"{id}.nbib", "pubmed", "utf-8", 1, (found,), ())
        about = {"source": "PubMed", "hits": "1"} if id == "pm" else {}
        importing.apply(folder, importing.plan(litmatrix.open(folder), [export], id, about))
    ((what, before, after),) = told(folder, "What", "Before", "After")
    assert (what, before) == ("search pm added", "")
    assert "source: PubMed" in after


def test_a_search_that_was_written_by_hand_is_told_by_its_date():
    searches = [
        search("db", date=day(1)),
        search("again", source="PubMed", date=day(30), updates="db", note="A year later."),
    ]
    made = review([entry("a")], [decided("ann", "a", "screening", "include")], searches=searches)
    table = tables.deviations(made)
    assert table.frame.reset_index().to_numpy().tolist() == [
        ["2026-11-30", "search again run later, which repeats db", "", "kind: database\nsource: PubMed", "A year later.", "not stated"],
    ]  # fmt: skip
    assert table.note == "Since the first record was screened, on 2026-11-22. Times are UTC."


def test_the_history_of_a_criterion_that_was_written_by_hand_is_told_with_what_came_of_it():
    history = [
        {"date": day(10), "effect": "narrowed", "include": "health"},
        {"date": day(23), "effect": "narrowed", "include": "mental health"},
        {"date": "spring 2027", "effect": "widened", "include": "peers"},
    ]
    made = review([entry("a")], [decided("ann", "a", "screening", "include")], criteria=[criterion("topic", include="all", history=history)])  # fmt: skip
    table = tables.deviations(made).frame
    assert table[["What", "Before", "After"]].reset_index().to_numpy().tolist() == [
        ["2026-11-23", "criterion topic changed: narrowed", "include: mental health", "include: peers"],
        ["spring 2027", "criterion topic changed: widened", "include: peers", "include: all"],
    ]


def test_themes_that_changed_are_told_by_name_with_why_and_the_definitions_of_before_and_after(tmp_path):
    write_review(tmp_path, **sound(themes=[theme("benefits", definition="Good."), theme("costs")]))

    def do(make, *given, why="", **more):
        operations.apply(
            tmp_path, lambda protocol, matrix: make(protocol, matrix, *given, **more), why, "ann"
        )

    do(themes.redefine, "benefits", "What good comes of it.", why="It was too short.")
    do(themes.rename, "benefits", "gains", "Gains")
    do(themes.redefine, "gains", "All gains.")
    do(themes.add, "hope")
    do(themes.reorder, ["costs", "gains", "hope"])
    do(themes.merge, ["costs", "hope"], "costs", why="Nobody told them apart.")
    do(themes.retire, "costs")
    assert told(tmp_path) == [
        ("redefine the theme “Benefits”", "Good.", "What good comes of it.", "It was too short.", "ann"),
        ("rename the theme “Benefits” to “Gains”", "Benefits", "Gains", "not stated", "ann"),
        ("redefine the theme “Gains”", "What good comes of it.", "All gains.", "not stated", "ann"),
        ("add the theme “Hope”", "", "Hope", "not stated", "ann"),
        ("merge the themes “Costs”, “Hope” into “Costs”", "Costs\nHope", "Costs", "Nobody told them apart.", "ann"),
        ("retire the theme “Costs”", "Costs", "", "not stated", "ann"),
    ]  # fmt: skip


def test_a_definition_that_no_record_holds_is_not_stated():
    history = [
        {"time": day(25), "change": "redefine", "from": ["benefits"], "to": ["benefits"], "why": "Clearer."}
    ]
    made = review(
        [entry("a")], [decided("ann", "a", "screening", "include")], themes=[theme("benefits", definition="Good.")], theme_history=history
    )  # fmt: skip
    assert tables.deviations(made).frame[["Before", "After", "Why"]].to_numpy().tolist() == [
        ["not stated", "Good.", "Clearer."]
    ]


def test_what_was_changed_before_the_first_record_was_screened_is_the_protocol_itself(tmp_path):
    assert tables.deviations(review()).nothing == (
        "Nothing was decided yet: until the first record is screened, all that you write down is the protocol itself."
    )
    write_review(tmp_path, **sound(events=[]))
    set_members(tmp_path, "agree", screening="2")
    assert told(tmp_path) == []
    # What was withdrawn did not begin it.
    gone = [decided("ann", "a_2010", "screening", "include"), withdrawn("ann", "e1")]
    write_review(tmp_path / "two", **sound(events=gone))
    set_members(tmp_path / "two", "agree", screening="2")
    assert told(tmp_path / "two") == []


def test_another_name_of_a_reviewer_is_no_deviation(tmp_path):
    write_review(tmp_path, **sound())
    planning.change(litmatrix.open(tmp_path), {"op": "rename", "old": "ann", "new": "Ann"})
    assert told(tmp_path) == []
    assert tables.deviations(litmatrix.open(tmp_path)).nothing == (
        "No change of the protocol is recorded since the first record was screened (2026-11-22)."
    )


def test_telling_them_changes_nothing():
    assert_left_alone(review(**sound()), tables.deviations)
