"""Blocks are renewed in place; what a person wrote, in a block too, stays to the byte."""

from __future__ import annotations

import making
from hypothesis import given
from hypothesis import strategies as st
from making import decided, entry, sound

from litmatrix.errors import Misuse
from litmatrix.manuscript import split
from litmatrix.writing.manuscript.blocks import Drawing, fill
from litmatrix.writing.manuscript.renewing import (
    CURRENT,
    EDITED,
    EMPTY,
    OUTDATED,
    STUCK,
    numbered,
    renewed,
    standing,
)

TEXT = """---
title: T
---

My own – words, {{included}} source.

<!-- litmatrix: findings benefits -->
<!-- litmatrix: end -->

Between.

<!-- litmatrix: synthesis themes=costs -->
<!-- litmatrix: end -->
"""


def draw(name):
    return Drawing(f"out/charts/{name}.png", name, name)


def made(text, **changes):
    return renewed(making.review(**sound(**changes)), split(text), draw)


def test_a_block_follows_the_review_and_the_prose_stays():
    first = made(TEXT)
    assert (
        [block.kind for block in first.changed] == ["findings", "synthesis"]
        and not first.kept
        and not first.problems
    )
    cells = {"a_2010": {"benefits": '"it helped me more" (p. 5)', "costs": "none"}}
    second = made(first.text, cells=cells)
    assert [block.kind for block in second.changed] == ["findings"]
    assert "“it helped me more” [@a_2010, p. 5]" in second.text and "it helped me”" not in second.text
    for part in ("My own – words, {{included}} source.\n\n", "\n\nBetween.\n\n", "---\ntitle: T\n---\n\n"):
        assert part in second.text


def test_renewing_twice_changes_nothing():
    first = made(TEXT)
    assert made(first.text).text == first.text and made(first.text).changed == ()


def test_with_the_line_ends_of_windows_nothing_changes_either():
    first = made(TEXT.replace("\n", "\r\n"))
    assert first.text == made(TEXT).text.replace("\n", "\r\n")
    assert made(first.text).text == first.text and made(first.text).changed == ()


def test_what_somebody_edited_is_kept_and_the_difference_is_told():
    edited = made(TEXT).text.replace("“it helped me”", "“it HELPED me”")
    again = made(edited)
    assert again.text == edited and again.changed == ()
    (one,) = again.kept
    assert (one.line, one.said) == (7, "findings benefits")
    assert [line for line in one.lines if line[:1] in "+-"][2:] == [
        "-- “it HELPED me” [@a_2010, p. 3]", "+- “it helped me” [@a_2010, p. 3]",
    ]  # fmt: skip
    assert [problem.check for problem in again.problems] == ["edited-block"]


def test_what_stood_in_a_block_before_litmatrix_is_kept_too():
    again = made(TEXT.replace("benefits -->\n", "benefits -->\nMine.\n"))
    assert "Mine." in again.text and [one.line for one in again.kept] == [7]


def test_an_edited_block_that_says_what_the_review_says_is_ours_again():
    text = made(TEXT).text
    content = split(text).content(split(text).blocks[0])
    mine = TEXT.replace("benefits -->\n", f"benefits -->\n{content}\n")
    assert made(mine).text == text and made(mine).kept == ()


def test_a_block_that_cannot_be_filled_keeps_what_it_has():
    text = made(TEXT).text.replace("findings benefits", "findings gone")
    again = made(text)
    assert again.text == text and [one.check for one in again.problems] == ["block"]


