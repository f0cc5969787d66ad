"""The heat map's margins, its pages, and what its legend holds."""

from __future__ import annotations

from typing import Any

import pytest
from drawn import assert_readable, layers, rows, svg_of, titles
from making import review

from charts.test_charts import coded
from litmatrix import charts
from litmatrix.charts import cells, heatmargins
from litmatrix.charts.heatmargins import Total
from litmatrix.errors import Misuse


@pytest.fixture(scope="module")
def many() -> Any:
    return review(**coded(130, 3))


def counts(chart: Any) -> list[str]:
    """What stands right of the rows."""
    spec = chart.to_dict()
    return [row["text"] for row in spec["datasets"][layers(spec)[-1]["data"]["name"]]]


def legend(chart: Any) -> list[str]:
    (marks,) = [layer for layer in layers(chart.to_dict()) if layer["mark"]["type"] == "point"]
    return list(marks["encoding"]["fill"]["scale"]["domain"])


# --- totals ------------------------------------------------------------------------------------------------------------


def test_below_each_theme_stands_how_many_sources_mention_it_and_how_they_speak_of_it():
    assert heatmargins.totals(review(**coded()), ["t0", "t1", "t2"]) == [
        Total("sources that mention it", "mention it", (2, 2, 3)),
        Total("of those looked at", "of looked at", (3, 3, 4)),
        Total("for (+)", "for (+)", (1, 0, 1)),
        Total("against (−)", "against (−)", (0, 1, 1)),
        Total("both ways (~)", "both ways (~)", (0, 1, 0)),
        Total("no stance", "no stance", (1, 0, 1)),
    ]


def test_without_a_stance_there_is_no_share_by_stance():
    found = review(**coded(2, 1, cells={"k0": {"t0": '"q"'}, "k1": {"t0": "none"}}))
    assert [total.short for total in heatmargins.totals(found, ["t0"])] == ["mention it", "of looked at"]
    assert not [layer for layer in layers(charts.heatmap(found).to_dict()) if layer["mark"]["type"] == "bar"]


def test_the_bar_below_a_theme_is_as_long_for_each_stance_as_its_share():
    chart = charts.heatmap(review(**coded(5, 1, cells={f"k{i}": {"t0": text} for i, text in enumerate(
        ("[Self +] a", "[Self +] b", "[Self -] c", '"d"', "none")
    )})))  # fmt: skip
    bars = rows(chart, "bar", "fill")
    whole = bars[-1]["x2"] - bars[0]["x"] + 1
    assert [(bar["fill"], round((bar["x2"] - bar["x"] + 1) / whole, 3)) for bar in bars] == [
        (cells.BLUE, 0.5), (cells.VERMILION, 0.25), (cells.LOOKS["mentioned"].fill, 0.25),
    ]  # fmt: skip


def test_beside_each_source_stands_how_many_themes_it_mentions_or_that_none_was_looked_at():
    cell = {"k0": {"t0": '"a"', "t1": '"b"'}, "k1": {"t0": "none", "t1": ""}, "k2": {}}
    chart = charts.heatmap(review(**coded(3, 2, cells=cell)), sort="bibliography")
    assert counts(chart) == ["2", "0", "–"]


def test_what_is_due_is_quieter_than_what_was_found_and_than_what_was_looked_for():
    def dark(colour: str) -> int:
        return sum(255 - int(colour[place : place + 2], 16) for place in (1, 3, 5))

    due = cells.LOOKS["due: not yet looked at"]
    louder = [
        look.stroke for name, look in cells.LOOKS.items() if name.startswith(("mentioned", "not mentioned"))
    ]
    assert max(dark(due.fill), dark(due.stroke)) < min(map(dark, louder))


def test_the_legend_has_only_the_marks_that_occur():
    found = review(**coded(2, 1, cells={"k0": {"t0": '"q"'}, "k1": {"t0": "none"}}))
    assert legend(charts.heatmap(found)) == ["mentioned", "not mentioned"]


# --- pages -------------------------------------------------------------------------------------------------------------


def test_of_more_than_60_sources_each_page_has_the_next_60_and_says_which(many):
    assert charts.heatmap_pages(many) == 3
    whole = list(dict.fromkeys(row["source"] for row in rows(charts.heatmap(many, most=130), "point")))
    pages = [charts.heatmap(many, page=page) for page in (1, 2, 3)]
    shown = [list(dict.fromkeys(row["source"] for row in rows(page, "point"))) for page in pages]
    assert (shown, [len(page) for page in shown]) == ([whole[:60], whole[60:120], whole[120:]], [60, 60, 10])
    note = " · numbers: excerpts, where more than one (1/4: one of four excerpts)"
    assert [titles(page)[1] for page in pages] == [
        f"the first 60 of 130 included sources × 3 themes · totals below: of all 130{note} · as read by us",
        "sources 61 to 120 of 130 included sources × 3 themes · totals below: of all 130 · as read by us",
        "sources 121 to 130 of 130 included sources × 3 themes · totals below: of all 130 · as read by us",
    ]  # fmt: skip


def test_the_totals_of_a_page_are_those_of_all_sources(many):
    said = [
        [row["text"] for layer in layers(spec) for row in spec["datasets"].get(layer["data"].get("name"), []) if "looked" in row and "theme" in row]
        for spec in (charts.heatmap(many, page=page).to_dict() for page in (1, 2))
    ]  # fmt: skip
    assert said[0] == said[1]
    assert said[0][:3] == [str(number) for number in heatmargins.totals(many, ["t0", "t1", "t2"])[0].numbers]


def test_a_page_that_there_is_not_is_misuse(many):
    with pytest.raises(Misuse, match=r"^page 4: the heat map of this review has 3 pages\.$"):
        charts.heatmap(many, page=4)
    with pytest.raises(Misuse, match=r"^page 0: "):
        charts.heatmap(many, page=0)


def test_nothing_to_draw_takes_no_page():
    assert charts.heatmap_pages(review(searches=[])) == 0
    assert charts.heatmap_pages(review(**coded(2, themes=0, cells={}))) == 0
    assert charts.heatmap_pages(review(**coded(1))) == 1


def test_with_most_the_first_so_many_are_in_one_picture_and_the_subtitle_says_so(many):
    chart = charts.heatmap(many, most=70)
    assert len(rows(chart, "point")) == 210
    assert titles(chart)[1].startswith("the first 70 of 130 included sources × 3 themes")
    assert_readable(chart)


# --- layout ------------------------------------------------------------------------------------------------------------


def test_where_there_is_room_a_reference_is_not_cut():
    chart = charts.heatmap(review(**coded()))
    assert "Healthwatch Bucks and Mind Buckinghamshire 2007" in svg_of(chart)


def test_themes_that_do_not_fit_stand_in_blocks_below_each_other_with_the_sources_beside_each():
    chart = charts.heatmap(review(**coded(3, 30)), width=321)
    marks = rows(chart, "point")
    assert len(marks) == 90
    assert len({row["y"] for row in marks}) == 9
    assert_readable(chart)
