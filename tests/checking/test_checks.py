"""Each check finds exactly the fault that is planted in a sound review; what is accepted stands apart."""

from __future__ import annotations

import time

import pytest
from making import (
    assert_left_alone,
    criterion,
    decided,
    descriptor,
    duplicate,
    entry,
    review,
    search,
    sound,
    theme,
    withdrawn,
    write_review,
)

import litmatrix
from litmatrix import checking
from litmatrix.checking import of_cells, places
from litmatrix.coding import quotations
from litmatrix.matrix.file import ExcerptRow
from litmatrix.model import Descriptor, Problem
from litmatrix.screening import flow

ROW = "matrix.csv, row 2 (line 2)"
ENTRIES = sound()["entries"]
EVENTS = sound()["events"]
CRITERIA = sound()["criteria"]
DECIDED = "decisions/ann@desk.jsonl"


def cells(**changes):
    """The cells of the sound review, the row of a_2010 changed."""
    return {"a_2010": {**sound()["cells"]["a_2010"], **changes}}


def benefits(text):
    return {"cells": cells(benefits=text)}


PLANTED = {
    # --- keys, rows, columns ---
    "a row without an entry": (
        {"cells": {**cells(), "a_2011": {}}},
        Problem("orphan-key", "error", "matrix.csv, row 3 (line 4), column key", "the matrix has a row for a_2011, which bibliography.bib does not have.",
                "a_2011", "Did you mean a_2010?"),
    ),
    "a row under a former key": (
        {"entries": [*ENTRIES[:3], entry("d_2013", year="2013", ids="davis")], "cells": {**cells(), "davis": {}}},
        Problem("orphan-key", "error", "matrix.csv, row 3 (line 4), column key", "the matrix has a row for davis, which bibliography.bib does not have.",
                "davis", "It was renamed: write d_2013."),
    ),
    "a decision on a key without an entry": (
        {"events": [*EVENTS, decided("bob", "zzz", "screening", "include")]},
        Problem("orphan-key", "error", "decisions/bob@desk.jsonl:1", "a decision is about zzz, which bibliography.bib does not have.",
                "zzz", "Add its entry, or correct the key."),
    ),
    "a duplicate of a key without an entry": (
        {"events": [*EVENTS, duplicate("d_2013", "c_2021")]},
        Problem("orphan-key", "error", f"{DECIDED}:6", "a decision is about c_2021, which bibliography.bib does not have.", "c_2021", "Did you mean c_2012?"),
    ),
    "an excerpt that quotes a key without an entry": (
        benefits('[Self] "it helped me" (p. 3, quoting b_2006)'),
        Problem("orphan-key", "error", f"{ROW}, column benefits", "an excerpt of a_2010 quotes b_2006, which bibliography.bib does not have.",
                "b_2006", "Did you mean b_2005?"),
    ),
    "a key that only looks like one": (
        {"entries": [*ENTRIES[:3], entry("mu\u0308ller", year="2013")], "cells": {**cells(), "m\u00fcll\u200ber": {}}},
        Problem("orphan-key", "error", "matrix.csv, row 3 (line 4), column key",
                "the matrix has a row for m\u00fcll\u200ber, which bibliography.bib does not have.", "m\u00fcll\u200ber",
                "It looks like mu\u0308ller but is encoded differently: copy the key from bibliography.bib."),
    ),
    "a former key that has an entry": (
        {"entries": [*ENTRIES[:3], entry("d_2013", year="2013", ids="davis, c_2012")]},
        Problem("former-key", "warning", "bibliography.bib:23", "c_2012, a former key of d_2013, has an entry of its own; decisions on it stay with c_2012.",
                "d_2013", "Delete it from `ids` of the entry that it does not belong to."),
    ),
    "a former key of two": (
        {"entries": [*ENTRIES[:3], entry("d_2013", year="2013", ids="old"), entry("e_2014", year="2014", origin="web", ids="older,old,old")]},
        Problem("former-key", "warning", "bibliography.bib:29", "old, a former key of e_2014, is one of d_2013 too; decisions on it stay with d_2013.",
                "e_2014", "Delete it from `ids` of the entry that it does not belong to."),
    ),
    "an included source without a row": (
        {"cells": {}},
        Problem("missing-row", "warning", "bibliography.bib:1", "a_2010 is included but has no row in matrix.csv.", "a_2010", "Add a row that begins with a_2010."),
    ),
    "a row of an excluded source": (
        {"cells": {**cells(), "b_2005": {}}},
        Problem("row-of-excluded", "warning", "matrix.csv, row 3 (line 4)", "b_2005 has a row in the matrix but is excluded; no chart counts it.", "b_2005",
                "Delete the row, or decide again."),
    ),
    "a row of a source that was not retrieved": (
        {"cells": {**cells(), "d_2013": {}}, "events": [*EVENTS, decided("ann", "d_2013", "retrieval", "not_retrieved")]},
        Problem("row-of-excluded", "warning", "matrix.csv, row 3 (line 4)", "d_2013 has a row in the matrix but was not retrieved; no chart counts it.", "d_2013",
                "Delete the row, or decide again."),
    ),
    "a row of a duplicate": (
        {"cells": {**cells(), "d_2013": {}}, "events": [*EVENTS, duplicate("d_2013", "c_2012")]},
        Problem("row-of-excluded", "warning", "matrix.csv, row 3 (line 4)", "d_2013 has a row in the matrix but is a duplicate; no chart counts it.", "d_2013",
                "Delete the row, or decide again."),
    ),
    "a row of a work that is only cited": (
        {"cells": {**cells(), "cited": {}}, "entries": [*ENTRIES, entry("cited", origin="")]},
        Problem("row-of-excluded", "warning", "matrix.csv, row 3 (line 4)", "cited has a row in the matrix but is cited only (no search found it: its entry has no origin); no chart counts it.",
                "cited", "Delete the row, or decide again."),
    ),
    "a theme without a column": (
        {"columns": ["kind", "methods", "size", "benefits"]},
        Problem("missing-column", "error", "matrix.csv, row 1", "review.toml has the theme costs, but the matrix has no such column.", "costs",
                "Add the column, or delete the theme from the protocol."),
    ),
    "a descriptor whose column has another name": (
        {"columns": ["Kind", "methods", "size", "benefits", "costs"]},
        Problem("missing-column", "error", "matrix.csv, row 1", "review.toml has the descriptor kind, but the matrix has no such column.", "kind",
                "Rename the column Kind to kind."),
    ),
    "a column of excerpts that no theme declares": (
        {"columns": ["kind", "methods", "size", "benefits", "costs", "late"], "cells": cells(late='"words" (p. 2)\nnone')},
        Problem("undeclared-column", "warning", "matrix.csv, row 1, column late",
                "2 quotations or “none” are in this column, but review.toml has no theme late; it is not counted.", "late",
                'Add it there, in [[themes]] with id = "late".'),
    ),
    # --- descriptors ---
    "a value outside the vocabulary": (
        {"cells": cells(kind="Academic")},
        Problem("descriptor-value", "error", f"{ROW}, column kind", "“Academic” is not a value of kind.", "a_2010", "Did you mean academic?"),
    ),
    "two values where one is allowed": (
        {"cells": cells(kind="xx; yy")},
        Problem("descriptor-value", "error", f"{ROW}, column kind", "“xx; yy” is not a value of kind.", "a_2010", "Allowed: academic, grey, unknown."),
    ),
    "one of several values outside the vocabulary": (
        {"cells": cells(methods="survey; intervew")},
        Problem("descriptor-value", "error", f"{ROW}, column methods", "“intervew” is not a value of methods.", "a_2010", "Did you mean interview?"),
    ),
    "a number that is none": (
        {"cells": cells(size="12 people")},
        Problem("descriptor-value", "error", f"{ROW}, column size", "“12 people” is not a number.", "a_2010", "Write digits only."),
    ),
    "a descriptor with a reserved name": (
        {"descriptors": [*sound()["descriptors"], descriptor("status")]},
        Problem("reserved-name", "error", "review.toml, descriptors status", "the name status is used by litmatrix itself for another column, and that one is shown.",
                "status", "Choose another id, and rename the column of the matrix with it."),
    ),
    # --- excerpts ---
    "an unknown subtheme": (
        benefits('[Selves] "it helped me" (p. 3)'),
        Problem("unknown-subtheme", "warning", f"{ROW}, column benefits", "“Selves” is not a subtheme of benefits.", "a_2010", "Did you mean Self?"),
    ),
    "a subtheme where none is declared": (
        {"cells": cells(costs='[Money] "dear" (p. 3)')},
        Problem("unknown-subtheme", "warning", f"{ROW}, column costs", "“Money” is not a subtheme of costs.", "a_2010",
                "Add it at the theme desk (or in review.toml), or choose one of: (it has none)."),
    ),
    "a quotation without a locator": (
        benefits('[Self] "it helped me"'),
        Problem("no-locator", "warning", f"{ROW}, column benefits", "a quotation has no page or other place: “it helped me”.", "a_2010",
                "Add one, for example (p. 12), or (n.p.) if the source has no pages."),
    ),
    "a locator outside the pages of the entry": (
        benefits('"it helped me" (pp. 19-21)'),
        Problem("locator-range", "warning", f"{ROW}, column benefits", "pp. 19-21 is outside the pages of a_2010 (pages 1–20).", "a_2010",
                "Correct the page here, or the pages in the bibliography."),
    ),
    "a locator after the last page": (
        {**benefits("[Self] it helped (p. 31)"), "entries": [entry("a_2010", year="2010", title="T", pagetotal="30"), *ENTRIES[1:]]},
        Problem("locator-range", "warning", f"{ROW}, column benefits", "p. 31 is outside the pages of a_2010 (30 pages).", "a_2010",
                "Correct the page here, or the pages in the bibliography."),
    ),
    "the same quotation twice": (
        benefits('[Self] "It  helped me" (p. 3)\n"other" (p. 4)\n[Others] "it helped me" (p. 5)'),
        Problem("repeated-quotation", "warning", f"{ROW}, column benefits", "the same quotation is twice in this cell: “it helped me”.", "a_2010",
                "Delete one of the two."),
    ),
    "a dash for none": (
        benefits("-"),
        Problem("none-like", "warning", f"{ROW}, column benefits", "“-” counts as a summary, and so as evidence.", "a_2010",
                "If the source does not mention this theme, write: none (at the coding desk: 0)"),
    ),
    "a quotation that is never closed": (
        benefits('"it helped me (p. 3)'),
        Problem("unclosed-quote", "warning", f"{ROW}, column benefits", 'a quotation mark is never closed: "it helped me', "a_2010",
                "Close it; a line that continues the one above begins with two spaces."),
    ),
    "a quotation in other marks": (
        benefits("«it helped me» (p. 3)"),
        Problem("other-quote-marks", "warning", f"{ROW}, column benefits",
                "this counts as a summary, because its quotation marks are of another kind: «it helped me»", "a_2010", 'Write a quotation in "…" or “…”.'),
    ),
    # --- results ---
    "an included record that fails a check": (
        {"entries": [entry("a_2010", title="Peer support", year="2009", pages="1--20"), *ENTRIES[1:]]},
        Problem("fails-criterion", "warning", "bibliography.bib:1", "a_2010 is included, but seems to fail year: year 2009 is before 2010.", "a_2010",
                "Decide again, or accept it with the reason."),
    ),
    "a check of a field that does not exist": (
        {"criteria": [*CRITERIA, criterion("place", {"field": "titel", "is": ["UK"]})]},
        Problem("unknown-field", "warning", "review.toml, criteria place", "its check uses titel, which is neither a field of a record nor a descriptor.", "place",
                "Did you mean title?"),
    ),
    "a claim that does not hold": (
        {"claims": [{"id": "how-many", "text": "Two.", "value": 2, "count": "included"}]},
        Problem("claim", "warning", "review.toml, claims how-many", "your text says 2, but litmatrix counts 1 (included).", "how-many",
                "Correct the text or the data, or accept this with a reason."),
    ),
    "a claim on a number that does not exist": (
        {"claims": [{"id": "how-many", "text": "One.", "value": 1, "count": "includd"}]},
        Problem("claim", "error", "review.toml, claims how-many", "there is no computed number includd.", "how-many", "Did you mean included?"),
    ),
    # --- flow ---
    "a search that does not exist": (
        {"entries": [*ENTRIES[:3], entry("d_2013", origin="db, wbe", year="2013")]},
        Problem("unknown-search", "error", "bibliography.bib:23", "the origin of d_2013 names the search wbe, which review.toml does not have.", "wbe",
                "Did you mean web?"),
    ),
    "more records than hits": (
        {"searches": [search("db", hits=3)]},
        Problem("search-hits", "error", "review.toml, searches db", "it states 3 hits, but 4 records name it as their origin.", "db",
                "Correct hits, or the origin of the records."),
    ),
    "a circle of duplicates": (
        {"entries": [*ENTRIES, entry("e", origin="web"), entry("f", origin="web"), entry("g", origin="web")],
         "events": [*EVENTS, duplicate("f", "g"), duplicate("g", "e"), duplicate("e", "f")]},
        Problem("duplicate-circle", "error", f"{DECIDED}:8", "e, f, g are each marked as a duplicate of another of them; all are kept.", "e",
                "Undo one of these decisions."),
    ),
    "a duplicate of two": (
        {"events": [*EVENTS, duplicate("d_2013", "c_2012"), duplicate("d_2013", "b_2005")]},
        Problem("two-originals", "warning", f"{DECIDED}:7", "d_2013 is marked as a duplicate of b_2005 and of c_2012, which are both kept; it counts as a duplicate of b_2005.",
                "d_2013", "Mark which of them are duplicates of each other, or undo one decision."),
    ),
    "a duplicate of a work that is only cited": (
        {"entries": [*ENTRIES, entry("cited", origin="")], "events": [*EVENTS, duplicate("d_2013", "cited")]},
        Problem("outside-flow", "error", f"{DECIDED}:6",
                "d_2013 is marked as a duplicate of cited, which no search found (no `origin`); d_2013 is kept.", "d_2013",
                "Add the origin of cited, or mark cited as the duplicate of d_2013."),
    ),
    "a duplicate of a work that is only cited, and of another": (
        {
            "entries": [*ENTRIES, entry("cited", origin="")],
            "events": [*EVENTS, duplicate("d_2013", "c_2012"), duplicate("d_2013", "cited")],
        },
        Problem(
            "outside-flow", "error", f"{DECIDED}:7",
            "d_2013 is marked as a duplicate of cited, which no search found (no `origin`); d_2013 is kept.",
            "d_2013", "Add the origin of cited, or mark cited as the duplicate of d_2013.",
        ),
    ),
    "a decision on a work that is only cited": (
        {"entries": [*ENTRIES, entry("cited", origin="")], "events": [*EVENTS, decided("bob", "cited", "screening", "include")]},
        Problem("outside-flow", "error", "decisions/bob@desk.jsonl:1", "cited was screened at title and abstract, but no search found it (its entry has no `origin`).", "cited",
                "Add the origin, or undo the decision."),
    ),
    "a decision after the exclusion": (
        {"events": [*EVENTS, decided("bob", "b_2005", "retrieval", "retrieved"), decided("bob", "b_2005", "eligibility", "include")]},
        Problem("decided-after-exclusion", "error", "decisions/bob@desk.jsonl:1",
                "b_2005 was excluded at title and abstract, but there are later decisions on it; the exclusion counts.", "b_2005", "Undo one of them."),
    ),
    "an exclusion at full text without a reason": (
        {"events": [*EVENTS[:-1], decided("ann", "c_2012", "eligibility", "exclude")]},
        Problem("no-reason", "error", f"{DECIDED}:5", "c_2012 was excluded at full text without a reason.", "c_2012",
                "Decide again, with the first criterion that it fails."),
    ),
    "a reason that is no criterion": (
        {"events": [*EVENTS[:-1], decided("ann", "c_2012", "eligibility", "exclude", "mood")]},
        Problem("unknown-reason", "error", f"{DECIDED}:5", "the reason mood, given for c_2012, is not one of the criteria.", "mood",
                "Add it to review.toml, or decide again; known: topic, year."),
    ),
    "a reviewer whom the protocol does not name": (
        {"events": [*EVENTS, decided("zoe", "d_2013", "screening", "include"), decided("zoe", "b_2005", "screening", "exclude", "year")]},
        Problem("unknown-reviewer", "warning", "decisions/zoe@desk.jsonl:1", "zoe is not among the reviewers of review.toml.", "zoe",
                "Add the name to reviewers, or correct it there."),
    ),
}  # fmt: skip


