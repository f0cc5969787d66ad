"""The coding desk on a bare page: keys, forms, views, the full text, two kernels, hostile text, both themes."""

from __future__ import annotations

import re
from datetime import date

import pytest
from bare import FAINT
from coding_folder import (
    ARABIC,
    CHINESE,
    HOSTILE,
    PROTOCOL,
    at,
    cells,
    changed,
    desk_of,
    enter,
    small,
    starts,
    still,
    themes_of,
)
from pdfs import page as sheet
from pdfs import pdf
from worked import ROOT, copy_worked

from litmatrix.decisions.log import read_decisions

pytestmark = pytest.mark.browser


@pytest.fixture
def worked_copy(tmp_path):
    """A copy of the worked review."""
    return copy_worked(tmp_path / "worked")


@pytest.fixture
def folder(tmp_path):
    return small(tmp_path / "review")


# --- by keyboard alone ------------------------------------------------------------------------------------------------


def test_three_sources_of_the_worked_review_are_coded_by_keyboard_alone(bare, worked_copy, pictures):
    folder = worked_copy
    before, lines = cells(folder), (folder / "matrix.csv").read_text(encoding="utf-8").split("\n")
    desk = bare(desk_of(folder, "litmatrix"))
    pictures(desk.root, "coding-source.png")
    first, theme = at(desk)
    none = f"none {date.today():%Y-%m-%d} litmatrix"
    themes = [one["id"] for one in themes_of(folder)]
    owed = [one for one in themes if not before[first, one]]
    assert theme == owed[0]

    enter(desk, "“first words of the source” (p. 12)")
    expected = {(first, theme): '"first words of the source" (p. 12)'}
    assert changed(before, cells(folder)) == expected
    enter(desk, "they sum it up", "A new one", "f")
    enter(desk, "# look at the annex")
    expected[first, theme] += "\n[A new one +] they sum it up\n# look at the annex"
    assert changed(before, cells(folder)) == expected
    assert "A new one" in next(one for one in themes_of(folder) if one["id"] == theme)["subthemes"]

    # Edit, move, copy, delete, and put one above another.
    desk.press("ArrowDown", "ArrowDown", "e", "End")
    desk.page.keyboard.type(" well")
    desk.press("Enter", "Shift+ArrowUp")
    expected[first, theme] = (
        '[A new one +] they sum it up well\n"first words of the source" (p. 12)\n# look at the annex'
    )
    assert changed(before, cells(folder)) == expected
    desk.press("ArrowDown", "c")
    desk.page.locator(".lm-carry").select_option(owed[1])
    desk.press("Enter")
    expected[first, owed[1]] = '"first words of the source" (p. 12)'
    desk.press("ArrowDown")
    assert desk.page.locator(".lm-chosen").inner_text().startswith("look at the annex")
    desk.press("d")
    expected[first, theme] = expected[first, theme].removesuffix("\n# look at the annex")
    assert changed(before, cells(folder)) == expected
    desk.press("m")
    desk.page.locator(".lm-carry").select_option(owed[2])
    desk.press("Enter")
    expected[first, theme] = "[A new one +] they sum it up well"
    expected[first, owed[2]] = '"first words of the source" (p. 12)'
    assert changed(before, cells(folder)) == expected
    pictures(desk.root, "coding-coded.png")

    # The second source: nothing on a theme, not mentioned in the rest, read; and each of these undone and done again.
    desk.press("n")
    second, theme = at(desk)
    desk.press("0")
    assert cells(folder)[second, theme] == none
    desk.press("x")
    assert {cells(folder)[second, one] for one in themes if not before[second, one]} == {none}
    desk.press("u", "u")
    assert {one: cells(folder)[second, one] for one in themes} == {one: before[second, one] for one in themes}
    desk.press("0", "x", "r")
    assert "Marked as read: litmatrix" in desk.text(".lm-source")
    events, _ = read_decisions(folder / "decisions")
    assert [(one.key, one.decision) for one in events if one.stage == "coding"] == [(second, "read")]

    # The third: stepped to by theme, without the mouse.
    desk.press("ArrowRight")
    third, theme = at(desk)
    desk.press("j")
    assert at(desk)[1] == themes[themes.index(theme) + 1]
    desk.press("k")
    enter(desk, f"{ARABIC} {CHINESE}")
    assert cells(folder)[third, theme].endswith(f"{ARABIC} {CHINESE}")

    assert {key for key, _ in changed(before, cells(folder))} == {first, second, third}
    # Rows that were not touched are the same lines.
    touched = tuple(f"{key}," for key in (first, second, third))
    kept = [line for line in lines if re.match(r"[\w-]+,", line) and not line.startswith(touched)]
    assert set(kept) <= set((folder / "matrix.csv").read_text(encoding="utf-8").split("\n"))
    assert re.fullmatch(r"saved \d\d:\d\d:\d\d", desk.text(".lm-saved"))


