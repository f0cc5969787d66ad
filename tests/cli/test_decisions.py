"""The commands of deciding: what they record and print, and their exit status."""

from __future__ import annotations

import json
import shlex

import pytest
from making import decided, entry, sound, write_review

import litmatrix
from litmatrix import screening
from litmatrix.cli import main
from litmatrix.screening import agreement, deciding, queues


@pytest.fixture(autouse=True)
def nobody(monkeypatch, tmp_path):
    """A machine that remembers nobody."""
    monkeypatch.setattr(deciding, "_name_file", lambda *_: tmp_path / "config" / "reviewer.txt")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A sound review folder, in which the command line is."""
    place = write_review(tmp_path / "review", **sound())
    monkeypatch.chdir(place)
    return place


def two_reviewers():
    entries = [
        entry(f"k{number}", title=f"Title {number}", author=f"A{number}, B.", year="2012")
        for number in range(10)
    ]
    events = [
        decided(
            "ann",
            f"k{number}",
            "screening",
            "include" if number < 4 else "exclude",
            note="on topic" if number == 3 else "",
        )
        for number in range(9)
    ]
    events += [
        decided(
            "bob",
            f"k{number}",
            "screening",
            "maybe" if number < 3 else "exclude",
            "topic" if number == 3 else "",
        )
        for number in range(8)
    ]
    return sound(entries=entries, events=events, cells={}, claims=[])


@pytest.fixture
def two(tmp_path, monkeypatch):
    """A review on which ann and bob decided; they differ on k3."""
    place = write_review(tmp_path / "two", **two_reviewers())
    monkeypatch.chdir(place)
    return place


def run(capsys, command, *more):
    """What a command gives, of its words and of arguments that are none: its exit status and what it prints."""
    status = main([*shlex.split(command), *map(str, more)])
    return (status, *capsys.readouterr())


def held(folder, reviewer, stage="screening"):
    now = screening.standing(litmatrix.open(folder))
    now = now[(now["reviewer"] == reviewer) & (now["stage"] == stage)]
    return dict(zip(now["key"], now["decision"], strict=True))


# --- decide, undo ---


def test_decide_records_one_decision_and_says_so_in_one_line(capsys, folder):
    status, out, err = run(
        capsys, 'decide d_2013 exclude --reason topic --note "about something else" --reviewer bob'
    )
    assert (
        status,
        err,
        out.startswith("d_2013: exclude (fails topic) at title and abstract, by bob. Saved 20"),
        out.count("\n"),
    ) == (0, "", True, 1)
    assert held(folder, "bob") == {"d_2013": "exclude"}
    events = litmatrix.open(folder).decisions
    assert events.loc[events["key"] == "d_2013", "note"].tolist() == ["about something else"]
    _, out, _ = run(capsys, "decide d_2013 include --reviewer bob")
    assert out.startswith(
        "d_2013: include at title and abstract, by bob (before: exclude (fails topic)). Saved "
    )


def test_the_remembered_reviewer_decides_unless_another_is_named(capsys, folder):
    assert run(capsys, "decide d_2013 include") == (
        2, "", "litmatrix: who are you? Add --reviewer NAME, or enter your name once at the screening card.\n",
    )  # fmt: skip
    deciding.remember_reviewer("bob")
    assert run(capsys, "decide d_2013 maybe")[0] == 0
    assert held(folder, "bob") == {"d_2013": "maybe"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody", "include"), "the bibliography has no entry nobody"),
        (
            ("d_2013", "perhaps"),
            "perhaps is not a decision at title and abstract; allowed: include, exclude, maybe",
        ),
        (
            ("d_2013", "exclude", "--stage", "eligibility"),
            "an exclusion at full text needs its reason: year, topic",
        ),
        (
            ("d_2013", "exclude", "--reason", "colour"),
            "the reason colour is not one of the criteria: year, topic",
        ),
        (("d_2013", "duplicate", "--stage", "identification"), "needs the other record of the pair"),
    ],
)
def test_what_cannot_be_decided_is_status_2_and_records_nothing(capsys, folder, arguments, said):
    before = len(litmatrix.open(folder).decisions)
    status, out, err = run(capsys, "decide", *arguments, "--reviewer", "bob")
    assert (status, out, said in err) == (2, "", True)
    assert len(litmatrix.open(folder).decisions) == before


def test_a_pair_is_decided_with_its_other_record(capsys, folder):
    _, out, _ = run(capsys, "decide d_2013 duplicate --stage identification --other a_2010 --reviewer bob")
    assert out.startswith("d_2013: duplicate of a_2010, by bob. Saved ")
    assert screening.outcomes(litmatrix.open(folder)).at["d_2013", "duplicate_of"] == "a_2010"


def test_undo_withdraws_the_last_decision_and_says_when_there_is_none(capsys, folder):
    run(capsys, "decide d_2013 include --reviewer bob")
    assert run(capsys, "undo --reviewer bob --stage eligibility")[:2] == (
        0, "Nothing to undo: bob has no decision at full text on this computer that was not undone.\n",
    )  # fmt: skip
    assert run(capsys, "undo --reviewer bob") == (
        0,
        "Undone: d_2013: include at title and abstract, by bob.\n",
        "",
    )
    assert held(folder, "bob") == {}
    assert run(capsys, "undo --reviewer bob")[1].startswith("Nothing to undo")


# --- rekey ---


def test_rekey_finds_decisions_under_the_new_key_and_changes_nothing_else(capsys, folder):
    path = folder / "bibliography.bib"
    text = path.read_text().replace("@article{b_2005,", "@article{brown_2005,")
    path.write_text(text)
    assert "brown_2005" not in held(folder, "ann")
    assert run(capsys, "rekey b_2005 brown_2005") == (
        0,
        "bibliography.bib now says that brown_2005 was called b_2005 before (ids = b_2005).\n1 recorded decision on b_2005 is now found under brown_2005.\n",
        "",
    )
    assert held(folder, "ann")["brown_2005"] == "exclude"
    added = [line for line in path.read_text().splitlines() if line not in text.splitlines()]
    assert [line.replace(" ", "") for line in added] == ["ids={b_2005},"]
    before = path.read_bytes()
    assert run(capsys, "rekey b_2005 brown_2005")[1].startswith(
        "bibliography.bib already says that brown_2005 was called b_2005 before"
    )
    assert path.read_bytes() == before


def test_rekey_adds_to_the_former_keys_that_there_are(capsys, folder):
    for old in ("one", "two"):
        assert run(capsys, "rekey", old, "d_2013")[0] == 0
    assert litmatrix.open(folder).records.at["d_2013", "ids"] == "one,two"


def test_rekey_says_what_still_bears_the_old_key(capsys, folder):
    path = folder / "bibliography.bib"
    path.write_text(path.read_text().replace("{a_2010,", "{adams_2010,"))
    (folder / "fulltext").mkdir()
    (folder / "fulltext" / "a_2010.pdf").write_bytes(b"%PDF")
    status, out, _ = run(capsys, "rekey a_2010 adams_2010")
    assert status == 1
    assert (
        "matrix.csv, line 2, still begins with a_2010: change it there, in a spreadsheet or a text editor, to adams_2010.\n"
        in out
    )
    assert "fulltext/a_2010.pdf still has the old name: rename it to adams_2010.pdf.\n" in out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("a_2010", "new_2010", "It still has a_2010: rename the entry there first"),
        ("gone", "new_2010", "bibliography.bib has no entry new_2010. It does not have gone either."),
        (
            "a_2010",
            "b_2005",
            "two entries of bibliography.bib. If they are the same work, say so: litmatrix decide a_2010 duplicate",
        ),
        ("a,b", "a_2010", "'a,b' cannot be the former key of a_2010"),
        ("a_2010", "a_2010", "cannot be the former key"),
    ],
)
def test_rekey_refuses_what_makes_no_sense(capsys, folder, old, new, said):
    before = (folder / "bibliography.bib").read_bytes()
    status, out, err = run(capsys, "rekey", old, new)
    assert (status, out, said in err) == (2, "", True)
    assert (folder / "bibliography.bib").read_bytes() == before


def test_rekey_does_not_take_a_former_key_from_another_entry(capsys, folder):
    run(capsys, "rekey old a_2010")
    status, _, err = run(capsys, "rekey old b_2005")
    assert (status, "says that old is a_2010 today" in err) == (2, True)


# --- who did how much ---


def test_team_says_who_did_how_much_and_what_waits_for_whom(capsys, two):
    assert run(capsys, "team") == (
        0,
        """\
