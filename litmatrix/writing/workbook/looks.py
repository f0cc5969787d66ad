"""How the cells of a sheet look: quiet, and told apart without colours too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litmatrix.vocabulary import DUE, MENTIONED, NOT_MENTIONED, STANCES, UNREAD, state_in_words

#: A font that every program has, or one of the same widths.
FONT, SIZE = "Arial", 10

_INK, _SOFT, _LINE, _STRONG, _HEAD = "#222222", "#5F666D", "#D3D8DE", "#7A838C", "#E9EDF1"
_THIN, _MEDIUM, _DASHED, _DOUBLE = 1, 2, 8, 6
_EVERY = {"num_format": "@", "valign": "top", "text_wrap": True, "font_color": _INK}
_RULED = {"bottom": _THIN, "bottom_color": _LINE, "left": _THIN, "left_color": _LINE}

_CELLS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bg_color": _HEAD, "bottom": _THIN, "bottom_color": _STRONG, "top": _THIN, "top_color": _STRONG, "left": _THIN,
             "left_color": _LINE},
    "first": {**_RULED, "bold": True},
    "text": _RULED,
    "number": {**_RULED, "align": "right", "indent": 1},
    "counted": {**_RULED, "align": "right", "indent": 1, "num_format": "General"},
    "nothing": {"italic": True, "text_wrap": False, "font_color": _SOFT},
    "title": {"bold": True, "font_size": 14, "text_wrap": False},
    "part": {"bold": True, "font_size": 11, "valign": "bottom", "text_wrap": False},
    "link": {**_RULED, "font_color": "#1F5F8B", "underline": 1},
    "none": {**_RULED, "italic": True, "font_color": _SOFT},
    "words": {"text_wrap": False, "font_color": _SOFT},
}  # fmt: skip

#: How a cell looks by its state: a fill, and for sides a bar at its left that is whole, broken or double. What the first
#: three say is in the text; the last two have none, and say it in words.
STATES: Mapping[str, dict[str, Any]] = {
    state_in_words(MENTIONED): {"bg_color": "#EDF0F2"},
    state_in_words(MENTIONED, "+"): {"bg_color": "#DCEBF5", "left": _MEDIUM, "left_color": "#0072B2"},
    state_in_words(MENTIONED, "-"): {"bg_color": "#FAE3D5", "left": _DASHED, "left_color": "#D55E00"},
    state_in_words(MENTIONED, "~"): {"bg_color": "#EFE3EC", "left": _DOUBLE, "left_color": "#8A4F7D"},
    NOT_MENTIONED: {"font_color": _SOFT},
    DUE: {"bg_color": "#FFFBEF", "italic": True},
    UNREAD: {"font_color": _SOFT, "italic": True},
}  # fmt: skip

#: What each state means, for a legend.
MEANINGS: Mapping[str, str] = {
    state_in_words(MENTIONED): "mentioned, without a side",
    **{
        state_in_words(MENTIONED, sign): f"mentioned, {words} ({sign}); a {bar} bar"
        for (sign, words), bar in zip(STANCES.items(), ("solid", "broken", "double", ""), strict=True)
        if sign
    },
    NOT_MENTIONED: "looked for, and not mentioned (“none”)",
    DUE: "not yet looked at for this theme, in a source that was read for others",
    UNREAD: "not yet looked at for any theme",
}


class Looks:
    """The formats of a workbook, each made when it is first wanted."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Any] = {}

    def of(self, cell: str, state: str = "") -> Any:
        """Return the format of a kind of cell (head, text, number …), in a state."""
        wanted = (cell, state)
        if wanted not in self._made:
            self._made[wanted] = self._book.add_format({**_EVERY, **_CELLS[cell], **STATES.get(state, {})})
        return self._made[wanted]
