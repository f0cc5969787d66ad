"""The flow diagram: the template's boxes, words and notes, at every width, and nothing over anything else."""

from __future__ import annotations

import itertools
import re
from typing import Any

import drawn
import pytest
from drawn import assert_readable, rows, svg_of, titles
from hypothesis import given
from hypothesis import strategies as st
from making import assert_left_alone, criterion, decided, entry, review, search

from litmatrix import charts
from litmatrix.charts import fitting, flowarrows, flowchart, flowlayout, measure
from litmatrix.errors import Misuse
from litmatrix.screening.flow import DUPLICATES, Box

HEADS = {
    "previous": "Previous studies",
    "database": "Identification of new studies via databases and registers",
    "other": "Identification of new studies via other methods",
}
WIDTHS = (820, 642, 321)


def flowing(**changes: Any) -> dict[str, Any]:
    """The values of a review that uses all three arms of the flow, with records that still wait."""
    events = [
        decided("ann", "b1", "screening", "include"), decided("ann", "b1", "eligibility", "include"),
        decided("ann", "b2", "screening", "exclude", "topic"), decided("ann", "b3", "screening", "include"),
        decided("ann", "b3", "eligibility", "exclude", "topic"), decided("ann", "b4", "screening", "include"),
        decided("ann", "b4", "retrieval", "not_retrieved"), decided("ann", "c1", "eligibility", "include"),
        decided("ann", "c2", "eligibility", "awaiting"), decided("ann", "a2", "eligibility", "exclude", "topic"),
    ]  # fmt: skip
    return {
        "searches": [
            search("old", "previous"), search("db", source="PsycInfo, through a platform with a long name", hits=40),
            search("web", "website", source="Web"), search("tell", "contact", source="Call to networks"),
        ],
        "criteria": [criterion("topic", exclude="Not about peer support in mental health services of any kind")],
        "entries": [
            *(entry(f"a{n}", origin="old", author=f"Old{n}, A.", year="2001") for n in range(1, 4)),
            *(entry(f"b{n}", origin="db", author=f"Base{n}, B.", year="2011") for n in range(1, 6)),
            *(entry(f"c{n}", origin="web", author=f"Web{n}, C.", year="2015") for n in range(1, 3)),
        ],
        "events": events,
        **changes,
    }  # fmt: skip


def of_arms(*arms: str, **changes: Any) -> dict[str, Any]:
    """The same with the searches and records of some arms only."""
    values = flowing()
    values["entries"] = [one for one in values["entries"] if one["origin"] in arms]
    values["searches"] = [one for one in values["searches"] if one["id"] in arms]
    keys = {one["key"] for one in values["entries"]}
    values["events"] = [event for event in values["events"] if event.key in keys]
    return {**values, **changes}


def laid_of(values: dict[str, Any], width: float = 820) -> flowlayout.Laid:
    drawing = flowchart.drawn(review(**values), width)
    assert drawing
    return drawing.laid


def text_of(laid: flowlayout.Laid, id: str) -> list[str]:
    return [line.text.replace("\u00a0", " ") for line in laid.boxes[id].texts]


# --- the template ------------------------------------------------------------------------------------------------------


def test_the_boxes_have_the_words_of_the_template():
    laid = laid_of(of_arms("old", "db", "web"), 2000)
    assert {id: text_of(laid, id) for id in laid.boxes} == {
        "previous_included": [
            "Studies included in previous version", "of review", "(n = 3)",
            "Reports of studies included in", "previous version of review", "(n = 3)",
        ],
        "previous_removed": ["Reports of the previous version", "not included now", "(n = 1)"],
        "database_identified": [
            "Records identified from*:", "Databases (n = 5)", "PsycInfo, through a platform with", "a long name (n = 5 of 40 hits)",
            "Registers (n = 0)",
        ],
        "database_removed": [
            "Records removed before screening:", "Duplicate records removed (n = 0)",
            "Records marked as ineligible by automation tools (n = 0)", "Records removed for other reasons (n = 0)",
        ],
        "database_screened": ["Records screened", "(n = 5)"],
        "database_screening_excluded": [
            "Records excluded** (n = 1):", "Not about peer support in mental health services of any kind", "(n = 1)",
        ],
        "database_screening_pending": ["Records not yet screened", "(n = 1)"],
        "database_sought": ["Reports sought for retrieval", "(n = 3)"],
        "database_not_retrieved": ["Reports not retrieved", "(n = 1)"],
        "database_assessed": ["Reports assessed for eligibility", "(n = 2)"],
        "database_excluded": ["Reports excluded:", "Not about peer support in mental health services of any kind", "(n = 1)"],
        "other_identified": ["Records identified from:", "Websites (n = 2)", "Web (n = 2)"],
        "other_sought": ["Reports sought for retrieval", "(n = 2)"],
        "other_not_retrieved": ["Reports not retrieved", "(n = 0)"],
        "other_assessed": ["Reports assessed for eligibility", "(n = 2)"],
        "other_excluded": ["Reports excluded", "(n = 0)"],
        "other_awaiting": ["Reports awaiting classification", "(n = 1)"],
        "included_new": ["New studies included in review", "(n = 2)", "Reports of new included studies", "(n = 2)"],
        "included_total": ["Total studies included in review", "(n = 4)", "Reports of total included studies", "(n = 4)"],
    }  # fmt: skip


