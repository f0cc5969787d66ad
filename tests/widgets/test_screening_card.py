"""The Python side of the screening card, driven by the messages that the page sends."""

from __future__ import annotations

import json
import re

import platformdirs
import pytest
from making import criterion, decided, distinct, entry, search, write_review

import litmatrix
from litmatrix import decisions, screening, widgets
from litmatrix.decisions.log import Event
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import store
from litmatrix.screening import deciding
from litmatrix.widgets.screening.desk import ScreeningCard

HOSTILE = "<img src=x onerror=alert(1)>"
KEYS = {
    "reviewer", "stage_label", "decisions", "keys", "words", "reasons", "reason_asked", "reason_required", "files", "progress",
    "position", "length", "saved", "message", "answers", "can_undo", "empty", "narrow", "options", "card", "who", "labels", "corrected",
}  # fmt: skip


@pytest.fixture(autouse=True)
def config(monkeypatch, tmp_path_factory):
    place = tmp_path_factory.mktemp("config")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(place))
    return place


@pytest.fixture
def folder(tmp_path):
    return write_review(
        tmp_path,
        [
            entry(
                "r0",
                title="Peers",
                author="Adams, Ann and Brown, Bob",
                year="2005",
                journal="J",
                volume="3",
                number="2",
                doi="10.1/x",
            ),
            entry("r1", title="Wages", year="2012", type="book"),
            entry("r2", title="Peers"),
            entry("web", title="A blog", origin="web"),
        ],
        searches=[search("db", source="PubMed"), search("web", "website")],
        criteria=[criterion("year", {"field": "year", "from": 2010}), criterion("topic", stage="screening")],
        rounds=[{"id": "pilot", "purpose": "pilot", "stage": "screening", "seed": 1, "size": 1}],
        highlight={"include": ["peer*"], "exclude": ["wage"]},
    )


def made(folder, reviewer="ann", *arguments, **narrow):
    return widgets.screening_card(litmatrix.open(folder), reviewer, *arguments, **narrow)


def told(made, /, buffers=(), **message):
    """Send one message, as the page does, and return what the page is shown then."""
    before = made.state
    made._answer(None, message, list(buffers))
    assert made.state != before, "the page waits for a new state after each message"
    json.dumps(made.state)
    return made.state


def decide(card, decision, **members):
    shown = card.state["card"]
    return told(card, act="decide", card=shown["id"], key=shown["key"], decision=decision, **members)


def stored(folder):
    table = screening.standing(litmatrix.open(folder))
    return table[["reviewer", "key", "decision", "reason", "note"]].apply(tuple, axis=1).tolist()


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_the_state_says_all_that_the_page_shows(folder):
    state = made(folder).state
    assert set(state) == KEYS
    assert (state["reviewer"], state["stage_label"], state["position"], state["length"]) == (
        "ann",
        "title and abstract",
        0,
        3,
    )
    assert state["decisions"] == [
        {"decision": "include", "label": "Include", "key": "i"},
        {"decision": "exclude", "label": "Exclude", "key": "e"},
        {"decision": "maybe", "label": "Maybe", "key": "m"},
    ]
    assert (state["words"], state["saved"]) == (
        {"include": ["peer*"], "exclude": ["wage"]},
        {"ok": True, "text": "nothing to save yet"},
    )
    assert state["narrow"] == {"stage": "screening", "queue": "pending", "words": "", "sort": "bibliography"}
    assert state["options"]["type_"] == [("", "any"), ("article", "article"), ("book", "book")]
    assert state["options"]["round_"] == [("", "none"), ("pilot", "pilot: pilot")]


def test_the_card_shows_the_record_with_its_criteria_and_twins(folder):
    card = made(folder).state["card"]
    assert {name: card[name] for name in ("key", "title", "authors", "more_authors", "where", "type", "links", "searches", "mine", "note", "fulltext")} == {
        "key": "r0", "title": "Peers", "authors": "Adams, Ann; Brown, Bob", "more_authors": 0, "where": "2005, J, 3(2)", "type": "article",
        "links": ["https://doi.org/10.1/x"], "searches": ["PubMed"], "mine": "", "note": "", "fulltext": "",
    }  # fmt: skip
    assert card["criteria"] == [
        {
            "id": "year",
            "include": "meets year",
            "exclude": "fails year",
            "verdict": "fails",
            "why": "year 2005 is before 2010",
        },
        {"id": "topic", "include": "meets topic", "exclude": "fails topic", "verdict": "", "why": ""},
    ]
    assert card["duplicates"] == []


