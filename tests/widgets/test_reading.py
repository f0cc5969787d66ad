"""A reader at the matrix, driven without a widget: each act is on disk at once, changes its cells alone, and can be undone."""

from __future__ import annotations

import random
import re
from datetime import date

import pytest
from reading_folder import MATRIX, TOML, cell, cells_changed, make, sit

import litmatrix
from litmatrix import matrix, screening
from litmatrix.coding import operations, themes
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.files import store
from litmatrix.matrix import cells, history
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.matrix.file import CellChange
from litmatrix.vocabulary import MEMO, QUOTATION, SUMMARY

A, B, C = "adams_2011", "clark_2012", "egan_2013"
PEER = '[Bonds +] "close ties" (pp. 11-12) nearly\n[Power -]  "always of lower status"  (p. 13)\n# look again'
BONDS, POWER, MEMO_LINE = PEER.split("\n")
NONE = f"none {date.today():%Y-%m-%d} ann"
QUOTE = Excerpt(QUOTATION, "new words", "Power", "", "p. 14")


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path / "review")


def elsewhere(folder, key, column, text):
    """What another program writes into a cell."""
    change = CellChange(key, column, cell(folder, key, column), text)
    assert not matrix.write_cells(folder / "matrix.csv", [change]).conflicts


def files(folder):
    return {
        path.name: path.read_bytes() for path in sorted(folder.glob("*.*")) if not path.name.endswith(".lock")
    }


# --- each act, and its undo -------------------------------------------------------------------------------------------

ACTS = [
    ("a quotation added", lambda one: one.add(A, "peer", [QUOTE]), {(A, "peer"): f'{PEER}\n[Power] "new words" (p. 14)'}, "quotation added"),
    ("two added", lambda one: one.add(A, "cost", [Excerpt(SUMMARY, "x"), Excerpt(MEMO, "y")]), {(A, "cost"): "x\n# y"}, "2 excerpts added"),
    ("a memo beside none", lambda one: one.add(A, "cost", [Excerpt(MEMO, "y")]), {(A, "cost"): "none\n# y"}, "memo added"),
    ("a row of its own", lambda one: one.add(C, "role", [Excerpt(SUMMARY, "x")]), {(C, "role"): "x"}, "summary added"),
    ("replaced", lambda one: one.replace(A, "peer", 1, "close ties", QUOTE), {(A, "peer"): f'[Power] "new words" (p. 14)\n{POWER}\n{MEMO_LINE}'}, "quotation changed"),
    ("removed", lambda one: one.remove(A, "peer", 1, "close ties"), {(A, "peer"): f"{POWER}\n{MEMO_LINE}"}, "quotation deleted"),
    ("moved down", lambda one: one.shift(A, "peer", 1, "close ties", 1), {(A, "peer"): f"{POWER}\n{BONDS}\n{MEMO_LINE}"}, "quotation moved down"),
    ("moved up", lambda one: one.shift(A, "peer", 3, "look again", -1), {(A, "peer"): f"{BONDS}\n{MEMO_LINE}\n{POWER}"}, "memo moved up"),
    (
        "moved to a theme that has its subtheme", lambda one: one.place_in(A, "peer", 2, "always of lower status", "role"),
        {(A, "peer"): f"{BONDS}\n{MEMO_LINE}", (A, "role"): POWER}, "quotation moved to Role",
    ),
    (
        "moved to one without it, over none", lambda one: one.place_in(A, "peer", 1, "close ties", "cost"),
        {(A, "peer"): f"{POWER}\n{MEMO_LINE}", (A, "cost"): '[+] "close ties" (pp. 11-12) nearly'}, "quotation moved to Cost",
    ),
    ("copied", lambda one: one.place_in(A, "peer", 2, "always of lower status", "role", copy=True), {(A, "role"): POWER}, "quotation copied to Role"),
    ("none", lambda one: one.none(A, "role"), {(A, "role"): NONE}, "“not mentioned”"),
    ("none taken back", lambda one: one.not_none(A, "cost"), {(A, "cost"): ""}, "“not mentioned” removed"),
    ("none on the rest", lambda one: one.none_on_rest(B), {(B, name): NONE for name in ("peer", "role", "cost")}, "“not mentioned” in 3 themes"),
    ("none on a rest of one", lambda one: one.none_on_rest(A), {(A, "role"): NONE}, "“not mentioned” in the rest"),
    ("described", lambda one: one.describe(A, "design", " interview "), {(A, "design"): "interview"}, "Design changed"),
    ("described without a row", lambda one: one.describe(C, "size", "12"), {(C, "size"): "12"}, "size changed"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "expected", "told"), [one[1:] for one in ACTS], ids=[one[0] for one in ACTS])
