"""The problem desk, driven without a page: what it shows, narrowed, accepted, withdrawn, undone, and looked at anew."""

from __future__ import annotations

import json

import pytest
import small_review

from litmatrix import widgets
from litmatrix.errors import Misuse
from litmatrix.widgets.problems.desk import PAGE
from litmatrix.widgets.problems.logic import Looking

KEYS = {
    "ask", "who", "saved", "message", "answers", "version", "counts", "first", "show", "check", "key", "words", "checks",
    "reasons", "alike", "total", "page", "pages", "rows", "last", "empty",
}  # fmt: skip
MATRIX = (
    small_review.MATRIX.replace("(pp. 11-12)", "")
    .replace("(p. 13, quoting hall_1998)", "")
    .replace("(p. 4)", "")
    + 'zed_2000,grey,"a summary",none\n'
)
ACCEPTED = '\n[[accepted]]\ncheck = "claim"\nkey = "sources"\nwhy = "As printed."\n\n[[accepted]]\ncheck = "odd"\nwhy = "Once."\n'


@pytest.fixture
def review(tmp_path):
    """An orphaned row, three quotations of two sources without a page, a claim that is accepted, a needless acceptance."""
    return small_review.make(tmp_path / "review", toml=small_review.TOML + ACCEPTED, matrix=MATRIX)


@pytest.fixture
def desk(review):
    return widgets.problems(review, "ann")


def told(desk, /, **message):
    """Send one message, as the page does, and return what the page is shown then."""
    before = desk.state
    desk._answer(None, message, [])
    assert desk.state != before, "the page waits for a new state after each message"
    json.dumps(desk.state)
    return desk.state


def number(desk, check, at=0):
    return [row["number"] for row in desk.state["rows"] if row["check"] == check][at]


def shown(desk):
    return [(row["severity"], row["check"], row["key"]) for row in desk.state["rows"]]


# --- what is shown ------------------------------------------------------------------------------------------------------


def test_the_state_says_all_that_the_page_shows(desk):
    state = desk.state
    assert set(state) == KEYS
    assert state["counts"] == {"fatal": 0, "error": 1, "warning": 5, "accepted": 1}
    assert (state["first"], state["empty"], state["last"], state["show"]) == ("", "", "", "standing")
    assert shown(desk) == [
        ("error", "orphan-key", "zed_2000"),
        ("warning", "missing-row", "egan_2013"),
        ("warning", "no-locator", "adams_2011"),
        ("warning", "no-locator", "adams_2011"),
        ("warning", "no-locator", "clark_2012"),
        ("warning", "unused-acceptance", ""),
    ]
    assert state["checks"] == [
        ["no-locator", 3], ["orphan-key", 1], ["missing-row", 1], ["unused-acceptance", 1],
    ]  # fmt: skip
    assert state["rows"][2] == {
        "number": 2, "severity": "warning", "check": "no-locator", "where": "matrix.csv, row 2 (line 2), column peer",
        "message": "a quotation has no page or other place: “close ties”.",
        "fix": "Add one, for example (p. 12), or (n.p.) if the source has no pages.", "key": "adams_2011", "why": "",
        "hindrance": "", "together": 2, "withdraws": False,
    }  # fmt: skip
    assert state["alike"] == {"no-locator": 3, "orphan-key": 1, "missing-row": 1, "unused-acceptance": 0}


def test_what_is_accepted_stands_apart_with_why(desk):
    state = told(desk, act="filter", show="accepted")
    assert shown(desk) == [("warning", "claim", "sources")]
    assert (state["rows"][0]["why"], state["rows"][0]["withdraws"]) == ("As printed.", True)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"show": "error"}, ["orphan-key"]),
        ({"show": "fatal"}, []),
        ({"check": "no-locator"}, ["no-locator"] * 3),
        ({"key": "clark_2012"}, ["no-locator"]),
        ({"words": "TIES clôse"}, ["no-locator"]),
        ({"words": "review.toml"}, ["unused-acceptance"]),
        ({"check": "no-locator", "key": "adams_2011", "words": "status"}, ["no-locator"]),
        ({"show": "accepted", "words": "printed"}, ["claim"]),
    ],
)
def test_the_list_is_narrowed_by_severity_check_key_and_words(review, filters, expected):
    looking = Looking(review)
    looking.narrow(**filters)
    assert [row.problem.check for row in looking.rows] == expected


