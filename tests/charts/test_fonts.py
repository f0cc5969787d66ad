"""The letters of a drawing, and the fonts that go with an SVG."""

from __future__ import annotations

import base64
import re
import struct

import pytest

from litmatrix.charts import drawing, fonts
from litmatrix.charts.fonts import Face, Text
from litmatrix.charts.style import FONT

PLAIN = Face("Liberation Sans, Arial", "normal", "normal")


def svg(*texts: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">{"".join(texts)}</svg>'


def text(words: str, more: str = "", family: str = PLAIN.family) -> str:
    return f'<text y="20" font-family="{family}" font-size="11px"{more}>{words}</text>'


def tables_of(font: bytes) -> dict[bytes, bytes]:
    """Return the tables of a TrueType file; the sum of each is right, and each begins at a multiple of four."""
    kind, count, reach, power, rest = struct.unpack(">IHHHH", font[:12])
    assert (kind, reach, rest) == (0x00010000, 16 << power, count * 16 - (16 << power))
    found = {}
    for number in range(count):
        tag, total, place, size = struct.unpack(">4sIII", font[12 + 16 * number : 28 + 16 * number])
        data = font[place : place + size]
        padded = data + bytes(-size % 4)
        assert place % 4 == 0
        assert total == sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        found[tag] = data
    assert list(found) == sorted(found)
    return found


def letters_of(font: bytes) -> str:
    """Return the letters for which a font has a glyph, as its table of letters says."""
    data = tables_of(font)[b"cmap"]
    _, tables, platform, encoding, place = struct.unpack(">HHHHI", data[:12])
    kind, _, size, _, count = struct.unpack(">HHIII", data[place : place + 16])
    assert (tables, platform, encoding, kind, size) == (1, 3, 10, 12, len(data) - place)
    groups = [
        struct.unpack(">III", data[place + 16 + 12 * one : place + 28 + 12 * one]) for one in range(count)
    ]
    assert all(first == last and glyph for first, last, glyph in groups)
    return "".join(chr(first) for first, _, _ in groups)


def faces(style: str) -> list[tuple[str, str, str, bytes]]:
    """Return what each rule of a style says: family, weight, the letters it is for, and the font."""
    assert style.startswith("<style>") and style.endswith("</style>")
    rules = re.findall(
        r'@font-face\{font-family:"([^"]*)";font-weight:([^;]*);font-style:[^;]*;unicode-range:([^;]*);'
        r"src:url\(data:font/ttf;base64,([A-Za-z0-9+/=]+)\)\}", style,
    )  # fmt: skip
    assert len(rules) == style.count("@font-face")
    return [
        (family, weight, "".join(chr(int(one[2:], 16)) for one in range.split(",")), base64.b64decode(font))
        for family, weight, range, font in rules
    ]


def test_the_texts_of_a_drawing_have_a_cut_a_size_and_words_and_empty_ones_do_not_count():
    drawn = svg(
        text("<tspan>one</tspan><tspan>two</tspan>"),
        text(" ", ' font-size="1px"').replace(' font-size="11px"', "", 1),
        '<g><text font-family="serif" font-weight="bold" font-style="italic" font-size="9.5px">a &amp; b</text></g>',
    )
    assert fonts.texts(drawn) == (
        Text(PLAIN, 11.0, "onetwo"),
        Text(Face("serif", "bold", "italic"), 9.5, "a & b"),
    )


def test_an_svg_brings_the_letters_along_that_it_is_written_with_cut_by_cut():
    style = fonts.style(svg(text("office Ψ"), text("b −", ' font-weight="bold"')))
    found = faces(style)
    assert [one[:3] for one in found] == [
        ("Liberation Sans", "bold", " b−"),
        ("Liberation Sans", "normal", " cefioΨ"),
    ]
    # Letters stand for themselves: “fi” has not become one glyph, which none of the two would then be.
    assert [letters_of(one[3]) for one in found] == [" b−", " cefioΨ"]


def test_a_font_that_is_brought_along_has_all_tables_that_a_browser_asks_for():
    ((_, _, _, font),) = faces(fonts.style(svg(text("a"))))
    tables = tables_of(font)
    assert tables.keys() >= {
        b"OS/2",
        b"cmap",
        b"glyf",
        b"head",
        b"hhea",
        b"hmtx",
        b"loca",
        b"maxp",
        b"name",
        b"post",
    }
    assert len(tables[b"OS/2"]) == 96
    # What may be done with it: anything.
    assert struct.unpack(">HhHHH", tables[b"OS/2"][:10])[4] == 0


def test_a_letter_that_no_font_here_has_is_left_to_the_reader():
    ((*_, found, font),) = faces(fonts.style(svg(text("aم中✓"))))
    assert (found, letters_of(font)) == ("a", "a")


@pytest.mark.parametrize("drawn", [svg(), svg(text("a", family="monospace")), svg(text("中"))])
def test_where_nothing_can_be_brought_along_there_is_no_rule(drawn):
    assert fonts.style(drawn) == ""


@pytest.mark.parametrize(
    ("named", "family"),
    [
        ("Liberation Sans, Arial", "Liberation Sans, Arial"),
        ("sans-serif", FONT),
        ("monospace", FONT),
        ("", FONT),
        ("Georgia, serif", f"Georgia, {FONT}"),
    ],
)
def test_a_text_in_a_font_that_nobody_has_is_drawn_in_that_of_all_charts(named, family):
    known = fonts.known(svg(text("a", family=named)))
    assert known == svg(text("a", family=family))
    assert [one[0] for one in faces(fonts.style(known))] == [family.split(",")[0]]


def test_the_name_of_a_font_cannot_end_the_style():
    style = fonts.style(fonts.known(svg(text("a", family="x&quot;;}&lt;/style&gt;&lt;script&gt;"))))
    assert style.count("<") == 2
    assert faces(style)[0][0] == "xstylescript"


def test_the_same_drawing_brings_the_same_bytes_along():
    drawn = svg(text("ab"))
    first = fonts.style(drawn)
    fonts._rules.cache_clear()
    assert fonts.style(drawn) == first


def test_letters_are_as_wide_as_they_are_drawn():
    """The width of a letter in the font that is brought along is that of the PDF, in which the same letter stands."""
    ((*_, font),) = faces(fonts.style(svg(text("i"))))
    tables = tables_of(font)
    (units,) = struct.unpack(">H", tables[b"head"][18:20])
    widths = struct.unpack(f">{len(tables[b'hmtx']) // 2}H", tables[b"hmtx"])[::2]
    assert [round(width / units * 1000) for width in widths[1:]] == [222]
    assert b"222.167" in drawing.drawn_pdf(svg(text("i")))