def test_the_sound_review_has_no_problem():
    assert checking.check(review(**sound())) == checking.Checked((), ())
    assert checking.check(review(**sound())).sound


def test_an_empty_review_has_no_problem():
    assert checking.check(review(searches=[])) == checking.Checked((), ())


@pytest.mark.parametrize(("changes", "expected"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found_and_nothing_else(changes, expected):
    checked = checking.check(review(**sound(**changes)))
    assert checked == checking.Checked((expected,), ())
    assert not checked.sound


#: Warnings and errors, about records and a search: what is accepted is asked of the check and the key alone.
SOME = (
    "a row without an entry",
    "a quotation without a locator",
    "more records than hits",
    "a duplicate of two",
)


@pytest.mark.parametrize(("changes", "expected"), [PLANTED[name] for name in SOME], ids=SOME)
def test_a_planted_fault_that_is_accepted_stands_apart(changes, expected):
    accepted = [{"check": expected.check, "key": expected.key, "why": "it stays"}]
    checked = checking.check(review(**sound(**changes), accepted=accepted))
    assert checked == checking.Checked((), ((expected, "it stays"),))
    assert checked.sound


@pytest.mark.parametrize("expected", [PLANTED[name][1] for name in SOME], ids=SOME)
def test_an_acceptance_that_nothing_needs_is_told(expected):
    accepted = [{"check": expected.check, "key": [expected.key], "why": "it stays"}]
    unused = Problem(
        "unused-acceptance", "warning", f"review.toml, accepted {expected.check}", f"no problem {expected.check} of {expected.key} is found.",
        expected.key, "Delete this accepted problem, or correct its key.",
    )  # fmt: skip
    assert checking.check(review(**sound(), accepted=accepted)) == checking.Checked((unused,), ())


def test_every_check_has_a_planted_fault():
    """`flow` and `unused-acceptance` are planted in tests of their own; the readers' checks belong to theirs."""
    planted = {expected.check for _, expected in PLANTED.values()}
    assert planted == {
        "claim", "decided-after-exclusion", "descriptor-value", "duplicate-circle", "fails-criterion", "former-key", "locator-range", "missing-column",
        "missing-row", "no-locator", "no-reason", "none-like", "orphan-key", "other-quote-marks", "outside-flow", "repeated-quotation",
        "reserved-name", "row-of-excluded", "search-hits", "two-originals", "unclosed-quote", "undeclared-column", "unknown-field",
        "unknown-reason", "unknown-reviewer", "unknown-search", "unknown-subtheme",
    }  # fmt: skip


def test_boxes_that_do_not_close_are_a_problem(monkeypatch):
    made = review(**sound())
    drawn = tuple(box for box in flow.boxes(made) if box.id != "database_excluded")
    monkeypatch.setattr(flow, "boxes", lambda _: drawn)
    expected = Problem(
        "flow",
        "error",
        "flow, database_assessed",
        "Reports assessed for eligibility (2) does not equal what leaves it (1): c_2012.",
        "c_2012",
    )
    assert checking.check(made).problems == (expected,)


# --- what is no fault ---


@pytest.mark.parametrize(
    "text",
    [
        "None of the peers felt safe",
        "none were asked",
        "nobody",
        'he said "so" and "thus" (p. 3)',
        "“words” (p. 3)",
        "it’s the peer’s",
        "‘peer’ is not defined",
        '[Self] "3" (p. 2, quoting Mowbray and others, 1998)',
        '"one" (p. 1, quoting Mowbray)',
        "# - n/a none",
        '"a" (sec. 99)',
        '"a" (p. xiv)',
        '"a" (n.p.)',
        '"a" (p. 1-2)',
    ],
)
def test_a_sound_cell_is_not_told_of(text):
    assert checking.check(review(**sound(cells=cells(benefits=text)))).problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "-",
        "–",
        "n/a",
        "N/A.",
        "n. a.",
        "NA",
        "nil",
        "none.",
        "None found",
        "none (see the annex)",
        "none 3/11/2026 cs",
        "not mentioned",
        "No mention.",
        "keine",
    ],
)
def test_what_stands_for_none_is_told_of(text):
    found = checking.check(review(**sound(cells=cells(benefits=text)))).problems
    assert [(problem.check, problem.message) for problem in found] == [
        ("none-like", f"“{text}” counts as a summary, and so as evidence.")
    ]


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("„Wörter“ (S. 3)", "other-quote-marks"),
        ("‘words’ (p. 3)", "other-quote-marks"),
        ("'words' (p. 3)", "other-quote-marks"),
        ("“words (p. 3)", "unclosed-quote"),
        ('as he says, "words (p. 3)', "unclosed-quote"),
        ('"first line\nlast line" (p. 3)', "unclosed-quote unclosed-quote"),
    ],
)
def test_marks_that_make_no_quotation_are_told_of(text, check):
    found = checking.check(review(**sound(cells=cells(benefits=text)))).problems
    assert " ".join(problem.check for problem in found) == check


