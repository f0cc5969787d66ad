"""The Python side of the duplicate desk, driven by the messages that the page sends."""

from __future__ import annotations

import json
import re

import platformdirs
import pytest
from making import entry, search, write_review

import litmatrix
from litmatrix import duplicates, screening, widgets
from litmatrix.duplicates import Found, Pair, settling
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import store
from litmatrix.screening import deciding
from litmatrix.widgets.duplicates.desk import PAGE, RECORDS

KEYS = {
    "ask",
    "who",
    "reviewer",
    "saved",
    "message",
    "answers",
    "view",
    "sure",
    "progress",
    "apart",
    "position",
    "pair",
    "empty",
}


@pytest.fixture(autouse=True)
def config(monkeypatch, tmp_path_factory):
    place = tmp_path_factory.mktemp("config")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(place))
    return place


@pytest.fixture(autouse=True)
def found(monkeypatch):
    """What is found: `sure` groups and `doubtful` pairs, without what was decided."""
    what = {"sure": [("a", "b")], "doubtful": [("c", "d"), ("e", "f")]}

    def find(records, decided=(), held=None):
        gone = {key for key, _, decision in decided if decision == "duplicate"}
        parted = {frozenset(pair[:2]) for pair in decided}
        return Found(
            tuple(group for group in what["sure"] if not gone & set(group)),
            tuple(
                Pair(*pair, 0.75, "same title") for pair in what["doubtful"] if frozenset(pair) not in parted
            ),
        )

    monkeypatch.setattr(duplicates, "find_duplicates", find)
    return what


def make(folder, **more):
    works = {"title": "Peer support", "author": "Adams, Zoë", "year": "2010"}
    entries = [
        entry("a", **works, journal="J", abstract="Text.", doi="10.1000/a", origin="db"),
        entry("b", **works, journal="J", origin="web"),
        entry("c", title="Peers on wards", year="2011", pages="73--76", origin="db", study="s1", note="<b>n</b>"),
        entry("d", title="Peers on the wards", year="2011", pages="73--6", abstract="A.", origin="db,web", study="s1"),
        entry("e", title="Roles", origin="db"),
        entry("f", title="Roles", origin="db"),
        entry("cited", title="Roles", origin=""),
    ]  # fmt: skip
    searches = [search("db", source="PsycInfo"), search("web", "website")]
    return write_review(folder, entries, **{"searches": searches, **more})


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path / "review")


@pytest.fixture
def desk(folder):
    return widgets.duplicate_desk(litmatrix.open(folder), "ann")


def told(desk, /, **message):
    """Send one message, as the page does, and return what the page is shown then."""
    before = desk.state
    desk._answer(None, message, [])
    assert desk.state != before, "the page waits for a new state after each message"
    assert set(desk.state) == KEYS
    json.dumps(desk.state)
    return desk.state


def on_pair(desk, act, **more):
    return told(desk, act=act, pair=desk.state["pair"]["id"], **more)


def standing(folder):
    return [(pair.key, pair.other, pair.decision) for pair in screening.pairs(litmatrix.open(folder))]


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_the_sure_groups_are_shown_with_what_is_kept_and_why(desk):
    state = desk.state
    assert (state["view"], state["reviewer"], state["ask"], state["pair"]) == ("sure", "ann", None, None)
    assert state["saved"] == {"ok": True, "text": "nothing to save yet"}
    assert state["progress"] == {"total": 2, "done": 0, "left": 2}
    why = duplicates.explain(desk.review.records, [("a", "b")])[0].why
    assert "same title" in why
    work = {"title": "Peer support", "authors": "Adams, Zoë"}
    assert state["sure"] == {
        "count": 1, "ready": 1, "page": 0, "pages": 1,
        "groups": [{
            "number": 0, "out": False, "size": 2,
            "records": [
                {"key": "a", **work, "where": "2010, J", "doi": "10.1000/a", "found": "PsycInfo", "why": "the fullest record"},
                {"key": "b", **work, "where": "2010, J · no abstract", "doi": "", "found": "web", "why": why},
            ],
        }],
    }  # fmt: skip


