"""What a theme is called today: former ids, as the theme history tells them, lead to the themes that they became."""

from __future__ import annotations

import difflib
import warnings

from litmatrix.errors import FormerName, Misuse
from litmatrix.model import Protocol, Theme, ThemeChange

__all__ = ["find_theme", "find_themes", "now", "renamed", "told"]

_BECAME = {"rename": "renamed", "merge": "merged into", "split": "split into"}


def now(protocol: Protocol, id: str) -> tuple[str, ...]:
    """Return the ids of the themes that an id stands for today: itself, what it was renamed to or merged into, its
    parts if it was split; none for an id that never was a theme's. An id that several themes had, one after the other,
    stands for the last of them."""
    if any(theme.id == id for theme in protocol.themes):
        return (id,)
    found = [id]
    changes = _since(protocol, id)
    for change in changes:
        if not set(found) & set(change.before):
            continue
        at = min(found.index(one) for one in change.before if one in found)
        kept = [one for one in found if one not in change.before]
        found = list(dict.fromkeys([*kept[:at], *change.after, *kept[at:]]))
    declared = {theme.id for theme in protocol.themes}
    return tuple(one for one in found if one in declared)


def renamed(protocol: Protocol, id: str) -> str:
    """Return the id that a theme has today which was renamed and nothing else; any other id as it is.

    The column of such a theme holds what it held; that of one that was merged or split does not.
    """
    found = id
    for change in protocol.theme_history:
        if change.change in _BECAME and not change.theme and found in change.before:
            if change.change != "rename" or len(change.after) != 1:
                return id
            found = change.after[0]
    return found if any(theme.id == found for theme in protocol.themes) else id


def told(protocol: Protocol, id: str) -> str:
    """Say what became of a former theme: “role was renamed work on 2026-11-25”; empty for one that never was."""
    for change in _since(protocol, id):
        if id in change.before and id not in change.after:
            day = str(change.time)[:10]
            return f"{id} was {_BECAME[change.change]} {' and '.join(change.after) or 'nothing'} on {day}"
    return ""


def _since(protocol: Protocol, id: str) -> list[ThemeChange]:
    """Return the changes that made one theme another, from the day on which the last theme got this id."""
    changes = [change for change in protocol.theme_history if not change.theme]
    born = [number for number, one in enumerate(changes) if id in one.after and id not in one.before]
    return [change for change in changes[max(born, default=-1) + 1 :] if change.change in _BECAME]


def find_themes(protocol: Protocol, id: str) -> tuple[Theme, ...]:
    """Return the theme in use that has this id, or those that a former one became, with a `FormerName` warning.

    Raises `Misuse` for an id that is no theme's, or that of a retired theme.
    """
    current = {theme.id: theme for theme in protocol.current_themes}
    ids = now(protocol, id)
    found = tuple(current[one] for one in ids if one in current)
    if not found:
        retired = next((theme for theme in protocol.themes if theme.id in ids and theme.retired), None)
        if retired is not None:
            raise Misuse(
                f"the theme {retired.id} was retired on {retired.retired}. In use: {', '.join(current) or 'none'}."
            )
        near = difflib.get_close_matches(str(id), current, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Misuse(f"there is no theme {id!r}; the themes are {', '.join(current) or '(none yet)'}.{hint}")
    if ids != (id,):
        warnings.warn(
            f"{told(protocol, id)}; shown is {', '.join(one.id for one in found)}.", FormerName, stacklevel=3
        )
    return found


def find_theme(protocol: Protocol, id: str) -> Theme:
    """Return the one theme that an id stands for, as `find_themes` does; raises `Misuse` if it was split."""
    found = find_themes(protocol, id)
    if len(found) > 1:
        raise Misuse(f"{told(protocol, id)}; name one of them.")
    return found[0]
