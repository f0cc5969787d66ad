"""Exports of other programs, read whole: every format, every field, every record accounted for."""

import csv
import io
import json
import zipfile
from collections import Counter

import openpyxl
import pytest
import small_exports
from hypothesis import given
from hypothesis import strategies as st
from small_exports import TEXTS, zipped

from litmatrix.errors import LitmatrixError, Misuse, Unreadable
from litmatrix.importing import NOT_READ, read_export
from litmatrix.importing.readers import names
from litmatrix.importing.readers.values import is_placeholder


@pytest.fixture
def read(tmp_path):
    """Write content to a file whose name says nothing, and read it as one export."""

    def reading(content, columns=None):
        path = tmp_path / "export"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        (export,) = read_export(path, columns)
        assert export.declared == len(export.records) + export.reported
        return export

    return reading


def checks(export):
    """How often each check speaks in an export's problems."""
    return dict(Counter(problem.check for problem in export.problems))


def only(export):
    """The fields of the one record."""
    assert len(export.records) == 1, [str(problem) for problem in export.problems]
    return export.records[0].fields


# --- every format ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", TEXTS)
def test_each_format_is_told_by_its_content_and_read_whole(read, form):
    export = read(TEXTS[form])
    assert (export.format, export.encoding, export.declared, len(export.records)) == (form, "utf-8", 3, 3)
    assert export.problems == ()


@pytest.mark.parametrize("form", TEXTS)
def test_the_first_record_says_the_same_in_each_format(read, form):
    fields = read(TEXTS[form]).records[0].fields
    assert fields["author"].startswith("Müller, A")
    assert " and van der Berg, J" in fields["author"]
    assert fields["title"].replace('"', "").startswith("Peer support: a first")
    assert fields["year"] == "2019"
    assert fields["doi"].startswith("10.1000/care")


@pytest.mark.parametrize("form", TEXTS)
def test_lines_are_those_of_the_file(read, form):
    lines = TEXTS[form].split("\n")
    heads = {
        "ris": "TY",
        "pubmed": "PMID",
        "wos": "PT",
        "enw": "%0",
        "refworks": "RT",
        "noteexpress": "{Reference Type}",
        "endnote-xml": "<record>",
        "bibtex": "@",
        "csl-json": " {",
    }
    for record in read(TEXTS[form]).records:
        assert lines[record.line - 1].startswith(heads.get(form, "")) and lines[record.line - 1]


def test_ris_is_read_field_by_field(read):
    first, second, third = read(small_exports.RIS).records
    assert (first.type, first.key, first.raw) == ("article", "", "")
    assert first.fields == {
        "author": "Müller, Ann and van der Berg, J. P.", "title": "Peer support: a first study", "journal": "Journal of Care",
        "shortjournal": "J Care", "year": "2019", "month": "jun", "volume": "12", "number": "3", "pages": "73-6",
        "doi": "10.1000/care.1", "issn": "1234-5678", "language": "English", "keywords": "peers; work",
        "abstract": "One abstract.\n\nEin zweiter.", "day": "12", "ris_c1": "custom",
    }  # fmt: skip
    assert second.type == "incollection"
    assert second.fields == {
        "author": "{World Health Organization}", "editor": "Lee, Kim", "title": "Roles", "booktitle": "A book of roles",
        "year": "2020", "publisher": "Press", "address": "Geneva", "isbn": "978-3-16-148410-0",
    }  # fmt: skip
    assert (third.type, third.fields) == (
        "phdthesis",
        {
            "author": "Doe, Jane",
            "title": "On boundaries",
            "year": "2021",
            "school": "University of X",
            "note": "a note",
        },
    )


def test_pubmed_is_read_field_by_field(read):
    first, second, third = read(small_exports.NBIB).records
    assert first.fields == {
        "author": "Müller, Ann and van der Berg, J P and {The Peer Group}", "title": "Peer support: a first study of those who do the work.",
        "journal": "Journal of Care", "shortjournal": "J Care", "year": "2019", "month": "jun", "volume": "12", "number": "3",
        "pages": "73-6", "doi": "10.1000/care.1", "issn": "1234-5678", "language": "eng", "keywords": "Humans; peers",
        "abstract": "One abstract.", "pmid": "101", "affiliation": "Here.", "pubmed_dp": "2019 Jun 12", "pubmed_is": "1234-5678 (Electronic)",
        "pubmed_own": "NLM", "pubmed_pt": "Journal Article",
    }  # fmt: skip
    assert second.fields == {
        "author": "Lee, K", "title": "Second", "journal": "Journal of Care", "year": "2020", "pmid": "102",
    }  # fmt: skip
    assert third.fields["month"] == "mar" and third.fields["pubmed_dp"] == "2021 Mar-Apr"


def test_web_of_science_is_read_field_by_field(read):
    first, second, third = read(small_exports.WOS).records
    assert first.fields == {
        "author": "Müller, Ann and van der Berg, Jan Piet", "title": "Peer support: a first study of those who do the work",
        "journal": "JOURNAL OF CARE", "shortjournal": "J CARE", "year": "2019", "month": "jun", "volume": "12", "number": "3", "pages": "73-76",
        "publisher": "PRESS", "doi": "10.1000/care.1", "issn": "1234-5678, 8765-4321", "language": "English",
        "keywords": "peers; work; SUPPORT", "abstract": "One abstract.", "wos_pd": "JUN 12", "wos_dt": "Article",
        "affiliation": "[Muller, A] Univ X, City, Land.; [van der Berg, JP] Univ Y, City, Land.",
        "wos_cr": "Smith J, 2000, J CARE, V1, P1; Jones K, 2001, J CARE, V2, P2", "wos_tc": "4", "wos_z9": "5", "wos_ut": "WOS:000000000000001",
    }  # fmt: skip
    assert (second.type, second.fields["booktitle"]) == ("inproceedings", "Proceedings of Care")
    assert third.fields["eid"] == "e12"


def test_the_tab_delimited_files_of_web_of_science_are_read_by_its_tags(read):
    export = read(small_exports.WOS_TAB)
    assert export.records[0].fields == {
        "author": "Müller, Ann and van der Berg, Jan Piet", "title": 'Peer "support": a first study', "journal": "JOURNAL OF CARE",
        "year": "2019", "volume": "12", "pages": "73-76", "doi": "10.1000/care.1", "language": "English", "keywords": "peers; work",
        "abstract": "One abstract.", "wos_dt": "Article", "wos_tc": "4", "wos_ut": "WOS:1",
    }  # fmt: skip
    assert export.columns["BP"] == "pages" and export.columns["AU"] == "author" and export.columns["UT"] == ""


