"""The matrix to a spreadsheet and back: what is exported, what comes back damaged, and what is taken."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import assert_left_alone, entry, sound, write_review
from matrix.test_rows import CELL

import litmatrix
from litmatrix import matrix, writing
from litmatrix.coding import operations, themes
from litmatrix.errors import ChangedOutside, Misuse, NotSaved, Unreadable
from litmatrix.files import store
from litmatrix.matrix.file import CellChange, Conflict
from litmatrix.matrix.imports import read_matrix_imports
from litmatrix.writing import roundtrip, state
from litmatrix.writing.editable import editable
from litmatrix.writing.roundtrip import Source
from litmatrix.writing.state import State

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
FIRST, COSTS = '[Self] "it helped me" (p. 3)\n[Others +] helped others too (p. 4)', "none 2026-11-22 ann"


@pytest.fixture
def folder(tmp_path):
    return write_review(tmp_path / "review", **sound())


@pytest.fixture
def book(folder, tmp_path):
    """The exported workbook of the review."""
    writing.export(litmatrix.open(folder), "matrix", tmp_path / "matrix.xlsx")
    return tmp_path / "matrix.xlsx"


def edit(path: Path, changes: dict[str, object]) -> None:
    """Change cells of the sheet as a spreadsheet would."""
    book = openpyxl.load_workbook(path)
    for place, value in changes.items():
        book["Matrix"][place] = value
    book.save(path)


def planned(folder: Path, path: Path) -> roundtrip.Plan:
    return roundtrip.plan(litmatrix.open(folder), roundtrip.read_source(path))


def taken(plan: roundtrip.Plan) -> list[tuple[str, str, str, bool]]:
    return [(one.key, one.column, one.after, one.take) for one in plan.proposals]


# --- the exported workbook --------------------------------------------------------------------------------


def test_the_workbook_has_the_columns_of_the_file_and_says_what_is_not_read_back(book):
    opened = openpyxl.load_workbook(book)
    assert [(sheet.title, sheet.sheet_state) for sheet in opened.worksheets] == [
        ("Matrix", "visible"), ("How to use", "visible"), ("Lists", "hidden"), ("litmatrix", "veryHidden"),
    ]  # fmt: skip
    sheet = opened["Matrix"]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert rows == [
        ["key", "reference (not read back)", "kind", "methods", "size", "benefits", "costs"],
        ["(names, not read back)", "", "", "", "", "Benefits", "Costs"],
        ["a_2010", "Adams 2010", "academic", "survey; interview", "12", FIRST, COSTS],
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C3", "A2:G3")


def test_keys_and_ids_are_locked_without_a_password_and_cells_are_open_text(book):
    sheet = openpyxl.load_workbook(book)["Matrix"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    allowed = {name: not getattr(sheet.protection, name) for name in ("formatColumns", "formatRows", "sort", "autoFilter", "deleteRows")}  # fmt: skip
    assert allowed == {
        "formatColumns": True,
        "formatRows": True,
        "sort": True,
        "autoFilter": True,
        "deleteRows": False,
    }
    locked = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.protection.locked}
    assert locked == {f"{letter}{row}" for letter in "ABCDEFG" for row in (1, 2)} | {"A3", "B3"}
    assert {cell.number_format for row in sheet.iter_rows() for cell in row} == {"@"}
    assert all(cell.alignment.wrap_text for cell in sheet[3])
    assert sheet.column_dimensions["F"].protection.locked is False


def test_it_is_printed_across_with_keys_and_heads_on_every_page_and_has_room_to_write(book, folder):
    opened = openpyxl.load_workbook(book)
    sheet = opened["Matrix"]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.print_title_rows, sheet.print_area) == ("$1:$2", "'Matrix'!$A$1:$G$3")
    assert all(one.oddFooter.right.text == "page &P of &N" for one in opened.worksheets[:2])
    assert sheet.column_dimensions["D"].width >= 14
    assert sheet.column_dimensions["F"].width >= 24


def test_values_of_a_choice_are_offered_and_another_is_only_warned_of(book):
    opened = openpyxl.load_workbook(book)
    (rule,) = opened["Matrix"].data_validations.dataValidation
    assert (rule.type, rule.formula1, rule.errorStyle) == ("list", "Lists!$A$1:$A$3", "warning")
    assert str(rule.sqref).startswith("C3:C")
    assert [cell.value for cell in opened["Lists"]["A"]] == ["academic", "grey", "unknown"]


def test_no_text_becomes_a_formula_a_link_or_a_number(tmp_path):
    texts = [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "001",
        "1-2",
        "2e5",
        "https://example.org",
        "<b>",
        "{=1}",
        "'x",
        "_x000D_",
    ]
    cells = {f"k{number}": {"benefits": text} for number, text in enumerate(texts)}
    review = litmatrix.open(write_review(tmp_path / "review", **sound(cells=cells, entries=[], events=[])))
    data = editable(review).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name)
    assert b"<f>" not in sheets
    assert b"hyperlink" not in sheets
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Matrix"]
    assert [row[5].value for row in sheet.iter_rows(min_row=3)] == texts


def test_two_exports_at_one_time_have_the_same_bytes_and_leave_the_review_alone(folder):
    review = litmatrix.open(folder)
    assert editable(review, NOW) == editable(review, NOW)
    assert_left_alone(review, lambda given: editable(given, NOW))


def test_an_empty_review_can_be_exported_and_a_first_row_taken_in(tmp_path):
    folder = write_review(tmp_path / "review", **sound(cells={}, events=[]))
    path = tmp_path / "matrix.xlsx"
    path.write_bytes(editable(litmatrix.open(folder)).data)
    assert planned(folder, path).proposals == ()
    edit(path, {"A3": "b_2005", "F3": '"new" (p. 1)'})
    plan = planned(folder, path)
    assert [(one.key, one.why, one.new_row) for one in plan.proposals] == [
        ("b_2005", "a new row, for a source without one.", True)
    ]
    roundtrip.apply(litmatrix.open(folder), plan.suggested)
    assert (
        folder / "matrix.csv"
    ).read_text() == 'key,kind,methods,size,benefits,costs\nb_2005,,,,"""new"" (p. 1)",\n'


