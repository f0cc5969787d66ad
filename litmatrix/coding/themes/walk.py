"""The excerpts of a split that a person places one by one, in order, with a way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from litmatrix.errors import Misuse
from litmatrix.matrix.file import ExcerptRow

Place = tuple[str, int]


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

    def _now(self) -> ExcerptRow:
        now = self.current
        if now is None:
            raise Misuse("every excerpt has its place already.")
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
            raise Misuse(f"{part!r} is none of the places: {', '.join(self.parts)}.")
        self.places.update(dict.fromkeys(places, part))
        self._steps.append(tuple(places))
