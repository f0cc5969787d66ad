"""Pictures as TIFF, read back by a reader of its own."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.charts import tiff

SHORT, LONG, RATIO = 3, 4, 5


def tags_of(data: bytes) -> dict[int, list[int]]:
    """Return what a TIFF says of its picture: for each tag its values."""
    order, mark, place = struct.unpack("<2sHI", data[:8])
    assert (order, mark, place % 2) == (b"II", 42, 0)
    (count,) = struct.unpack("<H", data[place : place + 2])
    found = {}
    for number in range(count):
        tag, kind, many, stored = struct.unpack(
            "<HHI4s", data[place + 2 + 12 * number : place + 14 + 12 * number]
        )
        size = {SHORT: 2, LONG: 4, RATIO: 8}[kind] * many
        start = struct.unpack("<I", stored)[0]
        values = stored[:size] if size <= 4 else data[start : start + size]
        found[tag] = list(
            struct.unpack(f"<{size // (2 if kind == SHORT else 4)}{'H' if kind == SHORT else 'I'}", values)
        )
    assert struct.unpack("<I", data[place + 2 + 12 * count : place + 6 + 12 * count]) == (0,)
    assert list(found) == sorted(found)
    return found


def unpacked(data: bytes) -> bytes:
    """Read LZW as the specification of TIFF tells it (section 13)."""
    bits = "".join(f"{byte:08b}" for byte in data)
    place, width, known, last, found = 0, 9, [], b"", []
    while True:
        code = int(bits[place : place + width], 2)
        place += width
        if code == 257:
            assert len(bits) - place < 8 and not int(bits[place:] or "0", 2)
            return b"".join(found)
        if code == 256:
            known, width, last = [bytes([one]) for one in range(256)] + [b"", b""], 9, b""
            continue
        if last:
            known.append(last + (known[code] if code < len(known) else last)[:1])
        last = known[code]
        found.append(last)
        assert len(known) < 4094
        width = 9 + sum(len(known) >= most for most in (511, 1023, 2047))


def read(data: bytes) -> tuple[Any, dict[int, list[int]]]:
    tags = tags_of(data)
    (width,), (height,), (channels,) = tags[256], tags[257], tags[277]
    strips = [unpacked(data[at : at + size]) for at, size in zip(tags[273], tags[279], strict=True)]
    steps = np.frombuffer(b"".join(strips), np.uint8).reshape(height, width, channels)
    return np.cumsum(steps, axis=1, dtype=np.uint8), tags


@pytest.mark.parametrize("channels", [1, 3])
def test_a_tiff_says_all_that_a_reader_must_know_and_how_many_pixels_an_inch_has(channels):
    picture = np.full((4, 5, channels), 200, np.uint8)
    found, tags = read(tiff.tiff(picture, 600))
    assert (found == picture).all()
    assert {tag: values for tag, values in tags.items() if tag not in (273, 279)} == {
        256: [5], 257: [4], 258: [8] * channels, 259: [5], 262: [1 if channels == 1 else 2], 277: [channels],
        278: [(1 << 20) // (5 * channels)], 282: [600, 1], 283: [600, 1], 296: [2], 317: [2],
    }  # fmt: skip
    assert tags[273] == [8]


@given(
    st.integers(1, 40), st.integers(1, 60), st.sampled_from([1, 3]), st.sampled_from([1, 2, 256]),
    st.integers(1, 9), st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_every_pixel_is_read_back(height, width, channels, colours, long, seed):
    rows = np.random.default_rng(seed).integers(
        0, colours, (height, width, channels), np.uint8, endpoint=False
    )
    picture = np.repeat(rows, long, axis=1)
    assert (read(tiff.tiff(picture, 300))[0] == picture).all()


@given(st.lists(st.tuples(st.sampled_from([0, 0, 1, 255]), st.integers(1, 400)), min_size=1, max_size=30))
def test_runs_of_zeros_are_packed_as_lzw_packs_them(runs):
    data = b"".join(bytes([value]) * count for value, count in runs)
    assert unpacked(tiff.packed(data)) == data


@pytest.mark.parametrize("size", [*range(3800, 3900), 7_400_000])
def test_the_list_of_sequences_begins_anew_when_it_is_full(size):
    noise = np.random.default_rng(7).integers(1, 256, 4200, np.uint8).tobytes()
    data = noise[:size] if size < 9999 else bytes(size)
    assert unpacked(tiff.packed(data)) == data


def test_a_large_picture_is_packed_in_strips_and_an_empty_page_takes_almost_nothing():
    picture = np.full((900, 2000, 3), 255, np.uint8)
    data = tiff.tiff(picture, 600)
    found, tags = read(data)
    assert (found == picture).all()
    assert len(tags[273]) == 6
    assert len(data) < 20_000


def test_a_picture_is_not_changed_by_being_written():
    picture = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    before = picture.copy()
    tiff.tiff(picture, 600)
    assert (picture == before).all()
