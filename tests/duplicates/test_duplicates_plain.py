"""How the comparison reads pages, volumes, issues, titles and DOIs."""

from __future__ import annotations

import pandas as pd
import pytest

from litmatrix.duplicates.plain import read_records


def read(**fields):
    return read_records(pd.DataFrame([fields], index=["a"]))


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("73-76", (73, 76, "")), ("73-6", (73, 76, "")), ("73--76", (73, 76, "")), ("376 -- 383", (376, 383, "")),
        ("pp. 73–76", (73, 76, "")), ("35+", (35, 35, "")), ("S417-S429", (417, 429, "s")), ("iii--vi", (3, 6, "roman")),
        ("08-Aug", (8, 8, "")), ("01-Sep", (1, 9, "")), ("e43268", (43268, 43268, "e")), ("CD006273", (6273, 6273, "cd")),
        ("742-8; discussion 748-9", (742, 748, "")), ("t-8", (-1, -10, "")), ("t-", (-1, -1, "")), ("xl-xc", (40, 90, "roman")), ("c", (100, 100, "roman")), ("73-176", (73, 176, "")),
        ("12-xyz", (12, 12, "")), ("08-Foo", (8, 8, "")), ("12a-15", (12, 15, "")), ("S12-15", (12, 15, "s")), ("Suppl-29", (-1, -31, "")),
        ("", (-1, -1, "")), ("in press", (-1, -1, "")), ("UNKNOWN", (-1, -1, "")),
    ],
)  # fmt: skip
def test_pages_are_read_whatever_a_database_made_of_them(text, pages):
    plain = read(pages=text)
    assert (plain.start[0], plain.end[0], plain.mark[0]) == pages


@pytest.mark.parametrize(
    ("volume", "read_as"),
    [
        ("35 Suppl 1", "35"),
        ("UNKNOWN", ""),
        ("(Jul)", ""),
        ("XII", "12"),
        ("007", "7"),
        ("2015", ""),
        ("2014", "2014"),
    ],
)
def test_a_volume_is_its_number_and_the_year_is_none(volume, read_as):
    assert read(volume=volume, year="2015").volume == [read_as]


@pytest.mark.parametrize(
    ("number", "read_as"), [("3-B", "3"), ("May", "5"), ("1628", ""), ("061", ""), ("61", ""), ("60", "60")]
)
def test_an_issue_over_sixty_is_somebody_s_record_number(number, read_as):
    assert read(number=number).number == [read_as]


@pytest.mark.parametrize("doi", ["10.1000/AB.c", "https://doi.org/10.1000/ab.C", "doi: 10.1000/ab.c.", "http://dx.doi.org/10.1000/ab.c"])  # fmt: skip
def test_a_doi_is_read_with_or_without_its_resolver(doi):
    assert read(doi=doi).doi == ["10.1000/ab.c"]


@pytest.mark.parametrize(
    "title",
    [
        "Peer support in <i>acute</i> wards", "[Peer support in acute wards]", "[Peer support in acute wards]. [Russian]",
        "Peer support in acute wards [Review] [24 refs]", "PEER SUPPORT IN ACUTE WARDS.", "Pëer-support in acute wards",
        "Peer support in acute wards.[Erratum appears in X. 2010;1(2):3]", "RETRACTED: Peer support in acute wards",
        "Peer support in acute wards (Provisional abstract)", "[Peer support in acute wards] LA: Chi",
    ],
)  # fmt: skip
def test_a_title_is_read_without_what_databases_add(title):
    plain = read(title=title)
    assert (plain.title, plain.notice) == (["peersupportinacutewards"], [""])


@pytest.mark.parametrize(
    ("title", "notice"),
    [
        ("Erratum: Peer support", "erratum"), ("Correction to: Peer support", "erratum"), ("Retraction notice to: X", "erratum"),
        ("Peer support (vol 33, pg 151, 2016)", "erratum"), ("Comment on “Peer support”", "comment"),
        ("Peer support: authors' reply", "comment"), ("Corrections officers and peer support", ""), ("A reply-paid envelope", ""),
    ],
)  # fmt: skip
def test_a_notice_about_a_work_is_told_from_the_work(title, notice):
    assert read(title=title).notice == [notice]


@pytest.mark.parametrize(
    ("author", "first", "initial"),
    [
        ("Smith, John", "smith", "j"), ("Smith,", "smith", ""), ("Smith JA", "smith", "j"), ("John Smith", "smith", "j"), ("Smith", "smith", ""),
        ("J Smith", "smith", "j"), ("Smith J.-P.", "smith", "j"), ("van der Berg, Jan", "vanderberg", "j"), ("A B", "a", "b"), ("A b", "b", "a"),
        ("王小明", "王小明", ""), ("王 小", "小", "王"), ("Peer Support Study Group", "group", "p"),
        ("Peer Support Study Group Norway", "peersupportstudygroupnorway", ""), ("Smith, J.; Brown, M.", "smith", "j"), ("Anonymous", "", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_the_first_author_is_a_family_name_and_an_initial(author, first, initial):
    plain = read(author=author)
    assert (plain.first, plain.initial) == ([first], [initial])


@pytest.mark.parametrize(("author", "known"), [("Li, Bo", False), ("Liu, Bo", True), ("李, B.", True)])
def test_names_of_two_letters_are_too_common_to_note(author, known):
    assert bool(read(author=author).people.any()) == known


@pytest.mark.parametrize(("text", "year"), [("2015", 2015), ("c2015", 2015), ("n.d.", -1), ("", -1)])
def test_a_year_is_its_four_digits(text, year):
    assert read(year=text).year[0] == year


def test_the_place_of_a_journal_is_no_part_of_its_name():
    assert (
        read(journal="Lancet (London, England)").journal[0]
        == read(journal="The Lancet").journal[0]
        == "lancet"
    )


def test_editors_and_the_book_stand_for_authors_and_the_journal_that_are_missing():
    plain = read(editor="Smith, J.", booktitle="Handbook of Things")
    assert (plain.first, plain.journal, plain.meeting[0]) == (["smith"], ["handbookthings"], 1)


def test_the_abstract_is_how_it_begins():
    assert read(abstract="Ab, " * 300).abstract == ["ab" * 100]
