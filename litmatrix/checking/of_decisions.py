"""Checks of decisions that count for nothing, or not as they were meant: on removed duplicates, of the future, in conflict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from litmatrix import duplicates, screening
from litmatrix.checking.places import entry_place, several
from litmatrix.model import Problem
from litmatrix.review import Review
from litmatrix.vocabulary import AUTOMATION, ERROR, WARNING, counted, decided_at

#: Clocks differ by minutes, and a machine may have a wrong time zone; a day ahead is the future.
_AHEAD = timedelta(days=1)


def check_dates(review: Review) -> Iterator[Problem]:
    """Decisions that are dated in the future, as a machine whose clock is wrong writes them."""
    latest = (datetime.now(UTC) + _AHEAD).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    for file, rows in review.decisions[review.decisions["time"] > latest].groupby("file", sort=False):
        keys = list(dict.fromkeys(key for key in rows["key"] if key))
        last, number = rows["time"].max(), len(rows)
        message = (
            f"{counted(number, 'decision')} by {', '.join(dict.fromkeys(rows['reviewer']))}, on {several(keys)}, "
            f"{'is' if number == 1 else 'are'} dated in the future (the last: {last[:10]})."
        )
        fix = (
            "Correct the clock of that computer, and check that these decisions are what you want: decisions made from "
            "now on are dated later, and count."
        )
        where = f"{file}:{rows['line'].iloc[0]}"
        yield Problem("future-decision", WARNING, where, message, keys[0] if keys else "", fix)


def check_dropped(review: Review) -> Iterator[Problem]:
    """Standing decisions of people, and rows, of records that were removed as duplicates."""
    removed, _ = screening.duplicates(review)
    ranks = duplicates.ranks(review)
    out = set(screening.excluded(review).index)
    dropped = [
        key
        for key, kept in removed.items()
        if ranks.get(key) == duplicates.DECIDED or (ranks.get(key) == duplicates.EARLIER and kept in out)
    ]
    held = duplicates.held(review, dropped)
    places = {
        pair.key: pair.where for pair in screening.pairs(review) if pair.decision == screening.DUPLICATE
    }
    for key in dropped:
        if held[key].only_removed:
            continue
        kept = removed[key]
        alone = ranks.get(kept) != duplicates.DECIDED
        message = f"{key} is a duplicate of {kept}, so what was done with it does not count: {held[key]}."
        fix = f"Make sure that {kept} has it too; then accept this problem."
        if alone:
            message += f" Nobody decided on {kept}."
            fix = f"To keep {key} instead: litmatrix decide {kept} duplicate --stage identification --other {key}"
        where = places.get(key) or entry_place(review, key)
        yield Problem("decided-duplicate", ERROR if alone else WARNING, where, message, key, fix)


def check_retrieval(review: Review) -> Iterator[Problem]:
    """Reports that one person had and another did not."""
    table = screening.outcomes(review)
    now = screening.standing(review)
    now = now[(now["stage"] == "retrieval") & (now["reviewer"] != AUTOMATION)]
    for key in table.index[table["retrieval"] == screening.CONFLICT]:
        votes = now[now["key"] == key]
        said = zip(votes["reviewer"], votes["decision"], strict=True)
        told = ", ".join(f"{reviewer}: {decided_at(decision, 'retrieval')}" for reviewer, decision in said)
        message = f"two people disagree on whether the full text of {key} was retrieved ({told})."
        fix = "Whoever is mistaken decides again; or resolve it in the queue “conflicts”."
        where = f"{votes['file'].iloc[-1]}:{votes['line'].iloc[-1]}"
        yield Problem("retrieval-conflict", WARNING, where, message, key, fix)
