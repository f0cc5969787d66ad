"""The form that takes search results in, driven as its page drives it."""

from __future__ import annotations

import re

import pytest
import small_review

import litmatrix
from litmatrix import bibliography
from litmatrix.errors import NotSaved
from litmatrix.files import store
from litmatrix.screening import deciding
from litmatrix.widgets import import_records
from litmatrix.widgets.importing import desk

HOSTILE = '<img src=x onerror="window.pwned=1">'
RIS = (
    f"TY  - JOUR\nTI  - {HOSTILE}\nAU  - Smith, Anna\nPY  - 2019\nER  - \n\n"
    "TY  - JOUR\nTI  - Second\nAU  - Brown, Bob\nPY  - 2018\nER  - \n"
)
NOTE = "1 record is cited only (no search found it): not compared for duplicates."


@pytest.fixture(autouse=True)
def nobody(monkeypatch, tmp_path):
    monkeypatch.setattr(deciding, "_name_file", lambda *_: tmp_path / "reviewer.txt")


@pytest.fixture
def folder(tmp_path):
    place = small_review.make(tmp_path / "review").folder
    (place / "pubmed.ris").write_text(RIS)
    return place


@pytest.fixture
def form(folder):
    made = import_records(litmatrix.open(folder))
    act(made, "named", path="pubmed.ris")
    return made


def held(folder):
    return [(folder / name).read_bytes() for name in ("bibliography.bib", "review.toml")]


def act(form, what, buffers=(), **more):
    form._answer(None, {"act": what, **more}, list(buffers))
    return form.state["message"]


def take(form, **typed):
    number = form.state["founds"][0]["number"]
    if typed:
        act(form, "tell", typed={str(number): typed})
    return act(form, "import", typed={}, shown=form.state["shown"])


def look(form, kind, at=0, search=None):
    sent = []
    form.send = lambda content, buffers=None: sent.append(content)
    number = search or form.state["founds"][0]["number"]
    form._answer(None, {"act": "look", "asked": 1, "search": number, "kind": kind, "at": at}, [])
    return sent[0]


def upload(form, *files, size=None):
    for at, (name, data) in enumerate(files):
        pieces = [data[place : place + size] for place in range(0, len(data), size)] if size else [data]
        for place, piece in enumerate(pieces):
            last = place == len(pieces) - 1
            act(form, "part", [memoryview(piece)], upload=f"u-{at}", name=name, at=place, last=last,
                end=last and at == len(files) - 1)  # fmt: skip


def test_a_file_is_shown_first_and_nothing_is_written(folder):
    before = held(folder)
    form = import_records(litmatrix.open(folder))
    act(form, "named", path="pubmed.ris")
    assert held(folder) == before
    state = form.state
    assert [(one["name"], one["known"], one["sizes"]) for one in state["founds"]] == [
        ("pubmed", "", {"new": 2, "again": 0, "reported": 0, "told": 0})
    ]
    file = state["founds"][0]["files"][0]
    assert (file["name"], file["format"], file["read"], file["declared"], file["account"]) == (
        "pubmed.ris", "RIS", "utf-8", 2, [2, 0, 0],
    )  # fmt: skip
    assert (state["hindrance"], state["new"], state["bringing"], state["note"]) == ("", 2, 1, NOTE)
    assert state["founds"][0]["lacking"] == {"abstract": 2}


def test_a_record_is_shown_whole_as_it_will_stand(form):
    assert look(form, "new") == {
        "answer": "look",
        "asked": 1,
        "rows": [{"title": HOSTILE, "about": "smith_2019"}, {"title": "Second", "about": "brown_2018"}],
        "first": 0,
        "record": {
            "title": HOSTILE,
            "abstract": "",
            "fields": [["Authors", "Smith, Anna"], ["Year", "2019"]],
            "more": [["Kind of entry", "article"], ["Key", "smith_2019"], ["Found by", "pubmed"]],
            "raw": f"@article{{smith_2019,\n  author = {{Smith, Anna}},\n  title = {{{{<}}{HOSTILE[1:]}}},\n"
                   "  year = {2019},\n  origin = {pubmed},\n}",
            "told": "New. It is written to bibliography.bib under the key smith_2019.",
            "where": "pubmed.ris:1",
        },
    }  # fmt: skip
    assert look(form, "new", 1)["record"]["title"] == "Second"
    assert look(form, "new", 7)["record"] is None
    assert look(form, "nothing") == {"answer": "look", "asked": 1, "error": "there is no list nothing."}


