"""The methods and the statement in sentences: what is in them, what is a gap, and that they are true of any review."""

from __future__ import annotations

import re
from datetime import date

import busy_review
import making
import pandas as pd
import pytest
import small_review
from hypothesis import given
from hypothesis import strategies as st
from making import criterion, decided, descriptor, entry, search, theme

from litmatrix import importing, reporting
from litmatrix.errors import Misuse
from litmatrix.files import results
from litmatrix.reporting import PARTS, Paragraph, Sentence, paragraphs
from litmatrix.review import Review


@pytest.fixture(scope="module")
def busy(tmp_path_factory) -> Review:
    return busy_review.make(tmp_path_factory.mktemp("busy") / "review")


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Review:
    return small_review.make(tmp_path_factory.mktemp("small") / "review")


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Review:
    return small_review.empty(tmp_path_factory.mktemp("empty") / "review")


def texts(review: Review, id: str) -> list[str]:
    return [one.text for one in reporting.paragraph(review, id).sentences]


def every(review: Review) -> tuple[Paragraph, ...]:
    return (*reporting.methods(review), *reporting.statement(review))


# --- whole ---


def test_a_review_of_one_person_says_so(small):
    assert texts(small, "selection") == [
        "One person (ann) screened titles and abstracts (four records).",
        "The full texts of three reports were sought; all were retrieved.",
        "One person (ann) assessed full texts (three records).",
        "No record was excluded by an automatic check.",
    ]


def test_two_people_are_told_with_agreement_conflicts_rounds_and_rules(busy):
    alike = "not defined: there is nothing to compare, or everybody always decided the same"
    assert texts(busy, "selection") == [
        "Titles and abstracts (12 records) were screened by two people: ann (12) and bob (12).",
        "Each record needed the decision of two people, and the records were divided among ann, bob and cy; 12 of 12 records (100 %) had it.",
        "They decided independently: in litmatrix nobody is shown the decisions of others before asking to compare them.",
        "Their decisions differ on two records: one settled by consensus (recorded by ann) and one not settled yet.",
        "ann and bob agreed on 10 of 12 records that both decided on (83.3 %); Cohen’s kappa (95 % interval) is 0.62 (0.10 to 1.00) "
        "(“maybe” counts as include).",
        "A round for “Pilot of the criteria” on 5 January 2026, a random sample of four records (seed 7), was decided on by ann and bob: "
        "four records.",
        f"In this round, ann and bob agreed on 4 of 4 records that both decided on (100 %); Cohen’s kappa (95 % interval) is {alike} "
        "(“maybe” counts as include).",
        "The full texts of nine reports were sought; one could not be retrieved and two are not retrieved yet.",
        "Full texts (six records) were assessed by two people: ann (6) and bob (6).",
        "Each record needed the decision of two people; 6 of 6 records (100 %) had it.",
        "They decided independently: in litmatrix nobody is shown the decisions of others before asking to compare them.",
        "Their decisions differ on one record: one not settled yet.",
        "ann and bob agreed on 6 of 6 records that both decided on (100 %), on one of them with different reasons; Cohen’s kappa "
        "(95 % interval) is 1.00 (no interval: all records are decided alike).",
        "The check of the criterion “meets year” (year from 2000 to 2020) excluded one record; bob ran it on 23 November 2026.",
    ]


def test_searches_have_dates_hits_and_platforms_and_what_nobody_recorded_is_not_stated(busy):
    assert texts(busy, "sources") == [
        "Two databases were searched, in three searches: PubMed via NLM (on 2 January 2026, 15 hits, 12 records taken in); "
        "Scopus (on 3 January 2026, 8 hits, 7 records taken in); PubMed (an update of that of 2 January 2026, on 3 June 2026, hits not stated).",
        "One website was searched: Web (date and hits not stated, 40 examined, 1 record taken in).",
        "In all, 16 records were found: 15 by databases and registers and 1 by other methods.",
    ]
    assert texts(busy, "strategies") == [
        "The search log prints the search string of one search, as recorded (PubMed).",
        "Search strategy of Scopus and PubMed: [missing: search string].",
        "Limits of the searches: PubMed: English; for three other searches none is stated.",
        "Filters of the searches: Scopus: none; for three other searches none is stated.",
        "Peer review of the search strategies: PubMed: PRESS, by a librarian.",
    ]


