"""The manuscript desk on a bare page: started, looked through, renewed, numbers and blocks put in, documents; and in JupyterLab."""

from __future__ import annotations

import re

import pytest
from axe import find_barriers
from bare import FAINT
from desk import Shown, find_faults, open_notebook, run_all
from worked import copy_worked

import litmatrix
from litmatrix import widgets

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=true"> <script>window.pwned=true</script> [x](javascript:window.pwned=true)'
PROSE = f"""# Discussion

We included 32 sources in the review. {HOSTILE}

See “made up words of nobody” [@christie_2016, p. 3], and {{{{nope}}}}.
"""


@pytest.fixture
def folder(tmp_path):
    return copy_worked(tmp_path / "review")


@pytest.fixture
def begun(folder):
    """A manuscript with all blocks filled, but for one that is misspelt, one edited by hand and one that is due."""
    from litmatrix.writing import manuscript

    review = litmatrix.open(folder)
    path = manuscript.begin(review)
    manuscript.write(review)
    text = path.read_text(encoding="utf-8").replace("# Discussion\n", PROSE, 1)
    for before, after in (
        ("findings values most=6", "findings vlaues most=6"),
        ("cheap labour", "CHEAP labour"),
        ("findings role most=6", "findings role most=3"),
    ):
        assert before in text
        text = text.replace(before, after, 1)
    path.write_text(text, encoding="utf-8")
    return path


def entry(desk, words):
    """The entry of the outline that begins with these words."""
    return desk.root.locator(".lm-parts button").filter(has_text=re.compile(f"^{re.escape(words)}")).first


def choose(desk, words):
    entry(desk, words).click()
    desk.rest()


def test_a_manuscript_is_started_and_its_blocks_renewed(bare, folder, pictures):
    desk = bare(widgets.manuscript(litmatrix.open(folder)))
    assert "There is no manuscript yet." in desk.text(".lm-begin")
    desk.page.locator("[data-focus=guideline]").select_option("scr")
    desk.page.locator("[data-focus=start]").click()
    desk.rest()
    path = folder / "manuscript.md"
    assert "## Charting of the data" in path.read_text(encoding="utf-8")
    assert entry(desk, "Charting of the data").count() == 1
    assert int(desk.data("waiting")) > 10
    # An entry of the outline is as high as its words, in whatever state its block is.
    assert entry(desk, "Flow diagram").bounding_box()["height"] < 60
    pictures(desk.root, "manuscript-begun.png")
    assert "to change)" in desk.text("[data-focus=renew]")
    desk.press("r")
    assert desk.data("waiting") == "0"
    assert "blocks renewed in manuscript.md. If it is open in an editor" in desk.text(".lm-came")
    assert "<!-- written by litmatrix: " in path.read_text(encoding="utf-8")
    desk.press("Escape")
    assert desk.page.locator(".lm-came").count() == 0
    desk.press("u")
    assert "<!-- written by litmatrix: " not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280, 1900])
