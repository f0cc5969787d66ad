"""The record list on a bare page: found, sorted, selected by mouse and keys, decided on many at once, and undone."""

from __future__ import annotations

import re

import pytest
from bare import FAINT
from making import criterion, decided, duplicate, entry, search, write_review

import litmatrix
from litmatrix import widgets
from litmatrix.decisions import Event, read_decisions
from litmatrix.screening import deciding, labels

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
ARABIC = "دعم الأقران في الصحة النفسية"
GREEK = "Η υποστήριξη από ομότιμους"


def made(folder, number=60, events=(), **more):
    entries = [
        entry(
            f"k{at}",
            title=f"{'Peer' if at % 2 else 'Other'} record {at}",
            author=f"Miller{at}, Anna",
            year=str(2000 + at % 20),
            journal=f"Journal {at % 3}",
            **({"abstract": "Words of it."} if at % 3 else {}),
        )
        for at in range(number)
    ]
    criteria = [
        criterion("years", {"field": "year", "from": 2010}),
        criterion("topic", exclude="not about peers"),
    ]
    return write_review(
        folder, entries, events, searches=[search("db", source="PubMed")], criteria=criteria, **more
    )


@pytest.fixture
def folder(tmp_path):
    return made(tmp_path / "review")


def record_list(folder, reviewer="ann"):
    return widgets.record_list(litmatrix.open(folder), reviewer)


def recorded(folder):
    events, problems = read_decisions(folder / "decisions")
    assert problems == ()
    return [(one.key, one.decision, one.reason) for one in events]


def keys(desk):
    """The keys of the rows that are drawn, from above."""
    desk.page.wait_for_function(
        "() => document.querySelector('.lm-row') && !document.querySelector('.lm-row.lm-pending')"
    )
    return desk.page.evaluate(
        """() => [...document.querySelectorAll('.lm-row')].sort((a, b) => a.dataset.at - b.dataset.at)
            .map(one => one.dataset.key)"""
    )


def matching(desk, number):
    desk.page.wait_for_function(f"() => document.querySelector('.lm-desk').dataset.order === '{number}'")
    desk.rest()


def cursor(desk):
    return desk.page.locator(".lm-row.lm-at").get_attribute("data-key")


def test_records_are_filtered_sorted_and_shown_in_the_columns_that_one_chooses(bare, folder, pictures):
    desk = bare(record_list(folder))
    page = desk.page
    assert keys(desk)[:3] == ["k0", "k1", "k2"]
    assert desk.text(".lm-count") == "60 records"

    # Words, as they are typed.
    desk.press("/")
    page.keyboard.type("PEER")
    matching(desk, 30)
    assert desk.text(".lm-count") == "30 of 60 records"

    # A filter by ticking what there is, with counts; conditions combine, each is a chip.
    desk.press("Escape", "f")
    page.locator("select[data-focus=filter-field]").select_option("abstract")
    page.locator("[data-focus=value-no]").wait_for()
    pictures(desk.root, "records-filter.png")
    assert page.locator(".lm-value").all_inner_texts() == ["yes\n20", "no\n10"]
    page.locator("[data-focus=value-no]").focus()
    desk.press("Space")
    matching(desk, 10)
    assert desk.focused == "value-no"
    desk.press("Escape")
    assert [one.rstrip(" ×") for one in page.locator(".lm-chip").all_inner_texts()] == [
        "Contains: PEER",
        "Abstract: no",
    ]

    # Sorted by the head of a column, by click and by key; then by another among those that are alike.
    page.get_by_role("columnheader", name="Title").get_by_role("button").click()
    desk.rest()
    assert keys(desk)[:3] == ["k15", "k21", "k27"]
    desk.press("s")
    page.locator("[data-focus=sort]").select_option("journal")
    desk.rest()
    page.locator(".lm-row").first.focus()
    desk.press("Home", "ArrowUp")
    assert desk.focused == "head-title", "from the first record one gets to the heads"
    desk.press("ArrowRight", "Enter")
    page.wait_for_function(
        "() => document.querySelector('[aria-sort=ascending]')?.textContent.startsWith('Year')"
    )
    assert page.get_by_role("columnheader", name="Year").get_attribute("aria-sort") == "ascending"
    assert keys(desk)[:2] == ["k21", "k3"]
    desk.press("Enter")
    assert page.get_by_role("columnheader", name="Year").get_attribute("aria-sort") == "descending"

    # Columns: one is taken away, one is added and moved; the next desk of this folder has them.
    desk.press("ArrowDown", "c")
    pictures(desk.root, "records-columns.png")
    page.get_by_label("Published in", exact=True).uncheck()
    desk.rest()
    page.get_by_label("Authors", exact=True).check()
    desk.rest()
    for _ in range(5):
        page.get_by_role("button", name="Move Authors to the left").click()
        desk.rest()
    desk.press("Escape")
    heads = ["", "Reference", "Authors", "Title", "Year ▼", "Status", "My decision", "My labels"]
    assert [one.strip("☐☑") for one in page.locator("[role=columnheader]").all_inner_texts()] == heads
    assert "Miller39, Anna" in page.locator(".lm-row").first.inner_text()
    again = bare(record_list(folder))
    assert again.page.locator("[role=columnheader]").nth(2).inner_text() == "Authors"

    # A chip takes its filter away.
    page.bring_to_front()
    page.get_by_role("button", name="Remove the filter Abstract: no").click()
    matching(desk, 30)


