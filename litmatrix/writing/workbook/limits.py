"""A spreadsheet's limits, and text cut to them."""

from __future__ import annotations

#: Characters in a cell (Excel counts UTF-16), rows, characters in a sheet's name, in a line at the head or foot of a page.
CELL, ROWS, NAME, MARGIN = 32_767, 1_048_576, 31, 255
#: How high a row can be, in points.
HEIGHT = 409


def cut(text: str, where: str) -> tuple[str, int]:
    """Return a text that a cell holds, and how many characters had to go."""
    if len(text) <= CELL // 2 or units(text) <= CELL:
        return text, 0
    kept = text[: CELL - 120]
    while units(kept) > CELL - 120:
        kept = kept[: len(kept) - max(1, (units(kept) - CELL + 120) // 2)]
    lost = len(text) - len(kept)
    return f"{kept}[… cut: {lost:,} characters more in {where or 'the files of the review'}]", lost


def units(text: str) -> int:
    """Return how long a text is to a spreadsheet."""
    return len(text.encode("utf-16-le")) // 2
