"""Checks of the flow: searches, duplicates and decisions that keep its numbers from adding up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from litmatrix import screening
from litmatrix.checking.places import entry_place, meant, several
from litmatrix.model import Problem
from litmatrix.review import Review
from litmatrix.screening import flow
from litmatrix.vocabulary import (
    AUTOMATION,
    CONSENSUS,
    ERROR,
    PROTOCOL,
    REMOVED,
    STUDY,
    WARNING,
    stage_in_words,
)


def check_flow(review: Review) -> tuple[Problem, ...]:
    """Return a problem for each record, search or decision that keeps the flow from adding up."""
    searched = screening.origins(review)
    return (
        *_unknown_searches(review, searched),
        *_hits(review, searched),
        *_odd_studies(review, searched),
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
        message = f"the origin of {several(keys)} names the search {id}, which {PROTOCOL} does not have."
        all_known = ", ".join(sorted(known)) or "none"
        fix = meant(id, known, f"Add it there, or correct the origin; known: {all_known}.")
        yield Problem("unknown-search", ERROR, entry_place(review, keys[0]), message, id, fix)


def _hits(review: Review, searched: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Yield searches whose hits are not the records that name them and those said to be removed before."""
    found = Counter(id for ids in searched.values() for id in ids)
    for search in review.protocol.searches:
        left = search.unaccounted(found[search.id])
        if not left:
            continue
        taken = f" and {search.removed:,} were removed before" if search.removed else ""
        where = f"{PROTOCOL}, searches {search.id}"
        if left < 0:
            message = f"it states {search.hits} hits, but {found[search.id]} records name it as their origin{taken}."
            fix = f"Correct hits{', removed' if taken else ''}, or the origin of the records."
            yield Problem("search-hits", ERROR, where, message, search.id, fix)
        else:
            records = f"only {found[search.id]:,} records name" if found[search.id] else "no record names"
            looked = "" if search.arm == "database" else ", or how many were looked at: examined = …"
            message = (
                f"it has {search.hits:,} hits, but {records} it as their origin{taken}: it is not recorded what "
                f"became of the other {left:,}."
            )
            fix = (
                f"Import them, or say what was removed before the file was made: removed = "
                f'{left + (search.removed or 0)} and removed_why = "…" (“duplicates”, say){looked}.'
            )
            yield Problem("hits-above-records", WARNING, where, message, search.id, fix)


