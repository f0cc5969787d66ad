"""Search results taken into a review: every record accounted for, nothing else touched, and exactly undone."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import pytest
import small_review
from hypothesis import given
from hypothesis import strategies as st

import litmatrix
from litmatrix import bibliography, checking, importing, matrix
from litmatrix.bibliography.latex import plain
from litmatrix.coding import operations, themes
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.files import store
from litmatrix.importing import Export, ImportedRecord
from litmatrix.importing.entries import escaped
from litmatrix.importing.keys import HABIT, Habit, Keys, habit_of
from litmatrix.importing.style import rendered, style_of
from litmatrix.matrix import history, importlog
from litmatrix.model import Problem
from litmatrix.screening import deciding, flow
from litmatrix.vocabulary import ERROR

FILES = ("bibliography.bib", "review.toml")


def record(
    title: str = "Peer work",
    type: str = "article",
    key: str = "",
    line: int = 1,
    raw: str = "",
    **fields: str,
) -> ImportedRecord:
    given = {"author": "Smith, Anna and Müller, Jörg", "title": title, "year": "2019", "journal": "J & K"}
    return ImportedRecord(type, key, {name: value for name, value in (given | fields).items() if value}, line, raw)  # fmt: skip


def export(
    *records: ImportedRecord, name: str = "pubmed.nbib", format: str = "pubmed", lost: int = 0
) -> Export:
    problems = tuple(Problem("record-not-read", ERROR, f"{name}:{n + 1}", "it is torn.") for n in range(lost))
    return Export(name, format, "utf-8", len(records) + lost, records, problems)


THREE = export(
    record("Peer work", doi="10.1/a", pages="73-76", line=1),
    record("Other work", doi="10.1/b", abstract="One.\n\nTwo & 50 %.", line=9),
    record("Παρέα", author="{World Health Organization}", doi="10.1/c", line=20),
)


def take(folder: Path, *exports: Export, search: str = "pm", **about: object) -> importing.Done:
    return importing.apply(folder, importing.plan(litmatrix.open(folder), exports, search, about))


def held(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in FILES]


def counts(planned: importing.Intake) -> list[tuple[int, int, int, int]]:
    return [(one.declared, one.new, one.again, one.reported) for one in planned.accounts]


@pytest.fixture
def folder(tmp_path):
    return small_review.make(tmp_path / "review").folder


# --- planned --------------------------------------------------------------------------------------------


def test_every_record_is_new_found_again_or_reported(folder):
    more = export(record("Peers", author="Adams, Zoë", doi="10.1000/x1", year="2011"), name="b.ris", lost=2)
    planned = importing.plan(litmatrix.open(folder), [THREE, more], "db")
    assert counts(planned) == [(3, 3, 0, 0), (3, 0, 1, 2)]
    assert all(one.closed for one in planned.accounts)
    assert [(one.key, one.why) for one in planned.again] == [("adams_2011", "same DOI 10.1000/x1")]
    assert planned.problems == more.problems


def test_planning_writes_nothing_and_changes_no_argument(folder):
    review, before = litmatrix.open(folder), held(folder)
    about = {"source": "PubMed"}
    one, other = (importing.plan(review, [THREE], "pm", about) for _ in range(2))
    assert one == other and about == {"source": "PubMed"}
    assert held(folder) == before and not (folder / "history").exists()


def test_records_that_are_missing_without_a_word_are_a_problem(folder):
    short = Export("x.ris", "ris", "utf-8", 3, (record(),))
    planned = importing.plan(litmatrix.open(folder), [short], "pm")
    assert [str(one) for one in planned.problems] == [
        "x.ris:1: the file says it has 3 records, but only 1 were read. Look through the file, or export it again; please report this."
    ]
    assert counts(planned) == [(3, 1, 0, 2)]


def test_a_new_search_gets_what_is_told_and_a_known_one_what_is_new(folder):
    review = litmatrix.open(folder)
    about = {"source": "PubMed", "date": "2026-11-02", "hits": "1,234", "updates": "db"}
    done = take(folder, THREE, **about)
    assert done.intake.made
    table = tomllib.loads((folder / "review.toml").read_text())["searches"][1]
    assert table == {
        "id": "pm", "kind": "database", "source": "PubMed", "date": table["date"], "hits": 1234, "updates": "db",
        "file": "pubmed.nbib",
    }  # fmt: skip
    assert table["date"].isoformat() == "2026-11-02"
    take(folder, export(record("New"), name="two.ris"), search="db", hits=9)
    searches = {one.id: one for one in litmatrix.open(folder).protocol.searches}
    assert (searches["db"].file, searches["db"].hits, searches["db"].query) == (
        "two.ris",
        9,
        '"peer support"',
    )
    assert review.protocol.searches[0].hits == 4


@pytest.mark.parametrize(
    ("search", "about", "told"),
    [
        ("a b", {}, "one word"), ("pm", {"kind": "data"}, "Allowed: database"), ("pm", {"date": "May"}, "2026-11-22"),
        ("pm", {"hits": "many"}, "whole number"), ("pm", {"updates": "pm"}, "no search pm"), ("pm", {"cost": 1}, "has no cost"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_of_a_search_is_refused(folder, search, about, told):
    with pytest.raises(Misuse, match=told):
        importing.plan(litmatrix.open(folder), [THREE], search, about)


# --- found again ----------------------------------------------------------------------------------------


def test_importing_the_same_file_again_adds_nothing(folder):
    take(folder, THREE)
    before, files = held(folder), sorted((folder / "history").iterdir())
    done = take(folder, THREE)
    assert done.entry is None and done.intake.nothing
    assert counts(done.intake) == [(3, 0, 3, 0)]
    assert held(folder) == before and sorted((folder / "history").iterdir()) == files


def test_a_record_that_was_imported_before_is_known_though_its_entry_was_changed_and_renamed(folder):
    take(folder, THREE)
    path = folder / "bibliography.bib"
    bibliography.write_bibliography(path, [bibliography.SetField("smith_2019", "title", "Corrected"), bibliography.SetField("smith_2019", "doi", "10.9/z")])  # fmt: skip
    path.write_text(path.read_text().replace("{smith_2019,", "{renamed,\n  ids = {smith_2019},"))
    planned = importing.plan(litmatrix.open(folder), [THREE], "pm")
    assert planned.new == () and planned.again[0].key == "renamed"


def test_an_update_search_adds_what_is_new_and_its_id_to_what_it_found_again(folder):
    take(folder, THREE, source="PubMed")
    later = export(*(record(**{**one.fields, "csv_cited_by": "7"}) for one in THREE.records),
                   record("A newer one", doi="10.1/d"), name="later.nbib")  # fmt: skip
    done = take(folder, later, search="pm2", updates="pm")
    assert counts(done.intake) == [(4, 1, 3, 0)]
    origins = litmatrix.open(folder).records["origin"]
    assert origins.loc[["smith_2019", "smith_2019_newer"]].tolist() == ["pm, pm2", "pm2"]
    boxes = {box.id: box for box in flow.boxes(litmatrix.open(folder))}
    assert boxes["database_identified"].n == 4 + 3 + 4
    assert dict(boxes["database_removed"].parts)["Duplicate records removed"] == "n = 3"
    assert not flow.unclosed(tuple(boxes.values()))


def test_the_same_work_in_another_database_is_a_record_of_its_own_if_something_of_it_would_be_lost(folder):
    take(folder, THREE, source="PubMed")
    other = export(
        record("Peer work", doi="10.1/a", pages="73-6", abstract="Only here."),
        name="scopus.csv",
        format="csv",
    )
    assert counts(importing.plan(litmatrix.open(folder), [other], "sc", {"source": "Scopus"})) == [
        (1, 1, 0, 0)
    ]
    poor = export(record("Peer work", doi="10.1/A", journal=""), name="poor.ris")
    assert counts(importing.plan(litmatrix.open(folder), [poor], "sc")) == [(1, 0, 1, 0)]


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Erratum: Peer work"}, {"title": "Another work altogether"}, {"pages": "99-100"},
        {"pmid": "2"}, {"title": "Peer work: reply"},
    ],
)  # fmt: skip
def test_another_work_with_the_same_doi_is_new(folder, changed):
    take(folder, export(record(doi="10.1/a", pages="73-76", pmid="1")))
    fields = {"title": "Peer work", "doi": "10.1/a", "pages": "73-76", "pmid": "1", **changed}
    planned = importing.plan(litmatrix.open(folder), [export(record(**fields), name="n.ris")], "pm")
    assert counts(planned) == [(1, 1, 0, 0)]


def test_a_number_of_a_database_names_a_record_only_where_the_titles_agree(folder):
    take(folder, export(record("Peer work", ris_an="WOS:7", pages="1"), name="one.ris"))
    found = [
        counts(
            importing.plan(
                litmatrix.open(folder), [export(record(title, ris_an="7", pages="1", volume="3"))], "pm"
            )
        )[0][2]
        for title in ("Peer work", "Something else", "")
    ]
    assert found == [1, 0, 0]


def test_editorials_are_told_apart_and_records_that_are_the_same_in_one_file_are_taken_once(folder):
    one = record("Editorial", line=1)
    file = export(one, record("Editorial", line=5, csv_x="y"), record("Editorial", line=9))
    done = take(folder, file)
    assert counts(done.intake) == [(3, 2, 1, 0)]


def test_a_cited_only_work_that_a_search_finds_gets_an_origin_and_loses_it_again(folder):
    before = held(folder)
    found = export(record("Cited only", type="book", author="Hall, H.", year="1998", journal=""))
    done = take(folder, found)
    assert done.intake.origins == {"hall_1998": ("", "pm")}
    assert litmatrix.open(folder).records.loc["hall_1998", "origin"] == "pm"
    importing.undo(folder)
    assert held(folder) == before


# --- keys -----------------------------------------------------------------------------------------------


def test_keys_follow_the_habit_of_the_file():
    assert habit_of(["Smith2014", "Brown2015", "other"]) == Habit("", True, False, "")
    assert habit_of(["smith2014peer", "brown2015other"]) == Habit("", False, True, "")
    assert habit_of(["smith_2014", "x", "y"]) == habit_of([]) == HABIT
    assert (
        Keys(["Smith2014"], Habit("", True, False, "")).give("Smith, A.", "2014", "On Peers")
        == "Smith2014peers"
    )
    assert Keys([], Habit(":", False, True, ":")).give("Smith, A.", "2014", "On Peers") == "smith:2014:peers"


def test_keys_are_unique_whatever_their_capitals_and_hold_other_scripts():
    keys = Keys(["SMITH_2014"])
    given_keys = [keys.give("Smith, A. and Brown, B.", "2014", "The Works") for _ in range(4)]
    assert given_keys == ["smith_2014_works", "smith_2014_2", "smith_2014_3", "smith_2014_4"]
    assert Keys([]).give("李, 明", "2020", "") == "李_2020"
    assert Keys([]).give("Łukasiewicz, Jan", "", "x") == "lukasiewicz_nd"
    assert Keys([]).give("{World Health Organization}", "2020", "x") == "worldhealthorganization_2020"
    assert Keys([]).give("", "", "") == "source_nd"


def test_keys_of_a_bib_are_kept_unless_taken_by_another_record(folder):
    raws = [
        '@Article{ Zed:2001 ,\n\tTitle = "A {B}" ,\n year=2001\n}',
        "@misc{ADAMS_2011, title={Else}, month = mar, note = jmh}",
    ]
    file = export(
        ImportedRecord("article", "Zed:2001", {"title": "A B", "year": "2001"}, 1, raws[0]),
        ImportedRecord("misc", "ADAMS_2011", {"title": "Else", "month": "mar", "note": "J of M"}, 5, raws[1]),
        name="lib.bib", format="bibtex",
    )  # fmt: skip
    done = take(folder, file)
    assert [one.raw for one in done.intake.new] == [
        '@Article{ Zed:2001 ,\n\tTitle = "A {B}" ,\n year=2001 ,\n origin={pm}\n}',
        "@misc{else_nd, title={Else}, month = mar, note = {J of M}, origin = {pm}}",
    ]
    assert done.intake.notes == (
        "lib.bib:5: another record has the key ADAMS_2011; this one gets the key else_nd.",
    )


def test_a_block_with_an_origin_of_its_own_keeps_it_under_another_name(folder):
    raw = "@misc{k, title = {T}, origin = {theirs}}"
    file = export(ImportedRecord("misc", "k", {"title": "T", "origin": "theirs"}, 1, raw), format="bibtex")
    records = (take(folder, file), litmatrix.open(folder).records)[1]
    assert records.loc["k", ["origin", "origin_given"]].tolist() == ["pm", "theirs"]


def test_a_block_that_does_not_stand_by_itself_is_laid_out_anew(folder):
    file = export(ImportedRecord("misc", "k", {"title": "T"}, 1, "@misc{k, title = {T"), format="bibtex")
    done = take(folder, file)
    assert litmatrix.open(folder).records.loc["k", "title"] == "T"
    assert done.intake.notes == (
        "k: its entry could not be copied as it is, and was written again from its fields.",
    )


# --- entries --------------------------------------------------------------------------------------------

STYLES = [
    "@article{a_2010,\n  author = {A, B},\n  title = {T},\n  year = 2010,\n  origin = {db},\n}\n",
    "@ARTICLE{a_2010,\n\tAUTHOR={A, B},\n\tTITLE={T},\n\tYEAR={2010}}\n",
    '@Article(a_2010,\n  author    = "A, B",\n  title     = "T",\n  year      = "2010"\n)\n',
    "@article{a_2010, author = {A, B}, title = {T}, year = 2010}",
    "@article{a_2010\n  , author =    {A, B}\n  , title =     {T}\n  , year =      2010\n  }\n",
    "@article{a_2010,\n  year   = {2010},\n  author = {A, B},\n  title  = {T},\n}",
]


@pytest.mark.parametrize("text", STYLES)
def test_a_new_entry_is_laid_out_as_those_of_the_file(text):
    (entry,) = bibliography.parse_bibliography(text).entries.values()
    fields = {**entry.fields}
    assert rendered(style_of([entry.raw]), entry.type, entry.key, fields) == entry.raw


@given(st.text(max_size=60))
def test_plain_text_comes_back_from_its_bibtex(text):
    read = plain(escaped(text)).replace("—", "---").replace("–", "--")
    parts = text.translate(dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(55296, 57344)), "�"))
    kept = [
        " ".join(part.split())
        for part in __import__("re").split(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)\s*", parts)
    ]
    assert read == "\n\n".join(part for part in kept if part).replace("—", "---").replace("–", "--")


def test_hostile_and_odd_values_come_through(folder):
    odd = record(
        "50 % of {R&D} \\ $x$ # ~ ^ _ @", author="{A & B}", abstract="One.\n\n@misc{x, y}\n\n<<<<<<< HEAD\n\n} {", pages="S1-S9",
        ris_c1="=cmd|' /C calc'!A0", url="https://x.org/a_b?c=%7Bd&e={", study="s", ids="adams_2011",
    )  # fmt: skip
    take(folder, export(odd))
    review = litmatrix.open(folder)
    row = review.records.loc["ab_2019"]
    assert row["title"] == "50 % of {R&D} \\ $x$ # ~ ^ _ @"
    assert row["author"] == "A & B" and row["pages"] == "S1–S9"
    assert row["abstract"] == "One.\n\n@misc{x, y}\n\n<<<<<<< HEAD\n\n} {"
    assert row["url"] == "https://x.org/a_b?c=%7Bd&e=%7B"
    assert (row["study"], row["study_given"], row["ids_given"]) == ("", "s", "adams_2011")
    assert review.problems == ()
    importing.undo(folder)
    assert (folder / "bibliography.bib").read_text() == small_review.BIB


# --- done and undone ------------------------------------------------------------------------------------


def test_an_import_undone_gives_both_files_their_bytes_again(folder):
    before = held(folder)
    first = take(folder, THREE, source="PubMed")
    assert first.entry is not None and held(folder) != before
    between = held(folder)
    take(folder, export(record("Fourth")), search="db", hits=12)
    found = importing.undo(folder)
    assert found.removed == ("smith_2019_fourth",) and held(folder) == between
    assert importing.undoing(folder) == importing.undoing(folder)
    assert importing.undo(folder).search == "goes"
    assert held(folder) == before
    with pytest.raises(Misuse, match="no import to undo"):
        importing.undo(folder)


@given(
    st.lists(st.sampled_from([*STYLES, "% a note\n", "@string{j = {J}}\n", "\n\n", "text\n", "@comment{x}\n"]), max_size=4),
    st.sampled_from(["\n", "\r\n"]), st.booleans(), st.sampled_from(["", "\n", "\n\n", "  "]), st.booleans(),
)  # fmt: skip
def test_import_then_undo_gives_the_same_bytes_in_any_style(parts, newline, bom, end, cited):
    blocks = [
        part.replace("a_2010", f"a_{2000 + n}").replace("@string{j", f"@string{{j{'x' * n}")
        for n, part in enumerate(parts)
    ]
    text = ("".join(blocks) + end).replace("\n", newline)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "bibliography.bib").write_bytes(b"\xef\xbb\xbf" * bom + text.encode())
        (folder / "review.toml").write_bytes(
            b'# ours\nformat = 1 # so\n\n[[searches]]\nid = "db"\nkind = "database"\n\n# end'
        )
        (folder / "matrix.csv").write_text("key\n")
        before = held(folder)
        again = [record("T", author="A, B", year="2010", journal="")] if cited else []
        done = take(folder, export(*THREE.records, *again))
        assert done.intake.accounts[0].closed
        after = held(folder)
        assert take(folder, export(*THREE.records, *again)).entry is None and held(folder) == after
        review = litmatrix.open(folder)
        assert [one for one in review.problems if one.check != "duplicate-key"] == []
        assert {one.key for one in done.intake.new} <= set(review.records.index)
        importing.undo(folder)
        assert held(folder) == before


def test_what_was_written_since_stays_when_an_import_is_undone(folder):
    take(folder, THREE)
    path = folder / "bibliography.bib"
    bibliography.write_bibliography(
        path, [bibliography.AppendEntry("@misc{mine, title = {Mine}}"), bibliography.SetField("gray_2001", "note", "seen")]
    )  # fmt: skip
    importing.undo(folder)
    records = litmatrix.open(folder).records
    assert list(records.index) == ["adams_2011", "clark_2012", "egan_2013", "gray_2001", "hall_1998", "mine"]
    assert records.loc["gray_2001", "note"] == "seen"


def test_entries_that_were_decided_on_changed_or_read_stop_the_undo_and_can_be_kept(folder):
    take(folder, THREE)
    first, second, third = (
        one for one in litmatrix.open(folder).records.index if one not in small_review.BIB
    )
    deciding.decide(litmatrix.open(folder), first, "include", "ann")
    bibliography.write_bibliography(
        folder / "bibliography.bib", [bibliography.SetField(second, "note", "mine")]
    )
    before = held(folder)
    with pytest.raises(NotSaved, match=f"{first} was screened; {second} was changed"):
        importing.undo(folder)
    assert held(folder) == before and litmatrix.open(folder).problems == ()
    found = importing.undo(folder, keep=True)
    assert found.removed == (third,) and found.search == "stays: 2 records still name it"
    records = litmatrix.open(folder).records
    assert third not in records.index and records.loc[first, "origin"] == "pm"


def test_a_search_that_was_changed_since_stays(folder):
    take(folder, THREE)
    path = folder / "review.toml"
    path.write_text(path.read_text().replace('file = "pubmed.nbib"', 'file = "pubmed.nbib"\nquery = "mine"'))
    assert importing.undo(folder).search == "is kept: it was changed since"
    assert 'query = "mine"' in path.read_text()


def test_an_origin_that_another_search_was_added_to_loses_only_its_own(folder):
    again = export(
        record("Peers", author="Adams, Zoë and Brown, B.", year="2011", doi="10.1000/x1", journal=""),
        name="x.ris",
    )
    take(folder, again)
    bibliography.write_bibliography(folder / "bibliography.bib", [bibliography.SetField("adams_2011", "origin", "db, pm, hand")])  # fmt: skip
    importing.undo(folder)
    assert litmatrix.open(folder).records.loc["adams_2011", "origin"] == "db, hand"


# --- crashes, two people --------------------------------------------------------------------------------


class Killed(BaseException):
    pass


@pytest.mark.parametrize("at", range(1, 5))
def test_an_import_that_was_killed_is_seen_and_taken_back(folder, monkeypatch, at):
    before, planned = held(folder), importing.plan(litmatrix.open(folder), [THREE], "pm")
    stop_at(monkeypatch, at)
    with contextlib.suppress(Killed):
        importing.apply(folder, planned)
    monkeypatch.undo()
    problems = [one.check for one in litmatrix.open(folder).problems]
    if at == 1:
        assert problems == [] and held(folder) == before
        return
    assert problems == ["unfinished-import"]
    assert "unfinished-import" in {one.check for one in checking.check(litmatrix.open(folder)).problems}
    with pytest.raises(NotSaved, match="fix this first"):
        importing.apply(folder, planned)
    importing.undo(folder)
    assert held(folder) == before and litmatrix.open(folder).problems == ()
    assert counts(take(folder, THREE).intake) == [(3, 3, 0, 0)]


@pytest.mark.parametrize("at", range(1, 4))
def test_an_undo_that_was_killed_is_taken_up_again(folder, monkeypatch, at):
    before = held(folder)
    take(folder, THREE)
    stop_at(monkeypatch, at)
    with contextlib.suppress(Killed):
        importing.undo(folder)
    monkeypatch.undo()
    assert [one.check for one in litmatrix.open(folder).problems] == ["unfinished-import"]
    importing.undo(folder)
    assert held(folder) == before and litmatrix.open(folder).problems == ()


def stop_at(monkeypatch, number: int) -> None:
    """Make the process stop before its `number`th write, and every write after it."""
    writes = []

    def write(path, data):
        writes.append(path)
        if len(writes) >= number:
            raise Killed
        store_write(path, data)

    store_write = store.write
    monkeypatch.setattr(store, "write", write)


def test_an_import_that_cannot_be_written_whole_is_taken_back_at_once(folder, monkeypatch):
    before, planned = held(folder), importing.plan(litmatrix.open(folder), [THREE], "pm")

    def write(path, data):
        if path.name == "review.toml" and data != before[1]:
            raise NotSaved("the disk is full")
        store_write(path, data)

    store_write = store.write
    monkeypatch.setattr(store, "write", write)
    with pytest.raises(NotSaved, match="full"):
        importing.apply(folder, planned)
    monkeypatch.undo()
    assert held(folder) == before and litmatrix.open(folder).problems == ()
    with pytest.raises(Misuse, match="no import to undo"):
        importing.undo(folder)


def test_a_bibliography_that_was_changed_meanwhile_is_looked_at_again(folder):
    planned = importing.plan(litmatrix.open(folder), [THREE], "pm")
    path = folder / "bibliography.bib"
    bibliography.write_bibliography(path, [bibliography.SetField("gray_2001", "note", "x")])
    importing.apply(folder, planned)  # makes no difference to it
    other = importing.plan(litmatrix.open(folder), [export(record("Fifth"))], "pm")
    bibliography.write_bibliography(path, [bibliography.AppendEntry("@misc{Smith_2019_fifth, title = {x}}")])
    before = held(folder)
    with pytest.raises(ChangedOutside, match="Look at it again"):
        importing.apply(folder, other)
    assert held(folder) == before


def test_two_processes_that_import_at_once_take_turns(folder, tmp_path):
    program = tmp_path / "both.py"
    program.write_text(
        "import sys; from litmatrix.cli import main\nsys.exit(main(['import', *sys.argv[1:], '--yes', '--folder', '.']))\n"
    )
    for name in ("a", "b"):
        rows = "".join(
            f"TY  - JOUR\nTI  - Work {name} {n}\nAU  - Both, B\nPY  - 2020\nDO  - 10.1/{name}{n}\nER  - \n\n"
            for n in range(30)
        )
        (tmp_path / f"{name}.ris").write_text(rows)
    running = [
        subprocess.Popen([sys.executable, str(program), str(tmp_path / f"{name}.ris")], cwd=folder, env=dict(os.environ))
        for name in ("a", "b", "a")
    ]  # fmt: skip
    assert [one.wait() for one in running] == [0, 0, 0]
    review = litmatrix.open(folder)
    assert review.problems == () and len(review.records) == 5 + 60
    assert sorted(review.records["origin"]).count("a") == sorted(review.records["origin"]).count("b") == 30
    assert {one.id for one in review.protocol.searches} == {"db", "a", "b"}
    importing.undo(folder)
    importing.undo(folder)
    assert held(folder)[0].decode() == small_review.BIB


# --- history/ -------------------------------------------------------------------------------------------


def test_the_undo_of_themes_passes_an_import_over(folder):
    operations.apply(folder, lambda plan, rows: themes.add(plan, rows, "new", "New"))
    take(folder, THREE)
    entries, problems = history.read_history(folder / "history")
    assert [one.change for one in entries] == ["add"] and problems == ()
    operations.undo(folder)
    assert len(importlog.read_imports(folder / "history")[0]) == 1
    assert litmatrix.open(folder).problems == ()
    assert litmatrix.open(folder).with_new_matrix().problems == ()
    importing.undo(folder)
    assert matrix.read_matrix(folder / "matrix.csv").problems == ()


def test_a_record_of_an_import_reads_back_as_it_was_written_and_a_broken_one_is_a_problem(folder):
    done = take(folder, THREE, search="db", hits=8)
    (one,), problems = importlog.read_imports(folder / "history")
    assert problems == () and one.whole
    assert (one.added, one.tail, one.hunks, one.table) == (
        done.entry.added, done.entry.tail, done.entry.hunks, {"hits": (4, 8), "file": (None, "pubmed.nbib")},
    )  # fmt: skip
    assert one.files[0] == {**THREE_ACCOUNT}
    path = folder / "history" / f"{one.name}.json"
    path.with_name("x-import.json").write_text(json.dumps({"format": 2}))
    path.with_name(f"{one.name} (1).json").write_text(path.read_text())
    told = [problem.message for problem in importlog.read_imports(folder / "history")[1]]
    assert len(told) == 2 and "second version" in told[0] and "not a record of an import" in told[1]
    with pytest.raises(NotSaved, match="fix this first"):
        importing.undo(folder)


THREE_ACCOUNT = {
    "name": "pubmed.nbib", "format": "pubmed", "encoding": "utf-8", "declared": 3, "new": 3, "again": 0, "reported": 0,
}  # fmt: skip


def test_an_empty_review_and_an_empty_export(tmp_path):
    folder = small_review.empty(tmp_path / "review").folder
    before = held(folder)
    done = take(folder, export())
    assert counts(done.intake) == [(0, 0, 0, 0)] and done.intake.made
    take(folder, THREE)
    assert len(litmatrix.open(folder).records) == 3
    importing.undo(folder)
    importing.undo(folder)
    assert held(folder) == before


def test_imports_of_one_second_have_times_of_their_own(folder):
    times = [take(folder, export(record(f"Work {n}"))).entry.time for n in range(3)]
    assert len(set(times)) == 3
