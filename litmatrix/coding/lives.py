"""The lives of the themes: when each came, what it was called, what it was merged with or split into, when it ended.

Told by `theme_history` and by the themes' own `added` and `retired`. A theme is followed through its renames:
the history's ids are read in order, and what they name then is one life.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

from litmatrix.model import Protocol, Theme, ThemeChange
from litmatrix.protocol import theme_history

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


@dataclass(eq=False)
class _Draft:
    """A life while it is told."""

    id: str
    name: str = ""
    spans: list[Span] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    former: list[tuple[int, str]] = field(default_factory=list)
    ending: str = ""

    def mark(self, step: int, change: ThemeChange, kind: str, what: str) -> None:
        self.marks.append(Mark(step, when(change.time), kind, what, change.why, change.by))

    def end(self, step: int, ending: str) -> None:
        if self.spans and self.spans[-1].last is None:
            self.spans[-1] = Span(self.spans[-1].first, step)
            self.ending = ending


def when(time: datetime | date | str) -> str:
    """Return a time (UTC) as it is printed: the day, and the hour and minute where the file has them."""
    day, moment = _read(time)
    return f"{day} {moment[:5]}".strip() or str(time).strip()


def trace(protocol: Protocol) -> Lives:
    """Return the lives of all themes that the protocol declares or its history names.

    Themes in use stand in the protocol's order; one that was merged stands after the theme that it went into,
    one that was split before its first part; others that ended come last. Each step is one change; a day
    without a change has none. A theme that nothing dates is there from the start. An entry of the history that
    has no date, or none that can be read, keeps its place after the entry above it.
    """
    tracing = _Tracing({theme.id: theme.name for theme in protocol.themes})
    days: list[str] = []
    reordered: list[str] = []
    for day, change in _sorted(_events(protocol)):
        if change.change == "reorder" and not change.theme:
            reordered.append(when(change.time))
        else:
            tracing.follow(len(days), change)
            days.append(day)
    tracing.settle(protocol.themes)
    return tracing.told(protocol.current_themes, tuple(days), tuple(reordered))


# --- the events ------------------------------------------------------------------------------------------------------


def _read(time: datetime | date | str) -> tuple[str, str]:
    """Return the day (UTC) and the time of day of what the file has, as texts that sort; empty where it has none."""
    if isinstance(time, str):
        text = time.strip()
        try:
            time = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        except ValueError:
            return "", ""
    if isinstance(time, datetime):
        known = time.astimezone(UTC) if time.tzinfo is not None else time
        return known.date().isoformat(), known.strftime("%H:%M:%S.%f")
    return time.isoformat(), ""


def _sorted(changes: Iterable[ThemeChange]) -> list[tuple[str, ThemeChange]]:
    """Return the changes by day, each with its day; within a day by time, or as in the file where one has none."""
    placed: list[tuple[str, str, ThemeChange]] = []
    day = ""
    for change in changes:
        read, moment = _read(change.time)
        day = read or day
        placed.append((day, moment, change))
    timeless = {day for day, moment, _ in placed if not moment}
    placed.sort(key=lambda one: (one[0], "" if one[0] in timeless else one[1]))
    return [(day, change) for day, _, change in placed]


def _events(protocol: Protocol) -> list[ThemeChange]:
    """Return the history, with what the themes' own dates tell and it does not: additions before, retirements after it."""
    told = theme_history.of_themes(protocol)
    made = {id for one in told if one.change in ("add", "merge", "split") for id in one.after}
    ended = {
        id
        for one in told
        if one.change in ("retire", "merge", "split")
        for id in one.before
        if one.change == "retire" or id not in one.after
    }
    added, retired = [], []
    for theme in protocol.themes:
        known = theme_history.names_of(protocol, theme.id)
        if theme.added and not made & {*known}:
            days = [_read(one.time)[0] for one in told if {*known} & {*one.before}]
            if (_read(theme.added)[0] or "~") <= min((day for day in days if day), default="~"):
                added.append(ThemeChange(theme.added, "add", after=(known[-1],)))
        if theme.retired and not ended & {*known}:
            retired.append(ThemeChange(theme.retired, "retire", before=(theme.id,)))
    return [*added, *protocol.theme_history, *retired]


# --- the lives -------------------------------------------------------------------------------------------------------


