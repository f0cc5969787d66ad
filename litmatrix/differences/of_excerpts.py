"""The excerpts of one row of the matrix, before and after: matched one to one, what is left over told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple

from litmatrix.differences.lineage import Lineage, Place
from litmatrix.differences.values import ADDED, CHANGED, MOVED, REMOVED, ExcerptDifference
from litmatrix.excerpts import Excerpt, parse
from litmatrix.vocabulary import BLANK, EVIDENCE, NONE

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


class _One(NamedTuple):
    """An excerpt of a state: its place in the row, its column, and, of the earlier state, where it can stand now."""

    number: int
    column: str
    excerpt: Excerpt
    places: tuple[Place, ...] = ()

    @property
    def place(self) -> tuple[str, str]:
        return self.column, self.excerpt.subtheme


_Pairs = list[tuple[_One, _One]]


def compare_row(then: Mapping[str, str], now: Mapping[str, str], lineage: Lineage) -> Row:
    """Return what differs between the cells of one row, given by column (of themes): the texts then, and now.

    An excerpt is matched with the same one in a column that its own became; then with one of the same text there
    (changed), with one of the same text elsewhere in the row (moved), with one of a like text there (changed).
    """
    olds, old_none = _excerpts(then)
    news, new_none = _excerpts(now)
    evidence = {one.column for one in olds if one.excerpt.kind in EVIDENCE}
    olds = [one._replace(places=lineage.follow(*one.place)) for one in olds]
    # An operation on themes may have put another subtheme on what it moved, and may have passed one by.
    explained = [
        pair for fits in (_exactly, _loosely) for pair in _matched(olds, news, _all_but_subtheme, fits)
    ]
    changed = _matched(olds, news, _text, _there)
    moved = _matched(olds, news, _all) + _matched(olds, news, _text)
    changed += _alike(olds, news)
    found = [(new, _difference(change, old, new)) for change, pairs in ((CHANGED, changed), (MOVED, moved)) for old, new in pairs]  # fmt: skip
    found += [(new, ExcerptDifference(ADDED, None, new.excerpt)) for new in news]
    # What is gone is told under the first of the columns that its own became.
    found += [
        (old._replace(column=old.places[0].theme), ExcerptDifference(REMOVED, old.excerpt, None))
        for old in olds
    ]
    differences = _none_differences(then, now, lineage, evidence, old_none, new_none)
    for one, difference in sorted(found, key=lambda each: (each[0].number, each[1].change != REMOVED)):
        differences.setdefault(one.column, []).append(difference)
    return Row(differences, Counter(step for old, new in explained for step in _path(old, new)))


def _excerpts(cells: Mapping[str, str]) -> tuple[list[_One], dict[str, Excerpt]]:
    """Return the excerpts of a row with their columns, and apart from them the (first) `none` of each column."""
    found: list[_One] = []
    none: dict[str, Excerpt] = {}
    for column, text in cells.items():
        for one in parse(text):
            one = one._replace(raw="")
            if one.kind == NONE:
                none.setdefault(column, one)
            elif one.kind != BLANK:
                found.append(_One(len(found), column, one))
    return found, none


# --- matching: what is matched is taken out of both lists -------------------------------------------------------


def _all(one: Excerpt) -> Hashable:
    return one


def _all_but_subtheme(one: Excerpt) -> Hashable:
    return one._replace(subtheme="")


def _text(one: Excerpt) -> Hashable:
    return one.text


def _exactly(old: _One, new: _One) -> bool:
    return any(place[:2] == new.place for place in old.places)


def _loosely(old: _One, new: _One) -> bool:
    return old.place == new.place or (old.column != new.column and _there(old, new))


def _there(old: _One, new: _One) -> bool:
    return any(place.theme == new.column for place in old.places)


def _anywhere(old: _One, new: _One) -> bool:
    return True


def _matched(
    olds: list[_One],
    news: list[_One],
    part: Callable[[Excerpt], Hashable],
    fits: Callable[[_One, _One], bool] = _anywhere,
) -> _Pairs:
    """Match what is the same in one part and fits, each once, in order."""
    waiting: dict[Hashable, list[_One]] = {}
    for new in news:
        waiting.setdefault(part(new.excerpt), []).append(new)
    found = []
    for old in olds:
        same = waiting.get(part(old.excerpt), [])
        place = next((place for place, new in enumerate(same) if fits(old, new)), None)
        if place is not None:
            found.append((old, same.pop(place)))
    return _taken_out(found, olds, news)


def _alike(olds: list[_One], news: list[_One]) -> _Pairs:
    """Match what is most alike first, in the same column, evidence with evidence."""
    if not olds or not news or len(olds) * len(news) > _MOST_PAIRS:
        return []
    pairs = [
        (_likeness(old.excerpt.text, new.excerpt.text), old, new)
        for old in olds
        for new in news
        if _there(old, new) and (old.excerpt.kind in EVIDENCE) == (new.excerpt.kind in EVIDENCE)
    ]
    olds_left, news_left = {old.number for old in olds}, {new.number for new in news}
    found = []
    for likeness, old, new in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= ALIKE and old.number in olds_left and new.number in news_left:
            olds_left.remove(old.number)
            news_left.remove(new.number)
            found.append((old, new))
    return _taken_out(found, olds, news)


def _likeness(one: str, other: str) -> float:
    from rapidfuzz.fuzz import ratio

    part = min(len(one), len(other)) >= _LEAST_PART and (one in other or other in one)
    return max(ratio(one, other) / 100, ALIKE if part else 0)


def _taken_out(found: _Pairs, olds: list[_One], news: list[_One]) -> _Pairs:
    gone, come = {old.number for old, _ in found}, {new.number for _, new in found}
    olds[:] = [old for old in olds if old.number not in gone]
    news[:] = [new for new in news if new.number not in come]
    return found


# --- what a match tells ---------------------------------------------------------------------------------------


def _path(old: _One, new: _One) -> tuple[int, ...]:
    """Return the numbers of the steps that brought an excerpt to where it stands."""
    reached = [place for place in old.places if place.theme == new.column]
    exact = [place for place in reached if place.subtheme == new.excerpt.subtheme]
    return () if old.place == new.place else (exact or reached)[0].path


def _difference(change: str, old: _One, new: _One) -> ExcerptDifference:
    """Return the difference of a matched pair; what the history explains of it is left out."""
    expected = next((one.subtheme for one in old.places if one.theme == new.column), old.excerpt.subtheme)
    what = _other_members(old.excerpt._replace(subtheme=expected), new.excerpt)
    return ExcerptDifference(change, old.excerpt, new.excerpt, what, old.column if change == MOVED else "")


def _other_members(one: Excerpt, other: Excerpt) -> tuple[str, ...]:
    return tuple(name for name in _MEMBERS if getattr(one, name) != getattr(other, name))


def _none_differences(
    then: Iterable[str],
    now: Iterable[str],
    lineage: Lineage,
    evidence: set[str],
    old_none: Mapping[str, Excerpt],
    new_none: Mapping[str, Excerpt],
) -> dict[str, list[ExcerptDifference]]:
    """Return by column whether `none` was set or taken away, beyond what merging or splitting themes does to it.

    `evidence` are the columns of before that had some.
    """
    if not old_none and not new_none:
        return {}
    parents: dict[str, list[str]] = {column: [] for column in now}
    for theme in then:
        for column in lineage.themes(theme):
            parents.setdefault(column, []).append(theme)
    found = {}
    for column, themes in parents.items():
        given = [old_none[theme] for theme in themes if theme in old_none]
        none = new_none.get(column)
        yields = len(themes) > 1 and (evidence.intersection(themes) or len(given) < len(themes))
        if none and not given:
            found[column] = [ExcerptDifference(ADDED, None, none)]
        elif none and none not in given:
            found[column] = [ExcerptDifference(CHANGED, given[0], none, _other_members(given[0], none))]
        elif given and not none and not yields:
            found[column] = [ExcerptDifference(REMOVED, given[0], None)]
    return found