# --- the state --------------------------------------------------------------------------------------------

STATES = st.builds(
    lambda columns, rows: State(
        tuple(columns), {key: tuple(cells[: len(columns)]) for key, cells in rows.items()}, "Τ", "x", "1"
    ),
    st.lists(st.sampled_from("abc"), unique=True),
    st.dictionaries(st.text(max_size=5), st.tuples(CELL, CELL, CELL)),
)


@given(STATES)
def test_a_state_is_unpacked_as_it_was_packed_from_small_plain_cells(given):
    texts = state.pack(given)
    assert all(text.isascii() and len(text) <= 30_001 for text in texts)
    assert state.unpack(texts) == given


def test_a_state_that_is_not_whole_is_refused():
    texts = state.pack(State(("a",), {"k": ("x",)}))
    spoiled = [
        [],
        ["x"],
        ["litmatrix state 2", *texts[1:]],
        texts[:2],
        [texts[0], "0", *texts[2:]],
        [*texts[:2], texts[2][:-4]],
    ]
    for one in spoiled:
        with pytest.raises(ValueError):
            state.unpack(one)


def test_a_large_matrix_is_kept_in_chunks():
    import random

    letters = random.Random(1)
    cells = {
        f"k{n}": ("".join(chr(letters.randrange(0x4E00, 0x9FFF)) for _ in range(40_000)),) for n in range(3)
    }
    texts = state.pack(State(("a",), cells))
    assert len(texts) > 6
    assert state.unpack(texts).rows == cells


# --- there and back ---------------------------------------------------------------------------------------

ANY = CELL.filter(lambda text: "\0" not in text)


@given(st.lists(st.tuples(ANY, ANY), min_size=1, max_size=3))
def test_what_was_not_changed_comes_back_as_nothing_to_take_whatever_the_text(tmp_path_factory, rows):
    cells = {f"k{n}": {"benefits": one, "costs": two} for n, (one, two) in enumerate(rows)}
    top = tmp_path_factory.mktemp("any")
    folder = write_review(top / "review", **sound(cells={}, entries=[], events=[]))
    changes = [
        CellChange(key, column, "", text) for key, row in cells.items() for column, text in row.items()
    ]
    matrix.write_cells(folder / "matrix.csv", changes)
    (top / "m.xlsx").write_bytes(editable(litmatrix.open(folder)).data)
    plan = planned(folder, top / "m.xlsx")
    assert (plan.proposals, plan.left_out, plan.notes) == ((), (), ())


