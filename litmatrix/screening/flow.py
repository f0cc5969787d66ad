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
from litmatrix.vocabulary import DATABASE_KINDS, ERROR, OTHER_KINDS, PREVIOUS, PROTOCOL, STUDY

if TYPE_CHECKING:
    import pandas as pd

ARMS = ("previous", "database", "other", "included")

#: Boxes of what waits: they are drawn only where their number is not zero.
_WAITING = ("screening_pending", "retrieval_pending", "awaiting", "assessment_pending")
#: Boxes of an arm that may not be drawn; the first two always are in that of the databases.
OPTIONAL = ("removed", "screening_excluded", *_WAITING)

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
    arms = (box for arm in ("database", "other") for box in _arm(review, table, arm))
    return (*_previous(review, table), *arms, *_included(review, table))


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
    label = "Studies included in previous version of review"
    gone = part[part["status"] != screening.INCLUDED]
    lost = _box("removed", "previous", "Reports of the previous version not included now", gone)
    return [
        Box("previous_included", "previous", label, _studies(review, every), reports, every),
        *([lost] if lost.n else []),
    ]


def _arm(review: Review, table: pd.DataFrame, arm: str) -> list[Box]:
    searched = screening.origins(review)
    searches = [search for search in review.protocol.searches if search.arm == arm]
    ours = {search.id for search in searches}
    others = {search.id for search in review.protocol.searches} - ours
    # Searches that review.toml does not have count as databases.
    found = Counter(
        id
        for ids in searched.values()
        for id in ids
        if id in ours or (arm == "database" and id not in others)
    )
    part = table[(table["arm"] == arm) & (table["status"] != screening.DUPLICATE)]
    keys = tuple(key for key, ids in searched.items() if not found.keys().isdisjoint(ids))
    if not found.total() and not any(search.removed for search in searches):
        return [_identified(arm, searches, found, keys)] if searches else []
    early = part[(part["automation"] == "yes") | (part["status"] == screening.REMOVED)]
    removed = _removed(arm, searches, found.total() - len(part), early)
    return [
        _identified(arm, searches, found, keys),
        *([removed] if arm == "database" or removed.n else []),
        *_screened(part.drop(early.index), arm, review),
    ]


def _identified(arm: str, searches: list[Search], found: Counter, keys: tuple[str, ...]) -> Box:
    label = f"Records identified from {'databases and registers' if arm == 'database' else 'other methods'}"
    unknown = found.total() - sum(found[search.id] for search in searches)
    number = _counted(searches, found, unknown)
    if number is None:
        return Box(f"{arm}_identified", arm, label, None, _sources(searches, found, unknown), keys)
    parts, under = [], {}
    for kind in DATABASE_KINDS if arm == "database" else OTHER_KINDS:
        here = [search for search in searches if search.kind == kind]
        strange = unknown if kind == DATABASE_KINDS[0] else 0
        if not here and arm != "database":
            continue
        total = _counted(here, found, strange) if here else strange
        parts.append((KIND_LABELS[kind], "not stated" if total is None else _n(total)))
        if lines := _sources(here, found, strange):
            under[KIND_LABELS[kind]] = lines
    return Box(f"{arm}_identified", arm, label, number, tuple(parts), keys, under)


def _is_silent(search: Search, found: Counter) -> bool:
    return search.hits is None and not (found[search.id] or search.removed)


def _counted(searches: list[Search], found: Counter, unknown: int) -> int | None:
    """Return what searches found, and what no search accounts for; None where nobody stated any of it."""
    if not unknown and all(_is_silent(search, found) for search in searches):
        return None
    return unknown + sum(found[search.id] + (search.removed or 0) for search in searches)


def _sources(searches: list[Search], found: Counter, unknown: int) -> Parts:
    """Return a line for each search that has a number, one for what no search accounts for, and one for those silent."""
    lines = []
    for search in searches:
        if not _is_silent(search, found):
            count = found[search.id] + (search.removed or 0)
            hits = " (hits not stated)" if search.hits is None else f" of {search.hits:,} hits"
            lines.append((_source(search), _n(count) + ("" if search.hits == count else hits)))
    if unknown:
        lines.append((f"Searches that {PROTOCOL} does not have", _n(unknown)))
    if silent := list(dict.fromkeys(_source(search) for search in searches if _is_silent(search, found))):
        *others, last = silent
        lines.append((f"{', '.join(others)} and {last}" if others else last, "not stated"))
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
    # PRISMA's template has the three lines of the databases and registers, and none of the other methods.
    parts = ((name, _n(numbers[name])) for name in why if numbers[name] or arm == "database")
    under = {name: tuple(lines) for name, lines in why.items() if lines}
    label = "Records removed before screening"
    return Box(f"{arm}_removed", arm, label, numbers.total(), tuple(parts), tuple(early.index), under)


