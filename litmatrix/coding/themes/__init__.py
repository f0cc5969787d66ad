"""Themes that change: what each operation would do to the matrix and to review.toml, worked out and not done.

An operation takes the protocol, the matrix as read, and what is asked, and returns a `Plan`. `operations` does it.
Nothing is ever lost: the quotations, summaries and memos before and after are the same.
"""

from litmatrix.coding.themes import sub
from litmatrix.coding.themes.ids import new_id, taken_ids
from litmatrix.coding.themes.names import find_theme, find_themes
from litmatrix.coding.themes.plan import Plan, TouchedCell, titled
from litmatrix.coding.themes.several import Part, merge, part_names, split, to_place
from litmatrix.coding.themes.walk import Again, Placed, Walk
from litmatrix.coding.themes.whole import add, redefine, rename, reorder, retire
from litmatrix.coding.themes.words import (
    Names,
    beside_cells,
    count_cells,
    headline,
    known_names,
    names_in,
    names_of,
    quoted,
)
from litmatrix.protocol.theme_history import now, renamed, told

__all__ = [
    "Again",
    "Names",
    "Part",
    "Placed",
    "Plan",
    "TouchedCell",
    "Walk",
    "add",
    "beside_cells",
    "count_cells",
    "find_theme",
    "find_themes",
    "headline",
    "known_names",
    "merge",
    "names_in",
    "names_of",
    "new_id",
    "now",
    "part_names",
    "quoted",
    "redefine",
    "rename",
    "renamed",
    "reorder",
    "retire",
    "split",
    "sub",
    "taken_ids",
    "titled",
    "to_place",
    "told",
]
