"""The theme desk on a bare page: each operation done and undone on the worked review, the walk, both themes."""

from __future__ import annotations

import pytest
from bare import FAINT
from worked import copy_worked

import litmatrix
from litmatrix import widgets

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
    assert desk.text("[data-made]") == "Short name, its column in the matrix: trust"
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
    desk.page.get_by_role("button", name="Change the form").press("Enter")
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
    assert desk.page.locator("[data-focus=theme-merge]").get_attribute("title") == "Tick two themes or more in the list first."
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
        " 1 source said “none” under the old definition: make them due again"
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
    desk.page.get_by_role("button", name="Begin").press("Enter")
    desk.rest()
    assert desk.text(".lm-as strong") == "ann"
    text = (foreign / "review.toml").read_text(encoding="utf-8")
    (foreign / "review.toml").write_text(text.replace("同伴支持工作者的角色", "Roles"), encoding="utf-8")
    desk.page.get_by_role("button", name="Reload").click()
    desk.rest()
    # Whoever comes back to the desk finds them read already.
    assert desk.text(".lm-message") in ("The files were read again.", "Nothing was changed in the files.")
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
