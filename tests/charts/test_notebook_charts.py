"""Charts in notebooks: what stands in the file, and how a picture and an image look on a page that is light or dark."""

from __future__ import annotations

import base64
import colorsys
import re
import struct
import zlib
from typing import Any

import altair as alt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import review, sound

from litmatrix import charts
from litmatrix.charts import dark, indexed, notebook, saving

COLOUR = st.integers(0, 0xFFFFFF).map("#{:06X}".format)


@pytest.fixture(scope="module")
def coverage() -> Any:
    return charts.coverage(review(**sound()))


@pytest.fixture(scope="module")
def shown(coverage) -> tuple[dict[str, str], dict[str, Any]]:
    return notebook.bundle(coverage.to_dict())


def decoded(png: bytes) -> Any:
    """Return the pixels of a PNG as red, green, blue, alpha."""
    parts, place = {}, 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        name = png[place + 4 : place + 8]
        parts[name] = parts.get(name, b"") + png[place + 8 : place + 8 + size]
        assert struct.unpack(">I", png[place + 8 + size : place + 12 + size])[0] == zlib.crc32(
            png[place + 4 : place + 8 + size]
        )
        place += 12 + size
    width, height, depth, kind = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, -1)
    assert depth == 8
    if kind == 3:
        assert not rows[:, 0].any()
        listed = np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)
        alpha = np.frombuffer(parts[b"tRNS"], np.uint8).reshape(-1, 1)
        return np.hstack([listed, alpha])[rows[:, 1:]]
    assert (kind, set(rows[:, 0])) == (6, {1})
    return np.cumsum(rows[:, 1:].reshape(height, width, 4), axis=1, dtype=np.uint8)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


# --- what stands in the file ------------------------------------------------------------------------------------------


