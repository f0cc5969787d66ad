"""What a PDF says of itself, and the fonts that it holds: read by pdfium."""

from __future__ import annotations

import pypdfium2
import pytest

from litmatrix.charts import drawing, pdf

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50">'
    '<text y="20" font-family="Liberation Sans" font-size="11px">{0}</text>'
    '<text y="40" font-family="Liberation Sans" font-weight="bold" font-size="11px">Zz</text></svg>'
)


def opened(data: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(data)


@pytest.mark.parametrize(
    "title",
    ["Themes by source", "Ψυχή – “peer” (support) \\ <b> 中 😀", "دعم الأقران", ") >> endobj /Root 9 0 R"],
)
def test_a_pdf_has_a_title_and_tells_no_time(title):
    plain = drawing.drawn_pdf(SVG.format("peers"))
    made = pdf.titled(plain, title)
    said = opened(made).get_metadata_dict()
    assert (said["Title"], said["Producer"], said["CreationDate"], said["ModDate"]) == (
        title,
        "svg2pdf",
        "",
        "",
    )
    assert opened(made)[0].get_textpage().get_text_bounded().split() == ["peers", "Zz"]
    assert made.startswith(plain.rstrip())
    assert pdf.titled(plain, title) == made


def test_a_pdf_without_a_title_is_left_as_it_is():
    plain = drawing.drawn_pdf(SVG.format("peers"))
    assert pdf.titled(plain, "") == plain


def test_the_fonts_of_a_pdf_come_with_the_letters_that_they_are_there_for():
    found = [
        (font[:4], set(letters.values()))
        for font, letters in pdf.fonts(drawing.drawn_pdf(SVG.format("pé−Ж")))
    ]
    assert sorted(found, key=lambda one: len(one[1])) == [
        (b"\x00\x01\x00\x00", set("Zz")),
        (b"\x00\x01\x00\x00", set("pé−Ж")),
    ]


def test_a_letter_that_no_font_has_is_not_among_them():
    (_, letters), _ = pdf.fonts(drawing.engine().svg_to_pdf(SVG.format("a中")))
    assert set(letters.values()) == {"a"}
