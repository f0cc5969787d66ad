"""The offline page of linked charts: a click on a mark lists what stands behind it, from a file and without a network."""

from __future__ import annotations

import making
import pytest
from axe import find_barriers
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


def opened(browser, review, path, **changes):
    """The page of a review, and what it asked for, said and stumbled over."""
    path.write_text(writing.linked_page(review), encoding="utf-8")
    asked: list[str] = []
    page = browser.new_context(offline=True, **changes).new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(str(error)))
    page.on("console", lambda message: asked.append(message.text))
    page.goto(path.as_uri())
    return page, asked


def many(sources):
    """A review of so many sources and twelve themes."""
    themes = [making.theme(f"t{place}", name=f"Theme {place}") for place in range(12)]
    cells = ('"yes" (p. 1)', "none", "", '[A +] "so" (p. 2)')
    return making.review(
        searches=[making.search("old", "previous")],
        entries=[
            making.entry(f"k{place}", origin="old", author=f"Adams{place:04}, Ann", title=f"Work {place}", year=str(1990 + place % 30))
            for place in range(sources)
        ],
        cells={
            f"k{place}": {"kind": "abcd"[place % 4]} | {f"t{theme}": cells[(place + theme) % 4] for theme in range(12)}
            for place in range(sources)
        },
        descriptors=[making.descriptor("kind", *"abcd")], themes=themes,
    )  # fmt: skip


def test_the_offline_page_does_the_same_from_a_file_without_a_network(browser, folder, tmp_path, pictures):
    page, asked = opened(browser, litmatrix.open(folder), tmp_path / "linked.html")
    heading = page.locator("#passages .lm-heading")
    page.get_by_role(
        "button", name="Faulkner and Kalathil 2012, Definition of peer: mentioned, 4 excerpts"
    ).click()
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
    assert find_barriers(page, "body", whole=True) == []
    page.context.close()
    assert [url for url in asked if not url.startswith("file:")] == []


def test_a_click_on_a_circle_of_the_map_lists_its_sources_with_their_excerpts_and_the_menus_do_so_too(
    browser, folder, tmp_path, pictures
):
    page, asked = opened(browser, litmatrix.open(folder), tmp_path / "linked.html")
    panel = page.locator("#map-sources")
    area(page.locator("#map"), "Definition of peer, academic:").click()
    assert panel.locator(".lm-heading").inner_text() == "Definition of peer: academic"
    assert (
        panel.locator(".lm-state").inner_text() == "4 of 4 sources looked at mention it, 3 not yet looked at"
    )
    parts = panel.locator("h4").all_inner_texts()
    assert (len(parts), parts[-1]) == (5, "Not yet looked at (3)")
    assert panel.locator(".lm-part").first.locator("li").count() >= 1
    assert page.locator("#map-value option:checked").inner_text() == "academic"

    page.locator("#map-theme").select_option(label="Challenges and barriers")
    assert panel.locator(".lm-heading").inner_text() == "Challenges and barriers: academic"
    page.locator("#map-value").select_option(label="grey")
    assert (
        panel.locator(".lm-state").inner_text() == "8 of 8 sources looked at mention it, 14 not yet looked at"
    )
    page.locator("#map-by").select_option(label="Year")
    area(page.locator("#map"), "Definition of peer, 2012:").click()
    assert panel.locator(".lm-heading").inner_text() == "Definition of peer: 2012"
    pictures(page, "linked-page-map.png")
    assert page.evaluate("() => window.pwned") is None
    page.context.close()
    assert [url for url in asked if not url.startswith("file:")] == []


def test_a_page_of_many_sources_shows_sixty_at_a_time_and_goes_to_the_one_that_is_chosen(browser, tmp_path):
    page, asked = opened(browser, many(130), tmp_path / "linked.html", viewport={"width": 390, "height": 844})
    rows, words = page.locator("#cells tbody tr"), page.locator("#turning output")
    assert (rows.count(), words.inner_text()) == (60, "Sources 1 to 60 of 130")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    assert (rows.count(), words.inner_text()) == (10, "Sources 121 to 130 of 130")
    assert page.get_by_role("button", name="Next").is_disabled()

    first = page.evaluate("() => document.querySelector('#cells tbody button').getAttribute('aria-label')")
    page.locator("#theme").select_option(label="Theme 3")
    page.locator("#source").select_option(index=1)
    chosen = page.locator("#cells [aria-current]")
    assert chosen.get_attribute("aria-label").startswith("Adams0000 1990, Theme 3: ")
    assert not first.startswith("Adams0000")
    chosen.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator("#passages .lm-heading").inner_text() == "Adams0000 1990 on Theme 4"
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    assert find_barriers(page, "body", whole=True) == []
    page.context.close()
    assert [url for url in asked if not url.startswith("file:")] == []
