"""The filter widget: what it shows, and that a record's text is never taken for a page's."""

from __future__ import annotations

import html
import re

import pytest
from making import assert_left_alone, criterion, decided, descriptor, entry, review, search, sound
from pandas.testing import assert_frame_equal

from litmatrix import widgets
from litmatrix.errors import Misuse
from litmatrix.screening import filtering
from litmatrix.widgets import source_filter

HOSTILE = "<img src=x onerror=alert(1)>"


def widget(**changes):
    return widgets.source_filter(review(**sound(**changes)))


def shown(made):
    """What the list holds: labels and keys."""
    return [tuple(option) for option in made.list.options]


def text_of(page):
    """The text of a page, tags taken out."""
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def test_at_first_everything_is_listed_and_the_first_record_shown():
    made = widget()
    assert shown(made) == [
        ("Adams 2010 · Peer support", "a_2010"),
        ("Brown 2005 · Old support", "b_2005"),
        ("Clark 2012 · Other support", "c_2012"),
        ("Davis 2013 · New support", "d_2013"),
    ]
    assert (made.count.value, made.list.value, made.message.value) == ("4 of 4 records", "a_2010", "")
    assert "  Adams, Ann (2010). Peer support.  " in text_of(made.record.value)


def test_each_control_narrows_and_matches_is_what_is_shown():
    made = widget()
    made.words.value = "other"
    assert [key for _, key in shown(made)] == made.matches.index.tolist() == ["c_2012"]
    assert (made.count.value, made.list.value) == ("1 of 4 records", "c_2012")
    made.words.value = ""
    made.status.value = "excluded"
    assert made.matches.index.tolist() == ["b_2005", "c_2012"]
    made.criterion.value = "year"
    assert made.matches.index.tolist() == ["b_2005"]
    made.verdict.value = "meets"
    assert made.matches.index.tolist() == ["c_2012"]
    assert_frame_equal(
        made.matches,
        filtering.filter_records(made.review, status="excluded", criterion="year", verdict="meets"),
    )


def test_searches_descriptors_and_years_narrow_too():
    made = widget()
    made.search.value = "web"
    assert (made.matches.index.tolist(), made.count.value, made.list.value) == ([], "0 of 4 records", None)
    assert text_of(made.record.value).strip() == "Nothing matches."
    made.search.value = ""
    made.descriptors["methods"].value = "survey"
    assert made.matches.index.tolist() == ["a_2010"]
    made.descriptors["methods"].value = ""
    assert (made.years.min, made.years.max) == (2005, 2013)
    made.years.value = (2010, 2012)
    assert made.matches.index.tolist() == ["a_2010", "c_2012"]


def test_records_without_a_year_are_there_until_years_are_asked_for():
    made = widget(entries=[*sound()["entries"], entry("undated", title="Undated")])
    assert "undated" in made.matches.index
    made.years.value = (2005, 2012)
    assert "undated" not in made.matches.index


def test_years_cannot_be_asked_for_where_all_are_the_same():
    made = widget(entries=[entry("a_2010", year="2010"), entry("b_2005", year="2010")])
    assert made.years is None


def test_the_verdict_can_be_chosen_only_with_a_criterion_and_only_criteria_with_a_check_are_offered():
    made = widget()
    assert made.verdict.disabled
    assert made.criterion.options == (("any", ""), ("year", "year"))
    made.criterion.value = "year"
    assert not made.verdict.disabled


def test_a_record_that_is_still_listed_stays_chosen():
    made = widget()
    made.list.value = "c_2012"
    made.words.value = "support"
    assert made.list.value == "c_2012"
    made.words.value = "peer"
    assert made.list.value == "a_2010"


def test_choosing_a_record_shows_it_with_its_standing_descriptors_and_checks():
    made = widget()
    made.list.value = "b_2005"
    told = " ".join(text_of(made.record.value).split())
    assert told == (
        "Old support Brown, Bob (2005). Old support. key b_2005 type article stands excluded at screening, because of year "
        "found by db check of year fails: year 2005 is before 2010 No abstract."
    )
    made.list.value = "a_2010"
    assert "kind academic methods survey; interview size 12" in " ".join(text_of(made.record.value).split())


