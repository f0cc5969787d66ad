"""The coding desk worked in a real browser: keys, forms, the full text, two kernels, hostile text, both themes."""

from __future__ import annotations

import csv
import json
import re
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest
from desk import find_faults, open_notebook, run_all

from litmatrix.decisions.log import Event, append_events, read_decisions, reviewer_file

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
ARABIC, CHINESE = "دعم الأقران في الصحة النفسية", "同伴支持服务"
READ = ("bibliography.bib", "matrix.csv", "review.toml", "decisions", "history")
NOT_BUSY = "() => !document.querySelector('.lm-coding').hasAttribute('aria-busy')"


def notebook(folder: Path, arguments: str, names: tuple[str, ...] = ("desk",)) -> str:
    """Put notebooks that show the desk into a review folder; return their path within the lab's root."""
    (folder / "notebooks").mkdir(exist_ok=True)
    source = [
        "import litmatrix\nfrom litmatrix import widgets\nreview = litmatrix.open('..')",
        f"desk = widgets.coding_desk(review, {arguments})\ndesk",
    ]
    cells = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {}, "execution_count": None, "outputs": [], "source": text}
        for number, text in enumerate(source)
    ]  # fmt: skip
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    text = json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})
    for name in names:
        (folder / "notebooks" / f"{name}.ipynb").write_text(text, encoding="utf-8")
    return f"{folder.name}/notebooks"


def worked_copy(lab, name: str) -> Path:
    folder = lab.folder / f"coding-{name}"  # the card has tests of the same names
    folder.mkdir()
    for part in READ:
        if (lab.folder / part).is_dir():
            shutil.copytree(lab.folder / part, folder / part, ignore=shutil.ignore_patterns("*.lock"))
        elif (lab.folder / part).exists():
            shutil.copy2(lab.folder / part, folder / part)
    return folder


PROTOCOL = f"""\
format = 1
title = "To code"
[[searches]]
id = "s1"
kind = "database"
source = "PubMed"
[[descriptors]]
id = "design"
name = "Study design"
values = ["survey", "trial"]
[[descriptors]]
id = "country"
name = "Country"
[[descriptors]]
id = "q1"
name = "Were the two groups similar and recruited from the same population?"
type = "choices"
values = ["yes", "no", "unclear"]
group = "JBI appraisal"
[[themes]]
id = "power"
name = "Power"
definition = "Who decides, and about whom."
subthemes = ["Status"]
[[themes]]
id = "trust"
name = "Trust {HOSTILE.replace('"', "'")}"
subthemes = ["{ARABIC}"]
[[themes]]
id = "cost"
name = "{CHINESE}"
"""


def small(lab, name: str, sources: int = 3) -> Path:
    """A small review with odd texts in it; all of its sources are included."""
    folder = lab.folder / f"coding-{name}"  # the card has tests of the same names
    folder.mkdir()
    titles = [
        f"{HOSTILE} a first source",
        ARABIC,
        CHINESE,
        *(f"Source {number}" for number in range(3, sources)),
    ]
    entries = [
        f"@article{{k{number},\n  title = {{{title}}},\n  author = {{Miller{number}, Anna}},\n  journal = {{Journal}},\n  year = {{2014}},\n"
        f"  pages = {{391--400}},\n  doi = {{10.1000/x{number}}},\n  abstract = {{{title} in an abstract.}},\n  note = {{{title}}},\n  origin = {{s1}}\n}}\n"
        for number, title in enumerate(titles[:sources])
    ]  # fmt: skip
    (folder / "bibliography.bib").write_text("\n".join(entries), encoding="utf-8")
    (folder / "review.toml").write_text(PROTOCOL, encoding="utf-8")
    (folder / "matrix.csv").write_text(
        "key,design,country,q1,power,trust,cost\n"
        + "".join(f"k{number},,,,,,\n" for number in range(sources)),
        encoding="utf-8",
    )
    events = [Event("cy", f"k{number}", "eligibility", "include") for number in range(sources)]
    append_events(reviewer_file(folder / "decisions", "cy", "elsewhere"), events)
    return folder