def test_a_changed_cell_is_taken_and_all_else_keeps_its_bytes(folder, book):
    before = (folder / "matrix.csv").read_text()
    edit(book, {"C3": "grey"})
    plan = planned(folder, book)
    assert plan.base.startswith("the state exported 20")
    assert taken(plan) == [("a_2010", "kind", "grey", True)]
    saved = roundtrip.apply(litmatrix.open(folder), plan.suggested)
    assert saved.conflicts == ()
    assert (folder / "matrix.csv").read_text() == before.replace("academic", "grey")
    assert planned(folder, book).proposals == ()


def test_what_changed_here_meanwhile_is_kept_and_a_cell_that_both_changed_is_not_overwritten(folder, book):
    edit(book, {"C3": "grey", "E3": "14", "F3": FIRST + "\ntheirs (p. 5)", "G3": "theirs (p. 6)"})
    matrix.write_cells(
        folder / "matrix.csv",
        [CellChange("a_2010", "methods", "survey; interview", "survey"), CellChange("a_2010", "size", "12", "13"),
         CellChange("a_2010", "benefits", FIRST, FIRST + "\nours (p. 9)"), CellChange("a_2010", "costs", COSTS, "ours (p. 7)")],
    )  # fmt: skip
    plan = planned(folder, book)
    assert [(one.column, one.kind, one.take, one.after, one.why) for one in plan.proposals] == [
        ("kind", "theirs", True, "grey", "they changed it."),
        ("size", "conflict", False, "14", "both changed it: importing theirs would replace yours."),
        (
            "benefits",
            "conflict",
            True,
            FIRST + "\nours (p. 9)\ntheirs (p. 5)",
            "both added to it: both additions are kept.",
        ),
        (
            "costs",
            "conflict",
            False,
            "theirs (p. 6)",
            "both changed it: importing theirs would replace yours.",
        ),
    ]
    roundtrip.apply(litmatrix.open(folder), plan.suggested)
    row = matrix.read_matrix(folder / "matrix.csv").rows["a_2010"].cells
    assert row == ("a_2010", "grey", "survey", "13", FIRST + "\nours (p. 9)\ntheirs (p. 5)", "ours (p. 7)")


def test_a_cell_changed_between_the_plan_and_its_writing_is_not_overwritten(folder, book):
    edit(book, {"C3": "grey", "E3": "14"})
    plan = planned(folder, book)
    matrix.write_cells(folder / "matrix.csv", [CellChange("a_2010", "kind", "academic", "unknown")])
    saved = roundtrip.apply(litmatrix.open(folder), plan.proposals)
    assert saved.conflicts == (Conflict("a_2010", "kind", "academic", "unknown", "grey"),)
    assert saved.matrix.rows["a_2010"].cells[1:4] == ("unknown", "survey; interview", "14")


@pytest.mark.parametrize(
    ("place", "value", "text", "kind"),
    [
        ("C3", 44228, "44228", "number"),
        ("F3", date(2026, 2, 1), "2026-02-01", "date"),
        ("F3", datetime(2026, 2, 1), "2026-02-01", "date"),
        ("C3", True, "TRUE", "boolean"),
        ("F3", "#NAME?", "#NAME?", "error"),
        (
            "F3",
            FIRST.replace('"', "“", 1).replace('"', "”"),
            FIRST.replace('"', "“", 1).replace('"', "”"),
            "quotes",
        ),
        ("F3", FIRST[:20], FIRST[:20], "cut"),
    ],
)
def test_damage_is_pointed_out_and_not_suggested_but_can_be_accepted(folder, book, place, value, text, kind):
    edit(book, {place: value})
    (one,) = planned(folder, book).proposals
    assert (one.after, one.take, one.damage[0].kind) == (text, False, kind)
    assert one.why.startswith("it looks damaged: ")
    roundtrip.apply(litmatrix.open(folder), [one])
    assert planned(folder, book).proposals == ()


def test_a_number_in_a_column_of_numbers_is_no_damage(folder, book):
    edit(book, {"E3": 14})
    assert taken(planned(folder, book)) == [("a_2010", "size", "14", True)]
    edit(book, {"E3": 12})
    assert planned(folder, book).proposals == ()


def test_a_formula_is_refused_and_told(folder, book):
    edit(book, {"F3": "=1+1"})
    plan = planned(folder, book)
    assert (plan.proposals, plan.left_out) == (
        (),
        ("Formulas are not imported, only text: a_2010, column benefits",),
    )


def test_an_emptied_cell_is_shown_and_left_unless_it_is_accepted(folder, book):
    edit(book, {"F3": None})
    (one,) = planned(folder, book).proposals
    assert (one.after, one.take, one.why) == ("", False, "they emptied it.")


