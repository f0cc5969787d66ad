"""What a tracked change of the formatting changed, in words."""

from __future__ import annotations

from typing import Any

_NAMES = {
    "b": "bold", "i": "italic", "u": "underline", "strike": "struck through", "caps": "capitals", "smallCaps": "small capitals",
    "vertAlign": "raised or lowered", "color": "colour", "highlight": "highlighting", "shd": "shading", "sz": "size", "rFonts": "font",
    "pStyle": "style", "rStyle": "style", "jc": "alignment", "ind": "indent", "spacing": "spacing", "numPr": "list",
}  # fmt: skip
_SWITCHES = {"b", "i", "u", "strike", "caps", "smallCaps", "highlight"}
# Said by another property already, or not seen on a page.
_LEFT = {
    "bCs",
    "iCs",
    "szCs",
    "lang",
    "noProof",
    "rPr",
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "rPrChange",
    "pPrChange",
    "sectPr",
}
_OF = {
    "rPrChange": "", "pPrChange": "", "sectPrChange": "page layout", "numberingChange": "list numbering", "cellMerge": "cells merged",
}  # fmt: skip
_OFF = ("0", "false", "none", "off")


def what_changed(name: str, change: Any, now: Any) -> str:
    """Return what a change of formatting (its element, by its `name`) changed, in words; `now` holds what holds since.

    Where it was style, which: `style Heading2, was Heading3`; what was switched off: `not bold`.
    """
    said = _OF.get(name, "table layout" if name.startswith("t") else "content control")
    if said:
        return said
    before, after = _properties(next(iter(change), ())), _properties(now)
    found = [
        _told(one, before.get(one), after.get(one))
        for one in {**after, **before}
        if before.get(one) != after.get(one)
    ]
    return ", ".join(dict.fromkeys(found)) or "formatting"


def _properties(holder: Any) -> dict[str, dict[str, str]]:
    named = ((str(one.tag).rpartition("}")[2], one) for one in holder)
    return {
        name: {key.rpartition("}")[2]: value for inner in one.iter() for key, value in inner.attrib.items()}
        for name, one in named
        if name not in _LEFT
    }


def _told(name: str, before: dict[str, str] | None, after: dict[str, str] | None) -> str:
    said = _NAMES.get(name, name)
    if name in _SWITCHES:
        return said if after is not None and after.get("val", "1") not in _OFF else f"not {said}"
    if name in ("pStyle", "rStyle"):
        new, old = ((each or {}).get("val", "none") for each in (after, before))
        return f"{said} {new}, was {old}"
    return said