def test_a_pair_is_shown_field_by_field_with_the_words_marked_that_differ(desk):
    state = told(desk, act="view", view="doubtful")
    pair = state["pair"]
    assert state["sure"]["groups"] == []
    assert {name: pair[name] for name in ("key", "other", "kept", "why_kept", "score", "why", "stands", "decided", "study")} == {
        "key": "c", "other": "d", "kept": "d", "why_kept": "the fuller record", "score": "0.75", "why": "same title", "stands": [], "decided": "", "study": "s1",
    }  # fmt: skip
    rows = {row.pop("field"): row for row in pair["rows"]}
    assert list(rows) == ["title", "year", "pages", "type", "abstract", "origin", "study", "note"]
    assert rows["title"] == {
        "label": "title", "same": False,
        "left": [["Peers on wards", False]], "right": [["Peers on ", False], ["the", True], [" wards", False]],
    }  # fmt: skip
    assert rows["year"] == {
        "label": "year",
        "same": True,
        "left": [["2011", False]],
        "right": [["2011", False]],
    }
    assert (rows["note"]["left"], rows["note"]["right"]) == ([["<b>n</b>", False]], [])
    assert (rows["origin"]["left"], rows["origin"]["right"]) == (
        [["PsycInfo", False]],
        [["PsycInfo; web", False]],
    )
    assert pair["missing"] == [{"field": "note", "label": "note", "text": "<b>n</b>"}]


def test_many_groups_are_shown_page_by_page_and_of_a_large_group_some_records(tmp_path, found):
    keys = [f"k{number:04}" for number in range(3 * PAGE * 2)]
    large = [f"l{number:04}" for number in range(RECORDS + 5)]
    found["sure"] = [*zip(keys[::2], keys[1::2], strict=True), tuple(large)]
    found["doubtful"] = []
    folder = write_review(tmp_path / "many", [entry(key, title="T") for key in (*keys, *large)])
    desk = widgets.duplicate_desk(litmatrix.open(folder), "ann")
    sure = desk.state["sure"]
    assert (sure["count"], sure["pages"], len(sure["groups"])) == (3 * PAGE + 1, 4, PAGE)
    sure = told(desk, act="page", page=3)["sure"]
    assert [(group["number"], group["size"], len(group["records"])) for group in sure["groups"]] == [
        (3 * PAGE, RECORDS + 5, RECORDS)
    ]
    assert told(desk, act="page", page=99)["sure"]["page"] == 3
    assert told(desk, act="page", page=-1)["sure"]["page"] == 0
    assert told(desk, act="page", page="x")["sure"]["page"] == 0
    state = told(desk, act="settle", groups=3 * PAGE + 1)
    assert (
        state["message"] == f"Confirmed: 61 groups, {60 + RECORDS + 4} duplicates. Undo takes all of it back."
    )
    assert (state["view"], state["empty"], state["sure"]["page"]) == (
        "doubtful",
        "No possible duplicates.",
        0,
    )


# --- what is done -----------------------------------------------------------------------------------------------------


def test_sure_ones_are_settled_pairs_decided_and_all_undone(desk, folder):
    state = told(desk, act="settle", groups=1)
    assert state["message"] == "Confirmed: 1 group, 1 duplicate. Undo takes all of it back."
    assert re.fullmatch(r"saved \d\d:\d\d:\d\d", state["saved"]["text"])
    state = on_pair(desk, "flip")
    assert state["pair"]["kept"] == "c"
    state = on_pair(desk, "decide", decision="duplicate")
    assert state["message"] == "Duplicate: d; c is kept."
    state = on_pair(desk, "decide", decision="distinct")
    assert state["message"] == "Not a duplicate: e and f are two works."
    assert (state["pair"], state["empty"]) == (
        None,
        "Done: every possible duplicate is decided.\nPrevious goes back.",
    )
    assert standing(folder) == [("b", "a", "duplicate"), ("d", "c", "duplicate"), ("e", "f", "distinct")]
    assert told(desk, act="go", step=-1)["pair"]["decided"] == "not a duplicate: two works"
    assert told(desk, act="go", step=-1)["pair"]["decided"] == "duplicate: d of c"
    for message in ("not a duplicate, e and f", "duplicate, d and c", "duplicate, b and a"):
        assert told(desk, act="undo")["message"] == f"Undone: {message}."
    assert desk.state["view"] == "sure"
    assert standing(folder) == []
    assert told(desk, act="undo")["message"] == "Nothing to undo."


