"""What can differ between two states of a review, each as one value; `litmatrix diff --json` prints them as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from litmatrix.matrix.excerpts import Excerpt

# What became of a thing. A withdrawn decision was taken back; one that is missing is gone from the log.
ADDED = "added"
REMOVED = "removed"
CHANGED = "changed"
MOVED = "moved"
RENAMED = "renamed"
MERGED = "merged"
REORDERED = "reordered"
WITHDRAWN = "withdrawn"
MISSING = "missing"


class Change(NamedTuple):
    """One member of something: what it is called, what it said before, and what it says after."""

    what: str
    before: str
    after: str


class Total(NamedTuple):
    """A computed number that differs (a name of `counts.count_all`, or ``cells.STATE``)."""

    name: str
    before: int
    after: int


class EntryDifference(NamedTuple):
    """An entry of the bibliography: added, removed, changed (`fields`), or merged (it is now the entry `key`).

    `key` is that of today, `former` another one that it had before; `reference` names the record in text.
    """

    change: str
    key: str
    reference: str
    former: str = ""
    fields: tuple[Change, ...] = ()


class RowDifference(NamedTuple):
    """A row of the matrix: added, removed, or renamed (it stood under the key `former`)."""

    change: str
    key: str
    reference: str
    former: str = ""


class ExcerptDifference(NamedTuple):
    """One excerpt of a cell: added, removed, changed or moved; `what` names the members that differ.

    `source` is the column that a moved one came from. A `none` is an excerpt as well.
    """

    change: str
    before: Excerpt | None
    after: Excerpt | None
    what: tuple[str, ...] = ()
    source: str = ""
    source_name: str = ""


class CellDifference(NamedTuple):
    """One cell of the matrix: the excerpts that differ or, where the column is no theme's, the `value`.

    `states` are the cell's states before and after (see `coding.states`), empty where they are the same, or where
    one is not to be had (a new theme, a source that was not included). `layout` says that the same excerpts
    stand in another ``order``, or with other spaces (``writing``).
    """

    key: str
    reference: str
    column: str
    name: str
    excerpts: tuple[ExcerptDifference, ...] = ()
    value: Change | None = None
    states: tuple[str, ...] = ()
    layout: str = ""


class ThemeDifference(NamedTuple):
    """A change of the themes: one entry of the theme history, or what was changed without one (not `logged`).

    `change` is a word of the history (add, rename, redefine, merge, split, retire, reorder) or remove, reinstate,
    subthemes, state (what the review says on it), edit (other members). `before` and `after` are ids of themes or,
    with `theme` (the id of one), subthemes of it; `names` the names that go with the ids. `fields` say what else of the theme
    changed with it. `excerpts` is how many excerpts only went along. `undone`: the entry was taken out of the history.
    """

    change: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    theme: str = ""
    fields: tuple[Change, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    excerpts: int = 0
    logged: bool = False
    undone: bool = False
    time: str = ""
    why: str = ""
    by: str = ""


class Ruling(NamedTuple):
    """What a reviewer's standing decision says."""

    decision: str
    reason: str = ""
    other: str = ""
    note: str = ""
    time: str = ""


class DecisionDifference(NamedTuple):
    """A reviewer's standing decision on a record: added, changed, withdrawn, or missing."""

    change: str
    reviewer: str
    stage: str
    key: str
    reference: str
    before: Ruling | None = None
    after: Ruling | None = None


class EventCount(NamedTuple):
    """How many events of one kind are new in the log (or, with `lost`, gone from it)."""

    reviewer: str
    stage: str
    decision: str
    n: int
    lost: bool = False


class OutcomeDifference(NamedTuple):
    """Where a record stood, and stands: words such as “excluded at screening (year)”; empty: not among the records."""

    key: str
    reference: str
    before: str
    after: str


class ProtocolDifference(NamedTuple):
    """Something else in review.toml: added, removed, changed or reordered.

    `table` is a table's name (searches, criteria …) or that of a member at the top (title, questions …); `id` names
    the entry, empty where it is about the table as a whole.
    """

    table: str
    change: str
    id: str = ""
    fields: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Differences:
    """All that differs between two states of a review. Without any, each of these is empty."""

    totals: tuple[Total, ...] = ()
    themes: tuple[ThemeDifference, ...] = ()
    rows: tuple[RowDifference, ...] = ()
    cells: tuple[CellDifference, ...] = ()
    events: tuple[EventCount, ...] = ()
    decisions: tuple[DecisionDifference, ...] = ()
    outcomes: tuple[OutcomeDifference, ...] = ()
    entries: tuple[EntryDifference, ...] = ()
    protocol: tuple[ProtocolDifference, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing differs."""
        return not any(vars(self).values())


def changed_members(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return the members that differ, in the order of `now`, then those that are gone; a missing one is an empty one."""
    return tuple(
        Change(name, text(then.get(name)), text(now.get(name)))
        for name in dict.fromkeys((*now, *then))
        if then.get(name, "") != now.get(name, "")
    )


def text(value: object) -> str:
    """Return a value of the protocol as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {text(one)}" if text(one) else str(name) for name, one in value.items())
    if isinstance(value, tuple | list):
        return "; ".join(map(text, value))
    if hasattr(value, "__dataclass_fields__"):
        return ", ".join(f"{name} {text(one)}" for name, one in vars(value).items() if text(one))
    return str(value)
