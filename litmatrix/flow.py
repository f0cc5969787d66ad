"""The PRISMA 2020 flow: how many records were found, removed, screened, sought, assessed and included.

After Page MJ et al., The PRISMA 2020 statement (BMJ 2021;372:n71), with its three columns: studies of a
previous version, databases and registers, other methods. Identified are pairs of a record and a search that
found it; duplicates are these pairs less the distinct records kept. Boxes that PRISMA does not draw are
there only where their number is not zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litmatrix import screening
from litmatrix.model import Problem, Search
from litmatrix.review import Review, derived
from litmatrix.vocabulary import ERROR, PROTOCOL, STUDY

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Box", "boxes", "count_flow", "unclosed"]

ARMS = ("previous", "database", "other", "included")

#: Boxes of an arm that are drawn only where their number is not zero.
OPTIONAL = (
    "removed",
    "screening_excluded",
    "screening_pending",
    "retrieval_pending",
    "awaiting",
    "assessment_pending",
)

KIND_LABELS = {
    "database": "Databases", "register": "Registers", "website": "Websites", "organisation": "Organisations",
    "citation": "Citation searching", "contact": "Contacts", "other": "Other", "previous": "Previous version",
}  # fmt: skip


@dataclass(frozen=True)
class Box:
    """One box of the diagram: `n` records (pairs, in the first box; None: not stated), the lines printed under
    its label, and the keys of the records behind it (none for pairs removed)."""

    id: str
    arm: str
    label: str
    n: int | None
    parts: tuple[tuple[str, str], ...] = ()
    keys: tuple[str, ...] = ()


@derived
def boxes(review: Review) -> tuple[Box, ...]:
    """Return the boxes of the flow diagram, arm by arm, in the order in which records pass them."""
    table = screening.outcomes(review)
    searched = screening.origins(review)
    result = [
        *_previous(review, table),
        *_arm(review, table, searched, "database"),
        *_arm(review, table, searched, "other"),
    ]
    return (*result, *_included(review, table))


def count_flow(review: Review) -> pd.DataFrame:
    """Return the boxes as a frame: index `box`, columns arm, label, n (nullable integer; missing: not
    stated), and detail (the lines under the label)."""
    import pandas as pd

    found = boxes(review)
    rows = [
        (box.arm, box.label, box.n, "; ".join(f"{label}: {text}" for label, text in box.parts))
        for box in found
    ]
    index = pd.Index([box.id for box in found], name="box", dtype="str")
    return pd.DataFrame(rows, columns=["arm", "label", "n", "detail"], index=index).astype({"n": "Int64"})


def _previous(review: Review, table: pd.DataFrame) -> list[Box]:
    part = table[(table["arm"] == "previous") & (table["status"] != screening.DUPLICATE)]
    if part.empty:
        return []
    every = tuple(part.index)
    reports = (("Reports", _n(len(every))),)
    result = [
        Box(
            "previous_included",
            "previous",
            "Studies included in previous version of review",
            _studies(review, every),
            reports,
            every,
        )
    ]
    gone = part[part["status"] != screening.INCLUDED]
    return [
        *result,
        *_if_any(_box("removed", "previous", "Reports of the previous version not included now", gone)),
    ]


def _arm(review: Review, table: pd.DataFrame, searched: Mapping[str, tuple[str, ...]], arm: str) -> list[Box]:
    searches = [search for search in review.protocol.searches if search.arm == arm]
    found = _pairs(searches, searched, arm == "database", {search.id for search in review.protocol.searches})
    part = table[(table["arm"] == arm) & (table["status"] != screening.DUPLICATE)]
    if not found.total():
        return [] if not searches else [_identified(arm, searches, found, ())]
    result = [
        _identified(
            arm,
            searches,
            found,
            tuple(key for key, ids in searched.items() if not found.keys().isdisjoint(ids)),
        )
    ]
    by_rule = part[part["automation"] == "yes"]
    removed = found.total() - len(part)
    lines = [("Duplicate records", _n(removed))]
    if len(by_rule):
        lines.append(("Marked as ineligible by automation tools", _n(len(by_rule))))
    if arm == "database" or removed or len(by_rule):
        result.append(
            Box(
                f"{arm}_removed",
                arm,
                "Records removed before screening",
                removed + len(by_rule),
                tuple(lines),
                tuple(by_rule.index),
            )
        )
    part = part[part["automation"] != "yes"]
    result.extend(_screened(part, arm, review))
    return result


def _identified(arm: str, searches: list[Search], found: Counter, keys: tuple[str, ...]) -> Box:
    label = (
        "Records identified from databases and registers"
        if arm == "database"
        else "Records identified from other methods"
    )
    silent = [search for search in searches if search.hits is None and not found[search.id]]
    told = [search for search in searches if search not in silent]
    lines = [(_source(search), _told(search, found[search.id])) for search in told]
    unknown = found.total() - sum(found[search.id] for search in searches)
    if unknown:
        lines.append((f"Searches that {PROTOCOL} does not have", _n(unknown)))
    if silent:
        lines.append((_listed([_source(search) for search in silent]), "not stated"))
    return Box(
        f"{arm}_identified", arm, label, found.total() if told or unknown else None, tuple(lines), keys
    )


def _screened(part: pd.DataFrame, arm: str, review: Review) -> list[Box]:
    """Return the boxes from screening on, of the records that are left in an arm."""
    waits = part["status"].isin([screening.PENDING, screening.CONFLICT])
    screening_waits = part[waits & (part["stage"] == "screening")]
    out = part[(part["status"] == screening.EXCLUDED) & (part["stage"] == "screening")]
    sought = part.drop(screening_waits.index.union(out.index))
    missing = sought[sought["status"] == screening.NOT_RETRIEVED]
    retrieval_waits = sought[waits.loc[sought.index] & (sought["stage"] == "retrieval")]
    assessed = sought.drop(missing.index.union(retrieval_waits.index))
    excluded = assessed[assessed["status"] == screening.EXCLUDED]
    unclear = assessed[assessed["status"] == screening.AWAITING]
    waiting = assessed[waits.loc[assessed.index]]
    name = {"screened": "Records screened", "out": "Records excluded"}
    if arm == "other":
        name = {"screened": "Records screened by title", "out": "Records excluded before retrieval"}
    result = []
    if arm == "database" or len(out) or len(screening_waits):
        result += [
            _box("screened", arm, name["screened"], part),
            _box("screening_excluded", arm, name["out"], out, _reasons(out, review)),
        ]
    result += _if_any(
        _box(
            "screening_pending", arm, "Records not yet screened", screening_waits, _conflicts(screening_waits)
        )
    )
    result += [
        _box("sought", arm, "Reports sought for retrieval", sought),
        _box("not_retrieved", arm, "Reports not retrieved", missing),
    ]
    result += _if_any(
        _box(
            "retrieval_pending",
            arm,
            "Reports not yet retrieved",
            retrieval_waits,
            _conflicts(retrieval_waits),
        )
    )
    result += [
        _box("assessed", arm, "Reports assessed for eligibility", assessed),
        _box("excluded", arm, "Reports excluded", excluded, _reasons(excluded, review)),
    ]
    result += _if_any(_box("awaiting", arm, "Reports awaiting classification", unclear))
    result += _if_any(
        _box("assessment_pending", arm, "Reports not yet assessed", waiting, _conflicts(waiting))
    )
    return result


def _included(review: Review, table: pd.DataFrame) -> list[Box]:
    """Return the last boxes. A new report of a study of the previous version adds a report, but no study."""
    part = table[table["status"] == screening.INCLUDED]
    new = tuple(part.index[part["arm"] != "previous"])
    old, every = tuple(part.index.drop(list(new))), tuple(part.index)
    studies = _studies(review, every)
    reports = (("Reports of new included studies", _n(len(new))),)
    result = [
        Box(
            "included_new",
            "included",
            "New studies included in review",
            studies - _studies(review, old),
            reports,
            new,
        )
    ]
    if old:
        reports = (("Reports of total included studies", _n(len(every))),)
        result.append(
            Box("included_total", "included", "Total studies included in review", studies, reports, every)
        )
    return result


# --- closing ---------------------------------------------------------------------------------------------------------

#: What leaves each box; `total` and `new` are those of the included records that came through it.
_BALANCES = (
    ("included", ("removed", "total")),
    ("screened", ("screening_excluded", "screening_pending", "sought")),
    ("sought", ("not_retrieved", "retrieval_pending", "assessed")),
    ("assessed", ("excluded", "awaiting", "assessment_pending", "new")),
)


def unclosed(drawn: Sequence[Box]) -> tuple[Problem, ...]:
    """Return a problem for each box that does not equal what leaves it, with the records that make the difference."""
    problems = []
    ends = {name: set(box.keys) for box in drawn for name in ("total", "new") if box.id == f"included_{name}"}
    for arm in ARMS[:-1]:
        found = {box.id.removeprefix(f"{arm}_"): box for box in drawn if box.arm == arm}
        if (first := found.get("identified")) and len(found) > 1:
            goes_on = found["screened" if "screened" in found else "sought"]
            left = (goes_on.n or 0) + (found["removed"].n or 0 if "removed" in found else 0)
            if first.n != left:
                problems.append(_open_end(first, left, []))
        for start, names in _BALANCES:
            if start not in found:
                continue
            entered = Counter(found[start].keys)
            left_by = Counter(key for name in names if name in found for key in found[name].keys)
            left_by.update(key for name in names if name in ends for key in entered if key in ends[name])
            if entered != left_by:
                problems.append(
                    _open_end(
                        found[start], left_by.total(), sorted((entered - left_by) + (left_by - entered))
                    )
                )
    return tuple(problems)


def _open_end(box: Box, left: int, lost: list[str]) -> Problem:
    shown = f": {', '.join(lost[:20])}{' …' if len(lost) > 20 else ''}" if lost else ""
    message = (
        f"{box.label} ({len(box.keys) if lost else box.n}) does not equal what leaves it ({left}){shown}."
    )
    return Problem("flow", ERROR, f"flow, {box.id}", message, key=lost[0] if lost else "")


# --- small parts -----------------------------------------------------------------------------------------------------


def _pairs(
    searches: list[Search], searched: Mapping[str, tuple[str, ...]], with_unknown: bool, known: set[str]
) -> Counter:
    """Count the pairs of a record and a search of this arm, by search; unknown searches count as databases."""
    ids = {search.id for search in searches}
    return Counter(
        id for found in searched.values() for id in found if id in ids or (with_unknown and id not in known)
    )


def _told(search: Search, count: int) -> str:
    if search.hits is None:
        return f"{_n(count)} (hits not stated)"
    return _n(count) if search.hits == count else f"{_n(count)} of {search.hits:,} hits"


def _source(search: Search) -> str:
    return search.source or search.platform or KIND_LABELS.get(search.kind, search.kind)


def _listed(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"


def _box(name: str, arm: str, label: str, part: pd.DataFrame, parts: tuple[tuple[str, str], ...] = ()) -> Box:
    return Box(f"{arm}_{name}", arm, label, len(part), parts, tuple(part.index))


def _if_any(box: Box) -> list[Box]:
    return [box] if box.n else []


def _reasons(part: pd.DataFrame, review: Review) -> tuple[tuple[str, str], ...]:
    counts = Counter(part["reason"])
    order = [criterion.id for criterion in review.protocol.criteria]
    words = {criterion.id: criterion.exclude or criterion.include for criterion in review.protocol.criteria}
    names = [
        *(id for id in order if id in counts),
        *sorted(id for id in counts if id and id not in order),
        *([""] if "" in counts else []),
    ]
    return tuple((words.get(name, name) or "no reason given", _n(counts[name])) for name in names)


def _conflicts(part: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    number = int((part["status"] == screening.CONFLICT).sum())
    return (("In conflict", _n(number)),) if number else ()


def _studies(review: Review, keys: tuple[str, ...]) -> int:
    """Count studies: reports that share a `study` are one."""
    named = review.records.loc[list(keys), STUDY]
    return len({study or f"\0{key}" for key, study in named.items()})


def _n(number: int) -> str:
    return f"n = {number:,}"
