"""What came of each record: who decided what, and where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from litmatrix import decisions
from litmatrix.bibliography import references
from litmatrix.errors import Misuse
from litmatrix.matrix import excerpts
from litmatrix.review import Review, derived
from litmatrix.vocabulary import (
    AUTOMATION,
    CONSENSUS,
    FORMER_KEYS,
    LABEL,
    ORIGIN,
    PREVIOUS,
    REMOVED,
    STAGES,
    stage_in_words,
)

if TYPE_CHECKING:
    import pandas as pd

PENDING = "pending"
CONFLICT = "conflict"
INCLUDED = "included"
EXCLUDED = "excluded"
NOT_RETRIEVED = "not retrieved"
AWAITING = "awaiting"
DUPLICATE = "duplicate"

#: Where a record that several searches found belongs: to the first of these.
_ARMS = (PREVIOUS, "database", "other")

#: Where a record can stand in the end.
STATUSES = (INCLUDED, EXCLUDED, NOT_RETRIEVED, AWAITING, PENDING, CONFLICT, DUPLICATE, REMOVED)

#: The records with these left before screening.
GONE = (DUPLICATE, REMOVED)


@derived(lasting=True)
def former_keys(review: Review) -> dict[str, str]:
    """Return the keys that records had before (biblatex's `ids`), each with the key of today.

    A key that an entry has today is that entry's, whatever `ids` of another one say; of two entries that claim
    a former key, the first has it.
    """
    renamed = review.records.loc[review.records[FORMER_KEYS] != "", FORMER_KEYS]
    found: dict[str, str] = {}
    for key, text in renamed.items():
        for old in text.split(","):
            if old.strip() and old.strip() not in review.records.index:
                found.setdefault(old.strip(), str(key))
    return found


@derived
def standing(review: Review) -> pd.DataFrame:
    """Return the standing decisions (see `decisions.standing`), under the keys of today; labels are none (see `labels`)."""
    events = review.decisions
    return decisions.standing(decisions.renamed(events[events["stage"] != LABEL], former_keys(review)))


class Pair(NamedTuple):
    """What holds of two records: `key` is a `duplicate` of `other`, or they are `distinct`; and where it was read."""

    key: str
    other: str
    decision: str
    where: str


@derived
def pairs(review: Review) -> tuple[Pair, ...]:
    """Return what holds of each pair of records that somebody decided on, by time.

    The latest decision counts, whoever took it: a person's before a rule's, `consensus` before both. A pair
    whose keys are one record's today is left out.
    """
    table = standing(review)
    table = table[(table["stage"] == "identification") & (table["decision"] != REMOVED)]
    table = table.sort_values(["time", "id"], kind="stable")
    latest: dict[frozenset[str], tuple[int, Pair]] = {}
    for row in table.itertuples(index=False):
        both, weight = frozenset((row.key, row.other)), _weight(row.reviewer)
        if len(both) == 2 and (both not in latest or weight >= latest[both][0]):
            latest.pop(both, None)
            latest[both] = (weight, Pair(row.key, row.other, row.decision, f"{row.file}:{row.line}"))
    return tuple(pair for _, pair in latest.values())


@derived
def duplicates(review: Review) -> tuple[Mapping[str, str], tuple[tuple[str, ...], ...]]:
    """Return the records removed as duplicates, each with the record kept in the end, and the circles.

    A record said to be a duplicate of two goes to the one named last. Records that name each other in a circle
    are all kept, and so is one whose original no search found: there it would leave the flow.
    """
    known = set(review.records.index)
    named = {
        pair.key: pair.other
        for pair in pairs(review)
        if pair.decision == DUPLICATE and {pair.key, pair.other} <= known
    }
    ends, circles = _followed(named)
    found = set(origins(review))
    return MappingProxyType({key: end for key, end in ends.items() if end in found}), circles


def _followed(named: Mapping[str, str]) -> tuple[dict[str, str], tuple[tuple[str, ...], ...]]:
    """Return the end of each chain of duplicates, and the circles; a chain into a circle ends where it meets it."""
    ends: dict[str, str] = {}
    circles: set[tuple[str, ...]] = set()
    in_circle: set[str] = set()
    for start in named:
        path: dict[str, int] = {}
        key = start
        while key in named and key not in ends and key not in in_circle and key not in path:
            path[key] = len(path)
            key = named[key]
        steps = list(path)
        if key in path:
            circle = steps[path[key] :]
            circles.add(tuple(sorted(circle)))
            in_circle.update(circle)
            steps = steps[: path[key]]
        end = ends.get(key, key)
        ends.update(dict.fromkeys(steps, end))
    return {key: ends[key] for key in named if key in ends}, tuple(sorted(circles))


@derived(lasting=True)
def origins(review: Review) -> dict[str, tuple[str, ...]]:
    """Return the ids of the searches that found each record, by key; records that are cited only are left out."""
    texts = review.records[ORIGIN].to_numpy(dtype=object).tolist()
    # Most records share one of a few texts.
    parts = {text: tuple(dict.fromkeys(filter(None, map(str.strip, text.split(","))))) for text in set(texts)}
    keys = review.records.index.to_numpy(dtype=object).tolist()
    return {key: parts[text] or (text.strip(),) for key, text in zip(keys, texts, strict=True) if text}


def records_of(review: Review) -> Counter[str]:
    """Return how many records each search found, by its id."""
    return Counter(id for ids in origins(review).values() for id in ids)


@derived
def outcomes(review: Review) -> pd.DataFrame:
    """Return where each record that a search found stands: index `key`, in the order of the bibliography.

    Columns, all text: `arm` (database, other, previous), `duplicate_of`, the outcomes `screening`,
    `retrieval` and `eligibility` (a decision, `pending`, `conflict`, or empty where the record did not get
    there), `status` (one of `STATUSES`), `stage` (where it was settled, or waits), `reason` (a criterion's
    id; of what was removed before screening, words), `automation` (yes where a rule's exclusion stands).

    Standing decisions that differ are a conflict, full-text exclusions with different reasons too; `consensus`
    settles it, and `automation` yields to a person. A record found by the previous version of the review is
    included until it is decided anew.
    """
    import pandas as pd

    searched = origins(review)
    removed, _ = duplicates(review)
    arms = _arms(review, searched, removed)
    votes: dict[str, dict[str, list[_Vote]]] = {}
    now = standing(review).sort_values(["time", "id"], kind="stable")
    columns = ("key", "stage", "reviewer", "decision", "reason")
    for key, stage, *vote in zip(
        *(now[name].to_numpy(dtype=object).tolist() for name in columns), strict=True
    ):
        if stage != "identification" or vote[1] == REMOVED:
            votes.setdefault(key, {}).setdefault(stage, []).append(_Vote(*vote))
    order = {criterion.id: place for place, criterion in enumerate(review.protocol.criteria)}
    needed = review.protocol.agree
    # Most records of a large review wait for everything: what comes of them hangs on the arm alone.
    waiting = {arm: _outcome(arm, _Settled(), "", _Settled()) for arm in _ARMS}
    rows = []
    for key in searched:
        arm, cast = arms[key], votes.get(key)
        if key in removed:
            found = _Outcome("", "", "", DUPLICATE, "identification")
        elif cast is None:
            found = waiting[arm]
        elif "identification" in cast:
            found = _Outcome("", "", "", REMOVED, "identification", cast["identification"][-1].reason)
        else:
            screened = _settled(cast.get("screening", ()), needed.get("screening", 1), order)
            assessed = _settled(cast.get("eligibility", ()), needed.get("eligibility", 1), order, strict=True)
            found = _outcome(arm, screened, _retrieval(cast.get("retrieval", ())), assessed)
        rows.append((arm, removed.get(key, ""), *found))
    index = pd.Index(list(searched), name="key", dtype="str")
    return pd.DataFrame(rows, columns=["arm", "duplicate_of", *_Outcome._fields], index=index, dtype="str")


@derived
def included(review: Review) -> pd.DataFrame:
    """Return the records that are included, with the columns of `review.records`, in its order."""
    table = outcomes(review)
    return review.records.loc[table.index[table["status"] == INCLUDED]]


@derived
def names(review: Review) -> dict[str, str]:
    """Return the short reference of each record by key, where all records are shown.

    Letters (2019a, 2019b) tell apart what is in the review: a record that was removed as a duplicate takes none. What is
    included is called as in `included_names`, so that a page that shows both names no two works alike.
    """
    removed, _ = duplicates(review)
    there = set(review.records.index) - set(removed)
    return references.short(review.records, there, _cited(review)).to_dict()


@derived
def included_names(review: Review) -> dict[str, str]:
    """Return the short reference of each record by key, where only included sources are shown.

    Letters tell apart the included sources, and works that excerpts quote: what a paper's own bibliography would hold.
    """
    return references.short(review.records, _cited(review)).to_dict()


def _cited(review: Review) -> set[str]:
    quoted = {key for row in review.excerpt_rows for key in excerpts.origin_keys(row.origin)}
    return {*included(review).index, *quoted}


def excluded(review: Review) -> pd.DataFrame:
    """Return `outcomes` of the records that are excluded or were not retrieved."""
    table = outcomes(review)
    return table[table["status"].isin([EXCLUDED, NOT_RETRIEVED])]


def at_stage(review: Review, stage: str) -> pd.DataFrame:
    """Return `outcomes` of the records that a stage is about: at screening the databases', later those that went on.

    Raises `Misuse` for a stage at which no records wait.
    """
    table = outcomes(review)
    table = table[~table["status"].isin(GONE)]
    if stage == "screening":
        return table[(table["arm"] == "database") | (table["screening"] != "")]
    if stage not in ("retrieval", "eligibility"):
        raise Misuse(
            f"there is no queue {stage_in_words(stage)}; there are queues at title and abstract, at retrieval and at full text."
        )
    on = table["screening"].isin(["include", "maybe"]) | (
        (table["screening"] == "") & (table["arm"] == "other")
    )
    on &= table["arm"] != "previous"
    if stage == "eligibility":
        on &= table["status"] != NOT_RETRIEVED
    # Whoever decided at full text without the stages before, or on what an earlier review included, sees it there.
    begun = (table["arm"] == "previous") & (table["eligibility"] == PENDING)  # one of several people decided
    return table[on | begun | (table["eligibility"].isin([*STAGES["eligibility"], CONFLICT]))]


def _arms(
    review: Review, searched: Mapping[str, tuple[str, ...]], removed: Mapping[str, str]
) -> dict[str, str]:
    """Return the arm of each record: that of its searches and of the duplicates merged into it."""
    by_search = {search.id: search.arm for search in review.protocol.searches}
    ranks = {
        ids: min(_ARMS.index(by_search.get(id, "database")) for id in ids) for ids in set(searched.values())
    }
    arms = {key: ranks[ids] for key, ids in searched.items()}
    for key, kept in removed.items():
        if key in searched:
            arms[kept] = min(arms.get(kept, len(_ARMS)), ranks[searched[key]])
    return {key: _ARMS[rank] for key, rank in arms.items()}


class _Vote(NamedTuple):
    reviewer: str
    decision: str
    reason: str


class _Outcome(NamedTuple):
    """What came of one record: the last columns of `outcomes`."""

    screening: str
    retrieval: str
    eligibility: str
    status: str
    stage: str
    reason: str = ""
    automation: str = ""


class _Settled(NamedTuple):
    """What votes come to: a decision, `pending`, `conflict` or nothing; its reason; and whether a rule said so."""

    decision: str = ""
    reason: str = ""
    by_rule: bool = False


def _weight(reviewer: str) -> int:
    """Return whose word holds: a person's before a rule's, `consensus` before both."""
    return {AUTOMATION: 0, CONSENSUS: 2}.get(reviewer, 1)


def _outcome(arm: str, screened: _Settled, got: str, assessed: _Settled) -> _Outcome:
    """Return what the stages come to, of a record that was not removed before them."""
    first, full = screened.decision, assessed.decision
    if first == "exclude":
        automation = "yes" if screened.by_rule else ""
        return _Outcome(first, "", "", EXCLUDED, "screening", screened.reason, automation)
    if first == CONFLICT and not full:
        return _Outcome(first, "", "", CONFLICT, "screening")
    if arm == PREVIOUS and full in ("", PENDING):
        return _Outcome(first, got, full, INCLUDED, "eligibility")
    if arm == "database" and first in ("", PENDING) and not (full or got):
        return _Outcome(PENDING, "", "", PENDING, "screening")
    first = first or ("include" if arm == "database" else "")
    if full:
        status = {"include": INCLUDED, "exclude": EXCLUDED, "awaiting": AWAITING}.get(full, full)
        reason = assessed.reason if full == "exclude" else ""
        return _Outcome(first, "retrieved", full, status, "eligibility", reason)
    if got == CONFLICT:
        return _Outcome(first, CONFLICT, "", CONFLICT, "retrieval")
    if got == "not_retrieved":
        return _Outcome(first, got, "", NOT_RETRIEVED, "retrieval")
    if got == "retrieved":
        return _Outcome(first, got, PENDING, PENDING, "eligibility")
    return _Outcome(first, got or PENDING, "", PENDING, "retrieval")


def _retrieval(votes: Sequence[_Vote]) -> str:
    """Return what the standing votes on retrieval (in order of time) come to; a request is no word on whether it was had."""
    agreed = [vote for vote in votes if vote.reviewer == CONSENSUS]
    people = [vote for vote in votes if vote.reviewer != AUTOMATION] or votes
    said = [vote for vote in people if vote.decision != "requested"]
    if not agreed and len({vote.decision for vote in said}) > 1:
        return CONFLICT
    return next((vote.decision for vote in reversed(agreed or said or people)), "")


def _settled(votes: Sequence[_Vote], needed: int, order: Mapping[str, int], strict: bool = False) -> _Settled:
    """Return what the standing votes of a stage (in order of time) come to; `strict`: reasons must agree as well.

    Of reasons that may differ, the first in the protocol's `order` is given.
    """
    agreed = [vote for vote in votes if vote.reviewer == CONSENSUS]
    if agreed:
        return _Settled(agreed[-1].decision, agreed[-1].reason)
    people = [vote for vote in votes if vote.reviewer != AUTOMATION]
    if not people:
        ruled = next((vote for vote in votes if vote.decision == "exclude"), None)
        return _Settled("exclude", ruled.reason, True) if ruled else _Settled()
    kinds = {vote.decision for vote in people}
    reasons = sorted(
        {vote.reason for vote in people if vote.decision == "exclude" and vote.reason},
        key=lambda id: (order.get(id, len(order)), id),
    )
    if (len(kinds) > 1 and kinds != {"include", "maybe"}) or (strict and len(reasons) > 1):
        return _Settled(CONFLICT)
    if len(people) < needed:
        return _Settled(PENDING)
    return _Settled("include" if "include" in kinds else people[-1].decision, next(iter(reasons), ""))
