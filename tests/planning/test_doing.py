"""Changes of the protocol done, and undone: the bytes of before, and what others wrote meanwhile."""

from __future__ import annotations

import contextlib

import pytest
import small_review
from making import criterion, decided, entry, review, sound, write_review

import litmatrix
from litmatrix import checking, decisions, planning
from litmatrix.errors import Misuse, NotSaved
from litmatrix.planning import doing, values
from litmatrix.protocol import toml
from litmatrix.screening import deciding
from litmatrix.screening.queues import find_queue
from litmatrix.vocabulary import MATRIX, PROTOCOL


def table(folder, name, id=""):
    file = toml.loads((folder / PROTOCOL).read_text(encoding="utf-8"))
    found = file if not name else file.get(name, {})
    if id != "":
        found = next(one for at, one in enumerate(found) if id in (at, one.get("id")))
    return values.shown(name, found)


def set_members(folder, name, id="", effect="", **given):
    was = table(folder, name, id)
    asked = {"op": "set", "table": name, "id": id, "shown": was, "given": given, "effect": effect}
    return planning.change(litmatrix.open(folder), asked, "ann")


def held(folder):
    return (folder / PROTOCOL).read_bytes(), (folder / MATRIX).read_bytes()


ONE_EACH = [
    {"op": "add", "table": "searches", "given": {"id": "web", "kind": "website", "source": "A blog", "date": "2026-05-01"}},
    {"op": "add", "table": "criteria", "given": {"id": "uk", "include": "UK", "check": {"field": "title", "contains": "UK"}}},
    {"op": "add", "table": "descriptors", "given": {"id": "setting", "type": "choice", "values": [{"value": "ward"}]}},
    {"op": "add", "table": "rounds", "given": {"id": "pilot", "purpose": "pilot", "stage": "screening", "size": "20"}},
    {"op": "add", "table": "claims", "given": {"text": "We had 3", "value": "3", "count": "included"}},
    {"op": "add", "table": "findings", "given": {"id": "f", "statement": "It helps.", "theme": "peer", "coherence": "minor", "why": "x"}},
    {"op": "add", "table": "accepted", "given": {"check": "no-locator", "key": ["adams_2011"], "why": "a web page"}},
    {"op": "order", "table": "criteria", "ids": ["full", "date"], "shown": ["date", "full"]},
    {"op": "set", "table": "about", "given": {"authors": "Ann\nBob", "aims": "To see.\n\nAnd learn."}},
    {"op": "set", "table": "agree", "given": {"screening": "2"}},
    {"op": "set", "table": "keys", "given": {"include": "y"}},
    {"op": "set", "table": "highlight", "given": {"include": "peer*\nworker"}},
    {"op": "set", "table": "", "given": {"reviewers": ["ann", "bob"]}},
    {"op": "divide", "table": "divide", "stage": "eligibility", "people": ["ann", "bob"], "number": 2},
]  # fmt: skip


@pytest.mark.parametrize("asked", ONE_EACH, ids=lambda asked: f"{asked['op']} {asked['table']}")
def test_each_section_can_be_changed_reads_without_a_new_problem_and_comes_back_to_the_byte(tmp_path, asked):
    small_review.make(tmp_path)
    before, known = held(tmp_path), {str(one) for one in litmatrix.open(tmp_path).problems}
    assert planning.change(litmatrix.open(tmp_path), asked, "ann").whole
    assert held(tmp_path) != before
    assert {str(one) for one in litmatrix.open(tmp_path).problems} == known
    assert planning.undo(tmp_path, "ann").undone_by == "ann"
    assert held(tmp_path) == before


def test_nothing_to_do_writes_nothing(tmp_path):
    small_review.make(tmp_path)
    assert set_members(tmp_path, "", title="A small review") is None
    assert not (tmp_path / "history").exists()


