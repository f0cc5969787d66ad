"""Coding: the states of cells, the themes, the full texts and the quotations in them."""

from litmatrix.coding.states import (
    COLUMNS,
    coverage,
    evidence,
    sides,
    sources,
    stances,
    states,
    subtheme_counts,
)

__all__ = ["COLUMNS", "coverage", "evidence", "sides", "sources", "stances", "states", "subtheme_counts"]
