"""Figures for journals: their files, what stays of them, and their captions."""

from __future__ import annotations

import re

import pypdfium2
import pytest
import small_review

from litmatrix import charts
from litmatrix.charts import fitting, style
from litmatrix.charts.fitting import Caption
from litmatrix.errors import Misuse
from litmatrix.files import results
from litmatrix.writing import report
from litmatrix.writing.report import building, figures
from litmatrix.writing.report.figures import Figure, captions
from litmatrix.writing.report.pictures import Plan


def drawn(name: str, words: str, least: float = 0):
    """A chart that is as wide as there is room, but no narrower than it can be."""

    @fitting.fits
    def made(*, width: float = fitting.ROOM):
        if width < least:
            raise Misuse(f"{name}: it takes {least / 96 * 25.4:.0f} mm.")
        chart = style.texts([{"x": 90, "y": 9, "text": words}], color=style.BLUE)
        return style.titled(
            chart.properties(width=width - 4, height=30), f"On {name}", "2 of 3", "Text.", width, name
        )

    return made


@pytest.fixture
def review(tmp_path):
    return small_review.make(tmp_path / "review")


@pytest.fixture
def few(monkeypatch):
    """Three charts: one that can be had in any width, one that cannot be narrow, one that has nothing to draw."""
    charts = {
        "flow": drawn("flow", "a"),
        "wide": drawn("wide", "b", 500),
        "none": lambda: style.message("None", "No themes yet.", "none"),
    }
    plans = tuple(Plan(name, "theme", "", make) for name, make in charts.items())
    monkeypatch.setattr(figures, "planned", lambda review: plans)
    monkeypatch.setattr(building, "reported", lambda review: plans)
    return charts


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def captions_of(folder):
    return (folder / "captions.md").read_text(encoding="utf-8")


ALL = [f"flow-{width}mm.{form}" for width in (170, 85) for form in ("pdf", "png", "svg", "tiff")]
WIDE = [f"wide-170mm.{form}" for form in ("pdf", "png", "svg", "tiff")]


def test_every_chart_becomes_a_figure_in_two_widths_and_four_formats_with_captions_beside(review, few):
    made = figures.write(review)
    folder = review.folder / "out" / "figures"
    assert names(folder) == sorted(["captions.md", *ALL, *WIDE])
    assert sorted(path.name for path in made.paths) == names(folder)
    assert (made.out, made.failed, made.kept) == (review.folder / "out", (), ())
    assert made.notes == ("wide: it takes 132 mm.", "none was left out: No themes yet.")
    page = pypdfium2.PdfDocument(folder / "flow-85mm.pdf")
    assert page[0].get_width() == pytest.approx(85 / 25.4 * 72, abs=0.05)
    assert page.get_metadata_dict()["Title"] == "On flow"
    assert captions_of(folder).split("\n\n")[2:] == [
        "## flow",
        "**Figure 1. On flow.** 2 of 3.",
        "Alternative text: Text.",
        "- 85 mm × 9 mm: flow-85mm.svg, flow-85mm.pdf, flow-85mm.png, flow-85mm.tiff\n"
        "- 170 mm × 9 mm: flow-170mm.svg, flow-170mm.pdf, flow-170mm.png, flow-170mm.tiff",
        "## wide",
        "**Figure 2. On wide.** 2 of 3.",
        "Alternative text: Text.",
        "- 85 mm: not to be had: wide: it takes 132 mm.\n"
        "- 170 mm × 9 mm: wide-170mm.svg, wide-170mm.pdf, wide-170mm.png, wide-170mm.tiff",
        "## Left out",
        "- none: No themes yet.\n",
    ]


def test_what_would_be_the_same_is_not_drawn_again(review, few, monkeypatch):
    figures.write(review)
    before = {path: path.stat().st_mtime_ns for path in (review.folder / "out" / "figures").iterdir()}
    monkeypatch.setattr(figures.sheet, "drawn_for", None)
    made = figures.write(review)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert {*made.paths} == {*before}


def test_some_charts_some_widths_and_some_formats_can_be_asked_for_and_the_others_stay(review, few, tmp_path):
    out = tmp_path / "here"
    figures.write(review, ["wide"], [150, 200.5], ["tiff"], out)
    assert names(out) == [".built", "captions.md", "wide-150mm.tiff", "wide-200.5mm.tiff"]
    assert "- no files yet: `litmatrix figures flow` makes them" in captions_of(out)
    figures.write(review, ["flow"], [85], ["png", "svg"], out)
    assert names(out) == [
        ".built", "captions.md", "flow-85mm.png", "flow-85mm.svg", "wide-150mm.tiff", "wide-200.5mm.tiff",
    ]  # fmt: skip
    # The number of a figure is the same whatever is made.
    assert captions_of(out).split("\n\n")[2:] == [
        "## flow",
        "**Figure 1. On flow.** 2 of 3.",
        "Alternative text: Text.",
        "- 85 mm × 9 mm: flow-85mm.png, flow-85mm.svg",
        "## wide",
        "**Figure 2. On wide.** 2 of 3.",
        "Alternative text: Text.",
        "- 150 mm, made earlier: wide-150mm.tiff\n- 200.5 mm, made earlier: wide-200.5mm.tiff",
        "## Left out",
        "- none: No themes yet.\n",
    ]


