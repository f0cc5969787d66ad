"""The second notebook as a person works in it: three sources coded, a theme added and worked through, themes changed and undone."""

from __future__ import annotations

import csv
import io
import shutil
import tomllib

import pytest
from conftest import REVIEW, ROOT
from desk import find_faults, open_notebook, run_all

import litmatrix
from litmatrix import charts
from litmatrix.vocabulary import DUE

pytestmark = pytest.mark.browser

NOTEBOOK = "02-code-themes.ipynb"


@pytest.fixture
def folder(lab):
    """A copy of the worked review with its notebooks, within the lab's root."""
    folder = lab.folder / "to-code"
    folder.mkdir()
    for name in REVIEW:
        if (ROOT / name).is_file():
            shutil.copy2(ROOT / name, folder / name)
    for name in ("decisions", "notebooks"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.lock", ".ipynb_checkpoints")
        )
    return folder


def press(page, widget, *keys):
    """Press keys one by one, each after the widget answered the one before."""
    for key in keys:
        page.keyboard.press(key)
        rests(page, widget)


def rests(page, widget):
    page.wait_for_function(f"() => !document.querySelector('{widget}').hasAttribute('aria-busy')")


def rows(folder):
    text = (folder / "matrix.csv").read_text(encoding="utf-8")
    header, *found = csv.reader(io.StringIO(text, newline=""))
    return {row[0]: dict(zip(header, row, strict=True)) for row in found}


def held(folder):
    return [(folder / name).read_bytes() for name in ("matrix.csv", "review.toml")]


def begin(page, widget):
    desk = page.locator(widget)
    desk.wait_for()
    if desk.locator(".lm-ask-name").count():
        desk.get_by_role("button", name="Begin").click()
        rests(page, widget)
    desk.focus()
    return desk


def change(page, why):
    """Give the reason for the change that the theme desk shows, and do it."""
    page.wait_for_function("() => document.querySelector('.lm-themes').dataset.draft === 'preview'")
    page.keyboard.type(why)
    press(page, ".lm-themes", "Enter")
    page.wait_for_function("() => document.querySelector('.lm-themes').dataset.draft === ''")


def undo(page):
    press(page, ".lm-themes", "u")
    page.wait_for_function("() => document.querySelector('.lm-themes').dataset.draft === 'undo'")
    press(page, ".lm-themes", "Enter")
    page.wait_for_function("() => document.querySelector('.lm-themes').dataset.draft === ''")


def test_a_person_codes_three_sources_adds_a_theme_works_through_it_and_lets_the_themes_change(
    page, folder, pictures
):
    before = rows(folder)
    open_notebook(page, f"to-code/notebooks/{NOTEBOOK}")
    run_all(page)
    assert find_faults(page) == []

    coding = begin(page, ".lm-coding")
    coded = []
    for number in (1, 2, 3):
        coded.append((coding.get_attribute("data-key"), coding.get_attribute("data-theme")))
        press(page, ".lm-coding", "a")
        page.keyboard.type(f"“words that I found, {number}” (p. {number})")
        press(page, ".lm-coding", "Enter")
        assert coding.locator(".lm-saved").inner_text().startswith("saved ")
        press(page, ".lm-coding", "r", "n")
    expected = {key: dict(row) for key, row in before.items()}
    for number, (key, theme) in enumerate(coded, start=1):
        expected[key][theme] = f'"words that I found, {number}" (p. {number})'
    assert rows(folder) == expected

    themes = begin(page, ".lm-themes")
    press(page, ".lm-themes", "a")
    page.keyboard.type("funding")
    press(page, ".lm-themes", "Tab")
    page.keyboard.type("Funding")
    press(page, ".lm-themes", "Enter")
    change(page, "Three of them speak of money.")
    review = litmatrix.open(folder)
    due = [key for key, state in litmatrix.coding.states(review)["funding"].items() if state == DUE]
    assert due == list(before)

    coding.focus()
    press(page, ".lm-coding", "p")
    coding.locator("select[aria-label=Queue]").select_option("theme")
    rests(page, ".lm-coding")
    coding.locator("select[aria-label='Of this theme']").select_option("funding")
    rests(page, ".lm-coding")
    assert "1 of 32" in coding.inner_text()
    coding.screenshot(path=pictures / "coding-a-new-theme.png")
    coding.focus()
    for number in range(len(due)):
        assert coding.get_attribute("data-key") == due[number]
        if number in (0, 5):
            press(page, ".lm-coding", "a")
            page.keyboard.type("money is short (p. 2)")
            press(page, ".lm-coding", "Enter", "n")
        else:
            press(page, ".lm-coding", "0")
    funding = [row["funding"] for row in rows(folder).values()]
    assert (funding[0], funding[5]) == ("money is short (p. 2)", "money is short (p. 2)")
    assert all(text.startswith("none 20") for place, text in enumerate(funding) if place not in (0, 5))
    assert "End" in coding.inner_text() or "The end of this queue" in coding.inner_text()

    states = [held(folder)]
    themes.focus()
    press(page, ".lm-themes", "r")
    page.locator("[data-focus=field-id]").fill("definition")
    press(page, ".lm-themes", "Enter")
    change(page, "Clearer.")
    states.append(held(folder))
    for name in ("training", "experiences"):
        page.locator(f".lm-themes tr[data-theme={name}] input[type=checkbox]").check()
        rests(page, ".lm-themes")
    themes.focus()
    press(page, ".lm-themes", "m")
    page.locator("[data-focus=field-into]").select_option(label="a new one …")
    page.locator("[data-focus=field-fresh]").fill("workforce")
    press(page, ".lm-themes", "Enter")
    change(page, "One thing.")
    states.append(held(folder))
    page.locator(".lm-themes tr[data-theme=benefits]").click()
    rests(page, ".lm-themes")
    themes.focus()
    press(page, ".lm-themes", "s")
    for number, name in enumerate(("people", "services")):
        page.locator(f"[data-focus=part-{number}-id]").fill(name)
        press(page, ".lm-themes", "Tab")
    for place, name in enumerate(("people", "people", "services")):
        page.locator(".lm-themes .lm-by-subtheme select").nth(place).select_option(name)
    page.locator("[data-focus=preview]").focus()
    press(page, ".lm-themes", "Enter")
    while themes.get_attribute("data-draft") == "walk":
        themes.focus()
        press(page, ".lm-themes", "1")
    change(page, "Two kinds of benefit.")
    assert {"people", "services", "workforce", "definition"} <= set(next(iter(rows(folder).values())))
    told = [
        one["change"] for one in tomllib.loads((folder / "review.toml").read_text("utf-8"))["theme_history"]
    ]
    assert told[-4:] == ["add", "rename", "merge", "split"]
    themes.screenshot(path=pictures / "themes-changed.png")

    for state in reversed(states):
        themes.focus()
        undo(page)
        assert held(folder) == state
    story = litmatrix.history.read_history(folder / "history")[0]
    assert [(one.change, one.undone is not None) for one in story] == [
        ("add", False), ("rename", True), ("merge", True), ("split", True),
    ]  # fmt: skip
    run_all(page)
    assert find_faults(page) == []
    page.locator(".jp-Notebook h2", has_text="The story of the themes").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.screenshot(path=pictures / "themes-life.png")
    told = charts.theme_life(litmatrix.open(folder)).description
    assert "Funding: added" in told, told
    assert find_faults(page) == []
