"""The PRISMA 2020 flow: how many records were found, removed, screened, sought, assessed and included.

After Page MJ et al., The PRISMA 2020 statement (BMJ 2021;372:n71), with its three columns: studies of a
previous version, databases and registers, other methods. Identified are pairs of a record and a search that
found it; duplicates are these pairs less the distinct records kept. Boxes that PRISMA does not draw are
there only where their number is not zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litmatrix import screening
from litmatrix.model import Problem, Search
from litmatrix.review import Review, derived
from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, ERROR, PROTOCOL, STUDY, WARNING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Box", "boxes", "check_flow", "count_flow"]

ARMS = ("previous", "database", "other", "included")

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
    result = [*_previous(review, table), *_arm(review, table, searched, "database"), *_arm(review, table, searched, "other")]
    return (*result, *_included(review, table))


def count_flow(review: Review) -> pd.DataFrame:
    """Return the boxes as a frame: index `box`, columns arm, label, n (nullable integer; missing: not
    stated), and detail (the lines under the label)."""
    import pandas as pd

    found = boxes(review)
    rows = [(box.arm, box.label, box.n, "; ".join(f"{label}: {text}" for label, text in box.parts)) for box in found]
    index = pd.Index([box.id for box in found], name="box", dtype="str")
    return pd.DataFrame(rows, columns=["arm", "label", "n", "detail"], index=index).astype({"n": "Int64"})


def _previous(review: Review, table: pd.DataFrame) -> list[Box]:
    part = table[table["arm"] == "previous"]
    if part.empty:
        return []
    kept = tuple(part.index[part["status"] == screening.INCLUDED])
    reports = (("Reports", _n(len(kept))),)
    result = [
        Box("previous_included", "previous", "Studies included in previous version of review", _studies(review, kept), reports, kept)
    ]
    gone = tuple(part.index[~part["status"].isin([screening.INCLUDED, screening.DUPLICATE])])
    if gone:
        result.append(Box("previous_removed", "previous", "Reports of the previous version not included now", len(gone), (), gone))
    return result


def _arm(review: Review, table: pd.DataFrame, searched: Mapping[str, tuple[str, ...]], arm: str) -> list[Box]:
    searches = [search for search in review.protocol.searches if search.arm == arm]
    found = _pairs(searches, searched, arm == "database", {search.id for search in review.protocol.searches})
    part = table[(table["arm"] == arm) & (table["status"] != screening.DUPLICATE)]
    if not found.total() and part.empty:
        return [] if not searches else [_identified(arm, searches, found, ())]
    result = [_identified(arm, searches, found, tuple(key for key in searched if _finds(searched[key], searches)))]
    by_rule = part[part["automation"] == "yes"]
    removed = found.total() - len(part)
    lines = (("Duplicate records", _n(removed)),)
    if len(by_rule):
        lines += (("Marked as ineligible by automation tools", _n(len(by_rule))),)
    if arm == "database" or removed or len(by_rule):
        result.append(
            Box(f"{arm}_removed", arm, "Records removed before screening", removed + len(by_rule), lines, tuple(by_rule.index))
        )
    part = part[part["automation"] != "yes"]
    result.extend(_screened(part, arm, review))
    return result


def _identified(arm: str, searches: list[Search], found: Counter, keys: tuple[str, ...]) -> Box:
    label = "Records identified from databases and registers" if arm == "database" else "Records identified from other methods"
    silent = [search for search in searches if search.hits is None and not found[search.id]]
    told = [search for search in searches if search not in silent]
    lines = [(_source(search), _told(search, found[search.id])) for search in told]
    if silent:
        lines.append((_listed([_source(search) for search in silent]), "not stated"))
    return Box(f"{arm}_identified", arm, label, found.total() if told else None, tuple(lines), keys)


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
        result += [_box("screened", arm, name["screened"], part), _box("screening_excluded", arm, name["out"], out, _reasons(out, review))]
    result += _if_any(_box("screening_pending", arm, "Records not yet screened", screening_waits, _conflicts(screening_waits)))
    result += [
        _box("sought", arm, "Reports sought for retrieval", sought),
        _box("not_retrieved", arm, "Reports not retrieved", missing),
    ]
    result += _if_any(_box("retrieval_pending", arm, "Reports not yet retrieved", retrieval_waits))
    result += [
        _box("assessed", arm, "Reports assessed for eligibility", assessed),
        _box("excluded", arm, "Reports excluded", excluded, _reasons(excluded, review)),
    ]
    result += _if_any(_box("awaiting", arm, "Reports awaiting classification", unclear))
    result += _if_any(_box("assessment_pending", arm, "Reports not yet assessed", waiting, _conflicts(waiting)))
    return result


def _included(review: Review, table: pd.DataFrame) -> list[Box]:
    part = table[table["status"] == screening.INCLUDED]
    new = tuple(part.index[part["arm"] != "previous"])
    every = tuple(part.index)
    result = [
        Box("included_new", "included", "New studies included in review", _studies(review, new), (("Reports of new included studies", _n(len(new))),), new)
    ]
    if len(every) > len(new):
        result.append(
            Box("included_total", "included", "Total studies included in review", _studies(review, every),
                (("Reports of total included studies", _n(len(every))),), every)
        )  # fmt: skip
    return result


# --- checks ----------------------------------------------------------------------------------------------------------


def check_flow(review: Review) -> tuple[Problem, ...]:
    """Return a problem for each record or search that keeps the flow from adding up."""
    table = screening.outcomes(review)
    searched = screening.origins(review)
    return (
        *_unknown_searches(review, searched),
        *_hits(review, searched),
        *_circles(review),
        *_out_of_place(review, table),
        *_unclosed(review),
    )


def _unknown_searches(review: Review, searched: Mapping[str, tuple[str, ...]]) -> Iterable[Problem]:
    known = {search.id for search in review.protocol.searches}
    for key, ids in searched.items():
        for id in ids:
            if id not in known:
                yield Problem(
                    "unknown-search", ERROR, _entry_place(review, key), f"the origin of {key} names the search {id}, which review.toml does not have.",
                    key=key, fix=f"Known: {', '.join(sorted(known)) or 'none'}.",
                )  # fmt: skip


def _hits(review: Review, searched: Mapping[str, tuple[str, ...]]) -> Iterable[Problem]:
    found = Counter(id for ids in searched.values() for id in ids)
    for search in review.protocol.searches:
        if search.hits is not None and found[search.id] > search.hits:
            yield Problem(
                "search-hits", ERROR, f"{PROTOCOL}, searches {search.id}",
                f"it states {search.hits} hits, but {found[search.id]} records name it as their origin.",
                key=search.id, fix="Correct hits, or the origin of the records.",
            )  # fmt: skip


def _circles(review: Review) -> Iterable[Problem]:
    for circle in screening.duplicates(review)[1]:
        yield Problem(
            "duplicate-circle", ERROR, DECISIONS, f"{', '.join(circle)} are each said to be a duplicate of another of them; none is removed.",
            key=circle[0], fix="Withdraw one of these decisions.",
        )  # fmt: skip


def _out_of_place(review: Review, table: pd.DataFrame) -> Iterable[Problem]:
    now = screening.standing(review)
    criteria = {criterion.id for criterion in review.protocol.criteria}
    reviewers = {*review.protocol.reviewers, "consensus", "automation"}
    cited = set(review.records.index) - set(table.index)
    strangers: set[str] = set()
    for row in now.itertuples():
        where = f"{row.file}:{row.line}"
        if row.key in cited and row.stage not in ("coding", "identification"):
            yield Problem("outside-flow", ERROR, where, f"{row.key} was decided on at {row.stage}, but its entry names no search in `origin`.",
                          key=row.key, fix="Add the origin, or withdraw the decision.")  # fmt: skip
        if row.decision == "exclude" and row.stage == "eligibility" and not row.reason:
            yield Problem("no-reason", ERROR, where, f"{row.key} was excluded at full text without a reason.",
                          key=row.key, fix="Decide again, with the first criterion that it fails.")  # fmt: skip
        if row.reason and row.reason not in criteria:
            yield Problem("unknown-reason", ERROR, where, f"the reason {row.reason} is none of the criteria.",
                          key=row.key, fix=f"Known: {', '.join(sorted(criteria)) or 'none'}.")  # fmt: skip
        if review.protocol.reviewers and row.reviewer not in reviewers and row.reviewer not in strangers:
            strangers.add(row.reviewer)
            yield Problem("unknown-reviewer", WARNING, where, f"{row.reviewer} is not among the reviewers of review.toml.",
                          key=row.reviewer, fix="Add the name to reviewers, or correct it there.")  # fmt: skip
    later = now[now["stage"].isin(["retrieval", "eligibility"])]
    out = set(table.index[(table["stage"] == "screening") & (table["status"] == screening.EXCLUDED)])
    for key in dict.fromkeys(later["key"]):
        if key in out:
            yield Problem("decided-after-exclusion", ERROR, _entry_place(review, key),
                          f"{key} was excluded at screening, yet there are later decisions on it; the exclusion counts.",
                          key=key, fix="Withdraw the one or the other.")  # fmt: skip


def _unclosed(review: Review) -> Iterable[Problem]:
    """Say where a box does not equal what leaves it; the sums are taken from the boxes as drawn."""
    found = {box.id: box for box in boxes(review)}
    balances = {
        "screened": ("screening_excluded", "screening_pending", "sought"),
        "sought": ("not_retrieved", "retrieval_pending", "assessed"),
    }
    for arm in ("database", "other"):
        for start, ends in balances.items():
            box = found.get(f"{arm}_{start}")
            leaving = [found[f"{arm}_{end}"] for end in ends if f"{arm}_{end}" in found]
            if box and box.n != sum(one.n or 0 for one in leaving):
                lost = sorted(set(box.keys).symmetric_difference(key for one in leaving for key in one.keys))
                yield Problem("flow", ERROR, "flow", f"{box.label} (n = {box.n}) does not equal what leaves it: {', '.join(lost[:20])}.", key=(lost or [""])[0])


# --- small parts -----------------------------------------------------------------------------------------------------


def _pairs(searches: list[Search], searched: Mapping[str, tuple[str, ...]], with_unknown: bool, known: set[str]) -> Counter:
    """Count the pairs of a record and a search of this arm, by search; unknown searches count as databases."""
    ids = {search.id for search in searches}
    return Counter(id for found in searched.values() for id in found if id in ids or (with_unknown and id not in known))


def _finds(ids: tuple[str, ...], searches: list[Search]) -> bool:
    return any(search.id in ids for search in searches)


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
    names = [*(id for id in order if id in counts), *sorted(id for id in counts if id and id not in order), *([""] if "" in counts else [])]
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


def _entry_place(review: Review, key: str) -> str:
    return f"{BIBLIOGRAPHY}:{review.records['line'].get(key, 1)}"