def test_importing_says_what_came_in_and_every_field_of_the_search_is_empty_then(form, folder):
    before = held(folder)
    told = take(
        form,
        id="pm",
        source="PubMed",
        hits="1,000",
        date="2026-11-02",
        kind="register",
        query='"peers"',
        updates="db",
    )
    assert told == (
        "2 records added to bibliography.bib from 1 search (pm: 2 new, 0 already in the review). The desks below show them now; tables and "
        "charts will when you run the notebook again."
    )
    state = form.state
    assert re.fullmatch(r"saved \d\d:\d\d:\d\d", state["saved"]["text"])
    assert (state["founds"], state["unread"], state["hindrance"]) == ([], [], "Choose a file first.")
    search = litmatrix.open(folder).protocol.searches[1]
    assert (search.id, search.source, search.kind, search.hits, search.query, str(search.date), search.updates) == (
        "pm", "PubMed", "register", 1000, '"peers"', "2026-11-02", "db",
    )  # fmt: skip
    # The next file begins with nothing of it.
    (folder / "next.ris").write_text(RIS.replace("Second", "Third").replace("Smith", "Jones"))
    act(form, "named", path="next.ris")
    fields = {name: value for name, value in form.state["founds"][0]["values"].items() if value}
    assert fields == {"kind": "database"}
    assert {"id": "pm", "label": "pm: PubMed"} in form.state["known"]
    act(form, "clear")

    assert form.state["last"]["what"] == "pm, 2 new records"
    act(form, "undoing")
    assert form.state["undoing"] == {
        "title": "Undo the import of pubmed.ris for pm?",
        "lines": [
            "2 records are removed from bibliography.bib.",
            "The search pm is removed from review.toml too.",
        ],
        "kept": [],
        "more": 0,
    }
    told = act(form, "undo", keep=False)
    assert told == "The import of pubmed.ris for pm is undone: 2 records were removed from bibliography.bib."
    assert held(folder) == before
    assert form.state["last"] is None
    assert act(form, "undoing") == "Not done: there is no import to undo."


def test_a_record_that_was_decided_on_stays_when_its_import_is_undone_and_is_named(form, folder):
    take(form)
    deciding.decide(litmatrix.open(folder), "smith_2019", "include", "ann", "screening")
    act(form, "fresh")
    act(form, "undoing")
    assert form.state["undoing"]["kept"] == ["smith_2019 was screened"]
    assert act(form, "undo", keep=False) == ""
    assert form.state["saved"]["text"].startswith(
        "NOT SAVED: not undone: of the records that the import added"
    )
    act(form, "undoing")
    told = act(form, "undo", keep=True)
    assert told == (
        "The import of pubmed.ris for pubmed is undone: 1 record was removed from bibliography.bib. 1 record stayed."
    )
    assert "smith_2019" in litmatrix.open(folder).records.index


def test_the_same_file_again_has_nothing_to_add_and_says_so(form):
    take(form)
    act(form, "named", path="pubmed.ris")
    found = form.state["founds"][0]
    # It is named by the search that brought its records.
    assert (found["known"], found["sizes"]["again"], found["nothing"]) == ("pubmed", 2, True)
    assert form.state["hindrance"] == "Nothing new in this file: all records are in the review already."
    assert look(form, "again")["rows"][1] == {
        "title": "Second",
        "about": "brown_2018: the same record was imported before",
    }
    assert take(form).startswith("Not done: Nothing new in this file")


def test_files_are_uploaded_in_pieces_several_at_once(folder):
    form = import_records(litmatrix.open(folder))
    other = RIS.replace("Second", "Third").replace("Smith", "Jones").encode()
    upload(
        form, ("../up.ris", RIS.encode()), ("other.ris", other), ("page.html", b"<html><body>login"), size=50
    )
    assert [one["name"] for one in form.state["founds"]] == ["up", "other"]
    assert [(one["name"], one["error"][:19]) for one in form.state["unread"]] == [
        ("page.html", "this is a web page,")
    ]
    told = take(form)
    assert told.startswith(
        "4 records added to bibliography.bib from 2 searches (up: 2 new, 0 already in the review; other: 2 new"
    )
    assert [one.file for one in litmatrix.open(folder).protocol.searches[1:]] == ["up.ris", "other.ris"]
    # What could not be read stays to be looked at.
    assert [one["name"] for one in form.state["unread"]] == ["page.html"]
    assert form.state["hindrance"] == "None of these files can be read."


