"""The tables: what each says of a small review, of an empty one, and of the worked one."""

from __future__ import annotations

import re

import making
import pandas as pd
import pytest
import small_review

from litmatrix import coding, tables
from litmatrix.errors import FormerName, Misuse


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return small_review.make(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return small_review.empty(tmp_path_factory.mktemp("empty"))


def as_rows(frame):
    return [tuple(row) for row in frame.reset_index().to_numpy().tolist()]


def test_criteria_say_what_lets_in_what_keeps_out_and_what_suggests_it(review):
    assert as_rows(tables.criteria(review).frame) == [
        ("date", "from 2010", "before 2010", "title and abstract", "year from 2010 to 2020", ""),
        (
            "full",
            "a full study",
            "",
            "full text",
            "none: a person decides",
            "narrowed 2026-01-05, before: a study",
        ),
    ]


def test_the_search_log_says_not_stated_where_nothing_was_recorded(review):
    table = tables.searches(review).frame
    assert table.loc["db"].to_dict() == {
        "Kind": "database", "Source": "PsycInfo", "Platform": "not stated", "Strand": "not stated",
        "Query": '"peer support"', "Limits": "not stated", "Filters": "not stated", "Date": "2026-01-02", "Hits": "4",
        "Examined": "not stated", "Records": 4, "Peer review": "not stated", "Update of": "", "File": "", "Note": "",
    }  # fmt: skip


def test_characteristics_describe_the_included_sources_only(review):
    table = tables.characteristics(review).frame
    assert list(table.columns) == ["Year", "Title", "Source type", "Published in", "Key"]
    assert as_rows(table) == [
        ("Adams and Brown 2011", "2011", "Peers", "academic", "Journal of Mental Health", "adams_2011"),
        ("Clark et al 2012", "2012", "Support", "grey", "Press", "clark_2012"),
        ("Egan and Fox Trust 2013", "2013", "Roles", "", "not stated", "egan_2013"),
    ]


def test_excluded_records_have_their_reason_in_words_and_the_note(review):
    assert as_rows(tables.excluded(review).frame) == [
        ("Gray 2001", "Old", "title and abstract", "before 2010", "too old", "ann", "gray_2001")
    ]


def test_a_criterion_without_an_exclusion_gives_the_reason_by_what_it_asks(tmp_path):
    toml = small_review.TOML.replace('exclude = "before 2010"\n', "")
    table = tables.excluded(small_review.make(tmp_path, toml=toml)).frame
    assert table["Reason"].tolist() == ["does not meet: from 2010"]


def test_themes_count_the_four_states_apart(review):
    table = tables.themes(review).frame
    assert as_rows(table) == [
        ("Peer", "Who is one.", "Power\nBonds\nPay", "2 of 2", 4, 2, 0, 0, 1, "Ours."),
        ("Role", "", "", "0 of 1", 0, 0, 1, 1, 1, ""),
    ]
    assert list(table.columns) == [
        "Definition", "Subthemes", "Sources", "Excerpts", "Mentioned", "Not mentioned", "Due", "Unread",
        "Where it comes from",
    ]  # fmt: skip


def test_findings_stand_by_subtheme_as_declared_and_are_cited_as_the_report_does(review):
    table = tables.findings(review, "peer").frame
    assert as_rows(table) == [
        ("Power", "“always of lower status” (Hall 1998 in Adams and Brown 2011: 13)", "quotation", "against",
         "Adams and Brown 2011", ""),
        ("Bonds", "“close ties” (Adams and Brown 2011: 11-12)", "quotation", "for", "Adams and Brown 2011", "nearly"),
        ("Bonds", "ties help and hinder (Clark et al 2012: ch. 2)", "summary", "both ways", "Clark et al 2012", ""),
        ("(no subtheme)", "“a friend” (Clark et al 2012: 4)", "quotation", "neutral", "Clark et al 2012", ""),
    ]  # fmt: skip


def test_findings_without_a_theme_are_of_the_first(review):
    pd.testing.assert_frame_equal(tables.findings(review).frame, tables.findings(review, "peer").frame)


def test_an_unknown_theme_is_refused_with_the_ones_there_are(review, empty):
    with pytest.raises(Misuse, match=r"no theme 'peers'; the themes are peer, role\. Did you mean peer\?"):
        tables.findings(review, "peers")
    with pytest.raises(Misuse, match=r"the themes are \(none yet\)\."):
        tables.findings(empty, "peer")


FORMER = """
[[theme_history]]
time = 2026-11-01
change = "merge"
from = ["friend", "ally"]
to = ["peer"]

[[theme_history]]
time = 2026-11-02
change = "split"
from = ["all"]
to = ["role", "peer"]
"""


def test_findings_of_a_former_theme_are_those_of_the_themes_that_it_became(tmp_path):
    made = small_review.make(
        tmp_path,
        toml=small_review.TOML + FORMER,
        matrix=small_review.MATRIX.replace(',grey,"', ',grey,"roles\n').replace(",none\n", ",a role\n"),
    )
    with pytest.warns(FormerName, match=r"^ally was merged into peer on 2026-11-01; shown is peer\.$"):
        found = tables.findings(made, "ally").frame
    pd.testing.assert_frame_equal(found, tables.findings(made, "peer").frame)
    with pytest.warns(
        FormerName, match=r"^all was split into role and peer on 2026-11-02; shown is role, peer\.$"
    ):
        both = tables.findings(made, "all").frame
    parts = [tables.findings(made, id).frame for id in ("role", "peer")]
    assert all(len(part) for part in parts)
    pd.testing.assert_frame_equal(both, pd.concat(parts))


def test_an_undeclared_subtheme_comes_after_the_declared_ones(tmp_path):
    matrix = small_review.MATRIX.replace("[Bonds ~]", "[Zeal ~]")
    table = tables.findings(small_review.make(tmp_path, matrix=matrix), "peer").frame
    assert table.index.tolist() == ["Power", "Bonds", "Zeal", "(no subtheme)"]


def test_an_origin_in_words_or_of_several_works_is_cited_as_it_stands(tmp_path):
    matrix = small_review.MATRIX.replace("quoting hall_1998", "quoting hall_1998; gray_2001").replace(
        "(p. 4)", "(p. 4, quoting a poster seen in Leeds)"
    )
    found = tables.findings(small_review.make(tmp_path, matrix=matrix), "peer").frame["Finding"].tolist()
    assert found[0] == "“always of lower status” (Hall 1998; Gray 2001 in Adams and Brown 2011: 13)"
    assert found[3] == "“a friend” (a poster seen in Leeds in Clark et al 2012: 4)"


def test_the_synthesis_names_who_speaks_how_and_who_was_not_looked_at(review):
    table = tables.synthesis(review).frame
    assert as_rows(table) == [
        ("Peer", "What is a peer?", "Much.", "0", "0", "2: Adams and Brown 2011 (1 for, 1 against); Clark et al 2012 (1 of 2 both ways)", "0", "0",
         "1 unread: Egan and Fox Trust 2013"),
        ("(no theme yet)", "What does it cost?", "", "", "", "", "", "", ""),
        ("Role", "", "", "0", "0", "0", "0", "1: Adams and Brown 2011",
         "1 due: Clark et al 2012\n1 unread: Egan and Fox Trust 2013"),
    ]  # fmt: skip


def test_every_source_stands_in_one_group_of_each_theme_of_the_synthesis(worked):
    groups = [
        "Speak for",
        "Speak against",
        "Speak both ways",
        "Neutral",
        "Not mentioned",
        "Not yet looked at",
    ]
    table = tables.synthesis(worked).frame[groups]
    included = set(coding.sources(worked)["reference"])
    for theme, row in table.iterrows():
        named = [
            name
            for cell in row
            for line in cell.split("\n")
            if line != "0"
            for name in re.sub(r" \(\d[^()]*\)", "", line).split(": ", 1)[1].split("; ")
        ]
        assert (theme, sorted(named)) == (theme, sorted(included))


def test_the_matrix_has_short_references_theme_names_and_the_text_of_the_cells(review):
    table = tables.matrix(review).frame
    assert table.columns.tolist() == ["Peer", "Role"]
    assert table.index.tolist() == tables.characteristics(review).frame.index.tolist()
    assert table.iloc[0].tolist() == [review.matrix.at["adams_2011", "peer"], "none"]
    assert table.iloc[2].tolist() == ["", ""]


def test_themes_of_the_same_name_are_told_apart_by_their_ids(tmp_path):
    toml = small_review.TOML.replace('name = "Role"', 'name = "Peer"')
    review = small_review.make(tmp_path, toml=toml)
    assert tables.matrix(review).frame.columns.tolist() == ["Peer (peer)", "Peer (role)"]
    assert tables.themes(review).frame.index.tolist() == ["Peer (peer)", "Peer (role)"]


def test_a_descriptor_named_like_another_column_is_told_apart_by_its_id(tmp_path):
    toml = small_review.TOML.replace('name = "Source type"', 'name = "Year"')
    table = tables.characteristics(small_review.make(tmp_path, toml=toml)).frame
    assert table.columns.tolist() == ["Year", "Title", "Year (source_type)", "Published in", "Key"]


def test_claims_stand_beside_what_is_counted(review):
    assert as_rows(tables.claims(review).frame) == [
        ("sources", "4 sources", "4", "3", "no", "One is out."),
        ("pages", "12 pages", "12", "", "not computed", ""),
    ]


@pytest.mark.parametrize("name", [*tables.ALL, "findings"])
def test_a_table_has_a_named_index_unique_columns_and_only_text_and_whole_numbers(review, name):
    table = getattr(tables, name)(review).frame
    assert table.index.name
    assert table.columns.is_unique
    assert table.index.name not in table.columns
    assert {str(kind) for kind in table.dtypes} <= {"str", "int64", "Int64"}
    assert not table.select_dtypes(exclude="Int64").isna().any().any()


@pytest.mark.parametrize("name", [*tables.ALL, "findings"])
def test_an_empty_review_gives_an_empty_frame_with_the_same_columns(review, empty, name):
    table = getattr(tables, name)(empty).frame
    assert len(table) == 0
    own = [
        column
        for column in getattr(tables, name)(review).frame.columns
        if column not in ("Source type", "Peer", "Role", "peer", "role")
    ]
    assert table.columns.tolist() == own


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("synthesis", "No theme yet: add one at the theme desk, in 02-code-themes."),
        (
            "matrix",
            "No source is included yet: include records with the screening card, in 01-filter-sources.",
        ),
        ("owed", "No source is included yet: include records with the screening card, in 01-filter-sources."),
        ("criteria", "No criterion yet: add one in 00-plan-review, under Criteria."),
        (
            "claims",
            "No stated number yet: add one in 00-plan-review, under Stated numbers.",
        ),
    ],
)
def test_an_empty_table_says_what_fills_it_and_where(name, told, empty):
    assert getattr(tables, name)(empty).nothing == told


