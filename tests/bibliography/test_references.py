"""How a record is named in text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import entry, review

from litmatrix.bibliography import references


def short(*entries):
    return references.short(review(entries).records).to_dict()


def full(**fields):
    return references.full(review([entry("k", **fields)]).records)["k"]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ("", ()),
        ("Repper, Julie; Carter, Tim", ("Repper", "Carter")),
        ("Mind; others", ("Mind", "others")),
        ("; ,;World Health Organization", ("World Health Organization",)),
    ],
)
def test_names_are_the_family_names_of_an_author_column(people, expected):
    assert references.names(people) == expected


def test_one_two_and_more_authors_are_named_as_one_cites_them():
    assert short(
        entry("a", author="Repper, Julie", year="2013"),
        entry("b", author="Repper, Julie and Carter, Tim", year="2011"),
        entry("c", author="Repper, Julie and Carter, Tim and Perkins, Rachel", year="2012"),
        entry("d", author="Simpson, Alan and others", year="2014"),
        entry("e", author="{World Health Organization}", year="2015"),
    ) == {
        "a": "Repper 2013",
        "b": "Repper and Carter 2011",
        "c": "Repper et al 2012",
        "d": "Simpson et al 2014",
        "e": "World Health Organization 2015",
    }


def test_a_short_author_goes_before_the_authors_whole():
    named = short(
        entry("a", author="{Mental Health Foundation}", shortauthor="MHF", year="2012"),
        entry("b", author="{Department of Health}", shortauthor="{Health, Department of}", year="2009"),
    )
    assert named == {"a": "MHF 2012", "b": "Health, Department of 2009"}


def test_without_authors_the_editor_the_title_or_the_key_stands():
    assert short(
        entry("a", editor="Faulkner, Alison", year="2019"),
        entry("b", title="What is peer support and why", year="2018"),
        entry("c", title="Peer support", year="2017"),
        entry("mind_2016", year="2016"),
        entry("e", author="others", title="A title", year="2016"),
    ) == {
        "a": "Faulkner 2019",
        "b": "What is peer support… 2018",
        "c": "Peer support 2017",
        "mind_2016": "mind_2016 2016",
        "e": "A title 2016",
    }


def test_a_title_in_a_script_without_spaces_is_cut():
    assert short(entry("a", title="精神" * 30, year="2016")) == {"a": "精神" * 20 + "… 2016"}


def test_titles_and_names_in_greek_and_arabic_stay_what_they_are():
    assert short(
        entry("a", author="Παπαδόπουλος, Νίκος", year="2015"),
        entry("b", title="دعم الأقران في الصحة النفسية اليوم", year="2016"),
    ) == {"a": "Παπαδόπουλος 2015", "b": "دعم الأقران في الصحة… 2016"}


def test_records_that_would_read_the_same_get_letters_by_title_then_in_the_order_of_the_file():
    assert short(
        entry("z", author="Mind", title="the Zebra", year="2017"),
        entry("y", author="Mind", title="Alone", year="2018"),
        entry("a", author="Mind", title="Étude", year="2017b"),
        entry("b", author="Mind", title="“Ants”", year="2017"),
        entry("c", author="Mind", title="Étude", year="2017"),
    ) == {"z": "Mind 2017d", "y": "Mind 2018", "a": "Mind 2017b", "b": "Mind 2017a", "c": "Mind 2017c"}


def test_works_of_others_are_told_apart_by_initials_or_by_more_names_and_get_no_letters():
    assert short(
        entry("a", author="Smith, Zoe", title="A", year="2019"),
        entry("b", author="Smith, Ann Bea", title="Z", year="2019"),
        entry("c", author="Smith, Jean-Paul and Ott, J.", year="2019"),
        entry("d", author="Smith, Ann and Ott, J.", year="2019"),
        entry("e", author="Smith, J. and Brown, B. and Xu, C.", year="2010"),
        entry("f", author="Smith, J. and Abel, B. and Xu, C.", year="2010"),
        entry("g", author="Smith, J. and Brown, B. and Yu, C. and others", year="2010"),
    ) == {
        "a": "Z. Smith 2019",
        "b": "A. B. Smith 2019",
        "c": "J.-P. Smith and Ott 2019",
        "d": "A. Smith and Ott 2019",
        "e": "Smith, Brown and Xu 2010",
        "f": "Smith, Abel et al 2010",
        "g": "Smith, Brown, Yu et al 2010",
    }


def test_letters_are_for_the_same_people_in_the_same_year():
    assert short(
        entry("a", author="Smith, J. and Abel, B. and Xu, C.", title="A", year="2010"),
        entry("b", author="Smith, John and Brown, Bo and Xu, C.", title="Z", year="2010"),
        entry("c", author="Smith, J. and Brown, B. and Xu, C.", title="Y", year="2010"),
        entry("d", author="Smith, J. and Brown, Ann and Xu, C.", title="Zz", year="2010"),
    ) == {
        "a": "Smith, Abel et al 2010",
        "b": "Smith, Brown et al 2010c",
        "c": "Smith, Brown et al 2010b",
        "d": "Smith, Brown et al 2010a",
    }


def test_a_day_that_a_reference_prints_comes_before_the_title():
    assert short(
        entry("a", "online", author="{Mind}", title="A", year="2017", month="mar", day="9"),
        entry("b", "online", author="{Mind}", title="B", date="2017-03-02"),
        entry("c", "online", author="{Mind}", title="C", year="2017"),
        entry("d", "report", author="{Mind}", title="D", year="2017", month="jan"),
        entry("e", "misc", author="{Mind}", title="E", year="2017", month="1"),
    ) == {"a": "Mind 2017e", "b": "Mind 2017d", "c": "Mind 2017a", "d": "Mind 2017b", "e": "Mind 2017c"}


def test_the_first_are_told_apart_among_themselves_and_the_others_by_what_is_left():
    records = review(
        [
            entry("a", author="Smith, J. and Brown, B. and Xu, C.", title="A", year="2010"),
            entry("b", author="Smith, J. and Abel, B. and Xu, C.", title="B", year="2010"),
            entry("c", author="Smith, J. and Brown, B. and Xu, C.", title="C", year="2010"),
        ]
    ).records
    assert references.short(records, first={"c"}).tolist() == [
        "Smith et al 2010b",
        "Smith, Abel et al 2010",
        "Smith et al 2010",
    ]


def test_a_name_that_another_work_has_already_is_not_given_again():
    assert short(
        entry("a", author="Smith, Zoe", title="A", year="2019"),
        entry("b", author="Smith, Ann", title="B", year="2019"),
        entry("c", author="{Z. Smith}", title="C", year="2019"),
    ) == {"a": "Smith 2019", "b": "A. Smith 2019", "c": "Z. Smith 2019"}


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(["Smith, J.", "Smith, Ann", "Ott, B.", "{Mind}", "others"]), max_size=4),
            st.sampled_from(["2017", "2018", "", "in press"]),
            st.sampled_from(["A", "B"]),
        ),
        max_size=20,
    ),
    st.data(),
)
def test_those_that_come_first_are_called_as_without_the_others(made, data):
    entries = [
        entry(f"k{number}", author=" and ".join(authors), year=year, title=title)
        for number, (authors, year, title) in enumerate(made)
    ]
    records = review(entries).records
    first = data.draw(st.sets(st.sampled_from(records.index.tolist()))) if made else set()
    named = references.short(records, first=first)
    assert len(set(named)) == len(named)
    alone = records.loc[[key for key in records.index if key in first]]
    assert named[alone.index].tolist() == references.short(alone).tolist()


def test_letters_are_given_among_the_keys_that_are_named_and_without_gaps():
    records = review([entry(key, author="Mind", title=key, year="2017") for key in "abcd"]).records
    assert references.short(records, {"d", "b"}).tolist() == [
        "Mind 2017",
        "Mind 2017a",
        "Mind 2017",
        "Mind 2017b",
    ]
    assert references.short(records, {"d"}).tolist() == ["Mind 2017"] * 4


@pytest.mark.parametrize(
    ("first", "letters"),
    [("", "abcd"), ("c", "bc d"), ("db", "cadb"), ("abcd", "abcd")],
)
def test_what_comes_first_is_called_as_without_the_others_and_no_two_are_called_alike(first, letters):
    records = review([entry(key, author="Mind", title=key, year="2017") for key in "abcd"]).records
    named = references.short(records, first=set(first))
    assert [name.removeprefix("Mind 2017") or " " for name in named] == list(letters)
    assert named[list(first)].tolist() == references.short(records.loc[list(first)]).tolist()


def test_a_letter_stands_apart_from_words():
    named = short(
        entry("a", author="Mind"), entry("b", author="Mind"), entry("c", author="Mind", year="in press")
    )
    assert named == {"a": "Mind n.d.-a", "b": "Mind n.d.-b", "c": "Mind in press"}


def test_the_letters_go_on_after_z():
    named = short(*(entry(f"k{number}", author="Mind", year="2017") for number in range(53)))
    assert [named["k25"], named["k26"], named["k51"], named["k52"]] == [
        "Mind 2017z",
        "Mind 2017aa",
        "Mind 2017az",
        "Mind 2017ba",
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from(["Mind", "Nesta", ""]), st.sampled_from(["2017", "", "in press"])),
        max_size=30,
    )
)
def test_no_two_short_references_of_a_bibliography_are_the_same(made):
    named = short(
        *(entry(f"k{number}", author=author, year=year) for number, (author, year) in enumerate(made))
    )
    assert len(set(named.values())) == len(made)


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ("", "(Mind 2017)"),
        ("p. 4", "(Mind 2017: 4)"),
        ("pp. 11-12", "(Mind 2017: 11-12)"),
        ("pp. 3, 5-6", "(Mind 2017: 3, 5-6)"),
        ("p. xiv", "(Mind 2017: xiv)"),
        ("p. 3, sec. 4", "(Mind 2017: p. 3, sec. 4)"),
        ("p. 3, p. 5", "(Mind 2017: p. 3, p. 5)"),
        ("sec. 4", "(Mind 2017: sec. 4)"),
        ("12:34", "(Mind 2017: 12:34)"),
        ("n.p.", "(Mind 2017: n.p.)"),
    ],
)
def test_a_citation_names_pages_by_their_number_alone(locator, expected):
    assert references.cited("Mind 2017", locator) == expected


def test_a_full_reference_holds_what_is_known_in_order():
    assert (
        full(
            author="Gillard, Steve and Foster, Rhiannon", year="2019", title="Where is it taking us?", journal="Journal of Mental Health",
            volume="28", number="4", pages="341--344", doi="10.1080/09638237", url="https://example.org", publisher="Not shown",
        )
        == "Gillard, Steve; Foster, Rhiannon (2019). Where is it taking us? Journal of Mental Health, 28(4), 341–344. "
        "https://doi.org/10.1080/09638237"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "(untitled) (n.d.)."),
        ({"title": "A toolkit."}, "A toolkit (n.d.)."),
        ({"author": "{Mind}", "year": "2013"}, "Mind (2013)."),
        (
            {"author": "{Mind}", "title": "A toolkit", "publisher": "Mind", "year": "2013"},
            "Mind (2013). A toolkit. Mind.",
        ),
        ({"author": "Adams, A. and others", "year": "2013"}, "Adams, A.; et al. (2013)."),
        (
            {"title": "T", "journal": "J", "number": "3", "eid": "e12", "year": "2001"},
            "T (2001). J, no. 3, e12.",
        ),
        ({"title": "T", "booktitle": "B", "volume": "2", "year": "2001"}, "T (2001). B, 2."),
        ({"title": "T", "url": "https://example.org/a", "year": "2001"}, "T (2001). https://example.org/a"),
    ],
)
def test_what_is_not_known_is_left_out_of_a_full_reference(fields, expected):
    assert full(**fields) == expected


def test_of_many_authors_the_first_nineteen_and_the_last_are_named():
    people = [f"Family{number}, A." for number in range(2000)]
    shown = "; ".join([*people[:19], "…", people[-1]])
    assert full(author=" and ".join(people), year="2001", title="T") == f"{shown} (2001). T."


@pytest.mark.parametrize(
    ("doi", "url", "expected"),
    [
        ("10.1/x", "https://example.org", "https://doi.org/10.1/x"),
        ("https://doi.org/10.1/x", "", "https://doi.org/10.1/x"),
        ("http://dx.doi.org/10.1/x", "", "https://doi.org/10.1/x"),
        ("doi: 10.1/x", "", "https://doi.org/10.1/x"),
        ("", " https://example.org ", "https://example.org"),
        ("", "", ""),
    ],
)
def test_a_link_is_the_doi_however_it_was_written_or_the_url(doi, url, expected):
    assert references.link(doi, url) == expected


@pytest.mark.parametrize(
    ("doi", "url", "expected"),
    [
        ("10.1/x", "https://example.org/a", ("https://doi.org/10.1/x", "https://example.org/a")),
        ("10.1/x", "https://doi.org/10.1/x", ("https://doi.org/10.1/x",)),
        ("", " HTTP://example.org ", ("HTTP://example.org",)),
        ("", "javascript:alert(1)", ()),
        ("", "javascript:alert(1)//https://x.org", ()),
        ("", "https://x.org/a b", ()),
        ("10.1/a b", "file:///etc/hostname", ()),
        ("", "", ()),
    ],
)
def test_only_web_addresses_may_be_links(doi, url, expected):
    assert references.addresses({"doi": doi, "url": url}) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "no year"),
        (
            {"year": "2014", "journal": "J", "volume": "3", "number": "2", "pages": "1-9"},
            "2014, J, 3(2), 1-9",
        ),
        ({"year": "2014", "booktitle": "B", "publisher": "P"}, "2014, B"),
        ({"year": "in press", "publisher": "P", "number": "4"}, "in press, P, (4)"),
    ],
)
def test_where_a_record_was_published_is_told_as_far_as_it_is_known(fields, expected):
    record = dict.fromkeys(("year", "journal", "booktitle", "publisher", "volume", "number", "pages"), "")
    assert references.published({**record, **fields}) == expected


def test_references_do_not_change_their_argument():
    records = review([entry("a", author="Mind", year="2017"), entry("b", author="Mind", year="2017")]).records
    before = records.copy(deep=True)
    references.short(records)
    references.full(records)
    assert records.equals(before)


def test_an_empty_bibliography_has_no_references():
    records = review().records
    assert (references.short(records).to_dict(), references.full(records).to_dict()) == ({}, {})


def test_the_worked_review_names_its_sources_as_the_report_does(worked):
    named = references.short(worked.records)
    assert named[
        ["repper_carter_2011", "mhf_2012", "trachtenberg_2013", "dixon_nd", "mind_2017", "mind_2017_toolkit"]
    ].to_dict() == {
        "repper_carter_2011": "Repper and Carter 2011",
        "mhf_2012": "MHF 2012",
        "trachtenberg_2013": "Trachtenberg et al 2013",
        "dixon_nd": "Dixon et al n.d.",
        "mind_2017": "Mind 2017b",
        "mind_2017_toolkit": "Mind 2017a",
    }
