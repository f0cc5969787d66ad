"""What citeproc is given: items of records, each matter by itself; the handbooks' whole references are in test_handbooks."""

from __future__ import annotations

import copy
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import entry, review

from litmatrix.tables.grids import clean
from litmatrix.writing import citeproc, csl_text
from litmatrix.writing.manuscript import tree
from litmatrix.writing.records import record_rows
from litmatrix.writing.styles import Style

PLAIN = Style("plain", b"<style><citation/></style>")
APA = Style(
    "apa",
    b'<style><link href="https://apastyle.apa.org/" /><text variable="status"/><text term="article-locator"/><x variable="event-title"/></style>',
)
NLM = Style("nlm", b'<style><link href="https://www.nlm.nih.gov/citingmedicine" /></style>')


def item(style: Style = PLAIN, kind: str = "article", **fields: str) -> dict:
    (row,) = record_rows(review([entry("k", kind, **fields)]).records)
    before = copy.deepcopy(row)
    made = citeproc.printed_item(row, style)
    assert row == before
    return made


@pytest.mark.parametrize("name", ["abstract", "keywords", "note"])
def test_what_is_said_to_oneself_and_to_other_programs_is_left_out(name):
    assert set(item(title="T", **{name: "for me"})) == {"id", "type", "title", csl_text.ORDER}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"note": "Accessed: 2020-01-09"}, [2020, 1, 9]),
        ({"note": "[Online; accessed 5-May-2020]"}, [2020, 5, 5]),
        ({"note": "A draft. Last accessed on 17 October 2018; printed"}, [2018, 10, 17]),
        ({"note": "Retrieved May 5th, 2020"}, [2020, 5, 5]),
        ({"urldate": "3 June 2019"}, [2019, 6, 3]),
        ({"urldate": "2019-06"}, [2019, 6]),
        ({"urldate": "2019/06/03"}, [2019, 6, 3]),
        ({"note": "accessed 2021"}, [2021]),
        ({"note": "a note on 2021"}, None),
    ],
)
def test_the_day_on_which_a_page_was_read_is_found_where_bibtex_has_it(fields, expected):
    found = item(kind="online", title="T", **fields).get("accessed")
    assert found == (None if expected is None else {"date-parts": [expected]})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"howpublished": r"\url{https://x.org/a_b}"}, {"URL": "https://x.org/a_b", "type": "webpage"}),
        (
            {"howpublished": "The Site, https://x.org/a."},
            {"URL": "https://x.org/a", "publisher": "The Site", "type": "webpage"},
        ),
        ({"howpublished": "By the author"}, {"publisher": "By the author", "type": "report"}),
        (
            {"howpublished": r"\url{https://x.org}", "url": "https://y.org"},
            {"URL": "https://y.org", "type": "webpage"},
        ),
        ({"url": "javascript:alert(1)"}, {"type": "document"}),
        (
            {"url": "https://x.org", "journal": "J"},
            {"URL": "https://x.org", "container-title": "J", "type": "document"},
        ),
    ],
)
def test_an_address_in_howpublished_is_an_address(fields, expected):
    made = item(kind="misc", title="T", **fields)
    assert {name: made.get(name) for name in expected} == expected
    assert {"URL", "publisher", "container-title"} & made.keys() == expected.keys() - {"type"}


@pytest.mark.parametrize(
    ("style", "fields", "expected"),
    [
        (APA, {"year": "in press"}, {"status": "in press"}),
        (PLAIN, {"year": "In press"}, {"status": "in press", "issued": {"literal": "In press"}}),
        (PLAIN, {"pubstate": "inpress"}, {"status": "in press", "issued": {"literal": "in press"}}),
        (APA, {"pubstate": "inpress", "year": "2020"}, {"status": "in press", "issued": {"date-parts": [[2020]]}}),
        (APA, {"note": "Advance online publication", "year": "2020"}, {"status": "advance online publication", "issued": {"date-parts": [[2020]]}}),
        (APA, {"year": "n.d."}, {}),
        (APA, {"year": "c. 2012"}, {"issued": {"date-parts": [[2012]], "circa": True}}),
        (APA, {"year": "2017b"}, {"issued": {"date-parts": [[2017]]}}),
        (APA, {}, {}),
    ],
)  # fmt: skip
def test_what_stands_for_a_date_is_said_as_the_style_can_print_it(style, fields, expected):
    made = item(style, title="T", **fields)
    assert {name: made[name] for name in ("status", "issued") if name in made} == expected


@pytest.mark.parametrize(
    ("edition", "expected"),
    [("2", "2"), ("2nd", "2nd"), ("Second", "2"), ("2nd ed.", "2nd"), ("Third edition", "3"), ("Revised edition", "Revised edition"),
     ("Rev. ed.", "Rev. ed."), ("3, revised", "3, revised")],
)  # fmt: skip
def test_an_edition_is_a_number_where_it_says_one(edition, expected):
    assert item(kind="book", title="T", edition=edition)["edition"] == expected


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("article", {"number": "3", "volume": "1"}, {"issue": "3"}),
        ("report", {"number": "12"}, {"number": "12"}),
        ("report", {"number": "18-2424"}, {"number": "No. 18-2424"}),
        ("report", {"number": "RR-12"}, {"number": "RR-12"}),
        ("book", {"number": "7", "series": "S"}, {"collection-number": "7"}),
        ("article", {"eid": "e12"}, {"page": "e12"}),
    ],
)
def test_numbers_are_those_of_issues_reports_and_series(kind, fields, expected):
    made = item(kind=kind, title="T", **fields)
    assert {
        name: made[name] for name in ("issue", "number", "collection-number", "page") if name in made
    } == expected


