"""Linked charts: what stands behind a cell and a bar, the page that holds all of it, and the widget."""

from __future__ import annotations

import importlib
import json
import re

import making
import pytest
import small_review
from writing.test_report import EVIL, evil_review

import litmatrix
from litmatrix import charts, coding, widgets, writing
from litmatrix.charts.picking import picks
from litmatrix.errors import Misuse
from litmatrix.writing import linked, linkedpage

# The package gives the function of that name.
module = importlib.import_module("litmatrix.widgets.linked_charts")


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return small_review.make(tmp_path_factory.mktemp("linked"))


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return small_review.empty(tmp_path_factory.mktemp("empty"))


def data_of(page, id="data"):
    (text,) = re.findall(rf'<script type="application/json" id="{id}">(.*?)</script>', page, re.DOTALL)
    return json.loads(text)


def panel_in(page, source, theme):
    """What the page lists for a cell, by the names of both: as its script puts it together."""
    data = data_of(page)
    row = [name for name, _ in data["sources"]].index(source)
    column = [id for id, _ in data["themes"]].index(theme)
    state, passages = data_of(page, "texts").get(
        f"{row} {column}", [data["looks"][int(data["cells"][row][column])][4], []]
    )
    listed = [dict(zip(linked.MEMBERS, one, strict=True)) for one in passages]
    return {"heading": f"{source} on {data['themes'][column][1]}", "state": state, "passages": listed}


# --- what stands behind a mark ---


def test_a_cell_has_its_evidence_by_subtheme_with_citations_then_its_memos(review):
    assert linked.cell_panel(review, "adams_2011", "peer") == {
        "heading": "Adams and Brown 2011 on Peer", "state": "mentioned, 2 excerpts: 1 for, 1 against",
        "passages": [
            {"text": "always of lower status", "quoted": True, "cite": "(Hall 1998 in Adams and Brown 2011: 13)", "tags": ["Power", "against"], "note": ""},
            {"text": "close ties", "quoted": True, "cite": "(Adams and Brown 2011: 11-12)", "tags": ["Bonds", "for"], "note": "nearly"},
            {"text": "look again", "quoted": False, "cite": "", "tags": ["memo"], "note": ""},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "theme", "state", "passages"),
    [
        ("adams_2011", "role", "not mentioned: somebody looked, and the source says nothing on it", ["none"]),
        ("clark_2012", "role", "due: the source was read, but not yet for this theme", []),
        ("egan_2013", "peer", "unread: no cell of this source was looked at", []),
    ],
)
def test_a_cell_without_evidence_says_why_in_words(review, key, theme, state, passages):
    panel = linked.cell_panel(review, key, theme)
    assert (panel["state"], [one["text"] for one in panel["passages"]]) == (state, passages)


def test_a_cell_that_is_none_has_nothing(review):
    assert (
        linked.cell_panel(review, "gray_2001", "peer")
        == linked.cell_panel(review, "adams_2011", "nothing")
        == {}
    )


def test_every_bar_lists_its_sources_with_their_titles(review):
    types, coverage = linked.bar_charts(review)
    assert types.title == "Sources by type"
    assert [group.label for group in types.groups.values()] == ["academic (1)", "grey (1)", "not stated (1)"]
    assert linked.bar_panel(review, types.groups["source_type 1"]) == {
        "heading": "Source type: grey", "state": "1 source",
        "passages": [{"text": "Clark et al 2012", "quoted": False, "cite": "", "tags": [], "note": "Support"}],
    }  # fmt: skip
    assert coverage.groups["peer mentioned"] == linked.Group(
        "Peer: mentioned (2)", "Peer: mentioned", ("adams_2011", "clark_2012")
    )
    for one in (types, coverage):
        assert set(picks(one.chart)) == set(one.groups)


# --- the page ---


def test_a_circle_of_the_map_has_its_sources_with_their_excerpts_then_those_not_yet_looked_at(review):
    found = linked.map_of(review, "source_type").crossing
    row, column = (
        [line.pick for line in found.rows].index("peer"),
        [line.label for line in found.columns].index("academic"),
    )
    panel = linked.map_panel(review, found, row, column)
    assert panel == {
        "heading": "Peer: academic", "state": "1 of 1 sources looked at mention it",
        "parts": [
            {"heading": "Adams and Brown 2011", "note": "Peers", "passages": linked.cell_panel(review, "adams_2011", "peer")["passages"]},
        ],
    }  # fmt: skip
    unstated = [line.label for line in found.columns].index("not stated")
    assert linked.map_panel(review, found, row, unstated) == {
        "heading": "Peer: not stated", "state": "1 not yet looked at",
        "parts": [{"heading": "Not yet looked at (1)", "note": "", "passages": [linked.source("Egan and Fox Trust 2013", "Roles")]}],
    }  # fmt: skip


