"""JupyterLab as a person meets it: each desk from its notebook to the files, and every notebook without an error.

What a desk's page does in detail is tested on a bare page (`bare.py`); here stands what only the real thing can show:
the kernel, its messages, JupyterLab's own keys and styles, and a notebook that is closed and opened again.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from pathlib import Path

import pytest
import small_review
from desk import Shown, find_faults, open_notebook, run_all, stop_kernels
from making import criterion, entry, search, write_review
from pdfs import page as sheet
from pdfs import pdf
from worked import ROOT, copy_worked

import litmatrix
from litmatrix import charts
from litmatrix.decisions.log import read_decisions
from litmatrix.vocabulary import DUE

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script></script>'
DATA = ("bibliography.bib", "matrix.csv", "review.toml")
OPEN = "import litmatrix\nfrom litmatrix import widgets\nreview = litmatrix.open('..')\nprint(litmatrix.__file__)"


def add_notebook(folder: Path, *shows: str) -> str:
    """Put a notebook whose cells show widgets into a review folder; return its path within the lab's root."""
    cells = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {}, "execution_count": None, "outputs": [], "source": text}
        for number, text in enumerate((OPEN, *shows))
    ]  # fmt: skip
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebooks").mkdir(exist_ok=True)
    (folder / "notebooks" / "desk.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return f"{folder.name}/notebooks/desk.ipynb"


def show(page, place: str, name: str) -> Shown:
    open_notebook(page, place)
    run_all(page)
    assert find_faults(page) == []
    return Shown(page, name)


def decided(folder: Path) -> list[tuple[str, str, str]]:
    events, problems = read_decisions(folder / "decisions")
    assert problems == ()
    return [(event.key, event.decision, event.reason) for event in events]


def rows(folder: Path) -> dict[str, dict[str, str]]:
    text = (folder / "matrix.csv").read_text(encoding="utf-8")
    header, *found = csv.reader(io.StringIO(text, newline=""))
    return {row[0]: dict(zip(header, row, strict=True)) for row in found}


def held(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in ("matrix.csv", "review.toml")]


# --- the desks --------------------------------------------------------------------------------------------------------


def test_records_are_screened_by_keyboard_and_one_goes_on_after_the_kernel_was_killed(page, lab, pictures):
    folder = lab.folder / "screening"
    folder.mkdir()
    entries = [
        entry(f"k{number:04}", title=f"Record {number}", year=str(2000 + number % 25))
        for number in range(1000)
    ]
    criteria = [criterion("years", {"field": "year", "from": 2010}), criterion("topic")]
    write_review(folder, entries, searches=[search("db", source="PubMed")], criteria=criteria)
    place = add_notebook(folder, "card = widgets.screening_card(review, 'anna')\ncard")
    card = show(page, place, "lm-card")
    # The kernel loads the code beside these tests.
    assert f"{ROOT / 'litmatrix' / '__init__.py'}" in page.locator(".jp-Notebook").inner_text()
    assert page.locator(".lm-place").inner_text().startswith("Record 1 of 1,000")
    pictures(page, "lab-screening.png")

    # No key reaches JupyterLab: `a`, `b`, `d d`, `x` and the like would change the notebook.
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    card.press(*"abdxzvy0dd")
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    card.press("i", "1", "m", "e", "2", "u")
    expected = [
        ("k0000", "include", ""),
        ("k0001", "exclude", "years"),
        ("k0002", "maybe", ""),
        ("k0003", "exclude", "topic"),
        ("k0003", "withdraw", ""),
    ]
    assert decided(folder) == expected

    # The cell is run again: one card is live, and a key that is held down decides once.
    run_all(page)
    page.locator(".lm-card").first.wait_for()
    page.wait_for_function("() => document.querySelectorAll('.lm-card').length === 1")
    page.locator(".lm-card").evaluate(
        """card => { for (let n = 0; n < 30; n++)
            card.dispatchEvent(new KeyboardEvent('keydown', {key: 'i', repeat: n > 0, bubbles: true, cancelable: true})); }"""
    )
    card.until("card", "k0004")
    assert decided(folder) == [*expected, ("k0003", "include", "")]

    # The tab is closed and the kernel killed: opened again, the card goes on where it stopped.
    context = page.context
    page.close()
    stop_kernels(context)
    again = show(context.new_page(), place, "lm-card")
    assert again.data("card") == "k0004"
    again.press("m")
    assert decided(folder)[-1] == ("k0004", "maybe", "")


def test_a_source_is_coded_with_a_quotation_from_its_pdf_and_a_kernel_that_is_gone_loses_nothing(
    page, lab, pictures
):
    folder = copy_worked(lab.folder / "coding")
    key = next(iter(rows(folder)))
    (folder / "fulltext").mkdir()
    (folder / "fulltext" / f"{key}.pdf").write_bytes(
        pdf([sheet("A title page"), sheet("Roles were blurred.")])
    )
    before = rows(folder)
    desk = show(page, add_notebook(folder, "widgets.coding_desk(review, 'litmatrix', 'all')"), "lm-coding")
    theme = desk.data("theme")
    assert desk.data("key") == key
    desk.press("f")
    page.get_by_label("Find in the full text").fill("blurred")
    page.keyboard.press("Enter")
    words = page.locator(".lm-run", has_text="blurred")
    words.wait_for()
    box = words.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 1, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 5, middle, steps=4)
    page.mouse.up()
    desk.press("q")
    page.locator(".lm-form").wait_for()
    pictures(page, "lab-coding.png")
    desk.press("Enter")
    added = rows(folder)[key][theme].removeprefix(before[key][theme]).strip()
    assert added.startswith('"Roles were blurred." (p. ')
    assert [one for one in rows(folder) if rows(folder)[one] != before[one]] == [key]
    assert desk.root.locator(".lm-saved").inner_text().startswith("saved ")

    desk.root.focus()
    desk.press("a")
    page.keyboard.type("typed to nobody")
    stop_kernels(page.context)
    page.keyboard.press("Enter")
    page.get_by_text("the notebook does not answer").wait_for(timeout=12_000)
    assert page.locator(".lm-form-text").input_value() == "typed to nobody"


