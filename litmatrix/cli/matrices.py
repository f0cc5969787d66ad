"""The commands of the matrix: merging it with git, and taking in what came back from a spreadsheet."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from litmatrix.cli.parts import FINE, PROBLEMS, WRONG, find_folder
from litmatrix.errors import LitmatrixError
from litmatrix.vocabulary import MATRIX

__all__ = ["add_commands"]


def add_commands(known: Any) -> None:
    """Add these commands to those of the command line."""
    driver = _command(known, "merge-driver", merge_driver, "merge three versions of matrix.csv, as git asks (see setup-git)")
    for name, help in (("base", "the common ancestor"), ("ours", "our version; the result is written to it"),
                       ("theirs", "their version")):  # fmt: skip
        driver.add_argument(name, metavar=name.upper(), help=help)
    driver.add_argument("path", metavar="PATH", nargs="?", default=MATRIX, help="the file's path in the repository")

    setup = _command(known, "setup-git", setup_git, "let git merge matrix.csv by source and column in this repository")
    setup.add_argument("folder", nargs="?", default=None, metavar="FOLDER", help="the review folder (this one)")


def _command(known: Any, name: str, run: Any, help: str) -> Any:
    command = known.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
    command.set_defaults(run=run)
    return command


# --- git ------------------------------------------------------------------------------------------------


def merge_driver(given: argparse.Namespace) -> int:
    """Merge three files as git asks; the status tells git whether it is settled (over 128 would stop the merge)."""
    from litmatrix import mergedriver

    try:
        outcome = mergedriver.merge_files(Path(given.base), Path(given.ours), Path(given.theirs), given.path)
    except LitmatrixError as error:
        print(f"litmatrix: {error}", file=sys.stderr)
        return PROBLEMS
    for note in outcome.notes:
        print(f"litmatrix: {note}", file=sys.stderr)
    return FINE if outcome.clean else PROBLEMS


def setup_git(given: argparse.Namespace) -> int:
    """Install the merge driver."""
    from litmatrix import mergedriver

    done = mergedriver.set_up(find_folder(given.folder))
    for line in done:
        print(line)
    print(f"git merges {MATRIX} by source and column here." if done else f"git does so already: {MATRIX} is merged by source and column here; nothing was changed.")  # fmt: skip
    return FINE
