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
    [
        "",
        "Themes by source",
        "Ψυχή – “peer” (support) \\ <b> 中 😀",
        "دعم الأقران",
        ") >> endobj /Root 9 0 R",
    ],
)
def test_a_pdf_has_a_title_and_tells_no_time(title):
    made = pdf.ordered(drawing.drawn_pdf(SVG.format("peers")), title)
    said = opened(made).get_metadata_dict()
    assert (said["Title"], said["Producer"], said["CreationDate"], said["ModDate"]) == (
        title,
        "svg2pdf",
        "",
        "",
    )
    assert opened(made)[0].get_textpage().get_text_bounded().split() == ["peers", "Zz"]


def test_a_page_with_several_fonts_becomes_the_same_bytes_each_time_and_looks_the_same():
    """vl-convert writes fonts in another order each time: of 20 pages, hardly two are the same."""
    drawn = [drawing.drawn_pdf(SVG.format("<tspan font-style='italic'>i</tspan>t")) for _ in range(20)]
    made = {pdf.ordered(one, "Title") for one in drawn}
    assert len(made) == 1
    before, after = (opened(one)[0].render(scale=2).to_numpy().tobytes() for one in (drawn[0], made.pop()))
    assert before == after


def test_what_is_said_of_a_page_and_its_parts_stays():
    plain = drawing.drawn_pdf(SVG.format("peers"))
    made = pdf.ordered(plain, "")
    assert (len(pdf._parts(made)), made.count(b"endobj")) == (len(pdf._parts(plain)),) * 2
    assert sorted(part.data or b"" for part in pdf._parts(made).values()) == sorted(
        part.data or b"" for part in pdf._parts(plain).values()
    )
    assert pdf.ordered(made, "") == made


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