Title and abstract: 10 records, not divided: whoever comes first decides
  8  decided
  1  not decided by anybody yet
  1  in conflict
  Who  Decided   Include   Exclude     Maybe          Pace         Time   First day    Last day  Today  Still to do
  ann        9  4 (44 %)  5 (56 %)         0  1 s a record  under 1 min  2026-11-22  2026-11-22      0            1
  bob        8         0  5 (62 %)  3 (38 %)  1 s a record  under 1 min  2026-11-22  2026-11-22      0            1

Retrieval: 3 records, not divided: whoever comes first decides
  3  not sought yet
  Who  Decided  Requested  Retrieved  Not retrieved  Pace  Time  First day  Last day  Today  Still to do
  ann        0          0          0              0                                       0            3
  bob        0          0          0              0                                       0            3

Full text: 3 records, not divided: whoever comes first decides
  3  not decided by anybody yet
  Who  Decided  Include  Exclude  Awaiting  Pace  Time  First day  Last day  Today  Still to do
  ann        0        0        0         0                                       0            3
  bob        0        0        0         0                                       0            3

Pace: the median time between a person's own decisions; Time: these together. Pauses over five minutes, and what was \
recorded many at once, are left out.
""",
        "",
    )


def test_team_as_json(capsys, two):
    told = json.loads(run(capsys, "team --json")[1])
    assert [one["stage"] for one in told["stages"]] == ["screening", "retrieval", "eligibility"]
    first = told["stages"][0]
    assert {name: first[name] for name in ("records", "settled", "fresh", "conflicts", "divided")} == {
        "records": 10, "settled": 8, "fresh": 1, "conflicts": 1, "divided": [],
    }  # fmt: skip
    assert [(one["name"], one["decided"], one["waits"]) for one in first["people"]] == [
        ("ann", 9, 1),
        ("bob", 8, 1),
    ]


def test_team_of_a_review_without_records_says_so(capsys, tmp_path):
    folder = write_review(tmp_path / "empty")
    assert run(capsys, "team --folder", folder)[:2] == (0, "No record yet.\n")


# --- agreement, conflicts ---


def test_agreement_says_who_saw_what_and_how_far_they_agree(capsys, two):
    found = agreement.between(litmatrix.open(two), "ann", "bob")
    assert run(capsys, "agreement") == (
        0,
        f"""\
