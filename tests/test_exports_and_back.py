"""Our own exports, read again: what each format carries comes back, and a review knows its own records.

Of an entry, .bib carries all, byte for byte. RIS and CSL-JSON carry what `CARRIED` names; white space and the marks
between keywords aside. A subtitle comes back as part of its title, names of months as their first three letters,
and types of which a format has one for two as the more usual one (`SAME`; CSL-JSON keeps the type itself).
"""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import litmatrix
from litmatrix import bibliography, exports, folder, intake
from litmatrix.importing import Export, ImportedRecord, read_export
from litmatrix.intake import planning

FORMATS = ("bib", "ris", "json")

#: Fields that RIS and CSL-JSON give back as they were.
CARRIED = (
    "author", "editor", "translator", "title", "year", "month", "day", "volume", "number", "pages", "eid", "edition", "volumes",
    "publisher", "address", "doi", "issn", "isbn", "url", "urldate", "language", "keywords", "abstract", "note", "shorttitle",
    "shortjournal", "series", "pmid", "pmcid", "eventtitle", "venue", "pagetotal", "chapter", "pubstate", "howpublished",
)  # fmt: skip

#: What each type of work appears in, and the fields that its kind has besides.
CONTAINER = {
    "article": "journal", "periodical": "", "book": "", "collection": "", "booklet": "", "incollection": "booktitle",
    "inreference": "booktitle", "inproceedings": "booktitle", "phdthesis": "", "mastersthesis": "", "techreport": "", "online": "",
    "unpublished": "", "misc": "", "dataset": "", "software": "", "patent": "", "video": "", "audio": "", "music": "",
    "standard": "", "artwork": "", "legislation": "", "jurisdiction": "", "letter": "",
}  # fmt: skip
SAME = {
    "conference": "inproceedings", "report": "techreport", "thesis": "phdthesis", "inbook": "incollection", "mvbook": "book",
    "electronic": "online", "www": "online", "manual": "techreport", "movie": "video", "image": "artwork",
}  # fmt: skip

WORDS = st.sampled_from(
    ["peer", "Support", "of", "Ärzte", "Ελλάς", "مراجعة", "同伴", "R&D", "50 %", "#1", "a_b", "$5", "x^2", "{sic}", "~", "“so”",
     "-", "co-work", "1999", "=1+1", "C++", "e.g.", "(a)", "\\alpha", "5 < 6", "Łódź", "end:"]
)  # fmt: skip
TEXT = st.lists(WORDS, min_size=1, max_size=6).map(" ".join).filter(lambda text: any(map(str.isalpha, text)))
FAMILY = st.sampled_from(
    ["Alder", "de la Cruz", "von Neumann", "Østby", "O’Brien", "Παππάς", "Smith-Jones", "Li", "al-Razi"]
)
GIVEN = st.sampled_from(["Ann", "Martin Lee", "J. P.", "M", "Zoë", "A.-M.", "Σοφία"])
PERSON = st.tuples(FAMILY, st.sampled_from(["", "", "Jr.", "III"]), GIVEN).map(
    lambda name: ", ".join(filter(None, name))
)
BODY = st.sampled_from(
    [
        "{World Health Organization}",
        "{Barnes and Noble, Inc.}",
        "{Acme Data}",
        "{Mind}",
        "{Peers & Co. of the World}",
        "Plato",
    ]
)
PEOPLE = st.tuples(
    st.lists(PERSON | BODY, min_size=1, max_size=4, unique=True), st.sampled_from([[], [], ["others"]])
).map(lambda names: " and ".join([*names[0], *names[1]]))
NUMBER = st.integers(1, 400).map(str)
DIGITS = st.integers(10**6, 10**7 - 1).map(str)
FIELDS = {
    "author": PEOPLE, "editor": PEOPLE, "translator": PEOPLE, "title": TEXT, "year": st.integers(1500, 2026).map(str), "volume": NUMBER,
    "number": NUMBER, "edition": st.sampled_from(["2", "2nd", "Revised"]), "volumes": NUMBER, "publisher": TEXT, "address": TEXT,
    "doi": DIGITS.map(lambda digits: f"10.1000/x<{digits}>(a)b;2-3"), "issn": st.just("1234-5678"), "isbn": st.just("978-3-16-148410-0"),
    "url": DIGITS.map(lambda digits: f"https://example.org/{digits}?a=b_c&d=%20#e"), "urldate": st.sampled_from(["2020-01-01", "2020-11", "2020"]),
    "language": st.sampled_from(["en", "english", "pt-BR"]), "keywords": st.lists(TEXT, min_size=2, max_size=4, unique=True).map("; ".join),
    "abstract": st.lists(TEXT, min_size=1, max_size=3).map("\n\n".join), "note": TEXT, "shorttitle": TEXT, "shortjournal": TEXT.map("J. {}".format), "series": TEXT,
    "pmid": DIGITS, "pmcid": DIGITS.map("PMC{}".format), "eventtitle": TEXT, "venue": TEXT, "pagetotal": NUMBER, "chapter": NUMBER,
    "pubstate": st.sampled_from(["inpress", "forthcoming"]), "howpublished": TEXT.map("by {}".format),
}  # fmt: skip
PLACED = st.one_of(
    st.just({}),
    st.tuples(NUMBER, NUMBER)
    .filter(lambda two: two[0] != two[1])
    .map(lambda two: {"pages": f"{two[0]}-{two[1]}"}),
    st.just({"eid": "e1234"}),
    st.just({"pages": "S12"}),
    st.just({"pages": "12-14", "eid": "A7"}),
)
DATED = st.one_of(
    st.just({}),
    st.sampled_from(
        [{"month": "aug"}, {"month": "aug", "day": "7"}, {"month": "Spring"}, {"month": "Jan-Feb"}]
    ),
)


