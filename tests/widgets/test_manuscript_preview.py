"""Markdown as the manuscript desk draws it: values of plain text, whatever stands in it."""

from __future__ import annotations

import json

import making
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import sound

from litmatrix.manuscript import split
from litmatrix.manuscript.kinds import KINDS, TABLES, WORDS
from litmatrix.widgets.manuscript.choices import TITLES, choices, columns, worded
from litmatrix.widgets.manuscript.differing import MOST, differences
from litmatrix.widgets.manuscript.preview import (
    MOST_ELEMENTS,
    MOST_ROWS,
    NOTHING,
    Known,
    elements,
    plain,
    words,
)
from litmatrix.writing.manuscript.blocks import Drawing, fill

KNOWN = Known({"a_2010": "Adams 2010", "b": "Brown 2005"}, {"included": "1,200"})


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("plain", [["plain", ""]]),
        ("**bold** and *soft*", [["bold", "b"], [" and ", ""], ["soft", "i"]]),
        ("***both***", [["both", "bi"]]),
        ("2 * 3 * 4, a_b_c", [["2 * 3 * 4, a_b_c", ""]]),
        (r"\*no\* \[x\] &lt;b&gt; &amp;", [["*no* [x] <b> &", ""]]),
        (r"mental\_health \é", [[r"mental_health \é", ""]]),
        (r"\-\- and \.\.\.", [["-- and ...", ""]]),
        ("“x” [@a_2010, p. 3]", [["“x” ", ""], ["(Adams 2010, p. 3)", "c", "[@a_2010, p. 3]"]]),
        (
            "[@b; as cited in @a_2010, {12:34}]",
            [["(Brown 2005; as cited in Adams 2010, 12:34)", "c", "[@b; as cited in @a_2010, {12:34}]"]],
        ),
        ("@a_2010 said", [["Adams 2010", "c", "@a_2010"], [" said", ""]]),
        ("see @fig-flow.", [["see ", ""], ["figure flow", "c", "@fig-flow"], [".", ""]]),
        ("[@nobody]", [["(@nobody)", "c", "[@nobody]"]]),
        (
            "{{ included }} of {{nope}}",
            [["1,200", "n", "{{ included }}"], [" of ", ""], ["{{nope}}", "n", "{{nope}}"]],
        ),
        ("`code *x*`", [["code *x*", "k"]]),
        ("[a link](https://example.org){.x} here", [["a link here", ""]]),
        ("[a link](javascript:alert(1))", [["[a link](javascript:alert(1))", ""]]),
        ("<img src=x onerror=y>", [["<img src=x onerror=y>", ""]]),
        ("one<br>two", [["one\ntwo", ""]]),
        ("me@x.org", [["me@x.org", ""]]),
        ("", []),
    ],
)
def test_words_have_their_look_and_nothing_in_them_is_markup(line, made):
    assert words(line, KNOWN) == made


def test_what_blocks_hold_is_told_apart():
    text = """**Self**

- “it helped” [@a_2010, p. 3]
- and
  more

> quoted
> on

1. one
2. two

| Source | N |
|--------|--:|
| A \\| B | 1 |

: A *caption* {#tbl-x}

![The flow](out/charts/flow.png){#fig-flow width=80% fig-alt="Words on it"}

![Mine](figures/x.png)

::: {#refs}
:::

## Sub {.x}

```
code
```

words
on
<!-- hidden -->"""
    found = elements(text, KNOWN)
    assert [one["is"] for one in found] == [
        "words", "list", "quote", "list", "table", "figure", "figure", "heading", "code", "words",
    ]  # fmt: skip
    assert found[1]["items"][1] == [["and more", ""]] and not found[1]["ordered"] and found[3]["ordered"]
    assert found[2]["words"] == [["quoted on", ""]]
    assert found[4] == {
        "is": "table", "head": [[["Source", ""]], [["N", ""]]], "right": [False, True],
        "rows": [[[["A | B", ""]], [["1", ""]]]], "more": 0, "caption": [["A ", ""], ["caption", "i"]],
    }  # fmt: skip
    assert found[5] == {
        "is": "figure", "name": "flow", "path": "out/charts/flow.png", "caption": [["The flow", ""]], "alt": "Words on it",
    }  # fmt: skip
    assert (found[6]["name"], found[6]["path"]) == ("", "figures/x.png")
    assert (found[7]["words"], found[8]["text"], found[9]["words"]) == (
        [["Sub", ""]], "code", [["words on", ""]],
    )  # fmt: skip


def test_of_much_the_beginning_is_shown_and_the_rest_told():
    table = "| a |\n|---|\n" + "| x |\n" * 100
    (made,) = elements(table)
    assert (len(made["rows"]), made["more"]) == (MOST_ROWS, 100 - MOST_ROWS)
    many = elements("word\n\n" * 1_000)
    assert len(many) == MOST_ELEMENTS + 1 and many[-1]["is"] == "more"


