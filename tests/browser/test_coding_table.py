"""The table of the coding desk on a bare page: filled by keys, by a block from Excel, beside another person."""

from __future__ import annotations

import re

import pytest
from bare import FAINT
from coding_folder import ARABIC, HOSTILE, cells, changed, desk_of, small, themes_of

import litmatrix
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.matrix.imports import read_matrix_imports
from litmatrix.vocabulary import SUMMARY
from litmatrix.widgets.coding.logic import Reading

pytestmark = pytest.mark.browser


@pytest.fixture
def folder(tmp_path):
    rows = (
        ("k0", "survey", "", "", f'"They decide" (p. 392)\n{HOSTILE}', "", ""),
        ("k1", "", "", "", ARABIC, "", "none 2026-01-02 cy"),
        ("k2", "", "", "", "", "", ""),
    )
    return small(tmp_path / "review", rows=rows)


def table_of(bare, folder, **how):
    desk = bare(desk_of(folder), **how)
    desk.press("b")
    desk.page.wait_for_function(
        "() => (document.querySelector('.lm-fill-cell.lm-at span')?.textContent ?? '…') !== '…'"
    )
    return desk


def place(desk) -> tuple[int, int]:
    at = desk.page.locator(".lm-fill-cell.lm-at")
    return int(at.get_attribute("data-row")), int(at.get_attribute("data-column"))


def cell(desk, row, column):
    return desk.page.locator(f".lm-grid-row .lm-fill-cell[data-row='{row}'][data-column='{column}']")


def paste(desk, text: str) -> None:
    """What the browser does when a person pastes this text."""
    desk.page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )
    desk.rest()


def test_cells_are_filled_as_in_a_spreadsheet_by_keys_alone(bare, folder, pictures):
    before = cells(folder)
    desk = table_of(bare, folder)
    type = desk.page.keyboard.type
    assert (desk.focused, place(desk)) == ("fill", (0, 0))
    # Typing takes the place of what stands there; Enter goes down, Tab to the right. The beginning of a value is enough.
    type("Tri")
    desk.press("Enter")
    assert place(desk) == (1, 0)
    type("tri")
    pictures(desk.root, "coding-table-choice.png")
    # An arrow chooses among the allowed values.
    desk.press("ArrowDown", "Tab")
    assert place(desk) == (1, 1)
    type("Ελλάδα")
    desk.press("Tab", "ArrowRight", "ArrowRight")
    assert place(desk) == (1, 4)
    # F2 goes on behind what stands there; Alt+Enter is a new line; Esc leaves it as it was.
    desk.press("ArrowLeft", "F2", "Alt+Enter")
    type("# a memo")
    pictures(desk.root, "coding-table-edit.png")
    desk.press("Shift+Tab", "F2")
    type(" and not this")
    desk.press("Escape", "ArrowDown", "ArrowRight")
    type("=1+1")
    desk.press("Enter")
    assert changed(before, cells(folder)) == {
        ("k0", "design"): "trial", ("k1", "design"): "survey", ("k1", "country"): "Ελλάδα",
        ("k1", "power"): f"{ARABIC}\n# a memo", ("k2", "power"): "=1+1",
    }  # fmt: skip
    assert desk.page.evaluate("() => window.through") == []


def test_what_cannot_stand_is_kept_and_mended(bare, folder, pictures):
    desk = table_of(bare, folder)
    desk.page.keyboard.type("guess")
    desk.page.get_by_text("Cannot be saved: “guess” is not a value of Study design.").wait_for()
    desk.press("Enter")
    assert "lm-fill-clash" in cell(desk, 0, 0).get_attribute("class")
    assert cell(desk, 0, 0).inner_text() == "!!\nguess"
    assert cells(folder)["k0", "design"] == "survey"
    desk.press("ArrowUp")
    desk.page.get_by_text("Not saved: “guess” is not a value").wait_for()
    pictures(desk.root, "coding-table-kept.png")
    desk.page.get_by_role("button", name="Correct what I typed").click()
    desk.press("Control+A")
    desk.page.keyboard.type("trial")
    desk.press("Enter")
    assert (cells(folder)["k0", "design"], desk.page.locator(".lm-fill-clash").count()) == ("trial", 0)


def test_a_quick_typist_fills_many_cells_before_the_kernel_answers(bare, folder):
    desk = table_of(bare, folder)
    desk.press(*["ArrowRight"] * 3)
    desk.page.wait_for_timeout(300)
    desk.page.evaluate("() => window.kernel.hold()")
    for text in ("one", "two", "three"):
        desk.page.keyboard.type(text)
        desk.page.keyboard.press("Enter")
    assert desk.page.locator(".lm-pending").all_inner_texts() == ["one", "two", "three"]
    desk.page.evaluate("() => window.kernel.answer()")
    desk.page.wait_for_function("() => !document.querySelector('.lm-pending')")
    desk.rest()
    assert [cells(folder)[key, "power"] for key in ("k0", "k1", "k2")] == ["one", "two", "three"]


