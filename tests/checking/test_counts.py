"""Every computed number by name, and the claims of a report beside them."""

from __future__ import annotations

import pandas as pd
import pytest
from making import assert_left_alone, criterion, decided, descriptor, entry, review, search, sound, theme
from pandas.testing import assert_frame_equal

from litmatrix.checking import counts


def test_every_number_of_the_sound_review():
    assert counts.count_all(review(**sound())) == {
        "records": 4,
        "cited_only": 0,
        "included": 1,
        "questions": 0,
        "criteria": 2,
        "searches": 2,
        "reviewers": 2,
        "themes": 2,
        "themes.with_evidence": 1,
        "quotations": 1,
        "excerpts": 2,
        "year.first": 2010,
        "year.last": 2010,
        "quotations.benefits": 1,
        "sources.benefits": 1,
        "looked_at.benefits": 1,
        "subthemes.benefits": 2,
        "subthemes.benefits.with_evidence": 2,
        "quotations.costs": 0,
        "sources.costs": 0,
        "looked_at.costs": 1,
        "subthemes.costs": 0,
        "subthemes.costs.with_evidence": 0,
        "included.kind.academic": 1,
        "included.kind.grey": 0,
        "included.kind.unknown": 0,
        "included.methods.survey": 1,
        "included.methods.interview": 1,
        "searches.db.terms": 0,
        "searches.db.records": 4,
        "searches.db.hits": 4,
        "searches.web.terms": 0,
        "searches.web.records": 0,
        "criteria.year.from": 2010,
        "criteria.year.to": 2020,
        "flow.database_identified": 4,
        "flow.database_removed": 0,
        "flow.database_retrieval_pending": 0,
        "flow.database_awaiting": 0,
        "flow.database_assessment_pending": 0,
        "flow.database_screened": 4,
        "flow.database_screening_excluded": 1,
        "flow.database_screening_pending": 1,
        "flow.database_sought": 2,
        "flow.database_not_retrieved": 0,
        "flow.database_assessed": 2,
        "flow.database_excluded": 1,
        "flow.included_new": 1,
        "flow.included_total": 1,
        "studies": 1,
    }


def test_an_empty_review_counts_nothing():
    numbers = counts.count_all(review(searches=[]))
    assert (set(numbers.values()), "year.first" in numbers, numbers["studies"]) == ({0}, False, 0)


def test_terms_of_a_search_are_the_distinct_quoted_ones():
    made = review(
        searches=[
            search("db", query='"peer support" AND ("lived experience" OR “peer support”) NOT work', hits=0)
        ]
    )
    numbers = counts.count_all(made)
    assert (numbers["searches.db.terms"], numbers["searches.db.hits"]) == (2, 0)


def test_undeclared_and_retired_evidence_has_no_part_in_the_subthemes():
    cells = {"a": {"one": '[Stray] "x" (p. 1)', "gone": '"y" (p. 1)'}}
    made = review(
        [entry("a")], [decided("ann", "a", "eligibility", "include")], cells,
        themes=[theme("one", "A"), theme("gone", retired="2026-11-22")],
    )  # fmt: skip
    numbers = counts.count_all(made)
    assert {name: numbers[name] for name in ("themes", "quotations", "subthemes.one", "subthemes.one.with_evidence")} == {
        "themes": 1, "quotations": 1, "subthemes.one": 1, "subthemes.one.with_evidence": 0,
    }  # fmt: skip


def test_years_run_from_the_first_to_the_last_and_quotations_are_no_summaries():
    entries = [entry("a", year="2014"), entry("b", year="2011"), entry("c")]
    events = [decided("ann", key, "eligibility", "include") for key in "abc"]
    cells = {"a": {"one": '"x" (p. 1)\n"y" (p. 2)\na summary'}}
    numbers = counts.count_all(review(entries, events, cells, themes=[theme("one")]))
    names = ("year.first", "year.last", "quotations", "quotations.one", "excerpts", "sources.one")
    assert [numbers[name] for name in names] == [2011, 2014, 2, 2, 3, 1]


def test_a_descriptor_with_the_name_of_a_computed_column_is_counted_as_the_matrix_gives_it():
    made = review(
        [entry("a", year="2010")], [decided("ann", "a", "eligibility", "include")], {"a": {"year": "early"}},
        descriptors=[descriptor("year", "early", "late")],
    )  # fmt: skip
    numbers = counts.count_all(made)
    assert (numbers["included.year.early"], numbers["included.year.late"], numbers["year.first"]) == (
        1,
        0,
        2010,
    )


def test_a_box_that_is_not_drawn_counts_zero_and_one_that_is_not_stated_nothing():
    made = review(
        [entry("a", origin="web"), entry("b", origin="old")],
        searches=[search("db"), search("web", "website"), search("old", "previous")],
    )
    numbers = counts.count_all(made)
    assert {name: n for name, n in numbers.items() if name.startswith("flow.")} == {
        "flow.previous_included": 1, "flow.previous_removed": 0,
        "flow.other_identified": 1, "flow.other_removed": 0, "flow.other_screening_excluded": 0, "flow.other_screening_pending": 0,
        "flow.other_sought": 1, "flow.other_not_retrieved": 0, "flow.other_retrieval_pending": 1, "flow.other_assessed": 0,
        "flow.other_excluded": 0, "flow.other_awaiting": 0, "flow.other_assessment_pending": 0,
        "flow.included_new": 0, "flow.included_total": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "counted", "holds"),
    [
        (1, "1", "yes"),
        ("1", "1", "yes"),
        (1.0, "1", "yes"),
        (2, "1", "no"),
        ("one", "1", "no"),
        ("1-2", "1", "no"),
    ],
)
def test_a_claim_holds_if_its_value_is_the_counted_number(value, counted, holds):
    made = review(
        **sound(claims=[{"id": "c", "text": "One.", "value": value, "count": "included", "note": "so"}])
    )
    expected = pd.DataFrame(
        [("One.", str(value), "included", counted, holds, "so")], index=pd.Index(["c"], name="claim", dtype="str"),
        columns=["text", "stated", "count", "counted", "holds", "note"], dtype="str",
    )  # fmt: skip
    assert_frame_equal(counts.claims(made), expected)


