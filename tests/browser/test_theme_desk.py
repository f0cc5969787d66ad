"""The theme desk on a bare page: each operation done and undone on the worked review, the walk, both themes."""

from __future__ import annotations

import pytest
import small_review
from bare import FAINT
from making import entry, write_review
from worked import copy_worked

import litmatrix
from litmatrix import widgets
from litmatrix.coding import operations
from litmatrix.coding import themes as coding_themes
from litmatrix.matrix import read_matrix, write_cells
from litmatrix.matrix.file import CellChange

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
FILES = ("matrix.csv", "review.toml")


@pytest.fixture
def worked_copy(tmp_path):
    """A copy of the worked review."""
    return copy_worked(tmp_path / "review")


def desk_of(folder, reviewer="litmatrix"):
    return widgets.theme_desk(litmatrix.open(folder), reviewer)


def held(folder):
    return [(folder / name).read_bytes() for name in FILES]


def header(folder):
    return (folder / "matrix.csv").read_text(encoding="utf-8").split("\n")[0].split(",")[4:]


def do(desk, folder, why):
    """Give the reason and do what is shown; return the bytes on disk then."""
    assert (desk.data("draft"), desk.focused) == ("preview", "why")
    desk.page.keyboard.type(why)
    desk.press("Enter")
    assert desk.data("draft") == ""
    assert desk.text(".lm-saved").startswith("saved ")
    return held(folder)


def undo(desk):
    desk.press("u")
    assert desk.data("draft") == "undo"
    desk.press("Enter")
    assert desk.data("draft") == ""
    assert desk.text(".lm-message").startswith("Undone: ")


def test_each_operation_is_done_by_keyboard_and_undone_to_the_byte(bare, worked_copy, pictures):
    folder = worked_copy
    before, themes = held(folder), header(folder)
    desk = bare(desk_of(folder))
    page = desk.page
    assert page.locator(".lm-table tbody tr").count() == 12
    pictures(desk.root, "themes.png")

    desk.press("a")
    page.keyboard.type("Trust")
    desk.rest()
    assert desk.text("[data-made]") == "Short name (its column in the matrix): trust"
    pictures(desk.root, "themes-add.png")
    desk.press("Enter")
    do(desk, folder, "It came up in three sources.")
    assert header(folder) == [*themes, "trust"]
    assert page.locator(".lm-table tbody tr").count() == 13
    undo(desk)
    assert held(folder) == before

    desk.press("r")
    page.locator(".lm-more-fields summary").press("Enter")
    page.locator("[data-focus=field-id]").fill("peers")
    desk.press("Enter")
    do(desk, folder, "Clearer.")
    assert header(folder) == ["peers", *themes[1:]]
    undo(desk)
    assert held(folder) == before

    desk.press(*["ArrowDown"] * 5, " ", "ArrowDown", " ", "m")
    page.locator("[data-focus=field-into]").select_option(label="a new theme …")
    page.locator("[data-focus=field-name]").fill("Work")
    pictures(desk.root, "themes-merge-form.png")
    desk.press("Enter")
    pictures(desk.root, "themes-merge.png")
    do(desk, folder, "One thing.")
    assert header(folder) == [*themes[:5], "work", *themes[7:]]
    desk.press("u")
    pictures(desk.root, "themes-undo.png")
    desk.press("Enter")
    assert held(folder) == before

    split_peer(desk, pictures)
    do(desk, folder, "Two things.")
    assert header(folder) == ["peer", "power", *themes[1:]]
    undo(desk)
    assert held(folder) == before

    page.locator("tr[data-theme=evidence]").click()
    desk.press("x")
    do(desk, folder, "Not written up.")
    assert header(folder) == themes
    assert page.locator(".lm-retired").count() == 1
    undo(desk)
    assert held(folder) == before

    page.locator(".lm-panel:has(.lm-story) > summary").click()
    assert page.locator(".lm-story .lm-taken-back").count() == 5
    pictures(desk.root, "themes-story.png")
    assert len(list((folder / "history").glob("*.json"))) == 10


