"""A document as pandoc's JSON has it, changed in few places: a value in, a new value out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from litmatrix.writing.pandoc import run

#: How pandoc reads a manuscript: its own Markdown.
MARKDOWN = "markdown"

#: What a change gives: what stands in the place of an element; None leaves it.
Change = Callable[[dict[str, Any]], "list[dict[str, Any]] | None"]


def parsed(markdown: str, form: str = MARKDOWN) -> dict[str, Any]:
    """Return a text as a tree: `meta`, `blocks` and pandoc's version; raises `NoPandoc`, `NotSaved`."""
    return json.loads(run(markdown, form, "json"))


def dumped(tree: dict[str, Any]) -> bytes:
    """Return a tree as pandoc reads it again."""
    return json.dumps(tree, ensure_ascii=False).encode("utf-8")


def changed(value: Any, change: Change) -> Any:
    """Return a tree, or a part of one, with other elements in the place of some; what replaces one is not looked at again."""
    if isinstance(value, list):
        found: list[Any] = []
        for one in value:
            new = change(one) if isinstance(one, dict) and "t" in one else None
            found += [changed(one, change)] if new is None else new
        return found
    if isinstance(value, dict):
        return {name: changed(part, change) for name, part in value.items()}
    return value


def elements(value: Any, *kinds: str) -> Iterator[dict[str, Any]]:
    """Yield the elements of some kinds, in the order of the text; those within others too."""
    if isinstance(value, list):
        for one in value:
            yield from elements(one, *kinds)
    elif isinstance(value, dict):
        if value.get("t") in kinds:
            yield value
        for part in value.values():
            yield from elements(part, *kinds)


def words(value: Any) -> str:
    """Return the text of a tree or a part of one, without its marks."""
    found = []
    for one in elements(value, "Str", "Space", "SoftBreak", "LineBreak", "Code", "Math"):
        content = one.get("c")
        found.append(content if isinstance(content, str) else content[-1] if content else " ")
    return "".join(found)


def text(content: str) -> list[dict[str, Any]]:
    """Return words as inline elements."""
    found: list[dict[str, Any]] = []
    for word in content.split(" "):
        found += [{"t": "Space"}] if found else []
        found += [{"t": "Str", "c": word}] if word else []
    return found


def styled(name: str, blocks: list[Any]) -> dict[str, Any]:
    """Return blocks in a style of Word, by its name."""
    return {"t": "Div", "c": [["", [], [["custom-style", name]]], blocks]}


def raw(form: str, content: str, block: bool = False) -> dict[str, Any]:
    """Return what only one format understands, and is put into it as it stands."""
    return {"t": "RawBlock" if block else "RawInline", "c": [form, content]}
