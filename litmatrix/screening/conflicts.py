"""The records on which people differ, with what each of them said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from litmatrix import screening
from litmatrix.review import Review
from litmatrix.screening import queues
from litmatrix.vocabulary import AUTOMATION

#: The stages at which people can differ on a record.
STAGES = ("screening", "retrieval", "eligibility")


class Conflict(NamedTuple):
    """A record on which people differ at a stage; `decisions` are what each said: reviewer, decision, reason, note, time."""

    key: str
    stage: str
    reference: str
    title: str
    decisions: list[dict[str, Any]]


def find_conflicts(review: Review, stages: Sequence[str] = STAGES) -> tuple[Conflict, ...]:
    """Return the records in conflict, stage by stage; what automation recorded is not told, for it yields to a person."""
    found = [
        (stage, key) for stage in stages for key in queues.find_queue(review, "conflicts", "", stage)
    ]
    if not found:
        return ()
    standing = screening.standing(review)
    standing = standing[(standing["reviewer"] != AUTOMATION) & standing["key"].isin({key for _, key in found})]
    columns = ["reviewer", "decision", "reason", "note", "time"]
    said = {
        place: table.to_dict("records") for place, table in standing.groupby(["stage", "key"])[columns]
    }
    names = screening.names(review)
    return tuple(
        Conflict(key, stage, names[key], review.records.at[key, "title"], said.get((stage, key), []))
        for stage, key in found
    )
