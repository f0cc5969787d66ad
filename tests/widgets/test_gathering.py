"""Files of search results brought together, without a page: what each is, which search found it, and what comes of them."""

from __future__ import annotations

import pytest
import small_review

import litmatrix
from litmatrix.errors import ChangedOutside
from litmatrix.widgets.importing.logic import Gathering

ONE = "TY  - JOUR\nTI  - First paper\nAU  - Smith, A\nPY  - 2019\nDB  - Scopus\nER  - \n\n"
TWO = "TY  - JOUR\nTI  - Second one\nAU  - Brown, B\nPY  - 2018\nDO  - 10.1000/22\nDB  - Scopus\nER  - \n\n"
THREE = "TY  - JOUR\nTI  - Third\nAU  - Li, C\nPY  - 2017\nDB  - Scopus\nER  - \n\n"


@pytest.fixture
def folder(tmp_path):
    place = small_review.make(tmp_path / "review").folder
    (place / "a.ris").write_text(ONE + TWO)
    (place / "b.ris").write_text(TWO + THREE)
    (place / "c.ris").write_text(THREE.replace("Third", "Fourth"))
    return place


@pytest.fixture
def gathering(folder):
    return Gathering(litmatrix.open(folder))


def add(gathering, text):
    return gathering.add([(one.name, one) for one in gathering.named(text)])


def held(folder):
    return [(folder / name).read_bytes() for name in ("bibliography.bib", "review.toml")]


def brought(gathering):
    """By search: its name, its files, and how many are new and found again."""
    names = gathering.names()
    return [
        (names[one.number], [file.name for file in one.files], len(one.intake.new), len(one.intake.again))
        for one in gathering.founds
    ]


def test_each_file_is_a_search_of_its_own_and_what_an_earlier_one_brings_is_found_again(gathering, folder):
    before = held(folder)
    assert gathering.hindrance() == "Choose a file first."
    assert add(gathering, "*.ris") == ""
    assert brought(gathering) == [
        ("scopus", ["a.ris"], 2, 0), ("scopus_2", ["b.ris"], 1, 1), ("scopus_3", ["c.ris"], 1, 0),
    ]  # fmt: skip
    again = gathering.founds[1].intake.again[0]
    assert (again.key, again.before, again.after) == ("brown_2018", "scopus", "scopus, scopus_2")
    assert held(folder) == before
    taken = gathering.take("ann")
    assert ([one.search for one in taken.done], taken.fault) == (["scopus", "scopus_2", "scopus_3"], "")
    # Written as it was shown, each an import that is undone by itself.
    review = litmatrix.open(folder)
    assert review.records.loc["brown_2018", "origin"] == "scopus, scopus_2"
    for search in ("scopus_3", "scopus_2", "scopus"):
        assert gathering.last.search == search
        gathering.undo(gathering.undoing(), "ann")
    assert held(folder) == before and gathering.last is None


def test_files_can_be_parts_of_one_search_and_be_parted_again(gathering, folder):
    add(gathering, "a.ris; b.ris; c.ris")
    first = gathering.founds[0].number
    gathering.say(first, {"query": "peers", "id": "sco"})
    gathering.say(gathering.founds[1].number, {"note": "from b", "query": "other"})
    gathering.together()
    assert brought(gathering) == [("sco", ["a.ris", "b.ris", "c.ris"], 4, 1)]
    # What was typed of the others stands where nothing was said of the first.
    values = gathering.values(gathering.founds[0])
    assert (values["query"], values["note"]) == ("peers", "from b")
    gathering.apart()
    assert [files for _, files, _, _ in brought(gathering)] == [["a.ris"], ["b.ris"], ["c.ris"]]
    b = gathering.founds[1].files[0].number
    gathering.belongs(b, f"with {first}")
    assert brought(gathering) == [("sco", ["a.ris", "b.ris"], 3, 1), ("scopus", ["c.ris"], 1, 0)]
    gathering.belongs(b, "own")
    assert brought(gathering)[:2] == [("sco", ["a.ris"], 2, 0), ("scopus", ["b.ris"], 1, 1)]
    gathering.drop(first)
    assert brought(gathering) == [("scopus", ["b.ris"], 2, 0), ("scopus_2", ["c.ris"], 1, 0)]


