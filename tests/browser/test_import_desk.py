"""The form that takes search results in, on a bare page: several files at once, by mouse and by keyboard."""

from __future__ import annotations

import pytest
import small_review
from bare import FAINT
from playwright.sync_api import expect

import litmatrix
from litmatrix import widgets

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=window.pwned=1>"
PEOPLE = "".join(f"AU  - Author{number}, Anna\n" for number in range(30))
SCOPUS = (
    f"TY  - JOUR\nTI  - {HOSTILE} Crisis services\n{PEOPLE}PY  - 2019\nT2  - Journal of Care\nDB  - Scopus\n"
    f"AB  - {'Peers are asked to be many things at once. ' * 40}\nER  - \n\n"
    "TY  - JOUR\nTI  - Η υποστήριξη από ομοτίμους\nAU  - Παπάς, Βασίλης\nPY  - 2018\nDB  - Scopus\nER  - \n\n"
    "TY  - JOUR\nTI  - دعم الأقران\nAU  - علي, محمد\nDB  - Scopus\nER  - \n"
)
PUBMED = (
    "PMID- 101\nTI  - Roles of peers\nFAU - Adams, Zoë\nJT  - Journal of Care\nDP  - 2020\n\n"
    "PMID- 102\nTI  - Second\nAU  - Lee K\nDP  - 2020\n"
)
TABLE = 'Title,Authors,Year,Where\nA title,"Smith, A.",2019,Here\nB,"Brown, B.",2018,There\n'


@pytest.fixture
def folder(tmp_path):
    place = small_review.make(tmp_path / "review").folder
    (place / "scopus.ris").write_text(SCOPUS, encoding="utf-8")
    (place / "set.nbib").write_text(PUBMED, encoding="utf-8")
    (place / "list.csv").write_text(TABLE, encoding="utf-8")
    (place / "article.pdf").write_bytes(b"%PDF-1.4")
    return place


def choose(form, *paths):
    form.page.locator("input[type=file]").set_input_files([str(path) for path in paths])
    # Each file is sent by itself, and all are read when the last is there.
    expect(form.page.locator(".lm-a-file")).to_have_count(len(paths), timeout=30_000)
    form.rest()


def field(form, name, at=0):
    return form.page.locator(f"[data-focus^='{name}-']").nth(at)


def nothing_is_cut(form):
    """No field, button or text reaches over the edge of the desk."""
    box = form.root.bounding_box()
    for part in form.root.locator("input:not([type=file]), select, button, textarea, .lm-why, h4, dd").all():
        found = part.bounding_box()
        if found is not None and (
            found["x"] < box["x"] or found["x"] + found["width"] > box["x"] + box["width"]
        ):
            return False
    return True


