"""The desk as a person meets it: JupyterLab, a notebook of the worked review, all cells run."""

import json
from pathlib import Path

import pytest
from desk import find_faults, open_notebook, run_all

pytestmark = pytest.mark.browser

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
DATA = ("bibliography.bib", "matrix.csv", "review.toml")


def test_the_first_notebook_runs_in_the_browser_without_an_error_and_changes_no_data(page, lab, pictures):
    before = {name: (lab.folder / name).read_bytes() for name in DATA}

    open_notebook(page, "notebooks/01-filter-sources.ipynb")
    run_all(page)
    page.screenshot(path=pictures / "01-filter-sources.png")

    assert find_faults(page) == []
    assert page.locator(".jp-Notebook .widget-dropdown select").count() > 0, "no menu to filter with is shown"
    assert {name: (lab.folder / name).read_bytes() for name in DATA} == before


def test_a_kernel_loads_the_code_beside_these_tests(page, lab):
    code = "import litmatrix; print('loaded from', litmatrix.__file__)"
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": code}
    cell |= {"execution_count": None, "outputs": []}
    notebook = {"cells": [cell], "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}
    (lab.folder / "notebooks" / "loaded.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    open_notebook(page, "notebooks/loaded.ipynb")
    run_all(page)
    root = Path(__file__).resolve().parents[2]
    assert f"loaded from {root / 'litmatrix' / '__init__.py'}" in page.locator(".jp-Notebook").inner_text()
