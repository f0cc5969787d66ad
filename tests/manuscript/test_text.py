"""A manuscript told apart and put together again: what is ours, what is hers, and that hers stays to the byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.errors import Unreadable
from litmatrix.manuscript import Mention, read_manuscript, split
from litmatrix.manuscript.text import OURS, filled, replaced, sum_of

BLOCK = "<!-- litmatrix: findings costs most=3 -->\nOld.\n<!-- litmatrix: end -->"


def test_a_block_has_its_kind_its_name_its_options_and_its_place():
    text = '# A\n\n<!--litmatrix:findings  challenges subtheme="Being triggered" most=3 as=“table”-->\nx\n<!-- litmatrix: end -->\n'
    (block,) = split(text).blocks
    assert (block.kind, block.name, dict(block.options), block.line) == (
        "findings", "challenges", {"subtheme": "Being triggered", "most": "3", "as": "table"}, 3,
    )  # fmt: skip
    assert text[block.start : block.end] == "\nx\n"
    assert block.said == 'findings challenges subtheme="Being triggered" most=3 as=“table”'


def test_a_comment_can_run_over_lines():
    (block,) = split(
        '<!-- litmatrix: table criteria\n  caption="What\nwe kept" -->\n<!-- litmatrix: end -->'
    ).blocks
    assert (block.kind, block.name, block.options["caption"]) == ("table", "criteria", "What\nwe kept")


@pytest.mark.parametrize(
    "hidden",
    [
        "```\n{}\n```\n", "~~~~ markdown\n{}\n~~~\n~~~~\n", "   ```\n{}\n   ```\n", "<!-- {} -->\n", "`{}` and text\n", "``a ` {}``\n",
        "```\n{}",
    ],
)  # fmt: skip
def test_what_stands_in_code_or_in_a_comment_is_none_of_ours(hidden):
    told = split(hidden.format("@key_1 {{included}} “some words here” [@key_2]"))
    assert (told.placeholders, told.citations, told.quotations) == ((), (), ())


def test_a_block_shown_as_code_is_no_block():
    assert split(f"```\n{BLOCK}\n```\n").blocks == ()
    assert split(f"```\r\n{BLOCK}\r\n```\r\n\r\n{BLOCK}").blocks[0].line == 7


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("See @a_2010 and [@b-1, p. 3; @c:d.e].", ["a_2010", "b-1", "c:d.e"]),
        ("[see @{https://x.org/a?b=1}, pp. 3]", ["https://x.org/a?b=1"]),
        ("[-@müller2020] and @Ω_2", ["müller2020", "Ω_2"]),
        ("mail a@b.org, \\@not, @fig-flow, @tbl-x, @sec-1, @eq-a", []),
        ("(@a2010).", ["a2010"]),
        ("https://x.y/?a=@b mailto:@c $x_@d$ @fig:old", []),
    ],
)
def test_citations_are_read_as_pandoc_reads_them(text, keys):
    assert [one.keys[0] for one in split(text).citations] == keys


def test_a_quotation_is_words_in_quotation_marks_with_a_citation_behind():
    text = 'He says “role\nconfusion” [@a_2010, p. 3]. She "agrees with it" [see @b; @c]. “Not cited”.\n\n“Apart”\n\n[@d]'
    assert split(text).quotations == (
        Mention(("a_2010",), 1, "role\nconfusion"),
        Mention(("b", "c"), 2, "agrees with it"),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("„zwei drei vier“ [@a]", [("a", "zwei drei vier")]), ("«deux trois quatre» [@a]", [("a", "deux trois quatre")]),
        ("‘two three four’ [@a]", [("a", "two three four")]), ("“two three” – [@a]", [("a", "two three")]),
        ("“two three” (he says; [@a])", [("a", "two three")]), ("@a says “two three” [p. 3]", [("a", "two three")]),
        ("@a [p. 3] says “two three”", [("a", "two three")]), ('“two "three" four” [@a]', [("a", 'two "three" four')]),
    ],
)  # fmt: skip
def test_quotations_are_found_in_the_marks_of_many_languages(text, found):
    assert [(one.keys[0], one.text) for one in split(text).quotations] == found


@pytest.mark.parametrize("text", ["{{< include a.qmd >}}", r"$x_{{i}}$", r"\textbf{{word}}", "{{% raw %}}"])
def test_what_others_write_in_braces_is_no_placeholder(text):
    assert split(text).placeholders == ()


def test_a_reference_to_no_figure_or_table_is_told():
    told = split("@fig-flow, @tbl-none and @sec-x\n\n![F](f.png){#fig-flow width=3cm}\n")
    assert [(one.keys, one.line) for one in told.references] == [(("tbl-none",), 1)]


def test_a_block_that_is_not_filled_yet_can_be_referred_to():
    blocks = ("flow", "figure heatmap", "criteria", "table excluded", "findings costs as=table")
    text = "\n\n".join(f"<!-- litmatrix: {one} -->\n<!-- litmatrix: end -->" for one in blocks)
    assert (
        split(
            f"{text}\n\n@fig-flow @fig-heatmap @tbl-criteria @tbl-excluded @tbl-findings-costs\n"
        ).references
        == ()
    )


def test_the_keys_of_a_manuscript_are_those_of_its_blocks_too():
    told = split(replaced(split(f"@c, `@no`, @a\n\n{BLOCK}\n\n@d"), {0: "- “x” [@b, p. 3; @a]"}))
    assert told.keys == ("c", "a", "b", "d")
    assert [one.keys[0] for one in told.citations] == ["c", "a", "d"]


def test_the_front_matter_has_placeholders_and_no_citations():
    told = split("---\ntitle: x @y\nabstract: |\n  {{ included }} sources\n---\n\n@z\n")
    assert [(one.name, one.line) for one in told.placeholders] == [("included", 4)]
    assert [one.keys for one in told.citations] == [("z",)]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a\n<!-- litmatrix: flow -->\n", "this block is not ended.", 2),
        (f"<!-- litmatrix: flow -->\n\n{BLOCK}", "this block is not ended.", 1),
        (f"{BLOCK}\n\n<!-- litmatrix: end -->", "this comment ends a block that no comment begins.", 5),
    ],
)
def test_a_block_that_is_not_ended_or_not_begun_is_a_problem_with_its_line(text, message, line):
    (problem,) = split(text, "paper.md").problems
    assert (problem.check, problem.where, problem.message) == ("block", f"paper.md:{line}", message)


def test_what_was_written_is_known_again_and_what_was_changed_too():
    told = split(f"Hers.\n\n{BLOCK}\n\nHers too.\n")
    assert told.edited(told.blocks[0])  # somebody wrote "Old." there
    written = split(replaced(told, {0: "- one\n- two"}))
    assert not written.edited(written.blocks[0])
    assert written.content(written.blocks[0]) == "- one\n- two"
    for change in (
        ("- one", "- One"),
        ("- two", "- two\n- three"),
        ("not this text -->", "not this text; MINE -->"),
    ):
        edited = split(written.text.replace(*change))
        assert edited.edited(edited.blocks[0]), change


def test_a_block_that_was_emptied_is_filled_again():
    written = replaced(split(BLOCK), {0: "- one\n- two"})
    told = split(written.replace("- one\n- two", ""))
    assert not told.edited(told.blocks[0])


@pytest.mark.parametrize(
    "text",
    [
        "---\nabstract: |\n  x\n" + BLOCK + "\n---\n",
        "> " + BLOCK,
        "- x\n    " + BLOCK,
        "| a | " + BLOCK,
        "words " + BLOCK,
        "1. " + BLOCK,
    ],
)
def test_a_block_that_is_not_at_the_beginning_of_a_line_is_a_problem(text):
    (problem, *_) = split(text).problems
    assert problem.message.startswith("a block cannot stand within")


def test_a_block_in_code_that_is_not_ended_is_a_problem():
    (problem,) = split(f"a\n\n```\ncode\n\n{BLOCK}\n").problems
    assert (problem.where, problem.fix) == ("manuscript.md:6", "End the code that begins in line 3 with ```.")


def test_line_ends_and_spaces_at_the_ends_of_lines_are_no_change():
    written = replaced(split(BLOCK), {0: "- one\n- two"})
    for text in (written.replace("\n", "\r\n"), written.replace("- one", "- one  ")):
        told = split(text)
        assert not told.edited(told.blocks[0])


def test_an_empty_block_is_not_edited():
    told = split("<!-- litmatrix: flow -->\n\n<!-- litmatrix: end -->")
    assert not told.edited(told.blocks[0])


PROSE = st.text(st.sampled_from(list('ab \t`~#*[]()@{}"“”\n\\é漢عA1-')), max_size=60).map(
    lambda text: text.replace("`", "'").replace("~", "-")
)
CONTENT = st.text(st.sampled_from(list('xyz |*-\n"é')), max_size=30)


@given(st.lists(st.tuples(PROSE, CONTENT), min_size=1, max_size=4), PROSE, st.booleans())
def test_whatever_is_written_into_blocks_the_rest_is_the_same_byte_for_byte(parts, tail, windows):
    text = "".join(f"{prose}\n<!-- litmatrix: flow -->\n<!-- litmatrix: end -->" for prose, _ in parts) + tail
    text = text.replace("\n", "\r\n") if windows else text
    told = split(text)
    assert len(told.blocks) == len(parts) and not told.problems
    written = split(replaced(told, {number: content for number, (_, content) in enumerate(parts)}))

    def around(manuscript):
        pieces, last = [], 0
        for block in manuscript.blocks:
            pieces.append(manuscript.text[last : block.start])
            last = block.end
        return [*pieces, manuscript.text[last:]]

    assert around(written) == around(told)
    assert [written.edited(block) for block in written.blocks] == [False] * len(parts)
    again = replaced(written, {number: written.content(block) for number, block in enumerate(written.blocks)})
    assert again == written.text


@given(CONTENT)
def test_a_document_has_none_of_our_comments(content):
    text = f"before\n\n<!-- litmatrix: flow -->{filled(content)}<!-- litmatrix: end -->\n\nafter"
    left = OURS.sub("", text)
    assert "<!--" not in left and left.startswith("before\n\n") and left.endswith("\nafter")
    assert sum_of(left.removeprefix("before").removesuffix("after")) == sum_of(content)


def test_reading_keeps_a_byte_order_mark_and_names_what_no_text_holds(tmp_path):
    path = tmp_path / "manuscript.md"
    path.write_bytes(b"\xef\xbb\xbf# A\r\n")
    assert (read_manuscript(path).bom, read_manuscript(path).text) == (True, "# A\r\n")
    path.write_bytes(b"# A\n<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\n")
    problem = read_manuscript(path).problems[0]
    assert (problem.check, problem.where) == ("conflict-marker", "manuscript.md:2")
    with pytest.raises(Unreadable):
        read_manuscript(tmp_path / "none.md")