def test_refer_is_read_field_by_field(read):
    first, second, third = read(small_exports.ENW).records
    assert first.fields == {
        "author": "Müller, Ann and van der Berg, J. P.", "title": "Peer support: a first study", "journal": "Journal of Care", "year": "2019",
        "volume": "12", "number": "3", "pages": "73-6", "doi": "10.1000/care.1", "issn": "1234-5678", "keywords": "peers; work",
        "abstract": "One abstract.", "enw_1": "custom",
    }  # fmt: skip
    assert (second.type, second.fields["booktitle"], second.fields["editor"]) == (
        "incollection",
        "A book of roles",
        "Doe, Jane",
    )
    assert (third.type, third.fields["school"]) == ("mastersthesis", "University of X")


def test_endnote_xml_is_read_field_by_field(read):
    first, second, third = read(small_exports.ENDNOTE).records
    assert first.fields == {
        "author": "Müller, Ann and van der Berg, J. P.", "title": "Peer support: a first study", "journal": "Journal of Care", "year": "2019",
        "month": "jun", "volume": "12", "number": "3", "pages": "73-6", "doi": "10.1000/care.1", "issn": "1234-5678",
        "url": "https://example.org/1", "keywords": "peers; work", "abstract": "One abstract & more.",
        "endnote_dates_pub_dates_date": "Jun 12", "endnote_rec_number": "1", "endnote_custom1": "custom",
    }  # fmt: skip
    assert (second.type, second.fields["booktitle"], second.fields["editor"]) == (
        "incollection",
        "A book of roles",
        "Doe, Jane",
    )
    assert third.type == "book"


def test_the_csv_of_scopus_is_read_field_by_field(read):
    export = read(small_exports.SCOPUS_CSV)
    first, second, third = export.records
    assert first.fields == {
        "author": "Müller, Ann and van der Berg, Jan Piet", "title": "Peer support: a first study", "journal": "Journal of Care", "year": "2019",
        "volume": "12", "number": "3", "pages": "73-76", "doi": "10.1000/care.1", "url": "https://www.scopus.com/1",
        "keywords": "peers; work; human", "abstract": "One abstract, with a comma.", "csv_authors": "Müller A.; van der Berg J.P.",
        "pagetotal": "3", "csv_cited_by": "4", "csv_source": "Scopus", "csv_eid": "2-s2.0-1",
    }  # fmt: skip
    assert (second.type, third.type, third.fields["eid"]) == ("inproceedings", "article", "e12")
    assert export.columns["Page start"] == export.columns["Page end"] == "pages"
    assert export.columns["Cited by"] == ""


def test_csl_json_is_read_field_by_field(read):
    first, second, third = read(small_exports.CSL).records
    assert (first.key, first.type) == ("muller2019", "article")
    assert first.fields == {
        "author": "Müller, Ann and van der Berg, J. P.", "title": "Peer support: a first study", "journal": "Journal of Care", "year": "2019",
        "month": "jun", "volume": "12", "number": "3", "pages": "73-6", "doi": "10.1000/care.1", "abstract": "One abstract.",
        "csl_id": "a1", "day": "12",
    }  # fmt: skip
    assert second.fields["author"] == "{World Health Organization}"
    assert (third.type, third.fields["urldate"]) == ("online", "2021-03-04")


@pytest.mark.parametrize(
    ("issued", "year", "month"),
    [
        ("2015-03-01", "2015", "mar"), ({"date-parts": [2015]}, "2015", ""), ({"date-parts": ["2015", "3"]}, "2015", "mar"), ({"date-parts": [["2015"]]}, "2015", ""),
        ({"date-parts": [[2015, 3, 1]]}, "2015", "mar"), ({"raw": "March 2015"}, "2015", "mar"), ({"literal": "Spring 2015"}, "2015", ""), (2015, "2015", ""),
        ([[2015, 3]], "2015", "mar"), ([2015, 3, 1], "2015", "mar"), ({"year": 2015, "month": 3}, "2015", "mar"), ({"date-parts": [[2015, None]]}, "2015", ""),
        ({"date-parts": [[None]], "raw": "2015"}, "2015", ""), ({"date-parts": "2015-03"}, "2015", "mar"), ({"date-parts": 2015}, "2015", ""),
        ({"date-parts": [[2015, 3, 1], [2016, 4, 2]]}, "2015", "mar"), ({"date-time": "2015-03-01T00:00:00Z"}, "2015", "mar"), ({"date-parts": [[2015, 13]]}, "2015", ""),
    ],
)  # fmt: skip
def test_a_date_of_csl_json_is_read_whatever_its_shape(read, issued, year, month):
    fields = only(read(json.dumps([{"type": "book", "title": "One", "issued": issued}])))
    assert (fields["year"], fields.get("month", "")) == (year, month)


def test_what_a_date_of_csl_json_says_beside_its_numbers_is_kept(read):
    issued = {"date-parts": [[2015]], "season": 1, "raw": "Spring"}
    item = {"title": "One", "type": "book", "accessed": "2020-01-02", "issued": issued}
    assert only(read(json.dumps([item]))) == {
        "title": "One",
        "year": "2015",
        "urldate": "2020-01-02",
        "csl_issued_season": "1",
        "csl_issued_raw": "Spring",
    }
    item = {"title": "One", "type": "book", "published-print": {"date-parts": [[2015, 3]]}}
    assert only(read(json.dumps([item]))) == {"title": "One", "year": "2015", "month": "mar"}


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"family": "Alder", "given": "S"}, "Alder, S"), ("Alder, S", "Alder, S"), (["Alder, S", "Birch, B"], "Alder, S and Birch, B"),
        ("Alder, S; Birch, B", "Alder, S and Birch, B"), ("S. Alder and B. Birch", "Alder, S. and Birch, B."), ({"literal": "WHO"}, "{WHO}"),
        ([{"name": "Sam Alder"}], "Alder, Sam"), ([{"firstName": "S", "lastName": "Alder"}], "Alder, S"), ([None, {"family": "Alder"}], "Alder"),
        ([["Alder, S"]], "Alder, S"), ("", ""), (None, ""), ([{"family": "[Anonymous]"}], ""),
    ],
)  # fmt: skip
def test_an_author_of_csl_json_is_read_whatever_the_shape(read, author, names):
    fields = only(read(json.dumps([{"type": "book", "title": "One", "author": author}])))
    assert fields.get("author", "") == names


