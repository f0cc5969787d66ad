"""The Python side of the theme desk, driven by the messages that the page sends."""

from __future__ import annotations

import json
import re

import platformdirs
import pytest
import small_review
from making import entry, theme, write_review

import litmatrix
from litmatrix import matrix, widgets
from litmatrix.coding import operations, themes
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import store
from litmatrix.matrix.file import CellChange
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
        "Merged the themes “Peer”, “Role” into “Work”.",
    )
    assert ([one["id"] for one in state["themes"]], state["last"]) == (
        ["work"],
        "merge the themes “Peer”, “Role” into “Work”",
    )
    draft = told(desk, act="undo")["draft"]
    assert (draft["kind"], draft["title"]) == ("undo", "merge the themes “Peer”, “Role” into “Work”")
    assert re.fullmatch(r"Changed \d{4}-\d\d-\d\d \d\d:\d\d UTC by ann: one thing", draft["notes"][0])
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
    assert (other["draft"]["walk"]["done"], "nothing was changed" in other["message"]) == (0, True)
    assert "Not done" in told(desk, act="do", draft=draft["id"], why="so")["message"]
    assert told(desk, act="leave")["draft"] is None
    assert "Not done" in told(desk, act="do", draft=draft["id"], why="so")["message"]


def test_what_makes_no_sense_is_told_and_nothing_looks_saved(desk):
    assert (
        prepared(desk, "merge", ids=["peer"], into="peer")["message"]
        == "Not done: a merge needs two themes or more."
    )
    assert "this page is older than litmatrix" in told(desk, act="paint")["message"]
    assert "this page is older than litmatrix" in told(desk, act="prepare", asked=None)["message"]
    assert "no change of a theme to undo" in told(desk, act="undo")["message"]
    prepared(desk, "retire", theme="role")
    state = do(desk, " ")
    assert (state["message"], state["saved"]["text"]) == (
        "Not done: enter a reason: it is kept in the theme history.",
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
        "text": "NOT SAVED, because of an error in litmatrix: ZeroDivisionError: oh",
    }
    monkeypatch.setattr(desk.drafting, "prepare_undo", fault)
    with pytest.raises(ZeroDivisionError):
        told(desk, act="undo")
    assert desk.state["message"] == "Not done, because of an error in litmatrix: ZeroDivisionError: oh"


def test_files_changed_elsewhere_are_read_anew_when_asked(folder, desk):
    assert told(desk, act="refresh")["message"] == "Reloaded: the files are the same as before."
    text = (folder / "review.toml").read_text()
    (folder / "review.toml").write_text(text.replace('name = "Role"', 'name = "Part"'))
    state = told(desk, act="refresh")
    assert (state["message"], state["themes"][1]["name"]) == ("Reloaded: the files had changed.", "Part")


def test_a_file_that_cannot_be_changed_is_said_so(tmp_path):
    review = small_review.make(tmp_path / "torn", matrix='key,peer,role\na,"torn\n')
    desk = widgets.theme_desk(review, "ann")
    assert desk.state["message"].startswith("Nothing can be changed until this is fixed. ")
    assert prepared(desk, "retire", theme="role")["message"].startswith("Not done: ")


# --- who works here ---------------------------------------------------------------------------------------------------


def test_the_desk_asks_who_works_here_and_remembers_it(folder):
    desk = widgets.theme_desk(litmatrix.open(folder))
    assert (desk.state["ask"], desk.state["reviewer"]) == ([], "")
    prepared(desk, "retire", theme="role")
    assert do(desk)["message"] == "Not done: first enter your name."
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
    assert repr(second) == "Theme desk: run this cell to continue"
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


# --- short names, and names in sentences -------------------------------------------------------------------------------