@pytest.mark.parametrize(("theme", "width"), [("light", 1000), ("dark", 1400), ("light", 1900)])
def test_two_files_at_once_are_looked_at_changed_imported_and_undone(bare, folder, pictures, theme, width):
    before = [(folder / name).read_bytes() for name in ("bibliography.bib", "review.toml")]
    form = bare(widgets.import_records(litmatrix.open(folder)), theme=theme, width=width)
    button = form.page.locator("[data-focus=import]")
    expect(button).to_be_disabled()
    expect(form.page.locator("#lm-import-why")).to_have_text("Choose a file first.")
    expect(form.page.locator("#lm-undo-why")).to_have_text("There is no import to undo.")
    # The chooser of the system is none of the page.
    form.page.evaluate("HTMLInputElement.prototype.click = function () { window.chosen = this.multiple; }")
    form.press("o")
    assert form.page.evaluate("window.chosen") is True
    choose(form, folder / "scopus.ris", folder / "set.nbib", folder / "article.pdf")

    # Each is a search of its own, the one that cannot be read is told, and whole records are there to be read.
    assert form.page.locator(".lm-fold").all_inner_texts() == ["▾ scopus", "▾ pubmed"]
    assert form.text(".lm-unread h3") == "Not read: 1 file"
    assert "article.pdf" in form.text(".lm-unread") and "This is a PDF." in form.text(".lm-unread")
    assert (
        field(form, "source").input_value() == "Scopus" and field(form, "source", 1).input_value() == "PubMed"
    )
    first = form.page.locator(".lm-a-record").first
    expect(first.locator("h4")).to_have_text(f"{HOSTILE} Crisis services")
    expect(first.locator("dd").first).to_contain_text("… and 18 more")
    expect(first.locator(".lm-abstract")).to_contain_text("Peers are asked to be many things at once.")
    field(form, "next").click()
    expect(first.locator("h4")).to_have_text("Η υποστήριξη από ομοτίμους")
    field(form, "list").focus()
    form.press("ArrowDown")
    expect(first.locator("h4")).to_have_text("دعم الأقران")
    expect(first.locator(".lm-abstract")).to_have_text("No abstract.")
    assert form.is_plain()
    assert form.page.evaluate(FAINT) == []
    assert nothing_is_cut(form)
    pictures(form.root, f"import-looked-at-{theme}-{width}.png")

    # What is typed after the preview keeps it, and a press that follows at once waits its turn.
    form.page.evaluate("kernel.hold()")
    field(form, "query").fill('"peers"[Title]')
    form.page.keyboard.press("Tab")
    form.page.keyboard.type("11022026")
    field(form, "hits").fill("5")
    field(form, "removed").fill("2")
    field(form, "removed_why").fill("duplicates")
    field(form, "id", 1).fill("pm")
    form.page.evaluate("kernel.answer()")
    field(form, "query", 1).focus()
    form.rest()
    expect(form.page.locator(".lm-fold").nth(1)).to_have_text("▾ pm")
    expect(first.locator("h4")).to_have_text("دعم الأقران")
    assert field(form, "date").input_value() == "2026-11-02"
    expect(button).to_have_text("Import 5 records of 2 searches i")

    form.root.focus()
    form.press("i")
    assert form.text(".lm-message").startswith(
        "5 records added to bibliography.bib from 2 searches (scopus: 3 new, 0 already in the review; pm: 2 new, 0 already in the review)."
    )
    assert form.page.locator(".lm-fold").count() == 0
    searches = {one.id: one for one in litmatrix.open(folder).protocol.searches}
    assert [*searches] == ["db", "scopus", "pm"]
    scopus = searches["scopus"]
    assert (scopus.source, scopus.query, str(scopus.date), scopus.hits, scopus.removed, scopus.removed_why) == (
        "Scopus", '"peers"[Title]', "2026-11-02", 5, 2, "duplicates",
    )  # fmt: skip

    # What undoing would do is shown first; the next is the one before.
    expect(form.page.locator("#lm-undo-why")).to_contain_text("pm, 2 new records (set.nbib, ")
    form.press("u")
    assert form.focused == "undo-it"
    assert form.text(".lm-undoing h3") == "Undo the import of set.nbib for pm?"
    pictures(form.root, f"import-undoing-{theme}-{width}.png")
    assert form.page.evaluate(FAINT) == []
    form.press("Enter")
    assert form.focused == "undo"
    expect(form.page.locator("#lm-undo-why")).to_contain_text("scopus, 3 new records (scopus.ris, ")
    form.press("Enter", "Enter")
    assert [(folder / name).read_bytes() for name in ("bibliography.bib", "review.toml")] == before


