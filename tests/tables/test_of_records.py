"""All records, and where each stands."""

from __future__ import annotations

from making import assert_left_alone, criterion, decided, duplicate, entry, review, search

from litmatrix import tables


def made(**given):
    return tables.all_records(review(**given))


def test_every_record_has_a_row_that_says_where_it_stands_and_why():
    entries = [
        entry("in_2010", year="2010", author="In, I.", title="In", journal="Journal", doi="10.1/x"),
        entry("out_2011", year="2011"), entry("full_2012", year="2012"), entry("wait_2013"), entry("copy_2010", year="2010"),
        entry("cited_1998", type="book", origin="", editor="Ed, E.", publisher="Press", year="n.d."),
    ]  # fmt: skip
    events = [
        decided("ann", "in_2010", "screening", "include"), decided("ann", "in_2010", "eligibility", "include"),
        decided("ann", "out_2011", "screening", "exclude", "c"),
        decided("ann", "full_2012", "screening", "include"), decided("ann", "full_2012", "eligibility", "exclude", "c"),
        duplicate("copy_2010", "in_2010"),
    ]  # fmt: skip
    table = made(entries=entries, events=events, searches=[search("db")], criteria=[criterion("c")])
    frame = table.frame
    assert frame.index.tolist() == [one["key"] for one in entries]
    assert frame["Standing"].tolist() == [
        "included", "excluded at title and abstract", "excluded at full text", "pending at title and abstract", "duplicate of in_2010",
        "cited only",
    ]  # fmt: skip
    assert frame["Reason"].tolist() == ["", "fails c", "fails c", "", "", ""]
    assert frame.loc["in_2010"].tolist() == [
        "article",
        "In, I.",
        2010,
        "In",
        "Journal",
        "10.1/x",
        "included",
        "",
        "db",
    ]
    assert frame["Year"].tolist()[:3] == [2010, 2011, 2012] and frame["Year"].isna().tolist()[3:] == [
        True,
        False,
        True,
    ]
    assert frame.loc["cited_1998", ["Authors", "Published in", "Found by"]].tolist() == [
        "Ed, E.",
        "Press",
        "",
    ]


def test_a_review_without_records_says_what_would_fill_the_table():
    table = made()
    assert len(table.frame) == 0 and table.nothing.endswith("01-filter-sources.")


def test_it_leaves_the_review_alone():
    assert_left_alone(review(entries=[entry("a_2010")], searches=[search("db")]), tables.all_records)


def test_the_tables_of_a_workbook_are_all_those_of_a_report_and_those_of_how_it_came_about():
    small = review(entries=[entry("a_2010")], searches=[search("db")])
    found = tables.collected(small)
    assert {*tables.named(small)} <= {*found}
    assert {*found} - {*tables.named(small)} == {"excerpts", "flow", "decisions_record", "all_records"}
    assert [*dict.fromkeys(table.part for table in found.values())] == [*tables.PARTS]
    assert {*tables.ALL} <= {name for names in tables.PARTS.values() for name in names}
