"""The manuscript desk, driven without a page: outline, blocks, numbers, documents, and what is written by them."""

from __future__ import annotations

import json

import making
import pytest
from making import sound

import litmatrix
from litmatrix import widgets
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.widgets.manuscript.logic import Paper
from litmatrix.writing import manuscript as writing
from litmatrix.writing.manuscript.renewing import STATES

TEXT = """---
title: "Peers"
csl: vancouver
---

# Introduction

We found 4 records, and {{nope}} <img src=x onerror=x>.

# Results

## Benefits

<!-- litmatrix: findings benefits -->
<!-- litmatrix: end -->

## Costs

*Yours to write: costs.*

<!-- litmatrix: findings csots -->
<!-- litmatrix: end -->
"""
RELOAD = "If it is open in an editor, load it anew there before you type on (JupyterLab: File ▸ Reload Markdown File from Disk)."


@pytest.fixture
def folder(tmp_path):
    return making.write_review(tmp_path / "r", **sound())


@pytest.fixture
def path(folder):
    (folder / "manuscript.md").write_text(TEXT, encoding="utf-8")
    return folder / "manuscript.md"


@pytest.fixture
def desk(path):
    return widgets.manuscript(litmatrix.open(path.parent))


def told(desk, /, **message):
    """Send one message, as the page does, and return what the page is shown then."""
    before = desk.state
    if message.get("seen", "") is None:
        message["seen"] = before["version"]
    desk._answer(None, message, [])
    assert desk.state != before, "the page waits for a new state after each message"
    json.dumps(desk.state)
    return desk.state


def asked(desk, /, **message):
    """Ask a question, as the page does, and return the answer and its buffers."""
    sent = []
    desk.send = lambda content, buffers=None: sent.append((content, buffers))
    desk._answer(None, message, [])
    ((answer, buffers),) = sent
    json.dumps(answer)
    return answer, buffers


def states(desk):
    return {block["told"]: block["state"] for one in desk.state["outline"] for block in one["blocks"]}


# --- no manuscript yet --------------------------------------------------------------------------------------------------


def test_without_a_manuscript_one_is_started_with_the_headings_that_are_chosen(folder):
    desk = widgets.manuscript(litmatrix.open(folder))
    assert desk.state["there"] is False and "outline" not in desk.state
    assert [id for id, _ in desk.state["guidelines"]] == list(writing.GUIDELINES)
    state = told(desk, act="start", guideline="scr")
    assert state["there"] and state["saved"]["text"].startswith("saved ")
    assert "Charting of the data" in [one["title"] for one in state["outline"]]
    assert (folder / "manuscript.md").read_text(encoding="utf-8").startswith("---\n")


def test_a_manuscript_is_started_once_and_with_headings_that_there_are(folder):
    paper = Paper(litmatrix.open(folder))
    with pytest.raises(Misuse, match="choose one of the two sets of headings"):
        paper.start("consort")
    with pytest.raises(Misuse, match="there is no manuscript yet"):
        paper.choose("s1")
    paper.start("prisma")
    with pytest.raises(Misuse, match="there is a manuscript already"):
        paper.start("prisma")


@pytest.mark.parametrize("guideline", writing.GUIDELINES)
def test_a_manuscript_of_an_empty_review_can_be_started_looked_at_and_renewed(tmp_path, guideline):
    folder = making.write_review(tmp_path / "r")
    desk = widgets.manuscript(litmatrix.open(folder))
    told(desk, act="start", guideline=guideline)
    for one in desk.state["outline"]:
        for id in (one["id"], *(block["id"] for block in one["blocks"])):
            assert told(desk, act="choose", id=id)["chosen"] == id
    told(desk, act="renew")
    assert desk.state["saved"]["ok"] and set(states(desk).values()) <= {"current", "stuck"}


# --- the outline --------------------------------------------------------------------------------------------------------


def test_the_state_says_all_that_the_page_shows(desk):
    assert set(desk.state) == {
        "ask", "who", "saved", "message", "answers", "progress", "result", "places", "file", "unreadable", "fatal", "guidelines",
        "there", "version", "mark", "outline", "counts", "chosen", "shown", "undo", "style", "styles", "formats",
    }  # fmt: skip
    assert desk.state["style"] == "vancouver"
    assert [form for form, _, _ in desk.state["formats"]] == ["docx", "html", "tex", "pdf", "md"]


