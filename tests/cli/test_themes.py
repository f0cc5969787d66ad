"""`litmatrix theme …`: what it shows, asks, does and takes back, and its exit status."""

from __future__ import annotations

import json

import pytest
import small_review

import litmatrix
from litmatrix.cli import main, terminal
from litmatrix.coding import operations
from litmatrix.screening import deciding

PEER = '[Bonds +] "close ties" (pp. 11-12) nearly\n[Power -] "always of lower status" (p. 13, quoting hall_1998)\n# look again'
CLARK = '"a friend" (p. 4)\n[Bonds ~] ties help and hinder (ch. 2)'


@pytest.fixture(autouse=True)
def ann(monkeypatch, tmp_path):
    """A machine that remembers ann, and no terminal."""
    place = tmp_path / "reviewer.txt"
    place.write_text("ann")
    monkeypatch.setattr(deciding, "_name_file", lambda *_: place)
    monkeypatch.setattr(terminal, "at_terminal", lambda: False)
    return place


@pytest.fixture
def folder(tmp_path, monkeypatch):
    place = small_review.make(tmp_path / "review").folder
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def person(monkeypatch):
    """Someone at a terminal who gives these answers, one to each question."""

    def answers(*given):
        left = list(given)
        monkeypatch.setattr(terminal, "at_terminal", lambda: True)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda question: left.pop(0))
        return left

    return answers


def run(capsys, *arguments):
    status = main(["theme", *(str(argument) for argument in arguments)])
    return (status, *capsys.readouterr())


def held(folder):
    return [(folder / name).read_bytes() for name in ("matrix.csv", "review.toml")]


def cells(folder):
    return litmatrix.open(folder).matrix.drop(columns="source_type").to_dict("index")


def story(folder):
    return [
        (one.change, one.before, one.after, one.theme, one.why, one.by)
        for one in litmatrix.open(folder).protocol.theme_history
    ]


def test_a_change_is_shown_and_not_done_where_nobody_can_be_asked(capsys, folder):
    before = held(folder)
    status, out, err = run(capsys, "merge", "peer", "role", "--into", "work")
    assert (status, err) == (1, "")
    assert out.startswith("To merge the themes peer, role into work:\n")
    assert "5 cells of 2 sources change:\n\nadams_2011  Adams and Brown 2011\n  - peer" in out
    assert out.endswith(
        "Nothing was changed, because there is no terminal to ask you. Add --yes (and --why TEXT) to do it.\n"
    )
    assert held(folder) == before
    assert not (folder / "history").exists()


def test_dry_run_only_shows_and_wants_no_name(capsys, folder, ann):
    ann.unlink()
    before = held(folder)
    status, out, _ = run(capsys, "rename", "peer", "mate", "--dry-run")
    assert (status, out.splitlines()[-1]) == (0, "Nothing was changed (--dry-run).")
    assert held(folder) == before


def test_yes_does_it_with_a_reason_and_without_one_refuses(capsys, folder):
    status, _, err = run(capsys, "rename", "peer", "mate", "--yes")
    assert (status, err) == (
        2,
        "litmatrix: with --yes, add --why TEXT too: a change of a theme needs a reason.\n",
    )
    status, out, _ = run(capsys, "rename", "peer", "mate", "--name", "Mates", "--yes", "--why", "clearer")
    assert status == 0
    assert out.splitlines()[-2].startswith("Done: rename the theme peer to mate. Kept in history/")
    assert story(folder) == [("rename", ("peer",), ("mate",), "", "clearer", "ann")]
    assert cells(folder) == {
        "adams_2011": {"mate": PEER, "role": "none"},
        "clark_2012": {"mate": CLARK, "role": ""},
    }