def test_a_new_word_for_a_criterion_makes_decisions_of_the_same_day_due_again(tmp_path):
    write_review(tmp_path, **sound())
    set_members(tmp_path, "criteria", "year", effect="narrowed", include="from 2012")
    assert find_queue(litmatrix.open(tmp_path), "due", "ann") == ("a_2010", "c_2012")


def test_changes_are_taken_back_one_by_one_from_the_last(tmp_path):
    small_review.make(tmp_path)
    states = [held(tmp_path)]
    for title in ("One", "Two"):
        set_members(tmp_path, "", title=title)
        states.append(held(tmp_path))
    assert [planning.undo(tmp_path).what for _ in range(2)] == ["review: title", "review: title"]
    assert held(tmp_path) == states[0]
    with pytest.raises(Misuse, match="there is no change of the protocol to undo"):
        planning.undo(tmp_path)


def test_what_others_wrote_since_stays_when_a_change_is_taken_back(tmp_path):
    small_review.make(tmp_path)
    set_members(tmp_path, "searches", "db", source="Medline")
    path = tmp_path / PROTOCOL
    path.write_bytes(
        path.read_bytes().replace(b"hits = 4", b"hits = 5  # counted anew").replace(b"A small", b"A large")
    )
    planning.undo(tmp_path)
    assert table(tmp_path, "searches", "db")["source"] == "PsycInfo"
    assert b"hits = 5  # counted anew" in path.read_bytes()
    assert b"A large" in path.read_bytes()


def test_a_member_that_was_changed_since_is_not_taken_back_over(tmp_path):
    small_review.make(tmp_path)
    set_members(tmp_path, "searches", "db", source="Medline")
    path = tmp_path / PROTOCOL
    path.write_bytes(path.read_bytes().replace(b"Medline", b"Embase"))
    before = path.read_bytes()
    with pytest.raises(NotSaved, match="searches db source was changed since then"):
        planning.undo(tmp_path)
    assert path.read_bytes() == before


def test_a_column_that_was_filled_since_is_not_taken_out(tmp_path):
    small_review.make(tmp_path)
    planning.change(litmatrix.open(tmp_path), ONE_EACH[2], "ann")
    path = tmp_path / MATRIX
    path.write_bytes(path.read_bytes().replace(b"adams_2011,academic,,", b"adams_2011,academic,ward,", 1))
    before = held(tmp_path)
    with pytest.raises(NotSaved, match="adams_2011, column setting"):
        planning.undo(tmp_path)
    assert held(tmp_path) == before


def test_what_would_be_a_problem_is_not_written(tmp_path):
    small_review.make(tmp_path)
    before = held(tmp_path)
    for asked, message in [
        ({"op": "add", "table": "searches", "given": {"id": "x", "kind": "dream"}}, "the kind is dream"),
        ({"op": "add", "table": "descriptors", "given": {"id": "peer"}}, "already has this name"),
        ({"op": "set", "table": "agree", "given": {"screening": "0"}}, "must be a whole number from 1"),
        ({"op": "set", "table": "keys", "given": {"include": "e"}}, "have the same key"),
    ]:
        with pytest.raises(NotSaved, match=message):
            planning.change(litmatrix.open(tmp_path), asked)
    assert held(tmp_path) == before


def test_a_broken_protocol_is_not_changed(tmp_path):
    small_review.make(tmp_path, toml="title = “curly”\n")
    with pytest.raises(NotSaved, match="fix this first"):
        planning.change(litmatrix.open(tmp_path), {"op": "set", "table": "", "given": {"title": "x"}})


