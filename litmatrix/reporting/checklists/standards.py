"""The standards as their files have them: which items, what each is about, what helps with it, and the source."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import NamedTuple

from litmatrix.errors import Misuse

_HERE = Path(__file__).parent
#: Every checklist by its name, which is that of its file.
NAMES = ("prisma-2020", "prisma-2020-abstract", "prisma-s", "prisma-scr", "entreq", "jbi", "raise")


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


@functools.cache
def standard(name: str) -> Standard:
    """Return a checklist by its name; raises `Misuse` for one that there is not."""
    if name not in NAMES:
        raise Misuse(f"there is no checklist {name!r}; known: {', '.join(NAMES)}.")
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