def test_somebody_has_to_say_who_they_are(capsys, folder, ann):
    ann.unlink()
    status, _, err = run(capsys, "retire", "role", "--yes", "--why", "empty")
    assert (status, "--by NAME" in err) == (2, True)
    assert run(capsys, "retire", "role", "--yes", "--why", "empty", "--by", "bob")[0] == 0
    assert story(folder)[0][-1] == "bob"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["add", "pay", "--name", "Pay", "--definition", "Wages.", "--subtheme", "Low", "--subtheme", "None", "--question", "What does it cost?", "--after", "peer"],
            ("add", (), ("pay",), ""),
        ),
        (["redefine", "role", "What they do.", "--clear-none"], ("redefine", ("role",), ("role",), "")),
        (["merge", "peer", "role", "--into", "peer"], ("merge", ("peer", "role"), ("peer",), "")),
        (["split", "peer", "--into", "peer", "--into", "pay", "--by-subtheme", "Bonds=pay", "--place", "clark_2012:1=pay", "--rest", "peer", "--name", "pay=A=B", "--definition", "pay=Wages."],
            ("split", ("peer",), ("peer", "pay"), "")),
        (["retire", "role"], ("retire", ("role",), (), "")),
        (["reorder", "role", "--first"], ("reorder", ("peer", "role"), ("role", "peer"), "")),
        (["reorder", "peer", "--after", "role"], ("reorder", ("peer", "role"), ("role", "peer"), "")),
        (["reorder", "role", "peer"], ("reorder", ("peer", "role"), ("role", "peer"), "")),
        (["subtheme", "add", "peer", "Age", "--after", "Power"], ("add", (), ("Age",), "peer")),
        (["subtheme", "rename", "peer", "Power", "Might"], ("rename", ("Power",), ("Might",), "peer")),
        (["subtheme", "merge", "peer", "Power", "Bonds", "--into", "Ties"], ("merge", ("Power", "Bonds"), ("Ties",), "peer")),
        (["subtheme", "split", "peer", "Bonds", "--into", "Ties", "--into", "Knots", "--place", "adams_2011:1=Ties", "--rest", "Knots"],
            ("split", ("Bonds",), ("Ties", "Knots"), "peer")),
        (["subtheme", "retire", "peer", "Pay"], ("retire", ("Pay",), (), "peer")),
        (["subtheme", "reorder", "peer", "Pay", "--before", "Bonds"], ("reorder", ("Power", "Bonds", "Pay"), ("Power", "Pay", "Bonds"), "peer")),
    ],
)  # fmt: skip
def test_every_act_is_done_and_undone_to_the_byte(capsys, folder, arguments, told):
    before = held(folder)
    status, out, err = run(capsys, *arguments, "--why", "so", "--yes")
    assert (status, err) == (0, "")
    assert story(folder) == [(*told, "so", "ann")]
    assert held(folder) != before
    status, out, err = run(capsys, "undo", "--yes")
    assert (status, err) == (0, "")
    assert out.splitlines()[-1].startswith("Undone: ")
    assert held(folder) == before


def test_a_split_says_the_names_and_places_each_excerpt(capsys, folder):
    arguments = [
        "--by-subtheme",
        "Bonds=pay",
        "--place",
        "clark_2012:1=pay",
        "--rest",
        "peer",
        "--name",
        "pay=A=B",
    ]
    run(capsys, "split", "peer", "--into", "peer", "--into", "pay", *arguments, "--why", "so", "--yes")
    lines = PEER.split("\n")
    assert cells(folder) == {
        "adams_2011": {"peer": "\n".join(lines[1:]), "pay": lines[0], "role": "none"},
        "clark_2012": {"peer": "", "pay": CLARK, "role": ""},
    }
    assert [(theme.id, theme.name) for theme in litmatrix.open(folder).protocol.themes] == [
        ("peer", "Peer"),
        ("pay", "A=B"),
        ("role", "Role"),
    ]


def test_excerpts_without_a_place_are_listed_where_nobody_can_be_asked(capsys, folder):
    before = held(folder)
    status, out, err = run(
        capsys,
        "split",
        "peer",
        "--into",
        "x",
        "--into",
        "y",
        "--by-subtheme",
        "Bonds=x",
        "--yes",
        "--why",
        "so",
    )
    assert (status, err) == (1, "")
    assert out.splitlines()[:4] == [
        "3 excerpts are not in a part yet:",
        "  adams_2011:2  [Power] always of lower status",
        "  adams_2011:3  look again",
        "  clark_2012:1  a friend",
    ]
    assert "--place adams_2011:2=x" in out
    assert held(folder) == before


