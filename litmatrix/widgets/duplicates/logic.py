"""What happens at the duplicate desk: the sure groups, the doubtful pairs, the place among them, and each act.

No widget is needed to drive it. A decision is on disk before the next pair is shown. What others, and other
windows, decided meanwhile is read from the files before each act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Any, NamedTuple

from litmatrix import duplicates, screening
from litmatrix.decisions.log import Event
from litmatrix.duplicates import settling
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.screening import deciding
from litmatrix.screening.outcomes import Pair
from litmatrix.vocabulary import DECISION_NAMES
from litmatrix.widgets.duplicates.settled import Settled

STAGE = "identification"


class DecidedElsewhere(Misuse):
    """Nothing was recorded: somebody, or another window, decided on this pair meanwhile."""


class Group(NamedTuple):
    """Records that are surely one work, the one to keep first (`chosen`, if by the person).

    `out`: the person disagrees, or somebody said that two of them are distinct: its pairs are asked one by one.
    """

    keys: tuple[str, ...]
    out: bool
    chosen: bool


class Taken(NamedTuple):
    """Fields that a kept record took from another."""

    kept: str
    other: str
    fields: tuple[str, ...]


@dataclass
class Asked:
    """A pair that a person is asked about; `shown` are the records that stood for it when it was decided."""

    key: str
    other: str
    score: float
    why: str
    from_sure: bool = False
    shown: tuple[str, str] = ("", "")


class Shown(NamedTuple):
    """A pair as it is shown: its two records, which of them is kept if they are one work, and which would be unless chosen.

    `decided` is what holds of them already, `both_are` the record that both are duplicates of already. Where a record
    of the pair was merged into another, that stands for it: `stands_for` names both.
    """

    key: str
    other: str
    kept: str
    best: str
    decided: Pair | None
    both_are: str = ""
    stands_for: tuple[tuple[str, str], ...] = ()

    @property
    def gone(self) -> str:
        """The one that is not kept."""
        return self.other if self.kept == self.key else self.key


@dataclass
class Pairing:
    """One person at the desk; `view` is `sure` or `doubtful`, `position` may be one past the end."""

    review: Review
    reviewer: str
    view: str = "sure"
    position: int = 0
    asked: list[Asked] = field(default_factory=list)
    _groups: list[tuple[str, ...]] = field(default_factory=list)
    _out: dict[frozenset[str], tuple[str, ...]] = field(default_factory=dict)
    _chosen: set[frozenset[str]] = field(default_factory=set)
    _kept: str = ""
    _warned: tuple[str, ...] = ()
    _rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _acts: list[Taken | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._settled = Settled(self.review)
        self._find()
        if not self._groups:
            self.turn("doubtful")

    def _find(self) -> None:
        found = duplicates.find_duplicates(
            self.review.found, self._settled.decided, duplicates.ranks(self.now)
        )
        self._sure = [tuple(group) for group in found.sure]
        self._in_groups = {key for keys in self._sure for key in keys}
        self.asked = [Asked(pair.key, pair.other, pair.score, pair.why) for pair in found.doubtful]
        self.position = 0
        self._look()

    # --- the sure ones -----------------------------------------------------------------------------------------------

    def groups(self, page: int, size: int) -> tuple[Group, ...]:
        """Return a page of the groups that are not settled, those taken out too."""
        return tuple(self._group(keys) for keys in self._groups[page * size : (page + 1) * size])

    @property
    def count(self) -> int:
        """How many groups are not settled, those taken out too."""
        return len(self._groups)

    @property
    def ready(self) -> int:
        """How many groups would be settled now."""
        return len(self._groups) - self._outside

    def take_out(self, number: int, key: str) -> bool:
        """Take a group out of the sure ones, or put it back; say whether it is out now.

        Its pairs are asked first then, or no more. `key` is a record of it: raises `Misuse` if another stands there.
        """
        keys = self._at(number, key)
        both = frozenset(keys)
        now = self.shown
        current = self.asked[self.position] if now else None
        if both in self._out:
            del self._out[both]
            self.asked = [one for one in self.asked if not (one.from_sure and {one.key, one.other} <= both)]
        else:
            self._out[both] = keys
            self.asked = [*(Asked(*pair, 1.0, "", True) for pair in combinations(keys, 2)), *self.asked]
        if current is not None and self.view == "doubtful" and current in self.asked:
            self.position = self.asked.index(current)
        self._count_out()
        return both in self._out

    def keep(self, number: int, key: str) -> None:
        """Keep this record of a group.

        Raises `Misuse` if the group there has it not, or one that was decided on or coded would be removed.
        """
        keys = self._at(number, key)
        if held := deciding.held_by(self.now, keys[0], key) if key != keys[0] else "":
            raise Misuse(
                f"{keys[0]} has {held}. Set the group aside, and choose pair by pair which record is kept."
            )
        if frozenset(keys) in self._out:
            raise Misuse("this group is set aside; choose pair by pair which record is kept.")
        ordered = (key, *(one for one in keys if one != key))
        self._sure[self._sure.index(keys)] = self._groups[number] = ordered
        self._chosen.add(frozenset(keys))

    def settle_sure(self) -> tuple[Event, ...]:
        """Record all groups that are not taken out, as one act; return the decisions.

        Raises `DecidedElsewhere` if that changed which they are (they are then shown), `NotSaved`.
        """
        before = [self._group(keys) for keys in self._groups]
        # What was settled pair by pair before is followed, so it must be known to the review too.
        if self._settled.refresh(whole=True):
            self._look()
            if before != [self._group(keys) for keys in self._groups]:
                raise DecidedElsewhere(
                    "duplicates were decided elsewhere meanwhile. Look at the list again, then confirm."
                )
        groups = [keys for keys in self._groups if not self._group(keys).out]
        if not groups:
            raise Misuse("no group is left to confirm.")
        events = settling.settle_sure(self.now, groups, self.reviewer)
        self._took(events)
        self.turn("doubtful")
        return events

    def _at(self, number: int, key: str) -> tuple[str, ...]:
        if not (0 <= number < len(self._groups) and key in self._groups[number]):
            raise Misuse("the list has changed; nothing was done.")
        return self._groups[number]

    def _group(self, keys: tuple[str, ...]) -> Group:
        both = frozenset(keys)
        return Group(keys, both in self._out or self._doubted(keys), both in self._chosen)

    def _doubted(self, keys: tuple[str, ...]) -> bool:
        """Say whether somebody said of two records of a group that they are distinct."""
        of = self._settled.of
        return not self._settled.parted.isdisjoint(keys) and any(
            (pair := of(key, other)) is not None and pair.decision != screening.DUPLICATE
            for key, other in combinations(keys, 2)
        )

    # --- the doubtful ones -------------------------------------------------------------------------------------------

    def turn(self, view: str) -> None:
        """Turn to the sure ones, or to the next doubtful pair that waits."""
        if view not in ("sure", "doubtful"):
            raise Misuse(f"there is no list {view}.")
        self.view = view
        if view == "doubtful" and not self._waits(self.position):
            self._advance()

    @property
    def shown(self) -> Shown | None:
        """The pair that is shown, None past the end."""
        if not self.position < len(self.asked):
            return None
        shown = self._shown(self.asked[self.position])
        return shown._replace(kept=self._kept) if self._kept in (shown.key, shown.other) else shown

    def go(self, step: int) -> None:
        """Show the next or an earlier pair, decided or not; from the end, the first that was passed over."""
        if step > 0 and self.position == len(self.asked):
            self._advance()
            return
        self.position = max(0, min(len(self.asked), self.position + step))
        self._kept, self._warned = "", ()

    def flip(self) -> None:
        """Keep the other record of the pair that is shown."""
        shown = self.shown
        if shown is not None:
            self._kept, self._warned = shown.gone, ()

    def decide(self, key: str, other: str, decision: str, kept: str = "") -> tuple[Event, ...]:
        """Record whether the two records shown are one work (`duplicate`, of `kept`) or two (`distinct`); show the next.

        Raises `Misuse` if another pair is shown, and once where the one that is not kept was decided on or coded; `DecidedElsewhere` if the pair was decided meanwhile (what was
        decided is then shown, and can be changed), `NotSaved` if it could not be written; the pair then stays.
        """
        shown = self.shown
        if shown is None or (shown.key, shown.other) != (key, other) or (kept and kept != shown.kept):
            raise Misuse(f"{key} and {other} are not the pair that is shown; nothing was recorded.")
        self._look_again(shown)
        keep = shown.kept if decision == screening.DUPLICATE else ""
        drop = self._may_go(shown) if keep else False
        was = shown.decided
        if keep and was is not None and was.decision == screening.DUPLICATE and keep == was.key:
            # Decided already: only which of the two is kept changes.
            event = deciding.decide(
                self.now, was.other, decision, self.reviewer, STAGE, other=keep, drop=drop
            )
        else:
            event = settling.settle_pair(self.now, key, other, decision, self.reviewer, keep=keep, drop=drop)
        self.asked[self.position].shown = (key, other)
        self._took((event,))
        self._advance()
        return (event,)

    def _may_go(self, shown: Shown) -> bool:
        """Say whether what was done with the record that is not kept may go: once told what it is, a person says so again."""
        held = deciding.held_by(self.now, shown.gone, shown.kept)
        if held and self._warned != (shown.kept, shown.gone, held):
            self._warned = shown.kept, shown.gone, held
            raise Misuse(
                f"{shown.gone} has {held}, which would no longer count. Press Duplicate again to confirm, or keep it instead (k)."
            )
        return bool(held)

    def _look_again(self, shown: Shown) -> None:
        if not self._settled.refresh():
            return
        self._look()
        now = self.shown
        if (
            now is None
            or (now.key, now.other, now.decided) != (shown.key, shown.other, shown.decided)
            or now.both_are != shown.both_are
        ):
            told = now.decided if now else None
            what = (
                f"{DECISION_NAMES.get(told.decision, told.decision)} ({told.where})"
                if told
                else "its records were merged, or a decision was undone"
            )
            raise DecidedElsewhere(
                f"this pair was decided elsewhere meanwhile: {what}. Decide again to change it."
            )

    def why(self) -> tuple[float, str]:
        """Return how alike the two records shown are (0 to 1), and in what they agree and differ."""
        shown = self.shown
        if shown is None:
            return 0.0, ""
        asked = self.asked[self.position]
        if (shown.key, shown.other) == (asked.key, asked.other) and asked.why:
            return asked.score, asked.why
        told = duplicates.explain(self.review.records, [(shown.key, shown.other)])[0]
        return told.score, told.why

    def reasons(self, groups: Iterable[Group], most: int) -> dict[str, str]:
        """Return, by key, in what each of the first records of these groups agrees with the kept one, and differs."""
        pairs = [(group.keys[0], key) for group in groups for key in group.keys[1:most]]
        told = duplicates.explain(self.review.records, pairs) if pairs else ()
        return {pair.other: pair.why for pair in told}

    def _shown(self, asked: Asked) -> Shown:
        for pair in ((asked.key, asked.other), asked.shown):
            if all(pair) and (decided := self._settled.of(*pair)):
                best = settling.best(self.now, pair)
                kept = decided.other if decided.decision == screening.DUPLICATE else best
                return Shown(*pair, kept, best, decided)
        pair = self._settled.end(asked.key), self._settled.end(asked.other)
        if pair[0] == pair[1]:
            best = settling.best(self.now, (asked.key, asked.other))
            return Shown(asked.key, asked.other, best, best, None, pair[0])
        stands = tuple(
            (old, new) for old, new in zip((asked.key, asked.other), pair, strict=True) if old != new
        )
        best = settling.best(self.now, pair)
        return Shown(*pair, best, best, self._settled.of(*pair), stands_for=stands)

    def _waits(self, position: int) -> bool:
        if not position < len(self.asked):
            return False
        one = self.asked[position]
        touched = self._settled.touched
        if one.key not in touched and one.other not in touched:
            return True
        of, end = self._settled.of, self._settled.end
        if of(one.key, one.other) or (all(one.shown) and of(*one.shown)):
            return False
        ends = end(one.key), end(one.other)
        return ends[0] != ends[1] and of(*ends) is None

    def _advance(self) -> None:
        """Show the next pair that waits, in the end those passed over; where none does, the end."""
        total = len(self.asked)
        ahead = chain(range(self.position + 1, total), range(min(self.position + 1, total)))
        self.position = next((place for place in ahead if self._waits(place)), total)
        self._kept, self._warned = "", ()

    # --- fields that are missing -------------------------------------------------------------------------------------

    def missing(self) -> dict[str, str]:
        """Return what the record that is kept of the pair lacks and the other has: fields, each with its plain text."""
        shown = self.shown
        if shown is None:
            return {}
        return settling.missing(self.record(shown.kept), self.record(shown.gone))

    def take(self, fields: Iterable[str]) -> Taken:
        """Take missing fields into the kept record of the pair that is shown: its entry in bibliography.bib changes.

        Raises `Misuse` for a field that it does not lack, and for two that are
        distinct; `NotSaved`.
        """
        shown, missing = self.shown, self.missing()
        fields = tuple(fields)
        if shown is None or not fields or not missing.keys() >= set(fields):
            raise Misuse("the kept record already has this field; nothing was copied.")
        if shown.decided is not None and shown.decided.decision != screening.DUPLICATE:
            raise Misuse("these are not duplicates; nothing was copied.")
        taken = Taken(shown.kept, shown.gone, settling.take_fields(self.now, shown.kept, shown.gone, fields))
        self._rows[taken.kept] = {**self.record(taken.kept), **{name: missing[name] for name in taken.fields}}
        self._acts.append(taken)
        return taken

    # --- undo, and what stands ---------------------------------------------------------------------------------------

    @property
    def now(self) -> Review:
        """The review with the decisions as last read."""
        return self._settled.review

    def undo(self) -> tuple[Event, ...] | Taken:
        """Take back my last act (a decision, a batch, the taking of fields) and show what it was about.

        Nothing to undo: empty. Fields are given back if they were taken here, and are as they were taken: else
        `Misuse` is raised, and the act before is the last.
        """
        last = self._acts.pop() if self._acts else None
        if last is not None:
            settling.give_back(self.now, last.kept, last.other, last.fields)
            self._rows[last.kept] = {**self.record(last.kept), **dict.fromkeys(last.fields, "")}
            self._show({frozenset((last.kept, last.other))})
            return last
        withdrawn = deciding.undo(self.now, self.reviewer, STAGE)
        if withdrawn:
            self._settled.refresh()
            self._look()
            both = {frozenset((event.key, event.other)) for event in withdrawn}
            if not self._show(both):
                # It was settled before the desk was opened: what it was about was not looked for then.
                self._find()
                self._show(both)
        return withdrawn

    def _show(self, both: set[frozenset[str]]) -> bool:
        """Show what is about one of these pairs, a doubtful pair or the sure ones; say whether anything is."""
        self._kept = ""
        for place, one in enumerate(self.asked):
            if not both.isdisjoint((frozenset((one.key, one.other)), frozenset(one.shown))):
                self.view, self.position = "doubtful", place
                return True
        keys = frozenset().union(*both)
        if any(not keys.isdisjoint(group) for group in self._groups):
            self.view = "sure"
            return True
        return False

    def refresh(self) -> bool:
        """Read what was decided elsewhere; say whether anything was."""
        changed = self._settled.refresh()
        if changed:
            self._look()
        return changed

    def held(self, keys: Iterable[str]) -> dict[str, str]:
        """Return in words what was done with each of these records."""
        return {key: str(held) for key, held in duplicates.held(self.now, keys).items()}

    def progress(self) -> Mapping[str, int]:
        """Return how many doubtful pairs there are (`total`), how many are settled (`done`) and wait (`left`)."""
        left = sum(map(self._waits, range(len(self.asked))))
        return {"total": len(self.asked), "done": len(self.asked) - left, "left": left}

    def record(self, key: str) -> Mapping[str, Any]:
        """Return the record of a key, a row of the records frame."""
        return self._rows.get(key) or self.review.records.loc[key].to_dict()

    def _took(self, events: Iterable[Event]) -> None:
        events = tuple(events)
        self._acts.append(None)
        if self._settled.take(events) or any({event.key, event.other} & self._in_groups for event in events):
            self._look()

    def _look(self) -> None:
        """Find which groups are not settled yet, as the files say."""
        end = self._settled.end
        self._groups = [keys for keys in self._sure if len({end(key) for key in keys}) > 1]
        self._count_out()

    def _count_out(self) -> None:
        self._outside = sum(self._group(keys).out for keys in self._groups)
