"""A manuscript section by section: headings as pandoc reads them, and words that are hers."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.manuscript import split
from litmatrix.manuscript.outline import Section, abstract_of, count_words, outline

TEXT = """---
title: T
abstract: |
  Three words here. {{included}} more.

  Yours to write. And five words of her own.
csl: apa
---

# Introduction

*Yours to write: why.*

## Why  *this* `one` {#sec-why}

Some words [@a_2010, p. 3] and {{included}} [more](https://example.org).

<!-- litmatrix: findings costs -->
# no heading
many words that are not hers
<!-- litmatrix: end -->

Results ##
==========

```
# code
```
"""


def told(text):
    return [(one.level, one.title, one.line, one.words, one.left) for one in outline(split(text))]


def test_each_heading_has_its_level_line_and_the_words_that_are_hers():
    assert told(TEXT) == [
        (0, "", 1, 11, 1), (1, "Introduction", 10, 0, 1), (2, "Why this one", 14, 5, 0), (1, "Results", 23, 0, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# One\n## Two ##\n", ["One", "Two"]),
        ("#hashtag\n####### seven\n    # code\n\\# none\n", [""]),
        ("a\n---\n", ["a"]),
        ("\n\nTitle\n---\ntext", ["Title"]),
        ("| a |\n|---|\n\n- item\n---\n", [""]),
        ("<!-- # no -->\n\n# Yes {.unnumbered}\n", ["", "Yes"]),
        ("# Ελλάδα و عربية\r\n\r\ntext\r\n", ["Ελλάδα و عربية"]),
        ("Title\n=====\n", ["Title"]),
        (r"# Mental\_health *now*", ["Mental_health now"]),
        ("", []),
        ("   \n", []),
        ("words only", [""]),
    ],
)
def test_headings_are_what_pandoc_takes_for_such(text, found):
    assert [one.title for one in outline(split(text))] == found


def test_a_section_ends_where_the_next_heading_begins():
    manuscript = split(TEXT)
    first, second, third, last = outline(manuscript)
    assert manuscript.text[second.start : second.end] == "\n\n*Yours to write: why.*\n\n"
    assert (first.end, second.end, third.end, last.end) == (
        second.first, third.first, last.first, len(TEXT),
    )  # fmt: skip
    assert outline(split("# A")) == (Section("A", 1, 1, 0, 3, 3, 0, 0),)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("we've seen peer-led groups, e.g. 1,200", 6),
        ("[see @a_2010, pp. 3-4; @b] {{kappa.screening}} ::: {#refs}", 1),
        ("*Yours to write: many words.* a", 1),
        ("![a caption](x.png){width=80%}", 2),
        ("", 0),
    ],
)
def test_words_are_counted_without_citations_and_what_is_still_to_be_written(text, number):
    assert count_words(text) == number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\nabstract: |\n  One.\n\n  Two.\ncsl: apa\n---\n", "One.\n\nTwo."),
        ('---\nabstract: "One."\n---\n', "One."),
        ("---\r\nabstract: >\r\n  One.\r\n---\r\n", "One."),
        ("---\ntitle: x\n---\nabstract: no", ""),
        ("abstract: no", ""),
    ],
)
def test_the_abstract_is_what_the_front_matter_says(text, said):
    assert abstract_of(text) == said


PIECES = st.lists(st.sampled_from(["# A\n", "## B\r\n", "words\n", "\n", "---\n", "```\n", "C\n===\n", "<!-- x -->", "é"]), max_size=14)  # fmt: skip


@given(PIECES.map("".join))
def test_sections_lie_side_by_side_and_cover_the_text_from_the_first_to_the_end(text):
    sections = outline(split(text))
    for one, following in itertools.pairwise(sections):
        assert one.end == following.first
    for one in sections:
        assert one.first <= one.start <= one.end
    if sections:
        assert sections[-1].end == len(text)
        assert not text[: sections[0].first].strip()
