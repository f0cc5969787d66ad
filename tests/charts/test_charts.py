"""The charts: what they draw, what they say in words, and that it can be read."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import altair as alt
import drawn
import pytest
from drawn import assert_readable, picked, rows, svg_of, titles
from making import (
    assert_left_alone,
    descriptor,
    entry,
    review,
    search,
    theme,
    write_review,
)

from litmatrix import charts
from litmatrix.charts import cells, drawing, fitting, measure, style
from litmatrix.errors import FormerName, Misuse, NotSaved
from litmatrix.review import Review

LONG = "Definition of peer support, and of what it is not, in services"
NAMES = (
    "Adams, Ann",
    "Παπαδόπουλος, Γ.",
    "{منظمة الصحة العالمية}",
    "{国立精神神経医療研究センター}",
    "{Healthwatch Bucks and Mind Buckinghamshire}",
)

DRAWN: dict[str, Callable[[Review], Any]] = {
    "source_types": charts.source_types,
    "descriptor": lambda review: charts.descriptor(review, review.protocol.descriptors[1].id),
    "descriptors": charts.descriptors,
    "years": charts.years,
    "years of all": lambda review: charts.years(review, by=None),
    "heatmap": charts.heatmap,
    "coverage": charts.coverage,
    "subthemes": charts.subthemes,
    "subthemes of one": lambda review: charts.subthemes(review, review.protocol.current_themes[0].id),
    "theme_by_descriptor": charts.theme_by_descriptor,
    "flow": charts.flow,
}
OF_MATRIX = [name for name in DRAWN if name not in ("flow", "years of all")]


def coded(
    number: int = 5,
    themes: int = 3,
    name: Callable[[int], str] = lambda place: f"Theme {place}",
    **changes: Any,
) -> dict[str, Any]:
    """The values of a review of so many included sources, in which every state and stance occurs."""
    kinds = ("academic", "academic", "grey", "unknown", "")
    texts = (
        '[Self +] "yes" (p. 1)\n[Self] "and" (p. 2)',
        "none",
        "",
        '"no" (p. 3)',
        '[Others -] "never"',
        "[Self +] a\n[Self -] b",
        "none",
    )
    cells = {}
    for row in range(number):
        cells[f"k{row}"] = {"source_type": kinds[row % 5], "size": str(row * 37 % 200) if row % 4 else "many"}
        for column in range(themes if row % 5 != 4 else 0):
            cells[f"k{row}"][f"t{column}"] = texts[(row * 3 + column * 2 + row // 7) % 7]
    return {
        "caption": "as read by us",
        "searches": [search("old", "previous")],
        "descriptors": [
            descriptor("source_type", "academic", "grey", "experiential", "unknown", name="Source type"),
            descriptor("size", type="number", name="Sample size"),
        ],
        "themes": [*(theme(f"t{place}", "Self", "Others", name=name(place)) for place in range(themes)), theme("gone", retired="2020-01-01")],
        "entries": [
            entry(f"k{row}", origin="old", author=NAMES[row % 5], year=str(2003 + row % 17) if row % 6 else "")
            for row in range(number)
        ],
        "cells": cells,
        **changes,
    }  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Review:
    return review(**coded())


@pytest.fixture(scope="module")
def of_small(small) -> dict[str, Any]:
    """Each chart of the small review, drawn once."""
    return {name: draw(small) for name, draw in DRAWN.items()}


@pytest.fixture(scope="module")
def long() -> Review:
    """40 sources, 30 themes with names of 62 characters."""
    return review(**coded(40, 30, lambda place: f"{LONG} {place}"[-62:]))


@pytest.fixture(scope="module")
def large() -> Review:
    return review(**coded(300, 12, lambda place: f"{LONG[: 12 + 4 * place]} {place}"))


# --- source types and descriptors --------------------------------------------------------------------------------------


def test_source_types_of_the_worked_review_are_counted_as_declared_unknown_apart(worked):
    chart = charts.source_types(worked)
    assert picked(chart, "bar", "label", "sources", "apart") == [
        ("academic", 7, False), ("grey", 22, False), ("experiential", 2, False), ("unknown", 1, True),
    ]  # fmt: skip
    assert titles(chart) == ("Sources by type", "32 included sources · as quoted in the report")
    assert chart.description == (
        "Sources by type. 32 included sources · as quoted in the report. "
        "Bar chart. academic: 7; grey: 22; experiential: 2; unknown: 1."
    )


def test_source_types_fall_back_on_the_type_of_the_entry():
    chart = charts.source_types(review(**coded(4, descriptors=[], cells={})))
    assert picked(chart, "bar", "label", "sources") == [("article", 4)]
    assert titles(chart) == ("Sources by type", "4 included sources · the type is that of the BibTeX entry")


def test_a_declared_value_without_sources_shows_as_0_and_a_missing_one_as_not_stated(small):
    assert picked(charts.descriptor(small, "source_type"), "bar", "label", "text", "apart", "listed") == [
        ("academic", "2", False, "Adams n.d.; Παπαδόπουλος 2004"),
        ("grey", "1", False, "منظمة الصحة العالمية 2005"),
        ("experiential", "0", False, "none"),
        ("unknown", "1", True, "国立精神神経医療研究センター 2006"),
        ("not stated", "1", True, "Healthwatch Bucks and Mind Buckinghamshire 2007"),
    ]


def test_more_than_three_values_without_sources_are_counted_and_not_drawn():
    def chart(number: int) -> Any:
        values = ("home", *(f"place {place}" for place in range(number)))
        declared = [descriptor("place", *values, name="Place")]
        return charts.descriptor(
            review(**coded(1, descriptors=declared, cells={"k0": {"place": "home"}})), "place"
        )

    three, four = chart(3), chart(4)
    assert picked(three, "bar", "label", "sources") == [("home", 1), *((f"place {i}", 0) for i in range(3))]
    assert titles(three)[1] == "1 included source · as read by us"
    assert picked(four, "bar", "label", "sources", "pick") == [("home", 1, "place 0")]
    assert titles(four)[1] == "1 included source · 4 values of no source not shown · as read by us"


def test_a_source_with_several_values_counts_for_each_and_the_subtitle_says_so():
    made = review(
        **coded(
            3,
            descriptors=[descriptor("place", "home", "ward", type="choices", name="Place")],
            cells={"k0": {"place": "home; ward"}, "k1": {"place": "ward"}, "k2": {"place": "boat; ward"}},
        )
    )
    chart = charts.descriptor(made, "place")
    assert picked(chart, "bar", "label", "sources") == [
        ("home", 1),
        ("ward", 3),
        ("boat (not in the list of values)", 1),
    ]
    assert titles(chart)[1] == "3 included sources · a source can have several values · as read by us"


def test_a_value_that_is_declared_as_unknown_keeps_its_sources():
    made = review(
        **coded(
            2,
            descriptors=[descriptor("place", "home", "Unknown", name="Place")],
            cells={"k0": {"place": "home"}, "k1": {"place": "Unknown"}},
        )
    )
    bars = picked(charts.descriptor(made, "place"), "bar", "label", "sources", "apart")
    assert bars == [("home", 1, False), ("Unknown", 1, True)]


def test_numbers_fall_into_round_bins_and_what_is_no_number_stands_apart():
    values = ["1", "12", "1,250", "999", "about 9", "", "unknown"]
    made = review(
        **coded(
            7,
            descriptors=[descriptor("n", type="number")],
            cells={f"k{i}": {"n": value} for i, value in enumerate(values)},
        )
    )
    bars = picked(charts.descriptor(made, "n"), "bar", "label", "sources", "apart")
    assert bars == [
        ("0 to 199", 2, False), ("800 to 999", 1, False), ("1,200 to 1,399", 1, False),
        ("not a number", 1, True), ("unknown", 1, True), ("not stated", 1, True),
    ]  # fmt: skip


def test_few_whole_numbers_have_a_bar_each():
    made = review(
        **coded(
            3,
            descriptors=[descriptor("n", type="number")],
            cells={f"k{i}": {"n": n} for i, n in enumerate("353")},
        )
    )
    assert picked(charts.descriptor(made, "n"), "bar", "label", "sources") == [("3", 2), ("4", 0), ("5", 1)]


def test_texts_stand_by_falling_number_and_the_rest_in_one_row():
    values = [f"town {i // 2:02}" for i in range(60)]
    made = review(
        **coded(
            60,
            descriptors=[descriptor("town")],
            cells={f"k{i}": {"town": value} for i, value in enumerate(values)},
        )
    )
    bars = picked(charts.descriptor(made, "town"), "bar", "label", "sources", "apart")
    assert bars[0] == ("town 00", 2, False)
    assert bars[24:] == [("6 other values", 12, True)]


def test_all_descriptors_stand_in_one_chart_under_their_names(small):
    chart = charts.descriptors(small)
    assert {row["heading"] for row in rows(chart, "bar")} == {"Source type", "Sample size"}
    assert "Source type: academic: 2; grey: 1" in chart.description


def test_an_unknown_descriptor_is_misuse_with_the_names_that_there_are(small):
    for act in (
        lambda: charts.descriptor(small, "kind"),
        lambda: charts.years(small, "kind"),
        lambda: charts.theme_by_descriptor(small, "kind"),
    ):
        with pytest.raises(
            Misuse, match=r"^kind: review\.toml has no such descriptor\. It has: source_type, size\.$"
        ):
            act()


# --- years -------------------------------------------------------------------------------------------------------------


def test_years_have_a_row_for_each_type_and_unknown_years_stand_apart(small):
    chart = charts.years(small)
    assert picked(chart, "bar", "label", "year", "sources", "apart") == [
        ("all sources", "2004", 1, False), ("all sources", "2005", 1, False), ("all sources", "2006", 1, False),
        ("all sources", "2007", 1, False), ("all sources", "not known", 1, True),
        ("academic", "2004", 1, False), ("academic", "not known", 1, True), ("grey", "2005", 1, False),
        ("unknown", "2006", 1, False), ("not stated", "2007", 1, False),
    ]  # fmt: skip
    assert "academic (2): 2004: 1, year not known: 1." in chart.description


def of_years(*years: str) -> Review:
    return review(
        **coded(
            3, entries=[entry(f"k{i}", origin="old", year=year) for i, year in enumerate(years)], cells={}
        )
    )


def test_years_without_a_group_stand_in_one_row():
    chart = charts.years(of_years("2003", "2003", "2004"), by=None)
    assert picked(chart, "bar", "label", "year", "sources") == [
        ("all sources", "2003", 2),
        ("all sources", "2004", 1),
    ]
    assert titles(chart) == ("Sources by year", "3 included sources")


@pytest.mark.parametrize(
    ("years", "said"),
    [
        (("2003", "2003", "2003"), "3 of 3 included sources are of 2003."),
        (("2003", "", ""), "1 of 3 included sources is of 2003, and the year of 2 is not known."),
        (("", "", ""), "The year of none of the 3 included sources is known."),
    ],
)
def test_sources_of_one_year_or_of_none_are_told_not_drawn(years, said):
    assert fitting.nothing(charts.years(of_years(*years))) == said


def test_years_that_are_mostly_empty_have_narrow_columns():
    wide, narrow = (
        drawn.layers(charts.years(of_years(*years), by=None).to_dict()) for years in (("2001", "2002", "2003"), ("2001", "2011", "2016"))
    )  # fmt: skip
    assert len(wide) == len(narrow) == 2
    widths = [
        charts.years(of_years(*years), by=None).width
        for years in (("2001", "2002", "2003"), ("2001", "2011", "2016"))
    ]
    assert widths == [3 * 34, 16 * 18]


def test_of_many_values_the_rarer_ones_have_one_row_of_years():
    values = [f"v{min(place, 11):02}" for place in range(24)]
    made = review(
        **coded(
            24,
            descriptors=[descriptor("place", *(f"v{place:02}" for place in range(12)), name="Place")],
            cells={f"k{place}": {"place": value} for place, value in enumerate(values)},
        )
    )
    labels = list(dict.fromkeys(label for (label,) in picked(charts.years(made, "place"), "bar", "label")))
    assert labels == ["all sources", *(f"v{place:02}" for place in range(7)), "v11", "4 other values"]


def test_a_long_span_of_years_is_drawn_in_spans():
    years = ("1850", "1999", "2004")
    chart = charts.years(
        review(**coded(3, entries=[entry(f"k{i}", origin="old", year=year) for i, year in enumerate(years)])),
        by=None,
    )
    assert picked(chart, "bar", "year", "sources") == [("1850–1854", 1), ("1995–1999", 1), ("2000–2004", 1)]


# --- the heat map ------------------------------------------------------------------------------------------------------


def test_the_heat_map_tells_states_and_stances_by_shape_not_by_colour_alone(small):
    looks = {
        (row["source"], row["theme"]): (row["look"], row["number"])
        for row in rows(charts.heatmap(small), "point")
    }
    adams, greek, arabic = "Adams n.d.", "Παπαδόπουλος 2004", "منظمة الصحة العالمية 2005"
    assert {place: look for place, look in looks.items() if place[0] in (adams, greek, arabic)} == {
        (adams, "Theme 0"): ("mentioned, for (+)", "1/2"),
        (adams, "Theme 1"): ("due: not yet looked at", ""),
        (adams, "Theme 2"): ("mentioned, against (−)", ""),
        (greek, "Theme 0"): ("mentioned", ""),
        (greek, "Theme 1"): ("mentioned, both ways (~)", "2"),
        (greek, "Theme 2"): ("mentioned, for (+)", "1/2"),
        (arabic, "Theme 0"): ("not mentioned", ""),
        (arabic, "Theme 1"): ("not mentioned", ""),
        (arabic, "Theme 2"): ("mentioned", ""),
    }
    assert {look for place, (look, _) in looks.items() if place[0].startswith("Healthwatch")} == {
        "unread: no cell looked at"
    }
    apart = {(look.shape, look.fill) for look in cells.LOOKS.values()}
    assert len(apart) == len(cells.LOOKS)
    shapes = {look.shape for look in cells.LOOKS.values()}
    assert len(shapes) == len(cells.LOOKS) - 1  # unread: the square, but empty


def test_the_heat_map_says_in_words_what_it_shows(small):
    assert charts.heatmap(small).description == (
        "Themes by source. 5 included sources × 3 themes · numbers: excerpts, where more than one (1/4: one of four excerpts) · as read by us. Heat map. "
        "Theme 0: mentioned in 2 of 3 looked at, 1 due, 1 unread. Theme 1: mentioned in 2 of 3 looked at, 1 due, 1 unread. "
        "Theme 2: mentioned in 3 of 4 looked at, 1 unread. "
        "Sources that speak for: Theme 0 1, Theme 2 1. Sources that speak against: Theme 1 1, Theme 2 1. "
        "Sources that speak both ways: Theme 1 1."
    )


def test_a_tooltip_of_the_heat_map_quotes_the_first_excerpt(small):
    first = rows(charts.heatmap(small, sort="bibliography"), "point")[0]
    assert {name: first[name] for name in ("source", "theme", "state", "excerpts", "subthemes", "first", "words")} == {
        "source": "Adams n.d.", "theme": "Theme 0", "state": "mentioned: 1 of 2 for", "excerpts": 2, "subthemes": "Self",
        "first": "yes (p. 1)", "words": "Adams n.d., Theme 0: mentioned, 2 excerpts: 1 of 2 for",
    }  # fmt: skip


def order(chart: Any) -> list[str]:
    return list(dict.fromkeys(row["source"] for row in rows(chart, "point")))


def test_sources_stand_by_the_themes_they_mention_then_beside_the_most_similar_unread_ones_last():
    texts = {"a": "x  ", "b": "xxx", "c": "  x", "d": "nnn", "e": "   ", "f": "x  "}
    entries = [entry(key, origin="old", author=f"{key.upper()}, A.", year="2001") for key in texts]
    rows_of = {
        key: {f"t{i}": {"x": '"q"', "n": "none", " ": ""}[sign] for i, sign in enumerate(text)}
        for key, text in texts.items()
    }
    made = review(**coded(entries=entries, cells=rows_of))
    assert order(charts.heatmap(made)) == ["B 2001", "A 2001", "F 2001", "C 2001", "D 2001", "E 2001"]
    assert order(charts.heatmap(made, sort="reference")) == [f"{key} 2001" for key in "ABCDEF"]


def test_sources_may_stand_by_year_with_unknown_ones_last_or_as_in_the_bibliography(small):
    by_year = order(charts.heatmap(small, sort="year"))
    assert (by_year[0], by_year[-1]) == ("Παπαδόπουλος 2004", "Adams n.d.")
    assert order(charts.heatmap(small, sort="bibliography"))[0] == "Adams n.d."


def test_themes_may_stand_by_coverage_and_retired_ones_are_left_out(small):
    def columns(chart: Any) -> list[str]:
        return list(dict.fromkeys(row["theme"] for row in rows(chart, "point")))

    assert columns(charts.heatmap(small)) == ["Theme 0", "Theme 1", "Theme 2"]
    assert columns(charts.heatmap(small, themes="coverage")) == ["Theme 2", "Theme 0", "Theme 1"]


def test_an_unknown_order_is_misuse(small):
    with pytest.raises(
        Misuse,
        match=r"^size: there is no such order\. Allowed are: structure, reference, year, bibliography\.$",
    ):
        charts.heatmap(small, sort="size")
    with pytest.raises(Misuse, match=r"^size: there is no such order\. Allowed are: protocol, coverage\.$"):
        charts.heatmap(small, themes="size")


def test_more_than_5000_cells_raise_no_row_limit():
    chart = charts.heatmap(review(**coded(417, 12)), most=417)
    assert len(rows(chart, "point")) == 5004


# --- coverage ----------------------------------------------------------------------------------------------------------


def test_coverage_never_counts_due_or_unread_as_not_mentioned(small):
    chart = charts.coverage(small)
    assert picked(chart, "bar", "theme", "state", "sources") == [
        ("Theme 0", "mentioned", "2 of 3 looked at"), ("Theme 0", "not mentioned", "1 of 3 looked at"),
        ("Theme 1", "mentioned", "2 of 3 looked at"), ("Theme 1", "not mentioned", "1 of 3 looked at"),
        ("Theme 2", "mentioned", "3 of 4 looked at"), ("Theme 2", "not mentioned", "1 of 4 looked at"),
        ("Theme 0", "due", "1 source"), ("Theme 0", "unread", "1 source"), ("Theme 1", "due", "1 source"),
        ("Theme 1", "unread", "1 source"), ("Theme 2", "unread", "1 source"),
    ]  # fmt: skip
    assert [row["text"] for row in rows(chart, "text", "text")] == [
        "2 of 3", "2 of 3", "3 of 4", "1 due, 1 unread", "1 due, 1 unread", "1 unread",
    ]  # fmt: skip


def test_waiting_bars_stand_in_a_panel_of_their_own_on_the_same_measure(small):
    looked, waiting = drawn.views(charts.coverage(small).to_dict())
    assert looked["width"] == waiting["width"]
    scales = [view["layer"][0]["encoding"]["x"]["scale"] for view in (looked, waiting)]
    assert scales[0] == scales[1] == {"domain": [0, 5], "nice": False}


def test_a_theme_that_nobody_looked_for_says_so():
    chart = charts.coverage(review(**coded(2, 2, cells={"k0": {"t0": '"q"'}, "k1": {"t0": "none"}})))
    assert [row["text"] for row in rows(chart, "text", "text")] == ["1 of 2", "none looked at", "", "2 due"]


# --- subthemes ---------------------------------------------------------------------------------------------------------


def test_subthemes_stand_as_declared_those_without_evidence_as_0_undeclared_ones_apart():
    texts = ['[Others] "a"\n[Others +] "b"', '[Strange] "c"', '"d"', "none", ""]
    made = review(
        **coded(5, 1, cells={f"k{i}": {"t0": text, "source_type": "grey"} for i, text in enumerate(texts)})
    )
    chart = charts.subthemes(made, "t0")
    assert picked(chart, "bar", "label", "text", "apart", "listed") == [
        ("Self", "0", False, "none"),
        ("Others", "1 source, 2 excerpts", False, "Adams n.d."),
        ("Strange (not in the list of the theme)", "1 source, 1 excerpt", True, "Παπαδόπουλος 2004"),
        ("(no subtheme)", "1 source, 1 excerpt", True, "منظمة الصحة العالمية 2005"),
    ]
    assert titles(chart) == (
        "Subthemes of Theme 0", "mentioned in 3 of 4 sources looked at · 1 not yet looked at · 4 excerpts · as read by us",
    )  # fmt: skip


def test_the_sixth_area_that_the_report_announces_and_does_not_write_shows_as_0(worked):
    assert ("Shared ideas or values", 0) in picked(
        charts.subthemes(worked, "peer"), "bar", "label", "sources"
    )


def test_subthemes_of_every_theme_leave_out_themes_without_any(worked):
    chart = charts.subthemes(worked)
    assert list(dict.fromkeys(row["heading"] for row in rows(chart, "bar"))) == [
        "Definition of peer", "Definition of peer support", "Values and principles", "Challenges and barriers", "Benefits and successes",
    ]  # fmt: skip
    assert "7 themes without subthemes not shown" in titles(chart)[1]


def test_a_theme_without_subthemes_and_evidence_says_so():
    made = review(**coded(1, themes=1, cells={}) | {"themes": [theme("t0")]})
    assert charts.subthemes(made, "t0").description == (
        "Subthemes of T0. This theme has no subthemes, and no included source mentions it."
    )


def test_subthemes_of_a_former_theme_are_those_of_the_themes_that_it_became():
    changes = [
        {"time": "2026-11-01", "change": "rename", "from": ["was"], "to": ["t0"]},
        {"time": "2026-11-02", "change": "split", "from": ["both"], "to": ["t2", "t0"]},
    ]
    cells = {"k0": {"t0": "[A] x", "t1": "[B] y", "t2": "[C] z"}}
    made = review(**coded(1, themes=3, cells=cells) | {"theme_history": changes})
    with pytest.warns(FormerName, match=r"^was was renamed t0 on 2026-11-01; shown is t0\.$"):
        chart = charts.subthemes(made, "was")
    assert (rows(chart, "bar"), chart.description) == (
        rows(charts.subthemes(made, "t0"), "bar"), charts.subthemes(made, "t0").description,
    )  # fmt: skip
    with pytest.warns(FormerName, match=r"shown is t2, t0\.$"):
        chart = charts.subthemes(made, "both")
    assert titles(chart)[0] == "Subthemes by theme"
    labels = {row["label"] for row in rows(chart, "bar")}
    assert labels >= {"A (not in the list of the theme)", "C (not in the list of the theme)"}
    assert "B (not in the list of values)" not in labels


def test_an_unknown_or_retired_theme_is_misuse_with_the_names_that_there_are(small):
    with pytest.raises(Misuse, match=r"^there is no theme 'nothing'; the themes are t0, t1, t2\.$"):
        charts.subthemes(small, "nothing")
    with pytest.raises(Misuse, match=r"^the theme gone was retired on 2020-01-01\. In use: t0, t1, t2\.$"):
        charts.subthemes(small, "gone")


# --- themes by descriptor ----------------------------------------------------------------------------------------------


def test_themes_by_descriptor_are_n_of_n_looked_at_and_never_a_percentage(small):
    chart = charts.theme_by_descriptor(small)
    found = {
        (row["theme"], row["value"], row["state"]): (row["looked"], row["waiting"], row["listed"])
        for row in rows(chart, "bar")
    }
    assert {place: said for place, said in found.items() if place[0] == "Theme 1"} == {
        ("Theme 1", "academic", "mentioned"): ("1 of 1 looked at", 1, "Παπαδόπουλος 2004"),
        ("Theme 1", "grey", "not mentioned"): ("0 of 1 looked at", 0, "none"),
        ("Theme 1", "unknown", "mentioned"): ("1 of 1 looked at", 0, "国立精神神経医療研究センター 2006"),
    }
    assert [row["text"] for row in rows(chart, "text")] == [
        "2 of 2", "1 of 1", "2 of 2", "0 of 1", "0 of 1", "1 of 1", "–", "1 of 1", "0 of 1", "–", "–", "–",
    ]  # fmt: skip
    assert "%" not in json.dumps(chart.to_dict(), ensure_ascii=False)
    assert (
        "Theme 1: academic 1 of 1; grey 0 of 1; unknown 1 of 1; not stated none looked at."
        in chart.description
    )


# --- what holds for all of them ----------------------------------------------------------------------------------------


OF_THEMES = ("heatmap", "coverage", "theme_by_descriptor")


@pytest.mark.parametrize(
    ("size", "name"),
    [("worked", name) for name in DRAWN]
    + [("small", name) for name in DRAWN]
    + [("one", name) for name in ("years", "descriptors", *OF_THEMES)]
    + [("long", name) for name in ("subthemes", *OF_THEMES)]
    + [("large", name) for name in ("years", *OF_THEMES)],
)
def test_no_text_is_cut_and_none_lies_over_another(size, name, request, tmp_path):
    if size == "small":
        chart = request.getfixturevalue("of_small")[name]
    else:
        chart = DRAWN[name](review(**coded(1)) if size == "one" else request.getfixturevalue(size))
    assert_readable(chart)


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_says_what_it_shows_of_how_many_and_in_words(name, of_small):
    chart = of_small[name]
    title, subtitle = titles(chart)
    assert title
    assert any(character.isdigit() for character in subtitle)
    assert chart.description.startswith(f"{title}. {subtitle}.".replace("\u00a0", " ")[:40])
    assert chart.description.endswith(".")


@pytest.mark.parametrize("name", OF_MATRIX)
def test_every_chart_of_the_matrix_prints_the_caption_of_the_protocol(name, of_small):
    assert titles(of_small[name])[1].endswith("as read by us")


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_leaves_the_review_alone(name, small):
    assert_left_alone(small, lambda made: json.dumps(DRAWN[name](made).to_dict(), ensure_ascii=False))


@pytest.mark.parametrize("name", DRAWN)
def test_a_review_without_included_sources_gives_a_chart_that_says_so(name, tmp_path):
    found = coded(
        2, searches=[search()], entries=[entry("k0", origin="db"), entry("k1", origin="db")], cells={}
    )
    chart = DRAWN[name](review(**found))
    if name != "flow":
        assert chart.description == (
            f"{titles(chart)[0]}. No included sources yet: 2 records were found; include records with the screening card, "
            "in 01-filter-sources."
        )
    assert_readable(chart)


@pytest.mark.parametrize("name", [name for name in DRAWN if name not in ("descriptor", "subthemes of one")])
def test_an_empty_review_gives_a_chart_that_says_so(name, tmp_path):
    chart = DRAWN[name](review(searches=[]))
    assert (
        "No included sources yet: include records" in chart.description
        or "No records yet" in chart.description
    )
    assert_readable(chart)


def test_a_review_without_themes_says_so():
    made = review(**coded(2, themes=0, cells={}))
    for make in (charts.heatmap, charts.coverage, charts.theme_by_descriptor):
        assert make(made).description.endswith("No themes yet: add one at the theme desk, in 02-code-themes.")


def test_a_tooltip_lists_fifteen_sources_and_says_how_many_more(worked):
    listed = dict(picked(charts.source_types(worked), "bar", "label", "listed"))
    assert listed["grey"].count("; ") == 14
    assert listed["grey"].endswith(" … and 7 more")
    assert listed["experiential"].count("; ") == 1


@pytest.mark.parametrize("name", DRAWN)
def test_every_mark_that_stands_for_sources_has_a_tooltip(name, of_small):
    assert drawn.marks_without_a_tooltip(of_small[name]) == []


# --- files -------------------------------------------------------------------------------------------------------------


def test_svg_carries_the_words_and_png_is_twice_as_large(small, tmp_path):
    chart = charts.coverage(small)
    svg = svg_of(chart)
    assert svg.startswith(
        '<svg role="img" aria-label="Coverage by theme. 5 included sources · 3 themes · as read by us. Bar chart. Theme 0: '
    )
    assert "<title>Coverage by theme</title>" in svg
    charts.save(chart, tmp_path / "a.png")
    width, height = drawn.view(svg)
    data = (tmp_path / "a.png").read_bytes()
    assert [int.from_bytes(data[at : at + 4], "big") for at in (16, 20)] == pytest.approx(
        [2 * width, 2 * height], abs=2
    )


def test_html_holds_all_that_it_needs_and_a_title_cannot_break_out_of_it(tmp_path):
    made = review(**coded(2, 1, lambda _: '</script><img src=x onerror=alert("1")>'))
    charts.save(charts.subthemes(made, "t0"), tmp_path / "deep" / "er" / "a.html")
    page = (tmp_path / "deep" / "er" / "a.html").read_text(encoding="utf-8")
    assert page.count("</script>") == 1
    assert "<img" not in page[page.index('vegaEmbed("#chart"') :]
    assert not re.search(
        r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)", page[: page.index("<script>") + 9]
    )
    assert "<p>Subthemes of &lt;/script&gt;" in page


def test_another_ending_is_misuse_and_a_place_that_cannot_be_written_is_said(small, tmp_path):
    chart = charts.coverage(small)
    with pytest.raises(
        Misuse,
        match=r"^a\.gif: a chart is saved as \.svg, \.png, \.html, \.pdf, \.tiff, \.tif; give the name one of these endings\.$",
    ):
        charts.save(chart, tmp_path / "a.gif")
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotSaved):
        charts.save(chart, tmp_path / "file" / "a.svg")


def test_the_same_review_gives_the_same_bytes_in_another_process(tmp_path):
    folder = write_review(tmp_path / "review", **coded())
    code = (
        "import sys, hashlib, pathlib, litmatrix; from litmatrix import charts; r = litmatrix.open(sys.argv[1]); p = pathlib.Path(sys.argv[2])\n"
        "svg = (charts.flow, charts.years, charts.heatmap)\n"
        "for make, end in (*((make, '.svg') for make in svg), (charts.coverage, '.png'), (charts.coverage, '.html')):\n"
        "    charts.save(make(r), p.with_suffix(end)); print(make.__name__, end, hashlib.sha256(p.with_suffix(end).read_bytes()).hexdigest())\n"
    )
    # This process has a hash seed of its own.
    run = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(tmp_path / "there")],
        env={**os.environ, "PYTHONHASHSEED": "1"}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    here = tmp_path / "here"
    told = io.StringIO()
    with contextlib.redirect_stdout(told), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["", str(folder), str(here)])
        exec(code, {})
    assert told.getvalue().count("\n") == 5
    assert run.communicate(timeout=300)[0] == told.getvalue()


@pytest.mark.parametrize(
    ("text", "bold", "wide"),
    [("2011 11 1", False, 51.7), ("Παπαδόπουλος 2004", False, 113.5), ("Things – “at work”…", True, 118.7)],
)
def test_text_is_as_wide_on_every_machine(text, bold, wide):
    """Widths of the Liberation Sans that vl-convert brings along; that of Debian sets “11” further apart."""
    assert round(drawn.true_width(text, 12, bold), 2) == wide


@pytest.mark.parametrize("mine", [None, "/etc/mine.conf"])
def test_charts_are_drawn_with_the_fonts_of_the_package_and_the_settings_of_the_person_stay(
    mine, monkeypatch
):
    """A machine's fonts are looked for where FONTCONFIG_FILE says: what it says has no part in a chart."""
    seen = []
    monkeypatch.setattr("vl_convert.svg_to_png", lambda *_, **__: seen.append(os.environ["FONTCONFIG_FILE"]))
    if mine:
        monkeypatch.setenv("FONTCONFIG_FILE", mine)
    else:
        monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    drawing.engine.__wrapped__()
    assert [Path(place).name for place in seen] == ["fonts.conf"]
    assert Path(seen[0]).is_file()
    assert os.environ.get("FONTCONFIG_FILE") == mine


