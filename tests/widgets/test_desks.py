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
    "problems": widgets.problems,
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
