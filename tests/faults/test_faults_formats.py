"""Other programs' files: which format, which lines make a record, which letters."""

import pytest

IMPORT = "import ../{} --search s --source X --yes"


def test_json_with_the_word_title_between_commas_is_no_table(case):
    here = case("02-told-as-a-table")
    here.done(IMPORT.format("list.json"))
    assert here.records("title", "year") == [("Things at work", "2017"), ("Second", "2018")]


def test_medline_without_pmid_is_two_records(case):
    here = case("04-medline-tags-without-pmid")
    told = here.done(IMPORT.format("eric.nbib"))
    assert "the format was recognised by its tags" in told
    assert here.records("author", "title", "journal", "year", "volume", "number", "pages", "issn") == [
        ("Adder, Ann", "First paper", "Journal of Things", "2000", "10", "1", "1–10", "1234-5678"),
        ("Baker, Bob", "Second paper", "Journal of Things", "2001", "11", "", "", ""),
    ]
    assert [text for (text,) in here.records("abstract")] == ["An abstract of the first.", "An abstract of the second."]  # fmt: skip


def test_an_opening_tag_that_does_not_stand_first_belongs_to_the_lines_around_it(case):
    here = case("05-opening-tag-not-first")
    here.done(IMPORT.format("a.enw"))
    assert here.records("type", "author", "title", "journal", "year") == [
        ("article", "Adder, Ann", "Trust in a platform", "Journal of Things", "2021"),
        ("article", "Baker, Bob", "A second work", "", "2020"),
    ]


def test_words_for_none_are_no_value(case):
    here = case("17-words-for-none")
    here.done(IMPORT.format("scopus.csv"))
    assert here.records("author", "title", "abstract") == [("", "A thing without author", "")]
    assert "available" not in here.text("bibliography.bib")


def test_words_for_none_in_a_bib_are_no_value(case):
    here = case()
    (here.folder.parent / "scopus.bib").write_text(
        "@ARTICLE{k,\n\tauthor = {[No author name available]},\n\ttitle = {A thing},\n"
        "\tabstract = {[No abstract available]},\n\tyear = {2019}\n}\n"
    )
    here.done(IMPORT.format("scopus.bib"))
    assert here.records("author", "title", "abstract", "year") == [("", "A thing", "", "2019")]
    assert "available" not in here.text("bibliography.bib")


def test_the_year_of_publication_is_the_year(case):
    here = case("23-which-year")
    here.done(IMPORT.format("a.ris"))
    assert here.records("title", "year", "month", "ris_y1") == [("Things online first", "2017", "", "2016/10/19")]  # fmt: skip


def test_an_end_tag_with_words_behind_it_is_text(case):
    here = case("24-tag-inside-an-abstract")
    here.done(IMPORT.format("a.ris"))
    assert here.records("author", "title", "year", "abstract") == [
        ("Alder, A.", "Thing one", "2001", "We studied groups with ER - positive marks and their towns. ER stress was not measured."),
        ("Birch, B.", "Thing two", "2002", ""),
    ]  # fmt: skip


def test_what_tells_of_the_search_belongs_to_no_record(case):
    here = case("25-text-between-records")
    assert "a.ris:7: text that belongs to no record" in here.done(IMPORT.format("a.ris"))
    assert here.records("author", "title", "year") == [
        ("Alder, Ann", "Things in small towns", "2015"),
        ("Birch, Bo", "Second title here", "2016"),
    ]
    assert "Database: Things Index" not in here.text("bibliography.bib")


def test_each_line_is_decoded_for_itself(case):
    here = case("27-two-encodings-in-one-file")
    assert "a.ris:17: some lines are not UTF-8" in here.done(IMPORT.format("a.ris"))
    assert here.records("author", "title") == [
        ("Alderö, J", "Étude 0"), ("Alderö, J", "Étude 1"), ("Alderö, J", "Étude 2"), ("Börch, K", "Über 0"), ("Börch, K", "Über 1"),
    ]  # fmt: skip


@pytest.mark.parametrize("option", ["", " --encoding windows-1250", " --encoding cp1250"])
def test_an_encoding_is_told_or_can_be_given(case, option):
    here = case("28-encodings-not-known")
    here.done(IMPORT.format("a.ris") + option)
    assert here.records("author", "title") == [("Wężyk, Łucja", "Świat rzeczy w małych miastach")]


def test_an_encoding_that_does_not_exist_is_named(case):
    here = case("28-encodings-not-known")
    done = here.run(IMPORT.format("a.ris") + " --encoding klingon")
    assert done.status != 0 and "klingon" in done.err and "windows-1250" in done.err
    assert here.records("title") == []


def test_csl_json_of_other_shapes_keeps_years_and_authors(case):
    here = case("29-shapes-of-csl-json")
    here.done(IMPORT.format("a.json"))
    assert here.records("author", "title", "year") == [
        ("", "String", "2015"),
        ("", "Flat", "2015"),
        ("Alder, S", "One author, no list", "1985"),
    ]


def test_refworks_is_read(case):
    here = case("31-refworks-and-noteexpress")
    here.done(IMPORT.format("a.txt"))
    columns = ("type", "author", "title", "journal", "year", "volume", "number", "pages", "doi", "abstract")
    assert here.records(*columns) == [
        ("article", "Alder, Ann; Birch, Bo", "Things in refworks", "J Things", "2015", "3", "2", "11–20", "10.5555/rw1", "Abs"),
        ("book", "Cedar, Cy", "A book", "", "2016", "", "", "", "", ""),
    ]  # fmt: skip


def test_what_stands_before_the_first_record_is_no_record(case):
    here = case("39-damaged-head-of-a-file")
    assert "a.txt:1: text that belongs to no record was left out" in here.done(IMPORT.format("a.txt"))
    assert here.records("author", "title", "year") == [
        ("Adder, A", "A thing", "2001"),
        ("Baker, B", "Another thing", "2002"),
    ]
    assert "wos_xx" not in here.text("bibliography.bib")


def test_a_thesis_has_a_school_and_a_patent_its_number(case):
    here = case("41-thesis-and-patent-in-refer")
    here.done(IMPORT.format("a.enw"))
    assert here.records("type", "title", "school", "number", "issn", "series") == [
        ("phdthesis", "A thesis", "Thing University", "", "", ""),
        ("misc", "A patent", "", "US11651140", "", ""),
    ]


def test_letters_that_were_garbled_before_are_pointed_out(case):
    here = case("42-text-garbled-before")
    told = here.done(IMPORT.format("a.ris"))
    assert "a.ris:1: letters of this record look garbled by another program: author has “MÃ¼ngo”" in told