@pytest.mark.parametrize(("asked", "message"), [
    ({"op": "remove", "table": "criteria", "id": "year"}, "1 exclusion names year as the reason"),
    ({"op": "remove", "table": "searches", "id": "db"}, "4 records were found by the search db"),
    ({"op": "remove", "table": "rounds", "id": "pilot"}, "1 decision was made in the round pilot"),
    ({"op": "remove", "table": "descriptors", "id": "size"}, "the check of the criterion big uses size"),
    ({"op": "remove", "table": "searches", "id": "web"}, "the search again repeats it"),
    ({"op": "set", "table": "", "given": {"reviewers": "bob"}}, "ann made 6 decisions here and cannot be deleted"),
])  # fmt: skip
def test_nothing_goes_that_something_names(tmp_path, asked, message):
    values = sound()
    events = [*values["events"], decided("ann", "d_2013", "screening", "include", round="pilot")]
    rounds = [{"id": "pilot", "purpose": "pilot", "stage": "screening", "size": 1}]
    searches = [*values["searches"], {"id": "again", "kind": "website", "updates": "web"}]
    criteria = [*values["criteria"], criterion("big", {"field": "size", "from": 5})]
    write_review(
        tmp_path, **{**values, "events": events, "rounds": rounds, "searches": searches, "criteria": criteria}
    )
    with pytest.raises(Misuse, match=message):
        planning.change(litmatrix.open(tmp_path), asked)


# --- a reviewer's name ---


def test_a_reviewer_takes_decisions_files_and_what_names_them_along(tmp_path):
    values = sound()
    events = [
        *values["events"],
        decided("consensus", "d_2013", "screening", "include", note="agreed (recorded by ann)"),
        decided("automation", "d_2013", "screening", "exclude", "year", note="run by ann"),
    ]
    history = [{"time": "2026-01-01", "change": "add", "to": ["costs"], "by": "ann", "why": "seen"}]
    write_review(tmp_path, **{**values, "events": events[:5], "theme_history": history})
    decisions.append_events(tmp_path / "decisions" / "ann@desk.jsonl", events[5:])
    decisions.append_events(
        tmp_path / "decisions" / "ann@laptop.jsonl", [decided("ann", "d_2013", "coding", "read")]
    )
    before = litmatrix.open(tmp_path)
    planning.change(litmatrix.open(tmp_path), {"op": "rename", "old": "ann", "new": "Ann Adams"}, "ann")
    after = litmatrix.open(tmp_path)
    assert sorted(path.name for path in (tmp_path / "decisions").iterdir() if path.suffix == ".jsonl") == [
        "Ann Adams@desk.jsonl", "Ann Adams@laptop.jsonl",
    ]  # fmt: skip
    assert after.problems == before.problems
    assert after.protocol.reviewers == ("Ann Adams", "bob")
    assert after.protocol.theme_history[0].by == "Ann Adams"
    assert after.matrix.at["a_2010", "costs"] == "none 2026-11-22 Ann Adams"
    assert set(after.decisions["reviewer"]) == {"Ann Adams", "consensus", "automation"}
    assert [note for note in after.decisions["note"] if note] == [
        "agreed (recorded by Ann Adams)",
        "run by Ann Adams",
    ]
    assert after.decisions["id"].tolist() == before.decisions["id"].tolist()
    assert planning.people(after) == {"Ann Adams": 6}
    planning.undo(tmp_path)
    back = litmatrix.open(tmp_path)
    assert back.decisions.drop(columns=["file"]).equals(before.decisions.drop(columns=["file"]))
    assert (tmp_path / "decisions" / "ann@desk.jsonl").exists()


@pytest.mark.parametrize(("old", "new", "message"), [
    ("ann", "bob", "bob is a reviewer already"),
    ("ann", "a/b", "cannot be a reviewer's name"),
    ("ann", "consensus", "consensus is not a person's name"),
    ("cyd", "dee", "there is no reviewer cyd; known: ann, bob"),
    ("ann", " ", "cannot be a reviewer's name"),
    ("ann", "\ud800", "half a character"),
    ("ann", "Bob", "Bob and bob would share one file on some computers"),
    ("ann", "Consensus", "Consensus is not a person's name"),
])  # fmt: skip
def test_a_name_that_cannot_be_is_refused(tmp_path, old, new, message):
    write_review(tmp_path, **sound())
    with pytest.raises(Misuse, match=message):
        planning.change(litmatrix.open(tmp_path), {"op": "rename", "old": old, "new": new})