def test_an_act_is_on_disk_changes_its_cells_alone_and_is_undone(folder, act, expected, told):
    desk = sit(folder)
    before = {place: cell(folder, *place) for place in expected}
    protocol = (folder / "review.toml").read_bytes()
    changed = cells_changed(folder, lambda: act(desk))
    assert {place: after for place, (_, after) in changed.items()} == expected
    assert desk.last_act == told
    assert {place: desk.text(*place) for place in expected} == expected
    assert cells_changed(folder, desk.undo) == {
        place: (expected[place], text) for place, text in before.items()
    }
    assert (desk.last_act, (folder / "review.toml").read_bytes()) == ("", protocol)
    assert desk.states(A) == sit(folder).states(A)


def test_after_undo_the_file_has_its_bytes_again(folder):
    desk = sit(folder)
    before = (folder / "matrix.csv").read_bytes()
    desk.replace(A, "peer", 2, "always of lower status", QUOTE)
    desk.none_on_rest(B)
    desk.place_in(A, "peer", 1, "close ties", "cost")
    assert [desk.undo() for _ in range(3)] == [
        "quotation moved to Cost",
        "“not mentioned” in 3 themes",
        "quotation changed",
    ]
    assert (folder / "matrix.csv").read_bytes() == before
    with pytest.raises(Misuse, match="nothing to undo since this desk was opened"):
        desk.undo()


def test_undo_shows_the_cell_that_it_changed(folder):
    desk = sit(folder)
    desk.none(A, "role")
    desk.go(1)
    desk.go(1)
    assert desk.key == C
    desk.undo()
    assert (desk.key, desk.theme) == (A, "role")
    desk.turn_to("cost")
    desk.add(A, "peer", [QUOTE])
    desk.undo()
    assert desk.theme == "peer"


def test_undo_in_a_queue_by_theme_goes_back_to_the_pair(folder):
    desk = sit(folder, group="theme")
    desk.none(B, "peer")
    assert desk.place == (C, "peer")
    desk.undo()
    assert (desk.place, len(desk.queue)) == ((B, "peer"), 7)


def test_what_changes_nothing_is_no_act(folder):
    desk = sit(folder)
    desk.describe(A, "design", "survey")
    desk.not_none(A, "role")
    desk.shift(A, "peer", 1, "close ties", -1)
    desk.state_theme("peer", "Much.", " Much. ")
    assert (desk.last_act, cell(folder, A, "peer")) == ("", PEER)


def test_a_windows_file_with_a_mark_keeps_its_ways(tmp_path):
    folder = make(tmp_path / "r")
    path = folder / "matrix.csv"
    path.write_bytes(
        b"\xef\xbb\xbf"
        + b'key,design,methods,size,peer,role,cost,old\r\nadams_2011,,,,"a\r\nb",,,\r\nclark_2012,,,,,,,\r\n'
    )
    before = path.read_bytes()
    desk = sit(folder)
    desk.add(B, "peer", [Excerpt(SUMMARY, "x")])
    assert path.read_bytes() == before.replace(b"clark_2012,,,,,", b"clark_2012,,,,x,")
    desk.undo()
    assert path.read_bytes() == before


