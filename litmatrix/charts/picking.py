"""Charts whose marks can be clicked: each mark gets an area of its own that a click, or a program, can pick.

What is picked is named by the member `pick` of the mark's data: of a cell “KEY THEME”, of a bar of a descriptor
“DESCRIPTOR PLACE”, of a bar of the coverage “THEME STATE” (no theme's or descriptor's id holds a space).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from litmatrix.charts import style
from litmatrix.charts.style import INK, Chart, inline

__all__ = ["CHOSEN", "PICK", "PICKED", "pickable", "picks"]

#: The selection that a click makes, the parameter that marks what is chosen, and the field that both hold.
PICKED, CHOSEN, PICK = "picked", "chosen", "pick"

#: A bar shorter than this could hardly be hit.
LEAST = 14
#: Of more areas than this, none is described on its own: the chart's description says it all.
MOST_DESCRIBED = 1500
_KEPT = ("title", "description", "name", "background", "padding", "config", "width", "height")


def pickable(chart: Chart) -> Chart:
    """Return a chart of which each mark that stands for a cell or a bar can be picked with a click.

    It has the point selection `picked` and the parameter `chosen`, which outlines a mark, by name. A chart without
    such marks (a message) comes back as it is.
    """
    layers = list(getattr(chart, "layer", ()))
    place = next((number for number, layer in enumerate(layers) if _rows(layer)), None)
    if place is None:
        return chart
    marks = layers[place].copy(deep=True)
    rows = _areas(_rows(marks))
    areas = _layer(rows, marks.encoding.tooltip)
    marks.encoding.tooltip = alt.Undefined
    marks.encoding.description = alt.Undefined
    marks.mark.aria = False
    parts = [*layers[:place], marks, *layers[place + 1 :], areas]
    kept = {
        name: value for name in _KEPT if (value := getattr(chart, name, alt.Undefined)) is not alt.Undefined
    }
    return alt.layer(*parts).add_params(alt.param(name=CHOSEN, value="")).properties(**kept)


def picks(chart: Chart) -> tuple[str, ...]:
    """Return what can be picked in a chart, in the order of its marks."""
    rows = next((rows for layer in getattr(chart, "layer", ()) if (rows := _rows(layer))), [])
    return tuple(row[PICK] for row in rows)


def _rows(layer: Any) -> list[dict[str, Any]]:
    values = getattr(getattr(layer, "data", None), "values", None)
    return values if isinstance(values, list) and values and PICK in values[0] else []


def _areas(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with the corners of their areas: a bar's own box, or a whole cell around a point."""
    if "x2" in rows[0]:
        return [{**row, "x2": max(row["x2"], row["x"] + LEAST)} for row in rows]
    wide, tall = _step(row["x"] for row in rows), _step(row["y"] for row in rows)
    return [
        {**row, "x": row["x"] - wide / 2, "x2": row["x"] + wide / 2, "y": row["y"] - tall / 2, "y2": row["y"] + tall / 2}
        for row in rows
    ]  # fmt: skip


def _step(places: Any) -> float:
    """Return the least distance between the places of points along one axis, within what a finger or mouse hits."""
    apart = [after - before for before, after in itertools.pairwise(sorted(set(places)))]
    return min([32.0, *(distance for distance in apart if distance > 1)])


def _layer(rows: Sequence[Mapping[str, Any]], tooltip: Any) -> Chart:
    chosen = f"datum.{PICK} === {CHOSEN}"
    return (
        alt.Chart(inline(rows))
        .mark_rect(fill="transparent", strokeWidth=1.8, cursor="pointer", aria=len(rows) <= MOST_DESCRIBED)
        .encode(
            **style.box(), tooltip=tooltip, description="words:N",
            stroke=alt.when(chosen).then(alt.value(INK)).otherwise(alt.value("transparent")),
        )
        .properties(name="areas")
        .add_params(alt.selection_point(name=PICKED, fields=[PICK], on="click", toggle=False, clear=False))
    )  # fmt: skip
