"""Several imports planned one after the other, and one told anew."""

from __future__ import annotations

import pytest
import small_review

import litmatrix
from litmatrix import bibliography, importing
from litmatrix.errors import Misuse
from litmatrix.importing import Database, Export, ImportedRecord, Stand, database_of, read_export
from litmatrix.importing.planning import planned

ONE = "TY  - JOUR\nTI  - First paper\nAU  - Smith, A\nPY  - 2019\nER  - \n\n"
TWO = "TY  - JOUR\nTI  - Second one\nAU  - Brown, B\nPY  - 2018\nDO  - 10.1000/22\nER  - \n\n"


@pytest.fixture
def folder(tmp_path):
    place = small_review.make(tmp_path / "review").folder
    (place / "a.ris").write_text(ONE + TWO)
    (place / "b.ris").write_text(TWO.replace("ER  -", "AB  - Longer.\nER  -") + ONE)
    return place


def exports(folder, name):
    return read_export(folder / name)


def test_what_is_planned_for_after_another_import_is_what_is_planned_once_that_is_done(folder):
    stand = Stand.of(litmatrix.open(folder))
    first = stand.plan(exports(folder, "a.ris"), "one", {"source": "Scopus", "hits": "5"})
    after = stand.after(first)
    second = after.plan(exports(folder, "b.ris"), "two", {"source": "Scopus"})
    assert [(len(one.new), len(one.again)) for one in (first, second)] == [(2, 0), (0, 2)]
    importing.apply(folder, first)
    review = litmatrix.open(folder)
    assert importing.plan(review, exports(folder, "b.ris"), "two", {"source": "Scopus"}) == second
    assert (after.files.works.text, after.protocol) == (
        (folder / "bibliography.bib").read_text(), review.protocol,
    )  # fmt: skip
    assert importing.apply(folder, second).entry.added == {}


def test_after_an_import_that_writes_nothing_all_is_as_it_was(folder):
    stand = Stand.of(litmatrix.open(folder))
    first = stand.plan(exports(folder, "a.ris"), "one", {})
    importing.apply(folder, first)
    stand = Stand.of(litmatrix.open(folder))
    again = stand.plan(exports(folder, "a.ris"), "one", {})
    assert again.nothing and stand.after(again) is stand


def test_a_search_told_anew_is_as_if_it_was_planned_so(folder):
    stand = Stand.of(litmatrix.open(folder))
    read = exports(folder, "a.ris")
    plan = stand.plan(read, "one", {"source": "Scopus", "hits": "5"})
    assert (plan.unsaid, len(plan.notes), plan.told, plan.traced) == (3, 1, (), 2)
    for about in (
        {"source": "Scopus"}, {"source": "Scopus", "hits": "9", "date": "2026-01-02"},
        {"source": "Scopus", "hits": "5", "removed": "3", "removed_why": "duplicates"}, {"source": "PubMed"},
        {"updates": "db"},
    ):  # fmt: skip
        assert stand.retold(plan, about) == stand.plan(read, "one", about)
    # Nothing is gone through again where only the search is told.
    assert stand.retold(plan, {"source": "Scopus", "query": "x"}).new is plan.new
    with pytest.raises(Misuse, match="hits is 'many'"):
        stand.retold(plan, {"hits": "many"})


@pytest.mark.parametrize(
    ("told", "held"),
    [("2026-11-22", "2026-11-22"), ("spring 2019", '"spring 2019"'), ("2019-05-01 to 2019-06-01", '"2019-05-01 to 2019-06-01"'),
     ("2019-2020", '"2019-2020"'), ("about 2019", '"about 2019"')],
)  # fmt: skip
def test_the_date_of_a_search_is_a_day_or_words_with_a_year(folder, told, held):
    review = litmatrix.open(folder)
    importing.apply(folder, importing.plan(review, exports(folder, "a.ris"), "one", {"date": told}))
    assert f"date = {held}\n" in (folder / "review.toml").read_text()
    review = litmatrix.open(folder)
    assert (str(review.protocol.searches[-1].date), review.problems) == (told, ())
    importing.undo(folder)


