"""The form that takes search results in, driven without a browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import small_review
from ipywidgets import HTML, HTMLMath, Widget

import litmatrix
from litmatrix import bibliography
from litmatrix.errors import NotSaved
from litmatrix.files import store
from litmatrix.screening import deciding
from litmatrix.widgets import import_records
from litmatrix.widgets.base.forms import LOOK

HOSTILE = '<img src=x onerror="window.pwned=1">'
RIS = (
    f"TY  - JOUR\nTI  - {HOSTILE}\nAU  - Smith, Anna\nPY  - 2019\nER  - \n\n"
    "TY  - JOUR\nTI  - Second\nAU  - Brown, Bob\nPY  - 2018\nER  - \n"
)


@pytest.fixture(autouse=True)
def ann(monkeypatch, tmp_path):
    monkeypatch.setattr(deciding, "_name_file", lambda *_: tmp_path / "reviewer.txt")


@pytest.fixture
def folder(tmp_path):
    place = small_review.make(tmp_path / "review").folder
    (place / "pubmed.ris").write_text(RIS)
    return place


@pytest.fixture
def form(folder):
    made = import_records(litmatrix.open(folder))
    made.path.value = "pubmed.ris"
    return made


def held(folder):
    return [(folder / name).read_bytes() for name in ("bibliography.bib", "review.toml")]


def all_of(widget: Widget) -> list[Widget]:
    return [widget, *(part for child in getattr(widget, "children", ()) for part in all_of(child))]


def test_a_file_is_shown_first_and_nothing_is_written(form, folder):
    before = held(folder)
    form.show.click()
    assert form.message.value == "2 new, 0 found again, 0 reported. Nothing is written yet."
    assert form.preview.value.split("\n") == [
        "pubmed.ris (ris, utf-8): 2 records = 2 new + 0 found again + 0 reported",
        "Search pubmed: new",
        f"new: smith_2019: {HOSTILE}",
        "new: brown_2018: Second",
        "note: 1 record is cited only (its entry names no search in `origin`): not compared for duplicates.",
    ]
    assert form.take.description == "Import 2 records" and not form.take.disabled
    assert held(folder) == before


def test_importing_says_when_it_was_saved_and_undo_takes_it_back(form, folder):
    before = held(folder)
    form.id.value, form.source.value, form.hits.value, form.date.value = "pm", "PubMed", "1,000", "2026-11-02"
    form.kind.value, form.query.value = "register", '"peers"'
    form.show.click()
    form.take.click()
    assert re.fullmatch(
        r"saved \d\d:\d\d:\d\d: 2 records added to bibliography.bib, 0 found again. The desks below have "
        r"them; tables and charts follow when the notebook is run again.",
        form.message.value,
    )
    # What was said of this file is not said of the next.
    told = (form.path, form.id, form.source, form.query, form.date, form.hits)
    assert ([field.value for field in told], form.upload.value) == ([""] * 6, ())
    search = litmatrix.open(folder).protocol.searches[1]
    assert (search.id, search.source, search.kind, search.hits, search.query, str(search.date)) == (
        "pm", "PubMed", "register", 1000, '"peers"', "2026-11-02",
    )  # fmt: skip
    assert form.take.disabled and ("pm: PubMed", "pm") in form.search.options
    form.back.click()
    assert re.match(r"saved \d\d:\d\d:\d\d: the import for pm is taken back, 2 entries", form.message.value)
    assert held(folder) == before
    form.back.click()
    assert form.message.value == "Not done: there is no import to undo."


def test_the_same_file_again_has_nothing_to_add(form):
    form.show.click()
    form.take.click()
    form.search.value = "pubmed"
    assert form.new_search.layout.display == "none"
    form.path.value = "pubmed.ris"
    form.show.click()
    assert form.message.value == "Nothing to add: all of it is in the review already." and form.take.disabled


def test_a_file_can_be_uploaded(form, folder):
    form.path.value = ""
    form.show.click()
    assert form.message.value == "Not done: name the file, or upload it."
    form.upload.value = (
        {"name": "../up.ris", "type": "", "size": len(RIS), "content": memoryview(RIS.encode()),
         "last_modified": datetime(2026, 11, 22, tzinfo=UTC)},
    )  # fmt: skip
    assert form.path.placeholder == "uploaded: ../up.ris"
    form.show.click()
    form.take.click()
    assert litmatrix.open(folder).protocol.searches[1].file == "up.ris"


def test_of_a_file_that_is_uploaded_and_one_that_is_named_the_last_counts(form):
    hint = form.path.placeholder
    form.path.value = "pubmed.ris"
    form.upload.value = (
        {"name": "up.ris", "type": "", "size": 0, "content": memoryview(b""), "last_modified": datetime.now(UTC)},
    )  # fmt: skip
    assert (form.path.value, form.path.placeholder) == ("", "uploaded: up.ris")
    form.path.value = "pubmed.ris"
    assert (form.upload.value, form.path.value, form.path.placeholder) == ((), "pubmed.ris", hint)


def test_an_encoding_can_be_given(form, folder):
    (folder / "pubmed.ris").write_bytes("TY  - JOUR\nAU  - Çelik, A\nTI  - One\nER  - \n".encode("cp857"))
    form.encoding.value = "cp857"
    form.show.click()
    assert form.preview.value.split("\n")[0].startswith("pubmed.ris (ris, cp857): 1 records")
    assert form.preview.value.split("\n")[2] == "new: celik_nd: One"
    form.encoding.value = "klingon"
    form.show.click()
    assert "klingon" in form.message.value and form.take.disabled


def test_columns_of_a_table_are_guessed_shown_and_can_be_changed(form, folder):
    (folder / "t.csv").write_text(
        'Title,Authors,Year,Where\nA title,"Smith, A.",2019,Here\nB,"Brown, B.",2018,There\n'
    )
    form.path.value = "t.csv"
    form.show.click()
    assert form.menus["Title"].value == "title"
    form.menus["Where"].value = "publisher"
    assert form.take.disabled
    form.show.click()
    form.take.click()
    assert litmatrix.open(folder).records.loc["smith_2019", "publisher"] == "Here"


def test_what_is_changed_after_the_preview_is_shown_again_before_it_is_done(form):
    form.show.click()
    form.source.value = "Scopus"
    assert form.take.disabled and form.preview.layout.display == "none"


def test_what_was_changed_outside_or_cannot_be_written_is_not_saved(form, folder, monkeypatch):
    form.show.click()
    bibliography.write_bibliography(folder / "bibliography.bib", [bibliography.AppendEntry("@misc{smith_2019, title={x}}")])  # fmt: skip
    form.take.click()
    assert form.message.value.startswith(
        "NOT SAVED: not imported: bibliography.bib or review.toml was changed"
    )
    form.show.click()

    def write(path, data):
        raise NotSaved("the disk is full")

    monkeypatch.setattr(store, "write", write)
    form.take.click()
    assert form.message.value == "NOT SAVED: the disk is full"


def test_hostile_text_is_shown_as_text(form):
    form.show.click()
    # The sheet of the form is no text of a record.
    html = [part for part in all_of(form) if isinstance(part, (HTML, HTMLMath))]
    assert [part.value for part in html] == [LOOK]
    assert HOSTILE in form.preview.value and "pwned" not in form.message.value


def test_what_cannot_be_is_said(form):
    form.date.value = "last May"
    form.show.click()
    assert form.message.value.startswith("Not done: the date is 'last May'")
    form.path.value = "none.ris"
    form.show.click()
    assert form.message.value.startswith("Not done: ") and "none.ris" in form.message.value


def test_what_was_removed_before_the_file_was_made_is_a_field(form, folder):
    form.hits.value = "1000"
    form.show.click()
    assert "note: nothing says what became of 998 of the 1,000 hits of pubmed" in form.preview.value
    form.removed.value = "998"
    form.show.click()
    assert "998 are said to be removed, and not why" in form.message.value
    form.removed_why.value = "duplicates"
    form.show.click()
    notes = [line for line in form.preview.value.split("\n") if line.startswith("note:")]
    assert notes == [
        "note: 1 record is cited only (its entry names no search in `origin`): not compared for duplicates."
    ]
    form.take.click()
    search = litmatrix.open(folder).protocol.searches[-1]
    assert (search.hits, search.removed, search.removed_why) == (1000, 998, "duplicates")
