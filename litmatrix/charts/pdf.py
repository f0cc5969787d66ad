"""A PDF as vl-convert writes it: put into one order, with a title; and the fonts that it holds."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_OBJECT = re.compile(rb"\s*(\d+) 0 obj(.*?)(?:\bendobj|\bstream\r?\n)", re.DOTALL)
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_LETTERS = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4,8})>\n")
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
#: Parts that are named one a line, such as the fonts of a page.
_NAMED = re.compile(rb"(?:^[ ]*/[A-Za-z]+\d+ \d+ 0 R\n)+", re.MULTILINE)


class _Part(NamedTuple):
    """An object of a PDF: what it says, and the bytes that go with it, as they are packed."""

    said: bytes
    data: bytes | None

    def unpacked(self) -> bytes:
        data = self.data or b""
        return zlib.decompress(data) if b"/FlateDecode" in self.said else data


def ordered(pdf: bytes, title: str) -> bytes:
    """Return a PDF that has a title, which readers show and search engines read; it tells no time.

    vl-convert writes fonts in another order each time: the same page becomes the same bytes.
    """
    parts = {number: part._replace(said=_sorted(part.said)) for number, part in _parts(pdf).items()}
    order = [_number(rb"/Root (\d+)", pdf)]
    for number in order:
        order += [one for one in dict.fromkeys(_references(parts[number].said)) if one not in order]
    new = {number: place for place, number in enumerate(order, start=1)}
    objects = [_written(parts[number], new) for number in order]
    words = title.encode("utf-16-be", "replace").hex().upper()
    objects.append(f"<< /Producer (svg2pdf) /Title <FEFF{words}> >>\n".encode("ascii"))
    made, places = bytearray(b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%bendobj\n\n" % (number, one)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    )
    return bytes(made) + end.encode("ascii")


def _sorted(said: bytes) -> bytes:
    return _NAMED.sub(lambda found: b"".join(sorted(found[0].splitlines(keepends=True))), said)


def _references(said: bytes) -> Iterator[int]:
    yield from map(int, _REFERENCE.findall(said))


def _written(part: _Part, new: Mapping[int, int]) -> bytes:
    said = _REFERENCE.sub(lambda found: b"%d 0 R" % new[int(found[1])], part.said).strip() + b"\n"
    return said if part.data is None else said + b"stream\n" + part.data + b"\nendstream\n"


def fonts(pdf: bytes) -> Iterator[tuple[bytes, dict[int, str]]]:
    """Yield the TrueType fonts that a PDF holds, each with the letters it is there for, by the number of their glyph."""
    parts = _parts(pdf)
    for part in parts.values():
        if b"/Subtype /Type0" in part.said:
            font = parts[_number(rb"/DescendantFonts \[(\d+)", part.said)].said
            outline = parts[_number(rb"/FontDescriptor (\d+)", font)].said
            if b"/FontFile2" in outline:
                letters = parts[_number(rb"/ToUnicode (\d+)", part.said)].unpacked()
                found = {
                    int(glyph, 16): bytes.fromhex(letter.decode("ascii")).decode("utf-16-be")
                    for glyph, letter in _LETTERS.findall(letters)
                }
                yield (
                    parts[_number(rb"/FontFile2 (\d+)", outline)].unpacked(),
                    # The first glyph stands for all letters that the font lacks.
                    {glyph: letter for glyph, letter in found.items() if glyph},
                )


def _parts(pdf: bytes) -> dict[int, _Part]:
    """Return the objects of a PDF by number."""
    found = {}
    for place in _ENTRY.findall(pdf, _number(rb"startxref\s+(\d+)", pdf)):
        one = _OBJECT.match(pdf, int(place))
        assert one is not None
        data = None
        if one[0].rstrip().endswith(b"stream"):
            data = pdf[one.end() : one.end() + _number(rb"/Length (\d+)", one[2])]
        found[int(one[1])] = _Part(one[2], data)
    return found


def _number(pattern: bytes, text: bytes) -> int:
    """Return the last number that a pattern finds."""
    return int(re.findall(pattern, text)[-1])
