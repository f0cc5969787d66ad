"""The desk as a person meets it: JupyterLab, a notebook of the worked review, all cells run."""

import pytest
from desk import find_faults, open_notebook, run_all

pytestmark = pytest.mark.browser

DATA = ("bibliography.bib", "matrix.csv", "review.toml")


def test_the_first_notebook_runs_in_the_browser_without_an_error_and_changes_no_data(page, lab, pictures):
    before = {name: (lab.folder / name).read_bytes() for name in DATA}

    open_notebook(page, "notebooks/01-filter-sources.ipynb")
    run_all(page)
    page.screenshot(path=pictures / "01-filter-sources.png")

    assert find_faults(page) == []
    assert page.locator(".jp-Notebook .widget-dropdown select").count() > 0, "no menu to filter with is shown"
    assert {name: (lab.folder / name).read_bytes() for name in DATA} == before