def test_records_that_may_be_the_same_work_are_named_until_somebody_decided(tmp_path):
    entries = [
        entry("a", title="Peer support works", author="Adams, A", year="2001"),
        entry("b", title="Peer support works!", author="Brown, B"),
    ]
    assert made(write_review(tmp_path / "one", entries)).state["card"]["duplicates"] == [
        "Brown n.d.: Peer support works! (b)"
    ]
    assert (
        made(write_review(tmp_path / "two", entries, [distinct("a", "b")])).state["card"]["duplicates"] == []
    )


def test_a_descriptor_of_the_matrix_goes_before_the_entry_in_the_checks(tmp_path):
    write_review(
        tmp_path, [entry("a", year="2001")], cells={"a": {"year": "2015"}}, descriptors=[{"id": "year", "type": "number"}],
        criteria=[criterion("year", {"field": "year", "from": 2010})],
    )  # fmt: skip
    assert made(tmp_path).state["card"]["criteria"][0]["why"] == "year is 2015"


def test_many_authors_are_folded_away_and_long_texts_come_whole(tmp_path):
    people, words = " and ".join(f"Family{number}, Given" for number in range(2000)), "word " * 20_000
    write_review(tmp_path, [entry("a", title="T", author=people, abstract=words.strip())])
    card = made(tmp_path).state["card"]
    assert (card["authors"].count(";"), card["more_authors"], card["all_authors"].count(";")) == (
        11,
        1988,
        1999,
    )
    assert [(heading, len(text.split())) for heading, text in card["abstract"]] == [("", 20_000)]


def test_a_record_of_which_nothing_is_known_is_shown(tmp_path):
    card = made(write_review(tmp_path, [entry("a")])).state["card"]
    assert (card["title"], card["authors"], card["where"], card["abstract"], card["links"]) == (
        "",
        "",
        "no year",
        [],
        [],
    )


@pytest.mark.parametrize(
    "field",
    ["title", "author", "abstract", "keywords", "note", "url", "doi", "year", "journal", "number", "pages"],
)
def test_hostile_text_is_data_and_never_a_link(tmp_path, field):
    write_review(tmp_path, [entry("a", **{"title": "T", field: HOSTILE})])
    state = made(tmp_path).state
    assert HOSTILE in json.dumps(state["card"]) or field in ("url", "doi")
    assert state["card"]["links"] == []


@pytest.mark.parametrize(
    ("fields", "links"),
    [
        ({"url": "javascript:alert(1)"}, []),
        ({"url": " javascript:alert(1)//https://x.org"}, []),
        ({"url": "file:///etc/hostname"}, []),
        ({"url": "HTTPS://x.org/a"}, ["HTTPS://x.org/a"]),
        ({"doi": "https://doi.org/10.1/x", "url": "https://doi.org/10.1/x"}, ["https://doi.org/10.1/x"]),
        ({"doi": "doi:10.1/x"}, ["https://doi.org/10.1/x"]),
    ],
)
def test_only_web_addresses_are_links(tmp_path, fields, links):
    assert made(write_review(tmp_path, [entry("a", **fields)])).state["card"]["links"] == links


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_deciding_saves_and_shows_the_next(folder):
    card = made(folder)
    state = decide(card, "exclude", reason="year", note="old")
    assert stored(folder) == [("ann", "r0", "exclude", "year", "old")]
    assert (state["card"]["key"], state["can_undo"], state["message"]) == ("r1", True, "")
    assert state["saved"]["ok"] and re.fullmatch(r"saved \d\d:\d\d:\d\d", state["saved"]["text"])
    state = told(card, act="go", step=-1)
    assert (state["card"]["mine"], state["card"]["note"]) == ("Exclude: fails year", "old")


def test_a_press_meant_for_a_record_that_is_no_longer_shown_is_dropped(folder):
    card = made(folder)
    stale = card.state["card"]
    decide(card, "include")
    state = told(card, act="decide", card=stale["id"], key=stale["key"], decision="exclude")
    assert (state["card"]["key"], stored(folder)) == ("r1", [("ann", "r0", "include", "", "")])
    told(card, act="decide", key="r1", decision="exclude")
    assert len(stored(folder)) == 1


