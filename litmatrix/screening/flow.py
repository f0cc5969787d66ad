"""The PRISMA 2020 flow: how many records were found, removed, screened, sought, assessed and included.

After Page MJ et al., The PRISMA 2020 statement (BMJ 2021;372:n71), with its three columns: studies of a
previous version, databases and registers, other methods. Identified are pairs of a record and a search that
found it, and what a search says was removed before its file was made; duplicates are these pairs less the
distinct records kept. Boxes that PRISMA does not draw are there only where their number is not zero. The
words are those of its template for a new review, or for an updated one where a search is of kind `previous`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from litmatrix import screening
from litmatrix.model import Problem, Search
from litmatrix.review import Review, derived
from litmatrix.vocabulary import ERROR, PREVIOUS, PROTOCOL, STUDY

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Box", "boxes", "count_flow", "heads", "notes", "studies_in", "unclosed"]

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

#: Why records left before screening, as PRISMA words it; what a search says is sorted by a word of its `removed_why`.
DUPLICATES, BY_TOOLS, OTHERWISE = (
    "Duplicate records removed", "Records marked as ineligible by automation tools", "Records removed for other reasons",
)  # fmt: skip
_SORTED = (
    (re.compile("dup[lk]i|dedup|doubl[eo][nt]|dublet|doppelt", re.IGNORECASE), DUPLICATES),
    (re.compile("automat|classifier|machine.learning", re.IGNORECASE), BY_TOOLS),
)

#: The notes of PRISMA's template, by the box that bears the mark.
_NOTES = {
    "database_identified": ("*", "Consider, if feasible to do so, reporting the number of records identified from each database "
                            "or register searched (rather than the total number across all databases/registers)."),
    "database_screening_excluded": ("**", "If automation tools were used, indicate how many records were excluded by a human and "
                                    "how many were excluded by automation tools."),
}  # fmt: skip

Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Box:
    """One box of the diagram: `n` records (pairs, in the first box; None: not stated), the lines printed under
    its label, the keys of the records behind it (none for pairs removed), and, by the label of a line, what it is
    the sum of."""

    id: str
    arm: str
    label: str
    n: int | None
    parts: Parts = ()
    keys: tuple[str, ...] = ()
    under: Mapping[str, Parts] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """The asterisks that lead to a note of PRISMA's template, or nothing."""
        return _NOTES[self.id][0] if self.id in _NOTES and self.n is not None else ""

    def lines(self) -> Iterator[tuple[int, str, str]]:
        """Yield the lines under the label: how deep each stands (0 or 1), what it says, and its number."""
        for label, text in self.parts:
            yield 0, label, text
            yield from ((1, *line) for line in self.under.get(label, ()))


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
        (box.arm, box.label, box.n, "; ".join(f"{label}: {text}" for _, label, text in box.lines()))
        for box in found
    ]
    index = pd.Index([box.id for box in found], name="box", dtype="str")
    return pd.DataFrame(rows, columns=["arm", "label", "n", "detail"], index=index).astype({"n": "Int64"})


def heads(review: Review) -> dict[str, str]:
    """Return what stands over the boxes of each arm."""
    new = "new " if _is_update(review) else ""
    return {
        "previous": "Previous studies",
        "database": f"Identification of {new}studies via databases and registers",
        "other": f"Identification of {new}studies via other methods",
        "included": "Included",
    }


def notes(drawn: Sequence[Box]) -> tuple[str, ...]:
    """Return the notes under the diagram, each behind the mark that its box bears."""
    return tuple(f"{box.mark} {_NOTES[box.id][1]}" for box in drawn if box.mark)


def _is_update(review: Review) -> bool:
    return any(search.kind == PREVIOUS for search in review.protocol.searches)


def _previous(review: Review, table: pd.DataFrame) -> list[Box]:
    part = table[(table["arm"] == "previous") & (table["status"] != screening.DUPLICATE)]
    if part.empty:
        return []
    every = tuple(part.index)
    reports = (("Reports of studies included in previous version of review", _n(len(every))),)
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
    keys = tuple(key for key, ids in searched.items() if not found.keys().isdisjoint(ids))
    before = sum(search.removed or 0 for search in searches)
    if not found.total() + before:
        return [] if not searches else [_identified(arm, searches, found, keys)]
    early = part[(part["automation"] == "yes") | (part["status"] == screening.REMOVED)]
    removed = _removed(arm, searches, found.total() - len(part), early)
    return [
        _identified(arm, searches, found, keys),
        *([removed] if arm == "database" or removed.n else []),
        *_screened(part.drop(early.index), arm, review),
    ]


