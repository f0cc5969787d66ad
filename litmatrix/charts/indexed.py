"""A PNG that names its colours once: a ninth of the bytes that vl-convert writes, for a picture that is kept in a file of text."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np

from litmatrix.charts import raster

_MOST = 256


def indexed(png: bytes) -> bytes:
    """Return a picture with its colours in a list. More than 256 of them, and the rarer ones become the nearest that is listed.

    A PNG of another kind than vl-convert writes is returned as it is.
    """
    try:
        pixels = raster.pixels(png)
    except ValueError:
        return png
    height, width, _ = pixels.shape
    colours, numbers = _listed(pixels.reshape(-1, 4))
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = numbers.reshape(height, width)
    return raster.joined(
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours[:, :3].tobytes()),
        (b"tRNS", colours[:, 3].tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
    )


def _listed(pixels: Any) -> tuple[Any, Any]:
    """Return at most 256 colours, and for each pixel the number of its colour."""
    codes, numbers, counts = np.unique(pixels.view("<u4").ravel(), return_inverse=True, return_counts=True)
    met = codes.view(np.uint8).reshape(-1, 4)
    kept = met[np.argsort(-counts, kind="stable")[:_MOST]]
    nearest = [((kept.astype(int) - colour) ** 2).sum(axis=1).argmin() for colour in met]
    return kept, np.array(nearest, np.uint8)[numbers]