def test_the_key_of_another_record_is_refused(folder):
    card = made(folder)
    state = told(card, act="decide", card=card.state["card"]["id"], key="r1", decision="include")
    assert state["message"] == "Not done: another record is shown by now; nothing was recorded."
    assert stored(folder) == []


@pytest.mark.parametrize("act", ["delete", "", None, "__init__", "_undo"])
def test_acts_that_do_not_exist_do_nothing(folder, act):
    card = made(folder)
    state = told(card, act=act)
    assert state["message"].startswith("Not done: this page is older than litmatrix")
    assert (state["saved"]["ok"], stored(folder)) == (True, [])


def test_undo_says_what_was_undone(folder):
    card = made(folder)
    decide(card, "include")
    state = told(card, act="undo")
    assert (state["card"]["key"], state["message"]) == ("r0", "Undone: “Include” for Adams and Brown 2005.")
    assert told(card, act="undo")["message"] == "Nothing to undo."


def test_the_ends_of_the_queue_still_answer_the_page(folder):
    card = made(folder)
    assert told(card, act="go", step=-1)["position"] == 0
    for _ in range(5):
        state = told(card, act="go", step=1)
    assert (state["card"], state["empty"].split("\n")[0]) == (
        None,
        "End of the queue; 3 that you skipped are still to do.",
    )
    told(card, act="go", step=-1)
    while card.state["card"]:
        decide(card, "include")
    assert card.state["empty"].startswith("Done: nothing is left in this queue.")


def test_a_review_without_records_says_where_they_come_from(tmp_path):
    write_review(tmp_path / "empty", searches=[search()])
    assert (
        made(tmp_path / "empty").state["empty"]
        == "No record yet.\nImport search results, or add a source, above."
    )


def test_an_empty_queue_says_so(folder):
    assert made(folder, "ann", "screening", "conflicts").state["empty"].startswith("This queue is empty.")


def test_a_full_disk_is_shown_until_something_is_saved(folder, monkeypatch):
    def full(path, data):
        raise NotSaved(f"{path}: not saved: the disk is full.")

    card = made(folder)
    with monkeypatch.context() as patch:
        patch.setattr(store, "append", full)
        state = decide(card, "include")
        assert state["card"]["key"] == "r0"
        assert not state["saved"]["ok"] and re.fullmatch(
            "NOT SAVED: .*the disk is full.", state["saved"]["text"]
        )
        assert not told(card, act="go", step=1)["saved"]["ok"]
    told(card, act="go", step=-1)
    assert decide(card, "include")["saved"]["ok"]
    assert stored(folder) == [("ann", "r0", "include", "", "")]


