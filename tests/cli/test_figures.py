"""The command `figures`."""

from __future__ import annotations

import os

import pytest
import small_review

from litmatrix.charts.fitting import Caption
from litmatrix.cli import main
from litmatrix.writing.report import Built, figures
from litmatrix.writing.report.figures import Figure


@pytest.fixture
def folder(tmp_path):
    return small_review.make(tmp_path / "review").folder


def run(capsys, *arguments):
    status = main([str(one) for one in arguments])
    return (status, *capsys.readouterr())


@pytest.fixture
def asked(monkeypatch):
    """What `figures` is asked for, instead of doing it."""
    found = []

    def write(review, names, widths, formats, out, progress, force):
        found.append((names, widths, formats, out, force))
        progress(1, 1, "flow")
        place = review.folder / "out"
        paths = (
            place / "figures" / "captions.md",
            *[place / "figures" / "flow-85mm.pdf"] * ("flow" in names),
        )
        return Built(paths, ("flow: 85 mm are too few",), out=place)

    monkeypatch.setattr(figures, "write", write)
    return found


def test_figures_are_written_and_told_of(capsys, folder, asked):
    status, out, err = run(
        capsys,
        "figures",
        "flow",
        "years,owed",
        "--width",
        "85mm, 170.5",
        "--formats",
        "PDF,.tif",
        "--folder",
        folder,
    )
    assert asked == [(["flow", "years", "owed"], [85.0, 170.5], ["pdf", "tiff"], None, False)]
    assert (status, err) == (0, "")
    assert out == (
        f"[1/1] flow\n\nWrote 2 files to {folder / 'out'}:\n  figures{os.sep}captions.md\n  figures{os.sep}flow-85mm.pdf\n"
        "note: flow: 85 mm are too few\n"
    )


def test_without_more_it_is_all_charts_in_two_widths_and_four_formats(capsys, folder, asked, tmp_path):
    status, _, _ = run(capsys, "figures", "--folder", folder, "--out", tmp_path / "here", "--force")
    assert asked == [([], (85, 170), ("svg", "pdf", "png", "tiff"), str(tmp_path / "here"), True)]
    # Nothing but captions was made.
    assert status == 1


def test_the_charts_are_listed(capsys, folder, monkeypatch):
    listed = [
        Figure("flow", Caption("The\x1b[31m flow", "")),
        Figure("owed", Caption("Owed", ""), nothing="No themes yet."),
    ]
    monkeypatch.setattr(figures, "listed", lambda review: listed)
    status, out, err = run(capsys, "figures", "--list", "--folder", folder)
    assert (status, err) == (0, "")
    assert "\x1b" not in out
    assert out.splitlines()[1] == "owed: Owed (left out: No themes yet.)"


def test_a_width_that_is_no_number_is_wrong_usage(capsys, folder):
    assert run(capsys, "figures", "--width", "wide", "--folder", folder) == (
        2, "", "litmatrix: a width of “wide”: give millimetres, such as 85 or 85,170.\n",
    )  # fmt: skip


def test_a_name_that_no_chart_has_is_wrong_usage_and_the_names_are_said(capsys, folder):
    status, out, err = run(capsys, "figures", "nope", "--folder", folder)
    assert (status, out) == (2, "")
    assert err.startswith("litmatrix: there is no chart “nope”; there are ")
    assert ", flow, " in err


def test_nothing_is_made_from_a_review_that_cannot_be_read(capsys, folder):
    (folder / "matrix.csv").write_bytes(b"key,kind\na,b,c\n")
    status, _, err = run(capsys, "figures", "--folder", folder)
    assert status == 1
    assert "no figure was made" in err
    assert not (folder / "out").exists()


@pytest.mark.parametrize(("name", "is_told"), [("flow-85mm.svg", True), ("captions.md", False)])
def test_a_build_that_made_figures_says_where_the_others_are_had(capsys, folder, monkeypatch, name, is_told):
    from litmatrix.writing import report

    out = folder / "out"
    monkeypatch.setattr(report, "build", lambda *given: Built((out / "figures" / name,), (), out=out))
    _, told, _ = run(capsys, "build", folder)
    said = "In figures/ are the first charts for journals, as SVG and PDF; litmatrix figures makes all of them, PNG and TIFF too.\n"
    assert (said in told) is is_told
