"""What is wrong with a manuscript is found, with its line, and what to do."""

from __future__ import annotations

import making
import pytest
from making import entry, sound

import litmatrix
from litmatrix import checking
from litmatrix.checking.of_manuscript import check_block, check_manuscript
from litmatrix.manuscript import split
from litmatrix.manuscript.text import replaced


def told(text, **changes):
    review = making.review(**sound(**changes))
    return [
        (one.check, one.severity, one.where, one.message, one.fix)
        for one in check_manuscript(review, split(text))
    ]


def block(said):
    return f"<!-- litmatrix: {said} -->\n<!-- litmatrix: end -->\n"


@pytest.mark.parametrize(
    "said",
    [
        "findings", "findings most=2 level=4", "findings benefits", 'findings benefits subtheme="Self" stance=for most=2 order=year as=quotes sources="a_2010"',
        "findings benefits subtheme=\"Self, Others\"", "findings benefits stance=+", "synthesis", "synthesis themes=benefits,costs as=table",
        "statement", "statement costs", "methods", "flow width=80%", "figure heatmap width=12cm", "figure themes-by-kind", "table findings-costs",
        "table criteria columns=\"Include\" most=3", "characteristics", "searches",
    ],
)  # fmt: skip
def test_a_block_that_can_be_filled_has_no_problem(said):
    assert told(block(said)) == []


@pytest.mark.parametrize(
    ("said", "message", "fix"),
    [
        ("findngs benefits", "there is no block 'findngs'.", "Did you mean findings?"),
        ("figure", "it does not say which figure.", "Write it behind figure: figure NAME."),
        (
            "findings level=7",
            "level=7: there is no such level of headings.",
            "Write one of 1, 2, 3, 4, 5, 6.",
        ),
        (
            "findings benefit",
            "there is no theme 'benefit'; the themes are benefits, costs. Did you mean benefits?",
            "Correct the name.",
        ),
        ("findings benefits subtheme=Slef", "benefits has no subtheme 'Slef'.", "Did you mean Self?"),
        (
            "findings benefits stance=pro",
            "stance=pro: there is no such word.",
            "Write one of for, against, both ways, neutral.",
        ),
        ("findings benefits most=0", "most=0: it must be a whole number from 1 on.", "Write most=3, say."),
        (
            "findings benefits sources=a_2011",
            "sources: a_2011 is no key of bibliography.bib.",
            "Did you mean a_2010?",
        ),
        (
            "findings benefits width=3cm",
            "a block findings takes no width.",
            "It takes subtheme, sources, stance, words, most, order, as, level, caption.",
        ),
        ("figure heat", "there is no figure 'heat'.", "litmatrix write --list names the figures."),
        ("methods selektion", "the methods have no part 'selektion'.", "Did you mean selection?"),
        ("table criterias", "there is no table 'criterias'.", "litmatrix write --list names the tables."),
        ("flow x", "a block flow takes no name: x.", "Delete it, or write it as an option: name=value."),
        ("flow width=wide", "width=wide: it is no width.", "Write width=80%, or 12cm."),
        ("", "there is no block ''.", None),
    ],
)
def test_a_block_that_cannot_be_filled_says_why(said, message, fix):
    ((check, severity, where, said_message, said_fix),) = told(f"\n\n{block(said)}")
    assert (check, severity, where, said_message) == ("block", "error", "manuscript.md:3", message)
    assert fix is None or said_fix == fix


def test_a_theme_that_has_another_name_now_is_no_problem():
    history = [{"time": "2026-11-22T10:00:00Z", "change": "rename", "from": ["gains"], "to": ["benefits"]}]
    assert told(block("findings gains subtheme=Self"), theme_history=history) == []


def test_a_block_that_somebody_edited_is_a_problem_and_an_untouched_one_is_none():
    text = replaced(split(block("findings benefits")), {0: "- “it helped me” [@a_2010, p. 3]"})
    assert told(text) == []
    ((check, severity, where, message, _),) = told(text.replace("helped", "helps"))
    assert (check, severity, where) == ("edited-block", "warning", "manuscript.md:1")
    assert (
        message
        == "what litmatrix wrote into this block (findings benefits) was changed by hand; it is kept as it is."
    )