def test_the_outline_says_what_stands_under_each_heading(desk):
    assert [
        (one["level"], one["title"], one["words"], one["left"], one["placeholders"], one["problems"], one["offers"])
        for one in desk.state["outline"]
    ] == [
        (0, "Title and abstract", 0, 0, 0, 0, 0),
        (1, "Introduction", 11, 0, 1, 1, 1),
        (1, "Results", 0, 0, 0, 0, 0),
        (2, "Benefits", 0, 0, 0, 0, 0),
        (2, "Costs", 0, 1, 0, 1, 0),
    ]  # fmt: skip
    assert states(desk) == {"Findings: Benefits": "empty", "Findings: csots": "stuck"}
    assert desk.state["counts"] == {
        "words": 11, "left": 1, "blocks": 2, "states": dict(zip(STATES, (0, 0, 1, 0, 1), strict=True)), "waiting": 1,
        "problems": 2, "offers": 1,
    }  # fmt: skip


def test_the_words_under_a_heading_are_those_of_its_own_headings_too(folder):
    (folder / "manuscript.md").write_text(
        "# A\n\none\n\n## B\n\ntwo three\n\n# C\n\nfour\n", encoding="utf-8"
    )
    desk = widgets.manuscript(litmatrix.open(folder))
    assert [one["words"] for one in desk.state["outline"]] == [3, 2, 1]
    assert desk.state["counts"]["words"] == 4


def test_the_whole_lists_problems_by_line_with_their_section_and_what_to_do(desk):
    shown = desk.state["shown"]
    assert (shown["is"], [(one["line"], one["section"], one["severity"]) for one in shown["problems"]]) == (
        "whole", [(8, "s1", "error"), (21, "s4", "error")],
    )  # fmt: skip
    assert "Did you mean costs?" in shown["problems"][1]["message"]
    assert shown["problems"][1]["fix"] == "Correct the name."
    (offer,) = shown["offers"]
    assert (offer["number"], offer["line"], offer["names"]) == ("4", 8, [["records", "4"]])


