"""Search results taken in with the form, in a real browser: shown, imported, undone, and hostile text shown as text."""

from __future__ import annotations

import json

import pytest
import small_review
from desk import find_faults, open_notebook, run_all

import litmatrix

pytestmark = pytest.mark.browser

CODE = [
    "import litmatrix\nfrom litmatrix import widgets\nreview = litmatrix.open('..')",
    "widgets.import_records(review)",
]
HOSTILE = '<img src=x onerror="window.pwned=1">'
TABLE = f'Title,Authors,Year,Where,Cited by\n"{HOSTILE.replace(chr(34), chr(34) * 2)}","Smith, A.",2019,Here,7\nΔεύτερη εργασία,"Παπάς, Β.",2018,There,1\n'


@pytest.fixture(scope="module")
def folder(lab):
    """A small review with an export beside its files, and a notebook that shows the form."""
    made = small_review.make(lab.folder / "intake").folder
    (made / "scopus.csv").write_text(TABLE, encoding="utf-8")
    (made / "notebooks").mkdir()
    cells = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {}, "execution_count": None, "outputs": [], "source": text}
        for number, text in enumerate(CODE)
    ]  # fmt: skip
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (made / "notebooks" / "intake.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return made


def test_a_file_is_shown_taken_in_and_taken_back(page, folder, pictures):
    before = (folder / "bibliography.bib").read_bytes()
    page.set_viewport_size({"width": 1280, "height": 1400})
    open_notebook(page, "intake/notebooks/intake.ipynb")
    run_all(page)
    page.screenshot(path=pictures / "import-form.png")
    page.get_by_placeholder("its path, from the review").fill("scopus.csv")
    page.get_by_placeholder("a short word").fill("scopus")
    page.get_by_role("button", name="Show what it brings").click()
    page.get_by_text("2 new, 0 found again, 0 reported").wait_for()
    page.screenshot(path=pictures / "import-shown.png")
    page.get_by_role("button", name="Import 2 records").click()
    page.get_by_text("2 records added to bibliography.bib").wait_for()
    assert {"smith_2019", "παπας_2018"} <= set(litmatrix.open(folder).records.index)
    page.get_by_role("button", name="Undo the last import").click()
    page.get_by_text("the import for scopus is taken back").wait_for()
    page.screenshot(path=pictures / "import-undone.png")
    assert (folder / "bibliography.bib").read_bytes() == before
    assert page.evaluate("window.pwned") is None
    assert find_faults(page) == []


def test_in_a_narrow_window_no_field_is_cut_and_a_warning_is_shown_whole(page, folder, pictures):
    text = "TY  - JOUR\nTI  - MÃ¼ller and the cafÃ© of MÃ¼nchen\nAU  - MÃ¼ller, A.\nPY  - 2020\nER  - \n"
    (folder / "garbled.ris").write_text(text, encoding="utf-8")
    page.set_viewport_size({"width": 1000, "height": 1400})
    open_notebook(page, "intake/notebooks/intake.ipynb")
    run_all(page)
    page.get_by_placeholder("its path, from the review").fill("garbled.ris")
    page.get_by_placeholder("a short word").fill("garbled")
    page.get_by_role("button", name="Show what it brings").click()
    page.get_by_role("button", name="Import 1 record").wait_for()
    page.screenshot(path=pictures / "import-narrow.png")
    output = page.locator(".jp-OutputArea-output").last.bounding_box()
    edge = output["x"] + output["width"]
    for field in page.locator(".jp-OutputArea-output input, .jp-OutputArea-output select").all():
        box = field.bounding_box()
        assert box is None or box["x"] + box["width"] <= edge
    preview = page.locator(".jp-OutputArea-output textarea[disabled]")
    assert "garbled" in preview.input_value()
    assert preview.evaluate("area => area.scrollHeight <= area.clientHeight + 2")
