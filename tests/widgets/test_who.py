"""Your name: said once, followed by all that is open of the review, and by nothing of another."""

from __future__ import annotations

import platformdirs
import pytest
import small_review

import litmatrix
from litmatrix import widgets
from litmatrix.errors import Misuse
from litmatrix.screening import deciding
from litmatrix.widgets.base import who

MAKE = {
    "line": widgets.reviewer,
    "card": widgets.screening_card,
    "coding": widgets.coding_desk,
    "duplicates": widgets.duplicate_desk,
    "themes": widgets.theme_desk,
    "problems": widgets.problems,
    "form": widgets.exclude_failing,
}


@pytest.fixture
def review(tmp_path):
    return small_review.make(tmp_path / "review")


def say(desk, name):
    desk._answer(None, {"act": "name", "name": name}, [])
    return desk.state["message"]


def names(page):
    return {name: one.person for name, one in page.items()}


def all_are(name):
    return dict.fromkeys(MAKE, name)


@pytest.mark.parametrize("where", [name for name in MAKE if name != "form"])
def test_a_name_said_at_one_desk_is_that_of_all_that_is_open(review, where):
    page = {name: make(review) for name, make in MAKE.items()}
    assert names(page) == all_are("")
    assert say(page[where], "ann") == ""
    assert names(page) == all_are("ann")
    assert say(page[where], "bob") == ""
    assert names(page) == all_are("bob")
    assert deciding.remembered_reviewer() == "bob"
    shown = {one.state["who"]["name"] for name, one in page.items() if name != "form"}
    assert (shown, page["form"].who.told.value) == ({"bob"}, "as bob")


def test_a_name_typed_into_a_form_is_that_of_all_that_is_open(review):
    page = {name: make(review) for name, make in MAKE.items()}
    page["form"].who.field.value = " ann "
    assert names(page) == all_are("ann")
    page["form"].who.field.value = "a/b"
    assert page["form"].message.value.startswith("Not done: ")
    assert names(page) == {**all_are("ann"), "form": ""}


def test_what_is_opened_later_has_the_name_of_what_is_open_though_the_machine_remembers_another(review):
    card = widgets.screening_card(review, "ann")
    deciding.remember_reviewer("bob")
    assert [make(review).person for make in MAKE.values()] == ["ann"] * len(MAKE)
    assert card.person == "ann"


def test_a_name_given_in_code_is_followed_too(review):
    card = widgets.screening_card(review, "ann")
    desk = widgets.theme_desk(review, "bob")
    assert (card.person, desk.person) == ("bob", "bob")
    card._answer(
        None,
        {"act": "decide", "card": card.state["card"] and card.state["card"]["id"], "key": "", "decision": ""},
        [],
    )
    assert card.state["who"] == {"name": "bob", "names": [], "first": False}


def test_one_desk_of_a_page_asks_and_the_others_wait_for_it(review):
    page = {name: make(review) for name, make in MAKE.items()}
    asking = [name for name, one in page.items() if name != "form" and one.state["who"]["first"]]
    assert asking == ["line"]
    assert (page["form"].who.field.layout.display, page["form"].who.told.value) == (
        "none",
        "no name yet",
    )
    page["form"].who.change.click()
    assert page["form"].who.field.layout.display == ""
    assert widgets.reviewer(review).state["who"]["first"]


def test_desks_of_another_review_do_not_follow(review, tmp_path):
    other = widgets.screening_card(small_review.make(tmp_path / "other"), "cy")
    card = widgets.screening_card(review, "ann")
    assert say(card, "bob") == ""
    assert (card.person, other.person) == ("bob", "cy")


def test_a_name_that_the_review_does_not_know_changes_nothing(tmp_path):
    toml = small_review.TOML.replace("format = 1", 'format = 1\nreviewers = ["ann", "bob"]')
    review = small_review.make(tmp_path / "review", toml=toml)
    page = {name: make(review) for name, make in MAKE.items()}
    assert page["line"].state["who"] == {"name": "", "names": ["ann", "bob"], "first": True}
    say(page["line"], "bob")
    assert "zoe is not among the reviewers" in say(page["themes"], "zoe")
    assert names(page) == all_are("bob")
    with pytest.raises(Misuse, match="zoe is not among the reviewers"):
        widgets.reviewer(review, "zoe")


def test_a_name_that_cannot_be_remembered_is_followed_all_the_same_and_that_is_said(
    review, monkeypatch, tmp_path
):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(tmp_path / "file" / "config"))
    page = {name: make(review) for name, make in MAKE.items()}
    assert say(page["card"], "ann").startswith("the name could not be remembered in ")
    assert names(page) == all_are("ann")


def test_a_desk_that_cannot_follow_says_who_still_works_there(review, monkeypatch):
    card, desk = widgets.screening_card(review, "ann"), widgets.theme_desk(review)

    def refuse(*_):
        raise Misuse("it cannot be read.")

    monkeypatch.setattr(desk, "_sit", refuse)
    assert say(card, "bob") == "The theme desk still works under the name ann: it cannot be read."


def test_decisions_after_a_change_are_the_new_persons_and_hers_alone_are_undone(review):
    # What ann did is not bob's to undo.
    card = widgets.screening_card(review, "ann", queue="all")
    line = widgets.reviewer(review)

    def decide(decision):
        shown = card.state["card"]
        card._answer(
            None, {"act": "decide", "card": shown["id"], "key": shown["key"], "decision": decision}, []
        )

    before = len(litmatrix.open(review.folder).decisions)
    decide("include")
    say(line, "bob")
    decide("maybe")
    made = litmatrix.open(review.folder).decisions.iloc[before:]
    assert made[["reviewer", "decision"]].to_numpy().tolist() == [["ann", "include"], ["bob", "maybe"]]
    card._answer(None, {"act": "undo"}, [])
    card._answer(None, {"act": "undo"}, [])
    assert card.state["message"] == "Nothing to undo."


def test_a_form_that_is_opened_again_takes_the_place_of_the_earlier(review):
    first = widgets.exclude_failing(review, "ann")
    second = widgets.exclude_failing(review)
    assert [one for one in who.OPEN.values() if one in (first, second)] == [second]
    assert second.person == "ann"


def test_what_works_without_a_name_leaves_the_asking_to_what_needs_one(review):
    idle = [widgets.problems(review), widgets.outputs(review)]
    card = widgets.screening_card(review)
    assert [one.state["who"]["first"] for one in (*idle, card)] == [False, False, True]


def test_a_press_under_another_name_than_works_there_by_now_is_not_taken(review):
    card = widgets.screening_card(review, "ann", queue="all")
    shown = card.state["card"]
    deciding.remember_reviewer("bob", review.folder)
    who.follow(review.folder, "bob")
    # Pressed while the page still said “as ann”.
    press = {"act": "decide", "card": shown["id"], "key": shown["key"], "decision": "include"}
    card._answer(None, {**press, "as": "ann"}, [])
    told = "Not done: bob works here by now, and you pressed as ann; nothing was recorded. Press again."
    assert (card.state["message"], len(review.current().decisions)) == (told, len(review.decisions))
    card._answer(None, {**press, "as": "bob"}, [])
    assert review.current().decisions.iloc[-1]["reviewer"] == "bob"
