"""Which lines of a tagged file make a record: opening tags, ends, text between, in every format."""

import re
from collections import Counter

import pytest
from small_exports import TEXTS

from litmatrix.importing import read_export


@pytest.fixture
def read(tmp_path):
    """Write a text, and read it as one export."""

    def reading(content):
        path = tmp_path / "export"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        (export,) = read_export(path)
        assert export.declared == len(export.records) + export.reported
        return export

    return reading


def told(export, *fields):
    """The records: their types, and the values of these fields."""
    return [(record.type, *(record.fields.get(name, "") for name in fields)) for record in export.records]


def checks(export):
    return dict(Counter(problem.check for problem in export.problems))


# --- the opening tag ------------------------------------------------------------------------------------

ONE_AND_TWO = [("article", "Alder, A", "One", "2001"), ("book", "Birch, B", "Two", "2002")]
OPENING_NOT_FIRST = {
    "ris, before": "T1  - One\nAU  - Alder, A\nTY  - JOUR\nPY  - 2001\nER  - \n\nT1  - Two\nAU  - Birch, B\nTY  - BOOK\nPY  - 2002\nER  - \n",
    "ris, last": "T1  - One\nAU  - Alder, A\nPY  - 2001\nTY  - JOUR\nER  - \nT1  - Two\nAU  - Birch, B\nPY  - 2002\nTY  - BOOK\nER  - \n",
    "ris, a blank line below it": "T1  - One\nAU  - Alder, A\n\nTY  - JOUR\nPY  - 2001\nER  - \nTY  - BOOK\nT1  - Two\nAU  - Birch, B\nPY  - 2002\nER  - \n",
    "ris, without ends": "T1  - One\nTY  - JOUR\nAU  - Alder, A\nPY  - 2001\nT1  - Two\nTY  - BOOK\nAU  - Birch, B\nPY  - 2002\n",
    "enw, second": "%T One\n%0 Journal Article\n%A Alder, A\n%D 2001\n\n\n%T Two\n%0 Book\n%A Birch, B\n%D 2002\n",
    "enw, last": "%A Alder, A\n%T One\n%D 2001\n%0 Journal Article\n\n%A Birch, B\n%T Two\n%D 2002\n%0 Book\n",
    "enw, no blank line": "%A Alder, A\n%T One\n%0 Journal Article\n%D 2001\n%A Birch, B\n%T Two\n%0 Book\n%D 2002\n",
    "enw, blank line within": "%T One\n%A Alder, A\n\n%0 Journal Article\n%D 2001\n\n%T Two\n%A Birch, B\n\n%0 Book\n%D 2002\n",
    "refworks": "T1 One\nA1 Alder, A\nRT Journal Article\nYR 2001\n\nT1 Two\nRT Book\nA1 Birch, B\nYR 2002\n",
    "noteexpress": "{Title}: One\n{Author}: Alder, A\n{Reference Type}: Journal Article\n{Year}: 2001\n\n{Title}: Two\n{Reference Type}: Book\n{Author}: Birch, B\n{Year}: 2002\n",
    "wos": "AU Alder, A\nPT J\nTI One\nPY 2001\nER\n\nTI Two\nAU Birch, B\nPT B\nPY 2002\nER\n",
}  # fmt: skip


@pytest.mark.parametrize("content", OPENING_NOT_FIRST.values(), ids=OPENING_NOT_FIRST)
def test_an_opening_tag_belongs_to_the_lines_around_it_wherever_it_stands(read, content):
    export = read(content)
    assert told(export, "author", "title", "year") == ONE_AND_TWO
    assert checks(export).keys() <= {"no-end"}


def test_the_pmid_of_a_record_stands_anywhere_in_it(read):
    export = read("OWN - NLM\nPMID- 1\nTI  - One\nAU  - A B\nOWN - NLM\nPMID- 2\nTI  - Two\n\nTI  - Three\nPMID- 3\nAU  - C D\n")  # fmt: skip
    assert told(export, "pmid", "title", "pubmed_own") == [
        ("article", "1", "One", "NLM"),
        ("article", "2", "Two", "NLM"),
        ("article", "3", "Three", ""),
    ]


