"""A PNG that names its colours once: a ninth of the bytes that vl-convert writes, for a picture that is kept in a file of text."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np

_HEAD = b"\x89PNG\r\n\x1a\n"
#: Eight bits a channel, four channels, and nothing interlaced.
_PLAIN = (8, 6, 0, 0, 0)
#: Each pixel is stored as its difference from the one on its left: the one way in which vl-convert stores them.
_LEFT = 1
_MOST = 256


def indexed(png: bytes) -> bytes:
    """Return a picture with its colours in a list. More than 256 of them, and the rarer ones become the nearest that is listed.

    A PNG of another kind than vl-convert writes is returned as it is.
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
    if tuple(kind) != _PLAIN or (lines[:, 0] != _LEFT).any():
        return png
    pixels = np.cumsum(lines[:, 1:].reshape(height, width, 4), axis=1, dtype=np.uint8)
    colours, numbers = _listed(pixels.reshape(-1, 4))
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = numbers.reshape(height, width)
    return _HEAD + b"".join((
        _part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _part(b"PLTE", colours[:, :3].tobytes()),
        _part(b"tRNS", colours[:, 3].tobytes()),
        _part(b"IDAT", zlib.compress(rows.tobytes(), 9)),
        _part(b"IEND", b""),
    ))  # fmt: skip


def _listed(pixels: Any) -> tuple[Any, Any]:
    """Return at most 256 colours, and for each pixel the number of its colour."""
    codes, numbers, counts = np.unique(pixels.view("<u4").ravel(), return_inverse=True, return_counts=True)
    met = codes.view(np.uint8).reshape(-1, 4)
    kept = met[np.argsort(-counts, kind="stable")[:_MOST]]
    nearest = [((kept.astype(int) - colour) ** 2).sum(axis=1).argmin() for colour in met]
    return kept, np.array(nearest, np.uint8)[numbers]


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
