"""What the commands share: the review that is meant, JSON, counts, steps, what was written or not read, taking an import back."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litmatrix.cli import terminal
from litmatrix.cli.terminal import UNSHOWN, obeyed, one_line
from litmatrix.errors import Unreadable
from litmatrix.vocabulary import DECISION_NAMES, FATAL, PROTOCOL

if TYPE_CHECKING:
    from litmatrix.model import Problem
    from litmatrix.review import Review

FINE, PROBLEMS, WRONG = 0, 1, 2


def told_fatal(review: Review, so: str = "these numbers are wrong until this is fixed.") -> int:
    """Say which files could not be read, and what follows; return the exit status."""
    fatal = [problem for problem in review.problems if problem.severity == FATAL]
    for problem in fatal:
        print(f"fatal: {one_line(str(problem))}", file=sys.stderr)
    if fatal:
        print(f"litmatrix: {so}", file=sys.stderr)
    return PROBLEMS if fatal else FINE


def find_folder(folder: str | None) -> Path:
    """Return the review folder that is named, or the nearest one at or above this place."""
    if folder is not None:
        return Path(folder)
    try:
        here = Path.cwd()
    except FileNotFoundError:
        raise Unreadable("the folder that you are in no longer exists; go to another.") from None
    return next((place for place in (here, *here.parents) if (place / PROTOCOL).exists()), here)


def quoted(place: Path | str) -> str:
    """Return a path as one types it."""
    return f'"{place}"' if " " in str(place) else str(place)


def open_review(folder: str | None) -> Review:
    from litmatrix.review import Review

    return Review.open(find_folder(folder))


def as_dict(problem: Problem) -> dict[str, str]:
    return {name: getattr(problem, name) for name in ("check", "severity", "key", "where", "message", "fix")}


def worded(review: Review, decision: str, reason: str) -> str:
    """Return a decision with its reason, both in words."""
    named = DECISION_NAMES.get(decision, decision)
    return f"{named} ({review.protocol.reason_in_words(reason)})" if reason else named


def print_json(value: Any) -> None:
    import json

    # In JSON such a sign stands only in a text, and is written as one may write it there.
    text = json.dumps(value, ensure_ascii=False, indent=2)
    print(re.sub(f"(?!\n)[{UNSHOWN}]", lambda found: f"\\u{ord(found[0]):04x}", text))


def print_counts(rows: Sequence[tuple[str, int]]) -> None:
    width = max(len(f"{number:,}") for _, number in rows)
    for label, number in rows:
        print(f"  {number:>{width},}  {one_line(label)}")


def first_of(texts: Sequence[str], most: int | None, indent: str, more: str = "more") -> list[str]:
    """Return the first of some texts (all, if `most` is None), then how many more there are."""
    rest = len(texts) - len(texts[:most])
    return [*texts[:most], *([f"{indent}… and {rest:,} {more}"] if rest else [])]


def printer(given: argparse.Namespace) -> Callable[[str], None]:
    """Return what prints, and under --json nothing but that."""
    return (lambda line: None) if given.json else print


def steps_told() -> Callable[[int, int, str], None]:
    """Return what tells of each step that is done: on one line of a terminal, else a line a step."""
    live, start = sys.stdout.isatty(), obeyed("\r\x1b[K")

    def tell(done: int, total: int, what: str) -> None:
        line = f"[{done:{len(str(total))}}/{total}] {what}"
        if live:
            print(f"{start}{line[:100]}", end="\n" if done == total else "", flush=True)
        else:
            print(line, flush=True)

    return tell


def print_written(told: str, out: Path, paths: Sequence[Path]) -> None:
    groups: dict[str, list[str]] = {}
    for path in paths:
        place = path.relative_to(out) if path.is_relative_to(out) else path
        groups.setdefault(str(place.parent), []).append(place.name)
    print(f"\n{one_line(told)}:")
    for folder, names in sorted(groups.items()):
        prefix = "" if folder == "." else f"{folder}{os.sep}"
        if len(names) > 8:
            endings = sorted({Path(name).suffix for name in names})
            print(f"  {prefix}  {len(names)} files ({', '.join(endings)})")
        else:
            print("\n".join(f"  {prefix}{name}" for name in names))


def take_back(
    given: argparse.Namespace,
    shown: Iterable[str],
    told: Mapping[str, Any],
    act: Callable[[str], object],
    stopped: bool = False,
) -> int:
    """Show what taking an import back changes, ask, and do it; return the exit status.

    `told` is its JSON, `act` takes the name of who does it. What is `stopped` needs no asking: the act refuses.
    """
    from litmatrix.screening import deciding

    say = printer(given)
    for line in shown:
        say(line)
    asks = terminal.at_terminal() and not given.json
    if given.dry_run:
        say("Nothing was written: this was a preview.")
    elif given.yes or stopped or (asks and terminal.agreed("Undo it? [y/n] ")):
        act(given.by or deciding.remembered_reviewer(find_folder(given.folder)))
        say("Undone.")
    else:
        print("Nothing was written. Add --yes to do it without being asked.", file=sys.stderr)
        return PROBLEMS
    if given.json:
        print_json({**told, "written": not given.dry_run})
    return FINE