def test_the_bars_name_the_phases_from_below_upwards_and_the_heads_the_arms_in_the_colours_of_the_template():
    laid = laid_of(flowing())
    assert [(bar.lines, flowchart.colour_of_head(bar)) for bar in laid.phases] == [
        (("Identification",), "#BCD2EE"), (("Screening",), "#BCD2EE"), (("Included",), "#BCD2EE"),
    ]  # fmt: skip
    assert [(" ".join(bar.lines), flowchart.colour_of_head(bar)) for bar in laid.heads] == [
        (HEADS["previous"], "#DCDCDC"), (HEADS["database"], "#FFC125"), (HEADS["other"], "#DCDCDC"),
    ]  # fmt: skip
    svg = svg_of(charts.flow(review(**flowing())))
    assert len(re.findall(r"rotate\((?:-90|270)\)", svg)) == 3


def test_boxes_that_not_every_review_has_are_grey_as_in_the_template():
    laid = laid_of(of_arms("old", "db"))
    grey = [id for id, one in laid.boxes.items() if flowchart.colour_of_box(one) != "#FFFFFF"]
    assert grey == ["previous_included", "previous_removed", "included_total"]


def test_the_flow_draws_the_boxes_of_the_arms_that_have_a_number(worked):
    found = {row["label"]: (row["n"], row["ours"]) for row in rows(charts.flow(worked), "bar", "label")}
    assert found == {
        "Studies included in previous version of review": ("31", False),
        "Records identified from other methods": ("16", False),
        "Records screened by title": ("16", True),
        "Records excluded before retrieval": ("13", True),
        "Reports sought for retrieval": ("3", False),
        "Reports not retrieved": ("3", False),
        "Reports assessed for eligibility": ("0", False),
        "Reports excluded": ("0", False),
        "New studies included in review": ("0", False),
        "Total studies included in review": ("31", False),
    }


def test_boxes_that_prisma_does_not_draw_have_a_broken_outline_and_the_subtitle_says_so():
    chart = charts.flow(review(**flowing()))
    assert [row["label"] for row in rows(chart, "bar", "label") if row["ours"]] == [
        "Reports of the previous version not included now", "Records not yet screened", "Reports awaiting classification",
    ]  # fmt: skip
    assert titles(chart) == (
        "PRISMA 2020 flow diagram",
        "4 studies included · a broken outline marks a box that PRISMA 2020 does not draw",
    )


def test_the_flow_is_told_in_words_with_the_arms_that_are_not_drawn(worked):
    words = charts.flow(review(**flowing())).description
    assert "Identification of new studies via databases and registers: Records screened (n = 5)." in words
    assert (
        "Reports excluded (n = 1): Not about peer support in mental health services of any kind (n = 1)."
        in words
    )
    words = charts.flow(worked).description
    assert "31 studies included, in 32 reports" in words
    assert (
        "Records identified from databases and registers (n not stated): academic library databases and Peer Support Hub (not "
        "stated)." in words
    )


def test_a_box_says_on_hovering_what_it_counts_and_which_records_these_are():
    row = next(
        row
        for row in rows(charts.flow(review(**flowing())), "bar", "label")
        if row["label"] == "Reports excluded"
    )
    assert (row["n"], row["detail"], row["listed"]) == (
        "1", "Not about peer support in mental health services of any kind (n = 1)", "Base3 2011",
    )  # fmt: skip


def test_a_review_without_a_number_anywhere_draws_no_boxes():
    silent = review(searches=[search("db", hits=12), search("web", "website"), search("old", "previous")])
    for made in (silent, review(searches=[])):
        assert (
            fitting.nothing(charts.flow(made))
            == "No records yet: import search results in 01-filter-sources."
        )
        assert flowchart.drawn(made, 800) is None


