"""Settling duplicates: what is recorded, what the flow makes of it, and what is taken over."""

from __future__ import annotations

import pytest
from making import duplicate, entry, search, sound, write_review

import litmatrix
from litmatrix import screening
from litmatrix.duplicates import settling
from litmatrix.errors import Misuse, Unreadable
from litmatrix.screening import deciding, flow

FIELDS = {
    "title": "Peer support workers in acute mental health wards: a randomised trial",
    "author": "Smith, John and Brown, Mary",
    "year": "2015",
    "journal": "British Journal of Psychiatry",
    "volume": "206",
    "number": "4",
    "pages": "300--308",
}
OTHER = {
    **FIELDS,
    "title": "Recovery colleges and what their students say of them",
    "pages": "410--419",
    "author": "White, K.",
}


@pytest.fixture
def folder(tmp_path):
    entries = [
        entry("a", origin="db", **FIELDS),
        entry("b", origin="second", doi="10.1000/b", abstract="What we {\\'e} did.", **FIELDS),
        entry("c", origin="db,second", **FIELDS),
        entry("d", origin="second", **OTHER),
        entry("e", origin="db", **{**OTHER, "journal": "Trials", "volume": "9", "pages": "S12"}),
        entry("f", origin="", **FIELDS),
    ]
    searches = [search("db", source="PubMed"), search("second", source="Scopus")]
    return write_review(tmp_path / "review", **sound(entries=entries, searches=searches, events=[], cells={}))


def opened(folder):
    return litmatrix.open(folder)


def removed(folder):
    return dict(screening.duplicates(opened(folder))[0])


def numbers(folder):
    return {box.id: box.n for box in flow.boxes(opened(folder)) if box.arm == "database"}


def test_sure_ones_are_settled_as_one_act_and_the_flow_adds_up(folder):
    before = numbers(folder)
    assert (before["database_identified"], before["database_removed"], before["database_screened"]) == (
        6,
        1,
        5,
    )
    review = opened(folder)
    found = settling.find(review)
    assert (found.sure, [pair[:2] for pair in found.doubtful]) == ((("b", "a", "c"),), [("d", "e")])
    events = settling.settle_sure(review, found.sure, "ann")
    assert [(event.key, event.other, event.stage, event.decision) for event in events] == [
        ("a", "b", "identification", "duplicate"),
        ("c", "b", "identification", "duplicate"),
    ]
    assert len({event.batch for event in events}) == 1 and events[0].batch
    after = numbers(folder)
    assert (after["database_identified"], after["database_removed"], after["database_screened"]) == (6, 3, 3)
    assert flow.unclosed(flow.boxes(opened(folder))) == ()
    again = settling.find(opened(folder))
    assert (again.sure, [pair[:2] for pair in again.doubtful]) == ((), [("d", "e")])
    undone = deciding.undo(opened(folder), "ann", "identification")
    assert {event.id for event in undone} == {event.id for event in events}
    assert numbers(folder) == before


def test_what_was_settled_before_is_followed_and_makes_no_circle(folder):
    deciding.decide(opened(folder), "a", "duplicate", "ann", "identification", other="c")
    settling.settle_sure(opened(folder), [("a", "b")], "ann")
    assert removed(folder) == {"a": "c", "b": "c"}
    settling.settle_sure(opened(folder), [("d", "c"), ("e", "b")], "ann")
    assert (
        removed(folder) == {"a": "e", "b": "e", "c": "e", "d": "e"} or len(set(removed(folder).values())) == 1
    )
    assert screening.duplicates(opened(folder))[1] == ()
    assert settling.settle_sure(opened(folder), [("a", "b")], "ann") == ()


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ([("a", "b"), ("b", "c")], "b is in two groups"),
        ([("a", "a")], "a is in two groups, or twice in one"),
        ([("a", "nobody")], "no entry nobody"),
        ([("a", "b", "d")], "a and d were marked as not duplicates"),
    ],
)
def test_groups_that_make_no_sense_record_nothing(folder, groups, message):
    deciding.decide(opened(folder), "a", "distinct", "ann", "identification", other="d")
    with pytest.raises(Misuse, match=message):
        settling.settle_sure(opened(folder), groups, "ann")
    assert removed(folder) == {}


def test_a_pair_keeps_the_fullest_or_whom_a_person_chose(folder):
    event = settling.settle_pair(opened(folder), "b", "a", "duplicate", "ann")
    assert (event.key, event.other) == ("a", "b")
    event = settling.settle_pair(opened(folder), "d", "e", "duplicate", "ann", keep="e")
    assert (event.key, event.other) == ("d", "e")
    # a stands for b now.
    event = settling.settle_pair(opened(folder), "a", "c", "duplicate", "ann")
    assert (event.key, event.other) == ("c", "b")
    with pytest.raises(Misuse, match="a and c are already recorded as duplicates; b is kept"):
        settling.settle_pair(opened(folder), "a", "c", "duplicate", "ann")


