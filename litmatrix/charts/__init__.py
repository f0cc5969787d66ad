"""Charts of a review, each a function from a `Review` to an Altair chart."""
from litmatrix.charts.bars import descriptor, source_types, subthemes
from litmatrix.charts.timeline import years
