"""Which records wait for a reviewer at a stage, and in which order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from litmatrix import screening
from litmatrix.errors import Misuse
from litmatrix.matrix.history import instant
from litmatrix.model import Round
from litmatrix.review import Review, derived
from litmatrix.screening import dividing, filtering, labels, votes
from litmatrix.vocabulary import AGREED_ON, AUTOMATION, CONSENSUS, KEY, STAGE_NAMES

#: What each queue holds, in a reviewer's words.
QUEUES = {
    "pending": "to do: not yet decided by me",
    "maybe": "maybe, by me",
    "awaiting": "awaiting classification or requested, by me",
    "conflicts": "conflicts",
    "mine": "decided by me",
    "due": "to decide again: a criterion changed",
    "automation": "excluded by a check",
    "all": "all records at this stage",
}

#: All that the pending queue was ever made of: how far one has got is counted over it.
WHOLE = "whole"

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
    label: str = "",
    years: tuple[int | None, int | None] = (None, None),
) -> tuple[str, ...]:
    """Return the keys of the records in a queue, sorted; a `round_` of review.toml narrows it to its sample.

    In a round everyone decides on everything, so the pending queue is then blind to what others decided. Elsewhere,
    where the records are divided, it holds only what this reviewer is asked for (see `dividing`).
    `words`, `search`, `type_` (the entry's) and `years` narrow it as `filtering.filter_records` does, `label` to what
    this reviewer gave that label. Raises `Misuse` for a queue, sort, stage or round that does not exist, or a round of another stage.
    """
    if name not in QUEUES and name != WHOLE:
        raise Misuse(f"there is no queue {name}; known: {', '.join(QUEUES)}.")
    if sort not in SORTS:
        raise Misuse(f"the queue cannot be sorted by {sort}; known: {', '.join(SORTS)}.")
    if round_:
        chosen = set(sample(review, round_))
        if (of := _round(review, round_).stage) != stage:
            raise Misuse(f"the round {round_} is of {STAGE_NAMES[of]}, not of {STAGE_NAMES[stage]}.")
    keys = _members(review, name, reviewer, stage, everyone=bool(round_))
    if round_:
        keys = [key for key in keys if key in chosen]
    if label:
        labelled = labels.of(review, reviewer)
        keys = [key for key in keys if label in labelled.get(key, ())]
    if words or search or type_ or years != (None, None):
        table = filtering.filter_records(review, words=words, search=search, years=years)
        matching = set(table.index[table["type"] == type_] if type_ else table.index)
        keys = [key for key in keys if key in matching]
    return tuple(_sorted(review, keys, sort))


def sample(review: Review, round_: str) -> tuple[str, ...]:
    """Return the random sample of a round: the same records for everyone, whatever the order of the file.

    Each record gets a number from the round's seed and its key; the smallest make the sample. A pilot draws
    from all records of the stage, a check (its purpose begins with “check”) from those that somebody excluded
    outside the round. Records decided in the round stay in it, so that records found or excluded later push
    none of them out. Raises `Misuse` for a round that review.toml does not have.
    """
    one = _round(review, round_)
    keys = screening.at_stage(review, one.stage).index.to_numpy(dtype=object).tolist()
    now = screening.standing(review)
    now = now[now["stage"] == one.stage]
    begun = set(now.loc[now["round"] == round_, "key"])
    if one.purpose.lower().startswith("check"):
        excluded = set(now.loc[(now["decision"] == "exclude") & (now["round"] != round_), "key"])
        keys = [key for key in keys if key in excluded or key in begun]
    drawn = set(sorted(keys, key=lambda key: (key not in begun, _draw(one.seed, key)))[: one.size or None])
    return tuple(key for key in keys if key in drawn)


@derived
def _asked_blind(review: Review) -> dict[str, dict[str, set[str]]]:
    """Return by stage the records of which everyone is asked, whatever others decided, each with who decided on it."""
    found: dict[str, dict[str, set[str]]] = {}
    for one in review.protocol.rounds:
        if one.stage in AGREED_ON:
            decided, settled = votes.people(review, one.stage), _own(review, CONSENSUS, one.stage)
            here = found.setdefault(one.stage, {})
            here.update(
                (key, {*decided.get(key, ())}) for key in sample(review, one.id) if key not in settled
            )
    return found


def blind_to(review: Review, reviewer: str) -> dict[str, str]:
    """Return the records on which somebody may have decided, and this reviewer, who is asked too, has not yet: key and stage.

    These are the samples of rounds that nobody settled, and records in conflict that still need a further person. Until the
    reviewer decides, what the others decided is not to be told.
    """
    found: dict[str, str] = {}
    asked = _asked_blind(review)
    for stage in reversed(AGREED_ON):
        found |= {key: stage for key, people in asked.get(stage, {}).items() if reviewer not in people}
        if review.protocol.agree.get(stage, 1) > 2:
            here = screening.at_stage(review, stage)
            open_ = set(here.index[here[stage] == screening.CONFLICT])
            found |= {
                key: stage
                for key in _members(review, "pending", reviewer, stage, everyone=False)
                if key in open_
            }
    return found


def _round(review: Review, id: str) -> Round:
    found = {one.id: one for one in review.protocol.rounds}
    if id not in found:
        raise Misuse(f"there is no round {id}; known: {', '.join(found) or 'none'}.")
    return found[id]


def _draw(seed: int, key: str) -> bytes:
    return hashlib.blake2b(f"{seed}\0{key}".encode(), digest_size=16).digest()


def _members(review: Review, name: str, reviewer: str, stage: str, everyone: bool) -> list[str]:
    """Return the keys in a queue; where `everyone` decides, whatever others did, a rule's word counts for nothing either."""
    table = screening.outcomes(review)
    here = screening.at_stage(review, stage)
    keys = here.index.to_numpy(dtype=object).tolist()
    if name == "all":
        # At title and abstract one may look through everything, the other arm too.
        return table.index[~table["status"].isin(screening.GONE)].tolist() if stage == "screening" else keys
    shares = {} if everyone else dividing.shares(review, stage)
    if name == WHOLE:
        return [key for key in keys if reviewer in shares[key]] if shares else keys
    if name == "automation":
        return here.index[here["automation"] == "yes"].tolist()
    mine = _own(review, reviewer, stage)
    by_rule = set(here.index[here["automation"] == "yes"])
    if name == "pending":
        done = set() if everyone else votes.done(review, stage)
        waiting = [key for key in keys if key not in mine and key not in done]
        return [key for key in waiting if reviewer in shares[key]] if shares else waiting
    settled = _own(review, CONSENSUS, stage)
    if name == "conflicts":
        wanted = set(here.index[here[stage] == screening.CONFLICT]) | _due(review, settled, stage)
    elif name == "due":
        ruled = {key: one for key, one in _own(review, AUTOMATION, stage).items() if key in by_rule}
        wanted = _due(review, {**ruled, **mine}, stage) - settled.keys()
    else:
        decisions = {"maybe": ("maybe",), "awaiting": ("awaiting", "requested")}.get(name)
        wanted = {key for key, one in mine.items() if decisions is None or one.decision in decisions}
    return [key for key in keys if key in wanted]


class _Standing(NamedTuple):
    decision: str
    reason: str
    time: str


def _own(review: Review, reviewer: str, stage: str) -> dict[str, _Standing]:
    now = screening.standing(review)
    now = now[(now["reviewer"] == reviewer) & (now["stage"] == stage)]
    columns = (now[name].to_numpy(dtype=object).tolist() for name in (KEY, *_Standing._fields))
    return {key: _Standing(*values) for key, *values in zip(*columns, strict=True)}


def _due(review: Review, decided: Mapping[str, _Standing], stage: str) -> set[str]:
    """Return the records decided before a criterion changed: narrowed, its inclusions; widened, its exclusions."""
    changes = [
        (_moment(change.date), change.effect, one.id)
        for one in review.protocol.criteria
        if one.stage in ("", stage) or stage == "eligibility"
        for change in one.history
    ]

    def is_due(decision: str, reason: str, time: str) -> bool:
        return any(
            time[: len(moment)] < moment
            and (
                (effect == "narrowed" and decision in ("include", "maybe"))
                or (effect == "widened" and decision == "exclude" and reason == criterion)
            )
            for moment, effect, criterion in changes
        )

    return {key for key, one in decided.items() if is_due(*one)}


def _moment(time: datetime | date | str) -> str:
    """Return a time of review.toml as those of decisions begin: its day, or also its hour, minute and second, UTC."""
    moment = instant(time)
    return f"{moment:%Y-%m-%dT%H:%M:%S}" if moment else str(time)[:10]


def _sorted(review: Review, keys: list[str], sort: str) -> list[str]:
    if sort == "bibliography":
        return keys
    if sort == "random":
        return sorted(keys, key=lambda key: _draw(0, key))
    table = filtering.overview(review).loc[keys]
    if sort in ("year", "newest"):
        return table.sort_values(
            "year", ascending=sort == "year", kind="stable", na_position="last"
        ).index.tolist()
    column = "reference" if sort == "author" else "title"
    return table.sort_values(column, kind="stable", key=lambda values: values.str.casefold()).index.tolist()