def test_the_number_of_an_article_is_one_where_a_style_prints_such():
    made = item(APA, title="T", eid="e12")
    assert (made.get("number"), made.get("page")) == ("e12", None)
    both = item(APA, title="T", eid="e12", pages="1-9")
    assert (both.get("number"), both.get("page")) == (None, "1-9")


@pytest.mark.parametrize(
    ("style", "kind", "type", "expected"),
    [
        (APA, "phdthesis", "", "Doctoral dissertation"),
        (APA, "mastersthesis", "", "Master's thesis"),
        (NLM, "phdthesis", "", "dissertation"),
        (NLM, "mastersthesis", "", "master's thesis"),
        (PLAIN, "phdthesis", "", "PhD thesis"),
        (APA, "phdthesis", "Habilitation thesis", "Habilitation thesis"),
        (PLAIN, "report", "techreport", "Technical report"),
        (PLAIN, "report", "Evidence Summary", "Evidence Summary"),
    ],
)
def test_a_thesis_is_called_as_the_handbook_does_unless_its_entry_says(style, kind, type, expected):
    assert item(style, kind, title="T", **({"TYPE": type} if type else {}))["genre"] == expected


@pytest.mark.parametrize(("style", "publisher"), [(APA, None), (NLM, "Mind"), (PLAIN, "Mind")])
def test_a_publisher_that_is_the_author_is_left_out_where_apa_is_followed(style, publisher):
    assert item(style, "report", author="{Mind}", title="T", institution="Mind").get("publisher") == publisher
    assert (
        item(style, "report", author="{Mind} and Ott, B.", title="T", institution="Mind")["publisher"]
        == "Mind"
    )


def test_a_session_of_a_conference_is_dated_by_it_and_a_paper_in_proceedings_is_not():
    event = {"eventtitle": "Conf", "venue": "Oslo", "eventdate": "2018-01-02/2018-01-05", "year": "2018"}
    session = item(kind="inproceedings", title="T", **event)
    assert (session["type"], session["issued"], session.get("event-date"), session["event"]) == (
        "speech", {"date-parts": [[2018, 1, 2], [2018, 1, 5]]}, None, "Conf",
    )  # fmt: skip
    paper = item(kind="inproceedings", title="T", booktitle="Proc", **event)
    assert (paper["type"], paper["issued"]) == ("paper-conference", {"date-parts": [[2018]]})


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("english", "en"),
        ("Norwegian", "nb"),
        ("pt-BR", "pt-BR"),
        ("de_AT", "de-AT"),
        ("ngerman", "de"),
        ("Klingon", None),
    ],
)
def test_a_language_is_given_by_its_code_or_not_at_all(language, expected):
    assert item(title="T", language=language).get("language") == expected


def test_a_document_that_somebody_published_is_a_report_to_a_style_that_knows_no_documents():
    aware = Style("x", b'<style><if type="book document"/></style>')
    assert item(kind="misc", title="T", howpublished="By Mind")["type"] == "report"
    assert item(aware, kind="misc", title="T", howpublished="By Mind")["type"] == "document"
    assert item(kind="misc", title="T")["type"] == "document"


def test_a_record_without_a_name_and_a_title_is_called_by_its_key():
    assert item()["title"] == "k"
    assert item(author="others")["title"] == "k"
    assert "title" not in item(author="Ott, B.")


def test_works_are_sorted_by_year_and_rank():
    assert item(title="T", year="2010")[csl_text.ORDER] == "2010000000"
    assert item(title="T")[csl_text.ORDER] == "9999000000"


def test_a_document_has_the_records_as_text_and_the_language_of_the_style():
    records = review([entry("a_b*c", title='*A* "b <c>" it\'s', author="{R\\&D}", year="2010")]).records
    made = {"pandoc-api-version": [1, 23, 1], "meta": {"title": "T"}, "blocks": []}
    (item,) = citeproc.cited_with(made, records, PLAIN)["meta"]["references"]["c"]
    assert made["meta"] == {"title": "T"}
    assert item["c"]["id"] == {"t": "MetaString", "c": "a_b*c"}
    assert item["c"]["title"] == {
        "t": "MetaInlines",
        "c": [
            {"t": "Str", "c": "*A*"},
            {"t": "Space"},
            {"t": "Quoted", "c": [{"t": "DoubleQuote"}, [{"t": "Str", "c": "b"}, {"t": "Space"}, {"t": "Str", "c": "<c>"}]]},
            {"t": "Space"},
            {"t": "Str", "c": "it’s"},
        ],
    }  # fmt: skip
    assert item["c"]["author"]["c"][0]["c"]["literal"]["c"] == [{"t": "Str", "c": "R&D"}]
    assert citeproc.cited_with(made, records, PLAIN)["meta"]["lang"] == {"t": "MetaString", "c": "en-US"}
    own = {**made, "meta": {"lang": {"t": "MetaString", "c": "de"}}}
    assert citeproc.cited_with(own, records, PLAIN)["meta"]["lang"]["c"] == "de"


@given(st.text())
def test_inlines_of_any_text_are_its_words_on_one_line(text):
    made = citeproc.as_inlines(text)
    assert {one["t"] for one in tree.elements(made, "Str", "Space", "Quoted")} <= {"Str", "Space", "Quoted"}
    said = re.sub("[\"'“”‘’]", "", tree.words(made))
    assert said == re.sub("[\"'“”‘’]", "", re.sub(r"[ \t\n]+", " ", clean(text)).strip())