def test_a_cell_by_itself_is_checked_as_in_the_whole_matrix():
    lines = [
        ("quotation", "it helped", "Self", "p. 30"),
        ("quotation", "It  helped", "Slef", ""),
        ("memo", "-", "", ""),
        ("none", "", "", ""),
        ("summary", "“open", "", ""),
    ]
    rows = [
        ExcerptRow("k", "t", number, kind, text, subtheme, "", locator, "", "")
        for number, (kind, text, subtheme, locator) in enumerate(lines, start=1)
    ]
    found = list(of_cells.odd_in_cell(rows, ("Self",), ("pages 1--20", ((1, 20),))))
    assert [(number, problem.check, problem.where, problem.key) for number, problem in found] == [
        (1, "locator-range", "", "k"),
        (2, "unknown-subtheme", "", "k"),
        (2, "no-locator", "", "k"),
        (2, "repeated-quotation", "", "k"),
        (5, "unclosed-quote", "", "k"),
    ]
    assert list(of_cells.odd_in_cell(rows[:1], ("Self",), None)) == []
    assert list(of_cells.odd_in_cell((), (), None)) == []


@pytest.mark.parametrize(
    ("made", "value", "expected"),
    [
        (Descriptor("d", "D", "number"), "12", ()),
        (Descriptor("d", "D", "number"), "unknown", ()),
        (Descriptor("d", "D", "number"), "many", ("“many” is not a number.",)),
        (Descriptor("d", "D", "choice", {"a": "", "bee": ""}), "bees", ("“bees” is not a value of D.",)),
        (Descriptor("d", "D", "choices", {"a": "", "b": ""}), "a; c; d", ("“c” is not a value of D.", "“d” is not a value of D.")),
        (Descriptor("d", "D", "choice", {"a": ""}), "", ()),
        (Descriptor("d", "D", "text"), "anything", ()),
    ],
)  # fmt: skip
def test_a_value_by_itself_is_checked_against_its_descriptor(made, value, expected):
    assert tuple(message for message, _ in of_cells.odd_value(made, value)) == expected


