"""The screening card worked in a real browser: keys, reasons, undo, reload, two kernels, hostile text, both themes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from desk import find_faults, open_notebook, run_all

from litmatrix.decisions.log import read_decisions

pytestmark = pytest.mark.browser

WORDS = [
    "peer",
    "support",
    "service",
    "recovery",
    "hospital",
    "worker",
    "review",
    "trial",
    "community",
    "placebo",
    "outcome",
]
HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
PROTOCOL = """\
format = 1
title = "To screen"
[highlight]
include = ["peer support", "recover*", "υποστήριξη"]
exclude = ["placebo"]
[[searches]]
id = "s1"
kind = "database"
source = "PubMed"
[[criteria]]
id = "years"
include = "Published from 2010"
exclude = "Published before 2010"
check = {field = "year", from = 2010}
[[criteria]]
id = "topic"
include = "About peer support"
exclude = "Not about peer support"
"""


def entry(number: int) -> str:
    text = " ".join(WORDS[(number * 7 + step * 3) % len(WORDS)] for step in range(120))
    return (
        f"@article{{k{number:04},\n  author = {{Miller{number}, Anna and Smith, Ben}},\n  title = {{Record {number} on {text[:60]}}},\n"
        f"  journal = {{Journal of Examples}},\n  year = {{{2000 + number % 25}}},\n  abstract = {{{text}}},\n  origin = {{s1}}\n}}\n"
    )


def make(folder: Path, entries: list[str], reviewer: str = "anna", more: str = "") -> str:
    """Make a review with a notebook that shows the card; return the notebook's path within the lab's root."""
    (folder / "notebooks").mkdir(parents=True)
    (folder / "bibliography.bib").write_text("\n".join(entries), encoding="utf-8")
    (folder / "matrix.csv").write_text("key\n", encoding="utf-8")
    (folder / "review.toml").write_text(PROTOCOL + more, encoding="utf-8")
    for name in ("card", "again"):
        source = [
            "import litmatrix\nfrom litmatrix import widgets\nreview = litmatrix.open('..')",
            f"card = widgets.screening_card(review{f', {reviewer!r}' if reviewer else ''})\ncard",
        ]
        cells = [
            {
                "cell_type": "code",
                "id": f"c{number}",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": text,
            }
            for number, text in enumerate(source)
        ]
        kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
        notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
        (folder / "notebooks" / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return f"{folder.name}/notebooks"


def decided(folder: Path) -> list[tuple[str, str, str]]:
    events, problems = read_decisions(folder / "decisions")
    assert problems == ()
    return [(event.key, event.decision, event.reason) for event in events]


def show(page, place: str, name: str = "card"):
    open_notebook(page, f"{place}/{name}.ipynb")
    run_all(page)
    assert find_faults(page) == []
    card = page.locator(".lm-card")
    card.wait_for()
    card.focus()
    return card


def press(page, *keys: str) -> None:
    """Press keys one by one, each after the card answered the one before."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_function("() => !document.querySelector('.lm-card').hasAttribute('aria-busy')")


def shown(page) -> str:
    return page.locator(".lm-card").get_attribute("data-card")


def test_a_person_screens_by_keyboard_alone_and_every_decision_is_in_the_file(page, lab, pictures):
    folder = lab.folder / "by-keyboard"
    place = make(folder, [entry(number) for number in range(1000)])
    show(page, place)
    assert page.locator(".lm-place").inner_text().startswith("Record 1 of 1,000")
    page.screenshot(path=pictures / "screening-card.png")

    press(page, "i", "1", "m", "e")
    assert shown(page) == "k0003"
    assert "Exclude because of" in page.locator(".lm-side").inner_text()
    page.screenshot(path=pictures / "screening-reason.png")
    press(page, "2", "u", "j", "k", "Enter")
    press(page, "e", "Enter")

    assert decided(folder) == [
        ("k0000", "include", ""),
        ("k0001", "exclude", "years"),
        ("k0002", "maybe", ""),
        ("k0003", "exclude", "topic"),
        ("k0003", "withdraw", ""),
        ("k0003", "exclude", ""),
    ]
    assert re.fullmatch(r"saved \d\d:\d\d:\d\d", page.locator(".lm-saved").inner_text())


def test_after_closing_the_tab_and_killing_the_kernel_one_goes_on_where_one_stopped(page, lab):
    folder = lab.folder / "stopped"
    place = make(folder, [entry(number) for number in range(30)])
    show(page, place)
    press(page, "i", "i", "1")
    context = page.context
    page.close()
    for kernel in context.request.get("/api/kernels").json():
        token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "_xsrf")
        context.request.delete(f"/api/kernels/{kernel['id']}", headers={"X-XSRFToken": token})

    again = context.new_page()
    show(again, place)
    assert shown(again) == "k0003"
    press(again, "m")
    assert [key for key, _, _ in decided(folder)] == ["k0000", "k0001", "k0002", "k0003"]


