"""All desks of a folder know of each other's writes, and of files that were changed outside, without a key."""

from __future__ import annotations

import json

import pytest
from desk import Shown, open_notebook, run_all
from worked import copy_worked

import litmatrix
from litmatrix import widgets

pytestmark = pytest.mark.browser

NEWS = """() => window.kernel.heard["msg:custom"].forEach(act => act({news: true}, []))"""


def renamed(folder, title):
    path = folder / "review.toml"
    text = path.read_text(encoding="utf-8")
    start = text.index("title = ")
    path.write_text(f'{text[:start]}title = "{title}"{text[text.index(chr(10), start) :]}', encoding="utf-8")


def test_news_shows_where_the_desk_is_in_sight_and_waits_where_it_is_not(bare, tmp_path):
    folder = copy_worked(tmp_path / "review")
    desk = bare(widgets.protocol_desk(litmatrix.open(folder), "litmatrix"))
    desk.page.evaluate("() => { document.body.style.paddingTop = '3000px'; }")
    desk.page.wait_for_timeout(1100)
    renamed(folder, "Out of sight")
    desk.page.evaluate(NEWS)
    desk.page.wait_for_timeout(600)
    assert desk.desk.review.protocol.title != "Out of sight"
    desk.page.evaluate("() => { document.body.style.paddingTop = '0'; }")
    desk.page.wait_for_function("() => document.querySelector('.lm-desk input').value === 'Out of sight'")


def test_a_press_that_came_too_early_is_seen_not_to_be_taken(bare, tmp_path):
    review = litmatrix.open(copy_worked(tmp_path / "review"))
    desk = bare(widgets.screening_card(review, "litmatrix", queue="all"))
    desk.page.evaluate("() => window.kernel.hold()")
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("i")
    assert desk.text(".lm-dropped") == "“i” came too early and was ignored. Press it again."
    desk.page.evaluate("() => window.kernel.answer()")
    desk.rest()
    desk.page.wait_for_selector(".lm-dropped", state="detached")


NOTEBOOK = [
    "import litmatrix; from litmatrix import widgets; review = litmatrix.open('.')",
    "widgets.theme_desk(review, 'litmatrix')",
    "widgets.coding_desk(review)",
]


def written(folder, name):
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"c{at}",
            "metadata": {},
            "outputs": [],
            "source": one,
        }
        for at, one in enumerate(NOTEBOOK)
    ]
    about = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    text = json.dumps({"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5})
    (folder / name).write_text(text, encoding="utf-8")


def test_desks_of_a_notebook_show_what_another_desk_or_another_program_wrote_and_it_is_saved_from_within_one(
    page, lab, review_folder
):
    text = (review_folder / "review.toml").read_text(encoding="utf-8")
    try:
        written(review_folder, "state.ipynb")
        open_notebook(page, "state.ipynb")
        run_all(page)
        coding = Shown(page, "lm-coding")
        assert page.locator(".lm-coding", has_text="Humour").count() == 0
        # Outside litmatrix: as a colleague's git pull, or a text editor, writes it.
        (review_folder / "review.toml").write_text(
            f'{text}\n[[themes]]\nid = "humour"\nname = "Humour"\n', encoding="utf-8"
        )
        coding.root.scroll_into_view_if_needed()
        page.locator(".lm-coding", has_text="Humour").wait_for()
        # The notebook's own key, pressed in a desk.
        before = (review_folder / "state.ipynb").read_text(encoding="utf-8")
        coding.root.focus()
        page.keyboard.press("Control+s")
        page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
        assert (review_folder / "state.ipynb").read_text(encoding="utf-8") != before
        assert coding.root.get_attribute("data-lm-suppress-shortcuts") == "true"
    finally:
        (review_folder / "review.toml").write_text(text, encoding="utf-8")
        (review_folder / "state.ipynb").unlink()