def test_items_of_csl_json_by_their_ids_are_read(read):
    export = read('{"a": {"type": "book", "title": "One"},\n"b": {"type": "book", "title": "Two"}}')
    assert [(record.fields["title"], record.line) for record in export.records] == [("One", 1), ("Two", 2)]


def test_bibtex_keeps_its_blocks_byte_for_byte_and_decodes_its_fields(read):
    first, second, third = read(small_exports.BIB.replace("\n", "\r\n")).records
    assert first.fields == {
        "author": "Müller, Ann and van der Berg, J. P. and {World Health Organization}", "title": "Peer support: a first Study & more",
        "journal": "Journal of Care", "year": "2019", "month": "jun", "pages": "73–76", "doi": "10.1000/care_1",
    }  # fmt: skip
    assert second.raw == '@book{lee_2020, title = "Second", author = "Kim Lee", year = "2020"}'
    assert second.fields["author"] == "Lee, Kim"
    assert third.raw == "@misc{doe_2021,\r\n\ttitle = {Third},\r\n\tyear = {2021}\r\n}"


def test_macros_of_a_bibtex_file_are_put_into_the_blocks_that_use_them(read):
    raw = read(small_exports.BIB).records[0].raw
    assert "journal = {Journal of Care}" in raw
    assert "month = jun" in raw and r"{M{\"u}ller, Ann" in raw


def test_words_for_none_are_no_values_in_bibtex_and_a_persons_own_fields_stay(read):
    record = read(
        "@ARTICLE{k,\r\nauthor={[No author name available]},\r\ntitle={T},\r\nabstract={[No abstract available]},\r\n"
        "volume={NA},\r\nyear={2001},\r\nrating={none},\r\nkeywords={none},\r\nnote={-},\r\neditor={{[Anonymous]}}\r\n}"
    ).records[0]
    assert record.fields == {"title": "T", "year": "2001", "rating": "none", "keywords": "none", "note": "-"}
    assert record.raw == (
        "@ARTICLE{k,\r\ntitle={T},\r\nyear={2001},\r\nrating={none},\r\nkeywords={none},\r\nnote={-}\r\n}"
    )


def test_rayyan_and_asreview_keep_their_labels(read):
    rayyan = read(small_exports.RAYYAN_CSV).records[0].fields
    assert rayyan["note"] == 'RAYYAN-INCLUSION: {"Ann"=>"Included"}'
    assert (rayyan["month"], rayyan["pages"], rayyan["rayyan_key"]) == ("jun", "73-6", "rayyan-1")
    asreview = read(small_exports.ASREVIEW_CSV).records[0].fields
    assert (asreview["asreview_label"], asreview["asreview_included"], asreview["asreview_record_id"]) == (
        "1",
        "1",
        "1",
    )


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_spreadsheet_is_read_by_its_headings(read):
    export = read(
        workbook(
            ["ProQuest results"],
            ["Title", "Authors", "pubdate", "Year", "startPage"],
            ["One", "Lee, Kim; Doe, Jane", "Jun 2019", 2019, 7.0],
            ["Two", None, None, "2020", None],
        )
    )
    assert (export.format, export.declared) == ("xlsx", 2)
    assert [record.fields for record in export.records] == [
        {"author": "Lee, Kim and Doe, Jane", "title": "One", "year": "2019", "month": "jun", "pages": "7"},
        {"title": "Two", "year": "2020"},
    ]
    assert [record.line for record in export.records] == [3, 4]


