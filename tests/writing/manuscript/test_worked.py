"""The manuscript of the worked review: in step with its files, sound, and ending as the issue of a paper does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import litmatrix
from litmatrix import cli, coding
from litmatrix.manuscript import read_manuscript, split
from litmatrix.matrix import CellChange, write_cells
from litmatrix.writing import manuscript

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def worked(tmp_path):
    folder = tmp_path / "worked"
    folder.mkdir()
    for name in ("bibliography.bib", "matrix.csv", "review.toml", "manuscript.md"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "decisions", folder / "decisions")
    return folder


def prose(text):
    """What stands outside of the blocks, piece by piece."""
    told, pieces, last = split(text), [], 0
    for block in told.blocks:
        pieces.append(text[last : block.start])
        last = block.end
    return [*pieces, text[last:]]


def test_it_is_in_step_with_the_files_and_nothing_is_wrong_in_it(worked):
    made = manuscript.write(litmatrix.open(worked))
    assert (made.files, made.problems, made.renewed.changed) == ((), (), ())
    assert manuscript.offers_in(litmatrix.open(worked)) == ()


def test_three_more_excerpts_and_a_renamed_theme_are_followed_and_the_prose_is_untouched_to_the_byte(worked):
    before = (worked / "manuscript.md").read_bytes()
    review = litmatrix.open(worked)
    quotations = len(coding.evidence(review))
    cell = review.matrix.at["mind_2013", "values"]
    more = '"first new words" (p. 1)\\n"second new words" (p. 2)\\n"third new words" (p. 3)'.replace(
        "\\n", "\n"
    )
    write_cells(worked / "matrix.csv", [CellChange("mind_2013", "values", cell, f"{cell}\n{more}".strip())])
    words = [
        "values",
        "principles",
        "--name",
        "Principles",
        "--why",
        "Clearer",
        "--yes",
        "--folder",
        str(worked),
    ]
    assert cli.main(["theme", "rename", *words]) == 0
    made = manuscript.write(litmatrix.open(worked))
    text = read_manuscript(worked / "manuscript.md").text
    assert prose(text) == prose(before.decode("utf-8"))
    assert all(
        f"“{words} new words” [@mind_2013, p. {page}]" in text
        for page, words in enumerate(("first", "second", "third"), 1)
    )
    assert "Principles" in {theme.name for theme in litmatrix.open(worked).protocol.current_themes}
    assert made.problems == () and quotations + 3 == len(coding.evidence(litmatrix.open(worked)))
