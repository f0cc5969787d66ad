"""The Python side of the coding desk, driven by the messages that the page sends."""

from __future__ import annotations

import json
import re
import warnings

import platformdirs
import pytest
from pdfs import page, pdf
from reading_folder import cell, make

import litmatrix
from litmatrix import widgets
from litmatrix.coding import operations, themes
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import store
from litmatrix.widgets.base.page import script, style
from litmatrix.widgets.coding.desk import CodingDesk

A, B, C = "adams_2011", "clark_2012", "egan_2013"
HOSTILE = "<img src=x onerror=alert(1)>"
PEER = '[Bonds +] "close ties" (pp. 11-12) nearly\n[Power -]  "always of lower status"  (p. 13)\n# look again'
KEYS = {
    "message", "saved", "answers", "reader", "view", "themes", "theme", "groups", "group", "only", "position", "length", "owed", "undo",
    "conflicts", "empty", "source", "column", "grid", "who", "lately", "table", "filled", "version",
}  # fmt: skip


@pytest.fixture(autouse=True)
def config(monkeypatch, tmp_path_factory):
    place = tmp_path_factory.mktemp("config")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(place))
    return place


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path / "review")


def made(folder, reader="ann", group="all", theme=""):
    return widgets.coding_desk(litmatrix.open(folder), reader, group, theme)


def told(desk, /, **message):
    """Send one message, as the page does, and return what the page is shown then."""
    before = desk.state
    desk._answer(None, message, [])
    assert desk.state != before, "the page waits for a new state after each message"
    json.dumps(desk.state)
    return desk.state


def asked(desk, monkeypatch, /, **message):
    """Ask a question, as the page does, and return the answer and its buffers."""
    sent = []
    with monkeypatch.context() as patch:
        patch.setattr(desk, "send", lambda content, buffers=None: sent.append((content, buffers or [])))
        before = desk.state
        desk._answer(None, {"asked": 7, **message}, [])
    assert desk.state is before, "a question changes nothing"
    ((content, buffers),) = sent
    json.dumps(content)
    assert (content.pop("answer"), content.pop("asked")) == (message["act"], 7)
    return content, buffers


def here(desk, act, theme="peer", **more):
    return told(desk, act=act, key=desk.state["source"]["key"], theme=theme, **more)


def shown(desk, theme="peer"):
    return next(one for one in desk.state["source"]["cells"] if one["theme"] == theme)


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_the_state_says_all_that_the_page_shows(folder):
    state = made(folder, group="source").state
    assert set(state) == KEYS
    assert (state["reader"], state["view"], state["theme"], state["position"], state["length"]) == (
        "ann",
        "source",
        "role",
        0,
        3,
    )
    assert state["saved"] == {"ok": True, "text": "nothing to save yet"}
    assert (state["source"]["key"], state["column"], state["grid"]) == (A, None, None)
    assert state["themes"][0] == {
        "id": "peer",
        "name": "Peer",
        "definition": "Who is one.",
        "subthemes": ["Power", "Bonds"],
    }
    assert state["owed"] == {"due": 1, "unread": 6, "sources": 3}


def test_the_views_are_turned_to_and_only_what_is_shown_is_sent(folder):
    desk = made(folder)
    state = told(desk, act="view", view="theme")
    assert (state["source"], state["grid"], state["column"]["id"]) == (None, None, "role")
    state = told(desk, act="theme", theme="peer")
    assert (state["column"]["id"], len(state["column"]["rows"])) == ("peer", 1)
    state = told(desk, act="view", view="grid")
    assert (state["source"], state["column"], len(state["grid"]["rows"])) == (None, None, 3)
    state = told(desk, act="show", key=C, theme="cost")
    assert (state["view"], state["source"]["key"], state["theme"]) == ("source", C, "cost")
    assert told(desk, act="view", view="nonsense")["view"] == "source"


def test_the_ends_of_the_queue_say_where_one_is(folder):
    desk = made(folder)
    for _ in range(4):
        state = told(desk, act="go", step=1)
    assert (state["source"], state["empty"].split("\n")[0]) == (None, "End of the queue.")
    assert told(desk, act="go", step=-1)["source"]["key"] == C
    state = told(desk, act="queue", group="theme", theme="role")
    assert (state["group"], state["only"], state["length"]) == ("theme", "role", 3)
    assert told(desk, act="jump", position=2, key=C)["source"]["key"] == C
    assert told(desk, act="jump", position=0, key=C)["message"].startswith(
        "Not done: the queue changed meanwhile"
    )