def test_pubmed_xml_is_read(read):
    export = read(
        "<?xml version='1.0'?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article><Journal><ISSN>1234-5678</ISSN>"
        "<JournalIssue><Volume>3</Volume><Issue>1</Issue><PubDate><Year>2019</Year><Month>Jun</Month></PubDate></JournalIssue><Title>J Care</Title></Journal>"
        "<ArticleTitle>On <i>peers</i></ArticleTitle><Pagination><MedlinePgn>73-6</MedlinePgn></Pagination><ELocationID EIdType='doi'>10.1000/x</ELocationID>"
        "<Abstract><AbstractText Label='AIMS'>To see.</AbstractText><AbstractText Label='RESULTS'>Seen.</AbstractText></Abstract>"
        "<AuthorList><Author><LastName>Lee</LastName><ForeName>Kim</ForeName></Author><Author><CollectiveName>The Group</CollectiveName></Author></AuthorList>"
        "<Language>eng</Language></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )
    assert only(export) == {
        "author": "Lee, Kim and {The Group}", "title": "On peers", "journal": "J Care", "year": "2019", "month": "jun", "volume": "3", "number": "1",
        "pages": "73-6", "doi": "10.1000/x", "issn": "1234-5678", "language": "eng", "abstract": "AIMS: To see. RESULTS: Seen.", "pmid": "7",
    }  # fmt: skip


# --- dialects of RIS ------------------------------------------------------------------------------------


def test_a_missing_end_of_record_is_told_and_nothing_is_lost(read):
    export = read("TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nER  - \nTY  - JOUR\nTI  - Three\n")
    assert [record.fields["title"] for record in export.records] == ["One", "Two", "Three"]
    assert [(problem.check, problem.where) for problem in export.problems] == [
        ("no-end", "export:1"),
        ("no-end", "export:6"),
    ]


def test_a_record_without_its_type_line_is_read(read):
    export = read("TY  - JOUR\nTI  - One\nER  - \n\nTI  - Two\nPY  - 2020\nER  - \n")
    assert [(record.type, record.fields["title"]) for record in export.records] == [
        ("article", "One"),
        ("misc", "Two"),
    ]
    assert checks(export) == {"no-begin": 1}


def test_a_record_that_holds_nothing_is_reported(read):
    export = read("TY  - JOUR\nER  - \nTY  - JOUR\nTI  - Two\nER  - \n")
    assert (export.declared, len(export.records), export.reported) == (2, 1, 1)
    assert [(problem.check, problem.where) for problem in export.problems] == [(NOT_READ, "export:1")]


def test_continued_lines_are_one_value(read):
    fields = only(
        read("TY  - JOUR\nTI  - A title\n      that goes on\nAB  - first\nER then second\n\nthird\nER  -\n")
    )
    assert (fields["title"], fields["abstract"]) == ("A title that goes on", "first ER then second\n\nthird")


def test_ovid_writes_tags_after_the_end_and_numbers_between(read):
    export = read(
        "1.\nTY  - JOUR\nDO  - http://dx.doi.org/10.1/x\nT1  - One\nA1  - Lee, K\nA2  - Cited, Cited2\nY1  - 2019//\nSP  - No\nEP  - Specified\n"
        "ER  -\nNL  - J Care\n\nLink to the Ovid Full Text or citation: https://example.org\n\n2.\nTY  - JOUR\nT1  - Two\nER  -\n"
    )
    first, second = export.records
    assert first.fields == {
        "author": "Lee, K",
        "title": "One",
        "year": "2019",
        "doi": "10.1/x",
        "ris_a2": "Cited, Cited2",
        "ris_nl": "J Care",
    }
    assert second.fields == {"title": "Two"} and export.problems == ()


def test_ovid_s_own_tags_are_read(read):
    export = read(
        "<1. >\nVN  - Ovid Technologies\nDB  - BIOSIS\nAU  - Lee, Kim\nTI  - One\nJT  - J Care\nVI  - 3\nIP  - 1\nPG  - 73-6\nDG  - November 16, 2004\n"
        "LG  - English\nIS  - 0098-1133\nAB  - Text.\n\n<2. >\nVN  - Ovid Technologies\nTI  - Two\n"
    )
    assert (export.format, export.declared) == ("ris", 2)
    assert export.records[0].fields == {
        "author": "Lee, Kim", "title": "One", "journal": "J Care", "year": "2004", "month": "nov", "volume": "3", "number": "1", "pages": "73-6",
        "issn": "0098-1133", "language": "English", "abstract": "Text.", "ris_vn": "Ovid Technologies", "ris_db": "BIOSIS", "ris_dg": "November 16, 2004",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["DO  - https://doi.org/10.1000/a(1)b", "M3  - doi: 10.1000/a(1)b", "DI  - 10.1000/a(1)b.", "L3  - 10.1000/a(1)b", "UR  - http://dx.doi.org/10.1000/a(1)b", "N1  - doi: 10.1000/a(1)b", "ID  - 10.1000/a(1)b"],
)  # fmt: skip
def test_a_doi_is_found_wherever_a_dialect_puts_it(read, line):
    assert only(read(f"TY  - JOUR\nTI  - One\n{line}\nER  - \n"))["doi"] == "10.1000/a(1)b"


@pytest.mark.parametrize(
    ("lines", "pages"),
    [("SP  - 73\nEP  - 76", "73-76"), ("SP  - 73-6", "73-6"), ("SP  - 73-6\nEP  - 6", "73-6"), ("SP  - e12", "e12"), ("SP  - 5\nEP  - 5", "5"), ("SP  - S1\nEP  - S9", "S1-S9"), ("EP  - 9", "9")],
)  # fmt: skip
def test_pages_stay_what_they_are_and_first_and_last_are_joined(read, lines, pages):
    assert only(read(f"TY  - JOUR\nTI  - One\n{lines}\nER  - \n"))["pages"] == pages


def test_every_tag_is_kept_somewhere(read):
    tags = [
        f"{first}{second}"
        for first in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        for second in "ABCXYZ0123456789"
        if f"{first}{second}" not in ("ER", "TY")
    ]
    for type in ("JOUR", "BOOK", "CHAP", "THES", "ELEC", "CONF", "RPRT", "PAT"):
        lines = "".join(f"{tag}  - value {tag.lower()} {number}\n" for number, tag in enumerate(tags))
        held = " ".join(only(read(f"TY  - {type}\nTI  - One\n{lines}ER  - \n")).values())
        assert [
            tag
            for number, tag in enumerate(tags)
            if f"{tag.lower()} {number}" not in held and f"{number}, value {tag.lower()}" not in held
        ] == []


def test_several_addresses_of_one_work_are_the_first_and_the_others(read):
    fields = only(
        read(
            "TY  - JOUR\nTI  - One\nUR  - https://a.org/1 and https://b.org/2\nUR  - https://c.org/3\nER  - \n"
        )
    )
    assert (fields["url"], fields["ris_ur"]) == ("https://a.org/1", "https://b.org/2; https://c.org/3")


def test_an_isi_file_of_medline_lists_people_on_one_line(read):
    export = read(
        "FN ISI Export Format\nVR 1.0\nPT J\nTI One\nAU Lee, Kim; Doe, Jane A\nPS 411-22\nPY 2006\nPD 2006 May-Jun\nER\n\nEF"
    )
    assert only(export) == {
        "author": "Lee, Kim and Doe, Jane A",
        "title": "One",
        "year": "2006",
        "month": "may",
        "pages": "411-22",
        "wos_pd": "2006 May-Jun",
    }


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Liu R.", "Liu, R."), ("Smith JA", "Smith, JA"), ("Jane van der Berg", "van der Berg, Jane"), ("King, Martin Luther, Jr.", "King, Jr., Martin Luther"),
        ("Lee, K. and Doe, J.", "Lee, K. and Doe, J."), ("Department of Health and Social Care", "{Department of Health and Social Care}"), ("Plato", "Plato"), ("et al.", "others"),
    ],
)  # fmt: skip
def test_a_name_is_written_as_bibtex_does(read, written, name):
    assert only(read(f"TY  - JOUR\nTI  - One\nAU  - {written}\nER  - \n"))["author"] == name


def test_tags_with_one_space_are_read_where_the_file_writes_them_so(read):
    export = read("TY - JOUR\nTI - One\nAB - a\n AI - based b\nER -\n")
    assert only(export)["title"] == "One"
    assert "AI - based b" in only(read("TY  - JOUR\nTI  - One\nAB  - a\nAI - based b\nER  - \n"))["abstract"]


# --- tables ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_headings(read, delimiter):
    export = read(
        delimiter.join(("Title", "Authors", "Year")) + "\n" + delimiter.join(("One", "Lee K", "2020")) + "\n"
    )
    assert only(export) == {"author": "Lee, K", "title": "One", "year": "2020"}