def test_a_distinct_pair_is_remembered_and_parts_what_was_one(folder):
    settling.settle_pair(opened(folder), "d", "e", "distinct", "ann")
    assert settling.find(opened(folder)).doubtful == ()
    settling.settle_pair(opened(folder), "a", "b", "duplicate", "ann")
    settling.settle_pair(opened(folder), "a", "b", "distinct", "ann")
    assert removed(folder) == {}


@pytest.mark.parametrize(
    ("key", "other", "decision", "keep", "message"),
    [
        ("a", "b", "include", "", "not a decision on a pair"),
        ("a", "b", "duplicate", "c", "c is not one of the two"),
        ("a", "a", "duplicate", "", "a is not one"),
        ("a", "nobody", "distinct", "", "nobody is not one"),
    ],
)
def test_a_pair_that_makes_no_sense_is_misuse(folder, key, other, decision, keep, message):
    with pytest.raises(Misuse, match=message):
        settling.settle_pair(opened(folder), key, other, decision, "ann", keep)


# --- pairs of another program ---


@pytest.mark.parametrize(
    "head", ["key,other", "match_probability,unique_id_l,unique_id_r", "\ufeffkey,other"]
)
def test_pairs_are_read_by_their_columns_whatever_else_stands_there(tmp_path, head):
    path = tmp_path / "pairs.csv"
    extra = "0.99," if head.startswith("match") else ""
    path.write_text(f"{head}\r\n{extra}a,b\r\n{extra}b,c\r\n", encoding="utf-8", newline="")
    assert settling.read_pairs(path) == (("a", "b"), ("b", "c"))


@pytest.mark.parametrize(("text", "message"), [("", "has the columns"), ("a;b\n1;2\n", "has the columns"), ("key,other\na\n", "pairs.csv:2")])  # fmt: skip
def test_a_table_that_holds_no_pairs_is_unreadable(tmp_path, text, message):
    path = tmp_path / "pairs.csv"
    path.write_text(text)
    with pytest.raises(Unreadable, match=message):
        settling.read_pairs(path)


# --- taking over ---


def test_what_is_missing_is_taken_over_with_its_origin_and_given_back_byte_for_byte(folder):
    before = (folder / "bibliography.bib").read_bytes()
    assert settling.take_fields(opened(folder), "a", "b", ["abstract", "DOI"]) == ("abstract", "doi")
    row = opened(folder).records.loc["a"]
    assert (row["abstract"], row["doi"], row["taken"]) == (
        "What we é did.",
        "10.1000/b",
        "abstract from b; doi from b",
    )
    assert settling.give_back(opened(folder), "a", "b", ["doi"]) == ("doi",)
    assert opened(folder).records.at["a", "taken"] == "abstract from b"
    assert settling.give_back(opened(folder), "a", "b") == ("abstract",)
    assert (folder / "bibliography.bib").read_bytes() == before


@pytest.mark.parametrize(
    ("kept", "other", "field", "message"),
    [
        ("a", "b", "title", "a has its own title"),
        ("a", "c", "doi", "c has no doi; it has author"),
        ("a", "b", "origin", "not copied"),
        ("a", "a", "doi", "cannot copy fields from itself"),
        ("a", "nobody", "doi", "no entry nobody"),
        ("d", "b", "doi", "are not duplicates"),
    ],
)
def test_what_cannot_be_taken_changes_nothing(folder, kept, other, field, message):
    settling.settle_pair(opened(folder), "d", "b", "distinct", "ann")
    before = (folder / "bibliography.bib").read_bytes()
    with pytest.raises(Misuse, match=message):
        settling.take_fields(opened(folder), kept, other, [field])
    assert (folder / "bibliography.bib").read_bytes() == before


def test_a_field_under_its_other_name_is_not_missing(tmp_path):
    entries = [entry("a", journaltitle="Trials"), entry("b", journal="Other Trials")]
    folder = write_review(tmp_path / "review", **sound(entries=entries, events=[], cells={}))
    with pytest.raises(Misuse, match="a has its own journal"):
        settling.take_fields(opened(folder), "a", "b", ["journal"])


def test_what_was_changed_since_is_not_taken_out(folder):
    settling.take_fields(opened(folder), "a", "b", ["doi"])
    path = folder / "bibliography.bib"
    text = path.read_text()
    path.write_text(text.replace("10.1000/b", "10.1000/mended", 1))
    with pytest.raises(Misuse, match="the doi of a was changed since"):
        settling.give_back(opened(folder), "a", "b")
    with pytest.raises(Misuse, match="a has no abstract copied from b; copied were: doi"):
        settling.give_back(opened(folder), "a", "b", ["abstract"])


def test_a_circle_that_people_made_removes_nothing(folder):
    for one in (duplicate("a", "b"), duplicate("b", "c"), duplicate("c", "a")):
        deciding.decide(opened(folder), one.key, "duplicate", "ann", "identification", other=one.other)
    assert removed(folder) == {}
    assert [
        problem.check
        for problem in litmatrix.checking.check_review(opened(folder))
        if problem.check == "duplicate-circle"
    ]
    assert settling.find(opened(folder)).sure == ()
