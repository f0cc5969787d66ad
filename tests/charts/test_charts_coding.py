"""The charts of the coding: saturation, the life of the themes, what is owed; and marks that can be picked."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import drawn
import pytest
from drawn import assert_readable, picked, rows, svg_of, titles
from making import assert_left_alone, decided, entry, review, search, theme

from litmatrix import charts
from litmatrix.charts import debts, fitting
from litmatrix.charts.picking import pickable, picks

CHARTS = {"saturation": charts.saturation, "theme_life": charts.theme_life, "owed": charts.owed}
LONG = "Definition of peer support, and of what it is not, in services and out of them"
NAMES = (
    "Adams, Ann",
    "Παπαδόπουλος, Γ.",
    "{منظمة الصحة العالمية}",
    "{国立精神神経医療研究センター}",
    "{Healthwatch Bucks and Mind}",
)


def change(
    time: str, kind: str, before: str = "", after: str = "", why: str = "", by: str = ""
) -> dict[str, Any]:
    return {
        "time": date.fromisoformat(time),
        "change": kind,
        "from": before.split(),
        "to": after.split(),
        "why": why,
        "by": by,
    }


def made(number: int = 4, themes: int = 2, reads: int = 3, declared: Any = None, **changes: Any) -> Any:
    """A review of so many sources: each mentions some themes, one cell in five is due, the last source is unread."""
    texts = ('[Self] "yes" (p. 1)', "none", '"no" (p. 3)', "", '[Others -] "never"')
    cells = {
        f"k{row}": {f"t{column}": texts[(row + column * 2) % 5] for column in range(themes)}
        for row in range(number - 1)
    }
    return review(**{
        "caption": "as read by us", "searches": [search("old", "previous")],
        "themes": declared or [theme(f"t{place}", "Self", "Others", name=f"Theme {place}") for place in range(themes)],
        "entries": [entry(f"k{row}", origin="old", author=NAMES[row % 5], year=str(2003 + row % 17)) for row in range(number)],
        "cells": cells, "events": [decided("ann", f"k{row}", "coding", "read") for row in range(reads)], **changes,
    })  # fmt: skip


def rich(themes: int = 30) -> Any:
    """30 themes with long names and a rich history, many changes on one day, in 200 sources."""
    history = [change("2026-01-01", "add", "", f"t{place}", "seen often", "ann") for place in range(6, 14)]
    history += [
        change("2026-01-01", "redefine", "t6", "t6"),
        change("2026-01-01", "rename", "first_id_of_this", "t7"),
    ]
    history += [
        change("2026-02-01", "merge", "a b c", "t1", "one thing"),
        change("2026-02-01", "split", "d", "t2 t3"),
    ]
    history += [change(f"2026-02-{day:02}", "rename", f"t{day}", f"t{day}") for day in range(2, 28)]
    history += [change("2026-03-01", "retire", "t20"), change("2026-03-02", "merge", "e", "t29")]
    return made(
        200, themes, 160, theme_history=history,
        declared=[
            theme(f"t{place}", "Self", "Others", name=f"{LONG} {place}"[-70:] if place % 3 else f"同伴支持 {place}", **({"retired": "2026-03-01"} if place == 20 else {}))
            for place in range(themes)
        ],
    )  # fmt: skip


@pytest.fixture(scope="module")
def large() -> Any:
    return rich()


# --- saturation --------------------------------------------------------------------------------------------------------


def test_saturation_steps_up_at_the_sources_that_brought_something_and_names_them():
    chart = charts.saturation(made())
    assert picked(chart, "point", "name", "place", "source", "new", "sofar")[:4] == [
        ("themes", 1, "Adams 2003", "2 new themes, 1 new subtheme", "2 themes"),
        ("subthemes", 1, "Adams 2003", "2 new themes, 1 new subtheme", "1 subtheme"),
        ("subthemes", 3, "منظمة الصحة العالمية 2005", "1 new subtheme", "2 subthemes"),
    ]  # fmt: skip
    bars = picked(chart, "bar", "name", "place", "first")
    assert bars == [
        ("themes", 1, "Theme 0; Theme 1; Theme 0: Self"), ("subthemes", 1, "Theme 0; Theme 1; Theme 0: Self"),
        ("subthemes", 3, "Theme 1: Others"),
    ]  # fmt: skip


def test_saturation_says_what_it_rests_on_what_is_missing_and_what_it_is_not():
    chart = charts.saturation(made(9, reads=6))
    said = titles(chart)[1]
    assert said.startswith(
        "6 of 9 included sources are marked as read · 1 source with excerpts is not marked as read and not shown · "
    )
    assert (
        "new subthemes (or themes without subthemes) in the last 2 sources: 1, against 3 in the first 4 (33 %); "
        "new information of at most 5 % not reached (Guest, Namey and Chen 2020)"
    ) in said
    assert (
        "shows when themes and subthemes first appear, in the order in which sources were marked as read"
        in said
    )
    assert "it does not prove that nothing is left to find · as read by us" in said
    assert (
        "After 6 sources: 2 themes and 4 subthemes. 1, Adams 2003: 2 new themes, 1 new subtheme;"
        in chart.description
    )


def test_without_read_events_saturation_is_not_available_and_the_chart_says_why():
    chart = charts.saturation(made(reads=0))
    assert chart.description.startswith(
        "When themes and subthemes first appeared. Not available: no included source is marked as read"
    )


def test_new_information_is_not_told_of_few_sources():
    assert "Guest" not in titles(charts.saturation(made()))[1]


# --- the life of the themes --------------------------------------------------------------------------------------------


def test_the_life_of_the_themes_has_a_line_a_theme_a_mark_a_change_and_links_where_they_join():
    history = [
        change("2026-01-01", "add", "", "t1", "it came up", "ann"), change("2026-01-01", "redefine", "t1", "t1"),
        change("2026-02-01", "merge", "old", "t0"),
    ]  # fmt: skip
    chart = charts.theme_life(made(theme_history=history))
    assert picked(chart, "point", "theme", "kind", "when", "what", "why", "by") == [
        ("Theme 0", "merged", "2026-02-01", "merged: now includes “old”", "not stated", "not stated"),
        ("old", "merged", "2026-02-01", "merged into “Theme 0”", "not stated", "not stated"),
        ("Theme 1", "added", "2026-01-01", "added", "it came up", "ann"),
        ("Theme 1", "redefined", "2026-01-01", "redefined", "not stated", "not stated"),
    ]  # fmt: skip
    lines = picked(chart, "rule", "theme", "state", "told")
    assert [(name, state) for name, state, _ in lines] == [
        ("Theme 0", "in use"),
        ("old", "merged into another"),
        ("Theme 1", "in use"),
    ]
    assert len(rows(chart, "rule", "split")) == 1
    assert titles(chart)[1] == "2 themes in use · 1 former theme · 3 changes, by day (UTC), not to scale"
    assert (
        "Theme 1: added (2026-01-01); redefined (2026-01-01). " in chart.description + " "
        and "old, merged: from the start, or not dated; merged into “Theme 0” (2026-02-01)"
        in chart.description
    )


def test_changes_of_one_day_share_a_column_unless_they_touch_the_same_theme():
    history = [
        change("2026-01-01", "add", "", "t0"), change("2026-01-01", "add", "", "t1"), change("2026-01-01", "redefine", "t1", "t1"),
    ]  # fmt: skip
    xs = picked(charts.theme_life(made(theme_history=history)), "point", "x", "theme", "kind")
    places = {(name, kind): x for x, name, kind in xs}
    assert places["Theme 0", "added"] == places["Theme 1", "added"]
    assert places["Theme 1", "redefined"] >= places["Theme 1", "added"] + 15


def test_no_two_marks_lie_on_each_other(large):
    spots = picked(charts.theme_life(large), "point", "x", "y")
    assert len(set(spots)) == len(spots)


def test_marks_of_the_life_differ_in_shape(large):
    spec = charts.theme_life(large).to_dict()
    (layer,) = [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    shapes = layer["encoding"]["shape"]["scale"]["range"]
    assert len(set(shapes)) == len(shapes) == 6


def test_former_names_stand_above_the_line_until_the_change():
    history = [change("2026-01-01", "rename", "money", "t0")]
    chart = charts.theme_life(made(theme_history=history))
    spec = chart.to_dict()
    texts = [row for layer in drawn.layers(spec) for row in drawn.data_of(spec, layer) if "text" in row]
    (name,) = [row for row in texts if row["text"] == "money"]
    ((x, y),) = picked(chart, "point", "x", "y")
    assert x - 12 < name["x"] < x
    assert name["y"] < y


def test_a_history_without_changes_is_told_not_drawn():
    chart = charts.theme_life(made())
    assert fitting.nothing(chart) == "No theme has changed since the review began: 2 themes in use."


def test_themes_without_changes_are_counted_and_reorderings_named_in_the_subtitle():
    history = [
        change("2026-01-01", "redefine", "t0", "t0"), change("2026-01-02", "reorder", "t0 t1", "t1 t0"),
    ]  # fmt: skip
    chart = charts.theme_life(made(theme_history=history))
    assert picked(chart, "rule", "theme") == [("Theme 0",)]
    assert titles(chart)[1].endswith(" · 1 theme without changes not shown · reordered: 2026-01-02")


def test_a_long_history_goes_on_below_where_it_is_narrow():
    wide, narrow = (charts.theme_life(rich(), width=width) for width in (820, 321))
    assert len(list(drawn.views(wide.to_dict()))) == 1
    assert len(list(drawn.views(narrow.to_dict()))) > 1
    told = [sorted(picked(chart, "point", "theme", "kind", "when", "what")) for chart in (wide, narrow)]
    assert told[0] == told[1]


# --- what is owed ------------------------------------------------------------------------------------------------------


def test_what_is_owed_stands_by_theme_and_by_source_due_and_unread_apart():
    chart = charts.owed(made(5, 2))
    assert titles(chart) == (
        "Not yet looked at: 4 of 10 cells",
        "2 due, 2 unread · 5 included sources × 2 themes · due: the source was read, but not yet for this theme · "
        "unread: no cell of the source was looked at · as read by us",
    )
    assert picked(chart, "bar", "label", "state", "of", "listed") == [
        ("Theme 0", "due", "1 of 5 cells", "国立精神神経医療研究センター 2006"),
        ("Theme 0", "unread", "1 of 5 cells", "Healthwatch Bucks and Mind 2007"),
        ("Theme 1", "due", "1 of 5 cells", "Παπαδόπουλος 2004"),
        ("Theme 1", "unread", "1 of 5 cells", "Healthwatch Bucks and Mind 2007"),
        ("Healthwatch Bucks and Mind 2007", "unread", "2 of 2 cells", "Theme 0; Theme 1"),
        ("Παπαδόπουλος 2004", "due", "1 of 2 cells", "Theme 1"),
        ("国立精神神経医療研究センター 2006", "due", "1 of 2 cells", "Theme 0"),
    ]  # fmt: skip
    assert (
        "By theme: Theme 0: 1 due, 1 unread of 5; Theme 1: 1 due, 1 unread of 5. By source:"
        in chart.description
    )


def test_a_year_keeps_its_letter_behind_a_name_that_runs_from_right_to_left():
    twins = [entry(key, origin="old", author="{منظمة الصحة العالمية}", year="2005") for key in ("k0", "k1")]
    svg = svg_of(charts.owed(made(2, 1, 0, entries=twins)))
    texts = [line.text for line in drawn.lines(svg)]
    assert [text for text in texts if text.startswith("منظمة")] == ["منظمة الصحة العالمية\u200e 2005b"]


def test_where_nothing_is_owed_the_chart_says_so():
    chart = charts.owed(made(2, 1, cells={"k0": {"t0": "none"}, "k1": {"t0": '"x"'}}))
    assert (
        chart.description
        == "Not yet looked at. Nothing is left: all 2 cells of 2 included sources and 1 theme were looked at."
    )


def test_of_many_sources_those_that_owe_least_are_counted_in_the_subtitle(large):
    chart = charts.owed(large)
    labels = {row["label"] for row in rows(chart, "bar", "label")}
    assert len(labels) <= 29 + debts.MOST_SOURCES
    counts = titles(chart)[1]
    assert "further sources with" in counts
    total = int(titles(chart)[0].split()[4].replace(",", ""))
    shown = [row for row in rows(chart, "bar", "label") if row["of"].endswith("of 29 cells")]
    left = int(counts.split("further sources with ")[1].split()[0].replace(",", ""))
    assert sum(int(row["of"].split()[0]) for row in shown) + left == total


# --- all three ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_is_cut_and_no_text_covers_another(name, large, worked, tmp_path):
    history = [change("2026-01-01", "rename", "money", "t0")]
    for found in (large, worked, made(1), made(41, 3, 41), made(5, 2, 4, theme_history=history)):
        assert_readable(CHARTS[name](found))


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_review_and_one_without_themes_get_a_chart_that_says_so(name, tmp_path):
    for found in (review(searches=[]), made(2, 0, 0)):
        chart = CHARTS[name](found)
        said = ("No included sources yet:", "No themes yet:", "Not available:")
        assert any(text in chart.description for text in said)
        assert_readable(chart)


@pytest.mark.parametrize("name", CHARTS)
def test_drawing_leaves_the_review_alone(name):
    assert_left_alone(made(), lambda found: CHARTS[name](found).to_json())


@pytest.mark.parametrize("name", CHARTS)
def test_every_mark_that_has_words_has_a_tooltip(name, large):
    assert drawn.marks_without_a_tooltip(CHARTS[name](large)) == []


# --- picking -----------------------------------------------------------------------------------------------------------


def test_each_cell_and_each_bar_can_be_picked_by_its_own_name():
    found = made(3, 2)
    assert set(picks(charts.heatmap(found))) == {
        f"k{row} t{column}" for row in range(3) for column in range(2)
    }
    assert picks(charts.source_types(found)) == ("source_type 0",)
    assert set(picks(charts.coverage(found))) >= {"t0 mentioned", "t0 unread"}


@pytest.mark.parametrize("draw", [charts.heatmap, charts.source_types, charts.coverage])
def test_a_pickable_chart_has_a_selection_an_outline_for_what_is_chosen_and_looks_the_same(draw, tmp_path):
    plain = draw(made(3, 2))
    before = plain.to_json()
    made_pickable = pickable(plain)
    assert plain.to_json() == before
    spec = made_pickable.to_dict()
    assert [one["name"] for one in spec["params"]] == ["picked", "chosen"]
    areas = [layer["name"] for layer in drawn.layers(spec) if layer.get("name", "").startswith("areas")]
    assert spec["params"][0]["views"] == areas
    assert len(areas) == (2 if draw is charts.coverage else 1)
    assert {one: spec[one] for one in ("title", "description")} == {
        one: plain.to_dict()[one] for one in ("title", "description")
    }
    assert drawn.view(svg_of(made_pickable)) == drawn.view(svg_of(plain))
    assert isinstance(alt.JupyterChart(made_pickable).selections.picked, alt.utils.selection.PointSelection)


def test_the_areas_of_cells_touch_and_those_of_bars_can_be_hit():
    spec = pickable(charts.heatmap(made(3, 2))).to_dict()
    boxes = spec["datasets"][spec["layer"][-1]["data"]["name"]]
    first, second = boxes[0], boxes[1]
    assert (first["x2"], first["y"]) == (second["x"], second["y"])
    spec = pickable(charts.coverage(made(200, 1))).to_dict()
    for view in drawn.views(spec):
        areas = view["layer"][-1]
        unit = view["width"] / areas["encoding"]["x"]["scale"]["domain"][1]
        bars = drawn.data_of(spec, areas)
        assert min(unit * (bar["end"] - bar["start"]) for bar in bars) >= 13.999


def test_a_chart_with_nothing_to_pick_stays_as_it_is():
    chart = charts.heatmap(review(searches=[]))
    assert pickable(chart) is chart
    assert picks(chart) == ()
