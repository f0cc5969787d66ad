"""The records of a stage divided among people: who has which, and what another division changes."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import criterion, decided, duplicate, entry, review, search, withdrawn, write_review

import litmatrix
from litmatrix import planning, screening
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.screening import dividing, votes
from litmatrix.screening.dividing import Preview, Share
from litmatrix.screening.queues import WHOLE, find_queue

PEOPLE = ("ann", "bob", "cy", "di")


def made(records, *events, people=("ann", "bob"), number=1, reviewers=PEOPLE, **tables):
    keys = [f"k{at}" for at in range(records)] if isinstance(records, int) else records
    tables = {"agree": {"screening": number}, "reviewers": list(reviewers), **tables}
    divide = {"divide": {"screening": list(people)}} if people else {}
    return review([entry(key) for key in keys], events, **divide, **tables)


def said(reviewer, key, decision="include", stage="screening", **members):
    return decided(reviewer, key, stage, decision, **members)


def shares(*arguments, **more):
    return dividing.shares(made(*arguments, **more), "screening")


def loads(found):
    return Counter(name for names in found.values() for name in names)


# --- who has which ----------------------------------------------------------------------------------------------------


def test_each_half_goes_to_one_of_two_people_and_the_queue_of_each_is_their_half():
    found = made(101)
    given = dividing.shares(found, "screening")
    assert loads(given) == {"ann": 51, "bob": 50}
    queues = {name: find_queue(found, "pending", name) for name in PEOPLE}
    assert {*queues["ann"], *queues["bob"]} == {*given}
    assert queues["ann"] == tuple(key for key in given if given[key] == ("ann",))
    assert queues["bob"] == tuple(key for key in given if given[key] == ("bob",))
    assert queues["cy"] == queues["di"] == ()


def test_how_far_one_has_got_is_counted_over_the_own_part():
    mine = [key for key, names in shares(100).items() if names == ("ann",)]
    found = made(100, *(said("ann", key) for key in mine[:10]))
    assert set(find_queue(found, WHOLE, "ann")) == {*mine}
    assert len(find_queue(found, "pending", "ann")) == 40
    assert find_queue(found, WHOLE, "cy") == ()


def test_all_by_two_people_is_everything_for_both():
    found = made(10, number=2)
    assert set(dividing.shares(found, "screening").values()) == {("ann", "bob")}
    assert len(find_queue(found, "pending", "ann")) == len(find_queue(found, "pending", "bob")) == 10


def test_where_each_record_needs_two_of_four_every_pair_meets_about_as_often():
    given = shares(600, people=PEOPLE, number=2)
    assert loads(given) == dict.fromkeys(PEOPLE, 300)
    pairs = Counter(given.values())
    assert set(pairs) == set(combinations(PEOPLE, 2))
    assert min(pairs.values()) > 60


def test_a_stage_that_is_not_divided_has_no_shares_and_waits_for_everybody():
    found = made(3, people=())
    assert dividing.shares(found, "screening") == {}
    assert dividing.shares(found, "retrieval") == {}
    assert dividing.waits(found, "screening") == dict.fromkeys(("k0", "k1", "k2"), PEOPLE)
    assert len(find_queue(found, "pending", "di")) == 3


def test_in_a_round_everybody_still_decides_on_everything():
    pilot = {"id": "pilot", "purpose": "pilot", "stage": "screening", "size": 4}
    found = made(20, rounds=[pilot])
    assert len(find_queue(found, "pending", "cy", round_="pilot")) == 4


def test_full_text_is_divided_apart_from_title_and_abstract():
    events = [said("ann", f"k{at}") for at in range(10)]
    found = made(10, *events, people=(), divide={"eligibility": ["bob", "cy"]})
    assert dividing.shares(found, "screening") == {}
    assert loads(dividing.shares(found, "eligibility")) == {"bob": 5, "cy": 5}


@given(st.permutations([f"k{at}" for at in range(12)]), st.integers(1, 3))
def test_the_order_of_the_file_does_not_count(keys, number):
    assert shares(keys, people=PEOPLE, number=number) == shares(12, people=PEOPLE, number=number)


@given(st.integers(0, 40), st.integers(1, 4), st.integers(1, 3))
def test_the_loads_differ_by_one_at_most_and_who_is_named_first_has_more(records, people, number):
    names = PEOPLE[:people]
    given = shares(records, people=names, number=number)
    found = [loads(given)[name] for name in names]
    assert found == sorted(found, reverse=True)
    assert max(found) - min(found) <= 1
    assert all(len(one) == min(number, people) for one in given.values())


def test_no_other_division_that_is_as_even_costs_less():
    names, keys = PEOPLE[:3], [f"k{at}" for at in range(6)]
    events = [said("cy", key) for key in keys[:4]]
    given = shares(keys, *events, people=names, number=2)

    def cost(asked):
        """How uneven the loads are, who of those named first has less, and what the records drew."""
        load = [sum(name in one for one in asked) for name in names]
        drawn = sum(
            dividing._draw(key, name)
            for key, one in zip(keys, asked, strict=True)
            for name in one
            if not (name == "cy" and key in keys[:4])
        )
        return sum(one**2 for one in load), sum(at * one for at, one in enumerate(load)), drawn

    ways = [[{"ann", "cy"}, {"bob", "cy"}]] * 4 + [[{*one} for one in combinations(names, 2)]] * 2
    assert [{*given[key]} for key in keys] == min((list(way) for way in product(*ways)), key=cost)


# --- what has begun stays ---------------------------------------------------------------------------------------------


def test_a_record_that_somebody_decided_stays_with_them_and_the_others_are_shared_evenly():
    given = shares(100, *(said("ann", f"k{at}") for at in range(30)))
    assert all(given[f"k{at}"] == ("ann",) for at in range(30))
    assert loads(given) == {"ann": 50, "bob": 50}


def test_who_decided_more_than_a_share_gets_no_more():
    given = shares(100, *(said("ann", f"k{at}") for at in range(80)))
    assert loads(given) == {"ann": 80, "bob": 20}


def test_only_the_votes_that_lack_are_asked_of_others():
    events = [said("eve", "k0"), said("ann", "k1"), said("ann", "k2"), said("bob", "k2")]
    given = shares(4, *events, number=2, reviewers=())
    assert given["k0"] in [("eve", "ann"), ("eve", "bob")]
    assert {name: given[name] for name in ("k1", "k2", "k3")} == dict.fromkeys(
        ("k1", "k2", "k3"), ("ann", "bob")
    )


def test_what_consensus_or_a_rule_decided_is_asked_of_nobody():
    events = [said("automation", "k0", "exclude"), said("consensus", "k1"), said("ann", "k2")]
    given = shares(6, *events, number=2)
    assert (given["k0"], given["k1"]) == ((), ())
    assert set(find_queue(made(6, *events, number=2), "pending", "bob")) == {"k2", "k3", "k4", "k5"}


@given(
    st.integers(1, 3),
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 11)), max_size=8, unique=True),
    st.data(),
)
def test_a_decision_of_who_was_asked_changes_nothing_for_anybody(number, before, data):
    """Whatever was decided before the records were divided, and by whom."""
    people = PEOPLE[:3]
    events = [said(name, f"k{at}") for name, at in before]
    given = shares(12, *events, people=people, number=number)
    for _ in range(4):
        found = made(12, *events, people=people, number=number)
        open_ = [
            (key, name) for key, names in sorted(dividing.waits(found, "screening").items()) for name in names
        ]
        if not open_:
            break
        key, name = data.draw(st.sampled_from(open_))
        events.append(said(name, key))
        now = shares(12, *events, people=people, number=number)
        assert {key: {*names} for key, names in now.items()} == {
            key: {*names} for key, names in given.items()
        }


def test_new_records_move_few_of_those_that_were_there():
    before, after = shares(200), shares(260)
    assert loads(after) == {"ann": 130, "bob": 130}
    assert sum(after[key] != before[key] for key in before) <= 20


def test_when_somebody_falls_ill_the_others_keep_theirs_and_share_what_is_left():
    before = shares(300, people=PEOPLE[:3])
    done = [key for key, names in before.items() if names == ("bob",)][:40]
    after = shares(300, *(said("bob", key) for key in done), people=("ann", "cy"))
    assert loads(after) == {"ann": 130, "cy": 130, "bob": 40}
    assert all(after[key] == ("bob",) for key in done)
    assert sum(after[key] != before[key] for key in before if before[key] != ("bob",)) <= 10


# --- no record is forgotten -------------------------------------------------------------------------------------------


WHO = ("ann", "bob", "cy")
KEYS = ("k0", "k1", "k2")
ACTS = st.one_of(
    st.builds(said, st.sampled_from((*WHO, "left", "consensus", "automation")), st.sampled_from(KEYS),
              st.sampled_from(["include", "exclude", "maybe"])),
    st.builds(lambda by, key, what: said(by, key, what, "retrieval"), st.sampled_from((*WHO, "consensus")), st.sampled_from(KEYS),
              st.sampled_from(["requested", "retrieved", "not_retrieved"])),
    st.builds(lambda by, key, what: said(by, key, what, "eligibility", reason="c" if what == "exclude" else ""),
              st.sampled_from((*WHO, "left", "consensus")), st.sampled_from(KEYS), st.sampled_from(["include", "exclude", "awaiting"])),
    st.builds(duplicate, st.just("k2"), st.sampled_from(["k0", "k1"])),
    st.builds(lambda key: said("ann", key, "removed", "identification", reason="x"), st.sampled_from(KEYS)),
    st.builds(lambda by, number: withdrawn(by, f"e{number}"), st.sampled_from((*WHO, "consensus")), st.integers(1, 8)),
)  # fmt: skip
AMONG = st.lists(st.sampled_from(WHO), unique=True)


@given(
    st.lists(st.sampled_from(["db", "web", "old", "db, web"]), min_size=3, max_size=3),
    st.lists(ACTS, max_size=8), AMONG, AMONG, st.integers(1, 3), st.integers(1, 3), st.booleans(),
)  # fmt: skip
def test_whatever_was_decided_a_record_that_is_not_settled_waits_for_somebody(
    origins, events, screen, read, two, three, named
):
    tables = {
        "agree": {"screening": two, "eligibility": three},
        "divide": {name: list(people) for name, people in (("screening", screen), ("eligibility", read)) if people},
    }  # fmt: skip
    found = review(
        [entry(key, origin=origin) for key, origin in zip(KEYS, origins, strict=True)], events, criteria=[criterion("c")],
        searches=[search(), search("web", "website"), search("old", "previous")], reviewers=[*WHO] if named else [], **tables,
    )  # fmt: skip
    if any(problem.check == "protocol" for problem in found.problems):
        return  # too few people for what is asked: that is told
    people = WHO if named else (*WHO, "somebody new")
    outcomes = screening.outcomes(found)
    stages = ("screening", "retrieval", "eligibility")
    waits = {key for stage in stages for name in people for key in find_queue(found, "pending", name, stage)}
    requested = set(outcomes.index[outcomes["retrieval"] == "requested"])
    conflicts = {key for stage in stages for key in find_queue(found, "conflicts", "ann", stage)}
    there = outcomes[~outcomes["status"].isin(screening.GONE)]
    assert set(there.index[there["status"] == "pending"]) <= waits | requested
    assert set(there.index[there["status"] == "conflict"]) <= conflicts
    begun = {stage: set(there.index[there[stage] == "pending"]) & votes.people(found, stage).keys() for stage in ("screening", "eligibility")}  # fmt: skip
    settled_before = set(there.index[there["status"].isin(["excluded", "conflict"])])
    assert begun["screening"] | begun["eligibility"] <= waits | settled_before


# --- another division -------------------------------------------------------------------------------------------------


def test_what_another_division_comes_to_is_told_before():
    events = [said("ann", f"k{at}") for at in range(10)]
    found = made(100, *events, people=())
    assert dividing.preview(found, "screening", ["ann", "bob"], 1) == Preview(
        (Share("ann", 10, 90, 40), Share("bob", 0, 90, 50), Share("cy", 0, 90, 0), Share("di", 0, 90, 0)),
        0, (10, 10), (0, 0), (0, 0),
    )  # fmt: skip
    two = dividing.preview(found, "screening", ["ann", "bob"], 2)
    assert two == Preview(
        (Share("ann", 10, 90, 90), Share("bob", 0, 90, 100), Share("cy", 0, 90, 0), Share("di", 0, 90, 0)),
        0, (10, 0), (0, 0), (0, 10),
    )  # fmt: skip


def test_how_many_records_change_hands_is_told():
    found = made(90, people=PEOPLE[:3])
    assert dividing.preview(found, "screening", ["ann", "cy"], 1).moved == 30
    assert dividing.preview(found, "screening", PEOPLE[:3], 1).moved == 0
    with pytest.raises(Misuse, match="retrieval cannot be divided; what can: title and abstract, full text"):
        dividing.preview(found, "retrieval", ["ann"], 1)


def test_a_division_is_one_change_of_the_protocol_and_is_undone_as_one(tmp_path):
    folder = write_review(tmp_path / "review", [entry(f"k{at}") for at in range(10)], reviewers=[*PEOPLE])
    text = (folder / "review.toml").read_bytes()
    done = dividing.divide(litmatrix.open(folder), "screening", ["ann", "bob"], 2, "ann")
    assert (done.what, done.by) == (
        "title and abstract, each record needs 2 people, divided among ann, bob",
        "ann",
    )
    found = litmatrix.open(folder)
    assert (found.protocol.divide, found.protocol.agree["screening"], found.problems) == (
        {"screening": ("ann", "bob")},
        2,
        (),
    )
    assert dividing.divide(found, "screening", ["ann", "bob"], 2) is None
    assert dividing.divide(found, "screening", [], 2).what == (
        "title and abstract, each record needs 2 people, not divided"
    )
    assert litmatrix.open(folder).protocol.divide == {}
    planning.undo(folder)
    planning.undo(folder)
    assert (folder / "review.toml").read_bytes() == text


@pytest.mark.parametrize(
    ("stage", "people", "number", "message"),
    [
        ("retrieval", ["ann"], 1, "retrieval cannot be divided; what can: title and abstract, full text"),
        ("screening", ["zoe"], 1, "zoe is not among the reviewers: ann, bob, cy, di"),
        ("screening", ["ann"], 2, "each record needs 2 people, and you named 1: name more"),
        ("screening", ["ann", "ann"], 1, "a person is there twice"),
        ("screening", ["ann"], 0, "each record needs at least one person"),
    ],
)
def test_what_cannot_be_divided_so_is_refused_and_nothing_is_written(
    tmp_path, stage, people, number, message
):
    folder = write_review(tmp_path / "review", [entry("k0")], reviewers=[*PEOPLE])
    before = (folder / "review.toml").read_bytes()
    with pytest.raises(Misuse, match=message):
        dividing.divide(litmatrix.open(folder), stage, people, number)
    assert (folder / "review.toml").read_bytes() == before


def test_a_division_that_somebody_changed_meanwhile_is_not_written_over(tmp_path):
    folder = write_review(tmp_path / "review", [entry("k0")], reviewers=[*PEOPLE])
    mine = litmatrix.open(folder)
    dividing.divide(litmatrix.open(folder), "screening", ["cy", "di"], 1)
    with pytest.raises(ChangedOutside, match="the division was changed meanwhile"):
        dividing.divide(mine, "screening", ["ann", "bob"], 1)


def test_a_reviewer_who_has_records_stays_in_the_list_and_takes_them_along_under_another_name(tmp_path):
    folder = write_review(tmp_path / "review", [entry("k0")], reviewers=["ann", "bob"])
    dividing.divide(litmatrix.open(folder), "screening", ["ann", "bob"], 1)
    asked = {"op": "set", "given": {"reviewers": ["ann"]}, "shown": {"reviewers": ["ann", "bob"]}}
    with pytest.raises(NotSaved, match="screening names bob, who is not among the reviewers"):
        planning.change(litmatrix.open(folder), asked)
    planning.change(litmatrix.open(folder), {"op": "rename", "old": "bob", "new": "Bob B"})
    found = litmatrix.open(folder)
    assert (found.protocol.reviewers, found.protocol.divide, found.problems) == (
        ("ann", "Bob B"),
        {"screening": ("ann", "Bob B")},
        (),
    )


# --- in words ---------------------------------------------------------------------------------------------------------


def test_why_no_record_waits_is_said_where_records_are_divided():
    assert dividing.why_none(made(4, people=()), "ann", "screening") == ""
    assert dividing.why_none(made(4), "ann", "screening") == ""
    assert dividing.why_none(made(4), "cy", "screening") == (
        "The records at title and abstract are divided among ann and bob: none of them is yours. The team desk shows who has which."
    )
    mine = [said("ann", key) for key, names in shares(4).items() if names == ("ann",)]
    assert dividing.why_none(made(4, *mine), "ann", "screening") == (
        "Your part is done: all 2 records of it. 2 records of the others still wait."
    )
    all_ = [said(*names, key) for key, names in shares(4).items()]
    assert dividing.why_none(made(4, *all_), "ann", "screening") == "Your part is done: all 2 records of it."
