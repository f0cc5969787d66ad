"""The desk of the team, driven without a page: what is told and what not, settled, divided, undone."""

from __future__ import annotations

import json
import time

import pytest
from making import criterion, decided, entry, review, write_review

import litmatrix
from litmatrix import decisions, planning, widgets
from litmatrix.errors import Misuse
from litmatrix.screening import agreement, team
from litmatrix.screening.queues import find_queue
from litmatrix.widgets.team import logic
from litmatrix.widgets.team.logic import Teamwork, in_words, needed, previewed, strength

PEOPLE = ["ann", "bob"]
CONFLICTS = [
    decided("ann", "k0", "screening", "include"),
    decided("bob", "k0", "screening", "exclude", "topic", note="no peers"),
    decided("ann", "k1", "screening", "exclude"),
    decided("bob", "k1", "screening", "maybe"),
    decided("ann", "k2", "screening", "include"),
    decided("bob", "k2", "screening", "include"),
]


def made(tmp_path, records=10, events=CONFLICTS, reviewers=PEOPLE, **more):
    entries = [
        entry(f"k{at}", title=f"Title {at}", author="Miller, A", year=str(2000 + at)) for at in range(records)
    ]
    criteria = [criterion("years"), criterion("topic")]
    tables = {"criteria": criteria, "reviewers": reviewers, "agree": {"screening": 2}, **more}
    return write_review(tmp_path / "review", entries, events, **tables)


@pytest.fixture
def folder(tmp_path):
    return made(tmp_path)


def opened(folder, name="ann"):
    return widgets.team(litmatrix.open(folder), name)


def told(desk, act, /, **message):
    """Send one message, as the page does, and return what the page is shown then."""
    before = desk.state
    desk._answer(None, {"act": act, **message}, [])
    assert desk.state != before, "the page waits for a new state after each message"
    json.dumps(desk.state)
    return desk.state


def asked(desk, **message):
    """Ask what another division comes to, as the page does."""
    found = []
    desk.send = lambda content, buffers=None: found.append(content)
    desk._answer(None, {"act": "preview", "asked": 1, **message}, [])
    return found[0]


def standing(folder):
    """What stands on each record, by whom."""
    events, problems = decisions.read_decisions(folder / "decisions")
    assert problems == ()
    now = decisions.standing(decisions.frame(events))
    return {
        (key, who): (decision, reason, note)
        for key, who, decision, reason, note in zip(
            now["key"], now["reviewer"], now["decision"], now["reason"], now["note"], strict=True
        )
    }


# --- who did how much -------------------------------------------------------------------------------------------------


def test_the_desk_needs_no_name_to_be_read(folder):
    desk = widgets.team(litmatrix.open(folder))
    assert (desk.person, desk.state["ask"], desk.state["who"]["first"]) == ("", None, False)
    (stage, *_) = desk.state["work"]
    assert stage["title"] == "Title and abstract: 10 records, each needs 2 people"
    assert [(one["name"], one["number"]) for one in stage["parts"]] == [
        ("settled", 1),
        ("fresh", 7),
        ("conflicts", 2),
    ]
    assert stage["columns"][:4] == ["Decided", "Include", "Exclude", "Maybe"]
    assert [(one["name"], one["you"], one["cells"][0]) for one in stage["people"]] == [
        ("ann", False, "3"),
        ("bob", False, "3"),
    ]
    for act, message in [
        ("settle", {"key": "k0", "decision": "include"}),
        ("undo", {}),
        ("divide", {"people": PEOPLE, "number": 1}),
        ("add", {"name": "cy"}),
        ("undo_division", {}),
    ]:
        told(desk, "tab", tab="conflicts", stage="screening")
        assert (
            told(desk, act, **message)["message"]
            == "Not done: first enter your name: above, beside the name of the desk."
        )


