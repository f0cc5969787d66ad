"""Decisions or coded, thrown away; what was recorded, not standing; what was not recorded, standing."""

import json
import os
import subprocess
import sys

import pytest

from litmatrix import decisions, screening
from litmatrix.decisions.log import Event, append_events, format_event, reviewer_file
from litmatrix.errors import Misuse
from litmatrix.screening import flow

WORK = "title = {Things at work: a trial of a very particular kind}, author = {Alder, Jane and Birch, John}, year = {2015}, journal = {Journal of Work}, doi = {10.1000/abc}, volume = {3}, pages = {1--9}"


def state(here):
    """Every file of the review that holds work, to the byte (locks hold none)."""
    return {
        path.relative_to(here.folder): path.read_bytes()
        for path in sorted(here.folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


def removed(here):
    return dict(screening.duplicates(here.review)[0])


def boxes(here):
    return {box.id: box.n for box in flow.boxes(here.review)}


def found(here):
    told = json.loads(here.done("duplicates --json"))
    return told["sure"], told["doubtful"]


# --- 36: what is kept of duplicates ---


def decided(case):
    here = case("36-settling-drops-what-was-decided", inside=True)
    here.done("decide aa_2015 include --reviewer anna")
    here.done("decide aa_2015 retrieved --stage retrieval --reviewer anna")
    here.done("decide aa_2015 include --stage eligibility --reviewer anna")
    return here


def third(here, key, origin="pm", more=""):
    path = here.folder / "bibliography.bib"
    path.write_text(f"{path.read_text()}\n@article{{{key}, {WORK}, origin = {{{origin}}}{more}}}\n")


def test_settling_keeps_what_was_decided_on(case):
    here = decided(case)
    told = here.done("duplicates --settle --yes --reviewer anna")
    assert "aa_2015: Alder, Jane; Birch, John. 2015. " in told
    assert (
        "[has include at title and abstract by anna, retrieved by anna, include at full text by anna]" in told
    )
    assert (
        "zz_2015 has more fields. To copy them afterwards: litmatrix duplicates take aa_2015 zz_2015 abstract\n"
        in told
    )
    assert removed(here) == {"zz_2015": "aa_2015"}
    assert boxes(here)["included_new"] == 1
    here.done("duplicates take aa_2015 zz_2015 abstract")
    assert here.review.records.at["aa_2015", "abstract"] == "A long abstract of the trial."


def test_the_preview_says_as_json_what_each_side_has(case):
    here = decided(case)
    (here.folder / "matrix.csv").write_text("key\nzz_2015\n")
    (here.folder / "fulltext").mkdir(exist_ok=True)
    (here.folder / "fulltext" / "zz_2015.pdf").write_bytes(b"%PDF-1.4\n")
    told = json.loads(here.done("duplicates --json"))
    assert told["sure"] == [["aa_2015", "zz_2015"]]
    assert told["held"] == {
        "aa_2015": {
            "decisions": [
                "include at title and abstract by anna",
                "retrieved by anna",
                "include at full text by anna",
            ],
            "row": False,
            "excerpts": 0,
            "full_text": "",
        },
        "zz_2015": {"decisions": [], "row": True, "excerpts": 0, "full_text": "fulltext/zz_2015.pdf"},
    }
    assert told["lacking"] == [{"key": "aa_2015", "other": "zz_2015", "fields": ["abstract"]}]


def test_where_nobody_decided_the_fullest_is_kept(case):
    here = case("36-settling-drops-what-was-decided", inside=True)
    here.done("duplicates --settle --yes --reviewer anna")
    assert removed(here) == {"aa_2015": "zz_2015"}


def test_a_row_of_the_matrix_is_kept_as_a_decision_is(case):
    here = case("36-settling-drops-what-was-decided", inside=True)
    (here.folder / "matrix.csv").write_text('key,costs\naa_2015,"""so it is"" (p. 3)"\n')
    told = here.done("duplicates --settle --yes --reviewer anna")
    assert "[has a matrix row with 1 excerpt]" in told
    assert removed(here) == {"zz_2015": "aa_2015"}


@pytest.mark.parametrize("other", ["decision", "row"])
def test_where_both_were_worked_on_a_person_chooses(case, other):
    here = decided(case)
    if other == "decision":
        here.done("decide zz_2015 exclude --reason off --reviewer ben")
    else:
        (here.folder / "matrix.csv").write_text("key,costs\nzz_2015,none 2026-01-01 cs\n")
    before = boxes(here)
    told = here.done("duplicates --settle --yes --reviewer anna")
    assert told == "No sure duplicates.\n1 possible duplicate to decide: litmatrix duplicates lists them.\n"
    assert (removed(here), boxes(here)) == ({}, before)
    assert found(here) == ([], [["zz_2015", "aa_2015"]])
    assert "both were already screened or coded" in here.done("duplicates")
    (here.folder / "pairs.csv").write_text("key,other\naa_2015,zz_2015\n")
    here.done("duplicates --from pairs.csv --settle --yes --reviewer anna")
    assert removed(here) == {}
    refused = here.run("decide zz_2015 duplicate --stage identification --other aa_2015 --reviewer ben")
    assert (refused.status, removed(here)) == (2, {})
    has = "exclude at title and abstract by ben" if other == "decision" else "a matrix row with 0 excerpts"
    assert f"zz_2015 has {has}, which would no longer count; nothing was recorded." in refused.err
    here.done("decide zz_2015 duplicate --stage identification --other aa_2015 --reviewer ben --yes")
    assert (removed(here), boxes(here)["included_new"]) == ({"zz_2015": "aa_2015"}, 1)


def test_by_hand_the_record_that_was_decided_on_is_not_removed_unasked(case):
    here = decided(case)
    before = state(here)
    refused = here.run("decide aa_2015 duplicate --stage identification --other zz_2015 --reviewer anna")
    assert (refused.status, state(here)) == (2, before)
    assert "aa_2015 has include at title and abstract by anna" in refused.err
    assert "litmatrix decide zz_2015 duplicate --stage identification --other aa_2015" in refused.err
    here.done("decide zz_2015 duplicate --stage identification --other aa_2015 --reviewer anna")
    assert removed(here) == {"zz_2015": "aa_2015"}


def test_of_three_the_one_that_was_decided_on_is_kept_and_two_of_them_are_a_persons_choice(case):
    here = decided(case)
    third(here, "bb_2015", more=", abstract = {Another abstract, and a longer one than that.}")
    assert found(here) == ([["aa_2015", "zz_2015", "bb_2015"]], [])
    here.done("decide bb_2015 exclude --reason off --reviewer ben")
    sure, doubtful = found(here)
    assert (sure, sorted(doubtful)) == ([], [["bb_2015", "aa_2015"], ["bb_2015", "zz_2015"]])
    here.done("decide bb_2015 duplicate --stage identification --other aa_2015 --reviewer ben --yes")
    assert found(here) == ([["aa_2015", "zz_2015"]], [])
    here.done("duplicates --settle --yes --reviewer anna")
    assert removed(here) == {"bb_2015": "aa_2015", "zz_2015": "aa_2015"}


def test_a_kept_record_gives_way_to_one_that_was_decided_on_and_is_no_loss_itself(case):
    here = case("36-settling-drops-what-was-decided", inside=True)
    here.done("duplicates --settle --yes --reviewer anna")
    assert removed(here) == {"aa_2015": "zz_2015"}
    third(here, "bb_2015")
    here.done("decide bb_2015 include --reviewer anna")
    here.done("duplicates --settle --yes --reviewer anna")
    assert removed(here) == {"aa_2015": "bb_2015", "zz_2015": "bb_2015"}
    # Decisions on the removed one stays with it: of the others the one kept is kept.
    here.done("decide aa_2015 exclude --reason off --reviewer ben")
    third(here, "cc_2015", more=", abstract = {The fullest of all of them.}")
    here.done("duplicates --settle --yes --reviewer anna")
    assert removed(here)["cc_2015"] == "bb_2015"


def test_what_was_done_with_a_removed_record_speaks_for_nothing(case):
    here = decided(case)
    here.done("decide aa_2015 duplicate --stage identification --other zz_2015 --reviewer anna --yes")
    third(here, "bb_2015")
    assert found(here) == ([["zz_2015", "bb_2015"]], [])
    here.done("decide bb_2015 include --reviewer ben")
    assert found(here) == ([["bb_2015", "zz_2015"]], [])


def test_a_decision_under_a_former_key_counts_a_withdrawn_one_does_not(case):
    here = case("36-settling-drops-what-was-decided", inside=True)
    here.done("decide aa_2015 include --reviewer anna")
    path = here.folder / "bibliography.bib"
    path.write_text(path.read_text().replace("{aa_2015,", "{new_2015, ids={aa_2015},"))
    assert found(here)[0] == [["new_2015", "zz_2015"]]
    here.done("undo --reviewer anna")
    assert found(here)[0] == [["zz_2015", "new_2015"]]


def test_what_a_rule_excluded_yields_to_a_person_and_goes_before_nothing(case):
    here = case("36-settling-drops-what-was-decided", inside=True)
    path = reviewer_file(here.folder / "decisions", "anna", "desk")
    append_events(path, [Event("automation", "aa_2015", "screening", "exclude", reason="off")])
    assert found(here)[0] == [["aa_2015", "zz_2015"]]
    here.done("decide zz_2015 include --reviewer ben")
    assert found(here)[0] == [["zz_2015", "aa_2015"]]
    here.done("duplicates --settle --yes --reviewer ben")
    assert removed(here) == {"aa_2015": "zz_2015"}


def test_check_names_what_was_removed_with_decisions_and_throws_no_row_away(case):
    here = decided(case)
    (here.folder / "matrix.csv").write_text('key,costs\naa_2015,"""so it is"" (p. 3)"\n')
    here.done("decide aa_2015 duplicate --stage identification --other zz_2015 --reviewer anna --yes")
    problems = {one["check"]: one for one in json.loads(here.run("check --json").out)["problems"]}
    assert problems["decided-duplicate"]["severity"] == "error"
    assert problems["decided-duplicate"]["message"] == (
        "aa_2015 is a duplicate of zz_2015, so what was done with it does not count: include at title and abstract by anna, retrieved "
        "by anna, include at full text by anna, a matrix row with 1 excerpt. Nobody decided on zz_2015."
    )
    assert problems["row-of-excluded"]["fix"] == (
        "Decide again, or move its content to the row of zz_2015; what was read is saved nowhere else."
    )
    here.done("decide zz_2015 duplicate --stage identification --other aa_2015 --reviewer anna")
    assert (removed(here), boxes(here)["included_new"]) == ({"zz_2015": "aa_2015"}, 1)


def test_what_is_decided_on_a_removed_record_is_said_to_count_nowhere(case):
    here = case("36-settling-drops-what-was-decided", inside=True)
    here.done("duplicates --settle --yes --reviewer anna")
    told = here.done("decide aa_2015 include --reviewer ben")
    assert "It does not count: aa_2015 is a duplicate of zz_2015; decide on that one.\n" in told
    assert "counts nowhere" not in here.done("decide zz_2015 include --reviewer ben")


def test_at_the_desk_a_person_chooses_where_both_were_decided_on(case):
    from litmatrix.widgets.duplicates.logic import Pairing

    here = decided(case)
    here.done("decide zz_2015 exclude --reason off --reviewer ben")
    third(here, "bb_2015")
    pairing = Pairing(here.review, "anna")
    assert (pairing.count, pairing.view) == (0, "doubtful")
    assert [(one.key, one.other) for one in pairing.asked] == [("zz_2015", "aa_2015"), ("zz_2015", "bb_2015")]
    with pytest.raises(Misuse, match="aa_2015 has include at title and abstract by anna"):
        pairing.decide("zz_2015", "aa_2015", "duplicate")
    pairing.flip()
    with pytest.raises(
        Misuse, match="zz_2015 has exclude at title and abstract by ben, which would no longer count"
    ):
        pairing.decide("zz_2015", "aa_2015", "duplicate")
    assert removed(here) == {}
    pairing.decide("zz_2015", "aa_2015", "duplicate")
    # The third is asked about with the one that is kept now, and needs no second word.
    assert pairing.shown[:3] == ("aa_2015", "bb_2015", "aa_2015")
    pairing.decide("aa_2015", "bb_2015", "duplicate")
    assert removed(here) == {"zz_2015": "aa_2015", "bb_2015": "aa_2015"}
    assert boxes(here)["included_new"] == 1


@pytest.mark.parametrize("old", ["aa_2015", "zz_2015"])
def test_what_an_earlier_version_included_is_not_lost_to_a_record_that_was_excluded(case, old):
    new = {"aa_2015": "zz_2015", "zz_2015": "aa_2015"}[old]
    here = case("36-settling-drops-what-was-decided", inside=True)
    search = {"aa_2015": "pm", "zz_2015": "em"}[old]
    toml = here.folder / "review.toml"
    toml.write_text(
        toml.read_text().replace(f'id = "{search}"\nkind = "database"', f'id = "{search}"\nkind = "previous"')
    )
    assert found(here) == ([[old, new]], [])
    here.done(f"decide {new} exclude --reason off --reviewer ben")
    assert found(here) == ([], [["aa_2015", "zz_2015"]] if new == "aa_2015" else [["zz_2015", "aa_2015"]])
    done = here.run(f"decide {old} duplicate --stage identification --other {new} --reviewer ben")
    assert (done.status, removed(here)) == (2, {})
    assert f"{old} has an inclusion by an earlier version, which would no longer count" in done.err
    here.done("undo --reviewer ben")
    here.done(f"decide {old} duplicate --stage identification --other {new} --reviewer ben")
    assert boxes(here)["included_total"] == 1
    here.done(f"decide {new} exclude --reason off --reviewer ben")
    problems = [one for one in json.loads(here.run("check --json").out)["problems"] if one["key"] == old]
    assert [one["check"] for one in problems] == ["decided-duplicate"]


# --- 51: acting only on what was read whole ---

CSV = 'key,theme_a\nzed_2019,"""so"" (p. 1)"\n'
SPOILED = {
    "conflict": b"<<<<<<< HEAD\n" + CSV.encode() + b"=======\nkey,theme_a\n>>>>>>> other\n",
    "semicolons": CSV.replace(",", ";").encode(),
    "bare CR": CSV.replace("\n", "\r").encode(),
    "encoding": CSV.replace("so", "s\u00e9").encode("cp1252"),
    "torn": CSV.encode()[:-8],
    "two rows of one source": (CSV + "zed_2019,b\n").encode(),
    "a row without a key": (CSV + ",b\n").encode(),
    "empty": b"",
    "a folder": None,
}


def spoil(path, data):
    path.unlink(missing_ok=True)
    if data is None:
        path.mkdir()
    else:
        path.write_bytes(data)


def imported(case):
    here = case("51-undo-while-unreadable")
    for name in ("review.toml", "matrix.csv"):
        (here.folder / name).write_bytes((here.folder.parent / name).read_bytes())
    here.done("import ../a.ris --source X --by anna --yes")
    return here


def test_an_import_is_not_undone_while_a_conflict_stands_in_the_matrix(case):
    here = imported(case)
    (here.folder / "matrix.csv").write_bytes((here.folder.parent / "matrix-with-conflict.csv").read_bytes())
    before = state(here)
    done = here.run("import --undo --by anna --yes")
    assert (done.status, state(here)) == (2, before)
    assert "fix this first. matrix.csv:1: there is a merge conflict in the file" in done.err


@pytest.mark.parametrize("name", SPOILED)
def test_an_import_is_not_undone_while_the_matrix_cannot_be_read(case, name):
    here = imported(case)
    spoil(here.folder / "matrix.csv", SPOILED[name])
    before = state(here)
    done = here.run("import --undo --keep-changed --by anna --yes")
    assert (done.status, state(here)) == (2, before)
    assert "fix this first. matrix.csv" in done.err


def test_coded_rows_without_a_decision_keep_their_entries(case):
    here = imported(case)
    (here.folder / "matrix.csv").write_text(CSV)
    before = state(here)
    done = here.run("import --undo --by anna --yes")
    assert (done.status, state(here)) == (2, before)
    assert "zed_2019 is in the matrix" in done.err
    assert here.run("import --undo --keep-changed --by anna --yes").status == 1
    assert list(here.review.records.index) == ["zed_2019"]


@pytest.mark.parametrize("theme", ["a theme of today", "retired"])
def test_an_entry_that_a_quotation_comes_from_is_kept_on_undo_of_its_import(case, theme):
    here = imported(case)
    cell = '"""word for word"" (p. 1, quoting zed_2019; old_1990)"'
    (here.folder / "matrix.csv").write_text(f"key,{theme.split()[-1]}\nwho_2020,{cell}\n")
    before = state(here)
    done = here.run("import --undo --by anna --yes")
    assert (done.status, state(here)) == (2, before)
    assert "zed_2019 is quoted from in the matrix" in done.err


LINE = format_event(
    Event("ben", "zed_2019", "screening", "include", id="b1", time="2026-01-01T10:00:00.000Z")
)
UNSURE = {
    "torn": LINE[:-20],
    "a wrong sum": LINE.replace(b"include", b"exclude"),
    "no JSON": b"what is this}\n",
    "a conflict": b"<<<<<<< HEAD\n" + LINE,
    "UTF-16": LINE.decode().encode("utf-16"),
    "bare CR": LINE.replace(b"\n", b"\r") * 2,
    "another version's": format_event(Event("ben", "zed_2019", "dreaming", "include", id="b1", time="2026-01-01T10:00:00.000Z")),
    "one id, two decisions": LINE + format_event(Event("ben", "zed_2019", "screening", "maybe", id="b1", time="2026-01-01T10:00:00.000Z")),
    "a folder": None,
}  # fmt: skip


@pytest.mark.parametrize("name", UNSURE)
def test_an_import_is_not_undone_while_decisions_cannot_be_read(case, name):
    here = imported(case)
    (here.folder / "decisions").mkdir(exist_ok=True)
    spoil(here.folder / "decisions" / "ben@laptop.jsonl", UNSURE[name])
    before = state(here)
    done = here.run("import --undo --by anna --yes")
    assert (done.status, state(here)) == (2, before)
    assert "fix this first. decisions/ben@laptop.jsonl" in done.err


def test_an_import_is_not_undone_while_a_file_stands_in_place_of_the_decisions(case):
    here = imported(case)
    folder = here.folder / "decisions"
    if folder.exists():
        folder.rmdir()
    folder.write_text("not a folder")
    assert here.run("import --undo --by anna --yes").status == 2
    assert list(here.review.records.index) == ["zed_2019", "yed_2018"]


ACTS = {
    "settle": "duplicates --settle --yes --reviewer anna",
    "settle pairs": "duplicates --from ../pairs.csv --settle --yes --reviewer anna",
    "decide a duplicate": "decide aa_2015 duplicate --stage identification --other zz_2015 --reviewer anna",
    "take fields": "duplicates take aa_2015 zz_2015 abstract",
    "labels": "labels ../labels.csv --reviewer anna",
    "take in": "take-in ../cem@desk.jsonl",
    "rekey": "rekey old_2015 aa_2015",
}


def two(case):
    here = case("36-settling-drops-what-was-decided", inside=True)
    (here.folder.parent / "pairs.csv").write_text("key,other\naa_2015,zz_2015\n")
    (here.folder.parent / "labels.csv").write_text("key,title,included\naa_2015,Things,1\nzz_2015,Things,0\n")
    event = Event("cem", "aa_2015", "screening", "include", id="c1", time="2026-01-01T10:00:00.000Z")
    (here.folder.parent / "cem@desk.jsonl").write_bytes(format_event(event))
    return here


@pytest.mark.parametrize("name", UNSURE)
@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_settled_on_decisions_that_were_not_read_whole(case, act, name):
    here = two(case)
    (here.folder / "decisions").mkdir(exist_ok=True)
    spoil(here.folder / "decisions" / "ben@laptop.jsonl", UNSURE[name])
    before = state(here)
    done = here.run(ACTS[act])
    assert (done.status in (1, 2), state(here)) == (True, before), done
    assert "fix this first" in done.err and "decisions/ben@laptop.jsonl" in done.err


@pytest.mark.parametrize("act", ["settle", "settle pairs", "decide a duplicate", "rekey"])
@pytest.mark.parametrize("name", SPOILED)
def test_nothing_is_settled_on_a_matrix_that_was_not_read_whole(case, act, name):
    here = two(case)
    spoil(here.folder / "matrix.csv", SPOILED[name])
    before = state(here)
    done = here.run(ACTS[act])
    assert (done.status in (1, 2), state(here)) == (True, before), done
    assert "fix this first" in done.err and "matrix.csv" in done.err


@pytest.mark.parametrize("act", [act for act in ACTS if act != "take in"])
def test_nothing_is_settled_on_a_bibliography_that_was_not_read_whole(case, act):
    here = two(case)
    path = here.folder / "bibliography.bib"
    path.write_text(path.read_text() + "\n<<<<<<< HEAD\n@article{bb_2015, title = {T}, origin = {pm}}\n")
    before = state(here)
    done = here.run(ACTS[act])
    assert (done.status in (1, 2), state(here)) == (True, before), done
    assert "fix this first" in done.err and "bibliography.bib" in done.err


@pytest.mark.parametrize("act", ACTS)
def test_with_sound_files_each_act_is_done(case, act):
    here = two(case)
    if act == "rekey":
        assert here.run(ACTS[act]).status == 0
    else:
        here.done(ACTS[act])


def test_a_torn_line_keeps_nobody_from_deciding_and_an_acceptance_lets_the_rest_go_on(case):
    here = two(case)
    here.done("decide aa_2015 include --reviewer ben")
    (path,) = (here.folder / "decisions").glob("ben@*.jsonl")
    path.write_bytes(path.read_bytes() + LINE[:-20])
    assert here.run(ACTS["settle"]).status == 2
    here.done("decide aa_2015 maybe --reviewer ben")
    here.done("undo --reviewer ben")
    standing = screening.standing(here.review)
    assert list(zip(standing["reviewer"], standing["decision"], strict=True)) == [("ben", "include")]
    assert here.run(ACTS["settle"]).status == 2
    toml = here.folder / "review.toml"
    toml.write_text(
        toml.read_text() + '\n[[accepted]]\ncheck = "torn-line"\nwhy = "A crash; decided again."\n'
    )
    here.done(ACTS["settle"])
    assert removed(here) == {"zz_2015": "aa_2015"}


def test_nothing_is_undone_while_the_last_act_cannot_be_told(case):
    here = two(case)
    here.done("decide aa_2015 include --reviewer ben")
    here.done("decide aa_2015 exclude --reviewer ben")
    (path,) = (here.folder / "decisions").glob("ben@*.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"exclude"', b'"maybe"'))
    before = state(here)
    done = here.run("undo --reviewer ben")
    assert (done.status, state(here)) == (2, before)
    assert f"fix this first. decisions/{path.name}:2: the line's checksum does not fit" in done.err


# --- 52: clocks ---


def test_the_last_decision_stands_though_another_machine_was_ahead(case):
    here = case("52-clock-ahead", inside=True)
    told = here.done("decide k1 exclude --reviewer anna")
    assert "It is dated later than the clock of this computer says" in told
    assert boxes(here)["database_screening_excluded"] == 1
    (problem, other) = json.loads(here.run("check --json").out)["problems"]
    assert (problem["check"], problem["key"], problem["where"]) == (
        "future-decision", "k1", "decisions/anna@laptop.jsonl:1",
    )  # fmt: skip
    assert other["check"] == "future-decision"
    here.done("undo --reviewer anna")
    assert "database_screening_excluded" in boxes(here)
    assert screening.standing(here.review)["decision"].tolist() == ["include"]


def test_the_clock_of_one_does_not_move_another(case):
    here = case("52-clock-ahead", inside=True)
    assert "later than" not in here.done("decide k1 exclude --reviewer ben")
    assert here.review.decisions.set_index("reviewer").at["ben", "time"] < "2090"


def test_who_takes_in_decisions_of_the_future_decides_after_them(case):
    here = case("52-clock-ahead", inside=True)
    (here.folder / "decisions" / "anna@laptop.jsonl").rename(here.folder.parent / "anna@laptop.jsonl")
    here.done("decide k1 exclude --reviewer anna")
    here.done("take-in ../anna@laptop.jsonl")
    assert screening.standing(here.review)["decision"].tolist() == ["include"]
    here.done("decide k1 exclude --reviewer anna")
    assert screening.standing(here.review)["decision"].tolist() == ["exclude"]


def test_a_pair_that_was_decided_on_in_the_future_is_decided_anew_by_anyone(case):
    here = case("36-settling-drops-what-was-decided", inside=True)
    event = Event(
        "anna", "aa_2015", "identification", "duplicate", other="zz_2015", time="2099-01-01T10:00:00.000Z"
    )
    append_events(reviewer_file(here.folder / "decisions", "anna", "laptop"), [event])
    here.done("decide zz_2015 distinct --stage identification --other aa_2015 --reviewer ben")
    assert removed(here) == {}


def test_where_no_time_is_later_the_command_says_so(case):
    here = case("52-clock-ahead", inside=True)
    event = Event("anna", "k1", "screening", "include", time=decisions.LAST)
    append_events(reviewer_file(here.folder / "decisions", "anna", "tablet"), [event])
    before = state(here)
    done = here.run("decide k1 exclude --reviewer anna")
    assert (done.status, state(here)) == (2, before)
    assert "a new one would not count" in done.err


# --- 58: a full disk ---


def limited(here, command, blocks=1):
    """Run a command in a process of its own in which no file may grow beyond so many kilobytes."""
    return subprocess.run(
        ["bash", "-c", f"ulimit -f {blocks}; exec {sys.executable} -B -m litmatrix {command}"],
        cwd=here.folder, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=False,
    )  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="needs ulimit")
@pytest.mark.parametrize("earlier", [0, 1])
def test_a_batch_on_a_full_disk_is_recorded_whole_or_not_at_all(case, earlier):
    here = case("58-half-recorded-batch", inside=True)
    for _ in range(earlier):
        here.done("decide w0_a include --reviewer anna")
    known = len(here.review.decisions)
    done = limited(here, "duplicates --settle --yes --reviewer anna")
    assert (done.returncode, "not saved" in done.stderr) == (2, True), done
    assert (removed(here), len(here.review.decisions), here.review.problems) == ({}, known, ())
    here.done("duplicates --settle --yes --reviewer anna")
    assert len(removed(here)) == 12
    done = limited(here, "undo --stage identification --reviewer anna", 5)
    assert (done.returncode, len(removed(here)), here.review.problems) == (2, 12, ())


@pytest.mark.skipif(os.name == "nt", reason="needs ulimit")
def test_labels_and_pairs_on_a_full_disk_are_recorded_whole_or_not_at_all(case):
    here = case("58-half-recorded-batch", inside=True)
    keys = list(here.review.records.index)
    (here.folder / "labels.csv").write_text("key,title,included\n" + "".join(f"{key},T,1\n" for key in keys))
    (here.folder / "pairs.csv").write_text("key,other\n" + "".join(f"w{n}_a,w{n}_b\n" for n in range(12)))
    events = [
        Event("cem", key, "screening", "include", id=key, time="2026-01-01T10:00:00.000Z") for key in keys
    ]
    (here.folder / "cem@desk.jsonl").write_bytes(b"".join(map(format_event, events)))
    commands = (
        "labels labels.csv --reviewer anna",
        "duplicates --from pairs.csv --settle --yes --reviewer anna",
        "take-in cem@desk.jsonl",
    )
    for command in commands:
        assert limited(here, command).returncode == 2
        assert (len(here.review.decisions), here.review.problems) == (0, ())


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_where_only_what_is_printed_finds_no_room_the_act_stands_and_that_is_said(case):
    here = case("58-half-recorded-batch", inside=True)
    keys = list(here.review.records.index)
    (here.folder / "labels.csv").write_text("key,title,included\n" + "".join(f"{key},T,1\n" for key in keys))
    done = limited(here, "labels labels.csv --reviewer anna > /dev/full", 100)
    assert (done.returncode, len(here.review.decisions)) == (2, 24)
    assert done.stderr == (
        "litmatrix: the output could not be written (No space left on device). What was recorded before that is saved: look "
        "with litmatrix status.\n"
    )


# --- 69: retrieval ---


def test_two_people_who_differ_on_retrieval_are_a_conflict(case):
    here = case("69-retrieval-differs", inside=True)
    here.done("decide k1 include --reviewer anna")
    here.done("decide k1 retrieved --stage retrieval --reviewer anna")
    here.done("decide k1 not_retrieved --stage retrieval --reviewer ben")
    told = boxes(here)
    assert (told["database_not_retrieved"], told["database_retrieval_pending"]) == (0, 1)
    assert "Reports not yet retrieved (n = 1)\n      In conflict: n = 1\n" in here.done("flow")
    assert flow.unclosed(flow.boxes(here.review)) == ()
    done = here.run("conflicts")
    assert (done.status, done.out) == (
        1, "k1 at retrieval: Zed 2019: A work\n    anna: retrieved\n    ben: not retrieved\n1 record is in conflict.\n",
    )  # fmt: skip
    assert "two people disagree on whether the full text of k1 was retrieved" in here.run("check").out
    here.done("decide k1 retrieved --stage retrieval --reviewer ben")
    assert here.run("conflicts").status == 0
    here.done("decide k1 not_retrieved --stage retrieval --reviewer ben")
    here.done("decide k1 not_retrieved --stage retrieval --reviewer anna")
    assert boxes(here)["database_not_retrieved"] == 1


def test_what_was_read_at_full_text_was_had(case):
    here = case("69-retrieval-differs", inside=True)
    here.done("decide k1 retrieved --stage retrieval --reviewer anna")
    here.done("decide k1 not_retrieved --stage retrieval --reviewer ben")
    here.done("decide k1 include --stage eligibility --reviewer anna")
    assert (boxes(here)["included_new"], here.run("conflicts").status) == (1, 0)
