"""The framework matrix in a browser: search, filter, heads that stay, keys, paper; from a file and without a network."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from axe import find_barriers
from making import descriptor, entry, review, search, theme

from litmatrix import reporting, tables, writing

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=1"></td><script>window.pwned=1</script>'
THEMES = [theme(f"t{number}", name=f"Theme {number}") for number in range(1, 9)]
WORDS = (
    "Nobody had told us what we could expect of the other workers, and so for many months we waited for it"
)


def matrix(sources=40):
    """A matrix of many sources in two groups: every fourth quotes what is told apart by its number, others were not looked at."""
    keys = [f"s{number:02}_2010" for number in range(sources)]
    cells = {
        key: {
            "place": ("Greece", "Egypt")[number % 2],
            "methods": ("survey", "interview; survey", "", "")[number % 4],
            "t1": f'A summary of {number}\n"{WORDS} {number}" (p. 3)\n[Power -] "it isn\'t \'low\'"'
            if number % 4 == 0
            else "",
            "t2": "none 2026-11-03 cs",
            "t8": HOSTILE if number == 1 else "",
        }
        for number, key in enumerate(keys)
    }
    return review(
        entries=[entry(key, author=f"Author{key}, A.", year="2010", title=HOSTILE) for key in keys], searches=[search("db", "previous")],
        descriptors=[descriptor("place", "Greece", "Egypt"), descriptor("methods", "survey", "interview", type="choices")], themes=THEMES, cells=cells,
    )  # fmt: skip


@pytest.fixture
def shown(browser, tmp_path):
    """Show the matrix on a window of some width; at the end nothing was asked for, nothing failed, and nothing hostile ran."""
    context = browser.new_context(offline=True)
    told: list[str] = []
    pages = []

    def show(width=1280, height=800):
        path = tmp_path / "matrix.html"
        path.write_bytes(
            writing.framework_bytes(tables.framework(matrix(), "place"), "html", reporting.stamped(tmp_path))[
                0
            ]
        )
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("request", lambda request: told.append(request.url))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("console", lambda message: told.append(message.text))
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield show
    assert [page.evaluate("() => window.pwned") for page in pages] == [None] * len(pages)
    context.close()
    assert [one for one in told if not one.startswith("file:")] == []


def count(page):
    return page.locator("#count").inner_text()


def hits(page, words):
    page.locator("#search").fill(words)
    page.wait_for_timeout(250)
    return page.locator("#hits").inner_text(), count(page)


def focused(page):
    return page.evaluate("() => document.activeElement.innerText")


def test_search_finds_what_is_folded_marks_it_and_leaves_the_rows_that_have_it(shown):
    page = shown()
    assert count(page) == "40 of 40 sources, 8 of 8 themes"
    page.keyboard.press("/")
    page.keyboard.type("waited for it 8")
    page.wait_for_timeout(250)
    assert page.locator("#hits").inner_text() == "1 hit in 1 cell"
    assert count(page) == "1 of 40 sources, 8 of 8 themes"
    assert page.locator("td details[open]").count() == 1
    assert page.evaluate(
        "() => [...CSS.highlights.get('hit')].map((one) => one.startContainer.data.slice(one.startOffset, one.endOffset))"
    ) == ["waited for it 8"]
    page.keyboard.press("Enter")
    assert page.locator("#hits").inner_text() == "1 of 1 hit in 1 cell"
    page.keyboard.press("Escape")
    assert (page.locator("#hits").inner_text(), count(page)) == ("", "40 of 40 sources, 8 of 8 themes")
    assert page.locator("td details[open]").count() == 0


def test_search_takes_straight_marks_for_typographic_ones_and_steps_from_hit_to_hit(shown):
    page = shown()
    assert hits(page, "isn't 'LOW'") == ("10 hits in 10 cells", "10 of 40 sources, 8 of 8 themes")
    page.keyboard.press("Shift+Enter")
    assert page.locator("#hits").inner_text() == "10 of 10 hits in 10 cells"
    now = page.evaluate(
        "() => [...CSS.highlights.get('now')][0].startContainer.parentElement.getBoundingClientRect().top"
    )
    assert 0 < now < 800
    assert hits(page, "no such words") == ("no hit", "0 of 40 sources, 8 of 8 themes")
    assert hits(page, "<script>")[1] == "40 of 40 sources, 8 of 8 themes"


def test_groups_states_and_themes_filter_and_what_is_hidden_is_not_found(shown):
    page = shown()
    page.locator("#group").select_option(label="Egypt (20)")
    assert count(page) == "20 of 40 sources, 8 of 8 themes"
    assert page.locator("tbody:visible .g th").all_inner_texts() == ["Egypt 20 sources"]
    page.locator("#group").select_option("")
    page.locator("#state").select_option(label="that speak against")
    assert count(page) == "10 of 40 sources, 8 of 8 themes"
    page.locator("#theme").select_option(label="Theme 2")
    assert count(page) == "0 of 40 sources, 1 of 8 themes"
    page.locator("#state").select_option(label="looked for, not found")
    assert count(page) == "40 of 40 sources, 1 of 8 themes"
    assert page.locator("thead th:visible").all_inner_texts()[1].startswith("Theme 2")
    assert hits(page, "A summary")[0] == "no hit"
    page.locator(".menu summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Theme 1").check()
    assert hits(page, "A summary") == ("10 hits in 10 cells", "10 of 40 sources, 2 of 8 themes")


def test_another_descriptor_groups_the_rows_anew(shown):
    page = shown()
    hits(page, "A summary")
    page.locator("#grouping").select_option(label="methods")
    assert page.locator("tbody:visible .g th").all_inner_texts() == ["survey 10 sources"]
    page.locator("#search").press("Escape")
    assert page.locator("tbody:visible .g th").all_inner_texts() == [
        "survey 10 sources",
        "interview 10 sources",
        "not stated 20 sources",
    ]
    assert page.locator(".g").first.locator("td").all_inner_texts()[:3] == ["10 of 10", "0 of 10", "·"]
    assert page.locator(".also:visible").first.inner_text() == "also: survey"
    page.locator("#group").select_option(label="interview (10)")
    assert count(page) == "10 of 40 sources, 8 of 8 themes"
    page.locator("#grouping").select_option(label="place")
    assert page.locator("tbody:visible .g th").all_inner_texts() == ["Greece 20 sources", "Egypt 20 sources"]
    assert page.locator(".also:visible").count() == 0
    assert hits(page, "A summary") == ("10 hits in 10 cells", "10 of 40 sources, 8 of 8 themes")


def test_the_head_the_group_and_the_source_stay_in_sight(shown):
    page = shown()
    page.evaluate("() => document.querySelector('.box').scrollTo(900, 1500)")
    page.wait_for_timeout(200)
    box = page.locator(".box").bounding_box()
    head = page.locator("thead th").first.bounding_box()
    assert (head["x"] - box["x"], head["y"] - box["y"]) == (1, 1)
    group = page.locator(".g th").first.bounding_box()
    assert abs(group["y"] - head["y"] - head["height"]) < 1
    source = page.locator("tr.r th").nth(15).bounding_box()
    assert source["x"] == head["x"]


def test_the_matrix_is_worked_by_keys(shown):
    page = shown()
    page.locator(".box").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "Source"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert focused(page).startswith("A summary of 0")
    page.keyboard.press("Enter")
    assert "it isn’t ‘low’" in focused(page)
    page.keyboard.press("Enter")
    assert "it isn’t ‘low’" not in focused(page)
    page.keyboard.press("Control+End")
    assert page.evaluate("() => [document.activeElement.cellIndex, document.activeElement.getBoundingClientRect().bottom < 800]") == [8, True]  # fmt: skip
    page.keyboard.press("Home")
    assert focused(page).startswith("Authors39")
    page.keyboard.press("u")
    assert page.locator("td details[open]").count() == 10
    page.keyboard.press("]")
    assert count(page) == "40 of 40 sources, 1 of 8 themes"
    assert page.locator("thead th:visible").all_inner_texts()[1].startswith("Theme 1")


def test_it_has_no_barriers_that_axe_knows_open_or_folded_wide_or_narrow(shown):
    for width in (1280, 390):
        page = shown(width)
        assert find_barriers(page, whole=True) == []
        page.locator("#unfold").click()
        hits(page, "isn't")
        page.locator(".menu summary", has_text="Keys").click()
        assert find_barriers(page, whole=True) == []


def test_a_phone_shows_a_theme_at_a_time_and_nothing_beyond_its_width(shown, pictures):
    page = shown(390)
    assert count(page) == "40 of 40 sources, 1 of 8 themes"
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    page.locator("#theme").select_option("")
    assert count(page) == "40 of 40 sources, 8 of 8 themes"
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    pictures(page, "framework-390.png")


def test_on_paper_it_stands_in_parts_with_heads_on_each_page_and_what_is_unfolded(shown):
    page = shown()
    folded = printed(page)
    assert [text[:200] for text in folded if "Source" not in text] == []
    assert "Theme4" in folded[0] and "Theme5" not in folded[0] and "Theme8" in folded[-1]
    assert "isn’t" not in "".join(folded)
    page.locator("#unfold").click()
    assert "".join(printed(page)).count("isn’t") == 10
    page.locator("#theme").select_option(label="Theme 2")
    assert "Theme1" not in "".join(printed(page))
    assert page.locator("#panels").count() == 0


def printed(page):
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert all(sheet.get_width() > sheet.get_height() for sheet in document)
    # A browser sets letter by letter.
    return ["".join(sheet.get_textpage().get_text_range().split()) for sheet in document]
