"""DOI, ISBN and ISSN, as people and programs write them."""

import pytest

from litmatrix.bibliography.identifiers import (
    as_seen,
    difference,
    doi,
    doi_address,
    doi_in,
    doi_key,
    isbns,
    issns,
    look_alikes,
    meant,
    twin,
)

SICI = "10.5555/(SICI)1097-0001(19980815/30)17:15/16<1661::AID-THG968>3.0.CO;2-2"


@pytest.mark.parametrize(
    "written",
    [
        SICI,
        SICI.replace("<", "&lt;").replace(">", "&gt;"),
        SICI.replace("<", "&amp;lt;").replace(">", "&amp;gt;"),
        SICI.replace("<", "%3C").replace(">", "%3E"),
        SICI.replace("<", "{\\textless}").replace(">", "{\\textgreater}"),
        SICI.replace("<", "\\textless ").replace(">", "\\textgreater{}"),
        SICI.replace("<", "$<$").replace(">", "$>$"),
        SICI.replace("<", " <").replace(">", "> "),
        f"https://doi.org/{SICI}",
        f"doi:{SICI}",
        f"  DOI: {SICI}. ",
        f"\\url{{http://dx.doi.org/{SICI}}}",
        f"https://doi-org.proxy.example.edu/{SICI}",
        f"{SICI} [doi]",
        f"<https://doi.org/{SICI}>",
    ],
)
def test_a_field_that_is_a_doi_is_that_doi_whole(written):
    assert doi(written) == SICI


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"10.5555/978-1{\_}13", "10.5555/978-1_13"),
        (r"10.5555/978-1\_13", "10.5555/978-1_13"),
        (r"10.5555/a\&b\#c\%d", "10.5555/a&b#c%d"),
        ("10.5555/x--y", "10.5555/x--y"),
        ("10.1000.10/123", "10.1000.10/123"),
        ("10. 1000/abc", "10.1000/abc"),
        ("10.1000/ abc", "10.1000/abc"),
        ("10.1016/j.x. 2015.01.001", "10.1016/j.x.2015.01.001"),
        ("10.1000/abc; 10.1000/def", "10.1000/abc"),
        ("10.1000/abc Epub 2012", "10.1000/abc"),
        ("10.1000/abc)", "10.1000/abc"),
        ("10.1000/a(b)", "10.1000/a(b)"),
        ("https://www.tandfonline.com/doi/full/10.1080/1.2", "10.1080/1.2"),
        ("https://doi.org/10.1000/abc?utm_source=x", "10.1000/abc"),
        ("J Things 3: 1-9. doi: 10.1000/abc. Epub", "10.1000/abc"),
        ("10.1000/", ""),
        ("in press", ""),
        ("", ""),
    ],
)
def test_a_doi_is_read_without_what_is_around_it(written, read):
    assert doi(written) == read


def test_in_running_text_a_doi_ends_at_a_space_or_a_bracket_that_is_not_its_own():
    assert doi_in(f"See {SICI}, and others") == SICI
    assert doi_in("<p>10.1000/abc</p>") == "10.1000/abc"
    assert doi_in("(10.1000/a(b)c)") == "10.1000/a(b)c"
    assert doi_in("version 10.2 of the text") == ""


def test_case_does_not_count_where_dois_are_compared():
    assert doi_key("https://doi.org/10.1000/ABC") == doi_key("10.1000/abc") == "10.1000/abc"


def test_the_address_of_a_doi_is_encoded_once():
    address = "https://doi.org/10.5555/a%3C1::b%3E2%23c%3Fd%25e%20f"
    assert doi_address("10.5555/a<1::b>2#c?d%e") == address.removesuffix("%20f")
    assert doi_address(address.removesuffix("%20f")) == address.removesuffix("%20f")
    assert doi_address("none") == ""


@pytest.mark.parametrize(
    ("written", "books", "serials"),
    [
        ("1098-5336", (), ("10985336",)),
        ("0099-2240 (Print) 0099-2240", (), ("00992240",)),
        ("1234-5678 2345-678x", (), ("12345678", "2345678X")),
        ("1098-5336 (Electronic)1098-5336 (Linking)", (), ("10985336",)),
        ("ISSN1098-5336", (), ("10985336",)),
        ("978-3-16-148410-0, 3-16-148410-X", ("9783161484100",), ()),
        ("978 3 16 148410 0", ("9783161484100",), ()),
        ("ISBN: 0306406152 (pbk.)", ("9780306406157",), ()),
        ("9780306406157; 1098-5336", ("9780306406157",), ("10985336",)),
        ("1234567890123", (), ()),
        ("12345", (), ()),
        ("", (), ()),
    ],
)
def test_numbers_of_books_and_serials_are_told_by_their_length(written, books, serials):
    assert (isbns(written), issns(written)) == (books, serials)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("ab", "aB", "only in capitals"),
        ("stra\u00dfe", "STRASSE", "only in characters that look the same (U+00DF)"),
        (
            "caf\u00e9",
            "cafe\u0301",
            "only in how an accent is encoded (as one character with its letter, or as a mark after it)",
        ),
        ("ab", "a\u200bb", "only in invisible characters (U+200B)"),
        ("ab", "\ufeffab", "only in invisible characters (U+FEFF)"),
        ("x\ufb01", "xfi", "only in characters that look the same (U+FB01)"),
        ("a b", "a\u00a0b", "only in characters that look the same (U+00A0)"),
        ("\uff21b", "Ab", "only in characters that look the same (U+FF21)"),
        ("Caf\u00e9", "cafe\u0301\u200b", "only in characters that look the same (U+00E9, U+0301, U+200B)"),
    ],
)
def test_names_that_look_the_same_are_told_apart(one, other, told):
    assert as_seen(one) == as_seen(other)
    assert difference(one, other) == difference(other, one) == told
    assert twin(one, ["another", other]) == other
    assert look_alikes(["x", one, other, one]) == [(one, other)]
    assert meant(one, ["another", other]) == f" Did you mean {other}? The two differ {told}."


def test_names_that_look_different_are_not_twins():
    assert look_alikes(["a", "b", "\u00e4", "ae", "a_", "a-"]) == []
    assert (twin("a", ["b"]), meant("smith_2001", ["smith_2010", "x"]), meant("a", ["xyz"])) == (
        "", " Did you mean smith_2010?", "",
    )  # fmt: skip
