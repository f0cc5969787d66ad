"""How the themes changed: by the entries of their history, and what was changed without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import NamedTuple

from litmatrix.comparing.differences.lineage import Lineage, Step
from litmatrix.comparing.differences.values import Change, ThemeDifference
from litmatrix.model import Theme
from litmatrix.review import Review

__all__ = ["compare_themes", "text"]

# The word of the history that each member of a theme goes with, where it changes.
_WORDS = {
    "id": "rename", "name": "rename", "definition": "redefine", "subthemes": "subthemes", "retired": "retire",
    "statement": "state",
}  # fmt: skip


class _Told(NamedTuple):
    """What a change of a theme says, and the word of the history that it goes with."""

    word: str
    theme: str
    fields: tuple[Change, ...]


def compare_themes(
    before: Review, after: Review, lineage: Lineage, moved: Mapping[int, int]
) -> tuple[ThemeDifference, ...]:
    """Return the changes of the themes: the new entries of the history in their order, then what none of them tells.

    `moved` is how many excerpts each step took along.
    """
    then = {theme.id: theme for theme in before.protocol.themes}
    now = {theme.id: theme for theme in after.protocol.themes}
    names = {id: theme.name or id for id, theme in (then | now).items()}
    waiting = _found(then, now, lineage)
    told = []
    for number, step in enumerate(lineage.steps):
        # Of several entries on one theme, the last tells what came of all of them.
        rest = lineage.steps[number + 1 :]
        mine = [
            one
            for one in waiting
            if _explains(step, one, lineage) and not any(_explains(other, one, lineage) for other in rest)
        ]
        waiting = [one for one in waiting if one not in mine]
        changes = tuple(change for one in mine for change in one.fields)
        told.append(_logged(step, changes, moved.get(number, 0), names))
    return (*told, *(_unlogged(one, names) for one in waiting))


def _found(then: Mapping[str, Theme], now: Mapping[str, Theme], lineage: Lineage) -> list[_Told]:
    """Return all that differs between the themes, piece by piece."""
    pairs = _pairs(then, now, lineage)
    found = []
    for id, theme in now.items():
        if id not in pairs:
            found.append(_Told("add", id, _members(Theme("", ""), theme)))
            continue
        by_word: dict[str, list[Change]] = {}
        for change in _members(then[pairs[id]], theme):
            word = _WORDS.get(change.what, "edit")
            word = "reinstate" if change.what == "retired" and not change.after else word
            by_word.setdefault(word, []).append(change)
        found += [_Told(word, id, tuple(changes)) for word, changes in by_word.items()]
    for id in then:
        if id not in pairs.values() and not (set(lineage.themes(id)) - {id}):
            found.append(_Told("remove", id, ()))
    back = {former: id for id, former in pairs.items()}
    old = [back[id] for id in then if id in back]
    new = [id for id in now if id in pairs]
    if old != new:
        found.append(_Told("reorder", "", (Change("order", ", ".join(old), ", ".join(new)),)))
    return found


def _pairs(then: Mapping[str, Theme], now: Mapping[str, Theme], lineage: Lineage) -> dict[str, str]:
    """Return the id of before for each theme of after that is the same one, whatever it was called."""
    pairs = {}
    sources: dict[str, list[str]] = {}
    for id in then:
        for target in lineage.themes(id):
            sources.setdefault(target, []).append(id)
    for id in now:
        if sources.get(id) and id in sources[id]:
            pairs[id] = id
        elif len(sources.get(id, ())) == 1 and len(lineage.themes(sources[id][0])) == 1:
            pairs[id] = sources[id][0]
    # One that was merged into another may stay, without its excerpts.
    formers = set(pairs.values())
    return pairs | {id: id for id in now if id in then and id not in pairs and id not in formers}


def _members(one: Theme, other: Theme) -> tuple[Change, ...]:
    found = []
    for member in fields(Theme):
        old, new = getattr(one, member.name), getattr(other, member.name)
        if old != new and not (member.name == "id" and not old):
            found.append(Change(member.name, text(old), text(new)))
    return tuple(found)


def text(value: object) -> str:
    """Return a value of the protocol as a person would write it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {text(one)}" if text(one) else str(name) for name, one in value.items())
    if isinstance(value, tuple | list):
        return "; ".join(text(one) for one in value)
    if hasattr(value, "__dataclass_fields__"):
        parts = ((member.name, text(getattr(value, member.name))) for member in fields(value))  # type: ignore[arg-type]
        return ", ".join(f"{name} {said}" for name, said in parts if said)
    return str(value)


def _explains(step: Step, one: _Told, lineage: Lineage) -> bool:
    """Whether an entry of the history tells of a piece that differs."""
    entry = step.entry
    if step.theme:
        return one.word == "subthemes" and one.theme in lineage.themes(step.theme)
    if entry.change == "reorder":
        return one.word == "reorder"
    ids = {id for named in (*entry.before, *entry.after) for id in (named, *lineage.themes(named))}
    if one.theme not in ids:
        return False
    if entry.change in ("merge", "split"):
        return one.word in ("add", "remove", "rename", "redefine", "subthemes", "retire", "reinstate")
    if step.undone:
        return one.word in (entry.change, {"add": "remove", "retire": "reinstate"}.get(entry.change))
    return one.word == entry.change


def _logged(
    step: Step, changes: tuple[Change, ...], excerpts: int, names: Mapping[str, str]
) -> ThemeDifference:
    entry = step.entry
    ids = (step.theme,) if step.theme else (*entry.before, *entry.after)
    return ThemeDifference(
        entry.change, entry.before, entry.after, step.theme, changes, _named(ids, names), excerpts, True,
        step.undone, text(entry.time), entry.why, entry.by,
    )  # fmt: skip


def _unlogged(one: _Told, names: Mapping[str, str]) -> ThemeDifference:
    ids = (one.theme,) if one.theme else ()
    before, after = (() if one.word == "add" else ids), (() if one.word == "remove" else ids)
    return ThemeDifference(one.word, before, after, fields=one.fields, names=_named(ids, names))


def _named(ids: Iterable[str], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((id, names.get(id, id)) for id in dict.fromkeys(ids))
