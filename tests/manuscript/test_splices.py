"""Small changes at one place: what a comment says reads back, and all around the place stays to the byte."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from litmatrix.errors import ChangedOutside, Misuse
from litmatrix.manuscript import split
from litmatrix.manuscript.outline import outline
from litmatrix.manuscript.splices import Splice, block_at_end, comment, lines_of, spliced


def test_a_splice_changes_its_place_only_and_refuses_another_text():
    assert spliced("We saw 39 sources.", Splice(7, "39", "{{included}}")) == "We saw {{included}} sources."
    with pytest.raises(ChangedOutside, match="something else stands at that place"):
        spliced("We saw 40 sources.", Splice(7, "39", "{{included}}"))


def test_the_two_lines_of_a_block_are_its_comments():
    assert lines_of("flow width=80%") == ("<!-- litmatrix: flow width=80% -->", "<!-- litmatrix: end -->")


@pytest.mark.parametrize("value", ["a --> b", 'both "kinds” of', 'both “kinds" of'])
def test_what_no_comment_can_hold_is_refused(value):
    with pytest.raises(Misuse, match="no comment can hold this"):
        comment("table", "criteria", {"caption": value})


WORD = st.text(st.sampled_from(list('ab é=<>"“”-,;عΩ\n\t')), max_size=12)


@given(WORD, WORD, WORD)
def test_what_a_comment_says_reads_back(name, caption, most):
    try:
        said = comment("table", name, {"caption": caption, "most": most})
    except Misuse:
        assume(False)
    (block,) = split("\n".join(lines_of(said))).blocks
    wanted = {
        option: " ".join(value.split()) for option, value in {"caption": caption, "most": most}.items() if value.strip()
    }  # fmt: skip
    assert (block.kind, block.name, dict(block.options)) == ("table", " ".join(name.split()), wanted)


def put(text, number, content=""):
    manuscript = split(text)
    return spliced(text, block_at_end(manuscript, outline(manuscript)[number], "flow", content))


def test_a_block_stands_at_the_end_of_its_section_apart_from_what_is_around():
    assert put("# A\n\nWords.\n\n# B\n", 0) == (
        "# A\n\nWords.\n\n<!-- litmatrix: flow -->\n<!-- litmatrix: end -->\n\n# B\n"
    )
    assert put("# A\nWords.\n# B", 0) == (
        "# A\nWords.\n\n<!-- litmatrix: flow -->\n<!-- litmatrix: end -->\n\n# B"
    )
    assert put("# A", 0) == "# A\n\n<!-- litmatrix: flow -->\n<!-- litmatrix: end -->\n"
    assert put("---\ntitle: x\n---\n\n# A\n", 0).startswith(
        "---\ntitle: x\n---\n\n<!-- litmatrix: flow -->\n<!-- litmatrix: end -->\n\n# A"
    )


def test_a_block_that_is_put_in_is_known_as_written_by_litmatrix():
    manuscript = split(put("# A\n\nWords.\n", 0, "- one\n- two"))
    (block,) = manuscript.blocks
    assert (manuscript.content(block), manuscript.edited(block)) == ("- one\n- two", False)


def test_a_block_is_not_put_into_code_or_a_comment_that_nobody_ended():
    with pytest.raises(Misuse, match="no block can stand there"):
        put("# A\n\n```\ncode\n", 0)


PIECES = st.lists(
    st.sampled_from(["# A\n", "\n", "words\n", "  \n", "<!-- litmatrix: flow -->\n<!-- litmatrix: end -->\n", "B\n===\n", "::: {#refs}\n:::\n", "é", "- x\n"]),
    min_size=1, max_size=10,
)  # fmt: skip


@given(PIECES.map("".join), st.integers(0, 5), st.booleans(), st.sampled_from(["", "- one\n- two"]))
def test_all_around_a_block_that_is_put_in_stays_to_the_byte(text, number, windows, content):
    text = text.replace("\n", "\r\n") if windows else text
    sections = outline(split(text))
    assume(sections)
    before = len(split(text).blocks)
    change = block_at_end(split(text), sections[number % len(sections)], "synthesis", content)
    assert change.old == ""
    made = spliced(text, change)
    assert made[: change.start] == text[: change.start]
    assert made[change.start + len(change.new) :] == text[change.start :]
    assert len(split(made).blocks) == before + 1
    assert [one.title for one in outline(split(made))] == [one.title for one in sections]
