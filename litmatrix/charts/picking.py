"""Charts whose marks can be clicked: each mark gets an area of its own that a click, or a program, can pick.

What is picked is named by the member `pick` of the mark's data: of a cell “KEY THEME”, of a bar of a descriptor
“DESCRIPTOR PLACE”, of a bar of the coverage “THEME STATE”, of a cell of the evidence map “THEME DESCRIPTOR PLACE”, or
“DESCRIPTOR PLACE DESCRIPTOR PLACE” (no theme's or descriptor's id holds a space).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import altair as alt

from litmatrix.charts import style
from litmatrix.charts.style import INK, Chart, inline

#: The selection that a click makes, the parameter that marks what is chosen, and the field that both hold.
PICKED, CHOSEN, PICK = "picked", "chosen", "pick"
AREAS = "areas"

#: A bar shorter than this could hardly be hit.
LEAST = 14
#: Of more areas than this, none is described on its own: the chart's description says it all.
MOST_DESCRIBED = 1500
_KEPT = ("title", "description", "name", "background", "padding", "config", "spacing")


def pickable(chart: Chart) -> Chart:
    """Return a chart of which each mark that stands for a cell or a bar can be picked with a click.

    It has the point selection `picked` and the parameter `chosen`, which outlines a mark, by name. A chart without
    such marks (a message) comes back as it is.
    """
    if not picks(chart):
        return chart
    views = [_with_areas(view) for view in _views(chart)]
    made = alt.hconcat(*views) if hasattr(chart, "hconcat") else views[0]
    select = alt.PointSelectionConfig(type="point", fields=[PICK], on="click", toggle=False, clear=False)
    # So Altair names views that stand side by side.
    named = [f"{AREAS}_{place}" for place in range(len(views))] if hasattr(chart, "hconcat") else [AREAS]
    made.params = [
        alt.TopLevelSelectionParameter(name=PICKED, select=select, views=named),
        alt.VariableParameter(name=CHOSEN, value=""),
    ]
    return made.properties(**{name: chart[name] for name in _KEPT if chart._get(name) is not alt.Undefined})


def picks(chart: Chart) -> tuple[str, ...]:
    """Return what can be picked in a chart, in the order of its marks."""
    marks = (next(filter(None, map(_rows, view.layer)), []) for view in _views(chart))
    return tuple(row[PICK] for rows in marks for row in rows)


def _views(chart: Chart) -> list[Any]:
    return [view for view in getattr(chart, "hconcat", [chart]) if hasattr(view, "layer")]


def _rows(layer: Any) -> list[dict[str, Any]]:
    values = getattr(getattr(layer, "data", None), "values", None)
    return values if isinstance(values, list) and values and PICK in values[0] else []


def _with_areas(view: Chart) -> Chart:
    """Return a view with an area over each of its marks that can be picked; it takes over what the mark says."""
    layers = list(view.layer)
    place = next((place for place, layer in enumerate(layers) if _rows(layer)), None)
    if place is None:
        return view
    marks = layers[place] = layers[place].copy(deep=True)
    said = {part: marks.encoding[part] for part in ("tooltip", "description")}
    marks.encoding.tooltip = marks.encoding.description = alt.Undefined
    marks.mark.aria = False
    rows, encoding, thick = _areas(marks, view)
    chosen = alt.when(f"datum.{PICK} === {CHOSEN}").then(alt.value(1.8)).otherwise(alt.value(0))
    areas = alt.Chart(inline(rows)).mark_bar(
        fill="transparent", stroke=INK, cursor="pointer", opacity=1, aria=len(rows) <= MOST_DESCRIBED, **thick
    )
    areas = areas.encode(**encoding, **said, strokeWidth=chosen)
    kept = {part: view[part] for part in ("width", "height", "title") if view._get(part) is not alt.Undefined}
    return alt.layer(*layers, areas.properties(name=AREAS), **kept)


def _areas(
    marks: alt.Chart, view: alt.LayerChart
) -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, Any]]:
    """Return the rows of the areas, how they are placed, and how thick: the box of a mark, or a cell around a point."""
    rows = _rows(marks)
    if "end" in rows[0]:
        least = LEAST * marks.encoding.x["scale"].domain[1] / view.width
        widened = [{**row, "end": max(row["end"], row["start"] + least)} for row in rows]
        return (
            widened,
            {name: marks.encoding[name] for name in ("x", "x2", "y")},
            {"height": marks.mark.height},
        )
    if "x2" in rows[0]:
        return rows, style.box(), {}
    wide, tall = _step(row["x"] for row in rows) / 2, _step(row["y"] for row in rows) / 2
    cells = [
        {**row, "x": row["x"] - wide, "x2": row["x"] + wide, "y": row["y"] - tall, "y2": row["y"] + tall}
        for row in rows
    ]
    return cells, style.box(), {}


def _step(places: Iterable[float]) -> float:
    """Return the least distance between the places of points along one axis, within what a finger or mouse hits."""
    apart = [after - before for before, after in itertools.pairwise(sorted(set(places)))]
    return min([32.0, *(distance for distance in apart if distance > 1)])