def test_each_block_tells_how_it_stands():
    review = making.review(**sound())
    text = f"{TEXT}\n<!-- litmatrix: findings nope -->\nOld.\n<!-- litmatrix: end -->\n"

    def states(text, review=review):
        blocks = standing(review, split(text), lambda block: fill(review, block, draw))
        return [(one.number, one.state, one.renews) for one in blocks]

    assert states(text) == [(0, EMPTY, True), (1, EMPTY, True), (2, STUCK, False)]
    filled = renewed(review, split(text), draw).text
    assert states(filled) == [(0, CURRENT, True), (1, CURRENT, True), (2, STUCK, False)]
    edited = filled.replace("helped me", "HELPED me")
    assert states(edited)[0] == (0, EDITED, False)
    later = making.review(**sound(cells={"a_2010": {"benefits": '"more" (p. 5)', "costs": "none"}}))
    assert states(filled, later)[:2] == [(0, OUTDATED, True), (1, CURRENT, True)]


def test_what_nothing_fills_tells_why():
    def nothing(block):
        raise Misuse(f"nothing for {block.kind}.")

    (one, _) = standing(making.review(**sound()), split(TEXT), nothing)
    assert (one.state, [(two.check, two.severity, two.where, two.message) for two in one.problems]) == (
        STUCK, [("block", "warning", "manuscript.md:7", "nothing for findings.")],
    )  # fmt: skip


def test_where_a_block_is_not_ended_nothing_is_touched():
    text = TEXT + "\n<!-- litmatrix: flow -->\n"
    again = made(text)
    assert (again.text, again.changed) == (text, ()) and [one.check for one in again.problems] == ["block"]


def test_another_option_fills_the_block_anew_without_asking():
    text = made(TEXT).text.replace("findings benefits -->", "findings benefits as=quotes subtheme=Self -->")
    again = made(text)
    assert "\n> “it helped me” [@a_2010, p. 3]\n" in again.text and again.kept == ()


def test_a_renamed_theme_goes_on_filling_its_block():
    text = made(TEXT).text
    history = [{"time": "2026-11-22T10:00:00Z", "change": "rename", "from": ["benefits"], "to": ["gains"]}]
    values = sound()
    values["themes"][0]["id"] = "gains"
    values["cells"]["a_2010"]["gains"] = values["cells"]["a_2010"].pop("benefits")
    again = made(text, **{**values, "theme_history": history})
    assert (again.text, again.problems) == (text, ())


def test_placeholders_become_numbers_in_a_document_and_stay_in_the_manuscript():
    review = making.review(**sound())
    text = "---\nabstract: {{ included }} of {{records}}\n---\n{{sources.benefits}} of {{looked_at.benefits}}, `{{included}}`, {{nope}}"
    assert numbered(review, text) == "---\nabstract: 1 of 4\n---\n1 of 1, `{{included}}`, {{nope}}"


def test_a_coefficient_has_two_decimals_and_a_large_number_commas():
    entries = [entry(f"k{number}", year="2012", title="t") for number in range(1200)]
    events = [
        decided(who, f"k{number}", "screening", "include" if (number + (who == "bob" and number < 3)) % 2 else "exclude", "" if (number + (who == "bob" and number < 3)) % 2 else "topic")
        for number in range(20) for who in ("ann", "bob")
    ]  # fmt: skip
    review = making.review(**sound(entries=entries, events=events, cells={}))
    assert (
        numbered(review, "{{records}} {{both.screening}} {{agreed.screening}} {{kappa.screening}}")
        == "1,200 20 17 0.70"
    )


@given(
    st.lists(st.sampled_from(["a – b\r\n", "{{included}}", "\t*x*\n", "é漢\n", "<b>", "\n\n"]), max_size=8)
)
def test_prose_is_untouched_to_the_byte(parts):
    prose = "".join(parts)
    first = made(f"{prose}\n<!-- litmatrix: findings benefits -->\n<!-- litmatrix: end -->{prose}")
    again = made(first.text, cells={"a_2010": {"benefits": "none"}})
    assert again.text.startswith(f"{prose}\n<!-- litmatrix: findings benefits -->")
    assert again.text.endswith(f"<!-- litmatrix: end -->{prose}")


def test_renewing_leaves_the_review_as_it_was():
    making.assert_left_alone(
        making.review(**sound()), lambda review: (renewed(review, split(TEXT), draw).text,)
    )
