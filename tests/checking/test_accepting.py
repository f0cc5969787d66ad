"""Problems accepted with why, acceptances withdrawn, and both undone: the smallest edit of review.toml each time."""

from __future__ import annotations

import difflib

import pytest
import small_review

import litmatrix
from litmatrix import checking
from litmatrix.checking import accepting
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.model import Problem
from litmatrix.protocol import acceptances

ACCEPTED = """
# Looked at in May.
[[accepted]]
check = "odd"
key = "a"  # the first
why = "Known."

[[accepted]]
check = "odd"
key = [
  "b", # and
  "c",
]
why = "Printed so."

[[accepted]]
check = "whole"
why = "Of no key."
"""


def problem(check="odd", key="x", severity="warning", where="matrix.csv, row 2"):
    return Problem(check, severity, where, "it is odd.", key)


@pytest.fixture
def review(tmp_path):
    return small_review.make(tmp_path / "review", toml=small_review.TOML + ACCEPTED)


def text(review):
    return (review.folder / "review.toml").read_text(encoding="utf-8")


def changed(before, after):
    """The lines that went and came."""
    lines = difflib.ndiff(before.split("\n"), after.split("\n"))
    return [line for line in lines if line[:1] in "+-" and line[2:]]


# --- accepting ----------------------------------------------------------------------------------------------------------


def test_a_problem_is_accepted_in_a_table_of_its_own_behind_the_others(review):
    before = text(review)
    done = accepting.accept(review, [problem()], "  It stays.\n", by=" ann ")
    assert text(review) == before + '\n[[accepted]]\ncheck = "odd"\nkey = "x"\nwhy = "It stays."\n'
    assert (done.by, done.why, done.places) == ("ann", "It stays.", {("odd", "x"): (None, "It stays.")})
    assert accepting.headline(done) == "accepted odd of x"


def test_several_keys_of_one_check_and_why_are_one_table_and_each_check_has_its_own(review):
    before = text(review)
    done = accepting.accept(
        review, [problem(key="x"), problem(key="y"), problem("other"), problem(key="x")], "So."
    )
    assert changed(before, text(review)) == [
        "+ [[accepted]]", '+ check = "odd"', '+ key = ["x", "y"]', '+ why = "So."',
        "+ [[accepted]]", '+ check = "other"', '+ key = "x"', '+ why = "So."',
    ]  # fmt: skip
    assert accepting.headline(done) == "accepted odd of 2 keys, other of x"


def test_the_keys_of_an_acceptance_with_the_same_check_and_why_grow(review):
    before = text(review)
    accepting.accept(review, [problem(key="x"), problem(key="y")], "Printed so.")
    assert changed(before, text(review)) == ['+   "x",', '+   "y",']
    before = text(review)
    accepting.accept(review, [problem(key="z")], "Known.")
    assert changed(before, text(review)) == ['- key = "a"  # the first', '+ key = ["a", "z"]  # the first']


def test_a_problem_that_names_no_key_is_accepted_without_one_and_joins_no_keys(review):
    before = text(review)
    accepting.accept(review, [problem(key="")], "Known.")
    assert changed(before, text(review)) == ["+ [[accepted]]", '+ check = "odd"', '+ why = "Known."']
    before = text(review)
    accepting.accept(review, [problem("whole", "x")], "Of no key.")
    assert changed(before, text(review))[-2:] == ['+ key = "x"', '+ why = "Of no key."']


def test_what_is_accepted_stands_no_more(tmp_path):
    matrix = small_review.MATRIX.replace("(pp. 11-12)", "").replace("(p. 4)", "")
    review = small_review.make(tmp_path / "review", matrix=matrix)
    found = [one for one in checking.check(review).problems if one.check == "no-locator"]
    assert [one.key for one in found] == ["adams_2011", "clark_2012"]
    accepting.accept(review, found, "Talks have no pages.")
    again = checking.check(review.current())
    assert [one for one, why in again.accepted if why == "Talks have no pages."] == found
    assert not {"no-locator", "unused-acceptance"} & {one.check for one in again.problems}


