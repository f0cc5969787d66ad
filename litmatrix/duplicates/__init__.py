"""Records that may be the same work: found with few misses, and none put together on one field's word alone."""

from litmatrix.duplicates.alike import twins
from litmatrix.duplicates.finding import Found, Pair, explain, find_duplicates, fullest, group_pairs
from litmatrix.duplicates.telling import not_compared
from litmatrix.screening.held import DECIDED, EARLIER, Held, held, ranks

__all__ = [
    "DECIDED",
    "EARLIER",
    "Found",
    "Held",
    "Pair",
    "explain",
    "find_duplicates",
    "fullest",
    "group_pairs",
    "held",
    "not_compared",
    "ranks",
    "twins",
]