def test_at_two_desks_of_a_notebook_a_theme_is_added_and_worked_through_and_a_merge_is_undone(
    page, lab, pictures
):
    folder = copy_worked(lab.folder / "themes")
    before = rows(folder)
    open_notebook(page, add_notebook(folder, "widgets.coding_desk(review)", "widgets.theme_desk(review)"))
    run_all(page)
    assert find_faults(page) == []

    themes = Shown(page, "lm-themes")
    themes.press("a")
    page.keyboard.type("Funding")
    themes.press("Enter")
    themes.until("draft", "preview")
    page.keyboard.type("Three of them speak of money.")
    themes.press("Enter")
    themes.until("draft", "")
    review = litmatrix.open(folder)
    due = [key for key, state in litmatrix.coding.states(review)["funding"].items() if state == DUE]
    assert due == list(before)

    # The other desk of the notebook sees the new theme, and takes its sources one after the other.
    coding = Shown(page, "lm-coding")
    coding.press("p")
    coding.root.locator("select[aria-label=Queue]").select_option("theme")
    coding.rest()
    coding.root.locator("select[aria-label='Of this theme']").select_option("funding")
    coding.rest()
    assert f"1 of {len(due)}" in coding.root.inner_text()
    coding.root.focus()
    assert coding.data("key") == due[0]
    coding.press("a")
    page.keyboard.type("money is short (p. 2)")
    coding.press("Enter", "n", "0", "0")
    funding = [rows(folder)[key]["funding"] for key in due[:4]]
    assert [text[:6] for text in funding] == ["money ", "none 2", "none 2", ""]

    state = held(folder)
    for name in ("training", "experiences"):
        page.locator(f".lm-themes tr[data-theme={name}] input[type=checkbox]").check()
    themes.root.focus()
    themes.press("m")
    page.locator("[data-focus=field-into]").select_option(label="a new theme …")
    page.locator("[data-focus=field-name]").fill("Workforce")
    themes.press("Enter")
    themes.until("draft", "preview")
    page.keyboard.type("One thing.")
    themes.press("Enter")
    themes.until("draft", "")
    assert "workforce" in rows(folder)[due[0]]
    themes.press("u")
    themes.until("draft", "undo")
    themes.press("Enter")
    themes.until("draft", "")
    assert held(folder) == state
    pictures(page, "lab-themes.png")
    assert find_faults(page) == []
    assert "Funding: added" in charts.theme_life(litmatrix.open(folder)).description


