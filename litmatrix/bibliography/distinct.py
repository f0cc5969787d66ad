"""Works that would be called alike, told apart as citation styles do: by more names, by initials, and at last by letters.

A letter says “the same people in the same year” and nothing else, as in APA 7 (sections 8.18 to 8.20): works of other people
are told apart by their names, “Smith, Brown et al 2010” from “Smith, Abel et al 2010”.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple


class Person(NamedTuple):
    """One who made a work: family name or organisation, and initials."""

    family: str
    initials: str = ""


class Work(NamedTuple):
    """A work: what it is called, its year, those who made it (none, if it is called by something else), its place in order."""

    called: str
    year: str
    people: tuple[Person, ...] = ()
    order: int = 0
    later: bool = False

    @property
    def label(self) -> str:
        return f"{self.called} {self.year}"


#: What stands in a list of people for those who are not named.
OTHERS = "others"


def people(column: str) -> tuple[Person, ...]:
    """Return the people in an author column's text."""
    names = ([part.strip() for part in name.split(",")] for name in column.split(";"))
    return tuple(Person(family, _initials(given[-1] if given else "")) for family, *given in names if family)


def _initials(given: str) -> str:
    words = given.replace(".", " ").replace("-", " -").split()
    return " ".join(f"{word[: 1 + word.startswith('-')]}." for word in words).replace(" -", "-")


def together(families: Sequence[str], shown: int = 1) -> str:
    """Return family names as one cites them: “A and B”; of three or more the first ones that are shown: “A et al”."""
    known = [name for name in families if name != OTHERS]
    if len(known) < len(families) or len(known) > max(shown, 2):
        return f"{', '.join(known[:shown])} et al"
    return " and ".join(filter(None, (", ".join(known[:-1]), *known[-1:])))


def told_apart(works: Sequence[Work]) -> list[str]:
    """Return what each work is called, no two alike; letters are given in the works' order.

    Those that are `later` are called by what the others leave: these are called as if the later ones were not there.
    """
    labels = [work.label for work in works]
    alike: dict[str, list[int]] = {}
    for place, label in enumerate(labels):
        alike.setdefault(label, []).append(place)
    for places in alike.values():
        if len(places) > 1:
            ordered = sorted(places, key=lambda place: (works[place].later, works[place].order))
            for place, name in zip(ordered, _named([works[one] for one in ordered], alike), strict=True):
                labels[place] = name
    return labels


def _named(works: Sequence[Work], taken: Collection[str]) -> list[str]:
    """Return what works are called that would be called the same; `taken` is what any work would be called."""
    whose = [_known_by(work) for work in works]
    first = _names({who for work, who in zip(works, whose, strict=True) if not work.later}, works[0])
    every = _names(set(whose), works[0])
    year = works[0].year
    names = [first.get(who, every[who]) for who in whose]
    names = [name if f"{name} {year}" not in taken else works[0].called for name in names]
    later: dict[str, list[bool]] = {}
    for work, name in zip(works, names, strict=True):
        later.setdefault(name, []).append(work.later)
    joint = "" if year[-1:].isdigit() else "-"
    met: Counter[str] = Counter()
    made = []
    for name in names:
        met[name] += 1
        alone = len(later[name]) == 1 or (met[name] == 1 and later[name][:2] == [False, True])
        made.append(f"{name} {year}" if alone else f"{name} {year}{joint}{letters(met[name])}")
    return made


def _known_by(work: Work) -> tuple[Person, ...]:
    """Return the people by whom a work is known: of those after the first the initials do not count."""
    return tuple(one if place == 0 else Person(one.family) for place, one in enumerate(work.people))


def _names(those: Collection[tuple[Person, ...]], work: Work) -> dict[tuple[Person, ...], str]:
    """Return what the works of different people are called: by as few names as tell them apart, with an initial if need be."""
    if len(those) < 2:
        return dict.fromkeys(those, work.called)
    families = {who: [one.family for one in who] for who in those}
    found = {}
    for who, names in families.items():
        others = [other for one, other in families.items() if one != who]
        shown = 1 + max(_shared(names, other) for other in others)
        if names and names in others:
            names = [" ".join(filter(None, (who[0].initials, names[0]))), *names[1:]]
        found[who] = together(names, shown) if names else work.called
    return found


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many names two lists begin with that are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (name, same) in pairs if name != same), min(len(one), len(other)))


def letters(number: int) -> str:
    """Return the letters of a number: a, b … z, aa, ab …"""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(97 + rest) + found
    return found
