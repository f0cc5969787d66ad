"""The excerpts of one row of the matrix, before and after: matched one to one, what is left over told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple

from litmatrix.comparing.differences.lineage import Lineage, Place
from litmatrix.comparing.differences.values import ADDED, CHANGED, MOVED, REMOVED, ExcerptDifference
from litmatrix.matrix.excerpts import Excerpt, parse
from litmatrix.vocabulary import BLANK, EVIDENCE, NONE

__all__ = ["Row", "compare_row"]

#: How alike two wordings must be (0 to 1) to be told as one that changed.
ALIKE = 0.6
# Of a cell with more leftovers than this nobody asks which became which, and comparing all pairs would take long.
_MOST_PAIRS = 2_500
_LEAST_PART = 20
# The parts of an excerpt that are compared: all but its raw text.
_MEMBERS = Excerpt._fields[:-1]


class Row(NamedTuple):
    """What differs in one row: the differences by column of today, and how many excerpts each step moved."""

    differences: dict[str, list[ExcerptDifference]]
    moved: Counter[int]


class _Old(NamedTuple):
    """An excerpt as it was: its number, its column then, and where it can stand now."""

    number: int
    column: str
    excerpt: Excerpt
    places: tuple[Place, ...]


class _New(NamedTuple):
    number: int
    column: str
    excerpt: Excerpt


def compare_row(then: Mapping[str, str], now: Mapping[str, str], lineage: Lineage) -> Row:
    """Return what differs between the cells of one row, given by column (of themes): the texts then, and now.

    An excerpt is matched with the same one in a column that its own became; then with one of the same text there
    (changed), with one of the same text elsewhere in the row (moved), with one of a like text there (changed).
    """
    old, old_none = _excerpts(then)
    new, new_none = _excerpts(now)
    olds = [
        _Old(number, column, one, lineage.follow(column, one.subtheme))
        for number, (column, one) in enumerate(old)
    ]
    news = [_New(number, column, one) for number, (column, one) in enumerate(new)]
    found: list[tuple[str, int, ExcerptDifference]] = []
    moved: Counter[int] = Counter()
    for path in _explained(olds, news):
        moved.update(path)
    for pairing, change in ((_same_text, CHANGED), (_elsewhere, MOVED), (_alike, CHANGED)):
        for one, other in pairing(olds, news):
            found.append((other.column, other.number, _changed(change, one, other)))
    found += [(new.column, new.number, ExcerptDifference(ADDED, None, new.excerpt)) for new in news]
    # What is gone is told under the first of the columns that its own became.
    found += [
        (old.places[0].theme, old.number, ExcerptDifference(REMOVED, old.excerpt, None)) for old in olds
    ]
    differences: dict[str, list[ExcerptDifference]] = {}
    targets = [name for theme in then for name in lineage.themes(theme)]
    for column in dict.fromkeys((*now, *targets)) if old_none or new_none else ():
        parents = [theme for theme in then if column in lineage.themes(theme)]
        differences[column] = _none(column, parents, old, old_none, new_none)
    for column, _, difference in sorted(found, key=lambda one: (one[1], one[2].change != REMOVED)):
        differences.setdefault(column, []).append(difference)
    return Row({column: told for column, told in differences.items() if told}, moved)


def _excerpts(cells: Mapping[str, str]) -> tuple[list[tuple[str, Excerpt]], dict[str, Excerpt]]:
    """Return the excerpts of a row with their columns, and apart from them the (first) `none` of each column."""
    found: list[tuple[str, Excerpt]] = []
    none: dict[str, Excerpt] = {}
    for column, text in cells.items():
        for one in parse(text):
            one = one._replace(raw="")
            if one.kind != NONE:
                if one.kind != BLANK:
                    found.append((column, one))
            elif column not in none:
                none[column] = one
    return found, none


# --- matching: each takes what it matches out of both lists ---------------------------------------------------


def _explained(olds: list[_Old], news: list[_New]) -> list[tuple[int, ...]]:
    """Match excerpts that are the same, in a place that the history brought them to; return the path of each.

    An operation on themes may have put another subtheme on what it moved, and may have passed one by.
    """
    paths = []

    def strictly(old: _Old, new: _New) -> bool:
        return any(place[:2] == (new.column, new.excerpt.subtheme) for place in old.places)

    def loosely(old: _Old, new: _New) -> bool:
        stayed = (old.column, old.excerpt.subtheme) == (new.column, new.excerpt.subtheme)
        return stayed or any(place.theme == new.column != old.column for place in old.places)

    for fits in (strictly, loosely):
        for old, new in _matched(olds, news, lambda one: (*one[:2], *one[3:7]), fits):
            stayed = (old.column, old.excerpt.subtheme) == (new.column, new.excerpt.subtheme)
            reached = [place for place in old.places if place.theme == new.column]
            exact = [place for place in reached if place.subtheme == new.excerpt.subtheme]
            paths.append(() if stayed else (exact or reached)[0].path)
    return paths


def _matched(
    olds: list[_Old],
    news: list[_New],
    part: Callable[[Excerpt], Hashable],
    fits: Callable[[_Old, _New], bool] = lambda old, new: True,
) -> list[tuple[_Old, _New]]:
    """Match what is the same in one part and fits, each once, in order."""
    waiting: dict[Hashable, list[_New]] = {}
    for new in news:
        waiting.setdefault(part(new.excerpt), []).append(new)
    found = []
    for old in olds:
        same = waiting.get(part(old.excerpt), [])
        place = next((place for place, new in enumerate(same) if fits(old, new)), None)
        if place is not None:
            found.append((old, same.pop(place)))
    _take_out(found, olds, news)
    return found


def _take_out(found: list[tuple[_Old, _New]], olds: list[_Old], news: list[_New]) -> None:
    gone, come = {old.number for old, _ in found}, {new.number for _, new in found}
    olds[:] = [old for old in olds if old.number not in gone]
    news[:] = [new for new in news if new.number not in come]


def _same_text(olds: list[_Old], news: list[_New]) -> list[tuple[_Old, _New]]:
    def fits(old: _Old, new: _New) -> bool:
        return any(place.theme == new.column for place in old.places)

    return _matched(olds, news, lambda one: one.text, fits)


def _elsewhere(olds: list[_Old], news: list[_New]) -> list[tuple[_Old, _New]]:
    same = _matched(olds, news, lambda one: one[:7])
    return same + _matched(olds, news, lambda one: one.text)


def _alike(olds: list[_Old], news: list[_New]) -> list[tuple[_Old, _New]]:
    """Match what is most alike first, in the same column, evidence with evidence."""
    if not olds or not news or len(olds) * len(news) > _MOST_PAIRS:
        return []
    from rapidfuzz.fuzz import ratio

    pairs = []
    for old in olds:
        columns = {place.theme for place in old.places}
        for new in news:
            if new.column in columns and (old.excerpt.kind in EVIDENCE) == (new.excerpt.kind in EVIDENCE):
                one, other = old.excerpt.text, new.excerpt.text
                part = min(len(one), len(other)) >= _LEAST_PART and (one in other or other in one)
                likeness = max(ratio(one, other) / 100, ALIKE if part else 0)
                if likeness >= ALIKE:
                    pairs.append((likeness, old, new))
    found: list[tuple[_Old, _New]] = []
    gone: set[int] = set()
    come: set[int] = set()
    for _, old, new in sorted(pairs, key=lambda pair: -pair[0]):
        if old.number not in gone and new.number not in come:
            gone.add(old.number)
            come.add(new.number)
            found.append((old, new))
    _take_out(found, olds, news)
    return found


def _changed(change: str, old: _Old, new: _New) -> ExcerptDifference:
    """Return the difference of a matched pair; what the history explains of it is left out."""
    expected = next(
        (place.subtheme for place in old.places if place.theme == new.column), old.excerpt.subtheme
    )
    meant = old.excerpt._replace(subtheme=expected)
    what = tuple(name for name in _MEMBERS if getattr(meant, name) != getattr(new.excerpt, name))
    return ExcerptDifference(change, old.excerpt, new.excerpt, what, old.column if change == MOVED else "")


# --- none ------------------------------------------------------------------------------------------------------


def _none(
    column: str,
    parents: list[str],
    old: list[tuple[str, Excerpt]],
    old_none: Mapping[str, Excerpt],
    new_none: Mapping[str, Excerpt],
) -> list[ExcerptDifference]:
    """Return whether `none` was set or taken away in a column, beyond what merging or splitting themes does to it.

    `parents` are the themes that became this one.
    """
    given = [old_none[theme] for theme in parents if theme in old_none]
    now = new_none.get(column)
    if now is not None:
        if now in given:
            return []
        if not given:
            return [ExcerptDifference(ADDED, None, now)]
        return [ExcerptDifference(CHANGED, given[0], now, _other_members(given[0], now))]
    if not given:
        return []
    found = any(theme in parents and one.kind in EVIDENCE for theme, one in old)
    if len(parents) > 1 and (found or len(given) < len(parents)):
        return []
    return [ExcerptDifference(REMOVED, given[0], None)]


def _other_members(one: Excerpt, other: Excerpt) -> tuple[str, ...]:
    return tuple(name for name in _MEMBERS if getattr(one, name) != getattr(other, name))