@pytest.mark.parametrize(
    ("made_of", "words"),
    [
        ({"included": False}, "No source is included yet"),
        ({"toml": 'format = 1\n[[searches]]\nid = "db"\nkind = "database"\n'}, "No theme yet"),
        (
            {"matrix": "key,peer,role,cost\n" + "".join(f"{key},none,none,x\n" for key in (A, B, C))},
            "Done: every included source was looked at",
        ),
    ],
)
def test_an_empty_queue_says_why(tmp_path, made_of, words):
    desk = made(make(tmp_path / "r", **made_of), group="source")
    assert desk.state["source"] is None and desk.state["empty"].startswith(words)
    assert told(desk, act="go", step=1)["source"] is None
    assert told(desk, act="view", view="theme")["empty"].startswith(words)
    told(desk, act="view", view="grid")


def test_a_review_without_themes_shows_its_sources_and_their_descriptors(tmp_path):
    toml = 'format = 1\n[[searches]]\nid = "db"\nkind = "database"\n[[descriptors]]\nid = "design"\n'
    desk = made(make(tmp_path / "r", toml=toml))
    assert (desk.state["source"]["cells"], desk.state["theme"]) == ([], "")
    told(desk, act="describe", key=A, descriptor="design", value="x")
    assert cell(tmp_path / "r", A, "design") == "x"


@pytest.mark.parametrize("field", ["title", "author", "abstract", "note", "url", "doi", "journal", "year"])
def test_hostile_text_is_data_and_never_a_link(tmp_path, field):
    bib = f"@misc{{{A},\n title = {{T}},\n origin = {{db}},\n {field} = {{{HOSTILE}}},\n}}\n"
    desk = made(make(tmp_path / "r", bib=bib))
    assert not desk.state["source"]["links"]
    here(desk, "add", text=HOSTILE, subtheme=HOSTILE, note="")
    assert shown(desk)["excerpts"][-1]["text"] == shown(desk)["excerpts"][-1]["subtheme"] == HOSTILE


# --- coding -----------------------------------------------------------------------------------------------------------


def test_a_quotation_pasted_with_its_page_is_one_act(folder):
    desk = made(folder)
    state = here(desk, "add", text='"new words" (p. 14)', subtheme="Pay", stance="+")
    assert cell(folder, A, "peer") == f'{PEER}\n[Pay +] "new words" (p. 14)'
    assert re.fullmatch(r"saved \d\d:\d\d:\d\d", state["saved"]["text"])
    assert (state["undo"], state["message"]) == ("quotation added", "")
    assert state["themes"][0]["subthemes"] == ["Power", "Bonds", "Pay"]
    assert told(desk, act="undo")["message"] == "Undone: quotation added."
    assert cell(folder, A, "peer") == PEER