@pytest.mark.parametrize(
    ("problems", "why", "message"),
    [
        ([problem()], "  ", "enter a reason"),
        ([problem(severity="fatal")], "So.", r"matrix\.csv, row 2: A fatal problem cannot be accepted"),
        ([problem("unused-acceptance")], "So.", "This acceptance is no longer needed: remove it"),
        ([problem(key="a"), problem("whole", "")], "x", None),
        ([problem(key="b"), problem(key="c")], "Printed so.", "accepted already"),
        ([], "So.", "accepted already"),
    ],
)
def test_what_cannot_be_accepted_is_said_and_nothing_is_written(review, problems, why, message):
    before = text(review)
    with pytest.raises(
        (Misuse, ChangedOutside),
        match=message or "odd of a was accepted meanwhile, for another reason: “Known.”",
    ):
        accepting.accept(review, problems, why)
    assert text(review) == before
    assert not (review.folder / "history").exists()


def test_what_was_written_meanwhile_stays_and_what_was_accepted_meanwhile_is_not_accepted_again(review):
    path = review.folder / "review.toml"
    path.write_text(
        text(review).replace("A small review", "Another title")
        + '\n[[accepted]]\ncheck = "odd"\nkey = "x"\nwhy = "Mine."\n'
    )
    done = accepting.accept(review, [problem(key="x"), problem(key="y")], "Mine.")
    assert done.places == {("odd", "y"): (None, "Mine.")}
    assert 'key = ["x", "y"]' in text(review)
    assert "Another title" in text(review)
    with pytest.raises(
        ChangedOutside, match=r"odd of x was accepted meanwhile, for another reason: “Mine\.”\. Check again\."
    ):
        accepting.accept(review, [problem(key="x")], "Yours.")


@pytest.mark.parametrize("broken", ["title = ", "<<<<<<< ours\n"])
def test_nothing_is_accepted_while_the_protocol_is_broken(review, broken):
    path = review.folder / "review.toml"
    path.write_text(broken + text(review))
    before = path.read_bytes()
    for act in (
        lambda: accepting.accept(review, [problem()], "So."),
        lambda: accepting.withdraw(review, [("odd", "a")]),
    ):
        with pytest.raises(NotSaved, match=r"fix this first\. review\.toml:"):
            act()
    assert path.read_bytes() == before


# --- withdrawing --------------------------------------------------------------------------------------------------------


def test_a_key_is_withdrawn_and_a_table_goes_with_its_last(review):
    before = text(review)
    done = accepting.withdraw(review, [("odd", "b")])
    assert changed(before, text(review)) == ['-   "b", # and']
    assert accepting.headline(done) == "no longer accepted: odd of b"
    before = text(review)
    accepting.withdraw(review, [("odd", "a"), ("odd", "c"), ("whole", "")])
    assert "[[accepted]]" not in text(review)
    assert "# Looked at in May." in text(review)
    assert accepting.last(review.folder).places == {
        ("odd", "a"): ("Known.", None), ("odd", "c"): ("Printed so.", None), ("whole", ""): ("Of no key.", None),
    }  # fmt: skip


def test_an_acceptance_that_is_gone_or_was_worded_anew_is_not_withdrawn(review):
    path = review.folder / "review.toml"
    path.write_text(text(review).replace('"Known."', '"Known since May."'))
    before = path.read_bytes()
    for place in (("odd", "a"), ("odd", "none"), ("other", "a")):
        with pytest.raises(ChangedOutside, match="was changed or removed meanwhile"):
            accepting.withdraw(review, [place])
    with pytest.raises(Misuse, match="no accepted problem was chosen"):
        accepting.withdraw(review, [])
    assert path.read_bytes() == before


def test_an_acceptance_that_nothing_needs_is_told_with_its_place(review):
    found = [accepting.needless(one) for one in checking.check(review).problems]
    assert sorted(filter(None, found)) == [("odd", "a"), ("odd", "b"), ("odd", "c"), ("whole", "")]
    assert accepting.needless(problem()) is None


# --- undoing ------------------------------------------------------------------------------------------------------------


def test_each_act_is_undone_to_the_byte_the_last_first(review):
    folder, states = review.folder, [text(review)]
    accepting.accept(review, [problem(key="x"), problem("new", "")], "Printed so.")
    states.append(text(review))
    accepting.withdraw(review.current(), [("odd", "b"), ("odd", "x"), ("whole", "")])
    states.append(text(review))
    accepting.withdraw(review.current(), [("odd", "a")])
    assert text(review) not in states
    for before, told in zip(
        reversed(states),
        (
            "no longer accepted: odd of a",
            "no longer accepted: odd of 2 keys, whole",
            "accepted odd of x, new",
        ),
        strict=True,
    ):
        assert accepting.headline(accepting.last(folder)) == told
        undone = accepting.undo(folder, "bob", "a slip")
        assert (accepting.headline(undone), undone.undone_by, undone.undone_why) == (told, "bob", "a slip")
        assert text(review) == before
    assert accepting.last(folder) is None
    with pytest.raises(Misuse, match="there is nothing to undo"):
        accepting.undo(folder)


