"""What a reader has before them: the queue, the places in it, and the files as they are."""

from __future__ import annotations

import os
import warnings

import pytest
import reading_folder
from making import assert_left_alone
from reading_folder import TOML, make

import litmatrix
from litmatrix import coding, matrix
from litmatrix.coding import operations, themes
from litmatrix.errors import Misuse, NotSaved, Unreadable
from litmatrix.matrix.file import CellChange
from litmatrix.screening import deciding
from litmatrix.widgets.coding.shelf import GROUPS, Place, Shelf, stamp


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path / "review")


def shelf(folder, group="source", theme=""):
    return Shelf(litmatrix.open(folder), group, theme)


def write(folder, key, column, text):
    """What another program writes into a cell."""
    path = folder / "matrix.csv"
    before = reading_folder.cell(folder, key, column)
    assert not matrix.write_cells(path, [CellChange(key, column, before, text)]).conflicts


# --- the queue --------------------------------------------------------------------------------------------------------


def test_by_source_those_that_were_begun_come_first(folder):
    write(folder, "clark_2012", "old", "x")
    write(folder, "adams_2011", "peer", "")
    write(folder, "adams_2011", "cost", "")
    desk = shelf(folder)
    assert desk.queue == (Place("clark_2012"), Place("adams_2011"), Place("egan_2013"))
    assert (desk.key, desk.theme, desk.state("clark_2012", "peer")) == ("clark_2012", "peer", "due")


def test_by_theme_the_queue_holds_pairs_theme_after_theme(folder):
    desk = shelf(folder, "theme")
    assert desk.queue == (
        Place("clark_2012", "peer"), Place("egan_2013", "peer"), Place("adams_2011", "role"), Place("clark_2012", "role"),
        Place("egan_2013", "role"), Place("clark_2012", "cost"), Place("egan_2013", "cost"),
    )  # fmt: skip
    assert desk.owed() == {"due": 1, "unread": 6, "sources": 3}
    desk.choose("theme", "role")
    assert [one.key for one in desk.queue] == ["adams_2011", "clark_2012", "egan_2013"]
    assert (desk.theme, desk.only, desk.group) == ("role", "role", "theme")


def test_all_sources_are_a_queue_of_their_own(folder):
    desk = shelf(folder, "all")
    assert desk.queue == (Place("adams_2011"), Place("clark_2012"), Place("egan_2013"))
    assert desk.theme == "role"
    assert list(GROUPS) == ["source", "theme", "all"]


def test_a_queue_or_theme_that_does_not_exist_leaves_the_old_one(folder):
    desk = shelf(folder, "all")
    with pytest.raises(Misuse, match="there is no queue urgent; known: source, theme, all"):
        desk.choose("urgent")
    with pytest.raises(Misuse, match="there is no theme 'rolle'"):
        desk.choose("theme", "rolle")
    with pytest.raises(Misuse, match="was retired"):
        desk.choose("theme", "old")
    assert (desk.group, desk.only, len(desk.queue)) == ("all", "", 3)


def test_the_ends_of_the_queue_stop_going(folder):
    desk = shelf(folder, "all")
    desk.go(-1)
    assert desk.key == "adams_2011"
    for _ in range(5):
        desk.go(1)
    assert (desk.place, desk.key, desk.position) == (None, "", 3)
    desk.go(-1)
    assert (desk.key, desk.theme) == ("egan_2013", "peer")


def test_a_source_outside_the_queue_is_put_into_it_where_one_is(folder):
    desk = shelf(folder, "theme", "cost")
    desk.show("adams_2011", "cost")
    assert desk.queue == (
        Place("adams_2011", "cost"),
        Place("clark_2012", "cost"),
        Place("egan_2013", "cost"),
    )
    desk.show("egan_2013")
    assert (desk.position, desk.theme) == (2, "cost")
    with pytest.raises(Misuse, match="out_2001 is not an included source"):
        desk.show("out_2001")
    with pytest.raises(Misuse, match="no theme"):
        desk.show("adams_2011", "nothing")
    assert desk.key == "egan_2013"