def test_quick_keys_lose_nothing_and_write_to_no_source_unseen(bare, tmp_path):
    folder = small(tmp_path / "review", 8)
    desk = bare(desk_of(folder))
    # Typed faster than the kernel answers: three excerpts, with letters in them that are keys of the desk.
    desk.page.evaluate("() => window.kernel.hold()")
    desk.page.keyboard.type("anext xdr 0 undo\naquick brown\nathird\n")
    desk.page.evaluate("() => window.kernel.answer()")
    desk.page.wait_for_function("() => document.querySelectorAll('.lm-here .lm-excerpt').length === 3")
    desk.rest()
    assert changed({}, cells(folder)) == {("k0", "power"): "next xdr 0 undo\nquick brown\nthird"}
    # What writes is dropped where another source came up since; the next source is begun, and not saved blindly.
    desk.at_once(*"n0xn0n0xasome words", "Enter")
    assert {key for key, _ in changed({}, cells(folder))} == {"k0"}
    assert (at(desk)[0], desk.page.locator(".lm-form-text").input_value()) == ("k3", "some words")
    desk.press("Enter")
    assert cells(folder)["k3", "power"] == "some words"
    # One source, several themes: they are all on the screen.
    desk.press("n")
    desk.at_once(*"000")
    assert starts(folder, "k4") == ["none"] * 3
    # A key that is held down acts once.
    desk.press("n", "j")
    desk.at_once(*"0" * 20, repeat=True)
    assert starts(folder, "k5") == ["", "none", ""]


def test_no_key_gets_through_to_the_notebook_and_escape_keeps_what_was_begun(bare, folder):
    desk = bare(desk_of(folder))
    desk.press(*"hzvyw", "Tab", "Escape", "a")
    desk.page.keyboard.type("begun, dd 0 x")
    desk.press("Escape")
    assert "Continue what you began" in desk.text(".lm-here")
    desk.press("j", "a")
    assert desk.page.locator(".lm-form-text").input_value() == ""
    desk.press("Escape", "k", "a")
    assert desk.page.locator(".lm-form-text").input_value() == "begun, dd 0 x"
    # A form that is open stays as it is, its cursor too, while an act elsewhere draws the desk anew.
    desk.press("ArrowLeft", "ArrowLeft")
    desk.page.get_by_role("button", name="Mark as read").click()
    desk.rest()
    desk.page.locator(".lm-form-text").press("End")
    assert desk.page.locator(".lm-form-text").input_value() == "begun, dd 0 x"
    assert desk.page.evaluate("() => window.through") == []
    assert changed({}, cells(folder)) == {}


def test_the_queue_is_listed_and_walked_by_arrows_and_the_keys_are_told(bare, worked_copy, pictures):
    desk = bare(desk_of(worked_copy, "litmatrix"))
    desk.press("?")
    pictures(desk.root, "coding-keys.png")
    desk.press("0")
    assert changed(cells(ROOT), cells(worked_copy)) == {}
    desk.press("Escape", "l")
    assert desk.page.locator(".lm-help").count() == 0
    rows = desk.page.locator(".lm-queue-row")
    assert rows.count() == len({key for key, _ in cells(worked_copy)})
    pictures(desk.root, "coding-queue.png")
    desk.press("ArrowDown", "ArrowDown", "ArrowUp", "Enter")
    assert (desk.page.locator(".lm-queue").count(), desk.text(".lm-where")) == (
        0,
        f"2 of {rows.count() or 32} l",
    )
    desk.press("l", "l")
    assert desk.page.locator(".lm-queue").count() == 0
    only = desk.page.get_by_label("Queue", exact=True)
    only.focus()
    only.select_option("theme")
    desk.rest()
    assert desk.focused == "queue"


# --- forms, theme, grid -----------------------------------------------------------------------------------------------


