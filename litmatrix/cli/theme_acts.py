"""The acts of `litmatrix theme …`: each shows what it would do, asks, and does it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from litmatrix.cli import theme_text as text
from litmatrix.cli.parts import FINE, PROBLEMS, open_review
from litmatrix.errors import ChangedOutside, Misuse

if TYPE_CHECKING:
    from litmatrix.coding.operations import Operation
    from litmatrix.coding.themes import Plan
    from litmatrix.matrix.file import ExcerptRow, Matrix
    from litmatrix.model import Protocol
    from litmatrix.review import Review

__all__ = [
    "add_subtheme",
    "add_theme",
    "merge_subthemes",
    "merge_themes",
    "redefine_theme",
    "rename_subtheme",
    "rename_theme",
    "reorder_subthemes",
    "reorder_themes",
    "retire_subtheme",
    "retire_theme",
    "split_subtheme",
    "split_theme",
    "undo",
]

Places = dict[tuple[str, int], str]


# --- themes -------------------------------------------------------------------------------------------------


def add_theme(given: argparse.Namespace) -> int:
    from litmatrix.coding import themes

    return _change(
        given,
        lambda protocol, matrix: themes.add(
            protocol, matrix, given.id, given.name, given.definition, given.subtheme, given.question, given.after
        ),
    )  # fmt: skip


def rename_theme(given: argparse.Namespace) -> int:
    from litmatrix.coding import themes

    return _change(
        given, lambda protocol, matrix: themes.rename(protocol, matrix, given.id, given.new, given.name)
    )


def redefine_theme(given: argparse.Namespace) -> int:
    from litmatrix.coding import themes

    return _change(
        given,
        lambda protocol, matrix: themes.redefine(
            protocol, matrix, given.id, given.definition, given.clear_none
        ),
    )


def merge_themes(given: argparse.Namespace) -> int:
    from litmatrix.coding import themes

    return _change(
        given,
        lambda protocol, matrix: themes.merge(
            protocol, matrix, given.ids, given.into, given.name, given.definition
        ),
    )


def split_theme(given: argparse.Namespace) -> int:
    from litmatrix.coding import themes

    names, definitions = _of_parts(given.name, given.into), _of_parts(given.definition, given.into)
    parts = [themes.Part(id, names.get(id, ""), definitions.get(id, "")) for id in given.into]
    by_subtheme = _to_parts(given.by_subtheme, given.into)

    def split(places: Places, protocol: Protocol, matrix: Matrix) -> Plan:
        return themes.split(protocol, matrix, given.id, parts, by_subtheme, places, given.rest)

    return _split(given, split, lambda matrix: themes.to_place(matrix, given.id), by_subtheme)


def retire_theme(given: argparse.Namespace) -> int:
    from litmatrix.coding import themes

    return _change(given, lambda protocol, matrix: themes.retire(protocol, matrix, given.id))


def reorder_themes(given: argparse.Namespace) -> int:
    from litmatrix.coding import themes

    def operation(protocol: Protocol, matrix: Matrix) -> Plan:
        current = [theme.id for theme in protocol.current_themes]
        return themes.reorder(protocol, matrix, _order(given, current))

    return _change(given, operation)


# --- subthemes ----------------------------------------------------------------------------------------------


def add_subtheme(given: argparse.Namespace) -> int:
    from litmatrix.coding.themes import sub

    return _change(
        given, lambda protocol, matrix: sub.add(protocol, matrix, given.theme, given.name, given.after)
    )


def rename_subtheme(given: argparse.Namespace) -> int:
    from litmatrix.coding.themes import sub

    return _change(
        given, lambda protocol, matrix: sub.rename(protocol, matrix, given.theme, given.old, given.new)
    )


def merge_subthemes(given: argparse.Namespace) -> int:
    from litmatrix.coding.themes import sub

    return _change(
        given, lambda protocol, matrix: sub.merge(protocol, matrix, given.theme, given.names, given.into)
    )


def split_subtheme(given: argparse.Namespace) -> int:
    from litmatrix.coding.themes import sub

    def split(places: Places, protocol: Protocol, matrix: Matrix) -> Plan:
        return sub.split(protocol, matrix, given.theme, given.name, given.into, places, given.rest)

    return _split(given, split, lambda matrix: sub.tagged(matrix, given.theme, given.name))


def retire_subtheme(given: argparse.Namespace) -> int:
    from litmatrix.coding.themes import sub

    return _change(given, lambda protocol, matrix: sub.retire(protocol, matrix, given.theme, given.name))


def reorder_subthemes(given: argparse.Namespace) -> int:
    from litmatrix.coding.themes import sub

    def operation(protocol: Protocol, matrix: Matrix) -> Plan:
        declared = next((theme.subthemes for theme in protocol.themes if theme.id == given.theme), ())
        return sub.reorder(protocol, matrix, given.theme, _order(given, declared))

    return _change(given, operation)


# --- doing --------------------------------------------------------------------------------------------------


def _change(given: argparse.Namespace, operation: Operation, review: Review | None = None) -> int:
    """Show what an operation would do, ask, and do it."""
    from litmatrix.coding import operations

    _check_reason(given)
    review = review or open_review(given.folder)
    by = _who(given, review)
    plan = operations.plan(review.folder, operation)
    text.print_plan(plan, text.references(review), given.full)
    answer = _agreed(given)
    if answer is not None:
        return answer
    why = given.why.strip() or text.asked("Why? ")
    if not why:
        print("Nothing was changed: a change of a theme takes a reason.")
        return PROBLEMS
    done = operations.apply(review.folder, operation, why, by, shown=plan)
    print(f"Done: {text.headline(done.plan)}. Kept in history/{done.entry.name}.json.")
    print("Take it back with: litmatrix theme undo")
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
    why = given.why.strip() or ("" if given.yes else text.asked("Why is it undone? (may stay empty) "))
    entry = operations.undo(review.folder, by, why, shown=found)
    print(f"Undone: {text.headline(entry)}.")
    return FINE


def _split(
    given: argparse.Namespace,
    split: Callable[[Places, Protocol, Matrix], Plan],
    every: Callable[[Matrix], tuple[ExcerptRow, ...]],
    settled: Mapping[str, str] | None = None,
) -> int:
    """Find a place for each excerpt, one by one where nothing else says it, then split.

    `every` gives the excerpts that have to be placed; those under a subtheme that is `settled` have their place
    (None: subthemes settle nothing).
    """
    from litmatrix.coding import operations

    _check_reason(given)
    review = open_review(given.folder)
    _who(given, review)
    places = _placed(given.place, given.into)
    seen: list[ExcerptRow] = []

    def trial(protocol: Protocol, matrix: Matrix) -> Plan:
        """Refuse what makes no sense before anybody walks: what has no place yet goes to the first part."""
        seen[:] = every(matrix)
        found = split({**{(one.key, one.number): given.into[0] for one in seen}, **places}, protocol, matrix)
        if unknown := set(places) - {(one.key, one.number) for one in seen}:
            key, number = min(unknown)
            raise Misuse(f"{key} has no excerpt {number} that is to be placed.")
        return found

    def operation(protocol: Protocol, matrix: Matrix) -> Plan:
        if list(every(matrix)) != seen:
            raise ChangedOutside("not done: the excerpts were changed meanwhile. Begin again.")
        return split(places, protocol, matrix)

    operations.plan(review.folder, trial)
    left = [
        one
        for one in seen
        if not given.rest and (one.key, one.number) not in places and one.subtheme not in (settled or {})
    ]
    if left:
        if given.yes or given.dry_run or not text.at_terminal():
            return text.print_unplaced(left, given.into)
        walked = text.walk(left, given.into, text.references(review), alike=settled is not None)
        if walked is None:
            print("Stopped: nothing was changed.")
            return FINE
        places.update(walked)
    return _change(given, operation, review)


def _agreed(given: argparse.Namespace) -> int | None:
    """Return None if it shall be done, else the exit status."""
    if given.dry_run:
        print("Nothing was changed (--dry-run).")
        return FINE
    if given.yes:
        return None
    if not text.at_terminal():
        print("Nothing was changed: nobody can be asked here. Add --yes (and --why TEXT) to do it.")
        return PROBLEMS
    if text.asked("Do it? [y/n] ").lower() in ("y", "yes"):
        return None
    print("Nothing was changed.")
    return FINE


def _check_reason(given: argparse.Namespace) -> None:
    if given.yes and not given.dry_run and not given.why.strip():
        raise Misuse("--yes wants --why TEXT too: a change of a theme takes a reason.")


def _who(given: argparse.Namespace, review: Review) -> str:
    """Return who works here: who is named, else remembered, else the review's only reviewer; a look alone asks for nobody."""
    from litmatrix.screening import deciding

    only = review.protocol.reviewers if len(review.protocol.reviewers) == 1 else ("",)
    name = given.by.strip() or deciding.remembered_for(review) or only[0]
    if given.dry_run:
        return name
    if not name:
        raise Misuse("who are you? Say with --by NAME; the desks ask once and remember it.")
    deciding.check_reviewer(review, name)
    return name


