"""What stands in a block: the review's own words and numbers, as Markdown that pandoc reads for what it is."""

from __future__ import annotations

import making
import pytest
from making import decided, descriptor, entry, sound, theme

from litmatrix.manuscript import split
from litmatrix.writing.manuscript.blocks import Drawing, fill, verbatim


def filled(said, review=None, **changes):
    (block,) = split(f"<!-- litmatrix: {said} -->\n<!-- litmatrix: end -->").blocks
    return fill(
        review or making.review(**sound(**changes)),
        block,
        lambda name: Drawing(f"out/charts/{name}.png", f"The {name}", 'Words "of" it'),
    )


def many():
    """Three sources, two subthemes, all stances."""
    keys = {"a_2010": "2010", "b_2012": "2012", "c_2011": ""}
    cells = {
        "a_2010": {"peer": '[Power -] "lower status" (p. 9)\n[Bonds +] "close" (pp. 3-4)'},
        "b_2012": {
            "peer": '[Bonds ~] ties help and hinder (sec. 2, quoting a_2010)\n"no subtheme, but a long quotation of some words" (12:34)',
            "pay": "none",
        },
        "c_2011": {},
    }
    return making.review(
        entries=[entry(key, title=f"Title {key}", author=f"{key[0].upper()}, X", year=year) for key, year in keys.items()],
        events=[decided("ann", key, stage, "include") for key in keys for stage in ("screening", "eligibility")],
        themes=[theme("peer", "Power", "Bonds", statement="Peers * matter."), theme("pay")],
        descriptors=[descriptor("kind", "academic", "grey")],
        cells=cells,
    )  # fmt: skip


def test_findings_stand_under_their_subthemes_with_key_and_place():
    assert filled("findings peer", many()) == (
        "**Power**\n\n- “lower status” [@a_2010, p. 9]\n\n"
        "**Bonds**\n\n- “close” [@a_2010, pp. 3-4]\n- ties help and hinder [@a_2010; as cited in @b_2012, sec. 2]\n\n"
        "**Without a subtheme**\n\n- “no subtheme, but a long quotation of some words” [@b_2012, {}, 12:34]"
    )


def test_findings_without_a_theme_are_those_of_all_each_under_a_heading():
    text = filled("findings most=1 level=2", many())
    assert [line for line in text.split("\n") if line.startswith("#")] == ["## Peer", "## Pay"]
    assert text.endswith("## Pay\n\n*No included source has such an excerpt yet.*")
    assert filled("findings", making.review(searches=[])) == "*There is no theme yet.*"


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (
            "subtheme=Bonds",
            ["- “close” [@a_2010, pp. 3-4]", "- ties help and hinder [@a_2010; as cited in @b_2012, sec. 2]"],
        ),
        ("subtheme=Bonds stance=for", ["- “close” [@a_2010, pp. 3-4]"]),
        ("stance=- order=source", ["- “lower status” [@a_2010, p. 9]"]),
        ('stance="both ways" order=year', ["- ties help and hinder [@a_2010; as cited in @b_2012, sec. 2]"]),
        ("sources=a_2010 order=stance", ["- “close” [@a_2010, pp. 3-4]", "- “lower status” [@a_2010, p. 9]"]),
        (
            'words="HELP and"',
            ["**Bonds**", "", "- ties help and hinder [@a_2010; as cited in @b_2012, sec. 2]"],
        ),
        ("subtheme=Power as=quotes", ["> “lower status” [@a_2010, p. 9]"]),
        ("sources=c_2011", ["*No included source has such an excerpt yet.*"]),
    ],
)
def test_options_choose_and_order_the_findings(options, lines):
    assert filled(f"findings peer {options}", many()).split("\n") == lines


def test_the_most_that_are_shown_are_of_different_sources_first():
    shown = filled("findings peer most=2 order=source", many())
    assert shown.count("\n- ") == 1 and "@a_2010" in shown and "@b_2012" in shown
    assert len(filled("findings peer most=9 order=source", many()).split("\n")) == 4


def test_findings_as_a_table_have_a_caption_that_can_be_referred_to():
    lines = filled("findings peer as=table", many()).split("\n")
    assert lines[0] == "| Subtheme | Finding | Stance |"
    assert lines[2] == "| Power | “lower status” [@a_2010, p. 9] | against |"
    assert lines[-1] == ": Findings: Peer {#tbl-findings-peer}"


