"""What is written in and under the flow diagram: the template's words, what has no number, studies and reports."""

from __future__ import annotations

from making import assert_left_alone, criterion, decided, duplicate, entry, review, search

from litmatrix.screening import flow, flowwords
from litmatrix.screening.flow import Box

NOTES = (
    "* Consider, if feasible to do so, reporting the number of records identified from each database or register searched (rather "
    "than the total number across all databases/registers).",
    "** If automation tools were used, indicate how many records were excluded by a human and how many were excluded by automation "
    "tools.",
)


def plain(lines):
    return [
        (depth, label.replace("\u00a0", " "), number.replace("\u00a0", " ")) for depth, label, number in lines
    ]


def test_a_plain_box_has_its_label_and_its_number():
    box = Box("database_screened", "database", "Records screened", 1204)
    assert plain(flowwords.lines(box)) == [(0, "Records screened", "(n = 1,204)")]
    box = Box("database_not_retrieved", "database", "Reports not retrieved", None)
    assert plain(flowwords.lines(box)) == [(0, "Reports not retrieved", "(n not stated)")]


def test_numbers_do_not_break():
    box = Box("database_excluded", "database", "Reports excluded", 2, (("Too old", "n = 2"),))
    assert flowwords.lines(box) == ((0, "Reports excluded:", ""), (1, "Too old", "(n\u00a0=\u00a02)"))


def test_a_list_has_its_sum_where_several_lines_make_it_up():
    one = Box(
        "database_excluded", "database", "Reports excluded", 2, (("Too old", "n = 2"), ("Off topic", "n = 0"))
    )
    two = Box(
        "database_excluded", "database", "Reports excluded", 3, (("Too old", "n = 2"), ("Off topic", "n = 1"))
    )
    assert flowwords.lines(one)[0] == (0, "Reports excluded:", "")
    assert plain(flowwords.lines(two))[0] == (0, "Reports excluded (n = 3):", "")


def test_at_screening_the_number_always_stands_beside_the_label_as_in_the_template():
    box = Box("database_screening_excluded", "database", "Records excluded", 2, (("Too old", "n = 2"),))
    assert plain(flowwords.lines(box)) == [(0, "Records excluded** (n = 2):", ""), (1, "Too old", "(n = 2)")]


def test_the_last_box_says_studies_and_reports_each_with_its_number():
    parts = (("Reports of included studies", "n = 3"),)
    box = Box("included_new", "included", "Studies included in review", 2, parts)
    assert plain(flowwords.lines(box)) == [
        (0, "Studies included in review", "(n = 2)"),
        (0, "Reports of included studies", "(n = 3)"),
    ]


def test_a_long_reason_is_cut_at_a_word_and_the_sentence_has_it_whole():
    reason = "Not about people who have used services " * 5
    box = Box("other_excluded", "other", "Reports excluded", 2, ((reason, "n = 2"),))
    assert flowwords.lines(box)[1][1] == (
        "Not about people who have used services Not about people who have used services Not about people…"
    )
    assert flowwords.sentence(box) == f"Reports excluded (n = 2): {reason} (n = 2)"
    solid = Box("other_excluded", "other", "Reports excluded", 2, (("x" * 150, "n = 2"),))
    assert flowwords.lines(solid)[1][1] == "x" * 99 + "…"


def test_searches_without_a_number_are_a_note_and_their_box_has_its_mark():
    searches = [
        search("web", "website", source="Web"), search("blog", "website", source="Blogs"), search("tell", "contact", source="Letters"),
        search("google", "website", source="Google"),
    ]  # fmt: skip
    made = review([entry("a", origin="web")], searches=searches)
    assert plain(flowwords.lines(flow.boxes(made)[0])) == [
        (0, "Records identified from†:", ""), (1, "Websites", "(n = 1)"), (2, "Web", "(n = 1)"), (1, "Contacts", "(not stated)"),
    ]  # fmt: skip
    assert flowwords.notes(made) == (
        "† No number is recorded for Blogs and Google; Letters.",
        flowwords.SOURCE,
    )


