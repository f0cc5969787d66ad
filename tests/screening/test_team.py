"""Who did how much, how fast, and what waits for whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from making import decided, duplicate, entry, review, search, withdrawn

from litmatrix.screening.team import Stage, Work, team

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
NOTHING = {"include": 0, "exclude": 0, "maybe": 0}


def said(reviewer, key, decision="include", stage="screening", at="", **members):
    time = f"2026-11-{at}.000Z" if at else ""
    return decided(reviewer, key, stage, decision, time=time, **members)


def made(records, *events, reviewers=("ann", "bob"), **tables):
    return review([entry(f"k{at}") for at in range(records)], events, reviewers=list(reviewers), **tables)


def screening(*arguments, now=NOW, **more):
    return team(made(*arguments, **more), now)[0]


def test_each_record_is_settled_begun_untouched_or_in_conflict_and_each_person_is_counted():
    events = [
        said("ann", "k0"), said("bob", "k0"), said("ann", "k1"), said("bob", "k1", "exclude"), said("ann", "k2", "maybe"),
        said("bob", "k3", "exclude"), said("automation", "k4", "exclude"), said("ann", "k5"), said("bob", "k5", "exclude"),
        said("consensus", "k5", "exclude"),
    ]  # fmt: skip
    found = screening(8, *events, agree={"screening": 2})
    day = "2026-11-22"
    assert found == Stage(
        "screening", 8, 2, (), settled=3, ruled=1, agreed=1, awaiting=0, begun=2, lacking={1: 2}, whom={"ann": 1, "bob": 1},
        fresh=2, conflicts=1,
        people=(
            Work("ann", {"include": 3, "exclude": 0, "maybe": 1}, 3, 2.0, 7.0, day, day, 4),
            Work("bob", {"include": 1, "exclude": 3, "maybe": 0}, 3, 2.0, 7.0, day, day, 4),
        ),
    )  # fmt: skip
    assert found.records == found.settled + found.awaiting + found.begun + found.fresh + found.conflicts
    assert found.title == "Title and abstract: 8 records, each needs 2 people"
    assert [(number, told) for _, number, told in found.parts()] == [
        (3, "decided (1 by a check, 1 by consensus)"),
        (2, "wait for a second person: ann 1, bob 1"),
        (2, "not decided by anybody yet"),
        (1, "in conflict"),
    ]


def test_where_records_are_divided_it_is_told_for_whom_they_wait():
    begun = [said("ann", f"k{at}") for at in range(3)]
    found = screening(
        90,
        *begun,
        agree={"screening": 2},
        reviewers=("ann", "bob", "cy"),
        divide={"screening": ["bob", "cy"]},
    )
    assert found.title == "Title and abstract: 90 records, each needs 2 people, divided among bob and cy"
    assert [one.waits for one in found.people] == [0, 89, 88]
    assert found.whom == {"bob": 2, "cy": 1}


def test_a_record_that_three_must_decide_tells_how_many_more_it_waits_for():
    events = [said("ann", "k0"), said("ann", "k1"), said("bob", "k1")]
    found = screening(3, *events, agree={"screening": 3}, reviewers=("ann", "bob", "cy"))
    assert [told for _, _, told in found.parts()] == [
        "wait for a further person (1 for 1 more, 1 for 2 more): bob 1, cy 2", "not decided by anybody yet",
    ]  # fmt: skip


def test_the_pace_is_the_median_between_own_decisions_and_pauses_and_batches_are_no_work():
    times = ["20T09:00:00", "20T09:00:10", "20T09:00:20", "20T09:00:40", "20T10:00:00", "20T10:00:12"]
    events = [said("ann", f"k{at}", at=time) for at, time in enumerate(times)]
    events += [said("ann", f"k{at}", at="20T10:00:14", batch="one") for at in range(6, 12)]
    (ann, bob) = screening(12, *events).people
    assert (ann.pace, ann.spent, ann.decided) == (11, 52, 12)
    assert ann.cells() == {
        "Decided": "12", "Include": "12 (100 %)", "Exclude": "0", "Maybe": "0", "Pace": "11 s a record", "Time": "1 min",
        "First day": "2026-11-20", "Last day": "2026-11-20", "Today": "0", "Still to do": "0",
    }  # fmt: skip
    assert bob == Work("bob", NOTHING, 0)


def test_too_few_decisions_tell_no_pace():
    (ann, _) = screening(3, *(said("ann", f"k{at}") for at in range(3))).people
    assert (ann.pace, ann.spent) == (None, 0.0)


def test_days_are_those_where_the_person_sits():
    events = [said("ann", "k0", at="21T23:30:00"), said("ann", "k1", at="22T22:30:00")]
    here = timezone(timedelta(hours=2))
    ann = screening(2, *events, now=datetime(2026, 11, 23, 1, 0, tzinfo=here)).people[0]
    assert (ann.first, ann.last, ann.today) == ("2026-11-22", "2026-11-23", 1)


def test_what_was_undone_counts_for_nobody_and_what_was_changed_counts_once():
    events = [said("ann", "k0"), withdrawn("ann", "e1"), said("ann", "k1"), said("ann", "k1", "exclude")]
    ann = screening(2, *events).people[0]
    assert ann.counts == {"include": 0, "exclude": 1, "maybe": 0}


def test_duplicates_are_no_records_of_the_stage():
    assert screening(3, duplicate("k1", "k0")).records == 2


def test_later_stages_follow_and_tell_what_is_awaited():
    events = [
        *(said("ann", f"k{at}") for at in range(3)), said("ann", "k0", "requested", "retrieval"),
        said("ann", "k1", "retrieved", "retrieval"), said("ann", "k1", "awaiting", "eligibility"),
    ]  # fmt: skip
    _, retrieval, eligibility = team(made(3, *events), NOW)
    assert [(number, told) for _, number, told in retrieval.parts()] == [
        (1, "decided"), (1, "requested, not here yet"), (1, "not sought yet"),
    ]  # fmt: skip
    assert [(number, told) for _, number, told in eligibility.parts()] == [
        (1, "awaiting classification"), (2, "not decided by anybody yet"),
    ]  # fmt: skip
    assert eligibility.title == "Full text: 3 records, not divided: whoever comes first decides"


def test_a_review_without_records_has_no_stage():
    assert team(review([], searches=[search()]), NOW) == ()


def test_who_is_not_named_and_decided_is_told_where_anybody_may():
    found = screening(2, said("eve", "k0"), reviewers=())
    assert [(one.name, one.waits) for one in found.people] == [("eve", 1)]