@pytest.mark.parametrize("told", ["2026-02-30", "22.11.2026", "2026/11/22", "1-2-19", "last May", "22 11"])
def test_a_date_that_is_none_or_can_be_read_in_two_ways_is_refused(folder, told):
    with pytest.raises(Misuse, match="and must be year, month and day, 2026-11-22, or words with a year"):
        importing.plan(litmatrix.open(folder), exports(folder, "a.ris"), "one", {"date": told})


def of(format, *records):
    made = tuple(ImportedRecord("article", "", fields, 1) for fields in records)
    return (Export("x", format, "utf-8", len(made), made),)


@pytest.mark.parametrize(
    ("format", "fields", "database"),
    [
        ("pubmed", {"pmid": "1"}, Database("PubMed", "", "database")),
        ("pubmed", {"pmid": "1", "pubmed_own": "ERIC"}, Database("ERIC", "", "database")),
        ("wos", {"wos_ut": "WOS:1"}, Database("Web of Science", "", "database")),
        ("wos", {"wos_ut": "MEDLINE:1"}, Database("MEDLINE", "Web of Science", "database")),
        ("ris", {"ris_db": "Ovid MEDLINE(R) <1946 to 2020>"}, Database("MEDLINE", "Ovid", "database")),
        ("ris", {"ris_db": "cin20", "ris_dp": "EBSCOhost"}, Database("CINAHL", "EBSCOhost", "database")),
        ("ris", {"ris_db": "APA PsycInfo"}, Database("PsycInfo", "", "database")),
        ("ris", {"ris_db": "A list of our own"}, Database("A list of our own", "", "database")),
        ("csv", {"csv_source": "Scopus", "csv_eid": "2-s2.0-1"}, Database("Scopus", "", "database")),
        (
            "csv",
            {"url": "https://clinicaltrials.gov/study/NCT1"},
            Database("ClinicalTrials.gov", "", "register"),
        ),
        ("ris", {"url": "https://search.ebscohost.com/x"}, Database("", "EBSCOhost", "")),
        ("ris", {"url": "https://example.org/?of=scopus.com"}, Database()),
        ("ris", {"title": "PubMed"}, Database()),
    ],
)
def test_the_database_is_told_where_the_records_say_it(format, fields, database):
    assert database_of(of(format, fields)) == database


def test_a_database_is_named_only_where_most_records_agree():
    pubmed, scopus, none = {"ris_db": "PubMed"}, {"ris_db": "Scopus"}, {"title": "x"}
    assert database_of(of("ris", pubmed, pubmed, scopus)).source == "PubMed"
    assert database_of(of("ris", pubmed, scopus)) == Database()
    assert database_of(of("ris", pubmed, none, none)) == Database()
    assert database_of(()) == Database()


def test_adding_entries_looks_through_the_file_once_however_many_there_are():
    """Ten thousand records into ten thousand took three minutes: each one searched the whole text for its line ends."""
    looks = []

    class Text(str):
        def __contains__(self, part):
            looks.append(part)
            return super().__contains__(part)

    works = bibliography.parse_bibliography("@misc{a, title = {A}}\n")
    known = bibliography.Bibliography(Text(works.text), works.entries)
    entries = [bibliography.AppendEntry(f"@misc{{b{number}, title = {{B}}}}") for number in range(50)]
    assert len(bibliography.edited(known, entries).entries) == 51
    assert len(looks) < 5


def test_a_plan_is_refused_before_the_records_are_gone_through(folder):
    review = litmatrix.open(folder)
    told = []
    with pytest.raises(Misuse, match="must be a whole number"):
        planned(
            review.records, review.protocol, (), exports(folder, "a.ris"), "one", {"hits": "x"},
            lambda done, total: told.append(done),
        )  # fmt: skip
    assert told == []