def test_what_is_not_shown_any_more_is_not_changed(folder):
    desk = sit(folder)
    for number, was in ((1, "other words"), (0, "close ties"), (9, "close ties")):
        for act in (
            lambda number=number, was=was: desk.replace(A, "peer", number, was, QUOTE),
            lambda number=number, was=was: desk.remove(A, "peer", number, was),
            lambda number=number, was=was: desk.shift(A, "peer", number, was, 1),
            lambda number=number, was=was: desk.place_in(A, "peer", number, was, "role"),
        ):
            with pytest.raises(Misuse, match="this cell was changed meanwhile; look at it again"):
                act()
    assert cell(folder, A, "peer") == PEER


def test_what_makes_no_sense_is_refused_and_nothing_is_written(folder):
    desk, before = sit(folder), files(folder)
    for act, message in (
        (lambda: desk.place_in(A, "peer", 1, "close ties", "peer"), "already under this theme"),
        (lambda: desk.place_in(A, "peer", 1, "close ties", "nowhere"), "there is no theme 'nowhere'"),
        (lambda: desk.none(A, "peer"), "it cannot be “not mentioned”"),
        (lambda: desk.describe(A, "peer", "x"), "there is no descriptor peer; known: design, methods, size"),
        (lambda: desk.add("out_2001", "peer", [QUOTE]), "out_2001 is not an included source"),
        (lambda: desk.add(A, "peer", [Excerpt(SUMMARY, "# a memo?")]), "cannot be saved as it is"),
        (lambda: desk.add(A, "role", [Excerpt(QUOTATION, "x", "a [b]")]), "cannot be saved as it is"),
        (lambda: desk.settle(A, "peer", "theirs"), "no longer in conflict"),
        (lambda: desk.state_theme("old", "", "x"), "was retired"),
        (lambda: desk.add(A, "role", [Excerpt(SUMMARY, "half \ud800")]), "half a character"),
        (lambda: desk.add(A, "role", [Excerpt(SUMMARY, "zero \0")]), "zero byte"),
    ):
        with pytest.raises(Misuse, match=message):
            act()
    for _ in range(2):
        if desk.states(B)["peer"] != "not mentioned":
            desk.none_on_rest(B)
    with pytest.raises(Misuse, match="every theme of this source was already looked at"):
        desk.none_on_rest(B)
    desk.undo()
    assert files(folder) == before


def test_none_goes_on_to_what_is_owed_next_in_the_source(folder):
    desk = sit(folder)
    desk.go(1)
    assert (desk.key, desk.theme) == (B, "peer")
    seen = []
    for theme in ("peer", "role", "cost"):
        desk.none(B, theme)
        seen.append((desk.key, desk.theme))
    assert seen == [(B, "role"), (B, "cost"), (B, "cost")]


def test_by_theme_none_goes_on_to_the_next_pair_only_from_the_pair_itself(folder):
    desk = sit(folder, group="theme")
    desk.none(B, "cost")
    assert (desk.place, desk.theme) == ((B, "peer"), "peer")
    desk.none(B, "peer")
    assert desk.place == (C, "peer")


# --- subthemes --------------------------------------------------------------------------------------------------------


def test_a_new_subtheme_is_declared_and_logged_and_goes_again_with_its_excerpt(folder):
    desk, before = sit(folder), files(folder)
    desk.add(A, "peer", [Excerpt(QUOTATION, "x", "Pay", "", "p. 11")])
    (theme, *_) = litmatrix.open(folder).protocol.themes
    assert theme.subthemes == ("Power", "Bonds", "Pay") == desk.theme_named("peer").subthemes
    (logged,) = litmatrix.open(folder).protocol.theme_history
    assert (logged.change, logged.after, logged.theme, logged.by, logged.why) == (
        "add",
        ("Pay",),
        "peer",
        "ann",
        f"needed while reading {A}",
    )
    assert b"# a comment that stays" in (folder / "review.toml").read_bytes()
    assert desk.refresh() is False
    desk.undo()
    assert files(folder) == before
    assert desk.theme_named("peer").subthemes == ("Power", "Bonds")
    (kept,), _ = history.read_history(folder / "history")
    assert kept.undone_why == "the excerpt that it was added for was undone"


