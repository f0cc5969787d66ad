"""Which record of one state is which of the other, though its key changed, and what it is called."""

from __future__ import annotations

from typing import NamedTuple

from litmatrix import screening
from litmatrix.review import Review

__all__ = ["Keys", "match_keys"]


class Keys(NamedTuple):
    """The key of today for every key of before (`earlier`) and of after (`later`) that is another one, and names."""

    earlier: dict[str, str]
    later: dict[str, str]
    references: dict[str, str]

    def before(self, key: str) -> str:
        return self.earlier.get(key, key)

    def after(self, key: str) -> str:
        return self.later.get(key, key)

    def reference(self, key: str) -> str:
        """Return the short reference of a record, or its key."""
        return self.references.get(key, key)


def match_keys(before: Review, after: Review) -> Keys:
    """Return how the keys of two states go together, by the former keys (`ids`) that the entries of either name."""
    then, now = screening.former_keys(before), screening.former_keys(after)
    known = set(after.records.index)
    back: dict[str, str] = {}
    for old, new in then.items():
        if old in known and new not in known:
            back.setdefault(new, old)
    earlier = {}
    for key in dict.fromkeys((*before.records.index, *before.matrix.index, *then, *now)):
        key = str(key)
        today = then.get(key, key)
        if today not in known:
            today = now.get(today, back.get(today, today))
        if today != key:
            earlier[key] = today
    names = {earlier.get(key, key): name for key, name in screening.names(before).items()} | screening.names(
        after
    )
    return Keys(earlier, dict(now), names)