def test_what_was_changed_since_stays_when_an_act_is_undone(review):
    path = review.folder / "review.toml"
    accepting.accept(review, [problem(key="x")], "Printed so.")
    path.write_text(
        text(review).replace("A small review", "Another title").replace('  "x",', '  "w",\n  "x", # by hand')
    )
    before = text(review)
    accepting.undo(review.folder)
    assert changed(before, text(review)) == ['-   "x", # by hand']


def test_an_act_whose_acceptance_is_gone_by_now_leaves_the_file_as_it_is(review):
    path = review.folder / "review.toml"
    first = text(review)
    accepting.accept(review, [problem(key="x")], "So.")
    path.write_text(first)
    accepting.undo(review.folder)
    assert text(review) == first
    assert accepting.last(review.folder) is None


def test_an_act_is_not_undone_where_its_reason_was_written_anew(review):
    path = review.folder / "review.toml"
    accepting.accept(review, [problem(key="x")], "So.")
    path.write_text(text(review).replace('"So."', '"So, as Ann says."'))
    before = path.read_bytes()
    with pytest.raises(NotSaved, match=r"not undone: the reason for accepting odd of x was changed since\."):
        accepting.undo(review.folder)
    assert path.read_bytes() == before


def test_a_record_that_is_not_read_is_a_problem_and_stops_what_would_stand_on_it(review):
    accepting.accept(review, [problem()], "So.")
    (path,) = (review.folder / "history").glob("*-acceptance.json")
    path.write_text("{}")
    again = litmatrix.open(review.folder)
    assert [str(one) for one in again.problems] == [
        f"history/{path.name}: it is not a record of an accepted problem (it names no format), which therefore cannot be undone. "
        "Restore it from git or a backup; do not edit these files by hand."
    ]
    with pytest.raises(NotSaved, match="fix this first"):
        accepting.undo(review.folder)
    with pytest.raises(NotSaved, match="nothing was done: fix this first"):
        accepting.accept(again, [problem(key="y")], "So.")


def test_a_disk_that_takes_nothing_leaves_all_as_it_was(review, monkeypatch):
    from litmatrix.files import store

    before, write = text(review), store.write

    def refuse(path, data):
        if path.name == "review.toml":
            raise NotSaved("the disk is full.")
        write(path, data)

    monkeypatch.setattr(store, "write", refuse)
    with pytest.raises(NotSaved, match="the disk is full"):
        accepting.accept(review, [problem()], "So.")
    assert text(review) == before
    assert accepting.last(review.folder) is None


# --- the edits ----------------------------------------------------------------------------------------------------------


def test_acceptances_that_are_not_read_are_passed_over_and_keep_their_place():
    odd = 'accepted = [{check = 1, why = "no"}, {check = "odd", key = ["a", 2], why = "no"}, {check = "odd", key = "a", why = "Yes."}]\n'
    assert acceptances.written(odd) == {("odd", "a"): "Yes."}
    (edit,) = acceptances.edits_to(odd, {("odd", "b"): "Yes."})
    assert tuple(edit) == ("accepted", 2, "key", ["a", "b"])
    (edit,) = acceptances.edits_to(odd, {("odd", "a"): None})
    assert tuple(edit) == ("accepted", 2)
    assert acceptances.written("title = 'x'\n") == acceptances.written("accepted = 3\n") == {}


def test_a_place_that_two_acceptances_name_is_withdrawn_from_both():
    twice = '[[accepted]]\ncheck = "odd"\nkey = "a"\nwhy = "1"\n[[accepted]]\ncheck = "odd"\nkey = ["a", "b"]\nwhy = "2"\n'
    assert acceptances.written(twice) == {("odd", "a"): "2", ("odd", "b"): "2"}
    edits = acceptances.edits_to(twice, {("odd", "a"): None})
    assert [tuple(one) for one in edits] == [("accepted", 1, "key", ["b"]), ("accepted", 0)]


def test_what_stands_is_what_is_not_accepted(tmp_path):
    folder = small_review.make(tmp_path / "review").folder
    with (folder / "review.toml").open("a", encoding="utf-8") as stream:
        stream.write(ACCEPTED)
    found = [problem(key="a"), problem(key="x"), problem("whole", ""), problem(key="b", severity="fatal")]
    assert accepting.standing(litmatrix.open(folder), iter(found)) == (found[1], found[3])
