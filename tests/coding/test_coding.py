"""The states of the cells, and what the excerpts of included sources add up to."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import assert_left_alone, decided, descriptor, entry, review, search, sound, theme
from pandas.testing import assert_frame_equal

from litmatrix import coding
from litmatrix.errors import FormerName, Misuse
from litmatrix.vocabulary import STATES

PREVIOUS = [search("old", "previous")]
QUOTED = '"words" (p. 1)'


def read(cells, *themes, keys=None, columns=None, **tables):
    """A review whose sources are all included, from the previous version."""
    entries = [entry(key, origin="old", year="2010") for key in (keys or cells)]
    return review(entries, cells=cells, themes=list(themes), searches=PREVIOUS, columns=columns, **tables)


def text_frame(rows, index, columns, name="key"):
    return pd.DataFrame(rows, index=pd.Index(index, name=name, dtype="str"), columns=columns, dtype="str")


# --- states ---


def test_the_cell_alone_says_where_it_stands():
    cells = {
        "quoted": {"one": QUOTED, "two": "", "three": "# look again"},
        "summed": {"one": "it says so", "two": "none 2026-11-22 ann", "three": "none\nyet a summary"},
        "none": {"one": "none", "two": "   ", "three": "NONE"},
        "memo": {"one": "# only a memo", "two": "", "three": ""},
        "blank": {},
    }
    made = read(cells, theme("one"), theme("two"), theme("three"), keys=[*cells, "rowless"])
    rows = [
        ("mentioned", "due", "due"),
        ("mentioned", "not mentioned", "mentioned"),
        ("not mentioned", "due", "not mentioned"),
        ("unread", "unread", "unread"),
        ("unread", "unread", "unread"),
        ("unread", "unread", "unread"),
    ]
    assert_frame_equal(coding.states(made), text_frame(rows, [*cells, "rowless"], ["one", "two", "three"]))


def test_a_theme_without_a_column_is_due_in_rows_that_were_read():
    made = read({"a": {"one": QUOTED}, "b": {}}, theme("one"), theme("late"), columns=["one"])
    assert coding.states(made)["late"].to_dict() == {"a": "due", "b": "unread"}


def test_a_retired_theme_has_no_states_but_its_row_was_read():
    made = read({"a": {"gone": QUOTED}, "b": {"gone": ""}}, theme("one"), theme("gone", retired="2026-11-22"))
    assert_frame_equal(coding.states(made), text_frame([("due",), ("unread",)], ["a", "b"], ["one"]))


def test_only_included_sources_have_states_and_evidence():
    made = review(
        **sound(cells={key: {"benefits": QUOTED} for key in ("a_2010", "b_2005", "d_2013", "stranger")})
    )
    assert coding.states(made).index.tolist() == ["a_2010"]
    assert coding.evidence(made)["key"].tolist() == ["a_2010"]


def test_without_themes_or_sources_there_are_no_states():
    assert coding.states(review()).shape == (0, 0)
    assert coding.states(read({"a": {}})).shape == (1, 0)
    assert coding.states(review(themes=[theme("one")])).shape == (0, 1)


CELL = st.sampled_from(
    [
        "",
        " ",
        "none",
        "none 2026-11-22",
        "# memo",
        QUOTED,
        "a summary",
        "-",
        "none\n# memo",
        '[S +] "x" (p. 1)',
    ]
)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=5))
def test_every_cell_has_exactly_one_state_and_blank_is_never_not_mentioned(rows):
    cells = {
        f"k{number}": dict(zip(("one", "two", "three"), row, strict=True)) for number, row in enumerate(rows)
    }
    made = read(cells, theme("one"), theme("two"), theme("three"))
    table = coding.states(made)
    assert set(table.to_numpy().ravel()) <= set(STATES)
    for key, row in cells.items():
        states = table.loc[key].to_dict()
        looked = [name for name, text in row.items() if text.strip() and not text.startswith("#")]
        assert [name for name in row if states[name] in ("mentioned", "not mentioned")] == looked
        assert {states[name] for name in row if name not in looked} <= {"due" if looked else "unread"}
    counted = coding.coverage(made)
    assert counted[list(STATES)].sum(axis=1).tolist() == counted["sources"].tolist() == [len(rows)] * 3


# --- coverage ---


def test_coverage_counts_the_states_and_the_sources_looked_at():
    cells = {"a": {"one": QUOTED, "two": "none"}, "b": {"one": QUOTED}, "c": {}}
    expected = pd.DataFrame(
        [[2, 0, 0, 1, 2, 3], [0, 1, 1, 1, 1, 3]],
        index=pd.Index(["one", "two"], name="theme"), columns=["mentioned", "not mentioned", "due", "unread", "looked_at", "sources"],
    )  # fmt: skip
    assert_frame_equal(
        coding.coverage(read(cells, theme("one"), theme("two"))), expected, check_index_type=False
    )


def test_coverage_of_a_review_without_themes_or_sources():
    columns = ["mentioned", "not mentioned", "due", "unread", "looked_at", "sources"]
    assert (coding.coverage(review()).shape, list(coding.coverage(review()).columns)) == ((0, 6), columns)
    assert coding.coverage(review(themes=[theme("one")])).to_dict("index") == {
        "one": dict.fromkeys(columns, 0)
    }


# --- stances ---


def test_stances_are_for_against_both_ways_or_neutral():
    cells = {
        "for": {"one": '[+] "a" (p. 1)\n"b" (p. 2)'},
        "against": {"one": "[S -] it says no"},
        "mixed": {"one": '[S +] "a" (p. 1)\n[T -] "b" (p. 2)'},
        "both": {"one": "[S ~] both"},
        "neutral": {"one": QUOTED},
        "none": {"one": "none"},
    }
    expected = text_frame([("+",), ("-",), ("~",), ("~",), ("",), ("",)], list(cells), ["one"])
    assert_frame_equal(coding.stances(read(cells, theme("one", "S", "T"))), expected)


# --- subthemes ---


def test_subthemes_are_counted_as_declared_then_undeclared_then_none():
    cells = {
        "a": {"one": '[B] "x" (p. 1)\n[B] "y" (p. 2)\n[Stray] z\nno subtheme'},
        "b": {"one": "[B -] w"},
        "c": {"one": "none"},
    }
    expected = pd.DataFrame(
        {"sources": [0, 2, 1, 1], "excerpts": [0, 3, 1, 1], "declared": [True, True, False, False]},
        index=pd.Index(["A", "B", "Stray", ""], name="subtheme", dtype="str"),
    )
    assert_frame_equal(coding.subtheme_counts(read(cells, theme("one", "A", "B")), "one"), expected)


def test_subthemes_of_a_theme_without_evidence():
    expected = pd.DataFrame(
        {"sources": [0], "excerpts": [0], "declared": [True]},
        index=pd.Index(["A"], name="subtheme", dtype="str"),
    )
    assert_frame_equal(coding.subtheme_counts(review(themes=[theme("one", "A")]), "one"), expected)


def test_subthemes_of_a_theme_that_does_not_exist_are_refused():
    made = review(themes=[theme("one"), theme("gone", retired="2026-11-22")])
    with pytest.raises(Misuse, match=r"^there is no theme 'two'; the themes are one\."):
        coding.subtheme_counts(made, "two")
    with pytest.raises(Misuse, match=r"^the theme gone was retired on 2026-11-22\. In use: one\.$"):
        coding.subtheme_counts(made, "gone")


def test_subthemes_of_a_former_theme_are_those_of_the_theme_that_it_became():
    changes = [
        {"time": "2026-11-01", "change": "rename", "from": ["was"], "to": ["half"]},
        {"time": "2026-11-02", "change": "merge", "from": ["half", "other"], "to": ["one"]},
        {"time": "2026-11-03", "change": "split", "from": ["both"], "to": ["one", "two"]},
    ]
    made = read({"a": {"one": "[A] x"}}, theme("one", "A"), theme("two"), theme_history=changes)
    with pytest.warns(FormerName, match=r"^was was renamed half on 2026-11-01; shown is one\.$"):
        found = coding.subtheme_counts(made, "was")
    assert_frame_equal(found, coding.subtheme_counts(made, "one"))
    with (
        pytest.warns(FormerName),
        pytest.raises(Misuse, match=r"^both was split into one and two on 2026-11-03; name one of them\.$"),
    ):
        coding.subtheme_counts(made, "both")


# --- sources ---


def test_sources_are_the_included_records_with_their_descriptors():
    made = read(
        {"a": {"kind": "grey", "extra": "kept"}}, keys=["a", "b"], columns=["kind", "extra"],
        descriptors=[descriptor("kind", "grey"), descriptor("country")],
    )  # fmt: skip
    expected = pd.DataFrame(
        {"reference": ["a 2010", "b 2010"], "year": pd.array([2010, 2010], dtype="Int64"), "kind": ["grey", ""], "country": ["", ""], "row": [True, False]},
        index=pd.Index(["a", "b"], name="key", dtype="str"),
    ).astype({"reference": "str", "kind": "str", "country": "str"})  # fmt: skip
    assert_frame_equal(coding.sources(made), expected)


def test_a_source_without_a_year_has_none():
    made = review([entry("a", origin="old", year="in press"), entry("b", origin="old")], searches=PREVIOUS)
    assert coding.sources(made)["year"].isna().tolist() == [True, True]


def test_a_descriptor_with_the_name_of_another_column_does_not_hide_it():
    cells = {"a": {"year": "last year", "reference": "mine", "row": "7"}}
    made = read(cells, descriptors=[descriptor("year"), descriptor("reference"), descriptor("row")])
    assert coding.sources(made).to_dict("index") == {"a": {"reference": "a 2010", "year": 2010, "row": True}}


# --- evidence ---


def test_evidence_is_the_quotations_and_summaries_in_the_order_of_themes_and_file():
    cells = {
        "b": {"one": f"# memo\n{QUOTED}\nnone", "two": "[S] a summary (p. 2)"},
        "a": {"one": '[S -] "x" (p. 3, quoting b) a note'},
    }
    made = read(cells, theme("one", "S"), theme("two", "S"))
    columns = ["key", "theme", "number", "kind", "text", "subtheme", "stance", "locator", "origin", "note"]
    rows = [
        ("b", "one", 2, "quotation", "words", "", "", "p. 1", "", ""),
        ("a", "one", 1, "quotation", "x", "S", "-", "p. 3", "b", "a note"),
        ("b", "two", 1, "summary", "a summary", "S", "", "p. 2", "", ""),
    ]
    expected = pd.DataFrame(rows, columns=columns).astype(
        {name: "int64" if name == "number" else "str" for name in columns}
    )
    assert_frame_equal(coding.evidence(made), expected)


# --- leaving alone, and the worked review ---


@pytest.mark.parametrize(
    "act",
    [
        coding.sources,
        coding.evidence,
        coding.states,
        coding.coverage,
        coding.stances,
        lambda made: coding.subtheme_counts(made, "benefits"),
    ],
    ids=["sources", "evidence", "states", "coverage", "stances", "subtheme_counts"],
)
def test_it_does_not_change_its_argument(act):
    assert_left_alone(review(**sound()), act)


def test_a_record_decided_at_full_text_is_read_like_any_other():
    made = review(
        [entry("a")],
        [decided("ann", "a", "eligibility", "include")],
        {"a": {"one": QUOTED}},
        themes=[theme("one")],
    )
    assert coding.states(made).to_dict("index") == {"a": {"one": "mentioned"}}


def test_the_worked_review_has_its_quotations_once_and_some_a_second_time(worked):
    evidence = coding.evidence(worked)
    written_up = ["peer", "peer_support", "values", "challenges", "benefits"]
    first = evidence[evidence["theme"].isin(written_up)]
    assert (len(first), len(evidence)) == (131, 187)
    assert set(zip(evidence["key"], evidence["text"], strict=True)) == set(
        zip(first["key"], first["text"], strict=True)
    )
    counted = coding.coverage(worked)
    assert (counted["not mentioned"].sum(), counted["unread"].sum(), counted["sources"].tolist()) == (
        0,
        0,
        [32] * 12,
    )
    assert counted["mentioned"].sum() + counted["due"].sum() == 32 * 12
