"""What holds for every chart at every width: it keeps within, its text can be read, and nothing is cut or covered."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import drawn
import pytest
from making import decided

from charts.test_charts import LONG, NAMES, coded, review
from charts.test_charts_coding import made as read
from charts.test_charts_coding import rich
from charts.test_charts_decisions import crowded
from litmatrix import charts
from litmatrix.charts import fitting
from litmatrix.review import Review

#: The least, that of a column of a page, and of a page; and some between.
WIDTHS = (320, 321, 500, 642, 820)

OF_MATRIX = {
    "source_types": charts.source_types,
    "descriptor": lambda review, **named: charts.descriptor(review, "size", **named),
    "descriptors": charts.descriptors,
    "subthemes": charts.subthemes,
    "years": charts.years,
    "coverage": charts.coverage,
    "theme_by_descriptor": charts.theme_by_descriptor,
    "heatmap": charts.heatmap,
    "owed": charts.owed,
}
OF_CODING = {"saturation": charts.saturation, "theme_life": charts.theme_life}
OF_DECISIONS = {"progress": charts.progress, "reasons": charts.reasons, "agreement": charts.agreement}


@cache
def found(name: str) -> Review:
    if name == "one":
        return review(**coded(1))
    if name == "many":
        return review(**coded(70, 12, lambda place: f"{LONG[: 12 + 4 * place]} {NAMES[place % 5]} {place}"))
    if name == "rich":
        return rich()
    if name == "read":
        return read(5, 3, 4)
    if name == "empty":
        return review(searches=[])
    return crowded()


CASES = [
    *(("one", name, make) for name, make in OF_MATRIX.items()), *(("many", name, make) for name, make in OF_MATRIX.items()),
    *(("rich", name, make) for name, make in OF_CODING.items()), *(("read", name, make) for name, make in OF_CODING.items()),
    *(("crowded", name, make) for name, make in OF_DECISIONS.items()),
    *(("empty", name, make) for name, make in (OF_MATRIX | OF_CODING | OF_DECISIONS).items() if name != "descriptor"),
]  # fmt: skip


def sizes(svg: str) -> set[float]:
    return {float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("of", "name", "make"), CASES, ids=[f"{name}-{of}" for of, name, _ in CASES])
def test_a_chart_keeps_within_its_width_and_its_text_can_be_read(of: str, name: str, make: Any, width: int):
    chart = make(found(of), width=width)
    svg = drawn.svg_of(chart)
    assert drawn.view(svg)[0] <= width
    assert min(sizes(svg)) >= fitting.SMALLEST
    assert (drawn.outside(svg), drawn.overlapping(svg)) == ([], [])


@pytest.mark.parametrize(("of", "name", "make"), CASES, ids=[f"{name}-{of}" for of, name, _ in CASES])
def test_a_chart_is_laid_out_anew_as_if_it_had_been_drawn_so(of: str, name: str, make: Any):
    again = fitting.again(make(found(of)), 400)
    assert again is not None
    assert again.to_json() == make(found(of), width=400).to_json()


def test_without_a_width_a_chart_is_as_wide_as_a_page():
    chart = charts.coverage(found("many"))
    assert chart.to_json() == charts.coverage(found("many"), width=fitting.ROOM).to_json()


@pytest.mark.parametrize("name", [name for name in OF_MATRIX if name != "years"])
def test_a_chart_laid_out_narrow_says_the_same(name: str):
    """But of years: a narrow chart has them in spans."""
    wide, narrow = (
        OF_MATRIX[name](found("one" if name == "heatmap" else "many"), width=width) for width in (820, 321)
    )
    assert narrow.description == wide.description


def test_decisions_of_one_record_fit_too():
    alone = review([], [decided("ann", "a", "screening", "include")])
    assert drawn.view(drawn.svg_of(charts.progress(alone, width=321)))[0] <= 321
