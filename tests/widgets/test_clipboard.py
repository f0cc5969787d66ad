"""A block of cells as the clipboard has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.widgets.coding.clipboard import read_block, write_block


@pytest.mark.parametrize(
    ("copied", "rows"),
    [
        ("", ()),
        ("a", (("a",),)),
        ("a\tb\r\nc\td\r\n", (("a", "b"), ("c", "d"))),
        ("a\tb\nc", (("a", "b"), ("c",))),
        ("a\t\r\n\tb\r\n", (("a", ""), ("", "b"))),
        ("\r\n\r\n", (("",), ("",))),
        # A cell of several lines, as Excel writes it; its marks are doubled.
        ('x\t"[Bonds] ""close"" (p. 1)\n# memo"\r\ny\tz\r\n', (("x", '[Bonds] "close" (p. 1)\n# memo'), ("y", "z"))),
        ('"""a"" (p. 1)\r\n""b"" (p. 2)"\tc', (('"a" (p. 1)\n"b" (p. 2)', "c"),)),
        ('"a\tb"\tc', (("a\tb", "c"),)),
        # A quotation of one line is not in a spreadsheet's quotation marks.
        ('"They decide" (p. 3)\t"alone"\r\n"never closed\tb', (('"They decide" (p. 3)', '"alone"'), ('"never closed', "b"))),
        ('""\tb', (("", "b"),)),
        ("[Bonds +] a\t# memo\tnone", (("[Bonds +] a", "# memo", "none"),)),
        ("=1+1\t@x", (("=1+1", "@x"),)),
    ],
)  # fmt: skip
def test_a_block_is_read_as_spreadsheets_write_it(copied, rows):
    assert read_block(copied) == rows


def test_no_cell_that_is_copied_becomes_a_formula_in_a_spreadsheet_and_it_comes_back_as_it_was():
    rows = (("=1+1", "- a point", "@x", "-5"), ("a\n=b", "", "", ""))
    text = write_block(rows)
    assert text == "'=1+1\t'- a point\t'@x\t-5\r\n" + '"a\n\'=b"\t\t\t\r\n'
    assert read_block(text) == rows


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), max_size=4))
def test_what_is_copied_comes_back(rows):
    level = tuple(tuple(cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row) for row in rows)
    assert read_block(write_block(rows)) == level