def test_duplicates_are_told_with_who_settled_them_and_what_a_reference_manager_removed(busy):
    assert texts(busy, "duplicates") == [
        "Before import, three records were removed from the results of PubMed (duplicates, by Zotero).",
        "In litmatrix, one record was removed as a duplicate of another, decided by ann.",
        "Of the records that looked alike, one pair was found to be different works.",
        "Before screening, one record was removed for other reasons: not a publication (1).",
    ]


def test_duplicates_settled_at_once_are_told_apart_from_those_settled_one_by_one():
    entries = [entry(name) for name in ("a", "b", "c", "d")]
    batch = [making.Event("ann", name, "identification", "duplicate", other="a", batch="x") for name in "bc"]
    both = making.review(entries=entries, events=[*batch, making.duplicate("d", "a", "bob")])
    assert texts(both, "duplicates") == [
        "In litmatrix, three records were removed as duplicates of another, decided by ann (2) and bob (1), "
        "two in acts on several at once and one one at a time."
    ]
    assert texts(making.review(entries=entries, events=batch), "duplicates") == [
        "In litmatrix, two records were removed as duplicates of another, decided by ann, in acts on several at once."
    ]


def test_criteria_are_told_in_order_with_their_changes_and_what_waits_for_another_look(busy):
    assert texts(busy, "eligibility") == [
        "Records had to meet two criteria, applied in this order: (1) “meets year” (at every stage); (2) “meets topic” (at title and abstract).",
        "The reason for an exclusion was the criterion that the record did not meet.",
        "For one of two criteria a check of the record (year from 2000 to 2020) pointed out what seemed to fail.",
        "The criterion “meets year” was widened on 1 December 2026, so that what had been excluded for it before was to be decided again; "
        "before, it read “from 2005”.",
        "Of the records decided on before such a change, two wait to be decided again.",
    ]


def test_exclusions_without_a_reason_are_counted():
    review = making.review(
        entries=[entry("a"), entry("b")],
        events=[
            decided("ann", "a", "screening", "exclude", "x"),
            decided("ann", "b", "screening", "exclude"),
        ],
        criteria=[criterion("x")],
    )
    assert texts(review, "eligibility")[1] == (
        "The reason for an exclusion was the criterion that the record did not meet; one exclusion has none."
    )


def test_the_themes_are_told_with_how_they_came_and_what_became_of_them(busy):
    assert texts(busy, "synthesis") == [
        "The findings were brought together theme by theme; an excerpt can speak for the theme, against it, both ways or neither "
        "(1 for, 1 neutral).",
        "Of the two themes in use, one stands from the start or has no date, and one was added later on 23 November 2026.",
        "Reading began on 22 November 2026; one of the themes was added after that day.",
        "Then “job” and “task” were merged into “Work” on 23 November 2026; “roles” was renamed “Role” on 24 November 2026.",
    ]


def test_readers_cells_and_excerpts_are_counted_and_what_was_not_looked_at_is_never_silence(busy):
    assert texts(busy, "collection") == [
        "Logged as read are 4 of 4 included sources (100 %), by two people: ann (4) and bob (1); one was read by more than one.",
        "What a source says on a theme was entered into a matrix (4 sources × 2 themes); 3 of 8 cells (37.5 %) have been looked at, "
        "and the others are not counted as “not mentioned”.",
        "The matrix has two excerpts (one quotation and one summary), one of them (50 %) with a page or place.",
        "No full text is at hand to compare the quotations with.",
    ]
    assert texts(busy, "items") == [
        "Of each source was noted: kind (a, b).",
        "The sources were read for two themes, which the codebook defines: Role; Work.",
    ]
    assert texts(busy, "appraisal") == [
        "The sources were appraised by one question: clear (yes, no).",
        "Given are 1 of 4 answers (25 %).",
    ]


