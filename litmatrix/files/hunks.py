"""What differs between two texts, line by line, and taken back in a text that was changed elsewhere since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from litmatrix.errors import NotSaved


class Hunk(NamedTuple):
    """Lines of a text that were changed: where they stand (from 0), what they were, what they became.

    `above` and `below` are lines around them, as many as it takes to tell the place from any other in the text.
    `alone` says of either whether it takes no more than them: else only both together tell the place.
    """

    at: int
    above: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    below: tuple[str, ...]
    alone: tuple[bool, bool] = (True, True)


def between(before: str, after: str) -> tuple[Hunk, ...]:
    """Return what differs between two texts, line by line."""
    old, new = before.split("\n"), after.split("\n")
    places = _places(new)
    found = []
    for kind, first, last, start, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            above, below, alone = _around(new, places, start, stop)
            found.append(Hunk(start, above, tuple(old[first:last]), tuple(new[start:stop]), below, alone))
    return tuple(found)


def read(values: Mapping[str, Any]) -> Hunk:
    """Return a hunk as a record holds it; raises `LookupError` or `TypeError` where it is none."""
    above, below = values["alone"]
    return Hunk(
        values["at"], tuple(values["above"]), tuple(values["before"]), tuple(values["after"]), tuple(values["below"]),
        (above, below),
    )  # fmt: skip


def reverted(text: str, changes: Sequence[Hunk], name: str) -> str:
    """Return a text with changes taken back; what else was changed since then stays.

    Raises `NotSaved` where the lines that a change wrote are not there any more, or where it cannot be told where
    those stood that it took out.
    """
    lines = text.split("\n")
    places = _places(lines)
    spans = []
    end = 0
    for hunk in changes:
        at = _found(lines, places, hunk)
        if at is None or at < end:
            near = (*hunk.after, *reversed(hunk.above), *hunk.below)
            shown = next((line.strip() for line in near if line.strip()), "")
            raise NotSaved(
                f"{name}: not undone: lines that the change wrote were edited since then, near “{shown[:80]}”. "
                "Change it back by hand first."
            )
        end = at + len(hunk.after)
        spans.append((at, end, hunk.before))
    for at, end, were in reversed(spans):
        lines[at:end] = were
    return "\n".join(lines)


def _places(lines: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        places.setdefault(line, []).append(at)
    return places


def _around(
    lines: Sequence[str], places: Mapping[str, list[int]], start: int, stop: int
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[bool, bool]]:
    """Return the lines above a span and those below it that it takes, each with the span, to find it again.

    And whether they are enough: lines that come again and again may need both.
    """
    top = start
    while top and (top == start or len(_standing(lines, places, lines[top:stop])) > 1):
        top -= 1
    bottom = stop
    while bottom < len(lines) and (bottom == stop or len(_standing(lines, places, lines[start:bottom])) > 1):
        bottom += 1
    alone = tuple(
        bool(wanted) and len(_standing(lines, places, wanted)) == 1
        for wanted in (lines[top:stop], lines[start:bottom])
    )
    return tuple(lines[top:start]), tuple(lines[stop:bottom]), (alone[0], alone[1])


def _standing(lines: Sequence[str], places: Mapping[str, list[int]], wanted: Sequence[str]) -> list[int]:
    """Return where these lines stand one after the other."""
    wanted = list(wanted)
    return [at for at in places.get(wanted[0], ()) if lines[at : at + len(wanted)] == wanted]


def _found(lines: Sequence[str], places: Mapping[str, list[int]], hunk: Hunk) -> int | None:
    """Return where the lines that a change wrote stand now: between the lines around them, else next to some of them."""
    ways = ((hunk.above, hunk.below, True), (hunk.above, (), hunk.alone[0]), ((), hunk.below, hunk.alone[1]))
    for above, below, enough in ways:
        wanted = (*above, *hunk.after, *below)
        found = _standing(lines, places, wanted) if wanted and enough else []
        if len(found) == 1:
            return found[0] + len(above)
    return None