def test_a_claim_may_state_thousands():
    entries = [entry(f"k{number}") for number in range(1200)]
    made = review(
        entries, claims=[{"id": "c", "text": "1,200 records.", "value": "1,200", "count": "records"}]
    )
    assert counts.claims(made)["holds"].tolist() == ["yes"]


HISTORY = [
    {"time": "2026-11-01", "change": "rename", "from": ["old.id"], "to": ["good"]},
    {"time": "2026-11-02", "change": "merge", "from": ["good", "better"], "to": ["benefits"]},
    {"time": "2026-11-03", "change": "split", "from": ["all"], "to": ["benefits", "costs"]},
    {"time": "2026-11-04", "change": "rename", "theme": "costs", "from": ["Self"], "to": ["Me"]},
    {"time": "2026-11-05", "change": "rename", "from": ["costs"], "to": ["price"]},
    {"time": "2026-11-06", "change": "add", "to": ["costs"]},
]


@pytest.mark.parametrize(
    ("count", "counted"),
    [
        ("quotations.benefits", "1"),
        ("quotations.old.id", "1"),
        ("sources.better", "1"),
        ("subthemes.good.with_evidence", "2"),
        ("subthemes.good", "2"),
        # An id that is in use again is the theme that has it now.
        ("quotations.costs", "0"),
        # A split theme has no one number; another thing of that name, a longer id, a subtheme are no theme.
        ("quotations.all", ""),
        ("included.good", ""),
        ("quotations.goods", ""),
        ("quotations.good.x", ""),
        ("quotations.Self", ""),
    ],
)
def test_a_count_named_after_a_former_theme_is_that_of_the_theme_that_it_became(count, counted):
    claim = {"id": "c", "text": "One.", "value": counted or "7", "count": count}
    themes = [theme("benefits", "Self", "Others"), theme("costs"), theme("price")]
    made = review(**sound(claims=[claim], theme_history=HISTORY, themes=themes))
    row = counts.claims(made).loc["c"]
    assert (row["count"], row["counted"], row["holds"]) == (
        count,
        counted,
        "yes" if counted else "not computed",
    )


def test_a_claim_that_nothing_computes_says_so():
    made = review(
        claims=[
            {"text": "We were three.", "value": 3},
            {"text": "Four things.", "value": 4, "count": "things"},
        ]
    )
    table = counts.claims(made)
    assert table[["count", "counted", "holds"]].to_dict("index") == {
        "We were three.": {"count": "", "counted": "", "holds": "not computed"},
        "things": {"count": "things", "counted": "", "holds": "not computed"},
    }


def test_a_review_without_claims_has_an_empty_table():
    table = counts.claims(review())
    assert (len(table), list(table.columns)) == (0, ["text", "stated", "count", "counted", "holds", "note"])


def test_the_nearest_name_is_suggested_or_nothing():
    made = review(**sound())
    assert (counts.nearest(made, "include"), counts.nearest(made, "quotation.benefits"), counts.nearest(made, "zzz")) == (
        "included", "quotations.benefits", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    "act",
    [counts.count_all, counts.claims, lambda made: counts.nearest(made, "x")],
    ids=["count_all", "claims", "nearest"],
)
def test_it_does_not_change_its_argument(act):
    assert_left_alone(review(**sound()), act)


def test_a_criterion_with_one_bound_has_one_number():
    numbers = counts.count_all(review(criteria=[criterion("year", {"field": "year", "from": 2010})]))
    assert {name: n for name, n in numbers.items() if name.startswith("criteria.")} == {
        "criteria.year.from": 2010
    }


def test_the_numbers_of_the_worked_review(worked):
    numbers = counts.count_all(worked)
    names = (
        "records",
        "cited_only",
        "included",
        "studies",
        "themes",
        "themes.with_evidence",
        "questions",
        "criteria",
        "searches",
        "excerpts",
    )
    assert [numbers[name] for name in names] == [48, 0, 32, 31, 12, 12, 5, 4, 11, 187]
    written_up = ("peer", "peer_support", "values", "challenges", "benefits")
    assert sum(numbers[f"quotations.{theme}"] for theme in written_up) <= 131
    assert [(numbers[f"subthemes.{theme}"], numbers[f"subthemes.{theme}.with_evidence"]) for theme in written_up] == [
        (6, 5), (5, 5), (10, 3), (8, 8), (3, 3),
    ]  # fmt: skip
    assert [
        numbers[f"included.source_type.{kind}"] for kind in ("academic", "grey", "experiential", "unknown")
    ] == [7, 22, 2, 1]


def test_the_claims_of_the_worked_review_that_do_not_hold(worked):
    table = counts.claims(worked)
    differing = table[table["holds"] == "no"][["stated", "counted"]].to_dict("index")
    assert {claim: (row["stated"], row["counted"]) for claim, row in differing.items()} == {
        "sources-summary": ("39", "32"),
        "sources-appendix": ("39", "32"),
        "academic-sources": ("22", "7"),
        "grey-sources": ("13", "22"),
        "experiential-sources": ("4", "2"),
        "focus-charted": ("39", "32"),
        "peer-areas-summary": ("6", "5"),
        "peer-areas-appendix": ("6", "5"),
        "search-terms": ("4", "3"),
    }
