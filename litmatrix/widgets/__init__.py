"""What a person works with in a notebook."""

from litmatrix.widgets.source_filter import SourceFilter, source_filter

__all__ = ["SourceFilter", "source_filter"]