def test_a_record_with_a_title_of_its_own_and_no_opening_tag_is_one(read):
    export = read("%0 Book\n%T One\n%A Alder, A\n\n%T Two\n%A Birch, B\n\n%0 Book\n%T Three\n")
    assert told(export, "title", "author") == [
        ("book", "One", "Alder, A"),
        ("misc", "Two", "Birch, B"),
        ("book", "Three", ""),
    ]
    assert checks(export) == {"no-begin": 1}


def test_a_blank_line_within_a_record_parts_it_not(read):
    assert told(read("%0 Book\n%T One\n\n%A Alder, A\n%D 2001\n"), "title", "author", "year") == [
        ("book", "One", "Alder, A", "2001")
    ]
    assert told(read("PMID- 1\nTI  - One\n\nDP  - 2001\n"), "title", "year") == [("article", "One", "2001")]


OPENINGS = {
    "ris": "TY  -",
    "wos": "PT ",
    "enw": "%0",
    "pubmed": "PMID",
    "refworks": "RT",
    "noteexpress": "{Reference",
}


@pytest.mark.parametrize("form", OPENINGS)
@pytest.mark.parametrize("tight", [False, True])
def test_an_opening_tag_moved_down_in_each_record_changes_nothing(read, form, tight):
    whole = read(TEXTS[form])
    ends = form in ("ris", "wos")
    parting = r"(?<=\nER\n)|(?<=\nER  -\n)" if ends else r"\n\n"
    parts = [part.strip("\n").split("\n") for part in re.split(parting, TEXTS[form].strip("\n"))]
    for down in range(1, 26):
        moved = []
        for lines in parts:
            at = next((at for at, line in enumerate(lines) if line.startswith(OPENINGS[form])), None)
            if at is not None:
                opening, rest = lines[at], lines[:at] + lines[at + 1 :]
                to = min(at + down, len(rest) - ends)
                while to < len(rest) and (rest[to][:1] == " " or (form == "enw" and rest[to][0] != "%")):
                    to += 1
                lines = [*rest[:to], opening, *rest[to:]]
            moved.append("\n".join(lines))
        export = read(("\n" if tight else "\n\n").join(moved) + "\n")
        assert [(record.type, record.fields) for record in export.records] == [
            (record.type, record.fields) for record in whole.records
        ]


def test_a_paragraph_and_the_tags_below_it_go_on_with_their_record_whatever_follows(read):
    export = read("RT Journal Article\nT1 One\nAB first\n\nsecond\nSP 1\nOP 9\nRT Book\nT1 Two\n")
    assert told(export, "title", "abstract", "pages") == [
        ("article", "One", "first\n\nsecond", "1-9"),
        ("book", "Two", "", ""),
    ]
    assert export.problems == ()


@pytest.mark.parametrize(
    "content",
    [
        "%0 Book\n%T One\n%A Alder, A\n%D 2001\n\n%A Birch, B\n%D 2002\n", "PMID- 1\nOWN - NLM\nTI  - One\nDP  - 2001\n\nOWN - NLM\nDP  - 2002\n",
        "TY  - BOOK\nTI  - One\nPY  - 2001\nVL  - 1\nER  - \nPY  - 2002\nVL  - 2\nER  - \n",
    ],
)  # fmt: skip
def test_what_lost_its_opening_and_its_title_is_not_run_together_with_the_record_before(read, content):
    export = read(content)
    assert [record.fields["year"] for record in export.records] == ["2001", "2002"]
    assert checks(export) == {"no-begin": 1}


# --- tags in a text -------------------------------------------------------------------------------------

