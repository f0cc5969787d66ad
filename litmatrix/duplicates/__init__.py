"""Records that may be the same work: found with few misses, and none put together on one field's word alone."""

from litmatrix.duplicates.finding import Found, Pair, explain, find_duplicates, fullest, group_pairs
from litmatrix.duplicates.pointing import twins
from litmatrix.duplicates.telling import not_compared

__all__ = ["Found", "Pair", "explain", "find_duplicates", "fullest", "group_pairs", "not_compared", "twins"]
