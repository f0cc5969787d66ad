"""Who decided what, and where each record stands."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from making import (
    assert_left_alone,
    criterion,
    decided,
    distinct,
    duplicate,
    entry,
    review,
    search,
    sound,
    withdrawn,
    write_review,
)
from pandas.testing import assert_frame_equal, assert_series_equal

import litmatrix
from litmatrix import screening
from litmatrix.screening.outcomes import Pair

SEARCHES = [search("db"), search("register", "register"), search("web", "website"), search("old", "previous")]


def outcome(*events, origin="db", screening_agree=1, eligibility_agree=1, **tables):
    """The outcome of one record `a` after the events, without its arm."""
    made = review(
        entries=[entry("a", origin=origin)], events=events, searches=SEARCHES,
        agree={"screening": screening_agree, "eligibility": eligibility_agree},
        criteria=[criterion("first"), criterion("second")], **tables,
    )  # fmt: skip
    row = screening.outcomes(made).loc["a"]
    return tuple(row[["screening", "retrieval", "eligibility", "status", "stage", "reason", "automation"]])


def says(reviewer, stage, decision, reason=""):
    return decided(reviewer, "a", stage, decision, reason)


# --- one record, one person ---


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), ("pending", "", "", "pending", "screening", "", "")),
        ((says("ann", "screening", "include"),), ("include", "pending", "", "pending", "retrieval", "", "")),
        ((says("ann", "screening", "maybe"),), ("maybe", "pending", "", "pending", "retrieval", "", "")),
        ((says("ann", "screening", "exclude"),), ("exclude", "", "", "excluded", "screening", "", "")),
        ((says("ann", "screening", "exclude", "first"),), ("exclude", "", "", "excluded", "screening", "first", "")),
        ((says("ann", "screening", "include"), says("ann", "retrieval", "requested")), ("include", "requested", "", "pending", "retrieval", "", "")),
        ((says("ann", "screening", "include"), says("ann", "retrieval", "retrieved")), ("include", "retrieved", "pending", "pending", "eligibility", "", "")),
        ((says("ann", "screening", "include"), says("ann", "retrieval", "not_retrieved")), ("include", "not_retrieved", "", "not retrieved", "retrieval", "", "")),
        ((says("ann", "screening", "include"), says("ann", "eligibility", "include")), ("include", "retrieved", "include", "included", "eligibility", "", "")),
        ((says("ann", "screening", "include"), says("ann", "eligibility", "exclude", "second")), ("include", "retrieved", "exclude", "excluded", "eligibility", "second", "")),
        ((says("ann", "screening", "include"), says("ann", "eligibility", "awaiting")), ("include", "retrieved", "awaiting", "awaiting", "eligibility", "", "")),
        ((says("ann", "coding", "read"),), ("pending", "", "", "pending", "screening", "", "")),
    ],
)  # fmt: skip
def test_a_record_goes_from_stage_to_stage(events, expected):
    assert outcome(*events) == expected


def test_the_latest_decision_of_a_reviewer_stands():
    assert outcome(says("ann", "screening", "include"), says("ann", "screening", "exclude", "first"))[
        3:6
    ] == ("excluded", "screening", "first")
    had = outcome(says("ann", "retrieval", "not_retrieved"), says("ann", "retrieval", "retrieved"))
    assert had[3:5] == ("pending", "eligibility")
    lost = outcome(says("ann", "retrieval", "retrieved"), says("ann", "retrieval", "not_retrieved"))
    assert lost[3] == "not retrieved"


@pytest.mark.parametrize("order", [("retrieved", "not_retrieved"), ("not_retrieved", "retrieved")])
def test_two_people_who_differ_on_retrieval_are_a_conflict_until_consensus_or_full_text(order):
    votes = [says("ann", "retrieval", order[0]), says("bob", "retrieval", order[1])]
    assert outcome(*votes)[:5] == ("include", "conflict", "", "conflict", "retrieval")
    assert outcome(*votes, says("consensus", "retrieval", "not_retrieved"))[3] == "not retrieved"
    assert outcome(*votes, says("consensus", "retrieval", "retrieved"))[3:5] == ("pending", "eligibility")
    assert outcome(*votes, says("ann", "retrieval", order[1]))[3] != "conflict"
    assert outcome(*votes, says("bob", "eligibility", "include"))[1:4] == ("retrieved", "include", "included")


def test_a_request_contradicts_nobody():
    asked = says("bob", "retrieval", "requested")
    assert outcome(says("ann", "retrieval", "retrieved"), asked)[1] == "retrieved"
    assert outcome(asked, says("ann", "retrieval", "not_retrieved"))[1] == "not_retrieved"
    assert outcome(asked)[1] == "requested"


def test_an_eligibility_decision_implies_that_the_report_was_retrieved():
    expected = ("include", "retrieved", "include", "included", "eligibility", "", "")
    assert outcome(says("ann", "eligibility", "include")) == expected
    assert (
        outcome(says("ann", "retrieval", "not_retrieved"), says("ann", "eligibility", "include")) == expected
    )


def test_a_record_of_the_other_arm_enters_at_retrieval():
    assert outcome(origin="web") == ("", "pending", "", "pending", "retrieval", "", "")
    assert outcome(says("ann", "screening", "exclude", "first"), origin="web") == (
        "exclude",
        "",
        "",
        "excluded",
        "screening",
        "first",
        "",
    )


def test_an_exclusion_at_screening_counts_whatever_was_decided_later():
    assert outcome(says("ann", "eligibility", "include"), says("ann", "screening", "exclude", "first")) == (
        "exclude", "", "", "excluded", "screening", "first", "",
    )  # fmt: skip


# --- withdrawing ---


def test_a_withdrawn_decision_leaves_the_one_before_it():
    first, second = says("ann", "screening", "include"), says("ann", "screening", "exclude", "first")
    assert outcome(first, second, withdrawn("ann", "e2"))[0] == "include"
    assert outcome(first, second, withdrawn("ann", "e2"), withdrawn("ann", "e1"))[0] == "pending"


def test_nobody_withdraws_what_another_decided():
    assert outcome(says("ann", "screening", "exclude", "first"), withdrawn("bob", "e1"))[3] == "excluded"


# --- several people ---


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ((("ann", "include"),), "pending"),
        ((("ann", "exclude"),), "pending"),
        ((("ann", "include"), ("bob", "include")), "include"),
        ((("ann", "include"), ("bob", "maybe")), "include"),
        ((("ann", "maybe"), ("bob", "maybe")), "maybe"),
        ((("ann", "exclude"), ("bob", "exclude")), "exclude"),
        ((("ann", "include"), ("bob", "exclude")), "conflict"),
        ((("ann", "maybe"), ("bob", "exclude")), "conflict"),
        ((("ann", "include"), ("bob", "exclude"), ("cy", "exclude")), "conflict"),
        ((("ann", "include"), ("bob", "exclude"), ("consensus", "exclude")), "exclude"),
        ((("ann", "include"), ("consensus", "exclude")), "exclude"),
        ((("consensus", "include"), ("ann", "exclude")), "include"),
        ((("automation", "exclude"), ("ann", "include")), "pending"),
        ((("automation", "exclude"), ("ann", "include"), ("bob", "include")), "include"),
    ],
)
def test_where_two_must_agree_at_screening(votes, expected):
    events = [says(reviewer, "screening", decision) for reviewer, decision in votes]
    assert outcome(*events, screening_agree=2)[0] == expected


def test_decisions_that_differ_are_a_conflict_even_where_one_is_enough():
    assert outcome(says("ann", "screening", "include"), says("bob", "screening", "exclude")) == (
        "conflict", "", "", "conflict", "screening", "", "",
    )  # fmt: skip
    assert outcome(says("ann", "eligibility", "include"), says("bob", "eligibility", "awaiting")) == (
        "include", "retrieved", "conflict", "conflict", "eligibility", "", "",
    )  # fmt: skip


@pytest.mark.parametrize("agree", [1, 2, 3])
def test_full_text_exclusions_with_different_reasons_are_a_conflict_whatever_the_number(agree):
    events = [says("ann", "eligibility", "exclude", "first"), says("bob", "eligibility", "exclude", "second")]
    assert outcome(*events, eligibility_agree=agree)[2:6] == ("conflict", "conflict", "eligibility", "")
    settled = outcome(*events, says("consensus", "eligibility", "exclude", "second"), eligibility_agree=agree)
    assert settled[2:6] == ("exclude", "excluded", "eligibility", "second")


def test_full_text_exclusions_with_the_same_reason_agree():
    events = [says("ann", "eligibility", "exclude", "first"), says("bob", "eligibility", "exclude", "first")]
    assert outcome(*events, eligibility_agree=2)[2:6] == ("exclude", "excluded", "eligibility", "first")
    assert outcome(events[0], eligibility_agree=2)[2:6] == ("pending", "pending", "eligibility", "")


def test_a_missing_reason_is_no_other_reason():
    events = [says("ann", "eligibility", "exclude"), says("bob", "eligibility", "exclude", "second")]
    assert outcome(*events, eligibility_agree=2)[2:6] == ("exclude", "excluded", "eligibility", "second")


def test_of_different_reasons_at_screening_the_first_of_the_protocol_counts():
    events = [
        says("ann", "screening", "exclude", "second"),
        says("bob", "screening", "exclude", "first"),
        says("cy", "screening", "exclude", "gone"),
    ]
    assert outcome(*events, screening_agree=2)[3:6] == ("excluded", "screening", "first")


def test_a_conflict_at_screening_gives_way_to_a_decision_at_full_text():
    events = [
        says("ann", "screening", "include"),
        says("bob", "screening", "exclude"),
        says("ann", "eligibility", "include"),
    ]
    assert outcome(*events) == ("conflict", "retrieved", "include", "included", "eligibility", "", "")


# --- rules ---


def test_a_rule_excludes_until_a_person_says_otherwise():
    rule = says("automation", "screening", "exclude", "first")
    assert outcome(rule) == ("exclude", "", "", "excluded", "screening", "first", "yes")
    assert outcome(says("ann", "screening", "include"), rule)[3:7] == ("pending", "retrieval", "", "")
    assert outcome(rule, says("ann", "screening", "exclude", "second")) == (
        "exclude",
        "",
        "",
        "excluded",
        "screening",
        "second",
        "",
    )


def test_a_rule_never_includes():
    assert outcome(says("automation", "screening", "include"))[3:5] == ("pending", "screening")


def test_a_rule_yields_to_a_person_at_retrieval_and_in_pairs():
    assert (
        outcome(says("ann", "retrieval", "retrieved"), says("automation", "retrieval", "not_retrieved"))[3]
        == "pending"
    )
    made = review([entry("a"), entry("b")], [distinct("a", "b"), duplicate("a", "b", "automation")])
    assert screening.pairs(made) == (Pair("a", "b", "distinct", "decisions/ann@desk.jsonl:1"),)


# --- the previous version ---


def test_a_record_of_the_previous_version_is_included_until_it_is_decided_anew():
    included = ("", "", "", "included", "eligibility", "", "")
    assert outcome(origin="old") == included
    assert outcome(says("ann", "screening", "include"), origin="old") == ("include", *included[1:])
    assert outcome(says("ann", "eligibility", "exclude", "first"), origin="old", eligibility_agree=2) == (
        "",
        "",
        "pending",
        *included[3:],
    )
    assert outcome(says("ann", "eligibility", "exclude", "first"), origin="old")[3:6] == (
        "excluded",
        "eligibility",
        "first",
    )
    assert outcome(says("ann", "screening", "exclude", "first"), origin="old")[3:6] == (
        "excluded",
        "screening",
        "first",
    )
    conflict = (says("ann", "eligibility", "exclude", "first"), says("bob", "eligibility", "include"))
    assert outcome(*conflict, origin="old")[3:5] == ("conflict", "eligibility")


# --- arms ---


@pytest.mark.parametrize(
    ("origin", "arm"),
    [
        ("db", "database"), ("register", "database"), ("web", "other"), ("web, db", "database"), ("old, db, web", "previous"),
        ("nowhere", "database"), (",", "database"), (" web ,, web", "other"),
    ],
)  # fmt: skip
def test_a_record_belongs_to_the_first_arm_of_its_searches(origin, arm):
    made = review([entry("a", origin=origin)], searches=SEARCHES)
    assert screening.outcomes(made)["arm"].to_dict() == {"a": arm}


def test_a_record_takes_over_the_arm_of_its_duplicates():
    entries = [entry("web_1", origin="web"), entry("db_1", origin="db")]
    made = review(entries, [duplicate("db_1", "web_1")], searches=SEARCHES)
    assert screening.outcomes(made)["arm"].to_dict() == {"web_1": "database", "db_1": "database"}


def test_origins_name_each_search_once_and_leave_out_what_is_only_cited():
    made = review(
        [entry("a", origin="db, web,db"), entry("b", origin=""), entry("c", origin=" , ")], searches=SEARCHES
    )
    assert screening.origins(made) == {"a": ("db", "web"), "c": (",",)}
    assert screening.records_of(made) == {"db": 1, "web": 1, ",": 1}


# --- duplicates ---


def found(*keys):
    return [entry(key) for key in keys]


def duplicates(entries, *events):
    removed, circles = screening.duplicates(review(entries, events))
    return dict(removed), circles


def test_a_chain_of_duplicates_ends_at_the_record_that_is_kept():
    chain = [duplicate("a", "b"), duplicate("b", "c"), duplicate("d", "b")]
    assert duplicates(found("a", "b", "c", "d"), *chain) == ({"a": "c", "b": "c", "d": "c"}, ())


def test_the_latest_decision_on_a_pair_holds_whoever_took_it_and_whichever_key_comes_first():
    assert duplicates(found("a", "b"), duplicate("a", "b"), distinct("b", "a", "bob")) == ({}, ())
    assert duplicates(found("a", "b"), distinct("a", "b"), duplicate("b", "a", "bob")) == ({"b": "a"}, ())
    assert duplicates(found("a", "b"), duplicate("a", "b"), duplicate("b", "a", "bob")) == ({"b": "a"}, ())
    assert duplicates(found("a", "b"), duplicate("a", "b", "consensus"), distinct("a", "b", "bob")) == (
        {"a": "b"},
        (),
    )


def test_records_in_a_circle_are_all_kept_and_one_that_leads_into_it_goes_where_it_meets_it():
    circle = [duplicate("a", "b"), duplicate("b", "c"), duplicate("c", "a"), duplicate("t", "b")]
    assert duplicates(found("a", "b", "c", "t"), *circle) == ({"t": "b"}, (("a", "b", "c"),))


def test_a_duplicate_of_two_goes_to_the_one_named_last():
    assert duplicates(found("a", "b", "c"), duplicate("a", "b"), duplicate("a", "c")) == ({"a": "c"}, ())
    again = [duplicate("a", "b"), duplicate("a", "c"), duplicate("a", "b")]
    assert duplicates(found("a", "b", "c"), *again) == ({"a": "b"}, ())


def test_a_duplicate_of_a_record_that_no_search_found_stays_in_the_flow():
    cited = entry("cited", origin="")
    assert duplicates([*found("a"), cited], duplicate("a", "cited")) == ({}, ())
    assert duplicates([*found("a"), cited], duplicate("cited", "a")) == ({"cited": "a"}, ())
    assert duplicates([*found("a", "b"), cited], duplicate("a", "cited"), duplicate("cited", "b")) == (
        {"a": "b", "cited": "b"},
        (),
    )


def test_a_pair_with_a_key_that_does_not_exist_removes_nothing():
    assert duplicates(found("a"), duplicate("a", "gone"), duplicate("lost", "a")) == ({}, ())


def test_a_long_chain_of_duplicates_is_followed_in_one_go():
    keys = [f"k{number}" for number in range(3000)]
    chain = [duplicate(key, other) for key, other in pairwise(keys)]
    assert duplicates(found(*keys), *chain) == (dict.fromkeys(keys[:-1], "k2999"), ())


def test_decisions_on_a_duplicate_stay_with_it():
    events = [says("ann", "screening", "exclude", "first"), duplicate("a", "b")]
    table = screening.outcomes(review(found("a", "b"), events))
    assert table.loc["a"].tolist() == ["database", "b", "", "", "", "duplicate", "identification", "", ""]
    assert table.loc["b"].tolist() == ["database", "", "pending", "", "", "pending", "screening", "", ""]


# --- former keys ---


def test_decisions_find_a_record_by_its_former_keys():
    entries = [entry("new", ids="old, older"), entry("b")]
    events = [decided("ann", "old", "screening", "exclude", "first"), duplicate("b", "older")]
    made = review(entries, events)
    assert screening.former_keys(made) == {"old": "new", "older": "new"}
    assert screening.standing(made)[["key", "other"]].values.tolist() == [["new", ""], ["b", "new"]]
    assert screening.outcomes(made)["status"].to_dict() == {"new": "excluded", "b": "duplicate"}


def test_a_key_that_an_entry_has_today_is_nobodys_former_key():
    made = review([entry("a", ids="b"), entry("b")], [decided("ann", "b", "screening", "exclude", "first")])
    assert screening.former_keys(made) == {}
    assert screening.outcomes(made)["status"].to_dict() == {"a": "pending", "b": "excluded"}


def test_a_former_key_of_two_entries_is_the_first_ones():
    made = review([entry("b", ids="old"), entry("a", ids="older, old")])
    assert screening.former_keys(made) == {"old": "b", "older": "a"}


def test_a_pair_that_was_brought_together_in_one_entry_is_no_circle():
    made = review([entry("a", ids="b")], [duplicate("b", "a")])
    assert (screening.pairs(made), dict(screening.duplicates(made)[0]), screening.duplicates(made)[1]) == (
        (),
        {},
        (),
    )


# --- whole values ---


def test_outcomes_of_the_sound_review():
    expected = pd.DataFrame(
        [
            ("database", "", "include", "retrieved", "include", "included", "eligibility", "", ""),
            ("database", "", "exclude", "", "", "excluded", "screening", "year", ""),
            ("database", "", "include", "retrieved", "exclude", "excluded", "eligibility", "topic", ""),
            ("database", "", "pending", "", "", "pending", "screening", "", ""),
        ],
        columns=[
            "arm",
            "duplicate_of",
            "screening",
            "retrieval",
            "eligibility",
            "status",
            "stage",
            "reason",
            "automation",
        ],
        index=pd.Index(["a_2010", "b_2005", "c_2012", "d_2013"], name="key", dtype="str"),
        dtype="str",
    )
    made = review(**sound())
    assert_frame_equal(screening.outcomes(made), expected)
    assert_frame_equal(screening.excluded(made), expected.iloc[1:3])
    assert_frame_equal(screening.included(made), made.records.loc[["a_2010"]])


def test_an_empty_review_has_no_outcomes():
    table = screening.outcomes(review())
    assert (len(table), list(table.columns)[:2], table.index.name) == (0, ["arm", "duplicate_of"], "key")
    assert (
        len(screening.included(review()))
        == len(screening.excluded(review()))
        == len(screening.standing(review()))
        == 0
    )


def test_outcomes_read_from_a_folder_are_those_made_in_memory(tmp_path):
    folder = write_review(tmp_path / "review", **sound())
    assert_frame_equal(screening.outcomes(litmatrix.open(folder)), screening.outcomes(review(**sound())))


@pytest.mark.parametrize(
    "act",
    [screening.outcomes, screening.included, screening.excluded, screening.standing, screening.origins, screening.former_keys,
     screening.pairs, screening.duplicates],
    ids=lambda act: act.__name__,
)  # fmt: skip
def test_it_does_not_change_its_argument(act):
    assert_left_alone(review(**sound(events=[*sound()["events"], duplicate("d_2013", "a_2010")])), act)


def test_nobody_can_change_the_duplicates_for_another():
    removed, _ = screening.duplicates(review(found("a", "b"), [duplicate("a", "b")]))
    with pytest.raises(TypeError):
        removed["a"] = "c"


def test_the_worked_review_stands_as_it_was_screened(worked):
    table = screening.outcomes(worked)
    counted = table.groupby(["arm", "status", "stage", "reason"]).size()
    expected = pd.Series(
        {
            ("other", "excluded", "screening", "date"): 4,
            ("other", "excluded", "screening", "title"): 7,
            ("other", "excluded", "screening", "uk"): 2,
            ("other", "not retrieved", "retrieval", ""): 3,
            ("previous", "included", "eligibility", ""): 32,
        }
    )
    assert_series_equal(counted, expected, check_names=False, check_index_type=False)