IN_A_TEXT = {
    "an end with words": "TY  - JOUR\nTI  - One\nAB  - groups with\nER  - positive marks.\nPY  - 2001\nER  - \nTY  - BOOK\nTI  - Two\nER  - \n",
    "an end with words, last": "TY  - JOUR\nTI  - One\nPY  - 2001\nAB  - groups with\nER  - positive marks.\nER  - \nTY  - BOOK\nTI  - Two\nER  - \n",
    "the title below": "TY  - JOUR\nAB  - groups with\nER  - positive marks.\nTI  - One\nPY  - 2001\nER  - \nTY  - BOOK\nTI  - Two\nER  - \n",
    "a bare end": "TY  - JOUR\nTI  - One\nAB  - groups with\nER  -\npositive marks.\nPY  - 2001\nER  - \nTY  - BOOK\nTI  - Two\nER  - \n",
    "a type with words": "TY  - JOUR\nTI  - One\nAB  - groups with\nTY  - rosine kinase marks.\nPY  - 2001\nER  - \nTY  - BOOK\nTI  - Two\nER  - \n",
    "a blank line below the end": "TY  - JOUR\nTI  - One\nAB  - groups with\nER  - positive marks.\n\nMethods\nPY  - 2001\nER  - \nTY  - BOOK\nTI  - Two\nER  - \n",
    "of wos": "FN X\nVR 1.0\nPT J\nTI One\nAB groups with\nER stress, and\nPT patients\nPY 2001\nER\n\nPT B\nTI Two\nER\n\nEF\n",
    "of enw": "%0 Journal Article\n%T One\n%X groups with\n%0 of the marks\n%D 2001\n\n%0 Book\n%T Two\n",
    "of pubmed": "PMID- 1\nTI  - One\nAB  - groups with\nPMID- 12 was retracted\nDP  - 2001\n\nPMID- 2\nTI  - Two\n",
    "of refworks": "RT Journal Article\nT1 One\nAB groups with\nRT of the marks\nUS patients\nYR 2001\n\nRT Book\nT1 Two\n",
}  # fmt: skip


@pytest.mark.parametrize("content", IN_A_TEXT.values(), ids=IN_A_TEXT)
def test_a_tag_that_words_follow_is_wrapped_text(read, content):
    export = read(content)
    assert [fields[1:] for fields in told(export, "title", "year")] == [("One", "2001"), ("Two", "")]
    text = export.records[0].fields["abstract"]
    assert text.startswith("groups with ") and len(text.split()) > 3
    assert checks(export).keys() <= {"tag-in-text"} and export.reported == 0


def test_an_end_tag_with_a_number_behind_it_ends_and_types_in_words_begin(read):
    export = read("TY  - JOUR\nTI  - One\nER  - 12\nTY  - Journal Article\nTI  - Two\nTY  - Book section\nTI  - Three\nER  - \n")  # fmt: skip
    assert [record.fields["title"] for record in export.records] == ["One", "Two", "Three"]


# --- between records ------------------------------------------------------------------------------------

BETWEEN = {
    "ris": "Database: Ovid\nSearch Strategy:\n1 x.ti (3)\nTY  - JOUR\nTI  - One\nER  - \nC1  - Database: Things\nSession: 3\n\nTY  - BOOK\nTI  - Two\nER  - \n\nN1  - a remark\n\nwords\n",
    "ris, a blank line": "TY  - JOUR\nTI  - One\nER  - \n\nC1  - Database: Things\n\nSearch Strategy:\n1 x (3)\n----\n2. \nTY  - BOOK\nTI  - Two\nER  - \n",
    "ris, of a search": "TY  - JOUR\nTI  - One\nER  - \nC1  - Database: Things\nTY  - BOOK\nTI  - Two\nER  - \n\nM1  - Search Strategy\n1 x\n\nAB  - 3 things\n",
    "wos": "XX Index\nVR 1.0\nPT J\nTI One\nER\nSearch: things\nXX whatever\n\nPT B\nTI Two\nER\nEF\nResults: 2\n",
    "enw": "Search: things\n\n%0 Journal Article\n%T One\n\nSearch history:\n1. things\n\n%0 Book\n%T Two\n\nend of file\n",
    "pubmed": "Saved by you\n<junk>\n\nPMID- 1\nTI  - One\n\nSearch history:\n1. things\n\nPMID- 2\nTI  - Two\n",
    "refworks": "Export of 2\n\nRT Journal Article\nT1 One\n\n1. things\n\nRT Book\nT1 Two\n",
}


