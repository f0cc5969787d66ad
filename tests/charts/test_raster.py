"""Pixels out of a PNG and into one."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from litmatrix.charts import drawing, raster

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><rect width="3" height="2" fill="#ffffff"/>'
    '<rect width="1" height="1" fill="{0}"/></svg>'
)


def parts_of(png: bytes) -> dict[bytes, bytes]:
    """Return the parts of a PNG by name; the sum of each is right."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    found, place = {}, 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        name, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        assert struct.unpack(">I", png[place + 8 + size : place + 12 + size]) == (zlib.crc32(name + data),)
        found[name] = found.get(name, b"") + data
        place += 12 + size
    return found


def test_the_pixels_of_a_drawing_are_read_with_or_without_alpha():
    png = drawing.drawn_png(SVG.format("#0072B2"), 1)
    white, blue = [255, 255, 255], [0, 0x72, 0xB2]
    assert raster.pixels(png, 3).tolist() == [[blue, white, white], [white, white, white]]
    assert raster.pixels(png)[0].tolist() == [[*blue, 255], [*white, 255], [*white, 255]]


def test_a_png_that_is_stored_in_another_way_is_refused():
    png = raster.png_of(np.zeros((2, 2, 3), np.uint8), 600)
    with pytest.raises(ValueError, match="not stored as vl-convert"):
        raster.pixels(png)


def test_a_picture_without_colour_has_one_channel_and_another_keeps_three():
    grey, blue = (raster.pixels(drawing.drawn_png(SVG.format(one), 1), 3) for one in ("#767676", "#0072B2"))
    assert raster.plain(grey).tolist() == [[[0x76], [255], [255]], [[255], [255], [255]]]
    assert raster.plain(blue).shape == (2, 3, 3)


@pytest.mark.parametrize(("channels", "kind"), [(1, 0), (3, 2)])
def test_a_png_holds_every_pixel_no_alpha_and_how_many_pixels_an_inch_has(channels, kind):
    picture = np.arange(4 * 5 * channels, dtype=np.uint8).reshape(4, 5, channels)
    parts = parts_of(raster.png_of(picture, 600))
    assert list(parts) == [b"IHDR", b"pHYs", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", parts[b"IHDR"]) == (5, 4, 8, kind, 0, 0, 0)
    # 600 an inch are 23,622 a metre.
    assert struct.unpack(">IIB", parts[b"pHYs"]) == (23622, 23622, 1)
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(4, -1)
    assert not rows[:, 0].any()
    assert (rows[:, 1:].reshape(4, 5, channels) == picture).all()