def test_a_cell_over_the_limit_is_shown_cut_and_stays_whole(tmp_path):
    long = "\n".join(f'"excerpt {n}" (p. {n})' for n in range(2_000))
    folder = write_review(tmp_path / "review", **sound(cells={"a_2010": {"benefits": long}}))
    book = tmp_path / "m.xlsx"
    (note,) = writing.export(litmatrix.open(folder), "matrix", book).notes
    assert (
        note
        == "m.xlsx, sheet Matrix, row 3 (a_2010), column benefits: shown cut; it is left as it is unless you change it."
    )
    assert planned(folder, book).proposals == ()
    shown = openpyxl.load_workbook(book)["Matrix"]["F3"].value
    edit(book, {"F3": shown.replace('"excerpt 7"', '"changed 7"')})
    assert taken(planned(folder, book)) == [
        ("a_2010", "benefits", long.replace('"excerpt 7"', '"changed 7"'), True)
    ]
    edit(book, {"F3": shown[:30_000]})
    (one,) = planned(folder, book).proposals
    assert (one.take, [damage.kind for damage in one.damage]) == (False, ["cut", "cut"])


def test_line_ends_of_the_file_are_kept_in_a_changed_cell(tmp_path):
    folder = write_review(tmp_path / "review", **sound(cells={"a_2010": {"benefits": "one\r\ntwo"}}))
    book = tmp_path / "m.xlsx"
    writing.export(litmatrix.open(folder), "matrix", book)
    edit(book, {"F3": "one\ntwo\nthree"})
    assert taken(planned(folder, book)) == [("a_2010", "benefits", "one\r\ntwo\r\nthree", True)]


# --- rows and columns -------------------------------------------------------------------------------------


def test_rows_and_columns_are_never_taken_out_or_added_and_what_is_left_is_told(folder, book):
    review = litmatrix.open(folder)
    table = roundtrip.read_source(book)
    text = "key,benefits,costs,mine\nb_2005,x,,1\nnobody,y,,\nb_2005,z,,\n,lost,,\n"
    other = book.with_name("other.csv")
    other.write_text(text)
    plan = roundtrip.plan(review, replace(roundtrip.read_source(other), base=table.base))
    assert taken(plan) == [("b_2005", "benefits", "x", True)]
    assert plan.left_out == (
        "other.csv, row 4: the key b_2005 has a row above already (row 2); this one is not read.",
        "other.csv, row 5: the row has text but no key; it is not read.",
        "bibliography.bib has no entry with this key, so the row is not imported: nobody. Add the entry first, or correct the key.",
        "matrix.csv has no column mine, so its 1 cell is not imported. Add the theme or descriptor first, or correct the name.",
    )
    assert plan.notes == (
        "these rows are not in it, and stay as they are: a_2010",
        "these columns are not in it, and stay as they are: kind, methods, size",
    )
    saved = roundtrip.apply(review, plan.suggested)
    assert list(saved.matrix.rows) == ["a_2010", "b_2005"]


def test_a_column_and_a_row_that_are_gone_since_the_export_are_told_if_they_were_changed(folder, book):
    edit(book, {"G3": "changed (p. 1)", "F3": "changed (p. 2)"})
    path = folder / "matrix.csv"
    path.write_text("key,kind,methods,size,benefits\nb_2005,,,,\n")
    plan = planned(folder, book)
    assert plan.proposals == ()
    assert plan.left_out == (
        "matrix.csv no longer has this row; what they wrote in it is not imported: a_2010",
        "matrix.csv no longer has the column costs, in which they changed 1 cell; these are not imported. If the theme was "
        "renamed or merged since the export, copy them to its column of today.",
    )


def test_columns_are_looked_up_under_today_s_names_in_one_place(folder, book, monkeypatch):
    edit(book, {"G3": "changed (p. 1)"})
    text = (folder / "matrix.csv").read_text()
    (folder / "matrix.csv").write_text(text.replace(",costs\n", ",expense\n", 1))
    monkeypatch.setattr(
        roundtrip.proposals, "column_now", lambda protocol, name: {"costs": "expense"}.get(name, name)
    )
    assert taken(planned(folder, book)) == [("a_2010", "expense", "changed (p. 1)", True)]


