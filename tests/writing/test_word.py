"""Word documents: captions that count, pages that lie, and what stands at the foot of each."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import pandas as pd
import pytest

from litmatrix import writing
from litmatrix.reporting import Stamp
from litmatrix.tables import shown
from litmatrix.writing.pandoc import NoPandoc, find_pandoc
from litmatrix.writing.word import LIES, STANDS

STAMP = Stamp(datetime(2026, 11, 22, 10, 3, tzinfo=UTC), "1f2e3d", "abc1234", True)
TABLE = shown(pd.DataFrame({"Text": ["x <b>", "y"]}, index=pd.Index(["a", "b"], name="Source")), "What")


def has_pandoc():
    try:
        return bool(find_pandoc())
    except NoPandoc:
        return False


needs_pandoc = pytest.mark.skipif(not has_pandoc(), reason="no pandoc here: pip install litmatrix[word]")


@needs_pandoc
def test_in_word_captions_count_wide_tables_lie_heads_repeat_and_each_page_has_a_foot():
    caption = '<div custom-style="Table Caption"><p><b>Table 3. What</b></p></div>'
    body = f"<p>Before</p>{LIES}{caption}{writing.word_table(TABLE, turned=True)}{STANDS}<p>After</p>"
    with zipfile.ZipFile(io.BytesIO(writing.docx("T", body, stamp=STAMP))) as archive:
        text = archive.read("word/document.xml").decode("utf-8")
        feet = [archive.read(f"word/foot-{way}.xml").decode("utf-8") for way in ("upright", "lying")]
    assert "SEQ Table \\* ARABIC" in text
    assert re.findall(r'<w:pgSz w:w="(\d+)"', text) == ["11906", "16838", "11906"]
    assert re.findall(r'r:id="rIdFoot(\w+)"', text) == ["upright", "lying", "upright"]
    assert "<w:cantSplit/>" in text
    assert "w:tblHeader" in text
    for foot in feet:
        assert str(STAMP).split(" on ")[0] in foot
        assert all(field in foot for field in (" PAGE ", " NUMPAGES "))


@needs_pandoc
def test_a_document_without_what_lies_is_one_section_with_its_foot():
    with zipfile.ZipFile(io.BytesIO(writing.docx("T", "<p>x</p>", turned=True))) as archive:
        text = archive.read("word/document.xml").decode("utf-8")
        types = archive.read("[Content_Types].xml").decode("utf-8")
        names = archive.namelist()
    assert re.findall(r'r:id="rIdFoot(\w+)"', text) == ["lying"]
    assert {"word/foot-upright.xml", "word/foot-lying.xml"} <= set(names)
    assert "/word/foot-lying.xml" in types


@needs_pandoc
def test_ten_columns_stand_side_by_side_on_a_page_that_lies_and_as_blocks_on_one_held_upright():
    frame = pd.DataFrame({f"C{number}": ["x"] for number in range(9)}, index=pd.Index(["a"], name="Source"))
    assert "<thead>" in writing.word_table(shown(frame), turned=True)
    assert "<thead>" not in writing.word_table(shown(frame))