def split_peer(desk, pictures):
    """Split the first theme: one subtheme in one step, the rest by keys, with a step back and all of another subtheme."""
    page = desk.page
    page.locator("tr[data-theme=peer]").click()
    desk.root.focus()
    desk.press("s")
    page.locator("[data-focus=part-1-name]").fill("Power")
    desk.press("Tab")
    page.locator("[data-focus='by-Power']").select_option(label="to “Power”")
    page.locator("[data-focus='by-Shared / lived experience']").select_option("part-1")
    pictures(desk.root, "themes-split-form.png")
    page.locator("[data-focus=preview]").focus()
    desk.press("Enter")
    assert desk.data("draft") == "walk"
    progress = page.locator(".lm-progress-line span")
    total = int(progress.inner_text().split(" of ")[1])
    # A key that is pressed twice before the answer places one excerpt.
    desk.at_once("1", "1")
    desk.press("2", "b", "2", "Backspace")
    assert progress.inner_text() == f"2 of {total}"
    desk.press("s")
    assert desk.text(".lm-alike").startswith("All ")
    pictures(desk.root, "themes-walk.png")
    desk.press("2")
    while desk.data("draft") == "walk":
        desk.press("1")
    pictures(desk.root, "themes-split.png")


def test_a_form_is_left_and_begun_anew_and_what_is_typed_stays_while_one_goes_back_to_it(bare, worked_copy):
    before = held(worked_copy)
    desk = bare(desk_of(worked_copy))
    desk.press("d")
    assert desk.focused == "field-definition"
    desk.page.keyboard.type("Other: ")
    desk.page.locator("[data-focus=preview]").press("Enter")
    desk.rest()
    assert desk.data("draft") == "preview"
    desk.page.get_by_role("button", name="Back to the form").press("Enter")
    desk.rest()
    assert desk.page.locator("[data-focus=field-definition]").input_value().endswith("Other: ")
    desk.root.focus()
    desk.press("Escape")
    assert desk.page.locator(".lm-form").count() == 0
    # Escape leaves a preview and its form; a reason is needed for doing.
    desk.press("x")
    desk.press("Enter")
    assert desk.data("draft") == "preview"
    desk.press("Escape")
    assert desk.data("draft") == ""
    desk.press("m")
    assert desk.page.locator(".lm-form").count() == 0, "fewer than two are ticked"
    assert (
        desk.page.locator("[data-focus=theme-merge]").get_attribute("title")
        == "Tick two or more themes in the list first."
    )
    assert held(worked_copy) == before


def test_subthemes_are_added_merged_split_ordered_and_retired(bare, worked_copy):
    before = held(worked_copy)
    desk = bare(desk_of(worked_copy))
    page = desk.page

    def subthemes():
        return page.locator(".lm-sub-list label span").all_inner_texts()

    was = subthemes()
    page.locator("[data-focus=subtheme-add]").click()
    page.locator("[data-focus=field-name]").fill("New one")
    page.locator("[data-focus=field-behind]").select_option("Power")
    page.locator("[data-focus=preview]").press("Enter")
    desk.rest()
    do(desk, worked_copy, "a")
    assert subthemes() == [*was[: was.index("Power") + 1], "New one", *was[was.index("Power") + 1 :]]
    for name in ("Power", "New one"):
        page.get_by_label(f"Tick {name}").check()
    page.locator("[data-focus=subtheme-merge]").click()
    page.locator("[data-focus=preview]").press("Enter")
    desk.rest()
    do(desk, worked_copy, "b")
    assert subthemes() == was
    page.locator("[data-focus='sub-Power']").check()
    page.locator("[data-focus=subtheme-split]").click()
    page.locator("[data-focus=part-1-id]").fill("Force")
    page.locator("[data-focus=part-1-id]").press("Tab")
    page.locator("[data-focus=field-rest]").select_option(label="to “Force”")
    page.locator("[data-focus=preview]").press("Enter")
    desk.rest()
    do(desk, worked_copy, "c")
    assert {"Power", "Force"} <= set(subthemes())
    page.locator("[data-focus='sub-Power']").check()
    page.locator("[data-focus=subtheme-retire]").click()
    desk.rest()
    do(desk, worked_copy, "d")
    assert "Power" not in subthemes()
    desk.root.focus()
    for _ in range(4):
        undo(desk)
    assert held(worked_copy) == before


