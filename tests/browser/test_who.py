"""Your name, on bare pages: one desk asks, the others wait, all follow, and a name is changed in a few words."""

from __future__ import annotations

import pytest
from bare import FAINT
from worked import copy_worked

import litmatrix
from litmatrix import widgets

pytestmark = pytest.mark.browser


def test_a_name_is_said_on_one_line_and_changed_there(bare, tmp_path, pictures):
    folder = copy_worked(tmp_path / "review")
    text = (folder / "review.toml").read_text(encoding="utf-8")
    assert 'reviewers = ["litmatrix"]' in text
    text = text.replace('reviewers = ["litmatrix"]', 'reviewers = ["ann", "bob"]')
    (folder / "review.toml").write_text(text, encoding="utf-8")
    for theme in ("light", "dark"):
        line = bare(widgets.reviewer(litmatrix.open(folder)), theme=theme)
        if theme == "light":
            pictures(line.root, "reviewer-asks.png")
            line.page.locator(".lm-ask-name select").select_option("bob")
            line.page.get_by_role("button", name="Start").click()
            line.rest()
        assert line.text(".lm-as") == "as bob · change"
        assert line.page.evaluate(FAINT) == []
        pictures(line.root, f"reviewer-{theme}.png")
    line.page.locator("[data-focus=naming]").click()
    assert line.focused == "who"
    line.press("Escape")
    assert line.text(".lm-as") == "as bob · change"
    line.page.locator("[data-focus=naming]").click()
    line.page.locator("[data-focus=who]").select_option("ann")
    line.page.get_by_role("button", name="OK").click()
    line.rest()
    assert line.text(".lm-as") == "as ann · change"


def test_a_desk_that_does_not_ask_can_be_told_all_the_same(bare, tmp_path, pictures):
    folder = copy_worked(tmp_path / "review")
    review = litmatrix.open(folder)
    asking = widgets.screening_card(review)
    waiting = widgets.theme_desk(review)
    assert (asking.state["who"]["first"], waiting.state["who"]["first"]) == (True, False)
    desk = bare(waiting)
    # The desks of a test stand on pages of their own, as in two kernels: what this one shows was said before.
    assert desk.text(".lm-waiting") == "Enter your name above to start. Enter it here"
    pictures(desk.root, "reviewer-waits.png")
    desk.page.locator("[data-focus=naming]").click()
    assert desk.focused == "who"
    desk.page.get_by_role("button", name="Start").click()
    desk.rest()
    assert desk.text(".lm-as strong") == "litmatrix"
    assert desk.page.locator(".lm-table tbody tr").count() == 12