def test_a_filter_that_there_is_not_is_refused_and_a_check_that_is_not_shown_is_let_go(review):
    looking = Looking(review)
    for wrong in ({"show": "all"}, {"rows": ""}):
        with pytest.raises(Misuse, match="there is no such filter"):
            looking.narrow(**wrong)
    looking.narrow(check="no-locator")
    looking.narrow(show="error")
    assert [row.problem.check for row in looking.rows] == ["orphan-key"]


def test_a_long_list_is_turned_page_by_page(tmp_path):
    rows = "".join(f"z{number},grey,a summary,none\n" for number in range(PAGE * 2))
    desk = widgets.problems(small_review.make(tmp_path / "review", matrix=small_review.MATRIX + rows), "ann")
    assert (len(desk.state["rows"]), desk.state["pages"], desk.state["total"]) == (PAGE, 3, PAGE * 2 + 2)
    assert told(desk, act="page", page=9)["page"] == 2
    assert [row["number"] for row in desk.state["rows"]] == [PAGE * 2, PAGE * 2 + 1]
    assert told(desk, act="filter", show="warning")["page"] == 0


@pytest.mark.parametrize(
    ("toml", "filters", "words"),
    [
        ("", {}, "No open problems."),
        ("", {"show": "accepted"}, "Nothing is accepted."),
        ("", {"show": "error"}, "No error."),
        ("", {"words": "x"}, "Nothing matches these filters."),
    ],
)
def test_an_empty_list_says_why(tmp_path, toml, filters, words):
    desk = widgets.problems(small_review.empty(tmp_path / "review"))
    assert told(desk, act="filter", **filters)["empty"] == words


def test_the_worked_review_has_no_problem_and_says_how_many_are_accepted(worked):
    assert (
        widgets.problems(worked).state["empty"] == "No open problems.\n46 are accepted, each with a reason."
    )


# --- what is done -------------------------------------------------------------------------------------------------------


def test_one_problem_is_accepted_and_undone(desk, review):
    path = review.folder / "review.toml"
    before = path.read_bytes()
    state = told(
        desk,
        act="accept",
        version=desk.state["version"],
        number=number(desk, "orphan-key"),
        why="On its way.",
    )
    assert path.read_text().endswith(
        '\n[[accepted]]\ncheck = "orphan-key"\nkey = "zed_2000"\nwhy = "On its way."\n'
    )
    assert state["counts"] == {"fatal": 0, "error": 0, "warning": 5, "accepted": 2}
    assert (state["message"], state["last"]) == (
        "Accepted orphan-key of zed_2000.",
        "accepted orphan-key of zed_2000",
    )
    assert state["saved"]["text"].startswith("saved ")
    state = told(desk, act="undo")
    assert state["message"] == "Undone: accepted orphan-key of zed_2000."
    assert path.read_bytes() == before
    assert (state["counts"]["error"], state["last"]) == (1, "")
    (record,) = (review.folder / "history").glob("*-acceptance.json")
    assert json.loads(record.read_text())["by"] == "ann"


def test_all_of_a_check_that_are_listed_are_accepted_in_one_act(desk, review):
    told(desk, act="filter", words="adams")
    at = number(desk, "no-locator")
    told(desk, act="accept", version=desk.state["version"], number=at, why="A talk.", all=True)
    assert 'key = "adams_2011"\nwhy = "A talk."' in (review.folder / "review.toml").read_text()
    told(desk, act="filter", words="")
    told(
        desk,
        act="accept",
        version=desk.state["version"],
        number=number(desk, "no-locator"),
        why="A talk.",
        all=True,
    )
    assert (
        'key = ["adams_2011", "clark_2012"]\nwhy = "A talk."' in (review.folder / "review.toml").read_text()
    )
    assert desk.state["counts"]["accepted"] == 4


def test_a_reason_given_before_is_offered_again(desk):
    told(desk, act="accept", version=desk.state["version"], number=number(desk, "no-locator"), why="A talk.")
    assert desk.state["reasons"]["no-locator"] == ["A talk."]
    assert desk.state["reasons"]["orphan-key"] == []


