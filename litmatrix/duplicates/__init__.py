"""Records that may be the same work."""

from litmatrix.duplicates.pointing import twins

__all__ = ["twins"]