def test_a_reader_whose_name_has_a_comma_is_one_person():
    review = making.review(**making.sound(
        reviewers=[], events=[*making.sound()["events"], decided("Adams, Ann", "a_2010", "coding", "read")]
    ))  # fmt: skip
    assert texts(review, "collection")[0] == (
        "Logged as read is 1 of 1 included source (100 %), by one person (Adams, Ann)."
    )


def test_the_statement_names_each_file_by_its_sum_and_the_state(small):
    sums = [
        f"{name} ({results.sum_of((small.folder / name).read_bytes())[:12]})"
        for name in ("bibliography.bib", "matrix.csv", "review.toml", "decisions/ann@desk.jsonl")
    ]
    found = reporting.statement(small)
    assert [one.id for one in found] == ["availability", "support", "interests"]
    assert found[0].sentences == (
        Sentence("Availability of data, code and other materials: [missing: availability].", True),
        Sentence(
            "Charts, tables and counted numbers were made with litmatrix 0.1.0 from the files of the review."
        ),
        Sentence(
            "The files are, each with the first 12 digits of its SHA-256: "
            f"{', '.join(sums[:-1])} and {sums[-1]}; together they are in state {results.state_of(small.folder)}."
        ),
    )


def test_what_about_says_stands_as_it_was_written_and_the_rest_is_a_gap(busy):
    told = {one.id: one for one in every(busy)}
    assert told["registration"].sentences == (Sentence("Registration and protocol: OSF 123."),)
    assert told["support"].sentences == (Sentence("Funding: None."),)
    assert told["interests"].sentences == (
        Sentence("Competing interests: [missing: competing interests].", True),
    )
    assert (told["support"].gap, told["interests"].gap) == (False, True)


# --- reviews of other kinds ---


def test_an_empty_review_has_gaps_and_nothing_invented(empty):
    assert [(one.id, one.text) for one in reporting.methods(empty)] == [
        ("registration", "Registration and protocol: [missing: registration]."),
        ("eligibility", "Eligibility criteria: [missing: criteria]."),
        ("sources", "Information sources: [missing: searches]."),
        ("selection", "No record waits to be selected, and none was decided on."),
        ("items", "The sources were read for [missing: themes]."),
    ]


def test_an_update_tells_what_was_taken_over_from_the_earlier_version(worked):
    assert texts(worked, "selection") == [
        "Of the earlier version of the review, 32 records were taken over as included, without a new decision.",
        "One person (litmatrix) screened titles and abstracts (13 records).",
        "The full texts of three reports were sought; none could be retrieved.",
        "No record was excluded by an automatic check.",
    ]
    assert texts(worked, "sources")[-2:] == [
        "One earlier version of the review was taken over: The report's review (Leeds Mind, 2020) (32 records taken in).",
        "In all, 48 records were found: 16 by other methods and 32 in the earlier version.",
    ]


def test_a_record_of_a_search_that_is_not_in_the_protocol_is_a_gap():
    review = making.review(
        entries=[entry("a", origin="lost")], searches=[search("db", source="Base", hits=0)]
    )
    assert reporting.paragraph(review, "sources").sentences[-1] == Sentence(
        "In the bibliography, one record names a search that review.toml does not have: [missing: the search “lost”].",
        True,
    )
    assert texts(review, "sources")[0] == "One database was searched: Base (0 hits, date not stated)."