def test_every_view_is_readable_and_has_no_serious_barrier(bare, begun, theme, width, pictures):
    desk = bare(widgets.manuscript(litmatrix.open(begun.parent)), theme=theme, width=width)

    def look(name):
        assert desk.page.evaluate(FAINT) == []
        assert not find_barriers(desk.page), "\n".join(find_barriers(desk.page))
        wide = desk.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name}: the page is {wide} pixels too wide"
        pictures(desk.root, f"manuscript-{name}-{theme}-{width}.png")

    look("whole")
    assert "25 blocks: 22" in " ".join(desk.text(".lm-shown").split())
    choose(desk, "Discussion")
    look("section")
    assert HOSTILE.split(" ")[0] in desk.text(".lm-shown")
    choose(desk, "Findings: Challenges")
    look("edited")
    assert "edited by hand" in desk.text(".lm-shown")
    differs = desk.page.locator(".lm-differs li")
    assert "In the manuscript: " in differs.inner_text() and "In the review: " in differs.inner_text()
    assert (differs.locator("del").inner_text(), differs.locator("ins").inner_text()) == ("'CHEAP", "'cheap")
    choose(desk, "Findings: Peer support worker's role")
    look("outdated")
    assert "In the manuscript only: " in desk.text(".lm-differs")
    choose(desk, "Findings: vlaues")
    look("stuck")
    assert "Did you mean values?" in desk.text(".lm-shown")
    choose(desk, "Flow diagram")
    desk.page.locator(".lm-shown img").wait_for()
    look("figure")
    assert "included" in desk.page.locator(".lm-shown img").get_attribute("alt")
    desk.root.focus()
    desk.press("b")
    desk.page.locator(".lm-lines").wait_for()
    look("insert")
    desk.press("Escape", "?")
    look("keys")
    assert desk.page.evaluate("() => window.pwned") is None
    assert desk.root.locator("script, iframe").count() == 0


def test_the_outline_is_gone_through_by_keys(bare, begun):
    desk = bare(widgets.manuscript(litmatrix.open(begun.parent)))
    assert (desk.data("chosen"), desk.data("there")) == ("", "true")
    desk.press("j", "j")
    assert (desk.data("chosen"), desk.focused) == ("s1", "at s1")
    desk.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
    assert (desk.data("chosen"), desk.focused) == ("b0", "at b0")
    desk.press("ArrowUp", "k")
    assert desk.data("chosen") == "s4"
    desk.press("Tab")
    assert desk.focused != "at s4"
    assert desk.page.evaluate("() => window.through.filter(key => key !== 'Tab')") == []


def test_a_typed_number_becomes_a_placeholder_and_a_number_again(bare, begun):
    desk = bare(widgets.manuscript(litmatrix.open(begun.parent)))
    before = begun.read_text(encoding="utf-8")
    choose(desk, "Discussion")
    assert "Line " in desk.text(".lm-offers") and "32" in desk.text(".lm-offers")
    desk.page.get_by_role("button", name="Put {{included}}, which prints 32").click()
    desk.rest()
    assert begun.read_text(encoding="utf-8") == before.replace(
        "We included 32 sources", "We included {{included}} sources"
    )
    number = desk.page.locator(".lm-shown .lm-number").first
    assert (number.inner_text(), number.get_attribute("title")) == ("32", "{{included}}")
    assert desk.page.locator(".lm-offers").count() == 0
    desk.press("u")
    assert begun.read_text(encoding="utf-8") == before
    assert desk.page.locator(".lm-offers").count() == 1


def test_what_was_saved_meanwhile_is_not_written_over(bare, begun):
    desk = bare(widgets.manuscript(litmatrix.open(begun.parent)))
    choose(desk, "Discussion")
    saved = begun.read_text(encoding="utf-8").replace("# Discussion", "# Discussion of it all")
    begun.write_text(saved, encoding="utf-8")
    desk.page.get_by_role("button", name="Put {{included}}").first.click()
    desk.rest()
    assert "NOT SAVED: manuscript.md was saved meanwhile" in desk.text(".lm-saved")
    assert begun.read_text(encoding="utf-8") == saved
    assert entry(desk, "Discussion of it all").get_attribute("aria-current") == "true"


