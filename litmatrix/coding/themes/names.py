"""Themes by their ids: former ones, as the theme history tells them, lead to the themes that they became."""

from __future__ import annotations

import difflib
import warnings

from litmatrix.errors import FormerName, Misuse
from litmatrix.model import Protocol, Theme
from litmatrix.protocol.theme_history import now, told


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