def test_a_new_theme_gets_its_short_name_of_its_name(folder, desk):
    assert desk._ids({"parts": [{"name": "Rôle"}, {"name": "Role"}, {"name": "x", "id": "y"}, 3]}) == {
        "ids": ["role_2", "role_3", "y"]
    }
    prepared(
        desk, "add", id="", name=" Ο ρόλος: τι & πώς ", definition="", subthemes=[], question="", behind=""
    )
    state = do(desk)
    assert (state["message"], state["acted"]) == (
        "Added the theme “Ο ρόλος: τι & πώς”.",
        {"theme": "ο_ρόλος_τι_πώς", "subtheme": ""},
    )
    prepared(desk, "merge", ids=["peer", "role"], into="", name="Work")
    assert do(desk)["acted"]["theme"] == "work"
    # What a theme was called once is never another's.
    assert desk._ids({"parts": [{"name": "Peer"}]}) == {"ids": ["peer_2"]}
    parts = [
        {"ref": "p1", "id": "work", "name": "Work"},
        {"ref": "p2", "name": "Peer"},
        {"ref": "p3", "name": ""},
    ]
    assert (
        "a part that has no name yet"
        in prepared(desk, "split", theme="work", parts=parts, rest="p3")["message"]
    )
    draft = prepared(desk, "split", theme="work", parts=parts, by_subtheme={"Bonds": "p1"}, rest="p2")[
        "draft"
    ]
    assert draft["title"] == "split the theme “Work” into “Work”, “Peer”"
    do(desk)
    assert [theme.id for theme in litmatrix.open(folder).protocol.themes] == [
        "work",
        "peer_2",
        "ο_ρόλος_τι_πώς",
    ]


def test_a_theme_without_a_name_is_not_added(desk):
    assert prepared(desk, "add", id="", name=" ")["message"] == "Not done: enter the name of the theme."


IDS = ("t_one", "t_two", "t_new", "t_part")


@pytest.fixture
def coded(tmp_path):
    """A review in which no id of a theme looks like its name."""
    cells = {
        "a": {"t_one": '[S] "x" (p. 1)\n"y" (p. 2)', "t_two": "none"},
        "b": {"t_two": "told"},
        "c": {"t_one": "none"},
    }
    themes = [
        {"id": "t_one", "name": "Trust", "subthemes": ["S", "U"], "definition": "Old."},
        {"id": "t_two", "name": "Power, and who has it"},
    ]
    return write_review(tmp_path / "coded", [entry(key) for key in "abc"], cells=cells, themes=themes)


@pytest.mark.parametrize(
    ("op", "level", "values"),
    [
        ("add", "theme", {"id": "t_new", "name": "Trust", "behind": "t_one", "subthemes": ["V"]}),
        ("rename", "theme", {"theme": "t_one", "id": "t_one", "name": "Faith"}),
        ("redefine", "theme", {"theme": "t_one", "definition": "New.", "clear_none": True}),
        ("redefine", "theme", {"theme": "t_one", "definition": ""}),
        ("merge", "theme", {"ids": ["t_one", "t_two"], "into": "t_new", "name": "Both"}),
        ("merge", "theme", {"ids": ["t_one", "t_two"], "into": "t_one"}),
        ("split", "theme", {"theme": "t_one", "parts": [{"id": "t_one"}, {"id": "t_part", "name": "Part"}], "rest": "t_part"}),
        ("retire", "theme", {"theme": "t_one"}),
        ("reorder", "theme", {"ids": ["t_two", "t_one"]}),
        ("add", "subtheme", {"theme": "t_one", "name": "V"}),
        ("rename", "subtheme", {"theme": "t_one", "old": "S", "name": "W"}),
        ("merge", "subtheme", {"theme": "t_one", "ids": ["S", "U"], "into": "S"}),
        ("split", "subtheme", {"theme": "t_one", "old": "S", "parts": [{"id": "S"}, {"id": "W"}], "rest": "W"}),
        ("retire", "subtheme", {"theme": "t_one", "old": "S"}),
        ("reorder", "subtheme", {"theme": "t_one", "ids": ["U", "S"]}),
    ],
)  # fmt: skip
def test_no_sentence_of_the_desk_calls_a_theme_by_its_id(coded, op, level, values):
    desk = widgets.theme_desk(litmatrix.open(coded), "ann")

    def sentences(state):
        draft = state["draft"] or {}
        told = [state["message"], state["last"], *(step["what"] for step in state["story"])]
        told += [draft.get("title", ""), *draft.get("notes", ())]
        told += draft.get("beside", ()) if draft.get("kind") == "preview" else ()
        told += [
            cell["theme"]
            for row in draft.get("rows", ())
            for side in ("before", "after")
            for cell in row[side]
        ]
        return "\n".join(told)

    told_of = [sentences(prepared(desk, op, level, **values))]
    assert desk.state["draft"] is not None, desk.state["message"]
    told_of.append(sentences(do(desk)))
    told_of.append(sentences(told(desk, act="undo")))
    told_of.append(sentences(do(desk)))
    assert [id for id in IDS if any(id in one for one in told_of)] == []
    assert any("“" in one for one in told_of)