def test_a_key_that_is_held_down_decides_once_and_quick_presses_decide_nothing_unseen(page, lab):
    folder = lab.folder / "held"
    place = make(folder, [entry(number) for number in range(60)])
    show(page, place)
    page.evaluate(
        """() => { const card = document.querySelector('.lm-card');
        for (let n = 0; n < 30; n++)
            card.dispatchEvent(new KeyboardEvent('keydown', {key: 'i', repeat: n > 0, bubbles: true, cancelable: true})); }"""
    )
    page.wait_for_function("() => document.querySelector('.lm-card').dataset.card === 'k0001'")
    assert decided(folder) == [("k0000", "include", "")]

    seen = page.evaluate(
        """async () => { const card = document.querySelector('.lm-card'); const seen = new Set([card.dataset.card]);
        const watch = new MutationObserver(() => seen.add(card.dataset.card));
        watch.observe(card, {attributes: true, attributeFilter: ['data-card']});
        for (let n = 0; n < 20; n++) {
            card.dispatchEvent(new KeyboardEvent('keydown', {key: 'm', bubbles: true, cancelable: true}));
            await new Promise(done => setTimeout(done, 5)); }
        await new Promise(done => setTimeout(done, 1500));
        return [...seen]; }"""
    )
    keys = [key for key, _, _ in decided(folder)]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= {"k0000", *seen}


def test_no_key_reaches_jupyterlab_and_a_note_takes_letters_as_text(page, lab):
    folder = lab.folder / "keys"
    place = make(folder, [entry(number) for number in range(5)])
    show(page, place)
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    for key in "abdxzcvy0":
        page.keyboard.press(key)
    page.keyboard.press("d")
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    press(page, "n")
    page.keyboard.type("i am unsure: e, m, 1")
    press(page, "Escape", "m")
    events, _ = read_decisions(folder / "decisions")
    assert [(event.decision, event.note) for event in events] == [("maybe", "i am unsure: e, m, 1")]


def test_hostile_and_odd_records_are_shown_as_text(page, lab, pictures):
    folder = lab.folder / "hostile"
    authors = " and ".join(f"Author{number}, A." for number in range(2000))
    entries = [
        f"@article{{bad,\n title = {{{HOSTILE} peer support}},\n author = {{{HOSTILE}}},\n journal = {{{HOSTILE}}},\n abstract = {{{HOSTILE}}},\n"
        f" keywords = {{{HOSTILE}}},\n note = {{{HOSTILE}}},\n url = {{javascript:window.pwned=1}},\n origin = {{s1}}\n}}\n",
        "@article{arabic,\n title = {دعم الأقران في الصحة النفسية},\n author = {العربي، محمد},\n year = {2015},\n origin = {s1}\n}\n",
        f"@article{{many,\n title = {{A G{{\\'e}}ant trial and η υποστήριξη}},\n author = {{{authors}}},\n origin = {{s1}}\n}}\n",
        f"@article{{long,\n title = {{Long}},\n abstract = {{{'peer support and more. ' * 5000}}},\n origin = {{s1}}\n}}\n",
    ]
    place = make(folder, entries)
    show(page, place)
    assert page.locator(".lm-title").inner_text() == f"{HOSTILE} peer support"
    assert page.locator(".lm-card img, .lm-card script").count() == 0
    assert page.locator(".lm-links a").count() == 0
    press(page, "i")
    assert page.locator(".lm-title").inner_text() == "دعم الأقران في الصحة النفسية"
    page.screenshot(path=pictures / "screening-arabic.png")
    press(page, "i")
    assert page.locator(".lm-title").inner_text() == "A Géant trial and η υποστήριξη"
    assert page.locator(".lm-title mark.lm-mark-include").all_inner_texts() == ["υποστήριξη"]
    assert page.get_by_text("… and 1988 more").count() == 1
    press(page, "i")
    assert page.locator(".lm-abstract mark").count() == 5000
    page.screenshot(path=pictures / "screening-long.png")
    assert page.evaluate("() => window.pwned") is None


def test_two_kernels_of_one_reviewer_lose_and_double_nothing_and_the_person_is_told(page, lab):
    folder = lab.folder / "two-kernels"
    place = make(folder, [entry(number) for number in range(10)])
    show(page, place)
    other = page.context.new_page()
    show(other, place, "again")
    press(other, "i")
    page.locator(".lm-card").focus()
    press(page, "m")
    assert "in another window" in page.locator(".lm-message").inner_text()
    assert shown(page) == "k0000"
    press(page, "j", "m")
    press(other, "1")
    assert "in another window" in other.locator(".lm-message").inner_text()
    assert decided(folder) == [("k0000", "include", ""), ("k0001", "maybe", "")]


