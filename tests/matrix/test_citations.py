"""Citations as values: places, texts with citations in them, and the cells of the matrix as such texts."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from litmatrix.matrix import citations, excerpts
from litmatrix.matrix.citations import Citation

NAMES = {"a_2011": "Adams 2011", "h_1998": "Hall 1998"}
WORDS = st.text(alphabet='ab "“”[]()#-+~\n.,;0123pnoe', max_size=40)


def test_a_citation_is_printed_as_the_report_does():
    said = [
        citations.as_text(one, NAMES)
        for one in (
            Citation("a_2011"), Citation("a_2011", "pp. 3, 7"), Citation("a_2011", "sec. 4"), Citation("a_2011", narrative=True),
            Citation("a_2011", "p. 3", "h_1998"), Citation("a_2011", "p. 3", "h_1998; x_2000"), Citation("a_2011", "", "a poster"),
            Citation("x_2000", "12:34"),
        )
    ]  # fmt: skip
    assert said == [
        "(Adams 2011)", "(Adams 2011: 3, 7)", "(Adams 2011: sec. 4)", "Adams 2011", "(Hall 1998 in Adams 2011: 3)",
        "(Hall 1998; x_2000 in Adams 2011: 3)", "(a poster in Adams 2011)", "(x_2000: 12:34)",
    ]  # fmt: skip


def test_a_cell_is_its_excerpts_with_the_citation_in_the_place_of_the_locator():
    cell = (
        '[Bonds +] "close ties" (pp. 11-12) nearly\n[-] "always of\n  lower status" (p. 13, quoting h_1998)\n'
        "\nroles blur (ch. 2)\nno place\n# look again\nnone 2026-11-03 cs"
    )
    assert citations.of_cell(cell, "a_2011") == (
        "[Bonds +] “close ties” ", Citation("a_2011", "pp. 11-12"), " nearly\n[-] “always of\n  lower status” ",
        Citation("a_2011", "p. 13", "h_1998"), "\nroles blur ", Citation("a_2011", "ch. 2"), "\nno place ", Citation("a_2011"),
        "\n# look again\nnone 2026-11-03 cs",
    )  # fmt: skip
    assert citations.of_cell("", "a_2011") == ()
    assert citations.of_cell("none", "a_2011") == ("none",)


@given(WORDS)
def test_every_excerpt_of_a_cell_is_cited_and_nothing_else(cell):
    cited = citations.citations(citations.of_cell(cell, "a"))
    found = excerpts.evidence(excerpts.parse(cell))
    assert cited == tuple(Citation("a", one.locator, one.origin) for one in found)


@given(st.lists(st.one_of(st.text(max_size=3), st.just(Citation("a_2011", "p. 3")))))
def test_joined_pieces_say_what_they_said(pieces):
    whole = citations.joined(pieces)
    assert citations.text(whole, NAMES) == citations.text(tuple(pieces), NAMES)
    assert citations.citations(whole) == citations.citations(tuple(pieces))
    assert "" not in whole
    assert not any(isinstance(one, str) and isinstance(two, str) for one, two in itertools.pairwise(whole))
