"""A theme operation in words: what it is called, and what it does beside the cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from litmatrix.coding.themes.plan import Plan, TouchedCell
from litmatrix.protocol.toml import AddTable, RemoveTable, SetValue
from litmatrix.vocabulary import PROTOCOL


class Change(Protocol):
    """What a plan, a record of history/ and an entry of the theme history have in common."""

    @property
    def change(self) -> str: ...
    @property
    def before(self) -> tuple[str, ...]: ...
    @property
    def after(self) -> tuple[str, ...]: ...
    @property
    def theme(self) -> str: ...


def headline(told: Change) -> str:
    """Say in one line what a change is: “merge the themes role, work into work”."""
    what = "subtheme" if told.theme else "theme"
    within = f" of {told.theme}" if told.theme else ""
    before, after = _named(told.before, told.theme), _named(told.after, told.theme)
    if told.change == "add":
        return f"add the {what} {after}{f' to {told.theme}' if told.theme else ''}"
    if told.change == "rename":
        if told.before == told.after:
            return f"give the {what} {before}{within} another name"
        return f"rename the {what} {before}{within} to {after}"
    if told.change == "merge":
        return f"merge the {what}s {before}{within} into {after}"
    if told.change == "split":
        return f"split the {what} {before}{within} into {after}"
    if told.change == "reorder":
        return f"reorder the {what}s{within}"
    return f"{told.change} the {what} {before or after}{within}"


def count_cells(touched: Iterable[TouchedCell]) -> int:
    """Return how many cells change, are new with a text, or go."""
    return sum(
        one.before.get(column, "") != one.after.get(column, "")
        for one in touched
        for column in {*one.before, *one.after}
    )


def beside_cells(plan: Plan) -> tuple[str, ...]:
    """Say what a plan does to the columns of the matrix and to review.toml, a line each."""
    return (*_columns(plan), *_edits(plan))


def _columns(plan: Plan) -> list[str]:
    lines = []
    stays = {column.source for column in plan.columns}
    if new := [column.name for column in plan.columns if not column.source]:
        lines.append(f"New in the matrix: the column {', '.join(new)}.")
    if gone := [id for id in plan.before if plan.change in ("merge", "split") and not plan.theme and id not in stays]:  # fmt: skip
        lines.append(f"Gone from the matrix: the column {', '.join(gone)}.")
    lines += [
        f"The column {column.source} is called {column.name}."
        for column in plan.columns
        if column.source and column.source != column.name
    ]
    if plan.change == "reorder":
        lines.append(f"The order becomes: {_named(plan.after, plan.theme)}.")
    return lines


def _edits(plan: Plan) -> list[str]:
    lines = []
    for edit in plan.edits:
        if isinstance(edit, SetValue) and not (plan.change == "reorder" and edit.member == "subthemes"):
            lines.append(f"{PROTOCOL}, theme {edit.id}: {edit.member} {_becomes(edit.value)}")
        elif isinstance(edit, AddTable):
            lines.append(f"{PROTOCOL}: new theme {edit.values['id']}")
            lines += [
                f"    {name} {_becomes(value)}"
                for name, value in edit.values.items()
                if name != "id" and value not in (None, "", [])
            ]
        elif isinstance(edit, RemoveTable):
            lines.append(f"{PROTOCOL}: the theme {edit.id} goes, with its name and definition")
    return lines


def _becomes(value: Any) -> str:
    if value in (None, "", []):
        return "is taken out"
    if isinstance(value, (list, tuple)):
        return f"= {'; '.join(map(str, value))}"
    return f"= {' '.join(str(value).split())}"


def _named(ids: Sequence[str], theme: str) -> str:
    # The names of subthemes hold commas and “and”; ids do not.
    return ", ".join(f"“{id}”" for id in ids) if theme else ", ".join(ids)
