"""What the commands share: the review that is meant, JSON, counts, and what could not be read."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litmatrix.cli.terminal import UNSHOWN, one_line
from litmatrix.errors import Unreadable
from litmatrix.vocabulary import FATAL, PROTOCOL

if TYPE_CHECKING:
    from litmatrix.model import Problem
    from litmatrix.review import Review

FINE, PROBLEMS, WRONG = 0, 1, 2


def told_fatal(review: Review, so: str = "these numbers are wrong until this is mended.") -> int:
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


def open_review(folder: str | None) -> Review:
    from litmatrix.review import Review

    return Review.open(find_folder(folder))


def as_dict(problem: Problem) -> dict[str, str]:
    return {name: getattr(problem, name) for name in ("check", "severity", "key", "where", "message", "fix")}


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