def test_duplicates_are_settled_decided_and_undone_in_a_dark_notebook(page, lab, pictures):
    folder = lab.folder / "duplicates"
    folder.mkdir()
    sure = {"title": "Hope and belonging in peer support", "author": "Miller, Ann and Okoro, Ben", "year": "2012",
            "journal": "Journal of Mental Health", "volume": "21", "pages": "100--120", "doi": "10.1000/jmh.1"}  # fmt: skip
    work = {"author": "Davidson, Larry and Bellamy, Chyrell", "journal": "World Psychiatry"}
    title = "Peer support among persons with severe mental illness"
    entries = [
        entry("sure_a", **sure),
        entry("sure_b", **sure, abstract="Here."),
        entry("davidson_2012", title=f"{title}es: a review of evidence", **work, year="2012", volume="11", pages="123--128"),
        entry("davidson_2013", title=f"{title}: A Review", **work, year="2013", volume="12", pages="141--6"),
    ]  # fmt: skip
    write_review(folder, entries, searches=[search("db", source=HOSTILE)])
    desk = show(page, add_notebook(folder, "widgets.duplicate_desk(review, 'ann')"), "lm-duplicates")
    set_theme(page, "JupyterLab Dark")
    try:
        desk.root.focus()
        desk.press("a", "Enter")
        assert page.locator(".lm-message").inner_text().startswith("Confirmed: 1 group, 1 duplicate.")
        pictures(page, "lab-duplicates-dark.png")
        desk.press("s")
        assert [decision for _, decision, _ in decided(folder)] == ["duplicate", "distinct"]
        desk.press("u", "u")
        assert [decision for _, decision, _ in decided(folder)][2:] == ["withdraw", "withdraw"]
        ground = desk.root.evaluate(
            "root => getComputedStyle(root).backgroundColor.match(/\\d+/g).map(Number)"
        )
        assert sum(ground[:3]) < 120
    finally:
        set_theme(page, "JupyterLab Light")
    assert page.evaluate("() => window.pwned") is None


def set_theme(page, name: str) -> None:
    """Choose JupyterLab's theme, as its menu does."""
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", name)
    light = str(name.endswith("Light")).lower()
    page.wait_for_function("light => document.body.dataset.jpThemeLight === light", arg=light)


# --- what comes out ---------------------------------------------------------------------------------------------------


def test_what_is_exported_is_linked_and_a_build_tells_how_far_it_is_while_the_kernel_is_at_it(
    page, lab, pictures
):
    folder = small_review.make(lab.folder / "out of it").folder
    quick = "from litmatrix.writing.report import building as report; report.reported = lambda review: ()"
    panel = show(page, add_notebook(folder, f"{quick}\nwidgets.outputs(review)"), "lm-outputs")
    page.evaluate(
        """() => {
            window.seen = new Set();
            const root = document.querySelector(".lm-outputs");
            new MutationObserver(() => window.seen.add(root.dataset.making)).observe(root, {attributes: true});
        }"""
    )
    panel.press("b")
    panel.until("result", "written")
    assert {"table themes", "report"} <= set(page.evaluate("() => [...window.seen]"))
    pictures(page, "lab-outputs.png")
    with page.context.expect_page() as opened:
        panel.root.get_by_role("link", name="out/report.html").first.click()
    shown = opened.value
    assert shown.get_by_role("heading", name="A small review").count() == 1
    shown.close()


# --- forms and charts -------------------------------------------------------------------------------------------------


