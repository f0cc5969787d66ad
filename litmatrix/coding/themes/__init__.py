"""Themes that change: what each operation would do to the matrix and to review.toml, worked out and not done.

An operation takes the protocol, the matrix as read, and what is asked, and returns a `Plan`. `theming` does it.
Nothing is ever lost: the quotations, summaries and memos before and after are the same.
"""

from litmatrix.coding.themes import sub
from litmatrix.coding.themes.names import find_theme, find_themes
from litmatrix.coding.themes.plan import Plan, TouchedCell
from litmatrix.coding.themes.several import Part, merge, split, to_place
from litmatrix.coding.themes.walk import Walk
from litmatrix.coding.themes.whole import add, redefine, rename, reorder, retire
from litmatrix.coding.themes.words import beside_cells, count_cells, headline
from litmatrix.protocol.theme_history import now, renamed, told

__all__ = [
    "Part",
    "Plan",
    "TouchedCell",
    "Walk",
    "add",
    "beside_cells",
    "count_cells",
    "find_theme",
    "find_themes",
    "headline",
    "merge",
    "now",
    "redefine",
    "rename",
    "renamed",
    "reorder",
    "retire",
    "split",
    "sub",
    "to_place",
    "told",
]
