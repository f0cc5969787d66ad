"""The Python side of the theme desk, driven by the messages that the page sends."""

from __future__ import annotations

import json
import re

import platformdirs
import pytest
import small_review
from making import entry, theme, write_review

import litmatrix
from litmatrix import widgets
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import store
from litmatrix.screening import deciding
from litmatrix.widgets.themes.desk import PAGE, ThemeDesk

KEYS = {
    "ask",
    "who",
    "reviewer",
    "saved",
    "message",
    "answers",
    "finished",
    "acted",
    "themes",
    "former",
    "questions",
    "draft",
    "waiting",
    "story",
    "last",
}
PARTS = [{"id": "x", "name": "X"}, {"id": "y"}]


@pytest.fixture(autouse=True)
def config(monkeypatch, tmp_path_factory):
    place = tmp_path_factory.mktemp("config")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(place))
    return place


@pytest.fixture
def folder(tmp_path):
    return small_review.make(tmp_path / "review").folder


@pytest.fixture
def desk(folder):
    return widgets.theme_desk(litmatrix.open(folder), "ann")


def told(desk, /, **message):
    """Send one message, as the page does, and return what the page is shown then."""
    before = desk.state
    desk._answer(None, message, [])
    assert desk.state != before, "the page waits for a new state after each message"
    json.dumps(desk.state)
    return desk.state


def prepared(desk, op, level="theme", **values):
    return told(desk, act="prepare", asked={"op": op, "level": level, **values})


def do(desk, why="so"):
    return told(desk, act="do", draft=desk.state["draft"]["id"], why=why)


def held(folder):
    return [(folder / name).read_bytes() for name in ("matrix.csv", "review.toml")]


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_the_state_says_all_that_the_page_shows(desk):
    state = desk.state
    assert set(state) == KEYS
    assert (state["ask"], state["reviewer"], state["draft"], state["story"], state["last"]) == (
        None,
        "ann",
        None,
        [],
        "",
    )
    assert state["saved"] == {"ok": True, "text": "nothing to save yet"}
    assert state["questions"] == ["What is a peer?", "What does it cost?"]
    assert state["themes"] == [
        {
            "id": "peer", "name": "Peer", "definition": "Who is one.", "question": "What is a peer?", "added": "", "retired": "", "excerpts": 4,
            "mentioned": 2, "looked_at": 2, "not mentioned": 0, "due": 0, "unread": 1, "untagged": 1,
            "subthemes": [
                {"name": "Power", "declared": True, "excerpts": 1},
                {"name": "Bonds", "declared": True, "excerpts": 2},
                {"name": "Pay", "declared": True, "excerpts": 0},
            ],
        },
        {
            "id": "role", "name": "Role", "definition": "", "question": "", "added": "", "retired": "", "excerpts": 0,
            "mentioned": 0, "looked_at": 1, "not mentioned": 1, "due": 1, "unread": 1, "untagged": 0, "subthemes": [],
        },
    ]  # fmt: skip


def test_a_subtheme_that_is_used_but_not_declared_and_a_retired_theme_are_shown(folder):
    text = (folder / "matrix.csv").read_text()
    (folder / "matrix.csv").write_text(text.replace("[Power -]", "[Pwer -]"))
    desk = widgets.theme_desk(litmatrix.open(folder), "ann")
    assert desk.state["themes"][0]["subthemes"][-1] == {"name": "Pwer", "declared": False, "excerpts": 1}
    prepared(desk, "retire", theme="peer")
    state = do(desk)
    assert (state["themes"][0]["excerpts"], state["themes"][0]["looked_at"]) == (4, 0)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", state["themes"][0]["retired"])


def test_a_preview_shows_each_cell_before_and_after_line_by_line(desk):
    draft = prepared(desk, "rename", "subtheme", theme="peer", old="Power", name="Might")["draft"]
    assert (draft["kind"], draft["title"], draft["cells"], draft["sources"], draft["pages"], draft["walked"]) == (
        "preview", "rename the subtheme “Power” of “Peer” to “Might”", 1, 1, 1, False,
    )  # fmt: skip
    lines = [
        {"text": '[Bonds +] "close ties" (pp. 11-12) nearly', "same": True},
        {"text": '[Power -] "always of lower status" (p. 13, quoting hall_1998)', "same": False},
        {"text": "# look again", "same": True},
    ]
    after = [{**line, "text": line["text"].replace("Power", "Might")} for line in lines]
    assert draft["rows"] == [
        {
            "key": "adams_2011",
            "reference": "Adams and Brown 2011",
            "before": [{"theme": "Peer", "lines": lines}],
            "after": [{"theme": "Peer", "lines": after}],
        }
    ]