def test_an_upload_that_is_too_large_for_the_kernel_is_refused_with_what_to_do(folder, monkeypatch):
    monkeypatch.setattr(desk, "LARGEST", 1024**2)
    form = import_records(litmatrix.open(folder))
    upload(form, ("large.ris", RIS.encode() * 20_000), ("up.ris", RIS.encode()), size=400_000)
    assert form.state["message"] == (
        "Not done: large.ris is larger than 1 MB: put it into the review folder and type its name here."
    )
    assert (form._uploads, form._whole, form._refused) == ({}, [], [])
    assert [one["name"] for one in form.state["founds"]] == ["up"]


def test_an_encoding_that_is_given_is_taken_by_one_press_and_what_was_typed_stays(form, folder):
    (folder / "cp.ris").write_bytes("TY  - JOUR\nAU  - Çelik, A\nTI  - One\nER  - \n".encode("cp857"))
    act(form, "clear")
    act(form, "named", path="cp.ris")
    number = form.state["founds"][0]["number"]
    act(form, "tell", typed={str(number): {"query": "peers", "hits": "12"}})
    act(form, "file", file=number, encoding="cp857")
    state = form.state
    assert (state["founds"][0]["stale"], state["founds"][0]["sizes"]["new"]) == (True, 1)
    assert state["hindrance"] == "First press Preview at cp.ris: something was changed since it was read."
    assert take(form).startswith("Not done: First press Preview at cp.ris")
    act(form, "again", file=number)
    found = form.state["founds"][0]
    assert look(form, "new")["rows"] == [{"title": "One", "about": "celik_nd"}]
    assert (found["values"]["query"], found["values"]["hits"], form.state["hindrance"]) == ("peers", "12", "")
    # One that cannot be leaves what was read before, and says why.
    act(form, "file", file=number, encoding="klingon")
    act(form, "again", file=number)
    file = form.state["founds"][0]["files"][0]
    assert (file["stale"], "klingon" in file["error"], form.state["founds"][0]["sizes"]["new"]) == (
        True,
        True,
        1,
    )


def test_columns_of_a_table_are_guessed_shown_and_can_be_changed(form, folder):
    (folder / "t.csv").write_text(
        'Title,Authors,Year,Where,Code\nA title,"Smith, A.",2019,Here,7\nB,"Brown, B.",2018,There,8\n'
    )
    act(form, "clear")
    act(form, "named", path="t.csv")
    file = form.state["founds"][0]["files"][0]
    assert file["columns"] == [
        ["Title", "title"],
        ["Authors", "author"],
        ["Year", "year"],
        ["Where", ""],
        ["Code", ""],
    ]
    act(form, "file", file=file["number"], columns={"Where": "publisher", "Year": ""})
    assert form.state["founds"][0]["stale"]
    act(form, "again", file=file["number"])
    assert form.state["founds"][0]["files"][0]["columns"][2:] == [
        ["Year", ""],
        ["Where", "publisher"],
        ["Code", ""],
    ]
    take(form)
    record = litmatrix.open(folder).records.loc["smith_nd"]
    assert (record["publisher"], record["year"], record["csv_year"]) == ("Here", "", "2019")


def test_what_is_typed_after_the_preview_keeps_it_and_a_slip_is_said_beside_it(form):
    version = form.state["founds"][0]["version"]
    number = form.state["founds"][0]["number"]
    act(form, "tell", typed={str(number): {"hits": "12", "date": "2026-02-30", "query": "peers"}})
    found = form.state["founds"][0]
    assert (found["version"], found["sizes"]["new"], found["values"]["hits"]) == (version, 2, "12")
    assert found["fault"].startswith(
        "the date is '2026-02-30', and must be year, month and day, 2026-11-22, or words"
    )
    assert form.state["hindrance"] == f"pubmed: {found['fault']}"
    act(form, "tell", typed={str(number): {"date": "spring 2026"}})
    found = form.state["founds"][0]
    assert (found["fault"], found["unsaid"], form.state["hindrance"], found["version"]) == (
        "",
        10,
        "",
        version,
    )


def test_what_makes_a_difference_just_before_the_press_is_shown_first(form, folder):
    (folder / "more.ris").write_text(
        "TY  - JOUR\nTI  - Peers\nAU  - Adams, Zoë\nPY  - 2011\nDO  - 10.1000/x1\nVL  - 3\nIS  - 2\nSP  - 11\nEP  - 19\n"
        "T2  - Journal of Mental Health\nAB  - More than there is.\nER  - \n"
    )
    act(form, "clear")
    act(form, "named", path="more.ris")
    shown, number = form.state["shown"], form.state["founds"][0]["number"]
    assert shown == [[number, 1, 0]]
    # Of the same database, it is the record that is there.
    told = act(form, "import", typed={str(number): {"updates": "db"}}, shown=shown)
    assert told == (
        "Not done: your last change made a difference. Look at the new preview, then press Import again."
    )
    assert form.state["shown"] == [[number, 0, 1]]


