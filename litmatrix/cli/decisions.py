"""The commands of deciding: one record, undoing, a new key, and what goes between people and programs."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from litmatrix.cli.parts import FINE, PROBLEMS, open_review, worded
from litmatrix.cli.terminal import asked, at_terminal, one_line
from litmatrix.errors import Misuse
from litmatrix.vocabulary import (
    AGREED_ON,
    BIBLIOGRAPHY,
    DECISIONS,
    FORMER_KEYS,
    LABEL,
    MATRIX,
    counted,
    stage_in_words,
)

if TYPE_CHECKING:
    import pandas as pd

    from litmatrix.decisions.log import Event
    from litmatrix.review import Review
    from litmatrix.writing.interchange import Match


def decide(given: argparse.Namespace) -> int:
    """Record one decision."""
    from litmatrix import decisions, screening
    from litmatrix.screening import deciding

    review = open_review(given.folder)
    reviewer = _reviewer(review, given.reviewer)
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
    then = f" (before: {before})" if before else ""
    print(f"{_in_words(review, event)}{then}. Saved {event.time[:19].replace('T', ' ')} UTC.")
    removed, _ = screening.duplicates(review)
    if given.key in removed and given.stage != "identification":
        print(f"It does not count: {given.key} is a duplicate of {removed[given.key]}; decide on that one.")
    if event.time[:16] > decisions.now()[:16]:
        print(
            "It is dated later than the clock of this computer says, because a decision made on another computer is dated in the "
            "future (see litmatrix check)."
        )
    return FINE


def _may_drop(review: Review, given: argparse.Namespace) -> bool:
    """Ask whether a record may leave the review with what was done on it; where nobody can be asked, it may not."""
    from litmatrix.screening import deciding

    if given.decision != "duplicate" or not at_terminal() or given.key not in review.records.index:
        return False
    told = deciding.held_by(review, given.key, given.other)
    question = f"{given.key} has {told}, which will no longer count. Record it as a duplicate? [y/n] "
    return bool(told) and asked(question).lower() in ("y", "yes")


def _standing(review: Review, reviewer: str, key: str, stage: str) -> str:
    from litmatrix import screening

    now = screening.standing(review)
    now = now[(now["reviewer"] == reviewer) & (now["key"] == key) & (now["stage"] == stage)]
    return "".join(
        worded(review, decision, reason)
        for decision, reason in zip(now["decision"], now["reason"], strict=True)
    )


def label(given: argparse.Namespace) -> int:
    """Give records a label, or take it away."""
    from litmatrix.screening import deciding

    review = open_review(given.folder)
    reviewer = _reviewer(review, given.reviewer)
    done = deciding.label(review, given.keys, given.label, reviewer, on=not given.remove)
    act = "removed" if given.remove else "set"
    print(
        f"Label “{done[0].other if done else given.label}” {act}: {counted(len(done), 'record')}, by {reviewer}."
    )
    if left := len(set(given.keys)) - len(done):
        print(f"Nothing to change for {counted(left, 'record')}.")
    return FINE


def undo(given: argparse.Namespace) -> int:
    """Withdraw the last act."""
    from litmatrix.screening import deciding

    review = open_review(given.folder)
    reviewer = _reviewer(review, given.reviewer)
    withdrawn = deciding.undo(review, reviewer, given.stage)
    if not withdrawn:
        where = f" {stage_in_words(given.stage)}" if given.stage else ""
        print(f"Nothing to undo: {reviewer} has no decision{where} on this computer that was not undone.")
    for event in withdrawn[:20]:
        print(f"Undone: {_in_words(review, event)}.")
    if len(withdrawn) > 20:
        print(f"… and {len(withdrawn) - 20:,} more, made in the same step.")
    return FINE


def _in_words(review: Review, event: Event) -> str:
    if event.stage == LABEL:
        return f"{event.key}: label “{event.other}” {event.decision}, by {event.reviewer}"
    pair = f" of {event.other}" if event.other else ""
    where = f" {stage_in_words(event.stage)}" if event.stage in AGREED_ON else ""
    told = worded(review, event.decision, event.reason)
    return f"{event.key}: {told}{pair}{where}, by {event.reviewer}"


def rekey(given: argparse.Namespace) -> int:
    """Say that an entry had another key, so that its decisions are found."""
    from litmatrix import bibliography

    review = open_review(given.folder)
    review.require_whole(BIBLIOGRAPHY, MATRIX, DECISIONS)
    old, new = given.old, given.new
    former = _former(review, old, new)
    if old in former:
        print(
            f"{BIBLIOGRAPHY} already says that {new} was called {old} before ({FORMER_KEYS} = {', '.join(former)})."
        )
    else:
        told, value = review.records.at[new, FORMER_KEYS], ",".join([*former, old])
        change = bibliography.SetField(new, FORMER_KEYS, value, before=told)
        bibliography.write_bibliography(review.folder / BIBLIOGRAPHY, [change])
        print(f"{BIBLIOGRAPHY} now says that {new} was called {old} before ({FORMER_KEYS} = {value}).")
    number = int((_named(review)[["key", "other"]] == old).to_numpy().sum())
    found = f"{counted(number, 'recorded decision')} on {old} {'is' if number == 1 else 'are'}"
    print(f"{found} now found under {new}.")
    return _print_leftovers(review, old, new)


def _named(review: Review) -> pd.DataFrame:
    """Return the events, with nothing as `other` where that is a label and no record."""
    events = review.decisions
    return events.assign(other=events["other"].where(events["stage"] != LABEL, ""))


def _former(review: Review, old: str, new: str) -> list[str]:
    """Return the former keys that an entry has; raises `Misuse` if it cannot get this one."""
    from litmatrix import screening
    from litmatrix.bibliography.identifiers import meant, twin

    keys = review.records.index
    events = _named(review)
    decided = {*events["key"], *events["other"], *review.matrix.index} - {""}
    hint = meant(old, decided) if old not in decided and twin(old, decided) else ""
    if old == new or not old.strip() or any(sign in old for sign in ',{}"\\%#= \t\n'):
        raise Misuse(f"{old!r} cannot be the former key of {new}.{hint}")
    if hint and twin(old, decided) != new:
        raise Misuse(f"{old} was neither screened nor coded.{hint}")
    if old in keys and new in keys:
        raise Misuse(
            f"{old} and {new} are two entries of {BIBLIOGRAPHY}. If they are the same work, say so: "
            f"litmatrix decide {old} duplicate --stage identification --other {new}"
        )
    if new not in keys:
        hint = f"It does not have {old} either.{meant(new, keys)}"
        if old in keys:
            hint = f"It still has {old}: rename the entry there first (in JabRef, or a text editor), then run this command again."
        raise Misuse(f"{BIBLIOGRAPHY} has no entry {new}. {hint}")
    taken = screening.former_keys(review).get(old, new)
    if taken != new:
        raise Misuse(
            f"{BIBLIOGRAPHY} says that {old} is {taken} today: delete it from the field {FORMER_KEYS} there first."
        )
    return [part.strip() for part in review.records.at[new, FORMER_KEYS].split(",") if part.strip()]


def _print_leftovers(review: Review, old: str, new: str) -> int:
    """Say what still bears the old key, which only a person can change."""
    from litmatrix.coding import fulltext

    status = FINE
    if old in review.rows:
        then = f"to {new}"
        if new in review.rows:
            then = f"and merge the two rows: {new} has one too (line {review.rows[new]})"
        print(
            f"{MATRIX}, line {review.rows[old]}, still begins with {old}: change it there, in a spreadsheet or a text editor, {then}."
        )
        status = PROBLEMS
    if text := fulltext.find(review.folder, old):
        print(f"{text} still has the old name: rename it to {new}{Path(text).suffix}.")
        status = PROBLEMS
    return status


# --- between people and programs -------------------------------------------------------------------------------------


def send(given: argparse.Namespace) -> int:
    """Copy my decisions to a file for a colleague."""
    from litmatrix.screening import deciding

    review = open_review(given.folder)
    for copy in deciding.send(review, _reviewer(review, given.reviewer), Path(given.to)):
        print(one_line(f"Wrote {copy}. Your colleague imports it with: litmatrix take-in {copy.name}"))
    return FINE


def take_in(given: argparse.Namespace) -> int:
    """Take in the decisions of a colleague."""
    from litmatrix.screening import deciding

    path = Path(given.file)
    new, known = deciding.take_in(open_review(given.folder), path)
    print(f"{path.name}: {counted(new, 'new decision')} imported, {known:,} already here.")
    return FINE


def labels(given: argparse.Namespace) -> int:
    """Take the labels of ASReview or Rayyan as decisions."""
    from litmatrix.writing import interchange

    review = open_review(given.folder)
    match = interchange.take_labels(
        review, Path(given.file), _reviewer(review, given.reviewer), given.stage,
        named=given.named, replace=given.replace, dry_run=given.dry_run,
    )  # fmt: skip
    _print_match(match, given.dry_run)
    return PROBLEMS if match.unmatched or match.differing else FINE


def _print_match(match: Match, dry_run: bool) -> None:
    counts = Counter(event.decision for event in match.new)
    listed = f" ({', '.join(f'{n:,} {decision}' for decision, n in counts.items())})" if counts else ""
    done = f"{'would be ' if dry_run else ''}recorded {stage_in_words(match.stage)}, by {match.reviewer}"
    print(f"{counted(len(match.new), 'decision')} {done}{listed}.")
    if match.new and not dry_run:
        print(f"Undo all of them: litmatrix undo --reviewer {match.reviewer}")
    print(f"{len(match.known):,} already here, {match.unlabelled:,} without a decision.")
    for title, group in (
        ("differ from what was decided here and were not imported (--replace imports them)", match.differing),
        ("did not match", match.unmatched),
    ):
        if group:
            print(f"{len(group):,} {title}:")
        for one in group[:50]:
            print(one_line(f"  {one.where}: {one.what}: {one.why}"))
        if len(group) > 50:
            print(f"  … and {len(group) - 50:,} more")


def _reviewer(review: Review, given: str) -> str:
    from litmatrix.screening import deciding

    name = given or deciding.remembered_reviewer(review.folder)
    if not name:
        raise Misuse("who are you? Add --reviewer NAME, or enter your name once at the screening card.")
    return name
