"""One reviewer's sitting at the screening desk: the queue, the record shown, and what was decided.

No widget is needed to drive it. A decision is on disk before the next record is current. What other tabs and
kernels of the same reviewer append meanwhile is read from the file before each decision.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from litmatrix import deciding, decisions, queues
from litmatrix.decisions import Event
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.vocabulary import CONSENSUS, DECISIONS, STAGES, WITHDRAW

__all__ = ["DecidedElsewhere", "Sitting"]

#: A pause longer than this (seconds) is no time spent on a record.
PAUSE = 300


class DecidedElsewhere(Misuse):
    """Nothing was recorded: the same reviewer decided on this record in another window meanwhile."""


class Sitting:
    """A queue of records, the place in it, and the reviewer's standing decisions at a stage.

    `keys` is the queue as it was when it was chosen; records decided since stay in it, so that one can go
    back. `position` may be one past the end: nothing is left to show.
    """

    def __init__(self, review: Review, reviewer: str, stage: str = "screening", queue: str = "pending", **narrow) -> None:
        self.review, self.reviewer = review, reviewer
        self.path = decisions.reviewer_file(review.folder / DECISIONS, reviewer)
        self._marks: list[datetime] = []
        self._events: dict[str, Event] = {}
        self._withdrawn: set[str] = set()
        self._standing: dict[tuple[str, str], dict[str, Event]] = {}
        self._read = 0
        self.stage, self.queue = stage, queue
        self._own(_events_of(review, reviewer))
        self.refresh()
        self.choose(stage, queue, **narrow)

    # --- the queue ---------------------------------------------------------------------------------------------------

    def choose(self, stage: str, queue: str, **narrow) -> None:
        """Turn to another queue; `narrow` as in `queues.find_queue`. Raises `Misuse` for one that does not exist."""
        keys = queues.find_queue(self.review, queue, self.reviewer, stage, **narrow)
        self.stage, self.queue, self.narrow = stage, queue, narrow
        mine = self.mine()
        if queue == "pending":
            keys = tuple(key for key in keys if key not in mine)
        self.keys = keys
        self._asked = set(keys)
        self.position = 0

    def reread(self) -> None:
        """Read the decisions of everyone anew, so that a queue that is chosen next knows them."""
        self.review = self.review.with_new_decisions()

    @property
    def key(self) -> str | None:
        """The key of the record that is shown, None past the end of the queue."""
        return self.keys[self.position] if self.position < len(self.keys) else None

    def go(self, step: int) -> None:
        """Show the next or an earlier record; the ends of the queue stop it."""
        self.position = max(0, min(len(self.keys), self.position + step))

    def show(self, key: str) -> None:
        """Show a record of the queue."""
        if key in self._asked:
            self.position = self.keys.index(key)

    # --- deciding ----------------------------------------------------------------------------------------------------

    def decide(self, key: str, decision: str, reason: str = "", note: str = "") -> Event:
        """Record a decision on the record that is shown, and show the next that waits.

        Raises `Misuse` if another record is shown, `DecidedElsewhere` if this reviewer decided on it in another
        window since it was shown (the decision is then shown, and can be changed), `NotSaved` if it could
        not be written; the record then stays.
        """
        if key != self.key:
            raise Misuse(f"{key} is not the record that is shown; nothing was recorded.")
        news = [event for event in self.refresh() if event.key == key and event.stage == self.stage]
        if news:
            raise DecidedElsewhere(f"you decided on this record in another window: {news[-1].decision}. Decide again to change it.")
        if self.queue == "conflicts":
            event = deciding.settle(self.review, key, decision, self.reviewer, self.stage, reason=reason, note=note)
        else:
            event = deciding.decide(
                self.review, key, decision, self.reviewer, self.stage, reason=reason, note=note, round_=self.narrow.get("round_", "")
            )
        self.refresh()
        self._own([event])
        self._marks.append(datetime.now(UTC))
        self._advance()
        return event

    def undo(self) -> tuple[Event, ...]:
        """Withdraw my last act at this stage that still stands and show its record; nothing to undo: empty."""
        withdrawn = deciding.undo(self.review, self.reviewer, self.stage)
        self.refresh()
        if withdrawn:
            self.show(withdrawn[-1].key)
        return withdrawn

    @property
    def can_undo(self) -> bool:
        """Whether anything of mine stands at this stage."""
        return any(one.stage == self.stage for one in self._live())

    def _advance(self) -> None:
        """Go on to the next record of the queue; in the queue of pending ones, to the next not yet decided."""
        mine = self.mine() if self.queue == "pending" else {}
        self.position += 1
        while self.position < len(self.keys) and self.keys[self.position] in mine:
            self.position += 1

    # --- what stands -------------------------------------------------------------------------------------------------

    def refresh(self) -> tuple[Event, ...]:
        """Read what was appended to my file since it was last read; return what other windows added."""
        try:
            size = self.path.stat().st_size
        except OSError:
            return ()
        if size == self._read:
            return ()
        with self.path.open("rb") as stream:
            stream.seek(self._read if size > self._read else 0)
            data = stream.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._read = (self._read if size > self._read else 0) + len(whole)
        events, _ = decisions.parse_decisions(whole, self.path.name)
        return self._own(events)

    def mine(self) -> dict[str, Event]:
        """Return my standing decision on each key at this stage (of a conflict queue: what consensus says)."""
        who = CONSENSUS if self.queue == "conflicts" else self.reviewer
        return self._standing.get((who, self.stage), {})

    def progress(self) -> dict:
        """Return done, left, total (of the queue), the counts of my decisions at this stage, and the pace in words."""
        mine = self.mine()
        done = sum(key in mine for key in self.keys)
        counts = Counter(event.decision for event in mine.values())
        left = len(self.keys) - done
        return {
            "done": done, "left": left, "total": len(self.keys), "pace": _pace(self._marks, left),
            "counts": {name: counts[name] for name in STAGES[self.stage]},
        }  # fmt: skip

    def _live(self) -> list[Event]:
        return [one for one in self._events.values() if one.decision != WITHDRAW and one.id not in self._withdrawn]

    def _own(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Take events in, each id once, and find anew what stands; return those that were new."""
        new = [event for event in events if event.id not in self._events]
        if not new:
            return ()
        self._events.update((event.id, event) for event in new)
        self._withdrawn.update(event.of for event in new if event.decision == WITHDRAW)
        stands = new
        if any(event.decision == WITHDRAW for event in new):
            self._standing = {}
            stands = sorted(self._live(), key=lambda event: (event.time, event.id))
        for event in stands:
            self._standing.setdefault((event.reviewer, event.stage), {})[event.key] = event
        return tuple(event for event in new if event.reviewer == self.reviewer)


def _events_of(review: Review, reviewer: str) -> list[Event]:
    table = review.decisions[review.decisions["reviewer"].isin([reviewer, CONSENSUS])]
    return [Event(**row) for row in table.to_dict("records")]


def _pace(marks: list[datetime], left: int) -> str:
    """Say how long a record takes (the median of this sitting, pauses left out) and what is left at that pace."""
    gaps = [(later - earlier).total_seconds() for earlier, later in zip(marks, marks[1:], strict=False)]
    gaps = [gap for gap in gaps if gap <= PAUSE]
    if len(gaps) < 3:
        return ""
    each = statistics.median(gaps)
    minutes = each * left / 60
    rest = f"{minutes / 60:.1f} hours" if minutes > 90 else f"{max(1, round(minutes))} min"
    shown = f"{each:.0f}" if each >= 1 else f"{each:.1f}"
    return f"{shown} s a record, about {rest} left"
