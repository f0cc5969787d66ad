"""What happens at the duplicate desk, without a browser; what is found is given by hand."""

from __future__ import annotations

import pytest
from making import distinct, duplicate, entry, write_review

import litmatrix
from litmatrix import duplicates, screening
from litmatrix.duplicates import Found, Pair, settling
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import store
from litmatrix.screening import deciding
from litmatrix.widgets.duplicates.logic import DecidedElsewhere, Group, Pairing, Taken

KEYS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
SURE = (("a", "b", "c"), ("d", "e"))
DOUBTFUL = (("c", "f"), ("g", "h"), ("i", "j"))


@pytest.fixture(autouse=True)
def found(monkeypatch):
    """Give two sure groups and three doubtful pairs, without what was decided."""

    def find(records, decided=(), held=None):
        gone = {key for key, _, decision in decided if decision == "duplicate"}
        parted = {frozenset(pair[:2]) for pair in decided if pair[2] == "distinct"}
        sure = tuple(group for group in SURE if not gone & set(group) and set(group) <= set(records.index))
        pairs = (
            pair for pair in DOUBTFUL if not gone & set(pair) and frozenset(pair) not in parted and set(pair) <= set(records.index)
        )  # fmt: skip
        return Found(sure, tuple(Pair(*pair, 0.5, "alike") for pair in pairs))

    monkeypatch.setattr(duplicates, "find_duplicates", find)


def make(folder, events=(), **fields):
    entries = [
        entry(key, title=f"Title {key}", year="2010", **fields.get(key, {})) for key in KEYS if key != "j"
    ]
    return write_review(
        folder, [*entries, entry("j", title="Title j", abstract="Text.", doi="10.1000/j")], events
    )


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path / "review")


@pytest.fixture
def pairing(folder):
    return Pairing(litmatrix.open(folder), "ann")


def standing(folder):
    return [(pair.key, pair.other, pair.decision) for pair in screening.pairs(litmatrix.open(folder))]


def shown(pairing):
    now = pairing.shown
    return now and (now.key, now.other)


def decide(pairing, decision):
    return pairing.decide(*shown(pairing), decision)


# --- the sure ones ----------------------------------------------------------------------------------------------------


def test_the_sure_groups_are_listed_first_page_by_page(pairing):
    assert pairing.view == "sure"
    assert (pairing.count, pairing.ready) == (2, 2)
    assert pairing.groups(0, 1) == (Group(("a", "b", "c"), False, False),)
    assert pairing.groups(1, 1) == (Group(("d", "e"), False, False),)
    assert pairing.groups(2, 1) == ()


def test_the_groups_are_settled_by_one_act_and_undone_as_one(pairing, folder):
    events = pairing.settle_sure()
    assert {event.batch for event in events} != {""} and len({event.batch for event in events}) == 1
    assert standing(folder) == [("b", "a", "duplicate"), ("c", "a", "duplicate"), ("e", "d", "duplicate")]
    assert (pairing.count, pairing.view) == (0, "doubtful")
    assert len(pairing.undo()) == 3
    assert standing(folder) == []
    assert (pairing.count, pairing.view) == (2, "sure")
    assert pairing.undo() == ()


def test_a_group_that_is_taken_out_is_asked_about_pair_by_pair_before_the_others(pairing, folder):
    assert pairing.take_out(0, "b") is True
    assert (pairing.count, pairing.ready) == (2, 1)
    assert pairing.groups(0, 1)[0].out
    pairing.settle_sure()
    assert standing(folder) == [("e", "d", "duplicate")]
    assert shown(pairing) == ("a", "b")
    decide(pairing, "distinct")
    assert shown(pairing) == ("a", "c")
    decide(pairing, "duplicate")
    # b and c are not asked about: c is a now, and a is distinct from b.
    assert pairing.shown[:2] == ("a", "f")
    assert standing(folder) == [("e", "d", "duplicate"), ("a", "b", "distinct"), ("c", "a", "duplicate")]


def test_a_group_is_put_back(pairing):
    before = list(pairing.asked)
    pairing.take_out(0, "a")
    assert len(pairing.asked) == len(before) + 3
    assert pairing.take_out(0, "a") is False
    assert (pairing.asked, pairing.ready) == (before, 2)