def test_what_others_decide_meanwhile_shows_when_one_comes_back(folder):
    desk = opened(folder)
    path = decisions.reviewer_file(folder / "decisions", "bob", "elsewhere")
    decisions.append_events(
        path,
        [decided("bob", "k5", "screening", "include")],
    )
    desk._answer(None, {"act": "fresh"}, [])
    assert [one["cells"][0] for one in desk.state["work"][0]["people"]] == ["3", "4"]
    assert {"name": "begun", "number": 1, "told": "waits for a second person: ann 1"} in desk.state["work"][
        0
    ]["parts"]


def test_an_empty_review_has_no_stage_and_every_tab_shows(tmp_path):
    desk = opened(write_review(tmp_path / "review", reviewers=PEOPLE))
    assert desk.state["work"] == []
    for tab in ("conflicts", "agreement", "dividing"):
        assert told(desk, "tab", tab=tab)["tab"] == tab
        assert desk.state["message"] == ""


# --- conflicts --------------------------------------------------------------------------------------------------------


def test_conflicts_are_counted_and_who_decided_what_is_told_once_one_compares(folder):
    desk = opened(folder)
    found = told(desk, "tab", tab="conflicts")["conflicts"]
    assert desk.state["conflicting"]["screening"] == 2
    assert (found["number"], found["left"], found["compared"]) == (2, 7, False)
    assert [(one["key"], one["said"]) for one in found["rows"]] == [("k0", ""), ("k1", "")]
    assert found["shown"]["votes"] == []
    assert "no peers" not in json.dumps(desk.state)

    found = told(desk, "compare")["conflicts"]
    assert [one["said"] for one in found["rows"]] == [
        "ann: include, bob: exclude",
        "ann: exclude, bob: maybe",
    ]
    assert found["shown"]["votes"] == [
        {"reviewer": "ann", "decision": "Include", "reason": "", "note": ""},
        {"reviewer": "bob", "decision": "Exclude", "reason": "fails topic", "note": "no peers"},
    ]
    assert told(desk, "compare", on=False)["conflicts"]["shown"]["votes"] == []


def test_who_sits_down_next_has_not_compared(folder):
    desk = opened(folder)
    told(desk, "tab", tab="conflicts")
    told(desk, "compare")
    assert not told(desk, "name", name="bob")["conflicts"]["compared"]


def test_a_conflict_is_settled_as_consensus_by_the_person_and_undone(folder):
    desk = opened(folder)
    told(desk, "tab", tab="conflicts")
    blind = told(desk, "settle", key="k0", decision="include")
    assert blind["message"].startswith("Not done: press Compare first")
    told(desk, "compare")
    state = told(desk, "settle", key="k0", decision="exclude", reason="topic", note="not peers after all")
    assert state["message"] == "Miller 2000: resolved as Exclude: fails topic."
    assert state["saved"]["ok"]
    assert [one["key"] for one in state["conflicts"]["rows"]] == ["k1"]
    assert standing(folder)["k0", "consensus"] == (
        "exclude",
        "topic",
        "not peers after all (recorded by ann)",
    )
    assert state["conflicts"]["can_undo"]
    state = told(desk, "undo")
    assert (state["message"], state["conflicts"]["shown"]["key"]) == (
        "Undone: Exclude of Miller 2000.",
        "k0",
    )
    assert ("k0", "consensus") not in standing(folder)
    assert not state["conflicts"]["can_undo"]
    assert standing(folder)["k0", "ann"][0] == "include"
    assert told(desk, "undo")["message"] == "Nothing to undo: you resolved no conflict on this computer."


def test_undo_takes_back_what_was_settled_and_not_what_one_screened_since(folder):
    desk = opened(folder)
    told(desk, "tab", tab="conflicts")
    told(desk, "compare")
    told(desk, "show", key="k1")
    told(desk, "settle", key="k1", decision="maybe")
    path = decisions.reviewer_file(folder / "decisions", "ann")
    decisions.append_events(path, [decided("ann", "k7", "screening", "include")])
    told(desk, "undo")
    now = standing(folder)
    assert ("k1", "consensus") not in now
    assert now["k7", "ann"][0] == "include"