@pytest.mark.parametrize(("names", "message"), [
    (["ann", "bob", "a/b"], "cannot be a reviewer's name"),
    (["ann", "bob", "x" * 121], "too long for a reviewer's name"),
    (["ann", "bob", "ANN"], "ANN and ann would share one file"),
    (["ann", "bob", "Zoe\u0308", "Zo\u00eb"], "would share one file"),
    (["ann", "bob", "cyd", "cyd"], "cyd is there twice"),
    ("ann\nbob\nautomation", "automation is not a person's name"),
])  # fmt: skip
def test_a_name_in_the_list_that_no_file_can_have_is_refused_when_it_is_given(tmp_path, names, message):
    write_review(tmp_path, **sound())
    with pytest.raises(Misuse, match=message):
        set_members(tmp_path, "", reviewers=names)


def test_a_name_is_this_persons_where_it_is_written_so_and_nobody_elses(tmp_path):
    values = sound()
    history = [{"time": "2026-01-01", "change": "add", "to": ["costs"], "by": " ann "}]
    write_review(tmp_path, **{**values, "reviewers": [" ann ", "Ann"], "theme_history": history})
    path = tmp_path / MATRIX
    path.write_bytes(
        path.read_bytes().replace(b"none 2026-11-22 ann", b'"NONE 2026-11-22 ann\r\nnone 2026-11-22 Ann"')
    )
    planning.change(litmatrix.open(tmp_path), {"op": "rename", "old": "ann", "new": "Zoe"})
    after = litmatrix.open(tmp_path)
    assert after.protocol.reviewers == ("Zoe", "Ann")
    assert after.protocol.theme_history[0].by == "Zoe"
    assert after.matrix.at["a_2010", "costs"] == "NONE 2026-11-22 Zoe\r\nnone 2026-11-22 Ann"


def test_a_reviewer_whose_file_has_a_line_that_is_not_read_keeps_the_name_until_that_is_mended(tmp_path):
    write_review(tmp_path, **sound())
    path = tmp_path / "decisions" / "ann@desk.jsonl"
    path.write_bytes(path.read_bytes() + b'{"id": "torn')
    with pytest.raises(NotSaved, match="fix this first"):
        planning.change(litmatrix.open(tmp_path), {"op": "rename", "old": "ann", "new": "Ann Adams"})
    assert path.exists()


def test_what_the_changes_come_to_passes_the_checks(tmp_path):
    write_review(tmp_path, entries=[entry("a_2010", title="T", author="Adams, A", year="2010")])
    for asked in ONE_EACH[:3]:
        planning.change(litmatrix.open(tmp_path), asked, "ann")
    assert [
        one for one in checking.check(litmatrix.open(tmp_path)).problems if one.severity != "warning"
    ] == []


RENAME = {"op": "rename", "old": "ann", "new": "Zoe"}


def decided_files(folder):
    return {path.name: path.read_bytes() for path in (folder / "decisions").glob("*.jsonl")}


def test_a_file_of_decisions_that_another_program_wrote_comes_back_to_the_byte(tmp_path):
    write_review(tmp_path, **sound())
    path = tmp_path / "decisions" / "ann@desk.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n\r\n"))
    before = decided_files(tmp_path)
    planning.change(litmatrix.open(tmp_path), RENAME)
    planning.undo(tmp_path)
    assert decided_files(tmp_path) == before
    planning.change(litmatrix.open(tmp_path), RENAME)
    new = decided("Zoe", "d_2013", "coding", "read")
    decisions.append_events(tmp_path / "decisions" / "Zoe@desk.jsonl", [new])
    planning.undo(tmp_path)
    assert set(litmatrix.open(tmp_path).decisions["reviewer"]) == {"ann"}
    assert len(litmatrix.open(tmp_path).decisions) == 6


