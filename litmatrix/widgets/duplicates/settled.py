"""What holds of pairs of records at this moment, as the files of decisions/ say.

The desk asks before and after each act. The files are read anew only where somebody else, or another window,
wrote into them: a review of a hundred thousand records has tens of thousands of decisions.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from litmatrix import decisions, screening
from litmatrix.decisions.log import Event
from litmatrix.errors import Unreadable
from litmatrix.files.watch import stamp, stamps
from litmatrix.review import Review
from litmatrix.screening.outcomes import Pair
from litmatrix.vocabulary import DECISIONS, MATRIX


class Settled:
    """The pairs that were decided on; `review` is the review with the decisions as last read from the files.

    `touched` are the keys of all these pairs, `parted` those of the distinct ones: most records are in neither.
    """

    def __init__(self, review: Review) -> None:
        self.review = review
        self._files, self._matrix = _sizes(review.folder), stamp(review.folder / MATRIX)
        self._read()

    def refresh(self, whole: bool = False) -> bool:
        """Read the decisions anew if a file of them changed, and say whether one had; and the matrix, if that changed.

        `whole`: and if any were only taken in (see `take`), which `review` does not hold yet.
        """
        files, matrix = _sizes(self.review.folder), stamp(self.review.folder / MATRIX)
        if matrix != self._matrix:
            self._matrix, self.review = matrix, self.review.with_new_matrix()
        if files == self._files and not (whole and self._ahead):
            return False
        self._files = files
        self.review = self.review.with_new_decisions()
        self._read()
        return True

    def take(self, events: Iterable[Event]) -> bool:
        """Take in what was just recorded here; where the files hold anything else that is new, read them, and say so."""
        events = tuple(events)
        files = _sizes(self.review.folder)
        name = decisions.reviewer_file(Path(), events[0].reviewer).name if events else ""
        grown = sum(len(decisions.format_event(event)) for event in events)
        known = dict(self._files)
        if name in files:
            size, file = known.get(name, (0, files[name][1]))
            known[name] = (size + grown, file)
        new = [frozenset((event.key, event.other)) for event in events]
        if files != known or not self._latest.keys().isdisjoint(new):
            # What was recorded is on disk, whether or not the files can be read again now.
            with contextlib.suppress(Unreadable):
                return self.refresh()
        self._files, self._ahead = files, True
        for event, both in zip(events, new, strict=True):
            self._let_stand(both, Pair(event.key, event.other, event.decision, f"{DECISIONS}/{name}"))
        return False

    def of(self, key: str, other: str) -> Pair | None:
        """Return what holds of two records, None if nobody decided on them."""
        return self._latest.get(frozenset((key, other)))

    def end(self, key: str) -> str:
        """Return the record that is kept for this one, itself if it is no duplicate; of a circle all are kept."""
        seen = {key}
        now = key
        while now in self._named:
            now = self._named[now]
            if now in seen:
                return now
            seen.add(now)
        return now

    @property
    def decided(self) -> tuple[tuple[str, str, str], ...]:
        """Key, other and decision of each pair, by time."""
        return tuple((pair.key, pair.other, pair.decision) for pair in self._latest.values())

    def _read(self) -> None:
        self._ahead = False
        self._known = set(self.review.records.index)
        self._latest: dict[frozenset[str], Pair] = {}
        self._named: dict[str, str] = {}
        self.touched: set[str] = set()
        self.parted: set[str] = set()
        for pair in screening.pairs(self.review):
            self._let_stand(frozenset((pair.key, pair.other)), pair)

    def _let_stand(self, both: frozenset[str], pair: Pair) -> None:
        self._latest[both] = pair
        self.touched |= both
        if pair.decision != screening.DUPLICATE:
            self.parted |= both
        elif both <= self._known:
            self._named[pair.key] = pair.other


def _sizes(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the size of each file of decisions, by name, and which file it is (one that is replaced is another)."""
    return {name: (size, file) for name, (file, _, size) in stamps(folder / DECISIONS).items()}