def _screened(part: pd.DataFrame, arm: str, review: Review) -> list[Box]:
    """Return the boxes from screening on, of the records that are left in an arm."""
    waits = part["status"].isin([screening.PENDING, screening.CONFLICT])
    unscreened, unretrieved, unassessed = (
        part[waits & (part["stage"] == stage)] for stage in ("screening", "retrieval", "eligibility")
    )
    out = part[(part["status"] == screening.EXCLUDED) & (part["stage"] == "screening")]
    sought = part.drop(unscreened.index.union(out.index))
    missing = sought[sought["status"] == screening.NOT_RETRIEVED]
    assessed = sought.drop(missing.index.union(unretrieved.index))
    excluded = assessed[assessed["status"] == screening.EXCLUDED]
    unclear = assessed[assessed["status"] == screening.AWAITING]
    other = arm == "other"
    # A reason is asked for at screening, and not required: where nobody gave one there is no list.
    reasons = _reasons(out, review) if out["reason"].any() else ()
    drawn = [
        _box("screened", arm, f"Records screened{' by title' if other else ''}", part),
        _box("screening_excluded", arm, f"Records excluded{' before retrieval' if other else ''}", out, reasons),
        _box("screening_pending", arm, "Records not yet screened", unscreened, _conflicts(unscreened)),
        _box("sought", arm, "Reports sought for retrieval", sought),
        _box("not_retrieved", arm, "Reports not retrieved", missing),
        _box("retrieval_pending", arm, "Reports not yet retrieved", unretrieved, _conflicts(unretrieved)),
        _box("assessed", arm, "Reports assessed for eligibility", assessed),
        _box("excluded", arm, "Reports excluded", excluded, _reasons(excluded, review)),
        _box("awaiting", arm, "Reports awaiting classification", unclear),
        _box("assessment_pending", arm, "Reports not yet assessed", unassessed, _conflicts(unassessed)),
    ]  # fmt: skip
    if other and out.empty and unscreened.empty:
        del drawn[:2]
    return [box for box in drawn if box.n or not box.id.endswith(_WAITING)]


def _included(review: Review, table: pd.DataFrame) -> list[Box]:
    """Return the last boxes. A new report of a study of the previous version adds a report, but no study."""
    update = _is_update(review)
    part = table[table["status"] == screening.INCLUDED]
    new = tuple(part.index[part["arm"] != "previous"])
    old, every = tuple(part.index.drop(list(new))), tuple(part.index)
    studies = _studies(review, every)
    words = ("New studies", "new included") if update else ("Studies", "included")
    reports = ((f"Reports of {words[1]} studies", _n(len(new))),)
    label = f"{words[0]} included in review"
    result = [Box("included_new", "included", label, studies - _studies(review, old), reports, new)]
    if old or ((table["arm"] == PREVIOUS) & (table["status"] != screening.DUPLICATE)).any():
        reports = (("Reports of total included studies", _n(len(every))),)
        label = "Total studies included in review"
        result.append(Box("included_total", "included", label, studies, reports, every))
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
            entered = Counter(found[start].keys if start in found else ())
            left_by = Counter(key for name in names if name in found for key in found[name].keys)
            left_by.update(key for name in names if name in ends for key in entered if key in ends[name])
            lost = sorted((entered - left_by) + (left_by - entered))
            if lost and start in found:
                problems.append(_open_end(found[start], left_by.total(), lost))
    return tuple(problems)


def _open_end(box: Box, left: int, lost: list[str]) -> Problem:
    shown = f": {', '.join(lost[:20])}{' …' if len(lost) > 20 else ''}" if lost else ""
    number = len(box.keys) if lost else box.n
    message = f"{box.label} ({number}) does not equal what leaves it ({left}){shown}."
    return Problem("flow", ERROR, f"flow, {box.id}", message, key=lost[0] if lost else "")


# --- small parts -----------------------------------------------------------------------------------------------------


def _source(search: Search) -> str:
    other = search.id if search.arm == "database" else KIND_LABELS.get(search.kind, search.kind)
    return search.source or search.platform or other


def _box(name: str, arm: str, label: str, part: pd.DataFrame, parts: Parts = ()) -> Box:
    return Box(f"{arm}_{name}", arm, label, len(part), parts, tuple(part.index))


def _reasons(part: pd.DataFrame, review: Review) -> Parts:
    counts = Counter(part["reason"])
    words = review.protocol.exclusions
    unknown = sorted(id for id in counts if id and id not in words)
    names = [*(id for id in words if id in counts), *unknown, *([""] if "" in counts else [])]
    return tuple((words.get(name, name) or "no reason given", _n(counts[name])) for name in names)


def _conflicts(part: pd.DataFrame) -> Parts:
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


def number(text: str) -> int | None:
    """Return the number that a line of a box says; None where it is not stated.

    >>> number("n = 1,234"), number("n = 40 of 50 hits"), number("not stated")
    (1234, 40, None)
    """
    found = re.match(r"n = ([\d,]+)", text)
    return int(found[1].replace(",", "")) if found else None


def other_methods(review: Review) -> dict[str, int | None]:
    """Return how many records the searches of each kind of other method found, by kind, in PRISMA's order.

    None where no search of the kind says any number; a kind without searches is left out.
    """
    found = screening.records_of(review)
    kinds: dict[str, list[Search]] = {}
    for search in review.protocol.searches:
        kinds.setdefault(search.kind, []).append(search)
    return {kind: _counted(kinds[kind], found, 0) for kind in OTHER_KINDS if kind in kinds}
