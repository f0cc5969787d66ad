"""Which records wait for a reviewer at a stage, and in which order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from litmatrix import agreement, filtering, screening
from litmatrix.errors import Misuse
from litmatrix.model import Criterion
from litmatrix.review import Review
from litmatrix.vocabulary import AUTOMATION, CONSENSUS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["QUEUES", "SORTS", "find_queue", "sample"]

#: What each queue holds, in a reviewer's words.
QUEUES = {
    "pending": "not yet decided by me",
    "maybe": "maybe, by me",
    "awaiting": "awaiting classification, by me",
    "conflicts": "in conflict",
    "mine": "what I decided",
    "due": "due again, since a criterion changed",
    "automation": "excluded by a rule",
    "all": "all records of this stage",
}

SORTS = ("bibliography", "year", "newest", "author", "title", "random")


def find_queue(
    review: Review,
    name: str,
    reviewer: str,
    stage: str = "screening",
    *,
    round_: str = "",
    sort: str = "bibliography",
    words: str = "",
    search: str = "",
    type_: str = "",
    years: tuple[int | None, int | None] = (None, None),
) -> tuple[str, ...]:
    """Return the keys of the records in a queue, sorted; a `round_` of review.toml narrows it to its sample.

    `words`, `search`, `type_` (the entry's) and `years` narrow it as `filtering.filter_records` does. Raises
    `Misuse` for a queue, sort, stage or round that does not exist.
    """
    if name not in QUEUES:
        raise Misuse(f"there is no queue {name}; known: {', '.join(QUEUES)}.")
    if sort not in SORTS:
        raise Misuse(f"the queue cannot be sorted by {sort}; known: {', '.join(SORTS)}.")
    keys = _members(review, name, reviewer, stage)
    if round_:
        chosen = set(sample(review, round_))
        keys = [key for key in keys if key in chosen]
    if words or search or type_ or years != (None, None):
        table = filtering.filter_records(review, words=words, search=search, years=years)
        matching = set(table.index[table["type"] == type_] if type_ else table.index)
        keys = [key for key in keys if key in matching]
    return tuple(_sorted(review, keys, sort))


def sample(review: Review, round_: str) -> tuple[str, ...]:
    """Return the random sample of a round: the same records for everyone, whatever the order of the file.

    Each record gets a number from the round's seed and its key; the smallest make the sample. A pilot draws
    from all records of the stage, a check (its purpose begins with “check”) from those that one person
    excluded. Raises `Misuse` for a round that review.toml does not have.
    """
    found = {one.id: one for one in review.protocol.rounds}
    if round_ not in found:
        raise Misuse(f"there is no round {round_}; known: {', '.join(found) or 'none'}.")
    one = found[round_]
    keys = _members(review, "all", "", one.stage)
    if one.purpose.lower().startswith("check"):
        excluded = screening.outcomes(review)
        keys = [key for key in keys if excluded.at[key, one.stage] == "exclude"]
    drawn = sorted(keys, key=lambda key: _draw(one.seed, key))[: one.size or None]
    return tuple(key for key in keys if key in set(drawn))


def _draw(seed: int, key: str) -> bytes:
    return hashlib.blake2b(f"{seed}\0{key}".encode(), digest_size=16).digest()


def _members(review: Review, name: str, reviewer: str, stage: str) -> list[str]:
    table = screening.outcomes(review)
    here = _at_stage(table, stage)
    keys = here.index.to_numpy(dtype=object).tolist()
    mine = _own(review, reviewer, stage)
    if name == "all":
        return table.index[table["status"] != screening.DUPLICATE].tolist() if stage == "screening" else keys
    if name == "pending":
        settled = set(here.index[here[stage].isin(["exclude", "include", "maybe"])]) if stage in here else set()
        by_rule = set(here.index[here["automation"] == "yes"])
        needed = review.protocol.agree.get(stage, 1)
        done = settled if needed == 1 else _enough(review, stage, needed)
        return [key for key in keys if key not in mine and key not in by_rule and key not in done]
    if name == "conflicts":
        return [key for key, outcome in zip(keys, here[stage], strict=True) if outcome == screening.CONFLICT]
    if name == "automation":
        return here.index[here["automation"] == "yes"].tolist()
    if name == "due":
        return _due(review, keys, stage)
    wanted = {"maybe": ("maybe",), "awaiting": ("awaiting",)}.get(name)
    return [key for key in keys if key in mine and (wanted is None or mine[key] in wanted)]


def _at_stage(table: pd.DataFrame, stage: str) -> pd.DataFrame:
    """Return the records that a stage is about: at screening the databases', later those that went on."""
    table = table[table["status"] != screening.DUPLICATE]
    if stage == "screening":
        return table[(table["arm"] == "database") | (table["screening"] != "")]
    if stage not in ("retrieval", "eligibility"):
        raise Misuse(f"there is no queue at {stage}; there are queues at screening, retrieval and eligibility.")
    on = table["screening"].isin(["", "include", "maybe"]) & (table["arm"] != "previous")
    if stage == "eligibility":
        on &= table["status"] != screening.NOT_RETRIEVED
    return table[on & ~((table["arm"] == "database") & (table["screening"] == ""))]


def _own(review: Review, reviewer: str, stage: str) -> dict[str, str]:
    now = screening.standing(review)
    now = now[(now["reviewer"] == reviewer) & (now["stage"] == stage)]
    return dict(zip(now["key"], now["decision"], strict=True))


def _enough(review: Review, stage: str, needed: int) -> set[str]:
    """Return the records that as many people decided on as must agree, or that consensus settled."""
    seen = (agreement.ratings(review, stage) != "").sum(axis=1)
    now = screening.standing(review)
    settled = now[(now["stage"] == stage) & (now["reviewer"] == CONSENSUS)]["key"]
    return {*seen.index[seen >= needed], *settled}


def _due(review: Review, keys: Iterable[str], stage: str) -> list[str]:
    """Return the records decided before a criterion changed: narrowed, its inclusions; widened, its exclusions."""
    now = screening.standing(review)
    now = now[(now["stage"] == stage) & (now["reviewer"] != AUTOMATION)]
    latest = {key: (decision, reason, time) for key, decision, reason, time in zip(now["key"], now["decision"], now["reason"], now["time"], strict=True)}
    tests = [_concerns(criterion) for criterion in review.protocol.criteria if criterion.history]
    return [key for key in keys if key in latest and any(test(*latest[key]) for test in tests)]


def _concerns(criterion: Criterion) -> Callable[[str, str, str], bool]:
    def concerns(decision: str, reason: str, time: str) -> bool:
        for change in criterion.history:
            if time[:10] < str(change.date)[:10]:
                if change.effect == "narrowed" and decision in ("include", "maybe"):
                    return True
                if change.effect == "widened" and decision == "exclude" and reason == criterion.id:
                    return True
        return False

    return concerns


def _sorted(review: Review, keys: list[str], sort: str) -> list[str]:
    if sort == "bibliography":
        return keys
    if sort == "random":
        return sorted(keys, key=lambda key: _draw(0, key))
    table = filtering.overview(review).loc[keys]
    if sort in ("year", "newest"):
        return table.sort_values("year", ascending=sort == "year", kind="stable", na_position="last").index.tolist()
    column = "reference" if sort == "author" else "title"
    return table.sort_values(column, kind="stable", key=lambda values: values.str.casefold()).index.tolist()
