"""The problem desk on a bare page: looked through by keyboard, accepted with why, withdrawn, undone, and looked at anew."""

from __future__ import annotations

import pytest
from bare import FAINT
from worked import copy_worked

import litmatrix
from litmatrix import widgets
from litmatrix.checking import accepting

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=window.pwned=1>"
AGAIN = [("no-locator", "mind_2013"), ("no-locator", "mind_2014"), ("claim", "search-terms")]


@pytest.fixture
def folder(tmp_path):
    """The worked review with five problems that stand, and a row whose key is markup."""
    folder = copy_worked(tmp_path / "review")
    accepting.withdraw(litmatrix.open(folder), AGAIN)
    matrix = folder / "matrix.csv"
    matrix.write_text(matrix.read_text(encoding="utf-8") + f"{HOSTILE}{',' * 15}\n", encoding="utf-8")
    return folder


def toml(folder):
    return (folder / "review.toml").read_text(encoding="utf-8")


def test_problems_are_looked_through_accepted_with_why_withdrawn_and_undone(bare, folder, pictures):
    before = toml(folder)
    desk = bare(widgets.problems(litmatrix.open(folder), "litmatrix"))
    page, total = desk.page, int(desk.data("total"))
    assert page.locator(".lm-problem").count() == total
    assert desk.text(".lm-problem >> nth=0").startswith("error\norphan-key")

    # One problem, by keyboard; without a why nothing is sent.
    desk.press("j", "k", "a")
    assert desk.focused == "why"
    desk.press("Enter")
    assert toml(folder) == before
    page.keyboard.type("On its way.")
    desk.press("Enter")
    assert 'why = "On its way."' in toml(folder)
    assert desk.text(".lm-saved").startswith("saved ")
    assert int(desk.data("total")) == total - 1
    desk.press("u")
    assert toml(folder) == before

    # All of a check, with the reason that others have: the keys grow.
    desk.press("/")
    page.keyboard.type("no-locator")
    page.wait_for_function(f"() => Number(document.querySelector('.lm-desk').dataset.total) < {total}")
    desk.press("Escape", "a")
    page.locator("[data-focus=scope-true]").check()
    reason = page.locator("[data-focus=reason]")
    reason.select_option(reason.locator("option").last.get_attribute("value"))
    assert desk.focused == "why"
    pictures(desk.root, "problems-accept.png")
    desk.press("Enter")
    assert toml(folder).count("[[accepted]]") == before.count("[[accepted]]")
    assert '  "mind_2014",' in toml(folder)
    assert desk.text(".lm-empty") == "Nothing matches these filters."

    # What is accepted stands apart, and is withdrawn.
    desk.press("g", "w")
    assert desk.text(".lm-message").startswith("No longer accepted: locator-range of ")
    desk.press("u", "u")
    assert toml(folder) == before
    assert desk.is_plain()


def test_it_looks_anew_when_a_person_comes_back_and_says_what_is_to_be_mended_first(bare, folder):
    desk = bare(widgets.problems(litmatrix.open(folder), "litmatrix"))
    path = folder / "review.toml"
    path.write_text("title = \n" + toml(folder), encoding="utf-8")
    desk.root.hover()
    desk.page.wait_for_selector(".lm-first")
    assert desk.text(".lm-first").startswith("Fix this first: review.toml cannot be read.")
    assert desk.page.locator("[data-focus=open]").count() == 0
    desk.press("a")
    assert desk.text(".lm-message").startswith("A fatal problem cannot be accepted")


def test_both_themes_are_readable_and_what_is_accepted_is_said_by_reason(bare, folder, pictures):
    for theme in ("light", "dark"):
        desk = bare(widgets.problems(litmatrix.open(folder), "litmatrix"), theme=theme)
        desk.press("j", "a")
        pictures(desk.root, f"problems-{theme}.png")
        assert desk.page.evaluate(FAINT) == []
        desk.press("Escape", "g")
        assert desk.page.evaluate(FAINT) == []
        pictures(desk.root, f"problems-accepted-{theme}.png")
