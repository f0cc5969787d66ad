"""What was done with a record in the review: what would go with it, if it were removed as a duplicate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from litmatrix import matrix, screening
from litmatrix.files import fulltexts
from litmatrix.review import Review, derived
from litmatrix.screening import labels
from litmatrix.vocabulary import AUTOMATION, EVIDENCE, PREVIOUS, REMOVED, counted, decided_at

#: How much a record holds that must not be lost: what a person decided or coded; its place in an earlier version of the review;
#: what a rule decided, or a row that is empty.
DECIDED, EARLIER, RULED = 3, 2, 1


class Held(NamedTuple):
    """What a record has here: standing decisions in words, whether it has a row, how many excerpts, its full text."""

    decisions: tuple[str, ...]
    row: bool
    excerpts: int
    full_text: str

    @property
    def only_removed(self) -> bool:
        """Whether all that was done is that it was taken out before screening."""
        return not (self.row or self.full_text) and all(
            one.startswith(f"{REMOVED} ") for one in self.decisions
        )

    def __str__(self) -> str:
        """In words; nothing, if it has nothing."""
        row = f"a matrix row with {counted(self.excerpts, 'excerpt')}" if self.row else ""
        return ", ".join(
            part for part in (*self.decisions, row, "a full text" if self.full_text else "") if part
        )


@derived
def ranks(review: Review) -> dict[str, int]:
    """Return how much each record holds (`DECIDED` or less), by key of today; records that hold nothing are left out.

    What was decided on a pair, as being a duplicate of another, is no work on the record.
    """
    renamed = screening.former_keys(review)
    now = screening.standing(review)
    columns = (now[name].tolist() for name in ("key", "other", "stage", "reviewer"))
    found = dict.fromkeys(_earlier(review), EARLIER)
    for key, other, stage, reviewer in zip(*columns, strict=True):
        if stage != "identification" or not other:
            found[key] = max(found.get(key, 0), RULED if reviewer == AUTOMATION else DECIDED)
    for key in labels.of(review):
        found[key] = max(found.get(key, 0), RULED)
    filled = review.matrix.ne("").any(axis=1)
    for key, coded in zip(review.matrix.index, filled, strict=True):
        key = renamed.get(key, key)
        found[key] = max(found.get(key, 0), DECIDED if coded else RULED)
    return found


def _earlier(review: Review) -> set[str]:
    """Return the records that a previous version of the review included."""
    searches = {one.id for one in review.protocol.searches if one.arm == PREVIOUS}
    return {key for key, ids in screening.origins(review).items() if not searches.isdisjoint(ids)}


def held(review: Review, keys: Iterable[str]) -> dict[str, Held]:
    """Return what each of these records has."""
    keys = list(dict.fromkeys(keys))
    renamed = screening.former_keys(review)
    now = screening.standing(review)
    now = now[now["key"].isin(keys) & ((now["stage"] != "identification") | (now["other"] == ""))]
    told = {key: ["an inclusion by an earlier version"] for key in _earlier(review).intersection(keys)}
    for key, decision, stage, reviewer in zip(
        *(now[name].tolist() for name in ("key", "decision", "stage", "reviewer")), strict=True
    ):
        told.setdefault(key, []).append(f"{decided_at(decision, stage)} by {reviewer}")
    for key, given in labels.of(review).items():
        if key in told or key in keys:
            told.setdefault(key, []).append(f"labelled {'; '.join(given)}")
    rows = {renamed.get(key, key): key for key in review.matrix.index}
    descriptors = {one.id for one in review.protocol.descriptors}
    themes = [name for name in review.matrix.columns if name not in descriptors]
    some = review.matrix.loc[[rows[key] for key in keys if key in rows]]
    excerpts: dict[str, int] = {}
    for one in matrix.excerpt_rows(some, themes):
        excerpts[one.key] = excerpts.get(one.key, 0) + (one.kind in EVIDENCE)
    return {
        key: Held(
            tuple(told.get(key, ())), key in rows, excerpts.get(rows.get(key, ""), 0), fulltexts.find(review.folder, key)
        )
        for key in keys
    }  # fmt: skip
