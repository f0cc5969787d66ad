"""The framework matrix as a sheet, read back."""

from __future__ import annotations

import io

import openpyxl
from hypothesis import given, settings

from litmatrix.writing import framework as writing
from litmatrix.writing.framework import wording
from litmatrix.writing.workbook import workbook
from writing.framework.example import EMPTY, LONG, SMALL, STAMP, drawn, wide


def opened(framework):
    return openpyxl.load_workbook(io.BytesIO(writing.workbook(framework, STAMP).data))["Framework"]


def texts(sheet):
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=3)]


def test_the_sheet_has_a_row_a_source_and_its_quotations_folded_below():
    sheet = opened(SMALL)
    assert sheet["A1"].value == "Framework matrix: Peers"
    assert texts(sheet) == [
        ["Country", "Source", "Power\n1 of 1 mention it", "Costs\n1 of 2 mention it"],
        ["", "What the review says", "Power counts.", ""],
        ["Greece", "1 source", "1 of 1", "0 of 1"],
        ["Greece", "Adams 2010\nOn peers\nalso: Egypt", "High (for): shared (sec. 4)\n[2 quotations (1 of 2 against)]", "–"],
        ["Greece", "Adams 2010", "Low (against): “a ‘low’ status” (p. 3)", ""],
        ["Greece", "Adams 2010", wording.quoted(LONG), ""],
        ["not stated", "2 sources", "·", "1 of 1"],
        ["not stated", "Brown 2011", "·", "“دعم الأقران” (p. 9)\na note"],
        ["not stated", "Clark 2012", "·", "·"],
        ["", "", "", ""],
        [str(STAMP), "", "", ""],
    ]  # fmt: skip
    folded = [row for row, look in sheet.row_dimensions.items() if look.outlineLevel]
    assert folded == [7, 8]
    assert [sheet.row_dimensions[row].hidden for row in (6, 7, 8, 9)] == [False, True, True, False]


def test_heads_stay_and_pages_are_turned_with_six_themes_beside_each_other():
    sheet = opened(wide(12))
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_title_cols) == ("C4", "$3:$3", "$A:$B")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        2,
        0,
    )
    assert sheet.auto_filter.ref == "A3:N6"


def test_what_was_not_looked_at_has_a_pattern_and_what_was_not_found_none():
    sheet = opened(SMALL)
    assert (sheet["C10"].fill.fill_type, sheet["D6"].fill.fill_type) == ("lightUp", None)


def test_no_cell_is_a_formula_and_a_long_text_is_cut_with_a_note():
    passage = SMALL.sources[0].cells[0].passages[0]
    cell = SMALL.sources[0].cells[0]._replace(passages=(passage._replace(text="=1+1", subtheme="", stance="", place=""), passage._replace(text="x" * 40_000)))  # fmt: skip
    source = SMALL.sources[0]._replace(cells=(cell, cell), reference="=2+2", title="")
    made = SMALL._replace(
        title="=3+3 & more", groups=(SMALL.groups[0]._replace(label="=4+4", sources=(source,)),)
    )
    data, notes = writing.workbook(made, STAMP)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Framework"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert len(notes) == 2 and notes[0].startswith("sheet Framework, row 6: cut by ")
    assert "&&" in sheet.oddHeader.left.text or "& more" in sheet.oddHeader.left.text


def test_a_matrix_without_sources_says_what_is_missing():
    assert opened(EMPTY)["A2"].value == "No source is included yet."


def test_it_is_the_first_sheet_of_the_workbook_of_tables_and_listed_there():
    data = workbook([], "A title", STAMP, [writing.listed(SMALL)]).data
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Contents", "Framework"]
    assert [cell.value for cell in book["Contents"][4]][:3] == ["Framework", "Framework matrix", 3]


@settings(max_examples=25, deadline=None)
@given(drawn())
def test_every_passage_stands_in_the_sheet_once(framework):
    cells = "\n".join(text for row in texts(opened(framework)) for text in row).replace("_x000D_", "\r")
    for source in framework.sources:
        for one in (one for cell in source.cells for one in cell.passages):
            assert cells.count(wording.line(one)) == 1
