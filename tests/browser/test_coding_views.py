"""The coding desk on a bare page: quoting under the subtheme used last, all excerpts, all memos, marks, a header that stays."""

from __future__ import annotations

import pytest
from bare import FAINT
from coding_folder import ARABIC, HOSTILE, at, cells, changed, desk_of, enter, small, themes_of

import litmatrix
from litmatrix.coding import operations, themes
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.vocabulary import MEMO, SUMMARY
from litmatrix.widgets.coding.logic import Reading

pytestmark = pytest.mark.browser

TEXT = '[Status +] "They decide Únder-age peers alone" (p. 392)\n# ask the authors\nA summary of {} and others (p. 393)'


@pytest.fixture
def folder(tmp_path):
    rows = (
        ("k0", "survey", "", "", TEXT.format(HOSTILE), "", "none 2026-01-02 cy"),
        ("k1", "", "", "", f'[Status -] "{ARABIC}" (p. 394)\n# second memo', "# third, on trust", ""),
        ("k2", "", "", "", "", "", ""),
    )
    return small(tmp_path / "review", rows=rows)


# --- quoting ----------------------------------------------------------------------------------------------------------


def test_q_offers_the_subtheme_used_last_and_arrows_and_letters_another(bare, folder, pictures):
    (folder / "fulltext").mkdir()
    (folder / "fulltext" / "k2.txt").write_text("First words.\nSecond words.\nThird words.", encoding="utf-8")
    desk = bare(desk_of(folder))
    page = desk.page
    desk.press("n", "n", "f")
    page.locator(".lm-plain").wait_for()

    def choose(words):
        page.evaluate(
            """words => { const node = document.querySelector('.lm-plain').firstChild; const range = document.createRange();
            const at = node.textContent.indexOf(words); range.setStart(node, at); range.setEnd(node, at + words.length);
            const chosen = getSelection(); chosen.removeAllRanges(); chosen.addRange(range); }""",
            words,
        )
        page.locator(".lm-page").focus()

    assert at(desk) == ("k2", "power")
    choose("First words.")
    desk.press("q")
    # Nothing was used yet: an arrow takes the one subtheme that there is, and Enter saves.
    assert (desk.focused, page.get_by_label("Subtheme (choose or add)").first.input_value()) == (
        "form subtheme",
        "",
    )
    desk.press("ArrowDown")
    pictures(desk.root, "coding-quote.png")
    desk.press("Enter")
    assert cells(folder)["k2", "power"] == '[Status] "First words."'
    choose("Second words.")
    desk.press("q")
    assert page.locator("[data-focus='form subtheme']").input_value() == "Status"
    desk.press("Enter")
    # Another is typed over it; it is declared, and offered from now on.
    choose("Third words.")
    desk.press("q")
    page.keyboard.type("Money")
    desk.press("Enter", "q")
    assert page.locator("[data-focus='form subtheme']").input_value() == "Money"
    assert desk.focused == "form text"
    page.keyboard.type("typed, for nothing is selected")
    page.locator("[data-focus='form subtheme']").focus()
    page.locator(".lm-offer-list li", has_text="(no subtheme)").click()
    desk.press("Enter")
    assert cells(folder)["k2", "power"].split("\n") == [
        '[Status] "First words."', '[Status] "Second words."', '[Money] "Third words."',
        '"typed, for nothing is selected"',
    ]  # fmt: skip
    assert themes_of(folder)[0]["subthemes"] == ["Status", "Money"]
    # Quick keys wait until the words are there.
    choose("First words.")
    desk.at_once("q", "Enter")
    assert cells(folder)["k2", "power"].endswith('\n"First words."')


def test_a_form_that_was_begun_is_there_again_after_a_quotation(bare, folder):
    desk = bare(desk_of(folder))
    desk.press("n", "n", "a")
    desk.page.keyboard.type("begun")
    desk.press("Escape", "q")
    desk.page.keyboard.type("quoted")
    desk.press("Enter")
    assert cells(folder)["k2", "power"] == '"quoted"'
    desk.press("a")
    assert desk.page.locator(".lm-form-text").input_value() == "begun"


def test_what_was_selected_in_the_abstract_is_quoted(bare, folder):
    desk = bare(desk_of(folder))
    desk.press("n", "n")
    desk.page.locator(".lm-abstract").click(click_count=3)
    desk.press("q", "Enter")
    assert cells(folder)["k2", "power"] == '"同伴支持服务 in an abstract."'


# --- all excerpts, all memos ------------------------------------------------------------------------------------------