def test_a_block_from_excel_is_shown_cell_by_cell_then_written_and_undone_as_one(bare, folder, pictures):
    was = (folder / "matrix.csv").read_bytes()
    before = cells(folder)
    desk = table_of(bare, folder)
    page = desk.page
    desk.press(*["ArrowRight"] * 3, "ArrowDown")
    text = (
        '"[Pay] ""They pay"" (p. 393)\n# with a memo"\t"They trust" (p. 394)\tn/a\r\n'
        f'=1+1\t{HOSTILE}\t\r\nbeyond\t\t\r\n'
    )  # fmt: skip
    paste(desk, text)
    page.locator(".lm-paste-list tbody tr").first.wait_for()
    assert page.locator(".lm-paste h3").inner_text() == "Paste 3 rows of 3 columns"
    assert page.locator(".lm-paste .lm-tab").all_inner_texts() == [
        "3 fill an empty cell", "1 replace what is there", "2 cannot be written",
    ]  # fmt: skip
    rows = [
        re.split(r"[\t\n]+", one.strip()) for one in page.locator(".lm-paste-list tbody tr").all_inner_texts()
    ]
    assert rows[0][0] == "Miller1 2014 · Power" and ARABIC in rows[0]
    assert (
        "is a new subtheme, which will be added to the theme" in page.locator(".lm-paste-list").inner_text()
    )
    assert "“n/a” counts as a summary" in page.locator(".lm-paste-refused", has_text="Miller1").inner_text()
    assert "the table ends above" in page.locator(".lm-paste-refused").last.inner_text()
    assert changed(before, cells(folder)) == {}
    pictures(desk.root, "coding-table-paste.png")
    assert page.evaluate(FAINT) == []
    assert desk.focused == "paste all"
    desk.press("Enter")
    assert changed(before, cells(folder)) == {
        ("k1", "power"): '[Pay] "They pay" (p. 393)\n# with a memo', ("k1", "trust"): '"They trust" (p. 394)',
        ("k2", "power"): "=1+1", ("k2", "trust"): HOSTILE,
    }  # fmt: skip
    assert themes_of(folder)[0]["subthemes"] == ["Status", "Pay"]
    assert "4 cells written in one step" in desk.text(".lm-notice")
    assert [one.by for one in read_matrix_imports(folder / "history")[0]] == ["anna"]
    # The focus is in the table again, and Ctrl+Z takes all of it back.
    assert desk.focused == "fill"
    desk.press("Control+z")
    assert (folder / "matrix.csv").read_bytes() == was
    assert desk.is_plain()


def test_a_block_with_headings_goes_to_its_columns_and_ticks_leave_cells_out(bare, folder):
    before = cells(folder)
    desk = table_of(bare, folder)
    page = desk.page
    page.get_by_role("button", name="Paste a block").click()
    field = page.get_by_label("What you copied")
    field.fill("Source\tPower\tStudy design\nMiller2 2014\tnew\tTRIAL\nMiller1 2014\tother\tsurvey\n")
    page.get_by_role("button", name="Preview").click()
    desk.rest()
    assert page.get_by_label("The first line names the columns").is_checked()
    assert page.get_by_label("The first column names the sources").is_checked()
    page.get_by_label("Write Miller1 2014 · Study design").uncheck()
    page.get_by_label("Where a cell is not empty").select_option("add")
    desk.rest()
    page.get_by_label("Write Miller1 2014 · Study design").uncheck()
    page.get_by_role("button", name="Write 3 cells").click()
    desk.rest()
    assert changed(before, cells(folder)) == {
        ("k2", "power"): "new", ("k2", "design"): "trial", ("k1", "power"): f"{ARABIC}\nother",
    }  # fmt: skip


