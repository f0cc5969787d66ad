"""The framework matrix as PDF."""

from __future__ import annotations

import pytest

from litmatrix.writing import framework as writing
from litmatrix.writing.framework import wording
from writing.framework.example import EMPTY, LONG, SMALL, STAMP, quotation, wide

pypdfium2 = pytest.importorskip("pypdfium2")
pytest.importorskip("typst")


def pages(framework):
    made, _ = writing.pdf(framework, STAMP)
    document = pypdfium2.PdfDocument(made)
    return [(page.get_size(), " ".join(page.get_textpage().get_text_range().split())) for page in document]


def test_the_document_has_the_matrix_on_turned_pages():
    ((size, text),) = pages(SMALL)
    assert size[0] > size[1]
    assert text.startswith(
        "Framework matrix: Peers 3 sources and 2 themes, grouped by Country. As quoted in the report."
    )
    for said in ("Power 1 of 1 mention it", "What the review says", "Power counts.", "Greece 1 source", "shared (sec. 4)", "also: Egypt",
                 "“a ‘low’ status” (p. 3)", "– Low", "a note", str(STAMP)[:30]):  # fmt: skip
        assert said in text.replace("−", "–"), said
    assert "".join(wording.quoted(LONG).split()) in "".join(text.split())


def test_many_themes_stand_in_parts_and_heads_and_groups_on_each_page():
    made = wide(12, passages=40)
    found = [text for _, text in pages(made)]
    assert len(found) > 2
    assert all("Source" in text and "all 1 source" in text for text in found)
    assert "Themes 1 to 6 of 12" in found[0] and "Themes 7 to 12 of 12" in found[-1]


def test_a_matrix_without_sources_says_what_is_missing():
    ((_, text),) = pages(EMPTY)
    assert "No source is included yet." in text


def test_markup_in_a_text_is_text():
    bad = '#panic("x") "\\ *b* $x$ @y [z] // <a>'
    cell = SMALL.sources[0].cells[0]._replace(passages=(quotation(bad, bad, "", bad, bad),))
    source = SMALL.sources[0]._replace(reference=bad, title=bad, cells=(cell, cell))
    ((_, text),) = pages(
        SMALL._replace(title=bad, groups=(SMALL.groups[0]._replace(label=bad, sources=(source,)),))
    )
    assert "#panic(" in text and "*b*" in text