def test_the_pair_that_is_shown_stays_while_a_group_is_taken_out(pairing):
    pairing.turn("doubtful")
    pairing.go(1)
    assert shown(pairing) == ("g", "h")
    pairing.take_out(0, "a")
    assert shown(pairing) == ("g", "h")


def test_another_record_of_a_group_can_be_kept(pairing, folder):
    pairing.keep(1, "e")
    assert pairing.groups(1, 1) == (Group(("e", "d"), False, True),)
    pairing.take_out(0, "a")
    pairing.settle_sure()
    assert standing(folder) == [("d", "e", "duplicate")]


def test_a_press_on_a_list_that_changed_does_nothing(pairing):
    for act in (pairing.take_out, pairing.keep):
        with pytest.raises(Misuse, match="the list has changed"):
            act(0, "d")
        with pytest.raises(Misuse, match="the list has changed"):
            act(5, "a")
    pairing.take_out(1, "d")
    with pytest.raises(Misuse, match="pair by pair"):
        pairing.keep(1, "e")


def test_what_was_decided_elsewhere_is_shown_before_all_are_settled(pairing, folder):
    deciding.decide(pairing.now, "e", "distinct", "bob", "identification", other="d")
    with pytest.raises(DecidedElsewhere, match="Look at the list again"):
        pairing.settle_sure()
    assert standing(folder) == [("e", "d", "distinct")]
    assert [group.out for group in pairing.groups(0, 9)] == [False, True]
    pairing.settle_sure()
    assert len(standing(folder)) == 3


def test_nothing_left_to_settle_is_said(pairing):
    pairing.settle_sure()
    with pytest.raises(Misuse, match="no group is left"):
        pairing.settle_sure()


def test_a_pair_decided_before_the_groups_are_settled_is_followed(pairing, folder):
    pairing.turn("doubtful")
    assert shown(pairing) == ("c", "f")
    pairing.flip() if pairing.shown.kept == "c" else None
    decide(pairing, "duplicate")
    pairing.turn("sure")
    pairing.settle_sure()
    removed, circles = screening.duplicates(litmatrix.open(folder))
    assert circles == ()
    assert {removed.get(key, key) for key in "abcf"} == {pairing._settled.end("a")}


# --- the doubtful ones ------------------------------------------------------------------------------------------------


def test_the_fuller_record_is_kept_and_the_other_by_choice(pairing, folder):
    pairing.turn("doubtful")
    pairing.go(2)
    assert (shown(pairing), pairing.shown.kept, pairing.shown.best) == (("i", "j"), "j", "j")
    pairing.flip()
    assert pairing.shown.kept == "i"
    decide(pairing, "duplicate")
    assert standing(folder) == [("j", "i", "duplicate")]


def test_a_choice_holds_for_the_pair_it_was_made_for(pairing):
    pairing.turn("doubtful")
    first = pairing.shown.kept
    pairing.flip()
    pairing.go(1)
    pairing.go(-1)
    assert pairing.shown.kept == first


def test_a_decision_is_on_disk_before_the_next_pair_is_shown(pairing, folder):
    pairing.turn("doubtful")
    for number in range(3):
        assert len(standing(folder)) == number
        decide(pairing, "distinct")
    assert pairing.shown is None
    assert dict(pairing.progress()) == {"total": 3, "done": 3, "left": 0}
    assert standing(folder) == [("c", "f", "distinct"), ("g", "h", "distinct"), ("i", "j", "distinct")]


def test_a_decision_for_another_pair_than_the_one_shown_is_refused(pairing, folder):
    pairing.turn("doubtful")
    with pytest.raises(Misuse, match="not the pair that is shown"):
        pairing.decide("g", "h", "distinct")
    with pytest.raises(Misuse, match="not the pair that is shown"):
        pairing.decide("c", "f", "duplicate", kept="x")
    assert standing(folder) == []


def test_a_decision_that_cannot_be_written_leaves_the_pair(pairing, folder, monkeypatch):
    def full(path, data):
        raise NotSaved("the disk is full")

    pairing.turn("doubtful")
    monkeypatch.setattr(store, "append", full)
    with pytest.raises(NotSaved):
        decide(pairing, "distinct")
    assert shown(pairing) == ("c", "f")
    assert pairing.progress()["left"] == 3