def test_a_column_that_they_renamed_is_told_and_not_taken(folder, book):
    edit(book, {"F1": "advantages"})
    plan = planned(folder, book)
    assert plan.left_out == (
        "the column benefits seems to be called advantages there; its cells are not imported. Change its name back to benefits.",
    )


def test_another_order_of_rows_and_columns_changes_nothing(folder, tmp_path):
    other = tmp_path / "other.csv"
    (folder / "matrix.csv").write_text("key,kind,costs\na_2010,grey,\nb_2005,,x\n")
    other.write_text("key,costs,kind\nb_2005,x,\na_2010,,grey\n")
    plan = planned(folder, other)
    assert (plan.proposals, plan.notes) == (
        (), ("its rows are in another order; that changes nothing.", "its columns are in another order; that changes nothing."),
    )  # fmt: skip


# --- other files ------------------------------------------------------------------------------------------


def test_without_the_exported_state_everything_that_differs_is_shown_and_nothing_is_taken_out(folder, book):
    edit(book, {"C3": "grey", "E3": None, "F3": FIRST + "\nmore (p. 5)"})
    opened = openpyxl.load_workbook(book)
    del opened["litmatrix"]
    opened.save(book)
    plan = planned(folder, book)
    assert [(one.column, one.take, one.why) for one in plan.proposals] == [
        ("kind", False, "the two differ; without the version it began with, it is not known which is newer."),
        (
            "size",
            False,
            "it is empty there; without the version it began with, it is not known whether it was deleted.",
        ),
        ("benefits", True, "they added to it."),
    ]
    assert plan.notes[0].startswith("matrix.xlsx no longer has the hidden copy of what was exported")


def test_a_state_that_was_changed_is_no_base(folder, book):
    opened = openpyxl.load_workbook(book)
    opened["litmatrix"]["A3"] = opened["litmatrix"]["A3"].value.swapcase()
    opened.save(book)
    source = roundtrip.read_source(book)
    assert source.base is None
    assert source.notes[0].startswith(
        "the state that matrix.xlsx was exported with is damaged (its checksum differs)"
    )


def test_a_workbook_of_another_review_is_pointed_out(tmp_path, book):
    other = write_review(tmp_path / "other", **sound(title="Another"))
    assert planned(other, book).notes == ("it was exported from a review with another title: “A review”.",)


@pytest.mark.parametrize(
    ("delimiter", "encoding", "head", "note"),
    [
        (",", "utf-8", "", ()),
        (";", "utf-8-sig", "", ("the columns of their.csv are separated by semicolons.",)),
        (";", "utf-8", "sep=;\r\n", ("the columns of their.csv are separated by semicolons.",)),
        (
            "\t",
            "utf-16",
            "",
            (
                "their.csv is not UTF-8; it was read as UTF-16-LE.",
                "the columns of their.csv are separated by tabs.",
            ),
        ),
        (",", "cp1252", "", ("their.csv is not UTF-8; it was read as CP1252.",)),
    ],
)
def test_a_co_author_s_csv_is_read_whatever_its_separator_and_encoding(
    folder, tmp_path, delimiter, encoding, head, note
):
    lines = [
        ["key", "kind", "benefits"],
        ["a_2010", "academic", '"' + FIRST.replace('"', '""') + '\r\nZoë’s (p. 5)"'],
    ]
    text = head + "".join(delimiter.join(line) + "\r\n" for line in lines)
    path = tmp_path / "their.csv"
    path.write_bytes(text.encode(encoding))
    plan = planned(folder, path)
    assert [(one.column, one.take) for one in plan.proposals] == [("benefits", False)]
    assert plan.proposals[0].damage[0].kind == "line-ends"
    assert plan.notes[: len(note)] == note


def test_a_csv_that_differs_in_line_ends_only_changes_nothing(folder, tmp_path):
    path = tmp_path / "their.csv"
    path.write_bytes((folder / "matrix.csv").read_bytes().replace(b"\n", b"\r\n"))
    plan = planned(folder, path)
    assert (plan.proposals, plan.notes) == ((), ("1 cell differs in line ends only, and stays as it is.",))