def test_many_selected_with_shift_are_excluded_for_a_reason_listed_recorded_and_undone(
    bare, folder, pictures
):
    desk = bare(record_list(folder))
    page = desk.page
    keys(desk)
    page.locator("[data-key=k2]").click()
    page.locator("[data-key=k5]").click(modifiers=["Shift"])
    assert desk.text(".lm-selection") == "4 selected"
    desk.press("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowUp")
    page.locator("[data-key=k9] .lm-tick").click()
    page.locator("[data-key=k3]").click(modifiers=["Control"])
    assert desk.text(".lm-selection") == "5 selected"
    assert page.locator("[aria-selected=true]").evaluate_all("rows => rows.map(row => row.dataset.key)") == [
        "k2", "k4", "k5", "k6", "k9",
    ]  # fmt: skip

    # It stays through a filter, and is told.
    desk.press("/")
    page.keyboard.type("peer")
    matching(desk, 30)
    assert desk.text(".lm-selection") == "5 selected, 3 of them not in this list"
    desk.press("Escape", "o")
    matching(desk, 5)
    assert keys(desk) == ["k2", "k4", "k5", "k6", "k9"]
    pictures(desk.root, "records-only.png")
    desk.press("o")
    matching(desk, 30)

    # Listed first: nothing is written before the second press.
    desk.press("e")
    assert desk.text(".lm-panel h3") == "Exclude 5 selected records: choose the reason"
    desk.press("2")
    page.locator(".lm-plan-row >> text=Miller9 2009").wait_for()
    pictures(desk.root, "records-plan.png")
    assert desk.text(".lm-plan h3") == "Exclude at title and abstract: not about peers"
    assert desk.text(".lm-plan-counts") == "5 records would change"
    assert recorded(folder) == []
    page.get_by_label("Note on each").fill("seen together")
    page.locator("[data-focus=record]").focus()
    desk.press("Enter")
    matching(desk, 30)
    excluded = [(key, "exclude", "topic") for key in ("k2", "k4", "k5", "k6", "k9")]
    assert recorded(folder) == excluded
    events, _ = read_decisions(folder / "decisions")
    assert {(one.reviewer, one.note) for one in events} == {("ann", "seen together")}
    assert len({one.batch for one in events}) == 1
    assert desk.text(".lm-message") == "Done: you excluded 5 records. One Undo takes all of it back."
    assert re.fullmatch(r"saved \d\d:\d\d:\d\d", desk.text(".lm-saved"))
    assert desk.text(".lm-selection").startswith("Nothing selected")
    page.wait_for_function("() => document.querySelector('[data-key=k5]')?.dataset.mine === 'exclude'")

    # Undone as one; what was selected can be had again.
    assert page.get_by_role("button", name="Undo: excluded 5 records").is_enabled()
    desk.press("u")
    assert [one[1] for one in recorded(folder)[5:]] == ["withdraw"] * 5
    assert desk.text(".lm-message") == "Undone: you excluded 5 records."
    page.get_by_role("button", name="Select those 5 again").click()
    assert desk.text(".lm-selection") == "5 selected, 3 of them not in this list"


