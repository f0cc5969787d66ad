"""`litmatrix diff`: what it prints, what it writes, and its exit status."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest
from making import decided, entry, sound, theme, write_review

from litmatrix.cli import comparing, main, terminal

needs_git = pytest.mark.skipif(not shutil.which("git"), reason="no git here")


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    return (status, *capsys.readouterr())


def changed(**more):
    """The sound review after a day's work."""
    values = sound(**more)
    values["cells"]["a_2010"]["benefits"] += '\n[Self] "well" (p. 9)'
    values["cells"]["a_2010"]["costs"] = "[+] dear at first (p. 2)"
    values["events"].append(decided("bob", "d_2013", "screening", "exclude", "year", note="too old"))
    values["entries"].append(entry("e_2014", title="More", author="Evans, E.", year="2014"))
    values["entries"][0]["title"] = "Peer support among the staff of hospitals in towns"
    values["themes"].append(theme("pay"))
    values["questions"] = ["Who pays?"]
    return values


@pytest.fixture
def folders(tmp_path):
    before = sound()
    before["entries"][0]["title"] = "Peer support among the staff of clinics in towns"
    return write_review(tmp_path / "before", **before), write_review(tmp_path / "now", **changed())


def test_what_changed_is_printed_totals_first_in_groups_with_marks(capsys, folders):
    before, now = folders
    status, out, err = run(capsys, "diff", before, "--folder", now)
    assert (status, err) == (0, "")
    assert (
        out
        == f"""\
Since the copy in {before}

Totals
  4 → 5  records (+1)
  2 → 3  themes (+1)
  1 → 2  themes with evidence (+1)
  1 → 2  quotations (+1)
  2 → 4  excerpts (+2)
  5 → 6  recorded decisions (+1)
  1 → 2  cells mentioned (+1)
  1 → 0  cells not mentioned (-1)
  0 → 1  cells due (+1)

Themes
  + Pay added  not in the theme history

The matrix, source by source
  ~ Adams 2010  a_2010
      + Benefits: [Self] “well” (p. 9)
      - Costs: none 2026-11-22 ann (not mentioned → mentioned)
      + Costs: [+] dear at first (p. 2)

Decisions
  Decisions recorded
      + bob: 1 × exclude at title and abstract
  Status of the records
      ~ Davis 2013: pending at title and abstract → excluded at title and abstract (year)
  Who decided what
      + Davis 2013: bob at title and abstract: exclude (year) (note: too old)

Bibliography
  ~ Adams 2010  a_2010
      ~ title: Peer support among the staff of [-clinics-]{{+hospitals+}} in towns
  + Evans 2014  e_2014

Protocol
  Questions
      + Who pays?
"""
    )


def test_nothing_changed_is_said_and_fine(capsys, tmp_path):
    one, other = (write_review(tmp_path / name, **sound()) for name in ("one", "other"))
    assert run(capsys, "diff", one, "--folder", other) == (
        0,
        f"Since the copy in {one}\n\nNothing changed.\n",
        "",
    )


@needs_git
def test_without_a_word_it_compares_with_the_last_commit_of_the_folder_it_is_in(
    capsys, tmp_path, monkeypatch
):
    folder = write_review(tmp_path / "review", **sound())
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Begin"]):
        who = ["-c", "user.name=Ann", "-c", "user.email=a@b"]
        subprocess.run(["git", *who, *arguments], cwd=folder, check=True)
    (folder / "notebooks").mkdir()
    monkeypatch.chdir(folder / "notebooks")
    status, out, _ = run(capsys, "diff")
    assert (status, out.endswith("by Ann: Begin\n\nNothing changed.\n")) == (0, True)
    write_review(folder, **{**changed(), "events": []})
    assert "+ Pay added" in run(capsys, "diff", "HEAD")[1]


def test_a_page_is_written_and_the_terminal_says_how_much_is_on_it(capsys, folders, tmp_path):
    before, now = folders
    page = tmp_path / "out" / "what changed.html"
    status, out, err = run(capsys, "diff", before, "--folder", now, "--html", page)
    assert (status, err) == (0, "")
    assert out.endswith(f"""\
Themes: 1 change
The matrix, source by source: 3 changes
Decisions: 3 changes
Bibliography: 2 changes
Protocol: 1 change

Wrote {page}
""")
    text = page.read_text(encoding="utf-8")
    assert "<del>clinics</del><ins>hospitals</ins>" in text


def test_json_holds_all_of_it(capsys, folders):
    before, now = folders
    status, out, _ = run(capsys, "diff", before, "--folder", now, "--json")
    told = json.loads(out)
    assert status == 0
    assert list(told) == [
        "since", "notes", "totals", "themes", "rows", "cells", "events", "decisions", "outcomes", "entries", "protocol",
    ]  # fmt: skip
    assert told["totals"][0] == {"name": "records", "before": 4, "after": 5}
    assert told["cells"][0]["excerpts"][0]["after"]["text"] == "well"
    assert told["entries"][0]["fields"][0]["after"] == "Peer support among the staff of hospitals in towns"