def test_the_pages_that_a_source_can_have_are_its_pages_or_its_total():
    entries = [
        entry("a", pages="11--19"),
        entry("b", pagetotal="40"),
        entry("c", pages="e12"),
        entry("d", pages="73-6, 80-81", pagetotal="9"),
        entry("e"),
    ]
    assert of_cells.page_limits(review(entries)) == {
        "a": ("pages 11–19", ((11, 19),)),
        "b": ("40 pages", ((1, 40),)),
        "d": ("pages 73-6, 80-81", ((73, 76), (80, 81))),
    }


def test_a_choice_without_values_is_told_of_by_the_reader_only():
    made = review(
        **sound(
            descriptors=[*sound()["descriptors"], descriptor("open", type="choice")],
            cells=cells(open="anything"),
        )
    )
    assert [problem.check for problem in checking.check(made).problems] == ["protocol"]


def test_the_same_quotation_under_two_themes_is_none_repeated():
    made = review(**sound(cells=cells(benefits='"x y" (p. 1)', costs='"x y" (p. 1)')))
    assert checking.check(made).problems == ()


def test_a_retired_theme_needs_no_column_and_a_column_without_excerpts_no_theme():
    themes = [*sound()["themes"], theme("gone", retired="2026-11-22")]
    columns = ["kind", "methods", "size", "benefits", "costs", "my_notes"]
    made = review(**sound(themes=themes, columns=columns, cells=cells(my_notes="read it again")))
    assert checking.check(made).problems == ()