def test_people_who_decided_nothing_together_have_no_agreement_and_more_than_three_are_told_together():
    entries = [entry(f"k{n}") for n in range(4)]
    apart = making.review(
        entries=entries,
        events=[decided("ann", "k0", "screening", "include"), decided("bob", "k1", "screening", "include")],
    )
    assert "ann and bob decided on no record both, so their agreement cannot be measured." in texts(
        apart, "selection"
    )
    crowd = making.review(
        entries=entries,
        events=[
            decided(who, f"k{n}", "screening", "include" if n < 2 else "exclude")
            for who in "abcd"
            for n in range(4)
        ],
    )
    told = " ".join(texts(crowd, "selection"))
    assert (
        "Among the four people, four records were decided on by two or more; Fleiss’ kappa (95 % interval) is 1.00"
        in told
    )
    assert "Cohen" not in told


def test_a_record_that_too_few_have_decided_on_is_said_to_wait():
    review = making.review(
        entries=[entry("a"), entry("b")],
        agree={"screening": 2},
        events=[decided("ann", "a", "screening", "include")],
    )
    assert texts(review, "selection") == [
        "One person (ann) screened titles and abstracts (one record).",
        "Each record needed the decision of two people; none had it.",
        "At title and abstract, two records are not decided on by enough people yet.",
        "No record was excluded by an automatic check.",
    ]
    assert texts(making.review(entries=[entry("a")]), "selection") == [
        "At title and abstract, nobody has decided on a record yet.",
        "At title and abstract, one record is not decided on by enough people yet.",
    ]


def test_saturation_is_told_where_enough_readings_are_logged():
    entries = [entry(f"k{n}") for n in range(8)]
    cells = {f"k{n}": {"role": f"[{'X' if n < 1 else 'Y'}] said"} for n in range(8)}
    steps = [
        decided("ann", f"k{n}", stage, what)
        for n in range(8)
        for stage, what in (
            ("screening", "include"),
            ("eligibility", "include"),
            *([("coding", "read")] if n < 7 else []),
        )
    ]
    review = making.review(entries=entries, cells=cells, events=steps, themes=[theme("role", "X", "Y")])
    assert texts(review, "synthesis")[-2:] == [
        "New codes fell to 5 % or less of those in the first four sources after 4 + 2 sources, by the measure of Guest, Namey and Chen "
        "(2020; base of four sources, runs of two).",
        "Not part of this is one included source without a logged reading.",
    ]


def test_what_was_found_on_looking_for_the_quotations_is_told(busy):
    looked = pd.DataFrame(
        [(busy_review.key(1), "role", 1, "good", "p. 3", "found", "p. 3", 3, "good", "fulltext/a.pdf", "")],
        columns=["key", "theme", "number", "text", "locator", "outcome", "page", "file_page", "passage", "place", "note"],
    )  # fmt: skip
    (found,) = (one for one in reporting.methods(busy, looked=looked) if one.id == "collection")
    assert found.sentences[-1].text == (
        "Of one quotation, one was looked for in one full text: one stands as it is cited."
    )


def test_a_full_text_that_is_at_hand_and_was_not_looked_into_is_a_gap(tmp_path):
    review = busy_review.make(tmp_path)
    (tmp_path / "fulltext").mkdir()
    (tmp_path / "fulltext" / f"{busy_review.key(1)}.txt").write_text("good")
    assert reporting.paragraph(review, "collection").sentences[-1] == Sentence(
        "Quotations compared with the full texts: [missing: the result of “litmatrix check --quotations”].",
        True,
    )


# --- of any review ---

WORDS = st.text("abc é“;.,[]<>|*_\n", max_size=12)
NUMBERS = st.none() | st.integers(0, 3)


