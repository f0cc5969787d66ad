"""Two or three versions of the matrix compared by key and column, and what a spreadsheet did to a cell's text."""

from litmatrix.comparing.damage import Damage, find_damage
from litmatrix.comparing.lines import LineChange, line_changes
from litmatrix.comparing.versions import DIFFERS, Comparison, Difference, compare, find_renamed
from litmatrix.matrix.three_way import ALIKE, CONFLICT, OURS, THEIRS

__all__ = [
    "ALIKE",
    "CONFLICT",
    "DIFFERS",
    "OURS",
    "THEIRS",
    "Comparison",
    "Damage",
    "Difference",
    "LineChange",
    "compare",
    "find_damage",
    "find_renamed",
    "line_changes",
]
