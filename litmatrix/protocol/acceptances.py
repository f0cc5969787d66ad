"""The acceptances of review.toml: which problems are known and stay, and why; changed one by one, and kept in history/.

A place is what an acceptance is about: the name of the check, and a key ("" where the problem names none).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from litmatrix.files import hunks, journal
from litmatrix.files.hunks import Hunk
from litmatrix.model import Acceptance, Problem
from litmatrix.protocol.blocks import loads
from litmatrix.protocol.toml import AddTable, Edit, RemoveTable, SetValue
from litmatrix.vocabulary import PROTOCOL

Place = tuple[str, str]

_TABLE = "accepted"


def whys(accepted: Iterable[Acceptance]) -> dict[Place, str]:
    """Return why each place is accepted; of two acceptances of one place the later counts."""
    return {(one.check, key): one.why for one in accepted for key in one.keys or ("",)}


def written(text: str) -> dict[Place, str]:
    """Return the same of a text of review.toml that is valid TOML."""
    return whys(one for _, one in _tables(text))


def edits_to(text: str, wanted: Mapping[Place, str | None]) -> list[Edit]:
    """Return the smallest edits after which these places are accepted with this why, or (None) are not.

    A place joins the keys of an acceptance of the same check and why, if there is one, else has a table of its own with
    those that are new beside it; a table that loses its last key goes.
    """
    tables = dict(_tables(text))
    keys = {number: list(one.keys) for number, one in tables.items()}
    gone: list[int] = []
    new: dict[tuple[str, str], list[str]] = {}
    for (check, key), why in wanted.items():
        for number, one in tables.items():
            if one.check == check and key in (one.keys or ("",)) and one.why != why:
                if key in keys[number]:
                    keys[number].remove(key)
                if not keys[number]:
                    gone.append(number)
        if why is not None and written(text).get((check, key)) != why:
            new.setdefault((check, why), []).append(key)
    for (check, why), more in [*new.items()]:
        for number, one in tables.items():
            if (one.check, one.why) == (check, why) and one.keys and number not in gone and all(more):
                keys[number] += more
                del new[check, why]
                break
    edits: list[Edit] = [
        SetValue(_TABLE, number, "key", keys[number])
        for number, one in tables.items()
        if number not in gone and keys[number] != list(one.keys)
    ]
    # From the end, for each that goes moves those behind it.
    edits += [RemoveTable(_TABLE, number) for number in sorted(set(gone), reverse=True)]
    return edits + [
        AddTable(_TABLE, {"check": check, "key": more if len(more) > 1 else more[0], "why": why})
        for (check, why), more in new.items()
    ]


def _tables(text: str) -> Iterator[tuple[int, Acceptance]]:
    """Yield the tables that are read, each with its number in the list."""
    tables = loads(text).get(_TABLE)
    for number, given in enumerate(tables if isinstance(tables, list) else ()):
        if not isinstance(given, dict):
            continue
        check, key, why = given.get("check"), given.get("key", ""), given.get("why")
        keys = [key] if isinstance(key, str) else key
        texts = isinstance(keys, list) and all(isinstance(one, str) for one in keys)
        if texts and isinstance(check, str) and isinstance(why, str) and check.strip() and why.strip():
            yield number, Acceptance(check.strip(), keys=tuple(one for one in keys if one), why=why.strip())


@dataclass(frozen=True)
class AcceptanceChange(journal.Record):
    """One act: problems accepted, or acceptances withdrawn.

    `places` maps each place to its why before (None: it was not accepted) and after; `hunks` are the lines of review.toml.
    """

    places: Mapping[Place, tuple[str | None, str | None]] = field(init=False, compare=False)
    hunks: tuple[Hunk, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Take what undoing needs from the record; raise `LookupError`, `TypeError` or `ValueError` where it is not there."""
        self._take(
            places={(check, key): (before, after) for check, key, before, after in self.about["places"]},
            hunks=tuple(hunks.read(one) for one in self.parts[PROTOCOL]["lines"]),
        )

    @property
    def accepts(self) -> bool:
        """Whether it accepted, rather than withdrew."""
        return any(after is not None for _, after in self.places.values())


def about(places: Mapping[Place, tuple[str | None, str | None]]) -> dict[str, Any]:
    """Return what a record says of these places."""
    return {"places": [[*place, *change] for place, change in places.items()]}


def read_acceptances(folder: Path) -> tuple[tuple[AcceptanceChange, ...], tuple[Problem, ...]]:
    """Return the changes of acceptances in a history folder, oldest first, and a problem for each file that is not read."""
    return journal.read(folder, journal.ACCEPTANCE, AcceptanceChange)
