"""What is asked, held to the shape that it must have: whatever a page sends, nothing further down meets another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from litmatrix.errors import OLD_PAGE, Misuse


def _is_id(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool) and value >= 0)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _are_texts(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value)


def _are_members(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(name, str) for name in value)


def _are_names(value: Any) -> bool:
    return _are_members(value) and all(isinstance(one, str) for one in value.values())


#: What each part of a message must be. `shown` are members, or, where an order is asked for, ids.
_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "op": _is_text, "table": _is_text, "id": _is_id, "given": _are_members, "renamed": _are_names, "effect": _is_text,
    "ids": _are_texts, "old": _is_text, "new": _is_text, "stage": _is_text, "people": _are_texts, "number": _is_number,
}  # fmt: skip


def read(asked: Any) -> dict[str, Any]:
    """Return what is asked without what is None; raises `Misuse` where a part of it is not what it must be."""
    found = {name: one for name, one in asked.items() if one is not None} if _are_members(asked) else {}
    shapes = {**_SHAPES, "shown": _are_texts if found.get("op") == "order" else _are_members}
    if "op" not in found or any(not shapes[name](one) for name, one in found.items() if name in shapes):
        raise Misuse(f"{OLD_PAGE} Reload the page.")
    return found