def test_the_base_of_a_csv_is_a_file_a_workbook_or_a_revision_of_git(folder, book, tmp_path):
    shutil.copy(folder / "matrix.csv", tmp_path / "old.csv")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "matrix.csv"], cwd=folder, check=True)
    name = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *name, "commit", "-qm", "x"], cwd=folder, check=True)
    matrix.write_cells(folder / "matrix.csv", [CellChange("a_2010", "kind", "academic", "grey")])
    for version, told in (
        (str(tmp_path / "old.csv"), "old.csv"), ("HEAD", "matrix.csv at HEAD"), (str(book), "the state exported in matrix.xlsx"),
    ):  # fmt: skip
        found, name_of_base = roundtrip.read_base(folder, version)
        assert (name_of_base, found.rows["a_2010"].cells[1]) == (told, "academic")
    with pytest.raises(Unreadable, match=r"there is no such file, and git has no matrix\.csv there"):
        roundtrip.read_base(folder, "nowhere")
    for version in ("", "--help", "HEAD:x"):
        with pytest.raises(Misuse, match="is not a file or a revision"):
            roundtrip.read_base(folder, version)
    (tmp_path / "old.csv").write_text("nothing\n")
    with pytest.raises(Unreadable, match=r"it cannot be the base: .*there is no column key"):
        roundtrip.read_base(folder, str(tmp_path / "old.csv"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.xlsx", b"no zip", "it is not an .xlsx workbook that can be read, or it has a password"),
        ("x.csv", b"name,a\nk,1\n", "there is no column key; the first row says: name,a"),
        ("x.csv", b'key,a\nk,"1"2\n', "row 2: the rows cannot be told apart"),
        ("x.csv", b"key,a,a\nk,1,2\n", "the column a is there more than once"),
        ("x.csv", b"<html><body>login", "web page"),
        ("x.csv", b"", "there is no column key; the first row says: nothing"),
    ],
)
def test_a_file_whose_cells_are_in_doubt_is_unreadable(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable, match=message):
        roundtrip.read_source(tmp_path / name)


def test_a_workbook_without_a_matrix_and_a_kind_of_file_that_is_not_read_are_told(tmp_path):
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(Unreadable, match="it has no sheet Matrix"):
        roundtrip.read_source(tmp_path / "x.xlsx")
    with pytest.raises(Misuse, match=r"Save it as \.xlsx"):
        roundtrip.read_source(tmp_path / "x.ods")
    with pytest.raises(Misuse, match=r"must end in \.xlsx"):
        roundtrip.read_source(tmp_path / "x.pdf")
    with pytest.raises(Unreadable, match="no such file"):
        roundtrip.read_source(tmp_path / "gone.xlsx")


def test_a_matrix_that_is_opened_read_only_is_not_imported_into(folder, book):
    review = litmatrix.open(folder)
    (folder / "matrix.csv").write_text("<<<<<<< ours\n")
    with pytest.raises(NotSaved, match="fix this first"):
        roundtrip.plan(review, roundtrip.read_source(book))


@pytest.mark.parametrize("more", ["{key},x\n", ",x\n"], ids=["two rows of one source", "a row without a key"])
def test_into_a_matrix_of_which_rows_were_set_aside_nothing_is_imported(folder, book, more):
    review = litmatrix.open(folder)
    edit(book, {"C3": "grey"})
    plan = roundtrip.plan(review, roundtrip.read_source(book))
    path = folder / "matrix.csv"
    header, first, *_ = path.read_text(encoding="utf-8").splitlines()
    key = first.split(",")[0]
    line = more.format(key=key).rstrip("\n") + "," * (header.count(",") - 1) + "\n"
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(NotSaved, match=r"fix this first\. matrix\.csv"):
        roundtrip.apply(review, plan.suggested)
    with pytest.raises(NotSaved, match="fix this first"):
        roundtrip.plan(review, roundtrip.read_source(book))
    assert path.read_bytes() == before


def test_a_plan_leaves_the_review_and_the_source_alone_and_writes_nothing(folder, book):
    edit(book, {"C3": "grey"})
    source = roundtrip.read_source(book)
    before = (folder / "matrix.csv").stat().st_mtime_ns
    assert_left_alone(litmatrix.open(folder), lambda review: roundtrip.plan(review, source))
    assert source == roundtrip.read_source(book)
    assert (folder / "matrix.csv").stat().st_mtime_ns == before
    assert isinstance(source, Source)


def test_greek_arabic_and_chinese_come_back_as_they_went(tmp_path):
    texts = {"ψυχή_2010": "«Ψυχή» (p. 1)", "سلام": "“سلام عليكم” (p. 2)", "日本": "日本語の引用 (p. 3)"}
    folder = write_review(
        tmp_path / "review",
        **sound(
            entries=[entry(key, title=key) for key in texts],
            events=[],
            cells={key: {"benefits": text} for key, text in texts.items()},
        ),
    )
    book = tmp_path / "m.xlsx"
    writing.export(litmatrix.open(folder), "matrix", book)
    assert planned(folder, book).proposals == ()
    edit(book, {"F4": texts["سلام"] + "\nمزيد (p. 3)"})
    assert taken(planned(folder, book)) == [("سلام", "benefits", texts["سلام"] + "\nمزيد (p. 3)", True)]


