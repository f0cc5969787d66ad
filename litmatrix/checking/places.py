"""How the checks say where something stands, and what may have been meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, MATRIX

#: Where more keys than this are missing, a file is, and no suggestion helps.
_SUGGESTED = 100
_LONGEST = 100
#: Words are alike from this share of common letters, in percent.
_ALIKE = 60


def row_place(review: Review, key: str) -> str:
    """Return where a source's row stands in the matrix."""
    line = review.rows.get(key)
    number = review.matrix.index.get_loc(key) + 2
    return f"{MATRIX}, row {number} (line {line})" if line else f"{MATRIX}, row {number}"


def entry_place(review: Review, key: str) -> str:
    """Return where a record's entry stands in the bibliography."""
    return f"{BIBLIOGRAPHY}:{review.records['line'].get(key, 1)}"


def shortened(text: str) -> str:
    """Return a text on one line, cut to what a message can bear."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"


def several(names: Sequence[str]) -> str:
    """Return names as a sentence has them, the first five of many."""
    if len(names) > 5:
        return f"{', '.join(names[:5])} and {len(names) - 5:,} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def meant(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return “Did you mean …?” with the nearest of some words, or what else to do."""
    if len(word) > _LONGEST:
        return otherwise
    from rapidfuzz import fuzz, process

    near = process.extractOne(word, tuple(known), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return f"Did you mean {near[0]}?" if near else otherwise


def suggester(known: Iterable[str]) -> Callable[[str, str], str]:
    """Return a function like `meant` over many words; it gives up after a hundred questions."""
    choices = sorted(known)
    asked = 0

    def suggest(word: str, otherwise: str) -> str:
        nonlocal asked
        asked += 1
        return otherwise if asked > _SUGGESTED else meant(word, choices, otherwise)

    return suggest