def test_a_range_is_chosen_copied_as_a_spreadsheet_takes_it_and_cleared(bare, folder):
    desk = table_of(bare, folder)
    page = desk.page
    # What the desk puts on the clipboard.
    page.evaluate(
        """() => { const put = DataTransfer.prototype.setData;
        DataTransfer.prototype.setData = function (kind, text) { window.copied = text; return put.call(this, kind, text); }; }"""
    )
    desk.press(*["ArrowRight"] * 3, "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown")
    assert page.locator(".lm-within").count() == 6
    desk.press("Control+c")
    page.get_by_text("6 cells copied.").wait_for()
    first = '"""They decide"" (p. 392)\n' + HOSTILE.replace('"', '""') + '"'
    # What was copied comes back from the clipboard: the same cells, so nothing is to be written.
    desk.press("Control+v")
    page.get_by_role("button", name="Write 0 cells").wait_for()
    assert page.locator(".lm-paste .lm-tab").all_inner_texts() == ["3 have this text already"]
    desk.press("Escape")
    assert page.evaluate("() => window.copied") == f"{first}\t\t\r\n{ARABIC}\t\tnone 2026-01-02 cy\r\n"
    before = cells(folder)
    desk.press("Delete")
    assert changed(before, cells(folder)) == {("k0", "power"): "", ("k1", "power"): "", ("k1", "cost"): ""}
    desk.press("Control+z")
    assert cells(folder) == before
    # A drag chooses as Shift does; a heading chooses its column.
    box, last = cell(desk, 0, 0).bounding_box(), cell(desk, 1, 1).bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(last["x"] + 5, last["y"] + 5, steps=4)
    page.mouse.up()
    assert page.locator(".lm-within").count() == 4
    page.locator(".lm-grid-head [data-column='1']").click()
    assert page.locator(".lm-within").count() == 3
    cell(desk, 2, 1).dblclick()
    desk.rest()
    page.keyboard.type("Österreich")
    cell(desk, 0, 0).click()
    desk.rest()
    assert cells(folder)["k2", "country"] == "Österreich"


def test_a_cell_that_another_changes_while_one_types_shows_both(bare, folder, pictures):
    desk = table_of(bare, folder)
    desk.press(*["ArrowRight"] * 4)
    desk.page.wait_for_timeout(300)
    desk.page.keyboard.type("mine")
    Reading(litmatrix.open(folder), "bob", "all").add("k0", "trust", [Excerpt(SUMMARY, "theirs")])
    desk.press("Enter", "ArrowUp")
    desk.page.get_by_role("button", name="Keep both").wait_for()
    assert desk.page.locator(".lm-conflict pre").all_inner_texts() == ["theirs", "mine"]
    assert "lm-fill-clash" in cell(desk, 0, 4).get_attribute("class")
    pictures(desk.root, "coding-table-conflict.png")
    assert cells(folder)["k0", "trust"] == "theirs"
    desk.page.get_by_role("button", name="Keep both").click()
    desk.rest()
    assert cells(folder)["k0", "trust"] == "theirs\nmine"
    assert desk.page.locator(".lm-fill-clash").count() == 0


def test_the_table_is_left_and_found_again_and_a_cell_opened_at_the_desk_comes_back(bare, folder):
    desk = table_of(bare, folder)
    desk.press("ArrowDown", *["ArrowRight"] * 3, "Control+Enter")
    assert (desk.data("view"), desk.data("key"), desk.data("theme")) == ("source", "k1", "power")
    desk.press("Escape")
    assert (desk.data("view"), desk.focused, place(desk)) == ("table", "fill", (1, 3))
    desk.press("Escape", "g")
    assert desk.data("view") == "grid"
    desk.press("b")
    assert place(desk) == (1, 3)
    desk.page.get_by_label("Only sources with these words in author, year or key").fill("MILLER2")
    assert desk.page.locator(".lm-grid-row .lm-grid-key").all_inner_texts() == ["Miller2 2014"]


def test_a_table_of_two_thousand_sources_draws_those_in_sight(bare, tmp_path):
    desk = table_of(bare, small(tmp_path / "r", 300))
    page = desk.page
    assert page.locator(".lm-grid-row").count() < 30
    desk.press("Control+End")
    assert place(desk) == (299, 5)
    box, frame = (page.locator(one).bounding_box() for one in (".lm-fill-cell.lm-at", ".lm-fill"))
    assert frame["y"] <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"] + 1
    page.keyboard.type("the last")
    desk.press("Enter")
    assert cells(tmp_path / "r")["k299", "cost"] == "the last"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_new_views_are_legible_at_every_width(bare, folder, pictures, theme):
    desk = bare(desk_of(folder), theme=theme)
    for key, view in (("b", "table"), ("/", "excerpts"), ("#", "memos"), ("g", "grid-marks")):
        desk.root.focus()
        desk.press(key)
        for width in (1000, 1400, 1900):
            desk.page.set_viewport_size({"width": width, "height": 950})
            pictures(desk.root, f"coding-{view}-{theme}-{width}.png")
            assert desk.root.evaluate("root => root.scrollWidth - root.clientWidth") <= 1
        assert desk.page.evaluate(FAINT) == []