def test_what_cannot_be_is_said_by_names_too(coded):
    desk = widgets.theme_desk(litmatrix.open(coded), "ann")
    prepared(desk, "retire", theme="t_two")
    do(desk)
    assert prepared(desk, "redefine", theme="t_two", definition="x")["message"].startswith(
        "Not done: the theme “Power, and who has it” was retired on "
    )
    prepared(desk, "add", id="t_new", name="New")
    do(desk)
    matrix.write_cells(coded / "matrix.csv", [CellChange("a", "t_new", "", "since")])
    assert told(desk, act="undo")["message"] == (
        "Not done: text written since then would be lost: a, “New”. Move or delete these texts first."
    )


def test_a_theme_that_is_gone_is_told_by_its_name_and_what_it_became(coded):
    desk = widgets.theme_desk(litmatrix.open(coded), "ann")
    operations.apply(coded, lambda p, m: themes.merge(p, m, ["t_one", "t_two"], "t_new", "Both"))
    assert prepared(desk, "redefine", theme="t_one", definition="x")["message"] == (
        "Not done: “Trust” is no longer among the themes: it became “Both”. Start again from the list."
    )


def test_a_theme_that_was_renamed_elsewhere_is_followed(coded):
    desk = widgets.theme_desk(litmatrix.open(coded), "ann")
    operations.apply(coded, lambda p, m: themes.rename(p, m, "t_one", "t_new", "Faith"))
    draft = prepared(desk, "redefine", theme="t_one", definition="New.")["draft"]
    assert (draft["title"], desk.state["former"]) == ("redefine the theme “Faith”", {"t_one": "t_new"})


# --- a walk that was left ------------------------------------------------------------------------------------------------

WALK = {
    "theme": "peer",
    "parts": [{"ref": "p1", "id": "peer", "name": "Peer"}, {"ref": "p2", "name": "Other"}],
}


def put(desk, part, **more):
    draft = desk.state["draft"]
    walk = draft["walk"]
    return told(desk, act="put", draft=draft["id"], key=walk["key"], number=walk["number"], part=part, **more)


def anew(folder):
    """The desk of another kernel."""
    return widgets.theme_desk(litmatrix.open(folder), "ann")


def test_a_walk_that_was_left_is_offered_another_day_and_gone_on_with(folder, desk):
    before = held(folder)
    prepared(desk, "split", **WALK)
    put(desk, "other")
    state = put(desk, "peer")
    assert state["waiting"] == []
    state = told(desk, act="leave")
    assert (state["draft"], state["message"]) == (
        None,
        "The split is kept: 2 of 5 excerpts placed. Continue it any day.",
    )
    other = anew(folder)
    (waiting,) = other.state["waiting"]
    assert (waiting["what"], waiting["done"], waiting["total"], waiting["by"]) == ("“Peer”", 2, 5, "ann")
    assert held(folder) == before
    assert not (folder / "history").exists()
    draft = told(other, act="take_up", walk=waiting["id"])["draft"]
    assert (draft["walk"]["done"], draft["walk"]["number"], draft["told"]) == (2, 3, "")
    assert draft["form"]["parts"][1] == {"id": "other", "name": "Other", "definition": ""}
    # The way back leads over what was placed on the day before.
    assert told(other, act="back")["draft"]["walk"]["number"] == 2
    for part in ("peer", "peer", "other", "other"):
        put(other, part)
    assert other.state["draft"]["kind"] == "preview"
    assert do(other)["waiting"] == []
    assert litmatrix.open(folder).matrix.at["clark_2012", "other"] == (
        '"a friend" (p. 4)\n[Bonds ~] ties help and hinder (ch. 2)'
    )
    assert anew(folder).state["waiting"] == []


def test_a_walk_that_is_taken_up_in_two_windows_loses_what_was_placed_in_neither(folder, desk):
    prepared(desk, "split", **WALK)
    put(desk, "other")
    other = anew(folder)
    told(other, act="take_up", walk=other.state["waiting"][0]["id"])
    put(other, "peer")
    put(other, "peer")
    put(desk, "other")
    assert sorted(one["done"] for one in anew(folder).state["waiting"]) == [2, 3]
    told(desk, act="back")
    told(desk, act="back")
    assert [one["done"] for one in anew(folder).state["waiting"]] == [3]