def test_a_problem_that_is_accepted_is_not_listed(folder):
    (folder / "manuscript.md").write_text("[@b_2005]\n", encoding="utf-8")
    desk = widgets.manuscript(litmatrix.open(folder))
    assert desk.state["counts"]["problems"] == 1
    with (folder / "review.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[[accepted]]\ncheck = "citation"\nkey = "b_2005"\nwhy = "Known."\n')
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.state["counts"]["problems"] == 0


def test_a_section_shows_its_prose_its_blocks_and_its_own_problems_only(desk):
    shown = told(desk, act="choose", id="s1")["shown"]
    assert (shown["is"], shown["title"], len(shown["problems"]), len(shown["offers"])) == (
        "section", "Introduction", 1, 1,
    )  # fmt: skip
    (piece,) = shown["pieces"]
    assert piece["elements"][0]["words"][-1] == [" <img src=x onerror=x>.", ""]
    shown = told(desk, act="choose", id="s4")["shown"]
    assert [piece.get("block", "") for piece in shown["pieces"]] == ["", "b1"]


def test_a_block_shows_what_it_says_and_what_it_would_say(desk, path):
    shown = told(desk, act="choose", id="b0")["shown"]
    assert (shown["state"], shown["line"], shown["said"], shown["there"]) == (
        "empty", 14, "findings benefits", [],
    )  # fmt: skip
    assert shown["new"][1]["items"][0][0] == ["“it helped me” ", ""]
    told(desk, act="renew")
    shown = desk.state["shown"]
    assert (shown["state"], shown["new"], shown["differs"]) == ("current", [], [])
    matrix = path.parent / "matrix.csv"
    matrix.write_text(matrix.read_text(encoding="utf-8").replace("helped me", "helped us"), encoding="utf-8")
    shown = told(desk, act="choose", id="b0")["shown"]
    assert shown["state"] == "outdated"
    assert shown["differs"] == [
        {
            "kind": "changed",
            "old": [["“it helped ", False], ["me”", True], [" (Adams 2010, p. 3)", False]],
            "new": [["“it helped ", False], ["us”", True], [" (Adams 2010, p. 3)", False]],
        }
    ]


def test_what_is_not_there_is_the_whole(desk):
    for id in ("b9", "s99", "x", "b-1", "s²"):
        assert told(desk, act="choose", id=id)["chosen"] == ""


# --- what is saved in an editor -----------------------------------------------------------------------------------------


def test_what_was_saved_in_an_editor_shows_and_what_was_chosen_stays_chosen(desk, path):
    told(desk, act="choose", id="b1")
    path.write_text(TEXT.replace("# Results", "# New\n\nwords\n\n<!-- litmatrix: flow -->\n<!-- litmatrix: end -->\n\n# Results"), encoding="utf-8")  # fmt: skip
    desk._answer(None, {"act": "fresh"}, [])
    assert (desk.state["chosen"], desk.state["shown"]["said"]) == ("b2", "findings csots")
    told(desk, act="choose", id="s2")
    path.write_text(TEXT, encoding="utf-8")
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.state["chosen"] == ""
    told(desk, act="choose", id="b1")
    path.write_text(TEXT.replace("csots", "costs"), encoding="utf-8")
    desk._answer(None, {"act": "fresh"}, [])
    assert (desk.state["chosen"], desk.state["shown"]["said"]) == ("b1", "findings costs")
    before = desk.state
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.state is before


def test_a_manuscript_that_comes_or_goes_or_cannot_be_read_is_shown_so(folder):
    desk = widgets.manuscript(litmatrix.open(folder))
    path = folder / "manuscript.md"
    path.write_text(TEXT, encoding="utf-8")
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.state["there"]
    told(desk, act="choose", id="b1")
    path.unlink()
    path.mkdir()
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.state["there"] is False and "manuscript.md" in desk.state["unreadable"]
    assert "manuscript.md" in told(desk, act="renew")["message"]
    path.rmdir()
    path.write_text("# One\n", encoding="utf-8")
    desk._answer(None, {"act": "fresh"}, [])
    assert (desk.state["there"], desk.state["unreadable"], desk.state["chosen"]) == (True, "", "")


# --- numbers ------------------------------------------------------------------------------------------------------------


def test_a_placeholder_is_put_in_the_place_of_a_typed_number_and_taken_back(desk, path):
    (offer,) = desk.state["shown"]["offers"]
    state = told(desk, act="number", seen=None, start=offer["start"], name="records")
    assert path.read_text(encoding="utf-8") == TEXT.replace("4 records", "{{records}} records")
    assert state["message"] == f"{{{{records}}}} stands there now. {RELOAD}"
    assert (state["undo"], state["shown"]["offers"]) == ("{{records}} in line 8", [])
    state = told(desk, act="undo")
    assert path.read_text(encoding="utf-8") == TEXT
    assert state["message"] == f"Undone: {{{{records}}}} in line 8. {RELOAD}" and state["undo"] == ""
    assert told(desk, act="undo")["message"] == "Not done: there is nothing to undo."


def test_after_other_changes_it_is_told_how_to_undo_by_hand(desk, path):
    (offer,) = desk.state["shown"]["offers"]
    told(desk, act="number", seen=None, start=offer["start"], name="records")
    more = path.read_text(encoding="utf-8") + "More.\n"
    path.write_text(more, encoding="utf-8")
    state = told(desk, act="undo")
    assert state["message"] == (
        "Not done: manuscript.md was changed since, so nothing was undone. In line 8, type 4 in the place of {{records}}."
    )
    assert path.read_text(encoding="utf-8") == more


def test_nothing_is_put_into_a_file_that_is_another_by_now(desk, path):
    (offer,) = desk.state["shown"]["offers"]
    seen = desk.state["version"]
    saved = TEXT.replace("We found", "In 2020 we found")
    path.write_text(saved, encoding="utf-8")
    state = told(desk, act="number", seen=seen, start=offer["start"], name="records")
    assert state["saved"] == {
        "ok": False,
        "text": "NOT SAVED: manuscript.md was saved meanwhile, and nothing was changed. Look at it again, then press again.",
    }
    assert path.read_text(encoding="utf-8") == saved and state["version"] != seen
    # What is shown now can be pressed.
    (offer,) = state["shown"]["offers"]
    assert told(desk, act="number", seen=None, start=offer["start"], name="records")["saved"]["ok"]


def test_a_number_that_is_not_offered_is_not_put_in(desk, path):
    (offer,) = desk.state["shown"]["offers"]
    for start, name in ((0, "records"), (offer["start"], "included"), ("x", "records")):
        assert told(desk, act="number", seen=None, start=start, name=name)["message"].startswith("Not done: ")
    assert path.read_text(encoding="utf-8") == TEXT


# --- blocks -------------------------------------------------------------------------------------------------------------


def test_a_block_is_tried_out_before_it_is_put_in(desk, path):
    answer, _ = asked(
        desk, act="tried", kind="findings", name="benefits", options={"subtheme": "Self", "as": ""}
    )
    assert answer["lines"] == [
        "<!-- litmatrix: findings benefits subtheme=Self -->",
        "<!-- litmatrix: end -->",
    ]
    assert (answer["problems"], answer["columns"]) == ([], [])
    assert answer["elements"][0]["items"] == [
        [["“it helped me” ", ""], ["(Adams 2010, p. 3)", "c", "[@a_2010, p. 3]"]]
    ]
    answer, _ = asked(desk, act="tried", kind="table", name="criteria", options={})
    assert answer["columns"][0] == "Include"
    answer, _ = asked(desk, act="tried", kind="findings", name="benefits", options={"most": "many"})
    assert answer["problems"] == ["most=many: it must be a whole number from 1 on. Write most=3, say."]
    answer, _ = asked(desk, act="tried", kind="table", name="criteria", options={"caption": "a --> b"})
    assert "no comment can hold this" in answer["error"]
    answer, _ = asked(desk, act="tried", kind="number", name="records", options={})
    assert (answer["lines"], answer["elements"][0]["words"]) == (["{{records}}"], [["4", "n", "{{records}}"]])
    assert asked(desk, act="tried", kind="number", name="nope", options={})[0]["error"]
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_block_is_put_at_the_end_of_a_section_filled_and_shown(desk, path):
    state = told(desk, act="block", seen=None, section=1, kind="findings", name="costs", options={})
    text = path.read_text(encoding="utf-8")
    assert text.index("findings costs") < text.index("# Results")
    assert "*No included source has such an excerpt yet.*" in text
    assert (state["shown"]["said"], state["shown"]["state"]) == ("findings costs", "current")
    assert state["undo"] == "the block findings costs"
    told(desk, act="undo")
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_block_that_nothing_fills_is_refused_in_words(desk, path):
    for message, told_ in (
        ({"section": 1, "kind": "findings", "name": "gone"}, "there is no theme 'gone'"),
        ({"section": 99, "kind": "flow", "name": ""}, "choose the heading"),
        ({"kind": "flow", "name": ""}, "choose the heading"),
        ({"section": 1, "kind": "nothing", "name": ""}, "there is no block 'nothing'"),
    ):
        assert told_ in told(desk, act="block", seen=None, options=None, **message)["message"]
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_figure_is_drawn_when_it_is_asked_for(desk):
    answer, (data,) = asked(desk, act="picture", name="flow")
    assert data.startswith(b"\x89PNG") and "included" in answer["alt"].lower()
    assert "there is nothing yet" in asked(desk, act="picture", name="subthemes-costs")[0]["error"]


def test_what_can_be_chosen_is_told_when_the_form_opens(desk):
    assert asked(desk, act="choices")[0]["choices"]["names"]["theme"] == [
        ["benefits", "Benefits"],
        ["costs", "Costs"],
    ]


def test_an_edited_block_stays_until_the_reviews_text_is_asked_for(desk, path):
    told(desk, act="renew")
    filled = path.read_text(encoding="utf-8")
    path.write_text(filled.replace("it helped me", "it HELPED me"), encoding="utf-8")
    state = told(desk, act="renew")
    assert "HELPED" in path.read_text(encoding="utf-8")
    assert state["result"]["told"] == [
        "Every block is up to date.", "1 block edited by hand was left as it is.",
    ]  # fmt: skip
    assert states(desk)["Findings: Benefits"] == "edited"
    told(desk, act="choose", id="b0")
    assert desk.state["shown"]["differs"][0]["kind"] == "changed"
    state = told(desk, act="replace", seen=None, number=0)
    assert path.read_text(encoding="utf-8") == filled and state["shown"]["state"] == "current"
    told(desk, act="undo")
    assert "HELPED" in path.read_text(encoding="utf-8")
    for number in (1, 9, "x"):
        assert "was not edited by hand" in told(desk, act="replace", seen=None, number=number)["message"]


# --- renewed, and documents ---------------------------------------------------------------------------------------------


def test_renewing_tells_how_far_it_is_and_can_be_undone(desk, path):
    path.write_text(TEXT + "\n<!-- litmatrix: flow -->\n<!-- litmatrix: end -->\n", encoding="utf-8")
    seen = []
    desk.observe(lambda change: seen.append(change["new"]), names="state")
    state = told(desk, act="renew")
    steps = [one["progress"] for one in seen if one["progress"]]
    assert steps == [
        {"number": 1, "total": 2, "what": "blocks"}, {"number": 2, "total": 2, "what": "figure flow"},
    ]  # fmt: skip
    # What was there stays in sight meanwhile, and no answer is told before there is one.
    assert all("outline" in one and one["answers"] < state["answers"] for one in seen if one["progress"])
    assert state["result"] == {
        "told": [f"2 blocks renewed in manuscript.md. {RELOAD}"], "files": [], "failed": [], "notes": [],
    }  # fmt: skip
    assert (state["undo"], state["counts"]["waiting"]) == ("the renewing of 2 blocks", 0)
    told(desk, act="undo")
    assert path.read_text(encoding="utf-8").startswith(TEXT)
    assert desk.state["counts"]["waiting"] == 2
    assert told(desk, act="close")["result"] is None


def test_documents_are_made_and_linked_and_what_somebody_changed_is_kept(desk, path):
    state = told(desk, act="make", to=["md"], style="")
    assert state["result"]["files"] == [{"name": "out/manuscript.md", "holds": ""}]
    out = path.parent / "out" / "manuscript.md"
    assert "We found 4 records" in out.read_text(encoding="utf-8")
    out.write_text("mine", encoding="utf-8")
    state = told(desk, act="make", to=["md"], style="")
    assert out.read_text(encoding="utf-8") == "mine"
    assert state["result"]["files"] == [{"name": "out/manuscript.new.md", "holds": ""}]
    assert state["result"]["notes"] == [
        "out/manuscript.md: it was changed since litmatrix wrote it, so it was kept; the new one is out/manuscript.new.md."
    ]


def test_a_style_or_format_that_is_not_there_is_told_before_anything_is_written(desk, path, monkeypatch):
    def unknown(name, folder):
        raise Misuse(f"there is no citation style {name!r}.")

    monkeypatch.setattr("litmatrix.writing.styles.find_style", unknown)
    state = told(desk, act="make", to=["md"], style="apaa")
    assert state["message"] == "Not done: there is no citation style 'apaa'."
    assert "tick the kinds of document" in told(desk, act="make", to=["odt"], style="")["message"]
    assert path.read_text(encoding="utf-8") == TEXT and not (path.parent / "out").exists()


def test_what_goes_wrong_while_documents_are_made_is_told_and_nothing_seems_under_way(desk, monkeypatch):
    def fail(*_, **__):
        raise NotSaved("the disk is full.")

    monkeypatch.setattr(writing, "write", fail)
    state = told(desk, act="make", to=["md"], style="")
    assert (state["progress"], state["result"], state["saved"]) == (
        None, None, {"ok": False, "text": "NOT SAVED: the disk is full."},
    )  # fmt: skip


def test_nothing_is_written_while_the_numbers_would_be_wrong_or_a_block_is_not_ended(desk, path):
    before = path.read_text(encoding="utf-8")
    matrix = path.parent / "matrix.csv"
    kept = matrix.read_bytes()
    matrix.write_text('key,"benefits\n', encoding="utf-8")
    for message in ({"act": "renew"}, {"act": "make", "to": ["md"]}, {"act": "block", "seen": None, "section": 1, "kind": "flow"}):  # fmt: skip
        state = told(desk, **message)
        assert "its numbers would be wrong. Fix this first. matrix.csv" in state["saved"]["text"]
    assert desk.state["fatal"].startswith("matrix.csv")
    matrix.write_bytes(kept)
    path.write_text(before + "<!-- litmatrix: flow -->\n", encoding="utf-8")
    assert "this block is not ended" in told(desk, act="renew")["message"]
    assert "this block is not ended" in told(desk, act="block", seen=None, section=1, kind="flow", name="", options={})["message"]  # fmt: skip
    assert not (path.parent / "out").exists()


def test_a_file_that_was_saved_while_it_was_renewed_is_not_overwritten(desk, path, monkeypatch):
    real = writing.write

    def meanwhile(*given):
        path.write_text("# Another\n", encoding="utf-8")
        raise ChangedOutside(
            "manuscript.md: not saved: it was changed by another program meanwhile. Try again."
        )

    monkeypatch.setattr(writing, "write", meanwhile)
    state = told(desk, act="renew")
    assert path.read_text(encoding="utf-8") == "# Another\n"
    assert "changed by another program meanwhile" in state["saved"]["text"]
    assert [one["title"] for one in state["outline"]] == ["Another"]
    assert state["undo"] == ""
    monkeypatch.setattr(writing, "write", real)
    assert told(desk, act="renew")["saved"]["ok"]


def test_looking_and_trying_change_no_file(desk, path):
    before = {one: one.read_bytes() for one in path.parent.rglob("*") if one.is_file()}
    for one in desk.state["outline"]:
        told(desk, act="choose", id=one["id"])
    asked(desk, act="choices")
    asked(desk, act="picture", name="flow")
    asked(desk, act="tried", kind="flow", name="", options={})
    assert {one: one.read_bytes() for one in path.parent.rglob("*") if one.is_file()} == before
