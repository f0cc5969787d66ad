"""The pane of the full text, in the coding desk: zoom, find, outline, page by page; a file dropped for the record shown."""

from __future__ import annotations

import pytest
from bare import FAINT
from pdfs import page as sheet
from pdfs import pdf
from test_coding_desk import HOSTILE, desk_of, small, still

pytestmark = pytest.mark.browser

PAGE, FIND, NUMBER, ZOOM = "Full text, ", "Find in the full text", "Page", "Zoom"
LINES = (
    "Workers told us that their roles",
    "were blurred, and that peers de-",
    "cided little; their roles changed.",
)
OUTLINE = [(1, "Introduction", 1), (1, "Methods", 2), (2, f"Sample {HOSTILE}", 2), (1, "Findings", 3)]


@pytest.fixture
def folder(tmp_path):
    folder = small(tmp_path / "review")
    (folder / "fulltext").mkdir()
    return folder


@pytest.fixture
def book(folder):
    """A PDF of five pages with labels, an outline, and words on pages 2, 3 and 5."""
    pages = [
        sheet("A title page"),
        sheet(*LINES),
        sheet("Roles once more"),
        sheet("nothing"),
        sheet("the ROLES"),
    ]
    data = pdf(pages, labels="<< /S /D /St 391 >>", outline=OUTLINE)
    (folder / "fulltext" / "k0.pdf").write_bytes(data)
    return folder


def opened(bare, folder, **how):
    desk = bare(desk_of(folder), **how)
    desk.press("f")
    desk.page.locator(".lm-page").wait_for()
    return desk


def shown(desk, words: str):
    """The run of a page that has these words, once it is there."""
    run = desk.page.locator(".lm-run", has_text=words).first
    run.wait_for()
    return run


def place(desk) -> str:
    return desk.text(".lm-of")


def width(desk) -> float:
    return desk.page.locator(".lm-sheet").bounding_box()["width"]


def drop(desk, selector: str, name: str, data: bytes) -> None:
    """Drop a file on an element, as from a window of files."""
    desk.page.evaluate(
        """([selector, name, data]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(data)], name));
            const about = {dataTransfer: carried, bubbles: true, cancelable: true};
            document.querySelector(selector).dispatchEvent(new DragEvent("drop", about));
        }""",
        [selector, name, list(data)],
    )
    desk.rest()


def test_pages_are_turned_by_keys_buttons_and_by_their_number(bare, book, pictures):
    desk = opened(bare, book)
    shown(desk, "title page")
    assert (desk.focused, place(desk)) == ("text page", "1 of 5")
    # A page longer than the pane is read to its end before the next one comes.
    desk.press(*["PageDown"] * 2)
    shown(desk, "blurred")
    still(desk.page.locator(".lm-sheet"))
    assert (place(desk), desk.page.get_by_label(NUMBER, exact=True).input_value()) == ("2 of 5", "p. 392")
    assert desk.page.locator(".lm-page").evaluate("page => page.scrollTop") == 0
    desk.press("PageUp")
    shown(desk, "title page")
    still(desk.page.locator(".lm-sheet"))
    assert desk.page.locator(".lm-page").evaluate("page => page.scrollTop") > 0
    desk.page.get_by_label("Next page").click()
    shown(desk, "blurred")
    # By the label that is printed on it, with or without “p.”, and what is no page changes nothing.
    number = desk.page.get_by_label(NUMBER, exact=True)
    for typed, words, at in (
        ("395", "the ROLES", "5 of 5"),
        ("p. 393", "Roles once", "3 of 5"),
        ("1", "title", "1 of 5"),
    ):
        number.fill(typed)
        desk.press("Enter")
        shown(desk, words)
        assert place(desk) == at
    number.fill("999")
    desk.press("Enter")
    assert (place(desk), number.get_attribute("aria-invalid")) == ("1 of 5", "true")
    assert desk.page.get_by_label("Previous page").is_disabled()
    assert desk.page.evaluate("() => window.through") == []


