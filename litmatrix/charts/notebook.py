"""Charts in notebooks: as SVG, and as PNG for a notebook that is not trusted, where JupyterLab shows no SVG.

Both work offline, in a notebook that is opened again, and in one that was converted.
"""

from __future__ import annotations

import base64
import re
from typing import Any

import altair as alt

from litmatrix.charts import dark, indexed
from litmatrix.charts.drawing import drawn_png
from litmatrix.charts.saving import svg_text
from litmatrix.charts.style import SIZE, WHITE

RENDERER = "litmatrix"

#: The picture stands in a file of text: large enough for a sharp screen, no larger.
_SCALE = 1.8
#: A picture cannot follow the theme of its page: it is a card of its own, paler than white, with round corners.
_PAPER, _ROUND = "#F4F4F1", 10

#: How large the text of a page is in JupyterLab: that of a chart is as large where there is room.
_TEXT = 14
_SIZE = re.compile(r' width="([0-9.]+)" height="([0-9.]+)"(?= viewBox)')

_GROUND = re.compile(rf'(<rect width="[0-9.]+" height="[0-9.]+") fill="{WHITE}"')

_MARK = "lm-chart"
#: An image of ours is light or dark as JupyterLab's theme is (see `dark`). The output that brings this takes no room.
_FOLLOW = f"""<style>
.jp-RenderedSVG img[src*="{_MARK}"] {{ color-scheme: light; }}
[data-jp-theme-light="false"] .jp-RenderedSVG img[src*="{_MARK}"] {{ color-scheme: dark; }}
.jp-OutputArea-child:has(> .jp-RenderedHTMLCommon > style:only-child) {{ display: none; }}
</style>"""


def notebook_renderer() -> None:
    """Let notebooks show charts, light or dark as JupyterLab is; they stay when the notebook is opened again."""
    from IPython import display, get_ipython

    alt.renderers.register(RENDERER, bundle)
    alt.renderers.enable(RENDERER)
    if get_ipython() is not None:
        display.display({"text/html": _FOLLOW, "text/plain": ""}, raw=True)


def bundle(spec: dict[str, Any], **_: Any) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """Return a chart as Jupyter takes it: what a page shows, the first that it may and can; and how large the picture is."""
    svg = card = svg_text(spec)
    larger = 1.0
    # The ground of our charts; what is known of their colours is not known of another's.
    if _GROUND.search(svg):
        card = _GROUND.sub(rf'\1 rx="{_ROUND}" fill="{_PAPER}"', svg, count=1)
        svg = dark.both_ways(svg.replace('class="marks"', f'class="marks {_MARK}"', 1))
        larger = _TEXT / SIZE
    png = indexed.indexed(drawn_png(card, _SCALE))
    width, height = (round(float(size) * larger) for size in _SIZE.search(svg).groups())  # type: ignore[union-attr]
    shown = {
        "image/svg+xml": _SIZE.sub(f' width="{width}" height="{height}"', svg, count=1)
        if larger > 1
        else svg,
        "image/png": base64.b64encode(png).decode("ascii"),
        "text/plain": spec.get("description") or "a chart",
    }
    return shown, {"image/png": {"width": width, "height": height}}
