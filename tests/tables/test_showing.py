"""How a notebook shows a table: whole, in inline styles that JupyterLab leaves, with hostile text as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix import tables
from litmatrix.tables.frames import KEY, NOT_STATED, QUERY
from litmatrix.tables.grids import clean
from litmatrix.tables.layout import FOLDED, parted
from litmatrix.tables.showing import LARGEST, MOST_ROWS, page

HOSTILE = '</td></table><img src=x onerror="alert(1)"><script>alert(1)</script>&lt;b&gt; $5 and $6'


class Seen(HTMLParser):
    """What a browser makes of a page: its elements with their attributes, and the text of each cell."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.cells: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.cells.append("")
        if tag == "br":
            self.handle_data("\n")

    def handle_data(self, data):
        self.text += data
        if self.cells:
            self.cells[-1] += data

    def styles(self, *names: str) -> list[str]:
        return [attributes["style"] for tag, attributes in self.elements if tag in names]


def framed(index_name: str | None = "Source", **columns: list) -> pd.DataFrame:
    number = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=pd.Index([f"s{at}" for at in range(number)], name=index_name))


def shown(frame: pd.DataFrame, **more) -> Seen:
    return Seen(page(frame, "Title", **more))


# --- what is shown -----------------------------------------------------------------------------------------------------


def test_a_table_has_its_title_note_head_rows_and_a_line_that_counts_them():
    frame = framed(Text=["one", "two"], Number=[3, 12])
    html = page(frame, "A title", "How to read it.")
    assert [text for text in re.split(r"<[^>]+>", html) if text] == [
        "A title", "How to read it.", "Source", "Text", "Number", "s0", "one", "3", "s1", "two", "12", "2 rows, 3 columns.",
    ]  # fmt: skip


def test_the_same_frame_gives_the_same_bytes_and_nothing_is_drawn_by_lot():
    frame = framed(Text=["one", HOSTILE], Number=[3, 12])
    assert page(frame, "T") == page(frame.copy(), "T")
    assert not re.search(r"\b(id|style id)=", page(frame, "T"))


def test_missing_values_are_blank():
    frame = framed(
        Year=pd.array([2019, None], dtype="Int64"),
        Share=[0.5, float("nan")],
        Text=[None, "x"],
        When=[pd.NaT, "y"],
    )
    assert shown(frame).cells[5:] == [
        "s0",
        "2019",
        "0.5",
        "",
        "",
        "s1",
        "",
        "",
        "x",
        "y2 rows, 5 columns (“Source” to “When”).",
    ]


def test_a_fraction_is_shown_with_four_places():
    assert shown(framed(Kappa=[2 / 3, 1.0])).cells[3] == "0.6667"


def test_empty_columns_and_those_in_which_nothing_is_stated_are_left_out_and_named():
    frame = framed(Text=["a", ""], Note=["", None], Limits=[NOT_STATED, ""], Count=[0, 0])
    seen = shown(frame)
    assert seen.cells[:3] == ["Source", "Text", "Count"]
    assert seen.text.endswith("2 rows, 3 columns. Empty, left out: Note. Not stated anywhere: Limits.")


def test_a_table_without_rows_says_so_in_a_sentence():
    frame = framed(Text=["a"]).iloc[:0]
    assert page(frame, "T", "How.", "A decision fills it.").count("<div") == 4
    assert "A decision fills it." in page(frame, "T", nothing="A decision fills it.")
    assert "There is nothing to list yet." in page(frame, "T")
    assert "<table" not in page(frame, "T")


def test_an_index_that_says_something_is_the_first_column_and_one_that_counts_is_none():
    named, bare = framed(A=["a"]), framed(None, A=["a"])
    assert shown(named).cells[:2] == ["Source", "A"]
    assert shown(bare).cells[:4] == ["", "A", "s0", "a1 row, 2 columns."]
    assert shown(bare.reset_index(drop=True)).cells[:2] == ["A", "a1 row, 1 column."]
    kept = pd.DataFrame({"A": ["a", "b", "c"]}).iloc[[0, 2]]
    assert shown(kept).cells[:2] == ["A", "a"]


def test_a_frame_with_columns_of_one_name_is_shown():
    frame = pd.DataFrame([["a", "b"]], columns=["key", "key"], index=pd.Index(["k"], name="key"))
    assert shown(frame).cells == ["key", "key", "key", "k", "a", "b1 row, 3 columns."]


