"""A page of a PDF as a picture, with the text on it and where it stands, so that it can be selected."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix.errors import Misuse, Unreadable
from litmatrix.coding.fulltext import layout, pdf

_WIDTHS = (50, 4000)
_MOST_PIXELS = 24_000_000
#: The page in device units when places on it are asked for: fine enough for any screen.
_GRID = 100_000


class Run(NamedTuple):
    """A piece of a line, and its box as fractions of the page's width and height, from the upper left corner."""

    text: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class PagePicture:
    """A page as PNG, its size in pixels, and its text in `words`: the runs in reading order.

    `points` is how wide the page is on paper, in points (72 to the inch).
    """

    png: bytes
    width: int
    height: int
    words: tuple[Run, ...]
    points: float = 0.0


def page_picture(path: Path, number: int, width: int = 900) -> PagePicture:
    """Return page `number` (from 1) of a PDF as a picture `width` pixels wide (50 to 4000; less for a very long page).

    Raises `Misuse` for a page that does not exist, a width beyond that, a file that is no PDF by its name, or
    without pypdfium2; `Unreadable` for a file or page that cannot be read.
    """
    if path.suffix.lower() != ".pdf":
        raise Misuse(f"{path.name}: only the pages of a PDF can be shown as pictures.")
    if not _WIDTHS[0] <= width <= _WIDTHS[1]:
        raise Misuse(f"a page can be shown {_WIDTHS[0]} to {_WIDTHS[1]} pixels wide, not {width}.")
    with pdf.opened(path, path.name) as document:
        if not 1 <= number <= len(document):
            raise Misuse(f"{path.name} has {len(document)} pages; there is no page {number}.")
        try:
            with pdf.opened_page(document, number - 1) as (page, text):
                return _drawn(page, text, width)
        except pdf.failures() as error:
            raise Unreadable(
                f"{path.name}: page {number} cannot be shown ({error}). Download the PDF again."
            ) from None


def _drawn(page: Any, text: Any, width: int) -> PagePicture:
    across, down = page.get_size()
    scale = width / max(across, 1.0)
    scale *= min(1.0, (_MOST_PIXELS / max(across * down * scale * scale, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, maybe_alpha=False, prefer_bgrx=False)
    try:
        pixels = bitmap.to_numpy()
        png = _png(pixels)
        size = (bitmap.width, bitmap.height)
        found = _placed(page, text)
        del pixels
    finally:
        bitmap.close()
    return PagePicture(png, *size, found, across)


def _placed(page: Any, text: Any) -> tuple[Run, ...]:
    """Return the runs of a page, where they stand as it is shown: cut and turned as the file says."""
    import ctypes

    import pypdfium2.raw as raw

    found = pdf.characters(text)
    pieces = layout.runs(found, pdf.right_to_left("".join(one.text for one in found)))

    def shown(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
        return across.value / _GRID, down.value / _GRID

    result = []
    for piece in pieces:
        one, other = shown(piece.left, piece.top), shown(piece.right, piece.bottom)
        left, right = (min(max(value, 0.0), 1.0) for value in sorted((one[0], other[0])))
        top, bottom = (min(max(value, 0.0), 1.0) for value in sorted((one[1], other[1])))
        if right > left and bottom > top:  # what lies outside the page is not seen
            result.append(Run(piece.text, left, top, right - left, bottom - top))
    return tuple(result)


def _png(pixels: Any) -> bytes:
    """Return an array of rows × columns × red, green, blue as PNG; shades of grey as such, a third of the bytes."""
    import numpy

    pixels = pixels[:, :, :3] if pixels.ndim == 3 else pixels
    if (
        pixels.ndim == 3
        and (pixels[:, :, 0] == pixels[:, :, 1]).all()
        and (pixels[:, :, 1] == pixels[:, :, 2]).all()
    ):
        pixels = pixels[:, :, 0]
    height, width = pixels.shape[:2]
    rows = numpy.ascontiguousarray(pixels).reshape(height, -1)
    # Each row begins with the number of its filter: none.
    data = numpy.hstack([numpy.zeros((height, 1), dtype=numpy.uint8), rows]).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 8, 2 if pixels.ndim == 3 else 0, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", head),
            _chunk(b"IDAT", zlib.compress(data, 6)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
