"""The commands of duplicates: what is found, settling what is sure, and taking over what the record kept lacks."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from litmatrix.cli.parts import FINE, PROBLEMS, open_review, print_json, told_fatal
from litmatrix.cli.terminal import agreed, at_terminal, one_line
from litmatrix.errors import Misuse
from litmatrix.vocabulary import counted

if TYPE_CHECKING:
    from litmatrix.duplicates import Found, Held
    from litmatrix.review import Review

EPILOG = """\
litmatrix duplicates [FOLDER]                   list the sure duplicates, and the possible ones to look at
litmatrix duplicates [FOLDER] --settle          confirm the sure ones, after listing them; litmatrix undo undoes all of it
litmatrix duplicates --from PAIRS.csv --settle  record pairs that another program found (columns key and other)
litmatrix duplicates take KEY OTHER FIELD …     copy fields that KEY lacks from OTHER; --undo removes them again
exit status: 0 fine, 1 not recorded (nobody could be asked: add --yes) or unreadable files, 2 wrong usage"""


def duplicates(given: argparse.Namespace) -> int:
    """List the duplicates, record the sure ones, or take fields over."""
    if given.what[:1] == ["take"]:
        return _take(given)
    if len(given.what) > 1 or given.undo or (given.what and given.folder):
        raise Misuse("one review folder, or: litmatrix duplicates take KEY OTHER FIELD … [--undo]")
    if given.yes and not given.settle:
        raise Misuse("--yes belongs to --settle.")
    from litmatrix.duplicates import settling

    review = open_review(given.what[0] if given.what else given.folder)
    if given.pairs:
        found = settling.from_pairs(review, settling.read_pairs(Path(given.pairs)))
    else:
        found = settling.find(review)
    if given.json:
        print_json(
            {
                "sure": found.sure,
                "doubtful": [[pair.key, pair.other] for pair in found.doubtful],
                "held": {key: held._asdict() for key, held in _held(review, found).items() if any(held)},
                "lacking": [
                    {"key": group[0], "other": other, "fields": fields}
                    for group in found.sure
                    for other, fields in _lacking(review, group).items()
                ],
            }
        )
        return told_fatal(review)
    if given.settle:
        return told_fatal(review, "nothing was recorded: fix this first.") or _settle(given, review, found)
    _print_sure(review, found)
    _print_doubtful(review, found)
    _print_not_compared(review)
    return told_fatal(review)


def _settle(given: argparse.Namespace, review: Review, found: Found) -> int:
    from litmatrix.duplicates import settling
    from litmatrix.screening import deciding

    _print_sure(review, found)
    _print_not_compared(review)
    if not found.sure:
        _print_left(found)
        return FINE
    name = given.reviewer or deciding.remembered_reviewer(review.folder)
    if not name:
        raise Misuse("who are you? Add --reviewer NAME, or enter your name once at the screening card.")
    deciding.check_reviewer(review, name)
    if not given.yes:
        if not at_terminal():
            print("Nothing was recorded, because there is no terminal to ask you. Add --yes to do it.")
            return PROBLEMS
        if not agreed("Confirm them? [y/n] "):
            print("Nothing was recorded.")
            return FINE
    events = settling.settle_sure(review, found.sure, name)
    print(
        f"{counted(len(events), 'record')} recorded as duplicates of {counted(len(found.sure), 'record')} kept, by {name}."
    )
    print(f"Undo all of them: litmatrix undo --stage identification --reviewer {name}")
    _print_left(found)
    return FINE


def _print_left(found: Found) -> None:
    if found.doubtful:
        print(
            f"{counted(len(found.doubtful), 'possible duplicate')} to decide: litmatrix duplicates lists them."
        )


def _take(given: argparse.Namespace) -> int:
    from litmatrix.duplicates import settling

    _, *names = given.what
    if len(names) < (2 if given.undo else 3) or given.settle or given.json or given.pairs:
        raise Misuse(
            "litmatrix duplicates take KEY OTHER FIELD … [--undo]: copy fields that KEY lacks from OTHER."
        )
    kept, other, *fields = names
    act = settling.give_back if given.undo else settling.take_fields
    done = act(open_review(given.folder), kept, other, fields)
    verb = "Removed again from" if given.undo else "Copied to"
    print(f"{verb} {kept}: {', '.join(done) or 'nothing'} (from {other}).")
    if done and not given.undo:
        print(f"Undo it: litmatrix duplicates take {kept} {other} {' '.join(done)} --undo")
    return FINE


# --- listing --------------------------------------------------------------------------------------------------------


def _print_sure(review: Review, found: Found) -> None:
    from litmatrix import duplicates as finding

    pairs = [(group[0], key) for group in found.sure for key in group[1:]]
    told = iter(finding.explain(review.found, pairs))
    held = _held(review, found)
    for group in found.sure:
        print(one_line(f"{group[0]}: {_reference(review, group[0])}{_has(held[group[0]])}"))
        for key, pair in zip(group[1:], told, strict=False):
            print(one_line(f"    = {key}: {pair.why}{_has(held[key])}"))
        for other, fields in _lacking(review, group).items():
            told_fields = " ".join(fields)
            print(
                one_line(
                    f"    {other} has more fields. To copy them afterwards: litmatrix duplicates take {group[0]} {other} {told_fields}"
                )
            )
    number = sum(len(group) - 1 for group in found.sure)
    print(
        f"Sure duplicates: {counted(number, 'record')} in {counted(len(found.sure), 'group')} (of each group one record is kept)."
        if number
        else "No sure duplicates."
    )


def _print_doubtful(review: Review, found: Found) -> None:
    from litmatrix import duplicates as finding

    held, ranks = _held(review, found), finding.ranks(review)
    for pair in found.doubtful:
        print(one_line(f"{pair.key}: {_reference(review, pair.key)}{_has(held[pair.key])}"))
        print(one_line(f"    ? {pair.other}: {pair.why}{_has(held[pair.other])}"))
        if all(ranks.get(key, 0) >= finding.EARLIER for key in pair[:2]):
            print(
                "    both were already screened or coded: if they are the same work, choose which is kept, and add --yes"
            )
    if found.doubtful:
        print(
            f"{counted(len(found.doubtful), 'possible duplicate')}. Look at each pair, and record what it is:"
        )
        print("    litmatrix decide KEY duplicate --stage identification --other KEY-THAT-IS-KEPT")
        print("    litmatrix decide KEY distinct --stage identification --other KEY")
    if found.sure:
        print("Confirm the sure duplicates: litmatrix duplicates --settle")


def _held(review: Review, found: Found) -> dict[str, Held]:
    """Return what was done with each record that is named."""
    from litmatrix import duplicates as finding

    keys = [key for group in (*found.sure, *(pair[:2] for pair in found.doubtful)) for key in group]
    return finding.held(review, keys)


def _has(held: Held) -> str:
    return f" [has {held}]" if any(held) else ""


def _lacking(review: Review, group: Sequence[str]) -> dict[str, list[str]]:
    """Return what a record that is kept though another is fuller lacks, by the fuller one: nothing, if it is the fullest."""
    from litmatrix import duplicates as finding
    from litmatrix.duplicates import settling

    if not finding.ranks(review).get(group[0]):
        return {}
    fullest = finding.fullest(review.found, group)
    rows = review.records.loc[[group[0], fullest]].to_dict("index") if fullest != group[0] else {}
    fields = [*settling.missing(rows[group[0]], rows[fullest])] if rows else []
    return {fullest: fields} if fields else {}


def _print_not_compared(review: Review) -> None:
    from litmatrix.duplicates import not_compared

    if told := not_compared(review.records):
        print(told)


def _reference(review: Review, key: str) -> str:
    row = review.records.loc[key]
    return (
        ". ".join(" ".join(str(row[name]).split()) for name in ("author", "year", "title") if row[name])
        or "(no title)"
    )
