"""The offline page of linked charts: a click on a cell lists its excerpts, from a file and without a network."""

from __future__ import annotations

import pytest
from worked import copy_worked

import litmatrix
from litmatrix import writing

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script></script>'


@pytest.fixture
def folder(tmp_path):
    """A copy of the worked review with a hostile excerpt."""
    made = copy_worked(tmp_path / "linked")
    text = (made / "matrix.csv").read_text(encoding="utf-8")
    words = "Similar life experience as they move through difficult situations"
    assert text.count(words) == 1
    # Inside a quoted cell, quotation marks stand twice.
    hostile = HOSTILE.replace('"', '""')
    (made / "matrix.csv").write_text(text.replace(words, f"{hostile} {words}"), encoding="utf-8")
    return made


def area(place, words):
    return place.locator(f'g[class*="areas"] path[aria-label^="{words}"]')


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
    pictures(page, "linked-page.png")
    assert page.evaluate("() => window.pwned") is None
    page.context.close()
    assert [url for url in asked if not url.startswith("file:")] == []