@given(st.text(st.sampled_from(list('ab*_`[]()@{}<>!|\\#:-.1 \n"“”&;\t=~é漢ع')), max_size=80))
def test_any_text_becomes_elements_of_text(text):
    made = elements(text, KNOWN)
    json.dumps(made)
    for line in text.split("\n"):
        for part in words(line, KNOWN):
            assert all(isinstance(one, str) for one in part) and len(part) in (2, 3)
        assert isinstance(plain(line), str)


def test_each_kind_of_block_is_drawn_as_something_else_than_source():
    review = making.review(**sound())
    for said in (
        "findings benefits as=table",
        "findings benefits",
        "synthesis",
        "criteria",
        "table searches",
        "flow",
    ):
        (block,) = split(f"<!-- litmatrix: {said} -->\n<!-- litmatrix: end -->").blocks
        made = elements(fill(review, block, lambda name: Drawing(f"out/charts/{name}.png", name, name)))
        shown = json.dumps(made)
        assert made and "#tbl" not in shown and "#fig" not in shown and "**" not in shown


# --- differences ---


def test_a_line_that_changed_is_told_word_by_word():
    rows, more = differences("- the old words stay here", "- the new words stay here", NOTHING)
    assert (rows, more) == (
        [{"kind": "changed", "old": [["the ", False], ["old", True], [" words stay here", False]],
          "new": [["the ", False], ["new", True], [" words stay here", False]]}],
        0,
    )  # fmt: skip


def test_lines_that_have_little_in_common_are_two():
    rows, _ = differences("one\n\nentirely other", "one\n\nsomething else\n\nadded", NOTHING)
    assert [(row["kind"], row["old"], row["new"]) for row in rows] == [
        ("gone", [["entirely other", True]], []),
        ("new", [], [["something else", True]]),
        ("new", [], [["added", True]]),
    ]


def test_what_prints_the_same_does_not_differ():
    assert differences("| a | b |\n|---|---|\n| *x* | 1 |", "| a | b |\n|----|--|\n| x | 1 |", NOTHING) == (
        [],
        0,
    )


def test_many_lines_are_told_in_part():
    rows, more = differences("", "\n\n".join(f"line {number}" for number in range(200)), NOTHING)
    assert (len(rows), more) == (MOST, 200 - MOST)


# --- choices ---


def test_all_that_a_block_can_be_is_there_to_choose():
    review = making.review(**sound())
    made = choices(review)
    kinds = {one["id"]: one for one in made["kinds"]}
    assert list(kinds) == [*(kind for kind in KINDS if kind in TITLES), "number"]
    assert kinds["findings"] == {
        "id": "findings", "title": "Findings of a theme", "names": "theme", "needs": False,
        "options": list(KINDS["findings"].options),
    }  # fmt: skip
    assert kinds["table"]["needs"] is True
    assert made["names"]["theme"] == [["benefits", "Benefits"], ["costs", "Costs"]]
    assert ["findings-costs", "Findings: Costs"] in made["names"]["table"]
    assert ["themes-by-kind", "Themes by: kind"] in made["names"]["figure"]
    assert ["included", "included: 1"] in made["names"]["number"]
    assert made["subthemes"]["benefits"] == ["Self", "Others"]
    assert made["sources"] == [["a_2010", "Adams 2010"]]
    assert made["words"]["as"] == list(WORDS["as"])
    json.dumps(made)


def test_a_kind_without_a_title_is_the_name_of_a_table():
    assert {kind for kind in KINDS if kind not in TITLES} == set(TABLES) - set(TITLES)


def test_the_columns_of_a_table_can_be_chosen_and_of_nothing_else():
    review = making.review(**sound())
    assert columns(review, "table", "criteria") == ["Include", "Exclude", "Applied to", "Check", "Changed"]
    assert columns(review, "table", "findings-costs")[:1] == columns(review, "table", "findings-benefits")[:1]
    assert columns(review, "findings", "costs") == columns(review, "table", "nope") == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("findings benefits most=3", "Findings: Benefits, at most 3"),
        (
            'findings benefits words="it helped" order=year as=quotes',
            "Findings: Benefits, with “it helped”, by year, as quotes",
        ),
        ("findings gone", "Findings: gone"),
        ("table criteria", "Table: Criteria"),
        ("criteria", "Table: Criteria"),
        ("figure source-types width=80%", "Figure: source types, width: 80%"),
        ("flow", "Flow diagram"),
        ("synthesis", "Synthesis"),
        ("tabel x", "tabel x"),
    ],
)
def test_a_block_is_told_in_words(said, told):
    (block,) = split(f"<!-- litmatrix: {said} -->\n<!-- litmatrix: end -->").blocks
    assert worded(making.review(**sound()), block) == told


def test_choices_leave_the_review_as_it_was():
    making.assert_left_alone(making.review(**sound()), choices)