@pytest.fixture
def views(tmp_path):
    text = f'"They decide alone" (p. 392)\n[{ARABIC} -] {HOSTILE} (p. 999)\n# {CHINESE}\n"open (p. 3'
    rows = (
        ("k0", "", "", "", text, "", "none"),
        ("k1", "", "", "", f'[Status +] "{ARABIC}" (p. 393)', "", ""),
        ("k2", "", "", "", f'[~] "{CHINESE}" (p. 394)', "", ""),
    )
    return small(tmp_path / "review", rows=rows)


def test_the_form_says_gently_what_is_odd_as_one_types(bare, views, pictures):
    desk = bare(desk_of(views))
    odd = desk.page.locator(".lm-cell .lm-odd").all_inner_texts()
    for words in ("outside the pages", "never closed", "is not a subtheme of"):
        assert any(words in one for one in odd)
    desk.press("k", "k", "a")
    desk.page.keyboard.insert_text('"they  decide alone" (p. 1)')
    desk.page.wait_for_function("() => document.querySelectorAll('.lm-hint .lm-odd').length === 2")
    assert desk.text(".lm-hint").startswith("A quotation · p. 1")
    desk.page.keyboard.press("Control+A")
    desk.page.keyboard.insert_text('"never closed')
    desk.page.get_by_text('a quotation mark is never closed: "never closed').wait_for()
    assert desk.page.evaluate(FAINT) == []
    pictures(desk.root, "coding-form.png")


def test_descriptors_are_chosen_typed_and_ticked_and_the_focus_stays(bare, views, pictures):
    before = cells(views)
    desk = bare(desk_of(views))
    desk.page.locator("summary", has_text="Descriptors").click()
    desk.page.get_by_label("Study design").focus()
    desk.page.keyboard.type("t")
    desk.rest()
    assert desk.focused == "descriptor design"
    desk.page.get_by_label("Country").fill("Ελλάδα")
    desk.press("Enter")
    desk.page.get_by_role("checkbox", name="yes").check()
    desk.rest()
    desk.page.get_by_role("checkbox", name="unclear").press(" ")
    desk.rest()
    pictures(desk.root, "coding-describe.png")
    assert changed(before, cells(views)) == {
        ("k0", "design"): "trial",
        ("k0", "country"): "Ελλάδα",
        ("k0", "q1"): "yes; unclear",
    }


def test_the_theme_down_the_sources_with_its_statement_and_another_persons(bare, views, pictures):
    desk = bare(desk_of(views))
    desk.press("k", "k", "t")
    assert desk.page.locator(".lm-side-row").first.inner_text().startswith("Speak for: 1")
    statement = desk.page.get_by_label("What the review says on this theme")
    statement.fill("Three sources, three ways.\nNone alone.")
    desk.press("Control+Enter")
    pictures(desk.root, "coding-theme.png")
    assert themes_of(views)[0]["statement"] == "Three sources, three ways.\nNone alone."
    desk.root.focus()
    desk.press("u")
    assert (views / "review.toml").read_text(encoding="utf-8") == PROTOCOL
    # A statement that another wrote meanwhile is shown beside one's own, and neither is lost.
    statement.fill("mine")
    theirs = PROTOCOL.replace(
        'subthemes = ["Status"]', f"""subthemes = ["Status"]\nstatement = 'theirs {HOSTILE}'"""
    )
    (views / "review.toml").write_text(theirs, encoding="utf-8")
    desk.press("Control+Enter")
    assert desk.text(".lm-conflict pre") == f"theirs {HOSTILE}"
    assert statement.input_value() == "mine"
    desk.page.get_by_role("button", name="Replace it with mine").click()
    desk.rest()
    assert themes_of(views)[0]["statement"] == "mine"
    assert desk.page.locator(".lm-conflict").count() == 0
    desk.root.focus()
    desk.press("j")
    assert desk.data("theme") == "trust"
    desk.press("k")
    desk.page.locator(".lm-chip", has_text="Miller1").click()
    desk.rest()
    assert (desk.data("view"), at(desk)) == ("source", ("k1", "power"))
    assert desk.is_plain()


