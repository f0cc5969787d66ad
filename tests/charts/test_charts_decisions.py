"""The charts of decisions: progress, reasons, agreement."""

from __future__ import annotations

import pytest
from drawn import assert_readable, layers, rows
from making import assert_left_alone, criterion, decided, entry, review

from litmatrix import charts
from litmatrix.errors import Misuse

DRAWN = {"progress": charts.progress, "reasons": charts.reasons, "agreement": charts.agreement}
NAMES = (
    "Ann",
    "Παπαδόπουλος Γεώργιος",
    "منظمة الصحة",
    "国立精神神経医療研究センター",
    "W" * 60,
    "bob",
    "cy",
    "di",
    "el",
    "fe",
)


def at(day, second=0):
    return f"2026-11-{day:02}T10:00:{second:02}.000Z"


def made(**changes):
    """Six records: ann decides on all, bob on four a week later, a rule on one; c went to full text."""
    events = [
        *(decided("ann", key, "screening", "include" if key in "abc" else "exclude", "" if key == "f" else "year", time=at(3, n)) for n, key in enumerate("abcdf")),
        decided("bob", "a", "screening", "include", time=at(10)), decided("bob", "b", "screening", "maybe", time=at(10, 1)),
        decided("bob", "d", "screening", "exclude", "year", time=at(10, 2)), decided("bob", "c", "screening", "include", time=at(12)),
        decided("ann", "c", "eligibility", "exclude", "full", time=at(13)), decided("automation", "e", "screening", "exclude", "year", time=at(4)),
    ]  # fmt: skip
    return review(
        [entry(key, title=f"Title {key}") for key in "abcdef"], sorted(events, key=lambda event: event.time),
        criteria=[criterion("year", exclude="Published before 2010"), criterion("full", exclude="No full study", stage="eligibility")], **changes,
    )  # fmt: skip


def crowded():
    """Ten reviewers with names of every kind, over thirty days."""
    events = [
        decided(
            name,
            f"k{n}",
            "screening",
            ("include", "exclude", "maybe")[n * (place + 1) % 3],
            "lost" if n % 2 else "",
            id=f"e{place}-{n}",
            time=at(1 + n),
        )
        for place, name in enumerate(NAMES)
        for n in range(30 - place % 3)
    ]
    return review(
        [entry(f"k{n}") for n in range(30)], sorted(events, key=lambda event: (event.time, event.id))
    )


def test_progress_counts_the_decisions_that_stand_by_day_and_reviewer():
    chart = charts.progress(made())
    assert [(row["name"], row["day"], row["decisions"], row["total"]) for row in rows(chart, "point", "total")] == [
        ("ann", "2026-11-03", 5, 5), ("bob", "2026-11-10", 3, 3), ("bob", "2026-11-12", 1, 4), ("a check (automation)", "2026-11-04", 1, 1),
    ]  # fmt: skip
    assert "6 of 6 records have a decision" in chart.description
    assert "bob: 4 decisions, from 2026-11-10 to 2026-11-12." in chart.description


def test_a_curve_is_flat_on_days_without_decisions():
    chart = charts.progress(made())
    curve = [(row["day"][-2:], row["total"]) for row in rows(chart, "line", "name") if row["name"] == "bob"]
    assert curve == [("09", 0), ("10", 3), ("11", 3), ("12", 4), ("12", 4)]


def test_progress_tells_reviewers_apart_without_colour():
    (points,) = [
        layer for layer in layers(charts.progress(made()).to_dict()) if layer["mark"]["type"] == "point"
    ]
    assert len(set(points["encoding"]["shape"]["scale"]["range"])) == 3


def test_progress_of_another_stage_or_of_none():
    assert "1 of 3 records have a decision" in charts.progress(made(), "eligibility").description
    with pytest.raises(Misuse, match="there is no progress at this stage"):
        charts.progress(made(), "coding")


def test_reasons_count_each_excluded_record_once_under_its_criterion_by_stage():
    chart = charts.reasons(made())
    assert [(row["heading"], row["label"], row["text"], row["apart"]) for row in rows(chart, "bar", "heading")] == [
        ("Title and abstract", "Published before 2010", "2, 1 by a check", False), ("Title and abstract", "no reason given", "1", True),
        ("Full text", "Published before 2010", "0", False), ("Full text", "No full study", "1", False),
    ]  # fmt: skip
    assert "4 records excluded: 3 at title and abstract, 1 at full text" in chart.description


def test_a_reason_that_is_no_criterion_stands_apart():
    events = [
        decided("ann", "a", "screening", "exclude", "lost"),
        decided("ann", "b", "screening", "exclude"),
    ]
    chart = charts.reasons(review([entry("a"), entry("b")], events))
    assert [(row["label"], row["apart"]) for row in rows(chart, "bar", "heading")] == [
        ("no reason given", True),
        ("lost (no criterion)", True),
    ]


def test_agreement_is_a_table_a_pair_with_its_measures():
    chart = charts.agreement(made())
    assert [(row["first"], row["second"], row["text"], row["alike"]) for row in rows(chart, "bar", "first")] == [
        ("ann: include", "bob: include", "3", True), ("ann: include", "bob: exclude", "0", False),
        ("ann: exclude", "bob: include", "0", False), ("ann: exclude", "bob: exclude", "1", True),
    ]  # fmt: skip
    assert "ann and bob, 4 of 4 alike (100 %), kappa 1.00" in chart.description
    assert "maybe counts as include" in chart.description


def test_agreement_of_one_reviewer_says_that_it_takes_two():
    assert (
        "agreement needs two reviewers"
        in charts.agreement(review([entry("a")], [decided("ann", "a", "screening", "include")])).description
    )
    assert "Only ann has decided" in charts.agreement(made(), "eligibility").description


def test_of_many_pairs_the_first_are_drawn_and_the_subtitle_says_so():
    chart = charts.agreement(crowded())
    assert "the first 15 of 45 pairs are drawn" in chart.description
    assert "2 further reviewers not drawn" in charts.progress(crowded()).description


@pytest.mark.parametrize("name", DRAWN)
def test_an_empty_review_is_a_message(name):
    chart = DRAWN[name](review())
    assert chart.to_dict()["mark"]["type"] == "text"
    assert DRAWN[name](review([entry("a")])).description


@pytest.mark.parametrize("name", DRAWN)
def test_no_label_is_cut_and_none_overlap(name):
    for act in (made, crowded):
        assert_readable(DRAWN[name](act()))


@pytest.mark.parametrize("name", DRAWN)
def test_drawing_leaves_the_review_alone(name):
    def words(one):
        return DRAWN[name](one).to_json()

    assert_left_alone(made(), words)
