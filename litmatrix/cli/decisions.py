"""The commands of deciding: one record, undoing, agreement and conflicts, and what goes between people and programs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litmatrix.cli.parts import FINE, PROBLEMS, open_review, print_json, told_fatal
from litmatrix.cli.terminal import one_line
from litmatrix.cli.theme_text import asked, at_terminal
from litmatrix.errors import Misuse
from litmatrix.vocabulary import AUTOMATION, BIBLIOGRAPHY, DECISIONS, FORMER_KEYS, MATRIX

if TYPE_CHECKING:
    from litmatrix.decisions.log import Event
    from litmatrix.review import Review
    from litmatrix.screening.agreement import Agreement
    from litmatrix.writing.interchange import Match

__all__ = ["agreement", "conflicts", "decide", "labels", "rekey", "send", "take_in", "undo"]


def decide(given: argparse.Namespace) -> int:
    """Record one decision."""
    from litmatrix import decisions, screening
    from litmatrix.screening import deciding

    review = open_review(given.folder)
    reviewer = _reviewer(given.reviewer)
    before = _standing(review, reviewer, given.key, given.stage) if given.stage != "identification" else ""
    event = deciding.decide(
        review,
        given.key,
        given.decision,
        reviewer,
        given.stage,
        reason=given.reason,
        note=given.note,
        other=given.other,
        drop=given.yes or _may_drop(review, given),
    )
    print(
        f"{_told(event)}{f' (before: {before})' if before else ''}. Saved {event.time[:19].replace('T', ' ')} UTC."
    )
    removed, _ = screening.duplicates(review)
    if given.key in removed and given.stage != "identification":
        print(f"It counts nowhere: {given.key} is a duplicate of {removed[given.key]}; decide on that.")
    if event.time[:16] > decisions.now()[:16]:
        print(
            "That is later than this machine's clock says, so that it stands: a decision on another machine is dated later than "
            "now (see litmatrix check)."
        )
    return FINE


def _may_drop(review: Review, given: argparse.Namespace) -> bool:
    """Ask whether a record may leave the review with what was done on it; where nobody can be asked, it may not."""
    from litmatrix.screening import deciding

    if given.decision != "duplicate" or not at_terminal() or given.key not in review.records.index:
        return False
    told = deciding.held_by(review, given.key, given.other)
    return bool(told) and asked(
        f"{given.key} has {told}, and leaves the review with that. Record it? [y/n] "
    ).lower() in ("y", "yes")


def _standing(review: Review, reviewer: str, key: str, stage: str) -> str:
    from litmatrix import screening

    now = screening.standing(review)
    now = now[(now["reviewer"] == reviewer) & (now["key"] == key) & (now["stage"] == stage)]
    return "".join(
        _worded(decision, reason) for decision, reason in zip(now["decision"], now["reason"], strict=True)
    )


def undo(given: argparse.Namespace) -> int:
    """Withdraw the last act."""
    from litmatrix.screening import deciding

    reviewer = _reviewer(given.reviewer)
    withdrawn = deciding.undo(open_review(given.folder), reviewer, given.stage)
    if not withdrawn:
        print(
            f"Nothing to undo: {reviewer} has no decision{f' at {given.stage}' if given.stage else ''} on this machine that still stands."
        )
    for event in withdrawn[:20]:
        print(f"Undone: {_told(event)}.")
    if len(withdrawn) > 20:
        print(f"… and {len(withdrawn) - 20:,} more of the same act.")
    return FINE


def _told(event: Event) -> str:
    pair = (
        f" of {event.other}"
        if event.decision == "duplicate"
        else f" from {event.other}"
        if event.other
        else ""
    )
    return f"{event.key}: {_worded(event.decision, event.reason)}{pair} at {event.stage}, by {event.reviewer}"


def _worded(decision: str, reason: str) -> str:
    return f"{decision} ({reason})" if reason else decision


def rekey(given: argparse.Namespace) -> int:
    """Say that an entry had another key, so that its decisions are found."""
    from litmatrix import bibliography

    review = open_review(given.folder)
    review.require_whole(BIBLIOGRAPHY, MATRIX, DECISIONS)
    old, new = given.old, given.new
    former = _former(review, old, new)
    place = review.folder / BIBLIOGRAPHY
    if old in former:
        print(
            f"{BIBLIOGRAPHY} says already that {new} was {old} before ({FORMER_KEYS} = {', '.join(former)})."
        )
    else:
        told = review.records.at[new, FORMER_KEYS]
        bibliography.write_bibliography(
            place, [bibliography.SetField(new, FORMER_KEYS, ",".join([*former, old]), before=told)]
        )
        print(
            f"{BIBLIOGRAPHY} now says that {new} was {old} before ({FORMER_KEYS} = {','.join([*former, old])})."
        )
    decided = int((review.decisions["key"] == old).sum() + (review.decisions["other"] == old).sum())
    print(
        f"{decided:,} recorded decision{'s' if decided != 1 else ''} on {old} {'are' if decided != 1 else 'is'} now found under {new}."
    )
    return _told_leftovers(review, old, new)


def _former(review: Review, old: str, new: str) -> list[str]:
    """Return the former keys that an entry has; raises `Misuse` if it cannot get this one."""
    from litmatrix import screening
    from litmatrix.bibliography.identifiers import meant, twin

    keys = review.records.index
    decided = {*review.decisions["key"], *review.decisions["other"], *review.matrix.index} - {""}
    hint = meant(old, decided) if old not in decided and twin(old, decided) else ""
    if old == new or not old.strip() or any(sign in old for sign in ',{}"\\%#= \t\n'):
        raise Misuse(f"{old!r} cannot be the former key of {new}.{hint}")
    if hint and twin(old, decided) != new:
        raise Misuse(f"nothing was decided or coded on {old}.{hint}")
    if old in keys and new in keys:
        raise Misuse(
            f"{old} and {new} are two entries of {BIBLIOGRAPHY}. If they are the same work, say so: "
            f"litmatrix decide {old} duplicate --stage identification --other {new}"
        )
    if new not in keys:
        hint = (
            f"It still has {old}: rename the entry there first (in JabRef, or a text editor), then say so here."
            if old in keys
            else f"Nor has it {old}.{meant(new, keys)}"
        )
        raise Misuse(f"{BIBLIOGRAPHY} has no entry {new}. {hint}")
    taken = screening.former_keys(review).get(old, new)
    if taken != new:
        raise Misuse(
            f"{BIBLIOGRAPHY} says that {old} is {taken} today: take it out of the field {FORMER_KEYS} there first."
        )
    return [part.strip() for part in review.records.at[new, FORMER_KEYS].split(",") if part.strip()]


def _told_leftovers(review: Review, old: str, new: str) -> int:
    """Say what still bears the old key, which only a person can change."""
    from litmatrix.coding import fulltext

    status = FINE
    if old in review.rows:
        then = (
            f"and bring the two rows together: {new} has one too (line {review.rows[new]})"
            if new in review.rows
            else f"to {new}"
        )
        print(
            f"{MATRIX}, line {review.rows[old]}, still begins with {old}: change it there, in a spreadsheet or a text editor, {then}."
        )
        status = PROBLEMS
    if text := fulltext.find(review.folder, old):
        print(f"{text} still has the old name: rename it to {new}{Path(text).suffix}.")
        status = PROBLEMS
    return status


# --- agreement and conflicts -----------------------------------------------------------------------------------------


def agreement(given: argparse.Namespace) -> int:
    """Say how far the reviewers agree."""
    from litmatrix.screening import agreement, queues

    review = open_review(given.folder)
    if given.round:
        given.stage = next(
            (one.stage for one in review.protocol.rounds if one.id == given.round), given.stage
        )
    keys = queues.sample(review, given.round) if given.round else None
    names = list(agreement.ratings(review, given.stage).columns)
    pairs = [
        agreement.between(review, first, second, given.stage, keys)
        for first, second in combinations(names, 2)
    ]
    among = agreement.among(review, given.stage, keys) if len(names) > 2 else None
    gone = agreement.left_out(review, given.stage, keys)
    if given.json:
        told = {
            "stage": given.stage,
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
        print(f"{names[0] if names else 'Nobody'} decided at {given.stage}; agreement takes two.")
        return told_fatal(review)
    print(
        f"Agreement at {given.stage}, computed over the records that both decided on only; intervals are 95 %."
    )
    if keys is not None:
        print(f"Only the {len(keys):,} records of the round {given.round} count.")
    if gone:
        print(
            f"Left out, for they were removed before screening ({len(gone):,}): {', '.join(gone[:20])}"
            f"{' …' if len(gone) > 20 else ''}"
        )
    if given.stage == "screening":
        print("At screening, maybe counts as include: both go on to full text.")
    print("Reasons do not count here: two who exclude a record for different reasons agree that it is out.")
    for pair in pairs:
        _print_pair(pair, given.half)
    if among:
        alone = among.records - among.paired
        print(
            f"\nAll {len(names)} reviewers: {among.paired:,} records that two or more decided on"
            + (
                f"; the {alone:,} that one alone did count only for how often each decision is taken (Gwet)"
                if alone
                else ""
            )
        )
        print(f"  Fleiss' kappa  {among.kappa.told()}\n  Gwet's AC1     {among.ac1.told()}")
    return told_fatal(review)


def _print_pair(pair: Agreement, half: float) -> None:
    first, second = pair.first, pair.second
    print(f"\n{first} and {second}")
    print(
        f"  seen by both {pair.both:,}, by {first} only {pair.only_first:,}, by {second} only {pair.only_second:,}, by neither {pair.neither:,}"
    )
    share = (
        f"{pair.agreed:,} of {pair.both:,} ({100 * pair.share:.1f} %)"
        if pair.share is not None
        else "none seen by both"
    )
    print(
        f"  decided alike  {share}\n  Cohen's kappa  {pair.kappa.told()}\n  Gwet's AC1     {pair.ac1.told()}"
    )
    if pair.both:
        shares = (
            f"{name} {included:,} of {pair.both:,} ({100 * included / pair.both:.0f} %)"
            for name, included in zip((first, second), pair.prevalence, strict=True)
        )
        print(f"  included by    {', '.join(shares)}")
    if pair.paradox:
        print(
            "  Agreement is high and kappa low: nearly all is decided one way, and kappa then falls however well people "
            "agree (Feinstein and Cicchetti 1990). Report the table and AC1 beside it."
        )
    needed = [
        f"{number:,} for {name}"
        for name, number in (("kappa", pair.kappa.needed(half)), ("AC1", pair.ac1.needed(half)))
        if number
    ]
    if needed:
        print(f"  an interval of ± {half:g} takes about {' and '.join(needed)}, in records seen by both")
    _print_table(pair)
    if pair.other_reasons:
        print(
            f"  excluded by both for different reasons, a conflict all the same ({len(pair.other_reasons):,}): "
            f"{', '.join(pair.other_reasons[:20])}{' …' if len(pair.other_reasons) > 20 else ''}"
        )
    for name, other, keys in ((first, second, pair.first_included), (second, first, pair.second_included)):
        if keys:
            print(
                f"  included by {name}, excluded by {other} ({len(keys):,}): {', '.join(keys[:20])}{' …' if len(keys) > 20 else ''}"
            )


def _print_table(pair: Agreement) -> None:
    heads = [f"{pair.second}: {kind}" for kind in pair.table.columns]
    left = max(len(f"{pair.first}: {kind}") for kind in pair.table.index)
    print(f"  {'':{left}}  {'  '.join(heads)}")
    for kind, counts in zip(pair.table.index, pair.table.to_numpy().tolist(), strict=True):
        cells = "  ".join(f"{count:>{len(head)},}" for count, head in zip(counts, heads, strict=True))
        print(f"  {f'{pair.first}: {kind}':{left}}  {cells}")


def _pair_as_dict(pair: Agreement) -> dict[str, Any]:
    values = pair._asdict()
    table = {
        str(kind): {str(name): int(n) for name, n in row.items()}
        for kind, row in pair.table.to_dict("index").items()
    }
    return {
        **values,
        "share": pair.share,
        "included": dict(zip((pair.first, pair.second), pair.prevalence, strict=True)),
        "paradox": pair.paradox,
        "table": table,
        "kappa": pair.kappa._asdict(),
        "ac1": pair.ac1._asdict(),
    }


def conflicts(given: argparse.Namespace) -> int:
    """List the records in conflict."""
    from litmatrix import screening
    from litmatrix.screening import queues

    review = open_review(given.folder)
    stages = [given.stage] if given.stage else ["screening", "retrieval", "eligibility"]
    standing = screening.standing(review)
    standing = standing[standing["reviewer"] != AUTOMATION]
    names = screening.names(review)
    found = []
    for stage in stages:
        there = standing[standing["stage"] == stage]
        for key in queues.find_queue(review, "conflicts", "", stage):
            votes = there.loc[
                there["key"] == key, ["reviewer", "decision", "reason", "note", "time"]
            ].to_dict("records")
            found.append(
                {
                    "key": key,
                    "stage": stage,
                    "reference": names[key],
                    "title": review.records.at[key, "title"],
                    "decisions": votes,
                }
            )
    if given.json:
        print_json({"conflicts": found})
    else:
        _print_conflicts(found, stages)
    return told_fatal(review) or (PROBLEMS if found else FINE)


def _print_conflicts(found: Sequence[dict[str, Any]], stages: Sequence[str]) -> None:
    for one in found:
        title = f": {one['title']}" if one["title"] else ""
        print(one_line(f"{one['key']} at {one['stage']}: {one['reference']}{title}"))
        for vote in one["decisions"]:
            note = f": {' '.join(vote['note'].split())}" if vote["note"] else ""
            print(one_line(f"    {vote['reviewer']}: {_worded(vote['decision'], vote['reason'])}{note}"))
    number = len(found)
    where = ", ".join(stages[:-1]) + (" or " if stages[:-1] else "") + stages[-1]
    print(
        f"{number:,} record{' is' if number == 1 else 's are'} in conflict."
        if number
        else f"No record is in conflict at {where}."
    )


# --- between people and programs -------------------------------------------------------------------------------------


def send(given: argparse.Namespace) -> int:
    """Copy my decisions to a file for a colleague."""
    from litmatrix.screening import deciding

    for copy in deciding.send(open_review(given.folder), _reviewer(given.reviewer), Path(given.to)):
        print(one_line(f"Wrote {copy}. Your colleague takes it in with: litmatrix take-in {copy.name}"))
    return FINE


def take_in(given: argparse.Namespace) -> int:
    """Take in the decisions of a colleague."""
    from litmatrix.screening import deciding

    path = Path(given.file)
    new, known = deciding.take_in(open_review(given.folder), path)
    print(f"{path.name}: {new:,} new decision{'s' if new != 1 else ''} taken in, {known:,} known already.")
    return FINE


def labels(given: argparse.Namespace) -> int:
    """Take the labels of ASReview or Rayyan as decisions."""
    from litmatrix.writing import interchange

    match = interchange.take_labels(
        open_review(given.folder), Path(given.file), _reviewer(given.reviewer), given.stage,
        named=given.named, replace=given.replace, dry_run=given.dry_run,
    )  # fmt: skip
    _print_match(match, given.dry_run)
    return PROBLEMS if match.unmatched or match.differing else FINE


def _print_match(match: Match, dry_run: bool) -> None:
    number = len(match.new)
    counts: dict[str, int] = {}
    for event in match.new:
        counts[event.decision] = counts.get(event.decision, 0) + 1
    listed = f" ({', '.join(f'{n:,} {decision}' for decision, n in counts.items())})" if counts else ""
    verb = "would be recorded" if dry_run else "recorded"
    print(
        f"{number:,} decision{'s' if number != 1 else ''} {verb}, by {match.reviewer} at {match.stage}{listed}."
    )
    if number and not dry_run:
        print(f"Undo them as one: litmatrix undo --reviewer {match.reviewer}")
    print(f"{len(match.known):,} known already, {match.unlabelled:,} without a label.")
    for title, group in (
        ("differ from what was decided here and were left (--replace takes them)", match.differing),
        ("did not match", match.unmatched),
    ):
        if group:
            print(f"{len(group):,} {title}:")
        for one in group[:50]:
            print(one_line(f"  {one.where}: {one.what}: {one.why}"))
        if len(group) > 50:
            print(f"  … and {len(group) - 50:,} more")


def _reviewer(given: str) -> str:
    from litmatrix.screening import deciding

    name = given or deciding.remembered_reviewer()
    if not name:
        raise Misuse("who are you? Say with --reviewer NAME; the screening card asks once and remembers it.")
    return name
