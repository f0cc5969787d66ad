"""Changing the subthemes of a theme: add, rename, merge, split, retire, reorder. Each returns a `Plan`, and does nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from litmatrix.coding.themes.plan import Plan, carried, cell, live, many, touched
from litmatrix.coding.themes.several import check_placed, check_places, to_place
from litmatrix.errors import Misuse
from litmatrix.matrix import excerpts, three_way
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.matrix.file import ExcerptRow, Matrix
from litmatrix.model import Protocol, Theme
from litmatrix.protocol.toml import SetValue
from litmatrix.vocabulary import BLANK

_UNFIT = re.compile(r"[\[\]\n]|(?:\s|^)[+\-~]$")


def add(protocol: Protocol, matrix: Matrix, theme: str, name: str, behind: str = "") -> Plan:
    """Plan a new subtheme, behind another one (else behind the last). Raises `Misuse` for one that cannot be."""
    of = live(protocol, theme)
    declared = of.subthemes
    _check_new(of, name)
    place = declared.index(_known(of, behind)) + 1 if behind else len(declared)
    return _plan(
        protocol, matrix, theme, "add", (), (name,), (*declared[:place], name, *declared[place:]), {}
    )


def rename(protocol: Protocol, matrix: Matrix, theme: str, old: str, new: str) -> Plan:
    """Plan another name of a subtheme, declared or not, in review.toml and in every excerpt under it."""
    of = live(protocol, theme)
    declared = of.subthemes
    _check_new(of, new)
    _there(matrix, of, old)
    names = tuple(new if name == old else name for name in declared)
    return _plan(
        protocol,
        matrix,
        theme,
        "rename",
        (old,),
        (new,),
        names if old in declared else (*names, new),
        {old: new},
    )


def merge(protocol: Protocol, matrix: Matrix, theme: str, names: Sequence[str], into: str) -> Plan:
    """Plan one subtheme of several, in the place of the first; `into` is one of them, or a new name."""
    of = live(protocol, theme)
    declared = of.subthemes
    names = tuple(dict.fromkeys(names))
    if len(names) < 2:
        raise Misuse("a merge needs two subthemes or more.")
    for name in names:
        _there(matrix, of, name)
    if into not in names:
        _check_new(of, into)
    first = min([declared.index(name) for name in names if name in declared], default=len(declared))
    rest = [name for name in declared if name not in names]
    place = sum(name not in names for name in declared[:first])
    after = (*rest[:place], into, *rest[place:])
    return _plan(protocol, matrix, theme, "merge", names, (into,), after, dict.fromkeys(names, into))


def split(
    protocol: Protocol,
    matrix: Matrix,
    theme: str,
    old: str,
    parts: Sequence[str],
    places: Mapping[tuple[str, int], str] | None = None,
    rest: str = "",
) -> Plan:
    """Plan several subthemes of one; each excerpt under it goes where `places` says, by key and number in its cell,
    else to `rest`. Raises `Misuse`, also for excerpts that have no place yet."""
    of = live(protocol, theme)
    declared = of.subthemes
    _there(matrix, of, old)
    places = dict(places or {})
    if len(parts) < 2 or len(set(parts)) < len(parts):
        raise Misuse("a split needs two different subthemes or more.")
    for part in parts:
        if part != old:
            _check_new(of, part)
    for part in (*places.values(), *([rest] if rest else [])):
        if part not in parts:
            known = ", ".join(f"“{one}”" for one in parts)
            raise Misuse(f"“{part}” is not one of the subthemes that “{old}” is split into: {known}.")
    check_places(tagged(matrix, theme, old), places, old)
    goes = {
        (one.key, one.number): places.get((one.key, one.number)) or rest for one in tagged(matrix, theme, old)
    }
    check_placed(goes)
    after = tuple(new for name in declared for new in (parts if name == old else [name]))
    if old not in declared:
        after = (*declared, *parts)
    return _plan(protocol, matrix, theme, "split", (old,), tuple(parts), after, goes)


def retire(protocol: Protocol, matrix: Matrix, theme: str, name: str) -> Plan:
    """Plan that a subtheme goes; its excerpts stay in the theme, under no subtheme."""
    of = live(protocol, theme)
    declared = of.subthemes
    _there(matrix, of, name)
    after = tuple(one for one in declared if one != name)
    return _plan(protocol, matrix, theme, "retire", (name,), (), after, {name: ""})


def reorder(protocol: Protocol, matrix: Matrix, theme: str, names: Sequence[str]) -> Plan:
    """Plan another order of the subthemes: all that are declared, each once."""
    of = live(protocol, theme)
    declared = of.subthemes
    if sorted(names) != sorted(declared):
        raise Misuse(f"give each subtheme of “{of.name}” once: {_listed(declared)}.")
    if tuple(names) == declared:
        raise Misuse("the subthemes are in this order already.")
    return _plan(protocol, matrix, theme, "reorder", declared, tuple(names), tuple(names), {})


def tagged(matrix: Matrix, theme: str, name: str) -> tuple[ExcerptRow, ...]:
    """Return the excerpts that stand under a subtheme, in order: what a split has to place."""
    return tuple(one for one in to_place(matrix, theme) if one.subtheme == name)


def tags_back(was: str, now: str, change: str, before: Sequence[str], after: Sequence[str]) -> str | None:
    """Return the text of a cell with a change of subthemes taken back, though it was written to since.

    `was` is the text before the change (that of now, where the change did not touch the cell). Excerpts that came since
    stay; those under a name that the change made get that of before, if it is one. None where an excerpt that the change
    touched is not there any more as it was.
    """
    wanted = three_way.items(was) if was != now else []
    result = []
    for text in three_way.items(now):
        if wanted and _is_now(wanted[0], text, before, after):
            result.append(wanted.pop(0))
            continue
        found = excerpts.parse(text)
        anew = change in ("rename", "split") and len(found) == 1 and found[0].subtheme in after
        anew = anew and found[0].subtheme not in before
        result.append(excerpts.format([_renamed(found[0], before[0])]) if anew else text)
    return None if wanted else "\n".join(result)


def _is_now(was: str, now: str, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the text of an excerpt is the one of before, or the same under a subtheme that a change gave it."""
    if was == now:
        return True
    found = excerpts.parse(was)
    if len(found) != 1 or found[0].subtheme not in before or not found[0].subtheme:
        return False
    try:
        return any(
            excerpts.format([_renamed(found[0], name)]) == now for name in (*after, *([] if after else [""]))
        )
    except Misuse:
        return False


