"""One reviewer's sitting at the screening desk: the queue, the record shown, and what was decided.

No widget is needed to drive it. A decision is on disk before the next record is current. What other tabs and
kernels of the same reviewer append meanwhile is read from the file before each decision.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain, islice

from litmatrix import decisions, screening
from litmatrix.decisions.events import COLUMNS
from litmatrix.decisions.log import Event
from litmatrix.errors import Misuse, Unreadable
from litmatrix.files import store
from litmatrix.files.watch import Stamp, stamp, stamps
from litmatrix.review import Review
from litmatrix.screening import deciding, labels, queues, team
from litmatrix.vocabulary import CONSENSUS, DECISIONS, LABEL, REMOVED, STAGES, WITHDRAW

#: Queues of records that one decided on, and looks at once more.
AGAIN = ("maybe", "awaiting", "due", "conflicts")

#: The pace is that of so many decisions, the latest.
PACED = 200


class DecidedElsewhere(Misuse):
    """Nothing was recorded: the same reviewer decided on this record in another window meanwhile."""


class Sitting:
    """A queue of records, the place in it, and the reviewer's standing decisions at a stage.

    `keys` is the queue as it was when it was chosen; records decided since stay in it, so that one can go
    back. `position` may be one past the end: nothing is left to show.
    """

    def __init__(
        self, review: Review, reviewer: str, stage: str = "screening", queue: str = "pending", **narrow
    ) -> None:
        self.review, self.reviewer = review, reviewer
        self.path = decisions.reviewer_file(review.folder / DECISIONS, reviewer)
        self.stage, self.queue, self.narrow = stage, queue, narrow
        self.keys: tuple[str, ...] = ()
        self._asked: set[str] = set()
        self._whole = 0
        self.position = 0
        self._marks: deque[datetime] = deque(maxlen=PACED)
        self._renamed, self._kept = screening.former_keys(review), labels.kept(review)
        self._events: dict[str, Event] = {}
        self._here: dict[str, Event] = {}
        self._standing: dict[tuple[str, str], dict[str, Event]] = {}
        self._labels: dict[str, dict[str, Event]] = {}
        self._of_key: dict[str, list[Event]] = {}
        self._at_start: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._done = 0
        self._can_undo: bool | None = None
        self._read, self._file = 0, (0, 0)
        # What told that nothing of the file was set aside, when it was last read.
        self._whole_file: Stamp | None = None
        self._take(_events_of(review, reviewer))
        self.refresh()
        if not self._here.keys() <= set(review.decisions["id"]):
            self.reread()
        self.choose(stage, queue, **narrow)

    # --- the queue ---------------------------------------------------------------------------------------------------

    def choose(self, stage: str, queue: str, **narrow) -> None:
        """Turn to another queue; `narrow` as in `queues.find_queue`. Raises `Misuse` for one that does not exist."""
        keys = queues.find_queue(self.review, queue, self.reviewer, stage, **narrow)
        self.stage, self.queue, self.narrow = stage, queue, narrow
        mine = self.mine()
        self.keys = tuple(key for key in keys if key not in mine) if queue == "pending" else keys
        self._whole = self._count_whole()
        # What is decided already is done, except where it is to be decided once more.
        again = mine if queue in AGAIN else {}
        self._at_start = {key: again[key].id for key in self.keys if key in again}
        self._asked = set(self.keys)
        self._can_undo = None
        self.position = 0
        self._recount()

    def _count_whole(self) -> int:
        """Return how many records the queue is a part of: all that were ever to be decided, decided or not."""
        if self.queue != "pending":
            return len(self.keys)
        narrow = {name: value for name, value in self.narrow.items() if name != "sort"}
        whole = queues.find_queue(self.review, queues.WHOLE, self.reviewer, self.stage, **narrow)
        return len({*whole, *self.keys})

    def decided_elsewhere(self) -> bool:
        """Whether anybody else decided since the review was read, or I did at another desk or on another machine."""
        now, then = stamps(self.path.parent), self.review.decided_by_file
        # A file that was cut off is read anew; a line that is just being written is not read yet.
        own = now.get(self.path.name, (0, 0, 0))[2]
        return own > self._read or any(
            now.get(name) != then.get(name) for name in now.keys() | then.keys() if name != self.path.name
        )

    def renew(self, review: Review) -> bool:
        """Go on with the review as it is by now: what was decided here stays in the queue, what waits for me no more goes.

        What came in since stands at the end. Returns whether the record that was shown went; the next that waits is shown then.
        """
        shown, decided = self.key, self.key in self.mine()
        self.review = review
        keys = self._renamed, self._kept
        self._renamed, self._kept = screening.former_keys(review), labels.kept(review)
        if keys != (self._renamed, self._kept):
            self._stand_anew()
        self.refresh()
        self._take(_events_of(review, self.reviewer))
        now = queues.find_queue(review, self.queue, self.reviewer, self.stage, **self.narrow)
        mine, waiting = self.mine(), set(now)
        pending = self.queue == "pending"
        known = review.records.index
        kept = [key for key in self.keys if key in known and (key in waiting or key in mine or not pending)]
        new = [key for key in now if key not in self._asked and not (pending and key in mine)]
        before = self.keys[: self.position]
        self.keys = (*kept, *new)
        self._asked = set(self.keys)
        there = shown in self._asked
        gone = shown is not None and (not there or (pending and shown in mine and not decided))
        self._whole = self._count_whole()
        self._can_undo = None
        self._recount()
        self.position = self.keys.index(shown) if there else sum(key in self._asked for key in before)
        if gone and self.key in mine:
            self.position -= not there
            self._advance()
        return gone

    def reread(self) -> None:
        """Read the decisions of everyone anew, so that a queue that is chosen next knows them."""
        self.review = self.review.with_new_decisions()
        self._take(_events_of(self.review, self.reviewer))

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
            raise Misuse("another record is shown by now; nothing was recorded.")
        who = self._who[0]
        news = [
            event
            for event in self.refresh()
            if (self._now(event.key), event.stage, event.reviewer) == (key, self.stage, who)
        ]
        if news:
            mine = self.mine().get(key)
            told = (
                f"decided on this record in another window ({mine.decision})"
                if mine
                else "undid your decision on this record in another window"
            )
            raise DecidedElsewhere(f"you already {told}. Decide again to change it.")
        if self.queue == "conflicts":
            event = deciding.settle(
                self.review, key, decision, self.reviewer, self.stage, reason=reason, note=note
            )
        else:
            round_ = self.narrow.get("round_", "")
            event = deciding.decide(
                self.review, key, decision, self.reviewer, self.stage, reason=reason, note=note, round_=round_
            )
        self.refresh()
        self._take([event])
        self._marks.append(datetime.now(UTC))
        self._advance()
        return event

    def remove(self, key: str, why: str) -> Event:
        """Record that the record that is shown leaves before screening, for a reason in words, and show the next.

        Raises `Misuse`, `NotSaved` as `decide` does.
        """
        if key != self.key:
            raise Misuse("another record is shown by now; nothing was recorded.")
        event = deciding.decide(self.review, key, REMOVED, self.reviewer, "identification", reason=why)
        self.refresh()
        self._take([event])
        self.keys = tuple(one for one in self.keys if one != key)
        self._asked.discard(key)
        self._recount()
        self.position -= 1
        self._advance()
        return event

    def labels(self, key: str) -> tuple[str, ...]:
        """Return the labels that I gave a record, in the order in which I did."""
        return tuple(label for label, event in self._labels.get(key, {}).items() if event.decision == "set")

    def known_labels(self) -> tuple[str, ...]:
        """Return the labels in use in the review, the most frequent first, and those that I gave since it was read."""
        mine = (label for key in self._labels for label in self.labels(key))
        return tuple(dict.fromkeys((*labels.known(self.review), *mine)))

    def label(self, key: str, label: str, on: bool) -> tuple[Event, ...]:
        """Give the record that is shown a label of mine, or take it away; return what was recorded.

        Raises `Misuse` if another record is shown, or for a text that can be no label; `NotSaved`.
        """
        if key != self.key:
            raise Misuse("another record is shown by now; nothing was recorded.")
        self.refresh()
        word = labels.spelled(self.review, label, self.known_labels())
        if (word in self.labels(key)) == on:
            return ()
        event = Event(self.reviewer, key, LABEL, "set" if on else "unset", other=word)
        done = deciding.decide_many(self.review, [event], self.reviewer)
        self.refresh()
        self._take(done)
        return done

    def undo(self) -> tuple[Event, ...]:
        """Withdraw my last act at this stage (or removal before it, or label) that still stands and show its record; nothing to undo: empty.

        A record that this makes pending again, and that was decided before the queue was chosen, joins the queue
        of pending ones where one is. Raises as `deciding.own_events` does.
        """
        self.refresh()
        if self._whole_file != stamp(self.path):
            deciding.own_events(self.review, self.reviewer)
        withdrawn = self._undone()
        if not withdrawn:
            return ()
        deciding.withdraw(self.review, self.reviewer, withdrawn)
        self.refresh()
        back = list(dict.fromkeys(self._of(event) for event in withdrawn))
        if self.queue == "pending" and not self.narrow.get("round_"):
            new = [
                key
                for key in back
                if key not in self._asked
                and key in self.review.records.index
                and key not in self.mine()
                and any(self._now(event.key) == key and event.stage != LABEL for event in withdrawn)
            ]
            self.keys = (*self.keys[: self.position], *new, *self.keys[self.position :])
            self._asked.update(new)
            self._whole = max(self._whole, len(self.keys))
        self.show(back[-1])
        return withdrawn

    @property
    def can_undo(self) -> bool:
        """Whether an act of mine on this machine stands at this stage."""
        if self._can_undo is None:
            self._can_undo = bool(self._undone())
        return self._can_undo

    def _undone(self) -> tuple[Event, ...]:
        """Return what undo would withdraw; of thousands of decisions the latest are looked at first.

        What withdraws an event stands after it in the file, so the end of the file tells all of its own events.
        """
        backwards = (
            one for one in reversed(self._here.values()) if one.decision == WITHDRAW or self._is_here(one)
        )
        latest = [*islice(backwards, 200)][::-1]
        found = deciding.undone_events(latest)
        if found and found[0].id != latest[0].id:
            return found
        return deciding.undone_events([*[*backwards][::-1], *latest])

    def _is_here(self, event: Event) -> bool:
        """Whether an event is taken back here: one of this stage, a removal before screening, or a label."""
        return event.stage in (self.stage, LABEL) or (event.decision == REMOVED and self.stage == "screening")

    def _advance(self) -> None:
        """Go on to the next record of the queue; of pending ones to the next not yet decided, in the end to those that were skipped."""
        self.position += 1
        if self.queue == "pending":
            mine = self.mine()
            ahead = chain(range(self.position, len(self.keys)), range(self.position)) if self._left() else ()
            self.position = next((place for place in ahead if self.keys[place] not in mine), len(self.keys))

    # --- what stands -------------------------------------------------------------------------------------------------

    def refresh(self) -> tuple[Event, ...]:
        """Read what was appended to my file since it was last read; return the events that were not known.

        A file that was replaced (by git, by a sync client) is read from its beginning.
        """
        try:
            found = self.path.stat()
        except OSError:
            return ()
        if (found.st_dev, found.st_ino) != self._file or found.st_size < self._read:
            self._file, self._read = (found.st_dev, found.st_ino), 0
        if found.st_size == self._read:
            return ()
        try:
            with store.opened(self.path) as stream:
                stream.seek(self._read)
                data = stream.read()
        except (OSError, Unreadable):
            # What was recorded is on disk whether or not it can be read again; the next look tries anew.
            return ()
        whole = data[: data.rfind(b"\n") + 1]
        self._read += len(whole)
        events, faults = decisions.parse_decisions(whole, self.path.name)
        was_whole = not self._here or self._whole_file is not None
        self._whole_file = stamp(self.path) if was_whole and not faults and whole == data else None
        new = [event for event in events if event.id not in self._here]
        self._here.update((event.id, event) for event in new)
        if any(event.decision == WITHDRAW for event in new):
            self._can_undo = None
        elif any(self._is_here(event) for event in new):
            self._can_undo = True
        return self._take(new)

    def mine(self) -> dict[str, Event]:
        """Return my standing decision on each key at this stage (of a conflict queue: what consensus says)."""
        return self._standing.get(self._who, {})

    def progress(self) -> dict:
        """Return done, left, total, the counts of my decisions at this stage, and the pace in words.

        Of what waits, `total` is all that was ever to be decided here, and `done` what waits no more, whenever and by whom it
        was decided; of other queues, `done` are the records that I decided on (where they are to be decided once more: since
        the queue was chosen).
        """
        left = self._left()
        return {
            "done": self._whole - left, "left": left, "total": self._whole, "pace": _pace(self._marks, left),
            "counts": {name: self._counts[name] for name in STAGES[self.stage]},
        }  # fmt: skip

    @property
    def _who(self) -> tuple[str, str]:
        return CONSENSUS if self.queue == "conflicts" else self.reviewer, self.stage

    def _left(self) -> int:
        return len(self.keys) - self._done

    def _now(self, key: str) -> str:
        """Return a record's key of today."""
        return self._renamed.get(key, key)

    def _of(self, event: Event) -> str:
        """Return the record that an event is of today: a label of a duplicate is one of the record that is kept."""
        return self._kept.get(event.key, event.key) if event.stage == LABEL else self._now(event.key)

    def _take(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Take events in, each id once, and find what stands now; return those that were new."""
        new = tuple(event for event in events if event.id not in self._events)
        self._events.update((event.id, event) for event in new)
        for event in new:
            self._of_key.setdefault(self._of(event), []).append(event)
        if not any(event.decision == WITHDRAW for event in new):
            for event in new:
                self._stand(event, counted=True)
        elif all(event.key and self._is_local(event) for event in new):
            for key in dict.fromkeys(self._of(event) for event in new):
                self._look_again(key)
        else:
            self._stand_anew()
            self._recount()
        return new

    def _stand_anew(self) -> None:
        """Find anew what stands of all records, under their keys of today."""
        self._standing, self._labels, self._of_key = {}, {}, {}
        for event in self._events.values():
            self._of_key.setdefault(self._of(event), []).append(event)
        for event in decisions.live_events(self._events.values()):
            self._stand(event)

    def _stand(self, event: Event, counted: bool = False) -> None:
        """Let an event stand, unless a later one does already."""
        key = self._of(event)
        if event.stage == LABEL:
            return self._take_label(key, event)
        who = (event.reviewer, event.stage)
        mine = self._standing.setdefault(who, {})
        before = mine.get(key)
        if before is None or (before.time, before.id) <= (event.time, event.id):
            mine[key] = event
            if counted and who == self._who:
                self._count(key, before, -1)
                self._count(key, event, 1)
        return None

    def _is_local(self, event: Event) -> bool:
        """Whether an event withdraws nothing, or what was said of the same record: nothing else hangs on it then."""
        of = self._events.get(event.of)
        return event.decision != WITHDRAW or (of is not None and self._of(of) == self._of(event))

    def _look_again(self, key: str) -> None:
        """Find anew what stands of one record."""
        self._labels.pop(key, None)
        before = self._standing.get(self._who, {}).get(key)
        for mine in self._standing.values():
            mine.pop(key, None)
        for event in decisions.live_events(self._of_key[key]):
            self._stand(event)
        self._count(key, before, -1)
        self._count(key, self._standing.get(self._who, {}).get(key), 1)

    def _take_label(self, key: str, event: Event) -> None:
        given = self._labels.setdefault(key, {})
        before = given.get(event.other)
        if event.reviewer == self.reviewer and (
            before is None or (before.time, before.id) <= (event.time, event.id)
        ):
            given.pop(event.other, None)
            given[event.other] = event

    def _count(self, key: str, event: Event | None, by: int) -> None:
        if event is not None:
            self._counts[event.decision] += by
            self._done += by * (key in self._asked and event.id != self._at_start.get(key))

    def _recount(self) -> None:
        self._counts, self._done = Counter(), 0
        for key, event in self.mine().items():
            self._count(key, event, 1)


def _events_of(review: Review, reviewer: str) -> list[Event]:
    table = review.decisions[review.decisions["reviewer"].isin([reviewer, CONSENSUS])]
    names = (*COLUMNS, "file", "line")
    rows = zip(*(table[name].to_numpy(dtype=object).tolist() for name in names), strict=True)
    return [Event(**dict(zip(names, row, strict=True))) for row in rows]


def _pace(marks: Iterable[datetime], left: int) -> str:
    """Say how long a record takes (the median of this sitting, pauses left out) and what is left at that pace."""
    each, _ = team.pace(mark.timestamp() for mark in marks)
    if each is None or not left:
        return ""
    minutes = each * left / 60
    rest = f"{minutes / 60:.1f} hours" if minutes > 90 else f"{max(1, round(minutes))} min"
    return f"{each:.0f} s a record, about {rest} left"
