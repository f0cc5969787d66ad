"""What each table cites, as values beside its text."""

from __future__ import annotations

import making
import pytest
import small_review

from litmatrix import screening, tables
from litmatrix.matrix import citations
from litmatrix.matrix.citations import Citation, named

A, C, E = named("adams_2011"), named("clark_2012"), named("egan_2013")


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return small_review.make(tmp_path_factory.mktemp("small"))


def test_findings_cite_the_place_and_name_the_source(review):
    assert tables.findings(review, "peer").cited == {
        "Finding": [
            ("“always of lower status” ", Citation("adams_2011", "p. 13", "hall_1998")),
            ("“close ties” ", Citation("adams_2011", "pp. 11-12")),
            ("ties help and hinder ", Citation("clark_2012", "ch. 2")),
            ("“a friend” ", Citation("clark_2012", "p. 4")),
        ],
        "Source": [A, A, C, C],
    }


def test_the_synthesis_names_sources_with_how_many_excerpts_take_a_side(review):
    cited = tables.synthesis(review).cited
    assert list(cited) == [
        "Speak for",
        "Speak against",
        "Speak both ways",
        "Neutral",
        "Not mentioned",
        "Not yet looked at",
    ]
    assert cited["Speak both ways"] == [
        ("2: ", *A, " (1 for, 1 against); ", *C, " (1 of 2 both ways)"), (), ("0",),
    ]  # fmt: skip
    assert cited["Not yet looked at"] == [("1 unread: ", *E), (), ("1 due: ", *C, "\n1 unread: ", *E)]


def test_the_matrix_names_its_rows_and_cites_its_excerpts(review):
    assert tables.matrix(review).cited == {
        "Source": [A, C, E],
        "Peer": [
            (
                "[Bonds +] “close ties” ", Citation("adams_2011", "pp. 11-12"), " nearly\n[Power -] “always of lower status” ",
                Citation("adams_2011", "p. 13", "hall_1998"), "\n# look again",
            ),
            ("“a friend” ", Citation("clark_2012", "p. 4"), "\n[Bonds ~] ties help and hinder ", Citation("clark_2012", "ch. 2")),
            (),
        ],
        "Role": [("none",), (), ()],
    }  # fmt: skip


def test_the_codebook_cites_its_examples_and_whom_a_memo_is_on(review):
    cited = tables.codebook(review).cited
    assert cited["Example quotations"] == [
        (
            "“always of lower status” ", Citation("adams_2011", "p. 13", "hall_1998"), " [Power]\n“close ties” ",
            Citation("adams_2011", "pp. 11-12"), " [Bonds]\n“a friend” ", Citation("clark_2012", "p. 4"),
        ),
        (),
    ]  # fmt: skip
    assert cited["Memo"] == [("Ours.\n", *A, ": look again"), ()]


@pytest.mark.parametrize(
    ("name", "index", "keys"),
    [
        ("characteristics", "Source", [A, C, E]),
        ("excluded", "Record", [named("gray_2001")]),
        ("owed", "Source", [C, E, E]),
    ],
)
def test_what_is_about_sources_names_them_in_its_index(review, name, index, keys):
    assert tables.named(review)[name].cited == {index: keys}


def test_what_a_table_cites_is_the_text_of_its_frame(worked):
    """But for the matrix, whose cells have their text as in matrix.csv."""
    names, short = screening.names(worked), screening.included_names(worked)
    for name, table in tables.named(worked).items():
        text = table.frame.reset_index()
        for column, cells in table.cited.items():
            assert len(cells) == len(text)
            if name == "matrix" and column != "Source":
                continue
            said = [citations.text(cell, names if name == "excluded" else short) for cell in cells]
            assert said == text[column].tolist(), (name, column)


def test_tables_of_the_protocol_cite_nothing(review):
    assert [name for name, table in tables.named(review).items() if not table.cited] == [
        "themes", "criteria", "searches", "agreement", "deviations", "claims",
    ]  # fmt: skip


def test_a_theme_called_source_is_no_index(tmp_path):
    toml = small_review.TOML.replace('name = "Role"', 'name = "Source"')
    table = tables.matrix(small_review.make(tmp_path, toml=toml))
    assert table.frame.columns.tolist() == ["Peer", "Source (role)"]
    assert table.cited["Source"] == [A, C, E]
    assert table.cited["Source (role)"] == [("none",), (), ()]


def test_a_source_that_has_no_record_is_cited_by_its_key():
    made = making.review(
        entries=[making.entry("a", origin="old", author="Adams, A.", year="2011")], searches=[making.search("old", "previous")],
        themes=[making.theme("t")], cells={"a": {"t": '"words" (p. 1, quoting nobody_1999)'}},
    )  # fmt: skip
    table = tables.findings(made, "t")
    assert table.frame["Finding"].tolist() == ["“words” (nobody_1999 in Adams 2011: 1)"]
    assert table.cited["Finding"] == [("“words” ", Citation("a", "p. 1", "nobody_1999"))]