def test_pairs_that_were_passed_over_come_again_at_the_end(pairing):
    pairing.turn("doubtful")
    pairing.go(1)
    decide(pairing, "distinct")
    decide(pairing, "distinct")
    assert shown(pairing) == ("c", "f")
    pairing.go(5)
    assert pairing.shown is None
    pairing.go(1)
    assert shown(pairing) == ("c", "f")


def test_the_record_kept_stands_for_one_that_was_merged_and_the_reason_is_of_the_two_shown(pairing, folder):
    pairing.settle_sure()
    now = pairing.shown
    assert (now.key, now.other, now.stands_for) == ("a", "f", (("c", "a"),))
    assert pairing.why() == tuple(duplicates.explain(pairing.review.records, [("a", "f")])[0][2:])
    decide(pairing, "distinct")
    assert standing(folder)[-1] == ("a", "f", "distinct")
    assert pairing.progress()["left"] == 2
    pairing.go(-1)
    assert (shown(pairing), pairing.shown.decided.decision) == (("a", "f"), "distinct")


def test_a_pair_that_became_one_work_through_others_is_passed_over_and_says_so(folder):
    review = litmatrix.open(folder)
    pairing = Pairing(review, "ann")
    deciding.decide(review, "g", "duplicate", "bob", "identification", other="a")
    deciding.decide(review, "h", "duplicate", "bob", "identification", other="a")
    assert pairing.refresh() is True
    pairing.turn("doubtful")
    decide(pairing, "distinct")
    assert shown(pairing) == ("i", "j")
    pairing.go(-1)
    assert (shown(pairing), pairing.shown.both_are) == (("g", "h"), "a")


def test_a_decision_is_changed_by_going_back(pairing, folder):
    pairing.turn("doubtful")
    decide(pairing, "duplicate")
    pairing.go(-1)
    kept = pairing.shown.kept
    pairing.flip()
    decide(pairing, "duplicate")
    assert standing(folder) == [(kept, ({"c", "f"} - {kept}).pop(), "duplicate")]
    pairing.go(-1)
    decide(pairing, "distinct")
    assert [one[2] for one in standing(folder)] == ["distinct"]
    for left in ("duplicate", "duplicate", None):
        pairing.undo()
        assert [one[2] for one in standing(folder)] == ([left] if left else [])


@pytest.mark.parametrize("reviewer", ["ann", "bob"])
def test_what_was_decided_elsewhere_is_noticed_and_shown(pairing, folder, reviewer):
    pairing.turn("doubtful")
    deciding.decide(pairing.now, "c", "duplicate", reviewer, "identification", other="f")
    with pytest.raises(DecidedElsewhere, match=rf"duplicate \(decisions/{reviewer}@.*:1\)"):
        decide(pairing, "distinct")
    assert standing(folder) == [("c", "f", "duplicate")]
    assert (shown(pairing), pairing.shown.decided.decision) == (("c", "f"), "duplicate")
    decide(pairing, "distinct")
    assert standing(folder) == [("c", "f", "distinct")]


def test_what_was_decided_elsewhere_on_other_pairs_does_not_disturb(pairing, folder):
    pairing.turn("doubtful")
    deciding.decide(pairing.now, "g", "distinct", "bob", "identification", other="h")
    decide(pairing, "distinct")
    assert shown(pairing) == ("i", "j")
    assert len(standing(folder)) == 2


def test_what_somebody_writes_while_a_decision_is_recorded_is_read(pairing, folder, monkeypatch):
    pairing.turn("doubtful")
    record = settling.settle_pair

    def slow(*given, **more):
        deciding.decide(pairing.now, "g", "distinct", "bob", "identification", other="h")
        return record(*given, **more)

    monkeypatch.setattr(settling, "settle_pair", slow)
    decide(pairing, "distinct")
    assert shown(pairing) == ("i", "j")


def test_undo_shows_the_pair_again(pairing):
    pairing.turn("doubtful")
    decide(pairing, "distinct")
    decide(pairing, "duplicate")
    assert [event.decision for event in pairing.undo()] == ["duplicate"]
    assert shown(pairing) == ("g", "h")
    assert [event.decision for event in pairing.undo()] == ["distinct"]
    assert (shown(pairing), pairing.shown.decided) == (("c", "f"), None)