def test_going_to_a_place_by_its_number_meets_the_source_that_was_listed(folder):
    desk = shelf(folder, "all")
    desk.go_to(2, "egan_2013")
    assert desk.key == "egan_2013"
    for position, key in ((1, "egan_2013"), (9, "egan_2013"), (-1, "egan_2013")):
        with pytest.raises(Misuse, match="the queue changed meanwhile"):
            desk.go_to(position, key)
    assert desk.key == "egan_2013"


def test_what_is_owed_next_goes_round(folder):
    desk = shelf(folder, "all")
    assert [desk.first_owed("clark_2012", behind) for behind in ("", "peer", "role", "cost")] == [
        "peer",
        "role",
        "cost",
        "peer",
    ]
    assert desk.first_owed("adams_2011", "cost") == "role"
    write(folder, "adams_2011", "role", "x")
    desk.refresh()
    assert desk.first_owed("adams_2011") == ""


# --- odd reviews ------------------------------------------------------------------------------------------------------


def test_a_source_without_a_row_is_unread_and_its_cells_are_empty(folder):
    desk = shelf(folder)
    assert desk.text("egan_2013", "peer") == ""
    assert set(desk.states("egan_2013").values()) == {"unread"}


def test_a_theme_without_a_column_is_owed_everywhere(tmp_path):
    text = "key,peer,role\nadams_2011,x,none\n"
    desk = shelf(make(tmp_path / "r", matrix=text), "theme", "cost")
    assert [one.key for one in desk.queue] == ["adams_2011", "clark_2012", "egan_2013"]
    assert (desk.text("adams_2011", "cost"), desk.state("adams_2011", "cost")) == ("", "due")


def test_without_themes_or_sources_the_queue_is_empty(tmp_path):
    bare = 'format = 1\n[[searches]]\nid = "db"\nkind = "database"\n'
    desk = shelf(make(tmp_path / "themes", toml=bare))
    assert (desk.queue, desk.key, desk.theme, desk.owed()) == (
        (),
        "",
        "",
        {"due": 0, "unread": 0, "sources": 0},
    )
    assert shelf(tmp_path / "themes", "all").key == "adams_2011"
    desk = shelf(make(tmp_path / "sources", included=False))
    assert (desk.queue, desk.keys, desk.theme) == ((), (), "")
    empty = make(tmp_path / "empty", bib="", toml="format = 1\n", matrix="key\n", included=False)
    assert shelf(empty).queue == ()


def test_without_the_matrix_there_is_no_desk(folder):
    (folder / "matrix.csv").unlink()
    with pytest.raises(Unreadable, match=r"matrix\.csv"):
        shelf(folder)


def test_the_states_are_those_of_the_review(worked):
    desk = Shelf(worked, "all")
    table = coding.states(worked)
    assert {key: desk.states(key) for key in desk.keys} == {
        key: row.to_dict() for key, row in table.iterrows()
    }


# --- what others do ---------------------------------------------------------------------------------------------------


def test_nothing_changed_is_nothing_read(folder):
    desk = shelf(folder)
    before = desk.matrix
    assert (desk.refresh(), desk.matrix is before) == (False, True)


def test_cells_that_another_program_wrote_are_seen_when_one_goes_on(folder):
    desk = shelf(folder, "all")
    write(folder, "clark_2012", "peer", "a summary")
    desk.go(1)
    assert (desk.text("clark_2012", "peer"), desk.theme) == ("a summary", "role")
    assert desk.states("clark_2012") == {"peer": "mentioned", "role": "due", "cost": "due"}
    assert desk.refresh() is False


