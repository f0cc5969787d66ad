"""Tables in a real JupyterLab, in a notebook that nobody ran or trusts, as a fresh clone has it."""

from __future__ import annotations

import nbformat
import pandas as pd
import pytest
from bare import FAINT
from desk import open_notebook
from test_lab import HOSTILE, set_theme

from litmatrix import tables
from litmatrix.tables.frames import QUERY
from litmatrix.tables.table import Table

pytestmark = pytest.mark.browser

LONG = " ".join(f"word{number}" for number in range(150))
TEXTS = {
    "hostile": f"{HOSTILE} $5 and $6",
    "long": LONG,
    "arabic": "دعم الأقران في الصحة النفسية (2019): مراجعة",
    "greek": "Η ψυχική υγεία",
    "lines": '"peer support"\n  AND "mental health"',
    "address": "https://example.org/" + "a-part/" * 30,
}
#: What the cells of a table look like: where their text stands, whether it wraps, whether they stay when the frame scrolls.
LOOKS = """cells => [...new Set(cells.map(cell => {
    const style = getComputedStyle(cell);
    return [style.textAlign, style.verticalAlign, style.whiteSpace, style.position].join(" ");
}))].sort()"""
#: The first table's frame after it is scrolled: whether it lies within the notebook, and where head and first column are.
SCROLLED = """frame => {
    frame.scrollTo(10000, 10000);
    const box = frame.getBoundingClientRect(), output = frame.closest(".jp-OutputArea-output").getBoundingClientRect();
    const [corner, cell] = ["thead th", "tbody tr:last-child th"].map(one => frame.querySelector(one).getBoundingClientRect());
    return {within: box.left >= output.left && box.right <= output.right, height: box.height < 600, scrolled: frame.scrollLeft > 100,
        head: corner.top >= box.top, first: cell.left >= box.left};
}"""
#: JupyterLab shows the outputs anew when a cell becomes trusted, as it does when it is run.
TRUST = """() => { for (const cell of window.jupyterapp.shell.currentWidget.content.model.cells) cell.trusted = true; }"""


def add_notebook(folder, *outputs: dict) -> str:
    """Write a notebook with outputs that no kernel of this lab made; return its path within the lab's root."""
    cells = [
        nbformat.v4.new_code_cell(
            "made", id=f"c{at}", execution_count=1,
            outputs=[nbformat.v4.new_output("execute_result", data, execution_count=1)],
        )
        for at, data in enumerate(outputs)
    ]  # fmt: skip
    folder.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "tables.ipynb")
    return f"{folder.name}/tables.ipynb"


def output(table: Table) -> dict[str, str]:
    return {"text/html": table._repr_html_(), "text/plain": repr(table)}


def test_a_notebook_that_nobody_trusts_shows_every_table_whole(page, lab, pictures):
    index = pd.Index(TEXTS, name="Source")
    wide = {f"Theme {number}": ["some words " * 25] * len(TEXTS) for number in range(10)}
    frame = pd.DataFrame({"Text": TEXTS.values(), "Number": 1, **wide}, index=index)
    hostile = Table("hostile", "Costs $5 or $6", frame, f"{HOSTILE} A note.", kinds={"Text": QUERY})
    small = tables.shown(frame[["Text", "Number"]].iloc[:2], "Two rows")
    control = {"text/html": "<p>$a+b$</p>", "text/plain": "set"}
    page.set_viewport_size({"width": 1400, "height": 1000})
    open_notebook(page, add_notebook(lab.folder / "untrusted", output(hostile), output(small), control))
    outputs = page.locator(".jp-RenderedHTMLCommon.jp-OutputArea-output")
    first, scroller = outputs.nth(0), outputs.nth(0).locator("table").locator("..")
    page.locator("mjx-container").first.wait_for()

    # All the text is there, wrapped, at the left and the top, whatever JupyterLab's own style for tables says.
    words = first.evaluate("one => one.textContent")
    for text in TEXTS.values():
        assert "".join(text.split()) in "".join(words.replace("…", "").split())
    assert first.locator("td, th").evaluate_all(LOOKS) == [
        "left bottom normal static", "left top normal static", "left top pre-wrap static", "right bottom normal static",
        "right top normal static",
    ]  # fmt: skip
    assert (
        first.locator("[dir=auto]", has_text="مراجعة").evaluate("one => getComputedStyle(one).direction")
        == "rtl"
    )
    assert scroller.evaluate(SCROLLED) == {
        "within": True, "height": True, "scrolled": True, "head": False, "first": False,
    }  # fmt: skip
    assert "13 columns (“Source” to “Theme 9”): scroll right and down for more." in words
    assert outputs.nth(1).inner_text().endswith("2 rows, 3 columns.")

    # What is long folds open; nothing runs, and nothing is set as mathematics but what is not ours.
    last = first.locator("details", has_text="word149").first
    assert "word149" not in last.inner_text()
    last.locator("summary").click()
    assert "word149" in last.inner_text()
    assert page.evaluate("window.pwned") is None
    assert first.locator("img, script, style, mjx-container").count() == 0
    assert page.locator("mjx-container").count() == 1
    pictures(first, "lab-table.png")

    # On dark ground too each word can be read; once trusted, head and first column stay.
    set_theme(page, "JupyterLab Dark")
    try:
        assert page.evaluate(FAINT.replace(".lm-desk *", ".mathjax_ignore *")) == []
        page.evaluate(TRUST)
        page.wait_for_function(
            "() => getComputedStyle(document.querySelector('.mathjax_ignore th')).position === 'sticky'"
        )
        assert scroller.evaluate(SCROLLED) == {
            "within": True, "height": True, "scrolled": True, "head": True, "first": True,
        }  # fmt: skip
        assert page.evaluate("window.pwned") is None
        assert page.locator("mjx-container").count() == 1
        pictures(first, "lab-table-dark.png")
    finally:
        set_theme(page, "JupyterLab Light")
