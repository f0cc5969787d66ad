"""The records of a stage divided among people: who is asked for which, and what another division would change.

Of all ways to ask people for records, one is taken that everybody works out alike, from the keys and the names alone:
the loads are as even as can be, and among such ways each record goes to whom it draws first (each record draws a number
for each person, as for a random order). Whoever decided on a record counts as asked for it. So a decision of who was
asked changes nothing for anybody, and where records or people come or go, only as many records change hands as must.
"""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, permutations
from typing import NamedTuple

from litmatrix import planning, screening
from litmatrix.errors import Misuse
from litmatrix.matrix.changes import Change
from litmatrix.review import Review, derived
from litmatrix.screening import votes
from litmatrix.vocabulary import AGREED_ON, STAGE_NAMES, counted, stage_in_words


def shares(review: Review, stage: str) -> dict[str, tuple[str, ...]]:
    """Return who is asked for each record of a stage, first those who decided on it; empty where it is not divided.

    A record that waits for nobody has only who decided on it.
    """
    return _shares(review).get(stage, {})


@derived
def _shares(review: Review) -> dict[str, dict[str, tuple[str, ...]]]:
    found = {}
    for stage, people in review.protocol.divide.items():
        decided = votes.people(review, stage)
        keys = screening.at_stage(review, stage).index.tolist()
        done = votes.done(review, stage)
        needed = review.protocol.agree.get(stage, 1)
        asked = _asked(
            [key for key in keys if key not in done], people, needed, decided, _loads(keys, done, decided)
        )
        found[stage] = {key: (*decided.get(key, ()), *asked.get(key, ())) for key in keys}
    return found


def _loads(keys: Sequence[str], done: set[str], decided: Mapping[str, tuple[str, ...]]) -> Counter[str]:
    """Return how many records that wait for nobody each person decided on."""
    return Counter(name for key in keys if key in done for name in decided.get(key, ()))


class _Record:
    """A record that waits: what it draws for each person, whom it cannot be taken from, and who is asked."""

    def __init__(self, draws: tuple[int, ...], fixed: frozenset[int], asked: set[int]) -> None:
        self.draws, self.fixed, self.asked = draws, fixed, asked

    def has(self, person: int) -> bool:
        return person in self.fixed or person in self.asked


def _asked(
    waiting: Sequence[str],
    people: Sequence[str],
    needed: int,
    decided: Mapping[str, tuple[str, ...]],
    loads: Mapping[str, int],
) -> dict[str, tuple[str, ...]]:
    """Return whom each record that waits still asks.

    A flow of least cost with costs that grow with the load: each record begins with whom it draws first; then, as long as
    the loads get more even, records are handed on from person to person along the cheapest way.
    """
    size = range(len(people))
    load = [loads.get(name, 0) for name in people]
    records: dict[str, _Record] = {}
    for key in sorted(waiting):
        draws = tuple(_draw(key, name) for name in people)
        fixed = frozenset(at for at in size if people[at] in decided.get(key, ()))
        lacking = max(0, needed - len(decided.get(key, ())))
        asked = set(sorted((at for at in size if at not in fixed), key=draws.__getitem__)[:lacking])
        records[key] = _Record(draws, fixed, asked)
        for at in (*fixed, *asked):
            load[at] += 1
    offers: dict[tuple[int, int], list[tuple[int, str]]] = {pair: [] for pair in permutations(size, 2)}
    for key, one in records.items():
        for giver in one.asked:
            for taker in size:
                if not one.has(taker):
                    offers[giver, taker].append((one.draws[taker] - one.draws[giver], key))
    for offered in offers.values():
        heapq.heapify(offered)
    while way := _best_way(load, offers, records):
        load[way[0]] -= 1
        load[way[-1]] += 1
        # Looked up before anything is handed on: the way was found in what stands now.
        steps = [(giver, taker, offers[giver, taker][0][1]) for giver, taker in pairwise(way)]
        for giver, taker, key in steps:
            one = records[key]
            one.asked.remove(giver)
            one.asked.add(taker)
        for key in {key for _, _, key in steps}:
            one = records[key]
            for giver in one.asked:
                for taker in size:
                    if not one.has(taker):
                        heapq.heappush(offers[giver, taker], (one.draws[taker] - one.draws[giver], key))
    return {key: tuple(people[at] for at in sorted(one.asked)) for key, one in records.items()}


def _best_way(
    load: Sequence[int],
    offers: Mapping[tuple[int, int], list[tuple[int, str]]],
    records: Mapping[str, _Record],
) -> tuple[int, ...]:
    """Return the people along whom one record each is handed on so that the loads are evener by most; empty for none.

    Of loads that are as even, those are taken in which who is named first has more.
    """
    size = range(len(load))
    cost: dict[tuple[int, int], int] = {}
    ways: dict[tuple[int, int], tuple[int, ...]] = {}
    for (giver, taker), offered in offers.items():
        while offered:
            one = records[offered[0][1]]
            if giver in one.asked and not one.has(taker):
                cost[giver, taker], ways[giver, taker] = offered[0][0], (giver, taker)
                break
            heapq.heappop(offered)
    for by in size:
        for giver in size:
            if (giver, by) not in cost:
                continue
            for taker in size:
                if (by, taker) in cost and giver != taker:
                    through = cost[giver, by] + cost[by, taker]
                    if (giver, taker) not in cost or through < cost[giver, taker]:
                        cost[giver, taker] = through
                        ways[giver, taker] = (*ways[giver, by], *ways[by, taker][1:])
    gains = [
        ((2 * (load[taker] - load[giver] + 1), taker - giver, paid), ways[giver, taker])
        for (giver, taker), paid in cost.items()
    ]
    found = min(gains, default=None)
    return found[1] if found and found[0][:2] < (0, 0) else ()


