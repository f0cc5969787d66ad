"""A record corrected: one field's span, and no other byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.bibliography import parse_bibliography, records
from litmatrix.errors import ChangedOutside, Misuse
from litmatrix.importing import correcting
from litmatrix.importing.correcting import Correction

BIB = """\
% mine
@article{a_2010,
  title  = "An old title",
  author = {Adams, Ann},
  year   = 2010,
  origin = {db}
}

@online{b_2011,
  title = {{Web}},
  date = {2011-05-01},
}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "bibliography.bib").write_bytes(BIB.encode())
    return tmp_path


def held(folder):
    return (folder / "bibliography.bib").read_bytes().decode()


def correct(folder, key, **given):
    return correcting.correct(folder, key, given, correcting.shown(folder, key))


def test_what_can_be_corrected_is_shown_as_plain_text(folder):
    assert correcting.shown(folder, "a_2010") == {
        "title": "An old title",
        "year": "2010",
        "abstract": "",
        "study": "",
    }
    assert correcting.shown(folder, "b_2011")["year"] == "2011-05-01"


def test_only_the_span_of_the_field_changes_and_comes_back_to_the_byte(folder):
    done = correct(folder, "a_2010", title="A new  title: 50 % & more")
    assert held(folder) == BIB.replace('"An old title"', '"A new title: 50 \\% \\& more"')
    assert done._replace(lines=()) == Correction(
        "a_2010", {"title": ("An old title", "A new title: 50 \\% \\& more")}
    )
    correcting.undo(folder, done)
    assert held(folder) == BIB


@pytest.mark.parametrize(
    "given", [{"year": "2012"}, {"year": ""}, {"title": "x", "year": "n.d."}, {"study": "s"}]
)
def test_a_value_without_braces_and_a_field_that_went_come_back_to_the_byte(folder, given):
    correcting.undo(folder, correct(folder, "a_2010", **given))
    assert held(folder) == BIB


def test_what_was_changed_elsewhere_since_stays_when_a_correction_is_taken_back(folder):
    done = correct(folder, "a_2010", year="2012")
    path = folder / "bibliography.bib"
    path.write_bytes(path.read_bytes().replace(b"{{Web}}", b"{{The web}}").replace(b"An old", b"Another"))
    correcting.undo(folder, done)
    assert held(folder) == BIB.replace("{{Web}}", "{{The web}}").replace("An old", "Another")


def test_a_field_that_was_added_and_changed_elsewhere_since_stays_when_that_is_taken_back(folder):
    done = correct(folder, "a_2010", abstract="Pasted by one.")
    correct(folder, "a_2010", abstract="Pasted by another.")
    with pytest.raises(ChangedOutside, match="the field abstract of a_2010 was changed meanwhile"):
        correcting.undo(folder, done)
    assert correcting.shown(folder, "a_2010")["abstract"] == "Pasted by another."


def test_what_is_no_text_is_refused(folder):
    with pytest.raises(Misuse, match="title must be a text"):
        correct(folder, "a_2010", title=5)


def test_a_missing_abstract_is_added_with_its_paragraphs_and_goes_again(folder):
    done = correct(folder, "a_2010", abstract="One.\n\nTwo.")
    assert correcting.shown(folder, "a_2010")["abstract"] == "One.\n\nTwo."
    correcting.undo(folder, done)
    assert held(folder) == BIB


def test_a_field_that_is_emptied_goes(folder):
    done = correct(folder, "a_2010", year=" ")
    assert "year   =" not in held(folder)
    correcting.undo(folder, done)
    assert correcting.shown(folder, "a_2010")["year"] == "2010"


def test_the_year_of_biblatex_stands_in_its_date(folder):
    assert correct(folder, "b_2011", year="2012").fields == {"date": ("2011-05-01", "2012")}
    assert held(folder) == BIB.replace("2011-05-01", "2012")


def test_nothing_to_correct_writes_nothing(folder):
    assert correct(folder, "a_2010", title="An old title").fields == {}
    assert held(folder) == BIB


def test_a_field_that_somebody_else_changed_is_not_written_over(folder):
    before = correcting.shown(folder, "a_2010")
    path = folder / "bibliography.bib"
    path.write_bytes(BIB.replace("An old title", "Their title").encode())
    with pytest.raises(ChangedOutside, match="changed meanwhile to “Their title”"):
        correcting.correct(folder, "a_2010", {"title": "My title"}, before)
    assert "Their title" in held(folder)
    correcting.correct(folder, "a_2010", {"year": "2011"}, before)
    assert correcting.shown(folder, "a_2010") == {**before, "title": "Their title", "year": "2011"}


@pytest.mark.parametrize(("given", "message"), [
    ({"title": " "}, "needs a title"), ({"year": "soon"}, "must be four digits"), ({"study": "a b"}, "must be one word"),
])  # fmt: skip
def test_what_cannot_be_is_refused(folder, given, message):
    with pytest.raises(Misuse, match=message):
        correct(folder, "a_2010", **given)
    assert held(folder) == BIB


def test_a_record_that_is_gone_is_told(folder):
    with pytest.raises(Misuse, match="no longer has an entry c_2012"):
        correcting.shown(folder, "c_2012")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_title_reads_back_as_it_was_typed_and_comes_back_to_the_byte(tmp_path_factory, title):
    folder = tmp_path_factory.mktemp("any")
    (folder / "bibliography.bib").write_bytes(BIB.encode())
    done = correct(folder, "a_2010", title=title)
    read = records(parse_bibliography(held(folder)))
    assert list(read.index) == ["a_2010", "b_2011"]
    assert read.at["a_2010", "author"] == "Adams, Ann"
    correcting.undo(folder, done)
    assert held(folder) == BIB
