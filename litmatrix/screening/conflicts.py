"""The records on which people differ, with what each of them said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    found = {stage: queues.find_queue(review, "conflicts", "", stage) for stage in stages}
    if not any(found.values()):
        return ()
    names, titles = screening.names(review), review.records["title"]
    return tuple(
        Conflict(key, stage, names[key], titles[key], decided)
        for stage, keys in found.items()
        for key, decided in said(review, stage, keys).items()
    )


def said(review: Review, stage: str, keys: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return what each person decided on these records at a stage, by key: reviewer, decision, reason, note, time."""
    found: dict[str, list[dict[str, Any]]] = {key: [] for key in keys}
    columns = ["reviewer", "decision", "reason", "note", "time"]
    now = screening.standing(review)
    now = now[now["stage"] == stage]
    rows = (now[name].to_numpy(dtype=object).tolist() for name in ("key", *columns))
    for key, *values in zip(*rows, strict=True):
        if key in found and values[0] != AUTOMATION:
            found[key].append(dict(zip(columns, values, strict=True)))
    return found
