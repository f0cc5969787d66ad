"""Citations in pandoc's Markdown and in LaTeX: what is printed, and that pandoc reads back what was meant."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.matrix.citations import Citation
from litmatrix.writing.citations import as_latex, as_pandoc
from litmatrix.writing.pandoc import run
from litmatrix.writing.styles import Style
from writing.citing import CITATIONS, LOCATORS, OF_EACH_KIND, needs_pandoc

NUMBERS = Style(
    "numbers",
    b'<style><category citation-format="numeric"/><citation><layout delimiter=","/></citation></style>',
)


@pytest.mark.parametrize(
    ("locator", "pandoc", "latex"),
    [
        ("", "[@k]", r"\autocite{k}"),
        ("p. 12", "[@k, p. 12]", r"\autocite[12]{k}"),
        ("pp. 11-12", "[@k, pp. 11-12]", r"\autocite[11--12]{k}"),
        ("pp. 3, 7", "[@k, pp. 3, 7]", r"\autocite[3, 7]{k}"),
        ("p. xii", "[@k, p. xii]", r"\autocite[xii]{k}"),
        ("p. S12", "[@k, p. S12]", r"\autocite[p. S12]{k}"),
        ("p. 12/13", "[@k, {p. 12/13}]", r"\autocite[p. 12/13]{k}"),
        ("para. 4", "[@k, para. 4]", r"\autocite[para. 4]{k}"),
        ("sec. 4", "[@k, sec. 4]", r"\autocite[sec. 4]{k}"),
        ("sec. Roles; more", r"[@k, sec. Roles\; more]", r"\autocite[sec. Roles; more]{k}"),
        ("sec. 2: Roles", "[@k, {}, sec. 2: Roles]", r"\autocite[sec. 2: Roles]{k}"),
        ("ch. 2", "[@k, chap. 2]", r"\autocite[ch. 2]{k}"),
        ("fig. 3", "[@k, fig. 3]", r"\autocite[fig. 3]{k}"),
        ("pt. A", "[@k, {pt. A}]", r"\autocite[pt. A]{k}"),
        ("slide 5", "[@k, slide 5]", r"\autocite[slide 5]{k}"),
        ("lines 5-6", "[@k, lines 5-6]", r"\autocite[lines 5-6]{k}"),
        ("12:34", "[@k, {}, 12:34]", r"\autocite[12:34]{k}"),
        ("n.p.", "[@k, n.p.]", r"\autocite[n.p.]{k}"),
        ("pp. 3, 7, sec. Roles", "[@k, {pp. 3, 7}, sec. Roles]", r"\autocite[pp. 3, 7, sec. Roles]{k}"),
    ],
)
def test_a_place_is_what_it_counts(locator, pandoc, latex):
    assert (as_pandoc(Citation("k", locator)), as_latex(Citation("k", locator))) == (pandoc, latex)


@pytest.mark.parametrize(
    ("one", "pandoc", "latex"),
    [
        (Citation("b", "p. 6", "a"), "[@a; as cited in @b, p. 6]", r"\autocites{a}[as cited in][6]{b}"),
        (Citation("c", "", "a; b"), "[@a; @b; as cited in @c]", r"\autocites{a}{b}[as cited in][]{c}"),
        (Citation("b", "p. 6", "a poster"), "[a poster, as cited in @b, p. 6]", r"\autocite[a poster, as cited in][6]{b}"),
        (Citation("b", "p. 6", narrative=True), "@b [p. 6]", r"\textcite[6]{b}"),
        (Citation("b", narrative=True), "@b", r"\textcite{b}"),
        (Citation("doi:10.1/x_y", "p. 6"), "[@doi:10.1/x_y, p. 6]", r"\autocite[6]{doi:10.1/x_y}"),
        (Citation("a'b", "p. 6"), "[@{a'b}, p. 6]", "(a’b: 6)"),
        (Citation("a|b", "p. 6"), r"(a\|b: 6)", r"(a\textbar{}b: 6)"),
        (Citation("b", "p. 6", r"[x]; \input{y} & @z"),
         r"[\[x\]\; \\input\{y\} &amp; \@z, as cited in @b, p. 6]",
         r"\autocite[{[}x{]}; \textbackslash{}input\{y\} \& @z, as cited in][6]{b}"),
    ],
)  # fmt: skip
def test_a_second_hand_citation_keeps_both_works_and_hostile_text_stays_text(one, pandoc, latex):
    assert (as_pandoc(one), as_latex(one)) == (pandoc, latex)


def test_a_style_of_numbers_without_places_has_them_as_notes():
    said = [
        as_pandoc(one, NUMBERS, {"b": "Brown 2010"})
        for one in (Citation("b", "pp. 11-12"), Citation("b", "p. 6", "a"), Citation("b", narrative=True), Citation("b"))
    ]  # fmt: skip
    assert said == ["[@b, {}, pp. 11-12]", "[@a; \\ as cited in @b, {}, p. 6]", "Brown 2010 [@b]", "[@b]"]


def cites(block):
    """The keys of each citation in a paragraph that pandoc read."""
    return [[one["citationId"] for one in part["c"][0]] for part in block["c"] if part["t"] == "Cite"]


@needs_pandoc
@given(st.lists(CITATIONS, min_size=1, max_size=25))
def test_pandoc_reads_the_keys_of_any_citation_back_in_order(given_ones):
    text = "\n\n".join(f"x {as_pandoc(one)}" for one in given_ones)
    blocks = json.loads(run(text, "markdown", "json"))["blocks"]
    assert len(blocks) == len(given_ones)
    for one, block in zip(given_ones, blocks, strict=True):
        keys = [one.key] if one.narrative else [*one.origins, one.key]
        # A key that pandoc cannot read is printed as text, which cites nothing.
        unfit = any(
            re.search(r"[\s{}|\x00-\x1f\x7f-\x9f\ufffe\uffff]", key) for key in (*one.origins, one.key)
        )
        assert cites(block) == ([] if unfit else [keys]), (one, as_pandoc(one))


@given(st.one_of(LOCATORS, st.sampled_from(OF_EACH_KIND)))
def test_every_number_and_name_of_a_place_is_in_both_dialects(locator):
    one = Citation("k", locator)
    tokens = [token for place in one.places for token in re.findall(r"[^\W_]+", place.value)]
    pandoc = as_pandoc(one).replace("\\", "")
    latex = as_latex(one).replace("\\allowbreak{}", "").replace("\\", "")
    assert [token for token in tokens if token not in pandoc or token not in latex] == []


@given(CITATIONS)
def test_a_citation_in_latex_has_balanced_braces_and_only_our_commands(one):
    text = as_latex(one)
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    commands = set(re.findall(r"\\([a-zA-Z]+)", text.replace("\\\\", "")))
    assert commands <= {
        "autocite", "autocites", "textcite", "allowbreak", "textbackslash", "textasciicircum", "textasciitilde", "textless",
        "textgreater", "textbar", "textasciigrave", "ldots", "textbullet", "geq", "leq", "neq", "approx", "rightarrow", "leftarrow",
        "leftrightarrow", "Rightarrow", "times", "pm", "infty", "surd", "newline",
    }  # fmt: skip
