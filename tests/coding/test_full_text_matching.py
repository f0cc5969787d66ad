"""Which record a file is the full text of, and why."""

from __future__ import annotations

import pytest
from making import duplicate, entry, review, search
from pdfs import page, pdf

from litmatrix.coding.fulltext.front import Front, read_front
from litmatrix.coding.fulltext.matching import Records

pytest.importorskip("pypdfium2")

HOPE = "Hope and belonging among peer support workers"
ENTRIES = [
    entry("adams_2011", title=HOPE, author="Adams, Zoë", year="2011", doi="10.1000/JMH.1"),
    entry("brown_2012", title="Peers", author="Brown, B.", year="2012", doi="10.1000/jmh.12"),
    entry("egan_2013", title="Υποστήριξη από ομοτίμους στην ψυχική υγεία", author="Παπάς, Άρης", year="2013"),
    entry("smith:2014", title="دعم الأقران في خدمات الصحة النفسية", author="حداد, ليلى", year="2014"),
    entry("long_2015", title="Recovery colleges and their students: a qualitative study of six services in England", author="Long, L.", year="2015"),
    entry("cited_1998", title="A work that is only cited here and there", author="Hall, H.", year="1998", origin="", url="https://doi.org/10.1000/cited"),
]  # fmt: skip


def records(*events, entries=ENTRIES):
    return Records(review(entries=entries, searches=[search("db")], events=events))


def matched(folder, name, *sheets, known=None, **how):
    path = folder / "file"
    path.write_bytes(pdf(sheets, **how))
    found = (known or records()).match(name, read_front(path, name))
    return [(one.key, one.by, one.why) for one in found.candidates], found.sure


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("adams_2011.pdf", "adams_2011"), ("ADAMS_2011.PDF", "adams_2011"), ("adams_2011 (1).pdf", "adams_2011"),
        ("adams_2011 - Copy.pdf", "adams_2011"), ("smith%3A2014.pdf", "smith:2014"), ("adams.pdf", ""), ("adams_2011b.pdf", ""),
    ],
)  # fmt: skip
def test_a_file_that_is_named_as_the_key_is_that_records(tmp_path, name, key):
    found, sure = matched(tmp_path, name, page("nothing to be told by"))
    assert (found, sure) == ([(key, "name", "the file is named as the key")] if key else [], bool(key))


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        (("https://doi.org/10.1000/jmh.1",), "adams_2011"),
        (("doi: 10.1000/jmh.12, in print",), "brown_2012"),
        (("DOI 10.1000/", "jmh.12"), "brown_2012"),
        (("see https://doi.org/10.1000/", "CITED for more"), "cited_1998"),
    ],
)
def test_a_doi_on_the_first_page_tells_the_record_even_where_a_line_breaks_it(tmp_path, lines, key):
    found, sure = matched(tmp_path, "download.pdf", page("A journal", *lines))
    assert [(one, by) for one, by, _ in found] == [(key, "doi")]
    assert found[0][2].endswith(" on page 1")
    assert sure


def test_a_longer_doi_is_not_taken_for_one_that_begins_it(tmp_path):
    assert matched(tmp_path, "x.pdf", page("https://doi.org/10.1000/jmh.123")) == ([], False)


def test_a_doi_in_the_properties_goes_before_those_on_the_page(tmp_path):
    found, sure = matched(tmp_path, "x.pdf", page("cites 10.1000/jmh.1"), doi="10.1000/jmh.12")
    assert (found, sure) == (
        [("brown_2012", "doi", "DOI 10.1000/jmh.12 in the file's properties")],
        True,
    )


@pytest.mark.parametrize(
    "sheets",
    [
        (page("https://doi.org/10.9999/own", "as was shown (10.1000/jmh.1)"),),
        (page("https://doi.org/10.9999/own"), page("References", "10.1000/jmh.1")),
        (page("no number"), page("References", "10.1000/jmh.1")),
    ],
)
def test_a_doi_that_may_be_of_a_work_that_is_cited_is_proposed_and_not_sure(tmp_path, sheets):
    found, sure = matched(tmp_path, "x.pdf", *sheets)
    assert ([key for key, *_ in found], sure) == (["adams_2011"], False)


def test_two_dois_of_records_on_one_page_are_told_apart_by_the_title_or_left_to_a_person(tmp_path):
    both = ("10.1000/jmh.1", "10.1000/jmh.12")
    found, sure = matched(tmp_path, "x.pdf", page(*both))
    assert ([key for key, *_ in found], sure) == (["adams_2011", "brown_2012"], False)
    found, sure = matched(
        tmp_path, "x.pdf", page("Hope and belonging among", "peer support workers", "Zoë Adams", *both[::-1])
    )
    assert (found[0][0], sure) == ("adams_2011", True)