def _odd_studies(review: Review, searched: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Yield values of `study` that may be meant as other studies than they name."""
    named: dict[str, list[str]] = {}
    for key, text in review.records.loc[review.records[STUDY] != "", STUDY].items():
        for study in flow.studies_in(text) if key in searched else ():
            named.setdefault(study, []).append(key)
    alike: dict[str, str] = {}
    for study, keys in named.items():
        parts = [part for part in re.split(r"\s+(?:and|und|et|y|e|&|\+)\s+|[/|&+]", study) if part.strip()]
        other = alike.setdefault(re.sub(r"[\W_]+", "", study).casefold() or study, study)
        if other != study:
            message = f"the study {study} of {several(keys)} and {other} of {several(named[other])} differ in one character only."
            fix = "They are counted as two. Write them alike if they are one."
        elif len(parts) > 1 and (
            any(part.strip() in named for part in parts)
            or not any(re.search(r"\s", part.strip()) for part in parts)
        ):
            message = f"the study {study} of {several(keys)} is counted as one, and reads as if it were {len(parts)}."
            fix = f"Separate studies with commas: study = {{{', '.join(part.strip() for part in parts)}}}."
        else:
            continue
        yield Problem("odd-study", WARNING, entry_place(review, keys[0]), message, key=keys[0], fix=fix)


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
        message = f"{', '.join(circle)} are each marked as a duplicate of another of them; all are kept."
        fix = "Undo one of these decisions."
        yield Problem("duplicate-circle", ERROR, places[circle[0]], message, circle[0], fix)
    known = set(review.records.index)
    for key, others in named.items():
        ends = sorted({removed.get(other, other) for other in others if other in known} - {key})
        if key in removed and len(ends) > 1:
            kept = " and of ".join(ends)
            message = f"{key} is marked as a duplicate of {kept}, which are both kept; it counts as a duplicate of {removed[key]}."
            fix = "Mark which of them are duplicates of each other, or undo one decision."
            yield Problem("two-originals", WARNING, places[key], message, key, fix)
            continue
        cited = next((other for other in others if other in known and other not in searched), None)
        if cited is not None and key in searched and key not in removed:
            message = f"{key} is marked as a duplicate of {cited}, which no search found (no `origin`); {key} is kept."
            fix = f"Add the origin of {cited}, or mark {cited} as the duplicate of {key}."
            yield Problem("outside-flow", ERROR, places[key], message, key, fix)


def _out_of_place(review: Review, searched: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Yield decisions on records that are cited only, and such as stand beside a removal, or an exclusion at screening."""
    table = screening.outcomes(review)
    out = set(table.index[(table["stage"] == "screening") & (table["status"] == screening.EXCLUDED)])
    removed = set(table.index[table["status"] == screening.REMOVED])
    cited = set(review.records.index) - set(searched)
    now = screening.standing(review)
    told: set[str] = set()
    columns = (now[name] for name in ("key", "stage", "decision", "file", "line"))
    for key, stage, decision, file, line in zip(*columns, strict=True):
        if key in cited and (decision == REMOVED or stage not in ("coding", "identification")):
            message = f"{key} was screened {stage_in_words(stage)}, but no search found it (its entry has no `origin`)."
            fix = "Add the origin, or undo the decision."
            yield Problem("outside-flow", ERROR, f"{file}:{line}", message, key, fix)
        if key in removed and stage in ("screening", "retrieval", "eligibility") and key not in told:
            told.add(key)
            message = f"{key} was removed before screening, but it was also screened {stage_in_words(stage)}; the removal counts."
            fix = "Undo one of them."
            yield Problem("decided-after-removal", ERROR, f"{file}:{line}", message, key, fix)
        if key in out and stage in ("retrieval", "eligibility") and key not in told:
            told.add(key)
            message = f"{key} was excluded at title and abstract, but there are later decisions on it; the exclusion counts."
            fix = "Undo one of them."
            yield Problem("decided-after-exclusion", ERROR, f"{file}:{line}", message, key, fix)


def _odd_reasons(review: Review) -> Iterator[Problem]:
    known = {criterion.id for criterion in review.protocol.criteria}
    now = screening.standing(review)
    strange: dict[str, list[tuple[str, str]]] = {}
    columns = (now[name] for name in ("key", "stage", "decision", "reason", "file", "line"))
    for key, stage, decision, reason, file, line in zip(*columns, strict=True):
        if decision == "exclude" and stage == "eligibility" and not reason:
            message = f"{key} was excluded at full text without a reason."
            fix = "Decide again, with the first criterion that it fails."
            yield Problem("no-reason", ERROR, f"{file}:{line}", message, key, fix)
        elif reason and reason not in known and decision != REMOVED:
            strange.setdefault(reason, []).append((key, f"{file}:{line}"))
    for reason, cases in strange.items():
        about = several(list(dict.fromkeys(key for key, _ in cases)))
        message = f"the reason {reason}, given for {about}, is not one of the criteria."
        all_known = ", ".join(sorted(known)) or "none"
        fix = meant(reason, known, f"Add it to {PROTOCOL}, or decide again; known: {all_known}.")
        yield Problem("unknown-reason", ERROR, cases[0][1], message, reason, fix)


def _strangers(review: Review) -> Iterator[Problem]:
    """Yield reviewers whom review.toml does not name; where it names nobody, anyone may decide."""
    if not review.protocol.reviewers:
        return
    known = {*review.protocol.reviewers, CONSENSUS, AUTOMATION}
    now = screening.standing(review).drop_duplicates("reviewer")
    for reviewer, file, line in zip(now["reviewer"], now["file"], now["line"], strict=True):
        if reviewer not in known:
            message = f"{reviewer} is not among the reviewers of {PROTOCOL}."
            fix = "Add the name to reviewers, or correct it there."
            yield Problem("unknown-reviewer", WARNING, f"{file}:{line}", message, reviewer, fix)
