"""Base, ours, theirs: the one rule by which two versions of the same thing become one.

Two versions began as one, the base. Of each value (a cell, a member of a table, an entry; None where there is none):

    ours = theirs            both hold the same, whoever changed it
    theirs = base            we alone changed it, or nobody did: ours
    ours = base              they alone changed it: theirs
    else                     a clash: no rule can say which; both are shown to a person

In a theme's cell, excerpts that both only added are no clash: all are kept.

Whoever calls says what the three are, and what to do with a clash:

    saving cells             base: the cell as it was shown · ours: the file now · theirs: what was typed
    undoing an act           base: what it wrote · ours: the file now · theirs: what stood before
    git's merge driver       base: the common commit · ours and theirs: the two branches
    a spreadsheet            base: what was exported · ours: the file now · theirs: what came back

Values need only be equal or not: where a record keeps no more than a sum of what was written, the three are sums.
This module knows no file and no matrix.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from litmatrix.matrix import excerpts
from litmatrix.vocabulary import EVIDENCE, NONE

#: Who changed a value since the base: nobody, they alone, we alone, both to the same, both to different ones.
SAME, THEIRS, OURS, ALIKE, CONFLICT = "", "theirs", "ours", "alike", "conflict"

Place = TypeVar("Place", bound=Hashable)


class Clash(NamedTuple):
    """A value that both changed to different ones: its place, and the three."""

    place: Any
    base: Any
    ours: Any
    theirs: Any


def whose(base: object, ours: object, theirs: object) -> str:
    """Return who changed a value since the base: `SAME`, `THEIRS`, `OURS`, `ALIKE` or `CONFLICT`."""
    if ours == theirs:
        return SAME if ours == base else ALIKE
    if ours == base:
        return THEIRS
    return OURS if theirs == base else CONFLICT


def merged(
    base: Mapping[Place, Any],
    ours: Mapping[Place, Any],
    theirs: Mapping[Place, Any],
    both: Callable[[Place, Any, Any, Any], Any] = lambda *_: None,
) -> tuple[dict[Place, Any], tuple[Clash, ...]]:
    """Return the values of both sides by place, in our order, theirs behind, and what clashes, where ours stays.

    A place that a version has not holds None there. `both` may give what a clash comes to (None: it stays one).
    """
    result: dict[Place, Any] = {}
    clashes = []
    for place in dict.fromkeys((*ours, *theirs)):
        three = base.get(place), ours.get(place), theirs.get(place)
        kind = whose(*three)
        value = three[2] if kind == THEIRS else three[1]
        if kind == CONFLICT:
            settled = both(place, *three)
            if settled is None:
                clashes.append(Clash(place, *three))
            else:
                value = settled
        if value is not None:
            result[place] = value
    return result, tuple(clashes)


def inserted(
    ours: Sequence[str], theirs: Sequence[str], added: Iterable[str], new: Collection[str]
) -> list[str]:
    """Return our order with what they added put behind what it follows in theirs, and behind what is `new` of us there."""
    result = list(ours)
    for name in added:
        left = next((other for other in reversed(theirs[: theirs.index(name)]) if other in result), None)
        place = result.index(left) + 1 if left is not None else 0
        while place < len(result) and result[place] in new:
            place += 1
        result.insert(place, name)
    return result


def ordered(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return our names in the order that both sides come to, and those whose order contradicts itself (none: all is well).

    Which of two names stands first is a value like any other: each pair is merged by the rule. As few as can be are moved;
    all others, and what the two others have not, stay beside what they stand beside. Where the pairs give no order, ours
    stays.

    >>> ordered(["c", "a", "b"], ["c", "a", "new", "b", "last"], ["a", "b", "c"])
    (['a', 'new', 'b', 'c', 'last'], [])
    """
    at = [{name: place for place, name in enumerate(one)} for one in (base, ours, theirs)]
    both = [name for name in ours if all(name in one for one in at)]

    def first(one: str, other: str) -> bool:
        was, mine, will = (place[one] < place[other] for place in at)
        return will if mine == was else mine

    ahead = {one: sum(first(one, other) for other in both if other != one) for one in both}
    numbers = list(ahead.values())
    if wrong := [name for name in both if numbers.count(ahead[name]) > 1]:
        return list(ours), wrong
    turn = sorted(both, key=lambda name: -ahead[name])
    stays = _rising(both, turn)
    result = [name for name in ours if name not in ahead or name in stays]
    for number, name in enumerate(turn):
        if name not in stays:
            follows = next(one for one in turn if one in stays)
            result.insert(result.index(turn[number - 1]) + 1 if number else result.index(follows), name)
    return result, []


