"""What all desks keep to."""

from __future__ import annotations

import pytest
import small_review

import litmatrix
from litmatrix import widgets

DESKS = {
    "card": widgets.screening_card,
    "coding": widgets.coding_desk,
    "duplicates": widgets.duplicate_desk,
    "full texts": widgets.full_texts,
    "import": lambda review, *_: widgets.import_records(review),
    "manuscript": lambda review, *_: widgets.manuscript(review),
    "problems": widgets.problems,
    "protocol": widgets.protocol_desk,
    "records": widgets.record_list,
    "team": widgets.team,
    "themes": widgets.theme_desk,
}


def change(folder):
    """Change each file that a person edits, so that it shows."""
    for name, old, new in (
        ("review.toml", 'title = "', 'title = "Changed: '),
        ("bibliography.bib", "title = {", "title = {Changed: "),
        ("matrix.csv", "\n", "\n# changed "),
    ):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("name", DESKS)
@pytest.mark.parametrize("when", ["before the cell is run", "before the person says who works"])
def test_a_desk_shows_the_files_as_they_are_when_it_begins(tmp_path, name, when):
    folder = small_review.make(tmp_path / "review").folder
    read = litmatrix.open(folder)
    if when == "before the cell is run":
        change(folder)
        desk = DESKS[name](read, "ann")
    else:
        desk = DESKS[name](read)
        change(folder)
        desk._answer(None, {"act": "name", "name": "ann"}, [])
    assert desk.review.protocol.title.startswith("Changed: ")
    assert desk.review.current() is desk.review


@pytest.mark.parametrize("name", sorted(DESKS.keys() - {"duplicates"}))
def test_a_desk_that_one_comes_back_to_shows_what_was_written_elsewhere(tmp_path, name):
    folder = small_review.make(tmp_path / "review").folder
    desk = DESKS[name](litmatrix.open(folder), "ann")
    before = desk.state
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.state is before
    change(folder)
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.review.protocol.title.startswith("Changed: ")
    assert desk.state is not before
    # A question is no answer: what the page waits for is still to come.
    assert desk.state["answers"] == before["answers"]


@pytest.mark.parametrize("name", DESKS)
def test_what_cannot_be_read_when_one_comes_back_is_told_by_the_next_act(tmp_path, name):
    folder = small_review.make(tmp_path / "review").folder
    desk = DESKS[name](litmatrix.open(folder), "ann")
    (folder / "review.toml").write_text("title = “curly”\n", encoding="utf-8")
    (folder / "bibliography.bib").write_text("@misc{open, title = {", encoding="utf-8")
    desk._answer(None, {"act": "fresh"}, [])


def test_the_duplicate_desk_goes_on_where_a_field_was_written_and_looks_anew_where_records_came(tmp_path):
    folder = small_review.make(tmp_path / "review").folder
    desk = widgets.duplicate_desk(litmatrix.open(folder), "ann")
    pairing = desk.pairing
    change(folder)
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.pairing is pairing
    path = folder / "bibliography.bib"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text + "\n" + text[text.index("@book{clark_2012") :].replace("clark_2012", "clark_b", 1),
        encoding="utf-8",
    )
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.pairing is not pairing
    assert "clark_b" in desk.review.records.index


def test_the_card_keeps_the_record_that_is_shown_when_records_come_in(tmp_path):
    folder = small_review.make(tmp_path / "review", decisions=False).folder
    card = widgets.screening_card(litmatrix.open(folder), "ann")
    card._answer(None, {"act": "next"}, [])
    shown = card.state["card"]["key"]
    path = folder / "bibliography.bib"
    new = "@misc{a_new_one, title = {New}, year = {2020}, origin = {db}}\n\n"
    path.write_text(new + path.read_text(encoding="utf-8"), encoding="utf-8")
    card._answer(None, {"act": "fresh"}, [])
    assert (card.state["card"]["key"], card.state["length"]) == (shown, 5)