def test_an_acceptance_is_withdrawn_and_so_is_one_that_nothing_needs(desk, review):
    told(desk, act="withdraw", version=desk.state["version"], number=number(desk, "unused-acceptance"))
    assert desk.state["message"] == "No longer accepted: odd."
    told(desk, act="filter", show="accepted")
    told(desk, act="withdraw", version=desk.state["version"], number=0, all=True)
    assert desk.state["counts"] == {"fatal": 0, "error": 1, "warning": 5, "accepted": 0}
    assert "[[accepted]]" not in (review.folder / "review.toml").read_text()


@pytest.mark.parametrize(
    ("message", "saying"),
    [
        ({"act": "accept", "number": 0, "why": " "}, "enter a reason"),
        ({"act": "accept", "number": 5, "why": "x"}, "remove it (w)"),
        ({"act": "accept", "number": 99, "why": "x"}, "the list changed meanwhile"),
        ({"act": "withdraw", "number": 0}, "this problem is not accepted"),
        ({"act": "undo"}, "there is nothing to undo"),
    ],
)
def test_what_cannot_be_done_is_said_and_writes_nothing(desk, review, message, saying):
    before = (review.folder / "review.toml").read_bytes()
    assert saying in told(desk, version=desk.state["version"], **message)["message"]
    assert (review.folder / "review.toml").read_bytes() == before


def test_what_was_meant_for_another_list_is_not_done(desk, review):
    before, version = (review.folder / "review.toml").read_bytes(), desk.state["version"]
    told(desk, act="filter", show="warning")
    assert (
        "the list changed meanwhile"
        in told(desk, act="accept", version=version, number=0, why="x")["message"]
    )
    assert (review.folder / "review.toml").read_bytes() == before


# --- files that change or are broken ------------------------------------------------------------------------------------


def test_it_looks_anew_when_a_file_was_changed_and_says_so_when_asked(desk, review):
    assert told(desk, act="look")["message"] == "Reloaded: the files are the same as before."
    matrix = review.folder / "matrix.csv"
    matrix.write_text(matrix.read_text().replace("zed_2000", "gray_2001"))
    state = told(desk, act="fresh")
    assert (state["counts"]["error"], state["message"]) == (0, "")
    matrix.write_text(MATRIX)
    assert told(desk, act="look")["message"] == "Reloaded: the files had changed."
    assert desk.state["counts"]["error"] == 1


def test_while_the_protocol_is_broken_nothing_is_accepted_and_the_desk_says_mend_this_first(desk, review):
    path = review.folder / "review.toml"
    path.write_text("title = \n" + path.read_text())
    before = path.read_bytes()
    state = told(desk, act="fresh")
    assert state["first"].startswith(
        "Fix this first: review.toml cannot be read. Until then accepted problems are shown as open"
    )
    assert (state["counts"]["fatal"], state["counts"]["accepted"]) == (1, None)
    assert shown(desk) == [("fatal", "toml", ""), ("error", "orphan-key", "zed_2000")]
    assert [row["hindrance"] for row in state["rows"]] == [
        "A fatal problem cannot be accepted: its file is read-only until it is fixed.",
        "review.toml cannot be read: fix this first.",
    ]
    for at, saying in (
        (0, "A fatal problem cannot be accepted"),
        (1, "review.toml cannot be read: fix this first."),
    ):
        assert saying in told(desk, act="accept", version=state["version"], number=at, why="x")["message"]
    assert path.read_bytes() == before


def test_while_another_file_is_broken_it_says_that_checks_are_left_out(desk, review):
    (review.folder / "matrix.csv").write_text('key,"peer\n')
    assert told(desk, act="fresh")["first"] == (
        "Fix this first: a file cannot be read completely, so the checks that need it are left out."
    )


def test_a_reviewer_whom_the_review_does_not_know_is_refused(tmp_path):
    toml = small_review.TOML.replace("format = 1", 'format = 1\nreviewers = ["ann"]')
    review = small_review.make(tmp_path / "review", toml=toml)
    with pytest.raises(Misuse, match="bob is not among the reviewers"):
        widgets.problems(review, "bob")