def cells(folder: Path) -> dict[tuple[str, str], str]:
    with (folder / "matrix.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {
            (row["key"], name): text
            for row in csv.DictReader(stream)
            for name, text in row.items()
            if name != "key"
        }


def changed(before: dict, after: dict) -> dict[tuple[str, str], str]:
    return {place: text for place, text in after.items() if before.get(place, "") != text}


def show(page, place: str, name: str = "desk"):
    open_notebook(page, f"{place}/{name}.ipynb")
    run_all(page)
    assert find_faults(page) == []
    desk = page.locator(".lm-coding")
    desk.wait_for()
    desk.focus()
    return desk


def press(page, *keys: str) -> None:
    """Press keys one by one, each after the desk answered the one before."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_function(NOT_BUSY)


def enter(page, text: str, *fields: str) -> None:
    """Open the form, type, go from field to field (subtheme, stance, page, quoting, note), and save."""
    press(page, "a")
    page.keyboard.insert_text(text)
    for field in fields:
        page.keyboard.press("Tab")
        page.keyboard.type(field)
    press(page, "Enter")


def at_once(page, keys: str) -> None:
    """Press keys within one moment: the desk has answered none of them when the last is pressed."""
    page.evaluate(
        """keys => { const desk = document.querySelector('.lm-coding');
        for (const key of keys)
            desk.dispatchEvent(new KeyboardEvent('keydown', {key: key === '\\n' ? 'Enter' : key, bubbles: true, cancelable: true})); }""",
        list(keys),
    )
    page.wait_for_timeout(1500)
    page.wait_for_function(NOT_BUSY)


def at(page) -> tuple[str, str]:
    desk = page.locator(".lm-coding")
    return desk.get_attribute("data-key"), desk.get_attribute("data-theme")


def shot(page, pictures, name: str) -> None:
    page.locator(".lm-coding").screenshot(path=pictures / f"coding-{name}.png")


# --- by keyboard alone ------------------------------------------------------------------------------------------------


def test_three_sources_of_the_worked_review_are_coded_by_keyboard_alone(page, lab, pictures):
    folder = worked_copy(lab, "by-keyboard")
    place = notebook(folder, "'litmatrix', 'all'")
    before, lines = cells(folder), (folder / "matrix.csv").read_text(encoding="utf-8").split("\n")
    show(page, place)
    shot(page, pictures, "source")
    first, theme = at(page)
    none = f"none {date.today():%Y-%m-%d} litmatrix"
    themes = [
        one["id"] for one in tomllib.loads((folder / "review.toml").read_text(encoding="utf-8"))["themes"]
    ]
    owed = [one for one in themes if not before[first, one]]
    assert theme == owed[0]

    enter(page, "“first words of the source” (p. 12)")
    expected = {(first, theme): '"first words of the source" (p. 12)'}
    assert changed(before, cells(folder)) == expected
    enter(page, "they sum it up", "A new one", "f")
    enter(page, "# look at the annex")
    expected[first, theme] += "\n[A new one +] they sum it up\n# look at the annex"
    assert changed(before, cells(folder)) == expected
    protocol = tomllib.loads((folder / "review.toml").read_text(encoding="utf-8"))
    assert "A new one" in next(one for one in protocol["themes"] if one["id"] == theme)["subthemes"]

    # Edit, move, copy, delete, and put one above another.
    press(page, "ArrowDown", "ArrowDown", "e", "End")
    page.keyboard.type(" well")
    press(page, "Enter")
    press(page, "Shift+ArrowUp")
    expected[first, theme] = (
        '[A new one +] they sum it up well\n"first words of the source" (p. 12)\n# look at the annex'
    )
    assert changed(before, cells(folder)) == expected
    press(page, "ArrowDown", "c")
    page.locator(".lm-carry").select_option(owed[1])
    press(page, "Enter")
    expected[first, owed[1]] = '"first words of the source" (p. 12)'
    press(page, "ArrowDown")
    assert page.locator(".lm-chosen").inner_text().startswith("look at the annex")
    press(page, "d")
    expected[first, theme] = expected[first, theme].removesuffix("\n# look at the annex")
    assert changed(before, cells(folder)) == expected
    press(page, "m")
    page.locator(".lm-carry").select_option(owed[2])
    press(page, "Enter")
    expected[first, theme] = "[A new one +] they sum it up well"
    expected[first, owed[2]] = '"first words of the source" (p. 12)'
    assert changed(before, cells(folder)) == expected
    shot(page, pictures, "coded")

    # The second source: nothing on a theme, nothing on the rest, read; and each of these undone and done again.
    press(page, "n")
    second, theme = at(page)
    press(page, "0")
    assert cells(folder)[second, theme] == none
    press(page, "x")
    assert {cells(folder)[second, one] for one in themes if not before[second, one]} == {none}
    press(page, "u", "u")
    assert {one: cells(folder)[second, one] for one in themes} == {one: before[second, one] for one in themes}
    press(page, "0", "x", "r")
    assert "Reading logged: litmatrix" in page.locator(".lm-source").inner_text()
    assert [
        (one.key, one.decision) for one in read_decisions(folder / "decisions")[0] if one.stage == "coding"
    ] == [(second, "read")]

    # The third: stepped to by theme, without the mouse.
    press(page, "ArrowRight")
    third, theme = at(page)
    press(page, "j")
    assert at(page)[1] == themes[themes.index(theme) + 1]
    press(page, "k")
    enter(page, f"{ARABIC} {CHINESE}")
    assert cells(folder)[third, theme].endswith(f"{ARABIC} {CHINESE}")

    after = cells(folder)
    assert {key for key, _ in changed(before, after)} == {first, second, third}
    # Rows that were not touched are the same lines.
    touched = tuple(f"{key}," for key in (first, second, third))
    kept = [line for line in lines if re.match(r"[\w-]+,", line) and not line.startswith(touched)]
    assert set(kept) <= set((folder / "matrix.csv").read_text(encoding="utf-8").split("\n"))
    assert re.fullmatch(r"saved \d\d:\d\d:\d\d", page.locator(".lm-saved").inner_text())
    press(page, "?")
    shot(page, pictures, "keys")
    press(page, "Escape", "l")
    page.locator(".lm-queue-row").first.wait_for()
    shot(page, pictures, "queue")


def test_quick_keys_lose_nothing_and_write_to_no_source_unseen(page, lab):
    folder = small(lab, "quick", 8)
    show(page, notebook(folder, "'anna', 'all'"))
    # Typed faster than the kernel answers: three excerpts, with letters in them that are keys of the desk.
    page.keyboard.type("anext xdr 0 undo\naquick brown\nathird\n")
    page.wait_for_function("() => document.querySelectorAll('.lm-here .lm-excerpt').length === 3")
    assert changed({}, cells(folder)) == {("k0", "power"): "next xdr 0 undo\nquick brown\nthird"}
    # What writes is dropped where another source came up since; the next source is begun, and not saved blindly.
    at_once(page, "n0xn0n0xasome words\n")
    seen = at(page)[0]
    assert {key for key, _ in changed({}, cells(folder))} == {"k0"}
    assert (seen, page.locator(".lm-form-text").input_value()) == ("k3", "some words")
    press(page, "Enter")
    assert cells(folder)["k3", "power"] == "some words"
    # One source, several themes: they are all on the screen.
    press(page, "n")
    at_once(page, "000")
    assert [cells(folder)["k4", name][:4] for name in ("power", "trust", "cost")] == ["none"] * 3
    # A key that is held down acts once.
    press(page, "n", "j")
    page.evaluate(
        """() => { const desk = document.querySelector('.lm-coding');
        for (let n = 0; n < 20; n++)
            desk.dispatchEvent(new KeyboardEvent('keydown', {key: '0', repeat: n > 0, bubbles: true, cancelable: true})); }"""
    )
    page.wait_for_timeout(500)
    page.wait_for_function(NOT_BUSY)
    assert [cells(folder)["k5", name][:4] for name in ("power", "trust", "cost")] == ["", "none", ""]


# --- forms, theme, grid -----------------------------------------------------------------------------------------------


def test_descriptors_the_statement_the_theme_and_the_grid(page, lab, pictures):
    folder = small(lab, "views")
    text = f'"They decide alone" (p. 392)\n[{ARABIC} -] {HOSTILE} (p. 999)\n# {CHINESE}\n"open (p. 3'
    with (folder / "matrix.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [["key", "design", "country", "q1", "power", "trust", "cost"], ["k0", "", "", "", text, "", "none"],
             ["k1", "", "", "", f'[Status +] "{ARABIC}" (p. 393)', "", ""], ["k2", "", "", "", f'[~] "{CHINESE}" (p. 394)', "", ""]]
        )  # fmt: skip
    show(page, notebook(folder, "'anna', 'all'"))
    before = cells(folder)
    # Gentle checks, at the excerpt and in the form.
    odd = page.locator(".lm-cell .lm-odd").all_inner_texts()
    assert [
        any(word in one for one in odd) for word in ("outside the pages", "never closed", "is no subtheme")
    ] == [True] * 3
    press(page, "k", "k", "a")
    page.keyboard.insert_text('"they  decide alone" (p. 1)')
    page.wait_for_function("() => document.querySelectorAll('.lm-hint .lm-odd').length === 2")
    assert page.locator(".lm-hint").inner_text().startswith("A quotation · p. 1")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text('"never closed')
    page.get_by_text('a quotation mark is never closed: "never closed').wait_for()
    assert page.evaluate(FAINT) == []
    shot(page, pictures, "form")
    press(page, "Escape")
    assert "Go on with what you began" in page.locator(".lm-here").inner_text()

    page.locator("summary", has_text="Describe the source").click()
    page.get_by_label("Study design").focus()
    page.keyboard.type("t")
    page.wait_for_function(NOT_BUSY)
    assert page.evaluate("() => document.activeElement.dataset.focus") == "descriptor design"
    page.get_by_label("Country").fill("Ελλάδα")
    page.keyboard.press("Enter")
    page.wait_for_function(NOT_BUSY)
    page.get_by_role("checkbox", name="yes").check()
    page.wait_for_function(NOT_BUSY)
    page.get_by_role("checkbox", name="unclear").press(" ")
    page.wait_for_function(NOT_BUSY)
    shot(page, pictures, "describe")
    assert changed(before, cells(folder)) == {
        ("k0", "design"): "trial",
        ("k0", "country"): "Ελλάδα",
        ("k0", "q1"): "yes; unclear",
    }

    page.locator(".lm-coding").focus()
    press(page, "t")
    assert page.locator(".lm-side-row").first.inner_text().startswith("Speak for: 1")
    page.get_by_label("What the review says on this theme").fill("Three sources, three ways.\nNone alone.")
    press(page, "Control+Enter")
    shot(page, pictures, "theme")
    assert (
        tomllib.loads((folder / "review.toml").read_text(encoding="utf-8"))["themes"][0]["statement"]
        == "Three sources, three ways.\nNone alone."
    )
    page.locator(".lm-coding").focus()
    press(page, "u")
    assert (folder / "review.toml").read_text(encoding="utf-8") == PROTOCOL

    press(page, "g")
    page.locator(".lm-grid-row").first.wait_for()
    shot(page, pictures, "grid")
    press(page, "/")
    page.keyboard.type("DECIDE alone")
    page.get_by_text("1 source, 1 cell, 1 excerpt").wait_for()
    assert page.locator(".lm-hit").count() == 1
    page.locator(".lm-scroll").focus()
    page.keyboard.press("ArrowDown")
    page.locator(".lm-preview .lm-excerpt").first.wait_for()
    shot(page, pictures, "search")
    page.locator(".lm-scroll").focus()
    press(page, "Enter")
    assert (page.locator(".lm-coding").get_attribute("data-view"), at(page)) == ("source", ("k0", "power"))
    assert page.locator(".lm-coding img, .lm-coding script").count() == 0
    press(page, "n")
    assert page.locator(".lm-title").inner_text() == ARABIC
    shot(page, pictures, "arabic")
    assert page.evaluate("() => window.pwned") is None


# --- the full text ----------------------------------------------------------------------------------------------------


def test_words_drawn_over_in_a_pdf_become_a_quotation_with_its_page(page, lab, pictures):
    pytest.importorskip("pypdfium2")
    from pdfs import page as sheet
    from pdfs import pdf

    folder = small(lab, "full-text")
    (folder / "fulltext").mkdir()
    pages = [
        sheet("A title page"),
        sheet(
            "Workers told us that the roles",
            "were blurred among peers and staff,",
            "and that nobody de-",
            "cided it.",
        ),
    ]
    (folder / "fulltext" / "k0.pdf").write_bytes(pdf(pages, labels="<< /S /D /St 391 >>"))
    (folder / "fulltext" / "k1.txt").write_text(
        "One page.\fThe second page says this much.", encoding="utf-8"
    )
    show(page, notebook(folder, "'anna', 'all'"))
    press(page, "f")
    page.locator(".lm-run").first.wait_for()
    page.get_by_label("Find in the full text").fill("roles were blurred")
    page.keyboard.press("Enter")
    page.locator(".lm-run", has_text="blurred").first.wait_for()
    boxes = {name: page.locator(".lm-run", has_text=name).first.bounding_box() for name in ("roles", "cided")}
    first, last = boxes["roles"], boxes["cided"]
    line = page.evaluate(
        """() => { const node = [...document.querySelectorAll('.lm-run')].find(one => one.textContent.includes('roles')).firstChild;
        const range = document.createRange(); const at = node.textContent.indexOf('roles');
        range.setStart(node, at); range.setEnd(node, at + 1); return range.getBoundingClientRect().left; }"""
    )
    page.mouse.move(line + 1, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + 20, last["y"] + last["height"] / 2, steps=6)
    page.mouse.move(last["x"] + last["width"] + 5, last["y"] + last["height"] / 2, steps=3)
    page.mouse.up()
    shot(page, pictures, "full-text-selected")
    press(page, "q")
    assert changed({}, cells(folder)) == {
        ("k0", "power"): '"roles were blurred among peers and staff, and that nobody decided it." (p. 392)'
    }
    assert page.locator(".lm-here .lm-found-found").inner_text() == "✓ found on p. 392"
    shot(page, pictures, "full-text")
    press(page, "n")
    page.locator(".lm-plain").wait_for()
    page.get_by_label("Next page").click()
    page.get_by_text("The second page says this much.").wait_for()
    page.get_by_text("The second page says this much.").click(click_count=3)
    page.locator(".lm-page").focus()
    press(page, "q")
    assert cells(folder)["k1", "power"] == '"The second page says this much." (p. 2)'


# --- two kernels ------------------------------------------------------------------------------------------------------


def test_two_kernels_that_change_one_cell_both_see_both_texts(page, lab, pictures):
    folder = small(lab, "two-kernels")
    place = notebook(folder, "'anna', 'all'", ("desk", "again"))
    show(page, place)
    other = page.context.new_page()
    show(other, place, "again")
    enter(other, "theirs, written first")
    # A page behind another is drawn once a second.
    page.bring_to_front()
    enter(page, f"mine {HOSTILE}")
    assert (
        page.locator(".lm-not-saved").inner_text().startswith("NOT SAVED: someone else changed the same cell")
    )
    texts = page.locator(".lm-conflict pre").all_inner_texts()
    assert texts == ["theirs, written first", f"mine {HOSTILE}"]
    shot(page, pictures, "conflict")
    assert changed({}, cells(folder)) == {("k0", "power"): "theirs, written first"}
    page.locator(".lm-coding").focus()
    press(page, "n")
    assert page.locator(".lm-unsettled button").all_inner_texts() == ["Miller0 2014 · Power"]
    page.locator(".lm-unsettled button").click()
    page.get_by_role("button", name="Keep both").click()
    page.wait_for_function(NOT_BUSY)
    assert cells(folder)["k0", "power"] == f"theirs, written first\nmine {HOSTILE}"
    assert page.locator(".lm-not-saved, .lm-conflict, .lm-unsettled").count() == 0
    # Different cells: both keep their work, and neither is told of anything.
    other.locator(".lm-coding").focus()
    press(other, "n", "0")
    page.locator(".lm-coding").focus()
    press(page, "n", "0")
    assert [cells(folder)["k1", name][:4] for name in ("power", "trust", "cost")] == ["none", "none", ""]
    # A disk that takes nothing: said, and what was typed stays.
    (folder / "matrix.csv").rename(folder / "kept")
    (folder / "matrix.csv").mkdir()
    enter(page, "typed in vain")
    assert page.locator(".lm-not-saved").inner_text().startswith("NOT SAVED")
    assert page.locator(".lm-form-text").input_value() == "typed in vain"
    shot(page, pictures, "not-saved")
    (folder / "matrix.csv").rmdir()
    (folder / "kept").rename(folder / "matrix.csv")
    press(page, "Enter")
    assert "typed in vain" in cells(folder).values()
    # A kernel that is gone: said, and what was typed stays.
    press(page, "a")
    page.keyboard.type("typed to nobody")
    for kernel in page.context.request.get("/api/kernels").json():
        token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "_xsrf")
        page.context.request.delete(f"/api/kernels/{kernel['id']}", headers={"X-XSRFToken": token})
    page.keyboard.press("Enter")
    page.get_by_text("the notebook's kernel does not answer").wait_for(timeout=12_000)
    assert page.locator(".lm-form-text").input_value() == "typed to nobody"


# --- how it looks -----------------------------------------------------------------------------------------------------


def set_theme(page, name: str) -> None:
    """Choose JupyterLab's theme, as its settings editor does; it holds for pages opened afterwards."""
    page.goto("/lab")
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "_xsrf")
    answer = page.context.request.put(
        "/lab/api/settings/@jupyterlab/apputils-extension:themes",
        headers={"X-XSRFToken": token, "Content-Type": "application/json"},
        data=json.dumps({"raw": json.dumps({"theme": name})}),
    )
    assert answer.ok, answer.text()


