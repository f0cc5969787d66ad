"""The evidence map: circles and rings, numbers and totals, within the width that there is."""

from __future__ import annotations

import itertools
import math
import re
from xml.etree import ElementTree

import drawn
import pytest
from drawn import assert_readable, picked, svg_of, titles
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from making import assert_left_alone, descriptor, review

from charts.test_crossing import NO, YES, made
from litmatrix import charts
from litmatrix.charts import fitting
from litmatrix.charts.evidence import mapped
from litmatrix.charts.mapmarks import PARTS
from litmatrix.charts.picking import pickable, picks
from litmatrix.errors import Misuse

KIND = descriptor("kind", "academic", "grey")
ROWS = [
    {"kind": "grey", "peer": YES, "cost": NO},
    {"kind": "grey", "peer": '"no" (p. 2)'},
    {"kind": "grey"},
    {"kind": "academic", "peer": '[A -] "never" (p. 3)', "cost": '[A +] "ever" (p. 3)'},
]


def arcs(chart):
    return picked(chart, "arc", "start", "end", "r", "inner")


def texts(chart):
    spec = chart.to_dict(validate=False)
    return [
        row["text"] for layer in drawn.layers(spec) for row in drawn.data_of(spec, layer) if "text" in row
    ]


def large(sources=300):
    """Thirty values with long names in three scripts, many sources, every state and stance."""
    names = [f"a value with a long name, {place}" for place in range(10)]
    names += [f"παρατεταμένη νοσηλεία {place}" for place in range(10)] + [
        f"منظمة الصحة {place}" for place in range(10)
    ]
    cells = (YES, NO, "", '[A +] "b"', '[A -] "b"', '[A ~] "b"')
    rows = [
        {"kind": names[place * place % 30], "method": "abc"[place % 3], "peer": cells[place % 6], "cost": cells[place % 5]}
        for place in range(sources)
    ]  # fmt: skip
    years = [str(1970 + place * 7 % 55) for place in range(sources)]
    return made(rows, descriptor("kind", *names), descriptor("method"), years=years)


@pytest.fixture(scope="module")
def many():
    return large()


def test_the_area_of_a_circle_stands_for_its_sources_and_a_ring_for_the_share_not_yet_looked_at():
    chart = charts.evidence_map(made(ROWS, KIND), "kind")
    turn = 2 * math.pi
    circles = [(r, round(end / turn, 3)) for start, end, r, inner in arcs(chart) if not inner]
    rings = [round(end / turn, 3) for start, end, r, inner in arcs(chart) if inner]
    (two, _), *ones = circles[:3]
    assert [whole for _, whole in circles] == [1.0] * len(circles)
    assert all(math.isclose(two**2, 2 * one**2, rel_tol=0.01) for one, _ in ones)
    # One of three grey sources is not looked at for one theme, two of three for the other.
    assert rings == [0.333, 0.667]


def test_each_cell_has_its_number_and_the_margins_have_n_of_n_and_the_sources():
    chart = charts.evidence_map(made(ROWS, KIND), "kind")
    assert {"2", "1", "0", "3 of 3", "1 of 2", "Sources", "All", "3", "4", "Peer", "Cost"} <= set(
        texts(chart)
    )
    assert [row["words"] for row in drawn.rows(chart, "rect", "words")] == [
        "Peer, grey: 2 of 2 looked at, 1 not yet", "Peer, academic: 1 of 1 looked at", "Cost, grey: 0 of 1 looked at, 2 not yet",
        "Cost, academic: 1 of 1 looked at",
    ]  # fmt: skip
    assert (
        "Peer, 3 of 3: grey 2 of 2, 1 not yet looked at; academic 1 of 1. Cost, 1 of 2: grey 0 of 1"
        in chart.description
    )


def test_the_title_and_the_subtitle_say_what_is_seen():
    assert titles(charts.evidence_map(made(ROWS, KIND), "kind")) == (
        "Evidence map: themes by kind",
        "4 included sources · a circle's area and number: sources that mention the theme · a ring: the share not yet looked at"
        " · n of N: of N sources looked at, n mention the theme",
    )
    whole = titles(charts.evidence_map(made(ROWS[:1], KIND), "kind"))[1]
    assert "ring" not in whole
    assert whole.endswith("not drawn: 1 value of kind that no source has")


def test_the_key_has_only_what_occurs():
    texts_of = set(
        texts(charts.evidence_map(made([{"kind": "grey", "peer": YES, "cost": YES}], KIND), "kind"))
    )
    assert "1 source" in texts_of
    assert not {"share not yet looked at", "looked at, none mentions it"} & texts_of


def test_a_circle_is_split_by_stance_in_parts_that_differ_in_grey_with_their_numbers_below():
    chart = charts.evidence_map(made([*ROWS, {"kind": "academic", "peer": YES}], KIND), "kind", split=True)
    fills = [row["fill"] for row in drawn.rows(chart, "arc") if not row["inner"]]
    assert {PARTS["-"][0], PARTS["+"][0], PARTS[""][0]} <= set(fills)
    assert {"−1 (1)", "(2)", "+1", "( ) neutral", "− against", "+ for"} <= set(texts(chart))
    assert "~ both ways" not in texts(chart)
    greys = sorted(
        int(fill[1:3], 16) * 0.3 + int(fill[3:5], 16) * 0.59 + int(fill[5:], 16) * 0.11
        for fill, *_ in PARTS.values()
    )
    assert min(after - before for before, after in itertools.pairwise(greys)) > 40


