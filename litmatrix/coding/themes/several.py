"""One theme of several, several of one: merge and split. Each returns a `Plan`, and does nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from litmatrix.coding.themes.plan import (
    Plan,
    TouchedCell,
    carried,
    cell,
    check_new,
    inserted,
    kept,
    live,
    many,
    same_name,
    titled,
    touched,
)
from litmatrix.errors import Misuse
from litmatrix.matrix import excerpts
from litmatrix.matrix.cells import numbered
from litmatrix.matrix.columns import Column
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.matrix.file import ExcerptRow, Matrix
from litmatrix.model import Protocol, Theme
from litmatrix.protocol.toml import AddTable, Edit, OrderTables, RemoveTable, SetValue
from litmatrix.vocabulary import EVIDENCE, NONE, QUOTATION

#: So many places are named in a message.
_NAMED = 5


class Part(NamedTuple):
    """A theme that a split makes; one with the id of the theme that is split keeps its place and what is said of it."""

    id: str
    name: str = ""
    definition: str = ""


def merge(
    protocol: Protocol,
    matrix: Matrix,
    ids: Sequence[str],
    into: str,
    name: str = "",
    definition: str = "",
    on: date | None = None,
) -> Plan:
    """Plan one theme of several; `into` is one of them and stays where it stands, or a new id in the place of the first.

    Every quotation, summary and memo is kept, in the order of `ids`. A cell without evidence says `none` only if
    each of its parts does (the latest of them); any other is due. Subthemes, statements and notes are brought
    together. Raises `Misuse`.
    """
    ids = tuple(dict.fromkeys(ids))
    merged = [live(protocol, id) for id in ids]
    if len(ids) < 2:
        raise Misuse("a merge needs two themes or more.")
    if into not in ids:
        check_new(protocol, matrix, into)
    after, due, repeated = {}, 0, 0
    for key in matrix.rows:
        texts = [cell(matrix, key, id) for id in ids]
        found = [numbered(text) for text in texts]
        stays = _together(found)
        # A cell that stays as it was keeps its text, blank lines and all.
        same = next((text for text, part in zip(texts, found, strict=True) if part and part == stays), None)
        after[key] = excerpts.format(stays) if same is None else same
        had = any(one.kind == NONE for part in found for one in part)
        due += had and not any(one.kind in (*EVIDENCE, NONE) for one in stays)
        repeated += _repeated(stays) - sum(map(_repeated, found))
    notes = [*same_name(protocol, name, *ids)]
    if due:
        notes.append(
            f"{many(due, 'source was', 'sources were')} looked at for only some of these themes, and will be due for the merged one."
        )
    if repeated:
        notes.append(
            f"{many(repeated, 'quotation was', 'quotations were')} in more than one of these themes, and will be there twice."
        )
    moved = touched(matrix, ids, {into: after})
    cells = {
        into: {
            key: text
            for key, text in after.items()
            if text != (cell(matrix, key, into) if into in ids else "")
        }
    }
    columns = [column for column in carried(matrix) if column.name not in ids or column.name == into]
    if into not in matrix.header:
        place = min(
            [matrix.header.index(id) for id in ids if id in matrix.header], default=len(matrix.header)
        )
        columns.insert(sum(name not in ids for name in matrix.header[:place]), Column(into))
    edits = _merged_tables(protocol, merged, into, name.strip(), definition.strip(), on or date.today())
    return Plan(
        "merge", ids, (into,), tuple(columns), cells=cells, edits=edits, touched=moved, notes=tuple(notes)
    )


def split(
    protocol: Protocol,
    matrix: Matrix,
    id: str,
    parts: Sequence[Part],
    by_subtheme: Mapping[str, str] | None = None,
    places: Mapping[tuple[str, int], str] | None = None,
    rest: str = "",
    on: date | None = None,
) -> Plan:
    """Plan several themes of one; each excerpt goes to exactly one of them.

    `places` says where an excerpt goes, by key and number in its cell (see `to_place`); else `by_subtheme` does, by
    its subtheme; else it goes to `rest`. A `none` is carried to each part; a part that gets no excerpt is due.
    Raises `Misuse`, also for excerpts that have no place yet.
    """
    theme = live(protocol, id)
    by_subtheme, places = dict(by_subtheme or {}), dict(places or {})
    ids = [part.id for part in parts]
    if len(ids) < 2 or len(set(ids)) < len(ids):
        raise Misuse("a split needs two different themes or more.")
    for part in parts:
        if part.id != id:
            check_new(protocol, matrix, part.id)
    called = dict(zip(ids, part_names(theme, parts), strict=True))
    for one in (*by_subtheme.values(), *places.values(), *([rest] if rest else [])):
        if one not in ids:
            known = ", ".join(f"“{name}”" for name in called.values())
            raise Misuse(f"{one} is not one of the themes that “{theme.name}” is split into: {known}.")
    check_places(to_place(matrix, id), places, theme.name)
    if strange := [
        name for name in by_subtheme if name and name not in theme.subthemes and name not in _used(matrix, id)
    ]:
        known = ", ".join(f"“{name}”" for name in theme.subthemes)
        raise Misuse(f"“{theme.name}” has no subtheme “{strange[0]}”; it has {known or 'none'}.")
    goes = {
        (one.key, one.number): places.get((one.key, one.number)) or by_subtheme.get(one.subtheme) or rest
        for one in to_place(matrix, id)
    }
    check_placed(goes)
    after: dict[str, dict[str, str]] = {part: {} for part in ids}
    for key in matrix.rows:
        for to, text in _parted(cell(matrix, key, id), key, ids, goes).items():
            after[to][key] = text
    moved = touched(matrix, (id,), after)
    cells = {part: {key: text for key, text in texts.items() if text != (cell(matrix, key, id) if part == id else "")}
             for part, texts in after.items()}  # fmt: skip
    own = [Column(part, id if part == id and id in matrix.header else "") for part in ids]
    columns = [new for old in carried(matrix) for new in (own if old.name == id else [old])]
    if id not in matrix.header:
        columns = [*inserted(protocol, tuple(columns), [one.id for one in protocol.themes], own)]
    edits = _split_tables(protocol, matrix, theme, parts, by_subtheme, goes, rest, on or date.today())
    return Plan(
        "split",
        (id,),
        tuple(ids),
        tuple(columns),
        cells=cells,
        edits=edits,
        touched=moved,
        notes=(
            *(note for part in parts for note in same_name(protocol, part.name, id)),
            *_split_notes(moved, called),
        ),
    )


def part_names(theme: Theme, parts: Sequence[Part]) -> tuple[str, ...]:
    """Return what the parts of a split are called: as is asked, else as the theme that is split, else after their ids."""
    return tuple(
        part.name.strip() or (theme.name if part.id == theme.id else titled(part.id)) for part in parts
    )


def to_place(matrix: Matrix, id: str) -> tuple[ExcerptRow, ...]:
    """Return the excerpts that a split of this theme has to place: quotations, summaries and memos, in order."""
    return tuple(
        ExcerptRow(key, id, number, *one[:7])
        for key in matrix.rows
        for number, one in enumerate(numbered(cell(matrix, key, id)), start=1)
        if one.kind != NONE
    )


def check_places(there: Iterable[ExcerptRow], places: Iterable[tuple[str, int]], what: str) -> None:
    """Raise `Misuse` if a place is given to an excerpt that is not there: it would be dropped in silence."""
    known = {(one.key, one.number) for one in there}
    if strange := [place for place in places if place not in known]:
        key, number = strange[0]
        raise Misuse(f"“{what}” has no excerpt {number} of {key} to move.")


def check_placed(goes: Mapping[tuple[str, int], str]) -> None:
    """Raise `Misuse` if an excerpt has no place yet."""
    if waiting := [place for place, part in goes.items() if not part]:
        shown = ", ".join(f"{key} excerpt {number}" for key, number in waiting[:_NAMED])
        more = " …" if len(waiting) > _NAMED else ""
        raise Misuse(f"{many(len(waiting), 'excerpt is', 'excerpts are')} not in a part yet: {shown}{more}.")


# --- cells ----------------------------------------------------------------------------------------------


def _together(found: Sequence[tuple[Excerpt, ...]]) -> tuple[Excerpt, ...]:
    """Return the excerpts of a cell that is made of several."""
    together = tuple(one for part in found for one in part)
    if any(one.kind in EVIDENCE for one in together):
        return kept(together)
    nones = [one for one in together if one.kind == NONE]
    all_none = all(any(one.kind == NONE for one in part) for part in found)
    latest = max(nones, key=lambda one: one.locator) if all_none else None
    return tuple(one for one in together if one.kind != NONE or one is latest)


def _parted(text: str, key: str, ids: Sequence[str], goes: Mapping[tuple[str, int], str]) -> dict[str, str]:
    """Return the texts of the cells that one is split into, by theme."""
    found = numbered(text)
    silent = any(one.kind == NONE for one in found) and not any(one.kind in EVIDENCE for one in found)
    result = {}
    for part in ids:
        own = tuple(
            one
            for number, one in enumerate(found, start=1)
            if (silent if one.kind == NONE else goes[key, number] == part)
        )
        result[part] = text if own and own == found else excerpts.format(own)
    return result


def _repeated(found: Iterable[Excerpt]) -> int:
    """Return how many quotations of a cell are there more than once."""
    quoted = [one.text for one in found if one.kind == QUOTATION]
    return len(quoted) - len(set(quoted))


def _used(matrix: Matrix, id: str) -> set[str]:
    return {one.subtheme for one in to_place(matrix, id)}


def _split_notes(moved: Iterable[TouchedCell], called: Mapping[str, str]) -> tuple[str, ...]:
    due = Counter(
        part
        for row in moved
        for part in called
        if not row.after.get(part)
        and any(one.kind in EVIDENCE for text in row.after.values() for one in numbered(text))
    )
    return tuple(
        f"“{name}”: {many(due[part], 'source becomes', 'sources become')} due, because none of its excerpts went there."
        for part, name in called.items()
        if due[part]
    )


# --- tables of review.toml ------------------------------------------------------------------------------


def _merged_tables(
    protocol: Protocol, merged: Sequence[Theme], into: str, name: str, definition: str, on: date
) -> tuple[Edit, ...]:
    """Return the edits that make one [[themes]] table of several."""
    target = next((theme for theme in merged if theme.id == into), None)
    texts = {
        member: "\n\n".join(dict.fromkeys(text for theme in merged if (text := getattr(theme, member))))
        for member in ("statement", "note")
    }
    subthemes = list(dict.fromkeys(one for theme in merged for one in theme.subthemes))
    question = next((theme.question for theme in merged if theme.question), "")
    values = {
        "name": name or (target.name if target else titled(into)),
        "definition": definition or (target.definition if target else " ".join(theme.definition for theme in merged if theme.definition)),
        "subthemes": subthemes, "statement": texts["statement"], "question": question, "note": texts["note"],
    }  # fmt: skip
    gone = {theme.id for theme in merged} - {into}
    order = [theme.id for theme in protocol.themes if theme.id not in gone]
    edits: list[Edit] = []
    if target is None:
        edits.append(AddTable("themes", {"id": into, **values, "subthemes": subthemes or None, "added": on}))
        first = next(number for number, theme in enumerate(protocol.themes) if theme in merged)
        order.insert(sum(theme.id not in gone for theme in protocol.themes[:first]), into)
    else:
        for member, value in values.items():
            now = getattr(target, member)
            if (tuple(value) if member == "subthemes" else value) != now:
                edits.append(SetValue("themes", into, member, value or None))
    edits += [RemoveTable("themes", theme.id) for theme in merged if theme.id in gone]
    if target is None:
        edits.append(OrderTables("themes", tuple(order)))
    return tuple(edits)


def _split_tables(
    protocol: Protocol,
    matrix: Matrix,
    theme: Theme,
    parts: Sequence[Part],
    by_subtheme: Mapping[str, str],
    goes: Mapping[tuple[str, int], str],
    rest: str,
    on: date,
) -> tuple[Edit, ...]:
    """Return the edits that make several [[themes]] tables of one; each subtheme goes where its excerpts go."""
    used: dict[str, set[str]] = {part.id: set() for part in parts}
    for one in to_place(matrix, theme.id):
        used[goes[one.key, one.number]].add(one.subtheme)
    homeless = rest or parts[0].id
    for name in theme.subthemes:
        if name in by_subtheme:
            used[by_subtheme[name]].add(name)
        elif not any(name in found for found in used.values()):
            used[homeless].add(name)
    edits: list[Edit] = []
    for part in parts:
        subthemes = [name for name in theme.subthemes if name in used[part.id]]
        if part.id == theme.id:
            wanted = {"name": part.name.strip(), "definition": part.definition.strip()}
            edits += [
                SetValue("themes", theme.id, member, value)
                for member, value in wanted.items()
                if value and value != getattr(theme, member)
            ]
            if tuple(subthemes) != theme.subthemes:
                edits.append(SetValue("themes", theme.id, "subthemes", subthemes or None))
            continue
        table = {
            "id": part.id, "name": part.name.strip() or titled(part.id), "definition": part.definition.strip(),
            "subthemes": subthemes or None, "added": on, "question": theme.question,
        }  # fmt: skip
        edits.append(AddTable("themes", table))
    ids = [part.id for part in parts]
    if theme.id not in ids:
        # What the review says of the whole stays with the first part, to be parted by a person.
        edits += [
            SetValue("themes", ids[0], member, text)
            for member in ("statement", "note")
            if (text := getattr(theme, member))
        ]
        edits.append(RemoveTable("themes", theme.id))
    order = [new for old in protocol.themes for new in (ids if old.id == theme.id else [old.id])]
    return (*edits, OrderTables("themes", tuple(order)))