def test_a_group_is_taken_out_and_put_back_and_another_record_kept(desk, folder):
    assert (
        told(desk, act="keep", number=0, key="b")["sure"]["groups"][0]["records"][0]["why"] == "your choice"
    )
    state = told(desk, act="out", number=0, key="b")
    assert (state["sure"]["ready"], state["sure"]["groups"][0]["out"]) == (0, True)
    assert state["message"].startswith("Set aside:")
    assert "Not done" in told(desk, act="settle", groups=0)["message"]
    assert told(desk, act="out", number=0, key="a")["message"].startswith("Put back:")
    told(desk, act="settle", groups=1)
    assert standing(folder) == [("a", "b", "duplicate")]


def test_missing_fields_are_taken_by_an_act_of_its_own_and_given_back(desk, folder):
    before = (folder / "bibliography.bib").read_bytes()
    told(desk, act="view", view="doubtful")
    on_pair(desk, "flip")
    assert desk.state["pair"]["missing"] == [{"field": "abstract", "label": "abstract", "text": "A."}]
    state = on_pair(desk, "take", fields=["abstract"])
    assert state["message"] == "Copied into c from d: abstract."
    assert state["pair"]["missing"] == []
    assert (state["pair"]["kept"], standing(folder)) == ("c", [])
    assert "abstract = {A.}" in (folder / "bibliography.bib").read_text().split("@article{d")[0]
    assert told(desk, act="undo")["message"] == "Undone: abstract of c, copied from d."
    assert (folder / "bibliography.bib").read_bytes() == before
    assert on_pair(desk, "take", fields="abstract")["message"].startswith("Not done:")


def test_a_press_that_was_meant_for_another_pair_is_dropped(desk, folder):
    told(desk, act="view", view="doubtful")
    shown = desk.state["pair"]["id"]
    told(desk, act="go", step=1)
    for act in ("decide", "flip", "take"):
        state = told(desk, act=act, pair=shown, decision="duplicate", fields=["note"])
        assert (state["pair"]["key"], state["pair"]["kept"], state["message"]) == ("e", "e", "")
    told(desk, act="settle", groups=7)
    assert standing(folder) == []


def test_two_presses_of_one_key_decide_one_pair(desk, folder):
    told(desk, act="view", view="doubtful")
    message = {"act": "decide", "pair": desk.state["pair"]["id"], "decision": "distinct"}
    told(desk, **message)
    told(desk, **message)
    assert standing(folder) == [("c", "d", "distinct")]


def test_a_pair_decided_in_another_window_is_told_and_shown(desk, folder):
    told(desk, act="view", view="doubtful")
    deciding.decide(desk.review, "c", "duplicate", "bob", "identification", other="d")
    state = on_pair(desk, "decide", decision="distinct")
    assert state["message"].startswith(
        "Not done: this pair was decided elsewhere meanwhile: duplicate (decisions/bob@"
    )
    assert state["pair"]["decided"] == "duplicate: c of d"
    on_pair(desk, "decide", decision="distinct")
    assert standing(folder) == [("c", "d", "distinct")]


def test_what_is_not_saved_is_said_and_the_pair_stays(desk, folder, monkeypatch):
    def full(path, data):
        raise NotSaved(f"{path}: not saved: the disk is full")

    told(desk, act="view", view="doubtful")
    monkeypatch.setattr(store, "append", full)
    state = on_pair(desk, "decide", decision="duplicate")
    assert not state["saved"]["ok"]
    assert re.match(r"NOT SAVED: .*the disk is full", state["saved"]["text"])
    assert state["pair"]["key"] == "c"