def test_a_placeholder_of_no_number_is_a_problem():
    assert told("We included {{included}} of {{records}}.") == []
    ((check, severity, where, message, fix),) = told("a\nWe included {{includes}}.")
    assert (check, severity, where) == ("placeholder", "error", "manuscript.md:2")
    assert message == "there is no computed number 'includes': it stays as it is."
    assert fix == "Did you mean {{included}}?"


def test_a_citation_of_what_is_not_there_or_was_excluded_is_a_problem_once():
    text = "[@a_2010; @a_2011] and @a_2011.\n\nBut [@c_2012; @b_2005, p. 3], @d_2013 and @e_1990."
    entries = [*sound()["entries"], entry("e_1990", origin="")]
    assert [one[:4] for one in told(text, entries=entries)] == [
        ("citation", "error", "manuscript.md:1", "@a_2011 is not in bibliography.bib."),
        (
            "citation",
            "warning",
            "manuscript.md:3",
            "@c_2012 is cited, but is not among the included sources: excluded.",
        ),
        (
            "citation",
            "warning",
            "manuscript.md:3",
            "@b_2005 is cited, but is not among the included sources: excluded.",
        ),
    ]


def test_a_former_key_is_told_by_its_key_of_today():
    entries = [*sound()["entries"][1:], entry("a_2010", ids="a_old", title="Peer support", year="2010")]
    ((_, _, _, message, fix),) = told("@a_old", entries=entries)
    assert (message, fix) == ("@a_old is not in bibliography.bib.", "It is a_2010 now.")


@pytest.mark.parametrize(
    "words",
    ["it helped me", "It HELPED me", "it … me and more", "helped me", "it [really] helped me", "two words"],
)
def test_a_quotation_that_the_matrix_has_is_no_problem(words):
    cells = {"a_2010": {"benefits": '"it helped me and more, it really helped me" (p. 3)'}}
    assert told(f"“{words}” [@a_2010, p. 3]", cells=cells) == []


def test_a_quotation_that_is_in_the_matrix_no_more_is_a_problem():
    ((check, severity, where, message, fix),) = told("As Adams has it, “it harmed me a lot” [@a_2010, p. 3].")
    assert (check, severity, where) == ("quotation-gone", "warning", "manuscript.md:1")
    assert (
        message == "“it harmed me a lot” is cited as words of a_2010, and no excerpt in the matrix has them."
    )
    assert fix.startswith("The nearest excerpt reads: “") or fix.startswith("Correct the words")


def test_a_quotation_of_a_work_that_is_not_in_the_matrix_is_not_looked_for():
    assert told("“nobody said this here” [@d_2013]") == []


def test_check_covers_the_manuscript_where_there_is_one(tmp_path):
    folder = making.write_review(tmp_path / "r", **sound())
    before = checking.check(litmatrix.open(folder)).problems
    (folder / "manuscript.md").write_text("{{nope}}\n", encoding="utf-8")
    added = [one for one in checking.check(litmatrix.open(folder)).problems if one not in before]
    assert [(one.check, one.where) for one in added] == [("placeholder", "manuscript.md:1")]
    (folder / "manuscript.md").write_bytes(b"\x00")
    added = [one for one in checking.check(litmatrix.open(folder)).problems if one not in before]
    assert added and all(one.where.startswith("manuscript.md") for one in added)


def test_the_citation_of_an_excluded_work_can_be_accepted(tmp_path):
    accepted = [{"check": "citation", "key": "b_2005", "why": "It is discussed."}]
    folder = making.write_review(tmp_path / "r", **sound(accepted=accepted))
    (folder / "manuscript.md").write_text("@b_2005\n", encoding="utf-8")
    assert checking.check(litmatrix.open(folder)).problems == ()


def test_checking_leaves_the_review_as_it_was():
    making.assert_left_alone(
        making.review(**sound()),
        lambda review: tuple(
            check_manuscript(review, split(f"@x {{{{y}}}} {block('findings benefits subtheme=x')}"))
        ),
    )


def test_check_block_asks_nothing_of_a_theme_that_there_is_not():
    (one,) = split(block("findings nope subtheme=x")).blocks
    assert len(list(check_block(making.review(**sound()), "m.md", one))) == 1
