"""The commands of screening by several people: who did how much, how far they agree, and where they differ."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from litmatrix.cli.parts import (
    FINE,
    PROBLEMS,
    open_review,
    print_counts,
    print_json,
    told_fatal,
    worded,
)
from litmatrix.cli.terminal import one_line
from litmatrix.vocabulary import STAGE_NAMES, counted, stage_in_words

if TYPE_CHECKING:
    from litmatrix.review import Review
    from litmatrix.screening.agreement import Agreement
    from litmatrix.screening.conflicts import Conflict
    from litmatrix.screening.team import Stage


def agreement(given: argparse.Namespace) -> int:
    """Say how far the reviewers agree."""
    from litmatrix.screening import agreement, queues

    review = open_review(given.folder)
    stage, keys = given.stage, None
    if given.round:
        stage = next((one.stage for one in review.protocol.rounds if one.id == given.round), stage)
        keys = queues.sample(review, given.round)
    names = list(agreement.ratings(review, stage, keys).columns)
    pairs = [
        agreement.between(review, first, second, stage, keys) for first, second in combinations(names, 2)
    ]
    among = agreement.among(review, stage, keys) if len(names) > 2 else None
    gone = agreement.left_out(review, stage, keys)
    if given.json:
        told = {
            "stage": stage,
            "reviewers": names,
            "left_out": list(gone),
            "pairs": [_pair_as_dict(pair) for pair in pairs],
        }
        if among:
            told["all"] = {
                "fleiss": among.kappa._asdict(),
                "ac1": among.ac1._asdict(),
                "records": among.records,
                "paired": among.paired,
            }
        print_json(told)
        return told_fatal(review)
    if not pairs:
        print(
            f"{f'Only {names[0]}' if names else 'Nobody'} decided {stage_in_words(stage)}; agreement needs two people."
        )
        return told_fatal(review)
    print(
        f"Agreement {stage_in_words(stage)}, computed over the records that both decided on only; intervals are 95 %."
    )
    if keys is not None:
        print(f"Only the {len(keys):,} records of the round {given.round} count.")
    if gone:
        print(
            f"Not counted, because they were removed before screening ({len(gone):,}): {_first_twenty(gone)}"
        )
    if stage == "screening":
        print("At title and abstract, maybe counts as include: both go on to full text.")
    print("Reasons do not count here: two people who exclude a record for different reasons agree.")
    for pair in pairs:
        _print_pair(pair, given.half)
    if among:
        alone = among.records - among.paired
        why = f"; {counted(alone, 'record')} decided on by one person only {'counts' if alone == 1 else 'count'} towards how often each decision is made (Gwet)"
        print(
            f"\nAll {len(names)} reviewers: {among.paired:,} records that two or more decided on{why if alone else ''}"
        )
        print(f"  Fleiss' kappa  {among.kappa.told()}\n  Gwet's AC1     {among.ac1.told()}")
    return told_fatal(review)


def _first_twenty(keys: Sequence[str]) -> str:
    return f"{', '.join(keys[:20])}{' …' if len(keys) > 20 else ''}"


def _print_pair(pair: Agreement, half: float) -> None:
    first, second = pair.first, pair.second
    print(f"\n{first} and {second}")
    print(
        f"  decided on by both {pair.both:,}, by {first} only {pair.only_first:,}, by {second} only {pair.only_second:,}, "
        f"by neither {pair.neither:,}"
    )
    alike = "none decided on by both"
    if pair.share is not None:
        alike = f"{pair.agreed:,} of {pair.both:,} ({100 * pair.share:.1f} %)"
    print(
        f"  decided alike  {alike}\n  Cohen's kappa  {pair.kappa.told()}\n  Gwet's AC1     {pair.ac1.told()}"
    )
    if pair.both:
        shares = (
            f"{name} {included:,} of {pair.both:,} ({100 * included / pair.both:.0f} %)"
            for name, included in zip((first, second), pair.prevalence, strict=True)
        )
        print(f"  included by    {', '.join(shares)}")
    if pair.paradox:
        print(
            "  Agreement is high and kappa low: nearly all decisions are the same, and kappa is then low however well people "
            "agree (Feinstein and Cicchetti 1990). Report the table and AC1 beside it."
        )
    sizes = (("kappa", pair.kappa.needed(half)), ("AC1", pair.ac1.needed(half)))
    if needed := [f"{number:,} for {name}" for name, number in sizes if number]:
        print(
            f"  an interval of ± {half:g} needs about {' and '.join(needed)}, in records that both decided on"
        )
    _print_table(pair)
    conflict = ", a conflict all the same" if pair.stage == "eligibility" else ""
    for what, keys in (
        (f"excluded by both for different reasons{conflict}", pair.other_reasons),
        (f"included by {first}, excluded by {second}", pair.first_included),
        (f"included by {second}, excluded by {first}", pair.second_included),
    ):
        if keys:
            print(f"  {what} ({len(keys):,}): {_first_twenty(keys)}")


def _print_table(pair: Agreement) -> None:
    heads = [f"{pair.second}: {kind}" for kind in pair.table.columns]
    left = max(len(f"{pair.first}: {kind}") for kind in pair.table.index)
    print(f"  {'':{left}}  {'  '.join(heads)}")
    for kind, counts in zip(pair.table.index, pair.table.to_numpy().tolist(), strict=True):
        cells = "  ".join(f"{count:>{len(head)},}" for count, head in zip(counts, heads, strict=True))
        print(f"  {f'{pair.first}: {kind}':{left}}  {cells}")


def _pair_as_dict(pair: Agreement) -> dict[str, Any]:
    counts = zip(pair.table.index, pair.table.to_numpy().tolist(), strict=True)
    return {
        **pair._asdict(),
        "share": pair.share,
        "included": dict(zip((pair.first, pair.second), pair.prevalence, strict=True)),
        "paradox": pair.paradox,
        "table": {kind: dict(zip(pair.table.columns, row, strict=True)) for kind, row in counts},
        "kappa": pair.kappa._asdict(),
        "ac1": pair.ac1._asdict(),
    }


def team(given: argparse.Namespace) -> int:
    """Say who did how much, how fast, and what waits for whom."""
    from litmatrix.screening import team

    review = open_review(given.folder)
    stages = team.team(review)
    if given.json:
        print_json({"stages": [_stage_as_dict(one) for one in stages]})
        return told_fatal(review)
    for at, one in enumerate(stages):
        print(one_line(one.title))
        print_counts([(told, number) for _, number, told in one.parts()] or [("no record", 0)])
        if one.people:
            _print_rows(
                [
                    ["Who", *one.people[0].cells()],
                    *([each.name, *each.cells().values()] for each in one.people),
                ]
            )
        if at + 1 < len(stages):
            print()
    if stages:
        print(
            "\nPace: the median time between a person's own decisions; Time: these together. Pauses over five minutes, and "
            "what was recorded many at once, are left out."
        )
    else:
        print("No record yet.")
    return told_fatal(review)


def _print_rows(rows: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column to the left, the others to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        first, *rest = (
            f"{cell:{'>' if at else '<'}{width}}"
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print(one_line(f"  {'  '.join([first, *rest])}"))


def _stage_as_dict(one: Stage) -> dict[str, Any]:
    people = [{**each._asdict(), "decided": each.decided} for each in one.people]
    return {**one._asdict(), "people": people}


def conflicts(given: argparse.Namespace) -> int:
    """List the records in conflict."""
    from litmatrix.screening.conflicts import STAGES, find_conflicts

    review = open_review(given.folder)
    stages = [given.stage] if given.stage else STAGES
    found = find_conflicts(review, stages)
    if given.json:
        print_json({"conflicts": [one._asdict() for one in found]})
    else:
        _print_conflicts(review, found, stages)
    return told_fatal(review) or (PROBLEMS if found else FINE)


def _print_conflicts(review: Review, found: Sequence[Conflict], stages: Sequence[str]) -> None:
    for one in found:
        title = f": {one.title}" if one.title else ""
        print(one_line(f"{one.key} {stage_in_words(one.stage)}: {one.reference}{title}"))
        for vote in one.decisions:
            note = f": {' '.join(vote['note'].split())}" if vote["note"] else ""
            print(
                one_line(f"    {vote['reviewer']}: {worded(review, vote['decision'], vote['reason'])}{note}")
            )
    if found:
        print(f"{counted(len(found), 'record is', 'records are')} in conflict.")
    else:
        *most, last = (STAGE_NAMES[stage] for stage in stages)
        where = f"{', '.join(most)} or {last}" if most else last
        print(f"No record is in conflict at {where}.")