def test_a_subtheme_that_is_needed_elsewhere_by_now_stays(folder):
    desk = sit(folder)
    desk.add(A, "peer", [Excerpt(QUOTATION, "x", "Pay", "", "p. 11")])
    elsewhere(folder, B, "peer", '[Pay] "y" (p. 1)')
    desk.undo()
    assert cell(folder, A, "peer") == PEER
    assert desk.theme_named("peer").subthemes == ("Power", "Bonds", "Pay")


def test_a_subtheme_stays_where_the_themes_changed_since(folder):
    desk = sit(folder)
    desk.add(A, "peer", [Excerpt(QUOTATION, "x", "Pay", "", "p. 11")])
    operations.apply(folder, lambda plan, rows: themes.add(plan, rows, "trust", "Trust"))
    desk.undo()
    assert (cell(folder, A, "peer"), desk.theme_named("peer").subthemes[-1]) == (PEER, "Pay")
    assert [one.id for one in desk.themes] == ["peer", "role", "cost", "trust"]


def test_several_new_subthemes_of_one_act_are_declared_and_undone_together(folder):
    desk, before = sit(folder), files(folder)
    desk.add(
        A, "cost", [Excerpt(SUMMARY, "x", "One"), Excerpt(SUMMARY, "y", "Two"), Excerpt(SUMMARY, "z", "One")]
    )
    assert desk.theme_named("cost").subthemes == ("One", "Two")
    desk.undo()
    assert files(folder) == before