# --- the layout --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "arms", [("old", "db", "web"), ("db",), ("web",), ("old",), ("old", "db"), ("old", "web"), ("db", "web")]
)
def test_a_diagram_of_any_arms_keeps_within_any_width(arms, width):
    chart = charts.flow(review(**of_arms(*arms)), width=width)
    assert_inside(chart, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_worked_review_keeps_within_any_width_and_is_laid_out_anew(worked, width):
    chart = fitting.again(charts.flow(worked), width)
    assert_inside(chart, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_diagram_in_which_all_waits_and_one_with_many_long_reasons_keep_within_any_width(width):
    assert_inside(charts.flow(review(**of_arms("db", "web", events=[])), width=width), width)
    assert_inside(charts.flow(review(**with_reasons(18)), width=width), width)


def with_reasons(number: int) -> dict[str, Any]:
    """A review that excludes a report for each of so many reasons in words of all lengths, and one record for the first."""
    words = " ".join(f"reason of people who screen {n} times" for n in range(12))
    keys = [f"k{n}" for n in range(number)]
    return {
        "entries": [entry(key) for key in [*keys, "x"]],
        "criteria": [criterion(f"r{n}", exclude=f"{n}. {words[: 20 + 23 * n]}") for n in range(number)],
        "events": [
            decided("ann", "x", "screening", "exclude", "r0"),
            *(decided("ann", key, "eligibility", "exclude", f"r{n}") for n, key in enumerate(keys)),
        ],
    }


def test_all_reasons_stand_in_the_box_and_long_ones_are_cut_at_a_word_and_whole_on_hovering():
    made = review(**with_reasons(18))
    drawing = flowchart.drawn(made, 790)
    assert drawing
    text = " ".join(text_of(drawing.laid, "database_excluded"))
    assert [f"{n}. reason" in text for n in range(18)] == [True] * 18
    assert text.count("(n = 1)") == 18 and "Reports excluded (n = 18):" in text
    assert (
        "17. reason of people who screen 0 times reason of people who screen 1 times reason of people who… (n = 1)"
        in text
    )
    row = next(row for row in rows(charts.flow(made), "bar", "label") if row["label"] == "Reports excluded")
    assert "17. " + " ".join(f"reason of people who screen {n} times" for n in range(11)) in row["detail"]


def assert_inside(chart: Any, width: float) -> None:
    svg = svg_of(chart)
    assert drawn.view(svg)[0] <= width
    sizes = [float(size) for size in re.findall(r"font-size=\"([\d.]+)px\"", svg)]
    assert sizes and min(sizes) >= fitting.SMALLEST
    assert_readable(chart)


def test_the_arms_stand_beside_each_other_then_one_under_the_other():
    places = {}
    for width in (820, 560, 321):
        laid = laid_of(flowing(), width - 28)
        first = [laid.boxes[id] for id in ("previous_included", "database_identified", "other_identified")]
        places[width] = [(one.band, sum(one.x > other.x + 50 for other in first)) for one in first]
    assert places == {
        820: [(0, 0), (0, 1), (0, 2)],
        560: [(0, 0), (0, 1), (1, 1)],
        321: [(0, 0), (1, 0), (2, 0)],
    }


def test_what_is_too_narrow_is_said_with_the_width_that_it_takes():
    made = review(**flowing())
    with pytest.raises(
        Misuse, match=r"^a flow diagram takes (\d+) pixels at least: make it wider\.$"
    ) as told:
        charts.flow(made, width=200)
    least = int(str(told.value).split()[4])
    assert charts.flow(made, width=least)
    assert least <= 320
    with pytest.raises(Misuse):
        charts.flow(made, width=least - 2)


def test_columns_are_no_wider_than_their_text():
    laid = laid_of(of_arms("web"), 790)
    assert laid.width < 500
    assert laid.boxes["other_not_retrieved"].width < measure.width("Reports awaiting classification", 11) + 30


TEXTS = st.one_of(
    st.sampled_from(
        ["Too old", "Not about peer support in any of the services that are meant here " * 2, "x" * 90, "منظمة الصحة", "<b>&</b>\x00", ""]
    ),
    st.text(max_size=30),
)  # fmt: skip
NUMBERS = st.sampled_from([0, 1, 31, 1204, 987654])


@st.composite
def some_boxes(draw):
    """The boxes of any diagram: any arms, any of the boxes that are drawn only where they are not zero, any words and numbers."""
    arms = draw(st.lists(st.sampled_from(flowlayout.ARMS), min_size=1, unique=True))
    found = []

    def box(id, label, parts=(), under=None):
        arm = id.partition("_")[0]
        found.append(Box(id, arm, label, draw(NUMBERS) or 1, tuple(parts), (), under or {}))

    def parts(most=4):
        return [(text or "-", f"n = {draw(NUMBERS):,}") for text in draw(st.lists(TEXTS, max_size=most))]

    if "previous" in arms:
        box(
            "previous_included",
            "Studies included in previous version of review",
            [("Reports of studies", "n = 3")],
        )
        if draw(st.booleans()):
            box("previous_removed", "Reports of the previous version not included now")
    for arm in ("database", "other"):
        if arm not in arms:
            continue
        under = {"Databases": tuple(parts())}
        box(
            f"{arm}_identified",
            f"Records identified from {arm}",
            [("Databases", "n = 3"), ("Registers", "n = 0")],
            under,
        )
        if arm == "database" or draw(st.booleans()):
            box(
                f"{arm}_removed",
                "Records removed before screening",
                [(DUPLICATES, "n = 7")],
                {DUPLICATES: tuple(parts())},
            )
        if arm == "database" or draw(st.booleans()):
            box(f"{arm}_screened", "Records screened")
            box(f"{arm}_screening_excluded", "Records excluded", parts())
            if draw(st.booleans()):
                box(f"{arm}_screening_pending", "Records not yet screened", [("In conflict", "n = 1")])
        box(f"{arm}_sought", "Reports sought for retrieval")
        box(f"{arm}_not_retrieved", "Reports not retrieved")
        if draw(st.booleans()):
            box(f"{arm}_retrieval_pending", "Reports not yet retrieved")
        box(f"{arm}_assessed", "Reports assessed for eligibility")
        box(f"{arm}_excluded", "Reports excluded", parts(18))
        for name in draw(st.lists(st.sampled_from(["awaiting", "assessment_pending"]), unique=True)):
            box(f"{arm}_{name}", "Reports that wait")
    box("included_new", "Studies included in review", [("Reports of included studies", "n = 1")])
    if "previous" in arms:
        box(
            "included_total",
            "Total studies included in review",
            [("Reports of total included studies", "n = 4")],
        )
    return tuple(found)


@given(some_boxes(), st.integers(292, 1200))
def test_nothing_in_any_diagram_lies_over_anything_else_or_outside(boxes, room):
    laid = flowlayout.arranged(boxes, HEADS, room)
    assert laid.boxes.keys() == {box.id for box in boxes}
    areas = [(one.x, one.y, one.x + one.width, one.foot) for one in laid.boxes.values()]
    bars = [(bar.x, bar.y, bar.x + bar.width, bar.y + bar.height) for bar in (*laid.heads, *laid.phases)]
    for one, other in itertools.combinations([*areas, *bars], 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for x, y, x2, y2 in (*areas, *bars):
        assert x >= 0 and y >= 0 and x2 <= laid.width + 0.01 <= room + 0.02 and y2 <= laid.height
    for one in laid.boxes.values():
        for row in flowchart.text_rows(one, laid.size):
            assert row["x"] + measure.width(row["text"], laid.size) <= one.x + one.width - 2
            assert one.y < row["y"] < one.foot
    check_that_lines_pass_beside_boxes(laid, [*areas, *bars])


def check_that_lines_pass_beside_boxes(laid, areas):
    """A line touches the boxes that it joins at their edges, and no other."""
    for way in flowarrows.ways(laid):
        for (x, y), (x2, y2) in itertools.pairwise(way):
            left, right, top, foot = min(x, x2), max(x, x2), min(y, y2), max(y, y2)
            for area in areas:
                inside = (
                    left < area[2] - 0.5
                    and right > area[0] + 0.5
                    and top < area[3] - 0.5
                    and foot > area[1] + 0.5
                )
                assert not inside, (way, area)


def test_what_was_removed_and_the_notes_stay_inside_their_places():
    values = flowing()
    long = "Peer support workers in mental health services of any kind, with all that belongs to them, " * 3
    values["searches"][1] |= {"removed": 3, "removed_why": f"duplicates: {long}"}
    values["searches"].append(
        search("ct", "register", source="A register", removed=2, removed_why="withdrawn")
    )
    values["events"] += [decided("ann", "b5", "identification", "removed", long)]
    chart = charts.flow(review(**values))
    assert_readable(chart)
    svg = svg_of(chart)
    assert "** If automation tools were used" in svg and "From: Page MJ, McKenzie JE" in svg


def test_it_does_not_change_its_argument():
    assert_left_alone(review(**flowing()), lambda made: charts.flow(made).to_dict(validate=False))