def test_every_act_of_the_page_does_what_it_says(folder):
    desk = made(folder)
    here(desk, "replace", number=1, was="close ties", text="closer", kind="quotation", locator="p. 11")
    assert cell(folder, A, "peer").split("\n")[0] == '"closer" (p. 11)'
    here(desk, "shift", number=1, was="closer", by=1)
    assert cell(folder, A, "peer").split("\n")[1] == '"closer" (p. 11)'
    here(desk, "place", number=2, was="closer", to="role")
    assert cell(folder, A, "role") == '"closer" (p. 11)'
    here(desk, "place", theme="role", number=1, was="closer", to="cost", copy=True)
    assert (cell(folder, A, "cost"), cell(folder, A, "role")) == ('"closer" (p. 11)', '"closer" (p. 11)')
    here(desk, "remove", theme="role", number=1, was="closer")
    assert cell(folder, A, "role") == ""
    here(desk, "none", theme="role")
    assert cell(folder, A, "role").startswith("none ")
    here(desk, "not_none", theme="role")
    assert cell(folder, A, "role") == ""
    here(desk, "describe", theme="", descriptor="methods", value="a; b")
    assert cell(folder, A, "methods") == "a; b"
    here(desk, "read", theme="")
    assert desk.state["source"]["reads"][0].startswith("ann, ")
    told(desk, act="go", step=1)
    state = here(desk, "rest", theme="")
    assert (
        state["message"]
        == "Marked as not mentioned: 3 cells that nobody had looked at. One Undo takes all of them back."
    )
    state = told(desk, act="statement", theme="peer", was="Much.", text="More.")
    assert litmatrix.open(folder).protocol.themes[0].statement == "More."
    for _ in range(11):
        state = told(desk, act="undo")
    assert (state["undo"], cell(folder, A, "peer"), cell(folder, A, "cost"), cell(folder, B, "peer")) == (
        "",
        PEER,
        "none",
        "",
    )
    assert told(desk, act="undo")["message"].startswith("Not done: nothing to undo")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"text": '"a" (p. 3)', "kind": "quotation"}, '"a" (p. 3)'),
        ({"text": "a", "kind": "quotation", "locator": "p. 3"}, '"a" (p. 3)'),
        ({"text": '“a "b" c” (p. 3)', "kind": "quotation"}, '“a "b" c” (p. 3)'),
        ({"text": "a", "kind": "memo"}, "# a"),
        ({"text": "a", "kind": "summary", "stance": "~"}, "[~] a"),
        ({"text": "“a”\n“b”", "kind": "", "locator": "p. 1"}, '"a" (p. 1)\n"b" (p. 1)'),
        ({"text": "دعم الأقران", "kind": ""}, "دعم الأقران"),
    ],
)
def test_the_form_is_read_as_the_cell_would_be(folder, form, expected):
    desk = made(folder)
    here(desk, "add", theme="role", **form)
    assert cell(folder, A, "role") == expected


def test_a_quotation_that_is_edited_may_begin_and_end_with_marks_of_its_own(folder):
    desk = made(folder)
    here(
        desk, "replace", number=1, was="close ties", text='"Yes" and "no"', kind="quotation", locator="p. 11"
    )
    assert shown(desk)["excerpts"][0]["text"] == '"Yes" and "no"'


def test_one_is_replaced_by_one_alone(folder):
    desk = made(folder)
    state = here(desk, "replace", number=1, was="close ties", text='"a" (p. 1)\n"b" (p. 2)', kind="")
    assert (
        state["message"]
        == "Not done: you are editing one excerpt: keep one line here, and add the others as new excerpts."
    )
    assert cell(folder, A, "peer") == PEER


# --- what does not fit ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    ["add", "replace", "remove", "shift", "place", "none", "not_none", "rest", "read", "describe"],
)
@pytest.mark.parametrize("view", ["source", "theme", "grid"])
@pytest.mark.parametrize("key", [B, "", "nobody", "out_2001"])
def test_an_act_for_a_source_that_is_not_shown_is_refused(folder, act, view, key):
    desk = made(folder)
    told(desk, act="view", view=view)
    before = (folder / "matrix.csv").read_bytes()
    state = told(
        desk,
        act=act,
        key=key,
        theme="peer",
        number=1,
        was="",
        to="role",
        text="x",
        descriptor="size",
        value="1",
        page=1,
    )
    assert state["message"] == "Not done: another source is shown now; nothing was changed."
    assert ((folder / "matrix.csv").read_bytes(), state["undo"]) == (before, "")