def test_a_fault_of_litmatrix_is_shown_and_raised(folder, monkeypatch):
    card = made(folder)
    monkeypatch.setattr(card.sitting, "decide", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        decide(card, "include")
    assert card.state["saved"] == {
        "ok": False,
        "text": "NOT SAVED, because of an error in litmatrix: ZeroDivisionError: division by zero",
    }


def test_another_window_s_decision_is_told(folder):
    card = made(folder)
    decisions.append_events(card.sitting.path, [Event("ann", "r0", "screening", "maybe")])
    state = decide(card, "include")
    assert (state["card"]["key"], state["card"]["mine"]) == ("r0", "Maybe")
    assert (
        state["message"]
        == "Not done: you already decided on this record in another window (maybe). Decide again to change it."
    )
    assert decide(card, "include")["card"]["key"] == "r1"


# --- words, queues, files ---------------------------------------------------------------------------------------------


def test_words_are_added_on_the_spot(folder):
    card = made(folder)
    assert told(card, act="words", kind="include", words=["peer*", " lived experience ", ""])["words"] == {
        "include": ["peer*", "lived experience"], "exclude": ["wage"],
    }  # fmt: skip
    assert set(told(card, act="words", kind="other", words=["x"])["words"]) == {"include", "exclude"}


def test_the_queue_is_narrowed_and_a_round_goes_with_its_stage(folder):
    card = made(folder)
    assert told(card, act="narrow", name="type_", value="book")["card"]["key"] == "r1"
    told(card, act="narrow", name="type_", value="")
    assert told(card, act="narrow", name="round_", value="pilot")["length"] == 1
    state = told(card, act="narrow", name="stage", value="retrieval")
    assert (state["card"]["key"], "round_" in state["narrow"], state["message"]) == ("web", False, "")
    assert told(card, act="narrow", name="queue", value="urgent")["message"].startswith(
        "Not done: there is no queue urgent"
    )


def test_at_full_text_a_reason_is_required_and_all_criteria_are_there(folder):
    card = made(folder, "ann", "eligibility")
    assert (
        card.state["reason_required"],
        card.state["files"],
        [one["id"] for one in card.state["card"]["criteria"]],
    ) == (True, True, ["year", "topic"])
    assert decide(card, "exclude")["message"].startswith(
        "Not done: an exclusion at full text needs its reason"
    )
    assert decide(card, "exclude", reason="topic")["card"] is None


def test_a_full_text_is_put_into_the_folder_and_the_one_that_is_there_is_not_replaced_unasked(folder):
    card = made(folder, "ann", "retrieval")
    part = {"act": "text_part", "key": "web", "at": 0}
    told_, _ = asked_with(card, [b"%PDF"], **part, token="1", name="Talk.PDF", size=4)
    assert (told_["told"], card.state["card"]["fulltext"]) == (
        "Saved as fulltext/web.pdf.", "fulltext/web.pdf",
    )  # fmt: skip
    assert (folder / "fulltext" / "web.pdf").read_bytes() == b"%PDF"
    again, _ = asked_with(card, [b"other"], **part, token="2", name="x.pdf", size=5)
    assert (again["there"]["place"], again["there"]["size"]) == ("fulltext/web.pdf", 4)
    assert (folder / "fulltext" / "web.pdf").read_bytes() == b"%PDF"


def asked_with(card, buffers, **message):
    """What a question with data is answered with, and the buffers of the answer."""
    sent = []
    card.send = lambda content, buffers=None: sent.append((content, buffers))
    card._answer(None, {"asked": 1, **message}, buffers)
    return sent[-1]


def test_a_conflict_shows_both_decisions(folder):
    for name, decision in (("ann", "include"), ("bob", "exclude")):
        path = decisions.reviewer_file(folder / "decisions", name)
        decisions.append_events(path, [Event(name, "r0", "screening", decision, note=f"{name}'s")])
    card = made(folder, "ann", "screening", "conflicts")
    assert card.state["card"]["votes"] == [
        {"reviewer": "ann", "decision": "Include", "reason": "", "note": "ann's"},
        {"reviewer": "bob", "decision": "Exclude", "reason": "", "note": "bob's"},
    ]
    assert card.state["stage_label"] == "title and abstract, resolved by consensus"
    decide(card, "include")
    assert ("consensus", "r0", "include", "", "(recorded by ann)") in stored(folder)


def test_others_decisions_are_not_shown_outside_conflicts(folder):
    decisions.append_events(
        decisions.reviewer_file(folder / "decisions", "bob"),
        [Event("bob", "r1", "screening", "maybe", note="secret")],
    )
    card = made(folder, "ann", "screening", "all")
    told(card, act="go", step=1)
    assert (card.state["card"]["key"], "secret" in json.dumps(card.state), card.state["card"]["votes"]) == (
        "r1",
        False,
        [],
    )


# --- who, and again ---------------------------------------------------------------------------------------------------


def test_a_card_asks_who_decides_and_remembers(folder):
    card = made(folder, "")
    assert (card.state["ask"], card.state["card"]) == ([], None)
    for act in (
        {"act": "undo"},
        {"act": "go", "step": 1},
        {"act": "decide", "card": "x"},
        {"act": "narrow"},
        {"act": "label", "card": "x"},
    ):
        assert told(card, **act)["message"] == "Not done: first enter your name."
    assert told(card, act="name", name="a@b")["message"].startswith(
        "Not done: 'a@b' cannot be a reviewer's name"
    )
    assert told(card, act="name", name=" ann ")["reviewer"] == "ann"
    assert made(folder, "").state["reviewer"] == "ann"


def test_a_name_that_is_no_reviewer_of_the_protocol_is_misuse_and_a_remembered_one_is_not_taken(tmp_path):
    folder = write_review(tmp_path, [entry("a")], reviewers=["bob"])
    with pytest.raises(Misuse, match="ann is not among the reviewers"):
        made(folder, "ann")
    widgets.screening_card(litmatrix.open(folder), "bob")
    other = write_review(tmp_path / "other", [entry("a")], reviewers=["cy"])
    assert made(other, "").state["ask"] == ["cy"]


def test_a_name_that_cannot_be_remembered_does_not_keep_one_from_work(folder, monkeypatch, tmp_path):
    (tmp_path / "blocked").write_text("a file")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(tmp_path / "blocked"))
    card = made(folder)
    assert card.state["message"].startswith("the name could not be remembered")
    assert decide(card, "include")["card"]["key"] == "r1"