def test_a_file_can_be_more_of_a_known_search_whose_fields_stay_but_for_what_is_changed(gathering, folder):
    add(gathering, "a.ris; b.ris")
    a, b = (one.number for one in gathering.founds)
    gathering.say(a, {"query": "of a new search", "note": "too"})
    gathering.belongs(a, "known db")
    gathering.belongs(b, "known db")
    assert brought(gathering) == [("db", ["a.ris", "b.ris"], 3, 1)]
    before = litmatrix.open(folder).protocol.searches[0]
    # What was typed of a new search is no change of a known one.
    values = gathering.values(gathering.founds[0])
    assert (values["query"], values["source"], values["kind"]) == (before.query, before.source, before.kind)
    gathering.say(a, {"note": "two files more"})
    gathering.take("ann")
    after = litmatrix.open(folder).protocol.searches
    assert [one.id for one in after] == ["db"]
    assert (after[0].query, after[0].note) == (before.query, "two files more")
    assert after[0].file.endswith("a.ris; b.ris")


def test_two_searches_of_one_name_and_the_name_of_a_known_one_are_refused(gathering):
    add(gathering, "a.ris; c.ris")
    a, c = (one.number for one in gathering.founds)
    gathering.say(c, {"id": "db"})
    assert gathering.hindrance() == (
        "db: there is already a search db. Choose it under “Found by” if this belongs to it; otherwise enter another short name."
    )
    gathering.say(a, {"id": "one"})
    gathering.say(c, {"id": "one"})
    assert gathering.hindrance().startswith("one: another search here has the short name one.")
    gathering.say(c, {"id": "two words"})
    assert gathering.hindrance().startswith(
        "two words: the search is called 'two words', and must be one word"
    )
    # What is shown stays meanwhile.
    assert [len(one.intake.new) for one in gathering.founds] == [2, 1]
    gathering.say(c, {"id": "two"})
    assert gathering.hindrance() == ""
    assert [(one[0], one[2]) for one in brought(gathering)] == [("one", 2), ("two", 1)]


def test_a_slip_that_was_there_when_the_file_was_looked_at_is_mended_without_reading_it_again(
    gathering, folder
):
    add(gathering, "a.ris; b.ris")
    a = gathering.founds[0].number
    gathering.say(a, {"removed": "5"})
    assert "but the reason is missing" in gathering.hindrance()
    path = folder / "bibliography.bib"
    path.write_text(path.read_text() + "\n@misc{smith_2019, title = {Another}, origin = {db}}\n")
    gathering.refresh(gathering.review.current())
    gathering.say(a, {"removed_why": "duplicates", "hits": "1"})
    assert gathering.hindrance() == "scopus: 5 hits were removed, which is more than the 1 hits found."
    gathering.say(a, {"hits": "7"})
    assert gathering.hindrance() == ""
    # The key that was written meanwhile is known.
    assert [one.key for one in gathering.founds[0].intake.new] == ["smith_2019_first", "brown_2018"]
    assert brought(gathering)[1][2:] == (1, 1)
    assert len(gathering.take("ann").done) == 2


def test_a_file_that_cannot_be_read_is_kept_with_why_and_stops_no_other(gathering, folder):
    (folder / "z.pdf").write_bytes(b"%PDF-1.4")
    (folder / "empty.ris").write_text("")
    add(gathering, "a.ris; z.pdf; empty.ris")
    assert [(one.name, one.error) for one in gathering.unread] == [
        ("z.pdf", "this is a PDF. Export the records, not the articles, as RIS or CSV."),
        ("empty.ris", "the file is empty."),
    ]
    assert brought(gathering) == [("scopus", ["a.ris"], 2, 0)]
    (folder / "empty.ris").write_text(THREE)
    gathering.read_again(gathering.unread[1].number)
    assert [one.name for one in gathering.unread] == ["z.pdf"]
    assert brought(gathering)[1] == ("scopus_2", ["empty.ris"], 1, 0)