def test_where_the_excerpt_cannot_be_saved_its_subtheme_is_not_declared(folder, monkeypatch):
    desk, before = sit(folder), files(folder)
    kept = store.write

    def full(path, data):
        if path.name == "matrix.csv":
            raise NotSaved(f"{path}: not saved: the disk is full.")
        kept(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", full)
        with pytest.raises(NotSaved, match="the disk is full"):
            desk.add(A, "peer", [Excerpt(QUOTATION, "x", "Pay", "", "p. 11")])
    assert files(folder) == before
    assert (desk.theme_named("peer").subthemes, desk.last_act) == (("Power", "Bonds"), "")


def test_a_theme_added_meanwhile_does_not_upset_a_new_subtheme(folder):
    desk = sit(folder)
    operations.apply(folder, lambda plan, rows: themes.add(plan, rows, "trust", "Trust"))
    desk.add(A, "peer", [Excerpt(QUOTATION, "x", "Pay", "", "p. 11")])
    assert desk.states(A) == {"peer": "mentioned", "role": "due", "cost": "not mentioned", "trust": "due"}


# --- statements, readings ---------------------------------------------------------------------------------------------


def test_a_statement_is_written_and_undone(folder):
    desk, before = sit(folder), (folder / "review.toml").read_bytes()
    desk.state_theme("peer", "Much.", "  Sources agree.\nAll of them. ")
    assert litmatrix.open(folder).protocol.themes[0].statement == "Sources agree.\nAll of them."
    assert desk.undo() == "statement on Peer"
    assert (folder / "review.toml").read_bytes() == before
    desk.state_theme("role", "", "New.")
    desk.state_theme("role", "New.", "")
    assert desk.theme_named("role").statement == ""
    desk.undo(), desk.undo()
    assert (folder / "review.toml").read_bytes() == before


def test_a_statement_that_someone_else_wrote_meanwhile_is_not_overwritten(folder):
    one, two = sit(folder), sit(folder, "bob")
    one.state_theme("peer", "Much.", "Ann's.")
    with pytest.raises(ChangedOutside, match="someone else changed the same text meanwhile"):
        two.state_theme("peer", "Much.", "Bob's.")
    assert two.theme_named("peer").statement == "Ann's."
    two.state_theme("peer", "Ann's.", "Both.")
    with pytest.raises(ChangedOutside):
        one.undo()
    assert litmatrix.open(folder).protocol.themes[0].statement == "Both."


def test_a_statement_of_several_lines_by_hand_can_be_written_over(tmp_path):
    text = TOML.replace('statement = "Much."', 'statement = """\nMuch,\nand more.\n"""')
    folder = make(tmp_path / "r", toml=text)
    desk = sit(folder)
    desk.state_theme("peer", desk.theme_named("peer").statement, "Less.")
    assert litmatrix.open(folder).protocol.themes[0].statement == "Less."


def test_a_reading_is_logged_and_withdrawn(folder):
    desk = sit(folder)
    event = desk.read(B)
    assert (event.stage, event.decision, event.reviewer) == ("coding", "read", "ann")
    assert desk.reads(B) == (("ann", event.time),)
    assert desk.undo() == "marked as read"
    assert desk.reads(B) == ()
    now = screening.standing(litmatrix.open(folder))
    assert now[now["stage"] == "coding"].empty
    with pytest.raises(Misuse):
        desk.read("nobody")


# --- two people -------------------------------------------------------------------------------------------------------


def test_two_who_edit_different_cells_both_keep_their_work(folder):
    one, two = sit(folder), sit(folder, "bob")
    one.add(A, "role", [Excerpt(SUMMARY, "ann's")])
    two.add(A, "cost", [Excerpt(SUMMARY, "bob's")])
    one.describe(B, "size", "3")
    two.none(B, "peer")
    assert not one.conflicts and not two.conflicts
    expected = {(A, "peer"): PEER, (A, "role"): "ann's", (A, "cost"): "bob's", (B, "size"): "3"}
    assert {place: cell(folder, *place) for place in expected} == expected
    assert cell(folder, B, "peer").endswith(" bob")
    one.refresh()
    assert one.states(B) == two.states(B)


def clash(folder):
    one, two = sit(folder), sit(folder, "bob")
    two.add(A, "peer", [Excerpt(SUMMARY, "bob's")])
    one.add(A, "peer", [Excerpt(SUMMARY, "ann's")])
    return one, two


def test_the_same_cell_is_overwritten_by_nobody_and_both_texts_are_kept(folder):
    one, _ = clash(folder)
    assert cell(folder, A, "peer") == f"{PEER}\nbob's"
    (found,) = one.conflicts.values()
    assert (found.before, found.theirs, found.ours) == (PEER, f"{PEER}\nbob's", f"{PEER}\nann's")
    assert (one.text(A, "peer"), one.last_act) == (f"{PEER}\nbob's", "")


@pytest.mark.parametrize(
    ("choice", "expected"), [("theirs", "bob's"), ("ours", "ann's"), ("both", "bob's\nann's")]
)
def test_a_cell_that_both_changed_is_settled_in_three_ways(folder, choice, expected):
    one, _ = clash(folder)
    with pytest.raises(Misuse, match="mine: choose one of theirs, ours, both"):
        one.settle(A, "peer", "mine")
    one.settle(A, "peer", choice)
    assert (cell(folder, A, "peer"), one.conflicts) == (f"{PEER}\n{expected}", {})
    if choice != "theirs":
        assert one.undo() == f"conflict resolved: {choice}"
    assert cell(folder, A, "peer") == f"{PEER}\nbob's"


def test_theirs_is_what_is_on_disk_when_one_settles(folder):
    one, two = clash(folder)
    two.add(A, "peer", [Excerpt(SUMMARY, "more of bob's")])
    one.refresh()
    one.settle(A, "peer", "theirs")
    assert cell(folder, A, "peer") == f"{PEER}\nbob's\nmore of bob's"


def test_a_second_clash_in_the_same_cell_loses_nothing_of_the_first(folder):
    one, two = clash(folder)
    two.add(A, "peer", [Excerpt(SUMMARY, "more of bob's")])
    one.add(A, "peer", [Excerpt(SUMMARY, "more of ann's")])
    one.settle(A, "peer", "both")
    assert cell(folder, A, "peer").split("\n")[3:] == ["bob's", "more of bob's", "more of ann's", "ann's"]


def test_settling_is_no_overwriting_either(folder):
    one, two = clash(folder)
    two.add(A, "peer", [Excerpt(SUMMARY, "more of bob's")])
    one.settle(A, "peer", "ours")
    assert cell(folder, A, "peer").endswith("more of bob's")
    assert one.conflicts[A, "peer"].theirs.endswith("more of bob's")
    one.settle(A, "peer", "ours")
    assert cell(folder, A, "peer") == f"{PEER}\nann's"


def test_what_is_settled_but_not_saved_stays_to_be_settled(folder, monkeypatch):
    one, _ = clash(folder)

    def full(path, data):
        raise NotSaved(f"{path}: not saved: the disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", full)
        with pytest.raises(NotSaved):
            one.settle(A, "peer", "both")
    one.settle(A, "peer", "both")
    assert cell(folder, A, "peer") == f"{PEER}\nbob's\nann's"


def test_a_descriptor_that_both_changed_is_one_or_the_other(folder):
    one, two = sit(folder), sit(folder, "bob")
    two.describe(A, "size", "3")
    one.describe(A, "size", "4")
    with pytest.raises(Misuse, match="both: choose one of theirs, ours"):
        one.settle(A, "size", "both")
    one.settle(A, "size", "ours")
    assert cell(folder, A, "size") == "4"


def test_a_move_into_a_cell_that_someone_changed_moves_nothing(folder):
    one, two = sit(folder), sit(folder, "bob")
    two.add(A, "role", [Excerpt(SUMMARY, "bob's")])
    with pytest.raises(ChangedOutside, match="nothing was written"):
        one.place_in(A, "peer", 1, "close ties", "role")
    assert (cell(folder, A, "peer"), cell(folder, A, "role"), one.conflicts) == (PEER, "bob's", {})
    one.place_in(A, "peer", 1, "close ties", "role")
    assert cell(folder, A, "role") == 'bob\'s\n[+] "close ties" (pp. 11-12) nearly'
    assert cell(folder, A, "peer") == f"{POWER}\n{MEMO_LINE}"


def test_none_into_a_cell_that_someone_filled_stays_there_to_be_settled(folder):
    one, two = sit(folder, group="theme"), sit(folder, "bob")
    two.add(B, "peer", [Excerpt(SUMMARY, "bob's")])
    one.none(B, "peer")
    assert (one.place, list(one.conflicts), cell(folder, B, "peer")) == ((B, "peer"), [(B, "peer")], "bob's")


def test_undo_leaves_what_someone_wrote_since_and_goes_on_to_the_act_before(folder):
    one, two = sit(folder), sit(folder, "bob")
    one.describe(A, "size", "3")
    one.add(A, "role", [Excerpt(SUMMARY, "ann's")])
    two.refresh()
    two.add(A, "role", [Excerpt(SUMMARY, "bob's")])
    with pytest.raises(
        Misuse, match=f"not undone: {A}, column role, was changed since then; nothing was changed"
    ):
        one.undo()
    assert cell(folder, A, "role") == "ann's\nbob's"
    assert (one.undo(), cell(folder, A, "size")) == ("size changed", "12")


def test_two_at_random_agree_with_the_disk_and_lose_nothing(folder):
    draw = random.Random(5)
    desks = [sit(folder, name) for name in ("ann", "bob")]
    written, gone = {(A, "peer", one.text) for one in cells.numbered(PEER)}, set()
    for number in range(150):
        desk = draw.choice(desks)
        key, theme = draw.choice((A, B, C)), draw.choice(("peer", "role", "cost"))
        found = cells.numbered(desk.text(key, theme))
        if draw.random() < 0.2:
            desk.refresh()
        if draw.random() < 0.6 or not found:
            words = f"words {number}"
            desk.add(key, theme, [Excerpt(SUMMARY, words)])
            written.add((key, theme, words))
        elif found[0].kind != "none":
            desk.remove(key, theme, 1, found[0].text)
            if (key, theme) not in desk.conflicts:
                gone.add((key, theme, found[0].text))
        for place in list(desk.conflicts):
            desk.settle(*place, "both")
    on_disk = {
        (key, theme, one.text) for key in (A, B, C) for theme in ("peer", "role", "cost")
        for one in cells.numbered(cell(folder, key, theme)) if one.kind != "none"
    }  # fmt: skip
    assert written - gone <= on_disk


# --- what goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("act", "expected"), [one[1:3] for one in ACTS], ids=[one[0] for one in ACTS])
def test_on_a_full_disk_nothing_is_changed_and_one_goes_on_afterwards(folder, monkeypatch, act, expected):
    def full(path, data):
        raise NotSaved(f"{path}: not saved: the disk is full.")

    desk, before = sit(folder), files(folder)
    shown = {place: desk.text(*place) for place in expected}
    with monkeypatch.context() as patch:
        patch.setattr(store, "write", full)
        with pytest.raises(NotSaved):
            act(desk)
    assert (files(folder), desk.last_act) == (before, "")
    assert {place: desk.text(*place) for place in expected} == shown
    act(desk)
    assert {place: cell(folder, *place) for place in expected} == expected
    with monkeypatch.context() as patch:
        patch.setattr(store, "write", full)
        with pytest.raises(NotSaved):
            desk.undo()
    desk.undo()
    assert {place: cell(folder, *place) for place in expected} == shown


def test_a_matrix_that_is_broken_is_read_only(tmp_path):
    folder = make(tmp_path / "r", matrix=MATRIX + "ragged,row\n")
    desk, before = sit(folder), files(folder)
    with pytest.raises(NotSaved, match="the file is opened read-only"):
        desk.none(B, "peer")
    assert files(folder) == before


def test_a_theme_or_descriptor_without_a_column_is_told(tmp_path):
    folder = make(tmp_path / "r", matrix="key,peer,role\nadams_2011,x,\n")
    desk, before = sit(folder), files(folder)
    for act in (
        lambda: desk.none(A, "cost"),
        lambda: desk.describe(A, "size", "3"),
        lambda: desk.none_on_rest(A),
    ):
        with pytest.raises(Misuse, match=r"matrix\.csv has no column (cost|size): add it"):
            act()
    assert files(folder) == before


def test_a_theme_renamed_meanwhile_is_found_under_its_new_name(folder):
    desk = sit(folder)
    operations.apply(folder, lambda plan, rows: themes.rename(plan, rows, "role", "work", "Work"))
    desk.keep_up()
    desk.add(A, desk.theme_named("role").id, [Excerpt(SUMMARY, "x")])
    assert cell(folder, A, "work") == "x"


def test_a_clash_goes_with_its_theme_when_that_is_renamed(folder):
    one, _ = clash(folder)
    operations.apply(folder, lambda plan, rows: themes.rename(plan, rows, "peer", "peers", "Peers"))
    one.keep_up()
    one.settle(A, "peers", "both")
    assert cell(folder, A, "peers") == f"{PEER}\nbob's\nann's"


def test_the_words_of_an_act_are_plain(folder):
    desk = sit(folder)
    assert all(re.fullmatch(r"[\w “”]+", told) for *_, told in ACTS)
    assert desk.last_act == ""


def test_it_does_not_change_the_review_that_it_was_given(folder):
    opened = litmatrix.open(folder)
    desk = type(sit(folder))(opened, "ann", "all")
    before = (opened.matrix.copy(), opened.protocol, opened.decisions.copy())
    desk.add(A, "peer", [Excerpt(QUOTATION, "x", "Pay", "", "p. 11")])
    desk.read(A)
    assert opened.matrix.equals(before[0]) and opened.decisions.equals(before[2])
    assert opened.protocol == before[1]