def test_running_the_cell_again_closes_the_earlier_card_and_goes_on(folder):
    first = made(folder)
    decide(first, "include")
    second = made(folder)
    assert (first.comm is None, second.comm is None) == (True, False)
    assert (second.state["card"]["key"], second.state["length"]) == ("r1", 2)


def test_a_queue_that_does_not_exist_is_misuse_and_leaves_the_earlier_card(folder):
    first = made(folder)
    with pytest.raises(Misuse):
        made(folder, "ann", "screening", "urgent")
    assert first.comm is not None
    assert isinstance(first, ScreeningCard) and "run this cell" in repr(first)


def test_keys_can_be_changed(tmp_path):
    state = made(write_review(tmp_path, [entry("a")], keys={"include": "Y"})).state
    assert (state["keys"]["include"], state["decisions"][0]["key"], state["keys"]["exclude"]) == (
        "y",
        "y",
        "e",
    )


def test_the_worked_review_shows_its_records(worked):
    card = ScreeningCard(worked, "ann", "screening", "all")
    assert card.state["length"] == len(worked.found)


def test_it_does_not_change_the_review(folder):
    opened = litmatrix.open(folder)
    card = widgets.screening_card(opened, "ann")
    decide(card, "include")
    assert opened.decisions.empty
    assert decided("ann", "r0", "screening", "include").key == "r0"


def test_a_record_is_removed_before_screening_for_the_reason_in_the_note(tmp_path):
    card = made(write_review(tmp_path, [entry("a", author="Adams, A.", year="2010"), entry("b")]))
    shown = {"act": "remove", "card": card.state["card"]["id"], "key": "a"}
    assert told(card, **shown, note=" ")["message"].startswith(
        "Not done: first write the reason into the note"
    )
    assert told(card, **{**shown, "card": "another"}, note="retracted")["card"]["key"] == "a"
    state = told(card, **shown, note="retracted")
    assert (state["card"]["key"], state["message"]) == (
        "b",
        "Adams 2010 was removed before screening: retracted.",
    )
    state = told(card, act="undo")
    assert (state["card"]["key"], state["message"]) == (
        "a",
        "Undone: “Removed before screening” for Adams 2010.",
    )


# --- labels, corrections, and what others do --------------------------------------------------------------------------


def label(card, word, on=True):
    shown = card.state["card"]
    return told(card, act="label", card=shown["id"], key=shown["key"], label=word, on=on)


def test_a_label_is_given_taken_away_and_undone_and_the_record_stays(folder):
    card = made(folder)
    assert label(card, "RCT")["card"]["labels"] == ["RCT"]
    assert label(card, "rct")["card"]["labels"] == ["RCT"]
    state = label(card, "Pilot")
    assert (state["card"]["labels"], state["labels"], state["card"]["key"]) == (
        ["RCT", "Pilot"],
        ["RCT", "Pilot"],
        "r0",
    )
    assert label(card, "RCT", on=False)["card"]["labels"] == ["Pilot"]
    state = told(card, act="undo")
    assert (state["message"], state["card"]["labels"]) == (
        "Undone: label “RCT” for Adams and Brown 2005.",
        ["RCT", "Pilot"],
    )
    assert stored(folder) == []
    assert made(folder).state["card"]["labels"] == ["RCT", "Pilot"]
    assert label(card, "a;b")["message"].startswith("Not done: a label cannot have a semicolon")


def test_the_queue_is_narrowed_to_what_i_gave_a_label(folder):
    card = made(folder)
    label(card, "RCT")
    state = told(card, act="narrow", name="label", value="RCT")
    assert (state["length"], state["card"]["key"], state["narrow"]["label"]) == (1, "r0", "RCT")
    assert state["options"]["label"] == [("", "any"), ("RCT", "RCT")]
    assert told(card, act="narrow", name="clear")["length"] == 3
    assert made(folder, "bob").state["card"]["labels"] == []


def test_changing_the_stage_begins_with_what_waits_there(folder):
    card = made(folder)
    decide(card, "include")
    for name, value in (("queue", "mine"), ("sort", "title"), ("words", "peers")):
        told(card, act="narrow", name=name, value=value)
    state = told(card, act="narrow", name="stage", value="eligibility")
    assert state["narrow"] == {"stage": "eligibility", "queue": "pending", "words": "", "sort": "title"}


