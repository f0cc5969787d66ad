"""Which records wait for whom."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from making import assert_left_alone, criterion, decided, duplicate, entry, review, search, withdrawn

from litmatrix.errors import Misuse
from litmatrix.screening.queues import QUEUES, SORTS, find_queue, sample

ENTRIES = [
    entry("a", title="Zebras", author="Young, A", year="2012"),
    entry("b", title="apples", author="Adams, B", year="2010", type="book"),
    entry("c", title="Éclairs and peers", author="Moore, C", year="2012"),
    entry("d", title="Dates", author="Brown, D"),
    entry("web", title="A blog", origin="web"),
    entry("old", title="Before", origin="old"),
    entry("cited", origin=""),
]
SEARCHES = [search("db"), search("web", "website"), search("old", "previous")]


def made(*events, entries=ENTRIES, **tables):
    tables = {"searches": SEARCHES, "criteria": [criterion("year"), criterion("topic")], **tables}
    return review(entries, events, **tables)


def said(reviewer, key, decision, reason="", stage="screening", **members):
    return decided(reviewer, key, stage, decision, reason, **members)


# --- pending ----------------------------------------------------------------------------------------------------------


def test_at_first_all_records_of_the_databases_wait_for_screening_and_the_other_arms_for_retrieval():
    assert find_queue(made(), "pending", "ann") == ("a", "b", "c", "d")
    assert find_queue(made(), "pending", "ann", "retrieval") == ("web",)
    assert find_queue(made(), "pending", "ann", "eligibility") == ("web",)


def test_what_one_decided_waits_for_nobody_where_one_is_enough():
    found = made(said("ann", "a", "include"), said("bob", "b", "exclude"), said("ann", "c", "maybe"))
    assert find_queue(found, "pending", "ann") == find_queue(found, "pending", "bob") == ("d",)


def test_a_conflict_waits_in_its_own_queue_only():
    found = made(said("ann", "a", "include"), said("bob", "a", "exclude"))
    assert find_queue(found, "conflicts", "cy") == ("a",)
    assert "a" not in find_queue(found, "pending", "cy")


def test_what_is_undone_waits_again():
    assert "a" in find_queue(made(said("ann", "a", "include"), withdrawn("ann", "e1")), "pending", "ann")


def test_duplicates_wait_for_nobody():
    assert find_queue(made(duplicate("b", "a")), "pending", "ann") == ("a", "c", "d")


def test_what_a_rule_excluded_waits_for_nobody_and_has_a_queue():
    found = made(said("automation", "b", "exclude", "year"), agree={"screening": 2})
    assert find_queue(found, "pending", "ann") == ("a", "c", "d")
    assert find_queue(found, "automation", "ann") == ("b",)


def test_where_two_must_agree_each_decides_and_a_third_is_not_asked():
    found = made(
        said("ann", "a", "include"),
        said("bob", "a", "include"),
        said("ann", "b", "exclude"),
        agree={"screening": 2},
    )
    assert find_queue(found, "pending", "ann") == ("c", "d")
    assert find_queue(found, "pending", "bob") == ("b", "c", "d")
    assert find_queue(found, "pending", "cy") == ("b", "c", "d")


def test_where_two_must_agree_the_queue_tells_nothing_of_what_the_other_decided():
    queues = {
        find_queue(made(said("ann", "a", decision), agree={"screening": 2}), "pending", "bob")
        for decision in ("include", "exclude", "maybe")
    } | {find_queue(made(agree={"screening": 2}), "pending", "bob")}
    assert queues == {("a", "b", "c", "d")}


def test_consensus_settles_whoever_has_not_decided():
    found = made(said("ann", "a", "include"), said("consensus", "a", "exclude"), agree={"screening": 3})
    assert "a" not in find_queue(found, "pending", "cy")


# --- the later stages -------------------------------------------------------------------------------------------------


def test_at_retrieval_what_anybody_got_or_asked_for_waits_for_nobody():
    found = made(
        *(said("ann", key, "include") for key in "abcd"), said("ann", "a", "retrieved", stage="retrieval"),
        said("ann", "b", "requested", stage="retrieval"), said("ann", "c", "include", stage="eligibility"),
    )  # fmt: skip
    assert find_queue(found, "pending", "bob", "retrieval") == ("d", "web")
    assert find_queue(found, "awaiting", "ann", "retrieval") == ("b",)


def test_full_text_holds_what_went_on_and_was_not_given_up():
    found = made(
        said("ann", "a", "include"), said("ann", "b", "maybe"), said("ann", "c", "exclude"), said("ann", "d", "include"),
        said("ann", "d", "not_retrieved", stage="retrieval"),
    )  # fmt: skip
    assert find_queue(found, "pending", "ann", "eligibility") == ("a", "b", "web")


def test_awaiting_at_full_text_is_its_decider_s_to_come_back_to():
    found = made(said("ann", "web", "awaiting", stage="eligibility"))
    assert find_queue(found, "awaiting", "ann", "eligibility") == ("web",)
    assert find_queue(found, "pending", "bob", "eligibility") == ()


def test_a_source_of_the_previous_review_shows_at_full_text_once_it_is_decided_anew():
    found = made(
        said("ann", "old", "include", stage="eligibility"),
        said("bob", "old", "exclude", "year", "eligibility"),
    )
    assert find_queue(made(), "all", "ann", "eligibility") == ("web",)
    assert find_queue(found, "conflicts", "ann", "eligibility") == ("old",)


# --- one's own --------------------------------------------------------------------------------------------------------


def test_what_i_decided_and_what_i_was_in_doubt_about():
    found = made(said("ann", "a", "include"), said("ann", "c", "maybe"), said("bob", "d", "maybe"))
    assert find_queue(found, "mine", "ann") == ("a", "c")
    assert find_queue(found, "maybe", "ann") == ("c",)


def test_all_at_screening_shows_the_other_arms_too():
    assert find_queue(made(duplicate("b", "a")), "all", "ann") == ("a", "c", "d", "web", "old")


# --- due again --------------------------------------------------------------------------------------------------------


def changed(effect, day="2026-11-23", **members):
    return criterion("year", history=[{"date": date.fromisoformat(day), "effect": effect}], **members)


def test_a_criterion_that_was_narrowed_makes_inclusions_due():
    events = [said("ann", "a", "include"), said("ann", "b", "maybe"), said("ann", "c", "exclude", "year")]
    assert find_queue(made(*events, criteria=[changed("narrowed")]), "due", "ann") == ("a", "b")


def test_a_criterion_that_was_widened_makes_the_exclusions_due_that_it_was_the_reason_of():
    events = [
        said("ann", "a", "include"), said("ann", "b", "exclude", "topic"), said("ann", "c", "exclude", "year"),
        said("automation", "d", "exclude", "year"),
    ]  # fmt: skip
    assert find_queue(made(*events, criteria=[changed("widened"), criterion("topic")]), "due", "ann") == (
        "c",
        "d",
    )


def test_what_was_decided_after_the_change_is_not_due():
    events = [said("ann", "a", "include"), said("ann", "a", "include", time="2026-11-24T08:00:00.000Z")]
    assert find_queue(made(*events, criteria=[changed("narrowed")]), "due", "ann") == ()
    assert find_queue(made(events[0], criteria=[changed("narrowed", "2026-11-20")]), "due", "ann") == ()


def test_what_was_decided_on_the_day_of_the_change_is_not_due():
    event = said("ann", "a", "include")
    day = made(event).decisions["time"].iloc[0][:10]
    assert find_queue(made(event, criteria=[changed("narrowed", day)]), "due", "ann") == ()
    later = str(date.fromisoformat(day) + timedelta(days=1))
    assert find_queue(made(event, criteria=[changed("narrowed", later)]), "due", "ann") == ("a",)


def test_a_change_on_the_first_or_last_day_of_all_is_one_of_that_day_wherever_on_earth():
    event = said("ann", "a", "include")
    for time, keys in ((datetime.max, ("a",)), (datetime.min, ())):
        ends = time.replace(tzinfo=timezone(timedelta(hours=-14 if keys else 14)))
        narrowed = criterion("year", history=[{"date": ends, "effect": "narrowed"}])
        assert find_queue(made(event, criteria=[narrowed]), "due", "ann") == keys


def test_each_looks_again_at_their_own():
    events = [
        said("ann", "a", "include"),
        said("bob", "b", "include"),
        said("cy", "a", "include", time="2026-11-24T08:00:00.000Z"),
    ]
    found = made(*events, criteria=[changed("narrowed")], agree={"screening": 2})
    assert (
        find_queue(found, "due", "ann"),
        find_queue(found, "due", "bob"),
        find_queue(found, "due", "cy"),
    ) == (("a",), ("b",), ())


def test_what_consensus_settled_before_the_change_is_a_conflict_again():
    events = [said("ann", "a", "include"), said("bob", "a", "exclude"), said("consensus", "a", "include")]
    found = made(*events, criteria=[changed("narrowed")])
    assert (find_queue(found, "conflicts", "ann"), find_queue(found, "due", "ann")) == (("a",), ())


def test_a_criterion_of_the_full_text_makes_nothing_due_at_screening():
    events = [said("ann", "a", "include")]
    assert find_queue(made(*events, criteria=[changed("narrowed", stage="eligibility")]), "due", "ann") == ()


# --- rounds -----------------------------------------------------------------------------------------------------------

MANY = [entry(f"r{number}") for number in range(40)]
ROUNDS = [
    {"id": "pilot", "purpose": "pilot", "stage": "screening", "seed": 7, "size": 5},
    {"id": "check", "purpose": "Check of exclusions", "stage": "screening", "seed": 7, "size": 5},
    {"id": "later", "purpose": "pilot", "stage": "eligibility"},
]


def test_a_round_is_the_same_sample_for_everyone_whatever_the_order_of_the_file():
    one, other = made(entries=MANY, rounds=ROUNDS), made(entries=MANY[::-1], rounds=ROUNDS)
    assert len(sample(one, "pilot")) == 5
    assert (
        set(sample(one, "pilot"))
        == set(sample(other, "pilot"))
        == set(find_queue(other, "pending", "bob", round_="pilot"))
    )
    assert find_queue(one, "pending", "ann", round_="pilot") == sample(one, "pilot")


def test_another_seed_draws_another_sample():
    other = [{**ROUNDS[0], "seed": 8}]
    assert set(sample(made(entries=MANY, rounds=other), "pilot")) != set(
        sample(made(entries=MANY, rounds=ROUNDS), "pilot")
    )


def test_in_a_round_everyone_decides_though_one_would_be_enough():
    first = sample(made(entries=MANY, rounds=ROUNDS), "pilot")
    found = made(*(said("ann", key, "exclude", round="pilot") for key in first), entries=MANY, rounds=ROUNDS)
    assert find_queue(found, "pending", "bob", round_="pilot") == first
    assert find_queue(found, "pending", "ann", round_="pilot") == ()


def test_a_round_that_was_begun_keeps_its_records_when_more_are_found():
    first = sample(made(entries=MANY[:20], rounds=ROUNDS), "pilot")
    events = [said("ann", key, "include", round="pilot") for key in first]
    assert sample(made(*events, entries=MANY, rounds=ROUNDS), "pilot") == first


def test_a_check_round_shows_a_second_person_some_of_the_exclusions_and_stays_while_she_decides():
    out = [said("ann", f"r{number}", "exclude") for number in range(20)]
    first = sample(made(*out, entries=MANY, rounds=ROUNDS), "check")
    assert len(first) == 5 and {int(key[1:]) for key in first} <= set(range(20))
    found = made(
        *out, *(said("bob", key, "include", round="check") for key in first[:3]), entries=MANY, rounds=ROUNDS
    )
    assert sample(found, "check") == first
    assert find_queue(found, "pending", "bob", round_="check") == first[3:]
    assert find_queue(found, "conflicts", "bob", round_="check") == first[:3]


def test_a_round_without_a_size_takes_every_record():
    assert sample(made(rounds=ROUNDS), "later") == ("web",)


# --- narrowing and sorting --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("narrow", "keys"),
    [
        ({"words": "eclairs"}, ("c",)),
        ({"search": "web"}, ()),
        ({"type_": "book"}, ("b",)),
        ({"years": (2011, None)}, ("a", "c")),
        ({"years": (None, 2011), "type_": "article"}, ()),
    ],
)
def test_a_queue_can_be_narrowed(narrow, keys):
    assert find_queue(made(), "pending", "ann", **narrow) == keys


@pytest.mark.parametrize(
    ("sort", "keys"),
    [("bibliography", "abcd"), ("year", "bacd"), ("newest", "acbd"), ("author", "bdca"), ("title", "bdac")],
)
def test_a_queue_can_be_sorted(sort, keys):
    assert find_queue(made(), "pending", "ann", sort=sort) == tuple(keys)


def test_random_is_the_same_order_each_time():
    one, other = (
        find_queue(made(entries=entries), "pending", "ann", sort="random") for entries in (MANY, MANY[::-1])
    )
    assert one == other != tuple(f"r{number}" for number in range(40))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("urgent", "ann"), "there is no queue urgent; known: pending"),
        (("pending", "ann", "coding"), "there is no queue at coding"),
    ],
)
def test_a_queue_that_does_not_exist_is_misuse(arguments, message):
    with pytest.raises(Misuse, match=message):
        find_queue(made(), *arguments)


def test_a_sort_or_a_round_that_does_not_exist_or_is_of_another_stage_is_misuse():
    with pytest.raises(Misuse, match="cannot be sorted by size; known: bibliography"):
        find_queue(made(), "pending", "ann", sort="size")
    with pytest.raises(Misuse, match="there is no round x; known: pilot, check, later"):
        find_queue(made(rounds=ROUNDS), "pending", "ann", round_="x")
    with pytest.raises(Misuse, match="the round later is of full text, not of title and abstract"):
        find_queue(made(rounds=ROUNDS), "pending", "ann", round_="later")


@pytest.mark.parametrize("stage", ["screening", "retrieval", "eligibility"])
def test_every_queue_and_sort_works_on_an_empty_review_at_every_stage(stage):
    assert {find_queue(review(), name, "ann", stage, sort=sort) for name in QUEUES for sort in SORTS} == {()}


def test_it_does_not_change_its_argument():
    assert_left_alone(
        made(said("ann", "a", "include")),
        lambda one: find_queue(one, "pending", "ann", sort="author", words="a"),
    )
