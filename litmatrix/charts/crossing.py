"""The included sources counted crosswise, themes or values down and values across: what an evidence map draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from litmatrix import coding
from litmatrix.coding.groups import NOT_A_NUMBER, NOT_STATED, Group, folded, grouped
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.vocabulary import MENTIONED, NOT_MENTIONED, UNKNOWN, counted

YEAR = "year"
MOST_ACROSS, MOST_DOWN = 12, 20
#: How many years a column may hold: one where they are few.
SPANS = (1, 2, 5, 10, 25, 50, 100, 500, 1000, 10_000)
_MISSING = (UNKNOWN, NOT_A_NUMBER, NOT_STATED)


class Line(NamedTuple):
    """A row or a column: what picks it, its label, the sources that have the value (or mention the theme), and whether
    it stands apart, for a value that is not known or for the rest."""

    pick: str
    label: str
    keys: tuple[str, ...]
    apart: bool = False


class Cell(NamedTuple):
    """The sources of a value that mention a theme, those that do not, and those not yet looked at for it; of two values
    those that have both."""

    found: tuple[str, ...]
    without: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def looked(self) -> int:
        """How many were looked at: the N of a share."""
        return len(self.found) + len(self.without)

    @property
    def sources(self) -> int:
        """How many sources could be in it."""
        return self.looked + len(self.waiting)


class Crossing(NamedTuple):
    """What stands down and across, by name; rows and columns; the cells by the places of both; the cells of whole rows.

    `themes`: whether themes stand down. `notes` say what is left out, and that a source can be counted twice.
    """

    down: str
    across: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: Mapping[tuple[int, int], Cell]
    totals: tuple[Cell, ...]
    themes: bool
    notes: tuple[str, ...]


class Values(NamedTuple):
    """The values of a descriptor, or years, as lines in the order in which they are drawn."""

    name: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def crossed(review: Review, by: str, across: str | None = None, most: int = MOST_ACROSS) -> Crossing:
    """Count the included sources by theme and value; with `across`, by the values of both: those of `by` stand down.

    Themes, and values without an order of their own, stand by falling number of sources, years and numbers in theirs;
    at most `most` columns (3 or more), what goes beyond in one for the rest. Left out are values that no source has,
    and themes that nobody looked for yet. Raises `Misuse` for a descriptor that the review does not have, and where
    `across` is `by`.
    """
    if across == by:
        raise Misuse(f"across: it is the same as by, {by}. Give two descriptors, or a descriptor and year.")
    columns = values(review, across or by, most)
    if across is None:
        return _by_theme(review, columns)
    rows = values(review, by, MOST_DOWN)
    sets = [set(one.keys) for one in columns.lines]
    cells = {
        (row, column): Cell(tuple(key for key in line.keys if key in keys))
        for row, line in enumerate(rows.lines)
        for column, keys in enumerate(sets)
    }
    totals = tuple(Cell(one.keys) for one in rows.lines)
    notes = tuple(dict.fromkeys((*rows.notes, *columns.notes)))
    return Crossing(rows.name, columns.name, rows.lines, columns.lines, cells, totals, False, notes)


def _by_theme(review: Review, columns: Values) -> Crossing:
    states = {theme: column.to_dict() for theme, column in coding.states(review).items()}
    every = coding.sources(review).index
    names = {theme.id: theme.name for theme in review.protocol.current_themes}
    totals = {str(theme): _cell(every, column) for theme, column in states.items()}
    ranked = sorted(totals, key=lambda theme: -len(totals[theme].found))
    shown = [theme for theme in ranked if totals[theme].looked]
    cells = {
        (row, column): _cell(line.keys, states[theme])
        for row, theme in enumerate(shown)
        for column, line in enumerate(columns.lines)
    }
    rows = tuple(Line(theme, names[theme], totals[theme].found) for theme in shown)
    left_out = [names[theme] for theme in names if theme not in shown]
    notes = (f"not drawn, since nobody looked for it yet: {'; '.join(left_out)}",) if left_out else ()
    whole = tuple(totals[theme] for theme in shown)
    return Crossing("Theme", columns.name, rows, columns.lines, cells, whole, True, (*columns.notes, *notes))


def _cell(keys: Iterable[str], states: Mapping[str, str]) -> Cell:
    found: dict[str, list[str]] = {MENTIONED: [], NOT_MENTIONED: [], "": []}
    for key in keys:
        state = states[key]
        found[state if state in found else ""].append(key)
    return Cell(*map(tuple, found.values()))


# --- values ----------------------------------------------------------------------------------------------------------


def values(review: Review, by: str, most: int) -> Values:
    """Return the values of a descriptor (or the years, for `year`) that a source has, as at most `most` lines."""
    name, groups, notes = _years(review, most) if by == YEAR else _described(review, by, most)
    lines = (
        Line(f"{by} {place}", one.label, one.keys, one.apart) for place, one in enumerate(groups) if one.keys
    )
    return Values(name, tuple(lines), tuple(notes))


def _described(review: Review, by: str, most: int) -> tuple[str, list[Group], list[str]]:
    kinds = {one.id: one.type for one in review.protocol.descriptors}
    grouping = grouped(review, by, len(review.records) + 1)
    there = [one for one in grouping.groups if one.keys]
    missing = [one for one in there if _is_missing(one)]
    room = max(most - len(missing), 2)
    if kinds.get(by) == "number":
        known = [one for one in grouped(review, by, bins=room).groups if one.keys and not _is_missing(one)]
    else:
        # What nobody declared is a value like others here: its label says so.
        ranked = sorted((one for one in there if not _is_missing(one)), key=lambda one: -len(one.keys))
        known = folded([one._replace(apart=False) for one in ranked], room)
    unused = sum(not one.keys and not one.apart for one in grouping.groups)
    notes = [f"a source can have several values of: {grouping.name}"] if grouping.several else []
    if unused and kinds.get(by) != "number":
        notes.append(f"not drawn: {counted(unused, 'value')} of {grouping.name} that no source has")
    return grouping.name, [*known, *missing], notes


def _is_missing(group: Group) -> bool:
    return group.apart and group.label.casefold() in _MISSING


def _years(review: Review, most: int) -> tuple[str, list[Group], list[str]]:
    years = coding.sources(review)["year"]
    known: dict[int, list[str]] = {}
    for key, year in years.dropna().items():
        known.setdefault(int(year), []).append(str(key))
    missing = tuple(years.index[years.isna()])
    room = max(most - bool(missing), 2)
    span = next(span for span in SPANS if len({year // span for year in known}) <= room)
    found: dict[int, list[str]] = {}
    for year in sorted(known):
        found.setdefault(year // span * span, []).extend(known[year])
    groups = [
        Group(f"{first}–{first + span - 1}" if span > 1 else f"{first}", tuple(keys))
        for first, keys in found.items()
    ]
    if missing:
        groups.append(Group(NOT_STATED, missing, True))
    gaps = bool(found) and (max(found) - min(found)) // span + 1 > len(found)
    return "Year", groups, ["not drawn: years without a source"] if gaps else []
