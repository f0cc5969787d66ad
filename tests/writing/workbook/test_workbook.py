"""The workbook of all tables, read back: its sheets, its list of them, text that stays text, numbers that are numbers."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pandas as pd
import pytest
import small_review

from litmatrix import reporting, tables, writing
from litmatrix.tables import Table
from litmatrix.tables.grids import clean, grid
from litmatrix.vocabulary import DUE, MENTIONED, NOT_MENTIONED, UNREAD
from litmatrix.writing.keyed import keyed
from litmatrix.writing.workbook.looks import MEANINGS, STATES

HOSTILE = (
    "<img src=x onerror=alert(1)>", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "one\ntwo\r\nthree\rfour", "00123", "1-2", "2e5",
    "https://example.org/" + "a" * 80, "mailto:a@b.c", "internal:Matrix!A1", "{=1}", "null \x00 bell \x07", "half \ud800 pair", "日本語 Ω é ≥ …",
    "&A &P &[Picture] &G", "' quoted", "TRUE", "#REF!",
)  # fmt: skip


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return small_review.make(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def every(review):
    return tables.collected(review)


@pytest.fixture(scope="module")
def book(review, every):
    return opened(writing.workbook(every.values(), "A & B", reporting.stamped(review.folder)).data)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def frame(index="K", **columns):
    rows = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=pd.Index([f"r{number}" for number in range(rows)], name=index))


def test_it_has_a_sheet_a_table_with_rows_in_the_order_of_a_reader(book, every):
    assert book.sheetnames == [
        "Contents", "Synthesis", "Themes", "Findings peer", "Matrix", "Excerpts", "Characteristics", "Codebook", "Owed",
        "Flow", "Searches", "Criteria", "Excluded", "Decisions record", "Claims", "All records",
    ]  # fmt: skip
    with_rows = [table for table in every.values() if len(table.frame)]
    for sheet, table in zip(book.worksheets[1:], with_rows, strict=True):
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref is not None
        expected = grid(keyed(table))
        assert [cell.value for cell in sheet[1]] == list(expected.header)
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        values = [
            ["" if one is None else str(one) for one in row]
            for row in sheet.iter_rows(min_row=2, values_only=True)
        ]
        if not table.states:
            assert values == [list(row) for row in expected.rows]
        assert all(cell.alignment.wrap_text for cell in sheet[1])


def test_counts_and_what_is_computed_with_are_numbers_and_all_else_is_text(book):
    def kinds(sheet, column):
        place = [cell.value for cell in book[sheet][1]].index(column)
        return {type(row[place]) for row in book[sheet].iter_rows(min_row=2, values_only=True)}

    assert kinds("Themes", "Excerpts") == {int}
    assert kinds("Excerpts", "Year") == {int}
    assert kinds("Flow", "n") == {int}
    assert kinds("All records", "Year") == {int}
    assert kinds("Characteristics", "Year") == {str}
    assert kinds("Searches", "Date") == {str}


def test_a_word_in_a_column_of_numbers_is_a_word_and_a_long_number_keeps_its_digits():
    values = ["3", "not stated", "0012", "12345678901234567", "-4", "1.5", ""]
    table = Table("x", "X", frame(n=values), kinds={"n": tables.NUMBER})
    found = [
        row[0]
        for row in opened(writing.workbook([table]).data)["X"].iter_rows(
            min_row=2, min_col=2, values_only=True
        )
    ]
    assert found == [3, "not stated", "0012", "12345678901234567", -4, 1.5, None]


def test_hostile_text_is_text_in_every_cell_name_and_margin():
    hostile = pd.DataFrame(
        {"=Text | &": HOSTILE, "\\n": HOSTILE[::-1]}, index=pd.Index(HOSTILE, name="<i>Source</i>")
    )
    table = Table("=1+1", "=2+2", hostile, "=3+3", part="=4+4")
    data, _ = writing.workbook([table, Table("empty", "=5", hostile[:0], nothing="=6")], "=7+7 &A")
    book = opened(data)
    sheet = book.worksheets[1]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [clean(text) for text in HOSTILE]
    assert {cell.data_type for one in book for row in one.iter_rows() for cell in row} <= {"s", "n"}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        written = b"".join(archive.read(name) for name in archive.namelist() if "sheet" in name)
    assert (
        b"<f>" not in written
        and b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" not in written
    )


def test_the_list_of_sheets_has_parts_links_rows_and_what_would_fill_what_has_none(book, every, review):
    sheet = book["Contents"]
    rows = [
        row for row in sheet.iter_rows(min_row=4, values_only=True) if any(one is not None for one in row)
    ]
    parts = [row[0] for row in rows if row[0] in tables.PARTS]
    assert parts == list(tables.PARTS)
    listed = {row[1]: (row[0], row[2], row[3] or "") for row in rows if row[2] is not None}
    assert listed == {
        table.title: ((name, len(table.frame), table.note) if name else ("no sheet", 0, table.nothing))
        for table, name in zip(every.values(), _names(book, every), strict=True)
    }
    links = {cell.value: cell.hyperlink.location for (cell,) in sheet.iter_rows(max_col=1) if cell.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames[1:]}
    assert rows[-1][0] == str(reporting.stamped(review.folder))


def _names(book, every):
    sheets = iter(book.sheetnames[1:])
    return [next(sheets) if len(table.frame) else "" for table in every.values()]


def test_the_only_table_has_a_sheet_though_it_has_no_rows_and_says_what_would_fill_it(review):
    table = tables.findings_summary(review)
    book = opened(writing.workbook([table]).data)
    assert book.sheetnames == ["Contents", "Findings summary"]
    assert book.worksheets[1]["A2"].value == table.nothing


def test_the_states_of_cells_are_fills_and_bars_and_a_blank_cell_says_its_own(book, every):
    table, sheet = every["matrix"], book["Matrix"]
    theme = next(iter(table.states))
    place = [cell.value for cell in sheet[1]].index(theme) + 1
    rows = zip(table.states[theme], table.frame[theme], range(2, 99), strict=False)
    for state, text, row in rows:
        cell = sheet.cell(row, place)
        assert cell.value == (text or state)
        fill = STATES[state].get("bg_color")
        assert cell.fill.fgColor.rgb[2:] == fill[1:] if fill else cell.fill.patternType is None


@pytest.mark.parametrize(
    ("state", "bar"), [("for", "medium"), ("against", "mediumDashed"), ("both ways", "double")]
)
def test_a_side_is_told_from_another_in_grey_by_its_bar(state, bar):
    table = Table("x", "X", frame(T=["text"]), states={"T": [f"{MENTIONED}, {state}"]})
    assert opened(writing.workbook([table]).data)["X"]["B2"].border.left.style == bar


def test_what_nobody_looked_at_looks_and_reads_otherwise_than_what_was_not_found():
    states = [DUE, UNREAD, NOT_MENTIONED, MENTIONED]
    table = Table("any", "Any", frame(T=["", "", "none", "said"]), states={"T": states})
    book = opened(writing.workbook([table]).data)
    cells = [book["Any"].cell(row, 2) for row in range(2, 6)]
    assert [cell.value for cell in cells] == ["due", "unread", "none", "said"]
    assert len({(cell.fill.fgColor.rgb, cell.font.italic) for cell in cells}) == 4
    legend = {row[0]: row[1] for row in book["Contents"].iter_rows(min_row=5, values_only=True) if row[0]}
    assert legend == {"Cells of Any": None, **MEANINGS}


def test_without_states_there_is_no_legend(review):
    book = opened(writing.workbook([tables.themes(review)]).data)
    assert not any("Cells of" in str(row[0]) for row in book["Contents"].iter_rows(values_only=True))


def test_a_cell_over_a_spreadsheets_limit_is_cut_visibly_and_reported():
    long = pd.DataFrame(
        {"Theme": ["x" * 40_000, "𝒳" * 20_000]}, index=pd.Index(["A 2010", "B 2011"], name="Source")
    )
    data, notes = writing.workbook([Table("matrix", "Matrix", long)])
    first, second = (opened(data)["Matrix"].cell(row, 2).value for row in (2, 3))
    assert len(first) <= 32_767
    assert first.endswith("[… cut: 7,353 characters more in matrix.csv]")
    assert len(second.encode("utf-16-le")) // 2 <= 32_767
    assert second.startswith("𝒳" * 16_000)
    assert notes == (
        "sheet Matrix, row 2 (A 2010), column Theme: cut by 7,353 characters; they are in matrix.csv.",
        "sheet Matrix, row 3 (B 2011), column Theme: cut by 3,677 characters; they are in matrix.csv.",
    )


def test_the_list_says_which_sheet_has_rows_that_go_on_beyond_what_a_row_can_show():
    tall, low = (
        Table(name, name, frame(Text=["word " * number]), "A note.")
        for name, number in (("Tall", 2_000), ("Low", 20))
    )
    contents = opened(writing.workbook([tall, low]).data)["Contents"]
    said = "The text of 1 row goes on beyond what a row can show: click on a cell to read it whole."
    assert [contents.cell(row, 4).value for row in (4, 5)] == [f"A note. {said}", "A note."]


def test_sheet_names_are_valid_and_unique():
    long = "findings-" + "a" * 40
    names = ["findings-a/b", "findings-a:b", long, f"{long}b", "History", "contents", "'quoted'"]
    book = opened(writing.workbook([Table(name, name, frame(A=["x"])) for name in names]).data)
    assert book.sheetnames == [
        "Contents", "Findings a b", "Findings a b 2", f"Findings {'a' * 22}", f"Findings {'a' * 20} 2", "History 2",
        "Contents 2", "quoted",
    ]  # fmt: skip


def test_two_workbooks_of_the_same_tables_have_the_same_bytes_and_the_tables_stay_as_they_were(review, every):
    before = {name: table.frame.copy() for name, table in every.items()}
    stamp = reporting.stamped(review.folder)
    assert (
        writing.workbook(every.values(), "T", stamp).data == writing.workbook(every.values(), "T", stamp).data
    )
    for name, table in every.items():
        pd.testing.assert_frame_equal(table.frame, before[name])


# --- on paper ---


def test_every_sheet_is_printed_across_on_a4_with_its_head_and_the_review_on_every_page(book, review):
    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.print_title_rows == ("$3:$3" if sheet.title == "Contents" else "$1:$1")
        assert sheet.oddHeader.left.text == "A & B" or sheet.oddHeader.left.text == "A && B"
        assert sheet.oddHeader.right.text == "&A"
        assert sheet.oddFooter.left.text == str(reporting.stamped(review.folder))
        assert sheet.oddFooter.right.text == "page &P of &N"
        assert sheet.print_area


def test_a_wide_table_stands_on_several_pages_side_by_side_with_its_first_column_on_each():
    wide = Table("wide", "Wide", frame(**{f"Column {number}": ["some words " * 60] for number in range(12)}))
    sheet = opened(writing.workbook([wide]).data)["Wide"]
    assert sheet.print_title_cols == "$A:$A"
    assert [one.id for one in sheet.col_breaks.brk] != []
    assert sheet.page_setup.scale >= 60
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage


def test_what_is_cited_has_columns_of_its_own_that_are_not_printed(book, every):
    sheet, table = book["Findings peer"], every["findings-peer"]
    assert [cell.value for cell in sheet[1]][-3:] == ["key", "locator", "quoted in"]
    assert sheet.print_area == f"'Findings peer'!$A$1:$F${len(table.frame) + 1}"
