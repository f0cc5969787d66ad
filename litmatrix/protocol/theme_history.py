"""The theme history read: which themes became which, and what a theme was and is called."""

from __future__ import annotations

from litmatrix.model import Protocol, ThemeChange

#: The changes by which one theme becomes another, or several do.
BECAME = {"rename": "renamed", "merge": "merged into", "split": "split into"}


def of_themes(protocol: Protocol) -> tuple[ThemeChange, ...]:
    """Return the changes that are about themes, not about the subthemes of one."""
    return tuple(change for change in protocol.theme_history if not change.theme)


def carried(id: str, change: ThemeChange) -> tuple[str, ...]:
    """Return the ids under which a theme stands after a change."""
    return change.after if change.change in BECAME and id in change.before else (id,)


def now(protocol: Protocol, id: str) -> tuple[str, ...]:
    """Return the ids of the themes that an id stands for today: itself, what it was renamed to or merged into, its
    parts if it was split; none for an id that never was a theme's. An id that several themes had, one after the other,
    stands for the last of them."""
    declared = {theme.id for theme in protocol.themes}
    if id in declared:
        return (id,)
    found = [id]
    for change in _since(protocol, id):
        found = list(dict.fromkeys(after for one in found for after in carried(one, change)))
    return tuple(one for one in found if one in declared)


def renamed(protocol: Protocol, id: str) -> str:
    """Return the id that a theme has today which was renamed and nothing else; any other id as it is.

    The column of such a theme holds what it held; that of one that was merged or split does not.
    """
    found = id
    for change in of_themes(protocol):
        if change.change in BECAME and found in change.before:
            if change.change != "rename" or len(change.after) != 1:
                return id
            found = change.after[0]
    return found if any(theme.id == found for theme in protocol.themes) else id


def told(protocol: Protocol, id: str) -> str:
    """Say what became of a former theme: “role was renamed work on 2026-11-25”; empty for one that never was."""
    for change in _since(protocol, id):
        if id in change.before and id not in change.after:
            day = str(change.time)[:10]
            return f"{id} was {BECAME[change.change]} {' and '.join(change.after) or 'nothing'} on {day}"
    return ""


def former_ids(protocol: Protocol) -> tuple[str, ...]:
    """Return the ids of themes that something became of, in the order of the history."""
    return tuple(dict.fromkeys(id for change in of_themes(protocol) for id in change.before))


def names_of(protocol: Protocol, id: str) -> list[str]:
    """Return the ids that a theme had by its renames, that of today first."""
    found = [id]
    for change in reversed(of_themes(protocol)):
        if change.change == "rename":
            for old, new in zip(change.before, change.after, strict=False):
                if new == found[-1] and old != new:
                    found.append(old)
    return found


def _since(protocol: Protocol, id: str) -> list[ThemeChange]:
    """Return the changes that made one theme another, from the day on which the last theme got this id."""
    changes = of_themes(protocol)
    born = [number for number, one in enumerate(changes) if id in one.after and id not in one.before]
    return [change for change in changes[max(born, default=-1) + 1 :] if change.change in BECAME]