@st.composite
def reviews(draw) -> Review:
    """Small reviews of every kind: searches with and without numbers, none to three people, rules, themes that came and went."""
    kinds = draw(
        st.lists(
            st.sampled_from(["database", "register", "website", "citation", "contact", "other", "previous"]),
            max_size=3,
        )
    )
    searches = [
        search(f"s{n}", kind, source=draw(WORDS), query=draw(WORDS), limits=draw(WORDS), removed_why=draw(WORDS),
               **{name: value for name in ("hits", "removed") if (value := draw(NUMBERS)) is not None})
        for n, kind in enumerate(kinds)
    ]  # fmt: skip
    keys = [f"k{n}" for n in range(draw(st.integers(0, 4)))]
    entries = [entry(key, origin=f"s{draw(st.integers(0, 2))}") for key in keys]
    events = [
        decided(who, key, stage, draw(st.sampled_from(["include", "exclude"])), "c", note=draw(WORDS))
        for key in keys
        for who in draw(st.sets(st.sampled_from(["ann", "bob", "consensus", "automation"])))
        for stage in draw(st.sets(st.sampled_from(["screening", "eligibility"])))
    ]
    events = [
        making.Event(**{**vars(one), "reason": "" if one.decision == "include" else "c"}) for one in events
    ]
    history = draw(
        st.lists(st.sampled_from(["add", "rename", "merge", "split", "retire", "redefine"]), max_size=3)
    )
    return making.review(
        entries=entries,
        events=events,
        searches=searches,
        agree={"screening": draw(st.integers(1, 3))},
        criteria=[criterion("c", include=draw(WORDS))] if draw(st.booleans()) else [],
        descriptors=[
            descriptor("d", "x", "y", name=draw(WORDS), group=draw(st.sampled_from(["", "appraisal"])))
        ],
        themes=[theme("t", name=draw(WORDS) or "T")] if draw(st.booleans()) else [],
        theme_history=[
            {"time": date(2026, 1, 1), "change": one, "from": ["u"], "to": ["t"]} for one in history
        ],
        cells={keys[0]: {"d": "x", "t": draw(WORDS)}} if keys else {},
        about={"funding": draw(WORDS)},
    )


@given(reviews())
def test_every_sentence_is_one_line_ends_and_counts_in_english(review):
    for one in every(review):
        assert one.sentences
        for text, gap in one.sentences:
            assert text == " ".join(text.split())
            assert text[-1] in ".!?…)”"
            assert gap == ("[missing: " in text)
            assert not re.search(r"\b(one|1) (records|sources|searches|people|hits|changes)\b", text)
            assert not re.search(r"\b(two|2|0) (record|source|search|person|hit|change)\b", text)


def test_a_name_that_is_nothing_but_signs_leaves_no_gap_between_words():
    made = making.review(searches=[search("db", source="; ;", platform="x\n y")])
    assert "One database was searched: ; via x y (" in paragraphs.paragraph(made, "sources").text


@given(reviews())
def test_telling_does_not_change_the_review(review):
    making.assert_left_alone(review, reporting.methods)


def test_the_parts_of_the_methods_are_all_of_them_each_once(busy):
    assert sorted(name for names in PARTS.values() for name in names) == sorted(paragraphs.METHODS)
    parts = [one for part in PARTS for one in reporting.methods(busy, part)]
    assert parts == list(reporting.methods(busy))


def test_a_part_or_paragraph_that_there_is_not_is_refused_with_what_there_is(small):
    with pytest.raises(Misuse, match=r"no part 'dta'; known: registration, eligibility"):
        reporting.methods(small, "dta")
    with pytest.raises(Misuse, match=r"no paragraph 'fundng'; known: registration, .*support"):
        reporting.paragraph(small, "fundng")


def test_records_that_an_import_found_again_are_told(tmp_path):
    folder, file = making.write_review(tmp_path / "r", searches=[]), tmp_path / "a.ris"
    for works in (2, 3):
        file.write_text(
            "".join(
                f"TY  - JOUR\nTI  - Work {n}\nAU  - Adams, Ann\nPY  - 2010\nER  - \n" for n in range(works)
            )
        )
        review = Review.open(folder)
        importing.apply(
            folder, importing.plan(review, importing.read_export(file), "db", {"kind": "database"})
        )
    assert texts(Review.open(folder), "duplicates") == [
        "Of five records in the files imported, two were in the review already (the same record, or the same identifier and title) "
        "and were not added again.",
        "No record was removed as a duplicate of another.",
    ]