@pytest.fixture
def foreign(tmp_path):
    """A small review with hostile and foreign texts in each place."""
    folder = tmp_path / "review"
    folder.mkdir()
    (folder / "bibliography.bib").write_text(
        f"@article{{a,\n title = {{{HOSTILE}}},\n author = {{{HOSTILE}}},\n year = {{2020}},\n origin = {{s}}\n}}\n"
    )
    (folder / "review.toml").write_text(
        f"""format = 1
[[searches]]
id = "s"
kind = "previous"
[[themes]]
id = "دعم"
name = "دعم الأقران في الصحة النفسية"
definition = "ما الذي يجعل شخصًا ما نظيرًا (peer) لغيره"
subthemes = ["قوة", '{HOSTILE}']
[[themes]]
id = "角色"
name = "同伴支持工作者的角色"
[[themes]]
id = "bad"
name = '{HOSTILE}'
definition = '{HOSTILE}'
""",
        encoding="utf-8",
    )
    quoted = HOSTILE.replace('"', '""')
    (folder / "matrix.csv").write_text(
        f'key,دعم,角色,bad\na,"[قوة] ""دائما في مكانة أدنى"" (p. 3)",“角色模糊” (p. 5),"{quoted}"\n',
        encoding="utf-8",
    )
    return folder


def test_hostile_and_foreign_text_is_text_through_a_merge_an_order_and_a_subtheme(bare, foreign, pictures):
    desk = bare(desk_of(foreign), theme="dark")
    page = desk.page
    desk.press(" ", "ArrowDown", " ", "ArrowDown", " ", "m", "Enter")
    page.locator("[data-focus=preview]").focus()
    desk.press("Enter")
    assert desk.data("draft") == "preview"
    pictures(desk.root, "themes-dark-preview.png")
    desk.press("Escape")
    assert desk.data("draft") == ""

    # The first theme moves down: the focus goes with the button, and to its neighbour at the end.
    desk.press("o")
    page.locator("[data-focus='down-دعم']").focus()
    desk.press("Enter", "Enter")
    assert desk.focused == "up-دعم"
    pictures(desk.root, "themes-dark-reorder.png")
    page.locator("[data-focus=preview]").focus()
    desk.press("Enter")
    do(desk, foreign, "ترتيب")
    assert (foreign / "matrix.csv").read_text(encoding="utf-8").split("\n")[0] == "key,角色,bad,دعم"

    page.locator("tr[data-theme='دعم']").click()
    page.locator("[data-focus='sub-قوة']").check()
    page.locator("[data-focus=subtheme-rename]").click()
    page.locator("[data-focus=field-name]").fill("力量")
    desk.press("Enter")
    do(desk, foreign, "clearer")
    assert '"[力量] ""دائما في مكانة أدنى"" (p. 3)"' in (foreign / "matrix.csv").read_text(encoding="utf-8")
    desk.root.focus()
    desk.press("?")
    assert desk.focused == "lm-help"
    pictures(desk.root, "themes-dark-help.png")
    desk.press("a", "Escape")
    assert (page.locator(".lm-help").count(), page.locator(".lm-form").count()) == (0, 0)
    assert desk.is_plain()


def test_a_theme_that_is_redefined_may_make_what_said_none_due_again(bare, foreign):
    path = foreign / "matrix.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("“角色模糊” (p. 5)", "none 2026-01-02 cy"), encoding="utf-8"
    )
    desk = bare(desk_of(foreign))
    desk.press("ArrowDown", "d")
    desk.page.keyboard.type("Other")
    clear = desk.page.locator("[data-focus=clear]")
    assert clear.locator("..").inner_text() == (
        " 1 source did not mention it under the old definition: look at them again (due)"
    )
    clear.press(" ")
    desk.page.locator("[data-focus=preview]").press("Enter")
    desk.rest()
    do(desk, foreign, "clearer")
    assert "none" not in path.read_text(encoding="utf-8")