def test_a_long_list_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(source_filter_module(), "SHOWN", 2)
    made = widget()
    assert (len(made.list.options), len(made.matches), made.count.value) == (
        2,
        4,
        "4 of 4 records; the first 2 are listed",
    )


def source_filter_module():
    import importlib

    return importlib.import_module("litmatrix.widgets.source_filter")


@pytest.mark.parametrize(
    "field", ["title", "author", "abstract", "keywords", "note", "url", "doi", "year", "journal"]
)
def test_text_of_a_record_is_never_taken_for_a_page(field):
    fields = {"title": "T", "author": "A", field: HOSTILE}
    made = widgets.source_filter(review([entry("a", **fields)]))
    assert "<img" not in made.record.value


def test_text_of_the_matrix_and_the_protocol_is_never_taken_for_a_page():
    made = review(
        [entry("a", title="T")], [decided("ann", "a", "eligibility", "include")], {"a": {"kind": HOSTILE}},
        descriptors=[descriptor("kind", name=HOSTILE)], criteria=[criterion("c", {"field": "kind", "is": [HOSTILE]})],
    )  # fmt: skip
    page = widgets.source_filter(made).record.value
    assert "<img" not in page
    assert page.count(html.escape(HOSTILE)) == 3


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        (
            {"url": "https://example.org/a?b=1&c=2"},
            '<a href="https://example.org/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">',
        ),
        ({"doi": "10.1/x"}, '<a href="https://doi.org/10.1/x" target="_blank" rel="noopener noreferrer">'),
        (
            {"doi": "https://doi.org/10.1/x"},
            '<a href="https://doi.org/10.1/x" target="_blank" rel="noopener noreferrer">',
        ),
        ({"url": "javascript:alert(1)"}, ""),
        ({"url": " JavaScript:alert(1)"}, ""),
        ({"url": "file:///etc/hostname"}, ""),
        ({"url": "www.example.org"}, ""),
    ],
)
def test_only_web_addresses_are_links(fields, link):
    page = widgets.source_filter(review([entry("a", title="T", **fields)])).record.value
    assert re.findall(r"<a [^>]*>", page) == ([link] if link else [])


def test_an_empty_review_shows_nothing_and_breaks_nothing():
    made = widgets.source_filter(review())
    made.words.value = "anything"
    assert (shown(made), made.count.value, made.message.value) == (
        [],
        "No record yet: import search results, or add a source, above.",
        "",
    )


def test_what_goes_wrong_is_said_in_the_widget(monkeypatch):
    made = widget()

    def refuse(*_, **__):
        raise Misuse("there is no such thing.")

    monkeypatch.setattr(filtering, "filter_records", refuse)
    made.words.value = "a"
    assert made.message.value == "Not done: there is no such thing."
    monkeypatch.undo()
    made.words.value = "ab"
    assert made.message.value == ""


def test_a_fault_of_litmatrix_is_said_and_raised(monkeypatch):
    made = widget()

    def fail(*_, **__):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(filtering, "filter_records", fail)
    with pytest.raises(ZeroDivisionError):
        made.words.value = "a"
    assert made.message.value == "Not done, by a fault of litmatrix: ZeroDivisionError: division by zero"


def test_a_descriptor_with_the_name_of_another_column_is_no_trouble():
    made = widget(
        descriptors=[descriptor("status", "read"), descriptor("year", "early")],
        cells={"a_2010": {"status": "read", "year": "early"}},
    )
    made.descriptors["status"].value = "read"
    assert made.matches.index.tolist() == ["a_2010"]
    assert "Status" not in made.record.value


def test_it_does_not_change_its_argument():
    assert_left_alone(review(**sound()), lambda made: shown(widgets.source_filter(made)))


def test_the_worked_review_can_be_filtered(worked):
    made = source_filter(worked)
    made.status.value = "not retrieved"
    assert made.count.value == "3 of 48 records"


def test_searches_are_offered_with_their_source():
    made = widgets.source_filter(review(searches=[search("db", source="PubMed"), search("web", "website")]))
    assert made.search.options == (("any", ""), ("db: PubMed", "db"), ("web", "web"))
