"""The theme desk worked in a real browser: each operation done and undone on the worked review, the walk, both themes."""

from __future__ import annotations

import json
import shutil

import pytest
from conftest import REVIEW, ROOT
from desk import find_faults, open_notebook, run_all
from widgets.test_screening_card import set_theme

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
FILES = ("matrix.csv", "review.toml")


def make(folder):
    """Copy the worked review, with a notebook that shows the desk; return the notebook's path within the lab's root."""
    folder.mkdir()
    for name in REVIEW:
        if (ROOT / name).is_file():
            shutil.copy2(ROOT / name, folder / name)
    shutil.copytree(ROOT / "decisions", folder / "decisions", ignore=shutil.ignore_patterns("*.lock"))
    return with_notebook(folder)


def with_notebook(folder):
    source = [
        "import litmatrix\nfrom litmatrix import widgets\nreview = litmatrix.open('..')",
        "desk = widgets.theme_desk(review, 'litmatrix')\ndesk",
    ]
    cells = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {}, "execution_count": None, "outputs": [], "source": text}
        for number, text in enumerate(source)
    ]  # fmt: skip
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    (folder / "notebooks").mkdir()
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebooks" / "themes.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return f"{folder.name}/notebooks/themes.ipynb"


def held(folder):
    return [(folder / name).read_bytes() for name in FILES]


def header(folder):
    return (folder / "matrix.csv").read_text(encoding="utf-8").split("\n")[0].split(",")[4:]


def at_rest(page):
    page.wait_for_function("() => !document.querySelector('.lm-themes').hasAttribute('aria-busy')")


def press(page, *keys):
    """Press keys one by one, each after the desk answered the one before."""
    for key in keys:
        page.keyboard.press(key)
        at_rest(page)


def shows(page, draft):
    page.wait_for_function(f"() => document.querySelector('.lm-themes').dataset.draft === {draft!r}")


def show(page, place):
    open_notebook(page, place)
    run_all(page)
    assert find_faults(page) == []
    desk = page.locator(".lm-themes")
    desk.wait_for()
    desk.focus()
    return desk


def do(page, folder, why):
    """Give the reason and do what is shown; return the bytes on disk then."""
    shows(page, "preview")
    page.keyboard.type(why)
    press(page, "Enter")
    shows(page, "")
    assert page.locator(".lm-saved").inner_text().startswith("saved ")
    return held(folder)


def undo(page):
    press(page, "u")
    shows(page, "undo")
    press(page, "Enter")
    shows(page, "")
    assert page.locator(".lm-message").inner_text().startswith("Undone: ")


def test_each_operation_is_done_by_keyboard_and_undone_to_the_byte(page, lab, pictures):
    folder = lab.folder / "themes"
    place = make(folder)
    before = held(folder)
    themes = header(folder)
    desk = show(page, place)
    assert page.locator(".lm-table tbody tr").count() == 12
    desk.screenshot(path=pictures / "themes-light.png")

    press(page, "a")
    page.keyboard.type("trust")
    press(page, "Tab")
    page.keyboard.type("Trust")
    desk.screenshot(path=pictures / "themes-add.png")
    press(page, "Enter")
    do(page, folder, "It came up in three sources.")
    assert header(folder) == [*themes, "trust"]
    assert page.locator(".lm-table tbody tr").count() == 13
    undo(page)
    assert held(folder) == before

    press(page, "r")
    page.locator("[data-focus=field-id]").fill("peers")
    press(page, "Enter")
    do(page, folder, "Clearer.")
    assert header(folder) == ["peers", *themes[1:]]
    undo(page)
    assert held(folder) == before

    press(page, *["ArrowDown"] * 5, " ", "ArrowDown", " ", "m")
    page.locator("[data-focus=field-into]").select_option(label="a new one …")
    page.locator("[data-focus=field-fresh]").fill("work")
    desk.screenshot(path=pictures / "themes-merge-form.png")
    press(page, "Enter")
    shows(page, "preview")
    desk.screenshot(path=pictures / "themes-merge.png")
    do(page, folder, "One thing.")
    assert header(folder) == [*themes[:5], "work", *themes[7:]]
    press(page, "u")
    shows(page, "undo")
    desk.screenshot(path=pictures / "themes-undo.png")
    press(page, "Enter")
    shows(page, "")
    assert held(folder) == before

    split_peer(page, desk, pictures)
    do(page, folder, "Two things.")
    assert header(folder) == ["peer", "power", *themes[1:]]
    undo(page)
    assert held(folder) == before

    page.locator("tr[data-theme=evidence]").click()
    press(page, "x")
    do(page, folder, "Not written up.")
    assert header(folder) == themes
    assert page.locator(".lm-retired").count() == 1
    undo(page)
    assert held(folder) == before

    page.locator(".lm-panel > summary").click()
    assert page.locator(".lm-story .lm-taken-back").count() == 5
    desk.screenshot(path=pictures / "themes-story.png")
    assert len(list((folder / "history").glob("*.json"))) == 10
    assert find_faults(page) == []