def test_a_withdrawn_decision_on_a_key_without_an_entry_is_no_fault():
    made = review(
        **sound(events=[*EVENTS, decided("bob", "zzz", "screening", "include"), withdrawn("bob", "e6")])
    )
    assert checking.check(made).problems == ()


def test_decisions_and_second_hand_origins_may_name_a_former_key():
    entries = [*ENTRIES[:3], entry("d_2013", year="2013", ids="davis_2013")]
    events = [*EVENTS, decided("ann", "davis_2013", "screening", "maybe")]
    made = review(
        **sound(entries=entries, events=events, cells=cells(benefits='"x" (p. 1, quoting davis_2013)'))
    )
    assert checking.check(made).problems == ()


def test_keys_with_odd_characters_are_keys():
    keys = ["doi:10.1177/0123", "ISI:000512", "ok(1)", "Müller_2010", "مفتاح_1", "a.b+c-d/e"]
    entries = [entry(key, title=key, year="2012") for key in keys]
    events = [decided("ann", key, "eligibility", "include") for key in keys]
    rows = {key: {"one": f'"words {number}" (p. 1)\n# memo'} for number, key in enumerate(keys)}
    made = review(entries, events, rows, themes=[theme("one")])
    assert (list(made.records.index), checking.check(made)) == (keys, checking.Checked((), ()))


