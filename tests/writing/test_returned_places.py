"""Which paragraph is which: of a manuscript in Markdown, of two Word files, and what was changed between two of them."""

from __future__ import annotations

import difflib

from hypothesis import given
from hypothesis import strategies as st

from litmatrix.manuscript import split
from litmatrix.writing.returned.aligning import aligned, words
from litmatrix.writing.returned.places import Source, lines, printed_words, sources
from litmatrix.writing.returned.untracked import Change, find_untracked


def paragraphs(manuscript):
    """Each paragraph's words in one text, its first line and its block."""
    return [(" ".join(one.words), one.lines[0], one.block) for one in sources(split(manuscript))]


def line(manuscript, text, before=""):
    """The line of a printed text, at the place behind some of its words."""
    return lines([text], sources(split(manuscript))).at(0, text.index(before) + len(before))


# --- the paragraphs of a manuscript ---


def test_a_manuscript_is_read_paragraph_by_paragraph_with_its_lines():
    manuscript = """\
---
title: A title
author:
  - Cara Smith
abstract: |
  Short: as it is.
---

# One {#sec-one .unnumbered}

First line
and second *line*.

Setext
======

1. an item
   goes on
2. another
> quoted

| a  | b \\| c |
|----|:--:|
| d  | e  |

: A caption {#tbl}

::: {.note}
Inside[^n] a fence.^[An inner note
on two lines.]
:::

![A figure](pictures/a.png){width=50%}

[^n]: The note itself.
"""
    assert paragraphs(manuscript) == [
        ("a title", 2, ""), ("cara smith", 4, ""), ("short as it is", 6, ""), ("one", 9, ""), ("first line and second line", 11, ""),
        ("setext", 14, ""), ("an item goes on", 17, ""), ("another", 19, ""), ("quoted", 20, ""), ("a", 22, ""), ("b c", 22, ""),
        ("d", 24, ""), ("e", 24, ""), ("a caption", 26, ""), ("inside a fence", 29, ""), ("an inner note on two lines", 29, ""),
        ("a figure", 33, ""), ("the note itself", 35, ""),
    ]  # fmt: skip
    assert sources(split("One\ntwo\r\nthree.")) == (Source(("one", "two", "three"), (1, 2, 3)),)


def test_what_stands_between_two_comments_of_litmatrix_belongs_to_a_block():
    manuscript = "Ours\n<!-- litmatrix: findings pay most=3 -->\ntheirs\n\n- an item\n<!-- litmatrix: end -->\nours <!-- a\ncomment --> again"
    assert paragraphs(manuscript) == [
        ("ours", 1, ""), ("theirs", 3, "findings pay most=3"), ("an item", 5, "findings pay most=3"), ("ours again", 7, ""),
    ]  # fmt: skip


def test_citations_placeholders_and_numbers_are_no_words_of_a_paragraph_on_either_side():
    manuscript = "Of {{included}} trials [see @a, p. 3; -@b] most (n = {{short}}) were short, as @smith_2010 [p. 4] says ([more](https://x.org))."
    printed = (
        "Of 32 trials (see Adams 2010, 3; 2012) most (n = 20) were short, as Smith (2010, 4) says (more)."
    )
    (found,) = sources(split(manuscript))
    assert found.words == ("of", "trials", "most", "n", "were", "short", "as", "says", "more")
    assert printed_words(printed) == ("of", "trials", "most", "were", "short", "as", "smith", "says", "more")
    assert line(manuscript, printed) == (1, "")
    assert line(manuscript, "Of 32 trials [1, 2] most (n = 20) were short, as Smith [3] says (more).") == (
        1,
        "",
    )


