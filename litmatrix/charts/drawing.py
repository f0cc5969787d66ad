"""Charts drawn by vl-convert: as SVG, and an SVG as PNG or PDF.

Text is measured and drawn with the fonts that vl-convert brings along (Liberation), whatever the machine has, so that a
chart has the same bytes everywhere. Only a PNG or PDF with scripts that these lack is drawn with the machine's fonts.
"""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import altair as alt

from litmatrix.charts.heading import FORBIDDEN

PNG_SCALE = 2.0

#: A character of a script that the fonts of vl-convert lack (they have Latin, Greek, Cyrillic, and the usual signs).
_FOREIGN = re.compile("[^\\x00-\u052f\u1d00-\u26ff\ufb00-\ufb06\ufeff]")
_DRAW = (
    "import json, sys, vl_convert; name, given = sys.argv[1:]; "
    "sys.stdout.buffer.write(getattr(vl_convert, name)(sys.stdin.buffer.read().decode(), **json.loads(given)))"
)


def drawn_svg(spec: Mapping[str, Any]) -> str:
    """Return a chart as vl-convert draws it."""
    return _drawn(json.dumps(spec))


def drawn_png(svg: str, scale: float = PNG_SCALE) -> bytes:
    """Return an SVG as PNG, `scale` times as large."""
    return _converted("svg_to_png", svg, scale=scale)


def drawn_pdf(svg: str) -> bytes:
    """Return an SVG as a page of PDF that holds the letters it is written with. A pixel becomes a point."""
    return _converted("svg_to_pdf", svg)


def foreign(svg: str) -> bool:
    """Say whether an SVG holds letters that the fonts of vl-convert lack."""
    return bool(_FOREIGN.search(svg))


def _converted(name: str, svg: str, **given: float) -> bytes:
    if foreign(svg):
        # Fonts are chosen once a process: another one draws with those of the machine, and this one's stay what they are.
        command = [sys.executable, "-P", "-c", _DRAW, name, json.dumps(given)]
        done = subprocess.run(command, input=svg.encode("utf-8"), capture_output=True)
        if done.returncode == 0 and done.stdout:
            return done.stdout
    made: bytes = getattr(engine(), name)(svg, **given)
    return made


@functools.lru_cache(maxsize=2)
def _drawn(spec: str) -> str:
    """Return what vl-convert draws of a chart; one that is saved as .svg and as .png is drawn once."""
    return FORBIDDEN.sub(
        "", engine().vegalite_to_svg(_drawable(json.loads(spec)), vl_version=vega_lite_version())
    )


def _drawable(value: Any) -> Any:
    """Return a chart without characters that no picture holds: at one of them vl-convert ends the whole program."""
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    if isinstance(value, Mapping):
        return {_drawable(name): _drawable(part) for name, part in value.items()}
    return [_drawable(part) for part in value] if isinstance(value, list) else value


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


def vega_lite_version() -> str:
    """Return the version of Vega-Lite that Altair writes, as vl-convert names it."""
    return alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]