def test_json_and_a_page_can_be_had_at_once(capsys, folders, tmp_path):
    before, now = folders
    _, out, _ = run(capsys, "diff", before, "--folder", now, "--json", "--html", tmp_path / "d.html")
    assert json.loads(out)["since"] == f"the copy in {before}"
    assert (tmp_path / "d.html").exists()


def test_long_lists_are_cut_and_all_prints_them_whole(capsys, tmp_path):
    before = write_review(tmp_path / "before", **sound())
    many = "\n".join(f'"excerpt number {number}" (p. 1)' for number in range(40))
    entries = [*sound()["entries"], *(entry(f"k{number}", title=f"T{number}") for number in range(60))]
    now = write_review(
        tmp_path / "now",
        **sound(entries=entries, cells={"a_2010": {**sound()["cells"]["a_2010"], "benefits": many}}),
    )
    _, out, _ = run(capsys, "diff", before, "--folder", now)
    assert "\n      … and 17 more; --all or --html FILE shows them.\n" in out
    assert "\n  … and 20 more; --all or --html FILE shows them.\n" in out
    _, out, _ = run(capsys, "diff", before, "--folder", now, "--all")
    assert ("… and" in out, out.count("excerpt number"), out.count("+ T")) == (False, 40, 60)


def test_a_long_text_is_cut_to_a_line_and_shown_where_it_changed(capsys, tmp_path):
    long = " ".join(f"word{number}" for number in range(80))
    cells = {"a_2010": {"benefits": f'"{long}" (p. 1)', "costs": f"sum {long}"}}
    before = write_review(tmp_path / "before", **sound(cells=cells))
    cells = {
        "a_2010": {
            "benefits": f'"{long.replace("word40", "another")}" (p. 1)',
            "costs": f"sum {long}\n# {long[:300]}",
        }
    }
    now = write_review(tmp_path / "now", **sound(cells=cells))
    _, out, _ = run(capsys, "diff", before, "--folder", now)
    assert (
        "~ Benefits: words …d37 word38 word39 [-word40-]{+another+} word41 word42 wor… (p. 1)"
        in out.replace("((p. 1))", "(p. 1)")
    )
    assert max(len(line) for line in out.splitlines()) < 140


def test_what_a_terminal_would_obey_is_never_printed(capsys, tmp_path):
    before = write_review(tmp_path / "before", **sound())
    evil = "red \x1b[31m\x07\x9b2J \u202eback"
    values = sound(cells={"a_2010": {"benefits": evil, "costs": f'"{evil}" (p. 1)'}}, questions=[evil])
    values["entries"][0]["title"] = evil
    now = write_review(tmp_path / "now", **values)
    _, out, _ = run(capsys, "diff", before, "--folder", now)
    assert "red" in out
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(out)


def test_colour_stands_on_a_terminal_only_and_not_where_it_is_not_wanted(capsys, folders, monkeypatch):
    before, now = folders
    assert "\x1b" not in run(capsys, "diff", before, "--folder", now)[1]
    monkeypatch.setattr(comparing.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with terminal.shown():
        print(comparing._painted("+ \x1b[2J", "+"))
    assert capsys.readouterr().out == "\x1b[32m+ \\x1b[2J\x1b[0m\n"
    monkeypatch.setenv("NO_COLOR", "1")
    assert comparing._painted("+", "+") == "+"


def test_wide_characters_count_for_two():
    assert comparing._cut("同伴支持很重要", 8) == "同伴支…"
    assert comparing._cut("short", 8) == "short"
    assert comparing._cut("a\n b\tc", 8) == "a b c"


def test_a_state_that_cannot_be_had_is_wrong_usage(capsys, folders, tmp_path):
    status, out, err = run(capsys, "diff", "nonsense", "--folder", folders[1])
    assert (status, out, err.startswith("litmatrix: ")) == (2, "", True)
    assert run(capsys, "diff", "--folder", tmp_path / "nowhere")[0] == 2


def test_a_file_that_cannot_be_read_in_either_state_is_a_problem(capsys, folders):
    before, now = folders
    (before / "matrix.csv").write_text('key,benefits\na_2010,"open\n', encoding="utf-8")
    status, _, err = run(capsys, "diff", before, "--folder", now)
    assert (status, f"this was a problem in the copy in {before}" in err) == (1, True)
    status, _, err = run(capsys, "diff", now, "--folder", before)
    assert (status, "what is shown as changed there is wrong until this is fixed" in err) == (1, True)


def test_reading_a_difference_writes_nothing(capsys, folders):
    def state():
        return {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}

    files = state()
    run(capsys, "diff", folders[0], "--folder", folders[1])
    assert state() == files
