"""How a cell of the framework matrix is worded: marks, quotation marks, and what is folded."""

from __future__ import annotations

import pytest

from litmatrix.tables.of_framework import Cell
from litmatrix.vocabulary import DUE, MENTIONED, NOT_MENTIONED, UNREAD
from litmatrix.writing.framework import wording
from litmatrix.writing.framework.wording import Lead
from writing.framework.example import LONG, SMALL, quotation, summary


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plain", "“plain”"),
        ('of "low" status', "“of ‘low’ status”"),
        ("of “low” status", "“of ‘low’ status”"),
        ("a 'whole of life' isn't", "“a ‘whole of life’ isn’t”"),
        ("das „Wort“ gilt", "“das ‚Wort‘ gilt”"),
        ('one\ntwo "three"', "“one\ntwo ‘three’”"),
        ("a\x00b", "“a\ufffdb”"),
    ],
)
def test_a_quotation_stands_in_double_marks_and_what_it_quotes_in_single_ones(text, said):
    assert wording.quoted(text) == said
    assert wording.said(quotation(text)) == said


def test_a_summary_has_typographic_marks_of_its_own_only():
    assert wording.said(summary('peers are "equal"')) == "peers are “equal”"


def test_what_is_seen_of_a_cell_is_its_summaries_and_quotations_fold():
    told, first, second = summary("told"), quotation("one", stance="-"), quotation("two")
    assert wording.lead(Cell(MENTIONED, (told, first, second))) == Lead(
        (told,), (first, second), "", "2 quotations (1 of 2 against)"
    )
    assert wording.lead(Cell(MENTIONED, (told,))) == Lead((told,), ())


def test_without_a_summary_the_first_words_of_the_first_quotation_stand_for_it():
    cell = Cell(MENTIONED, (quotation(LONG), quotation("two")))
    first = "“Nobody had told us what we could expect of the other workers, and so for many …”"
    assert wording.lead(cell) == Lead((), cell.passages, first, "2 quotations")
    assert wording.lead(Cell(MENTIONED, (quotation("x" * 300),))).words == f"“{'x' * 80} …”"


def test_a_lone_short_quotation_is_not_folded():
    cell = Cell(MENTIONED, (quotation("short"),))
    assert wording.lead(cell) == Lead(cell.passages, ())
    assert wording.lead(Cell(DUE)) == Lead((), ())


def test_a_passage_as_a_line_says_its_side_in_words_and_begins_with_no_sign():
    assert (
        wording.line(quotation("low", "Low", "-", "p. 3", "a note")) == "Low (against): “low” (p. 3)\na note"
    )
    assert wording.line(summary("low", stance="+")) == "(for): low"
    assert wording.tag(quotation("low", "Low", "-")) == "− Low"


def test_the_first_letter_with_a_direction_says_whether_a_text_is_written_from_right_to_left():
    assert [wording.is_rtl(text) for text in ("“دعم", "12 שלום", "peer دعم", "12", "")] == [True, True, False, False, False]  # fmt: skip


def test_each_state_without_evidence_has_a_mark_and_what_was_not_looked_at_another_than_what_was_not_found():
    marks = [wording.mark(Cell(state)) for state in (NOT_MENTIONED, DUE, UNREAD, MENTIONED)]
    assert marks == ["–", "·", "·", ""]


def test_the_legend_has_the_marks_that_occur():
    assert wording.legend(SMALL) == (
        "– looked for and not found; · (shaded) not yet looked at; + speaks for; − speaks against; "
        "n of N: sources that mention the theme, of those looked at for it."
    )
