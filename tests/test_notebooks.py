"""The notebooks: thin, executed in order, the same as the template's, and at work on a review that is empty.

That they give what is stored and change no data is seen where they are run (`make notebooks`, tests/harmless.py).
"""

from __future__ import annotations

import ast
import itertools
import json
import re
from pathlib import Path

import altair
import nbformat
import pytest
from IPython.core.formatters import DisplayFormatter

from litmatrix.files.folder import make_review

ROOT = Path(__file__).resolve().parent.parent
EXECUTED = sorted((ROOT / "notebooks").glob("*.ipynb"))
TEMPLATE = sorted((ROOT / "litmatrix" / "template" / "notebooks").glob("*.ipynb"))
NAMES = [
    "00-plan-review.ipynb",
    "01-filter-sources.ipynb",
    "02-code-themes.ipynb",
    "03-chart-types-and-themes.ipynb",
    "04-build-tables.ipynb",
    "05-write.ipynb",
]


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def run(path: Path) -> None:
    """Run a notebook's cells in this process, and make of their values what a notebook would show."""
    names: dict[str, object] = {}
    show = DisplayFormatter()
    # A desk shows itself where there is a notebook; here is none.
    show.ipython_display_formatter.enabled = False
    for cell in code_cells(path):
        *statements, last = ast.parse(cell.source).body
        if not isinstance(last, ast.Expr):
            statements.append(last)
        exec(compile(ast.Module(statements, []), path.name, "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), path.name, "eval"), names)
            assert value is None or any(show.format(value))


def test_the_six_notebooks_are_there_and_numbered_by_stage():
    assert [path.name for path in EXECUTED] == NAMES
    assert [path.name for path in TEMPLATE] == NAMES


@pytest.mark.parametrize("path", EXECUTED, ids=lambda path: path.stem)
def test_a_notebook_has_the_cells_of_its_template(path):
    own = [(cell.cell_type, cell.source, cell.id, cell.metadata.get("tags")) for cell in read(path).cells]
    template = [
        (cell.cell_type, cell.source, cell.id, cell.metadata.get("tags"))
        for cell in read(ROOT / "litmatrix" / "template" / "notebooks" / path.name).cells
    ]
    assert own == template


@pytest.mark.parametrize("path", TEMPLATE, ids=lambda path: path.stem)
def test_a_template_holds_no_outputs(path):
    assert [(cell.execution_count, cell.outputs) for cell in code_cells(path)] == [(None, [])] * len(
        code_cells(path)
    )


@pytest.mark.parametrize("path", EXECUTED, ids=lambda path: path.stem)
def test_every_code_cell_was_executed_in_order_without_an_error(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert [
        output for cell in cells for output in cell.outputs if output.output_type in ("error", "stream")
    ] == []


@pytest.mark.parametrize("path", EXECUTED, ids=lambda path: path.stem)
def test_a_notebook_opens_with_what_it_answers_how_to_run_it_parameters_and_imports(path):
    title, begin, parameters, imports = read(path).cells[:4]
    assert title.cell_type == begin.cell_type == "markdown"
    assert begin.source.startswith("**To begin: Run ▸ Run All Cells, in the menu at the top of the window.**")
    assert begin.metadata.tags == ["lab"]  # no word of it on a page of `litmatrix app`
    assert re.match(r"# \d · .+\n\n.+\?$", title.source, re.DOTALL)
    assert (parameters.source, parameters.metadata.tags) == ('folder = ".."', ["parameters"])
    assert {type(node) for node in ast.parse(imports.source).body} <= {ast.Import, ast.ImportFrom}
    tagged = [cell for cell in read(path).cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1


@pytest.mark.parametrize("path", EXECUTED, ids=lambda path: path.stem)
def test_a_notebook_is_thin(path):
    for cell in code_cells(path):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert 1 <= len(lines) <= 3
        assert not cell.source.rstrip().endswith(";")
        assert not re.search(r"^\s*[%!]", cell.source, re.MULTILINE)
        nodes = {type(node) for node in ast.walk(ast.parse(cell.source))}
        assert not nodes & {
            ast.FunctionDef,
            ast.Lambda,
            ast.For,
            ast.While,
            ast.Try,
            ast.ClassDef,
            ast.With,
            ast.ListComp,
        }


@pytest.mark.parametrize("path", EXECUTED, ids=lambda path: path.stem)
def test_every_code_cell_but_the_first_two_is_introduced_by_a_sentence(path):
    cells = read(path).cells
    for before, cell in itertools.pairwise(cells[3:]):
        if cell.cell_type == "code":
            assert before.cell_type == "markdown"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_works_on_a_fresh_empty_review(name, tmp_path, monkeypatch, capsys):
    make_review(tmp_path / "fresh")
    monkeypatch.chdir(tmp_path / "fresh" / "notebooks")
    with altair.renderers.enable(altair.renderers.active):  # a notebook's own stays in the notebook
        run(Path(name))
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("there", [True, False])
def test_a_run_leaves_a_manuscript_as_it_is_and_makes_none(there, tmp_path, monkeypatch):
    make_review(tmp_path / "fresh")
    path = tmp_path / "fresh" / "manuscript.md"
    before = path.read_bytes()
    if not there:
        path.unlink()
    monkeypatch.chdir(path.parent / "notebooks")
    with altair.renderers.enable(altair.renderers.active):
        run(Path("05-write.ipynb"))
    assert path.exists() == there == (path.parent / "out" / "manuscript.md").is_file()
    assert not there or path.read_bytes() == before


def test_no_output_names_a_place_of_the_machine_it_was_made_on():
    for path in EXECUTED:
        text = json.dumps([cell.get("outputs", []) for cell in read(path).cells], ensure_ascii=False)
        assert str(ROOT) not in text
        assert "/tmp/" not in text
