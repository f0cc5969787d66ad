"""Themes that change: what each operation would do to the matrix and to review.toml, worked out and not done.

An operation takes the protocol, the matrix as read, and what is asked, and returns a `Plan`. `theming` does it.
Nothing is ever lost: the quotations, summaries and memos before and after are the same.
"""

from litmatrix.themes import sub
from litmatrix.themes.names import find_theme, find_themes, now, renamed, told
from litmatrix.themes.plan import Plan, TouchedCell
from litmatrix.themes.several import Part, merge, split, to_place
from litmatrix.themes.walk import Walk
from litmatrix.themes.whole import add, redefine, rename, reorder, retire
from litmatrix.themes.words import beside_cells, count_cells, headline

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
