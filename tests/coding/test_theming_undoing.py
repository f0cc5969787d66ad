"""What undoing would do, told before it is done; and the story of the themes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import small_review

import litmatrix
from litmatrix.coding import operations, themes
from litmatrix.coding.themes import TouchedCell, sub
from litmatrix.errors import ChangedOutside, Misuse
from litmatrix.matrix import history
from litmatrix.matrix.history import Entry, Step
from litmatrix.model import ThemeChange

PEER = '[Bonds +] "close ties" (pp. 11-12) nearly\n[Power -] "always of lower status" (p. 13, quoting hall_1998)\n# look again'
CLARK = '"a friend" (p. 4)\n[Bonds ~] ties help and hinder (ch. 2)'


@pytest.fixture
def folder(tmp_path):
    return small_review.make(tmp_path / "review").folder


def held(folder):
    return [(folder / name).read_bytes() for name in ("matrix.csv", "review.toml")]


def merge(protocol, matrix):
    return themes.merge(protocol, matrix, ["peer", "role"], "work")


def rename(protocol, matrix):
    return themes.rename(protocol, matrix, "peer", "mate")


def test_undoing_tells_the_cells_the_columns_and_the_lines_and_changes_nothing(folder):
    before = held(folder)
    operations.apply(folder, merge, "one", "ann")
    after = held(folder)
    found = operations.undoing(folder)
    assert held(folder) == after
    assert (found.entry.change, found.entry.why, found.columns) == (
        "merge",
        "one",
        ("key", "source_type", "peer", "role"),
    )
    assert found.touched == (
        TouchedCell("adams_2011", {"work": PEER}, {"peer": PEER, "role": "none"}),
        TouchedCell("clark_2012", {"work": CLARK}, {"peer": CLARK}),
    )
    text = before[1].decode().split("\n")
    assert [line for hunk in found.lines for line in hunk.after if line not in text] == []
    operations.undo(folder, "ann", shown=found)
    assert held(folder) == before


def test_a_cell_that_was_cleared_is_told_though_it_is_empty_now(folder):
    operations.apply(
        folder,
        lambda plan, found: themes.redefine(plan, found, "role", "Anew.", clear_none=True),
        "one",
        "ann",
    )
    assert operations.undoing(folder).touched == (TouchedCell("adams_2011", {}, {"role": "none"}),)


def test_a_column_that_gets_its_name_back_touches_no_cell(folder):
    operations.apply(folder, rename, "clearer", "ann")
    found = operations.undoing(folder)
    assert (found.touched, found.columns) == ((), ("key", "source_type", "peer", "role"))


def test_undoing_a_subtheme_tells_the_cells_that_change(folder):
    operations.apply(folder, lambda p, m: sub.rename(p, m, "peer", "Power", "Might"), "clearer", "ann")
    assert operations.undoing(folder).touched == (
        TouchedCell("adams_2011", {"peer": PEER.replace("Power", "Might")}, {"peer": PEER}),
    )


def test_undo_refuses_when_it_would_do_something_else_than_was_shown(folder):
    operations.apply(folder, rename, "clearer", "ann")
    found = operations.undoing(folder)
    operations.apply(folder, lambda p, m: themes.rename(p, m, "role", "job"), "clearer", "bob")
    after = held(folder)
    with pytest.raises(ChangedOutside, match="not undone"):
        operations.undo(folder, "ann", shown=found)
    assert held(folder) == after


def test_with_nothing_to_undo_undoing_says_so(folder):
    with pytest.raises(Misuse, match="no change of a theme to undo"):
        operations.undoing(folder)


def test_the_story_tells_what_stands_and_what_was_undone_in_order(folder):
    first = operations.apply(folder, rename, "clearer", "ann").entry
    operations.undo(folder, "bob", "it was not")
    second = operations.apply(folder, merge, "one", "ann").entry
    entries, _ = history.read_history(folder / "history")
    steps = history.story(entries, litmatrix.open(folder).protocol.theme_history)
    undone = next(entry.undone for entry in entries if entry.undone)
    assert steps == (
        Step(first.time, "rename", ("peer",), ("mate",), "", "clearer", "ann", True, undone, "bob", "it was not"),
        Step(second.time, "merge", ("peer", "role"), ("work",), "", "one", "ann", True),
    )  # fmt: skip


def test_what_was_written_into_review_toml_by_hand_is_in_the_story_where_it_stands():
    changes = [
        ThemeChange(date(2026, 3, 1), "add", (), ("a",)),
        ThemeChange("last spring", "add", (), ("b",)),
        ThemeChange(datetime(2026, 5, 1, 12, tzinfo=UTC), "add", (), ("c",)),
    ]
    about = {"theme": "", "from": ["x"], "to": []}
    parts = {"matrix.csv": None, "review.toml": {"lines": [], "members": {}}}
    entry = Entry(
        datetime(2026, 4, 1, tzinfo=UTC), "retire", about=about, parts=parts, undone=datetime(2026, 4, 2, tzinfo=UTC)
    )  # fmt: skip
    steps = history.story([entry], changes)
    assert [(step.time, step.after or step.before, step.recorded) for step in steps] == [
        (date(2026, 3, 1), ("a",), False),
        ("last spring", ("b",), False),
        (datetime(2026, 4, 1, tzinfo=UTC), ("x",), True),
        (datetime(2026, 5, 1, 12, tzinfo=UTC), ("c",), False),
    ]
    assert history.story([], []) == ()
