"""Our own exports, read again: what each format carries comes back, and a review knows its own records.

Of an entry, .bib carries all, byte for byte. RIS and CSL-JSON carry what `CARRIED` names; white space and the marks
between keywords aside. A subtitle comes back as part of its title, names of months as their first three letters,
and types of which a format has one for two as the more usual one (`SAME`; CSL-JSON keeps the type itself).
"""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import litmatrix
from litmatrix import bibliography, importing, writing
from litmatrix.files import folder
from litmatrix.importing import Export, ImportedRecord, planning, read_export

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
     "-", "co-work", "1999", "=1+1", "C++", "e.g.", "(a)", "\\alpha", "5 < 6", "Łódź", "end:", "title", "ER", "TY"]
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
        "{Peers of the World}",
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
    if type == "patent":
        fields = {
            name: value for name, value in fields.items() if name not in ("issn", "isbn")
        }  # its SN is its number
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


def planned(review: litmatrix.Review, *read: Export) -> importing.Intake:
    return planning.planned(review.records, review.protocol, (), read, "s", {"source": "X"})


def grown(review: litmatrix.Review, taken: importing.Intake) -> litmatrix.Review:
    """The review with what an import would add to it; nothing is written."""
    raws = [*review.records["raw"], *(one.raw for one in taken.new)]
    return replace(review, records=bibliography.records(bibliography.parse_bibliography("\n\n".join(raws))))


def written(review: litmatrix.Review, form: str, without: tuple[str, ...] = ()) -> tuple[Export, ...]:
    path = review.folder / f"o.{form}"
    path.write_bytes(writing.bibliography_bytes(review, "all", form, without))
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


ODD = r"""
@string{jc = "Journal of Care"}
@article{a, author={Martin Luther King Jr. and {\O}stby, {\AA}se and others}, title={A {\"O}zt{\"u}rk -- \emph{it}}, journal=jc, year={2019a}, month="8", pages={24 pp.}, keywords={a, b (c), d}, number={3--4}}
@article{b, author={M\"uller, J{\"o}rg}, title={Title?}, subtitle={Yes}, journaltitle={J}, journalsubtitle={Sub}, date={2019-05-01/2019-05-03}, eid={e55}, issn={1234-5678, 8765-4321}}
@report{c, institution={World Bank}, title={Rep}, date={2020-11}, type={Working Paper}, number={WP-12}, location={Geneva}, isbn={978-3-16-148410-0}, pagetotal={88}}
@thesis{d, author={Doe, Jane}, title={Th}, school={Uni X}, type={Habilitation thesis}, year={c. 2012}}
@mastersthesis{e, author={Doe, Jane}, title={Th3}, school={Uni X}, year={in press}}
@misc{f, editor={Lee, Kim}, year={1999}, month=aug # "~7"}
@online{g, organization={WHO}, title={Site}, url={https://doi.org/10.1234/abc_d}, urldate={2020-05-05}, year={n.d.}}
@incollection{h, author={Ann Bee}, title={Chap}, booktitle={Bk}, booksubtitle={Sub}, editor={X, Y and Z, W}, edition={3rd}, series={S}, volume=2, chapter=4, year=2000}
@conference{i, author={Bo Cy}, title={Paper}, booktitle={Proc}, eventtitle={Conf}, venue={Oslo}, eventdate={2018-01-02/2018-01-05}, date={2018-02-03}}
@proceedings{j, editor={Bo, Cy}, title={Procs}, year=2011}
@unpublished{k, title={<b> 5}, note={line one; with; many, parts}, year=2003, langid={german}, pubstate={inpress}}
@weird{l, author={Aa}, title={W}, year=1990, eprint={1234.5678}, eprinttype={arxiv}, addendum={Add}, month={Spring}}
@misc{m, note={Only a note. PMID: 5}}
@misc{n, author={{\'A}lvarez, \`E. and {Ministerio de Salud, Gobierno de Chile}}, year={2000}}
@misc{o, author={Alder}, year={2000}}
@misc{p, author={Alder}, year={2000}}
@article{q, author={von der Leyen, III, Ursula and Vincent van Gogh}, title={T2}, year=2001, month={05}, day={09}}
@article{r, author={A, B}, title={T}, year={1999}, date={2000-01}, url={https://a.b/c; http://d.e}, ris_an={AN-12}, ris_ty={ABST}}
"""


def odd(empty) -> litmatrix.Review:
    made = bibliography.parse_bibliography(ODD)
    assert made.problems == ()
    # The macro stands in the file, from where an export takes it.
    (empty.folder / "bibliography.bib").write_text(ODD, encoding="utf-8")
    return replace(empty, records=bibliography.records(made))