def split_peer(page, desk, pictures):
    """Split the first theme: one subtheme in one step, the rest by keys, with a step back and all of another subtheme."""
    page.locator("tr[data-theme=peer]").click()
    desk.focus()
    press(page, "s")
    page.locator("[data-focus=part-1-id]").fill("power")
    press(page, "Tab")
    page.locator("[data-focus='by-Power']").select_option("power")
    page.locator("[data-focus='by-Shared / lived experience']").select_option("peer")
    desk.screenshot(path=pictures / "themes-split-form.png")
    page.locator("[data-focus=preview]").focus()
    press(page, "Enter")
    shows(page, "walk")
    progress = page.locator(".lm-progress-line span")
    total = int(progress.inner_text().split(" of ")[1])
    press(page, "1", "2", "b", "2", "Backspace")
    assert progress.inner_text() == f"2 of {total}"
    press(page, "s")
    desk.screenshot(path=pictures / "themes-walk.png")
    press(page, "2")
    while page.locator(".lm-themes").get_attribute("data-draft") == "walk":
        press(page, "1")
    shows(page, "preview")
    desk.screenshot(path=pictures / "themes-split.png")


def reorder_and_retag(page, desk, folder, pictures):
    """Move the first theme down, rename a subtheme, read the help: by buttons and keys, in the dark."""
    press(page, "o")
    page.locator("[data-focus='down-دعم']").focus()
    press(page, "Enter", "Enter")
    assert page.evaluate("() => document.activeElement.dataset.focus") == "up-دعم"
    desk.screenshot(path=pictures / "themes-dark-reorder.png")
    page.locator("[data-focus=preview]").focus()
    press(page, "Enter")
    do(page, folder, "ترتيب")
    assert (folder / "matrix.csv").read_text(encoding="utf-8").split("\n")[0] == "key,角色,bad,دعم"

    page.locator("tr[data-theme='دعم']").click()
    page.locator("[data-focus='sub-قوة']").check()
    page.locator("[data-focus=subtheme-rename]").click()
    page.locator("[data-focus=field-name]").fill("力量")
    press(page, "Enter")
    do(page, folder, "clearer")
    assert '"[力量] ""دائما في مكانة أدنى"" (p. 3)"' in (folder / "matrix.csv").read_text(encoding="utf-8")
    desk.focus()
    press(page, "?")
    desk.screenshot(path=pictures / "themes-dark-help.png")
    press(page, "Escape")
    assert find_faults(page) == []


def test_hostile_and_foreign_text_is_text_and_the_dark_theme_is_legible(page, lab, pictures):
    folder = lab.folder / "themes-dark"
    folder.mkdir()
    (folder / "bibliography.bib").write_text(
        f"@article{{a,\n title = {{{HOSTILE}}},\n author = {{{HOSTILE}}},\n year = {{2020}},\n origin = {{s}}\n}}\n"
    )
    (folder / "review.toml").write_text(
        f"""format = 1
[[searches]]
id = "s"
kind = "previous"
[[themes]]
id = "دعم"
name = "دعم الأقران في الصحة النفسية"
definition = "ما الذي يجعل شخصًا ما نظيرًا (peer) لغيره"
subthemes = ["قوة", '{HOSTILE}']
[[themes]]
id = "角色"
name = "同伴支持工作者的角色"
[[themes]]
id = "bad"
name = '{HOSTILE}'
definition = '{HOSTILE}'
""",
        encoding="utf-8",
    )
    quoted = HOSTILE.replace('"', '""')
    (folder / "matrix.csv").write_text(
        f'key,دعم,角色,bad\na,"[قوة] ""دائما في مكانة أدنى"" (p. 3)",“角色模糊” (p. 5),"{quoted}"\n',
        encoding="utf-8",
    )
    place = with_notebook(folder)
    set_theme(page, "JupyterLab Dark")
    try:
        desk = show(page, place)
        page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
        desk.screenshot(path=pictures / "themes-dark.png")
        press(page, " ", "ArrowDown", " ", "ArrowDown", " ", "m")
        press(page, "Enter")
        page.locator("[data-focus=preview]").focus()
        press(page, "Enter")
        shows(page, "preview")
        desk.screenshot(path=pictures / "themes-dark-preview.png")
        press(page, "Escape")
        shows(page, "")
        reorder_and_retag(page, desk, folder, pictures)
    finally:
        set_theme(page, "JupyterLab Light")
    assert page.evaluate("() => window.pwned") is None
