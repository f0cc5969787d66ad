"""The two files that a theme operation changes: read together, and what it changes in the themes' tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix.files import store
from litmatrix.files.journal import Change, sum_of
from litmatrix.matrix.file import Matrix, parse_matrix
from litmatrix.model import Protocol
from litmatrix.protocol import toml
from litmatrix.protocol.blocks import spans
from litmatrix.review import changeable, require_whole
from litmatrix.vocabulary import FATAL, MATRIX, PROTOCOL

#: A sum over each member of the themes' tables, by id and member.
Members = dict[tuple[str, str], str]


class Files(NamedTuple):
    """The two files as they are now."""

    matrix: Matrix
    text: str
    bom: bool
    protocol: Protocol


def read(folder: Path) -> Files:
    """Return the two files as they are; raises `NotSaved` if one cannot be changed.

    Rows that were set aside keep no theme from another name: what changes cells asks again (see `columns.reshaped`).
    """
    text, _, bom, faults = store.read_text(folder / MATRIX)
    matrix = parse_matrix(text, MATRIX)
    matrix = replace(matrix, bom=bom, problems=(*faults, *matrix.problems))
    text, bom, plan = changeable(folder)
    require_whole((one for one in matrix.problems if one.severity == FATAL), plan)
    return Files(matrix, text, bom, plan)


def changes(now: Files, matrix: Matrix, text: str) -> tuple[Change, ...]:
    """Return what the two files hold and shall hold, the matrix first; raises `Misuse` for what no file can hold."""
    return (
        Change.of(MATRIX, now.matrix.text, matrix.text, matrix.bom),
        Change.of(PROTOCOL, now.text, text, now.bom),
    )


def members(values: Mapping[str, Any]) -> Members:
    """Return a sum over each member of the themes' tables, by id and member."""
    return {
        (str(table.get("id")), name): sum_of(json.dumps(value, default=str))
        for table in values.get("themes", ())
        if isinstance(table, dict)
        for name, value in table.items()
    }


def members_between(before: str, after: str) -> dict[str, dict[str, tuple[str | None, str | None]]]:
    """Return the members of the themes' tables that differ in two texts of review.toml, as `history.Entry` has them."""
    old, new = members(toml.loads(before)), members(toml.loads(after))
    found: dict[str, dict[str, tuple[str | None, str | None]]] = {}
    for id, name in dict.fromkeys((*old, *new)):
        was, will = old.get((id, name)), new.get((id, name))
        if was != will:
            found.setdefault(id, {})[name] = was, will
    return found


def tables_between(before: str, after: str) -> dict[str, Any]:
    """Return what it takes to bring the themes' tables of before back, whatever was written since.

    `tables` holds, by id, the text of each table that changed or went; `order` the ids of before and after, in their
    order; `subthemes`, by id, those that a table of before has after it.
    """
    old, new = (_tables(toml.loads(text)) for text in (before, after))
    places = [before[start:end] for start, end in spans(before, "themes")]
    texts = dict(zip(old, places, strict=True)) if len(places) == len(old) else {}
    touched = [id for id, table in old.items() if new.get(id) != table]
    return {
        "tables": {id: texts.get(id) or _written(old[id]) for id in touched},
        "order": [list(old), list(new)],
        "subthemes": {id: new[id].get("subthemes", []) for id in touched if id in new},
    }


def _written(table: Mapping[str, Any]) -> str:
    """Return a table that stands in a list in one line as one of its own."""
    import tomlkit

    return tomlkit.dumps({"themes": [table]})


def _tables(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {str(one.get("id")): one for one in values.get("themes", ()) if isinstance(one, dict)}