def test_words_are_found_in_the_whole_text_counted_marked_and_walked(bare, book, pictures):
    desk = opened(bare, book)
    shown(desk, "title page")
    told = desk.page.locator(".lm-hits-told")
    desk.press("/")
    assert desk.focused == "text find"
    desk.page.keyboard.type("their ROLES")
    desk.page.get_by_text("1 of 2").wait_for()
    shown(desk, "blurred")
    still(desk.page.locator(".lm-sheet"))
    marks = desk.page.locator(".lm-marks .lm-hit-mark")
    assert (marks.count(), desk.page.locator(".lm-hit-here").count()) == (2, 1)
    # The mark lies on the words.
    line, mark = shown(desk, "told us").bounding_box(), marks.first.locator("div").bounding_box()
    assert abs(line["y"] - mark["y"]) < 4
    assert line["x"] + line["width"] / 2 < mark["x"] + mark["width"] <= line["x"] + line["width"] + 4
    pictures(desk.root, "pane-find.png")
    desk.page.get_by_label(FIND).fill("roles")
    desk.page.get_by_text("1 of 4").wait_for()
    for key, words, count in (
        ("Enter", "told us", "2 of 4"),
        ("Enter", "Roles once", "3 of 4"),
        ("F3", "the ROLES", "4 of 4"),
        ("Enter", "told us", "1 of 4"),
        ("Shift+Enter", "the ROLES", "4 of 4"),
        ("Shift+F3", "Roles once", "3 of 4"),
    ):
        desk.press(key)
        shown(desk, words)
        desk.page.get_by_text(count).wait_for()
    # A word that the end of a line broke is one word.
    desk.page.get_by_label(FIND).fill("peers decided")
    desk.page.get_by_text("1 of 1").wait_for()
    shown(desk, "cided")
    still(desk.page.locator(".lm-sheet"))
    assert desk.page.locator(".lm-hit-here > div").count() == 2
    desk.page.get_by_label(FIND).fill("absent")
    desk.page.get_by_text("not found").wait_for()
    assert desk.page.locator(".lm-hit-mark").count() == 0
    desk.page.get_by_label("as text").check()
    desk.page.get_by_label(FIND).fill("")
    desk.page.get_by_label(FIND).fill("blurred")
    desk.page.locator(".lm-plain mark.lm-hit-here", has_text="blurred").wait_for()
    desk.press("Escape")
    assert (desk.focused, told.inner_text()) == ("text page", "1 of 1")


def test_zoom_is_fit_or_a_share_of_paper_and_is_kept_from_source_to_source(bare, book, pictures):
    (book / "fulltext" / "k1.pdf").write_bytes(pdf([sheet("another source")]))
    desk = opened(bare, book)
    shown(desk, "title page")
    pane = desk.page.locator(".lm-page").evaluate("page => page.clientWidth")
    assert width(desk) == pytest.approx(pane, abs=1)
    desk.page.get_by_label(ZOOM).select_option("1")
    assert width(desk) == pytest.approx(400 * 96 / 72, abs=1)
    desk.page.locator(".lm-page").focus()
    desk.press("+", "+")
    assert desk.page.get_by_label(ZOOM).input_value() == "1.5"
    assert width(desk) == pytest.approx(400 * 96 / 72 * 1.5, abs=1)
    # The words stay where they stand in the picture.
    run, frame = shown(desk, "title page").bounding_box(), desk.page.locator(".lm-sheet").bounding_box()
    assert (run["x"] - frame["x"]) / frame["width"] == pytest.approx(0.1, abs=0.01)
    desk.press("-")
    assert desk.page.get_by_label(ZOOM).input_value() == "1.25"
    desk.page.get_by_label(ZOOM).select_option("3")
    desk.page.wait_for_function("() => document.querySelector('.lm-page').scrollWidth > 1500")
    pictures(desk.root, "pane-zoomed.png")
    desk.press("n")
    shown(desk, "another source")
    assert desk.page.get_by_label(ZOOM).input_value() == "3"
    desk.page.locator(".lm-page").focus()
    desk.press("w")
    assert width(desk) == pytest.approx(
        desk.page.locator(".lm-page").evaluate("page => page.clientWidth"), abs=1
    )


def test_the_outline_leads_to_its_pages_by_keyboard(bare, book, pictures):
    desk = opened(bare, book)
    shown(desk, "title page")
    desk.press("o")
    lines = desk.page.locator(".lm-outline-line")
    assert lines.all_inner_texts() == ["Introduction", "Methods", f"Sample {HOSTILE}", "Findings"]
    assert lines.first.get_attribute("aria-current") == "true"
    desk.press("ArrowDown", "Enter")
    shown(desk, "blurred")
    pictures(desk.root, "pane-outline.png")
    desk.press("ArrowDown", "ArrowDown", "Enter")
    shown(desk, "Roles once")
    assert lines.nth(3).get_attribute("aria-current") == "true"
    desk.press("Escape")
    assert (desk.focused, desk.page.locator(".lm-outline").is_visible()) == ("text page", False)
    assert desk.is_plain()


