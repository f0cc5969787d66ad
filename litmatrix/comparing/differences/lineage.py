"""Where the excerpts of a theme went by the changes that the theme history tells of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from litmatrix.model import ThemeChange
from litmatrix.review import Review

# What moves excerpts from a theme (or subtheme) to another.
_MOVING = ("rename", "merge", "split")


class Step(NamedTuple):
    """One entry of the theme history that only one of two states has; `undone`: only the earlier one has it."""

    entry: ThemeChange
    undone: bool = False

    @property
    def theme(self) -> str:
        """The id of the theme whose subthemes it is about; empty where it is about themes."""
        return self.entry.theme

    @property
    def moves(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What excerpts go from and to; both empty where none go anywhere."""
        if self.entry.change not in _MOVING or not (self.entry.before and self.entry.after):
            return (), ()
        there = self.entry.before, self.entry.after
        return (there[1], there[0]) if self.undone else there


class Place(NamedTuple):
    """A theme and a subtheme that excerpts came to, and the numbers of the steps that brought them there."""

    theme: str
    subtheme: str
    path: tuple[int, ...] = ()


class Lineage:
    """The steps between two states, and where they bring what stood under a theme and a subtheme.

    First what was taken out of the history, the latest first (to be followed backwards), then what came to it.
    """

    def __init__(self, before: Review, after: Review) -> None:
        then, now = before.protocol.theme_history, after.protocol.theme_history
        lost = [Step(entry, undone=True) for entry in _without(then, now)]
        self.steps = (*reversed(lost), *(Step(entry) for entry in _without(now, then)))
        self.follow = cache(self._follow)

    def themes(self, theme: str) -> tuple[str, ...]:
        """Return the themes that a theme became."""
        return tuple(dict.fromkeys(place.theme for place in self.follow(theme, "")))

    def rests(self, theme: str) -> bool:
        """Whether no step moves anything that stands under a theme."""
        return not any(theme == step.theme or theme in step.moves[0] for step in self.steps)

    def _follow(self, theme: str, subtheme: str) -> tuple[Place, ...]:
        """Return where excerpts that stood under a theme and a subtheme can stand now."""
        places = [Place(theme, subtheme)]
        for number, step in enumerate(self.steps):
            source, target = step.moves
            found: list[Place] = []
            for place in places:
                at = place.subtheme if step.theme else place.theme
                if at not in source or step.theme not in ("", place.theme) or (step.theme and not at):
                    found.append(place)
                    continue
                for name in target:
                    path = (*place.path, number) if name != at else place.path
                    moved = (place.theme, name) if step.theme else (name, place.subtheme)
                    found.append(Place(*moved, path))
            places = list({place[:2]: place for place in found}.values())
        return tuple(places)


def _without(entries: Iterable[ThemeChange], others: Iterable[ThemeChange]) -> list[ThemeChange]:
    rest = Counter(others)
    found = []
    for entry in entries:
        if rest[entry]:
            rest[entry] -= 1
        else:
            found.append(entry)
    return found
