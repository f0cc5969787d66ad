"""The standards as their files have them: which items, what each is about, what helps with it, and the source."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import NamedTuple

from litmatrix.errors import Misuse

_HERE = Path(__file__).parent


class Item(NamedTuple):
    """An item: its number, its section, a label of our own, the answers that help with it, and where it may stand."""

    number: str
    section: str
    topic: str
    text: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


class Standard(NamedTuple):
    """A checklist: its name here, its title, its items, and the publication that says what each asks."""

    name: str
    title: str
    source: str
    url: str
    items: tuple[Item, ...]


def names() -> tuple[str, ...]:
    """Return the names of the checklists."""
    return tuple(sorted(path.stem for path in _HERE.glob("*.toml")))


@functools.cache
def standard(name: str) -> Standard:
    """Return a checklist by its name; raises `Misuse` for one that there is not."""
    if name not in names():
        raise Misuse(f"there is no checklist {name!r}; known: {', '.join(names())}.")
    told = tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))
    items = tuple(
        Item(
            one["number"],
            one["section"],
            one["topic"],
            tuple(one.get("text", ())),
            tuple(one.get("where", ())),
        )
        for one in told["items"]
    )
    return Standard(name, told["title"], told["source"], told["url"], items)