def test_a_block_is_put_together_from_lists_and_put_in(bare, begun):
    desk = bare(widgets.manuscript(litmatrix.open(begun.parent)))
    desk.press("b")
    page = desk.page
    page.locator(".lm-lines").wait_for()
    assert desk.focused == "kind"
    assert "Choose a heading in the outline" in desk.text(".lm-tried")
    page.locator("[data-focus=name]").select_option("challenges")
    page.locator("[data-focus=subtheme]").select_option("Boundaries")
    page.locator("[data-focus=as]").select_option("table")
    page.locator("[data-focus=field-most]").fill("2")
    lines = page.locator(".lm-lines")
    wanted = "<!-- litmatrix: findings challenges subtheme=Boundaries most=2 as=table -->"
    page.wait_for_function(
        "wanted => document.querySelector('.lm-lines')?.value.startsWith(wanted)", arg=wanted
    )
    assert lines.input_value() == f"{wanted}\n<!-- litmatrix: end -->"
    assert page.locator(".lm-tried tbody tr").count() == 2
    # What a file brings, and a heading that is chosen, leave the form as it is.
    page.locator("[data-focus=field-most]").press("End")
    begun.write_text(begun.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    desk.desk._answer(None, {"act": "fresh"}, [])
    choose(desk, "Discussion")
    assert page.locator("[data-focus=field-most]").input_value() == "2"
    before = begun.read_text(encoding="utf-8")
    page.get_by_role("button", name="Put it at the end of “Discussion”").click()
    desk.rest()
    assert page.locator(".lm-insert").count() == 0
    after = begun.read_text(encoding="utf-8")
    start = after.index(wanted)
    assert after[:start] == before[:start]
    assert after.index("# Discussion") < start < after.index("## Summary of evidence")
    assert "Findings: Challenges and barriers, subtheme Boundaries" in desk.text(".lm-shown h2")
    assert "up to date" in desk.text(".lm-shown")


def test_sources_are_taken_in_and_out_and_a_table_has_columns_to_choose(bare, begun):
    desk = bare(widgets.manuscript(litmatrix.open(begun.parent)))
    desk.press("b")
    page = desk.page
    page.locator(".lm-lines").wait_for()
    page.locator("[data-focus=sources]").select_option("christie_2016")
    page.locator("[data-focus=sources]").select_option("faulkner_2019")
    page.get_by_role("button", name="Take out Christie 2016").click()

    def until(words):
        page.wait_for_function(
            "words => document.querySelector('.lm-lines')?.value.includes(words)", arg=words
        )

    until("sources=faulkner_2019")
    page.locator("[data-focus=kind]").select_option("table")
    page.locator("[data-focus=name]").select_option("criteria")
    page.locator("[data-focus=columns]").wait_for()
    page.locator("[data-focus=columns]").select_option("Include")
    until("columns=Include")
    assert page.locator(".lm-tried thead th").all_inner_texts() == ["Criterion", "Include"]
    assert "sources" not in page.locator(".lm-lines").input_value()
    page.locator("[data-focus=kind]").select_option("number")
    page.locator("[data-focus=name]").select_option("included")
    until("{{included}}")
    assert page.locator("[data-focus=put]").count() == 0
    page.locator("[data-focus=copy]").click()
    page.locator(".lm-tried [role=status]").wait_for()
    assert re.match("Copied|Press Ctrl", page.locator(".lm-tried [role=status]").inner_text())


def test_an_edited_block_takes_the_reviews_text_only_when_that_is_pressed(bare, begun):
    desk = bare(widgets.manuscript(litmatrix.open(begun.parent)))
    desk.press("r")
    assert "1 block edited by hand was left as it is." in desk.text(".lm-came")
    assert "CHEAP labour" in begun.read_text(encoding="utf-8")
    choose(desk, "Findings: Challenges")
    desk.page.locator("[data-focus=replace]").click()
    desk.rest()
    assert "CHEAP labour" not in begun.read_text(encoding="utf-8")
    assert "up to date" in desk.text(".lm-shown")
    desk.press("u")
    assert "CHEAP labour" in begun.read_text(encoding="utf-8")


def test_documents_are_made_in_what_is_ticked_and_named(bare, begun, monkeypatch):
    desk = bare(widgets.manuscript(litmatrix.open(begun.parent)))
    page = desk.page
    page.locator("[data-focus='format docx']").uncheck()
    desk.press("d")
    assert "tick the kinds of document that you want" in desk.text(".lm-message")
    page.locator("[data-focus='format md']").check()
    page.locator("[data-focus=style]").select_option("…")
    assert desk.focused == "other"
    page.locator("[data-focus=other]").fill("no-such-style-at-all")
    page.locator("[data-focus=make]").click()
    desk.rest()
    assert "Not done: " in desk.text(".lm-message")
    assert page.locator("[data-focus=other]").input_value() == "no-such-style-at-all"
    page.locator("[data-focus=style]").select_option("")
    page.locator("[data-focus=make]").click()
    desk.rest()
    # No server of Jupyter stands behind this page: files are named, and not linked.
    assert "out/manuscript.md" in desk.text(".lm-came")
    assert (begun.parent / "out" / "manuscript.md").is_file()


def test_what_a_computer_lacks_is_told_and_cannot_be_ticked(bare, begun, monkeypatch):
    from litmatrix.writing.manuscript import printing
    from litmatrix.writing.pandoc import NoPandoc

    def missing():
        raise NoPandoc('Word documents need pandoc. Install it with: pip install "litmatrix[word]"')

    monkeypatch.setattr(printing, "find_pandoc", missing)
    desk = bare(widgets.manuscript(litmatrix.open(begun.parent)))
    assert "Not on this computer: Word, HTML, LaTeX, PDF. Word documents need pandoc." in desk.text(".lm-bar")
    assert desk.page.locator("[data-focus='format docx']").is_disabled()
    assert not desk.page.locator("[data-focus='format docx']").is_checked()
    assert desk.page.locator("[data-focus='format md']").is_enabled()


def test_a_manuscript_that_cannot_be_read_is_told(bare, folder):
    (folder / "manuscript.md").mkdir()
    desk = bare(widgets.manuscript(litmatrix.open(folder)))
    assert "manuscript.md" in desk.text(".lm-message") and desk.page.locator(".lm-begin").count() == 0
    desk.press("r", "b", "d", "j", "u")
    assert desk.data("there") == "false"


def test_in_jupyterlab_the_editor_opens_beside_and_what_is_saved_there_shows(page, lab, pictures):
    path = lab.folder / "manuscript.md"
    path.unlink(missing_ok=True)
    open_notebook(page, "notebooks/05-write.ipynb")
    run_all(page)
    assert find_faults(page) == []
    desk = Shown(page, "lm-manuscript")
    try:
        page.locator("[data-focus=start]").click()
        page.locator("[data-focus=open]").click()
        editor = page.locator(".jp-FileEditor .cm-content")
        editor.wait_for()
        # In the same window, beside the notebook.
        assert len(page.context.pages) == 1 and desk.root.is_visible()
        assert (
            page.evaluate("() => window.jupyterapp.commands.label('docmanager:reload')")
            == "Reload Markdown File from Disk"
        )
        pictures(page, "manuscript-lab.png")
        page.locator(".jp-FileEditor .cm-line").filter(has_text="what is known").first.click()
        page.keyboard.press("End")
        page.keyboard.type(" Nine words of my own stand here by now.")
        page.keyboard.press("Control+s")
        entry = desk.root.locator(".lm-parts button").filter(has_text="Why this review")
        entry.get_by_text("9 words").wait_for(timeout=10_000)
        assert "Nine words" in path.read_text(encoding="utf-8")
        # A document is linked where it can be had.
        desk.root.locator("[data-focus='format docx']").uncheck()
        desk.root.locator("[data-focus='format md']").check()
        desk.root.locator("[data-focus=make]").click()
        link = desk.root.locator(".lm-came a")
        link.wait_for(timeout=60_000)
        assert page.request.get(link.get_attribute("href"), headers={"Referer": page.url}).ok
    finally:
        page.evaluate(
            "() => [...window.jupyterapp.shell.widgets('main')].forEach(one => { if (one.context) one.context.model.dirty = false; })"
        )
        path.unlink(missing_ok=True)
