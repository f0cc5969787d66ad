"""The included sources sorted into groups by a descriptor."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from litmatrix.coding.states import sources as included_sources
from litmatrix.errors import Misuse
from litmatrix.model import Descriptor
from litmatrix.review import Review
from litmatrix.vocabulary import UNKNOWN

SOURCE_TYPE = "source_type"
NOT_STATED = "not stated"
NOT_A_NUMBER = "not a number"
MOST_TEXTS = 25
MOST_BINS = 12


class Group(NamedTuple):
    """Sources that share a value; `apart` where the value is not known, or stands for the rest."""

    label: str
    keys: tuple[str, ...]
    apart: bool = False


class Grouping(NamedTuple):
    """A descriptor's name and its groups in order; `several` where a source can stand in more than one."""

    name: str
    groups: tuple[Group, ...]
    several: bool = False


def grouped(review: Review, by: str, most: int = MOST_TEXTS, bins: int = MOST_BINS) -> Grouping:
    """Sort the included sources by a descriptor: declared values in their order, then others by number.

    `source_type` falls back on the entry type where the review declares no such descriptor. Numbers are put
    in at most `bins` bins. Of values that nobody declared, those beyond `most` become one group. Raises `Misuse`
    for a descriptor that the review does not have.
    """
    declared = {descriptor.id: descriptor for descriptor in review.protocol.descriptors}
    sources = included_sources(review)
    if by not in declared and by == SOURCE_TYPE:
        types = dict(review.records.loc[sources.index, "type"])
        return Grouping("Type of entry", _by_text(types, most))
    if by not in declared:
        allowed = ", ".join(declared) or "none"
        raise Misuse(f"{by}: review.toml has no such descriptor. It has: {allowed}.")
    descriptor = declared[by]
    values = {key: text.strip() for key, text in sources[by].items()}
    name = descriptor.name or descriptor.id
    if descriptor.type == "number":
        return Grouping(name, _by_number(values, bins))
    if descriptor.type == "text":
        return Grouping(name, _by_text(values, most))
    return Grouping(name, _by_choice(values, descriptor, most), descriptor.type == "choices")


def folded(groups: Sequence[Group], room: int) -> list[Group]:
    """Return the first groups, and one more for those beyond the room; no more than there is room for."""
    if len(groups) <= room:
        return list(groups)
    rest = groups[room - 1 :]
    keys = dict.fromkeys(key for group in rest for key in group.keys)
    return [*groups[: room - 1], Group(f"{len(rest):,} other values", tuple(keys), True)]


def _by_choice(values: Mapping[str, str], descriptor: Descriptor, most: int) -> tuple[Group, ...]:
    found: dict[str, list[str]] = {}
    for key, text in values.items():
        parts = [part.strip() for part in text.split(";")] if descriptor.type == "choices" else [text]
        for part in dict.fromkeys(part for part in parts if part) or [""]:
            found.setdefault(part, []).append(key)
    declared = [value for value in descriptor.values if value.casefold() != UNKNOWN]
    known = [Group(value, tuple(found.pop(value, ()))) for value in declared]
    if UNKNOWN in descriptor.values:
        found.setdefault(UNKNOWN, [])
    ranked = _ranked(found, most)
    if descriptor.values:
        ranked = tuple(
            one if one.apart else Group(f"{one.label} (not in the list of values)", one.keys, True)
            for one in ranked
        )
    return (*known, *ranked)


def _by_text(values: Mapping[str, str], most: int) -> tuple[Group, ...]:
    found: dict[str, list[str]] = {}
    for key, text in values.items():
        found.setdefault(text, []).append(key)
    return _ranked(found, most)


def _ranked(found: Mapping[str, Sequence[str]], most: int) -> tuple[Group, ...]:
    """Return groups by falling number, those without a known value last and apart."""
    values = sorted(
        (value for value in found if value and value.casefold() != UNKNOWN),
        key=lambda value: (-len(found[value]), value.casefold(), value),
    )
    groups = [Group(value, tuple(found[value])) for value in values]
    if len(groups) > most:
        rest = groups[most - 1 :]
        keys = dict.fromkeys(key for group in rest for key in group.keys)
        groups = [*groups[: most - 1], Group(f"{len(rest)} other values", tuple(keys), True)]
    unknown = {value: keys for value, keys in found.items() if value.casefold() == UNKNOWN}
    missing = {NOT_STATED: found[""]} if found.get("") else {}
    return (*groups, *_apart(unknown | missing))


def _apart(found: Mapping[str, Sequence[str]]) -> Iterator[Group]:
    return (Group(label, tuple(keys), True) for label, keys in found.items())


# --- numbers ---------------------------------------------------------------------------------------------------------


def _by_number(values: Mapping[str, str], most: int) -> tuple[Group, ...]:
    numbers: dict[str, float] = {}
    rest: dict[str, list[str]] = {NOT_A_NUMBER: [], UNKNOWN: [], NOT_STATED: []}
    for key, text in values.items():
        if (number := _number(text)) is not None:
            numbers[key] = number
        else:
            rest[UNKNOWN if text.casefold() == UNKNOWN else NOT_A_NUMBER if text else NOT_STATED].append(key)
    found: list[list[str]] = []
    labels: list[str] = []
    if numbers:
        labels, place = _bins(list(numbers.values()), most)
        found = [[] for _ in labels]
        for key, number in numbers.items():
            found[place(number)].append(key)
    bins = (Group(label, tuple(keys)) for label, keys in zip(labels, found, strict=True))
    return (*bins, *_apart({label: keys for label, keys in rest.items() if keys}))


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _bins(numbers: Sequence[float], most: int) -> tuple[list[str], Callable[[float], int]]:
    """Return the labels of at most `most` (two or more) bins of a round width, and what finds a number's bin."""
    low, high = min(numbers), max(numbers)
    whole = all(number == int(number) for number in numbers)
    step = _round_step(max((high - low) / (most - 1), 1 if whole else 0) or abs(high) or 1, whole)
    first = math.floor(low / step + 1e-9)
    count = math.floor(high / step + 1e-9) - first + 1
    edges = [(first + place) * step for place in range(count + 1)]
    if whole and step == 1:
        labels = [f"{edge:.0f}" for edge in edges[:-1]]
    elif whole:
        labels = [f"{start:,.0f} to {end - 1:,.0f}" for start, end in itertools.pairwise(edges)]
    else:
        labels = [f"{start:.6g} to under {end:.6g}" for start, end in itertools.pairwise(edges)]
    return labels, lambda number: min(max(math.floor(number / step + 1e-9) - first, 0), count - 1)


def _round_step(least: float, whole: bool) -> float:
    power = 10 ** math.floor(math.log10(least))
    steps = (1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10)
    step = next(power * factor for factor in steps if power * factor >= least * (1 - 1e-9))
    return round(step) if whole else step