class _Tracing:
    """The history under way: which life each id means now, and what was told so far."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.drafts: list[_Draft] = []
        self.now: dict[str, _Draft] = {}
        self.links: list[tuple[int, str, _Draft, _Draft]] = []

    def follow(self, step: int, change: ThemeChange) -> None:
        """Tell one change; one of a kind that nobody foresaw is told in its own word."""
        if within := change.theme:
            self._life(within).mark(step, change, "subtheme", _subtheme_words(change))
        elif change.change == "merge":
            self._merge(step, change)
        elif change.change == "split":
            self._split(step, change)
        elif change.change == "rename":
            self._rename(step, change)
        elif change.change == "add":
            for id in change.after or change.before:
                again = id in self.now and bool(self.now[id].spans)
                self._begun(id, step).mark(step, change, "added", "added again" if again else "added")
        elif change.change == "retire":
            for id in change.before or change.after:
                self._life(id).mark(step, change, "retired", "retired")
                self._life(id).end(step, RETIRED)
        else:
            what = "redefined" if change.change == "redefine" else change.change
            for id in dict.fromkeys(change.after or change.before):
                self._life(id).mark(step, change, "redefined", what)

    def _life(self, id: str) -> _Draft:
        """Return the life that an id means now; one that is met for the first time was there from the start."""
        if id not in self.now:
            self.now[id] = _Draft(id, spans=[Span(None, None)])
            self.drafts.append(self.now[id])
        return self.now[id]

    def _begun(self, id: str, step: int) -> _Draft:
        """Return the life of an id that comes into use at a step; one that had ended is taken up again."""
        new = id not in self.now
        life = self._life(id)
        if new:
            life.spans.clear()
        if not life.spans or life.spans[-1].last is not None:
            life.spans.append(Span(step, None))
            life.ending = ""
        return life

    def _named(self, ids: Iterable[str]) -> str:
        return ", ".join(f"“{self.names.get(id) or id}”" for id in ids)

    def _rename(self, step: int, change: ThemeChange) -> None:
        old_ids, new_ids = change.before or change.after, change.after or change.before
        for old, new in zip(old_ids, new_ids, strict=False):
            life = self._life(old)
            if old != new:
                life.former.append((step, old))
                del self.now[old]
                self.now[new] = life
                life.id = new
            what = f"renamed, from {old} to {new}" if old != new else "renamed"
            life.mark(step, change, "renamed", what)

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
            into.mark(step, change, "merged", f"merged: now includes {self._named(id for id, _ in others)}")
        for _, part in others:
            what = (
                f"merged into {self._named(change.after[:1])}"
                if into
                else "merged (the history does not say into what)"
            )
            part.mark(step, change, "merged", what)
            part.end(step, MERGED)
            if into is not None:
                self.links.append((step, "merged", part, into))

    def _split(self, step: int, change: ThemeChange) -> None:
        whole = self._life(change.before[0]) if change.before else None
        if whole is not None:
            whole.mark(step, change, "split", f"split into {self._named(change.after)}")
            if change.before[0] not in change.after:
                whole.end(step, SPLIT)
        off = f"split off from {self._named(change.before[:1]) or 'another'}"
        for id in change.after:
            part = self._begun(id, step)
            if part is not whole:
                part.mark(step, change, "split", off)
                if whole is not None:
                    self.links.append((step, "split", whole, part))

    # --- the end ---

    def settle(self, themes: Iterable[Theme]) -> None:
        """Bring the lives to what the protocol says today."""
        declared = []
        for theme in themes:
            life = self._life(theme.id)
            declared.append(life)
            life.name = theme.name or theme.id
            if not theme.retired:
                life.spans[-1] = Span(life.spans[-1].first, None)
                life.ending = IN_USE
            elif not life.ending:
                life.ending = RETIRED
        for life in self.drafts:
            if life not in declared:
                life.name = life.id
                life.end(max((mark.step for mark in life.marks), default=0), GONE)

    def told(self, current: Iterable[Theme], days: tuple[str, ...], reordered: tuple[str, ...]) -> Lives:
        """Return the lives in the order in which they are drawn."""
        order: list[_Draft] = []

        seen: list[_Draft] = []

        def put(life: _Draft) -> None:
            if life in seen:
                return
            seen.append(life)
            for _, kind, source, target in self.links:
                if kind == "split" and target is life and source.ending == SPLIT:
                    put(source)
            order.append(life)
            for _, kind, source, target in self.links:
                if kind == "merged" and target is life and source.ending == MERGED:
                    put(source)

        for life in (*(self._life(theme.id) for theme in current), *self.drafts):
            put(life)
        lives = tuple(
            Life(one.id, one.name, tuple(one.spans), tuple(one.marks), tuple(one.former), one.ending)
            for one in order
        )
        links = tuple(
            Link(step, kind, order.index(source), order.index(target))
            for step, kind, source, target in self.links
        )
        return Lives(lives, links, days, reordered)


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