def test_undo_of_an_act_from_before_finds_again_what_it_was_about(tmp_path):
    folder = make(tmp_path / "review")
    Pairing(litmatrix.open(folder), "ann").settle_sure()
    later = Pairing(litmatrix.open(folder), "ann")
    assert (later.count, later.view) == (0, "doubtful")
    later.undo()
    assert (later.count, later.view) == (2, "sure")


# --- fields -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def bare(pairing):
    """The desk with i and j, of which i is kept by choice; it lacks the abstract and the DOI."""
    pairing.turn("doubtful")
    pairing.go(2)
    pairing.flip()
    return pairing


def test_missing_fields_are_listed_taken_and_given_back_to_the_byte(bare, folder):
    path = folder / "bibliography.bib"
    before = path.read_bytes()
    assert bare.missing() == {"abstract": "Text.", "doi": "10.1000/j"}
    assert bare.take(["abstract"]) == Taken("i", "j", ("abstract",))
    records = litmatrix.open(folder).records
    assert (records.at["i", "abstract"], records.at["i", "taken"]) == ("Text.", "abstract from j")
    assert bare.missing() == {"doi": "10.1000/j"}
    assert (bare.record("i")["abstract"], bare.shown.kept) == ("Text.", "i")
    decide(bare, "duplicate")
    bare.undo()
    assert bare.undo() == Taken("i", "j", ("abstract",))
    assert path.read_bytes() == before
    assert bare.record("i")["abstract"] == ""
    assert standing(folder) == []


def test_what_is_not_missing_is_not_taken(bare, folder):
    before = (folder / "bibliography.bib").read_bytes()
    for fields in ([], ["title"], ["abstract", "origin"], ["nothing"]):
        with pytest.raises(Misuse, match="already has this field"):
            bare.take(fields)
    decide(bare, "distinct")
    bare.go(2)
    bare.flip()
    with pytest.raises(Misuse, match="not duplicates; nothing was copied"):
        bare.take(["doi"])
    assert (folder / "bibliography.bib").read_bytes() == before


def test_fields_that_were_changed_since_are_not_given_back_and_the_act_before_is_undone_next(bare, folder):
    path = folder / "bibliography.bib"
    bare.go(-1)
    decide(bare, "distinct")
    bare.flip()
    bare.take(["abstract"])
    path.write_text(path.read_text().replace("abstract = {Text.}", "abstract = {Other.}", 1))
    text = path.read_text()
    with pytest.raises(Misuse, match="changed since"):
        bare.undo()
    assert path.read_text() == text
    assert [event.decision for event in bare.undo()] == ["distinct"]


def test_biblatex_names_of_a_field_that_is_there_are_not_missing(tmp_path):
    folder = make(tmp_path / "review", g={"journal": "J", "date": "2010-01"}, h={"journaltitle": "J"})
    pairing = Pairing(litmatrix.open(folder), "ann")
    pairing.turn("doubtful")
    pairing.go(1)
    if pairing.shown.kept == "h":
        pairing.flip()
    assert pairing.missing() == {}


# --- the edges --------------------------------------------------------------------------------------------------------


def test_an_empty_review_has_nothing_to_settle(tmp_path):
    pairing = Pairing(litmatrix.open(write_review(tmp_path / "empty")), "ann")
    assert (pairing.view, pairing.count, pairing.shown, pairing.missing(), pairing.why()) == (
        "doubtful", 0, None, {}, (0.0, ""),
    )  # fmt: skip
    assert dict(pairing.progress()) == {"total": 0, "done": 0, "left": 0}
    pairing.go(1)
    pairing.go(-1)
    pairing.flip()
    assert pairing.undo() == ()


def test_what_was_settled_before_is_not_asked_again(tmp_path):
    events = [duplicate("e", "d"), distinct("g", "h", "bob")]
    pairing = Pairing(litmatrix.open(make(tmp_path / "review", events)), "ann")
    assert pairing.groups(0, 9) == (Group(("a", "b", "c"), False, False),)
    assert [(one.key, one.other) for one in pairing.asked] == [("c", "f"), ("i", "j")]


def test_records_in_a_circle_are_all_kept(tmp_path):
    events = [duplicate("g", "h"), duplicate("h", "i"), duplicate("i", "g"), duplicate("f", "g")]
    pairing = Pairing(litmatrix.open(make(tmp_path / "review", events)), "ann")
    removed, _ = screening.duplicates(pairing.review)
    assert {key: pairing._settled.end(key) for key in KEYS} == {key: removed.get(key, key) for key in KEYS}