def test_the_synthesis_says_n_of_those_looked_at_and_never_counts_others():
    assert filled("synthesis", many()) == (
        "**Peer.** Peers \\* matter. The 2 sources looked at mention it. 2 sources speak both ways: @a\\_2010; @b\\_2012. "
        "1 source was not yet looked at for it.\n\n"
        "**Pay.** Of the one source looked at, none mentions it. 2 sources were not yet looked at for it."
    ).replace("\\_", "_")


def test_the_synthesis_can_be_of_some_themes_and_a_table():
    assert filled("synthesis themes=pay", many()).startswith("**Pay.**")
    table = filled('synthesis as=table themes=peer caption="What * we found"', many())
    assert ": What \\* we found {#tbl-synthesis}" in table and "| Peer |" in table and "| Pay |" not in table


def test_a_statement_is_the_reviews_own_and_a_missing_one_shows():
    assert filled("statement peer", many()) == "Peers \\* matter."
    assert filled("statement pay", many()) == "*[missing: a statement on Pay]*"


def test_the_methods_are_the_computed_sentences_with_their_gaps_in_bold():
    review = making.review(**sound())
    whole = filled("methods", review)
    assert whole.startswith("**Registration and protocol.** ") and "**\\[missing: registration\\]**" in whole
    part = filled("methods selection", review)
    assert part and part in whole.replace("**Selection process.** ", "") and not part.startswith("**")
    assert filled("statement", review).startswith("Availability of data, code and other materials: ")


def test_a_table_cites_its_sources_and_has_no_keys_no_empty_columns_and_its_note_below():
    lines = filled("characteristics").split("\n")
    assert lines[0] == "| Source | Year | Title | kind | methods | size |"
    assert lines[2] == "| @a_2010 | 2010 | Peer support | academic | survey; interview | 12 |"
    assert filled("table criteria").endswith(
        "*Note.* Applied in this order. A check only suggests: a person decides."
    )


def test_a_table_can_be_narrowed():
    assert filled('table criteria columns="Include" most=1').split("\n")[:3:2] == [
        "| Criterion | Include |",
        "| year | meets year |",
    ]
    assert filled("table matrix themes=pay sources=b_2012", many()).split("\n")[2].startswith("| @b_2012 |")


def test_a_table_of_nothing_says_what_would_fill_it():
    assert filled("table claims", claims=[]).startswith("*No stated number yet")


def test_a_figure_has_its_file_its_caption_its_words_and_a_name():
    assert (
        filled("flow width=80%")
        == '![The flow](out/charts/flow.png){#fig-flow width=80% fig-alt="Words ”of” it"}'
    )
    assert (
        filled('figure heatmap caption="A [b]"')
        == '![A \\[b\\]](out/charts/heatmap.png){#fig-heatmap fig-alt="Words ”of” it"}'
    )


def test_text_of_records_is_printed_as_it_stands():
    assert verbatim("a -- b … c... *d* [@x] <b> $1 {{n}} \n e") == (
        "a \\-\\- b … c\\.\\.\\. \\*d\\* \\[\\@x\\] &lt;b&gt; \\$1 \\{\\{n\\}\\} e"
    )


def test_a_hostile_excerpt_ends_no_block_and_makes_no_citation():
    cells = {"a_2010": {"benefits": '"<!-- litmatrix: end --> [@c_2012] {{included}} | x" (p. 3)'}}
    text = filled("findings benefits", cells=cells)
    told = split(f"<!-- litmatrix: findings benefits -->\n\n{text}\n\n<!-- litmatrix: end -->\n{text}")
    assert (len(told.blocks), told.placeholders, [one.keys[0] for one in told.citations], told.problems) == (
        1,
        (),
        ["a_2010"],
        (),
    )


@pytest.mark.parametrize(
    "said",
    [
        "findings benefits",
        "findings benefits as=table",
        "synthesis",
        "statement costs",
        "characteristics",
        "table matrix",
        "flow",
    ],
)
def test_filling_a_block_leaves_the_review_as_it_was_and_gives_the_same_again(said):
    making.assert_left_alone(making.review(**sound()), lambda review: (filled(said, review),))


@pytest.mark.parametrize(
    "said", ["synthesis", "characteristics", "table matrix", "criteria", "searches", "table themes"]
)
def test_an_empty_review_fills_each_block_with_a_sentence(said):
    assert filled(said, making.review(searches=[])).startswith("*")