@pytest.mark.skipif(shutil.which("libreoffice") is None, reason="no LibreOffice here")
def test_a_workbook_saved_by_libreoffice_comes_back_as_it_went(tmp_path, worked):
    book = tmp_path / "matrix.xlsx"
    book.write_bytes(editable(worked).data)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [
        "libreoffice",
        home,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "out"),
        str(book),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    plan = roundtrip.plan(worked, roundtrip.read_source(tmp_path / "out" / "matrix.xlsx"))
    assert (plan.proposals, plan.left_out, plan.notes) == ((), (), ())
    assert plan.base.startswith("the state exported")


# --- taken back -------------------------------------------------------------------------------------------


@pytest.fixture
def imported(folder, book):
    """The folder, three cells of the workbook and a row taken in, and the bytes of matrix.csv before."""
    before = (folder / "matrix.csv").read_bytes()
    edit(book, {"C3": "grey", "E3": "of 12", "A8": "c_2012", "C8": "thesis"})
    plan = planned(folder, book)
    assert roundtrip.apply(litmatrix.open(folder), plan.proposals, plan.source, "ann").conflicts == ()
    assert litmatrix.open(folder).problems == ()
    return folder, before


def test_a_matrix_import_is_shown_taken_back_to_the_byte_and_stays_in_history(imported):
    folder, before = imported
    after = (folder / "matrix.csv").read_bytes()
    found = roundtrip.undoing(folder)
    assert (found.entry.file, found.entry.by, found.rows) == ("matrix.xlsx", "ann", ("c_2012",))
    assert [(one.key, one.column, one.before) for one in found.cells] == [
        ("a_2010", "kind", "grey"), ("a_2010", "size", "of 12"),
    ]  # fmt: skip
    assert (folder / "matrix.csv").read_bytes() == after != before
    done = roundtrip.undo(folder, "bob", "no", shown=found)
    assert (folder / "matrix.csv").read_bytes() == before
    ((entry,), problems) = read_matrix_imports(folder / "history")
    assert (entry, problems) == (replace(done.entry, undone=entry.undone), ())
    assert (entry.undone_by, entry.undone_why) == ("bob", "no")
    with pytest.raises(Misuse, match=r"^there is no matrix import to undo\.$"):
        roundtrip.undo(folder)


def test_imports_are_taken_back_one_after_the_other_the_last_first(imported, book):
    folder, before = imported
    middle = (folder / "matrix.csv").read_bytes()
    edit(book, {"C3": "thesis"})
    roundtrip.apply(litmatrix.open(folder), planned(folder, book).proposals, "again")
    assert roundtrip.undo(folder).entry.file == "again"
    assert (folder / "matrix.csv").read_bytes() == middle
    assert roundtrip.undo(folder).entry.file == "matrix.xlsx"
    assert (folder / "matrix.csv").read_bytes() == before


def test_what_was_written_since_in_other_cells_stays_and_in_these_is_not_lost(imported):
    folder, before = imported
    path = folder / "matrix.csv"
    matrix.write_cells(path, [CellChange("a_2010", "kind", "grey", "mine")])
    after = path.read_bytes()
    for act in (roundtrip.undoing, roundtrip.undo):
        with pytest.raises(NotSaved, match=r"not undone: .* would be lost: a_2010, column kind\. Move or"):
            act(folder)
    assert path.read_bytes() == after
    matrix.write_cells(path, [CellChange("a_2010", "kind", "mine", "grey")])
    matrix.write_cells(path, [CellChange("a_2010", "costs", COSTS, "none")])
    roundtrip.undo(folder)
    assert path.read_text() == before.decode().replace(COSTS, "none")


def test_undo_refuses_when_it_would_do_something_else_than_was_shown(imported):
    folder, _ = imported
    found = roundtrip.undoing(folder)
    matrix.write_cells(folder / "matrix.csv", [CellChange("a_2010", "kind", "grey", "academic")])
    with pytest.raises(
        ChangedOutside, match=r"^not undone: matrix\.csv was changed meanwhile, .* Look at it again"
    ):
        roundtrip.undo(folder, shown=found)


