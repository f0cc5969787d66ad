"""Tables on a page: wide enough to be read, evident where they go on, and fit to be printed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pandas as pd
import pytest

from litmatrix import writing
from litmatrix.reporting import Stamp
from litmatrix.tables.grids import grid
from litmatrix.tables.table import Table
from litmatrix.writing import markup

STAMP = Stamp(datetime(2026, 11, 22, 10, 3, tzinfo=UTC), "1f2e3d", "abc1234", True)


def table(columns: int, words: int = 1, title: str = "A table") -> Table:
    frame = pd.DataFrame(
        {f"Column {number}": ["word " * words] * 2 for number in range(columns - 1)},
        index=pd.Index(["one", "two"], name="Source"),
    )
    return Table("t", title, frame, "A note.")


def test_a_table_that_may_go_on_to_the_side_is_a_region_for_the_keyboard_that_says_so():
    made = markup.html_table(table(3, title="A & b"))
    assert (
        f'<div class="scroll" role="region" tabindex="0" aria-label="A &amp; b">{markup.GOES_ON}<table>'
        in made
    )
    assert "scrolls sideways" in markup.GOES_ON


def test_with_a_label_a_table_has_an_anchor_and_a_caption_above_it_and_else_none():
    made = markup.html_table(table(3), id="table-t", label="Table S2")
    assert made.startswith(
        '<div class="tabled" id="table-t"><p class="caption"><b>Table S2.</b> A table</p>\n<p class="note">A note.</p>'
    )
    assert 'aria-label="Table S2. A table"' in made
    assert "caption" not in markup.html_table(table(3))


def test_the_columns_of_a_printed_table_share_its_width():
    shares = [float(one) for one in re.findall(r"--share: ([\d.]+)%", markup.html_table(table(4, 9)))]
    assert len(shares) == 4
    assert sum(shares) == pytest.approx(100, abs=0.3)


@pytest.mark.parametrize(
    ("columns", "words", "lies"), [(4, 3, False), (6, 20, False), (7, 3, False), (7, 40, True), (10, 1, True)]
)
def test_a_table_is_printed_on_a_page_that_lies_where_one_held_upright_would_make_its_rows_high(
    columns, words, lies
):
    one = table(columns, words)
    assert markup.lies(grid(one.frame)) is lies
    assert ("turned" in markup.html_table(one, id="x", label="Table 1")) is lies
    assert ("@page { size: A4 landscape; }" in writing.html(one)) is lies


def test_each_printed_page_says_which_of_how_many_it_is_and_from_what_it_was_made():
    page = writing.html(table(3), STAMP)
    assert 'content: "page " counter(page) " of " counter(pages);' in page
    said = re.search(r'@bottom-left \{ content: "([^"]*)"', page)
    assert "2026-11-22" in said[1]
    assert "commit abc1234" in said[1]
    assert "@bottom-left" not in writing.html(table(3))


def test_no_text_ends_the_string_or_the_style_that_it_stands_in():
    stamp = STAMP._replace(commit='a"} </style><script>\\')
    page = writing.html(table(3), stamp)
    style = page[page.index("<style>") : page.index("</style>")]
    assert r"commit a\22 \7d  \3c \2f style\3e \3c script\3e \5c " in style
    assert page.count("</style>") == 1


def test_printed_heads_are_repeated_rows_stay_whole_and_nothing_is_a_card_or_a_box_that_scrolls_down():
    page = writing.html(table(12))
    printed = page[page.index("@media print") : page.index("</style>")]
    for rule in (
        "thead { display: table-header-group; }",
        "tr, blockquote, figure { break-inside: avoid; }",
        ".turned, ",
    ):
        assert rule in printed
    assert "max-height" not in page
    assert "display: block" not in page


def test_a_row_that_is_higher_than_a_page_may_go_on_over_pages():
    assert '<table class="wide high">' in markup.html_table(table(8, 900))
    assert '<table class="wide">' in markup.html_table(table(8, 20))
    assert ".high tr { break-inside: auto; }" in writing.html(table(3))