def test_a_review_whose_sources_have_no_theme_to_be_read_for_owes_a_theme(tmp_path):
    toml = 'format = 1\n[[searches]]\nid = "db"\nkind = "database"\n'
    review = small_review.make(tmp_path, toml=toml)
    assert tables.owed(review).nothing == "No theme yet: add one at the theme desk, in 02-code-themes."


@pytest.mark.parametrize("name", [*tables.ALL, "findings"])
def test_a_table_does_not_change_the_review(review, name):
    making.assert_left_alone(review, getattr(tables, name))


def test_naming_the_tables_does_not_change_the_review(review):
    making.assert_left_alone(review, lambda review: [*tables.named(review)])


def test_named_gives_every_table_in_the_order_of_a_report_under_names_that_are_files(tmp_path):
    toml = small_review.TOML.replace('id = "role"', 'id = "../PEER:x"').replace(
        "[[claims]]", '[[themes]]\nid = "..-peer-X"\nname = "Third"\n\n[[claims]]', 1
    )
    made = tables.named(small_review.make(tmp_path, toml=toml))
    assert list(made) == [
        "synthesis", "themes", "findings-peer", "findings-PEER-x", "findings-peer-X-2", "findings_summary", "matrix",
        "codebook", "owed", "characteristics", "appraisal", "criteria", "searches", "agreement", "deviations", "excluded", "exclusions",
        "not_retrieved", "claims",
    ]  # fmt: skip
    assert [table.title for table in made.values()][2:5] == [
        "Findings: Peer",
        "Findings: Role",
        "Findings: Third",
    ]
    assert made["findings-peer"].note == "As read by us."
    assert made["claims"].note.startswith("Each number")


def test_the_worked_review_has_its_32_sources_12_themes_and_131_excerpts_of_the_five_written_up(worked):
    assert len(tables.characteristics(worked).frame) == 32
    assert len(tables.excluded(worked).frame) == 16
    assert len(tables.themes(worked).frame) == 12
    written = ["peer", "peer_support", "values", "challenges", "benefits"]
    assert sum(len(tables.findings(worked, theme).frame) for theme in written) == 131


def test_the_worked_review_cites_a_second_hand_quotation_as_the_report_prints_it(worked):
    found = tables.findings(worked, "peer").frame["Finding"].tolist()
    assert (
        "“Similar life experience as they move through difficult situations” "
        "(Repper and Carter 2010 in Faulkner and Kalathil 2012: 19)"
    ) in found


def test_the_titles_of_all_tables_are_told_without_a_record(worked):
    every = tables.named(worked) | tables.apart(worked)
    wanted = {name: table.title for name, table in every.items()}
    assert tables.titles(worked) == wanted
    tables.titles(worked).clear()
    assert tables.titles(worked) == wanted