def test_what_a_person_changed_stays_and_the_new_file_stands_beside_it(review, few):
    folder = review.folder / "out" / "figures"
    figures.write(review, ["flow"], [85], ["svg"])
    (folder / "flow-85mm.svg").write_text("mine")
    (folder / "captions.md").write_text("my words")
    made = figures.write(review, ["flow"], [85], ["svg"])
    assert names(folder) == ["captions.md", "captions.new.md", "flow-85mm.new.svg", "flow-85mm.svg"]
    assert made.kept == ("figures/flow-85mm.svg", "figures/captions.md")
    assert ((folder / "flow-85mm.svg").read_text(), captions_of(folder)) == ("mine", "my words")
    assert made.notes[-1].endswith("and figures again (litmatrix figures --force replaces them).")
    figures.write(review, ["flow"], [85], ["svg"], force=True)
    assert captions_of(folder).startswith("# Figures of “A small review”")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"names": ["nope"]}, "there is no chart “nope”; there are flow, wide, none"),
        ({"formats": ["eps"]}, "there is no format “eps”; there are svg, pdf, png, tiff"),
        ({"widths": [12]}, "a width of 12 mm: give one from 40 to 1000 mm"),
    ],
)
def test_what_there_is_not_is_refused_before_anything_is_written(review, few, given, message):
    with pytest.raises(Misuse, match=re.escape(message)):
        figures.write(review, **given)
    assert not (review.folder / "out").exists()


def test_the_review_s_own_folder_is_no_place_for_figures(review, few):
    with pytest.raises(Misuse, match="there is a review in this folder"):
        figures.write(review, out=review.folder)
    with pytest.raises(Misuse, match="belongs to the review"):
        figures.write(review, out=review.folder / "decisions")


def test_progress_counts_the_charts_that_are_asked_for(review, few, tmp_path):
    told = []
    figures.write(review, ["wide"], [170], ["svg"], tmp_path / "a", lambda *step: told.append(step))
    figures.write(review, (), [170], ["svg"], tmp_path / "a", lambda *step: told.append(step))
    assert told == [(1, 1, "wide"), (1, 3, "flow"), (2, 3, "wide"), (3, 3, "none")]


def test_the_figures_that_there_are_are_listed_without_making_one(review, few):
    assert [(one.name, one.caption.title, one.nothing) for one in figures.listed(review)] == [
        ("flow", "On flow", ""),
        ("wide", "On wide", ""),
        ("none", "None", "No themes yet."),
    ]
    assert not (review.folder / "out").exists()


def test_the_real_charts_of_a_review_become_figures(tmp_path):
    review = small_review.make(tmp_path / "review")
    made = figures.write(review, widths=[300], formats=["svg"], out=tmp_path / "out")
    drawn = {one.name for one in figures.listed(review) if not one.nothing}
    assert {path.name.removesuffix("-300mm.svg") for path in made.paths} == {*drawn, "captions.md"}
    assert set(charts.REPORTED) & drawn


# --- the build ---


def test_a_build_makes_figures_of_the_first_charts_and_leaves_those_that_were_asked_for(review):
    folder = review.folder / "out" / "figures"
    figures.write(review, ["source-types"], [120], ["svg"])
    figures.write(review, ["flow"], [300], ["tiff"])
    made = report.build(review, review.folder / "out")
    found = set(names(folder))
    assert {"captions.md", "source-types-120mm.svg", "flow-300mm.tiff"} <= found
    again = report.build(review, review.folder / "out")
    assert {*made.paths} == {*again.paths}
    assert set(names(folder)) == found
    listed = {one.name for one in results.listed(review.folder / "out")}
    assert {f"figures/{name}" for name in found} <= listed


# --- captions ---


def test_hostile_text_stays_text_in_captions():
    bad = "<script>*x*</script>\n# [a](javascript:1) | `b`"
    text = captions(bad, [Figure("flow", Caption(bad, bad), bad), Figure("b", Caption("B", ""), nothing=bad)])
    assert "<script" not in text
    assert text.count("\n#") == 2
    assert "\\*x\\*" in text and "[a](" not in text


def test_letters_that_do_not_come_along_are_told_of_once():
    plain, other = Figure("a", Caption("A?", "")), Figure("b", Caption("B", ""), foreign=True)
    assert "fonts of this computer" not in captions("T", [plain])
    assert captions("T", [plain, other, other]).count("fonts of this computer") == 1
    assert "**Figure 1. A?**\n" in captions("T", [plain])


def test_the_figure_of_a_chart_in_another_script_says_so(tmp_path):
    making = figures.Making(figures.opened(tmp_path / "review", tmp_path / "out", False), "")
    found = [making.figure("a", drawn("a", words)(), [85], ["svg"]).foreign for words in ("Ελλάς", "دعم")]
    assert found == [False, True]


def test_a_caption_says_of_a_figure_that_no_page_of_a4_holds_it():
    one = Figure(
        "flow",
        Caption("Flow", ""),
        files={85.0: ("a.svg",), 170.0: ("b.svg",)},
        heights={85.0: 311.4, 170.0: 120.0},
    )
    assert (
        "- 85 mm × 311 mm, more than a page of A4 holds: a.svg\n- 170 mm × 120 mm: b.svg"
        in figures.captions("T", [one])
    )