def test_search_results_are_shown_taken_in_and_taken_back_and_nothing_is_cut_in_a_narrow_window(
    page, lab, pictures
):
    folder = small_review.make(lab.folder / "intake").folder
    hostile = '<img src=x onerror=""window.pwned=1"">'
    table = f'Title,Authors,Year,Where,Cited by\n"{hostile}","Smith, A.",2019,Here,7\nΔεύτερη εργασία,"Παπάς, Β.",2018,There,1\n'
    (folder / "scopus.csv").write_text(table, encoding="utf-8")
    garbled = "TY  - JOUR\nTI  - MÃ¼ller and the cafÃ© of MÃ¼nchen\nAU  - MÃ¼ller, A.\nPY  - 2020\nER  - \n"
    (folder / "garbled.ris").write_text(garbled, encoding="utf-8")
    before = (folder / "bibliography.bib").read_bytes()
    page.set_viewport_size({"width": 1000, "height": 1400})
    open_notebook(page, add_notebook(folder, "widgets.import_records(review)"))
    run_all(page)
    form = page.locator(".lm-importing")
    path = form.locator("[data-focus=path]")
    path.fill("scopus.csv")
    path.press("Enter")
    form.locator("[data-focus^=id-]").fill("scopus_table")
    form.get_by_role("button", name="Import 2 records").wait_for()
    pictures(page, "lab-import.png")
    form.get_by_role("button", name="Import 2 records").click()
    form.get_by_text("2 records added to bibliography.bib from 1 search (scopus_table: 2 new").wait_for()
    assert {"smith_2019", "παπας_2018"} <= set(litmatrix.open(folder).records.index)
    form.get_by_role("button", name="Undo the last import").click()
    form.get_by_role("button", name="Undo it").click()
    form.get_by_text("The import of scopus.csv for scopus_table is undone").wait_for()
    assert (folder / "bibliography.bib").read_bytes() == before
    assert page.evaluate("window.pwned") is None

    path.fill("garbled.ris")
    path.press("Enter")
    form.get_by_role("button", name="Import 1 record").wait_for()
    form.get_by_role("button", name="Please check (1)").click()
    form.get_by_role("option").filter(has_text="garbled").wait_for()
    pictures(page, "lab-import-narrow.png")
    output = page.locator(".jp-OutputArea-output:has(.lm-importing)").bounding_box()
    edge = output["x"] + output["width"]
    for field in form.locator("input:not([type=file]), select, button, .lm-option").all():
        box = field.bounding_box()
        assert box is None or box["x"] + box["width"] <= edge
    assert find_faults(page) == []


def area(place, words):
    return place.locator(f'g[class*="areas"] path[aria-label^="{words}"]')