def test_a_person_walks_through_the_excerpts_and_can_go_back(capsys, folder, person):
    left = person("1", "b", "2", "7", "s1", "2", "2", "2", "y", "two things")
    status, out, err = run(capsys, "split", "peer", "--into", "x", "--into", "y")
    assert (status, err, left) == (0, "", [])
    assert "1 of 5  Adams and Brown 2011, adams_2011  [Bonds +]\n    close ties (pp. 11-12)\n" in out
    assert "Answer with a number from 1 to 2, s, b or q." in out
    lines = PEER.split("\n")
    assert cells(folder) == {
        "adams_2011": {"x": lines[1], "y": "\n".join([lines[0], lines[2]]), "role": "none"},
        "clark_2012": {"x": "", "y": CLARK, "role": ""},
    }
    assert story(folder)[0][4:] == ("two things", "ann")


def test_a_person_places_a_whole_subtheme_by_s_and_stops_by_q(capsys, folder, person):
    before = held(folder)
    left = person("s", "2", "q")
    status, out, _ = run(capsys, "split", "peer", "--into", "x", "--into", "y")
    assert (status, left, out.splitlines()[-1]) == (0, [], "Stopped: nothing was changed.")
    assert "3 of 5  Adams and Brown 2011, adams_2011  [Power -]" in out
    assert held(folder) == before


@pytest.mark.parametrize(("answers", "status"), [(["n"], 0), ([""], 0), (["y", ""], 1)])
def test_a_person_who_says_no_or_gives_no_reason_changes_nothing(capsys, folder, person, answers, status):
    before = held(folder)
    person(*answers)
    assert run(capsys, "retire", "role")[0] == status
    assert held(folder) == before