@pytest.mark.parametrize("content", BETWEEN.values(), ids=BETWEEN)
def test_what_stands_between_records_belongs_to_none_and_is_told(read, content):
    export = read(content)
    assert [set(record.fields) - {"pmid"} for record in export.records] == [{"title"}, {"title"}]
    assert checks(export) == {"text-outside": 1}


# --- which format ---------------------------------------------------------------------------------------

NO_TABLE = {
    "csl-json": '[{"type":"book",\n"title":"One",\n"note":"author, title, year"}]',
    "csl-json, cut": '[{"type":"book",\n"title":"One",\n"note":"author, title, year"},\n{"type":"book","title":"Tw',
    "csl-json, words before": 'Exported, by x, title\n[{"type":"book","title":"One"}]',
    "endnote-xml": '<?xml version="1.0"?>\n<records>\n<record><ref-type name="Book">6</ref-type><titles><title>One</title></titles><notes>\nauthor, title, year\n</notes></record></records>',
    "endnote-xml, words before": 'Exported, by x, title\n<?xml version="1.0"?>\n<records>\n<record><ref-type name="Book">6</ref-type><titles><title>One</title></titles></record></records>',
    "ris": "AU  - author, title, year\nT1  - One\nTY  - BOOK\nER  - \n",
    "ris, words before": "Author, title, year\nTY  - BOOK\nTI  - One\nER  - \n",
    "enw": "%K author, title, year\n%T One\n%0 Book\n",
    "refworks": "K1 author, title, year\nT1 One\nRT Book\n",
    "noteexpress": "{Keywords}: author, title, year\n{Title}: One\n{Reference Type}: Book\n",
    "wos": "FN author, title, year\nVR 1.0\nPT B\nTI One\nER\nEF\n",
    "bibtex": "% author, title, year\n@book{a,\n  title = {One},\n}\n",
}  # fmt: skip


@pytest.mark.parametrize("form", ["ris", "wos", "enw", "pubmed", "refworks", "noteexpress", "endnote-xml"])
def test_a_line_of_headings_anywhere_in_a_file_makes_it_no_table(read, form):
    lines = TEXTS[form].split("\n")
    for at in range(len(lines) + 1):
        export = read("\n".join([*lines[:at], "Author, title, year, abstract", *lines[at:]]))
        assert (export.format, len(export.records)) == (form, 3)


@pytest.mark.parametrize("kind", NO_TABLE)
def test_a_line_with_title_between_commas_makes_no_table(read, kind):
    export = read(NO_TABLE[kind])
    assert export.format == kind.split(",")[0]
    assert [(record.type, record.fields["title"]) for record in export.records] == [("book", "One")]


def test_tags_in_the_cells_of_a_table_leave_it_one(read):
    export = read('Title,Authors,Year,Abstract\nOne,Lee K,2001,"text\nTY  - JOUR\nmore"\nTwo,Lee K,2002,"PT J\n%0 Book"\n')  # fmt: skip
    assert export.format == "csv"
    assert [record.fields["abstract"] for record in export.records] == ["text TY - JOUR more", "PT J %0 Book"]