def test_progress_is_that_of_the_whole_queue_whoever_decided_and_when(folder):
    deciding.decide(litmatrix.open(folder), "r1", "exclude", "bob", "screening")
    card = made(folder)
    progress = card.state["progress"]
    assert (progress["done"], progress["left"], progress["total"]) == (1, 2, 3)
    decide(card, "include")
    assert made(folder).state["progress"] == {
        "done": 2, "left": 1, "total": 3, "pace": "", "counts": {"include": 1, "exclude": 0, "maybe": 0},
    }  # fmt: skip
    assert told(card, act="undo")["progress"]["done"] == 1


def test_what_a_colleague_decides_meanwhile_is_asked_no_more(folder):
    card = made(folder)
    for key in ("r0", "r1"):
        deciding.decide(litmatrix.open(folder), key, "include", "bob", "screening")
    state = told(card, act="fresh")
    assert (state["card"]["key"], state["length"], state["progress"]["done"]) == ("r2", 1, 2)
    assert state["message"].startswith("Adams and Brown 2005 waits for you no more: ")
    assert decide(card, "include")["card"] is None


def test_what_i_decide_at_another_desk_is_done_here_too(folder):
    card = made(folder)
    batch = [Event("ann", key, "screening", "exclude") for key in ("r0", "r1")]
    deciding.decide_many(litmatrix.open(folder), batch, "ann")
    state = told(card, act="fresh")
    assert (state["card"]["key"], state["progress"]["done"], state["progress"]["left"]) == ("r2", 2, 1)
    deciding.decide(litmatrix.open(folder), "r2", "removed", "ann", "identification", reason="a test import")
    state = told(card, act="fresh")
    assert (state["card"], state["progress"]["left"], state["progress"]["counts"]["exclude"]) == (None, 0, 2)


def test_what_others_decide_takes_nothing_away_that_still_waits_for_me(folder):
    card = made(folder)
    decide(card, "include")
    deciding.decide(litmatrix.open(folder), "r2", "include", "bob", "screening")
    state = told(card, act="fresh")
    assert (state["card"]["key"], state["length"], state["position"]) == ("r1", 2, 1)
    assert told(card, act="go", step=-1)["card"]["key"] == "r0"


def test_a_press_for_a_record_that_is_no_longer_shown_is_told(folder):
    card = made(folder)
    state = told(card, act="decide", card="screening/pending/9/r2", key="r2", decision="include")
    assert state["message"].startswith("Not done: you pressed that while another record was shown")
    assert stored(folder) == []


def asked(card, **message):
    """What a question is answered with."""
    sent = []
    card.send = lambda content, buffers=None: sent.append(content)
    card._answer(None, {"asked": 1, **message}, [])
    return sent[0]


def test_a_missing_abstract_is_pasted_and_the_correction_is_taken_back(folder):
    card = made(folder)
    before = (folder / "bibliography.bib").read_bytes()
    fields = asked(card, act="fields", key="r0")["fields"]
    assert fields == {"title": "Peers", "year": "2005", "abstract": "", "study": ""}
    shown = card.state["card"]
    given = {**fields, "abstract": "AIM: To see. RESULTS: We saw 5 % & more."}
    state = told(card, act="correct", card=shown["id"], key="r0", given=given, before=fields)
    assert state["card"]["abstract"] == [["AIM", "To see."], ["RESULTS", "We saw 5 % & more."]]
    assert (state["message"], state["corrected"], state["card"]["key"]) == (
        "Corrected: abstract of Adams and Brown 2005.", "Adams and Brown 2005", "r0",
    )  # fmt: skip
    state = told(card, act="uncorrect")
    assert (state["card"]["abstract"], state["corrected"]) == ([], "")
    assert (folder / "bibliography.bib").read_bytes() == before


def test_a_correction_that_cannot_be_is_refused_with_why(folder):
    card = made(folder)
    fields = asked(card, act="fields", key="r0")["fields"]
    shown = card.state["card"]
    state = told(
        card, act="correct", card=shown["id"], key="r0", given={**fields, "title": ""}, before=fields
    )
    assert state["message"] == "Not done: the record needs a title."
    assert asked(card, act="fields", key="gone")["error"].endswith("no longer has an entry gone.")