def _draw(key: str, name: str) -> int:
    """Return what a record draws for a person: a number that is the same on every machine."""
    return int.from_bytes(hashlib.blake2b(f"{key}\0{name}".encode(), digest_size=7).digest())


# --- another division ---------------------------------------------------------------------------------------------------


class Share(NamedTuple):
    """What a person has to do at a stage: records decided, and records that wait for them, now and after a change."""

    name: str
    decided: int
    now: int
    after: int


class Preview(NamedTuple):
    """What another division would come to: each person's share; how many records that wait go to somebody else; how many
    are settled, in conflict or wait for a further person, now and after."""

    people: tuple[Share, ...]
    moved: int
    settled: tuple[int, int]
    conflicts: tuple[int, int]
    begun: tuple[int, int]


def preview(review: Review, stage: str, people: Sequence[str], number: int) -> Preview:
    """Return what would come of a division among people (nobody: none), with so many people to each record.

    Raises `Misuse` for a stage whose records are not divided.
    """
    if stage not in AGREED_ON:
        raise Misuse(
            f"{STAGE_NAMES.get(stage, stage)} cannot be divided; what can: {', '.join(STAGE_NAMES[one] for one in AGREED_ON)}."
        )
    plan = review.protocol
    divide = {**{one: names for one, names in plan.divide.items() if one != stage}}
    if people:
        divide[stage] = tuple(people)
    after = replace(review, protocol=replace(plan, divide=divide, agree={**plan.agree, stage: number}))
    decided = Counter(name for names in votes.people(review, stage).values() for name in names)
    was, becomes = waits(review, stage), waits(after, stage)
    now, then = (Counter(name for names in one.values() for name in names) for one in (was, becomes))
    names = dict.fromkeys((*people, *known(review)))
    moved = sum(was[key] != names for key, names in becomes.items() if stage in plan.divide and was.get(key))
    return Preview(
        tuple(Share(name, decided[name], now[name], then[name]) for name in names),
        moved,
        *zip(_counts(review, stage), _counts(after, stage), strict=True),
    )


def _counts(review: Review, stage: str) -> tuple[int, int, int]:
    """Return how many records are settled, in conflict, and begun: they wait for a further person."""
    values = screening.at_stage(review, stage)[stage]
    conflicts = int((values == screening.CONFLICT).sum())
    settled = int((~values.isin(["", screening.PENDING, screening.CONFLICT])).sum())
    decided = votes.people(review, stage)
    begun = sum(key in decided for key in values.index[values.isin(["", screening.PENDING])])
    return settled, conflicts, begun


def known(review: Review) -> tuple[str, ...]:
    """Return everybody who is named in review.toml, decided, or has records."""
    divided = (name for names in review.protocol.divide.values() for name in names)
    return tuple(dict.fromkeys((*planning.everybody(review), *divided)))


def waits(review: Review, stage: str) -> dict[str, tuple[str, ...]]:
    """Return for whom each record of a stage waits that waits for somebody.

    Where the records are not divided: everybody known who did not decide on it.
    """
    decided, done = votes.people(review, stage), votes.done(review, stage)
    asked, everybody = shares(review, stage), known(review)
    divided = stage in review.protocol.divide
    return {
        key: tuple(
            name
            for name in (asked.get(key, ()) if divided else everybody)
            if name not in decided.get(key, ())
        )
        for key in screening.at_stage(review, stage).index.tolist()
        if key not in done
    }


def divide(review: Review, stage: str, people: Sequence[str], number: int, by: str = "") -> Change | None:
    """Divide the records of a stage among people (nobody: not at all), with so many people to each record.

    It is one change of review.toml, recorded in history/; None where that is so already. Raises as `planning.change` does.
    """
    plan = review.protocol
    shown = {"people": list(plan.divide.get(stage, ())), "number": plan.agree.get(stage, 1)}
    asked = {
        "op": "divide", "table": "divide", "stage": stage, "people": list(people), "number": number, "shown": shown,
    }  # fmt: skip
    return planning.change(review, asked, by)


def why_none(review: Review, reviewer: str, stage: str) -> str:
    """Say why no record waits for a person where a stage is divided; nothing where it is not, or some do."""
    people = review.protocol.divide.get(stage, ())
    if not people or any(reviewer in names for names in waits(review, stage).values()):
        return ""
    among = joined(people)
    if reviewer not in people:
        return f"The records {stage_in_words(stage)} are divided among {among}: none of them is yours. The team desk shows who has which."
    own = sum(reviewer in names for names in shares(review, stage).values())
    left = sum(map(bool, waits(review, stage).values()))
    others = (
        f" {counted(left, 'record')} of the others still {'waits' if left == 1 else 'wait'}." if left else ""
    )
    return (
        f"Your part is done: all {counted(own, 'record')} of it.{others}"
        if own
        else f"None of the records is yours.{others}"
    )


def joined(names: Sequence[str]) -> str:
    """Return names as a sentence has them.

    >>> joined(["Ann"]), joined(["Ann", "Bob"]), joined(["Ann", "Bob", "Cy"])
    ('Ann', 'Ann and Bob', 'Ann, Bob and Cy')
    """
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
