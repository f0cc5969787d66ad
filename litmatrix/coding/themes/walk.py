"""The excerpts of a split that a person places one by one, in order, with a way back; and placed again another day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from litmatrix.errors import Misuse
from litmatrix.files.journal import sum_of
from litmatrix.matrix.file import ExcerptRow

Place = tuple[str, int]


class Placed(NamedTuple):
    """An excerpt that was given a place: where it stood, a sum of all that it said, and the part that it went to."""

    key: str
    number: int
    said: str
    part: str


class Again(NamedTuple):
    """What became of excerpts that were placed before: the steps that hold still, and how many do not.

    `changed` say something else by now, `gone` are not there any more, `homeless` went to a part that is none now.
    """

    steps: tuple[tuple[Placed, ...], ...]
    changed: int = 0
    gone: int = 0
    homeless: int = 0


class Walk:
    """Excerpts that have no place yet, the parts that they may go to, and what was placed so far.

    `places` is what `split` takes, the part by key and number; where it is given, it is filled step by step. `current` is
    the first excerpt without a place.
    """

    def __init__(
        self, excerpts: Iterable[ExcerptRow], parts: Sequence[str], places: dict[Place, str] | None = None
    ) -> None:
        self.parts = tuple(parts)
        self._excerpts = {(one.key, one.number): one for one in excerpts}
        self.places = {} if places is None else places
        self._steps: list[tuple[Place, ...]] = []

    @property
    def total(self) -> int:
        return len(self._excerpts)

    @property
    def done(self) -> int:
        return len(self.places)

    @property
    def current(self) -> ExcerptRow | None:
        """The excerpt that is to be placed now; None: all have their places."""
        return next((one for place, one in self._excerpts.items() if place not in self.places), None)

    @property
    def alike(self) -> int:
        """How many excerpts without a place have the subtheme of the current one (itself included)."""
        return len(self._waiting_alike())

    @property
    def steps(self) -> tuple[tuple[Placed, ...], ...]:
        """What was placed, step by step, with what each excerpt says: enough to place it again another day."""
        return tuple(
            tuple(Placed(*place, said(self._excerpts[place]), self.places[place]) for place in step)
            for step in self._steps
        )

    def same_as(self, other: Walk | None) -> bool:
        """Whether another walk is through the same excerpts, to the same parts, and as far."""
        if other is None:
            return False
        return (self._excerpts, self.parts, self.places) == (other._excerpts, other.parts, other.places)

    def put(self, part: str) -> None:
        """Place the current excerpt. Raises `Misuse` for a part that is none, or where nothing is left."""
        now = self._now()
        self._step([(now.key, now.number)], part)

    def put_alike(self, part: str) -> None:
        """Place every excerpt that has the subtheme of the current one, as one step. Raises `Misuse`."""
        self._now()
        self._step(self._waiting_alike(), part)

    def back(self) -> bool:
        """Take back the last step; False where there is none."""
        if not self._steps:
            return False
        for place in self._steps.pop():
            del self.places[place]
        return True

    def take_up(self, steps: Iterable[Iterable[Placed]], became: Mapping[str, str] | None = None) -> Again:
        """Place again what was placed before, of what says still what it said; the rest waits to be asked again.

        `became` gives the id of a part today by the one that it had.
        """
        again = placed_again(self._excerpts.values(), self.parts, steps, became or {})
        for step in again.steps:
            for one in step:
                self.places[one.key, one.number] = one.part
            self._steps.append(tuple((one.key, one.number) for one in step))
        return again

    def _now(self) -> ExcerptRow:
        now = self.current
        if now is None:
            raise Misuse("every excerpt is in a part already.")
        return now

    def _waiting_alike(self) -> list[Place]:
        now = self.current
        return [
            place
            for place, one in self._excerpts.items()
            if now is not None and place not in self.places and one.subtheme == now.subtheme
        ]

    def _step(self, places: Sequence[Place], part: str) -> None:
        if part not in self.parts:
            raise Misuse(f"{part!r} is not one of the parts: {', '.join(self.parts)}.")
        self.places.update(dict.fromkeys(places, part))
        self._steps.append(tuple(places))


def said(one: ExcerptRow) -> str:
    """Return a sum of all that an excerpt says, wherever it stands in its cell."""
    return sum_of("\x1f".join(map(str, one[3:])))


def placed_again(
    excerpts: Iterable[ExcerptRow],
    parts: Sequence[str],
    steps: Iterable[Iterable[Placed]],
    became: Mapping[str, str],
) -> Again:
    """Return the steps with the excerpts as they are numbered now: each is known by its source and by what it says."""
    places = {(one.key, one.number): said(one) for one in excerpts}
    free: dict[tuple[str, str], list[int]] = {}
    for (key, number), text in places.items():
        free.setdefault((key, text), []).append(number)
    found, lost, homeless = [], [], 0
    for step in steps:
        kept = []
        for one in step:
            numbers = free.get((one.key, one.said), [])
            part = became.get(one.part, one.part)
            if not numbers:
                lost.append(one)
            elif part not in parts:
                homeless += 1
            else:
                number = one.number if one.number in numbers else numbers[0]
                numbers.remove(number)
                kept.append(one._replace(number=number, part=part))
        if kept:
            found.append(tuple(kept))
    taken = {(one.key, one.number) for step in found for one in step}
    changed = sum((one.key, one.number) in places.keys() - taken for one in lost)
    return Again(tuple(found), changed, len(lost) - changed, homeless)