def test_the_desk_asks_who_works_and_reads_the_files_anew(bare, foreign, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    desk = bare(desk_of(foreign, ""))
    desk.page.get_by_label("Your name").fill("ann")
    desk.page.get_by_role("button", name="Start").press("Enter")
    desk.rest()
    assert desk.text(".lm-as strong") == "ann"
    text = (foreign / "review.toml").read_text(encoding="utf-8")
    (foreign / "review.toml").write_text(text.replace("同伴支持工作者的角色", "Roles"), encoding="utf-8")
    desk.page.get_by_role("button", name="Reload").click()
    desk.rest()
    # Whoever comes back to the desk finds them read already.
    assert desk.text(".lm-message") in (
        "Reloaded: the files had changed.",
        "Reloaded: the files are the same as before.",
    )
    assert "Roles" in desk.page.locator(".lm-theme-name").all_inner_texts()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_theme_is_legible_at_every_width(bare, worked_copy, pictures, theme):
    desk = bare(desk_of(worked_copy), theme=theme)
    for view, keys in (("table", ""), ("form", "s"), ("undo", ["Escape", "x"])):
        desk.press(*keys)
        for width in (1000, 1400, 1900):
            desk.page.set_viewport_size({"width": width, "height": 950})
            pictures(desk.root, f"themes-{view}-{theme}-{width}.png")
            assert desk.root.evaluate("root => root.scrollWidth - root.clientWidth") <= 1
        assert desk.page.evaluate(FAINT) == []


# --- short names, the place of the list, walks that were left ------------------------------------------------------------

GREEK = "Ο ρόλος των ομότιμων υποστηρικτών στις δημόσιες υπηρεσίες ψυχικής υγείας"
ARABIC = "دعم الأقران في خدمات الصحة النفسية العامة"


@pytest.fixture
def sixty(tmp_path):
    """A review with sixty themes, long ones in Greek and Arabic among them."""
    names = (GREEK, ARABIC, "Theme")
    themes = [{"id": f"id{n}", "name": f"{names[n % 3]} {n}", "subthemes": ["S", "U"]} for n in range(60)]
    cells = {f"k{n}": {"id30": f'[S] "one {n}" (p. 1)\n"two {n}" (p. 2)'} for n in range(4)}
    return write_review(tmp_path / "sixty", [entry(key) for key in cells], cells=cells, themes=themes)


def test_the_first_themes_get_short_names_of_their_names_as_one_types(bare, tmp_path):
    review = small_review.empty(tmp_path / "new")
    desk = bare(widgets.theme_desk(review, "ann"))
    page = desk.page
    assert (
        desk.text(".lm-table")
        == "No theme yet. A theme (a code in NVivo) is what you read each source for: add one."
    )
    page.get_by_role("button", name="Add the first theme").click()
    assert desk.focused == "field-name"
    for typed, made in (("Rôle & identité", "role_identite"), (" — 角色", "role_identite_角色")):
        page.keyboard.type(typed)
        page.wait_for_function(
            "made => document.querySelector('[data-made] code').textContent === made", arg=made
        )
    assert page.locator("[data-focus=field-id]").is_hidden(), "it is never asked"
    desk.press("Enter")
    do(desk, review.folder, "first")
    desk.press("a")
    page.keyboard.type("Rôle: identité, 角色")
    page.wait_for_function("() => document.querySelector('[data-made] code')?.textContent.endsWith('_2')")
    page.locator(".lm-more-fields summary").press("Enter")
    page.locator("[data-focus=field-id]").fill("mine")
    page.wait_for_function("() => document.querySelector('[data-made] code').textContent === 'mine'")
    desk.press("Enter")
    do(desk, review.folder, "second")
    assert (review.folder / "matrix.csv").read_text(encoding="utf-8") == "key,role_identite_角色,mine\n"


def test_the_list_and_the_row_that_is_acted_on_stay_where_they_are(bare, sixty):
    desk = bare(desk_of(sixty, "ann"))
    page = desk.page
    row = page.locator("tr[data-theme=id30]")
    row.scroll_into_view_if_needed()
    page.locator(".lm-table").evaluate("table => { table.scrollTop += 130; }")
    row.click()
    desk.root.focus()

    def place(id="id30"):
        box = page.locator(f"tr[data-theme='{id}']").bounding_box()
        return round(box["y"]), page.evaluate("() => window.scrollY")

    was = place()
    for keys in (
        ["s"],
        ["Escape"],
        ["r"],
        ["Escape"],
        ["o"],
        ["Escape"],
        ["d"],
        ["Escape"],
        ["x"],
        ["Escape"],
        [" "],
    ):
        desk.press(*keys)
        assert place() == was, keys
    desk.press(" ")
    # A preview, the form again, the act, its undoing.
    desk.press("r")
    page.locator("[data-focus=field-name]").fill("Another name")
    desk.press("Enter")
    assert (desk.data("draft"), place()) == ("preview", was)
    do(desk, sixty, "clearer")
    assert place() == was
    desk.press("u")
    assert place() == was
    desk.press("Enter")
    assert place() == was
    # Another id, and a theme that stands above it gone: the row stays, whatever stands in it.
    desk.press("r")
    page.locator(".lm-more-fields summary").press("Enter")
    page.locator("[data-focus=field-id]").fill("other")
    desk.press("Enter")
    do(desk, sixty, "shorter")
    assert place("other") == was
    for id in ("id27", "other"):
        page.locator(f"[data-focus='tick-{id}']").evaluate("box => box.click()")
    desk.root.focus()
    desk.press("m")
    page.locator("[data-focus=field-into]").select_option("other")
    page.locator("[data-focus=preview]").press("Enter")
    desk.rest()
    do(desk, sixty, "one")
    assert place("other") == was
    # The walk of a split, and what is said once it was left.
    desk.press("s")
    page.locator("[data-focus=part-1-name]").fill("Part")
    page.locator("[data-focus=preview]").press("Enter")
    desk.rest()
    assert (desk.data("draft"), place("other")) == ("walk", was)
    desk.press("1", "Escape")
    assert desk.text(".lm-message").startswith("The split is kept: 1 of 8 excerpts placed.")
    assert place("other") == was
    # A new theme comes into sight; the page does not move.
    desk.press("a")
    page.keyboard.type("New")
    desk.press("Enter")
    do(desk, sixty, "new")
    assert page.locator("tr.lm-chosen .lm-theme-name").inner_text() == "New"
    box, table = (page.locator(one).bounding_box() for one in ("tr.lm-chosen", ".lm-table"))
    assert table["y"] <= box["y"]
    assert box["y"] + box["height"] <= table["y"] + table["height"] + 1
    assert page.evaluate("() => window.scrollY") == was[1]


@pytest.mark.parametrize("width", [1000, 1900])
def test_the_list_stays_in_place_at_every_width(bare, sixty, width):
    desk = bare(desk_of(sixty, "ann"), width=width)
    row = desk.page.locator("tr[data-theme=id40]")
    row.scroll_into_view_if_needed()
    row.click()
    desk.root.focus()
    was = row.bounding_box()
    for key in ("s", "Escape", "x", "Escape", "o"):
        desk.press(key)
        assert row.bounding_box() == was
    assert desk.focused == "up-id40", "an order begins at the theme that is chosen"


def test_a_split_is_left_and_gone_on_with_in_another_kernel_though_an_excerpt_changed(bare, sixty, pictures):
    before = held(sixty)
    desk = bare(desk_of(sixty, "ann"))
    desk.page.locator("tr[data-theme=id30]").scroll_into_view_if_needed()
    desk.page.locator("tr[data-theme=id30]").click()
    desk.root.focus()
    desk.press("s")
    desk.page.locator("[data-focus=part-1-name]").fill(ARABIC)
    desk.page.locator("[data-focus=preview]").press("Enter")
    desk.rest()
    desk.press("1", "2", "1", "Escape")
    assert held(sixty) == before
    path = sixty / "matrix.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("two 0", "two, corrected"), encoding="utf-8")

    other = bare(desk_of(sixty, "ann"))
    page = other.page
    told = f"The split of “{GREEK} 30” is not finished: 3 of 8 excerpts placed."
    assert other.text(".lm-left p >> nth=0") == told
    pictures(other.root, "themes-left.png")
    other.press("g")
    assert other.data("draft") == "walk"
    assert other.text(".lm-walk .lm-told") == "1 excerpt that you had placed changed since: asked again."
    assert (other.text(".lm-walk blockquote"), other.text(".lm-progress-line span")) == (
        "two, corrected",
        "3 of 8",
    )
    # The form of another day is there again, with its parts.
    page.get_by_role("button", name="Back to the form").click()
    other.rest()
    assert page.locator("[data-focus=part-1-name]").input_value() == ARABIC
    page.locator("[data-focus=part-1-name]").fill(f"{ARABIC} 2")
    page.locator("[data-focus=preview]").press("Enter")
    other.rest()
    assert (other.data("draft"), other.text(".lm-progress-line span")) == ("walk", "3 of 8")
    other.press("1")
    while other.data("draft") == "walk":
        other.press("2")
    do(other, sixty, "two things")
    assert page.locator(".lm-left").count() == 0
    undo(other)

    # One that nobody wants is thrown away, after asking.
    other.press("s")
    page.locator("[data-focus=part-1-name]").fill("Part")
    page.locator("[data-focus=preview]").press("Enter")
    other.rest()
    other.press("1", "Escape")
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="No, keep it").click()
    assert page.locator(".lm-left").count() == 1
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="Yes, discard it").click()
    other.rest()
    assert page.locator(".lm-left").count() == 0