# --- what is given ------------------------------------------------------------------------------------------


def _of_parts(given: Sequence[str], parts: Sequence[str]) -> dict[str, str]:
    """Return the texts by part, of “B=text”; a part's id may hold “=” itself."""
    result = {}
    for one in given:
        part = max((part for part in parts if one.startswith(f"{part}=")), key=len, default=None)
        if part is None:
            raise Misuse(f"{one!r} names none of the parts: write {parts[0]}=TEXT, of {', '.join(parts)}.")
        result[part] = one[len(part) + 1 :]
    return result


def _to_parts(given: Sequence[str], parts: Sequence[str]) -> dict[str, str]:
    """Return the parts by what goes to them, of “what=B”."""
    result = {}
    for one in given:
        part = max((part for part in parts if one.endswith(f"={part}")), key=len, default=None)
        if part is None:
            raise Misuse(f"{one!r} ends in none of the parts: write WHAT={parts[0]}, of {', '.join(parts)}.")
        result[one[: -len(part) - 1]] = part
    return result


def _placed(given: Sequence[str], parts: Sequence[str]) -> Places:
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
        raise Misuse(f"{moved} cannot stand beside itself.")
    rest = [one for one in current if one != moved]
    if beside is None:
        return [moved, *rest] if given.first else [*rest, moved]
    place = rest.index(beside) + (given.after is not None)
    return [*rest[:place], moved, *rest[place:]]