def test_a_theme_that_was_renamed_since_is_followed(folder, book):
    before = (folder / "matrix.csv").read_text()
    edit(book, {"F3": "all new"})
    roundtrip.apply(litmatrix.open(folder), planned(folder, book).proposals, "m.xlsx")
    operations.apply(folder, lambda plan, found: themes.rename(plan, found, "benefits", "gains"))
    roundtrip.undo(folder)
    assert (folder / "matrix.csv").read_text() == before.replace("benefits", "gains")
    operations.undo(folder)
    assert (folder / "matrix.csv").read_text() == before


def test_a_column_is_followed_through_what_was_undone_since(folder, book):
    before = (folder / "matrix.csv").read_text()
    operations.apply(folder, lambda plan, found: themes.rename(plan, found, "benefits", "gains"))
    edit(book, {"F3": "all new"})
    roundtrip.apply(litmatrix.open(folder), planned(folder, book).proposals, "m.xlsx")
    operations.undo(folder)
    roundtrip.undo(folder)
    assert (folder / "matrix.csv").read_text() == before


def test_a_column_that_has_the_former_name_of_another_is_not_taken_for_it(folder):
    operations.apply(folder, lambda plan, found: themes.rename(plan, found, "benefits", "gains"))
    operations.apply(folder, lambda plan, found: themes.add(plan, found, "benefits", "Benefits", "Others."))
    before = (folder / "matrix.csv").read_text()
    review = litmatrix.open(folder)
    roundtrip.apply(
        review, [roundtrip.Proposal("a_2010", "benefits", "", "new", True, "", "theirs")], "m.csv"
    )
    assert [one.before for one in roundtrip.undo(folder).cells] == ["new"]
    assert (folder / "matrix.csv").read_text() == before


def test_an_import_into_a_theme_that_was_merged_since_waits_for_that_to_be_undone(folder, book):
    before = (folder / "matrix.csv").read_text()
    edit(book, {"F3": "all new"})
    roundtrip.apply(litmatrix.open(folder), planned(folder, book).proposals, "m.xlsx")
    operations.apply(
        folder, lambda plan, found: themes.merge(plan, found, ["benefits", "costs"], "costs", "", "")
    )
    with pytest.raises(NotSaved, match=r"the theme benefits was merged into costs since\. Undo that first"):
        roundtrip.undo(folder)
    operations.undo(folder)
    roundtrip.undo(folder)
    assert (folder / "matrix.csv").read_text() == before


@pytest.mark.parametrize("at", range(1, 4))
def test_an_import_that_was_killed_is_seen_and_taken_back(folder, book, monkeypatch, at):
    before = (folder / "matrix.csv").read_bytes()
    edit(book, {"C3": "grey"})
    accepted = planned(folder, book).proposals
    with monkeypatch.context() as context:
        stop_at(context, at)
        with contextlib.suppress(Killed):
            roundtrip.apply(litmatrix.open(folder), accepted, "m.xlsx")
    checks = [one.check for one in litmatrix.open(folder).problems]
    assert checks == ([] if at == 1 else ["unfinished-matrix-import"])
    if at > 1:
        with pytest.raises(
            NotSaved, match=r"^not imported: fix this first\. .* Run “litmatrix matrix import --undo”"
        ):
            roundtrip.apply(litmatrix.open(folder), accepted, "m.xlsx")
        roundtrip.undo(folder)
    assert ((folder / "matrix.csv").read_bytes(), litmatrix.open(folder).problems) == (before, ())


@pytest.mark.parametrize("at", [1, 2])
def test_an_undo_that_was_killed_is_taken_up_again(imported, monkeypatch, at):
    folder, before = imported
    with monkeypatch.context() as context:
        stop_at(context, at)
        with contextlib.suppress(Killed):
            roundtrip.undo(folder)
    assert [one.check for one in litmatrix.open(folder).problems] == ["unfinished-matrix-import"]
    roundtrip.undo(folder)
    assert ((folder / "matrix.csv").read_bytes(), litmatrix.open(folder).problems) == (before, ())


class Killed(BaseException):
    """The process ends here."""


def stop_at(context, number: int) -> None:
    """Make the process stop before its `number`th write, and every write after it."""
    writes, real = [], store.write

    def write(path, data):
        writes.append(path)
        if len(writes) >= number:
            raise Killed
        real(path, data)

    context.setattr(store, "write", write)