def _identified(arm: str, searches: list[Search], found: Counter, keys: tuple[str, ...]) -> Box:
    label = (
        "Records identified from databases and registers"
        if arm == "database"
        else "Records identified from other methods"
    )
    silent = [
        search for search in searches if search.hits is None and not (found[search.id] or search.removed)
    ]
    told = [search for search in searches if search not in silent]
    unknown = found.total() - sum(found[search.id] for search in searches)
    number = found.total() + sum(search.removed or 0 for search in searches) if told or unknown else None
    if arm != "database" or number is None:
        return Box(f"{arm}_identified", arm, label, number, _sources(told, silent, found, unknown), keys)
    parts, under = [], {}
    for kind in ("database", "register"):
        here = [search for search in told if search.kind == kind]
        mute = [search for search in silent if search.kind == kind]
        strange = unknown if kind == "database" else 0
        total = strange + sum(found[search.id] + (search.removed or 0) for search in here)
        parts.append((KIND_LABELS[kind], _n(total) if here or strange or not mute else "not stated"))
        if lines := _sources(here, mute, found, strange):
            under[KIND_LABELS[kind]] = lines
    return Box(f"{arm}_identified", arm, label, number, tuple(parts), keys, under)


def _sources(told: list[Search], silent: list[Search], found: Counter, unknown: int) -> Parts:
    """Return a line for each search that has a number, one for what no search accounts for, and one for those silent."""
    lines = [(_source(search), _told(search, found[search.id] + (search.removed or 0))) for search in told]
    if unknown:
        lines.append((f"Searches that {PROTOCOL} does not have", _n(unknown)))
    if silent:
        lines.append((_listed([_source(search) for search in silent]), "not stated"))
    return tuple(lines)


def _removed(arm: str, searches: list[Search], duplicates: int, early: pd.DataFrame) -> Box:
    """Return the box of what left before screening: by duplicates, by tools, for other reasons in words."""
    by_rule, gone = (early[early["automation"] == sign] for sign in ("yes", ""))
    numbers = Counter({DUPLICATES: duplicates, BY_TOOLS: len(by_rule), OTHERWISE: len(gone)})
    why: dict[str, list[tuple[str, str]]] = {DUPLICATES: [], BY_TOOLS: [], OTHERWISE: []}
    for search in searches:
        if search.removed:
            reason = next((name for words, name in _SORTED if words.search(search.removed_why)), OTHERWISE)
            numbers[reason] += search.removed
            why[reason].append(
                (f"{_source(search)}: {search.removed_why or 'no reason given'}", _n(search.removed))
            )
    words: dict[str, list[str]] = {}
    for text in gone["reason"]:
        words.setdefault(" ".join(text.split()).casefold(), []).append(" ".join(text.split()))
    why[OTHERWISE] += [(same[0] or "no reason given", _n(len(same))) for same in words.values()]
    return Box(
        f"{arm}_removed",
        arm,
        "Records removed before screening",
        numbers.total(),
        tuple(
            (name, _n(numbers[name]))
            for name in why
            if numbers[name] or (name == DUPLICATES and arm == "database")
        ),
        tuple(early.index),
        {name: tuple(lines) for name, lines in why.items() if lines},
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
    update = _is_update(review)
    part = table[table["status"] == screening.INCLUDED]
    new = tuple(part.index[part["arm"] != "previous"])
    old, every = tuple(part.index.drop(list(new))), tuple(part.index)
    studies = _studies(review, every)
    reports = (
        ("Reports of new included studies" if update else "Reports of included studies", _n(len(new))),
    )
    result = [
        Box(
            "included_new",
            "included",
            "New studies included in review" if update else "Studies included in review",
            studies - _studies(review, old),
            reports,
            new,
        )
    ]
    if old or ((table["arm"] == PREVIOUS) & (table["status"] != screening.DUPLICATE)).any():
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
    other = search.id if search.arm == "database" else KIND_LABELS.get(search.kind, search.kind)
    return search.source or search.platform or other


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
    """Count studies: reports that share a `study` are one, and a report can be of several."""
    named = review.records.loc[list(keys), STUDY]
    return len({study for key, text in named.items() for study in studies_in(text) or (f"\0{key}",)})


def studies_in(text: str) -> tuple[str, ...]:
    """Return the studies that a field `study` names, each once: parted by commas or semicolons, without braces.

    >>> studies_in("{S1}, S2; S1")
    ('S1', 'S2')
    """
    parts = (" ".join(part.split()) for part in re.split("[,;\n]", re.sub("[{}]", "", text)))
    return tuple(dict.fromkeys(part for part in parts if part))


def _n(number: int) -> str:
    return f"n = {number:,}"