def test_a_picture_in_a_script_that_these_fonts_lack_is_drawn_with_those_of_the_machine(
    tmp_path, monkeypatch
):
    started = []
    real = subprocess.Popen
    monkeypatch.setattr(
        drawing.subprocess,
        "Popen",
        lambda *given, **named: (started.append(real(*given, **named)), started[-1])[1],
    )
    drawing._end()

    def saved(title):
        chart = alt.Chart(alt.Data(values=[{"x": 1}]), title=title).mark_point().encode(x="x:Q")
        charts.save(chart, tmp_path / "a.png")
        return (tmp_path / "a.png").read_bytes()

    assert saved("Peers – “Gleiche” Νίκος Лев →").startswith(b"\x89PNG")
    assert not started
    drawn = saved("دعم الأقران")
    assert drawn.startswith(b"\x89PNG") and saved("دعم الأقران") == drawn
    assert len(started) == 1  # one process draws them all
    started[0].kill()
    started[0].wait()
    assert saved("دعم").startswith(b"\x89PNG")  # with our own fonts, for once
    assert saved("دعم الأقران") == drawn and len(started) == 2
    drawing._end()


@pytest.mark.browser
def test_an_html_file_draws_and_shows_tooltips_without_a_network(small, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("no chromium")
    charts.save(charts.coverage(small), tmp_path / "a.html")
    asked: list[str] = []
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        page = browser.new_context(offline=True).new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.goto((tmp_path / "a.html").as_uri())
        page.locator("svg.marks path[aria-label^='Theme 1, due']").hover()
        page.wait_for_selector("#vg-tooltip-element.visible")
        said = page.locator("#vg-tooltip-element").inner_text()
        browser.close()
    assert [url for url in asked if not url.startswith("file:")] == []
    assert said.split() == [
        "Theme",
        "Theme",
        "1",
        "State",
        "due",
        "Sources",
        "1",
        "source",
        "Which",
        "ones",
        "Adams",
        "n.d.",
    ]


def test_text_that_is_cut_or_covered_is_found_by_the_tests_here(tmp_path):
    texts = alt.Chart(
        alt.InlineData(values=[{"x": 5, "text": "one"}, {"x": 12, "text": "another"}])
    ).mark_text(align="left")
    chart = texts.encode(x=alt.X("x:Q", scale=None, axis=None), y=alt.value(12), text="text:N").properties(
        width=26, height=20, autosize="none", padding=0
    )
    svg = svg_of(chart)
    assert drawn.outside(svg) == ["another"]
    assert drawn.overlapping(svg) == [("one", "another")]


# --- measuring ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["Repper and Carter 2010 (n = 16): “What is it?”", "Παπαδόπουλος και ΓΕΩΡΓΙΟΥ", "Щербакова и Жуков", "منظمة الصحة العالمية",
     "国立精神神経医療研究センター", "Łukasz Śliwińska, Çelik, Ñuñez", "한국어", "WWWW mmmm iiii"],
)  # fmt: skip
@pytest.mark.parametrize("bold", [False, True])
def test_text_is_never_measured_much_narrower_than_it_is_drawn(text, bold):
    assert measure.width(text, 11, bold) >= 0.98 * drawn.true_width(text, 11, bold)


