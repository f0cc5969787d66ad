"""Finding the duplicates among records, after what people decided already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from litmatrix.duplicates import blocks, evidence, grouping, plain, rules, telling
from litmatrix.duplicates.grouping import Edge
from litmatrix.duplicates.plain import Plain
from litmatrix.errors import Misuse
from litmatrix.screening.held import DECIDED, EARLIER

if TYPE_CHECKING:
    import pandas as pd

#: Fields that are worth having, for choosing the record to keep; an abstract and a DOI count most.
_WORTH = {
    "abstract": 4, "doi": 4, "pages": 2, "volume": 2, "author": 2, "journal": 2, "year": 2, "number": 1, "booktitle": 1,
    "title": 2, "keywords": 1, "url": 1, "publisher": 1, "issn": 1, "isbn": 1, "pmid": 1, "language": 1,
}  # fmt: skip


class Pair(NamedTuple):
    """Two records that may be one work: how much speaks for it (0 to 1, to order by; no probability), and what."""

    key: str
    other: str
    score: float
    why: str


class Found(NamedTuple):
    """`sure`: groups of keys that are one work, the one to keep first; `doubtful`: pairs that a person decides on.

    Among the latter are the pairs of groups in which more than one record was decided on or coded: a person chooses.
    """

    sure: tuple[tuple[str, ...], ...]
    doubtful: tuple[Pair, ...]


def find_duplicates(
    records: pd.DataFrame, decided: Iterable[tuple[str, str, str]] = (), held: Mapping[str, int] | None = None
) -> Found:
    """Return which records are surely one work, and which may be.

    `records` is a frame as of `bibliography.records`: index `key`; columns title, author, year, journal, volume, number,
    pages, doi, abstract and so on, as many as there are. `decided` holds what was settled: (key, other, "duplicate" or
    "distinct"), as in `screening.pairs`. Records that are `duplicate`s stand for one, the one kept, and are not named again;
    records that are `distinct` come into no group together, and are not asked about. `held` says how much was done with a
    record (see `held.ranks`): one that holds more is kept before a fuller one. Groups are in the order of the frame, doubtful
    pairs by score. Raises `Misuse` if a key stands twice.
    """
    if not records.index.is_unique:
        raise Misuse(
            f"the key {records.index[records.index.duplicated()][0]} is there twice among the records."
        )
    known = plain.read_records(records)
    fixed, apart, kept, removed = _decided(known.keys, decided)
    worth = _worth(records, held, removed)
    one, other = blocks.find_pairs(known)
    found = evidence.compare(known, one, other)
    verdict, scores = rules.judge(found), rules.score(found)
    sure = [
        Edge(*row)
        for row in zip(*(each[verdict == rules.SURE].tolist() for each in (one, other, scores)), strict=True)
    ]
    groups = grouping.gather(sure, _refusing(known, sure, apart), fixed)
    doubts = [
        Edge(*row)
        for row in zip(
            *(each[verdict == rules.DOUBTFUL].tolist() for each in (one, other, scores)), strict=True
        )
    ]
    settled, chosen = _sure(groups, fixed, kept, worth)
    return Found(
        tuple(tuple(known.keys[place] for place in group) for group in settled),
        _doubtful(records, known, [*doubts, *groups.refused], groups, kept, apart, worth, chosen),
    )


def group_pairs(
    records: pd.DataFrame,
    pairs: Iterable[tuple[str, str]],
    decided: Iterable[tuple[str, str, str]] = (),
    held: Mapping[str, int] | None = None,
) -> Found:
    """Return the groups that pairs make which another program found, after what was decided (see `find_duplicates`).

    A pair that would put two `distinct` records into one group is not taken: it comes back as doubtful. Raises `Misuse` for
    a key that is not among the records.
    """
    pairs = list(pairs)
    _check_keys(records, [key for pair in pairs for key in pair])
    keys = [str(key) for key in records.index]
    places = {key: place for place, key in enumerate(keys)}
    fixed, apart, kept, removed = _decided(keys, decided)
    edges = [Edge(places[key], places[other], 1.0) for key, other in pairs if key != other]
    groups = grouping.gather(edges, apart, fixed)
    settled, chosen = _sure(groups, fixed, kept, _worth(records, held, removed))
    asked = dict.fromkeys([*chosen, *((edge.one, edge.other) for edge in groups.refused)])
    return Found(
        tuple(tuple(keys[place] for place in group) for group in settled),
        explain(records, [(keys[one], keys[other]) for one, other in asked]),
    )


def explain(records: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> tuple[Pair, ...]:
    """Return these pairs of keys with how much speaks for one work, and what; raises `Misuse` for a key that is not there."""
    _check_keys(records, [key for pair in pairs for key in pair])
    some = records.loc[list(dict.fromkeys(key for pair in pairs for key in pair))]
    return _explained(some, plain.read_records(some), pairs)


def fullest(records: pd.DataFrame, keys: Sequence[str], held: Mapping[str, int] | None = None) -> str:
    """Return the key of the record to keep: the one that holds most (see `find_duplicates`), then the one that has most:
    fields worth having, then length of its text; of equals the first."""
    _check_keys(records, keys)
    some = records.loc[list(keys)]
    return str(some.index[_head(range(len(some)), set(), _worth(some, held))])


def _explained(records: pd.DataFrame, known: Plain, pairs: Sequence[tuple[str, str]]) -> tuple[Pair, ...]:
    import numpy as np

    places = {key: place for place, key in enumerate(known.keys)}
    one = np.array([places[key] for key, _ in pairs], dtype=np.int64)
    other = np.array([places[key] for _, key in pairs], dtype=np.int64)
    found = evidence.compare(known, one, other)
    told = telling.reasons(records, one.tolist(), other.tolist(), found)
    scores = rules.score(found).tolist()
    return tuple(Pair(*pair, score, why) for pair, score, why in zip(pairs, scores, told, strict=True))


def _check_keys(records: pd.DataFrame, keys: Iterable[str]) -> None:
    known = set(records.index)
    if missing := [key for key in keys if key not in known]:
        raise Misuse(f"no search found a record {missing[0]}; nothing was recorded.")


# --- small parts ----------------------------------------------------------------------------------------------------


def _decided(
    keys: list[str], decided: Iterable[tuple[str, str, str]]
) -> tuple[list[tuple[int, int]], dict[int, set[int]], set[int], set[int]]:
    """Return the pairs that are one work, by places; for each place those that are another; the places kept, and removed."""
    places = {key: place for place, key in enumerate(keys)}
    fixed: list[tuple[int, int]] = []
    apart: dict[int, set[int]] = {}
    removed: set[int] = set()
    kept: set[int] = set()
    for key, other, decision in decided:
        if key not in places or other not in places:
            continue
        one, two = places[key], places[other]
        if decision == "duplicate":
            fixed.append((one, two))
            removed.add(one)
            kept.add(two)
        else:
            apart.setdefault(one, set()).add(two)
            apart.setdefault(two, set()).add(one)
    return fixed, apart, kept - removed, removed


def _refusing(known: Plain, sure: list[Edge], apart: dict[int, set[int]]) -> dict[int, set[int]]:
    """Return what may not come into one group: what is apart by decision, and pairs that contradict each other where
    sure pairs would put them together by way of a third record."""
    import numpy as np

    result = {place: set(others) for place, others in apart.items()}
    direct = {(edge.one, edge.other) for edge in sure}
    indirect = [
        pair
        for places in grouping.gather(sure, {}).members.values()
        if len(places) > 2
        for pair in _some_pairs(sorted(places))
        if pair not in direct
    ]
    if indirect:
        one, other = np.array(indirect, dtype=np.int64).T
        against = rules.contradicts(evidence.compare(known, one, other))
        for pair in np.flatnonzero(against).tolist():
            first, second = indirect[pair]
            result.setdefault(first, set()).add(second)
            result.setdefault(second, set()).add(first)
    return result


def _some_pairs(places: list[int]) -> Iterator[tuple[int, int]]:
    """Yield each two of few places; of many, each with the first ones, so that no group makes pairs without end."""
    for number, one in enumerate(places[:30]):
        yield from ((one, other) for other in places[number + 1 :])


class _Worth(NamedTuple):
    """Why a record is kept: a search found it, how much was done with it, how much its entry has."""

    found: bool
    held: int
    fields: float


def _worth(
    records: pd.DataFrame, held: Mapping[str, int] | None = None, removed: Iterable[int] = ()
) -> list[_Worth]:
    """Return what each record is worth: of its entry the worth of its fields, and less than one for the length of their text.

    What was done with a record that is `removed` already stays with it, and speaks for nothing.
    """
    fields = [0.0] * len(records)
    for name, worth in _WORTH.items():
        if name in records:
            for place, text in enumerate(records[name].to_numpy(dtype=object).tolist()):
                if text:
                    fields[place] += worth + min(len(text), 3000) / 1e5
    # One that no search found cannot stand for one that a search found: that would leave the flow.
    found = [bool(text) for text in records["origin"]] if "origin" in records else [True] * len(records)
    done = [(held or {}).get(str(key), 0) for key in records.index]
    for place in removed:
        done[place] = 0
    return [_Worth(*each) for each in zip(found, done, fields, strict=True)]


def _head(places: Sequence[int], kept: set[int], worth: list[_Worth]) -> int:
    """Return the place of the record to keep: one that was worked on, one that people kept already, the fullest, the first."""
    return max(
        places,
        key=lambda place: (worth[place].found, worth[place].held, place in kept, worth[place].fields, -place),
    )


def _sure(
    groups: grouping.Groups, fixed: list[tuple[int, int]], kept: set[int], worth: list[_Worth]
) -> tuple[list[list[int]], list[tuple[int, int]]]:
    """Return the groups with the record to keep first; records that were settled already are one, by the one kept.

    And, of groups in which more than one was decided on or coded, the pairs of the first with each other: of these a person
    says which is kept.
    """
    settled = grouping.gather((), {}, fixed)
    result, chosen = [], []
    for places in groups.members.values():
        alone = {settled.of.get(place, place) for place in places}
        names = [_head(settled.members.get(number, [number]), kept, worth) for number in alone]
        if len(names) > 1:
            first = _head(names, kept, worth)
            others = sorted(name for name in names if name != first)
            # What an earlier version included stays in with any record that is kept, but for one that was decided on.
            if worth[first].held == DECIDED and any(worth[name].held >= EARLIER for name in others):
                chosen += [(first, name) for name in others]
            else:
                result.append([first, *others])
    return sorted(result, key=min), chosen


def _doubtful(
    records: pd.DataFrame,
    known: Plain,
    doubts: list[Edge],
    groups: grouping.Groups,
    kept: set[int],
    apart: dict[int, set[int]],
    worth: list[_Worth],
    chosen: list[tuple[int, int]],
) -> tuple[Pair, ...]:
    """Return one pair for each two groups (or records) that may be one: the records that would be kept of them.

    And the pairs that are surely one, of which a person chooses (`chosen`).
    """
    heads = {number: _head(places, kept, worth) for number, places in groups.members.items()}
    divided = {
        frozenset((groups.of.get(one, one), groups.of.get(other, other)))
        for one, others in apart.items()
        for other in others
    }
    best = dict.fromkeys(chosen, 1.0)
    for edge in doubts:
        one, other = groups.of.get(edge.one, edge.one), groups.of.get(edge.other, edge.other)
        if one != other and frozenset((one, other)) not in divided:
            first, second = sorted((heads.get(one, one), heads.get(other, other)))
            pair = first, second
            best[pair] = max(best.get(pair, 0.0), edge.score)
    pairs = sorted(best, key=lambda pair: (-best[pair], pair))
    told = _explained(records, known, [(known.keys[one], known.keys[other]) for one, other in pairs])
    return tuple(pair._replace(score=best[places]) for pair, places in zip(told, pairs, strict=True))