def test_the_maps_are_by_type_by_year_and_by_each_other_descriptor(review, empty):
    assert list(linked.map_names(review)) == ["source_type", "year"]
    assert linked.map_names(empty) == {}


def test_the_page_holds_every_cell_and_bar_and_asks_no_network(review):
    page = writing.linked_page(review)
    data = data_of(page)
    assert data["sources"] == [
        ["Adams and Brown 2011", "Peers"],
        ["Clark et al 2012", "Support"],
        ["Egan and Fox Trust 2013", "Roles"],
    ]
    assert data["themes"] == [["peer", "Peer"], ["role", "Role"]]
    named = {name: key for key, name in coding.sources(review)["reference"].items()}
    for name, key in named.items():
        for theme in ("peer", "role"):
            assert panel_in(page, name, theme) == linked.cell_panel(review, key, theme)
    assert [one["across"] for one in data["maps"]] == ["Source type", "Year"]
    assert data["maps"][0]["columns"] == [
        ["source_type 0", "academic", [0]], ["source_type 1", "grey", [1]], [data["maps"][0]["columns"][2][0], "not stated", [2]],
    ]  # fmt: skip
    assert [one["title"] for one in data["bars"]] == ["Sources by type", "Coverage by theme"]
    assert data["bars"][1]["panels"]["peer mentioned"] == {
        "heading": "Peer: mentioned",
        "state": "2 sources",
        "sources": [0, 1],
    }
    head = page[: page.index("<script")]
    assert "default-src 'none'" in head
    assert not re.search(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=", head)


def test_hostile_text_can_neither_end_the_data_nor_become_a_tag(tmp_path):
    page = writing.linked_page(litmatrix.open(evil_review(tmp_path)))
    assert EVIL not in page
    assert "<img" not in page[page.index('id="data"') : page.index("</script>")]
    (name,) = [name for name, _ in data_of(page)["sources"] if EVIL in name][:1]
    panel = panel_in(page, name, "evil")
    assert EVIL in panel["heading"]
    assert any(EVIL in one["text"] for one in panel["passages"])


def test_the_page_of_many_sources_holds_them_all_in_few_bytes():
    cells = ('"yes, we can, and so can you" (p. 1)', "none", "")
    made = making.review(
        searches=[making.search("old", "previous")],
        entries=[making.entry(f"k{place}", origin="old", author="Adams, Ann", title="A title", year="2010") for place in range(400)],
        themes=[making.theme(f"t{place}") for place in range(12)],
        cells={f"k{place}": {f"t{theme}": cells[(place + theme) % 3] for theme in range(12)} for place in range(400)},
    )  # fmt: skip
    data = data_of(writing.linked_page(made))
    assert sorted(data["order"]) == list(range(400))
    assert {len(data[part]) for part in ("sources", "cells", "excerpts")} == {400}
    assert {len(line) for line in data["cells"]} == {12}
    assert len(json.dumps(data)) < 400_000


def test_the_page_of_an_empty_review_is_made(empty):
    data = data_of(writing.linked_page(empty))
    assert (data["sources"], data["themes"], data["cells"], data["maps"]) == ([], [], [], [])


def test_the_page_is_exported_as_html_only_and_leaves_the_review_alone(review, tmp_path):
    writing.export(review, "linked", tmp_path / "l.html")
    assert (tmp_path / "l.html").read_text(encoding="utf-8") == writing.linked_page(review)
    with pytest.raises(Misuse, match=r"^l\.csv: its name must end in \.html"):
        writing.export(review, "linked", tmp_path / "l.csv")
    making.assert_left_alone(review, lambda found: (writing.linked_page(found),))


# --- the widget ---


@pytest.fixture
def widget(review):
    made = widgets.linked_charts(review)
    yield made
    made.close_all()


def click(chart, pick):
    """What the page sends when a mark is clicked."""
    chart._vl_selections = {"picked": {"value": {"vlPoint": {"or": [{"pick": pick}]}}, "store": []}}


def test_nothing_is_chosen_at_first_and_the_panels_say_what_to_do(widget):
    assert widget.chosen is None
    assert len(widget.excerpts) == 0
    assert (widget.passages.panel, widget.sources.panel) == (
        {"heading": linked.CELL_HINT},
        {"heading": linked.BAR_HINT},
    )


def test_a_click_on_a_cell_shows_its_excerpts_sets_the_menus_and_outlines_it(widget, review):
    click(widget.heatmap, "adams_2011 peer")
    assert widget.chosen == ("adams_2011", "peer")
    assert widget.passages.panel == linked.cell_panel(review, "adams_2011", "peer")
    assert widget.heatmap.params.chosen == "adams_2011 peer"
    assert widget.excerpts["kind"].tolist() == ["quotation", "quotation", "memo"]


def test_the_menus_do_what_a_click_does(widget, review):
    widget.source.value = "clark_2012"
    assert widget.passages.panel == {"heading": linked.CELL_HINT}
    widget.theme.value = "peer"
    assert widget.passages.panel == linked.cell_panel(review, "clark_2012", "peer")
    assert widget.heatmap.params.chosen == "clark_2012 peer"
    widget.theme.value = ""
    assert (widget.chosen, widget.heatmap.params.chosen) == (None, "")


def test_a_click_on_a_bar_lists_its_sources_and_another_chart_begins_anew(widget):
    click(widget.bars, "source_type 1")
    assert (widget.bar.value, widget.sources.panel["heading"]) == ("source_type 1", "Source type: grey")
    assert widget.bars.params.chosen == "source_type 1"
    widget.chart.value = 1
    assert (widget.bar.value, widget.sources.panel) == ("", {"heading": linked.BAR_HINT})
    click(widget.bars, "peer unread")
    assert widget.sources.panel["passages"][0]["text"] == "Egan and Fox Trust 2013"
    widget.bar.value = "role due"
    assert widget.sources.panel["heading"] == "Role: due"


def test_a_click_on_a_circle_lists_its_sources_sets_the_menus_and_outlines_it(widget, review):
    assert widget.map_sources.panel == {"heading": linked.MAP_HINT}
    click(widget.map, "peer source_type 1")
    found = linked.map_of(review, "source_type").crossing
    assert widget.map_sources.panel == linked.map_panel(review, found, 0, 1)
    assert (widget.map_theme.value, widget.value.value, widget.map.params.chosen) == (
        "peer",
        "source_type 1",
        "peer source_type 1",
    )
    widget.value.value = "source_type 0"
    assert widget.map_sources.panel["heading"] == "Peer: academic"


def test_another_map_is_drawn_with_its_own_values_and_the_theme_stays_chosen(widget):
    click(widget.map, "peer source_type 1")
    widget.across.value = "year"
    assert (widget.map_theme.value, widget.value.value) == ("peer", "")
    assert widget.map_sources.panel == {"heading": linked.MAP_HINT}
    assert [label for label, _ in widget.value.options] == ["choose a value", "2011", "2012", "2013"]
    widget.value.value = "year 0"
    assert widget.map_sources.panel["heading"] == "Peer: 2011"


@pytest.mark.parametrize("pick", ["", "nobody peer", "adams_2011", "<img src=x onerror=alert(1)>"])
def test_what_the_page_sends_that_is_no_mark_changes_nothing(widget, pick):
    click(widget.heatmap, pick)
    click(widget.bars, pick)
    click(widget.map, pick)
    assert (widget.map_theme.value, widget.value.value) == ("", "")
    assert (widget.chosen, widget.bar.value, widget.message.value) == (None, "", "")


def test_a_source_that_is_not_drawn_can_be_chosen_from_the_menu(review, monkeypatch):
    monkeypatch.setattr(module, "MOST_SOURCES", 1)
    made = widgets.linked_charts(review)
    made.source.value, made.theme.value = "egan_2013", "peer"
    assert made.passages.panel["heading"] == "Egan and Fox Trust 2013 on Peer"
    assert made.heatmap.params.chosen == ""
    made.close_all()


def test_running_the_cell_again_closes_what_the_earlier_run_made(review):
    first = widgets.linked_charts(review)
    second = widgets.linked_charts(review)
    assert (first.comm, first.heatmap.comm, first.passages.comm) == (None, None, None)
    assert second.comm is not None
    second.close_all()


def test_a_fault_is_said_and_raised(widget, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(module, "cell_panel", broken)
    widget.source.value = "clark_2012"
    with pytest.raises(ZeroDivisionError):
        widget.theme.value = "peer"
    assert (
        widget.message.value
        == "Not done, because of an error in litmatrix: ZeroDivisionError: division by zero"
    )


def test_the_widget_of_an_empty_review_is_shown(empty):
    made = widgets.linked_charts(empty)
    assert made.chosen is None
    made.close_all()


def test_another_order_is_that_of_the_heat_map_and_an_unknown_one_misuse(review):
    made = widgets.linked_charts(review, sort="reference")
    assert (
        made.heatmap.chart.to_dict()["title"] == charts.heatmap(review, sort="reference").to_dict()["title"]
    )
    made.close_all()
    with pytest.raises(Misuse, match="no such order"):
        widgets.linked_charts(review, sort="size")


def test_the_charts_work_offline_and_the_panel_takes_text_as_text():
    assert "esm.sh" not in module.alt.JupyterChart._esm[:2000]
    script = linked.PASSAGES[0].read_text(encoding="utf-8")
    assert "textContent" in script
    assert "innerHTML" not in script
    for name in linkedpage.SCRIPTS:
        assert "innerHTML" not in (linked.PASSAGES[0].parent / name).read_text(encoding="utf-8")
