"""The form that takes in a changed matrix, driven without a browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import openpyxl
import pytest
from ipywidgets import HTML, HTMLMath, Textarea, Widget
from making import sound, write_review

import litmatrix
from litmatrix import matrix, writing
from litmatrix.matrix.file import CellChange
from litmatrix.widgets import import_matrix
from litmatrix.widgets.base.forms import LOOK

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOSTILE = '<img src=x onerror="window.pwned=1">'


@pytest.fixture
def folder(tmp_path):
    """A review, and beside its files its exported workbook with one sound and one damaged change."""
    folder = write_review(tmp_path / "review", **sound())
    writing.export(litmatrix.open(folder), "matrix", folder / "m.xlsx")
    book = openpyxl.load_workbook(folder / "m.xlsx")
    book["Matrix"]["C3"] = HOSTILE
    book["Matrix"]["F3"] = book["Matrix"]["F3"].value.replace('"it helped me"', "“it helped me”")
    book.save(folder / "m.xlsx")
    return folder


@pytest.fixture
def form(folder):
    """The form with the changes shown."""
    made = import_matrix(litmatrix.open(folder))
    made.path.value = "m.xlsx"
    made.show.click()
    return made


def kind(folder) -> str:
    return matrix.read_matrix(folder / "matrix.csv").rows["a_2010"].cells[1]


def all_of(widget: Widget) -> list[Widget]:
    return [widget, *(part for child in getattr(widget, "children", ()) for part in all_of(child))]


def test_changes_are_listed_and_what_looks_damaged_is_marked_and_not_ticked(form):
    assert [(box.description, box.value) for box in form.boxes] == [
        ("a_2010 · kind", True),
        ("a_2010 · benefits", False),
    ]
    whys = [row.children[1].value for row in form.changes.children]
    assert whys == [
        "they changed it.",
        "⚠ it looks damaged: straight quotation marks were replaced by curly ones.",
    ]
    assert form.take.description == "Import the ticked changes (1)"
    assert re.fullmatch(
        r"m\.xlsx: 2 changed cells, compared with the state exported .* UTC; 1 are suggested\.",
        form.message.value,
    )


def test_texts_are_shown_as_text_and_cannot_be_written_in(form):
    texts = [part for part in all_of(form.changes) if isinstance(part, Textarea)]
    assert HOSTILE in [text.value for text in texts]
    assert all(text.disabled for text in texts)
    # The sheet of the form is no text of a cell.
    html = [part for part in all_of(form) if isinstance(part, HTML | HTMLMath)]
    assert [part.value for part in html] == [LOOK]


def test_the_ticked_ones_are_written_and_the_rest_is_left(form, folder):
    form.take.click()
    assert kind(folder) == HOSTILE
    assert re.match(
        r"Saved \d\d:\d\d:\d\d: 1 cell written to matrix\.csv\. Not imported: m\.xlsx: 1 changed cells",
        form.message.value,
    )
    assert [box.description for box in form.boxes] == ["a_2010 · benefits"]
    form.boxes[0].value = True
    form.take.click()
    assert "nothing to import; matrix.csv has it all." in form.message.value
    assert (form.boxes, form.take.disabled) == ([], True)


def test_ticking_none_and_what_is_suggested(form):
    form.boxes[1].value = True
    assert form.take.description == "Import the ticked changes (2)"
    form.none.click()
    assert ([box.value for box in form.boxes], form.take.disabled) == ([False, False], True)
    form.suggested.click()
    assert [box.value for box in form.boxes] == [True, False]


def test_a_cell_that_was_changed_meanwhile_is_not_overwritten_and_the_form_says_so(form, folder):
    matrix.write_cells(folder / "matrix.csv", [CellChange("a_2010", "kind", "academic", "unknown")])
    form.take.click()
    assert kind(folder) == "unknown"
    assert "NOT SAVED, because they were changed meanwhile: a_2010 · kind." in form.message.value
    labels = [text.description for text in form.changes.children[0].children[2].children]
    assert labels == ["Exported", "Here", "After"]


def test_what_could_not_be_saved_is_said(form, folder, monkeypatch):
    def refuse(*_):
        raise litmatrix.errors.NotSaved("the disk is full")

    monkeypatch.setattr("litmatrix.files.store.write", refuse)
    form.take.click()
    assert form.message.value == "NOT SAVED: the disk is full"


def test_a_file_can_be_uploaded(folder):
    form = import_matrix(litmatrix.open(folder))
    content = memoryview((folder / "m.xlsx").read_bytes())
    form.upload.value = (
        {"name": "m.xlsx", "type": "", "size": len(content), "content": content, "last_modified": NOW},
    )
    form.show.click()
    assert len(form.boxes) == 2


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "Not done: name the file, or upload it."),
        ("gone.xlsx", "there is no such file"),
        ("review.toml", "must end in"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_nothing_is_listed(form, path, message):
    form.path.value = path
    form.show.click()
    assert message in form.message.value
    assert (form.boxes, form.take.disabled) == ([], True)


def test_a_csv_is_compared_with_the_base_that_is_named(folder):
    text = (folder / "matrix.csv").read_text()
    (folder / "old.csv").write_text(text)
    (folder / "their.csv").write_text(text.replace("academic", "grey"))
    form = import_matrix(litmatrix.open(folder))
    form.path.value, form.base.value = "their.csv", str(folder / "old.csv")
    form.show.click()
    assert [box.value for box in form.boxes] == [True]
    assert "compared with old.csv" in form.message.value


def test_many_changes_stand_on_pages_and_ticks_are_kept(tmp_path):
    cells = {f"k{n:02}": {"benefits": f"text {n}"} for n in range(25)}
    folder = write_review(tmp_path / "review", **sound(cells=cells))
    (folder / "their.csv").write_text("key,costs\n" + "".join(f"{key},none\n" for key in cells))
    form = import_matrix(litmatrix.open(folder))
    form.path.value = "their.csv"
    form.show.click()
    assert (len(form.boxes), form.where.value, form.back.disabled) == (10, "1 to 10 of 25", True)
    form.boxes[3].value = False
    form.next.click()
    form.next.click()
    assert (len(form.boxes), form.where.value, form.next.disabled) == (5, "21 to 25 of 25", True)
    form.back.click()
    form.back.click()
    assert [box.value for box in form.boxes[2:5]] == [True, False, True]
    form.take.click()
    found = matrix.read_matrix(folder / "matrix.csv")
    assert [key for key, row in found.rows.items() if row.cells[-1] != "none"] == ["k03"]


def test_the_last_import_is_taken_back(form, folder):
    before = (folder / "matrix.csv").read_bytes()
    form.take.click()
    assert (folder / "matrix.csv").read_bytes() != before
    form.undo.click()
    assert re.fullmatch(
        r"saved \d\d:\d\d:\d\d: the import of m\.xlsx is undone, 1 cell of matrix\.csv is as before\.",
        form.message.value,
    )
    assert (folder / "matrix.csv").read_bytes() == before
    assert [box.description for box in form.boxes] == ["a_2010 · kind", "a_2010 · benefits"]
    form.undo.click()
    assert form.message.value == "Not done: there is no matrix import to undo."
