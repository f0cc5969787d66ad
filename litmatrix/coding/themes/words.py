"""A theme operation in words: what it is called, and what it does beside the cells.

By ids, as the command line takes them, or by names, as a person knows the themes: see `Names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from litmatrix import model
from litmatrix.coding.themes.plan import Plan, TouchedCell
from litmatrix.matrix.history import Entry
from litmatrix.protocol.toml import AddTable, RemoveTable, SetValue
from litmatrix.vocabulary import PROTOCOL

#: A line of review.toml that says the id or the name of a theme, in the plainest way of writing it.
_SAID = re.compile(r"""\s*(id|name)\s*=\s*(?:"([^"\\]*)"|'([^']*)')\s*(?:#.*)?""")

#: What the members of a theme's table are called where a person reads them.
_MEMBERS = {
    "id": "short name",
    "added": "added on",
    "retired": "retired on",
    "question": "question that it answers",
}


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


class Names(NamedTuple):
    """What the themes of a change are called: those before it, those after, and the one whose subthemes change."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    theme: str = ""

    def by_id(self, told: Change) -> dict[str, str]:
        """Return the name by id of each theme that the change is about; where one was renamed, that of after."""
        if told.theme:
            return {told.theme: self.theme}
        return {
            **dict(zip(told.before, self.before, strict=True)),
            **dict(zip(told.after, self.after, strict=True)),
        }


# --- what the themes of a change are called -------------------------------------------------------------


def names_of(plan: Plan, protocol: model.Protocol) -> Names:
    """Return what the themes of a plan are called, in the protocol that it was made for."""
    known = {theme.id: theme.name for theme in protocol.themes}
    if plan.theme:
        return Names(plan.before, plan.after, known.get(plan.theme, plan.theme))
    new = dict(known)
    for edit in plan.edits:
        if isinstance(edit, AddTable) and edit.table == "themes":
            new[edit.values["id"]] = edit.values["name"]
        elif isinstance(edit, SetValue) and edit.member == "name":
            new[str(edit.id)] = edit.value
    if plan.change == "rename":
        new[plan.after[0]] = new[plan.before[0]]
    return Names(tuple(known.get(id, id) for id in plan.before), tuple(new.get(id, id) for id in plan.after))


def known_names(protocol: model.Protocol, entries: Iterable[Entry]) -> dict[str, str]:
    """Return the name of each theme that there is or was, by id: as review.toml has it, else as history/ told it last."""
    found: dict[str, str] = {}
    for entry in entries:
        found |= _said(line for hunk in entry.hunks for line in hunk.before)
        found |= _said(line for hunk in entry.hunks for line in hunk.after)
        if (names := _recorded(entry)) is not None:
            found |= names.by_id(entry)
    return found | {theme.id: theme.name for theme in protocol.themes}


def names_in(told: Change, known: Mapping[str, str]) -> Names:
    """Return what the themes of a record or step are called: as the record says, else by what is `known` of ids."""
    if isinstance(told, Entry) and (names := _recorded(told)) is not None:
        return names
    if told.theme:
        return Names(told.before, told.after, known.get(told.theme, told.theme))
    before, after = (tuple(known.get(id, id) for id in ids) for ids in (told.before, told.after))
    return Names(before, after)


def _recorded(entry: Entry) -> Names | None:
    """Return the names that a record holds; None for one that holds none, or not as many as ids."""
    said = entry.about.get("names")
    if not isinstance(said, Mapping):
        return None
    before, after, theme = (said.get(one) for one in ("from", "to", "theme"))
    if not isinstance(before, list) or not isinstance(after, list):
        return None
    if (len(before), len(after)) != (len(entry.before), len(entry.after)):
        return None
    return Names(tuple(map(str, before)), tuple(map(str, after)), str(theme or ""))


def _said(lines: Iterable[str]) -> dict[str, str]:
    """Return the names that lines of review.toml give to ids."""
    found, id = {}, ""
    for line in lines:
        if "[[" in line:
            id = ""
        if (match := _SAID.fullmatch(line)) is None:
            continue
        text = match[2] or match[3] or ""
        if match[1] == "id":
            id = text
        elif id and text:
            found[id] = text
    return found


# --- in words -------------------------------------------------------------------------------------------


def headline(told: Change, names: Names | None = None) -> str:
    """Say in one line what a change is: “merge the themes role, work into work”, with `names` by them."""
    what = "subtheme" if told.theme else "theme"
    if names is None:
        theme, before, after = told.theme, _named(told.before, told.theme), _named(told.after, told.theme)
    else:
        theme, before, after = f"“{names.theme}”", quoted(names.before), quoted(names.after)
    within = f" of {theme}" if told.theme else ""
    if told.change == "add":
        return f"add the {what} {after}{f' to {theme}' if told.theme else ''}"
    if told.change == "rename":
        if told.before == told.after and before == after:
            return f"rename the {what} {before}{within}"
        if before == after:
            return f"change the short name of the {what} {before}{within} to {', '.join(told.after)}"
        return f"rename the {what} {before}{within} to {after}"
    if told.change == "merge":
        return f"merge the {what}s {before}{within} into {after}"
    if told.change == "split":
        return f"split the {what} {before}{within} into {after}"
    if told.change == "reorder":
        return f"reorder the {what}s{within}"
    return f"{told.change} the {what} {before or after}{within}"


def quoted(names: Iterable[str]) -> str:
    """Return names in quotation marks: they hold commas and “and”, which ids do not."""
    return ", ".join(f"“{name}”" for name in names)


def count_cells(touched: Iterable[TouchedCell]) -> int:
    """Return how many cells change, are new with a text, or go."""
    return sum(
        one.before.get(column, "") != one.after.get(column, "")
        for one in touched
        for column in {*one.before, *one.after}
    )


def beside_cells(plan: Plan, names: Names | None = None) -> tuple[str, ...]:
    """Say what a plan does to the columns of the matrix and to review.toml, a line each."""
    if names is not None:
        return (*_columns_called(plan, names), *_edits_called(plan, names))
    return (*_columns(plan), *_edits(plan))


def _came(plan: Plan) -> list[str]:
    return [column.name for column in plan.columns if not column.source]


def _went(plan: Plan) -> list[str]:
    stays = {column.source for column in plan.columns}
    parted = plan.change in ("merge", "split") and not plan.theme
    return [id for id in plan.before if parted and id not in stays]


def _columns(plan: Plan) -> list[str]:
    lines = []
    if new := _came(plan):
        lines.append(f"New column in the matrix: {', '.join(new)}.")
    if gone := _went(plan):
        lines.append(f"Column removed from the matrix (its excerpts are kept): {', '.join(gone)}.")
    lines += _renamed(plan)
    if plan.change == "reorder":
        lines.append(f"The new order: {_named(plan.after, plan.theme)}.")
    return lines


def _columns_called(plan: Plan, names: Names) -> list[str]:
    called = names.by_id(plan)
    lines = []
    if new := _came(plan):
        lines.append(f"New in the matrix: {_column(new)} of {quoted(called.get(id, id) for id in new)}.")
    if gone := _went(plan):
        lines.append(
            f"Removed from the matrix (the excerpts are kept): {_column(gone)} of {quoted(called.get(id, id) for id in gone)}."
        )
    lines += _renamed(plan)
    if plan.change == "reorder":
        lines.append(f"The new order: {quoted(names.after)}.")
    return lines


def _column(ids: Sequence[str]) -> str:
    return "the column" if len(ids) == 1 else "the columns"


def _renamed(plan: Plan) -> list[str]:
    return [
        f"The column {column.source} will be called {column.name}."
        for column in plan.columns
        if column.source and column.source != column.name
    ]


def _edits(plan: Plan) -> list[str]:
    lines = []
    for edit in plan.edits:
        if isinstance(edit, SetValue) and not _is_order(plan, edit):
            lines.append(f"{PROTOCOL}, theme {edit.id}: {edit.member} {_becomes(edit.value)}")
        elif isinstance(edit, AddTable):
            lines.append(f"{PROTOCOL}: new theme {edit.values['id']}")
            lines += [
                f"    {name} {_becomes(value)}"
                for name, value in edit.values.items()
                if name != "id" and value not in (None, "", [])
            ]
        elif isinstance(edit, RemoveTable):
            lines.append(f"{PROTOCOL}: the theme {edit.id} is removed, with its name and definition")
    return lines


def _edits_called(plan: Plan, names: Names) -> list[str]:
    """Say the same by names; of a theme that is renamed, by the name that it has now."""
    called = names.by_id(plan) | dict(zip(plan.before, names.before, strict=True))
    if plan.theme:
        called = {plan.theme: names.theme}
    lines = []
    for edit in plan.edits:
        if isinstance(edit, SetValue) and not _is_order(plan, edit):
            name = called.get(str(edit.id), str(edit.id))
            member = _member(edit.member)
            what = f"no {member}" if edit.value in (None, "", []) else f"{member}: {_plain(edit.value)}"
            lines.append(f"“{name}”, {what}")
        elif isinstance(edit, AddTable):
            lines.append(f"New theme “{edit.values['name']}”")
            lines += [
                f"    {_member(name)}: {_plain(value)}"
                for name, value in edit.values.items()
                if name not in ("id", "name") and value not in (None, "", [])
            ]
        elif isinstance(edit, RemoveTable):
            lines.append(f"The theme “{called.get(str(edit.id), edit.id)}” is removed, with its definition")
    return lines


def _is_order(plan: Plan, edit: SetValue) -> bool:
    """Whether an edit is the order of subthemes, which is told apart."""
    return plan.change == "reorder" and edit.member == "subthemes"


def _member(name: str) -> str:
    return _MEMBERS.get(name, name)


def _becomes(value: Any) -> str:
    if value in (None, "", []):
        return "is removed"
    return f"= {_plain(value)}"


def _plain(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    return " ".join(str(value).split())


def _named(ids: Sequence[str], theme: str) -> str:
    # The names of subthemes hold commas and “and”; ids do not.
    return quoted(ids) if theme else ", ".join(ids)