@st.composite
def records(draw) -> ImportedRecord:
    """A record of any type with any of its fields."""
    type = draw(st.sampled_from(sorted(CONTAINER)))
    wanted = draw(st.sets(st.sampled_from(sorted(FIELDS)), min_size=1))
    fields = {name: draw(FIELDS[name]) for name in sorted(wanted)}
    if container := CONTAINER[type]:
        fields[container] = draw(TEXT)
    else:
        fields.pop("shortjournal", "")  # it would be all that is known of the journal
    if type in ("video", "audio", "music"):
        fields.pop("translator", "")  # RIS has those who play in its place
    if "year" in fields:
        fields |= draw(DATED)
    return ImportedRecord(type, "", fields | draw(PLACED), 1)


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> litmatrix.Review:
    place = tmp_path_factory.mktemp("made") / "r"
    folder.make_review(place)
    return litmatrix.open(place)


def planned(review: litmatrix.Review, *read: Export) -> intake.Intake:
    return planning.planned(review.records, review.protocol, (), read, "s", {"source": "X"})


def grown(review: litmatrix.Review, taken: intake.Intake) -> litmatrix.Review:
    """The review with what an import would add to it; nothing is written."""
    raws = [*review.records["raw"], *(one.raw for one in taken.new)]
    return replace(review, records=bibliography.records(bibliography.parse_bibliography("\n\n".join(raws))))


def written(review: litmatrix.Review, form: str, without: tuple[str, ...] = ()) -> tuple[Export, ...]:
    path = review.folder / f"o.{form}"
    path.write_bytes(exports.bibliography_bytes(review, "all", form, without))
    return read_export(path)


def told(review: litmatrix.Review, names=CARRIED) -> list[dict[str, object]]:
    """The records, each as its type and those of these fields that it has."""
    return [
        {name: _plain(name, row[name]) for name in (*names, "type", "journal", "booktitle") if row.get(name)}
        for row in review.records.to_dict("records")
    ]


def _plain(name: str, value: str) -> object:
    if name == "keywords":
        return [" ".join(word.split()) for word in value.split(";")]
    return " ".join(value.split())


@settings(max_examples=50, deadline=None)
@given(st.lists(records(), min_size=1, max_size=4), st.sampled_from(FORMATS))
def test_any_records_exported_come_back_the_same_and_are_known_again(empty, given, form):
    first = planned(empty, Export("x.ris", "ris", "utf-8", len(given), tuple(given)))
    review = grown(empty, first)
    read = written(review, form)
    assert [problem for one in read for problem in one.problems] == []
    again = planned(review, *read)
    assert ([one.title for one in again.new], [one.key for one in again.again]) == (
        [],
        review.records.index.tolist(),
    )
    taken = planned(empty, *read)
    assert len(taken.new) + len(taken.again) == len(review.records)
    if not taken.again:  # of two records that are the same in all, one is found in the other
        assert told(grown(empty, taken)) == told(review)
