"""What a person works with in a notebook."""

from litmatrix.widgets.coding_desk import CodingDesk, coding_desk
from litmatrix.widgets.forms import AddSource, ExcludeFailing, add_source, exclude_failing
from litmatrix.widgets.screening_card import ScreeningCard, screening_card
from litmatrix.widgets.source_filter import SourceFilter, source_filter

__all__ = [
    "AddSource",
    "CodingDesk",
    "ExcludeFailing",
    "ScreeningCard",
    "SourceFilter",
    "add_source",
    "coding_desk",
    "exclude_failing",
    "screening_card",
    "source_filter",
]