def test_two_descriptors_stand_against_each_other():
    chart = charts.evidence_map(made(ROWS, KIND), "kind", across="year")
    assert titles(chart)[0] == "Evidence map: kind by year"
    assert [row["words"] for row in drawn.rows(chart, "rect", "words")] == [
        "grey, 2010: 3 sources",
        "academic, 2010: 1 source",
    ]
    with pytest.raises(Misuse, match="Leave one out"):
        charts.evidence_map(made(ROWS, KIND), "kind", across="year", split=True)


@pytest.mark.parametrize("width", [320, 321, 642, 820])
@pytest.mark.parametrize(
    "asked",
    [{"by": "kind"}, {"by": "year"}, {"by": "method", "split": True}, {"by": "kind", "across": "method"}, {}],
)
def test_nothing_is_cut_or_overlaps_or_is_wider_than_the_room_or_too_small_to_read(many, width, asked):
    chart = charts.evidence_map(many, **asked, width=width)
    assert_readable(chart)
    svg = svg_of(chart)
    assert drawn.view(svg)[0] <= width
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)) >= fitting.SMALLEST


def test_few_sources_have_the_same_grammar_and_no_empty_columns():
    chart = charts.evidence_map(
        made(ROWS[:2], descriptor("kind", *[f"v{place}" for place in range(30)], "grey")), "kind"
    )
    assert len(drawn.rows(chart, "rect", "words")) == 2 * 1
    assert "not drawn: 30 values of kind that no source has" in titles(chart)[1]
    assert_readable(chart)


def test_a_narrow_picture_has_its_columns_in_blocks_or_fewer_of_them(many):
    assert len(mapped(many, "kind").columns) == 12
    chart = charts.evidence_map(many, "kind", width=321)
    names = [row["text"] for row in drawn.rows(chart, "text", "text") if row["text"]]
    spec = chart.to_dict(validate=False)
    assert (
        sum(
            row["text"] == "Peer"
            for layer in drawn.layers(spec)
            for row in drawn.data_of(spec, layer)
            if "text" in row
        )
        == 2
    )
    assert names
    themes = [f"theme{place}" for place in range(20)]
    tall = made(
        [{"kind": f"v{place}", **dict.fromkeys(themes, YES)} for place in range(20)],
        descriptor("kind"),
        themes=themes,
    )
    narrow = mapped(tall, "kind", width=321).columns
    assert 3 <= len(narrow) < 12
    assert (narrow[-1].label, sum(len(one.keys) for one in narrow)) == (
        f"{21 - len(narrow)} other values",
        20,
    )


def test_each_cell_can_be_picked_and_leads_to_its_sources(many):
    chart = charts.evidence_map(many, "method")
    found = mapped(many, "method")
    names = {f"{line.pick} {head.pick}" for line in found.rows for head in found.columns}
    assert set(picks(pickable(chart))) == set(picks(chart)) == names
    assert "peer method 0" in names
    areas = drawn.rows(pickable(chart), "bar", "pick")
    assert (areas[0]["x"], areas[0]["x2"]) == tuple(
        drawn.rows(chart, "rect", "pick")[0][side] for side in ("x", "x2")
    )


def test_where_nothing_is_to_be_drawn_the_map_says_why():
    assert "No included sources yet" in fitting.nothing(charts.evidence_map(review()))
    assert fitting.nothing(charts.evidence_map(made(ROWS, KIND, themes=()), "kind")) != ""
    assert fitting.nothing(charts.evidence_map(made([{}]))).startswith("No source was looked at yet")
    assert fitting.nothing(charts.evidence_map(made(ROWS, KIND, themes=()), "kind", across="year")) == ""


def test_a_width_without_room_for_a_column_is_misuse_that_says_which_is_needed(many):
    with pytest.raises(Misuse, match=r"width: an evidence map needs \d+ pixels or more") as raised:
        charts.evidence_map(many, "method", width=90)
    needed = int(re.findall(r"\d+", str(raised.value))[0])
    charts.evidence_map(many, "method", width=needed + 60)


def test_hostile_text_is_drawn_as_text():
    hostile = '<script>alert(1)</script>"&\x00'
    data = made([{"kind": hostile, "peer": YES}], descriptor("kind"))
    svg = svg_of(charts.evidence_map(data, "kind"))
    ElementTree.fromstring(svg)
    assert "<script" not in svg


def test_drawing_leaves_the_review_alone(many):
    assert_left_alone(many, lambda one: (charts.evidence_map(one, "kind", split=True).to_json(),))


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    st.lists(
        st.sampled_from(["a", "b", "a long value of many words", "x" * 60, "", "Ωmega; y", "z"]),
        min_size=1,
        max_size=30,
    ),
    st.lists(st.sampled_from([YES, NO, "", '[A -] "n"']), min_size=30, max_size=30),
    st.integers(320, 900),
    st.booleans(),
)
def test_nothing_is_drawn_outside_the_width(kinds, cells, width, split):
    rows = [{"kind": kind, "peer": cells[place], "cost": NO} for place, kind in enumerate(kinds)]
    chart = charts.evidence_map(made(rows, descriptor("kind")), "kind", split=split, width=width)
    wide, tall = chart.width, chart.height
    assert wide + 24 <= width
    spec = chart.to_dict(validate=False)
    for row in (row for layer in spec["layer"] for row in drawn.data_of(spec, layer)):
        reach = row.get("r", 0)
        assert row["x"] - reach >= -0.01 and max(row["x"] + reach, row.get("x2", 0)) <= wide + 0.5
        assert row["y"] - reach >= -0.01 and max(row["y"] + reach, row.get("y2", 0)) <= tall + 0.5
