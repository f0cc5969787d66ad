"""The commands of the matrix: merging it with git, and taking in what came back from a spreadsheet."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litmatrix.cli import terminal
from litmatrix.cli.parts import FINE, PROBLEMS, find_folder, open_review, print_json, take_back, told_fatal
from litmatrix.cli.terminal import one_line, plain
from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.vocabulary import MATRIX, counted, passed_over

if TYPE_CHECKING:
    from litmatrix.matrix.file import Saved
    from litmatrix.writing.roundtrip import Plan, Proposal, Undoing

_WIDTH = 200


# --- taking in ------------------------------------------------------------------------------------------


def import_matrix(given: argparse.Namespace) -> int:
    """Show what another version of the matrix would change, and take what is accepted."""
    from dataclasses import replace

    from litmatrix.screening import deciding
    from litmatrix.writing import roundtrip

    if given.undo:
        return _undo(given)
    if not given.file:
        raise Misuse(
            "name the file: litmatrix matrix import FILE. To undo the last matrix import: litmatrix matrix import "
            "--undo."
        )
    review = open_review(given.folder)
    if told_fatal(review, "nothing was imported. Fix this first."):
        return PROBLEMS
    source = roundtrip.read_source(Path(given.file))
    if given.base:
        base, name = roundtrip.read_base(review.folder, given.base)
        source = replace(source, base=base, base_name=name)
    planned = roundtrip.plan(review, source)
    asks = not (given.all or given.take_undamaged or given.dry_run or given.json) and (
        given.interactive or terminal.at_terminal()
    )
    if not given.json:
        _print_head(planned)
    if given.all:
        accepted = planned.proposals
    elif given.take_undamaged:
        accepted = planned.suggested
    else:
        accepted = _ask(planned.proposals) if asks else ()
    if not (asks or given.json):
        for number, one in enumerate(planned.proposals, start=1):
            _print_proposal(one, f"{number}/{len(planned.proposals)}")
    dry = given.dry_run or not (given.all or given.take_undamaged or asks)
    by = given.by or deciding.remembered_reviewer(review.folder)
    saved = roundtrip.apply(review, accepted, planned.source, by) if accepted and not dry else None
    if given.json:
        print_json(_as_dict(planned, accepted, saved, dry))
    else:
        _print_outcome(planned, accepted, saved, dry, given)
    left = len(planned.proposals) - len(planned.suggested if dry else accepted)
    return PROBLEMS if left or planned.left_out or (saved is not None and saved.conflicts) else FINE


def _print_head(planned: Plan) -> None:
    number = len(planned.proposals)
    against = (
        f", compared with {planned.base}"
        if planned.base
        else f"; it is not known what it began with, so everything that differs from {MATRIX} is shown"
    )
    print(f"{planned.source}: {counted(number, 'cell')} to look at{against}.")
    for note in planned.notes:
        print(f"note: {one_line(note)}")
    for note in planned.left_out:
        print(f"left out: {one_line(note)}")


def _print_proposal(one: Proposal, number: str) -> None:
    print(f"\n[{number}] {one_line(one.key)}, column {one_line(one.column)}: {one_line(one.why)}")
    for line in _change_lines(one.before, one.after):
        print(line)
    if one.kind == "conflict" and one.base is not None:
        print("    (when it was exported)" if one.base else "    (empty when it was exported)")
        for line in filter(None, one.base.split("\n")):
            print(f"    = {_cut(line)}")


def _change_lines(before: str, after: str) -> list[str]:
    """Return what goes and comes between two texts of a cell."""
    from litmatrix.comparing import line_changes

    lines = []
    for sign, text in line_changes(before, after):
        parts = [f"  {_cut(text)}"] if sign == " " else [f"{sign} {plain(line)}" for line in text.split("\n")]
        lines += [f"    {part}" for part in parts]
    return lines


def _ask(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Show each change and return those that the person takes."""
    accepted: list[Proposal] = []
    if proposals:
        print(
            "Import each change? y: yes, n: no, a: this and all later ones that are suggested, q: none of the rest."
        )
    for number, one in enumerate(proposals, start=1):
        _print_proposal(one, f"{number}/{len(proposals)}")
        answer = _answer(one.take)
        if answer in ("y", "a"):
            accepted.append(one)
        if answer == "a":
            return (*accepted, *(other for other in proposals[number:] if other.take))
        if answer == "q":
            break
    return tuple(accepted)


def _answer(suggested: bool) -> str:
    while True:
        try:
            given = input(f"import it? [{'Y/n' if suggested else 'y/N'}/a/q] ").strip().casefold()
        except EOFError:
            print()
            return "q"
        if not given:
            return "y" if suggested else "n"
        if given in ("y", "yes", "n", "no", "a", "all", "q", "quit"):
            return given[0]


