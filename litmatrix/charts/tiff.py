"""A picture as TIFF: red, green and blue or grey, its pixels an inch said, packed by LZW, as journals ask for it."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

#: About so many bytes of a picture are packed together.
_STRIP = 1 << 20
_SHORT, _LONG, _RATIO = 3, 4, 5

# LZW: what ends a list of sequences, what ends the strip, the first sequence, and how many there are at most.
_CLEAR, _END, _FIRST, _FULL = 256, 257, 258, 4094
_ZEROS = re.compile(rb"\0*")


def tiff(picture: Any, dpi: int) -> bytes:
    """Return a picture of one channel (grey) or three (red, green, blue) as a TIFF file."""
    height, width, channels = picture.shape
    # Each pixel as its difference from the one on its left (“predictor 2”): what is of one colour becomes zeros.
    steps = picture.copy()
    steps[:, 1:] -= picture[:, :-1]
    rows = max(1, _STRIP // (width * channels))
    strips = [packed(steps[row : row + rows].tobytes()) for row in range(0, height, rows)]
    places = np.cumsum([8, *map(len, strips)]).tolist()
    return (
        struct.pack("<2sHI", b"II", 42, places[-1] + places[-1] % 2)
        + b"".join(strips)
        + b"\0" * (places[-1] % 2)
        + _directory(
            places[-1] + places[-1] % 2,
            (256, _LONG, [width]),
            (257, _LONG, [height]),
            (258, _SHORT, [8] * channels),
            (259, _SHORT, [5]),  # packed by LZW
            (262, _SHORT, [1 if channels == 1 else 2]),  # black is zero; red, green, blue
            (273, _LONG, places[:-1]),
            (277, _SHORT, [channels]),
            (278, _LONG, [rows]),
            (279, _LONG, [len(strip) for strip in strips]),
            (282, _RATIO, [dpi, 1]),
            (283, _RATIO, [dpi, 1]),
            (296, _SHORT, [2]),  # an inch
            (317, _SHORT, [2]),  # the predictor
        )
    )


def _directory(place: int, *entries: tuple[int, int, list[int]]) -> bytes:
    """Return what a TIFF says of its picture, as it stands at a place in the file: tag, type and values."""
    head, more = struct.pack("<H", len(entries)), b""
    beyond = place + 2 + 12 * len(entries) + 4
    for tag, kind, values in entries:
        data = np.array(values, "<u2" if kind == _SHORT else "<u4").tobytes()
        count = len(values) // 2 if kind == _RATIO else len(values)
        if len(data) > 4:
            stored = struct.pack("<I", beyond + len(more))
            more += data + b"\0" * (len(data) % 2)
        else:
            stored = data.ljust(4, b"\0")
        head += struct.pack("<HHI", tag, kind, count) + stored
    return head + struct.pack("<I", 0) + more


def packed(data: bytes) -> bytes:
    """Return bytes packed by LZW in the manner of TIFF: the highest bits first."""
    codes = np.fromiter(_codes(data), np.uint16)
    # A code is as wide as the number that is free when it is written: one more at each code after the list began anew.
    places = np.arange(len(codes))
    began = np.maximum.accumulate(np.where(codes == _CLEAR, places, 0))
    free = np.where((places > 0) & (codes == _CLEAR), _FULL, _FIRST - 1 + places - began)
    widths = 9 + (free[:, None] >= [512, 1024, 2048]).sum(axis=1)
    ends = np.cumsum(widths)
    bits = np.zeros(int(ends[-1]), np.uint8)
    for bit in range(12):
        has = widths > bit
        bits[ends[has] - 1 - bit] = codes[has] >> bit & 1
    return np.packbits(bits).tobytes()


def _codes(data: bytes) -> Iterator[int]:
    """Yield the codes of LZW.

    Zeros, of which a picture mostly consists, are taken as many at a time as have a code: `zeros[n]` is that of n zeros.
    """
    known: dict[int, int] = {}
    zeros: list[int] = []
    free, place, zeros_end = _FULL, 0, 0
    while place < len(data):
        if free == _FULL:
            yield _CLEAR
            known, zeros, free = {}, [-1, 0], _FIRST
        code = data[place]
        if code == 0:
            if zeros_end <= place:
                zeros_end = _ZEROS.match(data, place).end()  # type: ignore[union-attr]
            most = len(zeros) - 1
            if zeros_end - place > most:
                yield zeros[most]
                place += most
                zeros.append(free)
                free += 1
                continue
            code = zeros[zeros_end - place]
            place = zeros_end
        else:
            place += 1
        step = -1
        while place < len(data):
            step = code << 8 | data[place]
            if step not in known:
                break
            code = known[step]
            place += 1
        yield code
        known[step] = free
        free += 1
    yield _END
