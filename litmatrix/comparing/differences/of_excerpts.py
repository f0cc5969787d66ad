"""The excerpts of one row of the matrix, before and after: matched one to one, what is left over told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from litmatrix.comparing.differences.lineage import Lineage, Place
from litmatrix.comparing.differences.values import ADDED, CHANGED, MOVED, REMOVED, ExcerptDifference
from litmatrix.matrix.excerpts import Excerpt, parse
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

    def came_to(self, new: _One) -> bool:
        """Whether its column became that of another one."""
        return any(place.theme == new.column for place in self.places)


class _Pair(NamedTuple):
    """Two excerpts that may be one: how unlike they are, and what that would be (nothing: the history explains it)."""

    unlike: float
    change: str
    old: _One
    new: _One


def compare_row(then: Mapping[str, str], now: Mapping[str, str], lineage: Lineage) -> Row:
    """Return what differs between the cells of one row, given by column (of themes): the texts then, and now.

    An excerpt is matched with the same one in a column that its own became; then with one of the same text there
    (changed), with one of the same text elsewhere in the row (moved), with one of a like text there (changed).
    """
    old, old_none = _excerpts(then)
    new, new_none = _excerpts(now)
    olds = {one.number: one._replace(places=lineage.follow(*one.place)) for one in old}
    news = {one.number: one for one in new}
    matched = [*_taken(_of_same_text(olds, news), olds, news), *_taken(_alike(olds, news), olds, news)]
    found = [(pair.new, _difference(pair)) for pair in matched if pair.change]
    found += [(one, ExcerptDifference(ADDED, None, one.excerpt)) for one in news.values()]
    # What is gone is told under the first of the columns that its own became.
    found += [
        (one._replace(column=one.places[0].theme), ExcerptDifference(REMOVED, one.excerpt, None))
        for one in olds.values()
    ]
    evidence = {one.column for one in old if one.excerpt.kind in EVIDENCE}
    differences = _none_differences(then, now, lineage, evidence, old_none, new_none)
    for one, difference in sorted(found, key=lambda each: (each[0].number, each[1].change != REMOVED)):
        differences.setdefault(one.column, []).append(difference)
    return Row(differences, Counter(step for pair in matched if not pair.change for step in _path(pair)))


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


# --- matching -----------------------------------------------------------------------------------------------


def _taken(pairs: Iterable[_Pair], olds: dict[int, _One], news: dict[int, _One]) -> list[_Pair]:
    """Return the pairs that are least unlike, each excerpt in one at most, and take these out of what is left."""
    found = []
    for pair in sorted(pairs, key=lambda pair: pair.unlike):
        if pair.old.number in olds and pair.new.number in news:
            del olds[pair.old.number], news[pair.new.number]
            found.append(pair)
    return found


def _of_same_text(olds: Mapping[int, _One], news: Mapping[int, _One]) -> Iterator[_Pair]:
    by_text: dict[str, list[_One]] = {}
    for new in news.values():
        by_text.setdefault(new.excerpt.text, []).append(new)
    for old in olds.values():
        for new in by_text.get(old.excerpt.text, ()):
            yield _Pair(*_unlike(old, new), old, new)


def _unlike(old: _One, new: _One) -> tuple[int, str]:
    """Return how unlike two excerpts of the same text are, and what became of the one if it is the other.

    An operation on themes may have put another subtheme on what it moved, and may have passed one by.
    """
    at = _MEMBERS.index("subtheme")
    same = old.excerpt[:at] == new.excerpt[:at] and old.excerpt[at + 1 :] == new.excerpt[at + 1 :]
    came = old.came_to(new)
    if same and any(place[:2] == new.place for place in old.places):
        return 0, ""
    if same and (old.place == new.place or (old.column != new.column and came)):
        return 1, ""
    return (2, CHANGED) if came else (3 if old.excerpt == new.excerpt else 4, MOVED)


def _alike(olds: Mapping[int, _One], news: Mapping[int, _One]) -> Iterator[_Pair]:
    """Yield what is of like text in the same column, evidence with evidence."""
    from rapidfuzz.fuzz import ratio

    for old in olds.values() if len(olds) * len(news) <= _MOST_PAIRS else ():
        for new in news.values():
            if old.came_to(new) and (old.excerpt.kind in EVIDENCE) == (new.excerpt.kind in EVIDENCE):
                one, other = old.excerpt.text, new.excerpt.text
                part = min(len(one), len(other)) >= _LEAST_PART and (one in other or other in one)
                likeness = max(ratio(one, other) / 100, ALIKE if part else 0)
                if likeness >= ALIKE:
                    yield _Pair(-likeness, CHANGED, old, new)


# --- what a match tells ---------------------------------------------------------------------------------------


def _path(pair: _Pair) -> tuple[int, ...]:
    """Return the numbers of the steps that brought an excerpt to where it stands."""
    old, new = pair.old, pair.new
    reached = [place for place in old.places if place.theme == new.column]
    exact = [place for place in reached if place.subtheme == new.excerpt.subtheme]
    return () if old.place == new.place else (exact or reached)[0].path


def _difference(pair: _Pair) -> ExcerptDifference:
    """Return the difference of a matched pair; what the history explains of it is left out."""
    change, old, new = pair[1:]
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