def test_all_excerpts_are_searched_filtered_and_opened_and_escape_comes_back(bare, folder, pictures):
    desk = bare(desk_of(folder))
    page = desk.page
    desk.press("/")
    page.get_by_text("6 excerpts in 2 sources").wait_for()
    assert desk.focused == "words"
    page.keyboard.type("decide under age")
    page.get_by_text("1 excerpt in 1 source").wait_for()
    row = page.locator(".lm-list-row")
    assert row.locator("mark").all_inner_texts() == ["decide", "Únder", "age"]
    assert row.inner_text().split("\n")[:2] == ["Miller0 2014", "Power"]
    assert "p. 392" in row.inner_text()
    page.get_by_label("Search all excerpts").fill("")
    page.get_by_text("6 excerpts in 2 sources").wait_for()
    pictures(desk.root, "coding-excerpts.png")
    page.get_by_label("Search all excerpts").press("ArrowDown")
    desk.press("ArrowDown", "ArrowDown", "Enter")
    assert (desk.data("view"), at(desk)) == ("source", ("k0", "power"))
    assert page.locator(".lm-chosen").inner_text().startswith("A summary of <img src=x")
    assert "Back to the excerpts" in desk.text(".lm-notice")
    # Esc leaves a form first, then goes back to the place in the list.
    desk.press("e", "Escape", "Escape")
    assert (desk.data("view"), desk.focused) == ("excerpts", "excerpts")
    assert page.locator(".lm-list-row[aria-selected=true]").get_attribute("data-at") == "2"
    page.get_by_label("Only this stance").select_option("-")
    page.get_by_text("1 excerpt in 1 source").wait_for()
    assert ARABIC in page.locator(".lm-list-row").inner_text()
    page.get_by_label("Only this stance").select_option("")
    page.get_by_label("Only sources with these words in author, year or title").fill("miller1")
    page.get_by_label("Only this kind").select_option("quotation")
    page.get_by_text("1 excerpt in 1 source").wait_for()
    page.locator(".lm-list-row").click()
    desk.rest()
    assert at(desk) == ("k1", "power")
    page.get_by_role("button", name="Back to the excerpts").click()
    desk.rest()
    page.get_by_text("1 excerpt in 1 source").wait_for()
    page.get_by_label("Only this theme").select_option("cost")
    page.get_by_text("No excerpt found.").wait_for()
    assert desk.is_plain()


def test_ten_thousand_excerpts_scroll_and_are_walked(bare, tmp_path):
    text = "\n".join(f"summary {number}" for number in range(40))
    folder = small(tmp_path / "r", 100, tuple((f"k{n}", "", "", "", text, text, text) for n in range(100)))
    desk = bare(desk_of(folder))
    page = desk.page
    desk.press("/")
    page.get_by_text("12,000 excerpts in 100 sources").wait_for()
    assert page.locator(".lm-list-row").count() < 40
    page.locator(".lm-list").focus()
    desk.press("End")
    last = page.locator(".lm-list-row[aria-selected=true]")
    page.wait_for_function(
        "() => document.querySelector('.lm-list-row.lm-at')?.textContent.includes('summary 39')"
    )
    assert (last.get_attribute("data-at"), "Miller99" in last.inner_text()) == ("11999", True)
    desk.press("Enter")
    assert at(desk) == ("k99", "cost")
    assert page.locator(".lm-chosen").inner_text().startswith("summary 39")
    desk.press("Escape")
    page.wait_for_function(
        "() => document.querySelector('.lm-list-row.lm-at')?.textContent.includes('summary 39')"
    )
    assert page.locator(".lm-list").evaluate("list => list.scrollTop") > 700_000


def test_all_memos_stand_in_one_list_by_source_or_theme_and_open_their_cells(bare, folder, pictures):
    desk = bare(desk_of(folder))
    page = desk.page
    desk.press("#")
    page.get_by_text("3 memos in 2 sources").wait_for()
    assert [one.split("\n")[0] for one in page.locator(".lm-list-row").all_inner_texts()] == [
        "Miller0 2014", "Miller1 2014", "Miller1 2014",
    ]  # fmt: skip
    pictures(desk.root, "coding-memos.png")
    page.get_by_label("Order").select_option("theme")
    page.wait_for_function("() => document.querySelector('.lm-list-row').textContent.startsWith('Power')")
    groups = page.locator(".lm-list-group").all_inner_texts()
    assert (groups[:2], groups[2].startswith("Trust <img")) == (["Power", "Power"], True)
    page.locator(".lm-list-row", has_text="third, on trust").click()
    desk.rest()
    assert at(desk) == ("k1", "trust")
    assert page.locator(".lm-chosen").inner_text().startswith("third, on trust")
    desk.press("Escape")
    # A memo that another kernel writes meanwhile is there as soon as one looks again.
    Reading(litmatrix.open(folder), "bob", "all").add("k2", "power", [Excerpt(MEMO, "from elsewhere")])
    page.wait_for_timeout(1100)
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    page.get_by_text("4 memos in 3 sources").wait_for()
    assert desk.is_plain()


# --- marks ------------------------------------------------------------------------------------------------------------


