"""A PDF as vl-convert writes it: what it says of itself, and the fonts that it holds."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_TRAILER = re.compile(rb"trailer\s*<<.*?>>", re.DOTALL)
_OBJECT = re.compile(rb"\s*(\d+) 0 obj(.*?)(?:\bendobj|\bstream\r?\n)", re.DOTALL)
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_LETTERS = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4,8})>\n")


def titled(pdf: bytes, title: str) -> bytes:
    """Return a PDF that has a title, which readers show and search engines read. It tells no time."""
    if not title:
        return pdf
    start = _number(rb"startxref\s+(\d+)", pdf)
    trailer = _TRAILER.search(pdf, start)[0]  # type: ignore[index]
    info = _number(rb"/Info (\d+)", trailer)
    size, root = _number(rb"/Size (\d+)", trailer), _number(rb"/Root (\d+)", trailer)
    words = title.encode("utf-16-be", "replace").hex().upper()
    body = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    # What is added at the end replaces what stood before.
    added = f"{info} 0 obj\n<< /Producer (svg2pdf) /Title <FEFF{words}> >>\nendobj\n"
    return body + (
        f"{added}xref\n{info} 1\n{len(body):010} 00000 n \n"
        f"trailer\n<< /Size {size} /Root {root} 0 R /Info {info} 0 R /Prev {start} >>\n"
        f"startxref\n{len(body) + len(added)}\n%%EOF\n"
    ).encode("ascii")


def fonts(pdf: bytes) -> Iterator[tuple[bytes, dict[int, str]]]:
    """Yield the TrueType fonts that a PDF holds, each with the letters it is there for, by the number of their glyph."""
    objects = _objects(pdf)
    for said, _ in objects.values():
        if b"/Subtype /Type0" in said:
            font = objects[_number(rb"/DescendantFonts \[(\d+)", said)][0]
            outline = objects[_number(rb"/FontDescriptor (\d+)", font)][0]
            if b"/FontFile2" in outline:
                letters = objects[_number(rb"/ToUnicode (\d+)", said)][1]
                found = {
                    int(glyph, 16): bytes.fromhex(letter.decode("ascii")).decode("utf-16-be")
                    for glyph, letter in _LETTERS.findall(letters)
                }
                yield (
                    objects[_number(rb"/FontFile2 (\d+)", outline)][1],
                    # The first glyph stands for all letters that the font lacks.
                    {glyph: letter for glyph, letter in found.items() if glyph},
                )


def _objects(pdf: bytes) -> dict[int, tuple[bytes, bytes]]:
    """Return the objects of a PDF by number: what each says, and the bytes that go with it."""
    found = {}
    table = pdf[_number(rb"startxref\s+(\d+)", pdf) :]
    for place in _ENTRY.findall(table):
        one = _OBJECT.match(pdf, int(place))
        assert one is not None
        data = b""
        if one[0].rstrip().endswith(b"stream"):
            data = pdf[one.end() : one.end() + _number(rb"/Length (\d+)", one[2])]
            data = zlib.decompress(data) if b"/FlateDecode" in one[2] else data
        found[int(one[1])] = one[2], data
    return found


def _number(pattern: bytes, text: bytes) -> int:
    """Return the last number that a pattern finds."""
    return int(re.findall(pattern, text)[-1])
