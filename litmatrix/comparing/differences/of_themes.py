"""How the themes changed: by the entries of their history, and what was changed without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from litmatrix.comparing.differences.lineage import Lineage, Step
from litmatrix.comparing.differences.values import Change, ThemeDifference, changed_members, text
from litmatrix.model import Theme
from litmatrix.review import Review

# The word of the history that each member of a theme goes with, where it changes; the others go with “edit”.
_WORDS = {
    "id": "rename", "name": "rename", "definition": "redefine", "subthemes": "subthemes", "retired": "retire",
    "statement": "state",
}  # fmt: skip


class _Piece(NamedTuple):
    """What differs of one theme, and the word of the history that it goes with."""

    word: str
    theme: str
    fields: tuple[Change, ...] = ()


def compare_themes(
    before: Review, after: Review, lineage: Lineage, moved: Mapping[int, int]
) -> tuple[ThemeDifference, ...]:
    """Return the changes of the themes: the new entries of the history in their order, then what none of them tells.

    `moved` is how many excerpts each step took along.
    """
    then = {theme.id: theme for theme in before.protocol.themes}
    now = {theme.id: theme for theme in after.protocol.themes}
    names = {id: theme.name or id for id, theme in (then | now).items()}
    # Of several entries on one theme, the last tells what came of all of them.
    told: dict[int, list[_Piece]] = {}
    for piece in _pieces(then, now, lineage):
        steps = [number for number, step in enumerate(lineage.steps) if _explains(step, piece, lineage)]
        told.setdefault(max(steps, default=-1), []).append(piece)
    found = []
    for number, step in enumerate(lineage.steps):
        entry = step.entry
        found.append(
            ThemeDifference(
                entry.change, entry.before, entry.after, step.theme,
                tuple(change for piece in told.get(number, ()) for change in piece.fields),
                _named((step.theme,) if step.theme else (*entry.before, *entry.after), names),
                moved.get(number, 0), True, step.undone, text(entry.time), entry.why, entry.by,
            )
        )  # fmt: skip
    for word, theme, fields in told.get(-1, ()):
        ids = (theme,) if theme else ()
        old, new = (() if word == "add" else ids), (() if word == "remove" else ids)
        found.append(ThemeDifference(word, old, new, fields=fields, names=_named(ids, names)))
    return tuple(found)


def _named(ids: Iterable[str], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((id, names.get(id, id)) for id in dict.fromkeys(ids))


def _pieces(then: Mapping[str, Theme], now: Mapping[str, Theme], lineage: Lineage) -> list[_Piece]:
    """Return all that differs between the themes, piece by piece."""
    formers = _formers(then, now, lineage)
    found = []
    for id, theme in now.items():
        if id not in formers:
            changes = changed_members(vars(Theme(id, "")), vars(theme))
            found.append(_Piece("add", id, changes))
            continue
        by_word: dict[str, list[Change]] = {}
        for change in changed_members(vars(then[formers[id]]), vars(theme)):
            back = change.what == "retired" and not change.after
            by_word.setdefault("reinstate" if back else _WORDS.get(change.what, "edit"), []).append(change)
        found += [_Piece(word, id, tuple(changes)) for word, changes in by_word.items()]
    today = {former: id for id, former in formers.items()}
    found += [_Piece("remove", id) for id in then if id not in today and not set(lineage.themes(id)) - {id}]
    old, new = [today[id] for id in then if id in today], [id for id in now if id in formers]
    if old != new:
        found.append(_Piece("reorder", "", (Change("order", ", ".join(old), ", ".join(new)),)))
    return found


def _formers(then: Mapping[str, Theme], now: Mapping[str, Theme], lineage: Lineage) -> dict[str, str]:
    """Return the id of before for each theme of after that is the same one, whatever it was called."""
    sources: dict[str, list[str]] = {}
    for id in then:
        for target in lineage.themes(id):
            sources.setdefault(target, []).append(id)
    formers = {}
    for id in now:
        of = sources.get(id, [])
        if id in of:
            formers[id] = id
        elif len(of) == 1 and len(lineage.themes(of[0])) == 1:
            formers[id] = of[0]
    # One that was merged into another may stay, without its excerpts.
    kept = set(formers.values())
    return formers | {id: id for id in now if id in then and id not in formers and id not in kept}


def _explains(step: Step, piece: _Piece, lineage: Lineage) -> bool:
    """Whether an entry of the history tells of a piece that differs."""
    change, word = step.entry.change, piece.word
    if step.theme:
        return word == "subthemes" and piece.theme in lineage.themes(step.theme)
    if change == "reorder":
        return word == "reorder"
    ids = (*step.entry.before, *step.entry.after)
    if piece.theme not in {id for named in ids for id in (named, *lineage.themes(named))}:
        return False
    if change in ("merge", "split"):
        return word not in ("state", "edit", "reorder")
    if step.undone:
        return word in (change, {"add": "remove", "retire": "reinstate"}.get(change))
    return word == change
