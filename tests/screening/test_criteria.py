"""What the checks of the criteria find in a record."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import assert_left_alone, criterion, decided, descriptor, entry, review, search, sound
from pandas.testing import assert_frame_equal

from litmatrix.bibliography import latex
from litmatrix.errors import Misuse
from litmatrix.model import Criterion, FieldCheck
from litmatrix.screening import criteria
from litmatrix.screening.criteria import Finding


def finding(check: FieldCheck, value: str) -> Finding | None:
    return criteria.finding(Criterion("c", "include", check=check), {check.field: value})


def test_a_criterion_without_a_check_finds_nothing():
    assert criteria.finding(Criterion("c", "include"), {"year": "2010"}) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2010", Finding("meets", "year is 2010")),
        ("2020", Finding("meets", "year is 2020")),
        ("c. 2012", Finding("meets", "year is c. 2012")),
        ("2009", Finding("fails", "year 2009 is before 2010")),
        ("2021b", Finding("fails", "year 2021 is after 2020")),
        ("in press", Finding("unknown", "year “in press” is not a year")),
        ("", Finding("unknown", "year is not known")),
        ("unknown", Finding("unknown", "year is not known")),
        (" Unknown ", Finding("unknown", "year is not known")),
    ],
)
def test_a_range_of_years_includes_its_ends_and_decides_nothing_on_what_is_no_year(value, expected):
    assert finding(FieldCheck("year", 2010, 2020), value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("10", Finding("meets", "size is 10")),
        ("10,5", Finding("meets", "size is 10,5")),
        ("1,200", Finding("fails", "size 1,200 is above 20")),
        ("1234567", Finding("fails", "size 1234567 is above 20")),
        ("9.9", Finding("fails", "size 9.9 is below 10")),
        ("-12", Finding("fails", "size -12 is below 10")),
        ("nan", Finding("unknown", "size “nan” is not a number")),
        ("1e1", Finding("unknown", "size “1e1” is not a number")),
        ("12 people", Finding("unknown", "size “12 people” is not a number")),
    ],
)
def test_a_range_of_a_number_descriptor(value, expected):
    assert finding(FieldCheck("size", 10, 20), value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12.0), (" 1.5 ", 1.5), ("1,5", 1.5), ("-3", -3.0), ("+4", 4.0), ("1,200", 1200.0), ("1,200,300.5", 1200300.5),
        ("0,125", 0.125), ("12,34", 12.34), ("1,2,3", None), ("1.200.300", None), ("", None), ("inf", None), ("1_000", None),
        ("unknown", None), (".5", None),
    ],
)  # fmt: skip
def test_number(text, expected):
    assert criteria.number(text) == expected


@given(st.integers(-(10**9), 10**9))
def test_every_whole_number_reads_back_plain_and_with_thousands(number):
    assert (criteria.number(str(number)), criteria.number(f"{number:,}")) == (number, number)


@pytest.mark.parametrize(
    ("words", "title", "verdict"),
    [
        (("peer support",), "Peer Support in England", "meets"),
        (("peer support",), "Peer-support", "meets"),
        (("peer–led",), "Groups led by peers: a peer led group", "meets"),
        (("peer worker",), "Peer workers at work", "meets"),
        (("peer support",), "Peer\u00a0 support", "meets"),
        (("peer support", "lived experience"), "Lived experience", "meets"),
        (("peer",), "The compeer", "fails"),
        (("c++ (beta)",), "On C++ (beta) peers", "meets"),
        (("υποστήριξη",), "ΥΠΟΣΤΗΡΙΞΗ ΟΜΟΤΙΜΩΝ", "meets"),
        (("ομότιμος",), "Ο ομότιμος", "meets"),
        (("ΟΜΟΤΙΜΟΣ",), "ομότιμος", "meets"),
        (("ομοτίμων",), "Υποστήριξη", "fails"),
        (("دعم الأقران",), "أثر دعم الأقران", "meets"),
        (("دعم",), "دَعْم الأقران", "meets"),
        (("支持",), "同伴支持", "meets"),
        (("ピア",), "精神保健のピアサポート", "meets"),
        (("évaluation",), "Une evaluation", "meets"),
    ],
)
def test_one_of_the_words_must_begin_a_word_whatever_case_accents_and_hyphens(words, title, verdict):
    found = finding(FieldCheck("title", contains=words), title)
    assert found is not None
    why = (
        f"title is {title}"
        if verdict == "meets"
        else f"title contains none of {', '.join(f'“{word}”' for word in words)}"
    )
    assert found == Finding(verdict, why)


def test_a_long_value_is_cut_in_the_words():
    assert finding(FieldCheck("title", contains=("peer",)), "peer " * 100) == Finding(
        "meets", f"title is {('peer ' * 100)[:57]}…"
    )
    assert finding(FieldCheck("kind", values=("a", "b")), "x" * 99) == Finding(
        "fails", f"kind is {'x' * 57}…, not a or b"
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Academic", Finding("meets", "kind is Academic")),
        ("other; grey", Finding("meets", "kind is other; grey")),
        ("greyish", Finding("fails", "kind is greyish, not academic or grey")),
        ("", Finding("unknown", "kind is not known")),
    ],
)
def test_one_of_the_values_must_be_given(value, expected):
    assert finding(FieldCheck("kind", values=("academic", "grey")), value) == expected


def test_all_that_a_check_asks_must_hold():
    check = FieldCheck("year", first=2010, contains=("20",))
    assert (finding(check, "2011"), finding(check, "2009")) == (
        Finding("meets", "year is 2011"), Finding("fails", "year 2009 is before 2010"),
    )  # fmt: skip


def test_suggestions_are_one_row_a_found_record_and_check_in_the_order_of_both():
    made = review(
        entries=[entry("b", year="2012", title="Peers"), entry("cited", origin="", year="1990"), entry("a", year="2001", title="Other")],
        criteria=[criterion("year", {"field": "year", "from": 2010}), criterion("judged"), criterion("title", {"field": "title", "contains": ["peer"]})],
    )  # fmt: skip
    rows = [
        ("b", "year", "meets", "year is 2012"),
        ("b", "title", "meets", "title is Peers"),
        ("a", "year", "fails", "year 2001 is before 2010"),
        ("a", "title", "fails", "title contains none of “peer”"),
    ]
    expected = pd.DataFrame(rows, columns=["key", "criterion", "verdict", "why"], dtype="str")
    assert_frame_equal(criteria.suggestions(made), expected)
    assert_frame_equal(criteria.suggestions(made, ["a"]), expected.iloc[2:].reset_index(drop=True))


def test_suggestions_for_a_key_that_does_not_exist_are_refused():
    with pytest.raises(Misuse, match=r"^the bibliography has no record nobody\.$"):
        criteria.suggestions(review([entry("a")]), ["a", "nobody"])


def test_a_descriptor_goes_before_a_field_of_its_name_and_the_field_stands_in_for_it():
    made = review(
        entries=[entry("a", language="french"), entry("b", language="french"), entry("c")],
        descriptors=[descriptor("language", "english", "french")],
        cells={"a": {"language": "english"}, "b": {"language": ""}},
        criteria=[criterion("language", {"field": "language", "is": ["english"]})],
    )
    assert criteria.suggestions(made)["why"].tolist() == [
        "language is english", "language is french, not english", "language is not known",
    ]  # fmt: skip


def test_a_column_of_the_matrix_that_is_no_descriptor_is_no_field():
    made = review(
        entries=[entry("a")], columns=["private"], cells={"a": {"private": "yes"}},
        criteria=[criterion("c", {"field": "private", "is": ["no"]})],
    )  # fmt: skip
    assert criteria.suggestions(made)[["verdict", "why"]].values.tolist() == [
        ["unknown", "private is not known"]
    ]


def test_an_empty_review_has_no_suggestions():
    empty = review(criteria=[criterion("year", {"field": "year", "from": 2010})])
    assert_frame_equal(
        criteria.suggestions(empty), pd.DataFrame(columns=["key", "criterion", "verdict", "why"], dtype="str")
    )


def test_described_gives_every_descriptor_of_every_key_asked_for():
    made = review(
        entries=[entry("a"), entry("b")], descriptors=[descriptor("kind", "x"), descriptor("absent")], columns=["kind"],
        cells={"a": {"kind": "x"}},
    )  # fmt: skip
    expected = pd.DataFrame(
        {"kind": ["", "x"], "absent": ["", ""]},
        index=pd.Index(["b", "a"], name="key", dtype="str"),
        dtype="str",
    )
    assert_frame_equal(criteria.described(made, expected.index), expected)


def test_folded_levels_case_accents_hyphens_and_gaps():
    assert (
        latex.folded("  Élan–Vital\tΣΊΣΥΦΟΣ ﬁn STRASSE straße ") == " elan vital σισυφοσ fin strasse strasse "
    )


def test_suggestions_do_not_change_their_argument():
    made = review(**sound(events=[decided("ann", "a_2010", "screening", "include")], searches=[search()]))
    assert_left_alone(made, criteria.suggestions)
    assert_left_alone(made, lambda one: criteria.described(one, one.records.index))


def test_the_worked_review_has_the_included_records_that_seem_to_fail(worked):
    found = criteria.suggestions(worked)
    fails = found[found["verdict"] == "fails"]
    by_criterion = fails.groupby("criterion")["key"].agg(sorted).to_dict()
    assert by_criterion["uk"] == ["jacobson_2012"]
    assert [key for key in by_criterion["title"] if key in worked.matrix.index] == [
        "mind_2017",
        "mindkit_2018",
        "parmenter_2015",
    ]