def test_what_was_changed_outside_or_cannot_be_written_is_not_saved(form, folder, monkeypatch):
    bibliography.write_bibliography(folder / "bibliography.bib", [bibliography.AppendEntry("@misc{smith_2019, title={x}}")])  # fmt: skip
    take(form)
    assert form.state["saved"]["text"].startswith(
        "NOT SAVED: not imported: bibliography.bib or review.toml was changed"
    )
    # It is worked out again at once, with what was typed.
    assert look(form, "new")["rows"][0]["about"] == "smith_2019_srcx"

    def write(path, data):
        raise NotSaved("the disk is full")

    monkeypatch.setattr(store, "write", write)
    take(form)
    assert form.state["saved"] == {"ok": False, "text": "NOT SAVED: the disk is full"}
    assert form.state["shown"] == [[form.state["founds"][0]["number"], 2, 0]]


def test_where_the_second_of_two_cannot_be_written_the_first_is_in_and_the_second_stays(
    form, folder, monkeypatch
):
    (folder / "other.ris").write_text(RIS.replace("Second", "Third").replace("Smith", "Jones"))
    act(form, "named", path="other.ris")
    number = form.state["founds"][1]["number"]
    act(form, "tell", typed={str(number): {"query": "peers"}})
    apply, calls = desk.Gathering.take.__globals__["importing"].apply, []

    def once(*given):
        calls.append(given)
        if len(calls) > 1:
            raise NotSaved("the disk is full")
        return apply(*given)

    monkeypatch.setattr(desk.Gathering.take.__globals__["importing"], "apply", once)
    told = act(form, "import", typed={}, shown=form.state["shown"])
    assert told.startswith(
        "Not everything was imported: only 2 records from 1 search (pubmed: 2 new, 0 already in the review). the disk is full"
    )
    assert form.state["saved"] == {"ok": False, "text": "NOT SAVED: the disk is full"}
    assert [(one["name"], one["values"]["query"]) for one in form.state["founds"]] == [("other", "peers")]
    assert [one.id for one in litmatrix.open(folder).protocol.searches] == ["db", "pubmed"]


def test_what_is_not_there_is_said_with_its_name(form):
    assert act(form, "named", path="none.ris").startswith("Not done: there is no file none.ris in ")
    assert (
        act(form, "named", path=" ; ") == "Not done: type the name of a file, or choose it with the button."
    )
    assert act(form, "named", path="pubmed.ris") == "pubmed.ris is here already."


def test_an_import_is_recorded_under_the_name_of_who_works_here(form, folder):
    act(form, "name", name="ann")
    take(form)
    assert form.gathering.last.by == "ann"
    assert form.state["last"]["when"].endswith("by ann")


def test_what_was_written_elsewhere_is_taken_in_and_what_was_typed_stays(form, folder):
    number = form.state["founds"][0]["number"]
    act(form, "tell", typed={str(number): {"query": "peers"}})
    act(form, "undoing")
    path = folder / "review.toml"
    path.write_text(path.read_text() + '\n[[searches]]\nid = "pubmed"\nkind = "database"\n')
    act(form, "fresh")
    found = form.state["founds"][0]
    # Short name is another's now.
    assert (found["name"], found["values"]["query"], form.state["undoing"]) == ("pubmed_2", "peers", None)
    assert {"id": "pubmed", "label": "pubmed: database"} in form.state["known"]


def test_nothing_is_imported_before_what_is_broken_is_mended(form, folder):
    (folder / "review.toml").write_text("title = “curly”\n", encoding="utf-8")
    act(form, "fresh")
    assert form.state["hindrance"].startswith("pubmed: nothing can be imported until this is fixed. ")


def test_a_fault_of_a_message_is_told_and_changes_nothing(form):
    number = form.state["founds"][0]["number"]
    assert act(form, "tell", typed={"999": {"query": "x"}}) == "Not done: this search is no longer here."
    assert act(form, "tell", typed={str(number): {"colour": "x"}}) == "Not done: a search has no colour."
    assert act(form, "drop", file=999) == ""
    assert act(form, "again", file=999) == "Not done: this file is no longer here."
    assert act(form, "undo", keep=False) == "Not done: first look at the preview of the undo."
    assert form.state["shown"] == [[number, 2, 0]]