def test_a_place_in_a_paragraph_has_the_very_line_on_which_it_stands():
    manuscript = "# Findings\n\nRoles blur most [@a]\nin informal groups,\nand pay is low [@b].\n"
    printed = "Roles blur most (Adams 2010) in informal groups, and pay is low (Brown 2011)."
    for before, expected in (
        ("", 3),
        ("Roles blur", 3),
        ("(Adams 2010) ", 4),
        ("informal groups, ", 5),
        ("pay is low (Brown 2011).", 5),
    ):
        assert line(manuscript, printed, before) == (expected, "")


def test_texts_in_scripts_without_spaces_and_from_right_to_left_are_known_again():
    assert line("一つ目の段落です。\n\n二つ目の文章です。", "二つ目の長い文章です。") == (3, "")
    assert line("الدعم من الأقران مهم.\n\nوالأجور قليلة جدا.", "والأجور قليلة (2010).") == (3, "")


def test_a_paragraph_that_is_nowhere_has_no_line():
    assert line("Something of ours.", "Quite another thing.") == (0, "")


# --- which is which ---


def test_paragraphs_keep_their_order_and_what_moved_is_found_elsewhere():
    old = [
        words(text)
        for text in (
            "the first of all",
            "see the table",
            "a long one that moves away",
            "see the table",
            "the last one",
        )
    ]
    new = [old[2], old[0], old[1], words("something else"), old[3], words("the very last one")]
    assert aligned(old, new) == {0: 1, 1: 2, 2: 0, 3: 4, 4: 5}


def test_many_paragraphs_that_are_the_same_are_told_apart_by_their_order():
    old = [("uk",)] * 30 + [("france",)] + [("uk",)] * 30
    assert aligned(old, old) == {place: place for place in range(61)}


WORDS = st.lists(st.sampled_from("abcdef"), max_size=4).map(tuple)


@given(st.lists(WORDS, max_size=8), st.lists(WORDS, max_size=8))
def test_each_paragraph_is_one_other_at_most(old, new):
    found = aligned(old, new)
    assert len(set(found.values())) == len(found)
    assert all(set(old[one]) & set(new[other]) for one, other in found.items())


@given(st.lists(WORDS.filter(bool), max_size=8, unique=True))
def test_paragraphs_that_did_not_change_are_themselves(texts):
    assert aligned(texts, texts) == {place: place for place in range(len(texts))}


# --- what was changed ---


def test_paragraphs_that_were_edited_added_and_taken_out_are_told():
    base = ["One.", "", "Two is here.", "Three.", "✓", "Four stays."]
    now = ["One.", "Two was here.", "Four stays.", "Five.", " "]
    assert find_untracked(base, now) == (
        Change("Two is here.", "Two was here.", 2, 1), Change("Three.", "", 3, 2), Change("✓", "", 4, 2), Change("", "Five.", 6, 3),
    )  # fmt: skip


def test_cells_that_changed_one_for_one_are_told_one_for_one():
    assert find_untracked(["a", "1", "2", "b"], ["a", "3", "4", "b"]) == (
        Change("1", "3", 1, 1),
        Change("2", "4", 2, 2),
    )


TEXTS = st.lists(st.sampled_from(["a b c d", "a b c e", "f", "g h", " ", "x y z"]), max_size=7)


@given(TEXTS, TEXTS)
def test_what_was_changed_leads_from_one_text_to_the_other(base, now):
    changes = find_untracked(base, now)
    gone, come = {one.base for one in changes if one.before}, {one.now for one in changes if one.after}
    left = [text for place, text in enumerate(base) if text.strip() and place not in gone]
    right = [text for place, text in enumerate(now) if text.strip() and place not in come]
    assert left == right  # what is not told is the same in both, in the same order
    assert [one.before for one in changes if one.before] == [base[one.base] for one in changes if one.before]
    assert all(one.before != one.after for one in changes)
    assert [one.now for one in changes] == sorted(one.now for one in changes)
    old, new = ([text for text in texts if text.strip()] for texts in (base, now))
    blocks = difflib.SequenceMatcher(None, old, new, False).get_matching_blocks()
    assert len(left) >= sum(block.size for block in blocks)
