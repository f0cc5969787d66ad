"""How wide columns are, and how high rows."""

from __future__ import annotations

import pandas as pd
import pytest

from litmatrix.tables import KEY
from litmatrix.tables.grids import grid
from litmatrix.writing.workbook.limits import HEIGHT
from litmatrix.writing.workbook.sizes import LINES, Width, column_widths, lines, row_height


def widths(cells, head="Text", kind=""):
    frame = pd.DataFrame({head: cells}, index=pd.Index(range(len(cells)), name="K"))
    return column_widths(grid(frame), {head: kind} if kind else {})[1]


def test_numbers_are_narrow_and_keys_as_wide_as_they_are():
    assert widths([1, 20, 300], "n") == Width(6, 6)
    assert widths(["adams_2011", "together_for_mental_wellbeing_2010"], kind=KEY) == Width(36, 36)
    assert widths(["k" * 80], kind=KEY).best == 40


def test_a_column_of_words_breaks_none_into_letters():
    assert widths(["Professionalisation of internationalisation"] * 9 + ["x"]).least >= len(
        "internationalisation"
    )
    assert widths(["a"], "Interrelationships").least > len("Interrelationships")


@pytest.mark.parametrize("length", [200, 500, 1_000])
def test_a_text_has_thirty_to_fifty_letters_in_a_line(length):
    found = widths([("some words " * 100)[:length]] * 3)
    assert 30 <= found.best <= 50 and 24 <= found.least <= found.best


def test_a_column_is_wider_where_a_row_would_be_too_high_but_never_wider_than_can_be_read():
    assert 50 < widths(["some words " * 160]).best <= 70
    assert widths(["some words " * 2_000]).best == 70


def test_no_text_is_higher_than_its_row_if_a_row_can_be_so_high():
    text = "some words that go on " * 70
    width = widths([text]).best
    assert lines(text, width) <= LINES
    assert row_height((text,), [width]) <= HEIGHT


def test_signs_of_two_letters_width_count_twice():
    assert lines("語" * 20, 20) == 2
    assert lines("é" * 20, 20) == 1


def test_an_empty_table_has_the_widths_of_its_heads():
    frame = pd.DataFrame({"Some head": []}, index=pd.Index([], name="K"))
    assert [one.best > 0 for one in column_widths(grid(frame), {})] == [True, True]