@pytest.mark.parametrize("form", FORMATS)
def test_entries_of_every_odd_kind_are_known_again_by_their_keys(empty, form):
    review = odd(empty)
    again = planned(review, *written(review, form))
    assert [one.title for one in again.new] == []
    assert [(one.key, one.why) for one in again.again] == [
        (key, f"it has the same key, {key}, and the same content") for key in review.records.index
    ]


@pytest.mark.parametrize("form", ["ris", "json"])
def test_what_of_odd_entries_comes_back_in_another_form(empty, form):
    review = odd(empty)
    rows = grown(empty_of(empty), planned(empty_of(empty), *written(review, form))).records
    of = dict(zip(review.records.index, rows.to_dict("records"), strict=True))
    assert of["a"]["author"] == "King, Jr., Martin Luther; Østby, Åse; others"
    assert (of["a"]["year"], of["a"]["month"], of["a"]["pages"], of["a"]["number"]) == (
        "2019",
        "aug",
        "24 pp.",
        "3–4",
    )
    assert (of["b"]["title"], of["b"]["journal"], of["b"]["eid"], of["b"]["pages"]) == (
        "Title? Yes",
        "J: Sub",
        "e55",
        "",
    )
    assert (of["c"]["publisher"], of["c"]["address"], of["c"]["number"], of["c"]["month"]) == (
        "World Bank",
        "Geneva",
        "WP-12",
        "nov",
    )
    assert (of["d"]["publisher"], of["e"]["publisher"], of["e"]["type"], of["e"]["year"]) == (
        "Uni X",
        "Uni X",
        "mastersthesis",
        "in press",
    )
    assert (of["f"]["editor"], of["f"]["month"], of["f"]["day"]) == ("Lee, Kim", "aug", "7")
    assert (of["g"]["publisher"], of["g"]["urldate"]) == ("WHO", "2020-05-05")
    assert (of["h"]["booktitle"], of["h"]["series"], of["h"]["chapter"]) == ("Bk: Sub", "S", "4")
    assert (of["i"]["eventtitle"], of["i"]["venue"], of["i"]["eventdate"], of["i"]["day"]) == (
        "Conf",
        "Oslo",
        "2018-01-02/2018-01-05",
        "3",
    )
    assert (of["k"]["title"], of["k"]["language"], of["k"]["pubstate"]) == ("<b> 5", "german", "inpress")
    assert (of["l"]["eprint"], of["l"]["addendum"], of["l"]["month"]) == ("1234.5678", "Add", "Spring")
    assert of["n"]["author"] == "Álvarez, È.; Ministerio de Salud, Gobierno de Chile"
    assert (of["q"]["author"], of["q"]["day"]) == ("von der Leyen, III, Ursula; van Gogh, Vincent", "9")
    if form == "json":
        assert rows["type"].tolist() == review.records["type"].tolist()
    else:
        assert rows["type"].tolist() == [
            SAME.get(one, one if one != "weird" else "misc") for one in review.records["type"]
        ]
        assert (of["r"]["ris_an"], of["r"]["ris_ty"]) == ("AN-12", "ABST")


def empty_of(review: litmatrix.Review) -> litmatrix.Review:
    return replace(review, records=review.records.iloc[:0])


@pytest.mark.parametrize("form", FORMATS)
def test_all_records_of_the_worked_review_are_known_again(form, tmp_path):
    worked = litmatrix.open(Path(__file__).resolve().parents[2])
    review = replace(worked, folder=tmp_path)
    again = planned(review, *written(review, form))
    assert [one.key for one in again.again] == worked.records.index.tolist()


@pytest.mark.parametrize(
    ("key", "author", "kept"),
    [
        ("Smith2014", "Smith, Anna", "Smith2014"),
        ("smith_2014_word", "Smith, Anna", "smith_2014_word"),
        ("L2014", "Smith, Anna", "smith_2014"),
        ("17", "Smith, Anna", "smith_2014"),
    ],
)
@pytest.mark.parametrize("form", ["ris", "csl-json"])
def test_a_key_that_is_made_of_author_and_year_is_kept(empty, key, author, kept, form):
    own = "ris_id" if form == "ris" else "csl_id"
    record = ImportedRecord("misc", key, {"author": author, "year": "2014", own: key}, 1)
    (new,) = planned(empty, Export("x", form, "utf-8", 1, (record,))).new
    assert (new.key, own in new.raw) == (kept, kept != key)