def test_files_as_full_as_web_of_science_makes_them_are_pointed_out(gathering, folder):
    def wos(first, count):
        records = "".join(
            f"PT J\nAU Smith, A\nTI Paper {n}\nUT WOS:{n}\nER\n\n" for n in range(first, first + count)
        )
        return f"FN Clarivate Analytics Web of Science\nVR 1.0\n{records}EF\n"

    (folder / "savedrecs.txt").write_text(wos(0, 500))
    (folder / "savedrecs(1).txt").write_text(wos(500, 3))
    add(gathering, "savedrecs.txt; savedrecs(1).txt; a.ris")
    assert gathering.may_be_parts() == ["savedrecs.txt", "savedrecs(1).txt"]
    assert gathering.values(gathering.founds[0])["source"] == "Web of Science"


def test_a_file_of_a_known_name_with_other_records_is_a_new_search(gathering, folder):
    add(gathering, "a.ris")
    gathering.take("ann")
    (folder / "a.ris").write_text(THREE)
    add(gathering, "a.ris")
    assert [(one.known, len(one.intake.new)) for one in gathering.founds] == [("", 1)]
    assert gathering.names() == {gathering.founds[0].number: "scopus_2"}


def test_a_name_with_a_semicolon_or_from_elsewhere_is_found(gathering, tmp_path):
    (tmp_path / "x;y.ris").write_text(THREE)
    assert [one.name for one in gathering.named(str(tmp_path / "x;y.ris"))] == ["x;y.ris"]
    assert [one.name for one in gathering.named("a.ris; a.ris")] == ["a.ris"]


def test_a_short_name_is_changed_without_going_through_the_records_and_stands_in_what_is_written(
    gathering, folder
):
    add(gathering, "a.ris; b.ris")
    a, b = gathering.founds
    plans = (a.intake.new, b.intake.new)
    gathering.say(a.number, {"id": "sco"})
    assert (a.intake.new is plans[0], b.intake.new is plans[1]) == (True, True)
    assert gathering.renamed() == {"scopus": "sco", "scopus_2": "scopus"}
    assert [one.search for one in gathering.take("ann").done] == ["sco", "scopus"]
    assert litmatrix.open(folder).records.loc["brown_2018", "origin"] == "sco, scopus"


def test_a_database_that_is_named_later_tells_what_those_behind_it_find_again(gathering, folder):
    # The same work, and the record says more: of another database it is a record of its own.
    more = TWO.replace("ER  -", "AB  - An abstract.\nER  -")
    (folder / "a.ris").write_text((ONE + TWO).replace("DB  - Scopus\n", ""))
    (folder / "b.ris").write_text(more.replace("DB  - Scopus\n", ""))
    (folder / "c.ris").write_text(more.replace("An abstract", "Another").replace("DB  - Scopus\n", ""))
    add(gathering, "a.ris; b.ris")
    a, b = (one.number for one in gathering.founds)
    assert [one[2:] for one in brought(gathering)] == [(2, 0), (1, 0)]
    gathering.say(b, {"source": "Scopus"})
    gathering.say(a, {"source": "scopus"})
    assert [one[2:] for one in brought(gathering)] == [(2, 0), (0, 1)]
    gathering.say(a, {"source": "Web of Science"})
    assert [one[2:] for one in brought(gathering)] == [(2, 0), (1, 0)]
    gathering.say(a, {"source": "PubMed"})
    add(gathering, "c.ris")
    gathering.say(gathering.founds[2].number, {"source": "PubMed"})
    assert [one[2:] for one in brought(gathering)] == [(2, 0), (1, 0), (0, 1)]
    assert gathering.hindrance() == "" and len(gathering.take("ann").done) == 3


def test_what_another_took_in_meanwhile_is_shown_before_it_is_recorded(gathering, folder):
    add(gathering, "a.ris; b.ris")
    other = Gathering(litmatrix.open(folder))
    add(other, "a.ris")
    other.say(other.founds[0].number, {"id": "hers"})
    other.take("bob")
    before = held(folder)
    with pytest.raises(ChangedOutside, match="not imported"):
        gathering.take("ann")
    assert held(folder) == before
    shown = [("scopus", ["a.ris"], 0, 2), ("scopus_2", ["b.ris"], 1, 1)]
    assert brought(gathering) == shown
    assert [(len(one.new), len(one.again)) for one in gathering.take("ann").done] == [(0, 2), (1, 1)]
