"""The acts of `litmatrix theme …`: each shows what it would do, asks, and does it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from litmatrix.cli import terminal
from litmatrix.cli import theme_text as text
from litmatrix.cli.parts import FINE, PROBLEMS, open_review
from litmatrix.errors import Misuse

if TYPE_CHECKING:
    from litmatrix.model import Protocol
    from litmatrix.review import Review

# --- doing --------------------------------------------------------------------------------------------------


def change(given: argparse.Namespace) -> int:
    """Show what an operation would do, ask, and do it; a split first finds a place for each excerpt."""
    from litmatrix.coding import operations

    asked = _asked(given)
    _check_reason(given)
    review = open_review(given.folder)
    by = _who(given, review)
    if given.op == "reorder":
        asked["ids"] = _order(given, _in_order(given, review.protocol))
    places = _placed(given.place, given.into) if given.op == "split" else {}
    operation, left = operations.prepare(review.folder, asked, places)
    if left:
        if given.yes or given.dry_run or not terminal.at_terminal():
            return text.print_unplaced(left, given.into)
        walked = text.walk(left, given.into, text.references(review), alike=given.level == "theme")
        if walked is None:
            print("Stopped: nothing was changed.")
            return FINE
        places.update(walked)
    plan = operations.plan(review.folder, operation)
    text.print_plan(plan, text.references(review), given.full)
    answer = _agreed(given)
    if answer is not None:
        return answer
    why = given.why.strip() or text.asked("Why? ")
    if not why:
        print("Nothing was changed: a change of a theme needs a reason.")
        return PROBLEMS
    done = operations.apply(review.folder, operation, why, by, shown=plan)
    print(f"Done: {text.headline(done.plan)}. Kept in history/{done.entry.name}.json.")
    print("Undo it with: litmatrix theme undo")
    return FINE


def undo(given: argparse.Namespace) -> int:
    """Take back the last operation."""
    from litmatrix.coding import operations

    review = open_review(given.folder)
    by = _who(given, review)
    found = operations.undoing(review.folder)
    text.print_undoing(found, text.references(review), given.full)
    answer = _agreed(given)
    if answer is not None:
        return answer
    why = given.why.strip() or ("" if given.yes else text.asked("Why do you undo it? (optional) "))
    entry = operations.undo(review.folder, by, why, shown=found)
    print(f"Undone: {text.headline(entry)}.")
    return FINE


def _agreed(given: argparse.Namespace) -> int | None:
    """Return None if it shall be done, else the exit status."""
    if given.dry_run:
        print("Nothing was changed (--dry-run).")
        return FINE
    if given.yes:
        return None
    if not terminal.at_terminal():
        print(
            "Nothing was changed, because there is no terminal to ask you. Add --yes (and --why TEXT) to do it."
        )
        return PROBLEMS
    if text.asked("Make this change? [y/n] ").lower() in ("y", "yes"):
        return None
    print("Nothing was changed.")
    return FINE


def _check_reason(given: argparse.Namespace) -> None:
    if given.yes and not given.dry_run and not given.why.strip():
        raise Misuse("with --yes, add --why TEXT too: a change of a theme needs a reason.")


def _who(given: argparse.Namespace, review: Review) -> str:
    """Return who works here: who is named, else remembered, else the review's only reviewer; a look alone asks for nobody."""
    from litmatrix.screening import deciding

    only = review.protocol.reviewers if len(review.protocol.reviewers) == 1 else ("",)
    name = given.by.strip() or deciding.remembered_for(review) or only[0]
    if given.dry_run:
        return name
    if not name:
        raise Misuse("who are you? Add --by NAME, or enter your name once at a desk.")
    deciding.check_reviewer(review, name)
    return name


# --- what is given ------------------------------------------------------------------------------------------


def _asked(given: argparse.Namespace) -> dict[str, Any]:
    """Return what is asked, as `operations.prepare` takes it."""
    asked = dict(vars(given))
    if given.op == "split" and given.level == "theme":
        names, definitions = _of_parts(given.name, given.into), _of_parts(given.definition, given.into)
        asked["parts"] = [
            {"id": id, "name": names.get(id, ""), "definition": definitions.get(id, "")} for id in given.into
        ]
        asked["by_subtheme"] = _to_parts(given.by_subtheme, given.into)
    elif given.op == "split":
        asked["parts"] = [{"id": name} for name in given.into]
    return asked


def _in_order(given: argparse.Namespace, protocol: Protocol) -> Sequence[str]:
    """Return what there is to be put in another order, as it stands now."""
    if given.level == "theme":
        return [theme.id for theme in protocol.current_themes]
    return next((theme.subthemes for theme in protocol.themes if theme.id == given.theme), ())


def _of_parts(given: Sequence[str], parts: Sequence[str]) -> dict[str, str]:
    """Return the texts by part, of “B=text”; a part's id may hold “=” itself."""
    result = {}
    for one in given:
        part = max((part for part in parts if one.startswith(f"{part}=")), key=len, default=None)
        if part is None:
            raise Misuse(
                f"{one!r} does not name a part. Write {parts[0]}=TEXT; the parts are {', '.join(parts)}."
            )
        result[part] = one[len(part) + 1 :]
    return result


def _to_parts(given: Sequence[str], parts: Sequence[str]) -> dict[str, str]:
    """Return the parts by what goes to them, of “what=B”."""
    result = {}
    for one in given:
        part = max((part for part in parts if one.endswith(f"={part}")), key=len, default=None)
        if part is None:
            raise Misuse(
                f"{one!r} does not end in a part. Write WHAT={parts[0]}; the parts are {', '.join(parts)}."
            )
        result[one[: -len(part) - 1]] = part
    return result


def _placed(given: Sequence[str], parts: Sequence[str]) -> dict[tuple[str, int], str]:
    """Return the parts by key and number, of “KEY:NUMBER=B”."""
    result = {}
    for one, part in _to_parts(given, parts).items():
        key, _, number = one.rpartition(":")
        if not key or not number.isdecimal():
            raise Misuse(f"{one}={part}: write KEY:NUMBER={part}, as in smith_2014:2={part}.")
        result[key, int(number)] = part
    return result


def _order(given: argparse.Namespace, current: Sequence[str]) -> list[str]:
    """Return the new order: all that are given, or the one moved to where it is told to go."""
    moves = [given.first, given.last, given.before is not None, given.after is not None]
    if sum(moves) > 1 or (any(moves) and len(given.order) != 1):
        raise Misuse("to move one, name it, and one of --before, --after, --first, --last.")
    if not any(moves):
        return list(given.order)
    moved = given.order[0]
    beside = given.before if given.before is not None else given.after
    for one in [moved, *([beside] if beside is not None else [])]:
        if one not in current:
            raise Misuse(f"there is no {one} in use; there are {'; '.join(current) or '(none)'}.")
    if beside == moved:
        raise Misuse(f"{moved} cannot be moved next to itself.")
    rest = [one for one in current if one != moved]
    if beside is None:
        return [moved, *rest] if given.first else [*rest, moved]
    place = rest.index(beside) + (given.after is not None)
    return [*rest[:place], moved, *rest[place:]]