def test_decisions_follow_a_name_in_whatever_file_they_stand(tmp_path):
    write_review(tmp_path, **sound())
    there = tmp_path / "decisions"
    (there / "ann@desk.jsonl").rename(there / "merged.jsonl")
    before = decided_files(tmp_path)
    planning.change(litmatrix.open(tmp_path), RENAME)
    assert set(litmatrix.open(tmp_path).decisions["reviewer"]) == {"Zoe"}
    planning.undo(tmp_path)
    assert decided_files(tmp_path) == before


def test_a_new_name_that_stopped_among_the_files_goes_back_whole(tmp_path):
    """As after a crash: of the old files one is gone, the other not yet; and somebody went on under the new name."""
    write_review(tmp_path, **sound())
    there = tmp_path / "decisions"
    decisions.append_events(there / "ann@laptop.jsonl", [decided("ann", "d_2013", "coding", "read")])
    before = decided_files(tmp_path)
    planning.change(litmatrix.open(tmp_path), RENAME)
    (there / "ann@laptop.jsonl").write_bytes(before["ann@laptop.jsonl"])
    decisions.append_events(there / "Zoe@laptop.jsonl", [decided("Zoe", "a_2010", "coding", "read")])
    next((tmp_path / "history").glob("*.whole.json")).unlink()
    planning.undo(tmp_path)
    after = decided_files(tmp_path)
    assert sorted(after) == ["ann@desk.jsonl", "ann@laptop.jsonl"]
    assert after["ann@desk.jsonl"] == before["ann@desk.jsonl"]
    assert after["ann@laptop.jsonl"].startswith(before["ann@laptop.jsonl"])
    assert set(litmatrix.open(tmp_path).decisions["reviewer"]) == {"ann"}
    assert len(litmatrix.open(tmp_path).decisions) == 7


def test_a_name_that_no_file_can_have_can_be_made_one_that_can(tmp_path):
    write_review(tmp_path, **{**sound(), "reviewers": ["ann", "b/c"]})
    planning.change(litmatrix.open(tmp_path), {"op": "rename", "old": "b/c", "new": "bc"})
    assert litmatrix.open(tmp_path).protocol.reviewers == ("ann", "bc")


def test_whoever_works_elsewhere_under_the_former_name_is_told_and_nothing_is_recorded(tmp_path):
    write_review(tmp_path, **sound())
    elsewhere = litmatrix.open(tmp_path)
    planning.change(litmatrix.open(tmp_path), RENAME)
    before = decided_files(tmp_path)
    with pytest.raises(Misuse, match=r"ann is not among the reviewers of review\.toml: Zoe, bob"):
        deciding.decide(elsewhere, "d_2013", "include", "ann")
    with pytest.raises(Misuse, match="ann is not among the reviewers"):
        deciding.withdraw(
            elsewhere, "ann", tuple(decisions.parse_decisions(before["Zoe@desk.jsonl"], "x")[0][:1])
        )
    assert decided_files(tmp_path) == before


def test_a_decision_that_came_while_a_change_waited_for_its_locks_is_seen(tmp_path, monkeypatch):
    values = sound()
    write_review(tmp_path, **{**values, "criteria": [*values["criteria"], criterion("late")]})
    real = doing._locked

    @contextlib.contextmanager
    def slow(*given):
        with real(*given):
            event = decided("bob", "d_2013", "screening", "exclude", "late")
            decisions.append_events(tmp_path / "decisions" / "bob@desk.jsonl", [event])
            yield

    monkeypatch.setattr(doing, "_locked", slow)
    asked = {"op": "remove", "table": "criteria", "id": "late", "shown": table(tmp_path, "criteria", "late")}
    with pytest.raises(Misuse, match="1 exclusion names late as the reason"):
        planning.change(litmatrix.open(tmp_path), asked)


# --- taken back, after others wrote ---


def write_protocol(folder, change):
    path = folder / PROTOCOL
    path.write_bytes(change(path.read_bytes()))
    return path.read_bytes()


CLAIM = b'[[claims]]\ntext = "%b"\nvalue = 12\n\n'