def test_a_web_page_and_a_text_are_read_and_a_scan_says_that_it_has_no_words(bare, folder, pictures):
    body = "".join(f"<h2>Part {n}</h2><p>{'words ' * 400}</p>" for n in range(6))
    (folder / "fulltext" / "k0.html").write_text(f"<h1>Top {HOSTILE[:9]}</h1>{body}<p>{HOSTILE}</p>")
    (folder / "fulltext" / "k1.pdf").write_bytes(pdf([sheet(), sheet()]))
    (folder / "fulltext" / "k2.txt").write_text(f"Plain {HOSTILE}\fSecond")
    desk = opened(bare, folder)
    desk.page.locator(".lm-plain").wait_for()
    desk.press("o", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    desk.page.wait_for_function("() => document.querySelector('.lm-page').scrollTop > 500")
    pictures(desk.root, "pane-web-page.png")
    desk.page.get_by_label(ZOOM).select_option("2")
    assert desk.page.locator(".lm-plain").evaluate("text => getComputedStyle(text).fontSize") == "28px"
    desk.root.focus()
    desk.press("n")
    desk.page.get_by_text(
        "The PDF is scanned: it has pictures of pages and no text, so nothing can be selected."
    ).wait_for()
    assert desk.page.get_by_role("button", name="Outline").is_disabled()
    desk.press("n")
    desk.page.get_by_text(f"Plain {HOSTILE}").wait_for()
    assert desk.is_plain()


def test_a_file_is_dropped_for_the_source_shown_and_another_replaces_it_only_when_told_to(
    bare, folder, pictures
):
    desk = bare(desk_of(folder))
    assert "No full text yet" in desk.text(".lm-drop")
    first, second = pdf([sheet("the first file")]), pdf([sheet("the second file")])
    # Two slices and a bit: it comes whole.
    long = first + b"\n% " + b"x" * (4 * 1024 * 1024 + 7)
    desk.page.get_by_label("Full text of this record").set_input_files(
        {"name": "Download (3).PDF", "mimeType": "application/pdf", "buffer": long}
    )
    desk.page.get_by_role("button", name="Read the full text").wait_for()
    stored = folder / "fulltext" / "k0.pdf"
    assert stored.read_bytes() == long
    desk.root.focus()
    desk.press("f")
    shown(desk, "the first file")
    drop(desk, ".lm-page", "other.pdf", second)
    desk.page.get_by_text("fulltext/k0.pdf is there already (4.2 MB").wait_for()
    pictures(desk.root, "pane-there-already.png")
    assert stored.read_bytes() == long
    desk.page.get_by_role("button", name="Keep both").click()
    beside = folder / "fulltext" / "k0 (2).pdf"
    shown(desk, "the second file")
    assert (stored.read_bytes(), beside.read_bytes()) == (long, second)
    desk.page.get_by_label("File", exact=True).select_option("fulltext/k0.pdf")
    shown(desk, "the first file")
    drop(desk, ".lm-page", "other.pdf", second)
    desk.page.get_by_role("button", name="Replace it").click()
    shown(desk, "the second file")
    assert stored.read_bytes() == second
    desk.page.get_by_role("button", name="Undo", exact=True).click()
    shown(desk, "the first file")
    assert (stored.read_bytes(), beside.read_bytes()) == (long, second)
    # What is no full text is told, and nothing is stored.
    for name, data, words in (("empty.pdf", b"", "the file is empty"), ("noending", b"x", "has no ending")):
        drop(desk, ".lm-page", name, data)
        desk.page.locator(".lm-text-told .lm-odd", has_text=words).first.wait_for()
    assert sorted(path.name for path in (folder / "fulltext").glob("*.*") if path.is_file()) == [
        "k0 (2).pdf",
        "k0.pdf",
    ]
    assert "desk" not in desk.text(".lm-saved") and desk.is_plain()


def test_a_file_that_cannot_be_read_says_why_and_takes_another(bare, folder, pictures):
    (folder / "fulltext" / "k0.pdf").write_bytes(pdf([sheet("x")], encrypted=True))
    desk = opened(bare, folder)
    desk.page.get_by_text("the PDF is encrypted and asks for a password").first.wait_for()
    assert "Another file of this record" in desk.text(".lm-no-text .lm-drop")
    assert "https://doi.org/10.1000/x0" in desk.text(".lm-no-text")
    pictures(desk.root, "pane-encrypted.png")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pane_is_legible_at_every_width(bare, book, pictures, theme):
    desk = opened(bare, book, theme=theme)
    shown(desk, "title page")
    desk.press("o", "Escape", "o")
    desk.page.get_by_label(FIND).fill("roles")
    desk.page.get_by_text("1 of 4").wait_for()
    for size in (1000, 1400, 1900):
        desk.page.set_viewport_size({"width": size, "height": 950})
        still(desk.page.locator(".lm-sheet"))
        pictures(desk.root, f"pane-{theme}-{size}.png")
        assert desk.root.evaluate("root => root.scrollWidth - root.clientWidth") <= 1
    desk.page.get_by_label("as text").check()
    desk.page.locator(".lm-plain").wait_for()
    assert desk.page.evaluate(FAINT) == []
