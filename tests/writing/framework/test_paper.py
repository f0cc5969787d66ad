"""The framework matrix laid out for paper."""

from __future__ import annotations

import pytest

from litmatrix.writing.framework.paper import parts, text
from writing.framework.example import SMALL, wide


@pytest.mark.parametrize(
    ("number", "sizes", "names"),
    [
        (1, [1], [""]),
        (6, [6], [""]),
        (7, [4, 3], ["Themes 1 to 4 of 7", "Themes 5 to 7 of 7"]),
        (12, [6, 6], ["Themes 1 to 6 of 12", "Themes 7 to 12 of 12"]),
        (13, [5, 5, 3], ["Themes 1 to 5 of 13", "Themes 6 to 10 of 13", "Themes 11 to 13 of 13"]),
    ],
)
def test_at_most_six_themes_stand_beside_each_other_and_each_stands_in_one_part(number, sizes, names):
    found = list(parts(wide(number)))
    assert [len(part.places) for part in found] == sizes
    assert [part.name for part in found] == names
    assert [place for part in found for place in part.places] == list(range(number))


def test_the_columns_of_a_part_are_as_wide_as_the_page_and_none_is_a_tower():
    for part in parts(wide(12, passages=9)):
        assert sum(part.widths) == pytest.approx(1)
        assert min(part.widths) > 0.08


def test_a_row_may_be_torn_only_where_it_is_high():
    for passages, torn in ((1, False), (12, True)):
        made = wide(6, passages)
        assert [part.is_tall(made.sources[0]) for part in parts(made)] == [torn]


def test_a_matrix_without_themes_has_no_part():
    assert list(parts(SMALL._replace(themes=()))) == []


def test_a_cell_as_text_has_all_that_it_says_or_its_mark():
    first, second = SMALL.sources[0].cells
    assert text(first).startswith(
        "High (for): shared (sec. 4)\nLow (against): “a ‘low’ status” (p. 3)\n“Nobody"
    )
    assert text(second) == "–"
