"""Changing themes as the desk does, without a browser: prepare, walk, do, and take back."""

from __future__ import annotations

import pytest
import small_review

import litmatrix
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.files import store
from litmatrix.widgets.themes.logic import Drafting

PEER = '[Bonds +] "close ties" (pp. 11-12) nearly\n[Power -] "always of lower status" (p. 13, quoting hall_1998)\n# look again'
CLARK = '"a friend" (p. 4)\n[Bonds ~] ties help and hinder (ch. 2)'
PARTS = [{"id": "x", "name": "X"}, {"id": "y"}]


@pytest.fixture
def folder(tmp_path):
    return small_review.make(tmp_path / "review").folder


@pytest.fixture
def desk(folder):
    return Drafting(litmatrix.open(folder), "ann")


def held(folder):
    return [(folder / name).read_bytes() for name in ("matrix.csv", "review.toml")]


def asked(op, level="theme", **values):
    return {"op": op, "level": level, **values}


OPERATIONS = [
    (asked("add", id="pay", name="Pay", definition="Wages.", subthemes=["Low", " ", "None"], question="What does it cost?", behind="peer"), "Added the theme “Pay”"),
    (asked("rename", theme="peer", id="mate", name="Mates"), "Renamed the theme “Peer” to “Mates”"),
    (asked("redefine", theme="role", definition="What they do.", clear_none=True), "Redefined the theme “Role”"),
    (asked("merge", ids=["peer", "role"], into="work", name="Work", definition=""), "Merged the themes “Peer”, “Role” into “Work”"),
    (asked("split", theme="peer", parts=PARTS, by_subtheme={"Power": "x", "Bonds": ""}, rest="y"), "Split the theme “Peer” into “X”, “Y”"),
    (asked("retire", theme="role"), "Retired the theme “Role”"),
    (asked("reorder", ids=["role", "peer"]), "Reordered the themes"),
    (asked("add", "subtheme", theme="peer", name="Age", behind="Power"), "Added the subtheme “Age” to “Peer”"),
    (asked("rename", "subtheme", theme="peer", old="Power", name="Might"), "Renamed the subtheme “Power” of “Peer” to “Might”"),
    (asked("merge", "subtheme", theme="peer", ids=["Power", "Bonds"], into="Ties"), "Merged the subthemes “Power”, “Bonds” of “Peer” into “Ties”"),
    (asked("split", "subtheme", theme="peer", old="Bonds", parts=[{"id": "A"}, {"id": "B"}], rest="B"), "Split the subtheme “Bonds” of “Peer” into “A”, “B”"),
    (asked("retire", "subtheme", theme="peer", old="Power"), "Retired the subtheme “Power” of “Peer”"),
    (asked("reorder", "subtheme", theme="peer", ids=["Pay", "Bonds", "Power"]), "Reordered the subthemes of “Peer”"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "done"), OPERATIONS)
def test_each_operation_is_prepared_done_and_taken_back(folder, desk, what, done):
    before = held(folder)
    draft = desk.prepare(what)
    assert (draft.walk, held(folder)) == (None, before)
    assert desk.do(draft.number, "so") == f"{done}."
    told = f"{what['op']} {done.split(' ', 1)[1]}"
    assert held(folder) != before
    assert desk.draft is None
    last = desk.story()[-1]
    assert (last.why, last.by, desk.last) == ("so", "ann", told)
    assert desk.review.protocol == litmatrix.open(folder).protocol
    draft = desk.prepare_undo()
    assert desk.do(draft.number, "") == f"Undone: {told}."
    assert held(folder) == before
    assert (desk.last, desk.story()[-1].undone_by) == ("", "ann")


def test_a_split_walks_through_what_has_no_place_and_can_go_back(folder, desk):
    draft = desk.prepare(asked("split", theme="peer", parts=PARTS, by_subtheme={"Bonds": "x"}))
    assert (draft.plan, draft.walk.total, draft.walk.current.text) == (None, 3, "always of lower status")
    with pytest.raises(Misuse, match="not in a part yet"):
        desk.do(draft.number, "so")
    desk.put("adams_2011", 2, "x")
    desk.put("adams_2011", 3, "y")
    assert desk.back()
    desk.put("adams_2011", 3, "x")
    desk.put("clark_2012", 1, "y")
    assert draft.plan is not None
    assert desk.back()
    assert draft.plan is None
    desk.put("clark_2012", 1, "y")
    desk.do(draft.number, "so")
    lines = CLARK.split("\n")
    assert desk.review.matrix[["x", "y"]].to_dict("index") == {
        "adams_2011": {"x": PEER, "y": ""},
        "clark_2012": {"x": lines[1], "y": lines[0]},
    }


def test_all_of_a_subtheme_are_placed_at_once(desk):
    draft = desk.prepare(asked("split", theme="peer", parts=PARTS, by_subtheme={}))
    desk.put("adams_2011", 1, "x", alike=True)
    assert draft.walk.places == {("adams_2011", 1): "x", ("clark_2012", 2): "x"}


def test_a_split_of_a_subtheme_walks_through_its_excerpts_alone(folder, desk):
    parts = [{"id": "A"}, {"id": "B"}]
    draft = desk.prepare(asked("split", "subtheme", theme="peer", old="Bonds", parts=parts))
    assert draft.walk.total == 2
    desk.put("adams_2011", 1, "A")
    desk.put("clark_2012", 2, "B")
    desk.do(draft.number, "so")
    assert desk.review.matrix.at["clark_2012", "peer"] == CLARK.replace("Bonds", "B")


