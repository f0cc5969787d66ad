"""How far reviewers agree: the published examples, and what is counted."""

from __future__ import annotations

import math
from itertools import chain

import pytest
from making import assert_left_alone, decided, duplicate, entry, review, search

from litmatrix.errors import Misuse
from litmatrix.screening import agreement
from litmatrix.screening.agreement import Estimate, ac1, cohen, fleiss, quantile


def rows_of(table):
    """A table of two raters' counts as one row of ratings a record."""
    return [
        (str(down), str(across))
        for down, row in enumerate(table)
        for across, count in enumerate(row)
        for _ in range(count)
    ]


def rounded(estimate, digits):
    return tuple(None if value is None else round(value, digits) for value in estimate)


# --- published examples -----------------------------------------------------------------------------------------------


def test_gwets_paradox_of_kappa():
    """Gwet 2008 (British Journal of Mathematical and Statistical Psychology 61:29-48), 118, 5, 2 and 0 records."""
    table = [[118, 5], [2, 0]]
    assert (round(cohen(table).value, 4), round(ac1(rows_of(table), ["0", "1"]).value, 4)) == (
        -0.0234,
        0.9408,
    )


@pytest.mark.parametrize(
    ("table", "kappa", "error", "digits"),
    [
        # Fleiss, Cohen and Everitt 1969 (Psychological Bulletin 72:323-7), 200 records; in R: psych::cohen.kappa's example.
        ([[106, 10, 4], [22, 28, 10], [2, 12, 6]], 0.429, 0.054, 3),
        # SAS/STAT User's Guide, PROC FREQ, “Agreement Study”: the skin condition data.
        ([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]], 0.3449, 0.0724, 4),
        # Gwet's R package irrCAC 1.0, vignette “overview”: kappa2.table(cont3x3abstractors).
        ([[13, 0, 0], [0, 20, 7], [0, 4, 56]], 0.7964094, 0.0589107, 7),
    ],
)
def test_cohens_kappa_and_its_standard_error(table, kappa, error, digits):
    assert rounded(cohen(table)[:2], digits) == (kappa, error)


def test_ac1_of_two_raters_and_three_categories():
    """Gwet's R package irrCAC 1.0, vignette “overview”: cont3x3abstractors; scott2.table gives what Fleiss' kappa is for two."""
    rows = rows_of([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
    assert rounded(fleiss(rows, "012")[:1], 7) == (0.7962397,)
    assert round(ac1(rows, "012").value, 4) == 0.8493


def test_four_raters_with_ratings_missing():
    """Gwet, Handbook of Inter-Rater Reliability, 4th ed., 2014; irrCAC's cac.raw4raters: 12 subjects, 4 raters."""
    raters = ("123321412   ", "1233224125 3", " 3332342251 ", "12332441251 ")
    rows = [[rating for rating in subject if rating != " "] for subject in zip(*raters, strict=True)]
    assert rounded(ac1(rows, "12345")[:2], 5) == (0.77544, 0.14295)
    assert rounded(fleiss(rows, "12345")[:2], 5) == (0.76117, 0.15302)


def test_fleiss_fourteen_raters():
    """Fleiss 1971's scheme on the ten subjects and five categories of the worked example in Wikipedia, “Fleiss' kappa”."""
    counts = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    rows = [
        list(chain.from_iterable(kind * count for kind, count in zip("abcde", row, strict=True)))
        for row in counts
    ]
    assert round(fleiss(rows, "abcde").value, 3) == 0.210


def test_the_interval_is_cut_to_what_can_be():
    found = cohen([[20, 0], [1, 3]])
    assert found.high == 1.0 and found.low == pytest.approx(found.value - 2.0686576104190406 * found.error)


def test_intervals_are_those_that_irrcac_prints():
    """Gwet's R package irrCAC 1.0, vignettes “overview” and “benchmarking”: Student's t of one degree less than records."""
    assert rounded(cohen([[13, 0, 0], [0, 20, 7], [0, 4, 56]])[2:4], 3) == (0.68, 0.913)
    raters = ("123321412   ", "1233224125 3", " 3332342251 ", "12332441251 ")
    rows = [[rating for rating in subject if rating != " "] for subject in zip(*raters, strict=True)]
    assert rounded(ac1(rows, "12345")[2:4], 3) == (0.461, 1.0)
    assert rounded(fleiss(rows, "12345")[2:4], 3) == (0.424, 1.0)


@pytest.mark.parametrize(
    ("freedom", "value"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (10, 2.2281), (30, 2.0423), (120, 1.9799), (10**6, 1.96)],
)
def test_quantiles_are_those_of_the_tables_of_students_t(freedom, value):
    """Abramowitz and Stegun 1964, table 26.10."""
    assert round(quantile(freedom), 4) == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize("table", [[[0, 1], [0, 0]], [[2, 0], [0, 0]], [[1, 0], [0, 1]], [[1, 1], [0, 0]]])
def test_one_or_two_records_give_no_interval(table):
    for found in (cohen(table), ac1(rows_of(table), "01"), fleiss(rows_of(table), "01")):
        assert found[1:4] == (None, None, None)
        if found.value is not None:
            assert found.told() == f"{found.value:.2f} (no interval: the sample is too small)"


def test_without_any_spread_there_is_no_interval():
    found = cohen([[10, 0], [0, 10]])
    assert found == Estimate(1.0, records=20)
    assert found.told() == "1.00 (no interval: all records are decided alike)"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ([[3, 0], [0, 2]], "1.00 (no interval: all records are decided alike)"),
        (
            [[3, 2], [0, 0]],
            "0.00 (no interval: these decisions do not vary)",
        ),  # one included all, two differ
        ([[0, 4], [4, 0]], "-1.00 (no interval: these decisions do not vary)"),
    ],
)
def test_that_all_are_decided_alike_is_said_only_where_they_are(table, told):
    assert cohen(table).told() == told