def test_each_cell_of_the_grid_is_told_by_marks_and_a_legend_says_what_they_mean(bare, folder, pictures):
    desk = bare(desk_of(folder))
    page = desk.page
    desk.press("g")
    page.locator(".lm-grid-cell", has_text="They decide").wait_for()

    def marks(row, column):
        return page.locator(f".lm-grid-cell[data-row='{row}'][data-column='{column}'] i").all_inner_texts()

    assert [marks(0, column) for column in range(3)] == [["“” 1", "≡ 1", "# 1", "+"], ["○"], ["∅"]]
    assert [marks(1, column) for column in range(3)] == [["“” 1", "# 1", "−"], ["○", "# 1"], ["○"]]
    assert marks(2, 0) == ["·"]
    assert page.locator(".lm-grid-cell[data-row='0'][data-column='0']").get_attribute("aria-label") == (
        "Miller0 2014, Power: mentioned, 1 quotation, 1 summary, 1 memo, for"
    )
    legend = page.locator(".lm-legend li").all_inner_texts()
    assert "∅ not mentioned" in legend and len(legend) == 10
    page.add_style_tag(content=".lm-desk { filter: grayscale(1); }")
    pictures(desk.root, "coding-grid-grey.png")
    page.get_by_label("marks only").check()
    desk.rest()
    page.locator(".lm-dense .lm-cell-marks", has_text="“” 1").first.wait_for()
    assert marks(0, 0) == ["“” 1", "≡ 1", "# 1", "+"]
    assert page.locator(".lm-grid-row").first.evaluate("row => row.offsetHeight") == 24
    pictures(desk.root, "coding-grid-marks.png")
    # A cell opened from the grid goes back to it.
    page.locator(".lm-scroll").focus()
    desk.press("ArrowDown", "Enter")
    assert at(desk) == ("k1", "power")
    desk.press("Escape")
    assert (desk.data("view"), desk.focused) == ("grid", "grid")


# --- the header -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [520, 1000, 1900])
def test_nothing_below_the_header_moves_whatever_it_says(bare, folder, width, pictures):
    desk = bare(desk_of(folder), width=width)

    def top():
        return desk.page.evaluate(
            "() => [document.querySelector('.lm-body').offsetTop, document.querySelector('.lm-body').offsetHeight]"
        )

    before = top()
    enter(desk, "a long summary " * 20)
    assert (desk.text(".lm-saved")[:5], top()) == ("saved", before)
    desk.press("x", "u")
    assert "Undone" in desk.text(".lm-notice") and top() == before
    # A message of many lines lies over what is below, until it is hidden.
    desk.press("a")
    desk.page.keyboard.insert_text("none")
    desk.press("Enter")
    assert "Not done" in desk.text(".lm-notice") and top() == before
    desk.press("Escape", "Escape")
    assert "Not done" not in desk.text(".lm-notice")
    desk.press("j")
    Reading(litmatrix.open(folder), "bob", "all").add("k0", "trust", [Excerpt(SUMMARY, "theirs")])
    desk.press("0", "n")
    assert top() == before
    desk.press("p")
    assert top() == before
    assert desk.root.evaluate("root => root.scrollWidth - root.clientWidth") <= 1
    assert desk.page.evaluate(FAINT) == []


def test_a_message_that_something_is_not_saved_can_be_hidden_and_shown_again(bare, folder, pictures):
    desk = bare(desk_of(folder), width=1000)
    (folder / "matrix.csv").rename(folder / "kept")
    (folder / "matrix.csv").mkdir()
    desk.press("n", "n")
    enter(desk, "typed in vain")
    pictures(desk.root, "coding-notice.png")
    desk.page.get_by_role("button", name="Hide this message").click()
    assert desk.page.locator(".lm-not-saved").count() == 0
    desk.page.get_by_role("button", name="NOT SAVED").click()
    assert desk.text(".lm-not-saved").startswith("NOT SAVED")


# --- news -------------------------------------------------------------------------------------------------------------


def test_a_form_that_is_open_is_not_lost_when_others_add_a_theme_or_take_out_the_source(bare, folder):
    desk = bare(desk_of(folder))
    desk.press("k", "a")
    desk.page.keyboard.type("half a summary")
    operations.apply(folder, lambda plan, rows: themes.add(plan, rows, "pay", "Pay"))
    desk.page.wait_for_timeout(1100)
    desk.page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    desk.rest()
    assert desk.page.locator(".lm-form-text").input_value() == "half a summary"
    desk.press("Enter")
    assert cells(folder)["k0", "power"].endswith("\nhalf a summary")
    assert desk.page.locator(".lm-cell").count() == 4
    # The source is taken out while one types: what was typed is shown, and says why.
    desk.press("a")
    desk.page.keyboard.type("typed for nobody")
    (path,) = (folder / "decisions").glob("cy*.jsonl")
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))
    before = cells(folder)
    desk.press("Enter")
    assert changed(before, cells(folder)) == {}
    assert desk.text(".lm-stray pre") == "typed for nobody"
    assert "Miller0 2014 · Power is no longer shown" in desk.text(".lm-stray")
    desk.page.get_by_role("button", name="I have copied it").click()
    assert desk.page.locator(".lm-stray").count() == 0
