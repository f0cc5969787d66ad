"""Linked charts in a real browser: a click on a cell lists its excerpts, in the notebook and on the offline page."""

from __future__ import annotations

import json
import shutil

import pytest
from desk import find_faults, open_notebook, run_all

import litmatrix
from litmatrix import writing

pytestmark = pytest.mark.browser

CODE = [
    "import litmatrix\nfrom litmatrix import widgets\nreview = litmatrix.open('..')",
    "linked = widgets.linked_charts(review)\nlinked",
]
HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script></script>'


@pytest.fixture(scope="module")
def folder(lab):
    """A copy of the worked review with a hostile excerpt, and a notebook that shows the charts."""
    made = lab.folder / "linked"
    made.mkdir()
    for name in ("bibliography.bib", "review.toml"):
        shutil.copy2(lab.folder / name, made / name)
    shutil.copytree(lab.folder / "decisions", made / "decisions")
    text = (lab.folder / "matrix.csv").read_text(encoding="utf-8")
    before = "Similar life experience as they move through difficult situations"
    assert text.count(before) == 1
    # Inside a quoted cell, quotation marks stand twice.
    hostile = HOSTILE.replace('"', '""')
    (made / "matrix.csv").write_text(text.replace(before, f"{hostile} {before}"), encoding="utf-8")
    (made / "notebooks").mkdir()
    cells = [
        {
            "cell_type": "code",
            "id": f"c{number}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": text,
        }
        for number, text in enumerate(CODE)
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (made / "notebooks" / "linked.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return made


def area(place, words):
    return place.locator(f'g[class*="areas"] path[aria-label^="{words}"]')


def test_a_click_on_a_cell_or_a_bar_in_the_notebook_lists_what_stands_behind_it(page, folder, pictures):
    open_notebook(page, "linked/notebooks/linked.ipynb")
    run_all(page)
    assert find_faults(page) == []
    cells, bars = page.locator(".lm-passages").nth(0), page.locator(".lm-passages").nth(1)
    area(page, "Faulkner and Kalathil 2012, Definition of peer:").click()
    cells.get_by_text("Faulkner and Kalathil 2012 on Definition of peer", exact=True).wait_for()
    assert cells.locator("li").count() == 4
    assert HOSTILE in cells.inner_text()
    menus = page.locator(".widget-dropdown select")
    # ipywidgets keeps the spaces of an option apart from a line break.
    assert menus.nth(1).locator("option:checked").inner_text().replace("\xa0", " ") == "Definition of peer"

    menus.nth(1).select_option(label="Values and principles".replace(" ", "\xa0"))
    cells.get_by_text("Faulkner and Kalathil 2012 on Values and principles", exact=True).wait_for()
    area(page, "grey: 22").click()
    bars.get_by_text("22 sources", exact=True).wait_for()
    assert bars.locator("li").count() == 22
    page.screenshot(path=pictures / "linked-charts.png")
    assert page.evaluate("() => window.pwned") is None


def test_the_offline_page_does_the_same_from_a_file_without_a_network(browser, folder, tmp_path, pictures):
    (tmp_path / "linked.html").write_text(writing.linked_page(litmatrix.open(folder)), encoding="utf-8")
    asked: list[str] = []
    page = browser.new_context(offline=True).new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(str(error)))
    page.on("console", lambda message: asked.append(message.text))
    page.goto((tmp_path / "linked.html").as_uri())
    heading = page.locator("#passages .lm-heading")
    area(page, "Faulkner and Kalathil 2012, Definition of peer:").click()
    assert heading.inner_text() == "Faulkner and Kalathil 2012 on Definition of peer"
    assert page.locator("#passages li").count() == 4
    assert HOSTILE in page.locator("#passages").inner_text()
    assert page.locator("#theme option:checked").inner_text() == "Definition of peer"

    page.locator("#theme").focus()
    page.keyboard.press("ArrowDown")
    assert heading.inner_text() == "Faulkner and Kalathil 2012 on Definition of peer support"
    page.locator("#chart").select_option(label="Coverage by theme")
    area(page, "Definition of peer, due:").click()
    assert page.locator("#sources .lm-state").inner_text() == "11 sources"
    page.screenshot(path=pictures / "linked-page.png")
    assert page.evaluate("() => window.pwned") is None
    page.context.close()
    assert [url for url in asked if not url.startswith("file:")] == []
