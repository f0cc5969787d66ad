"""The tables of the screening: excluded reports with their citations, agreement, and the flow as rows."""

from __future__ import annotations

from making import assert_left_alone, criterion, decided, duplicate, entry, review, search, sound

from litmatrix import tables
from litmatrix.matrix.citations import Citation
from litmatrix.screening import agreement


def as_rows(frame):
    return [tuple(row) for row in frame.reset_index().to_numpy().tolist()]


ENTRIES = [
    entry("b", author="Brown, Bob", title="Old", journal="J", year="2011", volume="3", number="2", pages="1--9", doi="10.1/x"),
    entry("a", author="Adams, Ann", title="New", publisher="P", year="2012"),
    entry("c", author="Clark, Cy", title="Third", year="2013"),
    entry("d", author="Davis, Di", title="Fourth", year="2013"),
    entry("e", author="Evans, Ed", title="Fifth", year="2014"),
]  # fmt: skip
CRITERIA = [criterion("uk", exclude="not from the UK"), criterion("peer", exclude="not about peers")]


def included(who, *keys):
    return [decided(who, key, "screening", "include") for key in keys]


def test_excluded_reports_have_their_full_citation_and_one_reason_in_the_order_of_a_list_of_references():
    events = [
        *included("ann", "b", "a", "c", "d", "e"),
        decided("ann", "b", "eligibility", "exclude", "peer"),
        decided("ann", "a", "eligibility", "exclude", "uk"),
        decided("ann", "c", "eligibility", "include"),
        decided("ann", "d", "retrieval", "not_retrieved", note="the library has not got it"),
    ]
    made = review(ENTRIES, events, criteria=CRITERIA)
    table = tables.exclusions(made)
    assert table.frame.index.name == "Report"
    assert table.frame.columns.tolist() == ["Citation", "Reason"]
    assert as_rows(table.frame) == [
        ("Adams 2012", "Adams, Ann (2012). New. P.", "not from the UK"),
        ("Brown 2011", "Brown, Bob (2011). Old. J, 3(2), 1–9. https://doi.org/10.1/x", "not about peers"),
    ]
    assert table.cited == {"Report": [(Citation("a", narrative=True),), (Citation("b", narrative=True),)]}
    apart = tables.not_retrieved(made)
    assert as_rows(apart.frame) == [("Davis 2013", "Davis, Di (2013). Fourth.", "the library has not got it")]
    assert apart.cited == {"Report": [(Citation("d", narrative=True),)]}


def test_a_reason_that_consensus_gave_is_the_one_and_a_conflict_is_no_exclusion_yet():
    events = [
        *included("ann", "a", "b"),
        decided("ann", "a", "eligibility", "exclude", "uk"),
        decided("bob", "a", "eligibility", "exclude", "peer"),
        decided("ann", "b", "eligibility", "exclude", "uk"),
        decided("bob", "b", "eligibility", "exclude", "peer"),
        decided("consensus", "b", "eligibility", "exclude", "peer"),
    ]
    table = tables.exclusions(review(ENTRIES, events, criteria=CRITERIA))
    assert table.frame["Reason"].to_dict() == {"Brown 2011": "not about peers"}


def test_an_exclusion_whose_criterion_is_gone_gives_the_reason_as_it_was_recorded():
    events = [*included("ann", "a"), decided("ann", "a", "eligibility", "exclude", "gone")]
    assert tables.exclusions(review(ENTRIES, events)).frame["Reason"].tolist() == ["gone"]


def test_agreement_has_a_row_a_pair_that_shares_records_and_one_of_all():
    events = [
        *included("ann", "a", "b", "c", "d"),
        *included("bob", "a", "b"), decided("bob", "c", "screening", "exclude", "uk"), decided("bob", "d", "screening", "maybe"),
        decided("cy", "a", "screening", "exclude", "uk"),
        decided("consensus", "c", "screening", "include"),
        decided("ann", "b", "eligibility", "exclude", "uk"), decided("bob", "b", "eligibility", "exclude", "peer"),
        decided("dee", "e", "screening", "include"),
    ]  # fmt: skip
    made = review(ENTRIES, events, criteria=CRITERIA)
    table, every = tables.agreement(made), agreement.among(made)
    assert table.frame.index.name == "Stage"
    assert as_rows(table.frame) == [
        ("title and abstract", "ann and bob", 4, "3 of 4 (75.0 %)", "0.00 (no interval: these decisions do not vary)",
         "0.68 (−0.58 to 1.00)", 1, 1),
        ("title and abstract", "ann and cy", 1, "0 of 1 (0.0 %)", "0.00 (no interval: the sample is too small)",
         "−1.00 (no interval: the sample is too small)", 1, 0),
        ("title and abstract", "bob and cy", 1, "0 of 1 (0.0 %)", "0.00 (no interval: the sample is too small)",
         "−1.00 (no interval: the sample is too small)", 1, 0),
        ("title and abstract", "all 4", 4, "2 of 4 (50.0 %)", *(one.told().replace("-", "−") for one in every[:2]), 2, 1),
        ("full text", "ann and bob", 1, "1 of 1 (100.0 %)",
         "not defined: there is nothing to compare, or everybody always decided the same",
         "1.00 (no interval: the sample is too small)", 1, 0),
    ]  # fmt: skip
    assert {str(kind) for kind in table.frame.dtypes} == {"str", "int64"}