def test_an_entry_without_an_id_is_found_again_by_what_it_says_when_others_came_before_it(tmp_path):
    small_review.make(
        tmp_path, toml=small_review.TOML.replace('id = "sources"\n', "").replace('id = "pages"\n', "")
    )
    before = (tmp_path / PROTOCOL).read_bytes()
    set_members(tmp_path, "claims", 1, value="13")
    first, here = CLAIM % b"first", b'[[claims]]\ntext = "4'
    write_protocol(tmp_path, lambda data: data.replace(here, first + here))
    planning.undo(tmp_path)
    assert (tmp_path / PROTOCOL).read_bytes() == before.replace(here, first + here)


@pytest.mark.parametrize("asked", [
    {"op": "add", "table": "claims", "given": {"text": "We had 3", "value": "12"}},
    {"op": "remove", "table": "claims", "id": 0},
], ids=["added", "removed"])  # fmt: skip
def test_an_entry_without_an_id_comes_or_goes_though_another_was_added_behind_it(tmp_path, asked):
    small_review.make(
        tmp_path, toml=small_review.TOML.replace('id = "sources"\n', "").replace('id = "pages"\n', "")
    )
    before = (tmp_path / PROTOCOL).read_bytes()
    planning.change(litmatrix.open(tmp_path), {**asked, "shown": table(tmp_path, "claims", 0)})
    write_protocol(tmp_path, lambda data: data + b"\n" + CLAIM % b"last")
    planning.undo(tmp_path)
    assert (tmp_path / PROTOCOL).read_bytes() == before + b"\n" + CLAIM % b"last"


def test_no_other_entry_without_an_id_is_changed_in_the_place_of_one_that_moved_and_was_changed(tmp_path):
    small_review.make(
        tmp_path, toml=small_review.TOML.replace('id = "sources"\n', "").replace('id = "pages"\n', "")
    )
    set_members(tmp_path, "claims", 1, value="13")
    moved = b'text = "first"\nvalue = 1\n\n[[claims]]\ntext = "second"\nvalue = 13  # another\n\n[[claims]]\ntext = "4'
    here = b'text = "4'
    now = write_protocol(
        tmp_path, lambda data: data.replace(here, moved).replace(b"value = 13\n", b"value = 13   # x\n")
    )
    with pytest.raises(NotSaved, match="not undone"):
        planning.undo(tmp_path)
    assert (tmp_path / PROTOCOL).read_bytes() == now


def test_what_was_wrong_with_an_entry_is_no_hindrance_to_its_coming_back(tmp_path):
    small_review.make(
        tmp_path,
        toml=small_review.TOML + '\n[[rounds]]\nid = "r"\npurpose = "p"\nstage = "screening"\nsise = 3\n',
    )
    before = held(tmp_path)
    shown = table(tmp_path, "rounds", "r")
    planning.change(litmatrix.open(tmp_path), {"op": "remove", "table": "rounds", "id": "r", "shown": shown})
    planning.undo(tmp_path)
    assert held(tmp_path) == before


def test_what_others_built_on_an_entry_keeps_it(tmp_path):
    small_review.make(tmp_path)
    planning.change(
        litmatrix.open(tmp_path),
        {"op": "add", "table": "searches", "given": {"id": "web", "kind": "website"}},
    )
    now = write_protocol(
        tmp_path, lambda data: data + b'\n[[searches]]\nid = "again"\nkind = "website"\nupdates = "web"\n'
    )
    with pytest.raises(NotSaved, match="it is an update of web, but there is no such search"):
        planning.undo(tmp_path)
    assert (tmp_path / PROTOCOL).read_bytes() == now


def test_everybody_is_who_is_listed_and_who_decided():
    events = [decided("bob", "a", "screening", "include"), decided("consensus", "a", "screening", "include")]
    made = review([entry("a")], events, reviewers=["ann"])
    assert planning.everybody(made) == {"ann": 0, "bob": 1}
    assert planning.people(made) == {"bob": 1}