def test_the_dark_theme_is_dark_and_legible_at_every_width(page, lab, pictures):
    folder = worked_copy(lab, "dark")
    place = notebook(folder, "'litmatrix', 'all'")
    set_theme(page, "JupyterLab Dark")
    try:
        show(page, place)
        page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
        page.keyboard.press("Control+B")
        for width in (1000, 1500):
            page.set_viewport_size({"width": width, "height": 950})
            for key, name in (("s", "source"), ("t", "theme"), ("g", "grid")):
                page.locator(".lm-coding").focus()
                press(page, key)
                page.wait_for_timeout(300)
                shot(page, pictures, f"dark-{name}-{width}")
                clipped = page.evaluate(
                    "() => { const one = document.querySelector('.lm-coding'); return one.scrollWidth - one.clientWidth; }"
                )
                assert clipped <= 1
        faint = page.evaluate(FAINT)
    finally:
        set_theme(page, "JupyterLab Light")
    assert faint == []


#: Words whose ink and ground differ by less than 4.5 to 1, as WCAG counts it.
FAINT = """() => {
    const number = text => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
        return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
    const ground = node => { for (let one = node; one; one = one.parentElement) { const c = number(getComputedStyle(one).backgroundColor);
        if (c.length && (c.length < 4 || c[3] > 0.9)) return c; } return [255, 255, 255]; };
    const found = [];
    for (const node of document.querySelectorAll('.lm-coding *')) {
        if (![...node.childNodes].some(one => one.nodeType === 3 && one.textContent.trim()) || node.closest('select, :disabled')) continue;
        const [a, b] = [light(number(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
        if ((a + 0.05) / (b + 0.05) < 4.5) found.push(`${node.className}: ${node.textContent.slice(0, 30)} ${((a + 0.05) / (b + 0.05)).toFixed(1)}`);
    }
    return [...new Set(found)].slice(0, 10);
}"""
