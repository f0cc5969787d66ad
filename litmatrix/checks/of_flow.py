"""Checks of the flow: searches, duplicates and decisions that keep its numbers from adding up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from litmatrix import flow, screening
from litmatrix.checks.places import entry_place, meant, several
from litmatrix.model import Problem
from litmatrix.review import Review
from litmatrix.vocabulary import AUTOMATION, CONSENSUS, ERROR, PROTOCOL, WARNING

__all__ = ["check_flow"]


def check_flow(review: Review) -> tuple[Problem, ...]:
    """Return a problem for each record, search or decision that keeps the flow from adding up."""
    searched = screening.origins(review)
    return (
        *_unknown_searches(review, searched),
        *_hits(review, searched),
        *_odd_pairs(review, searched),
        *_out_of_place(review, searched),
        *_odd_reasons(review),
        *_strangers(review),
        *flow.unclosed(flow.boxes(review)),
    )


def _unknown_searches(review: Review, searched: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    known = {search.id for search in review.protocol.searches}
    strange: dict[str, list[str]] = {}
    for key, ids in searched.items():
        for id in ids:
            if id not in known:
                strange.setdefault(id, []).append(key)
    for id, keys in strange.items():
        yield Problem(
            "unknown-search",
            ERROR,
            entry_place(review, keys[0]),
            f"the origin of {several(keys)} names the search {id}, which {PROTOCOL} does not have.",
            key=id,
            fix=meant(
                id,
                known,
                f"Add it there, or correct the origin; known: {', '.join(sorted(known)) or 'none'}.",
            ),
        )


def _hits(review: Review, searched: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    found = Counter(id for ids in searched.values() for id in ids)
    for search in review.protocol.searches:
        if search.hits is not None and found[search.id] > search.hits:
            yield Problem(
                "search-hits",
                ERROR,
                f"{PROTOCOL}, searches {search.id}",
                f"it states {search.hits} hits, but {found[search.id]} records name it as their origin.",
                key=search.id,
                fix="Correct hits, or the origin of the records.",
            )


def _odd_pairs(review: Review, searched: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Yield circles of duplicates, records said to be duplicates of two, and of one that no search found."""
    removed, circles = screening.duplicates(review)
    named: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    for pair in screening.pairs(review):
        if pair.decision == screening.DUPLICATE:
            named.setdefault(pair.key, []).append(pair.other)
            places[pair.key] = pair.where
    for circle in circles:
        yield Problem(
            "duplicate-circle",
            ERROR,
            places[circle[0]],
            f"{', '.join(circle)} are each said to be a duplicate of another of them; none is removed.",
            key=circle[0],
            fix="Withdraw one of these decisions.",
        )
    known = set(review.records.index)
    for key, others in named.items():
        ends = sorted({removed.get(other, other) for other in others if other in known} - {key})
        if key in removed and len(ends) > 1:
            yield Problem(
                "two-originals",
                WARNING,
                places[key],
                f"{key} is said to be a duplicate of {' and of '.join(ends)}, which are both kept; it goes "
                f"to {removed[key]}.",
                key=key,
                fix="Say which of them are duplicates of each other, or withdraw one decision.",
            )
        elif (
            key in searched
            and key not in removed
            and any(other in known and other not in searched for other in others)
        ):
            cited = next(other for other in others if other in known and other not in searched)
            yield Problem(
                "outside-flow",
                ERROR,
                places[key],
                f"{key} is said to be a duplicate of {cited}, whose entry names no search in `origin`; "
                f"{key} stays in.",
                key=key,
                fix=f"Give {cited} its origin, or turn the pair round.",
            )


def _out_of_place(review: Review, searched: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Yield decisions on records that are cited only, and decisions later than an exclusion at screening."""
    table = screening.outcomes(review)
    out = set(table.index[(table["stage"] == "screening") & (table["status"] == screening.EXCLUDED)])
    cited = set(review.records.index) - set(searched)
    now = screening.standing(review)
    told: set[str] = set()
    for key, stage, file, line in zip(now["key"], now["stage"], now["file"], now["line"], strict=True):
        if key in cited and stage not in ("coding", "identification"):
            yield Problem(
                "outside-flow",
                ERROR,
                f"{file}:{line}",
                f"{key} was decided on at {stage}, but its entry names no search in `origin`.",
                key=key,
                fix="Add the origin, or withdraw the decision.",
            )
        if key in out and stage in ("retrieval", "eligibility") and key not in told:
            told.add(key)
            yield Problem(
                "decided-after-exclusion",
                ERROR,
                f"{file}:{line}",
                f"{key} was excluded at screening, yet there are later decisions on it; the exclusion "
                "counts.",
                key=key,
                fix="Withdraw the one or the other.",
            )


def _odd_reasons(review: Review) -> Iterator[Problem]:
    known = {criterion.id for criterion in review.protocol.criteria}
    now = screening.standing(review)
    strange: dict[str, list[tuple[str, str]]] = {}
    columns = (now[name] for name in ("key", "stage", "decision", "reason", "file", "line"))
    for key, stage, decision, reason, file, line in zip(*columns, strict=True):
        if decision == "exclude" and stage == "eligibility" and not reason:
            yield Problem(
                "no-reason",
                ERROR,
                f"{file}:{line}",
                f"{key} was excluded at full text without a reason.",
                key=key,
                fix="Decide again, with the first criterion that it fails.",
            )
        elif reason and reason not in known:
            strange.setdefault(reason, []).append((key, f"{file}:{line}"))
    for reason, cases in strange.items():
        about = several(list(dict.fromkeys(key for key, _ in cases)))
        yield Problem(
            "unknown-reason",
            ERROR,
            cases[0][1],
            f"the reason {reason}, given for {about}, is none of the criteria.",
            key=reason,
            fix=meant(
                reason,
                known,
                f"Add it to {PROTOCOL}, or decide again; known: {', '.join(sorted(known)) or 'none'}.",
            ),
        )


def _strangers(review: Review) -> Iterator[Problem]:
    """Yield reviewers whom review.toml does not name; where it names nobody, anyone may decide."""
    if not review.protocol.reviewers:
        return
    known = {*review.protocol.reviewers, CONSENSUS, AUTOMATION}
    now = screening.standing(review).drop_duplicates("reviewer")
    for reviewer, file, line in zip(now["reviewer"], now["file"], now["line"], strict=True):
        if reviewer not in known:
            yield Problem(
                "unknown-reviewer",
                WARNING,
                f"{file}:{line}",
                f"{reviewer} is not among the reviewers of {PROTOCOL}.",
                key=reviewer,
                fix="Add the name to reviewers, or correct it there.",
            )
