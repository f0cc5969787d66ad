"""Which record of one state is which of the other, though its key changed, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from litmatrix import screening
from litmatrix.review import Review


class Keys(NamedTuple):
    """The key of today for every key of before (`earlier`) and of after (`later`) that is another one, and names."""

    earlier: dict[str, str]
    later: dict[str, str]
    references: dict[str, str]

    def reference(self, key: str) -> str:
        """Return the short reference of a record, or its key."""
        return self.references.get(key, key)

    def today(self, former: str, key: str) -> str:
        """Return the key of today of a thing whose keys of before and after are given, one of them maybe empty."""
        return self.later.get(key, key) or self.earlier.get(former, former)

    def pairs(self, then: Iterable[str], now: Iterable[str]) -> list[tuple[str, str]]:
        """Return the keys before and after of each thing, in the order of after, then of those that are gone.

        One that kept its key is matched first, then the first of those that are now called so. Where a thing has no
        key before, or after, it is empty.
        """
        kept = set(then).intersection(now)
        formers: dict[str, str] = {}
        gone = []
        by_today: dict[str, str] = {}
        for key in now:
            by_today.setdefault(self.later.get(key, key), key)
        for key in then:
            if key not in kept:
                other = by_today.get(self.earlier.get(key, key))
                if other is None or other in kept or other in formers:
                    gone.append(key)
                else:
                    formers[other] = key
        return [(key if key in kept else formers.get(key, ""), key) for key in now] + [
            (key, "") for key in gone
        ]


def match_keys(before: Review, after: Review) -> Keys:
    """Return how the keys of two states go together, by the former keys (`ids`) that the entries of either name."""
    then, now = screening.former_keys(before), screening.former_keys(after)
    known = set(after.records.index)
    back: dict[str, str] = {}
    for old, new in then.items():
        if old in known and new not in known:
            back.setdefault(new, old)
    earlier = {}
    for key in dict.fromkeys(map(str, (*before.records.index, *before.matrix.index, *then, *now))):
        today = then.get(key, key)
        if today not in known:
            today = now.get(today, back.get(today, today))
        if today != key:
            earlier[key] = today
    names = {earlier.get(key, key): name for key, name in screening.names(before).items()}
    return Keys(earlier, dict(now), names | screening.names(after))
