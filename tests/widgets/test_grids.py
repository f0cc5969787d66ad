"""The matrix as a whole: the marks of its cells, and the table that is filled, as plain values."""

from __future__ import annotations

import pytest
from reading_folder import MATRIX, TOML, make, sit

from litmatrix.errors import Misuse
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.vocabulary import MEMO, QUOTATION, SUMMARY
from litmatrix.widgets.coding import grids
from litmatrix.widgets.coding.views import Texts

A, B, C = "adams_2011", "clark_2012", "egan_2013"


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path / "review")


# --- the grid ---------------------------------------------------------------------------------------------------------


def test_the_grid_has_a_letter_a_cell(folder):
    assert grids.grid(sit(folder)) == {
        "themes": [["peer", "Peer"], ["role", "Role"], ["cost", "Cost"]],
        "rows": [[A, "Adams and Brown 2011", "mdn"], [B, "Clark 2012", "uuu"], [C, "Egan 2013", "uuu"]],
    }


def test_a_cell_of_the_grid_shows_its_marks_and_how_its_first_evidence_begins(folder):
    reading = sit(folder)
    reading.add(B, "peer", [Excerpt(MEMO, "only a memo")])
    reading.add(
        B, "role", [Excerpt(MEMO, "first a memo"), Excerpt(SUMMARY, "word " * 59 + "word", stance="-")]
    )
    got = grids.peek(reading, [A, B, C, "nobody"])
    assert got[A] == [[2, 0, 1, "~", "“close ties”"], [0, 0, 0, "", ""], [0, 0, 0, "", ""]]
    assert got[B][0] == [0, 0, 1, "", "only a memo"]
    assert got[B][1][:4] == [0, 1, 1, "-"]
    assert (len(got[B][1][4]), got[B][1][4][-1]) == (grids.PREVIEW, "…")
    assert set(got) == {A, B}


def test_cells_are_found_by_words_that_stand_in_one_excerpt_whatever_their_accents_and_hyphens(folder):
    reading = sit(folder)
    reading.add(B, "role", [Excerpt(SUMMARY, "STATUS of peers"), Excerpt(MEMO, "υποστήριξη, peer-led")])
    assert grids.search(reading, "Status")["cells"] == {A: [0], B: [1]}
    assert grids.search(reading, "close status")["cells"] == {}
    assert grids.search(reading, "ΥΠΟΣΤΗΡΙΞΗ")["cells"] == {B: [1]}
    assert grids.search(reading, '"peer led"')["cells"] == {B: [1]}
    assert grids.search(reading, "status", theme="role")["cells"] == {B: [1]}


def test_without_words_the_cells_of_a_state_are_found(folder):
    reading = sit(folder)
    assert grids.search(reading, "", state="due")["cells"] == {A: [1]}
    assert grids.search(reading, " ", theme="cost", state="unread")["cells"] == {B: [2], C: [2]}


def test_without_themes_the_grid_is_empty(tmp_path):
    toml = TOML[: TOML.index("[[themes]]")]
    reading = sit(make(tmp_path / "r", toml=toml, matrix=MATRIX))
    assert grids.grid(reading)["themes"] == []
    assert grids.search(reading, "ties")["cells"] == {}
    assert grids.peek(reading, [A]) == {A: []}


# --- the table that is filled -----------------------------------------------------------------------------------------


def test_the_table_has_the_descriptors_then_the_themes_and_says_which_column_is_not_there(tmp_path):
    matrix = MATRIX.replace("key,design,methods,size,", "key,design,methods,siz,")
    reading = sit(make(tmp_path / "r", matrix=matrix))
    shown = grids.table(reading, 3, 1)
    assert [(one["id"], one["name"], one["theme"], one["type"], one["values"], one["there"]) for one in shown["columns"]] == [
        ("design", "Design", False, "choice", ["survey", "interview"], True),
        ("methods", "methods", False, "choices", ["a", "b"], True),
        ("size", "size", False, "number", [], False),
        ("peer", "Peer", True, "excerpts", [], True),
        ("role", "Role", True, "excerpts", [], True),
        ("cost", "Cost", True, "excerpts", [], True),
    ]  # fmt: skip
    assert (shown["version"], shown["sources"]) == (3, 1)
    assert grids.rows(reading) == [[A, "Adams and Brown 2011"], [B, "Clark 2012"], [C, "Egan 2013"]]


def test_long_cells_are_cut_in_the_table_and_whole_when_they_are_opened(folder):
    reading = sit(folder)
    reading.add(B, "peer", [Excerpt(SUMMARY, "word " * 200 + "end")])
    text = reading.text(B, "peer")
    got = grids.texts(reading, [A, B, C, "nobody"], ["design", "peer"])
    assert got[A][0] == ["survey", "", True] and set(got) == {A, B, C}
    assert got[C] == [["", "", True], ["", "u", True]]
    assert got[B][1] == [text[: grids.SHOWN - 1] + "…", "m", False]
    whole = grids.whole(reading, B, "peer", Texts(reading, read=False))
    assert (whole["text"], whole["cell"]["state"]) == (text, "mentioned")
    assert grids.whole(reading, A, "design", Texts(reading))["described"]["value"] == "survey"
    with pytest.raises(Misuse, match="not an included source"):
        grids.whole(reading, "nobody", "peer", Texts(reading))


def test_what_is_typed_is_told_as_it_would_be_read(folder):
    reading = sit(folder)
    assert grids.hint(reading, A, "role", "", '"a" (p. 12)\n"b" (p. 13)\nc\n# d') == {
        "told": "2 quotations, 1 summary, 1 memo", "why": "", "notes": [],
    }  # fmt: skip
    assert grids.hint(reading, A, "role", "", '"open')["why"].startswith("a quotation mark is never closed")
    assert grids.hint(reading, A, "design", "", "guess")["why"].startswith(
        "“guess” is not a value of Design."
    )
    assert grids.hint(reading, A, "role", "", "")["told"] == ""


def test_a_block_that_is_too_large_is_not_copied(folder, monkeypatch):
    reading = sit(folder)
    assert grids.block(reading, [A, B], ["design", "cost"]) == [["survey", "none"], ["", ""]]
    monkeypatch.setattr(grids, "MOST", 3)
    with pytest.raises(Misuse, match="more than 3 cells"):
        grids.block(reading, [A, B], ["design", "cost"])


def test_every_excerpt_kind_has_a_word():
    assert [grids._plural(kind, 2) for kind in (QUOTATION, SUMMARY, MEMO)] == [
        "quotations",
        "summaries",
        "memos",
    ]
