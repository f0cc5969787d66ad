"""Pixels, out of a PNG and into one: what vl-convert draws is taken apart and put together without what print does not take."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np

_HEAD = b"\x89PNG\r\n\x1a\n"
#: Eight bits a channel, four channels, and nothing interlaced.
_PLAIN = (8, 6, 0, 0, 0)
#: The ways in which vl-convert stores a line: as it is (of a tiny picture), or each pixel as its difference from the one on its left.
_AS_IS, _LEFT = 0, 1


def pixels(png: bytes, channels: int = 4) -> Any:
    """Return a picture as an array: rows, columns, and of each pixel red, green, blue and alpha, or the first of these.

    Raises `ValueError` for a PNG of another kind than vl-convert writes.
    """
    parts = dict[bytes, bytes]()
    place = len(_HEAD)
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        name = png[place + 4 : place + 8]
        parts[name] = parts.get(name, b"") + png[place + 8 : place + 8 + size]
        place += 12 + size
    width, height, *kind = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    lines = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, -1)
    if tuple(kind) != _PLAIN or (lines[:, 0] > _LEFT).any():
        raise ValueError("this PNG is not stored as vl-convert stores one")
    found = np.empty((height, width, channels), np.uint8)
    for channel in range(channels):
        np.cumsum(lines[:, channel + 1 :: 4], axis=1, dtype=np.uint8, out=found[:, :, channel])
    as_is = lines[:, 0] == _AS_IS
    found[as_is] = lines[as_is, 1:].reshape(-1, width, 4)[:, :, :channels]
    return found


def plain(picture: Any) -> Any:
    """Return red, green and blue as one channel where the picture has no colour."""
    red, green, blue = (picture[:, :, channel] for channel in range(3))
    return picture[:, :, :1] if (red == green).all() and (red == blue).all() else picture


def png_of(picture: Any, dpi: float) -> bytes:
    """Return a picture of one channel (grey) or three (red, green, blue) as PNG that says how many pixels an inch has."""
    height, width, channels = picture.shape
    rows = np.zeros((height, width * channels + 1), np.uint8)
    rows[:, 1:] = picture.reshape(height, -1)
    a_metre = round(dpi / 0.0254)
    return joined(
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0 if channels == 1 else 2, 0, 0, 0)),
        (b"pHYs", struct.pack(">IIB", a_metre, a_metre, 1)),
        (b"IDAT", zlib.compress(rows, 6)),
    )


def joined(*parts: tuple[bytes, bytes]) -> bytes:
    """Return a PNG of these parts, each with its name."""
    return _HEAD + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in (*parts, (b"IEND", b""))
    )
