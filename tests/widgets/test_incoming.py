"""Many full texts at once: matched, looked over, stored in one act, undone as one; and what is missing."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from incoming_folder import TITLES, by_doi, by_title, made
from making import entry, write_review
from pdfs import page, pdf

import litmatrix
from litmatrix import screening
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import fulltexts, store
from litmatrix.review import Review
from litmatrix.screening import deciding
from litmatrix.widgets.fulltexts import logic, missing
from litmatrix.widgets.fulltexts.logic import BROKEN, CHOOSE, LEFT, READY, SAME, Incoming

pytest.importorskip("pypdfium2")

A, B, C, D, E = "adams_2011", "clark_2012", "egan_2013", "gray_2014", "hall_2015"


@pytest.fixture
def folder(tmp_path):
    return made(tmp_path / "review")


def incoming(folder: Path, files: dict[str, bytes], person: str = "ann") -> Incoming:
    """Files that came in and were read."""
    found = Incoming(litmatrix.open(folder), person)
    given = folder.parent / "given"
    given.mkdir(exist_ok=True)
    for number, (name, data) in enumerate(files.items()):
        path = given / f"{number}.pdf"
        path.write_bytes(data)
        found.add(name, path)
    while not found.look():
        pass
    return found


def listed(found: Incoming) -> dict[str, tuple[str, str, bool]]:
    return {one.name: (found.state(one), one.key, one.ticked) for one in found.files}


def number(found: Incoming, name: str) -> int:
    return next(one.number for one in found.files if one.name == name)


def row(found: Incoming, name: str) -> dict:
    return found.row(found.file(number(found, name)))


def there(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "fulltext").glob("[!.]*")}


def standing(review: Review, stage: str = "retrieval") -> list[tuple[str, str, str]]:
    now = screening.standing(review)
    now = now[now["stage"] == stage]
    return sorted(zip(now["key"], now["reviewer"], now["decision"], strict=True))


def three() -> dict[str, bytes]:
    """One by its name, one by a DOI, one by its title."""
    return {
        f"{A}.pdf": pdf([page("words")]),
        "download (7).pdf": by_doi("10.1000/jmh.1"),
        "1-s2.0-S014067.pdf": by_title(C, "Άρης Παπάς"),
    }


def test_three_files_are_matched_stored_marked_and_undone_as_one(folder):
    found = incoming(folder, three())
    assert listed(found) == {
        f"{A}.pdf": (READY, A, True), "download (7).pdf": (READY, B, True), "1-s2.0-S014067.pdf": (READY, C, True),
    }  # fmt: skip
    assert [row(found, name)["why"].split(",")[0] for name in three()] == [
        "the file is named as the key", "DOI 10.1000/jmh.1 on page 1", "its title is in the words of page 1",
    ]  # fmt: skip
    assert row(found, "download (7).pdf")["place"] == f"fulltext/{B}.pdf"
    assert found.retrievable() == (A, B, C)
    done = found.store(retrieved=True)
    assert [one.outcome for one in done.act.files] == ["stored"] * 3
    assert (done.retrieved, done.why, found.files) == (3, "", [])
    assert there(folder) == dict(zip((f"{A}.pdf", f"{B}.pdf", f"{C}.pdf"), three().values(), strict=True))
    assert standing(found.review) == [
        (A, "ann", "retrieved"), (B, "ann", "retrieved"), (C, "ann", "retrieved"), (D, "ann", "requested"),
    ]  # fmt: skip
    own = deciding.own_events(found.review, "ann")
    assert len({one.batch for one in own if one.decision == "retrieved"}) == 1
    time, told, own = found.undoable()
    assert (told, own) == (f"3 files saved {time[:10]} by ann", True)
    assert Incoming(found.review, "ann").undoable() == (time, told, False)
    assert found.undo() == "Undone: 3 files removed again. “Retrieved” was undone for 3 records."
    assert there(folder) == {}
    assert standing(found.review) == [(D, "ann", "requested")]
    with pytest.raises(Misuse, match="there is nothing to undo"):
        found.undo()


def test_undoing_touches_nothing_else(folder):
    found = incoming(folder, three())
    fulltexts.keep(folder, D, "x.pdf", b"own")
    found.store(retrieved=True)
    (folder / "fulltext" / f"{A}.pdf").write_bytes(b"with notes")
    deciding.decide(found.review.current(), A, "include", "ann", "eligibility")
    told = found.undo()
    assert told.startswith(f"Undone: 2 files removed again. fulltext/{A}.pdf was kept: it was changed since.")
    assert there(folder) == {f"{A}.pdf": b"with notes", f"{D}.pdf": b"own"}
    assert standing(found.review, "eligibility") == [(A, "ann", "include"), (E, "ann", "include")]


def test_another_person_takes_the_files_back_and_not_what_somebody_else_decided(folder):
    found = incoming(folder, three())
    found.store(retrieved=True)
    other = Incoming(found.review, "bob")
    assert other.undo().endswith(
        "“Retrieved” was recorded by ann, and is kept: only ann can undo it, at the screening card."
    )
    assert there(folder) == {}
    assert len(standing(other.review)) == 4


def test_only_records_that_wait_at_retrieval_are_marked(folder):
    found = incoming(folder, {f"{key}.pdf": key.encode() for key in (A, D, E)})
    for one in found.files:
        found.tick(one.number, True)
    # D was requested, and E is decided at full text already.
    assert found.retrievable() == (A, D)
    assert found.store(retrieved=True).retrieved == 2


def test_files_stand_where_decisions_cannot_be_recorded_and_that_is_told(folder):
    found = incoming(folder, three())
    (folder / "decisions" / "bob@desk.jsonl").write_bytes(b'{"torn": "line"')
    done = found.store(retrieved=True)
    assert len(done.act.stored) == 3
    assert done.why.startswith(
        "The files are saved, but “retrieved” was not recorded: nothing was done: fix this first."
    )
    with pytest.raises(NotSaved):
        found.review.require_whole()


def test_without_a_name_nothing_is_marked_and_nothing_stored_half(folder):
    found = incoming(folder, three(), person="")
    with pytest.raises(Misuse, match="enter your name"):
        found.store(retrieved=True)
    assert not (folder / "fulltext").exists()
    assert len(found.store().act.stored) == 3
    assert standing(found.review) == [(D, "ann", "requested")]


def test_what_is_ambiguous_unmatched_or_not_at_the_stage_waits_for_a_person(folder):
    found = incoming(
        folder,
        {
            "unknown.pdf": pdf([page("nothing that is known")]),
            "two.pdf": pdf([page("10.1000/jmh.0", "10.1000/jmh.1")]),
            "out_2001.pdf": pdf([page("out")]),
            "late_2020.pdf": pdf([page("late")]),
        },
    )
    assert listed(found) == {
        "unknown.pdf": (CHOOSE, "", False), "two.pdf": (CHOOSE, "", False),
        "out_2001.pdf": (CHOOSE, "out_2001", False), "late_2020.pdf": (CHOOSE, "late_2020", False),
    }  # fmt: skip
    assert [one["key"] for one in row(found, "two.pdf")["candidates"]] == [A, B]
    assert (
        row(found, "out_2001.pdf")["note"]
        == "the record is not at the full-text stage: excluded at title and abstract"
    )
    assert row(found, "late_2020.pdf")["note"].endswith("to do: title and abstract")
    found.everything = True
    found.look(0)
    assert listed(found)["late_2020.pdf"] == (READY, "late_2020", True)
    found.choose(number(found, "two.pdf"), B)
    assert (listed(found)["two.pdf"], row(found, "two.pdf")["why"]) == (
        (READY, B, True),
        "DOI 10.1000/jmh.1 on page 1",
    )
    found.choose(number(found, "unknown.pdf"), D)
    assert row(found, "unknown.pdf")["why"] == "chosen by you"
    found.choose(number(found, "unknown.pdf"), "")
    assert listed(found)["unknown.pdf"] == (LEFT, "", False)
    with pytest.raises(Misuse, match="has no entry nobody"):
        found.choose(number(found, "two.pdf"), "nobody")
    with pytest.raises(Misuse, match="first choose the record"):
        found.tick(number(found, "unknown.pdf"), True)
    with pytest.raises(Misuse, match="no longer in the list"):
        found.tick(99, True)


def test_broken_encrypted_and_empty_files_are_told_by_name_and_stop_no_other(folder):
    found = incoming(
        folder,
        {
            "empty.pdf": b"", "cut.pdf": b"%PDF-1.7 cut", "locked.pdf": pdf([page("x")], encrypted=True),
            "login.pdf": b"<html>", f"{B}.pdf": pdf([page("x")], encrypted=True), f"{A}.pdf": pdf([page("words")]),
        },
    )  # fmt: skip
    assert {name: state for name, (state, *_) in listed(found).items()} == {
        "empty.pdf": BROKEN, "cut.pdf": BROKEN, "locked.pdf": BROKEN, "login.pdf": BROKEN, f"{B}.pdf": CHOOSE, f"{A}.pdf": READY,
    }  # fmt: skip
    for name, words in (
        ("empty.pdf", "0 bytes"),
        ("cut.pdf", "damaged"),
        ("locked.pdf", "encrypted"),
        (f"{B}.pdf", "password"),
    ):
        assert words in row(found, name)["note"]
    with pytest.raises(Misuse, match=r"empty\.pdf: the file is empty"):
        found.choose(number(found, "empty.pdf"), A)
    # One that a person can open with its password may be kept all the same.
    found.tick(number(found, f"{B}.pdf"), True)
    assert len(found.store().act.stored) == 2


def test_a_file_that_is_there_is_replaced_or_kept_only_when_a_person_says_so(folder):
    fulltexts.keep(folder, A, "x.pdf", b"older")
    fulltexts.keep(folder, B, "x.pdf", three()["download (7).pdf"])
    found = incoming(folder, three())
    name = f"{A}.pdf"
    assert listed(found)[name] == (CHOOSE, A, False)
    assert (row(found, name)["there"], row(found, "download (7).pdf")["state"]) == ("other", SAME)
    with pytest.raises(Misuse, match="another file is there already: choose"):
        found.tick(number(found, name), True)
    with pytest.raises(Misuse, match="saved already"):
        found.tick(number(found, "download (7).pdf"), True)
    found.say_how(number(found, name), "beside")
    assert (row(found, name)["place"], row(found, name)["state"]) == (f"fulltext/{A} (2).pdf", READY)
    found.say_how(number(found, name), "replace")
    assert row(found, name)["place"] == f"fulltext/{A}.pdf"
    found.store()
    assert there(folder)[name] == three()[name]
    assert found.undo() == "Undone: 1 file removed again, 1 older file brought back."
    assert there(folder)[name] == b"older"


def test_two_files_of_one_record_and_one_file_twice_are_seen(folder):
    first = pdf([page("words")])
    found = incoming(
        folder, {f"{A}.pdf": first, "again.pdf": first, f"{A} (1).pdf": pdf([page("other words")])}
    )
    assert listed(found) == {
        f"{A}.pdf": (READY, A, True), "again.pdf": (CHOOSE, "", False), f"{A} (1).pdf": (CHOOSE, A, False),
    }  # fmt: skip
    assert row(found, "again.pdf")["note"] == f"the same file as {A}.pdf."
    assert row(found, f"{A} (1).pdf")["note"] == f"{A}.pdf is for the same record."


def test_a_file_that_could_not_be_stored_stays_in_the_list(folder, monkeypatch):
    found = incoming(folder, three())
    write = store.write

    def full(path, data):
        if path.name == f"{A}.pdf":
            raise NotSaved(f"{path}: not saved: the disk is full.")
        write(path, data)

    monkeypatch.setattr(store, "write", full)
    done = found.store(retrieved=True)
    assert [one.outcome for one in done.act.files] == ["failed", "stored", "stored"]
    assert (done.retrieved, [one.name for one in found.files]) == (2, [f"{A}.pdf"])


def test_a_folder_is_looked_through_with_those_below_it(folder):
    given = folder.parent / "papers"
    (given / "below" / ".hidden").mkdir(parents=True)
    for place in ("a.pdf", "below/b.PDF", "below/.hidden/c.pdf", ".d.pdf", "notes.txt"):
        (given / place).write_bytes(b"x")
    found = Incoming(litmatrix.open(folder), "ann")
    assert found.add_folder(str(given)) == 2
    assert [one.name for one in found.files] == ["a.pdf", "b.PDF"]
    with pytest.raises(Misuse, match="there is no PDF in it that is not already in the list"):
        found.add_folder(f" {given} ")
    for named in ("", "nowhere", str(given / "a.pdf"), "\0"):
        with pytest.raises(Misuse, match="there is no such folder"):
            found.add_folder(named)


def test_looking_stops_where_a_person_says_so(folder):
    found = Incoming(litmatrix.open(folder), "ann")
    for number in range(5):
        path = folder.parent / f"{number}.pdf"
        path.write_bytes(pdf([page("x")]))
        found.add(path.name, path)
    assert (found.look(0), found.looked) == (False, 1)
    assert (found.stop(), len(found.files)) == (4, 1)


def test_records_are_searched_by_any_of_their_words(folder):
    found = Incoming(litmatrix.open(folder), "ann")
    for words, keys in (
        ("zoe hope", [A]), ("10.1000/jmh.1", [B]), ("παπας", [C]), ("gray_2014", [D]), ("2014 roles", [D]), ("nothing", []), ("  ", []),
    ):  # fmt: skip
        assert [one["key"] for one in found.search(words)] == keys
    # Those that count come first.
    assert [one["key"] for one in found.search("one a")][-1] in ("late_2020", "out_2001")
    assert found.search("hope")[0]["stands"] == "to do: retrieval"


def test_files_are_matched_by_name_alone_where_pdfs_cannot_be_read(folder, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)
    found = incoming(
        folder,
        {**three(), "Clark - 2012 - What supervision means to people with lived experience.pdf": b"%PDF x"},
    )
    states = [state for state, *_ in listed(found).values()]
    assert states[0] == READY and states[3] == READY
    assert set(states[1:3]) == {CHOOSE}


# --- what is missing ---


def test_what_is_missing_is_listed_with_where_it_may_be_had(folder):
    fulltexts.keep(folder, A, "x.pdf", b"1")
    review = litmatrix.open(folder)
    rows = missing.find_missing(review)
    assert [(one.key, one.doi, one.stands, one.retrieval) for one in rows] == [
        (B, "https://doi.org/10.1000/jmh.1", "to do: retrieval", "not requested yet"),
        (C, "https://doi.org/10.1000/jmh.2", "to do: retrieval", "not requested yet"),
        (D, "https://doi.org/10.1000/jmh.3", "to do: retrieval", "requested"),
        (E, "https://doi.org/10.1000/jmh.4", "included", "decided at full text, but the file is not here"),
    ]
    assert rows[0].reference == "Clark and Dow 2012"
    assert [one.key for one in missing.find_missing(review, everything=True)][-2:] == [
        "out_2001",
        "late_2020",
    ]


def test_the_list_is_copied_and_written_without_what_a_spreadsheet_would_run(tmp_path):
    folder = tmp_path / "review"
    write_review(
        folder,
        [
            entry(
                "a_1",
                title="=cmd|' /C calc'!A0",
                author="Eve, E.",
                year="2001",
                url="javascript:alert(1)",
                doi="10.1/x y",
            )
        ],
    )
    review = litmatrix.open(folder)
    text = missing.as_text(missing.find_missing(review, True))
    assert text.split("\n")[1].startswith("Eve 2001\t'=cmd|")
    written = missing.export(review, True)
    data = (folder / "out" / "full-texts-missing.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    (one,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert one["Title"].startswith("'=cmd|") and one["URL"] == ""
    assert (written.files[0].name, written.files[0].holds) == ("out/full-texts-missing.csv", "1 record")


def test_a_review_with_nothing_has_nothing_missing(tmp_path):
    folder = tmp_path / "review"
    write_review(folder)
    review = litmatrix.open(folder)
    assert (missing.find_missing(review), missing.wanted(review, True)) == ((), ())
    assert missing.as_text(()).count("\n") == 1


def test_a_file_stays_where_it_is_in_the_list_while_a_person_works_on_it(folder):
    found = incoming(folder, {**three(), "scan.pdf": pdf([page("nothing")]), "empty.pdf": b""})
    order = ["scan.pdf", "empty.pdf", *three()]
    assert [one.name for one in found.of_state("")] == order
    found.choose(number(found, "scan.pdf"), D)
    found.tick(number(found, f"{A}.pdf"), False)
    assert [one.name for one in found.of_state("")] == order
    assert [one.name for one in found.of_state(LEFT)] == [f"{A}.pdf"]


def test_a_record_that_goes_or_gets_another_key_meanwhile_takes_no_file_with_it(folder):
    found = incoming(folder, {f"{A}.pdf": by_title(A, "Adams"), f"{B}.pdf": by_title(B, "Clark")})
    bib = folder / "bibliography.bib"
    text = bib.read_text(encoding="utf-8")
    text = text.replace(f"{{{A},", f"{{adams_new,\n  ids = {{{A}}},").replace(f"{{{B},", "{another,", 1)
    bib.write_text(text.replace(TITLES[B], "Something else"), encoding="utf-8")
    told = f"the record of {B}.pdf is no longer in the bibliography; nothing was saved. Look at the list as it is now."
    with pytest.raises(Misuse, match=re.escape(told)):
        found.store()
    assert not (folder / "fulltext").exists()
    assert [(name, key, ticked) for name, (_, key, ticked) in listed(found).items()] == [
        (f"{A}.pdf", "adams_new", True),
        (f"{B}.pdf", "", False),
    ]
    assert [row(found, name)["place"] for name in listed(found)] == ["fulltext/adams_new.pdf", ""]
    found.store()
    assert list(there(folder)) == ["adams_new.pdf"]


def test_a_folder_with_a_whole_disk_below_it_is_not_looked_through(folder, monkeypatch):
    monkeypatch.setattr(logic, "MOST_LOOKED", 20)
    found = incoming(folder, {})
    place = folder.parent / "disk"
    for number in range(30):
        (place / f"{number}").mkdir(parents=True)
    with pytest.raises(Misuse, match=r"more than 20 files lie below it. Add its subfolders one by one"):
        found.add_folder(str(place))
    assert found.files == []