@pytest.mark.parametrize(
    ("content", "format"),
    [
        ("OWN - ERIC\nTI  - One\nAU  - Alder, A\nDP  - 2001\nVI  - 3\n\nOWN - ERIC\nTI  - Two\nAU  - Birch, B\nDP  - 2002\n", "pubmed"),
        ("OWN - ERIC\nTI  - One\nAU  - Alder, A\nDP  - 2001\nOWN - ERIC\nTI  - Two\nAU  - Birch, B\nDP  - 2002\n", "pubmed"),
        ("TI  - One\nFAU - Alder, A\nJT  - J Things\nDP  - 2001\n\nTI  - Two\nFAU - Birch, B\nJT  - J Things\nDP  - 2002\n", "pubmed"),
        ("STAT- X\nTI  - One\nAU  - Alder, A\nSO  - J Things\nDP  - 2001\n\nSTAT- X\nTI  - Two\nAU  - Birch, B\nPG  - 3\nDP  - 2002\n", "pubmed"),
        ("T1  - One\nAU  - Alder, A\nPY  - 2001\nER  - \n\nT1  - Two\nAU  - Birch, B\nPY  - 2002\nER  - \n", "ris"),
        ("TI One\nAU Alder, A\nPY 2001\nSO J THINGS\nER\n\nTI Two\nAU Birch, B\nPY 2002\nER\n", "wos"),
        ("T1 One\nA1 Alder, A\nYR 2001\n\nT1 Two\nA1 Birch, B\nYR 2002\n", "refworks"),
    ],
)  # fmt: skip
def test_where_no_line_begins_a_record_the_tags_tell_the_format_and_the_guess_is_told(read, content, format):
    export = read(content)
    assert export.format == format
    assert [values[1:] for values in told(export, "author", "title", "year")] == [
        ("Alder, A", "One", "2001"),
        ("Birch, B", "Two", "2002"),
    ]
    assert checks(export)["format-guessed"] == 1


@pytest.mark.parametrize("mark", ["\ufeff", "\ufeff\ufeff", "ï»¿"])
def test_marks_at_the_head_of_a_file_are_no_text(read, mark):
    export = read(f"{mark}PMID- 1\nTI  - One\n")
    assert (told(export, "title", "pmid"), export.problems) == ([("article", "One", "1")], ())


# --- what the tags mean ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "year", "month"),
    [
        ("PY  - 2017\nY1  - 2016/10/19", "2017", ""), ("Y1  - 2016/10/19\nPY  - 2017", "2017", ""), ("DA  - 2016/10\nPY  - 2017", "2017", ""),
        ("DA  - 2017/10/19\nPY  - 2017", "2017", "oct"), ("Y1  - 2016\nDA  - 2015/02\nPY  - 2017/03//", "2017", "mar"), ("Y1  - 2016/02", "2016", "feb"),
        ("PY  - in press\nY1  - 2016/02", "2016", "feb"), ("Y1  - 2016/02\nPY  - ", "2016", "feb"), ("PY  - in press", "in press", ""),
        ("PY  - 20170304", "2017", "mar"), ("PY  - 2017\nDA  - 201703", "2017", "mar"),
    ],
)  # fmt: skip
def test_py_is_the_year_and_other_dates_give_the_month_of_that_year(read, lines, year, month):
    fields = read(f"TY  - JOUR\nTI  - One\n{lines}\nER  - \n").records[0].fields
    assert (fields["year"], fields.get("month", "")) == (year, month)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("%0 Thesis\n%T T\n%J U X", {"school": "U X"}), ("%0 Thesis\n%T T\n%I U X\n%B Dept", {"school": "U X", "series": "Dept"}),
        ("%0 Thesis\n%T T\n%B U X\n%9 Master's", {"school": "U X"}), ("%0 Report\n%T R\n%I WHO\n%@ TR-2011-04", {"institution": "WHO", "number": "TR-2011-04"}),
        ("%0 Report\n%T R\n%@ 1234-5678", {"issn": "1234-5678"}), ("%0 Patent\n%T P\n%N 12/345,678\n%@ EP 1234567 B1", {"number": "EP 1234567 B1"}),
        ("%0 Patent\n%T P\n%@ 11651140", {"number": "11651140"}), ("%0 Standard\n%T S\n%@ ISO 9001", {"number": "ISO 9001"}),
        ("%0 Conference Paper\n%T C\n%B Conf\n%I ACM\n%@ 978-3-16-148410-0", {"booktitle": "Conf", "publisher": "ACM", "isbn": "978-3-16-148410-0"}),
        ("%0 Book Section\n%T S\n%B Book\n%S Ser\n%E Ed, A\n%@ 0306406152", {"booktitle": "Book", "series": "Ser", "editor": "Ed, A", "isbn": "0306406152"}),
        ("TY  - PAT\nTI  - P\nIS  - 12/3\nSN  - US11651140\nER  - ", {"number": "US11651140"}), ("TY  - RPRT\nTI  - R\nSN  - 12345678\nER  - ", {"number": "12345678"}),
        ("TY  - THES\nTI  - T\nT2  - U X\nER  - ", {"school": "U X"}), ("TY  - THES\nTI  - T\nJF  - ProQuest Dissertations\nPB  - U X\nER  - ", {"school": "U X"}),
        ("RT Patent\nT1 P\nSN US11651140", {"number": "US11651140"}), ("RT Dissertation/Thesis\nT1 T\nPB U X", {"school": "U X"}),
        ("{Reference Type}: Patent\n{Title}: P\n{ISBN/ISSN}: CN1234567", {"number": "CN1234567"}),
        ("<xml><records><record><ref-type name=\"Patent\">25</ref-type><titles><title>P</title></titles><isbn>US11651140</isbn></record></records></xml>", {"number": "US11651140"}),
    ],
)  # fmt: skip
def test_what_a_tag_means_depends_on_the_kind_of_work(read, content, expected):
    (record,) = read(f"{content}\n").records
    told = {name: value for name, value in record.fields.items() if name in expected or name == "issn"}
    assert told == expected


