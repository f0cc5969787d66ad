"""Charts as files (.svg, .png, .html that works offline).

Text is measured and drawn with the fonts that vl-convert brings along (Liberation, DejaVu), whatever the machine has, so
that a chart has the same bytes everywhere. Only a .png with scripts that these lack is drawn with the machine's fonts.
"""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import altair as alt

from litmatrix.charts.heading import FORBIDDEN, escaped
from litmatrix.charts.style import FONT, Chart
from litmatrix.errors import Misuse
from litmatrix.files import cache, results, store
from litmatrix.files.written import File, Written

PNG_SCALE = 2.0

#: A character of a script that the fonts of vl-convert lack (they have Latin, Greek, Cyrillic, and the usual signs).
_FOREIGN = re.compile("[^\\x00-\u052f\u1d00-\u26ff\ufb00-\ufb06\ufeff]")
_DRAW = "import sys, vl_convert; sys.stdout.buffer.write(vl_convert.svg_to_png(sys.stdin.buffer.read().decode(), scale=float(sys.argv[1])))"

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


def save(chart: Chart, path: str | Path) -> Written:
    """Write a chart as .svg, .png (twice as large) or .html (interactive, works offline).

    What is returned says what was written. The same chart gives the same bytes. Folders that are missing are made. Raises `Misuse` for another ending and for a
    place among what a review holds itself, `NotSaved` where nothing could be written.
    """
    path = Path(path)
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        allowed = ", ".join(f".{one}" for one in FORMATS)
        raise Misuse(f"{path.name}: a chart is saved as {allowed}; give the name one of these endings.")
    results.check_place(path)
    data = rendered(chart, form)[form]
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


def _drawable(value: Any) -> Any:
    """Return a chart without characters that no picture holds: at one of them vl-convert ends the whole program."""
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    if isinstance(value, Mapping):
        return {_drawable(name): _drawable(part) for name, part in value.items()}
    return [_drawable(part) for part in value] if isinstance(value, list) else value


def drawn_png(svg: str, scale: float = PNG_SCALE) -> bytes:
    """Return an SVG as PNG, `scale` times as large."""
    if _FOREIGN.search(svg):
        # Fonts are chosen once a process: another one draws with those of the machine, and this one's stay what they are.
        command = [sys.executable, "-P", "-c", _DRAW, str(scale)]
        done = subprocess.run(command, input=svg.encode("utf-8"), capture_output=True)
        if done.returncode == 0 and done.stdout:
            return done.stdout
    png: bytes = engine().svg_to_png(svg, scale=scale)
    return png


def drawn_svg(spec: Mapping[str, Any]) -> str:
    """Return a chart as vl-convert draws it."""
    return _drawn(json.dumps(spec))


@functools.lru_cache(maxsize=2)
def _drawn(spec: str) -> str:
    """Return what vl-convert draws of a chart; one that is saved as .svg and as .png is drawn once."""
    return FORBIDDEN.sub("", engine().vegalite_to_svg(_drawable(json.loads(spec)), vl_version=_version()))


@functools.cache
def engine() -> ModuleType:
    """Return vl-convert, which from now on draws with its own fonts and with no others."""
    import vl_convert

    before = {name: value for name, value in os.environ.items() if name == "FONTCONFIG_FILE"}
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
    try:
        # It looks for fonts when it first draws.
        vl_convert.svg_to_png(
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">x</text></svg>'
        )
    finally:
        del os.environ["FONTCONFIG_FILE"]
        os.environ.update(before)
    return vl_convert


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
        bundle: str = engine().javascript_bundle(None, vl_version=_version())
        return bundle.encode("utf-8")

    return cache.kept(f"vega-{engine().__version__}-{_version()}.js", bundled).decode("utf-8")


def script(value: Any) -> str:
    """Return a value as JavaScript that nothing in it can end: a title may hold “</script>”."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _title(spec: Mapping[str, Any]) -> str:
    title = spec.get("title", "")
    text = title.get("text", "") if isinstance(title, Mapping) else title
    return " ".join(text) if isinstance(text, list) else str(text)


def _version() -> str:
    """Return the version of Vega-Lite that Altair writes, as vl-convert names it."""
    return alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]


#: What writes a chart, by the ending of its file.
FORMATS: dict[str, Callable[[Mapping[str, Any]], bytes]] = {
    "svg": lambda spec: svg_text(spec).encode("utf-8"),
    "png": lambda spec: drawn_png(drawn_svg(spec)),
    "html": html_bytes,
}
