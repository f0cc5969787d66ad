"""Typed numbers that the review counts are offered as placeholders; others are left in peace."""

from __future__ import annotations

import making
import pytest
from making import sound

from litmatrix.errors import Misuse
from litmatrix.manuscript import split
from litmatrix.manuscript.splices import spliced
from litmatrix.writing.manuscript.offering import offers


def offered(text, **changes):
    return [
        (one.line, one.number, one.names[0]) for one in offers(making.review(**sound(**changes)), split(text))
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We found 4 records.", [(1, "4", "records")]),
        ("a\nwe found four records in two searches", [(2, "four", "records"), (2, "two", "searches")]),
        ("1 source was included.", [(1, "1", "included")]),
        ("The review rests on 1 paper.", [(1, "1", "included")]),
        ("In 4 years we saw 4 things.", []),
        ("See [4 records], p. 4, Table 4 of the records, 4% of records, 4.5 records, records 2004", []),
        ("4. records\n4) records", []),
        ("# 4 records\n\n### Records 4", []),
        ("`4 records` and {{records}}", []),
        ("---\nabstract: 4 records\n---\n", [(2, "4", "records")]),
    ],
)
def test_a_number_is_offered_where_the_words_around_name_it(text, found):
    assert offered(text) == found


def test_the_claim_that_states_it_helps_to_name_it():
    claims = [{"id": "n", "text": "Two people read everything.", "value": 2, "count": "reviewers"}]
    assert (1, "two", "reviewers") in offered("Both, that is two people, read everything.", claims=claims)


def test_an_offer_gives_the_change_that_puts_its_placeholder_in():
    text = "---\nabstract: x\n---\n\nWe found\nfour records."
    (offer,) = offers(making.review(**sound()), split(text))
    assert spliced(text, offer.placeholder("records")) == text.replace("four", "{{records}}")
    with pytest.raises(Misuse, match="no such number is offered for four in line 6"):
        offer.placeholder("included")


def test_a_long_run_of_empty_lines_takes_no_time():
    text = "\n" * 300_000 + "We found 4 records."
    assert [one.line for one in offers(making.review(**sound()), split(text))] == [300_001]


def test_offers_leave_the_review_as_it_was():
    making.assert_left_alone(making.review(**sound()), lambda review: offers(review, split("4 records")))
