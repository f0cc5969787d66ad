"""What a person asks for, on the command line or at the desk, as an operation: one table for both.

What is asked is a mapping of plain values: `op`, `level` (“theme”, “subtheme”), and what the operation takes:

| op | theme | subtheme |
|---|---|---|
| add | id, name, definition, subthemes, question, behind | theme, name, behind |
| rename | theme, id, name | theme, old, name |
| redefine | theme, definition, clear_none | |
| merge | ids, into, name, definition | theme, ids, into |
| split | theme, parts (id, name, definition), by_subtheme, rest | theme, old, parts (id), rest |
| retire | theme | theme, old |
| reorder | ids | theme, ids |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix.coding import themes
from litmatrix.coding.operations.doing import Operation, plan
from litmatrix.coding.themes import Part, Plan, sub
from litmatrix.errors import OLD_PAGE, ChangedOutside, Misuse
from litmatrix.matrix.file import ExcerptRow, Matrix
from litmatrix.model import Protocol

Asked = Mapping[str, Any]
Places = Mapping[tuple[str, int], str]


class Prepared(NamedTuple):
    """An operation, and the excerpts of a split that nothing gives a place yet."""

    operation: Operation
    left: tuple[ExcerptRow, ...] = ()


def prepare(folder: Path, asked: Asked, places: Places) -> Prepared:
    """Return the operation that is asked for; a split is tried first, so that nobody walks for one that makes no sense.

    `places` (the part by key and number) is read each time that the operation is worked out: what is placed
    meanwhile counts. Raises `Misuse` for an operation that does not exist or makes no sense, `NotSaved` where the
    files cannot be changed; the operation itself raises `ChangedOutside` if the excerpts are no longer those.
    """
    if (asked.get("level", "theme"), asked.get("op")) not in _OPERATIONS:
        raise Misuse(f"{OLD_PAGE} Reload the page.")
    if asked["op"] != "split":
        return Prepared(lambda protocol, matrix: _worked_out(protocol, matrix, asked, {}))
    seen: tuple[ExcerptRow, ...] = ()

    def trial(protocol: Protocol, matrix: Matrix) -> Plan:
        nonlocal seen
        seen = _to_place(matrix, asked)
        first = _names(asked)[0]
        return _worked_out(
            protocol, matrix, asked, {**{(one.key, one.number): first for one in seen}, **places}
        )

    def operation(protocol: Protocol, matrix: Matrix) -> Plan:
        if _to_place(matrix, asked) != seen:
            raise ChangedOutside("not done: the excerpts were changed meanwhile. Start the split again.")
        return _worked_out(protocol, matrix, asked, places)

    plan(folder, trial)
    settled = _by_subtheme(asked)
    left = (one for one in seen if (one.key, one.number) not in places and one.subtheme not in settled)
    return Prepared(operation, () if asked.get("rest") else tuple(left))


def _to_place(matrix: Matrix, asked: Asked) -> tuple[ExcerptRow, ...]:
    """Return the excerpts that a split has to place."""
    if asked.get("level") == "subtheme":
        return sub.tagged(matrix, asked["theme"], asked["old"])
    return themes.to_place(matrix, asked["theme"])


def _names(asked: Asked) -> list[str]:
    return [part["id"] for part in asked["parts"]] or [""]


def _by_subtheme(asked: Asked) -> dict[str, str]:
    """Return the part by subtheme; a subtheme without one is walked through."""
    return {name: part for name, part in asked.get("by_subtheme", {}).items() if part}


def _worked_out(protocol: Protocol, matrix: Matrix, asked: Asked, places: Places) -> Plan:
    make, members = _OPERATIONS[asked.get("level", "theme"), asked["op"]]
    values = {"subthemes": (), "ids": (), "clear_none": False, **asked}
    if asked["op"] == "split":
        parts = [Part(**part) for part in asked["parts"]]
        values |= {
            "parts": parts,
            "names": _names(asked),
            "by_subtheme": _by_subtheme(asked),
            "places": places,
        }
    return make(protocol, matrix, *(values.get(name, "") for name in members))


#: The function of each operation, and what it takes behind the protocol and the matrix.
_OPERATIONS: dict[tuple[str, str], tuple[Callable[..., Plan], tuple[str, ...]]] = {
    ("theme", "add"): (themes.add, ("id", "name", "definition", "subthemes", "question", "behind")),
    ("theme", "rename"): (themes.rename, ("theme", "id", "name")),
    ("theme", "redefine"): (themes.redefine, ("theme", "definition", "clear_none")),
    ("theme", "merge"): (themes.merge, ("ids", "into", "name", "definition")),
    ("theme", "split"): (themes.split, ("theme", "parts", "by_subtheme", "places", "rest")),
    ("theme", "retire"): (themes.retire, ("theme",)),
    ("theme", "reorder"): (themes.reorder, ("ids",)),
    ("subtheme", "add"): (sub.add, ("theme", "name", "behind")),
    ("subtheme", "rename"): (sub.rename, ("theme", "old", "name")),
    ("subtheme", "merge"): (sub.merge, ("theme", "ids", "into")),
    ("subtheme", "split"): (sub.split, ("theme", "old", "names", "places", "rest")),
    ("subtheme", "retire"): (sub.retire, ("theme", "old")),
    ("subtheme", "reorder"): (sub.reorder, ("theme", "ids")),
}