# --- many, long, in order ---


def test_problems_are_sorted_by_severity_then_as_a_person_counts():
    rows = {f"x{number}": {"benefits": '"y"'} for number in range(12)}
    made = review(
        **sound(
            cells={**cells(), **rows}, claims=[{"id": "c", "text": "Two.", "value": 2, "count": "included"}]
        )
    )
    found = [(problem.severity, problem.where) for problem in checking.check(made).problems]
    orphans = [
        ("error", f"matrix.csv, row {number} (line {number + 1}), column key") for number in range(3, 15)
    ]
    unplaced = [
        ("warning", f"matrix.csv, row {number} (line {number + 1}), column benefits")
        for number in range(3, 15)
    ]
    assert found == [*orphans, *unplaced, ("warning", "review.toml, claims c")]


def test_accepted_problems_are_sorted_by_place():
    accepted = [
        {"check": "claim", "key": "c", "why": "one"},
        {"check": "no-locator", "key": "a_2010", "why": "two"},
    ]
    claims = [{"id": "c", "text": "Two.", "value": 2, "count": "included"}]
    made = review(**sound(cells=cells(benefits='"y"'), claims=claims, accepted=accepted))
    assert [(problem.check, why) for problem, why in checking.check(made).accepted] == [
        ("no-locator", "two"),
        ("claim", "one"),
    ]


def test_a_cell_of_a_megabyte_is_told_of_in_a_line():
    made = review(
        **sound(
            cells=cells(
                kind="k" * 1_000_000,
                size="9" * 1_000_000 + "x",
                benefits=f'[{"s" * 1_000_000}] "{"q" * 1_000_000}"',
            )
        )
    )
    start = time.process_time()
    found = checking.check(made).problems
    assert time.process_time() - start < 5
    assert [problem.check for problem in found] == [
        "descriptor-value",
        "descriptor-value",
        "unknown-subtheme",
        "no-locator",
    ]
    assert max(len(str(problem)) for problem in found) < 300