@pytest.mark.parametrize(
    ("sheets", "key"),
    [
        ((page("Hope and belonging among", "peer support work-", "ers", "Zoë Adams, 2011"),), "adams_2011"),
        ((page("HOPE AND BELONGING AMONG PEER", "SUPPORT WORKERS*", "Adams Z"),), "adams_2011"),
        ((page("a library's cover"), page("Hope and belonging among peer", "support workers", "Adams")), "adams_2011"),
        ((page("Υποστήριξη από ομοτίμους", "στην ψυχική υγεία", "Άρης Παπάς"),), "egan_2013"),
    ],
)  # fmt: skip
def test_a_title_on_the_first_pages_with_its_author_tells_the_record(tmp_path, sheets, key):
    found, sure = matched(tmp_path, "1-s2.0-S0140673609.pdf", *sheets)
    assert (found[0][0], found[0][1], sure) == (key, "title", True)
    assert "author" in found[0][2] and " %" in found[0][2]


def test_a_title_without_its_author_is_proposed_and_not_sure(tmp_path):
    found, sure = matched(
        tmp_path, "x.pdf", page("Comment on: Hope and belonging", "among peer support workers")
    )
    assert ([key for key, *_ in found], sure) == (["adams_2011"], False)


def test_a_title_of_one_word_is_never_sure(tmp_path):
    found, sure = matched(tmp_path, "x.pdf", page("Peers", "Brown", "2012"))
    assert ([key for key, *_ in found], sure) == (["brown_2012"], False)


@pytest.mark.parametrize(
    "name",
    [
        "Adams - 2011 - Hope and belonging among peer support workers.pdf",
        "Long_2015_Recovery_colleges_and_their_students_a_qualitative_study_of_six.pdf",
    ],
)
def test_a_name_that_a_reference_manager_gives_tells_the_record(tmp_path, name):
    found, sure = matched(tmp_path, name, page())
    assert (found[0][0], sure) == ("adams_2011" if "Adams" in name else "long_2015", True)


def test_the_title_in_the_properties_tells_the_record_and_a_programs_own_does_not(tmp_path):
    found, sure = matched(tmp_path, "x.pdf", page("nothing"), title=HOPE.upper())
    assert (found[0][0], sure, found[0][2]) == (
        "adams_2011",
        True,
        "its title is like the file's own title, 100 %",
    )
    assert matched(tmp_path, "x.pdf", page("nothing"), title="Microsoft Word - Hope.docx") == ([], False)


@pytest.mark.parametrize(
    "name",
    [
        "students a qualitative study of six services in England.pdf",
        "Comment on Hope and belonging among peer support workers in the journal of last year.pdf",
        "Hope and belonging.pdf",
    ],
)
def test_a_name_that_is_a_piece_of_a_title_or_more_than_it_is_never_sure(tmp_path, name):
    assert matched(tmp_path, name, page("nothing"))[1] is False


def test_two_records_of_one_title_are_left_to_a_person(tmp_path):
    twins = records(entries=[*ENTRIES, entry("twin_2011", title=HOPE, author="Adams, Zoë", year="2011")])
    sheet = page("Hope and belonging among", "peer support workers", "Adams", "2011")
    found, sure = matched(tmp_path, "x.pdf", sheet, known=twins)
    assert (sorted(key for key, *_ in found), sure) == (["adams_2011", "twin_2011"], False)


def test_a_record_that_was_removed_as_a_duplicate_leads_to_the_one_kept(tmp_path):
    twins = [*ENTRIES, entry("twin_2011", title=HOPE, author="Adams, Zoë", year="2011", doi="10.1000/twin")]
    known = records(duplicate("twin_2011", "adams_2011"), entries=twins)
    for name, line in (("twin_2011.pdf", "x"), ("x.pdf", "10.1000/twin")):
        found, sure = matched(tmp_path, name, page(line), known=known)
        assert ([key for key, *_ in found], sure) == (["adams_2011"], True)


def test_what_is_wrong_with_a_file_is_told_by_its_name_and_raises_nothing(tmp_path):
    cases = {
        "empty.pdf": (b"", "the file is empty"), "login.pdf": (b"<html>sign in</html>", "this is a web page"),
        "cut.pdf": (b"%PDF-1.7\ncut", "it is damaged or cut short"), "locked.pdf": (pdf([page("x")], encrypted=True), "is encrypted"),
        "scan.pdf": (pdf([page()]), "have no text"), "sheet.xlsx": (b"PK", "cannot be read page by page"),
    }  # fmt: skip
    for name, (data, words) in cases.items():
        path = tmp_path / f"arrived{name[-5:]}"
        path.write_bytes(data)
        front = read_front(path, name)
        assert front.why.startswith(f"{name}: ") and words in front.why
        assert str(tmp_path) not in front.why
    assert "it cannot be read" in read_front(tmp_path / "gone.pdf", "gone.pdf").why


def test_a_review_without_records_matches_nothing(tmp_path):
    assert Records(review()).match("x.pdf", Front(("words",), ("a title that is long enough",))) == (
        (),
        False,
    )


def test_records_are_found_by_what_a_person_types(tmp_path):
    texts = records().texts
    assert [key for key, text in texts.items() if "zoe" in text] == ["adams_2011"]
    assert "10.1000/jmh.12" in texts["brown_2012"] and "smith:2014" in texts["smith:2014"]