def test_an_order_is_undone_from_the_history_after_themes_and_cells_changed(bare, worked_copy):
    themes = header(worked_copy)
    desk = bare(desk_of(worked_copy))
    page = desk.page
    desk.press("o")
    page.get_by_role("button", name="Move Value, evidence and cost to the top").press("Enter")
    page.locator("[data-focus=preview]").press("Enter")
    desk.rest()
    do(desk, worked_copy, "first")
    desk.press("a")
    page.keyboard.type("Trust")
    desk.press("Enter")
    do(desk, worked_copy, "new")
    page.locator("tr[data-theme=peer]").click()
    desk.root.focus()
    desk.press("r")
    page.locator("[data-focus=field-name]").fill("Who is a peer")
    desk.press("Enter")
    do(desk, worked_copy, "clearer")
    found = read_matrix(worked_copy / "matrix.csv")
    key = next(iter(found.rows))
    write_cells(worked_copy / "matrix.csv", [CellChange(key, "trust", "", '"since" (p. 9)')])
    page.locator(".lm-panel:has(.lm-story) > summary").click()
    page.locator(".lm-story li", has_text="Reordered the themes").get_by_role("button").first.press("Enter")
    desk.rest()
    assert (desk.data("draft"), desk.text(".lm-preview h3")) == ("undo", "Undo: reorder the themes")
    desk.press("Enter")
    assert desk.text(".lm-message") == "Undone: reorder the themes."
    assert header(worked_copy) == [*themes, "trust"]
    assert page.locator(".lm-theme-name").first.inner_text() == "Who is a peer"
    assert read_matrix(worked_copy / "matrix.csv").cell(key, "trust") == '"since" (p. 9)'


def test_what_is_written_elsewhere_is_taken_in_and_an_open_form_stays(bare, sixty):
    desk = bare(desk_of(sixty, "ann"))
    page = desk.page
    desk.press("r")
    page.locator("[data-focus=field-name]").fill("Half typ")
    operations.apply(sixty, lambda plan, found: coding_themes.add(plan, found, "late", "Late"))
    page.wait_for_timeout(1100)  # a desk looks once a second at most
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    page.locator("tr[data-theme=late]").wait_for(state="attached")
    page.keyboard.type("ed")
    assert page.locator("[data-focus=field-name]").input_value() == "Half typed"
    # The theme itself is merged elsewhere: what was typed is there to be copied, and nothing else is renamed.
    operations.apply(sixty, lambda plan, found: coding_themes.merge(plan, found, ["id0", "id1"], "both"))
    page.wait_for_timeout(1100)
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    page.locator(".lm-form .lm-message").wait_for()
    assert page.locator(".lm-form .lm-beside").inner_text() == "Half typed"
    assert page.locator("[data-focus=preview]").is_disabled()
    desk.press("Escape")
    assert page.locator(".lm-form").count() == 0