@pytest.mark.parametrize("act", ["delete", "", None, "__init__", "_undo", "reading"])
def test_acts_that_do_not_exist_do_nothing(folder, act):
    desk = made(folder)
    state = told(desk, act=act)
    assert state["message"].startswith("Not done: this page is older than litmatrix")
    assert state["saved"]["ok"]


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"text": " "}, "type some text first"),
        ({"text": "none"}, "use the button “Not mentioned”"),
        ({"text": "x", "subtheme": "a]b"}, "cannot be saved as it is"),
        ({"text": "x", "kind": "memo", "locator": "p. 3"}, "a memo is plain text"),
        ({"text": "x", "theme": "nowhere"}, "there is no theme 'nowhere'"),
        ({"text": "x", "theme": "old"}, "was retired"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_looks_saved(folder, form, message):
    desk = made(folder)
    before = (folder / "matrix.csv").read_bytes()
    state = here(desk, "add", **{"theme": "peer", **form})
    assert state["message"].startswith("Not done: ") and message in state["message"]
    assert (state["saved"]["text"], (folder / "matrix.csv").read_bytes()) == ("nothing to save yet", before)


def test_a_full_disk_is_shown_until_something_is_saved(folder, monkeypatch):
    def full(path, data):
        raise NotSaved(f"{path}: not saved: the disk is full.")

    desk = made(folder)
    with monkeypatch.context() as patch:
        patch.setattr(store, "write", full)
        state = here(desk, "add", text="x")
        assert not state["saved"]["ok"] and re.fullmatch(
            "NOT SAVED: .*the disk is full.", state["saved"]["text"]
        )
        assert not told(desk, act="go", step=1)["saved"]["ok"]
        assert not told(desk, act="go", step=-1)["saved"]["ok"]
    assert here(desk, "add", text="x")["saved"]["ok"]
    assert cell(folder, A, "peer") == f"{PEER}\nx"


def test_a_matrix_that_is_gone_is_not_saved(folder):
    desk = made(folder)
    (folder / "matrix.csv").rename(folder / "kept")
    assert here(desk, "add", text="x")["saved"]["text"].startswith("NOT SAVED: ")
    assert told(desk, act="go", step=1)["message"].startswith("Not done: ")


@pytest.mark.parametrize(
    ("act", "place", "text"), [("none", "saved", "NOT SAVED, because of an error in litmatrix: ZeroDivisionError: division by zero"), ("go", "message", "Not done, because of an error in litmatrix: ZeroDivisionError: division by zero")]
)  # fmt: skip
def test_a_fault_of_litmatrix_is_shown_and_raised(folder, monkeypatch, act, place, text):
    desk = made(folder)
    monkeypatch.setattr(desk.reading, act, lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        desk._answer(None, {"act": act, "key": A, "theme": "role"}, [])
    told_of = desk.state[place]
    assert told_of == (text if place == "message" else {"ok": False, "text": text})


@pytest.mark.parametrize(
    "message", [{"act": "describe"}, {"act": "remove", "number": "x"}, {"act": "place", "number": 1}]
)
def test_a_message_without_its_parts_is_told_and_changes_nothing(folder, message):
    desk = made(folder)
    before = (folder / "matrix.csv").read_bytes()
    with pytest.raises((KeyError, ValueError)):
        here(desk, theme="role", **message)
    assert desk.state["saved"]["text"].startswith("NOT SAVED, because of an error in litmatrix: ")
    assert (folder / "matrix.csv").read_bytes() == before


# --- what others do ---------------------------------------------------------------------------------------------------


def test_the_same_cell_shows_both_texts_until_it_is_settled(folder):
    one = made(folder)
    other = CodingDesk(litmatrix.open(folder), "bob", "all")
    here(other, "add", text="bob's")
    state = here(one, "add", text="ann's")
    assert state["saved"] == {
        "ok": False,
        "text": "NOT SAVED: someone else changed the same cell; both texts are shown",
    }
    assert shown(one)["conflict"] == {"theirs": f"{PEER}\nbob's", "ours": f"{PEER}\nann's"}
    assert state["conflicts"] == [[A, "Adams and Brown 2011", "peer", "Peer"]]
    told(one, act="go", step=1)
    assert not here(one, "none")["saved"]["ok"]
    state = told(one, act="settle", key=A, theme="peer", choice="both")
    assert (state["saved"]["ok"], state["conflicts"]) == (True, [])
    assert cell(folder, A, "peer") == f"{PEER}\nbob's\nann's"


def test_what_is_typed_into_a_theme_that_was_renamed_goes_there_and_that_is_said(folder):
    desk = made(folder)
    operations.apply(folder, lambda plan, rows: themes.rename(plan, rows, "role", "work", "Work"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        state = here(desk, "add", theme="role", text="x")
    assert re.fullmatch(r"role was renamed work on \d{4}-\d\d-\d\d; it was saved there\.", state["message"])
    assert (cell(folder, A, "work"), state["theme"]) == ("x", "work")


def test_what_is_typed_into_a_theme_that_was_retired_is_told(folder):
    desk = made(folder)
    here(desk, "add", theme="role", text="x")
    operations.apply(folder, lambda plan, rows: themes.retire(plan, rows, "role"))
    state = here(desk, "add", theme="role", text="y")
    assert state["message"].startswith("Not done: the theme role was retired")
    assert cell(folder, A, "role") == "x"


def test_a_protocol_broken_by_hand_is_said_at_each_end(folder):
    desk = made(folder)
    text = (folder / "review.toml").read_text()
    (folder / "review.toml").write_text(text + "\n[[themes]")
    state = here(desk, "add", theme="role", text="x")
    assert state["saved"]["text"].startswith(
        "NOT SAVED: the last readable state is still shown, because now review.toml"
    )
    assert here(desk, "add", theme="role", text="x")["saved"]["ok"]


# --- what the page asks -----------------------------------------------------------------------------------------------


def test_the_form_is_told_how_it_reads(folder, monkeypatch):
    desk = made(folder)
    ask = {"act": "parse", "key": A, "theme": "peer", "number": 0}
    answer, _ = asked(desk, monkeypatch, **ask, text='"close ties" (p. 12) note', subtheme="Powr")
    assert answer["number"] == 1
    assert answer["one"] == {
        "kind": "quotation",
        "text": "close ties",
        "subtheme": "Powr",
        "stance": "",
        "locator": "p. 12",
        "origin": "",
        "note": "note",
    }
    assert [one.split(".")[0] for one in answer["odd"]] == [
        "the same quotation is twice in this cell: “close ties”", "“Powr” is a new subtheme, which will be added to the theme",
    ]  # fmt: skip
    assert asked(desk, monkeypatch, **ask, text="")[0] == {"error": "type some text first."}
    assert "never closed" in asked(desk, monkeypatch, **ask, text='"open (p. 12)')[0]["odd"][0]


def test_cells_searches_and_the_queue_are_answered(folder, monkeypatch):
    desk = made(folder)
    assert asked(desk, monkeypatch, act="peek", keys=[A, B])[0]["cells"][A][0] == [
        2,
        0,
        1,
        "~",
        "“close ties”",
    ]
    answer, _ = asked(desk, monkeypatch, act="cell", key=A, theme="peer")
    assert (answer["name"], len(answer["cell"]["excerpts"])) == ("Peer", 3)
    assert asked(desk, monkeypatch, act="search", words="ties", theme="", state="")[0]["cells"] == {A: [0]}
    assert asked(desk, monkeypatch, act="excerpts", words="ties")[0]["total"] == 1
    assert asked(desk, monkeypatch, act="queue_list", start=0)[0]["length"] == 3
    assert "there is no theme" in asked(desk, monkeypatch, act="cell", key=A, theme="x")[0]["error"]


def test_a_question_that_makes_no_sense_is_answered_and_raised(folder, monkeypatch):
    desk = made(folder)
    sent = []
    monkeypatch.setattr(desk, "send", lambda content, buffers=None: sent.append(content))
    with pytest.raises(KeyError):
        desk._answer(None, {"act": "cell", "asked": 3}, [])
    assert sent == [{"answer": "cell", "asked": 3, "error": "an error in litmatrix: KeyError: 'theme'"}]


def test_the_full_text_is_answered_page_by_page_and_quoted(folder, monkeypatch):
    (folder / "fulltext").mkdir()
    (folder / "fulltext" / f"{A}.txt").write_text(
        "first page\fThe second pa-\nge says ﬁne things.", encoding="utf-8"
    )
    desk = made(folder)
    assert desk.state["source"]["fulltext"]["place"] == f"fulltext/{A}.txt"
    answer, buffers = asked(desk, monkeypatch, act="text_page", key=A, page=1, picture=True)
    assert (answer["text"].startswith("The second"), answer["picture"], buffers) == (True, None, [])
    assert asked(desk, monkeypatch, act="text_find", key=A, words="ﬁne  THINGS")[0] == {
        "pages": [[1, 1]],
        "total": 1,
    }
    assert asked(desk, monkeypatch, act="text_find", key=A, words="absent")[0] == {"pages": [], "total": 0}
    for number in (-1, 2):
        assert asked(desk, monkeypatch, act="text_page", key=A, page=number)[0] == {
            "error": "there is no such page."
        }
    assert asked(desk, monkeypatch, act="text_page", key=B, page=0)[0] == {"error": "there is no full text."}
    quoted, _ = asked(
        desk, monkeypatch, act="quoted", key=A, text="second pa-\nge says ﬁne", page=answer["number"]
    )
    assert quoted == {"text": "second page says fine", "locator": "p. 2"}
    here(desk, "add", theme="role", kind="quotation", exact=True, **quoted)
    assert cell(folder, A, "role") == '"second page says fine" (p. 2)'
    assert shown(desk, "role")["excerpts"][0]["outcome"] == "found"


def test_a_page_of_a_pdf_comes_as_a_picture_with_its_words(folder, monkeypatch):
    pytest.importorskip("pypdfium2")
    (folder / "fulltext").mkdir()
    (folder / "fulltext" / f"{A}.pdf").write_bytes(pdf([page("All words here")], labels="<< /S /D /St 12 >>"))
    desk = made(folder)
    answer, (picture,) = asked(desk, monkeypatch, act="text_page", key=A, page=0, picture=True)
    assert (bytes(picture[:4]), answer["picture"]["width"]) == (b"\x89PNG", 1100)
    assert "".join(word[0] for word in answer["picture"]["words"]).split() == ["All", "words", "here"]
    quoted, _ = asked(desk, monkeypatch, act="quoted", key=A, text="words  here", page=1)
    assert quoted == {"text": "words here", "locator": "p. 12"}
    (folder / "fulltext" / f"{A}.pdf").unlink()
    assert asked(desk, monkeypatch, act="quoted", key=A, text="words\nhere", page=1)[0] == {
        "text": "words here",
        "locator": "",
    }


# --- who, and again ---------------------------------------------------------------------------------------------------


def test_a_desk_asks_who_reads_and_remembers(folder):
    desk = made(folder, "")
    assert desk.state["ask"] == []
    for act in ("undo", "go", "add", "view", "queue", "read"):
        assert (
            told(desk, act=act, key=A, group="all", theme="peer", text="x")["message"]
            == "Not done: first enter your name."
        )
    assert told(desk, act="name", name="a@b")["message"].startswith(
        "Not done: 'a@b' cannot be a reviewer's name"
    )
    assert told(desk, act="name", name=" ann ")["reader"] == "ann"
    assert made(folder, "").state["reader"] == "ann"


def test_a_reader_queue_or_theme_that_does_not_exist_is_misuse_and_leaves_the_earlier_desk(folder):
    first = made(folder)
    for arguments in (("a@b",), ("ann", "urgent"), ("ann", "theme", "nowhere")):
        with pytest.raises(Misuse):
            made(folder, *arguments)
    assert first.comm is not None and "run this cell" in repr(first)
    second = made(folder)
    assert (first.comm is None, second.comm is None) == (True, False)


def test_a_name_that_cannot_be_remembered_does_not_keep_one_from_work(folder, monkeypatch, tmp_path):
    (tmp_path / "blocked").write_text("a file")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(tmp_path / "blocked"))
    desk = made(folder)
    assert desk.state["message"].startswith("the name could not be remembered")
    assert here(desk, "none", theme="role")["saved"]["ok"]


def test_the_page_s_half_is_the_shared_file_and_its_own():
    page_half = script("coding", also="reading")
    assert page_half.startswith("// What the desks are made of")
    assert page_half.endswith("export default { render: (page) => desk(page, coding) };\n")
    assert ".lm-desk {" in style("coding") and ".lm-coding" in style("coding", also="reading")
    assert not re.search(r"https?://|innerHTML|insertAdjacentHTML|document\.write|eval\(", page_half)


def test_the_worked_review_can_be_coded(worked):
    desk = CodingDesk(worked, "ann", "all")
    json.dumps(desk.state)
    assert desk.state["length"] == len(desk.reading.keys) > 30
    assert len(desk.state["source"]["cells"]) == 12


def test_it_does_not_change_the_review(folder):
    opened = litmatrix.open(folder)
    before = opened.matrix.copy()
    desk = widgets.coding_desk(opened, "ann", "all")
    here(desk, "add", text="x", subtheme="New")
    assert opened.matrix.equals(before) and opened.protocol.themes[0].subthemes == ("Power", "Bonds")
