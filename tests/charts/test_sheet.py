"""Charts on paper: files of exactly the width that is asked for, whose text can be read."""

from __future__ import annotations

import re
import struct
import zlib
from typing import Any

import altair as alt
import numpy as np
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import review, sound

from litmatrix import charts
from litmatrix.charts import fitting, fonts, raster, sheet, style
from litmatrix.errors import Misuse

from .test_raster import parts_of
from .test_tiff import read


@fitting.fits
def bars(count: int = 12, size: float = 11, *, colour: str = style.BLUE, width: float = fitting.ROOM) -> Any:
    """A chart that folds: as many columns of text as there is room for."""
    across = max(1, int((width - 4) // 100))
    rows = [
        {"x": 50 + 100 * (one % across), "y": 20 + 30 * (one // across), "text": f"bar {one}"}
        for one in range(count)
    ]
    needed = 104.0
    if width < needed:
        raise Misuse(f"bars: it takes {needed / 96 * 25.4:.0f} mm.")
    chart = style.texts(rows, "center", fontSize=size, color=colour).properties(
        width=100 * min(across, count), height=40 + 30 * ((count - 1) // across)
    )
    return style.titled(
        chart, "Bars & “bars”", f"{count} of them", f"Bars in {across} columns.", width, "bars"
    )


@pytest.fixture
def chart() -> Any:
    return bars()


def own(size: float = 10, width: int = 300, text: str = "words", **more: Any) -> Any:
    """A chart of another program: nobody knows how it was drawn."""
    mark = alt.Chart(alt.Data(values=[{"t": text}])).mark_text(fontSize=size, **more)
    return mark.encode(text="t:N").properties(width=width, height=40, title="Own")


def root(svg: str) -> dict[str, str]:
    return dict(re.findall(r' ([\w:-]+)="([^"]*)"', re.search(r"<svg[^>]*>", svg)[0]))


# --- exact widths ---


@pytest.mark.parametrize(("width", "pixels"), [(85, 2008), (170, 4016), (120.5, 2846)])
def test_every_file_is_exactly_as_wide_as_asked(chart, width, pixels, tmp_path):
    for form in sheet.FORMATS:
        charts.save(chart, tmp_path / f"a.{form}", width_mm=width)
    said = root((tmp_path / "a.svg").read_text(encoding="utf-8"))
    assert said["width"] == f"{width}mm"
    wide, tall = map(float, said["viewBox"].split()[2:])
    height = float(said["height"].removesuffix("mm"))
    assert height / width == pytest.approx(tall / wide, abs=1e-4)
    page = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0]
    assert page.get_size() == pytest.approx((width / 25.4 * 72, height / 25.4 * 72), abs=0.05)
    size = (pixels, round(height / 25.4 * 600))
    png = parts_of((tmp_path / "a.png").read_bytes())
    assert struct.unpack(">II", png[b"IHDR"][:8]) == size
    assert struct.unpack(">IIB", png[b"pHYs"]) == (23622, 23622, 1)
    picture, tags = read((tmp_path / "a.tiff").read_bytes())
    assert (picture.shape[1], picture.shape[0]) == size
    assert (tags[282], tags[283], tags[296]) == ([600, 1], [600, 1], [2])
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "a.tiff").read_bytes()


@settings(max_examples=10, deadline=None)
@given(st.floats(40, 1000, allow_nan=False))
def test_any_width_is_kept_to_a_tenth_of_a_point(width):
    made = sheet.fitted(bars(3), width)
    assert made.width == width
    assert float(root(made.svg())["width"].removesuffix("mm")) / 25.4 * 72 == pytest.approx(
        width / 25.4 * 72, abs=0.1
    )
    assert pypdfium2.PdfDocument(made.pdf())[0].get_width() == pytest.approx(width / 25.4 * 72, abs=0.1)


@pytest.mark.parametrize("width", [39.9, 1000.1, 0, -85])
def test_a_width_that_no_paper_has_is_refused(chart, width, tmp_path):
    with pytest.raises(Misuse, match="give one from 40 to 1000 mm"):
        charts.save(chart, tmp_path / "a.pdf", width_mm=width)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("width", ["wide", [85], float("nan"), float("inf")])
def test_a_width_that_is_no_number_is_refused(chart, width, tmp_path):
    with pytest.raises(Misuse, match="give a number of millimetres, such as 85"):
        charts.save(chart, tmp_path / "a.pdf", width_mm=width)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("what", ["a title", {"mark": "bar"}, None])
def test_what_is_no_chart_is_not_saved(what, tmp_path):
    with pytest.raises(
        Misuse, match=rf"a\.pdf: what is to be saved is no chart, but {type(what).__name__}\."
    ):
        charts.save(what, tmp_path / "a.pdf")


def test_a_page_for_a_browser_has_no_width(chart, tmp_path):
    with pytest.raises(Misuse, match=r"a\.html: a page is as wide as its window; leave width_mm out"):
        charts.save(chart, tmp_path / "a.html", width_mm=85)


# --- laid out anew ---


def test_a_chart_is_laid_out_anew_for_its_width_and_its_title_stands_beside_it(chart):
    narrow, wide = sheet.fitted(chart, 85), sheet.fitted(chart, 170)
    assert [one.words[-13:] for one in (narrow, wide)] == ["in 3 columns.", "in 6 columns."]
    assert narrow.title == "Bars & “bars”"
    for one in (narrow, wide):
        drawn = [text.words for text in fonts.texts(one.svg())]
        assert drawn == [f"bar {number}" for number in range(12)]
        assert "<title>Bars &amp; “bars”</title>" in one.svg()
        assert root(one.svg())["aria-label"].startswith("Bars &amp; “bars”. 12 of them.")


def test_what_the_chart_itself_looks_like_is_not_changed(chart):
    before = chart.to_json()
    sheet.fitted(chart, 85).files("svg", "pdf", "png", "tiff")
    assert chart.to_json() == before


def test_a_chart_that_cannot_be_had_so_narrow_says_which_width_it_takes(tmp_path):
    @fitting.fits
    def stiff(*, width: float = fitting.ROOM) -> Any:
        if width < 400:
            raise Misuse("stiff: it takes 106 mm.")
        return bars(width=width)

    with pytest.raises(Misuse, match="it takes 106 mm"):
        charts.save(stiff(), tmp_path / "a.svg", width_mm=85)


def test_what_is_narrower_than_its_paper_stands_in_the_middle_and_is_drawn_up_to_10_points_only():
    made = sheet.fitted(bars(1), 170)
    x, y, wide, _ = made.box
    # 11 pixels are 8.25 points: 104 pixels with the room around them, in a page of 170 mm.
    scale = 10 / 8.25
    assert (wide, y) == (pytest.approx(170 / 25.4 * 96 / scale), 0)
    assert x == pytest.approx(-(wide - 104) / 2)
    pixels = made.pixels()
    inked = np.flatnonzero((pixels < 200).any(axis=(0, 2)))
    assert inked[0] + inked[-1] == pytest.approx(pixels.shape[1], abs=6)
    assert (pixels[:, [0, -1]] == 255).all() and (pixels[[0, -1]] == 255).all()


# --- text that can be read ---


def test_a_chart_of_another_program_is_made_smaller_as_long_as_its_text_is_read():
    made = sheet.fitted(own(10, 330), 85)
    assert made.box[2] == 334
    # 10 pixels, 7.5 points, become 7.21.
    assert fonts.texts(made.drawn)[0].size * 85 / 25.4 * 72 / 334 == pytest.approx(7.21, abs=0.01)


def test_text_below_7_points_is_refused_and_the_width_said_that_it_takes():
    with pytest.raises(Misuse) as told:
        sheet.fitted(own(10, 600), 85)
    assert str(told.value) == (
        "Own: 85 mm are too few: its smallest text would be 4.0 points high, and 7 is the least that is read in print; "
        "it takes 150 mm."
    )
    made = sheet.fitted(own(10, 600), 150)
    assert fonts.texts(made.drawn)[0].size * 150 / 25.4 * 72 / made.box[2] >= 7


def test_small_text_is_drawn_up_where_the_paper_has_room():
    made = sheet.fitted(own(6, 100), 85)
    assert fonts.texts(made.drawn)[0].size * 85 / 25.4 * 72 / made.box[2] == pytest.approx(10)


def test_a_chart_without_text_is_no_chart_with_text_that_is_too_small():
    made = sheet.fitted(alt.Chart(alt.Data(values=[{}])).mark_point().properties(width=900, height=20), 40)
    assert made.width == 40
    assert made.title == made.words == ""


# --- what the files hold ---


def test_the_letters_come_along_in_svg_and_pdf(chart):
    made = sheet.fitted(chart, 85)
    assert 'font-family:"Liberation Sans"' in made.svg()
    assert "url(data:font/ttf;base64," in made.svg()
    pdf = made.pdf()
    assert re.search(rb"/BaseFont /[A-Z]{6}\+LiberationSans\n", pdf)
    assert b"/FontFile2" in pdf
    document = pypdfium2.PdfDocument(pdf)
    assert document.get_metadata_dict()["Title"] == "Bars & “bars”"
    letters = "".join(document[0].get_textpage().get_text_bounded().split())
    assert letters == "".join(f"bar{number}" for number in range(12))


def test_text_in_a_font_that_is_not_here_is_drawn_in_that_of_all_charts():
    made = sheet.fitted(own(font="monospace"), 85)
    assert "LiberationSans" in made.pdf().decode("latin-1")
    assert (made.pixels() < 128).any()


def test_a_picture_is_opaque_and_one_without_colour_is_grey():
    grey, blue = sheet.fitted(bars(colour=style.GREY), 85), sheet.fitted(bars(), 85)
    assert parts_of(grey.files("png")["png"])[b"IHDR"][8:10] == b"\x08\x00"
    assert parts_of(blue.files("png")["png"])[b"IHDR"][8:10] == b"\x08\x02"
    assert (grey.pixels().shape[2], blue.pixels().shape[2]) == (1, 3)
    clear = own().configure(background="transparent")
    assert (sheet.fitted(clear, 100).pixels()[0] == 255).all()


def test_png_and_tiff_hold_the_same_pixels(chart):
    made = sheet.fitted(chart, 60)
    files = made.files("png", "tiff")
    png = parts_of(files["png"])
    (height,) = struct.unpack(">I", png[b"IHDR"][4:8])
    rows = np.frombuffer(zlib.decompress(png[b"IDAT"]), np.uint8).reshape(height, -1)[:, 1:]
    assert (read(files["tiff"])[0].reshape(height, -1) == rows).all()
    assert (made.pixels().reshape(height, -1) == rows).all()


def test_a_picture_of_too_many_pixels_is_refused(chart):
    made = sheet.fitted(chart, 1000)._replace(height=900)
    with pytest.raises(
        Misuse,
        match="23,622 by 21,260 pixels are too many for one picture; take a smaller width",
    ):
        made.files("png")
    assert list(made.files("svg", "pdf")) == ["svg", "pdf"]


def test_the_same_chart_gives_the_same_bytes(chart):
    first = sheet.fitted(chart, 85).files("svg", "pdf", "png", "tiff")
    fonts._rules.cache_clear()
    assert sheet.fitted(bars(), 85).files("svg", "pdf", "png", "tiff") == first


def test_hostile_text_stays_text():
    bad = '</title><script>alert(1)</script>"&'
    chart = style.titled(style.texts([{"x": 9, "y": 9, "text": bad}]), bad, "", bad, 300, "bad")
    made = sheet.fitted(chart, 85)
    svg = made.svg()
    assert "<script" not in svg
    assert [text.words for text in fonts.texts(svg)] == [bad]
    assert pypdfium2.PdfDocument(made.pdf()).get_metadata_dict()["Title"] == bad


# --- without a width ---


def test_without_a_width_a_chart_keeps_its_size_and_its_title(tmp_path):
    coverage = charts.coverage(review(**sound()))
    for form in ("svg", "pdf", "tiff", "png"):
        charts.save(coverage, tmp_path / f"a.{form}")
    said = root((tmp_path / "a.svg").read_text(encoding="utf-8"))
    wide, tall = int(said["width"]), int(said["height"])
    document = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    assert document[0].get_size() == pytest.approx((wide * 0.75, tall * 0.75), abs=0.05)
    assert "Coverage by theme" in " ".join(document[0].get_textpage().get_text_bounded().split())
    picture, tags = read((tmp_path / "a.tiff").read_bytes())
    assert picture.shape[:2] == (2 * tall, 2 * wide)
    assert tags[282] == [192, 1]
    assert (picture == raster.pixels((tmp_path / "a.png").read_bytes(), 3)).all()