def test_lines_before_the_headings_are_passed_over(read):
    export = read(
        'sep=,\n"About the data: exported today"\nRank,Publication ID,DOI,Title,Source title,PubYear\n1,pub.1,10.1000/x,One,J Care,2020\n'
    )
    assert only(export) == {
        "title": "One",
        "journal": "J Care",
        "year": "2020",
        "doi": "10.1000/x",
        "csv_rank": "1",
        "csv_publication_id": "pub.1",
    }


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (["Liu R., Adler D.G.", "Doe J."], "Liu, R. and Adler, D.G."),
        (["Liu, R., Adler, D.G.", "Doe, J."], "Liu, R. and Adler, D.G."),
        (["Rita Liu, Don Adler, Jo Doe", "Kim Lee, Ann Doe"], "Liu, Rita and Adler, Don and Doe, Jo"),
        (["Pérez Gil, Ana, Ruiz, José", "Doe, Jane"], "Pérez Gil, Ana and Ruiz, José"),
        (["Liu, Rita; Adler, Don", "Doe, Jane"], "Liu, Rita and Adler, Don"),
        (["Liu, Rita and Adler, Don", "Doe, Jane"], "Liu, Rita and Adler, Don"),
        (["Liu, Rita|Adler, Don", "Doe, Jane"], "Liu, Rita and Adler, Don"),
        (["['Liu, Rita', 'Adler, Don']", "['Doe, Jane']"], "Liu, Rita and Adler, Don"),
        (["World Health Organization", "Doe, Jane"], "{World Health Organization}"),
        (["van der Berg, Jan", "Doe, Jane"], "van der Berg, Jan"),
        (["Liu, Rita, Jr.", "Doe, Jane"], "Liu, Jr., Rita"),
        (["Liu R.M., Jr.; Adler D.", "Doe J."], "Liu, Jr., R.M. and Adler, D."),
        (["Rita Liu, Jr., Don Adler, Jo Doe", "Kim Lee, Ann Doe"], "Liu, Jr., Rita and Adler, Don and Doe, Jo"),
    ],
)  # fmt: skip
def test_names_are_parted_as_their_column_does(read, written, names):
    held = io.StringIO()
    csv.writer(held).writerows(
        [["Title", "Authors"], *([f"T{number}", name] for number, name in enumerate(written))]
    )
    first, last = read(held.getvalue()).records
    assert first.fields["author"] == names
    assert last.fields["author"] in ("Doe, J.", "Doe, Jane", "Lee, Kim and Doe, Ann")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Liu, Rita M., Jr.", "Liu, Jr., Rita M."),
        ("Liu, Jr., Rita M.", "Liu, Jr., Rita M."),
        ("LIU, RITA, JR.", "LIU, JR., RITA"),
        ("Liu, Rita M. Jr", "Liu, Jr, Rita M."),
        ("Liu Jr., Rita M.", "Liu, Jr., Rita M."),
        ("de la Cruz III, Juan", "de la Cruz, III, Juan"),
        ("Rita van der Berg, Jr.", "van der Berg, Jr., Rita"),
        ("Jan van der Berg IV", "van der Berg, IV, Jan"),
        ("Liu RM Jr", "Liu, Jr, RM"),
        ("Liu RM 3rd", "Liu, 3rd, RM"),
        ("Liu, Rita, MD", "Liu, MD, Rita"),
        ("Liu,, Jr.", "Liu, Jr."),
        ("Liu, VI", "Liu, VI"),
        ("Liu, JR", "Liu, JR"),
        ("Liu, J. R.", "Liu, J. R."),
        ("Department of Health, Leeds, UK", "Department of Health, Leeds, UK"),
        ("{Barnes and Noble, Inc.}", "{Barnes and Noble, Inc.}"),
        ("Acme Data,", "{Acme Data}"),
        ("de la Cruz,", "{de la Cruz}"),
        ("Liu R.,", "Liu, R."),
        ("Liu,", "Liu"),
    ],
)
def test_a_name_is_read_with_its_suffix_and_an_organisation_is_one_name(written, name):
    assert names.person(written) == name
    assert names.person(name) == name


HEADINGS = {
    "zotero": ("Key,Item Type,Publication Year,Author,Title,Publication Title,Pages", "K1,journalArticle,2020,\"Lee, Kim; Doe, Jane\",One,J Care,73-6"),
    "pubmed": ("PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year", "1,One,\"Lee K, Doe J.\",J Care. 2020,Lee K,J Care,2020"),
    "lens": ("Lens ID,Title,Publication Year,Publication Type,Source Title,Author/s,Start Page,End Page", "1-2,One,2020,journal article,J Care,Kim Lee; Jane Doe,73,6"),
    "dimensions": ("Rank,Publication ID,Title,Source title,PubYear,Pagination,Authors", "1,pub.1,One,J Care,2020,73-6,\"Lee, Kim; Doe, Jane\""),
    "openalex": ("id,display_name,publication_year,primary_location.source.display_name,authorships.author.display_name,biblio.first_page,biblio.last_page", "W1,One,2020,J Care,Kim Lee|Jane Doe,73,6"),
    "ieee": ("Document Title,Authors,Publication Title,Publication Year,Start Page,End Page", "One,K. Lee; J. Doe,J Care,2020,73,6"),
    "wos": ("Publication Type,Authors,Author Full Names,Article Title,Source Title,Start Page,End Page,Publication Year", "J,\"Lee, K; Doe, J\",\"Lee, Kim; Doe, Jane\",One,J Care,73,6,2020"),
    "embase": ("Title,Author names,Source,Source title,Publication year,First page,Last page", "One,\"Lee K., Doe J.\",J Care (2020),J Care,2020,73,6"),
}  # fmt: skip


@pytest.mark.parametrize("program", HEADINGS)
def test_the_headings_of_each_program_are_known(read, program):
    record = read("\n".join(HEADINGS[program]) + "\n").records[0]
    assert record.type == "article"
    assert (record.fields["title"], record.fields["journal"], record.fields["year"]) == (
        "One",
        "J Care",
        "2020",
    )
    assert [name.split(",")[0] for name in record.fields["author"].split(" and ")] == ["Lee", "Doe"]
    assert record.fields.get("pages", "73-6") == "73-6"


def test_a_row_with_no_end_of_headings_is_read_in_good_time(read):
    with pytest.raises(Unreadable):
        read("x," * 200_000)


