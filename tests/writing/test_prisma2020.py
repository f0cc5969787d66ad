"""The flow for the R package PRISMA2020: the rows of its template, as the package reads them."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import criterion, decided, duplicate, entry, review, search, sound, write_review

import litmatrix
from litmatrix import writing
from litmatrix.errors import Misuse
from litmatrix.writing.interchange import prisma2020

# The rows of inst/extdata/PRISMA.csv in github.com/prisma-flowdiagram/PRISMA2020 (data, node, box), at 696d35e688113ecb6b7f3ae57395de496252ed0a;
# the last two, of a meta-analysis, came later.
TEMPLATE = """\
NA,node4,prevstud
previous_studies,node5,box1
previous_reports,NA,box1
NA,node6,newstud
database_results,node7,box2
database_specific_results,NA,box2
register_results,NA,box2
register_specific_results,NA,box2
NA,node16,othstud
website_results,node17,box11
organisation_results,NA,box11
citations_results,NA,box11
duplicates,node8,box3
excluded_automatic,NA,box3
excluded_other,NA,box3
records_screened,node9,box4
records_excluded,node10,box5
dbr_sought_reports,node11,box6
dbr_notretrieved_reports,node12,box7
other_sought_reports,node18,box12
other_notretrieved_reports,node19,box13
dbr_assessed,node13,box8
dbr_excluded,node14,box9
other_assessed,node20,box14
other_excluded,node21,box15
new_studies,node15,box10
new_reports,NA,box10
total_studies,node22,box16
total_reports,NA,box16
identification,node1,identification
screening,node2,screening
included,node3,included
total_studies_ma,node23,box17
total_reports_ma,NA,box17
"""


def rows(made):
    return list(csv.DictReader(io.StringIO(prisma2020.filled(made).text)))


def numbers(made):
    """What each row says, by its name; of those that say NA nothing."""
    return {row["data"]: row["n"] for row in rows(made) if row["data"] != "NA" and row["n"] != "NA"}


def parsed(reasons):
    """What the package makes of reasons (PRISMA_parse_reasons_ in R/PRISMA_format.R)."""
    if not re.search("[^0-9,]", reasons):
        return [("", int(reasons.replace(",", "")))]
    found = []
    for part in re.split("; ?", reasons):
        number = re.sub(".*?,([ 0-9,]*)|.*()", r"\1", part)
        found.append((re.sub(",.*$", "", part), int(re.sub("[^0-9.]", "", number))))
    return found


FLOW = review(
    [*(entry(f"d{i}", title=f"T{i}") for i in range(8)), entry("w1", origin="web"), entry("w2", origin="mail"), entry("p1", origin="old"),
     entry("r1", origin="reg")],
    [
        duplicate("d7", "d6"),
        decided("ann", "d6", "identification", "removed", "a test import"),
        decided("automation", "d5", "screening", "exclude", "year"),
        decided("ann", "d4", "screening", "exclude", "topic"),
        *(decided("ann", key, "screening", "include") for key in ("d0", "d1", "d2", "d3")),
        decided("ann", "d3", "retrieval", "not_retrieved"),
        decided("ann", "d0", "eligibility", "include"),
        decided("ann", "d1", "eligibility", "exclude", "topic"),
        decided("ann", "d2", "eligibility", "exclude", "year"),
        decided("ann", "w1", "eligibility", "include"),
        decided("ann", "w2", "eligibility", "exclude", "topic"),
    ],
    searches=[
        search("db", source="PubMed, by Ovid", hits=90, removed=12, removed_why="duplicates"), search("reg", "register"),
        search("web", "website"), search("org", "organisation"), search("mail", "contact"), search("old", "previous"),
    ],
    criteria=[criterion("year", exclude="Published in 1,999; or before"), criterion("topic", exclude="Not on peers' work")],
)  # fmt: skip


def test_the_rows_are_those_of_the_template_in_its_order():
    for made in (FLOW, review()):
        assert "".join(f"{row['data']},{row['node']},{row['box']}\n" for row in rows(made)) == TEMPLATE
        assert list(rows(made)[0]) == [
            "data",
            "node",
            "box",
            "description",
            "boxtext",
            "tooltips",
            "url",
            "n",
        ]


def test_each_number_stands_in_its_row_and_reasons_as_the_template_lists_them():
    assert numbers(FLOW) == {
        "previous_studies": "1", "previous_reports": "1",
        "database_results": "20", "database_specific_results": "PubMed – by Ovid, 20",
        "register_results": "1", "register_specific_results": "reg, 1", "website_results": "1", "organisation_results": "1",
        "duplicates": "13", "excluded_automatic": "1", "excluded_other": "1", "records_screened": "6", "records_excluded": "1",
        "dbr_sought_reports": "4", "dbr_notretrieved_reports": "1", "dbr_assessed": "3",
        "dbr_excluded": "Published in 1999 – or before, 1; Not on peers’ work, 1",
        "other_sought_reports": "2", "other_notretrieved_reports": "0", "other_assessed": "2",
        "other_excluded": "Not on peers’ work, 1", "new_studies": "2", "new_reports": "2", "total_studies": "3", "total_reports": "3",
        "identification": "0", "screening": "0", "included": "0",
    }  # fmt: skip


def test_what_the_template_has_no_row_for_is_told():
    assert prisma2020.filled(FLOW).left == ("Records not yet screened (n = 1)",)


def test_other_methods_that_the_template_does_not_know_stand_with_the_organisations_and_are_named():
    words = {row["data"]: row["boxtext"] for row in rows(FLOW)}
    assert words["organisation_results"] == "Organisations, contacts"


def test_what_nobody_stated_is_na_and_an_arm_without_searches_too():
    empty = numbers(review(searches=[search("db")]))
    assert empty == {
        "new_studies": "0", "new_reports": "0", "identification": "0", "screening": "0", "included": "0",
    }  # fmt: skip
    assert "other_assessed" not in numbers(review(**sound(searches=[search("db")])))


def test_only_the_first_row_of_a_box_has_a_tooltip_and_a_page():
    for row in rows(FLOW):
        assert (row["tooltips"] == "NA") == (row["url"] == "NA") == (row["node"] == "NA")


@given(st.lists(st.tuples(st.text(min_size=1), st.integers(0, 10**6)), min_size=1, max_size=4))
def test_whatever_a_reason_says_the_package_reads_as_many_reasons_with_their_numbers(reasons):
    listed = prisma2020._listed(tuple((label, f"n = {number:,}") for label, number in reasons))
    assert [number for _, number in parsed(listed)] == [number for _, number in reasons]
    assert not set(listed) & set("'\"\\\n")


def test_the_file_has_no_mark_before_its_first_column_and_the_export_says_what_is_left(tmp_path):
    write_review(tmp_path, **sound())
    made = litmatrix.open(tmp_path)
    done = writing.export(made, "prisma2020", tmp_path / "out" / "PRISMA.csv")
    assert (tmp_path / "out" / "PRISMA.csv").read_bytes().startswith(b"data,node,box,")
    assert done.notes == ("PRISMA.csv, which has no row for: Records not yet screened (n = 1).",)
    with pytest.raises(Misuse, match=r"its name must end in \.csv"):
        writing.export(made, "prisma2020", tmp_path / "out" / "PRISMA.xlsx")
