"""The commands of the protocol: a reviewer's new name, and the last change taken back."""

from __future__ import annotations

import argparse

from litmatrix.cli import terminal
from litmatrix.cli.parts import FINE, PROBLEMS, find_folder, open_review, take_back
from litmatrix.cli.terminal import one_line
from litmatrix.errors import Misuse
from litmatrix.vocabulary import counted


def rename_reviewer(given: argparse.Namespace) -> int:
    """Give a reviewer another name."""
    from litmatrix import planning
    from litmatrix.screening import deciding

    review = open_review(given.folder)
    decided = planning.people(review).get(given.old, 0)
    print(
        f"{one_line(given.old)} will be called {one_line(given.new)}, also in {counted(decided, 'decision')}."
    )
    if not given.yes and not (terminal.at_terminal() and terminal.agreed("Make this change? [y/n] ")):
        print("Nothing was written. Add --yes to do it without being asked.")
        return PROBLEMS
    was = deciding.remembered_reviewer(review.folder)
    planning.change(
        review, {"op": "rename", "old": given.old, "new": given.new}, given.by or was or given.old
    )
    if was == given.old:
        deciding.remember_reviewer(given.new, review.folder)
    print(
        "Done. Undo it with: litmatrix plan undo. Your colleagues have to rename it in their copies of the review too."
    )
    return FINE


def undo(given: argparse.Namespace) -> int:
    """Take back the last change of the protocol."""
    from litmatrix import planning

    folder = find_folder(given.folder)
    found = planning.last(folder)
    if found is None:
        raise Misuse("there is no change of the protocol to undo.")
    by = f" by {one_line(found.by)}" if found.by else ""
    shown = [f"{found.time:%Y-%m-%d %H:%M:%S} UTC{by}: {one_line(found.what)}"]
    return take_back(given, shown, {"change": found.what}, lambda by: planning.undo(folder, by))
