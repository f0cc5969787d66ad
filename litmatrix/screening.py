"""What came of each record: what its checks suggest, who decided what, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from litmatrix import decisions
from litmatrix.bibliography import year_number
from litmatrix.model import Criterion
from litmatrix.review import Review, derived
from litmatrix.vocabulary import AUTOMATION, CONSENSUS, FORMER_KEYS, ORIGIN, PREVIOUS, UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Finding",
    "duplicates",
    "excluded",
    "finding",
    "former_keys",
    "included",
    "origins",
    "outcomes",
    "standing",
    "suggestions",
]

MEETS = "meets"
FAILS = "fails"

PENDING = "pending"
CONFLICT = "conflict"
INCLUDED = "included"
EXCLUDED = "excluded"
NOT_RETRIEVED = "not retrieved"
AWAITING = "awaiting"
DUPLICATE = "duplicate"

#: Where a record can stand in the end.
STATUSES = (INCLUDED, EXCLUDED, NOT_RETRIEVED, AWAITING, PENDING, CONFLICT, DUPLICATE)


class Finding(NamedTuple):
    """What a criterion's check finds in one record: meets, fails or unknown, and why in words."""

    verdict: str
    why: str


# --- checks of the criteria ------------------------------------------------------------------------------------------


def finding(criterion: Criterion, values: Mapping[str, str]) -> Finding | None:
    """Return what the criterion's check finds in a record's fields and descriptors; None if it has no check.

    A field that is empty, or says `unknown`, decides nothing. It only suggests: a person decides.
    """
    check = criterion.check
    if check is None:
        return None
    value = str(values.get(check.field, "") or "").strip()
    if not value or value == UNKNOWN:
        return Finding(UNKNOWN, f"{check.field} is not known")
    if check.first is not None or check.last is not None:
        number = year_number(value) if check.field == "year" else _number(value)
        if number is None:
            return Finding(UNKNOWN, f"{check.field} “{value}” is not a number")
        if check.first is not None and number < check.first:
            return Finding(FAILS, f"{check.field} {number:g} is before {check.first}" if check.field == "year" else f"{check.field} {number:g} is below {check.first}")
        if check.last is not None and number > check.last:
            return Finding(FAILS, f"{check.field} {number:g} is after {check.last}" if check.field == "year" else f"{check.field} {number:g} is above {check.last}")
    if check.contains:
        text = _folded(value)
        word = next((word for word in check.contains if re.search(rf"(?<!\w){re.escape(_folded(word))}", text)), None)
        if word is None:
            return Finding(FAILS, f"{check.field} holds none of {', '.join(f'“{word}”' for word in check.contains)}")
    if check.values:
        given = {part.strip().casefold() for part in value.split(";")}
        if given.isdisjoint(allowed.casefold() for allowed in check.values):
            return Finding(FAILS, f"{check.field} is {value}, not {' or '.join(check.values)}")
    shown = value if len(value) < 60 else value[:57] + "…"
    return Finding(MEETS, f"{check.field} is {shown}")


def suggestions(review: Review, keys: Iterable[str] | None = None) -> pd.DataFrame:
    """Return what the criteria's checks find: one row a record (all that a search found, or `keys`) and check.

    Columns: key, criterion, verdict (meets, fails, unknown), why. Criteria without a check have no row.
    """
    import pandas as pd

    criteria = [criterion for criterion in review.protocol.criteria if criterion.check]
    records = review.found if keys is None else review.records.loc[list(keys)]
    fields = sorted({criterion.check.field for criterion in criteria if criterion.check})
    columns = {}
    for name in fields:
        if name in review.matrix.columns and name not in review.records.columns:
            columns[name] = review.matrix[name].reindex(records.index, fill_value="").tolist()
        elif name in records.columns:
            columns[name] = records[name].tolist()
    rows = []
    for place, key in enumerate(records.index):
        values = {name: column[place] for name, column in columns.items()}
        for criterion in criteria:
            if found := finding(criterion, values):
                rows.append((key, criterion.id, found.verdict, found.why))
    return pd.DataFrame(rows, columns=["key", "criterion", "verdict", "why"], dtype="str")