def test_a_click_on_a_circle_a_cell_or_a_bar_of_the_linked_charts_lists_what_stands_behind_it(
    page, lab, pictures
):
    folder = copy_worked(lab.folder / "linked")
    text = (folder / "matrix.csv").read_text(encoding="utf-8")
    words = "Similar life experience as they move through difficult situations"
    assert text.count(words) == 1
    # Inside a quoted cell, quotation marks stand twice.
    hostile = HOSTILE.replace('"', '""')
    (folder / "matrix.csv").write_text(text.replace(words, f"{hostile} {words}"), encoding="utf-8")
    open_notebook(page, add_notebook(folder, "linked = widgets.linked_charts(review)\nlinked"))
    run_all(page)
    assert find_faults(page) == []
    circles, cells, bars = (page.locator(".lm-passages").nth(place) for place in range(3))
    area(page, "Definition of peer, academic:").click()
    circles.get_by_text("4 of 4 sources looked at mention it, 3 not yet looked at", exact=True).wait_for()
    area(page, "Faulkner and Kalathil 2012, Definition of peer:").click()
    cells.get_by_text("Faulkner and Kalathil 2012 on Definition of peer", exact=True).wait_for()
    assert cells.locator("li").count() == 4
    assert HOSTILE in cells.inner_text()
    menus = page.locator(".widget-dropdown select")
    # ipywidgets keeps the spaces of an option apart from a line break.
    assert menus.nth(4).locator("option:checked").inner_text().replace("\xa0", " ") == "Definition of peer"
    menus.nth(4).select_option(label="Values and principles".replace(" ", "\xa0"))
    cells.get_by_text("Faulkner and Kalathil 2012 on Values and principles", exact=True).wait_for()
    area(page, "grey: 22").click()
    bars.get_by_text("22 sources", exact=True).wait_for()
    assert bars.locator("li").count() == 22
    menus.nth(5).select_option(label="Coverage by theme".replace(" ", "\xa0"))
    area(page, "Definition of peer, due:").click()
    bars.get_by_text("11 sources", exact=True).wait_for()
    pictures(page, "lab-linked-charts.png")
    ground = "() => getComputedStyle(document.querySelector('svg.marks')).backgroundColor"
    bar = "() => getComputedStyle(document.querySelector('svg.marks g [fill=\"#FFFFFF\"]')).fill"
    assert [page.evaluate(ground), page.evaluate(bar)] == ["rgb(255, 255, 255)"] * 2
    set_theme(page, "JupyterLab Dark")
    try:
        assert [page.evaluate(ground), page.evaluate(bar)] == ["rgb(17, 17, 17)"] * 2
        pictures(page, "lab-linked-charts-dark.png")
        pictures(page.locator(".lm-linked svg.marks").first, "lab-linked-map-dark.png")
    finally:
        set_theme(page, "JupyterLab Light")
    assert page.evaluate("() => window.pwned") is None


# --- a notebook that is opened again -----------------------------------------------------------------------------------

BOXES = """() => [...document.querySelectorAll(".jp-OutputArea-output b:first-child")]
    .filter(one => one.checkVisibility() && one.textContent.includes("run this cell to continue")).map(one => one.textContent)"""
#: The colour of a picture, eight pixels from its upper left corner.
COLOUR = """async png => {
    const image = new Image();
    image.src = "data:image/png;base64," + png;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return [...canvas.getImageData(8, 8, 1, 1).data];
}"""


def colour_of(page, shown) -> list[int]:
    return page.evaluate(COLOUR, base64.b64encode(shown.screenshot()).decode("ascii"))


def test_the_next_day_and_in_a_clone_a_box_stands_for_each_desk_and_charts_are_there_in_light_and_dark(
    page, lab, pictures
):
    folder = small_review.make(lab.folder / "again").folder
    shows = ("from litmatrix import charts\ncharts.notebook_renderer()", "charts.years(review)",
             "widgets.screening_card(review, 'anna')", "widgets.add_source(review)")  # fmt: skip
    place = add_notebook(folder, *shows)
    boxes = ["Screening card: run this cell to continue", "Form to add a source: run this cell to continue"]
    open_notebook(page, place)
    run_all(page)
    page.locator(".lm-card").wait_for()
    assert (find_faults(page), page.evaluate(BOXES)) == ([], [])
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    stop_kernels(page.context)

    # The next day; the notebook is trusted, for its person ran it.
    open_notebook(page, place)
    page.wait_for_function(f"() => ({BOXES})().length === 2")
    assert (find_faults(page), page.evaluate(BOXES)) == ([], boxes)
    chart = page.locator(".jp-RenderedSVG img")
    assert colour_of(page, chart) == [255, 255, 255, 255]
    set_theme(page, "JupyterLab Dark")
    try:
        assert max(colour_of(page, chart)[:3]) < 60
        pictures(page, "lab-next-day-dark.png")
    finally:
        set_theme(page, "JupyterLab Light")

    # A clone: who has it ran nothing, and JupyterLab trusts nothing in it.
    path = lab.folder / place
    clone = json.loads(path.read_text(encoding="utf-8"))
    clone["metadata"]["cloned"] = True
    for cell in clone["cells"]:
        cell["metadata"].pop("trusted", None)
    path.with_name("clone.ipynb").write_text(json.dumps(clone), encoding="utf-8")
    open_notebook(page, str(Path(place).with_name("clone.ipynb")))
    assert (find_faults(page), page.evaluate(BOXES)) == ([], boxes)
    assert page.locator(".jp-RenderedSVG").count() == 0
    assert colour_of(page, page.locator(".jp-RenderedImage img")) == [0xF4, 0xF4, 0xF1, 255]
    pictures(page, "lab-clone.png")

    # What the box says brings the desk back.
    page.get_by_text("Screening card: run this cell to continue").first.click()
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-above')")
    page.keyboard.press("Shift+Enter")
    page.locator(".lm-card").wait_for()
    assert page.evaluate(BOXES) == boxes[1:]