def test_columns_can_be_mapped_by_hand(read):
    table = "Werk,Wer,Wann\nOne,Lee K,2020\n"
    with pytest.raises(Unreadable, match="export"):
        read(table)
    export = read(table, {"Werk": "title", "Wer": "author", "Wann": "year"})
    assert only(export) == {"author": "Lee, K", "title": "One", "year": "2020"}
    assert export.columns == {"Werk": "title", "Wer": "author", "Wann": "year"}
    assert only(read("Title,Source\nOne,x\n", {"Source": ""})) == {"title": "One", "csv_source": "x"}
    with pytest.raises(Misuse, match="there is no column Nix"):
        read("Title,Year\nOne,2020\n", {"Nix": "title"})
    with pytest.raises(Misuse, match="cannot be the name of a field"):
        read("Title,Year\nOne,2020\n", {"Year": "ye ar"})
    with pytest.raises(Misuse, match="not a table"):
        read(small_exports.RIS, {"Year": "year"})


def test_a_row_that_is_too_long_is_reported_and_one_that_is_too_short_is_read(read):
    export = read("Title,Year,DOI\nOne,2020,10.1000/1\nTwo, too,2020,10.1000/2\nThree\nFour,2021,10.1000/4\n")
    assert [record.fields["title"] for record in export.records] == ["One", "Three", "Four"]
    assert [(problem.check, problem.where) for problem in export.problems] == [
        (NOT_READ, "export:3"),
        ("ragged-row", "export:4"),
    ]


def test_a_lost_quotation_mark_costs_one_row_and_no_more(read):
    rows = "".join(f'"T{number}","Lee, K","2020","x"\n' for number in range(50))
    export = read("Title,Authors,Year,Note\n" + rows.replace('"T7","Lee, K"', '"T7,"Lee, K'))
    assert len(export.records) + export.reported >= 50
    assert {f"T{number}" for number in range(50) if number not in (7, 8)} <= {
        record.fields.get("title") for record in export.records
    }


def test_cells_of_several_lines_are_read(read):
    export = read('Abstract,Title,Year\n"line one\nline two, and\n\nthree",One,2020\n')
    assert only(export) == {"title": "One", "year": "2020", "abstract": "line one line two, and\n\nthree"}


# --- BibTeX whose keys are no good ----------------------------------------------------------------------


def test_entries_whose_key_is_missing_broken_or_used_before_are_read_without_it(read):
    export = read(
        "@article{a1, title = {One}, year = {2020}}\n@article{a1, title = {Two}, year = {2021}}\n@ARTICLE{Kenny20103,17,\ntitle = {Three}}\n"
        "@article{title = {Four}, year = 2020}\n@article{, title = {Five}}\n@article{Smith 2020, title = {Six}}\n"
    )
    assert (export.declared, export.reported) == (6, 0)
    assert [(record.key, record.fields["title"], bool(record.raw)) for record in export.records] == [
        ("a1", "One", True), ("", "Two", False), ("", "Three", False), ("", "Four", False), ("", "Five", False), ("", "Six", False),
    ]  # fmt: skip
    assert (
        export.records[1].fields["bibtex_key"] == "a1"
        and export.records[2].fields["bibtex_key"] == "Kenny20103,17"
    )
    assert [problem.where for problem in export.problems if problem.check == "no-key"] == [
        f"export:{line}" for line in (2, 3, 5, 6, 7)
    ]


def test_a_broken_entry_is_reported_with_its_line(read):
    export = read("@article{a, title = {One}}\n\n@article{b, title = {Two\n\n@article{c, title = {Three}}\n")
    assert [record.key for record in export.records] == ["a", "c"]
    assert [problem.where for problem in export.problems if problem.check == NOT_READ] == ["export:3"]


# --- encodings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
@pytest.mark.parametrize("form", ["ris", "csv", "bibtex", "csl-json", "wos-tab"])
def test_every_encoding_gives_the_same_records(read, form, encoding):
    export = read(TEXTS[form].encode(encoding))
    plain = read(TEXTS[form])
    if encoding.startswith("utf-16-"):
        assert export.encoding == encoding
    assert [record.fields for record in export.records] == [record.fields for record in plain.records]


def test_chinese_in_gbk_is_read_and_the_guess_is_told(read):
    text = (
        "TY  - JOUR\nAU  - 王小明\nTI  - 同伴支持在精神卫生服务中的作用研究\nJO  - 中国心理卫生杂志\nER  - \n"
    )
    export = read(text.encode("gb18030"))
    assert (export.encoding, checks(export)) == ("gb18030", {"encoding-guessed": 1})
    assert only(export) == {
        "author": "王小明",
        "title": "同伴支持在精神卫生服务中的作用研究",
        "journal": "中国心理卫生杂志",
    }


def test_bytes_of_another_encoding_within_utf_8_are_read_and_told(read):
    export = read(
        "TY  - JOUR\nTI  - Über Wörter für Räume\n".encode() + "AB  - für\nER  - \n".encode("cp1252")
    )
    assert (export.encoding, only(export)["abstract"]) == ("utf-8", "für")
    assert [(problem.check, problem.where) for problem in export.problems] == [("mixed-encoding", "export:3")]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("form", TEXTS)
def test_any_line_end_gives_the_same_records(read, form, end):
    export = read(TEXTS[form].replace("\n", end))
    assert [(record.fields, record.line) for record in export.records] == [
        (record.fields, record.line) for record in read(TEXTS[form]).records
    ]


def test_control_characters_become_spaces_and_are_told(read):
    export = read("TY  - JOUR\nTI  - One\x0btwo\x00\nER  - \n")
    assert (only(export)["title"], checks(export)) == ("One two", {"control-character": 1})


