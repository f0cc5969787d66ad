"""Tables of the screening: how far people agree, what was excluded at full text and why, what could not be had, and the flow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from litmatrix import screening
from litmatrix.bibliography import references
from litmatrix.matrix.citations import Citation, Cited
from litmatrix.review import Review
from litmatrix.screening import agreement as agreeing
from litmatrix.screening import flow as flows
from litmatrix.screening.agreement import Estimate
from litmatrix.tables.frames import NOT_STATED, NUMBER, STAGE_NAMES, frame
from litmatrix.tables.table import Table
from litmatrix.vocabulary import AGREED_ON

if TYPE_CHECKING:
    import pandas as pd

NO_REASON = "no reason is recorded"

_AGREEMENT = ("Reviewers", "Both decided", "Agreed", "Kappa (95 % interval)", "AC1 (95 % interval)", "Conflicts", "Settled")  # fmt: skip


def exclusions(review: Review) -> Table:
    """Return the reports that were read in full and excluded, after item 16b of PRISMA 2020: index `Report` (short reference).

    Columns: Citation (the full reference), Reason (of each exactly one, in words: the first criterion that it failed).
    In the order of a list of references. Reports that could not be had are in `not_retrieved`; `excluded` has the records
    that left at any stage.
    """
    table = screening.outcomes(review)
    table = table[(table["status"] == screening.EXCLUDED) & (table["stage"] == "eligibility")]
    words = review.protocol.reason_in_words
    reasons = {key: words(reason) or NO_REASON for key, reason in table["reason"].items()}
    made, cited = _reports(review, reasons, "Reason")
    return Table(
        "exclusions",
        "Reports excluded at full text, with reasons",
        made,
        "Each report has one reason: the first criterion that it does not meet, in the order in which the criteria are applied.",
        "No report is excluded at full text yet: decide on full texts with the screening card, in 01-filter-sources.",
        cited=cited,
    )


def not_retrieved(review: Review) -> Table:
    """Return the reports that were sought and could not be had: index `Report` (short reference).

    Columns: Citation (the full reference), Note (of those who sought it). In the order of a list of references.
    """
    table, now = screening.outcomes(review), screening.standing(review)
    notes = dict.fromkeys(table.index[table["status"] == screening.NOT_RETRIEVED], "")
    now = now[(now["stage"] == "retrieval") & now["key"].isin(list(notes))]
    for key, note in zip(now["key"], now["note"], strict=True):
        notes[key] = "\n".join(filter(None, (notes[key], note)))
    made, cited = _reports(review, notes, "Note")
    return Table(
        "not_retrieved",
        "Reports not retrieved",
        made,
        nothing="No report is marked as not retrieved.",
        cited=cited,
    )


def _reports(
    review: Review, said: Mapping[str, str], column: str
) -> tuple[pd.DataFrame, dict[str, list[Cited]]]:
    """Return reports with their full references and what is said of each, in the order of a list of references; and its
    index with citations."""
    names = screening.names(review)
    full = references.full(review.records.loc[[*said]]).to_dict()
    keys = sorted(said, key=lambda key: (names[key].casefold(), key))
    rows = [(full[key], said[key]) for key in keys]
    made = frame(("Report", [names[key] for key in keys]), ("Citation", column), rows)
    return made, {"Report": [(Citation(key, narrative=True),) for key in keys]}


def agreement(review: Review) -> Table:
    """Return how far people agree at title and abstract and at full text, a row a pair, then all together: index `Stage`.

    Columns: Reviewers, Both decided (how many records, a number; of all together, decided by two or more), Agreed (n of
    these N, and percent), Kappa (Cohen's; Fleiss' of all together) and AC1 (Gwet's), each with its 95 % interval, Conflicts (a
    number: on how many of these records they stand on different sides, at full text also with different reasons) and Settled
    (how many of those were settled, a number). Pairs that share no record are left out. The row of all is there where more
    than two people decided. See `screening.agreement` for the sources.
    """
    rows: list[tuple[str, tuple]] = []
    for stage in AGREED_ON:
        decided, still = _decided(review, stage), _open(review, stage)
        people = list(agreeing.ratings(review, stage).columns)
        for both in combinations(people, 2):
            if (one := agreeing.between(review, *both, stage)).both:
                shares = (one.both, _share(one.agreed, one.both), _told(one.kappa), _told(one.ac1))
                rows.append((stage, (" and ".join(both), *shares, *_conflicts(decided, still, both))))
        if len(people) > 2 and (every := agreeing.among(review, stage)).paired:
            alike = sum(
                len(said) > 1 and len({one for one, _ in said.values()}) == 1 for said in decided.values()
            )
            shares = (every.paired, _share(alike, every.paired), _told(every.kappa), _told(every.ac1))
            rows.append((stage, (f"all {len(people)}", *shares, *_conflicts(decided, still, people))))
    numbers = ("Both decided", "Conflicts", "Settled")
    stages = [STAGE_NAMES[stage] for stage, _ in rows]
    made = frame(("Stage", stages), _AGREEMENT, [row for _, row in rows], numbers)
    note = (
        "Of the decisions that stand: one that somebody changed counts as it is now. Both decided: on how many records (all "
        "together: on how many two or more did). “Maybe” counts as included. Kappa: Cohen's of two, Fleiss' of all together. "
        "Conflicts: decided differently, at full text also excluded for different reasons. Settled: of these, no longer in conflict."
    )
    return Table("agreement", "Agreement between reviewers", made, note, _no_agreement(review))


#: What each person decided on a record, with the reason of an exclusion at full text: other reasons are a conflict there alone.
_Said = dict[str, tuple[str, str]]


def _decided(review: Review, stage: str) -> dict[str, _Said]:
    """Return what people decided on each record of a stage, by key and person."""
    table = agreeing.ratings(review, stage).replace("maybe", "include")
    now = screening.standing(review)
    now = now[(now["stage"] == stage) & (now["decision"] == "exclude")]
    reasons = {}
    if stage == "eligibility":
        reasons = dict(zip(zip(now["key"], now["reviewer"], strict=True), now["reason"], strict=True))
    return {
        key: {who: (one, reasons.get((key, who), "")) for who, one in zip(table, given, strict=True) if one}
        for key, *given in table.itertuples()
    }


def _open(review: Review, stage: str) -> set[str]:
    table = screening.outcomes(review)
    return set(table.index[table[stage] == screening.CONFLICT])


def _conflicts(
    decided: Mapping[str, _Said], still: Collection[str], people: Collection[str]
) -> tuple[int, int]:
    """Return on how many records these people differ, and how many of them are settled."""
    found = [
        key for key, said in decided.items() if len({one for who, one in said.items() if who in people}) > 1
    ]
    return len(found), sum(key not in still for key in found)


def _share(agreed: int, both: int) -> str:
    return f"{agreed:,} of {both:,} ({100 * agreed / both:.1f} %)"


def _told(one: Estimate) -> str:
    # With a minus sign: a hyphen at the beginning of a cell is a formula to a spreadsheet.
    return one.told().replace("-", "−")


def _no_agreement(review: Review) -> str:
    """Say why there is no agreement to tell of, and what would make some."""
    people = {name for stage in AGREED_ON for name in agreeing.ratings(review, stage).columns}
    if not people:
        return "No decisions yet: name the people in 00-plan-review, and screen in 01-filter-sources."
    if len(people) == 1:
        return (
            f"Only {people.pop()} decided so far. Agreement needs two people who decide on the same records: name a second "
            "person in 00-plan-review, under People, and let both screen, at least the sample of a round."
        )
    return (
        "No two people decided on the same record so far: in 00-plan-review, under People, ask that two people decide on each "
        "record, or make a round, under Rounds."
    )


def flow(review: Review) -> Table:
    """Return the flow of the records (PRISMA 2020) as rows, a row a box and one a line within it: index `Box` (its id).

    Columns: Part of the review (the heading over its arm), Label, Line (what a line within the box counts: a reason, a
    database; empty for the box itself), Of (the line that this one is a part of), n (a number, or “not stated”), and As
    printed (what the line says, where it says more than its number).
    """
    rows, heads = [], flows.heads(review)
    for box in flows.boxes(review):
        rows.append(
            (box.id, (heads[box.arm], box.label, "", "", NOT_STATED if box.n is None else str(box.n), ""))
        )
        above = ""
        for depth, label, text in box.lines():
            above = label if not depth else above
            number = flows.number(text)
            said, plain = (NOT_STATED,) * 2 if number is None else (str(number), f"n = {number:,}")
            more = "" if text == plain else text
            rows.append((box.id, (heads[box.arm], box.label, label, above if depth else "", said, more)))
    columns = ("Part of the review", "Label", "Line", "Of", "n", "As printed")
    note = "A line counts a part of its box; “not stated”: nobody recorded it."
    made = frame(("Box", [id for id, _ in rows]), columns, [row for _, row in rows])
    return Table("flow", "Flow of the records", made, note, "No record yet.", {"n": NUMBER})
