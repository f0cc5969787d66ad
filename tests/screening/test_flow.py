"""The PRISMA 2020 flow: it closes, or it names what breaks it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import assert_left_alone, criterion, decided, duplicate, entry, review, search, sound

from litmatrix import checking, screening
from litmatrix.decisions.log import Event
from litmatrix.model import Problem
from litmatrix.screening import flow
from litmatrix.screening.flow import Box
from litmatrix.vocabulary import SEARCH_KINDS, STAGES


def counted(made):
    """The numbers of the boxes by id."""
    return {box.id: box.n for box in flow.boxes(made)}


#: The three lines of the template, where nothing was removed.
NOTHING_REMOVED = (
    ("Duplicate records removed", "n = 0"),
    ("Records marked as ineligible by automation tools", "n = 0"),
    ("Records removed for other reasons", "n = 0"),
)


# --- whole values ---


def test_the_boxes_of_the_sound_review():
    assert flow.boxes(review(**sound())) == (
        Box("database_identified", "database", "Records identified from databases and registers", 4,
            (("Databases", "n = 4"), ("Registers", "n = 0")), ("a_2010", "b_2005", "c_2012", "d_2013"),
            {"Databases": (("Database", "n = 4"),)}),
        Box("database_removed", "database", "Records removed before screening", 0, NOTHING_REMOVED),
        Box("database_screened", "database", "Records screened", 4, (), ("a_2010", "b_2005", "c_2012", "d_2013")),
        Box("database_screening_excluded", "database", "Records excluded", 1, (("fails year", "n = 1"),), ("b_2005",)),
        Box("database_screening_pending", "database", "Records not yet screened", 1, (), ("d_2013",)),
        Box("database_sought", "database", "Reports sought for retrieval", 2, (), ("a_2010", "c_2012")),
        Box("database_not_retrieved", "database", "Reports not retrieved", 0),
        Box("database_assessed", "database", "Reports assessed for eligibility", 2, (), ("a_2010", "c_2012")),
        Box("database_excluded", "database", "Reports excluded", 1, (("fails topic", "n = 1"),), ("c_2012",)),
        Box("other_identified", "other", "Records identified from other methods", None, (("Web", "not stated"),)),
        Box("included_new", "included", "Studies included in review", 1, (("Reports of included studies", "n = 1"),), ("a_2010",)),
    )  # fmt: skip


def test_the_lines_under_a_box_say_what_each_search_found_and_which_said_nothing():
    searches = [
        search("db", source="db", hits=9),
        search("web", "website", source="Web"),
        search("post", "contact", source="Letters"),
    ]
    boxes = {box.id: box for box in flow.boxes(review([entry("a")], searches=searches))}
    assert list(boxes["database_identified"].lines()) == [
        (0, "Databases", "n = 1"),
        (1, "db", "n = 1 of 9 hits"),
        (0, "Registers", "n = 0"),
    ]
    assert list(boxes["other_identified"].lines()) == [(0, "Web and Letters", "not stated")]


def test_other_methods_are_told_by_kind_and_by_search_within_it():
    searches = [
        search("tell", "contact", source="Call to networks"),
        search("web", "website", source="Web", hits=2),
        search("blog", "website", source="Blogs"),
    ]
    made = review([entry("a", origin="web"), entry("b", origin="web")], searches=searches)
    assert list(flow.boxes(made)[0].lines()) == [
        (0, "Websites", "n = 2"), (1, "Web", "n = 2"), (1, "Blogs", "not stated"),
        (0, "Contacts", "not stated"), (1, "Call to networks", "not stated"),
    ]  # fmt: skip


def test_the_worked_review_flows_as_worked_out_by_hand(worked):
    boxes = flow.boxes(worked)
    assert [(box.id, box.n, box.parts) for box in boxes] == [
        ("previous_included", 31, (("Reports of studies included in previous version of review", "n = 32"),)),
        ("database_identified", None, (("academic library databases and Peer Support Hub", "not stated"),)),
        ("other_identified", 16, (
            ("Websites", "not stated"), ("Citation searching", "n = 16"), ("Contacts", "not stated"), ("Other", "not stated"),
        )),
        ("other_screened", 16, ()),
        ("other_screening_excluded", 13, (
            ("Does not define its content as peer support related", "n = 7"), ("Published pre 2010", "n = 4"), ("Non-UK specific", "n = 2"),
        )),
        ("other_sought", 3, ()),
        ("other_not_retrieved", 3, ()),
        ("other_assessed", 0, ()),
        ("other_excluded", 0, ()),
        ("included_new", 0, (("Reports of new included studies", "n = 0"),)),
        ("included_total", 31, (("Reports of total included studies", "n = 32"),)),
    ]  # fmt: skip


def test_an_empty_review_has_one_box_and_a_search_without_records_says_not_stated():
    assert counted(review(searches=[])) == {"included_new": 0}
    assert counted(review()) == {"database_identified": None, "included_new": 0}
    assert counted(review(searches=[search("db", hits=12)])) == {"database_identified": 0, "included_new": 0}


# --- identified, removed ---


def test_identified_are_pairs_and_duplicates_are_pairs_less_records_kept():
    entries = [entry("a", origin="db, register"), entry("b", origin="db"), entry("c", origin="register")]
    searches = [
        search("db", source="PubMed", hits=2),
        search("register", "register", platform="CENTRAL", hits=30),
    ]
    first, removed, screened = flow.boxes(review(entries, [duplicate("c", "b")], searches=searches))[:3]
    assert (first.n, first.parts, first.keys) == (
        4,
        (("Databases", "n = 2"), ("Registers", "n = 2")),
        ("a", "b", "c"),
    )
    assert first.under == {
        "Databases": (("PubMed", "n = 2"),),
        "Registers": (("CENTRAL", "n = 2 of 30 hits"),),
    }
    parts = (("Duplicate records removed", "n = 2"), *NOTHING_REMOVED[1:])
    assert (removed.n, removed.parts, removed.keys) == (2, parts, ())
    assert (screened.n, screened.keys) == (2, ("a", "b"))


def test_what_a_rule_excluded_is_removed_before_screening():
    made = review(
        [entry("a"), entry("b")],
        [decided("automation", "a", "screening", "exclude", "year")],
        criteria=[criterion("year")],
    )
    removed, screened = flow.boxes(made)[1:3]
    assert (removed.n, removed.parts, removed.keys) == (
        1, (NOTHING_REMOVED[0], ("Records marked as ineligible by automation tools", "n = 1"), NOTHING_REMOVED[2]), ("a",),
    )  # fmt: skip
    assert (screened.n, screened.keys) == (1, ("b",))


def test_records_of_a_search_that_does_not_exist_are_counted_with_the_databases_and_said():
    made = review([entry("a", origin="nowhere"), entry("b", origin="db")], searches=[search("db")])
    first = flow.boxes(made)[0]
    assert (first.n, first.parts, first.keys) == (
        2, (("Databases", "n = 2"), ("Registers", "n = 0")), ("a", "b"),
    )  # fmt: skip
    assert first.under == {
        "Databases": (("db", "n = 1 (hits not stated)"), ("Searches that review.toml does not have", "n = 1"))
    }
    alone = flow.boxes(review([entry("a", origin="nowhere")], searches=[]))[0]
    assert (alone.id, alone.n, alone.keys) == ("database_identified", 1, ("a",))


def test_a_record_of_the_previous_version_that_is_found_again_is_a_duplicate():
    searches = [search("old", "previous"), search("db"), search("web", "website")]
    made = review([entry("a", origin="old, db, web")], searches=searches)
    assert counted(made) == {
        "previous_included": 1, "database_identified": 1, "database_removed": 1, "database_screened": 0, "database_screening_excluded": 0,
        "database_sought": 0, "database_not_retrieved": 0, "database_assessed": 0, "database_excluded": 0, "other_identified": 1,
        "other_removed": 1, "other_sought": 0, "other_not_retrieved": 0, "other_assessed": 0, "other_excluded": 0, "included_new": 0,
        "included_total": 1,
    }  # fmt: skip


def test_what_left_before_screening_is_told_by_its_three_reasons():
    searches = [
        search("db", source="PubMed", removed=3, removed_why="duplicates, by EndNote"),
        search("register", "register", removed=1, removed_why="withdrawn trial"),
        search("other", source="Embase", removed=2),
    ]
    made = review(
        [entry(key, origin="db, register") for key in "abcde"],
        [duplicate("b", "a"), decided("automation", "c", "screening", "exclude", "year"),
         decided("ann", "d", "identification", "removed", "retracted"), decided("ann", "b", "identification", "removed", "x")],
        searches=searches, criteria=[criterion("year")],
    )  # fmt: skip
    first, removed, screened = flow.boxes(made)[:3]
    assert (first.n, first.parts) == (16, (("Databases", "n = 10"), ("Registers", "n = 6")))
    assert first.under == {
        "Databases": (("PubMed", "n = 8 (hits not stated)"), ("Embase", "n = 2 (hits not stated)")),
        "Registers": (("register", "n = 6 (hits not stated)"),),
    }
    assert (removed.n, removed.keys) == (14, ("c", "d"))
    assert [*removed.lines()] == [
        (0, "Duplicate records removed", "n = 9"),
        (1, "PubMed: duplicates, by EndNote", "n = 3"),
        (0, "Records marked as ineligible by automation tools", "n = 1"),
        (0, "Records removed for other reasons", "n = 4"),
        (1, "register: withdrawn trial", "n = 1"),
        (1, "Embase: no reason given", "n = 2"),
        (1, "retracted", "n = 1"),
    ]
    assert (screened.n, screened.keys) == (2, ("a", "e"))
    assert flow.unclosed(flow.boxes(made)) == ()


def test_of_the_other_arm_and_of_the_previous_version_records_are_removed_too():
    made = review(
        [entry("a", origin="web"), entry("b", origin="old"), entry("c", origin="old")],
        [decided("ann", key, "identification", "removed", "retracted") for key in "ab"],
        searches=[search("web", "website", removed=2, removed_why="filter"), search("old", "previous")],
    )
    boxes = {box.id: box for box in flow.boxes(made)}
    assert (boxes["other_identified"].n, boxes["other_removed"].n, boxes["other_sought"].n) == (3, 3, 0)
    assert boxes["other_removed"].parts == (("Records removed for other reasons", "n = 3"),)
    assert (boxes["previous_included"].n, boxes["previous_removed"].keys, boxes["included_total"].n) == (
        2,
        ("b",),
        1,
    )


def test_marks_and_notes_are_those_of_boxes_with_a_number():
    drawn = flow.boxes(review([entry("a")]))
    assert {box.id: box.mark for box in drawn if box.mark} == {
        "database_identified": "*",
        "database_screening_excluded": "**",
    }
    assert [note.split()[0] for note in flow.notes(drawn)] == ["*", "**"]
    assert flow.notes(flow.boxes(review(searches=[search("web", "website", hits=2)]))) == ()
    assert flow.notes(flow.boxes(review())) == ()


def test_the_heads_are_those_of_a_new_review_or_of_an_update():
    assert flow.heads(review())["database"] == "Identification of studies via databases and registers"
    update = review(searches=[search("old", "previous"), search("db")])
    assert flow.heads(update)["other"] == "Identification of new studies via other methods"
    assert flow.boxes(update)[-1].label == "New studies included in review"


# --- on the way ---


def test_boxes_that_prisma_does_not_draw_appear_where_their_number_is_not_zero():
    entries = [entry(key, origin="web") for key in "abcdefgh"]
    events = [
        decided("ann", "a", "screening", "exclude", "topic"),
        decided("ann", "b", "screening", "include"), decided("bob", "b", "screening", "exclude"),
        decided("ann", "c", "retrieval", "requested"),
        decided("ann", "d", "retrieval", "not_retrieved"),
        decided("ann", "e", "retrieval", "retrieved"),
        decided("ann", "f", "eligibility", "awaiting"),
        decided("ann", "g", "eligibility", "include"), decided("bob", "g", "eligibility", "exclude", "topic"),
        decided("ann", "h", "eligibility", "exclude"),
    ]  # fmt: skip
    boxes = flow.boxes(
        review(entries, events, searches=[search("web", "website")], criteria=[criterion("topic")])
    )
    assert [(box.id, box.label, box.n, box.parts) for box in boxes[1:-1]] == [
        ("other_screened", "Records screened by title", 8, ()),
        ("other_screening_excluded", "Records excluded before retrieval", 1, (("fails topic", "n = 1"),)),
        ("other_screening_pending", "Records not yet screened", 1, (("In conflict", "n = 1"),)),
        ("other_sought", "Reports sought for retrieval", 6, ()),
        ("other_not_retrieved", "Reports not retrieved", 1, ()),
        ("other_retrieval_pending", "Reports not yet retrieved", 1, ()),
        ("other_assessed", "Reports assessed for eligibility", 4, ()),
        ("other_excluded", "Reports excluded", 1, (("no reason given", "n = 1"),)),
        ("other_awaiting", "Reports awaiting classification", 1, ()),
        ("other_assessment_pending", "Reports not yet assessed", 2, (("In conflict", "n = 1"),)),
    ]


def test_reasons_stand_in_the_order_of_the_protocol_then_unknown_ones_then_none():
    reasons = ["second", "zebra", "first", "second", ""]
    entries = [entry(f"k{number}") for number in range(len(reasons))]
    events = [
        decided("ann", f"k{number}", "screening", "exclude", reason) for number, reason in enumerate(reasons)
    ]
    made = review(entries, events, criteria=[{"id": "first", "include": "only this"}, criterion("second")])
    excluded = next(box for box in flow.boxes(made) if box.id == "database_screening_excluded")
    assert excluded.parts == (
        ("Does not meet: only this", "n = 1"),
        ("fails second", "n = 2"),
        ("zebra", "n = 1"),
        ("no reason given", "n = 1"),
    )


def test_where_nobody_gave_a_reason_at_screening_there_is_no_list_and_at_full_text_there_is():
    events = [decided("ann", "a", "screening", "exclude"), decided("ann", "b", "eligibility", "exclude")]
    boxes = {box.id: box for box in flow.boxes(review([entry("a"), entry("b")], events))}
    assert boxes["database_screening_excluded"].parts == ()
    assert boxes["database_excluded"].parts == (("no reason given", "n = 1"),)


# --- included ---


def test_the_last_box_counts_studies_and_reports():
    entries = [entry("a", study="trial"), entry("b", study="trial"), entry("c")]
    events = [decided("ann", key, "eligibility", "include") for key in "abc"]
    last = flow.boxes(review(entries, events))[-1]
    assert (last.id, last.n, last.parts) == ("included_new", 2, (("Reports of included studies", "n = 3"),))


def test_a_new_report_of_a_study_of_the_previous_version_is_no_new_study():
    entries = [entry("old", origin="previous", study="trial"), entry("new", study="trial"), entry("other")]
    events = [
        decided("ann", "new", "eligibility", "include"),
        decided("ann", "other", "eligibility", "include"),
    ]
    boxes = flow.boxes(review(entries, events, searches=[search("previous", "previous"), search("db")]))
    assert [(box.id, box.n, box.parts) for box in (boxes[0], *boxes[-2:])] == [
        ("previous_included", 1, (("Reports of studies included in previous version of review", "n = 1"),)),
        ("included_new", 1, (("Reports of new included studies", "n = 2"),)),
        ("included_total", 2, (("Reports of total included studies", "n = 3"),)),
    ]


def test_what_the_previous_version_included_is_counted_though_it_is_out_now():
    entries = [entry("a", origin="previous"), entry("b", origin="previous"), entry("c", origin="previous")]
    events = [decided("ann", "b", "eligibility", "exclude", "topic"), duplicate("c", "a")]
    made = review(entries, events, searches=[search("previous", "previous")], criteria=[criterion("topic")])
    assert counted(made) == {
        "previous_included": 2,
        "previous_removed": 1,
        "included_new": 0,
        "included_total": 1,
    }


def test_an_update_has_its_total_though_nothing_of_the_previous_version_is_in_now():
    made = review(
        [entry("a", origin="previous"), entry("b")],
        [decided("ann", "a", "identification", "removed", "retracted"), decided("ann", "b", "eligibility", "include")],
        searches=[search("previous", "previous"), search()],
    )  # fmt: skip
    found = counted(made)
    assert (
        found["previous_included"],
        found["previous_removed"],
        found["included_new"],
        found["included_total"],
    ) == (1, 1, 1, 1)
    assert flow.unclosed(flow.boxes(made)) == ()


# --- closing ---


def test_boxes_that_close_have_no_problem(worked):
    assert flow.unclosed(flow.boxes(worked)) == ()
    assert flow.unclosed(flow.boxes(review(**sound()))) == ()
    assert flow.unclosed(()) == ()


def changed(made, id, **values):
    return tuple(replace(box, **values) if box.id == id else box for box in flow.boxes(made))


@pytest.mark.parametrize(
    ("id", "values", "where", "message", "key"),
    [
        ("database_identified", {"n": 5}, "database_identified",
         "Records identified from databases and registers (5) does not equal what leaves it (4).", ""),
        ("database_screening_excluded", {"keys": ()}, "database_screened", "Records screened (4) does not equal what leaves it (3): b_2005.", "b_2005"),
        ("database_not_retrieved", {"keys": ("a_2010",)}, "database_sought",
         "Reports sought for retrieval (2) does not equal what leaves it (3): a_2010.", "a_2010"),
        ("database_excluded", {"keys": ()}, "database_assessed", "Reports assessed for eligibility (2) does not equal what leaves it (1): c_2012.", "c_2012"),
        ("included_new", {"keys": ()}, "database_assessed", "Reports assessed for eligibility (2) does not equal what leaves it (1): a_2010.", "a_2010"),
    ],
)  # fmt: skip
def test_a_box_that_does_not_close_is_told_with_the_records_that_break_it(id, values, where, message, key):
    assert flow.unclosed(changed(review(**sound()), id, **values)) == (
        Problem("flow", "error", f"flow, {where}", message, key),
    )


def test_a_report_of_the_previous_version_that_goes_nowhere_is_told():
    made = review([entry("a", origin="old"), entry("b", origin="old")], searches=[search("old", "previous")])
    assert flow.unclosed(changed(made, "included_total", keys=("a",))) == (
        Problem("flow", "error", "flow, previous_included",
                "Studies included in previous version of review (2) does not equal what leaves it (1): b.", "b"),
    )  # fmt: skip


# --- any review ---

KEYS = [f"k{number}" for number in range(6)]
PEOPLE = ["ann", "bob", "consensus", "automation"]


@st.composite
def reviews(draw):
    """Any review of six records: any searches, any decisions in any order, duplicates in chains and circles, removals,
    withdrawals."""
    kinds = draw(st.lists(st.sampled_from(SEARCH_KINDS), min_size=1, max_size=3))
    ids = [f"s{number}" for number in range(len(kinds))]
    origin = st.lists(st.sampled_from([*ids, "nowhere", ""]), max_size=3).map(", ".join)
    entries = [entry(key, origin=draw(origin), study=draw(st.sampled_from(["", "trial"]))) for key in KEYS]
    stages = {stage: allowed for stage, allowed in STAGES.items() if stage != "identification"}
    decision = st.one_of(
        *(st.builds(Event, st.sampled_from(PEOPLE), st.sampled_from([*KEYS, "lost"]), st.just(stage), st.sampled_from(allowed),
                    st.sampled_from(["", "first", "second", "gone"])) for stage, allowed in stages.items()),
        st.builds(Event, st.sampled_from(PEOPLE), st.sampled_from(KEYS), st.just("identification"),
                  st.sampled_from(("duplicate", "distinct")), other=st.sampled_from([*KEYS, "lost"])),
        st.builds(Event, st.sampled_from(PEOPLE), st.sampled_from([*KEYS, "lost"]), st.just("identification"), st.just("removed"),
                  st.sampled_from(["retracted", "a test"])),
        st.builds(Event, st.sampled_from(PEOPLE), st.just(""), st.just("screening"), st.just("withdraw"),
                  of=st.integers(1, 30).map(lambda number: f"e{number}")),
    )  # fmt: skip
    events = draw(st.lists(decision, max_size=30))
    agree = {"screening": draw(st.integers(1, 3)), "eligibility": draw(st.integers(1, 3))}
    removed = st.sampled_from(
        [{}, {"removed": 3, "removed_why": "duplicates"}, {"removed": 2, "removed_why": "a filter"}]
    )
    searches = [search(id, kind, **draw(removed)) for id, kind in zip(ids, kinds, strict=True)]
    return review(
        entries, events, searches=searches, agree=agree, criteria=[criterion("first"), criterion("second")]
    )


@given(reviews())
def test_the_flow_of_any_review_closes_and_every_record_ends_in_one_place(made):
    check_that_it_closes(made)
    check_that_every_record_ends_in_one_place_and_the_arms_sum_to_the_distinct_records(made)


def check_that_it_closes(made):
    boxes = {box.id: box for box in flow.boxes(made)}
    n = {id: box.n or 0 for id, box in boxes.items()}
    table = screening.outcomes(made)
    kept = table[table["status"] != "duplicate"]
    new = boxes["included_new"].keys
    for arm in ("database", "other"):
        at = {id.removeprefix(f"{arm}_"): number for id, number in n.items() if id.startswith(f"{arm}_")}
        if "sought" not in at:
            assert kept[kept["arm"] == arm].empty
            continue
        goes_on = at.get("screened", at["sought"])
        assert at["identified"] - at.get("removed", 0) == goes_on
        assert goes_on == at.get("screening_excluded", 0) + at.get("screening_pending", 0) + at["sought"]
        assert at["sought"] == at["not_retrieved"] + at.get("retrieval_pending", 0) + at["assessed"]
        own = sum(table.at[key, "arm"] == arm for key in new)
        assert (
            at["assessed"] == at["excluded"] + at.get("awaiting", 0) + at.get("assessment_pending", 0) + own
        )
        assert min(at.values()) >= 0
    assert flow.unclosed(tuple(boxes.values())) == ()


ENDS = (
    "screening_excluded", "screening_pending", "not_retrieved", "retrieval_pending", "excluded", "awaiting", "assessment_pending",
)  # fmt: skip


def check_that_every_record_ends_in_one_place_and_the_arms_sum_to_the_distinct_records(made):
    boxes = flow.boxes(made)
    by_id = {box.id: box for box in boxes}
    removed, _ = screening.duplicates(made)
    last = by_id.get("included_total", by_id["included_new"])
    ends = [box for box in boxes if box.id.split("_", 1)[1] in ENDS or box.id.endswith("_removed")]
    places = Counter(key for box in (*ends, last) for key in box.keys)
    places.update(key for key in removed if key in screening.origins(made))
    assert places == Counter(screening.origins(made).keys())
    started = sum((by_id[id].n or 0) for arm in ("database", "other") for id in [_first(by_id, arm)] if id)
    by_rule = sum(
        len(by_id[f"{arm}_removed"].keys) for arm in ("database", "other") if f"{arm}_removed" in by_id
    )
    previous = len(by_id["previous_included"].keys) if "previous_included" in by_id else 0
    assert started + by_rule + previous == len(screening.origins(made)) - sum(
        key in removed for key in screening.origins(made)
    )


def _first(boxes, arm):
    """The box from which the records of an arm go on: screened, or, in the other arm, sought."""
    return next((id for id in (f"{arm}_screened", f"{arm}_sought") if id in boxes), "")


@given(reviews())
def test_any_review_can_be_checked_and_every_problem_names_its_place(made):
    problems = checking.check_review(made)
    assert [
        problem
        for problem in problems
        if not (problem.check and problem.where and problem.message and problem.fix)
    ] == []


# --- leaving alone ---


def test_it_does_not_change_its_argument():
    assert_left_alone(review(**sound()), flow.boxes)


def test_other_methods_are_counted_by_kind_and_one_that_says_no_number_is_not_stated():
    searches = [
        search("db"),
        search("web", "website"),
        search("blog", "website"),
        search("mail", "contact"),
        search("org", "organisation", removed=2),
    ]
    made = review([entry("a"), entry("b", origin="web, blog"), entry("c", origin="blog")], searches=searches)
    assert flow.other_methods(made) == {"website": 3, "organisation": 2, "contact": None}
    assert flow.other_methods(review()) == {}
