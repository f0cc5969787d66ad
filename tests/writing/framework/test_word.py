"""The framework matrix as a Word document."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from litmatrix.writing import framework as writing
from litmatrix.writing.framework import wording
from writing.framework.example import EMPTY, LONG, SMALL, STAMP, drawn, quotation, wide

pytest.importorskip("pypandoc")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def xml(framework):
    with zipfile.ZipFile(io.BytesIO(writing.docx(framework, STAMP))) as archive:
        return archive.read("word/document.xml").decode("utf-8")


def words(element):
    """The text of an element, a line a paragraph."""
    lines = []
    for paragraph in element.iter(f"{W}p"):
        pieces = [
            one.text or "" if one.tag == f"{W}t" else "\n"
            for one in paragraph.iter()
            if one.tag in (f"{W}t", f"{W}br")
        ]
        lines.append("".join(pieces))
    return "\n".join(lines)


def tables(text):
    root = ElementTree.fromstring(text)
    return [
        [[words(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
        for table in root.iter(f"{W}tbl")
    ]


def test_the_document_has_the_matrix_with_all_quotations_under_the_summaries():
    assert tables(xml(SMALL)) == [[
        ["Source", "Power\n1 of 1 mention it", "Costs\n1 of 2 mention it"],
        ["What the review says", "Power counts.", ""],
        ["Greece  1 source", "1 of 1", "0 of 1"],
        ["Adams 2010\nOn peers\nalso: Egypt", f"+ High\nshared (sec. 4)\n− Low\n“a ‘low’ status” (p. 3)\n{wording.quoted(LONG)}", "–"],
        ["not stated  2 sources", "·", "1 of 1"],
        ["Brown 2011", "·", "“دعم الأقران” (p. 9)\na note"],
        ["Clark 2012", "·", "·"],
    ]]  # fmt: skip


def test_its_pages_are_turned_and_its_heads_repeated():
    text = xml(SMALL)
    assert 'w:orient="landscape"' in text
    assert text.count("<w:tblHeader/>") == 1
    assert str(STAMP) in words(ElementTree.fromstring(text))


def test_many_themes_stand_in_parts():
    text = xml(wide(12))
    assert [len(table[0]) for table in tables(text)] == [7, 7]
    assert "Themes 1 to 6 of 12" in text and "Themes 7 to 12 of 12" in text


def test_a_quotation_from_right_to_left_stands_so():
    assert len(re.findall("<w:bidi/>", xml(SMALL))) == 1


def test_a_matrix_without_sources_says_what_is_missing():
    text = xml(EMPTY)
    assert "No source is included yet." in text and "<w:tbl>" not in text


def test_hostile_text_is_text():
    bad = "<w:p>]]></w:t> & litmatrix-0."
    cell = SMALL.sources[0].cells[0]._replace(passages=(quotation(bad, bad, "", bad, bad),))
    source = SMALL.sources[0]._replace(reference=bad, title=bad, also=(bad,), cells=(cell, cell))
    text = xml(SMALL._replace(title=bad, groups=(SMALL.groups[0]._replace(label=bad, sources=(source,)),)))
    assert words(ElementTree.fromstring(text)).count(bad) == 13


@settings(max_examples=10, deadline=None)
@given(drawn())
def test_every_passage_stands_in_the_document_once(framework):
    said = words(ElementTree.fromstring(xml(framework)))
    for source in framework.sources:
        for one in (one for cell in source.cells for one in cell.passages):
            assert said.count(wording.said(one)) == 1