def test_what_makes_no_sense_is_refused_before_the_walk_and_what_was_prepared_stays(desk):
    draft = desk.prepare(asked("retire", theme="role"))
    for what, said in (
        (asked("split", theme="peer", parts=[{"id": "x"}]), "needs two"),
        (asked("split", theme="peer", parts=[{"id": "role"}, {"id": "x"}]), "theme “Role” already"),
        (asked("split", theme="peer", parts=[]), "needs two"),
        (asked("merge", ids=["peer"], into="peer"), "needs two"),
        (asked("rename", theme="nobody", id="x"), "“nobody” is no longer among the themes"),
        (asked("paint"), "this page is older than litmatrix"),
        ({}, "this page is older than litmatrix"),
        (asked("reorder", ids="peer"), "give each theme"),
    ):
        with pytest.raises(Misuse, match=said):
            desk.prepare(what)
    assert desk.draft is draft


def test_a_reason_is_needed_and_another_draft_is_not_done(folder, desk):
    before = held(folder)
    draft = desk.prepare(asked("retire", theme="role"))
    for number, why, said in (
        (draft.number, "  ", "enter a reason"),
        (draft.number + 1, "so", "something else is shown now"),
    ):
        with pytest.raises(Misuse, match=said):
            desk.do(number, why)
    assert (held(folder), desk.draft) == (before, draft)
    desk.leave()
    with pytest.raises(Misuse, match="something else is shown now"):
        desk.do(draft.number, "so")


def test_an_excerpt_that_is_not_shown_is_not_placed(desk):
    with pytest.raises(Misuse, match="every excerpt is in a part already"):
        desk.put("adams_2011", 1, "x")
    with pytest.raises(Misuse, match="every excerpt is in a part already"):
        desk.back()
    draft = desk.prepare(asked("split", theme="peer", parts=PARTS))
    with pytest.raises(Misuse, match="another excerpt is shown now"):
        desk.put("adams_2011", 2, "x")
    assert (draft.walk.done, desk.back()) == (0, False)


def test_what_changed_meanwhile_is_shown_anew_before_it_is_done(folder, desk):
    draft = desk.prepare(asked("merge", ids=["peer", "role"], into="work"))
    text = (folder / "matrix.csv").read_text(encoding="utf-8")
    (folder / "matrix.csv").write_text(text.replace("a friend", "a good friend"), encoding="utf-8")
    with pytest.raises(ChangedOutside):
        desk.do(draft.number, "so")
    assert desk.draft.number != draft.number
    assert "a good friend" in desk.draft.plan.cells["work"]["clark_2012"]
    desk.do(desk.draft.number, "so")
    assert desk.review.matrix.at["clark_2012", "work"] == CLARK.replace("a friend", "a good friend")


def test_a_walk_asks_again_where_an_excerpt_changed(folder, desk):
    draft = desk.prepare(asked("split", theme="peer", parts=PARTS))
    while draft.walk.current:
        one = draft.walk.current
        desk.put(one.key, one.number, "x", alike=True)
    text = (folder / "matrix.csv").read_text(encoding="utf-8")
    (folder / "matrix.csv").write_text(text.replace("a friend", "a good friend"), encoding="utf-8")
    with pytest.raises(ChangedOutside):
        desk.do(draft.number, "so")
    assert desk.draft.told == "1 excerpt that you had placed changed since: asked again."
    assert "a good friend" in desk.draft.walk.current.text


def test_an_undo_that_would_do_something_else_is_shown_anew(folder, desk):
    draft = desk.prepare(asked("merge", ids=["peer", "role"], into="work"))
    desk.do(draft.number, "so")
    other = Drafting(litmatrix.open(folder), "bob")
    draft = desk.prepare_undo()
    later = other.prepare(asked("rename", theme="work", id="job"))
    other.do(later.number, "clearer")
    with pytest.raises(ChangedOutside):
        desk.do(draft.number, "")
    assert desk.draft.undoing.entry.change == "rename"


def test_what_could_not_be_written_stays_prepared(folder, desk, monkeypatch):
    before = held(folder)
    draft = desk.prepare(asked("retire", theme="role"))

    def full(*_):
        raise NotSaved("the disk is full")

    monkeypatch.setattr(store, "write", full)
    with pytest.raises(NotSaved, match="disk is full"):
        desk.do(draft.number, "so")
    assert (held(folder), desk.draft) == (before, draft)


def test_files_that_changed_are_read_anew(folder, desk):
    assert not desk.refresh()
    review = desk.review
    text = (folder / "review.toml").read_text(encoding="utf-8")
    (folder / "review.toml").write_text(text.replace('name = "Role"', 'name = "Rôle"'), encoding="utf-8")
    assert desk.refresh()
    assert [theme.name for theme in desk.review.protocol.themes] == ["Peer", "Rôle"]
    assert desk.review.records is review.records
    (folder / "matrix.csv").unlink()
    assert desk.refresh()
    assert [problem.check for problem in desk.review.problems] == [
        problem.check for problem in litmatrix.open(folder).problems
    ]
    with pytest.raises(litmatrix.errors.LitmatrixError):
        desk.prepare(asked("retire", theme="role"))