def test_a_press_for_another_record_settles_nothing(folder):
    desk = opened(folder)
    told(desk, "tab", tab="conflicts")
    told(desk, "compare")
    told(desk, "settle", key="k1", decision="include")
    assert not [key for key, who in standing(folder) if who == "consensus"]


def test_what_somebody_settled_meanwhile_is_not_settled_twice(folder):
    mine, theirs = Teamwork(litmatrix.open(folder), "ann"), Teamwork(litmatrix.open(folder), "bob")
    for one in (mine, theirs):
        one.compare("screening")
    theirs.settle("screening", "k0", "include")
    with pytest.raises(Misuse, match="Miller 2000 is no longer in conflict: somebody resolved it meanwhile"):
        mine.settle("screening", "k0", "exclude")


def test_an_exclusion_at_full_text_needs_its_reason(tmp_path):
    events = [
        *(decided(name, "k0", "screening", "include") for name in PEOPLE),
        decided("ann", "k0", "eligibility", "exclude", "years"),
        decided("bob", "k0", "eligibility", "exclude", "topic"),
    ]
    folder = made(tmp_path, events=events)
    desk = opened(folder)
    found = told(desk, "tab", tab="conflicts", stage="eligibility")["conflicts"]
    assert (found["number"], found["required"]) == (1, True)
    assert [one["id"] for one in found["reasons"]] == ["years", "topic"]
    told(desk, "compare")
    state = told(desk, "settle", key="k0", decision="exclude")
    assert "an exclusion at full text needs its reason" in state["message"]
    told(desk, "settle", key="k0", decision="exclude", reason="topic")
    assert standing(folder)["k0", "consensus"][:2] == ("exclude", "topic")


def test_many_conflicts_are_listed_in_part_and_counted_whole(tmp_path):
    events = [
        decided(name, f"k{at}", "screening", said)
        for at in range(logic.LISTED + 5)
        for name, said in (("ann", "include"), ("bob", "exclude"))
    ]
    desk = opened(made(tmp_path, logic.LISTED + 5, events))
    found = told(desk, "tab", tab="conflicts")["conflicts"]
    assert (found["number"], len(found["rows"]), found["more"]) == (logic.LISTED + 5, logic.LISTED, 5)


# --- agreement --------------------------------------------------------------------------------------------------------


def test_agreement_is_told_in_words_with_its_figures_and_the_records_once_one_compares(tmp_path):
    events = [
        decided(
            name, f"k{at}", "screening", "include" if at < 3 or (at == 3 and name == "ann") else "exclude"
        )
        for at in range(20)
        for name in PEOPLE
    ]
    desk = opened(made(tmp_path, 20, events))
    found = told(desk, "tab", tab="agreement")["agreement"]
    (pair,) = found["pairs"]
    between = agreement.between(desk.review, "ann", "bob")
    assert pair["told"] == (
        "ann and bob decided alike on 19 of 20 records (95.0 %). "
        "Beyond what chance alone would give, that is almost perfect agreement."
    )
    assert (pair["kappa"], pair["ac1"]) == (between.kappa.told(), between.ac1.told())
    assert (pair["kinds"], pair["table"]) == (["Include", "Exclude"], [[3, 1], [0, 16]])
    assert pair["included"] == ["ann: 4 of 20 (20 %)", "bob: 3 of 20 (15 %)"]
    assert pair["needed"].startswith("An interval of ± 0.1 takes about ")
    assert (pair["differ"], pair["differing"], found["all"]) == (1, [], None)
    (pair,) = told(desk, "compare")["agreement"]["pairs"]
    assert pair["differing"] == [
        {
            "told": "included by ann, excluded by bob",
            "number": 1,
            "records": [{"reference": "Miller 2003", "title": "Title 3"}],
        }
    ]


