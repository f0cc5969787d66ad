"""Which records match what is asked."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from making import assert_left_alone, criterion, decided, descriptor, duplicate, entry, review, search, sound
from pandas.testing import assert_frame_equal

from litmatrix.errors import Misuse
from litmatrix.screening import filtering

SEARCHES = [search("db"), search("web", "website")]


def library(**changes):
    values = {
        "entries": [
            entry(
                "müller_2011",
                origin="db, web",
                author="Müller, Jürgen",
                title="Peer-led support",
                year="2011",
                abstract="An {É}tude",
            ),
            entry(
                "papadopoulos",
                origin="web",
                author="Παπαδόπουλος, Ν.",
                title="Υποστήριξη ομοτίμων",
                year="2015",
            ),
            entry("arabic", origin="db", title="دَعْم الأقران", keywords="recovery; hope"),
            entry("cited", origin="", title="Peer-led support", year="2011"),
        ],
        "events": [
            decided("ann", "müller_2011", "eligibility", "include"),
            decided("ann", "arabic", "screening", "exclude", "year"),
        ],
        "searches": SEARCHES,
        "criteria": [criterion("year", {"field": "year", "from": 2012}), criterion("topic")],
        "descriptors": [descriptor("methods", "survey", "interview", type="choices")],
        "cells": {"müller_2011": {"methods": "survey; interview"}, "arabic": {"methods": "interview"}},
    }
    return review(**{**values, **changes})


def matching(**asked):
    return filtering.filter_records(library(), **asked).index.tolist()


EVERYTHING = ["müller_2011", "papadopoulos", "arabic"]


def test_the_overview_is_one_row_a_found_record():
    columns = ["reference", "title", "year", "type", "status", "stage", "reason", "origin", "methods"]
    rows = [
        (
            "Müller 2011",
            "Peer-led support",
            2011,
            "article",
            "included",
            "eligibility",
            "",
            "db, web",
            "survey; interview",
        ),
        ("Παπαδόπουλος 2015", "Υποστήριξη ομοτίμων", 2015, "article", "pending", "retrieval", "", "web", ""),
        (
            "دَعْم الأقران n.d.",
            "دَعْم الأقران",
            None,
            "article",
            "excluded",
            "screening",
            "year",
            "db",
            "interview",
        ),
    ]
    expected = pd.DataFrame(rows, columns=columns, index=pd.Index(EVERYTHING, name="key", dtype="str"))
    expected = expected.astype({name: "Int64" if name == "year" else "str" for name in columns})
    assert_frame_equal(filtering.overview(library()), expected)


def test_nothing_asked_gives_everything():
    assert_frame_equal(filtering.filter_records(library()), filtering.overview(library()))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", EVERYTHING),
        ("   ", EVERYTHING),
        ("MULLER peer", ["müller_2011"]),
        ("peer-led", ["müller_2011"]),
        ("etude", ["müller_2011"]),
        ("2015", ["papadopoulos"]),
        ("ΥΠΟΣΤΗΡΙΞΗ", ["papadopoulos"]),
        ("ομοτιμων παπαδοπουλος", ["papadopoulos"]),
        ("دعم", ["arabic"]),
        ("hope recovery", ["arabic"]),
        ("hope muller", []),
        ("müller_2011", ["müller_2011"]),
    ],
)
def test_all_words_must_stand_in_the_record_whatever_their_case_accents_and_hyphens(words, expected):
    assert matching(words=words) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"status": "included"}, ["müller_2011"]),
        ({"status": "awaiting"}, []),
        ({"stage": "screening"}, ["arabic"]),
        ({"search": "web"}, ["müller_2011", "papadopoulos"]),
        ({"criterion": "year"}, ["müller_2011"]),
        ({"criterion": "year", "verdict": "meets"}, ["papadopoulos"]),
        ({"criterion": "year", "verdict": "unknown"}, ["arabic"]),
        ({"criterion": "topic"}, []),
        ({"years": (2011, 2011)}, ["müller_2011"]),
        ({"years": (2012, None)}, ["papadopoulos"]),
        ({"years": (None, 2014)}, ["müller_2011"]),
        ({"years": (2016, 2012)}, []),
        ({"years": (None, None)}, EVERYTHING),
        ({"descriptors": {"methods": "interview"}}, ["müller_2011", "arabic"]),
        ({"descriptors": {"methods": "survey"}}, ["müller_2011"]),
        ({"descriptors": {"methods": ""}}, EVERYTHING),
        (
            {"descriptors": {"methods": "interview"}, "search": "db", "words": "hope", "status": "excluded"},
            ["arabic"],
        ),
    ],
)
def test_each_question_narrows(asked, expected):
    assert matching(**asked) == expected


def test_nothing_that_matches_is_an_overview_without_rows_whatever_is_asked_besides():
    asked = {
        "status": "awaiting",
        "search": "web",
        "words": "peer",
        "descriptors": {"methods": "survey"},
        "years": (2000, 2020),
        "criterion": "year",
    }
    assert_frame_equal(filtering.filter_records(library(), **asked), filtering.overview(library()).iloc[:0])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"status": "in"},
            "there is no status in; known: included, excluded, not retrieved, awaiting, pending, conflict, duplicate, removed.",
        ),
        (
            {"stage": "reading"},
            "there is no stage reading; known: identification, screening, retrieval, eligibility, coding, label.",
        ),
        ({"search": "pubmed"}, "there is no search pubmed; known: db, web."),
        ({"criterion": "mood"}, "there is no criterion mood; known: year, topic."),
        (
            {"criterion": "year", "verdict": "perhaps"},
            "there is no verdict perhaps; known: meets, fails, unknown.",
        ),
        ({"label": "RCT"}, "there is no label RCT; known: none."),
        ({"descriptors": {"colour": ""}}, "there is no descriptor colour; known: methods."),
    ],
)
def test_a_value_that_does_not_exist_is_refused(asked, message):
    with pytest.raises(Misuse) as caught:
        filtering.filter_records(library(), **asked)
    assert str(caught.value) == message


def test_a_descriptor_with_the_name_of_another_column_can_be_asked_for_and_does_not_hide_it():
    made = library(
        descriptors=[descriptor("status", "read", "skimmed")], cells={"arabic": {"status": "skimmed"}}
    )
    table = filtering.filter_records(made, descriptors={"status": "skimmed"})
    assert table["status"].to_dict() == {"arabic": "excluded"}


def test_descriptors_stand_last_in_the_order_of_the_protocol():
    made = library(descriptors=[descriptor("zone"), descriptor("area")])
    assert list(filtering.overview(made).columns) == [*filtering.COLUMNS, "zone", "area"]


def test_an_empty_review_has_an_empty_overview():
    table = filtering.filter_records(review(), words="anything", years=(2000, None))
    assert (len(table), list(table.columns)) == (0, list(filtering.COLUMNS))


def test_words_are_found_among_thousands_of_records_as_quickly_as_one_types():
    text = "λόγια of evaluation " * 60
    made = review([entry(f"k{number}", title=f"Title {number}", abstract=text) for number in range(2000)])
    filtering.filter_records(made, words="first")
    start = time.process_time()
    assert filtering.filter_records(made, words="title 1999 λογια").index.tolist() == ["k1999"]
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    "act", [filtering.overview, filtering.filter_records, lambda made: filtering.filter_records(made, words="support", criterion="year")],
    ids=["overview", "filter_records", "filter_records with words"],
)  # fmt: skip
def test_it_does_not_change_its_argument(act):
    assert_left_alone(review(**sound(events=[*sound()["events"], duplicate("d_2013", "a_2010")])), act)


def test_the_worked_review_can_be_looked_through(worked):
    assert (
        filtering.filter_records(worked, status="excluded", words="not", years=(None, 1999)).index.tolist()
        == []
    )
    assert filtering.filter_records(worked, status="not retrieved").index.tolist() == [
        "coleman_2017",
        "ockwell_2012",
        "scottish_recovery_network",
    ]
    assert (
        len(filtering.filter_records(worked, search="report-2020", descriptors={"source_type": "grey"})) == 22
    )