def test_refworks_of_a_chinese_database_is_read_field_by_field(read):
    (record,) = read(
        "RT Journal Article\nSR 1\nA1 张三;李四;\nAD 北京大学;\nT1 题名\nJF 心理学报\nYR 2020\nIS 03\nOP 12-20\nK1 词;语\nAB 摘要 第一。\nSN 1000-6729\n"
        "CN 11-1873/R\nLA 中文;\nDS CNKI\nLK https://example.org/1\nDO 10.1000/x\n"
    ).records
    assert record.type == "article" and record.fields == {
        "author": "张三 and 李四", "title": "题名", "journal": "心理学报", "year": "2020", "number": "03", "pages": "12-20", "doi": "10.1000/x",
        "issn": "1000-6729", "url": "https://example.org/1", "language": "中文", "keywords": "词; 语", "abstract": "摘要 第一。", "affiliation": "北京大学",
        "refworks_sr": "1", "refworks_cn": "11-1873/R", "refworks_ds": "CNKI",
    }  # fmt: skip


def test_noteexpress_is_read_field_by_field(read):
    export = read(
        "{Reference Type}: Journal Article\n{Title}: 同伴支持\n{Author}: 张三;李四\n{Author Address}: 北京大学\n{Journal}: 心理学报\n{Year}: 2020\n{Issue}: 03\n"
        "{Pages}: 12-20\n{Keywords}: 同伴;支持\n{Abstract}: 摘要\nand more\n{ISBN/ISSN}: 1000-6729\n{Notes}: 11-1873/R\n{URL}: http://example.org/1\n"
        "{DOI}: 10.1000/x\n{Database Provider}: CNKI\n\n{Reference Type}: Thesis\n{Title}: T\n{Author}: Wang, W\n{Publisher}: 北京大学\n{Type of Work}: 硕士\n"
    )
    assert (export.format, export.problems) == ("noteexpress", ())
    first, second = export.records
    assert first.fields == {
        "author": "张三 and 李四", "title": "同伴支持", "journal": "心理学报", "year": "2020", "number": "03", "pages": "12-20", "doi": "10.1000/x",
        "issn": "1000-6729", "url": "http://example.org/1", "keywords": "同伴; 支持", "abstract": "摘要 and more", "note": "11-1873/R", "affiliation": "北京大学",
        "noteexpress_database_provider": "CNKI",
    }  # fmt: skip
    assert (second.type, second.fields["school"]) == ("mastersthesis", "北京大学")


def test_a_record_of_nothing_but_words_for_none_is_reported(read):
    export = read("TY  - JOUR\nTI  - [No title available]\nAU  - [Anonymous]\nER  - \nTY  - JOUR\nTI  - Two\nER  - \n")  # fmt: skip
    assert (export.declared, len(export.records), export.reported) == (2, 1, 1)