def test_an_arm_without_a_number_is_a_note(worked):
    boxes = flow.boxes(worked)
    assert [box.id for box in boxes if box not in flowwords.drawn(boxes)] == ["database_identified"]
    assert flowwords.notes(worked) == (
        "† No number is recorded for Google, Google Scholar and blog postings on service-user led websites; Mind Open Hub; "
        "various open access resources online, Twitter and Facebook.",
        "Identification of new studies via databases and registers: no number is recorded (academic library databases and Peer "
        "Support Hub).",
        "32 reports are included (the sources of this review), of 31 studies: 1 study has more than one report (Repper and Carter "
        "2010 and Repper and Carter 2011).",
        flowwords.SOURCE,
    )


def test_an_arm_that_found_nothing_and_a_previous_version_without_a_number_are_notes():
    searches = [
        search("old", "previous", source="The first review"), search("db", source="PubMed", hits=12), search("web", "website"),
    ]  # fmt: skip
    made = review([entry("a", origin="web")], searches=searches)
    assert {box.arm for box in flowwords.drawn(flow.boxes(made))} == {"other", "included"}
    assert flowwords.notes(made)[:2] == (
        "Studies included in previous version of review: no number is recorded (The first review).",
        "Identification of new studies via databases and registers: no record was taken in (PubMed: n = 0 of 12 hits).",
    )


def test_where_no_arm_has_a_number_nothing_is_drawn():
    assert flowwords.drawn(flow.boxes(review(searches=[]))) == ()
    assert (
        flowwords.drawn(flow.boxes(review(searches=[search("db", hits=12), search("web", "website")]))) == ()
    )


def test_the_notes_of_the_template_stand_first_and_its_source_last():
    assert flowwords.notes(review([entry("a")])) == (*NOTES, flowwords.SOURCE)
    assert flowwords.SOURCE.replace("\u00a0", " ") == (
        "From: Page MJ, McKenzie JE, Bossuyt PM, Boutron I, Hoffmann TC, Mulrow CD, et al. The PRISMA 2020 statement: an updated "
        "guideline for reporting systematic reviews. BMJ 2021;372:n71. doi: 10.1136/bmj.n71. For more information, visit: "
        "http://www.prisma-statement.org/"
    )


# --- studies and reports ---


def included(*studies: str):
    """A review that includes a report for each of these studies."""
    entries = [
        entry(f"k{n}", author=f"Author{n}, A.", year="2011", **({"study": study} if study else {}))
        for n, study in enumerate(studies)
    ]
    return review(entries, [decided("ann", one["key"], "eligibility", "include") for one in entries])


def test_studies_and_reports_are_explained_where_their_numbers_differ():
    assert flowwords.included(included("", "")) == "2 studies included"
    assert flowwords.notes(included("", ""))[2:-1] == ()
    one = included("trial", "trial", "")
    assert flowwords.included(one) == "2 studies included, in 3 reports"
    assert flowwords.notes(one)[2] == (
        "3 reports are included (the sources of this review), of 2 studies: 1 study has more than one report (Author0 2011 and "
        "Author1 2011)."
    )


def test_many_studies_with_several_reports_are_counted_and_not_named():
    made = included(*(f"trial {n // 2}" for n in range(8)))
    assert flowwords.notes(made)[2] == (
        "8 reports are included (the sources of this review), of 4 studies: 4 studies have more than one report."
    )


def test_a_report_of_several_studies_is_explained_too():
    made = included("one, two, three", "one")
    assert flowwords.included(made) == "3 studies included, in 2 reports"
    assert flowwords.notes(made)[2] == (
        "2 reports are included (the sources of this review), of 3 studies: 1 study has more than one report (Author0 2011 and "
        "Author1 2011) and 1 report is of more than one study."
    )
    assert flowwords.notes(included("one, two"))[2] == (
        "1 report is included (the sources of this review), of 2 studies: 1 report is of more than one study."
    )


def test_a_name_of_the_previous_version_is_counted_in_the_total():
    entries = [entry("old", origin="old", study="trial"), entry("new", study="trial")]
    made = review(
        entries,
        [decided("ann", "new", "eligibility", "include")],
        searches=[search("old", "previous"), search()],
    )
    assert flowwords.included(made) == "1 study included, in 2 reports"


def test_it_does_not_change_its_argument():
    made = review(
        [entry("a"), entry("b"), entry("c")],
        [duplicate("b", "a"), decided("ann", "c", "screening", "exclude", "x")],
        criteria=[criterion("x")],
    )
    assert_left_alone(made, lambda one: (flowwords.notes(one), flowwords.included(one)))
