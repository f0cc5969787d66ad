"""Charts as wide as there is room: laid out anew for a width, with their title in the picture or as words beside it."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, ParamSpec

import altair as alt

from litmatrix.charts.style import NOTHING, Chart
from litmatrix.errors import Misuse

#: How wide a chart is at most if nothing is said, in pixels of 1/96 inch: what a page, a notebook and a sheet of paper hold.
ROOM = 820.0
#: The smallest text of a chart, in such pixels: no journal takes less than 7 points.
SMALLEST = 9.4

#: What stays around a picture without a title, in pixels: lines at its edge are whole.
_PADDING = 2
_AGAIN = "_litmatrix_again"
_Given = ParamSpec("_Given")


class Caption(NamedTuple):
    """What a caption says: the title, and how to read the picture and of how many it is."""

    title: str
    text: str

    def __str__(self) -> str:
        """Return the caption in sentences."""
        parts = [part for part in self if part]
        return " ".join(part if part[-1] in ".!?…" else f"{part}." for part in parts)


def fits(make: Callable[_Given, Chart]) -> Callable[_Given, Chart]:
    """Let what a function draws be laid out anew by `again`: the function takes a `width` in pixels and keeps within it.

    It raises `Misuse` for a width that is no number.
    """

    @functools.wraps(make)
    def made(*args: _Given.args, **named: _Given.kwargs) -> Chart:
        if not is_number(width := named.get("width", ROOM)):
            raise Misuse(f"a width of {width!r}: give a number of pixels, such as {ROOM:.0f}.")
        chart = make(*args, **named)
        named.pop("width", None)
        # Altair takes a plain attribute for a member of the chart.
        object.__setattr__(chart, _AGAIN, functools.partial(made, *args, **named))
        return chart

    return made


def is_number(given: Any) -> bool:
    """Return whether a width is a number at all."""
    return isinstance(given, (int, float)) and math.isfinite(given)


def again(chart: Chart, width: float) -> Chart | None:
    """Return the same chart laid out for another width in pixels; None where nobody knows how it was drawn.

    Raises `Misuse` where the chart cannot be had so narrow, and says which width it needs.
    """
    make: Callable[..., Chart] | None = vars(chart).get(_AGAIN)
    return make(width=width) if make else None


def untitled(chart: Chart) -> Chart:
    """Return a chart without its title and the room around it; what the title says is its `caption`."""
    bare: Chart = chart.copy(deep=False)
    bare.title = alt.Undefined
    bare.padding = _PADDING
    return bare


def untitled_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same of a chart that is written as Vega-Lite."""
    return {name: part for name, part in spec.items() if name != "title"} | {"padding": _PADDING}


def caption(chart: Chart) -> Caption:
    """Return the title and the subtitle of a chart as words, each on one line."""
    title: Any = chart._get("title")
    if isinstance(title, (str, list)):
        return Caption(_line(title), "")
    if title is alt.Undefined or title is None:
        return Caption("", "")
    return Caption(_line(title._get("text")), _line(title._get("subtitle")))


def nothing(chart: Chart) -> str:
    """Return why a chart draws nothing; of one that draws something, an empty text."""
    told: Any = chart._get("usermeta")
    return str(told.get(NOTHING, "")) if isinstance(told, dict) else ""


def _line(text: Any) -> str:
    if text is alt.Undefined or text is None:
        return ""
    return " ".join(" ".join(text if isinstance(text, list) else [text]).split())
