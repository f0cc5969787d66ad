"""Which columns of a sheet stand on which page, and what stands above and below them."""

from __future__ import annotations

import io
import warnings

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.writing.workbook.limits import MARGIN, units
from litmatrix.writing.workbook.pages import PAGE, SCALE, Layout, _line, laid_out, set_page
from litmatrix.writing.workbook.sizes import Width


def pixels(widths):
    return sum(7 * width + 5 for width in widths)


def pages(layout, repeated=1):
    """The widths of the columns of each page, those that are repeated among them."""
    ends = [*layout.breaks, len(layout.widths)]
    starts = [repeated, *layout.breaks]
    return [
        layout.widths[:repeated] + layout.widths[start:end] for start, end in zip(starts, ends, strict=True)
    ]


def test_what_fits_in_full_size_is_printed_in_full_size():
    assert laid_out([Width(20, 20), Width(50, 30)]) == Layout([20, 50], (), 100)


def test_what_fits_if_it_is_smaller_is_fitted_to_one_page():
    assert laid_out([Width(20, 20), *[Width(50, 30)] * 3]) == Layout([20, 50, 50, 50])


def test_columns_become_narrower_before_they_go_to_another_page():
    layout = laid_out([Width(20, 20), *[Width(50, 30)] * 5])
    assert layout.breaks == () and layout.widths == [20] + [layout.widths[1]] * 5
    assert 30 <= layout.widths[1] < 50


def test_columns_on_several_pages_are_shared_out_evenly():
    layout = laid_out([Width(20, 20), *[Width(50, 40)] * 8])
    assert layout.breaks == (5,)
    assert len({len(page) for page in pages(layout)}) == 1


widths = st.builds(lambda least, more: Width(least + more, least), st.integers(6, 70), st.integers(0, 30))


@given(st.lists(widths, min_size=1, max_size=40), st.integers(1, 2))
def test_no_page_is_wider_than_paper_and_none_too_small_to_read(columns, repeated):
    columns = [Width(20, 20)] * repeated + columns
    layout = laid_out(columns, repeated)
    assert all(one.least <= width <= one.best for one, width in zip(columns, layout.widths, strict=True))
    assert list(layout.breaks) == sorted(set(layout.breaks)) and all(
        place > repeated for place in layout.breaks
    )
    if layout.scale:
        assert 100 * SCALE - 1 <= layout.scale <= 100
        assert all(pixels(page) * layout.scale / 100 <= PAGE for page in pages(layout, repeated))
    else:
        assert pixels(layout.widths) * SCALE <= PAGE


HOSTILE = (
    "A & B", "&A&P", "R&G", "&[Picture]", "&&G", "2020 in numbers", "x" * 300, "&" * 300, "日本 &G" * 80, "𝒳" * 200, "a\nb\tc\0", '"&"', "",
)  # fmt: skip


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_printed_as_it_stands_above_each_page_and_is_no_command(title):
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        set_page(book.add_worksheet(), Layout([10.0]), title, None, 3)
        book.close()
    header = openpyxl.load_workbook(stream).worksheets[0].oddHeader
    assert header.right.text == "&A"
    line = _line(title, "&A")
    assert units(line) <= MARGIN
    assert "&G" not in line.replace("&&", "")
    # Read as a spreadsheet does: && is &, & and a digit is a size.
    shown = line.removeprefix('&L&8&"Arial,Regular"').removesuffix('&R&8&"Arial,Regular"&A')
    plain = shown.replace("&&", "\1").replace("&8", "").replace("\1", "&")
    wanted = " ".join(title.split()).replace("\0", "\ufffd")
    assert plain == wanted or (plain.endswith("…") and wanted.startswith(plain[:-1]))
