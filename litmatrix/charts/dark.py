"""A chart for a light page and for a dark one, as one SVG.

JupyterLab shows an SVG as an image, which no style of the page reaches, nor `currentColor`. But `prefers-color-scheme`
within it is what the page says of the image (`color-scheme`), so the page's theme decides (see `notebook`). Where
nothing is said the system's does, and the chart, ground and all, is readable on either page.
"""

from __future__ import annotations

import colorsys
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

#: What stands for white in the dark: the ground of JupyterLab's dark theme.
GROUND = "#111111"

_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_PAINT = re.compile(rf' (fill|stroke)="({_COLOUR.pattern})"')


def both_ways(svg: str) -> str:
    """Return an SVG which, as an image, is dark where the page is.

    Within a page, as a converted notebook has it, it stays light: there the system's wish would decide, not the page's.
    """
    rules = _rules("svg:root", set(_PAINT.findall(svg)))
    head, _, rest = svg.partition(">")
    return f"{head}><style>@media (prefers-color-scheme:dark){{{rules}}}</style>{rest}"


def style(page: str, *specs: Mapping[str, Any]) -> str:
    """Return a style sheet by which charts that a page draws itself are dark; `page` selects where they stand, if it is dark."""
    colours = set(_COLOUR.findall(json.dumps(specs)))
    rules = _rules(f"{page} svg.marks", {(what, colour) for what in ("fill", "stroke") for colour in colours})
    return f"<style>{page} svg.marks{{background-color:{GROUND}!important}}{rules}</style>"


def _rules(within: str, found: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f'{within} [{what}="{colour}"]{{{what}:{turned(colour)}}}' for what, colour in sorted(found)
    )


def turned(colour: str) -> str:
    """Return what a colour is in the dark: of the same hue, and light where it was dark.

    Any two colours keep their contrast, as WCAG counts it (black loses a tenth), so what could be read and told apart can be.

    >>> turned("#FFFFFF"), turned("#222222")
    ('#111111', '#ececec')
    """
    red, green, blue = _parts(colour)
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    wanted = 1.05 * (_luminance(_parts(GROUND)) + 0.05) / (_luminance((red, green, blue)) + 0.05) - 0.05
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        if _luminance(colorsys.hls_to_rgb(hue, middle, saturation)) < wanted:
            low = middle
        else:
            high = middle
    return "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, high, saturation))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _luminance(parts: tuple[float, float, float]) -> float:
    """Return how light a colour is, as WCAG counts it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