def _print_outcome(
    planned: Plan, accepted: Sequence[Proposal], saved: Saved | None, dry: bool, given: argparse.Namespace
) -> None:
    suggested, number = len(planned.suggested), len(planned.proposals)
    if not number:
        print(f"Nothing to import: {MATRIX} stays as it is.")
        return
    if dry:
        print(f"\nNothing was written. {suggested:,} of {number:,} changes are suggested. To import those: litmatrix matrix import "
              f"{_quoted(given.file)}{f' --base {_quoted(given.base)}' if given.base else ''} --take-undamaged"
              f"{'; or run it on a terminal without --dry-run, to be asked for each.' if number else ''}")  # fmt: skip
        return
    conflicts = saved.conflicts if saved is not None else ()
    written = len(accepted) - len(conflicts)
    print(f"\nWrote {counted(written, 'cell')} to {MATRIX}; {number - written:,} changes were not imported.")
    for conflict in conflicts:
        print(
            f"not written: {conflict.key}, column {conflict.column}: it was changed meanwhile; import again to see it."
        )
    kept = [one for one in planned.proposals if one not in set(accepted)]
    for one in kept if given.take_undamaged else ():
        print(f"not imported: {one_line(one.key)}, column {one_line(one.column)}: {one_line(one.why)}")
    if written:
        print("Undo it with: litmatrix matrix import --undo")


def _as_dict(planned: Plan, accepted: Iterable[Proposal], saved: Saved | None, dry: bool) -> dict[str, Any]:
    conflicts = {(one.key, one.column) for one in saved.conflicts} if saved is not None else set()
    taken = set() if dry else {(one.key, one.column) for one in accepted} - conflicts
    return {
        "file": planned.source,
        "base": planned.base or None,
        "changes": [
            {"key": one.key, "column": one.column, "before": one.before, "after": one.after, "theirs": one.theirs,
             "base": one.base, "kind": one.kind, "suggested": one.take, "why": one.why,
             "damage": [damage.kind for damage in one.damage], "written": (one.key, one.column) in taken}
            for one in planned.proposals
        ],
        "left_out": list(planned.left_out),
        "notes": list(planned.notes),
        "written": len(taken),
        "changed_meanwhile": [list(place) for place in sorted(conflicts)],
    }  # fmt: skip


def _cut(text: str) -> str:
    line = plain(" ".join(text.split()))
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


# --- taking back ----------------------------------------------------------------------------------------


def _undo(given: argparse.Namespace) -> int:
    """Take back the last matrix import."""
    from litmatrix.writing import roundtrip

    folder = find_folder(given.folder)
    found = roundtrip.undoing(folder)
    cells = [one._asdict() for one in found.cells]
    told = {"file": found.entry.file, "cells": cells, "rows": list(found.rows)}
    return take_back(given, _undoing_lines(found), told, lambda by: roundtrip.undo(folder, by, shown=found))


def _undoing_lines(found: Undoing) -> list[str]:
    entry = found.entry
    by = f" by {one_line(entry.by)}" if entry.by else ""
    lines = [
        f"The matrix import of {one_line(entry.file)}, {entry.time:%Y-%m-%d %H:%M:%S} UTC{by}:",
        f"  {counted(len(found.cells), 'cell')} of {MATRIX} will be as before",
        *(f"  the row {one_line(key)}, which it added, will be removed" for key in found.rows),
        *([f"  {one_line(passed_over(found.passed, MATRIX))}"] if found.passed else []),
    ]
    for one in found.cells:
        lines += [
            f"\n{one_line(one.key)}, column {one_line(one.column)}:",
            *_change_lines(one.before, one.after),
        ]
    return lines


# --- git ------------------------------------------------------------------------------------------------


def merge_driver(given: argparse.Namespace) -> int:
    """Merge three files as git asks; the status tells git whether it is settled (over 128 would stop the merge)."""
    from litmatrix.comparing import merge_driver as mergedriver

    try:
        outcome = mergedriver.merge_files(Path(given.base), Path(given.ours), Path(given.theirs), given.path)
    except LitmatrixError as error:
        print(f"litmatrix: {one_line(str(error))}", file=sys.stderr)
        return PROBLEMS
    for note in outcome.notes:
        print(f"litmatrix: {one_line(note)}", file=sys.stderr)
    return FINE if outcome.clean else PROBLEMS


def setup_git(given: argparse.Namespace) -> int:
    """Install the merge driver."""
    from litmatrix.comparing import merge_driver as mergedriver

    done = mergedriver.set_up(find_folder(given.folder))
    for line in done:
        print(line)
    if done:
        print(f"git merges {MATRIX} by source and column here.")
    else:
        print(f"git does so already: {MATRIX} is merged by source and column here; nothing was changed.")
    return FINE
