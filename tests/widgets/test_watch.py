"""What is open of a review is told when a file of it was written, and follows a name that was said in another notebook."""

from __future__ import annotations

import asyncio

import pytest
import small_review

import litmatrix
from litmatrix import widgets
from litmatrix.screening import deciding
from litmatrix.widgets.base import watch, who


@pytest.fixture
def review(tmp_path):
    return small_review.make(tmp_path / "review")


@pytest.fixture(autouse=True)
def nothing_seen():
    watch._SEEN.clear()


def listening(desk):
    """The messages that a desk sends to its page from now on."""
    sent = []
    desk.send = lambda content, buffers=None: sent.append(content)
    return sent


def retitled(folder, title="Changed"):
    path = folder / "review.toml"
    path.write_text(
        f'title = "{title}"\n' + path.read_text(encoding="utf-8").split("\n", 2)[2], encoding="utf-8"
    )


def test_desks_are_told_once_of_a_file_that_was_written_elsewhere(review):
    told = listening(widgets.theme_desk(review, "ann")), listening(widgets.coding_desk(review, "ann"))
    watch.look()
    assert told == ([], [])
    retitled(review.folder)
    watch.look()
    watch.look()
    assert told == ([{"news": True}], [{"news": True}])


def test_what_one_desk_writes_is_told_to_the_others_and_not_to_itself(review):
    card = widgets.screening_card(review, "ann")
    themes, line = widgets.theme_desk(review, "ann"), listening(widgets.coding_desk(review, "ann"))
    told = listening(themes)
    watch.look()
    before = deciding.decide(review, "adams_2011", "include", "bob")
    watch.look()
    assert (before.reviewer, told, line) == ("bob", [{"news": True}], [{"news": True}])
    assert card.sitting is not None


def test_a_manuscript_that_was_saved_is_news_to_the_desks_that_show_it_and_to_no_other(review):
    told = listening(widgets.manuscript(review)), listening(widgets.problems(review))
    other = listening(widgets.theme_desk(review, "ann"))
    watch.look()
    (review.folder / "manuscript.md").write_text("# Mine\n", encoding="utf-8")
    watch.look()
    watch.look()
    assert (*told, other) == ([{"news": True}], [{"news": True}], [])


def test_a_form_takes_in_what_is_new_at_once_and_keeps_what_was_typed(review):
    form = widgets.add_source(review)
    form.title.value = "A report"
    watch.look()
    with (review.folder / "review.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[[searches]]\nid = "late"\nkind = "website"\nsource = "A site"\n')
    watch.look()
    assert ("late: A site", "late") in form.search.options
    assert form.title.value == "A report"


def test_a_name_that_was_said_in_another_notebook_is_followed(review):
    card, coding = widgets.screening_card(review, "ann"), widgets.coding_desk(review)
    watch.look()
    deciding.remember_reviewer("bob", review.folder)
    watch.look()
    assert (card.person, coding.person) == ("bob", "bob")
    told = "You now work as bob: the name was changed elsewhere (before: ann)."
    assert (card.state["message"], coding.state["message"]) == (told, told)


def test_a_name_that_was_said_of_another_review_is_not_followed(review, tmp_path):
    card = widgets.screening_card(review, "ann")
    other = small_review.make(tmp_path / "other")
    watch.look()
    deciding.remember_reviewer("bob", other.folder)
    watch.look()
    assert card.person == "ann"
    assert deciding.remembered_for(review.current()) == "ann"
    assert deciding.remembered_for(other) == "bob"


def test_a_name_said_in_another_review_is_not_followed_where_the_machine_alone_remembered_one(
    review, tmp_path
):
    deciding.remember_reviewer("AB")
    card = widgets.screening_card(review)
    other = small_review.make(tmp_path / "other")
    watch.look()
    widgets.screening_card(other, "ann")
    watch.look()
    assert (card.person, deciding.remembered_reviewer()) == ("AB", "ann")
    who.OPEN.clear()  # the kernel is started anew
    assert widgets.screening_card(review).person == "AB"


def test_a_fault_in_one_desk_keeps_neither_news_nor_a_name_from_the_others(review, monkeypatch):
    broken, card = widgets.theme_desk(review, "ann"), widgets.screening_card(review, "ann")
    told = listening(card)

    def fault(*_):
        raise KeyError("a fault")

    monkeypatch.setattr(type(broken), "news", fault)
    monkeypatch.setattr(type(broken), "_sit", fault)
    watch.look()
    retitled(review.folder)
    watch.look()
    deciding.remember_reviewer("bob", review.folder)
    watch.look()
    assert (told, card.person) == ([{"news": True}], "bob")


def test_a_fault_in_one_folder_keeps_no_news_from_another(review, tmp_path, monkeypatch):
    other = small_review.make(tmp_path / "a-other")
    desks = widgets.screening_card(other, "ann"), widgets.screening_card(review, "ann")
    told = [listening(desk) for desk in desks]
    watch.look()
    found = watch._found

    def faulty(folder):
        if folder == other.folder:
            raise ValueError("a fault")
        return found(folder)

    monkeypatch.setattr(watch, "_found", faulty)
    retitled(review.folder)
    watch.look()
    assert told == [[], [{"news": True}]]


def test_a_folder_that_is_gone_ends_no_watch(review):
    card = listening(widgets.screening_card(review, "ann"))
    watch.look()
    for path in sorted(review.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    watch.look()
    assert card == [{"news": True}]


def test_it_looks_by_itself_where_a_loop_runs_and_ends_with_the_last_desk(review, monkeypatch):
    monkeypatch.setattr(watch, "EVERY", 0.01)

    async def kernel():
        desk = widgets.theme_desk(litmatrix.open(review.folder), "ann")
        told = listening(desk)
        await asyncio.sleep(0.05)
        retitled(review.folder)
        for _ in range(200):
            await asyncio.sleep(0.01)
            if told:
                break
        who.OPEN.clear()
        await asyncio.sleep(0.1)
        return told, [task.done() for task in watch._watching]

    assert asyncio.run(kernel()) == ([{"news": True}], [True])