def test_records_needed_are_those_that_give_the_interval():
    found = cohen([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
    assert found.needed((found.high - found.low) / 2 + 1e-9) == 100
    assert found.needed(0.05) == 536
    assert (found.needed(0), Estimate(1.0).needed(0.1)) == (None, None)


@pytest.mark.parametrize("table", [[[0, 0], [0, 0]], [[5, 0], [0, 0]]], ids=["nothing", "one category"])
def test_where_kappa_is_not_defined_it_is_none(table):
    assert cohen(table) == Estimate(None)


def test_ac1_is_one_where_all_is_decided_alike_and_none_without_two_ratings():
    assert ac1([("a", "a")] * 5, "ab") == Estimate(1.0, records=5)
    assert fleiss([("a", "a")] * 5, "ab") == Estimate(None)
    assert ac1([("a",), ()], "ab") == ac1([], "ab") == ac1([("a", "a")], "a") == Estimate(None)
    assert ac1([("a", "b")], "ab") == Estimate(-1.0, records=1)


# --- reviews ----------------------------------------------------------------------------------------------------------

#: What ann and bob say on the records r0, r1 …; a gap is nothing.
VOTES = ("iieem i", "ieiei e")
WORDS = {"i": "include", "e": "exclude", "m": "maybe", "a": "awaiting"}


def made(*votes, stage="screening", extra=(), names=("ann", "bob", "cy")):
    events = [
        decided(
            name, f"r{place}", stage, WORDS[letter], "c" if stage == "eligibility" and letter == "e" else ""
        )
        for name, letters in zip(names, votes, strict=False)
        for place, letter in enumerate(letters)
        if letter != " "
    ]
    entries = [
        *(entry(f"r{place}") for place in range(8)),
        entry("web", origin="web"),
        entry("cited", origin=""),
    ]
    return review(
        entries,
        [*events, *extra],
        searches=[search("db"), search("web", "website")],
        criteria=[{"id": "c", "include": "c"}],
    )


def test_who_saw_what_is_counted_and_maybe_goes_on_as_include_does():
    found = agreement.between(made(*VOTES), "ann", "bob")
    assert (found.first, found.second, found.stage) == ("ann", "bob", "screening")
    # r0 to r4 and r6 were seen by both; r7 by neither; the web's record is not screened.
    assert (found.both, found.only_first, found.only_second, found.neither, found.agreed) == (6, 0, 0, 2, 3)
    assert found.share == 0.5
    assert found.table.to_dict() == {
        "include": {"include": 2, "exclude": 1},
        "exclude": {"include": 2, "exclude": 1},
    }
    assert (found.table.index.name, found.table.columns.name) == ("ann", "bob")
    assert (found.first_included, found.second_included) == (("r1", "r6"), ("r2",))
    assert found.kappa == cohen([[2, 2], [1, 1]])
    assert found.ac1 == ac1(rows_of([[2, 2], [1, 1]]), "01")


def test_who_saw_one_only_is_counted_apart():
    found = agreement.between(made("ii  e", " ii"), "ann", "bob")
    assert (found.both, found.only_first, found.only_second, found.neither) == (1, 2, 1, 4)


def test_without_a_record_seen_by_both_nothing_is_computed():
    found = agreement.between(made("i ", " e"), "ann", "bob")
    assert (found.both, found.agreed, found.share, found.kappa, found.ac1) == (
        0,
        0,
        None,
        Estimate(None),
        Estimate(None),
    )
    assert found.table.to_numpy().tolist() == [[0, 0], [0, 0]]


def test_two_who_include_everything_have_a_whole_table_and_an_ac1_of_one():
    found = agreement.between(made("iii", "iii"), "ann", "bob")
    assert (found.table.to_numpy().tolist(), found.kappa, found.ac1.value) == (
        [[3, 0], [0, 0]],
        Estimate(None),
        1.0,
    )


def test_at_full_text_awaiting_is_a_decision_of_its_own_and_only_records_that_got_there_count():
    found = agreement.between(made("iea", "iaa", stage="eligibility"), "ann", "bob", "eligibility")
    assert found.table.index.tolist() == ["include", "exclude", "awaiting"]
    assert found.table.to_numpy().tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 1]]
    # The website's record waits at full text too; the five that were never screened do not.
    assert (found.both, found.neither) == (3, 1)