def _plan(
    protocol: Protocol,
    matrix: Matrix,
    theme: str,
    change: str,
    before: tuple[str, ...],
    after: tuple[str, ...],
    subthemes: Sequence[str],
    goes: Mapping,
) -> Plan:
    """Return the plan; `goes` gives the new subtheme by the old one, or by key and number."""
    declared = live(protocol, theme)

    def target(key: str, number: int, one: Excerpt) -> str | None:
        return goes.get((key, number), goes.get(one.subtheme) if one.subtheme else None)

    texts = {
        key: _retagged(cell(matrix, key, theme), key, declared.name, target) for key in matrix.rows if goes
    }
    moved = touched(matrix, (theme,), {theme: texts}) if goes else ()
    cells = {theme: {row.key: row.after.get(theme, "") for row in moved}} if moved else {}
    number = (
        sum(target(one.key, one.number, Excerpt(*one[3:])) is not None for one in to_place(matrix, theme))
        if goes
        else 0
    )
    under = "it" if len(before) == 1 else "them"
    notes = (f"{many(number, 'excerpt is', 'excerpts are')} coded with {under}.",) if goes else ()
    edits = (
        ()
        if tuple(subthemes) == declared.subthemes
        else (SetValue("themes", theme, "subthemes", [*subthemes] or None),)
    )
    return Plan(change, before, after, carried(matrix), theme, cells, edits, moved, notes)


def _retagged(text: str, key: str, theme: str, target: Callable[[str, int, Excerpt], str | None]) -> str:
    """Return the text of a cell with the subthemes of some excerpts changed, and nothing else."""
    found = excerpts.parse(text)
    result, number, changed = [], 0, False
    for one in found:
        number += one.kind != BLANK
        # A blank line has the number of the excerpt above it.
        name = target(key, number, one) if one.subtheme else None
        if name is None or name == one.subtheme:
            result.append(one)
            continue
        changed = True
        try:
            result.append(_renamed(one, name))
        except Misuse as error:
            raise Misuse(f"{key}, “{theme}”, excerpt {number}: {error}") from None
    return excerpts.format(result) if changed else text


def _renamed(one: Excerpt, name: str) -> Excerpt:
    """Return an excerpt under another subtheme, or none; how it is written stays, but for the name.

    Raises `Misuse` where it would then read as something else: “[S] none” is no summary without its subtheme.
    """
    wanted = one._replace(subtheme=name, raw="")
    if one.raw:
        at, end = one.raw.index("["), one.raw.index("]") + 1
        tag = (
            one.raw[at:end].replace(one.subtheme, name, 1)
            if name
            else f"[{one.stance}]"
            if one.stance
            else ""
        )
        raw = one.raw[:at] + tag + (one.raw[end:] if tag else one.raw[end:].lstrip())
        found = excerpts.parse(raw)
        if len(found) == 1 and found[0][:-1] == wanted[:-1]:
            return found[0]
    excerpts.format([wanted])
    return wanted


def _check_new(of: Theme, name: str) -> None:
    if not name.strip() or name != name.strip() or _UNFIT.search(name):
        raise Misuse(
            f"{name!r} cannot be a subtheme: it must not be empty, contain brackets, or end in a lone +, - or ~."
        )
    if name in of.subthemes:
        raise Misuse(f"“{of.name}” has a subtheme “{name}” already.")


def _known(of: Theme, name: str) -> str:
    if name not in of.subthemes:
        raise Misuse(f"“{of.name}” has no subtheme “{name}”; it has {_listed(of.subthemes)}.")
    return name


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names) or "none"


def _there(matrix: Matrix, of: Theme, name: str) -> None:
    """Raise `Misuse` for a subtheme that is neither declared nor used in a cell (a misspelt one can be renamed)."""
    if name not in of.subthemes and not (name and tagged(matrix, of.id, name)):
        _known(of, name)