def test_a_theme_that_was_added_meanwhile_is_owed_and_comes_up_at_the_end(folder):
    write(folder, "adams_2011", "role", "none")
    desk = shelf(folder)
    desk.go(1)
    operations.apply(folder, lambda plan, cells: themes.add(plan, cells, "trust", "Trust"))
    assert desk.refresh() is True
    assert [one.id for one in desk.themes] == ["peer", "role", "cost", "trust"]
    assert desk.queue == (Place("clark_2012"), Place("egan_2013"), Place("adams_2011"))
    assert (desk.key, desk.theme, desk.states("adams_2011")["trust"]) == ("egan_2013", "peer", "due")


def test_a_theme_that_was_renamed_meanwhile_stays_at_hand_under_its_new_id(folder):
    desk = shelf(folder, "theme", "role")
    desk.go(1)
    operations.apply(folder, lambda plan, cells: themes.rename(plan, cells, "role", "work", "Work"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        desk.keep_up()
        assert desk.theme_named("role").id == "work"
    assert (desk.place, desk.theme, desk.only) == (Place("clark_2012", "work"), "work", "work")


def test_a_theme_that_was_merged_meanwhile_leaves_the_queue(folder):
    desk = shelf(folder, "theme")
    desk.show("clark_2012", "role")
    operations.apply(folder, lambda plan, cells: themes.merge(plan, cells, ["role", "cost"], "work", "Work"))
    desk.refresh()
    assert [one.theme for one in desk.queue] == ["peer", "peer", *["work"] * 3]
    assert desk.theme in ("peer", "work")


def test_what_is_shown_of_the_cells_stays_until_one_saves_or_goes_on(folder):
    desk = shelf(folder, "all")
    write(folder, "clark_2012", "peer", "theirs")
    text = (folder / "review.toml").read_text().replace('name = "Peer"', 'name = "Peers"')
    (folder / "review.toml").write_text(text)
    desk.keep_up()
    assert (desk.themes[0].name, desk.text("clark_2012", "peer")) == ("Peers", "")
    assert desk.refresh() and desk.text("clark_2012", "peer") == "theirs"


def test_a_source_that_was_included_meanwhile_comes_up_at_the_end(folder):
    desk = shelf(folder)
    deciding.decide(litmatrix.open(folder), "out_2001", "include", "bob", "eligibility")
    desk.keep_up()
    assert desk.queue[-1] == Place("out_2001")


def test_a_title_that_was_changed_meanwhile_is_read(folder):
    desk = shelf(folder)
    path = folder / "bibliography.bib"
    path.write_text(path.read_text().replace("Egan, Eve", "Fagan, Eve"))
    assert desk.refresh() and desk.names["egan_2013"] == "Fagan 2013"


def test_a_protocol_that_is_broken_by_hand_is_told_once_and_what_was_read_stays(folder):
    desk = shelf(folder)
    before = (desk.queue, desk.themes)
    (folder / "review.toml").write_text(TOML + '\n[[themes]\nid = "x"')
    with pytest.raises(NotSaved, match=r"the last readable state is still shown, because now .*review\.toml"):
        desk.refresh()
    assert (desk.queue, desk.themes, desk.refresh()) == (*before, False)
    (folder / "review.toml").write_text(TOML + "\n")
    assert desk.refresh() is True


def test_a_stamp_tells_that_a_file_was_changed(tmp_path):
    path = tmp_path / "a"
    assert stamp(path) == (0, 0, 0)
    path.write_text("x")
    first = stamp(path)
    os.utime(path, ns=(1, 1))
    assert stamp(path) != first


def test_readings_are_told_with_reader_and_time(folder):
    desk = shelf(folder)
    event = deciding.decide(litmatrix.open(folder), "clark_2012", "read", "bob", "coding")
    desk.keep_up()
    assert desk.reads("clark_2012") == (("bob", event.time),)
    assert desk.reads("adams_2011") == ()


def test_it_does_not_change_its_argument(folder):
    assert_left_alone(litmatrix.open(folder), lambda one: Shelf(one).queue)
