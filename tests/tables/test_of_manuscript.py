"""The table of what is wrong in the manuscript."""

from __future__ import annotations

import making
from making import sound

import litmatrix
from litmatrix import tables


def test_the_table_says_line_by_line_what_is_wrong_and_what_to_do(tmp_path):
    folder = making.write_review(tmp_path / "r", **sound())
    (folder / "manuscript.md").write_text("# A\n\n{{recrods}} and [@b_2005].\n", encoding="utf-8")
    table = tables.manuscript_problems(litmatrix.open(folder))
    assert (table.frame.index.name, table.frame.index.tolist()) == ("Line", ["3", "3"])
    assert table.frame.iloc[0].to_dict() == {
        "Severity": "error",
        "Problem": "there is no computed number 'recrods': it stays as it is.",
        "What to do": "Did you mean {{records}}?",
    }
    assert table.frame["Severity"].tolist() == ["error", "warning"]


def test_a_problem_that_is_accepted_is_left_out(tmp_path):
    accepted = [{"check": "citation", "key": "b_2005", "why": "An early work."}]
    folder = making.write_review(tmp_path / "r", **sound(accepted=accepted))
    (folder / "manuscript.md").write_text("[@b_2005]\n", encoding="utf-8")
    shown = tables.manuscript_problems(litmatrix.open(folder))._repr_html_()
    assert "No problem in your manuscript." in shown


def test_without_a_manuscript_it_is_said_how_to_start_one(tmp_path):
    folder = making.write_review(tmp_path / "r", **sound())
    table = tables.manuscript_problems(litmatrix.open(folder))
    assert len(table.frame) == 0 and "No manuscript yet" in table._repr_html_()
    assert "manuscript_problems" not in tables.ALL


def test_a_manuscript_that_cannot_be_read_is_told(tmp_path):
    folder = making.write_review(tmp_path / "r", **sound())
    (folder / "manuscript.md").write_bytes("é".encode("utf-16"))
    table = tables.manuscript_problems(litmatrix.open(folder))
    assert len(table.frame) >= 1
