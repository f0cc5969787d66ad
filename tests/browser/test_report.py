"""The report in Chromium: on a wide screen, on a phone, for axe-core, and printed."""

from __future__ import annotations

import pypdfium2
import pytest
from axe import find_barriers
from worked import copy_worked

import litmatrix
from litmatrix import reporting, tables
from litmatrix.writing.report.page import pages_of
from litmatrix.writing.report.pictures import draw, reported

pytestmark = pytest.mark.browser

#: The frames that hold more than they show, and of these the ones that do not say so above it.
FRAMES = """() => [...document.querySelectorAll(".scroll")].map(frame => ({
    name: frame.getAttribute("aria-label"), more: frame.scrollWidth > frame.clientWidth + 1,
    said: frame.querySelector(".goes-on").getBoundingClientRect().height > 0,
    down: frame.scrollHeight > frame.clientHeight + 1,
}))"""
#: How large the text of the figures is, in pixels of the screen, and that of the tables.
SIZES = """() => [
    [...document.querySelectorAll("figure svg")].map(svg =>
        11 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width),
    parseFloat(getComputedStyle(document.querySelector("table")).fontSize),
]"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The report of the worked review and its supplement, as files."""
    review = litmatrix.open(copy_worked(tmp_path_factory.mktemp("report") / "review"))
    drawn = [draw(plan, ("svg",)) for plan in reported(review)]
    made = pages_of(review, tables.named(review), drawn, reporting.stamped(review.folder))
    for name, text in made.items():
        (review.folder / name).write_text(text, encoding="utf-8")
    return review.folder


@pytest.fixture
def opened(browser):
    """Open a page in a window of some width, without a network; it asks for nothing and runs nothing."""
    asked: list[str] = []
    contexts = []

    def show(path, width):
        contexts.append(
            browser.new_context(offline=True, bypass_csp=True, viewport={"width": width, "height": 900})
        )
        page = contexts[-1].new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith("file:")] == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["report.html", "supplement.html"])
def test_what_goes_on_to_the_side_says_so_and_nothing_else_does(opened, folder, name, width):
    page = opened(folder / name, width)
    found = page.evaluate(FRAMES)
    assert [one["name"] for one in found if one["more"] != one["said"]] == []
    assert [one["name"] for one in found if one["down"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    if width == 390:
        assert any(one["more"] for one in found)
    assert find_barriers(page, whole=True) == []


def test_a_frame_is_scrolled_by_keyboard(opened, folder):
    page = opened(folder / "report.html", 390)
    frame = page.locator(".tabled .scroll").first
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("frame => frame.scrollLeft > 0", arg=frame.element_handle())


@pytest.mark.parametrize("width", [390, 1280])
def test_the_text_of_figures_is_as_large_as_that_of_tables_on_any_screen(opened, folder, width):
    figures, table = opened(folder / "report.html", width).evaluate(SIZES)
    assert figures
    assert all(abs(size - table) < 0.1 for size in figures)


def test_printed_it_stands_on_a4_wide_tables_lie_and_each_page_has_its_foot(opened, folder):
    data = opened(folder / "report.html", 1280).pdf(prefer_css_page_size=True)
    printed = pypdfium2.PdfDocument(data)
    sizes = {tuple(round(side) for side in page.get_size()) for page in printed}
    assert sizes == {(595, 842), (842, 595)}
    count = len(printed)
    for number, page in enumerate(printed, start=1):
        words = " ".join(page.get_textpage().get_text_bounded().split())
        assert f"page {number} of {count}" in words
        assert "Made with litmatrix" in words
    lying = [page.get_textpage().get_text_bounded() for page in printed if page.get_size()[0] > 800]
    assert any("Search log" in words for words in lying)


def test_in_print_nothing_is_cut_off_and_heads_are_repeated(opened, folder):
    page = opened(folder / "report.html", 640)
    page.emulate_media(media="print")
    found = page.evaluate(FRAMES)
    assert [one["name"] for one in found if one["said"]] == []
    head = page.locator("thead").first
    assert head.evaluate("head => getComputedStyle(head).display") == "table-header-group"
    row = page.locator("tbody tr").first
    assert row.evaluate("row => getComputedStyle(row).breakInside") == "avoid"