def test_there_is_no_third_list(pairing):
    with pytest.raises(Misuse, match="no list"):
        pairing.turn("other")


# --- what was screened ----------------------------------------------------------------------------------------------


def coded(folder, *keys):
    for key in keys:
        deciding.decide(litmatrix.open(folder), key, "include", "bob")
    return Pairing(litmatrix.open(folder), "ann")


def test_the_record_that_was_decided_on_is_kept_of_a_pair_though_the_other_is_fuller(folder):
    pairing = coded(folder, "i")
    pairing.turn("doubtful")
    pairing.go(1), pairing.go(1)
    assert (shown(pairing), pairing.shown.kept, pairing.shown.best) == (("i", "j"), "i", "i")
    assert pairing.held(("i", "j")) == {"i": "include at title and abstract by bob", "j": ""}
    assert sorted(pairing.missing()) == ["abstract", "doi"]
    decide(pairing, "duplicate")
    assert standing(folder) == [("j", "i", "duplicate")]


def test_one_that_was_decided_on_goes_only_when_that_is_said_twice(folder):
    pairing = coded(folder, "i", "j")
    pairing.turn("doubtful")
    pairing.go(1), pairing.go(1)
    assert (pairing.shown.kept, pairing.shown.gone) == ("j", "i")
    with pytest.raises(
        Misuse, match="i has include at title and abstract by bob, which would no longer count"
    ):
        decide(pairing, "duplicate")
    pairing.flip()
    with pytest.raises(Misuse, match="j has include at title and abstract by bob"):
        decide(pairing, "duplicate")
    assert standing(folder) == []
    decide(pairing, "duplicate")
    assert standing(folder) == [("j", "i", "duplicate")]
    pairing.undo()
    pairing.flip()
    with pytest.raises(Misuse, match="j has include at title and abstract by bob"):
        decide(pairing, "duplicate")


def test_a_row_that_is_coded_meanwhile_counts_too(folder):
    pairing = Pairing(litmatrix.open(folder), "ann")
    pairing.turn("doubtful")
    pairing.go(1), pairing.go(1)
    (folder / "matrix.csv").write_text("key,role\ni,they said\n")
    with pytest.raises(Misuse, match="i has a matrix row with 1 excerpt"):
        decide(pairing, "duplicate")
    assert standing(folder) == []


def test_a_sure_group_does_not_lose_what_was_decided_on(folder):
    pairing = coded(folder, "a")
    with pytest.raises(Misuse, match=r"a has include at title and abstract by bob\. Set the group aside"):
        pairing.keep(0, "b")
    deciding.decide(litmatrix.open(folder), "b", "exclude", "bob")
    with pytest.raises(
        Misuse, match="b has exclude at title and abstract by bob, which would no longer count"
    ):
        pairing.settle_sure()
    assert standing(folder) == []


def test_what_was_recorded_is_so_though_the_files_cannot_be_read_again(pairing, folder, monkeypatch):
    pairing.turn("doubtful")
    real = deciding.decide

    def decide_and_break(*given, **more):
        event = real(*given, **more)
        (folder / "decisions").rename(folder / "away")
        (folder / "decisions").write_text("no folder")
        return event

    monkeypatch.setattr(deciding, "decide", decide_and_break)
    assert [event.decision for event in decide(pairing, "distinct")] == ["distinct"]
    (folder / "decisions").unlink()
    (folder / "away").rename(folder / "decisions")
    assert standing(folder) == [("c", "f", "distinct")]
    assert shown(pairing) == ("g", "h")


def test_nothing_is_settled_while_a_line_of_the_decisions_is_set_aside(folder):
    pairing = Pairing(litmatrix.open(folder), "ann")
    (folder / "decisions").mkdir(exist_ok=True)
    (folder / "decisions" / "bob@desk.jsonl").write_text('{"id":"1","time"')
    with pytest.raises(NotSaved, match=r"fix this first\. decisions/bob@desk\.jsonl:1"):
        pairing.settle_sure()
    pairing.turn("doubtful")
    with pytest.raises(NotSaved, match="fix this first"):
        decide(pairing, "duplicate")
    assert standing(folder) == []