def test_a_long_preview_is_shown_page_by_page(tmp_path):
    keys = [f"k{number:03}" for number in range(2 * PAGE + 5)]
    cells = {key: {"a": f'"{key}"'} for key in keys}
    place = write_review(
        tmp_path / "long", [entry(key) for key in keys], cells=cells, themes=[theme("a"), theme("b")]
    )
    desk = widgets.theme_desk(litmatrix.open(place), "ann")
    draft = prepared(desk, "merge", ids=["a", "b"], into="c")["draft"]
    assert (draft["cells"], draft["sources"], draft["pages"], len(draft["rows"])) == (
        2 * len(keys),
        len(keys),
        3,
        PAGE,
    )
    draft = told(desk, act="page", page=2)["draft"]
    assert [row["key"] for row in draft["rows"]] == keys[2 * PAGE :]
    assert told(desk, act="page", page=9)["draft"]["page"] == 2
    assert told(desk, act="page", page="x")["draft"]["page"] == 2


# --- what is done -----------------------------------------------------------------------------------------------------


def test_an_operation_is_done_and_undone_and_told(folder, desk):
    before = held(folder)
    prepared(desk, "merge", ids=["peer", "role"], into="work")
    assert held(folder) == before
    number = desk.state["draft"]["id"]
    state = do(desk, "one thing")
    assert re.fullmatch(r"saved \d\d:\d\d:\d\d", state["saved"]["text"])
    assert (state["draft"], state["finished"], state["message"]) == (
        None,
        number,
        "Done: merge the themes “Peer”, “Role” into “Work”.",
    )
    assert ([one["id"] for one in state["themes"]], state["last"]) == (
        ["work"],
        "merge the themes “Peer”, “Role” into “Work”",
    )
    draft = told(desk, act="undo")["draft"]
    assert (draft["kind"], draft["title"]) == ("undo", "merge the themes “Peer”, “Role” into “Work”")
    assert re.fullmatch(r"Done \d{4}-\d\d-\d\d \d\d:\d\d UTC by ann: one thing", draft["notes"][0])
    assert '− id = "work"' in draft["beside"]
    assert [one["theme"] for one in draft["rows"][0]["after"]] == ["Peer", "Role"]
    state = do(desk, "they differ")
    assert held(folder) == before
    step = state["story"][0]
    assert (step["what"], step["why"], step["by"], step["undone_by"], step["undone_why"], step["recorded"]) == (
        "merge the themes “Peer”, “Role” into “Work”", "one thing", "ann", "ann", "they differ", True,
    )  # fmt: skip


def test_a_walk_shows_one_excerpt_after_the_other(folder, desk):
    draft = prepared(desk, "split", theme="peer", parts=PARTS, by_subtheme={"Bonds": "x"}, rest="")["draft"]
    assert (draft["kind"], draft["walk"]) == (
        "walk",
        {
            "done": 0, "total": 3, "alike": 1, "whole": True, "of": "“Peer”", "parts": [{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}],
            "key": "adams_2011", "number": 2, "reference": "Adams and Brown 2011", "kind": "quotation", "text": "always of lower status",
            "subtheme": "Power", "stance": "-", "locator": "p. 13", "origin": "hall_1998", "note": "",
        },
    )  # fmt: skip
    put = {"act": "put", "draft": draft["id"]}
    told(desk, **put, key="adams_2011", number=2, part="x")
    assert told(desk, act="back")["draft"]["walk"]["number"] == 2
    assert told(desk, act="back")["message"] == "This is the first excerpt."
    told(desk, **put, key="adams_2011", number=2, part="y")
    state = told(desk, **put, key="adams_2011", number=3, part="y", alike=True)
    assert (state["draft"]["kind"], state["draft"]["walked"]) == ("preview", True)
    do(desk)
    assert litmatrix.open(folder).matrix.at["clark_2012", "y"] == '"a friend" (p. 4)'


def test_a_press_for_what_is_no_longer_shown_does_nothing(desk):
    draft = prepared(desk, "split", theme="peer", parts=PARTS)["draft"]
    old = told(desk, act="put", draft=draft["id"] - 1, key="adams_2011", number=1, part="x")
    assert (old["draft"]["walk"]["done"], old["message"]) == (0, "")
    other = told(desk, act="put", draft=draft["id"], key="adams_2011", number=2, part="x")
    assert (other["draft"]["walk"]["done"], "nothing was placed" in other["message"]) == (0, True)
    assert "Not done" in told(desk, act="do", draft=draft["id"], why="so")["message"]
    assert told(desk, act="leave")["draft"] is None
    assert "Not done" in told(desk, act="do", draft=draft["id"], why="so")["message"]