def test_a_fault_of_litmatrix_is_shown_and_raised(desk, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("oh")

    told(desk, act="view", view="doubtful")
    monkeypatch.setattr(settling, "settle_pair", broken)
    with pytest.raises(RuntimeError):
        on_pair(desk, "decide", decision="duplicate")
    assert desk.state["saved"] == {
        "ok": False,
        "text": "NOT SAVED, because of an error in litmatrix: RuntimeError: oh",
    }


@pytest.mark.parametrize(
    "message",
    [
        {"act": "other"},
        {"act": "view", "view": "all"},
        {"act": "out", "number": "0", "key": "a"},
        {"act": "keep", "number": 0, "key": "c"},
    ],
)
def test_a_message_that_makes_no_sense_does_nothing_and_says_so(desk, folder, message):
    assert told(desk, **message)["message"].startswith("Not done")
    assert standing(folder) == []


def test_an_unknown_decision_is_refused(desk, folder):
    told(desk, act="view", view="doubtful")
    assert on_pair(desk, "decide", decision="perhaps")["message"].startswith(
        "Not done: perhaps is not a decision"
    )
    assert standing(folder) == []


# --- who works here ---------------------------------------------------------------------------------------------------


def test_the_desk_asks_who_decides_and_remembers(folder, config):
    desk = widgets.duplicate_desk(litmatrix.open(folder))
    assert (desk.state["ask"], desk.state["reviewer"]) == ([], "")
    assert told(desk, act="settle", groups=1)["message"] == "Not done: first enter your name."
    assert told(desk, act="undo")["message"] == "Not done: first enter your name."
    assert told(desk, act="name", name=" ann ")["ask"] is None
    assert (config / "reviewer.txt").read_text() == "ann"
    told(desk, act="settle", groups=1)
    assert [path.name.split("@")[0] for path in (folder / "decisions").glob("*.jsonl")] == ["ann"]
    assert widgets.duplicate_desk(litmatrix.open(folder)).state["reviewer"] == "ann"


def test_a_reviewer_whom_the_review_does_not_know_is_refused(tmp_path):
    review = litmatrix.open(make(tmp_path / "named", reviewers=["bob"]))
    with pytest.raises(Misuse, match="ann is not among the reviewers"):
        widgets.duplicate_desk(review, "ann")
    desk = widgets.duplicate_desk(review)
    assert desk.state["ask"] == ["bob"]
    assert "not among" in told(desk, act="name", name="ann")["message"]


def test_an_earlier_desk_of_the_same_folder_is_closed(folder):
    review = litmatrix.open(folder)
    first = widgets.duplicate_desk(review, "ann")
    second = widgets.duplicate_desk(review, "ann")
    assert first.comm is None
    assert (first.comm, second.comm is None) == (None, False)
    assert repr(second) == "Duplicate desk: run this cell to continue"


def test_an_empty_review_opens(tmp_path, found):
    found.update(sure=[], doubtful=[])
    desk = widgets.duplicate_desk(litmatrix.open(write_review(tmp_path / "empty")), "ann")
    assert (desk.state["view"], desk.state["empty"], desk.state["sure"]["count"]) == (
        "doubtful", "No two records to compare yet.\nImport search results above.", 0,
    )  # fmt: skip


def test_a_text_of_a_megabyte_is_cut_on_the_page(tmp_path, found):
    found.update(sure=[("a", "b")], doubtful=[("c", "d")])
    long = "word " * 200_000
    entries = [entry(key, title=f"T {long}", abstract=f"{key} {long}") for key in "abcd"]
    desk = widgets.duplicate_desk(litmatrix.open(write_review(tmp_path / "long", entries)), "ann")
    assert len(json.dumps(desk.state)) < 100_000
    assert len(json.dumps(told(desk, act="view", view="doubtful"))) < 200_000


# --- what was screened ----------------------------------------------------------------------------------------------


def test_what_was_done_with_each_record_is_shown_and_one_goes_only_when_that_is_said_twice(folder):
    deciding.decide(litmatrix.open(folder), "a", "include", "bob")
    deciding.decide(litmatrix.open(folder), "c", "include", "bob")
    (folder / "matrix.csv").write_text("key,role\nc,they said\n")
    desk = widgets.duplicate_desk(litmatrix.open(folder), "ann")
    records = desk.state["sure"]["groups"][0]["records"]
    assert records[0]["why"] == "it was already screened or coded · has include at title and abstract by bob"
    assert "has" not in records[1]["why"]
    told(desk, act="view", view="doubtful")
    pair = desk.state["pair"]
    assert (pair["kept"], pair["why_kept"]) == ("c", "it was already screened or coded")
    assert pair["rows"][0] == {
        "field": "held",
        "label": "Done so far",
        "same": False,
        "left": [["include at title and abstract by bob, a matrix row with 1 excerpt", False]],
        "right": [],
    }
    assert [one["field"] for one in pair["missing"]] == ["abstract"]
    on_pair(desk, "flip")
    assert (desk.state["pair"]["kept"], desk.state["pair"]["why_kept"]) == ("d", "your choice")
    state = on_pair(desk, "decide", decision="duplicate")
    assert state["message"].startswith(
        "Not done: c has include at title and abstract by bob, a matrix row with 1 excerpt, which would"
    )
    assert standing(folder) == []
    on_pair(desk, "decide", decision="duplicate")
    assert standing(folder) == [("c", "d", "duplicate")]
