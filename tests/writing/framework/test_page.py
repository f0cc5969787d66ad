"""The framework matrix as a page; how it is worked with stands in tests/browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings

from litmatrix.writing.framework import page, wording
from writing.framework.example import EMPTY, SMALL, STAMP, drawn, quotation


class Texts(HTMLParser):
    """The text of each cell, without what stands for a folded quotation; and every tag."""

    def __init__(self, html):
        super().__init__()
        self.cells, self.tags, self._skipped, self._open = [], set(), 0, []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        hidden = dict(attributes).get("class") in ("lead", "many", "vh")
        self._open.append((tag, hidden))
        self._skipped += hidden
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag):
        while self._open:
            name, hidden = self._open.pop()
            self._skipped -= hidden
            if name == tag:
                break

    def handle_data(self, data):
        if self.cells and not self._skipped and any(name in ("td", "th") for name, _ in self._open):
            self.cells[-1] += data


def test_the_matrix_is_a_grid_with_heads_groups_and_marks():
    made = page(SMALL, STAMP)
    assert Texts(made).cells == [
        "Source", "Power1 of 1 mention it", "Costs1 of 2 mention it",
        "What the review says", "Power counts.", "",
        "Greece 1 source", "1 of 1", "0 of 1",
        "Adams 2010On peersa_2010also: Egypt",
        f"+Highshared (sec. 4)−Low“a ‘low’ status” (p. 3){wording.quoted(SMALL.sources[0].cells[0].passages[2].text)}", "–",
        "not stated 2 sources", "·", "1 of 1",
        "Brown 2011b_2011", "·", "“دعم الأقران” (p. 9)a note",
        "Clark 2012c_2012", "·", "·",
    ]  # fmt: skip
    assert 'title="looked for and not found (2026-11-03, cs)"' in made
    assert "not yet looked at for this theme" in made and "not yet read" in made


def test_quotations_fold_under_the_summary_of_their_cell():
    made = page(SMALL, STAMP)
    assert made.count("<details><summary>") == 1
    assert '<summary><span class="many">2 quotations (1 of 2 against)</span></summary>' in made


def test_a_page_asks_for_nothing_from_elsewhere():
    made = page(SMALL, STAMP)
    assert not re.search(r"https?:|\bsrc=|@import|url\(", made)
    assert "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'" in made
    assert str(STAMP) in made


def test_a_matrix_without_sources_says_what_is_missing():
    made = page(EMPTY, STAMP)
    assert "No source is included yet." in made
    assert "<table" not in made and "<script" not in made


def test_hostile_text_is_text_wherever_it_stands():
    bad = '<img src=x onerror="alert(1)"></script><script>alert(2)</script>'
    theme = SMALL.themes[0]._replace(name=bad, statement=bad)
    first = SMALL.sources[0]
    passage = quotation(bad, bad, "", bad, bad)
    source = first._replace(key=bad, reference=bad, title=bad, also=(bad,), cells=(first.cells[0]._replace(passages=(passage,) * 2), first.cells[1]._replace(looked=bad)))  # fmt: skip
    group = SMALL.groups[0]._replace(label=bad, sources=(source,))
    made = page(
        SMALL._replace(title=bad, by=bad, note=bad, themes=(theme, SMALL.themes[1]), groups=(group,)), STAMP
    )
    assert "<img" not in made
    assert (made.count("<script"), made.count("</script>")) == (2, 2)
    assert "img" not in Texts(made).tags


@settings(max_examples=40, deadline=None)
@given(drawn())
def test_every_passage_stands_in_the_page_once(framework):
    cells = "\n".join(Texts(page(framework, STAMP)).cells)
    for source in framework.sources:
        for one in (one for cell in source.cells for one in cell.passages):
            assert cells.count(wording.said(one)) == 1