def test_what_changed_meanwhile_is_told_and_asked_again(folder, desk):
    prepared(desk, "split", **WALK)
    put(desk, "other")
    put(desk, "other")
    put(desk, "peer")
    told(desk, act="leave")
    found = matrix.read_matrix(folder / "matrix.csv")
    was = found.cell("adams_2011", "peer")
    # The first stands behind the others now, the second says something else, the third is gone; one came.
    first, _, _ = was.split("\n")
    text = '[Power -] "of equal status" (p. 13)\n"new" (p. 20)\n' + first
    matrix.write_cells(folder / "matrix.csv", [CellChange("adams_2011", "peer", was, text)])
    other = anew(folder)
    draft = told(other, act="take_up", walk=other.state["waiting"][0]["id"])["draft"]
    assert draft["told"] == (
        "1 excerpt that you had placed changed since: asked again; 1 excerpt that you had placed no longer exists; "
        "1 excerpt is new."
    )
    assert (draft["walk"]["done"], draft["walk"]["total"], draft["walk"]["text"]) == (1, 5, "of equal status")
    for part in ("peer", "peer", "peer", "peer"):
        put(other, part)
    do(other)
    assert litmatrix.open(folder).matrix.at["adams_2011", "other"] == first


def test_a_walk_is_kept_up_while_somebody_else_writes(folder, desk):
    prepared(desk, "split", **WALK)
    put(desk, "other")
    number = desk.state["draft"]["id"]
    was = '"a friend" (p. 4)\n[Bonds ~] ties help and hinder (ch. 2)'
    matrix.write_cells(folder / "matrix.csv", [CellChange("clark_2012", "peer", was, '"late" (p. 1)')])
    # A press for what was shown before places nothing: what is there now is shown first.
    draft = put(desk, "peer")["draft"]
    assert (draft["id"] != number, draft["walk"]["done"], draft["walk"]["total"]) == (True, 1, 4)
    while desk.state["draft"]["kind"] == "walk":
        put(desk, "peer")
    assert do(desk)["message"] == "Split the theme “Peer” into “Peer”, “Other”."


def test_a_walk_is_thrown_away_when_asked_and_only_then(folder, desk):
    prepared(desk, "split", **WALK)
    told(desk, act="leave")
    assert desk.state["waiting"] == [], "nothing was placed"
    prepared(desk, "split", **WALK)
    put(desk, "other")
    told(desk, act="leave")
    prepared(desk, "split", **WALK)
    put(desk, "peer")
    told(desk, act="leave")
    assert len(desk.state["waiting"]) == 2
    gone = desk.state["waiting"][0]["id"]
    assert [one["id"] != gone for one in told(desk, act="throw_away", walk=gone)["waiting"]] == [True]
    assert "no longer there" in told(desk, act="take_up", walk=gone)["message"]
    assert "no longer there" in told(desk, act="take_up", walk="../../etc/passwd")["message"]


def test_the_form_of_a_walk_is_changed_and_what_was_placed_stays(folder, desk):
    prepared(desk, "split", **WALK)
    put(desk, "other")
    put(desk, "other")
    form = told(desk, act="leave", form=True)["waiting"][0]
    parts = [
        {"ref": "p1", "id": "peer", "name": "Peer", "was": "peer"},
        {"ref": "p2", "name": "Another", "was": "other"},
        {"ref": "p3", "name": "Third"},
    ]
    draft = prepared(desk, "split", theme="peer", parts=parts, walk=form["id"])["draft"]
    assert (draft["walk"]["done"], [one["name"] for one in draft["walk"]["parts"]]) == (
        2,
        ["Peer", "Another", "Third"],
    )
    told(desk, act="leave", form=True)
    # All else in one step: what was placed stays where it was placed.
    prepared(desk, "split", theme="peer", parts=parts[:1] + parts[1:2], walk=form["id"], rest="p1")
    state = do(desk)
    assert (state["message"], state["waiting"]) == (
        "Split the theme “Peer” into “Peer”, “Another”.",
        [],
    )
    assert litmatrix.open(folder).matrix.at["adams_2011", "another"].startswith('[Bonds +] "close ties"')


def test_a_walk_of_a_theme_that_is_gone_says_so_and_stays_until_it_is_thrown_away(folder, desk):
    prepared(desk, "split", **WALK)
    put(desk, "other")
    told(desk, act="leave")
    prepared(desk, "merge", ids=["peer", "role"], into="", name="Work")
    state = do(desk)
    assert state["waiting"][0]["what"] == "“Peer”"
    state = told(desk, act="take_up", walk=state["waiting"][0]["id"])
    assert state["message"] == (
        "Not done: “Peer” is no longer among the themes: it became “Work”. Start again from the list."
    )
    assert len(state["waiting"]) == 1