def test_agreement_of_a_round_counts_its_records_only(tmp_path):
    pilot = {"id": "pilot", "purpose": "pilot", "stage": "screening", "size": 2}
    desk = opened(made(tmp_path, rounds=[pilot]))
    assert told(desk, "tab", tab="agreement")["agreement"]["rounds"] == [
        ["", "all records"],
        ["pilot", "the round pilot: pilot"],
    ]
    found = told(desk, "round", round="pilot")["agreement"]
    assert found["round"] == "pilot"
    assert found["pairs"][0]["both"] <= 2 if found["pairs"] else found["alone"]
    assert told(desk, "round", round="nowhere")["agreement"]["round"] == ""


def test_agreement_of_one_person_alone_says_what_is_missing(tmp_path):
    desk = opened(made(tmp_path, events=CONFLICTS[:1]))
    assert (
        told(desk, "tab", tab="agreement")["agreement"]["alone"]
        == "ann has decided here so far; agreement needs two people."
    )


def test_all_together_are_told_where_there_are_three(tmp_path):
    events = [
        decided(name, f"k{at}", "screening", "include") for name in ("ann", "bob", "cy") for at in range(5)
    ]
    desk = opened(made(tmp_path, events=events, reviewers=["ann", "bob", "cy"]))
    found = told(desk, "tab", tab="agreement")["agreement"]
    assert len(found["pairs"]) == 3
    assert found["all"]["told"] == "All 3 together, on 5 records that two or more decided on"


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([], "ann and bob have not decided on a record in common yet."),
        ([("include", "include")] * 4, "That is too few to say how much of it is chance."),
        (
            [("exclude", "exclude")] * 20,
            "All are decided one way, so nothing tells how much of that is chance.",
        ),
        (
            [("exclude", "exclude")] * 18 + [("include", "exclude"), ("exclude", "include")],
            "that is no agreement, or almost perfect by AC1.",
        ),
    ],
)
def test_what_agreement_comes_to_is_said_in_words(pairs, words):
    events = [
        decided(name, f"k{at}", "screening", said)
        for at, both in enumerate(pairs)
        for name, said in zip(PEOPLE, both, strict=True)
    ]
    events += [decided("ann", "k50", "screening", "include"), decided("bob", "k51", "screening", "include")]
    pair = agreement.between(review([entry(f"k{at}") for at in range(60)], events), "ann", "bob")
    assert in_words(pair).endswith(words)


def test_where_nothing_tells_how_many_records_it_takes_nothing_is_said():
    events = [decided(name, "k0", "screening", "include") for name in PEOPLE]
    assert needed(agreement.between(review([entry("k0")], events), "ann", "bob")) == ""
    assert (strength(0.61), strength(0.6), strength(-1)) == ("substantial", "moderate", "no")


# --- who screens which records ----------------------------------------------------------------------------------------


def test_records_are_divided_after_the_numbers_are_seen_and_the_division_is_undone(folder):
    desk = opened(folder)
    found = told(desk, "tab", tab="dividing")["dividing"]
    assert found == {
        "people": PEOPLE, "anyone": False, "now": {"people": [], "number": 2}, "last": "",
        "stages": [{"id": "screening", "name": "Title and abstract"}, {"id": "eligibility", "name": "Full text"}],
    }  # fmt: skip
    before = (folder / "review.toml").read_bytes()
    assert asked(desk, stage="screening", people=PEOPLE, number=1) == {
        "answer": "preview",
        "asked": 1,
        "people": [
            {"name": "ann", "decided": 3, "now": 7, "after": 4},
            {"name": "bob", "decided": 3, "now": 7, "after": 3},
        ],
        "told": ["All decisions stay, whoever made them."],
    }
    assert (folder / "review.toml").read_bytes() == before
    state = told(desk, "divide", people=PEOPLE, number=1)
    assert (
        state["message"] == "Saved: title and abstract, each record needs 1 person, divided among ann, bob."
    )
    assert state["dividing"]["now"] == {"people": PEOPLE, "number": 1}
    assert (
        state["dividing"]["last"] == "title and abstract, each record needs 1 person, divided among ann, bob"
    )
    now = litmatrix.open(folder)
    assert [len(find_queue(now, "pending", name)) for name in PEOPLE] == [4, 3]
    assert planning.last(folder).by == "ann"
    state = told(desk, "undo_division")
    assert state["message"].startswith("Undone: title and abstract, each record needs 1 person")
    assert (folder / "review.toml").read_bytes() == before