def test_all_that_match_are_labelled_and_what_has_the_label_already_is_left_out(bare, folder, pictures):
    deciding.label(litmatrix.open(folder), ["k0", "k2"], "Qualitative", "ann")
    desk = bare(record_list(folder))
    desk.press("/")
    desk.page.keyboard.type("other")
    matching(desk, 30)
    desk.press("Escape", "Control+a")
    assert desk.text(".lm-selection") == "30 selected"
    desk.press("l")
    assert desk.focused == "field-label"
    desk.page.keyboard.type("qualitative")
    pictures(desk.root, "records-label.png")
    desk.press("Enter")
    assert desk.text(".lm-plan h3") == "Add the label “Qualitative”"
    assert desk.text(".lm-plan-counts") == "28 records would change\n2 left out: it has this label already"
    desk.press("Enter")
    assert (
        desk.text(".lm-message")
        == "Done: you added the label “Qualitative” to 28 records. One Undo takes all of it back."
    )
    assert len(labels.of(litmatrix.open(folder), "ann")) == 30
    # The label is there to filter by.
    desk.press("f")
    desk.page.locator("select[data-focus=filter-field]").select_option("labels")
    desk.page.locator("[data-focus=value-Qualitative]").click()
    desk.rest()
    desk.page.get_by_role("button", name="Remove the filter My labels: Qualitative").wait_for()
    desk.press("Escape")
    desk.page.get_by_role("button", name="Remove the filter Contains: other").click()
    matching(desk, 30)
    assert desk.text(".lm-count") == "30 of 60 records"
    # Taken away from one.
    desk.page.locator("[data-key=k0]").click()
    desk.press("l")
    desk.page.get_by_role("group", name="Labels in use").get_by_role("button", name="Qualitative").click()
    desk.page.get_by_role("button", name="Remove it").click()
    desk.rest()
    desk.press("Enter")
    matching(desk, 29)


def test_a_click_that_takes_the_place_of_many_can_be_taken_back(bare, folder):
    desk = bare(record_list(folder))
    keys(desk)
    desk.press("a")
    assert desk.text(".lm-selection") == "60 selected"
    desk.page.locator("[data-key=k2]").click()
    assert desk.text(".lm-selection") == "1 selected"
    desk.press("ArrowDown")
    assert (desk.text(".lm-selection"), cursor(desk)) == ("1 selected", "k3"), (
        "one that was clicked goes along"
    )
    desk.page.get_by_role("button", name="Select those 60 again").click()
    assert desk.text(".lm-selection") == "60 selected"
    desk.page.locator("[data-focus=none]").click()
    assert desk.focused == "row"


def test_everything_is_done_by_keyboard_and_no_key_reaches_the_notebook(bare, folder):
    desk = bare(record_list(folder))
    keys(desk)
    desk.press("ArrowDown", "Space", "ArrowDown", "ArrowDown", "x", "End")
    assert (cursor(desk), desk.text(".lm-selection"), desk.focused) == ("k59", "2 selected", "row")
    desk.press("Home", "PageDown", "PageUp", "ArrowRight", "ArrowLeft", "m")
    assert desk.focused == "record"
    desk.press("Enter")
    assert recorded(folder) == [("k1", "maybe", ""), ("k3", "maybe", "")]
    assert desk.focused == "row"
    desk.press("r")
    desk.page.keyboard.type("a test import")
    desk.press("Enter", "Escape")
    assert len(recorded(folder)) == 2, "what was listed and left is not recorded"
    desk.press("i", "Enter", "b", "z", "y", "d", "v")
    assert recorded(folder)[2:] == [("k0", "include", "")]
    assert [key for key in desk.page.evaluate("() => window.through") if key != "Control"] == []


def test_a_record_is_read_in_full_beside_the_list_and_follows_where_one_goes(bare, tmp_path, pictures):
    folder = write_review(
        tmp_path / "review",
        [
            entry("bad", title=HOSTILE, author=HOSTILE, abstract=HOSTILE, journal=HOSTILE, keywords=HOSTILE,
                  url="javascript:window.pwned=1", year="2011"),
            entry("arabic", title=ARABIC, author="محمد", year="2015"),
            entry("greek", title=GREEK, doi="10.1000/x", abstract="Μια περίληψη."),
            entry("many", title="Many", author=" and ".join(f"Author{number}, A." for number in range(30))),
        ],
        [decided("ann", "greek", "screening", "exclude", "topic", note="a note of mine"), Event("ann", "greek", "label", "set", other=HOSTILE[:40])],
        criteria=[criterion("topic", exclude=HOSTILE)],
    )  # fmt: skip
    desk = bare(record_list(folder))
    keys(desk)
    desk.press("Enter")
    desk.page.locator(".lm-side h3").wait_for()
    assert desk.text(".lm-side h3") == HOSTILE
    assert desk.page.locator(".lm-side a").count() == 0
    assert desk.is_plain()
    desk.page.locator("[data-key=greek]").click()
    desk.page.locator(f".lm-side h3 >> text={GREEK}").wait_for()
    told = desk.text(".lm-side")
    for text in (
        "exclude, at title and abstract",
        "a note of mine",
        "Μια περίληψη.",
        "https://doi.org/10.1000/x",
        HOSTILE[:40],
    ):
        assert text in told
    pictures(desk.root, "records-record.png")
    desk.press("ArrowDown")
    desk.page.locator(".lm-side h3 >> text=Many").wait_for()
    assert "Author29, A." in desk.text(".lm-authors")
    desk.press("Escape")
    assert desk.page.locator(".lm-side").count() == 0
    assert (desk.focused, cursor(desk)) == ("row", "many")
    desk.page.locator("[data-key=arabic]").dblclick()
    desk.page.locator(f".lm-side h3 >> text={ARABIC}").wait_for()
    assert desk.is_plain()


