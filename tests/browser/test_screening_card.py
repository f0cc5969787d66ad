"""The screening card on a bare page: keys, reasons, undo, two kernels, hostile text, both themes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from bare import FAINT
from making import criterion, entry, search, write_review
from pdfs import page, pdf

import litmatrix
from litmatrix import widgets
from litmatrix.decisions.log import read_decisions

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
ARABIC = "دعم الأقران في الصحة النفسية"
HIGHLIGHT = {"include": ["peer support", "recover*", "υποστήριξη"], "exclude": ["placebo"]}


@pytest.fixture
def folder(tmp_path):
    return made(tmp_path / "review", [article(number) for number in range(10)])


def article(number: int) -> dict[str, str]:
    abstract = f"A placebo, and peer support for recovering in service {number}. " * 12
    title, year = f"Record {number} on peer support", str(2000 + number)
    return entry(f"k{number}", title=title, author="Miller, Anna", year=year, abstract=abstract)


def made(folder: Path, entries: list[dict[str, str]], **more) -> Path:
    criteria = [
        criterion("years", {"field": "year", "from": 2010}),
        criterion("topic"),
    ]
    folder.mkdir()
    return write_review(
        folder,
        entries,
        searches=[search("db", source="PubMed")],
        criteria=criteria,
        highlight=HIGHLIGHT,
        **more,
    )


def card(folder: Path, reviewer: str = "anna", *stage: str) -> widgets.ScreeningCard:
    return widgets.screening_card(litmatrix.open(folder), reviewer, *stage)


def decided(folder: Path) -> list[tuple[str, str, str]]:
    events, problems = read_decisions(folder / "decisions")
    assert problems == ()
    return [(event.key, event.decision, event.reason) for event in events]


def test_records_are_screened_by_keyboard_alone_with_reasons_and_undo(bare, folder, pictures):
    desk = bare(card(folder))
    assert desk.text(".lm-place").startswith("Record 1 of 10")
    pictures(desk.root, "screening-card.png")
    desk.press("i", "1", "m", "e")
    assert desk.data("card") == "k3"
    assert "Exclude: choose the reason" in desk.text("[aria-label=Criteria]")
    pictures(desk.root, "screening-reason.png")
    desk.press("2", "u", "j", "k", "Enter", "e", "Enter")
    assert decided(folder) == [
        ("k0", "include", ""),
        ("k1", "exclude", "years"),
        ("k2", "maybe", ""),
        ("k3", "exclude", "topic"),
        ("k3", "withdraw", ""),
        ("k3", "exclude", ""),
    ]
    assert re.fullmatch(r"saved \d\d:\d\d:\d\d", desk.text(".lm-saved"))
    desk.press("?")
    pictures(desk.root, "screening-keys.png")
    desk.press("i")
    assert len(decided(folder)) == 6, "the help is open: no key decides"
    desk.press("Escape")
    assert desk.page.locator(".lm-help").count() == 0


def test_a_key_that_is_held_down_decides_once_and_quick_presses_decide_nothing_unseen(bare, folder):
    desk = bare(card(folder))
    desk.at_once(*"i" * 30, repeat=True)
    assert decided(folder) == [("k0", "include", "")]
    desk.at_once(*"mi1" * 7)
    assert decided(folder) == [("k0", "include", ""), ("k1", "maybe", "")]


def test_no_key_gets_through_to_the_notebook_but_with_ctrl(bare, folder):
    desk = bare(card(folder))
    desk.press(*"abdxzcvy0", "Escape", "Enter", "ArrowDown", "Tab")
    assert desk.page.evaluate("() => window.through") == []
    desk.press("Control+s")
    assert desk.page.evaluate("() => window.through") == ["Control", "s"]


def test_a_note_takes_letters_as_text_and_is_there_again_when_its_record_is(bare, folder):
    desk = bare(card(folder))
    desk.press("n")
    desk.page.keyboard.type("i am unsure: e, m, 1")
    desk.press("Escape", "j")
    assert desk.page.locator(".lm-note").input_value() == ""
    desk.press("k")
    assert desk.page.locator(".lm-note").input_value() == "i am unsure: e, m, 1"
    desk.press("m")
    events, _ = read_decisions(folder / "decisions")
    assert [(event.decision, event.note) for event in events] == [("maybe", "i am unsure: e, m, 1")]


def test_a_record_is_removed_for_the_reason_in_its_note(bare, folder):
    desk = bare(card(folder))
    desk.page.get_by_role("button", name="Remove").click()
    desk.rest()
    assert desk.text(".lm-message").startswith("Not done: first write the reason into the note")
    desk.page.keyboard.type("retracted")
    desk.page.get_by_role("button", name="Remove").click()
    desk.rest()
    assert desk.text(".lm-message") == "Miller 2000 was removed before screening: retracted."
    assert decided(folder) == [("k0", "removed", "retracted")]


def test_hostile_and_odd_records_are_shown_as_text(bare, tmp_path, pictures):
    authors = " and ".join(f"Author{number}, A." for number in range(2000))
    names = ("author", "journal", "abstract", "keywords", "note")
    folder = made(
        tmp_path / "review",
        [
            entry("bad", title=f"{HOSTILE} peer support", url="javascript:window.pwned=1", **dict.fromkeys(names, HOSTILE)),
            entry("arabic", title=ARABIC, author="العربي، محمد", year="2015"),
            entry("many", title="A G{\\'e}ant trial and η υποστήριξη", author=authors),
            entry("long", title="Long", abstract="peer support and more. " * 5000),
        ],
    )  # fmt: skip
    desk = bare(card(folder))
    assert desk.text(".lm-title") == f"{HOSTILE} peer support"
    assert desk.page.locator(".lm-links a").count() == 0
    assert desk.is_plain()
    desk.press("i")
    assert desk.text(".lm-title") == ARABIC
    pictures(desk.root, "screening-arabic.png")
    desk.press("i")
    assert desk.text(".lm-title") == "A Géant trial and η υποστήριξη"
    assert desk.page.locator(".lm-title mark.lm-mark-include").all_inner_texts() == ["υποστήριξη"]
    desk.page.get_by_text("… and 1988 more").click()
    assert desk.text(".lm-authors").endswith("Author1999, A.")
    desk.press("i")
    assert desk.page.locator(".lm-abstract mark").count() == 5000
    pictures(desk.root, "screening-long.png")
    assert desk.is_plain()


def test_highlighting_follows_its_key_and_the_words_that_are_typed(bare, folder):
    desk = bare(card(folder))
    assert desk.page.locator(".lm-abstract mark.lm-mark-exclude").count() == 12
    assert desk.page.locator(".lm-abstract mark.lm-mark-include").count() == 24
    desk.press("h")
    assert desk.page.locator("mark").count() == 0
    desk.press("h")
    field = desk.page.get_by_label("words for excluding (animal*, …)")
    field.fill("serv*, placebo")
    field.press("Enter")
    desk.rest()
    assert desk.page.locator(".lm-abstract mark.lm-mark-exclude").all_inner_texts()[:2] == [
        "placebo",
        "service",
    ]
    assert desk.focused == "words-exclude"


def test_two_kernels_of_one_reviewer_lose_and_double_nothing_and_the_person_is_told(bare, folder):
    one, other = bare(card(folder)), bare(card(folder))
    for desk in (one, other):
        # A page in sight would ask for news first, if a second has passed: then nothing needs to be told.
        desk.page.evaluate("() => Object.defineProperty(document, 'hidden', {value: true})")
    other.press("i")
    one.press("m")
    assert "in another window" in one.text(".lm-message")
    assert one.data("card") == "k0"
    one.press("j", "m")
    other.press("1")
    assert "in another window" in other.text(".lm-message")
    assert decided(folder) == [("k0", "include", ""), ("k1", "maybe", "")]


def test_what_could_not_be_saved_is_said_and_the_record_stays(bare, folder, pictures):
    desk = bare(card(folder))
    desk.press("i")
    (folder / "decisions").rename(folder / "kept")
    (folder / "decisions").write_text("a file stands where the folder was")
    desk.press("i")
    assert desk.text(".lm-not-saved").startswith("NOT SAVED")
    assert desk.data("card") == "k1"
    pictures(desk.root, "screening-not-saved.png")
    (folder / "decisions").unlink()
    (folder / "kept").rename(folder / "decisions")
    desk.press("i")
    assert decided(folder) == [("k0", "include", ""), ("k1", "include", "")]


def test_full_text_needs_a_reason_and_takes_a_file(bare, folder, pictures):
    desk = bare(card(folder))
    desk.press("i", "i", "i")
    desk.page.locator("select[data-name=stage]").select_option("eligibility")
    desk.rest()
    assert desk.data("card") == "k0"
    desk.root.focus()
    desk.press("e", "Enter")
    assert desk.data("card") == "k0"
    paper = {"name": "my paper.PDF", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"}
    desk.page.get_by_label("Full text of this record").set_input_files(paper)
    # What is stored stands in the place of the record at once; this file has no page that could be read.
    desk.page.locator(".lm-record-reading .lm-odd").wait_for()
    assert (folder / "fulltext" / "k0.pdf").read_bytes() == b"%PDF-1.4 x"
    desk.root.focus()
    desk.press("Escape", "2", "m")
    pictures(desk.root, "screening-full-text.png")
    assert decided(folder)[3:] == [("k0", "exclude", "topic"), ("k1", "awaiting", "")]


def test_the_full_text_is_read_in_the_card_and_decided_on(bare, folder, pictures):
    (folder / "fulltext").mkdir()
    pages = [page("Workers told us that their roles", "were blurred."), page("The second page", "says more.")]
    (folder / "fulltext" / "k0.pdf").write_bytes(pdf(pages))
    desk = bare(card(folder))
    desk.press("i", "i")
    desk.page.locator("select[data-name=stage]").select_option("eligibility")
    desk.rest()
    desk.page.locator(".lm-run", has_text="roles").wait_for()
    pictures(desk.root, "screening-reading.png")
    for width in (1000, 1900):
        desk.page.set_viewport_size({"width": width, "height": 800})
        sheet, body = (desk.page.locator(one).bounding_box() for one in (".lm-page", ".lm-body"))
        assert sheet["y"] + sheet["height"] <= body["y"] + body["height"] + 1
    desk.page.locator(".lm-page").focus()
    desk.press("/")
    desk.page.keyboard.type("second")
    desk.page.locator(".lm-run", has_text="second page").wait_for()
    desk.root.focus()
    desk.press("t")
    assert desk.text(".lm-record-text h2") == "Record 0 on peer support"
    desk.press("t", "2")
    assert decided(folder)[2:] == [("k0", "exclude", "topic")]


def test_everything_works_by_tab_and_enter_and_the_focus_stays_on_the_button(bare, folder):
    desk = bare(card(folder))
    desk.page.locator("button.lm-include").focus()
    desk.press("Enter", "Enter")
    assert desk.focused == "include"
    assert decided(folder) == [("k0", "include", ""), ("k1", "include", "")]


def test_the_queue_that_is_chosen_and_the_words_narrow_what_is_shown(bare, folder):
    desk = bare(card(folder))
    desk.page.locator("select[data-name=sort]").focus()
    desk.page.locator("select[data-name=sort]").select_option("newest")
    desk.rest()
    assert (desk.data("card"), desk.focused) == ("k9", "sort")
    desk.root.focus()
    desk.press("f")
    assert desk.focused == "words"
    words = desk.page.get_by_label("Only records with these words")
    words.fill("Record 4")
    words.press("Enter")
    desk.rest()
    assert desk.data("card") == "k4"
    assert desk.text(".lm-place") == "Record 1 of 1 in this queue"
    desk.root.focus()
    desk.press("i")
    assert desk.text(".lm-empty").startswith("Done: nothing is left in this queue.")


def test_e_twice_excludes_without_a_reason_where_none_is_required(bare, folder):
    desk = bare(card(folder))
    desk.press("e", "e")
    assert decided(folder) == [("k0", "exclude", "")]
    assert desk.data("card") == "k1"


def test_a_record_is_labelled_by_keys_and_by_clicks(bare, folder, pictures):
    desk = bare(card(folder))
    desk.press("l")
    assert desk.focused == "label"
    desk.page.keyboard.type("RCT")
    desk.press("Enter")
    desk.page.keyboard.type("needs translation 2")
    desk.press("Enter")
    assert desk.page.locator(".lm-record-text .lm-chip").all_inner_texts() == ["RCT", "needs translation 2"]
    desk.press("Escape", "i", "l", "1")
    assert desk.page.locator(".lm-record-text .lm-chip").all_inner_texts() == ["RCT"]
    pictures(desk.root, "screening-labels.png")
    desk.page.get_by_label("Remove the label RCT").click()
    desk.rest()
    assert desk.page.locator(".lm-record-text .lm-chip").count() == 0
    desk.root.focus()
    desk.press("u")
    assert desk.page.locator(".lm-record-text .lm-chip").all_inner_texts() == ["RCT"]
    assert [one for one in decided(folder) if one[1] == "include"] == [("k0", "include", "")]


def test_an_abstract_is_pasted_into_the_record_that_is_shown(bare, tmp_path, pictures):
    folder = made(tmp_path / "review", [entry("bare", title="Peers", year="2012"), article(1)])
    desk = bare(card(folder))
    assert desk.text(".lm-abstract") == "No abstract."
    desk.press("c")
    assert desk.focused == "field-abstract"
    desk.page.keyboard.insert_text(
        "Background: Peers help. Methods: We asked <b>12</b>. Results: Most agreed."
    )
    pictures(desk.root, "screening-correct.png")
    desk.press("Control+Enter")
    assert desk.page.locator(".lm-abstract h4").all_inner_texts() == ["Background", "Methods", "Results"]
    assert "<b>12</b>" in desk.text(".lm-abstract")
    desk.root.focus()
    desk.press("c")
    desk.page.locator("[data-focus=field-title]").fill("")
    desk.press("Control+Enter")
    assert desk.text(".lm-message") == "Not done: the record needs a title."
    assert desk.page.locator(".lm-correct").count() == 1
    desk.press("Escape")
    desk.page.get_by_role("button", name="Undo the correction").click()
    desk.rest()
    assert desk.text(".lm-abstract") == "No abstract."
    desk.press("i")
    assert decided(folder) == [("bare", "include", "")]


@pytest.mark.parametrize("width", [1000, 1400, 1900])
def test_the_record_keeps_its_room_and_the_buttons_stay_in_sight(bare, tmp_path, width):
    long = entry("long", title="Long " * 60, abstract="peer support and more. " * 900, year="2012")
    desk = bare(card(made(tmp_path / "review", [long, article(1)])), width=width)
    desk.page.set_viewport_size({"width": width, "height": 720})
    body, record = (desk.page.locator(one).bounding_box() for one in (".lm-body", ".lm-record-text"))
    assert record["width"] / body["width"] > (0.5 if width > 1250 else 0.64)
    buttons = desk.page.locator(".lm-buttons").bounding_box()
    assert buttons["y"] + buttons["height"] <= 720
    before = desk.page.evaluate("() => document.querySelector('.lm-record-text').scrollTop")
    desk.press("ArrowDown", " ")
    assert desk.page.evaluate("() => document.querySelector('.lm-record-text').scrollTop") == before + 360
    desk.press("i")
    assert desk.page.evaluate("() => document.querySelector('.lm-record-text').scrollTop") == 0


def test_the_card_asks_who_decides_and_remembers_it(bare, tmp_path):
    folder = made(tmp_path / "review", [article(0)], reviewers=["berta", "carl"])
    desk = bare(card(folder, ""))
    desk.page.get_by_label("Your name").select_option("carl")
    desk.page.get_by_role("button", name="Start").click()
    desk.rest()
    assert desk.text(".lm-as strong") == "carl"
    shutil.rmtree(folder / "decisions", ignore_errors=True)
    assert bare(card(folder, "")).text(".lm-as strong") == "carl"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_theme_is_legible_at_every_width(bare, folder, pictures, theme):
    desk = bare(card(folder), theme=theme)
    desk.press("i", "2", "e")
    for width in (1000, 1400, 1900):
        desk.page.set_viewport_size({"width": width, "height": 950})
        pictures(desk.root, f"screening-{theme}-{width}.png")
        assert desk.root.evaluate("root => root.scrollWidth - root.clientWidth") <= 1
    assert desk.page.evaluate(FAINT) == []
    ground = re.findall(r"\d+", desk.root.evaluate("root => getComputedStyle(root).backgroundColor"))
    assert (sum(map(int, ground[:3])) < 120) == (theme == "dark")


def test_a_card_that_leaves_the_page_hears_its_model_no_more(bare, folder):
    desk = bare(card(folder))
    desk.page.evaluate("() => window.leave()")
    assert desk.page.evaluate("() => Object.values(window.kernel.heard).map(heard => heard.size)") == [0, 0]