def test_a_column_changed_after_the_preview_says_that_it_is_out_of_date_and_one_press_renews_it(bare, folder):
    form = bare(widgets.import_records(litmatrix.open(folder)))
    form.page.locator("[data-focus=path]").fill("list.csv; set.nbib")
    form.page.locator("[data-focus=path]").press("Enter")
    form.rest()
    assert form.page.locator("[data-focus=path]").input_value() == ""
    field(form, "query").fill("peers")
    field(form, "amiss").click()
    form.page.get_by_label("Where").select_option("publisher")
    form.rest()
    assert "Out of date" in form.text(".lm-stale")
    expect(form.page.locator("[data-focus=import]")).to_be_disabled()
    assert (
        form.text("#lm-import-why")
        == "First press Preview at list.csv: something was changed since it was read."
    )
    # What was read before stays to be seen.
    expect(form.page.locator(".lm-a-record h4").first).to_have_text("A title")
    form.page.locator(".lm-stale button").click()
    form.rest()
    expect(form.page.locator(".lm-a-record").first).to_contain_text("Here")
    assert field(form, "query").input_value() == "peers"

    form.page.locator("[data-focus=together]").click()
    form.rest()
    assert form.page.locator(".lm-fold").count() == 1
    assert field(form, "query").input_value() == "peers"
    expect(form.page.locator("[data-focus=import]")).to_have_text("Import 4 records i")
    form.page.locator(".lm-by select").last.select_option("known db")
    form.rest()
    assert form.page.locator(".lm-fold").all_inner_texts() == ["▾ list", "▾ db"]


def test_files_are_dropped_on_the_desk_and_a_name_that_is_not_there_stays_to_be_mended(bare, folder):
    form = bare(widgets.import_records(litmatrix.open(folder)))
    form.page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "dropped.ris"));
            data.items.add(new File([text.replace("Crisis", "Other")], "second.ris"));
            const desk = document.querySelector(".lm-desk");
            for (const type of ["dragover", "drop"])
                desk.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        SCOPUS,
    )
    form.page.locator(".lm-fold").nth(1).wait_for()
    form.rest()
    assert form.page.locator(".lm-its-files strong").all_inner_texts() == ["dropped.ris", "second.ris"]
    # The records of the second that the first brings are found again.
    assert form.page.locator(".lm-totals").all_inner_texts() == [
        "3 new, 0 already in the review, 0 not read",
        "1 new, 2 already in the review, 0 not read",
    ]
    form.page.locator("[data-focus=path]").fill("none.ris")
    form.page.locator("[data-focus=add]").click()
    form.rest()
    assert form.text(".lm-message").startswith("Not done: there is no file none.ris in ")
    assert form.page.locator("[data-focus=path]").input_value() == "none.ris"


def test_a_file_of_more_than_a_message_holds_comes_in_pieces(bare, folder):
    form = bare(widgets.import_records(litmatrix.open(folder)))
    large = folder / "large.ris"
    abstract = "Peers are asked to be many things at once. " * 2_400
    large.write_text(
        "".join(
            f"TY  - JOUR\nTI  - Paper {number}\nAU  - A, B\nPY  - 2019\nAB  - {abstract}\nER  - \n\n"
            for number in range(50)
        )
    )
    assert large.stat().st_size > 5_000_000
    choose(form, large)
    assert form.text(".lm-totals") == "50 new, 0 already in the review, 0 not read"


def test_words_stand_for_a_day_and_the_days_picker_is_one_press_away(bare, folder):
    form = bare(widgets.import_records(litmatrix.open(folder)))
    choose(form, folder / "set.nbib")
    assert field(form, "date").get_attribute("type") == "date"
    field(form, "words").click()
    form.rest()
    assert form.focused.startswith("date-")
    form.page.keyboard.type("last May")
    form.page.keyboard.press("Tab")
    form.rest()
    expect(form.page.locator(".lm-asked .lm-message")).to_contain_text(
        "or words with a year, such as “spring 2019”"
    )
    field(form, "date").fill("May to June 2020")
    form.page.keyboard.press("Enter")
    form.rest()
    expect(form.page.locator(".lm-asked .lm-message")).to_have_count(0)
    form.root.focus()
    form.press("i")
    assert litmatrix.open(folder).protocol.searches[-1].date == "May to June 2020"