def test_what_others_decided_shows_only_after_one_asked_to_see_it(bare, tmp_path):
    folder = made(
        tmp_path / "review", 4, [decided("bob", "k1", "screening", "maybe"), Event("bob", "k1", "label", "set", other="hers")],
        reviewers=["ann", "bob"], agree={"screening": 2},
    )  # fmt: skip
    desk = bare(record_list(folder))
    keys(desk)
    fields = desk.page.locator("select[data-focus=filter-field] option")
    desk.press("f")
    assert "bob" not in " ".join(fields.all_inner_texts())
    desk.press("Escape")
    assert "maybe" not in desk.text(".lm-list")
    desk.page.get_by_role("button", name="Show everybody’s decisions …").click()
    assert "no longer screen blind" in desk.text(".lm-panel")
    assert "maybe" not in desk.text(".lm-list")
    desk.page.get_by_role("button", name="Show everybody’s decisions and labels").click()
    desk.rest()
    desk.page.locator(".lm-row >> text=bob: maybe").wait_for()
    desk.press("f")
    assert "Decision of bob" in fields.all_inner_texts()
    desk.press("Escape")
    desk.page.get_by_role("button", name="Hide everybody’s decisions").click()
    desk.rest()
    keys(desk)
    assert "bob" not in desk.text(".lm-list")
    assert recorded(folder) == [("k1", "maybe", ""), ("k1", "set", "")]


def test_at_full_text_the_reason_is_asked_and_what_is_not_there_is_left_out_with_why(bare, tmp_path):
    folder = made(
        tmp_path / "review", 4,
        [decided("ann", "k0", "screening", "include"), decided("ann", "k1", "screening", "exclude"), duplicate("k3", "k0")],
    )  # fmt: skip
    desk = bare(record_list(folder))
    keys(desk)
    desk.page.locator("[data-focus=stage]").select_option("eligibility")
    desk.rest()
    desk.root.focus()
    desk.press("a", "e")
    assert desk.page.get_by_role("button", name="Without a reason").count() == 0
    desk.press("0", "1")
    assert sorted(desk.text(".lm-plan-counts").split("\n")) == [
        "1 left out: excluded at title and abstract",
        "1 left out: not at full text yet: title and abstract come first",
        "1 left out: removed as a duplicate of another record",
        "1 record would change",
    ]
    desk.press("Enter")
    assert recorded(folder)[3:] == [("k0", "exclude", "years")]


def test_a_record_decided_in_another_window_in_between_is_shown_before_anything_is_recorded(
    bare, folder, pictures
):
    one, other = bare(record_list(folder)), bare(record_list(folder))
    keys(one)
    one.press("Space", "ArrowDown", "Space", "i")
    other.press("m", "Enter")
    assert recorded(folder) == [("k0", "maybe", "")]
    one.press("Enter")
    assert len(recorded(folder)) == 1
    assert one.text(".lm-stale") == "1 record changed meanwhile: look at the list again before you press."
    one.page.locator(".lm-plan-was >> text=maybe").wait_for()
    pictures(one.root, "records-changed.png")
    one.page.wait_for_timeout(1100)
    one.press("Enter")
    assert recorded(folder)[1:] == [("k0", "include", ""), ("k1", "include", "")]


def test_news_are_taken_in_and_selection_place_and_an_open_list_stay(bare, folder):
    desk = bare(record_list(folder))
    keys(desk)
    desk.press("End", "Space", "ArrowUp", "Space")
    top = desk.page.locator(".lm-list").evaluate("list => list.scrollTop")
    assert top > 500
    desk.press("m")
    path = folder / "bibliography.bib"
    new = "@misc{first, title = {Comes first}, origin = {db}}\n\n"
    path.write_text(new + path.read_text(encoding="utf-8"), encoding="utf-8")
    deciding.decide(litmatrix.open(folder), "k59", "maybe", "ann")
    desk.page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    desk.page.wait_for_timeout(1100)
    desk.page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    desk.page.wait_for_function(
        "() => document.querySelector('.lm-plan-counts').textContent.startsWith('1 record would change')"
    )
    desk.press("Escape")
    matching(desk, 61)
    assert desk.text(".lm-selection") == "2 selected"
    assert desk.page.locator("[aria-selected=true]").evaluate_all(
        "rows => rows.map(row => row.dataset.key)"
    ) == ["k58", "k59"]
    assert cursor(desk) == "k58"
    assert desk.page.locator(".lm-list").evaluate("list => list.scrollTop") >= top - 50


