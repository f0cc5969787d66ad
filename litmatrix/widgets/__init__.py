"""What a person works with in a notebook."""

from litmatrix.widgets.forms import AddSource, ExcludeFailing, add_source, exclude_failing
from litmatrix.widgets.linked_charts import LinkedCharts, linked_charts
from litmatrix.widgets.screening_card import ScreeningCard, screening_card
from litmatrix.widgets.source_filter import SourceFilter, source_filter

__all__ = [
    "AddSource",
    "ExcludeFailing",
    "LinkedCharts",
    "ScreeningCard",
    "SourceFilter",
    "add_source",
    "exclude_failing",
    "linked_charts",
    "screening_card",
    "source_filter",
]