def test_without_two_who_share_a_record_the_table_says_what_would_fill_it():
    assert tables.agreement(review(ENTRIES)).nothing == (
        "No decisions yet: name the people in 00-plan-review, and screen in 01-filter-sources."
    )
    alone = tables.agreement(review(ENTRIES, included("ann", "a")))
    assert len(alone.frame) == 0
    assert alone.nothing.startswith("Only ann decided so far. Agreement needs two people")
    apart = tables.agreement(review(ENTRIES, [*included("ann", "a"), *included("bob", "b")]))
    assert len(apart.frame) == 0
    assert apart.nothing.startswith("No two people decided on the same record so far: ")


def test_the_flow_has_a_row_a_box_and_one_a_line_within_it():
    events = [
        duplicate("e", "d"), *included("ann", "a", "b"), decided("ann", "c", "screening", "exclude", "uk"),
        decided("ann", "a", "eligibility", "include"), decided("ann", "b", "eligibility", "exclude", "peer"),
    ]  # fmt: skip
    searches = [search("db", source="PubMed", hits=9), search("reg", "register", source="CT.gov")]
    table = tables.flow(review(ENTRIES, events, criteria=CRITERIA, searches=searches))
    head = "Identification of studies via databases and registers"
    box = "Records identified from databases and registers"
    assert table.frame.index.name == "Box"
    assert as_rows(table.frame) == [
        ("database_identified", head, box, "", "", "5", ""),
        ("database_identified", head, box, "Databases", "", "5", ""),
        ("database_identified", head, box, "PubMed", "Databases", "5", "n = 5 of 9 hits"),
        ("database_identified", head, box, "Registers", "", "not stated", ""),
        ("database_identified", head, box, "CT.gov", "Registers", "not stated", ""),
        ("database_removed", head, "Records removed before screening", "", "", "1", ""),
        (
            "database_removed",
            head,
            "Records removed before screening",
            "Duplicate records removed",
            "",
            "1",
            "",
        ),
        *(
            ("database_removed", head, "Records removed before screening", label, "", "0", "")
            for label in (
                "Records marked as ineligible by automation tools",
                "Records removed for other reasons",
            )
        ),
        ("database_screened", head, "Records screened", "", "", "4", ""),
        ("database_screening_excluded", head, "Records excluded", "", "", "1", ""),
        ("database_screening_excluded", head, "Records excluded", "not from the UK", "", "1", ""),
        ("database_screening_pending", head, "Records not yet screened", "", "", "1", ""),
        ("database_sought", head, "Reports sought for retrieval", "", "", "2", ""),
        ("database_not_retrieved", head, "Reports not retrieved", "", "", "0", ""),
        ("database_assessed", head, "Reports assessed for eligibility", "", "", "2", ""),
        ("database_excluded", head, "Reports excluded", "", "", "1", ""),
        ("database_excluded", head, "Reports excluded", "not about peers", "", "1", ""),
        ("included_new", "Included", "Studies included in review", "", "", "1", ""),
        (
            "included_new",
            "Included",
            "Studies included in review",
            "Reports of included studies",
            "",
            "1",
            "",
        ),
    ]


def test_the_flow_leaves_the_review_alone_and_stands_in_no_report():
    assert_left_alone(review(**sound()), tables.flow)
    assert set(tables.APART) == {
        "flow",
        "decisions_record",
        "all_records",
        "extraction_form",
        "excerpts",
        "presence",
        "counts",
    }
    assert not set(tables.APART) & set(tables.ALL)
