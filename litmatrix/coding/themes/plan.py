"""What a theme operation would do: each cell that changes, the columns, and the edits of review.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from litmatrix.errors import Misuse
from litmatrix.matrix.columns import Column
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.matrix.file import Matrix
from litmatrix.model import Protocol, Theme
from litmatrix.protocol.members import is_id
from litmatrix.protocol.theme_history import told
from litmatrix.protocol.toml import Edit
from litmatrix.vocabulary import EVIDENCE, KEY, NONE


class TouchedCell(NamedTuple):
    """What a change does to the cells of one source: the texts by column, before and after."""

    key: str
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True)
class Plan:
    """A theme operation worked out, nothing of it done yet.

    `change`, `before`, `after` and `theme` are what the theme history will say. `columns` are those of the matrix
    afterwards, `cells` the texts that change or are new (by column, then key), `edits` those of review.toml.
    `touched` shows each cell that changes, `notes` say what one should know.
    """

    change: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    columns: tuple[Column, ...]
    theme: str = ""
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    touched: tuple[TouchedCell, ...] = ()
    notes: tuple[str, ...] = ()


# --- what the operations share --------------------------------------------------------------------------


def theme_of(protocol: Protocol, id: str) -> Theme:
    """Return a theme that is declared, retired or not; raises `Misuse` for another id, a former one too: to change a
    theme one has to name it as it is today."""
    for theme in protocol.themes:
        if theme.id == id:
            return theme
    if became := told(protocol, id):
        raise Misuse(f"{became}; name that.")
    known = ", ".join(theme.id for theme in protocol.themes)
    raise Misuse(f"there is no theme {id!r}; the themes are {known or '(none yet)'}.")


def live(protocol: Protocol, id: str) -> Theme:
    """Return a theme in use; raises `Misuse` for another id, or a retired theme."""
    theme = theme_of(protocol, id)
    if theme.retired:
        raise Misuse(f"the theme “{theme.name}” was retired on {theme.retired}; undo that first.")
    return theme


def check_new(protocol: Protocol, matrix: Matrix, id: str, adopt: bool = False) -> None:
    """Raise `Misuse` unless a theme can get this id; a column that has it already is in the way unless `adopt`."""
    if not is_id(id):
        raise Misuse(
            f"{id!r} cannot be a theme's short name (id): one word, without spaces, commas, quotation marks or brackets."
        )
    if id == KEY or any(id == one.id for one in protocol.descriptors):
        raise Misuse(f"{id} is the name of another column of the matrix ({KEY}, or a descriptor).")
    if held := [one.name for one in protocol.themes if one.id == id]:
        raise Misuse(f"{id} is the short name (id) of the theme “{held[0]}” already: choose another.")
    if id in matrix.header and not adopt:
        raise Misuse(
            f"{matrix.name} already has a column {id}, which is not a theme: rename that column first."
        )


def same_name(protocol: Protocol, name: str, *but: str) -> tuple[str, ...]:
    """Return the note that another theme in use (none of these ids) is called so too, if one is."""
    name = name.strip()
    others = (one.name for one in protocol.current_themes if one.id not in but)
    if name and name.casefold() in {one.casefold() for one in others}:
        return (f"Another theme has the same name, “{name}”: the two cannot be told apart.",)
    return ()


def cell(matrix: Matrix, key: str, column: str) -> str:
    """Return the text of a cell; empty where the matrix has no such column."""
    if column not in matrix.header:
        return ""
    return matrix.rows[key].cells[matrix.header.index(column)]


def kept(found: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """Return excerpts without `none` where there is evidence, for it then says nothing."""
    if any(one.kind in EVIDENCE for one in found):
        return tuple(one for one in found if one.kind != NONE)
    return tuple(found)


def carried(matrix: Matrix) -> tuple[Column, ...]:
    """Return the columns as they are."""
    return tuple(Column(name, name) for name in matrix.header)


def touched(
    matrix: Matrix, before: Iterable[str], after: Mapping[str, Mapping[str, str]]
) -> tuple[TouchedCell, ...]:
    """Return what changes row by row; `after` gives every cell of the columns that there will be instead of `before`."""
    before = tuple(before)
    found = []
    for key in matrix.rows:
        was = {column: text for column in before if (text := cell(matrix, key, column))}
        will = {column: text for column, texts in after.items() if (text := texts.get(key, ""))}
        if was != will:
            found.append(TouchedCell(key, was, will))
    return tuple(found)


def inserted(
    protocol: Protocol, columns: Sequence[Column], left: Sequence[str], new: Sequence[Column]
) -> tuple[Column, ...]:
    """Return the columns with new ones behind the last of the themes on their left, else before the first theme."""
    names = [column.name for column in columns]
    behind = [names.index(id) for id in left if id in names]
    ahead = [names.index(theme.id) for theme in protocol.themes if theme.id in names]
    place = max(behind) + 1 if behind else min(ahead, default=len(names))
    return (*columns[:place], *new, *columns[place:])


def titled(id: str) -> str:
    """Return a name made of an id."""
    return id.replace("_", " ").strip().capitalize()


def many(number: int, one: str, more: str = "") -> str:
    """Return “3 sources”."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"