def test_running_the_cell_again_leaves_one_live_card(page, lab):
    folder = lab.folder / "rerun"
    place = make(folder, [entry(number) for number in range(10)])
    show(page, place)
    run_all(page)
    page.wait_for_timeout(500)
    page.locator(".lm-card").last.focus()
    press(page, "i")
    assert decided(folder) == [("k0000", "include", "")]


def test_what_could_not_be_saved_is_said_and_the_record_stays(page, lab, pictures):
    folder = lab.folder / "unsaved"
    place = make(folder, [entry(number) for number in range(10)])
    show(page, place)
    press(page, "i")
    (folder / "decisions").rename(folder / "kept")
    (folder / "decisions").write_text("a file stands where the folder was")
    press(page, "i")
    assert page.locator(".lm-not-saved").inner_text().startswith("NOT SAVED")
    assert shown(page) == "k0001"
    page.screenshot(path=pictures / "screening-not-saved.png")
    (folder / "decisions").unlink()
    (folder / "kept").rename(folder / "decisions")
    press(page, "i")
    assert decided(folder) == [("k0000", "include", ""), ("k0001", "include", "")]


def test_full_text_needs_a_reason_and_takes_a_file(page, lab, pictures):
    folder = lab.folder / "full-text"
    place = make(folder, [entry(number) for number in range(3)])
    show(page, place)
    press(page, "i", "i", "i")
    page.locator("select[data-name=stage]").select_option("eligibility")
    page.wait_for_function("() => document.querySelector('.lm-card').dataset.card === 'k0000'")
    page.locator(".lm-card").focus()
    press(page, "e", "Enter")
    assert shown(page) == "k0000"
    page.locator(".lm-file input").set_input_files(
        {"name": "my paper.PDF", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"}
    )
    page.get_by_text("The full text was put into fulltext/k0000.pdf.").wait_for()
    assert (folder / "fulltext" / "k0000.pdf").read_bytes() == b"%PDF-1.4 x"
    page.locator(".lm-card").focus()
    press(page, "Escape", "2", "m")
    page.screenshot(path=pictures / "screening-full-text.png")
    assert decided(folder)[3:] == [("k0000", "exclude", "topic"), ("k0001", "awaiting", "")]


def test_everything_works_by_tab_and_enter_and_the_focus_stays_on_the_button(page, lab):
    folder = lab.folder / "tabs"
    place = make(folder, [entry(number) for number in range(5)])
    show(page, place)
    page.locator("button.lm-include").focus()
    press(page, "Enter", "Enter")
    assert page.evaluate("() => document.activeElement.className") == "lm-include"
    assert decided(folder) == [("k0000", "include", ""), ("k0001", "include", "")]


def test_the_card_asks_who_decides_and_remembers_it(page, lab):
    folder = lab.folder / "asked"
    place = make(folder, [entry(number) for number in range(5)], reviewer="")
    (folder / "review.toml").write_text('reviewers = ["berta", "carl"]\n' + PROTOCOL, encoding="utf-8")
    show(page, place)
    page.get_by_label("Your name").select_option("carl")
    page.get_by_role("button", name="Begin").click()
    page.locator(".lm-who").wait_for()
    assert page.locator(".lm-who").inner_text() == "carl · title and abstract"


def set_theme(page, name: str) -> None:
    """Choose JupyterLab's theme, as its settings editor does; it holds for pages opened afterwards."""
    page.goto("/lab")
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "_xsrf")
    answer = page.context.request.put(
        "/lab/api/settings/@jupyterlab/apputils-extension:themes",
        headers={"X-XSRFToken": token, "Content-Type": "application/json"},
        data=json.dumps({"raw": json.dumps({"theme": name})}),
    )
    assert answer.ok, answer.text()


def test_the_dark_theme_is_dark_and_legible(page, lab, pictures):
    folder = lab.folder / "dark"
    place = make(folder, [entry(number) for number in range(5)])
    set_theme(page, "JupyterLab Dark")
    try:
        show(page, place)
        page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
        page.screenshot(path=pictures / "screening-dark.png")
        background, ink = page.evaluate(
            "() => { const style = getComputedStyle(document.querySelector('.lm-card')); return [style.backgroundColor, style.color]; }"
        )
    finally:
        set_theme(page, "JupyterLab Light")
    assert sum(map(int, re.findall(r"\d+", background)[:3])) < 120
    assert sum(map(int, re.findall(r"\d+", ink)[:3])) > 600
