"""The letters of a drawing: how large they are, and the fonts that go with an SVG, so that it looks the same everywhere.

vl-convert holds its fonts for itself, but a PDF of its has those letters that are on the page. As a font of a page such a
piece lacks what only says which letter is which, and how high a line is.
"""

from __future__ import annotations

import base64
import functools
import re
import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree import ElementTree

from litmatrix.charts import pdf
from litmatrix.charts.drawing import drawn_pdf, foreign
from litmatrix.charts.heading import escaped
from litmatrix.charts.style import FONT

_TEXT = "{http://www.w3.org/2000/svg}text"
_GENERIC = ("sans-serif", "serif", "monospace", "cursive", "fantasy", "system-ui")
_FAMILY = re.compile(r'(?<= font-family=")[^"]*(?=")')


class Face(NamedTuple):
    """One cut of a font, as an SVG asks for it."""

    family: str
    weight: str
    style: str


class Text(NamedTuple):
    """A text of a drawing: in which cut, how large in pixels, and what it says."""

    face: Face
    size: float
    words: str


def known(svg: str) -> str:
    """Return a drawing whose letters can all be had: those of a font that vl-convert lacks are drawn in that of all charts.

    It draws nothing of a text for which it has no font at all.
    """
    return _FAMILY.sub(lambda found: _families(found[0]), svg)


def _families(named: str) -> str:
    own = [one for one in _names(named) if one not in _GENERIC]
    return named if own and own[0] == _names(FONT)[0] else ", ".join((*own, FONT))


def _names(family: str) -> list[str]:
    """Return the names of fonts that a text asks for, one after the other, without what is no part of a name."""
    return [name for one in family.split(",") if (name := re.sub(r"&[#\w]+;|[^\w\s-]", "", one).strip())]


def texts(svg: str) -> tuple[Text, ...]:
    """Return the texts of an SVG that Vega drew, but for empty ones."""
    return tuple(
        Text(
            Face(
                one.get("font-family", "sans-serif"),
                one.get("font-weight", "normal"),
                one.get("font-style", "normal"),
            ),
            float(one.get("font-size", "11px").removesuffix("px")),
            words,
        )
        for one in ElementTree.fromstring(svg).iter(_TEXT)
        if (words := "".join(one.itertext()).strip())
    )


def style(svg: str) -> str:
    """Return the rules that bring an SVG's letters along, as a style element; letters that no font here has are left out."""
    used: dict[Face, set[str]] = {}
    for text in texts(svg):
        if _names(text.face.family)[0] not in _GENERIC:
            used.setdefault(text.face, set()).update(one for one in text.words if not foreign(one))
    rules = "".join(_rules(face, "".join(sorted(letters))) for face, letters in sorted(used.items()))
    return f"<style>{rules}</style>" if rules else ""


@functools.lru_cache(maxsize=32)
def _rules(face: Face, letters: str) -> str:
    """Return the rules of a cut: one a font, for a letter that it lacks is drawn in another."""
    name = _names(face.family)[0]
    return "".join(
        f'@font-face{{font-family:"{name}";font-weight:{face.weight};font-style:{face.style};'
        f"unicode-range:{','.join(f'U+{ord(letter):X}' for letter in sorted(found.values()))};"
        f"src:url(data:font/ttf;base64,{base64.b64encode(whole(font, found)).decode('ascii')})}}"
        for font, found in sorted(_fonts(face, letters), key=lambda one: sorted(one[1].values()))
        if found
    )


def _fonts(face: Face, letters: str) -> Iterator[tuple[bytes, dict[int, str]]]:
    """Yield the fonts in which letters are drawn, each with those that it has. Each letter stands alone, so none joins another."""
    family, weight, slant = map(escaped, face)
    drawn = "".join(
        f'<text y="9" font-family="{family}" font-weight="{weight}" font-style="{slant}" font-size="9px">'
        # A text of nothing but a space is not drawn.
        f"{f'.{letter}.' if letter.isspace() else escaped(letter)}</text>"
        for letter in letters
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" width="9" height="9">{drawn}</svg>'
    for font, found in pdf.fonts(drawn_pdf(svg)):
        yield font, {glyph: letter for glyph, letter in found.items() if letter in {*letters}}


def whole(font: bytes, letters: Mapping[int, str]) -> bytes:
    """Return a TrueType font out of a PDF as a page takes it: it says which glyph is which letter."""
    tables = {}
    (number,) = struct.unpack(">H", font[4:6])
    for entry in range(number):
        tag, _, place, size = struct.unpack(">4sIII", font[12 + 16 * entry : 28 + 16 * entry])
        tables[tag] = font[place : place + size]
    tables[b"cmap"] = _letter_table(letters)
    tables.setdefault(b"OS/2", _metrics(tables[b"hhea"], letters))
    return _font(tables)


def _letter_table(letters: Mapping[int, str]) -> bytes:
    groups = b"".join(
        struct.pack(">III", ord(letter), ord(letter), glyph)
        for glyph, letter in sorted(letters.items(), key=lambda pair: pair[1])
    )
    head = struct.pack(">HHHHI", 0, 1, 3, 10, 12)
    return head + struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(letters)) + groups


def _metrics(lines: bytes, letters: Mapping[int, str]) -> bytes:
    """Return the table that Windows reads: how high a line is, which letters come first and last, and that it may be embedded."""
    above, below, gap = struct.unpack(">hhh", lines[4:10])
    codes = [min(ord(letter), 0xFFFF) for letter in letters.values()]
    zero = bytes(10)
    return (
        struct.pack(">HhHHH10hh", 4, 0, 400, 5, 0, *[0] * 10, 0)
        + zero
        + struct.pack(">4I4sHHH", 0, 0, 0, 0, b"    ", 0x40, min(codes), max(codes))
        + struct.pack(">hhhHH2IhhHHH", above, below, gap, above, -below, 0, 0, 0, 0, 0, 32, 1)
    )


def _font(tables: Mapping[bytes, bytes]) -> bytes:
    """Return a TrueType file of these tables."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    head = struct.pack(
        ">IHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, count * 16 - power * 16
    )
    entries, body, place = b"", b"", 12 + 16 * count
    for tag in sorted(tables):
        data = tables[tag]
        padded = data + bytes(-len(data) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        entries += struct.pack(">4sIII", tag, total, place + len(body), len(data))
        body += padded
    return head + entries + body