# --- the notebooks ----------------------------------------------------------------------------------------------------


def test_sources_are_filtered_and_no_data_changes(page, lab, pictures):
    folder = copy_worked(lab.folder / "filter")
    before = {name: (folder / name).read_bytes() for name in DATA}
    open_notebook(page, add_notebook(folder, "widgets.source_filter(review)"))
    run_all(page)
    assert find_faults(page) == []
    desk = page.locator(".lm-records").first
    desk.locator(".lm-row:not(.lm-pending)").first.wait_for()
    assert "48 records" in desk.inner_text()
    desk.get_by_label("Only records with these words").fill("repper")
    page.wait_for_function("() => Number(document.querySelector('.lm-records').dataset.order) < 48")
    desk.locator(".lm-row >> text=Repper").first.wait_for()
    pictures(page, "lab-filter.png")
    assert {name: (folder / name).read_bytes() for name in DATA} == before


#: What a person sees of the stored outputs: how many charts, whether any is cut or not drawn, how many tables, and whether
#: any lies outside its output; and what stands there that nobody should see.
SEEN = """() => {
    const notebook = document.querySelector(".jp-Notebook");
    const charts = [...notebook.querySelectorAll(".jp-RenderedImage img")];
    const tables = [...notebook.querySelectorAll(".jp-RenderedHTMLCommon table")];
    const within = node => {
        const box = node.getBoundingClientRect(), output = node.closest(".jp-OutputArea-output").getBoundingClientRect();
        return box.left >= output.left - 1 && box.right <= output.right + 1;
    };
    return {
        charts: charts.length,
        pictures: charts.every(one => one.src.startsWith("data:image/png") && one.naturalWidth > 100 && within(one)),
        tables: tables.length,
        framed: tables.every(one => within(one.parentElement) && getComputedStyle(one.querySelector("th, td")).textAlign === "left"),
        cut: [...notebook.querySelectorAll("td")].filter(one => one.scrollWidth > one.clientWidth + 1).length,
        odd: ["<NA>", "NaN", "<litmatrix", "Error displaying"].filter(word => notebook.innerText.includes(word)),
        trusted: [...window.jupyterapp.shell.currentWidget.content.model.cells].some(cell => cell.trusted && cell.type === "code"),
    };
}"""


def test_a_fresh_clone_that_nobody_ran_or_trusts_shows_every_chart_and_every_table_whole(page, lab, pictures):
    folder = copy_worked(lab.folder / "clone", "notebooks")
    told = {}
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        outputs = [
            output.get("data", {})
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            for output in cell.get("outputs", ())
        ]
        drawn = sum("image/png" in data for data in outputs)
        framed = sum("".join(data.get("text/html", "")).count("<table") for data in outputs)
        open_notebook(page, f"clone/notebooks/{path.name}", kernel=False)
        assert find_faults(page) == []
        # A picture that is on its way has no size yet.
        page.wait_for_function(
            "() => [...document.querySelectorAll('.jp-RenderedImage img')].every(one => one.complete && one.naturalWidth)"
        )
        seen = page.evaluate(SEEN)
        assert (path.name, seen) == (path.name, {
            "charts": drawn, "pictures": True, "tables": framed, "framed": True, "cut": 0, "odd": [], "trusted": False,
        })  # fmt: skip
        pictures(page, f"lab-{path.name}.png")
        told[path.name] = (drawn, framed)
    assert all(sum(one) > 10 for one in zip(*told.values(), strict=True))