def _number(value: str) -> float | None:
    try:
        return float(value.replace(",", ""))
    except ValueError:
        return None


def _folded(text: str) -> str:
    return re.sub(r"[\s\-‐‑–]+", " ", text).casefold()


# --- standing --------------------------------------------------------------------------------------------------------


@derived
def former_keys(review: Review) -> dict[str, str]:
    """Return the keys that records had before (biblatex's `ids`), each with the key of today."""
    renamed = review.records.loc[review.records[FORMER_KEYS] != "", FORMER_KEYS]
    return {old.strip(): key for key, olds in renamed.items() for old in olds.split(",") if old.strip()}


@derived
def standing(review: Review) -> pd.DataFrame:
    """Return the standing decisions (see `decisions.standing`), under the keys of today."""
    events = review.decisions
    renamed = former_keys(review)
    if renamed:
        events = events.assign(key=events["key"].replace(renamed), other=events["other"].replace(renamed))
    return decisions.standing(events)


def duplicates(review: Review) -> tuple[dict[str, str], tuple[tuple[str, ...], ...]]:
    """Return the records removed as duplicates, each with the record kept in the end, and the circles.

    The latest decision on a pair holds, whoever took it. Records that name each other in a circle are all
    kept, and the circle is returned.
    """
    pairs = standing(review)
    pairs = pairs[pairs["stage"] == "identification"].sort_values(["time", "id"])
    latest: dict[frozenset, tuple[str, str, str]] = {}
    for key, other, decision in zip(pairs["key"], pairs["other"], pairs["decision"], strict=True):
        latest[frozenset((key, other))] = (key, other, decision)
    known = set(review.records.index)
    kept = {key: other for key, other, decision in latest.values() if decision == DUPLICATE and {key, other} <= known}
    circles: set[tuple[str, ...]] = set()
    final: dict[str, str] = {}
    for key in kept:
        path = [key]
        while path[-1] in kept and kept[path[-1]] not in path:
            path.append(kept[path[-1]])
        if path[-1] in kept:
            start = path.index(kept[path[-1]])
            circles.add(tuple(sorted(path[start:])))
        else:
            final[key] = path[-1]
    in_circle = {key for circle in circles for key in circle}
    return {key: to for key, to in final.items() if key not in in_circle}, tuple(sorted(circles))


@derived
def origins(review: Review) -> dict[str, tuple[str, ...]]:
    """Return the ids of the searches that found each record, by key; records that are cited only are left out."""
    return {
        key: tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
        for key, text in review.found[ORIGIN].items()
    }


@derived
def outcomes(review: Review) -> pd.DataFrame:
    """Return where each record that a search found stands: index `key`, in the order of the bibliography.

    Columns, all text: `arm` (database, other, previous), `duplicate_of`, the outcomes `screening`,
    `retrieval` and `eligibility` (a decision, `pending`, `conflict`, or empty where the record did not get
    there), `status` (one of `STATUSES`), `stage` (where it was settled, or waits), `reason` (a criterion's
    id), `automation` (yes where a rule's exclusion stands).

    Standing decisions that differ are a conflict; `consensus` settles it, and `automation` yields to a
    person. A record found by the previous version of the review is included unless it was decided anew.
    """
    import pandas as pd

    searched = origins(review)
    removed, _ = duplicates(review)
    arms = _arms(review, searched, removed)
    votes: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    now = standing(review).sort_values(["time", "id"], kind="stable")
    for stage, key, reviewer, decision, reason in zip(
        now["stage"], now["key"], now["reviewer"], now["decision"], now["reason"], strict=True
    ):
        votes.setdefault((stage, key), []).append((reviewer, decision, reason))
    rows = []
    for key in searched:
        if key in removed:
            rows.append((arms[key], removed[key], "", "", "", DUPLICATE, "identification", "", ""))
            continue
        rows.append((arms[key], "", *_outcome(key, arms[key], votes, review.protocol.agree)))
    columns = ["arm", "duplicate_of", "screening", "retrieval", "eligibility", "status", "stage", "reason", "automation"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(list(searched), name="key", dtype="str"), dtype="str")


