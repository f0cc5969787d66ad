"""The lives of the themes: when each came, what it was called, what it was merged with or split into, when it ended.

Told by `theme_history` and by the themes' own `added` and `retired`. A theme is followed through its renames:
the history's ids are read in order, and what they name then is one life.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

from litmatrix.model import Protocol, ThemeChange
from litmatrix.protocol import theme_history

__all__ = ["Life", "Link", "Lives", "Mark", "trace", "when"]

IN_USE = "in use"
RETIRED = "retired"
MERGED = "merged"
SPLIT = "split"
GONE = "no longer in review.toml"


class Mark(NamedTuple):
    """One change in the life of a theme: its place in the order of all, when it was, what it was, in words, why, by whom.

    `kind` is added, renamed, redefined, merged, split, retired, or subtheme. `when` is the date as the file has
    it, to the minute; empty where it has none.
    """

    step: int
    when: str
    kind: str
    what: str
    why: str = ""
    by: str = ""


class Span(NamedTuple):
    """A time in which a theme was in use, from step to step; None: from the start, or until today."""

    first: int | None
    last: int | None


class Link(NamedTuple):
    """Where one life goes over into another: both by their place in `Lives.lives`."""

    step: int
    kind: str
    source: int
    target: int


class Life(NamedTuple):
    """The life of one theme: id and name of today (or its last), spans, marks, what it was called until which step.

    `ending` is in use, retired, merged, split, or no longer in review.toml.
    """

    id: str
    name: str
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    former: tuple[tuple[int, str], ...]
    ending: str


class Lives(NamedTuple):
    """All lives in the order in which they are drawn, how they are linked, the day of each step, and the reorderings."""

    lives: tuple[Life, ...]
    links: tuple[Link, ...]
    days: tuple[str, ...]
    reordered: tuple[str, ...]


@dataclass
class _Draft:
    """A life while it is told."""

    id: str
    name: str = ""
    spans: list[Span] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    former: list[tuple[int, str]] = field(default_factory=list)
    ending: str = ""

    def end(self, step: int, ending: str) -> None:
        if self.spans and self.spans[-1].last is None:
            self.spans[-1] = Span(self.spans[-1].first, step)
            self.ending = ending


def when(time: datetime | date | str) -> str:
    """Return a time (UTC) as it is printed: the day, and the hour and minute where the file has them."""
    known = _read(time)
    if known is None:
        return str(time).strip()
    return f"{known.isoformat()[:10]} {known:%H:%M}" if isinstance(known, datetime) else known.isoformat()


def trace(protocol: Protocol) -> Lives:
    """Return the lives of all themes that the protocol declares or its history names.

    Themes in use stand in the protocol's order; one that was merged stands after the theme that it went into,
    one that was split before its first part; others that ended come last. Each step is one change; a day
    without a change has none. A theme that nothing dates is there from the start. An entry of the history that
    has no date, or none that can be read, keeps its place after the entry above it.
    """
    return _Tracing(protocol).told()


def _read(time: datetime | date | str) -> datetime | date | None:
    """Return a time, in UTC, of what the file has; None where it is a text that is no date."""
    if isinstance(time, str):
        text = time.strip()
        try:
            time = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        except ValueError:
            return None
    if isinstance(time, datetime) and time.tzinfo is not None:
        return time.astimezone(UTC).replace(tzinfo=None)
    return time


def _day(time: datetime | date | str) -> str:
    """Return the day of a time as text that sorts, or nothing where there is none."""
    known = _read(time)
    return known.isoformat()[:10] if known else ""


def _moment(time: datetime | date | str) -> str:
    """Return what sorts within a day: the time, or nothing where the file has only the day."""
    known = _read(time)
    return known.strftime("%H:%M:%S.%f") if isinstance(known, datetime) else ""


def _sorted(changes: Sequence[ThemeChange]) -> list[tuple[str, ThemeChange]]:
    """Return the changes by day, each with its day; within a day by time, or as in the file where one has none."""
    placed: list[tuple[str, str, ThemeChange]] = []
    day = ""
    for change in changes:
        day = _day(change.time) or day
        placed.append((day, _moment(change.time), change))
    timeless = {day for day, moment, _ in placed if not moment}
    placed.sort(key=lambda one: (one[0], "" if one[0] in timeless else one[1]))
    return [(day, change) for day, _, change in placed]


class _Tracing:
    """The history under way: which life each id means now, and what was told so far."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.drafts: list[_Draft] = []
        self.now: dict[str, _Draft] = {}
        self.links: list[tuple[int, str, _Draft, _Draft]] = []
        self.days: list[str] = []
        self.reordered: list[str] = []
        self.names = {theme.id: theme.name for theme in protocol.themes}

    def told(self) -> Lives:
        added, retired = self._dated()
        events = _sorted([*added, *self.protocol.theme_history, *retired])
        for step, (day, change) in enumerate(self._without_reorders(events)):
            self.days.append(day)
            self._step(step, change)
        self._settle()
        return self._ordered()

    # --- the events ---

    def _dated(self) -> tuple[list[ThemeChange], list[ThemeChange]]:
        """Return what the themes' own dates tell and the history does not: additions and retirements."""
        told = theme_history.of_themes(self.protocol)
        made = {id for one in told if one.change in ("add", "merge", "split") for id in one.after}
        ended = {
            id
            for one in told
            if one.change in ("retire", "merge", "split")
            for id in one.before
            if one.change == "retire" or id not in one.after
        }
        added, retired = [], []
        for theme in self.protocol.themes:
            known = theme_history.names_of(self.protocol, theme.id)
            if theme.added and not made & {*known}:
                days = [_day(one.time) for one in told if {*known} & {*one.before}]
                if (_day(theme.added) or "~") <= min((day for day in days if day), default="~"):
                    added.append(ThemeChange(theme.added, "add", after=(known[-1],)))
            if theme.retired and not ended & {*known}:
                retired.append(ThemeChange(theme.retired, "retire", before=(theme.id,)))
        return added, retired

    def _without_reorders(self, events: Iterable[tuple[str, ThemeChange]]) -> list[tuple[str, ThemeChange]]:
        kept = []
        for day, change in events:
            if change.change == "reorder" and not change.theme:
                self.reordered.append(when(change.time))
            else:
                kept.append((day, change))
        return kept

    def _step(self, step: int, change: ThemeChange) -> None:
        if within := change.theme:
            self._mark(step, change, self._life(within), "subtheme", _subtheme_words(change))
            return
        tell = {
            "add": self._add, "rename": self._rename, "merge": self._merge, "split": self._split, "retire": self._retire,
        }.get(change.change, self._other)  # fmt: skip
        tell(step, change)

    def _life(self, id: str) -> _Draft:
        """Return the life that an id means now; one that is met for the first time was there from the start."""
        if id not in self.now:
            self.now[id] = _Draft(id, spans=[Span(None, None)])
            self.drafts.append(self.now[id])
        return self.now[id]

    def _begun(self, id: str, step: int) -> _Draft:
        """Return the life of an id that comes into use at a step; one that had ended is taken up again."""
        if id not in self.now:
            self.now[id] = _Draft(id)
            self.drafts.append(self.now[id])
        life = self.now[id]
        if not life.spans or life.spans[-1].last is not None:
            life.spans.append(Span(step, None))
            life.ending = ""
        return life

    def _mark(self, step: int, change: ThemeChange, life: _Draft, kind: str, what: str) -> None:
        life.marks.append(Mark(step, when(change.time), kind, what, change.why, change.by))

    def _named(self, ids: Iterable[str]) -> str:
        return ", ".join(f"“{self.names.get(id) or id}”" for id in ids)

    def _add(self, step: int, change: ThemeChange) -> None:
        for id in change.after or change.before:
            again = id in self.now and bool(self.now[id].spans)
            self._mark(step, change, self._begun(id, step), "added", "added again" if again else "added")

    def _rename(self, step: int, change: ThemeChange) -> None:
        old_ids, new_ids = change.before or change.after, change.after or change.before
        for old, new in zip(old_ids, new_ids, strict=False):
            life = self._life(old)
            if old != new:
                life.former.append((step, old))
                del self.now[old]
                self.now[new] = life
                life.id = new
            self._mark(
                step, change, life, "renamed", f"renamed, from {old} to {new}" if old != new else "renamed"
            )

    def _merge(self, step: int, change: ThemeChange) -> None:
        parts = [(id, self._life(id)) for id in change.before]
        into = None
        if change.after:
            target = change.after[0]
            if len({*change.before} - {target}) == 1:
                self._life(target)  # one theme alone can only be merged into another that was there
            into = self._begun(target, step)
        others = [(id, part) for id, part in parts if part is not into]
        if into is not None:
            what = f"merged: took in {self._named(id for id, _ in others)}"
            self._mark(step, change, into, "merged", what)
        for _, part in others:
            what = f"merged into {self._named(change.after[:1])}" if into else "merged, into what is not said"
            self._mark(step, change, part, "merged", what)
            part.end(step, MERGED)
            if into is not None:
                self.links.append((step, "merged", part, into))

    def _split(self, step: int, change: ThemeChange) -> None:
        whole = self._life(change.before[0]) if change.before else None
        if whole is not None:
            self._mark(step, change, whole, "split", f"split into {self._named(change.after)}")
            if change.before[0] not in change.after:
                whole.end(step, SPLIT)
        for id in change.after:
            part = self._begun(id, step)
            if part is not whole:
                self._mark(
                    step,
                    change,
                    part,
                    "split",
                    f"split off from {self._named(change.before[:1]) or 'another'}",
                )
                if whole is not None:
                    self.links.append((step, "split", whole, part))

    def _retire(self, step: int, change: ThemeChange) -> None:
        for id in change.before or change.after:
            life = self._life(id)
            self._mark(step, change, life, "retired", "retired")
            life.end(step, RETIRED)

    def _other(self, step: int, change: ThemeChange) -> None:
        """Tell a redefinition; a change of a kind that nobody foresaw is told in its own word."""
        redefined = change.change == "redefine"
        for id in dict.fromkeys(change.after or change.before):
            self._mark(step, change, self._life(id), "redefined", "redefined" if redefined else change.change)

    # --- the end ---

    def _settle(self) -> None:
        """Bring the lives to what the protocol says today."""
        for theme in self.protocol.themes:
            life = self._life(theme.id)
            life.name = theme.name or theme.id
            if not theme.retired:
                last = life.spans[-1]
                life.spans[-1] = Span(last.first, None)
                life.ending = IN_USE
            elif not life.ending:
                life.ending = RETIRED
        declared = [self._life(theme.id) for theme in self.protocol.themes]
        for life in self.drafts:
            if not any(life is one for one in declared):
                life.name = life.id
                life.end(max((mark.step for mark in life.marks), default=0), GONE)

    def _ordered(self) -> Lives:
        order: list[_Draft] = []
        seen: set[int] = set()

        def put(life: _Draft) -> None:
            if id(life) in seen:
                return
            seen.add(id(life))
            for _, kind, source, target in self.links:
                if kind == "split" and target is life and source.ending == SPLIT:
                    put(source)
            order.append(life)
            for _, kind, source, target in self.links:
                if kind == "merged" and target is life and source.ending == MERGED:
                    put(source)

        for theme in self.protocol.current_themes:
            put(self._life(theme.id))
        for life in self.drafts:
            put(life)
        place = {id(life): number for number, life in enumerate(order)}
        lives = tuple(
            Life(one.id, one.name, tuple(one.spans), tuple(one.marks), tuple(one.former), one.ending)
            for one in order
        )
        links = tuple(
            Link(step, kind, place[id(source)], place[id(target)])
            for step, kind, source, target in self.links
        )
        return Lives(lives, links, tuple(self.days), tuple(self.reordered))


def _subtheme_words(change: ThemeChange) -> str:
    """Return a change of subthemes in words."""
    before, after = (", ".join(f"“{name}”" for name in names) for names in (change.before, change.after))
    words = {
        "add": f"subtheme {after} added", "rename": f"subtheme {before} renamed to {after}",
        "merge": f"subthemes {before} merged into {after}", "split": f"subtheme {before} split into {after}",
        "retire": f"subtheme {before} retired", "redefine": f"subtheme {after or before} redefined",
        "reorder": "subthemes reordered",
    }  # fmt: skip
    return words.get(change.change, f"subthemes: {change.change}")
