"""The codebook, as table and as document, and the table of owed cells."""

from __future__ import annotations

import re

import making
import pytest
import small_review

import litmatrix
from litmatrix import screening, tables, writing
from litmatrix.errors import Misuse
from litmatrix.matrix.citations import as_text
from litmatrix.writing import report
from writing.test_report import EVIL, Seen, evil_review

HISTORY = """
[[theme_history]]
time = 2026-02-01T09:30:00Z
change = "merge"
from = ["friend"]
to = ["peer"]
why = "one and the same"
by = "ann"

[[theme_history]]
time = 2026-03-01
change = "add"
to = ["role"]

[[themes]]
id = "gone"
name = "Gone"
definition = "What it was."
subthemes = ["Odd"]
retired = 2026-04-01
"""


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    matrix = small_review.MATRIX.replace("peer,role\n", "peer,role,gone\n")
    matrix = matrix.replace(
        '# look again",none', '# look again",none,"[Odd] ""left"" (p. 2)\n# why?"'
    ).replace('(ch. 2)",', '(ch. 2)",,')
    return small_review.make(
        tmp_path_factory.mktemp("codebook"), toml=small_review.TOML + HISTORY, matrix=matrix
    )


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return small_review.empty(tmp_path_factory.mktemp("empty"))


def as_rows(frame):
    return [tuple(row) for row in frame.reset_index().to_numpy().tolist()]


# --- the table ---


def test_the_codebook_tells_of_each_theme_in_use_all_that_there_is(review):
    table = tables.codebook(review).frame
    assert table.loc["Peer"].to_dict() == {
        "Part": "Themes in use", "Definition": "Who is one.",
        "Subthemes": "Power (1 source, 1 excerpt)\nBonds (2 sources, 2 excerpts)\nPay (0)\n(no subtheme) (1 source, 1 excerpt)",
        "When and why it was added": "From the start, or not dated.\n2026-02-01 09:30 merged: now includes “friend”: one and the same (ann)",
        "Sources": "2 of 2", "Excerpts": 4,
        "Example quotations": "“always of lower status” (Hall 1998 in Adams and Brown 2011: 13) [Power]\n“close ties” (Adams and Brown 2011: 11-12) [Bonds]\n“a friend” (Clark et al 2012: 4)",
        "Memo": "Ours.\nAdams and Brown 2011: look again", "What became of it": "",
    }  # fmt: skip
    assert table.loc["Role"].to_dict() == {
        "Part": "Themes in use", "Definition": "", "Subthemes": "", "When and why it was added": "2026-03-01 added", "Sources": "0 of 1",
        "Excerpts": 0, "Example quotations": "", "Memo": "", "What became of it": "",
    }  # fmt: skip


def test_themes_that_were_come_after_with_what_became_of_them_and_what_their_column_still_holds(review):
    table = tables.codebook(review).frame
    assert table.index.tolist() == ["Peer", "Role", "friend", "Gone"]
    assert (
        table.loc["friend", "What became of it"] == "merged into “Peer” (2026-02-01 09:30): one and the same"
    )
    gone = table.loc["Gone"]
    assert (gone["Part"], gone["Sources"], gone["Excerpts"], gone["Subthemes"], gone["Memo"], gone["What became of it"]) == (
        "Former themes", "1", 1, "Odd (1 source, 1 excerpt)", "Adams and Brown 2011: why?", "retired (2026-04-01)",
    )  # fmt: skip


def examples(cells, *subthemes):
    made = making.review(
        entries=[making.entry(key, origin="old", author=f"{key.upper()}, X.", year="2011") for key in cells],
        searches=[making.search("old", "previous")], themes=[making.theme("t", *subthemes)],
        cells={key: {"t": text} for key, text in cells.items()},
    )  # fmt: skip
    found = tables.codes(made).in_use[0].examples
    return [(as_text(cited, screening.included_names(made)), subtheme) for _, cited, subtheme in found]


WORDS = "a quotation of a length that can be read with ease, number"


def test_examples_are_of_different_sources_and_subthemes_with_a_locator_before_without():
    found = examples(
        {
            "a": f'[S] "{WORDS} 1" (p. 1)\n[T] "{WORDS} 2" (p. 2)', "b": f'[S] "{WORDS} 3" (p. 3)\n[T] "{WORDS} 4"',
            "c": f'[T] "{WORDS} 5" (p. 5)', "d": f'[U] "{WORDS} 6" (p. 6, quoting x)',
        }, "S", "T", "U",
    )  # fmt: skip
    assert found == [("(A 2011: 1)", "S"), ("(C 2011: 5)", "T"), ("(x in D 2011: 6)", "U")]


def test_one_source_gives_several_examples_only_of_different_subthemes():
    found = examples(
        {"a": f'[S] "{WORDS} 1" (p. 1)\n[S] "{WORDS} 2" (p. 2)\n[T] "{WORDS} 3" (p. 3)'}, "S", "T"
    )
    assert found == [("(A 2011: 1)", "S"), ("(A 2011: 3)", "T")]