def test_the_grid_is_searched_walked_and_opened(bare, views, pictures):
    desk = bare(desk_of(views))
    page = desk.page
    desk.press("g")
    page.locator(".lm-grid-cell", has_text="They decide").wait_for()
    pictures(desk.root, "coding-grid.png")
    page.get_by_label("Only cells with these words").focus()
    page.keyboard.type("DECIDE alone")
    page.get_by_text("1 source, 1 cell").wait_for()
    assert page.locator(".lm-hit").count() == 1
    page.locator(".lm-scroll").focus()
    page.keyboard.press("ArrowDown")
    page.locator(".lm-preview .lm-excerpt").first.wait_for()
    pictures(desk.root, "coding-search.png")
    desk.press("Enter")
    assert (desk.data("view"), at(desk)) == ("source", ("k0", "power"))
    desk.press("g")
    page.get_by_label("Only cells with these words").fill("")
    page.get_by_label("Only this theme").select_option("cost")
    page.get_by_label("Only cells that are").select_option("not mentioned")
    page.get_by_text("1 source, 1 cell").wait_for()
    page.locator(".lm-hit").dblclick()
    desk.rest()
    assert at(desk) == ("k0", "cost")
    desk.press("n")
    assert desk.text(".lm-title") == ARABIC
    pictures(desk.root, "coding-arabic.png")
    assert desk.is_plain()


def test_a_grid_of_many_sources_draws_those_in_sight_and_scrolls_to_the_chosen(bare, tmp_path):
    desk = bare(desk_of(small(tmp_path / "review", 120)))
    desk.press("g")
    scroll = desk.page.locator(".lm-scroll")
    assert 5 < desk.page.locator(".lm-grid-row").count() < 30
    scroll.focus()
    desk.press(*["PageDown"] * 14, "ArrowRight", "ArrowRight")
    desk.page.locator(".lm-preview h4", has_text="Miller112").wait_for()
    at_row = desk.page.locator(".lm-at")
    assert (at_row.get_attribute("data-row"), at_row.get_attribute("data-column")) == ("112", "2")
    assert at_row.evaluate(
        "cell => { const [box, frame] = [cell, cell.closest('.lm-scroll')].map(one => one.getBoundingClientRect());"
        " return box.top >= frame.top && box.bottom <= frame.bottom; }"
    )
    desk.press("Enter")
    assert at(desk) == ("k112", "cost")


# --- the full text ----------------------------------------------------------------------------------------------------


def test_words_drawn_over_in_a_pdf_become_a_quotation_with_its_page(bare, folder, pictures):
    (folder / "fulltext").mkdir()
    lines = (
        "Workers told us that the roles",
        "were blurred among peers and staff,",
        "and that nobody de-",
        "cided it.",
    )
    (folder / "fulltext" / "k0.pdf").write_bytes(
        pdf([sheet("A title page"), sheet(*lines)], labels="<< /S /D /St 391 >>")
    )
    text = "One page.\fThe second page says this much."
    (folder / "fulltext" / "k1.txt").write_text(text, encoding="utf-8")
    desk = bare(desk_of(folder))
    page = desk.page
    desk.press("f")
    page.locator(".lm-run").first.wait_for()
    page.get_by_label("Find in the full text").fill("roles were blurred")
    page.keyboard.press("Enter")
    page.locator(".lm-run", has_text="blurred").first.wait_for()
    still(page.locator(".lm-run", has_text="cided").first)
    first, last = (page.locator(".lm-run", has_text=name).first.bounding_box() for name in ("roles", "cided"))
    left = page.evaluate(
        """() => { const node = [...document.querySelectorAll('.lm-run')].find(one => one.textContent.includes('roles')).firstChild;
        const range = document.createRange(); const at = node.textContent.indexOf('roles');
        range.setStart(node, at); range.setEnd(node, at + 1); return range.getBoundingClientRect().left; }"""
    )
    page.mouse.move(left + 1, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + 20, last["y"] + last["height"] / 2, steps=6)
    page.mouse.move(last["x"] + last["width"] + 5, last["y"] + last["height"] / 2, steps=3)
    page.mouse.up()
    pictures(desk.root, "coding-full-text-selected.png")
    desk.press("q")
    assert (desk.focused, page.locator(".lm-form-text").input_value()) == (
        "form subtheme",
        "roles were blurred among peers and staff, and that nobody decided it.",
    )
    desk.press("Enter")
    assert changed({}, cells(folder)) == {
        ("k0", "power"): '"roles were blurred among peers and staff, and that nobody decided it." (p. 392)'
    }
    assert desk.text(".lm-here .lm-found-found") == "✓ found on p. 392"
    pictures(desk.root, "coding-full-text.png")
    desk.press("n")
    page.locator(".lm-plain").wait_for()
    page.get_by_label("Next page").click()
    page.get_by_text("The second page says this much.").click(click_count=3)
    page.locator(".lm-page").focus()
    desk.press("q", "Enter")
    assert cells(folder)["k1", "power"] == '"The second page says this much." (p. 2)'
    desk.press("f")
    assert page.locator(".lm-page").count() == 0