# --- what is no export ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"), (b" \n\n", "empty"), (b"\xef\xbb\xbf", "empty"), (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b"<html>\n<head><title>Sign in</title></head></html>", "web page"), (b"%PDF-1.7 ...", "a PDF"), (b"\xd0\xcf\x11\xe0rest", "old Excel"),
        (b"just some words\nthat say nothing\n", "no format"), (bytes(range(256)) * 40, "binary"), (b"<feed><entry/></feed>", "XML of a kind"),
        (b"Name,Price\nApple,3\n", "no format"), (b"PK\x03\x04rubbish", "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_export_says_what_it_is(read, content, why):
    with pytest.raises(Unreadable, match=why) as raised:
        read(content)
    assert str(raised.value).startswith("export: ")


def test_a_missing_file_and_a_folder_say_so(tmp_path):
    with pytest.raises(Unreadable, match=r"none\.ris: there is no such file"):
        read_export(tmp_path / "none.ris")
    with pytest.raises(Misuse, match="is a folder"):
        read_export(tmp_path)


def test_an_xml_bomb_is_not_opened(read):
    with pytest.raises(Unreadable, match="entities"):
        read(
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><records><record><ref-type name="Book">6</ref-type></record></records></xml>'
        )


def test_elements_within_elements_without_end_take_no_other_record_with_them(read):
    deep = "<a>" * 20_000 + "</a>" * 20_000
    book = "<record><ref-type name='Book'>6</ref-type><titles><title>Sound</title></titles></record>"
    done = read(f"<xml><records><record><titles>{deep}</titles></record>{book}</records></xml>")
    assert [record.fields["title"] for record in done.records] == ["Sound"]
    assert [problem.check for problem in done.problems if problem.severity == "error"] == [NOT_READ]


def test_xml_that_lost_the_tag_of_its_only_record_is_told(read):
    export = read(
        "<xml><records>\n<ref-type name='Book'>6</ref-type><title>Lost</title></record></records></xml>"
    )
    assert (export.format, export.declared, export.reported) == ("endnote-xml", 1, 1)
    assert [problem.where for problem in export.problems if problem.check == NOT_READ] == ["export:2"]


def test_one_broken_xml_record_takes_no_other_with_it(read):
    export = read(
        small_exports.ENDNOTE.replace("<title>Second</title>", "<title>Second<title>").replace(
            "Third", "Third & \x02more"
        )
    )
    assert [record.fields["title"] for record in export.records][1:] == ["Third & more"]
    assert [problem.where for problem in export.problems if problem.check == NOT_READ] == ["export:9"]


# --- zip files ------------------------------------------------------------------------------------------


def test_a_zip_gives_one_export_for_each_file(tmp_path):
    path = tmp_path / "all.zip"
    path.write_bytes(
        zipped(
            {
                "a.ris": small_exports.RIS.encode(),
                "in/b.csv": small_exports.SCOPUS_CSV.encode(),
                "__MACOSX/._a.ris": b"x",
                "readme.txt": b"words",
            }
        )
    )
    exports = read_export(path)
    assert [(export.name, export.format, export.declared) for export in exports] == [
        ("all.zip/a.ris", "ris", 3), ("all.zip/in/b.csv", "csv", 3), ("all.zip/readme.txt", "", 0),
    ]  # fmt: skip
    assert [(problem.check, problem.where) for problem in exports[2].problems] == [
        ("file-not-read", "all.zip/readme.txt")
    ]


def test_a_path_in_a_zip_leads_nowhere(tmp_path):
    path = tmp_path / "z.zip"
    path.write_bytes(
        zipped({"../../etc/a.ris": small_exports.RIS.encode(), "/root/b.ris": small_exports.RIS.encode()})
    )
    assert [export.name for export in read_export(path)] == ["z.zip/etc/a.ris", "z.zip/root/b.ris"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["z.zip"]


def test_a_zip_bomb_is_not_opened(tmp_path):
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped({"a.ris": b"TY  - JOUR\n" + b" " * (64 << 20)}))
    with pytest.raises(Unreadable, match="unpacks to"):
        read_export(path)
    path.write_bytes(zipped({f"{number}.ris": b"x" for number in range(600)}))
    with pytest.raises(Unreadable, match="600 files"):
        read_export(path)


def test_a_zip_without_records_a_locked_and_a_nested_one_say_so(tmp_path):
    path = tmp_path / "z.zip"
    path.write_bytes(zipped({"a.txt": b"words"}))
    with pytest.raises(Unreadable, match="no file of records"):
        read_export(path)
    path.write_bytes(zipped({"a.zip": zipped({"a.ris": small_exports.RIS.encode()})}))
    with pytest.raises(Unreadable, match="zip file in a zip file"):
        read_export(path)
    held = bytearray(zipped({"a.ris": small_exports.RIS.encode()}))
    held[6] |= 1
    held[held.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(held))
    with pytest.raises(Unreadable, match="password"):
        read_export(path)


def test_an_encoding_holds_for_the_files_of_a_zip_too(tmp_path):
    path = tmp_path / "export"
    path.write_bytes(zipped({"a.ris": "TY  - JOUR\nAU  - Çelik\nER  - \n".encode("cp857")}))
    (export,) = read_export(path, encoding="cp857")
    assert (export.encoding, only(export)["author"]) == ("cp857", "Çelik")


def test_garbled_letters_are_told_in_every_format_with_the_line(read):
    ris = read("TY  - JOUR\nTI  - One\nER  - \nTY  - JOUR\nTI  - MÃ¼ller\nER  - \nTY  - JOUR\nTI  - Ã‰tude\nER  - \n")  # fmt: skip
    (problem,) = ris.problems
    assert (problem.check, problem.where) == ("garbled", "export:4")
    assert "title has “MÃ¼ller” (and those of 1 more records: lines 7)" in problem.message
    for text in (
        "Title,Authors\nMÃ¼ller,Lee K\n", "@book{a,\n  title = {MÃ¼ller},\n}\n", '[{"type":"book","title":"MÃ¼ller"}]', "%0 Book\n%T MÃ¼ller\n",
        "<xml><records><record><ref-type name='Book'>6</ref-type><titles><title>MÃ¼ller</title></titles></record></records></xml>",
        "TY  - JOUR\nTI  - One\nAB  - M&Atilde;&#188;ller\nER  - \n",
    ):  # fmt: skip
        assert checks(read(text)) == {"garbled": 1}
    assert checks(read(workbook(["Title"], ["MÃ¼ller"], ["Two"]))) == {"garbled": 1}


def test_an_empty_zip_says_so(tmp_path):
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w"):
        pass
    with pytest.raises(Unreadable, match="no file of records"):
        read_export(path)


# --- several formats, damage ----------------------------------------------------------------------------


def test_two_formats_in_one_file_are_both_read(read):
    export = read(small_exports.RIS + "\n" + small_exports.NBIB + "\n" + small_exports.BIB)
    assert (export.declared, len(export.records), export.format) == (9, 9, "ris")
    # The @string of the third part stands with the second, behind its comment: its macro is told.
    assert checks(export) == {"several-formats": 1, "text-outside": 1, "undefined-macro": 1}
    lines = (small_exports.RIS + "\n" + small_exports.NBIB + "\n" + small_exports.BIB).split("\n")
    assert [lines[record.line - 1][:4] for record in export.records] == ["TY  "] * 3 + ["PMID"] * 3 + [
        "@art",
        "@boo",
        "@mis",
    ]


def test_what_an_abstract_quotes_is_no_record(read):
    fields = only(
        read("TY  - JOUR\nTI  - One\nAB  - We wrote\n@article{x, title = {y}}\nPMID- 12\n%0 Book\nER  - \n")
    )
    assert fields["abstract"] == "We wrote @article{x, title = {y}} PMID- 12 %0 Book"


@pytest.mark.parametrize("form", TEXTS)
def test_a_file_cut_anywhere_is_read_as_far_as_it_goes(read, form):
    data = TEXTS[form].encode()
    whole = [record.fields for record in read(data).records]
    for cut in range(0, len(data), 41):
        try:
            export = read(data[:cut])
        except LitmatrixError:
            continue
        for before, record in zip(whole, export.records[:-1], strict=False):
            assert record.fields == before


@pytest.mark.parametrize("form", TEXTS)
def test_a_field_of_a_megabyte_is_read(read, form):
    long = "word " * 200_000
    export = read(TEXTS[form].replace("One abstract", long).replace("Third", f"Third {long}"))
    assert len(export.records) == 3


@given(
    st.sampled_from(sorted(TEXTS)),
    st.integers(0, 10**6),
    st.sampled_from([*b'"{}<>,;\n\r %@-=&\\\x00\xff', 65]),
    st.booleans(),
)
def test_a_damaged_byte_loses_no_record_in_silence(tmp_path, form, at, byte, insert):
    data = TEXTS[form].encode()
    at %= len(data)
    path = tmp_path / "export"
    path.write_bytes(data[:at] + bytes([byte]) + data[at + (not insert) :])
    try:
        (export,) = read_export(path)
    except LitmatrixError as error:
        assert str(error).startswith("export: ")
        return
    assert export.declared == len(export.records) + export.reported
    assert len(export.records) == 3 or any(problem.where.startswith("export:") for problem in export.problems)


@given(st.binary(max_size=400))
def test_rubbish_is_refused_or_read_and_never_a_traceback(tmp_path, content):
    path = tmp_path / "export"
    path.write_bytes(content)
    try:
        exports = read_export(path)
    except LitmatrixError:
        return
    for export in exports:
        assert export.declared == len(export.records) + export.reported


# --- written, then read ---------------------------------------------------------------------------------

words = (
    st.text("abcdefghijklmnopäöüéßñαβγдж中文字 ", min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and not is_placeholder(text))
)
family = st.text("ABCÄÖabcdefgéñ", min_size=3, max_size=9).map(str.capitalize)
works = st.lists(
    st.fixed_dictionaries(
        {
            "title": words, "author": st.lists(st.tuples(family, family).map(", ".join), min_size=1, max_size=4, unique=True),
            "year": st.integers(1800, 2030).map(str), "journal": words, "volume": st.integers(1, 99).map(str),
            "first": st.integers(1, 400), "abstract": words, "keywords": st.lists(words, min_size=1, max_size=4, unique=True),
        }
    ),
    min_size=1, max_size=6,
)  # fmt: skip


def expected(work):
    """What each format gives of a made-up work."""
    return {
        "author": " and ".join(work["author"]), "title": work["title"], "journal": work["journal"], "year": work["year"],
        "volume": work["volume"], "pages": f"{work['first']}-{work['first'] + 9}", "keywords": "; ".join(work["keywords"]), "abstract": work["abstract"],
    }  # fmt: skip


def ris_of(work):
    tags = [
        ("TY", "JOUR"),
        *(("AU", name) for name in work["author"]),
        ("TI", work["title"]),
        ("T2", work["journal"]),
        ("PY", work["year"]),
        ("VL", work["volume"]),
    ]
    tags += [
        ("SP", work["first"]),
        ("EP", work["first"] + 9),
        ("AB", work["abstract"]),
        *(("KW", word) for word in work["keywords"]),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in tags)


def nbib_of(work):
    tags = [
        ("PMID", "1"),
        ("TI", work["title"]),
        *(("FAU", name) for name in work["author"]),
        ("JT", work["journal"]),
        ("DP", work["year"]),
        ("VI", work["volume"]),
    ]
    tags += [
        ("PG", f"{work['first']}-{work['first'] + 9}"),
        ("AB", work["abstract"]),
        *(("OT", word) for word in work["keywords"]),
    ]
    return "".join(f"{tag:4}- {value}\n" for tag, value in tags) + "\n"


@given(
    works,
    st.sampled_from(["ris", "nbib", "csv", "xlsx", "json"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_is_read(tmp_path, made, form, encoding):
    held = io.StringIO()
    rows = [
        [work["title"], "; ".join(work["author"]), work["year"], work["journal"], work["volume"], str(work["first"]), str(work["first"] + 9), work["abstract"], "; ".join(work["keywords"])]
        for work in made
    ]  # fmt: skip
    headings = [
        "Title",
        "Authors",
        "Year",
        "Journal",
        "Volume",
        "Start Page",
        "End Page",
        "Abstract",
        "Keywords",
    ]
    csv.writer(held).writerows([headings, *rows])
    items = [
        {
            "type": "article-journal", "title": work["title"], "container-title": work["journal"], "volume": work["volume"],
            "page": f"{work['first']}-{work['first'] + 9}", "abstract": work["abstract"], "keyword": "; ".join(work["keywords"]),
            "issued": {"date-parts": [[int(work["year"])]]},
            "author": [dict(zip(("family", "given"), name.split(", "), strict=True)) for name in work["author"]],
        }
        for work in made
    ]  # fmt: skip
    texts = {
        "ris": "".join(map(ris_of, made)), "nbib": "".join(map(nbib_of, made)), "csv": held.getvalue(), "json": json.dumps(items), "xlsx": "",
    }  # fmt: skip
    path = tmp_path / "export"
    path.write_bytes(workbook(headings, *rows) if form == "xlsx" else texts[form].encode(encoding))
    (export,) = read_export(path)
    assert export.problems == () and export.declared == len(made)
    found = [
        {name: value for name, value in record.fields.items() if name != "pmid"} for record in export.records
    ]
    assert found == [expected(work) for work in made]


def test_reading_does_not_change_the_mapping_that_it_is_given(read):
    columns = {"Werk": "title"}
    read("Werk,Jahr\nOne,2020\n", columns)
    assert columns == {"Werk": "title"}