def test_what_makes_no_sense_is_told_and_nothing_looks_saved(desk):
    assert (
        prepared(desk, "merge", ids=["peer"], into="peer")["message"]
        == "Not done: a merge needs two themes or more."
    )
    assert "different versions" in told(desk, act="paint")["message"]
    assert "different versions" in told(desk, act="prepare", asked=None)["message"]
    assert "no theme operation to undo" in told(desk, act="undo")["message"]
    prepared(desk, "retire", theme="role")
    state = do(desk, " ")
    assert (state["message"], state["saved"]["text"]) == (
        "Not done: say why: the reason is kept in the history of the themes.",
        "nothing to save yet",
    )


def test_what_could_not_be_saved_is_said_and_the_preview_stays(desk, monkeypatch):
    prepared(desk, "retire", theme="role")

    def full(*_):
        raise NotSaved("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(store, "write", full)
        state = do(desk)
    assert (state["saved"], state["draft"]["title"]) == (
        {"ok": False, "text": "NOT SAVED: the disk is full"},
        "retire the theme “Role”",
    )
    assert do(desk)["saved"]["ok"]


def test_a_fault_of_the_program_is_told_on_the_desk_and_raised(desk, monkeypatch):
    prepared(desk, "retire", theme="role")

    def fault(*_):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(desk.drafting, "do", fault)
    with pytest.raises(ZeroDivisionError):
        do(desk)
    assert desk.state["saved"] == {
        "ok": False,
        "text": "NOT SAVED, by a fault of litmatrix: ZeroDivisionError: oh",
    }
    monkeypatch.setattr(desk.drafting, "prepare_undo", fault)
    with pytest.raises(ZeroDivisionError):
        told(desk, act="undo")
    assert desk.state["message"] == "Not done, by a fault of litmatrix: ZeroDivisionError: oh"


def test_files_changed_elsewhere_are_read_anew_when_asked(folder, desk):
    assert told(desk, act="refresh")["message"] == "Nothing was changed in the files."
    text = (folder / "review.toml").read_text()
    (folder / "review.toml").write_text(text.replace('name = "Role"', 'name = "Part"'))
    state = told(desk, act="refresh")
    assert (state["message"], state["themes"][1]["name"]) == ("The files were read again.", "Part")


def test_a_file_that_cannot_be_changed_is_said_so(tmp_path):
    review = small_review.make(tmp_path / "torn", matrix='key,peer,role\na,"torn\n')
    desk = widgets.theme_desk(review, "ann")
    assert desk.state["message"].startswith("Nothing can be changed before this is mended. ")
    assert prepared(desk, "retire", theme="role")["message"].startswith("Not done: ")


# --- who works here ---------------------------------------------------------------------------------------------------


def test_the_desk_asks_who_works_here_and_remembers_it(folder):
    desk = widgets.theme_desk(litmatrix.open(folder))
    assert (desk.state["ask"], desk.state["reviewer"]) == ([], "")
    prepared(desk, "retire", theme="role")
    assert do(desk)["message"] == "Not done: say first who you are."
    assert told(desk, act="name", name=" zoë ")["reviewer"] == "zoë"
    assert deciding.remembered_reviewer() == "zoë"
    assert widgets.theme_desk(litmatrix.open(folder)).state["reviewer"] == "zoë"


def test_a_stranger_is_refused_where_the_review_names_its_reviewers(tmp_path):
    place = write_review(tmp_path / "named", reviewers=["ann", "bob"], themes=[theme("a")])
    with pytest.raises(Misuse, match="carl is not among the reviewers"):
        widgets.theme_desk(litmatrix.open(place), "carl")
    deciding.remember_reviewer("carl")
    desk = widgets.theme_desk(litmatrix.open(place))
    assert desk.state["ask"] == ["ann", "bob"]
    assert "not among the reviewers" in told(desk, act="name", name="carl")["message"]


def test_running_the_cell_again_closes_the_earlier_desk(folder):
    first = widgets.theme_desk(litmatrix.open(folder), "ann")
    second = widgets.theme_desk(litmatrix.open(folder), "ann")
    assert (first.comm, second.comm is None) == (None, False)
    assert repr(second) == "Theme desk: run this cell to go on"
    assert isinstance(second, ThemeDesk)


def test_an_empty_review_gets_its_first_theme(tmp_path):
    review = small_review.empty(tmp_path / "new")
    desk = widgets.theme_desk(review, "ann")
    assert desk.state["themes"] == []
    prepared(desk, "add", id="ρόλος", name="角色", definition="", subthemes=[], question="", behind="")
    state = do(desk)
    assert [(one["id"], one["name"]) for one in state["themes"]] == [("ρόλος", "角色")]


def test_the_review_that_was_given_is_left_as_it_was(folder):
    review = litmatrix.open(folder)
    desk = widgets.theme_desk(review, "ann")
    before = (review.protocol, review.matrix.copy())
    prepared(desk, "merge", ids=["peer", "role"], into="work")
    do(desk)
    assert review.protocol == before[0]
    assert review.matrix.equals(before[1])
    assert [one.id for one in desk.review.protocol.themes] == ["work"]