Agreement at title and abstract, computed over the records that both decided on only; intervals are 95 %.
At title and abstract, maybe counts as include: both go on to full text.
Reasons do not count here: two people who exclude a record for different reasons agree.

ann and bob
  decided on by both 8, by ann only 1, by bob only 0, by neither 1
  decided alike  7 of 8 (87.5 %)
  Cohen's kappa  0.75 ({found.kappa.low:.2f} to {found.kappa.high:.2f})
  Gwet's AC1     {found.ac1.value:.2f} ({found.ac1.low:.2f} to {found.ac1.high:.2f})
  included by    ann 4 of 8 (50 %), bob 3 of 8 (38 %)
  an interval of ± 0.1 needs about {found.kappa.needed(0.1)} for kappa and {found.ac1.needed(0.1)} for AC1, in records that both decided on
                bob: include  bob: exclude
  ann: include             3             1
  ann: exclude             0             4
  included by ann, excluded by bob (1): k3
""",
        "",
    )


def test_agreement_as_json(capsys, two):
    told = json.loads(run(capsys, "agreement --json")[1])
    assert (told["stage"], told["reviewers"], "all" in told) == ("screening", ["ann", "bob"], False)
    (pair,) = told["pairs"]
    assert (pair["both"], pair["agreed"], pair["share"], pair["first_included"]) == (8, 7, 0.875, ["k3"])
    assert pair["table"] == {"include": {"include": 3, "exclude": 1}, "exclude": {"include": 0, "exclude": 4}}
    assert pair["kappa"]["value"] == pytest.approx(0.75)


def test_agreement_of_three_has_every_pair_and_all_together(capsys, tmp_path):
    values = two_reviewers()
    values["events"] += [decided("cy", f"k{number}", "screening", "include") for number in range(5)]
    place = write_review(tmp_path / "three", **{**values, "reviewers": []})
    out = run(capsys, "agreement --folder", place)[1]
    assert [line for line in out.splitlines() if " and " in line and not line.startswith(("A", " "))] == [
        "ann and bob",
        "ann and cy",
        "bob and cy",
    ]
    assert (
        "All 3 reviewers: 8 records that two or more decided on; 1 record decided on by one person only counts"
        in out
    )
    assert "\n  Fleiss' kappa  0." in out
    told = json.loads(run(capsys, "agreement --json --folder", place)[1])["all"]
    assert (told["records"], told["paired"]) == (9, 8)


def test_agreement_of_one_or_none_says_that_it_takes_two(capsys, folder):
    assert run(capsys, "agreement")[:2] == (
        0,
        "Only ann decided at title and abstract; agreement needs two people.\n",
    )
    (folder / "decisions" / "ann@desk.jsonl").unlink()
    assert run(capsys, "agreement")[:2] == (
        0,
        "Nobody decided at title and abstract; agreement needs two people.\n",
    )


def test_conflicts_lists_who_decided_what_and_is_status_1(capsys, two):
    assert run(capsys, "conflicts") == (
        1,
        "k3 at title and abstract: A3 2012: Title 3\n    ann: include: on topic\n    bob: exclude (fails topic)\n1 record is in conflict.\n",
        "",
    )
    told = json.loads(run(capsys, "conflicts --json")[1])["conflicts"]
    assert [(one["key"], one["stage"], [vote["reviewer"] for vote in one["decisions"]]) for one in told] == [
        ("k3", "screening", ["ann", "bob"])
    ]
    assert run(capsys, "conflicts --stage eligibility") == (
        0,
        "No record is in conflict at full text.\n",
        "",
    )


def test_a_settled_conflict_is_none(capsys, two):
    deciding.settle(litmatrix.open(two), "k3", "include", "ann")
    assert run(capsys, "conflicts") == (
        0,
        "No record is in conflict at title and abstract, retrieval or full text.\n",
        "",
    )


# --- send, take-in ---


def test_what_one_sends_another_takes_in_once(capsys, folder, tmp_path):
    run(capsys, "decide d_2013 include --reviewer bob")
    status, out, _ = run(capsys, "send", tmp_path, "--reviewer", "bob")
    (sent,) = tmp_path.glob("bob@*.jsonl")
    assert (status, out) == (
        0,
        f"Wrote {sent}. Your colleague imports it with: litmatrix take-in {sent.name}\n",
    )
    other = write_review(tmp_path / "other", **sound())
    assert run(capsys, "take-in", sent, "--folder", other) == (
        0,
        f"{sent.name}: 1 new decision imported, 0 already here.\n",
        "",
    )
    before = (other / "decisions" / sent.name).read_bytes()
    assert (
        run(capsys, "take-in", sent, "--folder", other)[1]
        == f"{sent.name}: 0 new decisions imported, 1 already here.\n"
    )
    assert (other / "decisions" / sent.name).read_bytes() == before
    assert held(other, "bob") == {"d_2013": "include"}


def test_sending_again_replaces_the_copy_but_nothing_else(capsys, folder, tmp_path):
    assert run(capsys, "send", tmp_path, "--reviewer", "ann")[0] == 0
    assert run(capsys, "send", tmp_path / "ann@desk.jsonl", "--reviewer", "ann")[0] == 0
    (tmp_path / "ann@desk.jsonl").write_text("something else\n")
    status, _, err = run(capsys, "send", tmp_path, "--reviewer", "ann")
    assert (status, "there is another file of this name" in err) == (2, True)
    assert (tmp_path / "ann@desk.jsonl").read_text() == "something else\n"


@pytest.mark.parametrize(
    ("to", "who", "said"),
    [
        ("gone/x.jsonl", "ann", "give a folder that exists; the copy keeps its name, ann@desk.jsonl"),
        ("decisions", "ann", "everything in decisions/ belongs to the review"),
        (".", "bob", "bob has no decisions here"),
    ],
)
def test_what_cannot_be_sent_is_said_so(capsys, folder, to, who, said):
    status, out, err = run(capsys, "send", to, "--reviewer", who)
    assert (status, out, said in err) == (2, "", True)


# --- records and labels ---


def test_records_go_out_to_a_program_and_labels_come_back(capsys, folder, tmp_path):
    out = tmp_path / "records.csv"
    assert run(capsys, "export records", out, "--for", "asreview", "--reviewer", "ann") == (
        0, f"Wrote {out}: 4 records, with the decisions at title and abstract\n", "",
    )  # fmt: skip
    out.write_text(out.read_text() + "stranger,Elsewhere,,,,,,,,1\n")
    status, said, _ = run(capsys, "labels", out, "--reviewer", "bob", "--dry-run")
    assert (status, said) == (
        1,
        "3 decisions would be recorded at title and abstract, by bob (2 include, 1 exclude).\n0 already here, 1 without a decision.\n"
        "1 did not match:\n  records.csv:6: Elsewhere: no record has this key or this title\n",
    )
    assert held(folder, "bob") == {}
    assert (
        "Undo all of them: litmatrix undo --reviewer bob\n"
        in run(capsys, "labels", out, "--reviewer", "bob")[1]
    )
    assert held(folder, "bob") == {"a_2010": "include", "b_2005": "exclude", "c_2012": "include"}
    assert run(capsys, "labels", out, "--reviewer", "bob")[1].startswith(
        "0 decisions recorded at title and abstract, by bob.\n3 already here"
    )
    assert run(capsys, "undo --reviewer bob")[1].count("Undone: ") == 3
    assert held(folder, "bob") == {}


def test_records_need_the_name_of_the_program(capsys, folder, tmp_path):
    status, _, err = run(capsys, "export records", tmp_path / "x.csv")
    assert (status, err) == (
        2,
        "litmatrix: say for which program the records are: --for asreview or --for rayyan.\n",
    )
    assert run(capsys, "export records", tmp_path / "x.csv", "--for", "covidence")[0] == 2


def test_every_command_of_deciding_is_in_the_help(capsys):
    out = run(capsys, "--help")[1]
    for command in ("decide", "undo", "rekey", "team", "agreement", "conflicts", "send", "take-in", "labels"):
        assert f"\n    {command}" in out
        assert run(capsys, command, "--help")[0] == 0


def test_the_agreement_of_a_round_counts_its_records_only(two, capsys):
    protocol = two / "review.toml"
    text = protocol.read_text(encoding="utf-8")
    rounds = '\n[[rounds]]\nid = "pilot"\npurpose = "pilot"\nstage = "screening"\nseed = 1\nsize = 4\n'
    protocol.write_text(text + rounds, encoding="utf-8")
    sample = queues.sample(litmatrix.open(two), "pilot")
    status, out, err = run(capsys, "agreement --round pilot --json")
    (pair,) = json.loads(out)["pairs"]
    seen = [pair["both"], pair["only_first"], pair["only_second"], pair["neither"]]
    assert (status, err, len(sample), sum(seen)) == (0, "", 4, 4)
    assert pair["both"] == sum(key in {f"k{number}" for number in range(8)} for key in sample)
    assert "Only the 4 records of the round pilot count." in run(capsys, "agreement --round pilot")[1]


def test_a_round_that_is_not_there_is_said(two, capsys):
    status, out, err = run(capsys, "agreement --round later")
    assert (status, out) == (2, "")
    assert "there is no round later" in err


@pytest.mark.parametrize(("answer", "gone"), [("y", {"k0": "k1"}), ("n", {})])
def test_at_a_terminal_one_is_asked_before_what_was_decided_on_goes(two, capsys, monkeypatch, answer, gone):
    asked = []
    monkeypatch.setattr("litmatrix.cli.decisions.at_terminal", lambda: True)
    monkeypatch.setattr("litmatrix.cli.decisions.asked", lambda text: asked.append(text) or answer)
    status, _, _ = run(capsys, "decide k0 duplicate --stage identification --other k1 --reviewer ann")
    assert status == (0 if gone else 2)
    assert [text.partition(" has ")[0] for text in asked] == ["k0"]
    assert dict(screening.duplicates(litmatrix.open(two))[0]) == gone


# --- stages and reasons by their words ---


def test_a_stage_is_named_as_the_screens_name_it(capsys, folder):
    _, out, _ = run(capsys, "decide d_2013 exclude --reason topic --stage full-text --reviewer bob")
    assert out.startswith("d_2013: exclude (fails topic) at full text, by bob. Saved ")
    assert held(folder, "bob", "eligibility") == {"d_2013": "exclude"}
    run(capsys, "decide d_2013 not_retrieved --stage retrieval --reviewer bob")
    assert run(capsys, "undo --reviewer bob")[1] == "Undone: d_2013: not retrieved, by bob.\n"
    for name in ("full text", "Full-Text", "eligibility"):
        assert run(capsys, "conflicts --stage", name)[1] == "No record is in conflict at full text.\n"
    assert run(capsys, "decide d_2013 include --stage title-abstract --reviewer bob")[0] == 0
    assert run(capsys, "undo --stage before-screening --reviewer ann")[1].startswith(
        "Nothing to undo: ann has no decision before screening on this computer"
    )
    assert run(capsys, "decide d_2013 include --stage nowhere --reviewer bob")[0] == 2
