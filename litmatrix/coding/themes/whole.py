"""Changing one theme: add, rename, redefine, retire, reorder. Each returns a `Plan`, and does nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from litmatrix.coding.themes.plan import (
    Plan,
    carried,
    cell,
    check_new,
    inserted,
    live,
    many,
    same_name,
    theme_of,
    titled,
    touched,
)
from litmatrix.errors import Misuse
from litmatrix.matrix import excerpts
from litmatrix.matrix.cells import numbered
from litmatrix.matrix.columns import Column
from litmatrix.matrix.file import Matrix
from litmatrix.model import Protocol
from litmatrix.protocol.toml import AddTable, Edit, OrderTables, SetValue
from litmatrix.vocabulary import EVIDENCE, NONE


def add(
    protocol: Protocol,
    matrix: Matrix,
    id: str,
    name: str = "",
    definition: str = "",
    subthemes: Sequence[str] = (),
    question: str = "",
    behind: str = "",
    on: date | None = None,
) -> Plan:
    """Plan a new theme, behind another one (else behind the last); the rows that were read become due for it.

    A column that has its id already becomes the theme's. Raises `Misuse` for an id that it cannot have.
    """
    check_new(protocol, matrix, id, adopt=True)
    order = [theme.id for theme in protocol.themes]
    if behind:
        theme_of(protocol, behind)
    place = order.index(behind) + 1 if behind else len(order)
    called = name.strip() or titled(id)
    table = {
        "id": id, "name": called, "definition": definition.strip(), "subthemes": [*subthemes] or None,
        "added": on or date.today(), "question": question.strip(),
    }  # fmt: skip
    edits: list[Edit] = [AddTable("themes", table)]
    if place < len(order):
        edits.append(OrderTables("themes", (*order[:place], id, *order[place:])))
    columns = carried(matrix)
    if id not in matrix.header:
        columns = inserted(protocol, columns, order[:place], [Column(id)])
    read = sum(_due(protocol, matrix, key, id) for key in matrix.rows)
    notes = same_name(protocol, called)
    if read:
        notes += (f"{many(read, 'source was', 'sources were')} read before and will be due for this theme.",)
    return Plan("add", (), (id,), columns, edits=tuple(edits), notes=notes)


def rename(protocol: Protocol, matrix: Matrix, id: str, new: str = "", name: str = "") -> Plan:
    """Plan another id, another name, or both. The former id stays an alias (see `names`). Raises `Misuse`."""
    theme = theme_of(protocol, id)
    new, name = new.strip() or id, name.strip() or theme.name
    if (new, name) == (theme.id, theme.name):
        raise Misuse(f"the theme is called “{theme.name}” already: type another name.")
    edits: list[Edit] = []
    columns = carried(matrix)
    notes: tuple[str, ...] = ()
    if name != theme.name:
        edits.append(SetValue("themes", id, "name", name))
        notes = same_name(protocol, name, id)
    if new != id:
        check_new(protocol, matrix, new)
        edits.append(SetValue("themes", id, "id", new))
        columns = tuple(Column(new, id) if column.name == id else column for column in columns)
        filled = sum(bool(cell(matrix, key, id)) for key in matrix.rows)
        notes += (
            f"The column {id} will be called {new}; the text of its {many(filled, 'filled cell')} stays as it is.",
        )
    return Plan("rename", (id,), (new,), columns, edits=tuple(edits), notes=notes)


def redefine(protocol: Protocol, matrix: Matrix, id: str, definition: str, clear_none: bool = False) -> Plan:
    """Plan another definition; `clear_none` makes the cells that say `none` due again, for they answered the old one."""
    theme = live(protocol, id)
    definition = definition.strip()
    if definition == theme.definition:
        raise Misuse(f"the theme “{theme.name}” already has this definition.")
    after: dict[str, str] = {}
    nones = 0
    for key in matrix.rows:
        text = cell(matrix, key, id)
        found = numbered(text)
        alone = any(one.kind == NONE for one in found) and not any(one.kind in EVIDENCE for one in found)
        nones += alone
        after[key] = (
            excerpts.format(one for one in found if one.kind != NONE) if alone and clear_none else text
        )
    notes: tuple[str, ...] = ()
    if nones and clear_none:
        notes = (
            f"{many(nones, 'cell that is “not mentioned” becomes', 'cells that are “not mentioned” become')} due again.",
        )
    elif nones:
        notes = (
            f"{many(nones, 'cell is', 'cells are')} “not mentioned” under the old definition. They stay so, unless "
            "you make them due again.",
        )
    edits = (SetValue("themes", id, "definition", definition or None),)
    if id not in matrix.header:
        return Plan("redefine", (id,), (id,), carried(matrix), edits=edits, notes=notes)
    moved = touched(matrix, (id,), {id: after})
    cells = {id: {one.key: one.after.get(id, "") for one in moved}}
    return Plan(
        "redefine", (id,), (id,), carried(matrix), cells=cells, edits=edits, touched=moved, notes=notes
    )


def retire(protocol: Protocol, matrix: Matrix, id: str, on: date | None = None) -> Plan:
    """Plan that a theme is not used any more: no chart or table shows it, its column stays."""
    live(protocol, id)
    found = sum(
        len([one for one in numbered(cell(matrix, key, id)) if one.kind in EVIDENCE]) for key in matrix.rows
    )
    notes = (
        f"Its column stays in the matrix, with {many(found, 'excerpt')}; charts and tables will not show it.",
    )
    return Plan(
        "retire",
        (id,),
        (),
        carried(matrix),
        edits=(SetValue("themes", id, "retired", on or date.today()),),
        notes=notes,
    )


def reorder(protocol: Protocol, matrix: Matrix, ids: Sequence[str]) -> Plan:
    """Plan another order of the themes in use (all of them, each once); retired ones keep their places."""
    current = [theme.id for theme in protocol.current_themes]
    if sorted(ids) != sorted(current):
        names = ", ".join(f"“{theme.name}”" for theme in protocol.current_themes)
        raise Misuse(f"give each theme in use once: {names}.")
    if list(ids) == current:
        raise Misuse("the themes are in this order already.")
    wanted = iter(ids)
    order = tuple(theme.id if theme.retired else next(wanted) for theme in protocol.themes)
    there = iter([id for id in ids if id in matrix.header])
    columns = tuple(
        Column(id := next(there), id) if name in current else Column(name, name) for name in matrix.header
    )
    return Plan("reorder", tuple(current), tuple(ids), columns, edits=(OrderTables("themes", order),))


def _due(protocol: Protocol, matrix: Matrix, key: str, id: str) -> bool:
    """Whether a source was read for some theme, and not for the one with this id."""
    return not _looked_at(matrix, key, id) and any(
        _looked_at(matrix, key, theme.id) for theme in protocol.themes
    )


def _looked_at(matrix: Matrix, key: str, id: str) -> bool:
    return any(one.kind in (*EVIDENCE, NONE) for one in numbered(cell(matrix, key, id)))
