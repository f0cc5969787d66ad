"""The notebooks: thin, executed in order, the same as the template's, and harmless to the data."""

from __future__ import annotations

import ast
import itertools
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from litmatrix.files.folder import make_review

ROOT = Path(__file__).resolve().parent.parent
EXECUTED = sorted((ROOT / "notebooks").glob("*.ipynb"))
TEMPLATE = sorted((ROOT / "litmatrix" / "template" / "notebooks").glob("*.ipynb"))
NAMES = [
    "01-filter-sources.ipynb",
    "02-code-themes.ipynb",
    "03-chart-types-and-themes.ipynb",
    "04-build-tables.ipynb",
]
DATA = ("bibliography.bib", "matrix.csv", "review.toml", "decisions")


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def content(folder: Path) -> dict[str, bytes]:
    files = [
        path
        for name in DATA
        for path in (
            [folder / name] if (folder / name).is_file() else sorted((folder / name).glob("*.jsonl"))
        )
    ]
    return {path.name: path.read_bytes() for path in files}


def run(path: Path) -> nbformat.NotebookNode:
    notebook = read(path)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    return notebook


def test_the_four_notebooks_are_there_and_numbered_by_stage():
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
def test_a_notebook_opens_with_what_it_answers_then_parameters_then_imports(path):
    title, parameters, imports = read(path).cells[:3]
    assert title.cell_type == "markdown"
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
    for before, cell in itertools.pairwise(cells[2:]):
        if cell.cell_type == "code":
            assert before.cell_type == "markdown"


@pytest.mark.parametrize("name", NAMES)
def test_running_a_notebook_changes_no_data(name, tmp_path):
    for part in (*DATA, "notebooks"):
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / part)
    before = content(tmp_path)
    run(tmp_path / "notebooks" / name)
    assert content(tmp_path) == before


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_works_on_a_fresh_empty_review(name, tmp_path):
    make_review(tmp_path / "fresh")
    notebook = run(tmp_path / "fresh" / "notebooks" / name)
    streams = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    ]
    assert streams == []


def test_no_output_names_a_place_of_the_machine_it_was_made_on():
    for path in EXECUTED:
        text = json.dumps([cell.get("outputs", []) for cell in read(path).cells], ensure_ascii=False)
        assert str(ROOT) not in text
        assert "/tmp/" not in text