def test_a_notebook_holds_a_chart_as_svg_as_png_and_in_words_and_only_when_asked(coverage, shown, capsys):
    assert alt.renderers.active == "default"
    try:
        charts.notebook_renderer()
        assert coverage._repr_mimebundle_() == shown
    finally:
        alt.renderers.enable("default")
    assert capsys.readouterr() == ("", "")
    data, about = shown
    assert list(data) == ["image/svg+xml", "image/png", "text/plain"]
    assert data["image/svg+xml"].startswith('<svg role="img"')
    assert data["text/plain"].startswith("Coverage by theme. ")
    # Both are as large as the page's own text asks, and the picture is finer than the drawing.
    found = re.search(r'width="(\d+)" height="(\d+)" viewBox="0 0 (\d+) (\d+)"', data["image/svg+xml"])
    wide, tall, width, height = map(int, found.groups())
    assert (wide, tall) == (round(width * 14 / 11), round(height * 14 / 11))
    assert about == {"image/png": {"width": wide, "height": tall}}
    pixels = decoded(base64.b64decode(data["image/png"]))
    assert pixels.shape == (height * 9 // 5, width * 9 // 5, 4)


def test_the_picture_is_a_pale_card_with_round_corners_and_the_drawing_is_that_of_the_export(coverage, shown):
    data, _ = shown
    pixels = decoded(base64.b64decode(data["image/png"]))
    assert pixels[0, 0].tolist()[3] == 0 == pixels[-1, -1].tolist()[3]
    assert pixels[3, 60].tolist() == [0xF4, 0xF4, 0xF1, 255]
    drawn = charts.rendered(coverage, "svg")["svg"].decode("utf-8")
    lit = re.sub("<style>.*?</style>", "", data["image/svg+xml"]).replace("marks lm-chart", "marks")
    size = r' width="\d+" height="\d+" viewBox'
    assert re.sub(size, " viewBox", lit, count=1) == re.sub(size, " viewBox", drawn, count=1)
    assert "<style>" not in drawn


def test_a_chart_that_is_not_of_litmatrix_is_shown_as_it_is():
    chart = alt.Chart(alt.Data(values=[{"x": 1}])).mark_point().encode(x="x:Q")
    data, _ = notebook.bundle(chart.to_dict())
    assert data["image/svg+xml"] == saving.svg_text(chart.to_dict())
    assert decoded(base64.b64decode(data["image/png"]))[0, 0].tolist() == [255, 255, 255, 255]
    assert data["text/plain"] == "a chart"


def test_in_a_notebook_the_renderer_sends_the_style_by_which_images_follow_the_theme(monkeypatch):
    sent = []
    monkeypatch.setattr("IPython.get_ipython", lambda: object())
    monkeypatch.setattr("IPython.display.display", lambda data, raw: sent.append(data))
    try:
        charts.notebook_renderer()
    finally:
        alt.renderers.enable("default")
    (data,) = sent
    assert (list(data), data["text/plain"]) == (["text/html", "text/plain"], "")
    assert 'img[src*="lm-chart"] { color-scheme: dark; }' in data["text/html"]


# --- the dark ---------------------------------------------------------------------------------------------------------


@given(COLOUR, COLOUR)
def test_two_colours_have_the_same_contrast_in_the_dark(one, other):
    dark_one, dark_other = dark.turned(one), dark.turned(other)
    # What is nearly black loses a tenth at most: nothing is lighter than white.
    assert contrast(dark_one, dark_other) == pytest.approx(contrast(one, other), rel=0.12)


@given(COLOUR)
def test_a_colour_keeps_its_hue_in_the_dark(colour):
    before, after = (
        colorsys.rgb_to_hls(*(int(one[at : at + 2], 16) / 255 for at in (1, 3, 5)))
        for one in (colour, dark.turned(colour))
    )
    if before[2] > 0.2 and 0.1 < before[1] < 0.9 and 0.1 < after[1] < 0.9:
        assert min(abs(before[0] - after[0]), 1 - abs(before[0] - after[0])) < 0.02


def test_each_colour_of_a_drawing_is_turned_and_only_where_the_drawing_is_an_image():
    svg = '<svg xmlns="x"><rect fill="#FFFFFF" stroke="#222222"/><text fill="#222222" stroke="none">fill="#123456</text></svg>'
    rules = (
        'svg:root [fill="#222222"]{fill:#ececec}'
        'svg:root [fill="#FFFFFF"]{fill:#111111}'
        'svg:root [stroke="#222222"]{stroke:#ececec}'
    )
    head, rest = svg.split(">", 1)
    assert dark.both_ways(svg) == f"{head}><style>@media (prefers-color-scheme:dark){{{rules}}}</style>{rest}"


def test_charts_that_a_page_draws_are_turned_by_a_style_sheet_which_knows_their_colours(coverage):
    page = '[data-jp-theme-light="false"] .x'
    sheet = dark.style(page, {"mark": {"fill": "#222222"}}, {"title": "not #12345"})
    assert sheet == (
        f"<style>{page} svg.marks{{background-color:#111111!important}}"
        f'{page} svg.marks [fill="#222222"]{{fill:#ececec}}{page} svg.marks [stroke="#222222"]{{stroke:#ececec}}</style>'
    )
    drawn = set(re.findall('fill="(#[0-9A-F]{6})"', saving.svg_text(coverage.to_dict())))
    assert drawn <= set(re.findall(r'fill="(#\w+)"', dark.style(page, coverage.to_dict())))


# --- fewer bytes ------------------------------------------------------------------------------------------------------


def test_a_picture_with_few_colours_keeps_every_pixel_in_a_fraction_of_the_bytes(coverage):
    plain = saving.drawn_png(saving.svg_text(coverage.to_dict()), 1.5)
    small = indexed.indexed(plain)
    assert (decoded(small) == decoded(plain)).all()
    assert len(small) * 5 < len(plain)


def test_a_picture_with_many_colours_comes_close():
    stops = '<linearGradient id="g"><stop offset="0" stop-color="#f00"/><stop offset=".5" stop-color="#0f7"/><stop offset="1" stop-color="#70f"/></linearGradient>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="9">{stops}<rect width="600" height="9" fill="url(#g)"/></svg>'
    plain = saving.drawn_png(svg, 1)
    before, after = (decoded(png).astype(int) for png in (plain, indexed.indexed(plain)))
    assert len(np.unique(before.reshape(-1, 4), axis=0)) > 256 >= len(np.unique(after.reshape(-1, 4), axis=0))
    assert abs(before - after).mean() < 2


def test_a_png_of_another_kind_stays_as_it_is(coverage):
    small = indexed.indexed(saving.drawn_png(saving.svg_text(coverage.to_dict()), 1))
    assert indexed.indexed(small) == small
