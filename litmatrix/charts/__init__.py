"""Charts of a review, each a function from a `Review` to an Altair chart.

Every chart says what it shows and of how many sources, has a description in words for screen readers, tells
apart without colour alone, and lists the sources behind a mark in its tooltip. `save` writes one as SVG, PNG, PDF,
TIFF (of an exact width for print) or as a page that works offline.
"""

from collections.abc import Callable

from litmatrix.charts import loading  # noqa: F401 (before all others)
from litmatrix.charts.bars import descriptor, descriptors, source_types, subthemes
from litmatrix.charts.debts import owed
from litmatrix.charts.decisions import agreement, progress, reasons
from litmatrix.charts.evidence import evidence_map
from litmatrix.charts.flowchart import flow
from litmatrix.charts.heat import heatmap, heatmap_pages
from litmatrix.charts.lifelines import theme_life
from litmatrix.charts.notebook import notebook_renderer
from litmatrix.charts.saturated import saturation
from litmatrix.charts.saving import rendered, save
from litmatrix.charts.style import Chart
from litmatrix.charts.themes import coverage, theme_by_descriptor
from litmatrix.charts.timeline import years

__all__ = [
    "REPORTED",
    "agreement",
    "coverage",
    "descriptor",
    "descriptors",
    "evidence_map",
    "flow",
    "heatmap",
    "heatmap_pages",
    "notebook_renderer",
    "owed",
    "progress",
    "reasons",
    "rendered",
    "saturation",
    "save",
    "source_types",
    "subthemes",
    "theme_by_descriptor",
    "theme_life",
    "years",
]

#: What a report shows of every review, by the name of its file: the part of the report, and what draws it.
REPORTED: dict[str, tuple[str, Callable[..., Chart]]] = {
    "evidence-map": ("map", evidence_map),
    "flow": ("flow", flow),
    "source-types": ("source", source_types),
    "years": ("source", years),
    "heatmap": ("theme", heatmap),
    "coverage": ("theme", coverage),
    "theme-life": ("coding", theme_life),
    "saturation": ("coding", saturation),
    "owed": ("coding", owed),
}