def test_a_value_that_stands_for_several_rows_is_bold_in_the_first():
    frame = pd.DataFrame({"A": list("abc")}, index=pd.Index(["x", "x", "y"], name="N"))
    weights = [re.search(r"font-weight:(\w+)", style) for style in shown(frame).styles("th")[2:]]
    assert [found[1] for found in weights if found] == ["600", "normal", "600"]


# --- long texts --------------------------------------------------------------------------------------------------------


def test_a_long_text_folds_open_and_is_whole():
    text = " ".join(f"word{number}" for number in range(100))
    html = page(framed(Text=[text]), "T")
    ((seen, rest),) = re.findall(r"<details><summary[^>]*>(.*) …</summary>(.*)</details>", html)
    assert f"{seen} {rest}" == text
    assert len(seen) < FOLDED / 1.5


def test_a_text_of_many_lines_folds_between_lines():
    lines = [f"line {number}" for number in range(20)]
    seen, rest = parted("\n".join(lines))
    assert (seen.split("\n") + rest.split("\n")) == lines
    first = "“" + "quoted " * 18 + "”"
    assert parted(f"{first}\n{'more ' * 80}")[0] == first


def test_a_text_that_is_not_long_does_not_fold():
    assert parted("a" * FOLDED) == ("a" * FOLDED, "")
    assert "<details" not in page(framed(Text=["word " * (FOLDED // 5)]), "T")


@given(st.text(st.sampled_from("ab \n…é"), max_size=900))
def test_nothing_is_lost_by_folding(text):
    seen, rest = parted(text)
    assert "".join((seen + rest).split()) == "".join(text.split())


def test_lines_that_are_long_stand_apart_and_short_ones_do_not():
    long, short = "A quotation that goes on for more than a column is wide. (p. 3)", "A subtheme"
    html = page(framed(Text=[f"{long}\n{long}", f"{short}\n{short}"]), "T")
    assert f'>{long}<div style="margin-top:0.5em">{long}</div></td>' in html
    assert f">{short}<br>{short}</td>" in html
    assert f">{long}<br>  {short}</td>" in page(framed(Text=[f"{long}\n  {short}"]), "T")
    opened = page(framed(Text=["\n".join([long] * 9)]), "T")
    assert Seen(opened).text.count(long) == 9
    assert opened.count('<div style="margin-top') == 8


def test_line_breaks_are_kept_and_a_search_string_keeps_its_spaces():
    frame = framed(Query=["(a OR b)\n  AND c"], Text=["one\r\ntwo"])
    html = page(frame, "T", kinds={"Query": QUERY})
    assert "(a OR b)<br>  AND c" in html
    assert "one<br>two" in html
    query, text = Seen(html).styles("td")
    assert "white-space:pre-wrap" in query
    assert "monospace" in query
    assert "monospace" not in text


def test_keys_are_set_as_typed():
    assert "monospace" in shown(framed(Key=["a_2010"]), kinds={"Key": KEY}).styles("td")[0]


def test_a_long_word_may_break_behind_a_mark_and_is_the_same_text():
    address = "https://example.org/" + "part-of-it/" * 12 + "x" * 100
    html = page(framed(Text=[address]), "T")
    pieces = re.search(r"<td[^>]*>(.*?)</td>", html)[1].split("<wbr>")
    assert "".join(pieces) == address
    assert max(map(len, pieces)) <= 24
    assert "<wbr>" not in page(framed(Text=["Pneumonoultramicroscopic words"]), "T")


# --- columns -----------------------------------------------------------------------------------------------------------


def widths(seen: Seen) -> list[float]:
    return [
        float(re.search(r";width:([\d.]+)em", style)[1]) for style in seen.styles("th") if ";width" in style
    ]


def test_a_column_is_as_wide_as_what_it_holds():
    frame = framed(Year=["2019", "n.d."], Title=["A title " * 10, "Short"], Text=["Some words " * 30, "Few"])
    source, year, title, text = widths(shown(frame))
    assert source < 5
    assert year < 4
    assert 20 <= title < text
    assert 25 < text <= 42


def test_one_long_text_among_short_ones_does_not_make_its_column_wide():
    even, odd = framed(Text=["word " * 60] * 12), framed(Text=["word " * 60, *["0"] * 11])
    assert widths(shown(odd))[1] < widths(shown(even))[1] * 0.7


def test_a_heading_of_several_words_takes_two_lines_at_most():
    assert widths(shown(framed(**{"Speak both ways": ["0"]})))[1] > len("both ways") * 0.5


def test_numbers_stand_on_the_right_and_texts_on_the_left_all_at_the_top():
    sides = [
        re.findall(r"(?:text|vertical)-align:(\w+)", style)
        for style in shown(framed(T=["1"], N=[1])).styles("td")
    ]
    assert sides == [["left", "top"], ["right", "top"]]


def test_a_table_that_is_larger_than_its_frame_says_where_it_goes_on():
    small, long = framed(Text=["a"]), framed(Text=["a"] * 40)
    wide = framed(**{f"Theme {number}": ["some words " * 30] for number in range(12)})
    told = [
        re.search(r"columns?[^:.]*(.*?)\.", page(frame, "T").rsplit("<div", 1)[1])[1]
        for frame in (small, long, wide)
    ]
    assert told == ["", ": scroll down for more", ": scroll right for more"]
    assert "max-height" not in page(small, "T")
    assert "max-height" in page(long, "T")
    assert ": scroll right and down for more." in page(pd.concat([wide] * 12), "T")


def test_of_more_rows_than_a_notebook_can_carry_the_first_are_shown_and_the_number_is_told():
    many = framed(A=["a"] * 5000)
    html = page(many, "T")
    assert html.count("<td") == MOST_ROWS
    assert (
        f"The first {MOST_ROWS:,} of 5,000 rows, 2 columns: scroll down for more. The frame and the exports have all rows."
        in html
    )
    large = framed(A=["word " * 1000] * 1000)
    html = page(large, "T")
    assert LARGEST * 0.95 < len(html) < LARGEST * 1.05
    assert f"The first {html.count('<td')} of 1,000 rows" in html
    assert page(framed(A=["word " * 300_000]), "T").count("<td") == 1


# --- hostile text ------------------------------------------------------------------------------------------------------


def test_hostile_text_is_text_wherever_it_stands():
    index = pd.Index([HOSTILE], name=HOSTILE)
    frame = pd.DataFrame(
        {f"{HOSTILE}1": [HOSTILE], f"{HOSTILE}2": [""], f"{HOSTILE}3": [HOSTILE * 9]}, index=index
    )
    seen = Seen(page(frame, HOSTILE, HOSTILE, kinds={f"{HOSTILE}1": KEY}))
    known = {"div", "table", "thead", "tbody", "tr", "th", "td", "br", "wbr", "details", "summary"}
    assert {tag for tag, _ in seen.elements} <= known
    assert {name for _, attributes in seen.elements for name in attributes} <= {
        "class",
        "style",
        "dir",
        "scope",
        "cellpadding",
    }
    assert seen.cells[:2] == [HOSTILE, f"{HOSTILE}1"]
    assert seen.text.startswith(HOSTILE * 2)


@given(st.text())
def test_any_text_is_shown_as_it_is(text):
    cell = shown(framed(Text=[text, "x"])).cells[3].replace(" …", "").replace("…", "")
    expected = clean(text).replace(" …", "").replace("…", "")
    assert "".join(cell.split()) == "".join(expected.split())


def test_no_text_is_set_as_mathematics():
    html = page(framed(Text=["$5 and $6"]), "T")
    assert html.startswith('<div class="mathjax_ignore tex2jax_ignore">')
    assert "$5 and $6" in html


def test_a_text_that_runs_from_right_to_left_finds_its_direction():
    frame = framed(Text=["دعم الأقران (2019)", "Η ψυχική υγεία", "Plain"])
    directions = [attributes.get("dir") for tag, attributes in shown(frame).elements if tag == "td"]
    assert directions == ["auto", None, None]


# --- what JupyterLab leaves of it ----------------------------------------------------------------------------------------


def test_no_style_rests_on_a_style_sheet_a_script_or_a_place_elsewhere():
    html = page(framed(Text=["word " * 200], Number=[1]), "T", "Note.")
    assert not re.search(r"<style|<script|<link|url\(|https?:|class=\"(?!mathjax_ignore)", html)


@pytest.mark.parametrize("name", [*tables.ALL, "findings"])
def test_every_table_of_the_worked_review_is_shown_with_all_its_text(worked, name):
    table = getattr(tables, name)(worked)
    seen = Seen(table._repr_html_())
    words = "".join("".join(seen.cells).replace("…", "").split())
    for column in tables.filled(table.frame).frame:
        for text in table.frame[column].dropna().astype(str):
            assert "".join(text.replace("…", "").split()) in words