def test_many_missing_keys_are_told_of_in_reasonable_time():
    keys = [f"author{number:05}_{2000 + number % 20}" for number in range(3000)]
    made = review([entry(key) for key in keys], cells={f"{key}x": {} for key in keys})
    start = time.process_time()
    found = checking.check(made).problems
    assert time.process_time() - start < 5
    assert (len(found), found[0].fix, found[-1].fix) == (
        3000,
        "Did you mean author00000_2000?",
        "Add its entry, or correct the key.",
    )


def test_a_search_that_a_thousand_records_name_is_told_of_once():
    made = review([entry(f"k{number}", origin="db, registry") for number in range(1000)])
    assert checking.check(made).problems == (
        Problem("unknown-search", "error", "bibliography.bib:1",
                "the origin of k0, k1, k2, k3, k4 and 995 more names the search registry, which review.toml does not have.", "registry",
                "Add it there, or correct the origin; known: db."),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("names", "shown"),
    [("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("abcdef", "a, b, c, d, e and 1 more")],
)
def test_several_names_are_listed_as_in_a_sentence(names, shown):
    assert places.several(list(names)) == shown


def test_a_suggestion_is_the_nearest_of_what_is_known():
    suggest = places.suggester(["mind_2013", "mind_2014", "nesta_2013"])
    assert [suggest("mind_2015", "no"), suggest("Nesta2013", "no"), suggest("zzz", "no")] == [
        "Did you mean mind_2013?",
        "Did you mean nesta_2013?",
        "no",
    ]
    assert places.suggester([])("a", "no") == "no"


# --- acceptances ---


def test_an_acceptance_without_a_key_is_for_problems_without_one():
    made = review(
        **sound(accepted=[{"check": "no-locator", "why": "all of them"}], cells=cells(benefits='"y"'))
    )
    found = checking.check(made)
    assert [problem.check for problem in found.problems] == ["no-locator", "unused-acceptance"]
    assert found.problems[1].message == "no problem no-locator is found."


def test_an_acceptance_with_a_misspelled_check_is_told_of_with_the_one_meant():
    made = review(
        **sound(
            accepted=[{"check": "no-locater", "key": "a_2010", "why": "known"}], cells=cells(benefits='"y"')
        )
    )
    assert checking.check(made).problems[1].fix == "Did you mean no-locator?"


def test_one_acceptance_may_name_several_keys_of_which_each_is_needed():
    accepted = [{"check": "orphan-key", "key": ["x", "y", "z"], "why": "later"}]
    checked = checking.check(review(**sound(cells={**cells(), "x": {}, "y": {}}, accepted=accepted)))
    assert [problem.key for problem, _ in checked.accepted] == ["x", "y"]
    assert [(problem.check, problem.key) for problem in checked.problems] == [("unused-acceptance", "z")]


def test_a_fatal_problem_cannot_be_accepted():
    twice = {"themes": [theme("one"), theme("one")], "columns": ["one"], "descriptors": []}
    made = review(**sound(**twice, accepted=[{"check": "protocol", "key": "", "why": "never mind"}]))
    found = checking.check(made)
    assert [(problem.check, problem.severity) for problem in found.problems] == [("protocol", "fatal")]
    assert found.accepted == ()


# --- broken files ---


def opened(folder, **files):
    """A sound review as a folder, some files replaced (None: taken away)."""
    write_review(folder, **sound(accepted=[{"check": "claim", "key": "how-many", "why": "known"}], claims=[
        {"id": "how-many", "text": "Two.", "value": 2, "count": "included"},
    ]))  # fmt: skip
    for name, data in files.items():
        path = folder / name.replace("_", ".")
        path.unlink() if data is None else path.write_bytes(data)
    return litmatrix.open(folder)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, []),
        ({"matrix_csv": b"key,kind\na_2010,academic,too many\n"}, ["ragged-row"]),
        ({"matrix_csv": None}, ["unreadable"]),
        ({"matrix_csv": b""}, ["empty-file"]),
        ({"bibliography_bib": None}, ["unreadable"]),
        ({"bibliography_bib": b"<<<<<<< mine\n"}, ["conflict-marker"]),
        ({"review_toml": b"title = \n"}, ["toml"]),
        ({"review_toml": None}, ["unreadable"]),
        (
            {"review_toml": None, "matrix_csv": None, "bibliography_bib": b"@misc{a}"},
            ["unreadable", "unreadable"],
        ),
    ],
)
def test_a_broken_file_is_told_of_once_and_not_what_follows_from_it(tmp_path, files, expected):
    assert [
        problem.check for problem in checking.check(opened(tmp_path / "review", **files)).problems
    ] == expected