def test_summaries_are_examples_only_where_nothing_is_quoted():
    assert examples({"a": f"{WORDS} 1 (p. 1)", "b": '"short" (p. 2)'}) == [("(B 2011: 2)", "")]
    assert examples({"a": f"{WORDS} 1 (p. 1)"}) == [("(A 2011: 1)", "")]


def test_an_example_that_is_too_long_is_cut_at_a_word_and_shows_it():
    long = "word " * 200
    made = making.review(
        entries=[making.entry("a", origin="old")], searches=[making.search("old", "previous")], themes=[making.theme("t")],
        cells={"a": {"t": f'"{long.strip()}" (p. 1)'}},
    )  # fmt: skip
    ((words, _, _),) = tables.codes(made).in_use[0].examples
    assert words.startswith("“word word")
    assert words.endswith("word […]”")
    assert len(words) < 300


# --- what is owed ---


def test_owed_cells_stand_begun_sources_first_those_that_owe_least_before(tmp_path):
    matrix = "key,source_type,peer,role\nclark_2012,grey,,none\negan_2013,,none,none\n"
    found = tables.owed(small_review.make(tmp_path, matrix=matrix)).frame
    assert as_rows(found) == [
        ("Clark et al 2012", "Peer", "due", "clark_2012"), ("Adams and Brown 2011", "Peer", "unread", "adams_2011"),
        ("Adams and Brown 2011", "Role", "unread", "adams_2011"),
    ]  # fmt: skip


def test_where_nothing_is_owed_the_table_is_empty(tmp_path):
    matrix = "key,source_type,peer,role\n" + "".join(
        f"{key},,none,none\n" for key in ("adams_2011", "clark_2012", "egan_2013")
    )
    assert len(tables.owed(small_review.make(tmp_path, matrix=matrix)).frame) == 0


# --- the document ---


def test_the_page_has_both_parts_a_card_a_theme_and_loads_and_runs_nothing(review):
    page = report.codebook_page(review)
    seen = Seen(page)
    assert (seen.open, seen.crossed) == ([], [])
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(seen.tags)
    assert re.findall(r"<h2>([^<]+)</h2>", page) == ["Themes in use", "Former themes"]
    assert re.findall(r'<h3 id="[\w-]+">([^<]+) <span', page) == ["Peer", "Role", "friend", "Gone"]
    assert {value[1:] for value in seen.values("href")} == set(seen.values("id"))
    assert "<dt>Evidence</dt><dd>2 of the 2 sources looked at mention it; 4 excerpts</dd>" in page
    assert "<blockquote>“a friend” <cite>(Clark et al 2012: 4)</cite></blockquote>" in page
    assert "<dt>Evidence</dt><dd>its column still has 1 excerpt of 1 source</dd>" in page


def test_the_markdown_has_the_same_in_plain_text(review):
    text = report.codebook_markdown(review)
    assert re.findall(r"^#+ .*$", text, re.MULTILINE) == [
        "# Codebook: A small review", "## Themes in use", "### Peer (peer)", "### Role (role)", "## Former themes",
        "### friend (friend)", "### Gone (gone)",
    ]  # fmt: skip
    assert "> “always of lower status” [@hall_1998; as cited in @adams_2011, p. 13] \\[Power\\]\n" in text
    assert "**What became of it:** merged into “Peer” (2026-02-01 09:30): one and the same\n" in text
    assert "**Definition:** No definition yet.\n" in text
    assert "- Bonds: 2 sources, 2 excerpts\n- Pay: no excerpt yet\n" in text


def test_an_empty_review_has_a_codebook_that_says_so(empty):
    assert "<p>No theme yet.</p>" in report.codebook_page(empty)
    assert "## Themes in use\n\nNo theme yet.\n\nMade with litmatrix " in report.codebook_markdown(empty)


def test_hostile_text_stays_text(tmp_path):
    found = litmatrix.open(evil_review(tmp_path))
    page = report.codebook_page(found)
    seen = Seen(page)
    assert (seen.open, seen.crossed) == ([], [])
    assert not {"img", "script"} & set(seen.tags)
    assert "".join(seen.text).count(EVIL) > 8
    assert "<img" not in report.codebook_markdown(found)


@pytest.mark.parametrize("make", [report.codebook_page, report.codebook_markdown, tables.codes])
def test_making_it_leaves_the_review_alone(review, make):
    making.assert_left_alone(review, lambda found: (make(found),))


def test_exporting_the_codebook_gives_the_document_or_the_table_as_the_ending_says(review, tmp_path):
    for name in ("c.md", "c.html", "c.csv"):
        writing.export(review, "codebook", tmp_path / name)
    assert (tmp_path / "c.md").read_text(encoding="utf-8") == report.codebook_markdown(review)
    processed = writing.styled(review, [tables.codebook(review)])
    assert (tmp_path / "c.html").read_text(encoding="utf-8") == report.codebook_page(review, None, processed)
    assert (tmp_path / "c.csv").read_text(encoding="utf-8-sig").startswith('"Theme","Part","Definition",')
    with pytest.raises(Misuse, match=r"^c\.pdf: its name must end in \.csv, \.md"):
        writing.export(review, "codebook", tmp_path / "c.pdf")