def test_a_walk_of_a_theme_that_was_renamed_is_gone_on_with(folder, desk):
    prepared(desk, "split", **WALK)
    put(desk, "other")
    put(desk, "peer")
    told(desk, act="leave")
    prepared(desk, "rename", theme="peer", id="mate", name="Mate")
    state = do(desk)
    draft = told(desk, act="take_up", walk=state["waiting"][0]["id"])["draft"]
    assert (draft["walk"]["done"], draft["walk"]["of"], draft["walk"]["parts"][0]["id"]) == (
        2,
        "“Mate”",
        "mate",
    )


def test_a_walk_that_cannot_be_kept_or_read_is_said(folder, desk, monkeypatch, config):
    prepared(desk, "split", **WALK)

    def full(*_):
        raise NotSaved("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(store, "write", full)
        assert put(desk, "other")["draft"]["told"] == (
            "What you place cannot be kept for another day: finish the split now. the disk is full"
        )
    assert put(desk, "other")["draft"]["told"] == ""
    told(desk, act="leave")
    (path,) = (config / "splits").glob("*.json")
    path.write_text(path.read_text(encoding="utf-8").replace('"format": 1', '"format": 2'), encoding="utf-8")
    (waiting,) = anew(folder).state["waiting"]
    assert "format 2" in waiting["fault"]
    path.write_text(path.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    assert anew(folder).state["waiting"][0]["fault"]


def test_a_review_that_was_moved_finds_its_walks_and_no_other_does(folder, desk, tmp_path):
    prepared(desk, "split", **WALK)
    put(desk, "other")
    told(desk, act="leave")
    assert anew(small_review.make(tmp_path / "other").folder).state["waiting"] == []
    folder.rename(tmp_path / "moved")
    assert len(anew(tmp_path / "moved").state["waiting"]) == 1


# --- what was written elsewhere -----------------------------------------------------------------------------------------


def test_what_is_prepared_is_worked_out_anew_when_something_is_written_elsewhere(folder, desk):
    draft = prepared(desk, "retire", theme="role")["draft"]
    operations.apply(folder, lambda p, m: themes.sub.add(p, m, "peer", "New"))
    desk._answer(None, {"act": "fresh"}, [])
    # It comes to the same: nobody has to look again.
    assert desk.state["draft"]["id"] == draft["id"]
    matrix.write_cells(folder / "matrix.csv", [CellChange("clark_2012", "role", "", "told")])
    desk._answer(None, {"act": "fresh"}, [])
    after = desk.state["draft"]
    assert (after["id"] > draft["id"], after["told"]) == (
        True,
        "Something was changed elsewhere: this preview is new.",
    )
    assert after["notes"] == [
        "Its column stays in the matrix, with 1 excerpt; charts and tables will not show it."
    ]
    operations.apply(folder, lambda p, m: themes.merge(p, m, ["peer", "role"], "work"))
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.state["draft"] is None
    assert "“Role” is no longer among the themes" in desk.state["message"]


def test_sources_that_were_included_elsewhere_and_their_names_are_taken_in(folder, desk):
    path = folder / "bibliography.bib"
    path.write_text(path.read_text(encoding="utf-8").replace("Adams, Zoë", "Zeta, Zoë"), encoding="utf-8")
    desk._answer(None, {"act": "fresh"}, [])
    draft = prepared(desk, "rename", "subtheme", theme="peer", old="Power", name="Might")["draft"]
    assert draft["rows"][0]["reference"] == "Zeta and Brown 2011"


# --- an order ------------------------------------------------------------------------------------------------------------


def test_an_order_is_undone_from_the_history_though_others_came_after_it(folder, desk):
    prepared(desk, "reorder", ids=["role", "peer"])
    do(desk)
    prepared(desk, "add", id="", name="New")
    do(desk)
    prepared(desk, "rename", theme="peer", id="peer", name="Mate")
    state = do(desk)
    assert [bool(step["undo"]) for step in state["story"]] == [True, False, True]
    draft = told(desk, act="undo", step=state["story"][2]["undo"])["draft"]
    assert draft["title"] == "reorder the themes"
    state = do(desk, "")
    assert [theme["name"] for theme in state["themes"]] == ["Mate", "Role", "New"]
    assert state["message"] == "Undone: reorder the themes."
    assert "no longer in the history" in told(desk, act="undo", step="x")["message"]
