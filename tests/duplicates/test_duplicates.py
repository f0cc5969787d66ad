"""Which records are surely one work, which may be, and which are not."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import assert_left_alone, entry, review

from litmatrix import duplicates
from litmatrix.duplicates import Found, Pair, find_duplicates, fullest
from litmatrix.errors import Misuse

WORK = {
    "title": "Peer support workers in acute mental health wards: a randomised trial",
    "author": "Smith, John A.; Brown, Mary; Jones, Peter",
    "year": "2015",
    "journal": "British Journal of Psychiatry",
    "volume": "206",
    "number": "4",
    "pages": "300-308",
    "doi": "10.1192/bjp.206.4.300",
}
BARE = {"doi": ""}


def frame(*rows, keys="abcdefghijklmnopqrstuvwxyz"):
    return pd.DataFrame(list(rows), index=pd.Index(list(keys[: len(rows)]), name="key")).fillna("")


def changed(**fields):
    return {**WORK, **fields}


def outcome(one, other):
    found = find_duplicates(frame(one, other))
    return "sure" if found.sure else "doubtful" if found.doubtful else "different"


@pytest.mark.parametrize(
    "other",
    [
        changed(),
        changed(doi="https://doi.org/10.1192/BJP.206.4.300", pages="300", journal="Br J Psychiatry"),
        changed(doi="", journal="Br. J. Psychiatry", author="Smith JA; Brown M; Jones P", pages="300-8"),
        changed(doi="", title=WORK["title"].upper(), author="John A. Smith; Mary Brown; Peter Jones", number=""),
        changed(doi="", title=f"[{WORK['title']}]. [Chinese]"),
        changed(doi="", title=f"{WORK['title']}. [Review] [24 refs]"),
        changed(doi="", title=f"{WORK['title']}.[Erratum appears in Br J Psychiatry 2016;208(1):1]"),
        changed(doi="", title="Peer support workers in acute mental health wards"),
        changed(doi="", title="Genesungsbegleiter auf psychiatrischen Stationen: eine randomisierte Studie"),
        changed(doi="", pages="t-8"),
        changed(doi="", pages="Suppl-308"),
        changed(doi="", author="The Peer Support Group"),
        changed(doi="", author=""),
        changed(doi="", volume="206 Suppl 1"),
        changed(doi="", pages="", volume=""),
        {"title": WORK["title"], "author": "Smith, J.", "year": "2015", "doi": WORK["doi"]},
    ],
)  # fmt: skip
def test_another_database_says_it_another_way_and_it_is_still_one_work(other):
    assert outcome(WORK, other) == outcome(other, WORK) == "sure"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # errata, comments, replies
        (WORK, changed(title=f"Erratum: {WORK['title']}", pages="410", doi="")),
        (WORK, changed(title=f"{WORK['title']} (vol 206, pg 300, 2015)", pages="410", doi="")),
        (WORK, changed(title=f"Comment on “{WORK['title']}”", author="White, K.", pages="309", doi="")),
        (WORK, changed(title="Authors' reply", pages="310", doi="")),
        # parts
        (
            changed(title="Peer support. Part I: theory", doi=""),
            changed(title="Peer support. Part II: practice", pages="309-320", doi=""),
        ),
        (
            changed(title="Peer support in wards: part 1", doi="", pages="", number=""),
            changed(title="Peer support in wards: part 2", doi="", pages="", number=""),
        ),
        # titles that many works have
        (changed(title="Editorial", pages="1-2", number="1", doi=""), changed(title="Editorial", pages="1-2", number="2", doi="")),
        ({**BARE, "title": "Editorial", "author": "Smith, J.", "year": "2015", "journal": "Lancet"},) * 2,
        # another work of the same title
        (WORK, changed(author="Garcia, L.; Weber, H.", journal="Lancet", volume="1", pages="99-104", doi="", year="2009")),
        # nothing at all
        ({"title": ""}, {"title": ""}),
        ({"title": "", "year": "2015"}, {"title": "", "year": "2015"}),
    ],
)  # fmt: skip
def test_what_is_another_work_is_neither_sure_nor_doubtful(one, other):
    assert outcome(one, other) == "different"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # a conference abstract and the article; a preprint
        (WORK, changed(journal="European Psychiatry", volume="30", pages="S112", number="S1", doi="")),
        (WORK, changed(pages="S12", number="S1", doi="")),
        (WORK, changed(journal="medRxiv", volume="", number="", pages="", doi="10.1101/2015.01.01")),
        # a review that was updated
        (
            changed(journal="Cochrane Database of Systematic Reviews", volume="", pages="CD001234", doi=""),
            changed(journal="Cochrane Database Syst Rev", volume="", pages="CD001234", doi="", year="2019"),
        ),
        (
            changed(journal="Cochrane Database of Systematic Reviews", volume="4", pages="CD001234", doi=""),
            changed(journal="Cochrane Database Syst Rev", volume="4", pages="CD001234", doi="", year="2016"),
        ),
        # the same in another year
        (changed(pages="", volume="", doi=""), changed(pages="", volume="", doi="", year="2016")),
        # two abstracts on one page, by the same people
        (
            changed(title="Peer support improves recovery in men", pages="S12", doi=""),
            changed(title="Peer support improves recovery in women", pages="S12", doi=""),
        ),
        # too little to go by
        (WORK, {"title": WORK["title"], "author": "Smith, J.", "year": "2015"}),
    ],
)  # fmt: skip
def test_what_a_person_has_to_look_at_is_doubtful(one, other):
    assert outcome(one, other) == outcome(other, one) == "doubtful"


@pytest.mark.parametrize(("one", "other"), [("men", "women"), ("drug A", "drug B"), ("increase", "decrease")])
def test_a_title_in_which_a_word_stands_for_another_is_not_sure_without_pages(one, other):
    rows = [changed(title=f"Long-term effects of {word} on sleep quality in Norway: a cohort study", pages="", doi="", number="") for word in (one, other)]  # fmt: skip
    assert outcome(*rows) != "sure"


@pytest.mark.parametrize(
    "script",
    [
        "同伴支持工作者在精神科病房的作用研究",
        "Η υποστήριξη ομοτίμων στην ψυχική υγεία",
        "دعم الأقران في أجنحة الصحة النفسية",
    ],
)
def test_any_script_is_compared(script):
    one = changed(title=script, author="王小明; 李华", journal="中国心理卫生杂志", doi="")
    assert outcome(one, dict(one)) == "sure"
    assert outcome(one, {**one, "title": f"{script}二", "pages": "309-312", "author": "陈伟"}) == "different"


def test_names_in_cyrillic_and_in_latin_letters_are_the_same():
    one = changed(author="Петрова, Анна; Иванов, Борис", doi="")
    assert outcome(one, changed(author="Petrova, Anna; Ivanov, Boris", doi="")) == "sure"


def test_why_is_told_with_what_agrees_and_what_differs():
    rows = frame(
        changed(pages="73-76"),
        changed(pages="80-86", title="Quite another trial of peer support", author="White, K."),
    )
    (pair,) = duplicates.explain(rows, [("a", "b")])
    assert pair.why == "different titles; same year; same journal; same volume; same issue; same DOI; authors differ " \
        "Smith, John A.; Brown, Mary; Jones, Peter / White, K.; pages differ 73-76 / 80-86"  # fmt: skip
    assert 0 <= pair.score <= 1


def test_a_group_begins_with_the_fullest_record():
    rows = frame(changed(doi=""), changed(abstract="What we did."), changed(doi="", pages="300"))
    assert find_duplicates(rows) == Found((("b", "a", "c"),), ())
    assert fullest(rows, ["c", "a"]) == "a"
    assert fullest(rows, ["c", "a", "b"]) == "b"


def test_a_record_that_no_search_found_is_not_kept_of_a_group():
    rows = frame(changed(origin="db"), changed(abstract="More.", origin=""))
    assert find_duplicates(rows).sure == (("a", "b"),)


def test_of_equally_full_records_the_first_is_kept():
    assert find_duplicates(frame(WORK, WORK, WORK)).sure == (("a", "b", "c"),)


def test_a_record_with_few_fields_does_not_make_one_work_of_two():
    first = changed(doi="")
    second = changed(doi="", volume="207", pages="12-19", number="1")
    between = changed(doi="", volume="", pages="", number="")
    assert outcome(first, between) == outcome(second, between) == "sure"
    found = find_duplicates(frame(first, between, second))
    assert sum(len(group) for group in found.sure) == 2
    assert len(found.doubtful) == 1


def test_what_was_decided_is_not_asked_again():
    doubtful = frame(WORK, changed(journal="medRxiv", volume="", number="", pages="", doi=""))
    assert [pair[:2] for pair in find_duplicates(doubtful).doubtful] == [("a", "b")]
    for decision in ("duplicate", "distinct"):
        assert find_duplicates(doubtful, [("b", "a", decision)]) == Found((), ())
    sure = frame(WORK, WORK)
    assert find_duplicates(sure, [("b", "a", "duplicate")]) == Found((), ())
    assert find_duplicates(sure, [("b", "a", "distinct")]) == Found((), ())
    assert find_duplicates(sure, [("gone", "a", "duplicate")]).sure == (("a", "b"),)


def test_records_settled_before_stand_for_the_one_kept():
    rows = frame(WORK, changed(abstract="Much more."), WORK)
    assert find_duplicates(rows, [("b", "a", "duplicate")]).sure == (("a", "c"),)


def test_records_that_are_distinct_come_into_no_group_by_way_of_a_third():
    found = find_duplicates(frame(WORK, WORK, WORK), [("a", "c", "distinct")])
    assert [sorted(group) for group in found.sure] in ([["a", "b"]], [["b", "c"]])
    assert found.doubtful == ()


def test_a_circle_of_decisions_is_not_asked_about_again():
    circle = [("a", "b", "duplicate"), ("b", "c", "duplicate"), ("c", "a", "duplicate")]
    assert find_duplicates(frame(WORK, WORK, WORK), circle) == Found((), ())


def test_one_pair_is_asked_for_two_groups():
    preprint = changed(journal="medRxiv", volume="", number="", pages="", doi="10.1101/2015.01.01")
    found = find_duplicates(frame(WORK, WORK, preprint, preprint))
    assert found.sure == (("a", "b"), ("c", "d"))
    assert [pair[:2] for pair in found.doubtful] == [("a", "c")]


def test_pairs_of_another_program_make_groups_that_respect_what_was_decided():
    rows = frame(WORK, WORK, WORK, WORK)
    assert duplicates.group_pairs(rows, [("a", "b"), ("b", "c")]).sure == (("a", "b", "c"),)
    found = duplicates.group_pairs(rows, [("a", "b"), ("b", "c")], [("a", "c", "distinct")])
    assert (found.sure, [pair[:2] for pair in found.doubtful]) == ((("a", "b"),), [("b", "c")])
    with pytest.raises(Misuse, match="no search found a record x"):
        duplicates.group_pairs(rows, [("a", "x")])


def test_nothing_and_one_record_have_no_duplicates():
    assert find_duplicates(review([]).found) == Found((), ())
    assert find_duplicates(frame(WORK)) == Found((), ())
    assert find_duplicates(pd.DataFrame(index=pd.Index(["a", "b"], name="key"))) == Found((), ())


def test_a_key_that_stands_twice_is_misuse():
    with pytest.raises(Misuse, match="the key a is there twice"):
        find_duplicates(frame(WORK, WORK, keys="aa"))


def test_it_does_not_change_its_argument():
    entries = [entry(key, **{name: text.replace(";", " and") for name, text in WORK.items()}) for key in "ab"]
    assert_left_alone(review(entries), lambda one: find_duplicates(one.found))
    assert find_duplicates(review(entries).found).sure == (("a", "b"),)


_texts = st.text(st.sampled_from("aeiou 12-:;[]().&<>=/?éßжα中\n\"'"), max_size=40)
_rows = st.fixed_dictionaries({name: st.one_of(st.just(WORK[name]), _texts) for name in WORK})


@given(st.lists(_rows, max_size=8), st.randoms())
def test_any_text_gives_groups_that_share_no_record_whatever_the_order(rows, order):
    records = frame(*rows)
    found = find_duplicates(records)
    keys = [key for group in found.sure for key in group]
    assert len(keys) == len(set(keys)) and set(keys) <= set(records.index)
    assert all(len(group) > 1 for group in found.sure)
    of = {key: number for number, group in enumerate(found.sure) for key in group}
    assert all(isinstance(pair, Pair) and of.get(pair.key, pair.key) != of.get(pair.other, pair.other) for pair in found.doubtful)  # fmt: skip
    shuffled = list(records.index)
    order.shuffle(shuffled)
    again = find_duplicates(records.loc[shuffled])
    if not found.doubtful and not again.doubtful:
        assert {frozenset(group) for group in again.sure} == {frozenset(group) for group in found.sure}


def test_a_block_of_any_size_adds_few_pairs_a_record():
    from litmatrix.duplicates import blocks, plain

    draw = random.Random(1)
    rows = [{"title": "Peer support in practice", "year": "2015", "author": "Smith, J.", "volume": "1", "pages": str(draw.randint(2, 9))} for _ in range(2000)]  # fmt: skip
    one, other = blocks.find_pairs(
        plain.read_records(pd.DataFrame(rows, index=[f"k{place}" for place in range(2000)]))
    )
    assert len(one) < 2000 * 16 * blocks.NEIGHBOURS
    assert (one < other).all()
    assert len(set(zip(one.tolist(), other.tolist(), strict=True))) == len(one)
