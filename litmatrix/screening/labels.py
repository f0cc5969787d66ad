"""The labels that readers give records: their own words, as many as they like, each set and unset by who gave it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from litmatrix import decisions, screening
from litmatrix.bibliography.latex import folded
from litmatrix.decisions.log import Event
from litmatrix.errors import Misuse
from litmatrix.review import Review, derived
from litmatrix.vocabulary import LABEL

#: The longest label, in characters: it stands on a button, and in a column.
LONGEST = 60


@derived
def given(review: Review) -> tuple[tuple[str, str, str], ...]:
    """Return what is labelled: key of today, label, reviewer, in the order in which it was said.

    What was said of a duplicate counts for the record that is kept.
    """
    events = review.decisions[review.decisions["stage"] == LABEL]
    now = decisions.standing(decisions.renamed(events, kept(review)))
    found = [
        (key, label, reviewer)
        for key, label, reviewer, decision in zip(
            now["key"], now["other"], now["reviewer"], now["decision"], strict=True
        )
        if decision == "set"
    ]
    return tuple(dict.fromkeys(found))


def kept(review: Review) -> dict[str, str]:
    """Return the record that has today what was labelled under another key: a former one, or that of a duplicate."""
    removed, _ = screening.duplicates(review)
    today = screening.former_keys(review)
    return {**{old: removed.get(key, key) for old, key in today.items()}, **removed}


def of(review: Review, reviewer: str = "") -> dict[str, tuple[str, ...]]:
    """Return the labels of each record that has some, by key: those of one reviewer, or of anybody."""
    found: dict[str, dict[str, None]] = {}
    for key, label, by in given(review):
        if reviewer in ("", by):
            found.setdefault(key, {})[label] = None
    return {key: tuple(labels) for key, labels in found.items()}


@derived
def known(review: Review) -> tuple[str, ...]:
    """Return the labels that are in use, the most frequent first; which records have them, and by whom, is not told."""
    counts = Counter(label for label, _ in dict.fromkeys((label, key) for key, label, _ in given(review)))
    return tuple(sorted(counts, key=lambda label: (-counts[label], label.casefold(), label)))


def spelled(review: Review, label: str, more: Iterable[str] = ()) -> str:
    """Return a label as it is written in this review (or in `more`) already, whatever its case and accents, else as typed.

    Raises `Misuse` for a text that can be no label.
    """
    text = " ".join(unicodedata.normalize("NFC", label).split())
    if not text:
        raise Misuse("type a label first.")
    if len(text) > LONGEST:
        raise Misuse(f"a label has at most {LONGEST} characters; this one has {len(text)}.")
    if ";" in text or any(unicodedata.category(sign).startswith("C") for sign in text):
        raise Misuse(
            "a label cannot have a semicolon or a control character: labels are listed with “; ” between them."
        )
    same = folded(text).split()
    return next((one for one in (*known(review), *more) if folded(one).split() == same and same), text)


def events(
    review: Review, keys: Iterable[str], label: str, reviewer: str, on: bool = True
) -> tuple[Event, ...]:
    """Return what is to be recorded so that these records have a reviewer's label, or have it no more.

    Records that are so already are left out. Raises as `spelled` does. `deciding.label` records them.
    """
    label = spelled(review, label)
    has = {key for key, one, by in given(review) if one == label and by == reviewer}
    decision = "set" if on else "unset"
    return tuple(
        Event(reviewer, key, LABEL, decision, other=label)
        for key in dict.fromkeys(keys)
        if (key in has) != on
    )
