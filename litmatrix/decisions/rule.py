"""What stands of the decisions: the one rule, on plain tuples, for the tables and for the cards.

A decision counts as long as its reviewer did not withdraw it, whatever the times say; a withdrawal can be withdrawn
itself, and nobody withdraws what another decided. Of what counts, each reviewer's latest on each record (or pair of
records, or label of a record) stands at a stage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from litmatrix.vocabulary import LABEL, WITHDRAW

#: The members of an event that the rule asks for, in the order in which it takes them.
MEMBERS = ("reviewer", "id", "decision", "of", "stage", "key", "other")

Act = tuple[str, ...]


def live(acts: Sequence[Act]) -> list[int]:
    """Return the places of the decisions that were not withdrawn, in the order given."""
    gone = _withdrawn({(act[0], act[1]): (act[0], act[3]) for act in acts if act[2] == WITHDRAW})
    return [place for place, act in enumerate(acts) if act[2] != WITHDRAW and (act[0], act[1]) not in gone]


def latest(acts: Sequence[Act]) -> list[int]:
    """Return the places of the decisions that stand, in the order given, which must be that of (time, id).

    A pair counts as one whichever of its records comes first.
    """
    found = {}
    for place in live(acts):
        reviewer, _, _, _, stage, key, other = acts[place]
        # A label is no record: one that is called like a key makes no pair.
        turned = key > other and stage != LABEL
        found[reviewer, stage, *((other, key) if turned else (key, other))] = place
    return sorted(found.values())


def _withdrawn(of: dict[tuple[str, str], tuple[str, str]]) -> set[tuple[str, str]]:
    """Return what is withdrawn, by what each withdrawal is of; withdrawals in a circle touch nothing outside it."""
    against = Counter(of.values())
    standing = [act for act in of if act not in against]
    gone = set()
    for act in standing:  # it grows: where all that speaks against a withdrawal is gone, it stands
        event = of[act]
        if event not in gone:
            gone.add(event)
            freed = of.get(event)
            if freed is not None:
                against[freed] -= 1
                if freed in of and not against[freed]:
                    standing.append(freed)
    return gone