def order_back(
    before: Sequence[str], after: Sequence[str], ours: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return our names in the order from before a change that made other names of some, and those whose order contradicts itself.

    What it made goes, what it took out comes back, and what came since stays.

    >>> order_back(["a", "b"], ["x", "y", "b"], ["b", "x", "y", "new"])
    (['b', 'a', 'new'], [])
    """
    if sorted(before) == sorted(after):
        return ordered(after, ours, before)
    made = [name for name in after if name not in before]
    back = [name for name in before if name not in ours and name not in after]
    if back and (there := [name for name in ours if name in made]):
        # What was renamed, merged or split stands where what it became stands now.
        ours = [back[0] if name == there[0] else name for name in ours]
    stays = [name for name in ours if name not in made]
    return inserted(stays, before, [name for name in back if name not in stays], ()), []


def _rising(names: Sequence[str], turn: Sequence[str]) -> set[str]:
    """Return as many of these names as can be that stand in this order already."""
    place = {name: number for number, name in enumerate(turn)}
    longest: list[list[str]] = []
    for name in names:
        found: list[str] = []
        for one in longest:
            if place[one[-1]] < place[name] and len(one) > len(found):
                found = one
        longest.append([*found, name])
    return {*next((one for one in longest if len(one) == max(map(len, longest))), [])}


# --- the text of a cell ---------------------------------------------------------------------------------

# A line that begins with two spaces continues the excerpt above (see `excerpts`).
_ITEM_END = re.compile(r"\n(?!  )")


def items(text: str) -> list[str]:
    """Return the texts of a cell's excerpts, with their continuation lines; an empty cell has none."""
    return _ITEM_END.split(text) if text else []


def merge_cell(base: str, ours: str, theirs: str) -> str | None:
    """Return the text of a theme's cell that both changed by only adding excerpts; None where that is not clear.

    Each side's excerpts stay where that side put them, theirs after ours; one that both added stands once.
    It is not clear where a side changed or took out an excerpt of the base, or where one side says `none` and
    the other has evidence.
    """
    old, mine, other = items(base), items(ours), items(theirs)
    our_gaps, their_gaps = _gaps(old, mine), _gaps(old, other)
    if our_gaps is None or their_gaps is None:
        return None
    added = {item for gap in our_gaps for item in gap}
    parts: list[str] = []
    for number, (one, two) in enumerate(zip(our_gaps, their_gaps, strict=True)):
        parts += [*one, *(item for item in two if item not in added), *old[number : number + 1]]
    text = "\n".join(parts)
    if _contradicts(text) and not _contradicts(ours) and not _contradicts(theirs):
        return None
    # An item that begins with two spaces would now continue the one before it.
    return text if items(text) == parts else None


def _gaps(old: Sequence[str], new: Sequence[str]) -> list[list[str]] | None:
    """Return what stands in `new` before each item of `old` and after the last; None if not all of old is there."""
    gaps: list[list[str]] = [[]]
    for item in new:
        if len(gaps) <= len(old) and item == old[len(gaps) - 1]:
            gaps.append([])
        else:
            gaps[-1].append(item)
    return gaps if len(gaps) == len(old) + 1 else None


def _contradicts(text: str) -> bool:
    kinds = {excerpt.kind for excerpt in excerpts.recognise(text)}
    return NONE in kinds and bool(kinds & set(EVIDENCE))
