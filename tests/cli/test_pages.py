"""The first page of `litmatrix app`: the notebooks in order with their titles, what was written, and nothing that could run."""

from __future__ import annotations

import json
import re

import pytest

from litmatrix.cli.pages.contents import Page, around, contents, find_pages

HOSTILE = '<img src=x onerror="window.pwned=1">'


def write(folder, name, *cells):
    (folder / "notebooks").mkdir(exist_ok=True)
    notebook = {"cells": [{"cell_type": kind, "source": source} for kind, source in cells]}
    (folder / "notebooks" / name).write_text(json.dumps(notebook), encoding="utf-8")


def test_pages_stand_in_the_order_of_their_names_with_title_and_question(tmp_path):
    write(
        tmp_path,
        "02-b & c.ipynb",
        ("code", "1"),
        ("markdown", ["# 2 · Code themes\n", "\n", "What?\n\nMore."]),
    )
    write(tmp_path, "01-a.ipynb", ("markdown", "# 1 · Filter"))
    first = Page("01-a.ipynb", "1 · Filter", "")
    second = Page("02-b & c.ipynb", "2 · Code themes", "What?")
    assert find_pages(tmp_path) == (first, second)
    assert second.address == "/voila/render/02-b%20%26%20c.ipynb"
    assert around((first, second), "01-a.ipynb") == {"after": second}
    assert around((first, second), second.name) == {"before": first}
    assert around((first, second), "another") == {}


@pytest.mark.parametrize(
    "text", ["", "[]", '{"cells": 1}', '{"cells": [1]}', '{"cells": []}', '{"cells": [{}]}']
)
def test_a_notebook_that_cannot_be_read_stands_there_under_its_name(tmp_path, text):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01-broken.ipynb").write_text(text)
    assert find_pages(tmp_path) == (Page("01-broken.ipynb", "01-broken", ""),)


def test_text_from_titles_and_names_of_files_is_text(tmp_path):
    write(tmp_path, "01 <b>.ipynb", ("markdown", f"# {HOSTILE}\n\n{HOSTILE}"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a <b>.html").write_text("")
    page = contents(tmp_path, HOSTILE)
    assert "<img" not in page and "<b>.html" not in page
    assert re.findall('href="([^"]*)"', page) == [
        "data:,",
        "/voila/render/01%20%3Cb%3E.ipynb",
        "/out/a%20%3Cb%3E.html",
    ]


def test_the_results_are_those_of_out_itself_and_it_says_where_they_are(tmp_path):
    assert "Results" not in contents(tmp_path, "")
    (tmp_path / "out" / "charts").mkdir(parents=True)
    for name in ("report.html", "charts/a.svg", ".hidden", "b.xlsx"):
        (tmp_path / "out" / name).write_text("")
    page = contents(tmp_path, "")
    assert re.findall("<li><a [^>]*>([^<]*)<", page) == ["b.xlsx", "report.html"]
    assert f"They are in {tmp_path / 'out'}" in page
    assert f"<h1>{tmp_path.name}</h1>" in page