# --- two kernels, and none --------------------------------------------------------------------------------------------


def test_two_kernels_that_change_one_cell_both_see_both_texts(bare, folder, pictures):
    one, other = bare(desk_of(folder)), bare(desk_of(folder))
    # While the form is open, what the other writes is not taken in: both wrote on the same empty cell.
    one.press("a")
    enter(other, "theirs, written first")
    one.press("End")
    one.page.keyboard.insert_text(f"mine {HOSTILE}")
    one.press("Enter")
    assert one.text(".lm-not-saved").startswith("NOT SAVED: someone else changed the same cell")
    texts = one.page.locator(".lm-conflict pre").all_inner_texts()
    assert texts == ["theirs, written first", f"mine {HOSTILE}"]
    pictures(one.root, "coding-conflict.png")
    assert changed({}, cells(folder)) == {("k0", "power"): "theirs, written first"}
    one.root.focus()
    one.press("n")
    assert one.page.locator(".lm-unsettled button").all_inner_texts() == ["Miller0 2014 · Power"]
    one.page.locator(".lm-unsettled button").click()
    one.page.get_by_role("button", name="Keep both").click()
    one.rest()
    assert cells(folder)["k0", "power"] == f"theirs, written first\nmine {HOSTILE}"
    assert one.page.locator(".lm-not-saved, .lm-conflict, .lm-unsettled").count() == 0
    # Different cells: both keep their work, and neither is told of anything.
    for desk in (other, one):
        desk.root.focus()
        desk.press("n", "0")
    assert starts(folder, "k1") == ["none", "none", ""]
    assert one.is_plain()


def test_a_disk_that_takes_nothing_is_told_of_and_what_was_typed_stays(bare, folder, pictures):
    desk = bare(desk_of(folder))
    (folder / "matrix.csv").rename(folder / "kept")
    (folder / "matrix.csv").mkdir()
    enter(desk, "typed in vain")
    assert desk.text(".lm-not-saved").startswith("NOT SAVED")
    assert desk.page.locator(".lm-form-text").input_value() == "typed in vain"
    assert desk.focused == "form text"
    pictures(desk.root, "coding-not-saved.png")
    (folder / "matrix.csv").rmdir()
    (folder / "kept").rename(folder / "matrix.csv")
    desk.press("Enter")
    assert "typed in vain" in cells(folder).values()


def test_a_kernel_that_does_not_answer_is_told_of_and_what_was_typed_stays(bare, folder):
    desk = bare(desk_of(folder))
    desk.press("a")
    desk.page.keyboard.type("typed to nobody")
    desk.page.clock.install()
    desk.page.evaluate("() => window.kernel.hold()")
    desk.page.keyboard.press("Enter")
    desk.page.clock.fast_forward(5_100)
    assert "the notebook does not answer" in desk.text(".lm-not-saved")
    assert desk.page.locator(".lm-form-text").input_value() == "typed to nobody"


def test_the_desk_asks_who_reads(bare, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    desk = bare(desk_of(folder, ""))
    desk.page.get_by_label("Your name").fill("anna")
    desk.page.get_by_role("button", name="Start").press("Enter")
    desk.rest()
    assert desk.text(".lm-as strong") == "anna"


# --- how it looks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_theme_is_legible_at_every_width(bare, worked_copy, pictures, theme):
    desk = bare(desk_of(worked_copy, "litmatrix"), theme=theme)
    for key, view in (("s", "source"), ("t", "theme"), ("g", "grid")):
        desk.root.focus()
        desk.press(key)
        for width in (1000, 1400, 1900):
            desk.page.set_viewport_size({"width": width, "height": 950})
            pictures(desk.root, f"coding-{view}-{theme}-{width}.png")
            assert desk.root.evaluate("root => root.scrollWidth - root.clientWidth") <= 1
        assert desk.page.evaluate(FAINT) == []