def test_wrapped_text_fits_and_loses_nothing():
    text = "The quick brown fox at https://example.org/a/very/long/path?with=much and Donaudampfschifffahrtsgesellschaft"
    lines = measure.wrapped(text, 11, 90)
    assert max(measure.width(line, 11) for line in lines) <= 90
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_balanced_text_has_as_many_lines_as_wrapped_text_and_no_word_alone_on_the_last():
    text = "32 included sources × 12 themes · numbers: excerpts, where more than one · as quoted"
    assert [len(line) for line in measure.wrapped(text, 12, 430)] == [77, 6]
    lines = measure.balanced(text, 12, 430)
    assert " ".join(lines) == text
    assert len(lines) == 2
    assert measure.width(lines[1], 12) > 0.7 * measure.width(lines[0], 12)
    assert measure.balanced("one line", 12, 430) == ("one line",)
    assert measure.balanced("", 12, 430) == ("",)
    assert measure.balanced("W" * 60, 12, 100) == measure.wrapped("W" * 60, 12, 100)


def test_no_line_of_a_subtitle_begins_with_the_point_between_two_facts():
    facts = " · ".join(f"fact number {place}" for place in range(12))
    for width in range(330, 820, 35):
        chart = style.titled(alt.Chart(), "Title", facts, "", width, "name", width=width)
        assert not [line for line in chart.title.subtitle if line.startswith("·")]
        assert " ".join(chart.title.subtitle) == facts


def test_text_that_takes_too_many_lines_is_cut_visibly():
    assert measure.wrapped("one two three four five six", 11, 60, most=2) == ("one two", "three four…")
    assert measure.wrapped("", 11, 60) == ("",)
    assert measure.cut("a reference that is long", 11, 70) == "a reference…"


def test_a_cut_reference_keeps_its_year():
    assert measure.cut_reference("Healthwatch Bucks and Mind Buckinghamshire 2007a", 11, 150).endswith(
        "… 2007a"
    )
    assert measure.cut_reference("Adams 2001", 11, 150) == "Adams 2001"


def test_a_chart_that_is_saved_says_where(tmp_path, small):
    (tmp_path / "review.toml").write_text("format = 1\n")
    assert (
        repr(charts.save(charts.coverage(small), tmp_path / "out" / "a.svg"))
        == "Wrote out/a.svg: Coverage by theme"
    )
