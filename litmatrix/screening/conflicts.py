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
    said: dict[tuple[str, str], list[dict[str, Any]]] = {
        (stage, key): [] for stage in stages for key in queues.find_queue(review, "conflicts", "", stage)
    }
    if not said:
        return ()
    columns = ["reviewer", "decision", "reason", "note", "time"]
    now = screening.standing(review)
    rows = (now[name].to_numpy(dtype=object).tolist() for name in ("stage", "key", *columns))
    for stage, key, *values in zip(*rows, strict=True):
        if (stage, key) in said and values[0] != AUTOMATION:
            said[stage, key].append(dict(zip(columns, values, strict=True)))
    names, titles = screening.names(review), review.records["title"]
    return tuple(
        Conflict(key, stage, names[key], titles[key], decided) for (stage, key), decided in said.items()
    )