def test_ten_thousand_records_are_scrolled_jumped_through_and_selected_with_few_rows_on_the_page(
    bare, tmp_path
):
    desk = bare(record_list(made(tmp_path / "review", 10_000)))
    assert keys(desk)[0] == "k0"
    desk.page.locator(".lm-list").evaluate("list => { list.scrollTop = 44 * 6000; }")
    desk.page.locator("[data-key=k6003]").wait_for()
    assert "Miller6003 2003" in desk.text("[data-key=k6003]")
    for _ in range(20):
        desk.page.locator(".lm-list").evaluate("list => { list.scrollTop += 700; }")
    desk.page.locator("[data-key=k6321]").wait_for()
    keys(desk)
    assert desk.page.locator(".lm-row").count() < 60
    desk.press("End")
    assert (cursor(desk), desk.focused) == ("k9999", "row")
    assert desk.page.locator(".lm-row.lm-at").get_attribute("aria-rowindex") == "10001"
    assert desk.page.locator(".lm-list").get_attribute("aria-rowcount") == "10001"
    desk.press("Shift+Home")
    assert desk.text(".lm-selection") == "10,000 selected"
    # The row with the focus stays on the page, wherever one scrolls to.
    desk.page.locator(".lm-list").evaluate("list => { list.scrollTop = 44 * 4000; }")
    desk.page.locator("[data-key=k4003]").wait_for()
    assert desk.focused == "row"


def test_a_list_without_records_or_without_a_match_says_so(bare, tmp_path, folder):
    desk = bare(record_list(write_review(tmp_path / "empty")))
    assert desk.text(".lm-empty") == "No record yet.\nImport search results, or add a source, above."
    desk.press("ArrowDown", "e", "a", "Enter", "u", "Escape")
    desk = bare(record_list(folder))
    desk.press("/")
    desk.page.keyboard.type("nowhere at all")
    matching(desk, 0)
    assert desk.text(".lm-nothing") == "No record matches these filters.\nRemove a filter above."
    desk.press("Escape", "ArrowDown", "End", "e", "Enter", "a")
    desk.page.get_by_role("button", name="Remove the filter Contains: nowhere at all").click()
    matching(desk, 60)


def test_what_is_listed_is_exported(bare, folder):
    desk = bare(record_list(folder))
    desk.page.get_by_role("button", name="Export as CSV").click()
    desk.rest()
    assert desk.text(".lm-message") == "60 records written to out/records.csv."
    assert len((folder / "out" / "records.csv").read_text(encoding="utf-8-sig").splitlines()) == 61


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_theme_is_legible_at_every_width(bare, tmp_path, pictures, theme):
    folder = made(tmp_path / "review", 40, [decided("ann", f"k{at}", "screening", "include" if at % 2 else "exclude") for at in range(9)])  # fmt: skip
    desk = bare(record_list(folder), theme=theme)
    keys(desk)
    desk.press("Space", "ArrowDown", "Space", "Enter")
    desk.page.locator(".lm-side h3").wait_for()
    faint = []
    for width in (1000, 1400, 1900):
        desk.page.set_viewport_size({"width": width, "height": 950})
        pictures(desk.root, f"records-{theme}-{width}.png")
        assert desk.root.evaluate("root => root.scrollWidth - root.clientWidth") <= 1
    faint += desk.page.evaluate(FAINT)
    for panel in ("f", "c", "l", "r", "e"):
        desk.press("Escape")
        desk.page.locator(".lm-row.lm-at").focus()
        desk.press(panel)
        faint += desk.page.evaluate(FAINT)
    desk.press("1")
    desk.page.locator(".lm-plan-row").nth(1).wait_for()
    pictures(desk.root, f"records-plan-{theme}.png")
    faint += desk.page.evaluate(FAINT)
    assert faint == []


def test_a_list_that_leaves_the_page_hears_its_model_no_more(bare, folder):
    desk = bare(record_list(folder))
    desk.page.evaluate("() => window.leave()")
    assert desk.page.evaluate("() => Object.values(window.kernel.heard).map(heard => heard.size)") == [0, 0]