def test_decisions_that_cannot_be_read_leave_out_what_rests_on_them(tmp_path):
    folder = tmp_path / "review"
    write_review(folder, **sound(events=[]))
    (folder / "decisions").write_bytes(b"not a folder")
    found = checking.check(litmatrix.open(folder)).problems
    assert [(problem.check, problem.where) for problem in found] == [("unreadable", "decisions")]


def test_what_the_readers_report_is_among_the_problems_and_can_be_accepted(tmp_path):
    folder = tmp_path / "review"
    broken = sound(accepted=[{"check": "duplicate-key", "key": "a_2010", "why": "one of the two is meant"}])
    write_review(folder, **broken)
    with (folder / "bibliography.bib").open("a") as stream:
        stream.write("\n@misc{a_2010, title = {Again}}\n")
    checked = checking.check(litmatrix.open(folder))
    assert checked.problems == ()
    assert [(problem.check, why) for problem, why in checked.accepted] == [
        ("duplicate-key", "one of the two is meant")
    ]


# --- leaving alone, and the worked review ---


@pytest.mark.parametrize("act", [checking.check, checking.check_review], ids=lambda act: act.__name__)
def test_it_does_not_change_its_argument(act):
    assert_left_alone(review(**sound(cells={**cells(benefits='"y"'), "x": {}})), act)


def test_the_worked_review_is_sound(worked):
    checked = checking.check(worked)
    assert checked.problems == ()
    assert len(checked.accepted) == 46


# --- quotations in full texts ---


def looked(tmp_path, cell, accepted=(), text="Role confusion was frequent.\fIt helped them all."):
    """A review in which one cell was looked for in a full text of two pages, and what was found."""
    place = write_review(
        tmp_path / "review",
        [entry("a_2010", pages="11--12"), entry("b_2011")],
        cells={"a_2010": {"a": cell}, "b_2011": {"a": '"other words" (p. 1)'}},
        themes=[theme("a")],
        accepted=list(accepted),
    )
    (place / "fulltext").mkdir()
    (place / "fulltext" / "a_2010.txt").write_text(text, encoding="utf-8")
    opened = litmatrix.open(place)
    return opened, quotations.look_for(opened)


def of_quotations(checked):
    return [problem for problem in checked.problems if problem.check.startswith("quotation-")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('"role confusion" (p. 11)', None),
        ('"it helped (...) all" (pp. 11-12)', None),
        ('"roll confusion was frequent" (p. 11)', (
            "quotation-nearly", "“roll confusion was frequent” is worded a little differently on p. 11 (fulltext/a_2010.txt, page 1 of the file).",
            "The source has: “Role confusion was frequent.”")),
        ('"it helped them" (p. 11)', (
            "quotation-other-page", "“it helped them” is on p. 12, not on p. 11 (fulltext/a_2010.txt, page 2 of the file).",
            "Write (p. 12) if that is right.")),
        ('"it harmed everyone" (p. 11)', (
            "quotation-not-found", "“it harmed everyone” is not found in fulltext/a_2010.txt.",
            "Compare it with the source: is it word for word, with (...) where words are left out, and from this source?")),
    ],
)  # fmt: skip
def test_a_quotation_is_compared_with_its_full_text(tmp_path, cell, expected):
    opened, found = looked(tmp_path, cell)
    problems = [
        Problem(expected[0], "warning", "matrix.csv, row 2 (line 2), column a", expected[1], "a_2010", expected[2])
    ] if expected else []  # fmt: skip
    assert of_quotations(checking.check(opened, found)) == problems
    assert of_quotations(checking.check(opened)) == []


def test_a_problem_of_a_quotation_can_be_accepted(tmp_path):
    why = [{"check": "quotation-not-found", "key": "a_2010", "why": "from the audio"}]
    opened, found = looked(tmp_path, '"it harmed everyone" (p. 11)', why)
    checked = checking.check(opened, found)
    assert (of_quotations(checked), [why for _, why in checked.accepted]) == ([], ["from the audio"])
    # Where nobody looks for quotations, or the full text is on another machine, the acceptance is still needed.
    assert not any(problem.check == "unused-acceptance" for problem in checking.check(opened).problems)


def test_an_acceptance_of_a_quotation_is_needless_only_where_its_full_text_was_searched(tmp_path):
    both = [{"check": "quotation-nearly", "key": ["a_2010", "b_2011"], "why": "as printed"}]
    opened, found = looked(tmp_path, '"role confusion" (p. 11)', both)
    unused = [one.key for one in checking.check(opened, found).problems if one.check == "unused-acceptance"]
    assert unused == ["a_2010"]


def test_a_long_passage_is_cut_in_the_problem(tmp_path):
    words = "many words " * 100
    opened, found = looked(tmp_path, f'"{words}without end" (p. 1)', text=f"{words}with an end.")
    (problem,) = of_quotations(checking.check(opened, found))
    assert len(problem.fix) == len("The source has: “”") + 600 and problem.fix.endswith("…”")