def test_consensus_automation_duplicates_and_works_that_are_cited_only_are_left_out():
    extra = [
        decided("consensus", "r0", "screening", "include"), decided("automation", "r7", "screening", "exclude"),
        decided("ann", "cited", "screening", "include"), duplicate("r6", "r0"),
    ]  # fmt: skip
    table = agreement.ratings(made(*VOTES, extra=extra))
    assert table.columns.tolist() == ["ann", "bob"]
    assert table.index.tolist() == ["r0", "r1", "r2", "r3", "r4", "r5", "r7"]
    assert table.loc["r5"].tolist() == ["", ""]


def test_what_was_removed_before_screening_is_left_out_and_named():
    extra = [decided("ann", "r1", "identification", "removed", "retracted"), duplicate("r6", "r0")]
    extra += [decided("ann", "r7", "identification", "removed", "no publication")]  # nobody screened it
    found = made(*VOTES, extra=extra)
    assert agreement.ratings(found).index.tolist() == ["r0", "r2", "r3", "r4", "r5"]
    assert agreement.between(found, "ann", "bob").both == 4
    assert agreement.left_out(found) == ("r1", "r6")
    assert agreement.left_out(found, keys=["r0", "r6"]) == ("r6",)
    assert agreement.left_out(found, "eligibility") == agreement.left_out(made(*VOTES)) == ()


def test_among_all_a_record_that_one_person_rated_counts_as_gwet_counts_it():
    found = agreement.among(made("iiie", "iie ", "ii"))
    rows = ["iii", "iii", "ie", "e"]
    assert found == (fleiss(rows, "ie"), ac1(rows, "ie"), 4, 3)
    assert agreement.among(made("i"))[2:] == (1, 0)
    assert agreement.among(made("i")).kappa == Estimate(None)


def test_high_agreement_and_low_kappa_are_told_apart_from_low_agreement():
    found = agreement.between(made("eeeeeee", "eeeeeei"), "ann", "bob")
    assert (found.paradox, found.prevalence, round(found.share, 2)) == (True, (0, 1), 0.86)
    assert not agreement.between(made(*VOTES), "ann", "bob").paradox


def test_two_who_exclude_for_different_reasons_agree_and_the_records_are_named():
    votes = [
        decided("ann", "r0", "eligibility", "exclude", "c"),
        decided("bob", "r0", "eligibility", "exclude", "d"),
        decided("ann", "r1", "eligibility", "exclude", "c"),
        decided("bob", "r1", "eligibility", "exclude", "c"),
    ]
    found = agreement.between(made(extra=votes), "ann", "bob", "eligibility")
    assert (found.agreed, found.both, found.other_reasons) == (2, 2, ("r0",))


def test_reviewers_and_stages_that_do_not_exist_are_misuse():
    with pytest.raises(Misuse, match=r"dora decided nothing at title and abstract; who did: ann, bob\."):
        agreement.between(made(*VOTES), "ann", "dora")
    with pytest.raises(Misuse, match="there is no agreement at retrieval"):
        agreement.ratings(made(*VOTES), "retrieval")


def test_it_does_not_change_its_argument():
    assert_left_alone(made(*VOTES), agreement.ratings)
    assert_left_alone(made(*VOTES), lambda one: agreement.between(one, "ann", "bob").table)
    assert math.isclose(
        agreement.between(made(*VOTES), "ann", "bob").ac1.value, ac1(rows_of([[2, 2], [1, 1]]), "01").value
    )
