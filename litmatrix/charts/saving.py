"""Charts as files: .svg, .png, .pdf, .tiff, and .html that works offline; at an exact width where one is asked for."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from litmatrix.charts import sheet
from litmatrix.charts.drawing import PNG_SCALE, drawn_png, drawn_svg, engine, vega_lite_version
from litmatrix.charts.heading import escaped
from litmatrix.charts.style import FONT, Chart
from litmatrix.errors import Misuse
from litmatrix.files import cache, results, store
from litmatrix.files.written import File, Written

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 16px; background: #fff; color: #222; font: 14px/1.5 {font}; }}
#chart {{ overflow-x: auto; }}
details {{ max-width: 60em; margin-top: 12px; }}
#vg-tooltip-element table tr td.value {{ max-width: 420px; max-height: none; }}
</style>
</head>
<body>
<div id="chart"></div>
<details><summary>In words</summary><p>{description}</p></details>
<script>
{library}
vegaEmbed("#chart", {spec}, {options}).catch(console.error);
</script>
</body>
</html>
"""


def save(chart: Chart, path: str | Path, width_mm: float | None = None) -> Written:
    """Write a chart as .svg, .png (twice as large), .pdf, .tiff or .html (interactive, works offline).

    With a width in millimetres it is written for print: laid out anew for that width and exactly as wide, without its title
    (which belongs into the caption), its text at least 7 points, pixels at 600 an inch; .svg and .pdf hold their letters.

    What is returned says what was written. The same chart gives the same bytes. Folders that are missing are made. Raises `Misuse` for another ending, for what is no chart, for a
    place among what a review holds itself, and for a width that the chart cannot have (it says which one it needs); `NotSaved` where nothing could be written.
    """
    path = Path(path)
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        allowed = ", ".join(f".{one}" for one in FORMATS)
        raise Misuse(f"{path.name}: a chart is saved as {allowed}; give the name one of these endings.")
    if not callable(getattr(chart, "to_dict", None)):
        raise Misuse(f"{path.name}: what is to be saved is no chart, but {type(chart).__name__}.")
    results.check_place(path)
    if width_mm is None:
        data = rendered(chart, form)[form]
    elif form in sheet.FORMATS:
        data = sheet.fitted(chart, width_mm).files(form)[form]
    else:
        raise Misuse(f"{path.name}: a page is as wide as its window; leave width_mm out.")
    store.make_folder(path.parent)
    store.write(path, data)
    return Written((File(path, " ".join(_title(chart.to_dict()).split())),))


def rendered(chart: Chart, *forms: str) -> dict[str, bytes]:
    """Return a chart as the bytes of files, by format (see `FORMATS`)."""
    spec = chart.to_dict()
    return {form: FORMATS[form](spec) for form in forms}


def svg_text(spec: Mapping[str, Any]) -> str:
    """Return a chart as SVG, with its title and description where screen readers find them."""
    drawn = drawn_svg(spec)
    title, description = escaped(_title(spec)), escaped(spec.get("description", ""))
    if not description:
        return drawn
    head, _, rest = drawn.removeprefix("<svg ").partition(">")
    return f'<svg role="img" aria-label="{description}" {head}><title>{title}</title>{rest}'


def html_bytes(spec: Mapping[str, Any]) -> bytes:
    """Return a page that holds the chart and all that draws it: it asks the network for nothing."""
    actions = {"export": True, "source": False, "compiled": False, "editor": False}
    page = _PAGE.format(
        title=escaped(_title(spec)), description=escaped(spec.get("description", "")), font=FONT, library=library(), spec=script(spec),
        options=script({"mode": "vega-lite", "renderer": "svg", "actions": actions}),
    )  # fmt: skip
    return page.encode("utf-8")


@functools.cache
def library() -> str:
    """Return the JavaScript that draws a chart, with all that it needs; it puts `vegaEmbed` into a page.

    vl-convert takes a second to put it together: each version's is made once on a machine.
    """

    def bundled() -> bytes:
        bundle: str = engine().javascript_bundle(None, vl_version=vega_lite_version())
        return bundle.encode("utf-8")

    return cache.kept(f"vega-{engine().__version__}-{vega_lite_version()}.js", bundled).decode("utf-8")


def script(value: Any) -> str:
    """Return a value as JavaScript that nothing in it can end: a title may hold “</script>”."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _title(spec: Mapping[str, Any]) -> str:
    title = spec.get("title", "")
    text = title.get("text", "") if isinstance(title, Mapping) else title
    return " ".join(text) if isinstance(text, list) else str(text)


def _natural(form: str, spec: Mapping[str, Any]) -> bytes:
    return sheet.natural(drawn_svg(spec), _title(spec), spec.get("description", "")).files(form)[form]


#: What writes a chart, by the ending of its file.
FORMATS: dict[str, Callable[[Mapping[str, Any]], bytes]] = {
    "svg": lambda spec: svg_text(spec).encode("utf-8"),
    "png": lambda spec: drawn_png(drawn_svg(spec), PNG_SCALE),
    "html": html_bytes,
    **{form: functools.partial(_natural, form) for form in ("pdf", "tiff", "tif")},
}