def test_an_excerpt_changed_during_the_walk_is_not_placed_by_its_number(capsys, folder, person, monkeypatch):
    answers = iter(["1", "1", "1", "1", "2", "y", "so"])

    def answer(question):
        given = next(answers)
        if given == "2":
            text = (folder / "matrix.csv").read_text()
            (folder / "matrix.csv").write_text(text.replace("close ties", "loose ties"))
        return given

    person()
    monkeypatch.setattr("builtins.input", answer)
    status, _, err = run(capsys, "split", "peer", "--into", "x", "--into", "y")
    assert (status, "changed meanwhile" in err) == (2, True)
    assert story(folder) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["split", "peer", "--into", "x", "--into", "y", "--name", "z=Z"], "does not name a part"),
        (["split", "peer", "--into", "x", "--into", "y", "--by-subtheme", "Power"], "does not end in a part"),
        (["split", "peer", "--into", "x", "--into", "y", "--by-subtheme", "Strength=x"], "no subtheme “Strength”"),
        (["split", "peer", "--into", "x", "--into", "y", "--place", "adams_2011=x"], "write KEY:NUMBER=x"),
        (["split", "peer", "--into", "x", "--into", "y", "--place", "adams_2011:9=x"], "“Peer” has no excerpt 9 of adams_2011"),
        (["split", "peer", "--into", "x"], "needs two"),
        (["split", "peers", "--into", "x", "--into", "y"], "there is no theme 'peers'"),
        (["reorder", "role", "--first", "--last"], "to move one"),
        (["reorder", "role", "peer", "--first"], "to move one"),
        (["reorder", "role", "--after", "pay"], "there is no pay in use"),
        (["reorder", "role", "--after", "role"], "cannot be moved next to itself"),
        (["subtheme", "reorder", "pay", "A", "--first"], "there is no A in use"),
        (["undo"], "there is no change of a theme to undo"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_before_anybody_is_asked(capsys, folder, person, arguments, said):
    person()
    status, _, err = run(capsys, *arguments)
    assert (status, said in err) == (2, True), err


def test_undo_shows_what_it_changes_and_asks(capsys, folder, person):
    run(capsys, "merge", "peer", "role", "--into", "work", "--yes", "--why", "one thing")
    after = held(folder)
    person("n")
    status, out, _ = run(capsys, "undo")
    assert (status, held(folder)) == (0, after)
    assert ", by ann: " not in out
    assert "by ann: merge the themes peer, role into work.\n  Why: one thing\n" in out
    assert "The column peer, role comes back." in out
    assert "The column work is removed." in out
    person("y", "they differ")
    assert run(capsys, "undo")[0] == 0
    status, out, _ = run(capsys, "history", "--json")
    told = json.loads(out)["story"]
    assert [(one["what"], one["why"], one["by"], one["undone_by"], one["undone_why"]) for one in told] == [
        ("merge the themes peer, role into work", "one thing", "ann", "ann", "they differ")
    ]


def test_the_history_tells_the_whole_story(capsys, folder):
    assert run(capsys, "history") == (0, "The themes have not changed yet.\n", "")
    run(capsys, "rename", "peer", "mate", "--yes", "--why", "clearer")
    run(capsys, "undo", "--yes", "--why", "it was not")
    run(capsys, "retire", "role", "--yes", "--why", "empty")
    status, out, _ = run(capsys, "history")
    lines = out.splitlines()
    assert status == 0
    assert [line.partition(" UTC")[2] for line in lines if " UTC, " in line] == [
        ", ann: rename the theme peer to mate",
        ", ann: retire the theme role",
    ]
    assert lines[1] == "    why: clearer"
    assert lines[2].startswith("    UNDONE ")
    assert lines[2].endswith(" UTC by ann: it was not")
    assert lines[-1] == "    why: empty"


def test_the_list_says_n_of_n_and_keeps_retired_themes_apart(capsys, folder):
    run(capsys, "retire", "role", "--yes", "--why", "empty")
    status, out, _ = run(capsys, "list")
    assert status == 0
    assert [line.split() for line in out.splitlines()] == [
        ["id", "name", "sources", "excerpts", "due", "unread"],
        ["peer", "Peer", "2", "of", "2", "4", "0", "1"],
        [],
        ["Retired:"],
        ["id", "name", "retired", "excerpts"],
        ["role", "Role", str(litmatrix.open(folder).protocol.themes[1].retired), "0"],
    ]
    told = json.loads(run(capsys, "list", "--json")[1])
    assert told["themes"] == [
        {"id": "peer", "name": "Peer", "mentioned": 2, "looked_at": 2, "due": 0, "unread": 1, "excerpts": 4}
    ]


def test_an_empty_review_has_no_theme_and_gets_its_first(capsys, tmp_path, monkeypatch):
    place = small_review.empty(tmp_path / "new").folder
    monkeypatch.chdir(place)
    assert run(capsys, "list")[1].startswith("No theme yet.")
    assert run(capsys, "add", "ρόλος", "--name", "角色", "--why", "first", "--yes")[0] == 0
    assert (place / "matrix.csv").read_text(encoding="utf-8") == "key,ρόλος\n"
    run(capsys, "undo", "--yes")
    assert held(place) == [b"key\n", b"format = 1\n"]


def test_text_of_a_cell_cannot_command_the_terminal(capsys, folder):
    text = (folder / "matrix.csv").read_text()
    (folder / "matrix.csv").write_text(text.replace("close ties", "close\x1b[2J \u202eties"))
    out = run(capsys, "split", "peer", "--into", "x", "--into", "y")[1]
    out += run(capsys, "merge", "peer", "role", "--into", "work", "--full")[1]
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "close\\x1b[2J \\u202eties" in out


def test_a_long_preview_is_cut_to_what_fits_and_full_shows_it_whole(capsys, tmp_path, monkeypatch):
    rows = "".join(f'k{number:02},,"{"長" * 300}",\n' for number in range(30))
    place = small_review.make(tmp_path / "long", matrix=f"key,source_type,peer,role\n{rows}").folder
    monkeypatch.chdir(place)
    monkeypatch.setenv("COLUMNS", "80")
    out = run(capsys, "merge", "peer", "role", "--into", "work", "--dry-run")[1]
    assert "… and 10 sources more: --full shows them all." in out
    assert max(len(line) + line.count("長") for line in out.splitlines() if "長" in line) <= 80
    out = run(capsys, "merge", "peer", "role", "--into", "work", "--dry-run", "--full")[1]
    assert out.count("長" * 300) == 60


def test_what_changed_meanwhile_is_not_overwritten(capsys, folder, person, monkeypatch):
    person()
    answers = iter(["y", "so"])

    def answer(question):
        if question.startswith("Make this change?"):
            text = (folder / "matrix.csv").read_text()
            (folder / "matrix.csv").write_text(text.replace("a friend", "a good friend"))
        return next(answers)

    monkeypatch.setattr("builtins.input", answer)
    status, _, err = run(capsys, "merge", "peer", "role", "--into", "work")
    assert (status, "Look at it again" in err) == (2, True)
    assert story(folder) == []
    assert operations.plan(folder, lambda protocol, matrix: matrix).header == (
        "key",
        "source_type",
        "peer",
        "role",
    )