@derived
def included(review: Review) -> pd.DataFrame:
    """Return the records that are included, with the columns of `review.records`, in its order."""
    table = outcomes(review)
    return review.records.loc[table.index[table["status"] == INCLUDED]]


def excluded(review: Review) -> pd.DataFrame:
    """Return `outcomes` of the records that are excluded or were not retrieved."""
    table = outcomes(review)
    return table[table["status"].isin([EXCLUDED, NOT_RETRIEVED])]


def _arms(review: Review, searched: Mapping[str, tuple[str, ...]], removed: Mapping[str, str]) -> dict[str, str]:
    """Return the arm of each record: that of its searches and of the duplicates merged into it."""
    by_search = {search.id: search.arm for search in review.protocol.searches}
    clusters: dict[str, set[str]] = {}
    for key, ids in searched.items():
        found = {by_search.get(id, "database") for id in ids}
        clusters.setdefault(key, set()).update(found)
        if key in removed:
            clusters.setdefault(removed[key], set()).update(found)
    order = (PREVIOUS, "database", "other")
    return {key: next(arm for arm in order if arm in arms) for key, arms in clusters.items()}


def _outcome(key: str, arm: str, votes: Mapping, agree: Mapping[str, int]) -> tuple[str, str, str, str, str, str, str]:
    """Return screening, retrieval, eligibility, status, stage, reason and automation of one record."""
    screened, why, automated = _settled(votes.get(("screening", key), []), agree.get("screening", 1))
    assessed, later, _ = _settled(votes.get(("eligibility", key), []), agree.get("eligibility", 1))
    got = votes[("retrieval", key)][-1][1] if ("retrieval", key) in votes else ""
    automation = "yes" if automated else ""
    if screened == "exclude":
        return screened, "", "", EXCLUDED, "screening", why, automation
    if screened == CONFLICT and not assessed:
        return screened, "", "", CONFLICT, "screening", "", ""
    if arm == PREVIOUS and not assessed:
        return screened, got, "", INCLUDED, "eligibility", "", ""
    if arm == "database" and screened in ("", PENDING) and not (assessed or got):
        return PENDING, "", "", PENDING, "screening", "", ""
    screened = screened or ("include" if arm == "database" else "")
    if not assessed and got == "not_retrieved":
        return screened, got, "", NOT_RETRIEVED, "retrieval", "", ""
    if not assessed:
        stage = "eligibility" if got == "retrieved" else "retrieval"
        return screened, got or PENDING, PENDING if stage == "eligibility" else "", PENDING, stage, "", ""
    status = {"include": INCLUDED, "exclude": EXCLUDED, "awaiting": AWAITING}.get(assessed, assessed)
    return screened, "retrieved", assessed, status, "eligibility", later if assessed == "exclude" else "", ""


def _settled(votes: list[tuple[str, str, str]], needed: int) -> tuple[str, str, bool]:
    """Return the outcome of a stage from its standing votes (in order of time), its reason, and whether a rule gave it."""
    if not votes:
        return "", "", False
    agreed = [vote for vote in votes if vote[0] == CONSENSUS]
    if agreed:
        return agreed[-1][1], agreed[-1][2], False
    people = [vote for vote in votes if vote[0] != AUTOMATION]
    if not people:
        return votes[-1][1], votes[-1][2], True
    kinds = {decision for _, decision, _ in people}
    if len(kinds) > 1 and kinds != {"include", "maybe"}:
        return CONFLICT, "", False
    reasons = [reason for _, decision, reason in people if decision == "exclude"]
    if len(people) < needed:
        return PENDING, "", False
    return ("include" if kinds == {"include", "maybe"} else people[-1][1]), next(iter(reasons), ""), False