def test_what_cannot_be_is_said_in_place_of_the_numbers(folder):
    desk = opened(folder)
    assert asked(desk, stage="screening", people=["ann"], number=2)["error"] == (
        "tick at least 2 people: each record needs 2 people."
    )
    told(desk, "tab", tab="dividing")
    state = told(desk, "divide", people=["ann", "zoe"], number=1)
    assert state["message"] == "Not done: zoe is not among the reviewers: ann, bob."
    assert "this page is older than litmatrix" in told(desk, "divide", people="ann", number=1)["message"]


def test_a_division_changed_by_somebody_else_meanwhile_is_shown_and_not_written_over(folder):
    desk = opened(folder)
    told(desk, "tab", tab="dividing")
    Teamwork(litmatrix.open(folder), "bob").divide("screening", ["bob"], 1)
    state = told(desk, "divide", people=PEOPLE, number=1)
    assert "the division was changed meanwhile" in state["message"] + state["saved"]["text"]
    assert litmatrix.open(folder).protocol.divide == {"screening": ("bob",)}


def test_only_a_change_that_was_made_here_is_undone_here(folder):
    desk = opened(folder)
    told(desk, "tab", tab="dividing")
    told(desk, "divide", people=PEOPLE, number=1)
    asked_ = {"op": "set", "table": "", "given": {"title": "Other"}, "shown": {"title": "A review"}}
    planning.change(litmatrix.open(folder), asked_)
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.state["dividing"]["last"] == ""
    assert "the last change of the protocol was not made here" in told(desk, "undo_division")["message"]


def test_somebody_is_added_to_the_team_and_who_works_here_is_not_shut_out(tmp_path):
    folder = made(tmp_path, events=CONFLICTS[1:2], reviewers=[])
    desk = opened(folder, "ann")
    state = told(desk, "tab", tab="dividing")
    assert (state["dividing"]["people"], state["dividing"]["anyone"]) == (["bob", "ann"], True)
    state = told(desk, "add", name="  cy  d ")
    assert state["message"] == (
        "cy d is one of the team. From now on only these people can decide: bob, ann and cy d."
    )
    assert litmatrix.open(folder).protocol.reviewers == ("bob", "ann", "cy d")
    assert told(desk, "add", name="ann")["message"] == "Not done: ann is already in the list."
    assert told(desk, "add", name=" ")["message"] == "Not done: enter the name of the person."
    assert "cannot be a reviewer's name" in told(desk, "add", name="a/b")["message"]
    assert told(desk, "undo_division")["message"] == "Undone: review: reviewers."
    assert litmatrix.open(folder).protocol.reviewers == ()


def test_what_another_division_settles_or_opens_again_is_said():
    told_ = [
        previewed(logic.Preview((), moved, settled, (0, 0), (0, 0)))[:-1]
        for moved, settled in [(1, (5, 5)), (0, (1200, 0)), (0, (3, 4))]
    ]
    assert told_ == [
        ["1 record that is still to do goes to somebody else."],
        ["1,200 records that are done now need another person then; 0 stay done."],
        ["1 more record is done then, by the decisions made so far."],
    ]


# --- sizes ------------------------------------------------------------------------------------------------------------


def test_ten_thousand_records_of_three_people_are_told_at_once():
    people = ["ann", "bob", "cy"]
    events = [
        decided(name, f"k{at}", "screening", "include" if (at + len(name)) % 9 == 0 else "exclude")
        for name in people
        for at in range(0, 10_000, 2)
    ]
    found = review(
        [entry(f"k{at}") for at in range(10_000)], events, reviewers=people, agree={"screening": 2}, divide={"screening": people}
    )  # fmt: skip
    began = time.process_time()
    (stage, *_) = team.team(found)
    # Half a second was asked for on a quiet machine; a busy one may take its time, but not ten times it.
    assert time.process_time() - began < 5
    assert stage.records == 10_000
