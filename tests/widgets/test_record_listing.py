"""The records as a list: what is known of each, filtered, sorted, numbered, exported. No page is needed."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from making import criterion, decided, descriptor, duplicate, entry, search, sound, write_review
from pandas.testing import assert_frame_equal

import litmatrix
from litmatrix.decisions import Event
from litmatrix.errors import Misuse
from litmatrix.files import fulltexts
from litmatrix.screening import deciding, filtering
from litmatrix.widgets.records.logic import Condition, Listing


@pytest.fixture
def folder(tmp_path):
    return write_review(tmp_path / "review", **sound())


def listing(folder, person="ann"):
    return Listing(litmatrix.open(folder), person)


def labelled(reviewer, key, label):
    return Event(reviewer, key, "label", "set", other=label)


# --- what is known ------------------------------------------------------------------------------------------------------


def test_each_column_says_what_is_known_of_each_record(tmp_path):
    entries = [
        entry("a_2010", title="{A}lpha", author="Adams, Ann and Bo, Cy", year="c. 2010", journal="J", doi="10.1/x",
              abstract="Words.", language="English", study="s1"),
        entry("b", type="book", origin="db, web", title="Beta", publisher="Press"),
        entry("cited", origin="", title="Cited only"),
    ]  # fmt: skip
    events = [
        decided("ann", "a_2010", "screening", "exclude", "year", note="too old"),
        labelled("ann", "a_2010", "old"),
        labelled("bob", "a_2010", "bob’s"),
        decided("bob", "b", "screening", "maybe"),
    ]
    made = write_review(
        tmp_path / "review", entries, events, {"a_2010": {"kind": "grey", "methods": "survey;interview"}},
        searches=[search("db", source="PubMed"), search("web", "website")],
        criteria=[criterion("year", {"field": "year", "from": 2015}), criterion("topic")],
        descriptors=[descriptor("kind", "grey"), descriptor("methods", "survey", "interview", type="choices")],
    )  # fmt: skip
    fulltexts.keep(made, "b", "x.pdf", b"%PDF")
    one = listing(made)
    facts = one.facts
    assert facts.keys == ["a_2010", "b"]
    told = {id: [column.told(text) for text in facts.texts(id)] for id, column in facts.columns.items()}
    day = told.pop("decided")[0]
    assert day.startswith("2026-11-22 10:00")
    assert told == {
        "reference": ["Adams and Bo 2010", "Beta n.d."],
        "title": ["Alpha", "Beta"],
        "authors": ["Adams, Ann; Bo, Cy", ""],
        "year": ["2010", ""],
        "journal": ["J", "Press"],
        "type": ["article", "book"],
        "language": ["English", ""],
        "search": ["PubMed", "PubMed; web"],
        "abstract": ["yes", "no"],
        "dated": ["yes", "no"],
        "fulltext": ["no", "yes"],
        "doi": ["10.1/x", ""],
        "study": ["s1", ""],
        "key": ["a_2010", "b"],
        "added": ["", ""],
        "mine": ["exclude", ""],
        "todo": ["", "full text"],
        "my_reason": ["fails year", ""],
        "my_note": ["too old", ""],
        "labels": ["old", ""],
        "status": ["excluded", "full text to get"],
        "at": ["title and abstract", "retrieval"],
        "reason": ["fails year", ""],
        "descriptor:kind": ["grey", ""],
        "descriptor:methods": ["survey; interview", ""],
        "check:year": ["✗ fails", "? unknown"],
        "everybody": ["ann: exclude (fails year)", "bob: maybe"],
        "all_labels": ["old; bob’s", ""],
        "by:ann": ["exclude", ""],
        "by:bob": ["", "maybe"],
    }


@pytest.mark.parametrize("asked", ["a round", "a third person"])
def test_what_others_decided_is_not_told_of_a_record_that_one_is_still_asked_for(tmp_path, asked):
    tables = (
        {"rounds": [{"id": "pilot", "stage": "screening", "size": 2, "seed": 1, "purpose": "pilot"}]}
        if asked == "a round"
        else {"agree": {"screening": 3}}
    )
    events = [
        decided("ann", "a", "screening", "exclude", "year"),
        decided("bob", "a", "screening", "include"),
    ]
    made = write_review(
        tmp_path / "review", [entry("a"), entry("b")], events, searches=[search()], criteria=[criterion("year")],
        reviewers=["ann", "bob", "cy"], **tables,
    )  # fmt: skip
    one = listing(made, "cy")
    shown = {id: one.facts.texts(id)[0] for id in ("status", "at", "reason")}
    assert shown == {"status": "pending screening", "at": "screening", "reason": ""}
    assert dict(one.counts("status")) == {"pending screening": 2}
    one.compare(True)
    assert one.facts.texts("status") == ["conflict", "pending screening"]
    one.compare(False)
    deciding.decide(one.review, "a", "include", "cy")
    one.fresh()
    assert one.facts.texts("status")[0] == "conflict"


def test_who_sits_down_next_has_not_asked_to_see_what_others_decided(folder):
    one = listing(folder)
    one.compare(True)
    one.sort("by:bob")
    one.take(one.review, person="bob")
    assert (one.compared, one.sorts, "everybody" in one.chosen) == (False, (), False)


def test_others_decisions_and_labels_are_offered_only_once_they_are_compared(folder):
    one = listing(folder, "bob")
    others = {"everybody", "all_labels", "by:ann", "by:bob"}
    assert others.isdisjoint(one.offered())
    for act in (lambda: one.show(["everybody"]), lambda: one.sort("by:ann"), lambda: one.narrow("by:ann", ["include"]), lambda: one.counts("all_labels")):  # fmt: skip
        with pytest.raises(Misuse):
            act()
    one.compare(True)
    assert others <= set(one.offered())
    assert one.chosen[-1] == "everybody"
    one.narrow("by:ann", ["exclude"])
    assert one.keys == ["b_2005"]
    one.compare(False)
    assert (one.keys, one.conditions, "everybody" in one.chosen) == (one.facts.keys, (), False)


def test_decisions_are_mine_at_the_stage_that_is_chosen(folder):
    one = listing(folder)
    assert one.facts.texts("mine") == ["include", "exclude", "include", ""]
    one.take(one.review, stage="eligibility")
    assert one.facts.texts("mine") == ["include", "", "exclude", ""]
    with pytest.raises(Misuse, match="no such stage"):
        one.take(one.review, stage="coding")
    assert listing(folder, "").facts.texts("mine") == [""] * 4


# --- filters ------------------------------------------------------------------------------------------------------------


def test_filters_combine_and_are_told_in_words(folder):
    one = listing(folder)
    one.search("SUPPÓRT")
    one.narrow("mine", ["include", ""])
    one.narrow("years", ["2012", ""])
    assert one.keys == ["c_2012", "d_2013"]
    assert [one.told(condition) for condition in one.conditions] == [
        "My decision: include or not decided by me",
        "Year: from 2012",
    ]
    one.narrow("mine", ["include"], isnt=True)
    assert one.conditions[0] == Condition("mine", ("include",), True)
    assert one.told(one.conditions[0]) == "My decision: not include"
    assert one.keys == ["d_2013"]
    one.narrow("mine", [])
    one.narrow("years", ["2012", "2012"])
    assert one.keys == ["c_2012"]
    one.widen()
    assert one.keys == ["a_2010", "b_2005", "c_2012", "d_2013"]


@pytest.mark.parametrize(
    ("field", "values", "keys"),
    [
        ("status", ["excluded"], ["b_2005", "c_2012"]),
        ("status", ["pending screening"], ["d_2013"]),
        ("at", ["eligibility"], ["a_2010", "c_2012"]),
        ("reason", ["topic"], ["c_2012"]),
        ("my_reason", ["year"], ["b_2005"]),
        ("check:year", ["fails"], ["b_2005"]),
        ("check:year", ["meets"], ["a_2010", "c_2012", "d_2013"]),
        ("descriptor:methods", ["interview"], ["a_2010"]),
        ("descriptor:methods", [""], ["b_2005", "c_2012", "d_2013"]),
        ("search", ["web"], []),
        ("abstract", ["no"], ["a_2010", "b_2005", "c_2012", "d_2013"]),
        ("dated", ["no"], []),
        ("years", ["2013", "2012"], ["c_2012", "d_2013"]),
    ],
)
def test_records_are_filtered_by_anything_that_is_known(folder, field, values, keys):
    one = listing(folder)
    one.narrow(field, values)
    assert one.keys == keys


def test_a_filter_offers_the_values_of_what_matches_all_else_with_how_many_have_each(folder):
    one = listing(folder)
    assert one.counts("status") == [("excluded", 2), ("included", 1), ("pending screening", 1)]
    one.narrow("status", ["included"])
    one.search("old")
    assert one.counts("status") == [("excluded", 1), ("included", 0)]
    assert one.counts("descriptor:methods") == []
    one.widen()
    assert one.counts("descriptor:methods") == [("interview", 1), ("survey", 1), ("", 3)]


@pytest.mark.parametrize(
    ("field", "values"), [("nothing", ["a"]), ("title", ["Old support"]), ("years", ["soon", ""])]
)
def test_a_filter_that_there_is_not_is_misuse(folder, field, values):
    with pytest.raises(Misuse):
        listing(folder).narrow(field, values)


def test_matches_is_the_frame_of_what_is_listed(folder):
    one = listing(folder)
    one.narrow("status", ["excluded"])
    one.sort("year")
    overview = filtering.overview(one.review)
    assert_frame_equal(one.matches, overview.loc[["b_2005", "c_2012"]])
    one.sort("year")
    assert_frame_equal(one.matches, overview.loc[["c_2012", "b_2005"]])


# --- the order ----------------------------------------------------------------------------------------------------------


def test_a_column_sorts_up_then_down_and_the_one_before_it_decides_among_alike(tmp_path):
    made = write_review(
        tmp_path / "review",
        [
            entry("a", title="Émile", year="2012"),
            entry("b", title="zoo", year="2010"),
            entry("c", title="Eve", year="2012"),
            entry("d", title="Ära"),
            entry("e", title="", year="2009"),
        ],
    )
    one = listing(made)
    one.sort("title")
    assert one.keys == ["d", "a", "c", "b", "e"]
    one.sort("year")
    assert (one.keys, one.sorts) == (["e", "b", "a", "c", "d"], (("year", False), ("title", False)))
    one.sort("year")
    assert one.keys == ["a", "c", "b", "e", "d"], "without a year: last, whichever way"
    one.sort("title", True)
    one.sort("year", False)
    assert one.keys == ["e", "b", "c", "a", "d"]
    one.sort("")
    assert (one.keys, one.sorts) == (["a", "b", "c", "d", "e"], ())


def test_numbers_sort_as_numbers(tmp_path):
    cells = {"a": {"size": "12"}, "b": {"size": "9"}, "c": {"size": "1,200"}}
    made = write_review(tmp_path / "review", [entry(key) for key in "abc"], cells=cells, descriptors=[descriptor("size", type="number")])  # fmt: skip
    one = listing(made)
    one.sort("descriptor:size")
    assert one.keys == ["b", "a", "c"]


def test_columns_are_chosen_and_ordered_and_remembered_for_the_folder(folder):
    one = listing(folder)
    one.show(["year", "title", "year"])
    assert one.cells(["b_2005"]) == [["2005", "Old support"]]
    one.compare(True)
    one.show(["everybody", "title"])
    assert listing(folder).chosen == ("title",)
    with pytest.raises(Misuse, match="one column must stay"):
        one.show([])
    with pytest.raises(Misuse, match="no such column"):
        one.show(["dated"])


# --- numbers ------------------------------------------------------------------------------------------------------------


def numbers(data):
    return [int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4)]


def test_a_record_keeps_its_number_whatever_comes_in_before_it(folder):
    one = listing(folder)
    assert numbers(one.numbered()) == [0, 1, 2, 3]
    path = folder / "bibliography.bib"
    text = path.read_text(encoding="utf-8")
    start = text.index("@article{b_2005")
    end = text.index("@article{c_2012")
    path.write_text(
        "@book{new, title = {New}, origin = {db}}\n\n" + text[:start] + text[end:], encoding="utf-8"
    )
    version = one.version
    assert one.fresh()
    assert one.keys == ["new", "a_2010", "c_2012", "d_2013"]
    assert (numbers(one.numbered()), one.version) == ([4, 0, 2, 3], version + 1)
    assert one.of([4, 1, 3, 99]) == ["new", "d_2013"]
    one.sort("title", True)
    data, gone = one.among([3, 1, 0])
    assert (numbers(data), gone) == ([0, 3], [1])


def test_the_order_counts_as_another_only_where_it_is(folder):
    one = listing(folder)
    version = one.version
    one.sort("key")
    one.narrow("dated", ["yes"])
    assert one.version == version
    one.sort("key")
    assert one.version == version + 1


def test_a_full_text_that_is_put_into_its_folder_shows(folder):
    one = listing(folder)
    assert not one.fresh()
    fulltexts.keep(folder, "a_2010", "x.pdf", b"%PDF")
    assert one.fresh()
    assert one.facts.texts("fulltext") == ["yes", "no", "no", "no"]


def test_what_is_filtered_by_a_column_that_goes_is_let_go(folder):
    one = listing(folder)
    one.narrow("descriptor:kind", ["academic"])
    one.show(["title", "descriptor:kind"])
    one.sort("descriptor:kind")
    path = folder / "review.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('id = "kind"', 'id = "sort"'), encoding="utf-8")
    one.fresh()
    assert (one.conditions, one.chosen, one.sorts) == ((), ("title",), ())


def test_names_are_told_apart_anew_when_a_duplicate_is_settled(tmp_path):
    made = write_review(
        tmp_path / "review", [entry(key, title=key, author="Lee, A.", year="2010") for key in "ab"]
    )
    one = listing(made)
    assert one.facts.texts("reference") == ["Lee 2010a", "Lee 2010b"]
    deciding.decide(one.review, "b", "duplicate", "bob", "identification", other="a")
    one.fresh()
    assert one.facts.texts("reference") == ["Lee 2010", "Lee 2010"]


# --- export -------------------------------------------------------------------------------------------------------------


def test_what_is_listed_is_exported_and_no_spreadsheet_runs_it(tmp_path):
    made = write_review(
        tmp_path / "review", [entry("a", title="=1+1", year="2001"), entry("b", title="B", year="2000")]
    )
    one = listing(made)
    one.show(["title", "key", "year"])
    one.sort("year")
    path, notes = one.export("csv")
    assert (path, notes) == (made / "out" / "records.csv", ())
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert rows == [["key", "Title", "Year"], ["b", "B", "2000"], ["a", "'=1+1", "2001"]]
    path, _ = one.export("xlsx", ["a"])
    sheet = openpyxl.load_workbook(path)["Records"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["key", "Title", "Year"],
        ["a", "=1+1", "2001"],
    ]
    assert sheet["B2"].data_type == "s"
    with pytest.raises(Misuse):
        one.export("pdf")


def test_an_export_replaces_the_one_before_but_no_file_of_a_person(folder):
    one = listing(folder)
    assert one.export("csv")[0].name == "records.csv"
    one.narrow("status", ["included"])
    assert one.export("csv")[0].name == "records.csv"
    (folder / "out" / "records.csv").write_text("mine")
    assert one.export("csv")[0].name == "records-2.csv"
    assert (folder / "out" / "records.csv").read_text() == "mine"


def test_columns_of_the_same_name_are_told_apart_in_an_export(tmp_path):
    made = write_review(
        tmp_path / "review", [entry("a", title="A")], descriptors=[descriptor("t", name="Title")]
    )
    one = listing(made)
    one.show(["title", "descriptor:t"])
    path, _ = one.export("csv")
    assert path.read_text(encoding="utf-8-sig").splitlines()[0] == '"key","Title","Title (2)"'


def test_a_review_without_a_record_is_an_empty_list(tmp_path):
    one = listing(write_review(tmp_path / "review"))
    one.sort("title")
    one.search("word")
    assert (one.keys, one.counts("status"), one.numbered()) == ([], [], b"")
    assert one.export("csv")[0].exists()


def test_a_duplicate_and_its_labels_are_told_at_the_record_that_is_kept(tmp_path):
    made = write_review(
        tmp_path / "review", [entry("a", title="A"), entry("b", title="B")],
        [duplicate("b", "a"), labelled("ann", "b", "cost")],
    )  # fmt: skip
    one = listing(made)
    assert one.facts.texts("status") == ["pending screening", "duplicate"]
    assert one.facts.texts("labels") == ["cost", ""]
